// SPDX-License-Identifier: GPL-2.0
/* Allocations that wait: signals meanwhile, and what others see and do. */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "waiting.h"

static atomic_int signals;

static void count(int number)
{
	(void)number;
	atomic_fetch_add(&signals, 1);
}

static int on_signal(int flags)
{
	struct sigaction action = { .sa_handler = count, .sa_flags = flags };

	atomic_store(&signals, 0);
	return sigaction(SIGUSR1, &action, NULL);
}

TEST_F(waiting, is_interrupted)
{
	struct ntms_allocate before;
	struct waiter waiter;
	uint64_t end = now() + 600 * SECOND;

	ASSERT_EQ(0, on_signal(0));
	ASSERT_TRUE(waiter_wait(&waiter, self->fd, &self->pool, 0, end, 1));
	before = waiter.arg;
	ASSERT_EQ(0, pthread_kill(waiter.thread, SIGUSR1));
	ASSERT_EQ(CALL_ERRNO(EINTR), waiter_join(&waiter));
	EXPECT_EQ(1, atomic_load(&signals));
	settled(1);
	/* Nothing was written, so that it can be made again as it is. */
	EXPECT_EQ(0, memcmp(&before, &waiter.arg, sizeof(before)));
	ASSERT_EQ(OK, deallocate(self->fd, &self->held));
	waiter.arg.text = 0;
	EXPECT_EQ(OK, CALL(self->fd, NTMS_IOC_ALLOCATE, &waiter.arg));
	settled(1);
}

TEST_F(waiting, begins_again_with_the_same_deadline)
{
	struct waiter waiter;
	uint64_t end = in_ms(400);
	int i;

	ASSERT_EQ(0, on_signal(SA_RESTART));
	ASSERT_EQ(0, waiter_start(&waiter, self->fd, &self->pool, 0, end));
	for (i = 1; i <= 6; i++) {
		if (!wait_for(waiting_for(self->fd, &self->pool) == 1 ||
			      atomic_load(&waiter.done)) ||
		    atomic_load(&waiter.done))
			break;
		ASSERT_EQ(0, pthread_kill(waiter.thread, SIGUSR1));
		ASSERT_TRUE(wait_for(atomic_load(&signals) == i));
	}
	EXPECT_LE(2, i);
	ASSERT_EQ(NTMS_REASON_TIMEOUT, waiter_join(&waiter));
	EXPECT_LE(end, waiter.ended);
	EXPECT_GT(end + LATE, waiter.ended);
	settled(1);
}

TEST_F(waiting, begins_again_and_succeeds)
{
	struct waiter waiter;

	ASSERT_EQ(0, on_signal(SA_RESTART));
	ASSERT_TRUE(waiter_wait(&waiter, self->fd, &self->pool, 0, NEVER, 1));
	ASSERT_EQ(0, pthread_kill(waiter.thread, SIGUSR1));
	ASSERT_TRUE(wait_for(atomic_load(&signals) == 1));
	ASSERT_TRUE(wait_for(waiting_for(self->fd, &self->pool) == 1));
	ASSERT_EQ(OK, deallocate(self->fd, &self->held));
	EXPECT_EQ(OK, waiter_join(&waiter));
	settled(1);
}

/* Who was interrupted stands where he stood, also if others came behind him. */
TEST_F(waiting, begins_again_in_its_place)
{
	struct waiter first, second;

	ASSERT_EQ(0, on_signal(SA_RESTART));
	ASSERT_TRUE(waiter_wait(&first, self->fd, &self->pool, 0, NEVER, 1));
	ASSERT_TRUE(waiter_wait(&second, self->fd, &self->pool, 0, NEVER, 2));
	ASSERT_EQ(0, pthread_kill(first.thread, SIGUSR1));
	ASSERT_TRUE(wait_for(atomic_load(&signals) == 1));
	ASSERT_TRUE(wait_for(waiting_for(self->fd, &self->pool) == 2));
	ASSERT_EQ(OK, deallocate(self->fd, &self->held));
	ASSERT_EQ(OK, waiter_join(&first));
	EXPECT_FALSE(atomic_load(&second.done));
	ASSERT_EQ(OK, deallocate(self->fd, &first.arg.medium));
	EXPECT_EQ(OK, waiter_join(&second));
	settled(1);
}

/* A thread that makes an interrupted call again, with the struct as it is */
struct again {
	struct waiter waiter;
	struct ntms_allocate arg;
	atomic_int calls;
};

