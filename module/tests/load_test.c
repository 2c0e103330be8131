// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of a catalog that is loaded although something of it was lost: nothing
 * that may hold data is given to anybody.
 */
#include "mirror.h"

/**
 * struct load_scene - an allocated side of one cartridge, and both of another
 * @kit: the kit
 * @mirror: what was kept of it
 * @again: the catalog that it is loaded into
 * @pool: the pool that all of it is in
 */
struct load_scene {
	struct ntms_kit *kit;
	struct ntms_mirror mirror;
	struct ntms_catalog again;
	guid_t pool;
};

static struct load_scene *load_scene(struct kunit *test)
{
	struct load_scene *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	struct ntms_kit_robot *robot;
	guid_t id;
	u32 i;

	KUNIT_ASSERT_NOT_NULL(test, s);
	s->kit = test->priv;
	robot = ntms_kit_robot(test, "r", 4, 0, 1);
	ntms_kit_arrivals(test, robot, NTMS_MEDIA_CODE_MO_5_RW, NTMS_POOL_FREE);
	ntms_kit_pool(test, "pool", NTMS_MEDIA_CODE_MO_5_RW, &s->pool);
	ntms_kit_bring(test, robot, 0, "A");
	ntms_kit_bring(test, robot, 1, "B");
	for (i = 0; i < 2; i++)
		NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
							&s->pool, NULL,
							i ? NTMS_ALLOCATE_NEW :
							    0, &id), SUCCESS);
	KUNIT_ASSERT_EQ(test, ntms_mirror_init(&s->mirror, &s->kit->cat), 0);
	ntms_mirror_follow(&s->mirror);
	return s;
}

static void load_again(struct kunit *test, struct load_scene *s, u32 passed,
		       u32 repaired)
{
	u32 p, r;

	KUNIT_ASSERT_EQ(test, ntms_catalog_init(&s->again, "again"), 0);
	KUNIT_EXPECT_EQ(test, ntms_mirror_load(&s->mirror, &s->again, &p, &r),
			0);
	KUNIT_EXPECT_EQ(test, p, passed);
	KUNIT_EXPECT_EQ(test, r, repaired);
	NTMS_KIT_SOUND(test, &s->again);
}

/* How many sides are in a state */
static u32 load_sides(struct load_scene *s, u8 state)
{
	struct ntms_medium *medium;
	struct ntms_obj *obj;
	u64 after = 0;
	u32 nr = 0;
	u8 i;

	ntms_catalog_lock(&s->again);
	while ((obj = ntms_order_next(&s->again, NTMS_TYPE_MEDIUM, after))) {
		after = obj->serial;
		medium = container_of(obj, struct ntms_medium, obj);
		for (i = 0; i < medium->nr_sides; i++)
			nr += medium->sides[i].state == state;
	}
	ntms_catalog_unlock(&s->again);
	return nr;
}

static void load_end(struct load_scene *s)
{
	ntms_journal_detach(&s->again);
	ntms_catalog_destroy(&s->again);
	ntms_journal_detach(&s->kit->cat);
	ntms_mirror_exit(&s->mirror);
}

static void load_test_whole(struct kunit *test)
{
	struct load_scene *s = load_scene(test);

	load_again(test, s, 0, 0);
	KUNIT_EXPECT_EQ(test, load_sides(s, NTMS_SIDE_ALLOCATED), 2U);
	KUNIT_EXPECT_EQ(test, load_sides(s, NTMS_SIDE_RESERVED), 1U);
	load_end(s);
}

/* Somebody's data are there, and nobody knows whose: nobody is given the side. */
static void load_test_lost_owner(struct kunit *test)
{
	struct load_scene *s = load_scene(test);

	ntms_mirror_forget(&s->mirror, NTMS_TYPE_LOGICAL_MEDIUM, 0);
	load_again(test, s, 0, 1);
	KUNIT_EXPECT_EQ(test, load_sides(s, NTMS_SIDE_DECOMMISSIONED), 1U);
	KUNIT_EXPECT_EQ(test, load_sides(s, NTMS_SIDE_ALLOCATED), 1U);
	load_end(s);
}

