// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of core/arrive.c: the catalog follows the robot, and what somebody
 * owns is never lost on the way.
 */
#include "rec_scene.h"

/* ---- cartridges move ------------------------------------------------------------ */

static void rec_test_moved(struct kunit *test)
{
	struct ntms_kit_robot *robot = rec_robot(test, "r");
	struct ntms_medium *a, *b;
	guid_t lmid;

	a = rec_owned(test, robot, 0, "A00001L8", &lmid);
	b = ntms_kit_bring(test, robot, 1, "A00002L8");
	/* Into a drive */
	ntms_kit_carry(robot, NTMS_SMC_ST, 0, NTMS_SMC_DT, 0);
	rec_look(test, robot);
	rec_expect(test, robot, NTMS_SMC_DT, 0, a);
	rec_expect_empty(test, robot, NTMS_SMC_ST, 0);
	/* Both at once, each to where the other was */
	ntms_kit_carry(robot, NTMS_SMC_DT, 0, NTMS_SMC_ST, 5);
	ntms_kit_carry(robot, NTMS_SMC_ST, 1, NTMS_SMC_DT, 0);
	ntms_kit_carry(robot, NTMS_SMC_ST, 5, NTMS_SMC_ST, 1);
	rec_look(test, robot);
	rec_expect(test, robot, NTMS_SMC_ST, 1, a);
	rec_expect(test, robot, NTMS_SMC_DT, 0, b);
	KUNIT_EXPECT_EQ(test, rec_media(test), 2ULL);
	rec_expect_owned(test, a, &lmid);
}

/* A ring of eight, each one slot on */
static void rec_test_ring(struct kunit *test)
{
	struct ntms_kit_robot *robot = rec_robot(test, "r");
	struct ntms_medium *media[8];
	char barcode[16];
	u16 i;

	for (i = 0; i < ARRAY_SIZE(media); i++) {
		scnprintf(barcode, sizeof(barcode), "A%05uL8", i);
		media[i] = ntms_kit_bring(test, robot, i, barcode);
	}
	for (i = 0; i < ARRAY_SIZE(media); i++)
		ntms_kit_put(robot, NTMS_SMC_ST, (i + 1) % ARRAY_SIZE(media),
			     media[i]->barcode);
	rec_look(test, robot);
	for (i = 0; i < ARRAY_SIZE(media); i++)
		rec_expect(test, robot, NTMS_SMC_ST,
			   (i + 1) % ARRAY_SIZE(media), media[i]);
	KUNIT_EXPECT_EQ(test, rec_media(test), 8ULL);
}

/* Without barcodes only the robot can say what went where. */
static void rec_test_source(struct kunit *test)
{
	struct ntms_kit_robot *robot = rec_robot(test, "r");
	struct ntms_kit *kit = test->priv;
	struct ntms_medium *a, *b, *c;
	guid_t lmid, id;

	robot->report.barcodes = false;
	a = rec_owned(test, robot, 0, "", &lmid);
	b = ntms_kit_bring(test, robot, 1, "");
	ntms_kit_carry(robot, NTMS_SMC_ST, 0, NTMS_SMC_DT, 0);
	ntms_kit_carry(robot, NTMS_SMC_ST, 1, NTMS_SMC_DT, 1);
	rec_look(test, robot);
	rec_expect(test, robot, NTMS_SMC_DT, 0, a);
	rec_expect(test, robot, NTMS_SMC_DT, 1, b);
	/* From the drive to another slot, and the source is the drive */
	ntms_kit_carry(robot, NTMS_SMC_DT, 0, NTMS_SMC_ST, 4);
	rec_look(test, robot);
	rec_expect(test, robot, NTMS_SMC_ST, 4, a);
	rec_expect_owned(test, a, &lmid);
	/* By hand: the robot does not know. */
	id = b->obj.id;
	ntms_kit_carry(robot, NTMS_SMC_DT, 1, NTMS_SMC_ST, 5);
	ntms_kit_element(robot, NTMS_SMC_ST, 5)->flags &= ~NTMS_SMC_SVALID;
	rec_look(test, robot);
	c = rec_at(test, robot, NTMS_SMC_ST, 5)->medium;
	KUNIT_ASSERT_NOT_NULL(test, c);
	KUNIT_EXPECT_FALSE(test, guid_equal(&id, &c->obj.id));
	mutex_lock(&kit->cat.lock);
	KUNIT_EXPECT_PTR_EQ(test, ntms_find_medium(&kit->cat, &id), b);
	mutex_unlock(&kit->cat.lock);
	rec_expect_offline(test, b);
}

