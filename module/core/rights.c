// SPDX-License-Identifier: GPL-2.0
/* Rights: see rights.h. */
#include "rights.h"

/* Who can open the device has USE where nobody said otherwise. */
#define NTMS_DEFAULT	NTMS_USE

/**
 * ntms_aces_new() - make a list of rights
 * @ace: its entries
 * @nr: their number
 *
 * Context: may sleep.
 * Return: the list, the caller's; NULL: no memory.
 */
struct ntms_aces *ntms_aces_new(const struct ntms_ace *ace, u32 nr)
{
	struct ntms_aces *aces;

	aces = kmalloc(sizeof(*aces) + nr * sizeof(*ace), GFP_KERNEL_ACCOUNT);
	if (!aces)
		return NULL;
	aces->nr = nr;
	if (nr)
		memcpy(aces->ace, ace, nr * sizeof(*ace));
	return aces;
}

/**
 * ntms_aces_copy() - a list of rights like another one
 * @to: out: the new one; the caller's
 * @from: the other one; NULL: then so is the new one
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int ntms_aces_copy(struct ntms_aces **to, const struct ntms_aces *from)
{
	*to = from ? ntms_aces_new(from->ace, from->nr) : NULL;
	return from && !*to ? -ENOMEM : 0;
}

/* What entries that are not about groups leave to be had of @rights */
static u32 ntms_aces_left(const struct ntms_aces *aces,
			  const struct ntms_cred *cred, u32 rights)
{
	const struct ntms_ace *ace, *end = aces->ace + aces->nr;

	for (ace = aces->ace; ace < end; ace++)
		if (ace->kind == NTMS_ACE_EVERYONE ||
		    (ace->kind == NTMS_ACE_USER && ace->id == cred->uid))
			rights &= ~ace->rights;
	return rights;
}

/* Whether somebody is in a group costs: it is asked if it still matters. */
static u32 ntms_aces_left_by_groups(const struct ntms_aces *aces,
				    const struct ntms_cred *cred, u32 rights)
{
	const struct ntms_ace *ace, *end = aces->ace + aces->nr;

	for (ace = aces->ace; ace < end && rights; ace++)
		if (ace->kind == NTMS_ACE_GROUP && rights & ace->rights &&
		    cred->in_group(cred->asker, ace->id))
			rights &= ~ace->rights;
	return rights;
}

/* Does a list give somebody these rights? NULL: it is the one of @fallback. */
static bool ntms_aces_allow(const struct ntms_aces *aces, u32 fallback,
			    const struct ntms_cred *cred, u32 rights)
{
	if (!aces)
		return !(rights & ~fallback);
	rights = ntms_aces_left(aces, cred, rights);
	if (rights && cred->in_group)
		rights = ntms_aces_left_by_groups(aces, cred, rights);
	return !rights;
}

/**
 * ntms_pool_allows() - has somebody these rights on a pool?
 * @pool: the pool
 * @cred: who
 * @rights: NTMS_USE, NTMS_MODIFY, NTMS_CONTROL
 *
 * Administrators and the owner have all rights, others what the list of rights
 * says. Where there is none everybody has USE on a free pool, which is what it
 * takes to draw from it and to give back to it.
 *
 * Context: the catalog's lock is held.
 * Return: true if it has all of them.
 */
bool ntms_pool_allows(const struct ntms_pool *pool,
		      const struct ntms_cred *cred, u32 rights)
{
	if (pool->type == NTMS_POOL_APPLICATION && pool->owner == cred->uid)
		return true;
	if (unlikely(cred->kept))
		return pool->type == NTMS_POOL_FREE ? cred->kept_free :
		       pool->type == NTMS_POOL_APPLICATION;
	return ntms_aces_allow(pool->aces, pool->type == NTMS_POOL_FREE ?
			       NTMS_DEFAULT : 0, cred, rights) ||
	       ntms_cred_admin(cred);
}

/**
 * ntms_ref_pool() - the pool that governs an object
 * @ref: the object, or a part of one; there is one
 *
 * Context: the catalog's lock is held.
 * Return: the pool; NULL: a library, or the computer does.
 */