static void *call_until_it_ends(void *data)
{
	struct again *again = data;
	struct waiter *waiter = &again->waiter;

	do {
		atomic_fetch_add(&again->calls, 1);
		waiter->reason = CALL(waiter->fd, NTMS_IOC_ALLOCATE,
				      &again->arg);
	} while (waiter->reason == CALL_ERRNO(EINTR));
	return NULL;
}

TEST_F(waiting, made_again_is_in_its_place)
{
	struct again first = {
		.waiter.fd = self->fd,
		.arg = { .deadline = NEVER, .pool = self->pool },
	};
	struct waiter second;

	ASSERT_EQ(0, on_signal(0));
	ASSERT_EQ(0, pthread_create(&first.waiter.thread, NULL,
				    call_until_it_ends, &first));
	ASSERT_TRUE(wait_for(waiting_for(self->fd, &self->pool) == 1));
	ASSERT_TRUE(waiter_wait(&second, self->fd, &self->pool, 0, NEVER, 2));
	ASSERT_EQ(0, pthread_kill(first.waiter.thread, SIGUSR1));
	ASSERT_TRUE(wait_for(atomic_load(&first.calls) == 2));
	ASSERT_TRUE(wait_for(waiting_for(self->fd, &self->pool) == 2));
	ASSERT_EQ(OK, deallocate(self->fd, &self->held));
	ASSERT_EQ(OK, waiter_join(&first.waiter));
	EXPECT_FALSE(atomic_load(&second.done));
	EXPECT_EQ(OK, cancel(self->fd, NTMS_CANCEL_ALL, 0, NULL));
	EXPECT_EQ(NTMS_REASON_CANCELLED, waiter_join(&second));
	settled(1);
}

/* While it is stopped nobody asks for it, and then it is where it was. */
TEST_F(waiting, stopped_and_continued_is_in_its_place)
{
	struct waiter second;
	int status;
	pid_t child = fork();

	if (!child) {
		struct ntms_allocate arg = {
			.deadline = NEVER,
			.pool = self->pool,
		};

		_exit(CALL(self->fd, NTMS_IOC_ALLOCATE, &arg) != OK);
	}
	ASSERT_LT(0, child);
	ASSERT_TRUE(wait_for(waiting_for(self->fd, &self->pool) == 1));
	ASSERT_TRUE(waiter_wait(&second, self->fd, &self->pool, 0, NEVER, 2));
	ASSERT_EQ(0, kill(child, SIGSTOP));
	ASSERT_EQ(child, waitpid(child, &status, WUNTRACED));
	EXPECT_TRUE(WIFSTOPPED(status));
	EXPECT_EQ(1, waiting_for(self->fd, &self->pool));
	EXPECT_EQ(1, requests_about(self->fd, &self->pool, NULL, 0));
	ASSERT_EQ(0, kill(child, SIGCONT));
	ASSERT_TRUE(wait_for(waiting_for(self->fd, &self->pool) == 2));
	ASSERT_EQ(OK, deallocate(self->fd, &self->held));
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_TRUE(WIFEXITED(status) && !WEXITSTATUS(status));
	EXPECT_FALSE(atomic_load(&second.done));
	EXPECT_EQ(OK, cancel(self->fd, NTMS_CANCEL_ALL, 0, NULL));
	EXPECT_EQ(NTMS_REASON_CANCELLED, waiter_join(&second));
	settled(1);
}

TEST_F(waiting, ends_with_the_process)
{
	int fd = self->fd, status;
	pid_t child = fork();

	if (!child) {
		struct ntms_allocate arg = {
			.deadline = NEVER,
			.pool = self->pool,
		};

		/* Its own session, and one that others have too. */
		_exit(CALL(fd, NTMS_IOC_ALLOCATE, &arg) == OK);
	}
	ASSERT_LT(0, child);
	ASSERT_TRUE(wait_for(waiting_for(self->fd, &self->pool) == 1));
	ASSERT_EQ(0, kill(child, SIGKILL));
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_TRUE(WIFSIGNALED(status));
	settled(1);
	ASSERT_EQ(OK, deallocate(self->fd, &self->held));
	settled(0);
}

/* ---- other people ---------------------------------------------------- */

