// SPDX-License-Identifier: GPL-2.0
/*
 * What a client does: calls by chance, most of them about the same few things.
 * Nothing stands between the two looks at the clock but the call.
 */
#include "record.h"

#define TIMED(made, what) do {						\
	(made)->invoked = now();					\
	(made)->reason = (what);					\
	(made)->returned = now();					\
	(made)->ended = (made)->returned;				\
} while (0)

/* ---- what it is about ------------------------------------------------- */

static uint32_t draw_pool(struct client *client)
{
	return chance(&client->state, one_in(&client->state, 20) ?
		      POOLS : APPLICATIONS);
}

static uint32_t draw_side(struct client *client)
{
	return SIDE(chance(&client->state, place->nr_cartridges),
		    chance(&client->state, place->nr_sides));
}

/* One that is still there, if there is; seldom nobody's */
static uint32_t draw_lmid(struct client *client)
{
	unsigned int tries;
	uint32_t lmid;

	for (tries = 0; tries < RECENT; tries++) {
		lmid = atomic_load(&recent[chance(&client->state, RECENT)]);
		if (lmid != NOBODY)
			return lmid;
	}
	return chance(&client->state, atomic_load(&nr_lmids));
}

static pthread_mutex_t publishing = PTHREAD_MUTEX_INITIALIZER;

/* Others can have it from now on, if possible in the place of one that is gone. */
static void publish(struct client *client, const struct ntms_guid *lmid)
{
	unsigned int i, at = chance(&client->state, RECENT);
	uint32_t number;

	pthread_mutex_lock(&publishing);
	number = atomic_load(&nr_lmids);
	lmids[number] = *lmid;
	atomic_store(&nr_lmids, number + 1);
	pthread_mutex_unlock(&publishing);
	for (i = 0; i < RECENT && atomic_load(&recent[at]); i++)
		at = (at + 1) % RECENT;
	atomic_store(&recent[at], number);
}

/* It is gone, and most forget it. */
static void withdraw(struct client *client, uint32_t lmid)
{
	unsigned int i;

	for (i = 0; i < RECENT && !one_in(&client->state, 50); i++)
		atomic_compare_exchange_strong(&recent[i], &(uint32_t){ lmid },
					       NOBODY);
}

/* ---- allocations ------------------------------------------------------ */

static void draw_options(struct client *client, struct made *made)
{
	const uint32_t kind = chance(&client->state, 10);

	if (kind < 3)
		made->options = NTMS_ALLOCATE_NEW;
	if (may_wait(made->verb))
		return;
	if (kind > 7) {
		made->options = NTMS_ALLOCATE_NEXT;
		made->lmid = draw_lmid(client);
	} else if (one_in(&client->state, 3)) {
		made->side = draw_side(client);
	}
	if (one_in(&client->state, 4))
		made->options |= NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE;
}

static void draw_wanted(struct client *client, struct made *made)
{
	made->pool = draw_pool(client);
	made->side = NO_SIDE;
	draw_options(client, made);
	if (may_wait(made->verb))
		made->deadline = now() + 100000 +
				 chance(&client->state, 3000000);
}

static struct ntms_allocate wanted_of(const struct made *made)
{
	return (struct ntms_allocate){
		.options = made->options,
		.flags = made->verb == QUEUE ? NTMS_ALLOCATE_F_QUEUE :
			 made->verb == WAIT ? 0 : NTMS_ALLOCATE_F_NOWAIT,
		.deadline = made->deadline,
		.pool = place->pools[made->pool],
		.side = made->side == NO_SIDE ? no_guid :
						place->sides[made->side],
		.medium = lmids[made->lmid],
	};
}

static void got(struct client *client, struct raw *raw,
		const struct ntms_guid *lmid, const struct ntms_guid *from)
{
	raw->got = *lmid;
	raw->from = *from;
	publish(client, lmid);
}

