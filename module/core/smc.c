// SPDX-License-Identifier: GPL-2.0
/*
 * Building and taking apart of SMC commands, mode pages and READ ELEMENT
 * STATUS data. See smc.h.
 */
#include "smc.h"

/* Operation codes */
#define SMC_TEST_UNIT_READY	0x00
#define SMC_INIT_STATUS		0x07
#define SMC_MODE_SENSE_6	0x1a
#define SMC_MODE_SENSE_10	0x5a
#define SMC_MOVE_MEDIUM		0xa5
#define SMC_READ_STATUS		0xb8

/* Sizes of READ ELEMENT STATUS data, SMC-3 6.11 */
#define SMC_HEADER_SIZE		8	/* of the data, and of each page */
#define SMC_DESCRIPTOR_SIZE	12	/* at least */
#define SMC_VOLTAG_SIZE		36
#define SMC_VOLTAG_CHARS	32
#define SMC_IDENT_HEADER_SIZE	4

/* Volume tags that the descriptors of a page hold */
#define SMC_PVOLTAG		0x80
#define SMC_AVOLTAG		0x40

/* The kernel's own readers live in different headers in different kernels. */
static u16 smc_be16(const u8 *p)
{
	return (u16)(p[0] << 8 | p[1]);
}

static u32 smc_be24(const u8 *p)
{
	return (u32)p[0] << 16 | (u32)p[1] << 8 | p[2];
}

static void smc_put16(u8 *p, u16 value)
{
	p[0] = value >> 8;
	p[1] = value & 0xff;
}

/**
 * ntms_smc_cdb_length() - how long a command is
 * @cdb: the command
 *
 * Return: 6, 10 or 12, as its operation code says (SPC-4 4.3.2)
 */
unsigned int ntms_smc_cdb_length(const u8 *cdb)
{
	if (cdb[0] < 0x20)
		return 6;
	return cdb[0] < 0xa0 ? 10 : 12;
}

/**
 * ntms_smc_cdb_test_unit_ready() - build TEST UNIT READY
 * @cdb: NTMS_SMC_CDB_SIZE bytes
 */
void ntms_smc_cdb_test_unit_ready(u8 *cdb)
{
	memset(cdb, 0, NTMS_SMC_CDB_SIZE);
	cdb[0] = SMC_TEST_UNIT_READY;
}

/**
 * ntms_smc_cdb_init_status() - build INITIALIZE ELEMENT STATUS
 * @cdb: NTMS_SMC_CDB_SIZE bytes
 *
 * The library goes and looks into every element, which may take an hour.
 */
void ntms_smc_cdb_init_status(u8 *cdb)
{
	memset(cdb, 0, NTMS_SMC_CDB_SIZE);
	cdb[0] = SMC_INIT_STATUS;
}

/**
 * ntms_smc_cdb_mode_sense6() - build MODE SENSE(6), current values
 * @cdb: NTMS_SMC_CDB_SIZE bytes
 * @page: page code
 * @length: allocation length
 */
void ntms_smc_cdb_mode_sense6(u8 *cdb, u8 page, u8 length)
{
	memset(cdb, 0, NTMS_SMC_CDB_SIZE);
	cdb[0] = SMC_MODE_SENSE_6;
	cdb[1] = 0x08;	/* DBD: a changer has no blocks to describe */
	cdb[2] = page & 0x3f;
	cdb[4] = length;
}

/**
 * ntms_smc_cdb_mode_sense10() - build MODE SENSE(10), current values
 * @cdb: NTMS_SMC_CDB_SIZE bytes
 * @page: page code
 * @length: allocation length
 */
void ntms_smc_cdb_mode_sense10(u8 *cdb, u8 page, u16 length)
{
	memset(cdb, 0, NTMS_SMC_CDB_SIZE);
	cdb[0] = SMC_MODE_SENSE_10;
	cdb[1] = 0x08;
	cdb[2] = page & 0x3f;
	smc_put16(cdb + 7, length);
}

/**
 * ntms_smc_cdb_read_status() - build READ ELEMENT STATUS (SMC-3 6.11)
 * @cdb: NTMS_SMC_CDB_SIZE bytes
 * @type: element type code; never 0, which crashes some libraries
 * @first: lowest element address wanted
 * @count: number of elements wanted
 * @flags: NTMS_SMC_VOLTAG, _DVCID, _CURDATA
 * @length: allocation length, at most NTMS_SMC_ALLOC_MAX
 */
