// SPDX-License-Identifier: GPL-2.0
/*
 * What is said of sides that stay where they are: SetNtmsMediaComplete,
 * DecommissionNtmsMedia, SwapNtmsMedia.
 */
#include "kselftest_harness.h"
#include "scene.h"
#include "user.h"

#define OK	NTMS_REASON_SUCCESS
#define STATE	NTMS_REASON_INVALID_STATE
#define NEW	NTMS_ALLOCATE_NEW
#define NEXT	NTMS_ALLOCATE_NEXT

static const struct ntms_guid nobody = { .b = { 9, 9, 9, [8] = 0x80 } };

/* Three cartridges in free, of one side or two, and a pool of Alice's */
FIXTURE(side) {
	struct scene s;
	int fd;
	struct ntms_guid pool;
	struct ntms_guid lmid;
	struct ntms_guid medium;
	struct ntms_guid side;
};

FIXTURE_VARIANT(side) {
	unsigned int sides;
};

FIXTURE_VARIANT_ADD(side, tape) { .sides = 1 };
FIXTURE_VARIANT_ADD(side, disk) { .sides = 2 };

FIXTURE_SETUP(side)
{
	const struct scene_wish wish = {
		.media = 3,
		.sides = variant->sides,
		.new_media = NTMS_POOL_FREE,
	};

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
	ASSERT_EQ(OK, scene_pool_of(&self->s, ALICE, 0, &self->pool));
	self->medium = self->s.media[0];
	self->side = side_of(self->fd, &self->medium, 0);
	ASSERT_EQ(OK, move_medium(self->fd, &self->medium, &self->pool));
}

FIXTURE_TEARDOWN(side)
{
	EXPECT_EQ(0, scene_clear(&self->s));
}

static uint32_t take(FIXTURE_DATA(side) *self)
{
	return allocate(self->fd, &self->pool, &self->side, 0, &self->lmid,
			NULL);
}

/* ---- complete ---------------------------------------------------------------- */

TEST_F(side, that_is_complete_keeps_its_owner)
{
	struct ntms_logical_medium_info before, after;
	struct ntms_side_info info;

	ASSERT_EQ(OK, take(self));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_LOGICAL_MEDIUM, &self->lmid,
			  &before));
	EXPECT_EQ(OK, complete(self->fd, &self->lmid));
	EXPECT_EQ(NTMS_SIDE_COMPLETE, side_state(self->fd, &self->medium, 0));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_SIDE, &self->side, &info));
	EXPECT_TRUE(same_guid(&self->lmid, &info.logical_medium));
	EXPECT_EQ(1, info.allocate_count);
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_LOGICAL_MEDIUM, &self->lmid,
			  &after));
	EXPECT_EQ(0, memcmp(&before, &after, sizeof(before)));
	EXPECT_EQ(1, owned_in(self->fd, &self->pool));
	/* Nobody else is given it. */
	EXPECT_EQ(NTMS_REASON_MEDIA_UNAVAILABLE,
		  allocate(self->fd, &self->pool, &self->side, 0, &self->lmid,
			   NULL));
}

TEST_F(side, is_complete_once)
{
	struct ntms_info before, after;

	ASSERT_EQ(OK, take(self));
	ASSERT_EQ(OK, complete(self->fd, &self->lmid));
	ASSERT_EQ(OK, info_get(self->fd, &before));
	EXPECT_EQ(STATE, complete(self->fd, &self->lmid));
	ASSERT_EQ(OK, info_get(self->fd, &after));
	EXPECT_EQ(before.sequence, after.sequence);
}

TEST_F(side, that_nobody_owns_is_not_complete)
{
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER, complete(self->fd, &no_guid));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA, complete(self->fd, &nobody));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA, complete(self->fd, &self->side));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA, complete(self->fd, &self->medium));
	ASSERT_EQ(OK, take(self));
	ASSERT_EQ(OK, deallocate(self->fd, &self->lmid));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA, complete(self->fd, &self->lmid));
	EXPECT_EQ(NTMS_SIDE_AVAILABLE, side_state(self->fd, &self->medium, 0));
}

TEST_F(side, that_is_complete_can_be_given_back)
{
	struct ntms_pool_info info = { .max_allocates = 2 };

	ASSERT_EQ(OK, SET(self->fd, NTMS_TYPE_POOL, &self->pool,
			  NTMS_SET_MAX_ALLOCATES, &info));
	ASSERT_EQ(OK, take(self));
	ASSERT_EQ(OK, complete(self->fd, &self->lmid));
	EXPECT_EQ(OK, deallocate(self->fd, &self->lmid));
	EXPECT_EQ(NTMS_SIDE_AVAILABLE, side_state(self->fd, &self->medium, 0));
	/* At the limit as what was only allocated */
	ASSERT_EQ(OK, take(self));
	ASSERT_EQ(OK, complete(self->fd, &self->lmid));
	EXPECT_EQ(OK, deallocate(self->fd, &self->lmid));
	EXPECT_EQ(NTMS_SIDE_DECOMMISSIONED,
		  side_state(self->fd, &self->medium, 0));
}

