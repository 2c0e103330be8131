/* SPDX-License-Identifier: GPL-2.0 */
/*
 * As much of KUnit as the suites use, for a plain program: the same tests then
 * run under the compiler's sanitizers. Suites of all files that are linked
 * together run in one program, which prints TAP; see kunit_main.c.
 */
#ifndef NTMS_SHIM_KUNIT_TEST_H
#define NTMS_SHIM_KUNIT_TEST_H

#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <setjmp.h>

#define KUNIT_PARAM_DESC_SIZE	128

struct kunit_memory;

struct kunit {
	const void *param_value;
	void *priv;
	bool failed;
	jmp_buf abort;
	struct kunit_memory *memory;
};

struct kunit_case {
	const char *name;
	void (*run)(struct kunit *test);
	const void *(*params)(const void *previous, char *desc);
};

struct kunit_suite {
	const char *name;
	int (*suite_init)(struct kunit_suite *suite);
	void (*suite_exit)(struct kunit_suite *suite);
	int (*init)(struct kunit *test);
	void (*exit)(struct kunit *test);
	const struct kunit_case *test_cases;
	struct kunit_suite *next;
};

void kunit_register(struct kunit_suite *suite);
void *kunit_kzalloc(struct kunit *test, size_t size, gfp_t gfp);
void kunit_fail(struct kunit *test, const char *file, int line, bool fatal,
		const char *format, ...) __attribute__((format(printf, 5, 6)));
void kunit_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

#define kunit_test_suite(suite)						\
static void __attribute__((constructor)) register_##suite(void)		\
{									\
	kunit_register(&(suite));					\
}

#define KUNIT_CASE(function)			{ #function, function, NULL }
#define KUNIT_CASE_PARAM(function, generator)	{ #function, function, generator }

/* How slow it is counts only in the kernel. */
#define KUNIT_CASE_PARAM_ATTR(function, generator, ...) \
	KUNIT_CASE_PARAM(function, generator)

#define KUNIT_ARRAY_PARAM_DESC(prefix, array, member)			\
static const void *prefix##_gen_params(const void *previous, char *desc) \
{									\
	const typeof((array)[0]) *next = previous;			\
									\
	next = next ? next + 1 : (array);				\
	if (next == (array) + ARRAY_SIZE(array))			\
		return NULL;						\
	strscpy(desc, next->member, KUNIT_PARAM_DESC_SIZE);		\
	return next;							\
}

#define kunit_info(test, format, ...)	kunit_note(format, ##__VA_ARGS__)

#define KUNIT_FAIL(test, format, ...) \
	kunit_fail(test, __FILE__, __LINE__, false, format, ##__VA_ARGS__)

#define SHIM_CHECK(test, fatal, condition, what) do {			\
	if (!(condition))						\
		kunit_fail(test, __FILE__, __LINE__, fatal,		\
			   "expected %s", what);			\
} while (0)

#define SHIM_COMPARE(test, fatal, a, op, b, format, ...) do {		\
	__auto_type shim_left = (a);					\
	__auto_type shim_right = (b);					\
									\
	if (!(shim_left op shim_right))					\
		kunit_fail(test, __FILE__, __LINE__, fatal,		\
			   "expected %s %s %s, but they are %lld and %lld" \
			   format, #a, #op, #b, (long long)shim_left,	\
			   (long long)shim_right, ##__VA_ARGS__);	\
} while (0)

#define KUNIT_EXPECT_TRUE(test, x)	SHIM_CHECK(test, false, x, #x)
#define KUNIT_EXPECT_FALSE(test, x)	SHIM_CHECK(test, false, !(x), "not " #x)
#define KUNIT_EXPECT_NOT_NULL(test, p)	SHIM_CHECK(test, false, p, #p)
#define KUNIT_EXPECT_PTR_EQ(test, a, b) \
	SHIM_CHECK(test, false, (a) == (b), #a " is " #b)
#define KUNIT_EXPECT_STREQ(test, a, b) \
	SHIM_CHECK(test, false, !strcmp(a, b), #a " is " #b)
#define KUNIT_EXPECT_EQ(test, a, b)	SHIM_COMPARE(test, false, a, ==, b, "")
#define KUNIT_EXPECT_NE(test, a, b)	SHIM_COMPARE(test, false, a, !=, b, "")
#define KUNIT_EXPECT_LE(test, a, b)	SHIM_COMPARE(test, false, a, <=, b, "")
#define KUNIT_EXPECT_LT(test, a, b)	SHIM_COMPARE(test, false, a, <, b, "")
#define KUNIT_EXPECT_GE(test, a, b)	SHIM_COMPARE(test, false, a, >=, b, "")
#define KUNIT_EXPECT_GT(test, a, b)	SHIM_COMPARE(test, false, a, >, b, "")
#define KUNIT_EXPECT_EQ_MSG(test, a, b, format, ...) \
	SHIM_COMPARE(test, false, a, ==, b, ": " format, ##__VA_ARGS__)
#define KUNIT_ASSERT_FALSE(test, x)	SHIM_CHECK(test, true, !(x), "not " #x)
#define KUNIT_ASSERT_TRUE(test, x)	SHIM_CHECK(test, true, x, #x)
#define KUNIT_ASSERT_NOT_NULL(test, p)	SHIM_CHECK(test, true, p, #p)
#define KUNIT_ASSERT_LE(test, a, b)	SHIM_COMPARE(test, true, a, <=, b, "")
#define KUNIT_ASSERT_EQ(test, a, b)	SHIM_COMPARE(test, true, a, ==, b, "")
#define KUNIT_ASSERT_EQ_MSG(test, a, b, format, ...) \
	SHIM_COMPARE(test, true, a, ==, b, ": " format, ##__VA_ARGS__)

#endif /* NTMS_SHIM_KUNIT_TEST_H */
