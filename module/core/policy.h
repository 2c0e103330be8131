/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Policy: given a request and the catalog as it is, which side, which pool, or
 * why not. It takes no lock, waits for nothing and cannot change anything.
 *
 * All of it wants the catalog's lock held, and checks rights before it tells
 * or decides anything.
 */
#ifndef NTMS_CORE_POLICY_H
#define NTMS_CORE_POLICY_H

#include "rights.h"

/**
 * struct ntms_ask - what an allocation asks for
 * @cred: who asks
 * @options: NTMS_ALLOCATE_NEW, _NEXT, _ERROR_IF_UNAVAILABLE
 * @pool: pool to allocate from
 * @side: the side wanted, null: any
 * @medium: with NEXT, an LMID
 */
struct ntms_ask {
	const struct ntms_cred *cred;
	u32 options;
	guid_t pool;
	guid_t side;
	guid_t medium;
};

/**
 * struct ntms_pick - the answer
 * @side: the side to allocate
 * @medium: its cartridge
 * @pool: the pool it is allocated in
 * @from: the pool it comes from, which may be the same
 * @reserve: the other sides that are Available become Reserved
 */
struct ntms_pick {
	struct ntms_side *side;
	struct ntms_medium *medium;
	struct ntms_pool *pool;
	struct ntms_pool *from;
	bool reserve;
};

u32 ntms_policy_obstacle(const struct ntms_side *side, bool whole);
const struct ntms_pool *ntms_policy_source(const struct ntms_pool *pool);
/**
 * ntms_ask_read() - read what a command asks for
 * @ask: out: what it asks for; @cred is set by the caller
 * @options: NTMS_ALLOCATE_NEW, _NEXT, _ERROR_IF_UNAVAILABLE
 * @pool: the pool
 * @side: the side, or the null GUID
 * @medium: with NEXT, an LMID
 *
 * Context: any.
 * Return: false if the pool or the LMID is missing, or the options are unknown or
 * exclude each other.
 */
static inline bool ntms_ask_read(struct ntms_ask *ask, u32 options,
				 const struct ntms_guid *pool,
				 const struct ntms_guid *side,
				 const struct ntms_guid *medium)
{
	const u32 both = NTMS_ALLOCATE_NEW | NTMS_ALLOCATE_NEXT;

	ask->options = options;
	memcpy(&ask->pool, pool, sizeof(ask->pool));
	memcpy(&ask->side, side, sizeof(ask->side));
	memcpy(&ask->medium, medium, sizeof(ask->medium));
	return !(options & ~(both | NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE)) &&
	       (options & both) != both && !guid_is_null(&ask->pool) &&
	       !(options & NTMS_ALLOCATE_NEXT && guid_is_null(&ask->medium));
}

bool ntms_policy_draws(const struct ntms_pool *pool,
		       const struct ntms_cred *cred);
ntms_reason_t ntms_policy_allocate(const struct ntms_catalog *cat,
				   const struct ntms_ask *ask,
				   struct ntms_pick *pick);

/**
 * struct ntms_return - what becomes of a side that is given back
 * @logical: the logical medium
 * @to: new state of its side
 * @unreserve: Reserved sides of the cartridge become Available
 * @undo: nobody can wait until it lasts
 * @pool: where the cartridge goes, NULL: it stays
 */
struct ntms_return {
	struct ntms_logical *logical;
	u8 to;
	bool unreserve;
	bool undo;
	struct ntms_pool *pool;
};

ntms_reason_t ntms_policy_deallocate(const struct ntms_catalog *cat,
				     const struct ntms_cred *cred,
				     const guid_t *id,
				     struct ntms_return *back);

ntms_reason_t ntms_policy_move(const struct ntms_catalog *cat,
			       const struct ntms_cred *cred,
			       const struct ntms_medium *medium,
			       const guid_t *id, struct ntms_pool **to);
/* The state that a side takes when its cartridge goes to a pool */
ntms_reason_t ntms_policy_retype(const struct ntms_catalog *cat,
				 const struct ntms_cred *cred,
				 const struct ntms_medium *medium,
				 const guid_t *id, struct ntms_pool **to);
u8 ntms_policy_moved(const struct ntms_side *side, const struct ntms_pool *to);

#endif /* NTMS_CORE_POLICY_H */
