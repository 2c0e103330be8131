// SPDX-License-Identifier: GPL-2.0
/*
 * Reads histories, and says whether for the calls between any two looks at the
 * catalog there is an order that explains all answers, and what was seen next.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#include "check.h"

/**
 * struct reader - a history that is read
 * @file: the file
 * @name: its name
 * @line: number of the line
 * @text: the line
 * @room: of @text
 * @seed: of the history, as it says itself
 */
struct reader {
	FILE *file;
	const char *name;
	unsigned long line;
	char *text;
	size_t room;
	char seed[64];
};

/* What was read, for the last line */
static struct {
	uint64_t calls;
	uint64_t overlapping;
	uint64_t windows;
	uint64_t configs;
	uint64_t waited;
	uint64_t served;
} sums;

static struct possible possible;

__attribute__((noreturn, format(printf, 2, 3)))
static void malformed(const struct reader *reader, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "history-check: %s:%lu: ", reader->name, reader->line);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputs("\n", stderr);
	exit(2);
}

/* The next line that says something; false at the end */
static bool next_line(struct reader *reader)
{
	do {
		reader->line++;
		if (getline(&reader->text, &reader->room, reader->file) < 0)
			return false;
	} while (*reader->text == '#' || *reader->text == '\n');
	return true;
}

/* ---- the catalog ------------------------------------------------------ */

static uint32_t small_number(struct reader *reader, char **line, uint32_t below)
{
	uint64_t number;

	if (!read_number(word(line), &number) || number >= below)
		malformed(reader, "a number below %u is missing", below);
	return (uint32_t)number;
}

static bool read_pool(struct reader *reader, char *line, struct state *state)
{
	struct pool_is *pool = &state->pools[state->nr_pools];
	uint32_t number;

	if (state->nr_pools == POOLS_MAX ||
	    !read_name(word(&line), 'P', &number) ||
	    number != state->nr_pools || !read_kind(word(&line), &pool->kind))
		return false;
	pool->draws = (uint8_t)small_number(reader, &line, 2);
	pool->gives_back = (uint8_t)small_number(reader, &line, 2);
	pool->limit = small_number(reader, &line, INT32_MAX);
	pool->enabled = (uint8_t)small_number(reader, &line, 2);
	state->nr_pools++;
	return true;
}

static bool read_cartridge(struct reader *reader, char *line,
			   struct state *state)
{
	struct cartridge_is *cartridge;
	uint32_t number, pool;

	cartridge = &state->cartridges[state->nr_cartridges];
	if (state->nr_cartridges == CARTRIDGES_MAX ||
	    !read_name(word(&line), 'C', &number) ||
	    number != state->nr_cartridges ||
	    !read_name(word(&line), 'P', &pool) || pool >= state->nr_pools)
		return false;
	cartridge->pool = (uint8_t)pool;
	cartridge->enabled = (uint8_t)small_number(reader, &line, 2);
	cartridge->nr_sides = (uint8_t)small_number(reader, &line,
						    SIDES_MAX + 1);
	state->nr_cartridges++;
	return true;
}

static bool read_side_is(struct reader *reader, char *line, struct state *state)
{
	struct side_is *is;
	uint32_t side, number;

	if (!read_side(word(&line), &side) ||
	    side / SIDES_MAX >= state->nr_cartridges)
		return false;
	is = &state->cartridges[side / SIDES_MAX].sides[side % SIDES_MAX];
	if (!read_state(word(&line), &number) ||
	    !read_name(word(&line), 'L', &is->owner))
		return false;
	is->state = (uint8_t)number;
	is->count = small_number(reader, &line, INT32_MAX);
	return true;
}

static bool read_fact(struct reader *reader, char *line, struct state *state)
{
	const char *what = word(&line);

	if (!strcmp(what, "pool"))
		return read_pool(reader, line, state);
	if (!strcmp(what, "cartridge"))
		return read_cartridge(reader, line, state);
	if (!strcmp(what, "side"))
		return read_side_is(reader, line, state);
	if (strcmp(what, "library"))
		return false;
	state->library = (uint8_t)small_number(reader, &line, 2);
	return true;
}

/* Up to 'calls', or to the end of the file */
static void read_catalog(struct reader *reader, struct state *state)
{
	memset(state, 0, sizeof(*state));
	while (next_line(reader) && strcmp(reader->text, "calls\n"))
		if (!read_fact(reader, reader->text, state))
			malformed(reader, "that is nothing of a catalog");
	if (!state->nr_pools || !state->nr_cartridges)
		malformed(reader, "the catalog is empty");
}

