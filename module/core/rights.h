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
bool ntms_library_allows(const struct ntms_library *library,
			 const struct ntms_cred *cred, u32 rights);
bool ntms_computer_allows(const struct ntms_catalog *cat,
			  const struct ntms_cred *cred, u32 rights);
bool ntms_allows(const struct ntms_catalog *cat, const struct ntms_ref *ref,
		 const struct ntms_cred *cred, u32 rights);

/* What takes more than a right on what governs one object */
bool ntms_may_draw(const struct ntms_pool *pool, const struct ntms_cred *cred);
bool ntms_may_create(const struct ntms_catalog *cat,
		     const struct ntms_pool *parent,
		     const struct ntms_pool *pool, const struct ntms_cred *cred);
bool ntms_may_set(const struct ntms_catalog *cat, const struct ntms_ref *ref,
		  const struct ntms_cred *cred, u32 mask);
bool ntms_may_forget(const struct ntms_catalog *cat,
		     const struct ntms_medium *medium,
		     const struct ntms_cred *cred);
bool ntms_may_submit(const struct ntms_catalog *cat, u32 request,
		     const struct ntms_ref *arg, const struct ntms_cred *cred);

#endif /* NTMS_CORE_RIGHTS_H */
