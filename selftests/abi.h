/* SPDX-License-Identifier: GPL-2.0 */
/* Every command, with a struct that is good, and what is said of it then. */
#ifndef NTMS_SELFTESTS_ABI_H
#define NTMS_SELFTESTS_ABI_H

#include <errno.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "kselftest_harness.h"
#include "scene.h"

/* Members of which every bit is refused, up to this many in a struct */
#define REFUSED		4

#define ARENA_SIZE	65536U

static struct ntms_info facts;
static char scratch[4096];

/* An object that is not there */
static const struct ntms_guid nobody = { .b = { 1, 2, 3, [8] = 0x80 } };

static void fill_nothing(void *arg)
{
	memset(arg, 0, sizeof(struct ntms_info));
}

static void fill_session(void *arg)
{
	struct ntms_session_name *name = arg;

	strcpy(name->application, "abi");
}

static void fill_enum(void *arg)
{
	struct ntms_enum *list = arg;

	list->type = NTMS_TYPE_COMPUTER;
	list->ids = (uintptr_t)scratch;
	list->count = 4;
}

static void fill_get(void *arg)
{
	struct ntms_object *object = arg;

	object->id = facts.computer;
	object->info = (uintptr_t)scratch;
	object->info_size = sizeof(struct ntms_computer_info);
}

static void fill_set(void *arg)
{
	struct ntms_object *object = arg;

	memset(scratch, 0, sizeof(scratch));
	fill_get(arg);
	object->mask = NTMS_SET_DESCRIPTION;
}

static void fill_find(void *arg)
{
	struct ntms_find *find = arg;

	strcpy(find->barcode, "NOBODY");
	find->ids = (uintptr_t)scratch;
	find->count = 4;
}

static void fill_pool_create(void *arg)
{
	struct ntms_pool_create *create = arg;

	create->action = NTMS_OPEN_ALWAYS;
	create->owner = UINT32_MAX;
	strcpy(create->name, "abi");
}

static void fill_pool_delete(void *arg)
{
	((struct ntms_pool_delete *)arg)->id = nobody;
}

static void fill_move(void *arg)
{
	((struct ntms_move *)arg)->medium = nobody;
	((struct ntms_move *)arg)->pool = facts.free_pool;
}

static void fill_allocate(void *arg)
{
	((struct ntms_allocate *)arg)->pool = nobody;
}

static void fill_deallocate(void *arg)
{
	((struct ntms_deallocate *)arg)->medium = nobody;
}

static void fill_inventory(void *arg)
{
	((struct ntms_inventory *)arg)->library = facts.offline_library;
}

static void fill_submit(void *arg)
{
	((struct ntms_request_submit *)arg)->request = NTMS_REQUEST_NEW_MEDIA;
	((struct ntms_request_submit *)arg)->arg1 = nobody;
}

static void fill_answer(void *arg)
{
	((struct ntms_request_answer *)arg)->state = NTMS_REQUEST_COMPLETE;
	((struct ntms_request_answer *)arg)->id = nobody;
}

static void fill_wait(void *arg)
{
	((struct ntms_request_wait *)arg)->deadline = NTMS_DEADLINE_NEVER;
	((struct ntms_request_wait *)arg)->id = nobody;
}

static void fill_delete(void *arg)
{
	((struct ntms_request_delete *)arg)->id = nobody;
}

static void fill_nothing_to_collect(void *arg)
{
	memset(arg, 0, sizeof(struct ntms_collect));
}

static void fill_cancel(void *arg)
{
	((struct ntms_cancel *)arg)->cookie = 4711;
}

static void fill_why(void *arg)
{
	((struct ntms_why *)arg)->pool = nobody;
}

static void fill_complete(void *arg)
{
	((struct ntms_complete *)arg)->medium = nobody;
}

static void fill_decommission(void *arg)
{
	((struct ntms_decommission *)arg)->side = nobody;
}

static void fill_swap(void *arg)
{
	((struct ntms_swap *)arg)->first = nobody;
	((struct ntms_swap *)arg)->second = facts.computer;
}

static void fill_type_add(void *arg)
{
	((struct ntms_type_add *)arg)->code = 0x56;
	((struct ntms_type_add *)arg)->library = nobody;
}

static void fill_type_delete(void *arg)
{
	((struct ntms_type_delete *)arg)->media_type = nobody;
	((struct ntms_type_delete *)arg)->library = nobody;
}

