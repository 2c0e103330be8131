// SPDX-License-Identifier: GPL-2.0
/* The model: who may what, as the page on security has it. */
#include "model.h"

/* ---- lists ------------------------------------------------------------ */

void acl_open(struct acl *acl)
{
	acl->nr = 1;
	acl->aces[0] = (struct ntms_ace){
		.kind = NTMS_ACE_EVERYONE,
		.rights = USE,
	};
}

static bool is_about(const struct ntms_ace *ace, uint32_t uid)
{
	switch (ace->kind) {
	case NTMS_ACE_USER:
		return ace->id == uid;
	case NTMS_ACE_GROUP:
		return ace->id == CREW || ace->id == uid;
	default:
		return true;
	}
}

/* All entries that are about somebody count together. */
static bool gives(const struct acl *acl, uint32_t uid, uint32_t rights)
{
	uint32_t given = 0, i;

	if (uid == ROOT)
		return true;
	for (i = 0; i < acl->nr; i++)
		if (is_about(&acl->aces[i], uid))
			given |= acl->aces[i].rights;
	return (given & rights) == rights;
}

/* ---- who has what ----------------------------------------------------- */

bool may_on_pool(const struct pool *pool, uint32_t uid, uint32_t rights)
{
	if (pool->kind == NTMS_POOL_APPLICATION && pool->owner == uid)
		return true;
	return gives(&pool->acl, uid, rights);
}

bool may_on_computer(uint32_t uid, uint32_t rights)
{
	return gives(&books.computer.acl, uid, rights);
}

/* CONTROL, and of free USE: the page on security says so. */
bool may_take(const struct pool *pool, uint32_t uid)
{
	return may_on_pool(pool, uid,
			   pool->kind == NTMS_POOL_FREE ? USE : CONTROL);
}

/* The pool that an object is, or is in */
static struct pool *pool_around(const struct ntms_guid *id)
{
	struct cartridge *cartridge = find_cartridge(id);
	const struct logical *logical = find_logical(id);

	if (logical)
		return pool_of_logical(logical);
	if (!cartridge)
		find_side(id, &cartridge);
	return find_pool(cartridge ? &cartridge->pool : id);
}

struct governor governor_of(const struct ntms_guid *id)
{
	struct library *library = find_library(id);
	struct pool *pool = pool_around(id);
	struct governor governor = {
		.id = books.computer.id,
		.type = NTMS_TYPE_COMPUTER,
		.owner = UINT32_MAX,
		.acl = &books.computer.acl,
	};

	if (pool) {
		governor.id = pool->id;
		governor.type = NTMS_TYPE_POOL;
		governor.acl = &pool->acl;
		if (pool->kind == NTMS_POOL_APPLICATION)
			governor.owner = pool->owner;
	} else if (library) {
		governor.id = library->id;
		governor.type = NTMS_TYPE_LIBRARY;
		governor.acl = &library->acl;
	}
	return governor;
}

bool may(const struct ntms_guid *id, uint32_t uid, uint32_t rights)
{
	const struct governor governor = governor_of(id);

	return governor.owner == uid || gives(governor.acl, uid, rights);
}

/* ---- writing a list --------------------------------------------------- */

/* All ones is the number of nobody. */
static bool is_valid(const struct ntms_ace *ace)
{
	if (ace->reserved || !ace->rights ||
	    ace->rights & ~(USE | MODIFY | CONTROL))
		return false;
	if (ace->kind == NTMS_ACE_EVERYONE)
		return !ace->id;
	return (ace->kind == NTMS_ACE_USER || ace->kind == NTMS_ACE_GROUP) &&
	       ace->id != UINT32_MAX;
}

/* The owner and administrators write it, whatever it gives to others. */
uint32_t rule_acl_set(uint32_t uid, const struct ntms_guid *id,
		      const struct ntms_ace *aces, uint32_t nr)
{
	struct governor governor;
	uint32_t i;

	if (nr > NTMS_ACES_MAX)
		return NTMS_REASON_DATABASE_FULL;
	for (i = 0; i < nr; i++)
		if (!is_valid(&aces[i]))
			return NTMS_REASON_INVALID_PARAMETER;
	if (type_of(id) == NTMS_TYPE_UNKNOWN)
		return NTMS_REASON_OBJECT_NOT_FOUND;
	governor = governor_of(id);
	if (!same_guid(&governor.id, id))
		return NTMS_REASON_NO_SECURITY_ON_OBJECT;
	if (uid != ROOT && governor.owner != uid)
		return NTMS_REASON_ACCESS_DENIED;
	books.changes++;
	governor.acl->nr = nr;
	memcpy(governor.acl->aces, aces, nr * sizeof(*aces));
	return OK;
}
