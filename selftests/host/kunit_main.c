// SPDX-License-Identifier: GPL-2.0
/* Runs all suites that are linked in, and says in TAP how it went. */
#include <kunit/test.h>

struct kunit_memory {
	struct kunit_memory *next;
	_Alignas(max_align_t) char bytes[];
};

static struct kunit_suite *suites;

/* Constructors come in the order of the files, by name here. */
void kunit_register(struct kunit_suite *suite)
{
	struct kunit_suite **at = &suites;

	while (*at && strcmp((*at)->name, suite->name) < 0)
		at = &(*at)->next;
	suite->next = *at;
	*at = suite;
}

/* The test's own memory does not fail. */
void *kunit_kzalloc(struct kunit *test, size_t size, gfp_t gfp)
{
	struct kunit_memory *memory = calloc(1, sizeof(*memory) + size);

	if (!memory)
		abort();
	memory->next = test->memory;
	test->memory = memory;
	return memory->bytes;
}

void kunit_fail(struct kunit *test, const char *file, int line, bool fatal,
		const char *format, ...)
{
	va_list args;

	test->failed = true;
	printf("# %s:%d: ", file, line);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	if (fatal)
		longjmp(test->abort, 1);
}

void kunit_note(const char *format, ...)
{
	va_list args;

	printf("# ");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
}

#ifndef KUNIT_NO_MAIN
static bool run_case(const struct kunit_suite *suite,
		     const struct kunit_case *c, const void *param,
		     const char *desc, unsigned int number)
{
	struct kunit test = { .param_value = param };
	struct kunit_memory *memory;

	if (suite->init && suite->init(&test))
		test.failed = true;
	else if (!setjmp(test.abort))
		c->run(&test);
	if (suite->exit && !setjmp(test.abort))
		suite->exit(&test);
	while ((memory = test.memory)) {
		test.memory = memory->next;
		free(memory);
	}
	printf("%sok %u %s.%s%s%s\n", test.failed ? "not " : "", number,
	       suite->name, c->name, *desc ? ": " : "", desc);
	return !test.failed;
}

static unsigned int run_suite(struct kunit_suite *suite, unsigned int *number)
{
	const struct kunit_case *c;
	unsigned int failed = 0;

	if (suite->suite_init && suite->suite_init(suite)) {
		printf("not ok %u %s\n", ++*number, suite->name);
		return 1;
	}
	for (c = suite->test_cases; c->name; c++) {
		char desc[KUNIT_PARAM_DESC_SIZE] = "";
		const void *param = NULL;

		if (c->params)
			param = c->params(NULL, desc);
		do {
			failed += !run_case(suite, c, param, desc, ++*number);
			if (c->params)
				param = c->params(param, desc);
		} while (c->params && param);
	}
	if (suite->suite_exit)
		suite->suite_exit(suite);
	return failed;
}

/* Without arguments all suites run, else those that are named. */
static bool wanted(const struct kunit_suite *suite, int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		if (!strcmp(suite->name, argv[i]))
			return true;
	return argc == 1;
}

int main(int argc, char **argv)
{
	unsigned int number = 0, failed = 0;
	struct kunit_suite *suite;

	/* What was run before a sanitizer ends it all is of interest. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	puts("TAP version 13");
	for (suite = suites; suite; suite = suite->next)
		if (wanted(suite, argc, argv))
			failed += run_suite(suite, &number);
	printf("1..%u\n", number);
	if (failed)
		printf("# %u of %u failed\n", failed, number);
	return failed || !number ? EXIT_FAILURE : EXIT_SUCCESS;
}
#endif /* KUNIT_NO_MAIN */
