/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A program that makes a catalog last, without a program: it reads records, keeps
 * what they say in a list, and acknowledges them, or does not. What it keeps is
 * the catalog, at any time at which nobody waits; and a catalog that it is loaded
 * into is the same.
 */
#ifndef NTMS_TESTS_MIRROR_H
#define NTMS_TESTS_MIRROR_H

#include "../core/load.h"
#include "../core/record.h"
#include "kit.h"

/**
 * struct ntms_mirror - what is kept
 * @cat: the catalog
 * @rows: struct ntms_mirror_row, in the order in which they first came
 * @nr_rows: their number
 * @round: how often all objects began to be told
 * @whole: they were told to the end
 * @number: of the last record that was read
 * @again: the next one may have been read before
 * @sequence: the highest that was read
 * @voids: void records that were read
 * @full: changes are not stored, but are to be refused; facts are stored
 * @refused: number of the last change that was not stored
 * @buffer: NTMS_JOURNAL_BUFFER bytes
 * @wrong: what is wrong with what was read, or NULL
 */
struct ntms_mirror {
	struct ntms_catalog *cat;
	struct list_head rows;
	u32 nr_rows;
	u32 round;
	bool whole;
	u64 number;
	bool again;
	u64 sequence;
	u32 voids;
	bool full;
	u64 refused;
	u8 *buffer;
	const char *wrong;
};

int ntms_mirror_init(struct ntms_mirror *mirror, struct ntms_catalog *cat);
/* One that reads nothing, and keeps what it is given. 0 or -ENOMEM */
int ntms_mirror_empty(struct ntms_mirror *mirror, struct ntms_catalog *cat);
void ntms_mirror_take(struct ntms_mirror *mirror,
		      const struct ntms_journal_entry *entry);
void ntms_mirror_exit(struct ntms_mirror *mirror);

/* The program dies, or ends in order, and another one goes on with what it kept. */
int ntms_mirror_again(struct ntms_mirror *mirror, bool order);

/* Reads all there is; the number of records. Nothing is answered. */
u32 ntms_mirror_read(struct ntms_mirror *mirror);
int ntms_mirror_acknowledge(struct ntms_mirror *mirror, u64 number);
int ntms_mirror_refuse(struct ntms_mirror *mirror, u64 number,
		       ntms_reason_t reason);
int ntms_mirror_quit(struct ntms_mirror *mirror);
/* Reads and acknowledges until there is nothing left. */
void ntms_mirror_follow(struct ntms_mirror *mirror);

/* NULL: what is kept is the catalog. Else what differs. */
const char *ntms_mirror_differs(struct ntms_mirror *mirror,
				struct ntms_catalog *cat);
/* Rows by their number; what is done to one is done to what will be loaded. */
struct ntms_mirror_row *ntms_mirror_row(struct ntms_mirror *mirror, u32 number);
u8 *ntms_mirror_data(struct ntms_mirror_row *row, u32 *length);
struct ntms_mirror_row *ntms_mirror_nth(struct ntms_mirror *mirror, u16 type,
					u32 nth);
void ntms_mirror_rename(struct ntms_mirror_row *row, const guid_t *id);
void ntms_mirror_forget(struct ntms_mirror *mirror, u16 type, u32 nth);

/* Loads what is kept into a catalog that is new. 0 or a negative errno. */
int ntms_mirror_load(struct ntms_mirror *mirror, struct ntms_catalog *cat,
		     u32 *passed, u32 *repaired);

#endif /* NTMS_TESTS_MIRROR_H */
