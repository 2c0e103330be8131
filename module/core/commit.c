// SPDX-License-Identifier: GPL-2.0
/*
 * The commit: the one function that changes the catalog.
 *
 * It goes through a transaction three times. First each change is checked
 * against the state of the catalog, and that no other one makes that state a
 * thing of the past; then memory is found and new objects enter the index,
 * which can fail and is undone; then everything is applied, which cannot fail.
 */
#include "commit.h"

#include <linux/ktime.h>
#include <linux/timekeeping.h>

#define NTMS_TO(state)	BIT(NTMS_SIDE_##state)

/*
 * The life of a side: RSM's states of a partition, one row for each, with the
 * states that it can become.
 */
static const u16 ntms_side_moves[] = {
	[NTMS_SIDE_UNKNOWN] = NTMS_TO(UNPREPARED) | NTMS_TO(INCOMPATIBLE) |
			      NTMS_TO(UNRECOGNIZED) | NTMS_TO(IMPORT) |
			      NTMS_TO(AVAILABLE),
	[NTMS_SIDE_UNPREPARED] = NTMS_TO(AVAILABLE) | NTMS_TO(INCOMPATIBLE),
	[NTMS_SIDE_INCOMPATIBLE] = 0,
	[NTMS_SIDE_DECOMMISSIONED] = 0,
	[NTMS_SIDE_AVAILABLE] = NTMS_TO(ALLOCATED) | NTMS_TO(RESERVED) |
				NTMS_TO(DECOMMISSIONED),
	[NTMS_SIDE_ALLOCATED] = NTMS_TO(COMPLETE) | NTMS_TO(AVAILABLE) |
				NTMS_TO(RESERVED) | NTMS_TO(DECOMMISSIONED),
	[NTMS_SIDE_COMPLETE] = NTMS_TO(AVAILABLE) | NTMS_TO(RESERVED) |
			       NTMS_TO(DECOMMISSIONED),
	[NTMS_SIDE_UNRECOGNIZED] = NTMS_TO(UNPREPARED) | NTMS_TO(AVAILABLE) |
				   NTMS_TO(IMPORT) | NTMS_TO(INCOMPATIBLE),
	[NTMS_SIDE_IMPORT] = NTMS_TO(UNPREPARED) | NTMS_TO(AVAILABLE) |
			     NTMS_TO(ALLOCATED),
	[NTMS_SIDE_RESERVED] = NTMS_TO(ALLOCATED) | NTMS_TO(AVAILABLE),
};

/**
 * ntms_side_may() - can a side in one state become another?
 * @from: enum ntms_side_state
 * @to: enum ntms_side_state
 *
 * Context: any.
 * Return: true if the table of moves says so; false for states there are not.
 */
bool ntms_side_may(u8 from, u8 to)
{
	return from < ARRAY_SIZE(ntms_side_moves) &&
	       to < ARRAY_SIZE(ntms_side_moves) &&
	       ntms_side_moves[from] & BIT(to);
}

/**
 * ntms_txn_grow() - make room for more changes
 * @txn: the transaction
 *
 * Context: may sleep.
 * Return: false if there is no memory for it.
 */
bool ntms_txn_grow(struct ntms_txn *txn)
{
	u32 room = txn->room * 2;
	struct ntms_change *changes;

	changes = kvmalloc_array(room, sizeof(*changes), GFP_KERNEL);
	if (!changes)
		return false;
	memcpy(changes, txn->changes, txn->nr * sizeof(*changes));
	ntms_txn_release(txn);
	txn->changes = changes;
	txn->room = room;
	return true;
}

/* ---- checks -------------------------------------------------------------- */

static ntms_reason_t ntms_check_add(const struct ntms_catalog *cat,
				    const struct ntms_obj *obj)
{
	const struct ntms_medium *medium;

	if (obj->type != NTMS_TYPE_MEDIUM)
		return NTMS_REASON_SUCCESS;
	medium = container_of(obj, struct ntms_medium, obj);
	if (medium->pool->media_type != medium->media_type)
		return NTMS_REASON_MEDIA_INCOMPATIBLE;
	return NTMS_REASON_SUCCESS;
}

