// SPDX-License-Identifier: GPL-2.0
/* /dev/ntms by its raw ioctls, for what is not measured itself. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "bench.h"

#define LIST_PIECE	4096

int ntms_open(void)
{
	int fd = open("/dev/ntms", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		fail("/dev/ntms");
	return fd;
}

void ntms_info(int fd, struct ntms_info *info)
{
	memset(info, 0, sizeof(*info));
	info->size = sizeof(*info);
	if (ioctl(fd, NTMS_IOC_INFO, info))
		fail("NTMS_IOC_INFO");
}

static struct ntms_guid *room_for(struct guids *guids, size_t more)
{
	if (guids->room - guids->nr < more) {
		guids->room = guids->nr + more + guids->room;
		guids->ids = realloc(guids->ids,
				     guids->room * sizeof(*guids->ids));
		if (!guids->ids)
			give_up("out of memory");
	}
	return guids->ids + guids->nr;
}

/**
 * ntms_list() - all objects of a kind, or those in one object
 * @fd: a session
 * @type: the kind
 * @container: where, or NULL
 * @guids: gets them added
 */
void ntms_list(int fd, uint32_t type, const struct ntms_guid *container,
	       struct guids *guids)
{
	struct ntms_enum list = {
		.size = sizeof(list),
		.type = type,
	};

	if (container)
		list.container = *container;
	do {
		list.ids = (uintptr_t)room_for(guids, LIST_PIECE);
		list.count = LIST_PIECE;
		if (ioctl(fd, NTMS_IOC_ENUM, &list))
			fail("NTMS_IOC_ENUM: reason %u", list.reason);
		guids->nr += list.count;
	} while (list.more);
}

void ntms_get(int fd, uint32_t type, const struct ntms_guid *id, void *info,
	      size_t size)
{
	struct ntms_object object = {
		.size = sizeof(object),
		.type = type,
		.id = *id,
		.info = (uintptr_t)info,
		.info_size = (uint32_t)size,
	};

	if (ioctl(fd, NTMS_IOC_GET, &object))
		fail("NTMS_IOC_GET: reason %u", object.reason);
}

/**
 * ntms_look() - have a library read, and wait for it
 * @fd: a session
 * @library: the library
 */
void ntms_look(int fd, const struct ntms_guid *library)
{
	struct ntms_inventory inventory = {
		.size = sizeof(inventory),
		.flags = NTMS_INVENTORY_WAIT,
		.deadline = clock_ns(CLOCK_MONOTONIC) + 300000000000ULL,
		.library = *library,
	};

	if (ioctl(fd, NTMS_IOC_INVENTORY, &inventory))
		fail("NTMS_IOC_INVENTORY: reason %u", inventory.reason);
}

void ntms_free(struct guids *guids)
{
	free(guids->ids);
	memset(guids, 0, sizeof(*guids));
}

/**
 * ntms_pools() - the application pools whose name begins so
 * @fd: a session
 * @prefix: what it begins with
 * @guids: gets them added; there is at least one
 */
void ntms_pools(int fd, const char *prefix, struct guids *guids)
{
	struct ntms_pool_info info;
	struct guids all = {};
	size_t i;

	ntms_list(fd, NTMS_TYPE_POOL, NULL, &all);
	for (i = 0; i < all.nr; i++) {
		ntms_get(fd, NTMS_TYPE_POOL, &all.ids[i], &info, sizeof(info));
		if (info.pool_type != NTMS_POOL_APPLICATION ||
		    strncmp(info.header.name, prefix, strlen(prefix)))
			continue;
		*room_for(guids, 1) = all.ids[i];
		guids->nr++;
	}
	ntms_free(&all);
	if (!guids->nr)
		give_up("no application pool is called %s...", prefix);
}

/* The media type that most cartridges are of */
static struct ntms_guid commonest_type(int fd)
{
	struct ntms_media_type_info info;
	struct ntms_guid type = {};
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
		type = types.ids[i];
	}
	if (!most)
		give_up("there are no cartridges");
	ntms_free(&types);
	return type;
}

/**
 * ntms_pool_make() - a pool for cartridges of the type that most are of
 * @fd: a session
 * @name: its name
 * @from: allocation policy
 * @to: deallocation policy
 *
 * Return: the pool.
 */
struct ntms_guid ntms_pool_make(int fd, const char *name, uint32_t from,
				uint32_t to)
{
	struct ntms_pool_create create = {
		.size = sizeof(create),
		.action = NTMS_CREATE_NEW,
		.media_type = commonest_type(fd),
		.owner = UINT32_MAX,
		.allocation_policy = from,
		.deallocation_policy = to,
	};

	snprintf(create.name, sizeof(create.name), "%s", name);
	if (ioctl(fd, NTMS_IOC_POOL_CREATE, &create))
		fail("NTMS_IOC_POOL_CREATE: reason %u", create.reason);
	return create.id;
}

void ntms_move(int fd, const struct ntms_guid *medium,
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

/**
 * ntms_allocate() - allocate from a pool
 * @fd: a session
 * @pool: the pool
 * @flags: NTMS_ALLOCATE_F_*
 * @deadline: nanoseconds of CLOCK_MONOTONIC; NTMS_DEADLINE_NEVER
 * @medium: out: the LMID, null if it waits in the session or got nothing
 *
 * Return: NTMS_REASON_SUCCESS, or TIMEOUT or CANCELLED.
 */
uint32_t ntms_allocate(int fd, const struct ntms_guid *pool, uint32_t flags,
		       uint64_t deadline, struct ntms_guid *medium)
{
	struct ntms_allocate call = {
		.size = sizeof(call),
		.flags = flags,
		.deadline = deadline,
		.pool = *pool,
	};

	if (ioctl(fd, NTMS_IOC_ALLOCATE, &call) &&
	    call.reason != NTMS_REASON_TIMEOUT &&
	    call.reason != NTMS_REASON_CANCELLED)
		fail("NTMS_IOC_ALLOCATE: reason %u", call.reason);
	*medium = call.medium;
	return call.reason;
}

void ntms_deallocate(int fd, const struct ntms_guid *medium)
{
	struct ntms_deallocate call = {
		.size = sizeof(call),
		.medium = *medium,
	};

	if (ioctl(fd, NTMS_IOC_DEALLOCATE, &call))
		fail("NTMS_IOC_DEALLOCATE: reason %u", call.reason);
}

/**
 * ntms_waiting() - how many allocations wait for a pool
 * @fd: a session
 * @pool: the pool
 */
uint64_t ntms_waiting(int fd, const struct ntms_guid *pool)
{
	struct ntms_why why = {
		.size = sizeof(why),
		.pool = *pool,
	};

	if (ioctl(fd, NTMS_IOC_WHY, &why))
		fail("NTMS_IOC_WHY: reason %u", why.reason);
	return why.waiting;
}
