/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What ran last. What runs now is written to a file before it begins, as the
 * machine may not live to tell.
 */
#ifndef NTMS_SELFTESTS_FUZZ_LAST_H
#define NTMS_SELFTESTS_FUZZ_LAST_H

#include "fuzz.h"

#define LAST	16	/* programs of a worker */

int last_open(const char *out, unsigned int workers);
void last_note(unsigned int worker, const struct program *program);
/* The one that ran @back before the last one */
bool last_get(unsigned int worker, unsigned int back, struct program *program);
/* The last of each */
void last_write(FILE *to, unsigned int workers);
/* All that there are, to the file "last" */
void last_write_to(const char *out, unsigned int workers);

#endif /* NTMS_SELFTESTS_FUZZ_LAST_H */
