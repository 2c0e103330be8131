// SPDX-License-Identifier: GPL-2.0
/* The journal's descriptor: who gets it, and what can be done with it. */
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "numbers.h"
#include "scene.h"
#include "user.h"
#include "waiter.h"

#define OK	NTMS_REASON_SUCCESS

static const struct ntms_guid nobody = { .b = { 7, 7, 7, [8] = 0x80 } };

/* ---- a program that makes the catalog last, and forgets all of it --------------- */

/* What was read, at most */
struct batch {
	unsigned char *data;
	ssize_t size;
	uint64_t number;
	uint64_t change;	/* the last that somebody waits for; 0: none */
	bool told;		/* all objects were read, at any time */
};

static void batch_read(int journal, struct batch *batch)
{
	const struct ntms_journal_record *record;
	ssize_t at;

	batch->change = 0;
	batch->size = read(journal, batch->data, NTMS_JOURNAL_BUFFER);
	for (at = 0; at < batch->size; at += record->size) {
		record = (const void *)(batch->data + at);
		batch->number = record->number;
		if (record->kind == NTMS_JOURNAL_CHANGE)
			batch->change = record->number;
		if (record->kind == NTMS_JOURNAL_END)
			batch->told = true;
	}
}

/* As soon as there is something; false: the time is up. */
static bool batch_next(int journal, struct batch *batch)
{
	struct pollfd ready = { .fd = journal, .events = POLLIN };

	if (poll(&ready, 1, 10000) != 1)
		return false;
	batch_read(journal, batch);
	return batch->size > 0;
}

/* Until somebody waits */
static bool batch_wait(int journal, struct batch *batch)
{
	batch->change = 0;
	while (!batch->change)
		if (!batch_next(journal, batch))
			return false;
	return true;
}

/*
 * All that there is, until all of it was read: what waits when that begins is told
 * once more, and would be taken for another change.
 */
static bool batch_all(int journal, struct batch *batch)
{
	while (!batch->told)
		if (!batch_next(journal, batch))
			return false;
	return true;
}

/* Everything is stored, and it leaves in order. */
static int leave(int journal, struct batch *batch)
{
	int error;

	do {
		batch_read(journal, batch);
		if (batch->size > 0)
			journal_say(journal, NTMS_JOURNAL_ACKNOWLEDGE,
				    batch->number, 0);
		error = journal_say(journal, NTMS_JOURNAL_DETACH, 0, 0);
	} while (error == EBUSY);
	close(journal);
	return error;
}

FIXTURE(journal) {
	struct scene s;
	struct ntms_guid pool;
	int fd;
	int journal;
	struct batch batch;
};

FIXTURE_SETUP(journal)
{
	const struct scene_wish wish = {
		.media = 2,
		.new_media = NTMS_POOL_FREE,
	};

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
	ASSERT_EQ(OK, scene_pool(&self->s, NTMS_POOL_FROMSCRATCH, 0, 0,
				 &self->pool));
	self->batch.data = malloc(NTMS_JOURNAL_BUFFER);
	ASSERT_NE(NULL, self->batch.data);
	ASSERT_EQ(OK, journal_attach(self->fd, NULL, &self->journal));
}

FIXTURE_TEARDOWN(journal)
{
	if (self->journal < 0)
		journal_attach(self->fd, NULL, &self->journal);
	EXPECT_EQ(0, leave(self->journal, &self->batch));
	free(self->batch.data);
	EXPECT_EQ(0, scene_clear(&self->s));
}

/* Somebody's call has to last. */
static int caller_begin(struct waiter *caller, int fd,
			const struct ntms_guid *pool)
{
	return waiter_start(caller, fd, pool,
			    NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE,
			    NTMS_DEADLINE_NEVER);
}

/* ---- who gets it -------------------------------------------------------------------- */

TEST_F(journal, is_for_one_at_a_time)
{
	struct ntms_info info;
	int another;

	ASSERT_EQ(OK, info_get(self->fd, &info));
	EXPECT_EQ(NTMS_INFO_JOURNAL, info.flags & NTMS_INFO_JOURNAL);
	EXPECT_EQ(NTMS_REASON_BUSY, journal_attach(self->fd, NULL, &another));
	EXPECT_EQ(NTMS_REASON_BUSY,
		  journal_attach(self->fd, &info.computer, &another));
}

