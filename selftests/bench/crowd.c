// SPDX-License-Identifier: GPL-2.0
/*
 * A crowd that waits: how many threads one medium wakes, what they cost while
 * nothing happens, and what one more, one served and one whose time is up cost
 * in a crowd beside a few.
 *
 * Those that are woken and those that idle are threads that sleep in the call.
 * Those that the cost of queues is measured with wait in a session: the queues
 * are the same, and they come and go in less time.
 */
#include <getopt.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "bench.h"

/**
 * struct wishes - the command line
 * @rounds: how many samples are wanted
 * @few: waiters that are few
 * @many: waiters that are a crowd
 * @idle: seconds in which nothing happens
 * @times: media, or time-outs, in a round
 */
struct wishes {
	unsigned int rounds;
	size_t few;
	size_t many;
	double idle;
	unsigned int times;
};

static void sample_of(const char *what, size_t nr, const char *unit,
		      unsigned int round, double value)
{
	char *name = text_of("crowd %zu %s", nr, what);

	sample(name, unit, round, value);
	free(name);
}

/* Ends one that waits in a session, or all; returns their number. */
static uint32_t cancel(int fd, uint32_t flags, uint64_t cookie)
{
	struct ntms_cancel call = {
		.size = sizeof(call),
		.flags = flags,
		.cookie = cookie,
	};

	if (ioctl(fd, NTMS_IOC_CANCEL, &call))
		fail("NTMS_IOC_CANCEL: reason %u", call.reason);
	return call.cancelled;
}

/* ---- threads that sleep in the call ------------------------------------- */

/* They do nothing but call. */
#define STACK	(32 * 1024)
/* What the kernel calls them, so that it can count their wake-ups */
#define COMM	"bench-waiter"

/**
 * struct crowd - many threads that wait for one medium
 * @scene: where
 * @fd: their session
 * @nr: their number
 * @threads: they
 * @served: posted by one that got the medium, before it waits again
 * @returned: how many calls came back with a medium
 * @busy: processor time of all of them when it was last looked at
 */
struct crowd {
	struct scene scene;
	int fd;
	size_t nr;
	pthread_t *threads;
	sem_t served;
	atomic_uint returned;
	uint64_t busy;
};

static void *wait_and_wait(void *arg)
{
	struct crowd *crowd = arg;
	struct ntms_guid medium;

	prctl(PR_SET_NAME, COMM);
	while (!ntms_allocate(crowd->fd, &crowd->scene.pool, 0,
			      NTMS_DEADLINE_NEVER, &medium)) {
		*crowd->scene.held = medium;
		atomic_fetch_add(&crowd->returned, 1);
		sem_post(&crowd->served);
	}
	return NULL;
}

static bool all_wait(void *context)
{
	const struct crowd *crowd = context;

	return ntms_waiting(crowd->scene.fd, &crowd->scene.pool) == crowd->nr;
}

/* Processor time of the crowd, and of nobody else in this program */
static uint64_t crowd_busy(const struct crowd *crowd)
{
	uint64_t busy = 0;
	clockid_t clock;
	size_t i;

	for (i = 0; i < crowd->nr; i++) {
		if (pthread_getcpuclockid(crowd->threads[i], &clock))
			give_up("a thread has no clock");
		busy += clock_ns(clock);
	}
	return busy;
}

static bool all_rest(void *context)
{
	struct crowd *crowd = context;
	uint64_t before = crowd->busy;

	crowd->busy = crowd_busy(crowd);
	return crowd->busy == before;
}

static void crowd_start(struct crowd *crowd)
{
	pthread_attr_t small;
	size_t i;

	scene_open(&crowd->scene, ntms_open(), "crowd", 1, 0);
	crowd->fd = ntms_open();
	crowd->threads = calloc(crowd->nr, sizeof(*crowd->threads));
	if (!crowd->threads || sem_init(&crowd->served, 0, 0) ||
	    pthread_attr_init(&small) ||
	    pthread_attr_setstacksize(&small, STACK))
		give_up("out of memory");
	for (i = 0; i < crowd->nr; i++)
		if (pthread_create(&crowd->threads[i], &small, wait_and_wait,
				   crowd))
			give_up("there are not more than %zu threads", i);
	pthread_attr_destroy(&small);
	await("all threads wait", all_wait, crowd);
	await("all threads sleep", all_rest, crowd);
}

static void crowd_stop(struct crowd *crowd)
{
	size_t i;

	if (cancel(crowd->fd, NTMS_CANCEL_ALL, 0) != crowd->nr)
		give_up("not all threads waited to the end");
	for (i = 0; i < crowd->nr; i++)
		pthread_join(crowd->threads[i], NULL);
	free(crowd->threads);
	close(crowd->fd);
	scene_close(&crowd->scene);
	close(crowd->scene.fd);
}

static void measure_idle(struct crowd *crowd, const struct wishes *wishes)
{
	unsigned int round;
	uint64_t busy;

	for (round = 1; round <= wishes->rounds; round++) {
		busy = crowd_busy(crowd);
		sleep_until(clock_ns(CLOCK_MONOTONIC) +
			    (uint64_t)(wishes->idle * 1e9));
		sample_of("idle", crowd->nr, "ns", round,
			  (double)(crowd_busy(crowd) - busy));
	}
}

