// SPDX-License-Identifier: GPL-2.0
/*
 * Records, and what becomes of objects by them.
 */
#include "store-private.h"

#include <ntms/libntms.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of a GUID that tell objects apart; the others say which part it is. */
#define WHOLE_BYTES 12

/* Rows that are taken away at a time */
#define PRUNE_ROWS 5000

/**
 * struct event - what an entry is written into the history as
 * @record: the record that it is in
 * @entry: its number in it
 */
struct event {
	const struct ntms_journal_record *record;
	uint32_t entry;
};

/* ---- transactions */

enum store_status store_begin(struct store *store)
{
	sqlite3_stmt *statement = store_statement(store, STATEMENT_BEGIN);

	enum store_status status;

	if (!statement)
		return STORE_FAILED;
	store->before = store->now;
	/* What is written to a file without a name is lost when it is closed. */
	status = store_unmoved(store);
	return status ? status : store_step(store, statement);
}

enum store_status store_commit(struct store *store)
{
	sqlite3_stmt *meta = store_statement(store, STATEMENT_META);
	sqlite3_stmt *commit = store_statement(store, STATEMENT_COMMIT);
	enum store_status status;

	if (!meta || !commit)
		return STORE_FAILED;
	sqlite3_bind_int64(meta, 1, (int64_t)store->now.sequence);
	sqlite3_bind_int64(meta, 2, store->now.era);
	sqlite3_bind_int(meta, 3, store->now.complete);
	status = store_step(store, meta);
	return status ? status : store_step(store, commit);
}

void store_rollback(struct store *store)
{
	sqlite3_stmt *statement = store_statement(store, STATEMENT_ROLLBACK);

	/* SQLite may have done it by itself. */
	if (statement && !sqlite3_get_autocommit(store->db)) {
		sqlite3_step(statement);
		sqlite3_reset(statement);
	}
	store->now = store->before;
}

/* A transaction that writes nothing but what is known of the whole. */
static enum store_status write_marks(struct store *store, int64_t eras)
{
	enum store_status status = store_begin(store);

	if (status)
		return status;
	store->now.era += eras;
	status = store_commit(store);
	if (status)
		store_rollback(store);
	return status;
}

enum store_status store_try(struct store *store)
{
	return write_marks(store, 0);
}

enum store_status store_new_era(struct store *store)
{
	return write_marks(store, 1);
}

/* ---- history */

/* Of what comes between BEGIN and END only what is found to be another is told. */
static bool is_event(const struct store *store, const struct event *event)
{
	switch (event->record->kind) {
	case NTMS_JOURNAL_OBJECTS:
	case NTMS_JOURNAL_END:
		return store->now.complete;
	default:
		return true;
	}
}

static enum store_status write_event(struct store *store,
				     const struct event *event,
				     const struct store_object *object,
				     bool gone)
{
	const struct ntms_journal_record *record = event->record;
	sqlite3_stmt *statement;

	if (!is_event(store, event))
		return STORE_OK;
	statement = store_statement(store, STATEMENT_EVENT);
	if (!statement)
		return STORE_FAILED;
	sqlite3_bind_int64(statement, 1, store->now.era);
	sqlite3_bind_int64(statement, 2, (int64_t)record->number);
	sqlite3_bind_int64(statement, 3, event->entry);
	sqlite3_bind_int64(statement, 4, (int64_t)record->sequence);
	sqlite3_bind_int64(statement, 5, (int64_t)record->time);
	sqlite3_bind_int64(statement, 6, record->kind);
	sqlite3_bind_int(statement, 7, object->what);
	sqlite3_bind_int(statement, 8, object->type);
	sqlite3_bind_blob64(statement, 9, &object->id, sizeof(object->id),
			    SQLITE_STATIC);
	sqlite3_bind_blob64(statement, 10,
			    object->name_length ? object->name : "",
			    object->name_length, SQLITE_STATIC);
	if (!gone)
		sqlite3_bind_blob64(statement, 11,
				    object->length ? object->data : "",
				    object->length, SQLITE_STATIC);
	return store_step(store, statement);
}

