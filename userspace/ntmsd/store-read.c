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
	/* A transaction begins with the first thing that is read. */
	if (store_run(store, "BEGIN"))
		return store_fault(store);
	return store_read_marks(store);
}

void store_read_end(struct store *store)
{
	if (!sqlite3_get_autocommit(store->db))
		store_run(store, "COMMIT");
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

static void check_object(struct store *store, sqlite3_stmt *statement,
			 void (*each)(const char *what, void *arg), void *arg)
{
	struct store_object object;

	if (store_row(store, statement, 0, &object))
		each(store_why(store), arg);
}

static void check_record(struct store *store, sqlite3_stmt *statement,
			 void (*each)(const char *what, void *arg), void *arg)
{
	struct store_row row;

	if (store_row_read(store, statement, &row))
		each(store_why(store), arg);
}

static enum store_status
check_rows(struct store *store, const char *sql,
	   void (*check)(struct store *store, sqlite3_stmt *statement,
			 void (*each)(const char *what, void *arg), void *arg),
	   void (*each)(const char *what, void *arg), void *arg)
{
	enum store_status status = STORE_OK;
	sqlite3_stmt *statement;
	int code;

	if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL))
		return store_fault(store);
	while ((code = sqlite3_step(statement)) == SQLITE_ROW)
		check(store, statement, each, arg);
	if (code != SQLITE_DONE && store_fault(store) == STORE_DAMAGED)
		each(store_why(store), arg);
	else if (code != SQLITE_DONE)
		status = STORE_FAILED;
	sqlite3_finalize(statement);
	return status;
}

enum store_status store_check(struct store *store,
			      void (*each)(const char *what, void *arg),
			      void *arg)
{
	enum store_status status = check_pages(store, each, arg);

	if (status == STORE_DAMAGED) {
		each(store_why(store), arg);
		return STORE_OK;
	}
	if (!status)
		status = check_rows(store, "SELECT " COLUMNS " FROM object"
					   " ORDER BY place",
				    check_object, each, arg);
	if (!status)
		status = check_rows(store, "SELECT " STORE_ROW " FROM record"
					   " ORDER BY at",
				    check_record, each, arg);
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

/* ---- objects */

/*
 * Who only reads carries what is not carried yet in a copy of his own, which is gone
 * when it is closed.
 */
static enum store_status read_copy(struct store *store)
{
	enum store_status status;
	sqlite3 *copy = NULL;

	if (sqlite3_open_v2("", &copy, SQLITE_OPEN_READWRITE |
			    SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL))
		status = store_say(store, STORE_FAILED, "%s",
				   sqlite3_errmsg(copy));
	else
		status = copy_into(store, copy);
	if (status) {
		sqlite3_close(copy);
		return status;
	}
	store_let_go(store);
	store->db = copy;
	status = store_read_marks(store);
	if (!status)
		status = store_find_places(store);
	if (!status)
		status = store_run(store, "BEGIN");
	if (!status)
		status = store_carry_on(store);
	return status ? status : store_run(store, "COMMIT");
}

static enum store_status catch_up(struct store *store)
{
	enum store_status status;

	if (store->owns)
		return store_carry(store);
	status = store_read_marks(store);
	return status || !store_behind(store) ? status : read_copy(store);
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

	status = catch_up(store);
	if (status)
		return status;
	if (sqlite3_prepare_v2(store->db, "SELECT " COLUMNS " FROM object"
			       " ORDER BY place", -1, &statement, NULL))
		return store_fault(store);
	store_read_through(store, true);
	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		status = store_row(store, statement, 0, &object);
		if (status || !each(&object, arg))
			break;
	}
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		status = store_fault(store);
	sqlite3_finalize(statement);
	store_read_through(store, false);
	return status;
}
