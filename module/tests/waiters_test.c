// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of core/waiters.c: whatever road media come by, they go to the
 * oldest one who can use them, and to nobody else.
 */
#include "kit.h"

#define LTO	NTMS_MEDIA_CODE_LTO
#define MO	NTMS_MEDIA_CODE_MO_5_RW

/**
 * struct waiters_scene - a cartridge, and pools that have none
 * @kit: the catalog
 * @robot: where the cartridge is; new ones are free
 * @medium: the cartridge, if the test has brought it
 * @own: a pool that does not draw from free
 * @draws: one that does
 * @gives: one that draws from free and gives back to it
 * @lmid: what somebody owns, if the test says so
 * @session: another session, if the test has one
 */
struct waiters_scene {
	struct ntms_kit *kit;
	struct ntms_kit_robot *robot;
	struct ntms_medium *medium;
	guid_t own;
	guid_t draws;
	guid_t gives;
	guid_t lmid;
	struct ntms_session *session;
};

static void waiters_pool(struct kunit *test, const char *name, u8 code,
			 u32 from_scratch, u32 to_scratch, guid_t *pool)
{
	NTMS_KIT_REASON(test, ntms_kit_create(test->priv, &ntms_kit_root, name,
					      NULL,
					      &ntms_kit_media_type(test,
								   code)->obj.id,
					      from_scratch, to_scratch, pool),
			SUCCESS);
}

static struct waiters_scene *waiters_scene(struct kunit *test, u8 code)
{
	struct waiters_scene *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, s);
	s->kit = test->priv;
	s->robot = ntms_kit_robot(test, "r", 8, 2, 2);
	ntms_kit_arrivals(test, s->robot, code, NTMS_POOL_FREE);
	waiters_pool(test, "own", code, 0, 0, &s->own);
	waiters_pool(test, "draws", code, NTMS_POOL_FROMSCRATCH, 0, &s->draws);
	waiters_pool(test, "gives", code, NTMS_POOL_FROMSCRATCH,
		     NTMS_POOL_TOSCRATCH, &s->gives);
	return s;
}

/* The cartridge comes to free, and from there to a pool. */
static void waiters_bring(struct kunit *test, struct waiters_scene *s,
			  const guid_t *pool)
{
	s->medium = ntms_kit_bring(test, s->robot, 0, "A");
	if (pool)
		NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
						    &s->medium->obj.id, pool),
				SUCCESS);
}

static void waiters_take(struct kunit *test, struct waiters_scene *s,
			 const guid_t *pool, u32 options, guid_t *lmid)
{
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner, pool,
						NULL, options, lmid), SUCCESS);
}

static void waiters_give(struct kunit *test, struct waiters_scene *s,
			 const guid_t *lmid)
{
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  lmid), SUCCESS);
}

/* What ended next is this one; what it got is told. */
static void waiters_served(struct kunit *test, u64 cookie, guid_t *lmid)
{
	struct ntms_kit *kit = test->priv;
	struct ntms_collect call;

	NTMS_KIT_REASON(test, ntms_kit_collect(kit->session, &call), SUCCESS);
	NTMS_KIT_REASON(test, call.result, SUCCESS);
	KUNIT_EXPECT_EQ(test, call.cookie, cookie);
	memcpy(lmid, &call.medium, sizeof(*lmid));
}

/* ---- roads by which media come ------------------------------------------------- */

static const guid_t *road_given_back(struct kunit *test,
				     struct waiters_scene *s)
{
	waiters_bring(test, s, &s->own);
	waiters_take(test, s, &s->own, 0, &s->lmid);
	return &s->own;
}

static void road_give(struct kunit *test, struct waiters_scene *s)
{
	waiters_give(test, s, &s->lmid);
}

static const guid_t *road_to_scratch(struct kunit *test,
				     struct waiters_scene *s)
{
	waiters_bring(test, s, NULL);
	waiters_take(test, s, &s->gives, 0, &s->lmid);
	return &s->draws;
}

static const guid_t *road_free(struct kunit *test, struct waiters_scene *s)
{
	waiters_bring(test, s, NULL);
	return &s->own;
}

