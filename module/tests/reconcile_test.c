// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of core/reconcile.c, layout.c and arrive.c: the catalog follows
 * the robot, and what somebody owns is never lost on the way.
 */
#include "kit.h"

#define LTO	NTMS_MEDIA_CODE_LTO
#define MO	NTMS_MEDIA_CODE_MO_5_RW

/* ---- what is where ----------------------------------------------------------- */

static struct ntms_element *rec_at(struct kunit *test,
				   struct ntms_kit_robot *robot, u8 type,
				   u16 number)
{
	struct ntms_library *library = ntms_kit_library(test, robot);

	KUNIT_ASSERT_TRUE(test, library->first[type] + number <
			  library->first[type + 1]);
	return &library->elements[library->first[type] + number];
}

static void rec_look(struct kunit *test, struct ntms_kit_robot *robot)
{
	struct ntms_kit *kit = test->priv;

	KUNIT_ASSERT_EQ(test, ntms_kit_inventory(&kit->cat, robot), 0);
	NTMS_KIT_SOUND(test, &kit->cat);
}

/* The only cartridge with a barcode is in this element. */
static void rec_expect(struct kunit *test, struct ntms_kit_robot *robot,
		       u8 type, u16 number, const struct ntms_medium *medium)
{
	KUNIT_EXPECT_PTR_EQ(test, rec_at(test, robot, type, number)->medium,
			    (struct ntms_medium *)medium);
	KUNIT_EXPECT_PTR_EQ(test, medium->library,
			    ntms_kit_library(test, robot));
}

static void rec_expect_empty(struct kunit *test, struct ntms_kit_robot *robot,
			     u8 type, u16 number)
{
	KUNIT_EXPECT_PTR_EQ(test, rec_at(test, robot, type, number)->medium,
			    (struct ntms_medium *)NULL);
}

static u64 rec_media(struct kunit *test)
{
	struct ntms_kit *kit = test->priv;

	return kit->cat.order[NTMS_TYPE_MEDIUM].count;
}

/* An LTO robot, whose new cartridges are free unless a test says otherwise */
static struct ntms_kit_robot *rec_robot(struct kunit *test, const char *identity)
{
	struct ntms_kit_robot *robot = ntms_kit_robot(test, identity, 8, 2, 2);

	ntms_kit_arrivals(test, robot, LTO, NTMS_POOL_FREE);
	return robot;
}

/* A cartridge of which somebody owns a side */
static struct ntms_medium *rec_owned(struct kunit *test,
				     struct ntms_kit_robot *robot, u16 slot,
				     const char *barcode, guid_t *lmid)
{
	struct ntms_medium *medium = ntms_kit_bring(test, robot, slot, barcode);
	char name[16];
	guid_t pool, side;

	scnprintf(name, sizeof(name), "pool-%u", slot);
	ntms_kit_pool(test, name, medium->media_type->code, &pool);
	ntms_side_id(&side, medium, &medium->sides[0]);
	NTMS_KIT_REASON(test, ntms_kit_allocate(test->priv, &ntms_kit_owner,
						&pool, &side, 0, lmid),
			SUCCESS);
	return medium;
}

static void rec_expect_owned(struct kunit *test,
			     const struct ntms_medium *medium,
			     const guid_t *lmid)
{
	KUNIT_EXPECT_EQ(test, medium->sides[0].state, NTMS_SIDE_ALLOCATED);
	KUNIT_ASSERT_NOT_NULL(test, medium->sides[0].logical);
	KUNIT_EXPECT_TRUE(test, guid_equal(&medium->sides[0].logical->obj.id,
					   lmid));
}

static void rec_expect_offline(struct kunit *test,
			       const struct ntms_medium *medium)
{
	struct ntms_kit *kit = test->priv;

	KUNIT_EXPECT_PTR_EQ(test, medium->library, kit->cat.offline);
	KUNIT_EXPECT_PTR_EQ(test, medium->element, (struct ntms_element *)NULL);
}

/* ---- inventories --------------------------------------------------------------- */

