// SPDX-License-Identifier: GPL-2.0
/*
 * Many threads at once, for a bounded number of rounds: allocate, complete, swap,
 * give back, move, list, look, and a library that is pulled out and put back meanwhile.
 * Whatever the order, no side has two owners and all counts add up.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "scene.h"

#define OK	NTMS_REASON_SUCCESS

#define DISKS	24
#define SIDES	(2 * DISKS)
#define WORKERS	4
#define ROUNDS	250

static struct scene s;
static struct ntms_guid pools[2];

/* Which thread has a side, counted by ourselves */
static atomic_int owners[SIDES];
static struct ntms_guid sides[SIDES];
static atomic_int mistakes, allocations, swaps;
static atomic_bool finished;

static uint64_t noise(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static int number_of(const struct ntms_guid *side)
{
	int i;

	for (i = 0; i < SIDES; i++)
		if (same_guid(side, &sides[i]))
			return i;
	return -1;
}

static void mistake(const char *what, uint32_t reason)
{
	fprintf(stderr, "# %s: %u\n", what, reason);
	atomic_fetch_add(&mistakes, 1);
}

static bool is_refusal(uint32_t reason)
{
	switch (reason) {
	case NTMS_REASON_TIMEOUT:
	case NTMS_REASON_MEDIA_UNAVAILABLE:
	case NTMS_REASON_MEDIA_OFFLINE:
	case NTMS_REASON_INVALID_STATE:
		return true;
	default:
		return false;
	}
}

struct holding {
	struct ntms_guid lmid;
	int side;
};

static bool take(int fd, uint64_t *state, struct holding *holding)
{
	static const uint32_t options[] = { 0, 0, NTMS_ALLOCATE_NEW,
		NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE };
	const struct ntms_guid *side = NULL;
	struct ntms_logical_medium_info info;
	uint32_t reason;

	if (noise(state) % 4 == 0)
		side = &sides[noise(state) % SIDES];
	holding->lmid = no_guid;
	reason = allocate(fd, &pools[noise(state) % 2], side,
			  options[noise(state) % 4], &holding->lmid, NULL);
	if (reason) {
		if (!is_refusal(reason) || !is_null(&holding->lmid))
			mistake("allocate", reason);
		return false;
	}
	reason = GET(fd, NTMS_TYPE_LOGICAL_MEDIUM, &holding->lmid, &info);
	holding->side = reason ? -1 : number_of(&info.side);
	if (holding->side < 0) {
		mistake("what was allocated", reason);
		return false;
	}
	if (atomic_fetch_add(&owners[holding->side], 1))
		mistake("a side with two owners", (uint32_t)holding->side);
	atomic_fetch_add(&allocations, 1);
	return true;
}

static void give_back(int fd, const struct holding *holding)
{
	uint32_t reason;

	/* Before: afterwards somebody else may have it already. */
	atomic_fetch_sub(&owners[holding->side], 1);
	reason = deallocate(fd, &holding->lmid);
	if (reason)
		mistake("deallocate", reason);
}

/* One of its own sides is full, or two of them change places. */
static void change(int fd, uint64_t *state, struct holding *holdings, int nr)
{
	struct holding *a = &holdings[noise(state) % nr];
	struct holding *b = &holdings[noise(state) % nr];
	struct ntms_logical_medium_info info;
	uint32_t reason;
	int side;

	if (a == b) {
		reason = complete(fd, &a->lmid);
		if (reason && reason != NTMS_REASON_INVALID_STATE)
			mistake("complete", reason);
		return;
	}
	reason = swap_media(fd, &a->lmid, &b->lmid);
	/* One may be full, and somebody may have moved one to another pool. */
	if (reason == NTMS_REASON_INVALID_STATE ||
	    reason == NTMS_REASON_INVALID_MEDIA_POOL)
		return;
	if (reason) {
		mistake("swap", reason);
		return;
	}
	side = a->side;
	a->side = b->side;
	b->side = side;
	if (GET(fd, NTMS_TYPE_LOGICAL_MEDIUM, &a->lmid, &info) ||
	    !same_guid(&info.side, &sides[a->side]))
		mistake("what was swapped", (uint32_t)a->side);
	atomic_fetch_add(&swaps, 1);
}

/*
 * Where threads are slow the library may be out all the while: then they go on
 * until it was in.
 */
static bool is_enough(int round, uint64_t begun)
{
	return round >= ROUNDS && ((atomic_load(&allocations) > WORKERS &&
				    atomic_load(&swaps)) ||
				   now() - begun > 60 * SECOND);
}

static void *worker(void *arg)
{
	uint64_t begun = now(), state = 0x9e3779b97f4a7c15ULL * (uintptr_t)arg + 1;
	struct holding holdings[SIDES];
	int fd = session_open(), nr = 0, round;

	if (fd < 0) {
		mistake("open", 0);
		return NULL;
	}
	for (round = 0; !is_enough(round, begun); round++) {
		if (nr && noise(&state) % 4 == 0)
			change(fd, &state, holdings, nr);
		else if (nr < SIDES && (!nr || noise(&state) % 2))
			nr += take(fd, &state, &holdings[nr]);
		else
			give_back(fd, &holdings[--nr]);
	}
	while (nr)
		give_back(fd, &holdings[--nr]);
	close(fd);
	return NULL;
}

static void *mover(void *arg)
{
	uint64_t state = 4711;
	uint32_t reason;

	while (!atomic_load(&finished)) {
		const struct ntms_guid *to[] = { &s.free, &pools[0],
						 &pools[1] };

		reason = move_medium(s.fd, &s.media[noise(&state) % DISKS],
				     to[noise(&state) % 3]);
		if (reason && !is_refusal(reason))
			mistake("move", reason);
		pause_briefly();
	}
	return arg;
}

static void *looker(void *arg)
{
	struct ntms_guid ids[SIDES];
	struct ntms_pool_info info;
	uint64_t total;
	uint32_t reason;
	size_t nr;

	while (!atomic_load(&finished)) {
		/* Cartridges never leave the catalog, wherever they are. */
		reason = list_objects(s.fd, NTMS_TYPE_SIDE, NULL, ids, SIDES,
				      &nr);
		if (reason)
			mistake("list", reason);
		reason = find_media(s.fd, scene_barcode(&s, 1), ids, 1,
				    &total);
		if (reason || total != 1)
			mistake("find", reason);
		reason = GET(s.fd, NTMS_TYPE_POOL, &pools[0], &info);
		if (reason || info.logical_media > 2 * info.media ||
		    info.available > 2 * info.media)
			mistake("pool", reason);
		pause_briefly();
	}
	return arg;
}

static void *puller(void *arg)
{
	bool on = true;

	while (!atomic_load(&finished)) {
		on = !on;
		if (vlib_live(&s.vlib, on))
			mistake("power", on);
		take_inventory(s.fd, &s.library);
	}
	if (!on && vlib_live(&s.vlib, true))
		mistake("power", on);
	return arg;
}

FIXTURE(stress) {
	int unused;
};

FIXTURE_VARIANT(stress) {
	void *(*others[3])(void *arg);
};

FIXTURE_VARIANT_ADD(stress, alone) { .others = { looker } };
FIXTURE_VARIANT_ADD(stress, moving) { .others = { looker, mover } };
FIXTURE_VARIANT_ADD(stress, unplugging) {
	.others = { looker, mover, puller },
};

FIXTURE_SETUP(stress)
{
	const struct scene_wish wish = {
		.slots = DISKS,
		.sides = 2,
		.media = DISKS,
		.new_media = NTMS_POOL_FREE,
	};
	int i;

	ASSERT_EQ(0, scene_build(&s, &wish));
	ASSERT_EQ(OK, scene_pool(&s, NTMS_POOL_FROMSCRATCH, 0, 0, &pools[0]));
	ASSERT_EQ(OK, scene_pool(&s, NTMS_POOL_FROMSCRATCH,
				 NTMS_POOL_TOSCRATCH, 0, &pools[1]));
	for (i = 0; i < SIDES; i++)
		sides[i] = side_of(s.fd, &s.media[i / 2], i % 2);
}

FIXTURE_TEARDOWN(stress)
{
	EXPECT_EQ(0, scene_clear(&s));
}

/* All that is left when everybody gave back what he had */
static bool is_library_back(void)
{
	struct ntms_library_info info;

	return !GET(s.fd, NTMS_TYPE_LIBRARY, &s.library, &info) &&
	       info.header.state == NTMS_STATE_READY &&
	       info.inventory == NTMS_INVENTORY_DONE;
}

TEST_F_TIMEOUT(stress, leaves_everything_as_it_should_be, 120)
{
	pthread_t workers[WORKERS], others[3];
	struct ntms_info before, after;
	struct ntms_pool_info info;
	struct ntms_medium_info medium;
	uint64_t media = 0;
	int i, nr_others;

	ASSERT_EQ(OK, info_get(s.fd, &before));
	for (nr_others = 0; nr_others < 3 && variant->others[nr_others];
	     nr_others++) {
		ASSERT_EQ(0, pthread_create(&others[nr_others], NULL,
					    variant->others[nr_others],
					    NULL));
	}
	for (i = 0; i < WORKERS; i++) {
		ASSERT_EQ(0, pthread_create(&workers[i], NULL, worker,
					    (void *)(uintptr_t)(i + 1)));
	}
	for (i = 0; i < WORKERS; i++)
		pthread_join(workers[i], NULL);
	atomic_store(&finished, true);
	while (nr_others)
		pthread_join(others[--nr_others], NULL);
	EXPECT_EQ(0, atomic_load(&mistakes));
	EXPECT_LT(WORKERS, atomic_load(&allocations));
	EXPECT_LT(0, atomic_load(&swaps));
	EXPECT_TRUE(wait_for(is_library_back()));
	ASSERT_EQ(OK, take_inventory(s.fd, &s.library));

	ASSERT_EQ(OK, info_get(s.fd, &after));
	EXPECT_EQ(before.logical_media, after.logical_media);
	EXPECT_EQ(before.media, after.media);
	EXPECT_EQ(before.sides, after.sides);
	EXPECT_EQ(before.pools, after.pools);
	EXPECT_EQ(before.sessions, after.sessions);
	for (i = 0; i < SIDES; i++) {
		EXPECT_EQ(NTMS_SIDE_AVAILABLE,
			  side_state(s.fd, &s.media[i / 2], i % 2));
	}
	for (i = 0; i < DISKS; i++) {
		ASSERT_EQ(OK, GET(s.fd, NTMS_TYPE_MEDIUM, &s.media[i],
				  &medium));
		EXPECT_TRUE(same_guid(&medium.library, &s.library));
		EXPECT_EQ(NTMS_MEDIUM_ONLINE, medium.flags);
		EXPECT_EQ(NTMS_TYPE_SLOT, medium.location_type);
	}
	for (i = 0; i < 3; i++) {
		const struct ntms_guid *id = i < 2 ? &pools[i] : &s.free;

		ASSERT_EQ(OK, GET(s.fd, NTMS_TYPE_POOL, id, &info));
		EXPECT_EQ(0, info.logical_media);
		if (i < 2) {
			EXPECT_EQ(2 * info.media, info.available);
		}
		EXPECT_EQ(info.media,
			  count_objects(s.fd, NTMS_TYPE_MEDIUM, id));
		if (i < 2)
			media += info.media;
	}
	EXPECT_LE(media, DISKS);
	EXPECT_EQ(DISKS, count_objects(s.fd, NTMS_TYPE_MEDIUM, &s.library));
}

TEST_HARNESS_MAIN
