/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What everything in the core rests on: kernel types by one include, the ABI's
 * numbers, and the way an error is told.
 *
 * The core touches no SCSI, no sockets, no files and no user memory, so that it
 * also builds as a plain program.
 */
#ifndef NTMS_CORE_TYPES_H
#define NTMS_CORE_TYPES_H

#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/rbtree.h>
#include <linux/rcupdate.h>
#include <linux/rhashtable.h>
#include <linux/sched.h>
#include <linux/seqlock.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/uuid.h>
#include <linux/wait.h>

#include <linux/ntms.h>

#include "compat/compat.h"

/*
 * Functions of the core answer with a reason, one of NTMS_REASON_*: it says
 * more than an errno, which follows from it. Those that only memory can fail
 * answer with 0 or -ENOMEM, as is the kernel's habit.
 */
typedef u32 ntms_reason_t;

/* No reason that anybody is told: a signal came, and the call begins again. */
#define NTMS_INTERRUPTED	U32_MAX

/* Nor this: somebody else has what it needs, and the call begins again then. */
#define NTMS_PINNED		(U32_MAX - 1)

int ntms_reason_errno(ntms_reason_t reason);

/**
 * struct ntms_cred - who calls
 * @uid: the user, in the initial user namespace
 * @pid: the process, in the initial PID namespace
 * @tid: the thread, likewise
 * @admin: is known to pass every check (CAP_SYS_ADMIN in the initial user
 *	namespace)
 * @ask: finds out whether the caller does, if @admin does not say so; NULL: no.
 *	Asked last, since it costs and is logged. May be called with the
 *	catalog's lock held
 * @in_group: finds out whether @asker is in a group of the initial user
 *	namespace; NULL: in none. May be called with the catalog's lock held
 * @asker: whose groups count, as @in_group knows him; else NULL
 * @kept: no caller: what was decided of one when he began to wait. He has
 *	CONTROL on the one application pool that is asked for, and if
 *	@kept_free, USE on free
 * @kept_free: see @kept
 */
struct ntms_cred {
	u32 uid;
	u32 pid;
	u32 tid;
	bool admin;
	bool (*ask)(void);
	bool (*in_group)(const void *asker, u32 gid);
	const void *asker;
	bool kept;
	bool kept_free;
};

/* Does the caller pass every check? */
static inline bool ntms_cred_admin(const struct ntms_cred *cred)
{
	return cred->admin || (cred->ask && cred->ask());
}

#endif /* NTMS_CORE_TYPES_H */
