// SPDX-License-Identifier: GPL-2.0
/* libntms against the kernel: its own calls, and the published ones. */
#include <errno.h>
#include <ntms/libntms.h>
#include <ntmsapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "scene.h"

#define OK	NTMS_REASON_SUCCESS
#define MEDIA	3

FIXTURE(library) {
	struct scene s;
	struct ntms_session *session;
	struct ntms_guid pool;
	uint32_t reason;
};

FIXTURE_SETUP(library)
{
	const struct scene_wish wish = {
		.media = MEDIA,
		.sides = 2,
		.new_media = NTMS_POOL_FREE,
	};

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	ASSERT_EQ(OK, scene_pool(&self->s, NTMS_POOL_FROMSCRATCH, 0, 0,
				 &self->pool));
	ASSERT_EQ(0, ntms_open(NULL, "kselftest", &self->session,
			       &self->reason));
}

FIXTURE_TEARDOWN(library)
{
	ntms_close(self->session);
	EXPECT_EQ(0, scene_clear(&self->s));
}

TEST(reasons_are_those_of_the_header)
{
	size_t i;

	for (i = 0; i < nr_reasons; i++) {
		EXPECT_EQ(reasons[i].error,
			  ntms_reason_errno(reasons[i].reason));
		ASSERT_NE(NULL, ntms_reason_name(reasons[i].reason));
		EXPECT_STREQ(reasons[i].name,
			     ntms_reason_name(reasons[i].reason));
	}
}

TEST_F(library, allocates_and_gives_back)
{
	struct ntms_allocate arg = {
		.flags = NTMS_ALLOCATE_F_NOWAIT,
		.pool = self->pool,
	};
	struct ntms_logical_medium_info info;

	ASSERT_EQ(0, ntms_allocate_medium(self->session, &arg, &self->reason));
	EXPECT_EQ(OK, self->reason);
	EXPECT_TRUE(ntms_guid_equal(&arg.allocated_from, &self->s.free));
	ASSERT_EQ(OK, GET(self->s.fd, NTMS_TYPE_LOGICAL_MEDIUM, &arg.medium,
			  &info));
	EXPECT_STREQ("kselftest", info.application);
	EXPECT_EQ(0, ntms_deallocate_medium(self->session, &arg.medium,
					    &self->reason));
	EXPECT_EQ(-ENOMEDIUM,
		  ntms_deallocate_medium(self->session, &arg.medium,
					 &self->reason));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA, self->reason);
}

TEST_F(library, says_why_not)
{
	struct ntms_allocate arg = {
		.options = NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE,
		.deadline = NTMS_DEADLINE_NEVER,
	};

	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &arg.pool));
	EXPECT_EQ(-EBUSY, ntms_allocate_medium(self->session, &arg,
					       &self->reason));
	EXPECT_EQ(NTMS_REASON_MEDIA_UNAVAILABLE, self->reason);
	EXPECT_TRUE(ntms_guid_is_null(&arg.medium));
	arg.options = 0;
	arg.deadline = ntms_deadline_in(10);
	EXPECT_EQ(-ETIMEDOUT, ntms_allocate_medium(self->session, &arg,
						   &self->reason));
	EXPECT_EQ(NTMS_REASON_TIMEOUT, self->reason);
	/* A reason is not everybody's wish. */
	EXPECT_EQ(-ETIMEDOUT, ntms_allocate_medium(self->session, &arg, NULL));
}

