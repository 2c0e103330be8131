// SPDX-License-Identifier: GPL-2.0
/*
 * The SCSI host: takes commands, lets each logical unit's worker execute them
 * in order, and answers the midlayer's error handler.
 */
#include <linux/device.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <scsi/scsi.h>
#include <scsi/scsi_cmnd.h>
#include <scsi/scsi_device.h>
#include <scsi/scsi_host.h>

#include "vlib.h"

/* Big enough for 65,536 descriptors in one command. */
#define VLIB_MAX_SECTORS	0xfff8

static struct vlib_library *vlib_host_library(struct Scsi_Host *host)
{
	return *(struct vlib_library **)shost_priv(host);
}

static struct vlib_lun *vlib_find_lun(struct vlib_library *lib, u32 id, u64 lun)
{
	u32 i;

	if (lib->changer.id == id && lib->changer.lun == lun)
		return &lib->changer;
	for (i = 0; i < lib->set.count[VLIB_DT]; i++) {
		struct vlib_drive *drive = &lib->drives[i];

		if (drive->installed && drive->lun.id == id &&
		    drive->lun.lun == lun)
			return &drive->lun;
	}
	return NULL;
}

static int vlib_sdev_init(struct scsi_device *sdev)
{
	struct vlib_library *lib = vlib_host_library(sdev->host);
	struct vlib_lun *lun = vlib_find_lun(lib, sdev->id, sdev->lun);

	if (!lun || READ_ONCE(lun->gone))
		return -ENXIO;
	sdev->hostdata = lun;
	return 0;
}

static int vlib_queuecommand_lck(struct scsi_cmnd *scmd)
{
	struct vlib_lun *lun = scmd->device->hostdata;
	struct vlib_cmd *c = scsi_cmd_priv(scmd);
	unsigned long flags;

	INIT_LIST_HEAD(&c->node);
	c->scmd = scmd;
	c->lun = lun;
	c->hang = false;
	spin_lock_irqsave(&lun->lock, flags);
	list_add_tail(&c->node, &lun->queue);
	spin_unlock_irqrestore(&lun->lock, flags);
	queue_work(vlib_wq, &lun->work);
	return 0;
}

static DEF_SCSI_QCMD(vlib_queuecommand)

/* Takes the next command; the worker owns it until vlib_lun_finish(). */
static struct vlib_cmd *vlib_lun_next(struct vlib_lun *lun)
{
	struct vlib_cmd *c;

	spin_lock_irq(&lun->lock);
	c = list_first_entry_or_null(&lun->queue, struct vlib_cmd, node);
	if (c) {
		list_del_init(&c->node);
		lun->running = c->scmd;
		lun->interrupt = false;
	}
	spin_unlock_irq(&lun->lock);
	return c;
}

static void vlib_lun_finish(struct vlib_lun *lun)
{
	spin_lock_irq(&lun->lock);
	lun->running = NULL;
	spin_unlock_irq(&lun->lock);
	wake_up_all(&lun->wait);
}

/* Puts a command aside that is never to be answered; false: answer it now. */
static bool vlib_lun_hang(struct vlib_lun *lun, struct vlib_cmd *c)
{
	bool hung = false;

	spin_lock_irq(&lun->lock);
	if (!lun->gone && !lun->interrupt) {
		list_add_tail(&c->node, &lun->hung);
		lun->running = NULL;
		hung = true;
	}
	spin_unlock_irq(&lun->lock);
	if (hung)
		wake_up_all(&lun->wait);
	return hung;
}

static void vlib_lun_work(struct work_struct *work)
{
	struct vlib_lun *lun = container_of(work, struct vlib_lun, work);
	struct vlib_cmd *c;

	while ((c = vlib_lun_next(lun))) {
		if (!READ_ONCE(lun->gone) && !vlib_execute(c) &&
		    vlib_lun_hang(lun, c))
			continue;
		if (READ_ONCE(lun->gone))
			c->scmd->result = DID_NO_CONNECT << 16;
		/*
		 * If the command is being aborted this does nothing, and the
		 * abort handler waits for vlib_lun_finish() before it lets the
		 * midlayer have the command back.
		 */
		scsi_done(c->scmd);
		vlib_lun_finish(lun);
		cond_resched();
	}
}

