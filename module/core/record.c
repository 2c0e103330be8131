// SPDX-License-Identifier: GPL-2.0
/* Records: see record.h. */
#include "attr.h"
#include "record.h"
#include "wait.h"

#include <linux/ktime.h>
#include <linux/timekeeping.h>

/* Bytes of objects that are written at a time when all of them are read */
#define NTMS_TELL_CHUNK		65536

/* Records that wait to be read, at most, but for those that somebody waits for */
#define NTMS_UNREAD_MOST	8192

/* Objects of these kinds last, in the order in which they can be loaded. */
static const u8 ntms_lasting[] = {
	NTMS_TYPE_COMPUTER,
	NTMS_TYPE_MEDIA_TYPE,
	NTMS_TYPE_LIBRARY,
	NTMS_TYPE_POOL,
	NTMS_TYPE_MEDIUM,
	NTMS_TYPE_LOGICAL_MEDIUM,
};

/**
 * struct ntms_record - a record that is to be read, or acknowledged
 * @node: in the journal's @unread or @read
 * @passed: who waits for it, or NULL
 * @taken: it was read, by this program or by one that died
 * @again: it may have been stored by who read it before: he was not asked to answer
 * @head: the record itself
 * @data: its entries
 */
struct ntms_record {
	struct list_head node;
	struct ntms_passed *passed;
	bool taken;
	bool again;
	struct ntms_journal_record head;
	u8 data[];
};

static struct ntms_record *ntms_record_new(u32 kind, u32 size)
{
	struct ntms_record *record;

	record = kvzalloc(sizeof(*record) + size, GFP_KERNEL_ACCOUNT);
	if (!record)
		return NULL;
	record->head.kind = kind;
	return record;
}

static void ntms_record_queue(struct ntms_journal *journal,
			      struct ntms_record *record,
			      const struct ntms_writer *w,
			      const struct ntms_plan *plan)
{
	record->head.size = sizeof(record->head) + w->used;
	record->head.entries = w->entries;
	record->head.number = ++journal->number;
	record->head.sequence = plan->sequence;
	record->head.time = plan->now;
	list_add_tail(&record->node, &journal->unread);
	wake_up_all(&journal->readers);
}

/* ---- pins --------------------------------------------------------------------- */

/* What a transaction is about, at most, by one of its changes */
struct ntms_claims {
	struct ntms_obj *pin[4];
	struct ntms_obj *hold[2];
};

/* In what no two have the same name; NULL: names tell nothing apart */
static struct ntms_obj *ntms_name_place(const struct ntms_catalog *cat,
					const struct ntms_obj *obj)
{
	const struct ntms_pool *pool;

	if (obj->type == NTMS_TYPE_LIBRARY)
		return cat->computer;
	if (obj->type != NTMS_TYPE_POOL)
		return NULL;
	pool = container_of(obj, struct ntms_pool, obj);
	return pool->parent ? &pool->parent->obj : cat->computer;
}

static void ntms_claim_add(const struct ntms_catalog *cat,
			   struct ntms_obj *obj, struct ntms_claims *claims)
{
	struct ntms_pool *pool;

	if (obj->type == NTMS_TYPE_POOL) {
		pool = container_of(obj, struct ntms_pool, obj);
		claims->pin[0] = ntms_name_place(cat, obj);
		if (pool->media_type)
			claims->hold[0] = &pool->media_type->obj;
	} else if (obj->type == NTMS_TYPE_MEDIUM) {
		/* One at a time: barcodes are looked for. */
		claims->pin[0] = &cat->offline->obj;
		claims->hold[0] = &container_of(obj, struct ntms_medium,
						obj)->pool->obj;
	}
}

static void ntms_claim_set(const struct ntms_catalog *cat,
			   const struct ntms_change *change,
			   struct ntms_claims *claims)
{
	struct ntms_obj *obj = change->obj;

	claims->pin[0] = obj;
	if (change->wish->mask & NTMS_SET_NAME)
		claims->pin[1] = ntms_name_place(cat, obj);
	if (change->wish->mask & NTMS_SET_MEDIA_TYPE)
		claims->hold[0] = &change->wish->media_type->obj;
}

