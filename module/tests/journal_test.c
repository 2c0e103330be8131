// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of what is refused as long as a journal is required: all that has
 * to last, and nothing else. And of what becomes of it with one: nobody sees it
 * before it is acknowledged, and if it is not, nothing has happened.
 */
#include "../core/attr.h"
#include "mirror.h"

#define LTO	NTMS_MEDIA_CODE_LTO

/**
 * struct journal_scene - a cartridge, an allocation, and somebody who waits
 * @kit: the kit
 * @robot: the library
 * @pool: a pool that draws from free, with an allocated side
 * @empty: one that does not, and has nothing; somebody waits for it
 * @medium: a cartridge in free
 * @lmid: what is allocated
 * @second: and another one, where a call wants two
 * @info: what to set
 */
struct journal_scene {
	struct ntms_kit *kit;
	struct ntms_kit_robot *robot;
	guid_t pool;
	guid_t empty;
	struct ntms_medium *medium;
	guid_t lmid;
	guid_t second;
	union ntms_any_info info;
};

static struct journal_scene *journal_scene(struct kunit *test)
{
	struct journal_scene *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	guid_t type;

	KUNIT_ASSERT_NOT_NULL(test, s);
	s->kit = test->priv;
	s->robot = ntms_kit_robot(test, "r", 4, 1, 1);
	ntms_kit_arrivals(test, s->robot, LTO, NTMS_POOL_FREE);
	ntms_kit_pool(test, "pool", LTO, &s->pool);
	type = ntms_kit_media_type(test, LTO)->obj.id;
	NTMS_KIT_REASON(test, ntms_kit_create(s->kit, &ntms_kit_root, "empty",
					      NULL, &type, 0, 0, &s->empty),
			SUCCESS);
	ntms_kit_bring(test, s->robot, 0, "A");
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->pool, NULL, 0, &s->lmid),
			SUCCESS);
	s->medium = ntms_kit_bring(test, s->robot, 1, "B");
	ntms_kit_wait(test, &s->empty, 0, 1);
	s->kit->cat.journal.required = true;
	return s;
}

static ntms_reason_t journal_create(struct journal_scene *s)
{
	guid_t id;

	return ntms_kit_create(s->kit, &ntms_kit_root, "another", NULL,
			       &s->medium->media_type->obj.id, 0, 0, &id);
}

/* Somebody waits for it, and is to go on. */
static ntms_reason_t journal_delete(struct journal_scene *s)
{
	struct ntms_pool_delete call = { };

	ntms_guid_out(&call.id, &s->empty);
	return ntms_pool_delete(s->kit->session, &ntms_kit_root, &call);
}

static ntms_reason_t journal_set(struct journal_scene *s, const guid_t *id,
				 u32 mask)
{
	struct ntms_object call = { .mask = mask };

	ntms_guid_out(&call.id, id);
	return ntms_set(s->kit->session, &ntms_kit_root, &call, &s->info);
}

static ntms_reason_t journal_set_pool(struct journal_scene *s)
{
	return journal_set(s, &s->pool, NTMS_SET_MAX_ALLOCATES);
}

static ntms_reason_t journal_set_type(struct journal_scene *s)
{
	ntms_guid_out(&s->info.library.media_type,
		      &s->medium->media_type->obj.id);
	return journal_set(s, &s->robot->id, NTMS_SET_MEDIA_TYPE);
}

static ntms_reason_t journal_disable(struct journal_scene *s)
{
	return ntms_kit_set_enabled(s->kit, &s->medium->obj.id, false);
}

static ntms_reason_t journal_move(struct journal_scene *s)
{
	return ntms_kit_move(s->kit, &ntms_kit_root, &s->medium->obj.id,
			     &s->pool);
}

static ntms_reason_t journal_allocate(struct journal_scene *s)
{
	guid_t lmid;

	return ntms_kit_allocate(s->kit, &ntms_kit_owner, &s->pool, NULL, 0,
				 &lmid);
}

static ntms_reason_t journal_wait(struct journal_scene *s)
{
	return ntms_kit_queue(s->kit->session, &ntms_kit_owner, &s->empty, 0,
			      NTMS_DEADLINE_NEVER, 2);
}

