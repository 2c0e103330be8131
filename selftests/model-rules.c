// SPDX-License-Identifier: GPL-2.0
/* The model: what a call answers, and what it does. */
#include "model.h"

void become(struct side *side, uint32_t state)
{
	side->state = state;
	side->since = books.changes;
}

/* ---- allocating ------------------------------------------------------- */

static uint32_t usable(const struct cartridge *cartridge)
{
	if (!is_online(cartridge))
		return NTMS_REASON_MEDIA_OFFLINE;
	if (!find_library(&cartridge->library)->enabled || !cartridge->enabled)
		return NTMS_REASON_RESOURCE_DISABLED;
	if (!find_pool(&cartridge->pool)->enabled)
		return NTMS_REASON_DEVICE_NOT_AVAILABLE;
	return OK;
}

static uint32_t rule_next(const struct wanted *wanted, struct side **side)
{
	struct logical *logical = find_logical(&wanted->medium);
	struct cartridge *cartridge;
	unsigned int k;

	if (!logical || !logical->whole ||
	    !same_guid(&pool_of_logical(logical)->id, &wanted->pool))
		return NTMS_REASON_INVALID_MEDIA;
	find_side(&logical->side, &cartridge);
	for (k = 0; k < cartridge->nr_sides; k++) {
		if (cartridge->sides[k].state == NTMS_SIDE_RESERVED) {
			*side = &cartridge->sides[k];
			return usable(cartridge);
		}
	}
	return NTMS_REASON_MEDIA_UNAVAILABLE;
}

/*
 * Which of several reasons it is, the header leaves open: policy.c asks for
 * the right first, then for what can be changed (the library, the cartridge),
 * then for what cannot (the media type), and for the side last. NEW is for a
 * cartridge that nobody owns a side of, also if a side is named.
 */
static uint32_t rule_named(const struct wanted *wanted, struct side **side)
{
	const struct pool *pool = find_pool(&wanted->pool), *from;
	struct cartridge *cartridge;
	uint32_t reason;

	*side = find_side(&wanted->side, &cartridge);
	if (!*side)
		return NTMS_REASON_INVALID_MEDIA;
	from = find_pool(&cartridge->pool);
	if (from != pool && !may_take(from, wanted->uid))
		return NTMS_REASON_ACCESS_DENIED;
	reason = usable(cartridge);
	if (reason)
		return reason;
	if (!same_guid(&cartridge->type, &pool->type))
		return NTMS_REASON_MEDIA_INCOMPATIBLE;
	if ((*side)->state != NTMS_SIDE_AVAILABLE &&
	    (*side)->state != NTMS_SIDE_IMPORT)
		return NTMS_REASON_MEDIA_UNAVAILABLE;
	if (owned_sides(cartridge) &&
	    (from != pool || wanted->options & NTMS_ALLOCATE_NEW))
		return NTMS_REASON_MEDIA_UNAVAILABLE;
	return OK;
}

static uint32_t rule_any(const struct wanted *wanted, struct side **side)
{
	const struct pool *pool = find_pool(&wanted->pool), *free;
	const bool whole = wanted->options & NTMS_ALLOCATE_NEW;

	*side = first_side(pool, whole);
	if (!*side && pool->draws) {
		free = system_pool_of(NTMS_POOL_FREE, &pool->type);
		if (!may_take(free, wanted->uid))
			return NTMS_REASON_ACCESS_DENIED;
		if (!free->enabled)
			return NTMS_REASON_DEVICE_NOT_AVAILABLE;
		*side = first_side(free, whole);
	}
	return *side ? OK : NTMS_REASON_MEDIA_UNAVAILABLE;
}

uint32_t rule_allocate(const struct wanted *wanted, struct side **side)
{
	const uint32_t both = NTMS_ALLOCATE_NEW | NTMS_ALLOCATE_NEXT;
	const struct pool *pool = find_pool(&wanted->pool);

	*side = NULL;
	if (wanted->options & ~(both | NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE) ||
	    (wanted->options & both) == both || is_null(&wanted->pool) ||
	    (wanted->options & NTMS_ALLOCATE_NEXT && is_null(&wanted->medium)))
		return NTMS_REASON_INVALID_PARAMETER;
	if (!pool || pool->kind != NTMS_POOL_APPLICATION || holds_pools(pool))
		return NTMS_REASON_INVALID_MEDIA_POOL;
	if (!may_on_pool(pool, wanted->uid, CONTROL))
		return NTMS_REASON_ACCESS_DENIED;
	if (wanted->options & NTMS_ALLOCATE_NEXT)
		return rule_next(wanted, side);
	if (!is_null(&wanted->side))
		return rule_named(wanted, side);
	return rule_any(wanted, side);
}

