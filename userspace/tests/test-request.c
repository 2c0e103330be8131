// SPDX-License-Identifier: GPL-2.0
/*
 * Waiting, operator requests and queued allocations against the stand-in:
 * native calls and published ones, answers from another thread, signals, the
 * end of a session.
 */
#include "fake.h"
#include "tap.h"

#include <ntms/libntms.h>
#include <ntmsapi.h>

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define DEADLINE_MS 30000

static struct ntms_session *session;
static struct ntms_guid pool;

static void fresh(void)
{
	fake_typical();
	fake->waits = true;
	/* Free is empty: whoever wants something has to wait for it. */
	fake_find(NTMS_TYPE_POOL, "backup")->pool.allocation_policy = 0;
	pool = fake_find(NTMS_TYPE_POOL, "backup")->header.id;
}

static uint64_t now(void)
{
	return ntms_deadline_in(0);
}

/* The first operator request that there is, once there is one. */
static bool find_request(struct ntms_guid *id)
{
	static const struct timespec moment = { .tv_nsec = 1000000 };
	uint64_t end = ntms_deadline_in(DEADLINE_MS);
	struct ntms_guid *ids;
	size_t count;

	do {
		if (ntms_list_requests(session, &ids, &count, NULL))
			return false;
		if (count)
			*id = ids[0];
		free(ids);
		if (count)
			return true;
		nanosleep(&moment, NULL);
	} while (now() < end);
	return false;
}

static size_t count_requests(void)
{
	struct ntms_guid *ids;
	size_t count;

	ntms_list_requests(session, &ids, &count, NULL);
	free(ids);
	return count;
}

/* A call that another thread waits in. */
struct waiter {
	pthread_t thread;
	struct ntms_session *session;
	struct ntms_allocate arg;
	char text[NTMS_MESSAGE_SIZE];
	uint32_t reason;
	int err;
};

static void *wait_in_allocate(void *arg)
{
	struct waiter *w = arg;

	w->err = ntms_allocate_with_text(w->session, &w->arg, w->text,
					 sizeof(w->text), &w->reason);
	return NULL;
}

static void start(struct waiter *w, struct ntms_session *in, uint64_t deadline)
{
	memset(w, 0, sizeof(*w));
	w->session = in;
	w->arg.pool = pool;
	w->arg.deadline = deadline;
	memset(w->text, 'x', sizeof(w->text));
	pthread_create(&w->thread, NULL, wait_in_allocate, w);
}

static void test_refusal(void)
{
	struct ntms_request_info info;
	struct ntms_guid request;
	struct waiter w;
	uint32_t reason;
	uint64_t deadline = ntms_deadline_in(DEADLINE_MS);

	start(&w, session, deadline);
	ok(find_request(&request), "an allocation that waits asks an operator");
	is(ntms_get_request(session, &request, &info, &reason), 0, "it is read");
	is(info.request, NTMS_REQUEST_NEW_MEDIA, "new media");
	ok(ntms_guid_equal(&info.arg1, &pool), "for its pool");
	is(info.flags, NTMS_REQUEST_OF_CALL, "of a call");
	ok(info.deadline == deadline, "until its deadline");
	is(ntms_answer_request(session, &request, NTMS_REQUEST_IN_PROGRESS, NULL,
			       &reason), 0, "an operator is at it");
	is(ntms_answer_request(session, &request, NTMS_REQUEST_ACTIVE, NULL,
			       &reason), -EUCLEAN, "and nobody goes back");
	is(ntms_delete_request(session, &request, &reason), -EUCLEAN,
	   "what is not answered is not deleted");
	is(reason, NTMS_REASON_INVALID_STATE, "with the reason");
	is(ntms_answer_request(session, &request, NTMS_REQUEST_REFUSED,
			       "der Schrank ist zu", &reason), 0, "he refuses");
	pthread_join(w.thread, NULL);
	is(w.err, -ECANCELED, "the allocation ends");
	is(w.reason, NTMS_REASON_CANCELLED, "with the reason");
	is_text(w.text, "der Schrank ist zu", "and what he said");
	ok(ntms_guid_is_null(&w.arg.medium), "and without a medium");
	is(ntms_answer_request(session, &request, NTMS_REQUEST_COMPLETE, NULL,
			       &reason), -ENOENT, "a late answer is told so");
	is(reason, NTMS_REASON_OBJECT_NOT_FOUND, "with the reason");
	is(count_requests(), 0, "nothing is left");
}

