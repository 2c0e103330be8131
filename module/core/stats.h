/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Numbers for those who look after a machine: what there is now, and how often
 * what happened since the module was loaded. They say of nobody what he does.
 *
 * What is counted is counted where it happens, with the catalog's lock held.
 */
#ifndef NTMS_CORE_STATS_H
#define NTMS_CORE_STATS_H

#include "types.h"

struct ntms_catalog;

/**
 * enum ntms_stat - the numbers
 * @NTMS_STAT_SESSIONS: open sessions
 * @NTMS_STAT_WAITERS: allocations that wait
 * @NTMS_STAT_REQUESTS: operator requests
 * @NTMS_STAT_LIBRARIES: libraries, the offline one among them
 * @NTMS_STAT_DRIVES: drives
 * @NTMS_STAT_POOLS: pools
 * @NTMS_STAT_MEDIA: cartridges
 * @NTMS_STAT_SIDES: sides
 * @NTMS_STAT_LOGICAL_MEDIA: logical media
 * @NTMS_STAT_JOURNAL_ATTACHED: 1 if a program makes changes last, else 0
 * @NTMS_STAT_JOURNAL_UNREAD: records that it has not read
 * @NTMS_STAT_JOURNAL_UNANSWERED: records that it has read, and not acknowledged
 * @NTMS_STAT_PINNED: objects that are somebody's until his change lasts
 * @NTMS_STAT_NEWS_SENT: messages that were sent to listeners
 * @NTMS_STAT_NEWS_DROPPED: messages that there was no room for
 * @NTMS_STAT_COUNTED: those before are known from elsewhere, and those from here on
 *	are counted: what follows is the first of them
 * @NTMS_STAT_WAITS: allocations that began to wait
 * @NTMS_STAT_WAITS_SERVED: of these, that got what they waited for
 * @NTMS_STAT_WAITS_TIMED_OUT: whose time was up
 * @NTMS_STAT_WAITS_REFUSED: that an operator refused
 * @NTMS_STAT_WAITS_INTERRUPTED: that a signal ended; many begin again
 * @NTMS_STAT_WAITS_OTHER: that ended in another way: with their session, their pool
 * @NTMS_STAT_WAITS_TIME: nanoseconds that those that ended waited
 * @NTMS_STAT_REQUESTS_POSTED: operator requests that were made
 * @NTMS_STAT_READING: libraries that are being read
 * @NTMS_STAT_INVENTORIES: inventories that ended
 * @NTMS_STAT_INVENTORIES_FAILED: of these, those that failed
 * @NTMS_STAT_INVENTORIES_TIME: nanoseconds that they took
 * @NTMS_STAT_JOURNAL_WAITING: changes that wait to last
 * @NTMS_STAT_JOURNAL_WAITS: changes that began to
 * @NTMS_STAT_JOURNAL_REFUSED: of these, that were refused
 * @NTMS_STAT_JOURNAL_TIMED_OUT: that nobody answered in time
 * @NTMS_STAT_JOURNAL_TIME: nanoseconds that those that ended waited
 * @NTMS_STAT_TRANSACTIONS: transactions that were committed
 * @NTMS_STAT_ALLOCATIONS: sides that were allocated
 * @NTMS_STAT_DEALLOCATIONS: sides that were given back; also those of an allocation
 *	that was undone, since nobody could be told of it
 * @NTMS_STATS: their number
 *
 * What changes most comes last, where the catalog's journal is: an allocation writes
 * there anyway.
 */
enum ntms_stat {
	NTMS_STAT_SESSIONS,
	NTMS_STAT_WAITERS,
	NTMS_STAT_REQUESTS,
	NTMS_STAT_LIBRARIES,
	NTMS_STAT_DRIVES,
	NTMS_STAT_POOLS,
	NTMS_STAT_MEDIA,
	NTMS_STAT_SIDES,
	NTMS_STAT_LOGICAL_MEDIA,
	NTMS_STAT_JOURNAL_ATTACHED,
	NTMS_STAT_JOURNAL_UNREAD,
	NTMS_STAT_JOURNAL_UNANSWERED,
	NTMS_STAT_PINNED,
	NTMS_STAT_NEWS_SENT,
	NTMS_STAT_NEWS_DROPPED,
	NTMS_STAT_COUNTED,
	NTMS_STAT_WAITS = NTMS_STAT_COUNTED,
	NTMS_STAT_WAITS_SERVED,
	NTMS_STAT_WAITS_TIMED_OUT,
	NTMS_STAT_WAITS_REFUSED,
	NTMS_STAT_WAITS_INTERRUPTED,
	NTMS_STAT_WAITS_OTHER,
	NTMS_STAT_WAITS_TIME,
	NTMS_STAT_REQUESTS_POSTED,
	NTMS_STAT_READING,
	NTMS_STAT_INVENTORIES,
	NTMS_STAT_INVENTORIES_FAILED,
	NTMS_STAT_INVENTORIES_TIME,
	NTMS_STAT_JOURNAL_WAITING,
	NTMS_STAT_JOURNAL_WAITS,
	NTMS_STAT_JOURNAL_REFUSED,
	NTMS_STAT_JOURNAL_TIMED_OUT,
	NTMS_STAT_JOURNAL_TIME,
	NTMS_STAT_TRANSACTIONS,
	NTMS_STAT_ALLOCATIONS,
	NTMS_STAT_DEALLOCATIONS,
	NTMS_STATS,
};

/**
 * struct ntms_stats - what is counted
 * @of: from NTMS_STAT_COUNTED on; written with the catalog's lock held, read at any
 *	time
 */
struct ntms_stats {
	u64 of[NTMS_STATS - NTMS_STAT_COUNTED];
};

/**
 * ntms_stat_add() - something happened, or took so long
 * @stats: the catalog's
 * @stat: what; one that is counted
 * @by: how often; -1: of what there is now there is one less
 *
 * Context: the catalog's lock is held.
 */
static inline void ntms_stat_add(struct ntms_stats *stats, enum ntms_stat stat,
				 s64 by)
{
	u64 *count = &stats->of[stat - NTMS_STAT_COUNTED];

	WRITE_ONCE(*count, *count + by);
}

static inline void ntms_stat_inc(struct ntms_stats *stats, enum ntms_stat stat)
{
	ntms_stat_add(stats, stat, 1);
}

void ntms_stat_wait_ended(struct ntms_stats *stats, ntms_reason_t reason,
			  bool refused, u64 since);
void ntms_stat_journal_ended(struct ntms_stats *stats, ntms_reason_t answer,
			     ntms_reason_t reason, u64 since);
u64 ntms_stat(const struct ntms_catalog *cat, enum ntms_stat stat);

#endif /* NTMS_CORE_STATS_H */
