// SPDX-License-Identifier: GPL-2.0
/*
 * Is everything in a catalog as it must be? What is counted is counted again,
 * what is sorted is compared with its neighbour, and what points somewhere is
 * pointed back at.
 */
#include "../core/record.h"
#include "kit_wrong.h"

#define NTMS_WRONG_SIZE	160

/* The first thing that was found; it is read before the next look. */
static char ntms_wrong_text[NTMS_WRONG_SIZE];

void ntms_wrong_if(bool wrong, const char *rule, const struct ntms_obj *obj)
{
	if (wrong && !*ntms_wrong_text)
		scnprintf(ntms_wrong_text, sizeof(ntms_wrong_text),
			  "%s (type %u, serial %llu)", rule, obj->type,
			  (unsigned long long)obj->serial);
}

static bool ntms_side_ordered(const struct ntms_side *a,
			      const struct ntms_side *b)
{
	const struct ntms_medium *x = ntms_side_medium(a);
	const struct ntms_medium *y = ntms_side_medium(b);

	if (a->allocate_count != b->allocate_count)
		return a->allocate_count < b->allocate_count;
	if (a->since != b->since)
		return a->since < b->since;
	if (x != y)
		return x->obj.serial < y->obj.serial;
	return a->number < b->number;
}

/* One tree of a shelf: sorted, and only of what belongs there */
static void ntms_wrong_tree(const struct ntms_shelf *shelf,
			    const struct rb_root_cached *tree,
				   bool opened, u32 *count)
{
	const struct ntms_obj *obj = &shelf->pool->obj;
	const struct ntms_side *side, *last = NULL;
	const struct ntms_medium *medium;
	struct rb_node *node;

	MUST(rb_first_cached(tree) == rb_first(&tree->rb_root), obj);
	for (node = rb_first_cached(tree); node; node = rb_next(node)) {
		side = rb_entry(node, struct ntms_side, in_shelf);
		medium = ntms_side_medium(side);
		MUST(medium->shelf == shelf, &medium->obj);
		MUST(side->listed, &medium->obj);
		MUST(!medium->owned != opened, &medium->obj);
		MUST(!last || ntms_side_ordered(last, side), &medium->obj);
		last = side;
		(*count)++;
	}
}

static void ntms_wrong_shelf(const struct ntms_pool *pool,
			     const struct ntms_shelf *shelf)
{
	const struct ntms_shelf *other;
	const struct ntms_medium *medium;
	u32 listed = 0, media = 0;
	struct rb_node *node;

	MUST(shelf->pool == pool, &pool->obj);
	list_for_each_entry(other, &pool->shelves, in_pool)
		MUST(other == shelf || other->library != shelf->library,
		     &pool->obj);
	for (node = rb_first_cached(&pool->media); node; node = rb_next(node)) {
		medium = rb_entry(node, struct ntms_medium, in_pool);
		media += medium->library == shelf->library;
	}
	MUST(shelf->media == media, &pool->obj);
	ntms_wrong_tree(shelf, &shelf->fresh, false, &listed);
	ntms_wrong_tree(shelf, &shelf->opened, true, &listed);
	MUST(shelf->available == listed, &pool->obj);
}

