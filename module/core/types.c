// SPDX-License-Identifier: GPL-2.0
/* Reasons and the errnos that go with them. */
#include "types.h"

static const struct {
	u16 reason;
	u16 error;
} ntms_reasons[] = {
	{ NTMS_REASON_SUCCESS,			0 },
	{ NTMS_REASON_ACCESS_DENIED,		EACCES },
	{ NTMS_REASON_INVALID_HANDLE,		EBADF },
	{ NTMS_REASON_NOT_ENOUGH_MEMORY,	ENOMEM },
	{ NTMS_REASON_INVALID_DRIVE,		ENODEV },
	{ NTMS_REASON_NOT_READY,		EAGAIN },
	{ NTMS_REASON_NOT_SUPPORTED,		EOPNOTSUPP },
	{ NTMS_REASON_INVALID_PARAMETER,	EINVAL },
	{ NTMS_REASON_INSUFFICIENT_BUFFER,	ENOBUFS },
	{ NTMS_REASON_INVALID_NAME,		EINVAL },
	{ NTMS_REASON_BUSY,			EBUSY },
	{ NTMS_REASON_ALREADY_EXISTS,		EEXIST },
	{ NTMS_REASON_NO_DATA,			EMSGSIZE },
	{ NTMS_REASON_CANCELLED,		ECANCELED },
	{ NTMS_REASON_NO_SECURITY_ON_OBJECT,	EOPNOTSUPP },
	{ NTMS_REASON_TIMEOUT,			ETIMEDOUT },
	{ NTMS_REASON_INVALID_MEDIA,		ENOMEDIUM },
	{ NTMS_REASON_INVALID_LIBRARY,		ENODEV },
	{ NTMS_REASON_INVALID_MEDIA_POOL,	ENOENT },
	{ NTMS_REASON_MEDIA_OFFLINE,		EHOSTDOWN },
	{ NTMS_REASON_LIBRARY_OFFLINE,		EHOSTDOWN },
	{ NTMS_REASON_NOT_EMPTY,		ENOTEMPTY },
	{ NTMS_REASON_MEDIA_UNAVAILABLE,	EBUSY },
	{ NTMS_REASON_RESOURCE_DISABLED,	EPERM },
	{ NTMS_REASON_OBJECT_NOT_FOUND,		ENOENT },
	{ NTMS_REASON_DATABASE_FAILURE,		EIO },
	{ NTMS_REASON_DATABASE_FULL,		ENOSPC },
	{ NTMS_REASON_MEDIA_INCOMPATIBLE,	EMEDIUMTYPE },
	{ NTMS_REASON_DEVICE_NOT_AVAILABLE,	ENXIO },
	{ NTMS_REASON_INVALID_STATE,		EUCLEAN },
};

/**
 * ntms_reason_errno() - the errno that goes with a reason
 * @reason: one of NTMS_REASON_*
 *
 * Context: any.
 * Return: 0 for success, else a negative errno.
 */
int ntms_reason_errno(ntms_reason_t reason)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ntms_reasons); i++)
		if (ntms_reasons[i].reason == reason)
			return -(int)ntms_reasons[i].error;
	WARN_ONCE(1, "reason %u has no errno\n", reason);
	return -EIO;
}
