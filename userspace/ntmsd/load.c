// SPDX-License-Identifier: GPL-2.0
/*
 * A catalog, on its way into the module. Objects come out of the database in
 * the order of their places, which is the right one, but for pools: one that was
 * moved into another may be older than that one.
 */
#include "daemon.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/**
 * struct pool - a pool that waits for those that it is in
 * @id: the pool
 * @parent: what it is in
 * @order: which one in the order of their making
 * @depth: number of pools that it is in; 0: not known yet
 * @entry: what to write
 */
struct pool {
	struct ntms_guid id;
	struct ntms_guid parent;
	size_t order;
	size_t depth;
	struct ntms_journal_entry *entry;
};

/**
 * struct loader - how far it is
 * @daemon: the daemon
 * @err: how writing ended
 * @used: bytes of the record that is being made
 * @entries: entries in it
 * @count: objects so far
 * @pools: pools, until all of them are there
 * @pool_count: number of them
 * @pools_done: they were written
 */
struct loader {
	struct daemon *daemon;
	int err;
	size_t used;
	uint32_t entries;
	size_t count;
	struct pool *pools;
	size_t pool_count;
	bool pools_done;
};

static void *must(void *memory)
{
	if (memory)
		return memory;
	complain("there is not enough memory.");
	exit(EXIT_FAILED);
}

/* ---- records */

static void flush(struct loader *loader)
{
	struct ntms_journal_record *record = (void *)loader->daemon->buffer;

	if (!loader->entries || loader->err)
		return;
	memset(record, 0, sizeof(*record));
	record->size = (uint32_t)loader->used;
	record->kind = NTMS_JOURNAL_OBJECTS;
	record->entries = loader->entries;
	loader->err = records_write(loader->daemon, record, loader->used);
	loader->entries = 0;
}

/* Room for an entry in the record that is being made */
static struct ntms_journal_entry *make_room(struct loader *loader, size_t size)
{
	struct ntms_journal_entry *entry;

	if (loader->entries && loader->used + size > NTMS_JOURNAL_BUFFER)
		flush(loader);
	if (!loader->entries)
		loader->used = sizeof(struct ntms_journal_record);
	entry = (void *)(loader->daemon->buffer + loader->used);
	loader->used += size;
	loader->entries++;
	loader->count++;
	return entry;
}

/* ---- pools */

static void add_pool(struct loader *loader, const struct store_object *object)
{
	struct ntms_image_pool image = { 0 };
	struct pool *pool;

	memcpy(&image, object->data, object->length < sizeof(image) ?
	       object->length : sizeof(image));
	/* By powers of two */
	if (!(loader->pool_count & (loader->pool_count - 1)))
		loader->pools = must(reallocarray(loader->pools,
						  loader->pool_count ?
						  loader->pool_count * 2 : 1,
						  sizeof(*pool)));
	pool = &loader->pools[loader->pool_count];
	pool->id = object->id;
	pool->parent = image.parent;
	pool->order = loader->pool_count++;
	pool->depth = 0;
	pool->entry = must(malloc(store_entry_size(object)));
	store_entry_fill(pool->entry, object);
}

static int by_id(const void *one, const void *other)
{
	const struct pool *first = one, *second = other;

	return memcmp(&first->id, &second->id, sizeof(first->id));
}

static int by_depth(const void *one, const void *other)
{
	const struct pool *first = one, *second = other;

	if (first->depth != second->depth)
		return first->depth < second->depth ? -1 : 1;
	return first->order < second->order ? -1 : 1;
}

static const struct pool *find_pool(const struct loader *loader,
				    const struct ntms_guid *id)
{
	const struct pool key = { .id = *id };

	return bsearch(&key, loader->pools, loader->pool_count, sizeof(key),
		       by_id);
}

/* Pools that are in themselves are no deeper than there are pools. */
static size_t depth_of(const struct loader *loader, const struct pool *pool)
{
	size_t depth = 1;

	while (depth <= loader->pool_count && !pool->depth &&
	       (pool = find_pool(loader, &pool->parent)))
		depth++;
	return pool ? depth + pool->depth - 1 : depth;
}

static void write_pools(struct loader *loader)
{
	size_t i;

	loader->pools_done = true;
	if (!loader->pool_count)
		return;
	qsort(loader->pools, loader->pool_count, sizeof(struct pool), by_id);
	for (i = 0; i < loader->pool_count; i++)
		loader->pools[i].depth = depth_of(loader, &loader->pools[i]);
	qsort(loader->pools, loader->pool_count, sizeof(struct pool), by_depth);
	for (i = 0; i < loader->pool_count; i++) {
		struct ntms_journal_entry *entry = loader->pools[i].entry;

		memcpy(make_room(loader, entry->size), entry, entry->size);
		free(entry);
	}
	free(loader->pools);
	loader->pools = NULL;
	loader->pool_count = 0;
}

/* ---- all of it */

static bool is_before_pools(const struct store_object *object)
{
	if (object->what != NTMS_ENTRY_OBJECT)
		return false;
	return object->type == NTMS_TYPE_COMPUTER ||
	       object->type == NTMS_TYPE_MEDIA_TYPE ||
	       object->type == NTMS_TYPE_LIBRARY ||
	       object->type == NTMS_TYPE_DRIVE;
}

static bool take_object(const struct store_object *object, void *arg)
{
	struct loader *loader = arg;

	if (object->what == NTMS_ENTRY_OBJECT && object->type == NTMS_TYPE_POOL) {
		add_pool(loader, object);
		return true;
	}
	if (!loader->pools_done && !is_before_pools(object))
		write_pools(loader);
	store_entry_fill(make_room(loader, store_entry_size(object)), object);
	return !loader->err;
}

static void free_pools(struct loader *loader)
{
	size_t i;

	for (i = 0; i < loader->pool_count; i++)
		free(loader->pools[i].entry);
	free(loader->pools);
}

int load(struct daemon *daemon, enum store_status *status)
{
	struct loader loader = { .daemon = daemon };
	const struct ntms_journal_record loaded = {
		.size = sizeof(loaded),
		.kind = NTMS_JOURNAL_LOADED,
		.sequence = store_sequence(daemon->store),
	};

	/* Records count from 1 again: the module is new. */
	*status = store_new_era(daemon->store);
	if (!*status)
		*status = store_each(daemon->store, take_object, &loader);
	if (!*status && !loader.err) {
		write_pools(&loader);
		flush(&loader);
	}
	free_pools(&loader);
	device_point("loading");
	if (!*status && !loader.err)
		loader.err = records_say(daemon, &loaded);
	if (!*status && !loader.err)
		mention(daemon, "%zu objects were loaded, to change %llu.",
			loader.count, (unsigned long long)loaded.sequence);
	return loader.err;
}
