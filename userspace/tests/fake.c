// SPDX-License-Identifier: GPL-2.0
/*
 * The stand-in's open(), ioctl(), poll() and realpath(), and its commands but for
 * those of fake-wait.c and fake-request.c.
 */
#include "fake.h"

#include <ntms/libntms.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

struct fake *fake;

static int real_open(const char *path, int flags, mode_t mode)
{
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

/*
 * The stand-in of sysfs: nst0 to nst7 are devices beside each other, and nst8
 * is where host, channel, target and unit are all zero.
 */
char *realpath(const char *restrict path, char *restrict resolved)
{
	unsigned int number;
	char *target;
	int end = 0;

	if (resolved || sscanf(path, "/sys/class/scsi_tape/nst%u/device%n",
			       &number, &end) != 1 || path[end] || number > 8)
		return canonicalize_file_name(path);
	if (asprintf(&target, "/sys/devices/fake/%s:%u:0",
		     number < 8 ? "2:0" : "0:0",
		     number < 8 ? number + 1 : 0) < 0)
		return NULL;
	return target;
}

/* Before anything runs: the catalog, from the file or anew. */
__attribute__((constructor)) static void fake_map(void)
{
	const char *path = getenv("NTMS_FAKE");
	int fd = -1, flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;

	if (path) {
		flags = MAP_SHARED;
		fd = real_open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
		if (fd < 0 || ftruncate(fd, sizeof(*fake)))
			abort();
	}
	fake = mmap(NULL, sizeof(*fake), PROT_READ | PROT_WRITE, flags, fd, 0);
	if (fake == MAP_FAILED)
		abort();
	if (fd >= 0)
		close(fd);
}

void fake_lock(void)
{
	static const struct timespec moment = { .tv_nsec = 10000 };

	while (atomic_flag_test_and_set(&fake->lock))
		nanosleep(&moment, NULL);
}

void fake_unlock(void)
{
	atomic_flag_clear(&fake->lock);
}

bool fake_bad(const char *why)
{
	fake->malformed++;
	snprintf(fake->why, sizeof(fake->why), "%s", why);
	return false;
}

/* Sizes exactly as compiled, reserved members zero, strings ended and padded. */
bool fake_good_text(const char *text, size_t size)
{
	size_t i = strnlen(text, size);

	if (i == size)
		return fake_bad("a string without its NUL");
	for (; i < size; i++)
		if (text[i])
			return fake_bad("bytes behind a string");
	return true;
}

bool fake_good_head(const void *arg, size_t size)
{
	uint32_t head[2];

	memcpy(head, arg, sizeof(head));
	if (head[0] != size)
		return fake_bad("a wrong size");
	return head[1] ? fake_bad("a reason on the way in") : true;
}

int fake_give(uint32_t *where, uint32_t reason)
{
	*where = reason;
	errno = ntms_reason_errno(reason);
	return reason ? -1 : 0;
}

void fake_fail(unsigned long command, uint32_t reason, int error)
{
	fake->fail_command = command;
	fake->fail_reason = reason;
	fake->fail_errno = error;
	fake->fail_after = 0;
}

struct fake_object *fake_get(const struct ntms_guid *id, uint32_t type)
{
	uint32_t i;

	for (i = 0; i < fake->count; i++)
		if (fake->objects[i].there &&
		    ntms_guid_equal(&fake->objects[i].header.id, id) &&
		    (!type || fake->objects[i].type == type))
			return &fake->objects[i];
	return NULL;
}

static uint32_t count_type(uint32_t type)
{
	uint32_t i, count = 0;

	for (i = 0; i < fake->count; i++)
		count += fake->objects[i].there && fake->objects[i].type == type;
	return count;
}

static int do_info(struct ntms_info *arg)
{
	if (!fake_good_head(arg, sizeof(*arg)))
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	*arg = fake->info;
	arg->size = sizeof(*arg);
	arg->media = count_type(NTMS_TYPE_MEDIUM);
	arg->sides = count_type(NTMS_TYPE_SIDE);
	arg->logical_media = count_type(NTMS_TYPE_LOGICAL_MEDIUM);
	arg->libraries = count_type(NTMS_TYPE_LIBRARY);
	arg->drives = count_type(NTMS_TYPE_DRIVE);
	arg->pools = count_type(NTMS_TYPE_POOL);
	arg->sessions = 1;
	return 0;
}

static int do_session(struct ntms_session_name *arg)
{
	if (!fake_good_head(arg, sizeof(*arg)) || arg->flags || arg->reserved ||
	    !fake_good_text(arg->application, sizeof(arg->application)))
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	memcpy(fake->application, arg->application, sizeof(arg->application));
	return 0;
}

/* A library supports what it is set to hold, and what it holds. */
static bool is_supported(const struct fake_object *type,
			 const struct ntms_guid *library)
{
	const struct fake_object *in = fake_get(library, NTMS_TYPE_LIBRARY);
	uint32_t i;

	if (!in)
		return ntms_guid_is_null(library);
	if (ntms_guid_equal(&in->library.media_type, &type->header.id))
		return true;
	for (i = 0; i < fake->count; i++)
		if (fake->objects[i].there &&
		    fake->objects[i].type == NTMS_TYPE_MEDIUM &&
		    ntms_guid_equal(&fake->objects[i].medium.library,
				    library) &&
		    ntms_guid_equal(&fake->objects[i].medium.media_type,
				    &type->header.id))
			return true;
	return false;
}

/* Is an object in a container? */
static bool is_in(const struct fake_object *object, const struct ntms_guid *in)
{
	const struct ntms_guid *places[4] = { NULL };
	int i;

	switch (object->type) {
	case NTMS_TYPE_DRIVE:
		places[0] = &object->drive.library;
		break;
	case NTMS_TYPE_SLOT:
	case NTMS_TYPE_PORT:
		places[0] = &object->element.library;
		break;
	case NTMS_TYPE_MEDIUM:
		places[0] = &object->medium.library;
		places[1] = &object->medium.pool;
		break;
	case NTMS_TYPE_SIDE:
		places[0] = &object->side.medium;
		places[1] = &object->side.pool;
		places[2] = &object->side.logical_medium;
		break;
	case NTMS_TYPE_LOGICAL_MEDIUM:
		places[0] = &object->logical.side;
		places[1] = &object->logical.medium;
		places[2] = &object->logical.pool;
		break;
	case NTMS_TYPE_POOL:
		return ntms_guid_equal(&object->pool.parent, in);
	case NTMS_TYPE_MEDIA_TYPE:
		return is_supported(object, in);
	default:
		break;
	}
	if (ntms_guid_is_null(in))
		return true;
	for (i = 0; places[i]; i++)
		if (ntms_guid_equal(places[i], in))
			return true;
	return false;
}

static int do_enum(struct ntms_enum *arg)
{
	struct ntms_guid *ids = (struct ntms_guid *)(uintptr_t)arg->ids;
	uint32_t room = arg->count;
	uint32_t i;

	if (!fake_good_head(arg, sizeof(*arg)) || arg->flags || arg->more ||
	    arg->total)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	if (!ntms_guid_is_null(&arg->container) && !fake_get(&arg->container, 0))
		return fake_give(&arg->reason, NTMS_REASON_OBJECT_NOT_FOUND);
	arg->count = 0;
	arg->more = fake->stuck;
	if (fake->stuck)
		return 0;
	for (i = 0; i < fake->count; i++) {
		const struct fake_object *object = &fake->objects[i];

		if (!object->there || object->type != arg->type ||
		    !is_in(object, &arg->container))
			continue;
		arg->total++;
		if (i < arg->cursor)
			continue;
		if (arg->count == room) {
			arg->more = 1;
			continue;
		}
		ids[arg->count++] = object->header.id;
		if (arg->count == room)
			arg->cursor = i + 1;
	}
	if (!arg->more)
		arg->cursor = fake->count;
	return 0;
}

static size_t info_size(uint32_t type)
{
	switch (type) {
	case NTMS_TYPE_COMPUTER:
		return sizeof(struct ntms_computer_info);
	case NTMS_TYPE_LIBRARY:
		return sizeof(struct ntms_library_info);
	case NTMS_TYPE_DRIVE:
		return sizeof(struct ntms_drive_info);
	case NTMS_TYPE_MEDIUM:
		return sizeof(struct ntms_medium_info);
	case NTMS_TYPE_SIDE:
		return sizeof(struct ntms_side_info);
	case NTMS_TYPE_LOGICAL_MEDIUM:
		return sizeof(struct ntms_logical_medium_info);
	case NTMS_TYPE_POOL:
		return sizeof(struct ntms_pool_info);
	case NTMS_TYPE_MEDIA_TYPE:
		return sizeof(struct ntms_media_type_info);
	case NTMS_TYPE_OPERATOR_REQUEST:
		return sizeof(struct ntms_request_info);
	default:
		return sizeof(struct ntms_element_info);
	}
}

/* What a pool holds is counted when it is asked. */
static void count_pool(struct fake_object *pool)
{
	const struct ntms_guid *id = &pool->header.id;
	uint32_t i;

	pool->pool.media = 0;
	pool->pool.logical_media = 0;
	pool->pool.pools = 0;
	pool->pool.available = 0;
	for (i = 0; i < fake->count; i++) {
		const struct fake_object *object = &fake->objects[i];

		if (!object->there || !is_in(object, id))
			continue;
		pool->pool.media += object->type == NTMS_TYPE_MEDIUM;
		pool->pool.pools += object->type == NTMS_TYPE_POOL;
		pool->pool.logical_media +=
			object->type == NTMS_TYPE_LOGICAL_MEDIUM;
		pool->pool.available += object->type == NTMS_TYPE_SIDE &&
			object->side.side_state == NTMS_SIDE_AVAILABLE;
	}
}

static int do_get(struct ntms_object *arg)
{
	struct fake_object *object = fake_get(&arg->id, arg->type);
	size_t size;

	if (!fake_good_head(arg, sizeof(*arg)) || arg->mask || arg->reserved)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	if (!object)
		return fake_give(&arg->reason, NTMS_REASON_OBJECT_NOT_FOUND);
	if (object->type == NTMS_TYPE_POOL)
		count_pool(object);
	if (object->type == NTMS_TYPE_COMPUTER)
		object->computer.waiting = fake_waiting(NULL);
	size = info_size(object->type);
	memset((void *)(uintptr_t)arg->info, 0, arg->info_size);
	memcpy((void *)(uintptr_t)arg->info, &object->header,
	       size < arg->info_size ? size : arg->info_size);
	arg->info_size = (uint32_t)size;
	arg->type = object->type;
	return 0;
}

static void set_members(struct fake_object *object, uint32_t mask,
			const struct fake_object *from)
{
	if (mask & NTMS_SET_NAME)
		memcpy(object->header.name, from->header.name, NTMS_NAME_SIZE);
	if (mask & NTMS_SET_DESCRIPTION)
		memcpy(object->header.description, from->header.description,
		       NTMS_DESCRIPTION_SIZE);
	if (mask & NTMS_SET_ENABLED)
		object->header.enabled = from->header.enabled;
	if (mask & NTMS_SET_ALLOCATION_POLICY)
		object->pool.allocation_policy = from->pool.allocation_policy;
	if (mask & NTMS_SET_DEALLOCATION_POLICY)
		object->pool.deallocation_policy =
			from->pool.deallocation_policy;
	if (mask & NTMS_SET_MAX_ALLOCATES)
		object->pool.max_allocates = from->pool.max_allocates;
	if (mask & NTMS_SET_OWNER)
		object->pool.owner = from->pool.owner == UINT32_MAX ? getuid() :
				     from->pool.owner;
	if (mask & NTMS_SET_NEW_MEDIA)
		object->library.new_media = from->library.new_media;
	if (mask & NTMS_SET_MEDIA_TYPE)
		object->library.media_type = from->library.media_type;
	if (mask & NTMS_SET_REQUEST_PURGE)
		object->computer.request_purge = from->computer.request_purge;
	if (mask & NTMS_SET_DEVICE) {
		memcpy(object->drive.device, from->drive.device,
		       NTMS_DEVICE_SIZE);
		object->drive.scsi = from->drive.scsi;
		object->drive.map = NTMS_MAP_ADMINISTRATOR;
	}
}

static int do_set(struct ntms_object *arg)
{
	struct fake_object *object = fake_get(&arg->id, arg->type);
	struct fake_object from = { 0 };

	if (!fake_good_head(arg, sizeof(*arg)) || !arg->mask || arg->reserved)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	if (!object)
		return fake_give(&arg->reason, NTMS_REASON_OBJECT_NOT_FOUND);
	if (arg->info_size != info_size(object->type)) {
		fake_bad("a struct of another kind");
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	}
	memcpy(&from.header, (void *)(uintptr_t)arg->info, arg->info_size);
	if (!fake_good_text(from.header.name, NTMS_NAME_SIZE) ||
	    !fake_good_text(from.header.description, NTMS_DESCRIPTION_SIZE))
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	fake->set = *arg;
	set_members(object, arg->mask, &from);
	return 0;
}

static int do_find(struct ntms_find *arg)
{
	struct ntms_guid *ids = (struct ntms_guid *)(uintptr_t)arg->ids;
	uint32_t room = arg->count, i;

	if (!fake_good_head(arg, sizeof(*arg)) || arg->flags ||
	    !fake_good_text(arg->barcode, sizeof(arg->barcode)))
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	arg->count = 0;
	arg->total = 0;
	for (i = 0; i < fake->count; i++) {
		const struct fake_object *object = &fake->objects[i];

		if (!object->there || object->type != NTMS_TYPE_MEDIUM ||
		    strcmp(object->medium.barcode, arg->barcode))
			continue;
		arg->total++;
		if (arg->count < room)
			ids[arg->count++] = object->header.id;
	}
	return 0;
}

static int do_pool_create(struct ntms_pool_create *arg)
{
	struct fake_object *pool;
	uint32_t i;

	if (!fake_good_head(arg, sizeof(*arg)) || arg->flags ||
	    !fake_good_text(arg->name, sizeof(arg->name)))
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	for (i = 0; i < fake->count; i++) {
		pool = &fake->objects[i];
		if (!pool->there || pool->type != NTMS_TYPE_POOL ||
		    !is_in(pool, &arg->parent) ||
		    strcmp(pool->header.name, arg->name))
			continue;
		if (arg->action == NTMS_CREATE_NEW)
			return fake_give(&arg->reason, NTMS_REASON_ALREADY_EXISTS);
		arg->id = pool->header.id;
		return 0;
	}
	if (arg->action == NTMS_OPEN_EXISTING)
		return fake_give(&arg->reason, NTMS_REASON_OBJECT_NOT_FOUND);
	pool = fake_add(NTMS_TYPE_POOL, arg->name);
	pool->pool.parent = arg->parent;
	pool->pool.media_type = arg->media_type;
	pool->pool.pool_type = NTMS_POOL_APPLICATION;
	pool->pool.allocation_policy = arg->allocation_policy;
	pool->pool.deallocation_policy = arg->deallocation_policy;
	pool->pool.max_allocates = arg->max_allocates;
	pool->pool.owner = arg->owner == UINT32_MAX ? getuid() : arg->owner;
	if (ntms_guid_is_null(&arg->media_type))
		pool->pool.flags = NTMS_POOL_CONTAINER;
	arg->id = pool->header.id;
	return 0;
}

static int do_pool_delete(struct ntms_pool_delete *arg)
{
	struct fake_object *pool = fake_get(&arg->id, NTMS_TYPE_POOL);

	if (!fake_good_head(arg, sizeof(*arg)) || arg->flags || arg->reserved)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	if (!pool || pool->pool.pool_type != NTMS_POOL_APPLICATION)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_MEDIA_POOL);
	count_pool(pool);
	if (pool->pool.media || pool->pool.pools)
		return fake_give(&arg->reason, NTMS_REASON_NOT_EMPTY);
	pool->there = false;
	return 0;
}

