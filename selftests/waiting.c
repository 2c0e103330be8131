// SPDX-License-Identifier: GPL-2.0
/*
 * Allocations that wait: what wakes them and what does not, in which order they
 * are served, and how the wait ends if nothing comes.
 */
#include <stdlib.h>
#include <unistd.h>

#include "waiting.h"

TEST_F(waiting, asks_an_operator_for_media)
{
	struct ntms_request_info info;
	struct waiter waiter;
	struct ntms_guid id;
	uint64_t end = now() + 600 * SECOND;

	ASSERT_EQ(OK, session_name(self->fd, "who waits"));
	ASSERT_TRUE(waiter_wait(&waiter, self->fd, &self->pool, NEW, end, 1));
	ASSERT_EQ(1, requests_about(self->fd, &self->pool, &id, 1));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_OPERATOR_REQUEST, &id, &info));
	EXPECT_EQ(NTMS_TYPE_OPERATOR_REQUEST, info.header.type);
	EXPECT_NE(0, info.header.created);
	EXPECT_EQ(NTMS_REQUEST_NEW_MEDIA, info.request);
	EXPECT_EQ(NTMS_REQUEST_SUBMITTED, info.request_state);
	EXPECT_EQ(NTMS_REQUEST_OF_CALL, info.flags);
	EXPECT_EQ(NEW, info.options);
	EXPECT_EQ(NTMS_TYPE_POOL, info.arg1_type);
	EXPECT_EQ(NTMS_TYPE_UNKNOWN, info.arg2_type);
	EXPECT_TRUE(is_null(&info.arg2));
	EXPECT_TRUE(same_guid(&info.media_type, &self->s.type));
	EXPECT_EQ(end, info.deadline);
	EXPECT_EQ(0, info.finished);
	EXPECT_EQ(getuid(), info.uid);
	EXPECT_EQ(getpid(), info.pid);
	EXPECT_STREQ("who waits", info.application);
	EXPECT_STREQ("", info.message);
	EXPECT_STREQ("", info.answer);
	ASSERT_EQ(OK, deallocate(self->fd, &self->held));
	ASSERT_EQ(OK, waiter_join(&waiter));
	EXPECT_EQ(NTMS_REASON_OBJECT_NOT_FOUND,
		  GET(self->fd, NTMS_TYPE_OPERATOR_REQUEST, &id, &info));
	settled(1);
}

TEST_F(waiting, is_counted)
{
	struct ntms_computer_info info;
	uint64_t i;

	for (i = 1; i <= 5; i++) {
		ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, 0, NEVER,
					      i, NULL));
		ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_COMPUTER,
				  &self->s.info.computer, &info));
		EXPECT_EQ(i, info.waiting);
		EXPECT_EQ(i, waiting_for(self->fd, &self->pool));
		EXPECT_EQ(i, requests_about(self->fd, &self->pool, NULL, 0));
	}
	EXPECT_EQ(OK, cancel(self->fd, NTMS_CANCEL_ALL, 0, NULL));
	settled(1);
}

#define CROWD	16

TEST_F(waiting, for_one_medium_wakes_one)
{
	struct waiter waiters[CROWD];
	long slept[CROWD];
	int i;

	for (i = 0; i < CROWD; i++)
		ASSERT_TRUE(waiter_wait(&waiters[i], self->fd, &self->pool, 0,
					NEVER, (uint64_t)i + 1));
	for (i = 0; i < CROWD; i++)
		slept[i] = waiter_sleeps_so_far(&waiters[i]);
	ASSERT_EQ(OK, deallocate(self->fd, &self->held));
	ASSERT_EQ(OK, waiter_join(&waiters[0]));
	for (i = 1; i < CROWD; i++) {
		EXPECT_FALSE(atomic_load(&waiters[i].done));
		EXPECT_TRUE(waiter_sleeps(&waiters[i]));
		EXPECT_EQ(slept[i], waiter_sleeps_so_far(&waiters[i]));
	}
	EXPECT_EQ(CROWD - 1, waiting_for(self->fd, &self->pool));
	EXPECT_EQ(OK, cancel(self->fd, NTMS_CANCEL_ALL, 0, NULL));
	for (i = 1; i < CROWD; i++)
		EXPECT_EQ(NTMS_REASON_CANCELLED, waiter_join(&waiters[i]));
	settled(1);
}

