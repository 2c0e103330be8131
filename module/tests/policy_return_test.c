// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of core/policy.c: what becomes of what is given back, and where a
 * cartridge may go.
 */
#include "policy_scene.h"

/* ---- giving back ----------------------------------------------------------- */

/* The state of the other side when side 0 of A is given back */
static const struct return_case {
	const char *desc;
	bool to_scratch;
	u32 max_allocates;
	u8 sibling;
	u8 to;
	bool unreserve;
	bool leaves;
	u32 options;
} return_cases[] = {
	{ "stays", false, 0, NTMS_SIDE_AVAILABLE, NTMS_SIDE_AVAILABLE, true,
	  false },
	{ "frees the reserved one", false, 0, NTMS_SIDE_RESERVED,
	  NTMS_SIDE_AVAILABLE, true, false },
	{ "not while another is owned", true, 0, NTMS_SIDE_ALLOCATED,
	  NTMS_SIDE_AVAILABLE, false, false },
	{ "not while another is complete", true, 0, NTMS_SIDE_COMPLETE,
	  NTMS_SIDE_AVAILABLE, false, false },
	{ "stays reserved for who has the other", true, 0,
	  NTMS_SIDE_ALLOCATED, NTMS_SIDE_RESERVED, false, false,
	  NTMS_ALLOCATE_NEW },
	{ "at the limit, for who has the other", false, 1,
	  NTMS_SIDE_ALLOCATED, NTMS_SIDE_DECOMMISSIONED, false, false,
	  NTMS_ALLOCATE_NEW },
	{ "to free", true, 0, NTMS_SIDE_AVAILABLE, NTMS_SIDE_AVAILABLE, true,
	  true },
	{ "to free with the reserved one", true, 0, NTMS_SIDE_RESERVED,
	  NTMS_SIDE_AVAILABLE, true, true },
	{ "to free with a decommissioned one", true, 0,
	  NTMS_SIDE_DECOMMISSIONED, NTMS_SIDE_AVAILABLE, true, true },
	{ "not to free with one to import", true, 0, NTMS_SIDE_IMPORT,
	  NTMS_SIDE_AVAILABLE, true, false },
	{ "below the limit", false, 2, NTMS_SIDE_AVAILABLE,
	  NTMS_SIDE_AVAILABLE, true, false },
	{ "at the limit", false, 1, NTMS_SIDE_AVAILABLE,
	  NTMS_SIDE_DECOMMISSIONED, true, false },
	{ "at the limit, while another is owned", false, 1,
	  NTMS_SIDE_ALLOCATED, NTMS_SIDE_DECOMMISSIONED, false, false },
	{ "at the limit, to free with the other", true, 1, NTMS_SIDE_AVAILABLE,
	  NTMS_SIDE_DECOMMISSIONED, true, true },
	{ "at the limit, and nothing left to give", true, 1,
	  NTMS_SIDE_DECOMMISSIONED, NTMS_SIDE_DECOMMISSIONED, true, false },
};

KUNIT_ARRAY_PARAM_DESC(policy_return, return_cases, desc);

/* With NEXT, if @lmid came by NEW */
static void policy_take_sibling(struct kunit *test, struct policy_scene *s,
				guid_t lmid)
{
	if (s->media[A]->sides[1].state == NTMS_SIDE_AVAILABLE)
		policy_take(test, s, A, 1, 0, &lmid);
	else
		NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_root,
							&s->own, NULL,
							NTMS_ALLOCATE_NEXT,
							&lmid), SUCCESS);
}

static void policy_sibling(struct kunit *test, struct policy_scene *s,
			   const guid_t *lmid, u8 state)
{
	struct ntms_side *side = &s->media[A]->sides[1];
	struct ntms_change *change;
	struct ntms_txn txn;

	if (state == NTMS_SIDE_ALLOCATED || state == NTMS_SIDE_COMPLETE)
		policy_take_sibling(test, s, *lmid);
	if (state == side->state)
		return;
	/* No call makes it so beside a side that is owned. */
	if (state == NTMS_SIDE_IMPORT) {
		KUNIT_ASSERT_FALSE(test, side->listed && side->logical);
		ntms_kit_set_enabled(s->kit, &s->media[A]->obj.id, false);
		side->state = state;
		ntms_kit_set_enabled(s->kit, &s->media[A]->obj.id, true);
		return;
	}
	ntms_txn_init(&txn);
	change = ntms_txn_change(&txn, NTMS_STATE);
	change->side = side;
	change->to = state;
	KUNIT_ASSERT_EQ(test, ntms_kit_commit(&s->kit->cat, &txn), 0U);
}