/* Takes back one command the midlayer has timed out; it is not answered. */
static void vlib_lun_take_back(struct vlib_lun *lun, struct scsi_cmnd *scmd)
{
	struct vlib_cmd *c = scsi_cmd_priv(scmd);
	bool running;

	spin_lock_irq(&lun->lock);
	list_del_init(&c->node);
	running = lun->running == scmd;
	if (running)
		lun->interrupt = true;
	spin_unlock_irq(&lun->lock);
	if (!running)
		return;
	wake_up_all(&lun->wait);
	wait_event(lun->wait, READ_ONCE(lun->running) != scmd);
}

static int vlib_eh_abort(struct scsi_cmnd *scmd)
{
	vlib_lun_take_back(scmd->device->hostdata, scmd);
	return SUCCESS;
}

/* All commands of a unit are with the error handler when it resets the unit. */
static void vlib_lun_reset(struct vlib_lun *lun)
{
	LIST_HEAD(dropped);
	struct scsi_cmnd *running;

	spin_lock_irq(&lun->lock);
	list_splice_init(&lun->queue, &dropped);
	list_splice_init(&lun->hung, &dropped);
	while (!list_empty(&dropped))
		list_del_init(dropped.next);
	running = lun->running;
	lun->interrupt = true;
	lun->prevent = false;
	spin_unlock_irq(&lun->lock);
	wake_up_all(&lun->wait);
	if (running)
		wait_event(lun->wait, READ_ONCE(lun->running) != running);
	vlib_raise(lun, VLIB_UA_RESET);
}

static int vlib_eh_device_reset(struct scsi_cmnd *scmd)
{
	vlib_lun_reset(scmd->device->hostdata);
	return SUCCESS;
}

static int vlib_eh_host_reset(struct scsi_cmnd *scmd)
{
	struct vlib_library *lib = vlib_host_library(scmd->device->host);
	u32 i;

	vlib_lun_reset(&lib->changer);
	for (i = 0; i < lib->set.count[VLIB_DT]; i++)
		vlib_lun_reset(&lib->drives[i].lun);
	return SUCCESS;
}

static struct scsi_host_template vlib_template = {
	.module = THIS_MODULE,
	.name = "ntms_vlib",
	.proc_name = "ntms_vlib",
	.queuecommand = vlib_queuecommand,
	.eh_abort_handler = vlib_eh_abort,
	.eh_device_reset_handler = vlib_eh_device_reset,
	.eh_host_reset_handler = vlib_eh_host_reset,
	VLIB_SDEV_INIT(vlib_sdev_init),
	.cmd_size = sizeof(struct vlib_cmd),
	.can_queue = VLIB_MAX_DRIVES + 2,
	.cmd_per_lun = 1,
	.this_id = -1,
	.sg_tablesize = SG_MAX_SEGMENTS,
	.max_sectors = VLIB_MAX_SECTORS,
	.max_segment_size = 0x100000,
};

/**
 * vlib_lun_init - prepare a logical unit
 * @lun: the logical unit, zeroed
 * @lib: its library
 * @index: drive number, -1 for the changer
 * @ops: its 256 operation codes
 */
void vlib_lun_init(struct vlib_lun *lun, struct vlib_library *lib, int index,
		   const struct vlib_op *ops)
{
	lun->library = lib;
	lun->index = index;
	lun->ops = ops;
	lun->gone = true;
	lun->ready_at = jiffies;
	spin_lock_init(&lun->lock);
	INIT_LIST_HEAD(&lun->queue);
	INIT_LIST_HEAD(&lun->hung);
	init_waitqueue_head(&lun->wait);
	INIT_WORK(&lun->work, vlib_lun_work);
	mutex_init(&lun->fault_lock);
	INIT_LIST_HEAD(&lun->faults);
}

/**
 * vlib_lun_release - free what a logical unit holds
 * @lun: a logical unit without a SCSI device
 */
void vlib_lun_release(struct vlib_lun *lun)
{
	cancel_work_sync(&lun->work);
	vlib_fault_clear(lun);
	mutex_destroy(&lun->fault_lock);
	kvfree(lun->buf);
	lun->buf = NULL;
	lun->buf_size = 0;
}

/* From now on every command of @lun, waiting or new, fails at once. */
static void vlib_lun_disconnect(struct vlib_lun *lun)
{
	spin_lock_irq(&lun->lock);
	lun->gone = true;
	list_splice_tail_init(&lun->hung, &lun->queue);
	spin_unlock_irq(&lun->lock);
	wake_up_all(&lun->wait);
	queue_work(vlib_wq, &lun->work);
}