/* What arrives is theirs who wait, before anybody else can look. */
TEST_F(waiting, comes_before_calling)
{
	struct ntms_collect collected;
	struct ntms_guid lmid;
	int i;

	for (i = 0; i < 50; i++) {
		ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, 0, NEVER,
					      7, NULL));
		ASSERT_EQ(OK, deallocate(self->fd, &self->held));
		ASSERT_EQ(NTMS_REASON_TIMEOUT, allocate(self->fd, &self->pool,
							NULL, 0, &lmid, NULL));
		ASSERT_EQ(OK, collect(self->fd, &collected));
		self->held = collected.medium;
	}
	settled(1);
}

#define MANY	1000

/* Who came first is served first, however many there are. */
TEST_F_TIMEOUT(waiting, a_thousand_are_served_in_their_order, 200)
{
	struct waiter *waiters = calloc(MANY, sizeof(*waiters));
	struct ntms_guid held = self->held;
	int i, started = 0, mistakes = 0;

	ASSERT_NE(NULL, waiters);
	for (i = 0; i < MANY; i++) {
		if (!waiter_wait(&waiters[i], self->fd, &self->pool, 0, NEVER,
				 (uint64_t)i + 1))
			break;
		started++;
	}
	EXPECT_EQ(MANY, started);
	for (i = 0; i < started; i++) {
		if (deallocate(self->fd, &held) ||
		    waiter_join(&waiters[i]))
			break;
		if (i + 1 < started && atomic_load(&waiters[i + 1].done))
			mistakes++;
		held = waiters[i].arg.medium;
	}
	EXPECT_EQ(started, i);
	EXPECT_EQ(0, mistakes);
	/* Those that are left, if it went wrong, must not outlive the test. */
	cancel(self->fd, NTMS_CANCEL_ALL, 0, NULL);
	for (i++; i < started; i++)
		waiter_join(&waiters[i]);
	free(waiters);
	settled(1);
}

/* Queued ones and sleeping ones stand in one queue. */
TEST_F(waiting, is_one_queue_for_all)
{
	int one = session_open(), other = session_open();
	struct ntms_collect collected;
	struct waiter waiter;

	ASSERT_EQ(OK, allocate_queued(one, &self->pool, 0, NEVER, 1, NULL));
	ASSERT_TRUE(waiter_wait(&waiter, self->fd, &self->pool, 0, NEVER, 2));
	ASSERT_EQ(OK, allocate_queued(other, &self->pool, NEW, NEVER, 3, NULL));

	ASSERT_EQ(OK, deallocate(self->fd, &self->held));
	EXPECT_EQ(NTMS_REASON_NOT_READY, collect(other, &collected));
	EXPECT_FALSE(atomic_load(&waiter.done));
	ASSERT_EQ(OK, collect(one, &collected));
	EXPECT_EQ(1, collected.cookie);

	ASSERT_EQ(OK, deallocate(self->fd, &collected.medium));
	EXPECT_EQ(NTMS_REASON_NOT_READY, collect(other, &collected));
	ASSERT_EQ(OK, waiter_join(&waiter));

	ASSERT_EQ(OK, deallocate(self->fd, &waiter.arg.medium));
	ASSERT_EQ(OK, collect(other, &collected));
	EXPECT_EQ(3, collected.cookie);
	settled(1);
	close(one);
	close(other);
}