/* What it was reserved for is gone, what was allocated is not given to anybody. */
static void load_test_lost_owners(struct kunit *test)
{
	struct load_scene *s = load_scene(test);

	ntms_mirror_forget(&s->mirror, NTMS_TYPE_LOGICAL_MEDIUM, 1);
	ntms_mirror_forget(&s->mirror, NTMS_TYPE_LOGICAL_MEDIUM, 0);
	load_again(test, s, 0, 2);
	KUNIT_EXPECT_EQ(test, load_sides(s, NTMS_SIDE_DECOMMISSIONED), 2U);
	KUNIT_EXPECT_EQ(test, load_sides(s, NTMS_SIDE_RESERVED), 0U);
	KUNIT_EXPECT_EQ(test, load_sides(s, NTMS_SIDE_AVAILABLE), 2U);
	load_end(s);
}

/* An owner of nothing is none. */
static void load_test_lost_cartridge(struct kunit *test)
{
	struct load_scene *s = load_scene(test);

	ntms_mirror_forget(&s->mirror, NTMS_TYPE_MEDIUM, 0);
	load_again(test, s, 1, 0);
	KUNIT_EXPECT_EQ(test, s->again.order[NTMS_TYPE_LOGICAL_MEDIUM].count,
			1ULL);
	load_end(s);
}

/* In a pool that is no more, nobody can be given anything. */
static void load_test_lost_pool(struct kunit *test)
{
	struct load_scene *s = load_scene(test);
	u32 pools = s->kit->cat.order[NTMS_TYPE_POOL].count;

	/* It was the last one that was made. */
	ntms_mirror_forget(&s->mirror, NTMS_TYPE_POOL, pools - 1);
	load_again(test, s, 2, 2);
	KUNIT_EXPECT_EQ(test, load_sides(s, NTMS_SIDE_UNRECOGNIZED), 4U);
	load_end(s);
}

/* What owned it is something else: nobody is given it. */
static void load_test_wrong_owner(struct kunit *test)
{
	struct load_scene *s = load_scene(test);

	ntms_mirror_rename(ntms_mirror_nth(&s->mirror,
					   NTMS_TYPE_LOGICAL_MEDIUM, 0),
			   &s->pool);
	load_again(test, s, 1, 1);
	KUNIT_EXPECT_EQ(test, load_sides(s, NTMS_SIDE_UNRECOGNIZED), 2U);
	KUNIT_EXPECT_EQ(test, load_sides(s, NTMS_SIDE_AVAILABLE), 0U);
	load_end(s);
}

/* A cartridge that nobody knows would be found, and given to somebody. */
static void load_test_wrong_cartridge(struct kunit *test)
{
	struct load_scene *s = load_scene(test);
	struct ntms_journal_attach call = {};
	u32 length, passed, repaired;

	*ntms_mirror_data(ntms_mirror_nth(&s->mirror, NTMS_TYPE_MEDIUM, 0),
			  &length) = 1;
	KUNIT_ASSERT_EQ(test, ntms_catalog_init(&s->again, "again"), 0);
	KUNIT_EXPECT_EQ(test, ntms_mirror_load(&s->mirror, &s->again, &passed,
					       &repaired), -EBADMSG);
	ntms_journal_detach(&s->again);
	NTMS_KIT_REASON(test, ntms_journal_attach(&s->again, &call), NOT_EMPTY);
	load_end(s);
}

