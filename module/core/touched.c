// SPDX-License-Identifier: GPL-2.0
/*
 * Which objects a transaction is about: what they will be, and what they are. With
 * each go its list of rights and its attributes.
 */
#include "attr.h"
#include "image.h"

static const struct ntms_plan ntms_no_plan;

/* ---- lists of rights, attributes ---------------------------------------------- */

/* Without a list there is none to last: it has the one that it began with. */
static void ntms_write_aces(struct ntms_writer *w, const struct ntms_obj *obj,
			    const struct ntms_aces *aces)
{
	u32 begin = ntms_entry_begin(w, NTMS_ENTRY_ACL, obj->type, &obj->id,
				     aces ? 0 : NTMS_ENTRY_DELETE);

	if (aces)
		ntms_put(w, aces->ace, aces->nr * sizeof(aces->ace[0]));
	ntms_entry_end(w, begin);
}

static const struct ntms_aces *ntms_aces_of(const struct ntms_catalog *cat,
					    const struct ntms_obj *obj)
{
	switch (obj->type) {
	case NTMS_TYPE_COMPUTER:
		return cat->aces;
	case NTMS_TYPE_LIBRARY:
		return container_of(obj, struct ntms_library, obj)->aces;
	case NTMS_TYPE_POOL:
		return container_of(obj, struct ntms_pool, obj)->aces;
	default:
		return NULL;
	}
}

static void ntms_write_attr(struct ntms_writer *w, u8 type, const guid_t *id,
			    const char *name, const struct ntms_attr *attr)
{
	u32 sizes[2] = { strlen(name), attr ? attr->blob->size : 0 };
	u32 begin = ntms_entry_begin(w, NTMS_ENTRY_ATTRIBUTE, type, id,
				     attr ? 0 : NTMS_ENTRY_DELETE);

	ntms_put(w, sizes, sizeof(sizes));
	ntms_put_text(w, name);
	if (attr)
		ntms_put(w, attr->blob->data, attr->blob->size);
	ntms_entry_end(w, begin);
}

/* ---- what a change is about --------------------------------------------------- */

/* At most so many objects are what they were not, after one change */
#define NTMS_TOUCHED_MAX	4

/* The objects whose images a change changes; their number */
static u32 ntms_touched(const struct ntms_catalog *cat,
			const struct ntms_change *change,
			const struct ntms_obj **to)
{
	switch (change->kind) {
	case NTMS_ADD:
	case NTMS_REMOVE:
		to[0] = change->obj;
		return change->obj->type != NTMS_TYPE_OPERATOR_REQUEST;
	case NTMS_ALLOCATE:
	case NTMS_RELEASE:
		to[0] = &change->logical->medium->obj;
		to[1] = &change->logical->obj;
		return 2;
	case NTMS_SWAP:
		to[0] = &change->logical->medium->obj;
		to[1] = &change->other->medium->obj;
		to[2] = &change->logical->obj;
		to[3] = &change->other->obj;
		return 4;
	case NTMS_STATE:
		to[0] = &ntms_side_medium(change->side)->obj;
		return 1;
	case NTMS_MOVE:
	case NTMS_RETYPE:
	case NTMS_PLACE:
		to[0] = &change->medium->obj;
		return 1;
	case NTMS_LIBRARY:
		if (!change->state->device)
			return 0;
		fallthrough;
	case NTMS_GEOMETRY:
	case NTMS_SUPPORT:
		to[0] = &change->library->obj;
		return 1;
	case NTMS_SET:
	case NTMS_ACL:
		to[0] = change->obj;
		return 1;
	case NTMS_ATTRIBUTE:
		to[0] = change->obj;
		return change->obj->type != NTMS_TYPE_OPERATOR_REQUEST;
	default:
		return 0;
	}
}

