// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of core/smc.c: commands, mode pages and sense. */
#include <kunit/test.h>
#include "../core/smc.h"
#include "../core/unit.h"

/* ---- Commands ---- */

static void cdb_read_status(u8 *cdb)
{
	ntms_smc_cdb_read_status(cdb, NTMS_SMC_ST, 0x1234, 0x5678,
				 NTMS_SMC_VOLTAG | NTMS_SMC_CURDATA, 0x9abcde);
}

static void cdb_read_status_dvcid(u8 *cdb)
{
	ntms_smc_cdb_read_status(cdb, NTMS_SMC_DT, 256, 1, NTMS_SMC_DVCID, 8);
}

static void cdb_mode_sense6(u8 *cdb)
{
	ntms_smc_cdb_mode_sense6(cdb, NTMS_SMC_PAGE_ADDRESSES, 255);
}

static void cdb_mode_sense10(u8 *cdb)
{
	ntms_smc_cdb_mode_sense10(cdb, NTMS_SMC_PAGE_GEOMETRY, 0x0203);
}

static void cdb_move(u8 *cdb)
{
	ntms_smc_cdb_move(cdb, 1, 0x0102, 0x0304, false);
}

static void cdb_move_invert(u8 *cdb)
{
	ntms_smc_cdb_move(cdb, 0, 0xfffe, 0xffff, true);
}

static const struct cdb_case {
	const char *desc;
	void (*build)(u8 *cdb);
	unsigned int length;
	u8 cdb[NTMS_SMC_CDB_SIZE];
} cdb_cases[] = {
	{ "TEST UNIT READY", ntms_smc_cdb_test_unit_ready, 6, { 0x00 } },
	{ "INITIALIZE ELEMENT STATUS", ntms_smc_cdb_init_status, 6, { 0x07 } },
	{ "MODE SENSE(6)", cdb_mode_sense6, 6,
	  { 0x1a, 0x08, 0x1d, 0, 0xff } },
	{ "MODE SENSE(10)", cdb_mode_sense10, 10,
	  { 0x5a, 0x08, 0x1e, 0, 0, 0, 0, 0x02, 0x03 } },
	{ "READ ELEMENT STATUS with volume tags", cdb_read_status, 12,
	  { 0xb8, 0x12, 0x12, 0x34, 0x56, 0x78, 0x02, 0x9a, 0xbc, 0xde } },
	{ "READ ELEMENT STATUS with identifiers", cdb_read_status_dvcid, 12,
	  { 0xb8, 0x04, 0x01, 0x00, 0x00, 0x01, 0x01, 0, 0, 8 } },
	{ "MOVE MEDIUM", cdb_move, 12,
	  { 0xa5, 0, 0, 1, 0x01, 0x02, 0x03, 0x04 } },
	{ "MOVE MEDIUM with invert", cdb_move_invert, 12,
	  { 0xa5, 0, 0, 0, 0xff, 0xfe, 0xff, 0xff, 0, 0, 1 } },
};

KUNIT_ARRAY_PARAM_DESC(smc_cdb, cdb_cases, desc);

static void smc_test_cdb(struct kunit *test)
{
	const struct cdb_case *c = test->param_value;
	u8 cdb[NTMS_SMC_CDB_SIZE];

	memset(cdb, 0xaa, sizeof(cdb));
	c->build(cdb);
	KUNIT_EXPECT_EQ(test, memcmp(cdb, c->cdb, sizeof(cdb)), 0);
	KUNIT_EXPECT_EQ(test, ntms_smc_cdb_length(cdb), c->length);
}

/* ---- Mode pages ---- */

