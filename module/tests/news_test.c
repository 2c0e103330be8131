// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of core/news.c: every change is news, in order and with a number;
 * what nobody reads is lost, and shows, and holds up nobody.
 */
#include "kit.h"

#define MO	NTMS_MEDIA_CODE_MO_5_RW

/**
 * struct news_scene - a library with two disks, and a pool that draws from free
 * @kit: the catalog
 * @robot: the library
 * @free: a disk in free
 * @own: a disk in the pool
 * @pool: the pool
 * @lmid: a side of @own
 * @id: what the test has made
 */
struct news_scene {
	struct ntms_kit *kit;
	struct ntms_kit_robot *robot;
	struct ntms_medium *free;
	struct ntms_medium *own;
	guid_t pool;
	guid_t lmid;
	guid_t id;
};

static struct ntms_catalog *news_catalog;
static u32 news_calls;
static bool news_deaf;
static bool news_asked;

/* None of our locks is held: it can be taken, and that is no news. */
static void news_reader(void)
{
	news_calls++;
	ntms_catalog_lock(news_catalog);
	ntms_catalog_unlock(news_catalog);
}

static bool news_listened(bool requests)
{
	return !news_deaf || (requests && news_asked);
}

static void news_open(struct kunit *test)
{
	struct ntms_kit *kit = test->priv;

	news_catalog = &kit->cat;
	news_calls = 0;
	news_deaf = false;
	news_asked = false;
	KUNIT_ASSERT_EQ(test, ntms_news_open(&kit->cat.news, news_reader), 0);
}

static u32 news_drain(struct ntms_kit *kit, struct ntms_news *last)
{
	u32 count = 0;

	while (ntms_news_read(&kit->cat.news, last))
		count++;
	return count;
}

static struct news_scene *news_scene(struct kunit *test)
{
	struct news_scene *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, s);
	s->kit = test->priv;
	s->robot = ntms_kit_robot(test, "r", 4, 1, 1);
	ntms_kit_arrivals(test, s->robot, MO, NTMS_POOL_FREE);
	ntms_kit_pool(test, "pool", MO, &s->pool);
	s->own = ntms_kit_bring(test, s->robot, 0, "A");
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->pool, NULL, 0, &s->lmid),
			SUCCESS);
	s->free = ntms_kit_bring(test, s->robot, 1, "B");
	return s;
}

/* ---- what is news -------------------------------------------------------------------- */

static void news_allocate(struct kunit *test, struct news_scene *s)
{
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->pool, NULL, 0, &s->id),
			SUCCESS);
}

static void news_allocate_new(struct kunit *test, struct news_scene *s)
{
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->pool, NULL,
						NTMS_ALLOCATE_NEW, &s->id),
			SUCCESS);
}

static void news_refused(struct kunit *test, struct news_scene *s)
{
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_other,
						&s->pool, NULL, 0, &s->id),
			ACCESS_DENIED);
}

static void news_give(struct kunit *test, struct news_scene *s)
{
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &s->lmid), SUCCESS);
}

static void news_complete(struct kunit *test, struct news_scene *s)
{
	NTMS_KIT_REASON(test, ntms_kit_complete(s->kit, &ntms_kit_owner,
						&s->lmid), SUCCESS);
}

static void news_decommission(struct kunit *test, struct news_scene *s)
{
	guid_t side;

	ntms_side_id(&side, s->free, &s->free->sides[1]);
	NTMS_KIT_REASON(test, ntms_kit_decommission(s->kit, &ntms_kit_root,
						    &side), SUCCESS);
}

static void news_swap(struct kunit *test, struct news_scene *s)
{
	NTMS_KIT_REASON(test, ntms_kit_swap(s->kit, &ntms_kit_owner, &s->lmid,
					    &s->id), SUCCESS);
}

static void news_swap_refused(struct kunit *test, struct news_scene *s)
{
	NTMS_KIT_REASON(test, ntms_kit_swap(s->kit, &ntms_kit_other, &s->lmid,
					    &s->id), ACCESS_DENIED);
}

static void news_move(struct kunit *test, struct news_scene *s)
{
	NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
					    &s->free->obj.id, &s->pool),
			SUCCESS);
}

static void news_disable(struct kunit *test, struct news_scene *s)
{
	ntms_kit_set_enabled(s->kit, &s->own->obj.id, false);
}

