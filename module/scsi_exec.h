/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Running commands at a SCSI device: retries while it is getting ready, one
 * table of time-outs, and what its sense means.
 */
#ifndef NTMS_SCSI_EXEC_H
#define NTMS_SCSI_EXEC_H

#include <linux/wait.h>
#include <scsi/scsi_device.h>

#include "core/smc.h"

/**
 * struct ntms_exec - somebody who runs commands at one device
 * @sdev: the device; the owner holds a reference to its sdev_gendev
 * @wait: woken when @stop is set
 * @stop: end waits, and send nothing any more
 * @news: NTMS_SMC_NEWS_* bits, gathered until the owner clears them
 * @sense: sense of the last command, as in NTMS_SMC_SENSE(); 0: none
 * @busy: nanoseconds that commands took, waits between them not counted, until
 *	the owner clears it
 *
 * One command at a time: the owner serializes.
 */
struct ntms_exec {
	struct scsi_device *sdev;
	wait_queue_head_t wait;
	bool stop;
	unsigned int news;
	u32 sense;
	u64 busy;
};

void ntms_exec_init(struct ntms_exec *exec, struct scsi_device *sdev);
void ntms_exec_stop(struct ntms_exec *exec);
int ntms_exec(struct ntms_exec *exec, const u8 *cdb, void *buf, u32 len,
	      u32 *got);

#endif /* NTMS_SCSI_EXEC_H */
