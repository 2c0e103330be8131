// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of core/media.c: every state of a side against every call. */
#include "policy_scene.h"

/*
 * Side 0 of A comes into a state. @lmid is who owns it; nobody: the side, which
 * is no LMID. What no call brings about is written.
 */
static void media_state(struct kunit *test, struct policy_scene *s, u8 state,
			guid_t *lmid)
{
	struct ntms_medium *medium = s->media[A];
	guid_t side, other;

	policy_side_id(s, A, 0, &side);
	*lmid = side;
	switch (state) {
	case NTMS_SIDE_AVAILABLE:
		break;
	case NTMS_SIDE_ALLOCATED:
	case NTMS_SIDE_COMPLETE:
		policy_take(test, s, A, 0, 0, lmid);
		if (state == NTMS_SIDE_COMPLETE)
			NTMS_KIT_REASON(test,
					ntms_kit_complete(s->kit,
							  &ntms_kit_owner,
							  lmid), SUCCESS);
		break;
	case NTMS_SIDE_RESERVED:
		policy_take(test, s, A, 1, NTMS_ALLOCATE_NEW, &other);
		break;
	case NTMS_SIDE_DECOMMISSIONED:
		NTMS_KIT_REASON(test, ntms_kit_decommission(s->kit,
							    &ntms_kit_owner,
							    &side), SUCCESS);
		break;
	default:
		ntms_kit_set_enabled(s->kit, &medium->obj.id, false);
		medium->sides[0].state = state;
		ntms_kit_set_enabled(s->kit, &medium->obj.id, true);
	}
	KUNIT_ASSERT_EQ(test, medium->sides[0].state, state);
}

/* What each call says to a side in each state */
static const struct media_state_case {
	const char *desc;
	u8 state;
	u32 complete;
	u32 decommission;
	/* whether its cartridge is not forgotten for it */
	bool kept;
} media_states[] = {
	{ "unknown", NTMS_SIDE_UNKNOWN, NTMS_REASON_INVALID_MEDIA,
	  NTMS_REASON_INVALID_STATE, false },
	{ "unprepared", NTMS_SIDE_UNPREPARED, NTMS_REASON_INVALID_MEDIA,
	  NTMS_REASON_INVALID_STATE, false },
	{ "incompatible", NTMS_SIDE_INCOMPATIBLE, NTMS_REASON_INVALID_MEDIA,
	  NTMS_REASON_INVALID_STATE, false },
	{ "decommissioned", NTMS_SIDE_DECOMMISSIONED, NTMS_REASON_INVALID_MEDIA,
	  NTMS_REASON_INVALID_STATE, false },
	{ "available", NTMS_SIDE_AVAILABLE, NTMS_REASON_INVALID_MEDIA,
	  NTMS_REASON_SUCCESS, false },
	{ "allocated", NTMS_SIDE_ALLOCATED, NTMS_REASON_SUCCESS,
	  NTMS_REASON_INVALID_STATE, true },
	{ "complete", NTMS_SIDE_COMPLETE, NTMS_REASON_INVALID_STATE,
	  NTMS_REASON_INVALID_STATE, true },
	{ "unrecognized", NTMS_SIDE_UNRECOGNIZED, NTMS_REASON_INVALID_MEDIA,
	  NTMS_REASON_INVALID_STATE, false },
	{ "import", NTMS_SIDE_IMPORT, NTMS_REASON_INVALID_MEDIA,
	  NTMS_REASON_INVALID_STATE, false },
	{ "reserved", NTMS_SIDE_RESERVED, NTMS_REASON_INVALID_MEDIA,
	  NTMS_REASON_INVALID_STATE, true },
};

KUNIT_ARRAY_PARAM_DESC(media_state, media_states, desc);

/* A call did what it had to, or nothing. */
static void media_expect(struct kunit *test, struct policy_scene *s,
			 ntms_reason_t got, u32 wanted, u64 before, u8 was,
			 u8 to)
{
	const struct ntms_side *side = &s->media[A]->sides[0];

	KUNIT_EXPECT_EQ(test, got, wanted);
	KUNIT_EXPECT_EQ(test, side->state, wanted ? was : to);
	if (wanted)
		KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
	NTMS_KIT_SOUND(test, &s->kit->cat);
}

