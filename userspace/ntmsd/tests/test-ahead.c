// SPDX-License-Identifier: GPL-2.0
/*
 * Reading all of a database: fewer reads, and nothing else that is different.
 */
#include "faults.h"
#include "scratch.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE 4096
/* Pages of the file that is read at random, more than are read at once */
#define PAGES 400
#define STEPS 20000

/* A database with so many objects, all of them in the file itself */
static struct store *make(const char *path, uint32_t count)
{
	struct store *store = open_own(path);

	/* In no order in the index */
	fill(store, 0, count, 0x9e3779b1);
	if (store_carry(store) || store_checkpoint(store))
		ok(false, "%s: %s", path, store_why(store));
	return store;
}

static long long pages_of(const char *path)
{
	struct stat status;

	return stat(path, &status) ? -1 : status.st_size / PAGE;
}

/* ---- how often */

static void test_pieces(void)
{
	char *path = path_of("pieces.db");
	struct store *store = make(path, 8000);
	unsigned int before, count = 0;
	long long pages;

	store_close(store);
	pages = pages_of(path);
	before = reads;
	store = open_own(path);
	ok((reads - before) * 4 < pages, "%lld pages are checked in %u reads",
	   pages, reads - before);
	store_close(store);

	store = open_for(path, STORE_READ);
	before = reads;
	is(store_each(store, count_one, &count), STORE_OK, "all can be read");
	ok((reads - before) * 4 < pages, "in %u reads", reads - before);
	is(count, 8000, "and is all there");
	before = reads;
	sqlite3_db_release_memory(store->db);
	is(store_run(store, "SELECT max(data) FROM object"), STORE_OK,
	   "who reads it otherwise");
	ok((reads - before) * 4 > pages, "reads it page by page, in %u reads",
	   reads - before);
	store_close(store);
	free(path);
}

/* ---- what it takes meanwhile */

static int64_t kept(struct store *store)
{
	int64_t size = 0;

	store_number(store, "PRAGMA cache_size", &size);
	return size;
}

/**
 * struct seen - what is seen of a store while it is read
 * @store: the store
 * @kept: see kept()
 */
struct seen {
	struct store *store;
	int64_t kept;
};

static bool see(const struct store_object *object, void *arg)
{
	struct seen *seen = arg;

	(void)object;
	seen->kept = kept(seen->store);
	return false;
}

static void test_memory(void)
{
	struct seen seen = { 0 };
	char *path = path_of("memory.db");

	seen.store = make(path, 1);
	is(store_each(seen.store, see, &seen), STORE_OK, "an object");
	ok(seen.kept > -4096 && seen.kept < 0, "few pages are kept: %lld",
	   (long long)seen.kept);
	is(kept(seen.store), -65536, "and as many as ever afterwards");
	store_close(seen.store);
	free(path);
}

/* ---- whatever is done to the file */

/**
 * struct file - a file and what it must have
 * @layer: as SQLite sees it
 * @other: descriptor of somebody else, who writes it, too
 * @image: what it must have, and zeros
 * @size: bytes of it
 */
struct file {
	sqlite3_file *layer;
	int other;
	unsigned char image[PAGES * PAGE + PAGE];
	sqlite3_int64 size;
};

static bool reads_right(const struct file *file, int amount, sqlite3_int64 at)
{
	int code = at + amount > file->size ? SQLITE_IOERR_SHORT_READ : 0;
	unsigned char page[PAGE];

	memset(page, 0xee, sizeof(page));
	return file->layer->pMethods->xRead(file->layer, page, amount,
					    at) == code &&
	       !memcmp(page, file->image + at, (size_t)amount);
}

/* Mostly one that is near, forwards or backwards, sometimes any at all */
static sqlite3_int64 next_page(sqlite3_int64 page)
{
	static sqlite3_int64 step = 1;

	switch (random() % 20) {
	case 0:
		step = -step;
		break;
	case 1:
		return random() % PAGES;
	}
	page += step * (1 + !(random() % 4));
	return page < 0 || page >= PAGES ? random() % PAGES : page;
}

/* One that was read just now, or comes soon */
static void write_page(struct file *file, sqlite3_int64 page, bool by_other)
{
	sqlite3_int64 at = (page + random() % 8) % PAGES * PAGE;
	int failed;

	memset(file->image + at, (int)random() & 0xff, PAGE);
	if (by_other)
		failed = pwrite(file->other, file->image + at, PAGE, at) < 0;
	else
		failed = file->layer->pMethods->xWrite(file->layer,
						       file->image + at,
						       PAGE, at);
	if (failed)
		ok(false, "the file can be written");
	if (at + PAGE > file->size)
		file->size = at + PAGE;
}

