// SPDX-License-Identifier: GPL-2.0
/* Allocations: at once, after a wait in the call, or collected later. */
#include "session.h"

#include <linux/sched/signal.h>

/* A named side, and NEXT, ask for what no operator can bring. */
static bool ntms_allocate_waits(const struct ntms_allocate *call)
{
	return !(call->options & (NTMS_ALLOCATE_NEXT |
				  NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE)) &&
	       ntms_guid_none(&call->side);
}

static ntms_reason_t ntms_waiter_ready(void *what)
{
	const struct ntms_waiter *waiter = what;

	return READ_ONCE(waiter->ended) || READ_ONCE(waiter->offer) ?
		NTMS_REASON_SUCCESS : NTMS_REASON_BUSY;
}

/*
 * Waits in the call. Whoever ends the wait does so under the lock; that it is
 * taken once more here keeps the waiter until he has let go of it.
 */
static noinline_for_stack ntms_reason_t
ntms_allocate_sleep(struct ntms_session *session, const struct ntms_ask *ask,
		    struct ntms_pool *pool, u64 deadline,
		    struct ntms_told *told)
{
	struct ntms_place place = {
		.tid = ask->cred->tid,
		.options = ask->options,
		.id = ask->pool,
		.deadline = deadline,
	};
	struct ntms_catalog *cat = session->cat;
	struct ntms_waiter waiter = { };
	ntms_reason_t reason;

	waiter.ticket = ntms_place_find(session, &place);
	ntms_waiter_init(&waiter, ask, pool, session->app, deadline);
	reason = ntms_waiter_begin(cat, &session->waitlist, &waiter, pool);
	if (reason)
		goto release;
	do {
		ntms_catalog_unlock(cat);
		reason = ntms_wait(&waiter.wake, deadline, ntms_waiter_ready,
				   &waiter);
		ntms_catalog_lock(cat);
	} while (!waiter.ended && !reason && !ntms_waiter_accept(cat, &waiter));
	if (!waiter.ended)
		ntms_waiter_end(cat, &waiter, reason);
	reason = waiter.reason;
	if (reason == NTMS_INTERRUPTED) {
		place.number = waiter.ticket;
		ntms_place_keep(session, &place);
	}
	told->grant = waiter.grant;
	swap(told->text, waiter.answer);
	/* Nobody will hear of it. */
	if (!reason && fatal_signal_pending(current)) {
		ntms_grant_undo(cat, &waiter.grant);
		reason = NTMS_INTERRUPTED;
	}
release:
	ntms_waiter_release(&waiter);
	return reason;
}

static void ntms_queued_free(struct ntms_waiter *waiter)
{
	ntms_waiter_release(waiter);
	kfree(waiter);
}

/*
 * Waits in the session. One that has ended costs memory, too, until it is
 * collected, and is counted until then, whatever session it is in.
 */
static ntms_reason_t ntms_allocate_queue(struct ntms_session *session,
					 const struct ntms_ask *ask,
					 struct ntms_pool *pool,
					 struct ntms_allocate *call)
{
	struct ntms_catalog *cat = session->cat;
	struct ntms_waiter *waiter;
	ntms_reason_t reason;

	waiter = kzalloc(sizeof(*waiter), GFP_KERNEL_ACCOUNT);
	if (!waiter)
		return NTMS_REASON_NOT_ENOUGH_MEMORY;
	waiter->queued = true;
	waiter->cookie = call->cookie;
	reason = ntms_user_charge(cat, ask->cred->uid, NTMS_USER_KEPT,
				  &waiter->user);
	if (reason) {
		kfree(waiter);
		return reason;
	}
	ntms_waiter_init(waiter, ask, pool, session->app, call->deadline);
	reason = ntms_waiter_begin(cat, &session->waitlist, waiter, pool);
	if (reason) {
		ntms_user_uncharge(cat, waiter->user, NTMS_USER_KEPT);
		ntms_queued_free(waiter);
		return reason;
	}
	call->queued = 1;
	return reason;
}

static ntms_reason_t ntms_allocate_wait(struct ntms_session *session,
					const struct ntms_ask *ask,
					struct ntms_pool *pool,
					struct ntms_allocate *call,
					struct ntms_told *told)
{
	if (call->flags & NTMS_ALLOCATE_F_NOWAIT ||
	    !ntms_time_left(call->deadline))
		return NTMS_REASON_TIMEOUT;
	if (call->flags & NTMS_ALLOCATE_F_QUEUE)
		return ntms_allocate_queue(session, ask, pool, call);
	return ntms_allocate_sleep(session, ask, pool, call->deadline, told);
}