/* Fails if the library is about to be switched off. */
static int vlib_lun_connect(struct vlib_lun *lun)
{
	struct vlib_library *lib = lun->library;
	u32 ms = lun->index < 0 ? READ_ONCE(lib->set.ready_ms) : 0;
	int err = -ESHUTDOWN;

	mutex_lock(&lib->lock);
	if (!lib->stopping) {
		lun->ua = BIT(VLIB_UA_POWER_ON);
		lun->prevent = false;
		if (lun->index >= 0)
			vlib_drive_power_on(vlib_lun_drive(lun));
		WRITE_ONCE(lun->ready_at, jiffies + msecs_to_jiffies(ms));
		spin_lock_irq(&lun->lock);
		lun->gone = false;
		spin_unlock_irq(&lun->lock);
		err = 0;
	}
	mutex_unlock(&lib->lock);
	return err;
}

/* Where the units are: the changer is target 0, drive n is target n + 1. */
static void vlib_place_luns(struct vlib_library *lib)
{
	bool bridged = vlib_is(lib, VLIB_P_BRIDGED) && lib->set.count[VLIB_DT];
	u32 i;

	lib->changer.id = bridged ? 1 : 0;
	lib->changer.lun = bridged ? 1 : 0;
	for (i = 0; i < lib->set.count[VLIB_DT]; i++) {
		lib->drives[i].lun.id = i + 1;
		lib->drives[i].lun.lun = 0;
	}
}

static int vlib_lun_add(struct vlib_lun *lun)
{
	struct vlib_library *lib = lun->library;
	int err;

	lockdep_assert_held(&lib->power);
	if (!lun->gone)
		return 0;
	if (lun->index >= 0 && !lib->drives[lun->index].installed)
		return -ENXIO;
	err = vlib_lun_connect(lun);
	if (err)
		return err;
	err = scsi_add_device(lib->host, 0, lun->id, lun->lun);
	if (err)
		vlib_lun_disconnect(lun);
	return err;
}

static void vlib_lun_remove(struct vlib_lun *lun)
{
	struct vlib_library *lib = lun->library;
	struct scsi_device *sdev;

	lockdep_assert_held(&lib->power);
	sdev = scsi_device_lookup(lib->host, 0, lun->id, lun->lun);
	if (!sdev)
		return;
	scsi_remove_device(sdev);
	scsi_device_put(sdev);
}

/* The unit of a drive, or the changer for -1; NULL if there is none now. */
static struct vlib_lun *vlib_lun_by_index(struct vlib_library *lib, int index)
{
	if (index < 0)
		return &lib->changer;
	if (!lib->elements || index >= (int)lib->set.count[VLIB_DT])
		return NULL;
	return &lib->drives[index].lun;
}

/**
 * vlib_plug - connect or disconnect one logical unit of a library that is on
 * @lib: the library
 * @index: drive number, -1 for the changer
 * @in: what to do
 *
 * Disconnecting is possible whatever the unit is doing: commands in flight
 * fail with "no connection", those of a driver that is probing it too.
 *
 * Context: process; takes library->power and library->lock.
 * Return: 0, also if there is nothing to do, or a negative error.
 */
int vlib_plug(struct vlib_library *lib, int index, bool in)
{
	struct vlib_lun *lun;
	int err = 0;

	/* Whoever holds @power may be waiting for a command of this unit. */
	mutex_lock(&lib->lock);
	lun = vlib_lun_by_index(lib, index);
	if (lun && !in)
		vlib_lun_disconnect(lun);
	mutex_unlock(&lib->lock);

	mutex_lock(&lib->power);
	lun = vlib_lun_by_index(lib, index);
	if (!lun || !lib->live)
		err = -ENODEV;
	else if (in)
		err = vlib_lun_add(lun);
	else
		vlib_lun_remove(lun);
	mutex_unlock(&lib->power);
	return err;
}

