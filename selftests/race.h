/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two things at once, again and again: what ends a wait, and what would serve
 * it. The moments are chosen by chance, around the one in which now this and now
 * that comes first. However it went, one of the two happened, and not a bit of
 * the other: no side that is owned by nobody or by two, and no request left.
 */
#ifndef NTMS_SELFTESTS_RACE_H
#define NTMS_SELFTESTS_RACE_H

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "scene.h"
#include "waiter.h"

#define OK	NTMS_REASON_SUCCESS
#define NEVER	NTMS_DEADLINE_NEVER
/* Rounds in the fast lane; 'make races' has a thousand of each. */
#define FULL	50
/* What a race may take, in seconds */
#define RACE_SECONDS	900

/* ---- moments --------------------------------------------------------- */

static uint64_t state = 0x9e3779b97f4a7c15ULL;

static inline uint64_t noise(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static inline void spin_until(uint64_t when)
{
	/* Sleeps come too late for this. */
	while (now() < when)
		;
}

/*
 * The end comes at a moment, and what serves so many nanoseconds after it.
 * When the end won, that was too late, else it was too early: by more, the
 * oftener it was so in a row.
 */
struct moment {
	int64_t after;
	int64_t step;
	bool served;
	unsigned int won[2];
};

#define STEP_MIN	10000
#define STEP_MAX	1000000
#define SPREAD		100000

static inline uint64_t moment_of(const struct moment *moment, uint64_t end)
{
	int64_t at = (int64_t)end + moment->after +
		     (int64_t)(noise() % SPREAD) - SPREAD / 2;

	return at < 0 ? 0 : (uint64_t)at;
}

static inline void moment_went(struct moment *moment, bool served)
{
	moment->won[served]++;
	moment->step = served == moment->served ? moment->step * 2 :
						  moment->step / 2;
	if (moment->step < STEP_MIN)
		moment->step = STEP_MIN;
	else if (moment->step > STEP_MAX)
		moment->step = STEP_MAX;
	moment->served = served;
	moment->after += served ? moment->step : -moment->step;
}

/*
 * In a few rounds on a slow machine the moments may never meet, and that says
 * nothing of the module.
 */
#define JUDGED	500

/* A race that one always wins is none. */
#define both_won(moment) do {						\
	const unsigned int *_won = (moment)->won;			\
									\
	TH_LOG("the end came first %u times, the medium %u times",	\
	       _won[0], _won[1]);					\
	if (_won[0] + _won[1] >= JUDGED) {				\
		EXPECT_LT(0, _won[0]);					\
		EXPECT_LT(0, _won[1]);					\
	}								\
} while (0)

/* ---- who does what when ---------------------------------------------- */

/*
 * A thread that is there all the time, and does not sleep: to be created, or
 * woken, would take longer than what it is to do.
 */
struct worker {
	void (*work)(void *what);
	void *what;
	atomic_int state;
	pthread_t thread;
};

enum { IDLE, BUSY, STOPPED };

static struct worker workers[2];

static inline void *run_worker(void *arg)
{
	struct worker *worker = arg;
	int is;

	while ((is = atomic_load(&worker->state)) != STOPPED) {
		if (is == BUSY) {
			worker->work(worker->what);
			atomic_store(&worker->state, IDLE);
		} else {
			sched_yield();
		}
	}
	return NULL;
}

static inline int workers_begin(void)
{
	int error = 0, i;

	for (i = 0; i < 2 && !error; i++)
		error = pthread_create(&workers[i].thread, NULL, run_worker,
				       &workers[i]);
	return error;
}

static inline void workers_end(void)
{
	int i;

	for (i = 0; i < 2; i++) {
		atomic_store(&workers[i].state, STOPPED);
		pthread_join(workers[i].thread, NULL);
	}
}

static inline void give_to(struct worker *worker, void (*work)(void *what),
			   void *what)
{
	worker->work = work;
	worker->what = what;
	atomic_store(&worker->state, BUSY);
}

static inline void wait_until_done(struct worker *worker)
{
	while (atomic_load(&worker->state) == BUSY)
		sched_yield();
}

/* Something that is done at a moment */
struct deed {
	void (*work)(struct deed *deed);
	uint64_t when;
	int fd;
	struct ntms_guid id;
	uint32_t state;
	const char *text;
	uint32_t reason;
};

static inline void do_deed(void *what)
{
	struct deed *deed = what;

	spin_until(deed->when);
	deed->work(deed);
}

/* The deed of somebody else, while we do our own */
#define begin(deed)	give_to(&workers[0], do_deed, deed)
#define finish()	wait_until_done(&workers[0])

/* An allocation that waits */
struct sleeper {
	int fd;
	struct ntms_allocate arg;
	char text[NTMS_MESSAGE_SIZE];
	uint32_t reason;
};

static inline void do_sleep(void *what)
{
	struct sleeper *sleeper = what;

	sleeper->reason = CALL(sleeper->fd, NTMS_IOC_ALLOCATE, &sleeper->arg);
}

static inline void sleep_begin(struct sleeper *sleeper, int fd,
			       const struct ntms_guid *pool, uint64_t deadline)
{
	memset(sleeper, 0, sizeof(*sleeper));
	sleeper->fd = fd;
	sleeper->arg.pool = *pool;
	sleeper->arg.deadline = deadline;
	sleeper->arg.text = (uintptr_t)sleeper->text;
	sleeper->arg.text_size = sizeof(sleeper->text);
	give_to(&workers[1], do_sleep, sleeper);
}

