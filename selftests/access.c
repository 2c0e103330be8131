// SPDX-License-Identifier: GPL-2.0
/*
 * Who may do what: real users without privileges, and root of a user namespace,
 * on sessions of their own or inherited ones. The rights are Server 2003's.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "put.h"
#include "scene.h"
#include "user.h"

#define OK	NTMS_REASON_SUCCESS
#define DENIED	NTMS_REASON_ACCESS_DENIED


/*
 * @own: a pool of Alice's, @other: one of Bob's, @root: an administrator's; all
 * three draw from free and have a cartridge, which is media[0] to media[2].
 * media[3] is free, media[4] to be imported, media[5] nobody knows.
 */
FIXTURE(access) {
	struct scene s;
	int fd;
	struct ntms_guid own;
	struct ntms_guid other;
	struct ntms_guid root;
	struct ntms_guid lmid;
};

static uint32_t pool_for(struct scene *scene, uint32_t owner,
			 struct ntms_guid *id)
{
	struct ntms_pool_create arg = {
		.action = NTMS_CREATE_NEW,
		.media_type = scene->type,
		.owner = owner,
		.allocation_policy = NTMS_POOL_FROMSCRATCH,
	};
	uint32_t reason;

	strcpy(arg.name, scene_name("owned"));
	reason = CALL(scene->fd, NTMS_IOC_POOL_CREATE, &arg);
	*id = arg.id;
	return reason;
}

static uint32_t more_media(struct scene *scene, uint32_t pool_type)
{
	uint32_t reason = scene_new_media(scene, pool_type);

	if (!reason && vlib_set(&scene->vlib, "fill", "1"))
		return UINT32_MAX;
	return reason ?: scene_look(scene);
}

FIXTURE_SETUP(access)
{
	const struct scene_wish wish = {
		.media = 4,
		.new_media = NTMS_POOL_FREE,
	};
	struct ntms_guid *media = self->s.media;

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
	ASSERT_EQ(OK, more_media(&self->s, NTMS_POOL_IMPORT));
	ASSERT_EQ(OK, more_media(&self->s, NTMS_POOL_UNRECOGNIZED));
	ASSERT_EQ(6, self->s.nr_media);
	ASSERT_EQ(OK, pool_for(&self->s, ALICE, &self->own));
	ASSERT_EQ(OK, pool_for(&self->s, BOB, &self->other));
	ASSERT_EQ(OK, pool_for(&self->s, UINT32_MAX, &self->root));
	ASSERT_EQ(OK, move_medium(self->fd, &media[0], &self->own));
	ASSERT_EQ(OK, move_medium(self->fd, &media[1], &self->other));
	ASSERT_EQ(OK, move_medium(self->fd, &media[2], &self->root));
}

FIXTURE_TEARDOWN(access)
{
	EXPECT_EQ(0, scene_clear(&self->s));
}

TEST_F(access, to_the_device_is_for_root_and_its_group)
{
	struct stat device;
	int fd;

	ASSERT_EQ(0, stat(NTMS_DEVICE, &device));
	EXPECT_TRUE(S_ISCHR(device.st_mode));
	EXPECT_EQ(0660, device.st_mode & 07777);
	EXPECT_EQ(0, device.st_uid);
	as_user(ALICE) {
		fd = session_open();
		EXPECT_EQ(-1, fd);
		EXPECT_EQ(EACCES, errno);
	}
}

TEST_F(access, to_allocate_is_the_owners)
{
	struct ntms_guid lmid = self->lmid, from;

	as_user(ALICE) {
		struct ntms_logical_medium_info info;

		EXPECT_EQ(DENIED, allocate(self->fd, &self->other, NULL, 0,
					   &lmid, &from));
		EXPECT_TRUE(is_null(&lmid));
		EXPECT_TRUE(is_null(&from));
		EXPECT_EQ(DENIED, allocate(self->fd, &self->root, NULL, 0,
					   &lmid, NULL));
		EXPECT_EQ(OK, allocate(self->fd, &self->own, NULL, 0, &lmid,
				       NULL));
		EXPECT_EQ(OK, GET(self->fd, NTMS_TYPE_LOGICAL_MEDIUM, &lmid,
				  &info));
		EXPECT_EQ(ALICE, info.uid);
	}
	EXPECT_EQ(OK, allocate(self->fd, &self->other, NULL, 0, &lmid, NULL));
}

