// SPDX-License-Identifier: GPL-2.0
/*
 * The numbers in sysfs: what happens moves those that are said to count it, by as
 * much as it happened, and no others; and everybody may read them.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "numbers.h"
#include "scene.h"
#include "user.h"
#include "waiter.h"

#define OK	NTMS_REASON_SUCCESS
#define NEVER	NTMS_DEADLINE_NEVER

/*
 * @pool draws from free, where there are two cartridges. Nobody looks at the library
 * unless a test has it looked at.
 */
FIXTURE(stats) {
	struct scene s;
	int fd;
	struct ntms_guid pool;
	struct ntms_guid lmid;
	struct ntms_guid held;
	struct numbers before;
	struct numbers after;
};

FIXTURE_SETUP(stats)
{
	const struct scene_wish wish = {
		.media = 2,
		.new_media = NTMS_POOL_FREE,
	};

	ASSERT_EQ(0, parameter_set("poll", "0"));
	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
	ASSERT_EQ(OK, scene_pool(&self->s, NTMS_POOL_FROMSCRATCH, 0, 0,
				 &self->pool));
	ASSERT_EQ(0, numbers_read(&self->before));
}

FIXTURE_TEARDOWN(stats)
{
	EXPECT_EQ(0, parameter_set("poll", "10"));
	EXPECT_EQ(0, scene_clear(&self->s));
}

/* What moved, and how far */
struct move {
	const char *name;
	int64_t by;
};

static bool ends_in(const char *name, const char *end)
{
	const size_t length = strlen(name), tail = strlen(end);

	return length >= tail && !strcmp(name + length - tail, end);
}

/*
 * Calls are counted where a test makes no others; what takes time takes some; and
 * drives are found, which changes the books, when they are.
 */
static bool is_anybodys(const char *name)
{
	return !strncmp(name, "calls_", 6) || ends_in(name, "_ms_total") ||
	       !strcmp(name, "transactions_total");
}

static int64_t wanted(const char *name, const struct move *moves)
{
	for (; moves->name; moves++)
		if (!strcmp(moves->name, name))
			return moves->by;
	return 0;
}

/* Whether it is these that moved, and no others; says which else */
static bool moved(const struct numbers *before, const struct numbers *after,
		  const struct move *moves)
{
	bool good = before->nr == after->nr;
	const struct move *move;
	size_t i;

	for (move = moves; move->name; move++)
		good &= number_of(after, move->name) != UINT64_MAX;
	for (i = 0; i < after->nr; i++) {
		const char *name = after->names[i];
		int64_t by = after->values[i] - number_of(before, name);

		if (is_anybodys(name) || by == wanted(name, moves))
			continue;
		printf("# %s: by %lld and not by %lld\n", name,
		       (long long)by, (long long)wanted(name, moves));
		good = false;
	}
	return good;
}

#define EXPECT_MOVED(...) do {						\
	const struct move _moves[] = { __VA_ARGS__, { 0 } };		\
									\
	EXPECT_EQ(0, numbers_read(&self->after));			\
	EXPECT_TRUE(moved(&self->before, &self->after, _moves));	\
	self->before = self->after;					\
} while (0)

static uint64_t waiting_now(void)
{
	return number_now("waits");
}

/* ---- who may ------------------------------------------------------------------------ */

TEST_F(stats, are_for_everybody_to_read_and_for_nobody_to_write)
{
	char path[256];
	size_t i;

	EXPECT_LT(30, self->before.nr);
	as_user(ALICE) {
		struct numbers seen;

		EXPECT_EQ(0, numbers_read(&seen));
		EXPECT_EQ(self->before.nr, seen.nr);
		EXPECT_EQ(number_of(&self->before, "media"),
			  number_of(&seen, "media"));
	}
	for (i = 0; i < self->before.nr; i++) {
		struct stat file;

		snprintf(path, sizeof(path), NUMBERS "/%s",
			 self->before.names[i]);
		ASSERT_EQ(0, stat(path, &file));
		EXPECT_EQ(S_IFREG | 0444, file.st_mode);
		EXPECT_EQ(-1, open(path, O_WRONLY | O_CLOEXEC));
	}
}

