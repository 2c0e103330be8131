/* SPDX-License-Identifier: GPL-2.0 */
/* Generic netlink, as the newest kernel has it. */
#ifndef NTMS_COMPAT_NETLINK_H
#define NTMS_COMPAT_NETLINK_H

#include <linux/bug.h>
#include <net/genetlink.h>
#include <net/netlink.h>

#include "compat.h"

/*
 * Linux 6.2 has an entry for doing and another for dumping in the table of a
 * command, each with a policy of its own; before that there is one for both. It
 * has the members of either, so what is made for the newer table compiles as
 * the older one and is merged when it is registered. Dumps are then held to the
 * policy of doing: see ntms_dump_attrs().
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)

#define genl_split_ops	genl_ops
#define split_ops	ops
#define n_split_ops	n_ops

static inline int ntms_genl_register(struct genl_family *family)
{
	static struct genl_ops merged[8];
	struct genl_ops *last = NULL;
	unsigned int i, nr = 0;

	for (i = 0; i < family->n_ops; i++) {
		const struct genl_ops *op = &family->ops[i];

		if (last && last->cmd == op->cmd && op->dumpit) {
			last->start = op->start;
			last->dumpit = op->dumpit;
			last->done = op->done;
			continue;
		}
		if (WARN_ON(nr == ARRAY_SIZE(merged)))
			return -ENOSPC;
		last = &merged[nr++];
		*last = *op;
	}
	family->ops = merged;
	family->n_ops = nr;
	return genl_register_family(family);
}

#else

static inline int ntms_genl_register(struct genl_family *family)
{
	return genl_register_family(family);
}

#endif

/**
 * ntms_dump_attrs() - attributes that a dump was asked for with
 * @cb: the dump
 *
 * Context: any of the callbacks of a dump.
 * Return: by number, as far as the command's policy goes; NULL: the kernel has
 * refused all there were.
 */
static inline struct nlattr **ntms_dump_attrs(struct netlink_callback *cb)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
	return genl_dumpit_info(cb)->attrs;
#else
	return genl_info_dump(cb)->attrs;
#endif
}

#endif /* NTMS_COMPAT_NETLINK_H */
