// SPDX-License-Identifier: GPL-2.0
/*
 * The published page of AllocateNtmsMedia, one case for each of its sentences,
 * and its ambiguities, one case for the reading of each (6.1 to 6.24). A case is
 * named by where the sentence stands, and quotes it.
 *
 * The two sentences on Windows XP are not followed: the rights are those of
 * Windows Server 2003.
 */
#include <errno.h>
#include <fcntl.h>
#include <ntmsapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest.h"
#include "scene.h"
#include "waiter.h"

#define OK		NTMS_REASON_SUCCESS
#define DENIED		NTMS_REASON_ACCESS_DENIED
#define WRONG		NTMS_REASON_INVALID_PARAMETER
#define TIMEOUT		NTMS_REASON_TIMEOUT
#define UNAVAILABLE	NTMS_REASON_MEDIA_UNAVAILABLE
#define CANCELLED	NTMS_REASON_CANCELLED

#define NEW	NTMS_ALLOCATE_NEW
#define NEXT	NTMS_ALLOCATE_NEXT
#define FAIL	NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE
#define NEVER	NTMS_DEADLINE_NEVER
#define DRAWS	NTMS_POOL_FROMSCRATCH

#define ALICE	2001
#define BOB	2002

#define MEDIA	3

static const struct ntms_guid nobody = { .b = { 9, 9, 9, [8] = 0x80 } };

/**
 * struct place - where a case happens
 * @s: a library with MEDIA cartridges, all of them in free
 * @fd: a session
 * @pool: a pool without cartridges that does not draw from free
 * @draws: one that does
 * @lmid: what the last allocation gave
 * @from: where it came from
 */
struct place {
	struct scene s;
	int fd;
	struct ntms_guid pool;
	struct ntms_guid draws;
	struct ntms_guid lmid;
	struct ntms_guid from;
};

#define HOLDS(condition) do {						\
	if (!(condition)) {						\
		ksft_print_msg("line %d: %s\n", __LINE__, #condition);	\
		return false;						\
	}								\
} while (0)

#define IS(wanted, expression) do {					\
	uint32_t _is = expression;					\
									\
	if (_is != (wanted)) {						\
		ksft_print_msg("line %d: %s: %s\n", __LINE__,		\
			       #expression, reason_name(_is));		\
		return false;						\
	}								\
} while (0)

static uint32_t get(struct place *place, const struct ntms_guid *pool,
		    const struct ntms_guid *side, uint32_t options)
{
	return allocate(place->fd, pool, side, options, &place->lmid,
			&place->from);
}

static uint32_t put(struct place *place)
{
	return deallocate(place->fd, &place->lmid);
}

static struct ntms_guid *medium(struct place *place, unsigned int number)
{
	return &place->s.media[number];
}

static struct ntms_guid side(struct place *place, unsigned int number,
			     unsigned int which)
{
	return side_of(place->fd, medium(place, number), which);
}

static uint32_t state(struct place *place, unsigned int number,
		      unsigned int which)
{
	return side_state(place->fd, medium(place, number), which);
}

static bool got(struct place *place, unsigned int number)
{
	struct ntms_guid id = medium_of(place->fd, &place->lmid);

	return same_guid(&id, medium(place, number));
}

static bool is_in(struct place *place, unsigned int number,
		  const struct ntms_guid *pool)
{
	struct ntms_guid id = pool_of(place->fd, medium(place, number));

	return same_guid(&id, pool);
}

static size_t asked(struct place *place, const struct ntms_guid *pool)
{
	return requests_about(place->fd, pool, NULL, 0);
}

static uint64_t sequence(struct place *place)
{
	struct ntms_info info;

	return info_get(place->fd, &info) ? UINT64_MAX : info.sequence;
}

static bool sleeps(struct place *place, struct waiter *waiter, uint64_t deadline)
{
	return waiter_wait(waiter, place->fd, &place->pool, 0, deadline, 1);
}

/* Runs @work as another user; true if that was what it should be. */
static bool as(uid_t uid, bool (*work)(struct place *place),
	       struct place *place)
{
	pid_t child = fork();
	int status = -1;

	if (!child) {
		if (setresgid(uid, uid, uid) || setresuid(uid, uid, uid))
			_exit(1);
		_exit(!work(place));
	}
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return !status;
}

/* ---- what it is ------------------------------------------------------ */

static bool allocates(struct place *place)
{
	IS(OK, get(place, &place->draws, NULL, 0));
	HOLDS(got(place, 0));
	HOLDS(state(place, 0, 0) == NTMS_SIDE_ALLOCATED);
	HOLDS(owned_in(place->fd, &place->draws) == 1);
	return true;
}

static bool wants_a_session(struct place *place)
{
	struct ntms_allocate arg = {
		.size = sizeof(arg),
		.pool = place->draws,
	};
	int fd = session_open(), other;

	IS(OK, cancel(fd, NTMS_CANCEL_ALL | NTMS_CANCEL_CLOSE, 0, NULL));
	IS(NTMS_REASON_INVALID_HANDLE,
	   allocate(fd, &place->draws, NULL, 0, &place->lmid, NULL));
	close(fd);
	HOLDS(ioctl(fd, NTMS_IOC_ALLOCATE, &arg) == -1 && errno == EBADF);
	other = open("/dev/null", O_RDWR | O_CLOEXEC);
	HOLDS(ioctl(other, NTMS_IOC_ALLOCATE, &arg) == -1 && errno == ENOTTY);
	close(other);
	HOLDS(owned_in(place->fd, &place->draws) == 0);
	return true;
}

static bool comes_from_the_pool(struct place *place)
{
	IS(OK, move_medium(place->fd, medium(place, 1), &place->pool));
	IS(OK, move_medium(place->fd, medium(place, 2), &place->draws));
	IS(OK, get(place, &place->pool, NULL, 0));
	HOLDS(got(place, 1));
	HOLDS(same_guid(&place->from, &place->pool));
	IS(OK, get(place, &place->draws, NULL, 0));
	HOLDS(got(place, 2));
	HOLDS(same_guid(&place->from, &place->draws));
	return true;
}

static bool wants_an_application_pool(struct place *place)
{
	const struct ntms_guid *pools[] = {
		&place->s.free, &place->s.import, &place->s.unrecognized,
		&place->s.info.free_pool, &place->s.info.import_pool,
		&place->s.info.unrecognized_pool,
	};
	struct ntms_guid container;
	size_t i;

	for (i = 0; i < sizeof(pools) / sizeof(*pools); i++)
		IS(NTMS_REASON_INVALID_MEDIA_POOL,
		   get(place, pools[i], NULL, 0));
	IS(OK, pool_make(place->fd, scene_name("container"), NULL, NULL, 0, 0,
			 0, &container));
	IS(NTMS_REASON_INVALID_MEDIA_POOL, get(place, &container, NULL, 0));
	return true;
}

static bool knows_its_pools(struct place *place)
{
	IS(NTMS_REASON_INVALID_MEDIA_POOL, get(place, &nobody, NULL, 0));
	IS(NTMS_REASON_INVALID_MEDIA_POOL,
	   get(place, &place->s.library, NULL, 0));
	IS(NTMS_REASON_INVALID_MEDIA_POOL,
	   get(place, medium(place, 0), NULL, 0));
	return wants_an_application_pool(place);
}

/* ---- a side that is named -------------------------------------------- */

static bool gives_what_is_named(struct place *place)
{
	struct ntms_logical_medium_info info;
	struct ntms_guid wanted = side(place, 2, 0);

	IS(OK, get(place, &place->draws, &wanted, 0));
	IS(OK, GET(place->fd, NTMS_TYPE_LOGICAL_MEDIUM, &place->lmid, &info));
	HOLDS(same_guid(&info.side, &wanted));
	HOLDS(same_guid(&info.medium, medium(place, 2)));
	return true;
}

