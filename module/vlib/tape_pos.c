// SPDX-License-Identifier: GPL-2.0
/*
 * Where the tape is, and how it gets somewhere else.
 */
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <scsi/scsi.h>
#include <scsi/scsi_cmnd.h>

#include "vlib.h"

#define TAPE_FM		0x80
#define TAPE_EOM	0x40

#define SPACE_BLOCKS	0
#define SPACE_MARKS	1
#define SPACE_EOD	3

#define VLIB_MS_LOCATE	15000

static const struct vlib_side vlib_blank;

/* What is recorded where the head is; a tape never written is blank. */
static const struct vlib_side *tape_recorded(const struct vlib_drive *drive)
{
	unsigned int side;

	if (!drive->cart)
		return &vlib_blank;
	side = drive->cart->flags & VLIB_CART_B_UP ? 1 : 0;
	return drive->cart->side[side] ?: &vlib_blank;
}

static void space_stopped(struct vlib_cmd *c, u8 key, u8 ascq, u64 left,
			  u8 flags)
{
	vlib_sense(c, key, 0x00, ascq);
	vlib_sense_info(c, min_t(u64, left, U32_MAX), flags);
}

/* Forward over @n blocks: a filemark or the end of data stops it. */
static void space_blocks_forward(struct vlib_cmd *c, struct vlib_drive *drive,
				 const struct vlib_side *side, u64 n)
{
	u32 next = vlib_side_marks_before(side, drive->pos);
	u64 stop = next < side->nr_marks ? side->marks[next] : side->count;
	u64 room = stop - min(stop, drive->pos);

	if (n <= room) {
		drive->pos += n;
	} else if (next < side->nr_marks) {
		drive->pos = stop + 1;
		space_stopped(c, NO_SENSE, 0x01, n - room, TAPE_FM);
	} else {
		drive->pos = stop;
		space_stopped(c, BLANK_CHECK, 0x05, n - room, 0);
	}
}

/* Backward over @n blocks: a filemark or the beginning stops it. */
static void space_blocks_back(struct vlib_cmd *c, struct vlib_drive *drive,
			      const struct vlib_side *side, u64 n)
{
	u32 before = vlib_side_marks_before(side, drive->pos);
	u64 stop = before ? side->marks[before - 1] + 1 : 0;
	u64 room = drive->pos - stop;

	if (n <= room) {
		drive->pos -= n;
	} else if (before) {
		drive->pos = stop - 1;
		space_stopped(c, NO_SENSE, 0x01, n - room, TAPE_FM);
	} else {
		drive->pos = 0;
		space_stopped(c, NO_SENSE, 0x04, n - room, TAPE_EOM);
	}
}

static void space_marks_forward(struct vlib_cmd *c, struct vlib_drive *drive,
				const struct vlib_side *side, u64 n)
{
	u32 next = vlib_side_marks_before(side, drive->pos);
	u32 room = side->nr_marks - next;

	if (!n)
		return;
	if (n <= room) {
		drive->pos = side->marks[next + n - 1] + 1;
	} else {
		drive->pos = side->count;
		space_stopped(c, BLANK_CHECK, 0x05, n - room, 0);
	}
}

static void space_marks_back(struct vlib_cmd *c, struct vlib_drive *drive,
			     const struct vlib_side *side, u64 n)
{
	u32 before = vlib_side_marks_before(side, drive->pos);

	if (n <= before) {
		drive->pos = side->marks[before - n];
	} else {
		drive->pos = 0;
		space_stopped(c, NO_SENSE, 0x04, n - before, TAPE_EOM);
	}
}

/**
 * vlib_tape_space - SPACE(6) and (16)
 * @c: the command
 */
