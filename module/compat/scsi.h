/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Differences between kernels in the SCSI midlayer, as seen by who sends
 * commands and by who wants to hear of devices.
 */
#ifndef NTMS_COMPAT_SCSI_H
#define NTMS_COMPAT_SCSI_H

#include <linux/device.h>
#include <scsi/scsi_common.h>
#include <scsi/scsi_device.h>

#include "compat.h"

/*
 * 6.4: the callbacks of a class interface are not told the interface any more.
 * Use: static int add(NTMS_CLASS_INTERFACE_ARGS).
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
#define NTMS_CLASS_INTERFACE_ARGS	struct device *dev
#else
#define NTMS_CLASS_INTERFACE_ARGS	struct device *dev, \
					struct class_interface *interface
#endif

/**
 * ntms_compat_execute() - run a command that reads, or transfers nothing
 * @sdev: the device
 * @cdb: the command
 * @buf: buffer for the reply, NULL if there is none
 * @len: its size
 * @timeout: in jiffies
 * @sshdr: gets the sense, if there is any
 * @resid: gets the number of bytes that were not transferred
 *
 * 6.3 brought scsi_execute_cmd() and took scsi_execute_req() away.
 *
 * Context: sleeps until the device has answered or was given up.
 * Return: the command's result; a negative errno if it could not be sent.
 */
static inline int ntms_compat_execute(struct scsi_device *sdev, const u8 *cdb,
				      void *buf, unsigned int len, int timeout,
				      struct scsi_sense_hdr *sshdr, int *resid)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
	const struct scsi_exec_args args = {
		.sshdr = sshdr,
		.resid = resid,
	};

	return scsi_execute_cmd(sdev, cdb, REQ_OP_DRV_IN, buf, len, timeout, 0,
				&args);
#else
	return scsi_execute_req(sdev, cdb, len ? DMA_FROM_DEVICE : DMA_NONE,
				buf, len, sshdr, timeout, 0, resid);
#endif
}

#endif /* NTMS_COMPAT_SCSI_H */
