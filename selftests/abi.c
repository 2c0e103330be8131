// SPDX-License-Identifier: GPL-2.0
/*
 * The contract of <linux/ntms.h>: sizes, pointers, flags, reserved members and
 * command numbers, of every command; and what is left of the kernel after
 * garbage.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "kselftest_harness.h"
#include "scene.h"

/* Members of which every bit is refused, up to this many in a struct */
#define REFUSED		4

#define ARENA_SIZE	65536U

/* The last command there is */
#define LAST_COMMAND	_IOC_NR(NTMS_IOC_JOURNAL_ATTACH)

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

/* Another computer's catalog: the module has a library, and is not to be loaded. */
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
static unsigned char *make_arena(void)
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
	self->arena = make_arena();
	ASSERT_NE(NULL, self->arena);
	self->good = self->arena + ARENA_SIZE - variant->size;
	memset(self->arena, 0, ARENA_SIZE);
	variant->fill(self->good);
}

FIXTURE_TEARDOWN(command)
{
	close(self->fd);
	munmap(self->arena, ARENA_SIZE);
}

/* The errno of a command with whatever is at @arg; 0 if it succeeded */
static int raw(int fd, unsigned int number, void *arg)
{
	return ioctl(fd, number, arg) ? errno : 0;
}

static void put_size(void *arg, uint32_t size)
{
	memcpy(arg, &size, sizeof(size));
}

static uint32_t get_reason(const void *arg)
{
	uint32_t reason;

	memcpy(&reason, (const char *)arg + 4, sizeof(reason));
	return reason;
}

static int errno_of(uint32_t reason)
{
	size_t i;

	for (i = 0; i < nr_reasons; i++)
		if (reasons[i].reason == reason)
			return reasons[i].error;
	return -1;
}

/* A copy of the good struct @before bytes before the end of the arena */
static void *good_copy(FIXTURE_DATA(command) *self, size_t size, size_t before)
{
	unsigned char *to = self->arena + ARENA_SIZE - before - size;
	unsigned char keep[512];

	memcpy(keep, self->good, size);
	memset(self->arena, 0, ARENA_SIZE);
	return memcpy(to, keep, size);
}

TEST_F(command, has_the_size_of_version_1)
{
	EXPECT_EQ(variant->abi_size + variant->grown, variant->size);
	EXPECT_EQ(0, variant->abi_size % 8);
	EXPECT_EQ(0, variant->size % 8);
}

TEST_F(command, works_at_its_exact_size)
{
	EXPECT_EQ(variant->expected,
		  call(self->fd, variant->number, self->good, variant->size));
}

/* What it queued can still be collected, and it can be closed again. */
TEST_F(command, ends_with_its_session)
{
	const bool goes_on = variant->number == NTMS_IOC_COLLECT ||
			     variant->number == NTMS_IOC_CANCEL;

	ASSERT_EQ(NTMS_REASON_SUCCESS,
		  cancel(self->fd, NTMS_CANCEL_ALL | NTMS_CANCEL_CLOSE, 0,
			 NULL));
	EXPECT_EQ(goes_on ? variant->expected : NTMS_REASON_INVALID_HANDLE,
		  call(self->fd, variant->number, self->good, variant->size));
}

TEST_F(command, refuses_sizes_that_are_too_small)
{
	unsigned char keep[512];
	uint32_t size;

	for (size = 0; size < variant->abi_size; size++) {
		put_size(self->good, size);
		memcpy(keep, self->good, variant->size);
		EXPECT_EQ(EINVAL, raw(self->fd, variant->number, self->good))
			TH_LOG("size %u", size);
		EXPECT_EQ(0, memcmp(keep, self->good, variant->size));
	}
}

/* Of a program that is older than some members */
TEST_F(command, takes_every_size_from_the_first_version_on)
{
	unsigned char *arg;
	size_t size;

	for (size = variant->abi_size; size <= variant->size; size++) {
		arg = good_copy(self, size, 0);
		EXPECT_EQ(variant->expected,
			  call(self->fd, variant->number, arg, size))
			TH_LOG("size %zu", size);
		memset(self->arena, 0, ARENA_SIZE);
		variant->fill(self->good);
	}
}

TEST_F(command, takes_larger_structs_with_zeros_at_the_end)
{
	static const size_t more[] = { 1, 3, 4, 8, 512, 3000 };
	unsigned char *arg;
	size_t i, j;

	for (i = 0; i < sizeof(more) / sizeof(*more); i++) {
		arg = good_copy(self, variant->size, more[i]);
		EXPECT_EQ(variant->expected,
			  call(self->fd, variant->number, arg,
			       variant->size + more[i]));
		for (j = 0; j < more[i]; j++) {
			EXPECT_EQ(0, arg[variant->size + j]);
		}
		memset(self->arena, 0, ARENA_SIZE);
		variant->fill(self->good);
	}
}

