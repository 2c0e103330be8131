// SPDX-License-Identifier: GPL-2.0
/*
 * Callers whose memory runs out in the middle of a call, at a library that
 * misbehaves: each has a pool of its own, asks for cartridges with and without
 * waiting, and gives them back; in every other call the n-th allocation, or copy
 * to or from the program, fails. No side has two owners meanwhile, and in the end
 * nobody owns anything.
 */
#include <errno.h>
#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "chance.h"
#include "fault.h"
#include "scene.h"

#define OK		NTMS_REASON_SUCCESS
#define CALLERS		4
#define HELD_MAX	6
#define SIDES_MAX	512
/* Allocations that may fail in one call, of which most make fewer */
#define DEEP		40

struct held {
	struct ntms_guid lmid;
	struct ntms_guid side;
};

/**
 * struct caller - a thread
 * @fd: its session
 * @nth: where it says which allocation fails
 * @armed: one is to fail in the call that is made now
 * @state: its chance
 * @pool: its pool
 * @held: what it owns
 * @nr: how many
 * @cookie: of the last allocation that was to be collected
 * @thread: the thread
 */
struct caller {
	int fd;
	int nth;
	bool armed;
	uint64_t state;
	struct ntms_guid pool;
	struct held held[HELD_MAX * 2];
	unsigned int nr;
	uint64_t cookie;
	pthread_t thread;
};

static struct caller callers[CALLERS];
static struct ntms_guid library, type;
static atomic_bool stopped;
static atomic_ulong calls, failures, served, waited, mistakes;

static struct {
	pthread_mutex_t lock;
	struct ntms_guid sides[SIDES_MAX];
	unsigned int nr;
} owned = { .lock = PTHREAD_MUTEX_INITIALIZER };

__attribute__((noreturn))
static void die(const char *what)
{
	fprintf(stderr, "churn: %s\n", what);
	exit(2);
}

static void mistake(const char *what, uint32_t reason)
{
	flockfile(stdout);
	printf("# churn: %s: %s\n", what, reason_name(reason));
	funlockfile(stdout);
	atomic_fetch_add(&mistakes, 1);
}

/* ---- failures --------------------------------------------------------- */

static void maybe_fail(struct caller *caller)
{
	caller->armed = one_in(&caller->state, 2) &&
			!fault_at(caller->nth,
				  1 + chance(&caller->state, DEEP));
}

static bool failed(struct caller *caller)
{
	bool was = caller->armed && fault_happened(caller->nth);

	caller->armed = false;
	atomic_fetch_add(&failures, was);
	return was;
}

/* A failure has these answers, and those that the call has without it. */
static bool is_for_want_of_memory(uint32_t reason)
{
	return reason == NTMS_REASON_NOT_ENOUGH_MEMORY ||
	       reason == CALL_ERRNO(ENOMEM) || reason == CALL_ERRNO(EFAULT);
}

/* The answer, unless it is a failure's; what was not asked for is a mistake. */
static uint32_t judged(struct caller *caller, const char *what,
		       uint32_t reason, bool refusal)
{
	bool was = failed(caller);

	atomic_fetch_add(&calls, 1);
	if (reason && !refusal && !(was && is_for_want_of_memory(reason)))
		mistake(what, reason);
	return reason;
}

/* ---- who owns what ---------------------------------------------------- */

static void own(const struct ntms_guid *side)
{
	unsigned int i;

	pthread_mutex_lock(&owned.lock);
	for (i = 0; i < owned.nr; i++)
		if (same_guid(&owned.sides[i], side))
			mistake("a side with two owners", 0);
	if (owned.nr == SIDES_MAX)
		die("more sides than there can be");
	owned.sides[owned.nr++] = *side;
	pthread_mutex_unlock(&owned.lock);
}

static void disown(const struct ntms_guid *side)
{
	unsigned int i;

	pthread_mutex_lock(&owned.lock);
	for (i = 0; i < owned.nr && !same_guid(&owned.sides[i], side); i++)
		;
	if (i < owned.nr)
		owned.sides[i] = owned.sides[--owned.nr];
	pthread_mutex_unlock(&owned.lock);
}

static void hold(struct caller *caller, const struct ntms_guid *lmid)
{
	struct held *held = &caller->held[caller->nr];
	struct ntms_logical_medium_info info;
	uint32_t reason;

	reason = GET(caller->fd, NTMS_TYPE_LOGICAL_MEDIUM, lmid, &info);
	if (reason || caller->nr == HELD_MAX * 2) {
		mistake("what was allocated", reason);
		return;
	}
	held->lmid = *lmid;
	held->side = info.side;
	own(&held->side);
	caller->nr++;
	atomic_fetch_add(&served, 1);
}

