// SPDX-License-Identifier: GPL-2.0
/*
 * ntmsctl monitor: what happens, as it happens.
 */
#include "ctl.h"

#include <stdio.h>
#include <time.h>

/* In the order of MONITOR_KINDS, which completion offers. */
static const struct {
	const char *word;
	uint32_t type;
} kinds[] = {
	{ "cartridge", NTMS_TYPE_MEDIUM },
	{ "side", NTMS_TYPE_SIDE },
	{ "pool", NTMS_TYPE_POOL },
	{ "library", NTMS_TYPE_LIBRARY },
	{ "drive", NTMS_TYPE_DRIVE },
	{ "slot", NTMS_TYPE_SLOT },
	{ "port", NTMS_TYPE_PORT },
	{ "media-type", NTMS_TYPE_MEDIA_TYPE },
	{ "computer", NTMS_TYPE_COMPUTER },
	{ "lmid", NTMS_TYPE_LOGICAL_MEDIUM },
	{ "request", NTMS_TYPE_OPERATOR_REQUEST },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* The bits of the words that were given; without any, of all kinds. */
static int chosen_types(const struct args *args, uint32_t *types)
{
	size_t k;
	int i;

	*types = args->count ? 0 : NTMS_TYPES_ALL;
	for (i = 0; i < args->count; i++) {
		for (k = 0; k < KINDS; k++)
			if (!strcmp(kinds[k].word, args->operands[i]))
				break;
		if (k == KINDS)
			return usage("there is no kind \"%s\"; the kinds are %s",
				     text_clean(args->operands[i]),
				     MONITOR_KINDS);
		*types |= NTMS_TYPE_BIT(kinds[k].type);
	}
	return CTL_OK;
}

static const char *kind_word(uint32_t type)
{
	size_t k;

	for (k = 0; k < KINDS; k++)
		if (kinds[k].type == type)
			return kinds[k].word;
	return ntms_type_name(type);
}

/* For people, and the keys of JSON */
static const char *operation_word(uint32_t operation, bool json)
{
	switch (operation) {
	case NTMS_OPERATION_UPDATE:
		return json ? "update" : "changed";
	case NTMS_OPERATION_INSERT:
		return json ? "insert" : "new";
	case NTMS_OPERATION_DELETE:
		return json ? "delete" : "gone";
	case NTMS_OPERATION_COMPLETE:
		return json ? "complete" : "done";
	default:
		return "unknown";
	}
}

static char *time_now(bool utc)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return text_time((uint64_t)now.tv_sec * 1000000000 +
			 (uint64_t)now.tv_nsec, utc);
}

static struct json_object *new_line(const char *operation)
{
	struct json_object *line = json_object_new_object();

	json_object_object_add(line, "time",
			       json_object_new_string(time_now(true)));
	json_object_object_add(line, "operation",
			       json_object_new_string(operation));
	return line;
}

/* In one line, so that a program can read them one by one. */
static void print_line(struct json_object *line)
{
	puts(json_object_to_json_string_ext(line, JSON_C_TO_STRING_PLAIN |
					    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(line);
}

static void print_json(const struct ntms_event *event, const char *name)
{
	struct json_object *line;

	line = new_line(operation_word(event->operation, true));
	json_object_object_add(line, "kind",
			       json_object_new_string(kind_word(event->type)));
	json_object_object_add(line, "id",
			       json_object_new_string(text_guid(&event->id)));
	json_object_object_add(line, "name", json_object_new_string(name));
	json_object_object_add(line, "request_state",
			       event->type != NTMS_TYPE_OPERATOR_REQUEST ? NULL :
			       json_object_new_string(ntms_request_state_name(
							      event->state)));
	json_object_object_add(line, "number",
			       json_object_new_uint64(event->number));
	print_line(line);
}

static void print_event(struct ctl *ctl, const struct ntms_event *event)
{
	const char *name;

	/* It may just have been given another name. */
	names_free(ctl);
	name = name_of(ctl, event->type, &event->id);
	if (ctl->json)
		print_json(event, name);
	else if (event->type == NTMS_TYPE_OPERATOR_REQUEST)
		printf("%s  %-7s  %-10s  %s (%s)\n", time_now(false),
		       operation_word(event->operation, false),
		       kind_word(event->type), name,
		       ntms_request_state_name(event->state));
	else
		printf("%s  %-7s  %-10s  %s\n", time_now(false),
		       operation_word(event->operation, false),
		       kind_word(event->type), name);
}

static void print_loss(struct ctl *ctl)
{
	if (ctl->json)
		print_line(new_line("lost"));
	else
		printf("%s  lost     some of what happened; \"ntmsctl status\" shows how things are now\n",
		       time_now(false));
}

/* Until the output cannot be written, or there is nothing more to hear. */
static uint32_t follow(struct ctl *ctl, struct ntms_notification *notification)
{
	struct ntms_event event;
	size_t mark = text_mark();
	uint32_t reason;
	int err;

	do {
		err = ntms_notification_wait(notification, NTMS_DEADLINE_NEVER,
					     &event, &reason);
		if (!err)
			print_event(ctl, &event);
		else if (reason == NTMS_REASON_NO_DATA)
			print_loss(ctl);
		text_release(mark);
	} while (!fflush(stdout) && !err);
	return reason;
}

static int monitor_run(struct ctl *ctl, const struct args *args)
{
	struct ntms_notification *notification;
	uint32_t types, reason;
	int code;

	code = chosen_types(args, &types);
	if (code)
		return code;
	do {
		if (ntms_notification_open(types, &notification, &reason))
			return fail(ctl, reason,
				    reason != NTMS_REASON_NOT_CONNECTED ? NULL :
				    "Run it in the initial network namespace: no other has the module's netlink family",
				    "cannot listen to what happens");
		/* Who waits for this line misses nothing from then on. */
		fputs("Listening; interrupt it to end.\n", stderr);
		reason = follow(ctl, notification);
		ntms_notification_close(notification);
	} while (reason == NTMS_REASON_NO_DATA && !ferror(stdout));
	/* main() says that the output could not be written. */
	if (ferror(stdout))
		return CTL_OK;
	return fail(ctl, reason, NULL, "cannot listen to what happens");
}

static const struct command commands[] = {
	{
		.operands = "[KIND...]",
		.summary = "Show what happens to objects, as it happens",
		.most = -1,
		.words = { WORDS_KIND },
		.run = monitor_run,
	},
	{ 0 }
};

const struct area area_monitor = {
	.name = "monitor",
	.summary = "What happens, as it happens",
	.commands = commands,
};
