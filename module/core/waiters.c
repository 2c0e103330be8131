// SPDX-License-Identifier: GPL-2.0
/* Waiters: see waiters.h. */
#include "pin.h"
#include "trace.h"
#include "waiters.h"

#include <linux/ktime.h>
#include <linux/timekeeping.h>

/* ---- queues ---------------------------------------------------------------- */

static bool ntms_waiting_before(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct ntms_waiter, in_pool)->ticket <
	       rb_entry(b, struct ntms_waiter, in_pool)->ticket;
}

static bool ntms_drawing_before(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct ntms_waiter, drawing)->ticket <
	       rb_entry(b, struct ntms_waiter, drawing)->ticket;
}

static bool ntms_deadline_before(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct ntms_waiter, by_deadline)->deadline <
	       rb_entry(b, struct ntms_waiter, by_deadline)->deadline;
}

static bool ntms_cookie_before(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct ntms_waiter, by_cookie)->cookie <
	       rb_entry(b, struct ntms_waiter, by_cookie)->cookie;
}

static int ntms_cookie_cmp(const void *key, const struct rb_node *node)
{
	const u64 cookie = *(const u64 *)key;
	u64 other = rb_entry(node, struct ntms_waiter, by_cookie)->cookie;

	return cookie < other ? -1 : cookie > other;
}

/* Whether it stands with those who draw from free is up to the pool's policy. */
static void ntms_waiter_draw(struct ntms_waiter *waiter)
{
	struct ntms_pool *pool = waiter->pool;
	struct rb_root_cached *drawing =
		&pool->media_type->drawing[waiter->need];
	bool draws = ntms_policy_draws(pool, &waiter->cred);

	if (draws && !waiter->draws)
		rb_add_cached(&waiter->drawing, drawing, ntms_drawing_before);
	else if (!draws && waiter->draws)
		rb_erase_cached(&waiter->drawing, drawing);
	waiter->draws = draws;
}

static void ntms_waiter_enqueue(struct ntms_catalog *cat,
				struct ntms_waiter *waiter,
				struct ntms_pool *pool)
{
	waiter->pool = pool;
	if (!waiter->ticket)
		waiter->ticket = ++cat->ticket;
	rb_add_cached(&waiter->in_pool, &pool->waiting[waiter->need],
		      ntms_waiting_before);
	if (!pool->nr_waiting++)
		list_add_tail(&pool->waited, &cat->waited);
	ntms_waiter_draw(waiter);
	list_add_tail(&waiter->in_list, &waiter->list->waiting);
	cat->waiting++;
	if (!waiter->queued)
		return;
	rb_add(&waiter->by_cookie, &waiter->list->cookies, ntms_cookie_before);
	if (waiter->deadline == NTMS_DEADLINE_NEVER)
		return;
	rb_add_cached(&waiter->by_deadline, &cat->deadlines,
		      ntms_deadline_before);
	if (cat->alarm && rb_first_cached(&cat->deadlines) ==
			  &waiter->by_deadline)
		cat->alarm(waiter->deadline);
}

/* Out of the queues of its pool, and of free */
static void ntms_waiter_leave(struct ntms_catalog *cat,
			      struct ntms_waiter *waiter)
{
	struct ntms_pool *pool = waiter->pool;

	rb_erase_cached(&waiter->in_pool, &pool->waiting[waiter->need]);
	if (!--pool->nr_waiting)
		list_del_init(&pool->waited);
	if (waiter->draws)
		rb_erase_cached(&waiter->drawing,
				&pool->media_type->drawing[waiter->need]);
	waiter->draws = false;
	cat->waiting--;
}

/* What was kept for it is anybody's again. */
static void ntms_waiter_waive(struct ntms_catalog *cat,
			      struct ntms_waiter *waiter)
{
	struct ntms_medium *medium = waiter->offer;

	WRITE_ONCE(waiter->offer, NULL);
	if (waiter->queued)
		list_del(&waiter->in_offered);
	ntms_unpin(cat, &medium->obj, waiter);
}