static ntms_reason_t ntms_check_remove(const struct ntms_catalog *cat,
				       const struct ntms_obj *obj)
{
	const struct ntms_medium *medium;
	const struct ntms_pool *pool;

	switch (obj->type) {
	case NTMS_TYPE_MEDIUM:
		medium = container_of(obj, struct ntms_medium, obj);
		return medium->owned ? NTMS_REASON_INVALID_STATE :
				       NTMS_REASON_SUCCESS;
	case NTMS_TYPE_POOL:
		pool = container_of(obj, struct ntms_pool, obj);
		return pool->nr_media || pool->children.count ?
			NTMS_REASON_NOT_EMPTY : NTMS_REASON_SUCCESS;
	case NTMS_TYPE_OPERATOR_REQUEST:
		return NTMS_REASON_SUCCESS;
	default:
		return NTMS_REASON_INVALID_PARAMETER;
	}
}

static ntms_reason_t ntms_check_state(const struct ntms_side *side, u8 to)
{
	/* Only COMPLETE keeps its owner; ALLOCATED needs one to be given. */
	if (to == NTMS_SIDE_ALLOCATED ||
	    (side->logical && to != NTMS_SIDE_COMPLETE) ||
	    !ntms_side_may(side->state, to))
		return NTMS_REASON_INVALID_STATE;
	return NTMS_REASON_SUCCESS;
}

static ntms_reason_t ntms_check_release(const struct ntms_change *change,
					const struct ntms_logical *logical)
{
	u8 from = logical->side->state;

	/* What is COMPLETE has an owner, and this one goes. */
	if (logical->side->logical != logical ||
	    change->to == NTMS_SIDE_COMPLETE ||
	    (change->to == NTMS_SIDE_RESERVED && logical->medium->owned < 2))
		return NTMS_REASON_INVALID_STATE;
	/* What is undone goes back to where it came from. */
	if (change->undo ? !ntms_side_may(change->to, from) :
			   !ntms_side_may(from, change->to))
		return NTMS_REASON_INVALID_STATE;
	return NTMS_REASON_SUCCESS;
}

static ntms_reason_t ntms_check_swap(const struct ntms_logical *a,
				     const struct ntms_logical *b)
{
	if (a == b)
		return NTMS_REASON_INVALID_PARAMETER;
	if (a->medium->pool != b->medium->pool)
		return NTMS_REASON_INVALID_MEDIA_POOL;
	/* What is COMPLETE is to stay as it is. */
	if (a->side->state != NTMS_SIDE_ALLOCATED ||
	    b->side->state != NTMS_SIDE_ALLOCATED)
		return NTMS_REASON_INVALID_STATE;
	return NTMS_REASON_SUCCESS;
}

static ntms_reason_t ntms_check(const struct ntms_catalog *cat,
				const struct ntms_change *change)
{
	const struct ntms_logical *logical = change->logical;

	switch (change->kind) {
	case NTMS_ADD:
		return ntms_check_add(cat, change->obj);
	case NTMS_REMOVE:
		return ntms_check_remove(cat, change->obj);
	case NTMS_ALLOCATE:
		if (logical->side->logical ||
		    !ntms_side_may(logical->side->state, NTMS_SIDE_ALLOCATED))
			return NTMS_REASON_MEDIA_UNAVAILABLE;
		return NTMS_REASON_SUCCESS;
	case NTMS_RELEASE:
		return ntms_check_release(change, logical);
	case NTMS_SWAP:
		return ntms_check_swap(logical, change->other);
	case NTMS_STATE:
		return ntms_check_state(change->side, change->to);
	case NTMS_MOVE:
		if (change->pool->media_type != change->medium->media_type)
			return NTMS_REASON_MEDIA_INCOMPATIBLE;
		return NTMS_REASON_SUCCESS;
	case NTMS_ANSWER:
		return change->to > change->opreq->state &&
		       change->opreq->state < NTMS_REQUEST_REFUSED ?
			NTMS_REASON_SUCCESS : NTMS_REASON_INVALID_STATE;
	default:
		return NTMS_REASON_SUCCESS;
	}
}