static void media_test_complete(struct kunit *test)
{
	const struct media_state_case *c = test->param_value;
	struct policy_scene *s = policy_scene(test);
	const struct ntms_side *side = &s->media[A]->sides[0];
	guid_t lmid;
	u64 before;

	media_state(test, s, c->state, &lmid);
	before = ntms_kit_digest(&s->kit->cat);
	media_expect(test, s, ntms_kit_complete(s->kit, &ntms_kit_owner, &lmid),
		     c->complete, before, c->state, NTMS_SIDE_COMPLETE);
	if (c->complete)
		return;
	/* It has the owner that it had, and was not allocated once more. */
	KUNIT_ASSERT_NOT_NULL(test, side->logical);
	KUNIT_EXPECT_TRUE(test, guid_equal(&side->logical->obj.id, &lmid));
	KUNIT_EXPECT_EQ(test, side->allocate_count, 1U);
	KUNIT_EXPECT_EQ(test, s->media[A]->owned, 1);
}

static void media_test_decommission(struct kunit *test)
{
	const struct media_state_case *c = test->param_value;
	struct policy_scene *s = policy_scene(test);
	guid_t lmid, side;
	u64 before;

	media_state(test, s, c->state, &lmid);
	policy_side_id(s, A, 0, &side);
	before = ntms_kit_digest(&s->kit->cat);
	media_expect(test, s, ntms_kit_decommission(s->kit, &ntms_kit_owner,
						    &side),
		     c->decommission, before, c->state,
		     NTMS_SIDE_DECOMMISSIONED);
	if (c->decommission)
		return;
	/* Nobody is given it, by whatever name. */
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->own, &side, 0, &lmid),
			MEDIA_UNAVAILABLE);
	KUNIT_EXPECT_FALSE(test, s->media[A]->sides[0].listed);
}

/* ---- rights ----------------------------------------------------------------- */

static const struct media_right_case {
	const char *desc;
	enum policy_media medium;
	const struct ntms_cred *cred;
	u32 reason;
} media_rights[] = {
	{ "owner of the pool", A, &ntms_kit_owner, NTMS_REASON_SUCCESS },
	{ "administrator", A, &ntms_kit_root, NTMS_REASON_SUCCESS },
	{ "somebody else", A, &ntms_kit_other, NTMS_REASON_ACCESS_DENIED },
	{ "owner of another pool", S, &ntms_kit_owner,
	  NTMS_REASON_ACCESS_DENIED },
	{ "on the shelf", O, &ntms_kit_owner, NTMS_REASON_SUCCESS },
	{ "in free, administrator", F, &ntms_kit_root, NTMS_REASON_SUCCESS },
	{ "in free, by USE alone", F, &ntms_kit_owner,
	  NTMS_REASON_ACCESS_DENIED },
};

KUNIT_ARRAY_PARAM_DESC(media_right, media_rights, desc);

static void media_test_decommission_right(struct kunit *test)
{
	const struct media_right_case *c = test->param_value;
	struct policy_scene *s = policy_scene(test);
	u64 before = ntms_kit_digest(&s->kit->cat);
	guid_t side;

	policy_side_id(s, c->medium, 0, &side);
	KUNIT_EXPECT_EQ(test, ntms_kit_decommission(s->kit, c->cred, &side),
			c->reason);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat) == before,
			!!c->reason);
}

static void media_test_complete_right(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	u64 before;
	guid_t lmid;

	policy_take(test, s, A, 0, 0, &lmid);
	before = ntms_kit_digest(&s->kit->cat);
	NTMS_KIT_REASON(test, ntms_kit_complete(s->kit, &ntms_kit_other, &lmid),
			ACCESS_DENIED);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
	NTMS_KIT_REASON(test, ntms_kit_complete(s->kit, &ntms_kit_root, &lmid),
			SUCCESS);
	/* Rights are told before the state is. */
	NTMS_KIT_REASON(test, ntms_kit_complete(s->kit, &ntms_kit_other, &lmid),
			ACCESS_DENIED);
}

