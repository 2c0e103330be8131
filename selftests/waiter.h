/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An allocation that waits, in a thread of its own.
 */
#ifndef NTMS_SELFTESTS_WAITER_H
#define NTMS_SELFTESTS_WAITER_H

#include <pthread.h>
#include <stdatomic.h>
#include <sys/types.h>

#include "calls.h"

#define UNTOUCHED	'#'

/**
 * struct waiter - a thread that allocates
 * @fd: its session
 * @arg: what it asks for, and what it got
 * @reason: the answer, once @done
 * @text: what the operator said
 * @began: when the call began
 * @ended: when it came back
 * @done: it came back
 * @tid: the thread, 0 until it runs
 * @thread: the thread
 */
struct waiter {
	int fd;
	struct ntms_allocate arg;
	uint32_t reason;
	char text[NTMS_MESSAGE_SIZE];
	uint64_t began;
	uint64_t ended;
	atomic_bool done;
	atomic_int tid;
	pthread_t thread;
};

/* Begins; the thread may not be in its call yet. 0 or a negative errno. */
int waiter_start(struct waiter *waiter, int fd, const struct ntms_guid *pool,
		 uint32_t options, uint64_t deadline);
/* Begins, and returns when @nr allocations wait for the pool. */
bool waiter_wait(struct waiter *waiter, int fd, const struct ntms_guid *pool,
		 uint32_t options, uint64_t deadline, uint64_t nr);
/*
 * Likewise, with so much room for the text; what of it is not used is
 * UNTOUCHED.
 */
bool waiter_begin(struct waiter *waiter, int fd, const struct ntms_guid *pool,
		  uint32_t options, uint64_t deadline, uint32_t room,
		  uint64_t nr);
/* The thread is asleep, and not for want of a lock. */
bool waiter_sleeps(const struct waiter *waiter);
/* How often the thread slept until now; 0 if it is gone */
long waiter_sleeps_so_far(const struct waiter *waiter);
/*
 * The answer, for which it waits ten seconds; UINT32_MAX if there was none, and
 * then the thread is still there.
 */
uint32_t waiter_join(struct waiter *waiter);

/* The one operator request about a pool; null if there is none, or more */
struct ntms_guid request_of(int fd, const struct ntms_guid *pool);

#endif /* NTMS_SELFTESTS_WAITER_H */