static void road_move(struct kunit *test, struct waiters_scene *s)
{
	NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
					    &s->medium->obj.id, &s->own),
			SUCCESS);
}

static const guid_t *road_unrecognized(struct kunit *test,
				       struct waiters_scene *s)
{
	ntms_kit_arrivals(test, s->robot, LTO, NTMS_POOL_UNRECOGNIZED);
	waiters_bring(test, s, NULL);
	return &s->draws;
}

static void road_to_free(struct kunit *test, struct waiters_scene *s)
{
	NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
					    &s->medium->obj.id,
				&s->kit->cat.system[NTMS_POOL_FREE]->obj.id),
			SUCCESS);
}

static const guid_t *road_elsewhere(struct kunit *test,
				    struct waiters_scene *s)
{
	waiters_bring(test, s, &s->own);
	return &s->draws;
}

static const guid_t *road_nothing(struct kunit *test, struct waiters_scene *s)
{
	return &s->draws;
}

static void road_found(struct kunit *test, struct waiters_scene *s)
{
	waiters_bring(test, s, NULL);
}

static const guid_t *road_shelf(struct kunit *test, struct waiters_scene *s)
{
	waiters_bring(test, s, &s->own);
	ntms_kit_take(s->robot, NTMS_SMC_ST, 0);
	KUNIT_ASSERT_EQ(test, ntms_kit_inventory(&s->kit->cat, s->robot), 0);
	return &s->own;
}

static void road_found_again(struct kunit *test, struct waiters_scene *s)
{
	ntms_kit_put(s->robot, NTMS_SMC_IE, 1, "A");
	KUNIT_ASSERT_EQ(test, ntms_kit_inventory(&s->kit->cat, s->robot), 0);
}

static const guid_t *road_absent(struct kunit *test, struct waiters_scene *s)
{
	waiters_bring(test, s, &s->own);
	ntms_library_absent(&s->kit->cat, &s->robot->id);
	return &s->own;
}

static const guid_t *road_absent_free(struct kunit *test,
				      struct waiters_scene *s)
{
	waiters_bring(test, s, NULL);
	ntms_library_absent(&s->kit->cat, &s->robot->id);
	return &s->draws;
}

static void road_present(struct kunit *test, struct waiters_scene *s)
{
	KUNIT_ASSERT_EQ(test, ntms_kit_present(&s->kit->cat, s->robot), 0);
}

static const guid_t *road_library_disabled(struct kunit *test,
					   struct waiters_scene *s)
{
	waiters_bring(test, s, NULL);
	ntms_kit_set_enabled(s->kit, &s->robot->id, false);
	return &s->draws;
}

static void road_library_enabled(struct kunit *test, struct waiters_scene *s)
{
	NTMS_KIT_REASON(test, ntms_kit_set_enabled(s->kit, &s->robot->id, true),
			SUCCESS);
}

static const guid_t *road_disabled(struct kunit *test, struct waiters_scene *s)
{
	waiters_bring(test, s, &s->own);
	ntms_kit_set_enabled(s->kit, &s->medium->obj.id, false);
	return &s->own;
}

static void road_enabled(struct kunit *test, struct waiters_scene *s)
{
	NTMS_KIT_REASON(test, ntms_kit_set_enabled(s->kit, &s->medium->obj.id,
						   true), SUCCESS);
}

static ntms_reason_t waiters_set_policy(struct ntms_kit *kit,
					const guid_t *pool, u32 policy)
{
	struct ntms_object call = { .mask = NTMS_SET_ALLOCATION_POLICY };
	union ntms_any_info *info = kzalloc(sizeof(*info), GFP_KERNEL);
	ntms_reason_t reason;

	if (!info)
		return NTMS_REASON_NOT_ENOUGH_MEMORY;
	ntms_guid_out(&call.id, pool);
	info->pool.allocation_policy = policy;
	reason = ntms_set(kit->session, &ntms_kit_root, &call, info);
	kfree(info);
	return reason;
}

static void road_policy(struct kunit *test, struct waiters_scene *s)
{
	NTMS_KIT_REASON(test, waiters_set_policy(s->kit, &s->own,
						 NTMS_POOL_FROMSCRATCH),
			SUCCESS);
}

