// SPDX-License-Identifier: GPL-2.0
/*
 * The tape drive: loading, unloading, and the commands that move no data.
 */
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <scsi/scsi.h>
#include <scsi/scsi_cmnd.h>

#include "vlib.h"

/* What a motion takes in a real drive, in milliseconds. */
#define VLIB_MS_LOAD	12000
#define VLIB_MS_UNLOAD	9000
#define VLIB_MS_REWIND	20000

/**
 * vlib_tape_ready - is there a tape that can be read?
 * @lun: the drive's logical unit
 * @asc: gets the additional sense code if not
 * @ascq: gets its qualifier
 */
bool vlib_tape_ready(struct vlib_lun *lun, u8 *asc, u8 *ascq)
{
	struct vlib_drive *drive = vlib_lun_drive(lun);
	bool ready = false;

	mutex_lock(&drive->lock);
	if (!drive->cart) {
		*asc = 0x3a;
		*ascq = 0x00;
	} else if (drive->cart->flags & VLIB_CART_CLEANING) {
		*asc = 0x30;
		*ascq = 0x03;
	} else if (!drive->loaded) {
		*asc = 0x04;
		*ascq = 0x02;
	} else if (time_before(jiffies, lun->ready_at)) {
		*asc = 0x04;
		*ascq = 0x01;
	} else {
		ready = true;
	}
	mutex_unlock(&drive->lock);
	return ready;
}

static void tape_thread(struct vlib_drive *drive, u32 ms)
{
	u64 scaled = (u64)ms * READ_ONCE(vlib_time_scale) / 1000;

	WRITE_ONCE(drive->loaded, true);
	drive->pos = 0;
	drive->lun.ready_at = jiffies +
		msecs_to_jiffies(min_t(u64, scaled, 3600 * 1000));
}

/**
 * vlib_drive_power_on - what a drive is like after it was switched on
 * @drive: the drive; a cartridge in it is at its beginning
 *
 * Context: process, under library->lock.
 */
void vlib_drive_power_on(struct vlib_drive *drive)
{
	mutex_lock(&drive->lock);
	drive->pos = 0;
	drive->block = 0;
	drive->buffered = 1;
	drive->compress = true;
	mutex_unlock(&drive->lock);
}

/**
 * vlib_drive_insert - a cartridge was put into a drive
 * @drive: the drive, empty; or the cartridge was in it, unloaded
 * @cart: the cartridge
 *
 * The drive threads it by itself and says so with a unit attention.
 *
 * Context: process, under library->lock.
 */
void vlib_drive_insert(struct vlib_drive *drive, struct vlib_cart *cart)
{
	mutex_lock(&drive->lock);
	drive->cart = cart;
	tape_thread(drive, VLIB_MS_LOAD);
	vlib_raise(&drive->lun, VLIB_UA_MEDIUM);
	mutex_unlock(&drive->lock);
}

/**
 * vlib_drive_remove - somebody wants the cartridge out of a drive
 * @drive: the drive
 * @refuse_loaded: do not unload it for that
 *
 * The caller takes the cartridge if this succeeds.
 *
 * Context: process, under library->lock.
 * Return: 0; -EBUSY if removal is prevented; -EAGAIN if it is loaded and
 * @refuse_loaded.
 */
int vlib_drive_remove(struct vlib_drive *drive, bool refuse_loaded)
{
	int err = 0;

	mutex_lock(&drive->lock);
	if (drive->lun.prevent && drive->loaded) {
		err = -EBUSY;
	} else if (drive->loaded && refuse_loaded) {
		err = -EAGAIN;
	} else {
		drive->cart = NULL;
		WRITE_ONCE(drive->loaded, false);
		drive->pos = 0;
	}
	mutex_unlock(&drive->lock);
	return err;
}

static void tape_rewind(struct vlib_cmd *c)
{
	struct vlib_drive *drive = vlib_lun_drive(c->lun);

	if (!vlib_robot_time(c->lun, VLIB_MS_REWIND))
		return;
	mutex_lock(&drive->lock);
	drive->pos = 0;
	mutex_unlock(&drive->lock);
}

static void tape_load(struct vlib_cmd *c, struct vlib_drive *drive)
{
	mutex_lock(&drive->lock);
	if (!drive->cart)
		vlib_sense(c, NOT_READY, 0x3a, 0x00);
	else if (drive->cart->flags & VLIB_CART_CLEANING)
		vlib_sense(c, NOT_READY, 0x30, 0x03);
	else if (drive->loaded)
		drive->pos = 0;
	else
		tape_thread(drive, VLIB_MS_LOAD);
	mutex_unlock(&drive->lock);
}

static void tape_unload(struct vlib_cmd *c, struct vlib_drive *drive)
{
	mutex_lock(&drive->lock);
	if (!drive->cart) {
		vlib_sense(c, NOT_READY, 0x3a, 0x00);
	} else if (c->lun->prevent) {
		vlib_sense(c, ILLEGAL_REQUEST, 0x53, 0x02);
	} else {
		WRITE_ONCE(drive->loaded, false);
		drive->pos = 0;
	}
	mutex_unlock(&drive->lock);
}