static enum store_status write_void(struct store *store, uint64_t number)
{
	sqlite3_stmt *statement = store_statement(store, STATEMENT_VOID);

	if (!statement)
		return STORE_FAILED;
	sqlite3_bind_int64(statement, 1, store->now.era);
	sqlite3_bind_int64(statement, 2, (int64_t)number);
	return store_step(store, statement);
}

/* ---- objects */

static enum store_status mark_seen(struct store *store, int64_t place)
{
	sqlite3_stmt *statement;

	if (!store->now.sweeping)
		return STORE_OK;
	statement = store_statement(store, STATEMENT_SEEN);
	if (!statement)
		return STORE_FAILED;
	sqlite3_bind_int64(statement, 1, place);
	return store_step(store, statement);
}

static bool same_data(const struct store_object *one,
		      const struct store_object *other)
{
	return one->type == other->type && one->length == other->length &&
	       (!one->length || !memcmp(one->data, other->data, one->length));
}

/*
 * The place of what is there, or -1. @same: it is as it will be. What is damaged
 * is taken for another, so that it is written anew.
 */
static enum store_status find(struct store *store,
			      const struct store_object *object, int64_t *place,
			      bool *same)
{
	sqlite3_stmt *statement = store_statement(store, STATEMENT_FIND);
	enum store_status status = STORE_OK;
	struct store_object there;

	*place = -1;
	*same = false;
	if (!statement)
		return STORE_FAILED;
	sqlite3_bind_blob64(statement, 1, &object->id, sizeof(object->id),
			    SQLITE_STATIC);
	sqlite3_bind_int(statement, 2, object->what);
	sqlite3_bind_blob64(statement, 3,
			    object->name_length ? object->name : "",
			    object->name_length, SQLITE_STATIC);
	switch (sqlite3_step(statement)) {
	case SQLITE_ROW:
		*place = sqlite3_column_int64(statement, 0);
		*same = !store_row(store, statement, 0, &there) &&
			same_data(object, &there);
		break;
	case SQLITE_DONE:
		break;
	default:
		status = store_fault(store);
	}
	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
	return status;
}

static enum store_status insert(struct store *store,
				const struct store_object *object,
				int64_t *place)
{
	sqlite3_stmt *statement = store_statement(store, STATEMENT_INSERT);

	if (!statement)
		return STORE_FAILED;
	*place = store->next[store_rank(object->what, object->type)]++;
	sqlite3_bind_int(statement, 1, object->what);
	sqlite3_bind_int(statement, 2, object->type);
	sqlite3_bind_blob64(statement, 3, &object->id, sizeof(object->id),
			    SQLITE_STATIC);
	sqlite3_bind_blob64(statement, 4,
			    object->name_length ? object->name : "",
			    object->name_length, SQLITE_STATIC);
	sqlite3_bind_blob64(statement, 5, object->length ? object->data : "",
			    object->length, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 6, store_sum(object));
	sqlite3_bind_int64(statement, 7, *place);
	return store_step(store, statement);
}

static enum store_status update(struct store *store,
				const struct store_object *object,
				int64_t place)
{
	sqlite3_stmt *statement = store_statement(store, STATEMENT_UPDATE);

	if (!statement)
		return STORE_FAILED;
	sqlite3_bind_int(statement, 1, object->type);
	sqlite3_bind_blob64(statement, 2, object->length ? object->data : "",
			    object->length, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 3, store_sum(object));
	sqlite3_bind_int64(statement, 4, place);
	return store_step(store, statement);
}

static enum store_status delete_place(struct store *store, int64_t place)
{
	sqlite3_stmt *statement = store_statement(store, STATEMENT_DELETE);

	if (!statement)
		return STORE_FAILED;
	sqlite3_bind_int64(statement, 1, place);
	return store_step(store, statement);
}

