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

/* Before and after a transaction that has to last is applied */
ntms_reason_t ntms_record_pass(struct ntms_catalog *cat, struct ntms_txn *txn,
			       struct ntms_passed *passed);
void ntms_record_done(struct ntms_catalog *cat, struct ntms_passed *passed);
void ntms_record_applied(struct ntms_catalog *cat,
			 const struct ntms_passed *passed);
void ntms_record_revoke(struct ntms_catalog *cat, struct ntms_passed *passed);

/* Before a fact is applied */
void ntms_record_fact(struct ntms_catalog *cat, const struct ntms_plan *plan);
bool ntms_record_clash(const struct ntms_catalog *cat,
		       const struct ntms_txn *txn, bool waits);

/* What nobody else may change, or be given */
void ntms_pin(struct ntms_obj *obj, const void *who);
void ntms_unpin(struct ntms_catalog *cat, struct ntms_obj *obj,
		const void *who);
ntms_reason_t ntms_pins_wait(struct ntms_catalog *cat, u64 unpinned,
			     u64 *deadline);
bool ntms_pin_drain(struct ntms_catalog *cat, const struct ntms_obj *obj);

/* For the edge that a program attaches to */
ntms_reason_t ntms_journal_attach(struct ntms_catalog *cat,
				  struct ntms_journal_attach *call);
void ntms_journal_live(struct ntms_catalog *cat, bool tell);
void ntms_journal_detach(struct ntms_catalog *cat);
int ntms_journal_read(struct ntms_catalog *cat, u8 *to, u32 size, u32 *used);
bool ntms_journal_readable(struct ntms_catalog *cat);
int ntms_journal_answer(struct ntms_catalog *cat,
			const struct ntms_journal_record *record);

/* In apply.c, where it is known who can be given what */
void ntms_medium_pin(struct ntms_medium *medium);
void ntms_medium_unpin(struct ntms_catalog *cat, struct ntms_medium *medium);

#endif /* NTMS_CORE_RECORD_H */
