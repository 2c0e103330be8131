// SPDX-License-Identifier: GPL-2.0
/* Who waits is cancelled, closed or killed, while something arrives. */
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "race.h"

TEST_F_TIMEOUT(race, cancellation_against_arrival, RACE_SECONDS)
{
	unsigned int round;

	for (round = 0; round < self->rounds; round++) {
		struct deed end = { .work = cancel_all, .fd = self->fd };
		struct deed arrival = {
			.work = give_back,
			.fd = self->fd,
			.id = self->held,
		};

		race(&end, &arrival, NTMS_REASON_CANCELLED, OK);
	}
	both_won(&self->moment);
}

TEST_F_TIMEOUT(race, cancellation_of_a_queued_one_against_arrival, RACE_SECONDS)
{
	struct ntms_collect collected;
	unsigned int round;

	for (round = 0; round < self->rounds; round++) {
		uint64_t when = soon();
		struct deed end = {
			.work = cancel_one,
			.when = when,
			.fd = self->fd,
		};
		struct deed arrival = {
			.work = give_back,
			.when = moment_of(&self->moment, when),
			.fd = self->fd,
			.id = self->held,
		};

		ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, 0, NEVER,
					      1, NULL));
		begin(&arrival);
		do_deed(&end);
		finish();
		ASSERT_EQ(OK, arrival.reason);
		ASSERT_EQ(OK, collect(self->fd, &collected));
		ASSERT_EQ(collected.result ? NTMS_REASON_CANCELLED : OK,
			  collected.result);
		ASSERT_EQ(collected.result ? OK : NTMS_REASON_OBJECT_NOT_FOUND,
			  end.reason);
		moment_went(&self->moment, !collected.result);
		settle(&collected.medium);
	}
	both_won(&self->moment);
}

/* Another thread closes the session in which the call waits. */
TEST_F_TIMEOUT(race, close_of_a_sleeper_against_arrival, RACE_SECONDS)
{
	unsigned int round;

	for (round = 0; round < self->rounds; round++) {
		struct deed end = {
			.work = cancel_and_close,
			.fd = session_open(),
		};
		struct deed arrival = {
			.work = give_back,
			.fd = self->fd,
			.id = self->held,
		};

		ASSERT_LE(0, end.fd);
		race(&end, &arrival, NTMS_REASON_CANCELLED, OK);
		ASSERT_EQ(0, close(end.fd));
	}
	both_won(&self->moment);
}

/* What was served and not collected is given back with the session. */
TEST_F_TIMEOUT(race, close_against_arrival, RACE_SECONDS)
{
	unsigned int round;

	for (round = 0; round < self->rounds; round++) {
		uint64_t when = soon();
		int fd = session_open();
		struct deed end = {
			.work = close_session,
			.when = when,
			.fd = fd,
		};
		struct deed arrival = {
			.work = give_back,
			.when = moment_of(&self->moment, when),
			.fd = self->fd,
			.id = self->held,
		};
		struct ntms_side_info before, after;

		ASSERT_LE(0, fd);
		ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_SIDE, &self->side,
				  &before));
		ASSERT_EQ(OK, allocate_queued(fd, &self->pool, 0, NEVER, 1,
					      NULL));
		begin(&arrival);
		do_deed(&end);
		finish();
		ASSERT_EQ(OK, end.reason);
		ASSERT_EQ(OK, arrival.reason);
		ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_SIDE, &self->side,
				  &after));
		/* As if it had never been allocated */
		ASSERT_EQ(before.allocate_count, after.allocate_count);
		settle(&no_guid);
	}
}

/*
 * The struct is in memory that both have: what the process was told before it
 * died, it was told, and has; otherwise nobody has it.
 */
TEST_F_TIMEOUT(race, kill_against_arrival, RACE_SECONDS)
{
	struct ntms_allocate *arg;
	unsigned int round;
	pid_t child;
	int status;

	arg = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, arg);
	for (round = 0; round < self->rounds; round++) {
		struct deed arrival = {
			.work = give_back,
			.fd = self->fd,
			.id = self->held,
		};
		uint64_t when;

		memset(arg, 0, sizeof(*arg));
		arg->size = sizeof(*arg);
		arg->deadline = NEVER;
		arg->pool = self->pool;
		child = fork();
		if (!child) {
			ioctl(self->fd, NTMS_IOC_ALLOCATE, arg);
			for (;;)
				pause();
		}
		ASSERT_LT(0, child);
		ASSERT_TRUE(wait_for(waiting_for(self->fd, &self->pool) == 1));
		when = soon();
		arrival.when = moment_of(&self->moment, when);
		begin(&arrival);
		spin_until(when);
		ASSERT_EQ(0, kill(child, SIGKILL));
		ASSERT_EQ(child, waitpid(child, &status, 0));
		finish();
		ASSERT_EQ(OK, arrival.reason);
		moment_went(&self->moment, !is_null(&arg->medium));
		settle(&arg->medium);
	}
	both_won(&self->moment);
	munmap(arg, 4096);
}

TEST_HARNESS_MAIN