static bool holds(const struct caller *caller, const struct ntms_guid *lmid)
{
	unsigned int i;

	for (i = 0; i < caller->nr; i++)
		if (same_guid(&caller->held[i].lmid, lmid))
			return true;
	return false;
}

/* Nobody was told of what a call gave whose answer could not be written. */
static void find_untold(struct caller *caller)
{
	struct ntms_guid ids[HELD_MAX * 2];
	uint32_t reason;
	size_t nr, i;

	reason = list_objects(caller->fd, NTMS_TYPE_LOGICAL_MEDIUM,
			      &caller->pool, ids, HELD_MAX * 2, &nr);
	if (reason) {
		mistake("list of what is owned", reason);
		return;
	}
	for (i = 0; i < nr; i++)
		if (!holds(caller, &ids[i]))
			hold(caller, &ids[i]);
}

/* ---- calls ------------------------------------------------------------ */

/* Who waits is told if memory runs out for the one who gives. */
static bool is_refusal(uint32_t reason)
{
	switch (reason) {
	case NTMS_REASON_NOT_ENOUGH_MEMORY:
	case NTMS_REASON_TIMEOUT:
	case NTMS_REASON_CANCELLED:
	case NTMS_REASON_MEDIA_UNAVAILABLE:
	case NTMS_REASON_MEDIA_OFFLINE:
		return true;
	default:
		return false;
	}
}

static uint32_t draw_options(struct caller *caller)
{
	static const uint32_t options[] = { 0, 0, NTMS_ALLOCATE_NEW,
		NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE };

	return options[chance(&caller->state, 4)];
}

static void take(struct caller *caller)
{
	struct ntms_allocate arg = {
		.options = draw_options(caller),
		.deadline = in_ms(chance(&caller->state, 300)),
		.pool = caller->pool,
	};
	uint32_t reason;

	maybe_fail(caller);
	reason = CALL(caller->fd, NTMS_IOC_ALLOCATE, &arg);
	judged(caller, "allocate", reason, is_refusal(reason));
	atomic_fetch_add(&waited, reason == NTMS_REASON_TIMEOUT ||
				  reason == NTMS_REASON_CANCELLED);
	if (!reason)
		hold(caller, &arg.medium);
	else if (reason == CALL_ERRNO(EFAULT))
		find_untold(caller);
}

/* Also what nobody collects is given back. */
static void take_later(struct caller *caller)
{
	struct ntms_collect collected;
	struct ntms_guid lmid = no_guid;
	uint32_t reason;

	maybe_fail(caller);
	reason = allocate_queued(caller->fd, &caller->pool,
				 draw_options(caller),
				 in_ms(chance(&caller->state, 200)),
				 ++caller->cookie, &lmid);
	judged(caller, "allocate, and collect", reason, is_refusal(reason));
	maybe_fail(caller);
	reason = cancel(caller->fd, NTMS_CANCEL_ALL, 0, NULL);
	judged(caller, "cancel", reason,
	       reason == NTMS_REASON_OBJECT_NOT_FOUND);
	if (is_for_want_of_memory(reason))
		cancel(caller->fd, NTMS_CANCEL_ALL, 0, NULL);
	do {
		maybe_fail(caller);
		reason = collect(caller->fd, &collected);
		judged(caller, "collect", reason,
		       reason == NTMS_REASON_NOT_READY);
	} while (!reason || is_for_want_of_memory(reason));
	find_untold(caller);
}

static bool is_there(struct caller *caller, const struct ntms_guid *lmid)
{
	struct ntms_logical_medium_info info;

	return !GET(caller->fd, NTMS_TYPE_LOGICAL_MEDIUM, lmid, &info);
}

static void give_back(struct caller *caller)
{
	unsigned int at = chance(&caller->state, caller->nr);
	struct held held = caller->held[at];
	uint32_t reason;

	if (one_in(&caller->state, 8)) {
		maybe_fail(caller);
		reason = complete(caller->fd, &held.lmid);
		judged(caller, "complete", reason,
		       reason == NTMS_REASON_INVALID_STATE);
	}
	/* Before: afterwards somebody else may have it already. */
	disown(&held.side);
	maybe_fail(caller);
	reason = judged(caller, "deallocate",
			deallocate(caller->fd, &held.lmid), false);
	if (reason && is_there(caller, &held.lmid)) {
		own(&held.side);
		return;
	}
	caller->held[at] = caller->held[--caller->nr];
}

static void look(struct caller *caller)
{
	struct ntms_library_info info;
	struct ntms_guid ids[64];
	uint32_t reason;
	size_t nr;

	maybe_fail(caller);
	reason = GET(caller->fd, NTMS_TYPE_LIBRARY, &library, &info);
	judged(caller, "a library", reason, false);
	maybe_fail(caller);
	reason = list_objects(caller->fd, NTMS_TYPE_MEDIUM, &library, ids, 64,
			      &nr);
	judged(caller, "a list", reason, false);
}