/* Somebody else was served, and died before he heard of it. */
static const guid_t *road_not_collected(struct kunit *test,
					struct waiters_scene *s)
{
	s->session = ntms_kit_session(test);
	NTMS_KIT_REASON(test, ntms_kit_queue(s->session, &ntms_kit_owner,
					     &s->draws, 0, NTMS_DEADLINE_NEVER,
					     9), SUCCESS);
	waiters_bring(test, s, NULL);
	KUNIT_EXPECT_TRUE(test, ntms_session_readable(s->session));
	return &s->gives;
}

static void road_closed(struct kunit *test, struct waiters_scene *s)
{
	ntms_session_close(s->session);
}

static const struct road_case {
	const char *desc;
	/* Where to wait */
	const guid_t *(*setup)(struct kunit *test, struct waiters_scene *s);
	void (*arrive)(struct kunit *test, struct waiters_scene *s);
} waiters_roads[] = {
	{ "given back", road_given_back, road_give },
	{ "given back to free", road_to_scratch, road_give },
	{ "moved to the pool", road_free, road_move },
	{ "moved to free from those nobody knows", road_unrecognized,
	  road_to_free },
	{ "moved to free from another pool", road_elsewhere, road_to_free },
	{ "found by an inventory", road_nothing, road_found },
	{ "found again by an inventory", road_shelf, road_found_again },
	{ "its library is there again", road_absent, road_present },
	{ "its library is there again, in free", road_absent_free,
	  road_present },
	{ "its library is enabled", road_library_disabled,
	  road_library_enabled },
	{ "it is enabled", road_disabled, road_enabled },
	{ "the pool draws from free from now on", road_free, road_policy },
	{ "somebody else does not collect it", road_not_collected,
	  road_closed },
};

KUNIT_ARRAY_PARAM_DESC(waiters_road, waiters_roads, desc);

/* One medium comes: the first one has it, and one waiter less waits. */
static void waiters_test_road(struct kunit *test)
{
	const struct road_case *c = test->param_value;
	struct waiters_scene *s = waiters_scene(test, LTO);
	const struct ntms_logical *logical;
	const guid_t *pool = c->setup(test, s);
	guid_t lmid;

	ntms_kit_wait(test, pool, 0, 1);
	ntms_kit_wait(test, pool, 0, 2);
	NTMS_KIT_SOUND(test, &s->kit->cat);
	ntms_kit_expect_none(test);
	KUNIT_EXPECT_EQ(test, ntms_kit_requests(test), 2U);
	c->arrive(test, s);
	NTMS_KIT_SOUND(test, &s->kit->cat);
	waiters_served(test, 1, &lmid);
	ntms_kit_expect_none(test);
	KUNIT_EXPECT_EQ(test, s->kit->cat.waiting, 1U);
	KUNIT_EXPECT_EQ(test, ntms_kit_requests(test), 1U);
	mutex_lock(&s->kit->cat.lock);
	logical = ntms_find_logical(&s->kit->cat, &lmid);
	mutex_unlock(&s->kit->cat.lock);
	KUNIT_ASSERT_NOT_NULL(test, logical);
	KUNIT_EXPECT_PTR_EQ(test, logical->medium, s->medium);
	KUNIT_EXPECT_EQ(test, logical->uid, ntms_kit_owner.uid);
	KUNIT_EXPECT_STREQ(test, logical->app->name, "kunit");
	KUNIT_EXPECT_TRUE(test, guid_equal(&s->medium->pool->obj.id, pool));
	/* And what it gives back goes to the next one. */
	waiters_give(test, s, &lmid);
	waiters_served(test, 2, &lmid);
	KUNIT_EXPECT_EQ(test, s->kit->cat.waiting, 0U);
}

