// SPDX-License-Identifier: GPL-2.0
/* Pools: made, opened, changed and deleted. */
#include <stdio.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "scene.h"

#define OK	NTMS_REASON_SUCCESS

static const struct ntms_guid nobody = { .b = { 7, 7, 7, [8] = 0x80 } };

FIXTURE(pool) {
	struct scene s;
	int fd;
	struct ntms_guid id;
	struct ntms_guid other;
};

FIXTURE_SETUP(pool)
{
	const struct scene_wish wish = { .media = 2 };

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
}

FIXTURE_TEARDOWN(pool)
{
	EXPECT_EQ(0, scene_clear(&self->s));
}

static uint32_t make(int fd, uint32_t action, const char *name,
		     const struct ntms_guid *parent,
		     const struct ntms_guid *media_type, struct ntms_guid *id)
{
	struct ntms_pool_create arg = {
		.action = action,
		.parent = *parent,
		.media_type = *media_type,
		.owner = UINT32_MAX,
	};
	uint32_t reason;

	snprintf(arg.name, sizeof(arg.name), "%s", name);
	reason = CALL(fd, NTMS_IOC_POOL_CREATE, &arg);
	*id = arg.id;
	return reason;
}

TEST_F(pool, is_as_it_was_asked_for)
{
	char *name = strdup(scene_name("as asked for"));
	struct ntms_pool_create arg = {
		.action = NTMS_CREATE_NEW,
		.media_type = self->s.type,
		.owner = 1234,
		.allocation_policy = NTMS_POOL_FROMSCRATCH,
		.deallocation_policy = NTMS_POOL_TOSCRATCH,
		.max_allocates = 77,
	};
	struct ntms_pool_info info;

	strcpy(arg.name, name);
	ASSERT_EQ(OK, CALL(self->fd, NTMS_IOC_POOL_CREATE, &arg));
	EXPECT_EQ(1234, arg.owner);
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_POOL, &arg.id, &info));
	EXPECT_TRUE(same_guid(&info.header.id, &arg.id));
	EXPECT_EQ(NTMS_TYPE_POOL, info.header.type);
	EXPECT_STREQ(name, info.header.name);
	EXPECT_TRUE(same_guid(&info.media_type, &self->s.type));
	EXPECT_TRUE(is_null(&info.parent));
	EXPECT_EQ(NTMS_POOL_APPLICATION, info.pool_type);
	EXPECT_EQ(0, info.flags);
	EXPECT_EQ(NTMS_POOL_FROMSCRATCH, info.allocation_policy);
	EXPECT_EQ(NTMS_POOL_TOSCRATCH, info.deallocation_policy);
	EXPECT_EQ(77, info.max_allocates);
	EXPECT_EQ(1234, info.owner);
	EXPECT_EQ(0, info.media + info.logical_media + info.pools +
		     info.available);
	EXPECT_EQ(OK, pool_delete(self->fd, &arg.id));
	free(name);
}

TEST_F(pool, is_made_only_if_it_is_not_there)
{
	char *name = strdup(scene_name("made"));

	EXPECT_EQ(NTMS_REASON_OBJECT_NOT_FOUND,
		  make(self->fd, NTMS_OPEN_EXISTING, name, &no_guid,
		       &self->s.type, &self->id));
	EXPECT_EQ(OK, make(self->fd, NTMS_OPEN_ALWAYS, name, &no_guid,
			   &self->s.type, &self->id));
	EXPECT_EQ(NTMS_REASON_ALREADY_EXISTS,
		  make(self->fd, NTMS_CREATE_NEW, name, &no_guid,
		       &self->s.type, &self->other));
	EXPECT_EQ(OK, make(self->fd, NTMS_OPEN_EXISTING, name, &no_guid,
			   &self->s.type, &self->other));
	EXPECT_TRUE(same_guid(&self->id, &self->other));
	self->other = no_guid;
	EXPECT_EQ(OK, make(self->fd, NTMS_OPEN_ALWAYS, name, &no_guid,
			   &self->s.type, &self->other));
	EXPECT_TRUE(same_guid(&self->id, &self->other));
	free(name);
}

