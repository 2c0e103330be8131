// SPDX-License-Identifier: GPL-2.0
/*
 * The configfs directory of a library: geometry, names, power.
 *
 * What describes the hardware can be changed while the library is off only,
 * and empties it: config_hands.c has what can be done at any time.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "vlib.h"

#if IS_ENABLED(CONFIG_CONFIGFS_FS)

#include "config.h"

/* Before the hardware changes: it must be off, and is taken apart. */
static int config_rebuild(struct vlib_library *lib)
{
	lockdep_assert_held(&lib->power);
	if (lib->live)
		return -EBUSY;
	vlib_model_destroy(lib);
	return 0;
}

static int config_number(struct vlib_library *lib, const char *page, u32 max,
			 u32 *value)
{
	u32 n;
	int err;

	if (kstrtou32(page, 0, &n) || n > max)
		return -EINVAL;
	mutex_lock(&lib->power);
	err = config_rebuild(lib);
	if (!err)
		*value = n;
	mutex_unlock(&lib->power);
	return err;
}

#define CONFIG_COUNT(name, type, max)					\
static ssize_t vlib_##name##_show(struct config_item *item, char *page)	\
{									\
	return sysfs_emit(page, "%u\n",					\
			  config_library(item)->set.count[type]);	\
}									\
									\
static ssize_t vlib_##name##_store(struct config_item *item,		\
				   const char *page, size_t count)	\
{									\
	struct vlib_library *lib = config_library(item);		\
									\
	return config_number(lib, page, max,				\
			     &lib->set.count[type]) ?: count;		\
}									\
CONFIGFS_ATTR(vlib_, name)

CONFIG_COUNT(transports, VLIB_MT, 64);
CONFIG_COUNT(slots, VLIB_ST, VLIB_MAX_ELEMENTS);
CONFIG_COUNT(ports, VLIB_IE, VLIB_MAX_ELEMENTS);
CONFIG_COUNT(drives, VLIB_DT, VLIB_MAX_DRIVES);

static ssize_t config_address_show(struct vlib_library *lib,
				   enum vlib_type type, char *page)
{
	return sysfs_emit(page, "%d\n", lib->set.first[type]);
}

static int config_address_store(struct vlib_library *lib, enum vlib_type type,
				const char *page)
{
	s32 n;
	int err;

	if (kstrtos32(page, 0, &n) || n < -1 || n >= (s32)VLIB_MAX_ELEMENTS)
		return -EINVAL;
	mutex_lock(&lib->power);
	err = config_rebuild(lib);
	if (!err)
		lib->set.first[type] = n;
	mutex_unlock(&lib->power);
	return err;
}

#define CONFIG_ADDRESS(name, type)					\
static ssize_t vlib_##name##_show(struct config_item *item, char *page)	\
{									\
	return config_address_show(config_library(item), type, page);	\
}									\
									\
static ssize_t vlib_##name##_store(struct config_item *item,		\
				   const char *page, size_t count)	\
{									\
	return config_address_store(config_library(item), type, page) ?:	\
	       count;							\
}									\
CONFIGFS_ATTR(vlib_, name)

CONFIG_ADDRESS(first_transport_address, VLIB_MT);
CONFIG_ADDRESS(first_slot_address, VLIB_ST);
CONFIG_ADDRESS(first_port_address, VLIB_IE);
CONFIG_ADDRESS(first_drive_address, VLIB_DT);

/* Names are printable ASCII; they are told when a device is made. */
static int config_text(struct vlib_library *lib, const char *page,
		       size_t count, char *to, size_t size)
{
	size_t i, n = count;
	int err = 0;

	while (n && (page[n - 1] == '\n' || page[n - 1] == ' '))
		n--;
	if (n >= size)
		return -EINVAL;
	for (i = 0; i < n; i++) {
		if (page[i] < 0x20 || page[i] > 0x7e)
			return -EINVAL;
	}
	mutex_lock(&lib->power);
	if (lib->live) {
		err = -EBUSY;
	} else {
		memcpy(to, page, n);
		memset(to + n, 0, size - n);
	}
	mutex_unlock(&lib->power);
	return err;
}

