// SPDX-License-Identifier: GPL-2.0
/*
 * The model: which media types libraries support, and cartridges that are
 * registered on the shelf.
 */
#include "model.h"

static bool is_shelf(const struct library *library)
{
	return same_guid(&library->id, &books.info.offline_library);
}

/* ---- media types ------------------------------------------------------ */

void do_support(struct library *library, const struct ntms_guid *type)
{
	if (!is_shelf(library))
		library->supports[find_type(type) - books.types] = true;
}

/* Nothing is of it any more. */
static bool is_unused(const struct media_type *type)
{
	const size_t at = (size_t)(type - books.types);
	size_t i;

	for (i = 0; i < books.nr_libraries; i++)
		if (books.libraries[i].supports[at])
			return false;
	for (i = 0; i < books.nr_cartridges; i++)
		if (same_guid(&books.cartridges[i].type, &type->id))
			return false;
	for (i = 0; i < books.nr_pools; i++)
		if (books.pools[i].kind == NTMS_POOL_APPLICATION &&
		    same_guid(&books.pools[i].type, &type->id))
			return false;
	return true;
}

/* The library that a call about media types names, for who may change it */
static uint32_t reach(uint32_t uid, const struct ntms_guid *id)
{
	const struct library *library = find_library(id);

	if (!library || is_shelf(library))
		return NTMS_REASON_INVALID_LIBRARY;
	return may(id, uid, MODIFY) ? OK : NTMS_REASON_ACCESS_DENIED;
}

/* Which codes there are is the module's to know; the draw knows some of both. */
uint32_t rule_type_add(uint32_t uid, const struct ntms_type_add *call)
{
	uint32_t reason;

	if (is_null(&call->library) ||
	    (call->code && !is_null(&call->media_type)))
		return NTMS_REASON_INVALID_PARAMETER;
	reason = reach(uid, &call->library);
	if (reason)
		return reason;
	if (!find_library(&call->library)->present)
		return NTMS_REASON_LIBRARY_OFFLINE;
	if (!is_null(&call->media_type) && !find_type(&call->media_type))
		return NTMS_REASON_INVALID_MEDIA;
	return OK;
}

static bool has_media_of(const struct library *library,
			 const struct media_type *type)
{
	size_t i;

	for (i = 0; i < books.nr_cartridges; i++)
		if (same_guid(&books.cartridges[i].library, &library->id) &&
		    same_guid(&books.cartridges[i].type, &type->id))
			return true;
	return false;
}

uint32_t rule_type_delete(uint32_t uid, const struct ntms_guid *id,
			  const struct ntms_guid *library_id)
{
	struct library *library = find_library(library_id);
	struct media_type *type = find_type(id);
	uint32_t reason;

	if (is_null(id) || is_null(library_id))
		return NTMS_REASON_INVALID_PARAMETER;
	reason = reach(uid, library_id);
	if (reason)
		return reason;
	if (!type)
		return NTMS_REASON_INVALID_MEDIA;
	if (has_media_of(library, type))
		return NTMS_REASON_NOT_EMPTY;
	books.changes++;
	library->supports[type - books.types] = false;
	if (same_guid(&library->holds, id))
		library->holds = no_guid;
	if (is_unused(type))
		forget_type(type);
	return OK;
}

/* ---- registering ------------------------------------------------------ */

static bool is_owned(const struct ntms_side_preset *side)
{
	return side->side_state == NTMS_SIDE_ALLOCATED ||
	       side->side_state == NTMS_SIDE_COMPLETE;
}

/* Only what has gone had a GUID that can be given again; a side has no own. */
static bool was_made(const struct ntms_guid *id)
{
	static const uint8_t whole[4];

	return !memcmp(&id->b[12], whole, sizeof(whole)) && id->b[7] >> 4 == 8;
}

static bool is_sound(const struct ntms_medium_create *call)
{
	const struct ntms_side_preset *side;
	uint32_t k;

	if (!call->side_count || call->side_count > NTMS_SIDES_MAX ||
	    is_null(&call->pool) ||
	    (!is_null(&call->medium) && !was_made(&call->medium)))
		return false;
	for (k = 0; k < NTMS_SIDES_MAX; k++) {
		side = &call->sides[k];
		if (k >= call->side_count &&
		    (side->side_state || side->allocate_count))
			return false;
		if (!is_null(&side->logical_medium) &&
		    (k >= call->side_count || !is_owned(side) ||
		     !was_made(&side->logical_medium)))
			return false;
	}
	return true;
}

/* What a side can be in a pool of that kind */
static bool can_be(uint32_t state, uint32_t kind)
{
	switch (state) {
	case NTMS_SIDE_IMPORT:
		return true;
	case NTMS_SIDE_AVAILABLE:
	case NTMS_SIDE_ALLOCATED:
	case NTMS_SIDE_COMPLETE:
	case NTMS_SIDE_DECOMMISSIONED:
	case NTMS_SIDE_RESERVED:
		return kind != NTMS_POOL_IMPORT;
	default:
		return false;
	}
}

