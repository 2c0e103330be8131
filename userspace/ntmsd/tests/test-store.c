// SPDX-License-Identifier: GPL-2.0
/*
 * The database: what records make of it, and what it survives.
 */
#include "faults.h"
#include "scratch.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A record in a transaction of its own; frees it. */
static enum store_status apply(struct store *store,
			       struct ntms_journal_record *record)
{
	enum store_status status = store_begin(store);

	if (!status)
		status = store_apply(store, record);
	if (!status)
		status = store_commit(store);
	if (status)
		store_rollback(store);
	free(record);
	return status;
}

/* ---- what there is, as text */

static bool write_object(const struct store_object *object, void *arg)
{
	const char *mark = object->what == NTMS_ENTRY_ACL ? "acl:" :
			   object->what == NTMS_ENTRY_ATTRIBUTE ? "attr:" : "";
	uint32_t number;

	memcpy(&number, object->id.b, sizeof(number));
	fprintf(arg, "%s%s%u", ftell(arg) ? " " : "", mark, number);
	if (object->id.b[15])
		fprintf(arg, ".%u", object->id.b[15]);
	if (object->what == NTMS_ENTRY_OBJECT)
		fprintf(arg, "=%.*s", (int)object->length,
			(const char *)object->data);
	else if (object->what == NTMS_ENTRY_ATTRIBUTE)
		fprintf(arg, "=%.*s", (int)object->name_length,
			(const char *)object->name);
	return true;
}

static void holds(struct store *store, const char *want, const char *what)
{
	size_t size;
	char *text;
	FILE *file = open_memstream(&text, &size);

	is(store_each(store, write_object, file), STORE_OK, "all can be read");
	fclose(file);
	is_text(text, want, what);
	free(text);
}

static bool write_event(const struct store_event *event, void *arg)
{
	uint32_t number;

	memcpy(&number, event->object.id.b, sizeof(number));
	fprintf(arg, "%s%llu:%u:%u%s%s", ftell(arg) ? " " : "",
		(unsigned long long)event->sequence, event->kind, number,
		event->gone ? "-" : "+", event->cancelled ? "!" : "");
	return true;
}

static void remembers(struct store *store, const char *want, const char *what)
{
	size_t size;
	char *text;
	FILE *file = open_memstream(&text, &size);

	is(store_history(store, write_event, file), STORE_OK,
	   "the history can be read");
	fclose(file);
	is_text(text, want, what);
	free(text);
}

/* ---- tests */

static struct ntms_journal_record *one_more(uint64_t number)
{
	return with_text(record(NTMS_JOURNAL_CHANGE, number), NTMS_TYPE_MEDIUM,
			 guid((uint32_t)number, 0), "m");
}

