// SPDX-License-Identifier: GPL-2.0
/*
 * Changes that leave cartridges where they are: what people set, and what devices
 * and robots tell of themselves. As in apply.c, nothing can fail any more.
 */
#include "apply.h"
#include "attr.h"
#include "pin.h"

/* All who wait may, since a library came back. */
static void ntms_stir_all(struct ntms_catalog *cat)
{
	struct ntms_pool *pool;

	list_for_each_entry(pool, &cat->waited, waited) {
		ntms_pool_stir(cat, pool);
		ntms_pool_stir(cat, pool->media_type->pools[NTMS_POOL_FREE]);
	}
}

/**
 * ntms_apply_library() - a library came, went, or was looked at
 * @cat: the catalog
 * @library: the library
 * @state: what is known of it now
 * @now: nanoseconds since 1970
 *
 * Context: the catalog's lock is held.
 */
void ntms_apply_library(struct ntms_catalog *cat, struct ntms_library *library,
			const struct ntms_library_state *state, u64 now)
{
	lockdep_assert_held(&cat->lock);
	if (state->device)
		library->device = *state->device;
	if (state->robot && !library->robot)
		ntms_stir_all(cat);
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
	ntms_tell(cat, NTMS_NEWS_UPDATE, &library->obj);
	/* Who hears that it has ended reads how it ended. */
	if (state->ended)
		ntms_tell(cat, NTMS_NEWS_COMPLETE, &library->obj);
	wake_up_all(&cat->inventories);
}

static void ntms_apply_set_pool(struct ntms_catalog *cat,
				struct ntms_pool *pool,
				const struct ntms_wish *wish)
{
	if (wish->mask & NTMS_SET_ALLOCATION_POLICY) {
		pool->allocation_policy = wish->allocation_policy;
		pool->redraw = true;
		ntms_pool_stir(cat, pool);
	}
	if (wish->mask & NTMS_SET_DEALLOCATION_POLICY)
		pool->deallocation_policy = wish->deallocation_policy;
	if (wish->mask & NTMS_SET_MAX_ALLOCATES)
		pool->max_allocates = wish->max_allocates;
	if (wish->mask & NTMS_SET_OWNER)
		pool->owner = wish->owner;
}

static void ntms_apply_set_library(struct ntms_library *library,
				   const struct ntms_wish *wish)
{
	if (wish->mask & NTMS_SET_NEW_MEDIA)
		library->new_media = wish->new_media;
	if (wish->mask & NTMS_SET_MEDIA_TYPE) {
		library->media_type = wish->media_type;
		ntms_library_support(library, wish->media_type);
	}
}

/* An object, or the drive of a library */
static void ntms_apply_enabled(struct ntms_catalog *cat, struct ntms_obj *obj,
			       bool *enabled, bool wanted)
{
	if (obj->type == NTMS_TYPE_MEDIUM)
		ntms_medium_unlist(container_of(obj, struct ntms_medium, obj));
	*enabled = wanted;
	if (obj->type == NTMS_TYPE_MEDIUM)
		ntms_medium_list(cat, container_of(obj, struct ntms_medium,
						   obj));
	else if (obj->type == NTMS_TYPE_LIBRARY && wanted)
		ntms_stir_all(cat);
	else if (obj->type == NTMS_TYPE_POOL && wanted)
		ntms_pool_stir(cat, container_of(obj, struct ntms_pool, obj));
}

/**
 * ntms_apply_set() - somebody has told what an object is to be
 * @cat: the catalog
 * @change: the change, of the kind NTMS_SET
 * @now: nanoseconds since 1970
 *
 * Context: the catalog's lock is held.
 */
void ntms_apply_set(struct ntms_catalog *cat, const struct ntms_change *change,
		    u64 now)
{
	struct ntms_wish *wish = change->wish;
	struct ntms_obj *obj = change->obj;
	struct ntms_label **label = &obj->label;
	bool *enabled = &obj->enabled;
	struct ntms_drive *drive = NULL;

	lockdep_assert_held(&cat->lock);
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
	ntms_tell(cat, NTMS_NEWS_UPDATE, obj);
	if (wish->mask & NTMS_SET_REQUEST_PURGE) {
		cat->request_purge = wish->request_purge;
		if (cat->alarm)
			cat->alarm(0);
	}
	if (wish->mask & (NTMS_SET_NAME | NTMS_SET_DESCRIPTION)) {
		if (obj->type == NTMS_TYPE_POOL)
			ntms_pool_relabel(cat, container_of(obj,
							    struct ntms_pool,
							    obj), &wish->label);
		else
			swap(*label, wish->label);
	}
	if (wish->mask & NTMS_SET_DEVICE) {
		drive->wanted = wish->wanted;
		drive->wanted_at = wish->wanted_at;
	}
	if (wish->mask & NTMS_SET_ENABLED)
		ntms_apply_enabled(cat, obj, enabled, wish->enabled);
	if (obj->type == NTMS_TYPE_POOL)
		ntms_apply_set_pool(cat, container_of(obj, struct ntms_pool,
						      obj), wish);
	else if (obj->type == NTMS_TYPE_LIBRARY)
		ntms_apply_set_library(container_of(obj, struct ntms_library,
						    obj), wish);
}

