// SPDX-License-Identifier: GPL-2.0
/*
 * Is there an order? After Wing and Gong, and Lowe: the calls that may be next are
 * those that began before any of the others had returned; one that the rules
 * answer as it was answered is taken, and so on with what is left. A configuration
 * that was there already is not looked at again.
 *
 * A call whose answer says that it changed nothing, wherever it stands, is taken as
 * soon as it fits, and no other is tried in its place: what is possible before it is
 * possible after it.
 */
#include <stdlib.h>

#include "check.h"

/* More of them than these, and it is given up. */
#define CONFIGS_MAX	2000000

struct made calls[CALLS_MAX];
unsigned int nr_calls;

/* ---- what is possible ------------------------------------------------- */

static void *grown(void *array, size_t *room, size_t size)
{
	*room = *room ? 2 * *room : 64;
	array = realloc(array, *room * size);
	if (!array)
		abort();
	return array;
}

void possible_add(struct possible *possible, const struct state *state)
{
	size_t i;

	for (i = 0; i < possible->nr; i++)
		if (!memcmp(&possible->states[i], state, sizeof(*state)))
			return;
	if (possible->nr == possible->room)
		possible->states = grown(possible->states, &possible->room,
					 sizeof(*state));
	possible->states[possible->nr++] = *state;
}

/* ---- configurations --------------------------------------------------- */

/* All there were, and one more than the number of each, by its hash */
static struct config *configs;
static size_t nr_configs, room_configs;
static uint32_t *slots;
static size_t nr_slots;
/* Those that are still to be looked at */
static uint32_t *todo;
static size_t nr_todo, room_todo;

static uint64_t hash_of(const struct config *config)
{
	const unsigned char *bytes = (const unsigned char *)config;
	uint64_t hash = 0xcbf29ce484222325ULL, part;
	size_t i;

	for (i = 0; i + sizeof(part) <= sizeof(*config); i += sizeof(part)) {
		memcpy(&part, bytes + i, sizeof(part));
		hash = (hash ^ part) * 0x9e3779b97f4a7c15ULL;
		hash ^= hash >> 29;
	}
	for (; i < sizeof(*config); i++)
		hash = (hash ^ bytes[i]) * 0x100000001b3ULL;
	return hash;
}

static size_t slot_of(const struct config *config)
{
	size_t at = hash_of(config) & (nr_slots - 1);

	while (slots[at] && memcmp(&configs[slots[at] - 1], config,
				   sizeof(*config)))
		at = (at + 1) & (nr_slots - 1);
	return at;
}

static void more_slots(void)
{
	size_t i;

	nr_slots = nr_slots ? 2 * nr_slots : 1024;
	free(slots);
	slots = calloc(nr_slots, sizeof(*slots));
	if (!slots)
		abort();
	for (i = 0; i < nr_configs; i++)
		slots[slot_of(&configs[i])] = (uint32_t)i + 1;
}

static void add(const struct config *config)
{
	size_t at;

	if (2 * nr_configs >= nr_slots)
		more_slots();
	at = slot_of(config);
	if (slots[at])
		return;
	if (nr_configs == room_configs)
		configs = grown(configs, &room_configs, sizeof(*configs));
	if (nr_todo == room_todo)
		todo = grown(todo, &room_todo, sizeof(*todo));
	configs[nr_configs++] = *config;
	slots[at] = (uint32_t)nr_configs;
	todo[nr_todo++] = (uint32_t)nr_configs - 1;
}

/* One of those in which most calls are done */
static struct config best;

/* ---- what may be next ------------------------------------------------- */

static bool is_waiting(const struct config *config, unsigned int at)
{
	unsigned int i;

	for (i = 0; i < config->state.nr_waiting; i++)
		if (config->state.waiting[i] == at)
			return true;
	return false;
}

/* The first moment at which something must have happened */
static uint64_t bound_of(const struct config *config)
{
	uint64_t bound = FOREVER, until;
	unsigned int i;

	for (i = 0; i < nr_calls; i++) {
		if (is_done(config, i))
			continue;
		until = is_waiting(config, i) ? calls[i].ended :
						calls[i].returned;
		if (until < bound)
			bound = until;
	}
	return bound;
}

/* Nobody who waits goes before, unless he is served. */
static uint64_t patience_of(const struct made *made)
{
	uint64_t until = FOREVER;

	if (made->reason == NTMS_REASON_TIMEOUT)
		until = made->deadline;
	else if (made->reason == NTMS_REASON_CANCELLED)
		until = made->cancelled;
	return until < made->invoked ? made->invoked : until;
}

/* Somebody still to come has counted who waits. */
static bool is_watched(const struct config *config, uint32_t pool)
{
	unsigned int i;

	for (i = 0; i < nr_calls; i++)
		if (!is_done(config, i) && calls[i].verb == WHY &&
		    calls[i].pool == pool)
			return true;
	return false;
}

/*
 * The other ways on from a configuration, which are kept until it is known that
 * there is none that can do no harm.
 */
static struct config *ways;
static size_t nr_ways, room_ways;

static void may_go_on(const struct config *config)
{
	if (nr_ways == room_ways)
		ways = grown(ways, &room_ways, sizeof(*ways));
	ways[nr_ways++] = *config;
}