TEST_F(library, lists_and_finds)
{
	struct ntms_guid *ids;
	size_t count;

	ASSERT_EQ(0, ntms_list_objects(self->session, NTMS_TYPE_SIDE, NULL,
				       &ids, &count, &self->reason));
	EXPECT_EQ(count_objects(self->s.fd, NTMS_TYPE_SIDE, NULL), count);
	free(ids);
	ASSERT_EQ(0, ntms_list_objects(self->session, NTMS_TYPE_MEDIUM,
				       &self->s.library, &ids, &count,
				       &self->reason));
	ASSERT_EQ(MEDIA, count);
	EXPECT_EQ(0, memcmp(ids, self->s.media, MEDIA * sizeof(*ids)));
	free(ids);
	ASSERT_EQ(0, ntms_find_media(self->session, scene_barcode(&self->s, 2),
				     &ids, &count, &self->reason));
	ASSERT_EQ(1, count);
	EXPECT_TRUE(ntms_guid_equal(&ids[0], &self->s.media[1]));
	free(ids);
	EXPECT_EQ(-EINVAL, ntms_list_objects(self->session, NTMS_TYPE_MEDIUM,
					     &self->s.info.computer, &ids,
					     &count, &self->reason));
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER, self->reason);
}

TEST_F(library, knows_pools_by_their_paths)
{
	struct ntms_pool_create create = {
		.action = NTMS_CREATE_NEW,
		.owner = UINT32_MAX,
	};
	struct ntms_guid found;
	char expected[128], *path;

	strcpy(create.name, scene_name("path"));
	snprintf(expected, sizeof(expected), "%s\\daily", create.name);
	ASSERT_EQ(0, ntms_create_pool(self->session, &create, &self->reason));
	create.parent = create.id;
	create.media_type = self->s.type;
	strcpy(create.name, "daily");
	ASSERT_EQ(0, ntms_create_pool(self->session, &create, &self->reason));
	ASSERT_EQ(0, ntms_find_pool(self->session, expected, &found,
				    &self->reason));
	EXPECT_TRUE(ntms_guid_equal(&found, &create.id));
	ASSERT_EQ(0, ntms_get_pool_path(self->session, &found, &path,
					&self->reason));
	EXPECT_STREQ(expected, path);
	free(path);
	EXPECT_EQ(0, ntms_move_medium(self->session, &self->s.media[0],
				      &create.id, &self->reason));
	EXPECT_EQ(-ENOTEMPTY, ntms_delete_pool(self->session, &create.id,
					       &self->reason));
	EXPECT_EQ(0, ntms_move_medium(self->session, &self->s.media[0],
				      &self->s.info.free_pool, &self->reason));
	EXPECT_EQ(0, ntms_delete_pool(self->session, &create.id,
				      &self->reason));
	EXPECT_EQ(-ENOENT, ntms_find_pool(self->session, expected, &found,
					  &self->reason));
}

TEST_F(library, looks_at_libraries)
{
	EXPECT_EQ(0, ntms_run_inventory(self->session, &self->s.library,
					NTMS_INVENTORY_WAIT,
					ntms_deadline_in(10000),
					&self->reason));
	EXPECT_EQ(-ENODEV, ntms_run_inventory(self->session,
					      &self->s.info.offline_library,
					      0, 0, &self->reason));
	EXPECT_EQ(NTMS_REASON_INVALID_LIBRARY, self->reason);
}

/* ---- the published calls ------------------------------------------------------------- */

FIXTURE(published) {
	struct scene s;
	HANDLE session;
	NTMS_GUID pool;
	NTMS_GUID empty;
	NTMS_GUID lmid;
	NTMS_ALLOCATION_INFORMATION from;
};

static NTMS_GUID published(const struct ntms_guid *id)
{
	NTMS_GUID to;

	memcpy(&to, id, sizeof(to));
	return to;
}

FIXTURE_SETUP(published)
{
	const struct scene_wish wish = {
		.media = MEDIA,
		.sides = 2,
		.new_media = NTMS_POOL_FREE,
	};
	struct ntms_guid id;

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	ASSERT_EQ(OK, scene_pool(&self->s, NTMS_POOL_FROMSCRATCH, 0, 0, &id));
	self->pool = published(&id);
	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &id));
	self->empty = published(&id);
	self->session = OpenNtmsSessionA(NULL, "published", 0);
	ASSERT_NE(INVALID_HANDLE_VALUE, self->session);
	self->from.dwSize = sizeof(self->from);
}

FIXTURE_TEARDOWN(published)
{
	CloseNtmsSession(self->session);
	EXPECT_EQ(0, scene_clear(&self->s));
}

