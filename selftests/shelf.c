// SPDX-License-Identifier: GPL-2.0
/*
 * Cartridges on the shelf: forgetting them, and registering what another catalog
 * had. DeleteNtmsMedia, CreateNtmsMedia.
 */
#include "kselftest_harness.h"
#include "scene.h"
#include "user.h"

#define OK	NTMS_REASON_SUCCESS
#define STATE	NTMS_REASON_INVALID_STATE

static const struct ntms_guid nobody = { .b = { 7, 8, 9, [8] = 0x80 } };

/* Two cartridges of one side or two in a pool of Alice's */
FIXTURE(shelf) {
	struct scene s;
	int fd;
	struct ntms_guid pool;
	struct ntms_guid lmid;
	struct ntms_guid medium;
	struct ntms_guid side;
};

FIXTURE_VARIANT(shelf) {
	unsigned int sides;
};

FIXTURE_VARIANT_ADD(shelf, tape) { .sides = 1 };
FIXTURE_VARIANT_ADD(shelf, disk) { .sides = 2 };

FIXTURE_SETUP(shelf)
{
	const struct scene_wish wish = {
		.media = 2,
		.sides = variant->sides,
		.new_media = NTMS_POOL_FREE,
	};

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
	ASSERT_EQ(OK, scene_pool_of(&self->s, ALICE, 0, &self->pool));
	self->medium = self->s.media[0];
	self->side = side_of(self->fd, &self->medium, 0);
	ASSERT_EQ(OK, scene_move_all(&self->s, &self->pool));
}

FIXTURE_TEARDOWN(shelf)
{
	EXPECT_EQ(0, scene_clear(&self->s));
}

/* Somebody takes the first cartridge out, and it is noticed. */
static int take_out(FIXTURE_DATA(shelf) *self)
{
	int error = vlib_set(&self->s.vlib, "remove", "slot 0");

	if (error || scene_look(&self->s) || self->s.nr_media != 1)
		return -1;
	return 0;
}

TEST_F(shelf, forgets_what_is_deleted)
{
	struct ntms_info before, after;
	struct ntms_medium_info medium;
	struct ntms_side_info side;
	struct ntms_guid id;
	uint64_t total;

	ASSERT_EQ(0, take_out(self));
	ASSERT_EQ(OK, info_get(self->fd, &before));
	ASSERT_EQ(OK, medium_delete(self->fd, &self->medium));
	ASSERT_EQ(OK, info_get(self->fd, &after));
	EXPECT_EQ(before.media - 1, after.media);
	EXPECT_EQ(before.sides - variant->sides, after.sides);
	EXPECT_EQ(before.sequence + 1, after.sequence);
	EXPECT_EQ(NTMS_REASON_OBJECT_NOT_FOUND,
		  GET(self->fd, NTMS_TYPE_MEDIUM, &self->medium, &medium));
	EXPECT_EQ(NTMS_REASON_OBJECT_NOT_FOUND,
		  GET(self->fd, NTMS_TYPE_SIDE, &self->side, &side));
	ASSERT_EQ(OK, find_media(self->fd, scene_barcode(&self->s, 1), &id, 1,
				 &total));
	EXPECT_EQ(0, total);
	EXPECT_EQ(1, count_objects(self->fd, NTMS_TYPE_MEDIUM, &self->pool));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA,
		  medium_delete(self->fd, &self->medium));
	/* Nor is it to be had. */
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA,
		  allocate(self->fd, &self->pool, &self->side, 0, &self->lmid,
			   NULL));
}

TEST_F(shelf, knows_nothing_of_what_comes_back)
{
	struct ntms_guid again;

	ASSERT_EQ(0, take_out(self));
	ASSERT_EQ(OK, medium_delete(self->fd, &self->medium));
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "insert", "slot 0 %s",
			      scene_barcode(&self->s, 1)));
	ASSERT_EQ(OK, scene_look(&self->s));
	ASSERT_EQ(2, self->s.nr_media);
	again = scene_find(&self->s, 1);
	EXPECT_FALSE(same_guid(&again, &self->medium));
	/* It arrives as all that are new do, and not in its old pool. */
	again = pool_of(self->fd, &again);
	EXPECT_TRUE(same_guid(&again, &self->s.free));
}

TEST_F(shelf, is_where_it_has_to_be)
{
	struct ntms_info before, after;

	ASSERT_EQ(OK, info_get(self->fd, &before));
	EXPECT_EQ(STATE, medium_delete(self->fd, &self->medium));
	ASSERT_EQ(OK, info_get(self->fd, &after));
	EXPECT_EQ(before.sequence, after.sequence);
	/* A library that is away has its cartridges all the same. */
	ASSERT_EQ(0, scene_power(&self->s, false));
	EXPECT_EQ(STATE, medium_delete(self->fd, &self->medium));
	ASSERT_EQ(0, scene_power(&self->s, true));
	ASSERT_EQ(OK, scene_look(&self->s));
	EXPECT_EQ(2, self->s.nr_media);
}

