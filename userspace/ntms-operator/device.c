// SPDX-License-Identifier: GPL-2.0
/*
 * What is asked of /dev/ntms: answers, and what an operator has to know who
 * stands in front of a library. A session is opened for each and closed at once:
 * as long as one is open the module cannot be unloaded.
 */
#include "operator.h"

#include <stdlib.h>

/* Looking for advice must not take long, however much there is. */
#define CARTRIDGES_LOOKED_AT 512
#define CARTRIDGES_NAMED 4

static struct ntms_session *open_session(uint32_t *reason, int *err)
{
	struct ntms_session *session;

	*err = ntms_open(NULL, "ntms-operator", &session, reason);
	return session;
}

int device_answer(const struct ntms_guid *id, uint32_t state, const char *text,
		  uint32_t *reason)
{
	struct ntms_session *session;
	int err;

	session = open_session(reason, &err);
	if (!session)
		return err;
	err = ntms_answer_request(session, id, state, text, reason);
	ntms_close(session);
	return err;
}

/* ---- advice */

/* Names, as a list is read: "a, b and 3 more". */
struct names {
	char *first[CARTRIDGES_NAMED];
	size_t count;
};

static void names_add(struct names *names, const char *name)
{
	if (names->count < CARTRIDGES_NAMED)
		names->first[names->count] = clean(name);
	names->count++;
}

/* The list, or NULL if it is empty; the names are freed. */
static char *names_text(struct names *names)
{
	size_t shown = names->count < CARTRIDGES_NAMED ? names->count :
		CARTRIDGES_NAMED;
	size_t more = names->count - shown, i;
	struct string list;

	if (!shown)
		return NULL;
	string_begin(&list);
	for (i = 0; i < shown; i++) {
		bool last = !more && i && i + 1 == shown;

		fprintf(list.file, "%s%s", !i ? "" : last ? " or " : ", ",
			names->first[i]);
		free(names->first[i]);
	}
	if (more)
		fprintf(list.file, " or %zu more", more);
	return string_take(&list);
}

/* The cartridges of a pool that are on the shelf, or that are not. */
static void collect(struct ntms_session *session, const struct ntms_guid *pool,
		    const struct ntms_guid *media_type, bool online,
		    struct names *names)
{
	struct ntms_medium_info medium;
	struct ntms_iter *iter;
	struct ntms_guid id;
	unsigned int i;

	if (ntms_iter_new(session, NTMS_TYPE_MEDIUM, pool, &iter, NULL))
		return;
	for (i = 0; i < CARTRIDGES_LOOKED_AT; i++) {
		if (ntms_iter_next(iter, &id, NULL) != 1)
			break;
		if (ntms_get_medium(session, &id, &medium, NULL) ||
		    !medium.header.enabled ||
		    !(medium.flags & NTMS_MEDIUM_ONLINE) == online ||
		    !ntms_guid_equal(&medium.media_type, media_type))
			continue;
		names_add(names, *medium.header.name ? medium.header.name :
			  medium.barcode);
	}
	ntms_iter_free(iter);
}

/* Those that nobody knows, but that are of the type and in a library. */
static void collect_unrecognized(struct ntms_session *session,
				 const struct request *request,
				 struct names *names)
{
	struct ntms_guid *pools = NULL;
	struct ntms_info info;
	size_t count = 0, i;

	if (ntms_get_info(session, &info, NULL) ||
	    ntms_list_objects(session, NTMS_TYPE_POOL, &info.unrecognized_pool,
			      &pools, &count, NULL))
		return;
	for (i = 0; i < count; i++)
		collect(session, &pools[i], &request->media_type_id, true,
			names);
	free(pools);
}

static size_t empty_ports(struct ntms_session *session,
			  const struct ntms_guid *library)
{
	struct ntms_element_info port;
	struct ntms_guid *ports = NULL;
	size_t count = 0, empty = 0, i;

	if (ntms_list_objects(session, NTMS_TYPE_PORT, library, &ports, &count,
			      NULL))
		return 0;
	for (i = 0; i < count; i++) {
		if (!ntms_get_port(session, &ports[i], &port, NULL) &&
		    port.content == NTMS_ELEMENT_EMPTY)
			empty++;
	}
	free(ports);
	return empty;
}

/* One library as a place to put a cartridge. */
static void add_place(struct ntms_session *session,
		      const struct ntms_library_info *library,
		      struct string *places, size_t *count)
{
	char *name = clean(library->header.name);
	size_t empty;

