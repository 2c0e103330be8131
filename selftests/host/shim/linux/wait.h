/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Nobody else runs while a test waits, so a wait lasts as long as it may, or
 * half as long where jiffies lag behind the clock. What would have happened
 * meanwhile is for shim_meanwhile to do.
 */
#ifndef NTMS_SHIM_WAIT_H
#define NTMS_SHIM_WAIT_H

#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/sched/signal.h>
#include <linux/types.h>

typedef struct {
	unsigned int waiters;
	unsigned int woken;
} wait_queue_head_t;

struct wait_queue_entry {
	wait_queue_head_t *head;
	unsigned int seen;
};

#define TASK_INTERRUPTIBLE	1
#define TASK_FREEZABLE		2
#define TASK_KILLABLE		4
#define TASK_UNINTERRUPTIBLE	8

extern void (*shim_meanwhile)(void);
extern bool shim_lag;

#define DEFINE_WAIT_FUNC(name, function) struct wait_queue_entry name = {}

static inline void init_waitqueue_head(wait_queue_head_t *head)
{
	head->waiters = 0;
	head->woken = 0;
}

static inline void wake_up_all(wait_queue_head_t *head)
{
	head->woken++;
}

static inline void wake_up(wait_queue_head_t *head)
{
	head->woken++;
}

static inline void add_wait_queue(wait_queue_head_t *head,
				  struct wait_queue_entry *entry)
{
	entry->head = head;
	entry->seen = head->woken;
	head->waiters++;
}

static inline void remove_wait_queue(wait_queue_head_t *head,
				     struct wait_queue_entry *entry)
{
	head->waiters--;
}

static inline long wait_woken(struct wait_queue_entry *entry, unsigned int mode,
			      long timeout)
{
	if (entry->seen == entry->head->woken && shim_meanwhile)
		shim_meanwhile();
	if (signal_pending(current))
		return timeout;
	if (entry->seen == entry->head->woken) {
		shim_waited += (u64)timeout * SHIM_JIFFY / (shim_lag ? 2 : 1);
		return 0;
	}
	entry->seen = entry->head->woken;
	return timeout;
}

#endif /* NTMS_SHIM_WAIT_H */
