// SPDX-License-Identifier: GPL-2.0
/*
 * What a call answers and does. The rules are those of the model of the module,
 * ../model-rules.c and what it needs: here stands only how a small state becomes
 * the model's books and back, and what Documentation/waiting.rst says of those who
 * wait, as the model has only calls that do not.
 */
#include "../model.h"
#include "check.h"

/* ---- names ------------------------------------------------------------ */

static struct ntms_guid guid_of(char kind, uint32_t number)
{
	struct ntms_guid id = { .b = { [0] = (uint8_t)kind } };

	if (number == (kind == 'L' ? NOBODY : UINT32_MAX))
		return no_guid;
	memcpy(&id.b[4], &number, sizeof(number));
	return id;
}

static uint32_t number_of(const struct ntms_guid *id)
{
	uint32_t number;

	memcpy(&number, &id->b[4], sizeof(number));
	return number;
}

/* ---- states and books ------------------------------------------------- */

void spec_begin(const struct state *state)
{
	struct cartridge *cartridge;
	unsigned int i, k;

	memset(&books.info, 0, sizeof(books.info));
	books.info.offline_library = guid_of('O', 0);
	books.types[0].id = guid_of('T', 0);
	books.types[0].sides = SIDES_MAX;
	books.nr_types = 1;
	books.libraries[0].id = books.info.offline_library;
	books.libraries[1].id = guid_of('R', 0);
	books.libraries[1].present = true;
	books.nr_libraries = 2;
	books.nr_pools = state->nr_pools;
	for (i = 0; i < state->nr_pools; i++) {
		books.pools[i].id = guid_of('P', i);
		books.pools[i].type = books.types[0].id;
		books.pools[i].kind = state->pools[i].kind;
		books.pools[i].owner = UINT32_MAX;
	}
	books.nr_cartridges = state->nr_cartridges;
	for (i = 0; i < state->nr_cartridges; i++) {
		cartridge = &books.cartridges[i];
		cartridge->id = guid_of('C', i);
		cartridge->type = books.types[0].id;
		cartridge->library = books.libraries[1].id;
		cartridge->nr_sides = state->cartridges[i].nr_sides;
		for (k = 0; k < cartridge->nr_sides; k++)
			cartridge->sides[k].id = guid_of('S', SIDE(i, k));
	}
}

static void load_side(struct side *side, const struct side_is *is)
{
	struct logical *logical;

	side->owner = guid_of('L', is->owner);
	side->count = is->count;
	side->state = is->state;
	side->since = is->since;
	if (books.changes < is->since)
		books.changes = is->since;
	if (is->owner == NOBODY)
		return;
	logical = &books.logicals[books.nr_logicals++];
	logical->id = side->owner;
	logical->side = side->id;
	logical->uid = ROOT;
	logical->whole = is->whole;
}

static void load(const struct state *state)
{
	const struct cartridge_is *is;
	struct cartridge *cartridge;
	unsigned int i, k;

	books.changes = 0;
	books.nr_logicals = 0;
	books.libraries[1].enabled = state->library;
	for (i = 0; i < state->nr_pools; i++) {
		books.pools[i].draws = state->pools[i].draws;
		books.pools[i].gives_back = state->pools[i].gives_back;
		books.pools[i].limit = state->pools[i].limit;
		books.pools[i].enabled = state->pools[i].enabled;
	}
	for (i = 0; i < state->nr_cartridges; i++) {
		is = &state->cartridges[i];
		cartridge = &books.cartridges[i];
		cartridge->pool = guid_of('P', is->pool);
		cartridge->enabled = is->enabled;
		for (k = 0; k < is->nr_sides; k++)
			load_side(&cartridge->sides[k], &is->sides[k]);
	}
}

/* The number of moments until then at which something became Available */
static uint8_t rank_of(uint64_t since)
{
	uint64_t moments[CARTRIDGES_MAX * SIDES_MAX];
	const struct side *side;
	uint8_t nr = 0, n;
	unsigned int k;
	size_t i;

	for (i = 0; i < books.nr_cartridges; i++) {
		for (k = 0; k < books.cartridges[i].nr_sides; k++) {
			side = &books.cartridges[i].sides[k];
			if (side->state != NTMS_SIDE_AVAILABLE ||
			    side->since > since)
				continue;
			for (n = 0; n < nr && moments[n] != side->since; n++)
				;
			if (n == nr)
				moments[nr++] = side->since;
		}
	}
	return nr;
}

static void store_side(struct side_is *is, const struct side *side)
{
	const struct logical *logical = find_logical(&side->owner);

	is->owner = logical ? number_of(&side->owner) : NOBODY;
	is->count = side->count;
	is->state = (uint8_t)side->state;
	is->since = side->state == NTMS_SIDE_AVAILABLE ? rank_of(side->since) :
							 0;
	is->whole = logical && logical->whole;
}

