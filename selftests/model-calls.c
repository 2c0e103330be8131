// SPDX-License-Identifier: GPL-2.0
/*
 * Random calls, most of them with arguments that make sense: what the module
 * answers, against what the model says.
 */
#include <grp.h>
#include <stdio.h>
#include <sys/types.h>
#include <unistd.h>

#include "model-calls.h"
#include "model-draw.h"

#define NR_CALLS	23
#define MAX_REASONS	64

static int sessions[SESSIONS];
static const char *const applications[SESSIONS] = {
	"backup", "archive", "Bänder",
};

struct caller caller;

int calls_begin(void)
{
	static const gid_t crew = CREW;
	unsigned int i;

	if (setgroups(1, &crew))
		return -1;
	for (i = 0; i < SESSIONS; i++) {
		sessions[i] = session_open();
		if (sessions[i] < 0 ||
		    session_name(sessions[i], applications[i]))
			return -1;
	}
	return 0;
}

void calls_end(void)
{
	unsigned int i;

	for (i = 0; i < SESSIONS; i++)
		close(sessions[i]);
}

/* Only root can become somebody; behind the effective user he stays root. */
void call_as(uint32_t who)
{
	if (geteuid() == who)
		return;
	if (seteuid(ROOT) || setegid(who) || (who && seteuid(who)))
		wrong("cannot become user %u", who);
}

/* How often each call was answered how */
static unsigned long answered[NR_CALLS][MAX_REASONS];
static size_t which;

static void count_answer(uint32_t reason)
{
	size_t i;

	for (i = 0; i < nr_reasons; i++)
		if (reasons[i].reason == reason)
			answered[which][i]++;
}

uint32_t odd(void)
{
	return one_in(100);
}

bool answers(uint32_t wanted, uint32_t found)
{
	char name[64];

	count_answer(found);
	if (wanted == found)
		return true;
	snprintf(name, sizeof(name), "%s", reason_name(wanted));
	return wrong("the answer is %s, and not %s", reason_name(found), name);
}

/* ---- allocations ------------------------------------------------------ */

static void describe(const char *what, const struct wanted *wanted,
		     uint32_t flags)
{
	const uint32_t options = wanted->options;

	about_to("user %u: %s from %s, side %s, next of %s, options %x%s%s%s, flags %x",
		 caller.uid, what, name_of(&wanted->pool), name_of(&wanted->side),
		 name_of(&wanted->medium), options,
		 options & NTMS_ALLOCATE_NEW ? " NEW" : "",
		 options & NTMS_ALLOCATE_NEXT ? " NEXT" : "",
		 options & NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE ? " ERROR" : "",
		 flags);
}

static bool why(const struct wanted *wanted)
{
	struct ntms_why expected, arg = {
		.options = wanted->options,
		.flags = odd(),
		.pool = wanted->pool,
		.side = wanted->side,
		.medium = wanted->medium,
	};
	unsigned int i;

	describe("why", wanted, arg.flags);
	rule_why(wanted, &expected);
	if (arg.flags)
		expected.reason = NTMS_REASON_INVALID_PARAMETER;
	if (!answers(expected.reason, CALL(caller.fd, NTMS_IOC_WHY, &arg)))
		return false;
	if (expected.reason)
		return true;
	if (!answers(expected.result, arg.result))
		return false;
	if (!same_guid(&expected.would, &arg.would))
		return wrong("it would be %s, and not %s", name_of(&arg.would),
			     name_of(&expected.would));
	if (!same_guid(&expected.free, &arg.free) ||
	    expected.obstacle != arg.obstacle ||
	    expected.flags != arg.flags || arg.waiting)
		return wrong("free %s, and not %s; obstacle %u, and not %u; flags %x, and not %x; %llu wait",
			     name_of(&arg.free), name_of(&expected.free),
			     arg.obstacle, expected.obstacle, arg.flags,
			     expected.flags, (unsigned long long)arg.waiting);
	for (i = 0; i < NTMS_OBSTACLES; i++)
		if (expected.own[i] != arg.own[i] ||
		    expected.of_free[i] != arg.of_free[i])
			return wrong("obstacle %u: %llu sides, and not %llu; of free %llu, and not %llu",
				     i, (unsigned long long)arg.own[i],
				     (unsigned long long)expected.own[i],
				     (unsigned long long)arg.of_free[i],
				     (unsigned long long)expected.of_free[i]);
	return true;
}

/* What came of an allocation that the model grants @side */
static bool granted(const struct wanted *wanted, struct side *side,
		    const struct ntms_allocate *arg)
{
	struct ntms_logical_medium_info info;
	struct cartridge *cartridge;

	if (is_null(&arg->medium) || type_of(&arg->medium) || arg->queued)
		return wrong("%s is no new LMID, or it was queued",
			     name_of(&arg->medium));
	if (GET(caller.fd, NTMS_TYPE_LOGICAL_MEDIUM, &arg->medium, &info))
		return wrong("the new LMID cannot be read");
	if (!same_guid(&info.side, &side->id))
		return wrong("it is %s, and not %s", name_of(&info.side),
			     name_of(&side->id));
	find_side(&side->id, &cartridge);
	if (!same_guid(&arg->allocated_from, &cartridge->pool))
		return wrong("it came from %s, and not from %s",
			     name_of(&arg->allocated_from),
			     name_of(&cartridge->pool));
	do_allocate(wanted, side, &arg->medium, caller.application);
	return catalog_same_around(caller.fd, &cartridge->id);
}