/* Several at once are for as many, in their order. */
TEST_F(waiting, is_over_for_as_many_as_media_come)
{
	struct ntms_collect collected;
	uint64_t i;

	ASSERT_EQ(OK, deallocate(self->fd, &self->held));
	ASSERT_EQ(OK, scene_move_all(&self->s, &self->pool));
	ASSERT_EQ(OK, enable(self->fd, &self->s.library, false));
	for (i = 1; i <= TAPES + 2; i++)
		ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, 0, NEVER,
					      i, NULL));
	ASSERT_EQ(OK, enable(self->fd, &self->s.library, true));
	for (i = 1; i <= TAPES; i++) {
		ASSERT_EQ(OK, collect(self->fd, &collected));
		EXPECT_EQ(i, collected.cookie);
		EXPECT_EQ(OK, collected.result);
	}
	EXPECT_EQ(NTMS_REASON_NOT_READY, collect(self->fd, &collected));
	EXPECT_EQ(2, waiting_for(self->fd, &self->pool));
	EXPECT_EQ(2, requests_about(self->fd, &self->pool, NULL, 0));
	EXPECT_EQ(OK, cancel(self->fd, NTMS_CANCEL_ALL, 0, NULL));
	settled(TAPES);
}

TEST_F(waiting, for_another_pool_is_not_disturbed)
{
	struct waiter waiter;
	struct ntms_guid other;
	long slept;

	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &other));
	ASSERT_TRUE(waiter_wait(&waiter, self->fd, &other, 0, NEVER, 1));
	slept = waiter_sleeps_so_far(&waiter);
	ASSERT_EQ(OK, deallocate(self->fd, &self->held));
	ASSERT_EQ(OK, move_medium(self->fd, &self->s.media[1], &self->pool));
	EXPECT_TRUE(waiter_sleeps(&waiter));
	EXPECT_EQ(slept, waiter_sleeps_so_far(&waiter));
	ASSERT_EQ(OK, move_medium(self->fd, &self->s.media[1], &other));
	EXPECT_EQ(OK, waiter_join(&waiter));
}

/* Who may also draw from free does not stand before who may not. */
TEST_F(waiting, in_its_own_pool_is_not_behind_who_draws_from_free)
{
	struct ntms_collect collected;
	struct ntms_guid draws;

	ASSERT_EQ(OK, scene_pool(&self->s, DRAWS, 0, 0, &draws));
	ASSERT_EQ(OK, move_medium(self->fd, &self->s.media[1], &self->pool));
	ASSERT_EQ(OK, move_medium(self->fd, &self->s.media[2], &self->pool));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->held,
			       NULL));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->held,
			       NULL));
	ASSERT_EQ(OK, allocate_queued(self->fd, &draws, 0, NEVER, 1, NULL));
	ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, 0, NEVER, 2,
				      NULL));
	ASSERT_EQ(OK, deallocate(self->fd, &self->held));
	ASSERT_EQ(OK, collect(self->fd, &collected));
	EXPECT_EQ(2, collected.cookie);
	ASSERT_EQ(OK, deallocate(self->fd, &collected.medium));
	/* It is in the pool, and of no use to the other one, until it moves. */
	EXPECT_EQ(NTMS_REASON_NOT_READY, collect(self->fd, &collected));
	ASSERT_EQ(OK, scene_move_all(&self->s, &self->pool));
	EXPECT_EQ(NTMS_REASON_NOT_READY, collect(self->fd, &collected));
	ASSERT_EQ(OK, move_medium(self->fd, &self->s.media[2],
				  &self->s.free));
	ASSERT_EQ(OK, collect(self->fd, &collected));
	EXPECT_EQ(1, collected.cookie);
	EXPECT_TRUE(same_guid(&collected.allocated_from, &self->s.free));
}