static ntms_reason_t journal_deallocate(struct journal_scene *s)
{
	return ntms_kit_deallocate(s->kit, &ntms_kit_owner, &s->lmid);
}

static ntms_reason_t journal_complete(struct journal_scene *s)
{
	return ntms_kit_complete(s->kit, &ntms_kit_owner, &s->lmid);
}

static ntms_reason_t journal_decommission(struct journal_scene *s)
{
	guid_t side;

	ntms_side_id(&side, s->medium, &s->medium->sides[0]);
	return ntms_kit_decommission(s->kit, &ntms_kit_root, &side);
}

static void journal_second(struct kunit *test, struct journal_scene *s)
{
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->pool, NULL, 0,
						&s->second), SUCCESS);
}

static ntms_reason_t journal_swap(struct journal_scene *s)
{
	return ntms_kit_swap(s->kit, &ntms_kit_owner, &s->lmid, &s->second);
}

static void journal_shelve(struct kunit *test, struct journal_scene *s)
{
	ntms_kit_take(s->robot, NTMS_SMC_ST, 1);
	KUNIT_EXPECT_EQ(test, ntms_kit_inventory(&s->kit->cat, s->robot), 0);
}

static ntms_reason_t journal_forget(struct journal_scene *s)
{
	return ntms_kit_forget(s->kit, &ntms_kit_root, &s->medium->obj.id);
}

static ntms_reason_t journal_keep(struct journal_scene *s)
{
	return ntms_kit_keep(s->kit, &ntms_kit_owner, &s->lmid, "name", "data");
}

static const struct journal_case {
	const char *desc;
	ntms_reason_t (*call)(struct journal_scene *s);
	/* What has to be there before; NULL: nothing */
	void (*before)(struct kunit *test, struct journal_scene *s);
} journal_calls[] = {
	{ "a pool is created", journal_create },
	{ "a pool is deleted", journal_delete },
	{ "a pool is set", journal_set_pool },
	{ "a library is set", journal_set_type },
	{ "a cartridge is disabled", journal_disable },
	{ "a cartridge is moved", journal_move },
	{ "a side is allocated", journal_allocate },
	{ "somebody would wait", journal_wait },
	{ "a side is given back", journal_deallocate },
	{ "a side is completed", journal_complete },
	{ "a side is decommissioned", journal_decommission },
	{ "two logical media are swapped", journal_swap,
	  journal_second },
	{ "a cartridge is forgotten", journal_forget,
	  journal_shelve },
	{ "an attribute is written", journal_keep },
};

KUNIT_ARRAY_PARAM_DESC(journal_refused, journal_calls, desc);

static void journal_test_refused(struct kunit *test)
{
	const struct journal_case *c = test->param_value;
	struct journal_scene *s = journal_scene(test);
	u64 before;

	if (c->before) {
		s->kit->cat.journal.required = false;
		c->before(test, s);
		s->kit->cat.journal.required = true;
	}
	before = ntms_kit_digest(&s->kit->cat);
	NTMS_KIT_REASON(test, c->call(s), DATABASE_FAILURE);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
	KUNIT_EXPECT_EQ(test, s->kit->cat.waiting, 1U);
	NTMS_KIT_SOUND(test, &s->kit->cat);
	s->kit->cat.journal.required = false;
	NTMS_KIT_REASON(test, c->call(s), SUCCESS);
}

/* ---- with a journal ------------------------------------------------------------- */

/* What becomes of a change that waits to last */
enum journal_fate {
	JOURNAL_STORED,
	JOURNAL_REFUSED,	/* read, not stored */
	JOURNAL_UNREAD,		/* nobody reads it in time */
	JOURNAL_UNANSWERED,	/* it is stored, and nobody says so in time */
	JOURNAL_HANDED_ON,	/* stored by one that dies, then by another */
	JOURNAL_DISOWNED,	/* stored by one that dies, refused by another */
	JOURNAL_LEFT,		/* stored by one that then ends in order */
};

/**
 * struct journal_watch - who makes it last, and looks around meanwhile
 * @mirror: what is kept
 * @fate: what becomes of the next change
 * @scene: the scene
 * @call: the call that waits
 * @digest: of the catalog before it
 * @waited: how many changes waited
 * @seen: an object was not as it was before, but for what of it can be had
 * @again: what the same call said to who made it meanwhile
 */