static struct ntms_claims ntms_claims_of(const struct ntms_catalog *cat,
					 const struct ntms_change *change)
{
	struct ntms_claims claims = {};

	switch (change->kind) {
	case NTMS_ADD:
		ntms_claim_add(cat, change->obj, &claims);
		break;
	case NTMS_REMOVE:
		claims.pin[0] = change->obj;
		claims.pin[1] = ntms_name_place(cat, change->obj);
		break;
	case NTMS_RELEASE:
		claims.pin[1] = &change->logical->obj;
		fallthrough;
	case NTMS_ALLOCATE:
		claims.pin[0] = &change->logical->medium->obj;
		claims.hold[0] = change->pool ? &change->pool->obj : NULL;
		break;
	case NTMS_SWAP:
		claims.pin[0] = &change->logical->medium->obj;
		claims.pin[1] = &change->other->medium->obj;
		claims.pin[2] = &change->logical->obj;
		claims.pin[3] = &change->other->obj;
		break;
	case NTMS_STATE:
		claims.pin[0] = &ntms_side_medium(change->side)->obj;
		break;
	case NTMS_MOVE:
	case NTMS_RETYPE:
		claims.pin[0] = &change->medium->obj;
		claims.hold[0] = &change->pool->obj;
		break;
	case NTMS_SET:
		ntms_claim_set(cat, change, &claims);
		break;
	case NTMS_ACL:
	case NTMS_ATTRIBUTE:
		claims.pin[0] = change->obj;
		break;
	case NTMS_SUPPORT:
		claims.pin[0] = &change->library->obj;
		claims.hold[0] = &change->media_type->obj;
		break;
	}
	return claims;
}

/* Is something in the way of who wants it to himself, or to be rid of it? */
static bool ntms_obj_taken(const struct ntms_obj *obj, const void *who,
			   bool remove)
{
	return (obj->pinned && obj->pinned != who) || (remove && obj->holds);
}

static bool ntms_claims_clash(const struct ntms_claims *claims,
			      const void *who, bool remove)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(claims->pin); i++)
		if (claims->pin[i] &&
		    ntms_obj_taken(claims->pin[i], who, remove && !i))
			return true;
	for (i = 0; i < ARRAY_SIZE(claims->hold); i++)
		if (claims->hold[i] && claims->hold[i]->going)
			return true;
	return false;
}

static bool ntms_type_taken(const struct ntms_obj *obj)
{
	const struct ntms_media_type *type =
		container_of(obj, struct ntms_media_type, obj);
	u32 i;

	for (i = NTMS_POOL_FREE; i <= NTMS_POOL_IMPORT; i++)
		if (ntms_obj_taken(&type->pools[i]->obj, NULL, true))
			return true;
	return false;
}

/**
 * ntms_record_clash() - is a transaction about what another one is about?
 * @cat: the catalog
 * @txn: the transaction
 * @waits: it has to last; else only what it removes is anybody's concern
 *
 * Context: the catalog's lock is held.
 * Return: true if it has to wait until that one has ended.
 */
bool ntms_record_clash(const struct ntms_catalog *cat,
		       const struct ntms_txn *txn, bool waits)
{
	const struct ntms_change *change, *end = txn->changes + txn->nr;
	struct ntms_claims claims;
	bool remove;

	lockdep_assert_held(&cat->lock);
	for (change = txn->changes; change < end; change++) {
		remove = change->kind == NTMS_REMOVE;
		if (!waits && !remove)
			continue;
		claims = ntms_claims_of(cat, change);
		if (ntms_claims_clash(&claims, txn, remove))
			return true;
		if (remove && change->obj->type == NTMS_TYPE_MEDIA_TYPE &&
		    ntms_type_taken(change->obj))
			return true;
	}
	return false;
}

/**
 * ntms_pin() - nobody else changes an object, or is given it
 * @obj: the object; pinned by nobody else
 * @who: names who pins it
 *
 * Context: the catalog's lock is held.
 */
void ntms_pin(struct ntms_obj *obj, const void *who)
{
	if (obj->pinned == who)
		return;
	obj->pinned = who;
	if (obj->type == NTMS_TYPE_MEDIUM)
		ntms_medium_pin(container_of(obj, struct ntms_medium, obj));
}