/* Two pools that draw from free are served by who came first. */
TEST_F(waiting, for_free_is_one_queue)
{
	struct ntms_guid pools[2], aside;
	struct ntms_collect collected;
	uint64_t i;

	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &aside));
	ASSERT_EQ(OK, move_medium(self->fd, &self->s.media[1], &aside));
	ASSERT_EQ(OK, move_medium(self->fd, &self->s.media[2], &aside));
	for (i = 0; i < 2; i++)
		ASSERT_EQ(OK, scene_pool(&self->s, DRAWS, NTMS_POOL_TOSCRATCH,
					 0, &pools[i]));
	for (i = 0; i < 6; i++)
		ASSERT_EQ(OK, allocate_queued(self->fd, &pools[i % 2], 0,
					      NEVER, i, NULL));
	ASSERT_EQ(OK, move_medium(self->fd, &self->s.media[1],
				  &self->s.free));
	for (i = 0; i < 6; i++) {
		ASSERT_EQ(OK, collect(self->fd, &collected));
		EXPECT_EQ(i, collected.cookie);
		EXPECT_EQ(OK, collected.result);
		ASSERT_EQ(OK, deallocate(self->fd, &collected.medium));
	}
}

/* ---- how it ends ----------------------------------------------------- */

TEST_F(waiting, is_over_in_time)
{
	static const uint64_t milliseconds[] = { 1, 10, 50, 250 };
	struct waiter waiter;
	struct ntms_guid id;
	size_t i;

	for (i = 0; i < 4; i++) {
		uint64_t end = in_ms(milliseconds[i]);

		ASSERT_EQ(0, waiter_start(&waiter, self->fd, &self->pool, 0,
					  end));
		ASSERT_EQ(NTMS_REASON_TIMEOUT, waiter_join(&waiter));
		EXPECT_LE(end, waiter.ended);
		EXPECT_GT(end + LATE, waiter.ended);
		EXPECT_TRUE(is_null(&waiter.arg.medium));
		EXPECT_TRUE(is_null(&waiter.arg.allocated_from));
		EXPECT_EQ(0, requests_about(self->fd, &self->pool, &id, 1));
	}
	settled(1);
}

TEST_F(waiting, is_not_for_who_does_not_want_to)
{
	static const struct {
		uint32_t options;
		uint32_t flags;
		uint64_t deadline;
		uint32_t reason;
	} rows[] = {
		{ 0, NTMS_ALLOCATE_F_NOWAIT, NEVER, NTMS_REASON_TIMEOUT },
		{ 0, NTMS_ALLOCATE_F_NOWAIT | NTMS_ALLOCATE_F_QUEUE, NEVER,
		  NTMS_REASON_TIMEOUT },
		{ 0, 0, 0, NTMS_REASON_TIMEOUT },
		{ 0, 0, 1, NTMS_REASON_TIMEOUT },
		{ NEW, NTMS_ALLOCATE_F_QUEUE, 1, NTMS_REASON_TIMEOUT },
		{ NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE, 0, NEVER,
		  NTMS_REASON_MEDIA_UNAVAILABLE },
		{ NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE, NTMS_ALLOCATE_F_QUEUE,
		  NEVER, NTMS_REASON_MEDIA_UNAVAILABLE },
	};
	struct ntms_info before, after;
	size_t i;

	ASSERT_EQ(OK, info_get(self->fd, &before));
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct ntms_allocate arg = {
			.options = rows[i].options,
			.flags = rows[i].flags,
			.deadline = rows[i].deadline,
			.pool = self->pool,
		};

		EXPECT_EQ(rows[i].reason,
			  CALL(self->fd, NTMS_IOC_ALLOCATE, &arg))
			TH_LOG("row %zu", i);
		EXPECT_EQ(0, arg.queued);
	}
	ASSERT_EQ(OK, info_get(self->fd, &after));
	/* No request was there, not even for a moment. */
	EXPECT_EQ(before.sequence, after.sequence);
	settled(1);
}

