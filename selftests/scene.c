// SPDX-License-Identifier: GPL-2.0
/* See scene.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "scene.h"

/* No C, so that no barcode is that of a cleaning cartridge. */
static const char digits[] = "0123456789ABDEFGHIJKLMNOPQRSTUVW";

static void make_prefix(struct scene *scene, unsigned int number)
{
	unsigned int pid = (unsigned int)getpid();

	scene->prefix[0] = digits[pid >> 10 & 31];
	scene->prefix[1] = digits[pid >> 5 & 31];
	scene->prefix[2] = digits[pid & 31];
	scene->prefix[3] = digits[number & 31];
}

const char *scene_barcode(const struct scene *scene, unsigned int number)
{
	static char barcode[16];

	snprintf(barcode, sizeof(barcode), "%s%02u%s", scene->prefix,
		 number % 100, scene->tail);
	return barcode;
}

const char *scene_name(const char *what)
{
	static unsigned int number;
	static char name[64];

	snprintf(name, sizeof(name), "%s %d %u", what, getpid(), number++);
	return name;
}

static int configure(struct scene *scene, const struct scene_wish *wish)
{
	const struct vlib *lib = &scene->vlib;
	int error;

	/* LTO labels end in their generation, and LTO has one side. */
	snprintf(scene->tail, sizeof(scene->tail), "%s",
		 wish->sides > 1 ? "S" : "L6");
	make_prefix(scene, wish->number);
	error = vlib_set(lib, "slots", "%u", wish->slots ?: 8);
	error = error ?: vlib_set(lib, "ports", "%u", wish->ports);
	error = error ?: vlib_set(lib, "drives", "%u", wish->drives ?: 1);
	error = error ?: vlib_set(lib, "sides", "%u", wish->sides ?: 1);
	error = error ?: vlib_set(lib, "serial", "K%06d%u", getpid(),
				  wish->number);
	if (wish->sides < 2)
		error = error ?: vlib_set(lib, "drive_product", "ULTRIUM");
	return error ?: vlib_set(lib, "barcode_format", "%s%%02u%s",
				 scene->prefix, scene->tail);
}

/* The library of the scene is the new one with its serial number. */
static bool is_library(struct scene *scene, const struct ntms_guid *id,
		       const char *serial)
{
	struct ntms_library_info info;

	if (GET(scene->fd, NTMS_TYPE_LIBRARY, id, &info) ||
	    strcmp(info.serial, serial))
		return false;
	scene->library = *id;
	return info.inventory == NTMS_INVENTORY_DONE;
}

static bool find_library(struct scene *scene)
{
	char *serial = vlib_get(&scene->vlib, "serial");
	static struct ntms_guid ids[4096];
	bool found = false;
	size_t nr = 0, i;

	if (!serial)
		return false;
	strtok(serial, "\n");
	if (!is_null(&scene->library)) {
		found = is_library(scene, &scene->library, serial);
	} else {
		list_objects(scene->fd, NTMS_TYPE_LIBRARY, NULL, ids, 4096,
			     &nr);
		for (i = scene->old; i < nr && !found; i++)
			found = is_library(scene, &ids[i], serial);
	}
	free(serial);
	return found;
}

struct ntms_guid system_pool(int fd, const struct ntms_guid *root,
			     const struct ntms_guid *type)
{
	struct ntms_pool_info info;
	struct ntms_guid ids[64];
	size_t nr = 0, i;

	list_objects(fd, NTMS_TYPE_POOL, root, ids, 64, &nr);
	for (i = 0; i < nr; i++)
		if (!GET(fd, NTMS_TYPE_POOL, &ids[i], &info) &&
		    same_guid(&info.media_type, type))
			return ids[i];
	return no_guid;
}

static int fail(const char *what, uint32_t reason)
{
	fprintf(stderr, "# %s: %s\n", what, reason_name(reason));
	return -EIO;
}