/* Begins to tell of all objects, as something could not be recorded. */
static void ntms_journal_tell(struct ntms_catalog *cat)
{
	struct ntms_journal *journal = &cat->journal;

	journal->telling = true;
	journal->begun = false;
	journal->type = 0;
	journal->serial = 0;
	memset(&journal->told, 0, sizeof(journal->told));
	journal->told_name[0] = '\0';
	journal->skipped = 0;
	/* Zero is that of an object that was not skipped. */
	if (!++journal->round)
		journal->round = 1;
	wake_up_all(&journal->readers);
}

/* A fact that @write writes of an object or an attribute; false: no memory */
static bool ntms_record_write(struct ntms_catalog *cat,
			      void (*write)(struct ntms_writer *w,
					    const struct ntms_catalog *cat,
					    const void *what),
			      const void *what)
{
	const struct ntms_plan plan = {
		.sequence = cat->journal.sequence,
		.now = ktime_get_coarse_real_ns(),
	};
	struct ntms_writer w = {};
	struct ntms_record *record;

	write(&w, cat, what);
	record = ntms_record_new(NTMS_JOURNAL_FACT, w.used);
	if (!record)
		return false;
	w = (struct ntms_writer){ .data = record->data };
	write(&w, cat, what);
	ntms_record_queue(&cat->journal, record, &w, &plan);
	return true;
}

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

/* What happened to it while it was pinned is recorded now. */
static void ntms_record_missed(struct ntms_catalog *cat, struct ntms_obj *obj)
{
	const struct ntms_attr *attr = NULL;
	bool written;

	obj->missed = false;
	if (cat->journal.state != NTMS_JOURNAL_LIVE)
		return;
	written = ntms_record_write(cat, ntms_record_object, obj);
	while (written && obj->attributes &&
	       (attr = ntms_attr_next_of(cat, obj, attr)))
		written = ntms_record_write(cat, ntms_record_attr, attr);
	if (!written)
		ntms_journal_tell(cat);
}

/* Nobody pins it any more. True: something about it has to be recorded. */
static bool ntms_obj_unpin(struct ntms_catalog *cat, struct ntms_obj *obj)
{
	struct ntms_journal *journal = &cat->journal;

	obj->pinned = NULL;
	obj->going = false;
	if (obj->type == NTMS_TYPE_MEDIUM)
		ntms_medium_unpin(cat, container_of(obj, struct ntms_medium,
						    obj));
	if (unlikely(obj->skipped)) {
		if (journal->telling && obj->skipped == journal->round) {
			if (!--journal->skipped)
				wake_up_all(&journal->readers);
			obj->missed = true;
		}
		obj->skipped = 0;
	}
	WRITE_ONCE(journal->unpinned, journal->unpinned + 1);
	wake_up_all(&journal->pins);
	return obj->missed;
}

/**
 * ntms_unpin() - an object is anybody's again
 * @cat: the catalog
 * @obj: the object
 * @who: who pinned it; somebody else's pin stays
 *
 * Context: the catalog's lock is held; may sleep for memory.
 */
void ntms_unpin(struct ntms_catalog *cat, struct ntms_obj *obj, const void *who)
{
	lockdep_assert_held(&cat->lock);
	if (obj->pinned == who && ntms_obj_unpin(cat, obj))
		ntms_record_missed(cat, obj);
}

static void ntms_txn_pin(struct ntms_catalog *cat, struct ntms_txn *txn)
{
	struct ntms_change *change, *end = txn->changes + txn->nr;
	struct ntms_claims claims;
	u32 i;

	for (change = txn->changes; change < end; change++) {
		claims = ntms_claims_of(cat, change);
		for (i = 0; i < ARRAY_SIZE(claims.pin); i++)
			if (claims.pin[i])
				ntms_pin(claims.pin[i], txn);
		for (i = 0; i < ARRAY_SIZE(claims.hold); i++)
			if (claims.hold[i])
				claims.hold[i]->holds++;
		if (change->kind == NTMS_REMOVE)
			change->obj->going = true;
	}
}

/*
 * Before it is applied, since it may be the end of what it names; what was missed
 * is recorded after.
 */
