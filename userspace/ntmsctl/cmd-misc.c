// SPDX-License-Identifier: GPL-2.0
/*
 * ntmsctl version and help.
 */
#include "ctl.h"

#include <stdio.h>

#ifndef NTMS_TOOL_VERSION
#error "the build gives NTMS_TOOL_VERSION"
#endif

/* Works without the module, and says so: it is asked when something is wrong. */
static int version_run(struct ctl *ctl, const struct args *args)
{
	struct ntms_session *session;
	struct json_object *object;
	struct ntms_info info;
	uint32_t reason;

	(void)args;
	memset(&info, 0, sizeof(info));
	if (!ntms_open(NULL, NULL, &session, &reason)) {
		ntms_get_info(session, &info, &reason);
		ntms_close(session);
	}
	if (ctl->json) {
		object = json_object_new_object();
		json_object_object_add(object, "tool",
				       json_object_new_string(NTMS_TOOL_VERSION));
		json_object_object_add(object, "library",
				       json_object_new_string(ntms_version()));
		json_object_object_add(object, "tool_abi",
				       json_object_new_int(NTMS_ABI_VERSION));
		json_object_object_add(object, "module_abi", !info.abi ? NULL :
				       json_object_new_int64(info.abi));
		json_print(object);
		return CTL_OK;
	}
	printf("ntmsctl %s, libntms %s, made for version %d of the module's interface.\n",
	       NTMS_TOOL_VERSION, ntms_version(), NTMS_ABI_VERSION);
	if (info.abi)
		printf("The module has version %u of the interface.\n", info.abi);
	else
		printf("The module cannot be asked: %s.\n",
		       ntms_reason_text(reason));
	return CTL_OK;
}

static int help_run(struct ctl *ctl, const struct args *args)
{
	const struct command *command;
	const struct area *area;

	(void)ctl;
	if (!args->count) {
		print_help();
		return CTL_OK;
	}
	area = find_area(args->operands[0]);
	if (!area)
		return usage("there is no command \"%s\"; \"ntmsctl help\" lists them all",
			     text_clean(args->operands[0]));
	command = area->commands;
	if (args->count > 1)
		command = find_command(area, args->operands[1]);
	if (!command)
		return usage("there is no command \"%s %s\"; \"ntmsctl help %s\" lists those there are",
			     area->name, text_clean(args->operands[1]),
			     area->name);
	if (args->count > 1 || !area->commands[0].verb)
		print_command_help(area, command);
	else
		print_area_help(area);
	return CTL_OK;
}

static const struct command version_commands[] = {
	{
		.summary = "Show the versions of tool, library and module",
		.offline = true,
		.run = version_run,
	},
	{ 0 }
};

static const struct command help_commands[] = {
	{
		.operands = "[COMMAND...]",
		.summary = "Show the commands, or the options of one",
		.most = 2,
		.words = { WORDS_COMMAND },
		.offline = true,
		.run = help_run,
	},
	{ 0 }
};

const struct area area_version = {
	.name = "version",
	.summary = "Versions of tool, library and module",
	.commands = version_commands,
};

const struct area area_help = {
	.name = "help",
	.summary = "The commands and their options",
	.commands = help_commands,
};
