// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of core/commit.c: the life of a side, all or nothing, and that a
 * side has one owner.
 */
#include "kit.h"

/* ---- the life of a side --------------------------------------------------- */

/*
 * The reference's table of states, with what our design decided where it is
 * silent: U unknown, P unprepared, I incompatible, D decommissioned,
 * A available, O allocated (owned), C complete, F unrecognized (foreign),
 * M import, R reserved. One row for each state, in the order of the numbers.
 */
static const char * const state_letters = "UPIDAOCFMR";

static const struct life_case {
	const char *desc;
	u8 from;
	const char *to;
} life_cases[] = {
	{ "unknown", NTMS_SIDE_UNKNOWN, "PIFMA" },
	{ "unprepared", NTMS_SIDE_UNPREPARED, "AI" },
	{ "incompatible", NTMS_SIDE_INCOMPATIBLE, "" },
	{ "decommissioned", NTMS_SIDE_DECOMMISSIONED, "" },
	{ "available", NTMS_SIDE_AVAILABLE, "ORD" },
	{ "allocated", NTMS_SIDE_ALLOCATED, "CARD" },
	{ "complete", NTMS_SIDE_COMPLETE, "ARD" },
	{ "unrecognized", NTMS_SIDE_UNRECOGNIZED, "PAMI" },
	{ "import", NTMS_SIDE_IMPORT, "PAO" },
	{ "reserved", NTMS_SIDE_RESERVED, "OA" },
};

KUNIT_ARRAY_PARAM_DESC(commit_life, life_cases, desc);

static void commit_test_life(struct kunit *test)
{
	const struct life_case *c = test->param_value;
	u8 to;

	for (to = 0; to <= NTMS_SIDE_RESERVED; to++)
		KUNIT_EXPECT_EQ_MSG(test, ntms_side_may(c->from, to),
				    !!strchr(c->to, state_letters[to]),
				    "%s to %c", c->desc, state_letters[to]);
	KUNIT_EXPECT_FALSE(test, ntms_side_may(c->from, to));
	KUNIT_EXPECT_FALSE(test, ntms_side_may(c->from, U8_MAX));
	KUNIT_EXPECT_FALSE(test, ntms_side_may(NTMS_SIDE_RESERVED + 1,
					       c->from));
}

/* ---- one cartridge, any state --------------------------------------------- */

static struct ntms_logical *commit_logical(struct kunit *test,
					   struct ntms_medium *medium,
					   u8 number)
{
	struct ntms_logical *logical = ntms_logical_new(GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, logical);
	logical->app = ntms_app_new("test");
	logical->medium = medium;
	logical->side = &medium->sides[number];
	return logical;
}

/* A cartridge of a pool's type, in the offline library; not yet catalogued */
static struct ntms_medium *commit_medium_new(struct kunit *test,
					     struct ntms_pool *pool,
					     const char *barcode, u8 state)
{
	struct ntms_kit *kit = test->priv;
	struct ntms_medium *medium;
	u8 i;

	medium = ntms_medium_new(barcode, pool->media_type->sides, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, medium);
	medium->library = kit->cat.offline;
	medium->pool = pool;
	medium->media_type = pool->media_type;
	for (i = 0; i < medium->nr_sides; i++)
		medium->sides[i].state = state;
	return medium;
}

static struct ntms_medium *commit_medium(struct kunit *test,
					 struct ntms_pool *pool,
					 const char *barcode, u8 state)
{
	struct ntms_kit *kit = test->priv;
	struct ntms_medium *medium;
	struct ntms_txn txn;

	medium = commit_medium_new(test, pool, barcode, state);
	ntms_txn_init(&txn);
	ntms_txn_change(&txn, NTMS_ADD)->obj = &medium->obj;
	KUNIT_ASSERT_EQ(test, ntms_kit_commit(&kit->cat, &txn), 0U);
	return medium;
}

static struct ntms_pool *commit_pool(struct kunit *test, const char *name,
				     u8 code)
{
	guid_t id;

	ntms_kit_pool(test, name, code, &id);
	return ntms_kit_find_pool(test, &id);
}

static ntms_reason_t commit_allocate(struct kunit *test,
				     struct ntms_logical *logical)
{
	struct ntms_kit *kit = test->priv;
	ntms_reason_t reason;
	struct ntms_txn txn;

