// SPDX-License-Identifier: GPL-2.0
/*
 * The stand-in's attributes: a few short ones for all objects together.
 */
#include "fake.h"

#include <ntms/libntms.h>

#include <string.h>

static struct fake_attribute *find(const struct ntms_guid *id, const char *name)
{
	unsigned int i;

	for (i = 0; i < FAKE_ATTRIBUTES_MOST; i++)
		if (fake->attributes[i].size &&
		    ntms_guid_equal(&fake->attributes[i].id, id) &&
		    !strcmp(fake->attributes[i].name, name))
			return &fake->attributes[i];
	return NULL;
}

/* Reads and writes have a struct in common; 0, or an error was given. */
static int check(struct ntms_attribute *arg)
{
	const struct fake_object *object = fake_get(&arg->id, arg->type);

	if (!fake_good_head(arg, sizeof(*arg)) || arg->flags || arg->reserved)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	if (!fake_good_text(arg->name, sizeof(arg->name)) || !arg->name[0])
		return fake_give(&arg->reason, NTMS_REASON_INVALID_NAME);
	if (!object)
		return fake_give(&arg->reason, NTMS_REASON_OBJECT_NOT_FOUND);
	arg->type = object->type;
	return 0;
}

int fake_attribute_get(struct ntms_attribute *arg)
{
	const struct fake_attribute *attribute;
	uint32_t room = arg->data_size;

	if (check(arg))
		return -1;
	attribute = find(&arg->id, arg->name);
	if (!attribute)
		return fake_give(&arg->reason, NTMS_REASON_OBJECT_NOT_FOUND);
	arg->data_size = attribute->size;
	if (room < attribute->size)
		return fake_give(&arg->reason, NTMS_REASON_INSUFFICIENT_BUFFER);
	memcpy((void *)(uintptr_t)arg->data, attribute->data, attribute->size);
	return 0;
}

int fake_attribute_set(struct ntms_attribute *arg)
{
	struct fake_attribute *attribute;
	unsigned int i;

	if (check(arg))
		return -1;
	if (arg->data_size > NTMS_ATTRIBUTE_DATA_MAX)
		return fake_give(&arg->reason, NTMS_REASON_NO_DATA);
	attribute = find(&arg->id, arg->name);
	if (!attribute && !arg->data_size)
		return fake_give(&arg->reason, NTMS_REASON_OBJECT_NOT_FOUND);
	for (i = 0; !attribute && i < FAKE_ATTRIBUTES_MOST; i++)
		if (!fake->attributes[i].size)
			attribute = &fake->attributes[i];
	if (!attribute)
		return fake_give(&arg->reason, NTMS_REASON_DATABASE_FULL);
	attribute->id = arg->id;
	memcpy(attribute->name, arg->name, sizeof(attribute->name));
	attribute->size = arg->data_size;
	if (arg->data_size)
		memcpy(attribute->data, (const void *)(uintptr_t)arg->data,
		       arg->data_size);
	return 0;
}

/* The first one after a name, by name. */
static const struct fake_attribute *next_after(const struct ntms_guid *id,
					       const char *name)
{
	const struct fake_attribute *best = NULL, *one;
	unsigned int i;

	for (i = 0; i < FAKE_ATTRIBUTES_MOST; i++) {
		one = &fake->attributes[i];
		if (one->size && ntms_guid_equal(&one->id, id) &&
		    strcmp(one->name, name) > 0 &&
		    (!best || strcmp(one->name, best->name) < 0))
			best = one;
	}
	return best;
}

int fake_attribute_list(struct ntms_attribute_list *arg)
{
	struct ntms_attribute_info *to =
		(struct ntms_attribute_info *)(uintptr_t)arg->infos;
	const struct fake_object *object = fake_get(&arg->id, arg->type);
	const struct fake_attribute *one;
	uint32_t room = arg->count;

	if (!fake_good_head(arg, sizeof(*arg)) || arg->flags)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	if (!object)
		return fake_give(&arg->reason, NTMS_REASON_OBJECT_NOT_FOUND);
	arg->type = object->type;
	arg->count = 0;
	arg->total = 0;
	for (one = next_after(&arg->id, ""); one;
	     one = next_after(&arg->id, one->name)) {
		arg->total++;
		if (arg->count == room)
			continue;
		memset(&to[arg->count], 0, sizeof(*to));
		memcpy(to[arg->count].name, one->name, sizeof(one->name));
		to[arg->count++].data_size = one->size;
	}
	return 0;
}
