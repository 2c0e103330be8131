// SPDX-License-Identifier: GPL-2.0
/* Media types: which of them libraries support, and what a cartridge is. */
#include "arrive.h"
#include "rights.h"
#include "session.h"

/* The library that a call about media types names, for who may change it */
static ntms_reason_t ntms_type_library(const struct ntms_catalog *cat,
				       const struct ntms_cred *cred,
				       const guid_t *id,
				       struct ntms_library **library)
{
	struct ntms_ref ref = { .type = NTMS_TYPE_LIBRARY };

	*library = ntms_find_library(cat, id);
	if (!*library || (*library)->kind == NTMS_LIBRARY_OFFLINE)
		return NTMS_REASON_INVALID_LIBRARY;
	ref.obj = &(*library)->obj;
	if (!ntms_allows(cat, &ref, cred, NTMS_MODIFY))
		return NTMS_REASON_ACCESS_DENIED;
	return NTMS_REASON_SUCCESS;
}

/* The type that is named, or the one of a code, which is made if need be */
static ntms_reason_t ntms_type_find(struct ntms_catalog *cat,
				    const guid_t *id, u32 code,
				    struct ntms_media_type **type)
{
	if (!guid_is_null(id)) {
		*type = ntms_find_media_type(cat, id);
		return *type ? NTMS_REASON_SUCCESS :
			       NTMS_REASON_INVALID_MEDIA;
	}
	if (code >= NTMS_MEDIA_CODES || !ntms_media_type_fact(code))
		return NTMS_REASON_INVALID_MEDIA;
	return ntms_media_type_ensure(cat, code, type) ?
		NTMS_REASON_NOT_ENOUGH_MEMORY : NTMS_REASON_SUCCESS;
}

static ntms_reason_t ntms_type_support(struct ntms_catalog *cat,
				       struct ntms_library *library,
				       struct ntms_media_type *type, u8 to)
{
	struct ntms_change *change;
	ntms_reason_t reason;
	struct ntms_txn txn;

	if (library->supported[type->code] == to)
		return NTMS_REASON_SUCCESS;
	ntms_txn_init(&txn);
	change = ntms_txn_change(&txn, NTMS_SUPPORT);
	change->library = library;
	change->media_type = type;
	change->to = to;
	reason = ntms_commit(cat, &txn);
	ntms_txn_release(&txn);
	return reason;
}

/* A type that nothing is of goes with its sub-pools. */
static void ntms_type_drop(struct ntms_catalog *cat,
			   struct ntms_media_type *type)
{
	struct ntms_txn txn;

	if (!ntms_media_type_unused(cat, type))
		return;
	ntms_txn_init(&txn);
	ntms_txn_change(&txn, NTMS_REMOVE)->obj = &type->obj;
	ntms_commit(cat, &txn);
	ntms_txn_release(&txn);
}

/**
 * ntms_type_add() - AddNtmsMediaType
 * @session: the session
 * @cred: who calls
 * @call: the command; @media_type is written
 *
 * Context: takes the catalog's lock; may sleep.
 * Return: see struct ntms_type_add in the uapi header.
 */
ntms_reason_t ntms_type_add(struct ntms_session *session,
			    const struct ntms_cred *cred,
			    struct ntms_type_add *call)
{
	struct ntms_catalog *cat = session->cat;
	struct ntms_media_type *type;
	struct ntms_library *library;
	ntms_reason_t reason;
	guid_t id, in;

	if (call->flags || ntms_guid_none(&call->library) ||
	    (call->code && !ntms_guid_none(&call->media_type)))
		return NTMS_REASON_INVALID_PARAMETER;
	memcpy(&id, &call->media_type, sizeof(id));
	memcpy(&in, &call->library, sizeof(in));
	ntms_catalog_lock(cat);
	reason = ntms_type_library(cat, cred, &in, &library);
	if (!reason && !library->robot)
		reason = NTMS_REASON_LIBRARY_OFFLINE;
	if (!reason)
		reason = ntms_type_find(cat, &id, call->code, &type);
	if (reason)
		goto unlock;
	reason = ntms_type_support(cat, library, type, 1);
	if (reason)
		ntms_type_drop(cat, type);
	else
		ntms_guid_out(&call->media_type, &type->obj.id);
unlock:
	ntms_catalog_unlock(cat);
	return reason;
}

/**
 * ntms_type_delete() - DeleteNtmsMediaType
 * @session: the session
 * @cred: who calls
 * @call: the command
 *
 * Context: takes the catalog's lock; may sleep.
 * Return: see struct ntms_type_delete in the uapi header.
 */
ntms_reason_t ntms_type_delete(struct ntms_session *session,
			       const struct ntms_cred *cred,
			       const struct ntms_type_delete *call)
{
	struct ntms_catalog *cat = session->cat;
	struct ntms_media_type *type;
	struct ntms_library *library;
	ntms_reason_t reason;
	guid_t id, in;

	if (call->flags || call->reserved ||
	    ntms_guid_none(&call->media_type) ||
	    ntms_guid_none(&call->library))
		return NTMS_REASON_INVALID_PARAMETER;
	memcpy(&id, &call->media_type, sizeof(id));
	memcpy(&in, &call->library, sizeof(in));
	ntms_catalog_lock(cat);
	reason = ntms_type_library(cat, cred, &in, &library);
	if (reason)
		goto unlock;
	type = ntms_find_media_type(cat, &id);
	if (!type) {
		reason = NTMS_REASON_INVALID_MEDIA;
		goto unlock;
	}
	reason = ntms_type_support(cat, library, type, 0);
	if (!reason)
		ntms_type_drop(cat, type);
unlock:
	ntms_catalog_unlock(cat);
	return reason;
}

/**
 * ntms_type_change() - ChangeNtmsMediaType
 * @session: the session
 * @cred: who calls
 * @call: the command
 *
 * Context: takes the catalog's lock; may sleep.
 * Return: see struct ntms_type_change in the uapi header.
 */
ntms_reason_t ntms_type_change(struct ntms_session *session,
			       const struct ntms_cred *cred,
			       const struct ntms_type_change *call)
{
	struct ntms_catalog *cat = session->cat;
	struct ntms_medium *medium;
	struct ntms_pool *pool;
	ntms_reason_t reason;
	guid_t id, to;

	if (call->flags || call->reserved || ntms_guid_none(&call->medium) ||
	    ntms_guid_none(&call->pool))
		return NTMS_REASON_INVALID_PARAMETER;
	memcpy(&id, &call->medium, sizeof(id));
	memcpy(&to, &call->pool, sizeof(to));
	ntms_catalog_lock(cat);
	medium = ntms_find_medium(cat, &id);
	if (!medium)
		reason = NTMS_REASON_INVALID_MEDIA;
	else
		reason = ntms_policy_retype(cat, cred, medium, &to, &pool);
	if (!reason)
		reason = ntms_move_commit(cat, medium, pool, NTMS_RETYPE);
	ntms_catalog_unlock(cat);
	return reason;
}