static void test_records(void)
{
	char *path = path_of("records.db");
	struct store *store = open_own(path);
	struct ntms_guid medium = guid(20, 0), computer;
	struct ntms_journal_record *record_;

	record_ = record(NTMS_JOURNAL_CHANGE, 1);
	record_ = with_text(record_, NTMS_TYPE_MEDIUM, medium, "m1");
	record_ = with_text(record_, NTMS_TYPE_COMPUTER, guid(1, 0), "c");
	record_ = with_text(record_, NTMS_TYPE_POOL, guid(10, 0), "p1");
	record_ = with_text(record_, NTMS_TYPE_MEDIUM, guid(19, 0), "m2");
	is(apply(store, record_), STORE_OK, "a record is stored");
	holds(store, "1=c 10=p1 20=m1 19=m2",
	      "by kinds, each in the order of its coming");
	is(store_computer(store, &computer), STORE_OK, "it has a computer");
	ok(computer.b[0] == 1, "which is the one that came");

	record_ = with_text(record(NTMS_JOURNAL_CHANGE, 2), NTMS_TYPE_MEDIUM,
			    medium, "changed");
	is(apply(store, record_), STORE_OK, "a change of what is there");
	holds(store, "1=c 10=p1 20=changed 19=m2", "keeps its place");
	is(store_sequence(store), 2, "the number of the change is known");

	record_ = with(record(NTMS_JOURNAL_CHANGE, 3), NTMS_ENTRY_ACL,
		       NTMS_TYPE_MEDIUM, medium, "x", 1, 0);
	record_ = with_attribute(record_, NTMS_TYPE_SIDE, guid(20, 1), "a", "1");
	record_ = with_attribute(record_, NTMS_TYPE_SIDE, guid(20, 1), "b", "1");
	record_ = with_attribute(record_, NTMS_TYPE_MEDIUM, guid(19, 0), "a",
				 "1");
	is(apply(store, record_), STORE_OK, "rights and attributes");
	record_ = with_attribute(record(NTMS_JOURNAL_CHANGE, 4), NTMS_TYPE_SIDE,
				 guid(20, 1), "b", NULL);
	is(apply(store, record_), STORE_OK, "an attribute is deleted");
	holds(store, "1=c 10=p1 20=changed 19=m2 acl:20 attr:20.1=a attr:19=a",
	      "and no other one");
	record_ = without(record(NTMS_JOURNAL_CHANGE, 5), NTMS_ENTRY_OBJECT,
			  NTMS_TYPE_MEDIUM, medium);
	is(apply(store, record_), STORE_OK, "an object is deleted");
	holds(store, "1=c 10=p1 19=m2 attr:19=a",
	      "with what belongs to it and to its parts");
	record_ = with_text(record(NTMS_JOURNAL_CHANGE, 6), NTMS_TYPE_COMPUTER,
			    guid(2, 0), "d");
	is(apply(store, record_), STORE_FOREIGN, "another computer is refused");
	record_ = record(99, 7);
	is(apply(store, record_), STORE_MALFORMED, "so is an unknown kind");
	record_ = with_text(record(NTMS_JOURNAL_CHANGE, 8), NTMS_TYPE_MEDIUM,
			    medium, "m3");
	record_->entries = 2;
	is(apply(store, record_), STORE_MALFORMED, "and an entry too few");
	holds(store, "1=c 10=p1 19=m2 attr:19=a", "of which nothing is stored");
	is(store_sequence(store), 5, "nor is the number");
	store_close(store);
	store = open_own(path);
	holds(store, "1=c 10=p1 19=m2 attr:19=a", "all is there again");
	is(store_sequence(store), 5, "and the number");
	store_close(store);
	free(path);
}

/* A library is more than its parts; a part that goes is not the library. */
static void test_parts(void)
{
	char *path = path_of("parts.db");
	struct store *store = open_own(path);
	struct ntms_journal_record *record_ = record(NTMS_JOURNAL_FACT, 1);

	record_ = with_text(record_, NTMS_TYPE_LIBRARY, guid(5, 0), "l");
	record_ = with_text(record_, NTMS_TYPE_DRIVE, guid(5, 7), "d");
	record_ = with_attribute(record_, NTMS_TYPE_LIBRARY, guid(5, 0), "a",
				 "");
	record_ = with_attribute(record_, NTMS_TYPE_DRIVE, guid(5, 7), "b", "");
	is(apply(store, record_), STORE_OK, "a library with a drive");
	record_ = without(record(NTMS_JOURNAL_FACT, 2), NTMS_ENTRY_OBJECT,
			  NTMS_TYPE_DRIVE, guid(5, 7));
	is(apply(store, record_), STORE_OK, "whose drive goes");
	holds(store, "5=l attr:5=a", "keeps its own attributes");
	store_close(store);
	free(path);
}

