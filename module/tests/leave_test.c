// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of core/waiters.c, allocate.c and grant.c: those who wait leave,
 * and what nobody was told of is undone. Nothing is given to who has left, and
 * it is then as if he had never been there.
 */
#include <linux/ktime.h>
#include <linux/timekeeping.h>

#include "kit.h"

#define MO	NTMS_MEDIA_CODE_MO_5_RW
#define HOUR	(3600ULL * NSEC_PER_SEC)

/**
 * struct leave_scene - a disk that cannot be had yet
 * @kit: the catalog
 * @robot: where it is
 * @disk: the disk, in free, disabled
 * @pool: a pool that draws from free
 * @session: a second session
 */
struct leave_scene {
	struct ntms_kit *kit;
	struct ntms_kit_robot *robot;
	struct ntms_medium *disk;
	guid_t pool;
	struct ntms_session *session;
};

static void leave_enable(struct kunit *test, struct leave_scene *s, bool enable)
{
	NTMS_KIT_REASON(test, ntms_kit_set_enabled(s->kit, &s->disk->obj.id,
						   enable), SUCCESS);
}

static struct leave_scene *leave_scene(struct kunit *test)
{
	struct leave_scene *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, s);
	s->kit = test->priv;
	s->robot = ntms_kit_robot(test, "r", 8, 2, 2);
	ntms_kit_arrivals(test, s->robot, MO, NTMS_POOL_FREE);
	ntms_kit_pool(test, "pool", MO, &s->pool);
	s->disk = ntms_kit_bring(test, s->robot, 0, "A");
	leave_enable(test, s, false);
	return s;
}

/* In the second session, which is opened if it is not */
static void leave_queue(struct kunit *test, struct leave_scene *s, u32 options,
			u64 deadline, u64 cookie)
{
	const u32 waiting = s->kit->cat.waiting;

	if (!s->session)
		s->session = ntms_kit_session(test);
	NTMS_KIT_REASON(test, ntms_kit_queue(s->session, &ntms_kit_owner,
					     &s->pool, options, deadline,
					     cookie), SUCCESS);
	KUNIT_ASSERT_EQ(test, s->kit->cat.waiting, waiting + 1);
}

static void leave_close(struct leave_scene *s)
{
	if (s->session)
		ntms_session_close(s->session);
	s->session = NULL;
}

/* ---- ways to leave --------------------------------------------------------------- */

static void leave_cancel_one(struct kunit *test, struct leave_scene *s)
{
	struct ntms_cancel call = { .cookie = 1 };

	NTMS_KIT_REASON(test, ntms_cancel(s->session, &call), SUCCESS);
	KUNIT_EXPECT_EQ(test, call.cancelled, 1U);
}

static void leave_cancel_all(struct kunit *test, struct leave_scene *s)
{
	struct ntms_cancel call = { .flags = NTMS_CANCEL_ALL };

	NTMS_KIT_REASON(test, ntms_cancel(s->session, &call), SUCCESS);
	KUNIT_EXPECT_EQ(test, call.cancelled, 1U);
}

static void leave_cancel_close(struct kunit *test, struct leave_scene *s)
{
	struct ntms_cancel call = {
		.flags = NTMS_CANCEL_ALL | NTMS_CANCEL_CLOSE,
	};

	NTMS_KIT_REASON(test, ntms_cancel(s->session, &call), SUCCESS);
	KUNIT_EXPECT_EQ(test, call.cancelled, 1U);
}

static void leave_expire(struct kunit *test, struct leave_scene *s)
{
	struct ntms_catalog *cat = &s->kit->cat;

	ntms_catalog_lock(cat);
	KUNIT_EXPECT_EQ(test, ntms_waiters_expire(cat, ktime_get_ns() +
						  2 * HOUR),
			NTMS_DEADLINE_NEVER);
	ntms_catalog_unlock(cat);
}

static void leave_refused(struct kunit *test, struct leave_scene *s)
{
	guid_t id;

	ntms_kit_request(test, 0, &id);
	NTMS_KIT_REASON(test, ntms_kit_answer(s->kit, &ntms_kit_root, &id,
					      NTMS_REQUEST_REFUSED, "no"),
			SUCCESS);
}

