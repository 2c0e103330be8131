// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The published calls, on top of the native ones.
 */
#include "handle.h"
#include "published.h"

#include <errno.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

static _Thread_local DWORD last_error;

NTMS_EXPORT DWORD WINAPI NtmsGetLastError(void)
{
	return last_error;
}

NTMS_EXPORT void WINAPI NtmsSetLastError(DWORD dwErrCode)
{
	last_error = dwErrCode;
}

static bool is_this_computer(const char *server)
{
	char name[256] = "";

	if (!server)
		return true;
	if (server[0] == '\\' && server[1] == '\\')
		server += 2;
	if (!*server || !strcmp(server, ".") || !strcasecmp(server, "localhost"))
		return true;
	/* A name that was cut short matches nothing, which is right. */
	if (gethostname(name, sizeof(name) - 1))
		return false;
	return !strcasecmp(server, name);
}

NTMS_EXPORT HANDLE WINAPI OpenNtmsSessionA(LPCSTR lpServer, LPCSTR lpApplication,
					   DWORD dwOptions)
{
	struct ntms_session *session;
	uintptr_t handle = 0;
	uint32_t reason;

	if (!is_this_computer(lpServer)) {
		reason = ERROR_INVALID_COMPUTERNAME;
	} else if (dwOptions & ~(DWORD)NTMS_SESSION_QUERYEXPEDITE) {
		reason = ERROR_INVALID_PARAMETER;
	} else if (!ntms_open(NULL, lpApplication, &session, &reason)) {
		handle = ntms_handle_new(session);
		if (!handle) {
			ntms_close(session);
			reason = ERROR_NOT_ENOUGH_MEMORY;
		}
	}
	NtmsSetLastError(reason);
	/* Only ever compared and passed back, never an address. */
	return handle ? (HANDLE)handle : INVALID_HANDLE_VALUE;
}

NTMS_EXPORT HANDLE WINAPI OpenNtmsSessionW(LPCWSTR lpServer,
					   LPCWSTR lpApplication, DWORD dwOptions)
{
	char *server = NULL, *application = NULL;
	HANDLE handle = INVALID_HANDLE_VALUE;
	int err;

	err = ntms_narrow(lpServer, &server);
	if (!err)
		err = ntms_narrow(lpApplication, &application);
	if (!err)
		handle = OpenNtmsSessionA(server, application, dwOptions);
	else
		NtmsSetLastError(err == -ENOMEM ? ERROR_NOT_ENOUGH_MEMORY :
						  ERROR_INVALID_PARAMETER);
	free(application);
	free(server);
	return handle;
}

NTMS_EXPORT DWORD WINAPI CloseNtmsSession(HANDLE hSession)
{
	struct ntms_session *session = ntms_handle_take((uintptr_t)hSession);

	if (!session)
		return ERROR_INVALID_HANDLE;
	ntms_close(session);
	return ERROR_SUCCESS;
}

/* All the checks that need no kernel. */
static DWORD check_allocate(LPNTMS_GUID pool, LPNTMS_GUID medium,
			    LPNTMS_ALLOCATION_INFORMATION info)
{
	if (!pool || !medium)
		return ERROR_INVALID_PARAMETER;
	if (info && info->dwSize != sizeof(*info))
		return ERROR_INVALID_PARAMETER;
	return ERROR_SUCCESS;
}

static DWORD allocate(struct ntms_session *session, LPNTMS_GUID pool,
		      LPNTMS_GUID side, LPNTMS_GUID medium, DWORD options,
		      DWORD timeout, LPNTMS_ALLOCATION_INFORMATION info)
{
	struct ntms_allocate arg = { .options = options };
	uint32_t reason;

	ntms_timeout(session, timeout, (uint64_t *)&arg.deadline, &arg.flags);
	ntms_guid_to_abi(&arg.pool, pool);
	if (side)
		ntms_guid_to_abi(&arg.side, side);
	if (options & NTMS_ALLOCATE_NEXT)
		ntms_guid_to_abi(&arg.medium, medium);
	/* A deadline, not a time-out: going on waits no longer. */
	while (ntms_allocate_medium(session, &arg, &reason) == -EINTR)
		;
	if (reason == ERROR_SUCCESS)
		ntms_guid_from_abi(medium, &arg.medium);
	if (info)
		ntms_guid_from_abi(&info->AllocatedFrom, &arg.allocated_from);
	return reason;
}

NTMS_EXPORT DWORD WINAPI
AllocateNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaPool,
		  LPNTMS_GUID lpPartition, LPNTMS_GUID lpMediaId,
		  DWORD dwOptions, DWORD dwTimeout,
		  LPNTMS_ALLOCATION_INFORMATION lpAllocateInformation)
{
	struct ntms_session *session = ntms_handle_get((uintptr_t)hSession);
	DWORD reason;

	if (!session) {
		reason = ERROR_INVALID_HANDLE;
	} else {
		reason = check_allocate(lpMediaPool, lpMediaId,
					lpAllocateInformation);
		if (reason == ERROR_SUCCESS)
			reason = allocate(session, lpMediaPool, lpPartition,
					  lpMediaId, dwOptions, dwTimeout,
					  lpAllocateInformation);
		ntms_session_put(session);
	}
	if (reason != ERROR_SUCCESS && lpMediaId &&
	    !(dwOptions & NTMS_ALLOCATE_NEXT))
		memset(lpMediaId, 0, sizeof(*lpMediaId));
	return reason;
}

NTMS_EXPORT DWORD WINAPI DeallocateNtmsMedia(HANDLE hSession,
					     LPNTMS_GUID lpMediaId,
					     DWORD dwOptions)
{
	struct ntms_session *session = ntms_handle_get((uintptr_t)hSession);
	struct ntms_guid medium;
	uint32_t reason;

	if (!session)
		return ERROR_INVALID_HANDLE;
	if (!lpMediaId || dwOptions) {
		reason = ERROR_INVALID_PARAMETER;
	} else {
		ntms_guid_to_abi(&medium, lpMediaId);
		ntms_deallocate_medium(session, &medium, &reason);
	}
	ntms_session_put(session);
	return reason;
}

NTMS_EXPORT DWORD WINAPI NtmsSetZeroTimeout(HANDLE hSession, BOOL bNoWait)
{
	struct ntms_session *session = ntms_handle_get((uintptr_t)hSession);

	if (!session)
		return ERROR_INVALID_HANDLE;
	ntms_set_zero_timeout(session, bNoWait ? NTMS_ZERO_NOWAIT :
						 NTMS_ZERO_WAITS);
	ntms_session_put(session);
	return ERROR_SUCCESS;
}
