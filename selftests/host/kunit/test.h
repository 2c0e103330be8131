/* SPDX-License-Identifier: GPL-2.0 */
/*
 * As much of KUnit as a suite of pure functions needs, for a plain program:
 * the same tests then run under the sanitizers of the compiler. Prints TAP; the
 * program fails if a case does.
 *
 * One suite in one program: kunit_test_suite() makes the main function.
 */
#ifndef NTMS_HOST_KUNIT_TEST_H
#define NTMS_HOST_KUNIT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KUNIT_HOST_ALLOCS	16
#define KUNIT_HOST_DESC_SIZE	128

struct kunit {
	const void *param_value;
	bool failed;
	jmp_buf abort;
	void *allocs[KUNIT_HOST_ALLOCS];
	unsigned int nr_allocs;
};

struct kunit_case {
	const char *name;
	void (*run)(struct kunit *test);
	const void *(*params)(const void *previous, char *desc);
};

struct kunit_suite {
	const char *name;
	struct kunit_case *test_cases;
};

#define KUNIT_CASE(fn)			{ #fn, fn, NULL }
#define KUNIT_CASE_PARAM(fn, gen)	{ #fn, fn, gen }

#define KUNIT_ARRAY_PARAM_DESC(prefix, array, member)			\
static const void *prefix##_gen_params(const void *previous, char *desc) \
{									\
	const typeof((array)[0]) *next = previous;			\
									\
	next = next ? next + 1 : (array);				\
	if ((size_t)(next - (array)) >= sizeof(array) / sizeof((array)[0])) \
		return NULL;						\
	snprintf(desc, KUNIT_HOST_DESC_SIZE, "%s", next->member);	\
	return next;							\
}

static inline void *kunit_kzalloc(struct kunit *test, size_t size, int gfp)
{
	void *p = calloc(1, size);

	(void)gfp;
	if (!p || test->nr_allocs == KUNIT_HOST_ALLOCS)
		abort();
	test->allocs[test->nr_allocs++] = p;
	return p;
}

static inline void kunit_host_fail(struct kunit *test, const char *file,
				   int line, const char *what)
{
	test->failed = true;
	printf("    # %s:%d: expected %s\n", file, line, what);
}

#define KUNIT_HOST_CHECK(test, condition, what, fatal) do {		\
	if (!(condition)) {						\
		kunit_host_fail(test, __FILE__, __LINE__, what);	\
		if (fatal)						\
			longjmp((test)->abort, 1);			\
	}								\
} while (0)

#define KUNIT_EXPECT_TRUE(t, x)	KUNIT_HOST_CHECK(t, x, #x, false)
#define KUNIT_EXPECT_FALSE(t, x) KUNIT_HOST_CHECK(t, !(x), "not " #x, false)
#define KUNIT_EXPECT_EQ(t, a, b) KUNIT_HOST_CHECK(t, (a) == (b), #a " == " #b, false)
#define KUNIT_EXPECT_NE(t, a, b) KUNIT_HOST_CHECK(t, (a) != (b), #a " != " #b, false)
#define KUNIT_EXPECT_LE(t, a, b) KUNIT_HOST_CHECK(t, (a) <= (b), #a " <= " #b, false)
#define KUNIT_EXPECT_GT(t, a, b) KUNIT_HOST_CHECK(t, (a) > (b), #a " > " #b, false)
#define KUNIT_EXPECT_STREQ(t, a, b) \
	KUNIT_HOST_CHECK(t, !strcmp(a, b), #a " is " #b, false)
#define KUNIT_ASSERT_TRUE(t, x)	KUNIT_HOST_CHECK(t, x, #x, true)
#define KUNIT_ASSERT_EQ(t, a, b) KUNIT_HOST_CHECK(t, (a) == (b), #a " == " #b, true)
#define KUNIT_ASSERT_NOT_NULL(t, p) KUNIT_HOST_CHECK(t, (p), #p, true)

static inline bool kunit_host_run(const struct kunit_case *c, const void *param,
				  const char *desc, unsigned int number)
{
	struct kunit test = { .param_value = param };

	if (!setjmp(test.abort))
		c->run(&test);
	while (test.nr_allocs)
		free(test.allocs[--test.nr_allocs]);
	printf("%sok %u %s%s%s\n", test.failed ? "not " : "", number, c->name,
	       *desc ? ": " : "", desc);
	return !test.failed;
}

static inline int kunit_host_main(const struct kunit_suite *suite)
{
	const struct kunit_case *c;
	unsigned int number = 0, failed = 0;

	puts("TAP version 13");
	for (c = suite->test_cases; c->name; c++) {
		char desc[KUNIT_HOST_DESC_SIZE] = "";
		const void *param = NULL;

		if (c->params)
			param = c->params(NULL, desc);
		do {
			failed += !kunit_host_run(c, param, desc, ++number);
			if (c->params)
				param = c->params(param, desc);
		} while (c->params && param);
	}
	printf("1..%u\n", number);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#define kunit_test_suite(suite)						\
int main(void)								\
{									\
	return kunit_host_main(&(suite));				\
}

#endif /* NTMS_HOST_KUNIT_TEST_H */