/* One more cartridge, which arrives as nobody knows it, or to be imported */
static bool arrives(struct place *place, uint32_t pool_type)
{
	IS(OK, scene_new_media(&place->s, pool_type));
	HOLDS(!vlib_set(&place->s.vlib, "fill", "1"));
	IS(OK, scene_look(&place->s));
	IS(OK, scene_new_media(&place->s, NTMS_POOL_FREE));
	HOLDS(place->s.nr_media == MEDIA + 1);
	return true;
}

static bool wants_available_or_import(struct place *place)
{
	struct ntms_guid wanted = side(place, 0, 0);

	HOLDS(state(place, 0, 0) == NTMS_SIDE_AVAILABLE);
	IS(OK, get(place, &place->pool, &wanted, 0));
	IS(UNAVAILABLE, get(place, &place->pool, &wanted, 0));
	HOLDS(arrives(place, NTMS_POOL_IMPORT));
	HOLDS(state(place, MEDIA, 0) == NTMS_SIDE_IMPORT);
	wanted = side(place, MEDIA, 0);
	IS(OK, get(place, &place->pool, &wanted, 0));
	return true;
}

static bool does_not_want_others(struct place *place)
{
	struct ntms_guid wanted;

	HOLDS(arrives(place, NTMS_POOL_UNRECOGNIZED));
	wanted = side(place, MEDIA, 0);
	HOLDS(state(place, MEDIA, 0) == NTMS_SIDE_UNRECOGNIZED);
	IS(UNAVAILABLE, get(place, &place->pool, &wanted, 0));
	HOLDS(is_in(place, MEDIA, &place->s.unrecognized));
	return true;
}

static bool imports(struct place *place)
{
	struct ntms_guid wanted;

	HOLDS(arrives(place, NTMS_POOL_IMPORT));
	wanted = side(place, MEDIA, 0);
	HOLDS(is_in(place, MEDIA, &place->s.import));
	IS(OK, get(place, &place->pool, &wanted, 0));
	HOLDS(same_guid(&place->from, &place->s.import));
	HOLDS(is_in(place, MEDIA, &place->pool));
	HOLDS(state(place, MEDIA, 0) == NTMS_SIDE_ALLOCATED);
	HOLDS(!is_null(&place->lmid));
	return true;
}

static bool names_from_anywhere(struct place *place)
{
	struct ntms_guid wanted = side(place, 0, 0), other;

	IS(OK, get(place, &place->pool, &wanted, 0));
	HOLDS(same_guid(&place->from, &place->s.free));
	IS(OK, scene_pool(&place->s, 0, 0, 0, &other));
	IS(OK, move_medium(place->fd, medium(place, 1), &other));
	wanted = side(place, 1, 0);
	IS(OK, get(place, &place->pool, &wanted, 0));
	HOLDS(same_guid(&place->from, &other));
	HOLDS(is_in(place, 1, &place->pool));
	return true;
}

/* Why it is not to be had, at once, and nobody is asked. */
static bool says_why_not(struct place *place)
{
	struct ntms_guid wanted = side(place, 0, 0), cleaners;
	struct ntms_allocate arg = {
		.deadline = NEVER,
		.pool = place->pool,
		.side = nobody,
	};
	struct ntms_medium_info info;

	IS(NTMS_REASON_INVALID_MEDIA, CALL(place->fd, NTMS_IOC_ALLOCATE, &arg));
	arg.side = wanted;
	IS(OK, enable(place->fd, medium(place, 0), false));
	IS(NTMS_REASON_RESOURCE_DISABLED,
	   CALL(place->fd, NTMS_IOC_ALLOCATE, &arg));
	IS(OK, enable(place->fd, medium(place, 0), true));
	IS(OK, enable(place->fd, &place->s.library, false));
	IS(NTMS_REASON_RESOURCE_DISABLED,
	   CALL(place->fd, NTMS_IOC_ALLOCATE, &arg));
	IS(OK, enable(place->fd, &place->s.library, true));
	HOLDS(!vlib_set(&place->s.vlib, "insert", "slot 7 CLN%s",
			place->s.prefix));
	IS(OK, scene_look(&place->s));
	IS(OK, GET(place->fd, NTMS_TYPE_MEDIUM, medium(place, MEDIA), &info));
	IS(OK, pool_make(place->fd, scene_name("cleaners"), NULL,
			 &info.media_type, 0, 0, 0, &cleaners));
	arg.pool = cleaners;
	IS(NTMS_REASON_MEDIA_INCOMPATIBLE,
	   CALL(place->fd, NTMS_IOC_ALLOCATE, &arg));
	arg.pool = place->pool;
	IS(OK, CALL(place->fd, NTMS_IOC_ALLOCATE, &arg));
	IS(UNAVAILABLE, CALL(place->fd, NTMS_IOC_ALLOCATE, &arg));
	HOLDS(!scene_power(&place->s, false));
	IS(NTMS_REASON_MEDIA_OFFLINE, CALL(place->fd, NTMS_IOC_ALLOCATE, &arg));
	HOLDS(asked(place, &place->pool) == 0);
	return true;
}

static bool needs_no_name(struct place *place)
{
	IS(OK, get(place, &place->draws, &no_guid, 0));
	IS(OK, get(place, &place->draws, NULL, NEW));
	return true;
}

/* ---- the LMID -------------------------------------------------------- */

static bool gives_an_lmid(struct place *place)
{
	struct ntms_logical_medium_info info;
	struct ntms_guid wanted;

	IS(OK, get(place, &place->draws, NULL, 0));
	IS(OK, GET(place->fd, NTMS_TYPE_LOGICAL_MEDIUM, &place->lmid, &info));
	wanted = side(place, 0, 0);
	HOLDS(same_guid(&info.side, &wanted));
	HOLDS(!same_guid(&info.side, &place->lmid));
	IS(OK, put(place));
	IS(NTMS_REASON_INVALID_MEDIA, put(place));
	return true;
}

static bool gives_null_if_it_fails(struct place *place)
{
	const struct ntms_guid *pools[] = { &place->pool, &nobody, &no_guid };
	static const uint32_t options[] = { 0, FAIL, NEW, 8 };
	size_t i, j;

	for (i = 0; i < 3; i++)
		for (j = 0; j < 4; j++) {
			memset(&place->lmid, 0x77, sizeof(place->lmid));
			memset(&place->from, 0x77, sizeof(place->from));
			HOLDS(get(place, pools[i], NULL, options[j]) != OK);
			HOLDS(is_null(&place->lmid));
			HOLDS(is_null(&place->from));
		}
	return true;
}

/* ---- options --------------------------------------------------------- */

static bool takes_options_together(struct place *place)
{
	struct ntms_guid lmid;

	IS(OK, get(place, &place->draws, NULL, NEW | FAIL));
	lmid = place->lmid;
	IS(UNAVAILABLE, get(place, &place->pool, NULL, NEW | FAIL));
	place->lmid = lmid;
	IS(UNAVAILABLE, get(place, &place->draws, NULL, NEXT | FAIL));
	IS(WRONG, get(place, &place->draws, NULL, NEW | NEXT));
	return true;
}

static bool asks_nobody_with_error(struct place *place)
{
	struct ntms_allocate arg = {
		.options = FAIL,
		.deadline = NEVER,
		.pool = place->pool,
	};
	uint64_t before = sequence(place), began = now();

	IS(UNAVAILABLE, CALL(place->fd, NTMS_IOC_ALLOCATE, &arg));
	arg.deadline = now() + 600 * SECOND;
	IS(UNAVAILABLE, CALL(place->fd, NTMS_IOC_ALLOCATE, &arg));
	arg.flags = NTMS_ALLOCATE_F_QUEUE;
	IS(UNAVAILABLE, CALL(place->fd, NTMS_IOC_ALLOCATE, &arg));
	HOLDS(!arg.queued);
	HOLDS(now() - began < 10 * SECOND);
	HOLDS(sequence(place) == before);
	HOLDS(asked(place, &place->pool) == 0);
	return true;
}

