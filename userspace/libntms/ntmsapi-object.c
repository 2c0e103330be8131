// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The published calls of objects: to read and write them, to switch them on and
 * off, to take an inventory.
 */
#include "handle.h"
#include "ntmsapi-object.h"

#include <stdlib.h>
#include <time.h>

void ntms_systemtime(SYSTEMTIME *to, uint64_t ns)
{
	time_t seconds = (time_t)(ns / 1000000000U);
	struct tm tm;

	memset(to, 0, sizeof(*to));
	if (!ns || !gmtime_r(&seconds, &tm))
		return;
	to->wYear = (WORD)(tm.tm_year + 1900);
	to->wMonth = (WORD)(tm.tm_mon + 1);
	to->wDayOfWeek = (WORD)tm.tm_wday;
	to->wDay = (WORD)tm.tm_mday;
	to->wHour = (WORD)tm.tm_hour;
	to->wMinute = (WORD)tm.tm_min;
	to->wSecond = (WORD)tm.tm_sec;
	to->wMilliseconds = (WORD)(ns / 1000000U % 1000);
}

/* Which side of a cartridge is up is known if it has only one. */
static void get_loaded(struct ntms_session *session, struct ntms_whole *whole)
{
	const struct ntms_medium_info *in = &whole->any.medium;
	struct ntms_medium_info medium;

	if (whole->any.header.type == NTMS_TYPE_DRIVE) {
		if (ntms_guid_is_null(&whole->any.drive.medium))
			return;
		/* It may have gone meanwhile. */
		if (ntms_get_medium(session, &whole->any.drive.medium, &medium,
				    NULL))
			return;
		in = &medium;
	}
	if (in->location_type == NTMS_TYPE_DRIVE && in->side_count == 1)
		whole->loaded = in->sides[0];
}

/* An object, and what is known of it elsewhere. */
static DWORD get_whole(struct ntms_session *session, const GUID *guid,
		       DWORD type, struct ntms_whole *whole)
{
	struct ntms_guid id, *types;
	uint32_t reason, found;
	size_t count;

	memset(whole, 0, sizeof(*whole));
	if (type == NTMS_OBJECT || type >= NTMS_UI_DESTINATION)
		return ERROR_INVALID_PARAMETER;
	ntms_guid_to_abi(&id, guid);
	if (ntms_get_object(session, NTMS_TYPE_UNKNOWN, &id, &whole->any,
			    sizeof(whole->any), &found, &reason))
		return reason;
	if (type && type != found)
		return ERROR_INVALID_PARAMETER;
	if (found == NTMS_TYPE_DRIVE || found == NTMS_TYPE_MEDIUM)
		get_loaded(session, whole);
	if (found != NTMS_TYPE_LIBRARY)
		return ERROR_SUCCESS;
	reason = ntms_library_types(session, &id, &types, &count);
	if (!reason) {
		whole->types = (DWORD)count;
		free(types);
	}
	return reason;
}

NTMS_EXPORT DWORD WINAPI
GetNtmsObjectInformationA(HANDLE hSession, LPNTMS_GUID lpObjectId,
			  LPNTMS_OBJECTINFORMATIONA lpInfo)
{
	struct ntms_session *session = ntms_handle_get((uintptr_t)hSession);
	DWORD reason = ERROR_INVALID_PARAMETER;
	struct ntms_whole whole;

	if (!session)
		return ERROR_INVALID_HANDLE;
	if (lpObjectId && lpInfo && lpInfo->dwSize == sizeof(*lpInfo))
		reason = get_whole(session, lpObjectId, lpInfo->dwType, &whole);
	if (reason == ERROR_SUCCESS)
		ntms_objectA(lpInfo, &whole);
	ntms_session_put(session);
	return reason;
}

NTMS_EXPORT DWORD WINAPI
GetNtmsObjectInformationW(HANDLE hSession, LPNTMS_GUID lpObjectId,
			  LPNTMS_OBJECTINFORMATIONW lpInfo)
{
	struct ntms_session *session = ntms_handle_get((uintptr_t)hSession);
	DWORD reason = ERROR_INVALID_PARAMETER;
	struct ntms_whole whole;

	if (!session)
		return ERROR_INVALID_HANDLE;
	if (lpObjectId && lpInfo && lpInfo->dwSize == sizeof(*lpInfo))
		reason = get_whole(session, lpObjectId, lpInfo->dwType, &whole);
	if (reason == ERROR_SUCCESS)
		ntms_objectW(lpInfo, &whole);
	ntms_session_put(session);
	return reason;
}

