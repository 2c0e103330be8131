// SPDX-License-Identifier: GPL-2.0
/*
 * The stand-in's commands for media that stay where they are.
 */
#include "fake.h"

#include <ntms/libntms.h>

#include <string.h>
#include <unistd.h>

/* A side in one state takes another, or the call says why not. */
static int change_state(uint32_t *reason, struct fake_object *side,
			uint32_t from, uint32_t to)
{
	if (!side)
		return fake_give(reason, NTMS_REASON_INVALID_MEDIA);
	if (side->side.side_state != from)
		return fake_give(reason, NTMS_REASON_INVALID_STATE);
	side->side.side_state = to;
	return 0;
}

int fake_complete(struct ntms_complete *arg)
{
	struct fake_object *logical = fake_get(&arg->medium,
					       NTMS_TYPE_LOGICAL_MEDIUM);

	if (!fake_good_head(arg, sizeof(*arg)) || arg->flags || arg->reserved)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	return change_state(&arg->reason, logical ?
			    fake_get(&logical->logical.side, NTMS_TYPE_SIDE) :
			    NULL, NTMS_SIDE_ALLOCATED, NTMS_SIDE_COMPLETE);
}

int fake_decommission(struct ntms_decommission *arg)
{
	if (!fake_good_head(arg, sizeof(*arg)) || arg->flags || arg->reserved)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	return change_state(&arg->reason, fake_get(&arg->side, NTMS_TYPE_SIDE),
			    NTMS_SIDE_AVAILABLE, NTMS_SIDE_DECOMMISSIONED);
}

/* A side has another owner, and the owner that side. */
static void give_side(struct fake_object *side, struct fake_object *logical)
{
	side->side.logical_medium = logical->header.id;
	logical->logical.side = side->header.id;
	logical->logical.medium = side->side.medium;
}

int fake_swap(struct ntms_swap *arg)
{
	struct fake_object *first, *second, *a, *b;

	first = fake_get(&arg->first, NTMS_TYPE_LOGICAL_MEDIUM);
	second = fake_get(&arg->second, NTMS_TYPE_LOGICAL_MEDIUM);
	if (!fake_good_head(arg, sizeof(*arg)) || arg->flags || arg->reserved)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	if (!first || !second)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_MEDIA);
	if (first == second)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	if (!ntms_guid_equal(&first->logical.pool, &second->logical.pool))
		return fake_give(&arg->reason, NTMS_REASON_INVALID_MEDIA_POOL);
	a = fake_get(&first->logical.side, NTMS_TYPE_SIDE);
	b = fake_get(&second->logical.side, NTMS_TYPE_SIDE);
	if (a->side.side_state != NTMS_SIDE_ALLOCATED ||
	    b->side.side_state != NTMS_SIDE_ALLOCATED)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_STATE);
	give_side(a, second);
	give_side(b, first);
	return 0;
}

int fake_medium_delete(struct ntms_medium_delete *arg)
{
	struct fake_object *medium = fake_get(&arg->medium, NTMS_TYPE_MEDIUM);
	uint32_t i;

	if (!fake_good_head(arg, sizeof(*arg)) || arg->flags || arg->reserved)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	if (!medium)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_MEDIA);
	if (!ntms_guid_equal(&medium->medium.library,
			     &fake->info.offline_library))
		return fake_give(&arg->reason, NTMS_REASON_INVALID_STATE);
	for (i = 0; i < medium->medium.side_count; i++)
		if (!ntms_guid_is_null(&fake_get(&medium->medium.sides[i],
						 0)->side.logical_medium))
			return fake_give(&arg->reason,
					 NTMS_REASON_INVALID_STATE);
	for (i = 0; i < medium->medium.side_count; i++)
		fake_get(&medium->medium.sides[i], 0)->there = false;
	medium->there = false;
	return 0;
}

/* A side of a cartridge that is registered, and who owns it */
static void create_side(struct fake_object *medium, uint32_t number,
			struct ntms_side_preset *preset, uint32_t owner)
{
	struct fake_object *side = fake_add(NTMS_TYPE_SIDE, ""), *logical;

	medium->medium.sides[number] = side->header.id;
	side->side.medium = medium->header.id;
	side->side.pool = medium->medium.pool;
	side->side.side = number;
	side->side.side_state = preset->side_state;
	side->side.allocate_count = preset->allocate_count;
	if (preset->side_state != NTMS_SIDE_ALLOCATED &&
	    preset->side_state != NTMS_SIDE_COMPLETE)
		return;
	logical = fake_add(NTMS_TYPE_LOGICAL_MEDIUM, "");
	if (!ntms_guid_is_null(&preset->logical_medium))
		logical->header.id = preset->logical_medium;
	preset->logical_medium = logical->header.id;
	logical->logical.pool = side->side.pool;
	logical->logical.uid = owner == UINT32_MAX ? getuid() : owner;
	give_side(side, logical);
}

static bool barcode_taken(const char *barcode)
{
	uint32_t i;

	for (i = 0; i < fake->count; i++)
		if (fake->objects[i].there &&
		    fake->objects[i].type == NTMS_TYPE_MEDIUM &&
		    !strcmp(fake->objects[i].medium.barcode, barcode))
			return true;
	return false;
}