/* A source that nothing left, or that does not exist, is no clue. */
static void rec_test_source_wrong(struct kunit *test)
{
	struct ntms_kit_robot *robot = rec_robot(test, "r");
	struct ntms_smc_element *element;
	struct ntms_medium *a;

	robot->report.barcodes = false;
	a = ntms_kit_bring(test, robot, 0, "");
	ntms_kit_put(robot, NTMS_SMC_DT, 0, "");
	element = ntms_kit_element(robot, NTMS_SMC_DT, 0);
	element->flags |= NTMS_SMC_SVALID;
	element->source = NTMS_KIT_FIRST_ST;
	rec_look(test, robot);
	rec_expect(test, robot, NTMS_SMC_ST, 0, a);
	KUNIT_EXPECT_EQ(test, rec_media(test), 2ULL);
	ntms_kit_put(robot, NTMS_SMC_DT, 1, "");
	element = ntms_kit_element(robot, NTMS_SMC_DT, 1);
	element->flags |= NTMS_SMC_SVALID;
	element->source = 0xfff0;
	rec_look(test, robot);
	KUNIT_EXPECT_EQ(test, rec_media(test), 3ULL);
}

/* No scanner looks into a drive; in a slot, no label is another cartridge. */
static void rec_test_unreadable(struct kunit *test)
{
	struct ntms_kit_robot *robot = rec_robot(test, "r");
	struct ntms_medium *a;
	guid_t lmid;

	a = rec_owned(test, robot, 0, "A00001L8", &lmid);
	ntms_kit_carry(robot, NTMS_SMC_ST, 0, NTMS_SMC_DT, 0);
	rec_look(test, robot);
	memset(ntms_kit_element(robot, NTMS_SMC_DT, 0)->barcode, 0,
	       NTMS_SMC_TAG_SIZE);
	rec_look(test, robot);
	rec_expect(test, robot, NTMS_SMC_DT, 0, a);
	/* It arrives in the other drive without a label. */
	ntms_kit_carry(robot, NTMS_SMC_DT, 0, NTMS_SMC_DT, 1);
	rec_look(test, robot);
	rec_expect(test, robot, NTMS_SMC_DT, 1, a);
	KUNIT_EXPECT_EQ(test, rec_media(test), 1ULL);
	/* In a slot it would have been read. */
	ntms_kit_carry(robot, NTMS_SMC_DT, 1, NTMS_SMC_ST, 2);
	rec_look(test, robot);
	rec_expect_offline(test, a);
	KUNIT_EXPECT_EQ(test, rec_media(test), 2ULL);
	/* And now it is read. */
	ntms_kit_put(robot, NTMS_SMC_ST, 2, "A00001L8");
	rec_look(test, robot);
	rec_expect(test, robot, NTMS_SMC_ST, 2, a);
	rec_expect_owned(test, a, &lmid);
}

/* ---- one barcode, several cartridges ---------------------------------------------- */