static void test_sweep(void)
{
	char *path = path_of("sweep.db");
	struct store *store = open_own(path);
	struct ntms_journal_record *record_ = record(NTMS_JOURNAL_CHANGE, 1);
	struct ntms_guid gone = guid(11, 0);

	ok(!store_complete(store), "a new one never had all of a catalog");
	record_ = with_text(record_, NTMS_TYPE_POOL, guid(10, 0), "a");
	record_ = with_text(record_, NTMS_TYPE_POOL, gone, "b");
	record_ = with_text(record_, NTMS_TYPE_POOL, guid(12, 0), "c");
	apply(store, record_);
	is(apply(store, record(NTMS_JOURNAL_END, 2)), STORE_AGAIN,
	   "an end without a beginning is none");
	is(apply(store, record(NTMS_JOURNAL_BEGIN, 3)), STORE_OK, "all begins");
	record_ = with_text(record(NTMS_JOURNAL_OBJECTS, 4), NTMS_TYPE_POOL,
			    guid(12, 0), "c");
	apply(store, record_);
	record_ = with_text(record(NTMS_JOURNAL_CHANGE, 5), NTMS_TYPE_POOL,
			    guid(13, 0), "new");
	apply(store, record_);
	record_ = with_text(record(NTMS_JOURNAL_OBJECTS, 6), NTMS_TYPE_POOL,
			    guid(10, 0), "other");
	apply(store, record_);
	holds(store, "10=other 11=b 12=c 13=new", "until the end all stays");
	is(apply(store, record(NTMS_JOURNAL_END, 7)), STORE_OK, "all came");
	holds(store, "10=other 12=c 13=new", "and what did not come went");
	ok(store_complete(store), "now it had all of one");

	/* A second one, in which what changed meanwhile is told. */
	apply(store, record(NTMS_JOURNAL_BEGIN, 8));
	record_ = with_text(record(NTMS_JOURNAL_OBJECTS, 9), NTMS_TYPE_POOL,
			    guid(10, 0), "other");
	record_ = with_text(record_, NTMS_TYPE_POOL, guid(13, 0), "newer");
	apply(store, record_);
	apply(store, record(NTMS_JOURNAL_END, 10));
	holds(store, "10=other 13=newer", "once more");
	remembers(store, "1:1:10+ 1:1:11+ 1:1:12+ 5:1:13+ 9:5:13+ 10:6:12-",
		  "history has changes, and differences that were found");
	apply(store, record(NTMS_JOURNAL_BEGIN, 11));
	store_close(store);
	store = open_own(path);
	is(apply(store, record(NTMS_JOURNAL_END, 12)), STORE_AGAIN,
	   "who was closed in between knows that it does not know");
	holds(store, "10=other 13=newer", "and nothing went");
	store_close(store);
	free(path);
}

/* A change that nobody answered: it comes with another number each time. */
static struct ntms_journal_record *owned(uint64_t number)
{
	struct ntms_journal_record *record_;

	record_ = with_text(record(NTMS_JOURNAL_CHANGE, number),
			    NTMS_TYPE_MEDIUM, guid(20, 0), "owned");
	record_ = with_text(record_, NTMS_TYPE_LOGICAL_MEDIUM, guid(30, 0),
			    "l");
	record_->sequence = 4;
	record_->time = 4000;
	return record_;
}

/* What was stored and not answered comes again, and is among all there is. */
static void test_sweep_again(void)
{
	char *path = path_of("again.db");
	struct store *store = open_own(path);
	struct ntms_journal_record *record_;

	apply(store, record(NTMS_JOURNAL_BEGIN, 1));
	apply(store, with_text(record(NTMS_JOURNAL_OBJECTS, 2),
			       NTMS_TYPE_MEDIUM, guid(20, 0), "m"));
	apply(store, record(NTMS_JOURNAL_END, 3));
	is(apply(store, owned(4)), STORE_OK, "a change is stored");
	apply(store, record(NTMS_JOURNAL_BEGIN, 5));
	is(apply(store, owned(6)), STORE_OK, "and comes again among all");
	is(apply(store, record(NTMS_JOURNAL_END, 7)), STORE_OK,
	   "of which it is the only one that tells of its objects");
	holds(store, "20=owned 30=l", "they stay");
	remembers(store, "4:1:20+ 4:1:30+", "and it happened once");
	record_ = without(record(NTMS_JOURNAL_VOID, 8), NTMS_ENTRY_OBJECT,
			  NTMS_TYPE_LOGICAL_MEDIUM, guid(30, 0));
	record_->refers = 6;
	is(apply(store, record_), STORE_OK, "it is taken back");
	remembers(store, "4:1:20+! 4:1:30+! 8:3:30-",
		  "by the number that it had at last");
	store_close(store);
	free(path);
}