	if ((*count)++)
		fputs(", or ", places->file);
	if (!library->ports) {
		fprintf(places->file,
			"into a slot of library \"%s\", which has no port",
			name);
	} else {
		empty = empty_ports(session, &library->header.id);
		fprintf(places->file, "into a port of library \"%s\" (%u port%s, %zu empty)",
			name, library->ports, library->ports == 1 ? "" : "s",
			empty);
	}
	free(name);
}

/* Whether a library is where the cartridge can go. */
static bool fits(const struct request *request,
		 const struct ntms_library_info *library)
{
	if (library->kind != NTMS_LIBRARY_ONLINE || !library->header.enabled ||
	    library->header.state == NTMS_STATE_NOT_PRESENT)
		return false;
	if (!ntms_guid_is_null(&request->library_id))
		return ntms_guid_equal(&request->library_id,
				       &library->header.id);
	/* One that takes cartridges of another kind is the wrong one. */
	return ntms_guid_is_null(&request->media_type_id) ||
		ntms_guid_is_null(&library->media_type) ||
		ntms_guid_equal(&request->media_type_id, &library->media_type);
}

static void advise_places(struct ntms_session *session,
			  const struct request *request, struct advice *advice,
			  bool *arrives_unknown)
{
	struct ntms_library_info library;
	struct ntms_guid *ids = NULL;
	struct string places;
	size_t total = 0, count = 0, i;

	if (ntms_list_objects(session, NTMS_TYPE_LIBRARY, NULL, &ids, &total,
			      NULL))
		return;
	string_begin(&places);
	for (i = 0; i < total; i++) {
		if (ntms_get_library(session, &ids[i], &library, NULL) ||
		    !fits(request, &library))
			continue;
		add_place(session, &library, &places, &count);
		if (library.new_media == NTMS_POOL_UNRECOGNIZED)
			*arrives_unknown = true;
	}
	free(ids);
	advice->place = string_take(&places);
	if (!count) {
		free(advice->place);
		advice->place = NULL;
	}
}

/*
 * What has to be done with a cartridge that nobody knows. It never serves an
 * allocation before somebody has said that it may be written over.
 */
static char *advise_next(struct names *unrecognized, const char *into,
			 bool arrives_unknown)
{
	bool one = unrecognized->count == 1;
	char *list = names_text(unrecognized), *text = NULL;

	if (list)
		text = format("take %s, not known yet; if it may be written "
			      "over: ntmsctl media move %s %s", list,
			      one ? list : "BARCODE", into);
	else if (arrives_unknown)
		text = format("if it was never here before: ntmsctl media move "
			      "BARCODE %s", into);
	free(list);
	return text;
}

static void advise_media(struct ntms_session *session,
			 const struct request *request, struct advice *advice,
			 bool arrives_unknown)
{
	struct ntms_why why = {
		.pool = request->object_id,
		.options = request->options,
	};
	struct names shelf = { 0 }, unrecognized = { 0 };
	bool free_used = false;

	collect(session, &request->object_id, &request->media_type_id, false,
		&shelf);
	if (!ntms_explain_allocation(session, &why, NULL))
		free_used = why.flags & NTMS_WHY_FREE_USED;
	if (free_used && !ntms_guid_is_null(&why.free))
		collect(session, &why.free, &request->media_type_id, false,
			&shelf);
	collect_unrecognized(session, request, &unrecognized);
	advice->shelf = names_text(&shelf);
	advice->there = unrecognized.count;
	if (free_used) {
		advice->next = advise_next(&unrecognized, "free",
					   arrives_unknown);
	} else {
		char *pool = clean(request->pool);
		char *into = format("free, and then '%s'", pool);

		advice->next = advise_next(&unrecognized, into,
					   arrives_unknown);
		free(into);
		free(pool);
	}
}

void device_advise(const struct request *request, struct advice *advice)
{
	struct ntms_session *session;
	bool arrives_unknown = false;
	uint32_t reason;
	int err;

	memset(advice, 0, sizeof(*advice));
	session = open_session(&reason, &err);
	if (!session)
		return;
	advise_places(session, request, advice, &arrives_unknown);
	if (request->kind == NTMS_REQUEST_NEW_MEDIA &&
	    request->object_type == NTMS_TYPE_POOL)
		advise_media(session, request, advice, arrives_unknown);
	ntms_close(session);
}

void advice_free(struct advice *advice)
{
	free(advice->place);
	free(advice->shelf);
	free(advice->next);
	memset(advice, 0, sizeof(*advice));
}
