// SPDX-License-Identifier: GPL-2.0
/*
 * ntmsctl catalog history: who had the sides of a cartridge, and when. An owner
 * is a logical medium; it begins to own with the change that it first has the
 * side in, and ends with that in which it is gone, or has another one.
 */
#include "catalog.h"

#include <stdio.h>
#include <stdlib.h>

/**
 * struct owning - that somebody had a side
 * @id: the logical medium
 * @side: the side, as its GUID numbers it, from 1
 * @from: since when, nanoseconds since 1970
 * @until: until when; 0: it still has it
 * @found: the beginning was found out later: nobody was attached
 * @owner: user
 * @application: the application's name, of text.c
 */
struct owning {
	struct ntms_guid id;
	uint32_t side;
	uint64_t from;
	uint64_t until;
	bool found;
	uint32_t owner;
	char *application;
};

/**
 * struct search - what is looked for, and what was found
 * @label: name, barcode or GUID that was given
 * @medium: the cartridge; null: not known yet
 * @name: what it is called, of text.c
 * @ambiguous: more than one is called so
 * @there: it still is
 * @ownings: what was found
 * @count: number of them
 */
struct search {
	const char *label;
	struct ntms_guid medium;
	char *name;
	bool ambiguous;
	bool there;
	struct owning *ownings;
	size_t count;
};

/* ---- which cartridge */

static bool same(const struct ntms_guid *one, const struct ntms_guid *other)
{
	return !memcmp(one, other, sizeof(*one));
}

static void is_medium(struct search *search, const struct ntms_guid *id,
		      char *name)
{
	if (!ntms_guid_is_null(&search->medium) && !same(&search->medium, id))
		search->ambiguous = true;
	search->medium = *id;
	search->name = name;
}

/* A cartridge that is called so, or what has a side of that GUID */
static void look_at(struct search *search, const struct store_object *object)
{
	size_t mark = text_mark();
	struct ntms_guid wanted, whole;
	struct image image;
	uint32_t part;
	bool by_id;

	if (object->what != NTMS_ENTRY_OBJECT || !image_open(object, &image))
		return;
	by_id = !ntms_guid_parse(search->label, &wanted);
	if (by_id)
		whole = catalog_whole(&wanted, &part);
	if (object->type == NTMS_TYPE_MEDIUM) {
		char *name = image_label(&image);

		if (by_id ? same(&object->id, &whole) :
			    !strcmp(name, search->label)) {
			is_medium(search, &object->id, name);
			return;
		}
	} else if (object->type == NTMS_TYPE_LOGICAL_MEDIUM && by_id &&
		   same(&object->id, &wanted)) {
		whole = catalog_whole(&image.all.logical.side, &part);
		is_medium(search, &whole, text("%s", search->label));
		return;
	}
	text_release(mark);
}

static bool look_at_object(const struct store_object *object, void *search)
{
	look_at(search, object);
	return true;
}

static bool look_at_event(const struct store_event *event, void *search)
{
	if (!event->gone && !event->cancelled)
		look_at(search, &event->object);
	return true;
}

/* ---- who had it */

static struct owning *open_owning(struct search *search,
				  const struct ntms_guid *id)
{
	size_t i = search->count;

	while (i--)
		if (same(&search->ownings[i].id, id))
			return search->ownings[i].until ? NULL :
							  &search->ownings[i];
	return NULL;
}

static void begin_owning(struct search *search, const struct ntms_guid *id,
			 uint32_t side, uint64_t from, bool found,
			 const struct image *image)
{
	struct owning *new;

	search->ownings = realloc(search->ownings, (search->count + 1) *
				  sizeof(*new));
	if (!search->ownings)
		text_keep(NULL);
	new = &search->ownings[search->count++];
	*new = (struct owning){
		.id = *id,
		.side = side,
		.from = from,
		.found = found,
		.owner = image->all.logical.owner,
		.application = image_text(image->strings[2], image->lengths[2]),
	};
}

static void follow(struct search *search, const struct store_object *object,
		   uint64_t when, bool found, bool gone)
{
	struct owning *open;
	struct ntms_guid whole = { 0 };
	struct image image;
	uint32_t side = 0;
	bool has = false;

	if (object->what != NTMS_ENTRY_OBJECT ||
	    object->type != NTMS_TYPE_LOGICAL_MEDIUM)
		return;
	if (!gone && image_open(object, &image)) {
		whole = catalog_whole(&image.all.logical.side, &side);
		has = same(&whole, &search->medium);
	}
	open = open_owning(search, &object->id);
	if (open && (!has || open->side != side)) {
		open->until = when;
		open = NULL;
	}
	if (has && !open)
		begin_owning(search, &object->id, side, when, found, &image);
}

