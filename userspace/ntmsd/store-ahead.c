// SPDX-License-Identifier: GPL-2.0
/*
 * Reading all of a database: SQLite asks for its pages one by one, and each is a
 * system call. While store_read_through() says so, one call reads many pages, and
 * those that SQLite asks for next are there.
 *
 * It is a layer between SQLite and the file. What was read ahead is good for as long
 * as nothing but reads passes through: all else drops it. So it outlives no
 * transaction, which begins and ends with a lock; and within one it makes no difference
 * when SQLite reads what it may read of the file, or it would not be one.
 */
#include "store-private.h"

#include <stdlib.h>
#include <string.h>

#define LAYER "ntms-ahead"

/* Those below 100 are SQLite's own. */
#define CONTROL_AHEAD STORE_APPLICATION

/* Bytes that are read at once */
#define WINDOW (512 * 1024)
/*
 * How far from the last page that was read another one is taken for the next: those
 * of an index lie between those of its table.
 */
#define STRIDE (64 * 1024)

/* Whose files they are */
static sqlite3_vfs *files;

/**
 * struct layer - a file, as SQLite sees it; the file itself is behind it
 * @file: what SQLite knows of it
 * @bytes: what was read ahead; NULL: nothing is to be
 * @begin: where in the file it begins
 * @length: bytes of it
 * @last: where in the file the last page was that was read
 * @size: bytes of the file; -1: not known
 */
struct layer {
	sqlite3_file file;
	unsigned char *bytes;
	sqlite3_int64 begin;
	sqlite3_int64 length;
	sqlite3_int64 last;
	sqlite3_int64 size;
};

static sqlite3_file *behind(struct layer *layer)
{
	return (sqlite3_file *)(layer + 1);
}

static struct layer *layer_of(sqlite3_file *file)
{
	return (struct layer *)file;
}

static void switch_off(struct layer *layer)
{
	free(layer->bytes);
	layer->bytes = NULL;
	layer->length = 0;
}

static void switch_on(struct layer *layer)
{
	if (!layer->bytes)
		layer->bytes = store_must(malloc(WINDOW));
}

/* ---- reads */

static bool is_there(const struct layer *layer, int amount, sqlite3_int64 at)
{
	return at >= layer->begin &&
	       at + amount <= layer->begin + layer->length;
}

/*
 * What to read, of which the page at @at is the first or the last: tables are read
 * forwards, and checked backwards. Return: where it begins; -1: the page alone
 */
static sqlite3_int64 window_of(const struct layer *layer, int amount,
			       sqlite3_int64 at)
{
	if (at > layer->last && at <= layer->last + STRIDE)
		return at;
	if (at >= layer->last || at < layer->last - STRIDE)
		return -1;
	return at + amount > WINDOW ? at + amount - WINDOW : 0;
}

static bool knows_size(struct layer *layer)
{
	sqlite3_file *file = behind(layer);

	return layer->size >= 0 ||
	       !file->pMethods->xFileSize(file, &layer->size);
}

/*
 * Where a page cannot be read, all that follow are read one by one: an error is told
 * of its own page, and the disk is not asked for that one again and again.
 */
static void read_ahead(struct layer *layer, int amount, sqlite3_int64 at)
{
	sqlite3_file *file = behind(layer);
	sqlite3_int64 begin = window_of(layer, amount, at), size;

	if (begin < 0 || !knows_size(layer))
		return;
	size = layer->size - begin;
	if (size > WINDOW)
		size = WINDOW;
	/* Behind the end there are zeros, which are not read. */
	if (size <= amount)
		return;
	layer->length = 0;
	if (file->pMethods->xRead(file, layer->bytes, (int)size, begin)) {
		switch_off(layer);
		return;
	}
	layer->begin = begin;
	layer->length = size;
}

static int layer_read(sqlite3_file *file, void *to, int amount, sqlite3_int64 at)
{
	struct layer *layer = layer_of(file);

	if (layer->bytes && !is_there(layer, amount, at))
		read_ahead(layer, amount, at);
	layer->last = at;
	if (!is_there(layer, amount, at))
		return behind(layer)->pMethods->xRead(behind(layer), to, amount,
						      at);
	memcpy(to, layer->bytes + (at - layer->begin), (size_t)amount);
	return SQLITE_OK;
}

/* ---- all else: it passes through, and what was read ahead is good no more */

static sqlite3_file *straight(sqlite3_file *file)
{
	struct layer *layer = layer_of(file);

	layer->length = 0;
	layer->size = -1;
	return behind(layer);
}

static int layer_close(sqlite3_file *file)
{
	sqlite3_file *real = straight(file);

	switch_off(layer_of(file));
	return real->pMethods->xClose(real);
}

