// SPDX-License-Identifier: GPL-2.0
/*
 * Changes that commit.c has checked and prepared are applied here. Nothing can
 * fail any more.
 */
#include "apply.h"
#include "attr.h"
#include "commit.h"
#include "pin.h"

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

/*
 * What becomes Available now comes last, but for those that were allocated more
 * often: a look at the last one spares a walk through the tree.
 */
static void ntms_shelf_insert(struct ntms_shelf *shelf, struct ntms_side *side,
			      struct rb_root_cached *tree)
{
	struct rb_node *node = &side->in_shelf, *last = shelf->last;

	if (tree != &shelf->fresh) {
		rb_add_cached(node, tree, ntms_shelf_before);
		return;
	}
	if (last && ntms_shelf_before(last, node)) {
		rb_link_node(node, last, &last->rb_right);
		rb_insert_color_cached(node, tree, false);
		shelf->last = node;
		return;
	}
	rb_add_cached(node, tree, ntms_shelf_before);
	if (!last)
		shelf->last = node;
}

static void ntms_shelf_erase(struct ntms_shelf *shelf, struct ntms_side *side,
			     struct rb_root_cached *tree)
{
	if (shelf->last == &side->in_shelf)
		shelf->last = rb_prev(&side->in_shelf);
	rb_erase_cached(&side->in_shelf, tree);
}

static noinline_for_stack void
ntms_news_side(struct ntms_catalog *cat, u8 operation,
	       const struct ntms_medium *medium, const struct ntms_side *side)
{
	guid_t id;

	ntms_side_id(&id, medium, side);
	ntms_news_write(&cat->news, operation, NTMS_TYPE_SIDE, &id, 0);
}

static void ntms_tell_side(struct ntms_catalog *cat, u8 operation,
			   const struct ntms_medium *medium,
			   const struct ntms_side *side)
{
	if (unlikely(cat->news.open))
		ntms_news_side(cat, operation, medium, side);
}

static void ntms_tell_sides(struct ntms_catalog *cat, u8 operation,
			    const struct ntms_medium *medium)
{
	u8 i;

	for (i = 0; i < medium->nr_sides; i++)
		ntms_tell_side(cat, operation, medium, &medium->sides[i]);
}

/**
 * ntms_medium_unlist() - nobody is to be given the sides of a cartridge
 * @medium: the cartridge, before anything about it changes, or when it is pinned
 *
 * Context: the catalog's lock is held.
 */
void ntms_medium_unlist(struct ntms_medium *medium)
{
	struct ntms_side *side;
	u8 i;

	for (i = 0; i < medium->nr_sides; i++) {
		side = &medium->sides[i];
		if (!side->listed)
			continue;
		ntms_shelf_erase(medium->shelf, side, ntms_shelf_tree(medium));
		side->listed = false;
		medium->shelf->available--;
	}
}

/**
 * ntms_medium_list() - what of a cartridge can be given out, can again
 * @cat: the catalog
 * @medium: the cartridge, after it changed, or when it is pinned no more
 *
 * Context: the catalog's lock is held.
 */
void ntms_medium_list(struct ntms_catalog *cat, struct ntms_medium *medium)
{
	struct ntms_side *side;
	u8 i;

	lockdep_assert_held(&cat->lock);
	if (!medium->obj.enabled || medium->obj.pinned)
		return;
	for (i = 0; i < medium->nr_sides; i++) {
		side = &medium->sides[i];
		if (side->state != NTMS_SIDE_AVAILABLE)
			continue;
		ntms_shelf_insert(medium->shelf, side, ntms_shelf_tree(medium));
		side->listed = true;
		medium->shelf->available++;
		ntms_pool_stir(cat, medium->pool);
	}
}

static void ntms_shelf_enter(struct ntms_medium *medium,
			     struct ntms_shelf *shelf)
{
	medium->shelf = shelf;
	shelf->media++;
}

static void ntms_shelf_leave(struct ntms_medium *medium)
{
	medium->shelf->media--;
	medium->shelf = NULL;
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

static bool ntms_pool_before(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct ntms_pool, in_parent)->obj.serial <
	       rb_entry(b, struct ntms_pool, in_parent)->obj.serial;
}