bool rule_waits(const struct wanted *wanted)
{
	return !(wanted->options & (NTMS_ALLOCATE_NEXT |
				    NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE)) &&
	       is_null(&wanted->side);
}

void do_allocate(const struct wanted *wanted, struct side *side,
		 const struct ntms_guid *lmid, const char *application)
{
	struct logical *logical = &books.logicals[books.nr_logicals++];
	struct cartridge *cartridge;
	unsigned int k;

	books.changes++;
	find_side(&side->id, &cartridge);
	cartridge->pool = wanted->pool;
	become(side, NTMS_SIDE_ALLOCATED);
	side->count++;
	side->owner = *lmid;
	for (k = 0; wanted->options & NTMS_ALLOCATE_NEW &&
	     k < cartridge->nr_sides; k++)
		if (cartridge->sides[k].state == NTMS_SIDE_AVAILABLE)
			become(&cartridge->sides[k], NTMS_SIDE_RESERVED);
	memset(logical, 0, sizeof(*logical));
	logical->id = *lmid;
	logical->side = side->id;
	logical->uid = wanted->uid;
	logical->whole = wanted->options & (NTMS_ALLOCATE_NEW |
					    NTMS_ALLOCATE_NEXT);
	strcpy(logical->application, application);
}

static void count_obstacles(const struct pool *pool, bool whole,
			    __u64 *counts)
{
	const struct cartridge *cartridge;
	unsigned int k;
	size_t i;

	for (i = 0; i < books.nr_cartridges; i++) {
		cartridge = &books.cartridges[i];
		if (!same_guid(&cartridge->pool, &pool->id))
			continue;
		for (k = 0; k < cartridge->nr_sides; k++)
			counts[obstacle_of(cartridge, &cartridge->sides[k],
					   whole)]++;
	}
}

void rule_why(const struct wanted *wanted, struct ntms_why *why)
{
	const bool whole = wanted->options & NTMS_ALLOCATE_NEW;
	const struct pool *pool = find_pool(&wanted->pool), *free;
	struct cartridge *cartridge;
	struct side *side;

	memset(why, 0, sizeof(*why));
	why->result = rule_allocate(wanted, &side);
	if (why->result == NTMS_REASON_INVALID_PARAMETER) {
		why->reason = why->result;
		return;
	}
	if (why->result == NTMS_REASON_INVALID_MEDIA_POOL ||
	    !may_on_pool(pool, wanted->uid, CONTROL))
		return;
	if (!why->result)
		why->would = side->id;
	side = find_side(&wanted->side, &cartridge);
	if (side)
		why->obstacle = obstacle_of(cartridge, side, whole);
	free = system_pool_of(NTMS_POOL_FREE, &pool->type);
	why->flags = (may_take(free, wanted->uid) ? NTMS_WHY_FREE_ALLOWED : 0) |
		     (pool->draws ? NTMS_WHY_FREE_USED : 0);
	why->free = free->id;
	count_obstacles(pool, whole, why->own);
	count_obstacles(free, whole, why->of_free);
}

/* ---- giving back ------------------------------------------------------ */

/* Nothing left to be imported, and something that can be used */
static bool goes_to_free(const struct cartridge *cartridge)
{
	bool available = false;
	unsigned int k;

	for (k = 0; k < cartridge->nr_sides; k++) {
		if (cartridge->sides[k].state == NTMS_SIDE_AVAILABLE)
			available = true;
		else if (cartridge->sides[k].state !=
			 NTMS_SIDE_DECOMMISSIONED)
			return false;
	}
	return available;
}

