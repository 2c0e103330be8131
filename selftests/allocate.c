// SPDX-License-Identifier: GPL-2.0
/*
 * AllocateNtmsMedia: the published page, sentence by sentence, but for those
 * about waiting for an operator.
 */
#include "kselftest_harness.h"
#include "scene.h"

#define OK	NTMS_REASON_SUCCESS
#define NEW	NTMS_ALLOCATE_NEW
#define NEXT	NTMS_ALLOCATE_NEXT
#define FAIL	NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE

#define TAPES	4

/* An object that is not there */
static const struct ntms_guid nobody = { .b = { 9, 9, 9, [8] = 0x80 } };

static uint64_t sequence(int fd)
{
	struct ntms_info info;

	return info_get(fd, &info) ? UINT64_MAX : info.sequence;
}

/* ---- one-sided cartridges, all in free ------------------------------------ */

FIXTURE(tape) {
	struct scene s;
	int fd;
	struct ntms_guid pool;
	struct ntms_guid lmid;
	struct ntms_guid from;
};

FIXTURE_SETUP(tape)
{
	const struct scene_wish wish = {
		.media = TAPES,
		.new_media = NTMS_POOL_FREE,
	};

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
	ASSERT_EQ(OK, scene_pool(&self->s, NTMS_POOL_FROMSCRATCH, 0, 0,
				 &self->pool));
}

FIXTURE_TEARDOWN(tape)
{
	EXPECT_EQ(0, scene_clear(&self->s));
}

TEST_F(tape, comes_from_the_own_pool_first)
{
	struct ntms_guid *media = self->s.media;
	struct ntms_guid medium;

	ASSERT_EQ(OK, move_medium(self->fd, &media[2], &self->pool));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->lmid,
			       &self->from));
	EXPECT_TRUE(same_guid(&self->from, &self->pool));
	medium = medium_of(self->fd, &self->lmid);
	EXPECT_TRUE(same_guid(&medium, &media[2]));
}

TEST_F(tape, comes_from_free_when_the_pool_has_none)
{
	struct ntms_guid medium, pool;

	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->lmid,
			       &self->from));
	EXPECT_TRUE(same_guid(&self->from, &self->s.free));
	EXPECT_FALSE(is_null(&self->lmid));
	medium = medium_of(self->fd, &self->lmid);
	pool = pool_of(self->fd, &medium);
	EXPECT_TRUE(same_guid(&pool, &self->pool));
	EXPECT_EQ(NTMS_SIDE_ALLOCATED, side_state(self->fd, &medium, 0));
}

TEST_F(tape, does_not_come_from_free_without_the_policy)
{
	struct ntms_guid pool;

	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &pool));
	EXPECT_EQ(NTMS_REASON_TIMEOUT,
		  allocate(self->fd, &pool, NULL, 0, &self->lmid, NULL));
	EXPECT_EQ(NTMS_REASON_MEDIA_UNAVAILABLE,
		  allocate(self->fd, &pool, NULL, FAIL, &self->lmid, NULL));
}

TEST_F(tape, is_given_to_one_only_until_none_is_left)
{
	struct ntms_guid lmids[TAPES], media[TAPES];
	int i, j;

	for (i = 0; i < TAPES; i++) {
		ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0,
				       &lmids[i], NULL));
		media[i] = medium_of(self->fd, &lmids[i]);
		for (j = 0; j < i; j++) {
			EXPECT_FALSE(same_guid(&media[i], &media[j]));
			EXPECT_FALSE(same_guid(&lmids[i], &lmids[j]));
		}
	}
	EXPECT_EQ(NTMS_REASON_MEDIA_UNAVAILABLE,
		  allocate(self->fd, &self->pool, NULL, FAIL, &self->lmid,
			   NULL));
}

TEST_F(tape, that_nobody_knows_is_never_given)
{
	struct ntms_guid side;
	int i;

	ASSERT_EQ(OK, scene_new_media(&self->s, NTMS_POOL_UNRECOGNIZED));
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "fill", "1"));
	ASSERT_EQ(OK, scene_look(&self->s));
	ASSERT_EQ(TAPES + 1, self->s.nr_media);
	for (i = 0; i < TAPES; i++) {
		ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0,
				       &self->lmid, NULL));
	}
	EXPECT_EQ(NTMS_REASON_TIMEOUT, allocate(self->fd, &self->pool, NULL, 0,
						&self->lmid, NULL));
	EXPECT_EQ(NTMS_SIDE_UNRECOGNIZED,
		  side_state(self->fd, &self->s.media[TAPES], 0));
	side = side_of(self->fd, &self->s.media[TAPES], 0);
	EXPECT_EQ(NTMS_REASON_MEDIA_UNAVAILABLE,
		  allocate(self->fd, &self->pool, &side, 0, &self->lmid, NULL));
}