/* Until when it may wait to last: who does not wait for media waits for that. */
static u64 ntms_allocate_lasts(const struct ntms_allocate *call)
{
	return call->flags & NTMS_ALLOCATE_F_NOWAIT ||
	       !ntms_time_left(call->deadline) ? NTMS_DEADLINE_NEVER :
						 call->deadline;
}

/**
 * ntms_allocate() - AllocateNtmsMedia
 * @session: the session
 * @cred: who calls
 * @call: the command
 * @told: out: what does not fit into the command; its text is NULL before
 *
 * Context: takes the catalog's lock; sleeps, perhaps for ever.
 * Return: see struct ntms_allocate in the uapi header; NTMS_INTERRUPTED if a
 * signal ended the wait.
 */
ntms_reason_t ntms_allocate(struct ntms_session *session,
			    const struct ntms_cred *cred,
			    struct ntms_allocate *call, struct ntms_told *told)
{
	struct ntms_catalog *cat = session->cat;
	const u32 flags = NTMS_ALLOCATE_F_NOWAIT | NTMS_ALLOCATE_F_QUEUE;
	ntms_reason_t reason = NTMS_REASON_INVALID_PARAMETER;
	struct ntms_ask ask = { .cred = cred };
	struct ntms_pick pick __uninitialized;

	memset(&call->allocated_from, 0, sizeof(call->allocated_from));
	call->queued = 0;
	if (!ntms_ask_read(&ask, call->options, &call->pool, &call->side,
			   &call->medium) || call->flags & ~flags)
		goto out;
	ntms_catalog_lock(cat);
	reason = ntms_policy_allocate(cat, &ask, &pick);
	if (likely(!reason))
		reason = ntms_grant(cat, &ask, &pick, session->app,
				    ntms_allocate_lasts(call), &told->grant);
	else if (reason == NTMS_REASON_MEDIA_UNAVAILABLE &&
		 ntms_allocate_waits(call))
		reason = ntms_allocate_wait(session, &ask, pick.pool, call,
					    told);
	if (unlikely(!list_empty(&session->places)) &&
	    reason != NTMS_INTERRUPTED && reason != NTMS_PINNED)
		ntms_place_forget(session, cred->tid);
	ntms_catalog_unlock(cat);
out:
	if (likely(!reason && !call->queued)) {
		ntms_guid_out(&call->medium, &told->grant.id);
		ntms_guid_out(&call->allocated_from, &told->grant.from);
	} else if (!(call->options & NTMS_ALLOCATE_NEXT)) {
		memset(&call->medium, 0, sizeof(call->medium));
	}
	return reason;
}

/**
 * ntms_allocate_undo() - nobody could be told of an allocation
 * @session: the session
 * @grant: what it gave
 *
 * Context: takes the catalog's lock; may sleep.
 */
void ntms_allocate_undo(struct ntms_session *session,
			const struct ntms_grant *grant)
{
	ntms_catalog_lock(session->cat);
	ntms_grant_undo(session->cat, grant);
	ntms_catalog_unlock(session->cat);
}

/* ---- what waits in the session ---------------------------------------------- */

/* The one that ended first, which is the caller's from now on, or NULL */
static struct ntms_waiter *ntms_session_take(struct ntms_session *session)
{
	struct ntms_waiter *waiter;

	waiter = list_first_entry_or_null(&session->waitlist.ended,
					  struct ntms_waiter, in_list);
	if (!waiter)
		return NULL;
	list_del(&waiter->in_list);
	ntms_user_uncharge(session->cat, waiter->user, NTMS_USER_KEPT);
	return waiter;
}

/**
 * ntms_collect() - what became of a queued allocation
 * @session: the session
 * @call: the command
 * @told: out: what it gave
 *
 * Context: takes the catalog's lock; may sleep.
 * Return: see struct ntms_collect in the uapi header.
 */
ntms_reason_t ntms_collect(struct ntms_session *session,
			   struct ntms_collect *call, struct ntms_told *told)
{
	struct ntms_catalog *cat = session->cat;
	struct ntms_waiter *waiter;

	if (call->flags)
		return NTMS_REASON_INVALID_PARAMETER;
	ntms_catalog_lock(cat);
	waiter = ntms_session_take(session);
	ntms_catalog_unlock(cat);
	if (!waiter)
		return NTMS_REASON_NOT_READY;
	call->result = waiter->reason;
	call->cookie = waiter->cookie;
	memset(&call->medium, 0, sizeof(call->medium));
	memset(&call->allocated_from, 0, sizeof(call->allocated_from));
	memset(call->text, 0, sizeof(call->text));
	if (waiter->answer)
		strscpy(call->text, waiter->answer, sizeof(call->text));
	if (!waiter->reason) {
		told->grant = waiter->grant;
		ntms_guid_out(&call->medium, &waiter->grant.id);
		ntms_guid_out(&call->allocated_from, &waiter->grant.from);
	}
	ntms_queued_free(waiter);
	return NTMS_REASON_SUCCESS;
}

