// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of core/catalog.c: finding, walking, and what there is at first. */
#include "kit.h"

/* What a catalog has before anybody did anything */
static void catalog_test_first(struct kunit *test)
{
	struct ntms_kit *kit = test->priv;
	struct ntms_catalog *cat = &kit->cat;
	u32 type;

	KUNIT_EXPECT_EQ(test, cat->order[NTMS_TYPE_COMPUTER].count, 1ULL);
	KUNIT_EXPECT_EQ(test, cat->order[NTMS_TYPE_LIBRARY].count, 1ULL);
	KUNIT_EXPECT_EQ(test, cat->order[NTMS_TYPE_POOL].count, 3ULL);
	KUNIT_EXPECT_EQ(test, cat->order[NTMS_TYPE_MEDIUM].count, 0ULL);
	KUNIT_EXPECT_STREQ(test, ntms_label_name(cat->computer->label),
			   "testbed");
	KUNIT_EXPECT_EQ(test, cat->offline->kind, NTMS_LIBRARY_OFFLINE);
	KUNIT_EXPECT_FALSE(test, ntms_library_online(cat->offline));
	for (type = NTMS_POOL_FREE; type <= NTMS_POOL_IMPORT; type++) {
		KUNIT_ASSERT_NOT_NULL(test, cat->system[type]);
		KUNIT_EXPECT_EQ(test, cat->system[type]->type, type);
	}
}

/**
 * struct catalog_scene - a library with a disk in a slot
 * @kit: the catalog
 * @robot: the library's robot
 * @library: the library
 * @medium: the disk, in slot 3
 * @lmid: its side 1, which is owned
 * @pool: where it is
 */
struct catalog_scene {
	struct ntms_kit *kit;
	struct ntms_kit_robot *robot;
	struct ntms_library *library;
	struct ntms_medium *medium;
	guid_t lmid;
	guid_t pool;
};

static struct catalog_scene *catalog_scene(struct kunit *test)
{
	struct catalog_scene *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	guid_t side;

	KUNIT_ASSERT_NOT_NULL(test, s);
	s->kit = test->priv;
	s->robot = ntms_kit_robot(test, "r", 8, 2, 2);
	s->library = ntms_kit_library(test, s->robot);
	ntms_kit_pool(test, "pool", NTMS_MEDIA_CODE_MO_5_RW, &s->pool);
	ntms_kit_arrivals(test, s->robot, NTMS_MEDIA_CODE_MO_5_RW,
			  NTMS_POOL_FREE);
	s->medium = ntms_kit_bring(test, s->robot, 3, "A");
	ntms_side_id(&side, s->medium, &s->medium->sides[1]);
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->pool, &side, 0, &s->lmid),
			SUCCESS);
	return s;
}

/* ---- GUIDs -------------------------------------------------------------------- */

static struct ntms_ref catalog_find(struct catalog_scene *s, const guid_t *id)
{
	struct ntms_ref ref;

	mutex_lock(&s->kit->cat.lock);
	ref = ntms_find(&s->kit->cat, id);
	mutex_unlock(&s->kit->cat.lock);
	return ref;
}

static void catalog_test_find(struct kunit *test)
{
	struct catalog_scene *s = catalog_scene(test);
	const struct {
		const guid_t *id;
		u8 type;
	} objects[] = {
		{ &s->kit->cat.computer->id, NTMS_TYPE_COMPUTER },
		{ &s->kit->cat.offline->obj.id, NTMS_TYPE_LIBRARY },
		{ &s->library->obj.id, NTMS_TYPE_LIBRARY },
		{ &s->medium->obj.id, NTMS_TYPE_MEDIUM },
		{ &s->medium->media_type->obj.id, NTMS_TYPE_MEDIA_TYPE },
		{ &s->pool, NTMS_TYPE_POOL },
		{ &s->lmid, NTMS_TYPE_LOGICAL_MEDIUM },
	};
	struct ntms_ref ref;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(objects); i++) {
		ref = catalog_find(s, objects[i].id);
		KUNIT_EXPECT_EQ(test, ref.type, objects[i].type);
		KUNIT_ASSERT_NOT_NULL(test, ref.obj);
		KUNIT_EXPECT_TRUE(test, guid_equal(&ref.obj->id,
						   objects[i].id));
		KUNIT_EXPECT_TRUE(test, !ref.side && !ref.element);
	}
}

