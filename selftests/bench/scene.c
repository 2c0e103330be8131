// SPDX-License-Identifier: GPL-2.0
/*
 * A pool in which nothing is to be had, for those who wait: its media are
 * borrowed from the pools that have their own, and all of them are allocated.
 */
#include <stdlib.h>
#include <sys/ioctl.h>

#include "bench.h"

/* So many media of the first pool that has them */
static void borrow(struct scene *scene)
{
	struct guids pools = {}, media = {};
	size_t i;

	ntms_pools(scene->fd, "own ", &pools);
	for (i = 0; i < pools.nr && media.nr < scene->nr; i++) {
		media.nr = 0;
		ntms_list(scene->fd, NTMS_TYPE_MEDIUM, &pools.ids[i], &media);
		scene->home = pools.ids[i];
	}
	if (media.nr < scene->nr)
		give_up("no pool has %zu media to lend", scene->nr);
	scene->media = media.ids;
	ntms_free(&pools);
}

/**
 * scene_open() - make a pool and take all that is in it
 * @scene: the scene
 * @fd: a session
 * @name: name of the pool
 * @media: number of its media
 * @policy: its allocation policy
 */
void scene_open(struct scene *scene, int fd, const char *name, size_t media,
		uint32_t policy)
{
	size_t i;

	scene->fd = fd;
	scene->nr = media;
	scene->held = calloc(media, sizeof(*scene->held));
	if (!scene->held)
		give_up("out of memory");
	scene->pool = ntms_pool_make(fd, name, policy, 0);
	borrow(scene);
	for (i = 0; i < media; i++) {
		ntms_move(fd, &scene->media[i], &scene->pool);
		if (ntms_allocate(fd, &scene->pool, NTMS_ALLOCATE_F_NOWAIT, 0,
				  &scene->held[i]))
			give_up("a medium is not to be had");
	}
}

/**
 * scene_close() - bring the media back, and delete the pool
 * @scene: the scene
 *
 * Nobody waits for the pool, and all media are held.
 */
void scene_close(struct scene *scene)
{
	struct ntms_pool_delete call = {
		.size = sizeof(call),
		.id = scene->pool,
	};
	size_t i;

	for (i = 0; i < scene->nr; i++)
		ntms_deallocate(scene->fd, &scene->held[i]);
	for (i = 0; i < scene->nr; i++)
		ntms_move(scene->fd, &scene->media[i], &scene->home);
	if (ioctl(scene->fd, NTMS_IOC_POOL_DELETE, &call))
		fail("NTMS_IOC_POOL_DELETE: reason %u", call.reason);
	free(scene->media);
	free(scene->held);
}
