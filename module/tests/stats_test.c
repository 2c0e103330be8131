// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of core/stats.c: what happens moves the numbers that are said to
 * count it, by as much as it happened, and no others. That what there is now is
 * told as it is, kit_wrong.c looks after in all suites.
 */
#include "../core/record.h"
#include "kit.h"
#include "mirror.h"

#include <linux/ktime.h>
#include <linux/timekeeping.h>

#define LTO	NTMS_MEDIA_CODE_LTO

/* Nanoseconds that something took */
#define STATS_WHILE	7000000ULL

/**
 * struct stats_scene - a library, a pool, and what was counted
 * @kit: the catalog
 * @robot: the library; new cartridges are free
 * @pool: a pool that draws from free
 * @lmid: what was allocated last
 * @before: the numbers when stats_begin() was called
 */
struct stats_scene {
	struct ntms_kit *kit;
	struct ntms_kit_robot *robot;
	guid_t pool;
	guid_t lmid;
	u64 before[NTMS_STATS];
};

/* What moved, and how far */
struct stats_move {
	enum ntms_stat stat;
	s64 by;
};

static void stats_begin(struct stats_scene *s)
{
	u32 stat;

	for (stat = 0; stat < NTMS_STATS; stat++)
		s->before[stat] = ntms_stat(&s->kit->cat, stat);
}

static bool stats_is_time(u32 stat)
{
	return stat == NTMS_STAT_WAITS_TIME ||
	       stat == NTMS_STAT_JOURNAL_TIME ||
	       stat == NTMS_STAT_INVENTORIES_TIME;
}

/* Of what is counted, this moved and nothing else; and then from here on. */
static void stats_moved(struct kunit *test, struct stats_scene *s,
			const struct stats_move *moves, u32 nr)
{
	u32 stat, i;
	s64 by;

	for (stat = 0; stat < NTMS_STATS; stat++) {
		if (stats_is_time(stat))
			continue;
		by = ntms_stat(&s->kit->cat, stat) - s->before[stat];
		for (i = 0; i < nr; i++)
			if (moves[i].stat == stat)
				by -= moves[i].by;
		KUNIT_EXPECT_EQ_MSG(test, by, 0LL, "of number %u", stat);
	}
	stats_begin(s);
}

#define STATS_MOVED(test, s, ...) do {					\
	static const struct stats_move moves[] = { __VA_ARGS__ };	\
									\
	stats_moved(test, s, moves, ARRAY_SIZE(moves));			\
} while (0)

/* Shorter, for lists of them */
#define MOVED(_stat, _by)	{ NTMS_STAT_ ## _stat, (_by) }

static struct stats_scene *stats_scene(struct kunit *test)
{
	struct stats_scene *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, s);
	s->kit = test->priv;
	s->robot = ntms_kit_robot(test, "r", 8, 1, 1);
	ntms_kit_arrivals(test, s->robot, LTO, NTMS_POOL_FREE);
	ntms_kit_pool(test, "pool", LTO, &s->pool);
	stats_begin(s);
	return s;
}

static void stats_bring(struct kunit *test, struct stats_scene *s, u16 slot,
			const char *barcode)
{
	ntms_kit_bring(test, s->robot, slot, barcode);
	stats_begin(s);
}

static ntms_reason_t stats_allocate(struct stats_scene *s)
{
	return ntms_kit_allocate(s->kit, &ntms_kit_owner, &s->pool, NULL,
				 NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE, &s->lmid);
}

static void stats_test_allocations(struct kunit *test)
{
	struct stats_scene *s = stats_scene(test);
	guid_t lmid;

	stats_bring(test, s, 0, "A");
	NTMS_KIT_REASON(test, stats_allocate(s), SUCCESS);
	STATS_MOVED(test, s, MOVED(ALLOCATIONS, 1), MOVED(LOGICAL_MEDIA, 1),
		    MOVED(TRANSACTIONS, 1));
	lmid = s->lmid;
	NTMS_KIT_REASON(test, stats_allocate(s), MEDIA_UNAVAILABLE);
	STATS_MOVED(test, s, MOVED(ALLOCATIONS, 0));
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &lmid), SUCCESS);
	STATS_MOVED(test, s, MOVED(DEALLOCATIONS, 1), MOVED(LOGICAL_MEDIA, -1),
		    MOVED(TRANSACTIONS, 1));
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &lmid), INVALID_MEDIA);
	STATS_MOVED(test, s, MOVED(DEALLOCATIONS, 0));
}

