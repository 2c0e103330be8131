// SPDX-License-Identifier: GPL-2.0
/*
 * ntmsctl media: list, show, set, move, allocated, types; and the table of all
 * commands of the area.
 */
#include "ctl.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>

static const struct column columns[] = {
	{ "CARTRIDGE", "label", false, NULL },
	{ "LIBRARY", "library.name", false, NULL },
	{ "LOCATION", "location", false, format_location },
	{ "POOL", "pool.name", false, NULL },
	{ "MEDIA TYPE", "media_type.name", false, NULL },
	{ "SIDES", "sides", false, format_sides },
	{ 0 }
};

static const struct column lines[] = {
	{ "Cartridge", "label", false, NULL },
	{ "Name", "name", false, NULL },
	{ "Barcode", "barcode", false, NULL },
	{ "Description", "description", false, NULL },
	{ "GUID", "id", false, NULL },
	{ "Library", "library.name", false, NULL },
	{ "Location", "location", false, format_location },
	{ "Element", "location.element", false, NULL },
	{ "Online", "online", false, NULL },
	{ "Enabled", "enabled", false, NULL },
	{ "Pool", "pool.name", false, NULL },
	{ "Media type", "media_type.name", false, NULL },
	{ "Cleaning cartridge", "cleaner", false, NULL },
	{ "Barcode is not unique", "duplicate", false, NULL },
	{ "Known since", "created", false, format_time },
	{ "Last changed", "modified", false, format_time },
	{ 0 }
};

static const struct column side_columns[] = {
	{ "SIDE", "side", true, NULL },
	{ "STATE", "state", false, NULL },
	{ "ALLOCATED SO FAR", "allocate_count", true, NULL },
	{ "LMID", "lmid", false, NULL },
	{ "GUID", "id", false, NULL },
	{ 0 }
};

static const struct column allocated_columns[] = {
	{ "LMID", "lmid", false, NULL },
	{ "SIDE", "side.name", false, NULL },
	{ "POOL", "pool.name", false, NULL },
	{ "USER", "user.name", false, NULL },
	{ "APPLICATION", "application", false, NULL },
	{ "SINCE", "created", false, format_time },
	{ 0 }
};

/**
 * struct filter - which cartridges to list
 * @sink: where they go
 * @arg: second parameter of @sink
 * @library: GUID of the library, or NULL
 * @barcode: shell pattern, or NULL
 */
struct filter {
	void (*sink)(struct json_object *object, void *arg);
	void *arg;
	const char *library;
	const char *barcode;
};

static void filter_medium(struct json_object *object, void *arg)
{
	const struct filter *filter = arg;
	const char *library, *barcode;

	library = json_object_get_string(json_at(object, "library.id"));
	barcode = json_object_get_string(json_at(object, "barcode"));
	if ((filter->library && (!library || strcmp(filter->library, library))) ||
	    (filter->barcode &&
	     (!barcode || fnmatch(filter->barcode, barcode, 0)))) {
		json_object_put(object);
		return;
	}
	filter->sink(object, filter->arg);
}

/* Cartridges of a pool and of the pools in it. */
static int media_of_pool(struct ctl *ctl, const struct ntms_guid *pool,
			 struct filter *filter)
{
	struct ntms_guid *pools;
	uint32_t reason;
	size_t count, i;
	int code;

	code = describe_all(ctl, NTMS_TYPE_MEDIUM, pool, filter_medium, filter);
	if (code)
		return code;
	if (ntms_list_objects(ctl->session, NTMS_TYPE_POOL, pool, &pools, &count,
			      &reason))
		return fail(ctl, reason, NULL, "cannot list the pools in \"%s\"",
			    name_of(ctl, NTMS_TYPE_POOL, pool));
	for (i = 0; i < count && !code; i++)
		code = media_of_pool(ctl, &pools[i], filter);
	free(pools);
	return code;
}

