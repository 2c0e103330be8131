// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of what is refused as long as a journal is required: all that has
 * to last, and nothing else.
 */
#include "kit.h"

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
