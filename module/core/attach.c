// SPDX-License-Identifier: GPL-2.0
/*
 * The program that makes the catalog last: it comes, answers to what it has read,
 * and goes.
 */
#include "record.h"

static void ntms_record_answer(struct ntms_journal *journal,
			       struct ntms_record *record, ntms_reason_t reason)
{
	struct ntms_passed *passed = record->passed;

	if (passed) {
		passed->number = record->head.number;
		/* Who refuses has not stored it, but another one may have. */
		passed->refused = reason && !record->again;
		WRITE_ONCE(passed->reason, reason);
		wake_up(&passed->wake);
	}
	ntms_record_free(journal, record);
}

static int ntms_journal_acknowledge(struct ntms_journal *journal, u64 number)
{
	struct ntms_record *record, *next;

	/* Who says that he has what he has not read is not to be trusted. */
	record = list_first_entry_or_null(&journal->unread, struct ntms_record,
					  node);
	if (number > journal->number ||
	    (record && number >= record->head.number))
		return -EINVAL;
	list_for_each_entry_safe(record, next, &journal->read, node) {
		if (record->head.number > number)
			break;
		ntms_record_answer(journal, record, NTMS_REASON_SUCCESS);
	}
	return 0;
}

/* What is about to be read again is refused again, or not. */
static int ntms_journal_refuse(struct ntms_journal *journal, u64 number,
			       ntms_reason_t reason)
{
	struct ntms_record *record;

	if (number > journal->number)
		return -EINVAL;
	if (reason != NTMS_REASON_DATABASE_FULL &&
	    reason != NTMS_REASON_DATABASE_FAILURE &&
	    reason != NTMS_REASON_BUSY)
		return -EINVAL;
	list_for_each_entry(record, &journal->read, node) {
		if (record->head.number < number)
			continue;
		if (record->head.number > number)
			break;
		if (record->head.kind != NTMS_JOURNAL_CHANGE)
			return -EINVAL;
		ntms_record_answer(journal, record,
				   reason == NTMS_REASON_BUSY ?
				   NTMS_REASON_MEDIA_UNAVAILABLE : reason);
		break;
	}
	return 0;
}

/* Nobody will answer: who waits goes on without, if he may. */
static void ntms_records_drop(struct ntms_journal *journal)
{
	const ntms_reason_t reason = READ_ONCE(journal->required) ?
		NTMS_REASON_DATABASE_FAILURE : NTMS_REASON_SUCCESS;
	struct ntms_record *record, *next;

	ntms_records_reread(journal);
	list_for_each_entry_safe(record, next, &journal->unread, node)
		ntms_record_answer(journal, record, reason);
}

/*
 * What it has stored, and has not said so, or what it has to take back, would be
 * found by who loads the catalog.
 */
static int ntms_journal_quit(struct ntms_catalog *cat)
{
	struct ntms_journal *journal = &cat->journal;
	const struct ntms_record *record;

	if (journal->state == NTMS_JOURNAL_LIVE) {
		list_for_each_entry(record, &journal->read, node)
			if (record->head.kind == NTMS_JOURNAL_CHANGE)
				return -EBUSY;
		list_for_each_entry(record, &journal->unread, node)
			if (record->again ||
			    record->head.kind == NTMS_JOURNAL_VOID)
				return -EBUSY;
		ntms_records_drop(journal);
		journal->telling = false;
	}
	WRITE_ONCE(journal->state, NTMS_JOURNAL_NOBODY);
	return 0;
}

/**
 * ntms_journal_answer() - what the program that makes the catalog last says
 * @cat: the catalog
 * @record: an ACKNOWLEDGE, REFUSE or DETACH
 *
 * Context: takes the catalog's lock.
 * Return: 0; -EINVAL if it makes no sense; -EBUSY for a DETACH before everything
 * that was read is answered, and everything that is void was read.
 */
int ntms_journal_answer(struct ntms_catalog *cat,
			const struct ntms_journal_record *record)
{
	struct ntms_journal *journal = &cat->journal;
	int error = -EINVAL;

	ntms_catalog_lock(cat);
	if (record->kind == NTMS_JOURNAL_DETACH)
		error = ntms_journal_quit(cat);
	else if (journal->state != NTMS_JOURNAL_LIVE)
		error = -EINVAL;
	else if (record->kind == NTMS_JOURNAL_ACKNOWLEDGE)
		error = ntms_journal_acknowledge(journal, record->number);
	else if (record->kind == NTMS_JOURNAL_REFUSE)
		error = ntms_journal_refuse(journal, record->number,
					    record->reason);
	ntms_catalog_unlock(cat);
	return error;
}

/* ---- coming and going ------------------------------------------------------------ */

/* Is there nothing in the catalog but what every catalog begins with? */
static bool ntms_journal_fresh(const struct ntms_catalog *cat)
{
	return cat->journal.state == NTMS_JOURNAL_NOBODY &&
	       !cat->journal.touched &&
	       cat->order[NTMS_TYPE_LIBRARY].count == 1 &&
	       cat->order[NTMS_TYPE_POOL].count == NTMS_POOL_IMPORT &&
	       !cat->order[NTMS_TYPE_MEDIUM].count &&
	       !cat->order[NTMS_TYPE_MEDIA_TYPE].count;
}