static void news_disable_library(struct kunit *test, struct news_scene *s)
{
	ntms_kit_set_enabled(s->kit, &s->robot->id, false);
}

static void news_create(struct kunit *test, struct news_scene *s)
{
	ntms_kit_pool(test, "another", MO, &s->id);
}

static void news_give_pool(struct kunit *test, struct news_scene *s)
{
	union ntms_any_info info = { .pool.owner = ntms_kit_other.uid };
	struct ntms_object call = { .mask = NTMS_SET_OWNER };

	ntms_guid_out(&call.id, &s->pool);
	NTMS_KIT_REASON(test, ntms_set(s->kit->session, &ntms_kit_root, &call,
				       &info), SUCCESS);
}

static void news_delete(struct kunit *test, struct news_scene *s)
{
	struct ntms_pool_delete call = {};

	ntms_guid_out(&call.id, &s->id);
	NTMS_KIT_REASON(test, ntms_pool_delete(s->kit->session, &ntms_kit_root,
					       &call), SUCCESS);
}

static void news_absent(struct kunit *test, struct news_scene *s)
{
	ntms_library_absent(&s->kit->cat, &s->robot->id);
}

static void news_found(struct kunit *test, struct news_scene *s)
{
	ntms_kit_bring(test, s->robot, 2, "C");
}

static void news_gone(struct kunit *test, struct news_scene *s)
{
	ntms_kit_take(s->robot, NTMS_SMC_ST, 1);
	KUNIT_ASSERT_EQ(test, ntms_kit_inventory(&s->kit->cat, s->robot), 0);
}

static void news_begin(struct kunit *test, struct news_scene *s)
{
	ntms_inventory_begin(&s->kit->cat, &s->robot->id);
}

static void news_end(struct kunit *test, struct news_scene *s)
{
	ntms_inventory_end(&s->kit->cat, &s->robot->id, -EIO, 0x044000);
}

static void news_delete_medium(struct kunit *test, struct news_scene *s)
{
	NTMS_KIT_REASON(test, ntms_kit_forget(s->kit, &ntms_kit_root,
					      &s->free->obj.id), SUCCESS);
}

/* A cartridge that nobody knows is forgotten when it goes. */
static void news_unknown(struct kunit *test, struct news_scene *s)
{
	ntms_kit_arrivals(test, s->robot, MO, NTMS_POOL_UNRECOGNIZED);
	ntms_kit_bring(test, s->robot, 1, "U");
}

static void news_drive(struct kunit *test, struct news_scene *s)
{
	s->robot->drives[0].map = NTMS_MAP_SERIAL;
	KUNIT_ASSERT_EQ(test, ntms_drives_report(&s->kit->cat, &s->robot->id,
						 s->robot->drives, 1), 0);
}

static void news_media_type(struct kunit *test, struct news_scene *s)
{
	ntms_kit_media_type(test, 0x27);
}

static void news_submit(struct kunit *test, struct news_scene *s)
{
	NTMS_KIT_REASON(test, ntms_kit_submit(s->kit, &ntms_kit_root,
					      NTMS_REQUEST_MESSAGE, NULL, NULL,
					      "hello", &s->id), SUCCESS);
}

static void news_show(struct kunit *test, struct news_scene *s)
{
	NTMS_KIT_REASON(test, ntms_kit_answer(s->kit, &ntms_kit_root, &s->id,
					      NTMS_REQUEST_ACTIVE, NULL),
			SUCCESS);
}

static void news_refuse(struct kunit *test, struct news_scene *s)
{
	NTMS_KIT_REASON(test, ntms_kit_answer(s->kit, &ntms_kit_root, &s->id,
					      NTMS_REQUEST_REFUSED, NULL),
			SUCCESS);
}

static void news_satisfy(struct kunit *test, struct news_scene *s)
{
	NTMS_KIT_REASON(test, ntms_kit_answer(s->kit, &ntms_kit_root, &s->id,
					      NTMS_REQUEST_COMPLETE, NULL),
			SUCCESS);
}

static void news_answered(struct kunit *test, struct news_scene *s)
{
	news_submit(test, s);
	news_satisfy(test, s);
}

