/* SPDX-License-Identifier: GPL-2.0 */
/* What an allocation does to the catalog, and how it is undone. */
#ifndef NTMS_CORE_GRANT_H
#define NTMS_CORE_GRANT_H

#include "policy.h"

/**
 * struct ntms_grant - what an allocation gave
 * @id: the LMID
 * @from: the pool that the cartridge came from
 * @pool: the pool that it is in since then
 * @side: the side
 * @state: what the side was before, enum ntms_side_state
 * @since: since when each side was Available that is not any more, by its number;
 *	0: it was not
 */
struct ntms_grant {
	guid_t id;
	guid_t from;
	guid_t pool;
	guid_t side;
	u8 state;
	u64 since[NTMS_SIDES_MAX];
};

ntms_reason_t ntms_grant(struct ntms_catalog *cat, const struct ntms_ask *ask,
			 const struct ntms_pick *pick, struct ntms_app *app,
			 u64 deadline, struct ntms_grant *grant);
ntms_reason_t ntms_give_back(struct ntms_catalog *cat,
			     const struct ntms_return *back);
void ntms_grant_undo(struct ntms_catalog *cat, const struct ntms_grant *grant);

#endif /* NTMS_CORE_GRANT_H */
