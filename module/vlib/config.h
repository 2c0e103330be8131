/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What config.c and config_hands.c share: together they make the attributes of
 * a library's directory.
 */
#ifndef NTMS_VLIB_CONFIG_H
#define NTMS_VLIB_CONFIG_H

#include "vlib.h"

static inline struct vlib_library *config_library(struct config_item *item)
{
	return container_of(to_config_group(item), struct vlib_library, group);
}

extern struct configfs_attribute vlib_attr_personality;
extern struct configfs_attribute vlib_attr_ready_ms;
extern struct configfs_attribute vlib_attr_max_elements;
extern struct configfs_attribute vlib_attr_barcode_format;
extern struct configfs_attribute vlib_attr_barcode_next;
extern struct configfs_attribute vlib_attr_fill;
extern struct configfs_attribute vlib_attr_insert;
extern struct configfs_attribute vlib_attr_remove;
extern struct configfs_attribute vlib_attr_flip;
extern struct configfs_attribute vlib_attr_protect;
extern struct configfs_attribute vlib_attr_except;
extern struct configfs_attribute vlib_attr_door;
extern struct configfs_attribute vlib_attr_fault;
extern struct configfs_attribute vlib_attr_installed;
extern struct configfs_attribute vlib_attr_drive_serial;
extern struct configfs_attribute vlib_attr_present;
extern struct configfs_bin_attribute *vlib_hands_bin_attrs[];

#endif /* NTMS_VLIB_CONFIG_H */
