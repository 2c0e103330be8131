// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of core/why.c and of what it rests on: the reason why something
 * is not to be had is the allocation's own, and the numbers add up.
 */
#include "random.h"

#define MO	NTMS_MEDIA_CODE_MO_5_RW

/**
 * struct why_scene - a disk in a pool that draws from free, and one in free
 * @kit: the catalog
 * @robot: the library
 * @disk: the disk in the pool
 * @free: the disk in free
 * @pool: the pool
 */
struct why_scene {
	struct ntms_kit *kit;
	struct ntms_kit_robot *robot;
	struct ntms_medium *disk;
	struct ntms_medium *free;
	guid_t pool;
};

static struct why_scene *why_scene(struct kunit *test)
{
	struct why_scene *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, s);
	s->kit = test->priv;
	s->robot = ntms_kit_robot(test, "r", 4, 1, 1);
	ntms_kit_arrivals(test, s->robot, MO, NTMS_POOL_FREE);
	ntms_kit_pool(test, "pool", MO, &s->pool);
	s->disk = ntms_kit_bring(test, s->robot, 0, "A");
	s->free = ntms_kit_bring(test, s->robot, 1, "B");
	NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
					    &s->disk->obj.id, &s->pool),
			SUCCESS);
	return s;
}

static void why_call(struct why_scene *s, struct ntms_why *call, u32 options)
{
	memset(call, 0, sizeof(*call));
	call->options = options;
	ntms_guid_out(&call->pool, &s->pool);
}

static u32 why_obstacle(struct why_scene *s, const struct ntms_side *side,
			bool whole)
{
	u32 obstacle;

	mutex_lock(&s->kit->cat.lock);
	obstacle = ntms_policy_obstacle(side, whole);
	mutex_unlock(&s->kit->cat.lock);
	return obstacle;
}

/* ---- every obstacle ------------------------------------------------------------------- */

static const struct state_case {
	const char *desc;
	u8 state;
	u32 obstacle;
} why_states[] = {
	{ "unknown", NTMS_SIDE_UNKNOWN, NTMS_OBSTACLE_UNPREPARED },
	{ "unprepared", NTMS_SIDE_UNPREPARED, NTMS_OBSTACLE_UNPREPARED },
	{ "incompatible", NTMS_SIDE_INCOMPATIBLE, NTMS_OBSTACLE_INCOMPATIBLE },
	{ "decommissioned", NTMS_SIDE_DECOMMISSIONED,
	  NTMS_OBSTACLE_DECOMMISSIONED },
	{ "available", NTMS_SIDE_AVAILABLE, NTMS_OBSTACLE_NONE },
	{ "allocated", NTMS_SIDE_ALLOCATED, NTMS_OBSTACLE_OWNED },
	{ "complete", NTMS_SIDE_COMPLETE, NTMS_OBSTACLE_OWNED },
	{ "unrecognized", NTMS_SIDE_UNRECOGNIZED, NTMS_OBSTACLE_UNRECOGNIZED },
	{ "import", NTMS_SIDE_IMPORT, NTMS_OBSTACLE_IMPORT },
	{ "reserved", NTMS_SIDE_RESERVED, NTMS_OBSTACLE_RESERVED },
};

KUNIT_ARRAY_PARAM_DESC(why_state, why_states, desc);

/* A state that is one counts before all that may be wrong beside it. */
static void why_test_state(struct kunit *test)
{
	const struct state_case *c = test->param_value;
	struct why_scene *s = why_scene(test);
	struct ntms_side *side = &s->disk->sides[0];

	side->state = c->state;
	KUNIT_EXPECT_EQ(test, why_obstacle(s, side, false), c->obstacle);
	KUNIT_EXPECT_EQ(test, why_obstacle(s, side, true), c->obstacle);
	ntms_library_absent(&s->kit->cat, &s->robot->id);
	KUNIT_EXPECT_EQ(test, why_obstacle(s, side, false),
			c->obstacle ?: NTMS_OBSTACLE_OFFLINE);
	side->state = NTMS_SIDE_AVAILABLE;
}

static void why_absent(struct kunit *test, struct why_scene *s)
{
	ntms_library_absent(&s->kit->cat, &s->robot->id);
}

