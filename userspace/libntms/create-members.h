/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A cartridge and its sides as the published structs have them, for characters of
 * one kind: see ntmsapi-create-a.c and ntmsapi-create-w.c.
 */

/* A text that fills its array ends there. */
#define TAKE(to, from) take_array(to, from, sizeof(from) / sizeof((from)[0]))

static int take_texts(struct ntms_texts *to, const INFORMATION *from)
{
	int error = TAKE(&to->name, from->szName);

	return error ? error : TAKE(&to->description, from->szDescription);
}

static DWORD read_side(struct ntms_preset *preset, DWORD i,
		       const INFORMATION *side)
{
	struct ntms_side_preset *to = &preset->create.sides[i];

	if (side->dwSize != sizeof(*side) || side->dwType != NTMS_PARTITION)
		return ERROR_INVALID_PARAMETER;
	ntms_guid_to_abi(&preset->side_ids[i], &side->ObjectGuid);
	ntms_guid_to_abi(&to->logical_medium,
			 &side->Info.Partition.LogicalMedia);
	to->side_state = side->Info.Partition.State;
	to->allocate_count = side->Info.Partition.dwAllocateCount;
	return ntms_taken(take_texts(&preset->sides[i], side));
}

DWORD READ(struct ntms_preset *preset, const INFORMATION *medium,
	   const INFORMATION *sides)
{
	DWORD count = medium->Info.PhysicalMedia.dwNumberOfPartitions, i;
	DWORD reason;

	if (medium->dwSize != sizeof(*medium) ||
	    medium->dwType != NTMS_PHYSICAL_MEDIA || !count)
		return ERROR_INVALID_PARAMETER;
	if (count > NTMS_SIDES_MAX)
		return ERROR_MEDIA_INCOMPATIBLE;
	ntms_guid_to_abi(&preset->create.medium, &medium->ObjectGuid);
	ntms_guid_to_abi(&preset->create.pool,
			 &medium->Info.PhysicalMedia.MediaPool);
	ntms_guid_to_abi(&preset->library,
			 &medium->Info.PhysicalMedia.CurrentLibrary);
	preset->create.side_count = count;
	reason = ntms_taken(TAKE(&preset->barcode,
				 medium->Info.PhysicalMedia.szBarCode));
	if (!reason)
		reason = ntms_taken(take_texts(&preset->medium, medium));
	for (i = 0; i < count && !reason; i++)
		reason = read_side(preset, i, &sides[i]);
	return reason;
}

void TELL(const struct ntms_preset *preset, INFORMATION *medium,
	  INFORMATION *sides)
{
	DWORD i;

	ntms_guid_from_abi(&medium->ObjectGuid, &preset->create.medium);
	for (i = 0; i < preset->create.side_count; i++) {
		ntms_guid_from_abi(&sides[i].ObjectGuid, &preset->side_ids[i]);
		sides[i].Info.Partition.PhysicalMedia = medium->ObjectGuid;
		sides[i].Info.Partition.Side = (WORD)i;
		ntms_guid_from_abi(&sides[i].Info.Partition.LogicalMedia,
				   &preset->create.sides[i].logical_medium);
	}
}