TEST_F(tape, that_arrives_can_be_had_at_once)
{
	struct ntms_guid medium;
	int i;

	for (i = 0; i < TAPES; i++) {
		ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0,
				       &self->lmid, NULL));
	}
	ASSERT_EQ(NTMS_REASON_TIMEOUT, allocate(self->fd, &self->pool, NULL, 0,
						&self->lmid, NULL));
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "fill", "1"));
	ASSERT_EQ(OK, scene_look(&self->s));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->lmid,
			       NULL));
	medium = medium_of(self->fd, &self->lmid);
	EXPECT_TRUE(same_guid(&medium, &self->s.media[TAPES]));
}

/* Which code says that the time is up: rsm-documented, one row each */
static const struct {
	const char *name;
	uint32_t options;
	uint32_t flags;
	int64_t milliseconds;
	uint32_t reason;
} times[] = {
	{ "no wait", 0, NTMS_ALLOCATE_F_NOWAIT, 0, NTMS_REASON_TIMEOUT },
	{ "no wait, never", 0, NTMS_ALLOCATE_F_NOWAIT, -1,
	  NTMS_REASON_TIMEOUT },
	{ "deadline past", 0, 0, 0, NTMS_REASON_TIMEOUT },
	{ "deadline soon", 0, 0, 20, NTMS_REASON_TIMEOUT },
	{ "new, deadline past", NEW, 0, 0, NTMS_REASON_TIMEOUT },
	{ "error, no wait", FAIL, NTMS_ALLOCATE_F_NOWAIT, 0,
	  NTMS_REASON_MEDIA_UNAVAILABLE },
	{ "error, deadline past", FAIL, 0, 0, NTMS_REASON_MEDIA_UNAVAILABLE },
	{ "error, minutes", FAIL, 0, 600000, NTMS_REASON_MEDIA_UNAVAILABLE },
	{ "error, never", FAIL, 0, -1, NTMS_REASON_MEDIA_UNAVAILABLE },
	{ "new, error, never", NEW | FAIL, 0, -1,
	  NTMS_REASON_MEDIA_UNAVAILABLE },
};

TEST_F(tape, that_is_not_there_has_a_code_of_its_own_for_each_wish)
{
	struct ntms_allocate arg;
	struct ntms_guid pool;
	uint64_t before;
	size_t i;

	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &pool));
	before = sequence(self->fd);
	for (i = 0; i < sizeof(times) / sizeof(*times); i++) {
		uint64_t start = now();

		memset(&arg, 0, sizeof(arg));
		arg.options = times[i].options;
		arg.flags = times[i].flags;
		arg.deadline = NTMS_DEADLINE_NEVER;
		if (times[i].milliseconds >= 0)
			arg.deadline = start +
				       times[i].milliseconds * 1000000ULL;
		arg.pool = pool;
		memset(&arg.medium, 0x77, sizeof(arg.medium));
		memset(&arg.allocated_from, 0x77, sizeof(arg.medium));
		EXPECT_EQ(times[i].reason,
			  CALL(self->fd, NTMS_IOC_ALLOCATE, &arg))
			TH_LOG("%s", times[i].name);
		EXPECT_LT(now() - start, 10000000000ULL);
		EXPECT_TRUE(is_null(&arg.medium));
		EXPECT_TRUE(is_null(&arg.allocated_from));
	}
	/* The only one that had time asked an operator, and took it back. */
	EXPECT_EQ(before + 2, sequence(self->fd));
}

TEST_F(tape, is_there_whatever_the_deadline)
{
	struct ntms_allocate arg = { .pool = self->pool };

	EXPECT_EQ(OK, CALL(self->fd, NTMS_IOC_ALLOCATE, &arg));
	arg.deadline = NTMS_DEADLINE_NEVER;
	EXPECT_EQ(OK, CALL(self->fd, NTMS_IOC_ALLOCATE, &arg));
	arg.options = FAIL;
	arg.deadline = 1;
	EXPECT_EQ(OK, CALL(self->fd, NTMS_IOC_ALLOCATE, &arg));
}

