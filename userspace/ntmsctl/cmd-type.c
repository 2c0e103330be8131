// SPDX-License-Identifier: GPL-2.0
/*
 * ntmsctl type: list, add, delete, change.
 */
#include "ctl.h"

#include <stdio.h>
#include <stdlib.h>

static const struct column columns[] = {
	{ "MEDIA TYPE", "name", false, NULL },
	{ "CODE", "code", true, NULL },
	{ "SIDES", "sides", true, NULL },
	{ "WRITES", "write", false, NULL },
	{ "CARTRIDGES", "media", true, NULL },
	{ "GUID", "id", false, NULL },
	{ 0 }
};

static int type_list(struct ctl *ctl, const struct args *args)
{
	const char *library = args_value(args, "library");
	struct ntms_guid id;
	int code;

	if (!library)
		return list_objects(ctl, NTMS_TYPE_MEDIA_TYPE, NULL, columns,
				    "No media type is known yet.");
	code = resolve_library(ctl, library, &id);
	return code ? code : list_objects(ctl, NTMS_TYPE_MEDIA_TYPE, &id,
					  columns,
					  "The library supports no media type yet.");
}

/* RSM's code of a media type, in decimal or with 0x; not a name */
static bool parse_code(const char *typed, uint32_t *code)
{
	unsigned long number;
	char *end;

	if (*typed < '0' || *typed > '9')
		return false;
	number = strtoul(typed, &end, 0);
	if (*end || number > UINT8_MAX)
		return false;
	*code = (uint32_t)number;
	return true;
}

/* A type of whose kind there may be none yet has no name, but a code. */
static int resolve_type(struct ctl *ctl, const char *typed,
			struct ntms_guid *id, uint32_t *code)
{
	memset(id, 0, sizeof(*id));
	*code = 0;
	return parse_code(typed, code) ? CTL_OK :
					 resolve_media_type(ctl, typed, id);
}

static const char *type_next(uint32_t reason, const char *library)
{
	switch (reason) {
	case NTMS_REASON_INVALID_LIBRARY:
		return "The offline library supports no media types: it holds all";
	case NTMS_REASON_INVALID_MEDIA:
		return "Say the name of one that is known (ntmsctl type list), or RSM's code of one (0x56)";
	case NTMS_REASON_NOT_EMPTY:
		return text("See what it holds: ntmsctl media list --library %s",
			    library);
	default:
		return NULL;
	}
}

/* What the library supports now, as JSON, or what happened. */
static int tell_types(struct ctl *ctl, const struct ntms_guid *library,
		      const char *happened)
{
	if (ctl->json)
		return list_objects(ctl, NTMS_TYPE_MEDIA_TYPE, library, columns,
				    "");
	puts(happened);
	return CTL_OK;
}

static int type_add(struct ctl *ctl, const struct args *args)
{
	struct ntms_guid id, library;
	uint32_t number, reason;
	const char *name;
	int code;

	code = resolve_type(ctl, args->operands[0], &id, &number);
	if (!code)
		code = resolve_library(ctl, args->operands[1], &library);
	if (code)
		return code;
	name = name_of(ctl, NTMS_TYPE_LIBRARY, &library);
	if (ntms_add_media_type(ctl->session, &id, number, &library, &reason))
		return fail(ctl, reason, type_next(reason, name),
			    "library \"%s\" cannot support \"%s\"", name,
			    text_clean(args->operands[0]));
	return tell_types(ctl, &library,
			  text("Library \"%s\" supports %s.", name,
			       name_of(ctl, NTMS_TYPE_MEDIA_TYPE, &id)));
}

/* The type of a code, of which there has to be one */
static int type_of_code(struct ctl *ctl, uint32_t number, struct ntms_guid *id)
{
	struct ntms_media_type_info info;
	struct ntms_guid *ids;
	size_t count, i;
	uint32_t reason;

	if (ntms_list_objects(ctl->session, NTMS_TYPE_MEDIA_TYPE, NULL, &ids,
			      &count, &reason))
		return fail(ctl, reason, NULL, "cannot list the media types");
	for (i = 0; i < count; i++)
		if (!ntms_get_media_type(ctl->session, &ids[i], &info, NULL) &&
		    info.code == number)
			*id = ids[i];
	free(ids);
	if (ntms_guid_is_null(id))
		return fail_name(ctl, "See which there are: ntmsctl type list",
				 "there is no media type of code 0x%02x",
				 number);
	return CTL_OK;
}

