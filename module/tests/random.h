/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A world in which anything happens: two robots whose cartridges are carried
 * about by themselves and by operators, and programs that allocate, give back,
 * move, set, wait, and give up. What happens next is read from a source of
 * numbers, which is a generator for the random test and the fuzzer's input for
 * the fuzzer.
 */
#ifndef NTMS_TESTS_RANDOM_H
#define NTMS_TESTS_RANDOM_H

#include "kit.h"

#define NTMS_WORLD_ROBOTS	2
#define NTMS_WORLD_POOLS	6
#define NTMS_WORLD_SESSIONS	2

/* Few enough that a user has too many now and then */
#define NTMS_WORLD_REQUESTS	24

/**
 * struct ntms_world - see the top of this file
 * @kit: the catalog
 * @robots: the robots
 * @present: which of them are present
 * @pools: application pools, null where there is none
 * @sessions: sessions whose allocations wait
 * @served: how many allocations were served after a wait
 * @retyped: how many cartridges changed their media type
 * @cookie: of the last allocation that was queued
 * @draw: the next number below a limit
 * @source: where @draw has it from
 */
struct ntms_world {
	struct ntms_kit kit;
	struct ntms_kit_robot robots[NTMS_WORLD_ROBOTS];
	bool present[NTMS_WORLD_ROBOTS];
	guid_t pools[NTMS_WORLD_POOLS];
	struct ntms_session *sessions[NTMS_WORLD_SESSIONS];
	u64 served;
	u64 retyped;
	u64 cookie;
	u32 (*draw)(struct ntms_world *world, u32 limit);
	void *source;
};

/* 0 or -ENOMEM; ntms_objects_init() was called */
int ntms_world_init(struct ntms_world *world);
void ntms_world_exit(struct ntms_world *world);

/* To draw by chance: @source is a u64, the seed to begin with. */
u32 ntms_world_knuth(struct ntms_world *world, u32 limit);

/* Something happens. What it was, for messages. */
const char *ntms_world_step(struct ntms_world *world);

/* What random.c and random_wait.c share */
u32 ntms_world_draw(struct ntms_world *world, u32 limit);
const struct ntms_cred *ntms_world_cred(struct ntms_world *world);
void ntms_world_pick(struct ntms_world *world, u32 type, guid_t *id);

/* Waiting, and operators */
int ntms_world_wait_init(struct ntms_world *world);
void ntms_world_wait_exit(struct ntms_world *world);
void ntms_world_queue(struct ntms_world *world);
void ntms_world_collect(struct ntms_world *world);
void ntms_world_cancel(struct ntms_world *world);
void ntms_world_expire(struct ntms_world *world);
void ntms_world_close(struct ntms_world *world);
void ntms_world_submit(struct ntms_world *world);
void ntms_world_answer(struct ntms_world *world);
void ntms_world_forget(struct ntms_world *world);
void ntms_world_why(struct ntms_world *world);

#endif /* NTMS_TESTS_RANDOM_H */