static void rec_test_duplicates(struct kunit *test)
{
	struct ntms_kit_robot *robot = rec_robot(test, "r");
	struct ntms_medium *a, *b;
	guid_t lmid;

	a = rec_owned(test, robot, 0, "A00001L8", &lmid);
	/* Another one with its barcode is never free. */
	ntms_kit_put(robot, NTMS_SMC_ST, 1, "A00001L8");
	rec_look(test, robot);
	rec_expect(test, robot, NTMS_SMC_ST, 0, a);
	b = rec_at(test, robot, NTMS_SMC_ST, 1)->medium;
	KUNIT_ASSERT_NOT_NULL(test, b);
	KUNIT_EXPECT_EQ(test, b->pool->type, NTMS_POOL_UNRECOGNIZED);
	KUNIT_EXPECT_EQ(test, b->sides[0].state, NTMS_SIDE_UNRECOGNIZED);
	/* One moves: it is the one that is not where it was. */
	ntms_kit_carry(robot, NTMS_SMC_ST, 0, NTMS_SMC_DT, 0);
	rec_look(test, robot);
	rec_expect(test, robot, NTMS_SMC_DT, 0, a);
	rec_expect(test, robot, NTMS_SMC_ST, 1, b);
	rec_expect_owned(test, a, &lmid);
	/* Both at once: nobody can say which is which, so neither is either. */
	ntms_kit_carry(robot, NTMS_SMC_DT, 0, NTMS_SMC_ST, 6);
	ntms_kit_carry(robot, NTMS_SMC_ST, 1, NTMS_SMC_ST, 7);
	rec_look(test, robot);
	rec_expect_offline(test, a);
	rec_expect_owned(test, a, &lmid);
	KUNIT_EXPECT_EQ(test, rec_at(test, robot, NTMS_SMC_ST,
				     6)->medium->pool->type,
			NTMS_POOL_UNRECOGNIZED);
	KUNIT_EXPECT_EQ(test, rec_at(test, robot, NTMS_SMC_ST,
				     7)->medium->pool->type,
			NTMS_POOL_UNRECOGNIZED);
}

/* Two of one barcode are on the shelf: which one comes back, nobody can say. */
static void rec_test_duplicates_back(struct kunit *test)
{
	struct ntms_kit_robot *robot = rec_robot(test, "r");
	struct ntms_medium *a, *b;
	struct ntms_pool *free;

	a = ntms_kit_bring(test, robot, 0, "A00001L8");
	b = ntms_kit_bring(test, robot, 1, "A00001L8");
	KUNIT_EXPECT_EQ(test, b->pool->type, NTMS_POOL_UNRECOGNIZED);
	/* It is said to be free, and so is kept. */
	free = b->media_type->pools[NTMS_POOL_FREE];
	NTMS_KIT_REASON(test, ntms_kit_move(test->priv, &ntms_kit_root,
					    &b->obj.id, &free->obj.id),
			SUCCESS);
	ntms_kit_take(robot, NTMS_SMC_ST, 0);
	ntms_kit_take(robot, NTMS_SMC_ST, 1);
	rec_look(test, robot);
	rec_expect_offline(test, a);
	rec_expect_offline(test, b);
	ntms_kit_put(robot, NTMS_SMC_ST, 5, "A00001L8");
	rec_look(test, robot);
	rec_expect_offline(test, a);
	rec_expect_offline(test, b);
	KUNIT_EXPECT_EQ(test, rec_media(test), 3ULL);
}

static void rec_test_two_new(struct kunit *test)
{
	struct ntms_kit_robot *robot = rec_robot(test, "r");

	ntms_kit_put(robot, NTMS_SMC_ST, 0, "A00001L8");
	ntms_kit_put(robot, NTMS_SMC_ST, 1, "A00001L8");
	rec_look(test, robot);
	KUNIT_EXPECT_EQ(test, rec_media(test), 2ULL);
	KUNIT_EXPECT_EQ(test, rec_at(test, robot, NTMS_SMC_ST,
				     0)->medium->pool->type, NTMS_POOL_FREE);
	KUNIT_EXPECT_EQ(test, rec_at(test, robot, NTMS_SMC_ST,
				     1)->medium->pool->type,
			NTMS_POOL_UNRECOGNIZED);
}

/* ---- gone, and back ------------------------------------------------------------------ */

static const struct gone_case {
	const char *desc;
	u32 pool;
	bool forgotten;
} gone_cases[] = {
	{ "unrecognized is forgotten", NTMS_POOL_UNRECOGNIZED, true },
	{ "import is forgotten", NTMS_POOL_IMPORT, true },
	{ "free is kept", NTMS_POOL_FREE, false },
};