/* The cartridge that a change is about, or NULL */
static struct ntms_medium *ntms_change_medium(const struct ntms_change *change)
{
	switch (change->kind) {
	case NTMS_ADD:
	case NTMS_REMOVE:
		return change->obj->type == NTMS_TYPE_MEDIUM ?
			container_of(change->obj, struct ntms_medium, obj) :
			NULL;
	case NTMS_ALLOCATE:
	case NTMS_RELEASE:
		return change->logical->medium;
	case NTMS_STATE:
		return ntms_side_medium(change->side);
	case NTMS_MOVE:
	case NTMS_PLACE:
		return change->medium;
	default:
		return NULL;
	}
}

/* The side that a change is about; NULL: it is about the whole cartridge */
static const struct ntms_side *
ntms_change_side(const struct ntms_change *change)
{
	switch (change->kind) {
	case NTMS_ALLOCATE:
	case NTMS_RELEASE:
		return change->logical->side;
	case NTMS_STATE:
		return change->side;
	default:
		return NULL;
	}
}

/* Does one change what the other was checked against? */
static bool ntms_changes_clash(const struct ntms_change *a,
			       const struct ntms_change *b)
{
	if (ntms_change_medium(a) != ntms_change_medium(b))
		return false;
	return a->kind == NTMS_REMOVE || b->kind == NTMS_REMOVE ||
	       ntms_change_side(a) == ntms_change_side(b);
}

static ntms_reason_t ntms_check_all(const struct ntms_catalog *cat,
				    const struct ntms_txn *txn)
{
	ntms_reason_t reason;
	u32 i, j;

	for (i = 0; i < txn->nr; i++) {
		reason = ntms_check(cat, &txn->changes[i]);
		if (reason)
			return reason;
		if (txn->changes[i].kind == NTMS_SWAP && txn->nr > 1)
			return NTMS_REASON_INVALID_STATE;
		if (!i || !ntms_change_medium(&txn->changes[i]))
			continue;
		for (j = 0; j < i; j++)
			if (ntms_changes_clash(&txn->changes[j],
					       &txn->changes[i]))
				return NTMS_REASON_INVALID_STATE;
	}
	return NTMS_REASON_SUCCESS;
}

/* ---- preparation --------------------------------------------------------- */

static int ntms_shelf_prepare(struct ntms_pool *pool,
			      struct ntms_library *library)
{
	struct ntms_shelf *shelf = ntms_shelf_find(pool, library);

	if (!shelf) {
		shelf = kzalloc(sizeof(*shelf), GFP_KERNEL);
		if (!shelf)
			return -ENOMEM;
		shelf->pool = pool;
		shelf->library = library;
		shelf->fresh = RB_ROOT_CACHED;
		shelf->opened = RB_ROOT_CACHED;
		list_add_tail(&shelf->in_pool, &pool->shelves);
	}
	shelf->due++;
	return 0;
}

/* Which shelf a change brings a cartridge to; false: to none */
static bool ntms_change_shelf(const struct ntms_change *change,
			      struct ntms_pool **pool,
			      struct ntms_library **library)
{
	const struct ntms_medium *medium;

	switch (change->kind) {
	case NTMS_ADD:
		medium = ntms_change_medium(change);
		if (!medium)
			return false;
		*pool = medium->pool;
		*library = medium->library;
		return true;
	case NTMS_MOVE:
		*pool = change->pool;
		*library = change->medium->library;
		return true;
	case NTMS_PLACE:
		*pool = change->medium->pool;
		*library = change->in;
		return *library != change->medium->library;
	default:
		return false;
	}
}

/* The object that a change brings into the index, or NULL */
static struct ntms_obj *ntms_change_new(const struct ntms_change *change)
{
	if (change->kind == NTMS_ADD)
		return change->obj;
	if (change->kind == NTMS_ALLOCATE)
		return &change->logical->obj;
	return NULL;
}

