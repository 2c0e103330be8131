// SPDX-License-Identifier: GPL-2.0
/*
 * What is said of media beside allocating them: moves, completed and swapped
 * sides, each beside ch's smallest ioctl; and lists of all there are, with
 * allocations beside them.
 */
#include <fcntl.h>
#include <getopt.h>
#include <linux/chio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "bench.h"

/* How much of a list is asked for at a time */
#define PIECE	4096

/**
 * struct media - what is at hand
 * @scene: a pool of our own with two media, which are held
 * @pairs: a pool of others, to allocate from
 * @away: whether the first medium is in its home
 * @changer: a changer
 * @list: where the list of all media is
 * @ids: room for a piece of it
 */
struct media {
	struct scene scene;
	struct pairs pairs;
	bool away;
	int changer;
	struct ntms_enum list;
	struct ntms_guid ids[PIECE];
};

static void run_moves(void *context, uint64_t times)
{
	struct media *media = context;

	while (times--) {
		media->away = !media->away;
		ntms_move(media->scene.fd, &media->scene.media[0],
			  media->away ? &media->scene.home :
					&media->scene.pool);
	}
}

static void run_swaps(void *context, uint64_t times)
{
	const struct media *media = context;
	struct ntms_swap call;

	while (times--) {
		memset(&call, 0, sizeof(call));
		call.size = sizeof(call);
		call.first = media->scene.held[0];
		call.second = media->scene.held[1];
		if (ioctl(media->scene.fd, NTMS_IOC_SWAP, &call))
			fail("NTMS_IOC_SWAP: reason %u", call.reason);
	}
}

/* A side is completed once in its life, so a pair goes with it. */
static void run_completions(void *context, uint64_t times)
{
	struct media *media = context;
	struct pairs *pairs = &media->pairs;
	struct ntms_complete call;
	struct ntms_guid lmid;

	while (times--) {
		if (ntms_allocate(pairs->fd, &pairs->pools.ids[0],
				  NTMS_ALLOCATE_F_NOWAIT, 0, &lmid))
			give_up("a medium is not to be had");
		memset(&call, 0, sizeof(call));
		call.size = sizeof(call);
		call.medium = lmid;
		if (ioctl(pairs->fd, NTMS_IOC_COMPLETE, &call))
			fail("NTMS_IOC_COMPLETE: reason %u", call.reason);
		ntms_deallocate(pairs->fd, &lmid);
	}
}

static void run_pairs(void *context, uint64_t times)
{
	struct media *media = context;

	pairs_run(&media->pairs, times);
}

static void run_ch(void *context, uint64_t times)
{
	const struct media *media = context;
	struct changer_params params;

	while (times--)
		if (ioctl(media->changer, CHIOGPARAMS, &params))
			fail("CHIOGPARAMS");
}

/* So many media of the list of all, which begins anew at its end */
static void run_list(void *context, uint64_t times)
{
	struct media *media = context;
	struct ntms_enum *list = &media->list;

	while (times) {
		list->size = sizeof(*list);
		list->type = NTMS_TYPE_MEDIUM;
		list->ids = (uintptr_t)media->ids;
		list->count = times < PIECE ? (uint32_t)times : PIECE;
		if (ioctl(media->scene.fd, NTMS_IOC_ENUM, list))
			fail("NTMS_IOC_ENUM: reason %u", list->reason);
		times -= list->count;
		if (!list->more)
			list->cursor = 0;
	}
}

static void list_for_ever(void *context)
{
	for (;;)
		run_list(context, UINT32_MAX);
}

/* ---- the command -------------------------------------------------------- */

/* Both media are not held, and in the pool. */
static void release(struct media *media)
{
	size_t i;

	for (i = 0; i < media->scene.nr; i++)
		ntms_deallocate(media->scene.fd, &media->scene.held[i]);
}

static void hold(struct media *media)
{
	size_t i;

	for (i = 0; i < media->scene.nr; i++)
		if (ntms_allocate(media->scene.fd, &media->scene.pool,
				  NTMS_ALLOCATE_F_NOWAIT, 0,
				  &media->scene.held[i]))
			give_up("a medium is not to be had");
}

static void compare_calls(struct media *media, const struct turns *turns)
{
	const struct contender held[] = {
		{ .name = "media swap", .run = run_swaps, .context = media },
		{ .name = "media ch beside swap", .run = run_ch,
		  .context = media },
		{ .name = "media pair", .run = run_pairs, .context = media },
		{ .name = "media completed pair", .run = run_completions,
		  .context = media },
	};
	const struct contender loose[] = {
		{ .name = "media move", .run = run_moves, .context = media },
		{ .name = "media ch beside move", .run = run_ch,
		  .context = media },
	};

	compete(held, sizeof(held) / sizeof(held[0]), turns);
	release(media);
	compete(loose, sizeof(loose) / sizeof(loose[0]), turns);
	if (media->away)
		run_moves(media, 1);
	hold(media);
}

/**
 * struct company - pairs, and who is beside them
 * @media: whose pairs
 * @beside: the other process, if there is one
 */
struct company {
	struct media *media;
	struct beside beside;
};

static void run_in_company(void *context, uint64_t times)
{
	const struct company *company = context;

	run_pairs(company->media, times);
}

static void company_begin(void *context)
{
	struct company *company = context;

	beside_begin(&company->beside);
}

static void company_end(void *context)
{
	struct company *company = context;

	beside_end(&company->beside);
}

static void compare_lists(struct media *media, const struct turns *turns)
{
	struct turns few = *turns;
	struct company companies[] = {
		{ media, {} },
		{ media, { .work = spin } },
		{ media, { .work = list_for_ever, .context = media } },
	};
	static const char * const names[] = {
		"list none", "list spin", "list beside",
	};
	enum { NR = sizeof(companies) / sizeof(companies[0]) };
	const struct contender list = {
		.name = "list each", .run = run_list, .context = media,
	};
	struct contender all[NR];
	size_t i;

	compete(&list, 1, turns);
	for (i = 0; i < NR; i++)
		all[i] = (struct contender){
			.name = names[i],
			.run = run_in_company,
			.context = &companies[i],
			.begin = company_begin,
			.end = company_end,
		};
	/* Each slice costs a process. */
	few.slices = 10;
	compete(all, NR, &few);
}

static const struct option options[] = {
	TURNS_OPTIONS,
	{ "ch",		required_argument, NULL, 'c' },
	{ "lists",	no_argument,	   NULL, 'l' },
	{}
};

static void media_main(int argc, char **argv)
{
	struct turns turns = { .rounds = 7, .seconds = 0.5, .slices = 200 };
	const char *changer = "/dev/sch0";
	struct media *media = calloc(1, sizeof(*media));
	bool lists = false;
	int option;

	if (!media)
		give_up("out of memory");
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'c')
			changer = optarg;
		else if (option == 'l')
			lists = true;
		else
			turns_option(&turns, option, optarg);
	}
	media->changer = open(changer, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (media->changer < 0)
		fail("%s", changer);
	pairs_open(&media->pairs, 0);
	scene_open(&media->scene, ntms_open(), "media", 2, 0);
	if (lists)
		compare_lists(media, &turns);
	else
		compare_calls(media, &turns);
	scene_close(&media->scene);
	close(media->scene.fd);
	close(media->changer);
	pairs_close(&media->pairs);
	free(media);
}

const struct command media_command = {
	.name = "media",
	.arguments = "[--rounds N] [--seconds S] [--ch NODE] [--lists]",
	.what = "moves, completed and swapped sides, beside others; or lists of "
		"all media, and pairs beside them",
	.run = media_main,
};
