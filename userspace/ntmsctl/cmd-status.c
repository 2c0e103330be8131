// SPDX-License-Identifier: GPL-2.0
/*
 * ntmsctl status: what a newcomer sees first.
 */
#include "ctl.h"

#include <stdio.h>

static const struct column drive_columns[] = {
	{ "DRIVE", "label", false, NULL },
	{ "STATE", "state", false, NULL },
	{ "CARTRIDGE", "medium.name", false, NULL },
	{ "DEVICE", "device", false, NULL },
	{ "MATCHED BY", "map", false, NULL },
	{ "SERIAL", "serial", false, NULL },
	{ 0 }
};

static const struct column pool_columns[] = {
	{ "POOL", "path", false, NULL },
	{ "KIND", "kind", false, NULL },
	{ "MEDIA TYPE", "media_type.name", false, NULL },
	{ "CARTRIDGES", "media", true, NULL },
	{ "AVAILABLE", "available", true, NULL },
	{ "ALLOCATED", "logical_media", true, NULL },
	{ "DRAWS FROM FREE", "from_free", false, NULL },
	{ 0 }
};

static const struct column medium_columns[] = {
	{ "CARTRIDGE", "label", false, NULL },
	{ "LOCATION", "location", false, format_location },
	{ "POOL", "pool.name", false, NULL },
	{ "SIDES", "sides", false, format_sides },
	{ 0 }
};

/* More cartridges than this are counted only. */
#define SHOWN_MOST 24

static uint64_t number(struct json_object *object, const char *path)
{
	return json_object_get_uint64(json_at(object, path));
}

static const char *string(struct json_object *object, const char *path)
{
	struct json_object *value = json_at(object, path);

	return value ? json_object_get_string(value) : "";
}

/*
 * The cartridges of a library, if they are not too many to be shown. There may be
 * more than were counted: a catalog that is being loaded grows by many.
 */
static int collect_media(struct ctl *ctl, struct json_object *library,
			 const struct ntms_guid *id)
{
	struct json_object *media = json_object_new_array();
	int code = CTL_OK;

	if (number(library, "media") <= SHOWN_MOST)
		code = describe_some(ctl, NTMS_TYPE_MEDIUM, id, SHOWN_MOST + 1,
				     describe_append, media);
	if (json_object_array_length(media) > SHOWN_MOST) {
		json_object_put(media);
		media = json_object_new_array();
	}
	json_object_object_add(library, "media_list", media);
	return code;
}

/* All that status shows, as one JSON object. */
static int collect(struct ctl *ctl, struct json_object **status)
{
	struct json_object *libraries = json_object_new_array();
	struct json_object *pools = json_object_new_array();
	struct json_object *all = describe_info(ctl);
	size_t i;
	int code;

	json_object_object_add(all, "libraries", libraries);
	json_object_object_add(all, "pools", pools);
	code = describe_all(ctl, NTMS_TYPE_LIBRARY, NULL, describe_append,
			    libraries);
	for (i = 0; !code && i < json_object_array_length(libraries); i++) {
		struct json_object *library, *drives;
		struct ntms_guid id;

		library = json_object_array_get_idx(libraries, i);
		drives = json_object_new_array();
		json_object_object_add(library, "drive_list", drives);
		if (ntms_guid_parse(string(library, "id"), &id))
			continue;
		code = describe_all(ctl, NTMS_TYPE_DRIVE, &id, describe_append,
				    drives);
		if (!code)
			code = collect_media(ctl, library, &id);
	}
	if (!code)
		code = describe_all(ctl, NTMS_TYPE_POOL, NULL, describe_append,
				    pools);
	if (code)
		json_object_put(all);
	else
		*status = all;
	return code;
}

static void print_summary(struct json_object *status)
{
	const char *computer = string(status, "computer.name");
	/* The offline library is always there and no news. */
	uint64_t libraries = number(status, "counts.libraries");

	printf("%s%s%s, %s, %s; %s of %s allocated.\n", computer,
	       *computer ? ": " : "",
	       text_count(libraries ? libraries - 1 : 0, "library", "libraries"),
	       text_count(number(status, "counts.drives"), "drive", "drives"),
	       text_count(number(status, "counts.media"), "cartridge", "cartridges"),
	       number(status, "counts.logical_media") ?
	       text("%llu", (unsigned long long)number(status, "counts.logical_media")) :
	       "none",
	       text_count(number(status, "counts.sides"), "side", "sides"));
	if (json_object_get_boolean(json_at(status, "journal")))
		puts("A journal is attached: allocations survive a restart.");
	else
		puts("No journal is attached: allocations do not survive a restart of the module.\n"
		     "To make them last: systemctl start ntmsd");
	if (json_object_get_boolean(json_at(status, "journal_required")) &&
	    !json_object_get_boolean(json_at(status, "journal")))
		puts("One is required: until it is attached nothing can be allocated, given back, moved or set.\n"
		     "To do without: echo N > /sys/module/ntms/parameters/require_journal");
	if (number(status, "counts.waiting"))
		printf("%s for a cartridge. What operators are asked for: ntmsctl request list\n",
		       text_count(number(status, "counts.waiting"),
				  "allocation waits", "allocations wait"));
}

