// SPDX-License-Identifier: GPL-2.0
/* What administrators do: pools, settings, inventories. */
#include "reconcile.h"
#include "rights.h"
#include "session.h"
#include "text.h"

/* A backslash is what the names of a path are joined by. */
static bool ntms_name_valid(const char *name, size_t size, bool empty)
{
	return ntms_line_valid(name, size) && (*name || empty) &&
	       !strchr(name, '\\');
}

/* Where a pool is to be made: NULL and success for the top. */
static ntms_reason_t ntms_create_parent(const struct ntms_catalog *cat,
					const guid_t *id,
					struct ntms_pool **parent)
{
	*parent = NULL;
	if (guid_is_null(id))
		return NTMS_REASON_SUCCESS;
	*parent = ntms_find_pool(cat, id);
	if (!*parent)
		return NTMS_REASON_OBJECT_NOT_FOUND;
	if ((*parent)->type != NTMS_POOL_APPLICATION || (*parent)->media_type)
		return NTMS_REASON_INVALID_MEDIA_POOL;
	return NTMS_REASON_SUCCESS;
}

static ntms_reason_t ntms_create_new(struct ntms_catalog *cat,
				     struct ntms_pool *parent,
				     struct ntms_pool_create *call)
{
	struct ntms_media_type *type = NULL;
	struct ntms_pool *pool;
	ntms_reason_t reason;
	struct ntms_txn txn;
	guid_t id;

	memcpy(&id, &call->media_type, sizeof(id));
	if (!guid_is_null(&id)) {
		type = ntms_find_media_type(cat, &id);
		if (!type)
			return NTMS_REASON_INVALID_MEDIA;
	} else if (call->allocation_policy || call->deallocation_policy ||
		   call->max_allocates) {
		return NTMS_REASON_INVALID_PARAMETER;
	}
	pool = ntms_pool_new(call->name, NTMS_POOL_APPLICATION,
			     GFP_KERNEL_ACCOUNT);
	if (!pool)
		return NTMS_REASON_NOT_ENOUGH_MEMORY;
	pool->parent = parent;
	pool->media_type = type;
	pool->allocation_policy = call->allocation_policy;
	pool->deallocation_policy = call->deallocation_policy;
	pool->max_allocates = call->max_allocates;
	pool->owner = call->owner;
	if (parent && ntms_aces_copy(&pool->aces, parent->aces)) {
		ntms_obj_free(&pool->obj);
		return NTMS_REASON_NOT_ENOUGH_MEMORY;
	}
	ntms_txn_init(&txn);
	ntms_txn_change(&txn, NTMS_ADD)->obj = &pool->obj;
	reason = ntms_commit(cat, &txn);
	ntms_txn_release(&txn);
	if (reason)
		ntms_obj_free(&pool->obj);
	else
		memcpy(&call->id, &pool->obj.id, sizeof(call->id));
	return reason;
}

/**
 * ntms_pool_create() - CreateNtmsMediaPool
 * @session: the session
 * @cred: who calls
 * @call: the command; @owner is a user of the initial user namespace
 *
 * Context: takes the catalog's lock; may sleep.
 * Return: see struct ntms_pool_create in the uapi header.
 */
ntms_reason_t ntms_pool_create(struct ntms_session *session,
			       const struct ntms_cred *cred,
			       struct ntms_pool_create *call)
{
	struct ntms_catalog *cat = session->cat;
	struct ntms_pool *parent, *pool;
	ntms_reason_t reason;
	guid_t id;