void ntms_smc_cdb_read_status(u8 *cdb, u8 type, u16 first, u16 count,
			      unsigned int flags, u32 length)
{
	memset(cdb, 0, NTMS_SMC_CDB_SIZE);
	cdb[0] = SMC_READ_STATUS;
	cdb[1] = type & 0x0f;
	if (flags & NTMS_SMC_VOLTAG)
		cdb[1] |= 0x10;
	smc_put16(cdb + 2, first);
	smc_put16(cdb + 4, count);
	if (flags & NTMS_SMC_DVCID)
		cdb[6] |= 0x01;
	if (flags & NTMS_SMC_CURDATA)
		cdb[6] |= 0x02;
	cdb[7] = (length >> 16) & 0xff;
	smc_put16(cdb + 8, length & 0xffff);
}

/**
 * ntms_smc_cdb_move() - build MOVE MEDIUM (SMC-3 6.6)
 * @cdb: NTMS_SMC_CDB_SIZE bytes
 * @transport: address of the medium transport element; 0: the default one
 * @source: where the cartridge is
 * @target: where it shall be
 * @invert: turn it over on the way
 */
void ntms_smc_cdb_move(u8 *cdb, u16 transport, u16 source, u16 target,
		       bool invert)
{
	memset(cdb, 0, NTMS_SMC_CDB_SIZE);
	cdb[0] = SMC_MOVE_MEDIUM;
	smc_put16(cdb + 2, transport);
	smc_put16(cdb + 4, source);
	smc_put16(cdb + 6, target);
	cdb[10] = invert ? 0x01 : 0x00;
}

/**
 * ntms_smc_mode_page() - find a page in MODE SENSE data
 * @buf: the data
 * @len: bytes that were transferred
 * @ten: of MODE SENSE(10), else of MODE SENSE(6)
 * @page: page code wanted
 * @body: the page, from its page code on
 * @body_len: bytes of it that are there
 *
 * Block descriptors and other pages before it are stepped over: some libraries
 * send them though they were not asked for.
 *
 * Return: 0; -EPROTO if the lengths contradict each other; -ENOENT if the page
 * is not there.
 */
int ntms_smc_mode_page(const u8 *buf, size_t len, bool ten, u8 page,
		       const u8 **body, size_t *body_len)
{
	size_t header = ten ? 8 : 4;
	size_t end, at;

	if (len < header)
		return -EPROTO;

	/* The mode data length does not count itself. */
	end = ten ? smc_be16(buf) + 2UL : buf[0] + 1UL;
	if (end < header)
		return -EPROTO;
	if (end > len)
		end = len;

	at = header + (ten ? smc_be16(buf + 6) : buf[3]);
	while (at + 2 <= end) {
		u8 code = buf[at] & 0x3f;
		bool subpage = buf[at] & 0x40;
		size_t size;

		if (subpage && at + 4 > end)
			break;
		size = subpage ? smc_be16(buf + at + 2) + 4UL :
				 buf[at + 1] + 2UL;
		if (code == page && !subpage) {
			*body = buf + at;
			*body_len = min(size, end - at);
			return 0;
		}
		at += size;
	}
	return at > end ? -EPROTO : -ENOENT;
}

/* Element types whose address ranges share an address cannot both be right. */
static bool smc_ranges_overlap(const struct ntms_smc_geometry *geometry,
			       unsigned int a, unsigned int b)
{
	u32 first_a = geometry->first[a], first_b = geometry->first[b];

	if (!geometry->count[a] || !geometry->count[b])
		return false;
	return first_a < first_b + geometry->count[b] &&
	       first_b < first_a + geometry->count[a];
}

/**
 * ntms_smc_geometry_check() - can a library be like that?
 * @geometry: first and count of every element type
 *
 * Return: 0; -EPROTO if a range ends beyond the last address, two ranges
 * overlap, or there are no elements at all.
 */
