// SPDX-License-Identifier: GPL-2.0
/*
 * What an operator types, and what becomes of it.
 */
#include "operator.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define PROMPT "operator> "
/* More than that without the end of a line is no command. */
#define LINE_MOST 4096

static char *typed;
static size_t nr_typed;
static bool ended;

/* Opens a list of open requests that somebody has to choose from. */
static void say_which(size_t count)
{
	if (!count)
		puts("No request is open.");
	else
		puts("Which one? \"list\" shows them; say its number.");
}

static char *skip_blanks(char *text)
{
	while (*text && isspace((unsigned char)*text))
		text++;
	return text;
}

/*
 * The request that is meant: that of the number that the text begins with, or
 * else the only one that is open. @rest is what follows.
 */
static const struct request *choose(char *text, char **rest)
{
	const struct request *request = NULL, **open;
	unsigned long number;
	size_t count;
	char *end;

	*rest = skip_blanks(text);
	errno = 0;
	number = isdigit((unsigned char)**rest) ? strtoul(*rest, &end, 10) : 0;
	if (number && (!*end || isspace((unsigned char)*end))) {
		request = errno ? NULL : watch_find(number);
		if (!request)
			printf("No request %lu is open.\n", number);
		*rest = skip_blanks(end);
		return request;
	}
	open = watch_open(&count);
	if (count == 1)
		request = open[0];
	else
		say_which(count);
	free(open);
	return request;
}

static void say_why(const struct request *request, int err, uint32_t reason)
{
	const char *text = ntms_reason_text(reason);

	switch (reason) {
	case NTMS_REASON_OBJECT_NOT_FOUND:
		printf("Too late: nobody waits for request %lu any more.\n",
		       request->number);
		return;
	case NTMS_REASON_INVALID_STATE:
		printf("Too late: request %lu was answered already.\n",
		       request->number);
		return;
	case NTMS_REASON_ACCESS_DENIED:
		puts("To answer it takes CONTROL on the computer: be root, or have it given to you (ntmsctl acl add computer user:NAME=control).");
		return;
	}
	printf("Request %lu was not answered: %s (%s).\n", request->number,
	       text, strerror(-err));
}

static void answer(const struct request *request, uint32_t state,
		   const char *text)
{
	const struct ntms_guid id = request->id;
	uint32_t reason = NTMS_REASON_SUCCESS;
	int err = device_answer(&id, state, text, &reason);

	if (err == -ENAMETOOLONG)
		printf("The text is too long: %d bytes at most.\n",
		       NTMS_MESSAGE_SIZE - 1);
	else if (err)
		say_why(request, err, reason);
	else if (state >= NTMS_REQUEST_REFUSED)
		watch_answered(&id, state, text);
}

/* ---- commands */

static void do_done(char *text)
{
	const struct request *request = choose(text, &text);

	if (request)
		answer(request, NTMS_REQUEST_COMPLETE, text);
}

static void do_refuse(char *text)
{
	const struct request *request = choose(text, &text);

	if (!request)
		return;
	if (!*text)
		puts("Say why, so that they know: refuse [N] TEXT");
	else
		answer(request, NTMS_REQUEST_REFUSED, text);
}

static void do_take(char *text)
{
	const struct request *request = choose(text, &text);

	if (request)
		answer(request, NTMS_REQUEST_IN_PROGRESS, text);
}

static void do_list(char *text)
{
	(void)text;
	show_list();
}

static void do_show(char *text)
{
	const struct request *request = choose(text, &text);

	if (request)
		show_outlet.request(REQUEST_NEW, request, OUTCOME_NONE);
}

static void do_quit(char *text)
{
	(void)text;
	ended = true;
}

static void do_help(char *text);

static const struct {
	const char *name;
	const char *operands;
	const char *help;
	void (*run)(char *text);
} commands[] = {
	{ "list", "", "the requests that are open", do_list },
	{ "show", "[N]", "one of them in full", do_show },
	{ "take", "[N]", "say that you are at it", do_take },
	{ "done", "[N] [TEXT]", "say that it is done; those who wait look again",
	  do_done },
	{ "refuse", "[N] TEXT", "say that it will not be done, and why",
	  do_refuse },
	{ "help", "", "this", do_help },
	{ "quit", "", "leave; requests stay open", do_quit },
};

static void do_help(char *text)
{
	size_t i;

	(void)text;
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		printf("  %-6s %-10s  %s\n", commands[i].name,
		       commands[i].operands, commands[i].help);
	puts("N is the number of a request; with one open it can be left out.");
}

static void obey(char *line)
{
	char *word = skip_blanks(line), *end = word, *shown;
	size_t i;

	while (*end && !isspace((unsigned char)*end))
		end++;
	if (end == word)
		return;
	if (*end)
		*end++ = '\0';
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(word, commands[i].name))
			continue;
		/* Blanks at the end are nobody's text. */
		for (word = end + strlen(end); word > end &&
		     isspace((unsigned char)word[-1]);)
			*--word = '\0';
		commands[i].run(end);
		return;
	}
	shown = clean(word);
	printf("There is no command \"%s\"; \"help\" shows what there is.\n",
	       shown);
	free(shown);
}

/* ---- reading */

void prompt_setup(void)
{
	puts("Type \"help\" for what can be typed here. Media that arrive serve who waits\n"
	     "by themselves.");
	if (isatty(STDIN_FILENO))
		show_prompt(PROMPT);
}

int prompt_fd(void)
{
	return STDIN_FILENO;
}

static void obey_lines(void)
{
	char *newline;

	while (!ended && (newline = memchr(typed, '\n', nr_typed))) {
		size_t length = (size_t)(newline - typed) + 1;

		*newline = '\0';
		show_prompt(NULL);
		/* What came in with a NUL ends there. */
		obey(typed);
		nr_typed -= length;
		memmove(typed, typed + length, nr_typed);
		if (!ended && isatty(STDIN_FILENO))
			show_prompt(PROMPT);
	}
}

bool prompt_read(void)
{
	ssize_t length;

	if (!typed)
		typed = allocate(1, LINE_MOST);
	length = read(STDIN_FILENO, typed + nr_typed, LINE_MOST - nr_typed);
	if (length < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	if (length > 0) {
		nr_typed += (size_t)length;
		obey_lines();
		if (nr_typed == LINE_MOST) {
			puts("That line is too long.");
			nr_typed = 0;
		}
	} else {
		/* The next prompt is a shell's, on a line of its own. */
		if (isatty(STDIN_FILENO))
			putchar('\n');
		ended = true;
	}
	if (ended) {
		free(typed);
		typed = NULL;
	}
	return !ended;
}

/* ---- a console has shown it, which others may want to know */

static void prompt_request(enum happening what, const struct request *request,
			   enum outcome outcome)
{
	uint32_t reason;

	(void)outcome;
	if (what == REQUEST_NEW && request->state == NTMS_REQUEST_SUBMITTED)
		device_answer(&request->id, NTMS_REQUEST_ACTIVE, "", &reason);
}

static void prompt_notice(enum notice what)
{
	(void)what;
}

const struct outlet prompt_outlet = {
	.request = prompt_request,
	.notice = prompt_notice,
};