/* An operator may have answered, or forgotten, it meanwhile. */
static void ask(struct caller *caller)
{
	struct ntms_guid id;
	uint32_t reason;

	reason = request_submit(caller->fd, NTMS_REQUEST_MESSAGE, NULL, NULL,
				"churn", &id);
	if (judged(caller, "submit", reason, false))
		return;
	maybe_fail(caller);
	reason = request_answer(caller->fd, &id, NTMS_REQUEST_REFUSED, "no");
	judged(caller, "answer", reason, reason == NTMS_REASON_INVALID_STATE ||
	       reason == NTMS_REASON_OBJECT_NOT_FOUND);
	if (is_for_want_of_memory(reason))
		request_answer(caller->fd, &id, NTMS_REQUEST_REFUSED, "no");
	reason = request_delete(caller->fd, &id);
	judged(caller, "delete", reason,
	       reason == NTMS_REASON_OBJECT_NOT_FOUND);
}

static void *run_caller(void *arg)
{
	struct caller *caller = arg;

	caller->nth = open(FAULT_NTH, O_RDWR | O_CLOEXEC);
	if (caller->nth < 0)
		die(FAULT_NTH);
	while (!atomic_load(&stopped)) {
		switch (chance(&caller->state, 8)) {
		case 0:
			ask(caller);
			break;
		case 1:
			look(caller);
			break;
		case 2:
			if (caller->nr < HELD_MAX)
				take_later(caller);
			break;
		case 3:
		case 4:
		case 5:
			if (caller->nr < HELD_MAX)
				take(caller);
			break;
		default:
			if (caller->nr)
				give_back(caller);
		}
	}
	while (caller->nr)
		give_back(caller);
	return NULL;
}

/* ---- all of it -------------------------------------------------------- */

static bool find_library(int fd, const char *serial)
{
	struct ntms_library_info info;
	static struct ntms_guid ids[4096];
	size_t nr, i;

	if (list_objects(fd, NTMS_TYPE_LIBRARY, NULL, ids, 4096, &nr))
		return false;
	for (i = 0; i < nr; i++) {
		if (GET(fd, NTMS_TYPE_LIBRARY, &ids[i], &info) ||
		    strcmp(info.serial, serial) || is_null(&info.media_type))
			continue;
		library = ids[i];
		type = info.media_type;
		return true;
	}
	return false;
}

static void begin(struct caller *caller, uint64_t seed)
{
	uint32_t reason;

	caller->state = chance_begin(seed);
	caller->fd = session_open();
	if (caller->fd < 0 || session_name(caller->fd, "churn"))
		die(NTMS_DEVICE);
	reason = pool_make(caller->fd, scene_name("churn"), NULL, &type,
			   NTMS_POOL_FROMSCRATCH, NTMS_POOL_TOSCRATCH, 0,
			   &caller->pool);
	if (reason)
		die("there is no pool");
	if (pthread_create(&caller->thread, NULL, run_caller, caller))
		die("there is no thread");
}

static void end(struct caller *caller)
{
	pthread_join(caller->thread, NULL);
	if (!wait_for(!owned_in(caller->fd, &caller->pool)))
		mistake("what nobody owns is owned", 0);
	if (waiting_for(caller->fd, &caller->pool))
		mistake("what nobody waits for is waited for", 0);
	close(caller->fd);
}

static uint64_t parse(int argc, char **argv, const char **serial)
{
	uint64_t seed = now();
	int option;

	*serial = NULL;
	while ((option = getopt(argc, argv, "l:s:")) != -1) {
		if (option == 'l')
			*serial = optarg;
		else if (option == 's')
			seed = strtoull(optarg, NULL, 0);
		else
			break;
	}
	if (!*serial || option != -1 || optind != argc) {
		fputs("Usage: soak-churn -l SERIAL [-s SEED]\n"
		      "Calls until SIGTERM, and fails if anything was wrong.\n",
		      stderr);
		exit(2);
	}
	return seed;
}

int main(int argc, char **argv)
{
	const char *serial;
	uint64_t seed = parse(argc, argv, &serial);
	sigset_t signals;
	unsigned int i;
	int got, fd;

	fd = session_open();
	if (fd < 0 || !wait_for(find_library(fd, serial)))
		die("there is no such library");
	if (fault_prepare())
		die("the kernel has no fault injection");
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	for (i = 0; i < CALLERS; i++)
		begin(&callers[i], seed + i);
	sigwait(&signals, &got);
	atomic_store(&stopped, true);
	for (i = 0; i < CALLERS; i++)
		end(&callers[i]);
	close(fd);
	printf("# churn: %lu calls, %lu of which failed on purpose; %lu sides allocated, %lu waited in vain; %lu mistakes\n",
	       calls, failures, served, waited, mistakes);
	return mistakes ? 1 : 0;
}