static void news_forget(struct kunit *test, struct news_scene *s)
{
	struct ntms_request_delete call = {};

	ntms_guid_out(&call.id, &s->id);
	NTMS_KIT_REASON(test, ntms_request_delete(s->kit->session,
						  &ntms_kit_root, &call),
			SUCCESS);
}

/* Nothing is there to be had any more. */
static void news_nothing(struct kunit *test, struct news_scene *s)
{
	guid_t lmid;

	while (!ntms_kit_allocate(s->kit, &ntms_kit_owner, &s->pool, NULL, 0,
				  &lmid))
		;
}

static void news_wait(struct kunit *test, struct news_scene *s)
{
	ntms_kit_wait(test, &s->pool, 0, 1);
	ntms_kit_request(test, 0, &s->id);
}

static void news_waiting(struct kunit *test, struct news_scene *s)
{
	news_nothing(test, s);
	news_wait(test, s);
}

static void news_cancel(struct kunit *test, struct news_scene *s)
{
	struct ntms_cancel call = { .cookie = 1 };

	NTMS_KIT_REASON(test, ntms_cancel(s->kit->session, &call), SUCCESS);
}

#define SAID(operation, type, state) \
	{ NTMS_NEWS_##operation, NTMS_TYPE_##type, state }
#define REQUEST(operation, state) \
	SAID(operation, OPERATOR_REQUEST, NTMS_REQUEST_##state)

static const struct news_case {
	const char *desc;
	/* before anybody listens */
	void (*before)(struct kunit *test, struct news_scene *s);
	void (*happens)(struct kunit *test, struct news_scene *s);
	struct {
		u8 operation;
		u8 type;
		u8 state;
	} said[16];
} news_cases[] = {
	{ "an allocation", NULL, news_allocate, {
		SAID(UPDATE, SIDE, 0), SAID(INSERT, LOGICAL_MEDIUM, 0) } },
	{ "an allocation of a whole one of free", NULL, news_allocate_new, {
		SAID(UPDATE, MEDIUM, 0), SAID(UPDATE, SIDE, 0),
		SAID(INSERT, LOGICAL_MEDIUM, 0), SAID(UPDATE, SIDE, 0) } },
	{ "an allocation that is refused", NULL, news_refused, { } },
	{ "one given back", NULL, news_give, {
		SAID(UPDATE, SIDE, 0), SAID(DELETE, LOGICAL_MEDIUM, 0) } },
	{ "one that is full", NULL, news_complete, { SAID(UPDATE, SIDE, 0) } },
	{ "a full one given back", news_complete, news_give, {
		SAID(UPDATE, SIDE, 0), SAID(DELETE, LOGICAL_MEDIUM, 0) } },
	{ "a side that is worn out", NULL, news_decommission, {
		SAID(UPDATE, SIDE, 0) } },
	{ "two that change places", news_allocate, news_swap, {
		SAID(UPDATE, SIDE, 0), SAID(UPDATE, LOGICAL_MEDIUM, 0),
		SAID(UPDATE, SIDE, 0), SAID(UPDATE, LOGICAL_MEDIUM, 0) } },
	{ "two that do not", news_allocate, news_swap_refused, { } },
	{ "one moved to another pool", NULL, news_move, {
		SAID(UPDATE, MEDIUM, 0) } },
	{ "a cartridge disabled", NULL, news_disable, {
		SAID(UPDATE, MEDIUM, 0) } },
	{ "a library disabled", NULL, news_disable_library, {
		SAID(UPDATE, LIBRARY, 0) } },
	{ "a pool made", NULL, news_create, { SAID(INSERT, POOL, 0) } },
	{ "a pool given to somebody", NULL, news_give_pool, {
		SAID(UPDATE, POOL, 0) } },
	{ "a pool deleted", news_create, news_delete, {
		SAID(DELETE, POOL, 0) } },
	{ "a media type", NULL, news_media_type, {
		SAID(INSERT, MEDIA_TYPE, 0), SAID(INSERT, POOL, 0),
		SAID(INSERT, POOL, 0), SAID(INSERT, POOL, 0) } },
	{ "a library gone", NULL, news_absent, { SAID(UPDATE, LIBRARY, 0) } },
	{ "a drive matched", NULL, news_drive, { SAID(UPDATE, DRIVE, 0) } },
	{ "an inventory that failed", news_begin, news_end, {
		SAID(UPDATE, LIBRARY, 0), SAID(COMPLETE, LIBRARY, 0) } },
	{ "a cartridge found", NULL, news_found, {
		SAID(INSERT, MEDIUM, 0), SAID(INSERT, SIDE, 0),
		SAID(INSERT, SIDE, 0), SAID(UPDATE, LIBRARY, 0),
		SAID(COMPLETE, LIBRARY, 0) } },
	{ "a cartridge put on the shelf", NULL, news_gone, {
		SAID(UPDATE, MEDIUM, 0), SAID(UPDATE, MEDIUM, 0),
		SAID(UPDATE, LIBRARY, 0), SAID(COMPLETE, LIBRARY, 0) } },
	{ "a cartridge on the shelf forgotten", news_gone, news_delete_medium, {
		SAID(DELETE, SIDE, 0), SAID(DELETE, SIDE, 0),
		SAID(DELETE, MEDIUM, 0) } },
	{ "a cartridge that nobody knew gone", news_unknown, news_gone, {
		SAID(UPDATE, MEDIUM, 0), SAID(DELETE, SIDE, 0),
		SAID(DELETE, SIDE, 0), SAID(DELETE, MEDIUM, 0),
		SAID(UPDATE, LIBRARY, 0), SAID(COMPLETE, LIBRARY, 0) } },
	{ "a request", NULL, news_submit, { REQUEST(INSERT, SUBMITTED) } },
	{ "a request shown", news_submit, news_show, {
		REQUEST(UPDATE, ACTIVE) } },
	{ "a request refused", news_submit, news_refuse, {
		REQUEST(UPDATE, REFUSED) } },
	{ "a request satisfied", news_submit, news_satisfy, {
		REQUEST(UPDATE, COMPLETE) } },
	{ "a request forgotten", news_answered, news_forget, {
		REQUEST(DELETE, COMPLETE) } },
	{ "a call waits", news_nothing, news_wait, {
		REQUEST(INSERT, SUBMITTED) } },
	{ "a call is cancelled", news_waiting, news_cancel, {
		REQUEST(DELETE, SUBMITTED) } },
	{ "a call is refused", news_waiting, news_refuse, {
		REQUEST(DELETE, REFUSED) } },
	{ "a call asks again", news_waiting, news_satisfy, {
		REQUEST(DELETE, COMPLETE), REQUEST(INSERT, SUBMITTED) } },
	/* Given back, and had by the one who waits for it. */
	{ "a call is served", news_waiting, news_give, {
		SAID(UPDATE, SIDE, 0), SAID(DELETE, LOGICAL_MEDIUM, 0),
		SAID(UPDATE, SIDE, 0), SAID(INSERT, LOGICAL_MEDIUM, 0),
		REQUEST(DELETE, COMPLETE), SAID(COMPLETE, LOGICAL_MEDIUM, 0) } },
};

KUNIT_ARRAY_PARAM_DESC(news_what, news_cases, desc);

static void news_test_what(struct kunit *test)
{
	const struct news_case *c = test->param_value;
	struct news_scene *s = news_scene(test);
	struct ntms_news news = {};
	u64 number;
	u32 i;

	if (c->before)
		c->before(test, s);
	news_open(test);
	number = ntms_news_number(&s->kit->cat.news);
	c->happens(test, s);
	KUNIT_EXPECT_EQ(test, !!news_calls, !!c->said[0].operation);
	for (i = 0; c->said[i].operation; i++) {
		KUNIT_ASSERT_TRUE(test, ntms_news_read(&s->kit->cat.news,
						       &news));
		KUNIT_EXPECT_EQ_MSG(test, news.number, ++number, "news %u", i);
		KUNIT_EXPECT_EQ_MSG(test, news.operation, c->said[i].operation,
				    "news %u", i);
		KUNIT_EXPECT_EQ_MSG(test, news.type, c->said[i].type,
				    "news %u", i);
		KUNIT_EXPECT_EQ_MSG(test, news.state, c->said[i].state,
				    "news %u", i);
		KUNIT_EXPECT_FALSE(test, guid_is_null(&news.id));
	}
	KUNIT_EXPECT_FALSE(test, ntms_news_read(&s->kit->cat.news, &news));
	KUNIT_EXPECT_EQ(test, ntms_news_number(&s->kit->cat.news), number);
	ntms_news_close(&s->kit->cat.news);
}

/* What it is about is named, so that it can be looked at. */
static void news_test_names(struct kunit *test)
{
	struct news_scene *s = news_scene(test);
	struct ntms_news news = {};
	guid_t side;

	news_open(test);
	ntms_side_id(&side, s->own, s->own->sides);
	news_give(test, s);
	KUNIT_ASSERT_TRUE(test, ntms_news_read(&s->kit->cat.news, &news));
	KUNIT_EXPECT_TRUE(test, guid_equal(&news.id, &side));
	KUNIT_ASSERT_TRUE(test, ntms_news_read(&s->kit->cat.news, &news));
	KUNIT_EXPECT_TRUE(test, guid_equal(&news.id, &s->lmid));
	news_submit(test, s);
	KUNIT_ASSERT_TRUE(test, ntms_news_read(&s->kit->cat.news, &news));
	KUNIT_EXPECT_TRUE(test, guid_equal(&news.id, &s->id));
	ntms_news_close(&s->kit->cat.news);
}

/* Is it that an allocation is complete? */
static bool news_is_complete(const struct ntms_news *news, const guid_t *lmid)
{
	return news->operation == NTMS_NEWS_COMPLETE &&
	       news->type == NTMS_TYPE_LOGICAL_MEDIUM &&
	       guid_equal(&news->id, lmid);
}

/* What was queued is complete when it has its LMID, which is there to be read. */
static void news_test_queued(struct kunit *test)
{
	struct news_scene *s = news_scene(test);
	struct ntms_collect call;
	struct ntms_news news = {};
	guid_t lmid;

	news_waiting(test, s);
	news_open(test);
	news_give(test, s);
	KUNIT_EXPECT_GT(test, news_drain(s->kit, &news), 1U);
	NTMS_KIT_REASON(test, ntms_kit_collect(s->kit->session, &call),
			SUCCESS);
	memcpy(&lmid, &call.medium, sizeof(lmid));
	KUNIT_EXPECT_TRUE(test, news_is_complete(&news, &lmid));
	/* Nobody listens to anything but requests. */
	news_wait(test, s);
	news_drain(s->kit, &news);
	s->kit->cat.news.listened = news_listened;
	news_deaf = true;
	news_asked = true;
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &lmid), SUCCESS);
	KUNIT_EXPECT_EQ(test, news_drain(s->kit, &news), 1U);
	KUNIT_EXPECT_EQ(test, news.type, NTMS_TYPE_OPERATOR_REQUEST);
	ntms_news_close(&s->kit->cat.news);
}