/* It ends just before what was read, or in the middle of what comes. */
static void cut(struct file *file, sqlite3_int64 page)
{
	file->size = page * PAGE + random() % 2 * 1000;
	file->layer->pMethods->xTruncate(file->layer, file->size);
	memset(file->image + file->size, 0,
	       sizeof(file->image) - (size_t)file->size);
}

/* What SQLite may do before it sees what somebody else wrote */
static void look_anew(struct file *file)
{
	const sqlite3_io_methods *methods = file->layer->pMethods;
	sqlite3_int64 size;
	int any;

	switch (random() % 8) {
	case 0:
		methods->xLock(file->layer, SQLITE_LOCK_SHARED);
		break;
	case 1:
		methods->xUnlock(file->layer, SQLITE_LOCK_NONE);
		break;
	case 2:
		methods->xCheckReservedLock(file->layer, &any);
		break;
	case 3:
		methods->xSync(file->layer, SQLITE_SYNC_NORMAL);
		break;
	case 4:
		methods->xFileSize(file->layer, &size);
		break;
	case 5:
		methods->xFileControl(file->layer, SQLITE_FCNTL_LOCKSTATE, &any);
		break;
	case 6:
		methods->xShmBarrier(file->layer);
		break;
	case 7:
		methods->xDeviceCharacteristics(file->layer);
		break;
	}
}

static void change(struct file *file, sqlite3_int64 page)
{
	switch (random() % 8) {
	case 0:
		cut(file, page);
		break;
	case 1:
	case 2:
		write_page(file, page, false);
		break;
	default:
		write_page(file, page, true);
		look_anew(file);
		break;
	}
}

static bool walk(struct file *file)
{
	sqlite3_int64 page = 0;
	int step;

	for (step = 0; step < STEPS; step++) {
		page = next_page(page);
		if (!reads_right(file, PAGE, page * PAGE))
			break;
		/* Also a piece of what comes, which may be behind the end */
		if (!(random() % 10) &&
		    !reads_right(file, 100, page * PAGE + random() % PAGE))
			break;
		if (!(random() % 50))
			change(file, page);
	}
	return step == STEPS;
}

static void test_walk(void)
{
	static struct file file = { .size = PAGES * PAGE };
	char *path = path_of("walk.db");
	struct store store = { 0 };
	unsigned int before;

	srandom(1);
	if (sqlite3_open_v2(path, &store.db, SQLITE_OPEN_READWRITE |
			    SQLITE_OPEN_CREATE, store_layer()) ||
	    sqlite3_exec(store.db, "CREATE TABLE t (a)", NULL, NULL, NULL) ||
	    sqlite3_file_control(store.db, "main", SQLITE_FCNTL_FILE_POINTER,
				 &file.layer))
		ok(false, "a file is made: %s", sqlite3_errmsg(store.db));
	file.other = open(path, O_RDWR);
	if (ftruncate(file.other, 0) || ftruncate(file.other, file.size))
		ok(false, "a file is made");
	store_read_through(&store, true);
	before = reads;
	ok(walk(&file), "each read gives what is there");
	ok(reads - before < STEPS / 2, "%d of them in %u", STEPS,
	   reads - before);
	store_read_through(&store, false);
	before = reads;
	ok(walk(&file), "and so it does afterwards");
	ok(reads - before >= STEPS, "page by page");
	sqlite3_close(store.db);
	close(file.other);
	free(path);
}

/* ---- what others commit */

static void commit_one(const char *path, const char *sql)
{
	sqlite3 *db;

	if (sqlite3_open(path, &db) || sqlite3_exec(db, sql, NULL, NULL, NULL))
		ok(false, "somebody else writes: %s", sqlite3_errmsg(db));
	sqlite3_close(db);
}

static long long changed(struct store *store)
{
	int64_t count = -1;

	/* A scan, in which nothing of an index is read */
	store_number(store, "SELECT count(*) FROM object NOT INDEXED"
			    " WHERE data = x'6e6577'", &count);
	return count;
}

#define CHANGE(what)							\
	"UPDATE object SET data = x'6e6577' WHERE place ="		\
	" (SELECT " what "(place) FROM object WHERE data <> x'6e6577')"

static void test_transactions(void)
{
	char *path = path_of("transactions.db");
	struct store *store = make(path, 500);

	store_close(store);
	store = open_own(path);
	sqlite3_db_release_memory(store->db);
	store_read_through(store, true);
	is(changed(store), 0, "all is read");
	commit_one(path, CHANGE("max") "; PRAGMA wal_checkpoint(TRUNCATE)");
	is(changed(store), 1, "what changed in the file since is seen");

	is(store_read_begin(store), STORE_OK, "of one instant");
	is(changed(store), 1, "all is read again");
	commit_one(path, CHANGE("max") "; PRAGMA wal_checkpoint(PASSIVE)");
	is(changed(store), 1, "what changes meanwhile is not seen");
	sqlite3_db_release_memory(store->db);
	is(changed(store), 1, "nor when nothing was kept of it");
	store_read_end(store);
	is(changed(store), 2, "and then it is");
	store_read_through(store, false);
	store_close(store);
	free(path);
}

