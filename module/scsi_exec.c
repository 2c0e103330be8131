// SPDX-License-Identifier: GPL-2.0
/*
 * Running commands at a SCSI device. See scsi_exec.h.
 */
#define pr_fmt(fmt) "ntms: " fmt

#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <scsi/scsi.h>
#include <scsi/scsi_cmnd.h>
#include <scsi/scsi_host.h>
#include <scsi/scsi_proto.h>

#include "compat/scsi.h"
#include "scsi_exec.h"
#include "trace.h"

/*
 * Attentions queue up (power on, media changed, parameters changed, one per
 * event), and each costs one attempt.
 */
#define NTMS_EXEC_ATTEMPTS	12

/* How often somebody who is getting ready is asked whether he is */
#define NTMS_EXEC_PERIOD	(HZ / 2)

static unsigned int timeout;
module_param(timeout, uint, 0644);
MODULE_PARM_DESC(timeout,
		 "Seconds that a library is given to answer a command (default 0: by kind of command, 30 s to one hour)");

static unsigned int ready = 30;
module_param(ready, uint, 0644);
MODULE_PARM_DESC(ready,
		 "Seconds to wait within one inventory for a library that says that it is becoming ready (default 30)");

/*
 * Seconds that a command may take. Reading elements includes the scan that
 * some libraries begin when they are asked.
 */
static unsigned int ntms_exec_seconds(const u8 *cdb)
{
	if (READ_ONCE(timeout))
		return min(READ_ONCE(timeout), 86400U);

	switch (cdb[0]) {
	case INITIALIZE_ELEMENT_STATUS:
		return 3600;
	case READ_ELEMENT_STATUS:
	case MOVE_MEDIUM:
		return 300;
	default:
		return 30;
	}
}

/**
 * ntms_exec_init() - be ready to run commands
 * @exec: who runs them
 * @sdev: the device
 */
void ntms_exec_init(struct ntms_exec *exec, struct scsi_device *sdev)
{
	exec->sdev = sdev;
	init_waitqueue_head(&exec->wait);
	exec->stop = false;
	exec->news = 0;
	exec->sense = 0;
	exec->busy = 0;
}

/**
 * ntms_exec_stop() - the device is going, or we are
 * @exec: who runs commands
 *
 * A command that is under way goes on; nothing follows it.
 *
 * Context: any that may wake somebody.
 */
void ntms_exec_stop(struct ntms_exec *exec)
{
	WRITE_ONCE(exec->stop, true);
	wake_up_all(&exec->wait);
}

/* What the transport says, when there is no sense to go by. */
static enum ntms_smc_verdict ntms_exec_transport(int result, int *err)
{
	switch (host_byte(result)) {
	case DID_OK:
		break;
	case DID_NO_CONNECT:
	case DID_BAD_TARGET:
		*err = -ENODEV;
		return NTMS_SMC_FAIL;
	case DID_TIME_OUT:
		*err = -ETIMEDOUT;
		return NTMS_SMC_FAIL;
	case DID_BUS_BUSY:
	case DID_RESET:
	case DID_SOFT_ERROR:
	case DID_IMM_RETRY:
	case DID_REQUEUE:
	case DID_TRANSPORT_DISRUPTED:
		*err = -EIO;
		return NTMS_SMC_AGAIN;
	default:
		*err = -EIO;
		return NTMS_SMC_FAIL;
	}

	switch (result & 0xff) {
	case SAM_STAT_GOOD:
	case SAM_STAT_CONDITION_MET:
		*err = 0;
		return NTMS_SMC_GOOD;
	case SAM_STAT_RESERVATION_CONFLICT:
		*err = -EBUSY;
		return NTMS_SMC_FAIL;
	case SAM_STAT_BUSY:
	case SAM_STAT_TASK_SET_FULL:
		*err = -EAGAIN;
		return NTMS_SMC_WAIT;
	default:
		*err = -EIO;
		return NTMS_SMC_FAIL;
	}
}

