/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Databases of a test, in a directory of its own, which is gone when it ends.
 */
#ifndef NTMSD_TESTS_SCRATCH_H
#define NTMSD_TESTS_SCRATCH_H

#include "store-private.h"
#include "tap.h"

#include <stdlib.h>

static char scratch[] = "/tmp/ntms-store-XXXXXX";

/* The caller frees it. */
static inline char *path_of(const char *name)
{
	return store_text("%s/%s", scratch, name);
}

static inline struct store *open_for(const char *path, enum store_use use)
{
	struct store *store;
	char *why;

	if (store_open(path, use, &store, &why)) {
		printf("Bail out! %s: %s\n", path, why);
		exit(1);
	}
	return store;
}

static inline struct store *open_own(const char *path)
{
	return open_for(path, STORE_OWN);
}

/* False: it cannot be made. */
static inline bool scratch_begin(void)
{
	return mkdtemp(scratch);
}

static inline void scratch_end(void)
{
	char *command = store_text("rm -rf '%s'", scratch);

	if (system(command))
		ok(false, "all is tidied up");
	free(command);
}

#endif /* NTMSD_TESTS_SCRATCH_H */
