// SPDX-License-Identifier: GPL-2.0
/* The scheduler's own count of the wake-ups of threads of a certain name. */
#include <fcntl.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench.h"

/**
 * struct wakeups - a counter of wake-ups
 * @nr: number of processors
 * @fds: an event for each
 */
struct wakeups {
	long nr;
	int *fds;
};

static uint64_t tracepoint(const char *name)
{
	char path[128];
	uint64_t id;
	FILE *file;

	snprintf(path, sizeof(path), "/sys/kernel/tracing/events/%s/id", name);
	file = fopen(path, "re");
	if (!file || fscanf(file, "%lu", &id) != 1)
		fail("%s", path);
	fclose(file);
	return id;
}

/* Whoever wakes does so on a processor, so they are counted by processor. */
static int count_on(int processor, uint64_t id, const char *filter)
{
	struct perf_event_attr event = {
		.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(event),
		.config = id,
	};
	int fd = (int)syscall(SYS_perf_event_open, &event, -1, processor, -1,
			      PERF_FLAG_FD_CLOEXEC);

	if (fd < 0 || ioctl(fd, PERF_EVENT_IOC_SET_FILTER, filter))
		fail("a counter of wake-ups");
	return fd;
}

/**
 * wakeups_open() - begin to count
 * @comm: the threads' name
 *
 * Return: the counter.
 */
struct wakeups *wakeups_open(const char *comm)
{
	uint64_t id = tracepoint("sched/sched_waking");
	struct wakeups *wakeups = malloc(sizeof(*wakeups));
	char filter[64];
	long i;

	if (!wakeups)
		give_up("out of memory");
	snprintf(filter, sizeof(filter), "comm == \"%s\"", comm);
	wakeups->nr = sysconf(_SC_NPROCESSORS_CONF);
	wakeups->fds = calloc((size_t)wakeups->nr, sizeof(*wakeups->fds));
	if (!wakeups->fds)
		give_up("out of memory");
	for (i = 0; i < wakeups->nr; i++)
		wakeups->fds[i] = count_on((int)i, id, filter);
	return wakeups;
}

/**
 * wakeups_read() - how many there were so far
 * @wakeups: the counter
 */
uint64_t wakeups_read(const struct wakeups *wakeups)
{
	uint64_t all = 0, count;
	long i;

	for (i = 0; i < wakeups->nr; i++) {
		if (read(wakeups->fds[i], &count, sizeof(count)) !=
		    sizeof(count))
			fail("a counter of wake-ups");
		all += count;
	}
	return all;
}

void wakeups_close(struct wakeups *wakeups)
{
	long i;

	for (i = 0; i < wakeups->nr; i++)
		close(wakeups->fds[i]);
	free(wakeups->fds);
	free(wakeups);
}
