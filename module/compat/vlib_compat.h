/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Kernel version differences that the virtual library meets: the side of the
 * SCSI midlayer that faces host drivers.
 */
#ifndef NTMS_VLIB_COMPAT_H
#define NTMS_VLIB_COMPAT_H

#include <linux/version.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#include <linux/unaligned.h>
#else
#include <asm/unaligned.h>
#endif

/* hex2bin() left linux/kernel.h for a header of its own. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#include <linux/hex.h>
#else
#include <linux/kernel.h>
#endif

/*
 * The template's "a device is about to be probed" hook was called slave_alloc
 * until 6.14.  Its prototype never changed.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 14, 0)
#define VLIB_SDEV_INIT(fn)	.sdev_init = (fn)
#else
#define VLIB_SDEV_INIT(fn)	.slave_alloc = (fn)
#endif

#endif /* NTMS_VLIB_COMPAT_H */
