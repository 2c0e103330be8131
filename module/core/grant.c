// SPDX-License-Identifier: GPL-2.0
/* What an allocation does to the catalog, and how it is undone. */
#include "grant.h"
#include "pin.h"

static ntms_reason_t ntms_grant_commit(struct ntms_catalog *cat,
				       const struct ntms_pick *pick,
				       struct ntms_logical *logical, u64 *since,
				       u64 deadline)
{
	struct ntms_medium *medium = pick->medium;
	struct ntms_change *change;
	ntms_reason_t reason;
	struct ntms_txn txn __uninitialized;
	u8 i;

	logical->side = pick->side;
	logical->medium = medium;
	ntms_txn_init(&txn);
	txn.deadline = deadline;
	change = ntms_txn_change(&txn, NTMS_ALLOCATE);
	change->logical = logical;
	if (pick->from != pick->pool)
		change->pool = pick->pool;
	for (i = 0; pick->reserve && i < medium->nr_sides; i++) {
		if (&medium->sides[i] == pick->side ||
		    medium->sides[i].state != NTMS_SIDE_AVAILABLE)
			continue;
		since[i] = medium->sides[i].since;
		change = ntms_txn_change(&txn, NTMS_STATE);
		change->side = &medium->sides[i];
		change->to = NTMS_SIDE_RESERVED;
	}
	reason = ntms_commit(cat, &txn);
	ntms_txn_release(&txn);
	return reason;
}

/**
 * ntms_grant() - let an allocation happen
 * @cat: the catalog
 * @ask: what was asked for
 * @pick: what policy answered to it
 * @app: application that owns it
 * @deadline: nanoseconds of CLOCK_MONOTONIC until which it may wait to last
 * @grant: out: what it gave
 *
 * Context: the catalog's lock is held, and may be dropped as by ntms_commit().
 * Return: NTMS_REASON_SUCCESS; NOT_ENOUGH_MEMORY, or what ntms_commit() says of
 * what has to last.
 */
ntms_reason_t ntms_grant(struct ntms_catalog *cat, const struct ntms_ask *ask,
			 const struct ntms_pick *pick, struct ntms_app *app,
			 u64 deadline, struct ntms_grant *grant)
{
	struct ntms_logical *logical = ntms_catalog_logical(cat);
	ntms_reason_t reason;

	lockdep_assert_held(&cat->lock);
	if (!logical)
		return NTMS_REASON_NOT_ENOUGH_MEMORY;
	logical->uid = ask->cred->uid;
	logical->whole = ask->options & (NTMS_ALLOCATE_NEW |
					 NTMS_ALLOCATE_NEXT);
	grant->state = pick->side->state;
	grant->from = pick->from->obj.id;
	grant->pool = pick->pool->obj.id;
	ntms_side_id(&grant->side, pick->medium, pick->side);
	memset(grant->since, 0, sizeof(grant->since));
	if (grant->state == NTMS_SIDE_AVAILABLE)
		grant->since[pick->side->number] = pick->side->since;
	kref_get(&app->ref);
	logical->app = app;
	grant->id = logical->obj.id;
	reason = ntms_grant_commit(cat, pick, logical, grant->since, deadline);
	if (reason)
		ntms_catalog_keep(cat, logical);
	return reason;
}

/**
 * ntms_give_back() - end a logical medium
 * @cat: the catalog
 * @back: what policy says becomes of its side
 *
 * Context: the catalog's lock is held; may sleep for memory.
 * Return: NTMS_REASON_SUCCESS, NOT_ENOUGH_MEMORY or DATABASE_FAILURE.
 */
ntms_reason_t ntms_give_back(struct ntms_catalog *cat,
			     const struct ntms_return *back)
{
	struct ntms_medium *medium = back->logical->medium;
	struct ntms_change *change;
	ntms_reason_t reason;
	struct ntms_txn txn __uninitialized;
	u8 i;

	lockdep_assert_held(&cat->lock);
	ntms_txn_init(&txn);
	txn.fact = back->undo;
	change = ntms_txn_change(&txn, NTMS_RELEASE);
	change->logical = back->logical;
	change->to = back->to;
	change->pool = back->pool;
	for (i = 0; back->unreserve && i < medium->nr_sides; i++) {
		if (medium->sides[i].state != NTMS_SIDE_RESERVED)
			continue;
		change = ntms_txn_change(&txn, NTMS_STATE);
		change->side = &medium->sides[i];
		change->to = NTMS_SIDE_AVAILABLE;
	}
	reason = ntms_commit(cat, &txn);
	ntms_txn_release(&txn);
	return reason;
}