TEST_F(stats, tell_what_there_is)
{
	struct ntms_info info;

	ASSERT_EQ(OK, info_get(self->fd, &info));
	EXPECT_EQ(info.sessions, number_of(&self->before, "sessions"));
	EXPECT_EQ(info.libraries, number_of(&self->before, "libraries"));
	EXPECT_EQ(info.drives, number_of(&self->before, "drives"));
	EXPECT_EQ(info.pools, number_of(&self->before, "pools"));
	EXPECT_EQ(info.media, number_of(&self->before, "media"));
	EXPECT_EQ(info.sides, number_of(&self->before, "sides"));
	EXPECT_EQ(info.logical_media,
		  number_of(&self->before, "logical_media"));
	EXPECT_EQ(waiting_for(self->fd, &self->pool),
		  number_of(&self->before, "waits"));
	EXPECT_EQ(0, number_of(&self->before, "journal_attached"));
}

/* ---- calls -------------------------------------------------------------------------- */

TEST_F(stats, count_calls_by_how_they_ended)
{
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->lmid,
			       NULL));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->held,
			       NULL));
	ASSERT_EQ(OK, deallocate(self->fd, &self->lmid));
	ASSERT_NE(OK, deallocate(self->fd, &self->lmid));
	EXPECT_EQ(CALL_ERRNO(ENOTTY), call(self->fd, _IO(NTMS_IOC_MAGIC, 0xff),
					   &self->lmid, sizeof(self->lmid)));
	ASSERT_EQ(0, numbers_read(&self->after));
	EXPECT_EQ(number_of(&self->before, "calls_ok_total") + 3,
		  number_of(&self->after, "calls_ok_total"));
	EXPECT_EQ(number_of(&self->before, "calls_failed_total") + 2,
		  number_of(&self->after, "calls_failed_total"));
	EXPECT_EQ(number_of(&self->before, "calls_interrupted_total"),
		  number_of(&self->after, "calls_interrupted_total"));
	EXPECT_EQ(number_of(&self->before, "calls_pinned_total"),
		  number_of(&self->after, "calls_pinned_total"));
	EXPECT_LE(number_of(&self->before, "transactions_total") + 3,
		  number_of(&self->after, "transactions_total"));
	EXPECT_MOVED({ "allocations_total", 2 }, { "deallocations_total", 1 },
		     { "logical_media", 1 });
}

TEST_F(stats, count_sessions)
{
	int fd = session_open();

	EXPECT_MOVED({ "sessions", 1 });
	close(fd);
	EXPECT_MOVED({ "sessions", -1 });
}

/* ---- waits -------------------------------------------------------------------------- */

/* Nothing is to be had any more. */
static uint32_t take_all(struct scene *s, const struct ntms_guid *pool,
			 struct ntms_guid *first, struct ntms_guid *second)
{
	return allocate(s->fd, pool, NULL, 0, first, NULL) ?:
	       allocate(s->fd, pool, NULL, 0, second, NULL);
}

