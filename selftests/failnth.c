// SPDX-License-Identifier: GPL-2.0
/*
 * Memory that is not to be had: every command is repeated, and the first, the
 * second, the third ... allocation fails, until none is left. Each time the
 * answer is NOT_ENOUGH_MEMORY or the command did without, and a command that
 * failed has changed nothing.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "scene.h"

#define OK	NTMS_REASON_SUCCESS
#define NO_MEMORY	NTMS_REASON_NOT_ENOUGH_MEMORY

#define FAIL_NTH	"/proc/thread-self/fail-nth"
#define DEBUG		"/sys/kernel/debug/"

/* More allocations than any command makes */
#define MANY		200

FIXTURE(memory) {
	struct scene s;
	int fd;
	struct ntms_guid pool;
	struct ntms_guid lmid;
	struct ntms_guid request;
};

static int put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t done;

	if (fd < 0)
		return -1;
	done = write(fd, text, strlen(text));
	close(fd);
	return done == (ssize_t)strlen(text) ? 0 : -1;
}

/* Allocations that may wait fail too, and the log stays as it is. */
static int arm(void)
{
	return put(DEBUG "failslab/ignore-gfp-wait", "N") ||
	       put(DEBUG "failslab/verbose", "0") ||
	       put(DEBUG "fail_page_alloc/ignore-gfp-wait", "N") ||
	       put(DEBUG "fail_page_alloc/verbose", "0") ||
	       put(DEBUG "fail_usercopy/verbose", "0");
}

FIXTURE_SETUP(memory)
{
	const struct scene_wish wish = {
		.media = 3,
		.new_media = NTMS_POOL_FREE,
	};

	if (access(FAIL_NTH, W_OK))
		SKIP(return, "the kernel has no fault injection");
	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
	ASSERT_EQ(OK, scene_pool(&self->s, NTMS_POOL_FROMSCRATCH,
				 NTMS_POOL_TOSCRATCH, 0, &self->pool));
	ASSERT_EQ(0, arm());
}

FIXTURE_TEARDOWN(memory)
{
	EXPECT_EQ(0, scene_clear(&self->s));
}

/* The @nth allocation from now on fails. */
static int fail_at(int fd, int nth)
{
	char text[16];
	int length = snprintf(text, sizeof(text), "%d", nth);

	return pwrite(fd, text, (size_t)length, 0) == length ? 0 : -1;
}

/* No more failures; true if there was one */
static bool failed(int fd)
{
	char text[16] = "";
	bool was = pread(fd, text, sizeof(text) - 1, 0) > 0 && !atoi(text);

	return fail_at(fd, 0) ? false : was;
}

typedef uint32_t (*work_t)(FIXTURE_DATA(memory) *self);

/*
 * Runs @work with every allocation failing in turn. @undo makes it possible
 * again after a success. Gives how often memory ran out, or a negative number
 * of what went wrong.
 */
static int sweep(FIXTURE_DATA(memory) *self, work_t work, work_t undo)
{
	int fd = open(FAIL_NTH, O_RDWR | O_CLOEXEC);
	struct ntms_info before, after;
	uint32_t reason;
	int nth, short_of = 0;
	bool was;

	if (fd < 0)
		return -1000;
	for (nth = 1; nth < MANY; nth++) {
		info_get(self->fd, &before);
		if (fail_at(fd, nth))
			return -1001;
		reason = work(self);
		was = failed(fd);
		info_get(self->fd, &after);
		/* Fault injection knows user memory as well. */
		if (was && (reason == NO_MEMORY ||
			    reason == CALL_ERRNO(ENOMEM))) {
			short_of++;
			if (before.sequence != after.sequence ||
			    before.logical_media != after.logical_media ||
			    before.pools != after.pools)
				return -2000 - nth;
			continue;
		}
		if (was && reason == CALL_ERRNO(EFAULT)) {
			if (before.sequence != after.sequence && undo &&
			    undo(self))
				return -3000 - nth;
			continue;
		}
		if (reason) {
			fprintf(stderr, "# allocation %d: %s\n", nth,
				reason_name(reason));
			return -4000 - nth;
		}
		if (undo && undo(self))
			return -5000 - nth;
		if (!was)
			break;
	}
	close(fd);
	return nth == MANY ? -6000 : short_of;
}