/* What the tables of objects have, whatever records say */
static int64_t objects_in(const char *path)
{
	int64_t count = -1;
	struct store *store;
	char *why;

	if (!store_open(path, STORE_READ, &store, &why))
		store_number(store, "SELECT count(*) FROM object", &count);
	free(why);
	store_close(store);
	return count;
}

static void test_carrying(void)
{
	char *path = path_of("carrying.db"), *why;
	struct store *store = open_own(path), *reader;
	struct ntms_journal_record *record_;

	apply(store, record(NTMS_JOURNAL_BEGIN, 1));
	apply(store, with_text(record(NTMS_JOURNAL_OBJECTS, 2),
			       NTMS_TYPE_MEDIUM, guid(20, 0), "m"));
	apply(store, record(NTMS_JOURNAL_END, 3));
	is((long long)store_behind(store), 0, "what comes with all is carried");
	record_ = with_text(record(NTMS_JOURNAL_CHANGE, 4), NTMS_TYPE_MEDIUM,
			    guid(20, 0), "owned");
	record_ = with_text(record_, NTMS_TYPE_LOGICAL_MEDIUM, guid(30, 0),
			    "l");
	is(apply(store, record_), STORE_OK, "a change");
	is((long long)store_behind(store), 1, "waits to be carried");
	is(objects_in(path), 1, "and no object was touched");
	is(store_open(path, STORE_READ, &reader, &why), STORE_OK, "who reads");
	holds(reader, "20=owned 30=l", "sees it all the same");
	is((long long)store_sequence(reader), 4, "and its number");
	store_close(reader);
	is(objects_in(path), 1, "and touches nothing");
	store_close(store);
	store = open_own(path);
	is((long long)store_behind(store), 1, "it is known when it is opened");
	is(store_sequence(store), 4, "with its number");
	is(apply(store, with_text(record(NTMS_JOURNAL_CHANGE, 4),
				  NTMS_TYPE_MEDIUM, guid(20, 0), "other")),
	   STORE_OK, "another one of the same number");
	is(store_carry(store), STORE_OK, "all is carried");
	is((long long)store_behind(store), 0, "then nothing waits");
	is(objects_in(path), 2, "the objects are there");
	holds(store, "20=other 30=l", "as the last one had them");
	is(store_carry(store), STORE_OK, "nothing is carried");
	store_close(store);
	free(path);
}

