// SPDX-License-Identifier: GPL-2.0
/* Media types of libraries: they come, go, and cartridges change theirs. */
#include <pthread.h>

#include "kselftest_harness.h"
#include "scene.h"
#include "user.h"

#define OK	NTMS_REASON_SUCCESS

/* Types that no other test has cartridges of: RSM's DLT and SONY_DTF */
#define DLT	0x27
#define DTF	0x2e
#define ROUNDS	200

FIXTURE(types) {
	struct scene s;
	int fd;
};

FIXTURE_SETUP(types)
{
	const struct scene_wish wish = {
		.media = 3,
		.new_media = NTMS_POOL_FREE,
	};

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
}

FIXTURE_TEARDOWN(types)
{
	EXPECT_EQ(0, scene_clear(&self->s));
}

/* How often a type is listed, in a library or (NULL) at all */
static int listed(int fd, const struct ntms_guid *in,
		  const struct ntms_guid *type)
{
	struct ntms_guid ids[64];
	struct ntms_enum arg = {
		.type = NTMS_TYPE_MEDIA_TYPE,
		.ids = (uintptr_t)ids,
		.count = 64,
	};
	int found = 0;
	unsigned int i;

	if (in)
		arg.container = *in;
	if (CALL(fd, NTMS_IOC_ENUM, &arg) || arg.more)
		return -1;
	for (i = 0; i < arg.count; i++)
		found += !memcmp(&ids[i], type, sizeof(*type));
	return found;
}

static uint64_t pools(int fd)
{
	struct ntms_info info = { 0 };

	return CALL(fd, NTMS_IOC_INFO, &info) ? 0 : info.pools;
}

TEST_F(types, come_and_go_with_their_pools)
{
	const uint64_t before = pools(self->fd);
	struct ntms_guid type, again;

	ASSERT_EQ(OK, type_add(self->fd, DLT, &self->s.library, &type));
	EXPECT_EQ(before + 3, pools(self->fd));
	EXPECT_EQ(1, listed(self->fd, &self->s.library, &type));
	EXPECT_EQ(1, listed(self->fd, NULL, &type));
	EXPECT_EQ(OK, type_add(self->fd, DLT, &self->s.library, &again));
	EXPECT_EQ(0, memcmp(&type, &again, sizeof(type)));
	EXPECT_EQ(OK, type_delete(self->fd, &type, &self->s.library));
	EXPECT_EQ(0, listed(self->fd, NULL, &type));
	EXPECT_EQ(before, pools(self->fd));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA,
		  type_delete(self->fd, &type, &self->s.library));
}

TEST_F(types, stay_while_there_are_cartridges)
{
	EXPECT_EQ(1, listed(self->fd, &self->s.library, &self->s.type));
	EXPECT_EQ(NTMS_REASON_NOT_EMPTY,
		  type_delete(self->fd, &self->s.type, &self->s.library));
	EXPECT_EQ(1, listed(self->fd, &self->s.library, &self->s.type));
}

TEST_F(types, are_the_administrators)
{
	struct ntms_guid library = self->s.library, type = self->s.type;
	struct ntms_guid medium = self->s.media[0], to = self->s.free;

	as_user(ALICE) {
		EXPECT_EQ(NTMS_REASON_ACCESS_DENIED,
			  type_add(self->fd, DLT, &library, NULL));
		EXPECT_EQ(NTMS_REASON_ACCESS_DENIED,
			  type_delete(self->fd, &type, &library));
		EXPECT_EQ(NTMS_REASON_ACCESS_DENIED,
			  type_change(self->fd, &medium, &to));
	}
}

TEST_F(types, are_not_added_to_a_library_that_is_away)
{
	ASSERT_EQ(0, scene_power(&self->s, false));
	EXPECT_EQ(NTMS_REASON_LIBRARY_OFFLINE,
		  type_add(self->fd, DLT, &self->s.library, NULL));
	ASSERT_EQ(0, scene_power(&self->s, true));
}