uint32_t rule_deallocate(uint32_t uid, const struct ntms_guid *lmid)
{
	struct logical *logical = find_logical(lmid);
	struct cartridge *cartridge;
	struct pool *pool;
	struct side *side;
	unsigned int k;

	if (is_null(lmid))
		return NTMS_REASON_INVALID_PARAMETER;
	if (!logical)
		return NTMS_REASON_INVALID_MEDIA;
	pool = pool_of_logical(logical);
	if (!may_on_pool(pool, uid, CONTROL))
		return NTMS_REASON_ACCESS_DENIED;
	books.changes++;
	side = find_side(&logical->side, &cartridge);
	side->owner = no_guid;
	if (pool->limit && side->count >= pool->limit)
		become(side, NTMS_SIDE_DECOMMISSIONED);
	else if (owned_sides(cartridge) && logical->whole)
		become(side, NTMS_SIDE_RESERVED);
	else
		become(side, NTMS_SIDE_AVAILABLE);
	forget_logical(logical);
	if (owned_sides(cartridge))
		return OK;
	for (k = 0; k < cartridge->nr_sides; k++)
		if (cartridge->sides[k].state == NTMS_SIDE_RESERVED)
			become(&cartridge->sides[k], NTMS_SIDE_AVAILABLE);
	if (pool->gives_back && goes_to_free(cartridge))
		cartridge->pool = system_pool_of(NTMS_POOL_FREE,
						 &pool->type)->id;
	return OK;
}

/* ---- what is said of media -------------------------------------------- */

uint32_t rule_complete(uint32_t uid, const struct ntms_guid *lmid)
{
	struct logical *logical = find_logical(lmid);
	struct side *side;

	if (is_null(lmid))
		return NTMS_REASON_INVALID_PARAMETER;
	if (!logical)
		return NTMS_REASON_INVALID_MEDIA;
	if (!may_on_pool(pool_of_logical(logical), uid, CONTROL))
		return NTMS_REASON_ACCESS_DENIED;
	side = find_side(&logical->side, NULL);
	if (side->state != NTMS_SIDE_ALLOCATED)
		return NTMS_REASON_INVALID_STATE;
	books.changes++;
	become(side, NTMS_SIDE_COMPLETE);
	return OK;
}

uint32_t rule_decommission(uint32_t uid, const struct ntms_guid *id)
{
	struct cartridge *cartridge;
	struct side *side;

	if (is_null(id))
		return NTMS_REASON_INVALID_PARAMETER;
	side = find_side(id, &cartridge);
	if (!side)
		return NTMS_REASON_INVALID_MEDIA;
	if (!may_on_pool(find_pool(&cartridge->pool), uid, CONTROL))
		return NTMS_REASON_ACCESS_DENIED;
	if (side->state != NTMS_SIDE_AVAILABLE)
		return NTMS_REASON_INVALID_STATE;
	books.changes++;
	become(side, NTMS_SIDE_DECOMMISSIONED);
	return OK;
}

/* That they are the same is found last, after the rights. */
uint32_t rule_swap(uint32_t uid, const struct ntms_guid *first,
		   const struct ntms_guid *second)
{
	struct logical *a = find_logical(first), *b = find_logical(second);
	struct side *x, *y;
	bool whole;

	if (is_null(first) || is_null(second))
		return NTMS_REASON_INVALID_PARAMETER;
	if (!a || !b)
		return NTMS_REASON_INVALID_MEDIA;
	if (!may_on_pool(pool_of_logical(a), uid, MODIFY) ||
	    !may_on_pool(pool_of_logical(b), uid, MODIFY))
		return NTMS_REASON_ACCESS_DENIED;
	if (a == b)
		return NTMS_REASON_INVALID_PARAMETER;
	if (pool_of_logical(a) != pool_of_logical(b))
		return NTMS_REASON_INVALID_MEDIA_POOL;
	x = find_side(&a->side, NULL);
	y = find_side(&b->side, NULL);
	if (x->state != NTMS_SIDE_ALLOCATED || y->state != NTMS_SIDE_ALLOCATED)
		return NTMS_REASON_INVALID_STATE;
	books.changes++;
	a->side = y->id;
	b->side = x->id;
	x->owner = b->id;
	y->owner = a->id;
	whole = a->whole;
	a->whole = b->whole;
	b->whole = whole;
	return OK;
}

uint32_t rule_medium_delete(uint32_t uid, const struct ntms_guid *medium)
{
	struct cartridge *cartridge = find_cartridge(medium);

	if (is_null(medium))
		return NTMS_REASON_INVALID_PARAMETER;
	if (!cartridge)
		return NTMS_REASON_INVALID_MEDIA;
	if (!may_on_pool(find_pool(&cartridge->pool), uid, MODIFY) ||
	    !may_on_computer(uid, MODIFY))
		return NTMS_REASON_ACCESS_DENIED;
	if (!same_guid(&cartridge->library, &books.info.offline_library) ||
	    owned_sides(cartridge))
		return NTMS_REASON_INVALID_STATE;
	books.changes++;
	forget_cartridge(cartridge);
	return OK;
}