static const struct page_case {
	const char *desc;
	bool ten;
	u8 len;
	int err;
	u8 body;
	u8 body_len;
	u8 data[32];
} page_cases[] = {
	{ "page right after the header", false, 8, 0, 4, 4,
	  { 7, 0, 0, 0, 0x1e, 2, 1, 0 } },
	{ "page saveable bit is not part of the code", false, 8, 0, 4, 4,
	  { 7, 0, 0, 0, 0x9e, 2, 1, 0 } },
	{ "after a block descriptor", false, 16, 0, 12, 4,
	  { 15, 0, 0, 8, [12] = 0x1e, 2, 1, 0 } },
	{ "after other pages", false, 12, 0, 8, 4,
	  { 11, 0, 0, 0, 0x1f, 2, 0, 0, 0x1e, 2, 1, 0 } },
	{ "after a page with subpages", false, 14, 0, 10, 4,
	  { 13, 0, 0, 0, 0x5e, 1, 0, 2, 0, 0, 0x1e, 2, 1, 0 } },
	{ "MODE SENSE(10)", true, 12, 0, 8, 4,
	  { 0, 10, [8] = 0x1e, 2, 1, 0 } },
	{ "MODE SENSE(10) after a block descriptor", true, 20, 0, 16, 4,
	  { 0, 18, [7] = 8, [16] = 0x1e, 2, 1, 0 } },
	{ "page cut by the buffer", false, 7, 0, 4, 3,
	  { 7, 0, 0, 0, 0x1e, 2, 1 } },
	{ "other pages only", false, 8, -ENOENT, 0, 0,
	  { 7, 0, 0, 0, 0x1f, 2, 0, 0 } },
	{ "no page", false, 4, -ENOENT, 0, 0, { 3 } },
	{ "data end in the header", false, 3, -EPROTO, 0, 0, { 7 } },
	{ "nothing at all", true, 0, -EPROTO, 0, 0, { 0 } },
	{ "length says less than a header", false, 8, -EPROTO, 0, 0,
	  { 1, 0, 0, 0, 0x1e, 2 } },
	{ "block descriptor longer than the data", false, 8, -EPROTO, 0, 0,
	  { 7, 0, 0, 200, 0x1e, 2 } },
	{ "other page longer than the data", false, 8, -EPROTO, 0, 0,
	  { 7, 0, 0, 0, 0x1f, 200 } },
	{ "length says more than was sent", false, 8, 0, 4, 4,
	  { 200, 0, 0, 0, 0x1e, 2, 1, 0 } },
};

KUNIT_ARRAY_PARAM_DESC(smc_page, page_cases, desc);

static void smc_test_mode_page(struct kunit *test)
{
	const struct page_case *c = test->param_value;
	const u8 *body = NULL;
	size_t body_len = 0;
	int err;

	err = ntms_smc_mode_page(c->data, c->len, c->ten, 0x1e, &body,
				 &body_len);
	KUNIT_EXPECT_EQ(test, err, c->err);
	if (err || c->err)
		return;
	KUNIT_EXPECT_EQ(test, (size_t)(body - c->data), (size_t)c->body);
	KUNIT_EXPECT_EQ(test, body_len, (size_t)c->body_len);
}

#define HI(x)	((u8)((x) >> 8))
#define LO(x)	((u8)((x) & 0xff))
#define ADDRESSES(mt, nmt, st, nst, ie, nie, dt, ndt) \
	{ 0x1d, 0x12, \
	  HI(mt), LO(mt), HI(nmt), LO(nmt), HI(st), LO(st), HI(nst), LO(nst), \
	  HI(ie), LO(ie), HI(nie), LO(nie), HI(dt), LO(dt), HI(ndt), LO(ndt) }

