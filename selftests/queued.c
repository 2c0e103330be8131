// SPDX-License-Identifier: GPL-2.0
/*
 * Allocations that wait in the session and not in the call: one thread, one
 * descriptor to poll, as many of them as one likes, up to a limit.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "scene.h"
#include "user.h"

#define OK	NTMS_REASON_SUCCESS
#define NEW	NTMS_ALLOCATE_NEW
#define NEVER	NTMS_DEADLINE_NEVER

#define TAPES	3
#define MANY	1000

/* @pool has one cartridge, the first one, which @held owns. */
FIXTURE(queued) {
	struct scene s;
	int fd;
	struct ntms_guid pool;
	struct ntms_guid held;
	struct ntms_collect got;
};

FIXTURE_SETUP(queued)
{
	const struct scene_wish wish = {
		.media = TAPES,
		.new_media = NTMS_POOL_FREE,
	};

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &self->pool));
	ASSERT_EQ(OK, move_medium(self->fd, &self->s.media[0], &self->pool));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->held,
			       NULL));
}

FIXTURE_TEARDOWN(queued)
{
	EXPECT_EQ(0, scene_clear(&self->s));
}

static bool is_readable(int fd, int milliseconds)
{
	struct pollfd wanted = { .fd = fd, .events = POLLIN };

	return poll(&wanted, 1, milliseconds) == 1 &&
	       wanted.revents == POLLIN;
}

#define settled(owned) do {						\
	EXPECT_EQ(0, waiting_for(self->fd, &self->pool));		\
	EXPECT_EQ(0, requests_about(self->fd, &self->pool, NULL, 0));	\
	EXPECT_EQ(owned, owned_in(self->fd, &self->pool));		\
} while (0)

TEST_F(queued, is_not_needed_if_there_is_something)
{
	struct ntms_guid lmid;

	ASSERT_EQ(OK, deallocate(self->fd, &self->held));
	ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, 0, NEVER, 5,
				      &lmid));
	EXPECT_FALSE(is_null(&lmid));
	EXPECT_FALSE(is_readable(self->fd, 0));
	EXPECT_EQ(NTMS_REASON_NOT_READY, collect(self->fd, &self->got));
	settled(1);
}

TEST_F(queued, tells_poll_when_it_is_over)
{
	ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, 0, NEVER, 5,
				      NULL));
	EXPECT_FALSE(is_readable(self->fd, 0));
	EXPECT_FALSE(is_readable(self->fd, 20));
	EXPECT_EQ(NTMS_REASON_NOT_READY, collect(self->fd, &self->got));
	ASSERT_EQ(OK, deallocate(self->fd, &self->held));
	EXPECT_TRUE(is_readable(self->fd, 0));
	ASSERT_EQ(OK, collect(self->fd, &self->got));
	EXPECT_EQ(5, self->got.cookie);
	EXPECT_EQ(OK, self->got.result);
	EXPECT_TRUE(same_guid(&self->pool, &self->got.allocated_from));
	EXPECT_STREQ("", self->got.text);
	EXPECT_FALSE(is_readable(self->fd, 0));
	settled(1);
}

/* Somebody who sleeps in poll is woken, by what somebody else does. */
TEST_F(queued, wakes_who_polls)
{
	ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, 0, NEVER, 5,
				      NULL));
	as_user(0) {
		struct ntms_guid other;

		EXPECT_EQ(NTMS_REASON_TIMEOUT,
			  allocate(self->fd, &self->pool, NULL, 0, &other,
				   NULL));
		EXPECT_EQ(OK, deallocate(self->fd, &self->held));
	}
	EXPECT_TRUE(is_readable(self->fd, 10000));
	EXPECT_EQ(OK, collect(self->fd, &self->got));
	EXPECT_EQ(OK, self->got.result);
}

TEST_F(queued, ends_in_time)
{
	uint64_t end = in_ms(30);

	ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, 0, end, 5, NULL));
	ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, 0, NEVER, 6,
				      NULL));
	ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, NEW,
				      end + 60 * MILLISECOND, 7, NULL));
	ASSERT_TRUE(is_readable(self->fd, 10000));
	EXPECT_LE(end, now());
	ASSERT_EQ(OK, collect(self->fd, &self->got));
	EXPECT_EQ(5, self->got.cookie);
	EXPECT_EQ(NTMS_REASON_TIMEOUT, self->got.result);
	EXPECT_TRUE(is_null(&self->got.medium));
	EXPECT_TRUE(is_null(&self->got.allocated_from));
	EXPECT_EQ(2, waiting_for(self->fd, &self->pool));
	EXPECT_EQ(2, requests_about(self->fd, &self->pool, NULL, 0));
	ASSERT_TRUE(is_readable(self->fd, 10000));
	EXPECT_LE(end + 60 * MILLISECOND, now());
	ASSERT_EQ(OK, collect(self->fd, &self->got));
	EXPECT_EQ(7, self->got.cookie);
	EXPECT_EQ(NTMS_REASON_TIMEOUT, self->got.result);
	ASSERT_EQ(OK, cancel(self->fd, 0, 6, NULL));
	settled(1);
}

