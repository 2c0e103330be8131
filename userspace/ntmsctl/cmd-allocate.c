// SPDX-License-Identifier: GPL-2.0
/*
 * ntmsctl allocate and deallocate.
 */
#include "ctl.h"

#include <stdio.h>
#include <stdlib.h>

static int parse_timeout(struct ctl *ctl, const struct args *args,
			 struct ntms_allocate *allocate)
{
	const char *typed = args_value(args, "timeout");
	uint32_t milliseconds = NTMS_TIMEOUT_INFINITE;

	if (typed && !text_duration(typed, &milliseconds))
		return usage("\"%s\" is no time-out: say for example 500ms, 10s, 5m, 0 or infinite",
			     text_clean(typed));
	ntms_timeout(ctl->session, milliseconds,
		     (uint64_t *)&allocate->deadline, &allocate->flags);
	if (args_value(args, "no-wait"))
		allocate->flags |= NTMS_ALLOCATE_F_NOWAIT;
	return CTL_OK;
}

static int parse_allocate(struct ctl *ctl, const struct args *args,
			  struct ntms_allocate *allocate)
{
	const char *next = args_value(args, "next");
	const char *side = args_value(args, "side");
	int code;

	if (next && args_value(args, "new"))
		return usage("--new and --next exclude each other");
	if (next && side)
		return usage("--next says which side: --side makes no sense with it");
	if (args_value(args, "new"))
		allocate->options |= NTMS_ALLOCATE_NEW;
	if (args_value(args, "error-if-unavailable"))
		allocate->options |= NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE;
	code = parse_timeout(ctl, args, allocate);
	if (!code)
		code = resolve_pool(ctl, args->operands[0], &allocate->pool);
	if (!code && side)
		code = resolve_side(ctl, side, &allocate->side);
	if (!code && next) {
		allocate->options |= NTMS_ALLOCATE_NEXT;
		code = resolve_lmid(ctl, next, &allocate->medium);
	}
	return code;
}

/* Cartridges in the pools below a system pool. */
static uint32_t count_below(struct ctl *ctl, const struct ntms_guid *root,
			    const struct ntms_guid *media_type, bool available)
{
	struct ntms_pool_info info;
	struct ntms_guid *ids;
	uint32_t number = 0;
	size_t count, i;

	if (ntms_list_objects(ctl->session, NTMS_TYPE_POOL, root, &ids, &count,
			      NULL))
		return 0;
	for (i = 0; i < count; i++)
		if (!ntms_get_pool(ctl->session, &ids[i], &info, NULL) &&
		    ntms_guid_equal(&info.media_type, media_type))
			number += available ? info.available : info.media;
	free(ids);
	return number;
}

/* Nothing to be had: where are cartridges that could be, and how to get them? */
static const char *unavailable_next(struct ctl *ctl, const struct ntms_guid *pool)
{
	const char *name = name_of(ctl, NTMS_TYPE_POOL, pool);
	struct ntms_pool_info info;
	uint32_t in_free, unknown;

	if (ntms_get_pool(ctl->session, pool, &info, NULL))
		return NULL;
	in_free = count_below(ctl, &ctl->info.free_pool, &info.media_type, true);
	unknown = count_below(ctl, &ctl->info.unrecognized_pool,
			      &info.media_type, false);
	if (in_free && !(info.allocation_policy & NTMS_POOL_FROMSCRATCH))
		return text("Free has %s, but \"%s\" does not draw from it. Change that: ntmsctl pool set '%s' --from-free",
			    text_count(in_free, "available side",
				       "available sides"), name, name);
	if (unknown)
		return text("Unrecognized has %s. If what is on them may be lost: ntmsctl media list --pool unrecognized, ntmsctl media move BARCODE free",
			    text_count(unknown, "cartridge", "cartridges"));
	return text("Put in a cartridge of type %s, or give one back: ntmsctl media allocated, ntmsctl deallocate LMID",
		    name_of(ctl, NTMS_TYPE_MEDIA_TYPE, &info.media_type));
}

