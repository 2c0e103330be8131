// SPDX-License-Identifier: GPL-2.0
/* See waiter.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "waiter.h"

/* Threads of ours do nothing but call. */
#define STACK	(64 * 1024)

static void *run(void *arg)
{
	struct waiter *waiter = arg;

	waiter->began = now();
	atomic_store(&waiter->tid, (int)syscall(SYS_gettid));
	waiter->reason = CALL(waiter->fd, NTMS_IOC_ALLOCATE, &waiter->arg);
	waiter->ended = now();
	atomic_store(&waiter->done, true);
	return NULL;
}

static int start(struct waiter *waiter)
{
	pthread_attr_t attributes;
	int error;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK);
	error = pthread_create(&waiter->thread, &attributes, run, waiter);
	pthread_attr_destroy(&attributes);
	return -error;
}

static void prepare(struct waiter *waiter, int fd,
		    const struct ntms_guid *pool, uint32_t options,
		    uint64_t deadline)
{
	memset(waiter, 0, sizeof(*waiter));
	waiter->fd = fd;
	waiter->arg.options = options;
	waiter->arg.deadline = deadline;
	waiter->arg.pool = *pool;
	waiter->arg.text = (uintptr_t)waiter->text;
	waiter->arg.text_size = sizeof(waiter->text);
}

int waiter_start(struct waiter *waiter, int fd, const struct ntms_guid *pool,
		 uint32_t options, uint64_t deadline)
{
	prepare(waiter, fd, pool, options, deadline);
	return start(waiter);
}

static bool is_waiting(const struct waiter *waiter, uint64_t nr)
{
	return waiting_for(waiter->fd, &waiter->arg.pool) == nr &&
	       waiter_sleeps(waiter);
}

bool waiter_wait(struct waiter *waiter, int fd, const struct ntms_guid *pool,
		 uint32_t options, uint64_t deadline, uint64_t nr)
{
	return !waiter_start(waiter, fd, pool, options, deadline) &&
	       wait_for(is_waiting(waiter, nr));
}

bool waiter_begin(struct waiter *waiter, int fd, const struct ntms_guid *pool,
		  uint32_t options, uint64_t deadline, uint32_t room,
		  uint64_t nr)
{
	prepare(waiter, fd, pool, options, deadline);
	memset(waiter->text, UNTOUCHED, sizeof(waiter->text));
	waiter->arg.text_size = room;
	return !start(waiter) && wait_for(is_waiting(waiter, nr));
}

static FILE *open_status(const struct waiter *waiter)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/task/%d/status",
		 atomic_load(&waiter->tid));
	return fopen(path, "re");
}

bool waiter_sleeps(const struct waiter *waiter)
{
	FILE *file = open_status(waiter);
	bool sleeps = false;
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, "State:", 6))
			sleeps = strchr(line, 'S') && strstr(line, "(sleeping)");
	if (file)
		fclose(file);
	return sleeps;
}

long waiter_sleeps_so_far(const struct waiter *waiter)
{
	static const char what[] = "voluntary_ctxt_switches:";
	FILE *file = open_status(waiter);
	char line[256];
	long count = 0;

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, what, strlen(what)))
			count = atol(line + strlen(what));
	if (file)
		fclose(file);
	return count;
}

uint32_t waiter_join(struct waiter *waiter)
{
	struct timespec end;

	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += 10;
	if (pthread_timedjoin_np(waiter->thread, NULL, &end))
		return UINT32_MAX;
	return waiter->reason;
}

struct ntms_guid request_of(int fd, const struct ntms_guid *pool)
{
	struct ntms_guid id;

	return requests_about(fd, pool, &id, 1) == 1 ? id : no_guid;
}
