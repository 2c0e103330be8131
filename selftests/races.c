// SPDX-License-Identifier: GPL-2.0
/* Who waits is interrupted or refused when something arrives. */
#include "race.h"

static atomic_uint signals;

static void count(int number)
{
	(void)number;
	atomic_fetch_add(&signals, 1);
}

TEST_F_TIMEOUT(race, signal_against_arrival, RACE_SECONDS)
{
	struct sigaction action = { .sa_handler = count };
	unsigned int round;

	ASSERT_EQ(0, sigaction(SIGUSR1, &action, NULL));
	for (round = 0; round < self->rounds; round++) {
		struct deed end = { .work = interrupt, .fd = self->fd };
		struct deed arrival = {
			.work = give_back,
			.fd = self->fd,
			.id = self->held,
		};

		race(&end, &arrival, CALL_ERRNO(EINTR), OK);
		/* Or it would interrupt the next one. */
		ASSERT_TRUE(wait_for(atomic_load(&signals) == round + 1));
	}
	both_won(&self->moment);
}

TEST_F_TIMEOUT(race, refusal_against_arrival, RACE_SECONDS)
{
	unsigned int round;
	char text[32];

	for (round = 0; round < self->rounds; round++) {
		struct deed end = {
			.work = answer,
			.fd = self->fd,
			.state = NTMS_REQUEST_REFUSED,
			.text = text,
		};
		struct deed arrival = {
			.work = give_back,
			.fd = self->fd,
			.id = self->held,
		};

		snprintf(text, sizeof(text), "not today, %u", round);
		race(&end, &arrival, NTMS_REASON_CANCELLED,
		     NTMS_REASON_OBJECT_NOT_FOUND);
	}
	both_won(&self->moment);
}

TEST_HARNESS_MAIN
