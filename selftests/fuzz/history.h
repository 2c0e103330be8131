/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What ran last. What runs now is written to a file before it begins, as the
 * machine may not live to tell.
 */
#ifndef NTMS_SELFTESTS_FUZZ_HISTORY_H
#define NTMS_SELFTESTS_FUZZ_HISTORY_H

#include "fuzz.h"

#define HISTORY	16	/* programs of a worker */

int history_open(const char *out, unsigned int workers);
void history_note(unsigned int worker, const struct program *program);
/* The one that ran @back before the last one */
bool history_get(unsigned int worker, unsigned int back,
		 struct program *program);
/* The last of each */
void history_write(FILE *to, unsigned int workers);
/* All that there are, to the file "history" */
void history_write_to(const char *out, unsigned int workers);

#endif /* NTMS_SELFTESTS_FUZZ_HISTORY_H */