static void test_history(void)
{
	char *path = path_of("history.db");
	struct store *store = open_own(path);
	struct ntms_guid id = guid(30, 0);
	struct ntms_journal_record *record_;
	bool more;

	record_ = with_text(record(NTMS_JOURNAL_CHANGE, 1),
			    NTMS_TYPE_LOGICAL_MEDIUM, id, "a");
	apply(store, record_);
	record_ = with_text(record(NTMS_JOURNAL_CHANGE, 2),
			    NTMS_TYPE_LOGICAL_MEDIUM, guid(31, 0), "b");
	apply(store, record_);
	record_ = with_text(record(NTMS_JOURNAL_CHANGE, 2),
			    NTMS_TYPE_LOGICAL_MEDIUM, guid(31, 0), "b");
	apply(store, record_);
	record_ = without(record(NTMS_JOURNAL_VOID, 3), NTMS_ENTRY_OBJECT,
			  NTMS_TYPE_LOGICAL_MEDIUM, guid(31, 0));
	record_->refers = 2;
	apply(store, record_);
	record_ = without(record(NTMS_JOURNAL_CHANGE, 4), NTMS_ENTRY_OBJECT,
			  NTMS_TYPE_LOGICAL_MEDIUM, id);
	apply(store, record_);
	holds(store, "", "what was void and what was given back is not there");
	remembers(store, "1:1:30+ 2:1:31+! 3:3:31- 4:1:30-",
		  "what came twice is told once; void is void");
	is(store_new_era(store), STORE_OK, "the module is loaded anew");
	record_ = with_text(record(NTMS_JOURNAL_CHANGE, 1),
			    NTMS_TYPE_LOGICAL_MEDIUM, guid(32, 0), "c");
	record_->sequence = 5;
	record_->time = 9000;
	apply(store, record_);
	remembers(store, "1:1:30+ 2:1:31+! 3:3:31- 4:1:30- 5:1:32+",
		  "and its numbers begin again");
	is(store_prune(store, 3000, &more), STORE_OK, "some is forgotten");
	ok(!more, "and no more than that");
	remembers(store, "3:3:31- 4:1:30- 5:1:32+", "what was before");
	store_close(store);
	free(path);
}

/* As the first version made it. */
static void test_migration(void)
{
	static const char first[] =
		"PRAGMA application_id = 1853123955; PRAGMA user_version = 1;"
		"CREATE TABLE meta (one INTEGER PRIMARY KEY CHECK (one = 1),"
		" sequence INTEGER NOT NULL, complete INTEGER NOT NULL);"
		"INSERT INTO meta VALUES (1, 77, 1);"
		"CREATE TABLE object (place INTEGER PRIMARY KEY,"
		" what INTEGER NOT NULL, type INTEGER NOT NULL,"
		" id BLOB NOT NULL, name BLOB NOT NULL, data BLOB NOT NULL,"
		" sum INTEGER NOT NULL);"
		"CREATE UNIQUE INDEX object_key ON object (id, what, name);"
		"INSERT INTO object VALUES (1125899906842624, 1, 12,"
		" x'0a000000000000000000000100000000', x'', x'70',"
		" 2473608216704007951);";
	char *path = path_of("migration.db"), *why;
	enum store_status status;
	struct store *store;
	sqlite3 *db;

	if (sqlite3_open(path, &db) ||
	    sqlite3_exec(db, first, NULL, NULL, NULL))
		ok(false, "an old one is made: %s", sqlite3_errmsg(db));
	sqlite3_close(db);
	status = store_open(path, STORE_READ, &store, &why);
	is(status, STORE_OLDER, "who reads does not change an older one");
	ok(why && strstr(why, "ntmsd brings it up"), "and says who does: %s",
	   why ? why : "nothing");
	free(why);
	store_close(store);
	store = open_own(path);
	is(store_sequence(store), 77, "the number came along");
	ok(store_complete(store), "so did what is known of it");
	holds(store, "10=p", "and the objects");
	is(apply(store, with_text(record(NTMS_JOURNAL_CHANGE, 1),
				  NTMS_TYPE_POOL, guid(10, 0), "q")),
	   STORE_OK, "it can be written");
	remembers(store, "1:1:10+", "and has a history");
	store_run(store, "PRAGMA user_version = 4");
	store_close(store);
	is(store_open(path, STORE_OWN, &store, &why), STORE_NEWER,
	   "a newer one is left alone");
	free(why);
	free(path);
}

