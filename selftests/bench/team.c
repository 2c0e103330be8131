// SPDX-License-Identifier: GPL-2.0
/*
 * Threads that do a work together, and the command 'team': up to sixteen of them,
 * each with a session and a pool of its own, beside one; and beside all, what the
 * machine makes of two threads that share nothing.
 */
#include <pthread.h>
#include <stdlib.h>

#include "bench.h"

static void *member_run(void *arg)
{
	struct member *member = arg;
	struct team *team = member->team;

	for (;;) {
		pthread_barrier_wait(&team->begin);
		if (!team->times)
			return NULL;
		team->run(member->context, team->times);
		pthread_barrier_wait(&team->end);
	}
}

/**
 * team_start() - has the threads wait for work
 * @team: @run, @size and the contexts of @members are set
 */
void team_start(struct team *team)
{
	unsigned int i;

	if (pthread_barrier_init(&team->begin, NULL, team->size) ||
	    pthread_barrier_init(&team->end, NULL, team->size))
		give_up("no barrier is to be had");
	for (i = 0; i < team->size; i++) {
		team->members[i].team = team;
		/* The first is whoever calls. */
		if (i && pthread_create(&team->members[i].thread, NULL,
					member_run, &team->members[i]))
			give_up("no thread is to be had");
	}
}

void team_stop(struct team *team)
{
	unsigned int i;

	team->times = 0;
	pthread_barrier_wait(&team->begin);
	for (i = 1; i < team->size; i++)
		pthread_join(team->members[i].thread, NULL);
}

/**
 * team_run() - a work, in equal parts
 * @context: struct team
 * @times: how often all of them together do it
 */
void team_run(void *context, uint64_t times)
{
	struct team *team = context;

	team->times = (times + team->size - 1) / team->size;
	pthread_barrier_wait(&team->begin);
	team->run(team->members[0].context, team->times);
	pthread_barrier_wait(&team->end);
}

/* How many of them there are at a time */
static const unsigned int sizes[] = { 1, 2, 4, 8, TEAM_MAX };

#define NR_SIZES	(sizeof(sizes) / sizeof(sizes[0]))

static void team_main(int argc, char **argv)
{
	/* That threads meet must not be seen in a slice. */
	struct turns turns = { .rounds = 7, .seconds = 0.5, .slices = 20 };
	struct team ours[NR_SIZES] = {}, others[2] = {};
	struct contender all[NR_SIZES + 2];
	struct pairs pairs[TEAM_MAX] = {};
	unsigned int i, k;

	turns_read(argc, argv, &turns);
	for (i = 0; i < TEAM_MAX; i++)
		pairs_open(&pairs[i], i);
	for (i = 0; i < NR_SIZES; i++) {
		ours[i].run = pairs_run;
		ours[i].size = sizes[i];
		for (k = 0; k < sizes[i]; k++)
			ours[i].members[k].context = &pairs[k];
		team_start(&ours[i]);
		all[i] = (struct contender){
			.name = text_of("team %u", sizes[i]), .run = team_run,
			.context = &ours[i],
		};
	}
	for (i = 0; i < 2; i++) {
		others[i].run = system_call_run;
		others[i].size = sizes[i];
		team_start(&others[i]);
		all[NR_SIZES + i] = (struct contender){
			.name = text_of("team machine %u", sizes[i]), .run = team_run,
			.context = &others[i],
		};
	}
	compete(all, NR_SIZES + 2, &turns);
	for (i = 0; i < NR_SIZES; i++)
		team_stop(&ours[i]);
	for (i = 0; i < 2; i++)
		team_stop(&others[i]);
	for (i = 0; i < NR_SIZES + 2; i++)
		free((void *)all[i].name);
	for (i = 0; i < TEAM_MAX; i++)
		pairs_close(&pairs[i]);
}

const struct command team_command = {
	.name = "team",
	.arguments = "[--rounds N] [--seconds S]",
	.what = "pairs of threads, a pool each, beside one",
	.run = team_main,
};
