// SPDX-License-Identifier: GPL-2.0
/*
 * Waiting in a call: for an inventory, for media, for an operator. What happens
 * meanwhile is what the test says, so that each way in which a wait can end is
 * tried without a second thread.
 */
#include <linux/ktime.h>
#include <linux/sched/signal.h>

#include "../../module/tests/kit.h"

static struct ntms_kit *wait_kit;
static struct ntms_kit_robot *wait_robot;

/* The robot was kicked, and looks. */
static void wait_succeeds(void)
{
	ntms_kit_inventory(&wait_kit->cat, wait_robot);
}

static void wait_ends(int error, u32 sense)
{
	ntms_inventory_begin(&wait_kit->cat, &wait_robot->id);
	ntms_inventory_end(&wait_kit->cat, &wait_robot->id, error, sense);
}

static void wait_fails(void)
{
	wait_ends(-EIO, 0x044000);
}

static void wait_not_ready(void)
{
	wait_ends(-EAGAIN, 0x020403);
}

static void wait_no_sense(void)
{
	wait_ends(-ENOMEM, 0);
}

/* Somebody asked for another one, which is under way when the waiter looks. */
static void wait_fails_and_goes_on(void)
{
	struct ntms_inventory call = {};

	ntms_inventory_begin(&wait_kit->cat, &wait_robot->id);
	ntms_guid_out(&call.library, &wait_robot->id);
	ntms_inventory(wait_kit->session, &ntms_kit_root, &call);
	ntms_inventory_end(&wait_kit->cat, &wait_robot->id, -EIO, 0x044000);
	ntms_inventory_begin(&wait_kit->cat, &wait_robot->id);
}

/* It fails, and before the waiter looks the library is gone. */
static void wait_fails_and_goes(void)
{
	wait_fails();
	ntms_library_absent(&wait_kit->cat, &wait_robot->id);
}

static void wait_gone(void)
{
	ntms_library_absent(&wait_kit->cat, &wait_robot->id);
}

static void wait_signal(void)
{
	shim_signal = true;
	/* Woken for another reason */
	wake_up_all(&wait_kit->cat.inventories);
}

/* The one that was under way when ours was asked for ends first. */
static u32 wait_looks;

static void wait_second(void)
{
	if (wait_looks++)
		ntms_inventory_begin(&wait_kit->cat, &wait_robot->id);
	ntms_inventory_end(&wait_kit->cat, &wait_robot->id, 0, 0);
}

static const struct wait_case {
	const char *desc;
	void (*meanwhile)(void);
	u32 reason;
	bool running;
	u32 looks;
} wait_cases[] = {
	{ "it succeeds", wait_succeeds, NTMS_REASON_SUCCESS },
	{ "it fails", wait_fails, NTMS_REASON_DEVICE_NOT_AVAILABLE },
	{ "it fails without sense", wait_no_sense,
	  NTMS_REASON_DEVICE_NOT_AVAILABLE },
	{ "the library is not ready", wait_not_ready, NTMS_REASON_NOT_READY },
	{ "it fails, and the next one runs", wait_fails_and_goes_on,
	  NTMS_REASON_DEVICE_NOT_AVAILABLE },
	{ "it fails, and the library is gone", wait_fails_and_goes,
	  NTMS_REASON_DEVICE_NOT_AVAILABLE },
	{ "the library is gone", wait_gone, NTMS_REASON_LIBRARY_OFFLINE },
	{ "a signal comes", wait_signal, NTMS_INTERRUPTED },
	{ "nothing happens", NULL, NTMS_REASON_TIMEOUT },
	{ "one was running already", wait_second, NTMS_REASON_SUCCESS, true,
	  2 },
};

KUNIT_ARRAY_PARAM_DESC(wait_inventory, wait_cases, desc);

