// SPDX-License-Identifier: GPL-2.0
/*
 * What somebody without privileges can reach and other suites do not try: lines of
 * the table in Documentation/security.rst that have no test elsewhere, root of a
 * container whose users are others, and that bounds are each user's own.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "scene.h"
#include "user.h"

#define OK	NTMS_REASON_SUCCESS
#define DENIED	NTMS_REASON_ACCESS_DENIED

/* User 0 of the container, which has 65536 of them, as other containers do */
#define FIRST	100000
/* Who is not there is shown as this one, which is somebody there. */
#define ELSEWHERE	65534

#define LIMIT	8

/* @own: a pool of Alice's, @other: Bob's, @theirs: the container's */
FIXTURE(security) {
	struct scene s;
	int fd;
	struct ntms_guid own;
	struct ntms_guid other;
	struct ntms_guid theirs;
};

FIXTURE_SETUP(security)
{
	const struct scene_wish wish = {
		.media = 2,
		.new_media = NTMS_POOL_FREE,
	};

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
	ASSERT_EQ(OK, scene_pool_of(&self->s, ALICE, 0, &self->own));
	ASSERT_EQ(OK, scene_pool_of(&self->s, BOB, 0, &self->other));
	ASSERT_EQ(OK, scene_pool_of(&self->s, FIRST, 0, &self->theirs));
}

FIXTURE_TEARDOWN(security)
{
	EXPECT_EQ(0, parameter_set("requests", "16384"));
	EXPECT_EQ(OK, cancel(self->fd, NTMS_CANCEL_ALL, 0, NULL));
	EXPECT_EQ(OK, forget_requests(self->fd));
	EXPECT_EQ(0, scene_clear(&self->s));
}

/* ---- containers ------------------------------------------------------ */

static int write_map(pid_t child, const char *file)
{
	char *path;
	FILE *to;
	int error = -1;

	if (asprintf(&path, "/proc/%d/%s", child, file) < 0)
		return -1;
	to = fopen(path, "we");
	if (to) {
		error = fprintf(to, "0 %d 65536", FIRST) < 0;
		error |= fclose(to);
	}
	free(path);
	return error;
}

/* The child is in a namespace without maps; they are its parent's to write. */
static int be_mapped(int ready, int go)
{
	char byte = 0;

	return setgroups(0, NULL) || unshare(CLONE_NEWUSER) ||
	       write(ready, &byte, 1) != 1 || read(go, &byte, 1) != 1 ||
	       become(0) ? -1 : 0;
}

/* As fork(); the child is root of a container, or -1 is given. */
static pid_t fork_container(void)
{
	int ready[2], go[2];
	char byte = 0;
	pid_t child;

	if (pipe2(ready, O_CLOEXEC) || pipe2(go, O_CLOEXEC))
		return -1;
	child = fork();
	if (!child)
		return be_mapped(ready[1], go[0]) ? -1 : 0;
	if (child < 0 || read(ready[0], &byte, 1) != 1 ||
	    write_map(child, "uid_map") || write_map(child, "gid_map") ||
	    write(go[1], &byte, 1) != 1)
		child = -1;
	close(ready[0]);
	close(ready[1]);
	close(go[0]);
	close(go[1]);
	return child;
}

/* Runs what follows as root of a container; see as_user(). */
#define in_container()							\
	for (pid_t _child = fork_container(); ; _child = finish(_child)) \
		if (_child > 0) {					\
			finish(_child);					\
			break;						\
		} else if (_child < 0) {				\
			EXPECT_TRUE(false) TH_LOG("no container");	\
			break;						\
		} else

static uint32_t attach(int fd)
{
	struct ntms_journal_attach arg = { 0 };
	uint32_t reason = CALL(fd, NTMS_IOC_JOURNAL_ATTACH, &arg);

	if (!reason)
		close(arg.fd);
	return reason;
}

static uint32_t describe_computer(int fd, const struct ntms_guid *computer)
{
	struct ntms_computer_info info = { 0 };

	return SET(fd, NTMS_TYPE_COMPUTER, computer, NTMS_SET_DESCRIPTION,
		   &info);
}