static inline uint32_t sleep_end(struct sleeper *sleeper)
{
	wait_until_done(&workers[1]);
	return sleeper->reason;
}

/* It waits by then. */
#define sleep_well(sleeper, session) do {				\
	sleep_begin(sleeper, session, &self->pool, NEVER);		\
	ASSERT_TRUE(wait_for(waiting_for(self->fd, &self->pool) == 1));	\
} while (0)

/* ---- the place ------------------------------------------------------- */

/* @pool has one cartridge with one side, which @held owns. */
FIXTURE(race) {
	struct scene s;
	int fd;
	struct ntms_guid pool;
	struct ntms_guid held;
	struct ntms_guid side;
	struct moment moment;
	unsigned int rounds;
};

FIXTURE_SETUP(race)
{
	const struct scene_wish wish = {
		.media = 1,
		.new_media = NTMS_POOL_FREE,
	};

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &self->pool));
	ASSERT_EQ(OK, scene_move_all(&self->s, &self->pool));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->held,
			       NULL));
	self->side = side_of(self->fd, &self->s.media[0], 0);
	self->rounds = rounds(FULL);
	memset(&self->moment, 0, sizeof(self->moment));
	ASSERT_EQ(0, workers_begin());
}

FIXTURE_TEARDOWN(race)
{
	/* If it failed, somebody may be asleep still. */
	cancel(self->fd, NTMS_CANCEL_ALL, 0, NULL);
	workers_end();
	EXPECT_EQ(0, scene_clear(&self->s));
}

/*
 * Nobody waits, nothing is asked, and the side is owned by @lmid, or by nobody
 * if that is null.
 */
static inline bool is_settled(FIXTURE_DATA(race) *self,
			      const struct ntms_guid *lmid)
{
	struct ntms_side_info info;

	if (waiting_for(self->fd, &self->pool) ||
	    count_objects(self->fd, NTMS_TYPE_OPERATOR_REQUEST, NULL) ||
	    GET(self->fd, NTMS_TYPE_SIDE, &self->side, &info) ||
	    !same_guid(&info.logical_medium, lmid) ||
	    owned_in(self->fd, &self->pool) != !is_null(lmid))
		return false;
	return info.side_state == (is_null(lmid) ? NTMS_SIDE_AVAILABLE :
						   NTMS_SIDE_ALLOCATED);
}

/* And it is owned again, for the next round. */
#define settle(lmid) do {						\
	ASSERT_TRUE(is_settled(self, lmid))				\
		TH_LOG("round %u", round);				\
	self->held = *(lmid);						\
	if (is_null(lmid))						\
		ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0,	\
				       &self->held, NULL));		\
} while (0)

static inline void give_back(struct deed *deed)
{
	deed->reason = deallocate(deed->fd, &deed->id);
}

static inline void answer(struct deed *deed)
{
	deed->reason = request_answer(deed->fd, &deed->id, deed->state,
				      deed->text);
}

static inline void cancel_all(struct deed *deed)
{
	deed->reason = cancel(deed->fd, NTMS_CANCEL_ALL, 0, NULL);
}

/* What closing a session in another thread does */
static inline void cancel_and_close(struct deed *deed)
{
	deed->reason = cancel(deed->fd, NTMS_CANCEL_ALL | NTMS_CANCEL_CLOSE, 0,
			      NULL);
}

static inline void cancel_one(struct deed *deed)
{
	deed->reason = cancel(deed->fd, 0, 1, NULL);
}

static inline void close_session(struct deed *deed)
{
	deed->reason = close(deed->fd) ? UINT32_MAX : OK;
}

static inline void interrupt(struct deed *deed)
{
	deed->reason = pthread_kill(workers[1].thread, SIGUSR1) ?
		       UINT32_MAX : OK;
}

/* A moment for which everybody is ready */
static inline uint64_t soon(void)
{
	return now() + 200000 + noise() % 200000;
}

/*
 * The wait is ended by @end, which @ended is the reason of, and served by
 * @arrival. If it was served, the end found nothing to end, and says @late.
 */
#define race(end, arrival, ended, late) do {				\
	struct sleeper _waiter;						\
									\
	sleep_well(&_waiter, (end)->fd);				\
	if ((end)->work == answer)					\
		(end)->id = request_of(self->fd, &self->pool);		\
	(end)->when = soon();						\
	(arrival)->when = moment_of(&self->moment, (end)->when);	\
	begin(arrival);							\
	do_deed(end);							\
	finish();							\
	sleep_end(&_waiter);						\
	ASSERT_EQ(OK, (arrival)->reason);				\
	if (_waiter.reason) {						\
		ASSERT_EQ(ended, _waiter.reason);			\
		ASSERT_EQ(OK, (end)->reason);				\
		if ((end)->text)					\
			ASSERT_STREQ((end)->text, _waiter.text);	\
	} else {							\
		ASSERT_EQ(late, (end)->reason);				\
		ASSERT_STREQ("", _waiter.text);				\
	}								\
	moment_went(&self->moment, !_waiter.reason);			\
	if (_waiter.reason)						\
		ASSERT_TRUE(is_null(&_waiter.arg.medium));		\
	settle(&_waiter.arg.medium);					\
} while (0)

#endif /* NTMS_SELFTESTS_RACE_H */
