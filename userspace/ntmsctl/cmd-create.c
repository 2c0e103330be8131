// SPDX-License-Identifier: GPL-2.0
/*
 * ntmsctl media create.
 */
#include "ctl.h"

#include <stdio.h>

/* The part of a list that begins there; *at goes behind it, NULL at the end. */
static const char *next_part(const char **at)
{
	const char *begin = *at, *comma = strchr(begin, ',');

	*at = comma ? comma + 1 : NULL;
	return comma ? text("%.*s", (int)(comma - begin), begin) : begin;
}

static bool parse_state(const char *typed, uint32_t *state)
{
	for (*state = NTMS_SIDE_UNKNOWN; *state <= NTMS_SIDE_RESERVED; ++*state)
		if (!strcmp(ntms_side_state_name(*state), typed))
			return true;
	return false;
}

static int parse_states(const struct args *args,
			struct ntms_medium_create *create)
{
	const char *at = args_value(args, "state"), *typed;
	uint32_t i;

	for (i = 0; at; i++) {
		typed = next_part(&at);
		if (i == create->side_count)
			return usage("--state has a state too many: such a cartridge has %s",
				     text_count(create->side_count, "side",
						"sides"));
		if (!parse_state(typed, &create->sides[i].side_state))
			return usage("there is no state \"%s\"",
				     text_clean(typed));
	}
	return CTL_OK;
}

static int parse_guid(const char *option, const char *typed,
		      struct ntms_guid *id)
{
	if (ntms_guid_parse(typed, id))
		return usage("--%s cannot be \"%s\": it is a GUID", option,
			     text_clean(typed));
	return CTL_OK;
}

/* One for each side that has an owner, in their order */
static int parse_lmids(const struct args *args,
		       struct ntms_medium_create *create)
{
	const char *at = args_value(args, "lmid");
	int code = CTL_OK;
	uint32_t i;

	for (i = 0; at && !code && i < create->side_count; i++) {
		if (create->sides[i].side_state != NTMS_SIDE_ALLOCATED &&
		    create->sides[i].side_state != NTMS_SIDE_COMPLETE)
			continue;
		code = parse_guid("lmid", next_part(&at),
				  &create->sides[i].logical_medium);
	}
	if (at && !code)
		return usage("--lmid has more LMIDs than there are sides that are allocated or complete");
	return code;
}

/* What follows from the pool: the number of sides, and how they are */
static int take_pool(struct ctl *ctl, const char *name,
		     struct ntms_medium_create *create)
{
	struct ntms_media_type_info type;
	struct ntms_pool_info pool;
	uint32_t reason, i;
	int code;

	code = resolve_pool(ctl, name, &create->pool);
	if (code)
		return code;
	if (ntms_get_pool(ctl->session, &create->pool, &pool, &reason))
		return fail(ctl, reason, NULL, "cannot read pool \"%s\"",
			    text_clean(name));
	if (pool.flags & NTMS_POOL_CONTAINER)
		return fail_name(ctl, "See what is in it: ntmsctl pool tree",
				 "\"%s\" is a pool of pools and holds no cartridges",
				 name_of(ctl, NTMS_TYPE_POOL, &create->pool));
	if (ntms_get_media_type(ctl->session, &pool.media_type, &type, &reason))
		return fail(ctl, reason, NULL,
			    "cannot read the media type of pool \"%s\"",
			    text_clean(name));
	create->side_count = type.sides < NTMS_SIDES_MAX ? type.sides :
							   NTMS_SIDES_MAX;
	for (i = 0; i < create->side_count; i++)
		create->sides[i].side_state =
			pool.pool_type == NTMS_POOL_IMPORT ?
			NTMS_SIDE_IMPORT : NTMS_SIDE_AVAILABLE;
	return CTL_OK;
}

static int parse(struct ctl *ctl, const struct args *args,
		 struct ntms_medium_create *create)
{
	const char *barcode = args_value(args, "barcode");
	const char *guid = args_value(args, "guid");
	int code = take_pool(ctl, args->operands[0], create);

	if (!code && barcode)
		code = set_string(create->barcode, sizeof(create->barcode),
				  "barcode", barcode);
	if (!code)
		code = args_owner(args, &create->owner);
	if (!code)
		code = parse_states(args, create);
	if (!code)
		code = parse_lmids(args, create);
	if (!code && guid)
		code = parse_guid("guid", guid, &create->medium);
	return code;
}

static const char *create_next(uint32_t reason,
			       const struct ntms_medium_create *create)
{
	switch (reason) {
	case NTMS_REASON_INVALID_MEDIA:
		return *create->barcode ?
			text("See which has that barcode: ntmsctl media list --barcode %s. It may be the GUID as well",
			     text_quote(create->barcode)) :
			"Something that is here has such a GUID";
	case NTMS_REASON_INVALID_MEDIA_POOL:
		return "It has to be an application pool, or one in import: ntmsctl pool list";
	case NTMS_REASON_INVALID_NAME:
		return "A barcode has at most 32 printable characters, and no blank at its ends";
	case NTMS_REASON_INVALID_PARAMETER:
		return "A GUID has to be one that ntms made, and is not to make any more";
	case NTMS_REASON_INVALID_STATE:
		return "In import all sides are import; elsewhere a reserved one needs an allocated one beside it";
	default:
		return NULL;
	}
}

/* The reasons speak of cartridges that there are. */
static const char *create_why(uint32_t reason)
{
	switch (reason) {
	case NTMS_REASON_INVALID_MEDIA:
		return "it is known already";
	case NTMS_REASON_INVALID_STATE:
		return "its sides cannot be so in that pool";
	default:
		return NULL;
	}
}

int media_create(struct ctl *ctl, const struct args *args)
{
	struct ntms_medium_create create = { 0 };
	struct ntms_medium_info info = { 0 };
	struct json_object *object;
	uint32_t reason, mask = 0;
	int code;

	code = parse(ctl, args, &create);
	if (!code)
		code = set_header(args, false, &info.header, &mask);
	if (code)
		return code;
	if (ntms_create_medium(ctl->session, &create, &reason))
		return fail_why(ctl, reason, create_why(reason),
				create_next(reason, &create),
				"cannot register a cartridge in pool \"%s\"",
				name_of(ctl, NTMS_TYPE_POOL, &create.pool));
	if (mask && ntms_set_object(ctl->session, NTMS_TYPE_MEDIUM,
				    &create.medium, mask, &info, sizeof(info),
				    &reason))
		return fail(ctl, reason, "It is registered; name it with: ntmsctl media set",
			    "cannot name cartridge %s",
			    text_guid(&create.medium));
	object = describe(ctl, NTMS_TYPE_MEDIUM, &create.medium, &reason);
	if (!object)
		return fail(ctl, reason, NULL, "cannot read cartridge %s",
			    text_guid(&create.medium));
	if (ctl->json) {
		json_print(object);
		return CTL_OK;
	}
	printf("Registered cartridge \"%s\" in pool \"%s\": %s.\n",
	       name_of(ctl, NTMS_TYPE_MEDIUM, &create.medium),
	       json_object_get_string(json_at(object, "pool.name")),
	       format_sides(json_at(object, "sides")));
	json_object_put(object);
	return CTL_OK;
}