static void leave_drop(struct kunit *test, struct leave_scene *s)
{
	leave_close(s);
}

static const struct leave_case {
	const char *desc;
	void (*leave)(struct kunit *test, struct leave_scene *s);
	/* How it ended, as it is collected; SUCCESS: it is not */
	u32 result;
} leave_ways[] = {
	{ "cancelled by its cookie", leave_cancel_one, NTMS_REASON_CANCELLED },
	{ "all cancelled", leave_cancel_all, NTMS_REASON_CANCELLED },
	{ "all cancelled, and the session closed", leave_cancel_close,
	  NTMS_REASON_CANCELLED },
	{ "out of time", leave_expire, NTMS_REASON_TIMEOUT },
	{ "refused", leave_refused, NTMS_REASON_CANCELLED },
	{ "the session is gone", leave_drop, NTMS_REASON_SUCCESS },
};

KUNIT_ARRAY_PARAM_DESC(leave_way, leave_ways, desc);

static void leave_test_way(struct kunit *test)
{
	const struct leave_case *c = test->param_value;
	struct leave_scene *s = leave_scene(test);
	struct ntms_catalog *cat = &s->kit->cat;
	struct ntms_collect collect;
	u64 before;

	before = ntms_kit_digest_state(cat);
	leave_queue(test, s, 0, ktime_get_ns() + HOUR, 1);
	KUNIT_EXPECT_NE(test, ntms_kit_digest_state(cat), before);
	c->leave(test, s);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest_state(cat), before);
	NTMS_KIT_SOUND(test, cat);
	/* What comes now is for others. */
	leave_enable(test, s, true);
	KUNIT_EXPECT_EQ(test, s->disk->owned, 0);
	if (c->result) {
		NTMS_KIT_REASON(test, ntms_kit_collect(s->session, &collect),
				SUCCESS);
		KUNIT_EXPECT_EQ(test, collect.result, c->result);
		KUNIT_EXPECT_EQ(test, collect.cookie, 1ULL);
		NTMS_KIT_REASON(test, ntms_kit_collect(s->session, &collect),
				NOT_READY);
	}
	leave_close(s);
	KUNIT_EXPECT_EQ(test, s->disk->owned, 0);
}

/* Others go on waiting, and have it. */
static void leave_test_others(struct kunit *test)
{
	const struct leave_case *c = test->param_value;
	struct leave_scene *s = leave_scene(test);

	leave_queue(test, s, 0, ktime_get_ns() + HOUR, 1);
	ntms_kit_wait(test, &s->pool, 0, 2);
	c->leave(test, s);
	ntms_kit_expect_none(test);
	leave_enable(test, s, true);
	ntms_kit_expect(test, 2, NTMS_REASON_SUCCESS);
	KUNIT_EXPECT_EQ(test, s->disk->owned, 1);
	leave_close(s);
	KUNIT_EXPECT_EQ(test, s->disk->owned, 1);
}

/* ---- cancelling -------------------------------------------------------------------- */

static const struct cancel_case {
	const char *desc;
	struct ntms_cancel call;
	u32 reason;
	u32 cancelled;
} leave_cancels[] = {
	{ "by a cookie", { .cookie = 2 }, NTMS_REASON_SUCCESS, 1 },
	{ "by a cookie that another session has", { .cookie = 9 },
	  NTMS_REASON_OBJECT_NOT_FOUND },
	{ "by the cookie of one that has ended", { .cookie = 1 },
	  NTMS_REASON_OBJECT_NOT_FOUND },
	{ "by no cookie", { }, NTMS_REASON_OBJECT_NOT_FOUND },
	{ "all", { .flags = NTMS_CANCEL_ALL }, NTMS_REASON_SUCCESS, 2 },
	{ "nothing, but the session", { .flags = NTMS_CANCEL_CLOSE },
	  NTMS_REASON_SUCCESS, 0 },
	{ "all and the session",
	  { .flags = NTMS_CANCEL_ALL | NTMS_CANCEL_CLOSE },
	  NTMS_REASON_SUCCESS, 2 },
	{ "all, and a cookie", { .flags = NTMS_CANCEL_ALL, .cookie = 2 },
	  NTMS_REASON_INVALID_PARAMETER },
	{ "an unknown flag", { .flags = NTMS_CANCEL_CLOSE << 1 },
	  NTMS_REASON_INVALID_PARAMETER },
};

