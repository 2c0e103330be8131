// SPDX-License-Identifier: GPL-2.0
/* DeallocateNtmsMedia: what becomes of a side, and of its cartridge. */
#include "kselftest_harness.h"
#include "scene.h"

#define OK	NTMS_REASON_SUCCESS
#define NEW	NTMS_ALLOCATE_NEW
#define NEXT	NTMS_ALLOCATE_NEXT

static const struct ntms_guid nobody = { .b = { 8, 8, 8, [8] = 0x80 } };

/* Two cartridges in free, of one side or two */
FIXTURE(back) {
	struct scene s;
	int fd;
	struct ntms_guid pool;
	struct ntms_guid lmid;
};

FIXTURE_VARIANT(back) {
	unsigned int sides;
};

FIXTURE_VARIANT_ADD(back, tape) { .sides = 1 };
FIXTURE_VARIANT_ADD(back, disk) { .sides = 2 };

FIXTURE_SETUP(back)
{
	const struct scene_wish wish = {
		.media = 2,
		.sides = variant->sides,
		.new_media = NTMS_POOL_FREE,
	};

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
}

FIXTURE_TEARDOWN(back)
{
	EXPECT_EQ(0, scene_clear(&self->s));
}

TEST_F(back, is_available_and_stays_in_its_pool)
{
	struct ntms_guid medium, pool;
	struct ntms_logical_medium_info info;
	uint64_t count;

	ASSERT_EQ(OK, scene_pool(&self->s, NTMS_POOL_FROMSCRATCH, 0, 0,
				 &self->pool));
	count = count_objects(self->fd, NTMS_TYPE_LOGICAL_MEDIUM, NULL);
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->lmid,
			       NULL));
	EXPECT_EQ(count + 1,
		  count_objects(self->fd, NTMS_TYPE_LOGICAL_MEDIUM, NULL));
	medium = medium_of(self->fd, &self->lmid);
	ASSERT_EQ(OK, deallocate(self->fd, &self->lmid));
	EXPECT_EQ(NTMS_SIDE_AVAILABLE, side_state(self->fd, &medium, 0));
	pool = pool_of(self->fd, &medium);
	EXPECT_TRUE(same_guid(&pool, &self->pool));
	EXPECT_EQ(count,
		  count_objects(self->fd, NTMS_TYPE_LOGICAL_MEDIUM, NULL));
	EXPECT_EQ(NTMS_REASON_OBJECT_NOT_FOUND,
		  GET(self->fd, NTMS_TYPE_LOGICAL_MEDIUM, &self->lmid, &info));
}

TEST_F(back, is_given_back_once)
{
	ASSERT_EQ(OK, scene_pool(&self->s, NTMS_POOL_FROMSCRATCH, 0, 0,
				 &self->pool));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->lmid,
			       NULL));
	ASSERT_EQ(OK, deallocate(self->fd, &self->lmid));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA,
		  deallocate(self->fd, &self->lmid));
}

TEST_F(back, has_a_new_lmid_the_next_time)
{
	struct ntms_guid before, side;

	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &self->pool));
	side = side_of(self->fd, &self->s.media[0], 0);
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, &side, 0, &self->lmid,
			       NULL));
	before = self->lmid;
	ASSERT_EQ(OK, deallocate(self->fd, &self->lmid));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, &side, 0, &self->lmid,
			       NULL));
	EXPECT_FALSE(same_guid(&before, &self->lmid));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA, deallocate(self->fd, &before));
	EXPECT_EQ(OK, deallocate(self->fd, &self->lmid));
}

TEST_F(back, wants_an_lmid)
{
	struct ntms_guid side = side_of(self->fd, &self->s.media[0], 0);

	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  deallocate(self->fd, &no_guid));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA, deallocate(self->fd, &nobody));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA, deallocate(self->fd, &side));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA,
		  deallocate(self->fd, &self->s.media[0]));
}

TEST_F(back, goes_to_free_if_the_pool_says_so)
{
	struct ntms_guid medium, pool;

	ASSERT_EQ(OK, scene_pool(&self->s, NTMS_POOL_FROMSCRATCH,
				 NTMS_POOL_TOSCRATCH, 0, &self->pool));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->lmid,
			       NULL));
	medium = medium_of(self->fd, &self->lmid);
	ASSERT_EQ(OK, deallocate(self->fd, &self->lmid));
	pool = pool_of(self->fd, &medium);
	EXPECT_TRUE(same_guid(&pool, &self->s.free));
	EXPECT_EQ(NTMS_SIDE_AVAILABLE, side_state(self->fd, &medium, 0));
}

