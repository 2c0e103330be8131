// SPDX-License-Identifier: GPL-2.0
/*
 * Pairs that last: with ntmsd attached, by one caller and by many, beside the
 * model on SQLite, whose database is in the same file system and as durable.
 */
#include <getopt.h>

#include "bench.h"

#define CALLERS	TEAM_MAX

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
	struct team team = { .run = pairs_run, .size = CALLERS };
	struct pairs pairs[CALLERS] = {};
	struct contender all[] = {
		{ .name = "lasting one", .run = pairs_run,
		  .context = &pairs[0] },
		{ .name = "lasting many", .run = team_run, .context = &team },
		{ .name = "lasting sqlite", .run = sqlite_model_pairs },
	};
	unsigned int i;

	for (i = 0; i < CALLERS; i++) {
		pairs_open(&pairs[i], i);
		team.members[i].context = &pairs[i];
	}
	all[2].context = sqlite_model_new(file, 1000, CALLERS);
	team_start(&team);
	compete(all, sizeof(all) / sizeof(all[0]), &turns);
	team_stop(&team);
	sqlite_model_free(all[2].context);
	for (i = 0; i < CALLERS; i++)
		pairs_close(&pairs[i]);
}

const struct command lasting_command = {
	.name = "lasting",
	.arguments = "--wal FILE [--rounds N] [--seconds S]",
	.what = "pairs that last, by one and by sixteen callers, beside SQLite",
	.run = lasting_main,
};