TEST_F(pool, that_is_opened_keeps_its_policies)
{
	char *name = strdup(scene_name("kept"));
	struct ntms_pool_create arg = {
		.action = NTMS_OPEN_ALWAYS,
		.media_type = self->s.type,
		.owner = 4321,
		.max_allocates = 3,
	};
	struct ntms_pool_info info;

	ASSERT_EQ(OK, make(self->fd, NTMS_CREATE_NEW, name, &no_guid,
			   &self->s.type, &self->id));
	strcpy(arg.name, name);
	ASSERT_EQ(OK, CALL(self->fd, NTMS_IOC_POOL_CREATE, &arg));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_POOL, &self->id, &info));
	EXPECT_EQ(0, info.max_allocates);
	EXPECT_EQ(geteuid(), info.owner);
	free(name);
}

TEST_F(pool, wants_one_of_three_actions)
{
	char *name = strdup(scene_name("action"));

	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  make(self->fd, 0, name, &no_guid, &self->s.type, &self->id));
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  make(self->fd, 4, name, &no_guid, &self->s.type, &self->id));
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  make(self->fd, UINT32_MAX, name, &no_guid, &self->s.type,
		       &self->id));
	free(name);
}

static const char *const bad_names[] = {
	"", "back\\slash", "\\", "line\nfeed", "tab\t", "bell\a", "\x7f",
	"escape\x1b[2J",
};

TEST_F(pool, wants_a_name_that_can_be_read)
{
	struct ntms_pool_create arg = {
		.action = NTMS_CREATE_NEW,
		.media_type = self->s.type,
		.owner = UINT32_MAX,
	};
	size_t i;

	for (i = 0; i < sizeof(bad_names) / sizeof(*bad_names); i++) {
		EXPECT_EQ(NTMS_REASON_INVALID_NAME,
			  make(self->fd, NTMS_CREATE_NEW, bad_names[i],
			       &no_guid, &self->s.type, &self->id))
			TH_LOG("name %zu", i);
	}
	/* No NUL in the whole array */
	memset(arg.name, 'n', sizeof(arg.name));
	EXPECT_EQ(NTMS_REASON_INVALID_NAME,
		  CALL(self->fd, NTMS_IOC_POOL_CREATE, &arg));
	/* The longest that there is */
	memset(arg.name, 0, sizeof(arg.name));
	memset(arg.name, 'n', sizeof(arg.name) - 1);
	snprintf(arg.name, 20, "%d", getpid());
	arg.name[strlen(arg.name)] = 'x';
	EXPECT_EQ(OK, CALL(self->fd, NTMS_IOC_POOL_CREATE, &arg));
	EXPECT_EQ(OK, pool_delete(self->fd, &arg.id));
}

TEST_F(pool, has_a_name_of_any_script)
{
	struct ntms_pool_info info;
	char name[64];

	snprintf(name, sizeof(name), "Sicherung/täglich ぷ %d", getpid());
	ASSERT_EQ(OK, make(self->fd, NTMS_CREATE_NEW, name, &no_guid,
			   &self->s.type, &self->id));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_POOL, &self->id, &info));
	EXPECT_STREQ(name, info.header.name);
	EXPECT_EQ(OK, pool_delete(self->fd, &self->id));
}

TEST_F(pool, names_are_compared_exactly_and_within_their_parent)
{
	struct ntms_guid container, inner, third;
	char name[64], upper[64];

	snprintf(name, sizeof(name), "weekly %d", getpid());
	snprintf(upper, sizeof(upper), "Weekly %d", getpid());
	ASSERT_EQ(OK, pool_make(self->fd, scene_name("container"), NULL, NULL,
				0, 0, 0, &container));
	EXPECT_EQ(OK, make(self->fd, NTMS_CREATE_NEW, name, &no_guid,
			   &self->s.type, &self->id));
	EXPECT_EQ(OK, make(self->fd, NTMS_CREATE_NEW, upper, &no_guid,
			   &self->s.type, &third));
	EXPECT_EQ(OK, make(self->fd, NTMS_CREATE_NEW, name, &container,
			   &self->s.type, &inner));
	EXPECT_FALSE(same_guid(&self->id, &inner));
	EXPECT_FALSE(same_guid(&self->id, &third));
	EXPECT_EQ(NTMS_REASON_ALREADY_EXISTS,
		  make(self->fd, NTMS_CREATE_NEW, name, &container,
		       &self->s.type, &inner));
}