static void wait_test_inventory(struct kunit *test)
{
	const struct wait_case *c = test->param_value;
	struct ntms_inventory call = {
		.flags = NTMS_INVENTORY_WAIT,
		.deadline = ktime_get_ns() + 1000000000,
	};
	u32 kicks;

	wait_kit = test->priv;
	wait_robot = ntms_kit_robot(test, "r", 4, 0, 1);
	wait_looks = 0;
	ntms_kit_inventory(&wait_kit->cat, wait_robot);
	if (c->running) {
		ntms_guid_out(&call.library, &wait_robot->id);
		call.flags = 0;
		NTMS_KIT_REASON(test, ntms_inventory(wait_kit->session,
						     &ntms_kit_root, &call),
				SUCCESS);
		call.flags = NTMS_INVENTORY_WAIT;
		ntms_inventory_begin(&wait_kit->cat, &wait_robot->id);
	}
	kicks = wait_robot->kicks;
	ntms_guid_out(&call.library, &wait_robot->id);
	shim_meanwhile = c->meanwhile;
	KUNIT_EXPECT_EQ(test, ntms_inventory(wait_kit->session, &ntms_kit_root,
					     &call), c->reason);
	shim_meanwhile = NULL;
	shim_signal = false;
	KUNIT_EXPECT_GE(test, wait_robot->kicks, kicks + 1);
	KUNIT_EXPECT_EQ(test, wait_looks, c->looks);
	KUNIT_EXPECT_EQ(test, wait_kit->cat.inventories.waiters, 0U);
}

/* It has begun, and a signal comes. */
static void wait_begins_signalled(void)
{
	ntms_inventory_begin(&wait_kit->cat, &wait_robot->id);
	wait_signal();
}

static void wait_is_done(void)
{
	ntms_inventory_end(&wait_kit->cat, &wait_robot->id, 0, 0);
}

static ntms_reason_t wait_read(struct ntms_inventory *call, u32 tid,
			       void (*meanwhile)(void))
{
	const struct ntms_cred cred = { .admin = true, .tid = tid };
	ntms_reason_t reason;

	shim_meanwhile = meanwhile;
	reason = ntms_inventory(wait_kit->session, &cred, call);
	shim_meanwhile = NULL;
	shim_signal = false;
	return reason;
}

/* However many signals come while a library is read, it is read once. */
static void wait_test_inventory_again(struct kunit *test)
{
	struct ntms_inventory call = {
		.flags = NTMS_INVENTORY_WAIT,
		.deadline = NTMS_DEADLINE_NEVER,
	};
	u32 kicks, i;

	wait_kit = test->priv;
	wait_robot = ntms_kit_robot(test, "r", 4, 0, 1);
	ntms_kit_inventory(&wait_kit->cat, wait_robot);
	ntms_guid_out(&call.library, &wait_robot->id);
	kicks = wait_robot->kicks;
	KUNIT_EXPECT_EQ(test, wait_read(&call, 1, wait_begins_signalled),
			NTMS_INTERRUPTED);
	for (i = 0; i < 10; i++)
		KUNIT_EXPECT_EQ(test, wait_read(&call, 1, wait_signal),
				NTMS_INTERRUPTED);
	KUNIT_EXPECT_EQ(test, wait_robot->kicks, kicks + 1);
	NTMS_KIT_REASON(test, wait_read(&call, 1, wait_is_done), SUCCESS);
	KUNIT_EXPECT_EQ(test, wait_robot->kicks, kicks + 1);
	/* What it asks for from now on is a new one, and so is what others do. */
	KUNIT_EXPECT_EQ(test, wait_read(&call, 1, wait_begins_signalled),
			NTMS_INTERRUPTED);
	KUNIT_EXPECT_EQ(test, wait_robot->kicks, kicks + 2);
	KUNIT_EXPECT_EQ(test, wait_read(&call, 2, wait_signal),
			NTMS_INTERRUPTED);
	KUNIT_EXPECT_EQ(test, wait_robot->kicks, kicks + 3);
	/* And so does the first one, if it comes back after the end of its own. */
	wait_is_done();
	KUNIT_EXPECT_EQ(test, wait_read(&call, 1, wait_signal),
			NTMS_INTERRUPTED);
	KUNIT_EXPECT_EQ(test, wait_robot->kicks, kicks + 4);
}

/* ---- for media ---------------------------------------------------------------- */

static struct ntms_medium *wait_disk;
static guid_t wait_pool;
static u32 wait_rounds;

/* A disk in free that is disabled, and a pool that draws from free */
static void wait_scene(struct kunit *test)
{
	const u8 code = NTMS_MEDIA_CODE_MO_5_RW;

	wait_kit = test->priv;
	wait_rounds = 0;
	wait_robot = ntms_kit_robot(test, "r", 4, 0, 1);
	ntms_kit_arrivals(test, wait_robot, code, NTMS_POOL_FREE);
	ntms_kit_pool(test, "pool", code, &wait_pool);
	wait_disk = ntms_kit_bring(test, wait_robot, 0, "A");
	ntms_kit_set_enabled(wait_kit, &wait_disk->obj.id, false);
}