KUNIT_ARRAY_PARAM_DESC(leave_cancel, leave_cancels, desc);

static void leave_test_cancel(struct kunit *test)
{
	const struct cancel_case *c = test->param_value;
	struct leave_scene *s = leave_scene(test);
	const bool closed = !c->reason && c->call.flags & NTMS_CANCEL_CLOSE;
	struct ntms_cancel call = { .cookie = 1 };
	u32 i;

	leave_queue(test, s, 0, NTMS_DEADLINE_NEVER, 9);
	for (i = 1; i <= 3; i++)
		ntms_kit_wait(test, &s->pool, 0, i);
	NTMS_KIT_REASON(test, ntms_cancel(s->kit->session, &call), SUCCESS);
	call = c->call;
	KUNIT_EXPECT_EQ(test, ntms_cancel(s->kit->session, &call), c->reason);
	KUNIT_EXPECT_EQ(test, call.cancelled, c->cancelled);
	KUNIT_EXPECT_EQ(test, s->kit->cat.waiting, 3U - c->cancelled);
	ntms_kit_expect(test, 1, NTMS_REASON_CANCELLED);
	for (i = 0; i < c->cancelled; i++)
		ntms_kit_expect(test, i + 2, NTMS_REASON_CANCELLED);
	ntms_kit_expect_none(test);
	/* Into a session that was closed nobody comes any more. */
	KUNIT_EXPECT_EQ(test, ntms_kit_queue(s->kit->session, &ntms_kit_owner,
					     &s->pool, 0, NTMS_DEADLINE_NEVER,
					     4),
			closed ? NTMS_REASON_CANCELLED : NTMS_REASON_SUCCESS);
	NTMS_KIT_SOUND(test, &s->kit->cat);
	leave_close(s);
}

/* Those that ended are collected in the order in which they did. */
static void leave_test_collect(struct kunit *test)
{
	struct leave_scene *s = leave_scene(test);
	struct ntms_collect call = { .flags = 1 };
	struct ntms_told told = {};
	u64 i;

	for (i = 1; i <= 4; i++)
		ntms_kit_wait(test, &s->pool, 0, i);
	leave_enable(test, s, true);
	NTMS_KIT_REASON(test, ntms_cancel(s->kit->session,
					  &(struct ntms_cancel){ .cookie = 4 }),
			SUCCESS);
	NTMS_KIT_REASON(test, ntms_collect(s->kit->session, &call, &told),
			INVALID_PARAMETER);
	ntms_kit_expect(test, 1, NTMS_REASON_SUCCESS);
	ntms_kit_expect(test, 2, NTMS_REASON_SUCCESS);
	ntms_kit_expect(test, 4, NTMS_REASON_CANCELLED);
	ntms_kit_expect_none(test);
	KUNIT_EXPECT_EQ(test, s->kit->cat.waiting, 1U);
}

/* ---- the pool goes ------------------------------------------------------------------ */

static void leave_test_pool(struct kunit *test)
{
	struct leave_scene *s = leave_scene(test);
	struct ntms_pool_delete call = {};
	guid_t another;

	ntms_kit_pool(test, "another", MO, &another);
	ntms_kit_wait(test, &s->pool, 0, 1);
	ntms_kit_wait(test, &another, 0, 2);
	ntms_kit_wait(test, &s->pool, NTMS_ALLOCATE_NEW, 3);
	ntms_guid_out(&call.id, &s->pool);
	NTMS_KIT_REASON(test, ntms_pool_delete(s->kit->session,
					       &ntms_kit_other, &call),
			ACCESS_DENIED);
	ntms_kit_expect_none(test);
	NTMS_KIT_REASON(test, ntms_pool_delete(s->kit->session, &ntms_kit_root,
					       &call), SUCCESS);
	NTMS_KIT_SOUND(test, &s->kit->cat);
	ntms_kit_expect(test, 1, NTMS_REASON_INVALID_MEDIA_POOL);
	ntms_kit_expect(test, 3, NTMS_REASON_INVALID_MEDIA_POOL);
	ntms_kit_expect_none(test);
	leave_enable(test, s, true);
	ntms_kit_expect(test, 2, NTMS_REASON_SUCCESS);
}