/* A call that waits for it has the answer itself. */
static void news_test_waited(struct kunit *test)
{
	struct news_scene *s = news_scene(test);
	struct ntms_waiter *waiter;
	struct ntms_catalog *cat = &s->kit->cat;
	struct ntms_session *session = s->kit->session;
	struct ntms_ask ask = { .cred = &ntms_kit_owner, .pool = s->pool };
	struct ntms_pool *pool = s->own->pool;
	struct ntms_news news = {};

	news_nothing(test, s);
	waiter = kunit_kzalloc(test, sizeof(*waiter), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, waiter);
	ntms_catalog_lock(cat);
	ntms_waiter_init(waiter, &ask, pool, session->app, NTMS_DEADLINE_NEVER);
	NTMS_KIT_REASON(test, ntms_waiter_begin(cat, &session->waitlist, waiter,
						pool), SUCCESS);
	ntms_catalog_unlock(cat);
	news_open(test);
	news_give(test, s);
	KUNIT_ASSERT_TRUE(test, waiter->ended);
	NTMS_KIT_REASON(test, waiter->reason, SUCCESS);
	while (ntms_news_read(&cat->news, &news))
		KUNIT_EXPECT_FALSE(test, news_is_complete(&news,
							  &waiter->grant.id));
	KUNIT_EXPECT_EQ(test, news.type, NTMS_TYPE_OPERATOR_REQUEST);
	ntms_news_close(&cat->news);
	ntms_waiter_release(waiter);
}

