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

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include <linux/ntms.h>

/* ---- measure.c ------------------------------------------------------------ */

/**
 * struct contender - something that is measured beside others
 * @name: what its samples are called
 * @run: does the work @times times; the work of the measurement and no more
 * @context: for @run
 * @begin: called with @context before its turn, outside of what is measured, or
 *	NULL
 * @end: likewise after its turn
 */
struct contender {
	const char *name;
	void (*run)(void *context, uint64_t times);
	void *context;
	void (*begin)(void *context);
	void (*end)(void *context);
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
void sleep_until(uint64_t time);
void await(const char *what, bool (*come)(void *context), void *context);
uint64_t middle(uint64_t *values, size_t nr);
void compete(const struct contender *contenders, size_t nr,
	     const struct turns *turns);
void sample(const char *name, const char *unit, unsigned int round,
	    double value);

/* These do not return. @fail adds what errno says. */
__attribute__((noreturn, format(printf, 1, 2)))
void fail(const char *format, ...);
__attribute__((noreturn, format(printf, 1, 2)))
void give_up(const char *format, ...);

__attribute__((format(printf, 1, 2)))
char *text_of(const char *format, ...);

uint64_t number(const char *option, const char *text);
double decimal(const char *option, const char *text);

/* Options of all who take turns */
#define TURNS_OPTIONS						\
	{ "rounds",	required_argument, NULL, 'r' },		\
	{ "seconds",	required_argument, NULL, 's' }

void turns_option(struct turns *turns, int option, const char *value);
void turns_read(int argc, char **argv, struct turns *turns);

/* ---- beside.c --------------------------------------------------------------- */

/**
 * struct beside - another process, that works as long as it is there
 * @work: what it does, for ever; NULL: there is none
 * @context: for @work
 * @pid: the process
 */
struct beside {
	void (*work)(void *context);
	void *context;
	pid_t pid;
};

void beside_begin(struct beside *beside);
void beside_end(struct beside *beside);
void spin(void *nothing);

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
void ntms_pools(int fd, const char *prefix, struct guids *guids);
struct ntms_guid ntms_pool_make(int fd, const char *name, uint32_t from,
				uint32_t to);
void ntms_move(int fd, const struct ntms_guid *medium,
	       const struct ntms_guid *pool);
uint32_t ntms_allocate(int fd, const struct ntms_guid *pool, uint32_t flags,
		       uint64_t deadline, struct ntms_guid *medium);
void ntms_deallocate(int fd, const struct ntms_guid *medium);
uint64_t ntms_waiting(int fd, const struct ntms_guid *pool);

/* ---- scene.c -------------------------------------------------------------- */

/**
 * struct scene - a pool of our own, with media that are borrowed
 * @fd: a session
 * @pool: the pool
 * @home: the pool that the media came from and go back to
 * @media: the media
 * @held: their LMIDs: all of them are allocated, so that none is to be had
 * @nr: number of the media
 */
struct scene {
	int fd;
	struct ntms_guid pool;
	struct ntms_guid home;
	struct ntms_guid *media;
	struct ntms_guid *held;
	size_t nr;
};

void scene_open(struct scene *scene, int fd, const char *name, size_t media,
		uint32_t policy);
void scene_close(struct scene *scene);

/* ---- wakeups.c ------------------------------------------------------------ */

struct wakeups;

struct wakeups *wakeups_open(const char *comm);
uint64_t wakeups_read(const struct wakeups *wakeups);
void wakeups_close(struct wakeups *wakeups);

/* ---- pairs.c -------------------------------------------------------------- */

/**
 * struct pairs - who allocates where
 * @fd: a session
 * @pools: the pools, whose turn comes one after the other
 * @turn: how many pairs there were
 */
struct pairs {
	int fd;
	struct guids pools;
	uint64_t turn;
};

void pairs_open(struct pairs *pairs, unsigned int number);
void pairs_close(struct pairs *pairs);
void pairs_run(void *pairs, uint64_t times);
void system_call_run(void *nothing, uint64_t times);

/* ---- team.c --------------------------------------------------------------- */

#define TEAM_MAX	16

/**
 * struct team - threads that do a work together
 * @run: the work
 * @size: how many they are; the first is whoever calls
 * @times: how often each is to do it; 0: they are to end
 * @begin: where they meet before
 * @end: where they meet after
 * @members: each of them, and what it gives to @run
 */
struct team {
	void (*run)(void *context, uint64_t times);
	unsigned int size;
	uint64_t times;
	pthread_barrier_t begin;
	pthread_barrier_t end;
	struct member {
		struct team *team;
		void *context;
		pthread_t thread;
	} members[TEAM_MAX];
};

void team_start(struct team *team);
void team_stop(struct team *team);
void team_run(void *team, uint64_t times);

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
extern const struct command wake_command;
extern const struct command crowd_command;
extern const struct command team_command;
extern const struct command lasting_command;
extern const struct command listen_command;
extern const struct command media_command;
extern const struct command rights_command;

/* ---- sqlite.c ------------------------------------------------------------- */

struct sqlite_model;

struct sqlite_model *sqlite_model_new(const char *path, uint64_t media,
				      unsigned int pools);
void sqlite_model_pairs(void *model, uint64_t times);
void sqlite_model_free(struct sqlite_model *model);
const char *sqlite_model_version(void);

/* ---- server.c ------------------------------------------------------------- */

struct server;

struct server *server_new(uint64_t media);
void server_pairs(void *server, uint64_t times);
void server_free(struct server *server);

#endif /* NTMS_BENCH_H */