static void ntms_waiter_dequeue(struct ntms_catalog *cat,
				struct ntms_waiter *waiter)
{
	if (waiter->offer)
		ntms_waiter_waive(cat, waiter);
	else
		ntms_waiter_leave(cat, waiter);
	list_del(&waiter->in_list);
	if (!waiter->queued)
		return;
	rb_erase(&waiter->by_cookie, &waiter->list->cookies);
	if (waiter->deadline != NTMS_DEADLINE_NEVER)
		rb_erase_cached(&waiter->by_deadline, &cat->deadlines);
}

/* ---- what the operator is asked --------------------------------------------- */

static struct ntms_opreq *ntms_waiter_opreq(struct ntms_waiter *waiter,
					    gfp_t gfp)
{
	struct ntms_opreq *opreq;

	opreq = ntms_opreq_new(NTMS_REQUEST_NEW_MEDIA, "", gfp);
	if (!opreq)
		return NULL;
	opreq->type[0] = NTMS_TYPE_POOL;
	opreq->arg[0] = waiter->ask.pool;
	opreq->waiter = waiter;
	return opreq;
}

static ntms_reason_t ntms_waiter_post(struct ntms_catalog *cat,
				      struct ntms_waiter *waiter)
{
	struct ntms_opreq *opreq = ntms_waiter_opreq(waiter, GFP_KERNEL_ACCOUNT);
	ntms_reason_t reason;

	if (!opreq)
		return NTMS_REASON_NOT_ENOUGH_MEMORY;
	reason = ntms_opreq_post(cat, opreq, &waiter->cred, waiter->app);
	if (reason)
		ntms_obj_free(&opreq->obj);
	else
		waiter->opreq = opreq;
	return reason;
}

static void ntms_waiter_withdraw(struct ntms_catalog *cat,
				 struct ntms_waiter *waiter, u8 state)
{
	if (waiter->opreq)
		WARN_ON_ONCE(ntms_opreq_remove(cat, waiter->opreq, state));
	waiter->opreq = NULL;
}

/* ---- serving ---------------------------------------------------------------- */

/* Whoever gives cannot wait until it lasts: the waiter takes it itself. */
static void ntms_waiter_offer(struct ntms_catalog *cat,
			      struct ntms_waiter *waiter,
			      struct ntms_medium *medium)
{
	ntms_waiter_leave(cat, waiter);
	ntms_pin(cat, &medium->obj, waiter);
	WRITE_ONCE(waiter->offer, medium);
	if (!waiter->queued) {
		wake_up(&waiter->wake);
		return;
	}
	list_add_tail(&waiter->in_offered, &cat->offered);
	if (cat->alarm)
		cat->alarm(0);
}

static void ntms_waiter_give(struct ntms_catalog *cat,
			     struct ntms_waiter *waiter,
			     const struct ntms_pick *pick)
{
	ntms_reason_t reason;

	if (unlikely(ntms_journal_records(&cat->journal))) {
		ntms_waiter_offer(cat, waiter, pick->medium);
		return;
	}
	reason = ntms_grant(cat, &waiter->ask, pick, waiter->app,
			    NTMS_DEADLINE_NEVER, &waiter->grant);
	ntms_waiter_end(cat, waiter, reason);
}

/* Gives a waiter what it asks for, if that is there. */
static bool ntms_waiter_try(struct ntms_catalog *cat,
			    struct ntms_waiter *waiter)
{
	struct ntms_pick pick;

	if (ntms_policy_allocate(cat, &waiter->ask, &pick))
		return false;
	ntms_waiter_give(cat, waiter, &pick);
	return true;
}

static struct ntms_waiter *ntms_pool_oldest(struct ntms_pool *pool, u8 need)
{
	struct rb_node *node = rb_first_cached(&pool->waiting[need]);

	return node ? rb_entry(node, struct ntms_waiter, in_pool) : NULL;
}

static struct ntms_waiter *ntms_draw_oldest(struct ntms_pool *pool, u8 need)
{
	struct rb_node *node =
		rb_first_cached(&pool->media_type->drawing[need]);

	return node ? rb_entry(node, struct ntms_waiter, drawing) : NULL;
}

/*
 * The oldest of those who wait for what a pool gets, or else of those who need
 * something else of it: they do not stand in each other's way.
 */
static bool ntms_oldest_serve(struct ntms_catalog *cat, struct ntms_waiter *any,
			      struct ntms_waiter *whole,
			      bool (*try)(struct ntms_catalog *cat,
					  struct ntms_waiter *waiter))
{
	if (any && whole && whole->ticket < any->ticket)
		swap(any, whole);
	return (any && try(cat, any)) || (whole && try(cat, whole));
}