/* ---- moving ----------------------------------------------------------- */

/* A root of free or import stands for its pool of the media type. */
static struct pool *move_target(const struct cartridge *cartridge,
				const struct ntms_guid *id)
{
	struct pool *pool = find_pool(id);

	if (!pool || pool->kind == NTMS_POOL_UNRECOGNIZED)
		return NULL;
	if (holds_pools(pool))
		return pool->kind == NTMS_POOL_APPLICATION ? NULL :
			system_pool_of(pool->kind, &cartridge->type);
	return pool;
}

/*
 * A cleaning cartridge goes nowhere, whatever else is wrong with its way; and
 * of two sides that are in the way the first one says why.
 */
static uint32_t move_states(const struct cartridge *cartridge, uint32_t to)
{
	unsigned int k;
	uint32_t state;

	for (k = 0; k < cartridge->nr_sides; k++) {
		state = cartridge->sides[k].state;
		if (state == NTMS_SIDE_INCOMPATIBLE)
			return NTMS_REASON_MEDIA_INCOMPATIBLE;
		if (to == NTMS_POOL_FREE && (state == NTMS_SIDE_ALLOCATED ||
					     state == NTMS_SIDE_COMPLETE ||
					     state == NTMS_SIDE_RESERVED))
			return NTMS_REASON_INVALID_STATE;
		if (to == NTMS_POOL_IMPORT && state != NTMS_SIDE_IMPORT)
			return NTMS_REASON_INVALID_STATE;
	}
	return OK;
}

static void do_move(struct cartridge *cartridge, const struct pool *to)
{
	unsigned int k;
	uint32_t state;

	books.changes++;
	cartridge->pool = to->id;
	for (k = 0; to->kind == NTMS_POOL_FREE && k < cartridge->nr_sides;
	     k++) {
		state = cartridge->sides[k].state;
		/* What is Available already has been for longer. */
		if (state != NTMS_SIDE_AVAILABLE &&
		    state != NTMS_SIDE_DECOMMISSIONED)
			become(&cartridge->sides[k], NTMS_SIDE_AVAILABLE);
	}
}

uint32_t rule_move(uint32_t uid, const struct ntms_guid *medium,
		   const struct ntms_guid *pool)
{
	struct cartridge *cartridge = find_cartridge(medium);
	const struct pool *from, *to;
	uint32_t reason;

	if (is_null(medium) || is_null(pool))
		return NTMS_REASON_INVALID_PARAMETER;
	if (!cartridge)
		return NTMS_REASON_INVALID_MEDIA;
	from = find_pool(&cartridge->pool);
	to = move_target(cartridge, pool);
	if (!to)
		return NTMS_REASON_INVALID_MEDIA_POOL;
	if (!may_take(from, uid) || !may_take(to, uid))
		return NTMS_REASON_ACCESS_DENIED;
	if (from == to)
		return OK;
	if (from->kind == NTMS_POOL_UNRECOGNIZED && to->kind != NTMS_POOL_FREE)
		return NTMS_REASON_INVALID_MEDIA_POOL;
	if (!same_guid(&cartridge->type, &to->type))
		return NTMS_REASON_MEDIA_INCOMPATIBLE;
	reason = move_states(cartridge, to->kind);
	if (!reason)
		do_move(cartridge, to);
	return reason;
}

/*
 * As a move; but what it takes is MODIFY, of the cartridge's library that it is
 * there, and instead of one type that no sides come or go.
 */
uint32_t rule_type_change(uint32_t uid, const struct ntms_guid *medium,
			  const struct ntms_guid *pool)
{
	struct cartridge *cartridge = find_cartridge(medium);
	const struct media_type *type;
	const struct pool *from, *to;
	struct library *library;
	uint32_t reason;

	if (is_null(medium) || is_null(pool))
		return NTMS_REASON_INVALID_PARAMETER;
	if (!cartridge)
		return NTMS_REASON_INVALID_MEDIA;
	from = find_pool(&cartridge->pool);
	to = move_target(cartridge, pool);
	if (!to)
		return NTMS_REASON_INVALID_MEDIA_POOL;
	if (!may_on_pool(from, uid, MODIFY) || !may_on_pool(to, uid, MODIFY) ||
	    !may_on_computer(uid, MODIFY))
		return NTMS_REASON_ACCESS_DENIED;
	if (from == to)
		return OK;
	if (from->kind == NTMS_POOL_UNRECOGNIZED && to->kind != NTMS_POOL_FREE)
		return NTMS_REASON_INVALID_MEDIA_POOL;
	library = find_library(&cartridge->library);
	if (!library->present)
		return NTMS_REASON_LIBRARY_OFFLINE;
	type = find_type(&to->type);
	if (type->sides != cartridge->nr_sides || cartridge->cleans ||
	    type->code == CLEANER)
		return NTMS_REASON_MEDIA_INCOMPATIBLE;
	reason = move_states(cartridge, to->kind);
	if (reason)
		return reason;
	cartridge->type = type->id;
	do_support(library, &type->id);
	do_move(cartridge, to);
	return OK;
}