	if (call->flags || call->action < NTMS_OPEN_EXISTING ||
	    call->action > NTMS_OPEN_ALWAYS ||
	    call->allocation_policy & ~NTMS_POOL_FROMSCRATCH ||
	    call->deallocation_policy & ~NTMS_POOL_TOSCRATCH)
		return NTMS_REASON_INVALID_PARAMETER;
	if (!ntms_name_valid(call->name, sizeof(call->name), false))
		return NTMS_REASON_INVALID_NAME;
	memcpy(&id, &call->parent, sizeof(id));
	ntms_catalog_lock(cat);
	reason = ntms_create_parent(cat, &id, &parent);
	if (reason)
		goto unlock;
	pool = ntms_pool_named(cat, parent, call->name);
	if (!ntms_may_create(cat, parent,
			     call->action == NTMS_CREATE_NEW ? NULL : pool,
			     cred))
		reason = NTMS_REASON_ACCESS_DENIED;
	else if (pool && call->action == NTMS_CREATE_NEW)
		reason = NTMS_REASON_ALREADY_EXISTS;
	else if (pool)
		memcpy(&call->id, &pool->obj.id, sizeof(call->id));
	else if (call->action == NTMS_OPEN_EXISTING)
		reason = NTMS_REASON_OBJECT_NOT_FOUND;
	else
		reason = ntms_create_new(cat, parent, call);
unlock:
	ntms_catalog_unlock(cat);
	return reason;
}

/**
 * ntms_pool_delete() - DeleteNtmsMediaPool
 * @session: the session
 * @cred: who calls
 * @call: the command
 *
 * Context: takes the catalog's lock; may sleep.
 * Return: see struct ntms_pool_delete in the uapi header.
 */
ntms_reason_t ntms_pool_delete(struct ntms_session *session,
			       const struct ntms_cred *cred,
			       const struct ntms_pool_delete *call)
{
	struct ntms_catalog *cat = session->cat;
	ntms_reason_t reason;
	struct ntms_pool *pool;
	struct ntms_txn txn;
	guid_t id;

	if (call->flags || call->reserved)
		return NTMS_REASON_INVALID_PARAMETER;
	memcpy(&id, &call->id, sizeof(id));
	ntms_txn_init(&txn);
	ntms_catalog_lock(cat);
	pool = ntms_find_pool(cat, &id);
	if (!pool || pool->type != NTMS_POOL_APPLICATION) {
		reason = NTMS_REASON_INVALID_MEDIA_POOL;
	} else if (!ntms_pool_allows(pool, cred, NTMS_MODIFY)) {
		reason = NTMS_REASON_ACCESS_DENIED;
	} else {
		ntms_txn_change(&txn, NTMS_REMOVE)->obj = &pool->obj;
		reason = ntms_commit(cat, &txn);
	}
	ntms_catalog_unlock(cat);
	ntms_txn_release(&txn);
	return reason;
}

/* Which members of an object of a kind can be written */
static u32 ntms_settable(const struct ntms_ref *ref)
{
	const u32 label = NTMS_SET_NAME | NTMS_SET_DESCRIPTION;
	const struct ntms_pool *pool;

	switch (ref->type) {
	case NTMS_TYPE_LIBRARY:
		if (container_of(ref->obj, struct ntms_library, obj)->kind ==
		    NTMS_LIBRARY_OFFLINE)
			return label;
		return label | NTMS_SET_ENABLED | NTMS_SET_NEW_MEDIA |
		       NTMS_SET_MEDIA_TYPE;
	case NTMS_TYPE_DRIVE:
		return label | NTMS_SET_ENABLED | NTMS_SET_DEVICE;
	case NTMS_TYPE_MEDIUM:
		return label | NTMS_SET_ENABLED;
	case NTMS_TYPE_SIDE:
		return label;
	case NTMS_TYPE_COMPUTER:
		return NTMS_SET_DESCRIPTION | NTMS_SET_REQUEST_PURGE;
	case NTMS_TYPE_MEDIA_TYPE:
		return NTMS_SET_DESCRIPTION;
	case NTMS_TYPE_POOL:
		pool = container_of(ref->obj, struct ntms_pool, obj);
		if (pool->type == NTMS_POOL_FREE && pool->media_type)
			return NTMS_SET_DESCRIPTION | NTMS_SET_ENABLED;
		if (pool->type != NTMS_POOL_APPLICATION)
			return NTMS_SET_DESCRIPTION;
		if (!pool->media_type)
			return label | NTMS_SET_OWNER;
		return label | NTMS_SET_OWNER | NTMS_SET_ALLOCATION_POLICY |
		       NTMS_SET_DEALLOCATION_POLICY | NTMS_SET_MAX_ALLOCATES;
	default:
		return 0;
	}
}