static bool follow_event(const struct store_event *event, void *search)
{
	if (!event->cancelled && event->kind != NTMS_JOURNAL_VOID)
		follow(search, &event->object, event->time,
		       event->kind == NTMS_JOURNAL_OBJECTS ||
		       event->kind == NTMS_JOURNAL_END, event->gone);
	return true;
}

/* What is owned since before the history begins. */
static bool follow_object(const struct store_object *object, void *arg)
{
	struct search *search = arg;
	struct image image;
	uint32_t side;

	if (object->what == NTMS_ENTRY_OBJECT && image_open(object, &image)) {
		if (same(&object->id, &search->medium))
			search->there = true;
		if (object->type == NTMS_TYPE_LOGICAL_MEDIUM &&
		    !open_owning(search, &object->id)) {
			struct ntms_guid whole =
				catalog_whole(&image.all.logical.side, &side);

			if (same(&whole, &search->medium))
				begin_owning(search, &object->id, side,
					     image.all.image.created, false,
					     &image);
		}
	}
	return true;
}

static int by_time(const void *one, const void *other)
{
	const struct owning *first = one, *second = other;

	return (first->from > second->from) - (first->from < second->from);
}

/* ---- what is said */

static const struct column columns[] = {
	{ "FROM", "from", false, format_time },
	{ "UNTIL", "until", false, format_time },
	{ "SIDE", "side", true, NULL },
	{ "USER", "user.name", false, NULL },
	{ "APPLICATION", "application", false, NULL },
	{ "LMID", "lmid", false, NULL },
	{ 0 }
};

static struct json_object *time_json(uint64_t when)
{
	char *written = text_time(when, true);

	return written ? json_object_new_string(written) : NULL;
}

static struct json_object *describe_owning(const struct owning *owning)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "from", time_json(owning->from));
	json_object_object_add(object, "until", time_json(owning->until));
	json_object_object_add(object, "side",
			       json_object_new_int64((int64_t)owning->side - 1));
	json_object_object_add(object, "user", describe_user(owning->owner));
	json_object_object_add(object, "application",
			       json_object_new_string(text_clean(owning->application)));
	json_object_object_add(object, "lmid",
			       json_object_new_string(text_guid(&owning->id)));
	json_object_object_add(object, "found",
			       json_object_new_boolean(owning->found));
	return object;
}

static int show(struct ctl *ctl, struct search *search)
{
	struct listing listing;
	size_t i;

	if (search->count)
		qsort(search->ownings, search->count, sizeof(*search->ownings),
		      by_time);
	if (!ctl->json)
		printf("Cartridge \"%s\" (%s)%s.\n", text_clean(search->name),
		       text_guid(&search->medium),
		       search->there ? "" : ", which is not there any more");
	listing_begin(&listing, ctl, columns);
	for (i = 0; i < search->count; i++)
		listing_add(describe_owning(&search->ownings[i]), &listing);
	return listing_end(&listing, CTL_OK,
			   "Nobody had it, as far as is remembered.");
}

static int look(struct ctl *ctl, struct store *store, const char *path,
		struct search *search)
{
	enum store_status status;

	status = store_read_begin(store);
	if (!status)
		status = store_each(store, look_at_object, search);
	/* One that went is known by what it was called. */
	if (!status && ntms_guid_is_null(&search->medium))
		status = store_history(store, look_at_event, search);
	if (!status && search->ambiguous)
		return fail_name(ctl, "Say which one by its GUID: ntmsctl media list",
				 "more than one cartridge is called \"%s\"",
				 text_clean(search->label));
	if (!status && ntms_guid_is_null(&search->medium))
		return fail_name(ctl, "See which cartridges there are: ntmsctl media list",
				 "%s knows no cartridge \"%s\", and never did as far as it remembers",
				 path, text_clean(search->label));
	if (!status)
		status = store_history(store, follow_event, search);
	if (!status)
		status = store_each(store, follow_object, search);
	store_read_end(store);
	return status ? fail_name(ctl, text("See what can still be read: ntmsctl catalog check --database %s",
					    path),
				  "%s cannot be read: %s", path,
				  store_why(store)) : CTL_OK;
}

int catalog_history(struct ctl *ctl, const struct args *args)
{
	const char *path = args_value(args, "database");
	struct search search = { .label = args->operands[0] };
	struct store *store;
	int code;

	path = path ? path : STORE_PATH;
	code = catalog_open(ctl, path, &store);
	if (code)
		return code;
	code = look(ctl, store, path, &search);
	store_close(store);
	if (!code)
		code = show(ctl, &search);
	free(search.ownings);
	return code;
}