static const struct addresses_case {
	const char *desc;
	u8 len;
	int err;
	u8 page[20];
} addresses_cases[] = {
	{ "a library", 20, 0, ADDRESSES(1, 1, 1000, 40, 10, 4, 500, 2) },
	{ "no reserved bytes at the end", 18, 0,
	  ADDRESSES(1, 1, 1000, 40, 10, 4, 500, 2) },
	{ "up to the last address", 20, 0,
	  ADDRESSES(0, 1, 5536, 60000, 10, 4, 500, 2) },
	{ "no ports, and they begin where slots are", 20, 0,
	  ADDRESSES(1, 1, 1000, 40, 1000, 0, 500, 2) },
	{ "neighbours", 20, 0, ADDRESSES(0, 1, 1, 40, 41, 4, 45, 2) },
	{ "too short", 17, -EPROTO,
	  ADDRESSES(1, 1, 1000, 40, 10, 4, 500, 2) },
	{ "beyond the last address", 20, -EPROTO,
	  ADDRESSES(0, 1, 5537, 60000, 10, 4, 500, 2) },
	{ "drives among the slots", 20, -EPROTO,
	  ADDRESSES(1, 1, 480, 40, 10, 4, 500, 2) },
	{ "slots overlap the robot by one", 20, -EPROTO,
	  ADDRESSES(1, 1, 0, 2, 10, 4, 500, 2) },
	{ "nothing", 20, -EPROTO, ADDRESSES(0, 0, 0, 0, 0, 0, 0, 0) },
};

KUNIT_ARRAY_PARAM_DESC(smc_addresses, addresses_cases, desc);

static void smc_test_mode_addresses(struct kunit *test)
{
	const struct addresses_case *c = test->param_value;
	struct ntms_smc_geometry geometry, untouched;
	unsigned int type;
	int err;

	memset(&geometry, 0x55, sizeof(geometry));
	untouched = geometry;
	err = ntms_smc_mode_addresses(c->page, c->len, &geometry);
	KUNIT_EXPECT_EQ(test, err, c->err);
	if (err) {
		KUNIT_EXPECT_EQ(test, memcmp(&geometry, &untouched,
					     sizeof(geometry)), 0);
		return;
	}
	for (type = NTMS_SMC_MT; type < NTMS_SMC_TYPES; type++) {
		const u8 *p = c->page + 4 * type - 2;

		KUNIT_EXPECT_EQ(test, geometry.first[type],
				(u16)(p[0] << 8 | p[1]));
		KUNIT_EXPECT_EQ(test, geometry.count[type],
				(u16)(p[2] << 8 | p[3]));
	}
}

static void smc_test_mode_transports(struct kunit *test)
{
	static const u8 one[] = { 0x1e, 2, 1, 0 };
	static const u8 none[] = { 0x1e, 2, 0, 0 };
	static const u8 mixed[] = { 0x1e, 4, 1, 0, 0, 0 };
	static const u8 both[] = { 0x1e, 4, 1, 0, 1, 0 };
	struct ntms_smc_geometry geometry = { };

	ntms_smc_mode_transports(one, sizeof(one), &geometry);
	KUNIT_EXPECT_TRUE(test, geometry.rotates);
	ntms_smc_mode_transports(none, sizeof(none), &geometry);
	KUNIT_EXPECT_FALSE(test, geometry.rotates);
	ntms_smc_mode_transports(both, sizeof(both), &geometry);
	KUNIT_EXPECT_TRUE(test, geometry.rotates);
	ntms_smc_mode_transports(mixed, sizeof(mixed), &geometry);
	KUNIT_EXPECT_FALSE(test, geometry.rotates);
	/* Cut off before the first transport: nothing is known of any. */
	ntms_smc_mode_transports(one, 2, &geometry);
	KUNIT_EXPECT_FALSE(test, geometry.rotates);
}

static void smc_test_mode_capabilities(struct kunit *test)
{
	/* Slots to slots, ports and drives; drives to slots only. */
	static const u8 page[] = { 0x1f, 0x12, 0x0f, 0, 0, 0x0e, 0x0a, 0x02 };
	struct ntms_smc_geometry geometry = { };

	ntms_smc_mode_capabilities(page, sizeof(page), &geometry);
	KUNIT_EXPECT_EQ(test, geometry.moves[NTMS_SMC_MT], 0);
	KUNIT_EXPECT_EQ(test, geometry.moves[NTMS_SMC_ST],
			BIT(NTMS_SMC_ST) | BIT(NTMS_SMC_IE) | BIT(NTMS_SMC_DT));
	KUNIT_EXPECT_EQ(test, geometry.moves[NTMS_SMC_IE],
			BIT(NTMS_SMC_ST) | BIT(NTMS_SMC_DT));
	KUNIT_EXPECT_EQ(test, geometry.moves[NTMS_SMC_DT], BIT(NTMS_SMC_ST));
	/* What is cut off is not allowed. */
	ntms_smc_mode_capabilities(page, 6, &geometry);
	KUNIT_EXPECT_NE(test, geometry.moves[NTMS_SMC_ST], 0);
	KUNIT_EXPECT_EQ(test, geometry.moves[NTMS_SMC_DT], 0);
}