static bool new_is_not_shared(struct place *place)
{
	struct ntms_guid flip = side(place, 0, 1);

	IS(OK, move_medium(place->fd, medium(place, 0), &place->pool));
	IS(OK, get(place, &place->pool, NULL, NEW));
	HOLDS(got(place, 0));
	IS(UNAVAILABLE, get(place, &place->pool, NULL, FAIL));
	IS(UNAVAILABLE, get(place, &place->pool, NULL, FAIL | NEW));
	IS(UNAVAILABLE, get(place, &place->pool, &flip, 0));
	return true;
}

static bool new_reserves(struct place *place)
{
	IS(OK, get(place, &place->draws, NULL, NEW));
	HOLDS(got(place, 0));
	HOLDS(state(place, 0, 0) == NTMS_SIDE_ALLOCATED);
	HOLDS(state(place, 0, 1) == NTMS_SIDE_RESERVED);
	return true;
}

static bool new_wants_a_whole_one(struct place *place)
{
	struct ntms_guid wanted = side(place, 0, 0);

	IS(OK, get(place, &place->draws, &wanted, 0));
	IS(OK, get(place, &place->draws, NULL, NEW));
	HOLDS(!got(place, 0));
	wanted = side(place, 0, 1);
	IS(UNAVAILABLE, get(place, &place->draws, &wanted, NEW));
	HOLDS(state(place, 0, 1) == NTMS_SIDE_AVAILABLE);
	return true;
}

static bool new_is_plain_for_one_side(struct place *place)
{
	IS(OK, get(place, &place->draws, NULL, NEW));
	HOLDS(state(place, 0, 0) == NTMS_SIDE_ALLOCATED);
	IS(UNAVAILABLE, get(place, &place->draws, NULL, NEXT));
	return true;
}

static bool next_is_the_other_side(struct place *place)
{
	struct ntms_guid first;

	IS(OK, get(place, &place->draws, NULL, NEW));
	first = place->lmid;
	IS(OK, get(place, &place->draws, NULL, NEXT));
	HOLDS(got(place, 0));
	HOLDS(!same_guid(&first, &place->lmid));
	HOLDS(state(place, 0, 0) == NTMS_SIDE_ALLOCATED);
	HOLDS(state(place, 0, 1) == NTMS_SIDE_ALLOCATED);
	HOLDS(owned_in(place->fd, &place->draws) == 2);
	return true;
}

static bool next_fails_without_a_side(struct place *place)
{
	struct ntms_guid second;

	IS(OK, get(place, &place->draws, NULL, NEW));
	IS(OK, get(place, &place->draws, NULL, NEXT));
	second = place->lmid;
	IS(UNAVAILABLE, get(place, &place->draws, NULL, NEXT));
	HOLDS(same_guid(&second, &place->lmid));
	HOLDS(asked(place, &place->draws) == 0);
	return true;
}

static bool next_wants_what_new_gave(struct place *place)
{
	struct ntms_guid plain;

	place->lmid = no_guid;
	IS(WRONG, get(place, &place->draws, NULL, NEXT));
	place->lmid = nobody;
	IS(NTMS_REASON_INVALID_MEDIA, get(place, &place->draws, NULL, NEXT));
	HOLDS(same_guid(&nobody, &place->lmid));
	IS(OK, get(place, &place->draws, NULL, 0));
	plain = place->lmid;
	IS(NTMS_REASON_INVALID_MEDIA, get(place, &place->draws, NULL, NEXT));
	HOLDS(same_guid(&plain, &place->lmid));
	place->lmid = *medium(place, 0);
	IS(NTMS_REASON_INVALID_MEDIA, get(place, &place->draws, NULL, NEXT));
	/* A side that is named does not matter. */
	plain = side(place, 2, 0);
	IS(OK, get(place, &place->pool, &plain, NEW));
	IS(OK, get(place, &place->pool, &nobody, NEXT));
	HOLDS(got(place, 2));
	return true;
}

static bool plain_leaves_the_other_side(struct place *place)
{
	IS(WRONG, get(place, &place->draws, NULL, NEW | NEXT));
	IS(OK, get(place, &place->draws, NULL, 0));
	HOLDS(state(place, 0, 1) == NTMS_SIDE_AVAILABLE);
	IS(OK, get(place, &place->draws, NULL, 0));
	HOLDS(got(place, 0));
	return true;
}

/* ---- time ------------------------------------------------------------ */

static bool waits_no_longer(struct place *place)
{
	struct waiter waiter;
	uint64_t end = in_ms(60);

	HOLDS(!waiter_start(&waiter, place->fd, &place->pool, 0, end));
	IS(TIMEOUT, waiter_join(&waiter));
	HOLDS(waiter.ended >= end);
	HOLDS(waiter.ended < end + 5 * SECOND);
	HOLDS(asked(place, &place->pool) == 0);
	return true;
}

static bool waits_for_ever(struct place *place)
{
	struct ntms_request_info info;
	struct waiter waiter;
	struct ntms_guid id;

	HOLDS(sleeps(place, &waiter, NEVER));
	id = request_of(place->fd, &place->pool);
	IS(OK, GET(place->fd, NTMS_TYPE_OPERATOR_REQUEST, &id, &info));
	HOLDS(info.deadline == NEVER);
	IS(OK, move_medium(place->fd, medium(place, 0), &place->pool));
	IS(OK, waiter_join(&waiter));
	return true;
}

/**
 * struct published - the published call, in a thread of its own
 * @thread: the thread
 * @session: its session
 * @pool: the pool
 * @id: what it got
 * @timeout: milliseconds
 * @code: what it returned
 */
struct published {
	pthread_t thread;
	HANDLE session;
	NTMS_GUID pool;
	NTMS_GUID id;
	DWORD timeout;
	DWORD code;
};

static void *published_run(void *arg)
{
	struct published *call = arg;

	call->code = AllocateNtmsMedia(call->session, &call->pool, NULL,
				       &call->id, 0, call->timeout, NULL);
	return NULL;
}

static struct published published(const struct ntms_guid *pool)
{
	struct published call = {
		.session = OpenNtmsSessionA(NULL, "conformance", 0),
	};

	memcpy(&call.pool, pool, sizeof(call.pool));
	return call;
}

static bool waits_and_is_served(struct place *place, struct published *call,
				unsigned int number)
{
	HOLDS(!pthread_create(&call->thread, NULL, published_run, call));
	HOLDS(wait_for(waiting_for(place->fd, &place->pool) == 1));
	IS(OK, move_medium(place->fd, medium(place, number), &place->pool));
	HOLDS(wait_for(!pthread_tryjoin_np(call->thread, NULL)));
	IS(ERROR_SUCCESS, call->code);
	HOLDS(!NTMS_IS_GUID_NULL(call->id));
	return true;
}

/* Without limit, as the page has it: until it is refused, or served. */
static bool zero_waits(struct place *place)
{
	struct published call = published(&place->pool);
	struct ntms_request_info info;
	struct ntms_guid id;

	HOLDS(call.session != INVALID_HANDLE_VALUE);
	HOLDS(!pthread_create(&call.thread, NULL, published_run, &call));
	HOLDS(wait_for(waiting_for(place->fd, &place->pool) == 1));
	id = request_of(place->fd, &place->pool);
	IS(OK, GET(place->fd, NTMS_TYPE_OPERATOR_REQUEST, &id, &info));
	HOLDS(info.deadline == NEVER);
	IS(OK, request_answer(place->fd, &id, NTMS_REQUEST_REFUSED, ""));
	HOLDS(wait_for(!pthread_tryjoin_np(call.thread, NULL)));
	IS(ERROR_CANCELLED, call.code);
	HOLDS(NTMS_IS_GUID_NULL(call.id));
	HOLDS(waits_and_is_served(place, &call, 0));
	IS(ERROR_SUCCESS, CloseNtmsSession(call.session));
	return true;
}

