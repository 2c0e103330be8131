// SPDX-License-Identifier: GPL-2.0
/*
 * Reading and writing tape: blocks of variable or fixed length, filemarks,
 * early warning and the end of the tape.
 */
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/scatterlist.h>
#include <linux/string.h>
#include <scsi/scsi.h>
#include <scsi/scsi_cmnd.h>

#include "vlib.h"

#define TAPE_FM		0x80
#define TAPE_EOM	0x40
#define TAPE_ILI	0x20

/* A READ or WRITE as its CDB has it. */
struct tape_transfer {
	struct vlib_drive *drive;
	bool fixed;
	bool sili;
	u32 length;		/* bytes, or blocks if fixed */
	u32 block;		/* block length if fixed */
	size_t bytes;		/* all together */
	u8 *buf;
};

static bool tape_decode(struct vlib_cmd *c, struct tape_transfer *t)
{
	const u8 *cdb = c->scmd->cmnd;

	t->drive = vlib_lun_drive(c->lun);
	t->fixed = cdb[1] & 1;
	t->sili = cdb[1] & 2;
	t->length = get_unaligned_be24(cdb + 2);
	t->block = t->drive->block;
	if (t->fixed && (!t->block || t->sili)) {
		vlib_bad_field(c, 1, t->block ? 1 : 0);
		return false;
	}
	t->bytes = t->fixed ? (size_t)t->length * t->block : t->length;
	if ((!t->fixed && t->length > VLIB_MAX_BLOCK) ||
	    t->bytes > scsi_bufflen(c->scmd)) {
		vlib_bad_field(c, 2, 7);
		return false;
	}
	t->buf = vlib_staging(c, t->bytes);
	if (!t->buf) {
		vlib_sense(c, HARDWARE_ERROR, 0x44, 0x00);
		return false;
	}
	return true;
}

static unsigned int tape_side(const struct vlib_drive *drive)
{
	return drive->cart->flags & VLIB_CART_B_UP ? 1 : 0;
}

static struct vlib_side *tape_medium(struct vlib_cmd *c,
				     struct vlib_drive *drive)
{
	struct vlib_side *side;

	/* The cartridge may have been taken since the readiness check. */
	if (!drive->cart || !drive->loaded) {
		vlib_sense(c, NOT_READY, 0x3a, 0x00);
		return NULL;
	}
	side = vlib_side_get(drive->cart, tape_side(drive));
	if (!side)
		vlib_sense(c, HARDWARE_ERROR, 0x44, 0x00);
	return side;
}

/* What stands in the way of the next block; false if nothing does. */
static bool tape_read_stop(struct vlib_cmd *c, struct vlib_drive *drive,
			   struct vlib_side *side, u32 left)
{
	if (drive->pos >= side->count) {
		vlib_sense(c, BLANK_CHECK, 0x00, 0x05);
		vlib_sense_info(c, left, 0);
		return true;
	}
	if (vlib_side_is_mark(side, drive->pos)) {
		drive->pos++;
		vlib_sense(c, NO_SENSE, 0x00, 0x01);
		vlib_sense_info(c, left, TAPE_FM);
		return true;
	}
	return false;
}

static size_t tape_read_variable(struct vlib_cmd *c, struct tape_transfer *t,
				 struct vlib_side *side)
{
	struct vlib_drive *drive = t->drive;
	u32 len, n;

	if (tape_read_stop(c, drive, side, t->length))
		return 0;
	len = vlib_side_length(side, drive->pos);
	n = min(len, t->length);
	vlib_side_copy(side, drive->pos, t->buf, n);
	drive->pos++;
	/* Too long a block is only forgiven if no block length was set. */
	if (len != t->length &&
	    !(t->sili && (len < t->length || !drive->block))) {
		vlib_sense(c, NO_SENSE, 0x00, 0x00);
		vlib_sense_info(c, t->length - len, TAPE_ILI);
	}
	return n;
}

static size_t tape_read_fixed(struct vlib_cmd *c, struct tape_transfer *t,
			      struct vlib_side *side)
{
	struct vlib_drive *drive = t->drive;
	u32 i;

	for (i = 0; i < t->length; i++) {
		if (tape_read_stop(c, drive, side, t->length - i))
			break;
		if (vlib_side_length(side, drive->pos) != t->block) {
			drive->pos++;
			vlib_sense(c, NO_SENSE, 0x00, 0x00);
			vlib_sense_info(c, t->length - i, TAPE_ILI);
			break;
		}
		vlib_side_copy(side, drive->pos, t->buf + (size_t)i * t->block,
			       t->block);
		drive->pos++;
	}
	return (size_t)i * t->block;
}

/**
 * vlib_tape_read - READ(6)
 * @c: the command
 */
