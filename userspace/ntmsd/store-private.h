/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of the database share.
 */
#ifndef NTMSD_STORE_PRIVATE_H
#define NTMSD_STORE_PRIVATE_H

#include "store.h"

#include <sqlite3.h>
#include <sys/types.h>

/* "ntms", for file(1) and for who opens another program's database */
#define STORE_APPLICATION 0x6e746d73
#define STORE_SCHEMA 3

/* How much is kept of its pages in memory */
#define STORE_CACHE "PRAGMA cache_size = -65536;"

/* What an object is of, in the order in which a catalog is loaded */
enum store_rank {
	RANK_COMPUTER,
	RANK_MEDIA_TYPE,
	RANK_LIBRARY,
	RANK_DRIVE,
	RANK_POOL,
	RANK_MEDIUM,
	RANK_LOGICAL,
	RANK_OTHER,
	RANK_ACL,
	RANK_ATTRIBUTE,
	RANKS
};

#define RANK_SHIFT 48

enum store_statement {
	STATEMENT_BEGIN,
	STATEMENT_COMMIT,
	STATEMENT_ROLLBACK,
	STATEMENT_FIND,
	STATEMENT_WRITE,
	STATEMENT_DELETE,
	STATEMENT_DROP,
	STATEMENT_DROP_WHOLE,
	STATEMENT_SEEN,
	STATEMENT_FORGET_SEEN,
	STATEMENT_UNSEEN,
	STATEMENT_META,
	STATEMENT_RECORD,
	STATEMENT_TWIN,
	STATEMENT_BEHIND,
	STATEMENT_VOID,
	STATEMENT_COMPUTER,
	STATEMENTS
};

/**
 * struct store_marks - what is known of the database as a whole
 * @sequence: highest number of a change
 * @era: number of times that the records began to count from 1
 * @number: of the last record in this era
 * @at: place of the last record
 * @carried: place of the last record that the objects are up to
 * @complete: see store_complete()
 * @sweeping: between NTMS_JOURNAL_BEGIN and NTMS_JOURNAL_END
 */
struct store_marks {
	uint64_t sequence;
	int64_t era;
	uint64_t number;
	uint64_t at;
	uint64_t carried;
	bool complete;
	bool sweeping;
};

/**
 * struct store - a database
 * @db: SQLite's
 * @path: its file
 * @lock: descriptor of the file beside it that says who owns it; -1: none
 * @device: file system of the file that was opened
 * @inode: number of it there
 * @why: see store_why()
 * @statements: made when they are first needed
 * @owns: it can be written
 * @short_log: the log has to grow yet
 * @next: next place of each rank
 * @now: what is known in this transaction
 * @before: what was known before it
 */
struct store {
	sqlite3 *db;
	char *path;
	int lock;
	dev_t device;
	ino_t inode;
	char *why;
	sqlite3_stmt *statements[STATEMENTS];
	bool owns;
	bool short_log;
	int64_t next[RANKS];
	struct store_marks now;
	struct store_marks before;
};

/* Bytes of a GUID that tell objects apart; the others say which part it is. */
#define STORE_WHOLE_BYTES 12

/* ---- store.c */

/* Memory, or the end of the program: nothing useful can be done without. */
void *store_must(void *memory);
__attribute__((format(printf, 1, 2))) char *store_text(const char *how, ...);

/* What SQLite said last, as a status, with words. */
enum store_status store_fault(struct store *store);
__attribute__((format(printf, 3, 4)))
enum store_status store_say(struct store *store, enum store_status status,
			    const char *how, ...);
enum store_status store_run(struct store *store, const char *sql);
/* A statement, ready to be bound; NULL after store_fault() */
sqlite3_stmt *store_statement(struct store *store, enum store_statement which);
/* Do it, and let go of what it was bound to. */
enum store_status store_step(struct store *store, sqlite3_stmt *statement);
/* One number that a query gives. */
enum store_status store_number(struct store *store, const char *sql,
			       int64_t *number);

/* What SQLite found, which has lines, in one; the caller frees it. */
char *store_line(const unsigned char *said);

enum store_rank store_rank(uint16_t what, uint16_t type);
/* What a row is checked with: a sum of all that it says, FNV-1a of 64 bits */
#define STORE_SUM_FIRST UINT64_C(0xcbf29ce484222325)
uint64_t store_sum_more(uint64_t sum, const void *data, size_t length);
int64_t store_sum(const struct store_object *object);
/* A row of place, what, type, id, name, data, sum from column @first on. */
enum store_status store_row(struct store *store, sqlite3_stmt *statement,
			    int first, struct store_object *object);

/* What is known of the whole. */
enum store_status store_read_marks(struct store *store);
/* Where the next object of each rank goes. */
enum store_status store_find_places(struct store *store);
/* Let go of SQLite's database. */
void store_let_go(struct store *store);

/* ---- store-records.c */

#define STORE_ROW "at, era, number, sequence, time, kind, void, entries, sum"

/**
 * struct store_row - a record that is stored
 * @at: its place, one more than that of the last one
 * @era: see struct store_marks
 * @number: see struct ntms_journal_record
 * @sequence: see struct ntms_journal_record
 * @time: see struct ntms_journal_record
 * @kind: see struct ntms_journal_record
 * @cancelled: it is void
 * @entries: as in the record; of OBJECTS and END those that were news
 * @size: bytes of them
 */
struct store_row {
	uint64_t at;
	int64_t era;
	uint64_t number;
	uint64_t sequence;
	uint64_t time;
	uint32_t kind;
	bool cancelled;
	const unsigned char *entries;
	size_t size;
};

/* Add it at the end, unless it is there. */
enum store_status store_row_add(struct store *store,
				const struct store_row *row);
/* The row of a statement that selects STORE_ROW */
enum store_status store_row_read(struct store *store, sqlite3_stmt *statement,
				 struct store_row *row);
/* The record of this number, the last one of it, never happened. */
enum store_status store_row_cancel(struct store *store, uint64_t number);

/**
 * struct store_entries - entries that are looked at one after the other
 * @at: the next one
 * @end: where the last one ends
 */
struct store_entries {
	const unsigned char *at;
	const unsigned char *end;
};

/* false: that was the last, or what comes cannot be right */
bool store_entry_next(struct store_entries *entries,
		      struct store_object *object, bool *gone);

/**
 * struct store_events - entries that become those of a row
 * @bytes: they; the caller frees them
 * @used: bytes of them
 * @room: bytes that there is room for
 */
struct store_events {
	unsigned char *bytes;
	size_t used;
	size_t room;
};

void store_events_add(struct store_events *events,
		      const struct store_object *object, bool gone);

/* ---- store-carry.c */

/* What it says goes to the objects, and so has all that is up to it. */
enum store_status store_row_carry(struct store *store,
				  const struct store_row *row);
/* store_carry(), in a transaction that has begun */
enum store_status store_carry_on(struct store *store);

/* ---- store-write.c */

/* An object is so now, or is not there any more. */
enum store_status store_take(struct store *store,
			     const struct store_object *object, bool gone);

/* ---- store-schema.c */

/* Make it what this version has, or say why not. */
enum store_status store_schema(struct store *store, enum store_use use);

/* ---- store-ahead.c */

/* What SQLite opens files with, so that they can be read through */
const char *store_layer(void);
/*
 * Whether all of it is read, as by one that needs each page once: then many are read at
 * a time, and few are kept.
 */
void store_read_through(struct store *store, bool on);

#endif /* NTMSD_STORE_PRIVATE_H */