static struct journal_watch {
	struct ntms_mirror mirror;
	enum journal_fate fate;
	struct journal_scene *scene;
	const struct journal_case *call;
	u64 digest;
	u32 waited;
	bool seen;
	ntms_reason_t again;
} journal_watch;

static void journal_stores(struct ntms_catalog *cat)
{
	struct journal_watch *w = &journal_watch;
	const bool dies = w->fate == JOURNAL_HANDED_ON ||
			  w->fate == JOURNAL_DISOWNED;

	if (w->fate == JOURNAL_UNREAD)
		return;
	w->mirror.full = w->fate == JOURNAL_REFUSED;
	ntms_mirror_read(&w->mirror);
	if (dies) {
		ntms_mirror_again(&w->mirror, false);
		w->mirror.full = w->fate == JOURNAL_DISOWNED;
		ntms_mirror_read(&w->mirror);
	}
	if (w->mirror.full)
		ntms_mirror_refuse(&w->mirror, w->mirror.refused,
				   NTMS_REASON_DATABASE_FULL);
	else if (w->fate != JOURNAL_UNANSWERED)
		ntms_mirror_acknowledge(&w->mirror, w->mirror.number);
	w->mirror.full = false;
}

/* It answers and leaves, and somebody is quicker than who was answered. */
static void journal_leaves(struct ntms_catalog *cat)
{
	struct journal_watch *w = &journal_watch;

	journal_stores(cat);
	w->seen |= !!ntms_mirror_quit(&w->mirror);
	w->again = w->call->call(w->scene);
}

/* Called by who is about to wait. */
static void journal_waits(struct ntms_catalog *cat)
{
	struct journal_watch *w = &journal_watch;

	cat->journal.waits = NULL;
	cat->journal.timeout = 0;
	w->waited++;
	w->seen |= !!ntms_mirror_differs(&w->mirror, cat);
	w->again = w->call->call(w->scene);
	w->seen |= !!ntms_mirror_differs(&w->mirror, cat);
	if (w->fate == JOURNAL_LEFT)
		journal_leaves(cat);
	else
		journal_stores(cat);
	cat->journal.waits = journal_waits;
}

static struct journal_scene *journal_watched(struct kunit *test,
					     enum journal_fate fate)
{
	const struct journal_case *c = test->param_value;
	struct journal_scene *s = journal_scene(test);
	struct ntms_catalog *cat = &s->kit->cat;

	cat->journal.required = false;
	if (c->before)
		c->before(test, s);
	memset(&journal_watch, 0, sizeof(journal_watch));
	KUNIT_ASSERT_EQ(test, ntms_mirror_init(&journal_watch.mirror, cat), 0);
	ntms_mirror_follow(&journal_watch.mirror);
	journal_watch.scene = s;
	journal_watch.call = c;
	journal_watch.fate = fate;
	journal_watch.digest = ntms_kit_digest_state(cat);
	cat->journal.waits = journal_waits;
	return s;
}

/* What is kept is what there is, and nobody waits for anything any more. */
static void journal_kept(struct kunit *test, struct journal_scene *s)
{
	struct ntms_mirror *mirror = &journal_watch.mirror;
	const char *differs;

	ntms_mirror_follow(mirror);
	differs = ntms_mirror_differs(mirror, &s->kit->cat);
	if (differs)
		KUNIT_FAIL(test, "kept: %s", differs);
	NTMS_KIT_SOUND(test, &s->kit->cat);
}

static void journal_leave(struct journal_scene *s)
{
	s->kit->cat.journal.waits = NULL;
	ntms_journal_detach(&s->kit->cat);
	ntms_mirror_exit(&journal_watch.mirror);
}

static bool journal_is_request(const struct journal_case *c)
{
	return c->call == journal_wait;
}

