// SPDX-License-Identifier: GPL-2.0
/*
 * Waiting, operators and event loops, as libntms has them on the kernel: its own
 * calls, and the published ones.
 */
#include <errno.h>
#include <ntms/libntms.h>
#include <ntmsapi.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "scene.h"

#define OK	NTMS_REASON_SUCCESS
#define MEDIA	3
/* Nothing takes so long that works, in milliseconds. */
#define LONGEST	60000
#define QUEUED	1000

FIXTURE(operators) {
	struct scene s;
	struct ntms_session *session;
	HANDLE handle;
	struct ntms_guid pool;	/* without media */
	uint32_t reason;
};

FIXTURE_SETUP(operators)
{
	const struct scene_wish wish = {
		.media = MEDIA,
		.new_media = NTMS_POOL_FREE,
	};

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &self->pool));
	ASSERT_EQ(0, ntms_open(NULL, "operators", &self->session,
			       &self->reason));
	self->handle = OpenNtmsSessionA(NULL, "published", 0);
	ASSERT_NE(INVALID_HANDLE_VALUE, self->handle);
}

FIXTURE_TEARDOWN(operators)
{
	CloseNtmsSession(self->handle);
	ntms_close(self->session);
	EXPECT_EQ(0, scene_clear(&self->s));
}

static NTMS_GUID published(const struct ntms_guid *id)
{
	NTMS_GUID to;

	memcpy(&to, id, sizeof(to));
	return to;
}

/* Requests of calls that wait for a pool, and the first of them. */
static unsigned int requests_for(struct ntms_session *session,
				 const struct ntms_guid *pool,
				 struct ntms_guid *first)
{
	struct ntms_request_info info;
	struct ntms_guid *ids;
	unsigned int found = 0;
	size_t count, i;

	if (ntms_list_requests(session, &ids, &count, NULL))
		return UINT32_MAX;
	for (i = 0; i < count; i++) {
		if (ntms_get_request(session, &ids[i], &info, NULL) ||
		    !(info.flags & NTMS_REQUEST_OF_CALL) ||
		    !ntms_guid_equal(&info.arg1, pool))
			continue;
		if (!found++ && first)
			*first = ids[i];
	}
	free(ids);
	return found;
}

/* Until so many wait for a pool. */
static bool wait_for_requests(struct ntms_session *session,
			      const struct ntms_guid *pool, unsigned int count,
			      struct ntms_guid *first)
{
	static const struct timespec moment = { .tv_nsec = 1000000 };
	uint64_t end = ntms_deadline_in(LONGEST);

	while (requests_for(session, pool, first) != count) {
		if (ntms_deadline_in(0) > end)
			return false;
		nanosleep(&moment, NULL);
	}
	return true;
}

/* Puts a cartridge that anybody may have into the pool. */
static int feed(struct ntms_session *session, const struct scene *s,
		const struct ntms_guid *pool)
{
	return ntms_move_medium(session, &s->media[0], pool, NULL);
}

struct waiter {
	pthread_t thread;
	struct ntms_session *session;
	struct ntms_allocate arg;
	char text[NTMS_MESSAGE_SIZE];
	uint32_t reason;
	int err;
};

static void *waiter_run(void *arg)
{
	struct waiter *w = arg;

	w->err = ntms_allocate_with_text(w->session, &w->arg, w->text,
					 sizeof(w->text), &w->reason);
	return NULL;
}

static void waiter_begin(struct waiter *w, struct ntms_session *session,
			 const struct ntms_guid *pool)
{
	memset(w, 0, sizeof(*w));
	w->session = session;
	w->arg.pool = *pool;
	w->arg.deadline = ntms_deadline_in(LONGEST);
	pthread_create(&w->thread, NULL, waiter_run, w);
}

