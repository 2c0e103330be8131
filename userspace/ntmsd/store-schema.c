// SPDX-License-Identifier: GPL-2.0
/*
 * What is in a database, and how an older one becomes one of today. Each step
 * is a transaction of its own that ends with the number of what it made.
 */
#include "store-private.h"

#include <stdlib.h>
#include <string.h>

static const char *const steps[STORE_SCHEMA] = {
	/* 1: the catalog */
	"CREATE TABLE meta ("
	" one INTEGER PRIMARY KEY CHECK (one = 1),"
	" sequence INTEGER NOT NULL,"
	" complete INTEGER NOT NULL);"
	"INSERT INTO meta VALUES (1, 0, 0);"
	"CREATE TABLE object ("
	" place INTEGER PRIMARY KEY,"
	" what INTEGER NOT NULL,"
	" type INTEGER NOT NULL,"
	" id BLOB NOT NULL,"
	" name BLOB NOT NULL,"
	" data BLOB NOT NULL,"
	" sum INTEGER NOT NULL);"
	"CREATE UNIQUE INDEX object_key ON object (id, what, name);",
	/* 2: what became of it */
	"ALTER TABLE meta ADD COLUMN era INTEGER NOT NULL DEFAULT 1;"
	"ALTER TABLE meta ADD COLUMN commits INTEGER NOT NULL DEFAULT 0;"
	"CREATE TABLE history ("
	" era INTEGER NOT NULL,"
	" number INTEGER NOT NULL,"
	" entry INTEGER NOT NULL,"
	" sequence INTEGER NOT NULL,"
	" time INTEGER NOT NULL,"
	" kind INTEGER NOT NULL,"
	" what INTEGER NOT NULL,"
	" type INTEGER NOT NULL,"
	" id BLOB NOT NULL,"
	" name BLOB NOT NULL,"
	" data BLOB,"
	" void INTEGER NOT NULL DEFAULT 0,"
	" PRIMARY KEY (era, number, entry)) WITHOUT ROWID;"
	"CREATE INDEX history_id ON history (id);",
	/* 3: records as they came, from which objects are made later */
	"CREATE TABLE record ("
	" at INTEGER PRIMARY KEY,"
	" era INTEGER NOT NULL,"
	" number INTEGER NOT NULL,"
	" sequence INTEGER NOT NULL,"
	" time INTEGER NOT NULL,"
	" kind INTEGER NOT NULL,"
	" void INTEGER NOT NULL,"
	" entries BLOB NOT NULL,"
	" sum INTEGER NOT NULL);"
	"ALTER TABLE meta ADD COLUMN carried INTEGER NOT NULL DEFAULT 0;",
};

#define SCHEMA_RECORDS 3

/* An entry of a record, as the second schema had it */
static void object_of_history(sqlite3_stmt *statement,
			      struct store_object *object)
{
	const void *id = sqlite3_column_blob(statement, 7);

	memset(object, 0, sizeof(*object));
	object->what = (uint16_t)sqlite3_column_int(statement, 5);
	object->type = (uint16_t)sqlite3_column_int(statement, 6);
	if (id && sqlite3_column_bytes(statement, 7) == (int)sizeof(object->id))
		memcpy(&object->id, id, sizeof(object->id));
	object->name = sqlite3_column_blob(statement, 8);
	object->name_length = (size_t)sqlite3_column_bytes(statement, 8);
	object->data = sqlite3_column_blob(statement, 9);
	object->length = (size_t)sqlite3_column_bytes(statement, 9);
}

/* The rows of one record; @code: what the next step of the statement gave */
static enum store_status row_of_history(struct store *store,
					sqlite3_stmt *statement, int *code)
{
	struct store_events events = { 0 };
	struct store_object object;
	struct store_row row = {
		.era = sqlite3_column_int64(statement, 0),
		.number = (uint64_t)sqlite3_column_int64(statement, 1),
		.sequence = (uint64_t)sqlite3_column_int64(statement, 2),
		.time = (uint64_t)sqlite3_column_int64(statement, 3),
		.kind = (uint32_t)sqlite3_column_int64(statement, 4),
		.cancelled = sqlite3_column_int(statement, 10),
	};
	enum store_status status;

	do {
		object_of_history(statement, &object);
		store_events_add(&events, &object,
				 sqlite3_column_type(statement, 9) ==
				 SQLITE_NULL);
		*code = sqlite3_step(statement);
	} while (*code == SQLITE_ROW &&
		 sqlite3_column_int64(statement, 0) == row.era &&
		 sqlite3_column_int64(statement, 1) == (int64_t)row.number);
	row.entries = events.bytes;
	row.size = events.used;
	status = store_row_add(store, &row);
	free(events.bytes);
	return status;
}

