// SPDX-License-Identifier: GPL-2.0
/* Cases of conformance.c: what is asked for and given: sides, LMIDs, options. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "conformance.h"

/* ---- what it is ------------------------------------------------------ */

bool allocates(struct place *place)
{
	IS(OK, get(place, &place->draws, NULL, 0));
	HOLDS(got(place, 0));
	HOLDS(state(place, 0, 0) == NTMS_SIDE_ALLOCATED);
	HOLDS(owned_in(place->fd, &place->draws) == 1);
	return true;
}

bool wants_a_session(struct place *place)
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

bool comes_from_the_pool(struct place *place)
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

bool wants_an_application_pool(struct place *place)
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

bool knows_its_pools(struct place *place)
{
	IS(NTMS_REASON_INVALID_MEDIA_POOL, get(place, &nobody, NULL, 0));
	IS(NTMS_REASON_INVALID_MEDIA_POOL,
	   get(place, &place->s.library, NULL, 0));
	IS(NTMS_REASON_INVALID_MEDIA_POOL,
	   get(place, medium(place, 0), NULL, 0));
	return wants_an_application_pool(place);
}

/* ---- a side that is named -------------------------------------------- */

bool gives_what_is_named(struct place *place)
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
bool arrives(struct place *place, uint32_t pool_type)
{
	IS(OK, scene_new_media(&place->s, pool_type));
	HOLDS(!vlib_set(&place->s.vlib, "fill", "1"));
	IS(OK, scene_look(&place->s));
	IS(OK, scene_new_media(&place->s, NTMS_POOL_FREE));
	HOLDS(place->s.nr_media == MEDIA + 1);
	return true;
}

bool wants_available_or_import(struct place *place)
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

bool does_not_want_others(struct place *place)
{
	struct ntms_guid wanted;

	HOLDS(arrives(place, NTMS_POOL_UNRECOGNIZED));
	wanted = side(place, MEDIA, 0);
	HOLDS(state(place, MEDIA, 0) == NTMS_SIDE_UNRECOGNIZED);
	IS(UNAVAILABLE, get(place, &place->pool, &wanted, 0));
	HOLDS(is_in(place, MEDIA, &place->s.unrecognized));
	return true;
}

bool imports(struct place *place)
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

bool names_from_anywhere(struct place *place)
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
bool says_why_not(struct place *place)
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

bool needs_no_name(struct place *place)
{
	IS(OK, get(place, &place->draws, &no_guid, 0));
	IS(OK, get(place, &place->draws, NULL, NEW));
	return true;
}

/* ---- the LMID -------------------------------------------------------- */

bool gives_an_lmid(struct place *place)
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

bool gives_null_if_it_fails(struct place *place)
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

bool takes_options_together(struct place *place)
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

bool asks_nobody_with_error(struct place *place)
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

bool new_is_not_shared(struct place *place)
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

bool new_reserves(struct place *place)
{
	IS(OK, get(place, &place->draws, NULL, NEW));
	HOLDS(got(place, 0));
	HOLDS(state(place, 0, 0) == NTMS_SIDE_ALLOCATED);
	HOLDS(state(place, 0, 1) == NTMS_SIDE_RESERVED);
	return true;
}

bool new_wants_a_whole_one(struct place *place)
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

bool new_is_plain_for_one_side(struct place *place)
{
	IS(OK, get(place, &place->draws, NULL, NEW));
	HOLDS(state(place, 0, 0) == NTMS_SIDE_ALLOCATED);
	IS(UNAVAILABLE, get(place, &place->draws, NULL, NEXT));
	return true;
}

bool next_is_the_other_side(struct place *place)
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

bool next_fails_without_a_side(struct place *place)
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

bool next_wants_what_new_gave(struct place *place)
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

bool plain_leaves_the_other_side(struct place *place)
{
	IS(WRONG, get(place, &place->draws, NULL, NEW | NEXT));
	IS(OK, get(place, &place->draws, NULL, 0));
	HOLDS(state(place, 0, 1) == NTMS_SIDE_AVAILABLE);
	IS(OK, get(place, &place->draws, NULL, 0));
	HOLDS(got(place, 0));
	return true;
}