static void ntms_wrong_pool(struct ntms_catalog *cat,
			    const struct ntms_pool *pool)
{
	const struct ntms_siblings *siblings = ntms_siblings(cat, pool->parent);
	const struct ntms_medium *medium;
	const struct ntms_shelf *shelf;
	const struct ntms_pool *child;
	u32 media = 0, logical = 0, children = 0;
	struct rb_node *node;
	u64 last = 0;

	for (node = rb_first_cached(&pool->media); node; node = rb_next(node)) {
		medium = rb_entry(node, struct ntms_medium, in_pool);
		MUST(medium->pool == pool, &medium->obj);
		MUST(medium->obj.serial > last, &medium->obj);
		last = medium->obj.serial;
		logical += medium->owned;
		media++;
	}
	MUST(pool->nr_media == media, &pool->obj);
	MUST(pool->nr_logical == logical, &pool->obj);
	MUST(!media || pool->media_type, &pool->obj);
	last = 0;
	while ((child = ntms_siblings_next(&pool->children, last))) {
		MUST(child->parent == pool, &child->obj);
		last = child->obj.serial;
		children++;
	}
	MUST(pool->children.count == children, &pool->obj);
	MUST(!children || !pool->media_type, &pool->obj);
	MUST(ntms_siblings_next(siblings, pool->obj.serial - 1) == pool, &pool->obj);
	MUST(*ntms_label_name(pool->obj.label), &pool->obj);
	MUST(ntms_pool_named(cat, pool->parent,
			     ntms_label_name(pool->obj.label)) == pool,
	     &pool->obj);
	if (pool->type != NTMS_POOL_APPLICATION && pool->media_type) {
		MUST(pool->media_type->pools[pool->type] == pool, &pool->obj);
		MUST(pool->parent == cat->system[pool->type], &pool->obj);
	}
	list_for_each_entry(shelf, &pool->shelves, in_pool)
		ntms_wrong_shelf(pool, shelf);
}

static void ntms_wrong_side(const struct ntms_medium *medium,
			    const struct ntms_side *side)
{
	const struct ntms_logical *logical = side->logical;
	const bool owned = side->state == NTMS_SIDE_ALLOCATED ||
			   side->state == NTMS_SIDE_COMPLETE;

	MUST(ntms_side_medium(side) == medium, &medium->obj);
	MUST(side == &medium->sides[side->number], &medium->obj);
	MUST(side->state <= NTMS_SIDE_RESERVED, &medium->obj);
	MUST(owned == !!logical, &medium->obj);
	MUST(!logical || logical->side == side, &medium->obj);
	MUST(!logical || logical->medium == medium, &medium->obj);
	MUST(!logical || side->allocate_count, &medium->obj);
	MUST(side->listed == (medium->obj.enabled &&
			      side->state == NTMS_SIDE_AVAILABLE),
	     &medium->obj);
	MUST(side->state != NTMS_SIDE_RESERVED || medium->owned, &medium->obj);
	if (medium->pool->type == NTMS_POOL_FREE)
		MUST(side->state == NTMS_SIDE_AVAILABLE ||
		     side->state == NTMS_SIDE_DECOMMISSIONED, &medium->obj);
	if (medium->pool->type == NTMS_POOL_IMPORT)
		MUST(side->state == NTMS_SIDE_IMPORT, &medium->obj);
	if (medium->pool->type == NTMS_POOL_UNRECOGNIZED)
		MUST(side->state == NTMS_SIDE_UNRECOGNIZED ||
		     side->state == NTMS_SIDE_INCOMPATIBLE, &medium->obj);
}

static void ntms_wrong_medium(struct ntms_catalog *cat,
			      const struct ntms_medium *medium)
{
	const struct ntms_library *library = medium->library;
	const struct ntms_element *element = medium->element;
	const struct ntms_medium *same;
	u32 owned = 0, found = 0;
	u8 i;

	MUST(ntms_find_library(cat, &library->obj.id) == library,
	     &medium->obj);
	MUST(ntms_find_pool(cat, &medium->pool->obj.id) == medium->pool,
	     &medium->obj);
	MUST(medium->pool->media_type == medium->media_type, &medium->obj);
	MUST(medium->nr_sides == medium->media_type->sides, &medium->obj);
	MUST(medium->shelf->pool == medium->pool, &medium->obj);
	MUST(medium->shelf->library == library, &medium->obj);
	if (element) {
		MUST(element->medium == medium, &medium->obj);
		MUST(element >= library->elements &&
		     element < library->elements + library->nr_elements,
		     &medium->obj);
	}
	for (i = 0; i < medium->nr_sides; i++) {
		MUST(medium->sides[i].number == i, &medium->obj);
		ntms_wrong_side(medium, &medium->sides[i]);
		owned += !!medium->sides[i].logical;
	}
	MUST(medium->owned == owned, &medium->obj);
	if (!*medium->barcode)
		return;
	for (same = ntms_barcode_first(cat, medium->barcode); same;
	     same = ntms_barcode_next(same))
		found += same == medium;
	MUST(found == 1, &medium->obj);
}

