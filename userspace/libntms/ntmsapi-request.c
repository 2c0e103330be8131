// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The published calls of operator requests, on top of the native ones.
 */
#include "handle.h"
#include "published.h"

#include <errno.h>
#include <stdlib.h>

_Static_assert((int)NTMS_OPREQUEST == (int)NTMS_TYPE_OPERATOR_REQUEST,
	       "RSM's numbers");

/* Has the message more characters than RSM's 255, as UTF-16 counts them? */
static bool is_too_long(const char *message)
{
	size_t units = 0;

	for (; *message; message++) {
		/* The first byte of each; four bytes are a pair. */
		if ((*message & 0xc0) != 0x80)
			units += (unsigned char)*message >= 0xf0 ? 2 : 1;
		if (units >= NTMS_MESSAGE_LENGTH)
			return true;
	}
	return false;
}

/* Lines as they end here: one line feed. */
static char *copy_lines(const char *message)
{
	char *copy = malloc(strlen(message) + 1), *to = copy;

	if (!copy)
		return NULL;
	for (; *message; message++) {
		if (*message != '\r')
			*to++ = *message;
		else if (message[1] != '\n')
			*to++ = '\n';
	}
	*to = '\0';
	return copy;
}

/*
 * A message in the room that the ABI has for it, which counts bytes. It is for
 * people: cut at a character it is more use than refused.
 */
static bool put_message(char *to, size_t size, const char *message)
{
	static const char dots[] = "...";
	char *lines = copy_lines(message);
	size_t length;

	if (!lines)
		return false;
	length = strlen(lines);
	if (length >= size) {
		length = size - sizeof(dots);
		while (length && (lines[length] & 0xc0) == 0x80)
			length--;
		memcpy(to + length, dots, sizeof(dots));
	}
	memcpy(to, lines, length);
	free(lines);
	return true;
}

static DWORD submit(struct ntms_session *session, DWORD request,
		    const char *message, LPNTMS_GUID arg1, LPNTMS_GUID arg2,
		    LPNTMS_GUID id)
{
	struct ntms_request_submit arg = { .request = request };
	uint32_t reason;

	if (message &&
	    !put_message(arg.message, sizeof(arg.message), message))
		return ERROR_NOT_ENOUGH_MEMORY;
	if (arg1)
		ntms_guid_to_abi(&arg.arg1, arg1);
	if (arg2)
		ntms_guid_to_abi(&arg.arg2, arg2);
	ntms_submit_request(session, &arg, &reason);
	ntms_guid_from_abi(id, &arg.id);
	/* The published page knows no name here. */
	return reason == ERROR_INVALID_NAME ? ERROR_INVALID_PARAMETER : reason;
}

NTMS_EXPORT DWORD WINAPI
SubmitNtmsOperatorRequestA(HANDLE hSession, DWORD dwRequest, LPCSTR lpMessage,
			   LPNTMS_GUID lpArg1Id, LPNTMS_GUID lpArg2Id,
			   LPNTMS_GUID lpRequestId)
{
	struct ntms_session *session = ntms_handle_get((uintptr_t)hSession);
	DWORD reason = ERROR_INVALID_PARAMETER;

	if (lpRequestId)
		memset(lpRequestId, 0, sizeof(*lpRequestId));
	if (!session)
		return ERROR_INVALID_HANDLE;
	if (lpRequestId && (!lpMessage || !is_too_long(lpMessage)))
		reason = submit(session, dwRequest, lpMessage, lpArg1Id,
				lpArg2Id, lpRequestId);
	ntms_session_put(session);
	return reason;
}