TEST_F(waiting, ends_with_what_the_operator_says)
{
	struct waiter waiter;
	struct ntms_guid id;

	ASSERT_TRUE(waiter_wait(&waiter, self->fd, &self->pool, 0, NEVER, 1));
	id = request_of(self->fd, &self->pool);
	ASSERT_EQ(OK, request_answer(self->fd, &id, NTMS_REQUEST_REFUSED,
				     "the shop is closed – come back"));
	ASSERT_EQ(NTMS_REASON_CANCELLED, waiter_join(&waiter));
	EXPECT_STREQ("the shop is closed – come back", waiter.text);
	EXPECT_TRUE(is_null(&waiter.arg.medium));
	EXPECT_EQ(NTMS_REASON_OBJECT_NOT_FOUND,
		  request_answer(self->fd, &id, NTMS_REQUEST_REFUSED, "too"));
	EXPECT_EQ(NTMS_REASON_OBJECT_NOT_FOUND,
		  request_answer(self->fd, &id, NTMS_REQUEST_COMPLETE, "too"));
	settled(1);
}

/* As much of it as there is room for */
TEST_F(waiting, ends_with_as_much_as_fits)
{
	static const uint32_t sizes[] = { 0, 1, 2, 5, 6, 7 };
	struct ntms_guid id;
	struct waiter waiter;
	size_t i;

	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		uint32_t shown = sizes[i] < 6 ? sizes[i] : 6;
		char wanted[8] = "never";

		ASSERT_TRUE(waiter_begin(&waiter, self->fd, &self->pool, 0,
					 NEVER, sizes[i], 1));
		id = request_of(self->fd, &self->pool);
		ASSERT_EQ(OK, request_answer(self->fd, &id,
					     NTMS_REQUEST_REFUSED, "never"));
		ASSERT_EQ(NTMS_REASON_CANCELLED, waiter_join(&waiter));
		if (shown)
			wanted[shown - 1] = '\0';
		EXPECT_EQ(0, memcmp(wanted, waiter.text, shown))
			TH_LOG("room for %u", sizes[i]);
		EXPECT_EQ(UNTOUCHED, waiter.text[shown]);
	}
	settled(1);
}

/* And no half of a character */
TEST_F(waiting, ends_with_whole_characters)
{
	struct ntms_guid id;
	struct waiter waiter;

	ASSERT_TRUE(waiter_begin(&waiter, self->fd, &self->pool, 0, NEVER, 3,
				 1));
	id = request_of(self->fd, &self->pool);
	ASSERT_EQ(OK, request_answer(self->fd, &id, NTMS_REQUEST_REFUSED,
				     "n\xc3\xa4" "chstens"));
	ASSERT_EQ(NTMS_REASON_CANCELLED, waiter_join(&waiter));
	EXPECT_STREQ("n", waiter.text);
	EXPECT_EQ(UNTOUCHED, waiter.text[2]);
	settled(1);
}

/* Satisfied, and nothing there: the operator is asked again, and it goes on. */
TEST_F(waiting, goes_on_if_what_was_brought_is_of_no_use)
{
	struct ntms_request_info info;
	struct ntms_guid id, again;
	uint64_t end = now() + 600 * SECOND;
	struct waiter waiter;
	int i;

	ASSERT_TRUE(waiter_wait(&waiter, self->fd, &self->pool, 0, end, 1));
	id = request_of(self->fd, &self->pool);
	for (i = 0; i < 3; i++) {
		ASSERT_EQ(OK, request_answer(self->fd, &id,
					     NTMS_REQUEST_COMPLETE, ""));
		EXPECT_EQ(1, waiting_for(self->fd, &self->pool));
		ASSERT_EQ(1, requests_about(self->fd, &self->pool, &again, 1));
		EXPECT_FALSE(same_guid(&id, &again));
		EXPECT_EQ(NTMS_REASON_OBJECT_NOT_FOUND,
			  request_answer(self->fd, &id, NTMS_REQUEST_REFUSED,
					 ""));
		ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_OPERATOR_REQUEST, &again,
				  &info));
		EXPECT_EQ(NTMS_REQUEST_SUBMITTED, info.request_state);
		EXPECT_EQ(end, info.deadline);
		EXPECT_FALSE(atomic_load(&waiter.done));
		id = again;
	}
	ASSERT_EQ(OK, deallocate(self->fd, &self->held));
	EXPECT_EQ(OK, waiter_join(&waiter));
	settled(1);
}

