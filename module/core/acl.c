// SPDX-License-Identifier: GPL-2.0
/* Lists of rights: read and written. What they mean is in rights.c. */
#include "rights.h"
#include "session.h"

/* What governs an object, and its list of rights */
static struct ntms_obj *ntms_ref_governor(const struct ntms_catalog *cat,
					  const struct ntms_ref *ref,
					  const struct ntms_aces **aces)
{
	const struct ntms_pool *pool = ntms_ref_pool(ref);

	if (pool) {
		*aces = pool->aces;
		return (struct ntms_obj *)&pool->obj;
	}
	if (ref->obj->type == NTMS_TYPE_LIBRARY) {
		*aces = container_of(ref->obj, struct ntms_library, obj)->aces;
		return ref->obj;
	}
	*aces = cat->aces;
	return cat->computer;
}

/* Where nobody has said who has rights, say what holds. */
static u32 ntms_aces_default(const struct ntms_obj *governor,
			     struct ntms_ace *aces)
{
	if (governor->type == NTMS_TYPE_POOL &&
	    container_of(governor, struct ntms_pool, obj)->type !=
	    NTMS_POOL_FREE)
		return 0;
	aces[0] = (struct ntms_ace){
		.kind = NTMS_ACE_EVERYONE,
		.rights = NTMS_USE,
	};
	return 1;
}

static u32 ntms_governor_owner(const struct ntms_obj *governor)
{
	const struct ntms_pool *pool;

	if (governor->type != NTMS_TYPE_POOL)
		return U32_MAX;
	pool = container_of(governor, struct ntms_pool, obj);
	return pool->type == NTMS_POOL_APPLICATION ? pool->owner : U32_MAX;
}

/**
 * ntms_acl_get() - who has which rights?
 * @session: the session
 * @call: the command
 * @aces: out: the list, NTMS_ACES_MAX long
 *
 * Context: takes the catalog's lock.
 * Return: see struct ntms_acl in the uapi header.
 */
ntms_reason_t ntms_acl_get(struct ntms_session *session, struct ntms_acl *call,
			   struct ntms_ace *aces)
{
	struct ntms_catalog *cat = session->cat;
	const struct ntms_aces *list;
	struct ntms_obj *governor;
	struct ntms_ref ref;
	guid_t id;

	if (call->flags || call->reserved)
		return NTMS_REASON_INVALID_PARAMETER;
	memcpy(&id, &call->id, sizeof(id));
	ntms_catalog_lock(cat);
	ref = ntms_find(cat, &id);
	if (ref.type == NTMS_TYPE_UNKNOWN) {
		ntms_catalog_unlock(cat);
		return NTMS_REASON_OBJECT_NOT_FOUND;
	}
	governor = ntms_ref_governor(cat, &ref, &list);
	ntms_guid_out(&call->governor, &governor->id);
	call->type = governor->type;
	call->owner = ntms_governor_owner(governor);
	if (list)
		memcpy(aces, list->ace, list->nr * sizeof(*aces));
	call->total = list ? list->nr : ntms_aces_default(governor, aces);
	ntms_catalog_unlock(cat);
	call->count = min(call->count, call->total);
	return NTMS_REASON_SUCCESS;
}

/**
 * ntms_aces_valid() - could this be a list of rights?
 * @aces: the entries
 * @nr: their number
 *
 * Context: any.
 * Return: true if every entry says something that there is.
 */
bool ntms_aces_valid(const struct ntms_ace *aces, u32 nr)
{
	const u32 rights = NTMS_USE | NTMS_MODIFY | NTMS_CONTROL;
	const struct ntms_ace *ace;

	for (ace = aces; ace < aces + nr; ace++)
		if (ace->reserved || !ace->rights || ace->rights & ~rights ||
		    ace->kind < NTMS_ACE_USER || ace->kind > NTMS_ACE_EVERYONE ||
		    (ace->kind == NTMS_ACE_EVERYONE && ace->id))
			return false;
	return true;
}

static ntms_reason_t ntms_acl_commit(struct ntms_catalog *cat,
				     struct ntms_obj *obj,
				     struct ntms_aces **aces)
{
	struct ntms_change *change;
	ntms_reason_t reason;
	struct ntms_txn txn;

	ntms_txn_init(&txn);
	change = ntms_txn_change(&txn, NTMS_ACL);
	change->obj = obj;
	change->aces = aces;
	reason = ntms_commit(cat, &txn);
	ntms_txn_release(&txn);
	return reason;
}

/**
 * ntms_acl_set() - say who has which rights
 * @session: the session
 * @cred: who calls
 * @call: the command
 * @aces: the list, in the initial user namespace, as long as @call says
 *
 * Context: takes the catalog's lock; may sleep.
 * Return: see struct ntms_acl in the uapi header.
 */
ntms_reason_t ntms_acl_set(struct ntms_session *session,
			   const struct ntms_cred *cred, struct ntms_acl *call,
			   const struct ntms_ace *aces)
{
	struct ntms_catalog *cat = session->cat;
	const struct ntms_aces *old;
	struct ntms_aces *list;
	struct ntms_obj *governor;
	ntms_reason_t reason;
	struct ntms_ref ref;
	guid_t id;

	if (call->flags || call->reserved)
		return NTMS_REASON_INVALID_PARAMETER;
	if (call->count > NTMS_ACES_MAX)
		return NTMS_REASON_DATABASE_FULL;
	if (!ntms_aces_valid(aces, call->count))
		return NTMS_REASON_INVALID_PARAMETER;
	list = ntms_aces_new(aces, call->count);
	if (!list)
		return NTMS_REASON_NOT_ENOUGH_MEMORY;
	memcpy(&id, &call->id, sizeof(id));
	ntms_catalog_lock(cat);
	ref = ntms_find(cat, &id);
	if (ref.type == NTMS_TYPE_UNKNOWN) {
		reason = NTMS_REASON_OBJECT_NOT_FOUND;
		goto unlock;
	}
	governor = ntms_ref_governor(cat, &ref, &old);
	if (!guid_equal(&governor->id, &id)) {
		reason = NTMS_REASON_NO_SECURITY_ON_OBJECT;
		goto unlock;
	}
	ntms_guid_out(&call->governor, &governor->id);
	call->type = governor->type;
	call->owner = ntms_governor_owner(governor);
	call->total = call->count;
	reason = ntms_may_grant(governor, cred) ?
		ntms_acl_commit(cat, governor, &list) :
		NTMS_REASON_ACCESS_DENIED;
unlock:
	ntms_catalog_unlock(cat);
	/* Not committed: ours; committed: the old one. */
	kfree(list);
	return reason;
}