static void wait_arrives(void)
{
	ntms_kit_set_enabled(wait_kit, &wait_disk->obj.id, true);
}

/* The one request there is */
static guid_t wait_request(void)
{
	struct ntms_catalog *cat = &wait_kit->cat;
	struct ntms_obj *obj;
	guid_t id;

	ntms_catalog_lock(cat);
	obj = ntms_order_next(cat, NTMS_TYPE_OPERATOR_REQUEST, 0);
	id = obj ? obj->id : guid_null;
	ntms_catalog_unlock(cat);
	return id;
}

static void wait_says(u32 state, const char *text)
{
	guid_t id = wait_request();

	ntms_kit_answer(wait_kit, &ntms_kit_root, &id, state, text);
}

static void wait_refused(void)
{
	wait_says(NTMS_REQUEST_REFUSED, "There are no more disks.");
}

static void wait_refused_silently(void)
{
	wait_says(NTMS_REQUEST_REFUSED, NULL);
}

/* The operator is at it, says twice too early that he is done, and then is. */
static void wait_satisfied(void)
{
	guid_t id, last = guid_null;

	for (wait_rounds = 0; wait_rounds < 2; wait_rounds++) {
		id = wait_request();
		if (guid_equal(&id, &last))
			return;
		wait_says(NTMS_REQUEST_IN_PROGRESS, NULL);
		wait_says(NTMS_REQUEST_COMPLETE, "There it is.");
		last = id;
	}
	wait_arrives();
}

static void wait_signalled(void)
{
	shim_signal = true;
}

/* Nobody sleeps on through a signal, but the medium was first. */
static void wait_arrives_signalled(void)
{
	wait_arrives();
	shim_signal = true;
}

static void wait_arrives_killed(void)
{
	wait_arrives();
	shim_fatal = true;
}

static void wait_killed(void)
{
	shim_fatal = true;
}

/* Whoever sleeps is woken by it. */
static void wait_signalled_request(void)
{
	shim_signal = true;
	wake_up_all(&wait_kit->cat.requests);
}

static void wait_expires(void)
{
	struct ntms_catalog *cat = &wait_kit->cat;

	ntms_catalog_lock(cat);
	ntms_waiters_expire(cat, NTMS_DEADLINE_NEVER - 1);
	ntms_catalog_unlock(cat);
}

static void wait_closed(void)
{
	struct ntms_cancel call = {
		.flags = NTMS_CANCEL_ALL | NTMS_CANCEL_CLOSE,
	};

	ntms_cancel(wait_kit->session, &call);
}

static void wait_cancelled(void)
{
	struct ntms_cancel call = { .flags = NTMS_CANCEL_ALL };

	ntms_cancel(wait_kit->session, &call);
}

/* What waits in a call has no cookie, and so not this one. */
static void wait_cancelled_none(void)
{
	struct ntms_cancel call = {};

	ntms_cancel(wait_kit->session, &call);
}

static void wait_pool_gone(void)
{
	struct ntms_pool_delete call = {};

	ntms_guid_out(&call.id, &wait_pool);
	ntms_pool_delete(wait_kit->session, &ntms_kit_root, &call);
}

static const struct media_case {
	const char *desc;
	void (*meanwhile)(void);
	u32 reason;
	const char *text;
	/* It is there afterwards, but nobody's. */
	bool undone;
} wait_media[] = {
	{ "it arrives", wait_arrives, NTMS_REASON_SUCCESS },
	{ "it is refused", wait_refused, NTMS_REASON_CANCELLED,
	  "There are no more disks." },
	{ "it is refused without a word", wait_refused_silently,
	  NTMS_REASON_CANCELLED },
	{ "nothing happens", NULL, NTMS_REASON_TIMEOUT },
	{ "a signal comes", wait_signalled, NTMS_INTERRUPTED },
	{ "it arrives, and then a signal", wait_arrives_signalled,
	  NTMS_REASON_SUCCESS },
	{ "it is killed", wait_killed, NTMS_INTERRUPTED },
	{ "it arrives, and is killed", wait_arrives_killed, NTMS_INTERRUPTED,
	  NULL, true },
	{ "all is cancelled", wait_cancelled, NTMS_REASON_CANCELLED },
	{ "one without a cookie is cancelled", wait_cancelled_none,
	  NTMS_REASON_TIMEOUT },
	{ "the session is closed", wait_closed, NTMS_REASON_CANCELLED },
	{ "the pool is deleted", wait_pool_gone,
	  NTMS_REASON_INVALID_MEDIA_POOL },
};

