// SPDX-License-Identifier: GPL-2.0
/*
 * The stand-in's operator requests, and its reasons why.
 */
#include "fake.h"

#include <ntms/libntms.h>

#include <errno.h>
#include <time.h>
#include <unistd.h>

#define NSEC_PER_SEC 1000000000ULL

static uint64_t clock_now(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * NSEC_PER_SEC + (uint64_t)now.tv_nsec;
}

uint32_t fake_obstacle(const struct fake_object *side, uint32_t options)
{
	static const uint32_t of_state[] = {
		[NTMS_SIDE_UNKNOWN] = NTMS_OBSTACLE_UNPREPARED,
		[NTMS_SIDE_UNPREPARED] = NTMS_OBSTACLE_UNPREPARED,
		[NTMS_SIDE_INCOMPATIBLE] = NTMS_OBSTACLE_INCOMPATIBLE,
		[NTMS_SIDE_DECOMMISSIONED] = NTMS_OBSTACLE_DECOMMISSIONED,
		[NTMS_SIDE_AVAILABLE] = NTMS_OBSTACLE_NONE,
		[NTMS_SIDE_ALLOCATED] = NTMS_OBSTACLE_OWNED,
		[NTMS_SIDE_COMPLETE] = NTMS_OBSTACLE_OWNED,
		[NTMS_SIDE_UNRECOGNIZED] = NTMS_OBSTACLE_UNRECOGNIZED,
		[NTMS_SIDE_IMPORT] = NTMS_OBSTACLE_IMPORT,
		[NTMS_SIDE_RESERVED] = NTMS_OBSTACLE_RESERVED,
	};
	const struct fake_object *medium, *library, *pool, *other;
	uint32_t i;

	if (of_state[side->side.side_state])
		return of_state[side->side.side_state];
	medium = fake_get(&side->side.medium, NTMS_TYPE_MEDIUM);
	library = fake_get(&medium->medium.library, NTMS_TYPE_LIBRARY);
	if (!(medium->medium.flags & NTMS_MEDIUM_ONLINE))
		return NTMS_OBSTACLE_OFFLINE;
	if (!library->header.enabled)
		return NTMS_OBSTACLE_LIBRARY_DISABLED;
	if (!medium->header.enabled)
		return NTMS_OBSTACLE_DISABLED;
	pool = fake_get(&medium->medium.pool, NTMS_TYPE_POOL);
	if (!pool->header.enabled)
		return NTMS_OBSTACLE_POOL_DISABLED;
	for (i = 0; i < medium->medium.side_count; i++) {
		other = fake_get(&medium->medium.sides[i], NTMS_TYPE_SIDE);
		if (options & NTMS_ALLOCATE_NEW &&
		    other->side.side_state == NTMS_SIDE_ALLOCATED)
			return NTMS_OBSTACLE_SHARED;
	}
	return NTMS_OBSTACLE_NONE;
}

static void count_sides(const struct ntms_guid *pool, uint32_t options,
			__u64 *counts, struct ntms_guid *would)
{
	uint32_t i, obstacle;

	for (i = 0; i < fake->count; i++) {
		const struct fake_object *side = &fake->objects[i];

		if (!side->there || side->type != NTMS_TYPE_SIDE ||
		    !ntms_guid_equal(&side->side.pool, pool))
			continue;
		obstacle = fake_obstacle(side, options);
		counts[obstacle]++;
		if (!obstacle && would && ntms_guid_is_null(would))
			*would = side->header.id;
	}
}

static void why_named(struct ntms_why *arg)
{
	const struct fake_object *side = fake_get(&arg->side, NTMS_TYPE_SIDE);

	if (!side) {
		arg->result = NTMS_REASON_INVALID_MEDIA;
		return;
	}
	arg->obstacle = fake_obstacle(side, 0);
	switch (arg->obstacle) {
	case NTMS_OBSTACLE_NONE:
	case NTMS_OBSTACLE_IMPORT:
		arg->would = arg->side;
		break;
	case NTMS_OBSTACLE_OFFLINE:
		arg->result = NTMS_REASON_MEDIA_OFFLINE;
		break;
	case NTMS_OBSTACLE_LIBRARY_DISABLED:
	case NTMS_OBSTACLE_DISABLED:
		arg->result = NTMS_REASON_RESOURCE_DISABLED;
		break;
	case NTMS_OBSTACLE_POOL_DISABLED:
		arg->result = NTMS_REASON_DEVICE_NOT_AVAILABLE;
		break;
	default:
		arg->result = NTMS_REASON_MEDIA_UNAVAILABLE;
		break;
	}
}