TEST_F(tape, that_is_named_is_the_one_that_is_given)
{
	struct ntms_guid side = side_of(self->fd, &self->s.media[2], 0);
	struct ntms_logical_medium_info info;

	ASSERT_EQ(OK, allocate(self->fd, &self->pool, &side, 0, &self->lmid,
			       &self->from));
	EXPECT_TRUE(same_guid(&self->from, &self->s.free));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_LOGICAL_MEDIUM, &self->lmid,
			  &info));
	EXPECT_TRUE(same_guid(&info.side, &side));
	EXPECT_TRUE(same_guid(&info.medium, &self->s.media[2]));
	EXPECT_TRUE(same_guid(&info.pool, &self->pool));
}

TEST_F(tape, that_is_named_may_be_in_free_without_the_policy)
{
	struct ntms_guid side = side_of(self->fd, &self->s.media[1], 0), pool;

	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &pool));
	EXPECT_EQ(OK, allocate(self->fd, &pool, &side, 0, &self->lmid,
			       &self->from));
	EXPECT_TRUE(same_guid(&self->from, &self->s.free));
}

TEST_F(tape, that_is_named_may_be_in_another_pool)
{
	struct ntms_guid side = side_of(self->fd, &self->s.media[1], 0);
	struct ntms_guid other, pool;

	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &other));
	ASSERT_EQ(OK, move_medium(self->fd, &self->s.media[1], &other));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, &side, 0, &self->lmid,
			       &self->from));
	EXPECT_TRUE(same_guid(&self->from, &other));
	pool = pool_of(self->fd, &self->s.media[1]);
	EXPECT_TRUE(same_guid(&pool, &self->pool));
}

TEST_F(tape, that_is_named_and_owned_is_unavailable_at_once)
{
	struct ntms_guid side = side_of(self->fd, &self->s.media[0], 0);
	struct ntms_allocate arg = {
		.deadline = NTMS_DEADLINE_NEVER,
		.pool = self->pool,
		.side = side,
	};

	ASSERT_EQ(OK, CALL(self->fd, NTMS_IOC_ALLOCATE, &arg));
	EXPECT_EQ(NTMS_REASON_MEDIA_UNAVAILABLE,
		  CALL(self->fd, NTMS_IOC_ALLOCATE, &arg));
	EXPECT_TRUE(is_null(&arg.medium));
}

TEST_F(tape, that_is_named_must_be_a_side)
{
	uint64_t before = sequence(self->fd);

	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA,
		  allocate(self->fd, &self->pool, &nobody, 0, &self->lmid,
			   NULL));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA,
		  allocate(self->fd, &self->pool, &self->s.media[0], 0,
			   &self->lmid, NULL));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA,
		  allocate(self->fd, &self->pool, &self->s.library, 0,
			   &self->lmid, NULL));
	EXPECT_EQ(before, sequence(self->fd));
}

TEST_F(tape, comes_only_from_application_pools)
{
	struct ntms_guid container;

	ASSERT_EQ(OK, pool_make(self->fd, scene_name("container"), NULL, NULL,
				0, 0, 0, &container));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA_POOL,
		  allocate(self->fd, &container, NULL, 0, &self->lmid, NULL));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA_POOL,
		  allocate(self->fd, &self->s.free, NULL, 0, &self->lmid,
			   NULL));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA_POOL,
		  allocate(self->fd, &self->s.import, NULL, 0, &self->lmid,
			   NULL));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA_POOL,
		  allocate(self->fd, &self->s.unrecognized, NULL, 0,
			   &self->lmid, NULL));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA_POOL,
		  allocate(self->fd, &self->s.info.free_pool, NULL, 0,
			   &self->lmid, NULL));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA_POOL,
		  allocate(self->fd, &nobody, NULL, 0, &self->lmid, NULL));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA_POOL,
		  allocate(self->fd, &self->s.library, NULL, 0, &self->lmid,
			   NULL));
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  allocate(self->fd, &no_guid, NULL, 0, &self->lmid, NULL));
}

