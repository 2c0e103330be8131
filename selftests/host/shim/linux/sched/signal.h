/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTMS_SHIM_SIGNAL_H
#define NTMS_SHIM_SIGNAL_H

#include <linux/types.h>

/* What a test says */
extern bool shim_signal;
extern bool shim_fatal;

#define current			NULL
#define signal_pending(task)	(shim_signal || shim_fatal)
#define fatal_signal_pending(task)	(shim_fatal)
#define signal_pending_state(mode, task)				\
	(shim_fatal ? (mode) != TASK_UNINTERRUPTIBLE :			\
		      shim_signal && (mode) == TASK_INTERRUPTIBLE)

#endif /* NTMS_SHIM_SIGNAL_H */
