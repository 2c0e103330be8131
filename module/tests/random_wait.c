// SPDX-License-Identifier: GPL-2.0
/* See random.h: programs that wait, and operators who answer or do not. */
#include <linux/ktime.h>
#include <linux/timekeeping.h>

#include "random.h"

static struct ntms_session *ntms_world_session(struct ntms_world *world)
{
	return world->sessions[ntms_world_draw(world, NTMS_WORLD_SESSIONS)];
}

static void ntms_world_own_pool(struct ntms_world *world, guid_t *pool)
{
	*pool = world->pools[ntms_world_draw(world, NTMS_WORLD_POOLS)];
	if (!ntms_world_draw(world, 16))
		ntms_world_pick(world, NTMS_TYPE_POOL, pool);
}

/* Nothing expires by itself: what there is time for are hours. */
static u64 ntms_world_deadline(struct ntms_world *world)
{
	u32 hours = ntms_world_draw(world, 4);

	if (!hours)
		return NTMS_DEADLINE_NEVER;
	return ktime_get_ns() + hours * 3600ULL * NSEC_PER_SEC;
}

void ntms_world_queue(struct ntms_world *world)
{
	u32 options = ntms_world_draw(world, 3) ? 0 : NTMS_ALLOCATE_NEW;
	guid_t pool;

	ntms_world_own_pool(world, &pool);
	ntms_kit_queue(ntms_world_session(world), ntms_world_cred(world), &pool,
		       options, ntms_world_deadline(world), ++world->cookie);
}

void ntms_world_collect(struct ntms_world *world)
{
	struct ntms_session *session = ntms_world_session(world);
	struct ntms_collect call;

	if (!ntms_kit_collect(session, &call) && !call.result)
		world->served++;
}

void ntms_world_cancel(struct ntms_world *world)
{
	struct ntms_cancel call = {};

	if (ntms_world_draw(world, 16))
		call.cookie = world->cookie - ntms_world_draw(world, 16);
	else
		call.flags = NTMS_CANCEL_ALL;
	ntms_cancel(ntms_world_session(world), &call);
}

void ntms_world_expire(struct ntms_world *world)
{
	struct ntms_catalog *cat = &world->kit.cat;
	u64 now = ktime_get_ns() + (ntms_world_draw(world, 3) * 3600ULL + 1800) *
		  NSEC_PER_SEC;

	ntms_catalog_lock(cat);
	ntms_waiters_expire(cat, now);
	ntms_catalog_unlock(cat);
}

/* A program dies, and begins again; what it did not collect was not its own. */
void ntms_world_close(struct ntms_world *world)
{
	u32 i = ntms_world_draw(world, NTMS_WORLD_SESSIONS);
	struct ntms_session *session;

	session = ntms_session_open(&world->kit.cat, "again");
	if (!session)
		return;
	ntms_session_close(world->sessions[i]);
	world->sessions[i] = session;
}

void ntms_world_submit(struct ntms_world *world)
{
	static const u8 kinds[][2] = {
		[NTMS_REQUEST_NEW_MEDIA] = { NTMS_TYPE_POOL,
					     NTMS_TYPE_LIBRARY },
		[NTMS_REQUEST_CLEANER] = { NTMS_TYPE_SLOT },
		[NTMS_REQUEST_DEVICE_SERVICE] = { NTMS_TYPE_DRIVE },
		[NTMS_REQUEST_MOVE_MEDIA] = { NTMS_TYPE_MEDIUM,
					      NTMS_TYPE_LIBRARY },
		[NTMS_REQUEST_MESSAGE] = { },
	};
	u32 kind = ntms_world_draw(world, ARRAY_SIZE(kinds) + 1);
	guid_t args[2] = {};
	u32 i;

	for (i = 0; i < 2 && kind < ARRAY_SIZE(kinds); i++)
		if (kinds[kind][i])
			ntms_world_pick(world, kinds[kind][i], &args[i]);
	ntms_kit_submit(&world->kit, ntms_world_cred(world), kind, &args[0],
			&args[1], ntms_world_draw(world, 2) ? "please" : NULL,
			NULL);
}

void ntms_world_answer(struct ntms_world *world)
{
	u32 state = NTMS_REQUEST_SUBMITTED + ntms_world_draw(world, 5);
	guid_t id;

	ntms_world_pick(world, NTMS_TYPE_OPERATOR_REQUEST, &id);
	ntms_kit_answer(&world->kit, ntms_world_cred(world), &id, state,
			ntms_world_draw(world, 2) ? "no" : NULL);
}

/* Somebody deletes a request, or what was answered long ago is purged. */
void ntms_world_forget(struct ntms_world *world)
{
	struct ntms_request_delete call = {};
	guid_t id;

	if (!ntms_world_draw(world, 4)) {
		ntms_tick(&world->kit.cat);
		return;
	}
	ntms_world_pick(world, NTMS_TYPE_OPERATOR_REQUEST, &id);
	ntms_guid_out(&call.id, &id);
	ntms_request_delete(world->kit.session, ntms_world_cred(world), &call);
}

/* Asking why changes nothing. */
void ntms_world_why(struct ntms_world *world)
{
	struct ntms_why call = {
		.options = ntms_world_draw(world, 8),
	};
	guid_t id;

	ntms_world_own_pool(world, &id);
	ntms_guid_out(&call.pool, &id);
	if (!ntms_world_draw(world, 2)) {
		ntms_world_pick(world, NTMS_TYPE_SIDE, &id);
		ntms_guid_out(&call.side, &id);
	}
	ntms_world_pick(world, NTMS_TYPE_LOGICAL_MEDIUM, &id);
	ntms_guid_out(&call.medium, &id);
	ntms_why(world->kit.session, ntms_world_cred(world), &call);
}

int ntms_world_wait_init(struct ntms_world *world)
{
	u32 i;

	for (i = 0; i < NTMS_WORLD_SESSIONS; i++) {
		world->sessions[i] = ntms_session_open(&world->kit.cat, "waits");
		if (!world->sessions[i])
			return -ENOMEM;
	}
	return 0;
}

void ntms_world_wait_exit(struct ntms_world *world)
{
	u32 i;

	for (i = 0; i < NTMS_WORLD_SESSIONS; i++)
		if (world->sessions[i])
			ntms_session_close(world->sessions[i]);
}
