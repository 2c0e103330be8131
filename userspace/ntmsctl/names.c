// SPDX-License-Identifier: GPL-2.0
/*
 * What objects are called. Each object is read once a run: a list of a million
 * cartridges names the same few libraries and pools over and over.
 */
#include "ctl.h"

#include <search.h>
#include <stdlib.h>

struct known {
	struct ntms_guid id;
	char *name;
};

static int compare(const void *a, const void *b)
{
	return memcmp(&((const struct known *)a)->id,
		      &((const struct known *)b)->id, sizeof(struct ntms_guid));
}

static char *medium_name(struct ctl *ctl, const struct ntms_guid *id)
{
	struct ntms_medium_info info;

	if (ntms_get_medium(ctl->session, id, &info, NULL))
		return NULL;
	return text_clean(info.barcode[0] ? info.barcode : info.header.name);
}

static char *side_name(struct ctl *ctl, const struct ntms_guid *id)
{
	struct ntms_side_info info;

	if (ntms_get_side(ctl->session, id, &info, NULL))
		return NULL;
	return text("%s:%u", name_of(ctl, NTMS_TYPE_MEDIUM, &info.medium),
		    info.side);
}

/* A drive seldom has a name, but always a place: "L700:0". */
static char *drive_name(struct ctl *ctl, const struct ntms_guid *id)
{
	struct ntms_drive_info info;
	const char *library;

	if (ntms_get_drive(ctl->session, id, &info, NULL))
		return NULL;
	if (info.header.name[0])
		return text_clean(info.header.name);
	library = name_of(ctl, NTMS_TYPE_LIBRARY, &info.library);
	return library ? text("%s:%u", library, info.number) : NULL;
}

static char *slot_name(struct ctl *ctl, const struct ntms_guid *id)
{
	struct ntms_element_info info;
	const char *library;

	if (ntms_get_slot(ctl->session, id, &info, NULL))
		return NULL;
	library = name_of(ctl, NTMS_TYPE_LIBRARY, &info.library);
	return library ? text("%s:%u", library, info.number) : NULL;
}

static char *pool_name(struct ctl *ctl, const struct ntms_guid *id)
{
	char *path;

	if (ntms_get_pool_path(ctl->session, id, &path, NULL))
		return NULL;
	return text_clean(text_keep(path));
}

static char *any_name(struct ctl *ctl, uint32_t type, const struct ntms_guid *id)
{
	struct ntms_object_header header;

	if (ntms_get_object(ctl->session, type, id, &header, sizeof(header),
			    NULL, NULL))
		return NULL;
	return text_clean(header.name);
}

static char *read_name(struct ctl *ctl, uint32_t type, const struct ntms_guid *id)
{
	switch (type) {
	case NTMS_TYPE_MEDIUM:
		return medium_name(ctl, id);
	case NTMS_TYPE_SIDE:
		return side_name(ctl, id);
	case NTMS_TYPE_DRIVE:
		return drive_name(ctl, id);
	case NTMS_TYPE_SLOT:
		return slot_name(ctl, id);
	case NTMS_TYPE_POOL:
		return pool_name(ctl, id);
	default:
		return any_name(ctl, type, id);
	}
}

const char *name_of(struct ctl *ctl, uint32_t type, const struct ntms_guid *id)
{
	struct known key = { .id = *id }, *entry;
	const char *name;
	void *found;

	if (ntms_guid_is_null(id))
		return NULL;
	found = tfind(&key, &ctl->names, compare);
	if (found)
		return (*(struct known **)found)->name;
	entry = malloc(sizeof(*entry));
	if (!entry)
		text_keep(NULL);
	*entry = key;
	name = read_name(ctl, type, id);
	if (!name || !*name)
		name = text_guid(id);
	entry->name = strdup(name);
	if (!entry->name || !tsearch(entry, &ctl->names, compare))
		text_keep(NULL);
	return entry->name;
}

static void free_known(void *entry)
{
	free(((struct known *)entry)->name);
	free(entry);
}

void names_free(struct ctl *ctl)
{
	tdestroy(ctl->names, free_known);
	ctl->names = NULL;
}