KUNIT_ARRAY_PARAM_DESC(wait_medium, wait_media, desc);

static void wait_allocate(struct ntms_allocate *call, struct ntms_told *told,
			  u32 *reason)
{
	call->deadline = ktime_get_ns() + 3600 * NSEC_PER_SEC;
	ntms_guid_out(&call->pool, &wait_pool);
	*reason = ntms_allocate(wait_kit->session, &ntms_kit_owner, call, told);
	shim_meanwhile = NULL;
	shim_signal = false;
	shim_fatal = false;
}

static void wait_test_medium(struct kunit *test)
{
	const struct media_case *c = test->param_value;
	struct ntms_allocate call = { };
	struct ntms_told told = { };
	u64 before, gone;
	u32 reason;

	wait_scene(test);
	before = ntms_kit_digest_state(&wait_kit->cat);
	wait_arrives();
	gone = ntms_kit_digest_state(&wait_kit->cat);
	ntms_kit_set_enabled(wait_kit, &wait_disk->obj.id, false);
	shim_meanwhile = c->meanwhile;
	wait_allocate(&call, &told, &reason);
	KUNIT_EXPECT_EQ(test, reason, c->reason);
	KUNIT_EXPECT_EQ(test, !!told.text, !!c->text);
	if (told.text && c->text)
		KUNIT_EXPECT_STREQ(test, told.text, c->text);
	kfree(told.text);
	KUNIT_EXPECT_EQ(test, wait_disk->owned, !reason);
	KUNIT_EXPECT_EQ(test, ntms_guid_none(&call.medium), !!reason);
	KUNIT_EXPECT_EQ(test, call.queued, 0U);
	KUNIT_EXPECT_EQ(test, ntms_kit_requests(test), 0U);
	KUNIT_EXPECT_EQ(test, wait_kit->cat.waiting, 0U);
	NTMS_KIT_SOUND(test, &wait_kit->cat);
	if (reason && c->reason != NTMS_REASON_INVALID_MEDIA_POOL)
		KUNIT_EXPECT_EQ(test, ntms_kit_digest_state(&wait_kit->cat),
				c->undone ? gone : before);
}

static void wait_test_satisfied(struct kunit *test)
{
	struct ntms_allocate call = { .options = NTMS_ALLOCATE_NEW };
	struct ntms_told told = {};
	u32 reason;

	wait_scene(test);
	shim_meanwhile = wait_satisfied;
	wait_allocate(&call, &told, &reason);
	NTMS_KIT_REASON(test, reason, SUCCESS);
	KUNIT_EXPECT_EQ(test, wait_rounds, 2U);
	KUNIT_EXPECT_EQ(test, wait_disk->owned, 1);
	KUNIT_EXPECT_EQ(test, ntms_kit_requests(test), 0U);
}

/* Jiffies that lag end a sleep before its time, but not the wait. */
static void wait_test_lag(struct kunit *test)
{
	struct ntms_allocate call = { };
	struct ntms_told told = { };
	u32 reason;

	wait_scene(test);
	shim_lag = true;
	wait_allocate(&call, &told, &reason);
	shim_lag = false;
	NTMS_KIT_REASON(test, reason, TIMEOUT);
	KUNIT_EXPECT_GE(test, ktime_get_ns(), call.deadline);
}

/* ---- after a signal ------------------------------------------------------------- */

static struct ntms_session *wait_other;

/* Somebody else comes, and then the signal. */
static void wait_behind_signalled(void)
{
	if (list_empty(&wait_other->waitlist.waiting))
		ntms_kit_queue(wait_other, &ntms_kit_root, &wait_pool,
			       NTMS_ALLOCATE_NEW, NTMS_DEADLINE_NEVER, 1);
	shim_signal = true;
}

