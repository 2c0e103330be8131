// SPDX-License-Identifier: GPL-2.0
/*
 * Records, and what becomes of objects by them.
 */
#include "store-private.h"

#include <ntms/libntms.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

/* Entries of a row, when a record has very many of them */
#define ROW_BYTES 65536

/*
 * What SQLite writes back its log at, 1,000 pages, and something to spare; and how
 * many times as much has to be left of the disk.
 */
#define LOG_BYTES (9 << 19)
#define LOG_SHARE 16

/* ---- transactions */

static bool has_room(const struct store *store)
{
	struct statvfs status;

	return !statvfs(store->path, &status) &&
	       (uint64_t)status.f_bavail * status.f_frsize >
	       LOG_SHARE * LOG_BYTES;
}

/*
 * While the log grows, each commit has to sync what the file system knows of the
 * file, too, which is two flushes of a disk where one would do. So something large is
 * begun that does not fit into memory, and taken back: SQLite goes on at the beginning
 * of a log that is as long as it gets before it is written back. If that fails, it
 * grows as it would have.
 */
static void lengthen_log(struct store *store)
{
	char *sql;

	store->short_log = false;
	if (!has_room(store))
		return;
	sql = store_text("PRAGMA cache_size = 16;"
			 "BEGIN IMMEDIATE;"
			 "CREATE TABLE room (bytes BLOB);"
			 "INSERT INTO room VALUES (zeroblob(%d));", LOG_BYTES);
	sqlite3_exec(store->db, sql, NULL, NULL, NULL);
	free(sql);
	if (!sqlite3_get_autocommit(store->db))
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	store_run(store, STORE_CACHE);
}

enum store_status store_begin(struct store *store)
{
	sqlite3_stmt *statement = store_statement(store, STATEMENT_BEGIN);
	enum store_status status;

	if (!statement)
		return STORE_FAILED;
	store->before = store->now;
	/* What is written to a file without a name is lost when it is closed. */
	status = store_unmoved(store);
	if (status)
		return status;
	if (store->short_log)
		lengthen_log(store);
	return store_step(store, statement);
}

static enum store_status write_marks(struct store *store)
{
	sqlite3_stmt *statement = store_statement(store, STATEMENT_META);

	if (!statement)
		return STORE_FAILED;
	sqlite3_bind_int64(statement, 1, (int64_t)store->now.sequence);
	sqlite3_bind_int64(statement, 2, store->now.era);
	sqlite3_bind_int(statement, 3, store->now.complete);
	sqlite3_bind_int64(statement, 4, (int64_t)store->now.carried);
	return store_step(store, statement);
}

/* Records that came are all that is new: they say for themselves what is. */
static bool only_records(const struct store *store)
{
	return store->now.at != store->before.at &&
	       store->now.era == store->before.era &&
	       store->now.complete == store->before.complete &&
	       store->now.carried == store->before.carried;
}

enum store_status store_commit(struct store *store)
{
	sqlite3_stmt *commit = store_statement(store, STATEMENT_COMMIT);
	enum store_status status = STORE_OK;

	if (!commit)
		return STORE_FAILED;
	if (!only_records(store))
		status = write_marks(store);
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
static enum store_status commit_marks(struct store *store, int64_t eras)
{
	enum store_status status = store_begin(store);