const struct ntms_pool *ntms_ref_pool(const struct ntms_ref *ref)
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
 * ntms_library_allows() - has somebody these rights on a library?
 * @library: the library
 * @cred: who
 * @rights: NTMS_USE, NTMS_MODIFY, NTMS_CONTROL
 *
 * Administrators have all rights, others what the list of rights says: where
 * there is none, everybody has USE.
 *
 * Context: the catalog's lock is held.
 * Return: true if he has all of them.
 */
bool ntms_library_allows(const struct ntms_library *library,
			 const struct ntms_cred *cred, u32 rights)
{
	return ntms_aces_allow(library->aces, NTMS_DEFAULT, cred, rights) ||
	       ntms_cred_admin(cred);
}

/**
 * ntms_computer_allows() - has somebody these rights on the computer?
 * @cat: the catalog
 * @cred: who
 * @rights: NTMS_USE, NTMS_MODIFY, NTMS_CONTROL
 *
 * Administrators have all rights, others what the list of rights says: where
 * there is none, everybody has USE.
 *
 * Context: the catalog's lock is held.
 * Return: true if he has all of them.
 */
bool ntms_computer_allows(const struct ntms_catalog *cat,
			  const struct ntms_cred *cred, u32 rights)
{
	lockdep_assert_held(&cat->lock);
	return ntms_aces_allow(cat->aces, NTMS_DEFAULT, cred, rights) ||
	       ntms_cred_admin(cred);
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
	/* A part of a library comes with the library. */
	if (ref->obj->type == NTMS_TYPE_LIBRARY)
		return ntms_library_allows(container_of(ref->obj,
							struct ntms_library,
							obj), cred, rights);
	return ntms_computer_allows(cat, cred, rights);
}

/**
 * ntms_may_draw() - may somebody take a cartridge out of a pool, or put one in?
 * @pool: the pool
 * @cred: who
 *
 * CONTROL, as for an allocation from it; of free, USE will do.
 *
 * Context: the catalog's lock is held.
 * Return: true if he may.
 */
bool ntms_may_draw(const struct ntms_pool *pool, const struct ntms_cred *cred)
{
	return ntms_pool_allows(pool, cred, pool->type == NTMS_POOL_FREE ?
				NTMS_USE : NTMS_CONTROL);
}

/**
 * ntms_may_create() - may somebody make a pool, or open it by its name?
 * @cat: the catalog
 * @parent: where it is to be; NULL: at the top
 * @pool: the one that is there already, or NULL
 * @cred: who
 *
 * To make one takes CONTROL on what it is made in; to open one that is there a
 * right on it will do, as anybody can list which there are.
 *
 * Context: the catalog's lock is held.
 * Return: true if he may.
 */
bool ntms_may_create(const struct ntms_catalog *cat,
		     const struct ntms_pool *parent,
		     const struct ntms_pool *pool, const struct ntms_cred *cred)
{
	lockdep_assert_held(&cat->lock);
	if (pool && ntms_pool_allows(pool, cred, NTMS_USE))
		return true;
	return parent ? ntms_pool_allows(parent, cred, NTMS_CONTROL) :
			ntms_computer_allows(cat, cred, NTMS_CONTROL);
}

/**
 * ntms_may_set() - may somebody write members of an object?
 * @cat: the catalog
 * @ref: the object, or a part of one; there is one
 * @cred: who
 * @mask: NTMS_SET_* bits of the members
 *
 * MODIFY on what governs it. A library itself wants CONTROL, but to be enabled
 * and disabled, which wants MODIFY of whatever it is. Whose a pool is, is for
 * administrators to say: no right is enough to take all others from somebody, and
 * an owner is not to charge another with what is his.
 *
 * Context: the catalog's lock is held.
 * Return: true if he may.
 */