/* With the last owned side the Reserved one becomes free, too. */
static void waiters_test_reserved(struct kunit *test)
{
	struct waiters_scene *s = waiters_scene(test, MO);
	guid_t lmid;

	waiters_bring(test, s, &s->own);
	waiters_take(test, s, &s->own, NTMS_ALLOCATE_NEW, &s->lmid);
	KUNIT_EXPECT_EQ(test, s->medium->sides[1].state, NTMS_SIDE_RESERVED);
	ntms_kit_wait(test, &s->own, 0, 1);
	ntms_kit_wait(test, &s->own, 0, 2);
	ntms_kit_wait(test, &s->own, 0, 3);
	waiters_give(test, s, &s->lmid);
	waiters_served(test, 1, &lmid);
	waiters_served(test, 2, &lmid);
	ntms_kit_expect_none(test);
	KUNIT_EXPECT_EQ(test, s->medium->owned, 2);
}

/* Who draws a cartridge from free brings its other side to his pool. */
static void waiters_test_sibling(struct kunit *test)
{
	struct waiters_scene *s = waiters_scene(test, MO);
	guid_t first, second;

	ntms_kit_wait(test, &s->draws, 0, 1);
	ntms_kit_wait(test, &s->gives, 0, 2);
	ntms_kit_wait(test, &s->draws, 0, 3);
	waiters_bring(test, s, NULL);
	waiters_served(test, 1, &first);
	waiters_served(test, 3, &second);
	ntms_kit_expect_none(test);
	KUNIT_EXPECT_EQ(test, s->medium->owned, 2);
}

/* ---- order ----------------------------------------------------------------------- */

#define WAITERS_MANY	1000

static void waiters_test_order(struct kunit *test)
{
	struct waiters_scene *s = waiters_scene(test, LTO);
	guid_t lmid;
	u64 i;

	waiters_bring(test, s, &s->own);
	waiters_take(test, s, &s->own, 0, &lmid);
	for (i = 1; i <= WAITERS_MANY; i++)
		ntms_kit_wait(test, &s->own, 0, i);
	KUNIT_EXPECT_EQ(test, ntms_kit_requests(test), WAITERS_MANY);
	for (i = 1; i <= WAITERS_MANY; i++) {
		waiters_give(test, s, &lmid);
		waiters_served(test, i, &lmid);
	}
	KUNIT_EXPECT_EQ(test, ntms_kit_requests(test), 0U);
	KUNIT_EXPECT_EQ(test, s->medium->sides[0].allocate_count,
			WAITERS_MANY + 1U);
}

/* Who draws from free stands in one queue with all others who do. */
static void waiters_test_order_free(struct kunit *test)
{
	struct waiters_scene *s = waiters_scene(test, LTO);
	static const u8 where[] = { 0, 1, 1, 2, 0, 2, 0, 1, 2, 2, 1, 0 };
	guid_t pools[3], lmid;
	char name[4];
	u64 i;

	for (i = 0; i < ARRAY_SIZE(pools); i++) {
		scnprintf(name, sizeof(name), "p%llu", i);
		waiters_pool(test, name, LTO, NTMS_POOL_FROMSCRATCH,
			     NTMS_POOL_TOSCRATCH, &pools[i]);
	}
	waiters_bring(test, s, NULL);
	waiters_take(test, s, &s->gives, 0, &lmid);
	for (i = 0; i < ARRAY_SIZE(where); i++)
		ntms_kit_wait(test, &pools[where[i]], i % 3 ? 0 :
			      NTMS_ALLOCATE_NEW, i);
	for (i = 0; i < ARRAY_SIZE(where); i++) {
		waiters_give(test, s, &lmid);
		waiters_served(test, i, &lmid);
		KUNIT_EXPECT_TRUE(test, guid_equal(&s->medium->pool->obj.id,
						   &pools[where[i]]));
		NTMS_KIT_SOUND(test, &s->kit->cat);
	}
}

/* Several come at once, and nobody is passed over for his pool's sake. */
static void waiters_test_order_at_once(struct kunit *test)
{
	struct waiters_scene *s = waiters_scene(test, LTO);

	waiters_bring(test, s, NULL);
	ntms_kit_bring(test, s->robot, 1, "B");
	ntms_library_absent(&s->kit->cat, &s->robot->id);
	ntms_kit_wait(test, &s->draws, 0, 1);
	ntms_kit_wait(test, &s->gives, 0, 2);
	ntms_kit_wait(test, &s->draws, 0, 3);
	KUNIT_ASSERT_EQ(test, ntms_kit_present(&s->kit->cat, s->robot), 0);
	ntms_kit_expect(test, 1, NTMS_REASON_SUCCESS);
	ntms_kit_expect(test, 2, NTMS_REASON_SUCCESS);
	ntms_kit_expect_none(test);
}