TEST_F(types, change_with_a_cartridge)
{
	struct ntms_guid type, medium = self->s.media[0];
	struct ntms_pool_create arg = {
		.action = NTMS_CREATE_NEW,
		.owner = ~0U,
		.name = "of another type",
	};
	struct ntms_pool_delete gone = { 0 };

	ASSERT_EQ(OK, type_add(self->fd, DLT, &self->s.library, &type));
	arg.media_type = type;
	ASSERT_EQ(OK, CALL(self->fd, NTMS_IOC_POOL_CREATE, &arg));
	EXPECT_EQ(NTMS_REASON_MEDIA_INCOMPATIBLE,
		  move_medium(self->fd, &medium, &arg.id));
	EXPECT_EQ(OK, type_change(self->fd, &medium, &arg.id));
	EXPECT_EQ(NTMS_REASON_NOT_EMPTY,
		  type_delete(self->fd, &type, &self->s.library));
	/* What the library reads again does not undo it. */
	ASSERT_EQ(OK, scene_look(&self->s));
	EXPECT_EQ(NTMS_REASON_MEDIA_INCOMPATIBLE,
		  move_medium(self->fd, &medium, &self->s.free));
	EXPECT_EQ(OK, type_change(self->fd, &medium, &self->s.free));
	/* The pool keeps the type until it is deleted. */
	EXPECT_EQ(OK, type_delete(self->fd, &type, &self->s.library));
	EXPECT_EQ(1, listed(self->fd, NULL, &type));
	gone.id = arg.id;
	EXPECT_EQ(OK, CALL(self->fd, NTMS_IOC_POOL_DELETE, &gone));
	EXPECT_EQ(OK, type_delete(self->fd, &type, &self->s.library));
	EXPECT_EQ(0, listed(self->fd, NULL, &type));
}

/* One who adds, makes pools, waits and deletes, as fast as it goes */
static void *come_and_go(void *what)
{
	const struct scene *s = what;
	struct ntms_pool_create arg = { .action = NTMS_CREATE_NEW,
					.owner = ~0U };
	struct ntms_pool_delete gone = { 0 };
	struct ntms_guid type, lmid;
	int i, fd = session_open();
	uintptr_t wrong = 0;
	uint32_t reason;

	for (i = 0; i < ROUNDS; i++) {
		if (type_add(fd, DTF, &s->library, &type)) {
			wrong++;
			continue;
		}
		snprintf(arg.name, sizeof(arg.name), "race %lx",
			 (unsigned long)pthread_self());
		arg.media_type = type;
		reason = CALL(fd, NTMS_IOC_POOL_CREATE, &arg);
		/* The other one may have been faster, with the type too. */
		wrong += reason && reason != NTMS_REASON_INVALID_MEDIA;
		if (!reason) {
			wrong += allocate(fd, &arg.id, NULL,
					  NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE,
					  &lmid, NULL) !=
				 NTMS_REASON_MEDIA_UNAVAILABLE;
			wrong += allocate_queued(fd, &arg.id, 0,
						 NTMS_DEADLINE_NEVER, 1,
						 NULL) != OK;
		}
		type_delete(fd, &type, &s->library);
		gone.id = arg.id;
		if (!reason)
			wrong += CALL(fd, NTMS_IOC_POOL_DELETE, &gone) != OK;
		type_delete(fd, &type, &s->library);
	}
	close(fd);
	return (void *)wrong;
}

TEST_F_TIMEOUT(types, come_and_go_at_once, 300)
{
	const uint64_t before = pools(self->fd);
	pthread_t threads[2];
	struct ntms_guid type;
	void *wrong;
	int i;

	for (i = 0; i < 2; i++)
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, come_and_go,
					    &self->s));
	for (i = 0; i < 20; i++)
		EXPECT_EQ(OK, scene_look(&self->s));
	for (i = 0; i < 2; i++) {
		ASSERT_EQ(0, pthread_join(threads[i], &wrong));
		EXPECT_EQ(NULL, wrong);
	}
	ASSERT_EQ(OK, type_add(self->fd, DTF, &self->s.library, &type));
	EXPECT_EQ(OK, type_delete(self->fd, &type, &self->s.library));
	EXPECT_EQ(before, pools(self->fd));
}

TEST_HARNESS_MAIN