static bool asks_and_is_told_at_once(struct place *place,
				     struct published *call)
{
	uint64_t before = sequence(place);

	HOLDS(call->session != INVALID_HANDLE_VALUE);
	published_run(call);
	IS(ERROR_TIMEOUT, call->code);
	HOLDS(NTMS_IS_GUID_NULL(call->id));
	HOLDS(sequence(place) == before);
	return true;
}

/* What older programs expect, who say so by a call or from outside. */
static bool zero_can_be_told_not_to_wait(struct place *place)
{
	struct published call = published(&place->pool);

	IS(ERROR_SUCCESS, NtmsSetZeroTimeout(call.session, TRUE));
	HOLDS(asks_and_is_told_at_once(place, &call));
	memcpy(&call.pool, &place->draws, sizeof(call.pool));
	published_run(&call);
	IS(ERROR_SUCCESS, call.code);
	IS(ERROR_SUCCESS, CloseNtmsSession(call.session));
	HOLDS(!setenv("NTMS_ZERO_TIMEOUT", "nowait", 1));
	call = published(&place->pool);
	HOLDS(!unsetenv("NTMS_ZERO_TIMEOUT"));
	HOLDS(asks_and_is_told_at_once(place, &call));
	/* And back again; the last cartridge is nobody's yet. */
	IS(ERROR_SUCCESS, NtmsSetZeroTimeout(call.session, FALSE));
	HOLDS(waits_and_is_served(place, &call, MEDIA - 1));
	IS(ERROR_SUCCESS, CloseNtmsSession(call.session));
	return true;
}

static bool zero_has_two_readings(struct place *place)
{
	return zero_waits(place) && zero_can_be_told_not_to_wait(place);
}

/* No time at all: it asks for what there is, and for nothing else. */
static bool no_time_is_no_wait(struct place *place)
{
	struct ntms_allocate arg = { .pool = place->pool };
	uint64_t before = sequence(place);

	IS(TIMEOUT, CALL(place->fd, NTMS_IOC_ALLOCATE, &arg));
	arg.flags = NTMS_ALLOCATE_F_NOWAIT;
	arg.deadline = NEVER;
	IS(TIMEOUT, CALL(place->fd, NTMS_IOC_ALLOCATE, &arg));
	HOLDS(sequence(place) == before);
	HOLDS(asked(place, &place->pool) == 0);
	arg.pool = place->draws;
	IS(OK, CALL(place->fd, NTMS_IOC_ALLOCATE, &arg));
	return zero_can_be_told_not_to_wait(place);
}

/* Of which code it is: who wanted no request gets none, and the other code. */
static bool has_a_code_for_each(struct place *place)
{
	struct waiter waiter;

	IS(UNAVAILABLE, get(place, &place->pool, NULL, FAIL));
	IS(TIMEOUT, get(place, &place->pool, NULL, 0));
	HOLDS(!waiter_start(&waiter, place->fd, &place->pool, 0, in_ms(20)));
	IS(TIMEOUT, waiter_join(&waiter));
	HOLDS(!waiter_start(&waiter, place->fd, &place->pool, FAIL,
			    in_ms(20)));
	IS(UNAVAILABLE, waiter_join(&waiter));
	return true;
}

static bool leaves_no_request(struct place *place)
{
	struct ntms_request_info info;
	struct waiter waiter;
	struct ntms_guid id;

	HOLDS(!waiter_start(&waiter, place->fd, &place->pool, 0, in_ms(300)));
	HOLDS(wait_for(waiting_for(place->fd, &place->pool) == 1));
	id = request_of(place->fd, &place->pool);
	HOLDS(!is_null(&id));
	IS(TIMEOUT, waiter_join(&waiter));
	IS(NTMS_REASON_OBJECT_NOT_FOUND,
	   GET(place->fd, NTMS_TYPE_OPERATOR_REQUEST, &id, &info));
	HOLDS(asked(place, &place->pool) == 0);
	return true;
}

static bool keeps_its_deadline(struct place *place)
{
	struct ntms_request_info info;
	struct waiter waiter;
	struct ntms_guid id;
	uint64_t end = in_ms(400);
	int i;

	HOLDS(!waiter_start(&waiter, place->fd, &place->pool, 0, end));
	HOLDS(wait_for(waiting_for(place->fd, &place->pool) == 1));
	for (i = 0; i < 3 && !atomic_load(&waiter.done); i++) {
		id = request_of(place->fd, &place->pool);
		if (GET(place->fd, NTMS_TYPE_OPERATOR_REQUEST, &id, &info))
			break;
		HOLDS(info.deadline == end);
		if (request_answer(place->fd, &id, NTMS_REQUEST_COMPLETE, ""))
			break;
	}
	HOLDS(i > 0);
	IS(TIMEOUT, waiter_join(&waiter));
	HOLDS(waiter.ended >= end);
	HOLDS(waiter.ended < end + 5 * SECOND);
	HOLDS(asked(place, &place->pool) == 0);
	return true;
}

/* ---- where it came from ---------------------------------------------- */

static bool says_where_from(struct place *place)
{
	IS(OK, move_medium(place->fd, medium(place, 1), &place->draws));
	IS(OK, get(place, &place->draws, NULL, 0));
	HOLDS(same_guid(&place->from, &place->draws));
	IS(OK, get(place, &place->draws, NULL, 0));
	HOLDS(same_guid(&place->from, &place->s.free));
	return true;
}

/* Nor need there be room for a text, or a member that came later. */
static bool needs_no_room(struct place *place)
{
	size_t old = offsetof(struct ntms_allocate, text);
	struct ntms_allocate arg = { .pool = place->draws };
	struct waiter waiter;
	struct ntms_guid id;

	IS(OK, call(place->fd, NTMS_IOC_ALLOCATE, &arg, old));
	HOLDS(!is_null(&arg.medium));
	HOLDS(sleeps(place, &waiter, NEVER));
	id = request_of(place->fd, &place->pool);
	IS(OK, request_answer(place->fd, &id, NTMS_REQUEST_REFUSED, ""));
	IS(CANCELLED, waiter_join(&waiter));
	HOLDS(!*waiter.text);
	return true;
}

/* ---- rights ---------------------------------------------------------- */

static bool is_denied(struct place *place)
{
	IS(DENIED, get(place, &place->draws, NULL, 0));
	IS(DENIED, get(place, &place->pool, NULL, FAIL));
	return true;
}

static bool wants_control(struct place *place)
{
	HOLDS(as(ALICE, is_denied, place));
	HOLDS(owned_in(place->fd, &place->draws) == 0);
	HOLDS(asked(place, &place->pool) == 0);
	return true;
}

/*
 * @pool and @draws are Alice's own then: she draws from free, by name as well,
 * and takes from what is hers, but not from what is not.
 */
static bool takes_her_own(struct place *place)
{
	struct ntms_guid wanted;

	IS(OK, get(place, &place->draws, NULL, 0));
	HOLDS(same_guid(&place->from, &place->s.free));
	wanted = side(place, 1, 0);
	IS(OK, get(place, &place->draws, &wanted, 0));
	HOLDS(same_guid(&place->from, &place->pool));
	wanted = side(place, 2, 0);
	IS(DENIED, get(place, &place->draws, &wanted, 0));
	return true;
}

