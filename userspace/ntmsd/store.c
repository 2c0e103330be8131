// SPDX-License-Identifier: GPL-2.0
/*
 * The database: opening it, and what all of it needs.
 */
#include "store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* How long to wait for somebody who reads, before that is an error */
#define PATIENCE_MS 10000

void *store_must(void *memory)
{
	if (memory)
		return memory;
	fputs("There is not enough memory.\n", stderr);
	exit(1);
}

static char *vtext(const char *how, va_list list)
{
	char *text;

	return store_must(vasprintf(&text, how, list) < 0 ? NULL : text);
}

char *store_text(const char *how, ...)
{
	va_list list;
	char *text;

	va_start(list, how);
	text = vtext(how, list);
	va_end(list);
	return text;
}

/* ---- errors */

enum store_status store_say(struct store *store, enum store_status status,
			    const char *how, ...)
{
	va_list list;
	char *why;

	va_start(list, how);
	why = vtext(how, list);
	va_end(list);
	free(store->why);
	store->why = why;
	return status;
}

const char *store_why(const struct store *store)
{
	return store->why ? store->why : "nothing is wrong";
}

enum store_status store_fault(struct store *store)
{
	int code = sqlite3_extended_errcode(store->db);
	int error = sqlite3_system_errno(store->db);
	enum store_status status = STORE_FAILED;

	switch (code & 0xff) {
	case SQLITE_NOMEM:
		store_must(NULL);
		break;
	case SQLITE_FULL:
		return store_say(store, STORE_FULL,
				 "there is no room on the disk for more");
	case SQLITE_IOERR:
		/* SQLite asks for this on the way to pages only. */
		if (error == ENOSPC || error == EDQUOT)
			status = STORE_FULL;
		break;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		status = STORE_DAMAGED;
		break;
	}
	if ((code & 0xff) == SQLITE_IOERR && error)
		return store_say(store, status, "%s (%s)",
				 sqlite3_errmsg(store->db), strerror(error));
	return store_say(store, status, "%s", sqlite3_errmsg(store->db));
}

char *store_line(const unsigned char *said)
{
	char *line = store_text("%s", said ? (const char *)said : ""), *at;

	for (at = line; *at; at++)
		if (*at == '\n')
			*at = ' ';
	return line;
}

/* ---- statements */

enum store_status store_run(struct store *store, const char *sql)
{
	return sqlite3_exec(store->db, sql, NULL, NULL, NULL) ?
	       store_fault(store) : STORE_OK;
}

static const char *const statements[STATEMENTS] = {
	[STATEMENT_BEGIN] = "BEGIN IMMEDIATE",
	[STATEMENT_COMMIT] = "COMMIT",
	[STATEMENT_ROLLBACK] = "ROLLBACK",
	[STATEMENT_FIND] =
		"SELECT place, what, type, id, name, data, sum FROM object"
		" WHERE id = ?1 AND what = ?2 AND name = ?3",
	[STATEMENT_WRITE] =
		/* What is there keeps its place. */
		"INSERT INTO object (id, what, name, type, data, sum, place)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
		" ON CONFLICT (id, what, name)"
		" DO UPDATE SET type = ?4, data = ?5, sum = ?6",
	[STATEMENT_DELETE] = "DELETE FROM object WHERE place = ?1",
	[STATEMENT_DROP] =
		"DELETE FROM object WHERE id = ?1 AND what = ?2 AND name = ?3",
	[STATEMENT_DROP_WHOLE] =
		"DELETE FROM object WHERE id BETWEEN ?1 AND ?2"
		" AND (what <> 1 OR id = ?1)",
	[STATEMENT_SEEN] = "INSERT OR IGNORE INTO temp.seen VALUES (?1)",
	[STATEMENT_FORGET_SEEN] = "DELETE FROM temp.seen",
	[STATEMENT_UNSEEN] =
		"SELECT place, what, type, id, name, data, sum FROM object"
		" WHERE place NOT IN (SELECT place FROM temp.seen) LIMIT 1000",
	[STATEMENT_META] =
		/* A commit that changes nothing would sync nothing. */
		"UPDATE meta SET sequence = ?1, era = ?2, complete = ?3,"
		" carried = ?4, commits = commits + 1",
	[STATEMENT_RECORD] =
		"INSERT INTO record (" STORE_ROW ") VALUES"
		" (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
	[STATEMENT_TWIN] =
		"UPDATE record SET number = ?5 WHERE at > ?1 AND sequence = ?2"
		" AND time = ?3 AND sum = ?4",
	[STATEMENT_BEHIND] =
		"SELECT " STORE_ROW " FROM record WHERE at > ?1 ORDER BY at",
	[STATEMENT_VOID] =
		/* It is one of the last. */
		"UPDATE record SET void = 1 WHERE at ="
		" (SELECT at FROM record WHERE era = ?1 AND number = ?2"
		"  ORDER BY at DESC LIMIT 1)",
	[STATEMENT_COMPUTER] =
		"SELECT place, what, type, id, name, data, sum FROM object"
		" ORDER BY place LIMIT 1",
};