static struct ntms_label *ntms_ref_label(const struct ntms_ref *ref)
{
	if (ref->side)
		return ref->side->label;
	if (ref->type == NTMS_TYPE_DRIVE)
		return ntms_element_drive(container_of(ref->obj,
						       struct ntms_library,
						       obj),
					  ref->element)->label;
	return ref->obj->label;
}

/* Names tell libraries from each other, and the pools of a pool. */
static bool ntms_name_taken(const struct ntms_catalog *cat,
			    const struct ntms_ref *ref, const char *name)
{
	const struct ntms_pool *pool;
	const struct ntms_obj *obj;
	u64 after = 0;

	if (ref->type == NTMS_TYPE_POOL) {
		pool = container_of(ref->obj, struct ntms_pool, obj);
		pool = ntms_pool_named(cat, pool->parent, name);
		return pool && &pool->obj != ref->obj;
	}
	if (ref->type != NTMS_TYPE_LIBRARY)
		return false;
	while ((obj = ntms_order_next(cat, NTMS_TYPE_LIBRARY, after))) {
		after = obj->serial;
		if (obj != ref->obj && !strcmp(ntms_label_name(obj->label),
					       name))
			return true;
	}
	return false;
}

static ntms_reason_t ntms_wish_label(const struct ntms_catalog *cat,
				     const struct ntms_ref *ref,
				     struct ntms_wish *wish,
				     const struct ntms_object_header *header)
{
	const struct ntms_label *old = ntms_ref_label(ref);
	const char *name = ntms_label_name(old);
	const char *description = ntms_label_description(old);
	bool unnamed = ref->type != NTMS_TYPE_POOL &&
		       ref->type != NTMS_TYPE_LIBRARY;

	if (wish->mask & NTMS_SET_NAME) {
		name = header->name;
		if (!ntms_name_valid(name, sizeof(header->name), unnamed))
			return NTMS_REASON_INVALID_NAME;
		if (*name && ntms_name_taken(cat, ref, name))
			return NTMS_REASON_ALREADY_EXISTS;
	}
	if (wish->mask & NTMS_SET_DESCRIPTION) {
		description = header->description;
		if (!ntms_text_valid(description, sizeof(header->description)))
			return NTMS_REASON_INVALID_NAME;
	}
	return ntms_label_set(&wish->label, name, description,
			      GFP_KERNEL_ACCOUNT) ?
		NTMS_REASON_NOT_ENOUGH_MEMORY : NTMS_REASON_SUCCESS;
}

static ntms_reason_t ntms_wish_pool(struct ntms_wish *wish,
				    const struct ntms_pool_info *info)
{
	wish->allocation_policy = info->allocation_policy;
	wish->deallocation_policy = info->deallocation_policy;
	wish->max_allocates = info->max_allocates;
	wish->owner = info->owner;
	if ((wish->mask & NTMS_SET_ALLOCATION_POLICY &&
	     info->allocation_policy & ~NTMS_POOL_FROMSCRATCH) ||
	    (wish->mask & NTMS_SET_DEALLOCATION_POLICY &&
	     info->deallocation_policy & ~NTMS_POOL_TOSCRATCH))
		return NTMS_REASON_INVALID_PARAMETER;
	return NTMS_REASON_SUCCESS;
}

static ntms_reason_t ntms_wish_library(const struct ntms_catalog *cat,
				       struct ntms_wish *wish,
				       const struct ntms_library_info *info)
{
	guid_t id;

	wish->new_media = info->new_media;
	if (wish->mask & NTMS_SET_NEW_MEDIA &&
	    (info->new_media < NTMS_POOL_FREE ||
	     info->new_media > NTMS_POOL_IMPORT))
		return NTMS_REASON_INVALID_PARAMETER;
	if (!(wish->mask & NTMS_SET_MEDIA_TYPE))
		return NTMS_REASON_SUCCESS;
	memcpy(&id, &info->media_type, sizeof(id));
	wish->media_type = ntms_find_media_type(cat, &id);
	return wish->media_type ? NTMS_REASON_SUCCESS :
				  NTMS_REASON_INVALID_MEDIA;
}