static void media_test_parameters(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	struct ntms_session *session = s->kit->session;
	struct ntms_decommission worn = { .flags = 1 };
	struct ntms_complete full = { .flags = 1 };
	u64 before;
	guid_t id;

	policy_take(test, s, A, 0, 0, &id);
	ntms_guid_out(&full.medium, &id);
	policy_side_id(s, B, 0, &id);
	ntms_guid_out(&worn.side, &id);
	before = ntms_kit_digest(&s->kit->cat);
	NTMS_KIT_REASON(test, ntms_complete(session, &ntms_kit_root, &full),
			INVALID_PARAMETER);
	NTMS_KIT_REASON(test, ntms_decommission(session, &ntms_kit_root,
						&worn), INVALID_PARAMETER);
	full.flags = 0;
	worn.flags = 0;
	full.reserved = 1;
	worn.reserved = 1;
	NTMS_KIT_REASON(test, ntms_complete(session, &ntms_kit_root, &full),
			INVALID_PARAMETER);
	NTMS_KIT_REASON(test, ntms_decommission(session, &ntms_kit_root,
						&worn), INVALID_PARAMETER);
	NTMS_KIT_REASON(test, ntms_kit_complete(s->kit, &ntms_kit_root, NULL),
			INVALID_PARAMETER);
	NTMS_KIT_REASON(test, ntms_kit_decommission(s->kit, &ntms_kit_root,
						    NULL), INVALID_PARAMETER);
	/* A cartridge is no side, and a GUID that nobody has is nothing. */
	NTMS_KIT_REASON(test, ntms_kit_decommission(s->kit, &ntms_kit_root,
						    &s->media[B]->obj.id),
			INVALID_MEDIA);
	ntms_guid_new(&id);
	NTMS_KIT_REASON(test, ntms_kit_complete(s->kit, &ntms_kit_root, &id),
			INVALID_MEDIA);
	NTMS_KIT_REASON(test, ntms_kit_decommission(s->kit, &ntms_kit_root,
						    &id), INVALID_MEDIA);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
}

/* ---- what is complete is given back as what is allocated -------------------- */

static const struct media_back_case {
	const char *desc;
	/* how side 0 came, and what becomes of the cartridge's other side */
	u32 options;
	bool next;
	bool to_scratch;
	u32 max_allocates;
	u8 to;
	u8 sibling;
	bool leaves;
} media_backs[] = {
	{ "alone", 0, false, false, 0, NTMS_SIDE_AVAILABLE,
	  NTMS_SIDE_AVAILABLE, false },
	{ "to free", 0, false, true, 0, NTMS_SIDE_AVAILABLE,
	  NTMS_SIDE_AVAILABLE, true },
	{ "at the limit", 0, false, false, 1, NTMS_SIDE_DECOMMISSIONED,
	  NTMS_SIDE_AVAILABLE, false },
	{ "with what NEW reserved", NTMS_ALLOCATE_NEW, false, true, 0,
	  NTMS_SIDE_AVAILABLE, NTMS_SIDE_AVAILABLE, true },
	{ "while NEXT has the other", NTMS_ALLOCATE_NEW, true, true, 0,
	  NTMS_SIDE_RESERVED, NTMS_SIDE_ALLOCATED, false },
};

KUNIT_ARRAY_PARAM_DESC(media_back, media_backs, desc);

static void media_test_back(struct kunit *test)
{
	const struct media_back_case *c = test->param_value;
	struct policy_scene *s = policy_scene(test);
	struct ntms_pool *own = ntms_kit_find_pool(test, &s->own);
	struct ntms_medium *medium = s->media[A];
	guid_t lmid, next;

	policy_take(test, s, A, 0, c->options, &lmid);
	NTMS_KIT_REASON(test, ntms_kit_complete(s->kit, &ntms_kit_owner, &lmid),
			SUCCESS);
	/* A program that has filled one side goes on with the next. */
	next = lmid;
	if (c->next)
		NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
							&s->own, NULL,
							NTMS_ALLOCATE_NEXT,
							&next), SUCCESS);
	own->deallocation_policy = c->to_scratch ? NTMS_POOL_TOSCRATCH : 0;
	own->max_allocates = c->max_allocates;
	NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
					    &medium->obj.id,
					    &s->type->pools[NTMS_POOL_FREE]->obj.id),
			INVALID_STATE);
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &lmid), SUCCESS);
	KUNIT_EXPECT_EQ(test, medium->sides[0].state, c->to);
	KUNIT_EXPECT_EQ(test, medium->sides[1].state, c->sibling);
	KUNIT_EXPECT_EQ(test, medium->pool == own, !c->leaves);
	KUNIT_EXPECT_PTR_EQ(test, medium->sides[0].logical,
			    (struct ntms_logical *)NULL);
}