TEST_F(command, refuses_larger_structs_with_anything_else_at_the_end)
{
	static const size_t more[] = { 1, 3, 4, 8, 512, 3000 };
	unsigned char *arg;
	size_t i;

	for (i = 0; i < sizeof(more) / sizeof(*more); i++) {
		arg = good_copy(self, variant->size, more[i]);
		put_size(arg, (uint32_t)(variant->size + more[i]));
		arg[variant->size + more[i] - 1] = 1;
		memset(arg + 4, 0xa5, 4);
		EXPECT_EQ(E2BIG, raw(self->fd, variant->number, arg));
		EXPECT_EQ(0xa5a5a5a5, get_reason(arg));
		memset(self->arena, 0, ARENA_SIZE);
		variant->fill(self->good);
	}
}

TEST_F(command, refuses_sizes_beyond_reason)
{
	static const uint32_t sizes[] = { 1U << 16, 1U << 20, 1U << 31,
					  UINT32_MAX - 7, UINT32_MAX };
	size_t i;

	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		put_size(self->good, sizes[i]);
		EXPECT_EQ(E2BIG, raw(self->fd, variant->number, self->good))
			TH_LOG("size %u", sizes[i]);
	}
}

TEST_F(command, refuses_bad_pointers)
{
	unsigned char *end = self->arena + ARENA_SIZE;
	void *bad[] = {
		NULL,
		(void *)4,
		end,
		end - 3,
		(void *)(UINT64_MAX - 3),
		(void *)(1ULL << 63),
		(void *)0xffff888000000000ULL,
	};
	size_t i, j;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		EXPECT_EQ(EFAULT, raw(self->fd, variant->number, bad[i]))
			TH_LOG("pointer %p", bad[i]);
	}
	/* The size can be read, the rest cannot. */
	for (j = 4; j < variant->size; j += 4) {
		put_size(end - j, (uint32_t)variant->size);
		EXPECT_EQ(EFAULT, raw(self->fd, variant->number, end - j));
	}
}

TEST_F(command, takes_any_alignment)
{
	unsigned char *arg;
	size_t shift;

	for (shift = 1; shift < 8; shift++) {
		arg = good_copy(self, variant->size, shift);
		put_size(arg, (uint32_t)variant->size);
		EXPECT_EQ(errno_of(variant->expected),
			  raw(self->fd, variant->number, arg));
		EXPECT_EQ(variant->expected, get_reason(arg));
		memset(self->arena, 0, ARENA_SIZE);
		variant->fill(self->good);
	}
}

TEST_F(command, refuses_memory_that_it_cannot_answer_in)
{
	struct ntms_info before, after;

	put_size(self->good, (uint32_t)variant->size);
	ASSERT_EQ(NTMS_REASON_SUCCESS, info_get(self->fd, &before));
	ASSERT_EQ(0, mprotect(self->arena, ARENA_SIZE, PROT_READ));
	EXPECT_EQ(EFAULT, raw(self->fd, variant->number, self->good));
	EXPECT_EQ(NTMS_REASON_SUCCESS, info_get(self->fd, &after));
	EXPECT_EQ(before.sequence, after.sequence);
}

TEST_F(command, refuses_unknown_flags_and_reserved_members)
{
	uint32_t bit;
	size_t i;

	for (i = 0; i < REFUSED && variant->refused[i].size; i++) {
		ASSERT_EQ(sizeof(bit), variant->refused[i].size);
		for (bit = 1; bit; bit <<= 1) {
			uint32_t value;

			if (bit & variant->refused[i].allowed ||
			    (variant->number == NTMS_IOC_POOL_CREATE &&
			     i > 1 && bit == 1))
				continue;
			memset(self->good, 0, variant->size);
			variant->fill(self->good);
			memcpy(&value, self->good + variant->refused[i].offset,
			       sizeof(value));
			value |= bit;
			memcpy(self->good + variant->refused[i].offset, &value,
			       sizeof(value));
			EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
				  call(self->fd, variant->number, self->good,
				       variant->size))
				TH_LOG("member at %zu, bit %#x",
				       variant->refused[i].offset, bit);
		}
	}
}

