// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The published call that lists objects.
 */
#include "handle.h"
#include "ntmsapi-object.h"

#include <stdlib.h>

/* Add an id, unless it is there. There are few. */
static bool add_once(struct ntms_guid **ids, size_t *count,
		     const struct ntms_guid *id)
{
	struct ntms_guid *more;
	size_t i;

	if (ntms_guid_is_null(id))
		return true;
	for (i = 0; i < *count; i++)
		if (ntms_guid_equal(&(*ids)[i], id))
			return true;
	more = reallocarray(*ids, *count + 1, sizeof(*more));
	if (!more)
		return false;
	*ids = more;
	more[(*count)++] = *id;
	return true;
}

/* The types of the cartridges that are in a library, after its own. */
static DWORD add_types(struct ntms_session *session,
		       const struct ntms_guid *library, struct ntms_guid **ids,
		       size_t *count)
{
	struct ntms_medium_info medium;
	struct ntms_iter *iter;
	struct ntms_guid id;
	uint32_t reason;

	if (ntms_iter_new(session, NTMS_TYPE_MEDIUM, library, &iter, &reason))
		return reason;
	while (ntms_iter_next(iter, &id, &reason) > 0) {
		/* One that goes meanwhile has none. */
		if (ntms_get_medium(session, &id, &medium, NULL))
			continue;
		if (!add_once(ids, count, &medium.media_type)) {
			reason = ERROR_NOT_ENOUGH_MEMORY;
			break;
		}
	}
	ntms_iter_free(iter);
	return reason;
}

DWORD ntms_library_types(struct ntms_session *session,
			 const struct ntms_guid *library,
			 struct ntms_guid **ids, size_t *count)
{
	struct ntms_library_info info;
	uint32_t reason;

	*ids = NULL;
	*count = 0;
	if (ntms_get_library(session, library, &info, &reason))
		return reason;
	if (!add_once(ids, count, &info.media_type))
		reason = ERROR_NOT_ENOUGH_MEMORY;
	else
		reason = add_types(session, library, ids, count);
	if (reason) {
		free(*ids);
		*ids = NULL;
		*count = 0;
	}
	return reason;
}

/* How a kind of objects is listed */
enum way {
	BY_NOBODY,		/* no object of RSM's lists has it */
	BY_KERNEL,
	NONE_ANYWHERE,		/* there are none, at the top or in a library */
	NONE_AT_TOP,		/* there are none, and nothing contains them */
	TYPES,			/* the kernel, but of a library */
};

static const unsigned char ways[NTMS_NUMBER_OF_OBJECT_TYPES] = {
	[NTMS_CHANGER] = NONE_ANYWHERE,
	[NTMS_CHANGER_TYPE] = NONE_AT_TOP,
	[NTMS_COMPUTER] = BY_KERNEL,
	[NTMS_DRIVE] = BY_KERNEL,
	[NTMS_DRIVE_TYPE] = NONE_AT_TOP,
	[NTMS_IEDOOR] = NONE_ANYWHERE,
	[NTMS_IEPORT] = BY_KERNEL,
	[NTMS_LIBRARY] = BY_KERNEL,
	[NTMS_LIBREQUEST] = NONE_ANYWHERE,
	[NTMS_LOGICAL_MEDIA] = BY_KERNEL,
	[NTMS_MEDIA_POOL] = BY_KERNEL,
	[NTMS_MEDIA_TYPE] = TYPES,
	[NTMS_PARTITION] = BY_KERNEL,
	[NTMS_PHYSICAL_MEDIA] = BY_KERNEL,
	[NTMS_STORAGESLOT] = BY_KERNEL,
	[NTMS_OPREQUEST] = BY_KERNEL,
};

/* Is there an object, and is it a library? */
static DWORD check_library(struct ntms_session *session,
			   const struct ntms_guid *id)
{
	struct ntms_library_info info;
	uint32_t reason, found;

	if (ntms_get_object(session, NTMS_TYPE_UNKNOWN, id, &info, sizeof(info),
			    &found, &reason))
		return reason;
	return found == NTMS_TYPE_LIBRARY ? ERROR_SUCCESS :
					    ERROR_INVALID_PARAMETER;
}

static DWORD list(struct ntms_session *session, DWORD type,
		  const struct ntms_guid *in, struct ntms_guid **ids,
		  size_t *count)
{
	uint32_t reason = ERROR_SUCCESS;
	enum way way = (enum way)ways[type];

	*ids = NULL;
	*count = 0;
	if (way == BY_NOBODY || (way == NONE_AT_TOP && in))
		return ERROR_INVALID_PARAMETER;
	if (in && way != BY_KERNEL)
		reason = check_library(session, in);
	if (reason || way == NONE_ANYWHERE || way == NONE_AT_TOP)
		return reason;
	if (way == TYPES && in)
		return ntms_library_types(session, in, ids, count);
	ntms_list_objects(session, type, in, ids, count, &reason);
	return reason;
}

/* As many as there is room for, and how many there are. */
static DWORD put_list(LPNTMS_GUID to, LPDWORD room,
		      const struct ntms_guid *ids, size_t count)
{
	size_t fit = to ? *room : 0, i;

	for (i = 0; i < fit && i < count; i++)
		ntms_guid_from_abi(&to[i], &ids[i]);
	*room = (DWORD)count;
	return count > fit ? ERROR_INSUFFICIENT_BUFFER : ERROR_SUCCESS;
}

static DWORD enumerate(struct ntms_session *session, const GUID *container,
		       LPNTMS_GUID to, LPDWORD room, DWORD type)
{
	struct ntms_guid in, *ids;
	size_t count;
	DWORD reason;

	if (container)
		ntms_guid_to_abi(&in, container);
	reason = list(session, type,
		      container && !ntms_guid_is_null(&in) ? &in : NULL, &ids,
		      &count);
	if (!reason)
		reason = put_list(to, room, ids, count);
	free(ids);
	return reason;
}

NTMS_EXPORT DWORD WINAPI
EnumerateNtmsObject(HANDLE hSession, const LPNTMS_GUID lpContainerId,
		    LPNTMS_GUID lpList, LPDWORD lpdwListBufferSize,
		    DWORD dwType, DWORD dwOptions)
{
	struct ntms_session *session = ntms_handle_get((uintptr_t)hSession);
	DWORD reason = ERROR_INVALID_PARAMETER;

	if (!session)
		return ERROR_INVALID_HANDLE;
	if (dwOptions == NTMS_ENUM_ROOTPOOL && dwType == NTMS_MEDIA_POOL &&
	    !lpContainerId)
		reason = ERROR_NOT_SUPPORTED;
	else if (lpdwListBufferSize && !dwOptions &&
		 dwType < NTMS_NUMBER_OF_OBJECT_TYPES)
		reason = enumerate(session, lpContainerId, lpList,
				   lpdwListBufferSize, dwType);
	ntms_session_put(session);
	return reason;
}