static void test_timeout(void)
{
	uint64_t before = now(), deadline = ntms_deadline_in(50);
	struct waiter w;

	start(&w, session, deadline);
	pthread_join(w.thread, NULL);
	is(w.err, -ETIMEDOUT, "the time runs out");
	is_text(w.text, "", "nobody said anything");
	ok(now() >= deadline && now() < before + 20000000000U,
	   "no sooner than it should");
	is(count_requests(), 0, "nothing is left");
}

static void test_satisfied(void)
{
	struct fake_object *free_pool, *backup;
	struct ntms_guid request, again;
	struct waiter w;

	start(&w, session, ntms_deadline_in(DEADLINE_MS));
	find_request(&request);
	is(ntms_answer_request(session, &request, NTMS_REQUEST_COMPLETE, NULL,
			       NULL), 0, "satisfied, with nothing to be had");
	again = request;
	while (find_request(&again) && ntms_guid_equal(&request, &again))
		;
	ok(!ntms_guid_equal(&request, &again), "it asks again");
	backup = fake_get(&pool, NTMS_TYPE_POOL);
	backup->pool.allocation_policy = NTMS_POOL_FROMSCRATCH;
	pthread_join(w.thread, NULL);
	is(w.err, 0, "what comes by another road is had");
	ok(!ntms_guid_is_null(&w.arg.medium), "with an LMID");
	free_pool = fake_get(&w.arg.allocated_from, NTMS_TYPE_POOL);
	ok(free_pool && free_pool->pool.pool_type == NTMS_POOL_FREE,
	   "and where it came from");
	is(count_requests(), 0, "nothing is left");
}

/* A session that closes wakes what waits in it, and nothing begins after it. */
static void test_close(void)
{
	struct ntms_session *other;
	struct waiter w[4];
	unsigned int i, cancels = fake->cancels;
	int fd, same;

	ntms_open(NULL, "closing", &other, NULL);
	fd = ntms_fd(other);
	for (i = 0; i < 4; i++)
		start(&w[i], other, NTMS_DEADLINE_NEVER);
	while (count_requests() < 4)
		sched_yield();
	ntms_close(other);
	for (i = 0; i < 4; i++) {
		pthread_join(w[i].thread, NULL);
		is(w[i].err, -ECANCELED, "a waiting call ends");
		is(w[i].reason, NTMS_REASON_CANCELLED, "with the reason");
	}
	is(fake->cancels, cancels + 1, "the module was told");
	is(count_requests(), 0, "nothing is left");
	same = dup(0);
	is(same, fd, "the descriptor is free when the last call is back");
	close(same);
}

/* A child that closes what it inherited does not end its parent's calls. */
static void test_fork(void)
{
	struct ntms_guid request;
	struct ntms_session *other;
	struct waiter w;
	int status = -1;
	pid_t child;

	ntms_open(NULL, "forking", &other, NULL);
	start(&w, other, NTMS_DEADLINE_NEVER);
	find_request(&request);
	child = fork();
	if (!child) {
		ntms_close(other);
		_exit(0);
	}
	waitpid(child, &status, 0);
	is(status, 0, "a child closes the session that it inherited");
	is(ntms_answer_request(session, &request, NTMS_REQUEST_REFUSED, "no",
			       NULL), 0, "its parent's call still waits");
	pthread_join(w.thread, NULL);
	is_text(w.text, "no", "and is answered");
	ntms_close(other);
}

