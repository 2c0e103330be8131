// SPDX-License-Identifier: GPL-2.0
/*
 * Memory runs out in an inventory: one that failed has left a sound catalog,
 * and the next one finishes it.
 */
#include "fail_nth.h"

static void fail_first(struct ntms_kit_robot *robot)
{
	ntms_kit_put(robot, NTMS_SMC_ST, 2, "A00001L8");
	ntms_kit_put(robot, NTMS_SMC_ST, 3, "");
	ntms_kit_put(robot, NTMS_SMC_DT, 1, "CLN001L1");
}

/* Everything changes places, something is gone and something comes. */
static void fail_shuffle(struct ntms_kit_robot *robot)
{
	ntms_kit_carry(robot, NTMS_SMC_ST, 0, NTMS_SMC_ST, 4);
	ntms_kit_carry(robot, NTMS_SMC_ST, 1, NTMS_SMC_DT, 0);
	ntms_kit_carry(robot, NTMS_SMC_ST, 4, NTMS_SMC_ST, 1);
	ntms_kit_put(robot, NTMS_SMC_ST, 0, "A00002L8");
	ntms_kit_put(robot, NTMS_SMC_ST, 5, "A00002L8");
	ntms_kit_put(robot, NTMS_SMC_IE, 0, "B");
}

static void fail_rebuild(struct ntms_kit_robot *robot)
{
	fail_shuffle(robot);
	ntms_kit_resize(robot, NTMS_SMC_ST, NTMS_KIT_FIRST_ST - 2, 12);
	ntms_kit_put(robot, NTMS_SMC_ST, 11, "D0");
	ntms_kit_resize(robot, NTMS_SMC_IE, NTMS_KIT_FIRST_IE, 0);
}

static void fail_empty(struct ntms_kit_robot *robot)
{
	ntms_kit_resize(robot, NTMS_SMC_ST, NTMS_KIT_FIRST_ST, 8);
}

static void fail_gone(struct ntms_kit_robot *robot)
{
	ntms_kit_resize(robot, NTMS_SMC_ST, 0, 0);
}

static const struct fail_report_case {
	const char *desc;
	void (*change)(struct ntms_kit_robot *robot);
} fail_reports[] = {
	{ "cartridges arrive", fail_first },
	{ "cartridges change places", fail_shuffle },
	{ "the library is rebuilt", fail_rebuild },
	{ "the library is empty", fail_empty },
	{ "the slots are gone", fail_gone },
};

KUNIT_ARRAY_PARAM_DESC(fail_report, fail_reports, desc);

/* Every element that is full has a cartridge of its barcode, and no other. */
static void fail_expect_true(struct kunit *test, struct ntms_kit_robot *robot)
{
	struct ntms_library *library = ntms_kit_library(test, robot);
	const struct ntms_smc_element *seen;
	const struct ntms_element *element;
	u32 i, full = 0;

	for (i = 0; i < robot->report.nr_elements; i++) {
		seen = &robot->elements[i];
		element = ntms_element_at(library, seen->type, seen->address);
		KUNIT_ASSERT_NOT_NULL(test, element);
		KUNIT_EXPECT_EQ(test, !!element->medium,
				!!(seen->flags & NTMS_SMC_FULL));
		if (!element->medium)
			continue;
		full++;
		KUNIT_EXPECT_STREQ(test, element->medium->barcode,
				   seen->barcode);
	}
	KUNIT_EXPECT_EQ(test, library->media, full);
}

/*
 * One request fails, and after it either the next report comes, or memory runs
 * out again a little later.
 */
static void fail_report_from(struct kunit *test, struct fail_scene *s,
			     bool again)
{
	struct ntms_catalog *cat = &s->kit->cat;
	bool failed;
	int error;
	u32 nth;

	for (nth = 1; nth < FAIL_MOST; nth++) {
		failed = FAIL_NTH(nth,
				  error = ntms_kit_inventory(cat, s->robot));
		NTMS_KIT_SOUND(test, cat);
		if (!failed)
			break;
		KUNIT_EXPECT_EQ_MSG(test, error, -ENOMEM, "request %u", nth);
		if (!again)
			break;
	}
	if (!again)
		error = ntms_kit_inventory(cat, s->robot);
	KUNIT_EXPECT_EQ(test, error, 0);
	NTMS_KIT_SOUND(test, cat);
	fail_expect_true(test, s->robot);
}

/* Whatever happened, its owner still has it, and it is known where it is. */
static void fail_expect_owned(struct kunit *test, struct fail_scene *s)
{
	struct ntms_catalog *cat = &s->kit->cat;
	const struct ntms_logical *logical;

	mutex_lock(&cat->lock);
	logical = ntms_find_logical(cat, &s->lmid);
	mutex_unlock(&cat->lock);
	KUNIT_ASSERT_NOT_NULL(test, logical);
	KUNIT_EXPECT_STREQ(test, logical->medium->barcode, "D0");
	KUNIT_EXPECT_TRUE(test, logical->medium->element ||
			  logical->medium->library == cat->offline);
}

static void fail_test_report(struct kunit *test)
{
	const struct fail_report_case *c = test->param_value;
	struct fail_scene *s = fail_scene(test);

	c->change(s->robot);
	fail_report_from(test, s, true);
	fail_expect_owned(test, s);
}

/* Each request by itself, from the same beginning */
static void fail_test_report_once(struct kunit *test)
{
	const struct fail_report_case *c = test->param_value;
	struct ntms_catalog *cat;
	struct fail_scene *s;
	bool failed = true;
	int error;
	u32 nth;

	for (nth = 1; failed && nth < FAIL_MOST; nth++) {
		s = fail_anew(test);
		cat = &s->kit->cat;
		c->change(s->robot);
		failed = FAIL_NTH(nth,
				  error = ntms_kit_inventory(cat, s->robot));
		KUNIT_EXPECT_EQ_MSG(test, error, failed ? -ENOMEM : 0,
				    "request %u", nth);
		NTMS_KIT_SOUND(test, cat);
		KUNIT_EXPECT_EQ(test, ntms_kit_inventory(cat, s->robot), 0);
		NTMS_KIT_SOUND(test, cat);
		fail_expect_true(test, s->robot);
		fail_expect_owned(test, s);
	}
	kunit_info(test, "%s: %u requests for memory\n", c->desc, nth - 2);
}

static struct kunit_case fail_report_cases[] = {
	KUNIT_CASE_PARAM(fail_test_report, fail_report_gen_params),
	KUNIT_CASE_PARAM(fail_test_report_once, fail_report_gen_params),
	{ }
};

static struct kunit_suite fail_suite = {
	.name = "ntms_fail_report",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = fail_report_cases,
};

kunit_test_suite(fail_suite);
