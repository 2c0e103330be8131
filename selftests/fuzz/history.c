// SPDX-License-Identifier: GPL-2.0
/* See history.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "history.h"

static struct {
	int fd;
	unsigned int nr;
	struct program programs[HISTORY];
} histories[WORKERS_MAX];

int history_open(const char *out, unsigned int workers)
{
	char path[512];
	unsigned int i;

	for (i = 0; i < workers; i++) {
		snprintf(path, sizeof(path), "%s/running-%u", out, i);
		histories[i].fd = open(path, O_WRONLY | O_CREAT | O_TRUNC |
				       O_CLOEXEC, 0644);
		if (histories[i].fd < 0)
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

void history_note(unsigned int worker, const struct program *program)
{
	unsigned int at = histories[worker].nr % HISTORY;

	histories[worker].programs[at] = *program;
	histories[worker].nr++;
	write_running(histories[worker].fd, program);
}

bool history_get(unsigned int worker, unsigned int back,
		 struct program *program)
{
	unsigned int nr = histories[worker].nr;

	if (back >= nr || back >= HISTORY)
		return false;
	*program = histories[worker].programs[(nr - 1 - back) % HISTORY];
	return true;
}

void history_write(FILE *to, unsigned int workers)
{
	struct program program;
	unsigned int i;

	for (i = 0; i < workers; i++) {
		if (!history_get(i, 0, &program))
			continue;
		fprintf(to, "-- thread %u\n", i);
		program_write(to, &program);
	}
}

void history_write_to(const char *out, unsigned int workers)
{
	struct program program;
	unsigned int back, i;
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/history", out);
	file = fopen(path, "we");
	if (!file)
		return;
	for (i = 0; i < workers; i++)
		for (back = HISTORY; back--;)
			if (history_get(i, back, &program)) {
				fprintf(file, "-- thread %u, %u ago\n", i,
					back);
				program_write(file, &program);
			}
	fclose(file);
}