static void stats_test_undone(struct kunit *test)
{
	struct stats_scene *s = stats_scene(test);
	struct ntms_allocate call = { .flags = NTMS_ALLOCATE_F_NOWAIT };
	struct ntms_told told = {};

	stats_bring(test, s, 0, "A");
	ntms_guid_out(&call.pool, &s->pool);
	NTMS_KIT_REASON(test, ntms_allocate(s->kit->session, &ntms_kit_owner,
					    &call, &told), SUCCESS);
	ntms_allocate_undo(s->kit->session, &told.grant);
	STATS_MOVED(test, s, MOVED(ALLOCATIONS, 1), MOVED(DEALLOCATIONS, 1),
		    MOVED(TRANSACTIONS, 2));
}

/* Begins to wait, which an operator is asked to end. */
static void stats_wait(struct kunit *test, struct stats_scene *s)
{
	ntms_kit_wait(test, &s->pool, 0, 1);
	STATS_MOVED(test, s, MOVED(WAITS, 1), MOVED(WAITERS, 1),
		    MOVED(REQUESTS, 1), MOVED(REQUESTS_POSTED, 1),
		    MOVED(TRANSACTIONS, 1));
}

static void stats_test_served(struct kunit *test)
{
	struct stats_scene *s = stats_scene(test);

	stats_wait(test, s);
	ntms_kit_put(s->robot, NTMS_SMC_ST, 0, "A");
	KUNIT_EXPECT_EQ(test, ntms_kit_inventory(&s->kit->cat, s->robot), 0);
	ntms_kit_expect(test, 1, NTMS_REASON_SUCCESS);
	KUNIT_EXPECT_EQ(test, ntms_stat(&s->kit->cat, NTMS_STAT_WAITS_SERVED),
			s->before[NTMS_STAT_WAITS_SERVED] + 1);
	KUNIT_EXPECT_EQ(test, ntms_stat(&s->kit->cat, NTMS_STAT_WAITERS), 0ULL);
	KUNIT_EXPECT_EQ(test, ntms_stat(&s->kit->cat, NTMS_STAT_ALLOCATIONS),
			s->before[NTMS_STAT_ALLOCATIONS] + 1);
	NTMS_KIT_SOUND(test, &s->kit->cat);
}

static void stats_test_timed_out(struct kunit *test)
{
	struct stats_scene *s = stats_scene(test);

	NTMS_KIT_REASON(test, ntms_kit_queue(s->kit->session, &ntms_kit_owner,
					     &s->pool, 0,
					     NTMS_DEADLINE_NEVER - 1, 1),
			SUCCESS);
	stats_begin(s);
	ntms_catalog_lock(&s->kit->cat);
	ntms_waiters_expire(&s->kit->cat, NTMS_DEADLINE_NEVER - 1);
	ntms_catalog_unlock(&s->kit->cat);
	STATS_MOVED(test, s, MOVED(WAITS_TIMED_OUT, 1), MOVED(WAITERS, -1),
		    MOVED(REQUESTS, -1), MOVED(TRANSACTIONS, 1));
	ntms_kit_expect(test, 1, NTMS_REASON_TIMEOUT);
}

static void stats_test_refused(struct kunit *test)
{
	struct stats_scene *s = stats_scene(test);
	guid_t request;

	stats_wait(test, s);
	ntms_kit_request(test, 0, &request);
	/* With nothing to be had, the operator is asked once more. */
	NTMS_KIT_REASON(test, ntms_kit_answer(s->kit, &ntms_kit_root, &request,
					      NTMS_REQUEST_COMPLETE, NULL),
			SUCCESS);
	STATS_MOVED(test, s, MOVED(REQUESTS_POSTED, 1), MOVED(TRANSACTIONS, 1));
	ntms_kit_request(test, 0, &request);
	NTMS_KIT_REASON(test, ntms_kit_answer(s->kit, &ntms_kit_root, &request,
					      NTMS_REQUEST_REFUSED, "no"),
			SUCCESS);
	STATS_MOVED(test, s, MOVED(WAITS_REFUSED, 1), MOVED(WAITERS, -1),
		    MOVED(REQUESTS, -1), MOVED(TRANSACTIONS, 1));
	ntms_kit_expect(test, 1, NTMS_REASON_CANCELLED);
}