static void why_shelf(struct kunit *test, struct why_scene *s)
{
	ntms_kit_take(s->robot, NTMS_SMC_ST, 0);
	KUNIT_ASSERT_EQ(test, ntms_kit_inventory(&s->kit->cat, s->robot), 0);
}

static void why_library_disabled(struct kunit *test, struct why_scene *s)
{
	ntms_kit_set_enabled(s->kit, &s->robot->id, false);
}

static void why_disabled(struct kunit *test, struct why_scene *s)
{
	ntms_kit_set_enabled(s->kit, &s->disk->obj.id, false);
}

/* The first that applies is told: whoever removes it hears of the next. */
static void why_all_disabled(struct kunit *test, struct why_scene *s)
{
	why_disabled(test, s);
	why_library_disabled(test, s);
}

static void why_all(struct kunit *test, struct why_scene *s)
{
	why_all_disabled(test, s);
	why_absent(test, s);
}

static void why_shared(struct kunit *test, struct why_scene *s)
{
	guid_t lmid;

	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->pool, NULL, 0, &lmid),
			SUCCESS);
}

/* No application pool can be disabled, so only what is free can meet this now. */
static void why_pool_disabled(struct kunit *test, struct why_scene *s)
{
	s->disk->pool->obj.enabled = false;
}

static void why_shared_disabled(struct kunit *test, struct why_scene *s)
{
	why_shared(test, s);
	why_pool_disabled(test, s);
}

static void why_reserved(struct kunit *test, struct why_scene *s)
{
	guid_t lmid;

	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->pool, NULL,
						NTMS_ALLOCATE_NEW, &lmid),
			SUCCESS);
}

static const struct obstacle_case {
	const char *desc;
	void (*setup)(struct kunit *test, struct why_scene *s);
	u32 plain;
	u32 whole;
} why_obstacles[] = {
	{ "nothing", NULL, NTMS_OBSTACLE_NONE, NTMS_OBSTACLE_NONE },
	{ "the library is absent", why_absent, NTMS_OBSTACLE_OFFLINE,
	  NTMS_OBSTACLE_OFFLINE },
	{ "it is on the shelf", why_shelf, NTMS_OBSTACLE_OFFLINE,
	  NTMS_OBSTACLE_OFFLINE },
	{ "the library is disabled", why_library_disabled,
	  NTMS_OBSTACLE_LIBRARY_DISABLED, NTMS_OBSTACLE_LIBRARY_DISABLED },
	{ "it is disabled", why_disabled, NTMS_OBSTACLE_DISABLED,
	  NTMS_OBSTACLE_DISABLED },
	{ "both are disabled", why_all_disabled,
	  NTMS_OBSTACLE_LIBRARY_DISABLED, NTMS_OBSTACLE_LIBRARY_DISABLED },
	{ "everything", why_all, NTMS_OBSTACLE_OFFLINE,
	  NTMS_OBSTACLE_OFFLINE },
	{ "somebody has its other side", why_shared, NTMS_OBSTACLE_NONE,
	  NTMS_OBSTACLE_SHARED },
	{ "its pool is disabled", why_pool_disabled,
	  NTMS_OBSTACLE_POOL_DISABLED, NTMS_OBSTACLE_POOL_DISABLED },
	{ "both of that", why_shared_disabled, NTMS_OBSTACLE_POOL_DISABLED,
	  NTMS_OBSTACLE_SHARED },
	{ "it is reserved", why_reserved, NTMS_OBSTACLE_RESERVED,
	  NTMS_OBSTACLE_RESERVED },
};

KUNIT_ARRAY_PARAM_DESC(why_what, why_obstacles, desc);