/* What is Available was so longest if it stands first. */
static void begin(struct state *state)
{
	struct cartridge_is *cartridge;
	unsigned int i, k;
	uint8_t since = 0, first;

	for (i = 0; i < state->nr_cartridges; i++) {
		cartridge = &state->cartridges[i];
		first = since + 1;
		for (k = 0; k < cartridge->nr_sides; k++) {
			if (cartridge->sides[k].state != NTMS_SIDE_AVAILABLE)
				continue;
			cartridge->sides[k].since = first;
			since = first;
		}
	}
	possible.nr = 0;
	possible_add(&possible, state);
	spec_begin(state);
}

/* ---- the calls -------------------------------------------------------- */

static void add_call(struct reader *reader)
{
	if (nr_calls == CALLS_MAX)
		malformed(reader, "more than %u calls without a look",
			  CALLS_MAX);
	if (!made_read(reader->text, &calls[nr_calls]))
		malformed(reader, "that is no call");
	nr_calls++;
}

static void count_calls(void)
{
	unsigned int i, k;

	for (i = 0; i < nr_calls; i++) {
		for (k = 0; k < nr_calls; k++)
			if (k != i && calls[k].invoked < calls[i].returned &&
			    calls[i].invoked < calls[k].returned)
				break;
		sums.overlapping += k < nr_calls;
		if (!may_wait(calls[i].verb) || calls[i].ended <=
		    calls[i].invoked)
			continue;
		sums.waited += calls[i].queued || calls[i].reason;
		sums.served += calls[i].queued && !calls[i].reason;
	}
	sums.calls += nr_calls;
	sums.windows++;
}

static bool judge(struct reader *reader, const struct state *seen)
{
	static const char *const verdicts[] = {
		[NO_ORDER] = "no order of the calls explains their answers",
		[NO_CATALOG] = "no order of the calls comes to this catalog",
		[TOO_MANY] = "there are more orders than can be tried",
	};
	enum verdict verdict;
	unsigned int i;

	count_calls();
	verdict = search(&possible, seen, &sums.configs);
	if (verdict == IN_ORDER)
		return true;
	printf("# %s:%lu: window %" PRIu64 ", seed %s: %s\n", reader->name,
	       reader->line, sums.windows, reader->seed, verdicts[verdict]);
	search_tell(seen);
	printf("#  all calls:\n");
	for (i = 0; i < nr_calls; i++) {
		printf("#    %u: ", i);
		made_write(stdout, &calls[i]);
	}
	return false;
}

static bool look_again(struct reader *reader)
{
	struct state seen;
	bool good;

	if (!possible.nr)
		malformed(reader, "there is no catalog that it begins with");
	read_catalog(reader, &seen);
	good = judge(reader, &seen);
	nr_calls = 0;
	return good;
}

static void begin_anew(struct reader *reader)
{
	struct state state;

	if (nr_calls)
		malformed(reader, "nobody looked after the calls before");
	read_catalog(reader, &state);
	begin(&state);
}

static bool check(struct reader *reader)
{
	bool good = true;

	possible.nr = 0;
	nr_calls = 0;
	while (good && next_line(reader)) {
		if (!strncmp(reader->text, "seed ", 5))
			snprintf(reader->seed, sizeof(reader->seed), "%.*s",
				 (int)strcspn(reader->text + 5, "\n"),
				 reader->text + 5);
		else if (!strcmp(reader->text, "begin\n"))
			begin_anew(reader);
		else if (!strcmp(reader->text, "state\n"))
			good = look_again(reader);
		else
			add_call(reader);
	}
	if (good && nr_calls)
		malformed(reader, "nobody looked after the last calls");
	return good;
}

static bool check_file(const char *name)
{
	struct reader reader = { .name = name, .seed = "?" };
	bool good;

	reader.file = strcmp(name, "-") ? fopen(name, "re") : stdin;
	if (!reader.file) {
		perror(name);
		exit(2);
	}
	good = check(&reader);
	free(reader.text);
	if (reader.file != stdin)
		fclose(reader.file);
	return good;
}

int main(int argc, char **argv)
{
	bool good = true;
	int i;

	if (argc < 2 || (argv[1][0] == '-' && argv[1][1])) {
		puts("Usage: history-check FILE...\n"
		     "Says whether histories of history-record can be explained: exit\n"
		     "status 0 if so, 1 if not, 2 if that cannot be said.");
		return 2;
	}
	for (i = 1; i < argc && good; i++)
		good = check_file(argv[i]);
	printf("# %" PRIu64 " calls, %" PRIu64 " of which overlapped others, %"
	       PRIu64 " waited in vain or in the session, %" PRIu64
	       " of these were served; %" PRIu64 " looks, %" PRIu64
	       " configurations\n", sums.calls, sums.overlapping, sums.waited,
	       sums.served, sums.windows, sums.configs);
	if (good && !sums.calls) {
		fprintf(stderr, "history-check: there is no call\n");
		return 2;
	}
	return !good;
}
