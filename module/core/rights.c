// SPDX-License-Identifier: GPL-2.0
/* Rights: see rights.h. */
#include "rights.h"

/**
 * ntms_pool_allows() - has somebody these rights on a pool?
 * @pool: the pool
 * @cred: who
 * @rights: NTMS_USE, NTMS_MODIFY, NTMS_CONTROL
 *
 * Administrators and the owner have all rights; on a free pool everybody has
 * USE, which is what it takes to draw from it and to give back to it.
 *
 * Context: the catalog's lock is held.
 * Return: true if it has all of them.
 */
bool ntms_pool_allows(const struct ntms_pool *pool,
		      const struct ntms_cred *cred, u32 rights)
{
	if (pool->type == NTMS_POOL_APPLICATION && pool->owner == cred->uid)
		return true;
	if (pool->type == NTMS_POOL_FREE && !(rights & ~NTMS_USE))
		return true;
	return ntms_cred_admin(cred);
}

/* The pool that governs an object; NULL: a library, or the computer does. */
static const struct ntms_pool *ntms_ref_pool(const struct ntms_ref *ref)
{
	switch (ref->obj->type) {
	case NTMS_TYPE_POOL:
		return container_of(ref->obj, struct ntms_pool, obj);
	case NTMS_TYPE_MEDIUM:
		return container_of(ref->obj, struct ntms_medium, obj)->pool;
	case NTMS_TYPE_LOGICAL_MEDIUM:
		return container_of(ref->obj, struct ntms_logical,
				    obj)->medium->pool;
	default:
		return NULL;
	}
}

/**
 * ntms_allows() - has somebody these rights on what governs an object?
 * @cat: the catalog
 * @ref: the object, or a part of one; there is one
 * @cred: who
 * @rights: NTMS_USE, NTMS_MODIFY, NTMS_CONTROL
 *
 * The pool governs its cartridges, their sides and logical media; the library
 * its elements; the computer all the rest.
 *
 * Context: the catalog's lock is held.
 * Return: true if he has all of them.
 */
bool ntms_allows(const struct ntms_catalog *cat, const struct ntms_ref *ref,
		 const struct ntms_cred *cred, u32 rights)
{
	const struct ntms_pool *pool = ntms_ref_pool(ref);

	lockdep_assert_held(&cat->lock);
	if (pool)
		return ntms_pool_allows(pool, cred, rights);
	return !(rights & ~NTMS_USE) || ntms_cred_admin(cred);
}
