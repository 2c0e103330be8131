// SPDX-License-Identifier: GPL-2.0
/* Rows of operator requests */
#include "errors.h"

/* What was submitted last */
static struct ntms_guid request;

ROW(submit_message)
{
	return request_submit(s.fd, NTMS_REQUEST_MESSAGE, NULL, NULL, "hello",
			      &request);
}

ROW(answer_complete)
{
	return request_answer(s.fd, &request, NTMS_REQUEST_COMPLETE, "");
}

ROW(answer_refuse)
{
	return request_answer(s.fd, &request, NTMS_REQUEST_REFUSED, "");
}

ROW(wait_for_it)
{
	return request_wait(s.fd, &request, 0, NULL);
}

ROW(delete_it)
{
	return request_delete(s.fd, &request);
}

/* Runs a row on a request that is open; it is gone afterwards. */
static uint32_t on_open(uint32_t (*row)(void))
{
	uint32_t reason;

	if (submit_message())
		return UINT32_MAX;
	reason = row();
	request_answer(s.fd, &request, NTMS_REQUEST_REFUSED, "");
	delete_it();
	return reason;
}

/* Likewise, on one that was answered so. */
static uint32_t on_answered(uint32_t state, uint32_t (*row)(void))
{
	uint32_t reason;

	if (submit_message() || request_answer(s.fd, &request, state, ""))
		return UINT32_MAX;
	reason = row();
	delete_it();
	return reason;
}

ROW(submit_success)
{
	return on_open(wait_for_it) == NTMS_REASON_TIMEOUT ? OK : UINT32_MAX;
}

ROW(submit_parameter)
{
	return request_submit(s.fd, 99, NULL, NULL, "", &request);
}

ROW(submit_bad_text)
{
	return request_submit(s.fd, NTMS_REQUEST_MESSAGE, NULL, NULL, "\033",
			      &request);
}

ROW(submit_of_nobody)
{
	return request_submit(s.fd, NTMS_REQUEST_NEW_MEDIA, &nobody, NULL, "",
			      &request);
}

ROW(submit_for_pool)
{
	return request_submit(s.fd, NTMS_REQUEST_NEW_MEDIA, &pool, NULL, "",
			      &request);
}

ROW(submit_denied)
{
	return as_user(submit_for_pool);
}

ROW(submit_full)
{
	return with_no_requests(submit_message);
}

ROW(answer_success)
{
	return on_open(answer_complete);
}

ROW(answer_parameter)
{
	return request_answer(s.fd, &nobody, NTMS_REQUEST_SUBMITTED, "");
}

ROW(answer_bad_text)
{
	return request_answer(s.fd, &nobody, NTMS_REQUEST_REFUSED, "\033");
}

ROW(answer_nobody)
{
	return request_answer(s.fd, &nobody, NTMS_REQUEST_REFUSED, "");
}

ROW(answer_late)
{
	return on_answered(NTMS_REQUEST_COMPLETE, answer_refuse);
}

/* Who submitted it may think better of it, and that is all. */
ROW(answer_own)
{
	return on_open(answer_complete);
}

ROW(answer_denied)
{
	return as_user(answer_own);
}

ROW(wait_success)
{
	return on_answered(NTMS_REQUEST_COMPLETE, wait_for_it);
}

ROW(wait_refused)
{
	return on_answered(NTMS_REQUEST_REFUSED, wait_for_it);
}

ROW(wait_timeout)
{
	return on_open(wait_for_it);
}

ROW(wait_for_nobody)
{
	return request_wait(s.fd, &nobody, 0, NULL);
}

ROW(wait_parameter)
{
	struct ntms_request_wait arg = { .flags = 2, .id = nobody };

	return CALL(s.fd, NTMS_IOC_REQUEST_WAIT, &arg);
}

ROW(delete_success)
{
	return on_answered(NTMS_REQUEST_COMPLETE, delete_it);
}

ROW(delete_wrong)
{
	struct ntms_request_delete arg = { .flags = 1, .id = nobody };

	return CALL(s.fd, NTMS_IOC_REQUEST_DELETE, &arg);
}

ROW(delete_nobody)
{
	return request_delete(s.fd, &nobody);
}

ROW(delete_open)
{
	return on_open(delete_it);
}

/* One that is about his pool he sees, and that is all. */
ROW(delete_of_another)
{
	struct ntms_guid his;
	uint32_t reason;

	if (scene_pool_of(&s, USER, 0, &his) ||
	    request_submit(s.fd, NTMS_REQUEST_NEW_MEDIA, &his, NULL, "",
			   &request) ||
	    answer_complete())
		return UINT32_MAX;
	reason = as_user(delete_it);
	return delete_it() ? UINT32_MAX : reason;
}

static const struct row rows[] = {
	R(REQUEST_SUBMIT, SUCCESS, submit_success),
	R(REQUEST_SUBMIT, INVALID_PARAMETER, submit_parameter),
	R(REQUEST_SUBMIT, INVALID_NAME, submit_bad_text),
	R(REQUEST_SUBMIT, OBJECT_NOT_FOUND, submit_of_nobody),
	R(REQUEST_SUBMIT, ACCESS_DENIED, submit_denied),
	R(REQUEST_SUBMIT, DATABASE_FULL, submit_full),
	R(REQUEST_ANSWER, SUCCESS, answer_success),
	R(REQUEST_ANSWER, INVALID_PARAMETER, answer_parameter),
	R(REQUEST_ANSWER, INVALID_NAME, answer_bad_text),
	R(REQUEST_ANSWER, OBJECT_NOT_FOUND, answer_nobody),
	R(REQUEST_ANSWER, INVALID_STATE, answer_late),
	R(REQUEST_ANSWER, ACCESS_DENIED, answer_denied),
	R(REQUEST_WAIT, SUCCESS, wait_success),
	R(REQUEST_WAIT, CANCELLED, wait_refused),
	R(REQUEST_WAIT, TIMEOUT, wait_timeout),
	R(REQUEST_WAIT, OBJECT_NOT_FOUND, wait_for_nobody),
	R(REQUEST_WAIT, INVALID_PARAMETER, wait_parameter),
	R(REQUEST_DELETE, SUCCESS, delete_success),
	R(REQUEST_DELETE, INVALID_PARAMETER, delete_wrong),
	R(REQUEST_DELETE, OBJECT_NOT_FOUND, delete_nobody),
	R(REQUEST_DELETE, INVALID_STATE, delete_open),
	R(REQUEST_DELETE, ACCESS_DENIED, delete_of_another),
};

const struct row_list request_rows = LIST(rows);