/* Who was satisfied in vain keeps his place. */
TEST_F(waiting, again_keeps_the_place)
{
	struct ntms_collect collected;
	struct ntms_guid ids[2];

	ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, 0, NEVER, 1,
				      NULL));
	ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, 0, NEVER, 2,
				      NULL));
	ASSERT_EQ(2, requests_about(self->fd, &self->pool, ids, 2));
	ASSERT_EQ(OK, request_answer(self->fd, &ids[0], NTMS_REQUEST_COMPLETE,
				     ""));
	ASSERT_EQ(OK, deallocate(self->fd, &self->held));
	ASSERT_EQ(OK, collect(self->fd, &collected));
	EXPECT_EQ(1, collected.cookie);
	ASSERT_EQ(OK, cancel(self->fd, NTMS_CANCEL_ALL, 0, NULL));
}

TEST_F(waiting, ends_when_the_pool_does)
{
	struct waiter waiter;

	ASSERT_EQ(OK, deallocate(self->fd, &self->held));
	ASSERT_EQ(OK, move_medium(self->fd, &self->medium, &self->s.free));
	ASSERT_TRUE(waiter_wait(&waiter, self->fd, &self->pool, 0, NEVER, 1));
	ASSERT_EQ(OK, pool_delete(self->fd, &self->pool));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA_POOL, waiter_join(&waiter));
	EXPECT_EQ(0, requests_about(self->fd, &self->pool, NULL, 0));
}

TEST_F(waiting, goes_on_if_the_pool_cannot_be_deleted)
{
	struct waiter waiter;

	ASSERT_TRUE(waiter_wait(&waiter, self->fd, &self->pool, 0, NEVER, 1));
	EXPECT_EQ(NTMS_REASON_NOT_EMPTY, pool_delete(self->fd, &self->pool));
	EXPECT_EQ(1, waiting_for(self->fd, &self->pool));
	ASSERT_EQ(OK, deallocate(self->fd, &self->held));
	EXPECT_EQ(OK, waiter_join(&waiter));
	settled(1);
}

/* CANCEL with CLOSE is what a library's closing of a handle is. */
TEST_F(waiting, ends_with_the_session)
{
	struct ntms_collect collected;
	struct waiter waiters[3];
	struct ntms_info info;
	uint32_t cancelled;
	int fd = session_open(), i;

	for (i = 0; i < 3; i++)
		ASSERT_TRUE(waiter_wait(&waiters[i], fd, &self->pool, 0, NEVER,
					(uint64_t)i + 1));
	ASSERT_EQ(OK, allocate_queued(fd, &self->pool, 0, NEVER, 9, NULL));
	ASSERT_EQ(OK, cancel(fd, NTMS_CANCEL_ALL | NTMS_CANCEL_CLOSE, 0,
			     &cancelled));
	EXPECT_EQ(4, cancelled);
	for (i = 0; i < 3; i++)
		EXPECT_EQ(NTMS_REASON_CANCELLED, waiter_join(&waiters[i]));
	EXPECT_EQ(OK, collect(fd, &collected));
	EXPECT_EQ(NTMS_REASON_CANCELLED, collected.result);
	EXPECT_EQ(9, collected.cookie);
	EXPECT_EQ(NTMS_REASON_NOT_READY, collect(fd, &collected));
	EXPECT_EQ(NTMS_REASON_INVALID_HANDLE, info_get(fd, &info));
	EXPECT_EQ(NTMS_REASON_INVALID_HANDLE,
		  allocate(fd, &self->pool, NULL, 0, &self->medium, NULL));
	EXPECT_EQ(OK, cancel(fd, NTMS_CANCEL_ALL, 0, &cancelled));
	EXPECT_EQ(0, cancelled);
	settled(1);
	close(fd);
}

TEST_HARNESS_MAIN