static bool wants_rights_on_both(struct place *place)
{
	struct ntms_guid other = place->pool, wanted;

	IS(OK, scene_pool_of(&place->s, ALICE, 0, &place->pool));
	IS(OK, scene_pool_of(&place->s, ALICE, DRAWS, &place->draws));
	IS(OK, move_medium(place->fd, medium(place, 1), &place->pool));
	IS(OK, move_medium(place->fd, medium(place, 2), &other));
	HOLDS(as(ALICE, takes_her_own, place));
	HOLDS(as(BOB, is_denied, place));
	HOLDS(is_in(place, 2, &other));
	/* An administrator may all of it. */
	wanted = side(place, 2, 0);
	IS(OK, get(place, &place->draws, &wanted, 0));
	return true;
}

/* ---- the operator ---------------------------------------------------- */

static bool asks_an_operator(struct place *place)
{
	struct ntms_request_info info;
	struct waiter waiter;
	struct ntms_guid id;

	HOLDS(asked(place, &place->pool) == 0);
	HOLDS(sleeps(place, &waiter, NEVER));
	HOLDS(asked(place, &place->pool) == 1);
	id = request_of(place->fd, &place->pool);
	IS(OK, GET(place->fd, NTMS_TYPE_OPERATOR_REQUEST, &id, &info));
	HOLDS(info.request == NTMS_REQUEST_NEW_MEDIA);
	HOLDS(info.request_state == NTMS_REQUEST_SUBMITTED);
	HOLDS(info.flags == NTMS_REQUEST_OF_CALL);
	HOLDS(info.arg1_type == NTMS_TYPE_POOL);
	HOLDS(same_guid(&info.arg1, &place->pool));
	HOLDS(info.arg2_type == NTMS_TYPE_UNKNOWN && is_null(&info.arg2));
	HOLDS(same_guid(&info.media_type, &place->s.type));
	IS(OK, move_medium(place->fd, medium(place, 0), &place->pool));
	IS(OK, waiter_join(&waiter));
	HOLDS(asked(place, &place->pool) == 0);
	return true;
}

static bool is_refused(struct place *place)
{
	struct waiter waiter;
	struct ntms_guid id;

	HOLDS(sleeps(place, &waiter, NEVER));
	id = request_of(place->fd, &place->pool);
	IS(OK, request_answer(place->fd, &id, NTMS_REQUEST_REFUSED,
			      "no tapes left in the cupboard"));
	IS(CANCELLED, waiter_join(&waiter));
	HOLDS(!strcmp(waiter.text, "no tapes left in the cupboard"));
	HOLDS(is_null(&waiter.arg.medium));
	HOLDS(asked(place, &place->pool) == 0);
	return true;
}

static bool is_retried(struct place *place)
{
	struct ntms_request_info info;
	struct waiter waiter;
	struct ntms_guid id, again;

	HOLDS(sleeps(place, &waiter, NEVER));
	id = request_of(place->fd, &place->pool);
	IS(OK, request_answer(place->fd, &id, NTMS_REQUEST_COMPLETE, ""));
	IS(NTMS_REASON_OBJECT_NOT_FOUND,
	   GET(place->fd, NTMS_TYPE_OPERATOR_REQUEST, &id, &info));
	/* There was nothing: it is asked again. */
	again = request_of(place->fd, &place->pool);
	HOLDS(!is_null(&again) && !same_guid(&id, &again));
	HOLDS(waiting_for(place->fd, &place->pool) == 1);
	IS(OK, move_medium(place->fd, medium(place, 0), &place->pool));
	IS(OK, waiter_join(&waiter));
	HOLDS(asked(place, &place->pool) == 0);
	return true;
}

static bool ends_with_the_session(struct place *place)
{
	int fd = session_open();
	struct waiter waiter;

	HOLDS(waiter_wait(&waiter, fd, &place->pool, 0, NEVER, 1));
	IS(OK, cancel(fd, NTMS_CANCEL_ALL | NTMS_CANCEL_CLOSE, 0, NULL));
	IS(CANCELLED, waiter_join(&waiter));
	HOLDS(!*waiter.text);
	HOLDS(asked(place, &place->pool) == 0);
	IS(NTMS_REASON_INVALID_HANDLE,
	   allocate(fd, &place->pool, NULL, 0, &place->lmid, NULL));
	close(fd);
	return true;
}

/* ---- media ----------------------------------------------------------- */

static bool draws_if_the_policy_says_so(struct place *place)
{
	IS(UNAVAILABLE, get(place, &place->pool, NULL, FAIL));
	IS(OK, get(place, &place->draws, NULL, FAIL));
	HOLDS(same_guid(&place->from, &place->s.free));
	HOLDS(is_in(place, 0, &place->draws));
	return true;
}

static bool takes_its_own_first(struct place *place)
{
	IS(OK, move_medium(place->fd, medium(place, 2), &place->draws));
	IS(OK, get(place, &place->draws, NULL, 0));
	HOLDS(got(place, 2));
	HOLDS(same_guid(&place->from, &place->draws));
	IS(OK, get(place, &place->draws, NULL, 0));
	HOLDS(got(place, 0));
	HOLDS(same_guid(&place->from, &place->s.free));
	HOLDS(is_in(place, 0, &place->draws));
	return true;
}

static bool wants_it_online(struct place *place)
{
	struct ntms_guid wanted = side(place, 0, 0);

	IS(OK, move_medium(place->fd, medium(place, 0), &place->draws));
	IS(OK, enable(place->fd, medium(place, 0), false));
	IS(OK, get(place, &place->draws, NULL, 0));
	HOLDS(!got(place, 0));
	IS(OK, enable(place->fd, medium(place, 0), true));
	HOLDS(!scene_power(&place->s, false));
	IS(UNAVAILABLE, get(place, &place->draws, NULL, FAIL));
	IS(TIMEOUT, get(place, &place->draws, NULL, 0));
	IS(NTMS_REASON_MEDIA_OFFLINE, get(place, &place->draws, &wanted, 0));
	HOLDS(!scene_power(&place->s, true));
	IS(OK, get(place, &place->draws, &wanted, 0));
	return true;
}

static bool is_offline(struct place *place)
{
	struct ntms_guid wanted = side(place, 0, 0);

	HOLDS(!vlib_set(&place->s.vlib, "remove", "slot 0"));
	IS(OK, scene_look(&place->s));
	IS(NTMS_REASON_MEDIA_OFFLINE, get(place, &place->pool, &wanted, 0));
	HOLDS(asked(place, &place->pool) == 0);
	return true;
}

static bool goes_to_import(struct place *place)
{
	HOLDS(arrives(place, NTMS_POOL_IMPORT));
	HOLDS(is_in(place, MEDIA, &place->s.import));
	HOLDS(state(place, MEDIA, 0) == NTMS_SIDE_IMPORT);
	return true;
}

static bool is_moved_and_allocated(struct place *place)
{
	struct ntms_guid wanted;

	HOLDS(arrives(place, NTMS_POOL_IMPORT));
	wanted = side(place, MEDIA, 0);
	IS(OK, move_medium(place->fd, medium(place, MEDIA), &place->pool));
	HOLDS(state(place, MEDIA, 0) == NTMS_SIDE_IMPORT);
	IS(UNAVAILABLE, get(place, &place->pool, NULL, FAIL));
	IS(OK, get(place, &place->pool, &wanted, 0));
	HOLDS(same_guid(&place->from, &place->pool));
	return true;
}

static bool restricts_the_unrecognized(struct place *place)
{
	HOLDS(imports(place));
	IS(OK, scene_new_media(&place->s, NTMS_POOL_UNRECOGNIZED));
	HOLDS(!vlib_set(&place->s.vlib, "fill", "1"));
	IS(OK, scene_look(&place->s));
	IS(OK, scene_new_media(&place->s, NTMS_POOL_FREE));
	HOLDS(is_in(place, MEDIA + 1, &place->s.unrecognized));
	IS(NTMS_REASON_INVALID_MEDIA_POOL,
	   move_medium(place->fd, medium(place, MEDIA + 1), &place->pool));
	IS(OK, move_medium(place->fd, medium(place, MEDIA + 1),
			   &place->s.free));
	return true;
}

