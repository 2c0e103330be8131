// SPDX-License-Identifier: GPL-2.0
/*
 * ntmsctl request: what operators are asked for, and their answers.
 */
#include "ctl.h"

#include <stdio.h>

static const struct column columns[] = {
	{ "REQUEST", "id", false, format_short },
	{ "STATE", "request_state", false, NULL },
	{ "ASKED", "created", false, format_age },
	{ "LEFT", "left", false, NULL },
	{ "USER", "user.name", false, NULL },
	{ "APPLICATION", "application", false, NULL },
	{ "WHAT TO DO", "task", false, NULL },
	{ 0 }
};

static const struct column lines[] = {
	{ "Request", "id", false, NULL },
	{ "What to do", "task", false, NULL },
	{ "Kind", "kind", false, NULL },
	{ "State", "request_state", false, NULL },
	{ "Message", "message", false, format_line },
	{ "Answer", "answer", false, format_line },
	{ "Media type", "media_type.name", false, NULL },
	{ "Asked at", "created", false, format_time },
	{ "Answered at", "finished", false, format_time },
	{ "An allocation waits", "of_call", false, NULL },
	{ "Time left", "left", false, NULL },
	{ "It gives up at", "until", false, format_time },
	{ "Application", "application", false, NULL },
	{ "User", "user.name", false, NULL },
	{ "Process", "pid", false, NULL },
	{ 0 }
};

/* For people: how long it is; nothing if no call waits. */
static void add_left(struct json_object *object)
{
	struct json_object *left = json_at(object, "seconds_left");
	char *span = NULL;

	if (left)
		span = text_span(json_object_get_uint64(left));
	else if (json_object_get_boolean(json_at(object, "of_call")))
		span = text("no limit");
	json_object_object_add(object, "left",
			       span ? json_object_new_string(span) : NULL);
}

static void list_add(struct json_object *object, void *arg)
{
	struct listing *listing = arg;

	if (listing->table)
		add_left(object);
	listing_add(object, arg);
}

static int list_run(struct ctl *ctl, const struct args *args)
{
	struct listing listing;

	(void)args;
	listing_begin(&listing, ctl, columns);
	return listing_end(&listing,
			   describe_all(ctl, NTMS_TYPE_OPERATOR_REQUEST, NULL,
					list_add, &listing),
			   "Nothing is asked of an operator.");
}

static bool is_answered(struct json_object *object)
{
	const char *state;

	state = json_object_get_string(json_at(object, "request_state"));
	return !strcmp(state, "refused") || !strcmp(state, "complete");
}

static int show_run(struct ctl *ctl, const struct args *args)
{
	struct json_object *object;
	struct ntms_guid id;
	uint32_t reason;
	int code;

	code = resolve_request(ctl, args->operands[0], &id);
	if (code)
		return code;
	object = describe(ctl, NTMS_TYPE_OPERATOR_REQUEST, &id, &reason);
	if (!object)
		return fail(ctl, reason, NULL, "cannot read operator request %s",
			    text_guid_short(&id));
	if (ctl->json) {
		json_print(object);
		return CTL_OK;
	}
	add_left(object);
	list_print(lines, object);
	if (!is_answered(object))
		printf("\nTo answer it:\n  ntmsctl request satisfy %s\n  ntmsctl request refuse %s \"WHY\"\n",
		       text_guid_short(&id), text_guid_short(&id));
	json_object_put(object);
	return CTL_OK;
}

static const char *answer_next(const struct ntms_guid *id, uint32_t reason)
{
	switch (reason) {
	case NTMS_REASON_OBJECT_NOT_FOUND:
		return "It has gone: somebody else answered it, or the allocation that waited for it has ended. See what there is: ntmsctl request list";
	case NTMS_REASON_INVALID_STATE:
		return text("See how far it is and what was answered: ntmsctl request show %s",
			    text_guid_short(id));
	case NTMS_REASON_ACCESS_DENIED:
		return "To answer it takes control of the computer, and modify to delete what was answered: run it as root, or as who was given that (ntmsctl acl show computer). Who submitted a request may refuse and delete it";
	case NTMS_REASON_INVALID_NAME:
		return text("The text has at most %d bytes of UTF-8",
			    NTMS_MESSAGE_SIZE - 1);
	default:
		return NULL;
	}
}

