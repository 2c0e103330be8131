// SPDX-License-Identifier: GPL-2.0
/*
 * What happens to every command, whatever unit it is for: faults, unit
 * attentions, readiness, and the ways to answer.
 */
#include <linux/bitops.h>
#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/scatterlist.h>
#include <linux/string.h>
#include <scsi/scsi.h>
#include <scsi/scsi_cmnd.h>
#include <scsi/scsi_device.h>

#include "vlib.h"

#define VLIB_SENSE_LEN 18

static const u8 vlib_ua_codes[VLIB_UA_COUNT][2] = {
	[VLIB_UA_POWER_ON] = { 0x29, 0x01 },
	[VLIB_UA_RESET] = { 0x29, 0x03 },
	[VLIB_UA_MEDIUM] = { 0x28, 0x00 },
	[VLIB_UA_PORT] = { 0x28, 0x01 },
};

static void vlib_sense_fill(u8 *sense, u8 key, u8 asc, u8 ascq)
{
	memset(sense, 0, VLIB_SENSE_LEN);
	sense[0] = 0x70;
	sense[2] = key;
	sense[7] = VLIB_SENSE_LEN - 8;
	sense[12] = asc;
	sense[13] = ascq;
}

/**
 * vlib_sense - answer with CHECK CONDITION and fixed format sense data
 * @c: the running command
 * @key: sense key
 * @asc: additional sense code
 * @ascq: its qualifier
 */
void vlib_sense(struct vlib_cmd *c, u8 key, u8 asc, u8 ascq)
{
	vlib_sense_fill(c->scmd->sense_buffer, key, asc, ascq);
	c->scmd->result = SAM_STAT_CHECK_CONDITION;
}

/**
 * vlib_sense_info - add what stream commands tell in their sense data
 * @c: the running command, after vlib_sense()
 * @info: the INFORMATION field, usually what was not transferred
 * @flags: FILEMARK (80h), EOM (40h), ILI (20h)
 */
void vlib_sense_info(struct vlib_cmd *c, u32 info, u8 flags)
{
	u8 *sense = c->scmd->sense_buffer;

	sense[0] |= 0x80;
	sense[2] |= flags;
	put_unaligned_be32(info, sense + 3);
}

/**
 * vlib_bad_field - refuse a command because of a field in its CDB
 * @c: the running command
 * @byte: offset of the field in the CDB
 * @bit: its most significant bit
 */
void vlib_bad_field(struct vlib_cmd *c, u16 byte, u8 bit)
{
	u8 *sense = c->scmd->sense_buffer;

	vlib_sense(c, ILLEGAL_REQUEST, 0x24, 0x00);
	sense[15] = 0x80 | 0x40 | 0x08 | (bit & 7);
	put_unaligned_be16(byte, sense + 16);
}

/**
 * vlib_reply - send data to the initiator
 * @c: the running command
 * @data: the data; a fault may change it
 * @len: its length
 * @limit: the allocation length of the CDB
 */
void vlib_reply(struct vlib_cmd *c, void *data, size_t len, size_t limit)
{
	struct scsi_cmnd *scmd = c->scmd;
	size_t room = scsi_bufflen(scmd);
	size_t n = min3(len, limit, room);
	const struct vlib_fault_effect *f = &c->fault;

	if (f->action == VLIB_F_TRUNCATE)
		n = min_t(size_t, n, f->value);
	if (f->action == VLIB_F_CORRUPT && f->value < n)
		memcpy((u8 *)data + f->value, f->bytes,
		       min_t(size_t, f->nr_bytes, n - f->value));
	if (n)
		n = sg_copy_from_buffer(scsi_sglist(scmd), scsi_sg_count(scmd),
					data, n);
	scsi_set_resid(scmd, room - n);
}

/**
 * vlib_raise - make a unit attention pending
 * @lun: the logical unit
 * @ua: which one
 *
 * Context: any.
 */
void vlib_raise(struct vlib_lun *lun, enum vlib_ua ua)
{
	set_bit(ua, &lun->ua);
}

static bool vlib_take_ua(struct vlib_lun *lun, const u8 **codes)
{
	unsigned int ua;

	for (ua = 0; ua < VLIB_UA_COUNT; ua++) {
		if (!test_and_clear_bit(ua, &lun->ua))
			continue;
		/* A power on says all that a reset or new media would. */
		if (ua == VLIB_UA_POWER_ON)
			clear_bit(VLIB_UA_RESET, &lun->ua);
		*codes = vlib_ua_codes[ua];
		return true;
	}
	return false;
}