static size_t info_size(uint32_t type)
{
	switch (type) {
	case NTMS_TYPE_COMPUTER:
		return sizeof(struct ntms_computer_info);
	case NTMS_TYPE_DRIVE:
		return sizeof(struct ntms_drive_info);
	case NTMS_TYPE_LIBRARY:
		return sizeof(struct ntms_library_info);
	case NTMS_TYPE_LOGICAL_MEDIUM:
		return sizeof(struct ntms_logical_medium_info);
	case NTMS_TYPE_MEDIA_TYPE:
		return sizeof(struct ntms_media_type_info);
	case NTMS_TYPE_MEDIUM:
		return sizeof(struct ntms_medium_info);
	case NTMS_TYPE_POOL:
		return sizeof(struct ntms_pool_info);
	case NTMS_TYPE_SIDE:
		return sizeof(struct ntms_side_info);
	case NTMS_TYPE_OPERATOR_REQUEST:
		return sizeof(struct ntms_request_info);
	default:
		return sizeof(struct ntms_element_info);
	}
}

/* A text in its array, which it fits in or is no name. */
static bool put_wanted(char *to, size_t size, const char *text)
{
	if (!text)
		return true;
	memset(to, 0, size);
	if (strlen(text) >= size)
		return false;
	memcpy(to, text, strlen(text));
	return true;
}

/* Write what differs, and free what it was made of. */
static DWORD set_wanted(struct ntms_session *session,
			const struct ntms_whole *whole,
			struct ntms_wanted *wanted, DWORD reason)
{
	struct ntms_object_header *header = &wanted->any.header;
	uint32_t type = whole->any.header.type;

	if (!reason &&
	    (!put_wanted(header->name, sizeof(header->name), wanted->name) ||
	     !put_wanted(header->description, sizeof(header->description),
			 wanted->description)))
		reason = ERROR_INVALID_PARAMETER;
	if (!reason && wanted->mask) {
		ntms_set_object(session, type, &whole->any.header.id,
				wanted->mask, &wanted->any, info_size(type),
				&reason);
		/* The page knows no name here. */
		if (reason == ERROR_INVALID_NAME)
			reason = ERROR_INVALID_PARAMETER;
	}
	free(wanted->name);
	free(wanted->description);
	return reason;
}

/* What this object does not have written, by any caller and with any value */
static DWORD check_writable(const struct ntms_whole *whole, uint32_t mask)
{
	const uint32_t policies = NTMS_SET_ALLOCATION_POLICY |
				  NTMS_SET_DEALLOCATION_POLICY |
				  NTMS_SET_MAX_ALLOCATES;
	const struct ntms_pool_info *pool = &whole->any.pool;

	switch (whole->any.header.type) {
	case NTMS_TYPE_LOGICAL_MEDIUM:
	case NTMS_TYPE_OPERATOR_REQUEST:
	case NTMS_TYPE_PORT:
	case NTMS_TYPE_SLOT:
		return mask ? ERROR_ACCESS_DENIED : ERROR_SUCCESS;
	case NTMS_TYPE_POOL:
		if (pool->pool_type != NTMS_POOL_APPLICATION &&
		    mask & (policies | NTMS_SET_NAME))
			return ERROR_ACCESS_DENIED;
		if (pool->flags & NTMS_POOL_CONTAINER && mask & policies)
			return ERROR_ACCESS_DENIED;
		return ERROR_SUCCESS;
	default:
		return ERROR_SUCCESS;
	}
}

/* Is this what a Set may be given, but for the texts? */
static DWORD get_to_set(struct ntms_session *session, const GUID *id,
			const void *info, DWORD size, size_t wanted, DWORD type,
			struct ntms_whole *whole)
{
	if (!id || !info || size != wanted)
		return ERROR_INVALID_PARAMETER;
	return get_whole(session, id, type, whole);
}

NTMS_EXPORT DWORD WINAPI
SetNtmsObjectInformationA(HANDLE hSession, LPNTMS_GUID lpObjectId,
			  LPNTMS_OBJECTINFORMATIONA lpInfo)
{
	struct ntms_session *session = ntms_handle_get((uintptr_t)hSession);
	NTMS_OBJECTINFORMATIONA is = { .dwSize = sizeof(is) };
	struct ntms_wanted wanted = { 0 };
	struct ntms_whole whole;
	DWORD reason;

	if (!session)
		return ERROR_INVALID_HANDLE;
	reason = get_to_set(session, lpObjectId, lpInfo,
			    lpInfo ? lpInfo->dwSize : 0, sizeof(*lpInfo),
			    lpInfo ? lpInfo->dwType : 0, &whole);
	if (!reason) {
		ntms_objectA(&is, &whole);
		reason = ntms_changedA(&wanted, &is, lpInfo);
		if (!reason)
			reason = check_writable(&whole, wanted.mask);
		reason = set_wanted(session, &whole, &wanted, reason);
	}
	ntms_session_put(session);
	return reason;
}