static void ntms_wrong_elements(struct ntms_library *library)
{
	const struct ntms_element *element, *last = NULL;
	u32 i;
	u8 type;

	MUST(!library->first[NTMS_SMC_MT], &library->obj);
	MUST(library->first[NTMS_SMC_DT + 1] == library->nr_elements,
	     &library->obj);
	for (type = NTMS_SMC_MT; type <= NTMS_SMC_DT; type++)
		MUST(library->first[type] <= library->first[type + 1],
		     &library->obj);
	for (i = 0; i < library->nr_elements; i++) {
		element = &library->elements[i];
		MUST(element->type >= NTMS_SMC_MT &&
		     element->type <= NTMS_SMC_DT, &library->obj);
		MUST(i >= library->first[element->type] &&
		     i < library->first[element->type + 1], &library->obj);
		MUST(!last || last->type < element->type ||
		     last->address < element->address, &library->obj);
		MUST(ntms_element_at(library, element->type,
				     element->address) == element,
		     &library->obj);
		if (element->medium) {
			MUST(element->medium->element == element,
			     &library->obj);
			MUST(element->medium->library == library,
			     &library->obj);
		}
		last = element;
	}
}

/* Numbers by type are those of media, and what is there is supported. */
static void ntms_wrong_supported(struct ntms_catalog *cat,
				 struct ntms_library *library)
{
	const struct ntms_medium *medium;
	u32 of_type[NTMS_MEDIA_CODES] = {};
	struct ntms_obj *obj;
	u64 after = 0;
	u32 code;

	while ((obj = ntms_order_next(cat, NTMS_TYPE_MEDIUM, after))) {
		after = obj->serial;
		medium = container_of(obj, struct ntms_medium, obj);
		if (medium->library == library)
			of_type[medium->media_type->code]++;
	}
	MUST(!memcmp(of_type, library->of_type, sizeof(of_type)),
	     &library->obj);
	MUST(!library->media_type ||
	     library->supported[library->media_type->code],
	     &library->obj);
	for (code = 0; code < NTMS_MEDIA_CODES; code++) {
		if (library == cat->offline)
			MUST(!library->supported[code], &library->obj);
		else if (of_type[code])
			MUST(library->supported[code], &library->obj);
	}
}

static void ntms_wrong_library(struct ntms_catalog *cat,
			       struct ntms_library *library)
{
	const struct ntms_medium *medium;
	struct ntms_obj *obj;
	u64 after = 0;
	u32 media = 0;

	while ((obj = ntms_order_next(cat, NTMS_TYPE_MEDIUM, after))) {
		after = obj->serial;
		medium = container_of(obj, struct ntms_medium, obj);
		media += medium->library == library;
	}
	MUST(library->media == media, &library->obj);
	ntms_wrong_supported(cat, library);
	MUST((library->kind == NTMS_LIBRARY_OFFLINE) == (library == cat->offline),
	     &library->obj);
	MUST(library->done <= library->begun, &library->obj);
	MUST(library->begun <= library->wanted, &library->obj);
	if (library == cat->offline) {
		MUST(!library->nr_elements && !library->robot, &library->obj);
		return;
	}
	ntms_wrong_elements(library);
}

static void ntms_wrong_logical(struct ntms_catalog *cat,
			       const struct ntms_logical *logical)
{
	MUST(ntms_find_medium(cat, &logical->medium->obj.id) == logical->medium,
	     &logical->obj);
	MUST(logical->side->logical == logical, &logical->obj);
	MUST(ntms_side_medium(logical->side) == logical->medium,
	     &logical->obj);
	MUST(logical->app, &logical->obj);
	MUST(logical->medium->pool->type == NTMS_POOL_APPLICATION,
	     &logical->obj);
}

