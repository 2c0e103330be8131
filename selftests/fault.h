/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Failures on purpose, where the kernel has fault injection: the n-th allocation, or
 * copy to or from the program, that a thread makes from now on fails.
 */
#ifndef NTMS_SELFTESTS_FAULT_H
#define NTMS_SELFTESTS_FAULT_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "put.h"

/* Each thread opens its own. */
#define FAULT_NTH	"/proc/thread-self/fail-nth"
#define FAULT_DEBUG	"/sys/kernel/debug/"

/* Allocations that may wait fail too, and the log stays as it is. */
static inline int fault_prepare(void)
{
	return put_text(FAULT_DEBUG "failslab/ignore-gfp-wait", "N") ||
	       put_text(FAULT_DEBUG "failslab/verbose", "0") ||
	       put_text(FAULT_DEBUG "fail_page_alloc/ignore-gfp-wait", "N") ||
	       put_text(FAULT_DEBUG "fail_page_alloc/verbose", "0") ||
	       put_text(FAULT_DEBUG "fail_usercopy/verbose", "0");
}

/* The @nth from now on fails; 0: none does. */
static inline int fault_at(int fd, unsigned int nth)
{
	char text[16];
	int length = snprintf(text, sizeof(text), "%u", nth);

	return pwrite(fd, text, (size_t)length, 0) == length ? 0 : -1;
}

/*
 * No more failures; true if there was one. What is left of the count is 0 then; to
 * say that there are to be no more may be what fails.
 */
static inline bool fault_happened(int fd)
{
	char text[16] = "";
	bool was = pread(fd, text, sizeof(text) - 1, 0) > 0 && !atoi(text);

	while (fault_at(fd, 0))
		was = false;
	return was;
}

#endif /* NTMS_SELFTESTS_FAULT_H */