/* True if there was a way that can do no harm; @config has gone it. */
static bool try_call(struct config *config, unsigned int at, uint64_t bound)
{
	struct config to;

	switch (spec_make(config, at, &to)) {
	case FITS:
		*config = to;
		return true;
	case CHANGES:
		may_go_on(&to);
		return false;
	case JOINS:
		/* It may have come too late to wait, and then it is at once over. */
		if (calls[at].verb != QUEUE || calls[at].queued)
			may_go_on(&to);
		if (calls[at].queued || patience_of(&calls[at]) > bound)
			return false;
		spec_leave(&to, to.state.nr_waiting - 1U, &to);
		if (is_watched(config, calls[at].pool)) {
			may_go_on(&to);
			return false;
		}
		*config = to;
		return true;
	default:
		return false;
	}
}

static bool try_leave(struct config *config, unsigned int waiter,
		      uint64_t bound)
{
	const struct made *made = &calls[config->state.waiting[waiter]];
	struct config to;

	if (patience_of(made) > bound)
		return false;
	spec_leave(config, waiter, &to);
	if (is_watched(config, made->pool)) {
		may_go_on(&to);
		return false;
	}
	*config = to;
	return true;
}

/* One step that can do no harm, or all others in ways[] */
static bool step(struct config *config)
{
	const uint64_t bound = bound_of(config);
	unsigned int i;

	nr_ways = 0;
	for (i = 0; i < config->state.nr_waiting; i++)
		if (try_leave(config, i, bound))
			return true;
	for (i = 0; i < nr_calls; i++)
		if (!is_done(config, i) && calls[i].invoked <= bound &&
		    !is_waiting(config, i) && try_call(config, i, bound))
			return true;
	return false;
}

/* ---- what went wrong -------------------------------------------------- */

static unsigned int count_done(const struct config *config)
{
	unsigned int i, nr = 0;

	for (i = 0; i < nr_calls; i++)
		nr += is_done(config, i);
	return nr;
}

static void tell_state(const struct state *state)
{
	const struct cartridge_is *cartridge;
	const struct side_is *side;
	unsigned int i, k;

	for (i = 0; i < state->nr_pools; i++)
		printf("#    pool P%u: enabled %u, draws %u, back %u, limit %u\n",
		       i, state->pools[i].enabled, state->pools[i].draws,
		       state->pools[i].gives_back, state->pools[i].limit);
	for (i = 0; i < state->nr_cartridges; i++) {
		cartridge = &state->cartridges[i];
		printf("#    cartridge C%u in P%u, enabled %u:", i,
		       cartridge->pool, cartridge->enabled);
		for (k = 0; k < cartridge->nr_sides; k++) {
			side = &cartridge->sides[k];
			write_state(stdout, side->state);
			write_name(stdout, 'L', side->owner);
			printf(" %u since %u%s", side->count, side->since,
			       k + 1U < cartridge->nr_sides ? "," : "\n");
		}
	}
	printf("#    library enabled %u; who wait:", state->library);
	for (i = 0; i < state->nr_waiting; i++)
		printf(" call %u", state->waiting[i]);
	printf("\n");
}

static void tell_next(const struct config *config)
{
	const uint64_t bound = bound_of(config);
	unsigned int i;

	for (i = 0; i < nr_calls; i++) {
		if (is_done(config, i) || calls[i].invoked > bound)
			continue;
		printf("#    call %u: ", i);
		made_write(stdout, &calls[i]);
		if (!is_waiting(config, i))
			spec_tell(config, i);
	}
}

void search_tell(const struct state *seen)
{
	printf("#  the longest order has %u of %u calls, and comes to\n",
	       count_done(&best), nr_calls);
	tell_state(&best.state);
	if (count_done(&best) < nr_calls) {
		printf("#  of the calls that can be next none fits:\n");
		tell_next(&best);
	} else {
		printf("#  but the catalog was\n");
		tell_state(seen);
	}
}

/* ---- the search ------------------------------------------------------- */

static bool looks_like(const struct state *state, const struct state *seen)
{
	const struct side_is *a, *b;
	unsigned int i, k;

	if (state->library != seen->library ||
	    memcmp(state->pools, seen->pools, sizeof(state->pools)))
		return false;
	for (i = 0; i < state->nr_cartridges; i++) {
		if (state->cartridges[i].pool != seen->cartridges[i].pool ||
		    state->cartridges[i].enabled != seen->cartridges[i].enabled)
			return false;
		for (k = 0; k < state->cartridges[i].nr_sides; k++) {
			a = &state->cartridges[i].sides[k];
			b = &seen->cartridges[i].sides[k];
			if (a->owner != b->owner || a->count != b->count ||
			    a->state != b->state)
				return false;
		}
	}
	return true;
}

static void start(const struct possible *possible)
{
	struct config config;
	size_t i;

	nr_configs = 0;
	nr_todo = 0;
	if (slots)
		memset(slots, 0, nr_slots * sizeof(*slots));
	for (i = 0; i < possible->nr; i++) {
		memset(&config, 0, sizeof(config));
		config.state = possible->states[i];
		add(&config);
	}
}

enum verdict search(struct possible *possible, const struct state *seen,
		    uint64_t *tried)
{
	struct config config;
	bool ordered = false;
	size_t i;

	start(possible);
	possible->nr = 0;
	memset(&best, 0, sizeof(best));
	while (nr_todo && nr_configs < CONFIGS_MAX) {
		config = configs[todo[--nr_todo]];
		while (step(&config))
			;
		if (count_done(&config) >= count_done(&best))
			best = config;
		if (count_done(&config) == nr_calls) {
			ordered = true;
			if (looks_like(&config.state, seen))
				possible_add(possible, &config.state);
			continue;
		}
		for (i = 0; i < nr_ways; i++)
			add(&ways[i]);
	}
	*tried += nr_configs;
	if (nr_todo)
		return TOO_MANY;
	if (possible->nr)
		return IN_ORDER;
	return ordered ? NO_CATALOG : NO_ORDER;
}