/* An attribute without a name is none: no program could read it, or delete it. */
static void load_test_no_name(struct kunit *test)
{
	struct load_scene *s = load_scene(test);
	struct ntms_mirror_row *last;
	u32 length;

	KUNIT_ASSERT_EQ(test, ntms_mirror_quit(&s->mirror), 0);
	NTMS_KIT_REASON(test, ntms_kit_keep(s->kit, &ntms_kit_root, &s->pool,
					    "n", "data"), SUCCESS);
	KUNIT_ASSERT_EQ(test, ntms_mirror_again(&s->mirror, false), 0);
	ntms_mirror_follow(&s->mirror);
	last = ntms_mirror_row(&s->mirror, s->mirror.nr_rows - 1);
	memset(ntms_mirror_data(last, &length), 0, sizeof(u32));
	load_again(test, s, 1, 0);
	load_end(s);
}

/* A side that is given away, in the pool of what nobody knows: who is right? */
static void load_test_wrong_state(struct kunit *test)
{
	struct load_scene *s = load_scene(test);
	struct ntms_medium *medium;
	struct ntms_image_medium *image;
	struct ntms_obj *obj;
	u32 length;

	ntms_catalog_lock(&s->kit->cat);
	obj = ntms_order_next(&s->kit->cat, NTMS_TYPE_MEDIUM, 0);
	ntms_catalog_unlock(&s->kit->cat);
	medium = container_of(obj, struct ntms_medium, obj);
	image = (void *)ntms_mirror_data(ntms_mirror_nth(&s->mirror,
							 NTMS_TYPE_MEDIUM, 0),
					 &length);
	KUNIT_ASSERT_LE(test, (u32)sizeof(*image), length);
	ntms_guid_out(&image->pool,
		      &medium->media_type->pools[NTMS_POOL_UNRECOGNIZED]
				->obj.id);
	load_again(test, s, 1, 1);
	KUNIT_EXPECT_EQ(test, load_sides(s, NTMS_SIDE_UNRECOGNIZED), 2U);
	KUNIT_EXPECT_EQ(test, load_sides(s, NTMS_SIDE_AVAILABLE), 0U);
	load_end(s);
}

/* Who has a side was given it: that it never was allocated cannot be true. */
static void load_test_wrong_count(struct kunit *test)
{
	struct load_scene *s = load_scene(test);
	struct ntms_image_medium *image;
	u32 length;

	image = (void *)ntms_mirror_data(ntms_mirror_nth(&s->mirror,
							 NTMS_TYPE_MEDIUM, 0),
					 &length);
	KUNIT_ASSERT_LE(test, (u32)sizeof(*image), length);
	KUNIT_ASSERT_EQ(test, image->sides[0].allocate_count, 1U);
	image->sides[0].allocate_count = 0;
	load_again(test, s, 0, 1);
	KUNIT_EXPECT_EQ(test, load_sides(s, NTMS_SIDE_ALLOCATED), 2U);
	load_end(s);
}

/* ---- elements that a library reports beside its geometry ----------------------- */

/* Two of four slots are beside it, and cartridges without a barcode in both. */
static struct ntms_kit_robot *load_beside(struct kunit *test,
					  struct load_scene *s)
{
	struct ntms_kit_robot *robot = ntms_kit_robot(test, "beside", 4, 0, 1);

	ntms_kit_resize(robot, NTMS_SMC_ST, 1000, 4);
	robot->report.geometry.count[NTMS_SMC_ST] = 2;
	ntms_kit_put(robot, NTMS_SMC_ST, 2, "");
	ntms_kit_put(robot, NTMS_SMC_ST, 3, "");
	KUNIT_ASSERT_EQ(test, ntms_kit_inventory(&s->kit->cat, robot), 0);
	ntms_mirror_follow(&s->mirror);
	return robot;
}

