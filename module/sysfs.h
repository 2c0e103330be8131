/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers in sysfs, and the count of calls, which only the device knows. */
#ifndef NTMS_SYSFS_H
#define NTMS_SYSFS_H

#include <linux/errno.h>
#include <linux/percpu.h>
#include <linux/types.h>

struct attribute_group;
struct ntms_catalog;

/**
 * enum ntms_called - what became of a call
 * @NTMS_CALLED_OK: it succeeded
 * @NTMS_CALLED_FAILED: it failed
 * @NTMS_CALLED_INTERRUPTED: a signal ended it; many begin again
 * @NTMS_CALLED_PINNED: it had to wait for somebody else's change of the same, once
 *	or more often; it ends in one of the other ways, too
 * @NTMS_CALLED: their number
 */
enum ntms_called {
	NTMS_CALLED_OK,
	NTMS_CALLED_FAILED,
	NTMS_CALLED_INTERRUPTED,
	NTMS_CALLED_PINNED,
	NTMS_CALLED,
};

/**
 * struct ntms_calls - calls on one processor
 * @of: by enum ntms_called
 */
struct ntms_calls {
	u64 of[NTMS_CALLED];
};

DECLARE_PER_CPU(struct ntms_calls, ntms_calls);

/**
 * ntms_call_count() - a call ended
 * @answer: what its caller is told: 0 or a negative errno
 *
 * Context: process context.
 */
static inline void ntms_call_count(long answer)
{
	if (likely(!answer))
		this_cpu_inc(ntms_calls.of[NTMS_CALLED_OK]);
	else if (answer == -ERESTARTSYS)
		this_cpu_inc(ntms_calls.of[NTMS_CALLED_INTERRUPTED]);
	else
		this_cpu_inc(ntms_calls.of[NTMS_CALLED_FAILED]);
}

/**
 * ntms_call_pinned() - a call waits for somebody else's change
 *
 * Context: process context.
 */
static inline void ntms_call_pinned(void)
{
	this_cpu_inc(ntms_calls.of[NTMS_CALLED_PINNED]);
}

extern const struct attribute_group *ntms_sysfs_groups[];

void ntms_sysfs_init(const struct ntms_catalog *cat);

#endif /* NTMS_SYSFS_H */
