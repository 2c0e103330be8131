// SPDX-License-Identifier: GPL-2.0
/*
 * Mode pages of both kinds of unit.
 */
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/scatterlist.h>
#include <linux/string.h>
#include <scsi/scsi.h>
#include <scsi/scsi_cmnd.h>

#include "vlib.h"

#define MODE_MAX	256
#define MODE_ALL	0x3f

/* Page control field of the CDB */
#define MODE_CURRENT	0
#define MODE_CHANGEABLE	1
#define MODE_SAVED	3

/* Fills one page at @p, zeroed; returns its length, header included. */
typedef unsigned int (*mode_fill)(struct vlib_lun *lun, unsigned int control,
				  u8 *p);

struct mode_page {
	u8 code;
	mode_fill fill;
};

/* 1Dh: where the elements are */
static unsigned int mode_addresses(struct vlib_lun *lun, unsigned int control,
				   u8 *p)
{
	const struct vlib_library *lib = lun->library;
	unsigned int t;

	for (t = VLIB_MT; t < VLIB_TYPES && control != MODE_CHANGEABLE; t++) {
		put_unaligned_be16(lib->address[t], p + 4 * t - 2);
		put_unaligned_be16(min(lib->set.count[t], 0xffffu), p + 4 * t);
	}
	return 20;
}

/* 1Eh: which transports can turn a cartridge over */
static unsigned int mode_geometry(struct vlib_lun *lun, unsigned int control,
				  u8 *p)
{
	const struct vlib_library *lib = lun->library;
	u32 i, n = min(lib->set.count[VLIB_MT], 64u);
	bool rotate = lib->set.sides == 2 && !vlib_is(lib, VLIB_P_NO_ROTATE);

	for (i = 0; i < n && control != MODE_CHANGEABLE; i++) {
		p[2 + 2 * i] = rotate;
		p[3 + 2 * i] = i;
	}
	return 2 + 2 * n;
}

/* 1Fh: what can be moved from where to where */
static unsigned int mode_capabilities(struct vlib_lun *lun,
				      unsigned int control, u8 *p)
{
	if (control == MODE_CHANGEABLE)
		return 20;
	p[2] = 0x0e;			/* drives, ports and slots store */
	memset(p + 4, 0x0e, 4);		/* from each type, to each but MT */
	memset(p + 13, 0x0e, 3);	/* exchange between all but MT */
	return 20;
}

/* 01h: read-write error recovery */
static unsigned int mode_recovery(struct vlib_lun *lun, unsigned int control,
				  u8 *p)
{
	return 12;
}

/* 02h: disconnect-reconnect */
static unsigned int mode_disconnect(struct vlib_lun *lun,
				    unsigned int control, u8 *p)
{
	return 16;
}

/* 0Ah: control */
static unsigned int mode_control(struct vlib_lun *lun, unsigned int control,
				 u8 *p)
{
	return 12;
}

/* 0Fh: data compression */
static unsigned int mode_compression(struct vlib_lun *lun,
				     unsigned int control, u8 *p)
{
	struct vlib_drive *drive = vlib_lun_drive(lun);

	if (control == MODE_CHANGEABLE) {
		p[2] = 0x80;
		return 16;
	}
	p[2] = 0x40 | (drive->compress ? 0x80 : 0);	/* DCC, DCE */
	p[3] = 0x80;					/* DDE */
	put_unaligned_be32(drive->compress ? 1 : 0, p + 4);
	put_unaligned_be32(1, p + 8);
	return 16;
}

/* 10h: device configuration */
static unsigned int mode_device(struct vlib_lun *lun, unsigned int control,
				u8 *p)
{
	struct vlib_drive *drive = vlib_lun_drive(lun);

	if (control == MODE_CHANGEABLE) {
		p[14] = 0xff;
		return 16;
	}
	p[8] = 0x40;				/* block identifiers */
	p[10] = 0x18;				/* EOD defined, EEG */
	p[14] = drive->compress ? 1 : 0;
	return 16;
}

/* 11h: medium partition; there is one */
static unsigned int mode_partition(struct vlib_lun *lun, unsigned int control,
				   u8 *p)
{
	if (control != MODE_CHANGEABLE)
		p[4] = 0x10;			/* sizes in megabytes */
	return 8;
}

