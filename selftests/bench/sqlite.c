// SPDX-License-Identifier: GPL-2.0
/*
 * A model of what a media manager on SQLite does for an allocation and a
 * deallocation. It is a model and no program that anybody runs: the write
 * pattern of those that do keep their media in SQL, without any of their
 * parsing, locking, network and text, and with the index that serves the query
 * best. A real one can only be slower.
 *
 *	allocate: select the side of the pool that is to go first, update it,
 *	commit; deallocate: select by the id that the allocation gave, update,
 *	commit.
 *
 * The rule for what goes first is ntms's: lowest allocation count, then longest
 * available. The index holds exactly the rows that can be chosen, in that
 * order, so that the select reads one entry. Statements are prepared once; ids
 * are integers, which SQLite likes best.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "bench.h"

enum statement {
	BEGIN,
	COMMIT,
	CHOOSE,
	TAKE,
	OWNED,
	GIVE_BACK,
	NR_STATEMENTS,
};

static const char * const statements[NR_STATEMENTS] = {
	[BEGIN] = "BEGIN IMMEDIATE",
	[COMMIT] = "COMMIT",
	[CHOOSE] = "SELECT id FROM media WHERE state = 4 AND pool = ?1 "
		   "ORDER BY allocations, since LIMIT 1",
	[TAKE] = "UPDATE media SET state = 5, lmid = ?2, "
		 "allocations = allocations + 1 WHERE id = ?1",
	[OWNED] = "SELECT id FROM media WHERE lmid = ?1",
	[GIVE_BACK] = "UPDATE media SET state = 4, lmid = NULL, since = ?2 "
		      "WHERE id = ?1",
};

/**
 * struct sqlite_model - the model
 * @db: the database
 * @statements: prepared
 * @pools: number of pools
 * @turn: how many pairs there were, which says whose turn it is
 * @clock: numbers the changes
 */
struct sqlite_model {
	sqlite3 *db;
	sqlite3_stmt *statements[NR_STATEMENTS];
	unsigned int pools;
	uint64_t turn;
	int64_t clock;
};

static void sql_fail(struct sqlite_model *model, const char *what)
{
	give_up("SQLite: %s: %s", what, sqlite3_errmsg(model->db));
}

static void sql_run(struct sqlite_model *model, const char *text)
{
	if (sqlite3_exec(model->db, text, NULL, NULL, NULL) != SQLITE_OK)
		sql_fail(model, text);
}

static void sql_bind(struct sqlite_model *model, enum statement which, int at,
		     int64_t value)
{
	if (sqlite3_bind_int64(model->statements[which], at, value) !=
	    SQLITE_OK)
		sql_fail(model, statements[which]);
}

/* A statement that answers with one number */
static int64_t sql_one(struct sqlite_model *model, enum statement which)
{
	sqlite3_stmt *statement = model->statements[which];
	int64_t value;

	if (sqlite3_step(statement) != SQLITE_ROW)
		sql_fail(model, statements[which]);
	value = sqlite3_column_int64(statement, 0);
	sqlite3_reset(statement);
	return value;
}

static void sql_do(struct sqlite_model *model, enum statement which)
{
	sqlite3_stmt *statement = model->statements[which];

	if (sqlite3_step(statement) != SQLITE_DONE)
		sql_fail(model, statements[which]);
	sqlite3_reset(statement);
}

static void fill(struct sqlite_model *model, uint64_t media)
{
	sqlite3_stmt *insert;
	uint64_t i;

	sql_run(model, "BEGIN");
	if (sqlite3_prepare_v2(model->db,
			       "INSERT INTO media (id, pool, state, allocations,"
			       " since, barcode) VALUES (?1, ?2, 4, 0, ?1, "
			       "printf('%06dL6', ?1))", -1, &insert, NULL) !=
	    SQLITE_OK)
		sql_fail(model, "insert");
	for (i = 0; i < media; i++) {
		sqlite3_bind_int64(insert, 1, (int64_t)i + 1);
		sqlite3_bind_int64(insert, 2, (int64_t)(i % model->pools));
		if (sqlite3_step(insert) != SQLITE_DONE)
			sql_fail(model, "insert");
		sqlite3_reset(insert);
	}
	sqlite3_finalize(insert);
	sql_run(model, "COMMIT");
	model->clock = (int64_t)media;
}

/**
 * sqlite_model_new() - a database full of media that can be allocated
 * @path: ":memory:", or a file, which gets a write-ahead log
 * @media: how many, one side each
 * @pools: how many pools they are in
 */
struct sqlite_model *sqlite_model_new(const char *path, uint64_t media,
				      unsigned int pools)
{
	struct sqlite_model *model = calloc(1, sizeof(*model));
	unsigned int i;

	if (!model)
		give_up("out of memory");
	model->pools = pools;
	if (sqlite3_open_v2(path, &model->db, SQLITE_OPEN_READWRITE |
			    SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) !=
	    SQLITE_OK)
		sql_fail(model, path);
	if (strcmp(path, ":memory:"))
		sql_run(model, "PRAGMA journal_mode = WAL;"
			       "PRAGMA synchronous = FULL;"
			       "PRAGMA locking_mode = EXCLUSIVE");
	sql_run(model, "PRAGMA cache_size = -262144;"
		       "CREATE TABLE media (id INTEGER PRIMARY KEY,"
		       " pool INTEGER NOT NULL, state INTEGER NOT NULL,"
		       " allocations INTEGER NOT NULL, since INTEGER NOT NULL,"
		       " lmid INTEGER, barcode TEXT NOT NULL)");
	fill(model, media);
	sql_run(model, "CREATE INDEX choice ON media (pool, allocations, since)"
		       " WHERE state = 4;"
		       "CREATE UNIQUE INDEX owner ON media (lmid)"
		       " WHERE lmid IS NOT NULL;"
		       "ANALYZE");
	for (i = 0; i < NR_STATEMENTS; i++)
		if (sqlite3_prepare_v3(model->db, statements[i], -1,
				       SQLITE_PREPARE_PERSISTENT,
				       &model->statements[i], NULL) != SQLITE_OK)
			sql_fail(model, statements[i]);
	return model;
}

static int64_t sql_allocate(struct sqlite_model *model, int64_t pool)
{
	int64_t lmid = ++model->clock;

	sql_do(model, BEGIN);
	sql_bind(model, CHOOSE, 1, pool);
	sql_bind(model, TAKE, 1, sql_one(model, CHOOSE));
	sql_bind(model, TAKE, 2, lmid);
	sql_do(model, TAKE);
	sql_do(model, COMMIT);
	return lmid;
}

static void sql_deallocate(struct sqlite_model *model, int64_t lmid)
{
	sql_do(model, BEGIN);
	sql_bind(model, OWNED, 1, lmid);
	sql_bind(model, GIVE_BACK, 1, sql_one(model, OWNED));
	sql_bind(model, GIVE_BACK, 2, ++model->clock);
	sql_do(model, GIVE_BACK);
	sql_do(model, COMMIT);
}

void sqlite_model_pairs(void *context, uint64_t times)
{
	struct sqlite_model *model = context;

	while (times--)
		sql_deallocate(model, sql_allocate(model, (int64_t)
				(model->turn++ % model->pools)));
}

void sqlite_model_free(struct sqlite_model *model)
{
	unsigned int i;

	for (i = 0; i < NR_STATEMENTS; i++)
		sqlite3_finalize(model->statements[i]);
	sqlite3_close(model->db);
	free(model);
}

const char *sqlite_model_version(void)
{
	return sqlite3_libversion();
}
