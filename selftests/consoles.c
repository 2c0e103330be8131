// SPDX-License-Identifier: GPL-2.0
/*
 * Operators who are no administrators: CONTROL on the computer, given to a user
 * or to a group, lets them see what is asked and answer it, and no more than that.
 */
#include "kselftest_harness.h"
#include "scene.h"
#include "user.h"
#include "waiter.h"

#define OK	NTMS_REASON_SUCCESS
#define DENIED	NTMS_REASON_ACCESS_DENIED
#define NOTHING	NTMS_REASON_OBJECT_NOT_FOUND
#define USE	NTMS_RIGHT_USE
#define MODIFY	NTMS_RIGHT_MODIFY
#define CONTROL	NTMS_RIGHT_CONTROL

#define REFUSED		NTMS_REQUEST_REFUSED
#define COMPLETE	NTMS_REQUEST_COMPLETE

/*
 * Alice submitted @message, and a call of root's waits for media for @pool, which
 * asks by @call. Bob is the operator.
 */
FIXTURE(consoles) {
	struct scene s;
	int fd;
	struct ntms_guid pool;
	struct ntms_guid message;
	struct ntms_guid call;
	struct waiter waiter;
};

FIXTURE_VARIANT(consoles) {
	uint32_t kind;
};

FIXTURE_VARIANT_ADD(consoles, by_user) {
	.kind = NTMS_ACE_USER,
};

FIXTURE_VARIANT_ADD(consoles, by_group) {
	.kind = NTMS_ACE_GROUP,
};

#define grant_computer(rights)						\
	grant(self->fd, &self->s.info.computer, variant->kind, BOB, rights)

FIXTURE_SETUP(consoles)
{
	const struct scene_wish wish = {
		.media = 1,
		.new_media = NTMS_POOL_FREE,
	};
	struct ntms_guid id;

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
	ASSERT_EQ(OK, scene_pool_of(&self->s, ALICE, 0, &self->pool));
	as_user(ALICE)
		EXPECT_EQ(OK, request_submit(self->fd, NTMS_REQUEST_MESSAGE,
					     NULL, NULL, "the door sticks",
					     &id));
	ASSERT_EQ(1, requests_about(self->fd, &no_guid, &self->message, 1));
	ASSERT_TRUE(waiter_begin(&self->waiter, self->fd, &self->pool, 0,
				 NTMS_DEADLINE_NEVER, NTMS_MESSAGE_SIZE, 1));
	self->call = request_of(self->fd, &self->pool);
	ASSERT_FALSE(is_null(&self->call));
}

FIXTURE_TEARDOWN(consoles)
{
	EXPECT_EQ(OK, grant(self->fd, &self->s.info.computer,
			    NTMS_ACE_EVERYONE, 0, USE));
	request_answer(self->fd, &self->call, REFUSED, "");
	request_answer(self->fd, &self->message, REFUSED, "");
	request_delete(self->fd, &self->message);
	EXPECT_EQ(0, scene_clear(&self->s));
}

static uint32_t read_request(int fd, const struct ntms_guid *id)
{
	struct ntms_request_info info;

	return GET(fd, NTMS_TYPE_OPERATOR_REQUEST, id, &info);
}

static uint64_t requests_of(int fd)
{
	return count_objects(fd, NTMS_TYPE_OPERATOR_REQUEST, NULL);
}

TEST_F(consoles, show_nothing_without_the_right)
{
	static const uint32_t too_little[] = { 0, USE, MODIFY, USE | MODIFY };
	size_t i;

	for (i = 0; i < 4; i++) {
		ASSERT_EQ(OK, grant_computer(too_little[i]));
		as_user(BOB) {
			EXPECT_EQ(0, requests_of(self->fd));
			EXPECT_EQ(NOTHING, read_request(self->fd,
							&self->message));
			EXPECT_EQ(NOTHING, read_request(self->fd, &self->call));
			EXPECT_EQ(NOTHING, request_answer(self->fd, &self->call,
							  COMPLETE, ""));
			EXPECT_EQ(NOTHING, request_answer(self->fd,
							  &self->message,
							  REFUSED, ""));
			EXPECT_EQ(NOTHING, request_wait(self->fd,
							&self->message, 0,
							NULL));
			EXPECT_EQ(NOTHING, request_delete(self->fd,
							  &self->message));
		}
	}
}

