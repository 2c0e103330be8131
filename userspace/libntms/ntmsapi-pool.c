// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The published calls of pools and media types, on top of the native ones.
 */
#include "handle.h"
#include "published.h"

#include <errno.h>
#include <stdlib.h>

/* A native call that is about two objects. */
typedef int (*two_fn)(struct ntms_session *session, const struct ntms_guid *a,
		      const struct ntms_guid *b, uint32_t *reason);

static DWORD call_two(HANDLE handle, const GUID *a, const GUID *b, two_fn call)
{
	struct ntms_session *session = ntms_handle_get((uintptr_t)handle);
	uint32_t reason = ERROR_INVALID_PARAMETER;
	struct ntms_guid ids[2];

	if (!session)
		return ERROR_INVALID_HANDLE;
	if (a && b) {
		ntms_guid_to_abi(&ids[0], a);
		ntms_guid_to_abi(&ids[1], b);
		call(session, &ids[0], &ids[1], &reason);
	}
	ntms_session_put(session);
	return reason;
}

NTMS_EXPORT DWORD WINAPI MoveToNtmsMediaPool(HANDLE hSession,
					     LPNTMS_GUID lpMediaId,
					     LPNTMS_GUID lpPoolId)
{
	return call_two(hSession, lpMediaId, lpPoolId, ntms_move_medium);
}

NTMS_EXPORT DWORD WINAPI ChangeNtmsMediaType(HANDLE hSession,
					     LPNTMS_GUID lpMediaId,
					     LPNTMS_GUID lpPoolId)
{
	return call_two(hSession, lpMediaId, lpPoolId,
			ntms_change_media_type);
}

static int add_type(struct ntms_session *session, const struct ntms_guid *type,
		    const struct ntms_guid *library, uint32_t *reason)
{
	struct ntms_guid id = *type;

	/* Natively null is the type of a code, and here it is none. */
	if (ntms_guid_is_null(type))
		return ntms_put_reason(reason, NTMS_REASON_INVALID_MEDIA,
				       -ENOMEDIUM);
	return ntms_add_media_type(session, &id, 0, library, reason);
}

NTMS_EXPORT DWORD WINAPI AddNtmsMediaType(HANDLE hSession,
					  LPNTMS_GUID lpMediaTypeId,
					  LPNTMS_GUID lpLibId)
{
	return call_two(hSession, lpMediaTypeId, lpLibId, add_type);
}

NTMS_EXPORT DWORD WINAPI DeleteNtmsMediaType(HANDLE hSession,
					     LPNTMS_GUID lpMediaTypeId,
					     LPNTMS_GUID lpLibId)
{
	return call_two(hSession, lpMediaTypeId, lpLibId,
			ntms_delete_media_type);
}

NTMS_EXPORT DWORD WINAPI DeleteNtmsMediaPool(HANDLE hSession,
					     LPNTMS_GUID lpPoolId)
{
	struct ntms_session *session = ntms_handle_get((uintptr_t)hSession);
	uint32_t reason = ERROR_INVALID_PARAMETER;
	struct ntms_guid id;

	if (!session)
		return ERROR_INVALID_HANDLE;
	if (lpPoolId) {
		ntms_guid_to_abi(&id, lpPoolId);
		ntms_delete_pool(session, &id, &reason);
	}
	ntms_session_put(session);
	return reason;
}

/*
 * The pool that a path leads to, but for its last name, which is at @name. Null
 * if there is but one name.
 */
static DWORD find_parent(struct ntms_session *session, const char *path,
			 struct ntms_guid *parent, const char **name)
{
	uint32_t reason = NTMS_REASON_SUCCESS;
	const char *last;
	char *above;

	while (*path == '\\')
		path++;
	last = strrchr(path, '\\');
	*name = last ? last + 1 : path;
	memset(parent, 0, sizeof(*parent));
	if (!last)
		return ERROR_SUCCESS;
	above = strndup(path, (size_t)(last - path));
	if (!above)
		return ERROR_NOT_ENOUGH_MEMORY;
	ntms_find_pool(session, above, parent, &reason);
	free(above);
	return reason == NTMS_REASON_INVALID_MEDIA_POOL ?
		ERROR_OBJECT_NOT_FOUND : reason;
}

static DWORD create(struct ntms_session *session, const char *path,
		    const GUID *type, DWORD action, GUID *pool)
{
	struct ntms_pool_create arg = { .action = action, .owner = ~0U };
	uint32_t reason = NTMS_REASON_SUCCESS;
	const char *name;

	reason = find_parent(session, path, &arg.parent, &name);
	if (reason)
		return reason;
	if (!*name || ntms_put_name(arg.name, sizeof(arg.name), name,
				    NTMS_NAME_UNITS))
		return ERROR_INVALID_NAME;
	if (type)
		ntms_guid_to_abi(&arg.media_type, type);
	ntms_create_pool(session, &arg, &reason);
	if (reason == NTMS_REASON_SUCCESS)
		ntms_guid_from_abi(pool, &arg.id);
	return reason;
}

