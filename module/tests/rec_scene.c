// SPDX-License-Identifier: GPL-2.0
/* See rec_scene.h. */
#include "rec_scene.h"

struct ntms_element *rec_at(struct kunit *test,
			    struct ntms_kit_robot *robot, u8 type,
			    u16 number)
{
	struct ntms_library *library = ntms_kit_library(test, robot);

	KUNIT_ASSERT_TRUE(test, library->first[type] + number <
			  library->first[type + 1]);
	return &library->elements[library->first[type] + number];
}

void rec_look(struct kunit *test, struct ntms_kit_robot *robot)
{
	struct ntms_kit *kit = test->priv;

	KUNIT_ASSERT_EQ(test, ntms_kit_inventory(&kit->cat, robot), 0);
	NTMS_KIT_SOUND(test, &kit->cat);
}

/* The only cartridge with a barcode is in this element. */
void rec_expect(struct kunit *test, struct ntms_kit_robot *robot,
		u8 type, u16 number, const struct ntms_medium *medium)
{
	KUNIT_EXPECT_PTR_EQ(test, rec_at(test, robot, type, number)->medium,
			    (struct ntms_medium *)medium);
	KUNIT_EXPECT_PTR_EQ(test, medium->library,
			    ntms_kit_library(test, robot));
}

void rec_expect_empty(struct kunit *test, struct ntms_kit_robot *robot,
		      u8 type, u16 number)
{
	KUNIT_EXPECT_PTR_EQ(test, rec_at(test, robot, type, number)->medium,
			    (struct ntms_medium *)NULL);
}

u64 rec_media(struct kunit *test)
{
	struct ntms_kit *kit = test->priv;

	return kit->cat.order[NTMS_TYPE_MEDIUM].count;
}

/* An LTO robot, whose new cartridges are free unless a test says otherwise */
struct ntms_kit_robot *rec_robot(struct kunit *test, const char *identity)
{
	struct ntms_kit_robot *robot = ntms_kit_robot(test, identity, 8, 2, 2);

	ntms_kit_arrivals(test, robot, LTO, NTMS_POOL_FREE);
	return robot;
}

/* A cartridge of which somebody owns a side */
struct ntms_medium *rec_owned(struct kunit *test,
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

void rec_expect_owned(struct kunit *test,
		      const struct ntms_medium *medium,
		      const guid_t *lmid)
{
	KUNIT_EXPECT_EQ(test, medium->sides[0].state, NTMS_SIDE_ALLOCATED);
	KUNIT_ASSERT_NOT_NULL(test, medium->sides[0].logical);
	KUNIT_EXPECT_TRUE(test, guid_equal(&medium->sides[0].logical->obj.id,
					   lmid));
}

void rec_expect_offline(struct kunit *test,
			const struct ntms_medium *medium)
{
	struct ntms_kit *kit = test->priv;

	KUNIT_EXPECT_PTR_EQ(test, medium->library, kit->cat.offline);
	KUNIT_EXPECT_PTR_EQ(test, medium->element, (struct ntms_element *)NULL);
}