static void ntms_txn_unpin(struct ntms_catalog *cat, struct ntms_passed *passed)
{
	const struct ntms_txn *txn = passed->plan.txn;
	const struct ntms_change *change, *end = txn->changes + txn->nr;
	struct ntms_claims claims;
	struct ntms_obj *obj;
	u32 i;

	for (change = txn->changes; change < end; change++) {
		claims = ntms_claims_of(cat, change);
		for (i = 0; i < ARRAY_SIZE(claims.hold); i++)
			if (claims.hold[i])
				claims.hold[i]->holds--;
		for (i = 0; i < ARRAY_SIZE(claims.pin); i++) {
			obj = claims.pin[i];
			if (!obj || obj->pinned != txn ||
			    !ntms_obj_unpin(cat, obj) ||
			    WARN_ON_ONCE(passed->nr_missed ==
					 ARRAY_SIZE(passed->missed)))
				continue;
			passed->missed[passed->nr_missed++] = obj->id;
		}
	}
}

/* What the journal's @unpinned was when something was found pinned */
struct ntms_pins_seen {
	const struct ntms_journal *journal;
	u64 unpinned;
};

static ntms_reason_t ntms_pins_moved(void *what)
{
	const struct ntms_pins_seen *seen = what;

	return READ_ONCE(seen->journal->unpinned) != seen->unpinned ?
		NTMS_REASON_SUCCESS : NTMS_REASON_BUSY;
}

/* When who begins to wait for the journal now has waited for long enough */
static u64 ntms_journal_patience(const struct ntms_journal *journal)
{
	return ktime_get_ns() + NSEC_PER_SEC * READ_ONCE(journal->timeout);
}

/**
 * ntms_pins_wait() - wait until something is pinned no more
 * @cat: the catalog
 * @unpinned: what the journal's was before something was found pinned
 * @deadline: until when the call waits for others; 0: it has not done so yet
 *
 * A call waits for others no longer than it would wait for the journal itself,
 * however many they are.
 *
 * Context: sleeps.
 * Return: NTMS_REASON_SUCCESS; NTMS_INTERRUPTED if a signal came; DATABASE_FAILURE
 * if the time is up.
 */
ntms_reason_t ntms_pins_wait(struct ntms_catalog *cat, u64 unpinned,
			     u64 *deadline)
{
	struct ntms_journal *journal = &cat->journal;
	struct ntms_pins_seen seen = {
		.journal = journal,
		.unpinned = unpinned,
	};
	ntms_reason_t reason;

	if (!*deadline)
		*deadline = ntms_journal_patience(journal);
	reason = ntms_wait(&journal->pins, *deadline, ntms_pins_moved, &seen);
	return reason == NTMS_REASON_TIMEOUT ? NTMS_REASON_DATABASE_FAILURE :
					       reason;
}

/**
 * ntms_pin_drain() - wait until an object is pinned no more
 * @cat: the catalog
 * @obj: the object
 *
 * For who has to change it and cannot begin again. Whoever pins it does not do so
 * for longer than a change waits to be acknowledged.
 *
 * Context: the catalog's lock is held, and dropped meanwhile; sleeps.
 * Return: true if the lock was dropped: it may be pinned again, and what the caller
 * knew may be wrong.
 */
