/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a caller of journal-load does: one random call at a time, with a line in
 * the log before it and one after it. The lines are documented in README.rst.
 */
#ifndef NTMS_SELFTESTS_JOURNAL_ACTS_H
#define NTMS_SELFTESTS_JOURNAL_ACTS_H

#include <pthread.h>

#include "calls.h"

#define TABLE_ROOM	512

/**
 * struct table - objects that callers know, of one kind
 * @lock: protects the rest
 * @ids: the objects
 * @nr: their number
 */
struct table {
	pthread_mutex_t lock;
	struct ntms_guid ids[TABLE_ROOM];
	size_t nr;
};

/**
 * struct world - what the callers share
 * @log: descriptor of the log
 * @tag: what names and values of this run begin with
 * @computer: the computer
 * @library: the library
 * @type: media type of its cartridges
 * @free: the pool of free media of that type
 * @nr_sides: how many sides a cartridge of that type has
 * @media: its cartridges; does not change
 * @sides: their sides, and those on the shelf
 * @shelf: cartridges on the shelf
 * @pools: application pools
 * @lmids: logical media
 */
struct world {
	int log;
	const char *tag;
	struct ntms_guid computer;
	struct ntms_guid library;
	struct ntms_guid type;
	struct ntms_guid free;
	uint32_t nr_sides;
	struct table media;
	struct table sides;
	struct table shelf;
	struct table pools;
	struct table lmids;
};

/**
 * struct caller - one of those who make calls
 * @world: what it shares with others
 * @number: its number, from 1
 * @fd: its session
 * @noise: where its random numbers are
 * @calls: number of its last call
 * @failures: how many of its calls the journal failed
 */
struct caller {
	struct world *world;
	unsigned int number;
	int fd;
	uint64_t noise;
	unsigned long calls;
	unsigned long failures;
};

/* A line of the log, in one piece; ends the program if it cannot be written. */
__attribute__((format(printf, 2, 3)))
void log_line(const struct world *world, const char *format, ...);

/* Makes sure that the first cartridges are free and that there are pools. */
void act_first(struct caller *caller);
/* Makes one random call; gives its reason. */
uint32_t act(struct caller *caller);

void table_init(struct table *table);
void table_add(struct table *table, const struct ntms_guid *id);

#endif /* NTMS_SELFTESTS_JOURNAL_ACTS_H */