/* As the second version made it, out of its schema and some rows. */
static void test_migrated_history(void)
{
	static const char second[] =
		"DROP TABLE record; ALTER TABLE meta DROP COLUMN carried;"
		"CREATE TABLE history (era INTEGER NOT NULL,"
		" number INTEGER NOT NULL, entry INTEGER NOT NULL,"
		" sequence INTEGER NOT NULL, time INTEGER NOT NULL,"
		" kind INTEGER NOT NULL, what INTEGER NOT NULL,"
		" type INTEGER NOT NULL, id BLOB NOT NULL, name BLOB NOT NULL,"
		" data BLOB, void INTEGER NOT NULL DEFAULT 0,"
		" PRIMARY KEY (era, number, entry)) WITHOUT ROWID;"
		"CREATE INDEX history_id ON history (id);"
		"INSERT INTO history VALUES"
		" (1, 9, 0, 7, 1000, 1, 1, 15,"
		"  x'14000000000000000000000100000000', x'', x'6d', 0),"
		" (1, 9, 1, 7, 1000, 1, 1, 11,"
		"  x'1e000000000000000000000100000000', x'', x'6c', 0),"
		" (1, 10, 0, 8, 2000, 1, 1, 11,"
		"  x'1f000000000000000000000100000000', x'', x'6c', 1),"
		" (2, 1, 0, 9, 3000, 3, 1, 11,"
		"  x'1f000000000000000000000100000000', x'', NULL, 0),"
		" (2, 2, 0, 10, 4000, 1, 3, 15,"
		"  x'14000000000000000000000100000000', x'61', NULL, 0);"
		"PRAGMA user_version = 2;";
	char *path = path_of("second.db");
	struct store *store = open_own(path);

	is(apply(store, one_more(20)), STORE_OK, "a catalog");
	is(store_carry(store), STORE_OK, "with an object");
	is(store_run(store, second), STORE_OK, "of the second version");
	store_close(store);
	store = open_own(path);
	holds(store, "20=m", "its objects came along");
	remembers(store, "7:1:20+ 7:1:30+ 8:1:31+! 9:3:31- 10:1:20-",
		  "and so did its history");
	is((long long)store_behind(store), 0, "of which nothing is made again");
	is(apply(store, one_more(21)), STORE_OK, "it can be written");
	holds(store, "20=m 21=m", "and read");
	store_close(store);
	free(path);
}

static void test_opening(void)
{
	char *path = path_of("opening.db"), *why;
	struct store *store, *other;
	struct stat status;
	sqlite3 *db;

	is(store_open(path, STORE_READ, &other, &why), STORE_ABSENT,
	   "who reads makes none");
	free(why);
	ok(stat(path, &status), "and there is none");
	store = open_own(path);
	is(store_open(path, STORE_OWN, &other, &why), STORE_LOCKED,
	   "one has it");
	free(why);
	is(store_open(path, STORE_READ, &other, &why), STORE_OK,
	   "others may read");
	store_close(other);
	is(store_open(path, STORE_MAKE, &other, &why), STORE_FAILED,
	   "a new one is not put over it");
	free(why);
	store_close(store);
	store = open_own(path);
	ok(store, "then the next one has it");
	store_close(store);
	free(path);

	path = path_of("foreign.db");
	if (!sqlite3_open(path, &db))
		sqlite3_exec(db, "CREATE TABLE t (a)", NULL, NULL, NULL);
	sqlite3_close(db);
	is(store_open(path, STORE_OWN, &store, &why), STORE_FOREIGN,
	   "another program's database is left alone");
	free(why);
	free(path);
	path = store_text("%s/absent/catalog.db", scratch);
	is(store_open(path, STORE_OWN, &store, &why), STORE_FAILED,
	   "a directory that is not there is an error");
	ok(why && *why, "with words: %s", why ? why : "");
	free(why);
	free(path);
}

static void note(const char *what, void *arg)
{
	FILE *file = arg;

	fprintf(file, "%s\n", what);
}

static void overwrite(const char *path, off_t offset, const char *with_what)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || pwrite(fd, with_what, strlen(with_what), offset) < 0)
		ok(false, "%s can be damaged", path);
	close(fd);
}

