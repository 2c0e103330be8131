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

#define NTMS_USE	NTMS_RIGHT_USE
#define NTMS_MODIFY	NTMS_RIGHT_MODIFY
#define NTMS_CONTROL	NTMS_RIGHT_CONTROL

/* A list of rights, which begins somewhere as a copy of another one */
struct ntms_aces *ntms_aces_new(const struct ntms_ace *ace, u32 nr);
int ntms_aces_copy(struct ntms_aces **to, const struct ntms_aces *from);

const struct ntms_pool *ntms_ref_pool(const struct ntms_ref *ref);

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
bool ntms_may_see_request(const struct ntms_catalog *cat,
			  const struct ntms_pool *pool,
			  const struct ntms_cred *cred);
bool ntms_may_grant(const struct ntms_obj *governor,
		    const struct ntms_cred *cred);

#endif /* NTMS_CORE_RIGHTS_H */
