// SPDX-License-Identifier: GPL-2.0
/* The time that somebody waits is over when something arrives. */
#include <poll.h>

#include "race.h"

TEST_F_TIMEOUT(race, time_out_against_arrival, RACE_SECONDS)
{
	struct ntms_guid *got;
	struct sleeper waiter;
	unsigned int round;

	for (round = 0; round < self->rounds; round++) {
		uint64_t end = now() + noise() % (3 * MILLISECOND);
		struct deed arrival = {
			.work = give_back,
			.when = moment_of(&self->moment, end),
			.fd = self->fd,
			.id = self->held,
		};

		begin(&arrival);
		sleep_begin(&waiter, self->fd, &self->pool, end);
		finish();
		ASSERT_EQ(OK, arrival.reason);
		sleep_end(&waiter);
		if (waiter.reason)
			ASSERT_EQ(NTMS_REASON_TIMEOUT, waiter.reason);
		moment_went(&self->moment, !waiter.reason);
		got = &waiter.arg.medium;
		ASSERT_EQ(!waiter.reason, !is_null(got));
		settle(got);
	}
	both_won(&self->moment);
}

/* Nobody sleeps: it is the clock of the module that ends it. */
TEST_F_TIMEOUT(race, queued_time_out_against_arrival, RACE_SECONDS)
{
	struct pollfd poll_for = { .fd = self->fd, .events = POLLIN };
	struct ntms_collect collected;
	unsigned int round;

	for (round = 0; round < self->rounds; round++) {
		uint64_t end = now() + noise() % (3 * MILLISECOND);
		struct deed arrival = {
			.work = give_back,
			.when = moment_of(&self->moment, end),
			.fd = self->fd,
			.id = self->held,
		};
		uint32_t reason;

		begin(&arrival);
		reason = allocate_queued(self->fd, &self->pool, 0, end, round,
					 &collected.medium);
		if (!reason && is_null(&collected.medium)) {
			EXPECT_EQ(1, poll(&poll_for, 1, 10000));
			ASSERT_EQ(OK, collect(self->fd, &collected));
			EXPECT_EQ(round, collected.cookie);
			reason = collected.result;
		}
		finish();
		ASSERT_EQ(OK, arrival.reason);
		if (reason)
			ASSERT_EQ(NTMS_REASON_TIMEOUT, reason);
		moment_went(&self->moment, !reason);
		ASSERT_EQ(!reason, !is_null(&collected.medium));
		ASSERT_EQ(NTMS_REASON_NOT_READY,
			  collect(self->fd, &(struct ntms_collect){ 0 }));
		settle(&collected.medium);
	}
	both_won(&self->moment);
}

TEST_HARNESS_MAIN