static void stats_test_cancelled(struct kunit *test)
{
	struct stats_scene *s = stats_scene(test);
	struct ntms_cancel call = { .cookie = 1 };

	stats_wait(test, s);
	NTMS_KIT_REASON(test, ntms_cancel(s->kit->session, &call), SUCCESS);
	STATS_MOVED(test, s, MOVED(WAITS_OTHER, 1), MOVED(WAITERS, -1),
		    MOVED(REQUESTS, -1), MOVED(TRANSACTIONS, 1));
	ntms_kit_expect(test, 1, NTMS_REASON_CANCELLED);
}

static void stats_test_outcomes(struct kunit *test)
{
	static const struct {
		ntms_reason_t reason;
		bool refused;
		enum ntms_stat stat;
	} ends[] = {
		{ NTMS_REASON_SUCCESS, false, NTMS_STAT_WAITS_SERVED },
		{ NTMS_REASON_TIMEOUT, false, NTMS_STAT_WAITS_TIMED_OUT },
		{ NTMS_REASON_CANCELLED, true, NTMS_STAT_WAITS_REFUSED },
		{ NTMS_REASON_CANCELLED, false, NTMS_STAT_WAITS_OTHER },
		{ NTMS_INTERRUPTED, false, NTMS_STAT_WAITS_INTERRUPTED },
		{ NTMS_REASON_INVALID_MEDIA_POOL, false,
		  NTMS_STAT_WAITS_OTHER },
	};
	const u32 time = NTMS_STAT_WAITS_TIME - NTMS_STAT_COUNTED;
	u64 since = ktime_get_ns() - STATS_WHILE, before, waited;
	struct ntms_stats stats = {};
	u32 i, end;

	for (i = 0; i < ARRAY_SIZE(ends); i++) {
		end = ends[i].stat - NTMS_STAT_COUNTED;
		before = stats.of[end];
		waited = stats.of[time];
		ntms_stat_wait_ended(&stats, ends[i].reason, ends[i].refused,
				     since);
		KUNIT_EXPECT_EQ(test, stats.of[end], before + 1);
		KUNIT_EXPECT_GE(test, stats.of[time], waited + STATS_WHILE);
	}
}

static void stats_test_inventories(struct kunit *test)
{
	struct stats_scene *s = stats_scene(test);
	struct ntms_catalog *cat = &s->kit->cat;

	KUNIT_EXPECT_EQ(test, ntms_kit_inventory(cat, s->robot), 0);
	stats_begin(s);
	/* Nobody asked for it: that it begins is no news. */
	ntms_inventory_begin(cat, &s->robot->id);
	STATS_MOVED(test, s, MOVED(READING, 1));
	NTMS_KIT_SOUND(test, cat);
	ntms_inventory_end(cat, &s->robot->id, 0, 0);
	STATS_MOVED(test, s, MOVED(READING, -1), MOVED(INVENTORIES, 1),
		    MOVED(TRANSACTIONS, 1));
	ntms_inventory_begin(cat, &s->robot->id);
	ntms_inventory_begin(cat, &s->robot->id);
	ntms_inventory_end(cat, &s->robot->id, -EIO, 0);
	STATS_MOVED(test, s, MOVED(INVENTORIES, 1),
		    MOVED(INVENTORIES_FAILED, 1), MOVED(TRANSACTIONS, 1));
	/* It goes while it is being read: nobody says that it ended. */
	ntms_inventory_begin(cat, &s->robot->id);
	ntms_library_absent(cat, &s->robot->id);
	KUNIT_EXPECT_EQ(test, ntms_stat(cat, NTMS_STAT_READING), 0ULL);
	KUNIT_EXPECT_GT(test, ntms_stat(cat, NTMS_STAT_INVENTORIES_TIME), 0ULL);
	NTMS_KIT_SOUND(test, cat);
}

