// SPDX-License-Identifier: GPL-2.0
/*
 * READ ELEMENT STATUS.
 *
 * The reply is built in one linear buffer, descriptor after descriptor, and
 * copied to the initiator in one go: with 65,000 elements it is megabytes long
 * and is asked for again and again.
 */
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <scsi/scsi.h>
#include <scsi/scsi_cmnd.h>

#include "vlib.h"

#define RES_HEADER	8
#define RES_PAGE_HEADER	8
#define RES_FIXED	12	/* descriptor up to the volume tags */
#define RES_VOLTAG	36
#define RES_ID_HEADER	4
#define RES_ID_MAX	(8 + 16 + VLIB_LABEL_MAX)
#define RES_PADDING	4	/* vendor specific bytes of VLIB_P_PADDED */

/* Descriptor byte 2 */
#define RES_FULL	0x01
#define RES_IMPEXP	0x02
#define RES_EXCEPT	0x04
#define RES_ACCESS	0x08
#define RES_EXENAB	0x10
#define RES_INENAB	0x20
/* Descriptor byte 9 */
#define RES_SVALID	0x80
#define RES_INVERT	0x40
#define RES_ED		0x08

/* A run of elements of one type: one element status page. */
struct res_page {
	enum vlib_type type;
	u32 first;
	u32 count;
	u32 length;
	bool ids;
};

struct res_request {
	struct vlib_library *lib;
	struct res_page page[VLIB_TYPES];
	unsigned int nr_pages;
	u32 found;
	u32 first_address;
	size_t total;
	bool pvoltag;
	bool avoltag;
	bool dvcid;
};

static unsigned int res_identifier(const struct vlib_library *lib, u32 drive,
				   u8 *p)
{
	const struct vlib_lun *lun = &lib->drives[drive].lun;
	const char *serial = vlib_lun_serial(lun);
	unsigned int n;

	memset(p, 0, RES_ID_HEADER);
	if (!lib->drives[drive].installed)
		return RES_ID_HEADER;
	if (vlib_is(lib, VLIB_P_DVCID_NAA)) {
		p[0] = 0x01;
		p[1] = 0x03;
		put_unaligned_be64(vlib_naa(lun), p + RES_ID_HEADER);
		n = 8;
	} else if (vlib_is(lib, VLIB_P_DVCID_SERIAL)) {
		p[0] = 0x02;
		p[1] = 0x00;
		n = strlen(serial);
		memcpy(p + RES_ID_HEADER, serial, n);
	} else {
		p[0] = 0x02;
		p[1] = 0x01;
		n = vlib_t10_designator(lun, p + RES_ID_HEADER);
	}
	p[3] = n;
	return RES_ID_HEADER + n;
}

/* All descriptors of a page are of one length: that of the longest. */
static void res_page_length(struct res_request *r, struct res_page *page)
{
	u8 id[RES_ID_HEADER + RES_ID_MAX];
	u32 i, n = RES_ID_HEADER;

	page->ids = page->type == VLIB_DT && r->dvcid;
	if (page->ids) {
		for (i = 0; i < page->count; i++)
			n = max(n, res_identifier(r->lib, page->first + i, id));
	}
	page->length = RES_FIXED + n;
	if (r->pvoltag)
		page->length += RES_VOLTAG;
	if (r->avoltag)
		page->length += RES_VOLTAG;
	if (vlib_is(r->lib, VLIB_P_PADDED))
		page->length += RES_PADDING;
}

/* The element types that hold elements, by ascending address. */
static unsigned int res_types(const struct vlib_library *lib, unsigned int want,
			      enum vlib_type *types)
{
	unsigned int t, i, n = 0;

	for (t = VLIB_MT; t < VLIB_TYPES; t++) {
		if (!lib->set.count[t] || (want && want != t))
			continue;
		for (i = n; i && lib->address[types[i - 1]] > lib->address[t];
		     i--)
			types[i] = types[i - 1];
		types[i] = t;
		n++;
	}
	return n;
}