/* Likewise, if one pool has media of its own among them */
static void waiters_test_order_own_and_free(struct kunit *test)
{
	struct waiters_scene *s = waiters_scene(test, LTO);

	waiters_bring(test, s, &s->draws);
	ntms_kit_bring(test, s->robot, 1, "B");
	ntms_kit_set_enabled(s->kit, &s->robot->id, false);
	ntms_kit_wait(test, &s->draws, 0, 1);
	ntms_kit_wait(test, &s->gives, 0, 2);
	ntms_kit_wait(test, &s->draws, 0, 3);
	ntms_kit_set_enabled(s->kit, &s->robot->id, true);
	ntms_kit_expect(test, 1, NTMS_REASON_SUCCESS);
	ntms_kit_expect(test, 2, NTMS_REASON_SUCCESS);
	ntms_kit_expect_none(test);
	KUNIT_EXPECT_TRUE(test, guid_equal(&s->medium->pool->obj.id,
					   &s->draws));
}

/* Nor is anybody passed over for the sake of who needs a whole cartridge. */
static void waiters_test_order_own(struct kunit *test)
{
	struct waiters_scene *s = waiters_scene(test, LTO);

	waiters_bring(test, s, &s->draws);
	ntms_kit_set_enabled(s->kit, &s->robot->id, false);
	/* For this one there is nothing in free. */
	ntms_kit_wait(test, &s->gives, 0, 1);
	ntms_kit_wait(test, &s->draws, 0, 2);
	ntms_kit_wait(test, &s->draws, NTMS_ALLOCATE_NEW, 3);
	ntms_kit_set_enabled(s->kit, &s->robot->id, true);
	ntms_kit_expect(test, 2, NTMS_REASON_SUCCESS);
	ntms_kit_expect_none(test);
}

static void waiters_test_newcomer(struct kunit *test)
{
	struct waiters_scene *s = waiters_scene(test, LTO);
	guid_t lmid;

	waiters_bring(test, s, &s->own);
	waiters_take(test, s, &s->own, 0, &s->lmid);
	ntms_kit_wait(test, &s->own, 0, 1);
	waiters_give(test, s, &s->lmid);
	/* It was never to be had, also before the first one collects it. */
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->own, NULL, 0, &lmid),
			TIMEOUT);
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->own, NULL,
					NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE,
						&lmid), MEDIA_UNAVAILABLE);
	ntms_kit_wait(test, &s->own, 0, 2);
	waiters_served(test, 1, &lmid);
	waiters_give(test, s, &lmid);
	waiters_served(test, 2, &lmid);
}

/* ---- who needs what ------------------------------------------------------------ */

static void waiters_test_needs(struct kunit *test)
{
	struct waiters_scene *s = waiters_scene(test, MO);
	guid_t other, lmid;

	waiters_bring(test, s, &s->own);
	waiters_take(test, s, &s->own, 0, &s->lmid);
	waiters_take(test, s, &s->own, 0, &other);
	ntms_kit_wait(test, &s->own, NTMS_ALLOCATE_NEW, 1);
	ntms_kit_wait(test, &s->own, 0, 2);
	/* One side is none of a cartridge that nobody owns a side of. */
	waiters_give(test, s, &other);
	waiters_served(test, 2, &other);
	ntms_kit_expect_none(test);
	/* A newcomer may have what the one who waits cannot use. */
	waiters_give(test, s, &other);
	ntms_kit_expect_none(test);
	waiters_take(test, s, &s->own, 0, &other);
	waiters_give(test, s, &other);
	waiters_give(test, s, &s->lmid);
	waiters_served(test, 1, &lmid);
	KUNIT_EXPECT_EQ(test, s->medium->sides[1].state, NTMS_SIDE_RESERVED);
}

