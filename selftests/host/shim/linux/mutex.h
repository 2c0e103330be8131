/* SPDX-License-Identifier: GPL-2.0 */
/* There is one thread: whom a mutex makes wait, waits for ever. */
#ifndef NTMS_SHIM_MUTEX_H
#define NTMS_SHIM_MUTEX_H

#include <linux/bug.h>
#include <linux/types.h>

struct mutex {
	bool held;
};

static inline void mutex_init(struct mutex *lock)
{
	lock->held = false;
}

static inline void mutex_destroy(struct mutex *lock)
{
	WARN_ON(lock->held);
}

static inline void mutex_lock(struct mutex *lock)
{
	WARN_ON(lock->held);
	lock->held = true;
}

static inline void mutex_unlock(struct mutex *lock)
{
	WARN_ON(!lock->held);
	lock->held = false;
}

#endif /* NTMS_SHIM_MUTEX_H */