static void rec_test_first(struct kunit *test)
{
	struct ntms_kit_robot *robot = ntms_kit_robot(test, "r", 8, 2, 2);
	struct ntms_kit *kit = test->priv;
	struct ntms_library *library = ntms_kit_library(test, robot);
	struct ntms_medium *medium;

	KUNIT_EXPECT_EQ(test, library->inventory, NTMS_INVENTORY_NEVER);
	KUNIT_EXPECT_EQ(test, library->nr_elements, 0U);
	ntms_kit_put(robot, NTMS_SMC_ST, 3, "A00001L8");
	ntms_kit_put(robot, NTMS_SMC_DT, 1, "A00002L8");
	rec_look(test, robot);
	KUNIT_EXPECT_EQ(test, library->inventory, NTMS_INVENTORY_DONE);
	KUNIT_EXPECT_EQ(test, library->inventories, 1ULL);
	KUNIT_EXPECT_EQ(test, library->nr_elements, 13U);
	KUNIT_EXPECT_EQ(test, kit->cat.drives, 2ULL);
	KUNIT_EXPECT_EQ(test, library->media, 2U);
	KUNIT_EXPECT_TRUE(test, library->barcodes);
	medium = ntms_kit_medium(test, "A00001L8");
	KUNIT_ASSERT_NOT_NULL(test, medium);
	rec_expect(test, robot, NTMS_SMC_ST, 3, medium);
	/* Nobody knows it, but its barcode says what it is. */
	KUNIT_EXPECT_EQ(test, medium->pool->type, NTMS_POOL_UNRECOGNIZED);
	KUNIT_EXPECT_EQ(test, medium->media_type->code, LTO);
	KUNIT_EXPECT_EQ(test, medium->sides[0].state, NTMS_SIDE_UNRECOGNIZED);
	medium = ntms_kit_medium(test, "A00002L8");
	KUNIT_ASSERT_NOT_NULL(test, medium);
	rec_expect(test, robot, NTMS_SMC_DT, 1, medium);
	rec_expect_empty(test, robot, NTMS_SMC_DT, 0);
}

/* Looking again at what is as it was changes nothing but that it was looked. */
static void rec_test_unchanged(struct kunit *test)
{
	struct ntms_kit_robot *robot = rec_robot(test, "r");
	struct ntms_kit *kit = test->priv;
	u64 sequence, modified;
	struct ntms_medium *medium;

	medium = ntms_kit_bring(test, robot, 0, "A00001L8");
	ntms_kit_bring(test, robot, 1, "");
	ntms_kit_put(robot, NTMS_SMC_IE, 0, "CLN001");
	rec_look(test, robot);
	sequence = kit->cat.journal.sequence;
	modified = medium->obj.modified;
	rec_look(test, robot);
	KUNIT_EXPECT_EQ(test, kit->cat.journal.sequence, sequence + 1);
	KUNIT_EXPECT_EQ(test, medium->obj.modified, modified);
	/* Its end is the one change, and says what nobody else does. */
	ntms_inventory_begin(&kit->cat, &robot->id);
	KUNIT_EXPECT_EQ(test, ntms_inventory_report(&kit->cat, &robot->id,
						    &robot->report), 0);
	KUNIT_EXPECT_EQ(test, kit->cat.journal.sequence, sequence + 1);
	ntms_inventory_end(&kit->cat, &robot->id, 0, 0);
	KUNIT_EXPECT_EQ(test, kit->cat.journal.sequence, sequence + 2);
}

static void rec_test_failed(struct kunit *test)
{
	struct ntms_kit_robot *robot = rec_robot(test, "r");
	struct ntms_library *library = ntms_kit_library(test, robot);
	struct ntms_kit *kit = test->priv;
	struct ntms_medium *medium;

	medium = ntms_kit_bring(test, robot, 0, "A00001L8");
	ntms_inventory_begin(&kit->cat, &robot->id);
	ntms_inventory_end(&kit->cat, &robot->id, -EIO, 0x044000);
	KUNIT_EXPECT_EQ(test, library->inventory, NTMS_INVENTORY_FAILED);
	KUNIT_EXPECT_EQ(test, library->error, (u32)EIO);
	KUNIT_EXPECT_EQ(test, library->sense, 0x044000U);
	rec_expect(test, robot, NTMS_SMC_ST, 0, medium);
	rec_look(test, robot);
	KUNIT_EXPECT_EQ(test, library->inventory, NTMS_INVENTORY_DONE);
	KUNIT_EXPECT_EQ(test, library->error, 0U);
	KUNIT_EXPECT_EQ(test, library->sense, 0U);
}

