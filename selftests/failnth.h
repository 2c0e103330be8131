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

#include "fault.h"
#include "kselftest_harness.h"
#include "scene.h"

#define OK	NTMS_REASON_SUCCESS
#define NO_MEMORY	NTMS_REASON_NOT_ENOUGH_MEMORY

/* More allocations than any command makes */
#define MANY		200

FIXTURE(memory) {
	struct scene s;
	int fd;
	struct ntms_guid pool;
	struct ntms_guid lmid;
	struct ntms_guid request;
};

FIXTURE_SETUP(memory)
{
	const struct scene_wish wish = {
		.media = 3,
		.new_media = NTMS_POOL_FREE,
	};

	if (access(FAULT_NTH, W_OK))
		SKIP(return, "the kernel has no fault injection");
	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
	ASSERT_EQ(OK, scene_pool(&self->s, NTMS_POOL_FROMSCRATCH,
				 NTMS_POOL_TOSCRATCH, 0, &self->pool));
	ASSERT_EQ(0, fault_prepare());
}

FIXTURE_TEARDOWN(memory)
{
	EXPECT_EQ(0, scene_clear(&self->s));
}

typedef uint32_t (*work_t)(FIXTURE_DATA(memory) *self);

/*
 * Runs @work with every allocation failing in turn. @undo makes it possible
 * again after a success. Gives how often memory ran out, or a negative number
 * of what went wrong.
 */
static inline int sweep(FIXTURE_DATA(memory) *self, work_t work, work_t undo)
{
	int fd = open(FAULT_NTH, O_RDWR | O_CLOEXEC);
	struct ntms_info before, after;
	uint32_t reason;
	int nth, short_of = 0;
	bool was;

	if (fd < 0)
		return -1000;
	for (nth = 1; nth < MANY; nth++) {
		info_get(self->fd, &before);
		if (fault_at(fd, (unsigned int)nth))
			return -1001;
		reason = work(self);
		was = fault_happened(fd);
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