TEST_F(pool, holds_media_or_pools_but_not_both)
{
	struct ntms_guid container, inner, leaf;
	struct ntms_pool_info info;

	ASSERT_EQ(OK, pool_make(self->fd, scene_name("container"), NULL, NULL,
				0, 0, 0, &container));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_POOL, &container, &info));
	EXPECT_EQ(NTMS_POOL_CONTAINER, info.flags);
	EXPECT_TRUE(is_null(&info.media_type));
	ASSERT_EQ(OK, pool_make(self->fd, "inner", &container, NULL, 0, 0, 0,
				&inner));
	ASSERT_EQ(OK, pool_make(self->fd, "leaf", &inner, &self->s.type, 0, 0,
				0, &leaf));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_POOL, &leaf, &info));
	EXPECT_TRUE(same_guid(&info.parent, &inner));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_POOL, &inner, &info));
	EXPECT_EQ(1, info.pools);
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA_POOL,
		  pool_make(self->fd, "below", &leaf, &self->s.type, 0, 0, 0,
			    &self->id));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA_POOL,
		  move_medium(self->fd, &self->s.media[0], &container));
	/* And has no policies then */
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  pool_make(self->fd, "policies", NULL, NULL,
			    NTMS_POOL_FROMSCRATCH, 0, 0, &self->id));
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  pool_make(self->fd, "policies", NULL, NULL, 0, 0, 1,
			    &self->id));
}

TEST_F(pool, is_not_made_among_system_pools)
{
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA_POOL,
		  pool_make(self->fd, "mine", &self->s.info.free_pool,
			    &self->s.type, 0, 0, 0, &self->id));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA_POOL,
		  pool_make(self->fd, "mine", &self->s.import, &self->s.type,
			    0, 0, 0, &self->id));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA_POOL,
		  pool_make(self->fd, "mine", &self->s.info.unrecognized_pool,
			    NULL, 0, 0, 0, &self->id));
}

TEST_F(pool, wants_a_parent_and_a_media_type_that_exist)
{
	EXPECT_EQ(NTMS_REASON_OBJECT_NOT_FOUND,
		  pool_make(self->fd, "lost", &nobody, &self->s.type, 0, 0, 0,
			    &self->id));
	EXPECT_EQ(NTMS_REASON_OBJECT_NOT_FOUND,
		  pool_make(self->fd, "lost", &self->s.library, &self->s.type,
			    0, 0, 0, &self->id));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA,
		  pool_make(self->fd, "lost", NULL, &nobody, 0, 0, 0,
			    &self->id));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA,
		  pool_make(self->fd, "lost", NULL, &self->s.library, 0, 0, 0,
			    &self->id));
}

TEST_F(pool, is_deleted_when_it_is_empty)
{
	struct ntms_guid container, leaf;
	struct ntms_pool_info info;

	ASSERT_EQ(OK, pool_make(self->fd, scene_name("container"), NULL, NULL,
				0, 0, 0, &container));
	ASSERT_EQ(OK, pool_make(self->fd, "leaf", &container, &self->s.type,
				0, 0, 0, &leaf));
	ASSERT_EQ(OK, move_medium(self->fd, &self->s.media[0], &self->s.free));
	ASSERT_EQ(OK, move_medium(self->fd, &self->s.media[0], &leaf));
	EXPECT_EQ(NTMS_REASON_NOT_EMPTY, pool_delete(self->fd, &leaf));
	EXPECT_EQ(NTMS_REASON_NOT_EMPTY, pool_delete(self->fd, &container));
	ASSERT_EQ(OK, move_medium(self->fd, &self->s.media[0], &self->s.free));
	EXPECT_EQ(OK, pool_delete(self->fd, &leaf));
	EXPECT_EQ(OK, pool_delete(self->fd, &container));
	EXPECT_EQ(NTMS_REASON_OBJECT_NOT_FOUND,
		  GET(self->fd, NTMS_TYPE_POOL, &leaf, &info));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA_POOL, pool_delete(self->fd, &leaf));
}