	ntms_txn_init(&txn);
	ntms_txn_change(&txn, NTMS_ALLOCATE)->logical = logical;
	reason = ntms_kit_commit(&kit->cat, &txn);
	if (reason)
		ntms_obj_free(&logical->obj);
	return reason;
}

static ntms_reason_t commit_release(struct kunit *test,
				    struct ntms_logical *logical, u8 to)
{
	struct ntms_kit *kit = test->priv;
	struct ntms_change *change;
	struct ntms_txn txn;

	ntms_txn_init(&txn);
	change = ntms_txn_change(&txn, NTMS_RELEASE);
	change->logical = logical;
	change->to = to;
	return ntms_kit_commit(&kit->cat, &txn);
}

static void commit_change_state(struct ntms_txn *txn, struct ntms_side *side,
				u8 to)
{
	struct ntms_change *change = ntms_txn_change(txn, NTMS_STATE);

	change->side = side;
	change->to = to;
}

static ntms_reason_t commit_state(struct kunit *test, struct ntms_side *side,
				  u8 to)
{
	struct ntms_kit *kit = test->priv;
	struct ntms_txn txn;

	ntms_txn_init(&txn);
	commit_change_state(&txn, side, to);
	return ntms_kit_commit(&kit->cat, &txn);
}

static void commit_change_move(struct ntms_txn *txn, struct ntms_medium *medium,
			       struct ntms_pool *pool)
{
	struct ntms_change *change = ntms_txn_change(txn, NTMS_MOVE);

	change->medium = medium;
	change->pool = pool;
}

static void commit_change_place(struct ntms_txn *txn,
				struct ntms_medium *medium,
				struct ntms_library *in,
				struct ntms_element *element)
{
	struct ntms_change *change = ntms_txn_change(txn, NTMS_PLACE);

	change->medium = medium;
	change->in = in;
	change->element = element;
}

static bool commit_state_is_owned(u8 state)
{
	return state == NTMS_SIDE_ALLOCATED || state == NTMS_SIDE_COMPLETE;
}

/*
 * A cartridge whose second side is in a state, if there is a way for it to get
 * there: an owned one gets an owner. *@owner is who owns it, or NULL.
 */
static struct ntms_medium *commit_medium_in(struct kunit *test,
					    struct ntms_pool *pool, u8 state,
					    struct ntms_logical **owner)
{
	struct ntms_medium *medium;
	struct ntms_logical *first;

	*owner = NULL;
	if (state == NTMS_SIDE_AVAILABLE || state == NTMS_SIDE_RESERVED ||
	    commit_state_is_owned(state)) {
		medium = commit_medium(test, pool, "", NTMS_SIDE_AVAILABLE);
		/* Only the sibling of one that is owned can be Reserved. */
		first = commit_logical(test, medium, 0);
		KUNIT_ASSERT_EQ(test, commit_allocate(test, first), 0U);
	} else {
		medium = commit_medium(test, pool, "", state);
	}
	if (state == NTMS_SIDE_RESERVED)
		KUNIT_ASSERT_EQ(test, commit_state(test, &medium->sides[1],
						   state), 0U);
	if (!commit_state_is_owned(state))
		return medium;
	*owner = commit_logical(test, medium, 1);
	KUNIT_ASSERT_EQ(test, commit_allocate(test, *owner), 0U);
	if (state == NTMS_SIDE_COMPLETE)
		KUNIT_ASSERT_EQ(test, commit_state(test, &medium->sides[1],
						   state), 0U);
	return medium;
}

/*
 * Every state to every state, by every kind of change: what succeeds is what
 * the table allows, and what fails leaves everything as it was.
 */
