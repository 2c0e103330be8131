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
module_param(requests, uint, 0444);
MODULE_PARM_DESC(requests,
		 "Operator requests that one user may cause, those of calls that wait included, and allocations that he may have queued (default 16384)");

static struct ntms_catalog ntms_catalog;

static int __init ntms_init(void)
{
	int error;

	error = ntms_objects_init();
	if (error)
		return error;
	error = ntms_catalog_init(&ntms_catalog, init_utsname()->nodename);
	if (error)
		goto objects;
	ntms_catalog.request_limit = requests;
	error = ntms_nl_init(&ntms_catalog);
	if (error)
		goto catalog;
	ntms_clock_init(&ntms_catalog);
	error = ntms_chardev_init(&ntms_catalog);
	if (error)
		goto clock;
	error = ntms_intf_init(&ntms_catalog);
	if (error)
		goto chardev;
	pr_info("no journal: allocations will not survive a restart\n");
	return 0;

chardev:
	ntms_chardev_exit();
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
	ntms_intf_exit();
	ntms_chardev_exit();
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