static void catalog_test_find_part(struct kunit *test)
{
	struct catalog_scene *s = catalog_scene(test);
	const struct {
		const struct ntms_obj *obj;
		u32 part;
		u8 type;
	} parts[] = {
		{ &s->medium->obj, 1, NTMS_TYPE_SIDE },
		{ &s->medium->obj, 2, NTMS_TYPE_SIDE },
		{ &s->medium->obj, 3, NTMS_TYPE_UNKNOWN },
		{ &s->medium->obj, U32_MAX, NTMS_TYPE_UNKNOWN },
		{ &s->library->obj, NTMS_SMC_ST << 16 | NTMS_KIT_FIRST_ST,
		  NTMS_TYPE_SLOT },
		{ &s->library->obj, NTMS_SMC_ST << 16 |
		  (NTMS_KIT_FIRST_ST + 7), NTMS_TYPE_SLOT },
		{ &s->library->obj, NTMS_SMC_ST << 16 |
		  (NTMS_KIT_FIRST_ST + 8), NTMS_TYPE_UNKNOWN },
		{ &s->library->obj, NTMS_SMC_ST << 16 |
		  (NTMS_KIT_FIRST_ST - 1), NTMS_TYPE_UNKNOWN },
		{ &s->library->obj, NTMS_SMC_IE << 16 | NTMS_KIT_FIRST_IE,
		  NTMS_TYPE_PORT },
		{ &s->library->obj, NTMS_SMC_DT << 16 | NTMS_KIT_FIRST_DT,
		  NTMS_TYPE_DRIVE },
		{ &s->library->obj, NTMS_SMC_DT << 16 | NTMS_KIT_FIRST_ST,
		  NTMS_TYPE_UNKNOWN },
		/* A transport is no object. */
		{ &s->library->obj, NTMS_SMC_MT << 16 | NTMS_KIT_FIRST_MT,
		  NTMS_TYPE_UNKNOWN },
		{ &s->library->obj, 1, NTMS_TYPE_UNKNOWN },
		{ &s->library->obj, 5 << 16 | NTMS_KIT_FIRST_DT,
		  NTMS_TYPE_UNKNOWN },
		{ &s->library->obj, U32_MAX, NTMS_TYPE_UNKNOWN },
		{ &s->kit->cat.offline->obj, NTMS_SMC_ST << 16,
		  NTMS_TYPE_UNKNOWN },
		{ s->kit->cat.computer, 1, NTMS_TYPE_UNKNOWN },
		{ &s->medium->pool->obj, 1, NTMS_TYPE_UNKNOWN },
		{ &s->medium->sides[1].logical->obj, 1, NTMS_TYPE_UNKNOWN },
	};
	struct ntms_ref ref;
	size_t i;
	guid_t id;

	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		ntms_guid_with_part(&id, &parts[i].obj->id, parts[i].part);
		ref = catalog_find(s, &id);
		KUNIT_EXPECT_EQ_MSG(test, ref.type, parts[i].type,
				    "part %u of row %zu", parts[i].part, i);
		if (!parts[i].type)
			continue;
		KUNIT_EXPECT_PTR_EQ(test, ref.obj,
				    (struct ntms_obj *)parts[i].obj);
		KUNIT_EXPECT_EQ(test, !!ref.side,
				parts[i].type == NTMS_TYPE_SIDE);
		KUNIT_EXPECT_EQ(test, !!ref.element,
				parts[i].type != NTMS_TYPE_SIDE);
	}
	ntms_guid_new(&id);
	KUNIT_EXPECT_EQ(test, catalog_find(s, &id).type, NTMS_TYPE_UNKNOWN);
	id = guid_null;
	KUNIT_EXPECT_EQ(test, catalog_find(s, &id).type, NTMS_TYPE_UNKNOWN);
}