int ntms_smc_geometry_check(const struct ntms_smc_geometry *geometry)
{
	unsigned int type, other, total = 0;

	for (type = NTMS_SMC_MT; type < NTMS_SMC_TYPES; type++) {
		if ((u32)geometry->first[type] + geometry->count[type] >
		    NTMS_SMC_ADDRESSES)
			return -EPROTO;
		for (other = NTMS_SMC_MT; other < type; other++)
			if (smc_ranges_overlap(geometry, type, other))
				return -EPROTO;
		total += geometry->count[type];
	}
	return total ? 0 : -EPROTO;
}

/**
 * ntms_smc_mode_addresses() - read the element address assignment page (1Dh)
 * @page: the page, from its page code on
 * @len: bytes of it that are there
 * @geometry: gets first and count of every element type; untouched on failure
 *
 * Return: 0; -EPROTO if the page is too short, or ntms_smc_geometry_check()
 * says so.
 */
int ntms_smc_mode_addresses(const u8 *page, size_t len,
			    struct ntms_smc_geometry *geometry)
{
	struct ntms_smc_geometry found = { };
	unsigned int type;
	int err;

	if (len < 18)
		return -EPROTO;
	for (type = NTMS_SMC_MT; type < NTMS_SMC_TYPES; type++) {
		const u8 *p = page + 2 + 4 * (type - NTMS_SMC_MT);

		found.first[type] = smc_be16(p);
		found.count[type] = smc_be16(p + 2);
	}
	err = ntms_smc_geometry_check(&found);
	if (err)
		return err;
	memcpy(geometry->first, found.first, sizeof(found.first));
	memcpy(geometry->count, found.count, sizeof(found.count));
	return 0;
}

/**
 * ntms_smc_mode_transports() - read the transport geometry page (1Eh)
 * @page: the page, from its page code on
 * @len: bytes of it that are there
 * @geometry: gets @rotates: every transport can turn a cartridge over
 *
 * Two bytes for each transport. What one of several arms cannot do cannot be
 * relied on, as it is the library that chooses the arm.
 */
void ntms_smc_mode_transports(const u8 *page, size_t len,
			      struct ntms_smc_geometry *geometry)
{
	size_t at;

	geometry->rotates = len >= 4;
	for (at = 2; at + 2 <= len; at += 2)
		if (!(page[at] & 0x01))
			geometry->rotates = false;
}

/**
 * ntms_smc_mode_capabilities() - read the device capabilities page (1Fh)
 * @page: the page, from its page code on
 * @len: bytes of it that are there
 * @geometry: gets @moves
 */
void ntms_smc_mode_capabilities(const u8 *page, size_t len,
				struct ntms_smc_geometry *geometry)
{
	unsigned int type;

	/* Bytes 4 to 7: MT, ST, I/E, DT as source; bits 0 to 3 as target. */
	for (type = NTMS_SMC_MT; type < NTMS_SMC_TYPES; type++) {
		size_t at = 4 + type - NTMS_SMC_MT;

		geometry->moves[type] =
			at < len ? (page[at] & 0x0f) << NTMS_SMC_MT : 0;
	}
}

/**
 * ntms_smc_header() - read the header of READ ELEMENT STATUS data
 * @buf: the data
 * @len: bytes that were transferred
 * @header: what it says
 *
 * With an allocation length of these 8 bytes, a library says what it has
 * without saying it.
 *
 * Return: 0, or -EPROTO if not even the header is there.
 */
int ntms_smc_header(const u8 *buf, size_t len, struct ntms_smc_header *header)
{
	if (len < SMC_HEADER_SIZE)
		return -EPROTO;
	header->first = smc_be16(buf);
	header->count = smc_be16(buf + 2);
	header->length = smc_be24(buf + 5) + SMC_HEADER_SIZE;
	return 0;
}

/*
 * A volume tag: left-justified and padded with blanks, says the standard;
 * right-justified or padded with NULs, do some libraries. False: there is
 * something in it that nobody can read.
 */
static bool smc_tag(const u8 *tag, char *barcode)
{
	size_t start = 0, end = 0, at;

	while (end < SMC_VOLTAG_CHARS && tag[end])
		end++;
	while (end && tag[end - 1] == ' ')
		end--;
	while (start < end && tag[start] == ' ')
		start++;
	for (at = start; at < end; at++)
		if (tag[at] < 0x20 || tag[at] > 0x7e)
			return false;
	memcpy(barcode, tag + start, end - start);
	return true;
}

/* What page and type say about the descriptors that follow */
struct smc_page {
	u8 type;
	u8 tags;
	u32 descriptor;
	u32 length;
};

