// SPDX-License-Identifier: GPL-2.0
/* Records: see record.h. */
#include "attr.h"
#include "record.h"
#include "wait.h"

#include <linux/ktime.h>
#include <linux/timekeeping.h>

/* Records that wait to be read, at most, but for those that somebody waits for */
#define NTMS_UNREAD_MOST	8192

/**
 * ntms_record_new() - make a record
 * @kind: enum ntms_journal_kind
 * @size: bytes that its entries need
 *
 * Context: may sleep.
 * Return: the record, without entries; or NULL.
 */
struct ntms_record *ntms_record_new(u32 kind, u32 size)
{
	struct ntms_record *record;

	record = kvzalloc(sizeof(*record) + size, GFP_KERNEL_ACCOUNT);
	if (!record)
		return NULL;
	record->head.kind = kind;
	record->head.size = sizeof(record->head) + size;
	return record;
}

static void ntms_record_count(struct ntms_journal *journal, bool is_read,
			      int by)
{
	u32 *count = is_read ? &journal->nr_read : &journal->nr_unread;

	WRITE_ONCE(*count, *count + by);
}

/**
 * ntms_record_free() - a record has done its work
 * @journal: the journal
 * @record: the record, in one of the journal's lists
 *
 * Context: the catalog's lock is held.
 */
void ntms_record_free(struct ntms_journal *journal, struct ntms_record *record)
{
	list_del(&record->node);
	ntms_record_count(journal, record->is_read, -1);
	if (record->passed)
		record->passed->record = NULL;
	kvfree(record);
}

/**
 * ntms_record_move() - a record was read, or is to be read once more
 * @journal: the journal
 * @record: the record, in one of the journal's lists; becomes the last of the
 *	other one
 * @is_read: it was read
 *
 * Context: the catalog's lock is held.
 */
void ntms_record_move(struct ntms_journal *journal, struct ntms_record *record,
		      bool is_read)
{
	ntms_record_count(journal, record->is_read, -1);
	record->is_read = is_read;
	ntms_record_count(journal, is_read, 1);
	list_move_tail(&record->node, is_read ? &journal->read :
						&journal->unread);
}

/**
 * ntms_records_reread() - all that was read is to be read once more, and first
 * @journal: the journal
 *
 * Context: the catalog's lock is held.
 */
void ntms_records_reread(struct ntms_journal *journal)
{
	struct ntms_record *record;

	list_for_each_entry(record, &journal->read, node)
		record->is_read = false;
	ntms_record_count(journal, false, journal->nr_read);
	ntms_record_count(journal, true, -journal->nr_read);
	list_splice_init(&journal->read, &journal->unread);
}

/**
 * ntms_record_queue() - let a record be read
 * @cat: the catalog
 * @record: the record; belongs to the journal from now on
 * @plan: what it is of; NULL: of how things are now
 *
 * Context: the catalog's lock is held.
 */
void ntms_record_queue(struct ntms_catalog *cat, struct ntms_record *record,
		       const struct ntms_plan *plan)
{
	struct ntms_journal *journal = &cat->journal;

	lockdep_assert_held(&cat->lock);
	record->head.number = ++journal->number;
	record->head.sequence = plan ? plan->sequence : journal->sequence;
	record->head.time = plan ? plan->now : ktime_get_coarse_real_ns();
	list_add_tail(&record->node, &journal->unread);
	ntms_record_count(journal, false, 1);
	wake_up_all(&journal->readers);
}

/* Writes entries of something */
typedef void (*ntms_write_t)(struct ntms_writer *w,
			     const struct ntms_catalog *cat, const void *what);

static void ntms_record_object(struct ntms_writer *w,
			       const struct ntms_catalog *cat, const void *obj)
{
	ntms_write_object(w, cat, obj);
}

static void ntms_record_attr(struct ntms_writer *w,
			     const struct ntms_catalog *cat, const void *attr)
{
	ntms_write_attribute(w, cat, attr);
}

static void ntms_record_plan(struct ntms_writer *w,
			     const struct ntms_catalog *cat, const void *plan)
{
	ntms_write_after(w, cat, plan);
}