static bool ntms_pool_serve(struct ntms_catalog *cat, struct ntms_pool *pool)
{
	return ntms_oldest_serve(cat, ntms_pool_oldest(pool, NTMS_NEED_ANY),
				 ntms_pool_oldest(pool, NTMS_NEED_WHOLE),
				 ntms_waiter_try);
}

/* What its own pool has goes to those who are older there, and draw or not. */
static bool ntms_draw_try(struct ntms_catalog *cat, struct ntms_waiter *waiter)
{
	struct ntms_pick pick;

	if (ntms_policy_allocate(cat, &waiter->ask, &pick))
		return false;
	if (pick.from == pick.pool)
		return ntms_pool_serve(cat, waiter->pool);
	ntms_waiter_give(cat, waiter, &pick);
	return true;
}

static bool ntms_free_serve(struct ntms_catalog *cat, struct ntms_pool *pool)
{
	return ntms_oldest_serve(cat, ntms_draw_oldest(pool, NTMS_NEED_ANY),
				 ntms_draw_oldest(pool, NTMS_NEED_WHOLE),
				 ntms_draw_try);
}

/* Its policy may have changed: who waits there may draw from free, or not. */
static void ntms_pool_redraw(struct ntms_pool *pool)
{
	struct rb_node *node;
	u8 need;

	pool->redraw = false;
	for (need = 0; need < NTMS_NEEDS; need++)
		for (node = rb_first_cached(&pool->waiting[need]); node;
		     node = rb_next(node))
			ntms_waiter_draw(rb_entry(node, struct ntms_waiter,
						  in_pool));
}

static void ntms_waiters_serve(struct ntms_catalog *cat)
{
	bool (*serve)(struct ntms_catalog *cat, struct ntms_pool *pool);
	struct ntms_pool *pool;

	while ((pool = list_first_entry_or_null(&cat->stirred, struct ntms_pool,
						stirred))) {
		list_del_init(&pool->stirred);
		if (!pool->media_type)
			continue;
		if (pool->redraw)
			ntms_pool_redraw(pool);
		if (pool->type != NTMS_POOL_APPLICATION &&
		    pool->type != NTMS_POOL_FREE)
			continue;
		serve = pool->type == NTMS_POOL_FREE ? ntms_free_serve :
						       ntms_pool_serve;
		while (cat->waiting && serve(cat, pool))
			;
	}
}

/* ---- coming and going ------------------------------------------------------- */

/**
 * ntms_waitlist_init() - the waiters of a new session
 * @list: the waitlist
 *
 * Context: any.
 */
void ntms_waitlist_init(struct ntms_waitlist *list)
{
	INIT_LIST_HEAD(&list->waiting);
	INIT_LIST_HEAD(&list->taking);
	list->cookies = RB_ROOT;
	INIT_LIST_HEAD(&list->ended);
	init_waitqueue_head(&list->wake);
	list->cancels = 0;
	list->cancelled = 0;
	list->watches = false;
	list->closed = false;
}

/**
 * ntms_waitlist_find() - who waits under a cookie
 * @list: a session's waitlist
 * @cookie: the cookie
 *
 * Context: the catalog's lock is held.
 * Return: the first one that began to, or NULL.
 */
struct ntms_waiter *ntms_waitlist_find(const struct ntms_waitlist *list,
				       u64 cookie)
{
	return rb_entry_safe(rb_find_first(&cookie, &list->cookies,
					   ntms_cookie_cmp),
			     struct ntms_waiter, by_cookie);
}

/**
 * ntms_waiter_init() - make a waiter
 * @waiter: the waiter; all zero but for @queued, @cookie and @ticket
 * @ask: what it asks for; policy said that it is unavailable
 * @pool: its pool
 * @app: application that asks
 * @deadline: see struct ntms_waiter
 *
 * Others look for it in the catalog, so its rights are decided here: whoever
 * came so far has CONTROL on the pool, and keeps it while he waits.
 *
 * Context: the catalog's lock is held.
 */
