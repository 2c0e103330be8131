// SPDX-License-Identifier: GPL-2.0
/* What programs keep with an object: GetNtmsObjectAttribute and its kin. */
#include "rights.h"
#include "session.h"
#include "text.h"

static bool ntms_attribute_type(u32 type)
{
	return !type || ntms_info_size(type);
}

/* Whose attribute it is, and may the caller? */
static ntms_reason_t ntms_attribute_owner(const struct ntms_catalog *cat,
					  const struct ntms_cred *cred,
					  const guid_t *id, u32 type,
					  u32 rights, struct ntms_ref *ref)
{
	*ref = ntms_find(cat, id);
	if (!ref->type || (type && type != ref->type) ||
	    !ntms_ref_visible(cat, ref, cred))
		return NTMS_REASON_OBJECT_NOT_FOUND;
	return ntms_allows(cat, ref, cred, rights) ?
		NTMS_REASON_SUCCESS : NTMS_REASON_ACCESS_DENIED;
}

/* RSM's 31 characters are those of UTF-16: four bytes of UTF-8 are two of them. */
#define NTMS_ATTRIBUTE_UNITS	31

static bool ntms_attribute_name_valid(const char *name, size_t size)
{
	u32 units = 0;

	if (!*name || !ntms_line_valid(name, size))
		return false;
	for (; *name; name++)
		if ((*name & 0xc0) != 0x80)
			units += (u8)*name >= 0xf0 ? 2 : 1;
	return units <= NTMS_ATTRIBUTE_UNITS;
}

static ntms_reason_t ntms_attribute_valid(const struct ntms_attribute *call)
{
	if (call->flags || call->reserved || !ntms_attribute_type(call->type))
		return NTMS_REASON_INVALID_PARAMETER;
	if (!ntms_attribute_name_valid(call->name, sizeof(call->name)))
		return NTMS_REASON_INVALID_NAME;
	return NTMS_REASON_SUCCESS;
}

static ntms_reason_t ntms_attribute_read(const struct ntms_catalog *cat,
					 const guid_t *id,
					 struct ntms_attribute *call,
					 struct ntms_blob **blob)
{
	const struct ntms_attr *attr = ntms_attr_find(cat, id, call->name);
	u32 room = call->data_size;

	if (!attr)
		return NTMS_REASON_OBJECT_NOT_FOUND;
	call->data_size = attr->blob->size;
	if (room < attr->blob->size)
		return NTMS_REASON_INSUFFICIENT_BUFFER;
	kref_get(&attr->blob->ref);
	*blob = attr->blob;
	return NTMS_REASON_SUCCESS;
}

/**
 * ntms_attribute_get() - GetNtmsObjectAttribute
 * @session: the session
 * @cred: who calls
 * @call: the command
 * @blob: out: the data, if the call succeeded; a reference that is the caller's
 *	to put
 *
 * Context: takes the catalog's lock.
 * Return: see struct ntms_attribute in the uapi header.
 */
ntms_reason_t ntms_attribute_get(struct ntms_session *session,
				 const struct ntms_cred *cred,
				 struct ntms_attribute *call,
				 struct ntms_blob **blob)
{
	struct ntms_catalog *cat = session->cat;
	ntms_reason_t reason = ntms_attribute_valid(call);
	struct ntms_ref ref;
	guid_t id;

	if (reason)
		return reason;
	memcpy(&id, &call->id, sizeof(id));
	ntms_catalog_lock(cat);
	reason = ntms_attribute_owner(cat, cred, &id, call->type, NTMS_USE,
				      &ref);
	if (!reason) {
		call->type = ref.type;
		reason = ntms_attribute_read(cat, &id, call, blob);
	}
	ntms_catalog_unlock(cat);
	return reason;
}

static ntms_reason_t ntms_attribute_commit(struct ntms_catalog *cat,
					   const struct ntms_ref *ref,
					   struct ntms_attr_wish *wish)
{
	struct ntms_change *change;
	ntms_reason_t reason;
	struct ntms_txn txn;