static u32 smc_page_ident_offset(const struct smc_page *page)
{
	return SMC_DESCRIPTOR_SIZE +
	       (page->tags & SMC_PVOLTAG ? SMC_VOLTAG_SIZE : 0) +
	       (page->tags & SMC_AVOLTAG ? SMC_VOLTAG_SIZE : 0);
}

/* Byte 2 of a descriptor; some bits mean nothing for some types. */
static u8 smc_flags(u8 type, u8 bits)
{
	u8 flags = 0;

	if (bits & 0x01)
		flags |= NTMS_SMC_FULL;
	if (bits & 0x04)
		flags |= NTMS_SMC_EXCEPT;
	if ((bits & 0x08) && type != NTMS_SMC_MT)
		flags |= NTMS_SMC_ACCESS;
	if (type != NTMS_SMC_IE)
		return flags;

	if (bits & 0x02)
		flags |= NTMS_SMC_IMPEXP;
	if (bits & 0x10)
		flags |= NTMS_SMC_EXENAB;
	if (bits & 0x20)
		flags |= NTMS_SMC_INENAB;
	return flags;
}

/* SMC-3 6.11.3 to 6.11.6, which agree on the fields that we need. */
static void smc_element(const struct smc_page *page, const u8 *d,
			struct ntms_smc_element *element, unsigned int *odd)
{
	memset(element, 0, sizeof(*element));
	element->address = smc_be16(d);
	element->type = page->type;
	element->flags = smc_flags(page->type, d[2]);
	if (element->flags & NTMS_SMC_EXCEPT)
		element->asc = smc_be16(d + 4);
	if (d[9] & 0x80) {
		element->flags |= NTMS_SMC_SVALID;
		element->source = smc_be16(d + 10);
		if (d[9] & 0x40)
			element->flags |= NTMS_SMC_INVERT;
	}
	if (!(element->flags & NTMS_SMC_FULL))
		return;

	element->medium_type = d[9] & 0x07;
	if ((page->tags & SMC_PVOLTAG) &&
	    !smc_tag(d + SMC_DESCRIPTOR_SIZE, element->barcode))
		*odd |= NTMS_SMC_ODD_TAG;
}

/* @len bytes of the descriptor are there; the rest is zero. */
static void smc_ident(const struct smc_page *page, const u8 *d, u32 len,
		      struct ntms_smc_ident *ident, unsigned int *odd)
{
	u32 at = smc_page_ident_offset(page);
	u32 length;

	memset(ident, 0, sizeof(*ident));
	ident->address = smc_be16(d);
	if (page->type == NTMS_SMC_DT) {
		if (d[6] & 0x10) {
			ident->bus |= NTMS_SMC_BUS_LUN;
			ident->lun = d[6] & 0x07;
		}
		if (d[6] & 0x20) {
			ident->bus |= NTMS_SMC_BUS_TARGET;
			ident->target = d[7];
		}
		if (d[6] & 0x80)
			ident->bus |= NTMS_SMC_BUS_OTHER;
	}

	if (page->descriptor < at + SMC_IDENT_HEADER_SIZE)
		return;
	length = d[at + 3];
	if (length > page->descriptor - at - SMC_IDENT_HEADER_SIZE ||
	    length > sizeof(ident->id)) {
		*odd |= NTMS_SMC_ODD_IDENT;
		return;
	}
	ident->cut = at + SMC_IDENT_HEADER_SIZE + length > len;
	ident->code_set = d[at] & 0x0f;
	ident->type = d[at + 1] & 0x0f;
	memcpy(ident->id, d + at + SMC_IDENT_HEADER_SIZE, length);
	if (ident->cut)
		length = len - min(len, at + SMC_IDENT_HEADER_SIZE);
	while (ident->code_set != 1 && length &&
	       (!ident->id[length - 1] || ident->id[length - 1] == ' '))
		ident->id[--length] = 0;
	ident->length = length;
}

/**
 * ntms_smc_read_begin() - begin to read the elements of one type
 * @read: with the members filled in that are the caller's; @first + @span must
 *	not go beyond NTMS_SMC_ADDRESSES
 */