static void make_allocate(struct client *client, struct raw *raw)
{
	struct ntms_allocate arg;

	draw_wanted(client, &raw->made);
	arg = wanted_of(&raw->made);
	arg.cookie = client->nr;
	TIMED(&raw->made, CALL(client->fd, NTMS_IOC_ALLOCATE, &arg));
	raw->made.queued = arg.queued;
	client->outstanding += arg.queued;
	if (!raw->made.reason && !arg.queued)
		got(client, raw, &arg.medium, &arg.allocated_from);
}

/* False if nothing has ended. */
static bool take(struct client *client)
{
	struct ntms_collect arg;
	uint32_t reason = collect(client->fd, &arg);
	const uint64_t ended = now();
	struct raw *raw;

	if (reason || arg.cookie >= client->nr)
		return false;
	raw = &client->raws[arg.cookie];
	raw->made.ended = ended;
	raw->made.reason = arg.result;
	client->outstanding--;
	if (!arg.result)
		got(client, raw, &arg.medium, &arg.allocated_from);
	return true;
}

static bool take_all(struct client *client)
{
	while (client->outstanding && take(client))
		;
	return !client->outstanding;
}

bool client_settle(struct client *client)
{
	struct made *made;
	unsigned int i;

	for (i = 0; i < client->nr; i++) {
		made = &client->raws[i].made;
		if (!made->queued || made->ended != made->returned)
			continue;
		made->cancelled = now();
		cancel(client->fd, 0, i, NULL);
	}
	return wait_for(take_all(client));
}

/* ---- the other calls -------------------------------------------------- */

static void make_lmid(struct client *client, struct raw *raw)
{
	struct made *made = &raw->made;

	made->lmid = draw_lmid(client);
	if (made->verb == DEALLOCATE)
		TIMED(made, deallocate(client->fd, &lmids[made->lmid]));
	else
		TIMED(made, complete(client->fd, &lmids[made->lmid]));
	if (made->verb == DEALLOCATE)
		withdraw(client, made->lmid);
}

static void make_swap(struct client *client, struct raw *raw)
{
	struct made *made = &raw->made;

	made->lmid = draw_lmid(client);
	made->other = draw_lmid(client);
	TIMED(made, swap_media(client->fd, &lmids[made->lmid],
			       &lmids[made->other]));
}

static void make_move(struct client *client, struct raw *raw)
{
	struct made *made = &raw->made;

	made->cartridge = chance(&client->state, place->nr_cartridges);
	made->pool = chance(&client->state, one_in(&client->state, 2) ?
			    POOLS : APPLICATIONS);
	TIMED(made, move_medium(client->fd,
				&place->s.media[made->cartridge],
				&place->pools[made->pool]));
}

static void make_decommission(struct client *client, struct raw *raw)
{
	struct made *made = &raw->made;

	made->side = draw_side(client);
	TIMED(made, decommission(client->fd, &place->sides[made->side]));
}

static uint32_t set_pool(struct client *client, const struct made *made)
{
	const struct ntms_pool_info info = {
		.allocation_policy = made->value,
		.deallocation_policy = made->value,
		.max_allocates = made->value,
	};

	return SET(client->fd, NTMS_TYPE_POOL, &place->pools[made->pool],
		   mask_of(made->member), &info);
}

/* What is disabled is so for a short while. */
static void make_set(struct client *client, struct raw *raw)
{
	struct made *made = &raw->made;
	const uint32_t what = chance(&client->state, 12);

	made->member = what < 6 ? DRAWS + what / 2 : ENABLED;
	made->kind = what < 8 ? POOL : what < 11 ? CARTRIDGE : LIBRARY;
	/* Of pools only free can be disabled. */
	made->pool = made->member == ENABLED ? APPLICATIONS :
					       chance(&client->state,
						      APPLICATIONS);
	made->cartridge = made->kind != CARTRIDGE ? 0 :
			  chance(&client->state, place->nr_cartridges);
	made->value = made->member == ENABLED ? !one_in(&client->state, 8) :
		      chance(&client->state, 2);
	/* Few sides should be worn out by it. */
	if (made->member == LIMIT && made->value)
		made->value = 15 + chance(&client->state, 30);
	if (made->member != ENABLED)
		TIMED(made, set_pool(client, made));
	else
		TIMED(made, enable(client->fd, made->kind == POOL ?
				   &place->pools[made->pool] :
				   made->kind == LIBRARY ? &place->s.library :
				   &place->s.media[made->cartridge],
				   made->value));
}