void ntms_waiter_init(struct ntms_waiter *waiter, const struct ntms_ask *ask,
		      const struct ntms_pool *pool, struct ntms_app *app,
		      u64 deadline)
{
	waiter->cred.uid = ask->cred->uid;
	waiter->cred.pid = ask->cred->pid;
	waiter->cred.kept = true;
	waiter->cred.kept_free = ntms_may_draw(pool->media_type->pools[NTMS_POOL_FREE],
					       ask->cred);
	waiter->ask = *ask;
	waiter->ask.cred = &waiter->cred;
	kref_get(&app->ref);
	waiter->app = app;
	waiter->deadline = deadline;
	waiter->need = ask->options & NTMS_ALLOCATE_NEW ? NTMS_NEED_WHOLE :
							  NTMS_NEED_ANY;
	init_waitqueue_head(&waiter->wake);
}

/**
 * ntms_waiter_release() - free what a waiter holds
 * @waiter: the waiter; it waits no more, or never began
 *
 * Context: may sleep.
 */
void ntms_waiter_release(struct ntms_waiter *waiter)
{
	ntms_app_put(waiter->app);
	kfree(waiter->answer);
}

/* Who waits for a pool that goes waits for nothing. */
static void ntms_pool_dismiss(struct ntms_catalog *cat, struct ntms_pool *pool)
{
	struct ntms_waiter *waiter;
	u8 need;

	lockdep_assert_held(&cat->lock);
	for (need = 0; need < NTMS_NEEDS; need++)
		while ((waiter = ntms_pool_oldest(pool, need)))
			ntms_waiter_end(cat, waiter,
					NTMS_REASON_INVALID_MEDIA_POOL);
}

/**
 * ntms_waiter_begin() - begin to wait, and ask the operator
 * @cat: the catalog
 * @list: its session's waitlist
 * @waiter: the waiter; belongs to its owner, and must stay until it has ended
 * @pool: its pool
 *
 * Context: the catalog's lock is held; may sleep for memory.
 * Return: NTMS_REASON_SUCCESS; NOT_ENOUGH_MEMORY, DATABASE_FULL or
 * DATABASE_FAILURE, when it does not wait; CANCELLED if the session is closed, or
 * if all that waited in it was cancelled since this one got its ticket; NTMS_PINNED
 * if the pool is about to go.
 */
ntms_reason_t ntms_waiter_begin(struct ntms_catalog *cat,
				struct ntms_waitlist *list,
				struct ntms_waiter *waiter,
				struct ntms_pool *pool)
{
	ntms_reason_t reason;

	lockdep_assert_held(&cat->lock);
	if (list->closed ||
	    (waiter->ticket && waiter->ticket <= list->cancelled))
		return NTMS_REASON_CANCELLED;
	/* Somebody is about to delete it. */
	if (pool->obj.going)
		return NTMS_PINNED;
	reason = ntms_waiter_post(cat, waiter);
	if (reason)
		return reason;
	waiter->list = list;
	cat->serve = ntms_waiters_serve;
	cat->dismiss = ntms_pool_dismiss;
	ntms_waiter_enqueue(cat, waiter, pool);
	/* What was kept for one that waits on was taken away. */
	if (!waiter->since) {
		waiter->since = ktime_get_ns();
		ntms_stat_inc(&cat->stats, NTMS_STAT_WAITS);
	}
	trace_ntms_wait_begin(waiter->ticket, &pool->obj.id, waiter->deadline);
	return reason;
}

/* Who asked may listen rather than poll: it is the end of what took its time. */
static void ntms_waiter_tell(struct ntms_catalog *cat,
			     const struct ntms_waiter *waiter)
{
	ntms_news_begin(&cat->news, false);
	ntms_news_write(&cat->news, NTMS_NEWS_COMPLETE,
			NTMS_TYPE_LOGICAL_MEDIUM, &waiter->grant.id, 0);
}

static void ntms_waiter_close(struct ntms_catalog *cat,
			      struct ntms_waiter *waiter, ntms_reason_t reason)
{
	waiter->reason = reason;
	WRITE_ONCE(waiter->ended, true);
	if (!waiter->queued) {
		wake_up(&waiter->wake);
		return;
	}
	list_add_tail(&waiter->in_list, &waiter->list->ended);
	wake_up_all(&waiter->list->wake);
	if (!reason)
		ntms_waiter_tell(cat, waiter);
}

