// SPDX-License-Identifier: GPL-2.0
/* Policy: which side, or why not. */
#include "policy.h"
#include "route.h"

static bool ntms_pool_is_leaf(const struct ntms_pool *pool)
{
	return pool->media_type;
}

/* a is to be allocated before b; either may be NULL */
static bool ntms_side_first(const struct ntms_side *a,
			    const struct ntms_side *b)
{
	if (!a || !b)
		return a;
	if (a->allocate_count != b->allocate_count)
		return a->allocate_count < b->allocate_count;
	return a->since < b->since;
}

/*
 * The side of a pool that is to be allocated first: of a cartridge already in
 * use if there is one, and unless a whole cartridge is wanted.
 */
static struct ntms_side *ntms_pool_first(const struct ntms_pool *pool,
					 bool whole)
{
	struct ntms_side *opened = NULL, *fresh = NULL, *side;
	const struct ntms_shelf *shelf;

	list_for_each_entry(shelf, &pool->shelves, in_pool) {
		if (!shelf->available || !ntms_library_online(shelf->library) ||
		    !shelf->library->obj.enabled)
			continue;
		side = ntms_shelf_first(&shelf->opened);
		if (ntms_side_first(side, opened))
			opened = side;
		side = ntms_shelf_first(&shelf->fresh);
		if (ntms_side_first(side, fresh))
			fresh = side;
	}
	return opened && !whole ? opened : fresh;
}

static void ntms_pick_side(struct ntms_pick *pick, struct ntms_side *side)
{
	pick->side = side;
	pick->medium = ntms_side_medium(side);
	pick->from = pick->medium->pool;
}

/*
 * Is there a reason why somebody cannot have this cartridge now? @whole: he wants
 * one that nobody owns a side of. In the order in which they are numbered.
 */
static u32 ntms_medium_obstacle(const struct ntms_medium *medium, bool whole)
{
	if (!ntms_medium_online(medium))
		return NTMS_OBSTACLE_OFFLINE;
	if (!medium->library->obj.enabled)
		return NTMS_OBSTACLE_LIBRARY_DISABLED;
	if (!medium->obj.enabled)
		return NTMS_OBSTACLE_DISABLED;
	if (whole && medium->owned)
		return NTMS_OBSTACLE_SHARED;
	if (!medium->pool->obj.enabled)
		return NTMS_OBSTACLE_POOL_DISABLED;
	return NTMS_OBSTACLE_NONE;
}

static ntms_reason_t ntms_medium_usable(const struct ntms_medium *medium)
{
	switch (ntms_medium_obstacle(medium, false)) {
	case NTMS_OBSTACLE_NONE:
		return NTMS_REASON_SUCCESS;
	case NTMS_OBSTACLE_OFFLINE:
		return NTMS_REASON_MEDIA_OFFLINE;
	case NTMS_OBSTACLE_POOL_DISABLED:
		return NTMS_REASON_DEVICE_NOT_AVAILABLE;
	default:
		return NTMS_REASON_RESOURCE_DISABLED;
	}
}

/**
 * ntms_policy_obstacle() - why a side is not to be had
 * @side: the side
 * @whole: a cartridge is wanted that nobody owns a side of
 *
 * Context: the catalog's lock is held.
 * Return: enum ntms_obstacle; NONE of exactly those sides that an allocation
 * from their pool finds.
 */
u32 ntms_policy_obstacle(const struct ntms_side *side, bool whole)
{
	static const u8 states[] = {
		[NTMS_SIDE_UNKNOWN] = NTMS_OBSTACLE_UNPREPARED,
		[NTMS_SIDE_UNPREPARED] = NTMS_OBSTACLE_UNPREPARED,
		[NTMS_SIDE_INCOMPATIBLE] = NTMS_OBSTACLE_INCOMPATIBLE,
		[NTMS_SIDE_DECOMMISSIONED] = NTMS_OBSTACLE_DECOMMISSIONED,
		[NTMS_SIDE_AVAILABLE] = NTMS_OBSTACLE_NONE,
		[NTMS_SIDE_ALLOCATED] = NTMS_OBSTACLE_OWNED,
		[NTMS_SIDE_COMPLETE] = NTMS_OBSTACLE_OWNED,
		[NTMS_SIDE_UNRECOGNIZED] = NTMS_OBSTACLE_UNRECOGNIZED,
		[NTMS_SIDE_IMPORT] = NTMS_OBSTACLE_IMPORT,
		[NTMS_SIDE_RESERVED] = NTMS_OBSTACLE_RESERVED,
	};
	u32 obstacle = states[side->state];

	return obstacle ?: ntms_medium_obstacle(ntms_side_medium(side), whole);
}

