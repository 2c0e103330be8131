/* SPDX-License-Identifier: GPL-2.0 */
/* Sleeping until something has happened, and no longer than is wanted. */
#ifndef NTMS_CORE_WAIT_H
#define NTMS_CORE_WAIT_H

#include "types.h"

long ntms_time_left(u64 deadline);
ntms_reason_t ntms_wait_as(unsigned int mode, wait_queue_head_t *head,
			   u64 deadline, ntms_reason_t (*result)(void *what),
			   void *what);

/* As a call waits that a signal may interrupt; see ntms_wait_as(). */
static inline ntms_reason_t ntms_wait(wait_queue_head_t *head, u64 deadline,
				      ntms_reason_t (*result)(void *what),
				      void *what)
{
	return ntms_wait_as(TASK_INTERRUPTIBLE, head, deadline, result, what);
}

#endif /* NTMS_CORE_WAIT_H */