/* What belongs to an object goes with it; what belongs to its parts, too. */
static enum store_status delete_belongings(struct store *store,
					   const struct ntms_guid *id)
{
	static const struct ntms_guid none;
	struct ntms_guid first = *id, last = *id;
	sqlite3_stmt *statement = store_statement(store,
						  STATEMENT_DELETE_PARTS);
	unsigned char *bytes = (unsigned char *)&last;

	if (!statement)
		return STORE_FAILED;
	if (!memcmp((const unsigned char *)id + WHOLE_BYTES,
		    (const unsigned char *)&none + WHOLE_BYTES,
		    sizeof(*id) - WHOLE_BYTES))
		memset(bytes + WHOLE_BYTES, 0xff, sizeof(*id) - WHOLE_BYTES);
	sqlite3_bind_blob64(statement, 1, &first, sizeof(first), SQLITE_STATIC);
	sqlite3_bind_blob64(statement, 2, &last, sizeof(last), SQLITE_STATIC);
	return store_step(store, statement);
}

static enum store_status put(struct store *store, const struct event *event,
			     const struct store_object *object)
{
	enum store_status status;
	struct ntms_guid computer;
	int64_t place;
	bool same;

	if (object->what == NTMS_ENTRY_OBJECT &&
	    object->type == NTMS_TYPE_COMPUTER) {
		status = store_computer(store, &computer);
		if (status)
			return status;
		if (!ntms_guid_is_null(&computer) &&
		    memcmp(&computer, &object->id, sizeof(computer)))
			return store_say(store, STORE_FOREIGN,
					 "what comes is the catalog of another computer");
	}
	status = find(store, object, &place, &same);
	if (status)
		return status;
	if (!same)
		status = place < 0 ? insert(store, object, &place) :
				     update(store, object, place);
	if (!status)
		status = mark_seen(store, place);
	if (!status && (!same || event->record->kind != NTMS_JOURNAL_OBJECTS))
		status = write_event(store, event, object, false);
	return status;
}

enum store_status store_put(struct store *store,
			    const struct store_object *object)
{
	const struct ntms_journal_record record = {
		.kind = NTMS_JOURNAL_OBJECTS,
	};
	const struct event event = { .record = &record };

	return put(store, &event, object);
}

static enum store_status drop(struct store *store, const struct event *event,
			      const struct store_object *object)
{
	enum store_status status;
	int64_t place;
	bool same;

	status = find(store, object, &place, &same);
	if (!status && place >= 0)
		status = delete_place(store, place);
	if (!status && object->what == NTMS_ENTRY_OBJECT)
		status = delete_belongings(store, &object->id);
	if (!status)
		status = write_event(store, event, object, true);
	return status;
}

/* ---- all of a catalog */

static enum store_status begin_sweep(struct store *store)
{
	sqlite3_stmt *statement = store_statement(store, STATEMENT_FORGET_SEEN);

	if (!statement)
		return STORE_FAILED;
	store->now.sweeping = true;
	return store_step(store, statement);
}

/* One of those that did not come again; false: there is none. */
static bool take_unseen(struct store *store, struct event *event,
			enum store_status *status)
{
	sqlite3_stmt *statement = store_statement(store, STATEMENT_UNSEEN);
	struct store_object object;

	if (!statement) {
		*status = STORE_FAILED;
		return false;
	}
	switch (sqlite3_step(statement)) {
	case SQLITE_ROW:
		break;
	case SQLITE_DONE:
		sqlite3_reset(statement);
		return false;
	default:
		*status = store_fault(store);
		sqlite3_reset(statement);
		return false;
	}
	/* A damaged one goes all the same. */
	store_row(store, statement, 0, &object);
	*status = write_event(store, event, &object, true);
	event->entry++;
	if (!*status)
		*status = delete_place(store,
				       sqlite3_column_int64(statement, 0));
	return !*status;
}

/*
 * A row that is deleted while the query goes on is one that was passed already,
 * which SQLite allows.
 */
static enum store_status end_sweep(struct store *store,
				   const struct ntms_journal_record *record)
{
	struct event event = { .record = record };
	enum store_status status = STORE_OK;
	uint32_t before;

	if (!store->now.sweeping)
		return store_say(store, STORE_AGAIN,
				 "an end without its beginning came");
	do {
		before = event.entry;
		while (take_unseen(store, &event, &status))
			continue;
	} while (!status && event.entry != before);
	if (store->statements[STATEMENT_UNSEEN])
		sqlite3_reset(store->statements[STATEMENT_UNSEEN]);
	store->now.sweeping = false;
	store->now.complete = true;
	return status;
}

