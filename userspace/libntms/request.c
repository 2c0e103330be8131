// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Operator requests, and the end of what waits.
 */
#include "session.h"

#include <errno.h>

NTMS_EXPORT int ntms_cancel_allocation(struct ntms_session *session,
				       uint64_t cookie, uint32_t *reason)
{
	struct ntms_cancel arg = { .cookie = cookie };

	return ntms_command(session, NTMS_IOC_CANCEL, &arg, sizeof(arg), reason);
}

NTMS_EXPORT int ntms_cancel_all(struct ntms_session *session, uint32_t *count,
				uint32_t *reason)
{
	struct ntms_cancel arg = { .flags = NTMS_CANCEL_ALL };
	int err;

	err = ntms_command(session, NTMS_IOC_CANCEL, &arg, sizeof(arg), reason);
	if (count)
		*count = err ? 0 : arg.cancelled;
	return err;
}

NTMS_EXPORT int ntms_answer_request(struct ntms_session *session,
				    const struct ntms_guid *request,
				    uint32_t state, const char *text,
				    uint32_t *reason)
{
	struct ntms_request_answer arg = { .state = state };

	if (!request)
		return ntms_fail(reason, -EINVAL);
	if (text && strlen(text) >= sizeof(arg.text))
		return ntms_put_reason(reason, NTMS_REASON_INVALID_NAME,
				       -ENAMETOOLONG);
	arg.id = *request;
	if (text)
		memcpy(arg.text, text, strlen(text));
	return ntms_command(session, NTMS_IOC_REQUEST_ANSWER, &arg, sizeof(arg),
			    reason);
}

NTMS_EXPORT int ntms_delete_request(struct ntms_session *session,
				    const struct ntms_guid *request,
				    uint32_t *reason)
{
	struct ntms_request_delete arg = { 0 };

	if (!request)
		return ntms_fail(reason, -EINVAL);
	arg.id = *request;
	return ntms_command(session, NTMS_IOC_REQUEST_DELETE, &arg, sizeof(arg),
			    reason);
}

NTMS_EXPORT int ntms_set_request_purge(struct ntms_session *session,
				       uint32_t seconds, uint32_t *reason)
{
	struct ntms_computer_info computer = { .request_purge = seconds };
	struct ntms_info info;
	int err;

	err = ntms_get_info(session, &info, reason);
	if (err)
		return err;
	return ntms_set_object(session, NTMS_TYPE_COMPUTER, &info.computer,
			       NTMS_SET_REQUEST_PURGE, &computer,
			       sizeof(computer), reason);
}