/* One that has media cannot go, and those who wait there go on. */
static void leave_test_pool_stays(struct kunit *test)
{
	struct leave_scene *s = leave_scene(test);
	struct ntms_pool_delete call = {};

	NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
					    &s->disk->obj.id, &s->pool),
			SUCCESS);
	ntms_kit_wait(test, &s->pool, 0, 1);
	ntms_guid_out(&call.id, &s->pool);
	NTMS_KIT_REASON(test, ntms_pool_delete(s->kit->session, &ntms_kit_root,
					       &call), NOT_EMPTY);
	ntms_kit_expect_none(test);
	leave_enable(test, s, true);
	ntms_kit_expect(test, 1, NTMS_REASON_SUCCESS);
}

/* ---- deadlines --------------------------------------------------------------------- */

static u64 leave_alarmed;
static u32 leave_alarms;

static void leave_alarm(u64 when)
{
	leave_alarmed = when;
	leave_alarms++;
}

static void leave_test_deadlines(struct kunit *test)
{
	struct leave_scene *s = leave_scene(test);
	struct ntms_catalog *cat = &s->kit->cat;
	const u64 now = ktime_get_ns();

	leave_alarms = 0;
	cat->alarm = leave_alarm;
	leave_queue(test, s, 0, NTMS_DEADLINE_NEVER, 1);
	KUNIT_EXPECT_EQ(test, leave_alarms, 0U);
	leave_queue(test, s, 0, now + 2 * HOUR, 2);
	KUNIT_EXPECT_EQ(test, leave_alarms, 1U);
	KUNIT_EXPECT_EQ(test, leave_alarmed, now + 2 * HOUR);
	leave_queue(test, s, NTMS_ALLOCATE_NEW, now + 3 * HOUR, 3);
	KUNIT_EXPECT_EQ(test, leave_alarms, 1U);
	leave_queue(test, s, 0, now + HOUR, 4);
	KUNIT_EXPECT_EQ(test, leave_alarms, 2U);
	KUNIT_EXPECT_EQ(test, leave_alarmed, now + HOUR);
	/* Nothing is due yet. */
	KUNIT_EXPECT_EQ(test, ntms_tick(cat), now + HOUR);
	KUNIT_EXPECT_EQ(test, cat->waiting, 4U);
	ntms_catalog_lock(cat);
	KUNIT_EXPECT_EQ(test, ntms_waiters_expire(cat, now + HOUR - 1),
			now + HOUR);
	KUNIT_EXPECT_EQ(test, ntms_waiters_expire(cat, now + HOUR),
			now + 2 * HOUR);
	KUNIT_EXPECT_EQ(test, cat->waiting, 3U);
	KUNIT_EXPECT_EQ(test, ntms_waiters_expire(cat, now + 9 * HOUR),
			NTMS_DEADLINE_NEVER);
	ntms_catalog_unlock(cat);
	KUNIT_EXPECT_EQ(test, cat->waiting, 1U);
	NTMS_KIT_SOUND(test, cat);
	KUNIT_EXPECT_EQ(test, ntms_tick(cat), NTMS_DEADLINE_NEVER);
	leave_close(s);
	cat->alarm = NULL;
}

/* What is over when it comes does not begin. */
static void leave_test_over(struct kunit *test)
{
	struct leave_scene *s = leave_scene(test);
	struct ntms_allocate call = {
		.flags = NTMS_ALLOCATE_F_QUEUE | NTMS_ALLOCATE_F_NOWAIT,
		.deadline = NTMS_DEADLINE_NEVER,
	};
	u64 before = ntms_kit_digest(&s->kit->cat);
	guid_t side;

	NTMS_KIT_REASON(test, ntms_kit_queue(s->kit->session, &ntms_kit_owner,
					     &s->pool, 0, ktime_get_ns() - 1,
					     1), TIMEOUT);
	ntms_guid_out(&call.pool, &s->pool);
	NTMS_KIT_REASON(test, ntms_kit_call(s->kit->session, &ntms_kit_owner,
					    &call), TIMEOUT);
	/* Nor does what no operator can bring. */
	call.flags = NTMS_ALLOCATE_F_QUEUE;
	call.options = NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE;
	NTMS_KIT_REASON(test, ntms_kit_call(s->kit->session, &ntms_kit_owner,
					    &call), MEDIA_UNAVAILABLE);
	call.options = 0;
	ntms_side_id(&side, s->disk, &s->disk->sides[0]);
	ntms_guid_out(&call.side, &side);
	NTMS_KIT_REASON(test, ntms_kit_call(s->kit->session, &ntms_kit_owner,
					    &call), RESOURCE_DISABLED);
	NTMS_KIT_REASON(test, ntms_kit_queue(s->kit->session, &ntms_kit_owner,
					     &s->pool, 0, 0, 1), TIMEOUT);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
	ntms_kit_expect_none(test);
}

