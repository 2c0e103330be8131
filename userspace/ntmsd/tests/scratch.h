/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Databases of a test, in a directory of its own, which is gone when it ends.
 */
#ifndef NTMSD_TESTS_SCRATCH_H
#define NTMSD_TESTS_SCRATCH_H

#include "records.h"
#include "store-private.h"
#include "tap.h"

#include <stdlib.h>
#include <unistd.h>

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

/*
 * So many changes of an object each, from the number @first on; @step: from the number
 * of one object to the next
 */
static inline void fill(struct store *store, uint32_t first, uint32_t count,
			uint32_t step)
{
	enum store_status status = store_begin(store);
	struct ntms_journal_record *new;
	uint32_t i;

	for (i = first; !status && i < first + count; i++) {
		new = with_text(record(NTMS_JOURNAL_CHANGE, i + 1),
				NTMS_TYPE_MEDIUM, guid(i * step, 0),
				"some bytes that an object of this kind may have");
		status = store_apply(store, new);
		free(new);
	}
	if (status || store_commit(store))
		ok(false, "it is filled: %s", store_why(store));
}

/* For store_each(): so many there are. */
static inline bool count_one(const struct store_object *object, void *arg)
{
	(void)object;
	++*(unsigned int *)arg;
	return true;
}

/* What faults.h says; NULL: all is well. */
static inline void set_fault(const char *fault)
{
	char *path = path_of("fault");
	FILE *file;

	unlink(path);
	if (fault) {
		file = fopen(path, "w");
		fputs(fault, file);
		fclose(file);
	}
	setenv("NTMS_TEST_FAULTS", path, 1);
	free(path);
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