TEST_F(operators, hear_and_refuse)
{
	struct ntms_guid request;
	struct waiter w;

	waiter_begin(&w, self->session, &self->pool);
	ASSERT_TRUE(wait_for_requests(self->session, &self->pool, 1, &request));
	EXPECT_EQ(0, ntms_answer_request(self->session, &request,
					 NTMS_REQUEST_REFUSED, "heute nicht",
					 &self->reason));
	pthread_join(w.thread, NULL);
	EXPECT_EQ(-ECANCELED, w.err);
	EXPECT_EQ(NTMS_REASON_CANCELLED, w.reason);
	EXPECT_STREQ("heute nicht", w.text);
	EXPECT_TRUE(ntms_guid_is_null(&w.arg.medium));
	EXPECT_EQ(-ENOENT, ntms_answer_request(self->session, &request,
					       NTMS_REQUEST_COMPLETE, NULL,
					       &self->reason));
	EXPECT_EQ(NTMS_REASON_OBJECT_NOT_FOUND, self->reason);
}

TEST_F(operators, need_not_say_that_it_is_done)
{
	struct waiter w;

	waiter_begin(&w, self->session, &self->pool);
	ASSERT_TRUE(wait_for_requests(self->session, &self->pool, 1, NULL));
	ASSERT_EQ(0, feed(self->session, &self->s, &self->pool));
	pthread_join(w.thread, NULL);
	EXPECT_EQ(0, w.err);
	EXPECT_EQ(0, requests_for(self->session, &self->pool, NULL));
	EXPECT_EQ(0, ntms_deallocate_medium(self->session, &w.arg.medium, NULL));
}

TEST_F(operators, are_not_asked_for_longer_than_that)
{
	struct ntms_allocate arg = { .pool = self->pool };
	uint64_t deadline = ntms_deadline_in(200);

	arg.deadline = deadline;
	EXPECT_EQ(-ETIMEDOUT, ntms_allocate_medium(self->session, &arg,
						   &self->reason));
	EXPECT_EQ(NTMS_REASON_TIMEOUT, self->reason);
	EXPECT_GE(ntms_deadline_in(0), deadline);
	EXPECT_EQ(0, requests_for(self->session, &self->pool, NULL));
}

TEST_F(operators, a_session_that_closes_ends_what_waits_in_it)
{
	struct ntms_session *other;
	struct waiter w[4];
	int i;

	ASSERT_EQ(0, ntms_open(NULL, "closing", &other, NULL));
	for (i = 0; i < 4; i++)
		waiter_begin(&w[i], other, &self->pool);
	ASSERT_TRUE(wait_for_requests(self->session, &self->pool, 4, NULL));
	ntms_close(other);
	for (i = 0; i < 4; i++) {
		pthread_join(w[i].thread, NULL);
		EXPECT_EQ(-ECANCELED, w[i].err);
		EXPECT_EQ(NTMS_REASON_CANCELLED, w[i].reason);
	}
	EXPECT_EQ(0, requests_for(self->session, &self->pool, NULL));
}

struct answer {
	pthread_t thread;
	struct ntms_session *session;
	struct ntms_request_wait wait;
	uint32_t reason;
};

static void *answer_run(void *arg)
{
	struct answer *a = arg;

	ntms_wait_for_request(a->session, &a->wait, &a->reason);
	return NULL;
}

TEST_F(operators, a_session_that_closes_ends_waits_for_answers)
{
	struct ntms_request_submit submit = {
		.request = NTMS_REQUEST_MESSAGE,
	};
	struct answer a = { .wait.deadline = ntms_deadline_in(LONGEST) };
	static const struct timespec moment = { .tv_nsec = 50000000 };
	uint64_t begin = ntms_deadline_in(0);

	ASSERT_EQ(0, ntms_submit_request(self->session, &submit, NULL));
	ASSERT_EQ(0, ntms_open(NULL, "closing", &a.session, NULL));
	a.wait.id = submit.id;
	pthread_create(&a.thread, NULL, answer_run, &a);
	/* That it has begun cannot be seen; if it has not, it is refused. */
	nanosleep(&moment, NULL);
	ntms_close(a.session);
	pthread_join(a.thread, NULL);
	EXPECT_TRUE(a.reason == NTMS_REASON_CANCELLED ||
		    a.reason == NTMS_REASON_INVALID_HANDLE);
	EXPECT_LT(ntms_deadline_in(0), begin + 1000000ULL * LONGEST / 2);
	EXPECT_EQ(0, ntms_answer_request(self->session, &submit.id,
					 NTMS_REQUEST_REFUSED, NULL, NULL));
	EXPECT_EQ(0, ntms_delete_request(self->session, &submit.id, NULL));
}

