// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of core/smc.c: what a changer answers to READ ELEMENT STATUS, in
 * one reply and in many.
 */
#include <kunit/test.h>
#include "../core/smc.h"
#include "../core/unit.h"

#define HI(x)	((u8)((x) >> 8))
#define LO(x)	((u8)((x) & 0xff))

/* ---- One reply ---- */

#define FIRST		1000	/* address of the first slot */
#define SLOTS		8	/* slots of the library */
#define BASE		4	/* slots in the reply to begin with */
#define DESC		52	/* bytes of a descriptor with a volume tag */
#define AT(i)		(16 + (i) * DESC)
#define BASE_LEN	AT(BASE)

/* Four slots, the first and the third full, all as the standard wants it. */
static void reply_base(u8 *buf)
{
	unsigned int i;

	memset(buf, 0, AT(SLOTS));
	buf[0] = FIRST >> 8;
	buf[1] = FIRST & 0xff;
	buf[3] = BASE;
	buf[7] = BASE_LEN - 8;
	buf[8] = NTMS_SMC_ST;
	buf[9] = 0x80;
	buf[11] = DESC;
	buf[15] = BASE * DESC;
	for (i = 0; i < BASE; i++) {
		u8 *d = buf + AT(i);

		d[0] = (FIRST + i) >> 8;
		d[1] = (FIRST + i) & 0xff;
		d[2] = i % 2 ? 0x08 : 0x09;
		memset(d + 12, ' ', 32);
		if (d[2] & 1) {
			memcpy(d + 12, "TAPE00L8", 8);
			d[12 + 5] += i;
		}
	}
}

struct patch {
	u16 at;
	u8 len;
	u8 bytes[5];
};