TEST_F(security, root_of_a_container_is_a_user)
{
	struct ntms_guid computer = self->s.info.computer, mine;
	struct ntms_request_info request;
	struct ntms_guid lmid = no_guid;
	struct ntms_logical_medium_info logical;
	struct ntms_pool_info pool;

	ASSERT_EQ(OK, move_medium(self->fd, &self->s.media[0], &self->other));
	ASSERT_EQ(OK, allocate(self->fd, &self->other, NULL, 0, &lmid, NULL));
	ASSERT_EQ(OK, request_submit(self->fd, NTMS_REQUEST_MESSAGE, NULL, NULL,
				     "of root", &mine));
	in_container() {
		EXPECT_EQ(0, geteuid());
		EXPECT_EQ(DENIED, attach(self->fd));
		EXPECT_EQ(DENIED, describe_computer(self->fd, &computer));
		EXPECT_EQ(DENIED, deallocate(self->fd, &lmid));
		EXPECT_EQ(DENIED, grant(self->fd, &self->other, NTMS_ACE_USER,
					0, NTMS_RIGHT_CONTROL));
		EXPECT_EQ(DENIED, take_inventory(self->fd, &self->s.library));
		/* His own */
		EXPECT_EQ(OK, request_submit(self->fd, NTMS_REQUEST_MESSAGE,
					     NULL, NULL, "of his", &mine));
		EXPECT_EQ(1, count_objects(self->fd, NTMS_TYPE_OPERATOR_REQUEST,
					   NULL));
		EXPECT_EQ(OK, GET(self->fd, NTMS_TYPE_OPERATOR_REQUEST, &mine,
				  &request));
		EXPECT_EQ(0, request.uid);
		EXPECT_EQ(OK, GET(self->fd, NTMS_TYPE_POOL, &self->theirs,
				  &pool));
		EXPECT_EQ(0, pool.owner);
		EXPECT_EQ(OK, pool_delete(self->fd, &self->theirs));
		/* Of others he learns what they own, and not who they are. */
		EXPECT_EQ(OK, GET(self->fd, NTMS_TYPE_POOL, &self->other,
				  &pool));
		EXPECT_EQ(ELSEWHERE, pool.owner);
		EXPECT_EQ(OK, GET(self->fd, NTMS_TYPE_LOGICAL_MEDIUM, &lmid,
				  &logical));
		EXPECT_EQ(ELSEWHERE, logical.uid);
	}
}

/* Written back, the entry must not come to be about another one. */
TEST_F(security, a_list_that_a_container_writes_back_gives_nobody_a_right)
{
	struct ntms_ace ace;
	struct ntms_acl arg = {
		.id = self->theirs,
		.count = 1,
		.aces = (uintptr_t)&ace,
	};
	int kind;

	for (kind = NTMS_ACE_USER; kind <= NTMS_ACE_GROUP; kind++) {
		ASSERT_EQ(OK, grant(self->fd, &self->theirs, kind, BOB,
				    NTMS_RIGHT_CONTROL));
		in_container() {
			EXPECT_EQ(OK, CALL(self->fd, NTMS_IOC_ACL_GET, &arg));
			EXPECT_EQ(0, arg.owner);
			EXPECT_EQ(1, arg.total);
			EXPECT_EQ(UINT32_MAX, ace.id);
			EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
				  CALL(self->fd, NTMS_IOC_ACL_SET, &arg));
		}
		ASSERT_EQ(OK, CALL(self->fd, NTMS_IOC_ACL_GET, &arg));
		EXPECT_EQ(kind, ace.kind);
		EXPECT_EQ(BOB, ace.id);
	}
	in_container()
		EXPECT_EQ(OK, grant(self->fd, &self->theirs, NTMS_ACE_USER,
				    ELSEWHERE, NTMS_RIGHT_USE));
	ASSERT_EQ(OK, CALL(self->fd, NTMS_IOC_ACL_GET, &arg));
	EXPECT_EQ(FIRST + ELSEWHERE, ace.id);
}

/* ---- users ----------------------------------------------------------- */

TEST_F(security, the_journal_is_the_administrators)
{
	as_user(ALICE)
		EXPECT_EQ(DENIED, attach(self->fd));
}

TEST_F(security, a_session_is_ones_own_to_name_collect_and_cancel)
{
	struct ntms_collect got;
	uint32_t cancelled;
	int fd;

	ASSERT_EQ(OK, allocate_queued(self->fd, &self->other, 0,
				      NTMS_DEADLINE_NEVER, 1, NULL));
	fd = session_open();
	ASSERT_LE(0, fd);
	as_user(ALICE) {
		EXPECT_EQ(OK, session_name(fd, "Alice's"));
		EXPECT_EQ(NTMS_REASON_MEDIA_UNAVAILABLE,
			  allocate(fd, &self->own, NULL,
				   NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE, NULL,
				   NULL));
		EXPECT_EQ(OK, cancel(fd, NTMS_CANCEL_ALL, 0, &cancelled));
		EXPECT_EQ(0, cancelled);
		EXPECT_NE(OK, collect(fd, &got));
	}
	EXPECT_EQ(1, waiting_for(self->fd, &self->other));
	close(fd);
}

