/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is in a history: the calls that clients made at the same time, each with
 * when it began and when it had returned, and now and then, while nobody is in a
 * call, the catalog. README.rst has the format of the file.
 */
#ifndef NTMS_SELFTESTS_HISTORY_H
#define NTMS_SELFTESTS_HISTORY_H

#include "calls.h"

#define POOLS_MAX	8
#define CARTRIDGES_MAX	8
#define SIDES_MAX	2
/* Calls between two looks at the catalog, and allocations that wait at once */
#define CALLS_MAX	192
#define WAITERS_MAX	32

#define NOBODY		0
#define NO_SIDE		UINT32_MAX
#define FOREVER		UINT64_MAX

/* A side is a number: that of its cartridge, twice, and its own. */
#define SIDE(cartridge, side)	((cartridge) * SIDES_MAX + (side))
#define NO_POOL		UINT32_MAX

enum verb {
	ALLOCATE,	/* pool, options, side or lmid */
	WAIT,		/* likewise, until the deadline */
	QUEUE,		/* likewise */
	DEALLOCATE,	/* lmid */
	COMPLETE,	/* lmid */
	SWAP,		/* lmid, other */
	MOVE,		/* cartridge, pool */
	DECOMMISSION,	/* side */
	SET,		/* member of pool, cartridge or library, value */
	LOOK,		/* side: state, owner, count, pool */
	READ,		/* lmid: side, pool */
	COUNT,		/* pool: cartridges, owned, available */
	WHY,		/* as ALLOCATE: result, side, who wait */
	VERBS
};

/* What SET writes */
enum member { ENABLED, DRAWS, GIVES_BACK, LIMIT, MEMBERS };

/* What SET writes it on */
enum kind { POOL, CARTRIDGE, LIBRARY };

/**
 * struct made - a call that was made
 * @client: who made it
 * @verb: enum verb
 * @invoked: before it
 * @returned: after it; of QUEUE too
 * @ended: when it was known what became of it; later than @returned for QUEUE
 * @deadline: of WAIT and QUEUE
 * @cancelled: of QUEUE: when it began to be cancelled
 * @pool: number of a pool
 * @options: NTMS_ALLOCATE_*
 * @side: number of a side
 * @lmid: number of a logical medium
 * @other: the second one of SWAP
 * @kind: enum kind
 * @member: enum member
 * @cartridge: number of a cartridge
 * @value: of SET
 * @queued: it was to be collected
 * @reason: the answer
 * @got: LMID that it gave
 * @from: pool that it came from
 * @results: what the others gave, in the order of enum verb
 */
struct made {
	uint32_t client;
	uint32_t verb;
	uint64_t invoked;
	uint64_t returned;
	uint64_t ended;
	uint64_t deadline;
	uint64_t cancelled;
	uint32_t pool;
	uint32_t options;
	uint32_t side;
	uint32_t lmid;
	uint32_t other;
	uint32_t kind;
	uint32_t member;
	uint32_t cartridge;
	uint32_t value;
	bool queued;
	uint32_t reason;
	uint32_t got;
	uint32_t from;
	uint32_t results[4];
};

static inline bool may_wait(uint32_t verb)
{
	return verb == WAIT || verb == QUEUE;
}

/* What NTMS_IOC_SET calls a member */
static inline uint32_t mask_of(uint32_t member)
{
	static const uint32_t masks[MEMBERS] = {
		[ENABLED] = NTMS_SET_ENABLED,
		[DRAWS] = NTMS_SET_ALLOCATION_POLICY,
		[GIVES_BACK] = NTMS_SET_DEALLOCATION_POLICY,
		[LIMIT] = NTMS_SET_MAX_ALLOCATES,
	};

	return masks[member];
}

#endif /* NTMS_SELFTESTS_HISTORY_H */
