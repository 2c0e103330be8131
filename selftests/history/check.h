/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the parts of the checker share: a catalog that is small enough to keep
 * thousands of, the rules, and the search.
 */
#ifndef NTMS_SELFTESTS_HISTORY_CHECK_H
#define NTMS_SELFTESTS_HISTORY_CHECK_H

#include "text.h"

/**
 * struct side_is - a side
 * @owner: number of its LMID, NOBODY if nobody owns it
 * @count: how often it was allocated
 * @state: enum ntms_side_state
 * @since: if it is Available, since when, by rank: 1 is longest; else 0
 * @whole: it is owned by way of NEW or NEXT
 */
struct side_is {
	uint32_t owner;
	uint32_t count;
	uint8_t state;
	uint8_t since;
	uint8_t whole;
	uint8_t pad;
};

struct cartridge_is {
	uint8_t pool;
	uint8_t enabled;
	uint8_t nr_sides;
	uint8_t pad;
	struct side_is sides[SIDES_MAX];
};

struct pool_is {
	uint32_t kind;
	uint32_t limit;
	uint8_t draws;
	uint8_t gives_back;
	uint8_t enabled;
	uint8_t pad;
};

/**
 * struct state - all that decides what a call answers
 * @pools: the pools
 * @cartridges: the cartridges
 * @nr_pools: their number
 * @nr_cartridges: their number
 * @library: the library is enabled
 * @nr_waiting: number of allocations that wait
 * @waiting: which calls these are, by when they came
 *
 * Two that are the same are so byte by byte.
 */
struct state {
	struct pool_is pools[POOLS_MAX];
	struct cartridge_is cartridges[CARTRIDGES_MAX];
	uint8_t nr_pools;
	uint8_t nr_cartridges;
	uint8_t library;
	uint8_t nr_waiting;
	uint8_t waiting[WAITERS_MAX];
};

/* The calls between two looks at the catalog */
extern struct made calls[CALLS_MAX];
extern unsigned int nr_calls;

#define DONE_WORDS	(CALLS_MAX / 64)

/**
 * struct config - where an order of calls has come to
 * @done: those that have their answer, a bit each
 * @state: the catalog then
 */
struct config {
	uint64_t done[DONE_WORDS];
	struct state state;
};

static inline bool is_done(const struct config *config, unsigned int at)
{
	return config->done[at / 64] >> at % 64 & 1;
}

static inline void set_done(struct config *config, unsigned int at)
{
	config->done[at / 64] |= 1ULL << at % 64;
}

/* ---- spec.c: what one call does, by the rules ------------------------- */

/**
 * enum fits - whether a call can be the next one
 * @DIFFERS: it would have had another answer
 * @FITS: it had this answer, with which no call changes anything, ever
 * @CHANGES: it had this answer, and may have changed something; also one that has
 *	nothing to change here may be what has to come after another one
 * @JOINS: it begins to wait
 */
enum fits { DIFFERS, FITS, CHANGES, JOINS };

/* The pools and cartridges of a state are those that there are from now on. */
void spec_begin(const struct state *state);
/*
 * Makes a call and whatever follows from it at once; @to gets where that comes
 * to, unless it is DIFFERS.
 */
enum fits spec_make(const struct config *from, unsigned int at,
		    struct config *to);
/* One who waits goes without anything. */
void spec_leave(const struct config *from, unsigned int waiter,
		struct config *to);
/* What the rules answer, for messages */
void spec_tell(const struct config *from, unsigned int at);

/* ---- search.c: orders of calls ---------------------------------------- */

/**
 * enum verdict - what is said of the calls between two looks
 * @IN_ORDER: there is an order
 * @NO_ORDER: there is none
 * @NO_CATALOG: none comes to the catalog that there was
 * @TOO_MANY: there are more orders than can be tried
 */
enum verdict { IN_ORDER, NO_ORDER, NO_CATALOG, TOO_MANY };

/* What may be true at one moment; by the answers alone nobody can say which. */
struct possible {
	struct state *states;
	size_t nr;
	size_t room;
};

void possible_add(struct possible *possible, const struct state *state);
/*
 * From what may be true before the calls to what may be true after them, if that
 * is to look like @seen. @tried gets how many configurations there were.
 */
enum verdict search(struct possible *possible, const struct state *seen,
		    uint64_t *tried);
/* The order that got farthest, and why it gets no farther */
void search_tell(const struct state *seen);

#endif /* NTMS_SELFTESTS_HISTORY_CHECK_H */
