// SPDX-License-Identifier: GPL-2.0
/*
 * The stand-in's commands for media that stay where they are.
 */
#include "fake.h"

#include <ntms/libntms.h>

#include <string.h>

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