static uint32_t do_open(FIXTURE_DATA(memory) *self)
{
	int fd = session_open();

	if (fd < 0)
		return CALL_ERRNO(errno);
	close(fd);
	return self ? OK : UINT32_MAX;
}

static uint32_t do_info(FIXTURE_DATA(memory) *self)
{
	struct ntms_info info;

	return info_get(self->fd, &info);
}

static uint32_t do_session(FIXTURE_DATA(memory) *self)
{
	return session_name(self->fd, "short of memory");
}

static uint32_t do_enum(FIXTURE_DATA(memory) *self)
{
	struct ntms_guid ids[8];
	size_t nr;

	return list_objects(self->fd, NTMS_TYPE_MEDIUM, &self->s.library, ids,
			    8, &nr);
}

static uint32_t do_get(FIXTURE_DATA(memory) *self)
{
	struct ntms_library_info info;

	return GET(self->fd, NTMS_TYPE_LIBRARY, &self->s.library, &info);
}

static uint32_t do_set(FIXTURE_DATA(memory) *self)
{
	struct ntms_pool_info info = { 0 };

	strcpy(info.header.description, "short of memory");
	return SET(self->fd, NTMS_TYPE_POOL, &self->pool,
		   NTMS_SET_DESCRIPTION | NTMS_SET_MAX_ALLOCATES |
		   NTMS_SET_OWNER, &info);
}

static uint32_t do_find(FIXTURE_DATA(memory) *self)
{
	struct ntms_guid id;
	uint64_t total;

	return find_media(self->fd, scene_barcode(&self->s, 1), &id, 1,
			  &total);
}

static uint32_t do_create(FIXTURE_DATA(memory) *self)
{
	return pool_make(self->fd, "short of memory", NULL, &self->s.type, 0,
			 0, 0, &self->lmid);
}

/* By name: who asked may not have heard the answer. */
static uint32_t undo_create(FIXTURE_DATA(memory) *self)
{
	struct ntms_pool_create arg = {
		.action = NTMS_OPEN_EXISTING,
		.owner = UINT32_MAX,
		.name = "short of memory",
	};
	uint32_t reason = CALL(self->fd, NTMS_IOC_POOL_CREATE, &arg);

	return reason ?: pool_delete(self->fd, &arg.id);
}

static uint32_t do_delete(FIXTURE_DATA(memory) *self)
{
	struct ntms_guid id;
	uint32_t reason = pool_make(self->fd, "short of memory", NULL,
				    &self->s.type, 0, 0, 0, &id);

	/* It may be there from the last time. */
	if (reason == NTMS_REASON_ALREADY_EXISTS)
		return undo_create(self);
	return reason ?: pool_delete(self->fd, &id);
}

static uint32_t do_move(FIXTURE_DATA(memory) *self)
{
	return move_medium(self->fd, &self->s.media[0], &self->pool);
}

static uint32_t undo_move(FIXTURE_DATA(memory) *self)
{
	return move_medium(self->fd, &self->s.media[0], &self->s.free);
}

static uint32_t do_allocate(FIXTURE_DATA(memory) *self)
{
	self->lmid = no_guid;
	return allocate(self->fd, &self->pool, NULL, 0, &self->lmid, NULL);
}

static uint32_t undo_allocate(FIXTURE_DATA(memory) *self)
{
	struct ntms_guid id;
	uint32_t reason;
	size_t nr;

	reason = list_objects(self->fd, NTMS_TYPE_LOGICAL_MEDIUM, &self->pool,
			      &id, 1, &nr);
	if (reason || nr != 1)
		return reason ?: UINT32_MAX;
	return deallocate(self->fd, &id);
}