TEST_F(side, that_is_complete_goes_with_its_owner_and_not_to_free)
{
	struct ntms_guid other;

	ASSERT_EQ(OK, take(self));
	ASSERT_EQ(OK, complete(self->fd, &self->lmid));
	EXPECT_EQ(STATE, move_medium(self->fd, &self->medium, &self->s.free));
	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &other));
	EXPECT_EQ(OK, move_medium(self->fd, &self->medium, &other));
	EXPECT_EQ(NTMS_SIDE_COMPLETE, side_state(self->fd, &self->medium, 0));
	EXPECT_EQ(1, owned_in(self->fd, &other));
}

TEST_F(side, is_complete_also_while_its_library_is_away)
{
	ASSERT_EQ(OK, take(self));
	ASSERT_EQ(0, scene_power(&self->s, false));
	EXPECT_EQ(OK, complete(self->fd, &self->lmid));
	ASSERT_EQ(0, scene_power(&self->s, true));
	EXPECT_EQ(NTMS_SIDE_COMPLETE, side_state(self->fd, &self->medium, 0));
}

TEST_F(side, is_completed_by_the_owner_of_the_pool)
{
	struct ntms_guid lmid;

	ASSERT_EQ(OK, take(self));
	lmid = self->lmid;
	as_user(BOB) {
		EXPECT_EQ(NTMS_REASON_ACCESS_DENIED,
			  complete(self->fd, &lmid));
	}
	EXPECT_EQ(NTMS_SIDE_ALLOCATED, side_state(self->fd, &self->medium, 0));
	as_user(ALICE) {
		EXPECT_EQ(OK, complete(self->fd, &lmid));
	}
	EXPECT_EQ(NTMS_SIDE_COMPLETE, side_state(self->fd, &self->medium, 0));
}

TEST_F(side, that_is_full_is_followed_by_the_next)
{
	struct ntms_guid first;
	uint32_t reason;

	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, NEW, &self->lmid,
			       NULL));
	first = self->lmid;
	ASSERT_EQ(OK, complete(self->fd, &first));
	reason = allocate(self->fd, &self->pool, NULL, NEXT, &self->lmid, NULL);
	EXPECT_EQ(variant->sides == 2 ? OK : NTMS_REASON_MEDIA_UNAVAILABLE,
		  reason);
	EXPECT_EQ(variant->sides, owned_in(self->fd, &self->pool));
	EXPECT_EQ(OK, deallocate(self->fd, &first));
	if (variant->sides == 2)
		EXPECT_EQ(NTMS_SIDE_RESERVED,
			  side_state(self->fd, &self->medium, 0));
}

/* Who waits for it has it when it is given back, and not when it is full. */
TEST_F(side, that_is_complete_serves_nobody)
{
	struct ntms_collect collected;

	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, NEW, &self->lmid,
			       NULL));
	ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, 0,
				      NTMS_DEADLINE_NEVER, 5, NULL));
	ASSERT_EQ(OK, complete(self->fd, &self->lmid));
	EXPECT_EQ(NTMS_REASON_NOT_READY, collect(self->fd, &collected));
	EXPECT_EQ(OK, deallocate(self->fd, &self->lmid));
	ASSERT_EQ(OK, collect(self->fd, &collected));
	EXPECT_EQ(OK, collected.result);
	EXPECT_EQ(5, collected.cookie);
}

/* ---- decommission ------------------------------------------------------------- */

TEST_F(side, that_is_decommissioned_is_never_given_to_anybody)
{
	ASSERT_EQ(OK, decommission(self->fd, &self->side));
	EXPECT_EQ(NTMS_SIDE_DECOMMISSIONED,
		  side_state(self->fd, &self->medium, 0));
	EXPECT_EQ(NTMS_REASON_MEDIA_UNAVAILABLE, take(self));
	/* Not by way of free either */
	ASSERT_EQ(OK, move_medium(self->fd, &self->medium, &self->s.free));
	EXPECT_EQ(NTMS_SIDE_DECOMMISSIONED,
		  side_state(self->fd, &self->medium, 0));
	EXPECT_EQ(NTMS_REASON_MEDIA_UNAVAILABLE, take(self));
	EXPECT_EQ(STATE, decommission(self->fd, &self->side));
	if (variant->sides == 2)
		EXPECT_EQ(NTMS_SIDE_AVAILABLE,
			  side_state(self->fd, &self->medium, 1));
}