static int type_delete(struct ctl *ctl, const struct args *args)
{
	struct ntms_guid id, library;
	uint32_t number, reason;
	const char *name, *type;
	int code;

	code = resolve_type(ctl, args->operands[0], &id, &number);
	if (!code && ntms_guid_is_null(&id))
		code = type_of_code(ctl, number, &id);
	if (!code)
		code = resolve_library(ctl, args->operands[1], &library);
	if (code)
		return code;
	name = name_of(ctl, NTMS_TYPE_LIBRARY, &library);
	type = name_of(ctl, NTMS_TYPE_MEDIA_TYPE, &id);
	if (ntms_delete_media_type(ctl->session, &id, &library, &reason))
		return fail(ctl, reason, type_next(reason, name),
			    "library \"%s\" cannot be without %s", name, type);
	return tell_types(ctl, &library,
			  text("Library \"%s\" no longer supports %s.", name,
			       type));
}

static const char *change_next(uint32_t reason)
{
	switch (reason) {
	case NTMS_REASON_MEDIA_INCOMPATIBLE:
		return "The types must have the same number of sides, and cleaning cartridges stay what they are: ntmsctl type list";
	case NTMS_REASON_INVALID_MEDIA_POOL:
		return "From unrecognized there is a way only to free, and none to unrecognized";
	case NTMS_REASON_INVALID_STATE:
		return "A side of it is owned; give it back first: ntmsctl media allocated";
	default:
		return NULL;
	}
}

static int type_change(struct ctl *ctl, const struct args *args)
{
	struct ntms_guid medium, pool;
	struct json_object *object;
	uint32_t reason;
	const char *name;
	int code;

	code = resolve_medium(ctl, args->operands[0], &medium);
	if (!code)
		code = resolve_pool(ctl, args->operands[1], &pool);
	if (code)
		return code;
	name = name_of(ctl, NTMS_TYPE_MEDIUM, &medium);
	if (ntms_change_media_type(ctl->session, &medium, &pool, &reason))
		return fail(ctl, reason, change_next(reason),
			    "cannot give cartridge \"%s\" the media type of pool \"%s\"",
			    name, name_of(ctl, NTMS_TYPE_POOL, &pool));
	object = describe(ctl, NTMS_TYPE_MEDIUM, &medium, &reason);
	if (!object)
		return fail(ctl, reason, NULL, "cannot read cartridge \"%s\"",
			    name);
	if (ctl->json) {
		json_print(object);
		return CTL_OK;
	}
	printf("Cartridge \"%s\" is of type %s, in pool \"%s\".\n", name,
	       json_object_get_string(json_at(object, "media_type.name")),
	       json_object_get_string(json_at(object, "pool.name")));
	json_object_put(object);
	return CTL_OK;
}

static const struct command commands[] = {
	{
		.verb = "list",
		.summary = "List the media types",
		.options = {
			{ "library", "LIBRARY", "only those that this library supports",
			  WORDS_LIBRARY, NULL },
		},
		.run = type_list,
	}, {
		.verb = "add",
		.operands = "TYPE LIBRARY",
		.summary = "Let a library support a media type: its name, or RSM's code (0x56)",
		.least = 2,
		.most = 2,
		.words = { WORDS_MEDIA_TYPE, WORDS_LIBRARY },
		.run = type_add,
	}, {
		.verb = "delete",
		.operands = "TYPE LIBRARY",
		.summary = "Let a library no longer support a media type",
		.least = 2,
		.most = 2,
		.words = { WORDS_MEDIA_TYPE, WORDS_LIBRARY },
		.run = type_delete,
	}, {
		.verb = "change",
		.operands = "CARTRIDGE POOL",
		.summary = "Move a cartridge to a pool, and give it the pool's media type",
		.least = 2,
		.most = 2,
		.words = { WORDS_MEDIUM, WORDS_POOL },
		.run = type_change,
	},
	{ 0 }
};

const struct area area_type = {
	.name = "type",
	.summary = "Media types, and which library supports them",
	.commands = commands,
};
