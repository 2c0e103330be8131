// SPDX-License-Identifier: GPL-2.0
/*
 * What is read: objects, what became of them, and whether all is well.
 */
#include "store-private.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COLUMNS "place, what, type, id, name, data, sum"

enum store_status store_read_begin(struct store *store)
{
	int64_t count;

	/* A transaction begins with the first thing that is read. */
	if (store_run(store, "BEGIN"))
		return store_fault(store);
	return store_number(store, "SELECT count(*) FROM meta", &count);
}

void store_read_end(struct store *store)
{
	if (!sqlite3_get_autocommit(store->db))
		store_run(store, "COMMIT");
}

enum store_status store_each(struct store *store,
			     bool (*each)(const struct store_object *object,
					  void *arg),
			     void *arg)
{
	enum store_status status = STORE_OK;
	struct store_object object;
	sqlite3_stmt *statement;
	int code;

	if (sqlite3_prepare_v2(store->db, "SELECT " COLUMNS " FROM object"
			       " ORDER BY place", -1, &statement, NULL))
		return store_fault(store);
	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		status = store_row(store, statement, 0, &object);
		if (status || !each(&object, arg))
			break;
	}
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		status = store_fault(store);
	sqlite3_finalize(statement);
	return status;
}

static void event_of_row(sqlite3_stmt *statement, struct store_event *event)
{
	const void *id = sqlite3_column_blob(statement, 5);

	memset(event, 0, sizeof(*event));
	event->sequence = (uint64_t)sqlite3_column_int64(statement, 0);
	event->time = (uint64_t)sqlite3_column_int64(statement, 1);
	event->kind = (uint32_t)sqlite3_column_int(statement, 2);
	event->object.what = (uint16_t)sqlite3_column_int(statement, 3);
	event->object.type = (uint16_t)sqlite3_column_int(statement, 4);
	if (id && sqlite3_column_bytes(statement, 5) ==
	    (int)sizeof(event->object.id))
		memcpy(&event->object.id, id, sizeof(event->object.id));
	event->object.name = sqlite3_column_blob(statement, 6);
	event->object.name_length =
		(size_t)sqlite3_column_bytes(statement, 6);
	event->gone = sqlite3_column_type(statement, 7) == SQLITE_NULL;
	event->object.data = sqlite3_column_blob(statement, 7);
	event->object.length = (size_t)sqlite3_column_bytes(statement, 7);
	event->cancelled = sqlite3_column_int(statement, 8);
}

enum store_status store_history(struct store *store, const struct ntms_guid *id,
				bool (*each)(const struct store_event *event,
					     void *arg),
				void *arg)
{
	enum store_status status = STORE_OK;
	struct store_event event;
	sqlite3_stmt *statement;
	char *sql;
	int code;

	sql = store_text("SELECT sequence, time, kind, what, type, id, name, data,"
			 " void FROM history %s ORDER BY era, number, entry",
			 id ? "WHERE id = ?1" : "");
	code = sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL);
	free(sql);
	if (code)
		return store_fault(store);
	if (id)
		sqlite3_bind_blob64(statement, 1, id, sizeof(*id),
				    SQLITE_STATIC);
	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		event_of_row(statement, &event);
		if (!each(&event, arg))
			break;
	}
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		status = store_fault(store);
	sqlite3_finalize(statement);
	return status;
}

/* SQLite's own words, a row each; "ok" if there is nothing to say. */
static enum store_status check_pages(struct store *store,
				     void (*each)(const char *what, void *arg),
				     void *arg)
{
	enum store_status status = STORE_OK;
	sqlite3_stmt *statement;
	char *said;
	int code;

	if (sqlite3_prepare_v2(store->db, "PRAGMA integrity_check", -1,
			       &statement, NULL))
		return store_fault(store);
	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		said = store_line(sqlite3_column_text(statement, 0));
		if (strcmp(said, "ok"))
			each(said, arg);
		free(said);
	}
	if (code != SQLITE_DONE)
		status = store_fault(store);
	sqlite3_finalize(statement);
	return status;
}

enum store_status store_check(struct store *store,
			      void (*each)(const char *what, void *arg),
			      void *arg)
{
	enum store_status status = check_pages(store, each, arg);
	struct store_object object;
	sqlite3_stmt *statement;
	int code;

	if (status == STORE_DAMAGED) {
		each(store_why(store), arg);
		return STORE_OK;
	}
	if (status)
		return status;
	if (sqlite3_prepare_v2(store->db, "SELECT " COLUMNS " FROM object"
			       " ORDER BY place", -1, &statement, NULL))
		return store_fault(store);
	while ((code = sqlite3_step(statement)) == SQLITE_ROW)
		if (store_row(store, statement, 0, &object))
			each(store_why(store), arg);
	if (code != SQLITE_DONE && store_fault(store) == STORE_DAMAGED)
		each(store_why(store), arg);
	else if (code != SQLITE_DONE)
		status = STORE_FAILED;
	sqlite3_finalize(statement);
	return status;
}

/* SQLite makes files for everybody to read; who has what is nobody's business. */
static bool make_private(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static enum store_status copy_into(struct store *store, sqlite3 *to)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", store->db,
						     "main");
	int code;

	if (!backup)
		return store_say(store, STORE_FAILED, "%s", sqlite3_errmsg(to));
	code = sqlite3_backup_step(backup, -1);
	sqlite3_backup_finish(backup);
	if (code == SQLITE_DONE &&
	    !sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL))
		return STORE_OK;
	return store_say(store, code == SQLITE_FULL ? STORE_FULL : STORE_FAILED,
			 "%s", sqlite3_errmsg(to));
}

enum store_status store_copy(struct store *store, const char *path, char **why)
{
	enum store_status status;
	sqlite3 *to = NULL;

	*why = NULL;
	if (!make_private(path)) {
		*why = store_text("the file cannot be made: %m");
		return STORE_FAILED;
	}
	if (sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE |
			    SQLITE_OPEN_NOMUTEX, NULL))
		status = store_say(store, STORE_FAILED, "%s", sqlite3_errmsg(to));
	else
		status = copy_into(store, to);
	sqlite3_close(to);
	if (status) {
		*why = store_text("%s", store_why(store));
		unlink(path);
	}
	return status;
}