/* The other side of the disk, by itself, by name and counted */
static void why_test_obstacle(struct kunit *test)
{
	const struct obstacle_case *c = test->param_value;
	struct why_scene *s = why_scene(test);
	const struct ntms_side *side = &s->disk->sides[1];
	struct ntms_why call;
	guid_t id;

	if (c->setup)
		c->setup(test, s);
	KUNIT_EXPECT_EQ(test, why_obstacle(s, side, false), c->plain);
	KUNIT_EXPECT_EQ(test, why_obstacle(s, side, true), c->whole);
	ntms_side_id(&id, s->disk, side);
	why_call(s, &call, 0);
	ntms_guid_out(&call.side, &id);
	NTMS_KIT_REASON(test, ntms_why(s->kit->session, &ntms_kit_owner, &call),
			SUCCESS);
	KUNIT_EXPECT_EQ(test, call.obstacle, c->plain);
	KUNIT_EXPECT_GT(test, call.own[c->plain], 0ULL);
	KUNIT_EXPECT_EQ(test, !call.result, !c->plain);
	KUNIT_EXPECT_EQ(test, !ntms_guid_none(&call.would), !c->plain);
	why_call(s, &call, NTMS_ALLOCATE_NEW);
	ntms_guid_out(&call.side, &id);
	NTMS_KIT_REASON(test, ntms_why(s->kit->session, &ntms_kit_owner, &call),
			SUCCESS);
	KUNIT_EXPECT_EQ(test, call.obstacle, c->whole);
	KUNIT_EXPECT_GT(test, call.own[c->whole], 0ULL);
	KUNIT_EXPECT_EQ(test, !call.result, !c->whole);
}

/* What is in a free pool that is disabled is not to be had, named or not. */
static void why_test_free_disabled(struct kunit *test)
{
	struct why_scene *s = why_scene(test);
	struct ntms_pool *free = s->disk->media_type->pools[NTMS_POOL_FREE];
	struct ntms_medium *medium = ntms_pool_next(free, 0);
	struct ntms_why call;
	guid_t side;

	NTMS_KIT_REASON(test, ntms_kit_set_enabled(s->kit, &free->obj.id,
						   false), SUCCESS);
	KUNIT_ASSERT_NOT_NULL(test, medium);
	KUNIT_EXPECT_EQ(test, why_obstacle(s, &medium->sides[0], true),
			NTMS_OBSTACLE_POOL_DISABLED);
	ntms_side_id(&side, medium, &medium->sides[0]);
	why_call(s, &call, 0);
	ntms_guid_out(&call.side, &side);
	NTMS_KIT_REASON(test, ntms_why(s->kit->session, &ntms_kit_owner, &call),
			SUCCESS);
	NTMS_KIT_REASON(test, call.result, DEVICE_NOT_AVAILABLE);
	KUNIT_EXPECT_EQ(test, call.obstacle, NTMS_OBSTACLE_POOL_DISABLED);
	KUNIT_EXPECT_EQ(test, call.of_free[NTMS_OBSTACLE_POOL_DISABLED], 2ULL);
	KUNIT_EXPECT_EQ(test, call.own[NTMS_OBSTACLE_NONE], 2ULL);
	KUNIT_EXPECT_EQ(test, ntms_pool_available(free), 0U);
}

/* ---- what is told ------------------------------------------------------------------------ */

static void why_test_told(struct kunit *test)
{
	struct why_scene *s = why_scene(test);
	const struct ntms_pool *free =
		s->disk->media_type->pools[NTMS_POOL_FREE];
	struct ntms_why call;
	guid_t side;

	why_call(s, &call, 0);
	NTMS_KIT_REASON(test, ntms_why(s->kit->session, &ntms_kit_owner, &call),
			SUCCESS);
	NTMS_KIT_REASON(test, call.result, SUCCESS);
	KUNIT_EXPECT_EQ(test, call.flags, NTMS_WHY_FREE_USED |
					  NTMS_WHY_FREE_ALLOWED);
	KUNIT_EXPECT_TRUE(test, !memcmp(&call.free, &free->obj.id,
					sizeof(call.free)));
	ntms_side_id(&side, s->disk, &s->disk->sides[0]);
	KUNIT_EXPECT_TRUE(test, !memcmp(&call.would, &side, sizeof(side)));
	KUNIT_EXPECT_EQ(test, call.own[NTMS_OBSTACLE_NONE], 2ULL);
	KUNIT_EXPECT_EQ(test, call.of_free[NTMS_OBSTACLE_NONE], 2ULL);
	KUNIT_EXPECT_EQ(test, call.waiting, 0ULL);
	/* Nothing is to be had any more, and somebody waits. */
	why_absent(test, s);
	ntms_kit_wait(test, &s->pool, 0, 1);
	why_call(s, &call, NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE);
	NTMS_KIT_REASON(test, ntms_why(s->kit->session, &ntms_kit_owner, &call),
			SUCCESS);
	NTMS_KIT_REASON(test, call.result, MEDIA_UNAVAILABLE);
	KUNIT_EXPECT_TRUE(test, ntms_guid_none(&call.would));
	KUNIT_EXPECT_EQ(test, call.own[NTMS_OBSTACLE_OFFLINE], 2ULL);
	KUNIT_EXPECT_EQ(test, call.of_free[NTMS_OBSTACLE_OFFLINE], 2ULL);
	KUNIT_EXPECT_EQ(test, call.waiting, 1ULL);
}

