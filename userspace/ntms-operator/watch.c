// SPDX-License-Identifier: GPL-2.0
/*
 * Which requests there are: what the kernel tells is compared with what is
 * known, and the outlets are told the difference. A request is therefore told
 * once as new and once as over, however often the kernel repeats itself and
 * whatever was lost on the way.
 */
#include "operator.h"

#include <stdlib.h>

/*
 * A request that went this short before its deadline has run out of time: the
 * module may read its clock a moment before we read ours.
 */
#define DEADLINE_SLACK (5 * NSEC_PER_MSEC)

#define OUTLETS 3

static const struct outlet *outlets[OUTLETS];
static size_t nr_outlets;

/* Sorted by id; numbers tell in which order they came. */
static struct request **known;
static size_t nr_known, room;
static unsigned long last_number;
static bool ever_compared;

/* The allocation that was satisfied last. */
static struct {
	unsigned long number;
	uint32_t pid;
	struct ntms_guid pool;
	uint64_t deadline;
	uint64_t when;
} last_satisfied;

const char *happening_name(enum happening what)
{
	switch (what) {
	case REQUEST_NEW:
		return "new";
	case REQUEST_CHANGED:
		return "changed";
	case REQUEST_OVER:
		break;
	}
	return "over";
}

const char *notice_name(enum notice what)
{
	switch (what) {
	case NOTICE_WATCHING:
		return "watching";
	case NOTICE_NO_MODULE:
		return "no-module";
	case NOTICE_LOST:
		break;
	}
	return "lost";
}

const char *outcome_name(enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_NONE:
		return "none";
	case OUTCOME_SATISFIED:
		return "satisfied";
	case OUTCOME_REFUSED:
		return "refused";
	case OUTCOME_TIMED_OUT:
		return "timed-out";
	case OUTCOME_WITHDRAWN:
		return "withdrawn";
	case OUTCOME_UNLOADED:
		return "unloaded";
	case OUTCOME_GONE:
		break;
	}
	return "gone";
}

void watch_add_outlet(const struct outlet *outlet)
{
	outlets[nr_outlets++] = outlet;
}

void watch_notice(enum notice what)
{
	size_t i;

	for (i = 0; i < nr_outlets; i++)
		outlets[i]->notice(what);
}

static void tell(enum happening what, const struct request *request,
		 enum outcome outcome)
{
	size_t i;

	for (i = 0; i < nr_outlets; i++)
		outlets[i]->request(what, request, outcome);
}

