// SPDX-License-Identifier: GPL-2.0
/*
 * Is everybody who waits where he must be, and does nobody wait for what is
 * there? And do operator requests, those who caused them and those who wait for
 * them agree with each other?
 */
#include "kit_wrong.h"

/**
 * struct ntms_wrong_sums - what was counted
 * @waiting: waiters
 * @drawing: those who draw from free
 * @dated: those who have a deadline that somebody has to watch
 * @pools: pools that have waiters
 * @queued: those that are charged to a user until they are collected
 */
struct ntms_wrong_sums {
	u32 waiting;
	u32 drawing;
	u32 dated;
	u32 pools;
	u32 queued;
};

static void ntms_wrong_waiter(struct ntms_catalog *cat,
			      const struct ntms_pool *pool, u8 need,
			      const struct ntms_waiter *waiter,
			      struct ntms_wrong_sums *sums)
{
	const struct ntms_opreq *opreq = waiter->opreq;
	struct ntms_pick pick;

	MUST(waiter->pool == pool, &pool->obj);
	MUST(waiter->need == need, &pool->obj);
	MUST(!waiter->ended, &pool->obj);
	MUST(waiter->ticket && waiter->ticket <= cat->ticket, &pool->obj);
	MUST(waiter->ask.cred == &waiter->cred, &pool->obj);
	MUST(guid_equal(&waiter->ask.pool, &pool->obj.id), &pool->obj);
	MUST(waiter->draws == ntms_policy_draws(pool, &waiter->cred),
	     &pool->obj);
	MUST(!list_empty(&waiter->in_list), &pool->obj);
	/* What it waits for is not there, or it would have it. */
	MUST(ntms_policy_allocate(cat, &waiter->ask, &pick) !=
	     NTMS_REASON_SUCCESS, &pool->obj);
	sums->waiting++;
	sums->drawing += waiter->draws;
	sums->queued += waiter->queued;
	MUST(!waiter->queued || waiter->user->uid == waiter->cred.uid,
	     &pool->obj);
	sums->dated += waiter->queued &&
		       waiter->deadline != NTMS_DEADLINE_NEVER;
	MUST(opreq, &pool->obj);
	if (!opreq)
		return;
	MUST(opreq->waiter == waiter, &pool->obj);
	MUST(ntms_find_opreq(cat, &opreq->obj.id) == opreq, &pool->obj);
	MUST(opreq->request == NTMS_REQUEST_NEW_MEDIA, &opreq->obj);
	MUST(opreq->type[0] == NTMS_TYPE_POOL, &opreq->obj);
	MUST(guid_equal(&opreq->arg[0], &pool->obj.id), &opreq->obj);
	MUST(opreq->user->uid == waiter->cred.uid, &opreq->obj);
}

static void ntms_wrong_queues(struct ntms_catalog *cat,
			      const struct ntms_pool *pool,
			      struct ntms_wrong_sums *sums)
{
	const u32 before = sums->waiting;
	const struct ntms_waiter *waiter;
	struct rb_node *node;
	u64 last;
	u8 need;

	for (need = 0; need < NTMS_NEEDS; need++) {
		last = 0;
		for (node = rb_first_cached(&pool->waiting[need]); node;
		     node = rb_next(node)) {
			waiter = rb_entry(node, struct ntms_waiter, in_pool);
			MUST(waiter->ticket > last, &pool->obj);
			last = waiter->ticket;
			ntms_wrong_waiter(cat, pool, need, waiter, sums);
		}
	}
	MUST(pool->nr_waiting == sums->waiting - before, &pool->obj);
	MUST(list_empty(&pool->waited) == !pool->nr_waiting, &pool->obj);
	MUST(list_empty(&pool->stirred), &pool->obj);
	MUST(!pool->nr_waiting || pool->media_type, &pool->obj);
	sums->pools += !!pool->nr_waiting;
}

/* Those who draw from the free pool of a type, in the order of their tickets */
static u32 ntms_wrong_drawing(const struct ntms_media_type *type)
{
	const struct ntms_waiter *waiter;
	struct rb_node *node;
	u32 count = 0;
	u64 last;
	u8 need;

	for (need = 0; need < NTMS_NEEDS; need++) {
		const struct rb_root_cached *tree = &type->drawing[need];

		last = 0;
		MUST(rb_first_cached(tree) == rb_first(&tree->rb_root),
		     &type->obj);
		for (node = rb_first_cached(tree); node; node = rb_next(node)) {
			waiter = rb_entry(node, struct ntms_waiter, drawing);
			MUST(waiter->draws && waiter->need == need, &type->obj);
			MUST(waiter->pool->media_type == type, &type->obj);
			MUST(waiter->ticket > last, &type->obj);
			last = waiter->ticket;
			count++;
		}
	}
	return count;
}

static u32 ntms_wrong_deadlines(const struct ntms_catalog *cat)
{
	const struct ntms_waiter *waiter;
	struct rb_node *node;
	u32 count = 0;
	u64 last = 0;

	MUST(rb_first_cached(&cat->deadlines) ==
	     rb_first(&cat->deadlines.rb_root), cat->computer);
	for (node = rb_first_cached(&cat->deadlines); node;
	     node = rb_next(node)) {
		waiter = rb_entry(node, struct ntms_waiter, by_deadline);
		MUST(waiter->queued && !waiter->ended, cat->computer);
		MUST(waiter->deadline >= last, cat->computer);
		last = waiter->deadline;
		count++;
	}
	return count;
}