sqlite3_stmt *store_statement(struct store *store, enum store_statement which)
{
	sqlite3_stmt **statement = &store->statements[which];

	if (!*statement &&
	    sqlite3_prepare_v3(store->db, statements[which], -1,
			       SQLITE_PREPARE_PERSISTENT, statement, NULL)) {
		store_fault(store);
		return NULL;
	}
	return *statement;
}

enum store_status store_step(struct store *store, sqlite3_stmt *statement)
{
	enum store_status status = STORE_OK;

	if (sqlite3_step(statement) != SQLITE_DONE)
		status = store_fault(store);
	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
	return status;
}

enum store_status store_number(struct store *store, const char *sql,
			       int64_t *number)
{
	enum store_status status = STORE_OK;
	sqlite3_stmt *statement;

	if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL))
		return store_fault(store);
	if (sqlite3_step(statement) == SQLITE_ROW)
		*number = sqlite3_column_int64(statement, 0);
	else
		status = store_fault(store);
	sqlite3_finalize(statement);
	return status;
}

/* ---- rows */

enum store_rank store_rank(uint16_t what, uint16_t type)
{
	if (what == NTMS_ENTRY_ACL)
		return RANK_ACL;
	if (what == NTMS_ENTRY_ATTRIBUTE)
		return RANK_ATTRIBUTE;
	switch (type) {
	case NTMS_TYPE_COMPUTER:
		return RANK_COMPUTER;
	case NTMS_TYPE_MEDIA_TYPE:
		return RANK_MEDIA_TYPE;
	case NTMS_TYPE_LIBRARY:
		return RANK_LIBRARY;
	case NTMS_TYPE_DRIVE:
		return RANK_DRIVE;
	case NTMS_TYPE_POOL:
		return RANK_POOL;
	case NTMS_TYPE_MEDIUM:
		return RANK_MEDIUM;
	case NTMS_TYPE_LOGICAL_MEDIUM:
		return RANK_LOGICAL;
	default:
		return RANK_OTHER;
	}
}

uint64_t store_sum_more(uint64_t sum, const void *data, size_t length)
{
	const unsigned char *at = data, *end = at + length;

	while (at < end)
		sum = (sum ^ *at++) * UINT64_C(0x100000001b3);
	return sum;
}

int64_t store_sum(const struct store_object *object)
{
	const uint32_t head[3] = {
		object->what, object->type, (uint32_t)object->name_length
	};
	uint64_t sum = store_sum_more(STORE_SUM_FIRST, head, sizeof(head));

	sum = store_sum_more(sum, &object->id, sizeof(object->id));
	sum = store_sum_more(sum, object->name, object->name_length);
	sum = store_sum_more(sum, object->data, object->length);
	return (int64_t)sum;
}

enum store_status store_row(struct store *store, sqlite3_stmt *statement,
			    int first, struct store_object *object)
{
	const void *id = sqlite3_column_blob(statement, first + 3);
	int length = sqlite3_column_bytes(statement, first + 3);

	object->order = (uint64_t)sqlite3_column_int64(statement, first) &
			((UINT64_C(1) << RANK_SHIFT) - 1);
	object->what = (uint16_t)sqlite3_column_int(statement, first + 1);
	object->type = (uint16_t)sqlite3_column_int(statement, first + 2);
	object->name = sqlite3_column_blob(statement, first + 4);
	object->name_length =
		(size_t)sqlite3_column_bytes(statement, first + 4);
	object->data = sqlite3_column_blob(statement, first + 5);
	object->length = (size_t)sqlite3_column_bytes(statement, first + 5);
	memset(&object->id, 0, sizeof(object->id));
	if (id && length == (int)sizeof(object->id)) {
		memcpy(&object->id, id, sizeof(object->id));
		if (store_sum(object) ==
		    sqlite3_column_int64(statement, first + 6))
			return STORE_OK;
	}
	return store_say(store, STORE_DAMAGED,
			 "the object at place %lld is not what was written",
			 sqlite3_column_int64(statement, first));
}