TEST_F(access, to_free_is_everybodys_who_has_a_pool)
{
	struct ntms_guid lmid = self->lmid, from;
	struct ntms_guid side = side_of(self->fd, &self->s.media[3], 0);

	as_user(ALICE) {
		/* Its own cartridge, then one from free */
		EXPECT_EQ(OK, allocate(self->fd, &self->own, NULL, 0, &lmid,
				       NULL));
		EXPECT_EQ(OK, allocate(self->fd, &self->own, NULL, 0, &lmid,
				       &from));
		EXPECT_TRUE(same_guid(&from, &self->s.free));
		EXPECT_EQ(OK, deallocate(self->fd, &lmid));
		EXPECT_EQ(OK, move_medium(self->fd, &self->s.media[3],
					  &self->s.free));
		EXPECT_EQ(OK, move_medium(self->fd, &self->s.media[3],
					  &self->own));
		EXPECT_EQ(OK, move_medium(self->fd, &self->s.media[3],
					  &self->s.info.free_pool));
		EXPECT_EQ(OK, allocate(self->fd, &self->own, &side, 0, &lmid,
				       NULL));
		EXPECT_EQ(OK, deallocate(self->fd, &lmid));
	}
}

TEST_F(access, to_a_named_side_needs_its_pool)
{
	struct ntms_guid bobs = side_of(self->fd, &self->s.media[1], 0);
	struct ntms_guid import = side_of(self->fd, &self->s.media[4], 0);
	struct ntms_guid unknown = side_of(self->fd, &self->s.media[5], 0);
	struct ntms_guid lmid = self->lmid, pool;

	as_user(ALICE) {
		EXPECT_EQ(DENIED, allocate(self->fd, &self->own, &bobs, 0,
					   &lmid, NULL));
		EXPECT_EQ(DENIED, allocate(self->fd, &self->own, &import, 0,
					   &lmid, NULL));
		EXPECT_EQ(DENIED, allocate(self->fd, &self->own, &unknown, 0,
					   &lmid, NULL));
	}
	pool = pool_of(self->fd, &self->s.media[4]);
	EXPECT_TRUE(same_guid(&pool, &self->s.import));
	/* An administrator imports into any pool. */
	EXPECT_EQ(OK, allocate(self->fd, &self->own, &import, 0, &lmid, NULL));
}

TEST_F(access, to_next_needs_the_pool)
{
	struct ntms_guid lmid = self->lmid;

	ASSERT_EQ(OK, allocate(self->fd, &self->other, NULL, NTMS_ALLOCATE_NEW,
			       &lmid, NULL));
	as_user(ALICE) {
		EXPECT_EQ(DENIED, allocate(self->fd, &self->other, NULL,
					   NTMS_ALLOCATE_NEXT, &lmid, NULL));
	}
}

TEST_F(access, to_give_back_is_the_pool_owners)
{
	struct ntms_guid lmid = self->lmid;

	ASSERT_EQ(OK, allocate(self->fd, &self->own, NULL, 0, &lmid, NULL));
	as_user(BOB) {
		EXPECT_EQ(DENIED, deallocate(self->fd, &lmid));
	}
	EXPECT_EQ(NTMS_SIDE_ALLOCATED,
		  side_state(self->fd, &self->s.media[0], 0));
	as_user(ALICE) {
		EXPECT_EQ(OK, deallocate(self->fd, &lmid));
	}
	EXPECT_EQ(NTMS_SIDE_AVAILABLE,
		  side_state(self->fd, &self->s.media[0], 0));
}

