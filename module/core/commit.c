// SPDX-License-Identifier: GPL-2.0
/*
 * The commit: the one function that changes the catalog.
 *
 * It goes through a transaction three times. First each change is checked
 * against the state of the catalog, and that no other one makes that state a
 * thing of the past; then memory is found and new objects enter the index,
 * which can fail and is undone; then everything is applied, which cannot fail.
 */
#include "attr.h"
#include "commit.h"
#include "record.h"
#include "trace.h"

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

/* Who is owned has an owner, and nobody else; Reserved is one beside it. */
static bool ntms_side_sound(const struct ntms_medium *medium,
			    const struct ntms_side *side)
{
	switch (side->state) {
	case NTMS_SIDE_ALLOCATED:
	case NTMS_SIDE_COMPLETE:
		return side->logical && side->logical->side == side &&
		       side->logical->medium == medium;
	case NTMS_SIDE_RESERVED:
		return !side->logical && medium->owned;
	default:
		return !side->logical;
	}
}

static ntms_reason_t ntms_check_add(const struct ntms_catalog *cat,
				    const struct ntms_obj *obj)
{
	const struct ntms_medium *medium;
	u8 i, owned = 0;

	if (obj->type != NTMS_TYPE_MEDIUM)
		return NTMS_REASON_SUCCESS;
	medium = container_of(obj, struct ntms_medium, obj);
	if (medium->pool->media_type != medium->media_type)
		return NTMS_REASON_MEDIA_INCOMPATIBLE;
	for (i = 0; i < medium->nr_sides; i++) {
		if (!ntms_side_sound(medium, &medium->sides[i]))
			return NTMS_REASON_INVALID_STATE;
		owned += !!medium->sides[i].logical;
	}
	return owned == medium->owned ? NTMS_REASON_SUCCESS :
					NTMS_REASON_INVALID_STATE;
}

/**
 * ntms_media_type_unused() - could a media type go?
 * @cat: the catalog
 * @type: the media type
 *
 * Context: the catalog's lock is held.
 * Return: true if no library supports it, and no cartridge and no application
 * pool is of it.
 */
