// SPDX-License-Identifier: GPL-2.0
/* Routes between pools: see route.h. */
#include "route.h"

#define NTMS_ROUTE_STATES	(NTMS_SIDE_RESERVED + 1)

/* Kinds of pools as the table counts them; application pools are the last. */
#define NTMS_ROUTE_KINDS	(NTMS_POOL_IMPORT + 1)

#define P	NTMS_ROUTE_CLOSED
#define S	NTMS_ROUTE_HELD
#define M	NTMS_ROUTE_UNFIT
#define K	NTMS_ROUTE_KEEPS
#define A	NTMS_ROUTE_FREES

/*
 * A row for each pair of kinds, from and to, in the order of enum ntms_pool_type:
 * free, unrecognized, import, application. A column for each state of a side,
 * in the order of enum ntms_side_state.
 *
 * To free: its content counts no more, which nobody can say of what is owned or
 * reserved. To import: it holds data of another system, all of it. To an
 * application pool: whatever it is. What nobody knows must first be said to be
 * free; and nobody comes to know less of a cartridge by moving it.
 *
 * From one pool to another of the same system kind goes what changes its media
 * type.
 */
static const u8
ntms_routes[NTMS_ROUTE_KINDS][NTMS_ROUTE_KINDS][NTMS_ROUTE_STATES] = {
	/* Unknown, Unprepared, Incompatible, Decommissioned, Available, */
	/* Allocated, Complete, Unrecognized, Import, Reserved */
	{	/* free */
		{ A, A, M, K, K, S, S, A, A, S },	/* free */
		{ P, P, P, P, P, P, P, P, P, P },	/* unrecognized */
		{ S, S, M, S, S, S, S, S, K, S },	/* import */
		{ K, K, M, K, K, K, K, K, K, K },	/* application */
	}, {	/* unrecognized */
		{ A, A, M, K, K, S, S, A, A, S },	/* free */
		{ P, P, P, P, P, P, P, P, P, P },	/* unrecognized */
		{ P, P, P, P, P, P, P, P, P, P },	/* import */
		{ P, P, P, P, P, P, P, P, P, P },	/* application */
	}, {	/* import */
		{ A, A, M, K, K, S, S, A, A, S },	/* free */
		{ P, P, P, P, P, P, P, P, P, P },	/* unrecognized */
		{ S, S, M, S, S, S, S, S, K, S },	/* import */
		{ K, K, M, K, K, K, K, K, K, K },	/* application */
	}, {	/* application */
		{ A, A, M, K, K, S, S, A, A, S },	/* free */
		{ P, P, P, P, P, P, P, P, P, P },	/* unrecognized */
		{ S, S, M, S, S, S, S, S, K, S },	/* import */
		{ K, K, M, K, K, K, K, K, K, K },	/* application */
	},
};

#undef P
#undef S
#undef M
#undef K
#undef A

/* Where a kind stands in the table; no kind: beyond it */
static u32 ntms_route_kind(u32 type)
{
	if (type == NTMS_POOL_APPLICATION)
		return NTMS_ROUTE_KINDS - 1;
	if (type < NTMS_POOL_FREE || type > NTMS_POOL_IMPORT)
		return NTMS_ROUTE_KINDS;
	return type - NTMS_POOL_FREE;
}

/**
 * ntms_route_of() - what becomes of a side whose cartridge is moved
 * @from: enum ntms_pool_type of the pool that it is in
 * @to: enum ntms_pool_type of the pool that it is to go to, another one
 * @state: enum ntms_side_state of the side
 *
 * Where the cartridge is, in a library or on the shelf, does not matter.
 *
 * Context: any.
 * Return: what the table says; CLOSED for kinds and states there are not.
 */
enum ntms_route ntms_route_of(u32 from, u32 to, u8 state)
{
	u32 row = ntms_route_kind(from), column = ntms_route_kind(to);

	if (row == NTMS_ROUTE_KINDS || column == NTMS_ROUTE_KINDS ||
	    state >= NTMS_ROUTE_STATES)
		return NTMS_ROUTE_CLOSED;
	return ntms_routes[row][column][state];
}

/**
 * ntms_route_reason() - why a side keeps its cartridge where it is
 * @route: what the table says of the side
 *
 * Context: any.
 * Return: NTMS_REASON_SUCCESS: it does not; else the reason of the move.
 */
ntms_reason_t ntms_route_reason(enum ntms_route route)
{
	switch (route) {
	case NTMS_ROUTE_KEEPS:
	case NTMS_ROUTE_FREES:
		return NTMS_REASON_SUCCESS;
	case NTMS_ROUTE_HELD:
		return NTMS_REASON_INVALID_STATE;
	case NTMS_ROUTE_UNFIT:
		return NTMS_REASON_MEDIA_INCOMPATIBLE;
	default:
		return NTMS_REASON_INVALID_MEDIA_POOL;
	}
}

/**
 * ntms_route_open() - is there a route from one kind of pool to another?
 * @from: enum ntms_pool_type
 * @to: enum ntms_pool_type
 *
 * Context: any.
 * Return: true if there is, for some sides at least.
 */
bool ntms_route_open(u32 from, u32 to)
{
	u8 state;

	for (state = 0; state < NTMS_ROUTE_STATES; state++)
		if (ntms_route_of(from, to, state) != NTMS_ROUTE_CLOSED)
			return true;
	return false;
}

/**
 * ntms_route_ends() - does any route end in a kind of pool?
 * @to: enum ntms_pool_type
 *
 * Context: any.
 * Return: true if one does: such a pool can be named as the target of a move.
 */
bool ntms_route_ends(u32 to)
{
	u32 from;

	for (from = NTMS_POOL_FREE; from <= NTMS_POOL_IMPORT; from++)
		if (ntms_route_open(from, to))
			return true;
	return ntms_route_open(NTMS_POOL_APPLICATION, to);
}