/* They are where they were, before anybody looks at the library again. */
static void load_test_beside(struct kunit *test)
{
	struct load_scene *s = load_scene(test);
	struct ntms_kit_robot *robot = load_beside(test, s);
	struct ntms_library *library;
	struct ntms_element *slot;
	u32 i;

	load_again(test, s, 0, 0);
	ntms_catalog_lock(&s->again);
	library = ntms_find_library(&s->again, &robot->id);
	KUNIT_EXPECT_NOT_NULL(test, library);
	for (i = 0; library && i < 4; i++) {
		slot = ntms_element_at(library, NTMS_SMC_ST, 1000 + i);
		KUNIT_EXPECT_TRUE(test, slot && !!slot->medium == (i > 1));
	}
	ntms_catalog_unlock(&s->again);
	KUNIT_EXPECT_TRUE(test, !ntms_mirror_differs(&s->mirror, &s->again));
	load_end(s);
}

/* What can stand there, and what not; all of one length */
static const struct load_text {
	const char *text;
	bool good;
} load_texts[] = {
	{ "2:1002-1003", true },
	{ "2:1002-9999", true },
	{ "2:1002 4:17", true },
	{ "1:7-8 2:100", true },
	{ "2:1-1 2:2-2", true },
	{ "4:17 2:1002", false },
	{ "2:1003-1002", false },
	{ "2:1003 2:17", false },
	{ "2:1-5 2:5-9", false },
	{ "2:1-5 2:1-5", false },
	{ "0:1002-1003", false },
	{ "5:1002-1003", false },
	{ "2:100-65536", false },
	{ "2:65536 4:1", false },
	{ " 2:1002-103", false },
	{ "2:1002-103 ", false },
	{ "2:1002  4:1", false },
	{ "2:1002,2:17", false },
	{ "2:1002-    ", false },
	{ "2:-2-100003", false },
	{ "2 1002-1003", false },
	{ ":1002-10003", false },
	{ "2:1002 2:  ", false },
};

/* A library with a text that is none is passed over. */
static void load_test_texts(struct kunit *test)
{
	struct load_scene *s = load_scene(test);
	u32 length, passed, repaired, i;
	const struct load_text *c;
	u8 *text;
	int error;

	load_beside(test, s);
	/* The shelf is the first of the libraries. */
	text = ntms_mirror_data(ntms_mirror_nth(&s->mirror, NTMS_TYPE_LIBRARY,
						2), &length);
	text += length - strlen(load_texts[0].text);
	KUNIT_ASSERT_EQ(test, memcmp(text, load_texts[0].text,
				     strlen(load_texts[0].text)), 0);
	for (i = 0; i < ARRAY_SIZE(load_texts); i++) {
		c = &load_texts[i];
		memcpy(text, c->text, strlen(load_texts[0].text));
		KUNIT_ASSERT_EQ(test, ntms_catalog_init(&s->again, "again"), 0);
		error = ntms_mirror_load(&s->mirror, &s->again, &passed,
					 &repaired);
		KUNIT_EXPECT_EQ(test, error, 0);
		KUNIT_EXPECT_EQ_MSG(test, !passed, c->good, "\"%s\"",
				    c->text);
		NTMS_KIT_SOUND(test, &s->again);
		ntms_journal_detach(&s->again);
		ntms_catalog_destroy(&s->again);
	}
	KUNIT_ASSERT_EQ(test, ntms_catalog_init(&s->again, "again"), 0);
	load_end(s);
}

static struct kunit_case load_cases[] = {
	KUNIT_CASE(load_test_whole),
	KUNIT_CASE(load_test_lost_owner),
	KUNIT_CASE(load_test_lost_owners),
	KUNIT_CASE(load_test_lost_cartridge),
	KUNIT_CASE(load_test_lost_pool),
	KUNIT_CASE(load_test_wrong_owner),
	KUNIT_CASE(load_test_wrong_cartridge),
	KUNIT_CASE(load_test_no_name),
	KUNIT_CASE(load_test_wrong_state),
	KUNIT_CASE(load_test_wrong_count),
	KUNIT_CASE(load_test_beside),
	KUNIT_CASE(load_test_texts),
	{ }
};

static struct kunit_suite load_suite = {
	.name = "ntms_load",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = load_cases,
};

kunit_test_suite(load_suite);
