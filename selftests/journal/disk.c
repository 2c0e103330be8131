// SPDX-License-Identifier: GPL-2.0
/*
 * A disk with a cache that a power cut empties, for User-Mode Linux.
 *
 * The kernel of User-Mode Linux keeps its disks in files of the host. If it is
 * killed, what it had written but not flushed is in the host's page cache, where
 * nothing can happen to it. A real disk loses it, or some of it. So this library
 * is loaded into the kernel's process (LD_PRELOAD) and stands between it and the
 * file NTMS_DISK: of the blocks that are written, half go to the file at once and
 * half are kept in memory, as chance (NTMS_DISK_SEED) decides, until the kernel
 * flushes the disk. What is in memory goes with the process. A block of 4096
 * bytes is written whole or not at all.
 *
 * The file NTMS_DISK_COUNT, of four numbers of 64 bits, says how many blocks were
 * written, how often the disk was flushed, and how many blocks are in the cache,
 * now and at most.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK	4096
/* A cache is not larger than this; then the oldest block is written. */
#define CACHED	2048

struct count {
	uint64_t written;
	uint64_t flushes;
	uint64_t cached;
	uint64_t most;
};

static ssize_t (*real_pread)(int fd, void *buffer, size_t size, off_t at);
static ssize_t (*real_pwrite)(int fd, const void *buffer, size_t size,
			      off_t at);
static int (*real_fdatasync)(int fd);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static dev_t disk_device;
static ino_t disk_inode;
/* By number of block; NULL: it is as in the file */
static unsigned char **blocks;
static uint64_t nr_blocks;
static uint64_t cached[CACHED];
static uint64_t noise;
static struct count nothing;
static struct count *count = &nothing;

__attribute__((noreturn)) static void die(const char *what)
{
	perror(what);
	_exit(2);
}

static void map_count(const char *name)
{
	int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

	if (fd < 0 || ftruncate(fd, sizeof(*count)))
		die(name);
	count = mmap(NULL, sizeof(*count), PROT_READ | PROT_WRITE, MAP_SHARED,
		     fd, 0);
	if (count == MAP_FAILED)
		die(name);
	close(fd);
}

__attribute__((constructor)) static void start(void)
{
	const char *name = getenv("NTMS_DISK"), *seed = getenv("NTMS_DISK_SEED");
	struct stat info;

	real_pread = dlsym(RTLD_NEXT, "pread64");
	real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
	real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
	if (!name)
		return;
	if (stat(name, &info))
		die(name);
	disk_device = info.st_dev;
	disk_inode = info.st_ino;
	nr_blocks = (uint64_t)info.st_size / BLOCK;
	blocks = calloc(nr_blocks, sizeof(*blocks));
	if (!blocks)
		die(name);
	noise = seed ? strtoull(seed, NULL, 0) : 1;
	if (getenv("NTMS_DISK_COUNT"))
		map_count(getenv("NTMS_DISK_COUNT"));
}

/* Whether all of it is in blocks of the disk */
static int is_disk(int fd, size_t size, off_t at)
{
	struct stat info;

	return blocks && !fstat(fd, &info) && info.st_dev == disk_device &&
		info.st_ino == disk_inode &&
		(uint64_t)at + size <= nr_blocks * BLOCK;
}

static int heads(void)
{
	uint64_t z = noise += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return (int)((z ^ z >> 31) & 1);
}

static int write_block(int fd, uint64_t block)
{
	ssize_t written = real_pwrite(fd, blocks[block], BLOCK,
				      (off_t)(block * BLOCK));

	free(blocks[block]);
	blocks[block] = NULL;
	return written == BLOCK ? 0 : -1;
}

static int flush(int fd)
{
	int result = 0;

	while (count->cached)
		if (write_block(fd, cached[--count->cached]))
			result = -1;
	return result;
}

static int keep(int fd, uint64_t block)
{
	if (count->cached == CACHED) {
		if (write_block(fd, cached[0]))
			return -1;
		memmove(cached, cached + 1, sizeof(cached) - sizeof(*cached));
		count->cached--;
	}
	blocks[block] = malloc(BLOCK);
	if (!blocks[block] ||
	    real_pread(fd, blocks[block], BLOCK, (off_t)(block * BLOCK)) != BLOCK)
		return -1;
	cached[count->cached++] = block;
	if (count->most < count->cached)
		count->most = count->cached;
	return 0;
}

/* A part of one block */
static int put(int fd, const void *buffer, size_t size, off_t at)
{
	uint64_t block = (uint64_t)at / BLOCK;

	count->written++;
	if (!blocks[block]) {
		if (heads())
			return real_pwrite(fd, buffer, size, at) ==
				(ssize_t)size ? 0 : -1;
		if (keep(fd, block))
			return -1;
	}
	memcpy(blocks[block] + at % BLOCK, buffer, size);
	return 0;
}

static int get(int fd, void *buffer, size_t size, off_t at)
{
	const unsigned char *block = blocks[(uint64_t)at / BLOCK];

	if (!block)
		return real_pread(fd, buffer, size, at) == (ssize_t)size ? 0 :
			-1;
	memcpy(buffer, block + at % BLOCK, size);
	return 0;
}

static size_t part(size_t size, off_t at)
{
	size_t rest = BLOCK - (size_t)at % BLOCK;

	return size < rest ? size : rest;
}

ssize_t pwrite64(int fd, const void *buffer, size_t size, off_t at)
{
	const char *from = buffer;
	size_t done, length;
	int error = 0;

	if (!is_disk(fd, size, at))
		return real_pwrite(fd, buffer, size, at);
	pthread_mutex_lock(&lock);
	for (done = 0; done < size && !error; done += length) {
		length = part(size - done, at + (off_t)done);
		error = put(fd, from + done, length, at + (off_t)done);
	}
	pthread_mutex_unlock(&lock);
	return error ? -1 : (ssize_t)size;
}

ssize_t pread64(int fd, void *buffer, size_t size, off_t at)
{
	size_t done, length;
	char *to = buffer;
	int error = 0;

	if (!is_disk(fd, size, at))
		return real_pread(fd, buffer, size, at);
	pthread_mutex_lock(&lock);
	for (done = 0; done < size && !error; done += length) {
		length = part(size - done, at + (off_t)done);
		error = get(fd, to + done, length, at + (off_t)done);
	}
	pthread_mutex_unlock(&lock);
	return error ? -1 : (ssize_t)size;
}

/* The host's page cache is what this disk has for a platter. */
int fdatasync(int fd)
{
	int result;

	if (!is_disk(fd, 0, 0))
		return real_fdatasync(fd);
	pthread_mutex_lock(&lock);
	count->flushes++;
	result = flush(fd);
	pthread_mutex_unlock(&lock);
	return result;
}