static ntms_reason_t ntms_pick_next(const struct ntms_catalog *cat,
				    const struct ntms_ask *ask,
				    struct ntms_pick *pick)
{
	struct ntms_logical *logical = ntms_find_logical(cat, &ask->medium);
	struct ntms_medium *medium;
	u8 i;

	if (!logical || !logical->whole || logical->medium->pool != pick->pool)
		return NTMS_REASON_INVALID_MEDIA;
	medium = logical->medium;
	for (i = 0; i < medium->nr_sides; i++) {
		if (medium->sides[i].state != NTMS_SIDE_RESERVED)
			continue;
		ntms_pick_side(pick, &medium->sides[i]);
		return ntms_medium_usable(medium);
	}
	return NTMS_REASON_MEDIA_UNAVAILABLE;
}

static ntms_reason_t ntms_pick_named(const struct ntms_catalog *cat,
				     const struct ntms_ask *ask,
				     struct ntms_pick *pick)
{
	struct ntms_side *side = ntms_find_side(cat, &ask->side);
	ntms_reason_t reason;

	if (!side)
		return NTMS_REASON_INVALID_MEDIA;
	ntms_pick_side(pick, side);
	if (pick->from != pick->pool && !ntms_may_draw(pick->from, ask->cred))
		return NTMS_REASON_ACCESS_DENIED;
	reason = ntms_medium_usable(pick->medium);
	if (reason)
		return reason;
	if (pick->medium->media_type != pick->pool->media_type)
		return NTMS_REASON_MEDIA_INCOMPATIBLE;
	if (side->state != NTMS_SIDE_AVAILABLE &&
	    side->state != NTMS_SIDE_IMPORT)
		return NTMS_REASON_MEDIA_UNAVAILABLE;
	/* What somebody owns a side of stays in its pool, and is not whole. */
	if (pick->medium->owned && (pick->from != pick->pool || pick->reserve))
		return NTMS_REASON_MEDIA_UNAVAILABLE;
	return NTMS_REASON_SUCCESS;
}

/**
 * ntms_policy_source() - where a pool draws from
 * @pool: the pool; it holds media
 *
 * Context: the catalog's lock is held.
 * Return: the free pool of its media type, which may be disabled; NULL if it
 * does not draw from it.
 */
const struct ntms_pool *ntms_policy_source(const struct ntms_pool *pool)
{
	if (!(pool->allocation_policy & NTMS_POOL_FROMSCRATCH))
		return NULL;
	return pool->media_type->pools[NTMS_POOL_FREE];
}

/**
 * ntms_policy_draws() - does what arrives in free help somebody?
 * @pool: the pool that he allocates from
 * @cred: who
 *
 * That free is disabled takes nobody out of the queue: he keeps his place for
 * when it is enabled again.
 *
 * Context: the catalog's lock is held.
 * Return: true if the pool draws from free, and he may.
 */
bool ntms_policy_draws(const struct ntms_pool *pool,
		       const struct ntms_cred *cred)
{
	const struct ntms_pool *free = ntms_policy_source(pool);

	return free && ntms_may_draw(free, cred);
}

static ntms_reason_t ntms_pick_any(const struct ntms_catalog *cat,
				   const struct ntms_ask *ask,
				   struct ntms_pick *pick)
{
	struct ntms_side *side = ntms_pool_first(pick->pool, pick->reserve);
	const struct ntms_pool *free = ntms_policy_source(pick->pool);

	if (!side && free) {
		if (!ntms_may_draw(free, ask->cred))
			return NTMS_REASON_ACCESS_DENIED;
		if (!free->obj.enabled)
			return NTMS_REASON_DEVICE_NOT_AVAILABLE;
		side = ntms_pool_first(free, pick->reserve);
	}
	if (!side)
		return NTMS_REASON_MEDIA_UNAVAILABLE;
	ntms_pick_side(pick, side);
	return NTMS_REASON_SUCCESS;
}

/**
 * ntms_policy_allocate() - which side an allocation gets
 * @cat: the catalog
 * @ask: what is asked for; its options are valid
 * @pick: out: the answer, if there is one
 *
 * The published page of AllocateNtmsMedia, without the waiting.
 *
 * Context: the catalog's lock is held.
 * Return: NTMS_REASON_SUCCESS or why not; MEDIA_UNAVAILABLE is the only one
 * that waiting could change, and only if no side was named.
 */