static void fill_type_change(void *arg)
{
	((struct ntms_type_change *)arg)->medium = nobody;
	((struct ntms_type_change *)arg)->pool = facts.free_pool;
}

static void fill_acl(void *arg)
{
	((struct ntms_acl *)arg)->id = nobody;
}

static void fill_medium_delete(void *arg)
{
	((struct ntms_medium_delete *)arg)->medium = nobody;
}

static void fill_medium_create(void *arg)
{
	((struct ntms_medium_create *)arg)->pool = nobody;
	((struct ntms_medium_create *)arg)->side_count = 1;
}

static void fill_journal_attach(void *arg)
{
	((struct ntms_journal_attach *)arg)->computer = nobody;
}

static void fill_attr_get(void *arg)
{
	((struct ntms_attribute *)arg)->id = nobody;
	strcpy(((struct ntms_attribute *)arg)->name, "abi");
}

static void fill_attr_set(void *arg)
{
	struct ntms_attribute *attribute = arg;

	fill_attr_get(arg);
	attribute->id = facts.computer;
	attribute->data = (uintptr_t)scratch;
	attribute->data_size = 16;
}

static void fill_attr_list(void *arg)
{
	struct ntms_attribute_list *list = arg;

	list->id = facts.computer;
	list->infos = (uintptr_t)scratch;
	list->count = 4;
}

#define MEMBER(type, member)						\
	{ offsetof(struct type, member), sizeof(((struct type *)0)->member) }

FIXTURE(command) {
	int fd;
	struct ntms_guid pool;
	unsigned char *arena;
	unsigned char *good;
};

/*
 * @abi_size is the size that the first version of the command has, with which
 * programs were compiled, and @grown what came to it since then.
 * @refused: members whose bits above @allowed are unknown or reserved
 */
FIXTURE_VARIANT(command) {
	unsigned int number;
	size_t size;
	size_t abi_size;
	size_t grown;
	void (*fill)(void *arg);
	uint32_t expected;
	struct {
		size_t offset;
		size_t size;
		uint32_t allowed;
	} refused[REFUSED];
};

FIXTURE_VARIANT_ADD(command, info) {
	.number = NTMS_IOC_INFO,
	.size = sizeof(struct ntms_info),
	.abi_size = 160,
	.fill = fill_nothing,
};

FIXTURE_VARIANT_ADD(command, session) {
	.number = NTMS_IOC_SESSION,
	.size = sizeof(struct ntms_session_name),
	.abi_size = 208,
	.fill = fill_session,
	.refused = { MEMBER(ntms_session_name, flags),
		     MEMBER(ntms_session_name, reserved) },
};

FIXTURE_VARIANT_ADD(command, enumerate) {
	.number = NTMS_IOC_ENUM,
	.size = sizeof(struct ntms_enum),
	.abi_size = 64,
	.fill = fill_enum,
	.refused = { MEMBER(ntms_enum, flags) },
};

FIXTURE_VARIANT_ADD(command, get) {
	.number = NTMS_IOC_GET,
	.size = sizeof(struct ntms_object),
	.abi_size = 48,
	.fill = fill_get,
	.refused = { MEMBER(ntms_object, mask),
		     MEMBER(ntms_object, reserved) },
};

FIXTURE_VARIANT_ADD(command, set) {
	.number = NTMS_IOC_SET,
	.size = sizeof(struct ntms_object),
	.abi_size = 48,
	.fill = fill_set,
	.refused = { { offsetof(struct ntms_object, mask), 4,
		       NTMS_SET_DESCRIPTION | NTMS_SET_REQUEST_PURGE },
		     MEMBER(ntms_object, reserved) },
};

FIXTURE_VARIANT_ADD(command, find) {
	.number = NTMS_IOC_FIND,
	.size = sizeof(struct ntms_find),
	.abi_size = 96,
	.fill = fill_find,
	.refused = { MEMBER(ntms_find, flags) },
};

FIXTURE_VARIANT_ADD(command, pool_create) {
	.number = NTMS_IOC_POOL_CREATE,
	.size = sizeof(struct ntms_pool_create),
	.abi_size = 272,
	.fill = fill_pool_create,
	.refused = { MEMBER(ntms_pool_create, flags),
		     { offsetof(struct ntms_pool_create, action), 4, 3 },
		     MEMBER(ntms_pool_create, allocation_policy),
		     MEMBER(ntms_pool_create, deallocation_policy) },
};