static uint32_t allocation_flags(struct ntms_allocate *arg)
{
	/* None of them waits: the deadline is over, or was never to come. */
	switch (chance(20)) {
	case 0:
		return 0;
	case 1:
		arg->deadline = 1;
		return NTMS_ALLOCATE_F_QUEUE;
	case 2:
		return one_in(4) ? 4 : NTMS_ALLOCATE_F_NOWAIT;
	default:
		arg->deadline = NTMS_DEADLINE_NEVER;
		return NTMS_ALLOCATE_F_NOWAIT;
	}
}

static bool call_allocate(void)
{
	struct wanted wanted = draw_wanted(caller.uid);
	struct ntms_allocate arg = {
		.options = wanted.options,
		.pool = wanted.pool,
		.side = wanted.side,
		.medium = wanted.medium,
	};
	struct side *side;
	uint32_t reason;

	if (one_in(4) && !why(&wanted))
		return false;
	arg.flags = allocation_flags(&arg);
	describe("allocate", &wanted, arg.flags);
	memset(&arg.allocated_from, 0x55, sizeof(arg.allocated_from));
	reason = rule_allocate(&wanted, &side);
	if (arg.flags & ~(NTMS_ALLOCATE_F_NOWAIT | NTMS_ALLOCATE_F_QUEUE))
		reason = NTMS_REASON_INVALID_PARAMETER;
	if (reason == NTMS_REASON_MEDIA_UNAVAILABLE && rule_waits(&wanted))
		reason = NTMS_REASON_TIMEOUT;
	if (!answers(reason, CALL(caller.fd, NTMS_IOC_ALLOCATE, &arg)))
		return false;
	if (!reason)
		return granted(&wanted, side, &arg);
	if (!same_guid(&arg.medium, wanted.options & NTMS_ALLOCATE_NEXT ?
				    &wanted.medium : &no_guid) ||
	    !is_null(&arg.allocated_from))
		return wrong("it failed, and gave LMID %s from %s",
			     name_of(&arg.medium),
			     name_of(&arg.allocated_from));
	return true;
}

static bool call_why(void)
{
	struct wanted wanted = draw_wanted(caller.uid);

	return why(&wanted);
}

/* ---- what is allocated ------------------------------------------------ */

/* The cartridge of a logical medium or side, or null */
static struct ntms_guid cartridge_of(const struct ntms_guid *id)
{
	const struct logical *logical = find_logical(id);
	struct cartridge *cartridge;

	find_side(logical ? &logical->side : id, &cartridge);
	return cartridge ? cartridge->id : no_guid;
}

/* What was done shows in the cartridge at once. */
static bool settled(enum outcome outcome, const struct ntms_guid *cartridge)
{
	return outcome == DONE ? catalog_same_around(caller.fd, cartridge) :
				 outcome == REFUSED;
}

static bool call_deallocate(void)
{
	struct ntms_deallocate arg = {
		.options = odd(),
		.reserved = odd(),
		.medium = draw_id(NTMS_TYPE_LOGICAL_MEDIUM),
	};
	struct ntms_guid of = cartridge_of(&arg.medium);
	enum outcome outcome;

	about_to("user %u: deallocate %s, options %x, reserved %x", caller.uid,
		 name_of(&arg.medium), arg.options, arg.reserved);
	outcome = PLAIN(arg, NTMS_IOC_DEALLOCATE, arg.options || arg.reserved,
			rule_deallocate(caller.uid, &arg.medium));
	if (outcome == DONE)
		draw_died(&arg.medium);
	return settled(outcome, &of);
}

static bool call_complete(void)
{
	struct ntms_complete arg = {
		.flags = odd(),
		.reserved = odd(),
		.medium = draw_id(NTMS_TYPE_LOGICAL_MEDIUM),
	};
	const struct ntms_guid of = cartridge_of(&arg.medium);

	about_to("user %u: complete %s, flags %x, reserved %x", caller.uid,
		 name_of(&arg.medium), arg.flags, arg.reserved);
	return settled(PLAIN(arg, NTMS_IOC_COMPLETE, arg.flags || arg.reserved,
			     rule_complete(caller.uid, &arg.medium)), &of);
}