static void ntms_waiter_count(struct ntms_catalog *cat,
			      const struct ntms_waiter *waiter,
			      ntms_reason_t reason)
{
	trace_ntms_wait_end(waiter->ticket, reason);
	ntms_stat_wait_ended(&cat->stats, reason, waiter->refused,
			     waiter->since);
}

/**
 * ntms_waiter_end() - end a wait
 * @cat: the catalog
 * @waiter: a waiter that waits
 * @reason: how it ends
 *
 * Its operator request goes with it. Who watches it is woken; it may be gone as
 * soon as the lock is dropped. If it was queued and has what it asked for,
 * listeners hear that, too.
 *
 * Context: the catalog's lock is held.
 */
void ntms_waiter_end(struct ntms_catalog *cat, struct ntms_waiter *waiter,
		     ntms_reason_t reason)
{
	lockdep_assert_held(&cat->lock);
	ntms_waiter_count(cat, waiter, reason);
	ntms_waiter_dequeue(cat, waiter);
	ntms_waiter_withdraw(cat, waiter,
			     reason ? 0 : NTMS_REQUEST_COMPLETE);
	ntms_waiter_close(cat, waiter, reason);
}

/*
 * Takes what is there for a waiter that is in no list, so that nobody else ends
 * it while this waits to last.
 */
static ntms_reason_t ntms_waiter_take(struct ntms_catalog *cat,
				      struct ntms_waiter *waiter)
{
	ntms_reason_t reason;
	struct ntms_pick pick;

	reason = ntms_policy_allocate(cat, &waiter->ask, &pick);
	if (!reason) {
		list_add_tail(&waiter->in_list, &waiter->list->taking);
		reason = ntms_grant(cat, &waiter->ask, &pick, waiter->app,
				    waiter->deadline, &waiter->grant);
		list_del_init(&waiter->in_list);
	} else if (reason == NTMS_REASON_MEDIA_UNAVAILABLE && !waiter->left) {
		/* A robot took it away: it waits on where it stood. */
		reason = ntms_waiter_begin(cat, waiter->list, waiter,
					   pick.pool);
		if (!reason)
			return NTMS_REASON_BUSY;
	}
	/* Its pool is about to be deleted, as for those who stand there. */
	return reason == NTMS_PINNED ? NTMS_REASON_INVALID_MEDIA_POOL : reason;
}

/**
 * ntms_waiter_accept() - take what is kept for a waiter
 * @cat: the catalog
 * @waiter: a waiter that has an offer
 *
 * One whose session went meanwhile belongs to the caller afterwards: @left says so.
 *
 * Context: the catalog's lock is held, and dropped while what it takes waits to
 * last.
 * Return: true if it has ended; false if it waits on, since it was taken away.
 */
bool ntms_waiter_accept(struct ntms_catalog *cat, struct ntms_waiter *waiter)
{
	ntms_reason_t reason;

	lockdep_assert_held(&cat->lock);
	ntms_waiter_dequeue(cat, waiter);
	ntms_waiter_withdraw(cat, waiter, NTMS_REQUEST_COMPLETE);
	reason = ntms_waiter_take(cat, waiter);
	if (reason == NTMS_REASON_BUSY)
		return false;
	ntms_waiter_count(cat, waiter, reason);
	if (waiter->left)
		waiter->reason = reason;
	else
		ntms_waiter_close(cat, waiter, reason);
	return true;
}

/**
 * ntms_waiters_accept() - take what is kept for waiters that nobody watches
 * @cat: the catalog
 *
 * Context: the catalog's lock is held, and dropped meanwhile.
 */
void ntms_waiters_accept(struct ntms_catalog *cat)
{
	struct ntms_waiter *waiter;

	lockdep_assert_held(&cat->lock);
	while ((waiter = list_first_entry_or_null(&cat->offered,
						  struct ntms_waiter,
						  in_offered))) {
		if (!ntms_waiter_accept(cat, waiter) || !waiter->left)
			continue;
		if (!waiter->reason)
			ntms_grant_undo(cat, &waiter->grant);
		ntms_user_uncharge(cat, waiter->user, NTMS_USER_KEPT);
		ntms_waiter_release(waiter);
		kfree(waiter);
	}
}

/**
 * ntms_waiter_refuse() - the operator refuses
 * @cat: the catalog
 * @waiter: a waiter that waits
 * @text: what he said, may be empty
 *
 * Without memory for the text it is a refusal without a text.
 *
 * Context: the catalog's lock is held; may sleep for memory.
 */