TEST_F(tape, of_another_media_type_is_refused)
{
	struct ntms_guid side = side_of(self->fd, &self->s.media[0], 0);
	struct ntms_medium_info info;
	struct ntms_guid pool;

	/* A cleaning cartridge is of a type of its own. */
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "insert", "slot 7 CLN%s",
			      self->s.prefix));
	ASSERT_EQ(OK, scene_look(&self->s));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_MEDIUM, &self->s.media[TAPES],
			  &info));
	ASSERT_FALSE(same_guid(&info.media_type, &self->s.type));
	ASSERT_EQ(OK, pool_make(self->fd, scene_name("cleaners"), NULL,
				&info.media_type, NTMS_POOL_FROMSCRATCH, 0, 0,
				&pool));
	EXPECT_EQ(NTMS_REASON_MEDIA_INCOMPATIBLE,
		  allocate(self->fd, &pool, &side, 0, &self->lmid, NULL));
	EXPECT_EQ(NTMS_REASON_TIMEOUT,
		  allocate(self->fd, &pool, NULL, 0, &self->lmid, NULL));
	EXPECT_EQ(NTMS_REASON_MEDIA_INCOMPATIBLE,
		  allocate(self->fd, &self->pool, &info.sides[0], 0,
			   &self->lmid, NULL));
}

TEST_F(tape, in_a_library_that_is_gone_is_offline)
{
	struct ntms_guid side = side_of(self->fd, &self->s.media[0], 0);
	struct ntms_pool_info info;

	ASSERT_EQ(OK, move_medium(self->fd, &self->s.media[0], &self->pool));
	ASSERT_EQ(0, scene_power(&self->s, false));
	EXPECT_EQ(NTMS_REASON_MEDIA_OFFLINE,
		  allocate(self->fd, &self->pool, &side, 0, &self->lmid, NULL));
	EXPECT_EQ(NTMS_REASON_TIMEOUT,
		  allocate(self->fd, &self->pool, NULL, 0, &self->lmid, NULL));
	EXPECT_EQ(NTMS_REASON_MEDIA_UNAVAILABLE,
		  allocate(self->fd, &self->pool, NULL, FAIL, &self->lmid,
			   NULL));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_POOL, &self->pool, &info));
	EXPECT_EQ(1, info.media);
	EXPECT_EQ(0, info.available);
	ASSERT_EQ(0, scene_power(&self->s, true));
	EXPECT_EQ(OK, allocate(self->fd, &self->pool, &side, 0, &self->lmid,
			       NULL));
}

TEST_F(tape, on_the_shelf_is_offline)
{
	struct ntms_guid side = side_of(self->fd, &self->s.media[0], 0);
	struct ntms_guid medium = self->s.media[0];
	int i;

	ASSERT_EQ(0, vlib_set(&self->s.vlib, "remove", "slot 0"));
	ASSERT_EQ(OK, scene_look(&self->s));
	ASSERT_EQ(TAPES - 1, self->s.nr_media);
	EXPECT_EQ(NTMS_REASON_MEDIA_OFFLINE,
		  allocate(self->fd, &self->pool, &side, 0, &self->lmid, NULL));
	for (i = 1; i < TAPES; i++) {
		struct ntms_guid got;

		ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0,
				       &self->lmid, NULL));
		got = medium_of(self->fd, &self->lmid);
		EXPECT_FALSE(same_guid(&got, &medium));
	}
	EXPECT_EQ(NTMS_REASON_TIMEOUT, allocate(self->fd, &self->pool, NULL, 0,
						&self->lmid, NULL));
}

TEST_F(tape, that_is_disabled_is_passed_over)
{
	struct ntms_guid side = side_of(self->fd, &self->s.media[0], 0);
	struct ntms_medium_info info = { 0 };
	int i;

	ASSERT_EQ(OK, SET(self->fd, NTMS_TYPE_MEDIUM, &self->s.media[0],
			  NTMS_SET_ENABLED, &info));
	EXPECT_EQ(NTMS_REASON_RESOURCE_DISABLED,
		  allocate(self->fd, &self->pool, &side, 0, &self->lmid, NULL));
	for (i = 1; i < TAPES; i++) {
		ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0,
				       &self->lmid, NULL));
	}
	EXPECT_EQ(NTMS_REASON_TIMEOUT, allocate(self->fd, &self->pool, NULL, 0,
						&self->lmid, NULL));
	info.header.enabled = 1;
	ASSERT_EQ(OK, SET(self->fd, NTMS_TYPE_MEDIUM, &self->s.media[0],
			  NTMS_SET_ENABLED, &info));
	EXPECT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->lmid,
			       NULL));
}

