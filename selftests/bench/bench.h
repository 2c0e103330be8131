/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The benchmark's own small library: clocks, contenders that run by turns,
 * samples on standard output, and /dev/ntms by its raw ioctls.
 *
 * A sample is one line of standard output, tab separated:
 *
 *	name	unit	round	value
 *
 * What becomes of samples (medians, ratios, verdicts) is the report's business,
 * so that nothing is thrown away on the way.
 */
#ifndef NTMS_BENCH_H
#define NTMS_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <linux/ntms.h>

/* ---- measure.c ------------------------------------------------------------ */

/**
 * struct contender - something that is measured beside others
 * @name: what its samples are called
 * @run: does the work @times times; the work of the measurement and no more
 * @context: for @run
 */
struct contender {
	const char *name;
	void (*run)(void *context, uint64_t times);
	void *context;
};

/**
 * struct turns - how contenders take turns
 * @rounds: how many samples are wanted of each
 * @seconds: how long one sample is to take at least
 * @slices: a sample is taken in so many pieces, by turns with the others'
 */
struct turns {
	unsigned int rounds;
	double seconds;
	unsigned int slices;
};

uint64_t clock_ns(clockid_t clock);
void compete(const struct contender *contenders, size_t nr,
	     const struct turns *turns);
void sample(const char *name, const char *unit, unsigned int round,
	    double value);

/* These do not return. @fail adds what errno says. */
__attribute__((noreturn, format(printf, 1, 2)))
void fail(const char *format, ...);
__attribute__((noreturn, format(printf, 1, 2)))
void give_up(const char *format, ...);

uint64_t number(const char *option, const char *text);
double decimal(const char *option, const char *text);

/* ---- device.c ------------------------------------------------------------- */

/**
 * struct guids - a list that grows
 * @ids: the GUIDs
 * @nr: their number
 * @room: room at @ids
 */
struct guids {
	struct ntms_guid *ids;
	size_t nr;
	size_t room;
};

int ntms_open(void);
void ntms_info(int fd, struct ntms_info *info);
void ntms_list(int fd, uint32_t type, const struct ntms_guid *container,
	       struct guids *guids);
void ntms_get(int fd, uint32_t type, const struct ntms_guid *id, void *info,
	      size_t size);
void ntms_look(int fd, const struct ntms_guid *library);
void ntms_free(struct guids *guids);

/* ---- the commands --------------------------------------------------------- */

struct command {
	const char *name;
	const char *arguments;
	const char *what;
	void (*run)(int argc, char **argv);
};

extern const struct command stage_command;
extern const struct command pairs_command;
extern const struct command sqlite_command;
extern const struct command inventory_command;

/* ---- sqlite.c ------------------------------------------------------------- */

struct sqlite_model;

struct sqlite_model *sqlite_model_new(const char *path, uint64_t media,
				      unsigned int pools);
void sqlite_model_pairs(void *model, uint64_t times);
void sqlite_model_free(struct sqlite_model *model);
const char *sqlite_model_version(void);

#endif /* NTMS_BENCH_H */