/* A media type is known once there is a cartridge of it. */
static int find_pools(struct scene *scene)
{
	struct ntms_medium_info info;
	uint32_t reason;

	reason = GET(scene->fd, NTMS_TYPE_MEDIUM, &scene->media[0], &info);
	if (reason)
		return fail("media type", reason);
	scene->type = info.media_type;
	scene->free = system_pool(scene->fd, &scene->info.free_pool,
				  &scene->type);
	scene->import = system_pool(scene->fd, &scene->info.import_pool,
				    &scene->type);
	scene->unrecognized = system_pool(scene->fd,
					  &scene->info.unrecognized_pool,
					  &scene->type);
	if (!is_null(&scene->free) && !is_null(&scene->import) &&
	    !is_null(&scene->unrecognized))
		return 0;
	fprintf(stderr, "# a system pool is missing\n");
	return -ENOENT;
}

static int fill(struct scene *scene, const struct scene_wish *wish)
{
	uint32_t reason = NTMS_REASON_SUCCESS;
	int error;

	if (wish->new_media)
		reason = scene_new_media(scene, wish->new_media);
	if (reason)
		return fail("where new cartridges go", reason);
	if (wish->media) {
		error = vlib_set(&scene->vlib, "fill", "%u", wish->media);
		if (error)
			return error;
	}
	reason = scene_look(scene);
	if (reason)
		return fail("inventory", reason);
	if (scene->nr_media == wish->media)
		return wish->media ? find_pools(scene) : 0;
	fprintf(stderr, "# %zu cartridges instead of %u\n", scene->nr_media,
		wish->media);
	return -EIO;
}

int scene_build(struct scene *scene, const struct scene_wish *wish)
{
	uint32_t reason;
	int error;

	memset(scene, 0, sizeof(*scene));
	scene->fd = session_open();
	if (scene->fd < 0) {
		fprintf(stderr, "# " NTMS_DEVICE ": %s\n", strerror(errno));
		return -errno;
	}
	if (!wish->number)
		error = vlib_sweep();
	error = vlib_make(&scene->vlib, wish->number);
	error = error ?: configure(scene, wish);
	scene->old = count_objects(scene->fd, NTMS_TYPE_LIBRARY, NULL);
	error = error ?: vlib_live(&scene->vlib, true);
	if (error)
		return error;
	if (!wait_for(find_library(scene))) {
		fprintf(stderr, "# the library did not appear\n");
		return -ETIMEDOUT;
	}
	reason = info_get(scene->fd, &scene->info);
	if (reason)
		return fail("information", reason);
	return fill(scene, wish);
}

int scene_clear(struct scene *scene)
{
	int error = vlib_drop(&scene->vlib);

	if (scene->fd >= 0)
		close(scene->fd);
	scene->fd = -1;
	return error;
}

uint32_t scene_look(struct scene *scene)
{
	uint32_t reason = take_inventory(scene->fd, &scene->library);

	if (reason)
		return reason;
	return list_objects(scene->fd, NTMS_TYPE_MEDIUM, &scene->library,
			    scene->media, SCENE_MEDIA, &scene->nr_media);
}

static bool is_gone(const struct scene *scene)
{
	struct ntms_library_info info;

	return !GET(scene->fd, NTMS_TYPE_LIBRARY, &scene->library, &info) &&
	       info.header.state == NTMS_STATE_NOT_PRESENT;
}

int scene_power(struct scene *scene, bool on)
{
	int error = vlib_live(&scene->vlib, on);

	if (error)
		return error;
	if (on ? wait_for(find_library(scene)) : wait_for(is_gone(scene)))
		return 0;
	fprintf(stderr, "# the library did not %s\n", on ? "appear" : "go");
	return -ETIMEDOUT;
}

uint32_t scene_move_all(struct scene *scene, const struct ntms_guid *pool)
{
	uint32_t reason = NTMS_REASON_SUCCESS;
	size_t i;

	for (i = 0; i < scene->nr_media && !reason; i++)
		reason = move_medium(scene->fd, &scene->media[i], pool);
	return reason;
}

uint32_t scene_new_media(struct scene *scene, uint32_t pool_type)
{
	struct ntms_library_info info = { .new_media = pool_type };

	return SET(scene->fd, NTMS_TYPE_LIBRARY, &scene->library,
		   NTMS_SET_NEW_MEDIA, &info);
}

uint32_t scene_pool(struct scene *scene, uint32_t allocation,
		    uint32_t deallocation, uint32_t max_allocates,
		    struct ntms_guid *id)
{
	return pool_make(scene->fd, scene_name("pool"), NULL, &scene->type,
			 allocation, deallocation, max_allocates, id);
}

