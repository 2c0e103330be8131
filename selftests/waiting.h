/* SPDX-License-Identifier: GPL-2.0 */
/* Somebody waits for a pool with nothing in it. */
#ifndef NTMS_SELFTESTS_WAITING_H
#define NTMS_SELFTESTS_WAITING_H

#include "kselftest_harness.h"
#include "scene.h"
#include "user.h"
#include "waiter.h"

#define OK	NTMS_REASON_SUCCESS
#define NEW	NTMS_ALLOCATE_NEW
#define NEVER	NTMS_DEADLINE_NEVER
#define DRAWS	NTMS_POOL_FROMSCRATCH

#define TAPES	3

/*
 * How late an answer may be at worst, on a machine that is emulated and busy
 * with something else
 */
#define LATE	(5 * SECOND)

/*
 * @pool has one cartridge, the first one, which @held owns; the others are in
 * free, and @pool does not draw from it.
 */
FIXTURE(waiting) {
	struct scene s;
	int fd;
	struct ntms_guid pool;
	struct ntms_guid held;
	struct ntms_guid medium;
};

FIXTURE_SETUP(waiting)
{
	const struct scene_wish wish = {
		.media = TAPES,
		.new_media = NTMS_POOL_FREE,
	};

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
	self->medium = self->s.media[0];
	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &self->pool));
	ASSERT_EQ(OK, move_medium(self->fd, &self->medium, &self->pool));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->held,
			       NULL));
}

FIXTURE_TEARDOWN(waiting)
{
	EXPECT_EQ(0, scene_clear(&self->s));
}

/* Nobody waits, nobody is asked, and @owned media of the pool are owned. */
#define settled(owned) do {						\
	EXPECT_EQ(0, waiting_for(self->fd, &self->pool));		\
	EXPECT_EQ(0, requests_about(self->fd, &self->pool, NULL, 0));	\
	EXPECT_EQ(owned, owned_in(self->fd, &self->pool));		\
} while (0)

#endif /* NTMS_SELFTESTS_WAITING_H */
