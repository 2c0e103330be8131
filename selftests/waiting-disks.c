// SPDX-License-Identifier: GPL-2.0
/* Allocations that wait for sides of cartridges that have two. */
#include "kselftest_harness.h"
#include "scene.h"
#include "waiter.h"

#define OK	NTMS_REASON_SUCCESS
#define NEW	NTMS_ALLOCATE_NEW
#define NEVER	NTMS_DEADLINE_NEVER

#define DISKS	2

FIXTURE(disks) {
	struct scene s;
	int fd;
	struct ntms_guid pool;
	struct ntms_guid held[2 * DISKS];
};

/* All sides of all cartridges of @pool are owned, one after the other. */
FIXTURE_SETUP(disks)
{
	const struct scene_wish wish = {
		.media = DISKS,
		.sides = 2,
		.new_media = NTMS_POOL_FREE,
	};
	struct ntms_guid side;
	int i;

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &self->pool));
	ASSERT_EQ(OK, scene_move_all(&self->s, &self->pool));
	for (i = 0; i < 2 * DISKS; i++) {
		side = side_of(self->fd, &self->s.media[i / 2],
			       (unsigned int)i % 2);
		ASSERT_EQ(OK, allocate(self->fd, &self->pool, &side, 0,
				       &self->held[i], NULL));
	}
}

FIXTURE_TEARDOWN(disks)
{
	EXPECT_EQ(0, scene_clear(&self->s));
}

TEST_F(disks, who_wants_a_whole_one_does_not_block_who_wants_a_side)
{
	struct ntms_collect collected;
	struct ntms_guid medium;

	ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, NEW, NEVER, 1,
				      NULL));
	ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, 0, NEVER, 2,
				      NULL));
	ASSERT_EQ(OK, deallocate(self->fd, &self->held[0]));
	ASSERT_EQ(OK, collect(self->fd, &collected));
	EXPECT_EQ(2, collected.cookie);
	EXPECT_EQ(NTMS_REASON_NOT_READY, collect(self->fd, &collected));
	/* A half of each is of no use to him, both halves of one are. */
	ASSERT_EQ(OK, deallocate(self->fd, &self->held[2]));
	EXPECT_EQ(NTMS_REASON_NOT_READY, collect(self->fd, &collected));
	ASSERT_EQ(OK, deallocate(self->fd, &self->held[3]));
	ASSERT_EQ(OK, collect(self->fd, &collected));
	EXPECT_EQ(1, collected.cookie);
	medium = medium_of(self->fd, &collected.medium);
	EXPECT_TRUE(same_guid(&medium, &self->s.media[1]));
	EXPECT_EQ(NTMS_SIDE_RESERVED,
		  side_state(self->fd, &medium, 1) +
		  side_state(self->fd, &medium, 0) - NTMS_SIDE_ALLOCATED);
}

TEST_F(disks, who_came_first_gets_what_both_can_use)
{
	struct ntms_collect collected;

	/* While a side of it is free anyway, it goes to who can use a side. */
	ASSERT_EQ(OK, deallocate(self->fd, &self->held[0]));
	ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, NEW, NEVER, 1,
				      NULL));
	EXPECT_EQ(1, waiting_for(self->fd, &self->pool));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->held[0],
			       NULL));
	ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, 0, NEVER, 2,
				      NULL));
	ASSERT_EQ(OK, enable(self->fd, &self->s.media[0], false));
	ASSERT_EQ(OK, deallocate(self->fd, &self->held[0]));
	ASSERT_EQ(OK, deallocate(self->fd, &self->held[1]));
	EXPECT_EQ(NTMS_REASON_NOT_READY, collect(self->fd, &collected));
	ASSERT_EQ(OK, enable(self->fd, &self->s.media[0], true));
	ASSERT_EQ(OK, collect(self->fd, &collected));
	EXPECT_EQ(1, collected.cookie);
	self->held[0] = collected.medium;
	EXPECT_EQ(NTMS_REASON_NOT_READY, collect(self->fd, &collected));
	/* What he reserved is for nobody else until he gives it back. */
	ASSERT_EQ(OK, deallocate(self->fd, &self->held[0]));
	ASSERT_EQ(OK, collect(self->fd, &collected));
	EXPECT_EQ(2, collected.cookie);
}

TEST_F(disks, both_sides_serve_two)
{
	struct ntms_collect collected;
	uint64_t i;

	ASSERT_EQ(OK, deallocate(self->fd, &self->held[0]));
	ASSERT_EQ(OK, deallocate(self->fd, &self->held[1]));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, NEW,
			       &self->held[0], NULL));
	for (i = 1; i <= 3; i++)
		ASSERT_EQ(OK, allocate_queued(self->fd, &self->pool, 0, NEVER,
					      i, NULL));
	ASSERT_EQ(OK, deallocate(self->fd, &self->held[0]));
	for (i = 1; i <= 2; i++) {
		ASSERT_EQ(OK, collect(self->fd, &collected));
		EXPECT_EQ(i, collected.cookie);
	}
	EXPECT_EQ(NTMS_REASON_NOT_READY, collect(self->fd, &collected));
	EXPECT_EQ(1, waiting_for(self->fd, &self->pool));
	EXPECT_EQ(OK, cancel(self->fd, NTMS_CANCEL_ALL, 0, NULL));
}

TEST_HARNESS_MAIN
