// SPDX-License-Identifier: GPL-2.0
/* Clocks, samples, and contenders that run by turns. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

uint64_t clock_ns(clockid_t clock)
{
	struct timespec now;

	if (clock_gettime(clock, &now))
		fail("clock_gettime");
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/**
 * sleep_until() - sleep
 * @time: nanoseconds of CLOCK_MONOTONIC
 */
void sleep_until(uint64_t time)
{
	struct timespec end = {
		.tv_sec = (time_t)(time / 1000000000),
		.tv_nsec = (long)(time % 1000000000),
	};

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL))
		;
}

/* Often enough for what a few lines do, seldom enough not to be in the way */
#define AWAIT_STEP	100000ULL
#define AWAIT_LONGEST	60000000000ULL

/**
 * await() - wait until something is so
 * @what: what it is, for the message if it does not come
 * @come: is it?
 * @context: for @come
 */
void await(const char *what, bool (*come)(void *context), void *context)
{
	uint64_t begin = clock_ns(CLOCK_MONOTONIC), now;

	while (!come(context)) {
		now = clock_ns(CLOCK_MONOTONIC);
		if (now - begin > AWAIT_LONGEST)
			give_up("did not happen in time: %s", what);
		sleep_until(now + AWAIT_STEP);
	}
}

static int compare(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return (left > right) - (left < right);
}

/**
 * middle() - the median
 * @values: the values, which get sorted
 * @nr: their number, above zero
 */
uint64_t middle(uint64_t *values, size_t nr)
{
	qsort(values, nr, sizeof(*values), compare);
	return values[nr / 2];
}

void sample(const char *name, const char *unit, unsigned int round,
	    double value)
{
	if (printf("%s\t%s\t%u\t%.3f\n", name, unit, round, value) < 0 ||
	    fflush(stdout))
		fail("standard output");
}

static void begin_turn(const struct contender *contender)
{
	if (contender->begin)
		contender->begin(contender->context);
}

static void end_turn(const struct contender *contender)
{
	if (contender->end)
		contender->end(contender->context);
}

/*
 * How often a contender can run in @seconds: found by doubling, which is the
 * warm-up as well.
 */
static uint64_t calibrate(const struct contender *contender, double seconds)
{
	double wanted = seconds * 1e9;
	uint64_t times = 1, begin, took;

	begin_turn(contender);
	for (;;) {
		begin = clock_ns(CLOCK_MONOTONIC);
		contender->run(contender->context, times);
		took = clock_ns(CLOCK_MONOTONIC) - begin;
		if ((double)took >= wanted / 8)
			break;
		times *= 2;
	}
	end_turn(contender);
	return (uint64_t)((double)times * wanted / (double)took) + 1;
}

/* @best: the quickest slice, for one time */
struct score {
	uint64_t times;
	uint64_t wall;
	uint64_t cpu;
	double best;
};

static void run_slice(const struct contender *contender, struct score *score,
		      uint64_t times)
{
	uint64_t cpu, wall;
	double each;

	begin_turn(contender);
	cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
	wall = clock_ns(CLOCK_MONOTONIC);
	contender->run(contender->context, times);
	wall = clock_ns(CLOCK_MONOTONIC) - wall;
	each = (double)wall / (double)times;
	if (!score->times || each < score->best)
		score->best = each;
	score->wall += wall;
	score->cpu += clock_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	score->times += times;
	end_turn(contender);
}

static void report_score(const char *name, unsigned int round,
			 const struct score *score)
{
	char *cpu = text_of("%s.cpu", name), *best = text_of("%s.best", name);

	sample(name, "ns", round, (double)score->wall / (double)score->times);
	sample(cpu, "ns", round, (double)score->cpu / (double)score->times);
	sample(best, "ns", round, score->best);
	free(cpu);
	free(best);
}

/**
 * compete() - measure contenders side by side
 * @contenders: who
 * @nr: how many
 * @turns: how long and how often
 *
 * In each round all run by turns, a slice each, so that whatever else the
 * machine does meanwhile falls on all of them. For each contender and round, a
 * sample of wall time, one of processor time and one of its quickest slice are
 * written: on a busy machine the last tells what it costs undisturbed.
 */
void compete(const struct contender *contenders, size_t nr,
	     const struct turns *turns)
{
	struct score *scores = calloc(nr, sizeof(*scores));
	uint64_t *slices = calloc(nr, sizeof(*slices));
	unsigned int round, slice;
	size_t i;

	if (!scores || !slices)
		give_up("out of memory");
	for (i = 0; i < nr; i++)
		slices[i] = calibrate(&contenders[i], turns->seconds) /
			    turns->slices + 1;
	for (round = 1; round <= turns->rounds; round++) {
		memset(scores, 0, nr * sizeof(*scores));
		for (slice = 0; slice < turns->slices; slice++)
			for (i = 0; i < nr; i++)
				run_slice(&contenders[i], &scores[i],
					  slices[i]);
		for (i = 0; i < nr; i++)
			report_score(contenders[i].name, round, &scores[i]);
	}
	free(scores);
	free(slices);
}

void fail(const char *format, ...)
{
	int error = errno;
	va_list args;

	fputs("bench: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, ": %s\n", strerror(error));
	exit(1);
}

void give_up(const char *format, ...)
{
	va_list args;

	fputs("bench: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

/* A text, which the caller frees */
char *text_of(const char *format, ...)
{
	va_list args;
	char *text;
	int length;

	va_start(args, format);
	length = vasprintf(&text, format, args);
	va_end(args);
	if (length < 0)
		give_up("out of memory");
	return text;
}

uint64_t number(const char *option, const char *text)
{
	char *end;
	uint64_t value;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno || end == text || *end)
		give_up("%s takes a number, not '%s'", option, text);
	return value;
}

double decimal(const char *option, const char *text)
{
	char *end;
	double value;

	errno = 0;
	value = strtod(text, &end);
	if (errno || end == text || *end || value <= 0)
		give_up("%s takes a number above zero, not '%s'", option, text);
	return value;
}

/**
 * turns_option() - an option of those who take turns, or none that there is
 * @turns: what it is about
 * @option: what getopt_long() gave
 * @value: its value
 */
void turns_option(struct turns *turns, int option, const char *value)
{
	switch (option) {
	case 'r':
		turns->rounds = (unsigned int)number("--rounds", value);
		break;
	case 's':
		turns->seconds = decimal("--seconds", value);
		break;
	default:
		exit(2);
	}
}

/**
 * turns_read() - the command line of who has no other options
 * @argc: number of arguments
 * @argv: the arguments
 * @turns: what they are about
 */
void turns_read(int argc, char **argv, struct turns *turns)
{
	static const struct option options[] = { TURNS_OPTIONS, {} };
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		turns_option(turns, option, optarg);
}