FIXTURE_VARIANT_ADD(command, pool_delete) {
	.number = NTMS_IOC_POOL_DELETE,
	.size = sizeof(struct ntms_pool_delete),
	.abi_size = 32,
	.fill = fill_pool_delete,
	.expected = NTMS_REASON_INVALID_MEDIA_POOL,
	.refused = { MEMBER(ntms_pool_delete, flags),
		     MEMBER(ntms_pool_delete, reserved) },
};

FIXTURE_VARIANT_ADD(command, move) {
	.number = NTMS_IOC_MOVE,
	.size = sizeof(struct ntms_move),
	.abi_size = 48,
	.fill = fill_move,
	.expected = NTMS_REASON_INVALID_MEDIA,
	.refused = { MEMBER(ntms_move, flags), MEMBER(ntms_move, reserved) },
};

FIXTURE_VARIANT_ADD(command, allocate) {
	.number = NTMS_IOC_ALLOCATE,
	.size = sizeof(struct ntms_allocate),
	.abi_size = 88,
	.grown = 24,
	.fill = fill_allocate,
	.expected = NTMS_REASON_INVALID_MEDIA_POOL,
	.refused = { { offsetof(struct ntms_allocate, options), 4, 7 },
		     { offsetof(struct ntms_allocate, flags), 4, 3 } },
};

FIXTURE_VARIANT_ADD(command, deallocate) {
	.number = NTMS_IOC_DEALLOCATE,
	.size = sizeof(struct ntms_deallocate),
	.abi_size = 32,
	.fill = fill_deallocate,
	.expected = NTMS_REASON_INVALID_MEDIA,
	.refused = { MEMBER(ntms_deallocate, options),
		     MEMBER(ntms_deallocate, reserved) },
};

FIXTURE_VARIANT_ADD(command, inventory) {
	.number = NTMS_IOC_INVENTORY,
	.size = sizeof(struct ntms_inventory),
	.abi_size = 40,
	.fill = fill_inventory,
	.expected = NTMS_REASON_INVALID_LIBRARY,
	.refused = { { offsetof(struct ntms_inventory, flags), 4, 1 },
		     MEMBER(ntms_inventory, reserved) },
};

FIXTURE_VARIANT_ADD(command, request_submit) {
	.number = NTMS_IOC_REQUEST_SUBMIT,
	.size = sizeof(struct ntms_request_submit),
	.abi_size = 320,
	.fill = fill_submit,
	.expected = NTMS_REASON_OBJECT_NOT_FOUND,
	.refused = { { offsetof(struct ntms_request_submit, request), 4, 7 },
		     MEMBER(ntms_request_submit, flags) },
};

FIXTURE_VARIANT_ADD(command, request_answer) {
	.number = NTMS_IOC_REQUEST_ANSWER,
	.size = sizeof(struct ntms_request_answer),
	.abi_size = 288,
	.fill = fill_answer,
	.expected = NTMS_REASON_OBJECT_NOT_FOUND,
	.refused = { { offsetof(struct ntms_request_answer, state), 4, 7 },
		     MEMBER(ntms_request_answer, flags) },
};

FIXTURE_VARIANT_ADD(command, request_wait) {
	.number = NTMS_IOC_REQUEST_WAIT,
	.size = sizeof(struct ntms_request_wait),
	.abi_size = 296,
	.fill = fill_wait,
	.expected = NTMS_REASON_OBJECT_NOT_FOUND,
	.refused = { { offsetof(struct ntms_request_wait, flags), 4, 1 } },
};

FIXTURE_VARIANT_ADD(command, request_delete) {
	.number = NTMS_IOC_REQUEST_DELETE,
	.size = sizeof(struct ntms_request_delete),
	.abi_size = 32,
	.fill = fill_delete,
	.expected = NTMS_REASON_OBJECT_NOT_FOUND,
	.refused = { MEMBER(ntms_request_delete, flags),
		     MEMBER(ntms_request_delete, reserved) },
};

FIXTURE_VARIANT_ADD(command, collect) {
	.number = NTMS_IOC_COLLECT,
	.size = sizeof(struct ntms_collect),
	.abi_size = 312,
	.fill = fill_nothing_to_collect,
	.expected = NTMS_REASON_NOT_READY,
	.refused = { MEMBER(ntms_collect, flags) },
};