TEST_F(journal, is_for_the_catalog_of_this_computer)
{
	struct ntms_info info;

	ASSERT_EQ(OK, info_get(self->fd, &info));
	ASSERT_EQ(0, leave(self->journal, &self->batch));
	EXPECT_EQ(NTMS_REASON_NOT_EMPTY,
		  journal_attach(self->fd, &nobody, &self->journal));
	EXPECT_EQ(OK, journal_attach(self->fd, &info.computer, &self->journal));
}

TEST_F(journal, is_for_administrators)
{
	ASSERT_EQ(0, leave(self->journal, &self->batch));
	as_user(ALICE) {
		int another;

		EXPECT_EQ(NTMS_REASON_ACCESS_DENIED,
			  journal_attach(self->fd, NULL, &another));
	}
	self->journal = -1;
}

/* ---- what can be done with it --------------------------------------------------------- */

TEST_F(journal, is_read_in_whole_records)
{
	char small[8];

	EXPECT_EQ(-1, read(self->journal, small, sizeof(small)));
	EXPECT_EQ(ENOBUFS, errno);
	do {
		batch_read(self->journal, &self->batch);
	} while (self->batch.size > 0);
	EXPECT_EQ(EAGAIN, errno);
	EXPECT_EQ(-1, lseek(self->journal, 0, SEEK_END));
}

static void nothing(int number)
{
	(void)number;
}

/* There is nothing to read: who waits for it sleeps until a signal comes. */
TEST_F(journal, is_waited_for_until_a_signal)
{
	const struct sigaction action = { .sa_handler = nothing };
	const struct itimerval often = { { .tv_usec = 20000 },
					 { .tv_usec = 20000 } };
	const struct itimerval never = { { 0 }, { 0 } };

	do {
		batch_read(self->journal, &self->batch);
	} while (self->batch.size > 0);
	ASSERT_EQ(0, fcntl(self->journal, F_SETFL, 0));
	ASSERT_EQ(0, sigaction(SIGALRM, &action, NULL));
	ASSERT_EQ(0, setitimer(ITIMER_REAL, &often, NULL));
	EXPECT_EQ(-1, read(self->journal, self->batch.data,
			   NTMS_JOURNAL_BUFFER));
	EXPECT_EQ(EINTR, errno);
	EXPECT_EQ(0, setitimer(ITIMER_REAL, &never, NULL));
	EXPECT_EQ(0, fcntl(self->journal, F_SETFL, O_NONBLOCK));
}

static void *read_a_change(void *arg)
{
	FIXTURE_DATA(journal) *self = arg;

	do {
		batch_read(self->journal, &self->batch);
	} while (self->batch.size > 0 && !self->batch.change);
	return NULL;
}

TEST_F(journal, is_waited_for_until_there_is_something)
{
	struct waiter caller;
	pthread_t reader;

	ASSERT_EQ(0, fcntl(self->journal, F_SETFL, 0));
	ASSERT_EQ(0, pthread_create(&reader, NULL, read_a_change, self));
	ASSERT_EQ(0, caller_begin(&caller, self->fd, &self->pool));
	ASSERT_EQ(0, pthread_join(reader, NULL));
	EXPECT_LT(0, self->batch.change);
	EXPECT_EQ(0, journal_say(self->journal, NTMS_JOURNAL_ACKNOWLEDGE,
				 self->batch.number, 0));
	EXPECT_EQ(OK, waiter_join(&caller));
	EXPECT_EQ(0, fcntl(self->journal, F_SETFL, O_NONBLOCK));
}

TEST_F(journal, takes_no_nonsense)
{
	struct ntms_journal_record record = { .size = sizeof(record) };
	const void *volatile nowhere = (const void *)16;
	unsigned int i;
	static const uint32_t sizes[] = { 0, 8, 47, 49, 56, UINT32_MAX };

	EXPECT_EQ(EINVAL, journal_say(self->journal, 0, 0, 0));
	EXPECT_EQ(EINVAL, journal_say(self->journal, 99, 0, 0));
	EXPECT_EQ(EINVAL, journal_say(self->journal, NTMS_JOURNAL_CHANGE, 1,
				      0));
	EXPECT_EQ(EINVAL, journal_say(self->journal, NTMS_JOURNAL_LOADED, 0,
				      0));
	EXPECT_EQ(EINVAL, journal_say(self->journal, NTMS_JOURNAL_OBJECTS, 0,
				      0));
	/* What nobody has read, nobody has stored. */
	EXPECT_EQ(EINVAL, journal_say(self->journal, NTMS_JOURNAL_ACKNOWLEDGE,
				      UINT64_MAX, 0));
	EXPECT_EQ(EINVAL, journal_say(self->journal, NTMS_JOURNAL_REFUSE,
				      UINT64_MAX, NTMS_REASON_DATABASE_FULL));
	EXPECT_EQ(EINVAL, journal_say(self->journal, NTMS_JOURNAL_REFUSE, 1,
				      NTMS_REASON_SUCCESS));
	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		record.size = sizes[i];
		EXPECT_EQ(-1, write(self->journal, &record, sizeof(record)));
		EXPECT_EQ(EINVAL, errno);
	}
	EXPECT_EQ(-1, write(self->journal, self->batch.data,
			    NTMS_JOURNAL_BUFFER + 1));
	EXPECT_EQ(EMSGSIZE, errno);
	EXPECT_EQ(-1, write(self->journal, nowhere, sizeof(record)));
	EXPECT_EQ(EFAULT, errno);
}

