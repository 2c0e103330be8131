// SPDX-License-Identifier: GPL-2.0
/*
 * Pairs that last: with ntmsd attached, by one caller and by many, beside the
 * model on SQLite, whose database is in the same file system and as durable.
 */
#include <getopt.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench.h"

#define CALLERS	16

/**
 * struct crew - threads that do pairs together
 * @pairs: a session and a pool for each
 * @times: how often each is to do it; 0: they are to end
 * @begin: where they meet before
 * @end: where they meet after
 * @threads: all but the first, which is whoever calls
 */
struct crew {
	struct pairs pairs[CALLERS];
	uint64_t times;
	pthread_barrier_t begin;
	pthread_barrier_t end;
	pthread_t threads[CALLERS];
};

struct member {
	struct crew *crew;
	unsigned int number;
};

static void *member_run(void *arg)
{
	struct member *member = arg;
	struct crew *crew = member->crew;

	for (;;) {
		pthread_barrier_wait(&crew->begin);
		if (!crew->times)
			break;
		pairs_run(&crew->pairs[member->number], crew->times);
		pthread_barrier_wait(&crew->end);
	}
	free(member);
	return NULL;
}

static void crew_start(struct crew *crew)
{
	struct member *member;
	unsigned int i;

	if (pthread_barrier_init(&crew->begin, NULL, CALLERS) ||
	    pthread_barrier_init(&crew->end, NULL, CALLERS))
		give_up("no barrier is to be had");
	for (i = 1; i < CALLERS; i++) {
		member = malloc(sizeof(*member));
		if (!member)
			give_up("out of memory");
		*member = (struct member){ .crew = crew, .number = i };
		if (pthread_create(&crew->threads[i], NULL, member_run, member))
			give_up("no thread is to be had");
	}
}

static void crew_stop(struct crew *crew)
{
	unsigned int i;

	crew->times = 0;
	pthread_barrier_wait(&crew->begin);
	for (i = 1; i < CALLERS; i++)
		pthread_join(crew->threads[i], NULL);
}

static void crew_run(void *context, uint64_t times)
{
	struct crew *crew = context;

	crew->times = (times + CALLERS - 1) / CALLERS;
	pthread_barrier_wait(&crew->begin);
	pairs_run(&crew->pairs[0], crew->times);
	pthread_barrier_wait(&crew->end);
}

static const char *lasting_read(int argc, char **argv, struct turns *turns)
{
	static const struct option options[] = {
		TURNS_OPTIONS,
		{ "wal", required_argument, NULL, 'w' },
		{},
	};
	const char *file = NULL;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'w')
			file = optarg;
		else
			turns_option(turns, option, optarg);
	}
	if (!file)
		give_up("--wal: where is SQLite's file to be?");
	return file;
}

static void lasting_main(int argc, char **argv)
{
	/* In a short slice it would show that threads do whole pairs. */
	struct turns turns = { .rounds = 7, .seconds = 1, .slices = 1 };
	const char *file = lasting_read(argc, argv, &turns);
	struct crew crew = {};
	struct contender all[] = {
		{ .name = "lasting one", .run = pairs_run,
		  .context = &crew.pairs[0] },
		{ .name = "lasting many", .run = crew_run, .context = &crew },
		{ .name = "lasting sqlite", .run = sqlite_model_pairs },
	};
	char pool[] = "own 00";
	unsigned int i;

	for (i = 0; i < CALLERS; i++) {
		crew.pairs[i].fd = ntms_open();
		pool[4] = (char)('0' + i / 10);
		pool[5] = (char)('0' + i % 10);
		ntms_pools(crew.pairs[i].fd, pool, &crew.pairs[i].pools);
	}
	all[2].context = sqlite_model_new(file, 1000, CALLERS);
	crew_start(&crew);
	compete(all, sizeof(all) / sizeof(all[0]), &turns);
	crew_stop(&crew);
	sqlite_model_free(all[2].context);
	for (i = 0; i < CALLERS; i++) {
		ntms_free(&crew.pairs[i].pools);
		close(crew.pairs[i].fd);
	}
}

const struct command lasting_command = {
	.name = "lasting",
	.arguments = "--wal FILE [--rounds N] [--seconds S]",
	.what = "pairs that last, by one and by sixteen callers, beside SQLite",
	.run = lasting_main,
};