FIXTURE_VARIANT_ADD(command, cancel) {
	.number = NTMS_IOC_CANCEL,
	.size = sizeof(struct ntms_cancel),
	.abi_size = 24,
	.fill = fill_cancel,
	.expected = NTMS_REASON_OBJECT_NOT_FOUND,
	.refused = { MEMBER(ntms_cancel, flags) },
};

FIXTURE_VARIANT_ADD(command, why) {
	.number = NTMS_IOC_WHY,
	.size = sizeof(struct ntms_why),
	.abi_size = 368,
	.fill = fill_why,
	.refused = { { offsetof(struct ntms_why, options), 4, 7 },
		     MEMBER(ntms_why, flags) },
};

FIXTURE_VARIANT_ADD(command, complete) {
	.number = NTMS_IOC_COMPLETE,
	.size = sizeof(struct ntms_complete),
	.abi_size = 32,
	.fill = fill_complete,
	.expected = NTMS_REASON_INVALID_MEDIA,
	.refused = { MEMBER(ntms_complete, flags),
		     MEMBER(ntms_complete, reserved) },
};

FIXTURE_VARIANT_ADD(command, decommission) {
	.number = NTMS_IOC_DECOMMISSION,
	.size = sizeof(struct ntms_decommission),
	.abi_size = 32,
	.fill = fill_decommission,
	.expected = NTMS_REASON_INVALID_MEDIA,
	.refused = { MEMBER(ntms_decommission, flags),
		     MEMBER(ntms_decommission, reserved) },
};

FIXTURE_VARIANT_ADD(command, swap) {
	.number = NTMS_IOC_SWAP,
	.size = sizeof(struct ntms_swap),
	.abi_size = 48,
	.fill = fill_swap,
	.expected = NTMS_REASON_INVALID_MEDIA,
	.refused = { MEMBER(ntms_swap, flags), MEMBER(ntms_swap, reserved) },
};

FIXTURE_VARIANT_ADD(command, type_add) {
	.number = NTMS_IOC_TYPE_ADD,
	.size = sizeof(struct ntms_type_add),
	.abi_size = 48,
	.fill = fill_type_add,
	.expected = NTMS_REASON_INVALID_LIBRARY,
	.refused = { MEMBER(ntms_type_add, flags) },
};

FIXTURE_VARIANT_ADD(command, type_delete) {
	.number = NTMS_IOC_TYPE_DELETE,
	.size = sizeof(struct ntms_type_delete),
	.abi_size = 48,
	.fill = fill_type_delete,
	.expected = NTMS_REASON_INVALID_LIBRARY,
	.refused = { MEMBER(ntms_type_delete, flags),
		     MEMBER(ntms_type_delete, reserved) },
};

FIXTURE_VARIANT_ADD(command, type_change) {
	.number = NTMS_IOC_TYPE_CHANGE,
	.size = sizeof(struct ntms_type_change),
	.abi_size = 48,
	.fill = fill_type_change,
	.expected = NTMS_REASON_INVALID_MEDIA,
	.refused = { MEMBER(ntms_type_change, flags),
		     MEMBER(ntms_type_change, reserved) },
};

FIXTURE_VARIANT_ADD(command, medium_delete) {
	.number = NTMS_IOC_MEDIUM_DELETE,
	.size = sizeof(struct ntms_medium_delete),
	.abi_size = 32,
	.fill = fill_medium_delete,
	.expected = NTMS_REASON_INVALID_MEDIA,
	.refused = { MEMBER(ntms_medium_delete, flags),
		     MEMBER(ntms_medium_delete, reserved) },
};

/* With a pool, it is a catalog of its own, and not to be loaded. */
FIXTURE_VARIANT_ADD(command, journal_attach) {
	.number = NTMS_IOC_JOURNAL_ATTACH,
	.size = sizeof(struct ntms_journal_attach),
	.abi_size = 40,
	.fill = fill_journal_attach,
	.expected = NTMS_REASON_NOT_EMPTY,
	.refused = { MEMBER(ntms_journal_attach, flags),
		     MEMBER(ntms_journal_attach, reserved) },
};

FIXTURE_VARIANT_ADD(command, medium_create) {
	.number = NTMS_IOC_MEDIUM_CREATE,
	.size = sizeof(struct ntms_medium_create),
	.abi_size = 168,
	.fill = fill_medium_create,
	.expected = NTMS_REASON_INVALID_MEDIA_POOL,
	.refused = { MEMBER(ntms_medium_create, flags),
		     MEMBER(ntms_medium_create, reserved) },
};

