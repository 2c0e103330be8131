/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Records: what the program that makes the catalog last is told, and what becomes
 * of the changes that wait for it.
 *
 * A transaction that has to last is reserved, recorded, acknowledged and applied.
 * ntms_record_pass() does the first three: it pins the objects that the
 * transaction is about, so that nobody else changes them, appends a record, lets
 * go of the lock, and waits. Nobody sees anything of the change meanwhile: those
 * who look for something to allocate pass over what is pinned, and who names it
 * waits until it is not, and begins again (NTMS_PINNED).
 *
 * Whoever waited takes the lock again and applies the change; if it was refused,
 * or if he could not wait any longer, nothing has happened, and what he prepared
 * goes. If the record had been read by then, a void record takes it back.
 *
 * What happened already, because a robot says so, is recorded when it is applied,
 * and nobody waits. If its object is pinned, it is recorded when it is no more, so
 * that records of one object are in the order in which it changed.
 */
#ifndef NTMS_CORE_RECORD_H
#define NTMS_CORE_RECORD_H

#include "image.h"
#include "pin.h"

struct ntms_record;

/**
 * struct ntms_passed - what became of a transaction that has to last
 * @plan: the transaction, its number and its time
 * @record: its record while it waits; NULL once it has been answered
 * @revoke: room for the record that takes it back
 * @reason: BUSY as long as there is no answer
 * @number: its number when it was answered
 * @refused: nobody has stored it: there is nothing to take back
 * @drops: attributes go with an object of it
 * @wake: woken when there is an answer
 * @missed: what a robot changed of its objects meanwhile
 * @nr_missed: their number
 */
struct ntms_passed {
	struct ntms_plan plan;
	struct ntms_record *record;
	struct ntms_record *revoke;
	ntms_reason_t reason;
	u64 number;
	bool refused;
	bool drops;
	wait_queue_head_t wake;
	guid_t missed[6];
	u32 nr_missed;
};

/**
 * struct ntms_record - a record that is to be read, or acknowledged
 * @node: in the journal's @unread or @read
 * @passed: who waits for it, or NULL
 * @is_read: it is in @read
 * @taken: it was read, by this program or by one that died
 * @again: it may have been stored by who read it before: he was not asked to answer
 * @head: the record itself
 * @data: its entries
 */
struct ntms_record {
	struct list_head node;
	struct ntms_passed *passed;
	bool is_read;
	bool taken;
	bool again;
	struct ntms_journal_record head;
	u8 data[];
};

/* Is it of what is told again with all there is? */
static inline bool ntms_record_told(const struct ntms_record *record)
{
	return !record->passed && record->head.kind != NTMS_JOURNAL_VOID;
}

/* Before and after a transaction that has to last is applied */
ntms_reason_t ntms_record_pass(struct ntms_catalog *cat, struct ntms_txn *txn,
			       struct ntms_passed *passed);
void ntms_record_done(struct ntms_catalog *cat, struct ntms_passed *passed);
void ntms_record_applied(struct ntms_catalog *cat,
			 const struct ntms_passed *passed);
void ntms_record_revoke(struct ntms_catalog *cat, struct ntms_passed *passed);

/* Before a fact is applied */
void ntms_record_fact(struct ntms_catalog *cat, const struct ntms_plan *plan);

/* What record.c, tell.c, attach.c and pin.c share */
struct ntms_record *ntms_record_new(u32 kind, u32 size);
void ntms_record_free(struct ntms_journal *journal, struct ntms_record *record);
void ntms_record_move(struct ntms_journal *journal, struct ntms_record *record,
		      bool is_read);
void ntms_records_reread(struct ntms_journal *journal);
void ntms_record_queue(struct ntms_catalog *cat, struct ntms_record *record,
		       const struct ntms_plan *plan);
void ntms_record_missed(struct ntms_catalog *cat, struct ntms_obj *obj);
void ntms_journal_tell(struct ntms_catalog *cat);

/* For the edge that a program attaches to */
ntms_reason_t ntms_journal_attachable(struct ntms_catalog *cat,
				      const struct ntms_journal_attach *call);
ntms_reason_t ntms_journal_attach(struct ntms_catalog *cat,
				  struct ntms_journal_attach *call);
void ntms_journal_live(struct ntms_catalog *cat, bool tell);
void ntms_journal_detach(struct ntms_catalog *cat);
int ntms_journal_read(struct ntms_catalog *cat, u8 *to, u32 size, u32 *used);
bool ntms_journal_readable(struct ntms_catalog *cat);
int ntms_journal_answer(struct ntms_catalog *cat,
			const struct ntms_journal_record *record);

#endif /* NTMS_CORE_RECORD_H */