static void journal_lasts(struct kunit *test, enum journal_fate fate)
{
	struct journal_scene *s = journal_watched(test, fate);

	NTMS_KIT_REASON(test, journal_watch.call->call(s), SUCCESS);
	if (journal_is_request(journal_watch.call)) {
		KUNIT_EXPECT_EQ(test, journal_watch.waited, 0U);
	} else {
		KUNIT_EXPECT_EQ(test, journal_watch.waited, 1U);
		KUNIT_EXPECT_FALSE(test, journal_watch.seen);
		KUNIT_EXPECT_NE(test, journal_watch.again,
				(u32)NTMS_REASON_SUCCESS);
	}
	journal_kept(test, s);
	journal_leave(s);
}

static void journal_test_lasts(struct kunit *test)
{
	journal_lasts(test, JOURNAL_STORED);
}

static void journal_test_handed_on(struct kunit *test)
{
	journal_lasts(test, JOURNAL_HANDED_ON);
}

/* What is about to happen is nobody else's, even if nobody records it any more. */
static void journal_test_left(struct kunit *test)
{
	struct journal_scene *s = journal_watched(test, JOURNAL_LEFT);

	NTMS_KIT_REASON(test, journal_watch.call->call(s), SUCCESS);
	if (!journal_is_request(journal_watch.call)) {
		KUNIT_EXPECT_EQ(test, journal_watch.waited, 1U);
		KUNIT_EXPECT_FALSE(test, journal_watch.seen);
		KUNIT_EXPECT_NE(test, journal_watch.again,
				(u32)NTMS_REASON_SUCCESS);
		KUNIT_EXPECT_EQ(test, s->kit->cat.journal.nr_pinned, 0U);
	}
	NTMS_KIT_SOUND(test, &s->kit->cat);
	journal_leave(s);
}

/* It fails, and nothing has happened; and it can be done again. */
static void journal_fails(struct kunit *test, enum journal_fate fate,
			  ntms_reason_t reason)
{
	struct journal_scene *s = journal_watched(test, fate);
	struct ntms_catalog *cat = &s->kit->cat;

	if (!journal_is_request(journal_watch.call)) {
		KUNIT_EXPECT_EQ(test, journal_watch.call->call(s), reason);
		KUNIT_EXPECT_EQ(test, journal_watch.waited, 1U);
		KUNIT_EXPECT_FALSE(test, journal_watch.seen);
		KUNIT_EXPECT_EQ(test, ntms_kit_digest_state(cat),
				journal_watch.digest);
		journal_kept(test, s);
		journal_watch.fate = JOURNAL_STORED;
		NTMS_KIT_REASON(test, journal_watch.call->call(s), SUCCESS);
		journal_kept(test, s);
	}
	journal_leave(s);
}

static void journal_test_full(struct kunit *test)
{
	journal_fails(test, JOURNAL_REFUSED, NTMS_REASON_DATABASE_FULL);
}

static void journal_test_unread(struct kunit *test)
{
	journal_fails(test, JOURNAL_UNREAD, NTMS_REASON_DATABASE_FAILURE);
	KUNIT_EXPECT_EQ(test, journal_watch.mirror.voids, 0U);
}

static void journal_test_unanswered(struct kunit *test)
{
	const struct journal_case *c = test->param_value;

	journal_fails(test, JOURNAL_UNANSWERED, NTMS_REASON_DATABASE_FAILURE);
	KUNIT_EXPECT_EQ(test, journal_watch.mirror.voids,
			journal_is_request(c) ? 0U : 1U);
}

static void journal_test_disowned(struct kunit *test)
{
	journal_fails(test, JOURNAL_DISOWNED, NTMS_REASON_DATABASE_FULL);
}

/* Who asks first is told the same, and nothing has happened. */
static ntms_reason_t journal_attach(struct kunit *test,
				    struct ntms_journal_attach *call)
{
	struct ntms_kit *kit = test->priv;
	ntms_reason_t reason = ntms_journal_attachable(&kit->cat, call);

	KUNIT_EXPECT_EQ(test, ntms_journal_attachable(&kit->cat, call), reason);
	KUNIT_EXPECT_EQ(test, ntms_journal_attach(&kit->cat, call), reason);
	return reason;
}

