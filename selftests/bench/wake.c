// SPDX-License-Identifier: GPL-2.0
/*
 * How long it takes from what ends a wait to the return of the call that waits,
 * beside a program that looks again every few seconds.
 *
 * Who waits sleeps on a processor of its own, which has nothing else to do: it
 * has to be called first. Left to the scheduler, both sometimes meet on one,
 * where it takes much less; that is measured, too.
 */
#include <fcntl.h>
#include <getopt.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench.h"

/* ---- a thread that waits ------------------------------------------------ */

/**
 * struct sleeper - a thread that waits in an allocation whenever it is told to
 * @scene: where
 * @fd: its session
 * @stat: what the kernel says of the thread; open once @ready
 * @ready: posted when the thread runs
 * @go: posted to make it allocate
 * @back: posted when it has come back
 * @over: it is to end instead
 * @reason: how the allocation ended
 * @medium: what it got
 * @returned: when it came back
 * @request: the operator request, while it waits
 * @thread: the thread
 */
struct sleeper {
	struct scene scene;
	int fd;
	int stat;
	sem_t ready;
	sem_t go;
	sem_t back;
	atomic_bool over;
	uint32_t reason;
	struct ntms_guid medium;
	uint64_t returned;
	struct ntms_guid request;
	pthread_t thread;
};

static void stay_on(long processor)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET((size_t)processor, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		fail("processor %ld", processor);
}

static long last_processor(void)
{
	return sysconf(_SC_NPROCESSORS_ONLN) - 1;
}

static void open_stat(struct sleeper *sleeper)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/task/%ld/stat",
		 syscall(SYS_gettid));
	sleeper->stat = open(path, O_RDONLY | O_CLOEXEC);
	if (sleeper->stat < 0)
		fail("%s", path);
	sem_post(&sleeper->ready);
}

static void *sleep_when_told(void *arg)
{
	struct sleeper *sleeper = arg;

	stay_on(last_processor());
	open_stat(sleeper);
	for (;;) {
		sem_wait(&sleeper->go);
		if (atomic_load(&sleeper->over))
			return NULL;
		sleeper->reason = ntms_allocate(sleeper->fd,
						&sleeper->scene.pool, 0,
						NTMS_DEADLINE_NEVER,
						&sleeper->medium);
		sleeper->returned = clock_ns(CLOCK_MONOTONIC);
		sem_post(&sleeper->back);
	}
}

/* It waits for a medium, and is asleep for it rather than for a lock. */
static bool asleep(void *context)
{
	const struct sleeper *sleeper = context;
	char text[512];
	const char *end;
	ssize_t length;

	if (!ntms_waiting(sleeper->scene.fd, &sleeper->scene.pool))
		return false;
	length = pread(sleeper->stat, text, sizeof(text) - 1, 0);
	if (length <= 0)
		fail("the state of a thread");
	text[length] = '\0';
	end = strrchr(text, ')');
	return end && end[1] == ' ' && end[2] == 'S';
}

static void sleeper_start(struct sleeper *sleeper)
{
	scene_open(&sleeper->scene, ntms_open(), "wake", 1, 0);
	sleeper->fd = ntms_open();
	sem_init(&sleeper->ready, 0, 0);
	sem_init(&sleeper->go, 0, 0);
	sem_init(&sleeper->back, 0, 0);
	if (pthread_create(&sleeper->thread, NULL, sleep_when_told, sleeper))
		give_up("no thread is to be had");
	sem_wait(&sleeper->ready);
}

static void sleeper_stop(struct sleeper *sleeper)
{
	atomic_store(&sleeper->over, true);
	sem_post(&sleeper->go);
	pthread_join(sleeper->thread, NULL);
	close(sleeper->stat);
	close(sleeper->fd);
	scene_close(&sleeper->scene);
	close(sleeper->scene.fd);
}

/* ---- what ends a wait --------------------------------------------------- */

/**
 * struct waker - something that ends a wait
 * @name: what its samples are called
 * @before: what has to be done before somebody waits, or NULL
 * @asleep: what has to be done once he sleeps, or NULL
 * @wake: ends the wait; this and the way back are measured
 * @reason: what the call is to end with
 */