static const struct reply_case {
	const char *desc;
	u16 len;		/* bytes that arrive; 0: all */
	int err;		/* of the reply */
	int end;		/* of the whole, if nothing more comes */
	u32 found;
	u32 odd;
	bool more;		/* the reader wants to go on, from @next */
	u32 next;
	struct patch patch[3];
} reply_cases[] = {
	{ .desc = "as it should be", .found = 4, .odd = NTMS_SMC_ODD_FEWER,
	  .more = true, .next = FIRST + 4 },

	/* Truncated */
	{ .desc = "nothing arrives", .len = 1, .err = -EPROTO,
	  .patch = { { 0, 1, { 0 } } } },
	{ .desc = "cut in the header", .len = 7, .err = -EPROTO },
	{ .desc = "cut after the header", .len = 8, .end = -EPROTO },
	{ .desc = "cut in the page header", .len = 12, .end = -EPROTO },
	{ .desc = "cut before the first descriptor", .len = 16,
	  .end = -EPROTO },
	{ .desc = "cut in the first descriptor", .len = AT(1) - 1,
	  .end = -EPROTO },
	{ .desc = "cut after the first descriptor", .len = AT(1), .found = 1,
	  .end = -EPROTO, .odd = NTMS_SMC_ODD_FEWER, .more = true,
	  .next = FIRST + 1 },
	{ .desc = "cut in the last descriptor", .len = AT(4) - 1, .found = 3,
	  .end = -EPROTO, .odd = NTMS_SMC_ODD_FEWER, .more = true,
	  .next = FIRST + 3 },

	/* Over-long */
	{ .desc = "report length beyond what arrives", .found = 4,
	  .odd = NTMS_SMC_ODD_FEWER, .more = true, .next = FIRST + 4,
	  .patch = { { 7, 1, { 255 } } } },
	{ .desc = "bytes after the last element", .len = AT(5), .found = 4,
	  .odd = NTMS_SMC_ODD_FEWER | NTMS_SMC_ODD_EXCESS, .more = true,
	  .next = FIRST + 4, .patch = { { 6, 2, { HI(AT(5) - 8), LO(AT(5) - 8) } } } },
	{ .desc = "page longer than the report", .err = -EPROTO,
	  .patch = { { 14, 2, { HI(5 * DESC), LO(5 * DESC) } } } },
	{ .desc = "page of 16 MiB in a report of 16 MiB", .len = AT(4),
	  .found = 4, .odd = NTMS_SMC_ODD_FEWER | NTMS_SMC_ODD_EXCESS,
	  .more = true, .next = FIRST + 4,
	  .patch = { { 5, 3, { 0xff, 0xff, 0xff } },
		     { 13, 3, { 0xff, 0xff, 0xd8 } } } },
	{ .desc = "descriptor longer than the page", .err = -EPROTO,
	  .patch = { { 10, 2, { 0x40, 0x00 } } } },

	/* Inconsistent */
	{ .desc = "more elements promised than are there", .err = -EPROTO,
	  .patch = { { 3, 1, { 5 } } } },
	{ .desc = "fewer elements promised than are there", .found = 3,
	  .odd = NTMS_SMC_ODD_FEWER | NTMS_SMC_ODD_EXCESS, .more = true,
	  .next = FIRST + 3, .patch = { { 3, 1, { 3 } } } },
	{ .desc = "report ends within the page", .err = -EPROTO,
	  .patch = { { 7, 1, { BASE_LEN - 8 - DESC } } } },
	{ .desc = "page is no multiple of its descriptors", .err = -EPROTO,
	  .patch = { { 15, 1, { BASE * DESC - 1 } } } },
	{ .desc = "descriptors of length zero", .err = -EPROTO,
	  .patch = { { 11, 1, { 0 } } } },
	{ .desc = "descriptors too short for an address", .err = -EPROTO,
	  .patch = { { 11, 1, { 1 } } } },
	{ .desc = "descriptors too short for the tag they have",
	  .err = -EPROTO, .patch = { { 11, 1, { 26 } } } },
	{ .desc = "descriptors too short for both tags", .err = -EPROTO,
	  .patch = { { 9, 1, { 0xc0 } } } },
	{ .desc = "page of no type", .err = -EPROTO,
	  .patch = { { 8, 1, { 0 } } } },
	{ .desc = "page of an unknown type", .err = -EPROTO,
	  .patch = { { 8, 1, { 5 } } } },
	{ .desc = "page without descriptors, though promised",
	  .err = -EPROTO, .patch = { { 15, 1, { 0 } }, { 7, 1, { 8 } } } },

	/* Zero elements */
	{ .desc = "no elements", .end = -EPROTO, .len = 8,
	  .patch = { { 3, 1, { 0 } }, { 7, 1, { 0 } } } },
	{ .desc = "no elements, but a page of them", .end = -EPROTO,
	  .odd = NTMS_SMC_ODD_EXCESS, .patch = { { 3, 1, { 0 } } } },
	{ .desc = "all zero", .end = -EPROTO, .len = 8,
	  .patch = { { 0, 4, { 0 } }, { 4, 4, { 0 } } } },

	/* Nobody asked for them */
	{ .desc = "page of another type", .end = -EPROTO,
	  .odd = NTMS_SMC_ODD_TYPE, .patch = { { 8, 1, { NTMS_SMC_IE } } } },
	{ .desc = "address below the range", .found = 3,
	  .odd = NTMS_SMC_ODD_RANGE | NTMS_SMC_ODD_FEWER, .more = true,
	  .next = FIRST + 4, .patch = { { AT(0), 2, { HI(FIRST - 1), LO(FIRST - 1) } } } },
	{ .desc = "address above the range", .found = 3,
	  .odd = NTMS_SMC_ODD_RANGE | NTMS_SMC_ODD_FEWER, .more = true,
	  .next = FIRST + 3,
	  .patch = { { AT(3), 2, { HI(FIRST + SLOTS), LO(FIRST + SLOTS) } } } },

	/* Order */
	{ .desc = "addresses descend", .found = 4,
	  .odd = NTMS_SMC_ODD_ORDER | NTMS_SMC_ODD_FEWER, .more = true,
	  .next = FIRST + 4,
	  .patch = { { AT(0), 2, { HI(FIRST + 1), LO(FIRST + 1) } },
		     { AT(1), 2, { HI(FIRST), LO(FIRST) } } } },
	{ .desc = "addresses descend in a report that is cut", .len = AT(3),
	  .err = -EPROTO,
	  .patch = { { AT(0), 2, { HI(FIRST + 1), LO(FIRST + 1) } },
		     { AT(1), 2, { HI(FIRST), LO(FIRST) } } } },
	{ .desc = "gaps between addresses", .found = 4,
	  .odd = NTMS_SMC_ODD_FEWER,
	  .next = FIRST + SLOTS,
	  .patch = { { AT(3), 2, { HI(FIRST + 7), LO(FIRST + 7) } },
		     { AT(2), 2, { HI(FIRST + 5), LO(FIRST + 5) } } } },
	{ .desc = "the same address twice, saying the same", .found = 3,
	  .odd = NTMS_SMC_ODD_TWICE | NTMS_SMC_ODD_FEWER, .more = true,
	  .next = FIRST + 3, .patch = { { AT(3), 2, { HI(FIRST + 1), LO(FIRST + 1) } } } },
	{ .desc = "the same address twice, full and empty", .err = -EPROTO,
	  .patch = { { AT(3), 2, { HI(FIRST + 2), LO(FIRST + 2) } } } },
	{ .desc = "the same address twice, two barcodes", .err = -EPROTO,
	  .patch = { { AT(2), 2, { HI(FIRST), LO(FIRST) } } } },
};