/* Who may not allocate is not told what there would be. */
TEST_F(security, why_tells_no_numbers_to_who_may_not_allocate)
{
	struct ntms_why arg = { .pool = self->other };
	static const uint64_t none[NTMS_OBSTACLES];

	as_user(ALICE) {
		EXPECT_EQ(OK, CALL(self->fd, NTMS_IOC_WHY, &arg));
		EXPECT_EQ(DENIED, arg.result);
		EXPECT_EQ(0, memcmp(arg.own, none, sizeof(none)));
		EXPECT_EQ(0, memcmp(arg.of_free, none, sizeof(none)));
	}
}

/* ---- bounds ---------------------------------------------------------- */

static uint32_t message(int fd)
{
	struct ntms_guid id;

	return request_submit(fd, NTMS_REQUEST_MESSAGE, NULL, NULL, "x", &id);
}

/* Answered ones count until they are deleted; queued ones: see queued.c */
TEST_F(security, requests_are_bounded_for_each_user)
{
	struct ntms_guid ids[LIMIT];
	char limit[16];
	int i;

	snprintf(limit, sizeof(limit), "%d", LIMIT);
	ASSERT_EQ(0, parameter_set("requests", limit));
	as_user(ALICE) {
		for (i = 0; i < LIMIT; i++)
			EXPECT_EQ(OK, message(self->fd));
		EXPECT_EQ(NTMS_REASON_DATABASE_FULL, message(self->fd));
		EXPECT_EQ(NTMS_REASON_DATABASE_FULL,
			  allocate_queued(self->fd, &self->own, 0,
					  NTMS_DEADLINE_NEVER, 1, NULL));
	}
	as_user(BOB) {
		EXPECT_EQ(OK, message(self->fd));
		EXPECT_EQ(OK, allocate_queued(self->fd, &self->other, 0,
					      NTMS_DEADLINE_NEVER, 2, NULL));
	}
	in_container()
		EXPECT_EQ(OK, message(self->fd));
	as_user(ALICE) {
		EXPECT_EQ(LIMIT, requests_about(self->fd, &no_guid, ids,
						LIMIT));
		EXPECT_EQ(OK, request_answer(self->fd, &ids[0],
					     NTMS_REQUEST_REFUSED, ""));
		EXPECT_EQ(OK, request_delete(self->fd, &ids[0]));
		EXPECT_EQ(OK, message(self->fd));
	}
}

static uint32_t write_rights(int fd, const struct ntms_guid *pool,
			     uint32_t count)
{
	struct ntms_ace aces[NTMS_ACES_MAX + 1];
	struct ntms_acl arg = {
		.id = *pool,
		.count = count,
		.aces = (uintptr_t)aces,
	};
	uint32_t i;

	for (i = 0; i < count; i++)
		aces[i] = (struct ntms_ace){ NTMS_ACE_USER, i, 1, 0 };
	return CALL(fd, NTMS_IOC_ACL_SET, &arg);
}

static uint32_t write_attribute(int fd, const struct ntms_guid *pool, int i)
{
	char name[16];

	snprintf(name, sizeof(name), "name %d", i);
	return attribute_set(fd, pool, name, "x", 1);
}

TEST_F(security, lists_and_attributes_are_bounded_for_each_object)
{
	static const char more[NTMS_ATTRIBUTE_DATA_MAX + 1];
	int i;

	as_user(ALICE) {
		EXPECT_EQ(OK, write_rights(self->fd, &self->own,
					   NTMS_ACES_MAX));
		EXPECT_EQ(NTMS_REASON_DATABASE_FULL,
			  write_rights(self->fd, &self->own,
				       NTMS_ACES_MAX + 1));
		for (i = 0; i < NTMS_ATTRIBUTES_MAX; i++)
			EXPECT_EQ(OK, write_attribute(self->fd, &self->own, i));
		EXPECT_EQ(NTMS_REASON_DATABASE_FULL,
			  write_attribute(self->fd, &self->own, i));
		EXPECT_EQ(NTMS_REASON_NO_DATA,
			  attribute_set(self->fd, &self->own, "name 0", more,
					sizeof(more)));
	}
	as_user(BOB) {
		EXPECT_EQ(OK, write_rights(self->fd, &self->other, 1));
		EXPECT_EQ(OK, write_attribute(self->fd, &self->other, 0));
	}
}

TEST_HARNESS_MAIN