static void commit_test_states(struct kunit *test)
{
	struct ntms_pool *pool = commit_pool(test, "p", NTMS_MEDIA_CODE_MO_5_RW);
	struct ntms_kit *kit = test->priv;
	struct ntms_logical *owner;
	struct ntms_medium *medium;
	ntms_reason_t reason;
	u64 before;
	u8 from, to;
	bool may;

	for (from = 0; from <= NTMS_SIDE_RESERVED; from++)
		for (to = 0; to <= NTMS_SIDE_RESERVED + 1; to++) {
			medium = commit_medium_in(test, pool, from, &owner);
			before = ntms_kit_digest(&kit->cat);
			/* Owners come by ALLOCATE and go by RELEASE only. */
			may = ntms_side_may(from, to) &&
			      to != NTMS_SIDE_ALLOCATED &&
			      (!owner || to == NTMS_SIDE_COMPLETE);
			reason = commit_state(test, &medium->sides[1], to);
			KUNIT_EXPECT_EQ_MSG(test, reason, may ? 0U :
					    NTMS_REASON_INVALID_STATE,
					    "state %u to %u", from, to);
			KUNIT_EXPECT_EQ(test, medium->sides[1].state,
					may ? to : from);
			KUNIT_EXPECT_EQ(test, ntms_kit_digest(&kit->cat) ==
					before, !may);
			NTMS_KIT_SOUND(test, &kit->cat);
		}
}

static void commit_test_allocate_states(struct kunit *test)
{
	struct ntms_pool *pool = commit_pool(test, "p", NTMS_MEDIA_CODE_MO_5_RW);
	struct ntms_kit *kit = test->priv;
	struct ntms_logical *owner, *logical;
	struct ntms_medium *medium;
	u64 before;
	u8 from;

	for (from = 0; from <= NTMS_SIDE_RESERVED; from++) {
		bool may = from == NTMS_SIDE_AVAILABLE ||
			   from == NTMS_SIDE_IMPORT ||
			   from == NTMS_SIDE_RESERVED;

		medium = commit_medium_in(test, pool, from, &owner);
		before = ntms_kit_digest(&kit->cat);
		logical = commit_logical(test, medium, 1);
		KUNIT_EXPECT_EQ_MSG(test, commit_allocate(test, logical),
				    may ? 0U : NTMS_REASON_MEDIA_UNAVAILABLE,
				    "from %u", from);
		if (may)
			KUNIT_EXPECT_PTR_EQ(test, medium->sides[1].logical,
					    logical);
		else
			KUNIT_EXPECT_PTR_EQ(test, medium->sides[1].logical,
					    owner);
		KUNIT_EXPECT_EQ(test, ntms_kit_digest(&kit->cat) == before,
				!may);
		NTMS_KIT_SOUND(test, &kit->cat);
	}
}

static void commit_test_release_states(struct kunit *test)
{
	static const u8 owned[] = { NTMS_SIDE_ALLOCATED, NTMS_SIDE_COMPLETE };
	struct ntms_pool *pool = commit_pool(test, "p", NTMS_MEDIA_CODE_MO_5_RW);
	struct ntms_kit *kit = test->priv;
	struct ntms_logical *owner;
	struct ntms_medium *medium;
	ntms_reason_t reason;
	size_t i;
	u8 to;

	for (i = 0; i < ARRAY_SIZE(owned); i++)
		for (to = 0; to <= NTMS_SIDE_RESERVED + 1; to++) {
			bool may = to == NTMS_SIDE_AVAILABLE ||
				   to == NTMS_SIDE_RESERVED ||
				   to == NTMS_SIDE_DECOMMISSIONED;

			medium = commit_medium_in(test, pool, owned[i], &owner);
			reason = commit_release(test, owner, to);
			KUNIT_EXPECT_EQ_MSG(test, reason, may ? 0U :
					    NTMS_REASON_INVALID_STATE,
					    "%u to %u", owned[i], to);
			KUNIT_EXPECT_EQ(test, !medium->sides[1].logical, may);
			KUNIT_EXPECT_EQ(test, medium->sides[1].state,
					may ? to : owned[i]);
			NTMS_KIT_SOUND(test, &kit->cat);
		}
}

/* Whose the side is not, cannot give it back. */
static void commit_test_release_other(struct kunit *test)
{
	struct ntms_pool *pool = commit_pool(test, "p", NTMS_MEDIA_CODE_LTO);
	struct ntms_medium *medium = commit_medium(test, pool, "A00001L8",
						   NTMS_SIDE_AVAILABLE);
	struct ntms_logical *owner = commit_logical(test, medium, 0);
	struct ntms_logical *thief = commit_logical(test, medium, 0);

	KUNIT_ASSERT_EQ(test, commit_allocate(test, owner), 0U);
	NTMS_KIT_REASON(test, commit_release(test, thief, NTMS_SIDE_AVAILABLE),
			INVALID_STATE);
	KUNIT_EXPECT_PTR_EQ(test, medium->sides[0].logical, owner);
	ntms_obj_free(&thief->obj);
}

