// SPDX-License-Identifier: GPL-2.0
/*
 * Operator requests, as they are known here.
 */
#include "operator.h"

#include <errno.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdlib.h>

#define STRINGS 8

/* Its strings, for what is done with all of them. */
static void strings_of(const struct request *request, char *const *list[STRINGS])
{
	char *const *all[STRINGS] = {
		&request->application, &request->message, &request->answer,
		&request->pool, &request->media_type, &request->object,
		&request->library, &request->computer,
	};

	memcpy(list, all, sizeof(all));
}

void request_init(struct request *request)
{
	memset(request, 0, sizeof(*request));
	request->deadline = NTMS_DEADLINE_NEVER;
	request->application = copy("");
	request->message = copy("");
	request->answer = copy("");
	request->pool = copy("");
	request->media_type = copy("");
	request->object = copy("");
	request->library = copy("");
	request->computer = copy("");
}

void request_destroy(struct request *request)
{
	char *const *strings[STRINGS];
	size_t i;

	strings_of(request, strings);
	for (i = 0; i < STRINGS; i++)
		free(*strings[i]);
	memset(request, 0, sizeof(*request));
}

bool request_same(const struct request *one, const struct request *other)
{
	char *const *a[STRINGS], *const *b[STRINGS];
	size_t i;

	strings_of(one, a);
	strings_of(other, b);
	for (i = 0; i < STRINGS; i++) {
		if (strcmp(*a[i], *b[i]))
			return false;
	}
	return one->state == other->state && one->flags == other->flags &&
		one->deadline == other->deadline &&
		one->finished == other->finished;
}

bool request_is_answered(const struct request *request)
{
	return request->state == NTMS_REQUEST_REFUSED ||
		request->state == NTMS_REQUEST_COMPLETE;
}

bool request_wants_new(const struct request *request)
{
	return request->flags & NTMS_REQUEST_OF_CALL &&
		request->options & NTMS_ALLOCATE_NEW;
}

char *request_task(const struct request *request)
{
	char *object = clean(request->object);
	char *media_type = clean(request->media_type);
	const char *what = request->object_type == NTMS_TYPE_MEDIUM ?
		"cartridge" : ntms_type_name(request->object_type);
	char *text;

	switch (request->kind) {
	case NTMS_REQUEST_NEW_MEDIA:
		text = format("bring a%s cartridge%s%s",
			      request_wants_new(request) ? " fresh" : "",
			      *media_type ? " of type " : "", media_type);
		break;
	case NTMS_REQUEST_CLEANER:
		text = format("bring a cleaning cartridge for %s %s", what,
			      object);
		break;
	case NTMS_REQUEST_DEVICE_SERVICE:
		text = format("look after %s %s", what, object);
		break;
	case NTMS_REQUEST_MOVE_MEDIA:
		text = format("bring %s %s", what, object);
		break;
	case NTMS_REQUEST_MESSAGE:
		text = copy("a message");
		break;
	default:
		text = format("something of kind %" PRIu32
			      ", which this version does not know",
			      request->kind);
	}
	free(object);
	free(media_type);
	return text;
}

char *user_name(uint32_t uid)
{
	struct passwd entry, *found = NULL;
	size_t size = 1024;
	char *buffer = allocate(size, 1);
	char *name;

	while (getpwuid_r(uid, &entry, buffer, size, &found) == ERANGE) {
		size *= 2;
		buffer = resize(buffer, size, 1);
	}
	name = found ? copy(entry.pw_name) : format("%" PRIu32, uid);
	free(buffer);
	return name;
}
