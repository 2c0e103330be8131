// SPDX-License-Identifier: GPL-2.0
/*
 * ntmsctl type: list, codes, add, delete, change.
 */
#include "ctl.h"

#include <stdio.h>
#include <stdlib.h>

/* As RSM's documentation writes them */
static char *format_code(struct json_object *value)
{
	return text("0x%02x", (unsigned int)json_object_get_int64(value));
}

static const struct column columns[] = {
	{ "MEDIA TYPE", "name", false, NULL },
	{ "CODE", "code", false, format_code },
	{ "SIDES", "sides", true, NULL },
	{ "WRITES", "write", false, NULL },
	{ "CARTRIDGES", "media", true, NULL },
	{ "GUID", "id", false, NULL },
	{ 0 }
};

/* How many cartridges there are is said of a type, not of one in a library. */
static const struct column library_columns[] = {
	{ "MEDIA TYPE", "name", false, NULL },
	{ "CODE", "code", false, format_code },
	{ "SIDES", "sides", true, NULL },
	{ "WRITES", "write", false, NULL },
	{ "GUID", "id", false, NULL },
	{ 0 }
};

int list_media_types(struct ctl *ctl, const struct ntms_guid *library,
		     const char *none)
{
	return list_objects(ctl, NTMS_TYPE_MEDIA_TYPE, library,
			    library ? library_columns : columns, none);
}

static int type_list(struct ctl *ctl, const struct args *args)
{
	const char *library = args_value(args, "library");
	struct ntms_guid id;
	int code;

	if (!library)
		return list_media_types(ctl, NULL,
					"No media type is known yet.");
	code = resolve_library(ctl, library, &id);
	if (code)
		return code;
	return list_media_types(ctl, &id, ntms_guid_equal(&id,
				&ctl->info.offline_library) ?
				"The offline library holds cartridges of all types, and is not told of which." :
				"The library supports no media type yet.");
}

static const struct column code_columns[] = {
	{ "MEDIA TYPE", "name", false, NULL },
	{ "CODE", "code", false, format_code },
	{ 0 }
};

static int type_codes(struct ctl *ctl, const struct args *args)
{
	const struct media_code *code;
	struct json_object *object;
	struct listing listing;

	(void)args;
	listing_begin(&listing, ctl, code_columns);
	for (code = media_codes(); code->name; code++) {
		object = json_object_new_object();
		json_object_object_add(object, "name",
				       json_object_new_string(code->name));
		json_object_object_add(object, "code",
				       json_object_new_int64(code->code));
		listing_add(object, &listing);
	}
	return listing_end(&listing, CTL_OK, "");
}

/* The beginning of a GUID, which may begin with zeros, has more digits. */
#define CODE_DIGITS	3

/*
 * RSM's code of a media type, in decimal or with 0x; *@is says whether it is
 * one. C would take 056 for 46, and people for 56 or 0x56; newer C would take 0b00
 * for a number, too, and it is how a GUID may begin.
 */
static int parse_code(const char *typed, uint32_t *code, bool *is)
{
	const size_t digits = strspn(typed, "0123456789");
	const bool zero = *typed == '0' && digits > 1;
	const bool hex = *typed == '0' && (typed[1] == 'x' || typed[1] == 'X');
	unsigned long number;
	char *end;

	*is = false;
	if (zero && digits <= CODE_DIGITS && !typed[digits]) {
		number = strtoul(typed, NULL, 10);
		return usage("a code does not begin with a zero: write 0x%lu if \"ntmsctl type codes\" has it so, or %lu for the decimal number",
			     number, number);
	}
	if (!digits || zero)
		return CTL_OK;
	number = strtoul(typed, &end, hex ? 16 : 10);
	*is = !*end && number <= UINT8_MAX;
	*code = *is ? (uint32_t)number : 0;
	return CTL_OK;
}

/* A type of whose kind there may be none yet has no GUID, but a code. */
static int resolve_type(struct ctl *ctl, const char *typed,
			struct ntms_guid *id, uint32_t *code)
{
	const struct media_code *known = media_code_named(typed);
	bool is = known;
	int exit_code = CTL_OK;

	memset(id, 0, sizeof(*id));
	*code = known ? known->code : 0;
	if (!known)
		exit_code = parse_code(typed, code, &is);
	return exit_code || is ? exit_code : resolve_media_type(ctl, typed, id);
}

