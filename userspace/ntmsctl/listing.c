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
	if (!ctl->json)
		listing->table = table_new(columns, 0);
}

/* Objects of a JSON list are printed as they come: there may be a million. */
static void print_item(struct listing *listing, struct json_object *object)
{
	fputs(listing->count ? ",\n" : "[\n", stdout);
	fputs(json_object_to_json_string_ext(object, JSON_PRINTING), stdout);
	/* An error from now on is told on standard error only. */
	listing->ctl->json = false;
}

void listing_add(struct json_object *object, void *arg)
{
	struct listing *listing = arg;

	if (listing->table)
		table_add(listing->table, object);
	else
		print_item(listing, object);
	listing->count++;
	json_object_put(object);
}

int listing_end(struct listing *listing, int code, const char *none)
{
	if (!listing->table) {
		if (listing->count)
			puts("\n]");
		else if (!code)
			puts("[]");
		return code;
	}
	if (!code && listing->count)
		table_end(listing->table);
	else
		table_drop(listing->table);
	if (!code && !listing->count)
		puts(none);
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
