/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The database that the catalog is kept in: what ntmsd writes, and ntmsctl
 * reads. Nothing here knows of /dev/ntms.
 *
 * Records are kept as they came, and are its history. Objects are kept as the
 * entries of the journal have them, and are found by what they are about. The place of each is its rowid: first what it is of, in
 * the order in which a catalog is loaded, then a number that rises, so that all
 * of them in the order of their places are a catalog in the order of its loading.
 */
#ifndef NTMSD_STORE_H
#define NTMSD_STORE_H

#include <linux/ntms.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STORE_PATH "/var/lib/ntms/catalog.db"

/* What is behind the path of a database: a catalog for the next start. */
#define STORE_NEXT ".next"
/* The database that was replaced by it. */
#define STORE_OLD ".old"

/**
 * enum store_status - how something ended
 * @STORE_OK: well
 * @STORE_FULL: there is no room
 * @STORE_FAILED: it could not be read or written
 * @STORE_DAMAGED: what was read cannot be right
 * @STORE_NEWER: a newer version made it
 * @STORE_OLDER: an older version made it, and who only reads cannot bring it up
 * @STORE_FOREIGN: it is no catalog of ntms, or that of another computer
 * @STORE_LOCKED: another ntmsd has it
 * @STORE_ABSENT: there is no such file
 * @STORE_AGAIN: NTMS_JOURNAL_END without its NTMS_JOURNAL_BEGIN: all has to come
 *	again
 * @STORE_MALFORMED: a record is not what uapi/linux/ntms.h says
 */
enum store_status {
	STORE_OK,
	STORE_FULL,
	STORE_FAILED,
	STORE_DAMAGED,
	STORE_NEWER,
	STORE_OLDER,
	STORE_FOREIGN,
	STORE_LOCKED,
	STORE_ABSENT,
	STORE_AGAIN,
	STORE_MALFORMED,
};

/**
 * enum store_use - what a database is opened for
 * @STORE_OWN: to write; one program at a time, which makes it if it is not there
 * @STORE_READ: to read, while somebody else may write
 * @STORE_MAKE: to write a new one, which must not be there
 */
enum store_use {
	STORE_OWN,
	STORE_READ,
	STORE_MAKE,
};

/* See struct store_object: there is room for more behind it. */
#define STORE_ORDER_MOST ((UINT64_C(1) << 47) - 1)

struct store;
struct store_object;

/**
 * store_open() - open a database
 * @path: its file
 * @use: what for
 * @result: the database, for store_close(); NULL if it could not be opened
 * @why: what is wrong, a clause that the caller frees; NULL if nothing is
 *
 * With STORE_OWN all pages are looked at, and an older schema is brought up.
 *
 * Return: a status.
 */
enum store_status store_open(const char *path, enum store_use use,
			     struct store **result, char **why);
void store_close(struct store *store);

/* What was wrong last, a clause; it lasts until something else is. */
const char *store_why(const struct store *store);

/**
 * store_computer() - whose catalog it is
 * @store: the database
 * @id: out: the computer, null if there is none
 *
 * Return: a status.
 */
enum store_status store_computer(struct store *store, struct ntms_guid *id);

/* STORE_OK: the file is still the one that was opened; else STORE_FAILED */
enum store_status store_unmoved(struct store *store);

/* Say that it is that of another computer. Return: STORE_FOREIGN */
enum store_status store_foreign(struct store *store);

/* The highest number of a change that it has. */
uint64_t store_sequence(const struct store *store);
/* Whether there was all of a catalog once. */
bool store_complete(const struct store *store);

/* ---- writing: all between begin and commit is there, or nothing of it */

enum store_status store_begin(struct store *store);
enum store_status store_commit(struct store *store);
void store_rollback(struct store *store);

/**
 * store_apply() - do what a record says
 * @store: the database, between store_begin() and store_commit()
 * @record: a record that was read, aligned to 8 bytes; record->size is right
 *
 * The same record once more changes nothing.
 *
 * Return: a status.
 */
enum store_status store_apply(struct store *store,
			      const struct ntms_journal_record *record);

/**
 * store_put() - store one object, as a record of NTMS_JOURNAL_OBJECTS would
 * @store: the database, between store_begin() and store_commit()
 * @object: the object; those of a kind in their order
 *
 * Return: a status.
 */
enum store_status store_put(struct store *store,
			    const struct store_object *object);

/* Whether it can be written: write what is there once more. */
enum store_status store_try(struct store *store);

/* The records that come next count from 1 again. In a transaction of its own. */
enum store_status store_new_era(struct store *store);