/* ---- what cannot be read, or is not right */

/* What is said when it is opened; "" if nothing is */
static char *said_by_store(const char *path)
{
	struct store *store;
	char *why;

	store_open(path, STORE_OWN, &store, &why);
	store_close(store);
	return why ? why : store_text("%s", "");
}

/* What SQLite says to who asks for pages one by one */
static char *said_by_sqlite(const char *path)
{
	sqlite3_stmt *statement = NULL;
	char *said;
	sqlite3 *db;

	if (sqlite3_open(path, &db) ||
	    sqlite3_exec(db, "PRAGMA cell_size_check = ON", NULL, NULL, NULL) ||
	    sqlite3_prepare_v2(db, "PRAGMA quick_check(1)", -1, &statement,
			       NULL) ||
	    sqlite3_step(statement) != SQLITE_ROW)
		said = store_text("%s", sqlite3_errmsg(db));
	else
		said = store_line(sqlite3_column_text(statement, 0));
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return said;
}

/* Rows that SQLite gives to who asks for pages one by one, and how that ends */
static unsigned int rows_by_sqlite(const char *path, enum store_status *status)
{
	sqlite3_stmt *statement = NULL;
	unsigned int count = 0;
	sqlite3 *db;

	if (!sqlite3_open(path, &db) &&
	    !sqlite3_prepare_v2(db, "SELECT * FROM object ORDER BY place", -1,
				&statement, NULL))
		while (sqlite3_step(statement) == SQLITE_ROW)
			count++;
	switch (sqlite3_errcode(db) & 0xff) {
	case SQLITE_DONE:
		*status = STORE_OK;
		break;
	case SQLITE_CORRUPT:
		*status = STORE_DAMAGED;
		break;
	default:
		*status = STORE_FAILED;
	}
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return count;
}

static void same_check(const char *path, const char *what)
{
	char *said = said_by_store(path), *want = said_by_sqlite(path);

	ok(strcmp(want, "ok") && *said, "%s is noticed", what);
	is_text(said, want, "and told as ever");
	free(said);
	free(want);
}

/* Return: it ends well. */
static bool same_rows(const char *path, const char *what)
{
	struct store *store = open_for(path, STORE_READ);
	unsigned int count = 0, want, before = reads, most;
	enum store_status status;

	want = rows_by_sqlite(path, &status);
	most = reads - before;
	before = reads;
	is(store_each(store, count_one, &count), status, what);
	is(count, want, "after all that is before it");
	ok(reads - before <= most, "in %u reads, and not %u", reads - before,
	   most);
	store_close(store);
	return !status;
}

/* What is read in passing is told of when it is asked for, if it is. */
static bool unreadable(const char *path, long long page)
{
	char *fault = store_text("unread %lld", page * PAGE);
	bool good;

	set_fault(fault);
	same_check(path, fault);
	good = same_rows(path, fault);
	set_fault(NULL);
	free(fault);
	return !good;
}

static void test_errors(void)
{
	char *path = path_of("errors.db");
	unsigned int told = 0;
	long long pages, page;

	store_close(make(path, 8000));
	pages = pages_of(path);
	/* Those of objects, and of their index, come last, as they are made last. */
	for (page = pages - 5; page > pages / 2; page -= 37)
		told += unreadable(path, page);
	ok(told > 2, "%u of them are needed to read all", told);
	ok(same_rows(path, "a disk that works again"), "has it all");
	free(path);
}

static void test_damage(void)
{
	static char nonsense[PAGE];
	char *path = path_of("damage.db");
	long long pages;
	int fd;

	store_close(make(path, 8000));
	pages = pages_of(path);
	memset(nonsense, 'x', sizeof(nonsense));
	fd = open(path, O_RDWR);
	if (pwrite(fd, nonsense, PAGE, (pages - 20) * PAGE) != PAGE)
		ok(false, "%s can be damaged", path);
	same_check(path, "a page that is none");
	ok(!same_rows(path, "it ends all"), "which cannot be read");
	if (ftruncate(fd, (pages - 30) * PAGE))
		ok(false, "%s can be cut", path);
	close(fd);
	same_check(path, "a file that was cut");
	free(path);
}

int main(void)
{
	if (!scratch_begin())
		return 1;
	test_pieces();
	test_memory();
	test_walk();
	test_transactions();
	test_errors();
	test_damage();
	scratch_end();
	return tap_end();
}
