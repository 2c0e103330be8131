// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of core/route.c: every row and every column of the table, against
 * its rules in words, and as a move of a cartridge.
 */
#include "policy_scene.h"
#include "../core/route.h"

#define STATES	(NTMS_SIDE_RESERVED + 1)

static const u32 route_kinds[] = {
	NTMS_POOL_FREE, NTMS_POOL_UNRECOGNIZED, NTMS_POOL_IMPORT,
	NTMS_POOL_APPLICATION,
};

#define KINDS	ARRAY_SIZE(route_kinds)

/* The rules once more, one after the other */
static ntms_reason_t route_rule(u32 from, u32 to, u8 state)
{
	if (to == NTMS_POOL_UNRECOGNIZED)
		return NTMS_REASON_INVALID_MEDIA_POOL;
	if (from == NTMS_POOL_UNRECOGNIZED && to != NTMS_POOL_FREE)
		return NTMS_REASON_INVALID_MEDIA_POOL;
	if (state == NTMS_SIDE_INCOMPATIBLE)
		return NTMS_REASON_MEDIA_INCOMPATIBLE;
	if (to == NTMS_POOL_IMPORT && state != NTMS_SIDE_IMPORT)
		return NTMS_REASON_INVALID_STATE;
	if (to == NTMS_POOL_FREE &&
	    (state == NTMS_SIDE_ALLOCATED || state == NTMS_SIDE_COMPLETE ||
	     state == NTMS_SIDE_RESERVED))
		return NTMS_REASON_INVALID_STATE;
	return NTMS_REASON_SUCCESS;
}

/* What is free can be given out, unless it is worn out. */
static u8 route_after(u32 to, u8 state)
{
	return to == NTMS_POOL_FREE && state != NTMS_SIDE_DECOMMISSIONED ?
		NTMS_SIDE_AVAILABLE : state;
}

static void route_test_table(struct kunit *test)
{
	enum ntms_route route;
	u32 i, k, from, to;
	u8 state;

	for (i = 0; i < KINDS * KINDS * STATES; i++) {
		from = route_kinds[i / STATES / KINDS];
		to = route_kinds[i / STATES % KINDS];
		state = i % STATES;
		route = ntms_route_of(from, to, state);
		KUNIT_EXPECT_EQ_MSG(test, ntms_route_reason(route),
				    route_rule(from, to, state),
				    "from %u to %u, state %u", from, to, state);
		/* The life of a side allows what the table makes of it. */
		if (route == NTMS_ROUTE_FREES)
			KUNIT_EXPECT_TRUE(test,
					  ntms_side_may(state,
							NTMS_SIDE_AVAILABLE));
	}
	for (i = 0; i < KINDS; i++) {
		to = route_kinds[i];
		KUNIT_EXPECT_EQ(test, ntms_route_ends(to),
				to != NTMS_POOL_UNRECOGNIZED);
		for (k = 0; k < KINDS; k++)
			KUNIT_EXPECT_EQ(test,
					ntms_route_open(route_kinds[k], to),
					route_rule(route_kinds[k], to,
						   NTMS_SIDE_IMPORT) !=
					NTMS_REASON_INVALID_MEDIA_POOL);
	}
}

/* Kinds and states there are not */
static void route_test_beyond(struct kunit *test)
{
	static const u32 none[] = { 0, 4, 999, 1001, U32_MAX };
	u32 i, k;

	for (i = 0; i < ARRAY_SIZE(none); i++) {
		KUNIT_EXPECT_FALSE(test, ntms_route_ends(none[i]));
		for (k = 0; k < KINDS; k++) {
			KUNIT_EXPECT_FALSE(test, ntms_route_open(none[i],
								 route_kinds[k]));
			KUNIT_EXPECT_FALSE(test, ntms_route_open(route_kinds[k],
								 none[i]));
		}
	}
	KUNIT_EXPECT_EQ(test, ntms_route_of(NTMS_POOL_APPLICATION,
					    NTMS_POOL_APPLICATION, STATES),
			NTMS_ROUTE_CLOSED);
	KUNIT_EXPECT_EQ(test, ntms_route_of(NTMS_POOL_APPLICATION,
					    NTMS_POOL_APPLICATION, U8_MAX),
			NTMS_ROUTE_CLOSED);
}

struct route_scene {
	struct policy_scene *s;
	struct ntms_media_type *other;
};

/* A cartridge that is in a pool of that kind */
static struct ntms_medium *route_medium(const struct route_scene *r, u32 from)
{
	static const enum policy_media media[] = {
		[NTMS_POOL_FREE] = F,
		[NTMS_POOL_UNRECOGNIZED] = U,
		[NTMS_POOL_IMPORT] = I,
	};

	return r->s->media[from == NTMS_POOL_APPLICATION ? A : media[from]];
}

/*
 * Asks policy for a move between two kinds, with both sides in a state that they
 * may never be in there. From a system pool to one of its own kind goes only what
 * changes its type.
 */
