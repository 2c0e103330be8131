/* SPDX-License-Identifier: GPL-2.0 */
/* There is one thread, and nobody to wait for. */
#ifndef NTMS_SHIM_RCUPDATE_H
#define NTMS_SHIM_RCUPDATE_H

struct rcu_head {
	struct rcu_head *next;
	void (*func)(struct rcu_head *head);
};

#define rcu_read_lock()		((void)0)
#define rcu_read_unlock()	((void)0)
#define rcu_barrier()		((void)0)

static inline void call_rcu(struct rcu_head *head,
			    void (*func)(struct rcu_head *head))
{
	func(head);
}

#endif /* NTMS_SHIM_RCUPDATE_H */