static void test_queue(void)
{
	struct pollfd event = { .fd = ntms_fd(session), .events = POLLIN };
	struct ntms_allocate arg = { .pool = pool };
	struct ntms_collect collect;
	struct ntms_guid request;
	uint32_t reason, i, count;

	is(ntms_collect_allocation(session, &collect, &reason), 0,
	   "there is nothing to collect");
	is(reason, NTMS_REASON_SUCCESS, "which is no error");
	arg.deadline = NTMS_DEADLINE_NEVER;
	for (i = 1; i <= 1000; i++)
		if (ntms_queue_allocation(session, &arg, i, &reason) != 1)
			break;
	is(i, 1001, "a thousand wait in one thread");
	is(reason, NTMS_REASON_SUCCESS, "without a reason");
	is(poll(&event, 1, 0), 0, "nothing has ended");
	is(ntms_cancel_allocation(session, 500, &reason), 0, "one is cancelled");
	is(ntms_cancel_allocation(session, 5000, &reason), -ENOENT,
	   "one that is not there is not");
	is(poll(&event, 1, DEADLINE_MS), 1, "the descriptor is readable");
	is(ntms_collect_allocation(session, &collect, &reason), 1, "collected");
	is(collect.cookie, 500, "that one");
	is(collect.result, NTMS_REASON_CANCELLED, "cancelled");
	find_request(&request);
	ntms_answer_request(session, &request, NTMS_REQUEST_REFUSED, "later",
			    NULL);
	is(poll(&event, 1, DEADLINE_MS), 1, "one is refused");
	is(ntms_collect_allocation(session, &collect, &reason), 1, "collected");
	is(collect.cookie, 1, "the first");
	is_text(collect.text, "later", "with what was said");
	fake_get(&pool, 0)->pool.allocation_policy = NTMS_POOL_FROMSCRATCH;
	is(poll(&event, 1, DEADLINE_MS), 1, "one is served");
	is(ntms_collect_allocation(session, &collect, &reason), 1, "collected");
	ok(collect.cookie == 2 && !collect.result &&
	   !ntms_guid_is_null(&collect.medium), "the next one, with an LMID");
	fake_get(&pool, 0)->pool.allocation_policy = 0;
	is(ntms_deallocate_medium(session, &collect.medium, NULL), 0,
	   "given back");
	is(poll(&event, 1, DEADLINE_MS), 1, "which serves another one");
	is(ntms_cancel_all(session, &count, &reason), 0, "all are cancelled");
	is(count, 996, "that are left");
	for (i = 0; ntms_collect_allocation(session, &collect, NULL) == 1; i++)
		if (!collect.result)
			ntms_deallocate_medium(session, &collect.medium, NULL);
	is(i, 997, "and collected");
	arg.medium = (struct ntms_guid) { { 0 } };
	is(ntms_queue_allocation(session, &arg, 9, &reason), 0,
	   "what is there is had at once");
	ok(!ntms_guid_is_null(&arg.medium), "without waiting");
	is(count_requests(), 0, "nothing is left");
	ntms_deallocate_medium(session, &arg.medium, NULL);
}

static void test_submit(void)
{
	struct ntms_request_submit submit = { 0 };
	struct ntms_request_wait waiting = { 0 };
	struct ntms_computer_info computer;
	char longest[NTMS_MESSAGE_SIZE + 1];
	uint32_t reason;

	submit.request = NTMS_REQUEST_MESSAGE;
	memcpy(submit.message, "hello", 6);
	is(ntms_submit_request(session, &submit, &reason), 0, "a message");
	waiting.id = submit.id;
	waiting.deadline = ntms_deadline_in(20);
	is(ntms_wait_for_request(session, &waiting, &reason), -ETIMEDOUT,
	   "is not answered");
	is(waiting.state, NTMS_REQUEST_SUBMITTED, "nor read");
	is(ntms_answer_request(session, &submit.id, NTMS_REQUEST_COMPLETE,
			       "hello yourself", NULL), 0, "it is answered");
	is(ntms_wait_for_request(session, &waiting, &reason), 0, "now");
	is_text(waiting.text, "hello yourself", "with what was said");
	is(ntms_delete_request(session, &submit.id, &reason), 0, "deleted");
	is(ntms_wait_for_request(session, &waiting, &reason), -ENOENT, "gone");
	is(waiting.state, 0, "without a state");

	memset(longest, 'x', sizeof(longest));
	longest[NTMS_MESSAGE_SIZE] = '\0';
	is(ntms_answer_request(session, &submit.id, NTMS_REQUEST_COMPLETE,
			       longest, &reason), -ENAMETOOLONG,
	   "a text that is too long");
	is(reason, NTMS_REASON_INVALID_NAME, "has its reason");
	longest[NTMS_MESSAGE_SIZE - 1] = '\0';
	is(ntms_answer_request(session, &submit.id, NTMS_REQUEST_COMPLETE,
			       longest, &reason), -ENOENT, "one shorter has not");
	is(ntms_answer_request(session, NULL, 5, NULL, &reason), -EINVAL,
	   "nothing cannot be answered");
	is(ntms_delete_request(session, NULL, &reason), -EINVAL, "nor deleted");
	submit.id = pool;
	submit.arg1 = pool;
	submit.request = 6;
	is(ntms_submit_request(session, &submit, &reason), -EINVAL,
	   "no such kind");
	ok(ntms_guid_is_null(&submit.id), "and no id");

	is(ntms_set_request_purge(session, 60, &reason), 0, "purged after 60 s");
	ntms_get_computer(session, &fake->info.computer, &computer, NULL);
	is(computer.request_purge, 60, "as was said");
}

