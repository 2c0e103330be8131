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
#include "persist.h"

static unsigned int requests = NTMS_REQUEST_LIMIT;
static bool require_journal;
static unsigned int journal_timeout = NTMS_JOURNAL_TIMEOUT;

static struct ntms_catalog ntms_catalog;
/* Libraries are looked for, or cannot be; protected by ntms_looking_lock. */
static bool ntms_looking;
static DEFINE_MUTEX(ntms_looking_lock);

/* What the core is to know of the parameters; it makes no copies of it. */
static void ntms_parameters_apply(void)
{
	WRITE_ONCE(ntms_catalog.request_limit, requests);
	WRITE_ONCE(ntms_catalog.journal.required, require_journal);
	WRITE_ONCE(ntms_catalog.journal.timeout,
		   clamp(journal_timeout, 1U, 3600U));
}

/* Before there is a catalog, ntms_init() will apply it once more. */
static int ntms_requests_set(const char *text, const struct kernel_param *kp)
{
	int error = param_set_uint(text, kp);

	if (!error)
		ntms_parameters_apply();
	return error;
}

/*
 * Changes last from now on: what was stored is known, so that what a robot says
 * can be compared with it.
 */
static int ntms_look(void)
{
	int error = 0;

	mutex_lock(&ntms_looking_lock);
	if (!ntms_looking)
		error = ntms_intf_init(&ntms_catalog);
	ntms_looking = !error;
	mutex_unlock(&ntms_looking_lock);
	return error;
}

static int ntms_require_journal_set(const char *text,
				    const struct kernel_param *kp)
{
	int error = param_set_bool(text, kp);

	if (error)
		return error;
	ntms_parameters_apply();
	/* Nobody is waited for any more. */
	return require_journal || THIS_MODULE->state != MODULE_STATE_LIVE ?
		0 : ntms_look();
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

static int ntms_journal_timeout_set(const char *text,
				    const struct kernel_param *kp)
{
	int error = param_set_uint(text, kp);

	if (!error)
		ntms_parameters_apply();
	return error;
}

static const struct kernel_param_ops ntms_journal_timeout_ops = {
	.set = ntms_journal_timeout_set,
	.get = param_get_uint,
};
module_param_cb(journal_timeout, &ntms_journal_timeout_ops, &journal_timeout,
		0644);
__MODULE_PARM_TYPE(journal_timeout, "uint");
MODULE_PARM_DESC(journal_timeout,
		 "Seconds that a change waits for the journal to make it last, 1 to 3600 (default 30)");

static void ntms_attached(void)
{
	int error = ntms_look();

	if (error)
		pr_err("libraries cannot be looked for (%d)\n", error);
}

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
	/* Who requires a journal has a catalog that has to be loaded first. */
	error = require_journal ? 0 : ntms_look();
	if (error)
		goto clock;
	ntms_persist_init(&ntms_catalog, ntms_attached);
	/* Last: who has it open cannot be waited for if a later step fails. */
	error = ntms_chardev_init(&ntms_catalog, ntms_persist_attach);
	if (error)
		goto intf;
	if (require_journal)
		pr_info("waiting for a journal\n");
	else
		pr_info("no journal: allocations will not survive a restart\n");
	return 0;

intf:
	if (ntms_looking)
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
	if (ntms_looking)
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