struct fake_object *fake_leaf_pool(const struct ntms_guid *id,
				     const struct ntms_guid *media_type)
{
	struct fake_object *pool = fake_get(id, NTMS_TYPE_POOL);
	uint32_t i;

	if (!pool || !(pool->pool.flags & NTMS_POOL_CONTAINER))
		return pool;
	for (i = 0; i < fake->count; i++) {
		struct fake_object *leaf = &fake->objects[i];

		if (leaf->there && leaf->type == NTMS_TYPE_POOL &&
		    ntms_guid_equal(&leaf->pool.parent, id) &&
		    ntms_guid_equal(&leaf->pool.media_type, media_type))
			return leaf;
	}
	return NULL;
}

void fake_move_medium(struct fake_object *medium,
			const struct fake_object *pool)
{
	uint32_t i;

	medium->medium.pool = pool->header.id;
	for (i = 0; i < medium->medium.side_count; i++) {
		struct fake_object *side = fake_get(&medium->medium.sides[i],
						    NTMS_TYPE_SIDE);

		side->side.pool = pool->header.id;
		if (pool->pool.pool_type == NTMS_POOL_FREE)
			side->side.side_state = NTMS_SIDE_AVAILABLE;
	}
}

static int do_move(struct ntms_move *arg)
{
	struct fake_object *medium = fake_get(&arg->medium, NTMS_TYPE_MEDIUM);
	struct fake_object *pool;

	if (!fake_good_head(arg, sizeof(*arg)) || arg->flags || arg->reserved)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	if (!medium)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_MEDIA);
	pool = fake_leaf_pool(&arg->pool, &medium->medium.media_type);
	if (!pool)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_MEDIA_POOL);
	fake_move_medium(medium, pool);
	return 0;
}