TEST_F(operators, a_child_does_not_end_what_its_parent_waits_for)
{
	struct ntms_session *other;
	struct waiter w;
	int status = -1;
	pid_t child;

	ASSERT_EQ(0, ntms_open(NULL, "forking", &other, NULL));
	waiter_begin(&w, other, &self->pool);
	ASSERT_TRUE(wait_for_requests(self->session, &self->pool, 1, NULL));
	child = fork();
	if (!child) {
		ntms_close(other);
		_exit(0);
	}
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(0, status);
	ASSERT_EQ(0, feed(self->session, &self->s, &self->pool));
	pthread_join(w.thread, NULL);
	EXPECT_EQ(0, w.err);
	ntms_deallocate_medium(other, &w.arg.medium, NULL);
	ntms_close(other);
}

TEST_F(operators, one_thread_waits_a_thousand_times)
{
	struct pollfd event = {
		.fd = ntms_fd(self->session), .events = POLLIN
	};
	struct ntms_allocate arg = {
		.pool = self->pool, .deadline = NTMS_DEADLINE_NEVER,
	};
	struct ntms_collect ended;
	unsigned int i, served = 0, cancelled = 0;
	uint32_t count;

	ASSERT_EQ(0, ntms_collect_allocation(self->session, &ended, NULL));
	for (i = 0; i < QUEUED; i++)
		ASSERT_EQ(1, ntms_queue_allocation(self->session, &arg, i,
						   &self->reason));
	EXPECT_EQ(0, poll(&event, 1, 0));
	/* In the order in which they came; what is given back serves the next. */
	ASSERT_EQ(0, feed(self->session, &self->s, &self->pool));
	for (i = 0; i < 20; i++) {
		ASSERT_EQ(1, poll(&event, 1, LONGEST));
		ASSERT_EQ(1, ntms_collect_allocation(self->session, &ended,
						     NULL));
		EXPECT_EQ(i, ended.cookie);
		EXPECT_EQ(OK, ended.result);
		EXPECT_EQ(0, ntms_deallocate_medium(self->session,
						    &ended.medium, NULL));
	}
	EXPECT_EQ(0, ntms_cancel_allocation(self->session, 500, NULL));
	EXPECT_EQ(-ENOENT, ntms_cancel_allocation(self->session, 500, NULL));
	EXPECT_EQ(0, ntms_cancel_all(self->session, &count, NULL));
	/* One more was served when the last medium was given back. */
	EXPECT_EQ(QUEUED - 22, count);
	while (ntms_collect_allocation(self->session, &ended, NULL) == 1) {
		served += ended.result == OK;
		cancelled += ended.result == NTMS_REASON_CANCELLED;
		if (ended.result == OK)
			ntms_deallocate_medium(self->session, &ended.medium,
					       NULL);
	}
	EXPECT_EQ(1, served);
	EXPECT_EQ(QUEUED - 21, cancelled);
	EXPECT_EQ(0, poll(&event, 1, 0));
	arg.medium = (struct ntms_guid){ };
	EXPECT_EQ(0, ntms_queue_allocation(self->session, &arg, 1, NULL));
	EXPECT_FALSE(ntms_guid_is_null(&arg.medium));
	EXPECT_EQ(0, ntms_deallocate_medium(self->session, &arg.medium, NULL));
}

TEST_F(operators, what_nobody_collects_is_given_back)
{
	struct ntms_allocate arg = {
		.pool = self->pool, .deadline = NTMS_DEADLINE_NEVER,
	};
	struct ntms_session *other;
	struct pollfd event = { .events = POLLIN };

	ASSERT_EQ(0, ntms_open(NULL, "careless", &other, NULL));
	event.fd = ntms_fd(other);
	ASSERT_EQ(1, ntms_queue_allocation(other, &arg, 1, NULL));
	ASSERT_EQ(1, ntms_queue_allocation(other, &arg, 2, NULL));
	ASSERT_EQ(0, feed(self->session, &self->s, &self->pool));
	ASSERT_EQ(1, poll(&event, 1, LONGEST));
	EXPECT_EQ(1, owned_in(self->s.fd, &self->pool));
	ntms_close(other);
	EXPECT_EQ(0, owned_in(self->s.fd, &self->pool));
	EXPECT_EQ(0, requests_for(self->session, &self->pool, NULL));
}

