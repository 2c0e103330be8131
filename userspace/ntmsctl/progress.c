// SPDX-License-Identifier: GPL-2.0
/*
 * A call that lasts: a thread says so while the main one waits in the kernel.
 */
#include "ctl.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	pthread_t thread;
	bool runs;
	bool done;
	const char *what;
} progress = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* On a terminal one line that counts; elsewhere one line, once. */
static void *progress_thread(void *unused)
{
	bool terminal = isatty(STDERR_FILENO), spoken = false;
	unsigned int seconds = 0;
	struct timespec next;

	(void)unused;
	clock_gettime(CLOCK_MONOTONIC, &next);
	pthread_mutex_lock(&progress.lock);
	while (!progress.done) {
		next.tv_sec++;
		while (!progress.done &&
		       pthread_cond_timedwait(&progress.changed, &progress.lock,
					      &next) != ETIMEDOUT)
			;
		if (progress.done)
			break;
		seconds++;
		if (terminal)
			fprintf(stderr, "\r%s: %u s. Ctrl-C ends the wait.",
				progress.what, seconds);
		else if (!spoken)
			fprintf(stderr, "%s.\n", progress.what);
		spoken = true;
	}
	pthread_mutex_unlock(&progress.lock);
	if (terminal && spoken)
		fputc('\n', stderr);
	return NULL;
}

void progress_begin(const char *what)
{
	pthread_condattr_t attributes;

	progress.what = what;
	progress.done = false;
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&progress.changed, &attributes);
	pthread_condattr_destroy(&attributes);
	/* Without the thread nothing is said: no reason to fail. */
	progress.runs = !pthread_create(&progress.thread, NULL, progress_thread,
					NULL);
}

void progress_end(void)
{
	pthread_mutex_lock(&progress.lock);
	progress.done = true;
	pthread_cond_signal(&progress.changed);
	pthread_mutex_unlock(&progress.lock);
	if (progress.runs)
		pthread_join(progress.thread, NULL);
	progress.runs = false;
	pthread_cond_destroy(&progress.changed);
}
