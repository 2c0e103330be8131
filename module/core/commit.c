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
				NTMS_TO(DECOMMISSIONED),
	[NTMS_SIDE_COMPLETE] = NTMS_TO(AVAILABLE) | NTMS_TO(DECOMMISSIONED),
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
 */
bool ntms_side_may(u8 from, u8 to)
{
	return from < ARRAY_SIZE(ntms_side_moves) &&
	       to < ARRAY_SIZE(ntms_side_moves) &&
	       ntms_side_moves[from] & BIT(to);
}

/**
 * ntms_txn_init() - begin a transaction
 * @txn: the transaction
 *
 * Context: any.
 */
void ntms_txn_init(struct ntms_txn *txn)
{
	txn->changes = txn->fixed;
	txn->nr = 0;
	txn->room = NTMS_TXN_FIXED;
	txn->failed = false;
}

/**
 * ntms_txn_release() - end a transaction, committed or not
 * @txn: the transaction
 *
 * What a transaction that was not committed names stays its maker's.
 *
 * Context: any.
 */
void ntms_txn_release(struct ntms_txn *txn)
{
	if (txn->changes != txn->fixed)
		kvfree(txn->changes);
}

static bool ntms_txn_grow(struct ntms_txn *txn)
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

/**
 * ntms_txn_change() - add a change to a transaction
 * @txn: the transaction
 * @kind: enum ntms_change_kind
 *
 * If there is no memory for it, the change is lost and ntms_commit() will
 * refuse the transaction.
 *
 * Context: may sleep.
 * Return: the change, all zero but its kind; never NULL. Good until the next
 * call.
 */
struct ntms_change *ntms_txn_change(struct ntms_txn *txn, u8 kind)
{
	struct ntms_change *change;

	if (txn->nr == txn->room && !ntms_txn_grow(txn)) {
		txn->failed = true;
		txn->nr--;
	}
	change = &txn->changes[txn->nr++];
	memset(change, 0, sizeof(*change));
	change->kind = kind;
	return change;
}

static struct ntms_shelf *ntms_shelf_find(const struct ntms_pool *pool,
					  const struct ntms_library *library)
{
	struct ntms_shelf *shelf;

	list_for_each_entry(shelf, &pool->shelves, in_pool)
		if (shelf->library == library)
			return shelf;
	return NULL;
}

static bool ntms_shelf_before(struct rb_node *a, const struct rb_node *b)
{
	const struct ntms_side *x = rb_entry(a, struct ntms_side, in_shelf);
	const struct ntms_side *y = rb_entry(b, struct ntms_side, in_shelf);
	const struct ntms_medium *m, *n;

	if (x->allocate_count != y->allocate_count)
		return x->allocate_count < y->allocate_count;
	if (x->since != y->since)
		return x->since < y->since;
	m = ntms_side_medium(x);
	n = ntms_side_medium(y);
	if (m != n)
		return m->obj.serial < n->obj.serial;
	return x->number < y->number;
}

static struct rb_root_cached *ntms_shelf_tree(struct ntms_medium *medium)
{
	return medium->owned ? &medium->shelf->opened : &medium->shelf->fresh;
}

/* Before anything about a cartridge changes: nobody can be given its sides. */
static void ntms_medium_unlist(struct ntms_medium *medium)
{
	struct ntms_side *side;
	u8 i;

	for (i = 0; i < medium->nr_sides; i++) {
		side = &medium->sides[i];
		if (!side->listed)
			continue;
		rb_erase_cached(&side->in_shelf, ntms_shelf_tree(medium));
		side->listed = false;
		medium->shelf->available--;
	}
}

/* After it changed: what can be given out, can. */
static void ntms_medium_list(struct ntms_medium *medium)
{
	struct ntms_side *side;
	u8 i;

	if (!medium->obj.enabled)
		return;
	for (i = 0; i < medium->nr_sides; i++) {
		side = &medium->sides[i];
		if (side->state != NTMS_SIDE_AVAILABLE)
			continue;
		rb_add_cached(&side->in_shelf, ntms_shelf_tree(medium),
			      ntms_shelf_before);
		side->listed = true;
		medium->shelf->available++;
	}
}