static uint32_t do_deallocate(FIXTURE_DATA(memory) *self)
{
	return undo_allocate(self);
}

static uint32_t undo_deallocate(FIXTURE_DATA(memory) *self)
{
	return allocate(self->fd, &self->pool, NULL, 0, &self->lmid, NULL);
}

static uint32_t do_inventory(FIXTURE_DATA(memory) *self)
{
	return take_inventory(self->fd, &self->s.library);
}

TEST_F(memory, is_needed_to_open)
{
	EXPECT_LE(1, sweep(self, do_open, NULL));
}

TEST_F(memory, is_not_needed_to_say_what_is_here)
{
	EXPECT_EQ(0, sweep(self, do_info, NULL));
}

TEST_F(memory, is_needed_for_a_name)
{
	EXPECT_LE(1, sweep(self, do_session, NULL));
}

TEST_F(memory, is_needed_for_lists)
{
	EXPECT_LE(1, sweep(self, do_enum, NULL));
}

TEST_F(memory, is_needed_for_what_is_known)
{
	EXPECT_LE(1, sweep(self, do_get, NULL));
}

TEST_F(memory, is_needed_for_settings)
{
	EXPECT_LE(1, sweep(self, do_set, NULL));
}

TEST_F(memory, is_needed_to_find)
{
	EXPECT_LE(1, sweep(self, do_find, NULL));
}

TEST_F(memory, is_needed_for_a_pool)
{
	EXPECT_LE(1, sweep(self, do_create, undo_create));
}

TEST_F(memory, is_not_missed_when_a_pool_goes)
{
	EXPECT_LE(0, sweep(self, do_delete, NULL));
}

TEST_F(memory, is_needed_to_move)
{
	EXPECT_LE(1, sweep(self, do_move, undo_move));
	EXPECT_EQ(NTMS_SIDE_AVAILABLE,
		  side_state(self->fd, &self->s.media[0], 0));
}

TEST_F(memory, is_needed_to_allocate)
{
	EXPECT_LE(1, sweep(self, do_allocate, undo_allocate));
	EXPECT_EQ(0, count_objects(self->fd, NTMS_TYPE_LOGICAL_MEDIUM,
				   &self->pool));
}

TEST_F(memory, is_needed_to_give_back)
{
	ASSERT_EQ(OK, undo_deallocate(self));
	EXPECT_LE(1, sweep(self, do_deallocate, undo_deallocate));
}

TEST_F(memory, is_not_missed_when_an_inventory_is_asked_for)
{
	EXPECT_LE(0, sweep(self, do_inventory, NULL));
}

static uint32_t do_complete(FIXTURE_DATA(memory) *self)
{
	return complete(self->fd, &self->lmid);
}

static uint32_t undo_complete(FIXTURE_DATA(memory) *self)
{
	uint32_t reason = deallocate(self->fd, &self->lmid);

	return reason ?: undo_deallocate(self);
}

TEST_F(memory, is_not_missed_to_complete)
{
	ASSERT_EQ(OK, undo_deallocate(self));
	EXPECT_LE(0, sweep(self, do_complete, undo_complete));
	EXPECT_EQ(1, owned_in(self->fd, &self->pool));
	EXPECT_EQ(OK, undo_allocate(self));
}

/* @request is another LMID. Swapped once or twice, they are there. */
static uint32_t do_swap(FIXTURE_DATA(memory) *self)
{
	return swap_media(self->fd, &self->lmid, &self->request);
}

TEST_F(memory, is_not_missed_to_swap)
{
	ASSERT_EQ(OK, undo_deallocate(self));
	self->request = self->lmid;
	ASSERT_EQ(OK, undo_deallocate(self));
	EXPECT_LE(0, sweep(self, do_swap, NULL));
	EXPECT_EQ(2, owned_in(self->fd, &self->pool));
	EXPECT_EQ(OK, deallocate(self->fd, &self->request));
	EXPECT_EQ(OK, deallocate(self->fd, &self->lmid));
}