/* ---- opening */

/*
 * Beside the database and not on it: whoever closes a descriptor of a file takes
 * away SQLite's own locks on it.
 */
static enum store_status take_lock(struct store *store)
{
	char *path = store_text("%s.lock", store->path);
	enum store_status status = STORE_OK;

	store->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
			   0600);
	if (store->lock < 0)
		status = store_say(store, STORE_FAILED, "%s cannot be made: %s",
				   path, strerror(errno));
	else if (flock(store->lock, LOCK_EX | LOCK_NB))
		status = errno == EWOULDBLOCK ?
			store_say(store, STORE_LOCKED, "another ntmsd has it") :
			store_say(store, STORE_FAILED, "%s cannot be locked: %s",
				  path, strerror(errno));
	free(path);
	return status;
}

/* That a file is there has to be as lasting as what is in it. */
static enum store_status sync_directory(struct store *store)
{
	const char *slash = strrchr(store->path, '/');
	char *directory = slash ? store_text("%.*s", (int)(slash - store->path) + 1,
					     store->path) : store_text(".");
	enum store_status status = STORE_OK;
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || fsync(fd))
		status = store_say(store, STORE_FAILED, "%s cannot be synced: %s",
				   directory, strerror(errno));
	if (fd >= 0)
		close(fd);
	free(directory);
	return status;
}

static enum store_status open_file(struct store *store, enum store_use use)
{
	int flags = SQLITE_OPEN_NOMUTEX;
	struct stat status;

	flags |= use == STORE_READ ? SQLITE_OPEN_READONLY :
		 SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	if (use == STORE_READ && stat(store->path, &status) && errno == ENOENT)
		return store_say(store, STORE_ABSENT, "there is no such file");
	if (use == STORE_MAKE && !lstat(store->path, &status))
		return store_say(store, STORE_FAILED, "it is there already");
	if (sqlite3_open_v2(store->path, &store->db, flags, store_layer())) {
		store_must(store->db);
		return store_fault(store);
	}
	sqlite3_extended_result_codes(store->db, 1);
	sqlite3_busy_timeout(store->db, PATIENCE_MS);
	return STORE_OK;
}

/*
 * WAL with FULL: a commit returns when the log is on the disk. FULL is what WAL
 * needs for that; NORMAL would keep it whole, and lose the last commits. Without
 * mmap an error of the disk is an error, and no signal. What SQL in a file that
 * somebody made could do is switched off.
 */
static enum store_status set_up(struct store *store, enum store_use use)
{
	enum store_status status;

	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	status = store_run(store, "PRAGMA mmap_size = 0;"
				  "PRAGMA cell_size_check = ON;"
				  "PRAGMA temp_store = MEMORY;"
				  STORE_CACHE);
	if (status || use == STORE_READ)
		return status;
	return store_run(store, "PRAGMA journal_mode = WAL;"
				"PRAGMA synchronous = FULL;"
				"PRAGMA journal_size_limit = 67108864;");
}

enum store_status store_find_places(struct store *store)
{
	enum store_status status = STORE_OK;
	char *sql;
	int rank;

	for (rank = 0; !status && rank < RANKS; rank++) {
		int64_t first = (int64_t)rank << RANK_SHIFT;

		sql = store_text("SELECT coalesce(max(place) + 1, %lld) FROM object"
				 " WHERE place BETWEEN %lld AND %lld",
				 (long long)first, (long long)first,
				 (long long)first + (INT64_C(1) << RANK_SHIFT) - 1);
		status = store_number(store, sql, &store->next[rank]);
		free(sql);
	}
	return status;
}

/* Of records that are not carried yet only they themselves tell. */
enum store_status store_read_marks(struct store *store)
{
	enum store_status status = STORE_OK;
	sqlite3_stmt *statement;

