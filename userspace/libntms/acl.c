// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Lists of rights: who may do what with a pool, a library or the computer.
 */
#include "session.h"

#include <errno.h>
#include <stdlib.h>

NTMS_EXPORT int ntms_get_acl(struct ntms_session *session,
			     const struct ntms_guid *id, struct ntms_acl *acl,
			     struct ntms_ace **aces, size_t *count,
			     uint32_t *reason)
{
	struct ntms_ace *array;
	int err;

	if (!id || !acl || !aces || !count)
		return ntms_fail(reason, -EINVAL);
	*aces = NULL;
	*count = 0;
	memset(acl, 0, sizeof(*acl));
	array = calloc(NTMS_ACES_MAX, sizeof(*array));
	if (!array)
		return ntms_fail(reason, -ENOMEM);
	acl->id = *id;
	acl->count = NTMS_ACES_MAX;
	acl->aces = (uintptr_t)array;
	err = ntms_command(session, NTMS_IOC_ACL_GET, acl, sizeof(*acl),
			   reason);
	/* The array is told of by @aces alone. */
	acl->aces = 0;
	/* A list that is only a part of it must not be written back. */
	if (!err && (acl->count > NTMS_ACES_MAX || acl->total != acl->count))
		err = ntms_fail(reason, -EIO);
	if (err || !acl->count) {
		free(array);
		return err;
	}
	*aces = array;
	*count = acl->count;
	return 0;
}

NTMS_EXPORT int ntms_set_acl(struct ntms_session *session,
			     const struct ntms_guid *id,
			     const struct ntms_ace *aces, size_t count,
			     uint32_t *reason)
{
	struct ntms_acl arg;

	if (!id || (count && !aces))
		return ntms_fail(reason, -EINVAL);
	memset(&arg, 0, sizeof(arg));
	arg.id = *id;
	arg.aces = (uintptr_t)aces;
	/* The kernel says that it is too much, whatever is behind it. */
	arg.count = count > UINT32_MAX ? UINT32_MAX : (uint32_t)count;
	return ntms_command(session, NTMS_IOC_ACL_SET, &arg, sizeof(arg),
			    reason);
}