static void commit_test_one_owner(struct kunit *test)
{
	struct ntms_pool *pool = commit_pool(test, "p", NTMS_MEDIA_CODE_LTO);
	struct ntms_medium *medium = commit_medium(test, pool, "A00001L8",
						   NTMS_SIDE_AVAILABLE);
	struct ntms_logical *a = commit_logical(test, medium, 0);
	struct ntms_logical *b = commit_logical(test, medium, 0);
	struct ntms_kit *kit = test->priv;
	u64 before = ntms_kit_digest(&kit->cat);
	struct ntms_txn txn;

	/* Two in one transaction */
	ntms_txn_init(&txn);
	ntms_txn_change(&txn, NTMS_ALLOCATE)->logical = a;
	ntms_txn_change(&txn, NTMS_ALLOCATE)->logical = b;
	KUNIT_EXPECT_NE(test, ntms_kit_commit(&kit->cat, &txn), 0U);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&kit->cat), before);
	NTMS_KIT_SOUND(test, &kit->cat);
	/* One after the other */
	KUNIT_EXPECT_EQ(test, commit_allocate(test, a), 0U);
	NTMS_KIT_REASON(test, commit_allocate(test, b), MEDIA_UNAVAILABLE);
	KUNIT_EXPECT_PTR_EQ(test, medium->sides[0].logical, a);
	KUNIT_EXPECT_EQ(test, kit->cat.order[NTMS_TYPE_LOGICAL_MEDIUM].count,
			1ULL);
}

/* ---- all or nothing ------------------------------------------------------- */

#define COMMIT_CHANGES	12

/*
 * Twelve changes of every sort that are all good, of which the one at a
 * position is then replaced by one that no catalog can take.
 */
struct commit_stage {
	struct ntms_pool *from;
	struct ntms_pool *to;
	struct ntms_medium *media[4];
	struct ntms_medium *new;
	struct ntms_pool *new_pool;
	struct ntms_logical *held;
	struct ntms_logical *logical;
	struct ntms_wish wish;
};

static void commit_stage_begin(struct kunit *test, struct commit_stage *s)
{
	static const char * const barcodes[] = { "M0", "M1", "M2", "M3" };
	u8 i;

	s->from = commit_pool(test, "from", NTMS_MEDIA_CODE_MO_5_RW);
	s->to = commit_pool(test, "to", NTMS_MEDIA_CODE_MO_5_RW);
	for (i = 0; i < ARRAY_SIZE(s->media); i++)
		s->media[i] = commit_medium(test, s->from, barcodes[i],
					    NTMS_SIDE_AVAILABLE);
	s->held = commit_logical(test, s->media[1], 0);
	KUNIT_ASSERT_EQ(test, commit_allocate(test, s->held), 0U);
	s->new = commit_medium_new(test, s->to, "NEW", NTMS_SIDE_AVAILABLE);
	s->new_pool = ntms_pool_new("new", NTMS_POOL_APPLICATION, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, s->new_pool);
	s->new_pool->media_type = s->to->media_type;
	s->logical = commit_logical(test, s->media[0], 0);
	s->wish.mask = NTMS_SET_MAX_ALLOCATES;
	s->wish.max_allocates = 7;
}

static void commit_stage_fill(struct ntms_catalog *cat, struct commit_stage *s,
			      struct ntms_txn *txn)
{
	struct ntms_change *change;

	ntms_txn_init(txn);
	ntms_txn_change(txn, NTMS_ADD)->obj = &s->new->obj;
	ntms_txn_change(txn, NTMS_ADD)->obj = &s->new_pool->obj;
	ntms_txn_change(txn, NTMS_ALLOCATE)->logical = s->logical;
	commit_change_state(txn, &s->media[0]->sides[1], NTMS_SIDE_RESERVED);
	commit_change_move(txn, s->media[0], s->to);
	change = ntms_txn_change(txn, NTMS_RELEASE);
	change->logical = s->held;
	change->to = NTMS_SIDE_AVAILABLE;
	commit_change_move(txn, s->media[1], s->to);
	ntms_txn_change(txn, NTMS_REMOVE)->obj = &s->media[2]->obj;
	commit_change_state(txn, &s->media[3]->sides[0],
			    NTMS_SIDE_DECOMMISSIONED);
	commit_change_place(txn, s->media[3], cat->offline, NULL);
	change = ntms_txn_change(txn, NTMS_SET);
	change->obj = &s->to->obj;
	change->wish = &s->wish;
	commit_change_state(txn, &s->media[1]->sides[1],
			    NTMS_SIDE_DECOMMISSIONED);
}