uint32_t scene_pool_of(struct scene *scene, uint32_t owner, uint32_t allocation,
		       struct ntms_guid *id)
{
	struct ntms_pool_create arg = {
		.action = NTMS_CREATE_NEW,
		.media_type = scene->type,
		.owner = owner,
		.allocation_policy = allocation,
	};
	uint32_t reason;

	strcpy(arg.name, scene_name("owned"));
	reason = CALL(scene->fd, NTMS_IOC_POOL_CREATE, &arg);
	*id = arg.id;
	return reason;
}

static const struct ntms_guid nowhere = { .b = { [0] = 0xff, [15] = 0xff } };

struct ntms_guid scene_find(const struct scene *scene, unsigned int number)
{
	struct ntms_guid id = nowhere;
	uint64_t total;

	find_media(scene->fd, scene_barcode(scene, number), &id, 1, &total);
	return id;
}

struct ntms_guid side_of(int fd, const struct ntms_guid *medium,
			 unsigned int side)
{
	struct ntms_medium_info info;

	if (GET(fd, NTMS_TYPE_MEDIUM, medium, &info) || side >= info.side_count)
		return nowhere;
	return info.sides[side];
}

struct ntms_guid pool_of(int fd, const struct ntms_guid *medium)
{
	struct ntms_medium_info info;

	if (GET(fd, NTMS_TYPE_MEDIUM, medium, &info))
		return nowhere;
	return info.pool;
}

uint32_t side_state(int fd, const struct ntms_guid *medium, unsigned int side)
{
	struct ntms_guid id = side_of(fd, medium, side);
	struct ntms_side_info info;

	if (GET(fd, NTMS_TYPE_SIDE, &id, &info))
		return UINT32_MAX;
	return info.side_state;
}

struct ntms_guid medium_of(int fd, const struct ntms_guid *logical)
{
	struct ntms_logical_medium_info info;

	if (GET(fd, NTMS_TYPE_LOGICAL_MEDIUM, logical, &info))
		return nowhere;
	return info.medium;
}

uint64_t owned_in(int fd, const struct ntms_guid *pool)
{
	struct ntms_pool_info info;

	if (GET(fd, NTMS_TYPE_POOL, pool, &info) ||
	    info.logical_media != count_objects(fd, NTMS_TYPE_LOGICAL_MEDIUM,
						pool))
		return UINT64_MAX;
	return info.logical_media;
}

uint32_t enable(int fd, const struct ntms_guid *id, bool on)
{
	struct ntms_object_header header = { .enabled = on };

	return SET(fd, NTMS_TYPE_UNKNOWN, id, NTMS_SET_ENABLED, &header);
}

int parameter_set(const char *name, const char *value)
{
	char path[128];
	FILE *file;
	int error;

	snprintf(path, sizeof(path), "/sys/module/ntms/parameters/%s", name);
	file = fopen(path, "we");
	error = !file || fputs(value, file) < 0;
	if (file && fclose(file))
		error = 1;
	if (!error)
		return 0;
	fprintf(stderr, "# %s: %s\n", path, strerror(errno));
	return -errno;
}

int module_load(const char *directory, const char *parameters)
{
	char path[4096];
	int fd, error = 0;

	snprintf(path, sizeof(path), "%s/ntms.ko", directory ?: ".");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || syscall(SYS_finit_module, fd, parameters, 0)) {
		error = -errno;
		fprintf(stderr, "# %s: %s\n", path, strerror(errno));
	}
	if (fd >= 0)
		close(fd);
	return error;
}

int module_unload(void)
{
	return syscall(SYS_delete_module, "ntms", O_NONBLOCK) ? -errno : 0;
}

unsigned int rounds(unsigned int full)
{
	const char *wanted = getenv("NTMS_ROUNDS");
	const char *lane = getenv("NTMS_LANE");
	unsigned int slower = lane && !strcmp(lane, "vng") ? 5 : 1;

	if (wanted && *wanted)
		return (unsigned int)strtoul(wanted, NULL, 10);
	return (full + slower - 1) / slower;
}