void fake_wait_for_test(void)
{
	char byte;
	int fd;

	if (!fake->block[0])
		return;
	fake_unlock();
	fd = real_open(fake->block, O_RDONLY, 0);
	if (fd < 0 || read(fd, &byte, 1) < 0)
		abort();
	close(fd);
	fake_lock();
}

static int do_deallocate(struct ntms_deallocate *arg)
{
	struct fake_object *logical, *side;

	if (!fake_good_head(arg, sizeof(*arg)) || arg->options || arg->reserved)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	logical = fake_get(&arg->medium, NTMS_TYPE_LOGICAL_MEDIUM);
	if (!logical)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_MEDIA);
	side = fake_get(&logical->logical.side, NTMS_TYPE_SIDE);
	side->side.side_state = NTMS_SIDE_AVAILABLE;
	memset(&side->side.logical_medium, 0, sizeof(struct ntms_guid));
	logical->there = false;
	return 0;
}

static int do_inventory(struct ntms_inventory *arg)
{
	struct fake_object *library = fake_get(&arg->library, NTMS_TYPE_LIBRARY);

	fake->inventory = *arg;
	if (!fake_good_head(arg, sizeof(*arg)) || arg->flags & ~1U || arg->reserved)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_PARAMETER);
	if (!library || library->library.kind != NTMS_LIBRARY_ONLINE)
		return fake_give(&arg->reason, NTMS_REASON_INVALID_LIBRARY);
	fake_wait_for_test();
	library->library.inventories++;
	return 0;
}