static bool leaves_the_flip_side(struct place *place)
{
	struct ntms_guid wanted;

	HOLDS(arrives(place, NTMS_POOL_IMPORT));
	wanted = side(place, MEDIA, 0);
	IS(OK, get(place, &place->pool, &wanted, 0));
	HOLDS(is_in(place, MEDIA, &place->pool));
	HOLDS(state(place, MEDIA, 1) == NTMS_SIDE_IMPORT);
	IS(UNAVAILABLE, get(place, &place->pool, NULL, FAIL));
	wanted = side(place, MEDIA, 1);
	IS(OK, get(place, &place->pool, &wanted, 0));
	HOLDS(same_guid(&place->from, &place->pool));
	return true;
}

static bool new_does_not_reserve_import(struct place *place)
{
	struct ntms_guid wanted;

	HOLDS(arrives(place, NTMS_POOL_IMPORT));
	wanted = side(place, MEDIA, 1);
	IS(OK, get(place, &place->pool, &wanted, NEW));
	HOLDS(state(place, MEDIA, 1) == NTMS_SIDE_ALLOCATED);
	HOLDS(state(place, MEDIA, 0) == NTMS_SIDE_IMPORT);
	IS(UNAVAILABLE, get(place, &place->pool, NULL, NEXT));
	return true;
}

/* The least used, and of these the one that was there first; sides before it. */
static bool chooses_the_least_used(struct place *place)
{
	IS(OK, scene_move_all(&place->s, &place->pool));
	IS(OK, get(place, &place->pool, NULL, 0));
	HOLDS(got(place, 0));
	IS(OK, put(place));
	IS(OK, get(place, &place->pool, NULL, 0));
	HOLDS(got(place, 1));
	IS(OK, put(place));
	IS(OK, get(place, &place->pool, NULL, 0));
	HOLDS(got(place, 2));
	return true;
}

/* An ID that is missing is a pointer that is NULL. */
static bool wants_its_pointers(struct place *place)
{
	NTMS_ALLOCATION_INFORMATION from = { .dwSize = sizeof(from) };
	struct published call = published(&place->draws);
	HANDLE session = call.session;

	HOLDS(session != INVALID_HANDLE_VALUE);
	IS(ERROR_INVALID_PARAMETER,
	   AllocateNtmsMedia(session, NULL, NULL, &call.id, 0, 0, NULL));
	IS(ERROR_INVALID_PARAMETER,
	   AllocateNtmsMedia(session, &call.pool, NULL, NULL, 0, 0, NULL));
	IS(ERROR_INVALID_PARAMETER,
	   AllocateNtmsMedia(session, &call.pool, NULL, NULL,
			     NTMS_ALLOCATE_NEXT, 0, NULL));
	IS(ERROR_INVALID_PARAMETER,
	   AllocateNtmsMedia(session, &call.pool, NULL, &call.id, 8, 0, NULL));
	from.dwSize--;
	IS(ERROR_INVALID_PARAMETER,
	   AllocateNtmsMedia(session, &call.pool, NULL, &call.id, 0, 0, &from));
	HOLDS(owned_in(place->fd, &place->draws) == 0);
	from.dwSize++;
	IS(ERROR_SUCCESS,
	   AllocateNtmsMedia(session, &call.pool, NULL, &call.id, 0, 0, &from));
	HOLDS(!memcmp(&from.AllocatedFrom, &place->s.free,
		      sizeof(from.AllocatedFrom)));
	IS(ERROR_SUCCESS, CloseNtmsSession(session));
	IS(ERROR_INVALID_HANDLE,
	   AllocateNtmsMedia(session, &call.pool, NULL, &call.id, 0, 0, NULL));
	IS(ERROR_INVALID_HANDLE,
	   AllocateNtmsMedia(NULL, &call.pool, NULL, &call.id, 0, 0, NULL));
	return true;
}

static bool checks_its_parameters(struct place *place)
{
	struct ntms_allocate arg = { .pool = place->draws };
	uint32_t bit;

	IS(WRONG, get(place, &no_guid, NULL, 0));
	place->lmid = no_guid;
	IS(WRONG, get(place, &place->draws, NULL, NEXT));
	for (bit = 8; bit; bit <<= 1)
		IS(WRONG, get(place, &place->draws, NULL, bit));
	for (bit = 4; bit; bit <<= 1) {
		arg.flags = bit;
		IS(WRONG, CALL(place->fd, NTMS_IOC_ALLOCATE, &arg));
	}
	HOLDS(owned_in(place->fd, &place->draws) == 0);
	return wants_its_pointers(place);
}

static bool does_not_look_at_the_limit(struct place *place)
{
	struct ntms_guid pool, wanted = side(place, 0, 0);

	IS(OK, scene_pool(&place->s, 0, 0, 1, &pool));
	IS(OK, get(place, &pool, &wanted, 0));
	IS(OK, put(place));
	HOLDS(state(place, 0, 0) == NTMS_SIDE_DECOMMISSIONED);
	IS(UNAVAILABLE, get(place, &pool, &wanted, 0));
	/* A limit that the side has reached elsewhere does not count here. */
	wanted = side(place, 1, 0);
	IS(OK, get(place, &place->pool, &wanted, 0));
	IS(OK, put(place));
	IS(OK, get(place, &pool, &wanted, 0));
	return true;
}

#define CONTENDERS	8

static bool gives_one_to_one(struct place *place)
{
	struct waiter waiters[CONTENDERS];
	struct ntms_guid target;
	int round, i, nr;

	HOLDS(arrives(place, NTMS_POOL_IMPORT));
	target = side(place, MEDIA, 0);
	for (round = 0; round < 20; round++) {
		for (i = 0; i < CONTENDERS; i++) {
			HOLDS(!waiter_start(&waiters[i], place->fd,
					    &place->draws, FAIL, 0));
		}
		for (i = 0, nr = 0; i < CONTENDERS; i++) {
			uint32_t reason = waiter_join(&waiters[i]);

			HOLDS(reason == OK || reason == UNAVAILABLE);
			nr += !reason;
		}
		HOLDS(nr == MEDIA);
		HOLDS(owned_in(place->fd, &place->draws) == MEDIA);
		for (i = 0; i < CONTENDERS; i++)
			if (!waiters[i].reason)
				IS(OK, deallocate(place->fd,
						  &waiters[i].arg.medium));
	}
	IS(OK, get(place, &place->draws, &target, 0));
	HOLDS(owned_in(place->fd, &place->draws) == 1);
	return true;
}

/* ---- codes ----------------------------------------------------------- */

static bool knows_its_media(struct place *place)
{
	IS(NTMS_REASON_INVALID_MEDIA, get(place, &place->pool, &nobody, 0));
	IS(NTMS_REASON_INVALID_MEDIA,
	   get(place, &place->pool, medium(place, 0), 0));
	place->lmid = nobody;
	IS(NTMS_REASON_INVALID_MEDIA, get(place, &place->pool, NULL, NEXT));
	return true;
}

static bool asks_too_much(struct place *place)
{
	uint64_t i = 0;
	uint32_t reason;
	int fd = session_open();

	if (fd < 0)
		fd = place->fd;
	do {
		reason = allocate_queued(fd, &place->pool, 0, NEVER, i++,
					 NULL);
	} while (!reason);
	IS(NTMS_REASON_DATABASE_FULL, reason);
	HOLDS(i > 1000);
	IS(OK, cancel(fd, NTMS_CANCEL_ALL, 0, NULL));
	return true;
}

/* What can be full as yet is the room for requests that a user has. */
static bool is_full(struct place *place)
{
	IS(OK, scene_pool_of(&place->s, ALICE, 0, &place->pool));
	HOLDS(as(ALICE, asks_too_much, place));
	HOLDS(waiting_for(place->fd, &place->pool) == 0);
	HOLDS(asked(place, &place->pool) == 0);
	return true;
}