bool ntms_media_type_unused(const struct ntms_catalog *cat,
			    const struct ntms_media_type *type)
{
	const struct ntms_library *library;
	const struct ntms_obj *obj;
	u64 after = 0;

	lockdep_assert_held(&cat->lock);
	if (type->media || type->used)
		return false;
	while ((obj = ntms_order_next(cat, NTMS_TYPE_LIBRARY, after))) {
		after = obj->serial;
		library = container_of(obj, struct ntms_library, obj);
		if (library->supported[type->code])
			return false;
	}
	return true;
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
	case NTMS_TYPE_MEDIA_TYPE:
		return ntms_media_type_unused(cat,
					      container_of(obj,
							   struct ntms_media_type,
							   obj)) ?
			NTMS_REASON_SUCCESS : NTMS_REASON_NOT_EMPTY;
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

/* Can a cartridge go to a pool? NULL: it stays. */
static ntms_reason_t ntms_check_pool(const struct ntms_medium *medium,
				     const struct ntms_pool *pool)
{
	if (pool && pool->media_type != medium->media_type)
		return NTMS_REASON_MEDIA_INCOMPATIBLE;
	return NTMS_REASON_SUCCESS;
}

/* Sides are part of the cartridge, and what cleans has none to write on. */
static ntms_reason_t ntms_check_retype(const struct ntms_medium *medium,
				       const struct ntms_media_type *type)
{
	if (!type || type->sides != medium->nr_sides || medium->cleaner ||
	    type->code == NTMS_MEDIA_CODE_CLEANER)
		return NTMS_REASON_MEDIA_INCOMPATIBLE;
	return NTMS_REASON_SUCCESS;
}

static ntms_reason_t ntms_check_support(const struct ntms_change *change)
{
	const struct ntms_library *library = change->library;

	if (library->kind == NTMS_LIBRARY_OFFLINE)
		return NTMS_REASON_INVALID_LIBRARY;
	if (!change->to && library->of_type[change->media_type->code])
		return NTMS_REASON_NOT_EMPTY;
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
	return ntms_check_pool(logical->medium, change->pool);
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
		return ntms_check_pool(logical->medium, change->pool);
	case NTMS_RELEASE:
		return ntms_check_release(change, logical);
	case NTMS_SWAP:
		return ntms_check_swap(logical, change->other);
	case NTMS_STATE:
		return ntms_check_state(change->side, change->to);
	case NTMS_MOVE:
		return ntms_check_pool(change->medium, change->pool);
	case NTMS_RETYPE:
		return ntms_check_retype(change->medium,
					 change->pool->media_type);
	case NTMS_SUPPORT:
		return ntms_check_support(change);
	case NTMS_ANSWER:
		return change->to > change->opreq->state &&
		       change->opreq->state < NTMS_REQUEST_REFUSED ?
			NTMS_REASON_SUCCESS : NTMS_REASON_INVALID_STATE;
	case NTMS_ATTRIBUTE:
		return ntms_attr_check(cat, change->attribute);
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
	case NTMS_RETYPE:
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

/* Does a change say where a cartridge is, or in which pool? */
static bool ntms_change_moves(const struct ntms_change *change)
{
	switch (change->kind) {
	case NTMS_ALLOCATE:
	case NTMS_RELEASE:
		return change->pool;
	default:
		return !ntms_change_side(change);
	}
}

/* Does one change what the other was checked against? */
static bool ntms_changes_clash(const struct ntms_change *a,
			       const struct ntms_change *b)
{
	if (ntms_change_medium(a) != ntms_change_medium(b))
		return false;
	return a->kind == NTMS_REMOVE || b->kind == NTMS_REMOVE ||
	       (ntms_change_moves(a) && ntms_change_moves(b)) ||
	       (ntms_change_side(a) &&
		ntms_change_side(a) == ntms_change_side(b));
}

static bool ntms_txn_clashes(const struct ntms_txn *txn)
{
	u32 i, j;

	for (i = 1; i < txn->nr; i++) {
		if (!ntms_change_medium(&txn->changes[i]))
			continue;
		for (j = 0; j < i; j++)
			if (ntms_changes_clash(&txn->changes[j],
					       &txn->changes[i]))
				return true;
	}
	return false;
}

static ntms_reason_t ntms_check_all(const struct ntms_catalog *cat,
				    const struct ntms_txn *txn)
{
	const struct ntms_change *change, *end = txn->changes + txn->nr;
	ntms_reason_t reason;

	for (change = txn->changes; change < end; change++) {
		reason = ntms_check(cat, change);
		if (reason)
			return reason;
		if ((change->kind == NTMS_SWAP ||
		     change->kind == NTMS_ATTRIBUTE) && txn->nr > 1)
			return NTMS_REASON_INVALID_STATE;
	}
	if (txn->nr > 1 && ntms_txn_clashes(txn))
		return NTMS_REASON_INVALID_STATE;
	return NTMS_REASON_SUCCESS;
}

/* An object whose coming or going is nobody's wish is no loss. */
static bool ntms_obj_lasts(const struct ntms_obj *obj)
{
	if (obj->type == NTMS_TYPE_POOL)
		return container_of(obj, struct ntms_pool, obj)->type ==
		       NTMS_POOL_APPLICATION;
	/* No robot brings a cartridge to the shelf as a new one. */
	if (obj->type == NTMS_TYPE_MEDIUM)
		return container_of(obj, struct ntms_medium,
				    obj)->library->kind == NTMS_LIBRARY_OFFLINE;
	/* Who waits would be given what has to last. */
	return obj->type == NTMS_TYPE_OPERATOR_REQUEST &&
	       container_of(obj, struct ntms_opreq, obj)->waiter;
}

/* No robot takes a cartridge from the shelf: somebody wants it forgotten. */
static bool ntms_removal_lasts(const struct ntms_catalog *cat,
			       const struct ntms_obj *obj)
{
	return obj->type == NTMS_TYPE_POOL ||
	       (obj->type == NTMS_TYPE_MEDIUM &&
		container_of(obj, struct ntms_medium, obj)->library ==
			cat->offline);
}

/*
 * Must it be known after a restart? What the robot reports is found again,
 * operator requests end with the module, and what is undone never was.
 */
static bool ntms_change_lasts(const struct ntms_catalog *cat,
			      const struct ntms_change *change)
{
	switch (change->kind) {
	case NTMS_ADD:
		return ntms_obj_lasts(change->obj);
	case NTMS_REMOVE:
		return ntms_removal_lasts(cat, change->obj);
	case NTMS_SET:
		return !change->wish->found;
	case NTMS_ATTRIBUTE:
		return change->obj->type != NTMS_TYPE_OPERATOR_REQUEST;
	case NTMS_ACL:
	case NTMS_ALLOCATE:
	case NTMS_RELEASE:
	case NTMS_SWAP:
	case NTMS_STATE:
	case NTMS_MOVE:
	case NTMS_RETYPE:
	case NTMS_SUPPORT:
		return true;
	default:
		return false;
	}
}

static bool ntms_txn_lasts(const struct ntms_catalog *cat,
			   const struct ntms_txn *txn)
{
	u32 i;

	for (i = 0; i < txn->nr; i++) {
		if (txn->changes[i].undo)
			return false;
		if (ntms_change_lasts(cat, &txn->changes[i]))
			return true;
	}
	return false;
}

/* Operator requests come and go in transactions of their own. */
static bool ntms_txn_requests(const struct ntms_txn *txn)
{
	const struct ntms_change *change = txn->changes;

	return txn->nr && (change->kind == NTMS_ANSWER ||
			   ((change->kind <= NTMS_REMOVE ||
			     change->kind == NTMS_ATTRIBUTE) &&
			    change->obj->type == NTMS_TYPE_OPERATOR_REQUEST));
}

/* It has to last, and whoever makes it can wait for that, and for others. */
static bool ntms_txn_can_wait(const struct ntms_catalog *cat,
			      const struct ntms_txn *txn)
{
	return !txn->fact && !ntms_txn_requests(txn) &&
	       ntms_txn_lasts(cat, txn);
}

static bool ntms_txn_waits(const struct ntms_catalog *cat,
			   const struct ntms_txn *txn)
{
	return ntms_journal_records(&cat->journal) &&
	       ntms_txn_can_wait(cat, txn);
}

/* Would anything but memory be against it? */
static ntms_reason_t ntms_commit_may(const struct ntms_catalog *cat,
				     const struct ntms_txn *txn)
{
	ntms_reason_t reason;

	lockdep_assert_held(&cat->lock);
	if (unlikely(ntms_journal_fails(&cat->journal)) && !txn->loaded &&
	    ntms_txn_lasts(cat, txn))
		return NTMS_REASON_DATABASE_FAILURE;
	reason = ntms_check_all(cat, txn);
	if (!reason && unlikely(cat->journal.nr_pinned) &&
	    ntms_txn_can_wait(cat, txn) && ntms_pin_clash(cat, txn, true))
		reason = NTMS_PINNED;
	return reason;
}

/* ---- preparation --------------------------------------------------------- */

static struct ntms_shelf *ntms_shelf_find(const struct ntms_pool *pool,
					  const struct ntms_library *library)
{
	struct ntms_shelf *shelf;

	list_for_each_entry(shelf, &pool->shelves, in_pool)
		if (shelf->library == library)
			return shelf;
	return NULL;
}

/* One that is not needed after all is in nobody's way, and stays. */
static struct ntms_shelf *ntms_shelf_get(struct ntms_pool *pool,
					 struct ntms_library *library)
{
	struct ntms_shelf *shelf = ntms_shelf_find(pool, library);

	if (shelf)
		return shelf;
	shelf = kzalloc(sizeof(*shelf), GFP_KERNEL);
	if (!shelf)
		return NULL;
	shelf->pool = pool;
	shelf->library = library;
	shelf->fresh = RB_ROOT_CACHED;
	shelf->opened = RB_ROOT_CACHED;
	list_add_tail(&shelf->in_pool, &pool->shelves);
	return shelf;
}

/* The shelf that a change brings a cartridge to. False: there is no memory. */
static bool ntms_prepare_shelf(struct ntms_change *change)
{
	const struct ntms_medium *medium = ntms_change_medium(change);
	struct ntms_library *library = medium->library;
	struct ntms_pool *pool = change->pool;

	if (change->kind == NTMS_ADD || change->kind == NTMS_PLACE)
		pool = medium->pool;
	if (change->kind == NTMS_PLACE)
		library = change->in;
	change->shelf = ntms_shelf_get(pool, library);
	return change->shelf;
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

/* Does a change bring a cartridge to a shelf? */
static bool ntms_change_shelves(const struct ntms_change *change)
{
	switch (change->kind) {
	case NTMS_ALLOCATE:
	case NTMS_RELEASE:
		return change->pool;
	case NTMS_ADD:
		return change->obj->type == NTMS_TYPE_MEDIUM;
	case NTMS_MOVE:
	case NTMS_RETYPE:
	case NTMS_PLACE:
		return true;
	default:
		return false;
	}
}

static int ntms_prepare(struct ntms_catalog *cat, struct ntms_change *change)
{
	struct ntms_obj *obj = ntms_change_new(change);

	if (ntms_change_shelves(change) && !ntms_prepare_shelf(change))
		return -ENOMEM;
	if (!obj)
		return 0;
	return rhashtable_lookup_insert_fast(&cat->index, &obj->node,
					     ntms_index_params);
}

static void ntms_unprepare(struct ntms_catalog *cat,
			   const struct ntms_change *change)
{
	struct ntms_obj *obj = ntms_change_new(change);

	if (obj)
		rhashtable_remove_fast(&cat->index, &obj->node,
				       ntms_index_params);
}

/* Undoes ntms_prepare_all(), but for shelves, which are in nobody's way. */
static void ntms_unprepare_all(struct ntms_catalog *cat,
			       const struct ntms_txn *txn)
{
	const struct ntms_change *change, *end = txn->changes + txn->nr;

	for (change = txn->changes; change < end; change++)
		ntms_unprepare(cat, change);
}

static ntms_reason_t ntms_prepare_all(struct ntms_catalog *cat,
				      const struct ntms_txn *txn)
{
	struct ntms_change *change, *end = txn->changes + txn->nr;
	ntms_reason_t reason;
	int error = 0;

	if (txn->failed)
		return NTMS_REASON_NOT_ENOUGH_MEMORY;
	reason = ntms_commit_may(cat, txn);
	if (reason)
		return reason;
	for (change = txn->changes; change < end; change++) {
		error = ntms_prepare(cat, change);
		if (error)
			break;
	}
	if (!error)
		return NTMS_REASON_SUCCESS;
	/* The one that failed left nothing. */
	while (change-- > txn->changes)
		ntms_unprepare(cat, change);
	return error == -EEXIST ? NTMS_REASON_ALREADY_EXISTS :
				  NTMS_REASON_NOT_ENOUGH_MEMORY;
}

static const char * const ntms_change_names[] = {
	[NTMS_ADD] = "add",
	[NTMS_REMOVE] = "remove",
	[NTMS_ALLOCATE] = "allocate",
	[NTMS_RELEASE] = "release",
	[NTMS_SWAP] = "swap",
	[NTMS_STATE] = "state",
	[NTMS_MOVE] = "move",
	[NTMS_PLACE] = "place",
	[NTMS_GEOMETRY] = "geometry",
	[NTMS_ELEMENT] = "element",
	[NTMS_DRIVE] = "drive",
	[NTMS_LIBRARY] = "library",
	[NTMS_SET] = "set",
	[NTMS_ACL] = "acl",
	[NTMS_ANSWER] = "answer",
	[NTMS_ATTRIBUTE] = "attribute",
	[NTMS_SUPPORT] = "support",
	[NTMS_RETYPE] = "retype",
};

/* Before it is applied: it may be the end of the object. */
static void ntms_change_trace(const struct ntms_catalog *cat,
			      const struct ntms_change *change)
{
	const struct ntms_obj *obj = change->obj;

	/* Of all others, what it is about comes first, and that is an object. */
	if (change->kind == NTMS_STATE)
		obj = &ntms_side_medium(change->side)->obj;
	trace_ntms_change(cat->journal.applying,
			  ntms_change_names[change->kind], obj->type, &obj->id);
}

static void ntms_apply_all(struct ntms_catalog *cat, const struct ntms_txn *txn,
			   u64 sequence, u64 now)
{
	const struct ntms_change *change, *end = txn->changes + txn->nr;

	cat->journal.applying = sequence;
	ntms_news_begin(&cat->news, ntms_txn_requests(txn));
	trace_ntms_commit(sequence, txn->nr);
	ntms_stat_inc(&cat->stats, NTMS_STAT_TRANSACTIONS);
	for (change = txn->changes; change < end; change++) {
		if (trace_ntms_change_enabled())
			ntms_change_trace(cat, change);
		ntms_apply(cat, change, now);
	}
}

/* Nothing is against it any more: who waits for a pool that goes need not. */
static void ntms_txn_dismiss(struct ntms_catalog *cat,
			     const struct ntms_txn *txn)
{
	struct ntms_pool *pool;

	if (!txn->nr || likely(txn->changes->kind != NTMS_REMOVE) ||
	    txn->changes->obj->type != NTMS_TYPE_POOL)
		return;
	pool = container_of(txn->changes->obj, struct ntms_pool, obj);
	if (pool->nr_waiting)
		cat->dismiss(cat, pool);
}

static ntms_reason_t ntms_commit_waits(struct ntms_catalog *cat,
				       struct ntms_txn *txn)
{
	struct ntms_passed passed;
	ntms_reason_t reason;

	reason = ntms_record_pass(cat, txn, &passed);
	if (reason)
		return reason;
	/* A robot may have come in between, and memory gone. */
	reason = ntms_prepare_all(cat, txn);
	if (reason) {
		ntms_record_revoke(cat, &passed);
		return reason;
	}
	ntms_txn_dismiss(cat, txn);
	ntms_record_done(cat, &passed);
	ntms_apply_all(cat, txn, passed.plan.sequence, passed.plan.now);
	ntms_record_applied(cat, &passed);
	return reason;
}

/* Somebody makes the catalog last, or is about to. */
static noinline_for_stack ntms_reason_t
ntms_commit_recorded(struct ntms_catalog *cat, struct ntms_txn *txn)
{
	struct ntms_plan plan = { .txn = txn, .fact = true };

	if (ntms_txn_waits(cat, txn)) {
		ntms_unprepare_all(cat, txn);
		return ntms_commit_waits(cat, txn);
	}
	if (ntms_pin_clash(cat, txn, false)) {
		ntms_unprepare_all(cat, txn);
		return NTMS_PINNED;
	}
	plan.sequence = ntms_journal_next(&cat->journal);
	plan.now = ktime_get_coarse_real_ns();
	ntms_txn_dismiss(cat, txn);
	if (!txn->loaded)
		ntms_record_fact(cat, &plan);
	ntms_apply_all(cat, txn, plan.sequence, plan.now);
	return NTMS_REASON_SUCCESS;
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
 * Context: the catalog's lock is held; may sleep for memory. If @txn has to last
 * and a program makes the catalog last, the lock is dropped while that is done:
 * what @txn names stays, and nothing else that was known before has to be true.
 * Return: NTMS_REASON_SUCCESS; INVALID_STATE, INVALID_PARAMETER,
 * INVALID_MEDIA_POOL, INVALID_LIBRARY, MEDIA_UNAVAILABLE, MEDIA_INCOMPATIBLE or
 * NOT_EMPTY if a change breaks a rule; OBJECT_NOT_FOUND or DATABASE_FULL for an
 * attribute; DATABASE_FAILURE if it has to last, and the journal is required and
 * fails, or did not answer; DATABASE_FULL or MEDIA_UNAVAILABLE if it refused;
 * ALREADY_EXISTS if there is an object of that GUID; NOT_ENOUGH_MEMORY; TIMEOUT;
 * NTMS_INTERRUPTED if the task is about to die; NTMS_PINNED: another transaction
 * that waits to last has an object of this one.
 */
ntms_reason_t ntms_commit(struct ntms_catalog *cat, struct ntms_txn *txn)
{
	ntms_reason_t reason;

	lockdep_assert_held(&cat->lock);
	reason = ntms_prepare_all(cat, txn);
	if (reason)
		return reason;
	if (unlikely(READ_ONCE(cat->journal.state) != NTMS_JOURNAL_NOBODY ||
		     cat->journal.nr_pinned))
		return ntms_commit_recorded(cat, txn);
	ntms_txn_dismiss(cat, txn);
	ntms_apply_all(cat, txn, ntms_journal_next(&cat->journal),
		       ktime_get_coarse_real_ns());
	return NTMS_REASON_SUCCESS;
}