/* Reserved is for who has the other side. */
static bool is_for_nobody(const struct ntms_medium_create *call)
{
	uint32_t k, owned = 0, reserved = 0;

	for (k = 0; k < call->side_count; k++) {
		owned += is_owned(&call->sides[k]);
		reserved += call->sides[k].side_state == NTMS_SIDE_RESERVED;
	}
	return reserved && !owned;
}

static bool is_barcode_here(const char *barcode)
{
	size_t i;

	for (i = 0; i < books.nr_cartridges && *barcode; i++)
		if (!strcmp(books.cartridges[i].barcode, barcode))
			return true;
	return false;
}

/* Each GUID that is given, also among themselves */
static bool is_here(const struct ntms_medium_create *call)
{
	const struct ntms_guid *ids[] = {
		&call->medium, &call->sides[0].logical_medium,
		&call->sides[1].logical_medium,
	};
	size_t i, k;

	for (i = 0; i < 3; i++) {
		if (is_null(ids[i]))
			continue;
		if (type_of(ids[i]))
			return true;
		for (k = 0; k < i; k++)
			if (same_guid(ids[i], ids[k]))
				return true;
	}
	return false;
}

/*
 * Which of several reasons it is, the header leaves open: the struct, the pool,
 * the right, what the pool is for, each side, the barcode, the sides together,
 * the GUIDs.
 */
uint32_t rule_medium_create(uint32_t uid, const struct ntms_medium_create *call,
			    bool barcode_fits)
{
	const struct pool *pool = find_pool(&call->pool);
	const struct media_type *type;
	uint32_t k;

	if (!is_sound(call))
		return NTMS_REASON_INVALID_PARAMETER;
	if (!barcode_fits)
		return NTMS_REASON_INVALID_NAME;
	if (!pool || holds_pools(pool) ||
	    (pool->kind != NTMS_POOL_APPLICATION &&
	     pool->kind != NTMS_POOL_IMPORT))
		return NTMS_REASON_INVALID_MEDIA_POOL;
	if (!may_on_pool(pool, uid, MODIFY) || !may_on_computer(uid, MODIFY))
		return NTMS_REASON_ACCESS_DENIED;
	type = find_type(&pool->type);
	if (type->sides != call->side_count || type->code == CLEANER ||
	    !strncmp(call->barcode, "CLN", 3))
		return NTMS_REASON_MEDIA_INCOMPATIBLE;
	for (k = 0; k < call->side_count; k++)
		if (!can_be(call->sides[k].side_state, pool->kind))
			return NTMS_REASON_INVALID_STATE;
	if (is_barcode_here(call->barcode))
		return NTMS_REASON_INVALID_MEDIA;
	if (is_for_nobody(call))
		return NTMS_REASON_INVALID_STATE;
	return is_here(call) ? NTMS_REASON_INVALID_MEDIA : OK;
}

static void do_own(const struct side *side, const char *application,
		   uint32_t uid, bool whole)
{
	struct logical *logical = &books.logicals[books.nr_logicals++];

	memset(logical, 0, sizeof(*logical));
	logical->id = side->owner;
	logical->side = side->id;
	logical->uid = uid;
	logical->whole = whole;
	strcpy(logical->application, application);
}

/* Who owns a side has the one that is Reserved as well, and may ask for it. */
void do_medium_create(uint32_t uid, const struct ntms_medium_create *call,
		      const char *application)
{
	struct cartridge *new = &books.cartridges[books.nr_cartridges++];
	const uint32_t owner = call->owner == UINT32_MAX ? uid : call->owner;
	bool whole = false;
	struct side *side;
	uint32_t k;

	books.changes++;
	memset(new, 0, sizeof(*new));
	new->id = call->medium;
	new->pool = call->pool;
	new->library = books.info.offline_library;
	new->type = find_pool(&call->pool)->type;
	new->enabled = true;
	new->nr_sides = call->side_count;
	strcpy(new->barcode, call->barcode);
	for (k = 0; k < new->nr_sides; k++)
		whole |= call->sides[k].side_state == NTMS_SIDE_RESERVED;
	for (k = 0; k < new->nr_sides; k++) {
		side = &new->sides[k];
		/* Its GUID is the cartridge's, with its number in the end. */
		side->id = new->id;
		side->id.b[15] = (uint8_t)(k + 1);
		become(side, call->sides[k].side_state);
		side->count = call->sides[k].allocate_count;
		if (!is_owned(&call->sides[k]))
			continue;
		side->count += !side->count;
		side->owner = call->sides[k].logical_medium;
		do_own(side, application, owner, whole);
	}
}
