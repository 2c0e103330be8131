// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of core/text.c: what people may be shown. */
#include "core/text.h"
#include "kit.h"

static const struct text_case {
	const char *desc;
	const char *text;
	bool line;
	bool text_too;
	const char *clean;
} text_cases[] = {
	{ "nothing", "", true, true, "" },
	{ "letters", "backup", true, true, "backup" },
	{ "a backslash", "a\\b", true, true, "a\\b" },
	{ "lines and tabs", "a\tb\n", false, true, "a?b?" },
	{ "an escape", "\033[2J", false, false, "?[2J" },
	{ "the first control character", "\001", false, false, "?" },
	{ "delete", "a\177", false, false, "a?" },
	{ "two bytes", "\xc3\xa4", true, true, "\xc3\xa4" },
	{ "the first that shows", "\xc2\xa0", true, true, "\xc2\xa0" },
	{ "a control character of two bytes", "\xc2\x9b[", false, false,
	  "??[" },
	{ "three bytes", "\xe2\x82\xac", true, true, "\xe2\x82\xac" },
	{ "four bytes", "\xf0\x9f\x93\xbc", true, true, "\xf0\x9f\x93\xbc" },
	{ "the last of all", "\xf4\x8f\xbf\xbf", true, true,
	  "\xf4\x8f\xbf\xbf" },
	{ "one more", "\xf4\x90\x80\x80", false, false, "????" },
	{ "a beginning", "\xc3", false, false, "?" },
	{ "a beginning of three", "a\xe2\x82", false, false, "a??" },
	{ "a beginning before a letter", "\303a", false, false, "?a" },
	{ "no beginning", "\x80", false, false, "?" },
	{ "never a beginning", "\xff\xf8", false, false, "??" },
	{ "longer than needed", "\xc0\xaf", false, false, "??" },
	{ "three for what needs two", "\xe0\x9f\xbf", false, false, "???" },
	{ "four for what needs three", "\xf0\x8f\xbf\xbf", false, false,
	  "????" },
	{ "half of a pair", "\xed\xa0\x80", false, false, "???" },
	{ "before the pairs", "\xed\x9f\xbf", true, true, "\xed\x9f\xbf" },
	{ "after the pairs", "\xee\x80\x80", true, true, "\xee\x80\x80" },
};

KUNIT_ARRAY_PARAM_DESC(text_what, text_cases, desc);

static void text_test_valid(struct kunit *test)
{
	const struct text_case *c = test->param_value;
	size_t size = strlen(c->text) + 1;
	char *text = kunit_kzalloc(test, size, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, text);
	memcpy(text, c->text, size);
	KUNIT_EXPECT_EQ(test, ntms_line_valid(text, size), c->line);
	KUNIT_EXPECT_EQ(test, ntms_text_valid(text, size), c->text_too);
	/* It must end in its array. */
	KUNIT_EXPECT_FALSE(test, ntms_line_valid(text, size - 1));
	KUNIT_EXPECT_FALSE(test, ntms_text_valid(text, size - 1));
	ntms_line_clean(text);
	KUNIT_EXPECT_STREQ(test, text, c->clean);
	KUNIT_EXPECT_TRUE(test, ntms_line_valid(text, size));
}

static void text_test_cut(struct kunit *test)
{
	static const char text[] = "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x93\xbc";
	static const u8 cuts[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10 };
	size_t room;

	for (room = 0; room < ARRAY_SIZE(cuts); room++)
		KUNIT_EXPECT_EQ(test, ntms_text_cut(text, room),
				(size_t)cuts[room]);
}

static struct kunit_case text_tests[] = {
	KUNIT_CASE_PARAM(text_test_valid, text_what_gen_params),
	KUNIT_CASE(text_test_cut),
	{ }
};

static struct kunit_suite text_suite = {
	.name = "ntms_text",
	.test_cases = text_tests,
};

kunit_test_suite(text_suite);
