/* SPDX-License-Identifier: GPL-2.0 */
/* There is one thread. */
#ifndef NTMS_SHIM_ATOMIC_H
#define NTMS_SHIM_ATOMIC_H

#include <linux/types.h>

typedef struct {
	int counter;
} atomic_t;

static inline void atomic_inc(atomic_t *v)
{
	v->counter++;
}

static inline void atomic_dec(atomic_t *v)
{
	v->counter--;
}

static inline int atomic_read(const atomic_t *v)
{
	return v->counter;
}

typedef struct {
	s64 counter;
} atomic64_t;

static inline s64 atomic64_inc_return(atomic64_t *v)
{
	return ++v->counter;
}

static inline s64 atomic64_read(const atomic64_t *v)
{
	return v->counter;
}

static inline void atomic64_set(atomic64_t *v, s64 value)
{
	v->counter = value;
}

#endif /* NTMS_SHIM_ATOMIC_H */