ntms_reason_t ntms_policy_allocate(const struct ntms_catalog *cat,
				   const struct ntms_ask *ask,
				   struct ntms_pick *pick)
{
	lockdep_assert_held(&cat->lock);
	memset(pick, 0, sizeof(*pick));
	pick->pool = ntms_find_pool(cat, &ask->pool);
	if (!pick->pool || pick->pool->type != NTMS_POOL_APPLICATION ||
	    !ntms_pool_is_leaf(pick->pool))
		return NTMS_REASON_INVALID_MEDIA_POOL;
	if (!ntms_pool_allows(pick->pool, ask->cred, NTMS_CONTROL))
		return NTMS_REASON_ACCESS_DENIED;
	pick->reserve = ask->options & NTMS_ALLOCATE_NEW;
	if (ask->options & NTMS_ALLOCATE_NEXT)
		return ntms_pick_next(cat, ask, pick);
	if (!guid_is_null(&ask->side))
		return ntms_pick_named(cat, ask, pick);
	return ntms_pick_any(cat, ask, pick);
}

/*
 * A cartridge goes back to free if it can be given out again and no side of it
 * holds what somebody may still want to import.
 */
static bool ntms_medium_to_scratch(const struct ntms_medium *medium,
				   const struct ntms_return *back)
{
	bool available = back->to == NTMS_SIDE_AVAILABLE;
	u8 i, state;

	for (i = 0; i < medium->nr_sides; i++) {
		if (&medium->sides[i] == back->logical->side)
			continue;
		state = medium->sides[i].state;
		if (state == NTMS_SIDE_AVAILABLE || state == NTMS_SIDE_RESERVED)
			available = true;
		else if (state != NTMS_SIDE_DECOMMISSIONED)
			return false;
	}
	return available;
}

/**
 * ntms_policy_deallocate() - what becomes of what is given back
 * @cat: the catalog
 * @cred: who gives it back
 * @id: an LMID
 * @back: out: the answer
 *
 * Context: the catalog's lock is held.
 * Return: NTMS_REASON_SUCCESS, INVALID_MEDIA or ACCESS_DENIED.
 */
ntms_reason_t ntms_policy_deallocate(const struct ntms_catalog *cat,
				     const struct ntms_cred *cred,
				     const guid_t *id,
				     struct ntms_return *back)
{
	const struct ntms_medium *medium;
	const struct ntms_pool *pool;

	lockdep_assert_held(&cat->lock);
	memset(back, 0, sizeof(*back));
	back->undo = false;
	back->logical = ntms_find_logical(cat, id);
	if (!back->logical)
		return NTMS_REASON_INVALID_MEDIA;
	medium = back->logical->medium;
	pool = medium->pool;
	if (!ntms_pool_allows(pool, cred, NTMS_CONTROL))
		return NTMS_REASON_ACCESS_DENIED;
	back->to = NTMS_SIDE_AVAILABLE;
	if (pool->max_allocates &&
	    back->logical->side->allocate_count >= pool->max_allocates)
		back->to = NTMS_SIDE_DECOMMISSIONED;
	if (medium->owned > 1) {
		/* As after NEW: nobody else gets it while the other is owned. */
		if (back->logical->whole && back->to == NTMS_SIDE_AVAILABLE)
			back->to = NTMS_SIDE_RESERVED;
		return NTMS_REASON_SUCCESS;
	}
	back->unreserve = true;
	if (pool->deallocation_policy & NTMS_POOL_TOSCRATCH &&
	    ntms_medium_to_scratch(medium, back))
		back->pool = pool->media_type->pools[NTMS_POOL_FREE];
	return NTMS_REASON_SUCCESS;
}

/* The pool that a move names: a system root stands for its sub-pool. */
static struct ntms_pool *ntms_move_target(const struct ntms_catalog *cat,
					  const struct ntms_medium *medium,
					  const guid_t *id)
{
	struct ntms_pool *pool = ntms_find_pool(cat, id);

	if (!pool || !ntms_route_ends(pool->type))
		return NULL;
	if (pool->type != NTMS_POOL_APPLICATION && !ntms_pool_is_leaf(pool))
		pool = medium->media_type->pools[pool->type];
	return pool && ntms_pool_is_leaf(pool) ? pool : NULL;
}

/* The first side that is in the way says why. */
static ntms_reason_t ntms_move_sides(const struct ntms_medium *medium,
				     const struct ntms_pool *to)
{
	ntms_reason_t reason;
	enum ntms_route route;
	u8 i;

	for (i = 0; i < medium->nr_sides; i++) {
		route = ntms_route_of(medium->pool->type, to->type,
				      medium->sides[i].state);
		reason = ntms_route_reason(route);
		if (reason)
			return reason;
	}
	return NTMS_REASON_SUCCESS;
}