/* xorshift: the same garbage in every run */
static uint64_t noise(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static uint32_t garbage_word(uint64_t *state)
{
	uint64_t any = noise(state);

	switch (any >> 60) {
	case 0 ... 7:
		return 0;
	case 8 ... 11:
		return any & 15;
	case 12:
		return UINT32_MAX;
	default:
		return (uint32_t)any;
	}
}

static void garbage_guid(uint64_t *state, struct ntms_guid *to)
{
	const struct ntms_guid *known[] = {
		&facts.computer, &facts.offline_library, &facts.free_pool,
		&facts.import_pool, &facts.unrecognized_pool,
	};
	uint64_t any = noise(state);

	if (any % 16 < sizeof(known) / sizeof(*known))
		*to = *known[any % 16];
}

/* No garbage may point at ourselves. */
static uint64_t garbage_pointer(uint64_t *state, unsigned char *room)
{
	const uint64_t pointers[] = {
		0, 1, (uintptr_t)room, (uintptr_t)(room + 3), UINT64_MAX,
		0xffff888000000000ULL, 1ULL << 47,
	};

	return pointers[noise(state) % (sizeof(pointers) / sizeof(*pointers))];
}

static void make_garbage(uint64_t *state, unsigned int number, void *arg,
			 size_t size, unsigned char *room)
{
	size_t i;

	for (i = 0; i < size; i += 4) {
		uint32_t word = garbage_word(state);

		memcpy((char *)arg + i, &word, 4);
	}
	for (i = 16; i + 16 <= size; i += 8)
		garbage_guid(state, (void *)((char *)arg + i));
	switch (number) {
	case NTMS_IOC_ENUM:
		((struct ntms_enum *)arg)->ids = garbage_pointer(state, room);
		break;
	case NTMS_IOC_GET:
	case NTMS_IOC_SET:
		((struct ntms_object *)arg)->info = garbage_pointer(state,
								    room);
		break;
	case NTMS_IOC_FIND:
		((struct ntms_find *)arg)->ids = garbage_pointer(state, room);
		break;
	case NTMS_IOC_ALLOCATE:
		((struct ntms_allocate *)arg)->text = garbage_pointer(state,
								      room);
		break;
	case NTMS_IOC_ATTR_GET:
	case NTMS_IOC_ATTR_SET:
		((struct ntms_attribute *)arg)->data = garbage_pointer(state,
								       room);
		break;
	case NTMS_IOC_ATTR_LIST:
		((struct ntms_attribute_list *)arg)->infos =
			garbage_pointer(state, room);
		break;
	case NTMS_IOC_CANCEL:
		/* It would be the end. */
		((struct ntms_cancel *)arg)->flags &= ~NTMS_CANCEL_CLOSE;
		break;
	}
}

/* Garbage may be a request, too. */
static void forget_requests(int fd)
{
	struct ntms_guid ids[64];
	size_t nr = 0, i;

	do {
		list_objects(fd, NTMS_TYPE_OPERATOR_REQUEST, NULL, ids, 64,
			     &nr);
		for (i = 0; i < nr; i++) {
			request_answer(fd, &ids[i], NTMS_REQUEST_REFUSED, "");
			request_delete(fd, &ids[i]);
		}
	} while (nr == 64);
}

/* Or an empty list of rights, which is in the way of all tests that follow. */
static void give_rights_back(int fd)
{
	const struct ntms_guid *const governors[] = {
		&facts.computer, &facts.offline_library, &facts.free_pool,
	};
	struct ntms_ace ace = {
		.kind = NTMS_ACE_EVERYONE,
		.rights = NTMS_RIGHT_USE,
	};
	size_t i;

	for (i = 0; i < 3; i++) {
		struct ntms_acl arg = {
			.id = *governors[i],
			.count = 1,
			.aces = (uintptr_t)&ace,
		};

		CALL(fd, NTMS_IOC_ACL_SET, &arg);
	}
}

TEST_F(command, survives_garbage)
{
	uint64_t state = 0x9e3779b97f4a7c15ULL ^ variant->number;
	struct ntms_info before, after;
	unsigned char *room;
	uint32_t reason;
	int error, i;

	room = make_arena();
	ASSERT_NE(NULL, room);
	ASSERT_EQ(NTMS_REASON_SUCCESS, info_get(self->fd, &before));
	for (i = 0; i < 2000; i++) {
		make_garbage(&state, variant->number, self->good,
			     variant->size, room);
		if (noise(&state) & 15)
			put_size(self->good, (uint32_t)variant->size);
		memset(self->good + 4, 0xa5, 4);
		error = raw(self->fd, variant->number, self->good);
		reason = get_reason(self->good);
		if (reason == 0xa5a5a5a5) {
			EXPECT_TRUE(error == EINVAL || error == E2BIG);
		} else if (error != EFAULT && error != E2BIG) {
			EXPECT_EQ(errno_of(reason), error)
				TH_LOG("round %d: reason %s", i,
				       reason_name(reason));
		}
	}
	EXPECT_EQ(NTMS_REASON_SUCCESS, info_get(self->fd, &after));
	EXPECT_EQ(before.media, after.media);
	EXPECT_EQ(before.logical_media, after.logical_media);
	EXPECT_EQ(before.libraries, after.libraries);
	forget_requests(self->fd);
	give_rights_back(self->fd);
	EXPECT_EQ(0, count_objects(self->fd, NTMS_TYPE_OPERATOR_REQUEST,
				   NULL));
	memset(self->good, 0, variant->size);
	variant->fill(self->good);
	EXPECT_EQ(variant->expected,
		  call(self->fd, variant->number, self->good, variant->size));
}

FIXTURE(device) {
	int fd;
};

FIXTURE_SETUP(device)
{
	self->fd = session_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(NTMS_REASON_SUCCESS, info_get(self->fd, &facts));
}

FIXTURE_TEARDOWN(device)
{
	close(self->fd);
}

TEST_F(device, knows_its_own_commands_only)
{
	unsigned char arg[4096] = { 0 };
	unsigned int type, number;

	put_size(arg, 256);
	for (type = 0; type < 256; type++)
		for (number = 0; number < 256;
		     number += type == NTMS_IOC_MAGIC ? 1 : 5) {
			if (type == NTMS_IOC_MAGIC &&
			    number <= LAST_COMMAND)
				continue;
			/* These are every file's, not ours. */
			if (type == 'T' || type == 'f' || type == 'X' ||
			    type == 0)
				continue;
			EXPECT_EQ(ENOTTY,
				  raw(self->fd, _IO(type, number), arg))
				TH_LOG("%#x %#x", type, number);
		}
}

TEST_F(device, knows_its_commands_by_all_their_bits)
{
	unsigned char arg[4096] = { 0 };
	unsigned int number;

	put_size(arg, 256);
	for (number = 0; number <= LAST_COMMAND; number++) {
		EXPECT_EQ(ENOTTY, raw(self->fd,
				      _IOWR(NTMS_IOC_MAGIC, number, int), arg));
		EXPECT_EQ(ENOTTY, raw(self->fd,
				      _IOR(NTMS_IOC_MAGIC, number, int), arg));
		EXPECT_EQ(ENOTTY, raw(self->fd,
				      _IOW(NTMS_IOC_MAGIC, number, int), arg));
	}
}

TEST_F(device, is_nothing_to_read_or_write)
{
	char byte = 0;

	EXPECT_EQ(-1, read(self->fd, &byte, 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, write(self->fd, &byte, 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, lseek(self->fd, 0, SEEK_SET));
	EXPECT_EQ(ESPIPE, errno);
	EXPECT_EQ(MAP_FAILED, mmap(NULL, 4096, PROT_READ, MAP_SHARED, self->fd,
				   0));
	EXPECT_EQ(ENODEV, errno);
}

TEST_F(device, says_what_it_is)
{
	EXPECT_EQ(NTMS_ABI_VERSION, facts.abi);
	EXPECT_EQ(0, facts.flags);
	EXPECT_EQ(NTMS_FEATURE_REQUESTS, facts.features);
	EXPECT_LE(1, facts.sessions);
	EXPECT_LE(1, facts.libraries);
	EXPECT_FALSE(is_null(&facts.computer));
	EXPECT_FALSE(is_null(&facts.offline_library));
	EXPECT_FALSE(is_null(&facts.free_pool));
	EXPECT_FALSE(is_null(&facts.import_pool));
	EXPECT_FALSE(is_null(&facts.unrecognized_pool));
}

/* Programs are compiled with these; growing at the end is all that may be. */
TEST_F(device, has_information_of_these_sizes)
{
	EXPECT_EQ(16, sizeof(struct ntms_guid));
	EXPECT_EQ(24, sizeof(struct ntms_scsi_address));
	EXPECT_EQ(624, sizeof(struct ntms_object_header));
	EXPECT_EQ(632, sizeof(struct ntms_computer_info));
	EXPECT_EQ(912, sizeof(struct ntms_library_info));
	EXPECT_EQ(680, sizeof(struct ntms_element_info));
	EXPECT_EQ(880, sizeof(struct ntms_drive_info));
	EXPECT_EQ(800, sizeof(struct ntms_medium_info));
	EXPECT_EQ(688, sizeof(struct ntms_side_info));
	EXPECT_EQ(872, sizeof(struct ntms_logical_medium_info));
	EXPECT_EQ(696, sizeof(struct ntms_pool_info));
	EXPECT_EQ(640, sizeof(struct ntms_media_type_info));
	EXPECT_EQ(1424, sizeof(struct ntms_request_info));
}

TEST_HARNESS_MAIN