/* Fails the check, whatever it stands for. */
static void commit_spoil_state(struct ntms_catalog *cat,
			       struct commit_stage *s,
			       struct ntms_change *change)
{
	memset(change, 0, sizeof(*change));
	change->kind = NTMS_STATE;
	change->side = &s->media[3]->sides[1];
	change->to = NTMS_SIDE_IMPORT;
}

/* Passes the check and fails in the index: that object is there already. */
static void commit_spoil_index(struct ntms_catalog *cat,
			       struct commit_stage *s,
			       struct ntms_change *change)
{
	memset(change, 0, sizeof(*change));
	change->kind = NTMS_ADD;
	change->obj = cat->computer;
}

static const struct spoil_case {
	const char *desc;
	void (*spoil)(struct ntms_catalog *cat, struct commit_stage *s,
		      struct ntms_change *change);
	u32 reason;
} spoil_cases[] = {
	{ "a change that breaks a rule", commit_spoil_state,
	  NTMS_REASON_INVALID_STATE },
	{ "an object that is there already", commit_spoil_index,
	  NTMS_REASON_ALREADY_EXISTS },
};

KUNIT_ARRAY_PARAM_DESC(commit_spoil, spoil_cases, desc);

static void commit_test_all_or_nothing(struct kunit *test)
{
	const struct spoil_case *c = test->param_value;
	struct ntms_kit *kit = test->priv;
	struct commit_stage *s;
	struct ntms_txn txn;
	u64 before;
	u32 i;

	s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, s);
	commit_stage_begin(test, s);
	before = ntms_kit_digest(&kit->cat);
	for (i = 0; i < COMMIT_CHANGES; i++) {
		commit_stage_fill(&kit->cat, s, &txn);
		KUNIT_ASSERT_EQ(test, txn.nr, (u32)COMMIT_CHANGES);
		c->spoil(&kit->cat, s, &txn.changes[i]);
		KUNIT_EXPECT_EQ_MSG(test, ntms_kit_commit(&kit->cat, &txn),
				    c->reason, "at %u", i);
		KUNIT_EXPECT_EQ_MSG(test, ntms_kit_digest(&kit->cat), before,
				    "at %u", i);
		NTMS_KIT_SOUND(test, &kit->cat);
	}
	/* The same without the spoilt one is taken, as one change. */
	commit_stage_fill(&kit->cat, s, &txn);
	KUNIT_EXPECT_EQ(test, ntms_kit_commit(&kit->cat, &txn), 0U);
	KUNIT_EXPECT_PTR_EQ(test, s->media[0]->pool, s->to);
	KUNIT_EXPECT_PTR_EQ(test, s->media[1]->pool, s->to);
	KUNIT_EXPECT_EQ(test, s->media[1]->owned, 0);
	KUNIT_EXPECT_EQ(test, s->to->max_allocates, 7U);
	KUNIT_EXPECT_EQ(test, s->to->nr_media, 3U);
	KUNIT_EXPECT_EQ(test, s->from->nr_media, 1U);
}

/* What cannot be collected is not committed in part. */
static void commit_test_lost_change(struct kunit *test)
{
	struct ntms_pool *pool = commit_pool(test, "p", NTMS_MEDIA_CODE_LTO);
	struct ntms_medium *medium = commit_medium(test, pool, "A00001L8",
						   NTMS_SIDE_AVAILABLE);
	struct ntms_kit *kit = test->priv;
	u64 before = ntms_kit_digest(&kit->cat);
	struct ntms_txn txn;

	ntms_txn_init(&txn);
	commit_change_state(&txn, &medium->sides[0], NTMS_SIDE_DECOMMISSIONED);
	txn.failed = true;
	NTMS_KIT_REASON(test, ntms_kit_commit(&kit->cat, &txn),
			NOT_ENOUGH_MEMORY);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&kit->cat), before);
}