KUNIT_ARRAY_PARAM_DESC(smc_reply, reply_cases, desc);

static void smc_test_reply(struct kunit *test)
{
	const struct reply_case *c = test->param_value;
	u8 *buf = kunit_kzalloc(test, AT(SLOTS), GFP_KERNEL);
	struct ntms_smc_element elements[SLOTS];
	u8 cdb[NTMS_SMC_CDB_SIZE];
	struct ntms_smc_read read = {
		.type = NTMS_SMC_ST, .first = FIRST, .span = SLOTS,
		.expect = SLOTS, .elements = elements,
	};
	const struct patch *p;
	u32 i, last = 0;
	int err;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	reply_base(buf);
	for (p = c->patch; p < c->patch + ARRAY_SIZE(c->patch); p++)
		memcpy(buf + p->at, p->bytes, p->len);

	ntms_smc_read_begin(&read);
	KUNIT_ASSERT_TRUE(test, ntms_smc_read_next(&read, cdb, 4096));
	err = ntms_smc_read_reply(&read, buf, c->len ?: BASE_LEN);
	KUNIT_EXPECT_EQ(test, err, c->err);
	if (err || c->err)
		return;

	KUNIT_EXPECT_EQ(test, read.found, c->found);
	KUNIT_EXPECT_EQ(test, ntms_smc_read_next(&read, cdb, 4096), c->more);
	if (c->next)
		KUNIT_EXPECT_EQ(test, read.next, c->next);
	if (c->more)
		KUNIT_EXPECT_EQ(test, cdb[2] << 8 | cdb[3], (int)c->next);
	KUNIT_EXPECT_EQ(test, ntms_smc_read_end(&read), c->end);
	KUNIT_EXPECT_EQ(test, read.odd & ~NTMS_SMC_ODD_FEWER,
			c->odd & ~NTMS_SMC_ODD_FEWER);
	if (c->found)
		KUNIT_EXPECT_EQ(test, read.odd, c->odd);
	for (i = 0; i < read.found; i++) {
		KUNIT_EXPECT_EQ(test, elements[i].type, NTMS_SMC_ST);
		KUNIT_EXPECT_GT(test, elements[i].address, last);
		last = elements[i].address;
	}
}

/* ---- What is in a descriptor ---- */