TEST_F(published, call_allocates_from_free)
{
	NTMS_GUID free_pool = published(&self->s.free);

	ASSERT_EQ(ERROR_SUCCESS,
		  AllocateNtmsMedia(self->session, &self->pool, NULL,
				    &self->lmid, 0, INFINITE, &self->from));
	EXPECT_FALSE(NTMS_IS_GUID_NULL(self->lmid));
	EXPECT_EQ(0, memcmp(&free_pool, &self->from.AllocatedFrom,
			    sizeof(free_pool)));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  DeallocateNtmsMedia(self->session, &self->lmid, 1));
	EXPECT_EQ(ERROR_SUCCESS,
		  DeallocateNtmsMedia(self->session, &self->lmid, 0));
	EXPECT_EQ(ERROR_INVALID_MEDIA,
		  DeallocateNtmsMedia(self->session, &self->lmid, 0));
}

/* What the published calls of media say is what the module did. */
TEST_F(published, calls_say_what_becomes_of_media)
{
	NTMS_GUID second = NTMS_NULLGUID, side;
	struct ntms_guid medium, id;

	ASSERT_EQ(ERROR_SUCCESS,
		  AllocateNtmsMedia(self->session, &self->pool, NULL,
				    &self->lmid, NTMS_ALLOCATE_NEW, INFINITE,
				    NULL));
	memcpy(&id, &self->lmid, sizeof(id));
	medium = medium_of(self->s.fd, &id);
	id = side_of(self->s.fd, &medium, 0);
	side = published(&id);
	second = self->lmid;
	ASSERT_EQ(ERROR_SUCCESS,
		  AllocateNtmsMedia(self->session, &self->pool, NULL, &second,
				    NTMS_ALLOCATE_NEXT, INFINITE, NULL));
	EXPECT_EQ(ERROR_SUCCESS,
		  SwapNtmsMedia(self->session, &self->lmid, &second));
	EXPECT_EQ(ERROR_SUCCESS,
		  SetNtmsMediaComplete(self->session, &second));
	EXPECT_EQ(NTMS_SIDE_COMPLETE, side_state(self->s.fd, &medium, 0));
	EXPECT_EQ(NTMS_SIDE_ALLOCATED, side_state(self->s.fd, &medium, 1));
	EXPECT_EQ(ERROR_INVALID_STATE,
		  SetNtmsMediaComplete(self->session, &second));
	EXPECT_EQ(ERROR_INVALID_STATE,
		  SwapNtmsMedia(self->session, &self->lmid, &second));
	EXPECT_EQ(ERROR_INVALID_STATE,
		  DecommissionNtmsMedia(self->session, &side));
	EXPECT_EQ(ERROR_SUCCESS,
		  DeallocateNtmsMedia(self->session, &second, 0));
	EXPECT_EQ(ERROR_SUCCESS,
		  DeallocateNtmsMedia(self->session, &self->lmid, 0));
	EXPECT_EQ(ERROR_SUCCESS, DecommissionNtmsMedia(self->session, &side));
	EXPECT_EQ(NTMS_SIDE_DECOMMISSIONED,
		  side_state(self->s.fd, &medium, 0));
	side = published(&medium);
	EXPECT_EQ(ERROR_INVALID_STATE, DeleteNtmsMedia(self->session, &side));
}

TEST_F(published, call_takes_new_and_next)
{
	NTMS_GUID first, second;

	ASSERT_EQ(ERROR_SUCCESS,
		  AllocateNtmsMedia(self->session, &self->pool, NULL,
				    &self->lmid, NTMS_ALLOCATE_NEW, INFINITE,
				    NULL));
	first = self->lmid;
	ASSERT_EQ(ERROR_SUCCESS,
		  AllocateNtmsMedia(self->session, &self->pool, NULL,
				    &self->lmid, NTMS_ALLOCATE_NEXT, INFINITE,
				    NULL));
	second = self->lmid;
	EXPECT_NE(0, memcmp(&first, &second, sizeof(first)));
	EXPECT_EQ(ERROR_MEDIA_UNAVAILABLE,
		  AllocateNtmsMedia(self->session, &self->pool, NULL,
				    &self->lmid, NTMS_ALLOCATE_NEXT, INFINITE,
				    NULL));
	EXPECT_EQ(0, memcmp(&second, &self->lmid, sizeof(second)));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  AllocateNtmsMedia(self->session, &self->pool, NULL,
				    &self->lmid, NTMS_ALLOCATE_NEXT |
				    NTMS_ALLOCATE_NEW, INFINITE, NULL));
}