/* ---- records */

static enum store_status malformed(struct store *store, const char *what)
{
	return store_say(store, STORE_MALFORMED,
			 "a record came that cannot be right: %s", what);
}

/* The name of an attribute, and what is left of its data */
static bool split_attribute(struct store_object *object)
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

static enum store_status apply_entry(struct store *store,
				     const struct event *event,
				     const struct ntms_journal_entry *entry)
{
	struct store_object object = {
		.what = entry->what,
		.type = entry->type,
		.id = entry->id,
		.data = entry + 1,
		.length = entry->length,
	};

	if (entry->what == NTMS_ENTRY_ATTRIBUTE && !split_attribute(&object))
		return malformed(store, "an attribute's lengths");
	return entry->flags & NTMS_ENTRY_DELETE ? drop(store, event, &object) :
						  put(store, event, &object);
}

static enum store_status apply_entries(struct store *store,
				       const struct ntms_journal_record *record)
{
	const unsigned char *at = (const unsigned char *)(record + 1);
	const unsigned char *end = (const unsigned char *)record + record->size;
	struct event event = { .record = record };
	enum store_status status = STORE_OK;

	for (; !status && event.entry < record->entries; event.entry++) {
		const struct ntms_journal_entry *entry = (const void *)at;

		if ((size_t)(end - at) < sizeof(*entry) ||
		    entry->size < sizeof(*entry) || entry->size % 8 ||
		    entry->size > (size_t)(end - at) ||
		    entry->length > entry->size - sizeof(*entry))
			return malformed(store, "the size of an entry");
		status = apply_entry(store, &event, entry);
		at += entry->size;
	}
	return status;
}

enum store_status store_apply(struct store *store,
			      const struct ntms_journal_record *record)
{
	enum store_status status = STORE_OK;

	if (record->size < sizeof(*record) || record->size % 8)
		return malformed(store, "its size");
	if (record->sequence > store->now.sequence)
		store->now.sequence = record->sequence;
	switch (record->kind) {
	case NTMS_JOURNAL_BEGIN:
		return begin_sweep(store);
	case NTMS_JOURNAL_END:
		return end_sweep(store, record);
	case NTMS_JOURNAL_VOID:
		status = write_void(store, record->refers);
		break;
	case NTMS_JOURNAL_CHANGE:
	case NTMS_JOURNAL_FACT:
	case NTMS_JOURNAL_OBJECTS:
		break;
	default:
		return malformed(store, "its kind");
	}
	return status ? status : apply_entries(store, record);
}

/* ---- what was long ago */

enum store_status store_prune(struct store *store, uint64_t before, bool *more)
{
	enum store_status status;
	char *sql;

	*more = false;
	status = store_begin(store);
	if (status)
		return status;
	/* In the order of its making, of which the times are nearly. */
	sql = store_text("DELETE FROM history WHERE (era, number, entry) IN"
			 " (SELECT era, number, entry FROM"
			 "  (SELECT era, number, entry, time FROM history"
			 "   ORDER BY era, number, entry LIMIT %d)"
			 "  WHERE time < %lld)", PRUNE_ROWS, (long long)before);
	status = store_run(store, sql);
	free(sql);
	if (!status) {
		*more = sqlite3_changes(store->db) == PRUNE_ROWS;
		status = store_commit(store);
	}
	if (status)
		store_rollback(store);
	return status;
}

enum store_status store_checkpoint(struct store *store)
{
	return sqlite3_wal_checkpoint_v2(store->db, NULL,
					 SQLITE_CHECKPOINT_TRUNCATE, NULL,
					 NULL) ? store_fault(store) : STORE_OK;
}

enum store_status store_finish(struct store *store)
{
	return store_run(store, "PRAGMA journal_mode = DELETE");
}