/**
 * ntms_policy_move() - where a cartridge goes that is moved to a pool
 * @cat: the catalog
 * @cred: who moves it
 * @medium: the cartridge
 * @id: the pool that was named
 * @to: out: the pool it goes to
 *
 * Context: the catalog's lock is held.
 * Return: NTMS_REASON_SUCCESS, INVALID_MEDIA_POOL, ACCESS_DENIED,
 * MEDIA_INCOMPATIBLE or INVALID_STATE.
 */
ntms_reason_t ntms_policy_move(const struct ntms_catalog *cat,
			       const struct ntms_cred *cred,
			       const struct ntms_medium *medium,
			       const guid_t *id, struct ntms_pool **to)
{
	const struct ntms_pool *from = medium->pool;
	struct ntms_pool *pool;

	lockdep_assert_held(&cat->lock);
	pool = ntms_move_target(cat, medium, id);
	if (!pool)
		return NTMS_REASON_INVALID_MEDIA_POOL;
	if (!ntms_may_draw(from, cred) || !ntms_may_draw(pool, cred))
		return NTMS_REASON_ACCESS_DENIED;
	*to = pool;
	if (pool == from)
		return NTMS_REASON_SUCCESS;
	if (!ntms_route_open(from->type, pool->type))
		return NTMS_REASON_INVALID_MEDIA_POOL;
	if (pool->media_type != medium->media_type)
		return NTMS_REASON_MEDIA_INCOMPATIBLE;
	return ntms_move_sides(medium, pool);
}

/**
 * ntms_policy_retype() - where a cartridge goes that is given another media type
 * @cat: the catalog
 * @cred: who says so
 * @medium: the cartridge
 * @id: the pool that was named, whose media type it is to have
 * @to: out: the pool it goes to
 *
 * The ways are those of ntms_policy_move(). The administrator says something of
 * the cartridge itself, and so MODIFY on the computer is needed, too.
 *
 * Context: the catalog's lock is held.
 * Return: NTMS_REASON_SUCCESS, INVALID_MEDIA_POOL, ACCESS_DENIED,
 * LIBRARY_OFFLINE, MEDIA_INCOMPATIBLE or INVALID_STATE.
 */
ntms_reason_t ntms_policy_retype(const struct ntms_catalog *cat,
				 const struct ntms_cred *cred,
				 const struct ntms_medium *medium,
				 const guid_t *id, struct ntms_pool **to)
{
	const struct ntms_ref computer = {
		.type = NTMS_TYPE_COMPUTER,
		.obj = cat->computer,
	};
	const struct ntms_media_type *type;
	struct ntms_pool *pool;

	lockdep_assert_held(&cat->lock);
	pool = ntms_move_target(cat, medium, id);
	if (!pool)
		return NTMS_REASON_INVALID_MEDIA_POOL;
	if (!ntms_pool_allows(medium->pool, cred, NTMS_MODIFY) ||
	    !ntms_pool_allows(pool, cred, NTMS_MODIFY) ||
	    !ntms_allows(cat, &computer, cred, NTMS_MODIFY))
		return NTMS_REASON_ACCESS_DENIED;
	*to = pool;
	if (pool == medium->pool)
		return NTMS_REASON_SUCCESS;
	if (!ntms_route_open(medium->pool->type, pool->type))
		return NTMS_REASON_INVALID_MEDIA_POOL;
	if (medium->library != cat->offline && !ntms_medium_online(medium))
		return NTMS_REASON_LIBRARY_OFFLINE;
	type = pool->media_type;
	if (type->sides != medium->nr_sides || medium->cleaner ||
	    type->code == NTMS_MEDIA_CODE_CLEANER)
		return NTMS_REASON_MEDIA_INCOMPATIBLE;
	return ntms_move_sides(medium, pool);
}

/**
 * ntms_policy_moved() - the state of a side after its cartridge moved
 * @side: the side
 * @to: the pool the cartridge goes to; ntms_policy_move() allowed it
 *
 * Context: the catalog's lock is held.
 * Return: enum ntms_side_state.
 */
u8 ntms_policy_moved(const struct ntms_side *side, const struct ntms_pool *to)
{
	enum ntms_route route = ntms_route_of(ntms_side_medium(side)->pool->type,
					      to->type, side->state);

	return route == NTMS_ROUTE_FREES ? NTMS_SIDE_AVAILABLE : side->state;
}