/* ---- with a journal ------------------------------------------------------------- */

/**
 * struct stats_watch - who makes changes last, and looks at the numbers meanwhile
 * @mirror: what is kept
 * @answer: what the change is answered; BUSY: nothing
 * @unread: records that were not read when it began to wait
 * @read: records that were read and not answered, once it was read
 * @pinned: objects that were pinned then
 * @waiting: changes that waited then
 */
static struct stats_watch {
	struct ntms_mirror mirror;
	ntms_reason_t answer;
	u64 unread;
	u64 read;
	u64 pinned;
	u64 waiting;
} stats_watch;

static void stats_watches(struct ntms_catalog *cat)
{
	struct stats_watch *w = &stats_watch;

	cat->journal.timeout = 0;
	w->unread = ntms_stat(cat, NTMS_STAT_JOURNAL_UNREAD);
	w->pinned = ntms_stat(cat, NTMS_STAT_PINNED);
	w->waiting = ntms_stat(cat, NTMS_STAT_JOURNAL_WAITING);
	w->mirror.full = w->answer;
	ntms_mirror_read(&w->mirror);
	w->mirror.full = false;
	w->read = ntms_stat(cat, NTMS_STAT_JOURNAL_UNANSWERED);
	if (!w->answer)
		ntms_mirror_acknowledge(&w->mirror, w->mirror.number);
	else if (w->answer != NTMS_REASON_BUSY)
		ntms_mirror_refuse(&w->mirror, w->mirror.refused, w->answer);
}

static struct stats_scene *stats_lasting(struct kunit *test,
					 ntms_reason_t answer)
{
	struct stats_scene *s = stats_scene(test);
	struct ntms_catalog *cat = &s->kit->cat;

	ntms_kit_bring(test, s->robot, 0, "A");
	KUNIT_EXPECT_EQ(test, ntms_stat(cat, NTMS_STAT_JOURNAL_ATTACHED), 0ULL);
	memset(&stats_watch, 0, sizeof(stats_watch));
	stats_watch.answer = answer;
	KUNIT_ASSERT_EQ(test, ntms_mirror_init(&stats_watch.mirror, cat), 0);
	KUNIT_EXPECT_EQ(test, ntms_stat(cat, NTMS_STAT_JOURNAL_ATTACHED), 1ULL);
	ntms_mirror_follow(&stats_watch.mirror);
	cat->journal.waits = stats_watches;
	stats_begin(s);
	return s;
}

static void stats_leave(struct kunit *test, struct stats_scene *s)
{
	struct ntms_catalog *cat = &s->kit->cat;

	cat->journal.waits = NULL;
	NTMS_KIT_SOUND(test, cat);
	ntms_journal_detach(cat);
	KUNIT_EXPECT_EQ(test, ntms_stat(cat, NTMS_STAT_JOURNAL_ATTACHED), 0ULL);
	NTMS_KIT_SOUND(test, cat);
	ntms_mirror_exit(&stats_watch.mirror);
}

static void stats_test_stored(struct kunit *test)
{
	struct stats_scene *s = stats_lasting(test, NTMS_REASON_SUCCESS);

	NTMS_KIT_REASON(test, stats_allocate(s), SUCCESS);
	STATS_MOVED(test, s, MOVED(JOURNAL_WAITS, 1), MOVED(ALLOCATIONS, 1),
		    MOVED(LOGICAL_MEDIA, 1), MOVED(TRANSACTIONS, 1));
	KUNIT_EXPECT_EQ(test, stats_watch.unread, 1ULL);
	KUNIT_EXPECT_EQ(test, stats_watch.read, 1ULL);
	KUNIT_EXPECT_EQ(test, stats_watch.pinned, 1ULL);
	KUNIT_EXPECT_EQ(test, stats_watch.waiting, 1ULL);
	KUNIT_EXPECT_GT(test, ntms_stat(&s->kit->cat, NTMS_STAT_JOURNAL_TIME),
			0ULL);
	stats_leave(test, s);
}

