// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What is said of media: full, worn out, swapped, forgotten.
 */
#include "session.h"

#include <errno.h>

NTMS_EXPORT int ntms_complete_medium(struct ntms_session *session,
				     const struct ntms_guid *lmid,
				     uint32_t *reason)
{
	struct ntms_complete arg = { 0 };

	if (!lmid)
		return ntms_fail(reason, -EINVAL);
	arg.medium = *lmid;
	return ntms_command(session, NTMS_IOC_COMPLETE, &arg, sizeof(arg),
			    reason);
}

NTMS_EXPORT int ntms_decommission_side(struct ntms_session *session,
				       const struct ntms_guid *side,
				       uint32_t *reason)
{
	struct ntms_decommission arg = { 0 };

	if (!side)
		return ntms_fail(reason, -EINVAL);
	arg.side = *side;
	return ntms_command(session, NTMS_IOC_DECOMMISSION, &arg, sizeof(arg),
			    reason);
}

NTMS_EXPORT int ntms_swap_media(struct ntms_session *session,
				const struct ntms_guid *first,
				const struct ntms_guid *second,
				uint32_t *reason)
{
	struct ntms_swap arg = { 0 };

	if (!first || !second)
		return ntms_fail(reason, -EINVAL);
	arg.first = *first;
	arg.second = *second;
	return ntms_command(session, NTMS_IOC_SWAP, &arg, sizeof(arg), reason);
}

NTMS_EXPORT int ntms_delete_medium(struct ntms_session *session,
				   const struct ntms_guid *medium,
				   uint32_t *reason)
{
	struct ntms_medium_delete arg = { 0 };

	if (!medium)
		return ntms_fail(reason, -EINVAL);
	arg.medium = *medium;
	return ntms_command(session, NTMS_IOC_MEDIUM_DELETE, &arg, sizeof(arg),
			    reason);
}