/* Who may attach, and to what */
static void journal_test_attach(struct kunit *test)
{
	struct ntms_kit *kit = test->priv;
	struct ntms_journal_attach call = {};
	guid_t another;

	ntms_guid_new(&another);
	ntms_guid_out(&call.computer, &another);
	NTMS_KIT_REASON(test, journal_attach(test, &call), SUCCESS);
	KUNIT_EXPECT_EQ(test, call.state, (u32)NTMS_ATTACHED_LOAD);
	NTMS_KIT_REASON(test, journal_attach(test, &call), BUSY);
	ntms_journal_detach(&kit->cat);
	/* Who died before he had said all has left nothing. */
	NTMS_KIT_REASON(test, journal_attach(test, &call), SUCCESS);
	KUNIT_EXPECT_EQ(test, call.state, (u32)NTMS_ATTACHED_LOAD);
	ntms_journal_detach(&kit->cat);
	ntms_kit_robot(test, "r", 1, 0, 1);
	NTMS_KIT_REASON(test, journal_attach(test, &call), NOT_EMPTY);
	ntms_guid_out(&call.computer, &kit->cat.computer->id);
	NTMS_KIT_REASON(test, journal_attach(test, &call), SUCCESS);
	KUNIT_EXPECT_EQ(test, call.state, (u32)NTMS_ATTACHED_ALL);
	NTMS_KIT_REASON(test, journal_attach(test, &call), BUSY);
	ntms_journal_detach(&kit->cat);
}

/* Who does not read is told what there is, and not all that happened meanwhile. */
static void journal_test_crowd(struct kunit *test)
{
	struct ntms_kit *kit = test->priv;
	struct ntms_kit_robot *robot = ntms_kit_robot(test, "r", 4, 0, 1);
	struct ntms_journal *journal = &kit->cat.journal;
	struct list_head *node;
	struct ntms_mirror mirror;
	u32 i, nr = 0;

	ntms_kit_arrivals(test, robot, LTO, NTMS_POOL_FREE);
	ntms_kit_bring(test, robot, 0, "A");
	KUNIT_ASSERT_EQ(test, ntms_mirror_init(&mirror, &kit->cat), 0);
	ntms_mirror_follow(&mirror);
	for (i = 0; i < 9000; i++) {
		ntms_kit_carry(robot, NTMS_SMC_ST, i % 2, NTMS_SMC_ST,
			       !(i % 2));
		KUNIT_ASSERT_EQ(test, ntms_kit_inventory(&kit->cat, robot), 0);
	}
	list_for_each(node, &journal->unread)
		nr++;
	KUNIT_EXPECT_LT(test, nr, 9000U);
	ntms_mirror_follow(&mirror);
	KUNIT_EXPECT_TRUE(test, mirror.whole);
	KUNIT_EXPECT_EQ(test, mirror.round, 2U);
	KUNIT_EXPECT_TRUE(test, !ntms_mirror_differs(&mirror, &kit->cat));
	ntms_journal_detach(&kit->cat);
	ntms_mirror_exit(&mirror);
}

/* Where something happens all the time, all there is comes to its end, too. */
static void journal_test_busy(struct kunit *test)
{
	struct ntms_kit *kit = test->priv;
	struct ntms_kit_robot *robot = ntms_kit_robot(test, "r", 42, 0, 1);
	u8 *buffer = kunit_kzalloc(test, NTMS_JOURNAL_BUFFER, GFP_KERNEL);
	struct ntms_mirror mirror;
	u32 i, used, reads = 0;
	char name[8];

	KUNIT_ASSERT_NOT_NULL(test, buffer);
	ntms_kit_arrivals(test, robot, LTO, NTMS_POOL_FREE);
	for (i = 0; i < 41; i++) {
		scnprintf(name, sizeof(name), "A%u", i);
		ntms_kit_put(robot, NTMS_SMC_ST, i, name);
	}
	KUNIT_ASSERT_EQ(test, ntms_kit_inventory(&kit->cat, robot), 0);
	KUNIT_ASSERT_EQ(test, ntms_mirror_init(&mirror, &kit->cat), 0);
	while (kit->cat.journal.telling && reads < 100) {
		ntms_kit_carry(robot, NTMS_SMC_ST, 40 + reads % 2, NTMS_SMC_ST,
			       40 + !(reads % 2));
		KUNIT_ASSERT_EQ(test, ntms_kit_inventory(&kit->cat, robot), 0);
		KUNIT_ASSERT_EQ(test, ntms_journal_read(&kit->cat, buffer,
							NTMS_JOURNAL_BUFFER,
							&used), 0);
		KUNIT_EXPECT_GT(test, used, 0U);
		reads++;
	}
	KUNIT_EXPECT_FALSE(test, kit->cat.journal.telling);
	/* Not all at once, where somebody may wait for what is read with them. */
	KUNIT_EXPECT_GT(test, reads, 2U);
	ntms_journal_detach(&kit->cat);
	ntms_mirror_exit(&mirror);
}