uint32_t fake_waiting(const struct ntms_guid *pool)
{
	uint32_t count = 0, i;

	for (i = 0; i < fake->count; i++)
		count += fake->objects[i].there &&
			 fake->objects[i].type == NTMS_TYPE_OPERATOR_REQUEST &&
			 fake->objects[i].request.flags & NTMS_REQUEST_OF_CALL &&
			 (!pool ||
			  ntms_guid_equal(&fake->objects[i].request.arg1, pool));
	return count;
}

int fake_why(struct ntms_why *arg)
{
	const struct fake_object *pool = fake_get(&arg->pool, NTMS_TYPE_POOL);
	const struct fake_object *leaf;
	bool from_free;

	if (!fake_good_head(arg, sizeof(*arg)) || arg->flags ||
	    arg->options & ~7U)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	if (!pool || pool->pool.pool_type != NTMS_POOL_APPLICATION ||
	    pool->pool.flags & NTMS_POOL_CONTAINER) {
		arg->result = NTMS_REASON_INVALID_MEDIA_POOL;
		return 0;
	}
	if (fake->denied) {
		arg->result = NTMS_REASON_ACCESS_DENIED;
		return 0;
	}
	arg->waiting = fake_waiting(&arg->pool);
	from_free = pool->pool.allocation_policy & NTMS_POOL_FROMSCRATCH;
	if (from_free)
		arg->flags |= NTMS_WHY_FREE_USED | NTMS_WHY_FREE_ALLOWED;
	count_sides(&arg->pool, arg->options, arg->own, &arg->would);
	leaf = fake_leaf_pool(&fake->info.free_pool, &pool->pool.media_type);
	if (leaf) {
		arg->free = leaf->header.id;
		count_sides(&leaf->header.id, arg->options, arg->of_free,
			    from_free ? &arg->would : NULL);
	}
	if (arg->options & NTMS_ALLOCATE_NEXT) {
		memset(&arg->would, 0, sizeof(arg->would));
		arg->result = NTMS_REASON_MEDIA_UNAVAILABLE;
	} else if (!ntms_guid_is_null(&arg->side)) {
		memset(&arg->would, 0, sizeof(arg->would));
		why_named(arg);
	} else if (ntms_guid_is_null(&arg->would)) {
		arg->result = from_free && leaf && !leaf->header.enabled ?
			NTMS_REASON_DEVICE_NOT_AVAILABLE :
			NTMS_REASON_MEDIA_UNAVAILABLE;
	}
	return 0;
}

/* An argument: of which kind may it be? The first one that there is. */
static bool take_argument(const struct ntms_guid *id, uint32_t *type,
			  const uint32_t *types, bool *wrong)
{
	const struct fake_object *object = fake_get(id, 0);
	size_t i;

	*wrong = false;
	if (!object)
		return false;
	*type = object->type;
	for (i = 0; types[i]; i++)
		if (types[i] == object->type)
			return true;
	*wrong = true;
	return false;
}

static const uint32_t arguments[][2][5] = {
	[NTMS_REQUEST_NEW_MEDIA] = { { NTMS_TYPE_POOL }, { NTMS_TYPE_LIBRARY } },
	[NTMS_REQUEST_CLEANER] = { { NTMS_TYPE_LIBRARY, NTMS_TYPE_SLOT } },
	[NTMS_REQUEST_DEVICE_SERVICE] = {
		{ NTMS_TYPE_LIBRARY, NTMS_TYPE_DRIVE, NTMS_TYPE_MEDIUM },
	},
	[NTMS_REQUEST_MOVE_MEDIA] = {
		{ NTMS_TYPE_MEDIUM }, { NTMS_TYPE_LIBRARY },
	},
	[NTMS_REQUEST_MESSAGE] = { { 0 } },
};