TEST_F(side, is_decommissioned_only_if_it_is_available)
{
	struct ntms_guid side;

	ASSERT_EQ(OK, take(self));
	EXPECT_EQ(STATE, decommission(self->fd, &self->side));
	ASSERT_EQ(OK, complete(self->fd, &self->lmid));
	EXPECT_EQ(STATE, decommission(self->fd, &self->side));
	ASSERT_EQ(OK, deallocate(self->fd, &self->lmid));
	/* In import and in unrecognized */
	ASSERT_EQ(OK, scene_new_media(&self->s, NTMS_POOL_IMPORT));
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "fill", "1"));
	ASSERT_EQ(OK, scene_look(&self->s));
	ASSERT_EQ(OK, scene_new_media(&self->s, NTMS_POOL_UNRECOGNIZED));
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "fill", "1"));
	ASSERT_EQ(OK, scene_look(&self->s));
	ASSERT_EQ(5, self->s.nr_media);
	side = side_of(self->fd, &self->s.media[3], 0);
	EXPECT_EQ(STATE, decommission(self->fd, &side));
	EXPECT_EQ(NTMS_SIDE_IMPORT, side_state(self->fd, &self->s.media[3], 0));
	side = side_of(self->fd, &self->s.media[4], 0);
	EXPECT_EQ(STATE, decommission(self->fd, &side));
	if (variant->sides == 1)
		return;
	/* Reserved for who has the other, which was allocated less often */
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, NEW, &self->lmid,
			       NULL));
	ASSERT_EQ(NTMS_SIDE_RESERVED, side_state(self->fd, &self->medium, 0));
	EXPECT_EQ(STATE, decommission(self->fd, &self->side));
}

TEST_F(side, to_be_decommissioned_must_be_one)
{
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  decommission(self->fd, &no_guid));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA, decommission(self->fd, &nobody));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA,
		  decommission(self->fd, &self->medium));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA,
		  decommission(self->fd, &self->pool));
	ASSERT_EQ(OK, take(self));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA,
		  decommission(self->fd, &self->lmid));
}

TEST_F(side, is_decommissioned_by_the_owner_of_the_pool)
{
	struct ntms_guid side = self->side;
	struct ntms_guid in_free = side_of(self->fd, &self->s.media[1], 0);

	as_user(BOB) {
		EXPECT_EQ(NTMS_REASON_ACCESS_DENIED,
			  decommission(self->fd, &side));
	}
	as_user(ALICE) {
		/* To draw from free, and to spoil it, are two things. */
		EXPECT_EQ(NTMS_REASON_ACCESS_DENIED,
			  decommission(self->fd, &in_free));
		EXPECT_EQ(OK, decommission(self->fd, &side));
	}
	EXPECT_EQ(NTMS_SIDE_AVAILABLE,
		  side_state(self->fd, &self->s.media[1], 0));
	EXPECT_EQ(NTMS_SIDE_DECOMMISSIONED,
		  side_state(self->fd, &self->medium, 0));
	EXPECT_EQ(OK, decommission(self->fd, &in_free));
}

/* ---- swap --------------------------------------------------------------------- */

/* Which side a logical medium has */
static struct ntms_guid side_of_lmid(int fd, const struct ntms_guid *lmid)
{
	struct ntms_logical_medium_info info;

	if (GET(fd, NTMS_TYPE_LOGICAL_MEDIUM, lmid, &info))
		return nobody;
	return info.side;
}

/* @lmid has the side of @medium, and *second that of the next cartridge. */
static uint32_t take_two(FIXTURE_DATA(side) *self, struct ntms_guid *second)
{
	struct ntms_guid side = side_of(self->fd, &self->s.media[1], 0);
	uint32_t reason = take(self);

	*second = no_guid;
	reason = reason ?: move_medium(self->fd, &self->s.media[1],
				       &self->pool);
	return reason ?: allocate(self->fd, &self->pool, &side, 0, second,
				  NULL);
}