/* What the reason alone would leave the reader to guess */
static const char *type_why(uint32_t reason)
{
	switch (reason) {
	case NTMS_REASON_INVALID_MEDIA:
		return "there is no such media type";
	case NTMS_REASON_NOT_EMPTY:
		return "it holds cartridges of that type";
	default:
		return NULL;
	}
}

static const char *type_next(uint32_t reason, const char *library)
{
	switch (reason) {
	case NTMS_REASON_ACCESS_DENIED:
		return text("It takes the right to modify the library: ntmsctl acl show %s",
			    text_quote(library));
	case NTMS_REASON_INVALID_LIBRARY:
		return "The offline library holds cartridges of all types, and is not told of which";
	case NTMS_REASON_INVALID_MEDIA:
		return "See which there can be: ntmsctl type codes";
	case NTMS_REASON_NOT_EMPTY:
		return text("See which: ntmsctl media list --library %s",
			    text_quote(library));
	default:
		return NULL;
	}
}

/* What the library supports now, as JSON, or what happened. */
static int tell_types(struct ctl *ctl, const struct ntms_guid *library,
		      const char *happened)
{
	if (ctl->json)
		return list_media_types(ctl, library, "");
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
		return fail_why(ctl, reason, type_why(reason),
				type_next(reason, name),
				"library \"%s\" cannot support \"%s\"", name,
				text_clean(args->operands[0]));
	return tell_types(ctl, &library,
			  text("Library \"%s\" supports %s.", name,
			       name_of(ctl, NTMS_TYPE_MEDIA_TYPE, &id)));
}

/* The type of a code, of which there has to be one */
static int type_of_code(struct ctl *ctl, const char *typed, uint32_t number,
			struct ntms_guid *id)
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
				 "there is no media type \"%s\"",
				 text_clean(typed));
	return CTL_OK;
}

static int type_delete(struct ctl *ctl, const struct args *args)
{
	struct ntms_media_type_info info;
	struct ntms_guid id, library;
	uint32_t number, reason;
	const char *name, *type;
	bool gone;
	int code;

	code = resolve_type(ctl, args->operands[0], &id, &number);
	if (!code && ntms_guid_is_null(&id))
		code = type_of_code(ctl, args->operands[0], number, &id);
	if (!code)
		code = resolve_library(ctl, args->operands[1], &library);
	if (code)
		return code;
	name = name_of(ctl, NTMS_TYPE_LIBRARY, &library);
	type = name_of(ctl, NTMS_TYPE_MEDIA_TYPE, &id);
	if (ntms_delete_media_type(ctl->session, &id, &library, &reason))
		return fail_why(ctl, reason, type_why(reason),
				type_next(reason, name),
				"library \"%s\" cannot be without %s", name,
				type);
	gone = ntms_get_media_type(ctl->session, &id, &info, &reason) &&
	       reason == NTMS_REASON_OBJECT_NOT_FOUND;
	return tell_types(ctl, &library,
			  text("Library \"%s\" no longer supports %s.%s", name,
			       type, gone ?
			       " Nothing else is of that type: it is gone, with its pools in free, unrecognized and import." :
			       ""));
}

static const char *change_next(struct ctl *ctl, uint32_t reason,
			       const struct ntms_guid *medium,
			       const struct ntms_guid *pool)
{
	switch (reason) {
	case NTMS_REASON_ACCESS_DENIED:
		return "It takes the right to modify both pools and the computer: ntmsctl acl show computer";
	case NTMS_REASON_MEDIA_INCOMPATIBLE:
		return "The types must have the same number of sides, and cleaning cartridges stay what they are: ntmsctl type list";
	default:
		return way_next(ctl, reason, medium, pool);
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
		return fail(ctl, reason, change_next(ctl, reason, &medium, &pool),
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
		.verb = "codes",
		.summary = "List the media types that there can be, and RSM's codes",
		.run = type_codes,
	}, {
		.verb = "add",
		.operands = "TYPE LIBRARY",
		.summary = "Let a library support a media type: its name, or RSM's code (0x56)",
		.least = 2,
		.most = 2,
		.words = { WORDS_MEDIA_CODE, WORDS_LIBRARY },
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