/* 1Ch: informational exceptions control */
static unsigned int mode_exceptions(struct vlib_lun *lun,
				    unsigned int control, u8 *p)
{
	return 12;
}

static const struct mode_page changer_pages[] = {
	{ 0x1d, mode_addresses },
	{ 0x1e, mode_geometry },
	{ 0x1f, mode_capabilities },
	{ }
};

static const struct mode_page tape_pages[] = {
	{ 0x01, mode_recovery },
	{ 0x02, mode_disconnect },
	{ 0x0a, mode_control },
	{ 0x0f, mode_compression },
	{ 0x10, mode_device },
	{ 0x11, mode_partition },
	{ 0x1c, mode_exceptions },
	{ }
};

static const struct mode_page *mode_pages(const struct vlib_lun *lun)
{
	return lun->index < 0 ? changer_pages : tape_pages;
}

static unsigned int mode_page_fill(struct vlib_lun *lun,
				   const struct mode_page *page,
				   unsigned int control, u8 *p)
{
	unsigned int n = page->fill(lun, control, p);

	p[0] = page->code;
	p[1] = n - 2;
	return n;
}

/* The drive's block descriptor and device specific parameter. */
static unsigned int mode_block(struct vlib_lun *lun, unsigned int control,
			       u8 *specific, u8 *p)
{
	struct vlib_drive *drive = vlib_lun_drive(lun);

	if (control == MODE_CHANGEABLE) {
		*specific = 0x70;
		put_unaligned_be24(0xffffff, p + 5);
		return 8;
	}
	*specific = drive->buffered << 4;
	if (drive->cart && (drive->cart->flags & VLIB_CART_PROTECTED))
		*specific |= 0x80;
	p[0] = lun->library->set.density;
	put_unaligned_be24(drive->block, p + 5);
	return 8;
}

static unsigned int mode_all_pages(struct vlib_lun *lun, unsigned int want,
				   unsigned int control, u8 *p)
{
	const struct mode_page *page;
	unsigned int n = 0;

	for (page = mode_pages(lun); page->fill; page++) {
		if (want == MODE_ALL || want == page->code)
			n += mode_page_fill(lun, page, control, p + n);
	}
	return n;
}

static bool mode_sense_allowed(struct vlib_cmd *c, unsigned int want)
{
	const u8 *cdb = c->scmd->cmnd;
	const struct mode_page *page;

	if (cdb[2] >> 6 == MODE_SAVED) {
		vlib_sense(c, ILLEGAL_REQUEST, 0x39, 0x00);
		return false;
	}
	if (cdb[3] && !(cdb[3] == 0xff && want == MODE_ALL)) {
		vlib_bad_field(c, 3, 7);
		return false;
	}
	if (want == MODE_ALL || (want == 0 && c->lun->index >= 0))
		return true;
	for (page = mode_pages(c->lun); page->fill; page++) {
		if (page->code == want)
			return true;
	}
	vlib_bad_field(c, 2, 5);
	return false;
}

/**
 * vlib_mode_sense - MODE SENSE(6) and (10)
 * @c: the command
 */
void vlib_mode_sense(struct vlib_cmd *c)
{
	const u8 *cdb = c->scmd->cmnd;
	bool ten = cdb[0] == MODE_SENSE_10;
	unsigned int want = cdb[2] & 0x3f, control = cdb[2] >> 6;
	unsigned int head = ten ? 8 : 4, n = head;
	struct vlib_lun *lun = c->lun;
	u8 buf[MODE_MAX] = { 0 };
	u8 specific = 0;

	if (!mode_sense_allowed(c, want))
		return;
	if (lun->index >= 0) {
		struct vlib_drive *drive = vlib_lun_drive(lun);
		u8 skipped[8];

		mutex_lock(&drive->lock);
		if (cdb[1] & 8)		/* DBD */
			mode_block(lun, control, &specific, skipped);
		else
			n += mode_block(lun, control, &specific, buf + head);
		n += mode_all_pages(lun, want, control, buf + n);
		mutex_unlock(&drive->lock);
	} else {
		n += mode_all_pages(lun, want, control, buf + n);
	}
	if (ten) {
		put_unaligned_be16(n - 2, buf);
		buf[3] = specific;
		buf[7] = lun->index >= 0 && !(cdb[1] & 8) ? 8 : 0;
		vlib_reply(c, buf, n, get_unaligned_be16(cdb + 7));
	} else {
		buf[0] = n - 1;
		buf[2] = specific;
		buf[3] = lun->index >= 0 && !(cdb[1] & 8) ? 8 : 0;
		vlib_reply(c, buf, n, cdb[4]);
	}
}

