// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Codes in words: reasons with their errnos, kinds and states.
 */
#include "session.h"

#include <errno.h>

struct reason_row {
	uint32_t reason;
	int error;
	const char *name;
	const char *text;
};

/* In the order of the numbers. */
#define ROW(name, error, text) { NTMS_REASON_##name, error, #name, text }
static const struct reason_row reasons[] = {
	ROW(SUCCESS, 0, "it worked"),
	ROW(ACCESS_DENIED, EACCES, "a right that the call needs is missing"),
	ROW(INVALID_HANDLE, EBADF, "the session, or the notification, is not open"),
	ROW(NOT_ENOUGH_MEMORY, ENOMEM, "there is not enough memory"),
	ROW(INVALID_DRIVE, ENODEV, "there is no such drive"),
	ROW(NOT_READY, EAGAIN, "the device is not ready yet"),
	ROW(NOT_SUPPORTED, EOPNOTSUPP, "this cannot be done here"),
	ROW(INVALID_PARAMETER, EINVAL, "a value is missing or out of range"),
	ROW(INSUFFICIENT_BUFFER, ENOBUFS, "there is not enough room for the answer"),
	ROW(INVALID_NAME, EINVAL, "the name is not allowed"),
	ROW(BUSY, EBUSY, "it is in use"),
	ROW(ALREADY_EXISTS, EEXIST, "the name is already taken"),
	ROW(NO_DATA, EMSGSIZE, "it is more than the 65535 bytes of an attribute, or notifications were lost"),
	ROW(INVALID_COMPUTERNAME, EHOSTUNREACH, "only this computer can be asked"),
	ROW(CANCELLED, ECANCELED, "the operator refused, or the wait was ended"),
	ROW(TIMEOUT, ETIMEDOUT, "the time ran out"),
	ROW(NOT_CONNECTED, ENODEV, "the ntms module is not loaded"),
	ROW(INVALID_MEDIA, ENOMEDIUM, "there is no such cartridge, side or logical medium"),
	ROW(INVALID_LIBRARY, ENODEV, "there is no such library, or not one of that kind"),
	ROW(INVALID_MEDIA_POOL, ENOENT, "there is no such pool, or not one for that purpose"),
	ROW(MEDIA_OFFLINE, EHOSTDOWN, "the cartridge is not in a library"),
	ROW(LIBRARY_OFFLINE, EHOSTDOWN, "the library is not present"),
	ROW(NOT_EMPTY, ENOTEMPTY, "it is not empty"),
	ROW(MEDIA_UNAVAILABLE, EBUSY, "no side is available"),
	ROW(RESOURCE_DISABLED, EPERM, "an administrator disabled it"),
	ROW(NO_SECURITY_ON_OBJECT, EOPNOTSUPP, "it has no rights of its own"),
	ROW(OBJECT_NOT_FOUND, ENOENT, "there is no such object"),
	ROW(DATABASE_FAILURE, EIO, "the journal that records all changes is not there or failed"),
	ROW(DATABASE_FULL, ENOSPC, "the journal or a limit is full"),
	ROW(MEDIA_INCOMPATIBLE, EMEDIUMTYPE, "the cartridge is of another media type"),
	ROW(DEVICE_NOT_AVAILABLE, ENXIO, "a resource in between cannot be used"),
	ROW(INVALID_STATE, EUCLEAN, "the state it is in does not allow this"),
};
#undef ROW

static const struct reason_row *find_reason(uint32_t reason)
{
	size_t i;

	for (i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].reason == reason)
			return &reasons[i];
	return NULL;
}

NTMS_EXPORT const char *ntms_reason_name(uint32_t reason)
{
	const struct reason_row *row = find_reason(reason);

	return row ? row->name : NULL;
}

NTMS_EXPORT const char *ntms_reason_text(uint32_t reason)
{
	const struct reason_row *row = find_reason(reason);

	return row ? row->text : "for a reason that this version does not know";
}

NTMS_EXPORT int ntms_reason_errno(uint32_t reason)
{
	const struct reason_row *row = find_reason(reason);

	return row ? row->error : EIO;
}

NTMS_EXPORT uint32_t ntms_reason_of_errno(int error)
{
	size_t i;

	if (error < 0)
		error = -error;
	switch (error) {
	/* Not the first of their rows, or in none. */
	case EINVAL:
	case EFAULT:
		return NTMS_REASON_INVALID_PARAMETER;
	case EPERM:
		return NTMS_REASON_ACCESS_DENIED;
	case ENODEV:
		return NTMS_REASON_NOT_CONNECTED;
	case ENOENT:
		return NTMS_REASON_OBJECT_NOT_FOUND;
	case EINTR:
		return NTMS_REASON_CANCELLED;
	case ENOTTY:
	case E2BIG:
		return NTMS_REASON_NOT_SUPPORTED;
	default:
		break;
	}
	for (i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].error == error)
			return reasons[i].reason;
	return NTMS_REASON_DATABASE_FAILURE;
}

NTMS_EXPORT const char *ntms_type_name(uint32_t type)
{
	switch (type) {
	case NTMS_TYPE_COMPUTER:
		return "computer";
	case NTMS_TYPE_DRIVE:
		return "drive";
	case NTMS_TYPE_PORT:
		return "port";
	case NTMS_TYPE_LIBRARY:
		return "library";
	case NTMS_TYPE_LOGICAL_MEDIUM:
		return "logical medium";
	case NTMS_TYPE_POOL:
		return "pool";
	case NTMS_TYPE_MEDIA_TYPE:
		return "media type";
	case NTMS_TYPE_SIDE:
		return "side";
	case NTMS_TYPE_MEDIUM:
		return "medium";
	case NTMS_TYPE_SLOT:
		return "slot";
	case NTMS_TYPE_OPERATOR_REQUEST:
		return "operator request";
	default:
		return "unknown";
	}
}

