// SPDX-License-Identifier: GPL-2.0
/* What a test can turn in the kernel that the shim pretends to be. */
#include <linux/random.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/wait.h>

unsigned int shim_fail_nth;
void (*shim_meanwhile)(void);
bool shim_lag;
u64 shim_waited;
bool shim_signal;
bool shim_fatal;
u64 shim_random;