/* The commands that came with operator requests, and since then. */
static int new_command(int fd, unsigned long number, void *arg)
{
	switch (number) {
	case NTMS_IOC_REQUEST_SUBMIT:
		return fake_request_submit(arg);
	case NTMS_IOC_REQUEST_ANSWER:
		return fake_request_answer(arg);
	case NTMS_IOC_REQUEST_WAIT:
		return fake_request_wait(fd, arg);
	case NTMS_IOC_REQUEST_DELETE:
		return fake_request_delete(arg);
	case NTMS_IOC_COLLECT:
		return fake_collect(fd, arg);
	case NTMS_IOC_CANCEL:
		return fake_cancel(fd, arg);
	case NTMS_IOC_WHY:
		return fake_why(arg);
	case NTMS_IOC_COMPLETE:
		return fake_complete(arg);
	case NTMS_IOC_DECOMMISSION:
		return fake_decommission(arg);
	case NTMS_IOC_SWAP:
		return fake_swap(arg);
	case NTMS_IOC_MEDIUM_CREATE:
		return fake_medium_create(arg);
	case NTMS_IOC_MEDIUM_DELETE:
		return fake_medium_delete(arg);
	case NTMS_IOC_TYPE_ADD:
		return fake_type_add(arg);
	case NTMS_IOC_TYPE_DELETE:
		return fake_type_delete(arg);
	case NTMS_IOC_TYPE_CHANGE:
		return fake_type_change(arg);
	case NTMS_IOC_ATTR_GET:
		return fake_attribute_get(arg);
	case NTMS_IOC_ATTR_SET:
		return fake_attribute_set(arg);
	case NTMS_IOC_ACL_GET:
		return fake_acl_get(arg);
	case NTMS_IOC_ACL_SET:
		return fake_acl_set(arg);
	default:
		return fake_attribute_list(arg);
	}
}