/* ---- Sense ---- */

static const struct sense_case {
	const char *desc;
	u32 sense;
	enum ntms_smc_verdict verdict;
	int error;
	unsigned int news;
} sense_cases[] = {
	{ "no sense", 0, NTMS_SMC_GOOD, 0, 0 },
	{ "recovered error", 0x011700, NTMS_SMC_GOOD, 0, 0 },
	{ "becoming ready", 0x020401, NTMS_SMC_WAIT, -EAGAIN, 0 },
	{ "manual intervention", 0x020403, NTMS_SMC_FAIL, -EAGAIN, 0 },
	{ "door open, one vendor's", 0x020483, NTMS_SMC_FAIL, -EAGAIN, 0 },
	{ "medium error", 0x031100, NTMS_SMC_FAIL, -EIO, 0 },
	{ "hardware error", 0x044400, NTMS_SMC_FAIL, -EIO, 0 },
	{ "unknown command", 0x052000, NTMS_SMC_FAIL, -EOPNOTSUPP, 0 },
	{ "unknown element", 0x052101, NTMS_SMC_FAIL, -EBADSLT, 0 },
	{ "bad field", 0x052400, NTMS_SMC_FAIL, -EINVAL, 0 },
	{ "no such unit", 0x052500, NTMS_SMC_FAIL, -ENXIO, 0 },
	{ "removal prevented", 0x055302, NTMS_SMC_FAIL, -EBUSY, 0 },
	{ "media changed", 0x062800, NTMS_SMC_AGAIN, -EAGAIN,
	  NTMS_SMC_NEWS_MEDIA },
	{ "port accessed", 0x062801, NTMS_SMC_AGAIN, -EAGAIN,
	  NTMS_SMC_NEWS_MEDIA },
	{ "power on", 0x062900, NTMS_SMC_AGAIN, -EAGAIN, NTMS_SMC_NEWS_RESET },
	{ "mode parameters changed", 0x062a01, NTMS_SMC_AGAIN, -EAGAIN,
	  NTMS_SMC_NEWS_CHANGED },
	{ "another attention", 0x066000, NTMS_SMC_AGAIN, -EAGAIN, 0 },
	{ "aborted", 0x0b4700, NTMS_SMC_AGAIN, -EIO, 0 },
	{ "key that nobody uses", 0x0c0000, NTMS_SMC_FAIL, -EIO, 0 },
};

KUNIT_ARRAY_PARAM_DESC(smc_sense, sense_cases, desc);

static void smc_test_sense(struct kunit *test)
{
	const struct sense_case *c = test->param_value;
	unsigned int news = 0;
	int error = 1;

	KUNIT_EXPECT_EQ(test, (int)ntms_smc_sense(c->sense, &error, &news),
			(int)c->verdict);
	KUNIT_EXPECT_EQ(test, error, c->error);
	KUNIT_EXPECT_EQ(test, news, c->news);
}

static struct kunit_case smc_cases[] = {
	KUNIT_CASE_PARAM(smc_test_cdb, smc_cdb_gen_params),
	KUNIT_CASE_PARAM(smc_test_mode_page, smc_page_gen_params),
	KUNIT_CASE_PARAM(smc_test_mode_addresses, smc_addresses_gen_params),
	KUNIT_CASE(smc_test_mode_transports),
	KUNIT_CASE(smc_test_mode_capabilities),
	KUNIT_CASE_PARAM(smc_test_sense, smc_sense_gen_params),
	{ }
};

static struct kunit_suite smc_suite = {
	.name = "ntms_smc",
	.test_cases = smc_cases,
};

kunit_test_suite(smc_suite);
