/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTMS_SHIM_SCHED_H
#define NTMS_SHIM_SCHED_H

#include <limits.h>

#define MAX_SCHEDULE_TIMEOUT	LONG_MAX

static inline void cond_resched(void)
{
}

#endif /* NTMS_SHIM_SCHED_H */