TEST_F(operators, why_is_the_allocations_own_answer)
{
	struct ntms_why why = { .pool = self->pool };

	ASSERT_EQ(0, ntms_explain_allocation(self->session, &why,
					     &self->reason));
	EXPECT_NE(OK, why.result);
	EXPECT_TRUE(ntms_guid_is_null(&why.would));
	EXPECT_GE(why.of_free[NTMS_OBSTACLE_NONE], MEDIA);
	ASSERT_EQ(0, feed(self->session, &self->s, &self->pool));
	memset(&why, 0, sizeof(why));
	why.pool = self->pool;
	ASSERT_EQ(0, ntms_explain_allocation(self->session, &why, NULL));
	EXPECT_EQ(OK, why.result);
	EXPECT_EQ(1, why.own[NTMS_OBSTACLE_NONE]);
	EXPECT_FALSE(ntms_guid_is_null(&why.would));
}

TEST_F(operators, requests_are_forgotten_after_a_time)
{
	struct ntms_request_submit submit = {
		.request = NTMS_REQUEST_MESSAGE,
	};
	struct ntms_request_wait wait = { .flags = NTMS_REQUEST_F_NOWAIT };
	struct ntms_computer_info before, now;
	uint64_t end = ntms_deadline_in(LONGEST);

	ASSERT_EQ(0, ntms_get_computer(self->session, &self->s.info.computer,
				       &before, NULL));
	EXPECT_EQ(0, ntms_set_request_purge(self->session, 1, &self->reason));
	ASSERT_EQ(0, ntms_get_computer(self->session, &self->s.info.computer,
				       &now, NULL));
	EXPECT_EQ(1, now.request_purge);
	ASSERT_EQ(0, ntms_submit_request(self->session, &submit, NULL));
	ASSERT_EQ(0, ntms_answer_request(self->session, &submit.id,
					 NTMS_REQUEST_COMPLETE, "ja", NULL));
	wait.id = submit.id;
	EXPECT_EQ(0, ntms_wait_for_request(self->session, &wait, NULL));
	EXPECT_STREQ("ja", wait.text);
	while (ntms_wait_for_request(self->session, &wait, NULL) != -ENOENT)
		ASSERT_LT(ntms_deadline_in(0), end);
	EXPECT_EQ(0, ntms_set_request_purge(self->session, before.request_purge,
					    NULL));
}

/* ---- the published calls --------------------------------------------------- */

struct published_call {
	pthread_t thread;
	HANDLE handle;
	NTMS_GUID pool;
	NTMS_GUID id;
	DWORD timeout;
	DWORD code;
};

static void *published_run(void *arg)
{
	struct published_call *c = arg;

	c->code = AllocateNtmsMedia(c->handle, &c->pool, NULL, &c->id, 0,
				    c->timeout, NULL);
	return NULL;
}

static void published_begin(struct published_call *c, HANDLE handle,
			    const struct ntms_guid *pool, DWORD timeout)
{
	memset(c, 0, sizeof(*c));
	c->handle = handle;
	c->pool = published(pool);
	c->timeout = timeout;
	pthread_create(&c->thread, NULL, published_run, c);
}

TEST_F(operators, published_zero_waits_like_infinite)
{
	static const DWORD timeouts[] = { 0, INFINITE };
	struct ntms_guid request;
	struct published_call c;
	NTMS_GUID id;
	size_t i;

	for (i = 0; i < 2; i++) {
		published_begin(&c, self->handle, &self->pool, timeouts[i]);
		ASSERT_TRUE(wait_for_requests(self->session, &self->pool, 1,
					      &request));
		id = published(&request);
		EXPECT_EQ(ERROR_SUCCESS,
			  CancelNtmsOperatorRequest(self->handle, &id));
		pthread_join(c.thread, NULL);
		EXPECT_EQ(ERROR_CANCELLED, c.code);
		EXPECT_TRUE(NTMS_IS_GUID_NULL(c.id));
	}
	ASSERT_EQ(ERROR_SUCCESS, NtmsSetZeroTimeout(self->handle, TRUE));
	c.pool = published(&self->pool);
	EXPECT_EQ(ERROR_TIMEOUT, AllocateNtmsMedia(self->handle, &c.pool, NULL,
						   &c.id, 0, 0, NULL));
	EXPECT_EQ(0, requests_for(self->session, &self->pool, NULL));
}