static void res_find(struct res_request *r, unsigned int type, u32 start,
		     u32 limit)
{
	struct vlib_library *lib = r->lib;
	enum vlib_type types[VLIB_TYPES];
	unsigned int i, n = res_types(lib, type, types);

	for (i = 0; i < n && r->found < limit; i++) {
		struct res_page *page = &r->page[r->nr_pages];
		u32 address = lib->address[types[i]];
		u32 count = lib->set.count[types[i]];
		u32 skip = start > address ? start - address : 0;

		if (skip >= count)
			continue;
		page->type = types[i];
		page->first = skip;
		page->count = min(count - skip, limit - r->found);
		res_page_length(r, page);
		if (!r->nr_pages)
			r->first_address = address + skip;
		r->found += page->count;
		r->total += RES_PAGE_HEADER + (size_t)page->count * page->length;
		r->nr_pages++;
	}
}

static u8 *res_voltag(u8 *p, const struct vlib_cart *cart, unsigned int side)
{
	size_t n = cart ? cart->label_len[side] : 0;

	if (n) {
		memset(p, ' ', VLIB_LABEL_MAX);
		memcpy(p, vlib_cart_label(cart, side), n);
	}
	return p + RES_VOLTAG;
}

static u8 res_flags(const struct vlib_library *lib, enum vlib_type type,
		    u32 index, const struct vlib_element *el)
{
	u8 flags = 0;

	if (el->cart)
		flags |= RES_FULL;
	if (el->flags & VLIB_EL_EXCEPT)
		flags |= RES_EXCEPT;
	switch (type) {
	case VLIB_IE:
		flags |= RES_EXENAB | RES_INENAB;
		if (el->flags & VLIB_EL_IMPEXP)
			flags |= RES_IMPEXP;
		if (!(el->flags & VLIB_EL_OPEN))
			flags |= RES_ACCESS;
		break;
	case VLIB_ST:
		flags |= RES_ACCESS;
		break;
	case VLIB_DT:
		if (!lib->drives[index].installed)
			flags |= RES_EXCEPT;
		else if (!READ_ONCE(lib->drives[index].loaded))
			flags |= RES_ACCESS;
		break;
	default:
		break;
	}
	return flags;
}

static void res_drive(const struct res_request *r, u32 index, u8 *p)
{
	const struct vlib_drive *drive = &r->lib->drives[index];

	if (!drive->installed) {
		p[4] = 0x83;		/* vendor specific: no drive here */
		p[5] = 0x04;
		return;
	}
	/*
	 * The ch of many kernels looks up the device that is told here and
	 * keeps it for good: a library that tells cannot be unloaded there.
	 */
	if (!vlib_is(r->lib, VLIB_P_SCSI_ID))
		return;
	p[6] = 0x20 | 0x10 | (drive->lun.lun & 7);	/* ID VALID, LU VALID */
	p[7] = drive->lun.id;
}

static u8 res_medium(const struct vlib_cart *cart)
{
	u8 b = cart->flags & VLIB_CART_CLEANING ? 2 : 1;

	if (cart->flags & VLIB_CART_SVALID) {
		b |= RES_SVALID;
		if (cart->flags & VLIB_CART_TURNED)
			b |= RES_INVERT;
	}
	return b;
}

static void res_descriptor(const struct res_request *r,
			   const struct res_page *page, u32 index, u8 *p)
{
	const struct vlib_library *lib = r->lib;
	const struct vlib_element *el =
		&lib->elements[lib->base[page->type] + index];
	const struct vlib_cart *cart = el->cart;

	memset(p, 0, page->length);
	put_unaligned_be16(lib->address[page->type] + index, p);
	p[2] = res_flags(lib, page->type, index, el);
	if (page->type == VLIB_DT)
		res_drive(r, index, p);
	if (el->flags & VLIB_EL_EXCEPT) {
		p[4] = el->asc;
		p[5] = el->ascq;
	}
	if (cart) {
		p[9] = res_medium(cart);
		if (cart->flags & VLIB_CART_SVALID)
			put_unaligned_be16(cart->source, p + 10);
	}
	if (el->flags & VLIB_EL_DISABLED)
		p[9] |= RES_ED;
	p += RES_FIXED;
	if (r->pvoltag)
		p = res_voltag(p, cart, 0);
	if (r->avoltag)
		p = res_voltag(p, cart, 1);
	if (page->ids)
		res_identifier(lib, index, p);
}