/* An earlier deadline that comes later is met as well. */
TEST_F(queued, ends_in_the_order_of_the_deadlines)
{
	uint64_t end = in_ms(200);
	uint64_t i;

	for (i = 0; i < 10; i++)
		ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, 0,
					      end - i * 15 * MILLISECOND, i,
					      NULL));
	for (i = 10; i-- > 0;) {
		ASSERT_TRUE(is_readable(self->fd, 10000));
		EXPECT_LE(end - i * 15 * MILLISECOND, now());
		ASSERT_EQ(OK, collect(self->fd, &self->got));
		EXPECT_EQ(i, self->got.cookie);
		EXPECT_EQ(NTMS_REASON_TIMEOUT, self->got.result);
	}
	settled(1);
}

TEST_F(queued, brings_what_the_operator_says)
{
	struct ntms_guid id;

	ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, 0, NEVER, 5,
				      NULL));
	ASSERT_EQ(1, requests_about(self->fd, &self->pool, &id, 1));
	ASSERT_EQ(OK, request_answer(self->fd, &id, NTMS_REQUEST_REFUSED,
				     "out of tapes"));
	ASSERT_TRUE(is_readable(self->fd, 0));
	ASSERT_EQ(OK, collect(self->fd, &self->got));
	EXPECT_EQ(NTMS_REASON_CANCELLED, self->got.result);
	EXPECT_STREQ("out of tapes", self->got.text);
	settled(1);
}

/* One thread, a thousand of them: served and collected in their order. */
TEST_F_TIMEOUT(queued, a_thousand_in_one_thread, 120)
{
	struct ntms_guid held = self->held;
	uint64_t i;

	for (i = 0; i < MANY; i++)
		ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, 0, NEVER,
					      i, NULL));
	EXPECT_EQ(MANY, waiting_for(self->fd, &self->pool));
	EXPECT_EQ(MANY, count_objects(self->fd, NTMS_TYPE_OPERATOR_REQUEST,
				      NULL));
	for (i = 0; i < MANY; i++) {
		ASSERT_FALSE(is_readable(self->fd, 0));
		ASSERT_EQ(OK, deallocate(self->fd, &held));
		ASSERT_TRUE(is_readable(self->fd, 0));
		ASSERT_EQ(OK, collect(self->fd, &self->got));
		ASSERT_EQ(i, self->got.cookie);
		ASSERT_EQ(OK, self->got.result);
		held = self->got.medium;
	}
	settled(1);
}

/* They are collected in the order in which they ended, however they did. */
TEST_F(queued, is_collected_as_it_ended)
{
	static const uint64_t order[] = { 3, 0, 2, 4, 1 };
	struct ntms_guid ids[5];
	uint64_t i;

	for (i = 0; i < 5; i++)
		ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, 0, NEVER,
					      i, NULL));
	ASSERT_EQ(5, requests_about(self->fd, &self->pool, ids, 5));
	ASSERT_EQ(OK, cancel(self->fd, 0, 3, NULL));
	ASSERT_EQ(OK, deallocate(self->fd, &self->held));
	ASSERT_EQ(OK, request_answer(self->fd, &ids[2], NTMS_REQUEST_REFUSED,
				     "2"));
	ASSERT_EQ(OK, cancel(self->fd, 0, 4, NULL));
	ASSERT_EQ(OK, request_answer(self->fd, &ids[1], NTMS_REQUEST_REFUSED,
				     "1"));
	for (i = 0; i < 5; i++) {
		ASSERT_EQ(OK, collect(self->fd, &self->got));
		EXPECT_EQ(order[i], self->got.cookie);
		EXPECT_EQ(order[i] ? NTMS_REASON_CANCELLED : OK,
			  self->got.result);
	}
	settled(1);
}