static const struct descriptor_case {
	const char *desc;
	u8 type;
	u8 bytes[12];
	struct ntms_smc_element element;
} descriptor_cases[] = {
	{ "empty slot", NTMS_SMC_ST, { 0x03, 0xe8, 0x08 },
	  { .address = 1000, .type = NTMS_SMC_ST, .flags = NTMS_SMC_ACCESS } },
	{ "full slot", NTMS_SMC_ST, { 0x03, 0xe8, 0x09, [9] = 0x01 },
	  { .address = 1000, .type = NTMS_SMC_ST, .medium_type = 1,
	    .flags = NTMS_SMC_ACCESS | NTMS_SMC_FULL, .barcode = "T1" } },
	{ "cleaning cartridge", NTMS_SMC_ST, { 0x03, 0xe8, 0x09, [9] = 0x02 },
	  { .address = 1000, .type = NTMS_SMC_ST, .medium_type = 2,
	    .flags = NTMS_SMC_ACCESS | NTMS_SMC_FULL, .barcode = "T1" } },
	{ "medium type of an empty slot means nothing", NTMS_SMC_ST,
	  { 0x03, 0xe8, 0x08, [9] = 0x02 },
	  { .address = 1000, .type = NTMS_SMC_ST, .flags = NTMS_SMC_ACCESS } },
	{ "exception", NTMS_SMC_ST, { 0x03, 0xe8, 0x04, 0, 0x83, 0x04 },
	  { .address = 1000, .type = NTMS_SMC_ST, .asc = 0x8304,
	    .flags = NTMS_SMC_EXCEPT } },
	{ "sense without exception", NTMS_SMC_ST,
	  { 0x03, 0xe8, 0x08, 0, 0x83, 0x04 },
	  { .address = 1000, .type = NTMS_SMC_ST, .flags = NTMS_SMC_ACCESS } },
	{ "slots have no port bits", NTMS_SMC_ST, { 0x03, 0xe8, 0x3a },
	  { .address = 1000, .type = NTMS_SMC_ST, .flags = NTMS_SMC_ACCESS } },
	{ "port that an operator filled", NTMS_SMC_IE,
	  { 0x03, 0xe8, 0x3b },
	  { .address = 1000, .type = NTMS_SMC_IE, .barcode = "T1",
	    .flags = NTMS_SMC_FULL | NTMS_SMC_IMPEXP | NTMS_SMC_ACCESS |
		     NTMS_SMC_EXENAB | NTMS_SMC_INENAB } },
	{ "loaded drive knows its source", NTMS_SMC_DT,
	  { 0x03, 0xe8, 0x01, [9] = 0x81, 0x12, 0x34 },
	  { .address = 1000, .type = NTMS_SMC_DT, .source = 0x1234,
	    .medium_type = 1, .flags = NTMS_SMC_FULL | NTMS_SMC_SVALID,
	    .barcode = "T1" } },
	{ "loaded drive with the cartridge turned over", NTMS_SMC_DT,
	  { 0x03, 0xe8, 0x01, [9] = 0xc1, 0x12, 0x34 },
	  { .address = 1000, .type = NTMS_SMC_DT, .source = 0x1234,
	    .medium_type = 1, .barcode = "T1",
	    .flags = NTMS_SMC_FULL | NTMS_SMC_SVALID | NTMS_SMC_INVERT } },
	{ "source that is not valid", NTMS_SMC_DT,
	  { 0x03, 0xe8, 0x01, [9] = 0x41, 0x12, 0x34 },
	  { .address = 1000, .type = NTMS_SMC_DT, .medium_type = 1,
	    .flags = NTMS_SMC_FULL, .barcode = "T1" } },
	{ "transports have no access bit", NTMS_SMC_MT, { 0x03, 0xe8, 0x08 },
	  { .address = 1000, .type = NTMS_SMC_MT } },
};

KUNIT_ARRAY_PARAM_DESC(smc_descriptor, descriptor_cases, desc);

/* A report with one element, its descriptor and the bytes after the tags. */
static size_t reply_one(u8 *buf, u8 type, u8 tags, const u8 *descriptor,
			const void *tag, const void *rest, size_t rest_len)
{
	size_t size = 12 + rest_len;

	memset(buf, 0, 512);
	if (tags & 0x80)
		size += 36;
	if (tags & 0x40)
		size += 36;
	memcpy(buf, descriptor, 2);
	buf[3] = 1;
	buf[6] = (size + 8) >> 8;
	buf[7] = (size + 8) & 0xff;
	buf[8] = type;
	buf[9] = tags;
	buf[11] = size;
	buf[14] = size >> 8;
	buf[15] = size & 0xff;
	memcpy(buf + 16, descriptor, 12);
	if (tag)
		memcpy(buf + 28, tag, 32);
	if (rest)
		memcpy(buf + 16 + size - rest_len, rest, rest_len);
	return 16 + size;
}

static int read_one(u8 type, u8 *buf, size_t len,
		    struct ntms_smc_element *element,
		    struct ntms_smc_ident *ident, unsigned int *odd)
{
	struct ntms_smc_read read = {
		.type = type, .first = 1000, .span = 1, .expect = 1,
		.elements = element, .idents = ident,
	};
	u8 cdb[NTMS_SMC_CDB_SIZE];
	int err;

	ntms_smc_read_begin(&read);
	ntms_smc_read_next(&read, cdb, len);
	err = ntms_smc_read_reply(&read, buf, len);
	if (!err)
		err = ntms_smc_read_end(&read);
	if (odd)
		*odd = read.odd;
	return err;
}

static void smc_test_descriptor(struct kunit *test)
{
	const struct descriptor_case *c = test->param_value;
	u8 *buf = kunit_kzalloc(test, 512, GFP_KERNEL);
	struct ntms_smc_element element;
	char tag[32] = "T1";
	size_t len;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	len = reply_one(buf, c->type, 0x80, c->bytes, tag, NULL, 0);
	KUNIT_ASSERT_EQ(test, read_one(c->type, buf, len, &element, NULL, NULL),
			0);
	KUNIT_EXPECT_EQ(test, memcmp(&element, &c->element, sizeof(element)),
			0);
}

#define BLANKS8		"        "