/* @lmid is the side. It may be so from the last time. */
static uint32_t do_decommission(FIXTURE_DATA(memory) *self)
{
	uint32_t reason = decommission(self->fd, &self->lmid);

	return reason == NTMS_REASON_INVALID_STATE ? OK : reason;
}

TEST_F(memory, is_not_missed_to_decommission)
{
	self->lmid = side_of(self->fd, &self->s.media[2], 0);
	EXPECT_LE(0, sweep(self, do_decommission, NULL));
	EXPECT_EQ(NTMS_SIDE_DECOMMISSIONED,
		  side_state(self->fd, &self->s.media[2], 0));
}

/* It may be gone from the last time. */
static uint32_t do_forget(FIXTURE_DATA(memory) *self)
{
	uint32_t reason = medium_delete(self->fd, &self->s.media[2]);

	return reason == NTMS_REASON_INVALID_MEDIA ? OK : reason;
}

TEST_F(memory, is_not_missed_to_forget)
{
	struct ntms_guid medium = self->s.media[2];

	ASSERT_EQ(0, vlib_set(&self->s.vlib, "remove", "slot 2"));
	ASSERT_EQ(OK, scene_look(&self->s));
	ASSERT_EQ(2, self->s.nr_media);
	self->s.media[2] = medium;
	EXPECT_LE(0, sweep(self, do_forget, NULL));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA, medium_delete(self->fd, &medium));
}

/* It may be there from the last time. */
static uint32_t do_register(FIXTURE_DATA(memory) *self)
{
	struct ntms_medium_create arg = {
		.side_count = 1,
		.owner = UINT32_MAX,
		.pool = self->pool,
		.barcode = "SHORT1L3",
		.sides = { { .side_state = NTMS_SIDE_COMPLETE } },
	};
	uint32_t reason = medium_create(self->fd, &arg);

	self->lmid = arg.sides[0].logical_medium;
	return reason == NTMS_REASON_INVALID_MEDIA ? OK : reason;
}

static uint32_t undo_register(FIXTURE_DATA(memory) *self)
{
	struct ntms_guid id, lmid;
	uint32_t reason;
	uint64_t total;
	size_t nr;

	reason = find_media(self->fd, "SHORT1L3", &id, 1, &total);
	if (!reason)
		reason = list_objects(self->fd, NTMS_TYPE_LOGICAL_MEDIUM, &id,
				      &lmid, 1, &nr);
	reason = reason ?: deallocate(self->fd, &lmid);
	return reason ?: medium_delete(self->fd, &id);
}

TEST_F(memory, is_needed_to_register)
{
	EXPECT_LE(2, sweep(self, do_register, undo_register));
	EXPECT_EQ(0, count_objects(self->fd, NTMS_TYPE_MEDIUM, &self->pool));
	EXPECT_EQ(0, owned_in(self->fd, &self->pool));
}

/* More than a page: all of it is asked for, and copied, in pieces. */
static char attribute[40000];

static uint32_t do_attr_set(FIXTURE_DATA(memory) *self)
{
	return attribute_set(self->fd, &self->pool, "memory", attribute,
			     sizeof(attribute));
}

static uint32_t undo_attr_set(FIXTURE_DATA(memory) *self)
{
	return attribute_set(self->fd, &self->pool, "memory", NULL, 0);
}

TEST_F(memory, is_not_missed_to_write_an_attribute)
{
	uint32_t total;

	EXPECT_LT(0, sweep(self, do_attr_set, undo_attr_set));
	ASSERT_EQ(OK, attribute_list(self->fd, &self->pool, NULL, 0, &total));
	EXPECT_EQ(0, total);
}

static uint32_t do_attr_get(FIXTURE_DATA(memory) *self)
{
	uint32_t size = sizeof(attribute);

	return attribute_get(self->fd, &self->pool, "memory", attribute, &size);
}

static uint32_t do_attr_list(FIXTURE_DATA(memory) *self)
{
	struct ntms_attribute_info info;
	uint32_t total;

	return attribute_list(self->fd, &self->pool, &info, 1, &total);
}