static bool ntms_name_before(struct rb_node *a, const struct rb_node *b)
{
	const struct ntms_pool *x = rb_entry(a, struct ntms_pool, by_name);
	const struct ntms_pool *y = rb_entry(b, struct ntms_pool, by_name);

	return strcmp(ntms_label_name(x->obj.label),
		      ntms_label_name(y->obj.label)) < 0;
}

static struct ntms_siblings *ntms_pool_siblings(struct ntms_catalog *cat,
						const struct ntms_pool *pool)
{
	return pool->parent ? &pool->parent->children : &cat->pools;
}

static void ntms_siblings_enter(struct ntms_siblings *siblings,
				struct ntms_pool *pool)
{
	rb_add_cached(&pool->in_parent, &siblings->by_serial, ntms_pool_before);
	rb_add(&pool->by_name, &siblings->by_name, ntms_name_before);
	siblings->count++;
}

static void ntms_siblings_leave(struct ntms_siblings *siblings,
				struct ntms_pool *pool)
{
	rb_erase_cached(&pool->in_parent, &siblings->by_serial);
	rb_erase(&pool->by_name, &siblings->by_name);
	siblings->count--;
}

/**
 * ntms_pool_relabel() - a pool has another name or description
 * @cat: the catalog
 * @pool: the pool
 * @label: its new one; its old one afterwards
 *
 * Where it stands among its siblings depends on its name.
 *
 * Context: the catalog's lock is held.
 */
void ntms_pool_relabel(struct ntms_catalog *cat, struct ntms_pool *pool,
		       struct ntms_label **label)
{
	struct ntms_siblings *siblings = ntms_pool_siblings(cat, pool);

	lockdep_assert_held(&cat->lock);
	rb_erase(&pool->by_name, &siblings->by_name);
	swap(pool->obj.label, *label);
	rb_add(&pool->by_name, &siblings->by_name, ntms_name_before);
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

static void ntms_library_enter(struct ntms_medium *medium,
			       struct ntms_library *library)
{
	medium->library = library;
	library->media++;
	library->of_type[medium->media_type->code]++;
	ntms_library_support(library, medium->media_type);
}

static void ntms_library_leave(struct ntms_medium *medium)
{
	medium->library->media--;
	medium->library->of_type[medium->media_type->code]--;
}

static void ntms_apply_add_medium(struct ntms_catalog *cat,
				  struct ntms_medium *medium,
				  struct ntms_shelf *shelf)
{
	u8 i;

	for (i = 0; i < medium->nr_sides; i++)
		medium->sides[i].since = medium->sides[i].since ?:
					 cat->journal.applying;
	ntms_pool_enter(medium, medium->pool);
	medium->pool->nr_logical += medium->owned;
	ntms_shelf_enter(medium, shelf);
	ntms_element_enter(medium, medium->element);
	ntms_medium_list(cat, medium);
	if (*medium->barcode)
		rb_add(&medium->by_barcode, &cat->by_barcode,
		       ntms_barcode_before);
	ntms_library_enter(medium, medium->library);
	medium->media_type->media++;
	cat->sides += medium->nr_sides;
	ntms_tell_sides(cat, NTMS_NEWS_INSERT, medium);
}

/* Who lists media without the lock has to see that they change. */
static void ntms_order_begin(struct ntms_catalog *cat,
			     const struct ntms_obj *obj)
{
	if (obj->type != NTMS_TYPE_MEDIUM)
		return;
	preempt_disable();
	write_seqcount_begin(&cat->media);
}

static void ntms_order_end(struct ntms_catalog *cat, const struct ntms_obj *obj)
{
	if (obj->type != NTMS_TYPE_MEDIUM)
		return;
	write_seqcount_end(&cat->media);
	preempt_enable();
}

static void ntms_order_enter(struct ntms_catalog *cat, struct ntms_obj *obj)
{
	struct ntms_order *order = &cat->order[obj->type];

	ntms_order_begin(cat, obj);
	obj->serial = ++order->serial;
	rb_add_cached(&obj->by_serial, &order->root, ntms_obj_before);
	order->count++;
	ntms_order_end(cat, obj);
}

static void ntms_order_leave(struct ntms_catalog *cat, struct ntms_obj *obj)
{
	struct ntms_order *order = &cat->order[obj->type];

	ntms_order_begin(cat, obj);
	rb_erase_cached(&obj->by_serial, &order->root);
	order->count--;
	ntms_order_end(cat, obj);
}

static void ntms_apply_add(struct ntms_catalog *cat, struct ntms_obj *obj,
			   struct ntms_shelf *shelf, u64 now)
{
	struct ntms_pool *pool;