KUNIT_ARRAY_PARAM_DESC(rec_gone, gone_cases, desc);

static void rec_test_gone(struct kunit *test)
{
	const struct gone_case *c = test->param_value;
	struct ntms_kit_robot *robot = rec_robot(test, "r");
	struct ntms_kit *kit = test->priv;
	struct ntms_medium *medium;
	guid_t id;

	ntms_kit_arrivals(test, robot, LTO, c->pool);
	medium = ntms_kit_bring(test, robot, 0, "A00001L8");
	KUNIT_EXPECT_EQ(test, medium->pool->type, c->pool);
	id = medium->obj.id;
	ntms_kit_take(robot, NTMS_SMC_ST, 0);
	rec_look(test, robot);
	mutex_lock(&kit->cat.lock);
	KUNIT_EXPECT_EQ(test, !ntms_find_medium(&kit->cat, &id), c->forgotten);
	mutex_unlock(&kit->cat.lock);
	if (!c->forgotten)
		rec_expect_offline(test, medium);
	/* It comes back, to another slot: as itself or as a new one. */
	ntms_kit_put(robot, NTMS_SMC_ST, 4, "A00001L8");
	rec_look(test, robot);
	medium = rec_at(test, robot, NTMS_SMC_ST, 4)->medium;
	KUNIT_ASSERT_NOT_NULL(test, medium);
	KUNIT_EXPECT_EQ(test, guid_equal(&medium->obj.id, &id), !c->forgotten);
	KUNIT_EXPECT_EQ(test, medium->pool->type, c->pool);
}

static void rec_test_owned_gone(struct kunit *test)
{
	struct ntms_kit_robot *robot = rec_robot(test, "r");
	struct ntms_kit_robot *other = rec_robot(test, "s");
	struct ntms_medium *a;
	guid_t lmid;

	rec_look(test, other);
	a = rec_owned(test, robot, 0, "A00001L8", &lmid);
	ntms_kit_take(robot, NTMS_SMC_ST, 0);
	rec_look(test, robot);
	rec_expect_offline(test, a);
	rec_expect_owned(test, a, &lmid);
	/* It comes back to the other library. */
	ntms_kit_put(other, NTMS_SMC_IE, 0, "A00001L8");
	rec_look(test, other);
	rec_expect(test, other, NTMS_SMC_IE, 0, a);
	rec_expect_owned(test, a, &lmid);
	KUNIT_EXPECT_EQ(test, rec_media(test), 1ULL);
}

/*
 * Carried from one library to the other by hand, and the other one looks
 * first: there seem to be two with one barcode, and until an operator shows
 * otherwise the newcomer is not taken for the one that somebody owns.
 */
static void rec_test_carried_over(struct kunit *test)
{
	struct ntms_kit_robot *robot = rec_robot(test, "r");
	struct ntms_kit_robot *other = rec_robot(test, "s");
	struct ntms_medium *a, *b;
	guid_t lmid;

	rec_look(test, other);
	a = rec_owned(test, robot, 0, "A00001L8", &lmid);
	ntms_kit_take(robot, NTMS_SMC_ST, 0);
	ntms_kit_put(other, NTMS_SMC_ST, 0, "A00001L8");
	rec_look(test, other);
	rec_expect(test, robot, NTMS_SMC_ST, 0, a);
	b = rec_at(test, other, NTMS_SMC_ST, 0)->medium;
	KUNIT_ASSERT_NOT_NULL(test, b);
	KUNIT_EXPECT_EQ(test, b->pool->type, NTMS_POOL_UNRECOGNIZED);
	rec_look(test, robot);
	rec_expect_offline(test, a);
	rec_look(test, other);
	rec_expect(test, other, NTMS_SMC_ST, 0, b);
	/* Taken out and put in again, it is the only one, and so is known. */
	ntms_kit_take(other, NTMS_SMC_ST, 0);
	rec_look(test, other);
	ntms_kit_put(other, NTMS_SMC_ST, 0, "A00001L8");
	rec_look(test, other);
	rec_expect(test, other, NTMS_SMC_ST, 0, a);
	rec_expect_owned(test, a, &lmid);
	KUNIT_EXPECT_EQ(test, rec_media(test), 1ULL);
}