TEST_F(queued, is_cancelled_by_its_cookie)
{
	struct ntms_cancel both = { .flags = NTMS_CANCEL_ALL, .cookie = 1 };
	uint32_t nr;

	EXPECT_EQ(NTMS_REASON_OBJECT_NOT_FOUND, cancel(self->fd, 0, 1, &nr));
	ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, 0, NEVER, 1,
				      NULL));
	ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, 0, NEVER, 2,
				      NULL));
	/* One cookie for two: each cancellation is for one, the older first. */
	ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, 0, NEVER, 2,
				      NULL));
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  CALL(self->fd, NTMS_IOC_CANCEL, &both));
	EXPECT_EQ(OK, cancel(self->fd, 0, 2, &nr));
	EXPECT_EQ(1, nr);
	EXPECT_EQ(2, waiting_for(self->fd, &self->pool));
	EXPECT_EQ(OK, cancel(self->fd, 0, 2, &nr));
	EXPECT_EQ(NTMS_REASON_OBJECT_NOT_FOUND, cancel(self->fd, 0, 2, &nr));
	EXPECT_EQ(0, nr);
	EXPECT_EQ(OK, cancel(self->fd, NTMS_CANCEL_ALL, 0, &nr));
	EXPECT_EQ(1, nr);
	settled(1);
}

TEST_F(queued, is_cancelled_in_its_session_only)
{
	int other = session_open();
	uint32_t nr;

	ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, 0, NEVER, 1,
				      NULL));
	EXPECT_EQ(NTMS_REASON_OBJECT_NOT_FOUND, cancel(other, 0, 1, &nr));
	EXPECT_EQ(OK, cancel(other, NTMS_CANCEL_ALL, 0, &nr));
	EXPECT_EQ(0, nr);
	EXPECT_EQ(NTMS_REASON_NOT_READY, collect(other, &self->got));
	close(other);
	EXPECT_EQ(1, waiting_for(self->fd, &self->pool));
	EXPECT_EQ(OK, cancel(self->fd, 0, 1, NULL));
	settled(1);
}

/* ---- what is not collected ------------------------------------------- */

TEST_F(queued, is_forgotten_with_its_session)
{
	int other = session_open();
	int i;

	for (i = 0; i < 20; i++)
		ASSERT_EQ(OK, allocate_queued(other, &self->pool, 0, NEVER, 1,
					      NULL));
	EXPECT_EQ(20, waiting_for(self->fd, &self->pool));
	close(other);
	settled(1);
}

/* As if it had never been: back where it came from, and not counted. */
TEST_F(queued, is_given_back_with_its_session)
{
	struct ntms_side_info before, after;
	struct ntms_guid side, pool;
	int other = session_open();

	ASSERT_EQ(OK, scene_pool(&self->s, NTMS_POOL_FROMSCRATCH, 0, 1, &pool));
	ASSERT_EQ(OK, move_medium(self->fd, &self->s.media[1], &self->pool));
	ASSERT_EQ(OK, move_medium(self->fd, &self->s.media[2], &self->pool));
	side = side_of(self->fd, &self->s.media[1], 0);
	ASSERT_EQ(OK, allocate_queued(other, &pool, NEW, NEVER, 1, NULL));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_SIDE, &side, &before));
	ASSERT_EQ(OK, move_medium(self->fd, &self->s.media[1], &self->s.free));
	EXPECT_EQ(1, owned_in(self->fd, &pool));
	ASSERT_TRUE(is_readable(other, 0));
	close(other);
	EXPECT_EQ(0, owned_in(self->fd, &pool));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_SIDE, &side, &after));
	EXPECT_EQ(NTMS_SIDE_AVAILABLE, after.side_state);
	EXPECT_TRUE(same_guid(&self->s.free, &after.pool));
	EXPECT_EQ(before.allocate_count, after.allocate_count);
}

/* And who waits gets it. */
TEST_F(queued, is_given_on_with_its_session)
{
	int other = session_open();

	ASSERT_EQ(OK, allocate_queued(other, &self->pool, 0, NEVER, 1, NULL));
	ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, 0, NEVER, 2,
				      NULL));
	ASSERT_EQ(OK, deallocate(self->fd, &self->held));
	EXPECT_EQ(NTMS_REASON_NOT_READY, collect(self->fd, &self->got));
	close(other);
	ASSERT_EQ(OK, collect(self->fd, &self->got));
	EXPECT_EQ(2, self->got.cookie);
	settled(1);
}

/* The answer is lost if there is nowhere to write it, but not the medium. */
TEST_F(queued, is_undone_if_the_caller_cannot_be_told)
{
	struct ntms_collect *collected;

	collected = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, collected);
	collected->size = sizeof(*collected);
	ASSERT_EQ(0, mprotect(collected, 4096, PROT_READ));
	ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, 0, NEVER, 1,
				      NULL));
	ASSERT_EQ(OK, deallocate(self->fd, &self->held));
	EXPECT_EQ(-1, ioctl(self->fd, NTMS_IOC_COLLECT, collected));
	EXPECT_EQ(EFAULT, errno);
	/* That could be seen beforehand: it is still there. */
	ASSERT_EQ(OK, collect(self->fd, &self->got));
	EXPECT_EQ(OK, self->got.result);
	settled(1);
	munmap(collected, 4096);
}

/* ---- limits ---------------------------------------------------------- */