static bool ntms_touched_before(const struct ntms_catalog *cat,
				const struct ntms_txn *txn,
				const struct ntms_change *change,
				const struct ntms_obj *obj)
{
	const struct ntms_obj *touched[NTMS_TOUCHED_MAX];
	const struct ntms_change *earlier;
	u32 nr, i;

	for (earlier = txn->changes; earlier < change; earlier++) {
		nr = ntms_touched(cat, earlier, touched);
		for (i = 0; i < nr; i++)
			if (touched[i] == obj)
				return true;
	}
	return false;
}

/* Does the change say that the object goes? */
static bool ntms_change_ends(const struct ntms_change *change,
			     const struct ntms_obj *obj)
{
	return change->kind == NTMS_REMOVE ||
	       (change->kind == NTMS_RELEASE && obj == &change->logical->obj);
}

static bool ntms_change_begins(const struct ntms_change *change,
			       const struct ntms_obj *obj)
{
	return change->kind == NTMS_ADD ||
	       (change->kind == NTMS_ALLOCATE && obj == &change->logical->obj);
}

static void ntms_write_end(struct ntms_writer *w, const struct ntms_obj *obj)
{
	const struct ntms_media_type *type;
	u32 i;

	ntms_write_gone(w, obj->type, &obj->id);
	if (obj->type != NTMS_TYPE_MEDIA_TYPE)
		return;
	type = container_of(obj, struct ntms_media_type, obj);
	for (i = NTMS_POOL_FREE; i <= NTMS_POOL_IMPORT; i++)
		ntms_write_gone(w, NTMS_TYPE_POOL, &type->pools[i]->obj.id);
}

static void ntms_write_touched(struct ntms_writer *w,
			       const struct ntms_catalog *cat,
			       const struct ntms_plan *plan,
			       const struct ntms_change *change)
{
	const struct ntms_obj *touched[NTMS_TOUCHED_MAX];
	u32 nr, i;

	if (ntms_change_drive(change))
		ntms_image_drive(w, container_of(change->obj,
						 struct ntms_library, obj),
				 ntms_change_drive(change), plan);
	nr = ntms_touched(cat, change, touched);
	for (i = 0; i < nr; i++) {
		if (ntms_touched_before(cat, plan->txn, change, touched[i]) ||
		    (plan->fact && touched[i]->pinned))
			continue;
		if (ntms_change_ends(change, touched[i]))
			ntms_write_end(w, touched[i]);
		else
			ntms_image_object(w, cat, touched[i], plan);
		if (change->kind == NTMS_ADD && ntms_aces_of(cat, touched[i]))
			ntms_write_aces(w, touched[i],
					ntms_aces_of(cat, touched[i]));
	}
}

/**
 * ntms_write_object() - write what has to last of an object
 * @w: where
 * @cat: the catalog
 * @obj: the object; with its list of rights, and with a library its drives
 *
 * Context: the catalog's lock is held.
 */
void ntms_write_object(struct ntms_writer *w, const struct ntms_catalog *cat,
		       const struct ntms_obj *obj)
{
	const struct ntms_library *library;
	u32 i;

	lockdep_assert_held(&cat->lock);
	ntms_image_object(w, cat, obj, &ntms_no_plan);
	if (ntms_aces_of(cat, obj))
		ntms_write_aces(w, obj, ntms_aces_of(cat, obj));
	if (obj->type != NTMS_TYPE_LIBRARY)
		return;
	library = container_of(obj, struct ntms_library, obj);
	for (i = library->first[NTMS_SMC_DT]; i < library->nr_elements; i++)
		ntms_image_drive(w, library, &library->elements[i],
				 &ntms_no_plan);
}

/**
 * ntms_write_attribute() - write an attribute
 * @w: where
 * @cat: the catalog
 * @attr: the attribute
 *
 * Context: the catalog's lock is held.
 */
void ntms_write_attribute(struct ntms_writer *w, const struct ntms_catalog *cat,
			  const struct ntms_attr *attr)
{
	lockdep_assert_held(&cat->lock);
	ntms_write_attr(w, ntms_find(cat, &attr->id).type, &attr->id, attr->name,
			attr);
}