NTMS_EXPORT const char *ntms_side_state_name(uint32_t state)
{
	static const char *const names[] = {
		[NTMS_SIDE_UNKNOWN] = "unknown",
		[NTMS_SIDE_UNPREPARED] = "unprepared",
		[NTMS_SIDE_INCOMPATIBLE] = "incompatible",
		[NTMS_SIDE_DECOMMISSIONED] = "decommissioned",
		[NTMS_SIDE_AVAILABLE] = "available",
		[NTMS_SIDE_ALLOCATED] = "allocated",
		[NTMS_SIDE_COMPLETE] = "complete",
		[NTMS_SIDE_UNRECOGNIZED] = "unrecognized",
		[NTMS_SIDE_IMPORT] = "import",
		[NTMS_SIDE_RESERVED] = "reserved",
	};

	return state < sizeof(names) / sizeof(names[0]) ? names[state] :
							  "unknown";
}

NTMS_EXPORT const char *ntms_pool_type_name(uint32_t type)
{
	switch (type) {
	case NTMS_POOL_FREE:
		return "free";
	case NTMS_POOL_UNRECOGNIZED:
		return "unrecognized";
	case NTMS_POOL_IMPORT:
		return "import";
	case NTMS_POOL_APPLICATION:
		return "application";
	default:
		return "unknown";
	}
}

NTMS_EXPORT const char *ntms_drive_map_name(uint32_t map)
{
	static const char *const names[] = {
		[NTMS_MAP_NONE] = "none",
		[NTMS_MAP_DESIGNATOR] = "designator",
		[NTMS_MAP_SERIAL] = "serial",
		[NTMS_MAP_ADDRESS] = "address",
		[NTMS_MAP_SINGLE] = "single",
		[NTMS_MAP_ADMINISTRATOR] = "administrator",
		[NTMS_MAP_AMBIGUOUS] = "ambiguous",
	};

	return map < sizeof(names) / sizeof(names[0]) ? names[map] : "unknown";
}

NTMS_EXPORT const char *ntms_state_name(uint32_t state)
{
	switch (state) {
	case NTMS_STATE_READY:
		return "ready";
	case NTMS_STATE_INITIALIZING:
		return "initializing";
	case NTMS_STATE_NEEDS_SERVICE:
		return "needs service";
	case NTMS_STATE_NOT_PRESENT:
		return "not present";
	default:
		return "unknown";
	}
}

NTMS_EXPORT const char *ntms_content_name(uint32_t content)
{
	switch (content) {
	case NTMS_ELEMENT_FULL:
		return "full";
	case NTMS_ELEMENT_EMPTY:
		return "empty";
	case NTMS_ELEMENT_NOT_PRESENT:
		return "not present";
	default:
		return "unknown";
	}
}

NTMS_EXPORT const char *ntms_inventory_name(uint32_t inventory)
{
	switch (inventory) {
	case NTMS_INVENTORY_NEVER:
		return "never";
	case NTMS_INVENTORY_RUNNING:
		return "running";
	case NTMS_INVENTORY_DONE:
		return "done";
	case NTMS_INVENTORY_FAILED:
		return "failed";
	default:
		return "unknown";
	}
}

NTMS_EXPORT const char *ntms_request_kind_name(uint32_t kind)
{
	static const char *const names[] = {
		[0] = "unknown",
		[NTMS_REQUEST_NEW_MEDIA] = "new media",
		[NTMS_REQUEST_CLEANER] = "cleaner",
		[NTMS_REQUEST_DEVICE_SERVICE] = "device service",
		[NTMS_REQUEST_MOVE_MEDIA] = "move media",
		[NTMS_REQUEST_MESSAGE] = "message",
	};

	return kind < sizeof(names) / sizeof(names[0]) ? names[kind] :
							 "unknown";
}

NTMS_EXPORT const char *ntms_request_state_name(uint32_t state)
{
	static const char *const names[] = {
		[0] = "unknown",
		[NTMS_REQUEST_SUBMITTED] = "submitted",
		[NTMS_REQUEST_ACTIVE] = "active",
		[NTMS_REQUEST_IN_PROGRESS] = "in progress",
		[NTMS_REQUEST_REFUSED] = "refused",
		[NTMS_REQUEST_COMPLETE] = "complete",
	};

	return state < sizeof(names) / sizeof(names[0]) ? names[state] :
							  "unknown";
}

NTMS_EXPORT const char *ntms_obstacle_name(uint32_t obstacle)
{
	static const char *const names[] = {
		[NTMS_OBSTACLE_NONE] = "none",
		[NTMS_OBSTACLE_UNPREPARED] = "unprepared",
		[NTMS_OBSTACLE_INCOMPATIBLE] = "incompatible",
		[NTMS_OBSTACLE_DECOMMISSIONED] = "decommissioned",
		[NTMS_OBSTACLE_OWNED] = "owned",
		[NTMS_OBSTACLE_UNRECOGNIZED] = "unrecognized",
		[NTMS_OBSTACLE_IMPORT] = "import",
		[NTMS_OBSTACLE_RESERVED] = "reserved",
		[NTMS_OBSTACLE_OFFLINE] = "offline",
		[NTMS_OBSTACLE_LIBRARY_DISABLED] = "library disabled",
		[NTMS_OBSTACLE_DISABLED] = "disabled",
		[NTMS_OBSTACLE_SHARED] = "shared",
		[NTMS_OBSTACLE_POOL_DISABLED] = "pool disabled",
	};

	return obstacle < sizeof(names) / sizeof(names[0]) ? names[obstacle] :
							     "unknown";
}