bool ntms_may_set(const struct ntms_catalog *cat, const struct ntms_ref *ref,
		  const struct ntms_cred *cred, u32 mask)
{
	bool library = ref->type == NTMS_TYPE_LIBRARY &&
		       mask & ~NTMS_SET_ENABLED;

	lockdep_assert_held(&cat->lock);
	if (mask & NTMS_SET_OWNER)
		return ntms_cred_admin(cred);
	return ntms_allows(cat, ref, cred, library ? NTMS_CONTROL : NTMS_MODIFY);
}

/**
 * ntms_may_forget() - may somebody delete a cartridge?
 * @cat: the catalog
 * @medium: the cartridge
 * @cred: who
 *
 * MODIFY on its pool, and on the computer.
 *
 * Context: the catalog's lock is held.
 * Return: true if he may.
 */
bool ntms_may_forget(const struct ntms_catalog *cat,
		     const struct ntms_medium *medium,
		     const struct ntms_cred *cred)
{
	lockdep_assert_held(&cat->lock);
	return ntms_pool_allows(medium->pool, cred, NTMS_MODIFY) &&
	       ntms_computer_allows(cat, cred, NTMS_MODIFY);
}

/**
 * ntms_may_submit() - may somebody submit an operator request?
 * @cat: the catalog
 * @request: enum ntms_request_kind
 * @arg: its first argument, of a kind that goes with @request
 * @cred: who
 *
 * A message takes USE on the computer; what is about a pool or a cartridge that
 * is to be brought, CONTROL on the pool. The rest is about a device: CONTROL on
 * the library that it is in, and for a cartridge too on the one that has it.
 *
 * Context: the catalog's lock is held.
 * Return: true if he may.
 */
bool ntms_may_submit(const struct ntms_catalog *cat, u32 request,
		     const struct ntms_ref *arg, const struct ntms_cred *cred)
{
	const struct ntms_library *library;

	lockdep_assert_held(&cat->lock);
	switch (request) {
	case NTMS_REQUEST_MESSAGE:
		return ntms_computer_allows(cat, cred, NTMS_USE);
	case NTMS_REQUEST_NEW_MEDIA:
	case NTMS_REQUEST_MOVE_MEDIA:
		return ntms_allows(cat, arg, cred, NTMS_CONTROL);
	default:
		library = arg->type == NTMS_TYPE_MEDIUM ?
			container_of(arg->obj, struct ntms_medium,
				     obj)->library :
			container_of(arg->obj, struct ntms_library, obj);
		return ntms_library_allows(library, cred, NTMS_CONTROL);
	}
}

/**
 * ntms_may_see_request() - may somebody see what others ask an operator for?
 * @cat: the catalog
 * @pool: the pool that it is about, or NULL
 * @cred: who
 *
 * CONTROL on the computer, which is what it takes to answer it; or on the pool.
 *
 * Context: the catalog's lock is held.
 * Return: true if he may.
 */
bool ntms_may_see_request(const struct ntms_catalog *cat,
			  const struct ntms_pool *pool,
			  const struct ntms_cred *cred)
{
	lockdep_assert_held(&cat->lock);
	/* Who is an administrator is asked last, and once. */
	if (ntms_aces_allow(cat->aces, NTMS_DEFAULT, cred, NTMS_CONTROL))
		return true;
	return pool ? ntms_pool_allows(pool, cred, NTMS_CONTROL) :
		      ntms_cred_admin(cred);
}

/**
 * ntms_may_grant() - may somebody write the list of rights of an object?
 * @governor: a pool, a library or the computer
 * @cred: who
 *
 * The owner of an application pool, and administrators. CONTROL is not enough:
 * who was given it is not to give it to others.
 *
 * Context: the catalog's lock is held.
 * Return: true if he may.
 */
bool ntms_may_grant(const struct ntms_obj *governor,
		    const struct ntms_cred *cred)
{
	const struct ntms_pool *pool;

	if (governor->type == NTMS_TYPE_POOL) {
		pool = container_of(governor, struct ntms_pool, obj);
		if (pool->type == NTMS_POOL_APPLICATION &&
		    pool->owner == cred->uid)
			return true;
	}
	return ntms_cred_admin(cred);
}