int fake_medium_create(struct ntms_medium_create *arg)
{
	struct fake_object *pool = fake_get(&arg->pool, NTMS_TYPE_POOL);
	struct fake_object *medium;
	uint32_t i;

	if (!fake_good_head(arg, sizeof(*arg)) || arg->flags || arg->reserved ||
	    !arg->side_count || arg->side_count > NTMS_SIDES_MAX)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	if (!pool || pool->pool.flags & NTMS_POOL_CONTAINER ||
	    (pool->pool.pool_type != NTMS_POOL_APPLICATION &&
	     pool->pool.pool_type != NTMS_POOL_IMPORT))
		return fake_give(&arg->reason, NTMS_REASON_INVALID_MEDIA_POOL);
	if (fake_get(&pool->pool.media_type, 0)->media_type.sides !=
	    arg->side_count)
		return fake_give(&arg->reason, NTMS_REASON_MEDIA_INCOMPATIBLE);
	for (i = 0; i < arg->side_count; i++)
		if (pool->pool.pool_type == NTMS_POOL_IMPORT &&
		    arg->sides[i].side_state != NTMS_SIDE_IMPORT)
			return fake_give(&arg->reason,
					 NTMS_REASON_INVALID_STATE);
	if (*arg->barcode && barcode_taken(arg->barcode))
		return fake_give(&arg->reason, NTMS_REASON_INVALID_MEDIA);
	medium = fake_add(NTMS_TYPE_MEDIUM, arg->barcode);
	if (!ntms_guid_is_null(&arg->medium))
		medium->header.id = arg->medium;
	arg->medium = medium->header.id;
	medium->medium.library = fake->info.offline_library;
	medium->medium.pool = pool->header.id;
	medium->medium.media_type = pool->pool.media_type;
	medium->medium.side_count = arg->side_count;
	memcpy(medium->medium.barcode, arg->barcode, sizeof(arg->barcode));
	for (i = 0; i < arg->side_count; i++)
		create_side(medium, i, &arg->sides[i], arg->owner);
	return 0;
}

/* The media type of a code; the stand-in makes none. */
static struct fake_object *type_of_code(uint32_t code)
{
	uint32_t i;

	for (i = 0; i < fake->count; i++)
		if (fake->objects[i].there &&
		    fake->objects[i].type == NTMS_TYPE_MEDIA_TYPE &&
		    fake->objects[i].media_type.code == code)
			return &fake->objects[i];
	return NULL;
}

/* The library that supports a type is the one that is set to hold it. */
static uint32_t support(const struct ntms_guid *library,
			const struct fake_object *type, bool supports)
{
	struct fake_object *in = fake_get(library, NTMS_TYPE_LIBRARY);
	uint32_t i;

	if (!in || ntms_guid_equal(library, &fake->info.offline_library))
		return NTMS_REASON_INVALID_LIBRARY;
	if (!type)
		return NTMS_REASON_INVALID_MEDIA;
	for (i = 0; !supports && i < fake->count; i++)
		if (fake->objects[i].there &&
		    fake->objects[i].type == NTMS_TYPE_MEDIUM &&
		    ntms_guid_equal(&fake->objects[i].medium.media_type,
				    &type->header.id))
			return NTMS_REASON_NOT_EMPTY;
	if (supports)
		in->library.media_type = type->header.id;
	else
		memset(&in->library.media_type, 0,
		       sizeof(in->library.media_type));
	return NTMS_REASON_SUCCESS;
}

int fake_type_add(struct ntms_type_add *arg)
{
	struct fake_object *type;
	uint32_t reason;

	if (!fake_good_head(arg, sizeof(*arg)) || arg->flags ||
	    (arg->code && !ntms_guid_is_null(&arg->media_type)))
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	type = ntms_guid_is_null(&arg->media_type) ? type_of_code(arg->code) :
		fake_get(&arg->media_type, NTMS_TYPE_MEDIA_TYPE);
	reason = support(&arg->library, type, true);
	if (reason)
		return fake_give(&arg->reason, reason);
	arg->media_type = type->header.id;
	return 0;
}

int fake_type_delete(struct ntms_type_delete *arg)
{
	uint32_t reason;

	if (!fake_good_head(arg, sizeof(*arg)) || arg->flags || arg->reserved)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	reason = support(&arg->library, fake_get(&arg->media_type,
						 NTMS_TYPE_MEDIA_TYPE), false);
	return reason ? fake_give(&arg->reason, reason) : 0;
}

int fake_type_change(struct ntms_type_change *arg)
{
	struct fake_object *medium = fake_get(&arg->medium, NTMS_TYPE_MEDIUM);
	struct fake_object *pool, *type;

	if (!fake_good_head(arg, sizeof(*arg)) || arg->flags || arg->reserved)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	if (!medium)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_MEDIA);
	pool = fake_leaf_pool(&arg->pool, &medium->medium.media_type);
	if (!pool)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_MEDIA_POOL);
	type = fake_get(&pool->pool.media_type, NTMS_TYPE_MEDIA_TYPE);
	if (type->media_type.sides != medium->medium.side_count)
		return fake_give(&arg->reason, NTMS_REASON_MEDIA_INCOMPATIBLE);
	fake_move_medium(medium, pool);
	medium->medium.media_type = type->header.id;
	return 0;
}