TEST_F(consoles, show_all_that_is_asked)
{
	struct ntms_request_info info;
	struct ntms_guid ids[4];
	size_t nr;

	ASSERT_EQ(OK, grant_computer(CONTROL));
	as_user(BOB) {
		EXPECT_EQ(2, requests_of(self->fd));
		EXPECT_EQ(OK, list_objects(self->fd, NTMS_TYPE_OPERATOR_REQUEST,
					   NULL, ids, 4, &nr));
		EXPECT_EQ(2, nr);
		EXPECT_EQ(OK, GET(self->fd, NTMS_TYPE_OPERATOR_REQUEST,
				  &self->message, &info));
		EXPECT_EQ(ALICE, info.uid);
		EXPECT_STREQ("the door sticks", info.message);
		EXPECT_EQ(OK, read_request(self->fd, &self->call));
		EXPECT_EQ(NTMS_REASON_TIMEOUT, request_wait(self->fd,
							    &self->message, 0,
							    NULL));
	}
	/* Nobody else's group is that one. */
	as_user(BOB + 1)
		EXPECT_EQ(0, requests_of(self->fd));
	ASSERT_EQ(OK, grant_computer(USE));
	as_user(BOB)
		EXPECT_EQ(0, requests_of(self->fd));
}

TEST_F(consoles, take_answers)
{
	struct ntms_request_wait said;

	ASSERT_EQ(OK, grant_computer(CONTROL));
	as_user(BOB) {
		EXPECT_EQ(OK, request_answer(self->fd, &self->message,
					     NTMS_REQUEST_IN_PROGRESS, "mine"));
		EXPECT_EQ(OK, request_answer(self->fd, &self->message, COMPLETE,
					     "oiled"));
		EXPECT_EQ(NTMS_REASON_INVALID_STATE,
			  request_answer(self->fd, &self->message, REFUSED,
					 ""));
		/* With nothing brought, it asks again. */
		EXPECT_EQ(OK, request_answer(self->fd, &self->call, COMPLETE,
					     ""));
	}
	self->call = request_of(self->fd, &self->pool);
	ASSERT_FALSE(is_null(&self->call));
	as_user(BOB)
		EXPECT_EQ(OK, request_answer(self->fd, &self->call, REFUSED,
					     "the safe is locked"));
	EXPECT_EQ(NTMS_REASON_CANCELLED, waiter_join(&self->waiter));
	EXPECT_STREQ("the safe is locked", self->waiter.text);
	as_user(ALICE) {
		EXPECT_EQ(OK, request_wait(self->fd, &self->message, 0, &said));
		EXPECT_STREQ("oiled", said.text);
	}
}

TEST_F(consoles, give_no_other_right)
{
	struct ntms_pool_info info = { .owner = BOB };
	struct ntms_guid lmid;

	ASSERT_EQ(OK, grant_computer(CONTROL));
	as_user(BOB) {
		EXPECT_EQ(DENIED, allocate(self->fd, &self->pool, NULL, 0,
					   &lmid, NULL));
		EXPECT_EQ(DENIED, move_medium(self->fd, &self->s.media[0],
					      &self->pool));
		EXPECT_EQ(DENIED, SET(self->fd, NTMS_TYPE_POOL, &self->pool,
				      NTMS_SET_OWNER, &info));
		EXPECT_EQ(DENIED, grant(self->fd, &self->s.info.computer,
					NTMS_ACE_USER, BOB, CONTROL | MODIFY));
		EXPECT_EQ(OK, request_answer(self->fd, &self->message, COMPLETE,
					     ""));
		/* To forget what others asked for is to change the computer. */
		EXPECT_EQ(DENIED, request_delete(self->fd, &self->message));
	}
	ASSERT_EQ(OK, grant_computer(CONTROL | MODIFY));
	as_user(BOB)
		EXPECT_EQ(OK, request_delete(self->fd, &self->message));
}

TEST_HARNESS_MAIN