static const struct tag_case {
	const char *desc;
	u8 flags;
	bool odd;
	const char *barcode;
	char tag[33];
} tag_cases[] = {
	{ "padded with blanks", 9, false, "TAPE00L8", "TAPE00L8" BLANKS8 BLANKS8 BLANKS8 },
	{ "padded with NULs", 9, false, "TAPE00L8", "TAPE00L8" },
	{ "NULs, then blanks", 9, false, "TAPE00L8",
	  "TAPE00L8\0       " BLANKS8 BLANKS8 },
	{ "right-justified", 9, false, "TAPE00L8", BLANKS8 BLANKS8 BLANKS8 "TAPE00L8" },
	{ "full length", 9, false, "01234567890123456789012345678901",
	  "01234567890123456789012345678901" },
	{ "blank within", 9, false, "TAPE 0", "TAPE 0  " BLANKS8 BLANKS8 BLANKS8 },
	{ "blank", 9, false, "", BLANKS8 BLANKS8 BLANKS8 BLANKS8 },
	{ "NULs only", 9, false, "", "" },
	{ "what follows a NUL does not count", 9, false, "AB", "AB\0CDEF" },
	{ "control character", 9, true, "", "TAPE\001L8" },
	{ "delete", 9, true, "", "TAPE\177L8" },
	{ "not ASCII", 9, true, "", "T\303\204PE" },
	{ "all ones", 9, true, "",
	  "\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377"
	  "\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377" },
	{ "label of an element that is empty", 8, false, "", "TAPE00L8" },
};

KUNIT_ARRAY_PARAM_DESC(smc_tag, tag_cases, desc);

static void smc_test_tag(struct kunit *test)
{
	const struct tag_case *c = test->param_value;
	u8 *buf = kunit_kzalloc(test, 512, GFP_KERNEL);
	u8 descriptor[12] = { 0x03, 0xe8, c->flags };
	struct ntms_smc_element element;
	unsigned int odd;
	size_t len;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	len = reply_one(buf, NTMS_SMC_ST, 0x80, descriptor, c->tag, NULL, 0);
	KUNIT_ASSERT_EQ(test,
			read_one(NTMS_SMC_ST, buf, len, &element, NULL, &odd),
			0);
	KUNIT_EXPECT_STREQ(test, element.barcode, c->barcode);
	KUNIT_EXPECT_EQ(test, odd, c->odd ? NTMS_SMC_ODD_TAG : 0);

	/* Without the bit in the page header the bytes are no tag. */
	len = reply_one(buf, NTMS_SMC_ST, 0, descriptor, NULL, c->tag, 32);
	KUNIT_ASSERT_EQ(test,
			read_one(NTMS_SMC_ST, buf, len, &element, NULL, &odd),
			0);
	KUNIT_EXPECT_STREQ(test, element.barcode, "");
}

