// SPDX-License-Identifier: GPL-2.0
/*
 * Requests as a person reads them.
 *
 * Everything that comes from elsewhere is cleaned: a program that waits for a
 * cartridge must not be able to write on an operator's terminal what it wants.
 */
#include "operator.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

/* Where the text of a paragraph begins, below the time. */
#define LABEL "          %-8s"
#define BELOW "                  "

#define ADVICE_A_SECOND 10

static const char *prompt;
static bool answers_typed;

/* ---- writing, around the prompt */

/* What a person is typing stays in the terminal; Ctrl-R shows it again. */
static void write_text(const char *text)
{
	if (prompt)
		fputs("\r\033[K", stdout);
	fputs(text, stdout);
	if (prompt)
		fputs(prompt, stdout);
}

void show_prompt(const char *text)
{
	prompt = text;
	if (text)
		fputs(text, stdout);
}

void show_answers(bool typed)
{
	answers_typed = typed;
}

bool output_flush(void)
{
	return !fflush(stdout) && !ferror(stdout);
}

static void write_string(struct string *string)
{
	char *text = string_take(string);

	write_text(text);
	free(text);
}

/* ---- what it is about */

/* A text of unknown origin behind a label, if there is one. */
static void put_quoted(FILE *file, const char *label, const char *text)
{
	char *cleaned = clean_lines(text, "\n" BELOW);

	if (*cleaned)
		fprintf(file, LABEL "%s\n", label, cleaned);
	free(cleaned);
}

/* Looking around takes time, and who is told more than this has no use for it. */
static bool may_advise(void)
{
	static uint64_t second;
	static unsigned int given;

	if (now_monotonic() / NSEC_PER_SEC != second) {
		second = now_monotonic() / NSEC_PER_SEC;
		given = 0;
	}
	return given++ < ADVICE_A_SECOND;
}

static void put_advice(FILE *file, const struct request *request)
{
	struct advice advice;
	char *library;

	memset(&advice, 0, sizeof(advice));
	if ((request->kind == NTMS_REQUEST_NEW_MEDIA ||
	     request->kind == NTMS_REQUEST_MOVE_MEDIA) && may_advise())
		device_advise(request, &advice);
	if (advice.place) {
		fprintf(file, LABEL "%s\n", "Put it", advice.place);
	} else if (*request->library) {
		library = clean(request->library);
		fprintf(file, LABEL "into library \"%s\"\n", "Put it",
			library);
		free(library);
	}
	if (advice.shelf)
		fprintf(file, LABEL "%s\n", "Shelf", advice.shelf);
	if (advice.next)
		fprintf(file, LABEL "%s\n", advice.there ? "Or" : "Then",
			advice.next);
	advice_free(&advice);
}

static void put_who(FILE *file, const struct request *request)
{
	char *application = clean(request->application);
	char *pool = clean(request->pool);
	char *computer = clean(request->computer);
	char *name = user_name(request->uid);
	char *user = clean(name);

	fprintf(file, LABEL, "For");
	if (*pool)
		fprintf(file, "pool \"%s\", ", pool);
	if (*application)
		fprintf(file, "program \"%s\", ", application);
	fprintf(file, "user %s", user);
	if (request->pid)
		fprintf(file, " (process %" PRIu32 ")", request->pid);
	if (*computer)
		fprintf(file, ", on %s", computer);
	fputc('\n', file);
	free(application);
	free(pool);
	free(computer);
	free(name);
	free(user);
}

/* "10 minutes left", or that there is no end. */
static char *left_text(const struct request *request)
{
	uint64_t now = now_monotonic();
	char *duration, *text;

	if (request->deadline == NTMS_DEADLINE_NEVER)
		return copy(request->flags & NTMS_REQUEST_OF_CALL ?
			    "no limit" : "until it is answered");
	if (request->deadline <= now)
		return copy("no time left");
	duration = duration_text(request->deadline - now);
	text = format("%s left", duration);
	free(duration);
	return text;
}

static void put_times(FILE *file, const struct request *request)
{
	char *since = time_text(request->created);
	char *left = left_text(request);
	char *until;

	fprintf(file, LABEL "%s\n", "Since", since);
	if (request->deadline == NTMS_DEADLINE_NEVER) {
		fprintf(file, LABEL "%s\n", "Waits",
			left);
	} else {
		until = time_text(deadline_real(request->deadline));
		fprintf(file, LABEL "%s, %s\n", "Until", until, left);
		free(until);
	}
	free(since);
	free(left);
}

static void put_answers(FILE *file, const struct request *request)
{
	char *id;

	if (answers_typed) {
		fprintf(file, LABEL "done %lu, or refuse %lu TEXT\n", "Answer",
			request->number, request->number);
		return;
	}
	id = guid_short(&request->id);
	fprintf(file, LABEL "ntmsctl request satisfy %s, or refuse %s \"WHY\"\n",
		"Answer", id, id);
	free(id);
}