TEST_F(published, call_takes_a_side)
{
	struct ntms_guid id = side_of(self->s.fd, &self->s.media[1], 1);
	NTMS_GUID side = published(&id);

	ASSERT_EQ(ERROR_SUCCESS,
		  AllocateNtmsMedia(self->session, &self->empty, &side,
				    &self->lmid, 0, INFINITE, NULL));
	EXPECT_EQ(NTMS_SIDE_ALLOCATED,
		  side_state(self->s.fd, &self->s.media[1], 1));
	EXPECT_EQ(ERROR_MEDIA_UNAVAILABLE,
		  AllocateNtmsMedia(self->session, &self->empty, &side,
				    &self->lmid, 0, INFINITE, NULL));
	EXPECT_TRUE(NTMS_IS_GUID_NULL(self->lmid));
}

TEST_F(published, call_says_what_is_not_to_be_had)
{
	EXPECT_EQ(ERROR_MEDIA_UNAVAILABLE,
		  AllocateNtmsMedia(self->session, &self->empty, NULL,
				    &self->lmid,
				    NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE,
				    INFINITE, &self->from));
	EXPECT_TRUE(NTMS_IS_GUID_NULL(self->lmid));
	EXPECT_TRUE(NTMS_IS_GUID_NULL(self->from.AllocatedFrom));
	EXPECT_EQ(ERROR_TIMEOUT,
		  AllocateNtmsMedia(self->session, &self->empty, NULL,
				    &self->lmid, 0, 10, NULL));
	ASSERT_EQ(ERROR_SUCCESS, NtmsSetZeroTimeout(self->session, TRUE));
	EXPECT_EQ(ERROR_TIMEOUT,
		  AllocateNtmsMedia(self->session, &self->empty, NULL,
				    &self->lmid, 0, 0, NULL));
}

TEST_F(published, call_wants_all_its_pointers)
{
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  AllocateNtmsMedia(self->session, NULL, NULL, &self->lmid, 0,
				    0, NULL));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  AllocateNtmsMedia(self->session, &self->pool, NULL, NULL, 0,
				    0, NULL));
	self->from.dwSize = 1;
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  AllocateNtmsMedia(self->session, &self->pool, NULL,
				    &self->lmid, 0, 0, &self->from));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  DeallocateNtmsMedia(self->session, NULL, 0));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  AllocateNtmsMedia(self->session, &self->pool, NULL,
				    &self->lmid, 0x100, 0, NULL));
}

TEST_F(published, call_wants_an_open_session)
{
	HANDLE session = OpenNtmsSessionW(u"", u"wide", 0);

	ASSERT_NE(INVALID_HANDLE_VALUE, session);
	EXPECT_EQ(ERROR_SUCCESS, CloseNtmsSession(session));
	EXPECT_EQ(ERROR_INVALID_HANDLE, CloseNtmsSession(session));
	EXPECT_EQ(ERROR_INVALID_HANDLE,
		  AllocateNtmsMedia(session, &self->pool, NULL, &self->lmid,
				    0, 0, NULL));
	EXPECT_EQ(ERROR_INVALID_HANDLE,
		  DeallocateNtmsMedia(INVALID_HANDLE_VALUE, &self->lmid, 0));
	EXPECT_EQ(INVALID_HANDLE_VALUE,
		  OpenNtmsSessionA("another-computer", "published", 0));
	EXPECT_EQ(ERROR_INVALID_COMPUTERNAME, GetLastError());
}

TEST_HARNESS_MAIN