void vlib_tape_space(struct vlib_cmd *c)
{
	struct vlib_drive *drive = vlib_lun_drive(c->lun);
	const u8 *cdb = c->scmd->cmnd;
	const struct vlib_side *side;
	u8 code = cdb[1] & 0x0f;
	u64 back;
	s64 n;

	if (cdb[0] == 0x91)
		n = (s64)get_unaligned_be64(cdb + 4);
	else
		n = sign_extend32(get_unaligned_be24(cdb + 2), 23);
	back = n < 0 ? -(u64)n : 0;
	mutex_lock(&drive->lock);
	side = tape_recorded(drive);
	if (code == SPACE_EOD)
		drive->pos = side->count;
	else if (code == SPACE_BLOCKS && back)
		space_blocks_back(c, drive, side, back);
	else if (code == SPACE_BLOCKS)
		space_blocks_forward(c, drive, side, n);
	else if (code == SPACE_MARKS && back)
		space_marks_back(c, drive, side, back);
	else if (code == SPACE_MARKS)
		space_marks_forward(c, drive, side, n);
	else
		vlib_bad_field(c, 1, 3);
	mutex_unlock(&drive->lock);
}

/**
 * vlib_tape_locate - LOCATE(10) and (16)
 * @c: the command
 */
void vlib_tape_locate(struct vlib_cmd *c)
{
	struct vlib_drive *drive = vlib_lun_drive(c->lun);
	const u8 *cdb = c->scmd->cmnd;
	bool sixteen = cdb[0] == 0x92;
	const struct vlib_side *side;
	u8 what = sixteen ? (cdb[1] >> 3) & 7 : 0;
	u64 to = sixteen ? get_unaligned_be64(cdb + 4) :
			   get_unaligned_be32(cdb + 3);

	/* There is one partition, number 0. */
	if ((cdb[1] & 2) && (sixteen ? cdb[3] : cdb[8])) {
		vlib_bad_field(c, sixteen ? 3 : 8, 7);
		return;
	}
	if (what != 0 && what != 1 && what != 3) {
		vlib_bad_field(c, 1, 5);
		return;
	}
	if (!vlib_robot_time(c->lun, VLIB_MS_LOCATE))
		return;
	mutex_lock(&drive->lock);
	side = tape_recorded(drive);
	if (what == 3)				/* end of data */
		to = side->count;
	else if (what == 1 && to)		/* a file: behind its mark */
		to = to <= side->nr_marks ? side->marks[to - 1] + 1 : U64_MAX;
	drive->pos = min(to, side->count);
	if (to > side->count)
		space_stopped(c, BLANK_CHECK, 0x05, 0, 0);
	mutex_unlock(&drive->lock);
}

static void position_short(const struct vlib_drive *drive, u8 *p)
{
	/* Positions that do not fit are marked as unknown. */
	if (drive->pos > U32_MAX) {
		p[0] |= 0x04 | 0x01;
		return;
	}
	put_unaligned_be32(drive->pos, p + 4);
	put_unaligned_be32(drive->pos, p + 8);
}

/**
 * vlib_tape_read_position - READ POSITION, short, long and extended form
 * @c: the command
 */
void vlib_tape_read_position(struct vlib_cmd *c)
{
	struct vlib_drive *drive = vlib_lun_drive(c->lun);
	const struct vlib_side *side;
	const u8 *cdb = c->scmd->cmnd;
	u8 form = cdb[1] & 0x1f;
	unsigned int len = 20;
	u8 buf[32] = { 0 };
	u64 capacity = c->lun->library->set.capacity;

	if (form > 1 && form != 6 && form != 8) {
		vlib_bad_field(c, 1, 4);
		return;
	}
	mutex_lock(&drive->lock);
	side = tape_recorded(drive);
	if (!drive->pos)
		buf[0] |= 0x80;			/* BOP */
	if (side->bytes > capacity - capacity / 16 && drive->pos >= side->count)
		buf[0] |= 0x40;			/* EOP */
	if (form < 2) {
		position_short(drive, buf);
	} else if (form == 6) {
		len = 32;
		put_unaligned_be64(drive->pos, buf + 8);
		put_unaligned_be64(vlib_side_marks_before(side, drive->pos),
				   buf + 16);
	} else {
		len = 32;
		put_unaligned_be16(0x1c, buf + 2);
		put_unaligned_be64(drive->pos, buf + 8);
		put_unaligned_be64(drive->pos, buf + 16);
	}
	mutex_unlock(&drive->lock);
	vlib_reply(c, buf, len, form == 8 ? get_unaligned_be16(cdb + 7) : len);
}
