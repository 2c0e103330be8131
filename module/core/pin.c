// SPDX-License-Identifier: GPL-2.0
/* What is kept for somebody: see pin.h. */
#include "pin.h"
#include "record.h"
#include "wait.h"

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
 * ntms_pin_clash() - is a transaction about what another one is about?
 * @cat: the catalog
 * @txn: the transaction
 * @waits: it has to last; else only what it removes is anybody's concern
 *
 * Context: the catalog's lock is held.
 * Return: true if it has to wait until that one has ended.
 */
bool ntms_pin_clash(const struct ntms_catalog *cat,
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
 * @cat: the catalog
 * @obj: the object; pinned by nobody else
 * @who: names who pins it
 *
 * Context: the catalog's lock is held.
 */
void ntms_pin(struct ntms_catalog *cat, struct ntms_obj *obj, const void *who)
{
	struct ntms_journal *journal = &cat->journal;

	lockdep_assert_held(&cat->lock);
	if (obj->pinned == who)
		return;
	obj->pinned = who;
	WRITE_ONCE(journal->nr_pinned, journal->nr_pinned + 1);
	if (obj->type == NTMS_TYPE_MEDIUM)
		ntms_medium_unlist(container_of(obj, struct ntms_medium, obj));
}

/* Nobody pins it any more. True: something about it has to be recorded. */
static bool ntms_obj_unpin(struct ntms_catalog *cat, struct ntms_obj *obj)
{
	struct ntms_journal *journal = &cat->journal;

	obj->pinned = NULL;
	WRITE_ONCE(journal->nr_pinned, journal->nr_pinned - 1);
	obj->going = false;
	if (obj->type == NTMS_TYPE_MEDIUM)
		ntms_medium_list(cat, container_of(obj, struct ntms_medium,
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

/**
 * ntms_txn_pin() - nobody else changes what a transaction changes
 * @cat: the catalog
 * @txn: the transaction; ntms_pin_clash() found nothing in its way
 *
 * Context: the catalog's lock is held.
 */
void ntms_txn_pin(struct ntms_catalog *cat, struct ntms_txn *txn)
{
	struct ntms_change *change, *end = txn->changes + txn->nr;
	struct ntms_claims claims;
	u32 i;

	lockdep_assert_held(&cat->lock);
	for (change = txn->changes; change < end; change++) {
		claims = ntms_claims_of(cat, change);
		for (i = 0; i < ARRAY_SIZE(claims.pin); i++)
			if (claims.pin[i])
				ntms_pin(cat, claims.pin[i], txn);
		for (i = 0; i < ARRAY_SIZE(claims.hold); i++)
			if (claims.hold[i])
				claims.hold[i]->holds++;
		if (change->kind == NTMS_REMOVE)
			change->obj->going = true;
	}
}

/**
 * ntms_txn_unpin() - what a transaction changes is anybody's again
 * @cat: the catalog
 * @txn: the transaction, before it is applied, since that may be the end of what it
 *	names
 * @missed: out: objects that have to be recorded once it was applied, or was not
 * @room: how many there is room for
 *
 * Context: the catalog's lock is held.
 * Return: the number of those.
 */
u32 ntms_txn_unpin(struct ntms_catalog *cat, const struct ntms_txn *txn,
		   guid_t *missed, u32 room)
{
	const struct ntms_change *change, *end = txn->changes + txn->nr;
	struct ntms_claims claims;
	struct ntms_obj *obj;
	u32 i, nr = 0;

	lockdep_assert_held(&cat->lock);
	for (change = txn->changes; change < end; change++) {
		claims = ntms_claims_of(cat, change);
		for (i = 0; i < ARRAY_SIZE(claims.hold); i++)
			if (claims.hold[i])
				claims.hold[i]->holds--;
		for (i = 0; i < ARRAY_SIZE(claims.pin); i++) {
			obj = claims.pin[i];
			if (obj && obj->pinned == txn &&
			    ntms_obj_unpin(cat, obj) &&
			    !WARN_ON_ONCE(nr == room))
				missed[nr++] = obj->id;
		}
	}
	return nr;
}

/* ---- waiting for others ------------------------------------------------------ */

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