static ntms_reason_t route_ask(const struct route_scene *r, u32 from, u32 to,
			       u8 first, u8 second, u8 *after)
{
	struct ntms_catalog *cat = &r->s->kit->cat;
	struct ntms_medium *medium = route_medium(r, from);
	u8 old[] = { medium->sides[0].state, medium->sides[1].state };
	const struct ntms_media_type *type = from == to ? r->other : r->s->type;
	struct ntms_pool *pool = NULL;
	ntms_reason_t reason;
	guid_t id = r->s->others;

	if (to != NTMS_POOL_APPLICATION)
		id = type->pools[to]->obj.id;
	medium->sides[0].state = first;
	medium->sides[1].state = second;
	if (from == to && to != NTMS_POOL_APPLICATION)
		reason = ntms_policy_retype(cat, &ntms_kit_root, medium, &id,
					    &pool);
	else
		reason = ntms_policy_move(cat, &ntms_kit_root, medium, &id,
					  &pool);
	*after = reason ? first : ntms_policy_moved(&medium->sides[0], pool);
	medium->sides[0].state = old[0];
	medium->sides[1].state = old[1];
	return reason;
}

static struct route_scene route_scene(struct kunit *test)
{
	struct route_scene r = { .s = policy_scene(test) };
	struct ntms_catalog *cat = &r.s->kit->cat;
	int error;

	ntms_catalog_lock(cat);
	error = ntms_media_type_ensure(cat, 0x3c, &r.other);
	ntms_catalog_unlock(cat);
	KUNIT_ASSERT_EQ(test, error, 0);
	return r;
}

static void route_test_moves(struct kunit *test)
{
	struct route_scene r = route_scene(test);
	struct ntms_catalog *cat = &r.s->kit->cat;
	const u64 before = ntms_kit_digest(cat);
	ntms_reason_t wanted, reason;
	u8 state, after;
	u32 i, from, to;

	for (i = 0; i < KINDS * KINDS * STATES; i++) {
		from = route_kinds[i / STATES / KINDS];
		to = route_kinds[i / STATES % KINDS];
		state = i % STATES;
		wanted = route_rule(from, to, state);
		ntms_catalog_lock(cat);
		reason = route_ask(&r, from, to, state, state, &after);
		ntms_catalog_unlock(cat);
		KUNIT_EXPECT_EQ_MSG(test, reason, wanted,
				    "from %u to %u, state %u", from, to, state);
		KUNIT_EXPECT_EQ_MSG(test, after, wanted ? state :
				    route_after(to, state),
				    "from %u to %u, state %u", from, to, state);
	}
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(cat), before);
}

/* Of two sides that are in the way the first one says why. */
static void route_test_first_side(struct kunit *test)
{
	static const struct {
		u32 to;
		u8 first;
		u8 second;
		u32 reason;
	} cases[] = {
		{ NTMS_POOL_FREE, NTMS_SIDE_AVAILABLE, NTMS_SIDE_COMPLETE,
		  NTMS_REASON_INVALID_STATE },
		{ NTMS_POOL_FREE, NTMS_SIDE_COMPLETE, NTMS_SIDE_INCOMPATIBLE,
		  NTMS_REASON_INVALID_STATE },
		{ NTMS_POOL_FREE, NTMS_SIDE_INCOMPATIBLE, NTMS_SIDE_COMPLETE,
		  NTMS_REASON_MEDIA_INCOMPATIBLE },
		{ NTMS_POOL_IMPORT, NTMS_SIDE_IMPORT, NTMS_SIDE_AVAILABLE,
		  NTMS_REASON_INVALID_STATE },
		{ NTMS_POOL_IMPORT, NTMS_SIDE_IMPORT, NTMS_SIDE_INCOMPATIBLE,
		  NTMS_REASON_MEDIA_INCOMPATIBLE },
		{ NTMS_POOL_APPLICATION, NTMS_SIDE_ALLOCATED,
		  NTMS_SIDE_INCOMPATIBLE, NTMS_REASON_MEDIA_INCOMPATIBLE },
		{ NTMS_POOL_APPLICATION, NTMS_SIDE_ALLOCATED,
		  NTMS_SIDE_RESERVED, NTMS_REASON_SUCCESS },
	};
	struct route_scene r = route_scene(test);
	struct ntms_catalog *cat = &r.s->kit->cat;
	ntms_reason_t reason;
	u8 after;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		ntms_catalog_lock(cat);
		reason = route_ask(&r, NTMS_POOL_APPLICATION, cases[i].to,
				   cases[i].first, cases[i].second, &after);
		ntms_catalog_unlock(cat);
		KUNIT_EXPECT_EQ_MSG(test, reason, cases[i].reason, "case %u",
				    i);
	}
}

static struct kunit_case route_cases[] = {
	KUNIT_CASE(route_test_table),
	KUNIT_CASE(route_test_beyond),
	KUNIT_CASE(route_test_moves),
	KUNIT_CASE(route_test_first_side),
	{ }
};

static struct kunit_suite route_suite = {
	.name = "ntms_route",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = route_cases,
};

kunit_test_suite(route_suite);