/* A shelf goes with its last cartridge, unless another one is on its way. */
static void ntms_shelf_free(struct ntms_shelf *shelf)
{
	if (shelf->media || shelf->due)
		return;
	list_del(&shelf->in_pool);
	kfree(shelf);
}

static void ntms_shelf_undue(struct ntms_shelf *shelf)
{
	shelf->due--;
	ntms_shelf_free(shelf);
}

static void ntms_shelf_leave(struct ntms_medium *medium)
{
	struct ntms_shelf *shelf = medium->shelf;

	medium->shelf = NULL;
	shelf->media--;
	ntms_shelf_free(shelf);
}

/* The preparation saw to it that there is such a shelf. */
static void ntms_shelf_enter(struct ntms_medium *medium)
{
	medium->shelf = ntms_shelf_find(medium->pool, medium->library);
	medium->shelf->media++;
	ntms_shelf_undue(medium->shelf);
}

static bool ntms_obj_before(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct ntms_obj, by_serial)->serial <
	       rb_entry(b, struct ntms_obj, by_serial)->serial;
}

static bool ntms_in_pool_before(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct ntms_medium, in_pool)->obj.serial <
	       rb_entry(b, struct ntms_medium, in_pool)->obj.serial;
}

static bool ntms_barcode_before(struct rb_node *a, const struct rb_node *b)
{
	const struct ntms_medium *x = rb_entry(a, struct ntms_medium,
					       by_barcode);
	const struct ntms_medium *y = rb_entry(b, struct ntms_medium,
					       by_barcode);
	int order = strcmp(x->barcode, y->barcode);

	return order ? order < 0 : x->obj.serial < y->obj.serial;
}

static void ntms_pool_enter(struct ntms_medium *medium, struct ntms_pool *pool)
{
	medium->pool = pool;
	rb_add_cached(&medium->in_pool, &pool->media, ntms_in_pool_before);
	pool->nr_media++;
}

static void ntms_pool_leave(struct ntms_medium *medium)
{
	rb_erase_cached(&medium->in_pool, &medium->pool->media);
	medium->pool->nr_media--;
}

/* Whoever was there is in motion until its own change comes. */
static void ntms_element_enter(struct ntms_medium *medium,
			       struct ntms_element *element)
{
	if (element && element->medium)
		element->medium->element = NULL;
	medium->element = element;
	if (element)
		element->medium = medium;
}