static ntms_reason_t wait_call(struct ntms_allocate *call, u32 tid,
			       void (*meanwhile)(void))
{
	const struct ntms_cred cred = { .admin = true, .tid = tid };
	ntms_reason_t reason;

	shim_meanwhile = meanwhile;
	reason = ntms_kit_call(wait_kit->session, &cred, call);
	shim_meanwhile = NULL;
	shim_signal = false;
	return reason;
}

static void again_later(struct ntms_allocate *call, u32 *tid)
{
	call->deadline++;
}

static void again_any(struct ntms_allocate *call, u32 *tid)
{
	call->options = 0;
}

static void again_thread(struct ntms_allocate *call, u32 *tid)
{
	*tid = 2;
}

static void again_pool(struct ntms_allocate *call, u32 *tid)
{
	struct ntms_pool_create create = {
		.name = "another",
		.action = NTMS_CREATE_NEW,
		.allocation_policy = NTMS_POOL_FROMSCRATCH,
	};

	ntms_guid_out(&create.media_type, &wait_disk->media_type->obj.id);
	ntms_pool_create(wait_kit->session, &ntms_kit_root, &create);
	call->pool = create.id;
}

/* The thread has gone on to something else. */
static void again_after_another(struct ntms_allocate *call, u32 *tid)
{
	struct ntms_allocate another = *call;

	another.flags = NTMS_ALLOCATE_F_NOWAIT;
	wait_call(&another, *tid, NULL);
}

static void again_twice(struct ntms_allocate *call, u32 *tid)
{
	wait_call(call, *tid, wait_signalled);
}

static void again_after_threads(struct ntms_allocate *call, u32 threads)
{
	while (threads--)
		wait_call(call, 100 + threads, wait_signalled);
}

static void again_after_some(struct ntms_allocate *call, u32 *tid)
{
	again_after_threads(call, NTMS_PLACES - 1);
}

static void again_after_many(struct ntms_allocate *call, u32 *tid)
{
	again_after_threads(call, NTMS_PLACES);
}

static void again_cancelled(struct ntms_allocate *call, u32 *tid)
{
	wait_cancelled();
}

/* Others are, and it is not. */
static void again_cancelled_one(struct ntms_allocate *call, u32 *tid)
{
	wait_cancelled_none();
}

/* That is over for who asks for something else. */
static void again_cancelled_later(struct ntms_allocate *call, u32 *tid)
{
	wait_cancelled();
	call->deadline++;
}

static const struct again_case {
	const char *desc;
	void (*change)(struct ntms_allocate *call, u32 *tid);
	/* It stands behind who came meanwhile. */
	bool behind;
	/* It does not wait any more. */
	bool cancelled;
} wait_agains[] = {
	{ "the same", NULL },
	{ "all was cancelled", again_cancelled, false, true },
	{ "another one was cancelled", again_cancelled_one },
	{ "all was cancelled, another deadline", again_cancelled_later, true },
	{ "once more", again_twice },
	{ "another deadline", again_later, true },
	{ "other options", again_any, true },
	{ "another thread", again_thread, true },
	{ "another pool", again_pool, true },
	{ "after another call", again_after_another, true },
	{ "after those of some threads", again_after_some },
	{ "after those of many threads", again_after_many, true },
};

KUNIT_ARRAY_PARAM_DESC(wait_again, wait_agains, desc);

/* Who is interrupted and comes back has his place; whoever else comes has not. */
static void wait_test_again(struct kunit *test)
{
	const struct again_case *c = test->param_value;
	struct ntms_allocate call = { .options = NTMS_ALLOCATE_NEW };
	u32 tid = 1;

	wait_scene(test);
	wait_other = ntms_kit_session(test);
	call.deadline = ktime_get_ns() + 3600 * NSEC_PER_SEC;
	ntms_guid_out(&call.pool, &wait_pool);
	KUNIT_EXPECT_EQ(test, wait_call(&call, tid, wait_behind_signalled),
			NTMS_INTERRUPTED);
	KUNIT_EXPECT_EQ(test, wait_kit->cat.waiting, 1U);
	KUNIT_EXPECT_EQ(test, ntms_kit_requests(test), 1U);
	if (c->change)
		c->change(&call, &tid);
	KUNIT_EXPECT_EQ(test, wait_call(&call, tid, wait_arrives),
			c->cancelled ? NTMS_REASON_CANCELLED :
			c->behind ? NTMS_REASON_TIMEOUT : NTMS_REASON_SUCCESS);
	KUNIT_EXPECT_EQ(test, ntms_session_readable(wait_other), c->behind);
	KUNIT_EXPECT_EQ(test, wait_disk->owned, !c->cancelled);
	NTMS_KIT_SOUND(test, &wait_kit->cat);
	ntms_session_close(wait_other);
}

