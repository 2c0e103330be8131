// SPDX-License-Identifier: GPL-2.0
/*
 * How what records say is carried to the objects: later, and by many records at
 * once. Of what became of an object in them only the last is written.
 */
#include "store-private.h"

#include <stdlib.h>
#include <string.h>

/* Rows and bytes that are carried together: memory has an end. */
#define ROWS_MOST 1024
#define BYTES_MOST (4 * 1024 * 1024)

/* Lists of entries that may be of one object; a power of two */
#define LISTS 256
#define NONE SIZE_MAX

/**
 * struct carried - an entry of a record on its way to the objects
 * @object: what it says; its name and data are those of a row
 * @gone: there is no such object from here on
 * @past: nothing is left of it when all has been carried
 * @older: number of the one before it in its list, or NONE
 */
struct carried {
	struct store_object object;
	bool gone;
	bool past;
	size_t older;
};

/**
 * struct carrying - what is carried together
 * @all: entries, in their order
 * @count: number of them
 * @room: that there is room for
 * @lists: number of the latest of each list, or NONE
 * @rows: what they are of
 * @row_count: number of those
 * @bytes: of those
 */
struct carrying {
	struct carried *all;
	size_t count;
	size_t room;
	size_t lists[LISTS];
	void *rows[ROWS_MOST];
	size_t row_count;
	size_t bytes;
};

enum store_status store_row_carry(struct store *store,
				  const struct store_row *row)
{
	struct store_entries entries = {
		.at = row->entries, .end = row->entries + row->size,
	};
	enum store_status status = STORE_OK;
	struct store_object object;
	bool gone;

	while (!status && store_entry_next(&entries, &object, &gone))
		status = store_take(store, &object, gone);
	if (!status)
		store->now.carried = row->at;
	return status;
}

/* ---- together */

/* An object and all that belongs to it, or to its parts, are in one list. */
static size_t *list_of(struct carrying *carrying,
		       const struct store_object *object)
{
	uint64_t sum = store_sum_more(STORE_SUM_FIRST, &object->id,
				      STORE_WHOLE_BYTES);

	return &carrying->lists[sum % LISTS];
}

static bool same_whole(const struct store_object *one,
		       const struct store_object *other)
{
	return !memcmp(&one->id, &other->id, STORE_WHOLE_BYTES);
}

static bool same_key(const struct store_object *one,
		     const struct store_object *other)
{
	return one->what == other->what &&
	       !memcmp(&one->id, &other->id, sizeof(one->id)) &&
	       one->name_length == other->name_length &&
	       (!one->name_length ||
		!memcmp(one->name, other->name, one->name_length));
}

/*
 * What was said of an object last, or NULL: by an entry of its own, or by one that
 * what it belongs to is gone.
 */
static struct carried *last_word(const struct carrying *carrying, size_t at,
				 const struct store_object *object)
{
	struct carried *carried;

	for (; at != NONE; at = carried->older) {
		carried = &carrying->all[at];
		if (carried->past)
			continue;
		if (same_key(&carried->object, object) ||
		    (carried->gone &&
		     carried->object.what == NTMS_ENTRY_OBJECT &&
		     same_whole(&carried->object, object)))
			return carried;
	}
	return NULL;
}

static void append(struct carrying *carrying, size_t *list,
		   const struct store_object *object, bool gone)
{
	if (carrying->count == carrying->room) {
		carrying->room = 2 * carrying->room + LISTS;
		carrying->all = store_must(reallocarray(carrying->all,
							carrying->room,
							sizeof(*carrying->all)));
	}
	carrying->all[carrying->count] = (struct carried){
		.object = *object,
		.gone = gone,
		.older = *list,
	};
	*list = carrying->count++;
}

/*
 * One that is there again is what it is now from where it first was, so that objects
 * stay in the order of their making. One that goes need not have come.
 */
static void add(struct carrying *carrying, const struct store_object *object,
		bool gone)
{
	size_t *list = list_of(carrying, object);
	struct carried *last = last_word(carrying, *list, object);

	if (last && !last->gone && !gone) {
		last->object = *object;
		return;
	}
	if (last && !last->gone)
		last->past = true;
	append(carrying, list, object, gone);
}

/* The row lasts as long as its statement does not go on. */
static void add_row(struct carrying *carrying, const struct store_row *row)
{
	unsigned char *bytes = store_must(malloc(row->size + 1));
	struct store_entries entries = { .at = bytes, .end = bytes + row->size };
	struct store_object object;
	bool gone;

	if (row->size)
		memcpy(bytes, row->entries, row->size);
	carrying->rows[carrying->row_count++] = bytes;
	carrying->bytes += row->size;
	while (store_entry_next(&entries, &object, &gone))
		add(carrying, &object, gone);
}

static void empty(struct carrying *carrying)
{
	size_t i;

	for (i = 0; i < carrying->row_count; i++)
		free(carrying->rows[i]);
	for (i = 0; i < LISTS; i++)
		carrying->lists[i] = NONE;
	carrying->count = 0;
	carrying->row_count = 0;
	carrying->bytes = 0;
}

/* As much as goes together of what is behind */
static enum store_status collect(struct store *store, struct carrying *carrying,
				 uint64_t *last)
{
	sqlite3_stmt *statement = store_statement(store, STATEMENT_BEHIND);
	enum store_status status = STORE_OK;
	struct store_row row;
	int code = SQLITE_DONE;

	empty(carrying);
	if (!statement)
		return STORE_FAILED;
	sqlite3_bind_int64(statement, 1, (int64_t)store->now.carried);
	while (!status && carrying->row_count < ROWS_MOST &&
	       carrying->bytes < BYTES_MOST &&
	       (code = sqlite3_step(statement)) == SQLITE_ROW) {
		status = store_row_read(store, statement, &row);
		if (status)
			break;
		add_row(carrying, &row);
		*last = row.at;
	}
	if (!status && code != SQLITE_DONE && code != SQLITE_ROW)
		status = store_fault(store);
	sqlite3_reset(statement);
	return status;
}

static enum store_status carry_some(struct store *store,
				    struct carrying *carrying)
{
	uint64_t last = store->now.carried;
	enum store_status status = collect(store, carrying, &last);
	size_t i;

	for (i = 0; !status && i < carrying->count; i++)
		if (!carrying->all[i].past)
			status = store_take(store, &carrying->all[i].object,
					    carrying->all[i].gone);
	if (!status)
		store->now.carried = last;
	return status;
}

enum store_status store_carry_on(struct store *store)
{
	enum store_status status = STORE_OK;
	struct carrying *carrying;

	if (!store_behind(store))
		return STORE_OK;
	carrying = store_must(calloc(1, sizeof(*carrying)));
	do {
		status = carry_some(store, carrying);
	} while (!status && carrying->row_count && store_behind(store));
	empty(carrying);
	free(carrying->all);
	free(carrying);
	return status;
}

enum store_status store_carry(struct store *store)
{
	enum store_status status;

	if (!store_behind(store))
		return STORE_OK;
	status = store_begin(store);
	if (!status)
		status = store_carry_on(store);
	if (!status)
		status = store_commit(store);
	if (status)
		store_rollback(store);
	return status;
}

uint64_t store_behind(const struct store *store)
{
	return store->now.at - store->now.carried;
}