/* Each time that it is there. */
static void replace(const char *path, const char *text, const char *with_what)
{
	FILE *file = fopen(path, "r");
	struct stat status;
	char *bytes, *at;
	size_t size;

	if (!file || fstat(fileno(file), &status))
		abort();
	size = (size_t)status.st_size;
	bytes = store_must(malloc(size));
	if (fread(bytes, 1, size, file) != size)
		abort();
	for (at = bytes; (at = memmem(at, size - (size_t)(at - bytes), text,
				      strlen(text))); at++)
		overwrite(path, at - bytes, with_what);
	free(bytes);
	fclose(file);
}

/* One that no object is made of yet */
static void test_damaged_record(void)
{
	char *path = path_of("record.db"), *why;
	struct store *store = open_own(path);
	unsigned int count = 0;

	fill(store, 100, 3, 1);
	apply(store, with_text(record(NTMS_JOURNAL_CHANGE, 5000),
			       NTMS_TYPE_MEDIUM, guid(5000, 0), "one of a kind"));
	store_close(store);
	replace(path, "one of a kind", "ONE OF A KIND");
	is(store_open(path, STORE_READ, &store, &why), STORE_OK,
	   "a record that nothing was made of");
	is(store_each(store, count_one, &count), STORE_DAMAGED,
	   "is noticed by who reads, too");
	store_close(store);
	store = open_own(path);
	is(store_carry(store), STORE_DAMAGED, "and is not made anything of");
	is(store_each(store, count_one, &count), STORE_DAMAGED,
	   "however often");
	is(count, 0, "and nothing is given out");
	is((long long)store_behind(store), 4, "nor is what came before it");
	store_close(store);
	free(path);
}

static void test_damage(void)
{
	static char page[4096];
	char *path = path_of("damage.db"), *why, *said;
	struct store *store = open_own(path);
	unsigned int count = 0;
	size_t size;
	FILE *file;

	fill(store, 100, 2000, 1);
	apply(store, with_text(record(NTMS_JOURNAL_CHANGE, 5000),
			       NTMS_TYPE_MEDIUM, guid(5000, 0), "one of a kind"));
	is(store_carry(store), STORE_OK, "objects and records");
	store_close(store);
	replace(path, "one of a kind", "ONE OF A KIND");
	store = open_own(path);
	is(store_each(store, count_one, &count), STORE_DAMAGED,
	   "a byte that is another one is noticed when it is read");
	file = open_memstream(&said, &size);
	is(store_check(store, note, file), STORE_OK, "all can be looked at");
	fclose(file);
	is_text(said, "the object at place 1407374883555280 is not what was written\n"
		"the record at place 2001 is not what was written\n",
		"and it is named, both times that it is there");
	free(said);
	store_close(store);
	test_damaged_record();

	memset(page, 'x', sizeof(page) - 1);
	overwrite(path, 5 * 4096, page);
	is(store_open(path, STORE_OWN, &store, &why), STORE_DAMAGED,
	   "a page that is none is noticed when it is opened");
	ok(why && *why, "with words: %s", why ? why : "");
	free(why);
	overwrite(path, 0, "This is no database at all, is it?");
	is(store_open(path, STORE_OWN, &store, &why), STORE_DAMAGED,
	   "so is a file that is none");
	free(why);
	free(path);
}

static void test_faults(void)
{
	static const struct {
		const char *fault;
		enum store_status status;
	} cases[] = {
		{ "full", STORE_FULL },
		{ "error", STORE_FAILED },
		{ "sync", STORE_FAILED },
	};
	char *path = path_of("faults.db");
	struct store *store = open_own(path);
	uint64_t number = 1000;
	size_t i;

	is(apply(store, one_more(number)), STORE_OK, "a disk that works");
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		set_fault(cases[i].fault);
		is(apply(store, one_more(number + 1)), cases[i].status,
		   cases[i].fault);
		set_fault(NULL);
		is(store_sequence(store), (long long)number,
		   "what failed is not there");
		is(apply(store, one_more(++number)), STORE_OK,
		   "and once more it is");
	}
	holds(store, "1000=m 1001=m 1002=m 1003=m", "all of them");
	store_close(store);
	free(path);
}

