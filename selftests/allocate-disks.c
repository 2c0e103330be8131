// SPDX-License-Identifier: GPL-2.0
/* AllocateNtmsMedia: what only cartridges with two sides can show */
#include "kselftest_harness.h"
#include "scene.h"

#define OK	NTMS_REASON_SUCCESS
#define NEW	NTMS_ALLOCATE_NEW
#define NEXT	NTMS_ALLOCATE_NEXT
#define FAIL	NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE

#define DISKS	3

/* An object that is not there */
static const struct ntms_guid nobody = { .b = { 9, 9, 9, [8] = 0x80 } };

static uint64_t sequence(int fd)
{
	struct ntms_info info;

	return info_get(fd, &info) ? UINT64_MAX : info.sequence;
}

/* ---- two-sided cartridges, to be imported ------------------------------------ */

FIXTURE(halves) {
	struct scene s;
	int fd;
	struct ntms_guid pool;
	struct ntms_guid lmid;
	struct ntms_guid from;
};

FIXTURE_SETUP(halves)
{
	const struct scene_wish wish = {
		.media = 2,
		.sides = 2,
		.new_media = NTMS_POOL_IMPORT,
	};

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
	ASSERT_EQ(OK, scene_pool(&self->s, NTMS_POOL_FROMSCRATCH, 0, 0,
				 &self->pool));
}

FIXTURE_TEARDOWN(halves)
{
	EXPECT_EQ(0, scene_clear(&self->s));
}

TEST_F(halves, of_one_side_leaves_the_other_to_be_imported)
{
	struct ntms_guid medium = self->s.media[0], lmid, side;

	side = side_of(self->fd, &medium, 1);
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, &side, 0, &lmid, NULL));
	EXPECT_EQ(NTMS_SIDE_IMPORT, side_state(self->fd, &medium, 0));
	EXPECT_EQ(NTMS_SIDE_ALLOCATED, side_state(self->fd, &medium, 1));
	/* Nobody is given it who did not ask for it. */
	EXPECT_EQ(NTMS_REASON_TIMEOUT, allocate(self->fd, &self->pool, NULL, 0,
						&self->lmid, NULL));
	side = side_of(self->fd, &medium, 0);
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, &side, 0, &self->lmid,
			       &self->from));
	EXPECT_TRUE(same_guid(&self->from, &self->pool));
	EXPECT_EQ(NTMS_SIDE_ALLOCATED, side_state(self->fd, &medium, 0));
	EXPECT_FALSE(same_guid(&lmid, &self->lmid));
}

TEST_F(halves, to_elsewhere_stops_when_a_side_is_owned)
{
	struct ntms_guid medium = self->s.media[0], other, side, pool;

	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &other));
	side = side_of(self->fd, &medium, 0);
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, &side, 0, &self->lmid,
			       NULL));
	side = side_of(self->fd, &medium, 1);
	EXPECT_EQ(NTMS_REASON_MEDIA_UNAVAILABLE,
		  allocate(self->fd, &other, &side, 0, &self->lmid, NULL));
	pool = pool_of(self->fd, &medium);
	EXPECT_TRUE(same_guid(&pool, &self->pool));
}

/* ---- two-sided cartridges, all in free -------------------------------------- */

FIXTURE(disk) {
	struct scene s;
	int fd;
	struct ntms_guid pool;
	struct ntms_guid lmid;
	struct ntms_guid from;
};

FIXTURE_SETUP(disk)
{
	const struct scene_wish wish = {
		.media = DISKS,
		.sides = 2,
		.new_media = NTMS_POOL_FREE,
	};

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
	ASSERT_EQ(OK, scene_pool(&self->s, NTMS_POOL_FROMSCRATCH, 0, 0,
				 &self->pool));
}

FIXTURE_TEARDOWN(disk)
{
	EXPECT_EQ(0, scene_clear(&self->s));
}

TEST_F(disk, allocated_with_new_has_its_other_side_reserved)
{
	struct ntms_guid medium;

	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, NEW, &self->lmid,
			       NULL));
	medium = medium_of(self->fd, &self->lmid);
	EXPECT_EQ(NTMS_SIDE_ALLOCATED, side_state(self->fd, &medium, 0));
	EXPECT_EQ(NTMS_SIDE_RESERVED, side_state(self->fd, &medium, 1));
}

