// SPDX-License-Identifier: GPL-2.0
/*
 * ntmsctl __complete -- WORD...: what the last word could become, one a line.
 * The shell's completion asks this, so that it knows what the tables know.
 */
#include "ctl.h"

#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>

/* With more cartridges than this a list of them helps nobody. */
#define OFFERED_MOST 2000

static void offer(const char *typed, const char *word)
{
	if (!strncmp(typed, word, strlen(typed)))
		puts(word);
}

static void offer_areas(const char *typed)
{
	size_t i;

	for (i = 0; areas[i]; i++)
		offer(typed, areas[i]->name);
}

static void offer_verbs(const struct area *area, const char *typed)
{
	const struct command *command;

	for (command = area->commands; command->run; command++)
		if (command->verb)
			offer(typed, command->verb);
}

static void offer_choices(const char *choices, const char *typed)
{
	while (*choices) {
		size_t length = strcspn(choices, " ");

		offer(typed, text("%.*s", (int)length, choices));
		choices += length;
		choices += strspn(choices, " ");
	}
}

static void offer_options(const struct command *command, const char *typed)
{
	int i;

	for (i = 0; i < OPTIONS_MOST && command->options[i].name; i++)
		offer(typed, text("--%s", command->options[i].name));
	offer(typed, "--json");
	offer(typed, "--help");
}

static void offer_codes(const char *typed)
{
	const struct media_code *code;

	for (code = media_codes(); code->name; code++)
		offer(typed, code->name);
}

static void offer_users(const char *typed)
{
	const struct passwd *entry;

	setpwent();
	while ((entry = getpwent()))
		offer(typed, entry->pw_name);
	endpwent();
}

static void offer_who(const char *typed)
{
	const struct passwd *user;
	const struct group *group;

	offer(typed, "everyone");
	setpwent();
	while ((user = getpwent()))
		offer(typed, text("user:%s", user->pw_name));
	endpwent();
	setgrent();
	while ((group = getgrent()))
		offer(typed, text("group:%s", group->gr_name));
	endgrent();
}

/* A shell would take backslashes for its own; slashes mean the same here. */
static char *with_slashes(const char *path)
{
	char *result = text("%s", path), *at;

	for (at = result; *at; at++)
		if (*at == '\\')
			*at = '/';
	return result;
}

static void offer_pools(struct ctl *ctl, const struct ntms_guid *parent,
			const char *typed)
{
	struct ntms_guid *ids;
	size_t count, i;

	if (ntms_list_objects(ctl->session, NTMS_TYPE_POOL, parent, &ids, &count,
			      NULL))
		return;
	for (i = 0; i < count; i++) {
		offer(typed, with_slashes(name_of(ctl, NTMS_TYPE_POOL, &ids[i])));
		offer_pools(ctl, &ids[i], typed);
	}
	free(ids);
}

static bool has_name(uint32_t type)
{
	return type != NTMS_TYPE_LOGICAL_MEDIUM &&
	       type != NTMS_TYPE_OPERATOR_REQUEST;
}

static void offer_objects(struct ctl *ctl, uint32_t type, const char *typed)
{
	struct ntms_iter *iter;
	struct ntms_guid id;

	if (ntms_iter_new(ctl->session, type, NULL, &iter, NULL))
		return;
	while (ntms_iter_total(iter) <= OFFERED_MOST &&
	       ntms_iter_next(iter, &id, NULL) > 0)
		offer(typed, has_name(type) ? name_of(ctl, type, &id) :
		      text_guid(&id));
	ntms_iter_free(iter);
}