	if (sqlite3_prepare_v2(store->db, "SELECT max(sequence, coalesce("
			       "  (SELECT max(sequence) FROM record"
			       "   WHERE at > carried), 0)), complete, era, carried,"
			       " coalesce((SELECT max(at) FROM record), 0),"
			       " coalesce((SELECT CASE era WHEN meta.era THEN number END"
			       "  FROM record ORDER BY at DESC LIMIT 1), 0)"
			       " FROM meta", -1, &statement, NULL))
		return store_fault(store);
	if (sqlite3_step(statement) == SQLITE_ROW) {
		store->now.sequence =
			(uint64_t)sqlite3_column_int64(statement, 0);
		store->now.complete = sqlite3_column_int(statement, 1);
		store->now.era = sqlite3_column_int64(statement, 2);
		store->now.carried =
			(uint64_t)sqlite3_column_int64(statement, 3);
		store->now.at = (uint64_t)sqlite3_column_int64(statement, 4);
		store->now.number =
			(uint64_t)sqlite3_column_int64(statement, 5);
		/* Those that were carried may be forgotten. */
		if (store->now.at < store->now.carried)
			store->now.at = store->now.carried;
	} else {
		status = store_fault(store);
	}
	sqlite3_finalize(statement);
	return status;
}

enum store_status store_unmoved(struct store *store)
{
	struct stat status;

	if (!stat(store->path, &status) && status.st_dev == store->device &&
	    status.st_ino == store->inode)
		return STORE_OK;
	return store_say(store, STORE_FAILED,
			 "the file was removed or replaced while it was in use");
}

static enum store_status remember_file(struct store *store)
{
	struct stat status;

	if (stat(store->path, &status))
		return store_say(store, STORE_FAILED, "%s", strerror(errno));
	store->device = status.st_dev;
	store->inode = status.st_ino;
	return STORE_OK;
}

static enum store_status prepare(struct store *store, enum store_use use)
{
	enum store_status status = STORE_OK;

	if (use == STORE_OWN)
		status = take_lock(store);
	if (!status)
		status = open_file(store, use);
	if (!status)
		status = set_up(store, use);
	if (!status)
		status = store_schema(store, use);
	if (!status)
		status = store_read_marks(store);
	store->owns = use != STORE_READ;
	if (status || !store->owns)
		return status;
	status = store_find_places(store);
	/* Somebody who reads may be in the way, which does no harm here. */
	if (!status)
		store_checkpoint(store);
	if (!status)
		status = store_run(store, "CREATE TEMP TABLE seen"
					  " (place INTEGER PRIMARY KEY)");
	if (!status)
		status = sync_directory(store);
	if (!status)
		status = remember_file(store);
	return status;
}

enum store_status store_open(const char *path, enum store_use use,
			     struct store **result, char **why)
{
	struct store *store = store_must(calloc(1, sizeof(*store)));
	enum store_status status;

	*result = NULL;
	*why = NULL;
	store->lock = -1;
	store->path = store_must(strdup(path));
	status = prepare(store, use);
	if (!status) {
		*result = store;
		return STORE_OK;
	}
	*why = store->why;
	store->why = NULL;
	store_close(store);
	return status;
}

void store_let_go(struct store *store)
{
	int i;

	for (i = 0; i < STATEMENTS; i++) {
		sqlite3_finalize(store->statements[i]);
		store->statements[i] = NULL;
	}
	sqlite3_close(store->db);
	store->db = NULL;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	store_let_go(store);
	if (store->lock >= 0)
		close(store->lock);
	free(store->path);
	free(store->why);
	free(store);
}

enum store_status store_computer(struct store *store, struct ntms_guid *id)
{
	sqlite3_stmt *statement = store_statement(store, STATEMENT_COMPUTER);
	enum store_status status = STORE_OK;
	struct store_object object;

	memset(id, 0, sizeof(*id));
	if (!statement)
		return STORE_FAILED;
	switch (sqlite3_step(statement)) {
	case SQLITE_DONE:
		break;
	case SQLITE_ROW:
		status = store_row(store, statement, 0, &object);
		if (!status && object.what == NTMS_ENTRY_OBJECT &&
		    object.type == NTMS_TYPE_COMPUTER)
			*id = object.id;
		break;
	default:
		status = store_fault(store);
	}
	sqlite3_reset(statement);
	return status;
}

enum store_status store_foreign(struct store *store)
{
	return store_say(store, STORE_FOREIGN,
			 "it is that of another computer now; put the right one back");
}

uint64_t store_sequence(const struct store *store)
{
	return store->now.sequence;
}

bool store_complete(const struct store *store)
{
	return store->now.complete;
}