static void print_library_head(struct json_object *library)
{
	const char *device = string(library, "device");
	const char *error = string(library, "error");
	const char *sense = string(library, "sense");

	printf("\nLibrary %s: %s%s, inventory %s.\n", string(library, "name"),
	       string(library, "state"),
	       json_object_get_boolean(json_at(library, "enabled")) ?
	       "" : ", disabled", string(library, "inventory"));
	printf("  %s %s%s%s, serial number %s, at %s%s%s.\n",
	       string(library, "vendor"), string(library, "product"),
	       *string(library, "revision") ? " " : "",
	       string(library, "revision"),
	       *string(library, "serial") ? string(library, "serial") : "unknown",
	       string(library, "address"), *device ? ", device " : "", device);
	if (*error)
		printf("  The last inventory failed: %s%s%s%s.\n", error,
		       *sense ? " (SCSI sense " : "", sense, *sense ? ")" : "");
	printf("  %s, %s and %s, with %s. New cartridges go to %s.\n",
	       text_count(number(library, "slots"), "slot", "slots"),
	       text_count(number(library, "ports"), "port", "ports"),
	       text_count(number(library, "drives"), "drive", "drives"),
	       text_count(number(library, "media"), "cartridge", "cartridges"),
	       string(library, "new_media"));
}

static void print_table(const struct column *columns, struct json_object *rows)
{
	struct table *table;
	size_t i;

	if (!json_object_array_length(rows))
		return;
	putchar('\n');
	table = table_new(columns, 2);
	for (i = 0; i < json_object_array_length(rows); i++)
		table_add(table, json_object_array_get_idx(rows, i));
	table_end(table);
}

static void print_library(struct json_object *library)
{
	if (!strcmp(string(library, "kind"), "offline")) {
		if (number(library, "media"))
			printf("\nOffline, on the shelf: %s.\n",
			       text_count(number(library, "media"), "cartridge",
					  "cartridges"));
		return;
	}
	print_library_head(library);
	print_table(drive_columns, json_at(library, "drive_list"));
	print_table(medium_columns, json_at(library, "media_list"));
	if (number(library, "media") &&
	    !json_object_array_length(json_at(library, "media_list")))
		printf("\n  Its cartridges: ntmsctl media list --library '%s'\n",
		       string(library, "name"));
}

/* What somebody who has just begun would do next. */
static void print_next(struct json_object *pools)
{
	uint64_t unrecognized = 0, application = 0;
	size_t i;

	for (i = 0; i < json_object_array_length(pools); i++) {
		struct json_object *pool = json_object_array_get_idx(pools, i);

		if (!strcmp(string(pool, "kind"), "unrecognized"))
			unrecognized += number(pool, "media");
		else if (!strcmp(string(pool, "kind"), "application"))
			application++;
	}
	if (unrecognized || !application)
		putchar('\n');
	if (unrecognized)
		printf("%s in unrecognized: nobody here knows what is on %s. To let programs overwrite one:\n"
		       "  ntmsctl media move BARCODE free\n",
		       text_count(unrecognized, "cartridge is",
				  "cartridges are"),
		       unrecognized == 1 ? "it" : "them");
	if (!application)
		puts("There is no application pool yet. To make one that takes cartridges from free:\n"
		     "  ntmsctl pool create NAME --from-free");
}

static void print_pools(struct json_object *pools)
{
	struct table *table = table_new(pool_columns, 0);
	bool any = false;
	size_t i;

	for (i = 0; i < json_object_array_length(pools); i++) {
		struct json_object *pool = json_object_array_get_idx(pools, i);

		/* A pool of pools has no cartridges; its pools are shown. */
		if (json_object_get_boolean(json_at(pool, "container")))
			continue;
		table_add(table, pool);
		any = true;
	}
	if (!any) {
		table_drop(table);
		return;
	}
	putchar('\n');
	table_end(table);
}

static int status_run(struct ctl *ctl, const struct args *args)
{
	struct json_object *status, *list;
	size_t i;
	int code;

	(void)args;
	code = collect(ctl, &status);
	if (code)
		return code;
	if (ctl->json) {
		json_print(status);
		return CTL_OK;
	}
	print_summary(status);
	list = json_at(status, "libraries");
	for (i = 0; i < json_object_array_length(list); i++)
		print_library(json_object_array_get_idx(list, i));
	print_pools(json_at(status, "pools"));
	print_next(json_at(status, "pools"));
	json_object_put(status);
	return CTL_OK;
}

static const struct command commands[] = {
	{
		.summary = "Show libraries, drives and pools at a glance",
		.run = status_run,
	},
	{ 0 }
};

const struct area area_status = {
	.name = "status",
	.summary = "Libraries, drives and pools at a glance",
	.commands = commands,
};