/* Where a request is, or would be. */
static size_t place_of(const struct ntms_guid *id)
{
	size_t low = 0, high = nr_known;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (memcmp(&known[middle]->id, id, sizeof(*id)) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct request *find(const struct ntms_guid *id)
{
	size_t place = place_of(id);

	if (place < nr_known && ntms_guid_equal(&known[place]->id, id))
		return known[place];
	return NULL;
}

static struct request *insert(struct request *request)
{
	size_t place = place_of(&request->id);
	struct request *kept = allocate(1, sizeof(*kept));

	*kept = *request;
	if (nr_known == room) {
		room = room ? room * 2 : 16;
		known = resize(known, room, sizeof(*known));
	}
	memmove(known + place + 1, known + place,
		(nr_known - place) * sizeof(*known));
	known[place] = kept;
	nr_known++;
	return kept;
}

static void forget(size_t place)
{
	request_destroy(known[place]);
	free(known[place]);
	nr_known--;
	memmove(known + place, known + place + 1,
		(nr_known - place) * sizeof(*known));
}

/*
 * How a request ended, from what is known of it. If it went before its time,
 * whoever asked gave up, unless it is only found to be missing.
 */
static enum outcome judge(const struct request *request, enum outcome early)
{
	if (request->state == NTMS_REQUEST_REFUSED)
		return OUTCOME_REFUSED;
	if (request->state == NTMS_REQUEST_COMPLETE)
		return OUTCOME_SATISFIED;
	if (request->deadline != NTMS_DEADLINE_NEVER &&
	    now_monotonic() + DEADLINE_SLACK >= request->deadline)
		return OUTCOME_TIMED_OUT;
	return early;
}

static void end(struct request *request, enum outcome outcome)
{
	if (request->over)
		return;
	request->over = true;
	if (outcome == OUTCOME_SATISFIED &&
	    request->flags & NTMS_REQUEST_OF_CALL) {
		last_satisfied.number = request->number;
		last_satisfied.pid = request->pid;
		last_satisfied.pool = request->object_id;
		last_satisfied.deadline = request->deadline;
		last_satisfied.when = now_monotonic();
	}
	tell(REQUEST_OVER, request, outcome);
}

/*
 * An allocation that was told that there are media, and found none, asks anew
 * at once: with the same deadline, which only a call without one shares.
 */
static unsigned long repeats(const struct request *request)
{
	if (last_satisfied.number && request->flags & NTMS_REQUEST_OF_CALL &&
	    last_satisfied.pid == request->pid &&
	    last_satisfied.deadline == request->deadline &&
	    ntms_guid_equal(&last_satisfied.pool, &request->object_id) &&
	    now_monotonic() - last_satisfied.when < NSEC_PER_SEC)
		return last_satisfied.number;
	return 0;
}

/* A request that nobody has heard of. */
static void arrive(struct request *request)
{
	struct request *kept = insert(request);

	kept->mark = true;
	/*
	 * What was answered before anybody looked is history; what was answered
	 * between two looks came and went.
	 */
	if (request_is_answered(kept) && !ever_compared) {
		kept->over = true;
		return;
	}
	kept->number = ++last_number;
	kept->again = repeats(kept);
	tell(REQUEST_NEW, kept, OUTCOME_NONE);
	if (request_is_answered(kept))
		end(kept, judge(kept, OUTCOME_GONE));
}

void watch_update(struct request *request)
{
	struct request *kept = find(&request->id);
	bool same;

	if (!kept) {
		arrive(request);
		return;
	}
	same = request_same(kept, request);
	request->number = kept->number;
	request->again = kept->again;
	request->over = kept->over;
	request->mark = true;
	request_destroy(kept);
	*kept = *request;
	if (same || (kept->over && request_is_answered(kept)))
		return;
	if (kept->over) {
		/* It was said to be done, and was not: it is asked again. */
		kept->over = false;
		if (!kept->number)
			kept->number = ++last_number;
		tell(REQUEST_NEW, kept, OUTCOME_NONE);
	} else if (request_is_answered(kept)) {
		end(kept, judge(kept, OUTCOME_GONE));
	} else {
		tell(REQUEST_CHANGED, kept, OUTCOME_NONE);
	}
}

void watch_gone(const struct ntms_guid *id, uint32_t state)
{
	size_t place = place_of(id);
	struct request *request;

	if (place == nr_known || !ntms_guid_equal(&known[place]->id, id))
		return;
	request = known[place];
	if (!request->over && (state == NTMS_REQUEST_REFUSED ||
			       state == NTMS_REQUEST_COMPLETE))
		request->state = state;
	end(request, judge(request, OUTCOME_WITHDRAWN));
	forget(place);
}

void watch_compare(void)
{
	size_t i;

	for (i = 0; i < nr_known; i++)
		known[i]->mark = false;
}

bool watch_compared(void)
{
	bool missing = false;
	size_t i;

	for (i = 0; i < nr_known; i++) {
		known[i]->missing = !known[i]->mark;
		missing |= known[i]->missing;
	}
	ever_compared = true;
	return missing;
}

void watch_missing(void)
{
	size_t i = 0;

	while (i < nr_known) {
		if (!known[i]->missing) {
			i++;
			continue;
		}
		end(known[i], judge(known[i], OUTCOME_GONE));
		forget(i);
	}
}

void watch_unloaded(void)
{
	while (nr_known) {
		end(known[nr_known - 1], OUTCOME_UNLOADED);
		forget(nr_known - 1);
	}
}

void watch_free(void)
{
	while (nr_known)
		forget(nr_known - 1);
	free(known);
	known = NULL;
	room = 0;
}

void watch_answered(const struct ntms_guid *id, uint32_t state,
		    const char *text)
{
	struct request *kept = find(id);

	if (!kept || kept->over)
		return;
	free(kept->answer);
	kept->answer = copy(text);
	kept->state = state;
}

static int by_number(const void *a, const void *b)
{
	const struct request *const *one = a, *const *other = b;

	return ((*one)->number > (*other)->number) -
		((*one)->number < (*other)->number);
}

const struct request **watch_open(size_t *count)
{
	const struct request **open = allocate(nr_known, sizeof(*open));
	size_t i;

	*count = 0;
	for (i = 0; i < nr_known; i++) {
		if (!known[i]->over)
			open[(*count)++] = known[i];
	}
	qsort(open, *count, sizeof(*open), by_number);
	return open;
}

const struct request *watch_find(unsigned long number)
{
	size_t i;

	for (i = 0; i < nr_known; i++) {
		if (known[i]->number == number && !known[i]->over)
			return known[i];
	}
	return NULL;
}
