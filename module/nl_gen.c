// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/ntms.yaml */
/* YNL-GEN kernel source */
/* To regenerate run: tools/net/ynl/ynl-regen.sh */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "nl_gen.h"

#include <uapi/linux/ntms_netlink.h>
#include <compat/netlink.h>
#include <linux/ntms.h>

/* NTMS_CMD_REQUEST_GET - do */
static const struct nla_policy ntms_request_get_nl_policy[NTMS_A_REQUEST_ID + 1] = {
	[NTMS_A_REQUEST_ID] = NLA_POLICY_EXACT_LEN(NTMS_GUID_LEN),
};

/* Ops table for ntms */
static const struct genl_split_ops ntms_nl_ops[] = {
	{
		.cmd	= NTMS_CMD_INFO_GET,
		.doit	= ntms_nl_info_get_doit,
		.flags	= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= NTMS_CMD_REQUEST_GET,
		.doit		= ntms_nl_request_get_doit,
		.policy		= ntms_request_get_nl_policy,
		.maxattr	= NTMS_A_REQUEST_ID,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd	= NTMS_CMD_REQUEST_GET,
		.start	= ntms_nl_request_get_start,
		.dumpit	= ntms_nl_request_get_dumpit,
		.done	= ntms_nl_request_get_done,
		.flags	= GENL_CMD_CAP_DUMP,
	},
};

static const struct genl_multicast_group ntms_nl_mcgrps[] = {
	[NTMS_NLGRP_EVENTS] = { "events", },
	[NTMS_NLGRP_OPERATOR] = { "operator", },
};

struct genl_family ntms_nl_family __ro_after_init = {
	.name		= NTMS_FAMILY_NAME,
	.version	= NTMS_FAMILY_VERSION,
	.netnsok	= true,
	.parallel_ops	= true,
	.module		= THIS_MODULE,
	.split_ops	= ntms_nl_ops,
	.n_split_ops	= ARRAY_SIZE(ntms_nl_ops),
	.mcgrps		= ntms_nl_mcgrps,
	.n_mcgrps	= ARRAY_SIZE(ntms_nl_mcgrps),
};