TEST_F(pool, of_the_system_stays)
{
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA_POOL,
		  pool_delete(self->fd, &self->s.info.free_pool));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA_POOL,
		  pool_delete(self->fd, &self->s.free));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA_POOL,
		  pool_delete(self->fd, &self->s.unrecognized));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA_POOL,
		  pool_delete(self->fd, &self->s.library));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA_POOL,
		  pool_delete(self->fd, &nobody));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA_POOL,
		  pool_delete(self->fd, &no_guid));
}

TEST_F(pool, of_the_system_is_there_for_each_media_type)
{
	struct ntms_guid roots[] = {
		self->s.info.free_pool, self->s.info.import_pool,
		self->s.info.unrecognized_pool,
	};
	static const uint32_t types[] = {
		NTMS_POOL_FREE, NTMS_POOL_IMPORT, NTMS_POOL_UNRECOGNIZED,
	};
	struct ntms_guid media_types[64], pool;
	struct ntms_pool_info info;
	size_t nr, i, j;

	ASSERT_EQ(OK, list_objects(self->fd, NTMS_TYPE_MEDIA_TYPE, NULL,
				   media_types, 64, &nr));
	ASSERT_LE(1, nr);
	for (i = 0; i < 3; i++) {
		ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_POOL, &roots[i], &info));
		EXPECT_EQ(types[i], info.pool_type);
		EXPECT_EQ(NTMS_POOL_CONTAINER, info.flags);
		EXPECT_EQ(nr, info.pools);
		for (j = 0; j < nr; j++) {
			pool = system_pool(self->fd, &roots[i],
					   &media_types[j]);
			ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_POOL, &pool,
					  &info));
			EXPECT_EQ(types[i], info.pool_type);
		}
	}
}

TEST_F(pool, counts_what_it_has)
{
	struct ntms_pool_info info;
	struct ntms_guid lmid;

	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &self->id));
	ASSERT_EQ(OK, scene_move_all(&self->s, &self->s.free));
	ASSERT_EQ(OK, scene_move_all(&self->s, &self->id));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_POOL, &self->id, &info));
	EXPECT_EQ(2, info.media);
	EXPECT_EQ(2, info.available);
	EXPECT_EQ(0, info.logical_media);
	ASSERT_EQ(OK, allocate(self->fd, &self->id, NULL, 0, &lmid, NULL));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_POOL, &self->id, &info));
	EXPECT_EQ(2, info.media);
	EXPECT_EQ(1, info.available);
	EXPECT_EQ(1, info.logical_media);
	ASSERT_EQ(0, scene_power(&self->s, false));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_POOL, &self->id, &info));
	EXPECT_EQ(0, info.available);
	EXPECT_EQ(2, info.media);
}

TEST_F(pool, policies_can_be_changed)
{
	struct ntms_pool_info info = {
		.allocation_policy = NTMS_POOL_FROMSCRATCH,
		.deallocation_policy = NTMS_POOL_TOSCRATCH,
		.max_allocates = 9,
	};
	struct ntms_guid lmid, pool;

	ASSERT_EQ(OK, scene_move_all(&self->s, &self->s.free));
	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &self->id));
	ASSERT_EQ(NTMS_REASON_TIMEOUT, allocate(self->fd, &self->id, NULL, 0,
						&lmid, NULL));
	/* Only what is named changes. */
	ASSERT_EQ(OK, SET(self->fd, NTMS_TYPE_POOL, &self->id,
			  NTMS_SET_ALLOCATION_POLICY, &info));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_POOL, &self->id, &info));
	EXPECT_EQ(NTMS_POOL_FROMSCRATCH, info.allocation_policy);
	EXPECT_EQ(0, info.deallocation_policy);
	EXPECT_EQ(0, info.max_allocates);
	ASSERT_EQ(OK, allocate(self->fd, &self->id, NULL, 0, &lmid, NULL));
	info.deallocation_policy = NTMS_POOL_TOSCRATCH;
	ASSERT_EQ(OK, SET(self->fd, NTMS_TYPE_POOL, &self->id,
			  NTMS_SET_DEALLOCATION_POLICY, &info));
	pool = medium_of(self->fd, &lmid);
	ASSERT_EQ(OK, deallocate(self->fd, &lmid));
	pool = pool_of(self->fd, &pool);
	EXPECT_TRUE(same_guid(&pool, &self->s.free));
}