static bool call_decommission(void)
{
	struct ntms_decommission arg = {
		.flags = odd(),
		.reserved = odd(),
		.side = draw_id(NTMS_TYPE_SIDE),
	};
	const struct ntms_guid of = cartridge_of(&arg.side);

	about_to("user %u: decommission %s, flags %x, reserved %x", caller.uid,
		 name_of(&arg.side), arg.flags, arg.reserved);
	return settled(PLAIN(arg, NTMS_IOC_DECOMMISSION,
			     arg.flags || arg.reserved,
			     rule_decommission(caller.uid, &arg.side)), &of);
}

static bool call_swap(void)
{
	struct ntms_swap arg = {
		.flags = odd(),
		.reserved = odd(),
		.first = draw_id(NTMS_TYPE_LOGICAL_MEDIUM),
	};
	struct ntms_guid a, b;
	enum outcome outcome;

	arg.second = draw_swap(&arg.first);
	about_to("user %u: swap %s and %s, flags %x, reserved %x", caller.uid,
		 name_of(&arg.first), name_of(&arg.second), arg.flags,
		 arg.reserved);
	outcome = PLAIN(arg, NTMS_IOC_SWAP, arg.flags || arg.reserved,
			rule_swap(caller.uid, &arg.first, &arg.second));
	if (outcome != DONE)
		return outcome == REFUSED;
	a = cartridge_of(&arg.first);
	b = cartridge_of(&arg.second);
	return catalog_same_around(caller.fd, &a) &&
	       catalog_same_around(caller.fd, &b);
}

static bool call_move(void)
{
	struct ntms_move arg = {
		.flags = odd(),
		.reserved = odd(),
		.medium = draw_id(NTMS_TYPE_MEDIUM),
	};

	arg.pool = draw_move(&arg.medium);
	about_to("user %u: move %s to %s, flags %x, reserved %x", caller.uid,
		 name_of(&arg.medium), name_of(&arg.pool), arg.flags,
		 arg.reserved);
	return settled(PLAIN(arg, NTMS_IOC_MOVE, arg.flags || arg.reserved,
			     rule_move(caller.uid, &arg.medium, &arg.pool)),
		       &arg.medium);
}

static bool call_medium_delete(void)
{
	struct ntms_medium_delete arg = {
		.flags = odd(),
		.reserved = odd(),
		.medium = draw_on_shelf(),
	};
	enum outcome outcome;

	about_to("user %u: forget %s, flags %x, reserved %x", caller.uid,
		 name_of(&arg.medium), arg.flags, arg.reserved);
	outcome = PLAIN(arg, NTMS_IOC_MEDIUM_DELETE, arg.flags || arg.reserved,
			rule_medium_delete(caller.uid, &arg.medium));
	if (outcome == DONE)
		draw_died(&arg.medium);
	return outcome;
}

/* ---- which one -------------------------------------------------------- */

/* How often a call is made, of a thousand */
static const struct {
	uint32_t share;
	bool (*call)(void);
	const char *name;
} calls[NR_CALLS] = {
	{ 35, call_pool_create, "pool create" },
	{ 290, call_allocate, "allocate" },
	{ 120, call_deallocate, "deallocate" },
	{ 60, call_why, "why" },
	{ 25, call_complete, "complete" },
	{ 8, call_decommission, "decommission" },
	{ 50, call_swap, "swap" },
	{ 80, call_move, "move" },
	{ 20, call_medium_delete, "medium delete" },
	{ 20, call_pool_delete, "pool delete" },
	{ 60, call_set, "set" },
	{ 40, call_get, "get" },
	{ 25, call_enum, "enum" },
	{ 15, call_find, "find" },
	{ 18, call_medium_create, "medium create" },
	{ 10, call_type_add, "type add" },
	{ 10, call_type_delete, "type delete" },
	{ 15, call_type_change, "type change" },
	{ 18, call_attr_get, "attr get" },
	{ 40, call_attr_set, "attr set" },
	{ 10, call_attr_list, "attr list" },
	{ 20, call_acl_set, "acl set" },
	{ 11, call_acl_get, "acl get" },
};

bool call_any(void)
{
	static const uint32_t users[] = { ROOT, ROOT, ROOT, ALICE, BOB };
	uint32_t at = chance(1000);
	uint32_t session = chance(SESSIONS);

	caller.uid = users[chance(5)];
	caller.fd = sessions[session];
	caller.application = applications[session];
	call_as(caller.uid);
	/* Without pools there is not much to do: they are what is made first. */
	if (draw_few_pools() && one_in(2))
		at = 0;
	for (which = 0; at >= calls[which].share; which++)
		at -= calls[which].share;
	return calls[which].call();
}

bool calls_told(void)
{
	bool good = true;
	size_t i, k;

	for (i = 0; i < NR_CALLS; i++) {
		unsigned long refused = 0;

		printf("# %s:", calls[i].name);
		for (k = 0; k < nr_reasons; k++) {
			if (answered[i][k])
				printf(" %s %lu", reasons[k].name,
				       answered[i][k]);
			refused += reasons[k].reason ? answered[i][k] : 0;
		}
		printf("\n");
		/* SUCCESS is the first reason of all. */
		good = good && answered[i][0] && refused;
	}
	return good;
}
