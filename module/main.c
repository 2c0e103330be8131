// SPDX-License-Identifier: GPL-2.0
/* The module: what is set up, in which order, and taken down in reverse. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/utsname.h>

#include "chardev.h"
#include "core/catalog.h"
#include "intf.h"

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
	error = ntms_chardev_init(&ntms_catalog);
	if (error)
		goto catalog;
	error = ntms_intf_init(&ntms_catalog);
	if (error)
		goto chardev;
	pr_info("no journal: allocations will not survive a restart\n");
	return 0;

chardev:
	ntms_chardev_exit();
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
	ntms_catalog_destroy(&ntms_catalog);
	ntms_objects_exit();
}

module_init(ntms_init);
module_exit(ntms_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Arbiter of removable media");
MODULE_VERSION(NTMS_VERSION);