static void ntms_exec_trace(const struct ntms_exec *exec, u8 opcode, int err,
			    u64 ns)
{
	struct scsi_device *sdev = exec->sdev;
	const struct ntms_scsi_address at = {
		.host = sdev->host->host_no,
		.channel = sdev_channel(sdev),
		.target = sdev_id(sdev),
		.lun = sdev->lun,
	};

	trace_ntms_command(&at, opcode, err, exec->sense,
			   div_u64(ns, NSEC_PER_USEC));
}

/* One attempt. Sets @err to what to fail with, if it comes to that. */
static enum ntms_smc_verdict ntms_exec_send(struct ntms_exec *exec,
					    const u8 *cdb, void *buf, u32 len,
					    u32 *got, int *err)
{
	struct scsi_sense_hdr sshdr = { };
	int result, resid = 0;

	/* Some libraries send less than they say and do not tell. */
	if (len)
		memset(buf, 0, len);
	exec->sense = 0;
	result = ntms_compat_execute(exec->sdev, cdb, buf, len,
				     ntms_exec_seconds(cdb) * HZ, &sshdr,
				     &resid);
	if (result < 0) {
		*err = result;
		return NTMS_SMC_FAIL;
	}
	*got = resid > 0 && resid <= len ? len - resid : len;

	if (host_byte(result) == DID_OK &&
	    (result & 0xff) == SAM_STAT_CHECK_CONDITION &&
	    scsi_sense_valid(&sshdr)) {
		exec->sense = NTMS_SMC_SENSE(sshdr.sense_key, sshdr.asc,
					     sshdr.ascq);
		return ntms_smc_sense(exec->sense, err, &exec->news);
	}
	return ntms_exec_transport(result, err);
}

static enum ntms_smc_verdict ntms_exec_once(struct ntms_exec *exec,
					    const u8 *cdb, void *buf, u32 len,
					    u32 *got, int *err)
{
	u64 began = ktime_get_ns(), ns;
	enum ntms_smc_verdict verdict;

	verdict = ntms_exec_send(exec, cdb, buf, len, got, err);
	ns = ktime_get_ns() - began;
	exec->busy += ns;
	if (trace_ntms_command_enabled())
		ntms_exec_trace(exec, cdb[0],
				verdict == NTMS_SMC_GOOD ? 0 : *err, ns);
	return verdict;
}

/**
 * ntms_exec() - run a command that reads, or transfers nothing
 * @exec: who runs it
 * @cdb: the command; one that may be sent twice without harm
 * @buf: buffer for the reply, or NULL; not on the stack. What the device did
 *	not fill is zero afterwards
 * @len: its size
 * @got: gets the number of bytes that arrived, as far as anybody knows
 *
 * A unit attention is noted in @exec->news and the command sent again; a device
 * that is becoming ready is waited for, for a while.
 *
 * Context: sleeps. The caller has got the device (scsi_device_get()).
 * Return: 0; -ENODEV if the device is gone or ntms_exec_stop() was called;
 * -EAGAIN if it is not ready, -ETIMEDOUT if it did not answer; -EOPNOTSUPP,
 * -EINVAL, -EBADSLT if it does not like the command; or another errno. With an
 * @exec->sense of 0, -EINVAL and -ENOMEM are the kernel's: the buffer is larger
 * than the path to the device takes.
 */
int ntms_exec(struct ntms_exec *exec, const u8 *cdb, void *buf, u32 len,
	      u32 *got)
{
	unsigned long until = jiffies + READ_ONCE(ready) * HZ;
	unsigned int attempts = NTMS_EXEC_ATTEMPTS;
	enum ntms_smc_verdict verdict;
	int err = 0;

	*got = 0;
	for (;;) {
		if (READ_ONCE(exec->stop))
			return -ENODEV;
		verdict = ntms_exec_once(exec, cdb, buf, len, got, &err);
		switch (verdict) {
		case NTMS_SMC_GOOD:
			return 0;
		case NTMS_SMC_AGAIN:
			if (--attempts)
				continue;
			return err;
		case NTMS_SMC_WAIT:
			if (time_after_eq(jiffies, until))
				return err;
			wait_event_timeout(exec->wait, READ_ONCE(exec->stop),
					   NTMS_EXEC_PERIOD);
			continue;
		case NTMS_SMC_FAIL:
			return err;
		}
	}
}
