// SPDX-License-Identifier: GPL-2.0
/* Sleeping until something has happened, and no longer than is wanted. */
#include "wait.h"

#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/sched/signal.h>
#include <linux/timekeeping.h>

/**
 * ntms_time_left() - what is left until a deadline
 * @deadline: nanoseconds of CLOCK_MONOTONIC; NTMS_DEADLINE_NEVER
 *
 * Jiffies may lag behind the clock, so who has slept for so long asks again
 * whether it is over.
 *
 * Context: any.
 * Return: jiffies; 0 if it is over; MAX_SCHEDULE_TIMEOUT if it never comes.
 */
long ntms_time_left(u64 deadline)
{
	u64 now;

	if (deadline == NTMS_DEADLINE_NEVER)
		return MAX_SCHEDULE_TIMEOUT;
	now = ktime_get_ns();
	if (deadline <= now)
		return 0;
	return min_t(u64, nsecs_to_jiffies64(deadline - now) + 1,
		     MAX_SCHEDULE_TIMEOUT - 1);
}

/**
 * ntms_wait_as() - sleep until there is a result, in one way or another
 * @mode: TASK_INTERRUPTIBLE; TASK_KILLABLE: only what ends the task ends it;
 *	TASK_UNINTERRUPTIBLE: for a short while
 * @head: woken when it is worth a look
 * @deadline: nanoseconds of CLOCK_MONOTONIC; NTMS_DEADLINE_NEVER; 0 does not wait
 * @result: the result, NTMS_REASON_BUSY as long as there is none
 * @what: what @result wants to know
 *
 * A result is behind a mutex, which a task that is about to sleep may not take:
 * hence wait_woken(), which remembers a wake-up. A machine that goes to sleep
 * freezes who waits where he is; he would have to be woken by a signal else.
 *
 * Context: sleeps, perhaps for ever; @result may sleep.
 * Return: the result, NTMS_REASON_TIMEOUT, or NTMS_INTERRUPTED if a signal came.
 */
ntms_reason_t ntms_wait_as(unsigned int mode, wait_queue_head_t *head,
			   u64 deadline, ntms_reason_t (*result)(void *what),
			   void *what)
{
	DEFINE_WAIT_FUNC(wait, woken_wake_function);
	ntms_reason_t reason;
	long left;

	add_wait_queue(head, &wait);
	for (;;) {
		reason = result(what);
		if (reason != NTMS_REASON_BUSY)
			break;
		reason = NTMS_REASON_TIMEOUT;
		left = ntms_time_left(deadline);
		if (!left)
			break;
		reason = NTMS_INTERRUPTED;
		if (signal_pending_state(mode, current))
			break;
		wait_woken(&wait, mode | TASK_FREEZABLE, left);
	}
	remove_wait_queue(head, &wait);
	return reason;
}