TEST_F(access, to_move_needs_both_pools)
{
	struct ntms_guid *media = self->s.media;

	as_user(ALICE) {
		EXPECT_EQ(DENIED, move_medium(self->fd, &media[0],
					      &self->other));
		EXPECT_EQ(DENIED, move_medium(self->fd, &media[1],
					      &self->own));
		EXPECT_EQ(DENIED, move_medium(self->fd, &media[1],
					      &self->s.free));
		EXPECT_EQ(DENIED, move_medium(self->fd, &media[2],
					      &self->own));
		EXPECT_EQ(DENIED, move_medium(self->fd, &media[3],
					      &self->other));
		EXPECT_EQ(DENIED, move_medium(self->fd, &media[4],
					      &self->own));
		EXPECT_EQ(DENIED, move_medium(self->fd, &media[5],
					      &self->s.free));
		EXPECT_EQ(DENIED, move_medium(self->fd, &media[0],
					      &self->s.import));
		EXPECT_EQ(OK, move_medium(self->fd, &media[3], &self->own));
		EXPECT_EQ(OK, move_medium(self->fd, &media[3], &self->s.free));
	}
}

TEST_F(access, to_pools_is_the_owners_and_above_all_the_administrators)
{
	struct ntms_pool_info info = { .max_allocates = 5 };
	struct ntms_guid container, id;

	ASSERT_EQ(OK, pool_make(self->fd, scene_name("container"), NULL, NULL,
				0, 0, 0, &container));
	as_user(ALICE) {
		EXPECT_EQ(DENIED, pool_make(self->fd, scene_name("top"), NULL,
					    &self->s.type, 0, 0, 0, &id));
		EXPECT_EQ(DENIED, pool_make(self->fd, "in", &container,
					    &self->s.type, 0, 0, 0, &id));
		EXPECT_EQ(DENIED, pool_delete(self->fd, &self->other));
		EXPECT_EQ(DENIED, SET(self->fd, NTMS_TYPE_POOL, &self->other,
				      NTMS_SET_MAX_ALLOCATES, &info));
		EXPECT_EQ(DENIED, SET(self->fd, NTMS_TYPE_POOL, &self->s.free,
				      NTMS_SET_DESCRIPTION, &info));
		EXPECT_EQ(OK, SET(self->fd, NTMS_TYPE_POOL, &self->own,
				  NTMS_SET_MAX_ALLOCATES, &info));
		EXPECT_EQ(NTMS_REASON_NOT_EMPTY,
			  pool_delete(self->fd, &self->own));
		EXPECT_EQ(OK, move_medium(self->fd, &self->s.media[0],
					  &self->s.free));
		EXPECT_EQ(OK, pool_delete(self->fd, &self->own));
	}
}

static uint32_t give(int fd, const struct ntms_guid *pool, uint32_t owner)
{
	struct ntms_pool_info info = { .owner = owner };

	return SET(fd, NTMS_TYPE_POOL, pool, NTMS_SET_OWNER, &info);
}

/* Also what is in it: who has the pool gives back what others allocated. */
TEST_F(access, to_say_whose_a_pool_is_is_the_administrators)
{
	struct ntms_guid lmid = self->lmid;
	struct ntms_pool_info info;

	ASSERT_EQ(OK, allocate(self->fd, &self->own, NULL, 0, &lmid, NULL));
	as_user(ALICE) {
		EXPECT_EQ(DENIED, give(self->fd, &self->own, BOB));
		EXPECT_EQ(DENIED, give(self->fd, &self->own, ALICE));
		EXPECT_EQ(DENIED, give(self->fd, &self->other, ALICE));
		EXPECT_EQ(DENIED, give(self->fd, &self->other, UINT32_MAX));
	}
	ASSERT_EQ(OK, give(self->fd, &self->own, BOB));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_POOL, &self->own, &info));
	EXPECT_EQ(BOB, info.owner);
	as_user(ALICE) {
		EXPECT_EQ(DENIED, deallocate(self->fd, &lmid));
		EXPECT_EQ(DENIED, pool_delete(self->fd, &self->own));
	}
	as_user(BOB) {
		EXPECT_EQ(OK, deallocate(self->fd, &lmid));
		EXPECT_EQ(OK, move_medium(self->fd, &self->s.media[0],
					  &self->s.free));
		EXPECT_EQ(OK, pool_delete(self->fd, &self->own));
	}
	/* All ones are who calls; free is nobody's. */
	ASSERT_EQ(OK, give(self->fd, &self->other, UINT32_MAX));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_POOL, &self->other, &info));
	EXPECT_EQ(geteuid(), info.owner);
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  give(self->fd, &self->s.free, ALICE));
}

