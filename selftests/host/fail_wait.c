// SPDX-License-Identifier: GPL-2.0
/*
 * Memory runs out for those who wait: each is tried from the same beginning,
 * with its first request for memory failing, then with its second one, and so
 * on. Who waits goes on waiting, or is told why not.
 */
#include "fail_nth.h"

static void fail_wait(struct kunit *test, struct fail_scene *s)
{
	ntms_kit_wait(test, &s->empty, 0, 1);
	ntms_kit_request(test, 1, &s->request);
}

/* The request of the one who waits comes after the message. */
static ntms_reason_t fail_say(struct fail_scene *s, u32 state, const char *text)
{
	struct ntms_catalog *cat = &s->kit->cat;
	struct ntms_obj *obj;
	guid_t id;

	ntms_catalog_lock(cat);
	obj = ntms_order_next(cat, NTMS_TYPE_OPERATOR_REQUEST, 1);
	id = obj->id;
	ntms_catalog_unlock(cat);
	return ntms_kit_answer(s->kit, &ntms_kit_root, &id, state, text);
}

static ntms_reason_t fail_refuse(struct fail_scene *s)
{
	return fail_say(s, NTMS_REQUEST_REFUSED, "no");
}

/* Without memory for what was said it is refused all the same. */
static void fail_refused(struct kunit *test, struct fail_scene *s,
			 ntms_reason_t reason, bool failed)
{
	struct ntms_collect call;

	NTMS_KIT_REASON(test, reason, SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_collect(s->kit->session, &call),
			SUCCESS);
	NTMS_KIT_REASON(test, call.result, CANCELLED);
	KUNIT_EXPECT_STREQ(test, call.text, failed ? "" : "no");
}

static ntms_reason_t fail_satisfy(struct fail_scene *s)
{
	return fail_say(s, NTMS_REQUEST_COMPLETE, NULL);
}

/* It goes on waiting in either case, with a new request or the one it had. */
static void fail_satisfied(struct kunit *test, struct fail_scene *s,
			   ntms_reason_t reason, bool failed)
{
	guid_t id;

	KUNIT_EXPECT_EQ(test, reason, failed ? NTMS_REASON_NOT_ENOUGH_MEMORY :
					       NTMS_REASON_SUCCESS);
	KUNIT_EXPECT_EQ(test, s->kit->cat.waiting, 1U);
	KUNIT_EXPECT_EQ(test, ntms_kit_requests(test), 2U);
	ntms_kit_request(test, 1, &id);
	KUNIT_EXPECT_EQ(test, guid_equal(&id, &s->request), failed);
	ntms_kit_expect_none(test);
}

/* Served, or told why not, when the medium is still there; or it never came. */
static void fail_served(struct kunit *test, struct fail_scene *s,
			ntms_reason_t reason, bool failed)
{
	struct ntms_collect call;

	if (reason) {
		NTMS_KIT_REASON(test, reason, NOT_ENOUGH_MEMORY);
		KUNIT_EXPECT_TRUE(test, failed);
		KUNIT_EXPECT_EQ(test, s->kit->cat.waiting, 1U);
		ntms_kit_expect_none(test);
		NTMS_KIT_REASON(test, fail_move(s), SUCCESS);
		failed = false;
	}
	NTMS_KIT_REASON(test, ntms_kit_collect(s->kit->session, &call),
			SUCCESS);
	KUNIT_EXPECT_EQ(test, call.result, failed ?
			NTMS_REASON_NOT_ENOUGH_MEMORY : NTMS_REASON_SUCCESS);
	KUNIT_EXPECT_EQ(test, s->medium->owned, !failed);
	KUNIT_EXPECT_TRUE(test, guid_equal(&s->medium->pool->obj.id,
					   &s->empty));
	KUNIT_EXPECT_EQ(test, ntms_kit_requests(test), 1U);
}

/* In another session, which then has a whole cartridge and does not know it */
static void fail_wait_served(struct kunit *test, struct fail_scene *s)
{
	s->session = ntms_kit_session(test);
	ntms_kit_set_enabled(s->kit, &s->medium->obj.id, false);
	NTMS_KIT_REASON(test, ntms_kit_queue(s->session, &ntms_kit_owner,
					     &s->pool, NTMS_ALLOCATE_NEW,
					     NTMS_DEADLINE_NEVER, 1), SUCCESS);
	ntms_kit_set_enabled(s->kit, &s->medium->obj.id, true);
	KUNIT_EXPECT_EQ(test, s->medium->owned, 1);
}

static ntms_reason_t fail_close(struct fail_scene *s)
{
	ntms_session_close(s->session);
	return NTMS_REASON_SUCCESS;
}

/* It is nobody's again, if need be where it is. */
static void fail_closed(struct kunit *test, struct fail_scene *s,
			ntms_reason_t reason, bool failed)
{
	KUNIT_EXPECT_EQ(test, s->medium->owned, 0);
	KUNIT_EXPECT_EQ(test, s->medium->sides[0].state, NTMS_SIDE_AVAILABLE);
	KUNIT_EXPECT_EQ(test, s->medium->sides[1].state, NTMS_SIDE_AVAILABLE);
	KUNIT_EXPECT_EQ(test, s->medium->sides[0].allocate_count, 0U);
	KUNIT_EXPECT_EQ(test, s->medium->pool->type, failed ?
			NTMS_POOL_APPLICATION : NTMS_POOL_FREE);
}

static const struct fail_wait_case {
	const char *desc;
	void (*setup)(struct kunit *test, struct fail_scene *s);
	ntms_reason_t (*call)(struct fail_scene *s);
	void (*check)(struct kunit *test, struct fail_scene *s,
		      ntms_reason_t reason, bool failed);
	u32 least;
} fail_waits[] = {
	{ "refused with a text", fail_wait, fail_refuse, fail_refused, 1 },
	{ "satisfied without media", fail_wait, fail_satisfy, fail_satisfied,
	  2 },
	{ "served", fail_wait, fail_move, fail_served, 2 },
	{ "served and not collected", fail_wait_served, fail_close,
	  fail_closed, 0 },
};

KUNIT_ARRAY_PARAM_DESC(fail_waiting, fail_waits, desc);

static void fail_test_waiting(struct kunit *test)
{
	const struct fail_wait_case *c = test->param_value;
	struct fail_scene *s;
	ntms_reason_t reason;
	bool failed = true;
	u32 nth;

	for (nth = 1; failed && nth < FAIL_MOST; nth++) {
		s = fail_anew(test);
		c->setup(test, s);
		failed = FAIL_NTH(nth, reason = c->call(s));
		NTMS_KIT_SOUND(test, &s->kit->cat);
		c->check(test, s, reason, failed);
		NTMS_KIT_SOUND(test, &s->kit->cat);
	}
	KUNIT_EXPECT_GE(test, nth - 2, c->least);
	kunit_info(test, "%s: %u requests for memory\n", c->desc, nth - 2);
}

static struct kunit_case fail_wait_cases[] = {
	KUNIT_CASE_PARAM(fail_test_waiting, fail_waiting_gen_params),
	{ }
};

static struct kunit_suite fail_suite = {
	.name = "ntms_fail_wait",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = fail_wait_cases,
};

kunit_test_suite(fail_suite);