static ntms_reason_t ntms_cancel_one(struct ntms_session *session, u64 cookie)
{
	struct ntms_waiter *waiter =
		ntms_waitlist_find(&session->waitlist, cookie);

	if (!waiter)
		return NTMS_REASON_OBJECT_NOT_FOUND;
	ntms_waiter_end(session->cat, waiter, NTMS_REASON_CANCELLED);
	return NTMS_REASON_SUCCESS;
}

/* Between two rounds, others may have the lock. */
static void ntms_catalog_pause(struct ntms_catalog *cat)
{
	ntms_catalog_unlock(cat);
	cond_resched();
	ntms_catalog_lock(cat);
}

/*
 * Ends all that waits in a session now, with the lock held before and after, but
 * dropped every now and then. Who begins to wait meanwhile has a later ticket, and
 * so this ends; and who is interrupted meanwhile has one that is cancelled.
 */
static u32 ntms_cancel_all(struct ntms_session *session)
{
	struct ntms_catalog *cat = session->cat;
	const u64 last = cat->ticket;
	u32 nr, cancelled = 0;

	session->waitlist.cancelled = last;
	for (;;) {
		nr = ntms_waiters_dismiss(cat, &session->waitlist, last);
		cancelled += nr;
		if (nr < NTMS_ROUND)
			return cancelled;
		ntms_catalog_pause(cat);
	}
}

/**
 * ntms_cancel() - end what waits in a session
 * @session: the session
 * @call: the command
 *
 * Context: takes the catalog's lock; may sleep.
 * Return: see struct ntms_cancel in the uapi header.
 */
ntms_reason_t ntms_cancel(struct ntms_session *session,
			  struct ntms_cancel *call)
{
	const u32 flags = NTMS_CANCEL_ALL | NTMS_CANCEL_CLOSE;
	ntms_reason_t reason = NTMS_REASON_SUCCESS;

	call->cancelled = 0;
	if (call->flags & ~flags || (call->flags && call->cookie))
		return NTMS_REASON_INVALID_PARAMETER;
	ntms_catalog_lock(session->cat);
	if (call->flags & NTMS_CANCEL_CLOSE)
		WRITE_ONCE(session->waitlist.closed, true);
	if (call->flags) {
		/* Who waits for an operator's answer in it looks at these. */
		WRITE_ONCE(session->waitlist.cancels,
			   session->waitlist.cancels + 1);
		if (session->waitlist.watches)
			wake_up_all(&session->cat->requests);
	}
	if (call->flags & NTMS_CANCEL_ALL) {
		call->cancelled = ntms_cancel_all(session);
	} else if (!call->flags) {
		reason = ntms_cancel_one(session, call->cookie);
		call->cancelled = !reason;
	}
	ntms_catalog_unlock(session->cat);
	return reason;
}

/**
 * ntms_session_readable() - is there something to collect?
 * @session: the session
 *
 * Context: any; the answer may be old when it comes.
 * Return: true if there is.
 */
bool ntms_session_readable(struct ntms_session *session)
{
	return !list_empty_careful(&session->waitlist.ended);
}

/* Drops a round of what has ended; false: there is nothing left. */
static bool ntms_session_drop_some(struct ntms_session *session)
{
	struct ntms_waiter *waiter;
	u32 nr;

	for (nr = 0; nr < NTMS_ROUND; nr++) {
		waiter = ntms_session_take(session);
		if (!waiter)
			return false;
		if (!waiter->reason)
			ntms_grant_undo(session->cat, &waiter->grant);
		ntms_queued_free(waiter);
	}
	return true;
}

/**
 * ntms_session_drop() - nobody will collect anything any more
 * @session: the session; no call is in it
 *
 * The lock is dropped every now and then: nobody begins to wait in the session any
 * more, and what somebody else ends meanwhile has ended. Only under the lock, as
 * one that ends is in neither list for a moment.
 *
 * Context: takes the catalog's lock; may sleep.
 */
void ntms_session_drop(struct ntms_session *session)
{
	struct ntms_catalog *cat = session->cat;
	struct ntms_waiter *waiter;

	ntms_catalog_lock(cat);
	ntms_cancel_all(session);
	/* Whoever takes something for it frees it. */
	while ((waiter = list_first_entry_or_null(&session->waitlist.taking,
						  struct ntms_waiter,
						  in_list))) {
		list_del_init(&waiter->in_list);
		waiter->left = true;
	}
	while (ntms_session_drop_some(session))
		ntms_catalog_pause(cat);
	ntms_catalog_unlock(cat);
}
