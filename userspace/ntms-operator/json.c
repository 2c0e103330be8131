// SPDX-License-Identifier: GPL-2.0
/*
 * What happens, one JSON object a line. The keys are documented in
 * ntms-operator(8).
 */
#include "operator.h"

#include <json-c/json.h>
#include <stdlib.h>

static void add(struct json_object *to, const char *key,
		struct json_object *value)
{
	if (json_object_object_add(to, key, value))
		die("there is not enough memory.");
}

/* Text of unknown origin; null if there is none. */
static void add_text(struct json_object *to, const char *key, const char *text)
{
	char *cleaned = clean(text);

	add(to, key, *cleaned ? json_object_new_string(cleaned) : NULL);
	free(cleaned);
}

static void add_lines(struct json_object *to, const char *key, const char *text)
{
	char *cleaned = clean_lines(text, "\n");

	add(to, key, *cleaned ? json_object_new_string(cleaned) : NULL);
	free(cleaned);
}

/* The text is freed. */
static void add_made(struct json_object *to, const char *key, char *text)
{
	add(to, key, text ? json_object_new_string(text) : NULL);
	free(text);
}

/* An object by its GUID and its name. */
static void add_named(struct json_object *to, const char *key,
		      const struct ntms_guid *guid, const char *name)
{
	struct json_object *object = NULL;

	if (!ntms_guid_is_null(guid)) {
		object = json_object_new_object();
		add_made(object, "id", guid_text(guid));
		add_text(object, "name", name);
	}
	add(to, key, object);
}

static void add_time(struct json_object *to, const char *key, uint64_t real)
{
	add_made(to, key, real ? time_utc(real) : NULL);
}

static void add_deadline(struct json_object *to, const struct request *request)
{
	uint64_t now = now_monotonic();

	if (request->deadline == NTMS_DEADLINE_NEVER) {
		add(to, "until", NULL);
		add(to, "seconds_left", NULL);
		return;
	}
	add_time(to, "until", deadline_real(request->deadline));
	add(to, "seconds_left",
	    json_object_new_int64(request->deadline <= now ? 0 : (int64_t)
				  ((request->deadline - now) / NSEC_PER_SEC)));
}

static struct json_object *describe(const struct request *request)
{
	struct json_object *object = json_object_new_object(), *who;
	char *user = user_name(request->uid);

	add_made(object, "id", guid_text(&request->id));
	add(object, "number", json_object_new_int64((int64_t)request->number));
	add(object, "again", !request->again ? NULL :
	    json_object_new_int64((int64_t)request->again));
	add_made(object, "task", request_task(request));
	add_text(object, "kind", ntms_request_kind_name(request->kind));
	add_text(object, "request_state", ntms_request_state_name(request->state));
	add(object, "of_call", json_object_new_boolean(
		request->flags & NTMS_REQUEST_OF_CALL));
	add(object, "new", json_object_new_boolean(request_wants_new(request)));
	add_text(object, "pool", request->pool);
	add_named(object, "media_type", &request->media_type_id,
		  request->media_type);
	add_text(object, "arg1_kind", request->object_type ?
		 ntms_type_name(request->object_type) : "");
	add_named(object, "arg1", &request->object_id, *request->object ?
		  request->object : request->pool);
	add_named(object, "arg2", &request->library_id, request->library);
	add_text(object, "application", request->application);
	add(object, "user", who = json_object_new_object());
	add(who, "uid", json_object_new_int64(request->uid));
	add_text(who, "name", user);
	add(object, "pid", json_object_new_int64(request->pid));
	add_text(object, "host", request->computer);
	add_time(object, "created", request->created);
	add_deadline(object, request);
	add_time(object, "finished", request->finished);
	add_lines(object, "message", request->message);
	add_lines(object, "answer", request->answer);
	free(user);
	return object;
}

static struct json_object *begin(const char *event)
{
	struct json_object *line = json_object_new_object();

	if (!line)
		die("there is not enough memory.");
	add_text(line, "event", event);
	add_time(line, "time", now_real());
	return line;
}

static void print(struct json_object *line)
{
	puts(json_object_to_json_string_ext(line, JSON_C_TO_STRING_PLAIN |
					    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(line);
}

static void json_request(enum happening what, const struct request *request,
			 enum outcome outcome)
{
	struct json_object *line = begin(happening_name(what));

	if (what == REQUEST_OVER)
		add_text(line, "outcome", outcome_name(outcome));
	add(line, "request", describe(request));
	print(line);
}

static void json_notice(enum notice what)
{
	print(begin(notice_name(what)));
}

const struct outlet json_outlet = {
	.request = json_request,
	.notice = json_notice,
};
