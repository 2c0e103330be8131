// SPDX-License-Identifier: GPL-2.0
/*
 * Times: deadlines are on the monotonic clock, people read the one on the wall.
 */
#include "operator.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

static uint64_t now(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return (uint64_t)time.tv_sec * NSEC_PER_SEC + (uint64_t)time.tv_nsec;
}

uint64_t now_monotonic(void)
{
	return now(CLOCK_MONOTONIC);
}

uint64_t now_real(void)
{
	return now(CLOCK_REALTIME);
}

uint64_t deadline_real(uint64_t deadline)
{
	return now_real() - now_monotonic() + deadline;
}

char *time_text(uint64_t real)
{
	time_t seconds = (time_t)(real / NSEC_PER_SEC);
	time_t today = time(NULL);
	struct tm tm, tm_today;

	localtime_r(&seconds, &tm);
	localtime_r(&today, &tm_today);
	if (tm.tm_year == tm_today.tm_year && tm.tm_yday == tm_today.tm_yday)
		return format("%02d:%02d:%02d", tm.tm_hour, tm.tm_min,
			      tm.tm_sec);
	return format("%04d-%02d-%02d %02d:%02d:%02d", tm.tm_year + 1900,
		      tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
		      tm.tm_sec);
}

char *time_utc(uint64_t real)
{
	time_t seconds = (time_t)(real / NSEC_PER_SEC);
	struct tm tm;

	gmtime_r(&seconds, &tm);
	return format("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", tm.tm_year + 1900,
		      tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
		      tm.tm_sec, (int)(real % NSEC_PER_SEC / NSEC_PER_MSEC));
}

static char *units(uint64_t count, const char *unit)
{
	return format("%" PRIu64 " %s%s", count, unit, count == 1 ? "" : "s");
}

char *duration_text(uint64_t nanoseconds)
{
	static const struct {
		const char *name;
		uint64_t seconds;
	} known[] = {
		{ "day", 86400 }, { "hour", 3600 }, { "minute", 60 },
		{ "second", 1 },
	};
	const size_t last = sizeof(known) / sizeof(known[0]) - 1;
	/* To the nearest second: "10 minutes left" of what has just begun. */
	uint64_t seconds = (nanoseconds + NSEC_PER_SEC / 2) / NSEC_PER_SEC;
	char *big, *small, *both;
	uint64_t rest;
	size_t i = 0;

	if (!seconds)
		return copy("less than a second");
	while (i < last && seconds < known[i].seconds)
		i++;
	big = units(seconds / known[i].seconds, known[i].name);
	if (i == last)
		return big;
	rest = seconds % known[i].seconds / known[i + 1].seconds;
	if (!rest)
		return big;
	small = units(rest, known[i + 1].name);
	both = format("%s %s", big, small);
	free(big);
	free(small);
	return both;
}