	/* What was loaded has been there for longer. */
	obj->created = obj->created ?: now;
	obj->modified = obj->modified ?: now;
	ntms_order_enter(cat, obj);
	ntms_tell(cat, NTMS_NEWS_INSERT, obj);
	if (obj->type == NTMS_TYPE_MEDIUM) {
		ntms_apply_add_medium(cat, container_of(obj, struct ntms_medium,
							obj), shelf);
	} else if (obj->type == NTMS_TYPE_POOL) {
		pool = container_of(obj, struct ntms_pool, obj);
		ntms_siblings_enter(ntms_pool_siblings(cat, pool), pool);
		if (pool->media_type && pool->type != NTMS_POOL_APPLICATION)
			pool->media_type->pools[pool->type] = pool;
		else if (pool->media_type)
			pool->media_type->used++;
	} else if (obj->type == NTMS_TYPE_OPERATOR_REQUEST) {
		ntms_stat_inc(&cat->stats, NTMS_STAT_REQUESTS_POSTED);
	}
}

static void ntms_apply_remove_opreq(struct ntms_catalog *cat,
				    struct ntms_opreq *opreq, u8 state)
{
	if (state)
		opreq->state = state;
	list_del(&opreq->in_answered);
	ntms_user_uncharge(cat, opreq->user, NTMS_USER_REQUESTS);
	/* Who waits for the answer finds it gone. */
	ntms_opreq_wake(cat, opreq);
}

static void ntms_apply_remove_pool(struct ntms_catalog *cat,
				   struct ntms_pool *pool)
{
	ntms_siblings_leave(ntms_pool_siblings(cat, pool), pool);
	list_del(&pool->stirred);
	if (pool->media_type && pool->type != NTMS_POOL_APPLICATION)
		pool->media_type->pools[pool->type] = NULL;
	else if (pool->media_type)
		pool->media_type->used--;
}

static void ntms_apply_remove(struct ntms_catalog *cat, struct ntms_obj *obj,
			      u8 to)
{
	struct ntms_media_type *type;
	struct ntms_medium *medium;
	u32 i;

	if (obj->type == NTMS_TYPE_MEDIUM) {
		medium = container_of(obj, struct ntms_medium, obj);
		ntms_medium_unlist(medium);
		ntms_element_leave(medium);
		ntms_shelf_leave(medium);
		ntms_pool_leave(medium);
		if (*medium->barcode)
			rb_erase(&medium->by_barcode, &cat->by_barcode);
		ntms_library_leave(medium);
		medium->media_type->media--;
		cat->sides -= medium->nr_sides;
		ntms_tell_sides(cat, NTMS_NEWS_DELETE, medium);
	} else if (obj->type == NTMS_TYPE_POOL) {
		ntms_apply_remove_pool(cat, container_of(obj, struct ntms_pool,
							 obj));
	} else if (obj->type == NTMS_TYPE_MEDIA_TYPE) {
		type = container_of(obj, struct ntms_media_type, obj);
		for (i = NTMS_POOL_FREE; i <= NTMS_POOL_IMPORT; i++)
			ntms_apply_remove(cat, &type->pools[i]->obj, 0);
	} else if (obj->type == NTMS_TYPE_OPERATOR_REQUEST) {
		ntms_apply_remove_opreq(cat, container_of(obj,
							  struct ntms_opreq,
							  obj), to);
	}
	ntms_tell(cat, NTMS_NEWS_DELETE, obj);
	ntms_order_leave(cat, obj);
	rhashtable_remove_fast(&cat->index, &obj->node, ntms_index_params);
	if (unlikely(obj->attributes))
		ntms_attrs_drop(cat, obj);
	if (obj->type == NTMS_TYPE_LOGICAL_MEDIUM)
		ntms_catalog_keep(cat, container_of(obj, struct ntms_logical,
						    obj));
	else
		ntms_obj_retire(obj);
}

/* From one pool to another; its sides are on no shelf meanwhile. */
static void ntms_medium_carry(struct ntms_catalog *cat,
			      struct ntms_medium *medium,
			      struct ntms_shelf *shelf)
{
	ntms_shelf_leave(medium);
	ntms_pool_leave(medium);
	medium->pool->nr_logical -= medium->owned;
	ntms_pool_enter(medium, shelf->pool);
	medium->pool->nr_logical += medium->owned;
	ntms_shelf_enter(medium, shelf);
	ntms_tell(cat, NTMS_NEWS_UPDATE, &medium->obj);
}

static void ntms_apply_allocate(struct ntms_catalog *cat,
				const struct ntms_change *change, u64 now)
{
	struct ntms_logical *logical = change->logical;
	struct ntms_side *side = logical->side;
	struct ntms_medium *medium = logical->medium;

	ntms_medium_unlist(medium);
	if (change->shelf)
		ntms_medium_carry(cat, medium, change->shelf);
	ntms_stat_inc(&cat->stats, NTMS_STAT_ALLOCATIONS);
	side->state = NTMS_SIDE_ALLOCATED;
	side->logical = logical;
	side->allocate_count++;
	medium->owned++;
	medium->pool->nr_logical++;
	medium->obj.modified = now;
	if (medium->nr_sides > 1)
		ntms_medium_list(cat, medium);
	ntms_tell_side(cat, NTMS_NEWS_UPDATE, medium, side);
	ntms_apply_add(cat, &logical->obj, NULL, now);
}

static void ntms_apply_release(struct ntms_catalog *cat,
			       const struct ntms_change *change, u64 now)
{
	struct ntms_logical *logical = change->logical;
	struct ntms_side *side = logical->side;
	struct ntms_medium *medium = logical->medium;

	if (medium->nr_sides > 1)
		ntms_medium_unlist(medium);
	if (change->shelf)
		ntms_medium_carry(cat, medium, change->shelf);
	ntms_stat_inc(&cat->stats, NTMS_STAT_DEALLOCATIONS);
	side->state = change->to;
	side->since = change->since ?: cat->journal.applying;
	side->allocate_count -= change->undo;
	side->logical = NULL;
	medium->owned--;
	medium->pool->nr_logical--;
	medium->obj.modified = now;
	ntms_medium_list(cat, medium);
	ntms_tell_side(cat, NTMS_NEWS_UPDATE, medium, side);
	ntms_apply_remove(cat, &logical->obj, 0);
}

/* A logical medium has another side than before. */
static void ntms_apply_swapped(struct ntms_catalog *cat,
			       struct ntms_logical *logical, u64 now)
{
	logical->side->logical = logical;
	logical->medium->obj.modified = now;
	logical->obj.modified = now;
	ntms_tell_side(cat, NTMS_NEWS_UPDATE, logical->medium, logical->side);
	ntms_tell(cat, NTMS_NEWS_UPDATE, &logical->obj);
}

static void ntms_apply_swap(struct ntms_catalog *cat, struct ntms_logical *a,
			    struct ntms_logical *b, u64 now)
{
	swap(a->side, b->side);
	swap(a->medium, b->medium);
	/* What NEW reserved is reserved for who has the cartridge. */
	swap(a->whole, b->whole);
	ntms_apply_swapped(cat, a, now);
	ntms_apply_swapped(cat, b, now);
}

static void ntms_apply_state(struct ntms_catalog *cat,
			     const struct ntms_change *change, u64 now)
{
	struct ntms_side *side = change->side;
	struct ntms_medium *medium = ntms_side_medium(side);

	ntms_medium_unlist(medium);
	side->state = change->to;
	side->since = change->since ?: cat->journal.applying;
	medium->obj.modified = now;
	ntms_medium_list(cat, medium);
	ntms_tell_side(cat, NTMS_NEWS_UPDATE, medium, side);
}

static void ntms_apply_move(struct ntms_catalog *cat,
			    struct ntms_medium *medium,
			    struct ntms_shelf *shelf, u64 now)
{
	ntms_medium_unlist(medium);
	ntms_medium_carry(cat, medium, shelf);
	medium->obj.modified = now;
	ntms_medium_list(cat, medium);
}

static void ntms_apply_retype(struct ntms_catalog *cat,
			      struct ntms_medium *medium,
			      struct ntms_shelf *shelf, u64 now)
{
	ntms_medium_unlist(medium);
	ntms_library_leave(medium);
	medium->media_type->media--;
	ntms_medium_carry(cat, medium, shelf);
	medium->media_type = shelf->pool->media_type;
	medium->media_type->media++;
	ntms_library_enter(medium, medium->library);
	medium->obj.modified = now;
	ntms_medium_list(cat, medium);
}

/* What it no longer supports it cannot be said to hold. */
static void ntms_apply_support(struct ntms_catalog *cat,
			       const struct ntms_change *change, u64 now)
{
	struct ntms_library *library = change->library;

	if (change->to)
		ntms_library_support(library, change->media_type);
	else
		library->supported[change->media_type->code] = false;
	if (!change->to && library->media_type == change->media_type)
		library->media_type = NULL;
	library->obj.modified = now;
	ntms_tell(cat, NTMS_NEWS_UPDATE, &library->obj);
}

static void ntms_apply_place(struct ntms_catalog *cat,
			     struct ntms_medium *medium,
			     struct ntms_shelf *shelf,
			     struct ntms_element *element, u64 now)
{
	ntms_element_leave(medium);
	if (shelf != medium->shelf) {
		ntms_medium_unlist(medium);
		ntms_shelf_leave(medium);
		ntms_library_leave(medium);
		ntms_library_enter(medium, shelf->library);
		ntms_shelf_enter(medium, shelf);
		ntms_medium_list(cat, medium);
	}
	ntms_element_enter(medium, element);
	medium->obj.modified = now;
	ntms_tell(cat, NTMS_NEWS_UPDATE, &medium->obj);
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
	if (library->obj.attributes)
		ntms_attrs_prune(cat, library);
	library->obj.modified = now;
	ntms_tell(cat, NTMS_NEWS_UPDATE, &library->obj);
	*layout = old;
}

/**
 * ntms_apply() - let a change happen
 * @cat: the catalog
 * @change: the change; commit.c has checked it and prepared what it needs
 * @now: nanoseconds since 1970
 *
 * Context: the catalog's lock is held.
 */
void ntms_apply(struct ntms_catalog *cat, const struct ntms_change *change,
		u64 now)
{
	lockdep_assert_held(&cat->lock);
	switch ((enum ntms_change_kind)change->kind) {
	case NTMS_ADD:
		ntms_apply_add(cat, change->obj, change->shelf, now);
		break;
	case NTMS_REMOVE:
		ntms_apply_remove(cat, change->obj, change->to);
		break;
	case NTMS_ALLOCATE:
		ntms_apply_allocate(cat, change, now);
		break;
	case NTMS_RELEASE:
		ntms_apply_release(cat, change, now);
		break;
	case NTMS_SWAP:
		ntms_apply_swap(cat, change->logical, change->other, now);
		break;
	case NTMS_STATE:
		ntms_apply_state(cat, change, now);
		break;
	case NTMS_MOVE:
		ntms_apply_move(cat, change->medium, change->shelf, now);
		break;
	case NTMS_PLACE:
		ntms_apply_place(cat, change->medium, change->shelf,
				 change->element, now);
		break;
	case NTMS_GEOMETRY:
		ntms_apply_geometry(cat, change->library, change->layout, now);
		break;
	case NTMS_ELEMENT:
		ntms_apply_element(change);
		break;
	case NTMS_DRIVE:
		ntms_apply_drive(cat, change, now);
		break;
	case NTMS_LIBRARY:
		ntms_apply_library(cat, change->library, change->state, now);
		break;
	case NTMS_SET:
		ntms_apply_set(cat, change, now);
		break;
	case NTMS_ACL:
		ntms_apply_acl(cat, change, now);
		break;
	case NTMS_ANSWER:
		ntms_apply_answer(cat, change, now);
		break;
	case NTMS_ATTRIBUTE:
		ntms_apply_attribute(cat, change, now);
		break;
	case NTMS_SUPPORT:
		ntms_apply_support(cat, change, now);
		break;
	case NTMS_RETYPE:
		ntms_apply_retype(cat, change->medium, change->shelf, now);
		break;
	}
}