/* What was asked for while one was running is for the next one. */
static void rec_test_asked(struct kunit *test)
{
	struct ntms_kit_robot *robot = rec_robot(test, "r");
	struct ntms_library *library = ntms_kit_library(test, robot);
	struct ntms_inventory call = {};
	struct ntms_kit *kit = test->priv;
	u32 kicks;

	rec_look(test, robot);
	kicks = robot->kicks;
	ntms_guid_out(&call.library, &robot->id);
	NTMS_KIT_REASON(test, ntms_inventory(kit->session, &ntms_kit_root,
					     &call), SUCCESS);
	KUNIT_EXPECT_EQ(test, robot->kicks, kicks + 1);
	ntms_inventory_begin(&kit->cat, &robot->id);
	KUNIT_EXPECT_EQ(test, library->inventory, NTMS_INVENTORY_RUNNING);
	NTMS_KIT_REASON(test, ntms_inventory(kit->session, &ntms_kit_root,
					     &call), SUCCESS);
	KUNIT_EXPECT_TRUE(test, ntms_inventory_end(&kit->cat, &robot->id, 0,
						   0));
	ntms_inventory_begin(&kit->cat, &robot->id);
	KUNIT_EXPECT_FALSE(test, ntms_inventory_end(&kit->cat, &robot->id, 0,
						    0));
	KUNIT_EXPECT_EQ(test, library->done, library->wanted);
}

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

/* ---- geometry ------------------------------------------------------------------------- */

/* Where the slots are after A and B were found in slots 2 and 5 of 1000 ff. */
static const struct geometry_case {
	const char *desc;
	u16 first;
	u16 count;
	/* where A and B are found then, -1: nowhere */
	int a;
	int b;
} geometry_cases[] = {
	{ "grows at the end", 1000, 12, 2, 5 },
	{ "grows at the front", 996, 12, 6, 9 },
	{ "shrinks at the end", 1000, 4, 2, -1 },
	{ "shrinks at the front", 1004, 4, -1, 1 },
	{ "shifts", 1002, 8, 0, 3 },
	{ "goes", 0, 0, -1, -1 },
	{ "is elsewhere, with what was there", 2000, 8, 2, 5 },
};

KUNIT_ARRAY_PARAM_DESC(rec_geometry, geometry_cases, desc);

static void rec_test_geometry(struct kunit *test)
{
	const struct geometry_case *c = test->param_value;
	struct ntms_kit_robot *robot = rec_robot(test, "r");
	struct ntms_medium *a, *b, *drive;
	guid_t lmid;

	a = rec_owned(test, robot, 2, "A00001L8", &lmid);
	b = ntms_kit_bring(test, robot, 5, "A00002L8");
	ntms_kit_put(robot, NTMS_SMC_DT, 1, "A00003L8");
	rec_look(test, robot);
	drive = rec_at(test, robot, NTMS_SMC_DT, 1)->medium;
	ntms_kit_resize(robot, NTMS_SMC_ST, c->first, c->count);
	if (c->a >= 0)
		ntms_kit_put(robot, NTMS_SMC_ST, c->a, "A00001L8");
	if (c->b >= 0)
		ntms_kit_put(robot, NTMS_SMC_ST, c->b, "A00002L8");
	rec_look(test, robot);
	if (c->a >= 0)
		rec_expect(test, robot, NTMS_SMC_ST, c->a, a);
	else
		rec_expect_offline(test, a);
	if (c->b >= 0)
		rec_expect(test, robot, NTMS_SMC_ST, c->b, b);
	else
		rec_expect_offline(test, b);
	rec_expect_owned(test, a, &lmid);
	rec_expect(test, robot, NTMS_SMC_DT, 1, drive);
	KUNIT_EXPECT_EQ(test, rec_media(test), 3ULL);
}

/* Without barcodes, who is at an address that stays, stays. */
static void rec_test_geometry_unlabelled(struct kunit *test)
{
	struct ntms_kit_robot *robot = rec_robot(test, "r");
	struct ntms_medium *a;
	guid_t lmid;

	a = rec_owned(test, robot, 2, "", &lmid);
	ntms_kit_resize(robot, NTMS_SMC_ST, 998, 12);
	ntms_kit_put(robot, NTMS_SMC_ST, 4, "");
	rec_look(test, robot);
	rec_expect(test, robot, NTMS_SMC_ST, 4, a);
	KUNIT_EXPECT_EQ(test, rec_media(test), 1ULL);
	rec_expect_owned(test, a, &lmid);
}