static const struct ident_case {
	const char *desc;
	u8 tags;
	u8 rest_len;
	bool odd;
	u8 bytes[12];
	u8 rest[40];
	struct ntms_smc_ident ident;
} ident_cases[] = {
	{ "serial number only", 0, 14, false, { 0x03, 0xe8 },
	  { 2, 0, 0, 10, 'D', 'R', 'V', '1', ' ', ' ', ' ', ' ', ' ', ' ' },
	  { .address = 1000, .length = 4, .code_set = 2, .id = "DRV1" } },
	{ "after the primary tag", 0x80, 8, false, { 0x03, 0xe8 },
	  { 2, 0, 0, 4, 'D', 'R', 'V', '2' },
	  { .address = 1000, .length = 4, .code_set = 2, .id = "DRV2" } },
	{ "after both tags", 0xc0, 8, false, { 0x03, 0xe8 },
	  { 2, 0, 0, 4, 'D', 'R', 'V', '3' },
	  { .address = 1000, .length = 4, .code_set = 2, .id = "DRV3" } },
	{ "binary keeps its zeros", 0, 12, false, { 0x03, 0xe8 },
	  { 1, 3, 0, 8, 0x50, 1, 2, 3, 4, 5, 0x20, 0 },
	  { .address = 1000, .length = 8, .code_set = 1, .type = 3,
	    .id = { 0x50, 1, 2, 3, 4, 5, 0x20, 0 } } },
	{ "T10 vendor identification", 0, 32, false, { 0x03, 0xe8 },
	  { 2, 1, 0, 28, 'H', 'P', ' ', ' ', ' ', ' ', ' ', ' ', 'L', 'T', 'O',
	    ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ',
	    'D', 'R', 'V', '4' },
	  { .address = 1000, .length = 28, .code_set = 2, .type = 1,
	    .id = { 'H', 'P', ' ', ' ', ' ', ' ', ' ', ' ', 'L', 'T', 'O', ' ',
		    ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ',
		    'D', 'R', 'V', '4' } } },
	{ "no room for one", 0, 0, false, { 0x03, 0xe8 }, { 0 },
	  { .address = 1000 } },
	{ "four reserved bytes", 0, 4, false, { 0x03, 0xe8 }, { 0 },
	  { .address = 1000 } },
	{ "longer than the descriptor", 0, 8, true, { 0x03, 0xe8 },
	  { 2, 0, 0, 5, 'D', 'R', 'V', '5' }, { .address = 1000 } },
	{ "length of 255", 0, 8, true, { 0x03, 0xe8 },
	  { 2, 0, 0, 255, 'D', 'R', 'V', '6' }, { .address = 1000 } },
	{ "all blank", 0, 8, false, { 0x03, 0xe8 },
	  { 2, 0, 0, 4, ' ', ' ', ' ', ' ' },
	  { .address = 1000, .code_set = 2 } },
	{ "target and unit of parallel SCSI", 0, 0, false,
	  { 0x03, 0xe8, [6] = 0x31, 5 }, { 0 },
	  { .address = 1000, .target = 5, .lun = 1,
	    .bus = NTMS_SMC_BUS_TARGET | NTMS_SMC_BUS_LUN } },
	{ "not on this bus", 0, 0, false, { 0x03, 0xe8, [6] = 0xb0, 5 }, { 0 },
	  { .address = 1000, .target = 5,
	    .bus = NTMS_SMC_BUS_TARGET | NTMS_SMC_BUS_LUN |
		   NTMS_SMC_BUS_OTHER } },
	{ "target that is not valid", 0, 0, false,
	  { 0x03, 0xe8, [6] = 0x01, 5 }, { 0 }, { .address = 1000 } },
};

KUNIT_ARRAY_PARAM_DESC(smc_ident, ident_cases, desc);

static void smc_test_ident(struct kunit *test)
{
	const struct ident_case *c = test->param_value;
	u8 *buf = kunit_kzalloc(test, 512, GFP_KERNEL);
	struct ntms_smc_element element;
	struct ntms_smc_ident ident;
	unsigned int odd;
	size_t len;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	len = reply_one(buf, NTMS_SMC_DT, c->tags, c->bytes, NULL, c->rest,
			c->rest_len);
	KUNIT_ASSERT_EQ(test,
			read_one(NTMS_SMC_DT, buf, len, &element, &ident, &odd),
			0);
	KUNIT_EXPECT_EQ(test, memcmp(&ident, &c->ident, sizeof(ident)), 0);
	KUNIT_EXPECT_EQ(test, odd, c->odd ? NTMS_SMC_ODD_IDENT : 0);
}

/* A T10 identifier of which the library sends only so many bytes */
static const struct ident_cut_case {
	const char *desc;
	u8 sent;
	u8 length;		/* that is left, blanks taken off */
	bool nst0;		/* may be the drive with this serial number */
	bool nst1;
} ident_cut_cases[] = {
	{ "all but the last digit", 33, 33, true, true },
	{ "two letters of the serial number", 26, 26, true, true },
	{ "no serial number", 24, 15, false, false },
	{ "half a vendor", 4, 3, false, false },
	{ "nothing", 0, 0, false, false },
};

KUNIT_ARRAY_PARAM_DESC(smc_ident_cut, ident_cut_cases, desc);