TEST_F(side, is_swapped_for_the_others)
{
	struct ntms_guid second, other, got;
	struct ntms_logical_medium_info before, after;
	struct ntms_side_info info;

	ASSERT_EQ(OK, take_two(self, &second));
	other = side_of_lmid(self->fd, &second);
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_LOGICAL_MEDIUM, &self->lmid,
			  &before));
	ASSERT_EQ(OK, swap_media(self->fd, &self->lmid, &second));
	got = side_of_lmid(self->fd, &self->lmid);
	EXPECT_TRUE(same_guid(&got, &other));
	got = side_of_lmid(self->fd, &second);
	EXPECT_TRUE(same_guid(&got, &self->side));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_SIDE, &self->side, &info));
	EXPECT_TRUE(same_guid(&info.logical_medium, &second));
	EXPECT_EQ(NTMS_SIDE_ALLOCATED, info.side_state);
	/* Who allocated it, and when, is as it was. */
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_LOGICAL_MEDIUM, &self->lmid,
			  &after));
	EXPECT_EQ(before.header.created, after.header.created);
	EXPECT_EQ(before.uid, after.uid);
	EXPECT_STREQ(before.application, after.application);
	EXPECT_TRUE(same_guid(&after.medium, &self->s.media[1]));
	EXPECT_EQ(2, owned_in(self->fd, &self->pool));
	/* Each gives back what it has. */
	EXPECT_EQ(OK, deallocate(self->fd, &self->lmid));
	EXPECT_EQ(NTMS_SIDE_AVAILABLE,
		  side_state(self->fd, &self->s.media[1], 0));
	EXPECT_EQ(NTMS_SIDE_ALLOCATED, side_state(self->fd, &self->medium, 0));
	EXPECT_EQ(OK, deallocate(self->fd, &second));
	EXPECT_EQ(NTMS_SIDE_AVAILABLE, side_state(self->fd, &self->medium, 0));
}

TEST_F(side, is_swapped_as_one_change)
{
	struct ntms_info before, after;
	struct ntms_guid second;

	ASSERT_EQ(OK, take_two(self, &second));
	ASSERT_EQ(OK, info_get(self->fd, &before));
	ASSERT_EQ(OK, swap_media(self->fd, &self->lmid, &second));
	ASSERT_EQ(OK, info_get(self->fd, &after));
	EXPECT_EQ(before.sequence + 1, after.sequence);
	EXPECT_EQ(before.logical_media, after.logical_media);
	/* What is refused is none. */
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  swap_media(self->fd, &second, &second));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA,
		  swap_media(self->fd, &second, &self->side));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA,
		  swap_media(self->fd, &nobody, &second));
	ASSERT_EQ(OK, info_get(self->fd, &before));
	EXPECT_EQ(after.sequence, before.sequence);
}

TEST_F(side, that_is_full_is_not_swapped)
{
	struct ntms_guid second;

	ASSERT_EQ(OK, take_two(self, &second));
	ASSERT_EQ(OK, complete(self->fd, &second));
	EXPECT_EQ(STATE, swap_media(self->fd, &self->lmid, &second));
	EXPECT_EQ(STATE, swap_media(self->fd, &second, &self->lmid));
	ASSERT_EQ(OK, complete(self->fd, &self->lmid));
	EXPECT_EQ(STATE, swap_media(self->fd, &second, &self->lmid));
}

TEST_F(side, is_swapped_within_one_pool)
{
	struct ntms_guid second, other;

	ASSERT_EQ(OK, take_two(self, &second));
	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &other));
	ASSERT_EQ(OK, move_medium(self->fd, &self->s.media[1], &other));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA_POOL,
		  swap_media(self->fd, &self->lmid, &second));
	ASSERT_EQ(OK, move_medium(self->fd, &self->medium, &other));
	EXPECT_EQ(OK, swap_media(self->fd, &self->lmid, &second));
}

TEST_F(side, is_swapped_by_the_owner_of_the_pool)
{
	struct ntms_guid second, lmid;

	ASSERT_EQ(OK, take_two(self, &second));
	lmid = self->lmid;
	as_user(BOB) {
		EXPECT_EQ(NTMS_REASON_ACCESS_DENIED,
			  swap_media(self->fd, &lmid, &second));
	}
	as_user(ALICE) {
		EXPECT_EQ(OK, swap_media(self->fd, &lmid, &second));
	}
}

/* A library that is away does not matter: nothing moves. */
TEST_F(side, is_swapped_while_its_library_is_away)
{
	struct ntms_guid second, got;

	ASSERT_EQ(OK, take_two(self, &second));
	ASSERT_EQ(0, scene_power(&self->s, false));
	EXPECT_EQ(OK, swap_media(self->fd, &self->lmid, &second));
	ASSERT_EQ(0, scene_power(&self->s, true));
	got = side_of_lmid(self->fd, &second);
	EXPECT_TRUE(same_guid(&got, &self->side));
}

TEST_HARNESS_MAIN
