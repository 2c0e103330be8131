// SPDX-License-Identifier: GPL-2.0
/*
 * Why a cartridge did not get to a pool, and what to do: the reason says that
 * there is no way, and not which of the ways it was.
 */
#include "ctl.h"

static const char *no_such_way(const struct ntms_pool_info *pool,
			       const char *to, const char *name)
{
	if (pool->pool_type == NTMS_POOL_UNRECOGNIZED)
		return "Nothing is moved to unrecognized: what nobody knows is there by itself";
	if (pool->pool_type == NTMS_POOL_APPLICATION &&
	    pool->flags & NTMS_POOL_CONTAINER)
		return text("Pool \"%s\" holds pools, not cartridges. See which: ntmsctl pool tree",
			    to);
	return text("A cartridge that nobody knows goes only to free: ntmsctl media move %s free",
		    text_quote(name));
}

static const char *no_such_state(const struct ntms_pool_info *pool,
				 const char *name)
{
	if (pool->pool_type == NTMS_POOL_IMPORT)
		return text("Only a cartridge whose sides are to be imported goes to import. See how they are: ntmsctl media show %s",
			    text_quote(name));
	return text("A side of it is owned. See which, and give it back: ntmsctl media show %s, ntmsctl deallocate --medium %s",
		    text_quote(name), text_quote(name));
}

const char *way_next(struct ctl *ctl, uint32_t reason,
		     const struct ntms_guid *medium,
		     const struct ntms_guid *pool)
{
	const char *name = name_of(ctl, NTMS_TYPE_MEDIUM, medium);
	struct ntms_pool_info info;

	if (ntms_get_pool(ctl->session, pool, &info, NULL))
		return NULL;
	switch (reason) {
	case NTMS_REASON_INVALID_MEDIA_POOL:
		return no_such_way(&info, name_of(ctl, NTMS_TYPE_POOL, pool),
				   name);
	case NTMS_REASON_INVALID_STATE:
		return no_such_state(&info, name);
	default:
		return NULL;
	}
}