/* ---- what nobody was told of ---------------------------------------------------------- */

static const struct undo_case {
	const char *desc;
	u32 options;
	/* in the pool already, not in free */
	bool own;
	/* another side of it is owned already */
	bool opened;
} leave_undoes[] = {
	{ "from free", 0 },
	{ "a whole one from free", NTMS_ALLOCATE_NEW },
	{ "of the pool's own", 0, true },
	{ "a whole one of the pool's own", NTMS_ALLOCATE_NEW, true },
	{ "of one in use", 0, true, true },
};

KUNIT_ARRAY_PARAM_DESC(leave_undo, leave_undoes, desc);

/* What a session did not collect was never allocated. */
static void leave_test_undo(struct kunit *test)
{
	const struct undo_case *c = test->param_value;
	struct leave_scene *s = leave_scene(test);
	struct ntms_catalog *cat = &s->kit->cat;
	guid_t lmid;
	u64 before;

	if (c->own)
		NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
						    &s->disk->obj.id, &s->pool),
				SUCCESS);
	leave_enable(test, s, true);
	if (c->opened)
		NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
							&s->pool, NULL, 0,
							&lmid), SUCCESS);
	before = ntms_kit_digest_state(cat);
	leave_enable(test, s, false);
	leave_queue(test, s, c->options, NTMS_DEADLINE_NEVER, 1);
	leave_enable(test, s, true);
	KUNIT_EXPECT_EQ(test, s->disk->owned, 1 + c->opened);
	KUNIT_EXPECT_NE(test, ntms_kit_digest_state(cat), before);
	leave_close(s);
	NTMS_KIT_SOUND(test, cat);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest_state(cat), before);
}

#define LEAVE_MANY	(2 * NTMS_ROUND + 1)

static void leave_queue_many(struct kunit *test, struct leave_scene *s,
			     u64 deadline)
{
	u64 i;

	for (i = 0; i < LEAVE_MANY; i++)
		leave_queue(test, s, 0, deadline, i);
}

/* Not all at once: whoever does it is told to come back. */
static void leave_test_expire_many(struct kunit *test)
{
	struct leave_scene *s = leave_scene(test);
	struct ntms_catalog *cat = &s->kit->cat;
	const u64 when = ktime_get_ns() + HOUR;
	struct ntms_collect call;
	u64 i;

	leave_queue_many(test, s, when);
	ntms_catalog_lock(cat);
	KUNIT_EXPECT_EQ(test, ntms_waiters_expire(cat, when), when);
	KUNIT_EXPECT_EQ(test, cat->waiting, LEAVE_MANY - NTMS_ROUND);
	KUNIT_EXPECT_EQ(test, ntms_waiters_expire(cat, when), when);
	KUNIT_EXPECT_EQ(test, ntms_waiters_expire(cat, when),
			NTMS_DEADLINE_NEVER);
	KUNIT_EXPECT_EQ(test, cat->waiting, 0U);
	ntms_catalog_unlock(cat);
	for (i = 0; i < LEAVE_MANY; i++) {
		NTMS_KIT_REASON(test, ntms_kit_collect(s->session, &call),
				SUCCESS);
		NTMS_KIT_REASON(test, call.result, TIMEOUT);
	}
	NTMS_KIT_SOUND(test, cat);
	leave_close(s);
}

