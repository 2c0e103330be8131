// SPDX-License-Identifier: GPL-2.0
/* The programs of the benchmark, in one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

static const struct command * const commands[] = {
	&stage_command,
	&pairs_command,
	&sqlite_command,
	&inventory_command,
	&wake_command,
	&team_command,
	&lasting_command,
	&crowd_command,
	&listen_command,
	&media_command,
	&rights_command,
};

#define NR_COMMANDS	(sizeof(commands) / sizeof(commands[0]))

static int usage(FILE *to)
{
	size_t i;

	fputs("Usage: bench COMMAND [ARGUMENT...]\n", to);
	for (i = 0; i < NR_COMMANDS; i++)
		fprintf(to, "  %s %s\n\t%s\n", commands[i]->name,
			commands[i]->arguments, commands[i]->what);
	return to == stdout ? 0 : 2;
}

int main(int argc, char **argv)
{
	size_t i;

	if (argc < 2)
		return usage(stderr);
	if (!strcmp(argv[1], "--help"))
		return usage(stdout);
	for (i = 0; i < NR_COMMANDS; i++) {
		if (strcmp(argv[1], commands[i]->name))
			continue;
		commands[i]->run(argc - 1, argv + 1);
		return 0;
	}
	return usage(stderr);
}