/* Who waits is given it then, and not before. */
static void media_test_back_serves(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	guid_t lmid, pool;

	ntms_kit_pool(test, "waits", POLICY_CODE, &pool);
	ntms_kit_find_pool(test, &pool)->allocation_policy = 0;
	policy_give(test, s, G, &pool);
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner, &pool,
						NULL, NTMS_ALLOCATE_NEW, &lmid),
			SUCCESS);
	ntms_kit_wait(test, &pool, 0, 7);
	NTMS_KIT_REASON(test, ntms_kit_complete(s->kit, &ntms_kit_owner, &lmid),
			SUCCESS);
	ntms_kit_expect_none(test);
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &lmid), SUCCESS);
	ntms_kit_expect(test, 7, NTMS_REASON_SUCCESS);
}

/*
 * An allocation that nobody collects is undone when its session ends; but not
 * if somebody said meanwhile that the side is full.
 */
static void media_test_complete_uncollected(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	struct ntms_session *session = ntms_kit_session(test);
	struct ntms_side *side = &s->media[G]->sides[0];
	guid_t pool, lmid;

	ntms_kit_pool(test, "waits", POLICY_CODE, &pool);
	ntms_kit_find_pool(test, &pool)->allocation_policy = 0;
	NTMS_KIT_REASON(test, ntms_kit_queue(session, &ntms_kit_owner, &pool, 0,
					     NTMS_DEADLINE_NEVER, 1), SUCCESS);
	policy_give(test, s, G, &pool);
	KUNIT_ASSERT_NOT_NULL(test, side->logical);
	lmid = side->logical->obj.id;
	NTMS_KIT_REASON(test, ntms_kit_complete(s->kit, &ntms_kit_owner, &lmid),
			SUCCESS);
	ntms_session_close(session);
	KUNIT_EXPECT_EQ(test, side->state, NTMS_SIDE_COMPLETE);
	KUNIT_EXPECT_NOT_NULL(test, side->logical);
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &lmid), SUCCESS);
}

/* ---- swapping ---------------------------------------------------------------- */

/* A logical medium has a side, and the side has it. */
static void media_expect_has(struct kunit *test, struct policy_scene *s,
			     const guid_t *lmid, int medium, u8 number)
{
	struct ntms_side *side = &s->media[medium]->sides[number];
	struct ntms_logical *logical;

	ntms_catalog_lock(&s->kit->cat);
	logical = ntms_find_logical(&s->kit->cat, lmid);
	ntms_catalog_unlock(&s->kit->cat);
	KUNIT_ASSERT_NOT_NULL(test, logical);
	KUNIT_EXPECT_PTR_EQ(test, logical->side, side);
	KUNIT_EXPECT_PTR_EQ(test, logical->medium, s->media[medium]);
	KUNIT_EXPECT_PTR_EQ(test, side->logical, logical);
	KUNIT_EXPECT_EQ(test, side->state, NTMS_SIDE_ALLOCATED);
}

static void media_test_swap(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	struct ntms_pool *own = ntms_kit_find_pool(test, &s->own);
	guid_t first, second;

	/* B's side is allocated for the second time. */
	policy_take(test, s, B, 1, 0, &second);
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &second), SUCCESS);
	policy_take(test, s, B, 1, 0, &second);
	policy_take(test, s, A, 0, 0, &first);
	NTMS_KIT_REASON(test, ntms_kit_swap(s->kit, &ntms_kit_owner, &first,
					    &second), SUCCESS);
	media_expect_has(test, s, &first, B, 1);
	media_expect_has(test, s, &second, A, 0);
	/* What was written so often is the side and not its owner. */
	KUNIT_EXPECT_EQ(test, s->media[A]->sides[0].allocate_count, 1U);
	KUNIT_EXPECT_EQ(test, s->media[B]->sides[1].allocate_count, 2U);
	KUNIT_EXPECT_EQ(test, own->nr_logical, 2U);
	NTMS_KIT_SOUND(test, &s->kit->cat);
	/* There and back */
	NTMS_KIT_REASON(test, ntms_kit_swap(s->kit, &ntms_kit_root, &first,
					    &second), SUCCESS);
	media_expect_has(test, s, &first, A, 0);
	media_expect_has(test, s, &second, B, 1);
	NTMS_KIT_REASON(test, ntms_kit_swap(s->kit, &ntms_kit_root, &second,
					    &first), SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &first), SUCCESS);
	KUNIT_EXPECT_EQ(test, s->media[B]->sides[1].state, NTMS_SIDE_AVAILABLE);
	media_expect_has(test, s, &second, A, 0);
}