TEST_F(back, is_decommissioned_at_the_limit)
{
	struct ntms_guid medium = self->s.media[0];
	struct ntms_guid side = side_of(self->fd, &medium, 0), pool;
	struct ntms_pool_info info = { 0 };
	unsigned int i;

	ASSERT_EQ(OK, scene_pool(&self->s, 0, NTMS_POOL_TOSCRATCH, 2,
				 &self->pool));
	for (i = 1; i <= 2; i++) {
		ASSERT_EQ(OK, allocate(self->fd, &self->pool, &side, 0,
				       &self->lmid, NULL));
		ASSERT_EQ(OK, deallocate(self->fd, &self->lmid));
		EXPECT_EQ(i == 2 ? NTMS_SIDE_DECOMMISSIONED :
				   NTMS_SIDE_AVAILABLE,
			  side_state(self->fd, &medium, 0));
	}
	EXPECT_EQ(NTMS_REASON_MEDIA_UNAVAILABLE,
		  allocate(self->fd, &self->pool, &side, 0, &self->lmid,
			   NULL));
	/* What cannot be used any more is of no use to free. */
	pool = pool_of(self->fd, &medium);
	if (variant->sides == 1)
		EXPECT_TRUE(same_guid(&pool, &self->pool));
	/* A limit that is raised later brings nothing back. */
	ASSERT_EQ(OK, SET(self->fd, NTMS_TYPE_POOL, &self->pool,
			  NTMS_SET_MAX_ALLOCATES, &info));
	EXPECT_EQ(NTMS_SIDE_DECOMMISSIONED, side_state(self->fd, &medium, 0));
	EXPECT_EQ(NTMS_REASON_MEDIA_UNAVAILABLE,
		  allocate(self->fd, &self->pool, &side, 0, &self->lmid,
			   NULL));
}

TEST_F(back, has_no_limit_if_it_is_zero)
{
	struct ntms_guid side = side_of(self->fd, &self->s.media[0], 0);
	int i;

	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &self->pool));
	for (i = 0; i < 50; i++) {
		ASSERT_EQ(OK, allocate(self->fd, &self->pool, &side, 0,
				       &self->lmid, NULL));
		ASSERT_EQ(OK, deallocate(self->fd, &self->lmid));
	}
	EXPECT_EQ(NTMS_SIDE_AVAILABLE,
		  side_state(self->fd, &self->s.media[0], 0));
}

TEST_F(back, looks_at_the_limit_when_it_is_given_back_only)
{
	struct ntms_guid side = side_of(self->fd, &self->s.media[0], 0);
	struct ntms_pool_info info = { .max_allocates = 1 };
	int i;

	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &self->pool));
	for (i = 0; i < 3; i++) {
		ASSERT_EQ(OK, allocate(self->fd, &self->pool, &side, 0,
				       &self->lmid, NULL));
		ASSERT_EQ(OK, deallocate(self->fd, &self->lmid));
	}
	ASSERT_EQ(OK, SET(self->fd, NTMS_TYPE_POOL, &self->pool,
			  NTMS_SET_MAX_ALLOCATES, &info));
	EXPECT_EQ(NTMS_SIDE_AVAILABLE,
		  side_state(self->fd, &self->s.media[0], 0));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, &side, 0, &self->lmid,
			       NULL));
	ASSERT_EQ(OK, deallocate(self->fd, &self->lmid));
	EXPECT_EQ(NTMS_SIDE_DECOMMISSIONED,
		  side_state(self->fd, &self->s.media[0], 0));
}

TEST_F(back, works_while_the_library_is_away)
{
	struct ntms_guid medium;

	ASSERT_EQ(OK, scene_pool(&self->s, NTMS_POOL_FROMSCRATCH,
				 NTMS_POOL_TOSCRATCH, 0, &self->pool));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->lmid,
			       NULL));
	medium = medium_of(self->fd, &self->lmid);
	ASSERT_EQ(0, scene_power(&self->s, false));
	EXPECT_EQ(OK, deallocate(self->fd, &self->lmid));
	EXPECT_EQ(NTMS_SIDE_AVAILABLE, side_state(self->fd, &medium, 0));
	ASSERT_EQ(0, scene_power(&self->s, true));
	EXPECT_EQ(NTMS_SIDE_AVAILABLE, side_state(self->fd, &medium, 0));
}

/* ---- what only cartridges with two sides can show --------------------------- */

FIXTURE(disk) {
	struct scene s;
	int fd;
	struct ntms_guid pool;
	struct ntms_guid lmid;
};

FIXTURE_SETUP(disk)
{
	const struct scene_wish wish = {
		.media = 2,
		.sides = 2,
		.new_media = NTMS_POOL_FREE,
	};

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
}

FIXTURE_TEARDOWN(disk)
{
	EXPECT_EQ(0, scene_clear(&self->s));
}

TEST_F(disk, goes_to_free_when_the_last_side_goes)
{
	struct ntms_guid medium, pool, first;

	ASSERT_EQ(OK, scene_pool(&self->s, NTMS_POOL_FROMSCRATCH,
				 NTMS_POOL_TOSCRATCH, 0, &self->pool));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, NEW, &self->lmid,
			       NULL));
	first = self->lmid;
	medium = medium_of(self->fd, &first);
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, NEXT, &self->lmid,
			       NULL));
	ASSERT_EQ(OK, deallocate(self->fd, &first));
	pool = pool_of(self->fd, &medium);
	EXPECT_TRUE(same_guid(&pool, &self->pool));
	ASSERT_EQ(OK, deallocate(self->fd, &self->lmid));
	pool = pool_of(self->fd, &medium);
	EXPECT_TRUE(same_guid(&pool, &self->s.free));
	EXPECT_EQ(NTMS_SIDE_AVAILABLE, side_state(self->fd, &medium, 0));
	EXPECT_EQ(NTMS_SIDE_AVAILABLE, side_state(self->fd, &medium, 1));
}

