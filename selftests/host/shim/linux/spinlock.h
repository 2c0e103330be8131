/* SPDX-License-Identifier: GPL-2.0 */
/* As a mutex: nobody may meet one that is held. */
#ifndef NTMS_SHIM_SPINLOCK_H
#define NTMS_SHIM_SPINLOCK_H

#include <linux/mutex.h>

typedef struct mutex spinlock_t;

#define spin_lock_init(lock)	mutex_init(lock)
#define spin_lock(lock)		mutex_lock(lock)
#define spin_unlock(lock)	mutex_unlock(lock)

#endif /* NTMS_SHIM_SPINLOCK_H */