/* Each finds what is of its kind, and nothing else. */
static void catalog_test_find_kinds(struct kunit *test)
{
	struct catalog_scene *s = catalog_scene(test);
	struct ntms_catalog *cat = &s->kit->cat;
	const guid_t *ids[] = {
		&s->pool, &s->medium->obj.id, &s->lmid, &s->library->obj.id,
		&s->medium->media_type->obj.id, &cat->computer->id,
	};
	guid_t side;
	size_t i;

	mutex_lock(&cat->lock);
	for (i = 0; i < ARRAY_SIZE(ids); i++) {
		KUNIT_EXPECT_EQ(test, !!ntms_find_pool(cat, ids[i]), i == 0);
		KUNIT_EXPECT_EQ(test, !!ntms_find_medium(cat, ids[i]), i == 1);
		KUNIT_EXPECT_EQ(test, !!ntms_find_logical(cat, ids[i]),
				i == 2);
		KUNIT_EXPECT_EQ(test, !!ntms_find_library(cat, ids[i]),
				i == 3);
		KUNIT_EXPECT_EQ(test, !!ntms_find_media_type(cat, ids[i]),
				i == 4);
		KUNIT_EXPECT_EQ(test, !!ntms_find_side(cat, ids[i]), 0);
	}
	ntms_side_id(&side, s->medium, &s->medium->sides[0]);
	KUNIT_EXPECT_PTR_EQ(test, ntms_find_side(cat, &side),
			    &s->medium->sides[0]);
	KUNIT_EXPECT_PTR_EQ(test, ntms_find_medium(cat, &side),
			    (struct ntms_medium *)NULL);
	mutex_unlock(&cat->lock);
}

/* ---- walking ------------------------------------------------------------------- */

static void catalog_test_order(struct kunit *test)
{
	struct catalog_scene *s = catalog_scene(test);
	struct ntms_catalog *cat = &s->kit->cat;
	struct ntms_medium *b = ntms_kit_bring(test, s->robot, 1, "B");
	struct ntms_medium *c = ntms_kit_bring(test, s->robot, 0, "C");

	mutex_lock(&cat->lock);
	KUNIT_EXPECT_PTR_EQ(test, ntms_order_next(cat, NTMS_TYPE_MEDIUM, 0),
			    &s->medium->obj);
	KUNIT_EXPECT_PTR_EQ(test,
			    ntms_order_next(cat, NTMS_TYPE_MEDIUM,
					    s->medium->obj.serial), &b->obj);
	KUNIT_EXPECT_PTR_EQ(test,
			    ntms_order_next(cat, NTMS_TYPE_MEDIUM,
					    b->obj.serial), &c->obj);
	KUNIT_EXPECT_PTR_EQ(test,
			    ntms_order_next(cat, NTMS_TYPE_MEDIUM,
					    c->obj.serial),
			    (struct ntms_obj *)NULL);
	KUNIT_EXPECT_PTR_EQ(test,
			    ntms_order_next(cat, NTMS_TYPE_MEDIUM, U64_MAX),
			    (struct ntms_obj *)NULL);
	KUNIT_EXPECT_PTR_EQ(test, ntms_pool_next(b->pool, 0), b);
	KUNIT_EXPECT_PTR_EQ(test, ntms_pool_next(b->pool, b->obj.serial), c);
	KUNIT_EXPECT_PTR_EQ(test, ntms_pool_next(b->pool, c->obj.serial),
			    (struct ntms_medium *)NULL);
	KUNIT_EXPECT_PTR_EQ(test, ntms_pool_next(s->medium->pool, 0),
			    s->medium);
	mutex_unlock(&cat->lock);
}

static void catalog_test_barcodes(struct kunit *test)
{
	struct catalog_scene *s = catalog_scene(test);
	struct ntms_catalog *cat = &s->kit->cat;
	struct ntms_medium *again, *longer;

	longer = ntms_kit_bring(test, s->robot, 0, "AB");
	again = ntms_kit_bring(test, s->robot, 1, "A");
	mutex_lock(&cat->lock);
	KUNIT_EXPECT_PTR_EQ(test, ntms_barcode_first(cat, "A"), s->medium);
	KUNIT_EXPECT_PTR_EQ(test, ntms_barcode_next(s->medium), again);
	KUNIT_EXPECT_PTR_EQ(test, ntms_barcode_next(again),
			    (struct ntms_medium *)NULL);
	KUNIT_EXPECT_PTR_EQ(test, ntms_barcode_first(cat, "AB"), longer);
	KUNIT_EXPECT_PTR_EQ(test, ntms_barcode_next(longer),
			    (struct ntms_medium *)NULL);
	KUNIT_EXPECT_PTR_EQ(test, ntms_barcode_first(cat, "AA"),
			    (struct ntms_medium *)NULL);
	mutex_unlock(&cat->lock);
}