static void leave_test_dismiss_many(struct kunit *test)
{
	struct leave_scene *s = leave_scene(test);
	struct ntms_catalog *cat = &s->kit->cat;
	u64 last;

	leave_queue_many(test, s, NTMS_DEADLINE_NEVER);
	last = cat->ticket;
	/* It came later, and is not meant. */
	leave_queue(test, s, 0, NTMS_DEADLINE_NEVER, LEAVE_MANY);
	ntms_catalog_lock(cat);
	KUNIT_EXPECT_EQ(test, ntms_waiters_dismiss(cat, &s->session->waitlist,
						   last), NTMS_ROUND);
	KUNIT_EXPECT_EQ(test, ntms_waiters_dismiss(cat, &s->session->waitlist,
						   last), NTMS_ROUND);
	KUNIT_EXPECT_EQ(test, ntms_waiters_dismiss(cat, &s->session->waitlist,
						   last), 1U);
	KUNIT_EXPECT_EQ(test, ntms_waiters_dismiss(cat, &s->session->waitlist,
						   last), 0U);
	KUNIT_EXPECT_EQ(test, cat->waiting, 1U);
	ntms_catalog_unlock(cat);
	NTMS_KIT_SOUND(test, cat);
	leave_close(s);
}

static void leave_test_cancel_many(struct kunit *test)
{
	struct leave_scene *s = leave_scene(test);
	struct ntms_cancel all = { .flags = NTMS_CANCEL_ALL };

	leave_queue_many(test, s, NTMS_DEADLINE_NEVER);
	NTMS_KIT_REASON(test, ntms_cancel(s->session, &all), SUCCESS);
	KUNIT_EXPECT_EQ(test, all.cancelled, LEAVE_MANY);
	KUNIT_EXPECT_EQ(test, ntms_kit_requests(test), 0U);
	/* What is not collected goes with the session, as does what waits. */
	leave_queue_many(test, s, NTMS_DEADLINE_NEVER);
	leave_close(s);
	KUNIT_EXPECT_EQ(test, s->kit->cat.waiting, 0U);
	KUNIT_EXPECT_EQ(test, ntms_kit_requests(test), 0U);
	KUNIT_EXPECT_TRUE(test, RB_EMPTY_ROOT(&s->kit->cat.users));
	NTMS_KIT_SOUND(test, &s->kit->cat);
}

/**
 * struct leave_call - an allocation in a session that could not be told of it
 * @call: the command
 * @told: what it gave
 */
struct leave_call {
	struct ntms_allocate call;
	struct ntms_told told;
};

static void leave_allocate(struct kunit *test, struct leave_scene *s,
			   struct leave_call *c)
{
	c->call.flags = NTMS_ALLOCATE_F_NOWAIT;
	ntms_guid_out(&c->call.pool, &s->pool);
	NTMS_KIT_REASON(test, ntms_allocate(s->kit->session, &ntms_kit_root,
					    &c->call, &c->told), SUCCESS);
}

static const struct order_case {
	const char *desc;
	/* It comes from free. */
	bool draws;
	u32 options;
} leave_orders[] = {
	{ "a side", false, 0 },
	{ "a whole cartridge", false, NTMS_ALLOCATE_NEW },
	{ "a side from free", true, 0 },
	{ "a whole cartridge from free", true, NTMS_ALLOCATE_NEW },
};

KUNIT_ARRAY_PARAM_DESC(leave_order, leave_orders, desc);

/* What would have been allocated next is so again, and so is all after it. */
static void leave_test_undo_order(struct kunit *test)
{
	const struct order_case *c = test->param_value;
	struct leave_scene *s = leave_scene(test);
	struct leave_call first = { .call.options = c->options };
	struct leave_call again = first;
	struct ntms_catalog *cat = &s->kit->cat;
	struct ntms_medium *another;
	u64 since[2], before;

	leave_enable(test, s, true);
	if (!c->draws)
		NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
						    &s->disk->obj.id, &s->pool),
				SUCCESS);
	another = ntms_kit_bring(test, s->robot, 1, "B");
	if (!c->draws)
		NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
						    &another->obj.id, &s->pool),
				SUCCESS);
	since[0] = s->disk->sides[0].since;
	since[1] = s->disk->sides[1].since;
	before = ntms_kit_digest_state(cat);
	leave_allocate(test, s, &first);
	KUNIT_EXPECT_EQ(test, s->disk->owned, 1);
	ntms_allocate_undo(s->kit->session, &first.told.grant);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest_state(cat), before);
	KUNIT_EXPECT_EQ(test, s->disk->sides[0].since, since[0]);
	KUNIT_EXPECT_EQ(test, s->disk->sides[1].since, since[1]);
	leave_allocate(test, s, &again);
	KUNIT_EXPECT_EQ(test, s->disk->owned, 1);
	NTMS_KIT_SOUND(test, cat);
}

