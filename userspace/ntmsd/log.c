// SPDX-License-Identifier: GPL-2.0
/*
 * What is said, and when it is. Standard error is the journal of systemd.
 */
#include "daemon.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>

static void say(const char *how, va_list list)
{
	fputs("ntmsd: ", stderr);
	vfprintf(stderr, how, list);
	fputc('\n', stderr);
}

void complain(const char *how, ...)
{
	va_list list;

	va_start(list, how);
	say(how, list);
	va_end(list);
}

void mention(const struct daemon *daemon, const char *how, ...)
{
	va_list list;

	if (!daemon->settings.verbose)
		return;
	va_start(list, how);
	say(how, list);
	va_end(list);
}

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