/* ---- too much of it ---------------------------------------------------------------------- */

static void news_test_overflow(struct kunit *test)
{
	struct news_scene *s = news_scene(test);
	const u32 many = NTMS_NEWS_ROOM + 200;
	struct ntms_news news = {};
	u64 first;
	u32 i;

	news_open(test);
	first = ntms_news_number(&s->kit->cat.news);
	for (i = 0; i < many; i++)
		NTMS_KIT_REASON(test, ntms_kit_set_enabled(s->kit,
							   &s->own->obj.id,
							   i & 1), SUCCESS);
	KUNIT_EXPECT_EQ(test, ntms_news_number(&s->kit->cat.news),
			first + many);
	/* What there was room for is there, in order. */
	for (i = 0; i < NTMS_NEWS_ROOM; i++) {
		KUNIT_ASSERT_TRUE(test, ntms_news_read(&s->kit->cat.news,
						       &news));
		KUNIT_ASSERT_EQ(test, news.number, first + 1 + i);
	}
	KUNIT_EXPECT_FALSE(test, ntms_news_read(&s->kit->cat.news, &news));
	/* The next one tells of the gap. */
	news_disable(test, s);
	KUNIT_ASSERT_TRUE(test, ntms_news_read(&s->kit->cat.news, &news));
	KUNIT_EXPECT_EQ(test, news.number, first + many + 1);
	ntms_news_close(&s->kit->cat.news);
}