static void media_test_swap_one_cartridge(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	guid_t first, second;

	policy_take(test, s, A, 0, 0, &first);
	policy_take(test, s, A, 1, 0, &second);
	NTMS_KIT_REASON(test, ntms_kit_swap(s->kit, &ntms_kit_owner, &first,
					    &second), SUCCESS);
	media_expect_has(test, s, &first, A, 1);
	media_expect_has(test, s, &second, A, 0);
	KUNIT_EXPECT_EQ(test, s->media[A]->owned, 2);
}

/* What NEW reserved is for who has the cartridge now, and for nobody else. */
static void media_test_swap_whole(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	guid_t first, second, next;

	policy_take(test, s, A, 0, NTMS_ALLOCATE_NEW, &first);
	policy_take(test, s, B, 0, 0, &second);
	NTMS_KIT_REASON(test, ntms_kit_swap(s->kit, &ntms_kit_owner, &first,
					    &second), SUCCESS);
	next = first;
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->own, NULL,
						NTMS_ALLOCATE_NEXT, &next),
			INVALID_MEDIA);
	/* B was not reserved, and is for anybody. */
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &first), SUCCESS);
	KUNIT_EXPECT_EQ(test, s->media[B]->sides[0].state, NTMS_SIDE_AVAILABLE);
	next = second;
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->own, NULL,
						NTMS_ALLOCATE_NEXT, &next),
			SUCCESS);
	media_expect_has(test, s, &next, A, 1);
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &second), SUCCESS);
	KUNIT_EXPECT_EQ(test, s->media[A]->sides[0].state, NTMS_SIDE_RESERVED);
}

enum media_swap_what { TAKEN, FULL, SAME, SIDE, NOTHING, NULL_GUID, ELSEWHERE };

/* The first is A's side 0, allocated or as it says; the second as it says. */
static const struct media_swap_case {
	const char *desc;
	bool full;
	enum media_swap_what second;
	const struct ntms_cred *cred;
	u32 reason;
} media_swaps[] = {
	{ "both allocated", false, TAKEN, &ntms_kit_owner,
	  NTMS_REASON_SUCCESS },
	{ "first complete", true, TAKEN, &ntms_kit_owner,
	  NTMS_REASON_INVALID_STATE },
	{ "second complete", false, FULL, &ntms_kit_owner,
	  NTMS_REASON_INVALID_STATE },
	{ "both complete", true, FULL, &ntms_kit_owner,
	  NTMS_REASON_INVALID_STATE },
	{ "with itself", false, SAME, &ntms_kit_owner,
	  NTMS_REASON_INVALID_PARAMETER },
	{ "with a side", false, SIDE, &ntms_kit_owner,
	  NTMS_REASON_INVALID_MEDIA },
	{ "with nothing", false, NOTHING, &ntms_kit_owner,
	  NTMS_REASON_INVALID_MEDIA },
	{ "with the null GUID", false, NULL_GUID, &ntms_kit_owner,
	  NTMS_REASON_INVALID_PARAMETER },
	{ "in another pool", false, ELSEWHERE, &ntms_kit_root,
	  NTMS_REASON_INVALID_MEDIA_POOL },
	{ "in another pool, without the right", false, ELSEWHERE,
	  &ntms_kit_owner, NTMS_REASON_ACCESS_DENIED },
	{ "by somebody else", false, TAKEN, &ntms_kit_other,
	  NTMS_REASON_ACCESS_DENIED },
	{ "by somebody else, complete", true, TAKEN, &ntms_kit_other,
	  NTMS_REASON_ACCESS_DENIED },
};

KUNIT_ARRAY_PARAM_DESC(media_swap, media_swaps, desc);

static void media_swap_second(struct kunit *test, struct policy_scene *s,
			      enum media_swap_what what, const guid_t *first,
			      guid_t *second)
{
	guid_t side;

	policy_side_id(s, B, 0, second);
	switch (what) {
	case TAKEN:
	case FULL:
		policy_take(test, s, B, 0, 0, second);
		if (what == FULL)
			NTMS_KIT_REASON(test,
					ntms_kit_complete(s->kit,
							  &ntms_kit_owner,
							  second), SUCCESS);
		break;
	case SAME:
		*second = *first;
		break;
	case NOTHING:
		ntms_guid_new(second);
		break;
	case NULL_GUID:
		*second = guid_null;
		break;
	case ELSEWHERE:
		policy_side_id(s, S, 0, &side);
		NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_root,
							&s->others, &side, 0,
							second), SUCCESS);
		break;
	case SIDE:
		break;
	}
}