void ntms_waiter_refuse(struct ntms_catalog *cat, struct ntms_waiter *waiter,
			const char *text)
{
	lockdep_assert_held(&cat->lock);
	if (*text)
		waiter->answer = kstrdup(text, GFP_KERNEL_ACCOUNT);
	ntms_waiter_withdraw(cat, waiter, NTMS_REQUEST_REFUSED);
	waiter->refused = true;
	ntms_waiter_end(cat, waiter, NTMS_REASON_CANCELLED);
}

/**
 * ntms_waiter_retry() - the operator says that there are media now
 * @cat: the catalog
 * @waiter: a waiter that waits
 *
 * It looks again; if there is nothing yet, the operator is asked anew, and it
 * keeps its place. The new request is not charged to the operator, whose program
 * may be one with little memory and many to serve: there are no more requests
 * than those who wait may have.
 *
 * Context: the catalog's lock is held; may sleep for memory.
 * Return: NTMS_REASON_SUCCESS; NOT_ENOUGH_MEMORY, when it waits on as it did.
 */
ntms_reason_t ntms_waiter_retry(struct ntms_catalog *cat,
				struct ntms_waiter *waiter)
{
	struct ntms_opreq *opreq;
	ntms_reason_t reason;

	lockdep_assert_held(&cat->lock);
	if (waiter->offer || ntms_waiter_try(cat, waiter))
		return NTMS_REASON_SUCCESS;
	opreq = ntms_waiter_opreq(waiter, GFP_KERNEL);
	if (!opreq)
		return NTMS_REASON_NOT_ENOUGH_MEMORY;
	reason = ntms_opreq_renew(cat, waiter->opreq, opreq);
	if (!reason) {
		waiter->opreq = opreq;
		return reason;
	}
	ntms_obj_free(&opreq->obj);
	if (reason != NTMS_REASON_DATABASE_FAILURE)
		return reason;
	/* The operator did what he could: nothing can be given any more. */
	ntms_waiter_withdraw(cat, waiter, NTMS_REQUEST_COMPLETE);
	ntms_waiter_end(cat, waiter, reason);
	return NTMS_REASON_SUCCESS;
}

/**
 * ntms_waiters_dismiss() - cancel waits of a session, a round of them
 * @cat: the catalog
 * @list: its waitlist
 * @last: the last ticket that is meant
 *
 * Who is meant stands before all who are not: these came after, and nobody who is
 * meant comes back, as @list's @cancelled says.
 *
 * Context: the catalog's lock is held.
 * Return: their number; NTMS_ROUND: there may be more.
 */
u32 ntms_waiters_dismiss(struct ntms_catalog *cat, struct ntms_waitlist *list,
			 u64 last)
{
	struct ntms_waiter *waiter;
	u32 nr;

	lockdep_assert_held(&cat->lock);
	for (nr = 0; nr < NTMS_ROUND; nr++) {
		waiter = list_first_entry_or_null(&list->waiting,
						  struct ntms_waiter, in_list);
		if (!waiter || waiter->ticket > last)
			break;
		ntms_waiter_end(cat, waiter, NTMS_REASON_CANCELLED);
	}
	return nr;
}

/**
 * ntms_waiters_expire() - end the waits that nobody watches and whose time is up
 * @cat: the catalog
 * @now: nanoseconds of CLOCK_MONOTONIC
 *
 * Not more than a round of them.
 *
 * Context: the catalog's lock is held.
 * Return: when it has to be called again, which may be at once;
 * NTMS_DEADLINE_NEVER if nothing is left to expire.
 */
u64 ntms_waiters_expire(struct ntms_catalog *cat, u64 now)
{
	struct ntms_waiter *waiter;
	struct rb_node *node;
	u32 nr;

	lockdep_assert_held(&cat->lock);
	for (nr = 0; (node = rb_first_cached(&cat->deadlines)); nr++) {
		waiter = rb_entry(node, struct ntms_waiter, by_deadline);
		if (waiter->deadline > now || nr == NTMS_ROUND)
			return waiter->deadline;
		ntms_waiter_end(cat, waiter, NTMS_REASON_TIMEOUT);
	}
	return NTMS_DEADLINE_NEVER;
}