static void ntms_element_leave(struct ntms_medium *medium)
{
	if (medium->element)
		medium->element->medium = NULL;
	medium->element = NULL;
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
		return pool->nr_media || pool->nr_children ?
			NTMS_REASON_NOT_EMPTY : NTMS_REASON_SUCCESS;
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
		/* What is COMPLETE has an owner, and this one goes. */
		if (logical->side->logical != logical ||
		    change->to == NTMS_SIDE_COMPLETE ||
		    !ntms_side_may(logical->side->state, change->to))
			return NTMS_REASON_INVALID_STATE;
		return NTMS_REASON_SUCCESS;
	case NTMS_STATE:
		return ntms_check_state(change->side, change->to);
	case NTMS_MOVE:
		if (change->pool->media_type != change->medium->media_type)
			return NTMS_REASON_MEDIA_INCOMPATIBLE;
		return NTMS_REASON_SUCCESS;
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
		if (!ntms_change_medium(&txn->changes[i]))
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
	const struct ntms_medium *medium = ntms_change_medium(change);

	switch (change->kind) {
	case NTMS_ADD:
		if (!medium)
			return false;
		*pool = medium->pool;
		*library = medium->library;
		return true;
	case NTMS_MOVE:
		*pool = change->pool;
		*library = medium->library;
		return true;
	case NTMS_PLACE:
		*pool = medium->pool;
		*library = change->in;
		return *library != medium->library;
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

static int ntms_prepare(struct ntms_catalog *cat,
			const struct ntms_change *change)
{
	struct ntms_obj *obj = ntms_change_new(change);
	struct ntms_library *library;
	struct ntms_pool *pool;
	bool shelved = ntms_change_shelf(change, &pool, &library);
	int error;

	if (shelved && ntms_shelf_prepare(pool, library))
		return -ENOMEM;
	if (!obj)
		return 0;
	error = rhashtable_lookup_insert_fast(&cat->index, &obj->node,
					      ntms_index_params);
	if (error && shelved)
		ntms_shelf_undue(ntms_shelf_find(pool, library));
	return error;
}

static void ntms_unprepare(struct ntms_catalog *cat,
			   const struct ntms_change *change)
{
	struct ntms_obj *obj = ntms_change_new(change);
	struct ntms_library *library;
	struct ntms_pool *pool;

	if (obj)
		rhashtable_remove_fast(&cat->index, &obj->node,
				       ntms_index_params);
	if (ntms_change_shelf(change, &pool, &library))
		ntms_shelf_undue(ntms_shelf_find(pool, library));
}

/* ---- application --------------------------------------------------------- */

static void ntms_apply_add_medium(struct ntms_catalog *cat,
				  struct ntms_medium *medium)
{
	u8 i;

	for (i = 0; i < medium->nr_sides; i++)
		medium->sides[i].since = cat->journal.sequence;
	ntms_pool_enter(medium, medium->pool);
	ntms_shelf_enter(medium);
	ntms_element_enter(medium, medium->element);
	ntms_medium_list(medium);
	if (*medium->barcode)
		rb_add(&medium->by_barcode, &cat->by_barcode,
		       ntms_barcode_before);
	medium->library->media++;
	medium->media_type->media++;
	cat->sides += medium->nr_sides;
}

static void ntms_apply_add(struct ntms_catalog *cat, struct ntms_obj *obj,
			   u64 now)
{
	struct ntms_order *order = &cat->order[obj->type];
	struct ntms_pool *pool;

	obj->serial = ++order->serial;
	obj->created = now;
	obj->modified = now;
	rb_add_cached(&obj->by_serial, &order->root, ntms_obj_before);
	order->count++;
	if (obj->type == NTMS_TYPE_MEDIUM) {
		ntms_apply_add_medium(cat, container_of(obj, struct ntms_medium,
							obj));
	} else if (obj->type == NTMS_TYPE_POOL) {
		pool = container_of(obj, struct ntms_pool, obj);
		list_add_tail(&pool->in_parent, pool->parent ?
			      &pool->parent->children : &cat->pools);
		if (pool->parent)
			pool->parent->nr_children++;
		if (pool->media_type && pool->type != NTMS_POOL_APPLICATION)
			pool->media_type->pools[pool->type] = pool;
	}
}

static void ntms_apply_remove(struct ntms_catalog *cat, struct ntms_obj *obj)
{
	struct ntms_order *order = &cat->order[obj->type];
	struct ntms_medium *medium;
	struct ntms_pool *pool;

	if (obj->type == NTMS_TYPE_MEDIUM) {
		medium = container_of(obj, struct ntms_medium, obj);
		ntms_medium_unlist(medium);
		ntms_element_leave(medium);
		ntms_shelf_leave(medium);
		ntms_pool_leave(medium);
		if (*medium->barcode)
			rb_erase(&medium->by_barcode, &cat->by_barcode);
		medium->library->media--;
		medium->media_type->media--;
		cat->sides -= medium->nr_sides;
	} else if (obj->type == NTMS_TYPE_POOL) {
		pool = container_of(obj, struct ntms_pool, obj);
		list_del(&pool->in_parent);
		if (pool->parent)
			pool->parent->nr_children--;
	}
	rb_erase_cached(&obj->by_serial, &order->root);
	order->count--;
	rhashtable_remove_fast(&cat->index, &obj->node, ntms_index_params);
	ntms_obj_free(obj);
}

static void ntms_apply_allocate(struct ntms_catalog *cat,
				struct ntms_logical *logical, u64 now)
{
	struct ntms_side *side = logical->side;
	struct ntms_medium *medium = logical->medium;

	ntms_medium_unlist(medium);
	side->state = NTMS_SIDE_ALLOCATED;
	side->logical = logical;
	side->allocate_count++;
	medium->owned++;
	medium->pool->nr_logical++;
	medium->obj.modified = now;
	ntms_medium_list(medium);
	ntms_apply_add(cat, &logical->obj, now);
}

static void ntms_apply_release(struct ntms_catalog *cat,
			       struct ntms_logical *logical, u8 to, u64 now)
{
	struct ntms_side *side = logical->side;
	struct ntms_medium *medium = logical->medium;

	ntms_medium_unlist(medium);
	side->state = to;
	side->since = cat->journal.sequence;
	side->logical = NULL;
	medium->owned--;
	medium->pool->nr_logical--;
	medium->obj.modified = now;
	ntms_medium_list(medium);
	ntms_apply_remove(cat, &logical->obj);
}

static void ntms_apply_state(struct ntms_catalog *cat, struct ntms_side *side,
			     u8 to, u64 now)
{
	struct ntms_medium *medium = ntms_side_medium(side);

	ntms_medium_unlist(medium);
	side->state = to;
	side->since = cat->journal.sequence;
	medium->obj.modified = now;
	ntms_medium_list(medium);
}

static void ntms_apply_move(struct ntms_medium *medium, struct ntms_pool *pool,
			    u64 now)
{
	ntms_medium_unlist(medium);
	ntms_shelf_leave(medium);
	ntms_pool_leave(medium);
	medium->pool->nr_logical -= medium->owned;
	ntms_pool_enter(medium, pool);
	pool->nr_logical += medium->owned;
	ntms_shelf_enter(medium);
	medium->obj.modified = now;
	ntms_medium_list(medium);
}

static void ntms_apply_place(struct ntms_medium *medium,
			     struct ntms_library *library,
			     struct ntms_element *element, u64 now)
{
	ntms_element_leave(medium);
	if (library != medium->library) {
		ntms_medium_unlist(medium);
		ntms_shelf_leave(medium);
		medium->library->media--;
		medium->library = library;
		library->media++;
		ntms_shelf_enter(medium);
		ntms_medium_list(medium);
	}
	ntms_element_enter(medium, element);
	medium->obj.modified = now;
}

static void ntms_apply_geometry(struct ntms_catalog *cat,
				struct ntms_library *library,
				struct ntms_layout *layout, u64 now)
{
	struct ntms_layout old = {
		.elements = library->elements,
		.nr_elements = library->nr_elements,
		.drives = library->drives,
	};
	u32 i;

	for (i = 0; i < old.nr_elements; i++)
		if (old.elements[i].medium)
			old.elements[i].medium->element = NULL;
	memcpy(old.first, library->first, sizeof(old.first));
	cat->drives -= ntms_library_drives(library);
	for (i = 0; i < layout->nr_elements; i++)
		if (layout->elements[i].medium)
			layout->elements[i].medium->element =
				&layout->elements[i];
	library->geometry = layout->geometry;
	library->barcodes = layout->barcodes;
	library->elements = layout->elements;
	library->nr_elements = layout->nr_elements;
	library->drives = layout->drives;
	memcpy(library->first, layout->first, sizeof(library->first));
	cat->drives += ntms_library_drives(library);
	library->obj.modified = now;
	*layout = old;
}

static void ntms_apply_library(struct ntms_catalog *cat,
			       struct ntms_library *library,
			       const struct ntms_library_state *state, u64 now)
{
	if (state->device)
		library->device = *state->device;
	library->robot = state->robot;
	library->inventory = state->inventory;
	library->sense = state->sense;
	library->error = state->error;
	if (state->inventory == NTMS_INVENTORY_RUNNING)
		library->begun = library->wanted;
	if (state->ended) {
		library->done = library->begun;
		library->inventories++;
	}
	library->obj.modified = now;
	wake_up_all(&cat->inventories);
}

static void ntms_apply_set(const struct ntms_change *change, u64 now)
{
	struct ntms_wish *wish = change->wish;
	struct ntms_obj *obj = change->obj;
	struct ntms_label **label = &obj->label;
	bool *enabled = &obj->enabled;
	struct ntms_drive *drive = NULL;

	if (obj->type == NTMS_TYPE_LIBRARY && change->element) {
		drive = ntms_element_drive(container_of(obj, struct ntms_library,
							obj), change->element);
		label = &drive->label;
		enabled = &drive->enabled;
		drive->modified = now;
	} else if (obj->type == NTMS_TYPE_MEDIUM && change->side) {
		label = &change->side->label;
	}
	obj->modified = now;
	if (wish->mask & (NTMS_SET_NAME | NTMS_SET_DESCRIPTION))
		swap(*label, wish->label);
	if (wish->mask & NTMS_SET_DEVICE) {
		drive->wanted = wish->wanted;
		drive->wanted_at = wish->wanted_at;
	}
	if (!(wish->mask & NTMS_SET_ENABLED))
		return;
	if (obj->type == NTMS_TYPE_MEDIUM)
		ntms_medium_unlist(container_of(obj, struct ntms_medium, obj));
	*enabled = wish->enabled;
	if (obj->type == NTMS_TYPE_MEDIUM)
		ntms_medium_list(container_of(obj, struct ntms_medium, obj));
}

static void ntms_apply_set_pool(struct ntms_pool *pool,
				const struct ntms_wish *wish)
{
	if (wish->mask & NTMS_SET_ALLOCATION_POLICY)
		pool->allocation_policy = wish->allocation_policy;
	if (wish->mask & NTMS_SET_DEALLOCATION_POLICY)
		pool->deallocation_policy = wish->deallocation_policy;
	if (wish->mask & NTMS_SET_MAX_ALLOCATES)
		pool->max_allocates = wish->max_allocates;
}

static void ntms_apply_set_library(struct ntms_library *library,
				   const struct ntms_wish *wish)
{
	if (wish->mask & NTMS_SET_NEW_MEDIA)
		library->new_media = wish->new_media;
	if (wish->mask & NTMS_SET_MEDIA_TYPE)
		library->media_type = wish->media_type;
}

static void ntms_apply_element(const struct ntms_change *change)
{
	change->element->flags = change->flags;
	change->element->asc = change->asc;
	change->element->known = true;
}

static void ntms_apply_drive(const struct ntms_change *change, u64 now)
{
	struct ntms_drive *drive = ntms_element_drive(change->library,
						      change->element);

	drive->map = change->map;
	drive->device = *change->device;
	drive->modified = now;
}

static void ntms_apply(struct ntms_catalog *cat,
		       const struct ntms_change *change, u64 now)
{
	switch ((enum ntms_change_kind)change->kind) {
	case NTMS_ADD:
		ntms_apply_add(cat, change->obj, now);
		break;
	case NTMS_REMOVE:
		ntms_apply_remove(cat, change->obj);
		break;
	case NTMS_ALLOCATE:
		ntms_apply_allocate(cat, change->logical, now);
		break;
	case NTMS_RELEASE:
		ntms_apply_release(cat, change->logical, change->to, now);
		break;
	case NTMS_STATE:
		ntms_apply_state(cat, change->side, change->to, now);
		break;
	case NTMS_MOVE:
		ntms_apply_move(change->medium, change->pool, now);
		break;
	case NTMS_PLACE:
		ntms_apply_place(change->medium, change->in, change->element,
				 now);
		break;
	case NTMS_GEOMETRY:
		ntms_apply_geometry(cat, change->library, change->layout, now);
		break;
	case NTMS_ELEMENT:
		ntms_apply_element(change);
		break;
	case NTMS_DRIVE:
		ntms_apply_drive(change, now);
		break;
	case NTMS_LIBRARY:
		ntms_apply_library(cat, change->library, change->state, now);
		break;
	case NTMS_SET:
		ntms_apply_set(change, now);
		if (change->obj->type == NTMS_TYPE_POOL)
			ntms_apply_set_pool(container_of(change->obj,
							 struct ntms_pool, obj),
					    change->wish);
		else if (change->obj->type == NTMS_TYPE_LIBRARY)
			ntms_apply_set_library(container_of(change->obj,
							    struct ntms_library,
							    obj), change->wish);
		break;
	}
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
 * MEDIA_UNAVAILABLE, MEDIA_INCOMPATIBLE or NOT_EMPTY if a change breaks a rule;
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
	for (i = 0; i < txn->nr; i++)
		ntms_apply(cat, &txn->changes[i], now);
	return NTMS_REASON_SUCCESS;
}