static int run_command(int fd, unsigned long number, void *arg)
{
	switch (number) {
	case NTMS_IOC_INFO:
		return do_info(arg);
	case NTMS_IOC_SESSION:
		return do_session(arg);
	case NTMS_IOC_ENUM:
		return do_enum(arg);
	case NTMS_IOC_GET:
		return do_get(arg);
	case NTMS_IOC_SET:
		return do_set(arg);
	case NTMS_IOC_FIND:
		return do_find(arg);
	case NTMS_IOC_POOL_CREATE:
		return do_pool_create(arg);
	case NTMS_IOC_POOL_DELETE:
		return do_pool_delete(arg);
	case NTMS_IOC_MOVE:
		return do_move(arg);
	case NTMS_IOC_ALLOCATE:
		return fake_allocate(fd, arg);
	case NTMS_IOC_DEALLOCATE:
		return do_deallocate(arg);
	case NTMS_IOC_INVENTORY:
		return do_inventory(arg);
	default:
		return new_command(fd, number, arg);
	}
}

static int command(int fd, unsigned long number, void *arg)
{
	unsigned int index = number & 0xff;
	uint32_t head[2];
	int result;

	if ((number & ~0xffUL) != NTMS_IOC_INFO || index >= FAKE_COMMANDS ||
	    (fake->old && number > NTMS_IOC_INVENTORY)) {
		errno = ENOTTY;
		return -1;
	}
	__atomic_fetch_add(&fake->calls[index], 1, __ATOMIC_RELAXED);
	memcpy(head, arg, sizeof(head));
	if (number == fake->fail_command && !fake->fail_after--) {
		fake->fail_command = 0;
		head[1] = fake->fail_reason;
		memcpy(arg, head, sizeof(head));
		errno = fake->fail_errno;
		return -1;
	}
	if (fake_session_closed(fd) && number != NTMS_IOC_COLLECT &&
	    number != NTMS_IOC_CANCEL) {
		head[1] = NTMS_REASON_INVALID_HANDLE;
		memcpy(arg, head, sizeof(head));
		errno = EBADF;
		return -1;
	}
	fake_lock();
	result = run_command(fd, number, arg);
	fake_unlock();
	return result;
}