/* The record of something, or NULL. It is written twice: first to be measured. */
static struct ntms_record *ntms_record_of(u32 kind,
					  const struct ntms_catalog *cat,
					  ntms_write_t write, const void *what)
{
	struct ntms_writer w = {};
	struct ntms_record *record;

	write(&w, cat, what);
	record = ntms_record_new(kind, w.used);
	if (!record)
		return NULL;
	w = (struct ntms_writer){ .data = record->data };
	write(&w, cat, what);
	record->head.entries = w.entries;
	return record;
}

/* False: there is no memory for it. */
static bool ntms_record_now(struct ntms_catalog *cat, ntms_write_t write,
			    const void *what)
{
	struct ntms_record *record =
		ntms_record_of(NTMS_JOURNAL_FACT, cat, write, what);

	if (record)
		ntms_record_queue(cat, record, NULL);
	return record;
}

/**
 * ntms_record_missed() - record an object as it is now
 * @cat: the catalog
 * @obj: the object, which was pinned when something happened to it
 *
 * Context: the catalog's lock is held; may sleep for memory.
 */
void ntms_record_missed(struct ntms_catalog *cat, struct ntms_obj *obj)
{
	const struct ntms_attr *attr = NULL;
	bool written;

	lockdep_assert_held(&cat->lock);
	obj->missed = false;
	if (cat->journal.state != NTMS_JOURNAL_LIVE)
		return;
	written = ntms_record_now(cat, ntms_record_object, obj);
	while (written && obj->attributes &&
	       (attr = ntms_attr_next_of(cat, obj, attr)))
		written = ntms_record_now(cat, ntms_record_attr, attr);
	if (!written)
		ntms_journal_tell(cat);
}

/* ---- changes that wait --------------------------------------------------------- */

/* Does something go that a void record could not bring back by itself? */
static bool ntms_txn_drops(const struct ntms_txn *txn)
{
	const struct ntms_change *change, *end = txn->changes + txn->nr;

	for (change = txn->changes; change < end; change++) {
		if (change->kind == NTMS_REMOVE && change->obj->attributes)
			return true;
		if (change->kind == NTMS_RELEASE &&
		    change->logical->obj.attributes)
			return true;
	}
	return false;
}

static void ntms_passed_unpin(struct ntms_catalog *cat,
			      struct ntms_passed *passed)
{
	passed->nr_missed = ntms_txn_unpin(cat, passed->plan.txn,
					   passed->missed,
					   ARRAY_SIZE(passed->missed));
}

/* Both records, before anything is done. */
static ntms_reason_t ntms_record_make(struct ntms_catalog *cat,
				      struct ntms_passed *passed)
{
	struct ntms_writer before = {};

	ntms_write_before(&before, cat, passed->plan.txn);
	passed->record = ntms_record_of(NTMS_JOURNAL_CHANGE, cat,
					ntms_record_plan, &passed->plan);
	passed->revoke = ntms_record_new(NTMS_JOURNAL_VOID, before.used);
	if (passed->record && passed->revoke &&
	    max(passed->record->head.size, passed->revoke->head.size) <=
	    NTMS_JOURNAL_BUFFER) {
		passed->record->passed = passed;
		ntms_record_queue(cat, passed->record, &passed->plan);
		return NTMS_REASON_SUCCESS;
	}
	kvfree(passed->record);
	kvfree(passed->revoke);
	return passed->record && passed->revoke ? NTMS_REASON_DATABASE_FULL :
						  NTMS_REASON_NOT_ENOUGH_MEMORY;
}

/* Nobody has read it: it never was. Else it is taken back. */
static void ntms_record_cancel(struct ntms_catalog *cat,
			       struct ntms_passed *passed)
{
	struct ntms_record *record = passed->record;

	record->passed = NULL;
	passed->record = NULL;
	passed->number = record->head.number;
	if (!record->taken) {
		ntms_record_free(&cat->journal, record);
		kvfree(passed->revoke);
		passed->revoke = NULL;
	}
}

static ntms_reason_t ntms_passed_reason(void *what)
{
	return READ_ONCE(((const struct ntms_passed *)what)->reason);
}

/* With the lock dropped meanwhile; only what ends the task ends it early. */
static ntms_reason_t ntms_record_wait(struct ntms_catalog *cat,
				      struct ntms_passed *passed, u64 deadline)
{
	ntms_reason_t reason;

	ntms_catalog_unlock(cat);
	reason = ntms_wait_as(TASK_KILLABLE, &passed->wake, deadline,
			      ntms_passed_reason, passed);
	ntms_catalog_lock(cat);
	/* An answer that came at last is one. */
	return passed->reason == NTMS_REASON_BUSY ? reason : passed->reason;
}

