// SPDX-License-Identifier: GPL-2.0
/*
 * The stand-in's allocations, and how they wait: in the call, or in the session.
 */
#include "fake.h"

#include <ntms/libntms.h>

#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define NSEC_PER_SEC 1000000000ULL
#define DESCRIPTORS_MOST 4096
#define QUEUED_MOST 4096

/* Sessions by their descriptors; they are this process's own. */
static struct {
	bool closed;
	unsigned int cancels;
} sessions[DESCRIPTORS_MOST];

/**
 * struct waiter - an allocation that waits
 * @fd: its session; -1: not in use
 * @arg: what was asked for, and what came of it
 * @request: the operator request; null: none yet
 * @cancels: of the session when it began to wait
 * @ended: nothing more will come of it
 * @text: what the operator said
 */
struct waiter {
	int fd;
	struct ntms_allocate arg;
	struct ntms_guid request;
	unsigned int cancels;
	bool ended;
	char text[NTMS_MESSAGE_SIZE];
};

static struct waiter *queue[QUEUED_MOST];
static size_t queued;

static uint64_t now(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return (uint64_t)time.tv_sec * NSEC_PER_SEC + (uint64_t)time.tv_nsec;
}

void fake_session_begin(int fd)
{
	if (fd >= DESCRIPTORS_MOST)
		abort();
	sessions[fd].closed = false;
}

bool fake_session_closed(int fd)
{
	return sessions[fd].closed;
}

unsigned int fake_session_cancels(int fd)
{
	return sessions[fd].cancels;
}

/* The named side, or the first Available one of the pool, then of free. */
static struct fake_object *choose_side(const struct ntms_allocate *arg,
				       const struct fake_object *pool)
{
	const struct fake_object *free_pool;
	struct fake_object *side, *found = NULL;
	uint32_t i;

	free_pool = fake_leaf_pool(&fake->info.free_pool,
				   &pool->pool.media_type);
	for (i = 0; i < fake->count; i++) {
		side = &fake->objects[i];
		if (!side->there || side->type != NTMS_TYPE_SIDE)
			continue;
		if (ntms_guid_equal(&side->header.id, &arg->side))
			return side;
		if (!ntms_guid_is_null(&arg->side) ||
		    fake_obstacle(side, arg->options))
			continue;
		if (ntms_guid_equal(&side->side.pool, &pool->header.id))
			return side;
		if (!found && free_pool &&
		    pool->pool.allocation_policy & NTMS_POOL_FROMSCRATCH &&
		    ntms_guid_equal(&side->side.pool, &free_pool->header.id))
			found = side;
	}
	return found;
}

/* Is there something to be had? Then it is had. */
static bool take_side(struct ntms_allocate *arg, const struct fake_object *pool)
{
	struct fake_object *side = choose_side(arg, pool), *logical;

	if (!side)
		return false;
	arg->allocated_from = side->side.pool;
	fake_move_medium(fake_get(&side->side.medium, NTMS_TYPE_MEDIUM), pool);
	logical = fake_add(NTMS_TYPE_LOGICAL_MEDIUM, "");
	logical->logical.side = side->header.id;
	logical->logical.medium = side->side.medium;
	logical->logical.pool = pool->header.id;
	logical->logical.uid = getuid();
	memcpy(logical->logical.application, fake->application, NTMS_NAME_SIZE);
	side->side.side_state = NTMS_SIDE_ALLOCATED;
	side->side.logical_medium = logical->header.id;
	side->side.allocate_count++;
	arg->medium = logical->header.id;
	return true;
}

static void ask(struct waiter *waiter, const struct fake_object *pool)
{
	struct fake_object *request = fake_add(NTMS_TYPE_OPERATOR_REQUEST, "");

	request->header.created = now(CLOCK_REALTIME);
	request->request.request = NTMS_REQUEST_NEW_MEDIA;
	request->request.request_state = NTMS_REQUEST_SUBMITTED;
	request->request.flags = NTMS_REQUEST_OF_CALL;
	request->request.options = waiter->arg.options;
	request->request.arg1 = pool->header.id;
	request->request.arg1_type = NTMS_TYPE_POOL;
	request->request.media_type = pool->pool.media_type;
	request->request.deadline = waiter->arg.deadline;
	request->request.uid = getuid();
	request->request.pid = (uint32_t)getpid();
	memcpy(request->request.application, fake->application, NTMS_NAME_SIZE);
	waiter->request = request->header.id;
}

static void end(struct waiter *waiter, uint32_t reason)
{
	struct fake_object *request = fake_get(&waiter->request, 0);

	if (request) {
		memcpy(waiter->text, request->request.answer, NTMS_MESSAGE_SIZE);
		request->there = false;
	}
	waiter->arg.reason = reason;
	waiter->ended = true;
}

