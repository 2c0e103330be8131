/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Rights: who may do what with an object.
 *
 * Pools, libraries and the computer have rights of their own; whatever else
 * there is, is governed by one of them.
 */
#ifndef NTMS_CORE_RIGHTS_H
#define NTMS_CORE_RIGHTS_H

#include "catalog.h"

/* Rights, RSM's numbers (NtmsAccessMask) */
#define NTMS_USE	1
#define NTMS_MODIFY	2
#define NTMS_CONTROL	4

bool ntms_pool_allows(const struct ntms_pool *pool,
		      const struct ntms_cred *cred, u32 rights);
bool ntms_allows(const struct ntms_catalog *cat, const struct ntms_ref *ref,
		 const struct ntms_cred *cred, u32 rights);

#endif /* NTMS_CORE_RIGHTS_H */
