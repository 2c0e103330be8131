/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTMS_SHIM_LOCKDEP_H
#define NTMS_SHIM_LOCKDEP_H

#include <linux/mutex.h>

#define lockdep_assert_held(lock)	WARN_ON(!(lock)->held)

#endif /* NTMS_SHIM_LOCKDEP_H */