/* One call makes one stir, however much it changes. */
static void news_test_reader(struct kunit *test)
{
	struct news_scene *s = news_scene(test);
	struct ntms_news news;

	news_open(test);
	news_allocate_new(test, s);
	KUNIT_EXPECT_EQ(test, news_calls, 1U);
	KUNIT_EXPECT_GT(test, news_drain(s->kit, &news), 1U);
	news_refused(test, s);
	KUNIT_EXPECT_EQ(test, news_calls, 1U);
	news_give(test, s);
	KUNIT_EXPECT_EQ(test, news_calls, 2U);
	ntms_news_close(&s->kit->cat.news);
}

/* What nobody hears has no number, so that nobody misses it. */
static void news_test_deaf(struct kunit *test)
{
	struct news_scene *s = news_scene(test);
	struct ntms_news news;
	u64 number;

	number = ntms_news_number(&s->kit->cat.news);
	news_submit(test, s);
	KUNIT_EXPECT_EQ(test, ntms_news_number(&s->kit->cat.news), number);
	news_open(test);
	s->kit->cat.news.listened = news_listened;
	news_deaf = true;
	news_show(test, s);
	KUNIT_EXPECT_EQ(test, news_calls, 0U);
	KUNIT_EXPECT_EQ(test, ntms_news_number(&s->kit->cat.news), number);
	KUNIT_EXPECT_EQ(test, news_drain(s->kit, &news), 0U);
	/* Only requests are heard of. */
	news_asked = true;
	news_disable(test, s);
	KUNIT_EXPECT_EQ(test, ntms_news_number(&s->kit->cat.news), number);
	news_refuse(test, s);
	KUNIT_EXPECT_EQ(test, news_calls, 1U);
	KUNIT_EXPECT_EQ(test, news_drain(s->kit, &news), 1U);
	KUNIT_EXPECT_EQ(test, news.number, number + 1);
	ntms_news_close(&s->kit->cat.news);
	/* Nor is there anybody to tell any more. */
	news_forget(test, s);
	KUNIT_EXPECT_EQ(test, news_calls, 1U);
	/* Who opens it again goes on where it was. */
	news_open(test);
	news_submit(test, s);
	KUNIT_EXPECT_EQ(test, news_drain(s->kit, &news), 1U);
	KUNIT_EXPECT_EQ(test, news.number, number + 2);
	ntms_news_close(&s->kit->cat.news);
}

static struct kunit_case news_suite_cases[] = {
	KUNIT_CASE_PARAM(news_test_what, news_what_gen_params),
	KUNIT_CASE(news_test_names),
	KUNIT_CASE(news_test_queued),
	KUNIT_CASE(news_test_waited),
	KUNIT_CASE(news_test_overflow),
	KUNIT_CASE(news_test_reader),
	KUNIT_CASE(news_test_deaf),
	{ }
};

static struct kunit_suite news_suite = {
	.name = "ntms_news",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = news_suite_cases,
};

kunit_test_suite(news_suite);