struct waker {
	const char *name;
	void (*before)(struct sleeper *sleeper);
	void (*asleep)(struct sleeper *sleeper);
	void (*wake)(struct sleeper *sleeper);
	uint32_t reason;
};

static void give_back(struct sleeper *sleeper)
{
	ntms_deallocate(sleeper->scene.fd, sleeper->scene.held);
}

static void take_away(struct sleeper *sleeper)
{
	const struct scene *scene = &sleeper->scene;

	ntms_deallocate(scene->fd, scene->held);
	ntms_move(scene->fd, scene->media, &scene->home);
}

static void bring(struct sleeper *sleeper)
{
	const struct scene *scene = &sleeper->scene;

	ntms_move(scene->fd, scene->media, &scene->pool);
}

static void find_request(struct sleeper *sleeper)
{
	struct guids requests = {};

	ntms_list(sleeper->scene.fd, NTMS_TYPE_OPERATOR_REQUEST, NULL,
		  &requests);
	if (requests.nr != 1)
		give_up("there are %zu operator requests", requests.nr);
	sleeper->request = *requests.ids;
	ntms_free(&requests);
}

static void refuse(struct sleeper *sleeper)
{
	struct ntms_request_answer call = {
		.size = sizeof(call),
		.state = NTMS_REQUEST_REFUSED,
		.id = sleeper->request,
		.text = "The safe is locked.",
	};

	if (ioctl(sleeper->scene.fd, NTMS_IOC_REQUEST_ANSWER, &call))
		fail("NTMS_IOC_REQUEST_ANSWER: reason %u", call.reason);
}

static const struct waker wakers[] = {
	{ .name = "wake given-back", .wake = give_back },
	{ .name = "wake moved", .before = take_away, .wake = bring },
	{ .name = "wake refused", .asleep = find_request, .wake = refuse,
	  .reason = NTMS_REASON_CANCELLED },
};

#define NR_WAKERS	(sizeof(wakers) / sizeof(wakers[0]))

static uint64_t wake_once(struct sleeper *sleeper, const struct waker *waker)
{
	uint64_t begin;

	if (waker->before)
		waker->before(sleeper);
	sem_post(&sleeper->go);
	await("a thread waits for a medium", asleep, sleeper);
	if (waker->asleep)
		waker->asleep(sleeper);
	begin = clock_ns(CLOCK_MONOTONIC);
	waker->wake(sleeper);
	sem_wait(&sleeper->back);
	if (sleeper->reason != waker->reason)
		give_up("%s: the call ended with reason %u", waker->name,
			sleeper->reason);
	if (!sleeper->reason)
		*sleeper->scene.held = sleeper->medium;
	return sleeper->returned - begin;
}

static void sample_wake(const struct waker *waker, const char *part,
			unsigned int round, uint64_t took)
{
	char *name = text_of("%s%s", waker->name, part);

	sample(name, "ns", round, (double)took);
	free(name);
}

/* Parts of a round's calls, in percent, that are back so soon */
static const unsigned int parts[] = { 5, 25, 75, 90, 95, 99 };

static void sample_parts(const struct waker *waker, unsigned int round,
			 const uint64_t *sorted, size_t nr)
{
	char *part;
	size_t i;

	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		part = text_of(".p%u", parts[i]);
		sample_wake(waker, part, round, sorted[nr * parts[i] / 100]);
		free(part);
	}
}

/* A sample is the median of a round; how far they are apart is told as well. */
static void measure_waker(struct sleeper *sleeper, const struct waker *waker,
			  unsigned int round, uint64_t *took, size_t nr)
{
	size_t i;

	stay_on(0);
	for (i = 0; i < nr; i++)
		took[i] = wake_once(sleeper, waker);
	sample_wake(waker, "", round, middle(took, nr));
	sample_wake(waker, ".longest", round, took[nr - 1]);
	sample_parts(waker, round, took, nr);
	stay_on(last_processor());
	for (i = 0; i < nr; i++)
		took[i] = wake_once(sleeper, waker);
	sample_wake(waker, ".met", round, middle(took, nr));
}