static ntms_reason_t ntms_wish_fill(const struct ntms_catalog *cat,
				    const struct ntms_ref *ref,
				    struct ntms_wish *wish,
				    const union ntms_any_info *info)
{
	static const struct ntms_scsi_address nowhere;
	ntms_reason_t reason = NTMS_REASON_SUCCESS;

	wish->enabled = info->header.enabled;
	if (wish->mask & NTMS_SET_ENABLED && info->header.enabled > 1)
		return NTMS_REASON_INVALID_PARAMETER;
	switch (ref->type) {
	case NTMS_TYPE_COMPUTER:
		wish->request_purge = info->computer.request_purge;
		break;
	case NTMS_TYPE_POOL:
		reason = ntms_wish_pool(wish, &info->pool);
		break;
	case NTMS_TYPE_LIBRARY:
		reason = ntms_wish_library(cat, wish, &info->library);
		break;
	case NTMS_TYPE_DRIVE:
		wish->wanted_at = info->drive.scsi;
		/* With a name, the address of zeros is one like others. */
		wish->wanted = info->drive.device[0] ||
			       memcmp(&info->drive.scsi, &nowhere,
				      sizeof(nowhere));
		if (wish->mask & NTMS_SET_DEVICE && info->drive.scsi.reserved)
			reason = NTMS_REASON_INVALID_PARAMETER;
		break;
	}
	if (!reason && wish->mask & (NTMS_SET_NAME | NTMS_SET_DESCRIPTION))
		reason = ntms_wish_label(cat, ref, wish, &info->header);
	return reason;
}

/* A new media type or device shows only when the robot is looked at again. */
static void ntms_library_kick(struct ntms_library *library)
{
	library->wanted++;
	library->robot->ops->kick(library->robot);
}

static ntms_reason_t ntms_set_commit(struct ntms_catalog *cat,
				     const struct ntms_ref *ref,
				     struct ntms_wish *wish)
{
	struct ntms_library *library;
	struct ntms_change *change;
	ntms_reason_t reason;
	struct ntms_txn txn;

	ntms_txn_init(&txn);
	change = ntms_txn_change(&txn, NTMS_SET);
	change->obj = ref->obj;
	if (ref->side)
		change->side = ref->side;
	else
		change->element = ref->element;
	change->wish = wish;
	reason = ntms_commit(cat, &txn);
	ntms_txn_release(&txn);
	if (reason || !(wish->mask & (NTMS_SET_DEVICE | NTMS_SET_MEDIA_TYPE)))
		return reason;
	library = container_of(ref->obj, struct ntms_library, obj);
	if (library->robot)
		ntms_library_kick(library);
	return reason;
}

/**
 * ntms_set() - write members of an object
 * @session: the session
 * @cred: who calls
 * @call: the command
 * @info: what to write, as long as the largest info struct; an owner is a user of
 *	the initial user namespace
 *
 * Context: takes the catalog's lock; may sleep.
 * Return: see struct ntms_object in the uapi header.
 */
ntms_reason_t ntms_set(struct ntms_session *session,
		       const struct ntms_cred *cred, struct ntms_object *call,
		       const union ntms_any_info *info)
{
	struct ntms_catalog *cat = session->cat;
	struct ntms_wish wish = { .mask = call->mask };
	ntms_reason_t reason;
	struct ntms_ref ref;
	guid_t id;

	if (call->reserved || !call->mask)
		return NTMS_REASON_INVALID_PARAMETER;
	memcpy(&id, &call->id, sizeof(id));
	ntms_catalog_lock(cat);
	ref = ntms_find(cat, &id);
	if (ref.type == NTMS_TYPE_UNKNOWN ||
	    (call->type && call->type != ref.type)) {
		reason = NTMS_REASON_OBJECT_NOT_FOUND;
	} else if (!ntms_may_set(cat, &ref, cred, call->mask)) {
		reason = NTMS_REASON_ACCESS_DENIED;
	} else if (call->mask & ~ntms_settable(&ref)) {
		reason = NTMS_REASON_INVALID_PARAMETER;
	} else {
		call->type = ref.type;
		reason = ntms_wish_fill(cat, &ref, &wish, info);
		if (!reason)
			reason = ntms_set_commit(cat, &ref, &wish);
	}
	ntms_catalog_unlock(cat);
	/* Not committed: ours; committed: the old one. */
	ntms_label_free(wish.label);
	return reason;
}