static void policy_test_return(struct kunit *test)
{
	const struct return_case *c = test->param_value;
	struct policy_scene *s = policy_scene(test);
	struct ntms_catalog *cat = &s->kit->cat;
	struct ntms_return back;
	ntms_reason_t reason;
	struct ntms_pool *own;
	guid_t lmid;

	policy_take(test, s, A, 0, c->options, &lmid);
	policy_sibling(test, s, &lmid, c->sibling);
	own = ntms_kit_find_pool(test, &s->own);
	own->deallocation_policy = c->to_scratch ? NTMS_POOL_TOSCRATCH : 0;
	own->max_allocates = c->max_allocates;
	mutex_lock(&cat->lock);
	reason = ntms_policy_deallocate(cat, &ntms_kit_owner, &lmid, &back);
	mutex_unlock(&cat->lock);
	NTMS_KIT_REASON(test, reason, SUCCESS);
	KUNIT_EXPECT_EQ(test, back.to, c->to);
	KUNIT_EXPECT_EQ(test, back.unreserve, c->unreserve);
	KUNIT_EXPECT_PTR_EQ(test, back.pool, c->leaves ?
			    s->type->pools[NTMS_POOL_FREE] : NULL);
	/* And what was decided can be done. */
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &lmid), SUCCESS);
	KUNIT_EXPECT_EQ(test, s->media[A]->sides[0].state, c->to);
	KUNIT_EXPECT_EQ(test, s->media[A]->pool == own, !c->leaves);
	if (c->sibling == NTMS_SIDE_RESERVED)
		KUNIT_EXPECT_EQ(test, s->media[A]->sides[1].state,
				NTMS_SIDE_AVAILABLE);
}

static void policy_test_return_refused(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	guid_t lmid, side, none;

	policy_take(test, s, A, 0, 0, &lmid);
	policy_side_id(s, A, 0, &side);
	ntms_guid_new(&none);
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_other,
						  &lmid), ACCESS_DENIED);
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &side), INVALID_MEDIA);
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &none), INVALID_MEDIA);
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_root,
						  &lmid), SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_root,
						  &lmid), INVALID_MEDIA);
}

/* ---- moving ----------------------------------------------------------------- */

enum policy_pool { OWN, OTHERS, CONTAINER, FREE, FREE_ROOT, IMPORT, IMPORT_ROOT,
		   UNRECOGNIZED, UNRECOGNIZED_ROOT, NO_POOL };

static const struct move_case {
	const char *desc;
	enum policy_media medium;
	enum policy_pool to;
	const struct ntms_cred *cred;
	u32 reason;
	u8 state;
	/* side 0 is allocated before, with these options */
	bool taken;
	u32 options;
} move_cases[] = {
	{ "own to free", A, FREE, &ntms_kit_owner, NTMS_REASON_SUCCESS,
	  NTMS_SIDE_AVAILABLE },
	{ "own to the root of free", A, FREE_ROOT, &ntms_kit_owner,
	  NTMS_REASON_SUCCESS, NTMS_SIDE_AVAILABLE },
	{ "own to own", A, OWN, &ntms_kit_owner, NTMS_REASON_SUCCESS,
	  NTMS_SIDE_AVAILABLE },
	{ "own to somebody else's", A, OTHERS, &ntms_kit_owner,
	  NTMS_REASON_ACCESS_DENIED },
	{ "somebody else's to own", S, OWN, &ntms_kit_owner,
	  NTMS_REASON_ACCESS_DENIED },
	{ "somebody else's to free", S, FREE, &ntms_kit_owner,
	  NTMS_REASON_ACCESS_DENIED },
	{ "own to somebody else's, as administrator", A, OTHERS,
	  &ntms_kit_root, NTMS_REASON_SUCCESS, NTMS_SIDE_AVAILABLE },
	{ "free to own", F, OWN, &ntms_kit_owner, NTMS_REASON_SUCCESS,
	  NTMS_SIDE_AVAILABLE },
	{ "free to import", F, IMPORT, &ntms_kit_root,
	  NTMS_REASON_INVALID_STATE },
	{ "free to import without the right", F, IMPORT, &ntms_kit_owner,
	  NTMS_REASON_ACCESS_DENIED },
	{ "import to own", I, OWN, &ntms_kit_root, NTMS_REASON_SUCCESS,
	  NTMS_SIDE_IMPORT },
	{ "import to own without the right", I, OWN, &ntms_kit_owner,
	  NTMS_REASON_ACCESS_DENIED },
	{ "import to free", I, FREE_ROOT, &ntms_kit_root, NTMS_REASON_SUCCESS,
	  NTMS_SIDE_AVAILABLE },
	{ "import to the root of import", I, IMPORT_ROOT, &ntms_kit_root,
	  NTMS_REASON_SUCCESS, NTMS_SIDE_IMPORT },
	{ "unrecognized to free", U, FREE, &ntms_kit_root, NTMS_REASON_SUCCESS,
	  NTMS_SIDE_AVAILABLE },
	{ "unrecognized to own", U, OWN, &ntms_kit_root,
	  NTMS_REASON_INVALID_MEDIA_POOL },
	{ "unrecognized to import", U, IMPORT, &ntms_kit_root,
	  NTMS_REASON_INVALID_MEDIA_POOL },
	{ "to unrecognized", A, UNRECOGNIZED, &ntms_kit_root,
	  NTMS_REASON_INVALID_MEDIA_POOL },
	{ "to the root of unrecognized", A, UNRECOGNIZED_ROOT, &ntms_kit_root,
	  NTMS_REASON_INVALID_MEDIA_POOL },
	{ "to a pool of pools", A, CONTAINER, &ntms_kit_root,
	  NTMS_REASON_INVALID_MEDIA_POOL },
	{ "to no pool", A, NO_POOL, &ntms_kit_root,
	  NTMS_REASON_INVALID_MEDIA_POOL },
	{ "offline to free", O, FREE, &ntms_kit_owner, NTMS_REASON_SUCCESS,
	  NTMS_SIDE_AVAILABLE },
	{ "another media type", L, OWN, &ntms_kit_root,
	  NTMS_REASON_MEDIA_INCOMPATIBLE },
	{ "another media type to free", L, FREE, &ntms_kit_root,
	  NTMS_REASON_MEDIA_INCOMPATIBLE },
	{ "owned to free", A, FREE, &ntms_kit_owner,
	  NTMS_REASON_INVALID_STATE, 0, true },
	{ "owned to another", A, OTHERS, &ntms_kit_root, NTMS_REASON_SUCCESS,
	  NTMS_SIDE_AVAILABLE, true },
	{ "reserved to another", A, OTHERS, &ntms_kit_root,
	  NTMS_REASON_SUCCESS, NTMS_SIDE_RESERVED, true, NTMS_ALLOCATE_NEW },
};

