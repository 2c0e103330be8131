// SPDX-License-Identifier: GPL-2.0
/*
 * Records as they came, which are the history. A change that somebody waits for is
 * one row at the end of one table, and so few pages to sync: store-carry.c takes what
 * they say to the objects later.
 */
#include "store-private.h"

#include <stdlib.h>
#include <string.h>

/* Rows that are taken away at a time */
#define PRUNE_ROWS 1000

/* A record that comes twice is among as many of the last ones. */
#define TWICE_ROWS 1024

/* ---- entries */

size_t store_entry_size(const struct store_object *object)
{
	size_t size = sizeof(struct ntms_journal_entry) + object->length;

	return (size + 7) / 8 * 8;
}

void store_entry_fill(struct ntms_journal_entry *entry,
		      const struct store_object *object)
{
	size_t size = store_entry_size(object);

	memset(entry, 0, size);
	entry->size = (uint32_t)size;
	entry->what = object->what;
	entry->type = object->type;
	entry->length = (uint32_t)object->length;
	entry->id = object->id;
	if (object->data && object->length)
		memcpy(entry + 1, object->data, object->length);
}

size_t store_attribute_size(size_t name_length, size_t length)
{
	return 2 * sizeof(uint32_t) + name_length + length;
}

void store_attribute_fill(void *to, const void *name, size_t name_length,
			  const void *data, size_t length)
{
	const uint32_t lengths[2] = { (uint32_t)name_length, (uint32_t)length };
	unsigned char *at = to;

	memcpy(at, lengths, sizeof(lengths));
	at += sizeof(lengths);
	if (name_length)
		memcpy(at, name, name_length);
	if (length)
		memcpy(at + name_length, data, length);
}

/* The name of an attribute, which its data begin with */
static bool find_name(struct store_object *object)
{
	const unsigned char *bytes = object->data;
	uint32_t name, data;

	if (object->length < 2 * sizeof(uint32_t))
		return false;
	memcpy(&name, bytes, sizeof(name));
	memcpy(&data, bytes + sizeof(name), sizeof(data));
	if (name > object->length - 2 * sizeof(uint32_t) ||
	    data != object->length - 2 * sizeof(uint32_t) - name)
		return false;
	object->name = bytes + 2 * sizeof(uint32_t);
	object->name_length = name;
	return true;
}

bool store_entry_next(struct store_entries *entries,
		      struct store_object *object, bool *gone)
{
	const struct ntms_journal_entry *entry = (const void *)entries->at;
	size_t left = (size_t)(entries->end - entries->at);

	if (left < sizeof(*entry) || entry->size < sizeof(*entry) ||
	    entry->size % 8 || entry->size > left ||
	    entry->length > entry->size - sizeof(*entry))
		return false;
	*object = (struct store_object){
		.what = entry->what,
		.type = entry->type,
		.id = entry->id,
		.data = entry + 1,
		.length = entry->length,
	};
	if (entry->what == NTMS_ENTRY_ATTRIBUTE && !find_name(object))
		return false;
	*gone = entry->flags & NTMS_ENTRY_DELETE;
	entries->at += entry->size;
	return true;
}

static void make_room(struct store_events *events, size_t size)
{
	if (events->used + size <= events->room)
		return;
	events->room = 2 * events->room + size;
	events->bytes = store_must(realloc(events->bytes, events->room));
}

void store_events_add(struct store_events *events,
		      const struct store_object *object, bool gone)
{
	bool named = gone && object->what == NTMS_ENTRY_ATTRIBUTE;
	struct store_object said = *object;
	struct ntms_journal_entry *entry;

	if (gone) {
		said.data = NULL;
		said.length = named ?
			store_attribute_size(object->name_length, 0) : 0;
	}
	make_room(events, store_entry_size(&said));
	entry = (void *)(events->bytes + events->used);
	events->used += store_entry_size(&said);
	store_entry_fill(entry, &said);
	if (gone)
		entry->flags = NTMS_ENTRY_DELETE;
	/* Of an attribute that is gone there is the name. */
	if (named)
		store_attribute_fill(entry + 1, object->name,
				     object->name_length, NULL, 0);
}

/* ---- rows */

/* Of all that stays the same when it comes again */
static int64_t sum_of(const struct store_row *row)
{
	const uint64_t head[] = { row->sequence, row->time, row->kind };
	uint64_t sum = store_sum_more(STORE_SUM_FIRST, head, sizeof(head));

	return (int64_t)store_sum_more(sum, row->entries, row->size);
}

/*
 * Whether it is there: who cannot know whether a commit was one does it again, and
 * what the module does not know to be stored comes again between all objects. It
 * may be taken back by the number that it has then.
 */
