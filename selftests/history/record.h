/* SPDX-License-Identifier: GPL-2.0 */
/* What the parts of the recorder share: the scene, and who calls. */
#ifndef NTMS_SELFTESTS_HISTORY_RECORD_H
#define NTMS_SELFTESTS_HISTORY_RECORD_H

#include <pthread.h>
#include <stdatomic.h>

#include "../chance.h"
#include "../scene.h"
#include "text.h"

#define CLIENTS_MAX	16
/* Calls of a client between two looks at the catalog */
#define TURNS		8
/* Pools that allocations are made from come first. */
#define APPLICATIONS	3
#define POOLS		(APPLICATIONS + 3)
/* LMIDs of an episode, and those that clients choose among */
#define LMIDS_MAX	4096
#define RECENT		12

/**
 * struct raw - a call, and the GUIDs that have no numbers yet
 * @made: the call
 * @got: the LMID that it gave, or the owner of a side
 * @from: the pool that it gave
 * @side: the side that it gave
 */
struct raw {
	struct made made;
	struct ntms_guid got;
	struct ntms_guid from;
	struct ntms_guid side;
};

/**
 * struct client - one of those who call at the same time
 * @fd: its session
 * @number: its number
 * @state: its chance
 * @raws: what it did since the last look
 * @nr: their number
 * @outstanding: how many of these wait in the session
 * @thread: the thread
 */
struct client {
	int fd;
	unsigned int number;
	uint64_t state;
	struct raw raws[TURNS];
	unsigned int nr;
	unsigned int outstanding;
	pthread_t thread;
};

/**
 * struct place - where it happens
 * @s: the scene
 * @pools: the pools
 * @sides: the sides, by number; null if there is none
 * @nr_sides: sides of a cartridge
 * @nr_cartridges: number of cartridges
 */
struct place {
	struct scene s;
	struct ntms_guid pools[POOLS];
	struct ntms_guid sides[CARTRIDGES_MAX * SIDES_MAX];
	unsigned int nr_sides;
	unsigned int nr_cartridges;
};

/* Where it happens now */
extern struct place *place;
/* LMIDs of this episode; the first is that of nobody. */
extern struct ntms_guid lmids[LMIDS_MAX];
extern atomic_uint nr_lmids;
extern atomic_uint recent[RECENT];

/* One call, or a look at what became of one */
void client_call(struct client *client);
/* Ends what waits in the session, and collects it. False: it did not end. */
bool client_settle(struct client *client);

#endif /* NTMS_SELFTESTS_HISTORY_RECORD_H */