NTMS_EXPORT DWORD WINAPI
SetNtmsObjectInformationW(HANDLE hSession, LPNTMS_GUID lpObjectId,
			  LPNTMS_OBJECTINFORMATIONW lpInfo)
{
	struct ntms_session *session = ntms_handle_get((uintptr_t)hSession);
	NTMS_OBJECTINFORMATIONW is = { .dwSize = sizeof(is) };
	struct ntms_wanted wanted = { 0 };
	struct ntms_whole whole;
	DWORD reason;

	if (!session)
		return ERROR_INVALID_HANDLE;
	reason = get_to_set(session, lpObjectId, lpInfo,
			    lpInfo ? lpInfo->dwSize : 0, sizeof(*lpInfo),
			    lpInfo ? lpInfo->dwType : 0, &whole);
	if (!reason) {
		ntms_objectW(&is, &whole);
		reason = ntms_changedW(&wanted, &is, lpInfo);
		if (!reason)
			reason = check_writable(&whole, wanted.mask);
		reason = set_wanted(session, &whole, &wanted, reason);
	}
	ntms_session_put(session);
	return reason;
}

/* ---- on and off -------------------------------------------------------- */

static DWORD set_enabled(struct ntms_session *session, DWORD type,
			 const GUID *guid, uint32_t enabled)
{
	union ntms_any any;
	struct ntms_guid id;
	uint32_t reason;

	if (!guid || (type != NTMS_DRIVE && type != NTMS_LIBRARY &&
		      type != NTMS_PHYSICAL_MEDIA))
		return ERROR_INVALID_PARAMETER;
	ntms_guid_to_abi(&id, guid);
	if (ntms_get_object(session, type, &id, &any, sizeof(any), NULL,
			    &reason))
		return reason;
	/* The shelf is always there. */
	if (type == NTMS_LIBRARY && any.library.kind == NTMS_LIBRARY_OFFLINE)
		return ERROR_LIBRARY_OFFLINE;
	if (any.header.enabled == enabled)
		return ERROR_INVALID_STATE;
	any.header.enabled = enabled;
	ntms_set_object(session, type, &id, NTMS_SET_ENABLED, &any,
			info_size(type), &reason);
	return reason;
}

static DWORD switch_object(HANDLE handle, DWORD type, const GUID *id,
			   uint32_t enabled)
{
	struct ntms_session *session = ntms_handle_get((uintptr_t)handle);
	DWORD reason;

	if (!session)
		return ERROR_INVALID_HANDLE;
	reason = set_enabled(session, type, id, enabled);
	ntms_session_put(session);
	return reason;
}

NTMS_EXPORT DWORD WINAPI EnableNtmsObject(HANDLE hSession, DWORD dwType,
					  LPNTMS_GUID lpObjectId)
{
	return switch_object(hSession, dwType, lpObjectId, 1);
}

NTMS_EXPORT DWORD WINAPI DisableNtmsObject(HANDLE hSession, DWORD dwType,
					   LPNTMS_GUID lpObjectId)
{
	return switch_object(hSession, dwType, lpObjectId, 0);
}

static DWORD inventory(struct ntms_session *session, const GUID *library,
		       DWORD action)
{
	struct ntms_guid id;
	uint32_t reason;

	if (action == NTMS_INVENTORY_STOP)
		return ERROR_NOT_SUPPORTED;
	if (!library ||
	    (action != NTMS_INVENTORY_FAST && action != NTMS_INVENTORY_OMID &&
	     action != NTMS_INVENTORY_DEFAULT))
		return ERROR_INVALID_PARAMETER;
	ntms_guid_to_abi(&id, library);
	ntms_run_inventory(session, &id, 0, NTMS_DEADLINE_NEVER, &reason);
	return reason;
}

NTMS_EXPORT DWORD WINAPI InventoryNtmsLibrary(HANDLE hSession,
					      LPNTMS_GUID lpLibrary,
					      DWORD dwAction)
{
	struct ntms_session *session = ntms_handle_get((uintptr_t)hSession);
	DWORD reason;

	if (!session)
		return ERROR_INVALID_HANDLE;
	reason = inventory(session, lpLibrary, dwAction);
	ntms_session_put(session);
	return reason;
}
