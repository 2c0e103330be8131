// SPDX-License-Identifier: GPL-2.0
/*
 * Lists of objects and single ones, as tables or as JSON.
 */
#include "ctl.h"

#include <stdio.h>

void listing_begin(struct listing *listing, struct ctl *ctl,
		   const struct column *columns)
{
	*listing = (struct listing) { .ctl = ctl };
	if (ctl->json)
		listing->array = json_object_new_array();
	else
		listing->table = table_new(columns, 0);
}

void listing_add(struct json_object *object, void *arg)
{
	struct listing *listing = arg;

	listing->count++;
	if (listing->array) {
		json_object_array_add(listing->array, object);
		return;
	}
	table_add(listing->table, object);
	json_object_put(object);
}

int listing_end(struct listing *listing, int code, const char *none)
{
	if (listing->array && !code)
		json_print(json_object_get(listing->array));
	else if (!code && !listing->count)
		puts(none);
	if (listing->table && !code && listing->count)
		table_end(listing->table);
	else if (listing->table)
		table_drop(listing->table);
	json_object_put(listing->array);
	return code;
}

int list_objects(struct ctl *ctl, uint32_t type,
		 const struct ntms_guid *container,
		 const struct column *columns, const char *none)
{
	struct listing listing;

	listing_begin(&listing, ctl, columns);
	return listing_end(&listing,
			   describe_all(ctl, type, container, listing_add,
					&listing), none);
}

int show_object(struct ctl *ctl, uint32_t type, const struct ntms_guid *id,
		const struct column *lines)
{
	struct json_object *object;
	uint32_t reason;

	object = describe(ctl, type, id, &reason);
	if (!object)
		return fail(ctl, reason, NULL, "cannot read %s \"%s\"",
			    ntms_type_name(type), name_of(ctl, type, id));
	if (ctl->json) {
		json_print(object);
		return CTL_OK;
	}
	list_print(lines, object);
	json_object_put(object);
	return CTL_OK;
}
