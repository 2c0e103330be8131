// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The published calls of notifications, on top of the native ones.
 */
#include "handle.h"
#include "notify.h"
#include "published.h"

#include <errno.h>

/* UNKNOWN and OBJECT are no kinds that an object has. */
static bool is_kind(DWORD type)
{
	return type > NTMS_OBJECT && type < NTMS_NUMBER_OF_OBJECT_TYPES;
}

NTMS_EXPORT HANDLE WINAPI OpenNtmsNotification(HANDLE hSession, DWORD dwType)
{
	struct ntms_session *session = ntms_handle_get((uintptr_t)hSession);
	struct ntms_notification *notification;
	uint32_t reason = ERROR_INVALID_PARAMETER;
	uintptr_t handle = 0;

	if (!session) {
		NtmsSetLastError(ERROR_INVALID_HANDLE);
		return INVALID_HANDLE_VALUE;
	}
	/* Who may have a session may hear; what is heard is no secret. */
	ntms_session_put(session);
	if (is_kind(dwType) &&
	    !ntms_notification_open(NTMS_TYPE_BIT(dwType), &notification,
				    &reason)) {
		handle = ntms_handle_new_of(notification, ntms_notification_get);
		if (!handle) {
			ntms_notification_close(notification);
			reason = ERROR_NOT_ENOUGH_MEMORY;
		}
	}
	NtmsSetLastError(reason);
	return handle ? (HANDLE)handle : INVALID_HANDLE_VALUE;
}

/* In RSM's words: whatever it was that broke it, it has to be opened again. */
static DWORD wait_error(int err)
{
	switch (err) {
	case 0:
		return ERROR_SUCCESS;
	case -ETIMEDOUT:
		return ERROR_TIMEOUT;
	case -ECANCELED:
		return ERROR_INVALID_HANDLE;
	case -EINVAL:
		return ERROR_INVALID_PARAMETER;
	default:
		return ERROR_NO_DATA;
	}
}

NTMS_EXPORT DWORD WINAPI
WaitForNtmsNotification(HANDLE hNotification,
			LPNTMS_NOTIFICATIONINFORMATION lpNotificationInformation,
			DWORD dwTimeout)
{
	struct ntms_notification *notification;
	struct ntms_event event;
	uint64_t deadline;
	int err = -EINVAL;

	notification = ntms_handle_get_of((uintptr_t)hNotification,
					  ntms_notification_get);
	if (!notification)
		return ERROR_INVALID_HANDLE;
	if (lpNotificationInformation) {
		deadline = ntms_deadline_in(dwTimeout);
		/* A deadline, not a time-out: going on waits no longer. */
		do {
			err = ntms_notification_wait(notification, deadline,
						     &event, NULL);
		} while (err == -EINTR);
	}
	ntms_notification_put(notification);
	if (!err) {
		lpNotificationInformation->dwOperation = event.operation;
		ntms_guid_from_abi(&lpNotificationInformation->ObjectId,
				   &event.id);
	}
	return wait_error(err);
}

NTMS_EXPORT DWORD WINAPI CloseNtmsNotification(HANDLE hNotification)
{
	struct ntms_notification *notification;

	if (!hNotification)
		return ERROR_INVALID_PARAMETER;
	notification = ntms_handle_take_of((uintptr_t)hNotification,
					   ntms_notification_get);
	if (!notification)
		return ERROR_INVALID_HANDLE;
	ntms_notification_close(notification);
	return ERROR_SUCCESS;
}