/* It is the same in either order. */
static void media_test_swap_refused(struct kunit *test)
{
	const struct media_swap_case *c = test->param_value;
	struct policy_scene *s = policy_scene(test);
	guid_t first, second;
	u64 before;

	policy_take(test, s, A, 0, 0, &first);
	if (c->full)
		NTMS_KIT_REASON(test, ntms_kit_complete(s->kit, &ntms_kit_owner,
							&first), SUCCESS);
	media_swap_second(test, s, c->second, &first, &second);
	before = ntms_kit_digest(&s->kit->cat);
	KUNIT_EXPECT_EQ(test, ntms_kit_swap(s->kit, c->cred, &first, &second),
			c->reason);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat) == before,
			!!c->reason);
	before = ntms_kit_digest(&s->kit->cat);
	KUNIT_EXPECT_EQ(test, ntms_kit_swap(s->kit, c->cred, &second, &first),
			c->reason);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat) == before,
			!!c->reason);
}

static void media_test_swap_parameters(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	struct ntms_swap call = { .flags = 1 };
	guid_t first, second;
	u64 before;

	policy_take(test, s, A, 0, 0, &first);
	policy_take(test, s, B, 0, 0, &second);
	ntms_guid_out(&call.first, &first);
	ntms_guid_out(&call.second, &second);
	before = ntms_kit_digest(&s->kit->cat);
	NTMS_KIT_REASON(test, ntms_swap(s->kit->session, &ntms_kit_root, &call),
			INVALID_PARAMETER);
	call.flags = 0;
	call.reserved = 1;
	NTMS_KIT_REASON(test, ntms_swap(s->kit->session, &ntms_kit_root, &call),
			INVALID_PARAMETER);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
}

/* A transaction has a swap and nothing else. */
static void media_test_swap_alone(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	struct ntms_change *change;
	struct ntms_txn txn;
	guid_t first, second;
	u64 before;

	policy_take(test, s, A, 0, 0, &first);
	policy_take(test, s, B, 0, 0, &second);
	before = ntms_kit_digest(&s->kit->cat);
	ntms_txn_init(&txn);
	change = ntms_txn_change(&txn, NTMS_STATE);
	change->side = &s->media[F]->sides[0];
	change->to = NTMS_SIDE_DECOMMISSIONED;
	change = ntms_txn_change(&txn, NTMS_SWAP);
	change->logical = s->media[A]->sides[0].logical;
	change->other = s->media[B]->sides[0].logical;
	NTMS_KIT_REASON(test, ntms_kit_commit(&s->kit->cat, &txn),
			INVALID_STATE);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
}

/*
 * What somebody waited for is swapped for F's side 1 before it is collected. Gives
 * the session that waited; @first is what it was given, @second has that now.
 */
static struct ntms_session *media_swap_uncollected(struct kunit *test,
						   struct policy_scene *s,
						   guid_t *first,
						   guid_t *second)
{
	struct ntms_session *session = ntms_kit_session(test);
	struct ntms_side *side = &s->media[G]->sides[0];
	guid_t pool, id;

	ntms_kit_pool(test, "waits", POLICY_CODE, &pool);
	ntms_kit_find_pool(test, &pool)->allocation_policy = 0;
	ntms_kit_find_pool(test, &pool)->deallocation_policy =
		NTMS_POOL_TOSCRATCH;
	policy_side_id(s, F, 1, &id);
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_root, &pool,
						&id, NTMS_ALLOCATE_NEW, second),
			SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_queue(session, &ntms_kit_owner, &pool, 0,
					     NTMS_DEADLINE_NEVER, 1), SUCCESS);
	policy_give(test, s, G, &pool);
	KUNIT_ASSERT_NOT_NULL(test, side->logical);
	*first = side->logical->obj.id;
	NTMS_KIT_REASON(test, ntms_kit_swap(s->kit, &ntms_kit_owner, first,
					    second), SUCCESS);
	return session;
}