static void ntms_wrong_media_type(struct ntms_catalog *cat,
				  const struct ntms_media_type *type)
{
	const struct ntms_medium *medium;
	const struct ntms_pool *pool;
	struct ntms_obj *obj;
	u64 after = 0;
	u32 media = 0, used = 0, i;

	while ((obj = ntms_order_next(cat, NTMS_TYPE_MEDIUM, after))) {
		after = obj->serial;
		medium = container_of(obj, struct ntms_medium, obj);
		media += medium->media_type == type;
	}
	MUST(type->media == media, &type->obj);
	after = 0;
	while ((obj = ntms_order_next(cat, NTMS_TYPE_POOL, after))) {
		after = obj->serial;
		pool = container_of(obj, struct ntms_pool, obj);
		used += pool->type == NTMS_POOL_APPLICATION &&
			pool->media_type == type;
	}
	MUST(type->used == used, &type->obj);
	for (i = NTMS_POOL_FREE; i <= NTMS_POOL_IMPORT; i++) {
		MUST(type->pools[i], &type->obj);
		MUST(type->pools[i]->media_type == type, &type->obj);
		MUST(type->pools[i]->type == i, &type->obj);
	}
}

static void ntms_wrong_obj(struct ntms_catalog *cat,
			   struct ntms_obj *obj)
{
	switch (obj->type) {
	case NTMS_TYPE_LIBRARY:
		ntms_wrong_library(cat, container_of(obj,
						     struct ntms_library, obj));
		break;
	case NTMS_TYPE_LOGICAL_MEDIUM:
		ntms_wrong_logical(cat, container_of(obj,
						     struct ntms_logical, obj));
		break;
	case NTMS_TYPE_MEDIA_TYPE:
		ntms_wrong_media_type(cat, container_of(obj,
							struct ntms_media_type, obj));
		break;
	case NTMS_TYPE_MEDIUM:
		ntms_wrong_medium(cat, container_of(obj,
						    struct ntms_medium, obj));
		break;
	case NTMS_TYPE_POOL:
		ntms_wrong_pool(cat, container_of(obj, struct ntms_pool,
						  obj));
		break;
	case NTMS_TYPE_OPERATOR_REQUEST:
		break;
	default:
		MUST(obj == cat->computer, obj);
	}
}

static u32 ntms_attributes_of(struct ntms_catalog *cat,
			      const struct ntms_obj *obj)
{
	const struct ntms_attr *attr;
	struct rb_node *node;
	u32 count = 0;

	for (node = rb_first(&cat->attributes); node; node = rb_next(node)) {
		attr = rb_entry(node, struct ntms_attr, node);
		count += ntms_find(cat, &attr->id).obj == obj;
	}
	return count;
}

static void ntms_wrong_order(struct ntms_catalog *cat, u8 type)
{
	const struct ntms_order *order = &cat->order[type];
	struct ntms_obj *obj;
	u64 count = 0, last = 0;
	struct rb_node *node;

	for (node = rb_first_cached(&order->root); node; node = rb_next(node)) {
		obj = rb_entry(node, struct ntms_obj, by_serial);
		MUST(obj->type == type, obj);
		MUST(obj->serial > last && obj->serial <= order->serial, obj);
		MUST(ntms_find(cat, &obj->id).obj == obj, obj);
		MUST(ntms_find(cat, &obj->id).type == type, obj);
		MUST(!obj->attributes ||
		     obj->attributes == ntms_attributes_of(cat, obj), obj);
		ntms_wrong_obj(cat, obj);
		last = obj->serial;
		count++;
	}
	MUST(count == order->count, cat->computer);
}

static void ntms_wrong_barcodes(struct ntms_catalog *cat)
{
	const struct ntms_medium *medium, *last = NULL;
	struct rb_node *node;
	int order;

	for (node = rb_first(&cat->by_barcode); node; node = rb_next(node)) {
		medium = rb_entry(node, struct ntms_medium, by_barcode);
		MUST(*medium->barcode, &medium->obj);
		MUST(ntms_find_medium(cat, &medium->obj.id) == medium,
		     &medium->obj);
		order = last ? strcmp(last->barcode, medium->barcode) : -1;
		MUST(order < 0 || (!order && last->obj.serial <
					     medium->obj.serial), &medium->obj);
		last = medium;
	}
}