static int media_list(struct ctl *ctl, const struct args *args)
{
	const char *pool = args_value(args, "pool");
	const char *library = args_value(args, "library");
	struct ntms_guid pool_id, library_id;
	struct filter filter = { .barcode = args_value(args, "barcode") };
	struct listing listing;
	int code = CTL_OK;

	if (pool)
		code = resolve_pool(ctl, pool, &pool_id);
	if (!code && library)
		code = resolve_library(ctl, library, &library_id);
	if (code)
		return code;
	listing_begin(&listing, ctl, columns);
	filter.sink = listing_add;
	filter.arg = &listing;
	if (library)
		filter.library = text_guid(&library_id);
	if (pool)
		code = media_of_pool(ctl, &pool_id, &filter);
	else
		code = describe_all(ctl, NTMS_TYPE_MEDIUM,
				    library ? &library_id : NULL, filter_medium,
				    &filter);
	return listing_end(&listing, code,
			   pool || library || filter.barcode ?
			   "There are no such cartridges." :
			   "There are no cartridges.");
}

static int media_show(struct ctl *ctl, const struct args *args)
{
	struct json_object *object, *sides;
	struct ntms_guid id;
	struct table *table;
	uint32_t reason;
	size_t i;
	int code;

	code = resolve_medium(ctl, args->operands[0], &id);
	if (code)
		return code;
	object = describe(ctl, NTMS_TYPE_MEDIUM, &id, &reason);
	if (!object)
		return fail(ctl, reason, NULL, "cannot read cartridge \"%s\"",
			    text_clean(args->operands[0]));
	if (ctl->json) {
		json_print(object);
		return CTL_OK;
	}
	list_print(lines, object);
	putchar('\n');
	sides = json_at(object, "sides");
	table = table_new(side_columns, 0);
	for (i = 0; i < json_object_array_length(sides); i++)
		table_add(table, json_object_array_get_idx(sides, i));
	table_end(table);
	json_object_put(object);
	return CTL_OK;
}

static int media_set(struct ctl *ctl, const struct args *args)
{
	struct ntms_medium_info info = { 0 };
	struct ntms_guid id;
	uint32_t mask = 0;
	int code;

	code = set_header(args, true, &info.header, &mask);
	if (!code)
		code = resolve_medium(ctl, args->operands[0], &id);
	return code ? code : set_object(ctl, NTMS_TYPE_MEDIUM, &id, mask, &info,
					sizeof(info));
}

static int move_one(struct ctl *ctl, const struct ntms_guid *id,
		    const struct ntms_guid *pool, struct json_object *moved)
{
	const char *name = name_of(ctl, NTMS_TYPE_MEDIUM, id);
	struct json_object *object;
	uint32_t reason;

	if (ntms_move_medium(ctl->session, id, pool, &reason))
		return fail(ctl, reason, way_next(ctl, reason, id, pool),
			    "cannot move cartridge \"%s\" to pool \"%s\"", name,
			    name_of(ctl, NTMS_TYPE_POOL, pool));
	object = describe(ctl, NTMS_TYPE_MEDIUM, id, &reason);
	if (!object)
		return fail(ctl, reason, NULL, "cannot read cartridge \"%s\"",
			    name);
	if (ctl->json) {
		json_object_array_add(moved, object);
		return CTL_OK;
	}
	printf("Moved cartridge \"%s\" to pool \"%s\": %s.\n", name,
	       json_object_get_string(json_at(object, "pool.name")),
	       format_sides(json_at(object, "sides")));
	json_object_put(object);
	return CTL_OK;
}

static int media_move(struct ctl *ctl, const struct args *args)
{
	struct ntms_guid pool, *media;
	struct json_object *moved;
	int code, i, count = args->count - 1;

	/* A mistyped name shall be noticed before the first one is moved. */
	media = calloc((size_t)count, sizeof(*media));
	text_keep((char *)media);
	code = resolve_pool(ctl, args->operands[count], &pool);
	for (i = 0; i < count && !code; i++)
		code = resolve_medium(ctl, args->operands[i], &media[i]);
	if (code)
		return code;
	moved = json_object_new_array();
	for (i = 0; i < count && !code; i++)
		code = move_one(ctl, &media[i], &pool, moved);
	if (ctl->json && !code)
		json_print(json_object_get(moved));
	json_object_put(moved);
	return code;
}