/**
 * ntms_change_about() - the object that a fact is about
 * @change: a change that nobody waits for
 *
 * Context: the catalog's lock is held.
 * Return: the object, which may be pinned; NULL if that of the change is a new
 * one, or is never pinned.
 */
struct ntms_obj *ntms_change_about(const struct ntms_change *change)
{
	switch (change->kind) {
	case NTMS_RELEASE:
		return &change->logical->medium->obj;
	case NTMS_STATE:
		return &ntms_side_medium(change->side)->obj;
	case NTMS_MOVE:
	case NTMS_PLACE:
		return &change->medium->obj;
	case NTMS_GEOMETRY:
	case NTMS_LIBRARY:
		return &change->library->obj;
	case NTMS_SET:
		return change->obj;
	default:
		return NULL;
	}
}

/**
 * ntms_write_after() - write what a transaction will have made of its objects
 * @w: where
 * @cat: the catalog, in which it has not happened
 * @plan: the transaction
 *
 * Context: the catalog's lock is held.
 */
void ntms_write_after(struct ntms_writer *w, const struct ntms_catalog *cat,
		      const struct ntms_plan *plan)
{
	const struct ntms_change *change = NULL;

	lockdep_assert_held(&cat->lock);
	while ((change = ntms_plan_next(plan, change))) {
		ntms_write_touched(w, cat, plan, change);
		if (change->kind == NTMS_ACL)
			ntms_write_aces(w, change->obj, *change->aces);
		else if (change->kind == NTMS_ATTRIBUTE &&
			 change->obj->type != NTMS_TYPE_OPERATOR_REQUEST)
			ntms_write_attr(w, change->attribute->type,
					change->attribute->id,
					change->attribute->name,
					change->attribute->attr);
	}
}

static void ntms_write_touched_before(struct ntms_writer *w,
				      const struct ntms_catalog *cat,
				      const struct ntms_txn *txn,
				      const struct ntms_change *change)
{
	const struct ntms_obj *touched[NTMS_TOUCHED_MAX];
	u32 nr, i;

	nr = ntms_touched(cat, change, touched);
	for (i = 0; i < nr; i++) {
		if (ntms_touched_before(cat, txn, change, touched[i]))
			continue;
		if (ntms_change_begins(change, touched[i]))
			ntms_write_gone(w, touched[i]->type, &touched[i]->id);
		else
			ntms_image_object(w, cat, touched[i], &ntms_no_plan);
	}
}

/**
 * ntms_write_before() - write what the objects of a transaction are
 * @w: where
 * @cat: the catalog, in which it has not happened
 * @txn: the transaction
 *
 * What goes with an object that is deleted is not written, but for its list of
 * rights: see ntms_txn_drops().
 *
 * Context: the catalog's lock is held.
 */
void ntms_write_before(struct ntms_writer *w, const struct ntms_catalog *cat,
		       const struct ntms_txn *txn)
{
	const struct ntms_plan plan = { .txn = txn };
	const struct ntms_attr_wish *wish;
	const struct ntms_change *change = NULL;

	lockdep_assert_held(&cat->lock);
	while ((change = ntms_plan_next(&plan, change))) {
		if (ntms_change_drive(change))
			ntms_image_drive(w, container_of(change->obj,
							 struct ntms_library,
							 obj),
					 ntms_change_drive(change),
					 &ntms_no_plan);
		ntms_write_touched_before(w, cat, txn, change);
		if (change->kind == NTMS_ACL ||
		    (change->kind == NTMS_REMOVE &&
		     ntms_aces_of(cat, change->obj)))
			ntms_write_aces(w, change->obj,
					ntms_aces_of(cat, change->obj));
		if (change->kind != NTMS_ATTRIBUTE)
			continue;
		wish = change->attribute;
		ntms_write_attr(w, wish->type, wish->id, wish->name,
				ntms_attr_find(cat, wish->id, wish->name));
	}
}
