// SPDX-License-Identifier: GPL-2.0
/*
 * The stand-in's commands for media that stay where they are.
 */
#include "fake.h"

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