TEST_F(stats, count_waits_by_how_they_ended)
{
	struct waiter waiter;
	struct ntms_guid request;

	ASSERT_EQ(OK, take_all(&self->s, &self->pool, &self->lmid,
			       &self->held));
	ASSERT_EQ(0, numbers_read(&self->before));
	ASSERT_EQ(0, waiter_start(&waiter, self->fd, &self->pool, 0,
				  in_ms(100)));
	ASSERT_EQ(NTMS_REASON_TIMEOUT, waiter_join(&waiter));
	ASSERT_EQ(0, numbers_read(&self->after));
	EXPECT_LE(number_of(&self->before, "waits_ms_total") + 50,
		  number_of(&self->after, "waits_ms_total"));
	EXPECT_MOVED({ "waits_total", 1 }, { "waits_timed_out_total", 1 },
		     { "requests_total", 1 });

	ASSERT_TRUE(waiter_wait(&waiter, self->fd, &self->pool, 0, NEVER, 1));
	EXPECT_MOVED({ "waits_total", 1 }, { "waits", 1 },
		     { "requests_total", 1 }, { "requests", 1 });
	request = request_of(self->fd, &self->pool);
	ASSERT_EQ(OK, request_answer(self->fd, &request, NTMS_REQUEST_REFUSED,
				     "no"));
	ASSERT_EQ(NTMS_REASON_CANCELLED, waiter_join(&waiter));
	EXPECT_MOVED({ "waits_refused_total", 1 }, { "waits", -1 },
		     { "requests", -1 });

	ASSERT_TRUE(waiter_wait(&waiter, self->fd, &self->pool, 0, NEVER, 1));
	ASSERT_EQ(OK, deallocate(self->fd, &self->held));
	ASSERT_EQ(OK, waiter_join(&waiter));
	EXPECT_MOVED({ "waits_total", 1 }, { "waits_served_total", 1 },
		     { "requests_total", 1 }, { "allocations_total", 1 },
		     { "deallocations_total", 1 });

	ASSERT_TRUE(waiter_wait(&waiter, self->fd, &self->pool, 0, NEVER, 1));
	ASSERT_EQ(OK, cancel(self->fd, NTMS_CANCEL_ALL, 0, NULL));
	ASSERT_EQ(NTMS_REASON_CANCELLED, waiter_join(&waiter));
	EXPECT_MOVED({ "waits_total", 1 }, { "waits_other_total", 1 },
		     { "requests_total", 1 });
}

static void ignore(int number)
{
	(void)number;
}

TEST_F(stats, count_a_wait_that_begins_again_twice)
{
	const struct sigaction action = {
		.sa_handler = ignore, .sa_flags = SA_RESTART,
	};
	uint64_t calls = number_now("calls_interrupted_total");
	uint64_t waits = number_now("waits_interrupted_total");
	struct waiter waiter;

	ASSERT_EQ(0, sigaction(SIGUSR1, &action, NULL));
	ASSERT_EQ(OK, take_all(&self->s, &self->pool, &self->lmid,
			       &self->held));
	ASSERT_EQ(0, numbers_read(&self->before));
	ASSERT_TRUE(waiter_wait(&waiter, self->fd, &self->pool, 0, NEVER, 1));
	ASSERT_EQ(0, pthread_kill(waiter.thread, SIGUSR1));
	ASSERT_TRUE(wait_for(number_now("waits_interrupted_total") ==
			     waits + 1 && waiting_now() == 1));
	EXPECT_EQ(calls + 1, number_now("calls_interrupted_total"));
	ASSERT_EQ(OK, deallocate(self->fd, &self->held));
	ASSERT_EQ(OK, waiter_join(&waiter));
	EXPECT_EQ(calls + 1, number_now("calls_interrupted_total"));
	EXPECT_MOVED({ "waits_total", 2 }, { "waits_interrupted_total", 1 },
		     { "waits_served_total", 1 }, { "requests_total", 2 },
		     { "allocations_total", 1 }, { "deallocations_total", 1 });
}

/* ---- libraries ---------------------------------------------------------------------- */

TEST_F(stats, count_inventories)
{
	ASSERT_EQ(OK, scene_look(&self->s));
	ASSERT_TRUE(wait_for(!number_now("inventories")));
	EXPECT_MOVED({ "inventories_total", 1 });
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "fault",
			      "changer 0xb8 sense=4/44/00 count=0"));
	EXPECT_EQ(NTMS_REASON_DEVICE_NOT_AVAILABLE,
		  take_inventory(self->fd, &self->s.library));
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "fault", "clear"));
	EXPECT_MOVED({ "inventories_total", 1 },
		     { "inventories_failed_total", 1 });
}

TEST_HARNESS_MAIN