TEST_F(shelf, keeps_what_is_owned)
{
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, &self->side,
			       NTMS_ALLOCATE_NEW, &self->lmid, NULL));
	ASSERT_EQ(0, take_out(self));
	EXPECT_EQ(STATE, medium_delete(self->fd, &self->medium));
	ASSERT_EQ(OK, complete(self->fd, &self->lmid));
	EXPECT_EQ(STATE, medium_delete(self->fd, &self->medium));
	EXPECT_EQ(NTMS_SIDE_COMPLETE, side_state(self->fd, &self->medium, 0));
	if (variant->sides == 2)
		EXPECT_EQ(NTMS_SIDE_RESERVED,
			  side_state(self->fd, &self->medium, 1));
	ASSERT_EQ(OK, deallocate(self->fd, &self->lmid));
	EXPECT_EQ(OK, medium_delete(self->fd, &self->medium));
}

TEST_F(shelf, forgets_what_is_worn_out)
{
	ASSERT_EQ(0, take_out(self));
	ASSERT_EQ(OK, decommission(self->fd, &self->side));
	EXPECT_EQ(OK, medium_delete(self->fd, &self->medium));
}

/* A pool is empty when its last cartridge is forgotten. */
TEST_F(shelf, lets_a_pool_go)
{
	ASSERT_EQ(0, take_out(self));
	ASSERT_EQ(OK, move_medium(self->fd, &self->s.media[0], &self->s.free));
	EXPECT_EQ(NTMS_REASON_NOT_EMPTY, pool_delete(self->fd, &self->pool));
	ASSERT_EQ(OK, medium_delete(self->fd, &self->medium));
	EXPECT_EQ(OK, pool_delete(self->fd, &self->pool));
}

TEST_F(shelf, forgets_cartridges_and_nothing_else)
{
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  medium_delete(self->fd, &no_guid));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA, medium_delete(self->fd, &nobody));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA,
		  medium_delete(self->fd, &self->side));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA,
		  medium_delete(self->fd, &self->pool));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA,
		  medium_delete(self->fd, &self->s.library));
}

TEST_F(shelf, is_an_administrators)
{
	struct ntms_guid medium = self->medium;

	ASSERT_EQ(0, take_out(self));
	as_user(ALICE) {
		EXPECT_EQ(NTMS_REASON_ACCESS_DENIED,
			  medium_delete(self->fd, &medium));
	}
	as_user(BOB) {
		EXPECT_EQ(NTMS_REASON_ACCESS_DENIED,
			  medium_delete(self->fd, &medium));
	}
	EXPECT_EQ(OK, medium_delete(self->fd, &medium));
}

/* ---- registering -------------------------------------------------------------- */

/* A cartridge as this one is: allocated, with what NEW reserved */
static void wish_for(const FIXTURE_DATA(shelf) *self, unsigned int sides,
		     const char *barcode, struct ntms_medium_create *wish)
{
	*wish = (struct ntms_medium_create) {
		.side_count = sides,
		.owner = ALICE,
		.pool = self->pool,
		.sides = { { .side_state = NTMS_SIDE_ALLOCATED } },
	};
	if (sides > 1)
		wish->sides[1].side_state = NTMS_SIDE_RESERVED;
	strcpy(wish->barcode, barcode);
}

TEST_F(shelf, is_told_what_another_catalog_had)
{
	struct ntms_logical_medium_info logical;
	struct ntms_medium_info medium;
	struct ntms_medium_create wish;
	struct ntms_side_info side;
	struct ntms_guid in_pool;

	wish_for(self, variant->sides, "R00001L3", &wish);
	wish.sides[0].allocate_count = 7;
	ASSERT_EQ(OK, medium_create(self->fd, &wish));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_MEDIUM, &wish.medium, &medium));
	EXPECT_STREQ("R00001L3", medium.barcode);
	EXPECT_TRUE(same_guid(&medium.library,
			      &self->s.info.offline_library));
	in_pool = medium.pool;
	EXPECT_TRUE(same_guid(&in_pool, &self->pool));
	EXPECT_EQ(0, medium.flags & NTMS_MEDIUM_ONLINE);
	EXPECT_EQ(variant->sides, medium.side_count);
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_SIDE, &medium.sides[0], &side));
	EXPECT_EQ(NTMS_SIDE_ALLOCATED, side.side_state);
	EXPECT_EQ(7, side.allocate_count);
	EXPECT_TRUE(same_guid(&side.logical_medium,
			      &wish.sides[0].logical_medium));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_LOGICAL_MEDIUM,
			  &wish.sides[0].logical_medium, &logical));
	EXPECT_EQ(ALICE, logical.uid);
	EXPECT_TRUE(same_guid(&logical.medium, &wish.medium));
	/* What is owned is not forgotten, and is given back as ever. */
	EXPECT_EQ(STATE, medium_delete(self->fd, &wish.medium));
	EXPECT_EQ(OK, deallocate(self->fd, &wish.sides[0].logical_medium));
	EXPECT_EQ(OK, medium_delete(self->fd, &wish.medium));
}

