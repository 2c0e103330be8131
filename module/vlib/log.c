// SPDX-License-Identifier: GPL-2.0
/*
 * LOG SENSE: the pages a monitoring program asks every unit for.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <scsi/scsi.h>
#include <scsi/scsi_cmnd.h>

#include "vlib.h"

#define LOG_MAX		512
#define LOG_SUPPORTED	0x00
#define LOG_SEQUENTIAL	0x0c
#define LOG_ALERTS	0x2e
#define LOG_ALERT_FLAGS	64

static unsigned int log_parameter(u8 *p, u16 code, u64 value, unsigned int size)
{
	unsigned int i;

	put_unaligned_be16(code, p);
	p[2] = 0x03;			/* binary list parameter */
	p[3] = size;
	for (i = 0; i < size; i++)
		p[4 + i] = value >> (8 * (size - 1 - i));
	return 4 + size;
}

/* 0Ch: what was written, and whether cleaning is wanted */
static unsigned int log_sequential(struct vlib_lun *lun, u8 *p)
{
	struct vlib_drive *drive = vlib_lun_drive(lun);
	unsigned int i, n = 0;
	u64 bytes = 0;

	mutex_lock(&drive->lock);
	if (drive->cart) {
		for (i = 0; i < drive->cart->sides; i++)
			bytes += drive->cart->side[i] ?
				 drive->cart->side[i]->bytes : 0;
	}
	mutex_unlock(&drive->lock);
	n += log_parameter(p + n, 0x0000, bytes, 8);
	n += log_parameter(p + n, 0x0001, bytes, 8);
	n += log_parameter(p + n, 0x0002, bytes, 8);
	n += log_parameter(p + n, 0x0003, bytes, 8);
	n += log_parameter(p + n, 0x0100, 0, 8);
	return n;
}

static unsigned int log_alerts(u8 *p)
{
	unsigned int i, n = 0;

	for (i = 1; i <= LOG_ALERT_FLAGS; i++)
		n += log_parameter(p + n, i, 0, 1);
	return n;
}

/**
 * vlib_log_sense - LOG SENSE
 * @c: the command
 */
void vlib_log_sense(struct vlib_cmd *c)
{
	const u8 *cdb = c->scmd->cmnd;
	bool drive = c->lun->index >= 0;
	u8 buf[LOG_MAX] = { 0 };
	unsigned int n = 0;
	u8 *p = buf + 4;

	if (cdb[3]) {
		vlib_bad_field(c, 3, 7);
		return;
	}
	buf[0] = cdb[2] & 0x3f;
	if (buf[0] == LOG_SUPPORTED) {
		p[n++] = LOG_SUPPORTED;
		if (drive)
			p[n++] = LOG_SEQUENTIAL;
		p[n++] = LOG_ALERTS;
	} else if (buf[0] == LOG_SEQUENTIAL && drive) {
		n = log_sequential(c->lun, p);
	} else if (buf[0] == LOG_ALERTS) {
		n = log_alerts(p);
	} else {
		vlib_bad_field(c, 2, 5);
		return;
	}
	put_unaligned_be16(n, buf + 2);
	vlib_reply(c, buf, n + 4, get_unaligned_be16(cdb + 7));
}