/* One medium is given back, and the one that got it waits again. */
static uint64_t free_one(struct crowd *crowd, struct wakeups *wakeups)
{
	uint64_t before = wakeups_read(wakeups), woken;

	ntms_deallocate(crowd->scene.fd, crowd->scene.held);
	sem_wait(&crowd->served);
	woken = wakeups_read(wakeups) - before;
	await("who was served waits again", all_wait, crowd);
	return woken;
}

/* Two samples: wake-ups of the crowd, and calls that came back, for a medium */
static void measure_wakeups(struct crowd *crowd, const struct wishes *wishes)
{
	struct wakeups *wakeups = wakeups_open(COMM);
	unsigned int round, i;
	uint64_t woken;

	for (round = 1; round <= wishes->rounds; round++) {
		atomic_store(&crowd->returned, 0);
		woken = 0;
		for (i = 0; i < wishes->times; i++)
			woken += free_one(crowd, wakeups);
		sample_of("woken", crowd->nr, "threads", round,
			  (double)woken / wishes->times);
		sample_of("returned", crowd->nr, "calls", round,
			  (double)atomic_load(&crowd->returned) /
			  wishes->times);
	}
	wakeups_close(wakeups);
}

static void measure_crowd(const struct wishes *wishes)
{
	struct crowd crowd = { .nr = wishes->many };

	crowd_start(&crowd);
	measure_idle(&crowd, wishes);
	measure_wakeups(&crowd, wishes);
	crowd_stop(&crowd);
}

/* ---- those that wait in a session --------------------------------------- */

/* So many come, and go, at a time: few beside those that stay. */
#define BATCH	5
/* Time that is never up while we measure */
#define LONG	3600000000000ULL
/* Time that is up as soon as somebody has begun to wait */
#define SHORT	1000000ULL

/**
 * struct queue - allocations that wait in a session
 * @scene: where; its pool draws from free, so that they stand in all queues
 * @nr: how many wait
 * @first: cookie of the one that has waited longest; the next one has the next
 * @last: cookie of the one that came last
 */
struct queue {
	struct scene scene;
	size_t nr;
	uint64_t first;
	uint64_t last;
};

static void enqueue(struct queue *queue)
{
	struct ntms_allocate call = {
		.size = sizeof(call),
		.flags = NTMS_ALLOCATE_F_QUEUE,
		.deadline = clock_ns(CLOCK_MONOTONIC) + LONG,
		.pool = queue->scene.pool,
		.cookie = ++queue->last,
	};

	if (ioctl(queue->scene.fd, NTMS_IOC_ALLOCATE, &call) || !call.queued)
		fail("an allocation does not wait: reason %u", call.reason);
}

/* What has ended is forgotten, or its LMID is kept if it got a medium. */
static void collect(struct queue *queue, struct ntms_guid *medium)
{
	struct ntms_collect call = { .size = sizeof(call) };

	if (ioctl(queue->scene.fd, NTMS_IOC_COLLECT, &call))
		fail("NTMS_IOC_COLLECT: reason %u", call.reason);
	if (medium)
		*medium = call.medium;
	if (!medium != !!call.result)
		give_up("a queued allocation ended with reason %u",
			call.result);
}

/* A few come. */
static uint64_t come(struct queue *queue)
{
	uint64_t begin = clock_ns(CLOCK_MONOTONIC);
	unsigned int i;

	for (i = 0; i < BATCH; i++)
		enqueue(queue);
	return clock_ns(CLOCK_MONOTONIC) - begin;
}

/* The media are given back, and each serves who has waited longest. */
static uint64_t serve(struct queue *queue)
{
	uint64_t begin = clock_ns(CLOCK_MONOTONIC), took;
	unsigned int i;

	for (i = 0; i < BATCH; i++)
		ntms_deallocate(queue->scene.fd, &queue->scene.held[i]);
	took = clock_ns(CLOCK_MONOTONIC) - begin;
	for (i = 0; i < BATCH; i++)
		collect(queue, &queue->scene.held[i]);
	queue->first += BATCH;
	return took;
}

/* Those who have waited longest are told that they wait in vain. */
static uint64_t send_away(struct queue *queue)
{
	uint64_t begin = clock_ns(CLOCK_MONOTONIC), took;
	unsigned int i;

	for (i = 0; i < BATCH; i++)
		cancel(queue->scene.fd, 0, queue->first++);
	took = clock_ns(CLOCK_MONOTONIC) - begin;
	for (i = 0; i < BATCH; i++)
		collect(queue, NULL);
	return took;
}

/*
 * Processor time of a call that waits until its time is up: it comes, and it
 * goes by itself.
 */
static uint64_t time_out(struct queue *queue)
{
	uint64_t begin = clock_ns(CLOCK_THREAD_CPUTIME_ID);
	struct ntms_guid medium;

	if (ntms_allocate(queue->scene.fd, &queue->scene.pool, 0,
			  clock_ns(CLOCK_MONOTONIC) + SHORT, &medium) !=
	    NTMS_REASON_TIMEOUT)
		give_up("the time of an allocation was not up");
	return clock_ns(CLOCK_THREAD_CPUTIME_ID) - begin;
}

