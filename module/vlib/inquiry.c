// SPDX-License-Identifier: GPL-2.0
/*
 * Who the units are: INQUIRY, vital product data, REPORT LUNS.
 */
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <scsi/scsi.h>
#include <scsi/scsi_cmnd.h>

#include "vlib.h"

#define VLIB_VPD_MAX	252

/* Left justified, padded with spaces, as the standard wants its text fields. */
static void vlib_text(u8 *to, const char *from, size_t len)
{
	size_t n = strnlen(from, len);

	memset(to, ' ', len);
	memcpy(to, from, n);
}

static const char *vlib_lun_vendor(const struct vlib_lun *lun)
{
	const struct vlib_settings *set = &lun->library->set;

	return lun->index < 0 ? set->vendor : set->drive_vendor;
}

static const char *vlib_lun_product(const struct vlib_lun *lun)
{
	const struct vlib_settings *set = &lun->library->set;

	return lun->index < 0 ? set->product : set->drive_product;
}

/**
 * vlib_lun_serial - the unit serial number
 * @lun: the logical unit
 */
const char *vlib_lun_serial(const struct vlib_lun *lun)
{
	if (lun->index < 0)
		return lun->library->set.serial;
	return lun->library->drives[lun->index].serial;
}

/**
 * vlib_t10_designator - the T10 vendor identification based designator
 * @lun: the logical unit
 * @p: room for 8 + 16 + VLIB_LABEL_MAX bytes
 *
 * Return: its length.
 */
unsigned int vlib_t10_designator(const struct vlib_lun *lun, u8 *p)
{
	const char *serial = vlib_lun_serial(lun);
	unsigned int n = strlen(serial);

	vlib_text(p, vlib_lun_vendor(lun), 8);
	vlib_text(p + 8, vlib_lun_product(lun), 16);
	memcpy(p + 24, serial, n);
	return 24 + n;
}

/**
 * vlib_naa - the unit's name
 * @lun: the logical unit
 *
 * Return: a locally assigned NAA identifier, made from the serial number
 * (64-bit FNV-1a), so that it is the same after every power cycle.
 */
u64 vlib_naa(const struct vlib_lun *lun)
{
	const char *s = vlib_lun_serial(lun);
	u64 hash = 0xcbf29ce484222325ULL;

	for (; *s; s++)
		hash = (hash ^ (u8)*s) * 0x100000001b3ULL;
	return 3ULL << 60 | hash >> 4;
}

static unsigned int vlib_vpd_identification(const struct vlib_lun *lun, u8 *p)
{
	unsigned int n = vlib_t10_designator(lun, p + 4);

	p[0] = 0x02;			/* ASCII */
	p[1] = 0x01;			/* T10 vendor identification */
	p[3] = n;
	p += 4 + n;
	p[0] = 0x01;			/* binary */
	p[1] = 0x03;			/* NAA */
	p[3] = 8;
	put_unaligned_be64(vlib_naa(lun), p + 4);
	return 4 + n + 4 + 8;
}

static void vlib_inquiry_vpd(struct vlib_cmd *c, u8 *buf)
{
	const u8 *cdb = c->scmd->cmnd;
	const char *serial = vlib_lun_serial(c->lun);
	unsigned int n;

	buf[1] = cdb[2];
	switch (cdb[2]) {
	case 0x00:
		buf[4] = 0x00;
		buf[5] = 0x80;
		buf[6] = 0x83;
		n = 3;
		break;
	case 0x80:
		n = strlen(serial);
		memcpy(buf + 4, serial, n);
		break;
	case 0x83:
		n = vlib_vpd_identification(c->lun, buf + 4);
		break;
	default:
		vlib_bad_field(c, 2, 7);
		return;
	}
	put_unaligned_be16(n, buf + 2);
	vlib_reply(c, buf, n + 4, get_unaligned_be16(cdb + 3));
}

/**
 * vlib_inquiry - INQUIRY
 * @c: the command
 */
void vlib_inquiry(struct vlib_cmd *c)
{
	const u8 *cdb = c->scmd->cmnd;
	const struct vlib_lun *lun = c->lun;
	const struct vlib_settings *set = &lun->library->set;
	u8 buf[VLIB_VPD_MAX] = { 0 };

	if (cdb[1] & 2) {
		vlib_bad_field(c, 1, 1);
		return;
	}
	buf[0] = lun->index < 0 ? TYPE_MEDIUM_CHANGER : TYPE_TAPE;
	if (cdb[1] & 1) {
		vlib_inquiry_vpd(c, buf);
		return;
	}
	if (cdb[2]) {
		vlib_bad_field(c, 2, 7);
		return;
	}
	buf[1] = 0x80;			/* removable */
	buf[2] = 0x05;			/* SPC-3 */
	buf[3] = 0x02;			/* response data format */
	buf[4] = 74 - 5;
	vlib_text(buf + 8, vlib_lun_vendor(lun), 8);
	vlib_text(buf + 16, vlib_lun_product(lun), 16);
	vlib_text(buf + 32, lun->index < 0 ? set->revision :
		  set->drive_revision, 4);
	put_unaligned_be16(0x0060, buf + 58);	/* SAM-3 */
	put_unaligned_be16(0x0300, buf + 60);	/* SPC-3 */
	/* SMC-3 or SSC-3 */
	put_unaligned_be16(lun->index < 0 ? 0x0480 : 0x0400, buf + 62);
	vlib_reply(c, buf, 74, get_unaligned_be16(cdb + 3));
}

/**
 * vlib_report_luns - REPORT LUNS
 * @c: the command
 */
void vlib_report_luns(struct vlib_cmd *c)
{
	const u8 *cdb = c->scmd->cmnd;
	const struct vlib_library *lib = c->lun->library;
	u32 limit = get_unaligned_be32(cdb + 6);
	u8 buf[8 + 2 * 8] = { 0 };
	unsigned int n = 1;

	if (cdb[2] > 2) {
		vlib_bad_field(c, 2, 7);
		return;
	}
	if (limit < 16) {
		vlib_bad_field(c, 6, 7);
		return;
	}
	/* The only target with two units is that of a bridged changer. */
	if (lib->changer.lun && c->lun->id == lib->changer.id) {
		buf[8 + 8 + 1] = 1;
		n = 2;
	}
	if (cdb[2] == 1)		/* well known units: none */
		n = 0;
	put_unaligned_be32(n * 8, buf);
	vlib_reply(c, buf, 8 + n * 8, limit);
}