static int media_allocated(struct ctl *ctl, const struct args *args)
{
	const char *pool = args_value(args, "pool");
	struct ntms_guid id = { 0 };
	int code = CTL_OK;

	if (pool)
		code = resolve_pool(ctl, pool, &id);
	return code ? code : list_objects(ctl, NTMS_TYPE_LOGICAL_MEDIUM, &id,
					  allocated_columns,
					  "No side is allocated.");
}

static int media_types(struct ctl *ctl, const struct args *args)
{
	(void)args;
	return list_media_types(ctl, NULL, "No media type is known yet.");
}

static const struct command commands[] = {
	{
		.verb = "list",
		.summary = "List the cartridges",
		.options = {
			{ "pool", "POOL", "only those in this pool and the pools in it",
			  WORDS_POOL, NULL },
			{ "library", "LIBRARY", "only those in this library",
			  WORDS_LIBRARY, NULL },
			{ "barcode", "PATTERN", "only those with such a barcode (\"A0*\")",
			  WORDS_MEDIUM, NULL },
		},
		.run = media_list,
	}, {
		.verb = "show",
		.operands = "CARTRIDGE",
		.summary = "Show all about a cartridge and its sides",
		.least = 1,
		.most = 1,
		.words = { WORDS_MEDIUM },
		.run = media_show,
	}, {
		.verb = "set",
		.operands = "CARTRIDGE",
		.summary = "Change a cartridge",
		.least = 1,
		.most = 1,
		.words = { WORDS_MEDIUM },
		.options = { SET_OPTIONS, ENABLE_OPTIONS },
		.run = media_set,
	}, {
		.verb = "move",
		.operands = "CARTRIDGE... POOL",
		.summary = "Move cartridges to another pool",
		.least = 2,
		.most = -1,
		.words = { WORDS_MEDIUM, WORDS_POOL },
		.run = media_move,
	}, {
		.verb = "complete",
		.operands = "SIDE",
		.summary = "Say that an allocated side is full; an LMID will do",
		.least = 1,
		.most = 1,
		.words = { WORDS_SIDE },
		.run = media_complete,
	}, {
		.verb = "decommission",
		.operands = "SIDE",
		.summary = "Say that an available side is never to be used again",
		.least = 1,
		.most = 1,
		.words = { WORDS_SIDE },
		.run = media_decommission,
	}, {
		.verb = "swap",
		.operands = "SIDE SIDE",
		.summary = "Let two LMIDs exchange their sides",
		.least = 2,
		.most = 2,
		.words = { WORDS_SIDE, WORDS_SIDE },
		.run = media_swap,
	}, {
		.verb = "create",
		.operands = "POOL",
		.summary = "Register a cartridge on the shelf that another catalog had",
		.least = 1,
		.most = 1,
		.words = { WORDS_POOL },
		.options = {
			{ "barcode", "BARCODE", "its barcode, by which a library will know it",
			  WORDS_NONE, NULL },
			{ "state", "STATE[,STATE]", "of its sides; else available, or import in an import pool",
			  WORDS_NONE, NULL },
			{ "owner", "USER", "who owns what is allocated or complete; else you",
			  WORDS_USER, NULL },
			{ "lmid", "LMID[,LMID]", "GUIDs of the logical media of its sides; else new ones",
			  WORDS_NONE, NULL },
			{ "guid", "GUID", "GUID of the cartridge; else a new one",
			  WORDS_NONE, NULL },
			SET_OPTIONS,
		},
		.run = media_create,
	}, {
		.verb = "delete",
		.operands = "CARTRIDGE",
		.summary = "Forget a cartridge that is on the shelf",
		.least = 1,
		.most = 1,
		.words = { WORDS_MEDIUM },
		.run = media_delete,
	}, {
		.verb = "allocated",
		.summary = "List the allocated sides and their LMIDs",
		.options = {
			{ "pool", "POOL", "only those of this pool",
			  WORDS_POOL, NULL },
		},
		.run = media_allocated,
	}, {
		.verb = "types",
		.summary = "List the media types",
		.run = media_types,
	},
	{ 0 }
};

const struct area area_media = {
	.name = "media",
	.summary = "Cartridges, their sides and types",
	.commands = commands,
};