/* Who may not allocate from a pool is told nothing of what is in it. */
static void why_test_denied(struct kunit *test)
{
	static const struct ntms_why none;
	struct why_scene *s = why_scene(test);
	struct ntms_why call;
	guid_t side;

	ntms_side_id(&side, s->disk, &s->disk->sides[0]);
	why_call(s, &call, 0);
	ntms_guid_out(&call.side, &side);
	/* As an earlier call left it */
	call.waiting = 7;
	call.obstacle = 7;
	call.own[0] = 7;
	NTMS_KIT_REASON(test, ntms_why(s->kit->session, &ntms_kit_other, &call),
			SUCCESS);
	NTMS_KIT_REASON(test, call.result, ACCESS_DENIED);
	KUNIT_EXPECT_EQ(test, call.flags, 0U);
	KUNIT_EXPECT_EQ(test, call.obstacle, 0U);
	KUNIT_EXPECT_EQ(test, call.waiting, 0ULL);
	KUNIT_EXPECT_TRUE(test, ntms_guid_none(&call.free));
	KUNIT_EXPECT_TRUE(test, ntms_guid_none(&call.would));
	KUNIT_EXPECT_TRUE(test, !memcmp(call.own, none.own, sizeof(call.own)));
	KUNIT_EXPECT_TRUE(test, !memcmp(call.of_free, none.of_free,
					sizeof(call.of_free)));
}

static const struct shape_case {
	const char *desc;
	u32 options;
	u32 flags;
	bool no_pool;
	u32 reason;
} why_shapes[] = {
	{ "plain", 0, 0, false, NTMS_REASON_SUCCESS },
	{ "NEW", NTMS_ALLOCATE_NEW, 0, false, NTMS_REASON_SUCCESS },
	{ "no pool", 0, 0, true, NTMS_REASON_INVALID_PARAMETER },
	{ "a flag", 0, 1, false, NTMS_REASON_INVALID_PARAMETER },
	{ "NEXT without an LMID", NTMS_ALLOCATE_NEXT, 0, false,
	  NTMS_REASON_INVALID_PARAMETER },
	{ "NEW and NEXT", NTMS_ALLOCATE_NEW | NTMS_ALLOCATE_NEXT, 0, false,
	  NTMS_REASON_INVALID_PARAMETER },
	{ "an unknown option", NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE << 1, 0,
	  false, NTMS_REASON_INVALID_PARAMETER },
};

KUNIT_ARRAY_PARAM_DESC(why_shape, why_shapes, desc);

static void why_test_shape(struct kunit *test)
{
	const struct shape_case *c = test->param_value;
	struct why_scene *s = why_scene(test);
	struct ntms_why call;

	why_call(s, &call, c->options);
	call.flags = c->flags;
	if (c->no_pool)
		memset(&call.pool, 0, sizeof(call.pool));
	KUNIT_EXPECT_EQ(test, ntms_why(s->kit->session, &ntms_kit_root, &call),
			c->reason);
}

/* More than is counted without a pause */
#define WHY_MANY	5000