/* ---- what becomes of a call -------------------------------------------------------------- */

TEST_F(journal, lets_nobody_see_what_could_be_lost)
{
	uint64_t before = owned_in(self->fd, &self->pool);
	struct waiter caller;

	ASSERT_EQ(0, caller_begin(&caller, self->fd, &self->pool));
	ASSERT_TRUE(batch_wait(self->journal, &self->batch));
	EXPECT_EQ(before, owned_in(self->fd, &self->pool));
	EXPECT_EQ(0, journal_say(self->journal, NTMS_JOURNAL_ACKNOWLEDGE,
				 self->batch.number, 0));
	EXPECT_EQ(OK, waiter_join(&caller));
	EXPECT_EQ(before + 1, owned_in(self->fd, &self->pool));
}

TEST_F(journal, refuses_and_nothing_has_happened)
{
	uint64_t before = owned_in(self->fd, &self->pool);
	struct waiter caller;

	ASSERT_EQ(0, caller_begin(&caller, self->fd, &self->pool));
	ASSERT_TRUE(batch_wait(self->journal, &self->batch));
	EXPECT_EQ(0, journal_say(self->journal, NTMS_JOURNAL_REFUSE,
				 self->batch.change,
				 NTMS_REASON_DATABASE_FULL));
	EXPECT_EQ(NTMS_REASON_DATABASE_FULL, waiter_join(&caller));
	EXPECT_EQ(before, owned_in(self->fd, &self->pool));
}

/* What waits, and for whom, is seen from outside, and is gone afterwards. */
TEST_F(journal, is_told_in_numbers)
{
	uint64_t waits = number_now("journal_waits_total");
	uint64_t refused = number_now("journal_refused_total");
	uint64_t allocations = number_now("allocations_total");
	struct waiter caller;

	EXPECT_EQ(1, number_now("journal_attached"));
	ASSERT_EQ(0, caller_begin(&caller, self->fd, &self->pool));
	ASSERT_TRUE(wait_for(number_now("journal_waits") == 1));
	EXPECT_LE(1, number_now("journal_unread"));
	EXPECT_EQ(1, number_now("journal_pinned"));
	ASSERT_TRUE(batch_wait(self->journal, &self->batch));
	EXPECT_EQ(0, number_now("journal_unread"));
	EXPECT_LE(1, number_now("journal_unanswered"));
	EXPECT_EQ(0, journal_say(self->journal, NTMS_JOURNAL_REFUSE,
				 self->batch.change,
				 NTMS_REASON_DATABASE_FULL));
	EXPECT_EQ(NTMS_REASON_DATABASE_FULL, waiter_join(&caller));
	EXPECT_EQ(0, journal_say(self->journal, NTMS_JOURNAL_ACKNOWLEDGE,
				 self->batch.number, 0));
	EXPECT_EQ(0, number_now("journal_waits"));
	EXPECT_EQ(0, number_now("journal_pinned"));
	EXPECT_EQ(0, number_now("journal_unanswered"));
	EXPECT_EQ(waits + 1, number_now("journal_waits_total"));
	EXPECT_EQ(refused + 1, number_now("journal_refused_total"));
	EXPECT_EQ(allocations, number_now("allocations_total"));
	EXPECT_EQ(0, number_now("journal_timed_out_total"));
}

/* A call that names what somebody else is about to have */
struct namer {
	int fd;
	const struct ntms_guid *medium;
	uint32_t reason;
};