/* ---- looks ------------------------------------------------------------ */

static void make_look(struct client *client, struct raw *raw)
{
	struct made *made = &raw->made;
	struct ntms_side_info info;

	made->side = draw_side(client);
	TIMED(made, GET(client->fd, NTMS_TYPE_SIDE, &place->sides[made->side],
			&info));
	made->results[0] = info.side_state;
	made->results[2] = info.allocate_count;
	raw->got = info.logical_medium;
	raw->from = info.pool;
}

static void make_read(struct client *client, struct raw *raw)
{
	struct made *made = &raw->made;
	struct ntms_logical_medium_info info;

	made->lmid = draw_lmid(client);
	TIMED(made, GET(client->fd, NTMS_TYPE_LOGICAL_MEDIUM,
			&lmids[made->lmid], &info));
	raw->side = info.side;
	raw->from = info.pool;
}

static void make_count(struct client *client, struct raw *raw)
{
	struct made *made = &raw->made;
	struct ntms_pool_info info;

	made->pool = chance(&client->state, APPLICATIONS);
	TIMED(made, GET(client->fd, NTMS_TYPE_POOL, &place->pools[made->pool],
			&info));
	made->results[0] = info.media;
	made->results[1] = info.logical_media;
	made->results[2] = info.available;
}

static void make_why(struct client *client, struct raw *raw)
{
	struct made *made = &raw->made;
	struct ntms_allocate wanted;
	struct ntms_why arg;

	draw_wanted(client, made);
	wanted = wanted_of(made);
	arg = (struct ntms_why){
		.options = wanted.options,
		.pool = wanted.pool,
		.side = wanted.side,
		.medium = wanted.medium,
	};
	TIMED(made, CALL(client->fd, NTMS_IOC_WHY, &arg));
	made->results[0] = arg.result;
	made->results[2] = (uint32_t)arg.waiting;
	raw->side = arg.would;
}

/* ---- which one -------------------------------------------------------- */

/* How often, of a thousand; what is left over is looking for what has ended. */
static const struct {
	uint32_t share;
	uint32_t verb;
	void (*make)(struct client *client, struct raw *raw);
} kinds[] = {
	{ 290, ALLOCATE, make_allocate },
	{ 40, WAIT, make_allocate },
	{ 100, QUEUE, make_allocate },
	{ 190, DEALLOCATE, make_lmid },
	{ 25, COMPLETE, make_lmid },
	{ 40, SWAP, make_swap },
	{ 50, MOVE, make_move },
	{ 2, DECOMMISSION, make_decommission },
	{ 70, SET, make_set },
	{ 40, LOOK, make_look },
	{ 40, READ, make_read },
	{ 20, COUNT, make_count },
	{ 40, WHY, make_why },
};

void client_call(struct client *client)
{
	struct raw *raw = &client->raws[client->nr];
	uint32_t at = chance(&client->state, 1000);
	unsigned int i;

	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (at >= kinds[i].share) {
			at -= kinds[i].share;
			continue;
		}
		memset(raw, 0, sizeof(*raw));
		raw->made.client = client->number;
		raw->made.verb = kinds[i].verb;
		raw->made.side = NO_SIDE;
		kinds[i].make(client, raw);
		client->nr++;
		return;
	}
	take(client);
}