static long long size_of_log(const char *path)
{
	char *log = store_text("%s-wal", path);
	struct stat status;
	int err = stat(log, &status);

	free(log);
	return err ? -1 : (long long)status.st_size;
}

/* A commit that makes its file longer is two flushes of a disk. */
static void test_log(void)
{
	char *path = path_of("log.db");
	struct store *store = open_own(path);
	long long size;
	uint64_t number;
	bool good = true;

	apply(store, one_more(1));
	size = size_of_log(path);
	ok(size > 4 << 20, "the log is as long as it gets");
	for (number = 2; number <= 1500; number++)
		good &= !apply(store, one_more(number));
	ok(good, "very much is stored");
	is(size_of_log(path), size, "and it is not longer");
	is(store_checkpoint(store), STORE_OK, "it is written back");
	is(size_of_log(path), 0, "and then empty");
	set_fault("small");
	is(apply(store, one_more(number)), STORE_OK,
	   "where there is no room for so much, that is no error");
	ok(size_of_log(path) < 1 << 20, "and it is short");
	set_fault(NULL);
	is(apply(store, one_more(number + 1)), STORE_OK, "later neither");
	store_close(store);
	store = open_own(path);
	is((long long)store_sequence(store), (long long)number + 1,
	   "all of it was stored");
	store_close(store);
	free(path);
}

/* Killed with a transaction open, and killed after its commit. */
static void test_death(void)
{
	char *path = path_of("death.db");
	struct store *store;
	int status;
	pid_t child = fork();

	if (!child) {
		setenv("NTMS_TEST_POINT", "here", 1);
		store = open_own(path);
		if (apply(store, one_more(1)) || store_begin(store))
			_exit(1);
		store_apply(store, one_more(2));
		device_point("here");
		_exit(0);
	}
	waitpid(child, &status, 0);
	ok(WIFSIGNALED(status), "who writes is killed");
	store = open_own(path);
	holds(store, "1=m", "what was committed is there, and nothing else");
	store_close(store);
	free(path);
}

static void test_copy(void)
{
	char *path = path_of("whole.db"), *copy = path_of("copy.db"), *why;
	struct store *store = open_own(path), *reader;
	struct stat status;

	fill(store, 1, 3, 1);
	is(store_open(path, STORE_READ, &reader, &why), STORE_OK, "a reader");
	is(store_copy(reader, copy, &why), STORE_OK, "copies it");
	is(store_copy(reader, copy, &why), STORE_FAILED, "but over nothing");
	free(why);
	is(store_read_begin(reader), STORE_OK, "what is read from now on");
	is(apply(store, one_more(4)), STORE_OK, "while somebody writes");
	holds(reader, "1=some bytes that an object of this kind may have "
	      "2=some bytes that an object of this kind may have "
	      "3=some bytes that an object of this kind may have",
	      "is of one instant");
	store_read_end(reader);
	store_close(reader);
	store_close(store);
	ok(!stat(copy, &status) && (status.st_mode & 0777) == 0600,
	   "the copy is nobody else's");
	is(store_open(copy, STORE_READ, &store, &why), STORE_OK,
	   "and can be opened");
	holds(store, "1=some bytes that an object of this kind may have "
	      "2=some bytes that an object of this kind may have "
	      "3=some bytes that an object of this kind may have",
	      "it has what there was");
	store_close(store);
	free(path);
	free(copy);
}

int main(void)
{
	if (!scratch_begin())
		return 1;
	test_records();
	test_parts();
	test_sweep();
	test_sweep_again();
	test_carrying();
	test_history();
	test_migration();
	test_migrated_history();
	test_opening();
	test_damage();
	test_faults();
	test_log();
	test_death();
	test_copy();
	scratch_end();
	return tap_end();
}
