/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers by chance: the same in every run that begins with the same. */
#ifndef NTMS_SELFTESTS_CHANCE_H
#define NTMS_SELFTESTS_CHANCE_H

#include <stdbool.h>
#include <stdint.h>

/* A state that is never 0 */
static inline uint64_t chance_begin(uint64_t seed)
{
	return (seed + 1) * 0x9e3779b97f4a7c15ULL | 1;
}

/* xorshift */
static inline uint64_t chance_next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static inline unsigned int chance(uint64_t *state, unsigned int below)
{
	return below ? (unsigned int)((chance_next(state) >> 16) % below) : 0;
}

static inline bool one_in(uint64_t *state, unsigned int times)
{
	return !chance(state, times);
}

#endif /* NTMS_SELFTESTS_CHANCE_H */