static void commit_test_sequence(struct kunit *test)
{
	struct ntms_pool *pool = commit_pool(test, "p", NTMS_MEDIA_CODE_LTO);
	struct ntms_kit *kit = test->priv;
	u64 before = kit->cat.journal.sequence;
	struct ntms_medium *a, *b;
	struct ntms_txn txn;

	a = commit_medium(test, pool, "A00001L8", NTMS_SIDE_AVAILABLE);
	b = commit_medium(test, pool, "A00002L8", NTMS_SIDE_AVAILABLE);
	KUNIT_EXPECT_EQ(test, kit->cat.journal.sequence, before + 2);
	KUNIT_EXPECT_EQ(test, a->sides[0].since, before + 1);
	KUNIT_EXPECT_EQ(test, b->sides[0].since, before + 2);
	/* One number for one transaction, however many changes */
	ntms_txn_init(&txn);
	commit_change_state(&txn, &a->sides[0], NTMS_SIDE_DECOMMISSIONED);
	commit_change_state(&txn, &b->sides[0], NTMS_SIDE_DECOMMISSIONED);
	KUNIT_EXPECT_EQ(test, ntms_kit_commit(&kit->cat, &txn), 0U);
	KUNIT_EXPECT_EQ(test, kit->cat.journal.sequence, before + 3);
}

/* ---- shelves --------------------------------------------------------------- */

static void commit_test_shelf(struct kunit *test)
{
	struct ntms_pool *pool = commit_pool(test, "p", NTMS_MEDIA_CODE_MO_5_RW);
	struct ntms_medium *a, *b;
	struct ntms_logical *logical;
	struct ntms_shelf *shelf;

	KUNIT_EXPECT_TRUE(test, list_empty(&pool->shelves));
	a = commit_medium(test, pool, "A", NTMS_SIDE_AVAILABLE);
	b = commit_medium(test, pool, "B", NTMS_SIDE_IMPORT);
	shelf = a->shelf;
	KUNIT_EXPECT_PTR_EQ(test, b->shelf, shelf);
	KUNIT_EXPECT_EQ(test, shelf->media, 2U);
	KUNIT_EXPECT_EQ(test, shelf->available, 2U);
	KUNIT_EXPECT_PTR_EQ(test, ntms_shelf_first(&shelf->fresh),
			    &a->sides[0]);
	KUNIT_EXPECT_PTR_EQ(test, ntms_shelf_first(&shelf->opened),
			    (struct ntms_side *)NULL);
	/* A side is owned: the other one is of an opened cartridge. */
	logical = commit_logical(test, a, 0);
	KUNIT_ASSERT_EQ(test, commit_allocate(test, logical), 0U);
	KUNIT_EXPECT_EQ(test, shelf->available, 1U);
	KUNIT_EXPECT_PTR_EQ(test, ntms_shelf_first(&shelf->fresh),
			    (struct ntms_side *)NULL);
	KUNIT_EXPECT_PTR_EQ(test, ntms_shelf_first(&shelf->opened),
			    &a->sides[1]);
	KUNIT_ASSERT_EQ(test, commit_release(test, logical,
					     NTMS_SIDE_AVAILABLE), 0U);
	KUNIT_EXPECT_EQ(test, shelf->available, 2U);
	/* Allocated once: now behind the side that was not. */
	KUNIT_EXPECT_PTR_EQ(test, ntms_shelf_first(&shelf->fresh),
			    &a->sides[1]);
	/* In a library that is not present nothing can be had. */
	KUNIT_EXPECT_EQ(test, ntms_pool_available(pool), 0U);
}

