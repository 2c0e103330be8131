// SPDX-License-Identifier: GPL-2.0
/* Why an allocation would not succeed now: its own reasoning, counted. */
#include "session.h"

/* Sides that are looked at without dropping the lock */
#define NTMS_WHY_STEPS	4096

/*
 * Counts the sides of a pool by what is in their way. The lock is dropped now
 * and then, as a pool may be big; what moves meanwhile may be counted on either
 * side of its move. False: the pool has gone.
 */
static bool ntms_why_count(struct ntms_catalog *cat, const guid_t *id,
			   bool whole, __u64 *counts)
{
	const struct ntms_medium *medium;
	const struct ntms_pool *pool;
	u64 after = 0;
	u32 steps = 0;
	u8 i;

	for (;;) {
		pool = ntms_find_pool(cat, id);
		if (!pool)
			return false;
		medium = ntms_pool_next(pool, after);
		if (!medium)
			return true;
		after = medium->obj.serial;
		for (i = 0; i < medium->nr_sides; i++)
			counts[ntms_policy_obstacle(&medium->sides[i],
						    whole)]++;
		if (++steps % NTMS_WHY_STEPS)
			continue;
		ntms_catalog_unlock(cat);
		cond_resched();
		ntms_catalog_lock(cat);
	}
}

/* What there is to tell of the pool and of free, if the caller may know. */
static void ntms_why_pools(struct ntms_catalog *cat,
			   const struct ntms_cred *cred,
			   const struct ntms_pool *pool, struct ntms_why *call)
{
	const bool whole = call->options & NTMS_ALLOCATE_NEW;
	const struct ntms_pool *free = pool->media_type->pools[NTMS_POOL_FREE];
	guid_t own = pool->obj.id, source = free->obj.id;

	if (ntms_policy_source(pool))
		call->flags |= NTMS_WHY_FREE_USED;
	if (ntms_may_draw(free, cred))
		call->flags |= NTMS_WHY_FREE_ALLOWED;
	call->waiting = pool->nr_waiting;
	if (!ntms_why_count(cat, &own, whole, call->own))
		return;
	ntms_guid_out(&call->free, &source);
	ntms_why_count(cat, &source, whole, call->of_free);
}

static void ntms_why_answer(struct ntms_catalog *cat,
			    const struct ntms_cred *cred,
			    const struct ntms_ask *ask, struct ntms_why *call)
{
	const struct ntms_side *side;
	struct ntms_pick pick;
	guid_t id;

	call->result = ntms_policy_allocate(cat, ask, &pick);
	if (call->result == NTMS_REASON_INVALID_MEDIA_POOL || !pick.pool ||
	    !ntms_pool_allows(pick.pool, cred, NTMS_CONTROL))
		return;
	if (!call->result) {
		ntms_side_id(&id, pick.medium, pick.side);
		ntms_guid_out(&call->would, &id);
	}
	side = ntms_find_side(cat, &ask->side);
	if (side)
		call->obstacle = ntms_policy_obstacle(side, ask->options &
						      NTMS_ALLOCATE_NEW);
	ntms_why_pools(cat, cred, pick.pool, call);
}

/**
 * ntms_why() - why an allocation would not succeed now
 * @session: the session
 * @cred: who asks
 * @call: the command
 *
 * Context: takes the catalog's lock, for a bounded number of steps at a time.
 * Return: see struct ntms_why in the uapi header.
 */
ntms_reason_t ntms_why(struct ntms_session *session,
		       const struct ntms_cred *cred, struct ntms_why *call)
{
	struct ntms_ask ask = { .cred = cred };

	if (call->flags || !ntms_ask_read(&ask, call->options, &call->pool,
					  &call->side, &call->medium))
		return NTMS_REASON_INVALID_PARAMETER;
	call->obstacle = NTMS_OBSTACLE_NONE;
	call->waiting = 0;
	memset(&call->free, 0, sizeof(call->free));
	memset(&call->would, 0, sizeof(call->would));
	memset(call->own, 0, sizeof(call->own));
	memset(call->of_free, 0, sizeof(call->of_free));
	ntms_catalog_lock(session->cat);
	ntms_why_answer(session->cat, cred, &ask, call);
	ntms_catalog_unlock(session->cat);
	return NTMS_REASON_SUCCESS;
}
