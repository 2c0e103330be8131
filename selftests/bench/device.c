// SPDX-License-Identifier: GPL-2.0
/* /dev/ntms by its raw ioctls, for what is not measured itself. */
#include <errno.h>
#include <fcntl.h>
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