/* What an administrator said of a drive goes only with the drive. */
static void rec_test_geometry_drives(struct kunit *test)
{
	struct ntms_kit_robot *robot = rec_robot(test, "r");
	struct ntms_library *library = ntms_kit_library(test, robot);
	struct ntms_object call = { .mask = NTMS_SET_NAME | NTMS_SET_ENABLED };
	struct ntms_kit *kit = test->priv;
	union ntms_any_info *info;
	guid_t id;
	u16 i;

	rec_look(test, robot);
	info = kunit_kzalloc(test, sizeof(*info), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, info);
	for (i = 0; i < 2; i++) {
		ntms_element_id(&id, library, rec_at(test, robot, NTMS_SMC_DT,
						     i));
		ntms_guid_out(&call.id, &id);
		scnprintf(info->header.name, sizeof(info->header.name),
			  "drive-%u", i);
		NTMS_KIT_REASON(test, ntms_set(kit->session, &ntms_kit_root,
					       &call, info), SUCCESS);
	}
	/* One before them, and the second one goes. */
	ntms_kit_resize(robot, NTMS_SMC_DT, NTMS_KIT_FIRST_DT - 1, 2);
	rec_look(test, robot);
	KUNIT_EXPECT_STREQ(test, ntms_label_name(library->drives[0].label), "");
	KUNIT_EXPECT_TRUE(test, library->drives[0].enabled);
	KUNIT_EXPECT_STREQ(test, ntms_label_name(library->drives[1].label),
			   "drive-0");
	KUNIT_EXPECT_FALSE(test, library->drives[1].enabled);
	KUNIT_EXPECT_EQ(test, kit->cat.drives, 2ULL);
}

/*
 * Mode pages and element status need not agree: the library has what either
 * says, each address once and in order.
 */
static void rec_test_contradiction(struct kunit *test)
{
	struct ntms_kit_robot *robot = rec_robot(test, "r");
	struct ntms_library *library = ntms_kit_library(test, robot);
	struct ntms_smc_geometry *geometry = &robot->report.geometry;

	/* Slots 1000 to 1007 are reported; 998 to 1003 are said to be there. */
	geometry->first[NTMS_SMC_ST] = 998;
	geometry->count[NTMS_SMC_ST] = 6;
	/* Drives are reported, and there are said to be none. */
	geometry->count[NTMS_SMC_DT] = 0;
	/* Ports are said to be far from where they are reported. */
	geometry->first[NTMS_SMC_IE] = 0xfffe;
	geometry->count[NTMS_SMC_IE] = 0xffff;
	ntms_kit_put(robot, NTMS_SMC_ST, 7, "A00001L8");
	rec_look(test, robot);
	KUNIT_EXPECT_EQ(test, library->first[NTMS_SMC_IE] -
			library->first[NTMS_SMC_ST], 10U);
	KUNIT_EXPECT_EQ(test, ntms_library_drives(library), 2U);
	KUNIT_EXPECT_EQ(test, library->first[NTMS_SMC_DT] -
			library->first[NTMS_SMC_IE], 4U);
	KUNIT_EXPECT_FALSE(test, rec_at(test, robot, NTMS_SMC_ST, 0)->known);
	KUNIT_EXPECT_NOT_NULL(test, rec_at(test, robot, NTMS_SMC_ST,
					   9)->medium);
	/* The next one has nothing to change. */
	KUNIT_EXPECT_EQ(test, library->media, 1U);
	rec_look(test, robot);
	KUNIT_EXPECT_EQ(test, library->media, 1U);
}

/* Reports that are none: refused, and nothing has changed. */
static const struct invalid_case {
	const char *desc;
	u8 type;
	u16 address;
} invalid_cases[] = {
	{ "an address twice", NTMS_SMC_ST, NTMS_KIT_FIRST_ST + 2 },
	{ "addresses that descend", NTMS_SMC_ST, NTMS_KIT_FIRST_ST + 1 },
	{ "types that descend", NTMS_SMC_MT, 9999 },
	{ "no type", 0, NTMS_KIT_FIRST_ST + 3 },
	{ "a type that there is not", NTMS_SMC_TYPES, NTMS_KIT_FIRST_ST + 3 },
};

KUNIT_ARRAY_PARAM_DESC(rec_invalid, invalid_cases, desc);

static void rec_test_invalid(struct kunit *test)
{
	const struct invalid_case *c = test->param_value;
	struct ntms_kit_robot *robot = rec_robot(test, "r");
	struct ntms_smc_element *element;
	struct ntms_kit *kit = test->priv;
	u64 before;

	ntms_kit_bring(test, robot, 0, "A00001L8");
	element = ntms_kit_element(robot, NTMS_SMC_ST, 3);
	element->type = c->type;
	element->address = c->address;
	before = ntms_kit_digest(&kit->cat);
	KUNIT_EXPECT_EQ(test, ntms_inventory_report(&kit->cat, &robot->id,
						    &robot->report), -EINVAL);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&kit->cat), before);
}