static bool vlib_ready(struct vlib_lun *lun, u8 *asc, u8 *ascq)
{
	*asc = 0x04;
	if (lun->index < 0)
		return vlib_changer_ready(lun, ascq);
	return vlib_tape_ready(lun, asc, ascq);
}

/**
 * vlib_request_sense - REQUEST SENSE
 * @c: the command
 */
void vlib_request_sense(struct vlib_cmd *c)
{
	u8 sense[VLIB_SENSE_LEN];
	const u8 *codes;
	u8 asc, ascq;

	/* Descriptor format is optional, and not offered. */
	if (c->scmd->cmnd[1] & 1) {
		vlib_bad_field(c, 1, 0);
		return;
	}
	if (vlib_take_ua(c->lun, &codes))
		vlib_sense_fill(sense, UNIT_ATTENTION, codes[0], codes[1]);
	else if (!vlib_ready(c->lun, &asc, &ascq))
		vlib_sense_fill(sense, NOT_READY, asc, ascq);
	else
		vlib_sense_fill(sense, NO_SENSE, 0, 0);
	vlib_reply(c, sense, sizeof(sense), c->scmd->cmnd[4]);
}

/**
 * vlib_accept - a command that has nothing to do once the unit is ready
 * @c: the command
 *
 * TEST UNIT READY; RESERVE and RELEASE too, since there is one initiator.
 */
void vlib_accept(struct vlib_cmd *c)
{
	c->scmd->result = SAM_STAT_GOOD;
}

/* Answers as the fault says; false: by never answering. */
static bool vlib_fault_answer(struct vlib_cmd *c)
{
	const struct vlib_fault_effect *f = &c->fault;

	switch (f->action) {
	case VLIB_F_SENSE:
		vlib_sense(c, f->sense[0], f->sense[1], f->sense[2]);
		break;
	case VLIB_F_TIMEOUT:
		return false;
	case VLIB_F_HOST:
		c->scmd->result = (int)(f->value << 16);
		break;
	case VLIB_F_STATUS:
		c->scmd->result = (int)f->value;
		break;
	default:
		break;
	}
	return true;
}

static bool vlib_fault_replaces(const struct vlib_fault_effect *f)
{
	return f->action == VLIB_F_SENSE || f->action == VLIB_F_TIMEOUT ||
	       f->action == VLIB_F_HOST || f->action == VLIB_F_STATUS;
}

static void vlib_dispatch(struct vlib_cmd *c)
{
	const struct vlib_op *op = &c->lun->ops[c->scmd->cmnd[0]];
	const u8 *codes;
	u8 asc, ascq;

	if (!op->execute) {
		vlib_sense(c, ILLEGAL_REQUEST, 0x20, 0x00);
		return;
	}
	if (!(op->flags & VLIB_OP_NO_UA) && vlib_take_ua(c->lun, &codes)) {
		vlib_sense(c, UNIT_ATTENTION, codes[0], codes[1]);
		return;
	}
	if ((op->flags & VLIB_OP_READY) && !vlib_ready(c->lun, &asc, &ascq)) {
		vlib_sense(c, NOT_READY, asc, ascq);
		return;
	}
	op->execute(c);
}

/**
 * vlib_execute - execute one command
 * @c: the command
 *
 * Context: the unit's worker; sleeps.
 * Return: true if it is to be answered, false if it is to hang.
 */
bool vlib_execute(struct vlib_cmd *c)
{
	struct scsi_cmnd *scmd = c->scmd;
	struct vlib_fault_effect *f = &c->fault;

	scmd->result = SAM_STAT_GOOD;
	scsi_set_resid(scmd, 0);
	vlib_fault_take(c->lun, scmd->cmnd, scmd->cmd_len, f);
	if (f->delay_ms && !vlib_pass_time(c->lun, f->delay_ms))
		return true;
	if (vlib_fault_replaces(f) && !f->after) {
		scsi_set_resid(scmd, scsi_bufflen(scmd));
		return vlib_fault_answer(c);
	}
	vlib_dispatch(c);
	if (scmd->result != SAM_STAT_GOOD && !scsi_get_resid(scmd) &&
	    scmd->sc_data_direction == DMA_FROM_DEVICE &&
	    !(scmd->sense_buffer[2] & 0xf0))
		scsi_set_resid(scmd, scsi_bufflen(scmd));
	if (vlib_fault_replaces(f))
		return vlib_fault_answer(c);
	return true;
}
