// SPDX-License-Identifier: GPL-2.0
/*
 * The programs that went where no other had been. A program is cut behind the last
 * call that brought something new, and calls without which it does so as well are
 * taken out.
 */
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#define KEPT_MAX	4096

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint8_t signals[SIGNALS / 8];
static unsigned int nr_signals;
static struct program *kept[KEPT_MAX];
static unsigned int nr_kept;
static unsigned int nr_read;	/* of other runs */
static unsigned int nr_unrun;	/* of them, that have not run yet */
static const char *directory;

/* Notes what is new, and which of it; gives how much. */
static unsigned int take_new(const struct worker *worker, uint32_t *fresh)
{
	unsigned int nr = 0, i;

	for (i = 0; i < worker->nr_seen; i++) {
		if (signal_is_in(signals, worker->seen[i]))
			continue;
		signal_add(signals, worker->seen[i]);
		fresh[nr++] = worker->seen[i];
	}
	nr_signals += nr;
	return nr;
}

static uint64_t name_of(const char *text, size_t size)
{
	uint64_t hash = 0xcbf29ce484222325ULL;

	while (size--)
		hash = (hash ^ (unsigned char)*text++) * 0x100000001b3ULL;
	return hash;
}

static void save(const struct program *program)
{
	char *text, path[512];
	size_t size;
	FILE *file;

	text = program_text(program, &size);
	if (!text)
		return;
	snprintf(path, sizeof(path), "%s/%016llx", directory,
		 (unsigned long long)name_of(text, size));
	file = fopen(path, "we");
	if (file) {
		fwrite(text, 1, size, file);
		fclose(file);
	}
	free(text);
}

/* False: there is no room. */
static bool keep(const struct program *program)
{
	struct program *copy;

	pthread_mutex_lock(&lock);
	copy = nr_kept < KEPT_MAX ? malloc(sizeof(*copy)) : NULL;
	if (copy) {
		*copy = *program;
		kept[nr_kept++] = copy;
	}
	pthread_mutex_unlock(&lock);
	return copy;
}

static bool still_goes(const struct worker *worker, const uint32_t *fresh,
		       unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		if (!signal_is_in(worker->mark, fresh[i]))
			return false;
	return true;
}

static void shorten(struct worker *worker, struct program *program,
		    const uint32_t *fresh, unsigned int nr)
{
	struct program shorter;
	unsigned int at = program->nr_calls;

	/*
	 * Calls that wait for somebody to answer would make it last for as many
	 * times as there are calls, and when it is quiet nobody does.
	 */
	while (at-- && program->nr_calls > 1 && !quiet && !ended) {
		shorter = *program;
		program_drop(&shorter, at);
		worker_run(worker, &shorter, false);
		if (still_goes(worker, fresh, nr))
			*program = shorter;
	}
}

void corpus_offer(struct worker *worker, const struct program *program)
{
	static _Thread_local uint32_t fresh[SIGNALS / 16];
	struct program shorter = *program;
	unsigned int nr;

	pthread_mutex_lock(&lock);
	nr = take_new(worker, fresh);
	pthread_mutex_unlock(&lock);
	if (!nr)
		return;
	shorten(worker, &shorter, fresh, nr);
	if (keep(&shorter) && directory)
		save(&shorter);
}

bool corpus_pick(uint64_t *state, struct program *program)
{
	bool found;

	pthread_mutex_lock(&lock);
	found = nr_kept > 0;
	if (found)
		*program = *kept[chance(state, nr_kept)];
	pthread_mutex_unlock(&lock);
	return found;
}

bool corpus_unrun(struct program *program)
{
	bool found;

	pthread_mutex_lock(&lock);
	found = nr_unrun < nr_read;
	if (found)
		*program = *kept[nr_unrun++];
	pthread_mutex_unlock(&lock);
	return found;
}

static void read_file(const char *place, const char *name)
{
	struct program program;
	unsigned int line = 0;
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", place, name);
	file = fopen(path, "re");
	while (file && program_read(file, path, &line, &program) > 0 &&
	       keep(&program))
		;
	if (file)
		fclose(file);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

void corpus_save_to(const char *name)
{
	directory = name;
}

int corpus_read(const char *name)
{
	struct dirent **entries;
	int nr, i;

	/* In the same order in every run */
	nr = scandir(name, &entries, NULL, by_name);
	if (nr < 0)
		return -errno;
	for (i = 0; i < nr; i++) {
		if (*entries[i]->d_name != '.')
			read_file(name, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	nr_read = nr_kept;
	return 0;
}

unsigned int corpus_size(void)
{
	return nr_kept;
}

unsigned int corpus_signals(void)
{
	return nr_signals;
}
