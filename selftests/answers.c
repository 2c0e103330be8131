// SPDX-License-Identifier: GPL-2.0
/* Two operators answer at once. */
#include "race.h"

TEST_F_TIMEOUT(race, two_refusals, RACE_SECONDS)
{
	unsigned int round;

	for (round = 0; round < self->rounds; round++) {
		struct deed one = {
			.work = answer,
			.fd = self->fd,
			.state = NTMS_REQUEST_REFUSED,
			.text = "the first one",
		};
		struct deed two = one, *winner;
		struct sleeper waiter;

		two.text = "the second one";
		sleep_well(&waiter, self->fd);
		one.id = request_of(self->fd, &self->pool);
		two.id = one.id;
		one.when = soon();
		two.when = moment_of(&self->moment, one.when);
		begin(&two);
		do_deed(&one);
		finish();
		ASSERT_EQ(NTMS_REASON_CANCELLED, sleep_end(&waiter));
		winner = one.reason ? &two : &one;
		ASSERT_EQ(OK, winner->reason);
		ASSERT_EQ(NTMS_REASON_OBJECT_NOT_FOUND,
			  one.reason + two.reason);
		ASSERT_STREQ(winner->text, waiter.text);
		moment_went(&self->moment, winner == &two);
		settle(&self->held);
	}
	both_won(&self->moment);
}

/*
 * One says that it is done, the other refuses. The call goes on with a request
 * of its own, which the other one did not mean.
 */
TEST_F_TIMEOUT(race, refusal_against_satisfaction, RACE_SECONDS)
{
	unsigned int round;

	for (round = 0; round < self->rounds; round++) {
		struct deed refuses = {
			.work = answer,
			.fd = self->fd,
			.state = NTMS_REQUEST_REFUSED,
			.text = "no",
		};
		struct deed satisfies = refuses;
		struct sleeper waiter;
		struct ntms_guid id;

		satisfies.state = NTMS_REQUEST_COMPLETE;
		satisfies.text = "";
		sleep_well(&waiter, self->fd);
		id = request_of(self->fd, &self->pool);
		refuses.id = id;
		satisfies.id = id;
		refuses.when = soon();
		satisfies.when = moment_of(&self->moment, refuses.when);
		begin(&satisfies);
		do_deed(&refuses);
		finish();
		ASSERT_EQ(NTMS_REASON_OBJECT_NOT_FOUND,
			  refuses.reason + satisfies.reason);
		moment_went(&self->moment, !satisfies.reason);
		if (satisfies.reason) {
			ASSERT_EQ(NTMS_REASON_CANCELLED, sleep_end(&waiter));
		} else {
			ASSERT_EQ(1, waiting_for(self->fd, &self->pool));
			refuses.id = request_of(self->fd, &self->pool);
			ASSERT_FALSE(same_guid(&id, &refuses.id));
			answer(&refuses);
			ASSERT_EQ(OK, refuses.reason);
			ASSERT_EQ(NTMS_REASON_CANCELLED, sleep_end(&waiter));
		}
		ASSERT_STREQ("no", waiter.text);
		settle(&self->held);
	}
	both_won(&self->moment);
}

/* Of a request that stays: the first answer is the answer. */
TEST_F_TIMEOUT(race, two_answers, RACE_SECONDS)
{
	struct ntms_request_wait said;
	struct ntms_guid id;
	unsigned int round;

	for (round = 0; round < self->rounds; round++) {
		struct deed one = {
			.work = answer,
			.fd = self->fd,
			.state = NTMS_REQUEST_REFUSED,
			.text = "refused",
		};
		struct deed two = one, *winner;

		two.state = NTMS_REQUEST_COMPLETE;
		two.text = "done";
		ASSERT_EQ(OK, request_submit(self->fd, NTMS_REQUEST_MESSAGE,
					     NULL, NULL, "?", &id));
		one.id = id;
		two.id = id;
		one.when = soon();
		two.when = moment_of(&self->moment, one.when);
		begin(&two);
		do_deed(&one);
		finish();
		winner = one.reason ? &two : &one;
		ASSERT_EQ(OK, winner->reason);
		ASSERT_EQ(NTMS_REASON_INVALID_STATE, one.reason + two.reason);
		ASSERT_EQ(winner == &one ? NTMS_REASON_CANCELLED : OK,
			  request_wait(self->fd, &id, 0, &said));
		ASSERT_EQ(winner->state, said.state);
		ASSERT_STREQ(winner->text, said.text);
		moment_went(&self->moment, winner == &two);
		ASSERT_EQ(OK, request_delete(self->fd, &id));
		settle(&self->held);
	}
	both_won(&self->moment);
}

TEST_HARNESS_MAIN
