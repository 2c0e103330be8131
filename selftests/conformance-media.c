// SPDX-License-Identifier: GPL-2.0
/* Cases of conformance.c: which medium, from where, and how they come. */
#include <stdlib.h>

#include "conformance.h"

bool draws_if_the_policy_says_so(struct place *place)
{
	IS(UNAVAILABLE, get(place, &place->pool, NULL, FAIL));
	IS(OK, get(place, &place->draws, NULL, FAIL));
	HOLDS(same_guid(&place->from, &place->s.free));
	HOLDS(is_in(place, 0, &place->draws));
	return true;
}

bool takes_its_own_first(struct place *place)
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

bool wants_it_online(struct place *place)
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

bool is_offline(struct place *place)
{
	struct ntms_guid wanted = side(place, 0, 0);

	HOLDS(!vlib_set(&place->s.vlib, "remove", "slot 0"));
	IS(OK, scene_look(&place->s));
	IS(NTMS_REASON_MEDIA_OFFLINE, get(place, &place->pool, &wanted, 0));
	HOLDS(asked(place, &place->pool) == 0);
	return true;
}

bool goes_to_import(struct place *place)
{
	HOLDS(arrives(place, NTMS_POOL_IMPORT));
	HOLDS(is_in(place, MEDIA, &place->s.import));
	HOLDS(state(place, MEDIA, 0) == NTMS_SIDE_IMPORT);
	return true;
}

bool is_moved_and_allocated(struct place *place)
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

bool restricts_the_unrecognized(struct place *place)
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

bool leaves_the_flip_side(struct place *place)
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

bool new_does_not_reserve_import(struct place *place)
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
bool chooses_the_least_used(struct place *place)
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

bool checks_its_parameters(struct place *place)
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

bool does_not_look_at_the_limit(struct place *place)
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

bool gives_one_to_one(struct place *place)
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
