// SPDX-License-Identifier: GPL-2.0
/*
 * Threads that do a work together, and the command 'team': two of them, each
 * with a session and a pool of its own, beside one; and beside both, what the
 * machine makes of two threads that share nothing.
 */
#include <pthread.h>

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

static void team_main(int argc, char **argv)
{
	/* That threads meet must not be seen in a slice. */
	struct turns turns = { .rounds = 7, .seconds = 0.5, .slices = 20 };
	struct pairs pairs[2] = {};
	struct team ours = { .run = pairs_run, .size = 2 };
	struct team others = { .run = system_call_run, .size = 2 };
	const struct contender all[] = {
		{ .name = "team one", .run = pairs_run, .context = &pairs[0] },
		{ .name = "team two", .run = team_run, .context = &ours },
		{ .name = "team machine one", .run = system_call_run },
		{ .name = "team machine two", .run = team_run,
		  .context = &others },
	};
	unsigned int i;

	turns_read(argc, argv, &turns);
	for (i = 0; i < 2; i++) {
		pairs_open(&pairs[i], i);
		ours.members[i].context = &pairs[i];
	}
	team_start(&ours);
	team_start(&others);
	compete(all, sizeof(all) / sizeof(all[0]), &turns);
	team_stop(&ours);
	team_stop(&others);
	for (i = 0; i < 2; i++)
		pairs_close(&pairs[i]);
}

const struct command team_command = {
	.name = "team",
	.arguments = "[--rounds N] [--seconds S]",
	.what = "pairs of two threads on two pools, beside one",
	.run = team_main,
};