/* What tests do instead of a second thread */
static void ntms_record_meanwhile(struct ntms_catalog *cat)
{
	ntms_catalog_unlock(cat);
	cat->journal.waits(cat);
	ntms_catalog_lock(cat);
}

/*
 * Once a record was read, nobody can say that its change did not happen before
 * whoever read it answers, even if the time of the call is up: that is how long it
 * may wait for somebody to read it.
 */
static ntms_reason_t ntms_record_decide(struct ntms_catalog *cat,
					struct ntms_passed *passed)
{
	const u64 deadline = passed->plan.txn->deadline;
	ntms_reason_t reason;
	u64 limit;

	if (unlikely(cat->journal.waits))
		ntms_record_meanwhile(cat);
	limit = ntms_journal_patience(&cat->journal);
	reason = ntms_record_wait(cat, passed, min(deadline, limit));
	if (reason != NTMS_REASON_TIMEOUT)
		return reason;
	if (deadline < limit && !passed->record->taken)
		return reason;
	if (deadline < limit)
		reason = ntms_record_wait(cat, passed, limit);
	return reason == NTMS_REASON_TIMEOUT ? NTMS_REASON_DATABASE_FAILURE :
					       reason;
}

/**
 * ntms_record_pass() - have a transaction made to last, before it happens
 * @cat: the catalog; commit.c has checked and prepared the transaction, and undone
 *	that again
 * @txn: the transaction
 * @passed: out: for ntms_record_done() or ntms_record_revoke()
 *
 * Context: the catalog's lock is held, and dropped meanwhile. What @txn names is
 * still there afterwards, and nobody else has changed it but for a robot. Sleeps.
 * Return: NTMS_REASON_SUCCESS: ntms_record_done() or ntms_record_revoke() has to
 * follow. NOT_ENOUGH_MEMORY; NTMS_PINNED: somebody else has something of it;
 * NTMS_INTERRUPTED if the task is about to die; TIMEOUT; DATABASE_FAILURE,
 * DATABASE_FULL or BUSY if it was refused or took too long: nothing has happened.
 */
ntms_reason_t ntms_record_pass(struct ntms_catalog *cat, struct ntms_txn *txn,
			       struct ntms_passed *passed)
{
	ntms_reason_t reason;
	u64 since;

	lockdep_assert_held(&cat->lock);
	*passed = (struct ntms_passed){
		.reason = NTMS_REASON_BUSY,
		.plan = {
			.txn = txn,
			.sequence = ntms_journal_next(&cat->journal),
			.now = ktime_get_coarse_real_ns(),
		},
		.drops = ntms_txn_drops(txn),
	};
	init_waitqueue_head(&passed->wake);
	reason = ntms_record_make(cat, passed);
	if (reason)
		return reason;
	ntms_txn_pin(cat, txn);
	since = ktime_get_ns();
	ntms_stat_inc(&cat->stats, NTMS_STAT_JOURNAL_WAITS);
	ntms_stat_inc(&cat->stats, NTMS_STAT_JOURNAL_WAITING);
	reason = ntms_record_decide(cat, passed);
	ntms_stat_journal_ended(&cat->stats, passed->reason, reason, since);
	if (!reason)
		return reason;
	if (passed->record)
		ntms_record_cancel(cat, passed);
	ntms_record_revoke(cat, passed);
	return reason;
}

/* What was missed while it was pinned is recorded now. */
static void ntms_record_late(struct ntms_catalog *cat,
			     const struct ntms_passed *passed)
{
	struct ntms_ref ref;
	u32 i;

	for (i = 0; i < passed->nr_missed; i++) {
		ref = ntms_find(cat, &passed->missed[i]);
		if (ref.obj && ref.obj->missed)
			ntms_record_missed(cat, ref.obj);
	}
}

/**
 * ntms_record_done() - a transaction is about to be applied
 * @cat: the catalog
 * @passed: from ntms_record_pass()
 *
 * Context: the catalog's lock is held.
 */
void ntms_record_done(struct ntms_catalog *cat, struct ntms_passed *passed)
{
	lockdep_assert_held(&cat->lock);
	kvfree(passed->revoke);
	passed->revoke = NULL;
	ntms_passed_unpin(cat, passed);
}

/*
 * What was acknowledged before all objects began to be told, and made new ones only
 * after, is not among them.
 */