/* All but who waits */
static void store(struct state *state)
{
	const struct cartridge *cartridge;
	struct cartridge_is *is;
	unsigned int i, k;

	state->library = books.libraries[1].enabled;
	for (i = 0; i < state->nr_pools; i++) {
		state->pools[i].draws = (uint8_t)books.pools[i].draws;
		state->pools[i].gives_back = (uint8_t)books.pools[i].gives_back;
		state->pools[i].limit = books.pools[i].limit;
		state->pools[i].enabled = books.pools[i].enabled;
	}
	for (i = 0; i < state->nr_cartridges; i++) {
		is = &state->cartridges[i];
		cartridge = &books.cartridges[i];
		is->pool = (uint8_t)number_of(&cartridge->pool);
		is->enabled = cartridge->enabled;
		for (k = 0; k < is->nr_sides; k++)
			store_side(&is->sides[k], &cartridge->sides[k]);
	}
}

/* ---- allocations ------------------------------------------------------ */

static struct wanted wanted_of(const struct made *made)
{
	return (struct wanted){
		.uid = ROOT,
		.options = made->options,
		.pool = guid_of('P', made->pool),
		.side = guid_of('S', made->side),
		.medium = guid_of('L', made->lmid),
	};
}

/* What is given has to be what the call said that it got. */
static bool give(const struct made *made, const struct wanted *wanted,
		 struct side *side)
{
	const struct ntms_guid lmid = guid_of('L', made->got);
	struct cartridge *cartridge;

	find_side(&side->id, &cartridge);
	if (made->reason || is_null(&lmid) || find_logical(&lmid) ||
	    number_of(&cartridge->pool) != made->from)
		return false;
	do_allocate(wanted, side, &lmid, "");
	return true;
}

static void quit(struct state *state, unsigned int place)
{
	state->nr_waiting--;
	memmove(&state->waiting[place], &state->waiting[place + 1],
		state->nr_waiting - place);
	state->waiting[state->nr_waiting] = 0;
}

/*
 * Who came first is served first, among those who can use what there is; until
 * there is nothing left that anybody can use.
 */
static bool serve(struct config *config)
{
	struct state *state = &config->state;
	unsigned int place = 0, at;
	struct wanted wanted;
	struct side *side;

	while (place < state->nr_waiting) {
		at = state->waiting[place++];
		wanted = wanted_of(&calls[at]);
		if (rule_allocate(&wanted, &side))
			continue;
		if (!give(&calls[at], &wanted, side))
			return false;
		set_done(config, at);
		quit(state, place - 1);
		place = 0;
	}
	return true;
}

static enum fits join(const struct made *made, unsigned int at,
		      struct state *state)
{
	if (made->verb == QUEUE && !made->queued && !made->reason)
		return DIFFERS;
	if (made->reason && made->reason != NTMS_REASON_TIMEOUT &&
	    made->reason != NTMS_REASON_CANCELLED)
		return DIFFERS;
	if (state->nr_waiting == WAITERS_MAX)
		return DIFFERS;
	state->waiting[state->nr_waiting++] = (uint8_t)at;
	return JOINS;
}

static enum fits make_allocation(unsigned int at, struct state *state)
{
	const struct made *made = &calls[at];
	struct wanted wanted = wanted_of(made);
	struct side *side;
	uint32_t reason = rule_allocate(&wanted, &side);

	if (!reason)
		return !made->queued && give(made, &wanted, side) ? CHANGES :
								    DIFFERS;
	if (reason == NTMS_REASON_MEDIA_UNAVAILABLE && rule_waits(&wanted)) {
		if (may_wait(made->verb))
			return join(made, at, state);
		reason = NTMS_REASON_TIMEOUT;
	}
	return reason == made->reason && !made->queued ? FITS : DIFFERS;
}

/* ---- looks ------------------------------------------------------------ */

static enum fits same_side(const struct made *made)
{
	const struct ntms_guid id = guid_of('S', made->side);
	const uint32_t *found = made->results;
	struct cartridge *cartridge;
	const struct side *side = find_side(&id, &cartridge);

	return side && !made->reason && found[0] == side->state &&
	       found[1] == (is_null(&side->owner) ? NOBODY :
						    number_of(&side->owner)) &&
	       found[2] == side->count &&
	       found[3] == number_of(&cartridge->pool) ? FITS : DIFFERS;
}

static enum fits same_lmid(const struct made *made)
{
	const struct ntms_guid id = guid_of('L', made->lmid);
	const struct logical *logical = find_logical(&id);

	if (!logical)
		return made->reason == NTMS_REASON_OBJECT_NOT_FOUND ? FITS :
								      DIFFERS;
	return !made->reason && made->results[0] == number_of(&logical->side) &&
	       made->results[1] == number_of(&pool_of_logical(logical)->id) ?
		FITS : DIFFERS;
}

