// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of core/unit.c: who a logical unit is, and whether it is the one
 * that a library means.
 */
#include <kunit/test.h>

#include "../core/unit.h"

/* ---- Texts ---------------------------------------------------------------- */

static const struct text_case {
	const char *desc;
	const char *from;
	u8 len;
	const char *to;
} text_cases[] = {
	{ "padded with blanks", "IBM     ", 8, "IBM" },
	{ "right-justified", "     IBM", 8, "IBM" },
	{ "ended by a NUL", "IBM\0LTO", 7, "IBM" },
	{ "all of the field", "ULTRIUM8", 8, "ULTRIUM8" },
	{ "longer than there is room", "0123456789ABCDEF", 16, "0123456789A" },
	{ "nothing but blanks", "        ", 8, "" },
	{ "nothing", "", 0, "" },
	{ "blank within", "LTO 8   ", 8, "LTO 8" },
	{ "what cannot be printed", "A\001\377B", 4, "A??B" },
};

KUNIT_ARRAY_PARAM_DESC(unit_text, text_cases, desc);

static void unit_test_text(struct kunit *test)
{
	const struct text_case *c = test->param_value;
	char to[12];
	size_t len;

	len = ntms_unit_text((const u8 *)c->from, c->len, to, sizeof(to));
	KUNIT_EXPECT_STREQ(test, to, c->to);
	KUNIT_EXPECT_EQ(test, len, strlen(c->to));
}

/* ---- Identities ----------------------------------------------------------- */

#define PAGE(length, ...)	{ 1, 0x83, 0, length, __VA_ARGS__ }

static const struct identity_case {
	const char *desc;
	const char *serial;
	u8 len;
	u8 page[48];
	const char *identity;
} identity_cases[] = {
	{ "worldwide name", "S1", 16,
	  PAGE(12, 1, 3, 0, 8, 0x50, 1, 2, 3, 4, 5, 6, 7),
	  "naa.5001020304050607" },
	{ "after one of the port and one of the target", "S1", 40,
	  PAGE(36, 1, 0x13, 0, 8, 0x50, 9, 9, 9, 9, 9, 9, 9,
	       1, 0x23, 0, 8, 0x50, 8, 8, 8, 8, 8, 8, 8,
	       1, 3, 0, 8, 0x50, 1, 2, 3, 4, 5, 6, 7),
	  "naa.5001020304050607" },
	{ "EUI-64", "S1", 16, PAGE(12, 1, 2, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8),
	  "eui.0102030405060708" },
	{ "name", "S1", 16, PAGE(12, 3, 8, 0, 8, 'e', 'u', 'i', '.', 'A', 'B',
				 'C', 0), "eui.ABC" },
	{ "made up locally", "S1", 16,
	  PAGE(12, 1, 3, 0, 8, 0x30, 1, 2, 3, 4, 5, 6, 7),
	  "serial.STK.L700.S1" },
	{ "vendor specific", "S1", 12, PAGE(8, 2, 0, 0, 4, 'A', 'B', 'C', 'D'),
	  "serial.STK.L700.S1" },
	{ "empty designator", "S1", 8, PAGE(4, 1, 3, 0, 0),
	  "serial.STK.L700.S1" },
	{ "designator longer than the page", "S1", 16,
	  PAGE(12, 1, 3, 0, 9, 0x50, 1, 2, 3, 4, 5, 6, 7),
	  "serial.STK.L700.S1" },
	{ "page longer than what was sent", "S1", 15,
	  PAGE(200, 1, 3, 0, 8, 0x50, 1, 2, 3, 4, 5, 6, 7),
	  "serial.STK.L700.S1" },
	{ "page shorter than its designator", "S1", 16,
	  PAGE(11, 1, 3, 0, 8, 0x50, 1, 2, 3, 4, 5, 6, 7),
	  "serial.STK.L700.S1" },
	{ "no page", "S1", 0, { 0 }, "serial.STK.L700.S1" },
	{ "cut page", "S1", 3, PAGE(12), "serial.STK.L700.S1" },
	{ "nothing at all", "", 0, { 0 }, "address.STK.L700.2:0:1:0" },
};

KUNIT_ARRAY_PARAM_DESC(unit_identity, identity_cases, desc);

static void unit_test_identity(struct kunit *test)
{
	const struct identity_case *c = test->param_value;
	char identity[NTMS_UNIT_IDENTITY_SIZE];
	struct ntms_unit unit = {
		.vendor = "STK", .product = "L700", .serial = c->serial,
		.page83 = c->len ? c->page : NULL, .page83_len = c->len,
	};

	ntms_unit_identity(&unit, "2:0:1:0", identity, sizeof(identity));
	KUNIT_EXPECT_STREQ(test, identity, c->identity);
}