static void journal_keep_much(struct kunit *test, const guid_t *id)
{
	struct ntms_kit *kit = test->priv;
	struct ntms_attribute call = {
		.name = "much",
		.data_size = NTMS_ATTRIBUTE_DATA_MAX,
	};
	struct ntms_blob *blob = ntms_blob_new(NTMS_ATTRIBUTE_DATA_MAX);

	KUNIT_ASSERT_NOT_NULL(test, blob);
	memset(blob->data, 7, blob->size);
	ntms_guid_out(&call.id, id);
	NTMS_KIT_REASON(test, ntms_attribute_set(kit->session, &ntms_kit_root,
						 &call, blob), SUCCESS);
	ntms_blob_put(blob);
}

/* What is passed over needs no room, and what comes next may need more. */
static void journal_test_room(struct kunit *test)
{
	struct ntms_kit *kit = test->priv;
	struct ntms_mirror mirror;
	struct ntms_obj *pinned;
	guid_t ids[3], *a, *b;

	ntms_kit_robot(test, "r", 1, 0, 1);
	ntms_kit_pool(test, "first", LTO, &ids[0]);
	ntms_kit_pool(test, "second", LTO, &ids[1]);
	ntms_kit_pool(test, "third", LTO, &ids[2]);
	/* Attributes are told by GUID. */
	for (a = ids; a < ids + 3; a++)
		for (b = a + 1; b < ids + 3; b++)
			if (memcmp(a, b, sizeof(*a)) > 0)
				swap(*a, *b);
	journal_keep_much(test, &ids[0]);
	NTMS_KIT_REASON(test, ntms_kit_keep(kit, &ntms_kit_root, &ids[1], "few",
					    "data"), SUCCESS);
	journal_keep_much(test, &ids[2]);
	pinned = &ntms_kit_find_pool(test, &ids[1])->obj;
	KUNIT_ASSERT_EQ(test, ntms_mirror_init(&mirror, &kit->cat), 0);
	ntms_catalog_lock(&kit->cat);
	ntms_pin(&kit->cat, pinned, &mirror);
	ntms_catalog_unlock(&kit->cat);
	ntms_mirror_follow(&mirror);
	KUNIT_EXPECT_FALSE(test, mirror.whole);
	ntms_catalog_lock(&kit->cat);
	ntms_unpin(&kit->cat, pinned, &mirror);
	ntms_catalog_unlock(&kit->cat);
	ntms_mirror_follow(&mirror);
	KUNIT_EXPECT_TRUE(test, mirror.whole);
	ntms_journal_detach(&kit->cat);
	ntms_mirror_exit(&mirror);
}

/* ---- without --------------------------------------------------------------------- */

/* What the robot reports is true, and is found again if it is lost. */
static void journal_test_facts(struct kunit *test)
{
	struct journal_scene *s = journal_scene(test);

	ntms_kit_bring(test, s->robot, 2, "C");
	ntms_kit_take(s->robot, NTMS_SMC_ST, 0);
	KUNIT_EXPECT_EQ(test, ntms_kit_inventory(&s->kit->cat, s->robot), 0);
	ntms_library_absent(&s->kit->cat, &s->robot->id);
	KUNIT_EXPECT_EQ(test, ntms_kit_present(&s->kit->cat, s->robot), 0);
	NTMS_KIT_SOUND(test, &s->kit->cat);
}

