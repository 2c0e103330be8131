// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * CreateNtmsMedia: a cartridge on the shelf that another catalog had.
 */
#include "handle.h"
#include "ntmsapi-create.h"

#include <stdlib.h>

static void preset_free(struct ntms_preset *preset)
{
	unsigned int i;

	free(preset->barcode);
	free(preset->medium.name);
	free(preset->medium.description);
	for (i = 0; i < NTMS_SIDES_MAX; i++) {
		free(preset->sides[i].name);
		free(preset->sides[i].description);
	}
}

/* The GUID that a side has: that of its cartridge, and its number. */
static struct ntms_guid side_of(const struct ntms_guid *medium, unsigned int i)
{
	struct ntms_guid id = *medium;

	id.b[15] = (__u8)(i + 1);
	return id;
}

/* What cannot be so, before anything is made */
static DWORD preset_check(struct ntms_session *session,
			  const struct ntms_preset *preset)
{
	const struct ntms_medium_create *create = &preset->create;
	struct ntms_guid side;
	struct ntms_info info;
	uint32_t reason;
	unsigned int i;

	if (ntms_get_info(session, &info, &reason))
		return reason;
	if (!ntms_guid_is_null(&preset->library) &&
	    !ntms_guid_equal(&preset->library, &info.offline_library))
		return ERROR_INVALID_PARAMETER;
	for (i = 0; i < create->side_count; i++) {
		side = side_of(&create->medium, i);
		if (!ntms_guid_is_null(&preset->side_ids[i]) &&
		    !ntms_guid_equal(&preset->side_ids[i], &side))
			return ERROR_INVALID_PARAMETER;
	}
	return ERROR_SUCCESS;
}

static DWORD put_texts(struct ntms_session *session, uint32_t type,
		       const struct ntms_guid *id,
		       const struct ntms_texts *texts)
{
	union {
		struct ntms_medium_info medium;
		struct ntms_side_info side;
	} info = { 0 };
	struct ntms_object_header *header = &info.medium.header;
	uint32_t mask = 0, reason = ERROR_SUCCESS;

	if (strlen(texts->name) >= sizeof(header->name) ||
	    strlen(texts->description) >= sizeof(header->description))
		return ERROR_INVALID_NAME;
	if (*texts->name)
		mask |= NTMS_SET_NAME;
	if (*texts->description)
		mask |= NTMS_SET_DESCRIPTION;
	memcpy(header->name, texts->name, strlen(texts->name));
	memcpy(header->description, texts->description,
	       strlen(texts->description));
	if (mask)
		ntms_set_object(session, type, id, mask, &info,
				type == NTMS_TYPE_SIDE ? sizeof(info.side) :
							 sizeof(info.medium),
				&reason);
	return reason;
}

static DWORD preset_make(struct ntms_session *session,
			 struct ntms_preset *preset)
{
	struct ntms_medium_create *create = &preset->create;
	struct ntms_medium_info info;
	uint32_t reason;
	unsigned int i;

	if (strlen(preset->barcode) >= sizeof(create->barcode))
		return ERROR_INVALID_NAME;
	memcpy(create->barcode, preset->barcode, strlen(preset->barcode));
	create->owner = UINT32_MAX;
	if (ntms_create_medium(session, create, &reason))
		return reason;
	if (ntms_get_medium(session, &create->medium, &info, &reason))
		return reason;
	memcpy(preset->side_ids, info.sides, sizeof(preset->side_ids));
	reason = put_texts(session, NTMS_TYPE_MEDIUM, &create->medium,
			   &preset->medium);
	for (i = 0; i < create->side_count && !reason; i++)
		reason = put_texts(session, NTMS_TYPE_SIDE,
				   &preset->side_ids[i], &preset->sides[i]);
	return reason;
}

static DWORD create_media(HANDLE handle, struct ntms_preset *preset,
			  DWORD options)
{
	struct ntms_session *session = ntms_handle_get((uintptr_t)handle);
	DWORD reason;

	if (!session)
		return ERROR_INVALID_HANDLE;
	reason = options & ~(DWORD)NTMS_ERROR_ON_DUPLICATE ?
		ERROR_INVALID_PARAMETER : preset_check(session, preset);
	if (!reason)
		reason = preset_make(session, preset);
	ntms_session_put(session);
	return reason;
}

NTMS_EXPORT DWORD WINAPI CreateNtmsMediaA(HANDLE hSession,
					  LPNTMS_OBJECTINFORMATIONA lpMedia,
					  LPNTMS_OBJECTINFORMATIONA lpList,
					  DWORD dwOptions)
{
	struct ntms_preset preset = { 0 };
	DWORD reason = ERROR_INVALID_PARAMETER;

	if (lpMedia && lpList)
		reason = ntms_preset_readA(&preset, lpMedia, lpList);
	if (!reason)
		reason = create_media(hSession, &preset, dwOptions);
	if (!reason)
		ntms_preset_tellA(&preset, lpMedia, lpList);
	preset_free(&preset);
	return reason;
}

NTMS_EXPORT DWORD WINAPI CreateNtmsMediaW(HANDLE hSession,
					  LPNTMS_OBJECTINFORMATIONW lpMedia,
					  LPNTMS_OBJECTINFORMATIONW lpList,
					  DWORD dwOptions)
{
	struct ntms_preset preset = { 0 };
	DWORD reason = ERROR_INVALID_PARAMETER;

	if (lpMedia && lpList)
		reason = ntms_preset_readW(&preset, lpMedia, lpList);
	if (!reason)
		reason = create_media(hSession, &preset, dwOptions);
	if (!reason)
		ntms_preset_tellW(&preset, lpMedia, lpList);
	preset_free(&preset);
	return reason;
}
