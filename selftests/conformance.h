/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the cases of conformance.c have in common: the place where a case happens,
 * and how it says what does not hold.
 */
#ifndef NTMS_SELFTESTS_CONFORMANCE_H
#define NTMS_SELFTESTS_CONFORMANCE_H

#include <errno.h>
#include <ntmsapi.h>
#include <pthread.h>
#include <stdbool.h>
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

static inline uint32_t get(struct place *place, const struct ntms_guid *pool,
			   const struct ntms_guid *side, uint32_t options)
{
	return allocate(place->fd, pool, side, options, &place->lmid,
			&place->from);
}

static inline uint32_t put(struct place *place)
{
	return deallocate(place->fd, &place->lmid);
}

static inline struct ntms_guid *medium(struct place *place, unsigned int number)
{
	return &place->s.media[number];
}

static inline struct ntms_guid side(struct place *place, unsigned int number,
				    unsigned int which)
{
	return side_of(place->fd, medium(place, number), which);
}

static inline uint32_t state(struct place *place, unsigned int number,
			     unsigned int which)
{
	return side_state(place->fd, medium(place, number), which);
}

static inline bool got(struct place *place, unsigned int number)
{
	struct ntms_guid id = medium_of(place->fd, &place->lmid);

	return same_guid(&id, medium(place, number));
}

static inline bool is_in(struct place *place, unsigned int number,
			 const struct ntms_guid *pool)
{
	struct ntms_guid id = pool_of(place->fd, medium(place, number));

	return same_guid(&id, pool);
}

static inline size_t asked(struct place *place, const struct ntms_guid *pool)
{
	return requests_about(place->fd, pool, NULL, 0);
}

static inline uint64_t sequence(struct place *place)
{
	struct ntms_info info;

	return info_get(place->fd, &info) ? UINT64_MAX : info.sequence;
}

static inline bool sleeps(struct place *place, struct waiter *waiter,
			  uint64_t deadline)
{
	return waiter_wait(waiter, place->fd, &place->pool, 0, deadline, 1);
}

/* Runs @work as another user; true if that was what it should be. */
static inline bool as(uid_t uid, bool (*work)(struct place *place),
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

/* ---- the cases, by file -------------------------------------------------- */

/* conformance-side.c */
bool allocates(struct place *place);
bool arrives(struct place *place, uint32_t pool_type);
bool asks_nobody_with_error(struct place *place);
bool comes_from_the_pool(struct place *place);
bool does_not_want_others(struct place *place);
bool gives_an_lmid(struct place *place);
bool gives_null_if_it_fails(struct place *place);
bool gives_what_is_named(struct place *place);
bool imports(struct place *place);
bool knows_its_pools(struct place *place);
bool names_from_anywhere(struct place *place);
bool needs_no_name(struct place *place);
bool new_is_not_shared(struct place *place);
bool new_is_plain_for_one_side(struct place *place);
bool new_reserves(struct place *place);
bool new_wants_a_whole_one(struct place *place);
bool next_fails_without_a_side(struct place *place);
bool next_is_the_other_side(struct place *place);
bool next_wants_what_new_gave(struct place *place);
bool plain_leaves_the_other_side(struct place *place);
bool says_why_not(struct place *place);
bool takes_options_together(struct place *place);
bool wants_a_session(struct place *place);
bool wants_an_application_pool(struct place *place);
bool wants_available_or_import(struct place *place);

/* conformance-wait.c */
bool asks_an_operator(struct place *place);
bool ends_with_the_session(struct place *place);
bool has_a_code_for_each(struct place *place);
bool is_refused(struct place *place);
bool is_retried(struct place *place);
bool keeps_its_deadline(struct place *place);
bool leaves_no_request(struct place *place);
bool needs_no_room(struct place *place);
bool no_time_is_no_wait(struct place *place);
struct published published(const struct ntms_guid *pool);
bool says_where_from(struct place *place);
bool waits_for_ever(struct place *place);
bool waits_no_longer(struct place *place);
bool wants_control(struct place *place);
bool wants_rights_on_both(struct place *place);
bool zero_has_two_readings(struct place *place);
bool zero_waits(struct place *place);

/* conformance-media.c */
bool checks_its_parameters(struct place *place);
bool chooses_the_least_used(struct place *place);
bool does_not_look_at_the_limit(struct place *place);
bool draws_if_the_policy_says_so(struct place *place);
bool gives_one_to_one(struct place *place);
bool goes_to_import(struct place *place);
bool is_moved_and_allocated(struct place *place);
bool is_offline(struct place *place);
bool leaves_the_flip_side(struct place *place);
bool new_does_not_reserve_import(struct place *place);
bool restricts_the_unrecognized(struct place *place);
bool takes_its_own_first(struct place *place);
bool wants_it_online(struct place *place);

/* conformance-codes.c */
bool cannot_use_free(struct place *place);
bool is_full(struct place *place);
bool knows_its_media(struct place *place);
bool runs_out_of_memory(struct place *place);
bool wants_a_journal(struct place *place);

#endif /* NTMS_SELFTESTS_CONFORMANCE_H */