/* Cartridges change places between two pools that have no other. */
static void commit_test_shelf_exchange(struct kunit *test)
{
	struct ntms_pool *p = commit_pool(test, "p", NTMS_MEDIA_CODE_LTO);
	struct ntms_pool *q = commit_pool(test, "q", NTMS_MEDIA_CODE_LTO);
	struct ntms_kit *kit = test->priv;
	struct ntms_medium *a, *b;
	struct ntms_txn txn;

	a = commit_medium(test, p, "A00001L8", NTMS_SIDE_AVAILABLE);
	b = commit_medium(test, q, "A00002L8", NTMS_SIDE_AVAILABLE);
	ntms_txn_init(&txn);
	commit_change_move(&txn, a, q);
	commit_change_move(&txn, b, p);
	KUNIT_ASSERT_EQ(test, ntms_kit_commit(&kit->cat, &txn), 0U);
	KUNIT_EXPECT_PTR_EQ(test, a->pool, q);
	KUNIT_EXPECT_PTR_EQ(test, b->pool, p);
	KUNIT_EXPECT_EQ(test, p->nr_media, 1U);
	KUNIT_EXPECT_EQ(test, q->nr_media, 1U);
	NTMS_KIT_SOUND(test, &kit->cat);
	/* The last one goes and another comes, in one transaction. */
	ntms_txn_init(&txn);
	ntms_txn_change(&txn, NTMS_REMOVE)->obj = &a->obj;
	commit_change_move(&txn, b, q);
	KUNIT_ASSERT_EQ(test, ntms_kit_commit(&kit->cat, &txn), 0U);
	KUNIT_EXPECT_EQ(test, q->nr_media, 1U);
	KUNIT_EXPECT_EQ(test, list_first_entry(&p->shelves, struct ntms_shelf,
					       in_pool)->media, 0U);
	NTMS_KIT_SOUND(test, &kit->cat);
}

/* ---- removal, and what a transaction cannot do ----------------------------- */

static void commit_test_remove(struct kunit *test)
{
	struct ntms_pool *pool = commit_pool(test, "p", NTMS_MEDIA_CODE_LTO);
	struct ntms_medium *medium = commit_medium(test, pool, "A00001L8",
						   NTMS_SIDE_AVAILABLE);
	struct ntms_logical *logical = commit_logical(test, medium, 0);
	struct ntms_kit *kit = test->priv;
	guid_t id = medium->obj.id;
	struct ntms_txn txn;

	/* A pool that holds something */
	ntms_txn_init(&txn);
	ntms_txn_change(&txn, NTMS_REMOVE)->obj = &pool->obj;
	NTMS_KIT_REASON(test, ntms_kit_commit(&kit->cat, &txn), NOT_EMPTY);
	/* A cartridge that somebody owns */
	KUNIT_ASSERT_EQ(test, commit_allocate(test, logical), 0U);
	ntms_txn_init(&txn);
	ntms_txn_change(&txn, NTMS_REMOVE)->obj = &medium->obj;
	NTMS_KIT_REASON(test, ntms_kit_commit(&kit->cat, &txn), INVALID_STATE);
	KUNIT_ASSERT_EQ(test, commit_release(test, logical,
					     NTMS_SIDE_AVAILABLE), 0U);
	/* What is never removed */
	ntms_txn_init(&txn);
	ntms_txn_change(&txn, NTMS_REMOVE)->obj = &kit->cat.offline->obj;
	NTMS_KIT_REASON(test, ntms_kit_commit(&kit->cat, &txn),
			INVALID_PARAMETER);

	ntms_txn_init(&txn);
	ntms_txn_change(&txn, NTMS_REMOVE)->obj = &medium->obj;
	KUNIT_EXPECT_EQ(test, ntms_kit_commit(&kit->cat, &txn), 0U);
	mutex_lock(&kit->cat.lock);
	KUNIT_EXPECT_PTR_EQ(test, ntms_find_medium(&kit->cat, &id),
			    (struct ntms_medium *)NULL);
	mutex_unlock(&kit->cat.lock);
	KUNIT_EXPECT_EQ(test, pool->media_type->media, 0U);
	KUNIT_EXPECT_EQ(test, kit->cat.offline->media, 0U);
	ntms_txn_init(&txn);
	ntms_txn_change(&txn, NTMS_REMOVE)->obj = &pool->obj;
	KUNIT_EXPECT_EQ(test, ntms_kit_commit(&kit->cat, &txn), 0U);
}