static enum store_status records_of_history(struct store *store)
{
	enum store_status status = STORE_OK;
	sqlite3_stmt *statement;
	int code;

	if (sqlite3_prepare_v2(store->db, "SELECT era, number, sequence, time,"
			       " kind, what, type, id, name, data, void"
			       " FROM history ORDER BY era, number, entry", -1,
			       &statement, NULL))
		return store_fault(store);
	code = sqlite3_step(statement);
	while (!status && code == SQLITE_ROW)
		status = row_of_history(store, statement, &code);
	if (!status && code != SQLITE_DONE)
		status = store_fault(store);
	sqlite3_finalize(statement);
	return status ? status :
	       store_run(store, "UPDATE meta SET carried ="
				" coalesce((SELECT max(at) FROM record), 0);"
				"DROP TABLE history");
}

static enum store_status take_step(struct store *store, int64_t from)
{
	char *version = store_text("PRAGMA application_id = %d;"
				   "PRAGMA user_version = %lld",
				   STORE_APPLICATION, (long long)from + 1);
	enum store_status status;

	status = store_run(store, "BEGIN IMMEDIATE");
	if (!status)
		status = store_run(store, steps[from]);
	if (!status && from + 1 == SCHEMA_RECORDS)
		status = records_of_history(store);
	if (!status)
		status = store_run(store, version);
	if (!status)
		status = store_run(store, "COMMIT");
	free(version);
	return status;
}

/* All pages, but not whether indices fit to tables: store_check() does that. */
static enum store_status quick_check(struct store *store)
{
	enum store_status status = STORE_OK;
	sqlite3_stmt *statement;
	char *said;

	if (sqlite3_prepare_v2(store->db, "PRAGMA quick_check(1)", -1,
			       &statement, NULL))
		return store_fault(store);
	store_read_through(store, true);
	if (sqlite3_step(statement) != SQLITE_ROW) {
		status = store_fault(store);
	} else {
		said = store_line(sqlite3_column_text(statement, 0));
		if (strcmp(said, "ok"))
			status = store_say(store, STORE_DAMAGED, "%s", said);
		free(said);
	}
	sqlite3_finalize(statement);
	store_read_through(store, false);
	return status;
}

/* Whose database it is and what it has; a new one is of nobody. */
static enum store_status identify(struct store *store, int64_t *version)
{
	int64_t application = 0, tables = 0;
	enum store_status status;

	status = store_number(store, "PRAGMA application_id", &application);
	if (!status)
		status = store_number(store, "PRAGMA user_version", version);
	if (!status)
		status = store_number(store,
				      "SELECT count(*) FROM sqlite_schema",
				      &tables);
	if (status)
		return status;
	if (!application && !*version && !tables)
		return STORE_OK;
	if (application != STORE_APPLICATION || *version < 1)
		return store_say(store, STORE_FOREIGN,
				 "it is a database, but no catalog of ntms");
	return STORE_OK;
}

enum store_status store_schema(struct store *store, enum store_use use)
{
	enum store_status status;
	int64_t version = 0;

	status = identify(store, &version);
	if (status)
		return status;
	if (version > STORE_SCHEMA)
		return store_say(store, STORE_NEWER,
				 "its schema is of version %lld, this program knows those up to %d",
				 (long long)version, STORE_SCHEMA);
	if (use == STORE_READ && !version)
		return store_say(store, STORE_FOREIGN, "it is empty");
	if (use == STORE_READ && version < STORE_SCHEMA)
		return store_say(store, STORE_OLDER,
				 "its schema is of version %lld; ntmsd brings it up to %d when it starts",
				 (long long)version, STORE_SCHEMA);
	if (version && use == STORE_OWN)
		status = quick_check(store);
	for (; !status && version < STORE_SCHEMA; version++)
		status = take_step(store, version);
	return status;
}