static void test_why(void)
{
	struct ntms_why why = { .pool = pool };
	uint32_t reason;

	is(ntms_explain_allocation(session, &why, &reason), 0, "an explanation");
	is(why.result, NTMS_REASON_MEDIA_UNAVAILABLE, "nothing is to be had");
	is(why.of_free[NTMS_OBSTACLE_NONE], 1, "but from free");
	ok(ntms_guid_is_null(&why.would), "which is not drawn from");
	ok(!(why.flags & NTMS_WHY_FREE_USED), "it says so");
	memset(&why, 0, sizeof(why));
	why.pool = fake->info.free_pool;
	is(ntms_explain_allocation(session, &why, &reason), 0, "of a wrong pool");
	is(why.result, NTMS_REASON_INVALID_MEDIA_POOL, "too");
}

/* ---- the published calls */

static GUID guid_of(const struct ntms_guid *id)
{
	GUID guid;

	memcpy(&guid, id, sizeof(guid));
	return guid;
}

static const char *last_message(void)
{
	uint32_t i;

	for (i = fake->count; i--;)
		if (fake->objects[i].type == NTMS_TYPE_OPERATOR_REQUEST)
			return fake->objects[i].request.message;
	return NULL;
}

static void test_messages(HANDLE handle)
{
	static const WCHAR wide[] = { 'B', 0xe4, 'r', '\r', '\n', '!', 0 };
	static const WCHAR broken[] = { 0xd800, 0 };
	WCHAR longest[NTMS_MESSAGE_LENGTH + 1];
	GUID id, none = NTMS_NULLGUID;
	size_t i, length;

	is(SubmitNtmsOperatorRequestW(handle, NTMS_OPREQ_MESSAGE, wide, NULL,
				      &none, &id), ERROR_SUCCESS, "wide");
	is_text(last_message(), "B\xc3\xa4r\n!", "the message arrives");
	is(SubmitNtmsOperatorRequestA(handle, NTMS_OPREQ_MESSAGE, "\ra\r\r\nb\t",
				      NULL, NULL, &id), ERROR_SUCCESS, "lines");
	is_text(last_message(), "\na\n\nb\t", "end with line feeds");
	is(SubmitNtmsOperatorRequestA(handle, NTMS_OPREQ_MESSAGE, NULL, NULL,
				      NULL, &id), ERROR_SUCCESS, "none");
	is_text(last_message(), "", "is empty");
	is(SubmitNtmsOperatorRequestW(handle, NTMS_OPREQ_MESSAGE, broken, NULL,
				      NULL, &id), ERROR_INVALID_PARAMETER,
	   "half a surrogate is refused");
	ok(NTMS_IS_GUID_NULL(id), "without an id");
	for (i = 0; i < NTMS_MESSAGE_LENGTH; i++)
		longest[i] = 0x20ac;
	longest[i] = 0;
	is(SubmitNtmsOperatorRequestW(handle, NTMS_OPREQ_MESSAGE, longest, NULL,
				      NULL, &id), ERROR_INVALID_PARAMETER,
	   "256 characters are too many");
	longest[i - 1] = 0;
	is(SubmitNtmsOperatorRequestW(handle, NTMS_OPREQ_MESSAGE, longest, NULL,
				      NULL, &id), ERROR_SUCCESS, "255 are not");
	length = strlen(last_message());
	ok(length == 255 && !strcmp(last_message() + length - 6,
				    "\xe2\x82\xac..."),
	   "but cut at a character, with dots");
}