int fake_request_submit(struct ntms_request_submit *arg)
{
	const struct ntms_guid *ids[2] = { &arg->arg1, &arg->arg2 };
	uint32_t types[2] = { 0, 0 }, i;
	struct fake_object *object;
	bool wrong;

	if (!fake_good_head(arg, sizeof(*arg)) || arg->flags ||
	    !ntms_guid_is_null(&arg->id) ||
	    !fake_good_text(arg->message, sizeof(arg->message)) ||
	    !arg->request || arg->request > NTMS_REQUEST_MESSAGE)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	for (i = 0; i < 2; i++) {
		if (ntms_guid_is_null(ids[i]))
			continue;
		if (!take_argument(ids[i], &types[i],
				   arguments[arg->request][i], &wrong))
			return fake_give(&arg->reason, wrong ?
					 NTMS_REASON_INVALID_PARAMETER :
					 NTMS_REASON_OBJECT_NOT_FOUND);
	}
	object = fake_add(NTMS_TYPE_OPERATOR_REQUEST, "");
	object->header.created = clock_now(CLOCK_REALTIME);
	object->request.request = arg->request;
	object->request.request_state = NTMS_REQUEST_SUBMITTED;
	object->request.arg1 = arg->arg1;
	object->request.arg2 = arg->arg2;
	object->request.arg1_type = types[0];
	object->request.arg2_type = types[1];
	object->request.deadline = NTMS_DEADLINE_NEVER;
	object->request.uid = getuid();
	object->request.pid = (uint32_t)getpid();
	memcpy(object->request.application, fake->application, NTMS_NAME_SIZE);
	memcpy(object->request.message, arg->message, NTMS_MESSAGE_SIZE);
	arg->id = object->header.id;
	return 0;
}

int fake_request_answer(struct ntms_request_answer *arg)
{
	struct fake_object *object;

	if (!fake_good_head(arg, sizeof(*arg)) || arg->flags ||
	    !fake_good_text(arg->text, sizeof(arg->text)) ||
	    arg->state <= NTMS_REQUEST_SUBMITTED ||
	    arg->state > NTMS_REQUEST_COMPLETE)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	object = fake_get(&arg->id, NTMS_TYPE_OPERATOR_REQUEST);
	if (!object)
		return fake_give(&arg->reason, NTMS_REASON_OBJECT_NOT_FOUND);
	if (object->request.request_state >= NTMS_REQUEST_REFUSED ||
	    arg->state <= object->request.request_state)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_STATE);
	object->request.request_state = arg->state;
	memcpy(object->request.answer, arg->text, NTMS_MESSAGE_SIZE);
	if (arg->state >= NTMS_REQUEST_REFUSED)
		object->request.finished = clock_now(CLOCK_REALTIME);
	return 0;
}

int fake_request_wait(int fd, struct ntms_request_wait *arg)
{
	static const struct timespec moment = { .tv_nsec = 1000000 };
	unsigned int cancels = fake_session_cancels(fd);
	const struct fake_object *object;
	int stopped = 0;

	if (!fake_good_head(arg, sizeof(*arg)) || arg->flags & ~1U)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	do {
		object = fake_get(&arg->id, NTMS_TYPE_OPERATOR_REQUEST);
		arg->state = object ? object->request.request_state : 0;
		if (!object)
			return fake_give(&arg->reason,
					 NTMS_REASON_OBJECT_NOT_FOUND);
		memcpy(arg->text, object->request.answer, NTMS_MESSAGE_SIZE);
		if (arg->state == NTMS_REQUEST_COMPLETE)
			return 0;
		if (arg->state == NTMS_REQUEST_REFUSED ||
		    cancels != fake_session_cancels(fd))
			return fake_give(&arg->reason, NTMS_REASON_CANCELLED);
		if (arg->flags & NTMS_REQUEST_F_NOWAIT ||
		    clock_now(CLOCK_MONOTONIC) >= arg->deadline)
			return fake_give(&arg->reason, NTMS_REASON_TIMEOUT);
		fake_unlock();
		stopped = nanosleep(&moment, NULL);
		fake_lock();
	} while (!stopped);
	errno = EINTR;
	return -1;
}

int fake_request_delete(struct ntms_request_delete *arg)
{
	struct fake_object *object;

	if (!fake_good_head(arg, sizeof(*arg)) || arg->flags || arg->reserved)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	object = fake_get(&arg->id, NTMS_TYPE_OPERATOR_REQUEST);
	if (!object)
		return fake_give(&arg->reason, NTMS_REASON_OBJECT_NOT_FOUND);
	if (object->request.request_state < NTMS_REQUEST_REFUSED)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_STATE);
	object->there = false;
	return 0;
}