static int answer_one(struct ctl *ctl, const char *name, uint32_t state,
		      const char *said)
{
	static const char *const verbs[] = {
		[NTMS_REQUEST_IN_PROGRESS] = "take on",
		[NTMS_REQUEST_REFUSED] = "refuse",
		[NTMS_REQUEST_COMPLETE] = "satisfy",
	};
	struct ntms_request_info info;
	struct ntms_guid id;
	uint32_t reason;
	int code;

	code = resolve_request(ctl, name, &id);
	if (code)
		return code;
	/* An allocation's request is gone a moment after the answer. */
	if (ntms_get_request(ctl->session, &id, &info, &reason))
		return fail(ctl, reason, answer_next(&id, reason),
			    "cannot read operator request %s",
			    text_guid_short(&id));
	if (ntms_answer_request(ctl->session, &id, state, said, &reason))
		return fail(ctl, reason, answer_next(&id, reason),
			    "cannot %s operator request %s", verbs[state],
			    text_guid_short(&id));
	if (ctl->json)
		return CTL_OK;
	printf("Request %s is %s: %s.\n", text_guid_short(&id),
	       state == NTMS_REQUEST_COMPLETE ? "satisfied" :
	       state == NTMS_REQUEST_REFUSED ? "refused" : "yours",
	       describe_task(ctl, &info));
	return CTL_OK;
}

/* The requests that were answered or deleted, as JSON. */
static void print_done(struct ctl *ctl, const char *key, int count)
{
	struct json_object *object;

	if (!ctl->json)
		return;
	object = json_object_new_object();
	json_object_object_add(object, key, json_object_new_int(count));
	json_print(object);
}

static int answer_all(struct ctl *ctl, const struct args *args, int count,
		      uint32_t state, const char *said, const char *key)
{
	int code = CTL_OK, i;

	for (i = 0; !code && i < count; i++)
		code = answer_one(ctl, args->operands[i], state, said);
	if (!code)
		print_done(ctl, key, count);
	return code;
}

static int satisfy_run(struct ctl *ctl, const struct args *args)
{
	return answer_all(ctl, args, args->count, NTMS_REQUEST_COMPLETE,
			  args_value(args, "text"), "satisfied");
}

static int take_run(struct ctl *ctl, const struct args *args)
{
	return answer_all(ctl, args, args->count, NTMS_REQUEST_IN_PROGRESS,
			  NULL, "taken");
}

static int refuse_run(struct ctl *ctl, const struct args *args)
{
	return answer_all(ctl, args, 1, NTMS_REQUEST_REFUSED,
			  args->count > 1 ? args->operands[1] : NULL,
			  "refused");
}

static int delete_run(struct ctl *ctl, const struct args *args)
{
	struct ntms_guid id;
	uint32_t reason;
	int code, i;

	for (i = 0; i < args->count; i++) {
		code = resolve_request(ctl, args->operands[i], &id);
		if (code)
			return code;
		if (ntms_delete_request(ctl->session, &id, &reason))
			return fail(ctl, reason,
				    reason == NTMS_REASON_INVALID_STATE ?
				    text("It was not answered yet. To refuse it: ntmsctl request refuse %s \"WHY\"",
					 text_guid_short(&id)) :
				    answer_next(&id, reason),
				    "cannot delete operator request %s",
				    text_guid_short(&id));
		if (!ctl->json)
			printf("Deleted request %s.\n", text_guid_short(&id));
	}
	print_done(ctl, "deleted", args->count);
	return CTL_OK;
}

/* ---- waiting for an answer */

struct watch {
	struct ctl *ctl;
	const struct ntms_guid *id;
	uint64_t deadline;
};

static void watch_look(void *arg, struct progress_view *view)
{
	const struct watch *watch = arg;
	const char *left = text_left(watch->deadline);
	struct ntms_request_info info;

	if (left)
		view->now = text("%s left", left);
	if (!ntms_get_request(watch->ctl->session, watch->id, &info, NULL))
		view->line = text("Waiting for the answer to request %s, which is %s.",
				  text_guid_short(watch->id),
				  ntms_request_state_name(info.request_state));
}

static int parse_deadline(const struct args *args, struct ntms_request_wait *wait)
{
	const char *typed = args_value(args, "timeout");
	uint32_t milliseconds = NTMS_TIMEOUT_INFINITE;

	if (typed && !text_duration(typed, &milliseconds))
		return usage("\"%s\" is no time-out: say for example 500ms, 10s, 5m, 0 or infinite",
			     text_clean(typed));
	wait->deadline = ntms_deadline_in(milliseconds);
	if (!milliseconds)
		wait->flags = NTMS_REQUEST_F_NOWAIT;
	return CTL_OK;
}