/* Sorted, and of something that knows of it; its object counts them. */
static void ntms_wrong_attributes(struct ntms_catalog *cat)
{
	const struct ntms_attr *attr, *last = NULL;
	struct rb_node *node;
	struct ntms_ref ref;
	int order;

	for (node = rb_first(&cat->attributes); node; node = rb_next(node)) {
		attr = rb_entry(node, struct ntms_attr, node);
		ref = ntms_find(cat, &attr->id);
		MUST(ref.type && ref.obj->attributes, cat->computer);
		MUST(attr->blob->size && *attr->name, cat->computer);
		order = last ? memcmp(&last->id, &attr->id, sizeof(attr->id)) :
			       -1;
		MUST(order < 0 || (!order && strcmp(last->name,
						    attr->name) < 0),
		     cat->computer);
		last = attr;
	}
}

static u32 ntms_wrong_records(const struct ntms_journal *journal,
			      const struct list_head *list)
{
	const struct ntms_record *record;
	u32 nr = 0;

	list_for_each_entry(record, list, node)
		nr += record->is_read == (list == &journal->read);
	return nr;
}

/* What is told as a number, and what it is the number of */
static void ntms_wrong_stats(struct ntms_catalog *cat)
{
	const struct ntms_journal *journal = &cat->journal;
	u64 pinned = 0, reading = 0, after;
	struct ntms_waiter *waiter;
	u64 waits = cat->waiting;
	struct ntms_obj *obj;
	u8 type;

	for (type = 0; type < NTMS_TYPES; type++) {
		after = 0;
		while ((obj = ntms_order_next(cat, type, after))) {
			after = obj->serial;
			pinned += !!obj->pinned;
			reading += type == NTMS_TYPE_LIBRARY &&
				container_of(obj, struct ntms_library,
					     obj)->looked;
		}
	}
	list_for_each_entry(waiter, &cat->offered, in_offered)
		waits++;
	for (type = NTMS_STAT_WAITS_SERVED; type <= NTMS_STAT_WAITS_OTHER; type++)
		waits += ntms_stat(cat, type);
	MUST(ntms_stat(cat, NTMS_STAT_PINNED) == pinned, cat->computer);
	MUST(ntms_stat(cat, NTMS_STAT_READING) == reading, cat->computer);
	MUST(ntms_stat(cat, NTMS_STAT_WAITS) == waits, cat->computer);
	MUST(ntms_stat(cat, NTMS_STAT_JOURNAL_UNREAD) ==
	     ntms_wrong_records(journal, &journal->unread), cat->computer);
	MUST(ntms_stat(cat, NTMS_STAT_JOURNAL_UNANSWERED) ==
	     ntms_wrong_records(journal, &journal->read), cat->computer);
}

static void ntms_wrong_counts(struct ntms_catalog *cat)
{
	u64 sides = 0, drives = 0, after = 0;
	struct ntms_obj *obj;
	u8 type;

	while ((obj = ntms_order_next(cat, NTMS_TYPE_MEDIUM, after))) {
		after = obj->serial;
		sides += container_of(obj, struct ntms_medium, obj)->nr_sides;
	}
	after = 0;
	while ((obj = ntms_order_next(cat, NTMS_TYPE_LIBRARY, after))) {
		after = obj->serial;
		drives += ntms_library_drives(container_of(obj,
						struct ntms_library, obj));
	}
	MUST(cat->sides == sides, cat->computer);
	MUST(cat->drives == drives, cat->computer);
	for (type = 0; type < NTMS_TYPES; type++)
		ntms_wrong_order(cat, type);
	ntms_wrong_barcodes(cat);
	ntms_wrong_attributes(cat);
	ntms_wrong_waiting(cat);
	ntms_wrong_stats(cat);
}

const char *ntms_kit_wrong(struct ntms_catalog *cat)
{
	*ntms_wrong_text = '\0';
	mutex_lock(&cat->lock);
	ntms_wrong_counts(cat);
	mutex_unlock(&cat->lock);
	return *ntms_wrong_text ? ntms_wrong_text : NULL;
}