static void catalog_test_elements(struct kunit *test)
{
	struct catalog_scene *s = catalog_scene(test);
	struct ntms_library *library = s->library;
	struct ntms_element *element;
	u32 i;

	for (i = 0; i < library->nr_elements; i++) {
		element = &library->elements[i];
		KUNIT_EXPECT_PTR_EQ(test, ntms_element_at(library,
							  element->type,
							  element->address),
				    element);
		if (element->type != NTMS_SMC_DT)
			KUNIT_EXPECT_PTR_EQ(test,
					    ntms_element_drive(library, element),
					    (struct ntms_drive *)NULL);
	}
	KUNIT_EXPECT_EQ(test, ntms_library_drives(library), 2U);
	element = ntms_element_at(library, NTMS_SMC_DT, NTMS_KIT_FIRST_DT + 1);
	KUNIT_ASSERT_NOT_NULL(test, element);
	KUNIT_EXPECT_PTR_EQ(test, ntms_element_drive(library, element),
			    &library->drives[1]);
	KUNIT_EXPECT_PTR_EQ(test, ntms_element_at(library, 0, 0),
			    (struct ntms_element *)NULL);
	KUNIT_EXPECT_PTR_EQ(test, ntms_element_at(library, NTMS_SMC_TYPES, 0),
			    (struct ntms_element *)NULL);
	KUNIT_EXPECT_PTR_EQ(test, ntms_element_at(library, NTMS_SMC_DT,
						  U16_MAX),
			    (struct ntms_element *)NULL);
}

/* ---- what can be had ------------------------------------------------------------- */

static void catalog_test_available(struct kunit *test)
{
	struct catalog_scene *s = catalog_scene(test);
	struct ntms_pool *pool = ntms_kit_find_pool(test, &s->pool);

	KUNIT_EXPECT_EQ(test, ntms_pool_available(pool), 1U);
	KUNIT_EXPECT_TRUE(test, ntms_medium_online(s->medium));
	NTMS_KIT_REASON(test, ntms_kit_set_enabled(s->kit, &s->medium->obj.id,
						   false), SUCCESS);
	KUNIT_EXPECT_EQ(test, ntms_pool_available(pool), 0U);
	NTMS_KIT_REASON(test, ntms_kit_set_enabled(s->kit, &s->medium->obj.id,
						   true), SUCCESS);
	KUNIT_EXPECT_EQ(test, ntms_pool_available(pool), 1U);
	NTMS_KIT_REASON(test, ntms_kit_set_enabled(s->kit, &s->library->obj.id,
						   false), SUCCESS);
	KUNIT_EXPECT_EQ(test, ntms_pool_available(pool), 0U);
	NTMS_KIT_REASON(test, ntms_kit_set_enabled(s->kit, &s->library->obj.id,
						   true), SUCCESS);
	ntms_library_absent(&s->kit->cat, &s->robot->id);
	KUNIT_EXPECT_EQ(test, ntms_pool_available(pool), 0U);
	KUNIT_EXPECT_FALSE(test, ntms_medium_online(s->medium));
	KUNIT_ASSERT_EQ(test, ntms_kit_present(&s->kit->cat, s->robot), 0);
	KUNIT_EXPECT_EQ(test, ntms_pool_available(pool), 1U);
}

static void catalog_test_pool_named(struct kunit *test)
{
	struct catalog_scene *s = catalog_scene(test);
	struct ntms_catalog *cat = &s->kit->cat;
	struct ntms_pool *free = cat->system[NTMS_POOL_FREE];

	mutex_lock(&cat->lock);
	KUNIT_EXPECT_PTR_EQ(test, ntms_pool_named(cat, NULL, "free"), free);
	KUNIT_EXPECT_PTR_EQ(test, ntms_pool_named(cat, NULL, "Free"),
			    (struct ntms_pool *)NULL);
	KUNIT_EXPECT_PTR_EQ(test, ntms_pool_named(cat, free, "MO_5_RW"),
			    s->medium->media_type->pools[NTMS_POOL_FREE]);
	KUNIT_EXPECT_PTR_EQ(test, ntms_pool_named(cat, NULL, "MO_5_RW"),
			    (struct ntms_pool *)NULL);
	mutex_unlock(&cat->lock);
}

static struct kunit_case catalog_cases[] = {
	KUNIT_CASE(catalog_test_first),
	KUNIT_CASE(catalog_test_find),
	KUNIT_CASE(catalog_test_find_part),
	KUNIT_CASE(catalog_test_find_kinds),
	KUNIT_CASE(catalog_test_order),
	KUNIT_CASE(catalog_test_barcodes),
	KUNIT_CASE(catalog_test_elements),
	KUNIT_CASE(catalog_test_available),
	KUNIT_CASE(catalog_test_pool_named),
	{ }
};

static struct kunit_suite catalog_suite = {
	.name = "ntms_catalog",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = catalog_cases,
};

kunit_test_suite(catalog_suite);