/**
 * ntms_apply_acl() - an object has another list of rights
 * @cat: the catalog
 * @change: the change, of the kind NTMS_ACL
 * @now: nanoseconds since 1970
 *
 * Context: the catalog's lock is held.
 */
void ntms_apply_acl(struct ntms_catalog *cat, const struct ntms_change *change,
		    u64 now)
{
	struct ntms_obj *obj = change->obj;

	lockdep_assert_held(&cat->lock);
	if (obj->type == NTMS_TYPE_POOL)
		swap(container_of(obj, struct ntms_pool, obj)->aces,
		     *change->aces);
	else if (obj->type == NTMS_TYPE_LIBRARY)
		swap(container_of(obj, struct ntms_library, obj)->aces,
		     *change->aces);
	else
		swap(cat->aces, *change->aces);
	obj->modified = now;
	ntms_tell(cat, NTMS_NEWS_UPDATE, obj);
}

/**
 * ntms_apply_answer() - an operator request has another state
 * @cat: the catalog
 * @change: the change, of the kind NTMS_ANSWER
 * @now: nanoseconds since 1970
 *
 * What was answered is forgotten after a while, but for a call's own.
 *
 * Context: the catalog's lock is held.
 */
void ntms_apply_answer(struct ntms_catalog *cat,
		       const struct ntms_change *change, u64 now)
{
	struct ntms_opreq *opreq = change->opreq;

	lockdep_assert_held(&cat->lock);
	opreq->state = change->to;
	opreq->obj.modified = now;
	if (change->answer) {
		kfree(opreq->answer);
		opreq->answer = change->answer;
	}
	if (change->to >= NTMS_REQUEST_REFUSED) {
		opreq->finished = now;
		list_add_tail(&opreq->in_answered, &cat->answered);
		ntms_opreq_wake(cat, opreq);
		if (cat->alarm)
			cat->alarm(0);
	}
	ntms_tell(cat, NTMS_NEWS_UPDATE, &opreq->obj);
}

/**
 * ntms_apply_attribute() - an attribute is set or deleted
 * @cat: the catalog
 * @change: the change, of the kind NTMS_ATTRIBUTE
 * @now: nanoseconds since 1970
 *
 * Context: the catalog's lock is held.
 */
void ntms_apply_attribute(struct ntms_catalog *cat,
			  const struct ntms_change *change, u64 now)
{
	struct ntms_attr_wish *wish = change->attribute;
	struct ntms_obj *obj = change->obj;
	struct ntms_drive *drive;

	lockdep_assert_held(&cat->lock);
	if (wish->type == NTMS_TYPE_DRIVE) {
		drive = ntms_element_drive(container_of(obj, struct ntms_library,
							obj), change->element);
		drive->modified = now;
	}
	obj->modified = now;
	ntms_attr_apply(cat, obj, wish);
	if (wish->type == obj->type)
		ntms_tell(cat, NTMS_NEWS_UPDATE, obj);
	else
		ntms_news_write(&cat->news, NTMS_NEWS_UPDATE, wish->type,
				wish->id, 0);
}

/**
 * ntms_apply_element() - an element was looked at
 * @change: the change, of the kind NTMS_ELEMENT
 *
 * Context: the catalog's lock is held.
 */
void ntms_apply_element(const struct ntms_change *change)
{
	change->element->flags = change->flags;
	change->element->asc = change->asc;
	change->element->known = true;
}

/**
 * ntms_apply_drive() - a drive has another device, or none
 * @cat: the catalog
 * @change: the change, of the kind NTMS_DRIVE
 * @now: nanoseconds since 1970
 *
 * Context: the catalog's lock is held.
 */
void ntms_apply_drive(struct ntms_catalog *cat,
		      const struct ntms_change *change, u64 now)
{
	struct ntms_drive *drive = ntms_element_drive(change->library,
						      change->element);
	guid_t id;

	lockdep_assert_held(&cat->lock);
	drive->map = change->map;
	drive->device = *change->device;
	drive->modified = now;
	if (!cat->news.open)
		return;
	ntms_element_id(&id, change->library, change->element);
	ntms_news_write(&cat->news, NTMS_NEWS_UPDATE, NTMS_TYPE_DRIVE, &id, 0);
}