static void ntms_record_untold(struct ntms_catalog *cat,
			       const struct ntms_passed *passed)
{
	const struct ntms_txn *txn = passed->plan.txn;
	const struct ntms_change *change, *end = txn->changes + txn->nr;
	struct ntms_obj *obj;

	for (change = txn->changes; change < end; change++) {
		if (change->kind == NTMS_ADD)
			obj = change->obj;
		else if (change->kind == NTMS_ALLOCATE)
			obj = &change->logical->obj;
		else
			continue;
		ntms_record_missed(cat, obj);
	}
}

/**
 * ntms_record_applied() - a transaction was applied
 * @cat: the catalog
 * @passed: from ntms_record_pass(), and ntms_record_done()
 *
 * Context: the catalog's lock is held; may sleep for memory.
 */
void ntms_record_applied(struct ntms_catalog *cat,
			 const struct ntms_passed *passed)
{
	lockdep_assert_held(&cat->lock);
	if (unlikely(cat->journal.telling && cat->journal.begun &&
		     passed->number < cat->journal.mark))
		ntms_record_untold(cat, passed);
	if (unlikely(passed->nr_missed))
		ntms_record_late(cat, passed);
}

/**
 * ntms_record_revoke() - a transaction does not happen after all
 * @cat: the catalog
 * @passed: from ntms_record_pass()
 *
 * Context: the catalog's lock is held; may sleep for memory.
 */
void ntms_record_revoke(struct ntms_catalog *cat, struct ntms_passed *passed)
{
	struct ntms_record *revoke = passed->revoke;
	struct ntms_writer w = {};

	lockdep_assert_held(&cat->lock);
	ntms_passed_unpin(cat, passed);
	if (revoke && !passed->refused &&
	    ntms_journal_records(&cat->journal)) {
		/* A robot may have moved what it is about: none has grown. */
		w.data = revoke->data;
		ntms_write_before(&w, cat, passed->plan.txn);
		revoke->head.entries = w.entries;
		revoke->head.refers = passed->number;
		ntms_record_queue(cat, revoke, &passed->plan);
		if (passed->drops)
			ntms_journal_tell(cat);
	} else {
		kvfree(revoke);
	}
	passed->revoke = NULL;
	ntms_record_late(cat, passed);
}

/* ---- facts ---------------------------------------------------------------------- */

/*
 * Who does not read for long is told all there is instead of all that happened:
 * what waits to be read would need more memory than the catalog.
 */
static void ntms_record_crowd(struct ntms_catalog *cat)
{
	struct ntms_journal *journal = &cat->journal;
	struct ntms_record *record, *next;

	record = list_first_entry_or_null(&journal->unread, struct ntms_record,
					  node);
	if (!record ||
	    journal->number - record->head.number < NTMS_UNREAD_MOST)
		return;
	list_for_each_entry_safe(record, next, &journal->unread, node)
		if (ntms_record_told(record))
			ntms_record_free(journal, record);
	ntms_journal_tell(cat);
}

/* What somebody waits for is recorded when he waits no more. */
static void ntms_fact_misses(const struct ntms_txn *txn)
{
	const struct ntms_change *change, *end = txn->changes + txn->nr;
	struct ntms_obj *obj;

	for (change = txn->changes; change < end; change++) {
		obj = ntms_change_about(change);
		if (obj && obj->pinned)
			obj->missed = true;
	}
}

/**
 * ntms_record_fact() - record what is about to be applied, whoever reads it
 * @cat: the catalog
 * @plan: the transaction
 *
 * Without memory for it, everything there is will be told again.
 *
 * Context: the catalog's lock is held; may sleep for memory.
 */
void ntms_record_fact(struct ntms_catalog *cat, const struct ntms_plan *plan)
{
	struct ntms_record *record;

	lockdep_assert_held(&cat->lock);
	/* Nobody reads: who will gets everything. */
	if (cat->journal.state != NTMS_JOURNAL_LIVE)
		return;
	ntms_fact_misses(plan->txn);
	record = ntms_record_of(NTMS_JOURNAL_FACT, cat, ntms_record_plan, plan);
	if (!record) {
		ntms_journal_tell(cat);
	} else if (!record->head.entries) {
		kvfree(record);
	} else {
		ntms_record_queue(cat, record, plan);
		ntms_record_crowd(cat);
	}
}