static u32 ntms_wrong_kept(const struct ntms_catalog *cat)
{
	struct rb_node *node;
	u32 kept = 0;

	for (node = rb_first(&cat->users); node; node = rb_next(node))
		kept += rb_entry(node, struct ntms_user,
				 node)->has[NTMS_USER_KEPT];
	return kept;
}

static void ntms_wrong_waiters(struct ntms_catalog *cat)
{
	struct ntms_wrong_sums sums = {};
	const struct ntms_pool *pool;
	struct ntms_obj *obj;
	u32 drawing = 0, waited = 0;
	u64 after = 0;

	while ((obj = ntms_order_next(cat, NTMS_TYPE_POOL, after))) {
		after = obj->serial;
		ntms_wrong_queues(cat, container_of(obj, struct ntms_pool, obj),
				  &sums);
	}
	after = 0;
	while ((obj = ntms_order_next(cat, NTMS_TYPE_MEDIA_TYPE, after))) {
		after = obj->serial;
		drawing += ntms_wrong_drawing(container_of(obj,
						struct ntms_media_type, obj));
	}
	/* Others have ended, and are not collected. */
	MUST(ntms_wrong_kept(cat) >= sums.queued, cat->computer);
	list_for_each_entry(pool, &cat->waited, waited) {
		MUST(pool->nr_waiting, &pool->obj);
		waited++;
	}
	MUST(cat->waiting == sums.waiting, cat->computer);
	MUST(drawing == sums.drawing, cat->computer);
	MUST(waited == sums.pools, cat->computer);
	MUST(ntms_wrong_deadlines(cat) == sums.dated, cat->computer);
	MUST(list_empty(&cat->stirred), cat->computer);
}

static void ntms_wrong_opreq(const struct ntms_catalog *cat,
			     const struct ntms_opreq *opreq)
{
	const bool answered = opreq->state >= NTMS_REQUEST_REFUSED;
	const struct ntms_opreq *other;
	u32 listed = 0;

	MUST(opreq->request >= NTMS_REQUEST_NEW_MEDIA &&
	     opreq->request <= NTMS_REQUEST_MESSAGE, &opreq->obj);
	MUST(opreq->state >= NTMS_REQUEST_SUBMITTED &&
	     opreq->state <= NTMS_REQUEST_COMPLETE, &opreq->obj);
	MUST(opreq->app && opreq->user, &opreq->obj);
	MUST(answered == !!opreq->finished, &opreq->obj);
	MUST(!opreq->waiter || !answered, &opreq->obj);
	MUST(!opreq->waiter || opreq->waiter->opreq == opreq, &opreq->obj);
	list_for_each_entry(other, &cat->answered, in_answered)
		listed += other == opreq;
	MUST(listed == answered, &opreq->obj);
}

/* What a request points to is one of the users there are. */
static bool ntms_wrong_user_known(const struct ntms_catalog *cat,
				  const struct ntms_user *user)
{
	struct rb_node *node;

	for (node = rb_first(&cat->users); node; node = rb_next(node))
		if (rb_entry(node, struct ntms_user, node) == user)
			return true;
	return false;
}

static void ntms_wrong_users(const struct ntms_catalog *cat)
{
	const struct ntms_user *user, *last = NULL;
	const struct ntms_opreq *opreq;
	struct ntms_obj *obj;
	struct rb_node *node;
	u32 requests;
	u64 after;

	for (node = rb_first(&cat->users); node; node = rb_next(node)) {
		user = rb_entry(node, struct ntms_user, node);
		MUST(!last || last->uid < user->uid, cat->computer);
		last = user;
		requests = 0;
		after = 0;
		while ((obj = ntms_order_next(cat, NTMS_TYPE_OPERATOR_REQUEST,
					      after))) {
			after = obj->serial;
			opreq = container_of(obj, struct ntms_opreq, obj);
			requests += opreq->user == user;
		}
		MUST(user->has[NTMS_USER_REQUESTS] == requests, cat->computer);
		MUST(requests || user->has[NTMS_USER_KEPT], cat->computer);
	}
}

static void ntms_wrong_requests(const struct ntms_catalog *cat)
{
	const struct ntms_opreq *opreq;
	struct ntms_obj *obj;
	u32 answered = 0;
	u64 after = 0;

	while ((obj = ntms_order_next(cat, NTMS_TYPE_OPERATOR_REQUEST,
				      after))) {
		after = obj->serial;
		opreq = container_of(obj, struct ntms_opreq, obj);
		answered += opreq->state >= NTMS_REQUEST_REFUSED;
		ntms_wrong_opreq(cat, opreq);
		MUST(ntms_wrong_user_known(cat, opreq->user), obj);
	}
	list_for_each_entry(opreq, &cat->answered, in_answered)
		answered--;
	MUST(!answered, cat->computer);
	ntms_wrong_users(cat);
}

void ntms_wrong_waiting(struct ntms_catalog *cat)
{
	ntms_wrong_waiters(cat);
	ntms_wrong_requests(cat);
}