static enum store_status find_twin(struct store *store,
				   const struct store_row *row, bool *twin)
{
	sqlite3_stmt *statement = store_statement(store, STATEMENT_TWIN);
	enum store_status status;

	*twin = false;
	if (row->number > store->now.number && !store->now.sweeping)
		return STORE_OK;
	if (!statement)
		return STORE_FAILED;
	sqlite3_bind_int64(statement, 1, (int64_t)store->now.at - TWICE_ROWS);
	sqlite3_bind_int64(statement, 2, (int64_t)row->sequence);
	sqlite3_bind_int64(statement, 3, (int64_t)row->time);
	sqlite3_bind_int64(statement, 4, sum_of(row));
	sqlite3_bind_int64(statement, 5, (int64_t)row->number);
	status = store_step(store, statement);
	*twin = !status && sqlite3_changes(store->db);
	return status;
}

enum store_status store_row_add(struct store *store,
				const struct store_row *row)
{
	/* One without a byte is no NULL. */
	const void *entries = row->size ? (const void *)row->entries : "";
	enum store_status status;
	sqlite3_stmt *statement;
	bool twin;

	status = find_twin(store, row, &twin);
	if (status || twin)
		return status;
	statement = store_statement(store, STATEMENT_RECORD);
	if (!statement)
		return STORE_FAILED;
	sqlite3_bind_int64(statement, 1, (int64_t)store->now.at + 1);
	sqlite3_bind_int64(statement, 2, row->era);
	sqlite3_bind_int64(statement, 3, (int64_t)row->number);
	sqlite3_bind_int64(statement, 4, (int64_t)row->sequence);
	sqlite3_bind_int64(statement, 5, (int64_t)row->time);
	sqlite3_bind_int64(statement, 6, row->kind);
	sqlite3_bind_int(statement, 7, row->cancelled);
	sqlite3_bind_blob64(statement, 8, entries, row->size, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 9, sum_of(row));
	status = store_step(store, statement);
	if (status)
		return status;
	store->now.at++;
	store->now.number = row->number;
	return STORE_OK;
}

enum store_status store_row_read(struct store *store, sqlite3_stmt *statement,
				 struct store_row *row)
{
	row->at = (uint64_t)sqlite3_column_int64(statement, 0);
	row->era = sqlite3_column_int64(statement, 1);
	row->number = (uint64_t)sqlite3_column_int64(statement, 2);
	row->sequence = (uint64_t)sqlite3_column_int64(statement, 3);
	row->time = (uint64_t)sqlite3_column_int64(statement, 4);
	row->kind = (uint32_t)sqlite3_column_int64(statement, 5);
	row->cancelled = sqlite3_column_int(statement, 6);
	row->entries = sqlite3_column_blob(statement, 7);
	row->size = (size_t)sqlite3_column_bytes(statement, 7);
	if (sum_of(row) == sqlite3_column_int64(statement, 8))
		return STORE_OK;
	return store_say(store, STORE_DAMAGED,
			 "the record at place %llu is not what was written",
			 (unsigned long long)row->at);
}

enum store_status store_row_cancel(struct store *store, uint64_t number)
{
	sqlite3_stmt *statement = store_statement(store, STATEMENT_VOID);

	if (!statement)
		return STORE_FAILED;
	sqlite3_bind_int64(statement, 1, store->now.era);
	sqlite3_bind_int64(statement, 2, (int64_t)number);
	return store_step(store, statement);
}

/* ---- what became of objects */

static bool tell(const struct store_row *row,
		 bool (*each)(const struct store_event *event, void *arg),
		 void *arg)
{
	struct store_entries entries = {
		.at = row->entries, .end = row->entries + row->size,
	};
	struct store_event event = {
		.sequence = row->sequence,
		.time = row->time,
		.kind = row->kind,
		.cancelled = row->cancelled,
	};

	while (store_entry_next(&entries, &event.object, &event.gone))
		if (!each(&event, arg))
			return false;
	return true;
}

enum store_status store_history(struct store *store,
				bool (*each)(const struct store_event *event,
					     void *arg),
				void *arg)
{
	enum store_status status = STORE_OK;
	sqlite3_stmt *statement;
	struct store_row row;
	int code;

	if (sqlite3_prepare_v2(store->db, "SELECT " STORE_ROW " FROM record"
			       " ORDER BY at", -1, &statement, NULL))
		return store_fault(store);
	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		status = store_row_read(store, statement, &row);
		if (status || !tell(&row, each, arg))
			break;
	}
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		status = store_fault(store);
	sqlite3_finalize(statement);
	return status;
}

/* ---- what was long ago */

/* Rows are in the order of their making, of which the times are nearly. */
static enum store_status prune(struct store *store, uint64_t before, bool *more)
{
	enum store_status status = store_carry_on(store);
	char *sql;

	if (status)
		return status;
	sql = store_text("DELETE FROM record WHERE at IN (SELECT at FROM"
			 " (SELECT at, time FROM record ORDER BY at LIMIT %d)"
			 " WHERE time < %lld)", PRUNE_ROWS, (long long)before);
	status = store_run(store, sql);
	free(sql);
	*more = !status && sqlite3_changes(store->db) == PRUNE_ROWS;
	return status;
}

enum store_status store_prune(struct store *store, uint64_t before, bool *more)
{
	enum store_status status;

	*more = false;
	status = store_begin(store);
	if (status)
		return status;
	status = prune(store, before, more);
	if (!status)
		status = store_commit(store);
	if (status)
		store_rollback(store);
	return status;
}
