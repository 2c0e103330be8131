// SPDX-License-Identifier: GPL-2.0
/* The module: what is set up, in which order, and taken down in reverse. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/utsname.h>

#include "chardev.h"
#include "clock.h"
#include "core/catalog.h"
#include "intf.h"
#include "nl.h"

static unsigned int requests = NTMS_REQUEST_LIMIT;
static bool require_journal;

static struct ntms_catalog ntms_catalog;

/* What the core is to know of the parameters; it makes no copies of it. */
static void ntms_parameters_apply(void)
{
	WRITE_ONCE(ntms_catalog.request_limit, requests);
	WRITE_ONCE(ntms_catalog.journal.required, require_journal);
}

/* Before there is a catalog, ntms_init() will apply it once more. */
static int ntms_requests_set(const char *text, const struct kernel_param *kp)
{
	int error = param_set_uint(text, kp);

	if (!error)
		ntms_parameters_apply();
	return error;
}

static int ntms_require_journal_set(const char *text,
				    const struct kernel_param *kp)
{
	int error = param_set_bool(text, kp);

	if (!error)
		ntms_parameters_apply();
	return error;
}

static const struct kernel_param_ops ntms_requests_ops = {
	.set = ntms_requests_set,
	.get = param_get_uint,
};
module_param_cb(requests, &ntms_requests_ops, &requests, 0644);
__MODULE_PARM_TYPE(requests, "uint");
MODULE_PARM_DESC(requests,
		 "Operator requests that one user may cause, those of calls that wait included, and allocations that he may have queued (default 16384)");

static const struct kernel_param_ops ntms_require_journal_ops = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = ntms_require_journal_set,
	.get = param_get_bool,
};
module_param_cb(require_journal, &ntms_require_journal_ops, &require_journal,
		0644);
__MODULE_PARM_TYPE(require_journal, "bool");
MODULE_PARM_DESC(require_journal,
		 "Refuse what would not last because no journal is attached (default N)");

static int __init ntms_init(void)
{
	int error;

	error = ntms_objects_init();
	if (error)
		return error;
	error = ntms_catalog_init(&ntms_catalog, init_utsname()->nodename);
	if (error)
		goto objects;
	kernel_param_lock(THIS_MODULE);
	ntms_parameters_apply();
	kernel_param_unlock(THIS_MODULE);
	error = ntms_nl_init(&ntms_catalog);
	if (error)
		goto catalog;
	ntms_clock_init(&ntms_catalog);
	error = ntms_intf_init(&ntms_catalog);
	if (error)
		goto clock;
	/* Last: who has it open cannot be waited for if a later step fails. */
	error = ntms_chardev_init(&ntms_catalog);
	if (error)
		goto intf;
	pr_info("no journal: allocations will not survive a restart\n");
	return 0;

intf:
	ntms_intf_exit();
clock:
	ntms_clock_exit();
	ntms_nl_exit();
catalog:
	ntms_catalog_destroy(&ntms_catalog);
objects:
	ntms_objects_exit();
	return error;
}

static void __exit ntms_exit(void)
{
	ntms_chardev_exit();
	ntms_intf_exit();
	ntms_clock_exit();
	ntms_nl_exit();
	ntms_catalog_destroy(&ntms_catalog);
	ntms_objects_exit();
}

module_init(ntms_init);
module_exit(ntms_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Arbiter of removable media");
MODULE_VERSION(NTMS_VERSION);