/* The longest designator there is does not write beyond its room. */
static void unit_test_long_identity(struct kunit *test)
{
	u8 *page = kunit_kzalloc(test, 4 + 4 + 255, GFP_KERNEL);
	char identity[NTMS_UNIT_IDENTITY_SIZE + 1];
	struct ntms_unit unit = {
		.vendor = "STK", .product = "L700", .serial = "S1",
		.page83 = page, .page83_len = 4 + 4 + 255,
	};

	KUNIT_ASSERT_NOT_NULL(test, page);
	memset(page, 0x5a, 4 + 4 + 255);
	page[2] = 1;
	page[3] = 3;
	page[4] = 1;
	page[5] = 2;
	page[7] = 255;
	identity[NTMS_UNIT_IDENTITY_SIZE] = 0x55;
	ntms_unit_identity(&unit, "", identity, NTMS_UNIT_IDENTITY_SIZE);
	KUNIT_EXPECT_EQ(test, strncmp(identity, "eui.5a5a", 8), 0);
	KUNIT_EXPECT_LT(test, strnlen(identity, NTMS_UNIT_IDENTITY_SIZE),
			(size_t)NTMS_UNIT_IDENTITY_SIZE);
	KUNIT_EXPECT_EQ(test, identity[NTMS_UNIT_IDENTITY_SIZE], 0x55);
}

/* ---- Matching ------------------------------------------------------------- */

/* A drive: a worldwide name, and vendor, product and serial number. */
static const u8 match_page[] =
	PAGE(52, 1, 3, 0, 8, 0x50, 1, 2, 3, 4, 5, 6, 0x20,
	     2, 1, 0, 36, 'H', 'P', ' ', ' ', ' ', ' ', ' ', ' ',
	     'L', 'T', 'O', ' ', '3', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ',
	     ' ', ' ', ' ', 'D', 'R', 'V', '1', ' ', ' ', ' ', ' ', ' ', ' ',
	     ' ', ' ');

static const struct match_case {
	const char *desc;
	bool pageless;
	u8 map;
	struct ntms_smc_ident ident;
} match_cases[] = {
	{ "no identifier", false, NTMS_MAP_NONE, { 0 } },
	{ "worldwide name", false, NTMS_MAP_DESIGNATOR,
	  { .length = 8, .code_set = 1, .type = 3,
	    .id = { 0x50, 1, 2, 3, 4, 5, 6, 0x20 } } },
	{ "another worldwide name", false, NTMS_MAP_NONE,
	  { .length = 8, .code_set = 1, .type = 3,
	    .id = { 0x50, 1, 2, 3, 4, 5, 6, 0x21 } } },
	{ "the beginning of one", false, NTMS_MAP_NONE,
	  { .length = 7, .code_set = 1, .type = 3,
	    .id = { 0x50, 1, 2, 3, 4, 5, 6 } } },
	{ "the same bytes as something else", false, NTMS_MAP_NONE,
	  { .length = 8, .code_set = 1, .type = 2,
	    .id = { 0x50, 1, 2, 3, 4, 5, 6, 0x20 } } },
	{ "vendor, product, serial number as designator", false,
	  NTMS_MAP_DESIGNATOR,
	  { .length = 28, .code_set = 2, .type = 1,
	    .id = "HP      LTO 3           DRV1" } },
	{ "vendor, product, serial number without the page", true,
	  NTMS_MAP_SERIAL,
	  { .length = 28, .code_set = 2, .type = 1,
	    .id = "HP      LTO 3           DRV1" } },
	{ "the same number of another vendor", true, NTMS_MAP_NONE,
	  { .length = 28, .code_set = 2, .type = 1,
	    .id = "IBM     LTO 3           DRV1" } },
	{ "vendor and product only", true, NTMS_MAP_NONE,
	  { .length = 24, .code_set = 2, .type = 1,
	    .id = "HP      LTO 3           " } },
	{ "serial number", false, NTMS_MAP_SERIAL,
	  { .length = 4, .code_set = 2, .id = "DRV1" } },
	{ "right-justified serial number", false, NTMS_MAP_SERIAL,
	  { .length = 8, .code_set = 2, .id = "    DRV1" } },
	{ "serial number without a code set", false, NTMS_MAP_SERIAL,
	  { .length = 4, .id = "DRV1" } },
	{ "serial number said to be binary", false, NTMS_MAP_NONE,
	  { .length = 4, .code_set = 1, .id = "DRV1" } },
	{ "longer serial number", false, NTMS_MAP_NONE,
	  { .length = 5, .code_set = 2, .id = "DRV12" } },
	{ "nothing but blanks", false, NTMS_MAP_NONE,
	  { .length = 4, .code_set = 2, .id = "    " } },
};

KUNIT_ARRAY_PARAM_DESC(unit_match, match_cases, desc);

static void unit_test_match(struct kunit *test)
{
	const struct match_case *c = test->param_value;
	struct ntms_unit unit = {
		.vendor = "HP", .product = "LTO 3", .serial = "DRV1",
		.page83 = c->pageless ? NULL : match_page,
		.page83_len = c->pageless ? 0 : sizeof(match_page),
	};

	KUNIT_EXPECT_EQ(test, ntms_unit_match(&unit, &c->ident), c->map);

	/* Who says nothing about himself is nobody, whatever is looked for. */
	unit.page83_len = 0;
	unit.serial = "";
	KUNIT_EXPECT_EQ(test, ntms_unit_match(&unit, &c->ident), NTMS_MAP_NONE);
}

static struct kunit_case unit_cases[] = {
	KUNIT_CASE_PARAM(unit_test_text, unit_text_gen_params),
	KUNIT_CASE_PARAM(unit_test_identity, unit_identity_gen_params),
	KUNIT_CASE(unit_test_long_identity),
	KUNIT_CASE_PARAM(unit_test_match, unit_match_gen_params),
	{ }
};

static struct kunit_suite unit_suite = {
	.name = "ntms_unit",
	.test_cases = unit_cases,
};

kunit_test_suite(unit_suite);
