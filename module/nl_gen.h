/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/ntms.yaml */
/* YNL-GEN kernel header */
/* To regenerate run: tools/net/ynl/ynl-regen.sh */

#ifndef _LINUX_NTMS_GEN_H
#define _LINUX_NTMS_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <uapi/linux/ntms_netlink.h>
#include <compat/netlink.h>
#include <linux/ntms.h>

int ntms_nl_request_get_start(struct netlink_callback *cb);
int ntms_nl_request_get_done(struct netlink_callback *cb);

int ntms_nl_info_get_doit(struct sk_buff *skb, struct genl_info *info);
int ntms_nl_request_get_doit(struct sk_buff *skb, struct genl_info *info);
int ntms_nl_request_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);

enum {
	NTMS_NLGRP_EVENTS,
	NTMS_NLGRP_OPERATOR,
};

extern struct genl_family ntms_nl_family;

#endif /* _LINUX_NTMS_GEN_H */