	ntms_txn_init(&txn);
	change = ntms_txn_change(&txn, NTMS_ATTRIBUTE);
	change->obj = ref->obj;
	change->element = ref->element;
	change->attribute = wish;
	reason = ntms_commit(cat, &txn);
	ntms_txn_release(&txn);
	return reason;
}

/**
 * ntms_attribute_set() - SetNtmsObjectAttribute
 * @session: the session
 * @cred: who calls
 * @call: the command
 * @blob: the data; NULL if there are no bytes of it, or too many
 *
 * The catalog takes a reference of its own.
 *
 * Context: takes the catalog's lock; may sleep.
 * Return: see struct ntms_attribute in the uapi header.
 */
ntms_reason_t ntms_attribute_set(struct ntms_session *session,
				 const struct ntms_cred *cred,
				 const struct ntms_attribute *call,
				 struct ntms_blob *blob)
{
	struct ntms_catalog *cat = session->cat;
	struct ntms_attr_wish wish = { .name = call->name };
	ntms_reason_t reason = ntms_attribute_valid(call);
	struct ntms_ref ref;
	guid_t id;

	if (reason)
		return reason;
	if (call->data_size > NTMS_ATTRIBUTE_DATA_MAX)
		return NTMS_REASON_NO_DATA;
	memcpy(&id, &call->id, sizeof(id));
	wish.id = &id;
	if (blob) {
		wish.attr = ntms_attr_new(&id, call->name, blob);
		if (!wish.attr)
			return NTMS_REASON_NOT_ENOUGH_MEMORY;
	}
	ntms_catalog_lock(cat);
	reason = ntms_attribute_owner(cat, cred, &id, call->type, NTMS_MODIFY,
				      &ref);
	if (!reason) {
		wish.type = ref.type;
		reason = ntms_attribute_commit(cat, &ref, &wish);
	}
	ntms_catalog_unlock(cat);
	/* Not committed: ours; committed: the old one. */
	ntms_attr_free(wish.attr);
	return reason;
}

static void ntms_attribute_fill(struct ntms_attribute_info *to,
				const struct ntms_attr *attr)
{
	memset(to, 0, sizeof(*to));
	strscpy(to->name, attr->name, sizeof(to->name));
	to->data_size = attr->blob->size;
}

/**
 * ntms_attribute_list() - the attributes of an object
 * @session: the session
 * @cred: who calls
 * @call: the command
 * @infos: out: the attributes
 * @room: room at @infos
 * @nr: out: number of them at @infos, if the call succeeded
 *
 * Context: takes the catalog's lock.
 * Return: see struct ntms_attribute_list in the uapi header.
 */
ntms_reason_t ntms_attribute_list(struct ntms_session *session,
				  const struct ntms_cred *cred,
				  struct ntms_attribute_list *call,
				  struct ntms_attribute_info *infos, u32 room,
				  u32 *nr)
{
	struct ntms_catalog *cat = session->cat;
	const struct ntms_attr *attr = NULL;
	ntms_reason_t reason;
	struct ntms_ref ref;
	guid_t id;

	if (call->flags || !ntms_attribute_type(call->type))
		return NTMS_REASON_INVALID_PARAMETER;
	memcpy(&id, &call->id, sizeof(id));
	ntms_catalog_lock(cat);
	reason = ntms_attribute_owner(cat, cred, &id, call->type, NTMS_USE,
				      &ref);
	if (reason)
		goto unlock;
	call->type = ref.type;
	call->total = 0;
	*nr = 0;
	while ((attr = ntms_attr_next(cat, &id, attr))) {
		if (*nr < room)
			ntms_attribute_fill(&infos[(*nr)++], attr);
		call->total++;
	}
unlock:
	ntms_catalog_unlock(cat);
	return reason;
}