static void *name_it(void *arg)
{
	struct namer *namer = arg;

	namer->reason = enable(namer->fd, namer->medium, true);
	return NULL;
}

TEST_F(journal, has_calls_that_wait_for_others_counted_once)
{
	struct namer namer = { self->fd, &self->s.media[0], UINT32_MAX };
	uint64_t pinned = number_now("calls_pinned_total");
	struct waiter caller;
	pthread_t thread;

	ASSERT_EQ(0, caller_begin(&caller, self->fd, &self->pool));
	ASSERT_TRUE(batch_wait(self->journal, &self->batch));
	EXPECT_EQ(pinned, number_now("calls_pinned_total"));
	ASSERT_EQ(0, pthread_create(&thread, NULL, name_it, &namer));
	ASSERT_TRUE(wait_for(number_now("calls_pinned_total") == pinned + 1));
	EXPECT_EQ(0, journal_say(self->journal, NTMS_JOURNAL_ACKNOWLEDGE,
				 self->batch.number, 0));
	EXPECT_EQ(OK, waiter_join(&caller));
	ASSERT_TRUE(batch_wait(self->journal, &self->batch));
	EXPECT_EQ(0, journal_say(self->journal, NTMS_JOURNAL_ACKNOWLEDGE,
				 self->batch.number, 0));
	ASSERT_EQ(0, pthread_join(thread, NULL));
	EXPECT_EQ(OK, namer.reason);
	EXPECT_EQ(pinned + 1, number_now("calls_pinned_total"));
}

TEST_F(journal, that_dies_is_followed_by_another)
{
	uint64_t before = owned_in(self->fd, &self->pool);
	struct waiter caller;

	ASSERT_EQ(0, caller_begin(&caller, self->fd, &self->pool));
	ASSERT_TRUE(batch_wait(self->journal, &self->batch));
	close(self->journal);
	EXPECT_EQ(before, owned_in(self->fd, &self->pool));
	ASSERT_EQ(OK, journal_attach(self->fd, NULL, &self->journal));
	ASSERT_TRUE(batch_wait(self->journal, &self->batch));
	EXPECT_EQ(0, journal_say(self->journal, NTMS_JOURNAL_ACKNOWLEDGE,
				 self->batch.number, 0));
	EXPECT_EQ(OK, waiter_join(&caller));
	EXPECT_EQ(before + 1, owned_in(self->fd, &self->pool));
}

TEST_F(journal, answers_before_it_leaves)
{
	struct waiter caller;

	ASSERT_EQ(0, caller_begin(&caller, self->fd, &self->pool));
	ASSERT_TRUE(batch_wait(self->journal, &self->batch));
	EXPECT_EQ(EBUSY, journal_say(self->journal, NTMS_JOURNAL_DETACH, 0, 0));
	EXPECT_EQ(0, journal_say(self->journal, NTMS_JOURNAL_ACKNOWLEDGE,
				 self->batch.number, 0));
	EXPECT_EQ(OK, waiter_join(&caller));
	EXPECT_EQ(0, journal_say(self->journal, NTMS_JOURNAL_DETACH, 0, 0));
	EXPECT_EQ(EPIPE, journal_say(self->journal, NTMS_JOURNAL_ACKNOWLEDGE, 0,
				     0));
	close(self->journal);
	self->journal = -1;
}

/* Nobody waits for what somebody else is about to have: there is another one. */
TEST_F(journal, lets_others_pass_by)
{
	struct waiter first, second;
	uint64_t before = owned_in(self->fd, &self->pool);

	ASSERT_TRUE(batch_all(self->journal, &self->batch));
	ASSERT_EQ(0, caller_begin(&first, self->fd, &self->pool));
	ASSERT_TRUE(batch_wait(self->journal, &self->batch));
	ASSERT_EQ(0, caller_begin(&second, self->fd, &self->pool));
	ASSERT_TRUE(batch_wait(self->journal, &self->batch));
	EXPECT_EQ(before, owned_in(self->fd, &self->pool));
	EXPECT_EQ(0, journal_say(self->journal, NTMS_JOURNAL_ACKNOWLEDGE,
				 self->batch.number, 0));
	EXPECT_EQ(OK, waiter_join(&first));
	EXPECT_EQ(OK, waiter_join(&second));
	EXPECT_EQ(before + 2, owned_in(self->fd, &self->pool));
	EXPECT_FALSE(same_guid(&first.arg.medium, &second.arg.medium));
}

TEST_HARNESS_MAIN
