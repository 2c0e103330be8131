// SPDX-License-Identifier: GPL-2.0
/*
 * A call that lasts: a thread says so while the main one waits in the kernel.
 */
#include "ctl.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	pthread_t thread;
	bool runs;
	bool done;
	const char *what;
	void (*look)(void *arg, struct progress_view *view);
	void *arg;
	char *said;
	bool counting;
} progress = { .lock = PTHREAD_MUTEX_INITIALIZER };

/*
 * On a terminal lines that stay, and below them one that counts; elsewhere only
 * the lines that stay.
 */
static void say(bool terminal, unsigned int seconds)
{
	struct progress_view view = { NULL, NULL };
	size_t mark = text_mark();

	if (progress.look)
		progress.look(progress.arg, &view);
	if (!view.line)
		view.line = text("%s.", progress.what);
	if (!progress.said || strcmp(progress.said, view.line)) {
		fprintf(stderr, "%s%s\n", progress.counting ? "\r\033[K" : "",
			view.line);
		free(progress.said);
		progress.said = strdup(view.line);
		progress.counting = false;
	}
	if (terminal) {
		fprintf(stderr, "\r%s%s%s. Ctrl-C ends the wait.\033[K",
			text_span(seconds), view.now ? "; " : "",
			view.now ? view.now : "");
		progress.counting = true;
	}
	text_release(mark);
}

static void *progress_thread(void *unused)
{
	bool terminal = isatty(STDERR_FILENO);
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
		/* Locked: the main thread does not go on meanwhile. */
		if (!progress.done)
			say(terminal, ++seconds);
	}
	pthread_mutex_unlock(&progress.lock);
	if (progress.counting)
		fputc('\n', stderr);
	return NULL;
}

void progress_begin(const char *what,
		    void (*look)(void *arg, struct progress_view *view),
		    void *arg)
{
	pthread_condattr_t attributes;

	progress.what = what;
	progress.look = look;
	progress.arg = arg;
	progress.done = false;
	progress.counting = false;
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
	free(progress.said);
	progress.said = NULL;
	pthread_cond_destroy(&progress.changed);
}