static void stats_test_not_stored(struct kunit *test)
{
	struct stats_scene *s = stats_lasting(test, NTMS_REASON_DATABASE_FULL);

	NTMS_KIT_REASON(test, stats_allocate(s), DATABASE_FULL);
	STATS_MOVED(test, s, MOVED(JOURNAL_WAITS, 1),
		    MOVED(JOURNAL_REFUSED, 1));
	stats_leave(test, s);
}

static void stats_test_unanswered(struct kunit *test)
{
	struct stats_scene *s = stats_lasting(test, NTMS_REASON_BUSY);

	NTMS_KIT_REASON(test, stats_allocate(s), DATABASE_FAILURE);
	/* What it has read, and that it is void, which it has not. */
	STATS_MOVED(test, s, MOVED(JOURNAL_WAITS, 1),
		    MOVED(JOURNAL_TIMED_OUT, 1), MOVED(JOURNAL_UNANSWERED, 1),
		    MOVED(JOURNAL_UNREAD, 1));
	stats_leave(test, s);
}

/* One that waits is kept a cartridge until it can take it. */
static struct stats_scene *stats_offered(struct kunit *test)
{
	struct stats_scene *s = stats_lasting(test, NTMS_REASON_SUCCESS);
	struct ntms_catalog *cat = &s->kit->cat;

	NTMS_KIT_REASON(test, stats_allocate(s), SUCCESS);
	stats_begin(s);
	stats_wait(test, s);
	ntms_kit_put(s->robot, NTMS_SMC_ST, 1, "B");
	KUNIT_EXPECT_EQ(test, ntms_kit_inventory(cat, s->robot), 0);
	KUNIT_EXPECT_EQ(test, ntms_stat(cat, NTMS_STAT_PINNED), 1ULL);
	KUNIT_EXPECT_EQ(test, ntms_stat(cat, NTMS_STAT_WAITERS), 0ULL);
	ntms_mirror_follow(&stats_watch.mirror);
	stats_begin(s);
	return s;
}

static void stats_test_offered(struct kunit *test)
{
	struct stats_scene *s = stats_offered(test);

	ntms_tick(&s->kit->cat);
	ntms_kit_expect(test, 1, NTMS_REASON_SUCCESS);
	STATS_MOVED(test, s, MOVED(WAITS_SERVED, 1), MOVED(JOURNAL_WAITS, 1),
		    MOVED(PINNED, -1), MOVED(ALLOCATIONS, 1),
		    MOVED(LOGICAL_MEDIA, 1), MOVED(REQUESTS, -1),
		    MOVED(TRANSACTIONS, 2));
	stats_leave(test, s);
}

/* It goes before it was taken: who waited waits on, and never did otherwise. */
static void stats_test_taken_away(struct kunit *test)
{
	struct stats_scene *s = stats_offered(test);
	struct ntms_catalog *cat = &s->kit->cat;

	ntms_kit_take(s->robot, NTMS_SMC_ST, 1);
	KUNIT_EXPECT_EQ(test, ntms_kit_inventory(cat, s->robot), 0);
	ntms_mirror_follow(&stats_watch.mirror);
	stats_begin(s);
	ntms_tick(cat);
	STATS_MOVED(test, s, MOVED(WAITERS, 1), MOVED(PINNED, -1),
		    MOVED(REQUESTS_POSTED, 1), MOVED(TRANSACTIONS, 2),
		    MOVED(JOURNAL_UNREAD, 1));
	ntms_kit_expect_none(test);
	stats_leave(test, s);
}

static struct kunit_case stats_cases[] = {
	KUNIT_CASE(stats_test_allocations),
	KUNIT_CASE(stats_test_undone),
	KUNIT_CASE(stats_test_served),
	KUNIT_CASE(stats_test_timed_out),
	KUNIT_CASE(stats_test_refused),
	KUNIT_CASE(stats_test_cancelled),
	KUNIT_CASE(stats_test_outcomes),
	KUNIT_CASE(stats_test_inventories),
	KUNIT_CASE(stats_test_stored),
	KUNIT_CASE(stats_test_not_stored),
	KUNIT_CASE(stats_test_unanswered),
	KUNIT_CASE(stats_test_offered),
	KUNIT_CASE(stats_test_taken_away),
	{ }
};

static struct kunit_suite stats_suite = {
	.name = "ntms_stats",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = stats_cases,
};

kunit_test_suite(stats_suite);
