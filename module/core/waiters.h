/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Waiters: allocations that found nothing and wait.
 *
 * A waiter stands in two queues, by what it needs (any side, or one of a whole
 * cartridge): that of its pool, and, if the pool draws from free, that of all
 * who draw from the free pool of the media type. What becomes available in a
 * pool is given to the oldest waiter that can use it, by the thread that made it
 * available, before the catalog's lock is dropped: nobody else can come in
 * between, one medium wakes one waiter, and a waiter that has left is in no
 * queue. What orders both queues is a ticket, so that a call that a signal
 * interrupted can come back to where it stood. All of it is protected by the
 * catalog's lock.
 */
#ifndef NTMS_CORE_WAITERS_H
#define NTMS_CORE_WAITERS_H

#include "grant.h"

/**
 * struct ntms_waitlist - the waiters of a session
 * @waiting: those that wait
 * @taking: those that nobody watches and that take what was kept for them
 * @cookies: those of @waiting that nobody watches, by cookie
 * @ended: those that nobody watches and that have ended, the oldest first
 * @wake: woken when @ended gets one; for those who poll
 * @cancels: how often all that waits in the session was cancelled
 * @cancelled: the last ticket that was when this happened: who has one of these
 *	waits no more
 * @watches: somebody in it waits for an operator's answer, or did
 * @closed: nothing begins to wait any more
 */
struct ntms_waitlist {
	struct list_head waiting;
	struct list_head taking;
	struct rb_root cookies;
	struct list_head ended;
	wait_queue_head_t wake;
	u32 cancels;
	u64 cancelled;
	bool watches;
	bool closed;
};

/**
 * struct ntms_waiter - an allocation that waits
 * @ask: what it asks for; its credentials are @cred
 * @cred: who asks, with the rights that he had when he began to wait
 * @app: application that asks
 * @need: enum ntms_need
 * @ticket: those who came first have lower ones; 0 before it waits: a new one
 * @deadline: nanoseconds of CLOCK_MONOTONIC; NTMS_DEADLINE_NEVER
 * @since: nanoseconds of CLOCK_MONOTONIC when it began to wait; 0 before
 * @refused: an operator refused
 * @pool: the pool
 * @in_pool: among the pool's waiters, by ticket
 * @drawing: among those who draw from free, if @draws
 * @draws: the pool draws from free
 * @list: the waitlist of its session
 * @in_list: in @list's @waiting or @taking, then in its @ended
 * @opreq: what the operator is asked for
 * @wake: woken when it ends, if somebody watches it
 * @queued: nobody watches it: it is collected
 * @user: who is charged for it until then, if @queued
 * @by_deadline: among the catalog's deadlines, if @queued and it has one
 * @cookie: what it is collected by, if @queued
 * @by_cookie: in @list's @cookies, if @queued and it waits
 * @offer: the cartridge that is kept for it, or NULL; it is in no queue then
 * @in_offered: among the catalog's waiters that nobody watches and that have an
 *	offer
 * @left: its session went while it took what was kept for it
 * @ended: it waits no more; @reason says how it went
 * @reason: how it ended
 * @grant: what it got, if it succeeded
 * @answer: what the operator said who refused, or NULL
 */
struct ntms_waiter {
	struct ntms_ask ask;
	struct ntms_cred cred;
	struct ntms_app *app;
	u8 need;
	u64 ticket;
	u64 deadline;
	u64 since;
	bool refused;
	struct ntms_pool *pool;
	struct rb_node in_pool;
	struct rb_node drawing;
	bool draws;
	struct ntms_waitlist *list;
	struct list_head in_list;
	struct ntms_opreq *opreq;
	wait_queue_head_t wake;
	bool queued;
	struct ntms_user *user;
	struct rb_node by_deadline;
	u64 cookie;
	struct rb_node by_cookie;
	struct ntms_medium *offer;
	struct list_head in_offered;
	bool left;
	bool ended;
	ntms_reason_t reason;
	struct ntms_grant grant;
	char *answer;
};

void ntms_waitlist_init(struct ntms_waitlist *list);
struct ntms_waiter *ntms_waitlist_find(const struct ntms_waitlist *list,
				       u64 cookie);

void ntms_waiter_init(struct ntms_waiter *waiter, const struct ntms_ask *ask,
		      const struct ntms_pool *pool, struct ntms_app *app,
		      u64 deadline);
void ntms_waiter_release(struct ntms_waiter *waiter);
ntms_reason_t ntms_waiter_begin(struct ntms_catalog *cat,
				struct ntms_waitlist *list,
				struct ntms_waiter *waiter,
				struct ntms_pool *pool);
void ntms_waiter_end(struct ntms_catalog *cat, struct ntms_waiter *waiter,
		     ntms_reason_t reason);
void ntms_waiter_refuse(struct ntms_catalog *cat, struct ntms_waiter *waiter,
			const char *text);
bool ntms_waiter_accept(struct ntms_catalog *cat, struct ntms_waiter *waiter);
void ntms_waiters_accept(struct ntms_catalog *cat);
ntms_reason_t ntms_waiter_retry(struct ntms_catalog *cat,
				struct ntms_waiter *waiter);
u32 ntms_waiters_dismiss(struct ntms_catalog *cat, struct ntms_waitlist *list,
			 u64 last);
u64 ntms_waiters_expire(struct ntms_catalog *cat, u64 now);

#endif /* NTMS_CORE_WAITERS_H */