/* They end with the module in any case. */
static void journal_test_requests(struct kunit *test)
{
	struct journal_scene *s = journal_scene(test);
	guid_t id;

	NTMS_KIT_REASON(test, ntms_kit_submit(s->kit, &ntms_kit_root,
					      NTMS_REQUEST_MESSAGE, NULL, NULL,
					      "hello", &id), SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_answer(s->kit, &ntms_kit_root, &id,
					      NTMS_REQUEST_COMPLETE, NULL),
			SUCCESS);
}

/* Who waits already cannot be given anything, and is told when it comes to it. */
static void journal_test_waiter(struct kunit *test)
{
	struct journal_scene *s = journal_scene(test);

	s->kit->cat.journal.required = false;
	ntms_library_absent(&s->kit->cat, &s->robot->id);
	NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
					    &s->medium->obj.id, &s->empty),
			SUCCESS);
	ntms_kit_expect_none(test);
	s->kit->cat.journal.required = true;
	KUNIT_EXPECT_EQ(test, ntms_kit_present(&s->kit->cat, s->robot), 0);
	ntms_kit_expect(test, 1, NTMS_REASON_DATABASE_FAILURE);
	KUNIT_EXPECT_EQ(test, ntms_kit_requests(test), 0U);
	NTMS_KIT_SOUND(test, &s->kit->cat);
}

/* There is nothing yet, and no use in asking again. */
static void journal_test_retry(struct kunit *test)
{
	struct journal_scene *s = journal_scene(test);
	guid_t id;

	ntms_kit_request(test, 0, &id);
	NTMS_KIT_REASON(test, ntms_kit_answer(s->kit, &ntms_kit_root, &id,
					      NTMS_REQUEST_COMPLETE, NULL),
			SUCCESS);
	ntms_kit_expect(test, 1, NTMS_REASON_DATABASE_FAILURE);
	KUNIT_EXPECT_EQ(test, ntms_kit_requests(test), 0U);
}

/* Nobody was told of it: it never was, and need not last. */
static void journal_test_undone(struct kunit *test)
{
	struct journal_scene *s = journal_scene(test);
	struct ntms_session *session = ntms_kit_session(test);
	const u64 *allocated =
		&s->kit->cat.order[NTMS_TYPE_LOGICAL_MEDIUM].count;

	s->kit->cat.journal.required = false;
	NTMS_KIT_REASON(test, journal_delete(s), SUCCESS);
	NTMS_KIT_REASON(test, journal_disable(s), SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_queue(session, &ntms_kit_owner, &s->pool,
					     0, NTMS_DEADLINE_NEVER, 2),
			SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_set_enabled(s->kit, &s->medium->obj.id,
						   true), SUCCESS);
	KUNIT_EXPECT_EQ(test, *allocated, 2ULL);
	s->kit->cat.journal.required = true;
	ntms_session_close(session);
	KUNIT_EXPECT_EQ(test, *allocated, 1ULL);
	NTMS_KIT_SOUND(test, &s->kit->cat);
}

static struct kunit_case journal_cases[] = {
	KUNIT_CASE_PARAM(journal_test_refused, journal_refused_gen_params),
	KUNIT_CASE(journal_test_facts),
	KUNIT_CASE(journal_test_requests),
	KUNIT_CASE(journal_test_waiter),
	KUNIT_CASE(journal_test_retry),
	KUNIT_CASE(journal_test_undone),
	KUNIT_CASE_PARAM(journal_test_lasts, journal_refused_gen_params),
	KUNIT_CASE_PARAM(journal_test_handed_on, journal_refused_gen_params),
	KUNIT_CASE_PARAM(journal_test_left, journal_refused_gen_params),
	KUNIT_CASE_PARAM(journal_test_full, journal_refused_gen_params),
	KUNIT_CASE_PARAM(journal_test_unread, journal_refused_gen_params),
	KUNIT_CASE_PARAM(journal_test_unanswered, journal_refused_gen_params),
	KUNIT_CASE_PARAM(journal_test_disowned, journal_refused_gen_params),
	KUNIT_CASE(journal_test_attach),
	KUNIT_CASE(journal_test_crowd),
	KUNIT_CASE(journal_test_busy),
	KUNIT_CASE(journal_test_room),
	{ }
};

static struct kunit_suite journal_suite = {
	.name = "ntms_journal",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = journal_cases,
};

kunit_test_suite(journal_suite);
