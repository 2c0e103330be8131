// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of core/object.c: GUIDs, barcodes, labels, making and freeing. */
#include "kit.h"

static void object_test_guid_new(struct kunit *test)
{
	guid_t a, b;
	int i;

	for (i = 0; i < 64; i++) {
		ntms_guid_new(&a);
		ntms_guid_new(&b);
		KUNIT_EXPECT_FALSE(test, guid_equal(&a, &b));
		KUNIT_EXPECT_FALSE(test, guid_is_null(&a));
		KUNIT_EXPECT_EQ(test, ntms_guid_part(&a), 0U);
		KUNIT_EXPECT_EQ(test, a.b[7] >> 4, 8);
		KUNIT_EXPECT_EQ(test, a.b[8] >> 6, 2);
	}
}

static void object_test_guid_part(struct kunit *test)
{
	static const u32 parts[] = {
		1, 2, 0xff, 0x100, 0x20001, 0x4ffff, 0x80000000, U32_MAX,
	};
	guid_t whole, part, again;
	size_t i;

	ntms_guid_new(&whole);
	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		ntms_guid_with_part(&part, &whole, parts[i]);
		KUNIT_EXPECT_EQ(test, ntms_guid_part(&part), parts[i]);
		KUNIT_EXPECT_FALSE(test, guid_equal(&part, &whole));
		/* A part is as good a name of the whole as the whole is. */
		ntms_guid_with_part(&again, &part, 0);
		KUNIT_EXPECT_TRUE(test, guid_equal(&again, &whole));
		ntms_guid_with_part(&part, &part, 0);
		KUNIT_EXPECT_TRUE(test, guid_equal(&part, &whole));
	}
}

static void object_test_part_ids(struct kunit *test)
{
	struct ntms_element slot = { .type = NTMS_SMC_ST, .address = 0xfffe };
	struct ntms_element drive = { .type = NTMS_SMC_DT, .address = 0xfffe };
	struct ntms_library *library;
	struct ntms_medium *medium;
	guid_t a, b;

	library = ntms_library_new(NTMS_LIBRARY_ONLINE, "l", "i", GFP_KERNEL);
	medium = ntms_medium_new("A00001L8", 2, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, library);
	KUNIT_ASSERT_NOT_NULL(test, medium);
	ntms_element_id(&a, library, &slot);
	ntms_element_id(&b, library, &drive);
	KUNIT_EXPECT_EQ(test, ntms_guid_part(&a), 0x2fffeU);
	KUNIT_EXPECT_EQ(test, ntms_guid_part(&b), 0x4fffeU);
	ntms_side_id(&a, medium, &medium->sides[0]);
	ntms_side_id(&b, medium, &medium->sides[1]);
	KUNIT_EXPECT_EQ(test, ntms_guid_part(&a), 1U);
	KUNIT_EXPECT_EQ(test, ntms_guid_part(&b), 2U);
	KUNIT_EXPECT_PTR_EQ(test, ntms_side_medium(&medium->sides[0]), medium);
	KUNIT_EXPECT_PTR_EQ(test, ntms_side_medium(&medium->sides[1]), medium);
	ntms_obj_free(&medium->obj);
	ntms_obj_free(&library->obj);
}

static const struct barcode_case {
	const char *barcode;
	u8 code;
} barcode_cases[] = {
	{ "", NTMS_MEDIA_CODE_UNKNOWN },
	{ "A", NTMS_MEDIA_CODE_UNKNOWN },
	{ "L8", NTMS_MEDIA_CODE_UNKNOWN },
	{ "A00001L1", NTMS_MEDIA_CODE_LTO },
	{ "A00001L8", NTMS_MEDIA_CODE_LTO },
	{ "A00001L9", NTMS_MEDIA_CODE_LTO },
	{ "A00001LA", NTMS_MEDIA_CODE_LTO },
	{ "A00001M8", NTMS_MEDIA_CODE_LTO },
	{ "A00001LT", NTMS_MEDIA_CODE_LTO },
	{ "A00001LZ", NTMS_MEDIA_CODE_LTO },
	{ "A00001L0", NTMS_MEDIA_CODE_UNKNOWN },
	{ "A00001LB", NTMS_MEDIA_CODE_UNKNOWN },
	{ "A00001LS", NTMS_MEDIA_CODE_UNKNOWN },
	{ "A00001M7", NTMS_MEDIA_CODE_UNKNOWN },
	{ "A00001l8", NTMS_MEDIA_CODE_UNKNOWN },
	{ "A0001L8", NTMS_MEDIA_CODE_UNKNOWN },
	{ "A000001L8", NTMS_MEDIA_CODE_UNKNOWN },
	{ "CLN", NTMS_MEDIA_CODE_CLEANER },
	{ "CLN001", NTMS_MEDIA_CODE_CLEANER },
	{ "CLN001L1", NTMS_MEDIA_CODE_CLEANER },
	{ "CLNU01CU", NTMS_MEDIA_CODE_CLEANER },
	{ "CL0001L8", NTMS_MEDIA_CODE_LTO },
	{ "ACLN01L8", NTMS_MEDIA_CODE_LTO },
};

KUNIT_ARRAY_PARAM_DESC(object_barcode, barcode_cases, barcode);