/*
 * A call that a signal interrupted goes on to wait for the one that it asked for,
 * @wanted, if that is still to come: if it asked for another each time, signals
 * that come faster than a library can be read would keep it, and the robot, busy
 * for ever.
 */
static ntms_reason_t ntms_inventory_ask(struct ntms_catalog *cat,
					const struct ntms_cred *cred,
					const guid_t *id, u64 *wanted)
{
	struct ntms_library *library = ntms_find_library(cat, id);

	if (!library || library->kind == NTMS_LIBRARY_OFFLINE)
		return NTMS_REASON_INVALID_LIBRARY;
	if (!ntms_library_allows(library, cred, NTMS_CONTROL))
		return NTMS_REASON_ACCESS_DENIED;
	if (!library->obj.enabled)
		return NTMS_REASON_RESOURCE_DISABLED;
	if (!library->robot)
		return NTMS_REASON_LIBRARY_OFFLINE;
	if (library->done < *wanted)
		return NTMS_REASON_SUCCESS;
	ntms_library_kick(library);
	*wanted = library->wanted;
	return NTMS_REASON_SUCCESS;
}

/* An inventory that somebody waits for */
struct ntms_awaited {
	struct ntms_catalog *cat;
	guid_t id;
	u64 wanted;
};

/*
 * How an inventory ended, as a reason: an answer once it did, or the library is
 * gone; NTMS_REASON_BUSY before.
 */
static ntms_reason_t ntms_inventory_result(void *what)
{
	const struct ntms_awaited *awaited = what;
	struct ntms_catalog *cat = awaited->cat;
	ntms_reason_t reason = NTMS_REASON_SUCCESS;
	const struct ntms_library *library;

	ntms_catalog_lock(cat);
	library = ntms_find_library(cat, &awaited->id);
	if (!library || (library->done < awaited->wanted && !library->robot))
		reason = NTMS_REASON_LIBRARY_OFFLINE;
	else if (library->done < awaited->wanted)
		reason = NTMS_REASON_BUSY;
	else if (library->error)
		reason = library->sense >> 16 == 2 ? /* NOT READY */
			NTMS_REASON_NOT_READY :
			NTMS_REASON_DEVICE_NOT_AVAILABLE;
	ntms_catalog_unlock(cat);
	return reason;
}

/**
 * ntms_inventory() - InventoryNtmsLibrary
 * @session: the session
 * @cred: who calls
 * @call: the command
 *
 * Context: takes the catalog's lock; sleeps until the inventory is done if the
 * caller wants to wait.
 * Return: see struct ntms_inventory in the uapi header; NTMS_INTERRUPTED if a
 * signal ended the wait.
 */
ntms_reason_t ntms_inventory(struct ntms_session *session,
			     const struct ntms_cred *cred,
			     const struct ntms_inventory *call)
{
	struct ntms_place place = {
		.tid = cred->tid,
		.options = call->flags,
		.deadline = call->deadline,
	};
	struct ntms_awaited awaited = { .cat = session->cat };
	struct ntms_catalog *cat = session->cat;
	ntms_reason_t reason;

	if (call->flags & ~NTMS_INVENTORY_WAIT || call->reserved)
		return NTMS_REASON_INVALID_PARAMETER;
	memcpy(&awaited.id, &call->library, sizeof(awaited.id));
	place.id = awaited.id;
	ntms_catalog_lock(cat);
	awaited.wanted = ntms_place_find(session, &place);
	ntms_place_forget(session, cred->tid);
	reason = ntms_inventory_ask(cat, cred, &awaited.id, &awaited.wanted);
	ntms_catalog_unlock(cat);
	if (reason || !(call->flags & NTMS_INVENTORY_WAIT))
		return reason;
	reason = ntms_wait(&cat->inventories, call->deadline,
			   ntms_inventory_result, &awaited);
	if (reason != NTMS_INTERRUPTED)
		return reason;
	place.number = awaited.wanted;
	ntms_catalog_lock(cat);
	ntms_place_keep(session, &place);
	ntms_catalog_unlock(cat);
	return reason;
}