TEST_F(disk, reserved_is_for_next_only)
{
	struct ntms_guid medium, side, other, lmid = { 0 };
	int i;

	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, NEW, &self->lmid,
			       NULL));
	medium = medium_of(self->fd, &self->lmid);
	side = side_of(self->fd, &medium, 1);
	EXPECT_EQ(NTMS_REASON_MEDIA_UNAVAILABLE,
		  allocate(self->fd, &self->pool, &side, 0, &lmid, NULL));
	for (i = 0; i < 2 * (DISKS - 1); i++) {
		ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &lmid,
				       NULL));
		other = medium_of(self->fd, &lmid);
		EXPECT_FALSE(same_guid(&other, &medium));
	}
	EXPECT_EQ(NTMS_REASON_TIMEOUT, allocate(self->fd, &self->pool, NULL, 0,
						&lmid, NULL));
}

TEST_F(disk, next_gives_the_other_side_and_then_none)
{
	struct ntms_guid medium, other, first, second;

	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, NEW, &self->lmid,
			       NULL));
	first = self->lmid;
	medium = medium_of(self->fd, &first);
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, NEXT, &self->lmid,
			       &self->from));
	second = self->lmid;
	EXPECT_FALSE(same_guid(&first, &second));
	EXPECT_TRUE(same_guid(&self->from, &self->pool));
	other = medium_of(self->fd, &second);
	EXPECT_TRUE(same_guid(&medium, &other));
	EXPECT_EQ(NTMS_SIDE_ALLOCATED, side_state(self->fd, &medium, 1));
	/* The first LMID stays good. */
	other = medium_of(self->fd, &first);
	EXPECT_TRUE(same_guid(&medium, &other));
	EXPECT_EQ(NTMS_REASON_MEDIA_UNAVAILABLE,
		  allocate(self->fd, &self->pool, NULL, NEXT, &self->lmid,
			   &self->from));
	EXPECT_TRUE(same_guid(&second, &self->lmid));
	EXPECT_TRUE(is_null(&self->from));
}

TEST_F(disk, next_is_not_for_what_was_allocated_without_new)
{
	struct ntms_guid lmid;

	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->lmid,
			       NULL));
	lmid = self->lmid;
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA,
		  allocate(self->fd, &self->pool, NULL, NEXT, &self->lmid,
			   NULL));
	EXPECT_TRUE(same_guid(&lmid, &self->lmid));
}

TEST_F(disk, next_wants_an_lmid)
{
	struct ntms_guid side, lmid;

	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, NEW, &self->lmid,
			       NULL));
	lmid = no_guid;
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  allocate(self->fd, &self->pool, NULL, NEXT, &lmid, NULL));
	lmid = nobody;
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA,
		  allocate(self->fd, &self->pool, NULL, NEXT, &lmid, NULL));
	EXPECT_TRUE(same_guid(&lmid, &nobody));
	lmid = medium_of(self->fd, &self->lmid);
	side = side_of(self->fd, &lmid, 0);
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA,
		  allocate(self->fd, &self->pool, NULL, NEXT, &lmid, NULL));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA,
		  allocate(self->fd, &self->pool, NULL, NEXT, &side, NULL));
}

TEST_F(disk, next_stays_in_the_pool)
{
	struct ntms_guid other;

	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &other));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, NEW, &self->lmid,
			       NULL));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA,
		  allocate(self->fd, &other, NULL, NEXT, &self->lmid, NULL));
}

TEST_F(disk, next_does_not_look_at_a_side_that_is_named)
{
	struct ntms_guid medium, other, side;

	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, NEW, &self->lmid,
			       NULL));
	medium = medium_of(self->fd, &self->lmid);
	side = side_of(self->fd, &self->s.media[DISKS - 1], 0);
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, &side, NEXT, &self->lmid,
			       NULL));
	other = medium_of(self->fd, &self->lmid);
	EXPECT_TRUE(same_guid(&medium, &other));
	EXPECT_EQ(OK, allocate(self->fd, &self->pool, NULL, NEW, &self->lmid,
			       NULL));
	EXPECT_EQ(OK, allocate(self->fd, &self->pool, &nobody, NEXT,
			       &self->lmid, NULL));
}

TEST_F(disk, next_needs_the_library)
{
	struct ntms_library_info info = { 0 };

	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, NEW, &self->lmid,
			       NULL));
	ASSERT_EQ(OK, SET(self->fd, NTMS_TYPE_LIBRARY, &self->s.library,
			  NTMS_SET_ENABLED, &info));
	EXPECT_EQ(NTMS_REASON_RESOURCE_DISABLED,
		  allocate(self->fd, &self->pool, NULL, NEXT, &self->lmid,
			   NULL));
	info.header.enabled = 1;
	ASSERT_EQ(OK, SET(self->fd, NTMS_TYPE_LIBRARY, &self->s.library,
			  NTMS_SET_ENABLED, &info));
	ASSERT_EQ(0, scene_power(&self->s, false));
	EXPECT_EQ(NTMS_REASON_MEDIA_OFFLINE,
		  allocate(self->fd, &self->pool, NULL, NEXT, &self->lmid,
			   NULL));
	ASSERT_EQ(0, scene_power(&self->s, true));
	EXPECT_EQ(OK, allocate(self->fd, &self->pool, NULL, NEXT, &self->lmid,
			       NULL));
}