static void object_test_barcode(struct kunit *test)
{
	const struct barcode_case *c = test->param_value;

	KUNIT_EXPECT_EQ(test, ntms_barcode_media_code(c->barcode), c->code);
	KUNIT_EXPECT_EQ(test, ntms_barcode_is_cleaner(c->barcode),
			c->code == NTMS_MEDIA_CODE_CLEANER);
}

static void object_test_media_types(struct kunit *test)
{
	const struct ntms_media_type_fact *fact;
	struct ntms_media_type *type;
	unsigned int code, known = 0;

	for (code = 0; code <= U8_MAX; code++) {
		fact = ntms_media_type_fact(code);
		if (!fact)
			continue;
		known++;
		KUNIT_EXPECT_EQ(test, (unsigned int)fact->code, code);
		KUNIT_EXPECT_GE(test, fact->sides, 1);
		KUNIT_EXPECT_LE(test, fact->sides, NTMS_SIDES_MAX);
		KUNIT_EXPECT_LE(test, fact->write, 3);
		type = ntms_media_type_new(code, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, type);
		KUNIT_EXPECT_STREQ(test, ntms_label_name(type->obj.label),
				   fact->name);
		KUNIT_EXPECT_EQ(test, type->sides, fact->sides);
		KUNIT_EXPECT_EQ(test, type->write, fact->write);
		ntms_obj_free(&type->obj);
	}
	KUNIT_EXPECT_GT(test, known, 20U);
	KUNIT_EXPECT_EQ(test, ntms_media_type_fact(NTMS_MEDIA_CODE_LTO)->sides,
			1);
	KUNIT_EXPECT_EQ(test,
			ntms_media_type_fact(NTMS_MEDIA_CODE_MO_5_RW)->sides,
			2);
}

static void object_test_label(struct kunit *test)
{
	struct ntms_label *label = NULL;

	KUNIT_EXPECT_STREQ(test, ntms_label_name(NULL), "");
	KUNIT_EXPECT_STREQ(test, ntms_label_description(NULL), "");
	KUNIT_ASSERT_EQ(test, ntms_label_set(&label, "n", "", GFP_KERNEL), 0);
	KUNIT_ASSERT_NOT_NULL(test, label);
	KUNIT_EXPECT_STREQ(test, ntms_label_name(label), "n");
	KUNIT_EXPECT_STREQ(test, ntms_label_description(label), "");
	ntms_label_free(label);
	KUNIT_ASSERT_EQ(test, ntms_label_set(&label, "", "d", GFP_KERNEL), 0);
	KUNIT_EXPECT_STREQ(test, ntms_label_name(label), "");
	KUNIT_EXPECT_STREQ(test, ntms_label_description(label), "d");
	ntms_label_free(label);
	KUNIT_ASSERT_EQ(test, ntms_label_set(&label, "", "", GFP_KERNEL), 0);
	KUNIT_EXPECT_PTR_EQ(test, label, (struct ntms_label *)NULL);
	ntms_label_free(NULL);
}

static void object_test_app(struct kunit *test)
{
	struct ntms_app *app = ntms_app_new("backup");

	KUNIT_ASSERT_NOT_NULL(test, app);
	KUNIT_EXPECT_STREQ(test, app->name, "backup");
	kref_get(&app->ref);
	ntms_app_put(app);
	KUNIT_EXPECT_STREQ(test, app->name, "backup");
	ntms_app_put(app);
	ntms_app_put(NULL);
}

static void object_test_medium_new(struct kunit *test)
{
	/* As long as a volume tag can be */
	static const char barcode[] = "01234567890123456789012345678901";
	struct ntms_medium *medium;
	u8 sides, i;

	for (sides = 1; sides <= NTMS_SIDES_MAX; sides++) {
		medium = ntms_medium_new(barcode, sides, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, medium);
		KUNIT_EXPECT_EQ(test, medium->obj.type, NTMS_TYPE_MEDIUM);
		KUNIT_EXPECT_TRUE(test, medium->obj.enabled);
		KUNIT_EXPECT_EQ(test, medium->nr_sides, sides);
		KUNIT_EXPECT_STREQ(test, medium->barcode, barcode);
		for (i = 0; i < sides; i++) {
			KUNIT_EXPECT_EQ(test, medium->sides[i].number, i);
			KUNIT_EXPECT_EQ(test, medium->sides[i].state,
					NTMS_SIDE_UNKNOWN);
			KUNIT_ASSERT_EQ(test,
					ntms_label_set(&medium->sides[i].label,
						       "s", "", GFP_KERNEL), 0);
		}
		ntms_obj_free(&medium->obj);
	}
	ntms_obj_free(NULL);
}

static struct kunit_case object_cases[] = {
	KUNIT_CASE(object_test_guid_new),
	KUNIT_CASE(object_test_guid_part),
	KUNIT_CASE(object_test_part_ids),
	KUNIT_CASE_PARAM(object_test_barcode, object_barcode_gen_params),
	KUNIT_CASE(object_test_media_types),
	KUNIT_CASE(object_test_label),
	KUNIT_CASE(object_test_app),
	KUNIT_CASE(object_test_medium_new),
	{ }
};

static struct kunit_suite object_suite = {
	.name = "ntms_object",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.test_cases = object_cases,
};

kunit_test_suite(object_suite);