void vlib_tape_read(struct vlib_cmd *c)
{
	struct vlib_drive *drive = vlib_lun_drive(c->lun);
	struct tape_transfer t;
	struct vlib_side *side;
	size_t n = 0;

	mutex_lock(&drive->lock);
	if (tape_decode(c, &t) && t.length) {
		side = tape_medium(c, drive);
		if (side && t.fixed)
			n = tape_read_fixed(c, &t, side);
		else if (side)
			n = tape_read_variable(c, &t, side);
		vlib_reply(c, t.buf, n, n);
	}
	mutex_unlock(&drive->lock);
}

static bool tape_writable(struct vlib_cmd *c, struct vlib_drive *drive)
{
	if (!drive->cart || !(drive->cart->flags & VLIB_CART_PROTECTED))
		return true;
	vlib_sense(c, DATA_PROTECT, 0x27, 0x00);
	return false;
}

/* The last sixteenth of the tape is behind the early warning. */
static bool tape_early_warning(const struct vlib_lun *lun,
			       const struct vlib_side *side)
{
	u64 capacity = lun->library->set.capacity;

	return side->bytes > capacity - capacity / 16;
}

/* Appends one block at the position; false with the answer if it cannot. */
static bool tape_write_block(struct vlib_cmd *c, struct vlib_drive *drive,
			     struct vlib_side *side, const u8 *data, u32 len,
			     u32 left)
{
	if (side->bytes + len > c->lun->library->set.capacity) {
		vlib_sense(c, VOLUME_OVERFLOW, 0x00, 0x02);
		vlib_sense_info(c, left, TAPE_EOM);
		return false;
	}
	if (vlib_side_append(side, data, len)) {
		vlib_sense(c, MEDIUM_ERROR, 0x0c, 0x00);
		vlib_sense_info(c, left, 0);
		return false;
	}
	drive->pos++;
	return true;
}

static void tape_write_all(struct vlib_cmd *c, struct tape_transfer *t,
			   struct vlib_side *side)
{
	u32 n = t->fixed ? t->length : 1;
	u32 len = t->fixed ? t->block : t->length;
	u32 i;

	vlib_side_truncate(side, t->drive->pos);
	for (i = 0; i < n; i++) {
		if (!tape_write_block(c, t->drive, side,
				      t->buf + (size_t)i * len, len,
				      t->fixed ? n - i : len))
			break;
	}
	scsi_set_resid(c->scmd, t->bytes - (size_t)i * len);
	if (i == n && tape_early_warning(c->lun, side)) {
		vlib_sense(c, NO_SENSE, 0x00, 0x02);
		vlib_sense_info(c, 0, TAPE_EOM);
	}
}

/**
 * vlib_tape_write - WRITE(6)
 * @c: the command
 */
void vlib_tape_write(struct vlib_cmd *c)
{
	struct vlib_drive *drive = vlib_lun_drive(c->lun);
	struct tape_transfer t;
	struct vlib_side *side;

	mutex_lock(&drive->lock);
	if (!tape_decode(c, &t) || !tape_writable(c, drive) || !t.length)
		goto unlock;
	side = tape_medium(c, drive);
	if (!side)
		goto unlock;
	sg_copy_to_buffer(scsi_sglist(c->scmd), scsi_sg_count(c->scmd), t.buf,
			  t.bytes);
	tape_write_all(c, &t, side);
unlock:
	mutex_unlock(&drive->lock);
}

/**
 * vlib_tape_write_filemarks - WRITE FILEMARKS(6)
 * @c: the command
 */
void vlib_tape_write_filemarks(struct vlib_cmd *c)
{
	struct vlib_drive *drive = vlib_lun_drive(c->lun);
	u32 i, n = get_unaligned_be24(c->scmd->cmnd + 2);
	struct vlib_side *side;

	if (c->scmd->cmnd[1] & 2) {		/* setmarks */
		vlib_bad_field(c, 1, 1);
		return;
	}
	mutex_lock(&drive->lock);
	side = tape_writable(c, drive) ? tape_medium(c, drive) : NULL;
	if (!side || !n)
		goto unlock;
	vlib_side_truncate(side, drive->pos);
	for (i = 0; i < n; i++) {
		if (vlib_side_mark(side)) {
			vlib_sense(c, MEDIUM_ERROR, 0x0c, 0x00);
			vlib_sense_info(c, n - i, 0);
			goto unlock;
		}
		drive->pos++;
	}
	if (tape_early_warning(c->lun, side)) {
		vlib_sense(c, NO_SENSE, 0x00, 0x02);
		vlib_sense_info(c, 0, TAPE_EOM);
	}
unlock:
	mutex_unlock(&drive->lock);
}

/**
 * vlib_tape_erase - ERASE(6)
 * @c: the command
 *
 * A long erase blanks the tape from here to its end, a short one writes an
 * end of data here; what can be read afterwards is the same.
 */
void vlib_tape_erase(struct vlib_cmd *c)
{
	struct vlib_drive *drive = vlib_lun_drive(c->lun);
	struct vlib_side *side;

	mutex_lock(&drive->lock);
	side = tape_writable(c, drive) ? tape_medium(c, drive) : NULL;
	if (side)
		vlib_side_truncate(side, drive->pos);
	mutex_unlock(&drive->lock);
}