/* What has become of a waiter? */
static void look(struct waiter *waiter)
{
	const struct fake_object *request = fake_get(&waiter->request, 0);
	const struct fake_object *pool = fake_get(&waiter->arg.pool, 0);

	if (waiter->ended)
		return;
	/* It is looked now and then: an end that was said came before. */
	if (waiter->cancels != sessions[waiter->fd].cancels ||
	    (request &&
	     request->request.request_state == NTMS_REQUEST_REFUSED)) {
		end(waiter, NTMS_REASON_CANCELLED);
	} else if (take_side(&waiter->arg, pool)) {
		end(waiter, NTMS_REASON_SUCCESS);
	} else if (now(CLOCK_MONOTONIC) >= waiter->arg.deadline) {
		end(waiter, NTMS_REASON_TIMEOUT);
	} else if (request &&
		   request->request.request_state == NTMS_REQUEST_COMPLETE) {
		/* Satisfied, and nothing to be had: ask again. */
		fake_get(&waiter->request, 0)->there = false;
		ask(waiter, pool);
	}
}

/* The kernel's answer to the call, in its struct. */
static int answer(const struct waiter *waiter, struct ntms_allocate *arg)
{
	char *text = (char *)(uintptr_t)arg->text;

	*arg = waiter->arg;
	if (text && arg->text_size)
		memcpy(text, waiter->text, arg->text_size);
	return fake_give(&arg->reason, waiter->arg.reason);
}

static int wait_in_call(struct waiter *waiter, struct ntms_allocate *arg)
{
	static const struct timespec moment = { .tv_nsec = 1000000 };
	int stopped;

	do {
		look(waiter);
		if (waiter->ended)
			return answer(waiter, arg);
		fake_unlock();
		stopped = nanosleep(&moment, NULL);
		fake_lock();
	} while (!stopped);
	end(waiter, NTMS_REASON_CANCELLED);
	errno = EINTR;
	return -1;
}

static int wait_in_session(const struct waiter *waiter,
			   struct ntms_allocate *arg,
			   const struct fake_object *pool)
{
	if (queued == QUEUED_MOST)
		return fake_give(&arg->reason, NTMS_REASON_DATABASE_FULL);
	queue[queued] = malloc(sizeof(*waiter));
	if (!queue[queued])
		abort();
	*queue[queued] = *waiter;
	ask(queue[queued++], pool);
	arg->queued = 1;
	return 0;
}

int fake_allocate(int fd, struct ntms_allocate *arg)
{
	const struct fake_object *pool = fake_get(&arg->pool, NTMS_TYPE_POOL);
	struct waiter waiter = { .fd = fd, .cancels = sessions[fd].cancels };

	fake->allocate = *arg;
	if (!fake_good_head(arg, sizeof(*arg)) || arg->options & ~7U ||
	    arg->flags & ~3U || arg->queued)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	fake_wait_for_test();
	if (!pool || pool->pool.pool_type != NTMS_POOL_APPLICATION)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_MEDIA_POOL);
	if (take_side(arg, pool))
		return 0;
	if (arg->options & NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE)
		return fake_give(&arg->reason, NTMS_REASON_MEDIA_UNAVAILABLE);
	if (arg->flags & NTMS_ALLOCATE_F_NOWAIT || !fake->waits)
		return fake_give(&arg->reason, NTMS_REASON_TIMEOUT);
	waiter.arg = *arg;
	if (arg->flags & NTMS_ALLOCATE_F_QUEUE)
		return wait_in_session(&waiter, arg, pool);
	ask(&waiter, pool);
	return wait_in_call(&waiter, arg);
}

/* The first of a session that has ended, or -1. */
static long find_ended(int fd)
{
	size_t i;

	for (i = 0; i < queued; i++)
		if (queue[i]->fd == fd)
			look(queue[i]);
	for (i = 0; i < queued; i++)
		if (queue[i]->fd == fd && queue[i]->ended)
			return (long)i;
	return -1;
}

bool fake_session_readable(int fd)
{
	return find_ended(fd) >= 0;
}

int fake_collect(int fd, struct ntms_collect *arg)
{
	struct waiter *waiter;
	long at;

	if (!fake_good_head(arg, sizeof(*arg)) || arg->flags)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	at = find_ended(fd);
	if (at < 0)
		return fake_give(&arg->reason, NTMS_REASON_NOT_READY);
	waiter = queue[at];
	arg->result = waiter->arg.reason;
	arg->cookie = waiter->arg.cookie;
	arg->medium = waiter->arg.medium;
	arg->allocated_from = waiter->arg.allocated_from;
	memcpy(arg->text, waiter->text, sizeof(arg->text));
	memmove(queue + at, queue + at + 1,
		(--queued - (size_t)at) * sizeof(queue[0]));
	free(waiter);
	return 0;
}

int fake_cancel(int fd, struct ntms_cancel *arg)
{
	size_t i;

	if (!fake_good_head(arg, sizeof(*arg)) || arg->flags & ~3U ||
	    (arg->flags && arg->cookie) || arg->cancelled)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	if (arg->flags & NTMS_CANCEL_CLOSE) {
		sessions[fd].closed = true;
		fake->cancels++;
	}
	find_ended(fd);
	for (i = 0; i < queued; i++) {
		if (queue[i]->fd != fd || queue[i]->ended ||
		    (!arg->flags && queue[i]->arg.cookie != arg->cookie))
			continue;
		end(queue[i], NTMS_REASON_CANCELLED);
		arg->cancelled++;
	}
	if (arg->flags & NTMS_CANCEL_ALL)
		sessions[fd].cancels++;
	else if (!arg->flags && !arg->cancelled)
		return fake_give(&arg->reason, NTMS_REASON_OBJECT_NOT_FOUND);
	return 0;
}