static int wait_for(struct ctl *ctl, struct ntms_request_wait *wait)
{
	const char *name = text_guid_short(&wait->id);
	struct watch watch = { ctl, &wait->id, wait->deadline };
	struct json_object *object;
	const char *why = NULL, *what = text("Waiting for the answer to request %s",
					     name);
	uint32_t reason;
	int err;

	progress_begin(what, watch_look, &watch);
	err = ntms_wait_for_request(ctl->session, wait, &reason);
	progress_end();
	if (reason == NTMS_REASON_TIMEOUT)
		why = text("nobody has answered yet, it is %s",
			   ntms_request_state_name(wait->state));
	else if (err)
		why = refusal(reason, wait->text);
	if (err)
		return fail_why(ctl, reason, why,
				text("See how far it is: ntmsctl request show %s",
				     name),
				"operator request %s is not satisfied", name);
	if (!ctl->json) {
		printf("Request %s is satisfied%s%s.\n", name,
		       *wait->text ? ": " : "", text_line(wait->text));
		return CTL_OK;
	}
	object = json_object_new_object();
	json_object_object_add(object, "id",
			       json_object_new_string(text_guid(&wait->id)));
	json_object_object_add(object, "request_state",
			       json_object_new_string(ntms_request_state_name(wait->state)));
	json_object_object_add(object, "answer", !*wait->text ? NULL :
			       json_object_new_string(text_lines(wait->text)));
	json_print(object);
	return CTL_OK;
}

static int wait_run(struct ctl *ctl, const struct args *args)
{
	struct ntms_request_wait wait = { 0 };
	int code;

	code = parse_deadline(args, &wait);
	if (!code)
		code = resolve_request(ctl, args->operands[0], &wait.id);
	return code ? code : wait_for(ctl, &wait);
}

/* ---- submitting one */

/**
 * struct argument - an option of submit that names an object
 * @option: its name
 * @resolve: finds the object
 */
static const struct argument {
	const char *option;
	int (*resolve)(struct ctl *ctl, const char *name, struct ntms_guid *id);
} arguments[] = {
	{ "pool", resolve_pool },
	{ "library", resolve_library },
	{ "slot", resolve_slot },
	{ "drive", resolve_drive },
	{ "medium", resolve_medium },
};

#define ARGUMENTS (sizeof(arguments) / sizeof(arguments[0]))

/* Kinds by the words of the command line; what goes first, and what second. */
static const struct kind {
	const char *name;
	uint32_t kind;
	const char *first[4];
	const char *second;
	bool second_needed;
	const char *usage;
} kinds[] = {
	{ "new-media", NTMS_REQUEST_NEW_MEDIA, { "pool" }, "library", false,
	  "--pool POOL, and perhaps --library LIBRARY" },
	{ "cleaner", NTMS_REQUEST_CLEANER, { "library", "slot" }, NULL, false,
	  "--library LIBRARY or --slot SLOT" },
	{ "service", NTMS_REQUEST_DEVICE_SERVICE,
	  { "library", "drive", "medium" }, NULL, false,
	  "--library LIBRARY, --drive DRIVE or --medium CARTRIDGE" },
	{ "move-media", NTMS_REQUEST_MOVE_MEDIA, { "medium" }, "library", true,
	  "--medium CARTRIDGE and --library LIBRARY" },
	{ "message", NTMS_REQUEST_MESSAGE, { NULL }, NULL, false,
	  "--message TEXT and nothing else" },
};