static uint32_t pool_open(struct scene *s, uint32_t action,
			  const struct ntms_guid *pool, struct ntms_guid *id)
{
	struct ntms_pool_create arg = {
		.action = action,
		.media_type = s->type,
		.owner = UINT32_MAX,
	};
	struct ntms_pool_info info;
	uint32_t reason;

	reason = GET(s->fd, NTMS_TYPE_POOL, pool, &info);
	strcpy(arg.name, info.header.name);
	reason = reason ?: CALL(s->fd, NTMS_IOC_POOL_CREATE, &arg);
	*id = arg.id;
	return reason;
}

TEST_F(access, to_a_pool_is_enough_to_open_it)
{
	static const uint32_t actions[] = {
		NTMS_OPEN_EXISTING, NTMS_OPEN_ALWAYS,
	};
	struct ntms_guid id;
	size_t i;

	as_user(ALICE) {
		for (i = 0; i < 2; i++) {
			EXPECT_EQ(OK, pool_open(&self->s, actions[i],
						&self->own, &id));
			EXPECT_TRUE(same_guid(&id, &self->own));
			EXPECT_EQ(DENIED, pool_open(&self->s, actions[i],
						    &self->other, &id));
			EXPECT_TRUE(is_null(&id));
		}
		EXPECT_EQ(DENIED, pool_open(&self->s, NTMS_CREATE_NEW,
					    &self->own, &id));
	}
	EXPECT_EQ(OK, pool_open(&self->s, NTMS_OPEN_EXISTING, &self->own, &id));
	EXPECT_TRUE(same_guid(&id, &self->own));
}

TEST_F(access, below_an_own_pool_of_pools_is_the_owners)
{
	struct ntms_pool_create arg = {
		.action = NTMS_CREATE_NEW,
		.owner = ALICE,
	};
	struct ntms_pool_info info;
	struct ntms_guid id;

	strcpy(arg.name, scene_name("container"));
	ASSERT_EQ(OK, CALL(self->fd, NTMS_IOC_POOL_CREATE, &arg));
	as_user(ALICE) {
		EXPECT_EQ(OK, pool_make(self->fd, "mine", &arg.id,
					&self->s.type, 0, 0, 0, &id));
		EXPECT_EQ(OK, GET(self->fd, NTMS_TYPE_POOL, &id, &info));
		EXPECT_EQ(ALICE, info.owner);
		EXPECT_EQ(OK, pool_delete(self->fd, &id));
	}
	as_user(BOB) {
		EXPECT_EQ(DENIED, pool_make(self->fd, "mine", &arg.id,
					    &self->s.type, 0, 0, 0, &id));
	}
}

TEST_F(access, to_a_cartridge_is_that_to_its_pool)
{
	struct ntms_medium_info info = { 0 };
	struct ntms_guid *media = self->s.media;
	int i;

	as_user(ALICE) {
		for (i = 1; i < 6; i++) {
			EXPECT_EQ(DENIED, SET(self->fd, NTMS_TYPE_MEDIUM,
					      &media[i], NTMS_SET_ENABLED,
					      &info));
		}
		strcpy(info.header.description, "Alice was here");
		EXPECT_EQ(OK, SET(self->fd, NTMS_TYPE_MEDIUM, &media[0],
				  NTMS_SET_DESCRIPTION, &info));
	}
}

TEST_F(access, to_libraries_and_drives_is_the_administrators)
{
	struct ntms_library_info library = { .new_media = NTMS_POOL_FREE };
	struct ntms_drive_info drive = { 0 };
	struct ntms_computer_info computer = { 0 };
	struct ntms_media_type_info type = { 0 };
	struct ntms_guid id;
	size_t nr;

	ASSERT_EQ(OK, list_objects(self->fd, NTMS_TYPE_DRIVE,
				   &self->s.library, &id, 1, &nr));
	ASSERT_EQ(1, nr);
	as_user(ALICE) {
		EXPECT_EQ(DENIED, SET(self->fd, NTMS_TYPE_LIBRARY,
				      &self->s.library, NTMS_SET_NEW_MEDIA,
				      &library));
		EXPECT_EQ(DENIED, SET(self->fd, NTMS_TYPE_DRIVE, &id,
				      NTMS_SET_ENABLED, &drive));
		EXPECT_EQ(DENIED, SET(self->fd, NTMS_TYPE_COMPUTER,
				      &self->s.info.computer,
				      NTMS_SET_DESCRIPTION, &computer));
		EXPECT_EQ(DENIED, SET(self->fd, NTMS_TYPE_MEDIA_TYPE,
				      &self->s.type, NTMS_SET_DESCRIPTION,
				      &type));
		EXPECT_EQ(DENIED, take_inventory(self->fd, &self->s.library));
		/* It tells nobody more than it must. */
		EXPECT_EQ(NTMS_REASON_INVALID_LIBRARY,
			  take_inventory(self->fd, &self->s.media[0]));
	}
}