static void measure_wakes(unsigned int rounds, size_t times)
{
	uint64_t *took = calloc(times, sizeof(*took));
	struct sleeper sleeper = {};
	unsigned int round;
	cpu_set_t all;
	size_t i;

	if (!took)
		give_up("out of memory");
	if (sched_getaffinity(0, sizeof(all), &all))
		fail("the processors");
	sleeper_start(&sleeper);
	for (round = 1; round <= rounds; round++)
		for (i = 0; i < NR_WAKERS; i++)
			measure_waker(&sleeper, &wakers[i], round, took, times);
	sleeper_stop(&sleeper);
	if (sched_setaffinity(0, sizeof(all), &all))
		fail("the processors");
	free(took);
}

/* ---- who looks again every few seconds ---------------------------------- */

#define POLLERS	64

/**
 * struct poller - a thread that asks for a medium every so often
 * @scene: where
 * @fd: its session
 * @first: when it asks for the first time
 * @period: how long it sleeps between two times
 * @arrives: when its medium is given back
 * @arrived: when it really was
 * @got: when it has it
 * @thread: the thread
 */
struct poller {
	struct scene scene;
	int fd;
	uint64_t first;
	uint64_t period;
	uint64_t arrives;
	uint64_t arrived;
	uint64_t got;
	pthread_t thread;
};

static void *look_again(void *arg)
{
	struct poller *poller = arg;
	uint64_t next = poller->first;
	struct ntms_guid medium;

	do {
		sleep_until(next);
		next += poller->period;
	} while (ntms_allocate(poller->fd, &poller->scene.pool,
			       NTMS_ALLOCATE_F_NOWAIT, 0, &medium));
	poller->got = clock_ns(CLOCK_MONOTONIC);
	*poller->scene.held = medium;
	return NULL;
}

/*
 * When it looks has nothing to do with when its medium comes: the media come
 * evenly over a period, and who looks when in it is drawn by lot, always the
 * same.
 */
static void poller_start(struct poller *poller, unsigned int number,
			 uint64_t begin, uint64_t period)
{
	poller->period = period;
	poller->first = begin + (uint64_t)(drand48() * (double)period);
	poller->arrives = begin + period * number / POLLERS;
	poller->fd = ntms_open();
	if (pthread_create(&poller->thread, NULL, look_again, poller))
		give_up("no thread is to be had");
}

static void poller_stop(struct poller *poller, unsigned int number)
{
	pthread_join(poller->thread, NULL);
	sample("wake polled", "s", number + 1,
	       (double)(poller->got - poller->arrived) / 1e9);
	close(poller->fd);
	scene_close(&poller->scene);
}

static void measure_polls(double seconds)
{
	static struct poller pollers[POLLERS];
	uint64_t period = (uint64_t)(seconds * 1e9), begin;
	int fd = ntms_open();
	unsigned int i;
	char name[32];

	for (i = 0; i < POLLERS; i++) {
		snprintf(name, sizeof(name), "poll %02u", i);
		scene_open(&pollers[i].scene, fd, name, 1, 0);
	}
	srand48(1);
	begin = clock_ns(CLOCK_MONOTONIC) + 100000000;
	for (i = 0; i < POLLERS; i++)
		poller_start(&pollers[i], i, begin, period);
	for (i = 0; i < POLLERS; i++) {
		sleep_until(pollers[i].arrives);
		pollers[i].arrived = clock_ns(CLOCK_MONOTONIC);
		ntms_deallocate(fd, pollers[i].scene.held);
	}
	for (i = 0; i < POLLERS; i++)
		poller_stop(&pollers[i], i);
	close(fd);
}

/* ---- the command -------------------------------------------------------- */

static const struct option options[] = {
	{ "rounds",	required_argument, NULL, 'r' },
	{ "times",	required_argument, NULL, 't' },
	{ "poll",	required_argument, NULL, 'p' },
	{}
};

static void wake_main(int argc, char **argv)
{
	unsigned int rounds = 7;
	size_t times = 100;
	double poll = 5;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'r':
			rounds = (unsigned int)number("--rounds", optarg);
			break;
		case 't':
			times = number("--times", optarg);
			break;
		case 'p':
			poll = decimal("--poll", optarg);
			break;
		default:
			exit(2);
		}
	}
	measure_wakes(rounds, times);
	measure_polls(poll);
}

const struct command wake_command = {
	.name = "wake",
	.arguments = "[--rounds N] [--times N] [--poll SECONDS]",
	.what = "from what ends a wait to the return of the call that waits, "
		"beside who looks again every so often",
	.run = wake_main,
};
