/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The journal numbers the changes. A change's number is its commit point: what
 * has one has happened, in that order, for everybody.
 */
#ifndef NTMS_CORE_JOURNAL_H
#define NTMS_CORE_JOURNAL_H

#include "types.h"

/**
 * struct ntms_journal - the order of all changes
 * @sequence: number of the last change; protected by the catalog's lock
 * @required: an edge says that nothing that has to last may change without it;
 *	written at any time
 */
struct ntms_journal {
	u64 sequence;
	bool required;
};

/**
 * ntms_journal_fails() - is the journal required, and of no use?
 * @journal: the journal
 *
 * There is nothing yet that makes it last, so whoever requires it has none.
 *
 * Context: any; the answer may be old when it comes.
 * Return: true if nothing that has to last may be changed.
 */
static inline bool ntms_journal_fails(const struct ntms_journal *journal)
{
	return READ_ONCE(journal->required);
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

#endif /* NTMS_CORE_JOURNAL_H */
