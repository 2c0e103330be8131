/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory that is not to be had: a command is repeated, and the first, the second,
 * the third ... allocation fails, until none is left. Each time the answer is
 * NOT_ENOUGH_MEMORY or the command did without, and a command that failed has
 * changed nothing.
 */
#ifndef NTMS_SELFTESTS_FAILNTH_H
#define NTMS_SELFTESTS_FAILNTH_H

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "scene.h"

#define OK	NTMS_REASON_SUCCESS
#define NO_MEMORY	NTMS_REASON_NOT_ENOUGH_MEMORY

#define FAIL_NTH	"/proc/thread-self/fail-nth"
#define DEBUG		"/sys/kernel/debug/"

/* More allocations than any command makes */
#define MANY		200

FIXTURE(memory) {
	struct scene s;
	int fd;
	struct ntms_guid pool;
	struct ntms_guid lmid;
	struct ntms_guid request;
};

static inline int put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t done;

	if (fd < 0)
		return -1;
	done = write(fd, text, strlen(text));
	close(fd);
	return done == (ssize_t)strlen(text) ? 0 : -1;
}

/* Allocations that may wait fail too, and the log stays as it is. */
static inline int arm(void)
{
	return put(DEBUG "failslab/ignore-gfp-wait", "N") ||
	       put(DEBUG "failslab/verbose", "0") ||
	       put(DEBUG "fail_page_alloc/ignore-gfp-wait", "N") ||
	       put(DEBUG "fail_page_alloc/verbose", "0") ||
	       put(DEBUG "fail_usercopy/verbose", "0");
}

FIXTURE_SETUP(memory)
{
	const struct scene_wish wish = {
		.media = 3,
		.new_media = NTMS_POOL_FREE,
	};

	if (access(FAIL_NTH, W_OK))
		SKIP(return, "the kernel has no fault injection");
	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
	ASSERT_EQ(OK, scene_pool(&self->s, NTMS_POOL_FROMSCRATCH,
				 NTMS_POOL_TOSCRATCH, 0, &self->pool));
	ASSERT_EQ(0, arm());
}

FIXTURE_TEARDOWN(memory)
{
	EXPECT_EQ(0, scene_clear(&self->s));
}

/* The @nth allocation from now on fails. */
static inline int fail_at(int fd, int nth)
{
	char text[16];
	int length = snprintf(text, sizeof(text), "%d", nth);

	return pwrite(fd, text, (size_t)length, 0) == length ? 0 : -1;
}

/* No more failures; true if there was one */
static inline bool failed(int fd)
{
	char text[16] = "";
	bool was = pread(fd, text, sizeof(text) - 1, 0) > 0 && !atoi(text);

	return fail_at(fd, 0) ? false : was;
}

typedef uint32_t (*work_t)(FIXTURE_DATA(memory) *self);

/*
 * Runs @work with every allocation failing in turn. @undo makes it possible
 * again after a success. Gives how often memory ran out, or a negative number
 * of what went wrong.
 */
static inline int sweep(FIXTURE_DATA(memory) *self, work_t work, work_t undo)
{
	int fd = open(FAIL_NTH, O_RDWR | O_CLOEXEC);
	struct ntms_info before, after;
	uint32_t reason;
	int nth, short_of = 0;
	bool was;

	if (fd < 0)
		return -1000;
	for (nth = 1; nth < MANY; nth++) {
		info_get(self->fd, &before);
		if (fail_at(fd, nth))
			return -1001;
		reason = work(self);
		was = failed(fd);
		info_get(self->fd, &after);
		/* Fault injection knows user memory as well. */
		if (was && (reason == NO_MEMORY ||
			    reason == CALL_ERRNO(ENOMEM))) {
			short_of++;
			if (before.sequence != after.sequence ||
			    before.logical_media != after.logical_media ||
			    before.pools != after.pools)
				return -2000 - nth;
			continue;
		}
		if (was && reason == CALL_ERRNO(EFAULT)) {
			if (before.sequence != after.sequence && undo &&
			    undo(self))
				return -3000 - nth;
			continue;
		}
		if (reason) {
			fprintf(stderr, "# allocation %d: %s\n", nth,
				reason_name(reason));
			return -4000 - nth;
		}
		if (undo && undo(self))
			return -5000 - nth;
		if (!was)
			break;
	}
	close(fd);
	return nth == MANY ? -6000 : short_of;
}

#endif /* NTMS_SELFTESTS_FAILNTH_H */
