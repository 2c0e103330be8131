// SPDX-License-Identifier: GPL-2.0
/*
 * ntmsctl allocate and deallocate.
 */
#include "ctl.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

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

static const char *allocate_next(struct ctl *ctl,
				 const struct ntms_allocate *allocate,
				 uint32_t reason)
{
	switch (reason) {
	case NTMS_REASON_MEDIA_UNAVAILABLE:
	case NTMS_REASON_TIMEOUT:
	case NTMS_REASON_ACCESS_DENIED:
	case NTMS_REASON_RESOURCE_DISABLED:
	case NTMS_REASON_MEDIA_OFFLINE:
	case NTMS_REASON_MEDIA_INCOMPATIBLE:
		return explain_next(ctl, allocate);
	case NTMS_REASON_CANCELLED:
		return text("See why it had to ask an operator: ntmsctl why '%s'",
			    name_of(ctl, NTMS_TYPE_POOL, &allocate->pool));
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

/**
 * struct watch - a look from beside at an allocation that waits
 * @ctl: run
 * @allocate: the allocation
 * @request: its operator request, once it was found
 */
struct watch {
	struct ctl *ctl;
	const struct ntms_allocate *allocate;
	struct ntms_guid request;
};

static bool is_ours(const struct watch *watch,
		    const struct ntms_request_info *info)
{
	return info->flags & NTMS_REQUEST_OF_CALL &&
	       info->uid == geteuid() &&
	       info->deadline == watch->allocate->deadline &&
	       info->options == watch->allocate->options &&
	       ntms_guid_equal(&info->arg1, &watch->allocate->pool);
}

/*
 * Which request is this call's? With the process it is certain; in another PID
 * namespace its number is another one there, and the deadline tells.
 */
static bool find_request(struct watch *watch, struct ntms_request_info *info)
{
	struct ntms_session *session = watch->ctl->session;
	struct ntms_request_info other;
	struct ntms_guid *ids;
	bool found = false;
	size_t count, i;

	if (!ntms_guid_is_null(&watch->request) &&
	    !ntms_get_request(session, &watch->request, info, NULL))
		return true;
	if (ntms_list_requests(session, &ids, &count, NULL))
		return false;
	for (i = 0; i < count; i++) {
		if (ntms_get_request(session, &ids[i], &other, NULL) ||
		    !is_ours(watch, &other) ||
		    (found && other.pid != (uint32_t)getpid()))
			continue;
		*info = other;
		watch->request = ids[i];
		found = true;
	}
	free(ids);
	return found;
}

static const char *how_far(uint32_t state)
{
	switch (state) {
	case NTMS_REQUEST_ACTIVE:
		return "operators have been shown";
	case NTMS_REQUEST_IN_PROGRESS:
		return "an operator is at";
	default:
		return "operators are asked by";
	}
}

/* Who was asked, how far it is, how long it may still last. */
static void watch_look(void *arg, struct progress_view *view)
{
	struct watch *watch = arg;
	const char *left = text_left(watch->allocate->deadline);
	struct ntms_request_info info;

	view->now = left ? text("%s left", left) : text("no limit");
	if (find_request(watch, &info))
		view->line = text("Waiting for a cartridge for pool \"%s\": %s request %s.",
				  name_of(watch->ctl, NTMS_TYPE_POOL,
					  &watch->allocate->pool),
				  how_far(info.request_state),
				  text_guid_short(&watch->request));
}

static int allocate_run(struct ctl *ctl, const struct args *args)
{
	struct ntms_allocate allocate = { 0 };
	struct watch watch = { .ctl = ctl, .allocate = &allocate };
	char said[NTMS_MESSAGE_SIZE];
	const char *side, *pool;
	uint32_t reason;
	int code, err;

	code = parse_allocate(ctl, args, &allocate);
	if (code)
		return code;
	side = name_of(ctl, NTMS_TYPE_SIDE, &allocate.side);
	pool = name_of(ctl, NTMS_TYPE_POOL, &allocate.pool);
	progress_begin(text("Waiting for a cartridge for pool \"%s\"", pool),
		       watch_look, &watch);
	err = ntms_allocate_with_text(ctl->session, &allocate, said,
				      sizeof(said), &reason);
	progress_end();
	if (err)
		return fail_why(ctl, reason, reason == NTMS_REASON_TIMEOUT ?
				"the time ran out before a side was available" :
				refusal(reason, said),
				allocate_next(ctl, &allocate, reason),
				"cannot allocate %s%s%s from pool \"%s\"",
				side ? "side \"" : "a side",
				side ? side : "", side ? "\"" : "", pool);
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
