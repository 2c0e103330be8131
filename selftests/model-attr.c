// SPDX-License-Identifier: GPL-2.0
/* The model: what programs keep with objects. */
#include <stdlib.h>

#include "model.h"

uint64_t sum_of(const uint8_t *data, uint32_t size)
{
	uint64_t sum = 0xcbf29ce484222325ULL;
	uint32_t i;

	for (i = 0; i < size; i++)
		sum = (sum ^ data[i]) * 0x100000001b3ULL;
	return sum;
}

static int by_name(const void *a, const void *b)
{
	const struct attribute *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

size_t attributes_of(const struct ntms_guid *id,
		     const struct attribute *list[NTMS_ATTRIBUTES_MAX])
{
	size_t nr = 0, i;

	for (i = 0; i < books.nr_attributes; i++)
		if (same_guid(&books.attributes[i].of, id))
			list[nr++] = &books.attributes[i];
	qsort(list, nr, sizeof(*list), by_name);
	return nr;
}

struct attribute *find_attribute(const struct ntms_guid *id, const char *name)
{
	size_t i;

	for (i = 0; i < books.nr_attributes; i++)
		if (same_guid(&books.attributes[i].of, id) &&
		    !strcmp(books.attributes[i].name, name))
			return &books.attributes[i];
	return NULL;
}

struct attribute *add_attribute(const struct ntms_guid *id, const char *name)
{
	struct attribute *attribute =
		&books.attributes[books.nr_attributes++];

	memset(attribute, 0, sizeof(*attribute));
	attribute->of = *id;
	strcpy(attribute->name, name);
	return attribute;
}

void forget_attributes(const struct ntms_guid *id)
{
	size_t i = books.nr_attributes;

	while (i--)
		if (same_guid(&books.attributes[i].of, id))
			forget(books.attributes, books.nr_attributes,
			       &books.attributes[i]);
}

/* ---- rules ------------------------------------------------------------ */

static uint32_t reach(uint32_t uid, const struct ntms_guid *id, uint32_t type,
		      uint32_t rights)
{
	const uint32_t is = type_of(id);

	if (!is || (type && type != is))
		return NTMS_REASON_OBJECT_NOT_FOUND;
	return may(id, uid, rights) ? OK : NTMS_REASON_ACCESS_DENIED;
}

uint32_t rule_attribute_get(uint32_t uid, struct noted *noted)
{
	const struct attribute *attribute;
	uint32_t reason, room = noted->size;

	if (noted->type == NO_KIND)
		return NTMS_REASON_INVALID_PARAMETER;
	if (!noted->name_fits)
		return NTMS_REASON_INVALID_NAME;
	reason = reach(uid, &noted->id, noted->type, USE);
	if (reason)
		return reason;
	attribute = find_attribute(&noted->id, noted->name);
	if (!attribute)
		return NTMS_REASON_OBJECT_NOT_FOUND;
	noted->size = attribute->size;
	return room < attribute->size ? NTMS_REASON_INSUFFICIENT_BUFFER : OK;
}

/* To write it anew takes no room among those that there may be. */
uint32_t rule_attribute_set(uint32_t uid, const struct noted *noted,
			    const uint8_t *data)
{
	const struct attribute *list[NTMS_ATTRIBUTES_MAX];
	struct attribute *attribute;
	uint32_t reason;

	if (noted->type == NO_KIND)
		return NTMS_REASON_INVALID_PARAMETER;
	if (!noted->name_fits)
		return NTMS_REASON_INVALID_NAME;
	if (noted->size > NTMS_ATTRIBUTE_DATA_MAX)
		return NTMS_REASON_NO_DATA;
	reason = reach(uid, &noted->id, noted->type, MODIFY);
	if (reason)
		return reason;
	attribute = find_attribute(&noted->id, noted->name);
	if (!noted->size && !attribute)
		return NTMS_REASON_OBJECT_NOT_FOUND;
	if (!attribute && attributes_of(&noted->id, list) == NTMS_ATTRIBUTES_MAX)
		return NTMS_REASON_DATABASE_FULL;
	books.changes++;
	if (!noted->size) {
		forget(books.attributes, books.nr_attributes, attribute);
		return OK;
	}
	if (!attribute)
		attribute = add_attribute(&noted->id, noted->name);
	attribute->size = noted->size;
	attribute->sum = sum_of(data, noted->size);
	return OK;
}

uint32_t rule_attribute_list(uint32_t uid, const struct ntms_guid *id,
			     uint32_t type)
{
	return type == NO_KIND ? NTMS_REASON_INVALID_PARAMETER :
				 reach(uid, id, type, USE);
}
