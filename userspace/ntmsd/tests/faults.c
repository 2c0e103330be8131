// SPDX-License-Identifier: GPL-2.0
/*
 * A disk that fails, and a program that dies, where a test says so. Takes the
 * place of the C library's functions that SQLite calls.
 */
#include "faults.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

/* Bytes that a file may have on a disk that is small */
#define SMALL (256 * 1024)

#define PAGE 4096

unsigned int reads;

ssize_t pread64(int fd, void *data, size_t size, off64_t offset);
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset);
int fdatasync(int fd);

/* How the disk fails; "" if it does not */
static void read_fault(char *said, size_t size)
{
	const char *path = getenv("NTMS_TEST_FAULTS");
	ssize_t got = 0;
	int fd;

	memset(said, 0, size);
	if (!path)
		return;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	got = read(fd, said, size - 1);
	close(fd);
	if (got <= 0)
		said[0] = '\0';
}

/* Whether the disk fails so. */
static bool fails(const char *how)
{
	char said[16];

	read_fault(said, sizeof(said));
	return !strncmp(said, how, strlen(how));
}

ssize_t pread64(int fd, void *data, size_t size, off64_t offset)
{
	char said[32];
	off64_t page;

	reads++;
	read_fault(said, sizeof(said));
	if (sscanf(said, "unread %ld", &page) == 1 &&
	    offset < page + PAGE && offset + (off64_t)size > page) {
		errno = EIO;
		return -1;
	}
	return syscall(SYS_pread64, fd, data, size, offset);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset)
{
	if (fails("full")) {
		errno = ENOSPC;
		return -1;
	}
	if (fails("small") && offset + (off64_t)size > SMALL) {
		errno = ENOSPC;
		return -1;
	}
	if (fails("error")) {
		errno = EIO;
		return -1;
	}
	return syscall(SYS_pwrite64, fd, data, size, offset);
}

int fdatasync(int fd)
{
	if (fails("sync")) {
		errno = EIO;
		return -1;
	}
	device_point("sync");
	return (int)syscall(SYS_fdatasync, fd);
}

/* "stored" or "stored:3": the third time */
void device_point(const char *name)
{
	static long passed;
	const char *wanted = getenv("NTMS_TEST_POINT");
	size_t length = strlen(name);

	if (!wanted || strncmp(wanted, name, length) ||
	    (wanted[length] && wanted[length] != ':'))
		return;
	if (++passed >= (wanted[length] ? atol(wanted + length + 1) : 1))
		kill(getpid(), SIGKILL);
}