/* ---- what a new cartridge is -------------------------------------------------------- */

static const struct new_case {
	const char *desc;
	const char *barcode;
	u32 new_media;
	u8 medium_type;
	u8 code;
	u32 pool;
	u8 state;
} new_cases[] = {
	{ "unrecognized", "A00001L8", NTMS_POOL_UNRECOGNIZED, 0, LTO,
	  NTMS_POOL_UNRECOGNIZED, NTMS_SIDE_UNRECOGNIZED },
	{ "free", "A00001L8", NTMS_POOL_FREE, 0, LTO, NTMS_POOL_FREE,
	  NTMS_SIDE_AVAILABLE },
	{ "to import", "A00001L8", NTMS_POOL_IMPORT, 0, LTO, NTMS_POOL_IMPORT,
	  NTMS_SIDE_IMPORT },
	{ "of the library's type", "ODD", NTMS_POOL_FREE, 0, 0x27,
	  NTMS_POOL_FREE, NTMS_SIDE_AVAILABLE },
	{ "without a barcode", "", NTMS_POOL_FREE, 0, 0x27, NTMS_POOL_FREE,
	  NTMS_SIDE_AVAILABLE },
	{ "a cleaner by its barcode", "CLN001L1", NTMS_POOL_FREE, 0,
	  NTMS_MEDIA_CODE_CLEANER, NTMS_POOL_UNRECOGNIZED,
	  NTMS_SIDE_INCOMPATIBLE },
	{ "a cleaner, says the library", "A00001L8", NTMS_POOL_IMPORT,
	  NTMS_SMC_MEDIUM_CLEANING, NTMS_MEDIA_CODE_CLEANER,
	  NTMS_POOL_UNRECOGNIZED, NTMS_SIDE_INCOMPATIBLE },
	{ "data, says the library", "ODD", NTMS_POOL_FREE,
	  NTMS_SMC_MEDIUM_DATA, 0x27, NTMS_POOL_FREE, NTMS_SIDE_AVAILABLE },
};

KUNIT_ARRAY_PARAM_DESC(rec_new, new_cases, desc);

static void rec_test_new(struct kunit *test)
{
	const struct new_case *c = test->param_value;
	struct ntms_kit_robot *robot = ntms_kit_robot(test, "r", 8, 2, 2);
	struct ntms_medium *medium;

	/* DLT */
	ntms_kit_arrivals(test, robot, 0x27, c->new_media);
	ntms_kit_put(robot, NTMS_SMC_ST, 0, c->barcode);
	ntms_kit_element(robot, NTMS_SMC_ST, 0)->medium_type = c->medium_type;
	rec_look(test, robot);
	medium = rec_at(test, robot, NTMS_SMC_ST, 0)->medium;
	KUNIT_ASSERT_NOT_NULL(test, medium);
	KUNIT_EXPECT_STREQ(test, medium->barcode, c->barcode);
	KUNIT_EXPECT_EQ(test, medium->media_type->code, c->code);
	KUNIT_EXPECT_EQ(test, medium->pool->type, c->pool);
	KUNIT_EXPECT_EQ(test, medium->sides[0].state, c->state);
	KUNIT_EXPECT_EQ(test, medium->cleaner,
			c->code == NTMS_MEDIA_CODE_CLEANER);
}

