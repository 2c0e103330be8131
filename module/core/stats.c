// SPDX-License-Identifier: GPL-2.0
/* Numbers: see stats.h. */
#include "catalog.h"
#include "stats.h"

#include <linux/ktime.h>
#include <linux/timekeeping.h>

static enum ntms_stat ntms_wait_outcome(ntms_reason_t reason, bool refused)
{
	if (refused)
		return NTMS_STAT_WAITS_REFUSED;
	switch (reason) {
	case NTMS_REASON_SUCCESS:
		return NTMS_STAT_WAITS_SERVED;
	case NTMS_REASON_TIMEOUT:
		return NTMS_STAT_WAITS_TIMED_OUT;
	case NTMS_INTERRUPTED:
		return NTMS_STAT_WAITS_INTERRUPTED;
	default:
		return NTMS_STAT_WAITS_OTHER;
	}
}

/**
 * ntms_stat_wait_ended() - an allocation waits no more
 * @stats: the catalog's
 * @reason: how it ended
 * @refused: an operator said so
 * @since: nanoseconds of CLOCK_MONOTONIC when it began
 *
 * Context: the catalog's lock is held.
 */
void ntms_stat_wait_ended(struct ntms_stats *stats, ntms_reason_t reason,
			  bool refused, u64 since)
{
	ntms_stat_inc(stats, ntms_wait_outcome(reason, refused));
	ntms_stat_add(stats, NTMS_STAT_WAITS_TIME, ktime_get_ns() - since);
}

/**
 * ntms_stat_journal_ended() - a change no longer waits to last
 * @stats: the catalog's
 * @answer: what was answered; BUSY: nothing
 * @reason: what became of it
 * @since: nanoseconds of CLOCK_MONOTONIC when it began
 *
 * Context: the catalog's lock is held.
 */
void ntms_stat_journal_ended(struct ntms_stats *stats, ntms_reason_t answer,
			     ntms_reason_t reason, u64 since)
{
	ntms_stat_add(stats, NTMS_STAT_JOURNAL_WAITING, -1);
	ntms_stat_add(stats, NTMS_STAT_JOURNAL_TIME, ktime_get_ns() - since);
	if (answer != NTMS_REASON_BUSY && answer)
		ntms_stat_inc(stats, NTMS_STAT_JOURNAL_REFUSED);
	/* Who is about to die did not wait until his time was up. */
	else if (reason && reason != NTMS_INTERRUPTED)
		ntms_stat_inc(stats, NTMS_STAT_JOURNAL_TIMED_OUT);
}

static u64 ntms_stat_objects(const struct ntms_catalog *cat, u8 type)
{
	return READ_ONCE(cat->order[type].count);
}

/* What is known without being counted for its own sake */
static u64 ntms_stat_known(const struct ntms_catalog *cat, enum ntms_stat stat)
{
	const struct ntms_journal *journal = &cat->journal;

	switch (stat) {
	case NTMS_STAT_SESSIONS:
		return atomic_read(&cat->sessions);
	case NTMS_STAT_WAITERS:
		return READ_ONCE(cat->waiting);
	case NTMS_STAT_REQUESTS:
		return ntms_stat_objects(cat, NTMS_TYPE_OPERATOR_REQUEST);
	case NTMS_STAT_LIBRARIES:
		return ntms_stat_objects(cat, NTMS_TYPE_LIBRARY);
	case NTMS_STAT_DRIVES:
		return READ_ONCE(cat->drives);
	case NTMS_STAT_POOLS:
		return ntms_stat_objects(cat, NTMS_TYPE_POOL);
	case NTMS_STAT_MEDIA:
		return ntms_stat_objects(cat, NTMS_TYPE_MEDIUM);
	case NTMS_STAT_SIDES:
		return READ_ONCE(cat->sides);
	case NTMS_STAT_LOGICAL_MEDIA:
		return ntms_stat_objects(cat, NTMS_TYPE_LOGICAL_MEDIUM);
	case NTMS_STAT_JOURNAL_ATTACHED:
		return READ_ONCE(journal->state) == NTMS_JOURNAL_LIVE;
	case NTMS_STAT_JOURNAL_UNREAD:
		return READ_ONCE(journal->nr_unread);
	case NTMS_STAT_JOURNAL_UNANSWERED:
		return READ_ONCE(journal->nr_read);
	case NTMS_STAT_PINNED:
		return READ_ONCE(journal->nr_pinned);
	case NTMS_STAT_NEWS_SENT:
		return atomic64_read(&cat->news.sent);
	case NTMS_STAT_NEWS_DROPPED:
		return atomic64_read(&cat->news.dropped);
	default:
		return 0;
	}
}

/**
 * ntms_stat() - one of the numbers
 * @cat: the catalog
 * @stat: which
 *
 * Nobody is kept from anything by those who look.
 *
 * Context: any; the number may be old when it comes, and no two are of the same
 * moment.
 * Return: the number; of what takes time, nanoseconds.
 */
u64 ntms_stat(const struct ntms_catalog *cat, enum ntms_stat stat)
{
	if (stat >= NTMS_STAT_COUNTED)
		return READ_ONCE(cat->stats.of[stat - NTMS_STAT_COUNTED]);
	return ntms_stat_known(cat, stat);
}