static void test_operator_calls(HANDLE handle)
{
	GUID id, arg = guid_of(&pool), ids[3], none = NTMS_NULLGUID;

	is(SubmitNtmsOperatorRequest(handle, NTMS_OPREQ_NEWMEDIA, TEXT("new"),
				     &arg, NULL, &id), ERROR_SUCCESS,
	   "new media are asked for");
	is(WaitForNtmsOperatorRequest(handle, &id, 0), ERROR_TIMEOUT,
	   "zero looks");
	is(NtmsSetZeroTimeout(handle, FALSE), ERROR_SUCCESS, "whatever zero is");
	is(WaitForNtmsOperatorRequest(handle, &id, 20), ERROR_TIMEOUT,
	   "20 ms wait");
	is(SatisfyNtmsOperatorRequest(handle, &id), ERROR_SUCCESS, "satisfied");
	is(WaitForNtmsOperatorRequest(handle, &id, INFINITE), ERROR_SUCCESS,
	   "which ends the wait");
	is(SatisfyNtmsOperatorRequest(handle, &id), ERROR_OBJECT_NOT_FOUND,
	   "not twice");
	is(CancelNtmsOperatorRequest(handle, &id), ERROR_INVALID_STATE,
	   "nor cancelled after it");
	ids[0] = id;
	is(SubmitNtmsOperatorRequest(handle, NTMS_OPREQ_NEWMEDIA, NULL, &arg,
				     &none, &id), ERROR_SUCCESS, "another one");
	is(CancelNtmsOperatorRequest(handle, &id), ERROR_SUCCESS, "cancelled");
	is(WaitForNtmsOperatorRequest(handle, &id, INFINITE), ERROR_CANCELLED,
	   "which the wait tells");
	is(SatisfyNtmsOperatorRequest(handle, &id), ERROR_OBJECT_NOT_FOUND,
	   "and which cannot be satisfied");
	ids[1] = arg;
	ids[2] = id;
	is(DeleteNtmsRequests(handle, ids, NTMS_LIBREQUEST, 3), ERROR_SUCCESS,
	   "library requests are none");
	is(WaitForNtmsOperatorRequest(handle, &id, 0), ERROR_CANCELLED,
	   "nothing was deleted");
	is(DeleteNtmsRequests(handle, ids, NTMS_OPREQUEST, 3), ERROR_SUCCESS,
	   "answered ones are deleted, unknown ones no error");
	is(WaitForNtmsOperatorRequest(handle, &id, 0), ERROR_OBJECT_NOT_FOUND,
	   "they are gone");
	SubmitNtmsOperatorRequest(handle, NTMS_OPREQ_MESSAGE, NULL, NULL, NULL,
				  &id);
	is(DeleteNtmsRequests(handle, &id, NTMS_OPREQUEST, 1), ERROR_SUCCESS,
	   "one that is not answered");
	is(WaitForNtmsOperatorRequest(handle, &id, 0), ERROR_TIMEOUT, "stays");
	fake_fail(NTMS_IOC_REQUEST_DELETE, 5, EACCES);
	is(DeleteNtmsRequests(handle, &id, NTMS_OPREQUEST, 1),
	   ERROR_ACCESS_DENIED, "one of somebody else");
}

