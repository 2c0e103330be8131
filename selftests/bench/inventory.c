// SPDX-License-Identifier: GPL-2.0
/*
 * Inventories of one library: by ntms, by mtx, and by ch one element at a time.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/chio.h>

#include "bench.h"

extern char **environ;

/**
 * struct library - the library that is looked at, as each sees it
 * @ntms: a session
 * @id: what ntms calls it
 * @ch: open changer
 * @node: name of the changer's node
 * @slots: number of slots
 * @part: how many of them ch asks about
 * @failed: how often mtx has failed
 */
struct library {
	int ntms;
	struct ntms_guid id;
	int ch;
	const char *node;
	unsigned int slots;
	unsigned int part;
	unsigned int failed;
};

/* The library whose changer has the node that was named */
static void find_library(struct library *library)
{
	struct ntms_library_info info;
	struct guids all = {};
	const char *name;
	size_t i;

	name = strrchr(library->node, '/');
	name = name ? name + 1 : library->node;
	ntms_list(library->ntms, NTMS_TYPE_LIBRARY, NULL, &all);
	for (i = 0; i < all.nr; i++) {
		ntms_get(library->ntms, NTMS_TYPE_LIBRARY, &all.ids[i], &info,
			 sizeof(info));
		if (strcmp(info.device, name))
			continue;
		library->id = all.ids[i];
		library->slots = info.slots;
		ntms_free(&all);
		return;
	}
	give_up("no library has the changer %s", library->node);
}

static double ntms_seconds(struct library *library)
{
	uint64_t begin = clock_ns(CLOCK_MONOTONIC);

	ntms_look(library->ntms, &library->id);
	return (double)(clock_ns(CLOCK_MONOTONIC) - begin) / 1e9;
}

/*
 * The whole program, as a script would run it, its output read by nobody; less
 * than 0 if it failed.
 */
static double mtx_run(const struct library *library, const char *command)
{
	char *argv[] = { "mtx", "-f", (char *)library->node, (char *)command,
			 NULL };
	posix_spawn_file_actions_t actions;
	uint64_t begin;
	int status;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
	begin = clock_ns(CLOCK_MONOTONIC);
	errno = posix_spawnp(&pid, "mtx", &actions, NULL, argv, environ);
	if (errno)
		fail("mtx");
	if (waitpid(pid, &status, 0) != pid)
		fail("waitpid");
	posix_spawn_file_actions_destroy(&actions);
	if (!strcmp(command, "status") && status)
		return -1;
	return (double)(clock_ns(CLOCK_MONOTONIC) - begin) / 1e9;
}

/*
 * mtx reads all elements by one command, which fails if the pages of its buffer
 * are in more pieces than the host adapter can have. A try that failed does not
 * count, and is told.
 */
#define MTX_TRIES	50

static double mtx_seconds(struct library *library, const char *command)
{
	unsigned int try;
	double took;

	for (try = 0; try < MTX_TRIES; try++) {
		took = mtx_run(library, command);
		if (took >= 0)
			return took;
		library->failed++;
	}
	give_up("mtx -f %s %s fails", library->node, command);
}

/*
 * The time for one slot, from a part of them that is spread over all: some
 * libraries take longer for those at the end.
 */
static double ch_seconds(struct library *library)
{
	struct changer_get_element element;
	uint64_t begin = clock_ns(CLOCK_MONOTONIC);
	unsigned int i;

	for (i = 0; i < library->part; i++) {
		memset(&element, 0, sizeof(element));
		element.cge_type = CHET_ST;
		element.cge_unit = (int)((uint64_t)i * library->slots /
					 library->part);
		if (ioctl(library->ch, CHIOGELEM, &element))
			fail("%s: CHIOGELEM %d", library->node,
			     element.cge_unit);
	}
	return (double)(clock_ns(CLOCK_MONOTONIC) - begin) / 1e9 *
	       library->slots / library->part;
}

static void inventory_main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "rounds",	required_argument, NULL, 'r' },
		{ "ch",		required_argument, NULL, 'c' },
		{ "part",	required_argument, NULL, 'p' },
		{ "name",	required_argument, NULL, 'n' },
		{}
	};
	struct library library = { .node = "/dev/sch0" };
	const char *name = "inventory";
	unsigned int round, rounds = 5;
	char *by[5];
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'r':
			rounds = (unsigned int)number("--rounds", optarg);
			break;
		case 'c':
			library.node = optarg;
			break;
		case 'p':
			library.part = (unsigned int)number("--part", optarg);
			break;
		case 'n':
			name = optarg;
			break;
		default:
			exit(2);
		}
	}
	library.ntms = ntms_open();
	library.ch = open(library.node, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (library.ch < 0)
		fail("%s", library.node);
	find_library(&library);
	if (!library.slots)
		give_up("%s has no slots", library.node);
	if (!library.part || library.part > library.slots)
		library.part = library.slots;
	by[0] = text_of("%s ntms", name);
	by[1] = text_of("%s mtx", name);
	by[2] = text_of("%s mtx-start", name);
	by[3] = text_of("%s ch", name);
	by[4] = text_of("%s mtx-failed", name);

	/* Everything is warm once: caches, the library's own, the page cache. */
	ntms_seconds(&library);
	mtx_seconds(&library, "status");
	for (round = 1; round <= rounds; round++) {
		sample(by[0], "s", round, ntms_seconds(&library));
		sample(by[1], "s", round, mtx_seconds(&library, "status"));
		sample(by[2], "s", round, mtx_seconds(&library, "--version"));
		sample(by[3], "s", round, ch_seconds(&library));
	}
	sample(by[4], "times", 1, library.failed);
	close(library.ch);
	close(library.ntms);
	for (option = 0; option < 5; option++)
		free(by[option]);
}

const struct command inventory_command = {
	.name = "inventory",
	.arguments = "[--rounds N] [--ch NODE] [--part ELEMENTS] [--name NAME]",
	.what = "inventories of a library by ntms, mtx and ch",
	.run = inventory_main,
};