#define CONFIG_TEXT(name)						\
static ssize_t vlib_##name##_show(struct config_item *item, char *page)	\
{									\
	return sysfs_emit(page, "%s\n", config_library(item)->set.name);	\
}									\
									\
static ssize_t vlib_##name##_store(struct config_item *item,		\
				   const char *page, size_t count)	\
{									\
	struct vlib_library *lib = config_library(item);		\
									\
	return config_text(lib, page, count, lib->set.name,		\
			   sizeof(lib->set.name)) ?: count;		\
}									\
CONFIGFS_ATTR(vlib_, name)

CONFIG_TEXT(vendor);
CONFIG_TEXT(product);
CONFIG_TEXT(revision);
CONFIG_TEXT(serial);
CONFIG_TEXT(drive_vendor);
CONFIG_TEXT(drive_product);
CONFIG_TEXT(drive_revision);

static ssize_t vlib_sides_show(struct config_item *item, char *page)
{
	return sysfs_emit(page, "%u\n", config_library(item)->set.sides);
}

static ssize_t vlib_sides_store(struct config_item *item, const char *page,
				size_t count)
{
	struct vlib_library *lib = config_library(item);
	u32 n;

	if (kstrtou32(page, 0, &n) || n < 1)
		return -EINVAL;
	return config_number(lib, page, 2, &lib->set.sides) ?: count;
}
CONFIGFS_ATTR(vlib_, sides);

static ssize_t vlib_capacity_show(struct config_item *item, char *page)
{
	return sysfs_emit(page, "%llu\n", config_library(item)->set.capacity);
}

static ssize_t vlib_capacity_store(struct config_item *item, const char *page,
				   size_t count)
{
	struct vlib_library *lib = config_library(item);
	int err = 0;
	u64 n;

	if (kstrtou64(page, 0, &n) || !n || n > S64_MAX)
		return -EINVAL;
	mutex_lock(&lib->power);
	if (lib->live)
		err = -EBUSY;
	else
		lib->set.capacity = n;
	mutex_unlock(&lib->power);
	return err ?: count;
}
CONFIGFS_ATTR(vlib_, capacity);

static ssize_t vlib_density_show(struct config_item *item, char *page)
{
	return sysfs_emit(page, "0x%02x\n", config_library(item)->set.density);
}

static ssize_t vlib_density_store(struct config_item *item, const char *page,
				  size_t count)
{
	struct vlib_library *lib = config_library(item);
	int err = 0;
	u8 n;

	if (kstrtou8(page, 0, &n))
		return -EINVAL;
	mutex_lock(&lib->power);
	if (lib->live)
		err = -EBUSY;
	else
		lib->set.density = n;
	mutex_unlock(&lib->power);
	return err ?: count;
}
CONFIGFS_ATTR(vlib_, density);

static ssize_t vlib_live_show(struct config_item *item, char *page)
{
	return sysfs_emit(page, "%d\n", READ_ONCE(config_library(item)->live));
}

static ssize_t vlib_live_store(struct config_item *item, const char *page,
			       size_t count)
{
	bool on;

	if (kstrtobool(page, &on))
		return -EINVAL;
	return vlib_power(config_library(item), on) ?: count;
}
CONFIGFS_ATTR(vlib_, live);

static struct configfs_attribute *vlib_library_attrs[] = {
	&vlib_attr_live,
	&vlib_attr_transports,
	&vlib_attr_slots,
	&vlib_attr_ports,
	&vlib_attr_drives,
	&vlib_attr_sides,
	&vlib_attr_first_transport_address,
	&vlib_attr_first_slot_address,
	&vlib_attr_first_port_address,
	&vlib_attr_first_drive_address,
	&vlib_attr_vendor,
	&vlib_attr_product,
	&vlib_attr_revision,
	&vlib_attr_serial,
	&vlib_attr_drive_vendor,
	&vlib_attr_drive_product,
	&vlib_attr_drive_revision,
	&vlib_attr_capacity,
	&vlib_attr_density,
	&vlib_attr_personality,
	&vlib_attr_ready_ms,
	&vlib_attr_max_elements,
	&vlib_attr_barcode_format,
	&vlib_attr_barcode_next,
	&vlib_attr_fill,
	&vlib_attr_insert,
	&vlib_attr_remove,
	&vlib_attr_flip,
	&vlib_attr_protect,
	&vlib_attr_except,
	&vlib_attr_door,
	&vlib_attr_fault,
	&vlib_attr_installed,
	&vlib_attr_drive_serial,
	&vlib_attr_present,
	NULL
};