/* It gives back what it has now, and leaves alone what it had. */
static void media_test_swap_uncollected(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	const struct ntms_side *side = &s->media[G]->sides[0];
	guid_t first, second;

	ntms_session_close(media_swap_uncollected(test, s, &first, &second));
	media_expect_has(test, s, &second, G, 0);
	KUNIT_EXPECT_EQ(test, side->allocate_count, 1U);
	KUNIT_EXPECT_EQ(test, s->media[F]->owned, 0);
	KUNIT_EXPECT_EQ(test, s->media[F]->sides[0].state, NTMS_SIDE_AVAILABLE);
	KUNIT_EXPECT_EQ(test, s->media[F]->sides[1].state, NTMS_SIDE_AVAILABLE);
	KUNIT_EXPECT_EQ(test, s->media[F]->sides[1].allocate_count, 1U);
	KUNIT_EXPECT_EQ(test, s->media[F]->pool->type, (u32)NTMS_POOL_FREE);
}

/* Not if somebody said that what it has now is full. */
static void media_test_swap_complete_uncollected(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	const struct ntms_side *side = &s->media[F]->sides[1];
	struct ntms_session *session;
	guid_t first, second;

	session = media_swap_uncollected(test, s, &first, &second);
	NTMS_KIT_REASON(test, ntms_kit_complete(s->kit, &ntms_kit_owner,
						&first), SUCCESS);
	ntms_session_close(session);
	KUNIT_EXPECT_EQ(test, side->state, NTMS_SIDE_COMPLETE);
	KUNIT_ASSERT_NOT_NULL(test, side->logical);
	KUNIT_EXPECT_TRUE(test, guid_equal(&side->logical->obj.id, &first));
	media_expect_has(test, s, &second, G, 0);
}

/* ---- forgetting --------------------------------------------------------------- */

/* A's slot is empty, and A on the shelf. */
static void media_shelve(struct kunit *test, struct policy_scene *s)
{
	ntms_kit_take(s->robot, NTMS_SMC_ST, A);
	KUNIT_ASSERT_EQ(test, ntms_kit_inventory(&s->kit->cat, s->robot), 0);
	KUNIT_ASSERT_TRUE(test, s->media[A]->library == s->kit->cat.offline);
}

static u8 media_kind(struct policy_scene *s, const guid_t *id)
{
	struct ntms_ref ref;

	ntms_catalog_lock(&s->kit->cat);
	ref = ntms_find(&s->kit->cat, id);
	ntms_catalog_unlock(&s->kit->cat);
	return ref.type;
}

static void media_test_delete(struct kunit *test)
{
	const struct media_state_case *c = test->param_value;
	struct policy_scene *s = policy_scene(test);
	struct ntms_catalog *cat = &s->kit->cat;
	const guid_t id = s->media[A]->obj.id;
	guid_t lmid, side;
	u64 before, sides;

	media_state(test, s, c->state, &lmid);
	media_shelve(test, s);
	policy_side_id(s, A, 1, &side);
	before = ntms_kit_digest(cat);
	sides = cat->sides;
	KUNIT_EXPECT_EQ(test, ntms_kit_forget(s->kit, &ntms_kit_root, &id),
			c->kept ? (u32)NTMS_REASON_INVALID_STATE :
				  (u32)NTMS_REASON_SUCCESS);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(cat) == before, c->kept);
	KUNIT_EXPECT_EQ(test, cat->sides, c->kept ? sides : sides - 2);
	KUNIT_EXPECT_EQ(test, media_kind(s, &id), c->kept ?
			NTMS_TYPE_MEDIUM : NTMS_TYPE_UNKNOWN);
	KUNIT_EXPECT_EQ(test, media_kind(s, &side), c->kept ?
			NTMS_TYPE_SIDE : NTMS_TYPE_UNKNOWN);
	NTMS_KIT_SOUND(test, cat);
	if (c->kept)
		return;
	NTMS_KIT_REASON(test, ntms_kit_forget(s->kit, &ntms_kit_root, &id),
			INVALID_MEDIA);
	/* If it comes back it is another one, to all who ask. */
	s->media[A] = ntms_kit_bring(test, s->robot, A, "A");
	KUNIT_EXPECT_FALSE(test, guid_equal(&s->media[A]->obj.id, &id));
	KUNIT_EXPECT_EQ(test, s->media[A]->sides[0].allocate_count, 0U);
	KUNIT_EXPECT_EQ(test, media_kind(s, &id), NTMS_TYPE_UNKNOWN);
}

