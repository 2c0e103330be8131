// SPDX-License-Identifier: GPL-2.0
/*
 * Pairs of a user who is neither the owner of the pool nor an administrator: what
 * gives him his right is the last entry of a list that is short, or long: one about
 * him, or one about his group.
 */
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "bench.h"

/* The user; nobody has the numbers from there on, and no groups of them. */
#define USER	4000U

/**
 * struct visitor - who allocates
 * @name: what the samples of his pairs are called
 * @entries: entries of the list of rights
 * @kind: what the last one is, which is about him
 * @pairs: his pairs
 */
struct visitor {
	const char *name;
	uint32_t entries;
	uint32_t kind;
	struct pairs pairs;
};

/* Users and groups by turns, each of which would have the right */
static void write_list(const struct visitor *visitor)
{
	struct ntms_ace aces[NTMS_ACES_MAX] = {};
	struct ntms_acl acl = {
		.size = sizeof(acl),
		.id = visitor->pairs.pools.ids[0],
		.count = visitor->entries,
		.aces = (uintptr_t)aces,
	};
	uint32_t i;

	for (i = 0; i < visitor->entries; i++) {
		aces[i].kind = i % 2 ? NTMS_ACE_GROUP : NTMS_ACE_USER;
		aces[i].id = USER + 1 + i;
		aces[i].rights = NTMS_RIGHT_CONTROL;
	}
	aces[visitor->entries - 1].kind = visitor->kind;
	aces[visitor->entries - 1].id = USER;
	if (ioctl(visitor->pairs.fd, NTMS_IOC_ACL_SET, &acl))
		fail("NTMS_IOC_ACL_SET: reason %u", acl.reason);
}

static void visitor_begin(void *context)
{
	write_list(context);
	if (setegid(USER) || seteuid(USER))
		fail("another user");
}

static void visitor_end(void *context)
{
	(void)context;
	if (seteuid(0) || setegid(0))
		fail("the user before");
}

static void run_visitor(void *context, uint64_t times)
{
	struct visitor *visitor = context;

	pairs_run(&visitor->pairs, times);
}

static void rights_main(int argc, char **argv)
{
	struct turns turns = { .rounds = 7, .seconds = 0.5, .slices = 200 };
	struct visitor visitors[] = {
		{ "rights 1", 1, NTMS_ACE_USER, {} },
		{ "rights 8", 8, NTMS_ACE_USER, {} },
		{ "rights 32", 32, NTMS_ACE_USER, {} },
		{ "rights 8 groups", 8, NTMS_ACE_GROUP, {} },
		{ "rights 32 groups", 32, NTMS_ACE_GROUP, {} },
	};
	enum { NR = sizeof(visitors) / sizeof(visitors[0]) };
	struct contender all[NR];
	size_t i;

	turns_read(argc, argv, &turns);
	for (i = 0; i < NR; i++) {
		pairs_open(&visitors[i].pairs, 0);
		all[i] = (struct contender){
			.name = visitors[i].name,
			.run = run_visitor,
			.context = &visitors[i],
			.begin = visitor_begin,
			.end = visitor_end,
		};
	}
	compete(all, NR, &turns);
	for (i = 0; i < NR; i++)
		pairs_close(&visitors[i].pairs);
}

const struct command rights_command = {
	.name = "rights",
	.arguments = "[--rounds N] [--seconds S]",
	.what = "pairs of who has his right by the last entry of a list",
	.run = rights_main,
};
