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
};

static enum store_status take_step(struct store *store, int64_t from)
{
	char *sql = store_text("BEGIN IMMEDIATE;%s"
			       "PRAGMA application_id = %d;"
			       "PRAGMA user_version = %lld; COMMIT",
			       steps[from], STORE_APPLICATION,
			       (long long)from + 1);
	enum store_status status = store_run(store, sql);

	free(sql);
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
	if (sqlite3_step(statement) != SQLITE_ROW) {
		status = store_fault(store);
	} else {
		said = store_line(sqlite3_column_text(statement, 0));
		if (strcmp(said, "ok"))
			status = store_say(store, STORE_DAMAGED, "%s", said);
		free(said);
	}
	sqlite3_finalize(statement);
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
