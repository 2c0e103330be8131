/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTMS_SHIM_JIFFIES_H
#define NTMS_SHIM_JIFFIES_H

#include <linux/types.h>

static inline u64 nsecs_to_jiffies64(u64 ns)
{
	return ns / 10000000;
}

#endif /* NTMS_SHIM_JIFFIES_H */
