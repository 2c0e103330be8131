// SPDX-License-Identifier: GPL-2.0
/*
 * ntms_vlib: a virtual tape library for tests and for trying things out.
 *
 * Loading the module makes the libraries that the parameters describe; more
 * are made, and all are handled, in configfs.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/idr.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "vlib.h"

static unsigned int libraries = 1;
module_param(libraries, uint, 0444);
MODULE_PARM_DESC(libraries, "libraries to make when loading (default 1)");

static unsigned int slots = 20;
module_param(slots, uint, 0444);
MODULE_PARM_DESC(slots, "slots of each (default 20)");

static unsigned int ports = 2;
module_param(ports, uint, 0444);
MODULE_PARM_DESC(ports, "import/export ports of each (default 2)");

static unsigned int drives = 2;
module_param(drives, uint, 0444);
MODULE_PARM_DESC(drives, "drives of each (default 2)");

static unsigned int sides = 1;
module_param(sides, uint, 0444);
MODULE_PARM_DESC(sides, "sides of a cartridge, 1 or 2 (default 1)");

static unsigned int cartridges = 10;
module_param(cartridges, uint, 0444);
MODULE_PARM_DESC(cartridges, "cartridges in the first slots of each (default 10)");

static char *barcode_format = "A%05uL6";
module_param(barcode_format, charp, 0444);
MODULE_PARM_DESC(barcode_format, "barcodes, with one number in it (default A%05uL6); empty for none");

static char *personality = "";
module_param(personality, charp, 0444);
MODULE_PARM_DESC(personality, "what the libraries do differently (comma separated)");

unsigned int vlib_time_scale;
module_param_named(time_scale, vlib_time_scale, uint, 0644);
MODULE_PARM_DESC(time_scale, "how long robots and drives take, in thousandths of real time (default 0: no time)");

#define VLIB_DEFAULT_LIBRARIES	64u

struct device *vlib_root;
struct workqueue_struct *vlib_wq;

static DEFINE_IDA(vlib_numbers);
static struct vlib_library *vlib_defaults[VLIB_DEFAULT_LIBRARIES];

/**
 * vlib_library_create - make a library, with default settings, off
 * @name: its name
 *
 * Return: the library, or an ERR_PTR. It ends with vlib_library_destroy().
 */
struct vlib_library *vlib_library_create(const char *name)
{
	struct vlib_library *lib;
	int number;

	lib = kzalloc(sizeof(*lib), GFP_KERNEL);
	if (!lib)
		return ERR_PTR(-ENOMEM);
	number = ida_alloc(&vlib_numbers, GFP_KERNEL);
	if (number < 0) {
		kfree(lib);
		return ERR_PTR(number);
	}
	lib->number = number;
	strscpy(lib->name, name, sizeof(lib->name));
	mutex_init(&lib->power);
	mutex_init(&lib->lock);
	vlib_lun_init(&lib->changer, lib, -1, vlib_changer_ops);
	vlib_settings_default(lib);
	return lib;
}

/**
 * vlib_library_destroy - switch a library off and forget it
 * @lib: the library; nobody else knows it any more
 */
void vlib_library_destroy(struct vlib_library *lib)
{
	vlib_power(lib, false);
	mutex_lock(&lib->power);
	vlib_model_destroy(lib);
	mutex_unlock(&lib->power);
	vlib_lun_release(&lib->changer);
	mutex_destroy(&lib->lock);
	mutex_destroy(&lib->power);
	ida_free(&vlib_numbers, lib->number);
	kfree(lib);
}

static int vlib_default_stage(struct vlib_library *lib)
{
	struct vlib_settings *set = &lib->set;
	int err;

	set->count[VLIB_ST] = slots;
	set->count[VLIB_IE] = ports;
	set->count[VLIB_DT] = drives;
	set->sides = sides;
	err = vlib_personality_parse(personality, &set->personality);
	if (err)
		return err;
	if (sides < 1 || sides > 2 || slots > VLIB_MAX_ELEMENTS ||
	    ports > VLIB_MAX_ELEMENTS || drives > VLIB_MAX_DRIVES ||
	    strlen(barcode_format) >= sizeof(lib->barcode_format) ||
	    vlib_barcode_check(barcode_format))
		return -EINVAL;
	strscpy(lib->barcode_format, barcode_format,
		sizeof(lib->barcode_format));
	/* No two libraries come with the same barcodes. */
	lib->set.barcode_next = 1 + lib->number * cartridges;
	mutex_lock(&lib->power);
	err = vlib_model_create(lib);
	mutex_unlock(&lib->power);
	if (err)
		return err;
	mutex_lock(&lib->lock);
	err = vlib_fill(lib, cartridges);
	mutex_unlock(&lib->lock);
	return err;
}

static int vlib_default_add(unsigned int n)
{
	char name[CONFIGFS_ITEM_NAME_LEN];
	struct vlib_library *lib;
	int err;

	snprintf(name, sizeof(name), "default%u", n);
	lib = vlib_library_create(name);
	if (IS_ERR(lib))
		return PTR_ERR(lib);
	err = vlib_default_stage(lib);
	if (!err)
		err = vlib_config_add(lib);
	if (err) {
		vlib_library_destroy(lib);
		return err;
	}
	vlib_defaults[n] = lib;
	return vlib_power(lib, true);
}

static void vlib_defaults_remove(void)
{
	unsigned int i;

	for (i = 0; i < VLIB_DEFAULT_LIBRARIES; i++) {
		struct vlib_library *lib = vlib_defaults[i];

		if (!lib)
			continue;
		vlib_defaults[i] = NULL;
		vlib_power(lib, false);
		vlib_config_remove(lib);
	}
}

static int __init vlib_defaults_add(void)
{
	unsigned int i;
	int err;

	if (libraries > VLIB_DEFAULT_LIBRARIES)
		return -EINVAL;
	for (i = 0; i < libraries; i++) {
		err = vlib_default_add(i);
		if (err) {
			vlib_defaults_remove();
			return err;
		}
	}
	return 0;
}

static int __init vlib_init(void)
{
	int err;

	vlib_wq = alloc_workqueue("ntms_vlib", WQ_UNBOUND | WQ_MEM_RECLAIM, 0);
	if (!vlib_wq)
		return -ENOMEM;
	vlib_root = root_device_register("ntms_vlib");
	if (IS_ERR(vlib_root)) {
		err = PTR_ERR(vlib_root);
		goto free_wq;
	}
	err = vlib_config_init();
	if (err)
		goto remove_root;
	err = vlib_defaults_add();
	if (err)
		goto remove_config;
	return 0;

remove_config:
	vlib_config_exit();
remove_root:
	root_device_unregister(vlib_root);
free_wq:
	destroy_workqueue(vlib_wq);
	vlib_shelf_clear();
	return err;
}

static void __exit vlib_exit(void)
{
	vlib_defaults_remove();
	vlib_config_exit();
	root_device_unregister(vlib_root);
	destroy_workqueue(vlib_wq);
	vlib_shelf_clear();
	ida_destroy(&vlib_numbers);
}

module_init(vlib_init);
module_exit(vlib_exit);

MODULE_DESCRIPTION("Virtual tape library for tests of ntms");
MODULE_LICENSE("GPL");
