// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The table of handles. A handle is a number, not an address, so that a program
 * can pass a closed handle, or garbage, and gets an error and no crash: place in
 * the table, and above it a count that differs each time the place is used. The
 * lowest two bits are zero, as Windows' handles have them.
 */
#include "handle.h"

#include <pthread.h>
#include <stdlib.h>

#define TAG_BITS 2
#define PLACE_BITS 16
#define PLACE_MOST (1U << PLACE_BITS)
#define COUNT_MASK (UINTPTR_MAX >> (PLACE_BITS + TAG_BITS + 1))

struct place {
	void *object;			/* NULL: not in use */
	void (*get)(void *object);	/* also tells its kind */
	uintptr_t count;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct place *places;
static size_t place_count;

/* A child of fork() must not find the table locked by a thread it has not. */
static void before_fork(void)
{
	pthread_mutex_lock(&lock);
}

static void after_fork(void)
{
	pthread_mutex_unlock(&lock);
}

__attribute__((constructor)) static void watch_forks(void)
{
	pthread_atfork(before_fork, after_fork, after_fork);
}

/* A place that is free; more are made if there is none. Called locked. */
static struct place *free_place(void)
{
	struct place *more;
	size_t i, count;

	for (i = 0; i < place_count; i++)
		if (!places[i].object)
			return &places[i];
	if (place_count == PLACE_MOST)
		return NULL;
	count = place_count ? place_count * 2 : 8;
	more = reallocarray(places, count, sizeof(*more));
	if (!more)
		return NULL;
	memset(more + place_count, 0, (count - place_count) * sizeof(*more));
	places = more;
	i = place_count;
	place_count = count;
	return &places[i];
}

uintptr_t ntms_handle_new_of(void *object, void (*get)(void *object))
{
	struct place *place;
	uintptr_t handle = 0;

	pthread_mutex_lock(&lock);
	place = free_place();
	if (place) {
		/* Never 0, so that no handle is. */
		place->count = place->count % COUNT_MASK + 1;
		place->object = object;
		place->get = get;
		handle = place->count << PLACE_BITS | (uintptr_t)(place - places);
		handle <<= TAG_BITS;
	}
	pthread_mutex_unlock(&lock);
	return handle;
}

/* Called locked. */
static struct place *find_place(uintptr_t handle, void (*get)(void *object))
{
	uintptr_t place = handle >> TAG_BITS & (PLACE_MOST - 1);

	if (handle & ((1U << TAG_BITS) - 1) || place >= place_count)
		return NULL;
	if (!places[place].object || places[place].get != get ||
	    places[place].count != handle >> (PLACE_BITS + TAG_BITS))
		return NULL;
	return &places[place];
}

void *ntms_handle_get_of(uintptr_t handle, void (*get)(void *object))
{
	struct place *place;
	void *object = NULL;

	pthread_mutex_lock(&lock);
	place = find_place(handle, get);
	if (place) {
		object = place->object;
		get(object);
	}
	pthread_mutex_unlock(&lock);
	return object;
}

void *ntms_handle_take_of(uintptr_t handle, void (*get)(void *object))
{
	struct place *place;
	void *object = NULL;

	pthread_mutex_lock(&lock);
	place = find_place(handle, get);
	if (place) {
		object = place->object;
		place->object = NULL;
	}
	pthread_mutex_unlock(&lock);
	return object;
}

static void get_session(void *session)
{
	ntms_session_get(session);
}

uintptr_t ntms_handle_new(struct ntms_session *session)
{
	return ntms_handle_new_of(session, get_session);
}

struct ntms_session *ntms_handle_get(uintptr_t handle)
{
	return ntms_handle_get_of(handle, get_session);
}

struct ntms_session *ntms_handle_take(uintptr_t handle)
{
	return ntms_handle_take_of(handle, get_session);
}