TEST_F(disk, new_and_next_exclude_each_other)
{
	uint64_t before;

	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, NEW, &self->lmid,
			       NULL));
	before = sequence(self->fd);
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  allocate(self->fd, &self->pool, NULL, NEW | NEXT,
			   &self->lmid, NULL));
	EXPECT_EQ(before, sequence(self->fd));
}

TEST_F(disk, plain_leaves_the_other_side_to_anybody)
{
	struct ntms_guid medium, other;

	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->lmid,
			       NULL));
	medium = medium_of(self->fd, &self->lmid);
	EXPECT_EQ(NTMS_SIDE_AVAILABLE, side_state(self->fd, &medium, 1));
	/* A cartridge in use comes before one that nobody has broken into. */
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->lmid,
			       &self->from));
	other = medium_of(self->fd, &self->lmid);
	EXPECT_TRUE(same_guid(&medium, &other));
	EXPECT_TRUE(same_guid(&self->from, &self->pool));
}

TEST_F(disk, new_wants_a_cartridge_that_nobody_has_a_side_of)
{
	struct ntms_guid medium, other, side;
	int i;

	for (i = 0; i < DISKS; i++) {
		side = side_of(self->fd, &self->s.media[i], 0);
		ASSERT_EQ(OK, allocate(self->fd, &self->pool, &side, 0,
				       &self->lmid, NULL));
		if (i == DISKS - 1)
			break;
		ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, NEW,
				       &self->lmid, NULL));
		medium = medium_of(self->fd, &self->lmid);
		other = self->s.media[i];
		EXPECT_FALSE(same_guid(&medium, &other));
		EXPECT_EQ(NTMS_SIDE_RESERVED,
			  side_state(self->fd, &medium, 1));
		ASSERT_EQ(OK, deallocate(self->fd, &self->lmid));
	}
	EXPECT_EQ(NTMS_REASON_TIMEOUT,
		  allocate(self->fd, &self->pool, NULL, NEW, &self->lmid,
			   NULL));
	EXPECT_EQ(NTMS_REASON_MEDIA_UNAVAILABLE,
		  allocate(self->fd, &self->pool, NULL, NEW | FAIL,
			   &self->lmid, NULL));
	side = side_of(self->fd, &self->s.media[0], 1);
	EXPECT_EQ(NTMS_REASON_MEDIA_UNAVAILABLE,
		  allocate(self->fd, &self->pool, &side, NEW, &self->lmid,
			   NULL));
	EXPECT_EQ(OK, allocate(self->fd, &self->pool, &side, 0, &self->lmid,
			       NULL));
}

TEST_F(disk, new_with_a_name_reserves_the_other_side)
{
	struct ntms_guid medium = self->s.media[1];
	struct ntms_guid side = side_of(self->fd, &medium, 1), other;

	ASSERT_EQ(OK, allocate(self->fd, &self->pool, &side, NEW, &self->lmid,
			       NULL));
	EXPECT_EQ(NTMS_SIDE_RESERVED, side_state(self->fd, &medium, 0));
	EXPECT_EQ(NTMS_SIDE_ALLOCATED, side_state(self->fd, &medium, 1));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, NEXT, &self->lmid,
			       NULL));
	other = medium_of(self->fd, &self->lmid);
	EXPECT_TRUE(same_guid(&medium, &other));
}

TEST_F(disk, of_which_a_side_is_owned_stays_in_its_pool)
{
	struct ntms_guid medium, other, side, pool;

	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &other));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->lmid,
			       NULL));
	medium = medium_of(self->fd, &self->lmid);
	side = side_of(self->fd, &medium, 1);
	EXPECT_EQ(NTMS_REASON_MEDIA_UNAVAILABLE,
		  allocate(self->fd, &other, &side, 0, &self->lmid, NULL));
	pool = pool_of(self->fd, &medium);
	EXPECT_TRUE(same_guid(&pool, &self->pool));
	EXPECT_EQ(NTMS_SIDE_AVAILABLE, side_state(self->fd, &medium, 1));
}

TEST_HARNESS_MAIN