static int vlib_power_on(struct vlib_library *lib)
{
	struct Scsi_Host *host;
	int err;
	u32 i;

	if (lib->live)
		return 0;
	err = vlib_model_create(lib);
	if (err)
		return err;
	host = scsi_host_alloc(&vlib_template, sizeof(lib));
	if (!host)
		return -ENOMEM;
	*(struct vlib_library **)shost_priv(host) = lib;
	host->max_id = VLIB_MAX_DRIVES + 2;
	host->max_lun = 2;
	host->max_channel = 0;
	host->max_cmd_len = 16;
	err = scsi_add_host(host, vlib_root);
	if (err) {
		scsi_host_put(host);
		return err;
	}
	lib->host = host;
	lib->live = true;
	vlib_place_luns(lib);
	/* Drives first: ch looks them up when it is told about the changer. */
	for (i = 0; i < lib->set.count[VLIB_DT]; i++) {
		if (lib->drives[i].installed)
			vlib_lun_add(&lib->drives[i].lun);
	}
	vlib_lun_add(&lib->changer);
	return 0;
}

/* Whoever waits for a command of this library now gets an answer. */
static void vlib_disconnect_all(struct vlib_library *lib)
{
	u32 i;

	mutex_lock(&lib->lock);
	lib->stopping = true;
	vlib_lun_disconnect(&lib->changer);
	for (i = 0; lib->elements && i < lib->set.count[VLIB_DT]; i++)
		vlib_lun_disconnect(&lib->drives[i].lun);
	mutex_unlock(&lib->lock);
}

static void vlib_power_off(struct vlib_library *lib)
{
	u32 i;

	if (lib->live) {
		scsi_remove_host(lib->host);
		cancel_work_sync(&lib->changer.work);
		for (i = 0; i < lib->set.count[VLIB_DT]; i++)
			cancel_work_sync(&lib->drives[i].lun.work);
		scsi_host_put(lib->host);
		lib->host = NULL;
		lib->live = false;
	}
	mutex_lock(&lib->lock);
	lib->stopping = false;
	mutex_unlock(&lib->lock);
}

/**
 * vlib_power - switch a library on or off
 * @lib: the library; cartridges stay where they are
 * @on: what to do
 *
 * Switching on makes a host and its devices, and lasts as long as their
 * drivers probe them. Switching off takes the host away whatever it is doing,
 * that probing included.
 *
 * Context: process; takes library->power and library->lock.
 * Return: 0, also if there is nothing to do, or a negative error.
 */
int vlib_power(struct vlib_library *lib, bool on)
{
	int err = 0;

	if (!on)
		vlib_disconnect_all(lib);
	mutex_lock(&lib->power);
	if (on)
		err = vlib_power_on(lib);
	else
		vlib_power_off(lib);
	mutex_unlock(&lib->power);
	return err;
}

/**
 * vlib_pass_time - let time pass for the running command
 * @lun: the logical unit
 * @ms: milliseconds
 *
 * Context: the unit's worker, no lock held.
 * Return: false if the command was aborted or the unit unplugged meanwhile:
 * the caller must then leave everything as it is.
 */
bool vlib_pass_time(struct vlib_lun *lun, u32 ms)
{
	if (ms)
		wait_event_timeout(lun->wait, READ_ONCE(lun->interrupt) ||
				   READ_ONCE(lun->gone), msecs_to_jiffies(ms));
	return !READ_ONCE(lun->interrupt) && !READ_ONCE(lun->gone);
}

/**
 * vlib_robot_time - let the time of a mechanical motion pass
 * @lun: the logical unit
 * @ms: milliseconds that a real library would take
 *
 * Scaled by the time_scale module parameter.
 *
 * Context: as vlib_pass_time().
 * Return: as vlib_pass_time().
 */
bool vlib_robot_time(struct vlib_lun *lun, u32 ms)
{
	u64 scaled = (u64)ms * READ_ONCE(vlib_time_scale) / 1000;

	return vlib_pass_time(lun, min_t(u64, scaled, 3600 * 1000));
}

/**
 * vlib_staging - the unit's buffer, made big enough
 * @c: the running command
 * @size: bytes wanted
 *
 * Context: the unit's worker.
 * Return: the buffer, which stays the unit's, or NULL.
 */
void *vlib_staging(struct vlib_cmd *c, size_t size)
{
	struct vlib_lun *lun = c->lun;

	if (size <= lun->buf_size)
		return lun->buf;
	kvfree(lun->buf);
	size = max_t(size_t, size, PAGE_SIZE);
	lun->buf = kvmalloc(size, GFP_KERNEL);
	lun->buf_size = lun->buf ? size : 0;
	return lun->buf;
}