/* One pool has one media type. */
static void commit_test_media_type(struct kunit *test)
{
	struct ntms_pool *lto = commit_pool(test, "lto", NTMS_MEDIA_CODE_LTO);
	struct ntms_pool *dlt = commit_pool(test, "dlt", 0x27);
	struct ntms_medium *medium = commit_medium(test, lto, "A00001L8",
						   NTMS_SIDE_AVAILABLE);
	struct ntms_medium *wrong = commit_medium_new(test, lto, "A00002L8",
						      NTMS_SIDE_AVAILABLE);
	struct ntms_kit *kit = test->priv;
	struct ntms_txn txn;

	ntms_txn_init(&txn);
	commit_change_move(&txn, medium, dlt);
	NTMS_KIT_REASON(test, ntms_kit_commit(&kit->cat, &txn),
			MEDIA_INCOMPATIBLE);
	wrong->pool = dlt;
	ntms_txn_init(&txn);
	ntms_txn_change(&txn, NTMS_ADD)->obj = &wrong->obj;
	NTMS_KIT_REASON(test, ntms_kit_commit(&kit->cat, &txn),
			MEDIA_INCOMPATIBLE);
	ntms_obj_free(&wrong->obj);
}

/*
 * A transaction that says two things of one side or one cartridge would be
 * checked against what is no more when it is applied.
 */
static void commit_test_once(struct kunit *test)
{
	struct ntms_pool *p = commit_pool(test, "p", NTMS_MEDIA_CODE_LTO);
	struct ntms_pool *q = commit_pool(test, "q", NTMS_MEDIA_CODE_LTO);
	struct ntms_medium *medium = commit_medium(test, p, "A00001L8",
						   NTMS_SIDE_AVAILABLE);
	struct ntms_logical *logical = commit_logical(test, medium, 0);
	struct ntms_kit *kit = test->priv;
	u64 before = ntms_kit_digest(&kit->cat);
	struct ntms_change *change;
	struct ntms_txn txn;

	ntms_txn_init(&txn);
	ntms_txn_change(&txn, NTMS_ALLOCATE)->logical = logical;
	commit_change_state(&txn, logical->side, NTMS_SIDE_DECOMMISSIONED);
	NTMS_KIT_REASON(test, ntms_kit_commit(&kit->cat, &txn), INVALID_STATE);

	ntms_txn_init(&txn);
	ntms_txn_change(&txn, NTMS_ALLOCATE)->logical = logical;
	ntms_txn_change(&txn, NTMS_REMOVE)->obj = &medium->obj;
	NTMS_KIT_REASON(test, ntms_kit_commit(&kit->cat, &txn), INVALID_STATE);

	ntms_txn_init(&txn);
	commit_change_move(&txn, medium, q);
	commit_change_place(&txn, medium, kit->cat.offline, NULL);
	NTMS_KIT_REASON(test, ntms_kit_commit(&kit->cat, &txn), INVALID_STATE);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&kit->cat), before);

	KUNIT_ASSERT_EQ(test, commit_allocate(test, logical), 0U);
	ntms_txn_init(&txn);
	change = ntms_txn_change(&txn, NTMS_RELEASE);
	change->logical = logical;
	change->to = NTMS_SIDE_AVAILABLE;
	change = ntms_txn_change(&txn, NTMS_RELEASE);
	change->logical = logical;
	change->to = NTMS_SIDE_DECOMMISSIONED;
	NTMS_KIT_REASON(test, ntms_kit_commit(&kit->cat, &txn), INVALID_STATE);
	KUNIT_EXPECT_PTR_EQ(test, medium->sides[0].logical, logical);
}

static struct kunit_case commit_cases[] = {
	KUNIT_CASE_PARAM(commit_test_life, commit_life_gen_params),
	KUNIT_CASE(commit_test_states),
	KUNIT_CASE(commit_test_allocate_states),
	KUNIT_CASE(commit_test_release_states),
	KUNIT_CASE(commit_test_release_other),
	KUNIT_CASE(commit_test_one_owner),
	KUNIT_CASE_PARAM(commit_test_all_or_nothing, commit_spoil_gen_params),
	KUNIT_CASE(commit_test_lost_change),
	KUNIT_CASE(commit_test_sequence),
	KUNIT_CASE(commit_test_shelf),
	KUNIT_CASE(commit_test_shelf_exchange),
	KUNIT_CASE(commit_test_remove),
	KUNIT_CASE(commit_test_media_type),
	KUNIT_CASE(commit_test_once),
	{ }
};

static struct kunit_suite commit_suite = {
	.name = "ntms_commit",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = commit_cases,
};

kunit_test_suite(commit_suite);