/**
 * store_behind() - how many records wait to be carried
 * @store: the database
 *
 * Records are stored as they came, one row each, which is all that whoever waits
 * for them waits for. What they say of objects is carried to these later, many at a
 * time. Who reads objects finds them as the last record has them all the same.
 */
uint64_t store_behind(const struct store *store);

/**
 * store_carry() - carry what records say to the objects
 * @store: the database, outside of a transaction
 *
 * Return: a status; if it is not STORE_OK the records are there as before.
 */
enum store_status store_carry(struct store *store);

/**
 * store_prune() - forget what was long ago
 * @store: the database, outside of a transaction
 * @before: nanoseconds since 1970
 * @more: out: there is more of it
 *
 * Return: a status.
 */
enum store_status store_prune(struct store *store, uint64_t before, bool *more);

/**
 * store_checkpoint() - write back what is in the log beside the database
 * @store: the database, outside of a transaction
 *
 * When syncing the log has failed once, nobody knows what of it is on the disk,
 * though all of it can be read, and syncing it again succeeds. After this it is.
 *
 * Return: a status; STORE_FAILED also if somebody reads what is in the log.
 */
enum store_status store_checkpoint(struct store *store);

/**
 * store_finish() - make one file of it, which can be copied
 * @store: a database that was opened with STORE_MAKE
 *
 * Return: a status.
 */
enum store_status store_finish(struct store *store);

/* Bytes of an entry that says what an object is */
size_t store_entry_size(const struct store_object *object);
/* Make it, in as many bytes; where there are no data yet, with zeros for them. */
void store_entry_fill(struct ntms_journal_entry *entry,
		      const struct store_object *object);

/* Bytes of the data of an attribute: lengths, its name, and what it holds */
size_t store_attribute_size(size_t name_length, size_t length);
/* Make them, in as many bytes. */
void store_attribute_fill(void *to, const void *name, size_t name_length,
			  const void *data, size_t length);

/* ---- reading */

/**
 * struct store_object - one object, or what belongs to one
 * @what: enum ntms_entry_what
 * @type: enum ntms_type of the object
 * @id: the object
 * @name: of an attribute
 * @name_length: bytes of it
 * @data: as in a struct ntms_journal_entry; lasts as long as the call
 * @length: bytes of it
 * @order: rises in the order in which those of its kind came first; of what comes
 *	from a database, or goes to store_put()
 */
struct store_object {
	uint16_t what;
	uint16_t type;
	struct ntms_guid id;
	const void *name;
	size_t name_length;
	const void *data;
	size_t length;
	uint64_t order;
};

/**
 * store_each() - all objects, in the order in which they are loaded
 * @store: the database
 * @each: called with each; false ends it
 * @arg: its second parameter
 *
 * Pools come in the order of their making, which may be before what they are in.
 *
 * Return: a status; STORE_OK if @each ended it.
 */
enum store_status store_each(struct store *store,
			     bool (*each)(const struct store_object *object,
					  void *arg),
			     void *arg);

/**
 * struct store_event - one entry of a record that was stored
 * @sequence: see struct ntms_journal_record
 * @time: see struct ntms_journal_record
 * @kind: enum ntms_journal_kind; OBJECTS and END: what was found to have changed
 *	while nobody was attached
 * @cancelled: it never happened: it was void later
 * @gone: there is no such object any more
 * @object: the object
 */
struct store_event {
	uint64_t sequence;
	uint64_t time;
	uint32_t kind;
	bool cancelled;
	bool gone;
	struct store_object object;
};

/**
 * store_history() - what became of objects, in the order in which it did
 * @store: the database
 * @each: called with each event; false ends it
 * @arg: its second parameter
 *
 * Return: a status.
 */
enum store_status store_history(struct store *store,
				bool (*each)(const struct store_event *event,
					     void *arg),
				void *arg);

/**
 * store_check() - look at everything
 * @store: the database
 * @each: called with a clause for each thing that is wrong
 * @arg: its second parameter
 *
 * Return: a status; STORE_OK even if something is wrong.
 */
enum store_status store_check(struct store *store,
			      void (*each)(const char *what, void *arg),
			      void *arg);

/**
 * store_copy() - a copy as it is at one instant, whoever writes meanwhile
 * @store: the database
 * @path: file of the copy, which must not be there
 * @why: see store_open()
 *
 * Return: a status.
 */
enum store_status store_copy(struct store *store, const char *path, char **why);

/**
 * store_read_begin() - let everything that is read be of one instant
 * @store: the database
 *
 * Return: a status.
 */
enum store_status store_read_begin(struct store *store);
void store_read_end(struct store *store);

#endif /* NTMSD_STORE_H */