static enum fits same_count(const struct made *made)
{
	const struct ntms_guid id = guid_of('P', made->pool);
	const struct cartridge *cartridge;
	uint32_t found[3] = { 0 };
	unsigned int k;
	size_t i;

	for (i = 0; i < books.nr_cartridges; i++) {
		cartridge = &books.cartridges[i];
		if (!same_guid(&cartridge->pool, &id))
			continue;
		found[0]++;
		found[1] += owned_sides(cartridge);
		for (k = 0; k < cartridge->nr_sides; k++)
			found[2] += !obstacle_of(cartridge,
						 &cartridge->sides[k], false);
	}
	return !made->reason && !memcmp(found, made->results, sizeof(found)) ?
		FITS : DIFFERS;
}

static enum fits same_why(const struct made *made, const struct state *state)
{
	struct wanted wanted = wanted_of(made);
	uint32_t waiting = 0, would;
	struct ntms_why why;
	unsigned int i;

	rule_why(&wanted, &why);
	for (i = 0; i < state->nr_waiting; i++)
		waiting += calls[state->waiting[i]].pool == made->pool;
	would = is_null(&why.would) ? NO_SIDE : number_of(&why.would);
	return made->reason == why.reason &&
	       (made->reason || (made->results[0] == why.result &&
				 made->results[1] == would &&
				 made->results[2] == waiting)) ? FITS : DIFFERS;
}

/* ---- the others ------------------------------------------------------- */

static uint32_t rule_of_set(const struct made *made)
{
	const struct wish wish = {
		.id = made->kind == POOL ? guid_of('P', made->pool) :
		      made->kind == LIBRARY ? guid_of('R', 0) :
					      guid_of('C', made->cartridge),
		.mask = mask_of(made->member),
		.enabled = made->value,
		.draws = made->value,
		.gives_back = made->value,
		.limit = made->value,
	};

	return rule_set(ROOT, &wish);
}

static uint32_t rule_of(const struct made *made)
{
	const struct ntms_guid lmid = guid_of('L', made->lmid),
			       other = guid_of('L', made->other),
			       side = guid_of('S', made->side),
			       cartridge = guid_of('C', made->cartridge),
			       pool = guid_of('P', made->pool);

	switch (made->verb) {
	case DEALLOCATE:
		return rule_deallocate(ROOT, &lmid);
	case COMPLETE:
		return rule_complete(ROOT, &lmid);
	case SWAP:
		return rule_swap(ROOT, &lmid, &other);
	case MOVE:
		return rule_move(ROOT, &cartridge, &pool);
	case DECOMMISSION:
		return rule_decommission(ROOT, &side);
	default:
		return rule_of_set(made);
	}
}

static enum fits make_plain(const struct made *made)
{
	if (rule_of(made) != made->reason)
		return DIFFERS;
	return made->reason ? FITS : CHANGES;
}

/* ---- one call --------------------------------------------------------- */

static enum fits make(unsigned int at, struct state *state)
{
	switch (calls[at].verb) {
	case ALLOCATE:
	case WAIT:
	case QUEUE:
		return make_allocation(at, state);
	case LOOK:
		return same_side(&calls[at]);
	case READ:
		return same_lmid(&calls[at]);
	case COUNT:
		return same_count(&calls[at]);
	case WHY:
		return same_why(&calls[at], state);
	default:
		return make_plain(&calls[at]);
	}
}

enum fits spec_make(const struct config *from, unsigned int at,
		    struct config *to)
{
	enum fits fits;

	*to = *from;
	load(&from->state);
	fits = make(at, &to->state);
	if (fits == JOINS || fits == DIFFERS)
		return fits;
	set_done(to, at);
	if (fits == FITS)
		return fits;
	if (!serve(to))
		return DIFFERS;
	store(&to->state);
	return CHANGES;
}

void spec_leave(const struct config *from, unsigned int waiter,
		struct config *to)
{
	const unsigned int at = from->state.waiting[waiter];

	*to = *from;
	quit(&to->state, waiter);
	set_done(to, at);
}

void spec_tell(const struct config *from, unsigned int at)
{
	const struct made *made = &calls[at];
	struct wanted wanted = wanted_of(made);
	struct side *side = NULL;
	uint32_t reason;

	load(&from->state);
	if (made->verb >= LOOK && made->verb != WHY) {
		printf("#      by the rules it would have found something else\n");
		return;
	}
	reason = made->verb > QUEUE && made->verb != WHY ? rule_of(made) :
		rule_allocate(&wanted, &side);
	printf("#      by the rules: %s", reason_name(reason));
	if (side)
		write_side(stdout, number_of(&side->id));
	printf("\n");
}