/* A named side that cannot be had: its state says why. */
static const char *side_next(struct ctl *ctl, const struct ntms_guid *side)
{
	struct ntms_side_info info;
	const char *name;

	if (ntms_get_side(ctl->session, side, &info, NULL))
		return NULL;
	name = name_of(ctl, NTMS_TYPE_MEDIUM, &info.medium);
	if (info.side_state == NTMS_SIDE_UNRECOGNIZED)
		return text("It is unrecognized: nobody here knows what is on it. If that may be lost: ntmsctl media move %s free",
			    name);
	return text("It is %s. See who has it: ntmsctl media show %s, ntmsctl media allocated",
		    ntms_side_state_name(info.side_state), name);
}

static const char *allocate_next(struct ctl *ctl, const struct args *args,
				 const struct ntms_allocate *allocate,
				 uint32_t reason)
{
	switch (reason) {
	case NTMS_REASON_MEDIA_UNAVAILABLE:
	case NTMS_REASON_TIMEOUT:
		if (allocate->options & NTMS_ALLOCATE_NEXT)
			return "Its cartridge has no further side. Start another one: ntmsctl allocate POOL --new";
		if (args_value(args, "side"))
			return side_next(ctl, &allocate->side);
		return unavailable_next(ctl, &allocate->pool);
	case NTMS_REASON_INVALID_MEDIA_POOL:
		return "Only from an application pool that holds cartridges: ntmsctl pool list, ntmsctl pool create NAME --from-free";
	case NTMS_REASON_INVALID_MEDIA:
		if (allocate->options & NTMS_ALLOCATE_NEXT)
			return "--next wants the LMID that an allocation with --new gave: ntmsctl media allocated";
		return NULL;
	default:
		return NULL;
	}
}

static int allocated(struct ctl *ctl, const struct args *args,
		     const struct ntms_allocate *allocate)
{
	const struct ntms_guid *from = &allocate->allocated_from;
	struct json_object *object, *source;
	uint32_t reason;

	if (args_value(args, "quiet")) {
		puts(text_guid(&allocate->medium));
		return CTL_OK;
	}
	object = describe(ctl, NTMS_TYPE_LOGICAL_MEDIUM, &allocate->medium,
			  &reason);
	if (!object)
		return fail(ctl, reason, NULL, "cannot read logical medium %s",
			    text_guid(&allocate->medium));
	if (ctl->json) {
		source = json_object_new_object();
		json_object_object_add(source, "id",
				       json_object_new_string(text_guid(from)));
		json_object_object_add(source, "name",
				       json_object_new_string(
					       name_of(ctl, NTMS_TYPE_POOL,
						       from)));
		json_object_object_add(object, "allocated_from", source);
		json_print(object);
		return CTL_OK;
	}
	printf("Allocated side \"%s\" from pool \"%s\"",
	       json_object_get_string(json_at(object, "side.name")),
	       json_object_get_string(json_at(object, "pool.name")));
	if (!ntms_guid_equal(from, &allocate->pool))
		printf("; its cartridge came from pool \"%s\"",
		       name_of(ctl, NTMS_TYPE_POOL, from));
	printf(".\nLMID: %s\n", text_guid(&allocate->medium));
	json_object_put(object);
	return CTL_OK;
}

static int allocate_run(struct ctl *ctl, const struct args *args)
{
	struct ntms_allocate allocate = { 0 };
	const char *side;
	uint32_t reason;
	int code, err;

	code = parse_allocate(ctl, args, &allocate);
	if (code)
		return code;
	side = name_of(ctl, NTMS_TYPE_SIDE, &allocate.side);
	progress_begin(text("Waiting for a cartridge for pool \"%s\"",
			    name_of(ctl, NTMS_TYPE_POOL, &allocate.pool)));
	err = ntms_allocate_medium(ctl->session, &allocate, &reason);
	progress_end();
	if (err)
		return fail(ctl, reason,
			    allocate_next(ctl, args, &allocate, reason),
			    "cannot allocate %s%s%s from pool \"%s\"",
			    side ? "side \"" : "a side",
			    side ? side : "", side ? "\"" : "",
			    name_of(ctl, NTMS_TYPE_POOL, &allocate.pool));
	return allocated(ctl, args, &allocate);
}