static void offer_words(struct ctl *ctl, enum words words, const char *choices,
			const char *typed)
{
	static const uint32_t types[] = {
		[WORDS_LIBRARY] = NTMS_TYPE_LIBRARY,
		[WORDS_DRIVE] = NTMS_TYPE_DRIVE,
		[WORDS_MEDIUM] = NTMS_TYPE_MEDIUM,
		[WORDS_SIDE] = NTMS_TYPE_MEDIUM,
		[WORDS_MEDIA_TYPE] = NTMS_TYPE_MEDIA_TYPE,
		[WORDS_LMID] = NTMS_TYPE_LOGICAL_MEDIUM,
		[WORDS_REQUEST] = NTMS_TYPE_OPERATOR_REQUEST,
	};

	switch (words) {
	case WORDS_NONE:
		return;
	case WORDS_CHOICE:
		offer_choices(choices, typed);
		return;
	case WORDS_COMMAND:
		offer_areas(typed);
		return;
	case WORDS_USER:
		offer_users(typed);
		return;
	case WORDS_WHO:
		offer_who(typed);
		return;
	case WORDS_REQUEST_KIND:
		offer_choices("new-media cleaner service move-media message",
			      typed);
		return;
	case WORDS_MEDIA_CODE:
		offer_codes(typed);
		return;
	case WORDS_KIND:
		offer_choices(MONITOR_KINDS, typed);
		return;
	default:
		break;
	}
	/* Without the module there are no objects to offer. */
	if (!ctl->session && ntms_open(NULL, "ntmsctl", &ctl->session, NULL))
		return;
	if (words == WORDS_POOL || words == WORDS_OBJECT)
		offer_pools(ctl, NULL, typed);
	if (words == WORDS_OBJECT) {
		offer_objects(ctl, NTMS_TYPE_LIBRARY, typed);
		offer_objects(ctl, NTMS_TYPE_DRIVE, typed);
		offer_objects(ctl, NTMS_TYPE_MEDIUM, typed);
	} else if (words != WORDS_POOL) {
		offer_objects(ctl, types[words], typed);
	}
}

static const struct option *find_option(const struct command *command,
					const char *word)
{
	int i;

	if (strncmp(word, "--", 2))
		return NULL;
	for (i = 0; i < OPTIONS_MOST && command->options[i].name; i++)
		if (!strcmp(command->options[i].name, word + 2))
			return &command->options[i];
	return NULL;
}

/* The words after area and verb; the last one is the one to complete. */
static void complete_rest(struct ctl *ctl, const struct command *command,
			  char **words, int count)
{
	const char *typed = words[count - 1];
	const struct option *option;
	int i, operands = 0;

	for (i = 0; i < count; i++) {
		option = find_option(command, words[i]);
		if (option && option->value && i + 1 < count) {
			i++;
			/* Shells make three words of "--name=value". */
			if (!strcmp(words[i], "="))
				i += i + 1 < count;
			if (i < count - 1)
				continue;
			offer_words(ctl, option->words, option->choices,
				    strcmp(typed, "=") ? typed : "");
			return;
		}
		if (i < count - 1 && words[i][0] != '-')
			operands++;
	}
	if (typed[0] == '-') {
		offer_options(command, typed);
		return;
	}
	if (command->most >= 0 && operands >= command->most)
		return;
	if (operands >= OPERANDS_MOST ||
	    (operands && command->words[operands] == WORDS_NONE &&
	     command->most < 0))
		operands = OPERANDS_MOST - 1;
	offer_words(ctl, command->words[operands], NULL, typed);
	/*
	 * Any number of the first kind may come before the last operand, but of
	 * lists of rights only one is written.
	 */
	if (command->most < 0 && operands &&
	    command->words[operands] != WORDS_WHO)
		offer_words(ctl, command->words[operands - 1], NULL, typed);
}

static int complete_run(struct ctl *ctl, const struct args *args)
{
	char **words = args->operands;
	int count = args->count;
	const struct command *command;
	const struct area *area;

	/* --json may stand before the command. */
	while (count > 1 && words[0][0] == '-') {
		words++;
		count--;
	}
	if (count <= 1) {
		offer_areas(count ? words[0] : "");
		offer(count ? words[0] : "", "--json");
		return CTL_OK;
	}
	area = find_area(words[0]);
	if (!area)
		return CTL_OK;
	command = area->commands;
	words++;
	count--;
	if (command->verb) {
		if (count == 1) {
			offer_verbs(area, words[0]);
			return CTL_OK;
		}
		command = find_command(area, words[0]);
		if (!command)
			return CTL_OK;
		words++;
		count--;
	}
	complete_rest(ctl, command, words, count);
	return CTL_OK;
}

static const struct command commands[] = {
	{
		.operands = "-- WORD...",
		.summary = "Offer what the last word could become",
		.most = -1,
		.offline = true,
		.run = complete_run,
	},
	{ 0 }
};

const struct area area_complete = {
	.name = "__complete",
	.summary = "Completion for shells",
	.commands = commands,
};
