// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The published calls of attributes, on top of the native ones.
 */
#include "handle.h"
#include "published.h"

#include <errno.h>
#include <stdlib.h>

_Static_assert(NTMS_ATTRIBUTE_UNITS + 1 == NTMS_ATTRIBUTE_NAME_LENGTH,
	       "RSM's numbers");

NTMS_EXPORT DWORD WINAPI
GetNtmsObjectAttributeA(HANDLE hSession, LPNTMS_GUID lpObjectId, DWORD dwType,
			LPCSTR lpAttributeName, LPVOID lpAttributeData,
			LPDWORD lpAttributeSize)
{
	struct ntms_session *session = ntms_handle_get((uintptr_t)hSession);
	uint32_t reason = ERROR_INVALID_PARAMETER;
	struct ntms_guid id;
	uint32_t size;

	if (!session)
		return ERROR_INVALID_HANDLE;
	if (lpObjectId && lpAttributeName && lpAttributeSize) {
		ntms_guid_to_abi(&id, lpObjectId);
		/* Without an address the size is all that is asked for. */
		size = lpAttributeData ? *lpAttributeSize : 0;
		ntms_read_attribute(session, dwType, &id, lpAttributeName,
				    lpAttributeData, &size, &reason);
		if (reason == ERROR_SUCCESS ||
		    reason == ERROR_INSUFFICIENT_BUFFER)
			*lpAttributeSize = size;
	}
	ntms_session_put(session);
	return reason;
}

NTMS_EXPORT DWORD WINAPI
SetNtmsObjectAttributeA(HANDLE hSession, LPNTMS_GUID lpObjectId, DWORD dwType,
			LPCSTR lpAttributeName, LPVOID lpAttributeData,
			DWORD AttributeSize)
{
	struct ntms_session *session = ntms_handle_get((uintptr_t)hSession);
	uint32_t reason = ERROR_INVALID_PARAMETER;
	struct ntms_guid id;

	if (!session)
		return ERROR_INVALID_HANDLE;
	if (lpObjectId && lpAttributeName) {
		ntms_guid_to_abi(&id, lpObjectId);
		ntms_set_attribute(session, dwType, &id, lpAttributeName,
				   lpAttributeData, AttributeSize, &reason);
	}
	ntms_session_put(session);
	return reason;
}

/* The name as UTF-8, or the code that says why not. */
static DWORD narrow_name(LPCWSTR name, char **to)
{
	switch (ntms_narrow(name, to)) {
	case 0:
		return ERROR_SUCCESS;
	case -ENOMEM:
		return ERROR_NOT_ENOUGH_MEMORY;
	default:
		return ERROR_INVALID_NAME;
	}
}

NTMS_EXPORT DWORD WINAPI
GetNtmsObjectAttributeW(HANDLE hSession, LPNTMS_GUID lpObjectId, DWORD dwType,
			LPCWSTR lpAttributeName, LPVOID lpAttributeData,
			LPDWORD lpAttributeSize)
{
	char *name;
	DWORD reason = narrow_name(lpAttributeName, &name);

	if (reason == ERROR_SUCCESS)
		reason = GetNtmsObjectAttributeA(hSession, lpObjectId, dwType,
						 name, lpAttributeData,
						 lpAttributeSize);
	free(name);
	return reason;
}

NTMS_EXPORT DWORD WINAPI
SetNtmsObjectAttributeW(HANDLE hSession, LPNTMS_GUID lpObjectId, DWORD dwType,
			LPCWSTR lpAttributeName, LPVOID lpAttributeData,
			DWORD AttributeSize)
{
	char *name;
	DWORD reason = narrow_name(lpAttributeName, &name);

	if (reason == ERROR_SUCCESS)
		reason = SetNtmsObjectAttributeA(hSession, lpObjectId, dwType,
						 name, lpAttributeData,
						 AttributeSize);
	free(name);
	return reason;
}