void ntms_smc_read_begin(struct ntms_smc_read *read)
{
	read->span = min(read->span, NTMS_SMC_ADDRESSES - read->first);
	read->expect = min(read->expect, read->span);
	memset(read->elements, 0, read->span * sizeof(*read->elements));
	if (read->idents)
		memset(read->idents, 0, read->span * sizeof(*read->idents));
	read->found = 0;
	read->odd = 0;
	read->tags = false;
	read->next = read->first;
	read->asked = read->first;
	read->owed = false;
	read->done = !read->span;
}

/**
 * ntms_smc_read_next() - build the next command
 * @read: what is being read
 * @cdb: NTMS_SMC_CDB_SIZE bytes, gets the command
 * @length: size of the buffer for the reply
 *
 * Return: false if all has been read, or no more can be had.
 */
bool ntms_smc_read_next(struct ntms_smc_read *read, u8 *cdb, u32 length)
{
	u32 count = read->first + read->span - read->next;

	if (read->done)
		return false;
	if (read->per_command)
		count = min(count, read->per_command);
	read->asked = read->next;
	read->room = min(length, NTMS_SMC_ALLOC_MAX);
	ntms_smc_cdb_read_status(cdb, read->type, read->next,
				 min(count, 0xffffU), read->flags, read->room);
	return true;
}

/* State of one walk over one reply */
struct smc_walk {
	const u8 *buf;
	size_t total;		/* bytes of the report, as its header says */
	size_t end;		/* of what is there, or of the report if less */
	size_t at;
	u32 left;		/* descriptors that the header still promises */
	u32 fresh;		/* elements that were not there before */
	u32 highest;		/* address, and 1 more; 0: none yet */
	bool cut;		/* the report is longer than what is there */
};

/*
 * Puts one descriptor, of which @len bytes are there, where its address says.
 * One that is there already was put there by this very reply, as addresses below
 * @asked are passed over.
 */
static int smc_read_descriptor(struct ntms_smc_read *read,
			       const struct smc_page *page,
			       struct smc_walk *walk, const u8 *d, u32 len)
{
	u32 address = smc_be16(d);
	struct ntms_smc_element element;
	u32 index = address - read->first;

	if (page->type != read->type) {
		read->odd |= NTMS_SMC_ODD_TYPE;
		return 0;
	}
	if (address < read->asked || address >= read->first + read->span) {
		read->odd |= NTMS_SMC_ODD_RANGE;
		return 0;
	}

	smc_element(page, d, &element, &read->odd);
	if (read->elements[index].type) {
		if (memcmp(&read->elements[index], &element, sizeof(element)))
			return -EPROTO;
		read->odd |= NTMS_SMC_ODD_TWICE;
		return 0;
	}
	read->elements[index] = element;
	read->tags |= page->tags & SMC_PVOLTAG;
	if (read->idents)
		smc_ident(page, d, len, &read->idents[index], &read->odd);
	walk->fresh++;

	if (address < walk->highest)
		read->odd |= NTMS_SMC_ODD_ORDER;
	/*
	 * What was cut off from a report without order could be anything: there
	 * is no place to go on from.
	 */
	if (address < walk->highest && walk->cut)
		return -EPROTO;
	walk->highest = max(walk->highest, address + 1);
	return 0;
}

/*
 * What is left of a descriptor that the reply breaks off in. If it is all that
 * the library sent, although there was room for more, then to ask again is in
 * vain: it is taken if only its end is missing. (tgt forgets as many bytes at
 * the end of each reply as its header has.)
 */
static int smc_read_cut(struct ntms_smc_read *read, const struct smc_page *page,
			struct smc_walk *walk)
{
	u8 whole[SMC_DESCRIPTOR_SIZE + 2 * SMC_VOLTAG_SIZE +
		 SMC_IDENT_HEADER_SIZE + NTMS_SMC_IDENT_SIZE] = { };
	u32 len = walk->end - walk->at;
	u32 needed = SMC_DESCRIPTOR_SIZE;
	int err = 0;

	if (page->tags & SMC_PVOLTAG)
		needed += SMC_VOLTAG_CHARS;
	if (walk->left == 1 && !walk->fresh && walk->cut &&
	    walk->end < read->room && len >= needed) {
		memcpy(whole, walk->buf + walk->at,
		       min_t(u32, len, sizeof(whole)));
		err = smc_read_descriptor(read, page, walk, whole, len);
		read->odd |= NTMS_SMC_ODD_CUT;
		walk->left--;
	}
	walk->at = walk->end;
	return err;
}