static void why_test_many(struct kunit *test)
{
	struct why_scene *s = why_scene(test);
	struct ntms_pool *pool = ntms_kit_find_pool(test, &s->pool);
	struct ntms_medium *medium;
	struct ntms_why call;
	struct ntms_txn txn;
	u32 i, reason;

	for (i = 0; i < WHY_MANY; i++) {
		medium = ntms_medium_new("", 2, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, medium);
		medium->sides[0].state = NTMS_SIDE_AVAILABLE;
		medium->sides[1].state = NTMS_SIDE_DECOMMISSIONED;
		medium->library = s->kit->cat.offline;
		medium->media_type = pool->media_type;
		medium->pool = pool;
		ntms_txn_init(&txn);
		ntms_txn_change(&txn, NTMS_ADD)->obj = &medium->obj;
		reason = ntms_kit_commit(&s->kit->cat, &txn);
		KUNIT_ASSERT_EQ(test, reason, (u32)NTMS_REASON_SUCCESS);
	}
	why_call(s, &call, 0);
	NTMS_KIT_REASON(test, ntms_why(s->kit->session, &ntms_kit_owner, &call),
			SUCCESS);
	KUNIT_EXPECT_EQ(test, call.own[NTMS_OBSTACLE_NONE], 2ULL);
	KUNIT_EXPECT_EQ(test, call.own[NTMS_OBSTACLE_OFFLINE],
			(u64)WHY_MANY);
	KUNIT_EXPECT_EQ(test, call.own[NTMS_OBSTACLE_DECOMMISSIONED],
			(u64)WHY_MANY);
}

/* ---- whatever the catalog ------------------------------------------------------------------ */

#define WHY_STEPS	600

static const struct seed_case {
	const char *desc;
	u64 seed;
} why_seeds[] = {
	{ "seed 11", 11 },
	{ "seed 12", 12 },
	{ "seed 13", 13 },
};

KUNIT_ARRAY_PARAM_DESC(why_seed, why_seeds, desc);

/**
 * struct why_counts - what is in the way of the sides of a pool
 * @plain: by enum ntms_obstacle
 * @whole: likewise, if a whole cartridge is wanted
 * @fresh: sides without an obstacle, of cartridges that nobody owns a side of
 * @sides: all sides
 */
struct why_counts {
	u64 plain[NTMS_OBSTACLES];
	u64 whole[NTMS_OBSTACLES];
	u64 fresh;
	u64 sides;
};

static void why_count(const struct ntms_pool *pool, struct why_counts *counts)
{
	const struct ntms_medium *medium;
	u32 obstacle;
	u64 after = 0;
	u8 i;

	memset(counts, 0, sizeof(*counts));
	while ((medium = ntms_pool_next(pool, after))) {
		after = medium->obj.serial;
		for (i = 0; i < medium->nr_sides; i++) {
			obstacle = ntms_policy_obstacle(&medium->sides[i],
							false);
			counts->plain[obstacle]++;
			counts->fresh += !obstacle && !medium->owned;
			obstacle = ntms_policy_obstacle(&medium->sides[i],
							true);
			counts->whole[obstacle]++;
			counts->sides++;
		}
	}
}

/* What has no obstacle is what an allocation finds, in every pool. */
static void why_expect_counts(struct kunit *test, struct ntms_world *world)
{
	struct ntms_catalog *cat = &world->kit.cat;
	struct why_counts counts;
	struct ntms_pool *pool;
	struct ntms_obj *obj;
	u64 after = 0;

	ntms_catalog_lock(cat);
	while ((obj = ntms_order_next(cat, NTMS_TYPE_POOL, after))) {
		after = obj->serial;
		pool = container_of(obj, struct ntms_pool, obj);
		why_count(pool, &counts);
		KUNIT_EXPECT_EQ(test, counts.plain[NTMS_OBSTACLE_NONE],
				(u64)ntms_pool_available(pool));
		KUNIT_EXPECT_EQ(test, counts.whole[NTMS_OBSTACLE_NONE],
				counts.fresh);
	}
	ntms_catalog_unlock(cat);
}