FIXTURE_VARIANT_ADD(command, attr_get) {
	.number = NTMS_IOC_ATTR_GET,
	.size = sizeof(struct ntms_attribute),
	.abi_size = 144,
	.fill = fill_attr_get,
	.expected = NTMS_REASON_OBJECT_NOT_FOUND,
	.refused = { MEMBER(ntms_attribute, flags),
		     MEMBER(ntms_attribute, reserved) },
};

FIXTURE_VARIANT_ADD(command, attr_set) {
	.number = NTMS_IOC_ATTR_SET,
	.size = sizeof(struct ntms_attribute),
	.abi_size = 144,
	.fill = fill_attr_set,
	.refused = { MEMBER(ntms_attribute, flags),
		     MEMBER(ntms_attribute, reserved) },
};

FIXTURE_VARIANT_ADD(command, attr_list) {
	.number = NTMS_IOC_ATTR_LIST,
	.size = sizeof(struct ntms_attribute_list),
	.abi_size = 48,
	.fill = fill_attr_list,
	.refused = { MEMBER(ntms_attribute_list, flags) },
};

FIXTURE_VARIANT_ADD(command, acl_get) {
	.number = NTMS_IOC_ACL_GET,
	.size = sizeof(struct ntms_acl),
	.abi_size = 72,
	.fill = fill_acl,
	.expected = NTMS_REASON_OBJECT_NOT_FOUND,
	.refused = { MEMBER(ntms_acl, flags), MEMBER(ntms_acl, reserved) },
};

FIXTURE_VARIANT_ADD(command, acl_set) {
	.number = NTMS_IOC_ACL_SET,
	.size = sizeof(struct ntms_acl),
	.abi_size = 72,
	.fill = fill_acl,
	.expected = NTMS_REASON_OBJECT_NOT_FOUND,
	.refused = { MEMBER(ntms_acl, flags), MEMBER(ntms_acl, reserved) },
};

/* Memory whose end is followed by nothing */
static inline unsigned char *make_arena(void)
{
	unsigned char *arena;

	arena = mmap(NULL, ARENA_SIZE + 4096, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (arena == MAP_FAILED || munmap(arena + ARENA_SIZE, 4096))
		return NULL;
	return arena;
}

FIXTURE_SETUP(command)
{
	self->fd = session_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(NTMS_REASON_SUCCESS, info_get(self->fd, &facts));
	ASSERT_EQ(NTMS_REASON_SUCCESS,
		  pool_make(self->fd, "abi", NULL, NULL, 0, 0, 0, &self->pool));
	self->arena = make_arena();
	ASSERT_NE(NULL, self->arena);
	self->good = self->arena + ARENA_SIZE - variant->size;
	memset(self->arena, 0, ARENA_SIZE);
	variant->fill(self->good);
}

FIXTURE_TEARDOWN(command)
{
	/* Some close theirs, or the session in it. */
	int fd = session_open();

	pool_delete(fd, &self->pool);
	close(fd);
	close(self->fd);
	munmap(self->arena, ARENA_SIZE);
}

/* The errno of a command with whatever is at @arg; 0 if it succeeded */
static inline int raw(int fd, unsigned int number, void *arg)
{
	return ioctl(fd, number, arg) ? errno : 0;
}

static inline void put_size(void *arg, uint32_t size)
{
	memcpy(arg, &size, sizeof(size));
}

static inline uint32_t get_reason(const void *arg)
{
	uint32_t reason;

	memcpy(&reason, (const char *)arg + 4, sizeof(reason));
	return reason;
}

static inline int errno_of(uint32_t reason)
{
	size_t i;

	for (i = 0; i < nr_reasons; i++)
		if (reasons[i].reason == reason)
			return reasons[i].error;
	return -1;
}

/* A copy of the good struct @before bytes before the end of the arena */
static inline void *good_copy(FIXTURE_DATA(command) *self, size_t size,
			      size_t before)
{
	unsigned char *to = self->arena + ARENA_SIZE - before - size;
	unsigned char keep[512];

	memcpy(keep, self->good, size);
	memset(self->arena, 0, ARENA_SIZE);
	return memcpy(to, keep, size);
}

#endif /* NTMS_SELFTESTS_ABI_H */
