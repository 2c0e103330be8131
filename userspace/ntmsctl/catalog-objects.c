// SPDX-License-Identifier: GPL-2.0
/*
 * A whole catalog in memory: every object and what it is called.
 */
#include "catalog.h"

#include <stdlib.h>

#define PART_BYTES 4

static void *keep(void *memory)
{
	/* text_keep() ends the tool if there is none, and frees nothing. */
	if (!memory)
		text_keep(NULL);
	return memory;
}

static void *duplicate(const void *data, size_t length)
{
	void *copy = keep(malloc(length ? length : 1));

	if (length)
		memcpy(copy, data, length);
	return copy;
}

void catalog_begin(struct catalog *catalog)
{
	memset(catalog, 0, sizeof(*catalog));
}

struct catalog_object *catalog_add(struct catalog *catalog,
				   const struct store_object *object)
{
	struct catalog_object *new;

	/* By powers of two */
	if (!(catalog->count & (catalog->count - 1)))
		catalog->objects = keep(reallocarray(catalog->objects,
						     catalog->count ?
						     catalog->count * 2 : 1,
						     sizeof(*new)));
	new = &catalog->objects[catalog->count];
	new->object = *object;
	new->object.data = duplicate(object->data, object->length);
	new->object.name = duplicate(object->name, object->name_length);
	new->label = NULL;
	new->order = object->order;
	catalog->count++;
	return new;
}

static bool add(const struct store_object *object, void *catalog)
{
	catalog_add(catalog, object);
	return true;
}

static int by_id(const void *one, const void *other)
{
	const struct catalog_object *const *first = one;
	const struct catalog_object *const *second = other;

	return memcmp(&(*first)->object.id, &(*second)->object.id,
		      sizeof(struct ntms_guid));
}

const struct catalog_object *catalog_find(const struct catalog *catalog,
					  const struct ntms_guid *id)
{
	const struct catalog_object key = { .object.id = *id };
	const struct catalog_object *at = &key;
	struct catalog_object **found;

	if (!catalog->id_count)
		return NULL;
	found = bsearch(&at, catalog->ids, catalog->id_count, sizeof(at),
			by_id);
	return found ? *found : NULL;
}

struct ntms_guid catalog_whole(const struct ntms_guid *id, uint32_t *part)
{
	struct ntms_guid whole = *id;
	const unsigned char *at = id->b + sizeof(id->b) - PART_BYTES;

	*part = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
		(uint32_t)at[2] << 8 | at[3];
	memset(whole.b + sizeof(whole.b) - PART_BYTES, 0, PART_BYTES);
	return whole;
}

const char *catalog_label(const struct catalog *catalog,
			  const struct ntms_guid *id)
{
	const struct catalog_object *found = catalog_find(catalog, id);
	struct ntms_guid whole;
	uint32_t part;

	if (found)
		return found->label;
	whole = catalog_whole(id, &part);
	found = part ? catalog_find(catalog, &whole) : NULL;
	if (!found)
		return NULL;
	/* Sides are numbered as ntmsctl numbers them elsewhere. */
	return found->object.type == NTMS_TYPE_MEDIUM ?
	       text("%s:%u", found->label, part - 1) :
	       text("%s part %u", found->label, part);
}

static char *label_of(const struct store_object *object)
{
	size_t mark = text_mark();
	struct image image;
	char *label;

	label = keep(strdup(image_open(object, &image) ? image_label(&image) :
							 ""));
	text_release(mark);
	return label;
}

void catalog_index(struct catalog *catalog)
{
	const char *label;
	size_t i, mark;

	catalog->ids = keep(reallocarray(NULL, catalog->count + 1,
					 sizeof(*catalog->ids)));
	for (i = 0; i < catalog->count; i++)
		if (catalog->objects[i].object.what == NTMS_ENTRY_OBJECT) {
			catalog->objects[i].label =
				label_of(&catalog->objects[i].object);
			catalog->ids[catalog->id_count++] =
				&catalog->objects[i];
		}
	qsort(catalog->ids, catalog->id_count, sizeof(*catalog->ids), by_id);
	for (i = 0; i < catalog->count; i++) {
		mark = text_mark();
		if (catalog->objects[i].label)
			continue;
		label = catalog_label(catalog, &catalog->objects[i].object.id);
		catalog->objects[i].label = keep(strdup(label ? label : ""));
		text_release(mark);
	}
}

void catalog_free(struct catalog *catalog)
{
	size_t i;

	for (i = 0; i < catalog->count; i++) {
		free((void *)catalog->objects[i].object.data);
		free((void *)catalog->objects[i].object.name);
		free(catalog->objects[i].label);
	}
	free(catalog->objects);
	free(catalog->ids);
	catalog_begin(catalog);
}

int catalog_read(struct ctl *ctl, struct store *store, const char *path,
		 struct catalog *catalog)
{
	enum store_status status;

	catalog_begin(catalog);
	status = store_each(store, add, catalog);
	if (status)
		return fail_name(ctl,
				 text("See what can still be read: ntmsctl catalog check --database %s",
				      path),
				 "%s cannot be read: %s", path,
				 store_why(store));
	catalog->sequence = store_sequence(store);
	catalog_index(catalog);
	return CTL_OK;
}
