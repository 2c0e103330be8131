// SPDX-License-Identifier: GPL-2.0
/*
 * Sets the scene: where new cartridges arrive, inventories, pools, and which
 * cartridges are in them.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "bench.h"

static void new_media_are_free(int fd, const struct ntms_guid *library)
{
	struct ntms_library_info info = { .new_media = NTMS_POOL_FREE };
	struct ntms_object object = {
		.size = sizeof(object),
		.type = NTMS_TYPE_LIBRARY,
		.mask = NTMS_SET_NEW_MEDIA,
		.id = *library,
		.info = (uintptr_t)&info,
		.info_size = sizeof(info),
	};

	if (ioctl(fd, NTMS_IOC_SET, &object))
		fail("NTMS_IOC_SET: reason %u", object.reason);
}

/* All libraries that are robots: new cartridges are free, or a new look */
static void for_robots(int fd, void (*act)(int fd, const struct ntms_guid *id))
{
	struct ntms_library_info info;
	struct guids libraries = {};
	size_t i;

	ntms_list(fd, NTMS_TYPE_LIBRARY, NULL, &libraries);
	for (i = 0; i < libraries.nr; i++) {
		ntms_get(fd, NTMS_TYPE_LIBRARY, &libraries.ids[i], &info,
			 sizeof(info));
		if (info.kind == NTMS_LIBRARY_ONLINE)
			act(fd, &libraries.ids[i]);
	}
	ntms_free(&libraries);
}

/* Pools that draw from free and give back to it, and pools that do not */
static void make_pools(int fd, uint64_t nr)
{
	static const char * const prefixes[] = { "own", "draw" };
	char *name;
	uint64_t i;
	bool scratch;

	for (i = 0; i < 2 * nr; i++) {
		scratch = i >= nr;
		name = text_of("%s %02u", prefixes[scratch],
			       (unsigned int)(i % nr));
		ntms_pool_make(fd, name, scratch ? NTMS_POOL_FROMSCRATCH : 0,
			       scratch ? NTMS_POOL_TOSCRATCH : 0);
		free(name);
	}
}

/* What nobody knew when it was first seen is free now. */
static void release(int fd)
{
	struct guids pools = {}, media = {};
	struct ntms_info facts;
	size_t i;

	ntms_info(fd, &facts);
	ntms_list(fd, NTMS_TYPE_POOL, &facts.unrecognized_pool, &pools);
	for (i = 0; i < pools.nr; i++)
		ntms_list(fd, NTMS_TYPE_MEDIUM, &pools.ids[i], &media);
	for (i = 0; i < media.nr; i++)
		ntms_move(fd, &media.ids[i], &facts.free_pool);
	ntms_free(&pools);
	ntms_free(&media);
}

/* Puts all that is in free into the pools with media of their own, by turns */
static void distribute(int fd)
{
	struct guids all = {}, pools = {}, media = {};
	struct ntms_pool_info info;
	struct ntms_info facts;
	uint64_t there = 0;
	size_t i;

	ntms_info(fd, &facts);
	ntms_pools(fd, "own ", &pools);
	for (i = 0; i < pools.nr; i++) {
		ntms_get(fd, NTMS_TYPE_POOL, &pools.ids[i], &info,
			 sizeof(info));
		there += info.media;
	}
	ntms_list(fd, NTMS_TYPE_POOL, &facts.free_pool, &all);
	for (i = 0; i < all.nr; i++)
		ntms_list(fd, NTMS_TYPE_MEDIUM, &all.ids[i], &media);
	if (there + media.nr != facts.media)
		give_up("of %llu media only %llu are where they should be",
			(unsigned long long)facts.media,
			(unsigned long long)(there + media.nr));
	for (i = 0; i < media.nr; i++)
		ntms_move(fd, &media.ids[i], &pools.ids[i % pools.nr]);
	ntms_free(&all);
	ntms_free(&pools);
	ntms_free(&media);
}

static void say(uint64_t what)
{
	printf("%llu\n", (unsigned long long)what);
}

static const struct option options[] = {
	{ "free",	no_argument,	   NULL, 'f' },
	{ "look",	no_argument,	   NULL, 'l' },
	{ "release",	no_argument,	   NULL, 'r' },
	{ "pools",	required_argument, NULL, 'p' },
	{ "own",	no_argument,	   NULL, 'o' },
	{ "media",	no_argument,	   NULL, 'm' },
	{ "sides",	no_argument,	   NULL, 's' },
	{ "libraries",	no_argument,	   NULL, 'L' },
	{}
};

static void stage_main(int argc, char **argv)
{
	int fd = ntms_open();
	struct ntms_info info;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		ntms_info(fd, &info);
		switch (option) {
		case 'f':
			for_robots(fd, new_media_are_free);
			break;
		case 'l':
			for_robots(fd, ntms_look);
			break;
		case 'r':
			release(fd);
			break;
		case 'p':
			make_pools(fd, number("--pools", optarg));
			break;
		case 'o':
			distribute(fd);
			break;
		case 'm':
			say(info.media);
			break;
		case 's':
			say(info.sides);
			break;
		case 'L':
			say(info.libraries);
			break;
		default:
			exit(2);
		}
	}
	close(fd);
}

const struct command stage_command = {
	.name = "stage",
	.arguments = "[--free] [--look] [--release] [--pools N] [--own] [--media] "
		     "[--sides] [--libraries]",
	.what = "set the scene, in the order of the options: what is new in a "
		"library is free; read all libraries; what nobody knew is "
		"free; make N pools of each kind; put free media into those "
		"that have their own; say how many media, sides or libraries "
		"there are",
	.run = stage_main,
};
