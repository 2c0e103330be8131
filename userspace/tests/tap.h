/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Test results in TAP.
 */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

static unsigned int tap_count, tap_failures;

/* One test: what it shows, and whether it does. */
__attribute__((format(printf, 2, 3)))
static inline bool ok(bool good, const char *format, ...)
{
	va_list list;

	tap_count++;
	if (!good)
		tap_failures++;
	printf("%sok %u - ", good ? "" : "not ", tap_count);
	va_start(list, format);
	vprintf(format, list);
	va_end(list);
	putchar('\n');
	fflush(stdout);
	return good;
}

/* Two numbers that must be the same; both are shown if not. */
#define is(have, want, what)						\
do {									\
	long long have_ = (long long)(have), want_ = (long long)(want);	\
									\
	if (!ok(have_ == want_, "%s", (what)))				\
		printf("# %s:%d: have %lld, want %lld\n", __FILE__,	\
		       __LINE__, have_, want_);				\
} while (0)

/* Two strings that must be the same. */
#define is_text(have, want, what)					\
do {									\
	const char *have_ = (have), *want_ = (want);			\
									\
	if (!ok(have_ && !strcmp(have_, want_), "%s", (what)))		\
		printf("# %s:%d: have \"%s\", want \"%s\"\n", __FILE__,	\
		       __LINE__, have_ ? have_ : "(null)", want_);	\
} while (0)

/* The plan, and the exit code of main(). */
static inline int tap_end(void)
{
	printf("1..%u\n", tap_count);
	return tap_failures ? 1 : 0;
}

#endif /* TESTS_TAP_H */