/* How long it takes to give the media back if nobody waits for them */
static uint64_t give_back(struct scene *scene)
{
	uint64_t begin = clock_ns(CLOCK_MONOTONIC), took;
	unsigned int i;

	for (i = 0; i < BATCH; i++)
		ntms_deallocate(scene->fd, &scene->held[i]);
	took = clock_ns(CLOCK_MONOTONIC) - begin;
	for (i = 0; i < BATCH; i++)
		if (ntms_allocate(scene->fd, &scene->pool,
				  NTMS_ALLOCATE_F_NOWAIT, 0, &scene->held[i]))
			give_up("a medium is not to be had");
	return took;
}

/* Some come and are served, some come and are sent away, others give up. */
static void measure_turns(struct queue *queue, const struct wishes *wishes,
			  unsigned int round)
{
	static const char * const what[] = {
		"came", "served", "sent-away", "over",
	};
	size_t nr = wishes->times, i, k;
	uint64_t *took = calloc(4 * nr, sizeof(*took));

	if (!took)
		give_up("out of memory");
	for (i = 0; i < nr; i++) {
		took[i] = come(queue) / BATCH;
		took[nr + i] = serve(queue) / BATCH;
		come(queue);
		took[2 * nr + i] = send_away(queue) / BATCH;
	}
	for (i = 0; i < nr; i++)
		took[3 * nr + i] = time_out(queue);
	for (k = 0; k < 4; k++)
		sample_of(what[k], queue->nr, "ns", round,
			  (double)middle(took + k * nr, nr));
	free(took);
}

static void measure_unawaited(struct queue *queue, const struct wishes *wishes,
			      unsigned int round)
{
	size_t nr = wishes->times, i;
	uint64_t *took = calloc(nr, sizeof(*took));

	if (!took)
		give_up("out of memory");
	for (i = 0; i < nr; i++)
		took[i] = give_back(&queue->scene);
	sample_of("served", 0, "ns", round, (double)middle(took, nr) / BATCH);
	free(took);
}

/* So many wait, some come and go, and all are sent away at once. */
static void measure_size(struct queue *queue, size_t nr,
			 const struct wishes *wishes, unsigned int round)
{
	uint64_t begin;
	size_t i;

	queue->nr = nr;
	queue->first = queue->last + 1;
	for (i = 0; i < nr; i++)
		enqueue(queue);
	measure_turns(queue, wishes, round);
	begin = clock_ns(CLOCK_MONOTONIC);
	if (cancel(queue->scene.fd, NTMS_CANCEL_ALL, 0) != nr)
		give_up("not all waited to the end");
	sample_of("all-sent-away", nr, "ns", round,
		  (double)(clock_ns(CLOCK_MONOTONIC) - begin));
	for (i = 0; i < nr; i++)
		collect(queue, NULL);
}

static void measure_queues(const struct wishes *wishes)
{
	struct queue queue = {};
	unsigned int round;

	scene_open(&queue.scene, ntms_open(), "queue", BATCH,
		   NTMS_POOL_FROMSCRATCH);
	for (round = 1; round <= wishes->rounds; round++) {
		measure_unawaited(&queue, wishes, round);
		measure_size(&queue, wishes->few, wishes, round);
		measure_size(&queue, wishes->many, wishes, round);
	}
	scene_close(&queue.scene);
	close(queue.scene.fd);
}

/* ---- the command -------------------------------------------------------- */

static const struct option options[] = {
	{ "rounds",	required_argument, NULL, 'r' },
	{ "few",	required_argument, NULL, 'f' },
	{ "many",	required_argument, NULL, 'm' },
	{ "idle",	required_argument, NULL, 'i' },
	{ "times",	required_argument, NULL, 't' },
	{}
};

static void read_wishes(int argc, char **argv, struct wishes *wishes)
{
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'r':
			wishes->rounds =
				(unsigned int)number("--rounds", optarg);
			break;
		case 'f':
			wishes->few = number("--few", optarg);
			break;
		case 'm':
			wishes->many = number("--many", optarg);
			break;
		case 'i':
			wishes->idle = decimal("--idle", optarg);
			break;
		case 't':
			wishes->times = (unsigned int)number("--times", optarg);
			break;
		default:
			exit(2);
		}
	}
}

static void crowd_main(int argc, char **argv)
{
	struct wishes wishes = {
		.rounds = 7, .few = 10, .many = 10000, .idle = 3, .times = 50,
	};

	read_wishes(argc, argv, &wishes);
	measure_queues(&wishes);
	measure_crowd(&wishes);
}

const struct command crowd_command = {
	.name = "crowd",
	.arguments = "[--rounds N] [--few N] [--many N] [--idle SECONDS] "
		     "[--times N]",
	.what = "many waiters beside a few: wake-ups, idling, and what coming, "
		"being served and running out of time cost",
	.run = crowd_main,
};
