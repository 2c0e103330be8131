/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Rows of errors.c: a reason that a command gives, and how to get it. They stand
 * in errors-*.c, by what they are about, and share what is here. The rows of a
 * file leave behind what they found: the files know nothing of each other.
 */
#ifndef NTMS_SELFTESTS_ERRORS_H
#define NTMS_SELFTESTS_ERRORS_H

#include "scene.h"

#define OK	NTMS_REASON_SUCCESS
#define USER	2001

static const struct ntms_guid nobody = { .b = { 4, 4, 4, [8] = 0x80 } };

/* What the rows work on: media[0] is free, media[1] in @pool, media[2] nobody knows */
extern struct scene s;
/* It draws from free. */
extern struct ntms_guid pool;
/* What a row allocates */
extern struct ntms_guid lmid;

/* UINT32_MAX: what it takes to get there was not to be had. */
#define ROW(name) static uint32_t name(void)

/**
 * struct row - a reason that a command gives
 * @command: the command, for messages
 * @reason: NTMS_REASON_*
 * @how: gets it; gives the reason that it got
 */
struct row {
	const char *command;
	uint32_t reason;
	uint32_t (*how)(void);
};

struct row_list {
	const struct row *rows;
	size_t count;
};

#define R(command, name, how)	\
	{ "NTMS_IOC_" #command, NTMS_REASON_##name, how }
#define LIST(rows)	{ rows, sizeof(rows) / sizeof(*(rows)) }

extern const struct row_list object_rows, library_rows, pool_rows,
	allocate_rows, medium_rows, type_rows, attribute_rows, right_rows,
	request_rows;

/* Runs a row as a user without privileges. */
uint32_t as_user(uint32_t (*row)(void));
/* Runs a row while a journal is required, which there is none of. */
uint32_t without_journal(uint32_t (*row)(void));
/* Runs a row while nobody may cause an operator request. */
uint32_t with_no_requests(uint32_t (*row)(void));
/* Runs a row while the library is not present. */
uint32_t without_library(uint32_t (*row)(void));
/* Runs a row while an object is disabled. */
uint32_t while_disabled(const struct ntms_guid *id, uint32_t (*row)(void));
/* Runs a row while the cartridge in @pool is owned, as @lmid. */
uint32_t while_owned(uint32_t (*row)(void));

/* The cleaning cartridge that is in the library; false: not to be found */
bool find_cleaner(struct ntms_guid *medium);

#endif /* NTMS_SELFTESTS_ERRORS_H */
