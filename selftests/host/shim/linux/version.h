/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTMS_SHIM_VERSION_H
#define NTMS_SHIM_VERSION_H

#define KERNEL_VERSION(a, b, c)	(((a) << 16) + ((b) << 8) + (c))
/* What the core is written for */
#define LINUX_VERSION_CODE	KERNEL_VERSION(7, 3, 0)

#endif /* NTMS_SHIM_VERSION_H */