/*
 * What the side becomes again: as with one that is given back, what came by NEW
 * or NEXT is Reserved as long as another side is owned, and no longer.
 */
static u8 ntms_undo_state(const struct ntms_grant *grant,
			  const struct ntms_logical *logical)
{
	const bool shared = logical->medium->owned > 1;

	if (shared && logical->whole && grant->state == NTMS_SIDE_AVAILABLE)
		return NTMS_SIDE_RESERVED;
	if (!shared && grant->state == NTMS_SIDE_RESERVED)
		return NTMS_SIDE_AVAILABLE;
	return grant->state;
}

/* Where the cartridge goes back to; NULL: it stays, as somebody touched it */
static struct ntms_pool *ntms_undo_pool(const struct ntms_catalog *cat,
					const struct ntms_grant *grant,
					const struct ntms_logical *logical)
{
	const struct ntms_medium *medium = logical->medium;
	struct ntms_pool *back = ntms_find_pool(cat, &grant->from);
	u8 i;

	if (!back || back == medium->pool || medium->owned > 1 ||
	    !guid_equal(&medium->pool->obj.id, &grant->pool))
		return NULL;
	/* A side that was imported and given back is no Import any more. */
	for (i = 0; back->type == NTMS_POOL_IMPORT && i < medium->nr_sides; i++)
		if (&medium->sides[i] != logical->side &&
		    medium->sides[i].state != NTMS_SIDE_IMPORT)
			return NULL;
	return back;
}

static ntms_reason_t ntms_undo_commit(struct ntms_catalog *cat,
				      const struct ntms_grant *grant,
				      struct ntms_logical *logical,
				      struct ntms_pool *back)
{
	struct ntms_medium *medium = logical->medium;
	const bool last = medium->owned == 1;
	struct ntms_change *change;
	ntms_reason_t reason;
	struct ntms_txn txn;
	u8 i;

	lockdep_assert_held(&cat->lock);
	ntms_txn_init(&txn);
	change = ntms_txn_change(&txn, NTMS_RELEASE);
	change->logical = logical;
	change->to = ntms_undo_state(grant, logical);
	change->pool = back;
	change->undo = true;
	change->since = grant->since[logical->side->number];
	for (i = 0; last && i < medium->nr_sides; i++) {
		if (medium->sides[i].state != NTMS_SIDE_RESERVED)
			continue;
		change = ntms_txn_change(&txn, NTMS_STATE);
		change->side = &medium->sides[i];
		change->to = NTMS_SIDE_AVAILABLE;
		change->since = grant->since[i];
	}
	reason = ntms_commit(cat, &txn);
	ntms_txn_release(&txn);
	return reason;
}

/*
 * Its side was swapped for another one meanwhile, and how that one came is not
 * what the grant tells: it is given back, as by its owner.
 */
static void ntms_undo_swapped(struct ntms_catalog *cat, const guid_t *id)
{
	static const struct ntms_cred owner = { .admin = true };
	struct ntms_return back;

	if (ntms_policy_deallocate(cat, &owner, id, &back))
		return;
	back.undo = true;
	if (!ntms_give_back(cat, &back) || !back.pool)
		return;
	back.pool = NULL;
	ntms_give_back(cat, &back);
}

/**
 * ntms_grant_undo() - as if an allocation had never happened
 * @cat: the catalog
 * @grant: what it gave, and nobody was told of
 *
 * If the cartridge is no longer as the allocation left it, because somebody else
 * got another side of it meanwhile or moved it, it stays where it is. A side that
 * somebody completed stays what it is, and one that it was swapped for is given
 * back.
 *
 * Context: the catalog's lock is held, and dropped while somebody else's change of
 * the cartridge waits to last; may sleep.
 */
void ntms_grant_undo(struct ntms_catalog *cat, const struct ntms_grant *grant)
{
	struct ntms_logical *logical;
	struct ntms_pool *back;
	guid_t side;

	lockdep_assert_held(&cat->lock);
	/* Somebody changes another side of the cartridge. */
	do {
		logical = ntms_find_logical(cat, &grant->id);
	} while (logical && ntms_pin_drain(cat, &logical->medium->obj));
	/* Somebody said that it holds data: he knows of it. */
	if (!logical || logical->side->state == NTMS_SIDE_COMPLETE)
		return;
	ntms_side_id(&side, logical->medium, logical->side);
	if (!guid_equal(&side, &grant->side)) {
		ntms_undo_swapped(cat, &grant->id);
		return;
	}
	back = ntms_undo_pool(cat, grant, logical);
	/* Without memory for the way back, it is free at least. */
	if (ntms_undo_commit(cat, grant, logical, back) && back)
		ntms_undo_commit(cat, grant, logical, NULL);
}