/* Of both, the older one is first. */
static void waiters_test_needs_order(struct kunit *test)
{
	struct waiters_scene *s = waiters_scene(test, MO);

	ntms_kit_wait(test, &s->draws, NTMS_ALLOCATE_NEW, 1);
	ntms_kit_wait(test, &s->draws, 0, 2);
	ntms_kit_wait(test, &s->draws, NTMS_ALLOCATE_NEW, 3);
	ntms_kit_bring(test, s->robot, 0, "A");
	ntms_kit_expect(test, 1, NTMS_REASON_SUCCESS);
	ntms_kit_expect_none(test);
	ntms_kit_bring(test, s->robot, 1, "B");
	ntms_kit_expect(test, 2, NTMS_REASON_SUCCESS);
	ntms_kit_expect_none(test);
	ntms_kit_bring(test, s->robot, 2, "C");
	ntms_kit_expect(test, 3, NTMS_REASON_SUCCESS);
}

static void waiters_test_pools(struct kunit *test)
{
	struct waiters_scene *s = waiters_scene(test, LTO);
	guid_t disks;

	waiters_pool(test, "disks", MO, NTMS_POOL_FROMSCRATCH, 0, &disks);
	ntms_kit_wait(test, &s->own, 0, 1);
	ntms_kit_wait(test, &disks, 0, 2);
	ntms_kit_wait(test, &s->draws, 0, 3);
	/* The first waits for its own pool, the second for another type. */
	waiters_bring(test, s, NULL);
	ntms_kit_expect(test, 3, NTMS_REASON_SUCCESS);
	ntms_kit_expect_none(test);
	ntms_kit_bring(test, s->robot, 1, "B");
	ntms_kit_expect_none(test);
	NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
					    &ntms_kit_medium(test, "B")->obj.id,
					    &s->own), SUCCESS);
	ntms_kit_expect(test, 1, NTMS_REASON_SUCCESS);
	ntms_kit_expect_none(test);
}

/* Who waits in a pool that draws from free no more, does not. */
static void waiters_test_policy_off(struct kunit *test)
{
	struct waiters_scene *s = waiters_scene(test, LTO);

	ntms_kit_wait(test, &s->draws, 0, 1);
	ntms_kit_wait(test, &s->own, 0, 2);
	NTMS_KIT_REASON(test, waiters_set_policy(s->kit, &s->draws, 0),
			SUCCESS);
	NTMS_KIT_SOUND(test, &s->kit->cat);
	waiters_bring(test, s, NULL);
	ntms_kit_expect_none(test);
	NTMS_KIT_REASON(test, waiters_set_policy(s->kit, &s->own,
						 NTMS_POOL_FROMSCRATCH),
			SUCCESS);
	ntms_kit_expect(test, 2, NTMS_REASON_SUCCESS);
	ntms_kit_expect_none(test);
}

/* Who waits already goes on, in his own pool; and in free when it is enabled. */
static void waiters_test_free_disabled(struct kunit *test)
{
	struct waiters_scene *s = waiters_scene(test, LTO);
	const guid_t free =
		ntms_kit_media_type(test, LTO)->pools[NTMS_POOL_FREE]->obj.id;
	guid_t lmid;

	ntms_kit_wait(test, &s->draws, 0, 1);
	ntms_kit_wait(test, &s->own, 0, 2);
	NTMS_KIT_REASON(test, ntms_kit_set_enabled(s->kit, &free, false),
			SUCCESS);
	NTMS_KIT_SOUND(test, &s->kit->cat);
	waiters_bring(test, s, NULL);
	NTMS_KIT_REASON(test, waiters_set_policy(s->kit, &s->own,
						 NTMS_POOL_FROMSCRATCH),
			SUCCESS);
	NTMS_KIT_SOUND(test, &s->kit->cat);
	ntms_kit_expect_none(test);
	NTMS_KIT_REASON(test, ntms_kit_queue(s->kit->session, &ntms_kit_owner,
					     &s->draws, 0, NTMS_DEADLINE_NEVER,
					     3), DEVICE_NOT_AVAILABLE);
	NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
					    &s->medium->obj.id, &s->draws),
			SUCCESS);
	waiters_served(test, 1, &lmid);
	waiters_give(test, s, &lmid);
	NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
					    &s->medium->obj.id, &free),
			SUCCESS);
	ntms_kit_expect_none(test);
	NTMS_KIT_REASON(test, ntms_kit_set_enabled(s->kit, &free, true),
			SUCCESS);
	ntms_kit_expect(test, 2, NTMS_REASON_SUCCESS);
	ntms_kit_expect_none(test);
}