static uint64_t limit_of_requests(void)
{
	FILE *file = fopen("/sys/module/ntms/parameters/requests", "re");
	unsigned long long limit = 0;

	if (!file || fscanf(file, "%llu", &limit) != 1)
		limit = 0;
	if (file)
		fclose(file);
	return limit;
}

/* What one user can cause is bounded, and does not bound others. */
TEST_F_TIMEOUT(queued, has_a_limit_for_each_user, 200)
{
	uint64_t limit = limit_of_requests();
	struct ntms_guid of_alice, of_bob;

	ASSERT_LT(0, limit);
	ASSERT_EQ(OK, scene_pool_of(&self->s, ALICE, 0, &of_alice));
	ASSERT_EQ(OK, scene_pool_of(&self->s, BOB, 0, &of_bob));
	as_user(ALICE) {
		struct ntms_guid id;
		uint64_t i;

		for (i = 0; i < limit; i++)
			if (allocate_queued(self->fd, &of_alice, 0, NEVER, i,
					    NULL))
				break;
		EXPECT_EQ(limit, i);
		EXPECT_EQ(NTMS_REASON_DATABASE_FULL,
			  allocate_queued(self->fd, &of_alice, 0, NEVER, i,
					  NULL));
		EXPECT_EQ(NTMS_REASON_DATABASE_FULL,
			  request_submit(self->fd, NTMS_REQUEST_MESSAGE, NULL,
					 NULL, "one more", &id));
		EXPECT_TRUE(is_null(&id));
	}
	int other = session_open();

	as_user(BOB) {
		/* The limit is hers, and not the session's. */
		EXPECT_EQ(OK, allocate_queued(self->fd, &of_bob, 0, NEVER,
					      limit + 1, NULL));
	}
	EXPECT_EQ(limit, waiting_for(self->fd, &of_alice));
	EXPECT_EQ(OK, cancel(self->fd, 0, 7, NULL));
	as_user(ALICE) {
		/* What she did not collect costs as much as what waits. */
		EXPECT_EQ(NTMS_REASON_DATABASE_FULL,
			  allocate_queued(other, &of_alice, 0, NEVER, 1,
					  NULL));
	}
	EXPECT_EQ(OK, collect(self->fd, &self->got));
	EXPECT_EQ(7, self->got.cookie);
	as_user(ALICE) {
		EXPECT_EQ(OK, allocate_queued(self->fd, &of_alice, 0, NEVER,
					      limit, NULL));
		EXPECT_EQ(NTMS_REASON_DATABASE_FULL,
			  allocate_queued(self->fd, &of_alice, 0, NEVER,
					  limit, NULL));
	}
	as_user(BOB) {
		EXPECT_EQ(OK, allocate_queued(other, &of_bob, 0, NEVER, 1,
					      NULL));
		EXPECT_EQ(OK, cancel(other, 0, 1, NULL));
	}
	close(other);
	EXPECT_EQ(OK, cancel(self->fd, NTMS_CANCEL_ALL, 0, NULL));
	EXPECT_EQ(0, waiting_for(self->fd, &of_alice));
	EXPECT_EQ(0, count_objects(self->fd, NTMS_TYPE_OPERATOR_REQUEST,
				   NULL));
}

#define FEW	3

/* Those that are there already stay, and count. */
TEST_F(queued, has_a_limit_that_changes)
{
	uint64_t limit = limit_of_requests(), i;
	char text[24];

	ASSERT_LT(FEW, limit);
	for (i = 0; i < FEW; i++)
		ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, 0, NEVER,
					      i, NULL));
	snprintf(text, sizeof(text), "%u", FEW - 1);
	EXPECT_EQ(0, parameter_set("requests", text));
	EXPECT_EQ(FEW - 1, limit_of_requests());
	EXPECT_EQ(NTMS_REASON_DATABASE_FULL,
		  allocate_queued(self->fd, &self->pool, 0, NEVER, i, NULL));
	EXPECT_EQ(FEW, waiting_for(self->fd, &self->pool));
	snprintf(text, sizeof(text), "%u", FEW + 1);
	EXPECT_EQ(0, parameter_set("requests", text));
	EXPECT_EQ(OK, allocate_queued(self->fd, &self->pool, 0, NEVER, i,
				      NULL));
	EXPECT_EQ(NTMS_REASON_DATABASE_FULL,
		  allocate_queued(self->fd, &self->pool, 0, NEVER, i, NULL));
	snprintf(text, sizeof(text), "%llu", (unsigned long long)limit);
	EXPECT_EQ(0, parameter_set("requests", text));
	EXPECT_EQ(OK, cancel(self->fd, NTMS_CANCEL_ALL, 0, NULL));
}

TEST_HARNESS_MAIN