static int deallocate_run(struct ctl *ctl, const struct args *args)
{
	const char *medium = args_value(args, "medium");
	struct ntms_logical_medium_info info;
	struct json_object *object;
	const char *side;
	struct ntms_guid lmid;
	uint32_t reason;
	int code;

	if (!medium == !args->count)
		return usage("say what to give back: an LMID, or --medium BARCODE");
	if (medium)
		code = resolve_lmid_of(ctl, medium, &lmid);
	else
		code = resolve_lmid(ctl, args->operands[0], &lmid);
	if (code)
		return code;
	/* Once it is gone nothing says which side it was. */
	if (ntms_get_logical_medium(ctl->session, &lmid, &info, &reason))
		return fail(ctl, reason, NULL, "cannot read logical medium %s",
			    text_guid(&lmid));
	side = name_of(ctl, NTMS_TYPE_SIDE, &info.side);
	if (ntms_deallocate_medium(ctl->session, &lmid, &reason))
		return fail(ctl, reason, NULL,
			    "cannot give back logical medium %s (side \"%s\")",
			    text_guid(&lmid), side);
	object = describe(ctl, NTMS_TYPE_MEDIUM, &info.medium, &reason);
	if (!object)
		return fail(ctl, reason, NULL, "cannot read cartridge \"%s\"",
			    name_of(ctl, NTMS_TYPE_MEDIUM, &info.medium));
	if (ctl->json) {
		json_print(object);
		return CTL_OK;
	}
	printf("Gave back side \"%s\". Its cartridge is in pool \"%s\": %s.\n",
	       side, json_object_get_string(json_at(object, "pool.name")),
	       format_sides(json_at(object, "sides")));
	json_object_put(object);
	return CTL_OK;
}

static const struct command allocate_commands[] = {
	{
		.operands = "POOL",
		.summary = "Allocate a side of a cartridge, and print its LMID",
		.least = 1,
		.most = 1,
		.words = { WORDS_POOL },
		.options = {
			{ "new", NULL, "of a cartridge that nobody else has a side of; reserve its other sides",
			  WORDS_NONE, NULL },
			{ "next", "LMID", "the next side of the cartridge of this LMID, which --new gave",
			  WORDS_LMID, NULL },
			{ "side", "SIDE", "this side (A00004L3, A00004L3:1); imports it if it is to be imported",
			  WORDS_SIDE, NULL },
			{ "timeout", "TIME", "how long to wait: 500ms, 10s, 5m, 1h, infinite; 0 is infinite too, see ntmsctl(8)",
			  WORDS_NONE, NULL },
			{ "error-if-unavailable", NULL, "do not wait, and ask no operator",
			  WORDS_NONE, NULL },
			{ "no-wait", NULL, "as if the time had run out already",
			  WORDS_NONE, NULL },
			{ "quiet", NULL, "print the LMID and nothing else",
			  WORDS_NONE, NULL },
		},
		.run = allocate_run,
	},
	{ 0 }
};

static const struct command deallocate_commands[] = {
	{
		.operands = "[LMID]",
		.summary = "Give back what an allocation returned",
		.least = 0,
		.most = 1,
		.words = { WORDS_LMID },
		.options = {
			{ "medium", "SIDE", "the allocated side of this cartridge (A00001L3, A00001L3:1) instead of an LMID",
			  WORDS_SIDE, NULL },
		},
		.run = deallocate_run,
	},
	{ 0 }
};

const struct area area_allocate = {
	.name = "allocate",
	.summary = "Allocate a side of a cartridge",
	.commands = allocate_commands,
};

const struct area area_deallocate = {
	.name = "deallocate",
	.summary = "Give back what was allocated",
	.commands = deallocate_commands,
};
