// SPDX-License-Identifier: GPL-2.0
/*
 * A cartridge on the shelf is registered, with what another catalog knew of it.
 */
#include "session.h"
#include "text.h"

#define NTMS_MAY_BE(state)	BIT(NTMS_SIDE_##state)

/* What a side can be when its cartridge is registered */
#define NTMS_PRESETS_IMPORT	NTMS_MAY_BE(IMPORT)
#define NTMS_PRESETS		(NTMS_MAY_BE(AVAILABLE) | NTMS_MAY_BE(ALLOCATED) | \
				 NTMS_MAY_BE(COMPLETE) | NTMS_MAY_BE(RESERVED) | \
				 NTMS_MAY_BE(DECOMMISSIONED) | \
				 NTMS_MAY_BE(IMPORT))
#define NTMS_PRESETS_OWNED	(NTMS_MAY_BE(ALLOCATED) | NTMS_MAY_BE(COMPLETE))

static bool ntms_preset_is(const struct ntms_side_preset *side, u32 states)
{
	return side->side_state <= NTMS_SIDE_RESERVED &&
	       states & BIT(side->side_state);
}

/* A barcode as a library would report it: nothing that it would trim, or drop */
static bool ntms_barcode_valid(const char *barcode, size_t size)
{
	size_t length = strnlen(barcode, size), i;

	if (length >= NTMS_SMC_TAG_SIZE)
		return false;
	if (length && (barcode[0] == ' ' || barcode[length - 1] == ' '))
		return false;
	for (i = 0; i < length; i++)
		if (barcode[i] < ' ' || barcode[i] > '~')
			return false;
	return true;
}

/* What is wrong with the struct, whatever is catalogued */
static ntms_reason_t ntms_create_valid(const struct ntms_medium_create *call)
{
	const struct ntms_side_preset *side;
	u32 i;

	if (call->flags || call->reserved || !call->side_count ||
	    call->side_count > NTMS_SIDES_MAX || ntms_guid_none(&call->pool))
		return NTMS_REASON_INVALID_PARAMETER;
	if (!ntms_guid_none(&call->medium) &&
	    !ntms_guid_past(ntms_guid_in(&call->medium)))
		return NTMS_REASON_INVALID_PARAMETER;
	for (i = 0; i < NTMS_SIDES_MAX; i++) {
		side = &call->sides[i];
		if (i >= call->side_count &&
		    (side->side_state || side->allocate_count))
			return NTMS_REASON_INVALID_PARAMETER;
		if (ntms_guid_none(&side->logical_medium))
			continue;
		if (!ntms_preset_is(side, NTMS_PRESETS_OWNED) ||
		    !ntms_guid_past(ntms_guid_in(&side->logical_medium)))
			return NTMS_REASON_INVALID_PARAMETER;
	}
	return ntms_barcode_valid(call->barcode, sizeof(call->barcode)) ?
		NTMS_REASON_SUCCESS : NTMS_REASON_INVALID_NAME;
}

/* Can a cartridge of these sides be in a pool, and is there none like it? */
static ntms_reason_t ntms_create_may(const struct ntms_catalog *cat,
				     const struct ntms_pool *pool,
				     const struct ntms_medium_create *call)
{
	u32 states = pool->type == NTMS_POOL_IMPORT ? NTMS_PRESETS_IMPORT :
						      NTMS_PRESETS;
	bool cleaner = ntms_barcode_is_cleaner(call->barcode);
	u32 i;

	if (pool->media_type->sides != call->side_count || cleaner ||
	    pool->media_type->code == NTMS_MEDIA_CODE_CLEANER)
		return NTMS_REASON_MEDIA_INCOMPATIBLE;
	for (i = 0; i < call->side_count; i++)
		if (!ntms_preset_is(&call->sides[i], states))
			return NTMS_REASON_INVALID_STATE;
	if (*call->barcode && ntms_barcode_first(cat, call->barcode))
		return NTMS_REASON_INVALID_MEDIA;
	return NTMS_REASON_SUCCESS;
}

/* The owner of a side, who may go on with the side that is reserved for him */
static struct ntms_logical *
ntms_create_logical(const struct ntms_session *session,
		    struct ntms_medium *medium, struct ntms_side *side,
		    const struct ntms_medium_create *call)
{
	const struct ntms_guid *id = &call->sides[side->number].logical_medium;
	struct ntms_logical *logical;
	u32 i;

	logical = ntms_logical_new(GFP_KERNEL_ACCOUNT);
	if (!logical)
		return NULL;
	if (!ntms_guid_none(id))
		logical->obj.id = *ntms_guid_in(id);
	logical->side = side;
	logical->medium = medium;
	logical->uid = call->owner;
	logical->app = session->app;
	kref_get(&logical->app->ref);
	for (i = 0; i < call->side_count; i++)
		logical->whole |= call->sides[i].side_state ==
				  NTMS_SIDE_RESERVED;
	side->logical = logical;
	medium->owned++;
	return logical;
}