TEST_F(access, to_look_is_everybodys_who_has_the_device)
{
	struct ntms_guid ids[8];
	struct ntms_info info;
	uint64_t total;
	size_t nr;

	as_user(ALICE) {
		EXPECT_EQ(OK, info_get(self->fd, &info));
		EXPECT_EQ(OK, list_objects(self->fd, NTMS_TYPE_MEDIUM,
					   &self->s.library, ids, 8, &nr));
		EXPECT_EQ(6, nr);
		EXPECT_EQ(OK, find_media(self->fd, scene_barcode(&self->s, 1),
					 ids, 8, &total));
		EXPECT_EQ(1, total);
	}
}

TEST_F(access, is_by_who_calls_and_not_by_who_opened)
{
	struct ntms_guid lmid = self->lmid;
	int fd;

	ASSERT_EQ(0, chmod(NTMS_DEVICE, 0666));
	as_user(BOB) {
		fd = session_open();
		EXPECT_LE(0, fd);
		EXPECT_EQ(OK, allocate(fd, &self->other, NULL, 0, &lmid,
				       NULL));
		EXPECT_EQ(DENIED, allocate(fd, &self->own, NULL, 0, &lmid,
					   NULL));
	}
	ASSERT_EQ(0, chmod(NTMS_DEVICE, 0660));
	as_user(BOB) {
		EXPECT_EQ(DENIED, allocate(self->fd, &self->own, NULL, 0,
					   &lmid, NULL));
	}
}

/* as_user() has the group of the same number, and no other one. */
TEST_F(access, given_to_a_user_or_a_group_is_theirs)
{
	struct ntms_guid lmid;
	int kind;

	for (kind = NTMS_ACE_USER; kind <= NTMS_ACE_EVERYONE; kind++) {
		as_user(ALICE)
			EXPECT_EQ(OK, grant(self->fd, &self->own, kind,
					    kind == NTMS_ACE_EVERYONE ? 0 : BOB,
					    NTMS_RIGHT_CONTROL));
		as_user(BOB) {
			EXPECT_EQ(OK, allocate(self->fd, &self->own, NULL, 0,
					       &lmid, NULL));
			EXPECT_EQ(OK, deallocate(self->fd, &lmid));
			EXPECT_EQ(DENIED, grant(self->fd, &self->own, kind, 0,
						NTMS_RIGHT_MODIFY));
		}
		as_user(ALICE)
			EXPECT_EQ(OK, grant(self->fd, &self->own, kind,
					    kind == NTMS_ACE_EVERYONE ? 0 : BOB,
					    NTMS_RIGHT_USE));
		as_user(BOB)
			EXPECT_EQ(DENIED, allocate(self->fd, &self->own, NULL,
						   0, &lmid, NULL));
	}
}

TEST_F(access, to_a_library_can_be_given)
{
	EXPECT_EQ(OK, grant(self->fd, &self->s.library, NTMS_ACE_GROUP, BOB,
			    NTMS_RIGHT_CONTROL));
	as_user(BOB)
		EXPECT_EQ(OK, take_inventory(self->fd, &self->s.library));
	as_user(ALICE)
		EXPECT_EQ(DENIED, take_inventory(self->fd, &self->s.library));
}

/* A type that nothing here is of: RSM's STK_9840 */
#define STK	0x55