bool ntms_pin_drain(struct ntms_catalog *cat, const struct ntms_obj *obj)
{
	struct ntms_journal *journal = &cat->journal;
	struct ntms_pins_seen seen = {
		.journal = journal,
		.unpinned = journal->unpinned,
	};

	lockdep_assert_held(&cat->lock);
	if (likely(!obj->pinned))
		return false;
	ntms_catalog_unlock(cat);
	ntms_wait_as(TASK_UNINTERRUPTIBLE, &journal->pins,
		     ntms_journal_patience(journal), ntms_pins_moved, &seen);
	ntms_catalog_lock(cat);
	return true;
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

/* Both records, before anything is done. */
static ntms_reason_t ntms_record_make(struct ntms_catalog *cat,
				      struct ntms_passed *passed)
{
	struct ntms_writer after = {}, before = {};

	ntms_write_after(&after, cat, &passed->plan);
	ntms_write_before(&before, cat, passed->plan.txn);
	if (max(after.used, before.used) + sizeof(struct ntms_journal_record) >
	    NTMS_JOURNAL_BUFFER)
		return NTMS_REASON_DATABASE_FULL;
	passed->record = ntms_record_new(NTMS_JOURNAL_CHANGE, after.used);
	passed->revoke = ntms_record_new(NTMS_JOURNAL_VOID, before.used);
	if (!passed->record || !passed->revoke) {
		kvfree(passed->record);
		kvfree(passed->revoke);
		return NTMS_REASON_NOT_ENOUGH_MEMORY;
	}
	after = (struct ntms_writer){ .data = passed->record->data };
	ntms_write_after(&after, cat, &passed->plan);
	passed->record->passed = passed;
	ntms_record_queue(&cat->journal, passed->record, &after, &passed->plan);
	return NTMS_REASON_SUCCESS;
}

static void ntms_record_free(struct ntms_record *record)
{
	list_del(&record->node);
	if (record->passed)
		record->passed->record = NULL;
	kvfree(record);
}

/* Nobody has read it: it never was. Else it is taken back. */
static void ntms_record_cancel(struct ntms_catalog *cat,
			       struct ntms_passed *passed)
{
	struct ntms_record *record = passed->record;

	record->passed = NULL;
	passed->record = NULL;
	passed->revoke->head.refers = record->head.number;
	if (!record->taken) {
		list_del(&record->node);
		kvfree(record);
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
	reason = ntms_record_decide(cat, passed);
	if (!reason)
		return reason;
	if (passed->record)
		ntms_record_cancel(cat, passed);
	ntms_record_revoke(cat, passed);
	return reason;
}

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
	ntms_txn_unpin(cat, passed);
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
	ntms_txn_unpin(cat, passed);
	if (revoke && !passed->refused &&
	    ntms_journal_records(&cat->journal)) {
		/* A robot may have moved what it is about: none has grown. */
		w.data = revoke->data;
		revoke->head.refers = revoke->head.refers ?: passed->number;
		ntms_write_before(&w, cat, passed->plan.txn);
		ntms_record_queue(&cat->journal, revoke, &w, &passed->plan);
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
		if (!record->passed && !record->taken &&
		    record->head.kind != NTMS_JOURNAL_VOID)
			ntms_record_free(record);
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
	struct ntms_writer w = {};
	struct ntms_record *record;

	lockdep_assert_held(&cat->lock);
	/* Nobody reads: who will gets everything. */
	if (cat->journal.state != NTMS_JOURNAL_LIVE)
		return;
	ntms_fact_misses(plan->txn);
	ntms_write_after(&w, cat, plan);
	if (!w.entries)
		return;
	record = ntms_record_new(NTMS_JOURNAL_FACT, w.used);
	if (!record) {
		ntms_journal_tell(cat);
		return;
	}
	w = (struct ntms_writer){ .data = record->data };
	ntms_write_after(&w, cat, plan);
	ntms_record_queue(&cat->journal, record, &w, plan);
	ntms_record_crowd(cat);
}

/* ---- reading -------------------------------------------------------------------- */

static void ntms_tell_mark(struct ntms_catalog *cat, struct ntms_record *record,
			   const struct ntms_writer *w)
{
	const struct ntms_plan plan = {
		.sequence = cat->journal.sequence,
		.now = ktime_get_coarse_real_ns(),
	};

	ntms_record_queue(&cat->journal, record, w, &plan);
}

/* The next object that is to be told, or NULL */
static struct ntms_obj *ntms_tell_next(struct ntms_catalog *cat)
{
	struct ntms_journal *journal = &cat->journal;
	struct ntms_obj *obj;

	for (; journal->type < ARRAY_SIZE(ntms_lasting); journal->type++) {
		obj = ntms_order_next(cat, ntms_lasting[journal->type],
				      journal->serial);
		if (obj)
			return obj;
		journal->serial = 0;
	}
	return NULL;
}

/* Its turn comes when it is pinned no more. */
static void ntms_tell_skip(struct ntms_journal *journal, struct ntms_obj *obj)
{
	if (obj->skipped == journal->round)
		return;
	obj->skipped = journal->round;
	journal->skipped++;
}

/* The next attribute that is to be told, or NULL */
static struct ntms_attr *ntms_tell_next_attr(struct ntms_catalog *cat)
{
	const struct ntms_journal *journal = &cat->journal;

	return ntms_attr_beyond(cat, &journal->told, journal->told_name);
}

/* As many attributes as fit */
static void ntms_tell_attrs(struct ntms_catalog *cat, struct ntms_writer *w,
			    u32 room)
{
	struct ntms_journal *journal = &cat->journal;
	const struct ntms_attr *attr;
	struct ntms_writer size;
	struct ntms_ref ref;

	while ((attr = ntms_tell_next_attr(cat))) {
		size = (struct ntms_writer){};
		ntms_write_attribute(&size, cat, attr);
		if (w->used + size.used > room)
			return;
		ref = ntms_find(cat, &attr->id);
		/* What operators are asked for ends with the module. */
		if (ref.type == NTMS_TYPE_OPERATOR_REQUEST)
			;
		else if (ref.obj->pinned)
			ntms_tell_skip(journal, ref.obj);
		else
			ntms_write_attribute(w, cat, attr);
		journal->told = attr->id;
		strscpy(journal->told_name, attr->name,
			sizeof(journal->told_name));
	}
}

/* As many objects as fit, then attributes; there is room for what is first. */
static void ntms_tell_objects(struct ntms_catalog *cat, struct ntms_writer *w,
			      u32 room)
{
	struct ntms_journal *journal = &cat->journal;
	struct ntms_writer size;
	struct ntms_obj *obj;

	while ((obj = ntms_tell_next(cat))) {
		size = (struct ntms_writer){};
		ntms_write_object(&size, cat, obj);
		if (w->used + size.used > room)
			return;
		if (obj->pinned)
			ntms_tell_skip(journal, obj);
		else
			ntms_write_object(w, cat, obj);
		journal->serial = obj->serial;
	}
	ntms_tell_attrs(cat, w, room);
}

/* Bytes that what is next needs: a chunk, or one thing that is larger */
static u32 ntms_tell_room(struct ntms_catalog *cat)
{
	const struct ntms_obj *obj = ntms_tell_next(cat);
	const struct ntms_attr *attr = NULL;
	struct ntms_writer size = {};

	if (obj)
		ntms_write_object(&size, cat, obj);
	else
		attr = ntms_tell_next_attr(cat);
	if (attr)
		ntms_write_attribute(&size, cat, attr);
	return max_t(u32, size.used, NTMS_TELL_CHUNK);
}

static int ntms_tell_end(struct ntms_catalog *cat)
{
	const struct ntms_writer w = {};
	struct ntms_record *record;

	if (cat->journal.skipped)
		return -EAGAIN;
	record = ntms_record_new(NTMS_JOURNAL_END, 0);
	if (!record)
		return -ENOMEM;
	cat->journal.telling = false;
	ntms_tell_mark(cat, record, &w);
	return 0;
}

/*
 * What has not been answered is read once more, behind the mark: who keeps what
 * came after it keeps that, too. What happened already is among all objects.
 */
static void ntms_tell_again(struct ntms_journal *journal)
{
	struct ntms_record *record, *next;

	list_for_each_entry_safe(record, next, &journal->read, node) {
		if (!record->passed && record->head.kind != NTMS_JOURNAL_VOID) {
			ntms_record_free(record);
			continue;
		}
		record->head.number = ++journal->number;
		record->again = true;
		list_move_tail(&record->node, &journal->unread);
	}
}

/*
 * Appends the next of all objects. One that is pinned is recorded when it is no
 * more: until then they are not all there.
 */
static int ntms_tell_some(struct ntms_catalog *cat)
{
	struct ntms_journal *journal = &cat->journal;
	struct ntms_record *record, *mark = NULL;
	struct ntms_writer w = {};
	u32 room;

	if (journal->begun && !ntms_tell_next(cat) && !ntms_tell_next_attr(cat))
		return ntms_tell_end(cat);
	room = ntms_tell_room(cat);
	record = ntms_record_new(NTMS_JOURNAL_OBJECTS, room);
	if (record && !journal->begun)
		mark = ntms_record_new(NTMS_JOURNAL_BEGIN, 0);
	if (!record || (!journal->begun && !mark)) {
		kvfree(record);
		return -ENOMEM;
	}
	if (mark) {
		ntms_tell_mark(cat, mark, &w);
		journal->mark = journal->number;
		ntms_tell_again(journal);
	}
	journal->begun = true;
	w.data = record->data;
	ntms_tell_objects(cat, &w, room);
	ntms_tell_mark(cat, record, &w);
	return 0;
}

/**
 * ntms_journal_readable() - is there something to read?
 * @cat: the catalog
 *
 * Context: takes the catalog's lock.
 * Return: true if so.
 */
bool ntms_journal_readable(struct ntms_catalog *cat)
{
	const struct ntms_journal *journal = &cat->journal;
	bool readable;

	ntms_catalog_lock(cat);
	readable = journal->state == NTMS_JOURNAL_LIVE &&
		   (!list_empty(&journal->unread) ||
		    (journal->telling &&
		     (!journal->begun || !journal->skipped ||
		      ntms_tell_next(cat) || ntms_tell_next_attr(cat))));
	ntms_catalog_unlock(cat);
	return readable;
}

/**
 * ntms_journal_read() - read records
 * @cat: the catalog
 * @to: room for them
 * @size: bytes of it
 * @used: out: bytes that were read; 0: there is nothing
 *
 * Context: takes the catalog's lock; may sleep for memory.
 * Return: 0; -ENOBUFS if there is no room for the next record; -ENOMEM.
 */
int ntms_journal_read(struct ntms_catalog *cat, u8 *to, u32 size, u32 *used)
{
	struct ntms_journal *journal = &cat->journal;
	struct ntms_record *record;
	int error = 0;

	*used = 0;
	ntms_catalog_lock(cat);
	if (list_empty(&journal->unread) && journal->telling &&
	    journal->state == NTMS_JOURNAL_LIVE)
		error = ntms_tell_some(cat);
	while ((record = list_first_entry_or_null(&journal->unread,
						  struct ntms_record, node))) {
		if (record->head.size > size - *used)
			break;
		memcpy(to + *used, &record->head, record->head.size);
		*used += record->head.size;
		record->taken = true;
		list_move_tail(&record->node, &journal->read);
	}
	ntms_catalog_unlock(cat);
	if (*used || (error == -EAGAIN && !record))
		return 0;
	return record ? -ENOBUFS : error;
}

/* ---- answers -------------------------------------------------------------------- */

static void ntms_record_answer(struct ntms_record *record, ntms_reason_t reason)
{
	struct ntms_passed *passed = record->passed;

	if (passed) {
		passed->number = record->head.number;
		/* Who refuses has not stored it, but another one may have. */
		passed->refused = reason && !record->again;
		WRITE_ONCE(passed->reason, reason);
		wake_up(&passed->wake);
	}
	ntms_record_free(record);
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
		ntms_record_answer(record, NTMS_REASON_SUCCESS);
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
		ntms_record_answer(record, reason == NTMS_REASON_BUSY ?
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

	list_splice_init(&journal->read, &journal->unread);
	list_for_each_entry_safe(record, next, &journal->unread, node)
		ntms_record_answer(record, reason);
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
	ntms_reason_t reason = NTMS_REASON_SUCCESS;
	const guid_t *id = ntms_guid_in(&call->computer);

	ntms_catalog_lock(cat);
	if (journal->state == NTMS_JOURNAL_LIVE ||
	    journal->state == NTMS_JOURNAL_LOADING) {
		reason = NTMS_REASON_BUSY;
	} else if (journal->state == NTMS_JOURNAL_BROKEN) {
		reason = NTMS_REASON_NOT_EMPTY;
	} else if (guid_is_null(id) || guid_equal(id, &cat->computer->id)) {
		journal->touched = true;
		call->state = NTMS_ATTACHED_ALL;
		ntms_journal_live(cat, true);
	} else if (ntms_journal_fresh(cat)) {
		WRITE_ONCE(journal->state, NTMS_JOURNAL_LOADING);
		call->state = NTMS_ATTACHED_LOAD;
	} else {
		reason = NTMS_REASON_NOT_EMPTY;
	}
	ntms_catalog_unlock(cat);
	return reason;
}

/* What happened already is told again to who attaches next. */
static void ntms_records_keep(struct ntms_journal *journal)
{
	struct ntms_record *record, *next;

	list_splice_init(&journal->read, &journal->unread);
	list_for_each_entry_safe(record, next, &journal->unread, node) {
		/* A change that was taken back is what its void record says. */
		if (!record->passed && record->head.kind != NTMS_JOURNAL_VOID)
			ntms_record_free(record);
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