/* A side that was imported by name is in Import again, and in its pool. */
static void leave_test_undo_import(struct kunit *test)
{
	struct leave_scene *s = leave_scene(test);
	struct leave_call c = { .call.options = NTMS_ALLOCATE_NEW };
	struct ntms_medium *disk;
	guid_t side;
	u64 before;

	ntms_kit_arrivals(test, s->robot, MO, NTMS_POOL_IMPORT);
	disk = ntms_kit_bring(test, s->robot, 1, "I");
	before = ntms_kit_digest_state(&s->kit->cat);
	ntms_side_id(&side, disk, &disk->sides[1]);
	ntms_guid_out(&c.call.side, &side);
	leave_allocate(test, s, &c);
	KUNIT_EXPECT_EQ(test, disk->sides[1].state, NTMS_SIDE_ALLOCATED);
	KUNIT_EXPECT_EQ(test, disk->pool->type, NTMS_POOL_APPLICATION);
	ntms_allocate_undo(s->kit->session, &c.told.grant);
	KUNIT_EXPECT_EQ(test, disk->sides[1].state, NTMS_SIDE_IMPORT);
	KUNIT_EXPECT_EQ(test, disk->pool->type, NTMS_POOL_IMPORT);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest_state(&s->kit->cat), before);
	/* Once is enough. */
	ntms_allocate_undo(s->kit->session, &c.told.grant);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest_state(&s->kit->cat), before);
}

/* Meanwhile the other side was imported and given back: it is no Import. */
static void leave_test_undo_import_used(struct kunit *test)
{
	struct leave_scene *s = leave_scene(test);
	struct ntms_medium *disk;
	struct leave_call c = {};
	guid_t side, lmid;

	ntms_kit_arrivals(test, s->robot, MO, NTMS_POOL_IMPORT);
	disk = ntms_kit_bring(test, s->robot, 1, "I");
	ntms_side_id(&side, disk, &disk->sides[0]);
	ntms_guid_out(&c.call.side, &side);
	leave_allocate(test, s, &c);
	ntms_side_id(&side, disk, &disk->sides[1]);
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->pool, &side, 0, &lmid),
			SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &lmid), SUCCESS);
	ntms_allocate_undo(s->kit->session, &c.told.grant);
	KUNIT_EXPECT_EQ(test, disk->owned, 0);
	KUNIT_EXPECT_EQ(test, disk->sides[0].state, NTMS_SIDE_IMPORT);
	KUNIT_EXPECT_EQ(test, disk->pool->type, NTMS_POOL_APPLICATION);
	NTMS_KIT_SOUND(test, &s->kit->cat);
}

/* Somebody else has the other side by now: the disk stays his pool's. */
static void leave_test_undo_shared(struct kunit *test)
{
	struct leave_scene *s = leave_scene(test);
	struct leave_call c = {};
	guid_t lmid;

	leave_enable(test, s, true);
	leave_allocate(test, s, &c);
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->pool, NULL, 0, &lmid),
			SUCCESS);
	ntms_allocate_undo(s->kit->session, &c.told.grant);
	KUNIT_EXPECT_EQ(test, s->disk->owned, 1);
	KUNIT_EXPECT_TRUE(test, guid_equal(&s->disk->pool->obj.id, &s->pool));
	KUNIT_EXPECT_EQ(test, s->disk->sides[0].state, NTMS_SIDE_AVAILABLE);
	KUNIT_EXPECT_EQ(test, s->disk->sides[0].allocate_count, 0U);
	NTMS_KIT_SOUND(test, &s->kit->cat);
}