static void do_nothing(int number)
{
	(void)number;
}

/* With and without SA_RESTART: never shorter, and never longer. */
TEST_F(operators, published_signals_change_nothing)
{
	static const struct timespec moment = { .tv_nsec = 20000000 };
	static const int flags[] = { 0, SA_RESTART };
	const uint64_t half = 500000000;
	struct published_call c;
	uint64_t begin;
	size_t i;

	for (i = 0; i < 2; i++) {
		struct sigaction action = {
			.sa_handler = do_nothing, .sa_flags = flags[i],
		};

		ASSERT_EQ(0, sigaction(SIGUSR1, &action, NULL));
		begin = ntms_deadline_in(0);
		published_begin(&c, self->handle, &self->pool, 500);
		while (ntms_deadline_in(0) < begin + half * 4 / 5) {
			pthread_kill(c.thread, SIGUSR1);
			nanosleep(&moment, NULL);
		}
		pthread_join(c.thread, NULL);
		EXPECT_EQ(ERROR_TIMEOUT, c.code);
		EXPECT_GE(ntms_deadline_in(0), begin + half);
		EXPECT_LT(ntms_deadline_in(0),
			  begin + 1000000ULL * LONGEST / 2);
		EXPECT_EQ(0, requests_for(self->session, &self->pool, NULL));
	}
}

static atomic_int interruptions;

static void count_interruption(int number)
{
	(void)number;
	atomic_fetch_add(&interruptions, 1);
}

/* Who came first is served first, whatever signals came meanwhile. */
TEST_F(operators, published_signals_cost_no_place)
{
	static const struct timespec moment = { .tv_nsec = 1000000 };
	static const int flags[] = { 0, SA_RESTART };
	struct published_call c;
	struct ntms_guid medium;
	struct waiter w;
	size_t i;

	for (i = 0; i < 2; i++) {
		struct sigaction action = {
			.sa_handler = count_interruption, .sa_flags = flags[i],
		};

		atomic_store(&interruptions, 0);
		ASSERT_EQ(0, sigaction(SIGUSR1, &action, NULL));
		published_begin(&c, self->handle, &self->pool, LONGEST);
		ASSERT_TRUE(wait_for_requests(self->session, &self->pool, 1,
					      NULL));
		waiter_begin(&w, self->session, &self->pool);
		ASSERT_TRUE(wait_for_requests(self->session, &self->pool, 2,
					      NULL));
		pthread_kill(c.thread, SIGUSR1);
		while (!atomic_load(&interruptions))
			nanosleep(&moment, NULL);
		ASSERT_TRUE(wait_for_requests(self->session, &self->pool, 2,
					      NULL));
		ASSERT_EQ(0, feed(self->session, &self->s, &self->pool));
		pthread_join(c.thread, NULL);
		ASSERT_EQ(ERROR_SUCCESS, c.code);
		EXPECT_EQ(1, requests_for(self->session, &self->pool, NULL));
		memcpy(&medium, &c.id, sizeof(medium));
		EXPECT_EQ(0, ntms_deallocate_medium(self->session, &medium,
						    NULL));
		pthread_join(w.thread, NULL);
		ASSERT_EQ(0, w.err);
		EXPECT_EQ(0, ntms_deallocate_medium(self->session,
						    &w.arg.medium, NULL));
		ASSERT_EQ(0, ntms_move_medium(self->session,
					      &self->s.media[0],
					      &self->s.free, NULL));
	}
}