/* What a call that does not wait says, and what it would have got */
static u32 why_allocate(struct ntms_world *world, const struct ntms_cred *cred,
			const struct ntms_why *why, struct ntms_guid *side)
{
	struct ntms_allocate call = {
		.options = why->options,
		.flags = NTMS_ALLOCATE_F_NOWAIT,
		.pool = why->pool,
		.side = why->side,
		.medium = why->medium,
	};
	const struct ntms_logical *logical;
	struct ntms_told told = {};
	guid_t id;
	u32 reason;

	memset(side, 0, sizeof(*side));
	reason = ntms_allocate(world->kit.session, cred, &call, &told);
	if (reason)
		return reason == NTMS_REASON_TIMEOUT ?
			NTMS_REASON_MEDIA_UNAVAILABLE : reason;
	ntms_catalog_lock(&world->kit.cat);
	logical = ntms_find_logical(&world->kit.cat, &told.grant.id);
	ntms_side_id(&id, logical->medium, logical->side);
	ntms_guid_out(side, &id);
	ntms_catalog_unlock(&world->kit.cat);
	ntms_allocate_undo(world->kit.session, &told.grant);
	return reason;
}

static void why_ask(struct ntms_world *world, struct ntms_why *call)
{
	static const u32 options[] = {
		0, NTMS_ALLOCATE_NEW, NTMS_ALLOCATE_NEXT,
		NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE,
	};
	guid_t id;

	memset(call, 0, sizeof(*call));
	call->options = options[ntms_world_draw(world, ARRAY_SIZE(options))];
	id = world->pools[ntms_world_draw(world, NTMS_WORLD_POOLS)];
	ntms_guid_out(&call->pool, &id);
	if (!ntms_world_draw(world, 3)) {
		ntms_world_pick(world, NTMS_TYPE_SIDE, &id);
		ntms_guid_out(&call->side, &id);
	}
	if (call->options & NTMS_ALLOCATE_NEXT) {
		ntms_world_pick(world, NTMS_TYPE_LOGICAL_MEDIUM, &id);
		ntms_guid_out(&call->medium, &id);
	}
}

/* Asked why and tried at once, the answers are the same. */
static bool why_expect_same(struct kunit *test, struct ntms_world *world)
{
	const struct ntms_cred *cred = ntms_world_cred(world);
	struct ntms_catalog *cat = &world->kit.cat;
	struct ntms_guid side;
	struct ntms_why call;
	u32 reason, expect;
	u64 before;

	why_ask(world, &call);
	before = ntms_kit_digest(cat);
	reason = ntms_why(world->kit.session, cred, &call);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(cat), before);
	call.flags = 0;
	expect = why_allocate(world, cred, &call, &side);
	if (reason) {
		KUNIT_EXPECT_EQ(test, expect, reason);
		return false;
	}
	KUNIT_EXPECT_EQ(test, call.result, expect);
	KUNIT_EXPECT_TRUE(test, !memcmp(&call.would, &side, sizeof(side)));
	return !expect;
}

static void why_test_same(struct kunit *test)
{
	const struct seed_case *c = test->param_value;
	struct ntms_world *world;
	u64 state = c->seed;
	u32 step, found = 0;

	world = kunit_kzalloc(test, sizeof(*world), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, world);
	world->draw = ntms_world_knuth;
	world->source = &state;
	KUNIT_ASSERT_EQ(test, ntms_world_init(world), 0);
	for (step = 0; step < WHY_STEPS; step++) {
		ntms_world_step(world);
		why_expect_counts(test, world);
		found += why_expect_same(test, world);
		NTMS_KIT_SOUND(test, &world->kit.cat);
	}
	KUNIT_EXPECT_GT(test, found, 0U);
	KUNIT_EXPECT_LT(test, found, step);
	ntms_world_exit(world);
}

static struct kunit_case why_cases[] = {
	KUNIT_CASE_PARAM(why_test_state, why_state_gen_params),
	KUNIT_CASE_PARAM(why_test_obstacle, why_what_gen_params),
	KUNIT_CASE(why_test_free_disabled),
	KUNIT_CASE(why_test_told),
	KUNIT_CASE(why_test_denied),
	KUNIT_CASE_PARAM(why_test_shape, why_shape_gen_params),
	KUNIT_CASE(why_test_many),
	KUNIT_CASE_PARAM_ATTR(why_test_same, why_seed_gen_params,
			      { .speed = KUNIT_SPEED_SLOW }),
	{ }
};

static struct kunit_suite why_suite = {
	.name = "ntms_why",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = why_cases,
};

kunit_test_suite(why_suite);