NTMS_EXPORT DWORD WINAPI CreateNtmsMediaPoolA(HANDLE hSession,
					      LPCSTR lpPoolName,
					      LPNTMS_GUID lpMediaType,
					      DWORD dwAction,
					      LPSECURITY_ATTRIBUTES
						      lpSecurityAttributes,
					      LPNTMS_GUID lpPoolId)
{
	struct ntms_session *session = ntms_handle_get((uintptr_t)hSession);
	DWORD code = ERROR_INVALID_PARAMETER;

	if (!session)
		return ERROR_INVALID_HANDLE;
	if (lpPoolId)
		memset(lpPoolId, 0, sizeof(*lpPoolId));
	if (lpSecurityAttributes)
		code = ERROR_NOT_SUPPORTED;
	else if (lpPoolName && lpPoolId)
		code = create(session, lpPoolName, lpMediaType, dwAction,
			      lpPoolId);
	ntms_session_put(session);
	return code;
}

NTMS_EXPORT DWORD WINAPI CreateNtmsMediaPoolW(HANDLE hSession,
					      LPCWSTR lpPoolName,
					      LPNTMS_GUID lpMediaType,
					      DWORD dwAction,
					      LPSECURITY_ATTRIBUTES
						      lpSecurityAttributes,
					      LPNTMS_GUID lpPoolId)
{
	char *name;
	DWORD code;
	int err;

	err = ntms_narrow(lpPoolName, &name);
	if (err)
		return err == -ENOMEM ? ERROR_NOT_ENOUGH_MEMORY :
					ERROR_INVALID_NAME;
	code = CreateNtmsMediaPoolA(hSession, name, lpMediaType, dwAction,
				    lpSecurityAttributes, lpPoolId);
	free(name);
	return code;
}

/* The path of a pool, for the caller to free. */
static DWORD pool_path(HANDLE handle, const GUID *pool, char **path)
{
	struct ntms_session *session = ntms_handle_get((uintptr_t)handle);
	uint32_t reason = ERROR_INVALID_PARAMETER;
	struct ntms_guid id;

	if (!session)
		return ERROR_INVALID_HANDLE;
	if (pool) {
		ntms_guid_to_abi(&id, pool);
		ntms_get_pool_path(session, &id, path, &reason);
	}
	ntms_session_put(session);
	return reason == NTMS_REASON_OBJECT_NOT_FOUND ?
		ERROR_INVALID_MEDIA_POOL : reason;
}

/* Does a text of @needed characters, the NUL among them, fit? */
static DWORD fits(const void *buffer, LPDWORD size, size_t needed)
{
	DWORD room = buffer ? *size : 0;

	*size = (DWORD)needed;
	return needed > room ? ERROR_INSUFFICIENT_BUFFER : ERROR_SUCCESS;
}

NTMS_EXPORT DWORD WINAPI GetNtmsMediaPoolNameA(HANDLE hSession,
					       LPNTMS_GUID lpPoolId,
					       LPSTR lpNameBuf,
					       LPDWORD lpdwNameSizeBuf)
{
	char *path = NULL;
	DWORD code;

	code = pool_path(hSession, lpdwNameSizeBuf ? lpPoolId : NULL, &path);
	if (code)
		return code;
	code = fits(lpNameBuf, lpdwNameSizeBuf, strlen(path) + 1);
	if (!code)
		memcpy(lpNameBuf, path, strlen(path) + 1);
	free(path);
	return code;
}

NTMS_EXPORT DWORD WINAPI GetNtmsMediaPoolNameW(HANDLE hSession,
					       LPNTMS_GUID lpPoolId,
					       LPWSTR lpNameBuf,
					       LPDWORD lpdwNameSizeBuf)
{
	uint16_t *wide = NULL;
	char *path = NULL;
	size_t units;
	DWORD code;

	code = pool_path(hSession, lpdwNameSizeBuf ? lpPoolId : NULL, &path);
	if (code)
		return code;
	if (ntms_utf8_widen(path, &wide, &units)) {
		free(path);
		return ERROR_NOT_ENOUGH_MEMORY;
	}
	code = fits(lpNameBuf, lpdwNameSizeBuf, units + 1);
	if (!code)
		memcpy(lpNameBuf, wide, (units + 1) * sizeof(*wide));
	free(wide);
	free(path);
	return code;
}
