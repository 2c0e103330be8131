// SPDX-License-Identifier: GPL-2.0
/*
 * The published page of AllocateNtmsMedia, one case for each of its sentences,
 * and its ambiguities, one case for the reading of each (6.1 to 6.24). A case is
 * named by where the sentence stands, and quotes it.
 *
 * The two sentences on Windows XP are not followed: the rights are those of
 * Windows Server 2003.
 */
#include <stdio.h>

#include "conformance.h"
#include "fault.h"

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
	return row->holds != runs_out_of_memory || !access(FAULT_NTH, W_OK);
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