static const struct kind *find_kind(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

static int resolve_argument(struct ctl *ctl, const struct args *args,
			    const char *option, struct ntms_guid *id)
{
	size_t i;

	for (i = 0; i < ARGUMENTS; i++)
		if (!strcmp(arguments[i].option, option))
			return arguments[i].resolve(ctl,
						    args_value(args, option),
						    id);
	return CTL_REFUSED;
}

/* Which of the options is the first argument? All others are one too many. */
static int choose_arguments(const struct args *args, const struct kind *kind,
			    const char **first)
{
	unsigned int given = 0, used;
	size_t i;

	*first = NULL;
	for (i = 0; i < ARGUMENTS; i++)
		given += args_value(args, arguments[i].option) != NULL;
	for (i = 0; kind->first[i]; i++)
		if (!*first && args_value(args, kind->first[i]))
			*first = kind->first[i];
	used = *first != NULL;
	if (kind->second && args_value(args, kind->second))
		used++;
	else if (kind->second_needed)
		used = 0;
	if (given != used || (kind->first[0] && !*first))
		return usage("a request of the kind %s takes %s", kind->name,
			     kind->usage);
	if (kind->kind == NTMS_REQUEST_MESSAGE && !args_value(args, "message"))
		return usage("a request of the kind message takes --message TEXT");
	return CTL_OK;
}

static int parse_submit(struct ctl *ctl, const struct args *args,
			struct ntms_request_submit *submit)
{
	const struct kind *kind = find_kind(args->operands[0]);
	const char *message = args_value(args, "message");
	const char *first;
	int code;

	if (!kind)
		return usage("there is no kind \"%s\" of request; it is one of: new-media cleaner service move-media message",
			     text_clean(args->operands[0]));
	submit->request = kind->kind;
	code = choose_arguments(args, kind, &first);
	if (!code && message)
		code = set_string(submit->message, sizeof(submit->message),
				  "message", message);
	if (!code && first)
		code = resolve_argument(ctl, args, first, &submit->arg1);
	if (!code && kind->second && args_value(args, kind->second))
		code = resolve_argument(ctl, args, kind->second, &submit->arg2);
	return code;
}

static const char *submit_next(uint32_t reason)
{
	switch (reason) {
	case NTMS_REASON_ACCESS_DENIED:
		return "It takes control of the pool or the library that it is about: run it as root, or as the owner of the pool";
	case NTMS_REASON_DATABASE_FULL:
		return "You have as many requests as one user may have. Delete what is answered: ntmsctl request list, ntmsctl request delete REQUEST";
	case NTMS_REASON_INVALID_NAME:
		return "The message must be text, without control characters";
	default:
		return NULL;
	}
}

static int submitted(struct ctl *ctl, const struct args *args,
		     const struct ntms_guid *id)
{
	struct ntms_request_info info;
	struct json_object *object;
	uint32_t reason;

	if (args_value(args, "quiet")) {
		puts(text_guid(id));
		return CTL_OK;
	}
	if (ctl->json) {
		object = describe(ctl, NTMS_TYPE_OPERATOR_REQUEST, id, &reason);
		if (!object)
			return fail(ctl, reason, NULL,
				    "cannot read operator request %s",
				    text_guid(id));
		json_print(object);
		return CTL_OK;
	}
	/* Who may submit one may see it, so this fails only if it is gone. */
	if (!ntms_get_request(ctl->session, id, &info, NULL))
		printf("Submitted request %s: %s.\nRequest: %s\n",
		       text_guid_short(id), describe_task(ctl, &info),
		       text_guid(id));
	return CTL_OK;
}

static int submit_run(struct ctl *ctl, const struct args *args)
{
	struct ntms_request_submit submit = { 0 };
	struct ntms_request_wait wait = { 0 };
	uint32_t reason;
	int code;

	code = parse_deadline(args, &wait);
	if (!code)
		code = parse_submit(ctl, args, &submit);
	if (code)
		return code;
	if (ntms_submit_request(ctl->session, &submit, &reason))
		return fail(ctl, reason, submit_next(reason),
			    "cannot submit a request of the kind %s",
			    ntms_request_kind_name(submit.request));
	if (!args_value(args, "wait") && !args_value(args, "timeout"))
		return submitted(ctl, args, &submit.id);
	if (!ctl->json) {
		code = submitted(ctl, args, &submit.id);
		fflush(stdout);
	}
	wait.id = submit.id;
	return code ? code : wait_for(ctl, &wait);
}

static int purge_run(struct ctl *ctl, const struct args *args)
{
	struct ntms_computer_info info;
	uint32_t reason, milliseconds;
	struct json_object *object;

	if (args->count) {
		if (!text_duration(args->operands[0], &milliseconds) ||
		    milliseconds == NTMS_TIMEOUT_INFINITE ||
		    milliseconds % 1000)
			return usage("\"%s\" is no time: say for example 0, 30s, 10m or 72h",
				     text_clean(args->operands[0]));
		if (ntms_set_request_purge(ctl->session, milliseconds / 1000,
					   &reason))
			return fail(ctl, reason, reason == NTMS_REASON_ACCESS_DENIED ?
				    "Run it as root" : NULL,
				    "cannot change how long requests are kept");
	}
	if (ntms_get_computer(ctl->session, &ctl->info.computer, &info, &reason))
		return fail(ctl, reason, NULL,
			    "cannot read how long requests are kept");
	if (ctl->json) {
		object = json_object_new_object();
		json_object_object_add(object, "request_purge",
				       json_object_new_int64(info.request_purge));
		json_print(object);
		return CTL_OK;
	}
	if (info.request_purge)
		printf("A request is forgotten %s after it was answered.\n",
		       text_span(info.request_purge));
	else
		puts("A request is forgotten as soon as it was answered.");
	return CTL_OK;
}

static const struct command commands[] = {
	{
		.verb = "list",
		.summary = "List what operators are asked for",
		.run = list_run,
	},
	{
		.verb = "show",
		.operands = "REQUEST",
		.summary = "Show all about a request",
		.least = 1,
		.most = 1,
		.words = { WORDS_REQUEST },
		.run = show_run,
	},
	{
		.verb = "take",
		.operands = "REQUEST...",
		.summary = "Say that you are at it",
		.least = 1,
		.most = -1,
		.words = { WORDS_REQUEST, WORDS_REQUEST },
		.run = take_run,
	},
	{
		.verb = "satisfy",
		.operands = "REQUEST...",
		.summary = "Say that what was asked for is done",
		.least = 1,
		.most = -1,
		.words = { WORDS_REQUEST, WORDS_REQUEST },
		.options = {
			{ "text", "TEXT", "what to tell who asked", WORDS_NONE,
			  NULL },
		},
		.run = satisfy_run,
	},
	{
		.verb = "refuse",
		.operands = "REQUEST [TEXT]",
		.summary = "Refuse a request, and tell who asked why",
		.least = 1,
		.most = 2,
		.words = { WORDS_REQUEST, WORDS_NONE },
		.run = refuse_run,
	},
	{
		.verb = "submit",
		.operands = "KIND",
		.summary = "Ask an operator: new-media, cleaner, service, move-media, message",
		.least = 1,
		.most = 1,
		.words = { WORDS_REQUEST_KIND },
		.options = {
			{ "pool", "POOL", "the pool that wants new media",
			  WORDS_POOL, NULL },
			{ "library", "LIBRARY", "the library that is meant, or where to bring it",
			  WORDS_LIBRARY, NULL },
			{ "slot", "SLOT", "the slot for a cleaning cartridge (L700:5)",
			  WORDS_NONE, NULL },
			{ "drive", "DRIVE", "the drive to look after",
			  WORDS_DRIVE, NULL },
			{ "medium", "CARTRIDGE", "the cartridge to bring, or to look after",
			  WORDS_MEDIUM, NULL },
			{ "message", "TEXT", "what to tell the operator",
			  WORDS_NONE, NULL },
			{ "wait", NULL, "return when it is answered",
			  WORDS_NONE, NULL },
			{ "timeout", "TIME", "wait no longer than this: 500ms, 10s, 5m, 1h, infinite",
			  WORDS_NONE, NULL },
			{ "quiet", NULL, "print the request's GUID and nothing else",
			  WORDS_NONE, NULL },
		},
		.run = submit_run,
	},
	{
		.verb = "wait",
		.operands = "REQUEST",
		.summary = "Wait until a request is answered",
		.least = 1,
		.most = 1,
		.words = { WORDS_REQUEST },
		.options = {
			{ "timeout", "TIME", "wait no longer than this: 500ms, 10s, 5m, 1h, infinite; 0 only looks",
			  WORDS_NONE, NULL },
		},
		.run = wait_run,
	},
	{
		.verb = "delete",
		.operands = "REQUEST...",
		.summary = "Forget requests that were answered",
		.least = 1,
		.most = -1,
		.words = { WORDS_REQUEST, WORDS_REQUEST },
		.run = delete_run,
	},
	{
		.verb = "purge",
		.operands = "[TIME]",
		.summary = "Show or set how long after the answer a request is forgotten",
		.most = 1,
		.run = purge_run,
	},
	{ 0 }
};

const struct area area_request = {
	.name = "request",
	.summary = "What operators are asked for, and their answers",
	.commands = commands,
};
