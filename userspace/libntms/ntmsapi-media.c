// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The published calls of media that stay where they are, on top of the native
 * ones.
 */
#include "handle.h"
#include "published.h"

/* A native call that is about one object. */
typedef int (*one_fn)(struct ntms_session *session, const struct ntms_guid *id,
		      uint32_t *reason);

static DWORD call_one(HANDLE handle, const GUID *guid, one_fn call)
{
	struct ntms_session *session = ntms_handle_get((uintptr_t)handle);
	uint32_t reason = ERROR_INVALID_PARAMETER;
	struct ntms_guid id;

	if (!session)
		return ERROR_INVALID_HANDLE;
	if (guid) {
		ntms_guid_to_abi(&id, guid);
		call(session, &id, &reason);
	}
	ntms_session_put(session);
	return reason;
}

NTMS_EXPORT DWORD WINAPI SetNtmsMediaComplete(HANDLE hSession,
					      LPNTMS_GUID lpMediaId)
{
	return call_one(hSession, lpMediaId, ntms_complete_medium);
}

NTMS_EXPORT DWORD WINAPI DecommissionNtmsMedia(HANDLE hSession,
					       LPNTMS_GUID lpMediaId)
{
	return call_one(hSession, lpMediaId, ntms_decommission_side);
}

NTMS_EXPORT DWORD WINAPI SwapNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId1,
				       LPNTMS_GUID lpMediaId2)
{
	struct ntms_session *session = ntms_handle_get((uintptr_t)hSession);
	uint32_t reason = ERROR_INVALID_PARAMETER;
	struct ntms_guid first, second;

	if (!session)
		return ERROR_INVALID_HANDLE;
	if (lpMediaId1 && lpMediaId2) {
		ntms_guid_to_abi(&first, lpMediaId1);
		ntms_guid_to_abi(&second, lpMediaId2);
		ntms_swap_media(session, &first, &second, &reason);
	}
	ntms_session_put(session);
	return reason;
}

NTMS_EXPORT DWORD WINAPI DeleteNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId)
{
	return call_one(hSession, lpMediaId, ntms_delete_medium);
}