TEST_F(operators, published_requests_are_answered_once)
{
	NTMS_GUID pool = published(&self->pool), id, nothing = pool;

	nothing.Data1 = ~nothing.Data1;
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  SubmitNtmsOperatorRequest(self->handle, NTMS_OPREQ_UNKNOWN,
					    "x", NULL, NULL, &id));
	EXPECT_EQ(ERROR_OBJECT_NOT_FOUND,
		  SubmitNtmsOperatorRequest(self->handle, NTMS_OPREQ_NEWMEDIA,
					    NULL, &nothing, NULL, &id));
	EXPECT_TRUE(NTMS_IS_GUID_NULL(id));
	ASSERT_EQ(ERROR_SUCCESS,
		  SubmitNtmsOperatorRequest(self->handle, NTMS_OPREQ_NEWMEDIA,
					    "more\r\nplease", &pool, NULL, &id));
	EXPECT_EQ(ERROR_TIMEOUT,
		  WaitForNtmsOperatorRequest(self->handle, &id, 0));
	EXPECT_EQ(ERROR_TIMEOUT,
		  WaitForNtmsOperatorRequest(self->handle, &id, 20));
	EXPECT_EQ(ERROR_SUCCESS, DeleteNtmsRequests(self->handle, &id,
						    NTMS_OPREQUEST, 1));
	EXPECT_EQ(ERROR_SUCCESS, SatisfyNtmsOperatorRequest(self->handle, &id));
	EXPECT_EQ(ERROR_SUCCESS,
		  WaitForNtmsOperatorRequest(self->handle, &id, INFINITE));
	EXPECT_EQ(ERROR_OBJECT_NOT_FOUND,
		  SatisfyNtmsOperatorRequest(self->handle, &id));
	EXPECT_EQ(ERROR_INVALID_STATE,
		  CancelNtmsOperatorRequest(self->handle, &id));
	EXPECT_EQ(ERROR_SUCCESS, DeleteNtmsRequests(self->handle, &id,
						    NTMS_OPREQUEST, 1));
	EXPECT_EQ(ERROR_OBJECT_NOT_FOUND,
		  WaitForNtmsOperatorRequest(self->handle, &id, INFINITE));
	EXPECT_EQ(ERROR_OBJECT_NOT_FOUND,
		  SatisfyNtmsOperatorRequest(self->handle, &nothing));
	EXPECT_EQ(ERROR_OBJECT_NOT_FOUND,
		  CancelNtmsOperatorRequest(self->handle, &nothing));
	EXPECT_EQ(ERROR_SUCCESS, DeleteNtmsRequests(self->handle, &nothing,
						    NTMS_OPREQUEST, 1));
}

static atomic_int in_handler;

/* Until the test has done what it wants to do meanwhile */
static void wait_in_handler(int number)
{
	(void)number;
	atomic_store(&in_handler, 1);
	while (atomic_load(&in_handler) == 1)
		sched_yield();
}

TEST_F(operators, published_close_ends_the_wait)
{
	HANDLE handle = OpenNtmsSessionA(NULL, "closing", 0);
	struct published_call c;

	published_begin(&c, handle, &self->pool, INFINITE);
	ASSERT_TRUE(wait_for_requests(self->session, &self->pool, 1, NULL));
	EXPECT_EQ(ERROR_SUCCESS, CloseNtmsSession(handle));
	pthread_join(c.thread, NULL);
	EXPECT_EQ(ERROR_CANCELLED, c.code);
	EXPECT_EQ(0, requests_for(self->session, &self->pool, NULL));
}

/* Neither a handler nor a stop hides from a wait that its session is closed. */
TEST_F(operators, published_close_ends_the_wait_after_a_signal)
{
	static const int flags[] = { 0, SA_RESTART };
	struct published_call c;
	HANDLE handle;
	size_t i;

	for (i = 0; i < 2; i++) {
		struct sigaction action = {
			.sa_handler = wait_in_handler, .sa_flags = flags[i],
		};

		atomic_store(&in_handler, 0);
		ASSERT_EQ(0, sigaction(SIGUSR1, &action, NULL));
		handle = OpenNtmsSessionA(NULL, "closing", 0);
		published_begin(&c, handle, &self->pool, INFINITE);
		ASSERT_TRUE(wait_for_requests(self->session, &self->pool, 1,
					      NULL));
		pthread_kill(c.thread, SIGUSR1);
		ASSERT_TRUE(wait_for(atomic_load(&in_handler) == 1));
		EXPECT_EQ(ERROR_SUCCESS, CloseNtmsSession(handle));
		atomic_store(&in_handler, 2);
		pthread_join(c.thread, NULL);
		EXPECT_EQ(ERROR_CANCELLED, c.code);
		EXPECT_EQ(0, requests_for(self->session, &self->pool, NULL));
	}
}

TEST_HARNESS_MAIN