NTMS_EXPORT DWORD WINAPI
SubmitNtmsOperatorRequestW(HANDLE hSession, DWORD dwRequest, LPCWSTR lpMessage,
			   LPNTMS_GUID lpArg1Id, LPNTMS_GUID lpArg2Id,
			   LPNTMS_GUID lpRequestId)
{
	DWORD reason;
	char *message;
	int err;

	err = ntms_narrow(lpMessage, &message);
	if (!err) {
		reason = SubmitNtmsOperatorRequestA(hSession, dwRequest, message,
						    lpArg1Id, lpArg2Id,
						    lpRequestId);
		free(message);
		return reason;
	}
	if (lpRequestId)
		memset(lpRequestId, 0, sizeof(*lpRequestId));
	return err == -ENOMEM ? ERROR_NOT_ENOUGH_MEMORY :
				ERROR_INVALID_PARAMETER;
}

NTMS_EXPORT DWORD WINAPI WaitForNtmsOperatorRequest(HANDLE hSession,
						    LPNTMS_GUID lpRequestId,
						    DWORD dwTimeout)
{
	struct ntms_session *session = ntms_handle_get((uintptr_t)hSession);
	struct ntms_request_wait arg = { 0 };
	uint32_t reason = ERROR_INVALID_PARAMETER;

	if (!session)
		return ERROR_INVALID_HANDLE;
	if (lpRequestId) {
		ntms_guid_to_abi(&arg.id, lpRequestId);
		/* Zero looks, here in every edition of the page. */
		if (!dwTimeout)
			arg.flags = NTMS_REQUEST_F_NOWAIT;
		arg.deadline = ntms_deadline_in(dwTimeout);
		while (ntms_wait_for_request(session, &arg, &reason) == -EINTR)
			;
	}
	ntms_session_put(session);
	return reason;
}

static DWORD answer(HANDLE handle, LPNTMS_GUID request, uint32_t state)
{
	struct ntms_session *session = ntms_handle_get((uintptr_t)handle);
	uint32_t reason = ERROR_INVALID_PARAMETER;
	struct ntms_guid id;

	if (!session)
		return ERROR_INVALID_HANDLE;
	if (request) {
		ntms_guid_to_abi(&id, request);
		ntms_answer_request(session, &id, state, NULL, &reason);
	}
	ntms_session_put(session);
	return reason;
}

NTMS_EXPORT DWORD WINAPI SatisfyNtmsOperatorRequest(HANDLE hSession,
						    LPNTMS_GUID lpRequestId)
{
	DWORD reason = answer(hSession, lpRequestId, NTMS_REQUEST_COMPLETE);

	/* One that is done is not there any more for this call's page. */
	return reason == ERROR_INVALID_STATE ? ERROR_OBJECT_NOT_FOUND : reason;
}

NTMS_EXPORT DWORD WINAPI CancelNtmsOperatorRequest(HANDLE hSession,
						   LPNTMS_GUID lpRequestId)
{
	return answer(hSession, lpRequestId, NTMS_REQUEST_REFUSED);
}

/* Those that cannot be deleted are left, and only some of them are an error. */
static DWORD delete_requests(struct ntms_session *session,
			     const GUID *requests, DWORD count)
{
	DWORD result = ERROR_SUCCESS, i;
	struct ntms_guid id;
	uint32_t reason;

	for (i = 0; i < count; i++) {
		ntms_guid_to_abi(&id, &requests[i]);
		ntms_delete_request(session, &id, &reason);
		if (reason != ERROR_SUCCESS && reason != ERROR_INVALID_STATE &&
		    reason != ERROR_OBJECT_NOT_FOUND && !result)
			result = reason;
	}
	return result;
}

NTMS_EXPORT DWORD WINAPI DeleteNtmsRequests(HANDLE hSession,
					    LPNTMS_GUID lpRequestId,
					    DWORD dwType, DWORD dwCount)
{
	struct ntms_session *session = ntms_handle_get((uintptr_t)hSession);
	DWORD reason = ERROR_SUCCESS;

	if (!session)
		return ERROR_INVALID_HANDLE;
	if (!lpRequestId ||
	    (dwType != NTMS_OPREQUEST && dwType != NTMS_LIBREQUEST))
		reason = ERROR_INVALID_PARAMETER;
	else if (dwType == NTMS_OPREQUEST)
		reason = delete_requests(session, lpRequestId, dwCount);
	ntms_session_put(session);
	return reason;
}
