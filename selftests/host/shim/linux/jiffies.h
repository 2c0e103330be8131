/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTMS_SHIM_JIFFIES_H
#define NTMS_SHIM_JIFFIES_H

#include <linux/types.h>

#define SHIM_JIFFY	10000000	/* nanoseconds */
#define HZ		100

static inline u64 nsecs_to_jiffies64(u64 ns)
{
	return ns / SHIM_JIFFY;
}

#endif /* NTMS_SHIM_JIFFIES_H */