/* ---- what happened */

static void begin_line(struct string *string)
{
	char *time = time_text(now_real());

	string_begin(string);
	fprintf(string->file, "%s  ", time);
	free(time);
}

static void show_new(const struct request *request)
{
	char *id = guid_short(&request->id);
	char *task = request_task(request);
	struct string text;

	begin_line(&text);
	fprintf(text.file, "Request %lu (%s): %s.\n", request->number, id,
		task);
	free(id);
	free(task);
	if (request->again)
		fprintf(text.file, LABEL "as in request %lu: nothing has arrived "
			"yet that it could use\n", "Again", request->again);
	put_quoted(text.file, "Says", request->message);
	put_advice(text.file, request);
	put_who(text.file, request);
	put_times(text.file, request);
	put_answers(text.file, request);
	write_string(&text);
}

static void show_changed(const struct request *request)
{
	struct string text;

	/* That it was shown somewhere is no news to who sees it here. */
	if (request->state != NTMS_REQUEST_IN_PROGRESS)
		return;
	begin_line(&text);
	fprintf(text.file, "Request %lu: an operator is at it.\n",
		request->number);
	write_string(&text);
}

static const char *outcome_sentence(enum outcome outcome,
				    const struct request *request)
{
	switch (outcome) {
	case OUTCOME_SATISFIED:
		return "it is satisfied";
	case OUTCOME_REFUSED:
		return "it was refused";
	case OUTCOME_TIMED_OUT:
		return "its time ran out";
	case OUTCOME_WITHDRAWN:
		return "who asked waits no longer";
	case OUTCOME_UNLOADED:
		return "the ntms module was unloaded";
	case OUTCOME_NONE:
	case OUTCOME_GONE:
		break;
	}
	if (request->flags & NTMS_REQUEST_OF_CALL)
		return "the program got a medium, or waits no longer";
	return "it was deleted";
}

static void show_over(const struct request *request, enum outcome outcome)
{
	bool answered = outcome == OUTCOME_REFUSED ||
		outcome == OUTCOME_SATISFIED;
	char *answer = clean_lines(request->answer, " / ");
	struct string text;

	begin_line(&text);
	fprintf(text.file, "Request %lu is over: %s", request->number,
		outcome_sentence(outcome, request));
	if (answered && *answer)
		fprintf(text.file, ": \"%s\"", answer);
	fputs(".\n", text.file);
	write_string(&text);
	free(answer);
}

static void show_request(enum happening what, const struct request *request,
			 enum outcome outcome)
{
	switch (what) {
	case REQUEST_NEW:
		show_new(request);
		break;
	case REQUEST_CHANGED:
		show_changed(request);
		break;
	case REQUEST_OVER:
		show_over(request, outcome);
		break;
	}
}

static void put_count(FILE *file)
{
	size_t count;

	free(watch_open(&count));
	if (!count)
		fputs("no request is open", file);
	else
		fprintf(file, "%zu request%s open", count,
			count == 1 ? " is" : "s are");
}

static void show_notice(enum notice what)
{
	struct string text;

	begin_line(&text);
	switch (what) {
	case NOTICE_WATCHING:
		fputs("Watching: ", text.file);
		put_count(text.file);
		fputs(".\n", text.file);
		break;
	case NOTICE_NO_MODULE:
		fputs("The ntms module is not loaded; waiting for it.\n",
		      text.file);
		break;
	case NOTICE_LOST:
		fputs("Messages were lost; all requests were looked at again: ",
		      text.file);
		put_count(text.file);
		fputs(".\n", text.file);
		break;
	}
	write_string(&text);
}

const struct outlet show_outlet = {
	.request = show_request,
	.notice = show_notice,
};

void show_list(void)
{
	size_t count, i;
	const struct request **open = watch_open(&count);
	struct string text;

	string_begin(&text);
	if (!count)
		fputs("No request is open.\n", text.file);
	for (i = 0; i < count; i++) {
		char *pool = clean(open[i]->pool);
		char *message = clean_lines(open[i]->message, " / ");
		char *left = left_text(open[i]);
		char *task = request_task(open[i]);

		fprintf(text.file, "%4lu  %s", open[i]->number, task);
		if (*pool)
			fprintf(text.file, ", for pool \"%s\"", pool);
		if (*message)
			fprintf(text.file, ": \"%s\"", message);
		fprintf(text.file, " (%s%s)\n", left,
			open[i]->state == NTMS_REQUEST_IN_PROGRESS ?
			"; an operator is at it" : "");
		free(pool);
		free(message);
		free(left);
		free(task);
	}
	free(open);
	write_string(&text);
}
