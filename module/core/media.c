// SPDX-License-Identifier: GPL-2.0
/*
 * What is said of media that stay where they are: full, worn out, swapped,
 * forgotten.
 */
#include "session.h"

/* The table of moves has the last word on it. */
static ntms_reason_t ntms_side_becomes(struct ntms_catalog *cat,
				       struct ntms_side *side, u8 to)
{
	struct ntms_change *change;
	ntms_reason_t reason;
	struct ntms_txn txn;

	ntms_txn_init(&txn);
	change = ntms_txn_change(&txn, NTMS_STATE);
	change->side = side;
	change->to = to;
	reason = ntms_commit(cat, &txn);
	ntms_txn_release(&txn);
	return reason;
}

/**
 * ntms_complete() - SetNtmsMediaComplete
 * @session: the session
 * @cred: who calls
 * @call: the command
 *
 * Context: takes the catalog's lock; may sleep.
 * Return: see struct ntms_complete in the uapi header.
 */
ntms_reason_t ntms_complete(struct ntms_session *session,
			    const struct ntms_cred *cred,
			    const struct ntms_complete *call)
{
	struct ntms_catalog *cat = session->cat;
	struct ntms_logical *logical;
	ntms_reason_t reason;
	guid_t id;

	if (call->flags || call->reserved || ntms_guid_none(&call->medium))
		return NTMS_REASON_INVALID_PARAMETER;
	memcpy(&id, &call->medium, sizeof(id));
	ntms_catalog_lock(cat);
	logical = ntms_find_logical(cat, &id);
	if (!logical)
		reason = NTMS_REASON_INVALID_MEDIA;
	else if (!ntms_pool_allows(logical->medium->pool, cred, NTMS_CONTROL))
		reason = NTMS_REASON_ACCESS_DENIED;
	else
		reason = ntms_side_becomes(cat, logical->side,
					   NTMS_SIDE_COMPLETE);
	ntms_catalog_unlock(cat);
	return reason;
}

/**
 * ntms_decommission() - DecommissionNtmsMedia
 * @session: the session
 * @cred: who calls
 * @call: the command
 *
 * Context: takes the catalog's lock; may sleep.
 * Return: see struct ntms_decommission in the uapi header.
 */
ntms_reason_t ntms_decommission(struct ntms_session *session,
				const struct ntms_cred *cred,
				const struct ntms_decommission *call)
{
	struct ntms_catalog *cat = session->cat;
	struct ntms_side *side;
	ntms_reason_t reason;
	guid_t id;

	if (call->flags || call->reserved || ntms_guid_none(&call->side))
		return NTMS_REASON_INVALID_PARAMETER;
	memcpy(&id, &call->side, sizeof(id));
	ntms_catalog_lock(cat);
	side = ntms_find_side(cat, &id);
	if (!side)
		reason = NTMS_REASON_INVALID_MEDIA;
	else if (!ntms_pool_allows(ntms_side_medium(side)->pool, cred,
				   NTMS_CONTROL))
		reason = NTMS_REASON_ACCESS_DENIED;
	else
		reason = ntms_side_becomes(cat, side, NTMS_SIDE_DECOMMISSIONED);
	ntms_catalog_unlock(cat);
	return reason;
}

static ntms_reason_t ntms_swap_commit(struct ntms_catalog *cat,
				      struct ntms_logical *first,
				      struct ntms_logical *second)
{
	struct ntms_change *change;
	ntms_reason_t reason;
	struct ntms_txn txn;

	ntms_txn_init(&txn);
	change = ntms_txn_change(&txn, NTMS_SWAP);
	change->logical = first;
	change->other = second;
	reason = ntms_commit(cat, &txn);
	ntms_txn_release(&txn);
	return reason;
}

/**
 * ntms_swap() - SwapNtmsMedia
 * @session: the session
 * @cred: who calls
 * @call: the command
 *
 * Context: takes the catalog's lock; may sleep.
 * Return: see struct ntms_swap in the uapi header.
 */
ntms_reason_t ntms_swap(struct ntms_session *session,
			const struct ntms_cred *cred,
			const struct ntms_swap *call)
{
	struct ntms_logical *first, *second;
	struct ntms_catalog *cat = session->cat;
	ntms_reason_t reason;
	guid_t a, b;

	if (call->flags || call->reserved || ntms_guid_none(&call->first) ||
	    ntms_guid_none(&call->second))
		return NTMS_REASON_INVALID_PARAMETER;
	memcpy(&a, &call->first, sizeof(a));
	memcpy(&b, &call->second, sizeof(b));
	ntms_catalog_lock(cat);
	first = ntms_find_logical(cat, &a);
	second = ntms_find_logical(cat, &b);
	if (!first || !second)
		reason = NTMS_REASON_INVALID_MEDIA;
	else if (!ntms_pool_allows(first->medium->pool, cred, NTMS_MODIFY) ||
		 !ntms_pool_allows(second->medium->pool, cred, NTMS_MODIFY))
		reason = NTMS_REASON_ACCESS_DENIED;
	else
		reason = ntms_swap_commit(cat, first, second);
	ntms_catalog_unlock(cat);
	return reason;
}

static ntms_reason_t ntms_medium_forget(struct ntms_catalog *cat,
					struct ntms_medium *medium)
{
	ntms_reason_t reason;
	struct ntms_txn txn;

	/* What a robot has would be found again, and be another one. */
	if (medium->library != cat->offline)
		return NTMS_REASON_INVALID_STATE;
	ntms_txn_init(&txn);
	ntms_txn_change(&txn, NTMS_REMOVE)->obj = &medium->obj;
	reason = ntms_commit(cat, &txn);
	ntms_txn_release(&txn);
	return reason;
}

/**
 * ntms_medium_delete() - DeleteNtmsMedia
 * @session: the session
 * @cred: who calls
 * @call: the command
 *
 * Context: takes the catalog's lock; may sleep.
 * Return: see struct ntms_medium_delete in the uapi header.
 */
ntms_reason_t ntms_medium_delete(struct ntms_session *session,
				 const struct ntms_cred *cred,
				 const struct ntms_medium_delete *call)
{
	struct ntms_catalog *cat = session->cat;
	struct ntms_medium *medium;
	ntms_reason_t reason;
	guid_t id;

	if (call->flags || call->reserved || ntms_guid_none(&call->medium))
		return NTMS_REASON_INVALID_PARAMETER;
	memcpy(&id, &call->medium, sizeof(id));
	ntms_catalog_lock(cat);
	medium = ntms_find_medium(cat, &id);
	if (!medium)
		reason = NTMS_REASON_INVALID_MEDIA;
	else if (!ntms_may_forget(cat, medium, cred))
		reason = NTMS_REASON_ACCESS_DENIED;
	else
		reason = ntms_medium_forget(cat, medium);
	ntms_catalog_unlock(cat);
	return reason;
}