/* Media types are a matter of who modifies the library, and of nobody else. */
TEST_F(access, to_the_types_of_a_library_is_to_modify_it)
{
	struct ntms_guid type, library = self->s.library;

	ASSERT_EQ(OK, type_add(self->fd, STK, &library, &type));
	ASSERT_EQ(OK, grant(self->fd, &library, NTMS_ACE_USER, BOB,
			    NTMS_RIGHT_USE | NTMS_RIGHT_CONTROL));
	as_user(BOB) {
		EXPECT_EQ(DENIED, type_add(self->fd, STK, &library, NULL));
		EXPECT_EQ(DENIED, type_delete(self->fd, &type, &library));
	}
	ASSERT_EQ(OK, grant(self->fd, &library, NTMS_ACE_USER, BOB,
			    NTMS_RIGHT_MODIFY));
	as_user(ALICE) {
		EXPECT_EQ(DENIED, type_add(self->fd, STK, &library, NULL));
		EXPECT_EQ(DENIED, type_delete(self->fd, &type, &library));
	}
	as_user(BOB) {
		EXPECT_EQ(OK, type_delete(self->fd, &type, &library));
		EXPECT_EQ(OK, type_add(self->fd, STK, &library, &type));
		EXPECT_EQ(OK, type_delete(self->fd, &type, &library));
	}
}

/* Any of the three is not enough, and neither are two. */
TEST_F(access, to_a_cartridges_type_is_to_both_pools_and_the_computer)
{
	const struct ntms_guid computer = self->s.info.computer;
	const struct ntms_guid medium = self->s.media[0];

	/* The other pool is Bob's. */
	as_user(BOB)
		EXPECT_EQ(DENIED, type_change(self->fd, &medium, &self->other));
	ASSERT_EQ(OK, grant(self->fd, &self->own, NTMS_ACE_USER, BOB,
			    NTMS_RIGHT_MODIFY));
	as_user(BOB)
		EXPECT_EQ(DENIED, type_change(self->fd, &medium, &self->other));
	ASSERT_EQ(OK, grant(self->fd, &computer, NTMS_ACE_USER, BOB,
			    NTMS_RIGHT_MODIFY));
	ASSERT_EQ(OK, grant(self->fd, &self->own, NTMS_ACE_USER, BOB,
			    NTMS_RIGHT_USE | NTMS_RIGHT_CONTROL));
	as_user(BOB) {
		EXPECT_EQ(DENIED, type_change(self->fd, &medium, &self->other));
		EXPECT_EQ(DENIED, type_change(self->fd, &medium, &self->root));
	}
	ASSERT_EQ(OK, grant(self->fd, &self->own, NTMS_ACE_USER, BOB,
			    NTMS_RIGHT_MODIFY));
	as_user(BOB) {
		EXPECT_EQ(DENIED, type_change(self->fd, &medium, &self->root));
		EXPECT_EQ(OK, type_change(self->fd, &medium, &self->other));
		EXPECT_EQ(OK, type_change(self->fd, &medium, &self->own));
	}
	/* What others find there */
	EXPECT_EQ(OK, grant(self->fd, &computer, NTMS_ACE_EVERYONE, 0,
			    NTMS_RIGHT_USE));
}

/* Root of a namespace in which Alice is user 0, and nobody else is there */
static int become_root_of_a_namespace(void)
{
	char map[32];

	/* Who is not dumpable may not write the maps of its own namespace. */
	if (become(ALICE) || prctl(PR_SET_DUMPABLE, 1) ||
	    unshare(CLONE_NEWUSER))
		return -1;
	snprintf(map, sizeof(map), "0 %d 1", ALICE);
	return put_text("/proc/self/uid_map", map);
}

