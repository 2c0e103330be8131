/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The only directory that knows kernel versions is this one. Code outside of
 * it is written for the newest kernel; what older ones have instead is bridged
 * here, with the release that changed it.
 */
#ifndef NTMS_COMPAT_H
#define NTMS_COMPAT_H

#include <linux/compiler.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
#error "ntms needs Linux 6.1 or newer"
#endif

/* 6.6, and 6.1 in the last of its point releases */
#ifndef __counted_by
#define __counted_by(member)
#endif

/* What runs on any processor: 6.18 has it under its new name for sure. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 18, 0)
#define system_dfl_wq	system_unbound_wq
#endif

#endif /* NTMS_COMPAT_H */