static void test_operator_errors(HANDLE handle)
{
	HANDLE closed = OpenNtmsSession(NULL, NULL, 0);
	GUID id = guid_of(&pool), out, arg = guid_of(&pool);

	CloseNtmsSession(closed);
	out = arg;
	is(SubmitNtmsOperatorRequest(closed, NTMS_OPREQ_MESSAGE, NULL, NULL,
				     NULL, &out), ERROR_INVALID_HANDLE,
	   "a closed session");
	ok(NTMS_IS_GUID_NULL(out), "gives no id");
	is(WaitForNtmsOperatorRequest(closed, &id, 0), ERROR_INVALID_HANDLE,
	   "nor waits");
	is(SatisfyNtmsOperatorRequest(closed, &id), ERROR_INVALID_HANDLE,
	   "nor satisfies");
	is(CancelNtmsOperatorRequest(closed, &id), ERROR_INVALID_HANDLE,
	   "nor cancels");
	is(DeleteNtmsRequests(closed, &id, NTMS_OPREQUEST, 1),
	   ERROR_INVALID_HANDLE, "nor deletes");
	is(SubmitNtmsOperatorRequest(handle, NTMS_OPREQ_UNKNOWN, NULL, NULL,
				     NULL, &out), ERROR_INVALID_PARAMETER,
	   "no request");
	is(SubmitNtmsOperatorRequest(handle, NTMS_OPREQ_MESSAGE, NULL, NULL,
				     NULL, NULL), ERROR_INVALID_PARAMETER,
	   "no place for the id");
	is(SubmitNtmsOperatorRequest(handle, NTMS_OPREQ_MOVEMEDIA, NULL, &arg,
				     NULL, &out), ERROR_INVALID_PARAMETER,
	   "a pool is no cartridge");
	arg.Data1++;
	arg.Data2++;
	is(SubmitNtmsOperatorRequest(handle, NTMS_OPREQ_NEWMEDIA, NULL, &arg,
				     NULL, &out), ERROR_OBJECT_NOT_FOUND,
	   "no such pool");
	is(WaitForNtmsOperatorRequest(handle, &id, 0), ERROR_OBJECT_NOT_FOUND,
	   "a pool is no request");
	is(SatisfyNtmsOperatorRequest(handle, &id), ERROR_OBJECT_NOT_FOUND,
	   "nor satisfied");
	is(CancelNtmsOperatorRequest(handle, &id), ERROR_OBJECT_NOT_FOUND,
	   "nor cancelled");
	is(WaitForNtmsOperatorRequest(handle, NULL, 0), ERROR_INVALID_PARAMETER,
	   "nothing is no request");
	is(SatisfyNtmsOperatorRequest(handle, NULL), ERROR_INVALID_PARAMETER,
	   "nor satisfied");
	is(CancelNtmsOperatorRequest(handle, NULL), ERROR_INVALID_PARAMETER,
	   "nor cancelled");
	is(DeleteNtmsRequests(handle, NULL, NTMS_OPREQUEST, 0),
	   ERROR_INVALID_PARAMETER, "nor deleted");
	is(DeleteNtmsRequests(handle, &id, NTMS_DRIVE, 1),
	   ERROR_INVALID_PARAMETER, "drives are no requests");
	fake_fail(NTMS_IOC_REQUEST_SUBMIT, 123, EINVAL);
	is(SubmitNtmsOperatorRequest(handle, NTMS_OPREQ_MESSAGE, TEXT("x"), NULL,
				     NULL, &out), ERROR_INVALID_PARAMETER,
	   "a message that is none");
}

struct published {
	pthread_t thread;
	HANDLE handle;
	DWORD timeout;
	DWORD code;
	GUID id;
};

static void *published_wait(void *arg)
{
	struct published *p = arg;
	GUID guid = guid_of(&pool);

	p->code = AllocateNtmsMedia(p->handle, &guid, NULL, &p->id, 0,
				    p->timeout, NULL);
	return NULL;
}

static void *published_wait_request(void *arg)
{
	struct published *p = arg;

	p->code = WaitForNtmsOperatorRequest(p->handle, &p->id, INFINITE);
	return NULL;
}

static void do_nothing(int number)
{
	(void)number;
}

/* Signals do not end a wait, and do not make it longer. */
static void test_signals(HANDLE handle)
{
	struct sigaction action = { .sa_handler = do_nothing };
	static const struct timespec moment = { .tv_nsec = 5000000 };
	struct published p = { .handle = handle, .timeout = 300 };
	uint64_t begin = now();
	unsigned int calls;
	int i;

	sigaction(SIGUSR1, &action, NULL);
	calls = fake->calls[NTMS_IOC_ALLOCATE & 0xff];
	pthread_create(&p.thread, NULL, published_wait, &p);
	for (i = 0; now() < begin + 200000000U; i++) {
		pthread_kill(p.thread, SIGUSR1);
		nanosleep(&moment, NULL);
	}
	pthread_join(p.thread, NULL);
	is(p.code, ERROR_TIMEOUT, "signals do not end an allocation");
	ok(fake->calls[NTMS_IOC_ALLOCATE & 0xff] > calls + 1,
	   "it was begun again");
	ok(now() >= begin + 300000000U, "it waits as long as it should");
	ok(i && now() < begin + 20000000000U, "and not longer for them");
	is(count_requests(), 0, "nothing is left");

	SubmitNtmsOperatorRequest(handle, NTMS_OPREQ_MESSAGE, NULL, NULL, NULL,
				  &p.id);
	pthread_create(&p.thread, NULL, published_wait_request, &p);
	for (i = 0; i < 10; i++) {
		pthread_kill(p.thread, SIGUSR1);
		nanosleep(&moment, NULL);
	}
	SatisfyNtmsOperatorRequest(handle, &p.id);
	pthread_join(p.thread, NULL);
	is(p.code, ERROR_SUCCESS, "nor a wait for an answer");
	DeleteNtmsRequests(handle, &p.id, NTMS_OPREQUEST, 1);
}