static void tape_load_unload(struct vlib_cmd *c)
{
	struct vlib_drive *drive = vlib_lun_drive(c->lun);
	u8 what = c->scmd->cmnd[4];

	/* HOLD and EOT together with LOAD make no sense to a drive like this */
	if ((what & 0x04) && (what & 0x01)) {
		vlib_bad_field(c, 4, 2);
		return;
	}
	if (!vlib_robot_time(c->lun, VLIB_MS_UNLOAD))
		return;
	if (what & 0x01)
		tape_load(c, drive);
	else
		tape_unload(c, drive);
}

static void tape_prevent(struct vlib_cmd *c)
{
	struct vlib_drive *drive = vlib_lun_drive(c->lun);

	mutex_lock(&drive->lock);
	c->lun->prevent = c->scmd->cmnd[4] & 1;
	mutex_unlock(&drive->lock);
}

static void tape_block_limits(struct vlib_cmd *c)
{
	u8 buf[6] = { 0 };

	put_unaligned_be24(VLIB_MAX_BLOCK, buf + 1);
	put_unaligned_be16(1, buf + 4);
	vlib_reply(c, buf, sizeof(buf), sizeof(buf));
}

static void tape_density(struct vlib_cmd *c)
{
	const struct vlib_settings *set = &c->lun->library->set;
	struct vlib_drive *drive = vlib_lun_drive(c->lun);
	const u8 *cdb = c->scmd->cmnd;
	u8 buf[4 + 52] = { 0 };
	u8 *p = buf + 4;
	bool empty;

	if (cdb[1] & 2) {		/* media types */
		vlib_bad_field(c, 1, 1);
		return;
	}
	mutex_lock(&drive->lock);
	empty = !drive->cart;
	mutex_unlock(&drive->lock);
	if ((cdb[1] & 1) && empty) {	/* of the mounted medium */
		vlib_sense(c, NOT_READY, 0x3a, 0x00);
		return;
	}
	put_unaligned_be16(sizeof(buf) - 2, buf);
	p[0] = set->density;
	p[1] = set->density;
	p[2] = 0x80 | 0x20;			/* WRTOK, DEFLT */
	put_unaligned_be24(15142, p + 5);	/* bits per millimetre */
	put_unaligned_be16(127, p + 8);		/* media width, 0.1 mm */
	put_unaligned_be16(2176, p + 10);	/* tracks */
	put_unaligned_be32(set->capacity / 1000000, p + 12);
	memcpy(p + 16, "NTMS    ", 8);
	memcpy(p + 24, "VIRTUAL ", 8);
	memcpy(p + 32, "Virtual tape        ", 20);
	vlib_reply(c, buf, sizeof(buf), get_unaligned_be16(cdb + 7));
}

static void tape_verify(struct vlib_cmd *c)
{
	struct vlib_drive *drive = vlib_lun_drive(c->lun);
	bool fixed = c->scmd->cmnd[1] & 1;

	if (c->scmd->cmnd[1] & 2) {		/* byte compare */
		vlib_bad_field(c, 1, 1);
		return;
	}
	mutex_lock(&drive->lock);
	if (fixed && !drive->block)
		vlib_bad_field(c, 1, 0);
	mutex_unlock(&drive->lock);
}

const struct vlib_op vlib_tape_ops[256] = {
	[0x00] = { vlib_accept, VLIB_OP_READY },
	[0x01] = { tape_rewind, VLIB_OP_READY },
	[0x03] = { vlib_request_sense, VLIB_OP_NO_UA },
	[0x05] = { tape_block_limits, 0 },
	[0x08] = { vlib_tape_read, VLIB_OP_READY },
	[0x0a] = { vlib_tape_write, VLIB_OP_READY },
	[0x10] = { vlib_tape_write_filemarks, VLIB_OP_READY },
	[0x11] = { vlib_tape_space, VLIB_OP_READY },
	[0x12] = { vlib_inquiry, VLIB_OP_NO_UA },
	[0x13] = { tape_verify, VLIB_OP_READY },
	[0x15] = { vlib_mode_select, 0 },
	[0x16] = { vlib_accept, 0 },
	[0x17] = { vlib_accept, 0 },
	[0x19] = { vlib_tape_erase, VLIB_OP_READY },
	[0x1a] = { vlib_mode_sense, 0 },
	[0x1b] = { tape_load_unload, 0 },
	[0x1e] = { tape_prevent, 0 },
	[0x2b] = { vlib_tape_locate, VLIB_OP_READY },
	[0x34] = { vlib_tape_read_position, VLIB_OP_READY },
	[0x44] = { tape_density, 0 },
	[0x4d] = { vlib_log_sense, 0 },
	[0x55] = { vlib_mode_select, 0 },
	[0x56] = { vlib_accept, 0 },
	[0x57] = { vlib_accept, 0 },
	[0x5a] = { vlib_mode_sense, 0 },
	[0x91] = { vlib_tape_space, VLIB_OP_READY },
	[0x92] = { vlib_tape_locate, VLIB_OP_READY },
	[0xa0] = { vlib_report_luns, VLIB_OP_NO_UA },
};