static void smc_test_ident_cut(struct kunit *test)
{
	static const u8 descriptor[12] = { 0x03, 0xe8, 0x08 };
	static const u8 rest[] = "\2\1\0\42IBM     ULT3580         DRIVE00002";
	const struct ident_cut_case *c = test->param_value;
	struct ntms_unit unit = { "IBM", "ULT3580", "DRIVE00001" };
	u8 *buf = kunit_kzalloc(test, 512, GFP_KERNEL);
	struct ntms_smc_element element;
	u8 cdb[NTMS_SMC_CDB_SIZE];
	struct ntms_smc_ident ident;
	struct ntms_smc_read read = {
		.type = NTMS_SMC_DT, .first = 1000, .span = 1, .expect = 1,
		.elements = &element, .idents = &ident,
	};

	KUNIT_ASSERT_NOT_NULL(test, buf);
	reply_one(buf, NTMS_SMC_DT, 0, descriptor, NULL, rest,
		  sizeof(rest) - 1);
	ntms_smc_read_begin(&read);
	ntms_smc_read_next(&read, cdb, 512);
	KUNIT_ASSERT_EQ(test, ntms_smc_read_reply(&read, buf, 32 + c->sent), 0);
	KUNIT_EXPECT_EQ(test, ntms_smc_read_end(&read), 0);
	KUNIT_EXPECT_EQ(test, read.odd, NTMS_SMC_ODD_CUT);
	KUNIT_EXPECT_TRUE(test, ident.cut);
	KUNIT_EXPECT_EQ(test, ident.length, c->length);

	/* What is not there matches nothing for certain. */
	KUNIT_EXPECT_EQ(test, ntms_unit_match(&unit, &ident), NTMS_MAP_NONE);
	KUNIT_EXPECT_EQ(test, ntms_unit_may_match(&unit, &ident), c->nst0);
	unit.serial = "DRIVE00002";
	KUNIT_EXPECT_EQ(test, ntms_unit_match(&unit, &ident), NTMS_MAP_NONE);
	KUNIT_EXPECT_EQ(test, ntms_unit_may_match(&unit, &ident), c->nst1);
	unit.vendor = "HP";
	KUNIT_EXPECT_FALSE(test, ntms_unit_may_match(&unit, &ident));
}

/* ---- A whole library, read in pieces ---- */

/*
 * struct robot - a library that answers as the standard says, or nearly
 * @holes: every n-th element is not reported; 0: all are
 * @cap: reports at most that many elements per command; 0: no limit
 * @greedy: reports everything from the start address on, whatever was asked
 * @deaf: reports from the first element on, whatever was asked
 * @loses: does not send that many bytes at the end of each report
 */
struct robot {
	const char *desc;
	u32 count;
	u32 buffer;
	u32 per_command;
	u32 expect;
	u32 holes;
	u32 cap;
	bool greedy;
	bool deaf;
	u32 loses;
	int err;
	u32 most;		/* commands it may take */
};

static const struct robot robots[] = {
	{ "in one piece", 1000, 65536, .expect = 1000, .most = 1 },
	{ "number not known", 1000, 65536, .most = 1 },
	{ "one by one", 20, 16 + 52, .expect = 20, .most = 20 },
	{ "in pieces by the buffer", 1000, 4096, .expect = 1000, .most = 13 },
	{ "in pieces as we ask", 1000, 65536, 100, .expect = 1000, .most = 10 },
	{ "in pieces as it likes", 1000, 65536, .expect = 1000, .cap = 255,
	  .most = 4 },
	{ "more than was asked", 1000, 65536, 100, .expect = 1000,
	  .greedy = true, .most = 1 },
	{ "more than was asked, in pieces", 1000, 4096, 10, .expect = 1000,
	  .greedy = true, .most = 13 },
	{ "with holes", 1000, 4096, .expect = 1000, .holes = 10, .most = 13 },
	{ "with holes, number known", 1000, 4096, .expect = 900, .holes = 10,
	  .most = 12 },
	{ "not from where was asked", 100, 1024, .expect = 100, .deaf = true,
	  .err = -EPROTO, .most = 2 },
	{ "buffer too small for any element", 100, 60, .expect = 100,
	  .err = -EPROTO, .most = 1 },
	{ "the end of each report is missing", 1000, 65536, .expect = 1000,
	  .greedy = true, .loses = 8, .most = 2 },
	{ "the end of a tag is missing", 1000, 65536, .expect = 1000,
	  .greedy = true, .loses = 9, .err = -EPROTO, .most = 2 },
	{ "as large as can be", 65535, 1 << 21, .expect = 65535, .most = 2 },
};

KUNIT_ARRAY_PARAM_DESC(smc_robot, robots, desc);

static void robot_put(u8 *buf, u32 len, u32 at, const u8 *bytes, u32 count)
{
	if (at < len)
		memcpy(buf + at, bytes, min(count, len - at));
}

