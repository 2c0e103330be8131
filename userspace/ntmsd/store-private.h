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
#define STORE_SCHEMA 2

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
	STATEMENT_INSERT,
	STATEMENT_UPDATE,
	STATEMENT_DELETE,
	STATEMENT_DELETE_PARTS,
	STATEMENT_SEEN,
	STATEMENT_FORGET_SEEN,
	STATEMENT_UNSEEN,
	STATEMENT_META,
	STATEMENT_EVENT,
	STATEMENT_VOID,
	STATEMENT_COMPUTER,
	STATEMENTS
};

/**
 * struct store_marks - what is known of the database as a whole
 * @sequence: highest number of a change
 * @era: number of times that the records began to count from 1
 * @complete: see store_complete()
 * @sweeping: between NTMS_JOURNAL_BEGIN and NTMS_JOURNAL_END
 */
struct store_marks {
	uint64_t sequence;
	int64_t era;
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
	int64_t next[RANKS];
	struct store_marks now;
	struct store_marks before;
};

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
/* What a row is checked with: a sum of all that it says */
int64_t store_sum(const struct store_object *object);
/* A row of place, what, type, id, name, data, sum from column @first on. */
enum store_status store_row(struct store *store, sqlite3_stmt *statement,
			    int first, struct store_object *object);

/* ---- store-schema.c */

/* Make it what this version has, or say why not. */
enum store_status store_schema(struct store *store, enum store_use use);

#endif /* NTMSD_STORE_PRIVATE_H */
