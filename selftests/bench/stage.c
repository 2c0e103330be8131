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

static void make_pool(int fd, const char *name, const struct ntms_guid *type)
{
	struct ntms_pool_create create = {
		.size = sizeof(create),
		.action = NTMS_OPEN_ALWAYS,
		.media_type = *type,
		.owner = UINT32_MAX,
		.allocation_policy = NTMS_POOL_FROMSCRATCH,
		.deallocation_policy = NTMS_POOL_TOSCRATCH,
	};

	snprintf(create.name, sizeof(create.name), "%s", name);
	if (ioctl(fd, NTMS_IOC_POOL_CREATE, &create))
		fail("NTMS_IOC_POOL_CREATE: reason %u", create.reason);
}

static void set_policies(int fd, const struct ntms_guid *pool, bool scratch)
{
	struct ntms_pool_info info = {
		.allocation_policy = scratch ? NTMS_POOL_FROMSCRATCH : 0,
		.deallocation_policy = scratch ? NTMS_POOL_TOSCRATCH : 0,
	};
	struct ntms_object object = {
		.size = sizeof(object),
		.type = NTMS_TYPE_POOL,
		.mask = NTMS_SET_ALLOCATION_POLICY |
			NTMS_SET_DEALLOCATION_POLICY,
		.id = *pool,
		.info = (uintptr_t)&info,
		.info_size = sizeof(info),
	};

	if (ioctl(fd, NTMS_IOC_SET, &object))
		fail("NTMS_IOC_SET: reason %u", object.reason);
}

static void move(int fd, const struct ntms_guid *medium,
		 const struct ntms_guid *pool)
{
	struct ntms_move call = {
		.size = sizeof(call),
		.medium = *medium,
		.pool = *pool,
	};

	if (ioctl(fd, NTMS_IOC_MOVE, &call))
		fail("NTMS_IOC_MOVE: reason %u", call.reason);
}

/* All libraries that are robots: new cartridges are free, and a new look */
static void look_everywhere(int fd)
{
	struct ntms_library_info info;
	struct guids libraries = {};
	size_t i;

	ntms_list(fd, NTMS_TYPE_LIBRARY, NULL, &libraries);
	for (i = 0; i < libraries.nr; i++) {
		ntms_get(fd, NTMS_TYPE_LIBRARY, &libraries.ids[i], &info,
			 sizeof(info));
		if (info.kind != NTMS_LIBRARY_ONLINE)
			continue;
		if (info.new_media != NTMS_POOL_FREE)
			new_media_are_free(fd, &libraries.ids[i]);
		ntms_look(fd, &libraries.ids[i]);
	}
	ntms_free(&libraries);
}

/* The media type that most cartridges are of */
static void commonest_type(int fd, struct ntms_guid *type)
{
	struct ntms_media_type_info info;
	struct guids types = {};
	uint32_t most = 0;
	size_t i;

	ntms_list(fd, NTMS_TYPE_MEDIA_TYPE, NULL, &types);
	for (i = 0; i < types.nr; i++) {
		ntms_get(fd, NTMS_TYPE_MEDIA_TYPE, &types.ids[i], &info,
			 sizeof(info));
		if (info.media <= most)
			continue;
		most = info.media;
		*type = types.ids[i];
	}
	if (!most)
		give_up("there are no cartridges");
	ntms_free(&types);
}

static void make_pools(int fd, const char *prefix, uint64_t nr)
{
	struct ntms_guid type;
	char *name;
	uint64_t i;

	commonest_type(fd, &type);
	for (i = 0; i < nr; i++) {
		if (asprintf(&name, "%s %02u", prefix, (unsigned int)i) < 0)
			give_up("out of memory");
		make_pool(fd, name, &type);
		free(name);
	}
}

/*
 * The application pools with media of their own (@scratch false) or that draw
 * from free and give back to it; in the first case all that is in free goes
 * into them by turns.
 */
static void distribute(int fd, bool scratch)
{
	struct ntms_pool_info info;
	struct guids all = {}, pools = {}, media = {};
	struct ntms_info facts;
	size_t i;

	ntms_list(fd, NTMS_TYPE_POOL, NULL, &all);
	pools.ids = calloc(all.nr + 1, sizeof(*pools.ids));
	if (!pools.ids)
		give_up("out of memory");
	for (i = 0; i < all.nr; i++) {
		ntms_get(fd, NTMS_TYPE_POOL, &all.ids[i], &info, sizeof(info));
		if (info.pool_type != NTMS_POOL_APPLICATION)
			continue;
		set_policies(fd, &all.ids[i], scratch);
		pools.ids[pools.nr++] = all.ids[i];
	}
	all.nr = 0;
	if (!scratch && pools.nr) {
		ntms_info(fd, &facts);
		ntms_list(fd, NTMS_TYPE_POOL, &facts.free_pool, &all);
		for (i = 0; i < all.nr; i++)
			ntms_list(fd, NTMS_TYPE_MEDIUM, &all.ids[i], &media);
		for (i = 0; i < media.nr; i++)
			move(fd, &media.ids[i], &pools.ids[i % pools.nr]);
	}
	ntms_free(&all);
	ntms_free(&pools);
	ntms_free(&media);
}

static void say_what_there_is(int fd)
{
	struct ntms_info info;

	ntms_info(fd, &info);
	printf("%llu\n", (unsigned long long)info.media);
}

static const struct option options[] = {
	{ "look",	no_argument,	   NULL, 'l' },
	{ "pools",	required_argument, NULL, 'p' },
	{ "own",	no_argument,	   NULL, 'o' },
	{ "scratch",	no_argument,	   NULL, 's' },
	{ "media",	no_argument,	   NULL, 'm' },
	{}
};

static void stage_main(int argc, char **argv)
{
	int fd = ntms_open();
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'l':
			look_everywhere(fd);
			break;
		case 'p':
			make_pools(fd, "bench", number("--pools", optarg));
			break;
		case 'o':
			distribute(fd, false);
			break;
		case 's':
			distribute(fd, true);
			break;
		case 'm':
			say_what_there_is(fd);
			break;
		default:
			exit(2);
		}
	}
	close(fd);
}

const struct command stage_command = {
	.name = "stage",
	.arguments = "[--look] [--pools N] [--own | --scratch] [--media]",
	.what = "set the scene, in the order of the options: read all libraries "
		"(what is new is free); make N pools; give them all free media, "
		"or let them draw from free; say how many media there are",
	.run = stage_main,
};