TEST_F(tape, in_a_disabled_library_is_passed_over)
{
	struct ntms_guid side = side_of(self->fd, &self->s.media[0], 0);
	struct ntms_library_info info = { 0 };

	ASSERT_EQ(OK, SET(self->fd, NTMS_TYPE_LIBRARY, &self->s.library,
			  NTMS_SET_ENABLED, &info));
	EXPECT_EQ(NTMS_REASON_RESOURCE_DISABLED,
		  allocate(self->fd, &self->pool, &side, 0, &self->lmid, NULL));
	EXPECT_EQ(NTMS_REASON_TIMEOUT, allocate(self->fd, &self->pool, NULL, 0,
						&self->lmid, NULL));
	info.header.enabled = 1;
	ASSERT_EQ(OK, SET(self->fd, NTMS_TYPE_LIBRARY, &self->s.library,
			  NTMS_SET_ENABLED, &info));
	EXPECT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->lmid,
			       NULL));
}

TEST_F(tape, that_was_allocated_least_often_comes_first)
{
	struct ntms_guid *media = self->s.media, side, medium;
	int i;

	ASSERT_EQ(OK, scene_move_all(&self->s, &self->pool));
	/* All but the third have been used once. */
	for (i = 0; i < TAPES; i++) {
		if (i == 2)
			continue;
		side = side_of(self->fd, &media[i], 0);
		ASSERT_EQ(OK, allocate(self->fd, &self->pool, &side, 0,
				       &self->lmid, NULL));
		ASSERT_EQ(OK, deallocate(self->fd, &self->lmid));
	}
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->lmid,
			       NULL));
	medium = medium_of(self->fd, &self->lmid);
	EXPECT_TRUE(same_guid(&medium, &media[2]));
}

TEST_F(tape, that_has_been_available_for_longest_comes_first)
{
	static const int order[TAPES] = { 1, 3, 0, 2 };
	struct ntms_guid lmids[TAPES], medium, side;
	int i;

	ASSERT_EQ(OK, scene_move_all(&self->s, &self->pool));
	for (i = 0; i < TAPES; i++) {
		side = side_of(self->fd, &self->s.media[i], 0);
		ASSERT_EQ(OK, allocate(self->fd, &self->pool, &side, 0,
				       &lmids[i], NULL));
	}
	for (i = 0; i < TAPES; i++) {
		ASSERT_EQ(OK, deallocate(self->fd, &lmids[order[i]]));
	}
	for (i = 0; i < TAPES; i++) {
		ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0,
				       &self->lmid, NULL));
		medium = medium_of(self->fd, &self->lmid);
		EXPECT_TRUE(same_guid(&medium, &self->s.media[order[i]]));
	}
}

TEST_F(tape, counts_how_often_it_was_allocated)
{
	struct ntms_guid side = side_of(self->fd, &self->s.media[1], 0);
	struct ntms_side_info info;
	uint32_t i;

	for (i = 0; i < 3; i++) {
		ASSERT_EQ(OK, allocate(self->fd, &self->pool, &side, 0,
				       &self->lmid, NULL));
		ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_SIDE, &side, &info));
		EXPECT_EQ(i + 1, info.allocate_count);
		EXPECT_TRUE(same_guid(&info.logical_medium, &self->lmid));
		EXPECT_EQ(NTMS_SIDE_ALLOCATED, info.side_state);
		ASSERT_EQ(OK, deallocate(self->fd, &self->lmid));
	}
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_SIDE, &side, &info));
	EXPECT_EQ(3, info.allocate_count);
	EXPECT_TRUE(is_null(&info.logical_medium));
}

TEST_F(tape, says_for_whom_it_was_allocated)
{
	struct ntms_logical_medium_info info;

	ASSERT_EQ(OK, session_name(self->fd, "Backup of the week"));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->lmid,
			       NULL));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_LOGICAL_MEDIUM, &self->lmid,
			  &info));
	EXPECT_STREQ("Backup of the week", info.application);
	EXPECT_EQ(getuid(), info.uid);
	/* A later name is for what comes later. */
	ASSERT_EQ(OK, session_name(self->fd, "Another"));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_LOGICAL_MEDIUM, &self->lmid,
			  &info));
	EXPECT_STREQ("Backup of the week", info.application);
}

TEST_F(tape, stays_allocated_when_the_session_ends)
{
	struct ntms_guid medium;
	int fd = session_open();

	ASSERT_LE(0, fd);
	ASSERT_EQ(OK, allocate(fd, &self->pool, NULL, 0, &self->lmid, NULL));
	ASSERT_EQ(0, close(fd));
	medium = medium_of(self->fd, &self->lmid);
	EXPECT_EQ(NTMS_SIDE_ALLOCATED, side_state(self->fd, &medium, 0));
	EXPECT_EQ(OK, deallocate(self->fd, &self->lmid));
}

