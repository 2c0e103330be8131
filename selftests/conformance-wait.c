// SPDX-License-Identifier: GPL-2.0
/* Cases of conformance.c: time, rights, and the operator. */
#include <stdlib.h>

#include "conformance.h"

/* ---- time ------------------------------------------------------------ */

bool waits_no_longer(struct place *place)
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

bool waits_for_ever(struct place *place)
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

static void *published_run(void *arg)
{
	struct published *call = arg;

	call->code = AllocateNtmsMedia(call->session, &call->pool, NULL,
				       &call->id, 0, call->timeout, NULL);
	return NULL;
}

struct published published(const struct ntms_guid *pool)
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
bool zero_waits(struct place *place)
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

bool zero_has_two_readings(struct place *place)
{
	return zero_waits(place) && zero_can_be_told_not_to_wait(place);
}

/* No time at all: it asks for what there is, and for nothing else. */
bool no_time_is_no_wait(struct place *place)
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
bool has_a_code_for_each(struct place *place)
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

bool leaves_no_request(struct place *place)
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

bool keeps_its_deadline(struct place *place)
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

bool says_where_from(struct place *place)
{
	IS(OK, move_medium(place->fd, medium(place, 1), &place->draws));
	IS(OK, get(place, &place->draws, NULL, 0));
	HOLDS(same_guid(&place->from, &place->draws));
	IS(OK, get(place, &place->draws, NULL, 0));
	HOLDS(same_guid(&place->from, &place->s.free));
	return true;
}

/* Nor need there be room for a text, or a member that came later. */
bool needs_no_room(struct place *place)
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

bool wants_control(struct place *place)
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

bool wants_rights_on_both(struct place *place)
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

bool asks_an_operator(struct place *place)
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

bool is_refused(struct place *place)
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

bool is_retried(struct place *place)
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

bool ends_with_the_session(struct place *place)
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