static ntms_reason_t ntms_create_sides(const struct ntms_session *session,
				       struct ntms_medium *medium,
				       const struct ntms_medium_create *call)
{
	struct ntms_side *side;
	u8 i;

	for (i = 0; i < medium->nr_sides; i++) {
		side = &medium->sides[i];
		side->state = call->sides[i].side_state;
		side->allocate_count = call->sides[i].allocate_count;
		if (!ntms_preset_is(&call->sides[i], NTMS_PRESETS_OWNED))
			continue;
		side->allocate_count = max(side->allocate_count, 1U);
		if (!ntms_create_logical(session, medium, side, call))
			return NTMS_REASON_NOT_ENOUGH_MEMORY;
	}
	return NTMS_REASON_SUCCESS;
}

/**
 * ntms_txn_add_medium() - a cartridge appears, with its owners
 * @txn: the transaction
 * @medium: the cartridge, which names them
 *
 * Context: may sleep.
 */
void ntms_txn_add_medium(struct ntms_txn *txn, struct ntms_medium *medium)
{
	u8 i;

	ntms_txn_change(txn, NTMS_ADD)->obj = &medium->obj;
	for (i = 0; i < medium->nr_sides; i++)
		if (medium->sides[i].logical)
			ntms_txn_change(txn, NTMS_ADD)->obj =
				&medium->sides[i].logical->obj;
}

static ntms_reason_t ntms_create_commit(struct ntms_catalog *cat,
					struct ntms_medium *medium)
{
	ntms_reason_t reason;
	struct ntms_txn txn;

	ntms_txn_init(&txn);
	ntms_txn_add_medium(&txn, medium);
	reason = ntms_commit(cat, &txn);
	ntms_txn_release(&txn);
	/* Something has that GUID. */
	return reason == NTMS_REASON_ALREADY_EXISTS ? NTMS_REASON_INVALID_MEDIA :
						      reason;
}

/**
 * ntms_medium_discard() - free a cartridge that is in no catalog, and its owners
 * @medium: the cartridge
 *
 * Context: may sleep.
 */
void ntms_medium_discard(struct ntms_medium *medium)
{
	u8 i;

	for (i = 0; i < medium->nr_sides; i++)
		if (medium->sides[i].logical)
			ntms_obj_free(&medium->sides[i].logical->obj);
	ntms_obj_free(&medium->obj);
}

static void ntms_create_told(const struct ntms_medium *medium,
			     struct ntms_medium_create *call)
{
	u8 i;

	ntms_guid_out(&call->medium, &medium->obj.id);
	for (i = 0; i < medium->nr_sides; i++)
		if (medium->sides[i].logical)
			ntms_guid_out(&call->sides[i].logical_medium,
				      &medium->sides[i].logical->obj.id);
}

static ntms_reason_t ntms_create_medium(const struct ntms_session *session,
					struct ntms_pool *pool,
					struct ntms_medium_create *call)
{
	struct ntms_catalog *cat = session->cat;
	struct ntms_medium *medium;
	ntms_reason_t reason;

	medium = ntms_medium_new(call->barcode, call->side_count,
				 GFP_KERNEL_ACCOUNT);
	if (!medium)
		return NTMS_REASON_NOT_ENOUGH_MEMORY;
	if (!ntms_guid_none(&call->medium))
		medium->obj.id = *ntms_guid_in(&call->medium);
	medium->library = cat->offline;
	medium->media_type = pool->media_type;
	medium->pool = pool;
	reason = ntms_create_sides(session, medium, call);
	if (!reason)
		reason = ntms_create_commit(cat, medium);
	if (reason)
		ntms_medium_discard(medium);
	else
		ntms_create_told(medium, call);
	return reason;
}

/**
 * ntms_medium_create() - CreateNtmsMedia
 * @session: the session
 * @cred: who calls
 * @call: the command; @owner is a user of the initial user namespace
 *
 * Context: takes the catalog's lock; may sleep.
 * Return: see struct ntms_medium_create in the uapi header.
 */
ntms_reason_t ntms_medium_create(struct ntms_session *session,
				 const struct ntms_cred *cred,
				 struct ntms_medium_create *call)
{
	struct ntms_catalog *cat = session->cat;
	ntms_reason_t reason = ntms_create_valid(call);
	struct ntms_ref computer = { .type = NTMS_TYPE_COMPUTER };
	struct ntms_pool *pool;

	if (reason)
		return reason;
	ntms_catalog_lock(cat);
	computer.obj = cat->computer;
	pool = ntms_find_pool(cat, ntms_guid_in(&call->pool));
	if (!pool || !pool->media_type ||
	    (pool->type != NTMS_POOL_APPLICATION &&
	     pool->type != NTMS_POOL_IMPORT))
		reason = NTMS_REASON_INVALID_MEDIA_POOL;
	else if (!ntms_pool_allows(pool, cred, NTMS_MODIFY) ||
		 !ntms_allows(cat, &computer, cred, NTMS_MODIFY))
		reason = NTMS_REASON_ACCESS_DENIED;
	else
		reason = ntms_create_may(cat, pool, call);
	if (!reason)
		reason = ntms_create_medium(session, pool, call);
	ntms_catalog_unlock(cat);
	return reason;
}