/* The program that owned it goes on where it was, in a catalog that is new. */
TEST_F(shelf, gives_back_what_was_lost)
{
	const char *barcode = scene_barcode(&self->s, 1);
	struct ntms_guid side, medium = self->medium, next;
	struct ntms_medium_create wish;

	ASSERT_EQ(OK, allocate(self->fd, &self->pool, &self->side,
			       NTMS_ALLOCATE_NEW, &self->lmid, NULL));
	ASSERT_EQ(OK, deallocate(self->fd, &self->lmid));
	ASSERT_EQ(0, take_out(self));
	ASSERT_EQ(OK, medium_delete(self->fd, &medium));
	wish_for(self, variant->sides, barcode, &wish);
	wish.medium = medium;
	wish.sides[0].logical_medium = self->lmid;
	ASSERT_EQ(OK, medium_create(self->fd, &wish));
	EXPECT_TRUE(same_guid(&wish.medium, &medium));
	EXPECT_TRUE(same_guid(&wish.sides[0].logical_medium, &self->lmid));
	side = side_of(self->fd, &medium, 0);
	EXPECT_TRUE(same_guid(&side, &self->side));
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "insert", "slot 0 %s", barcode));
	ASSERT_EQ(OK, scene_look(&self->s));
	EXPECT_EQ(2, self->s.nr_media);
	next = scene_find(&self->s, 1);
	EXPECT_TRUE(same_guid(&next, &medium));
	EXPECT_EQ(NTMS_SIDE_ALLOCATED, side_state(self->fd, &medium, 0));
	if (variant->sides == 2) {
		next = self->lmid;
		EXPECT_EQ(OK, allocate(self->fd, &self->pool, NULL,
				       NTMS_ALLOCATE_NEXT, &next, NULL));
		EXPECT_EQ(OK, deallocate(self->fd, &next));
	}
	EXPECT_EQ(OK, deallocate(self->fd, &self->lmid));
}

TEST_F(shelf, has_no_two_of_one_name)
{
	struct ntms_medium_create wish, twin;
	struct ntms_info before, after;

	wish_for(self, variant->sides, "R00001L3", &wish);
	ASSERT_EQ(OK, medium_create(self->fd, &wish));
	ASSERT_EQ(OK, info_get(self->fd, &before));
	/* The barcode, the cartridge's GUID, the owner's */
	wish_for(self, variant->sides, "R00001L3", &twin);
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA, medium_create(self->fd, &twin));
	wish_for(self, variant->sides, "R00002L3", &twin);
	twin.medium = wish.medium;
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA, medium_create(self->fd, &twin));
	twin.medium = no_guid;
	twin.sides[0].logical_medium = wish.sides[0].logical_medium;
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA, medium_create(self->fd, &twin));
	/* Not made by ntms, or a part of something */
	twin.sides[0].logical_medium = no_guid;
	twin.medium = nobody;
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  medium_create(self->fd, &twin));
	twin.medium = self->side;
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  medium_create(self->fd, &twin));
	ASSERT_EQ(OK, info_get(self->fd, &after));
	EXPECT_EQ(before.sequence, after.sequence);
	/* Cartridges without a barcode are any number. */
	wish_for(self, variant->sides, "", &twin);
	EXPECT_EQ(OK, medium_create(self->fd, &twin));
	EXPECT_EQ(OK, deallocate(self->fd, &twin.sides[0].logical_medium));
	EXPECT_EQ(OK, medium_delete(self->fd, &twin.medium));
	EXPECT_EQ(OK, deallocate(self->fd, &wish.sides[0].logical_medium));
	EXPECT_EQ(OK, medium_delete(self->fd, &wish.medium));
}

/* To own the pool is not enough: it says what somebody else owns. */
TEST_F(shelf, is_filled_by_administrators)
{
	struct ntms_medium_create wish;

	wish_for(self, variant->sides, "R00001L3", &wish);
	as_user(ALICE) {
		EXPECT_EQ(NTMS_REASON_ACCESS_DENIED,
			  medium_create(self->fd, &wish));
	}
	as_user(BOB) {
		EXPECT_EQ(NTMS_REASON_ACCESS_DENIED,
			  medium_create(self->fd, &wish));
	}
}

TEST_HARNESS_MAIN
