// SPDX-License-Identifier: GPL-2.0
/* Cases of conformance.c: the codes, each out of a real condition. */
#include <stdio.h>
#include <stdlib.h>

#include "conformance.h"
#include "fault.h"

bool knows_its_media(struct place *place)
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
bool is_full(struct place *place)
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
bool cannot_use_free(struct place *place)
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
bool wants_a_journal(struct place *place)
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

/* Each allocation of memory fails in turn: it says so, or does without. */
bool runs_out_of_memory(struct place *place)
{
	int nth, fd, ran_out = 0;
	uint32_t reason = UINT32_MAX;
	bool happened;

	HOLDS(!fault_prepare());
	fd = open(FAULT_NTH, O_RDWR | O_CLOEXEC);
	HOLDS(fd >= 0);
	for (nth = 1; nth < 100; nth++) {
		if (fault_at(fd, (unsigned int)nth))
			break;
		reason = allocate_queued(place->fd, &place->pool, 0, NEVER, 1,
					 NULL);
		happened = fault_happened(fd);
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