/* Most changes leave cartridges on their shelves. */
static bool ntms_change_shelves(const struct ntms_change *change)
{
	return BIT(change->kind) & (BIT(NTMS_ADD) | BIT(NTMS_MOVE) |
				    BIT(NTMS_PLACE));
}

static int ntms_prepare_shelf(const struct ntms_change *change)
{
	struct ntms_library *library;
	struct ntms_pool *pool;

	if (!ntms_change_shelf(change, &pool, &library))
		return 0;
	return ntms_shelf_prepare(pool, library);
}

static void ntms_unprepare_shelf(const struct ntms_change *change)
{
	struct ntms_library *library;
	struct ntms_pool *pool;

	if (ntms_change_shelf(change, &pool, &library))
		ntms_shelf_undue(ntms_shelf_find(pool, library));
}

static int ntms_prepare(struct ntms_catalog *cat,
			const struct ntms_change *change)
{
	struct ntms_obj *obj = ntms_change_new(change);
	int error;

	if (ntms_change_shelves(change) && ntms_prepare_shelf(change))
		return -ENOMEM;
	if (!obj)
		return 0;
	error = rhashtable_lookup_insert_fast(&cat->index, &obj->node,
					      ntms_index_params);
	if (error && ntms_change_shelves(change))
		ntms_unprepare_shelf(change);
	return error;
}

static void ntms_unprepare(struct ntms_catalog *cat,
			   const struct ntms_change *change)
{
	struct ntms_obj *obj = ntms_change_new(change);

	if (obj)
		rhashtable_remove_fast(&cat->index, &obj->node,
				       ntms_index_params);
	if (ntms_change_shelves(change))
		ntms_unprepare_shelf(change);
}

static ntms_reason_t ntms_prepare_all(struct ntms_catalog *cat,
				      const struct ntms_txn *txn)
{
	ntms_reason_t reason;
	int error = 0;
	u32 i;

	if (txn->failed)
		return NTMS_REASON_NOT_ENOUGH_MEMORY;
	reason = ntms_check_all(cat, txn);
	if (reason)
		return reason;
	for (i = 0; i < txn->nr && !error; i++)
		error = ntms_prepare(cat, &txn->changes[i]);
	if (!error)
		return NTMS_REASON_SUCCESS;
	/* The last one failed and left nothing. */
	for (i--; i > 0; i--)
		ntms_unprepare(cat, &txn->changes[i - 1]);
	return error == -EEXIST ? NTMS_REASON_ALREADY_EXISTS :
				  NTMS_REASON_NOT_ENOUGH_MEMORY;
}

/**
 * ntms_commit() - change the catalog
 * @cat: the catalog
 * @txn: the changes. A side can change once in one transaction, and so can a
 *	cartridge: its pool, its place, or that it is there at all
 *
 * All changes happen, in their order, or none. Objects that were added belong
 * to the catalog afterwards; those that were removed are freed.
 *
 * Context: the catalog's lock is held; may sleep for memory.
 * Return: NTMS_REASON_SUCCESS; INVALID_STATE, INVALID_PARAMETER,
 * INVALID_MEDIA_POOL, MEDIA_UNAVAILABLE, MEDIA_INCOMPATIBLE or NOT_EMPTY if a
 * change breaks a rule;
 * ALREADY_EXISTS if there is an object of that GUID; NOT_ENOUGH_MEMORY.
 */
ntms_reason_t ntms_commit(struct ntms_catalog *cat, struct ntms_txn *txn)
{
	ntms_reason_t reason;
	u64 now;
	u32 i;

	lockdep_assert_held(&cat->lock);
	reason = ntms_prepare_all(cat, txn);
	if (reason)
		return reason;
	now = ktime_get_coarse_real_ns();
	ntms_journal_next(&cat->journal);
	ntms_news_begin(&cat->news);
	for (i = 0; i < txn->nr; i++)
		ntms_apply(cat, &txn->changes[i], now);
	return NTMS_REASON_SUCCESS;
}