/* Sessions are descriptors of the null device; nothing else here opens it. */
int open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list list;
	int fd;

	if (flags & O_CREAT) {
		va_start(list, flags);
		mode = va_arg(list, mode_t);
		va_end(list);
	}
	if (strcmp(path, NTMS_DEVICE_PATH))
		return real_open(path, flags, mode);
	if (fake->open_error) {
		errno = fake->open_error;
		return -1;
	}
	fd = real_open("/dev/null", flags, mode);
	if (fd >= 0)
		fake_session_begin(fd);
	return fd;
}

static bool is_session(int fd)
{
	struct stat stat;

	return !fstat(fd, &stat) && S_ISCHR(stat.st_mode) &&
	       stat.st_rdev == makedev(1, 3) && (fcntl(fd, F_GETFL) & O_RDWR);
}

/* What is ready now, sessions and other files. */
static int poll_once(struct pollfd *fds, nfds_t count)
{
	static const struct timespec now;
	nfds_t i;
	int ready = 0;

	for (i = 0; i < count; i++) {
		fds[i].revents = 0;
		if (!is_session(fds[i].fd)) {
			ready += syscall(SYS_ppoll, &fds[i], 1, &now, NULL, 0) > 0;
			continue;
		}
		fake_lock();
		if (fake_session_readable(fds[i].fd))
			fds[i].revents = (short)(fds[i].events & POLLIN);
		fake_unlock();
		ready += fds[i].revents != 0;
	}
	return ready;
}

int poll(struct pollfd *fds, nfds_t count, int timeout)
{
	static const struct timespec moment = { .tv_nsec = 1000000 };
	uint64_t end = ntms_deadline_in((uint32_t)timeout);
	int ready;

	while (!(ready = poll_once(fds, count))) {
		if (timeout >= 0 && ntms_deadline_in(0) >= end)
			break;
		if (nanosleep(&moment, NULL))
			return -1;
	}
	return ready;
}

int ioctl(int fd, unsigned long request, ...)
{
	va_list list;
	void *arg;

	va_start(list, request);
	arg = va_arg(list, void *);
	va_end(list);
	if (is_session(fd))
		return command(fd, request, arg);
	return (int)syscall(SYS_ioctl, fd, request, arg);
}