	if (status)
		return status;
	store->now.era += eras;
	if (eras)
		store->now.number = 0;
	status = store_commit(store);
	if (status)
		store_rollback(store);
	return status;
}

enum store_status store_try(struct store *store)
{
	return commit_marks(store, 0);
}

enum store_status store_new_era(struct store *store)
{
	return commit_marks(store, 1);
}

/* ---- objects */

static enum store_status mark_seen(struct store *store, int64_t place)
{
	sqlite3_stmt *statement = store_statement(store, STATEMENT_SEEN);

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

/* What an object is called, in the statements that look for one */
static void bind_key(sqlite3_stmt *statement, const struct store_object *object)
{
	sqlite3_bind_blob64(statement, 1, &object->id, sizeof(object->id),
			    SQLITE_STATIC);
	sqlite3_bind_int(statement, 2, object->what);
	sqlite3_bind_blob64(statement, 3,
			    object->name_length ? object->name : "",
			    object->name_length, SQLITE_STATIC);
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
	bind_key(statement, object);
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

/* As it is now; @place is for one that is new. */
static enum store_status write_at(struct store *store,
				  const struct store_object *object,
				  int64_t place)
{
	sqlite3_stmt *statement = store_statement(store, STATEMENT_WRITE);

	if (!statement)
		return STORE_FAILED;
	bind_key(statement, object);
	sqlite3_bind_int(statement, 4, object->type);
	sqlite3_bind_blob64(statement, 5, object->length ? object->data : "",
			    object->length, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 6, store_sum(object));
	sqlite3_bind_int64(statement, 7, place);
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
static enum store_status drop_whole(struct store *store,
				    const struct ntms_guid *id)
{
	static const struct ntms_guid none;
	struct ntms_guid first = *id, last = *id;
	sqlite3_stmt *statement = store_statement(store,
						  STATEMENT_DROP_WHOLE);
	unsigned char *bytes = (unsigned char *)&last;

	if (!statement)
		return STORE_FAILED;
	if (!memcmp((const unsigned char *)id + STORE_WHOLE_BYTES,
		    (const unsigned char *)&none + STORE_WHOLE_BYTES,
		    sizeof(*id) - STORE_WHOLE_BYTES))
		memset(bytes + STORE_WHOLE_BYTES, 0xff, sizeof(*id) - STORE_WHOLE_BYTES);
	sqlite3_bind_blob64(statement, 1, &first, sizeof(first), SQLITE_STATIC);
	sqlite3_bind_blob64(statement, 2, &last, sizeof(last), SQLITE_STATIC);
	return store_step(store, statement);
}

static enum store_status drop_one(struct store *store,
				  const struct store_object *object)
{
	sqlite3_stmt *statement = store_statement(store, STATEMENT_DROP);

	if (!statement)
		return STORE_FAILED;
	bind_key(statement, object);
	return store_step(store, statement);
}

/* It is not the first object of another computer. */
static enum store_status look_whose(struct store *store,
				    const struct store_object *object)
{
	enum store_status status;
	struct ntms_guid computer;

	if (object->what != NTMS_ENTRY_OBJECT ||
	    object->type != NTMS_TYPE_COMPUTER)
		return STORE_OK;
	status = store_computer(store, &computer);
	if (status || ntms_guid_is_null(&computer) ||
	    !memcmp(&computer, &object->id, sizeof(computer)))
		return status;
	return store_say(store, STORE_FOREIGN,
			 "what comes is the catalog of another computer");
}

/* Of all objects it is known which came, and whether they are news. */
static enum store_status put_in_sweep(struct store *store,
				      const struct store_object *object,
				      bool *changed)
{
	enum store_status status;
	int64_t place;
	bool same;

	status = find(store, object, &place, &same);
	if (status)
		return status;
	if (place < 0)
		place = store->next[store_rank(object->what, object->type)]++;
	*changed = !same;
	if (!same)
		status = write_at(store, object, place);
	return status ? status : mark_seen(store, place);
}

static enum store_status put(struct store *store,
			     const struct store_object *object, bool *changed)
{
	int64_t *next = &store->next[store_rank(object->what, object->type)];
	enum store_status status = look_whose(store, object);

	if (status)
		return status;
	if (store->now.sweeping)
		return put_in_sweep(store, object, changed);
	*changed = true;
	status = write_at(store, object, *next);
	if (!status && sqlite3_last_insert_rowid(store->db) == *next)
		++*next;
	return status;
}

static enum store_status drop(struct store *store,
			      const struct store_object *object, bool *changed)
{
	enum store_status status = object->what == NTMS_ENTRY_OBJECT ?
		drop_whole(store, &object->id) : drop_one(store, object);

	*changed = !status && sqlite3_changes(store->db);
	return status;
}

static enum store_status take(struct store *store,
			      const struct store_object *object, bool gone,
			      bool *changed)
{
	return gone ? drop(store, object, changed) :
		      put(store, object, changed);
}

enum store_status store_take(struct store *store,
			     const struct store_object *object, bool gone)
{
	bool changed;

	return take(store, object, gone, &changed);
}

enum store_status store_put(struct store *store,
			    const struct store_object *object)
{
	int rank = (int)store_rank(object->what, object->type);
	int64_t place = ((int64_t)rank << RANK_SHIFT) + (int64_t)object->order;

	if (place > store->next[rank])
		store->next[rank] = place;
	return store_take(store, object, false);
}

/* ---- records */

static enum store_status malformed(struct store *store, const char *what)
{
	return store_say(store, STORE_MALFORMED,
			 "a record came that cannot be right: %s", what);
}

/* All that a record has; false: one of them cannot be right. */
static bool find_entries(const struct ntms_journal_record *record,
			 struct store_entries *entries, bool *whose)
{
	const unsigned char *begin = (const unsigned char *)(record + 1);
	struct store_object object;
	uint32_t left;
	bool gone;

	entries->at = begin;
	entries->end = (const unsigned char *)record + record->size;
	*whose = false;
	for (left = record->entries; left; left--) {
		if (!store_entry_next(entries, &object, &gone))
			return false;
		*whose |= object.what == NTMS_ENTRY_OBJECT &&
			  object.type == NTMS_TYPE_COMPUTER;
	}
	entries->end = entries->at;
	entries->at = begin;
	return true;
}

static struct store_row row_of(const struct store *store,
			       const struct ntms_journal_record *record,
			       const unsigned char *entries, size_t size)
{
	return (struct store_row){
		.era = store->now.era,
		.number = record->number,
		.sequence = record->sequence,
		.time = record->time,
		.kind = record->kind,
		.entries = entries,
		.size = size,
	};
}

/*
 * It is stored as it came. At once to the objects go those between which all of them
 * come, also if they were stored before, as nothing else may tell of their objects;
 * and those that say whose catalog it is.
 */
static enum store_status keep(struct store *store,
			      const struct ntms_journal_record *record)
{
	enum store_status status = STORE_OK;
	struct store_entries entries;
	struct store_row row;
	bool whose;

	if (!find_entries(record, &entries, &whose))
		return malformed(store, "the size of an entry");
	row = row_of(store, record, entries.at,
		     (size_t)(entries.end - entries.at));
	if (record->kind == NTMS_JOURNAL_VOID)
		status = store_row_cancel(store, record->refers);
	if (!status)
		status = store_row_add(store, &row);
	/* All that is before it has been carried already. */
	row.at = store->now.at;
	if (!status && store->now.sweeping)
		status = store_row_carry(store, &row);
	else if (!status && whose)
		status = store_carry_on(store);
	return status;
}

/* ---- all of a catalog */

/*
 * Of what comes between BEGIN and END only what is found to be another is a row, and
 * nothing of the first time. The objects are up to it already.
 */
static enum store_status tell(struct store *store,
			      const struct ntms_journal_record *record,
			      struct store_events *events)
{
	enum store_status status = STORE_OK;
	struct store_row row;

	if (events->used && store->now.complete) {
		row = row_of(store, record, events->bytes, events->used);
		status = store_row_add(store, &row);
		store->now.carried = store->now.at;
	}
	events->used = 0;
	return status;
}

static enum store_status begin_sweep(struct store *store)
{
	sqlite3_stmt *statement = store_statement(store, STATEMENT_FORGET_SEEN);
	enum store_status status;

	if (!statement)
		return STORE_FAILED;
	status = store_carry_on(store);
	store->now.sweeping = true;
	return status ? status : store_step(store, statement);
}

static enum store_status sweep(struct store *store,
			       const struct ntms_journal_record *record)
{
	enum store_status status = store_carry_on(store);
	struct store_events events = { 0 };
	struct store_entries entries;
	struct store_object object;
	bool gone, changed, whose;

	if (!find_entries(record, &entries, &whose))
		return malformed(store, "the size of an entry");
	while (!status && store_entry_next(&entries, &object, &gone)) {
		status = take(store, &object, gone, &changed);
		if (!status && changed)
			store_events_add(&events, &object, gone);
	}
	if (!status)
		status = tell(store, record, &events);
	free(events.bytes);
	return status;
}

/* One of those that did not come again; false: there is none. */
static bool take_unseen(struct store *store, struct store_events *events,
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
	store_events_add(events, &object, true);
	*status = delete_place(store, sqlite3_column_int64(statement, 0));
	return !*status;
}

/*
 * A row that is deleted while the query goes on is one that was passed already,
 * which SQLite allows.
 */
static enum store_status take_all_unseen(struct store *store,
					 const struct ntms_journal_record *record)
{
	struct store_events events = { 0 };
	enum store_status status = STORE_OK;
	bool any;

	do {
		any = false;
		while (take_unseen(store, &events, &status)) {
			any = true;
			if (events.used >= ROW_BYTES)
				status = tell(store, record, &events);
			if (status)
				break;
		}
	} while (!status && any);
	if (!status)
		status = tell(store, record, &events);
	if (store->statements[STATEMENT_UNSEEN])
		sqlite3_reset(store->statements[STATEMENT_UNSEEN]);
	free(events.bytes);
	return status;
}

static enum store_status end_sweep(struct store *store,
				   const struct ntms_journal_record *record)
{
	enum store_status status;

	if (!store->now.sweeping)
		return store_say(store, STORE_AGAIN,
				 "an end without its beginning came");
	status = take_all_unseen(store, record);
	store->now.sweeping = false;
	store->now.complete = true;
	return status;
}

enum store_status store_apply(struct store *store,
			      const struct ntms_journal_record *record)
{
	if (record->size < sizeof(*record) || record->size % 8)
		return malformed(store, "its size");
	if (record->sequence > store->now.sequence)
		store->now.sequence = record->sequence;
	switch (record->kind) {
	case NTMS_JOURNAL_BEGIN:
		return begin_sweep(store);
	case NTMS_JOURNAL_OBJECTS:
		return sweep(store, record);
	case NTMS_JOURNAL_END:
		return end_sweep(store, record);
	case NTMS_JOURNAL_CHANGE:
	case NTMS_JOURNAL_FACT:
	case NTMS_JOURNAL_VOID:
		return keep(store, record);
	default:
		return malformed(store, "its kind");
	}
}

/* ---- the log beside the database */

enum store_status store_checkpoint(struct store *store)
{
	store->short_log = store->lock >= 0;
	return sqlite3_wal_checkpoint_v2(store->db, NULL,
					 SQLITE_CHECKPOINT_TRUNCATE, NULL,
					 NULL) ? store_fault(store) : STORE_OK;
}

enum store_status store_finish(struct store *store)
{
	return store_run(store, "PRAGMA journal_mode = DELETE");
}