/**
 * ntms_journal_live() - from now on changes last
 * @cat: the catalog
 * @tell: what there is has to be told first
 *
 * Context: the catalog's lock is held.
 */
void ntms_journal_live(struct ntms_catalog *cat, bool tell)
{
	lockdep_assert_held(&cat->lock);
	WRITE_ONCE(cat->journal.state, NTMS_JOURNAL_LIVE);
	if (tell)
		ntms_journal_tell(cat);
}

/* What an attachment would be, which goes to @state, or why it cannot be */
static ntms_reason_t ntms_journal_check(const struct ntms_catalog *cat,
					const struct ntms_journal_attach *call,
					u32 *state)
{
	const struct ntms_journal *journal = &cat->journal;
	const guid_t *id = ntms_guid_in(&call->computer);

	lockdep_assert_held(&cat->lock);
	if (journal->state == NTMS_JOURNAL_LIVE ||
	    journal->state == NTMS_JOURNAL_LOADING)
		return NTMS_REASON_BUSY;
	if (journal->state == NTMS_JOURNAL_BROKEN)
		return NTMS_REASON_NOT_EMPTY;
	if (guid_is_null(id) || guid_equal(id, &cat->computer->id))
		*state = NTMS_ATTACHED_ALL;
	else if (ntms_journal_fresh(cat))
		*state = NTMS_ATTACHED_LOAD;
	else
		return NTMS_REASON_NOT_EMPTY;
	return NTMS_REASON_SUCCESS;
}

/**
 * ntms_journal_attachable() - could a program attach now?
 * @cat: the catalog
 * @call: the command
 *
 * For who would have to make a lot ready for it: who is refused costs little.
 *
 * Context: takes the catalog's lock.
 * Return: what ntms_journal_attach() would; it may be something else by then.
 */
ntms_reason_t ntms_journal_attachable(struct ntms_catalog *cat,
				      const struct ntms_journal_attach *call)
{
	ntms_reason_t reason;
	u32 state;

	ntms_catalog_lock(cat);
	reason = ntms_journal_check(cat, call, &state);
	ntms_catalog_unlock(cat);
	return reason;
}

/**
 * ntms_journal_attach() - a program makes the catalog last
 * @cat: the catalog
 * @call: the command
 *
 * Context: takes the catalog's lock.
 * Return: see struct ntms_journal_attach in the uapi header; rights are the edge's
 * to check.
 */
ntms_reason_t ntms_journal_attach(struct ntms_catalog *cat,
				  struct ntms_journal_attach *call)
{
	struct ntms_journal *journal = &cat->journal;
	ntms_reason_t reason;

	ntms_catalog_lock(cat);
	reason = ntms_journal_check(cat, call, &call->state);
	if (!reason && call->state == NTMS_ATTACHED_ALL) {
		journal->touched = true;
		ntms_journal_live(cat, true);
	} else if (!reason) {
		WRITE_ONCE(journal->state, NTMS_JOURNAL_LOADING);
	}
	ntms_catalog_unlock(cat);
	return reason;
}

/* What happened already is told again to who attaches next. */
static void ntms_records_keep(struct ntms_journal *journal)
{
	struct ntms_record *record, *next;

	ntms_records_reread(journal);
	list_for_each_entry_safe(record, next, &journal->unread, node) {
		/* A change that was taken back is what its void record says. */
		if (ntms_record_told(record))
			ntms_record_free(journal, record);
		else
			record->again |= record->taken;
	}
}

/**
 * ntms_journal_detach() - the program that makes the catalog last died
 * @cat: the catalog
 *
 * Another one is expected: who waits for this one waits for that.
 *
 * Context: takes the catalog's lock.
 */
void ntms_journal_detach(struct ntms_catalog *cat)
{
	struct ntms_journal *journal = &cat->journal;

	ntms_catalog_lock(cat);
	if (journal->state == NTMS_JOURNAL_LOADING) {
		WRITE_ONCE(journal->state, NTMS_JOURNAL_NOBODY);
	} else if (journal->state == NTMS_JOURNAL_LIVE) {
		ntms_records_keep(journal);
		WRITE_ONCE(journal->state, NTMS_JOURNAL_DEAD);
	}
	ntms_catalog_unlock(cat);
}

/**
 * ntms_journal_init() - a journal that nobody reads
 * @journal: the journal, all zero
 *
 * Context: any.
 */
void ntms_journal_init(struct ntms_journal *journal)
{
	journal->timeout = NTMS_JOURNAL_TIMEOUT;
	INIT_LIST_HEAD(&journal->unread);
	INIT_LIST_HEAD(&journal->read);
	init_waitqueue_head(&journal->readers);
	init_waitqueue_head(&journal->pins);
}

/**
 * ntms_journal_destroy() - free what nobody will read
 * @journal: the journal; nobody waits
 *
 * Context: may sleep.
 */
void ntms_journal_destroy(struct ntms_journal *journal)
{
	ntms_records_drop(journal);
}