TEST_F(tape, stays_allocated_while_its_library_is_away)
{
	struct ntms_guid medium;

	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->lmid,
			       NULL));
	medium = medium_of(self->fd, &self->lmid);
	ASSERT_EQ(0, scene_power(&self->s, false));
	EXPECT_EQ(NTMS_SIDE_ALLOCATED, side_state(self->fd, &medium, 0));
	ASSERT_EQ(0, scene_power(&self->s, true));
	EXPECT_EQ(NTMS_SIDE_ALLOCATED, side_state(self->fd, &medium, 0));
	EXPECT_EQ(OK, deallocate(self->fd, &self->lmid));
}

TEST_F(tape, allocated_with_new_is_like_any_other)
{
	struct ntms_guid lmid;

	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, NEW, &self->lmid,
			       NULL));
	lmid = self->lmid;
	EXPECT_EQ(NTMS_REASON_MEDIA_UNAVAILABLE,
		  allocate(self->fd, &self->pool, NULL, NEXT, &self->lmid,
			   NULL));
	EXPECT_TRUE(same_guid(&lmid, &self->lmid));
}

/* ---- import ----------------------------------------------------------------- */

FIXTURE(import) {
	struct scene s;
	int fd;
	struct ntms_guid pool;
	struct ntms_guid lmid;
	struct ntms_guid from;
};

FIXTURE_VARIANT(import) {
	unsigned int sides;
};

FIXTURE_VARIANT_ADD(import, tape) { .sides = 1 };
FIXTURE_VARIANT_ADD(import, disk) { .sides = 2 };

FIXTURE_SETUP(import)
{
	const struct scene_wish wish = {
		.media = 2,
		.sides = variant->sides,
		.new_media = NTMS_POOL_IMPORT,
	};

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
	ASSERT_EQ(OK, scene_pool(&self->s, NTMS_POOL_FROMSCRATCH, 0, 0,
				 &self->pool));
}

FIXTURE_TEARDOWN(import)
{
	EXPECT_EQ(0, scene_clear(&self->s));
}

TEST_F(import, is_one_call)
{
	struct ntms_guid medium = self->s.media[1], pool;
	struct ntms_guid side = side_of(self->fd, &medium, 0);
	unsigned int i;

	EXPECT_EQ(NTMS_SIDE_IMPORT, side_state(self->fd, &medium, 0));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, &side, 0, &self->lmid,
			       &self->from));
	EXPECT_TRUE(same_guid(&self->from, &self->s.import));
	pool = pool_of(self->fd, &medium);
	EXPECT_TRUE(same_guid(&pool, &self->pool));
	EXPECT_EQ(NTMS_SIDE_ALLOCATED, side_state(self->fd, &medium, 0));
	for (i = 1; i < variant->sides; i++) {
		EXPECT_EQ(NTMS_SIDE_IMPORT, side_state(self->fd, &medium, i));
	}
}

TEST_F(import, with_new_leaves_the_other_side_to_be_imported)
{
	struct ntms_guid medium = self->s.media[0];
	struct ntms_guid side = side_of(self->fd, &medium, 0);
	unsigned int i;

	ASSERT_EQ(OK, allocate(self->fd, &self->pool, &side, NEW, &self->lmid,
			       NULL));
	for (i = 1; i < variant->sides; i++) {
		EXPECT_EQ(NTMS_SIDE_IMPORT, side_state(self->fd, &medium, i));
	}
	EXPECT_EQ(NTMS_REASON_MEDIA_UNAVAILABLE,
		  allocate(self->fd, &self->pool, NULL, NEXT, &self->lmid,
			   NULL));
}

TEST_F(import, is_by_name_only)
{
	struct ntms_guid medium = self->s.media[0];

	EXPECT_EQ(NTMS_REASON_TIMEOUT, allocate(self->fd, &self->pool, NULL, 0,
						&self->lmid, NULL));
	/* Also after the cartridge was moved without being imported */
	ASSERT_EQ(OK, move_medium(self->fd, &medium, &self->pool));
	EXPECT_EQ(NTMS_SIDE_IMPORT, side_state(self->fd, &medium, 0));
	EXPECT_EQ(NTMS_REASON_TIMEOUT, allocate(self->fd, &self->pool, NULL, 0,
						&self->lmid, NULL));
}


TEST_HARNESS_MAIN
