// SPDX-License-Identifier: GPL-2.0
/*
 * Help, made from the command tables.
 */
#include "ctl.h"

#include <stdio.h>

const struct area *find_area(const char *name)
{
	size_t i;

	for (i = 0; areas[i]; i++)
		if (!strcmp(areas[i]->name, name))
			return areas[i];
	for (i = 0; hidden_areas[i]; i++)
		if (!strcmp(hidden_areas[i]->name, name))
			return hidden_areas[i];
	return NULL;
}

const struct command *find_command(const struct area *area, const char *verb)
{
	const struct command *command;

	for (command = area->commands; command->run; command++)
		if (command->verb && !strcmp(command->verb, verb))
			return command;
	return NULL;
}

/* "pool create PATH [--media-type TYPE] ...": all but the options. */
static char *synopsis(const struct area *area, const struct command *command)
{
	return text("%s%s%s%s%s", area->name, command->verb ? " " : "",
		    command->verb ? command->verb : "",
		    command->operands ? " " : "",
		    command->operands ? command->operands : "");
}

static char *option_text(const struct option *option)
{
	return text("--%s%s%s", option->name, option->value ? " " : "",
		    option->value ? option->value : "");
}

void print_command_help(const struct area *area, const struct command *command)
{
	static const struct option common[] = {
		{ "json", NULL, "print JSON", WORDS_NONE, NULL },
		{ "help", NULL, "print this", WORDS_NONE, NULL },
	};
	int width = (int)strlen("--json"), i;

	printf("ntmsctl %s\n\n%s.\n\n", synopsis(area, command),
	       command->summary);
	for (i = 0; i < OPTIONS_MOST && command->options[i].name; i++) {
		int length = (int)strlen(option_text(&command->options[i]));

		if (length > width)
			width = length;
	}
	for (i = 0; i < OPTIONS_MOST && command->options[i].name; i++)
		printf("  %-*s  %s\n", width, option_text(&command->options[i]),
		       command->options[i].help);
	for (i = 0; i < 2; i++)
		printf("  %-*s  %s\n", width, option_text(&common[i]),
		       common[i].help);
}

void print_area_help(const struct area *area)
{
	const struct command *command;
	int width = 0;

	for (command = area->commands; command->run; command++)
		if ((int)strlen(synopsis(area, command)) > width)
			width = (int)strlen(synopsis(area, command));
	printf("%s.\n\n", area->summary);
	for (command = area->commands; command->run; command++)
		printf("  ntmsctl %-*s  %s\n", width, synopsis(area, command),
		       command->summary);
	printf("\n\"ntmsctl help %s %s\" shows the options of a command.\n",
	       area->name, area->commands[0].verb ? area->commands[0].verb : "");
}

void print_help(void)
{
	const struct command *command;
	int width = 0;
	size_t i;

	puts("ntmsctl shows and changes what the ntms module holds: libraries, drives,\n"
	     "cartridges, pools, and what is allocated.\n");
	for (i = 0; areas[i]; i++)
		for (command = areas[i]->commands; command->run; command++)
			if ((int)strlen(synopsis(areas[i], command)) > width)
				width = (int)strlen(synopsis(areas[i], command));
	for (i = 0; areas[i]; i++)
		for (command = areas[i]->commands; command->run; command++)
			printf("  ntmsctl %-*s  %s\n", width,
			       synopsis(areas[i], command), command->summary);
	puts("\nObjects are given by name or by GUID, or by the first digits of a GUID. Every\n"
	     "command takes --json, and --help, which shows its options. See ntmsctl(8).");
}