/* What nobody knows is what the library is said to hold; the rest stays. */
static void rec_test_media_type(struct kunit *test)
{
	struct ntms_kit_robot *robot = ntms_kit_robot(test, "r", 8, 2, 2);
	struct ntms_medium *medium;

	ntms_kit_arrivals(test, robot, LTO, NTMS_POOL_FREE);
	ntms_kit_bring(test, robot, 0, "FREE");
	ntms_kit_arrivals(test, robot, LTO, NTMS_POOL_UNRECOGNIZED);
	ntms_kit_bring(test, robot, 1, "ODD");
	ntms_kit_bring(test, robot, 2, "");
	ntms_kit_bring(test, robot, 3, "A00001L8");
	ntms_kit_arrivals(test, robot, MO, NTMS_POOL_UNRECOGNIZED);
	KUNIT_EXPECT_GT(test, robot->kicks, 0U);
	rec_look(test, robot);
	medium = rec_at(test, robot, NTMS_SMC_ST, 0)->medium;
	KUNIT_EXPECT_EQ(test, medium->media_type->code, LTO);
	medium = rec_at(test, robot, NTMS_SMC_ST, 1)->medium;
	KUNIT_EXPECT_EQ(test, medium->media_type->code, MO);
	KUNIT_EXPECT_EQ(test, medium->nr_sides, 2);
	medium = rec_at(test, robot, NTMS_SMC_ST, 2)->medium;
	KUNIT_EXPECT_EQ(test, medium->media_type->code, MO);
	medium = rec_at(test, robot, NTMS_SMC_ST, 3)->medium;
	KUNIT_EXPECT_EQ(test, medium->media_type->code, LTO);
	KUNIT_EXPECT_EQ(test, rec_media(test), 4ULL);
}

/* A library's type is what its drives, or its transport, tell. */
static void rec_test_media_type_guess(struct kunit *test)
{
	struct ntms_kit_robot *lto = ntms_kit_robot(test, "lto", 2, 0, 1);
	struct ntms_kit_robot *disk = ntms_kit_robot(test, "disk", 2, 0, 1);
	struct ntms_kit_robot *odd = ntms_kit_robot(test, "odd", 2, 0, 1);

	strscpy(lto->drives[0].device.product, "ULT3580-TD8",
		sizeof(lto->drives[0].device.product));
	lto->drives[0].map = NTMS_MAP_SERIAL;
	ntms_kit_put(lto, NTMS_SMC_ST, 0, "X");
	ntms_kit_put(disk, NTMS_SMC_ST, 0, "Y");
	ntms_kit_put(odd, NTMS_SMC_ST, 0, "Z");
	disk->report.geometry.rotates = true;
	rec_look(test, lto);
	rec_look(test, disk);
	rec_look(test, odd);
	KUNIT_EXPECT_EQ(test, ntms_kit_library(test, lto)->media_type->code,
			LTO);
	KUNIT_EXPECT_EQ(test, ntms_kit_library(test, disk)->media_type->code,
			MO);
	KUNIT_EXPECT_PTR_EQ(test, ntms_kit_library(test, odd)->media_type,
			    (struct ntms_media_type *)NULL);
	KUNIT_EXPECT_EQ(test, rec_at(test, odd, NTMS_SMC_ST,
				     0)->medium->media_type->code,
			NTMS_MEDIA_CODE_UNKNOWN);
}

static struct kunit_case arrive_cases[] = {
	KUNIT_CASE(rec_test_moved),
	KUNIT_CASE(rec_test_ring),
	KUNIT_CASE(rec_test_source),
	KUNIT_CASE(rec_test_source_wrong),
	KUNIT_CASE(rec_test_unreadable),
	KUNIT_CASE(rec_test_duplicates),
	KUNIT_CASE(rec_test_duplicates_back),
	KUNIT_CASE(rec_test_two_new),
	KUNIT_CASE_PARAM(rec_test_gone, rec_gone_gen_params),
	KUNIT_CASE(rec_test_owned_gone),
	KUNIT_CASE(rec_test_carried_over),
	KUNIT_CASE_PARAM(rec_test_new, rec_new_gen_params),
	KUNIT_CASE(rec_test_media_type),
	KUNIT_CASE(rec_test_media_type_guess),
	{ }
};

static struct kunit_suite arrive_suite = {
	.name = "ntms_arrive",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = arrive_cases,
};

kunit_test_suite(arrive_suite);