static int smc_read_page(struct ntms_smc_read *read, struct smc_walk *walk)
{
	const u8 *p = walk->buf + walk->at;
	struct smc_page page = {
		.type = p[0] & 0x0f,
		.tags = p[1] & (SMC_PVOLTAG | SMC_AVOLTAG),
		.descriptor = smc_be16(p + 2),
		.length = smc_be24(p + 5),
	};
	u32 count;
	int err;

	walk->at += SMC_HEADER_SIZE;
	if (!page.type || page.type >= NTMS_SMC_TYPES)
		return -EPROTO;
	if (!page.length)
		return 0;
	if (page.descriptor < smc_page_ident_offset(&page) ||
	    page.length % page.descriptor)
		return -EPROTO;
	if (page.length > walk->total - walk->at)
		return -EPROTO;

	for (count = page.length / page.descriptor; count && walk->left;
	     count--) {
		if (page.descriptor > walk->end - walk->at)
			return smc_read_cut(read, &page, walk);
		err = smc_read_descriptor(read, &page, walk,
					  walk->buf + walk->at,
					  page.descriptor);
		if (err)
			return err;
		walk->at += page.descriptor;
		walk->left--;
	}
	if (count)
		read->odd |= NTMS_SMC_ODD_EXCESS;
	return 0;
}

/**
 * ntms_smc_read_reply() - take a reply apart
 * @read: what is being read
 * @buf: the reply
 * @len: bytes that were transferred; if the transport does not know, the size
 *	of the buffer, which then must have been zero before
 *
 * Return: 0, or -EPROTO if the reply contradicts itself: nothing that was read
 * is to be believed then.
 */
int ntms_smc_read_reply(struct ntms_smc_read *read, const u8 *buf, size_t len)
{
	struct smc_walk walk = { .buf = buf, .at = SMC_HEADER_SIZE };
	struct ntms_smc_header header;
	int err;

	err = ntms_smc_header(buf, len, &header);
	if (err)
		return err;
	walk.left = header.count;
	walk.total = header.length;
	walk.cut = header.length > len;
	walk.end = min_t(size_t, header.length, len);

	/* The number of elements is what counts; bytes after them do not. */
	while (walk.left && walk.end - walk.at >= SMC_HEADER_SIZE) {
		err = smc_read_page(read, &walk);
		if (err)
			return err;
	}
	if (!walk.left && walk.at < walk.end)
		read->odd |= NTMS_SMC_ODD_EXCESS;
	/* A complete report has as many descriptors as it says. */
	if (walk.left && !walk.cut)
		return -EPROTO;

	read->owed = walk.left;
	read->found += walk.fresh;
	read->next = max(read->next, walk.highest);
	read->done = !walk.fresh || read->next >= read->first + read->span ||
		     (read->expect ? read->found >= read->expect : !walk.left);
	return 0;
}

/**
 * ntms_smc_read_end() - all was read
 * @read: what was read
 *
 * Moves the elements (and identifiers) that were reported to the beginning of
 * the arrays: @found of them, sorted by address, no address twice. May also be
 * called when a later command was refused, to have what the earlier ones gave.
 *
 * Return: 0; -EPROTO if the library had promised more than it gave in the end,
 * or gave nothing where there should be something.
 */
int ntms_smc_read_end(struct ntms_smc_read *read)
{
	u32 from, to = 0;

	for (from = 0; from < read->span && to < read->found; from++) {
		if (!read->elements[from].type)
			continue;
		if (from != to) {
			read->elements[to] = read->elements[from];
			if (read->idents)
				read->idents[to] = read->idents[from];
		}
		to++;
	}

	if (read->found < read->expect)
		read->odd |= NTMS_SMC_ODD_FEWER;
	if (read->owed || (read->expect && !read->found))
		return -EPROTO;
	return 0;
}

/*
 * What sense means to us; the first line that fits counts. 0xff stands for any
 * qualifier, an ASC of 0xff for any at all. Codes of SPC-4 annex D.
 */
