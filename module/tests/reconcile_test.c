// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of core/reconcile.c and layout.c: inventories begin, end and
 * fail; the elements of a library are those that the robot reports.
 */
#include "rec_scene.h"

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

static struct kunit_case reconcile_cases[] = {
	KUNIT_CASE(rec_test_first),
	KUNIT_CASE(rec_test_unchanged),
	KUNIT_CASE(rec_test_failed),
	KUNIT_CASE(rec_test_asked),
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

static struct kunit_suite reconcile_suite = {
	.name = "ntms_reconcile",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = reconcile_cases,
};

kunit_test_suite(reconcile_suite);
