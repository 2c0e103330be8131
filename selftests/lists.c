// SPDX-License-Identifier: GPL-2.0
/*
 * A list of all media is made without the catalog's lock, while others come and
 * go: who stays is listed once, whatever the pieces are.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "scene.h"

#define OK	NTMS_REASON_SUCCESS
/* Few who stay, so that where they are in the tree changes all the time */
#define STAY	64
#define COME	32
/* Lists in the fast lane */
#define LISTS	200

FIXTURE(lists) {
	struct scene s;
	int fd;
	struct ntms_guid pool;
	struct ntms_guid stay[STAY];
	uint64_t there;
};

/* A cartridge on the shelf */
static uint32_t put(int fd, const struct ntms_guid *pool, struct ntms_guid *id)
{
	struct ntms_medium_create arg = {
		.side_count = 1,
		.owner = UINT32_MAX,
		.pool = *pool,
		.sides = { { .side_state = NTMS_SIDE_AVAILABLE } },
	};
	uint32_t reason = medium_create(fd, &arg);

	*id = arg.medium;
	return reason;
}

FIXTURE_SETUP(lists)
{
	const struct scene_wish wish = {
		.media = 1,
		.new_media = NTMS_POOL_FREE,
	};
	struct ntms_guid between;
	int i;

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &self->pool));
	/* Gaps, into which nothing comes any more */
	for (i = 0; i < STAY; i++) {
		ASSERT_EQ(OK, put(self->fd, &self->pool, &self->stay[i]));
		ASSERT_EQ(OK, put(self->fd, &self->pool, &between));
		ASSERT_EQ(OK, medium_delete(self->fd, &between));
	}
	self->there = count_objects(self->fd, NTMS_TYPE_MEDIUM, NULL);
}

FIXTURE_TEARDOWN(lists)
{
	int i;

	for (i = 0; i < STAY; i++)
		EXPECT_EQ(OK, medium_delete(self->fd, &self->stay[i]));
	EXPECT_EQ(0, scene_clear(&self->s));
}

/* Cartridges that come and go until it is enough */
struct traffic {
	int fd;
	struct ntms_guid pool;
	atomic_bool enough;
	atomic_uint came;
	uint32_t reason;
};

static void *come_and_go(void *arg)
{
	struct traffic *traffic = arg;
	struct ntms_guid ids[COME];
	uint32_t reason = OK;
	int i;

	while (!atomic_load(&traffic->enough) && !reason) {
		for (i = 0; i < COME && !reason; i++)
			reason = put(traffic->fd, &traffic->pool, &ids[i]);
		/* In another order than they came in */
		for (i = 0; i < COME && !reason; i++)
			reason = medium_delete(traffic->fd,
					       &ids[(i * 7) % COME]);
		atomic_fetch_add(&traffic->came, COME);
	}
	traffic->reason = reason;
	return NULL;
}

/* One list in pieces: how many of those who stay it has, each in its turn */
static int list_once(FIXTURE_DATA(lists) *self, unsigned int piece)
{
	struct ntms_enum arg = { .type = NTMS_TYPE_MEDIUM };
	static struct ntms_guid ids[STAY + COME];
	int next = 0;
	uint32_t i;

	do {
		arg.ids = (uintptr_t)ids;
		arg.count = piece;
		if (CALL(self->fd, NTMS_IOC_ENUM, &arg) || arg.count > piece ||
		    arg.total < self->there || arg.total > self->there + COME)
			return -1;
		for (i = 0; i < arg.count; i++)
			if (next < STAY && same_guid(&ids[i],
						     &self->stay[next]))
				next++;
	} while (arg.more);
	return next;
}

TEST_F_TIMEOUT(lists, have_who_stays_once, 300)
{
	struct traffic traffic = { .fd = session_open(), .pool = self->pool };
	unsigned int seed = 1, list, before, piece;
	pthread_t thread;

	ASSERT_LE(0, traffic.fd);
	ASSERT_EQ(STAY, list_once(self, STAY + COME));
	ASSERT_EQ(0, pthread_create(&thread, NULL, come_and_go, &traffic));
	for (list = 0; list < rounds(LISTS); list++) {
		before = atomic_load(&traffic.came);
		/* Mostly in small pieces */
		piece = 1 + (unsigned int)rand_r(&seed) % 4;
		if (!(list % 8))
			piece *= STAY / 4;
		ASSERT_EQ(STAY, list_once(self, piece))
			TH_LOG("list %u, in pieces of %u", list, piece);
		/* Not without company */
		EXPECT_TRUE(wait_for(atomic_load(&traffic.came) != before ||
				     list % 16));
	}
	atomic_store(&traffic.enough, true);
	ASSERT_EQ(0, pthread_join(thread, NULL));
	EXPECT_EQ(OK, traffic.reason);
	EXPECT_LT(0, atomic_load(&traffic.came));
	close(traffic.fd);
}

TEST_HARNESS_MAIN
