// SPDX-License-Identifier: GPL-2.0
/*
 * The stand-in's lists of rights. A cartridge is governed by its pool, as is a
 * side, a drive by its library, and all else by the computer.
 */
#include "fake.h"

#include <string.h>

static const struct fake_object *governor(const struct fake_object *object)
{
	switch (object->type) {
	case NTMS_TYPE_POOL:
	case NTMS_TYPE_LIBRARY:
	case NTMS_TYPE_COMPUTER:
		return object;
	case NTMS_TYPE_MEDIUM:
		return fake_get(&object->medium.pool, NTMS_TYPE_POOL);
	case NTMS_TYPE_DRIVE:
		return fake_get(&object->drive.library, NTMS_TYPE_LIBRARY);
	default:
		return fake_get(&fake->info.computer, NTMS_TYPE_COMPUTER);
	}
}

static struct fake_acl *find(const struct ntms_guid *id)
{
	unsigned int i;

	for (i = 0; i < FAKE_ACLS_MOST; i++)
		if (fake->acls[i].there &&
		    !memcmp(&fake->acls[i].id, id, sizeof(*id)))
			return &fake->acls[i];
	return NULL;
}

static int check(struct ntms_acl *arg, const struct fake_object **object)
{
	if (!fake_good_head(arg, sizeof(*arg)) || arg->flags || arg->reserved)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	*object = fake_get(&arg->id, 0);
	if (!*object)
		return fake_give(&arg->reason, NTMS_REASON_OBJECT_NOT_FOUND);
	return 0;
}

static void tell(struct ntms_acl *arg, const struct fake_object *object)
{
	arg->governor = object->header.id;
	arg->type = object->type;
	arg->owner = object->type == NTMS_TYPE_POOL &&
		     object->pool.pool_type == NTMS_POOL_APPLICATION ?
		     object->pool.owner : UINT32_MAX;
}

int fake_acl_get(struct ntms_acl *arg)
{
	const struct fake_object *object;
	const struct fake_acl *list;

	if (check(arg, &object))
		return -1;
	object = governor(object);
	list = find(&object->header.id);
	tell(arg, object);
	arg->total = list ? list->count : 0;
	if (arg->count > arg->total)
		arg->count = arg->total;
	if (arg->count)
		memcpy((void *)(uintptr_t)arg->aces, list->aces,
		       arg->count * sizeof(*list->aces));
	return 0;
}

static bool good(const struct ntms_ace *ace)
{
	return !ace->reserved && ace->rights && ace->rights < 8 && ace->kind &&
	       ace->kind <= NTMS_ACE_EVERYONE &&
	       (ace->kind == NTMS_ACE_EVERYONE ? !ace->id :
						 ace->id != UINT32_MAX);
}

int fake_acl_set(struct ntms_acl *arg)
{
	const struct ntms_ace *aces =
		(const struct ntms_ace *)(uintptr_t)arg->aces;
	const struct fake_object *object;
	struct fake_acl *list;
	uint32_t i;

	if (check(arg, &object))
		return -1;
	if (object != governor(object))
		return fake_give(&arg->reason,
				 NTMS_REASON_NO_SECURITY_ON_OBJECT);
	if (arg->count > NTMS_ACES_MAX)
		return fake_give(&arg->reason, NTMS_REASON_DATABASE_FULL);
	for (i = 0; i < arg->count; i++)
		if (!good(&aces[i]))
			return fake_give(&arg->reason,
					 NTMS_REASON_INVALID_PARAMETER);
	list = find(&arg->id);
	for (i = 0; !list && i < FAKE_ACLS_MOST; i++)
		if (!fake->acls[i].there)
			list = &fake->acls[i];
	if (!list)
		return fake_give(&arg->reason, NTMS_REASON_NOT_ENOUGH_MEMORY);
	list->there = true;
	list->id = arg->id;
	list->count = arg->count;
	if (arg->count)
		memcpy(list->aces, aces, arg->count * sizeof(*aces));
	tell(arg, object);
	arg->total = arg->count;
	return 0;
}