/*
 * At once, whatever time there is; what is not drawn from free is had as ever,
 * and nobody is asked for what would not help.
 */
static bool cannot_use_free(struct place *place)
{
	struct ntms_allocate arg = {
		.deadline = NEVER,
		.pool = place->draws,
	};
	struct ntms_guid wanted = side(place, 0, 0);

	IS(OK, move_medium(place->fd, medium(place, 1), &place->draws));
	IS(OK, enable(place->fd, &place->s.free, false));
	IS(OK, get(place, &place->draws, NULL, 0));
	HOLDS(got(place, 1));
	IS(NTMS_REASON_DEVICE_NOT_AVAILABLE,
	   CALL(place->fd, NTMS_IOC_ALLOCATE, &arg));
	IS(NTMS_REASON_DEVICE_NOT_AVAILABLE,
	   get(place, &place->draws, NULL, NEW | FAIL));
	IS(NTMS_REASON_DEVICE_NOT_AVAILABLE,
	   get(place, &place->pool, &wanted, 0));
	IS(UNAVAILABLE, get(place, &place->pool, NULL, FAIL));
	HOLDS(asked(place, &place->draws) == 0);
	IS(OK, enable(place->fd, &place->s.free, true));
	IS(OK, CALL(place->fd, NTMS_IOC_ALLOCATE, &arg));
	return true;
}

/*
 * What is required is not there: nothing is allocated, given back or waited for,
 * and all is as it was when it is required no more.
 */
static bool wants_a_journal(struct place *place)
{
	uint32_t got_it, gave_it, waited;
	struct ntms_allocate arg = {
		.deadline = NEVER,
		.pool = place->pool,
	};
	struct ntms_guid lmid;

	IS(OK, get(place, &place->draws, NULL, 0));
	lmid = place->lmid;
	HOLDS(!parameter_set("require_journal", "Y"));
	got_it = get(place, &place->draws, NULL, 0);
	gave_it = deallocate(place->fd, &lmid);
	waited = CALL(place->fd, NTMS_IOC_ALLOCATE, &arg);
	HOLDS(!parameter_set("require_journal", "N"));
	IS(NTMS_REASON_DATABASE_FAILURE, got_it);
	IS(NTMS_REASON_DATABASE_FAILURE, gave_it);
	IS(NTMS_REASON_DATABASE_FAILURE, waited);
	HOLDS(is_null(&place->lmid));
	HOLDS(asked(place, &place->pool) == 0);
	HOLDS(owned_in(place->fd, &place->draws) == 1);
	IS(OK, deallocate(place->fd, &lmid));
	return true;
}

#define FAIL_NTH	"/proc/thread-self/fail-nth"
#define FAILSLAB	"/sys/kernel/debug/failslab/"

static bool write_to(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool good = fd >= 0 && write(fd, text, strlen(text)) > 0;

	close(fd);
	return good;
}

/* Each allocation of memory fails in turn: it says so, or does without. */
static bool runs_out_of_memory(struct place *place)
{
	int nth, fd, ran_out = 0;
	uint32_t reason = UINT32_MAX;
	bool happened;
	char text[16];

	HOLDS(write_to(FAILSLAB "ignore-gfp-wait", "N"));
	HOLDS(write_to(FAILSLAB "verbose", "0"));
	fd = open(FAIL_NTH, O_RDWR | O_CLOEXEC);
	HOLDS(fd >= 0);
	for (nth = 1; nth < 100; nth++) {
		snprintf(text, sizeof(text), "%d", nth);
		if (pwrite(fd, text, strlen(text), 0) < 0)
			break;
		reason = allocate_queued(place->fd, &place->pool, 0, NEVER, 1,
					 NULL);
		memset(text, 0, sizeof(text));
		/* What is left of the count: 0 says that it did happen. */
		happened = pread(fd, text, sizeof(text) - 1, 0) > 0 &&
			   !atoi(text);
		pwrite(fd, "0", 1, 0);
		if (!reason)
			cancel(place->fd, NTMS_CANCEL_ALL, 0, NULL);
		ran_out += reason == NTMS_REASON_NOT_ENOUGH_MEMORY;
		/* Who was not told that he waits does not. */
		if (asked(place, &place->pool)) {
			ksft_print_msg("%d: %s\n", nth, reason_name(reason));
			break;
		}
		if (!happened)
			break;
	}
	close(fd);
	HOLDS(ran_out > 0);
	IS(OK, reason);
	HOLDS(asked(place, &place->pool) == 0);
	return true;
}

/* ---- the table ------------------------------------------------------- */

#define TAPE	1
#define DISK	2