/* Writes what fits of one page, whole descriptors only; false: all full. */
static bool res_page_write(const struct res_request *r,
			   const struct res_page *page, u8 **pos, const u8 *end)
{
	u8 *p = *pos;
	u32 i;

	if (end - p < RES_PAGE_HEADER)
		return false;
	memset(p, 0, RES_PAGE_HEADER);
	p[0] = page->type;
	p[1] = (r->pvoltag ? 0x80 : 0) | (r->avoltag ? 0x40 : 0);
	put_unaligned_be16(page->length, p + 2);
	put_unaligned_be24(page->count * page->length, p + 5);
	p += RES_PAGE_HEADER;
	for (i = 0; i < page->count; i++) {
		if (end - p < page->length)
			break;
		res_descriptor(r, page, page->first + i, p);
		p += page->length;
		if (!(i & 0xfff))
			cond_resched();
	}
	*pos = p;
	return i == page->count;
}

static void res_answer(struct vlib_cmd *c, struct res_request *r, u32 limit)
{
	size_t size = min_t(size_t, RES_HEADER + r->total,
			    min(limit, scsi_bufflen(c->scmd)));
	u8 *buf = vlib_staging(c, max_t(size_t, size, RES_HEADER));
	unsigned int i;
	u8 *p;

	if (!buf) {
		vlib_sense(c, HARDWARE_ERROR, 0x44, 0x00);
		return;
	}
	memset(buf, 0, RES_HEADER);
	put_unaligned_be16(r->first_address, buf);
	/* 65,536 elements do not fit into the field. */
	put_unaligned_be16(min(r->found, 0xffffu), buf + 2);
	put_unaligned_be24(r->total, buf + 5);
	p = buf + RES_HEADER;
	for (i = 0; i < r->nr_pages; i++) {
		if (!res_page_write(r, &r->page[i], &p, buf + size))
			break;
	}
	vlib_reply(c, buf, p - buf, size);
}

static bool res_allowed(struct vlib_cmd *c)
{
	const struct vlib_library *lib = c->lun->library;
	const u8 *cdb = c->scmd->cmnd;
	u32 cap = READ_ONCE(lib->set.max_elements);
	bool voltag = cdb[1] & 0x10;

	if ((cdb[1] & 0x0f) > VLIB_DT ||
	    (!(cdb[1] & 0x0f) && vlib_is(lib, VLIB_P_NO_TYPE0))) {
		vlib_bad_field(c, 1, 3);
		return false;
	}
	if (voltag && vlib_is(lib, VLIB_P_VOLTAG_REFUSED)) {
		vlib_bad_field(c, 1, 4);
		return false;
	}
	if (voltag && (cdb[6] & 1) && vlib_is(lib, VLIB_P_DVCID_ALONE)) {
		vlib_bad_field(c, 6, 0);
		return false;
	}
	if (cap && vlib_is(lib, VLIB_P_CAP_REFUSED) &&
	    get_unaligned_be16(cdb + 4) > cap) {
		vlib_bad_field(c, 4, 7);
		return false;
	}
	return true;
}

/**
 * vlib_read_element_status - READ ELEMENT STATUS
 * @c: the command
 */
void vlib_read_element_status(struct vlib_cmd *c)
{
	struct vlib_library *lib = c->lun->library;
	const u8 *cdb = c->scmd->cmnd;
	bool voltag = (cdb[1] & 0x10) && !vlib_is(lib, VLIB_P_NO_BARCODES);
	struct res_request r = { .lib = lib };
	u32 limit = get_unaligned_be16(cdb + 4);
	u32 cap = READ_ONCE(lib->set.max_elements);

	if (!res_allowed(c))
		return;
	if (cap)
		limit = min(limit, cap);
	if (vlib_is(lib, VLIB_P_OVER_REPORT))
		limit = VLIB_MAX_ELEMENTS;
	r.pvoltag = voltag;
	r.avoltag = voltag && lib->set.sides == 2;
	r.dvcid = ((cdb[6] & 1) || vlib_is(lib, VLIB_P_DVCID_ALWAYS)) &&
		  !vlib_is(lib, VLIB_P_DVCID_NONE);
	mutex_lock(&lib->lock);
	res_find(&r, cdb[1] & 0x0f, get_unaligned_be16(cdb + 2), limit);
	res_answer(c, &r, get_unaligned_be24(cdb + 7));
	mutex_unlock(&lib->lock);
}