static const struct smc_sense_rule {
	u8 key;
	u8 asc;
	u8 ascq;
	u8 verdict;
	u8 news;
	int error;
} smc_sense_rules[] = {
	/* No sense, recovered error, completed */
	{ 0x0, 0xff, 0xff, NTMS_SMC_GOOD, 0, 0 },
	{ 0x1, 0xff, 0xff, NTMS_SMC_GOOD, 0, 0 },
	{ 0xf, 0xff, 0xff, NTMS_SMC_GOOD, 0, 0 },
	/* Not ready: getting ready, or somebody has to do something */
	{ 0x2, 0x04, 0x01, NTMS_SMC_WAIT, 0, -EAGAIN },	/* becoming ready */
	{ 0x2, 0x04, 0x07, NTMS_SMC_WAIT, 0, -EAGAIN },	/* in progress */
	{ 0x2, 0x04, 0x08, NTMS_SMC_WAIT, 0, -EAGAIN },
	{ 0x2, 0x04, 0x09, NTMS_SMC_WAIT, 0, -EAGAIN },	/* self-test */
	{ 0x2, 0x04, 0x0a, NTMS_SMC_WAIT, 0, -EAGAIN },	/* path transition */
	{ 0x2, 0x04, 0x14, NTMS_SMC_WAIT, 0, -EAGAIN },
	{ 0x2, 0x04, 0x1b, NTMS_SMC_WAIT, 0, -EAGAIN },
	{ 0x2, 0xff, 0xff, NTMS_SMC_FAIL, 0, -EAGAIN },
	/* Bad request: ours, or not one for this library */
	{ 0x5, 0x20, 0xff, NTMS_SMC_FAIL, 0, -EOPNOTSUPP },
	{ 0x5, 0x21, 0xff, NTMS_SMC_FAIL, 0, -EBADSLT },
	{ 0x5, 0x25, 0xff, NTMS_SMC_FAIL, 0, -ENXIO },
	{ 0x5, 0x3b, 0x0d, NTMS_SMC_FAIL, 0, -EXFULL },	/* target full */
	{ 0x5, 0x3b, 0x0e, NTMS_SMC_FAIL, 0, -EBADE },	/* source empty */
	{ 0x5, 0x3b, 0x90, NTMS_SMC_FAIL, 0, -EBUSY },	/* drive not unloaded */
	{ 0x5, 0x53, 0xff, NTMS_SMC_FAIL, 0, -EBUSY },	/* removal prevented */
	{ 0x5, 0xff, 0xff, NTMS_SMC_FAIL, 0, -EINVAL },
	/* Unit attention: not about this command */
	{ 0x6, 0x28, 0xff, NTMS_SMC_AGAIN, NTMS_SMC_NEWS_MEDIA, -EAGAIN },
	{ 0x6, 0x29, 0xff, NTMS_SMC_AGAIN, NTMS_SMC_NEWS_RESET, -EAGAIN },
	{ 0x6, 0x2a, 0xff, NTMS_SMC_AGAIN, NTMS_SMC_NEWS_CHANGED, -EAGAIN },
	{ 0x6, 0x3f, 0xff, NTMS_SMC_AGAIN, NTMS_SMC_NEWS_CHANGED, -EAGAIN },
	{ 0x6, 0xff, 0xff, NTMS_SMC_AGAIN, 0, -EAGAIN },
	{ 0x7, 0xff, 0xff, NTMS_SMC_FAIL, 0, -EACCES },
	{ 0xb, 0xff, 0xff, NTMS_SMC_AGAIN, 0, -EIO },
	{ 0xff, 0xff, 0xff, NTMS_SMC_FAIL, 0, -EIO },
};

/**
 * ntms_smc_sense() - what sense means
 * @sense: as NTMS_SMC_SENSE() makes it
 * @error: gets the errno to fail with, should it come to that; 0 if it is good
 * @news: NTMS_SMC_NEWS_* bits are added
 *
 * Return: what to do with the command
 */
enum ntms_smc_verdict ntms_smc_sense(u32 sense, int *error, unsigned int *news)
{
	const struct smc_sense_rule *rule = smc_sense_rules;
	u8 key = sense >> 16, asc = sense >> 8, ascq = sense;

	while ((rule->key != 0xff && rule->key != key) ||
	       (rule->asc != 0xff && rule->asc != asc) ||
	       (rule->ascq != 0xff && rule->ascq != ascq))
		rule++;
	*error = rule->error;
	*news |= rule->news;
	return rule->verdict;
}