/* What is in a library is not forgotten, be the library there or not. */
static void media_test_delete_placed(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	u64 before = ntms_kit_digest(&s->kit->cat);
	int i;

	for (i = 0; i < MEDIA; i++) {
		if (i == O)
			continue;
		NTMS_KIT_REASON(test, ntms_kit_forget(s->kit, &ntms_kit_root,
						      &s->media[i]->obj.id),
				INVALID_STATE);
	}
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
	ntms_library_absent(&s->kit->cat, &s->robot->id);
	before = ntms_kit_digest(&s->kit->cat);
	NTMS_KIT_REASON(test, ntms_kit_forget(s->kit, &ntms_kit_root,
					      &s->media[A]->obj.id),
			INVALID_STATE);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
}

static void media_test_delete_refused(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	struct ntms_medium_delete call = { .flags = 1 };
	const guid_t id = s->media[O]->obj.id;
	u64 before = ntms_kit_digest(&s->kit->cat);
	guid_t other;

	ntms_guid_out(&call.medium, &id);
	NTMS_KIT_REASON(test, ntms_medium_delete(s->kit->session,
						 &ntms_kit_root, &call),
			INVALID_PARAMETER);
	call.flags = 0;
	call.reserved = 1;
	NTMS_KIT_REASON(test, ntms_medium_delete(s->kit->session,
						 &ntms_kit_root, &call),
			INVALID_PARAMETER);
	NTMS_KIT_REASON(test, ntms_kit_forget(s->kit, &ntms_kit_root, NULL),
			INVALID_PARAMETER);
	policy_side_id(s, O, 0, &other);
	NTMS_KIT_REASON(test, ntms_kit_forget(s->kit, &ntms_kit_root, &other),
			INVALID_MEDIA);
	NTMS_KIT_REASON(test, ntms_kit_forget(s->kit, &ntms_kit_root, &s->own),
			INVALID_MEDIA);
	/* To own the pool is not enough, nor does it tell where a cartridge is. */
	NTMS_KIT_REASON(test, ntms_kit_forget(s->kit, &ntms_kit_owner, &id),
			ACCESS_DENIED);
	NTMS_KIT_REASON(test, ntms_kit_forget(s->kit, &ntms_kit_owner,
					      &s->media[A]->obj.id),
			ACCESS_DENIED);
	NTMS_KIT_REASON(test, ntms_kit_forget(s->kit, &ntms_kit_other, &id),
			ACCESS_DENIED);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
	NTMS_KIT_REASON(test, ntms_kit_forget(s->kit, &ntms_kit_root, &id),
			SUCCESS);
}

/* Of two with one barcode, it is the one that was named. */
static void media_test_delete_twin(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	const guid_t id = s->media[A]->obj.id;
	struct ntms_medium *twin;

	twin = ntms_kit_bring(test, s->robot, O, "A");
	KUNIT_ASSERT_TRUE(test, twin != s->media[A]);
	media_shelve(test, s);
	NTMS_KIT_REASON(test, ntms_kit_forget(s->kit, &ntms_kit_root, &id),
			SUCCESS);
	KUNIT_EXPECT_PTR_EQ(test, ntms_kit_medium(test, "A"), twin);
}

static struct kunit_case media_cases[] = {
	KUNIT_CASE_PARAM(media_test_complete, media_state_gen_params),
	KUNIT_CASE_PARAM(media_test_decommission, media_state_gen_params),
	KUNIT_CASE_PARAM(media_test_decommission_right, media_right_gen_params),
	KUNIT_CASE(media_test_complete_right),
	KUNIT_CASE(media_test_parameters),
	KUNIT_CASE_PARAM(media_test_back, media_back_gen_params),
	KUNIT_CASE(media_test_back_serves),
	KUNIT_CASE(media_test_complete_uncollected),
	KUNIT_CASE(media_test_swap),
	KUNIT_CASE(media_test_swap_one_cartridge),
	KUNIT_CASE(media_test_swap_whole),
	KUNIT_CASE_PARAM(media_test_swap_refused, media_swap_gen_params),
	KUNIT_CASE(media_test_swap_parameters),
	KUNIT_CASE(media_test_swap_alone),
	KUNIT_CASE(media_test_swap_uncollected),
	KUNIT_CASE(media_test_swap_complete_uncollected),
	KUNIT_CASE_PARAM(media_test_delete, media_state_gen_params),
	KUNIT_CASE(media_test_delete_placed),
	KUNIT_CASE(media_test_delete_refused),
	KUNIT_CASE(media_test_delete_twin),
	{ }
};

static struct kunit_suite media_suite = {
	.name = "ntms_media",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = media_cases,
};

kunit_test_suite(media_suite);
