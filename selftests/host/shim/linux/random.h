/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Random numbers that are the same in every run, so that a failure can be run
 * again. The generator is splitmix64's idea: a counter, well mixed.
 */
#ifndef NTMS_SHIM_RANDOM_H
#define NTMS_SHIM_RANDOM_H

#include <linux/types.h>

extern u64 shim_random;

static inline u64 get_random_u64(void)
{
	u64 x = shim_random += 0x9e3779b97f4a7c15ULL;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
	return x ^ (x >> 31);
}

static inline u32 get_random_u32(void)
{
	return get_random_u64() >> 32;
}

#endif /* NTMS_SHIM_RANDOM_H */