TEST_F(waiting, is_the_business_of_who_waits)
{
	struct ntms_guid own, id;
	struct ntms_request_info info;

	ASSERT_EQ(OK, scene_pool_of(&self->s, ALICE, 0, &own));
	as_user(ALICE) {
		EXPECT_EQ(OK, allocate_queued(self->fd, &own, 0, NEVER, 1,
					      NULL));
		EXPECT_EQ(1, requests_about(self->fd, &own, NULL, 0));
		EXPECT_EQ(NTMS_REASON_ACCESS_DENIED,
			  allocate_queued(self->fd, &self->pool, 0, NEVER, 2,
					  NULL));
	}
	ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, 0, NEVER, 3,
				      NULL));
	ASSERT_EQ(1, requests_about(self->fd, &own, &id, 1));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_OPERATOR_REQUEST, &id, &info));
	EXPECT_EQ(ALICE, info.uid);
	as_user(ALICE) {
		/* She knows her own only, and a call is interrupted. */
		EXPECT_EQ(1, count_objects(self->fd, NTMS_TYPE_OPERATOR_REQUEST,
					   NULL));
		EXPECT_EQ(OK, GET(self->fd, NTMS_TYPE_OPERATOR_REQUEST, &id,
				  &info));
		EXPECT_EQ(NTMS_REASON_ACCESS_DENIED,
			  request_answer(self->fd, &id, NTMS_REQUEST_REFUSED,
					 ""));
		EXPECT_EQ(NTMS_REASON_ACCESS_DENIED,
			  request_answer(self->fd, &id, NTMS_REQUEST_COMPLETE,
					 ""));
	}
	as_user(BOB) {
		EXPECT_EQ(0, count_objects(self->fd, NTMS_TYPE_OPERATOR_REQUEST,
					   NULL));
		EXPECT_EQ(0, requests_about(self->fd, &own, NULL, 0));
		EXPECT_EQ(NTMS_REASON_OBJECT_NOT_FOUND,
			  GET(self->fd, NTMS_TYPE_OPERATOR_REQUEST, &id,
			      &info));
		EXPECT_EQ(NTMS_REASON_OBJECT_NOT_FOUND,
			  request_wait(self->fd, &id, 0, NULL));
		EXPECT_EQ(NTMS_REASON_OBJECT_NOT_FOUND,
			  request_answer(self->fd, &id, NTMS_REQUEST_REFUSED,
					 ""));
		EXPECT_EQ(NTMS_REASON_OBJECT_NOT_FOUND,
			  request_delete(self->fd, &id));
	}
	EXPECT_EQ(OK, cancel(self->fd, NTMS_CANCEL_ALL, 0, NULL));
	settled(1);
}

/* An administrator in somebody's pool: the owner sees who asks for his media. */
TEST_F(waiting, is_shown_to_the_owner_of_the_pool)
{
	struct ntms_guid own;

	ASSERT_EQ(OK, scene_pool_of(&self->s, ALICE, 0, &own));
	ASSERT_EQ(OK, allocate_queued(self->fd, &own, 0, NEVER, 1, NULL));
	as_user(ALICE) {
		EXPECT_EQ(1, requests_about(self->fd, &own, NULL, 0));
	}
	as_user(BOB) {
		EXPECT_EQ(0, requests_about(self->fd, &own, NULL, 0));
	}
	EXPECT_EQ(OK, cancel(self->fd, NTMS_CANCEL_ALL, 0, NULL));
}

/* What somebody else makes available is allocated by who waits. */
TEST_F(waiting, is_served_in_the_name_of_who_waits)
{
	struct ntms_logical_medium_info info;
	struct ntms_collect collected;
	struct ntms_guid own;

	ASSERT_EQ(OK, scene_pool_of(&self->s, ALICE, DRAWS, &own));
	ASSERT_EQ(OK, move_medium(self->fd, &self->s.media[1], &self->pool));
	ASSERT_EQ(OK, move_medium(self->fd, &self->s.media[2], &self->pool));
	as_user(ALICE) {
		EXPECT_EQ(OK, session_name(self->fd, "of Alice"));
		EXPECT_EQ(OK, allocate_queued(self->fd, &own, 0, NEVER, 1,
					      NULL));
	}
	EXPECT_EQ(OK, session_name(self->fd, "of an administrator"));
	ASSERT_EQ(OK, move_medium(self->fd, &self->s.media[1],
				  &self->s.free));
	ASSERT_EQ(OK, collect(self->fd, &collected));
	ASSERT_EQ(OK, collected.result);
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_LOGICAL_MEDIUM,
			  &collected.medium, &info));
	EXPECT_EQ(ALICE, info.uid);
	EXPECT_STREQ("of Alice", info.application);
}

TEST_HARNESS_MAIN