static void rec_test_exception(struct kunit *test)
{
	struct ntms_kit_robot *robot = rec_robot(test, "r");
	struct ntms_smc_element *element;

	rec_look(test, robot);
	element = ntms_kit_element(robot, NTMS_SMC_ST, 1);
	element->flags |= NTMS_SMC_EXCEPT;
	element->asc = 0x8300;
	/* Without EXCEPT it means nothing. */
	ntms_kit_element(robot, NTMS_SMC_ST, 2)->asc = 0x8300;
	rec_look(test, robot);
	KUNIT_EXPECT_EQ(test, rec_at(test, robot, NTMS_SMC_ST, 1)->asc, 0x8300);
	KUNIT_EXPECT_TRUE(test, rec_at(test, robot, NTMS_SMC_ST, 1)->flags &
			  NTMS_SMC_EXCEPT);
	KUNIT_EXPECT_EQ(test, rec_at(test, robot, NTMS_SMC_ST, 2)->asc, 0);
	element->flags &= ~NTMS_SMC_EXCEPT;
	rec_look(test, robot);
	KUNIT_EXPECT_EQ(test, rec_at(test, robot, NTMS_SMC_ST, 1)->asc, 0);
}

/* ---- libraries and drives ---------------------------------------------------------- */

static void rec_test_presence(struct kunit *test)
{
	struct ntms_kit_robot *robot = rec_robot(test, "r");
	struct ntms_kit_robot *again, *other;
	struct ntms_kit *kit = test->priv;
	struct ntms_library *library;
	struct ntms_medium *a;
	guid_t lmid;

	a = rec_owned(test, robot, 0, "A00001L8", &lmid);
	again = kunit_kzalloc(test, sizeof(*again), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, again);
	ntms_kit_robot_init(again, "r", 8, 2, 2);
	KUNIT_EXPECT_EQ(test, ntms_kit_present(&kit->cat, again), -EEXIST);
	ntms_library_absent(&kit->cat, &robot->id);
	KUNIT_EXPECT_FALSE(test, ntms_medium_online(a));
	rec_expect(test, robot, NTMS_SMC_ST, 0, a);
	NTMS_KIT_SOUND(test, &kit->cat);
	/* It comes back by another path, and is the same. */
	KUNIT_EXPECT_EQ(test, ntms_kit_present(&kit->cat, again), 0);
	KUNIT_EXPECT_TRUE(test, guid_equal(&again->id, &robot->id));
	KUNIT_EXPECT_TRUE(test, ntms_medium_online(a));
	ntms_kit_put(again, NTMS_SMC_ST, 0, "A00001L8");
	rec_look(test, again);
	rec_expect(test, again, NTMS_SMC_ST, 0, a);
	rec_expect_owned(test, a, &lmid);
	/* Another one of the same make has a name of its own. */
	other = ntms_kit_robot(test, "s", 1, 0, 0);
	library = ntms_kit_library(test, robot);
	KUNIT_EXPECT_STREQ(test, ntms_label_name(library->obj.label),
			   "ROBOT-1");
	library = ntms_kit_library(test, other);
	KUNIT_EXPECT_STREQ(test, ntms_label_name(library->obj.label),
			   "ROBOT-1-2");
	KUNIT_EXPECT_EQ(test, kit->cat.order[NTMS_TYPE_LIBRARY].count, 3ULL);
}

/* Nobody is called who is not there, and nothing happens to who is no library. */
static void rec_test_no_library(struct kunit *test)
{
	struct ntms_kit_robot *robot = rec_robot(test, "r");
	struct ntms_kit *kit = test->priv;
	struct ntms_scsi_address at;
	u64 before;
	guid_t id;

	rec_look(test, robot);
	before = ntms_kit_digest(&kit->cat);
	ntms_guid_new(&id);
	ntms_library_absent(&kit->cat, &id);
	ntms_inventory_begin(&kit->cat, &id);
	KUNIT_EXPECT_FALSE(test, ntms_inventory_end(&kit->cat, &id, 0, 0));
	KUNIT_EXPECT_EQ(test, ntms_inventory_report(&kit->cat, &id,
						    &robot->report), -ENODEV);
	KUNIT_EXPECT_EQ(test, ntms_drives_report(&kit->cat, &id, robot->drives,
						 2), 0);
	KUNIT_EXPECT_FALSE(test, ntms_drive_wanted(&kit->cat, &id,
						   NTMS_KIT_FIRST_DT, &at));
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&kit->cat), before);
}