static const struct row {
	unsigned int sides;
	const char *where;
	const char *says;
	bool (*holds)(struct place *place);
} rows[] = {
	{ TAPE, "description", "allocates a piece of available media",
	  allocates },
	{ TAPE, "hSession", "handle to the session returned by OpenNtmsSession",
	  wants_a_session },
	{ TAPE, "lpMediaPool 1",
	  "the media pool from which the media is to be allocated",
	  comes_from_the_pool },
	{ TAPE, "lpMediaPool 2", "only application pools may be specified",
	  wants_an_application_pool },
	{ TAPE, "lpPartition 1", "part identifier of a side",
	  gives_what_is_named },
	{ TAPE, "lpPartition 2",
	  "the side must be in the Available or Import state",
	  wants_available_or_import },
	{ TAPE, "lpPartition 2", "and in no other", does_not_want_others },
	{ TAPE, "lpPartition 3",
	  "used to allocate a particular side or to import media", imports },
	{ TAPE, "lpPartition 4", "this parameter is optional", needs_no_name },
	{ TAPE, "lpMediaId 1", "LMID of the allocated medium", gives_an_lmid },
	{ TAPE, "lpMediaId 2", "NULL if the medium cannot be allocated",
	  gives_null_if_it_fails },
	{ TAPE, "dwOptions", "one or more of the following values",
	  takes_options_together },
	{ TAPE, "ERROR_IF_UNAVAILABLE",
	  "prevents the submission of an operator request",
	  asks_nobody_with_error },
	{ DISK, "NEW 1",
	  "cannot be shared with another application's logical media",
	  new_is_not_shared },
	{ DISK, "NEW 2", "reserves the second side", new_reserves },
	{ DISK, "NEXT 1", "the next side of the multi-sided medium",
	  next_is_the_other_side },
	{ DISK, "NEXT 2", "allows a single application to use both sides",
	  next_is_the_other_side },
	{ DISK, "NEXT 3", "all the sides already allocated: the request fails",
	  next_fails_without_a_side },
	{ TAPE, "dwTimeout 1", "maximum time allowed", waits_no_longer },
	{ TAPE, "dwTimeout 2", "INFINITE: will not time out", waits_for_ever },
	{ TAPE, "dwTimeout 3", "zero: it will wait for media", zero_waits },
	{ TAPE, "dwTimeout 4",
	  "does not queue a request with ERROR_IF_UNAVAILABLE",
	  asks_nobody_with_error },
	{ TAPE, "lpAllocateInformation 1", "receives the source media pool",
	  says_where_from },
	{ TAPE, "lpAllocateInformation 2", "can be NULL", needs_no_room },

	{ TAPE, "ERROR_ACCESS_DENIED",
	  "NTMS_CONTROL_ACCESS to the media pool is denied", wants_control },
	{ TAPE, "ERROR_CANCELLED", "the operator canceled the request",
	  is_refused },
	{ TAPE, "ERROR_DATABASE_FAILURE", "the database is inaccessible",
	  wants_a_journal },
	{ TAPE, "ERROR_DATABASE_FULL", "the database is full", is_full },
	{ TAPE, "ERROR_DEVICE_NOT_AVAILABLE",
	  "for example, the free media pool is not available",
	  cannot_use_free },
	{ TAPE, "ERROR_INVALID_HANDLE",
	  "the session handle is missing or is not valid", wants_a_session },
	{ TAPE, "ERROR_INVALID_MEDIA", "the partition ID or LMID was not valid",
	  knows_its_media },
	{ TAPE, "ERROR_INVALID_MEDIA_POOL", "the media pool ID is not valid",
	  knows_its_pools },
	{ TAPE, "ERROR_INVALID_PARAMETER",
	  "the media or media pool ID is missing", checks_its_parameters },
	{ TAPE, "ERROR_MEDIA_OFFLINE", "the specified media is offline",
	  is_offline },
	{ TAPE, "ERROR_MEDIA_UNAVAILABLE", "no media has been allocated",
	  asks_nobody_with_error },
	{ TAPE, "ERROR_NOT_ENOUGH_MEMORY",
	  "an allocation failure during processing", runs_out_of_memory },
	{ TAPE, "ERROR_SUCCESS", "the function was successful", allocates },
	{ TAPE, "ERROR_TIMEOUT", "expired before media was available",
	  waits_no_longer },

	{ TAPE, "remarks 1", "returns an LMID", gives_an_lmid },
	{ TAPE, "remarks 2",
	  "depending upon the policy, might search the free media pool",
	  draws_if_the_policy_says_so },
	{ TAPE, "remarks 3", "media from the designated pool first",
	  takes_its_own_first },
	{ TAPE, "remarks 4", "online Available media: from the pool",
	  comes_from_the_pool },
	{ TAPE, "remarks 5", "moved from free to the pool and allocated",
	  draws_if_the_policy_says_so },
	{ TAPE, "remarks 6", "USE of free, CONTROL of source and destination",
	  wants_rights_on_both },
	{ DISK, "remarks 7", "lpMediaId must point to a valid media ID",
	  next_wants_what_new_gave },
	{ DISK, "remarks 8", "lpMediaId is used as an IN and OUT parameter",
	  next_is_the_other_side },
	{ DISK, "remarks 9", "the next side is allocated and returned",
	  next_is_the_other_side },
	{ TAPE, "remarks 10", "ERROR_MEDIA_UNAVAILABLE if no media is available",
	  asks_nobody_with_error },
	{ TAPE, "remarks 11", "generates an operator request",
	  asks_an_operator },
	{ TAPE, "remarks 12",
	  "time elapses: ERROR_TIMEOUT, and deletes the operator request",
	  leaves_no_request },
	{ TAPE, "remarks 13", "the user cancels: ERROR_CANCELLED", is_refused },
	{ TAPE, "remarks 14", "satisfied: the request is deleted and RSM retries",
	  is_retried },
	{ TAPE, "remarks 15", "places it in the import pool", goes_to_import },
	{ TAPE, "remarks 16", "moves the media to its pool and allocates it",
	  is_moved_and_allocated },
	{ TAPE, "remarks 17", "streamlined and made atomic through a single call",
	  gives_one_to_one },
	{ TAPE, "remarks 18", "moves the medium, Allocated, returns an LMID",
	  imports },
	{ DISK, "remarks 19", "the flip side remains in the Import state",
	  leaves_the_flip_side },

	{ TAPE, "6.1", "zero waits, or does not if the program says so",
	  zero_has_two_readings },
	{ TAPE, "6.2", "TIMEOUT if a request was in play, else UNAVAILABLE",
	  has_a_code_for_each },
	{ TAPE, "6.3", "no time, without the flag: TIMEOUT, and no request",
	  no_time_is_no_wait },
	{ TAPE, "6.4", "the flag wins over a time-out", asks_nobody_with_error },
	{ TAPE, "6.5", "the clock does not begin again", keeps_its_deadline },
	{ DISK, "6.6", "NEW and NEXT exclude each other; plain shares",
	  plain_leaves_the_other_side },
	{ DISK, "6.7", "NEW: a cartridge that nobody holds a side of",
	  new_wants_a_whole_one },
	{ TAPE, "6.7", "NEW of one side is a plain one",
	  new_is_plain_for_one_side },
	{ DISK, "6.8", "NEXT: an LMID of NEW in, a new LMID out",
	  next_wants_what_new_gave },
	{ TAPE, "6.9", "straight from Import; Unrecognized to free only",
	  restricts_the_unrecognized },
	{ DISK, "6.10", "the flip side is imported later", leaves_the_flip_side },
	{ DISK, "6.11", "NEW leaves a flip side in Import",
	  new_does_not_reserve_import },
	{ TAPE, "6.12", "lpPartition is optional", needs_no_name },
	{ TAPE, "6.13", "a named side from free without the policy, or a pool",
	  names_from_anywhere },
	{ TAPE, "6.14", "a named side that does not do: the reason, no request",
	  says_why_not },
	{ TAPE, "6.15", "the rights of 2003", wants_rights_on_both },
	{ TAPE, "6.16", "online: in a present, enabled library",
	  wants_it_online },
	{ TAPE, "6.17", "NULL is the null GUID", gives_null_if_it_fails },
	{ TAPE, "6.18", "the least used, then the oldest",
	  chooses_the_least_used },
	{ DISK, "6.18", "and what is in use already first",
	  plain_leaves_the_other_side },
	{ TAPE, "6.19", "missing IDs and unknown bits", checks_its_parameters },
	{ TAPE, "6.20", "free cannot be opened while FROMSCRATCH is on",
	  cannot_use_free },
	{ TAPE, "6.21", "the session is closed: CANCELLED, no request",
	  ends_with_the_session },
	{ TAPE, "6.22", "the limit counts when it is given back",
	  does_not_look_at_the_limit },
	{ TAPE, "6.23", "the request: NEWMEDIA, the pool, nothing",
	  asks_an_operator },
	{ TAPE, "6.24", "one step: one side to one", gives_one_to_one },
};

static const size_t nr_rows = sizeof(rows) / sizeof(*rows);

/* Memory fails only where the kernel was made for it. */
static bool is_for_here(const struct row *row)
{
	return row->holds != runs_out_of_memory || !access(FAIL_NTH, W_OK);
}

static bool build(struct place *place, unsigned int sides)
{
	const struct scene_wish wish = {
		.slots = 8,
		.media = MEDIA,
		.sides = sides,
		.new_media = NTMS_POOL_FREE,
	};

	memset(place, 0, sizeof(*place));
	if (scene_build(&place->s, &wish))
		return false;
	place->fd = place->s.fd;
	return !scene_pool(&place->s, 0, 0, 0, &place->pool) &&
	       !scene_pool(&place->s, DRAWS, 0, 0, &place->draws);
}

/*
 * In a process of its own: so no cartridge is known already, and nothing that
 * sleeps outlives its case.
 */
static bool is_so(const struct row *row)
{
	static struct place place;
	pid_t child = fork();
	int status = -1;
	bool good;

	if (!child) {
		good = build(&place, row->sides) && row->holds(&place);
		cancel(place.fd, NTMS_CANCEL_ALL, 0, NULL);
		good = !scene_clear(&place.s) && good;
		fflush(stdout);
		_exit(!good);
	}
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return !status;
}

int main(void)
{
	unsigned int planned = 0;
	size_t i;

	for (i = 0; i < nr_rows; i++)
		planned += is_for_here(&rows[i]);
	ksft_print_header();
	ksft_set_plan(planned);
	for (i = 0; i < nr_rows; i++)
		if (is_for_here(&rows[i]))
			ksft_test_result(is_so(&rows[i]), "%s: %s\n",
					 rows[i].where, rows[i].says);
		else
			ksft_print_msg("elsewhere conformance: %s, only where memory can be made to fail\n",
				       rows[i].where);
	ksft_finished();
}