static int layer_write(sqlite3_file *file, const void *from, int amount,
		       sqlite3_int64 at)
{
	sqlite3_file *real = straight(file);

	return real->pMethods->xWrite(real, from, amount, at);
}

static int layer_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	sqlite3_file *real = straight(file);

	return real->pMethods->xTruncate(real, size);
}

static int layer_sync(sqlite3_file *file, int flags)
{
	sqlite3_file *real = straight(file);

	return real->pMethods->xSync(real, flags);
}

static int layer_size(sqlite3_file *file, sqlite3_int64 *size)
{
	sqlite3_file *real = straight(file);

	return real->pMethods->xFileSize(real, size);
}

static int layer_lock(sqlite3_file *file, int lock)
{
	sqlite3_file *real = straight(file);

	return real->pMethods->xLock(real, lock);
}

static int layer_unlock(sqlite3_file *file, int lock)
{
	sqlite3_file *real = straight(file);

	return real->pMethods->xUnlock(real, lock);
}

static int layer_is_reserved(sqlite3_file *file, int *result)
{
	sqlite3_file *real = straight(file);

	return real->pMethods->xCheckReservedLock(real, result);
}

static int layer_control(sqlite3_file *file, int what, void *arg)
{
	sqlite3_file *real = straight(file);

	if (what != CONTROL_AHEAD)
		return real->pMethods->xFileControl(real, what, arg);
	if (*(const bool *)arg)
		switch_on(layer_of(file));
	else
		switch_off(layer_of(file));
	return SQLITE_OK;
}

static int layer_sector(sqlite3_file *file)
{
	sqlite3_file *real = straight(file);

	return real->pMethods->xSectorSize(real);
}

static int layer_device(sqlite3_file *file)
{
	sqlite3_file *real = straight(file);

	return real->pMethods->xDeviceCharacteristics(real);
}

static int layer_shm_map(sqlite3_file *file, int region, int size, int extend,
			 void volatile **result)
{
	sqlite3_file *real = straight(file);

	return real->pMethods->xShmMap(real, region, size, extend, result);
}

static int layer_shm_lock(sqlite3_file *file, int first, int count, int flags)
{
	sqlite3_file *real = straight(file);

	return real->pMethods->xShmLock(real, first, count, flags);
}

static void layer_shm_barrier(sqlite3_file *file)
{
	sqlite3_file *real = straight(file);

	real->pMethods->xShmBarrier(real);
}

static int layer_shm_unmap(sqlite3_file *file, int delete)
{
	sqlite3_file *real = straight(file);

	return real->pMethods->xShmUnmap(real, delete);
}

/* The second version has no mmap, which would pass by here. */
static const sqlite3_io_methods methods = {
	.iVersion = 2,
	.xClose = layer_close,
	.xRead = layer_read,
	.xWrite = layer_write,
	.xTruncate = layer_truncate,
	.xSync = layer_sync,
	.xFileSize = layer_size,
	.xLock = layer_lock,
	.xUnlock = layer_unlock,
	.xCheckReservedLock = layer_is_reserved,
	.xFileControl = layer_control,
	.xSectorSize = layer_sector,
	.xDeviceCharacteristics = layer_device,
	.xShmMap = layer_shm_map,
	.xShmLock = layer_shm_lock,
	.xShmBarrier = layer_shm_barrier,
	.xShmUnmap = layer_shm_unmap,
};

/* ---- files */

static int open_layer(sqlite3_vfs *vfs, const char *name, sqlite3_file *file,
		      int flags, int *flags_out)
{
	struct layer *layer = layer_of(file);
	int code;

	(void)vfs;
	if (!(flags & SQLITE_OPEN_MAIN_DB))
		return files->xOpen(files, name, file, flags, flags_out);
	memset(layer, 0, sizeof(*layer));
	code = files->xOpen(files, name, behind(layer), flags, flags_out);
	if (behind(layer)->pMethods)
		file->pMethods = &methods;
	return code;
}

const char *store_layer(void)
{
	static sqlite3_vfs vfs;

	if (files)
		return LAYER;
	files = store_must(sqlite3_vfs_find(NULL));
	vfs = *files;
	vfs.zName = LAYER;
	vfs.szOsFile += (int)sizeof(struct layer);
	vfs.xOpen = open_layer;
	sqlite3_vfs_register(&vfs, 0);
	return LAYER;
}

/* Each page is needed once: few of them are kept, as none would be found again. */
void store_read_through(struct store *store, bool on)
{
	sqlite3_exec(store->db, on ? "PRAGMA cache_size = -2048;" : STORE_CACHE,
		     NULL, NULL, NULL);
	sqlite3_file_control(store->db, "main", CONTROL_AHEAD, &on);
}