static void rec_test_drives(struct kunit *test)
{
	struct ntms_kit_robot *robot = rec_robot(test, "r");
	struct ntms_library *library = ntms_kit_library(test, robot);
	struct ntms_kit *kit = test->priv;
	u64 sequence;

	rec_look(test, robot);
	sequence = kit->cat.journal.sequence;
	/* As they were: no news */
	KUNIT_EXPECT_EQ(test, ntms_drives_report(&kit->cat, &robot->id,
						 robot->drives, 2), 0);
	KUNIT_EXPECT_EQ(test, kit->cat.journal.sequence, sequence);
	robot->drives[1].map = NTMS_MAP_SERIAL;
	robot->drives[1].device.address.target = 7;
	/* One that there is not is passed over. */
	robot->drives[0].address = 9999;
	KUNIT_EXPECT_EQ(test, ntms_drives_report(&kit->cat, &robot->id,
						 robot->drives, 2), 0);
	KUNIT_EXPECT_EQ(test, kit->cat.journal.sequence, sequence + 1);
	KUNIT_EXPECT_EQ(test, library->drives[0].map, NTMS_MAP_NONE);
	KUNIT_EXPECT_EQ(test, library->drives[1].map, NTMS_MAP_SERIAL);
	KUNIT_EXPECT_EQ(test, library->drives[1].device.address.target, 7U);
}

static void rec_test_drive_wanted(struct kunit *test)
{
	struct ntms_kit_robot *robot = rec_robot(test, "r");
	struct ntms_object call = { .mask = NTMS_SET_DEVICE };
	struct ntms_scsi_address at = {};
	struct ntms_kit *kit = test->priv;
	union ntms_any_info *info;
	u32 kicks;
	guid_t id;

	rec_look(test, robot);
	kicks = robot->kicks;
	KUNIT_EXPECT_FALSE(test, ntms_drive_wanted(&kit->cat, &robot->id,
						   NTMS_KIT_FIRST_DT, &at));
	info = kunit_kzalloc(test, sizeof(*info), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, info);
	ntms_guid_with_part(&id, &robot->id,
			    NTMS_SMC_DT << 16 | NTMS_KIT_FIRST_DT);
	ntms_guid_out(&call.id, &id);
	info->drive.scsi.target = 3;
	NTMS_KIT_REASON(test, ntms_set(kit->session, &ntms_kit_root, &call,
				       info), SUCCESS);
	KUNIT_EXPECT_EQ(test, robot->kicks, kicks + 1);
	KUNIT_EXPECT_TRUE(test, ntms_drive_wanted(&kit->cat, &robot->id,
						  NTMS_KIT_FIRST_DT, &at));
	KUNIT_EXPECT_EQ(test, at.target, 3U);
	KUNIT_EXPECT_FALSE(test, ntms_drive_wanted(&kit->cat, &robot->id,
						   NTMS_KIT_FIRST_DT + 1, &at));
	KUNIT_EXPECT_FALSE(test, ntms_drive_wanted(&kit->cat, &robot->id,
						   9999, &at));
}

static struct kunit_case rec_cases[] = {
	KUNIT_CASE(rec_test_first),
	KUNIT_CASE(rec_test_unchanged),
	KUNIT_CASE(rec_test_failed),
	KUNIT_CASE(rec_test_asked),
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
	KUNIT_CASE_PARAM(rec_test_geometry, rec_geometry_gen_params),
	KUNIT_CASE(rec_test_geometry_unlabelled),
	KUNIT_CASE(rec_test_geometry_drives),
	KUNIT_CASE(rec_test_contradiction),
	KUNIT_CASE_PARAM(rec_test_invalid, rec_invalid_gen_params),
	KUNIT_CASE(rec_test_exception),
	KUNIT_CASE(rec_test_presence),
	KUNIT_CASE(rec_test_no_library),
	KUNIT_CASE(rec_test_drives),
	KUNIT_CASE(rec_test_drive_wanted),
	{ }
};

static struct kunit_suite rec_suite = {
	.name = "ntms_reconcile",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = rec_cases,
};

kunit_test_suite(rec_suite);
