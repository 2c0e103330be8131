// SPDX-License-Identifier: GPL-2.0
/*
 * Two threads, each with a session and a pool of its own, beside one; and
 * beside both, what the machine makes of two threads that share nothing.
 */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench.h"

/**
 * struct team - two threads that do a work by halves
 * @run: the work
 * @contexts: for @run, one for each thread
 * @times: how often the second thread is to do it; 0: it is to end
 * @begin: where both meet before
 * @end: where both meet after
 * @second: the second thread; the first is whoever calls
 */
struct team {
	void (*run)(void *context, uint64_t times);
	void *contexts[2];
	uint64_t times;
	pthread_barrier_t begin;
	pthread_barrier_t end;
	pthread_t second;
};

static void *second(void *arg)
{
	struct team *team = arg;

	for (;;) {
		pthread_barrier_wait(&team->begin);
		if (!team->times)
			return NULL;
		team->run(team->contexts[1], team->times);
		pthread_barrier_wait(&team->end);
	}
}

static void team_start(struct team *team)
{
	if (pthread_barrier_init(&team->begin, NULL, 2) ||
	    pthread_barrier_init(&team->end, NULL, 2) ||
	    pthread_create(&team->second, NULL, second, team))
		give_up("no thread is to be had");
}

static void team_stop(struct team *team)
{
	team->times = 0;
	pthread_barrier_wait(&team->begin);
	pthread_join(team->second, NULL);
}

static void run_team(void *context, uint64_t times)
{
	struct team *team = context;

	team->times = (times + 1) / 2;
	pthread_barrier_wait(&team->begin);
	team->run(team->contexts[0], team->times);
	pthread_barrier_wait(&team->end);
}

static void team_main(int argc, char **argv)
{
	/* That threads meet must not be seen in a slice. */
	struct turns turns = { .rounds = 7, .seconds = 0.5, .slices = 20 };
	struct pairs pairs[2] = {};
	struct team ours = {
		.run = pairs_run, .contexts = { &pairs[0], &pairs[1] },
	};
	struct team others = { .run = system_call_run };
	const struct contender all[] = {
		{ .name = "team one", .run = pairs_run, .context = &pairs[0] },
		{ .name = "team two", .run = run_team, .context = &ours },
		{ .name = "team machine one", .run = system_call_run },
		{ .name = "team machine two", .run = run_team,
		  .context = &others },
	};
	size_t i;

	turns_read(argc, argv, &turns);
	for (i = 0; i < 2; i++) {
		pairs[i].fd = ntms_open();
		ntms_pools(pairs[i].fd, i ? "own 01" : "own 00",
			   &pairs[i].pools);
	}
	team_start(&ours);
	team_start(&others);
	compete(all, sizeof(all) / sizeof(all[0]), &turns);
	team_stop(&ours);
	team_stop(&others);
	for (i = 0; i < 2; i++) {
		ntms_free(&pairs[i].pools);
		close(pairs[i].fd);
	}
}

const struct command team_command = {
	.name = "team",
	.arguments = "[--rounds N] [--seconds S]",
	.what = "pairs of two threads on two pools, beside one",
	.run = team_main,
};
