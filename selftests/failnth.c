// SPDX-License-Identifier: GPL-2.0
/* Memory that is not to be had, for every command that waits for nobody */
#include "failnth.h"

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

/* ---- media types: @lmid is the type here, and @request its pool -------- */

/* RSM's AME_8mm, of which no other test has cartridges */
#define AME	0x25

static uint32_t do_type_add(FIXTURE_DATA(memory) *self)
{
	return type_add(self->fd, AME, &self->s.library, &self->lmid);
}

/* Who asked may not have heard the answer; to ask again tells. */
static uint32_t undo_type_add(FIXTURE_DATA(memory) *self)
{
	uint32_t reason = do_type_add(self);

	return reason ?: type_delete(self->fd, &self->lmid, &self->s.library);
}

/* Types, and all that was made with them */
static uint64_t types_and_pools(FIXTURE_DATA(memory) *self)
{
	struct ntms_info info;

	return info_get(self->fd, &info) ? 0 : info.pools +
	       count_objects(self->fd, NTMS_TYPE_MEDIA_TYPE, NULL);
}

TEST_F(memory, is_needed_for_a_media_type)
{
	const uint64_t before = types_and_pools(self);

	EXPECT_LE(4, sweep(self, do_type_add, undo_type_add));
	EXPECT_EQ(before, types_and_pools(self));
}

/* It may be gone from the last time. */
static uint32_t do_type_delete(FIXTURE_DATA(memory) *self)
{
	uint32_t reason = type_delete(self->fd, &self->lmid, &self->s.library);

	return reason == NTMS_REASON_INVALID_MEDIA ? OK : reason;
}

TEST_F(memory, is_not_missed_when_a_media_type_goes)
{
	const uint64_t before = types_and_pools(self);

	ASSERT_EQ(OK, do_type_add(self));
	EXPECT_LE(0, sweep(self, do_type_delete, do_type_add));
	EXPECT_EQ(OK, do_type_delete(self));
	EXPECT_EQ(before, types_and_pools(self));
}

static uint32_t do_type_change(FIXTURE_DATA(memory) *self)
{
	return type_change(self->fd, &self->s.media[0], &self->request);
}

static uint32_t undo_type_change(FIXTURE_DATA(memory) *self)
{
	return type_change(self->fd, &self->s.media[0], &self->pool);
}

TEST_F(memory, is_needed_to_change_the_media_type)
{
	ASSERT_EQ(OK, do_move(self));
	ASSERT_EQ(OK, do_type_add(self));
	ASSERT_EQ(OK, pool_make(self->fd, "of another type", NULL, &self->lmid,
				0, 0, 0, &self->request));
	EXPECT_LE(1, sweep(self, do_type_change, undo_type_change));
	EXPECT_EQ(0, count_objects(self->fd, NTMS_TYPE_MEDIUM, &self->request));
	EXPECT_EQ(OK, undo_move(self));
	EXPECT_EQ(OK, pool_delete(self->fd, &self->request));
	EXPECT_EQ(OK, do_type_delete(self));
}

/* ---- rights, and reasons ------------------------------------------------ */

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