TEST_F(access, of_root_of_a_namespace_is_that_of_the_user)
{
	struct ntms_pool_create arg = {
		.action = NTMS_CREATE_NEW,
		.owner = BOB,
	};
	struct ntms_guid lmid = self->lmid, id;
	struct ntms_logical_medium_info logical;
	struct ntms_library_info library = { 0 };
	struct ntms_pool_info info;
	pid_t child = fork();

	ASSERT_LE(0, child);
	if (child) {
		ASSERT_EQ(child, waitpid(child, NULL, 0));
		return;
	}
	EXPECT_EQ(0, become_root_of_a_namespace()) {
		TH_LOG("%s", strerror(errno));
		_exit(0);
	}
	EXPECT_EQ(0, getuid());
	EXPECT_EQ(DENIED, pool_make(self->fd, scene_name("ns"), NULL, NULL, 0,
				    0, 0, &id));
	EXPECT_EQ(DENIED, SET(self->fd, NTMS_TYPE_LIBRARY, &self->s.library,
			      NTMS_SET_ENABLED, &library));
	EXPECT_EQ(DENIED, take_inventory(self->fd, &self->s.library));
	EXPECT_EQ(DENIED, allocate(self->fd, &self->other, NULL, 0, &lmid,
				   NULL));
	EXPECT_EQ(DENIED, allocate(self->fd, &self->root, NULL, 0, &lmid,
				   NULL));
	EXPECT_EQ(OK, allocate(self->fd, &self->own, NULL, 0, &lmid, NULL));
	/* Users are those of the reader's namespace, or nobody. */
	EXPECT_EQ(OK, GET(self->fd, NTMS_TYPE_LOGICAL_MEDIUM, &lmid,
			  &logical));
	EXPECT_EQ(0, logical.uid);
	EXPECT_EQ(OK, GET(self->fd, NTMS_TYPE_POOL, &self->own, &info));
	EXPECT_EQ(0, info.owner);
	EXPECT_EQ(OK, GET(self->fd, NTMS_TYPE_POOL, &self->other, &info));
	EXPECT_EQ(65534, info.owner);
	/* An owner who is not there is none. */
	strcpy(arg.name, scene_name("ns"));
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  CALL(self->fd, NTMS_IOC_POOL_CREATE, &arg));
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  give(self->fd, &self->own, BOB));
	EXPECT_EQ(DENIED, give(self->fd, &self->own, 0));
	_exit(0);
}

/* What nobody knows yet comes before what there is too much of. */
TEST_F(access, reserved_members_come_before_a_list_that_is_too_long)
{
	struct ntms_ace aces[NTMS_ACES_MAX + 1] = { 0 };
	struct ntms_acl arg = {
		.id = self->own,
		.count = NTMS_ACES_MAX + 1,
		.aces = (uintptr_t)aces,
	};

	EXPECT_EQ(NTMS_REASON_DATABASE_FULL,
		  CALL(self->fd, NTMS_IOC_ACL_SET, &arg));
	arg.flags = 1;
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  CALL(self->fd, NTMS_IOC_ACL_SET, &arg));
	arg.flags = 0;
	arg.reserved = 1;
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  CALL(self->fd, NTMS_IOC_ACL_SET, &arg));
}

/* Alice is user 0 there, Bob and all groups are not there. */
TEST_F(access, lists_in_a_namespace_are_of_its_users)
{
	struct ntms_ace ace;
	struct ntms_acl arg = {
		.id = self->own,
		.count = 1,
		.aces = (uintptr_t)&ace,
	};
	pid_t child;

	ASSERT_EQ(OK, grant(self->fd, &self->own, NTMS_ACE_USER, BOB,
			    NTMS_RIGHT_USE));
	child = fork();
	ASSERT_LE(0, child);
	if (!child) {
		EXPECT_EQ(0, become_root_of_a_namespace());
		EXPECT_EQ(OK, CALL(self->fd, NTMS_IOC_ACL_GET, &arg));
		EXPECT_EQ(0, arg.owner);
		EXPECT_EQ(UINT32_MAX, ace.id);
		/* Whoever is not there cannot be written back. */
		EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
			  CALL(self->fd, NTMS_IOC_ACL_SET, &arg));
		EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
			  grant(self->fd, &self->own, NTMS_ACE_GROUP, 0,
				NTMS_RIGHT_USE));
		EXPECT_EQ(OK, grant(self->fd, &self->own, NTMS_ACE_USER, 0,
				    NTMS_RIGHT_MODIFY));
		_exit(0);
	}
	ASSERT_EQ(child, waitpid(child, NULL, 0));
	arg.count = 1;
	ASSERT_EQ(OK, CALL(self->fd, NTMS_IOC_ACL_GET, &arg));
	EXPECT_EQ(1, arg.total);
	EXPECT_EQ(NTMS_ACE_USER, ace.kind);
	EXPECT_EQ(ALICE, ace.id);
	EXPECT_EQ(NTMS_RIGHT_MODIFY, ace.rights);
}

TEST_HARNESS_MAIN