/* What a MODE SELECT changes, collected before anything is changed. */
struct mode_change {
	bool block_set;
	u32 block;
	u8 buffered;
	bool compress_set;
	bool compress;
};

static bool mode_parse_page(struct vlib_lun *lun, const u8 *p, unsigned int n,
			    struct mode_change *change)
{
	const struct mode_page *page;
	u8 now[MODE_MAX] = { 0 };

	for (page = mode_pages(lun); page->fill; page++) {
		if (page->code == (p[0] & 0x3f))
			break;
	}
	if (!page->fill || mode_page_fill(lun, page, MODE_CURRENT, now) != n)
		return false;
	if (page->code == 0x0f || page->code == 0x10) {
		change->compress_set = true;
		change->compress = page->code == 0x0f ? p[2] & 0x80 : p[14];
		return true;
	}
	/* The others cannot be changed: what is sent must be what is there. */
	return !memcmp(p + 2, now + 2, n - 2);
}

static bool mode_parse_block(const u8 *p, struct mode_change *change)
{
	u32 block = get_unaligned_be24(p + 5);

	if (block > VLIB_MAX_BLOCK)
		return false;
	change->block_set = true;
	change->block = block;
	return true;
}

/* Returns the offset in the parameter list that is wrong, or -1. */
static int mode_parse(struct vlib_lun *lun, const u8 *buf, unsigned int len,
		      bool ten, struct mode_change *change)
{
	unsigned int head = ten ? 8 : 4;
	unsigned int descriptor, pos;

	if (len < head)
		return 0;
	descriptor = ten ? get_unaligned_be16(buf + 6) : buf[3];
	change->buffered = (buf[ten ? 3 : 2] >> 4) & 7;
	if (change->buffered > 2)
		return ten ? 3 : 2;
	if (descriptor && (descriptor != 8 || lun->index < 0))
		return ten ? 6 : 3;
	pos = head + descriptor;
	if (pos > len)
		return head;
	if (descriptor && !mode_parse_block(buf + head, change))
		return head + 5;
	while (pos < len) {
		if (len - pos < 2 || len - pos < buf[pos + 1] + 2u)
			return pos;
		if (!mode_parse_page(lun, buf + pos, buf[pos + 1] + 2, change))
			return pos;
		pos += buf[pos + 1] + 2;
	}
	return -1;
}

static void mode_apply(struct vlib_drive *drive,
		       const struct mode_change *change)
{
	drive->buffered = change->buffered;
	if (change->block_set)
		drive->block = change->block;
	if (change->compress_set)
		drive->compress = change->compress;
}

/**
 * vlib_mode_select - MODE SELECT(6) and (10)
 * @c: the command
 */
void vlib_mode_select(struct vlib_cmd *c)
{
	const u8 *cdb = c->scmd->cmnd;
	bool ten = cdb[0] == MODE_SELECT_10;
	unsigned int len = ten ? get_unaligned_be16(cdb + 7) : cdb[4];
	struct vlib_drive *drive = NULL;
	struct mode_change change = { };
	u8 buf[MODE_MAX] = { 0 };
	int wrong;

	if (!len)
		return;
	if (len > sizeof(buf) || len > scsi_bufflen(c->scmd)) {
		vlib_sense(c, ILLEGAL_REQUEST, 0x1a, 0x00);
		return;
	}
	sg_copy_to_buffer(scsi_sglist(c->scmd), scsi_sg_count(c->scmd), buf,
			  len);
	if (c->lun->index >= 0) {
		drive = vlib_lun_drive(c->lun);
		mutex_lock(&drive->lock);
	}
	wrong = mode_parse(c->lun, buf, len, ten, &change);
	if (wrong >= 0)
		vlib_sense(c, ILLEGAL_REQUEST, 0x26, 0x00);
	else if (drive)
		mode_apply(drive, &change);
	if (drive)
		mutex_unlock(&drive->lock);
}