/* Likewise in the queue of a pool's own media, in whatever order they come back */
static void wait_test_again_own(struct kunit *test)
{
	struct ntms_allocate call[2] = {};
	u32 i;

	wait_scene(test);
	wait_other = ntms_kit_session(test);
	ntms_kit_move(wait_kit, &ntms_kit_root, &wait_disk->obj.id, &wait_pool);
	for (i = 0; i < 2; i++) {
		call[i].options = NTMS_ALLOCATE_NEW;
		call[i].deadline = NTMS_DEADLINE_NEVER;
		ntms_guid_out(&call[i].pool, &wait_pool);
		KUNIT_EXPECT_EQ(test, wait_call(&call[i], i, wait_signalled),
				NTMS_INTERRUPTED);
	}
	NTMS_KIT_REASON(test, ntms_kit_queue(wait_other, &ntms_kit_root,
					     &wait_pool, NTMS_ALLOCATE_NEW,
					     NTMS_DEADLINE_NEVER, 1), SUCCESS);
	for (i = 2; i--; ) {
		KUNIT_EXPECT_EQ(test, wait_call(&call[i], i, wait_arrives),
				NTMS_REASON_SUCCESS);
		NTMS_KIT_SOUND(test, &wait_kit->cat);
		KUNIT_EXPECT_FALSE(test, ntms_session_readable(wait_other));
		ntms_kit_set_enabled(wait_kit, &wait_disk->obj.id, false);
		NTMS_KIT_REASON(test, ntms_kit_deallocate(wait_kit,
							  &ntms_kit_root,
						(guid_t *)call[i].medium.b),
				SUCCESS);
	}
	wait_arrives();
	KUNIT_EXPECT_TRUE(test, ntms_session_readable(wait_other));
	ntms_session_close(wait_other);
}

/* ---- for an operator ------------------------------------------------------------ */

static void wait_completed(void)
{
	wait_says(NTMS_REQUEST_COMPLETE, "It is cleaned.");
}

static void wait_deleted(void)
{
	struct ntms_request_delete call = {};
	guid_t id = wait_request();

	wait_says(NTMS_REQUEST_REFUSED, NULL);
	ntms_guid_out(&call.id, &id);
	ntms_request_delete(wait_kit->session, &ntms_kit_root, &call);
}

/* Requests of others come and go, and their sessions end. */
static void wait_others(void)
{
	struct ntms_cancel all = { .flags = NTMS_CANCEL_ALL };
	guid_t id;

	ntms_kit_queue(wait_other, &ntms_kit_root, &wait_pool, 0,
		       NTMS_DEADLINE_NEVER, 2);
	ntms_cancel(wait_other, &all);
	ntms_kit_submit(wait_kit, &ntms_kit_root, NTMS_REQUEST_MESSAGE, NULL,
			NULL, "another one", &id);
	ntms_kit_answer(wait_kit, &ntms_kit_root, &id, NTMS_REQUEST_COMPLETE,
			NULL);
}

static void wait_seen(void)
{
	wait_says(NTMS_REQUEST_ACTIVE, NULL);
}