TEST_F(disk, goes_to_free_with_what_was_reserved)
{
	struct ntms_guid medium, pool;

	ASSERT_EQ(OK, scene_pool(&self->s, NTMS_POOL_FROMSCRATCH,
				 NTMS_POOL_TOSCRATCH, 0, &self->pool));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, NEW, &self->lmid,
			       NULL));
	medium = medium_of(self->fd, &self->lmid);
	ASSERT_EQ(NTMS_SIDE_RESERVED, side_state(self->fd, &medium, 1));
	ASSERT_EQ(OK, deallocate(self->fd, &self->lmid));
	pool = pool_of(self->fd, &medium);
	EXPECT_TRUE(same_guid(&pool, &self->s.free));
	EXPECT_EQ(NTMS_SIDE_AVAILABLE, side_state(self->fd, &medium, 0));
	EXPECT_EQ(NTMS_SIDE_AVAILABLE, side_state(self->fd, &medium, 1));
}

TEST_F(disk, stays_if_a_side_is_still_to_be_imported)
{
	struct ntms_guid medium, pool, side;

	ASSERT_EQ(OK, scene_new_media(&self->s, NTMS_POOL_IMPORT));
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "fill", "1"));
	ASSERT_EQ(OK, scene_look(&self->s));
	ASSERT_EQ(3, self->s.nr_media);
	ASSERT_EQ(OK, scene_pool(&self->s, 0, NTMS_POOL_TOSCRATCH, 0,
				 &self->pool));
	medium = self->s.media[2];
	side = side_of(self->fd, &medium, 0);
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, &side, 0, &self->lmid,
			       NULL));
	ASSERT_EQ(OK, deallocate(self->fd, &self->lmid));
	pool = pool_of(self->fd, &medium);
	EXPECT_TRUE(same_guid(&pool, &self->pool));
	EXPECT_EQ(NTMS_SIDE_IMPORT, side_state(self->fd, &medium, 1));
}

TEST_F(disk, makes_what_was_reserved_available)
{
	struct ntms_guid medium, first;

	ASSERT_EQ(OK, scene_pool(&self->s, NTMS_POOL_FROMSCRATCH, 0, 0,
				 &self->pool));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, NEW, &self->lmid,
			       NULL));
	first = self->lmid;
	medium = medium_of(self->fd, &first);
	ASSERT_EQ(OK, deallocate(self->fd, &first));
	EXPECT_EQ(NTMS_SIDE_AVAILABLE, side_state(self->fd, &medium, 0));
	EXPECT_EQ(NTMS_SIDE_AVAILABLE, side_state(self->fd, &medium, 1));
}

TEST_F(disk, keeps_a_side_for_who_has_the_other)
{
	struct ntms_guid medium, first, plain;

	ASSERT_EQ(OK, scene_pool(&self->s, NTMS_POOL_FROMSCRATCH, 0, 0,
				 &self->pool));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, NEW, &self->lmid,
			       NULL));
	first = self->lmid;
	medium = medium_of(self->fd, &first);
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, NEXT, &self->lmid,
			       NULL));
	ASSERT_EQ(OK, deallocate(self->fd, &first));
	EXPECT_EQ(NTMS_SIDE_RESERVED, side_state(self->fd, &medium, 0));
	/* Somebody else's plain allocation gets another cartridge. */
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &plain, NULL));
	first = medium_of(self->fd, &plain);
	EXPECT_FALSE(same_guid(&medium, &first));
	ASSERT_EQ(OK, deallocate(self->fd, &plain));
	ASSERT_EQ(OK, deallocate(self->fd, &self->lmid));
	EXPECT_EQ(NTMS_SIDE_AVAILABLE, side_state(self->fd, &medium, 0));
	EXPECT_EQ(NTMS_SIDE_AVAILABLE, side_state(self->fd, &medium, 1));
}

TEST_F(disk, at_the_limit_frees_the_other_side)
{
	struct ntms_guid medium;

	ASSERT_EQ(OK, scene_pool(&self->s, NTMS_POOL_FROMSCRATCH, 0, 1,
				 &self->pool));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, NEW, &self->lmid,
			       NULL));
	medium = medium_of(self->fd, &self->lmid);
	ASSERT_EQ(OK, deallocate(self->fd, &self->lmid));
	EXPECT_EQ(NTMS_SIDE_DECOMMISSIONED, side_state(self->fd, &medium, 0));
	EXPECT_EQ(NTMS_SIDE_AVAILABLE, side_state(self->fd, &medium, 1));
}

TEST_HARNESS_MAIN