/* Zero waits until there is something; the other reading does not. */
static void test_zero(HANDLE handle)
{
	struct published p = { .handle = handle, .timeout = 0 };
	struct ntms_guid request;
	GUID guid = guid_of(&pool);

	pthread_create(&p.thread, NULL, published_wait, &p);
	ok(find_request(&request), "a time-out of zero asks an operator");
	ntms_answer_request(session, &request, NTMS_REQUEST_REFUSED, NULL, NULL);
	pthread_join(p.thread, NULL);
	is(p.code, ERROR_CANCELLED, "and waits for him");
	ok(NTMS_IS_GUID_NULL(p.id), "the id is null");
	NtmsSetZeroTimeout(handle, TRUE);
	is(AllocateNtmsMedia(handle, &guid, NULL, &p.id, 0, 0, NULL),
	   ERROR_TIMEOUT, "unless told otherwise");
	NtmsSetZeroTimeout(handle, FALSE);
	is(count_requests(), 0, "nothing is left");
}

static void test_published_close(void)
{
	struct published p = { .timeout = INFINITE };
	struct ntms_guid request;

	p.handle = OpenNtmsSession(NULL, TEXT("closing"), 0);
	pthread_create(&p.thread, NULL, published_wait, &p);
	find_request(&request);
	is(CloseNtmsSession(p.handle), ERROR_SUCCESS, "a session is closed");
	pthread_join(p.thread, NULL);
	is(p.code, ERROR_CANCELLED, "which ends the wait");
	is(count_requests(), 0, "nothing is left");
}

/* A module that is older than the library. */
static void test_old(HANDLE handle)
{
	struct ntms_why why = { .pool = pool };
	GUID id;
	uint32_t reason;

	fake->old = true;
	is(ntms_explain_allocation(session, &why, &reason), -ENOTTY,
	   "an older module does not know");
	is(reason, NTMS_REASON_NOT_SUPPORTED, "and says so");
	is(SubmitNtmsOperatorRequest(handle, NTMS_OPREQ_MESSAGE, NULL, NULL,
				     NULL, &id), ERROR_NOT_SUPPORTED,
	   "in the published calls too");
	fake->old = false;
}

static void test_words(void)
{
	is_text(ntms_request_kind_name(NTMS_REQUEST_MOVE_MEDIA), "move media",
		"kinds have names");
	is_text(ntms_request_kind_name(6), "unknown", "or none");
	is_text(ntms_request_state_name(NTMS_REQUEST_IN_PROGRESS), "in progress",
		"states have names");
	is_text(ntms_request_state_name(6), "unknown", "or none");
	is_text(ntms_obstacle_name(NTMS_OBSTACLE_SHARED), "shared",
		"obstacles have names");
	is_text(ntms_obstacle_name(NTMS_OBSTACLE_POOL_DISABLED),
		"pool disabled", "the last one, too");
	is_text(ntms_obstacle_name(13), "unknown", "or none");
	is_text(ntms_type_name(NTMS_TYPE_OPERATOR_REQUEST), "operator request",
		"and so has the kind of object");
}

int main(void)
{
	HANDLE handle;

	fresh();
	ntms_open(NULL, "test", &session, NULL);
	test_words();
	test_refusal();
	test_timeout();
	test_satisfied();
	fresh();
	test_close();
	test_fork();
	test_queue();
	test_submit();
	fresh();
	test_why();
	handle = OpenNtmsSession(NULL, TEXT("test"), 0);
	test_messages(handle);
	fresh();
	test_operator_calls(handle);
	test_operator_errors(handle);
	fresh();
	test_signals(handle);
	test_zero(handle);
	test_published_close();
	test_old(handle);
	CloseNtmsSession(handle);
	ntms_close(session);
	ok(!fake->malformed, "every struct was well formed (%s)",
	   fake->malformed ? fake->why : "all");
	return tap_end();
}