static const struct answer_case {
	const char *desc;
	void (*meanwhile)(void);
	u32 reason;
	u32 state;
	const char *text;
	/* Of a call that waits, not of its own */
	bool of_call;
	/* Nobody is woken for it */
	bool asleep;
} wait_answers[] = {
	{ "done", wait_completed, NTMS_REASON_SUCCESS, NTMS_REQUEST_COMPLETE,
	  "It is cleaned." },
	{ "refused", wait_refused, NTMS_REASON_CANCELLED, NTMS_REQUEST_REFUSED,
	  "There are no more disks." },
	{ "deleted", wait_deleted, NTMS_REASON_OBJECT_NOT_FOUND, 0, "" },
	{ "a console shows it", wait_seen, NTMS_REASON_TIMEOUT,
	  NTMS_REQUEST_ACTIVE, "", false, true },
	{ "nothing happens", NULL, NTMS_REASON_TIMEOUT,
	  NTMS_REQUEST_SUBMITTED, "", false, true },
	{ "others are answered", wait_others, NTMS_REASON_TIMEOUT,
	  NTMS_REQUEST_SUBMITTED, "", false, true },
	{ "a signal comes", wait_signalled_request, NTMS_INTERRUPTED,
	  NTMS_REQUEST_SUBMITTED, "" },
	{ "all is cancelled", wait_cancelled, NTMS_REASON_CANCELLED,
	  NTMS_REQUEST_SUBMITTED, "" },
	{ "the session is closed", wait_closed, NTMS_REASON_CANCELLED,
	  NTMS_REQUEST_SUBMITTED, "" },
	{ "the call is served", wait_arrives, NTMS_REASON_OBJECT_NOT_FOUND, 0,
	  "", true },
	{ "the call is refused", wait_refused, NTMS_REASON_OBJECT_NOT_FOUND,
	  0, "", true },
	{ "the call is asked for anew", wait_completed,
	  NTMS_REASON_OBJECT_NOT_FOUND, 0, "", true },
	{ "the call runs out of time", wait_expires,
	  NTMS_REASON_OBJECT_NOT_FOUND, 0, "", true },
};

KUNIT_ARRAY_PARAM_DESC(wait_answer, wait_answers, desc);

static void wait_test_answer(struct kunit *test)
{
	const struct answer_case *c = test->param_value;
	struct ntms_request_wait call = {
		.deadline = ktime_get_ns() + 3600 * NSEC_PER_SEC,
	};
	unsigned int woken;
	guid_t id;

	wait_scene(test);
	if (c->of_call)
		ntms_kit_queue(wait_kit->session, &ntms_kit_owner, &wait_pool,
			       0, call.deadline, 1);
	else
		NTMS_KIT_REASON(test, ntms_kit_submit(wait_kit, &ntms_kit_root,
						      NTMS_REQUEST_MESSAGE,
						      NULL, NULL, "clean it",
						      NULL), SUCCESS);
	wait_other = ntms_kit_session(test);
	id = wait_request();
	ntms_guid_out(&call.id, &id);
	woken = wait_kit->cat.requests.woken;
	shim_meanwhile = c->meanwhile;
	KUNIT_EXPECT_EQ(test, ntms_request_wait(wait_kit->session,
						&ntms_kit_root, &call),
			c->reason);
	shim_meanwhile = NULL;
	shim_signal = false;
	KUNIT_EXPECT_EQ(test, call.state, c->state);
	KUNIT_EXPECT_STREQ(test, call.text, c->text);
	KUNIT_EXPECT_EQ(test, wait_kit->cat.requests.woken == woken, c->asleep);
	ntms_session_close(wait_other);
	KUNIT_EXPECT_EQ(test, wait_kit->cat.requests.waiters, 0U);
}

/* Another thread closed the session a moment before. */
static void wait_test_closed(struct kunit *test)
{
	struct ntms_request_wait call = {
		.deadline = ktime_get_ns() + 3600 * NSEC_PER_SEC,
	};
	guid_t id;

	wait_kit = test->priv;
	NTMS_KIT_REASON(test, ntms_kit_submit(wait_kit, &ntms_kit_root,
					      NTMS_REQUEST_MESSAGE, NULL, NULL,
					      "clean it", &id), SUCCESS);
	wait_closed();
	ntms_guid_out(&call.id, &id);
	NTMS_KIT_REASON(test, ntms_request_wait(wait_kit->session,
						&ntms_kit_root, &call),
			CANCELLED);
}

static struct kunit_case wait_suite_cases[] = {
	KUNIT_CASE_PARAM(wait_test_inventory, wait_inventory_gen_params),
	KUNIT_CASE(wait_test_inventory_again),
	KUNIT_CASE_PARAM(wait_test_medium, wait_medium_gen_params),
	KUNIT_CASE(wait_test_satisfied),
	KUNIT_CASE(wait_test_lag),
	KUNIT_CASE_PARAM(wait_test_again, wait_again_gen_params),
	KUNIT_CASE(wait_test_again_own),
	KUNIT_CASE_PARAM(wait_test_answer, wait_answer_gen_params),
	KUNIT_CASE(wait_test_closed),
	{ }
};

static struct kunit_suite wait_suite = {
	.name = "ntms_wait",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = wait_suite_cases,
};

kunit_test_suite(wait_suite);