TEST_F(memory, is_not_missed_to_read_attributes)
{
	ASSERT_EQ(OK, do_attr_set(self));
	EXPECT_LE(0, sweep(self, do_attr_get, NULL));
	EXPECT_LE(0, sweep(self, do_attr_list, NULL));
}

/* It may be gone from the last time. */
static uint32_t do_attr_delete(FIXTURE_DATA(memory) *self)
{
	uint32_t reason = undo_attr_set(self);

	return reason == NTMS_REASON_OBJECT_NOT_FOUND ? OK : reason;
}

TEST_F(memory, is_not_missed_to_delete_an_attribute)
{
	uint32_t total;

	ASSERT_EQ(OK, do_attr_set(self));
	EXPECT_LE(0, sweep(self, do_attr_delete, NULL));
	ASSERT_EQ(OK, attribute_list(self->fd, &self->pool, NULL, 0, &total));
	EXPECT_EQ(0, total);
}

/* ---- waiting: @pool has one cartridge then, which @lmid owns --------- */

static uint32_t do_queue(FIXTURE_DATA(memory) *self)
{
	return allocate_queued(self->fd, &self->pool, 0, NTMS_DEADLINE_NEVER, 1,
			       NULL);
}

static uint32_t undo_queue(FIXTURE_DATA(memory) *self)
{
	struct ntms_collect collected;
	uint32_t reason = cancel(self->fd, NTMS_CANCEL_ALL, 0, NULL);

	while (!reason)
		reason = collect(self->fd, &collected);
	return reason == NTMS_REASON_NOT_READY ? OK : reason;
}

static uint32_t hold_the_only_one(FIXTURE_DATA(memory) *self)
{
	uint32_t reason = scene_pool(&self->s, 0, 0, 0, &self->pool);

	reason = reason ?: move_medium(self->fd, &self->s.media[0],
				       &self->pool);
	return reason ?: allocate(self->fd, &self->pool, NULL, 0, &self->lmid,
				  NULL);
}

TEST_F(memory, is_needed_to_wait)
{
	ASSERT_EQ(OK, hold_the_only_one(self));
	EXPECT_LE(1, sweep(self, do_queue, undo_queue));
	EXPECT_EQ(0, waiting_for(self->fd, &self->pool));
	EXPECT_EQ(0, requests_about(self->fd, &self->pool, NULL, 0));
}

static uint32_t do_serve(FIXTURE_DATA(memory) *self)
{
	return deallocate(self->fd, &self->lmid);
}

/* Who could not be given it was told so, and it is there for the next one. */
static uint32_t undo_serve(FIXTURE_DATA(memory) *self)
{
	struct ntms_collect collected;
	uint32_t reason = collect(self->fd, &collected);

	if (reason)
		return reason;
	self->lmid = collected.medium;
	if (collected.result)
		reason = collected.result != NO_MEMORY ? collected.result :
			 allocate(self->fd, &self->pool, NULL, 0, &self->lmid,
				  NULL);
	return reason ?: do_queue(self);
}

TEST_F(memory, is_needed_to_serve)
{
	ASSERT_EQ(OK, hold_the_only_one(self));
	ASSERT_EQ(OK, do_queue(self));
	EXPECT_LE(0, sweep(self, do_serve, undo_serve));
	EXPECT_EQ(1, waiting_for(self->fd, &self->pool));
	EXPECT_EQ(1, requests_about(self->fd, &self->pool, NULL, 0));
	EXPECT_EQ(1, owned_in(self->fd, &self->pool));
	EXPECT_EQ(OK, undo_queue(self));
}

static uint32_t do_refuse(FIXTURE_DATA(memory) *self)
{
	return request_answer(self->fd, &self->request, NTMS_REQUEST_REFUSED,
			      "short of memory");
}

static uint32_t do_satisfy(FIXTURE_DATA(memory) *self)
{
	return request_answer(self->fd, &self->request, NTMS_REQUEST_COMPLETE,
			      "as much as there is");
}