/* Returns how many bytes it sent. */
static u32 robot_answer(const struct robot *robot, const u8 *cdb, u8 *buf)
{
	u32 first = cdb[2] << 8 | cdb[3], want = cdb[4] << 8 | cdb[5];
	u32 len = cdb[7] << 16 | cdb[8] << 8 | cdb[9];
	u32 address, bytes, n = 0;

	if (robot->deaf)
		first = 0;
	if (robot->greedy || robot->deaf)
		want = robot->count;
	if (robot->cap)
		want = min(want, robot->cap);
	for (address = first; address < robot->count && n < want; address++) {
		u8 d[52] = { HI(address), LO(address), 0x09 };

		if (robot->holes && address % robot->holes == 3)
			continue;
		snprintf((char *)d + 12, 32, "%06uL8", address);
		robot_put(buf, len, 16 + n++ * 52, d, 52);
	}

	bytes = n * 52;
	robot_put(buf, len, 0, (u8[]){ HI(first), LO(first), HI(n), LO(n), 0,
		  (bytes + 8) >> 16, HI(bytes + 8), LO(bytes + 8) }, 8);
	robot_put(buf, len, 8, (u8[]){ NTMS_SMC_ST, 0x80, 0, 52, 0,
		  bytes >> 16, HI(bytes), LO(bytes) }, 8);
	return min(len, bytes + 16 - robot->loses);
}

static void robot_check(struct kunit *test, const struct robot *robot,
			const struct ntms_smc_read *read)
{
	u32 address, n = 0, wrong = 0;
	char barcode[16];

	for (address = 0; address < robot->count; address++) {
		if (robot->holes && address % robot->holes == 3)
			continue;
		snprintf(barcode, sizeof(barcode), "%06uL8", address);
		if (n >= read->found || read->elements[n].address != address ||
		    strcmp(read->elements[n].barcode, barcode))
			wrong++;
		n++;
	}
	KUNIT_EXPECT_EQ(test, wrong, 0);
	KUNIT_EXPECT_EQ(test, read->found, n);
}

static void smc_test_robot(struct kunit *test)
{
	const struct robot *robot = test->param_value;
	u8 cdb[NTMS_SMC_CDB_SIZE], *buf;
	struct ntms_smc_read read = {
		.type = NTMS_SMC_ST, .flags = NTMS_SMC_VOLTAG, .first = 0,
		.span = robot->count, .expect = robot->expect,
		.per_command = robot->per_command,
	};
	u32 commands = 0;
	int err = 0;

	buf = kvzalloc(robot->buffer, GFP_KERNEL);
	read.elements = kvcalloc(read.span, sizeof(*read.elements), GFP_KERNEL);
	if (!buf || !read.elements)
		goto out;

	ntms_smc_read_begin(&read);
	while (!err && ntms_smc_read_next(&read, cdb, robot->buffer)) {
		err = ntms_smc_read_reply(&read, buf,
					  robot_answer(robot, cdb, buf));
		commands++;
	}
	if (!err)
		err = ntms_smc_read_end(&read);
	KUNIT_EXPECT_EQ(test, err, robot->err);
	KUNIT_EXPECT_LE(test, commands, robot->most);
	if (!err)
		robot_check(test, robot, &read);
out:
	KUNIT_EXPECT_TRUE(test, buf && read.elements);
	kvfree(read.elements);
	kvfree(buf);
}

static void smc_test_header(struct kunit *test)
{
	static const u8 buf[8] = { 0x12, 0x34, 0x56, 0x78, 0, 0x9a, 0xbc, 0xde };
	struct ntms_smc_header header;

	KUNIT_ASSERT_EQ(test, ntms_smc_header(buf, 8, &header), 0);
	KUNIT_EXPECT_EQ(test, header.first, 0x1234);
	KUNIT_EXPECT_EQ(test, header.count, 0x5678);
	KUNIT_EXPECT_EQ(test, header.length, 0x9abcdeU + 8);
	KUNIT_EXPECT_EQ(test, ntms_smc_header(buf, 7, &header), -EPROTO);
}

static struct kunit_case smc_status_cases[] = {
	KUNIT_CASE(smc_test_header),
	KUNIT_CASE_PARAM(smc_test_reply, smc_reply_gen_params),
	KUNIT_CASE_PARAM(smc_test_descriptor, smc_descriptor_gen_params),
	KUNIT_CASE_PARAM(smc_test_tag, smc_tag_gen_params),
	KUNIT_CASE_PARAM(smc_test_ident, smc_ident_gen_params),
	KUNIT_CASE_PARAM(smc_test_ident_cut, smc_ident_cut_gen_params),
	KUNIT_CASE_PARAM(smc_test_robot, smc_robot_gen_params),
	{ }
};

static struct kunit_suite smc_status_suite = {
	.name = "ntms_smc_status",
	.test_cases = smc_status_cases,
};

kunit_test_suite(smc_status_suite);