KUNIT_ARRAY_PARAM_DESC(policy_move, move_cases, desc);

static void policy_move_target(const struct policy_scene *s,
			       enum policy_pool to, guid_t *id)
{
	const struct ntms_catalog *cat = &s->kit->cat;

	switch (to) {
	case OWN:
		*id = s->own;
		break;
	case OTHERS:
		*id = s->others;
		break;
	case CONTAINER:
		*id = s->container;
		break;
	case FREE:
		*id = s->type->pools[NTMS_POOL_FREE]->obj.id;
		break;
	case FREE_ROOT:
		*id = cat->system[NTMS_POOL_FREE]->obj.id;
		break;
	case IMPORT:
		*id = s->type->pools[NTMS_POOL_IMPORT]->obj.id;
		break;
	case IMPORT_ROOT:
		*id = cat->system[NTMS_POOL_IMPORT]->obj.id;
		break;
	case UNRECOGNIZED:
		*id = s->type->pools[NTMS_POOL_UNRECOGNIZED]->obj.id;
		break;
	case UNRECOGNIZED_ROOT:
		*id = cat->system[NTMS_POOL_UNRECOGNIZED]->obj.id;
		break;
	case NO_POOL:
		ntms_guid_new(id);
		break;
	}
}

static void policy_test_move(struct kunit *test)
{
	const struct move_case *c = test->param_value;
	struct policy_scene *s = policy_scene(test);
	struct ntms_medium *medium = s->media[c->medium];
	struct ntms_pool *pool, *from = medium->pool;
	guid_t to, lmid;
	u64 before;
	u8 i;

	if (c->taken)
		policy_take(test, s, c->medium, 0, c->options, &lmid);
	policy_move_target(s, c->to, &to);
	before = ntms_kit_digest(&s->kit->cat);
	KUNIT_EXPECT_EQ(test, ntms_kit_move(s->kit, c->cred, &medium->obj.id,
					    &to), c->reason);
	if (c->reason) {
		KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
		KUNIT_EXPECT_PTR_EQ(test, medium->pool, from);
		return;
	}
	pool = ntms_kit_find_pool(test, &to);
	if (!pool->media_type)
		pool = medium->media_type->pools[pool->type];
	KUNIT_EXPECT_PTR_EQ(test, medium->pool, pool);
	for (i = c->taken; i < medium->nr_sides; i++)
		KUNIT_EXPECT_EQ(test, medium->sides[i].state, c->state);
	if (c->taken)
		KUNIT_EXPECT_EQ(test, medium->sides[0].state,
				NTMS_SIDE_ALLOCATED);
}

/* Nothing but a cleaning cartridge is in the pools of its type. */
static void policy_test_move_cleaner(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	struct ntms_medium *cleaner;
	guid_t pool;

	cleaner = ntms_kit_bring(test, s->robot, O, "CLN001");
	KUNIT_EXPECT_TRUE(test, cleaner->cleaner);
	NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
					    &cleaner->obj.id,
					    &s->kit->cat.system[NTMS_POOL_FREE]->obj.id),
			MEDIA_INCOMPATIBLE);
	ntms_kit_pool(test, "cleaners", NTMS_MEDIA_CODE_CLEANER, &pool);
	NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
					    &cleaner->obj.id, &pool),
			INVALID_MEDIA_POOL);
}

static struct kunit_case policy_return_cases[] = {
	KUNIT_CASE_PARAM(policy_test_return, policy_return_gen_params),
	KUNIT_CASE(policy_test_return_refused),
	KUNIT_CASE_PARAM(policy_test_move, policy_move_gen_params),
	KUNIT_CASE(policy_test_move_cleaner),
	{ }
};

static struct kunit_suite policy_return_suite = {
	.name = "ntms_policy_return",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = policy_return_cases,
};

kunit_test_suite(policy_return_suite);