/* The other side was had with NEXT: what is undone is reserved for it. */
static void leave_test_undo_new_next(struct kunit *test)
{
	struct leave_scene *s = leave_scene(test);
	struct leave_call first = { .call.options = NTMS_ALLOCATE_NEW };
	guid_t next;

	leave_enable(test, s, true);
	leave_allocate(test, s, &first);
	next = first.told.grant.id;
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->pool, NULL,
						NTMS_ALLOCATE_NEXT, &next),
			SUCCESS);
	ntms_allocate_undo(s->kit->session, &first.told.grant);
	KUNIT_EXPECT_EQ(test, s->disk->owned, 1);
	KUNIT_EXPECT_EQ(test, s->disk->sides[0].state, NTMS_SIDE_RESERVED);
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &next), SUCCESS);
	KUNIT_EXPECT_EQ(test, s->disk->sides[0].state, NTMS_SIDE_AVAILABLE);
	NTMS_KIT_SOUND(test, &s->kit->cat);
}

/* What NEXT gave is undone after the first side was given back. */
static void leave_test_undo_next(struct kunit *test)
{
	struct leave_scene *s = leave_scene(test);
	struct leave_call next = { .call.options = NTMS_ALLOCATE_NEXT };
	guid_t first;

	leave_enable(test, s, true);
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->pool, NULL,
						NTMS_ALLOCATE_NEW, &first),
			SUCCESS);
	ntms_guid_out(&next.call.medium, &first);
	leave_allocate(test, s, &next);
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &first), SUCCESS);
	KUNIT_EXPECT_EQ(test, s->disk->sides[0].state, NTMS_SIDE_RESERVED);
	ntms_allocate_undo(s->kit->session, &next.told.grant);
	KUNIT_EXPECT_EQ(test, s->disk->owned, 0);
	KUNIT_EXPECT_EQ(test, s->disk->sides[0].state, NTMS_SIDE_AVAILABLE);
	KUNIT_EXPECT_EQ(test, s->disk->sides[1].state, NTMS_SIDE_AVAILABLE);
	NTMS_KIT_SOUND(test, &s->kit->cat);
}

/* An administrator has put the disk elsewhere meanwhile: there it stays. */
static void leave_test_undo_moved(struct kunit *test)
{
	struct leave_scene *s = leave_scene(test);
	struct leave_call c = {};
	guid_t another;

	ntms_kit_pool(test, "another", MO, &another);
	leave_enable(test, s, true);
	leave_allocate(test, s, &c);
	NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
					    &s->disk->obj.id, &another),
			SUCCESS);
	ntms_allocate_undo(s->kit->session, &c.told.grant);
	KUNIT_EXPECT_EQ(test, s->disk->owned, 0);
	KUNIT_EXPECT_TRUE(test, guid_equal(&s->disk->pool->obj.id, &another));
	NTMS_KIT_SOUND(test, &s->kit->cat);
}

static struct kunit_case leave_cases[] = {
	KUNIT_CASE_PARAM(leave_test_way, leave_way_gen_params),
	KUNIT_CASE_PARAM(leave_test_others, leave_way_gen_params),
	KUNIT_CASE_PARAM(leave_test_cancel, leave_cancel_gen_params),
	KUNIT_CASE(leave_test_collect),
	KUNIT_CASE(leave_test_pool),
	KUNIT_CASE(leave_test_pool_stays),
	KUNIT_CASE(leave_test_deadlines),
	KUNIT_CASE(leave_test_over),
	KUNIT_CASE(leave_test_expire_many),
	KUNIT_CASE(leave_test_dismiss_many),
	KUNIT_CASE(leave_test_cancel_many),
	KUNIT_CASE_PARAM(leave_test_undo, leave_undo_gen_params),
	KUNIT_CASE_PARAM(leave_test_undo_order, leave_order_gen_params),
	KUNIT_CASE(leave_test_undo_import),
	KUNIT_CASE(leave_test_undo_import_used),
	KUNIT_CASE(leave_test_undo_shared),
	KUNIT_CASE(leave_test_undo_new_next),
	KUNIT_CASE(leave_test_undo_next),
	KUNIT_CASE(leave_test_undo_moved),
	{ }
};

static struct kunit_suite leave_suite = {
	.name = "ntms_leave",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = leave_cases,
};

kunit_test_suite(leave_suite);
