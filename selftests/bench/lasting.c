// SPDX-License-Identifier: GPL-2.0
/*
 * Pairs that last: with ntmsd attached, by one caller and by many, beside the
 * model on SQLite, whose database is in the same file system and as durable.
 */
#include <getopt.h>
#include <stdlib.h>

#include "bench.h"

#define CALLERS	TEAM_MAX

/**
 * struct wishes - the command line
 * @turns: rounds and seconds
 * @file: where SQLite's database is to be
 * @name: what the names of samples begin with
 */
struct wishes {
	struct turns turns;
	const char *file;
	const char *name;
};

static void read_wishes(int argc, char **argv, struct wishes *wishes)
{
	static const struct option options[] = {
		TURNS_OPTIONS,
		{ "wal", required_argument, NULL, 'w' },
		{ "name", required_argument, NULL, 'n' },
		{},
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'w')
			wishes->file = optarg;
		else if (option == 'n')
			wishes->name = optarg;
		else
			turns_option(&wishes->turns, option, optarg);
	}
	if (!wishes->file)
		give_up("--wal: where is SQLite's file to be?");
}

static void lasting_main(int argc, char **argv)
{
	/* In a short slice it would show that threads do whole pairs. */
	struct wishes wishes = {
		.turns = { .rounds = 7, .seconds = 1, .slices = 1 },
		.name = "lasting",
	};
	struct team team = { .run = pairs_run, .size = CALLERS };
	struct pairs pairs[CALLERS] = {};
	struct contender all[] = {
		{ .run = pairs_run, .context = &pairs[0] },
		{ .run = team_run, .context = &team },
		{ .run = sqlite_model_pairs },
	};
	unsigned int i;

	read_wishes(argc, argv, &wishes);
	all[0].name = text_of("%s one", wishes.name);
	all[1].name = text_of("%s many", wishes.name);
	all[2].name = text_of("%s sqlite", wishes.name);
	for (i = 0; i < CALLERS; i++) {
		pairs_open(&pairs[i], i);
		team.members[i].context = &pairs[i];
	}
	all[2].context = sqlite_model_new(wishes.file, 1000, CALLERS);
	team_start(&team);
	compete(all, sizeof(all) / sizeof(all[0]), &wishes.turns);
	team_stop(&team);
	sqlite_model_free(all[2].context);
	for (i = 0; i < CALLERS; i++)
		pairs_close(&pairs[i]);
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		free((void *)all[i].name);
}

const struct command lasting_command = {
	.name = "lasting",
	.arguments = "--wal FILE [--name NAME] [--rounds N] [--seconds S]",
	.what = "pairs that last, by one and by sixteen callers, beside SQLite",
	.run = lasting_main,
};
