/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The journal numbers the changes. A change's number is its commit point: what
 * has one has happened, in that order, for everybody.
 *
 * If a program is attached that makes changes last, what has to last happens only
 * once that program has it: see record.h.
 */
#ifndef NTMS_CORE_JOURNAL_H
#define NTMS_CORE_JOURNAL_H

#include "types.h"

#include <linux/ktime.h>
#include <linux/timekeeping.h>

/* Seconds that a change waits to be acknowledged, unless it is said otherwise */
#define NTMS_JOURNAL_TIMEOUT	30

struct ntms_catalog;

/**
 * enum ntms_journal_state - who makes changes last
 * @NTMS_JOURNAL_NOBODY: nobody, and nobody is expected
 * @NTMS_JOURNAL_LOADING: a program that first has to say what there was
 * @NTMS_JOURNAL_LIVE: a program
 * @NTMS_JOURNAL_DEAD: one that died, and is expected to be started again
 * @NTMS_JOURNAL_BROKEN: a catalog could not be loaded; what there is, is not true
 */
enum ntms_journal_state {
	NTMS_JOURNAL_NOBODY,
	NTMS_JOURNAL_LOADING,
	NTMS_JOURNAL_LIVE,
	NTMS_JOURNAL_DEAD,
	NTMS_JOURNAL_BROKEN,
};

/**
 * struct ntms_journal - the order of all changes, and what of them is to last
 * @sequence: number of the last change
 * @applying: number of the change that is being applied
 * @required: an edge says that nothing that has to last may change without a
 *	program that makes it last; written at any time
 * @timeout: seconds that a change waits to be acknowledged; written at any time
 * @state: enum ntms_journal_state; read at any time
 * @touched: a program was attached: it cannot be loaded any more
 * @number: number of the last record
 * @unread: records that nobody has read, the oldest first
 * @read: records that were read and not acknowledged, the oldest first
 * @nr_unread: number of records in @unread; read at any time
 * @nr_read: likewise, in @read
 * @readers: woken when there is something to read
 * @unpinned: counts how often something that was pinned was no more; read at any
 *	time
 * @nr_pinned: number of objects that are pinned, also for a while after the program
 *	has gone: who was answered may not have come to do what he waited for; read
 *	at any time
 * @pins: woken when @unpinned counts
 * @telling: all objects are being read, those of @type after @serial are next, then
 *	the attributes after that of @told of the name @told_name
 * @begun: the mark that they follow was written
 * @mark: its number
 * @type: index of the kind of objects that are read
 * @serial: see @telling
 * @told: see @telling
 * @told_name: see @telling
 * @round: how often all objects were begun to be read
 * @skipped: objects that were pinned when their turn came in this round
 * @waits: for tests without a second thread: called by who is about to wait for
 *	his change to last, with no lock held; or NULL
 *
 * All of it is protected by the catalog's lock, unless it says otherwise.
 */
struct ntms_journal {
	u64 sequence;
	u64 applying;
	bool required;
	u32 timeout;
	u8 state;
	bool touched;
	u64 number;
	struct list_head unread;
	struct list_head read;
	u32 nr_unread;
	u32 nr_read;
	wait_queue_head_t readers;
	u64 unpinned;
	u32 nr_pinned;
	wait_queue_head_t pins;
	bool telling;
	bool begun;
	u64 mark;
	u8 type;
	u64 serial;
	guid_t told;
	char told_name[NTMS_ATTRIBUTE_SIZE];
	u32 round;
	u32 skipped;
	void (*waits)(struct ntms_catalog *cat);
};

/**
 * ntms_journal_fails() - is the journal required, and of no use?
 * @journal: the journal
 *
 * Context: any; the answer may be old when it comes.
 * Return: true if nothing that has to last may be changed.
 */
static inline bool ntms_journal_fails(const struct ntms_journal *journal)
{
	switch (READ_ONCE(journal->state)) {
	case NTMS_JOURNAL_NOBODY:
		return READ_ONCE(journal->required);
	case NTMS_JOURNAL_LOADING:
	case NTMS_JOURNAL_BROKEN:
		return true;
	default:
		return false;
	}
}

/**
 * ntms_journal_records() - do changes have to be recorded before they happen?
 * @journal: the journal
 *
 * Context: any; the answer may be old when it comes.
 * Return: true if somebody makes them last, or is expected to.
 */
static inline bool ntms_journal_records(const struct ntms_journal *journal)
{
	const u8 state = READ_ONCE(journal->state);

	return state == NTMS_JOURNAL_LIVE || state == NTMS_JOURNAL_DEAD;
}

/**
 * ntms_journal_patience() - until when who begins to wait for the journal waits
 * @journal: the journal
 *
 * Context: any.
 * Return: nanoseconds of CLOCK_MONOTONIC.
 */
static inline u64 ntms_journal_patience(const struct ntms_journal *journal)
{
	return ktime_get_ns() + NSEC_PER_SEC * READ_ONCE(journal->timeout);
}

/**
 * ntms_journal_next() - number the change that is being committed
 * @journal: the journal
 *
 * Context: the catalog's lock is held.
 * Return: the number, one more than the last.
 */
static inline u64 ntms_journal_next(struct ntms_journal *journal)
{
	return ++journal->sequence;
}

void ntms_journal_init(struct ntms_journal *journal);
void ntms_journal_destroy(struct ntms_journal *journal);

#endif /* NTMS_CORE_JOURNAL_H */
