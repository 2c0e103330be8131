/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTMS_SHIM_KTIME_H
#define NTMS_SHIM_KTIME_H

#include <linux/types.h>
#include <time.h>

#define NSEC_PER_SEC	1000000000ULL

static inline u64 shim_clock(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (u64)now.tv_sec * 1000000000 + (u64)now.tv_nsec;
}

/* What waits took, had anybody waited */
extern u64 shim_waited;

static inline u64 ktime_get_ns(void)
{
	return shim_clock(CLOCK_MONOTONIC) + shim_waited;
}

static inline u64 ktime_get_coarse_real_ns(void)
{
	return shim_clock(CLOCK_REALTIME);
}

#endif /* NTMS_SHIM_KTIME_H */
