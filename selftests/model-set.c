// SPDX-License-Identifier: GPL-2.0
/* The model: what of an object can be written, and by whom. */
#include "model.h"

#define LABEL	(NTMS_SET_NAME | NTMS_SET_DESCRIPTION)

/* The object that is to be written: one of these is not NULL. */
struct target {
	uint32_t type;
	struct pool *pool;
	struct cartridge *cartridge;
	struct side *side;
	struct library *library;
	struct logical *logical;
	struct media_type *media_type;
};

static struct target target_of(const struct ntms_guid *id)
{
	struct target target = { .type = type_of(id) };

	target.pool = find_pool(id);
	target.cartridge = find_cartridge(id);
	target.side = find_side(id, NULL);
	target.library = find_library(id);
	target.logical = find_logical(id);
	target.media_type = find_type(id);
	return target;
}

/*
 * MODIFY; but a library itself takes CONTROL, unless it is switched on or off.
 * Whose a pool is is the administrator's.
 */
static bool may_set(const struct target *target, const struct wish *wish,
		    uint32_t uid)
{
	if (wish->mask & NTMS_SET_OWNER)
		return uid == ROOT;
	return may(&wish->id, uid, target->library &&
		   wish->mask & ~NTMS_SET_ENABLED ? CONTROL : MODIFY);
}

static uint32_t settable(const struct target *target)
{
	const struct pool *pool = target->pool;

	if (target->library)
		return same_guid(&target->library->id,
				 &books.info.offline_library) ? LABEL :
			LABEL | NTMS_SET_ENABLED | NTMS_SET_NEW_MEDIA |
			NTMS_SET_MEDIA_TYPE;
	if (target->cartridge)
		return LABEL | NTMS_SET_ENABLED;
	if (target->side)
		return LABEL;
	if (target->media_type)
		return NTMS_SET_DESCRIPTION;
	if (target->type == NTMS_TYPE_COMPUTER)
		return NTMS_SET_DESCRIPTION | NTMS_SET_REQUEST_PURGE;
	if (!pool)
		return 0;
	if (pool->kind != NTMS_POOL_APPLICATION)
		return pool->kind == NTMS_POOL_FREE && !holds_pools(pool) ?
			NTMS_SET_DESCRIPTION | NTMS_SET_ENABLED :
			NTMS_SET_DESCRIPTION;
	return holds_pools(pool) ? LABEL | NTMS_SET_OWNER :
		LABEL | NTMS_SET_OWNER | NTMS_SET_ALLOCATION_POLICY |
		NTMS_SET_DEALLOCATION_POLICY | NTMS_SET_MAX_ALLOCATES;
}

/* Libraries, and the pools of a pool, have names that tell them apart. */
static bool is_taken(const struct target *target, const char *name)
{
	const struct pool *pool;
	size_t i;

	if (target->pool) {
		pool = pool_named(&target->pool->parent, name);
		return pool && pool != target->pool;
	}
	for (i = 0; target->library && i < books.nr_libraries; i++)
		if (&books.libraries[i] != target->library &&
		    !strcmp(books.libraries[i].label.name, name))
			return true;
	return false;
}

static bool in_range(const struct wish *wish)
{
	return !(wish->mask & NTMS_SET_ENABLED && wish->enabled > 1) &&
	       !(wish->mask & NTMS_SET_ALLOCATION_POLICY && wish->draws > 1) &&
	       !(wish->mask & NTMS_SET_DEALLOCATION_POLICY &&
		 wish->gives_back > 1) &&
	       !(wish->mask & NTMS_SET_NEW_MEDIA &&
		 (wish->new_media < NTMS_POOL_FREE ||
		  wish->new_media > NTMS_POOL_IMPORT));
}

static uint32_t check_label(const struct target *target,
			    const struct wish *wish)
{
	bool named = target->pool || target->library;

	if (wish->mask & NTMS_SET_NAME) {
		if (!wish->name_fits || (named && !*wish->label.name))
			return NTMS_REASON_INVALID_NAME;
		if (is_taken(target, wish->label.name))
			return NTMS_REASON_ALREADY_EXISTS;
	}
	if (wish->mask & NTMS_SET_DESCRIPTION && !wish->description_fits)
		return NTMS_REASON_INVALID_NAME;
	return OK;
}

static struct label *label_of(const struct target *target)
{
	if (target->pool)
		return &target->pool->label;
	if (target->cartridge)
		return &target->cartridge->label;
	if (target->side)
		return &target->side->label;
	if (target->library)
		return &target->library->label;
	if (target->media_type)
		return &target->media_type->label;
	return &books.computer.label;
}

static void do_set(const struct target *target, const struct wish *wish,
		   uint32_t uid)
{
	struct label *label = label_of(target);

	if (wish->mask & NTMS_SET_NAME)
		strcpy(label->name, wish->label.name);
	if (wish->mask & NTMS_SET_DESCRIPTION)
		strcpy(label->description, wish->label.description);
	if (wish->mask & NTMS_SET_ENABLED) {
		if (target->pool)
			target->pool->enabled = wish->enabled;
		else if (target->cartridge)
			target->cartridge->enabled = wish->enabled;
		else
			target->library->enabled = wish->enabled;
	}
	if (wish->mask & NTMS_SET_ALLOCATION_POLICY)
		target->pool->draws = wish->draws;
	if (wish->mask & NTMS_SET_DEALLOCATION_POLICY)
		target->pool->gives_back = wish->gives_back;
	if (wish->mask & NTMS_SET_MAX_ALLOCATES)
		target->pool->limit = wish->limit;
	if (wish->mask & NTMS_SET_OWNER)
		target->pool->owner = wish->owner == UINT32_MAX ? uid :
								  wish->owner;
	if (wish->mask & NTMS_SET_NEW_MEDIA)
		target->library->new_media = wish->new_media;
	if (wish->mask & NTMS_SET_REQUEST_PURGE)
		books.computer.purge = wish->purge;
}

uint32_t rule_set(uint32_t uid, const struct wish *wish)
{
	struct target target = target_of(&wish->id);
	uint32_t reason;

	if (!wish->mask)
		return NTMS_REASON_INVALID_PARAMETER;
	if (target.type == NTMS_TYPE_UNKNOWN ||
	    (wish->type && wish->type != target.type))
		return NTMS_REASON_OBJECT_NOT_FOUND;
	if (!may_set(&target, wish, uid))
		return NTMS_REASON_ACCESS_DENIED;
	if (wish->mask & ~settable(&target) || !in_range(wish))
		return NTMS_REASON_INVALID_PARAMETER;
	reason = check_label(&target, wish);
	if (reason)
		return reason;
	books.changes++;
	do_set(&target, wish, uid);
	return OK;
}
