// SPDX-License-Identifier: GPL-2.0
/* See last.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "last.h"

static struct {
	int fd;
	unsigned int nr;
	struct program programs[LAST];
} last[WORKERS_MAX];

int last_open(const char *out, unsigned int workers)
{
	char path[512];
	unsigned int i;

	for (i = 0; i < workers; i++) {
		snprintf(path, sizeof(path), "%s/running-%u", out, i);
		last[i].fd = open(path, O_WRONLY | O_CREAT | O_TRUNC |
				  O_CLOEXEC, 0644);
		if (last[i].fd < 0)
			return -errno;
	}
	return 0;
}

static void write_running(int fd, const struct program *program)
{
	size_t size;
	char *text = program_text(program, &size);

	if (!text)
		return;
	if (pwrite(fd, text, size, 0) != (ssize_t)size ||
	    ftruncate(fd, (off_t)size))
		perror("fuzz: what runs cannot be written");
	free(text);
}

void last_note(unsigned int worker, const struct program *program)
{
	unsigned int at = last[worker].nr % LAST;

	last[worker].programs[at] = *program;
	last[worker].nr++;
	write_running(last[worker].fd, program);
}

bool last_get(unsigned int worker, unsigned int back, struct program *program)
{
	unsigned int nr = last[worker].nr;

	if (back >= nr || back >= LAST)
		return false;
	*program = last[worker].programs[(nr - 1 - back) % LAST];
	return true;
}

void last_write(FILE *to, unsigned int workers)
{
	struct program program;
	unsigned int i;

	for (i = 0; i < workers; i++) {
		if (!last_get(i, 0, &program))
			continue;
		fprintf(to, "-- thread %u\n", i);
		program_write(to, &program);
	}
}

void last_write_to(const char *out, unsigned int workers)
{
	struct program program;
	unsigned int back, i;
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/last", out);
	file = fopen(path, "we");
	if (!file)
		return;
	for (i = 0; i < workers; i++)
		for (back = LAST; back--;)
			if (last_get(i, back, &program)) {
				fprintf(file, "-- thread %u, %u ago\n", i,
					back);
				program_write(file, &program);
			}
	fclose(file);
}