TEST_F(pool, policies_that_nobody_knows_are_refused)
{
	struct ntms_pool_info info = { .allocation_policy = 2 };

	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &self->id));
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  SET(self->fd, NTMS_TYPE_POOL, &self->id,
		      NTMS_SET_ALLOCATION_POLICY, &info));
	info.allocation_policy = 0;
	info.deallocation_policy = 4;
	info.max_allocates = 5;
	/* All that is named, or nothing */
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  SET(self->fd, NTMS_TYPE_POOL, &self->id,
		      NTMS_SET_MAX_ALLOCATES | NTMS_SET_DEALLOCATION_POLICY,
		      &info));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_POOL, &self->id, &info));
	EXPECT_EQ(0, info.max_allocates);
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  SET(self->fd, NTMS_TYPE_POOL, &self->s.free,
		      NTMS_SET_MAX_ALLOCATES, &info));
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  SET(self->fd, NTMS_TYPE_POOL, &self->s.free,
		      NTMS_SET_NAME, &info));
}

TEST_F(pool, can_be_renamed)
{
	struct ntms_pool_info info = { 0 }, old;

	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &self->id));
	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &self->other));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_POOL, &self->other, &old));
	strcpy(info.header.name, old.header.name);
	EXPECT_EQ(NTMS_REASON_ALREADY_EXISTS,
		  SET(self->fd, NTMS_TYPE_POOL, &self->id, NTMS_SET_NAME,
		      &info));
	/* Its own name is not taken. */
	EXPECT_EQ(OK, SET(self->fd, NTMS_TYPE_POOL, &self->other,
			  NTMS_SET_NAME, &info));
	strcpy(info.header.name, scene_name("renamed"));
	strcpy(info.header.description, "What it is for\nin two lines");
	EXPECT_EQ(OK, SET(self->fd, NTMS_TYPE_POOL, &self->id,
			  NTMS_SET_NAME | NTMS_SET_DESCRIPTION, &info));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_POOL, &self->id, &old));
	EXPECT_STREQ(info.header.name, old.header.name);
	EXPECT_STREQ(info.header.description, old.header.description);
	strcpy(info.header.name, "with\\backslash");
	EXPECT_EQ(NTMS_REASON_INVALID_NAME,
		  SET(self->fd, NTMS_TYPE_POOL, &self->id, NTMS_SET_NAME,
		      &info));
	info.header.name[0] = '\0';
	EXPECT_EQ(NTMS_REASON_INVALID_NAME,
		  SET(self->fd, NTMS_TYPE_POOL, &self->id, NTMS_SET_NAME,
		      &info));
}

TEST_F(pool, can_be_many)
{
	struct ntms_guid container, ids[300], seen[300];
	struct ntms_pool_info info;
	size_t nr, i;
	char name[16];

	ASSERT_EQ(OK, pool_make(self->fd, scene_name("container"), NULL, NULL,
				0, 0, 0, &container));
	for (i = 0; i < 300; i++) {
		snprintf(name, sizeof(name), "%zu", i);
		ASSERT_EQ(OK, pool_make(self->fd, name, &container,
					&self->s.type, 0, 0, 0, &ids[i]));
	}
	ASSERT_EQ(OK, list_objects(self->fd, NTMS_TYPE_POOL, &container, seen,
				   300, &nr));
	ASSERT_EQ(300, nr);
	EXPECT_EQ(0, memcmp(ids, seen, sizeof(ids)));
	for (i = 0; i < 300; i++) {
		ASSERT_EQ(OK, pool_delete(self->fd, &ids[i]));
	}
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_POOL, &container, &info));
	EXPECT_EQ(0, info.pools);
}

TEST_HARNESS_MAIN
