// SPDX-License-Identifier: GPL-2.0
/* ntmsd's database, for the test of what lasts: see lasting.h. */
#include "lasting.h"

#include <store.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

int fdatasync(int fd);

/* What a disk does is not what is tested: it is fast, and has no room to spare. */
int fdatasync(int fd)
{
	(void)fd;
	return 0;
}

int statvfs(const char *path, struct statvfs *status)
{
	(void)path;
	(void)status;
	return -1;
}

static void need(const struct store *store, enum store_status status)
{
	if (status)
		lasting_give_up(store_why(store));
}

struct store *lasting_open(const char *path)
{
	struct store *store;
	char *why;

	if (store_open(path, STORE_OWN, &store, &why))
		lasting_give_up(why);
	return store;
}

void lasting_close(struct store *store)
{
	store_close(store);
}

void lasting_write(struct store *store, const void *records, size_t size,
		   uint64_t but, bool commit)
{
	const unsigned char *at = records, *end = at + size;
	const struct ntms_journal_record *record;

	need(store, store_begin(store));
	for (; at < end; at += record->size) {
		record = (const void *)at;
		if (record->number != but)
			need(store, store_apply(store, record));
	}
	if (commit)
		need(store, store_commit(store));
	else
		store_rollback(store);
}

void lasting_carry(struct store *store)
{
	need(store, store_carry(store));
}

struct reading {
	lasting_entry_t *each;
	void *arg;
};

static bool read_one(const struct store_object *object, void *arg)
{
	const struct reading *reading = arg;
	struct ntms_journal_entry *entry = malloc(store_entry_size(object));

	if (!entry)
		lasting_give_up("there is no memory");
	store_entry_fill(entry, object);
	reading->each(entry, reading->arg);
	free(entry);
	return true;
}

void lasting_each(struct store *store, lasting_entry_t *each, void *arg)
{
	struct reading reading = { .each = each, .arg = arg };

	need(store, store_each(store, read_one, &reading));
}