/* ---- pools ------------------------------------------------------------ */

static uint32_t create_new(const struct ntms_pool_create *call)
{
	if (!is_null(&call->media_type))
		return find_type(&call->media_type) ? OK :
						      NTMS_REASON_INVALID_MEDIA;
	if (call->allocation_policy || call->deallocation_policy ||
	    call->max_allocates)
		return NTMS_REASON_INVALID_PARAMETER;
	return OK;
}

uint32_t rule_pool_create(uint32_t uid, const struct ntms_pool_create *call,
			  bool name_fits, struct pool **opened)
{
	const struct pool *parent = find_pool(&call->parent);
	bool allowed;

	*opened = NULL;
	if (call->flags || call->action < NTMS_OPEN_EXISTING ||
	    call->action > NTMS_OPEN_ALWAYS || call->allocation_policy > 1 ||
	    call->deallocation_policy > 1)
		return NTMS_REASON_INVALID_PARAMETER;
	if (!name_fits)
		return NTMS_REASON_INVALID_NAME;
	if (!is_null(&call->parent)) {
		if (!parent)
			return NTMS_REASON_OBJECT_NOT_FOUND;
		if (parent->kind != NTMS_POOL_APPLICATION ||
		    !holds_pools(parent))
			return NTMS_REASON_INVALID_MEDIA_POOL;
	}
	*opened = pool_named(&call->parent, call->name);
	allowed = parent ? may_on_pool(parent, uid, CONTROL) :
			   may_on_computer(uid, CONTROL);
	if (call->action != NTMS_CREATE_NEW && *opened)
		allowed = allowed || may_on_pool(*opened, uid, USE);
	if (!allowed)
		return NTMS_REASON_ACCESS_DENIED;
	if (*opened)
		return call->action == NTMS_CREATE_NEW ?
			NTMS_REASON_ALREADY_EXISTS : OK;
	return call->action == NTMS_OPEN_EXISTING ?
		NTMS_REASON_OBJECT_NOT_FOUND : create_new(call);
}

void do_pool_create(uint32_t uid, const struct ntms_pool_create *call,
		    const struct ntms_guid *id)
{
	struct pool *pool = &books.pools[books.nr_pools++];
	const struct pool *parent = find_pool(&call->parent);

	books.changes++;
	memset(pool, 0, sizeof(*pool));
	pool->id = *id;
	pool->parent = call->parent;
	pool->type = call->media_type;
	pool->kind = NTMS_POOL_APPLICATION;
	pool->draws = call->allocation_policy;
	pool->gives_back = call->deallocation_policy;
	pool->limit = call->max_allocates;
	pool->owner = call->owner == UINT32_MAX ? uid : call->owner;
	pool->enabled = true;
	strcpy(pool->label.name, call->name);
	if (parent)
		pool->acl = parent->acl;
}

uint32_t rule_pool_delete(uint32_t uid, const struct ntms_guid *id)
{
	struct pool *pool = find_pool(id);
	size_t i;

	if (!pool || pool->kind != NTMS_POOL_APPLICATION)
		return NTMS_REASON_INVALID_MEDIA_POOL;
	if (!may_on_pool(pool, uid, MODIFY))
		return NTMS_REASON_ACCESS_DENIED;
	for (i = 0; i < books.nr_cartridges; i++)
		if (same_guid(&books.cartridges[i].pool, id))
			return NTMS_REASON_NOT_EMPTY;
	for (i = 0; i < books.nr_pools; i++)
		if (same_guid(&books.pools[i].parent, id))
			return NTMS_REASON_NOT_EMPTY;
	books.changes++;
	forget_pool(pool);
	return OK;
}
