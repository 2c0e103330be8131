// SPDX-License-Identifier: GPL-2.0
/*
 * Command lines: options anywhere among the operands, "--name value" or
 * "--name=value", and "--" before operands that begin with a dash.
 */
#include "ctl.h"

#include <stdlib.h>

/* Place of an option in the command's table, or -1. */
static int find_option(const struct command *command, const char *name,
		       size_t length)
{
	int i;

	for (i = 0; i < OPTIONS_MOST && command->options[i].name; i++)
		if (strlen(command->options[i].name) == length &&
		    !strncmp(command->options[i].name, name, length))
			return i;
	return -1;
}

/* Is @value one of the blank-separated words of @choices? */
static bool is_choice(const char *choices, const char *value)
{
	size_t length = strlen(value);
	const char *at = choices;

	while (length && (at = strstr(at, value))) {
		bool begins = at == choices || at[-1] == ' ';
		bool ends = !at[length] || at[length] == ' ';

		if (begins && ends)
			return true;
		at++;
	}
	return false;
}

/* One option; @next is the word after it, or NULL. Sets @took if it was used. */
static int parse_option(struct args *args, bool *json, bool *help,
			const char *word, const char *next, bool *took)
{
	const char *name = word + 2, *value = strchr(name, '=');
	size_t length = value ? (size_t)(value - name) : strlen(name);
	const struct option *option;
	int i;

	*took = false;
	if (!strcmp(word, "--json") || !strcmp(word, "--help")) {
		*(word[2] == 'j' ? json : help) = true;
		return CTL_OK;
	}
	i = find_option(args->command, name, length);
	if (i < 0)
		return usage("there is no option --%.*s here", (int)length, name);
	option = &args->command->options[i];
	if (!option->value) {
		if (value)
			return usage("--%s takes no value", option->name);
		args->values[i] = "";
		return CTL_OK;
	}
	if (value) {
		value++;
	} else {
		value = next;
		*took = true;
	}
	/* An option in its place was hardly meant; "--name=--x" can be said. */
	if (!value || (*took && !strncmp(value, "--", 2)))
		return usage("--%s needs a value: --%s %s", option->name,
			     option->name, option->value);
	if (option->words == WORDS_CHOICE && !is_choice(option->choices, value))
		return usage("--%s cannot be \"%s\"; it is one of: %s",
			     option->name, text_clean(value), option->choices);
	args->values[i] = value;
	return CTL_OK;
}

int args_parse(struct args *args, bool *json, bool *help, int argc, char **argv)
{
	const struct command *command = args->command;
	bool only_operands = false, took;
	int i, err;

	args->operands = argv;
	args->count = 0;
	for (i = 0; i < argc; i++) {
		char *word = argv[i];

		if (!only_operands && !strcmp(word, "--")) {
			only_operands = true;
			continue;
		}
		if (!only_operands && !strcmp(word, "-h"))
			word = (char *)"--help";
		if (only_operands || word[0] != '-' || !word[1]) {
			args->operands[args->count++] = word;
			continue;
		}
		if (word[1] != '-')
			return usage("there is no option %s here",
				     text_clean(word));
		err = parse_option(args, json, help, word,
				   i + 1 < argc ? argv[i + 1] : NULL, &took);
		if (err)
			return err;
		i += took;
	}
	if (*help)
		return CTL_OK;
	if (args->count < command->least)
		return usage("something is missing: %s", command->operands);
	if (command->most >= 0 && args->count > command->most)
		return usage("\"%s\" is one word too many",
			     text_clean(args->operands[command->most]));
	return CTL_OK;
}

const char *args_value(const struct args *args, const char *name)
{
	int i = find_option(args->command, name, strlen(name));

	/* Asking for an option that the table does not have is a bug here. */
	if (i < 0)
		abort();
	return args->values[i];
}