static void vlib_library_release(struct config_item *item)
{
	vlib_library_destroy(config_library(item));
}

static struct configfs_item_operations vlib_library_ops = {
	.release = vlib_library_release,
};

static const struct config_item_type vlib_library_type = {
	.ct_item_ops = &vlib_library_ops,
	.ct_attrs = vlib_library_attrs,
	.ct_bin_attrs = vlib_hands_bin_attrs,
	.ct_owner = THIS_MODULE,
};

static struct config_group *vlib_make_library(struct config_group *group,
					      const char *name)
{
	struct vlib_library *lib = vlib_library_create(name);

	if (IS_ERR(lib))
		return ERR_CAST(lib);
	config_group_init_type_name(&lib->group, name, &vlib_library_type);
	return &lib->group;
}

static void vlib_drop_library(struct config_group *group,
			      struct config_item *item)
{
	vlib_power(config_library(item), false);
	config_item_put(item);
}

static struct configfs_group_operations vlib_root_ops = {
	.make_group = vlib_make_library,
	.drop_item = vlib_drop_library,
};

static ssize_t vlib_shelf_attr_show(struct config_item *item, char *page)
{
	return vlib_shelf_show(page, PAGE_SIZE);
}

static struct configfs_attribute vlib_attr_shelf = {
	.ca_name = "shelf",
	.ca_mode = 0444,
	.ca_owner = THIS_MODULE,
	.show = vlib_shelf_attr_show,
};

static struct configfs_attribute *vlib_root_attrs[] = {
	&vlib_attr_shelf,
	NULL
};

static const struct config_item_type vlib_root_type = {
	.ct_group_ops = &vlib_root_ops,
	.ct_attrs = vlib_root_attrs,
	.ct_owner = THIS_MODULE,
};

static struct configfs_subsystem vlib_subsystem = {
	.su_group = {
		.cg_item = {
			.ci_namebuf = "ntms_vlib",
			.ci_type = &vlib_root_type,
		},
	},
};

/**
 * vlib_config_init - make the directory of all libraries
 *
 * Return: 0 or a negative error.
 */
int vlib_config_init(void)
{
	config_group_init(&vlib_subsystem.su_group);
	mutex_init(&vlib_subsystem.su_mutex);
	return configfs_register_subsystem(&vlib_subsystem);
}

/**
 * vlib_config_exit - remove the directory of all libraries
 */
void vlib_config_exit(void)
{
	configfs_unregister_subsystem(&vlib_subsystem);
	mutex_destroy(&vlib_subsystem.su_mutex);
}

/**
 * vlib_config_add - give a library made by the module its directory
 * @lib: the library
 *
 * Return: 0, and the library ends with vlib_config_remove(); or a negative
 * error.
 */
int vlib_config_add(struct vlib_library *lib)
{
	config_group_init_type_name(&lib->group, lib->name, &vlib_library_type);
	return configfs_register_group(&vlib_subsystem.su_group, &lib->group);
}

/**
 * vlib_config_remove - remove the directory, and with it the library
 * @lib: the library, off
 */
void vlib_config_remove(struct vlib_library *lib)
{
	configfs_unregister_group(&lib->group);
	config_group_put(&lib->group);
}

#else /* no configfs: there are the libraries of the module parameters */

int vlib_config_init(void)
{
	return 0;
}

void vlib_config_exit(void)
{
}

int vlib_config_add(struct vlib_library *lib)
{
	return 0;
}

void vlib_config_remove(struct vlib_library *lib)
{
	vlib_library_destroy(lib);
}

#endif
