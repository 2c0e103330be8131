/* SPDX-License-Identifier: GPL-2.0 */
/* The numbers that the module has in sysfs. */
#ifndef NTMS_SELFTESTS_NUMBERS_H
#define NTMS_SELFTESTS_NUMBERS_H

#include <stddef.h>
#include <stdint.h>

#define NUMBERS		"/sys/class/misc/ntms/stats"
#define NUMBERS_MOST	64

/**
 * struct numbers - all of them
 * @nr: how many there are
 * @names: of each the file
 * @values: of each the number
 */
struct numbers {
	size_t nr;
	char names[NUMBERS_MOST][64];
	uint64_t values[NUMBERS_MOST];
};

/* One of them; UINT64_MAX, after a word on stderr, if there is none */
uint64_t number_now(const char *name);
/* 0 or a negative errno */
int numbers_read(struct numbers *numbers);
/* One of those that were read; UINT64_MAX if there is none */
uint64_t number_of(const struct numbers *numbers, const char *name);

#endif /* NTMS_SELFTESTS_NUMBERS_H */