static u32 waiters_asked;

static bool waiters_ask(void)
{
	waiters_asked++;
	return true;
}

/* His rights were found out when he came; the one who serves him has others. */
static void waiters_test_rights(struct kunit *test)
{
	const struct ntms_cred cred = { .uid = 4711, .ask = waiters_ask };
	struct waiters_scene *s = waiters_scene(test, LTO);
	u32 asked;

	NTMS_KIT_REASON(test, ntms_kit_queue(s->kit->session, &ntms_kit_other,
					     &s->draws, 0, NTMS_DEADLINE_NEVER,
					     1), ACCESS_DENIED);
	NTMS_KIT_REASON(test, ntms_kit_queue(s->kit->session, &cred, &s->draws,
					     0, NTMS_DEADLINE_NEVER, 2),
			SUCCESS);
	asked = waiters_asked;
	KUNIT_EXPECT_GT(test, asked, 0U);
	waiters_bring(test, s, NULL);
	KUNIT_EXPECT_EQ(test, waiters_asked, asked);
	ntms_kit_expect(test, 2, NTMS_REASON_SUCCESS);
	KUNIT_EXPECT_EQ(test, s->medium->sides[0].logical->uid, 4711U);
}

/* ---- limits ---------------------------------------------------------------------- */

static void waiters_test_limit(struct kunit *test)
{
	struct waiters_scene *s = waiters_scene(test, LTO);
	struct ntms_cancel cancel = { .cookie = 1 };
	struct ntms_session *another = ntms_kit_session(test);
	struct ntms_catalog *cat = &s->kit->cat;
	u64 before;

	waiters_bring(test, s, &s->own);
	cat->request_limit = 2;
	ntms_kit_wait(test, &s->draws, 0, 1);
	ntms_kit_wait(test, &s->draws, 0, 2);
	before = ntms_kit_digest(cat);
	NTMS_KIT_REASON(test, ntms_kit_queue(s->kit->session, &ntms_kit_owner,
					     &s->draws, 0, NTMS_DEADLINE_NEVER,
					     3), DATABASE_FULL);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(cat), before);
	/* Another user has as many of his own. */
	NTMS_KIT_REASON(test, ntms_kit_queue(another, &ntms_kit_root, &s->draws,
					     0, NTMS_DEADLINE_NEVER, 4),
			SUCCESS);
	NTMS_KIT_REASON(test, ntms_cancel(s->kit->session, &cancel), SUCCESS);
	ntms_kit_expect(test, 1, NTMS_REASON_CANCELLED);
	ntms_kit_wait(test, &s->draws, 0, 5);
	/* What needs no wait needs no request. */
	waiters_take(test, s, &s->own, 0, &s->lmid);
	cat->request_limit = 0;
	NTMS_KIT_REASON(test, ntms_kit_queue(s->kit->session, &ntms_kit_other,
					     &s->draws, 0, NTMS_DEADLINE_NEVER,
					     6), ACCESS_DENIED);
	NTMS_KIT_REASON(test, ntms_kit_queue(s->kit->session, &ntms_kit_owner,
					     &s->own, 0, NTMS_DEADLINE_NEVER,
					     7), DATABASE_FULL);
	ntms_session_close(another);
}