static uint32_t undo_answer_to_call(FIXTURE_DATA(memory) *self)
{
	uint32_t reason = undo_queue(self) ?: do_queue(self);

	if (!reason && requests_about(self->fd, &self->pool, &self->request,
				      1) != 1)
		return UINT32_MAX;
	return reason;
}

TEST_F(memory, is_not_missed_when_somebody_refuses)
{
	ASSERT_EQ(OK, hold_the_only_one(self));
	ASSERT_EQ(OK, undo_answer_to_call(self));
	EXPECT_LE(0, sweep(self, do_refuse, undo_answer_to_call));
	EXPECT_EQ(OK, undo_queue(self));
}

TEST_F(memory, is_needed_to_ask_again)
{
	ASSERT_EQ(OK, hold_the_only_one(self));
	ASSERT_EQ(OK, undo_answer_to_call(self));
	EXPECT_LE(1, sweep(self, do_satisfy, undo_answer_to_call));
	EXPECT_EQ(OK, undo_queue(self));
	EXPECT_EQ(0, requests_about(self->fd, &self->pool, NULL, 0));
}

/* ---- operator requests ----------------------------------------------- */

static uint32_t do_submit(FIXTURE_DATA(memory) *self)
{
	return request_submit(self->fd, NTMS_REQUEST_NEW_MEDIA, &self->pool,
			      NULL, "short of memory", &self->request);
}

static uint32_t undo_submit(FIXTURE_DATA(memory) *self)
{
	uint32_t reason = OK;

	/* The answer may have been lost, and the name with it. */
	while (!reason && requests_about(self->fd, &self->pool, &self->request,
					 1)) {
		request_answer(self->fd, &self->request, NTMS_REQUEST_REFUSED,
			       "");
		reason = request_delete(self->fd, &self->request);
	}
	return reason;
}

TEST_F(memory, is_needed_to_ask)
{
	EXPECT_LE(1, sweep(self, do_submit, undo_submit));
	EXPECT_EQ(0, requests_about(self->fd, &self->pool, NULL, 0));
}

static uint32_t undo_answer(FIXTURE_DATA(memory) *self)
{
	return undo_submit(self) ?: do_submit(self);
}

TEST_F(memory, is_needed_to_answer)
{
	ASSERT_EQ(OK, do_submit(self));
	EXPECT_LE(1, sweep(self, do_satisfy, undo_answer));
	EXPECT_EQ(OK, undo_submit(self));
}

/* The list is another one each time, and undone by none. */
static uint32_t do_grant(FIXTURE_DATA(memory) *self)
{
	static uint32_t who;
	struct ntms_ace ace = {
		.kind = NTMS_ACE_GROUP,
		.id = ++who,
		.rights = NTMS_RIGHT_USE,
	};
	struct ntms_acl arg = {
		.id = self->pool,
		.count = 1,
		.aces = (uintptr_t)&ace,
	};

	return CALL(self->fd, NTMS_IOC_ACL_SET, &arg);
}

TEST_F(memory, is_needed_to_give_rights)
{
	EXPECT_LE(1, sweep(self, do_grant, NULL));
}

static uint32_t do_rights(FIXTURE_DATA(memory) *self)
{
	static struct ntms_ace aces[NTMS_ACES_MAX];
	struct ntms_acl arg = {
		.id = self->pool,
		.count = NTMS_ACES_MAX,
		.aces = (uintptr_t)aces,
	};

	return CALL(self->fd, NTMS_IOC_ACL_GET, &arg);
}

TEST_F(memory, is_needed_to_say_who_has_rights)
{
	EXPECT_LE(1, sweep(self, do_rights, NULL));
}

static uint32_t do_why(FIXTURE_DATA(memory) *self)
{
	struct ntms_why arg = { .pool = self->pool };

	return CALL(self->fd, NTMS_IOC_WHY, &arg);
}

TEST_F(memory, is_not_missed_to_say_why)
{
	EXPECT_LE(0, sweep(self, do_why, NULL));
}

TEST_HARNESS_MAIN