/* What has ended and is not collected has a limit, too. */
static void waiters_test_kept(struct kunit *test)
{
	struct waiters_scene *s = waiters_scene(test, LTO);
	struct ntms_cancel cancel = {};
	u64 i;

	s->kit->cat.request_limit = 3;
	for (i = 1; i <= 3; i++) {
		ntms_kit_wait(test, &s->draws, 0, i);
		cancel.cookie = i;
		NTMS_KIT_REASON(test, ntms_cancel(s->kit->session, &cancel),
				SUCCESS);
	}
	NTMS_KIT_REASON(test, ntms_kit_queue(s->kit->session, &ntms_kit_owner,
					     &s->draws, 0, NTMS_DEADLINE_NEVER,
					     4), DATABASE_FULL);
	ntms_kit_expect(test, 1, NTMS_REASON_CANCELLED);
	ntms_kit_wait(test, &s->draws, 0, 4);
	NTMS_KIT_REASON(test, ntms_kit_queue(s->kit->session, &ntms_kit_owner,
					     &s->draws, 0, NTMS_DEADLINE_NEVER,
					     5), DATABASE_FULL);
}

/* That of a user, however many sessions he has */
static void waiters_test_kept_sessions(struct kunit *test)
{
	struct waiters_scene *s = waiters_scene(test, LTO);
	struct ntms_cancel all = { .flags = NTMS_CANCEL_ALL };
	struct ntms_session *another = ntms_kit_session(test);
	struct ntms_collect collected;

	s->kit->cat.request_limit = 2;
	ntms_kit_wait(test, &s->draws, 0, 1);
	NTMS_KIT_REASON(test, ntms_kit_queue(another, &ntms_kit_owner,
					     &s->draws, 0, NTMS_DEADLINE_NEVER,
					     2), SUCCESS);
	NTMS_KIT_REASON(test, ntms_cancel(s->kit->session, &all), SUCCESS);
	NTMS_KIT_REASON(test, ntms_cancel(another, &all), SUCCESS);
	KUNIT_EXPECT_EQ(test, ntms_kit_requests(test), 0U);
	NTMS_KIT_REASON(test, ntms_kit_queue(another, &ntms_kit_owner,
					     &s->draws, 0, NTMS_DEADLINE_NEVER,
					     3), DATABASE_FULL);
	NTMS_KIT_SOUND(test, &s->kit->cat);
	/* Another user has as many of his own, in whose session ever. */
	NTMS_KIT_REASON(test, ntms_kit_queue(another, &ntms_kit_root,
					     &s->draws, 0, NTMS_DEADLINE_NEVER,
					     4), SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_collect(another, &collected), SUCCESS);
	KUNIT_EXPECT_EQ(test, collected.cookie, 2ULL);
	NTMS_KIT_REASON(test, ntms_kit_queue(another, &ntms_kit_owner,
					     &s->draws, 0, NTMS_DEADLINE_NEVER,
					     5), SUCCESS);
	/* A session that ends takes its own with it. */
	ntms_session_close(another);
	ntms_kit_wait(test, &s->draws, 0, 6);
	NTMS_KIT_REASON(test, ntms_kit_queue(s->kit->session, &ntms_kit_owner,
					     &s->draws, 0, NTMS_DEADLINE_NEVER,
					     7), DATABASE_FULL);
	NTMS_KIT_SOUND(test, &s->kit->cat);
}

static struct kunit_case waiters_cases[] = {
	KUNIT_CASE_PARAM(waiters_test_road, waiters_road_gen_params),
	KUNIT_CASE(waiters_test_reserved),
	KUNIT_CASE(waiters_test_sibling),
	KUNIT_CASE(waiters_test_order),
	KUNIT_CASE(waiters_test_order_free),
	KUNIT_CASE(waiters_test_order_at_once),
	KUNIT_CASE(waiters_test_order_own_and_free),
	KUNIT_CASE(waiters_test_order_own),
	KUNIT_CASE(waiters_test_newcomer),
	KUNIT_CASE(waiters_test_needs),
	KUNIT_CASE(waiters_test_needs_order),
	KUNIT_CASE(waiters_test_pools),
	KUNIT_CASE(waiters_test_policy_off),
	KUNIT_CASE(waiters_test_free_disabled),
	KUNIT_CASE(waiters_test_rights),
	KUNIT_CASE(waiters_test_limit),
	KUNIT_CASE(waiters_test_kept),
	KUNIT_CASE(waiters_test_kept_sessions),
	{ }
};

static struct kunit_suite waiters_suite = {
	.name = "ntms_waiters",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = waiters_cases,
};

kunit_test_suite(waiters_suite);
