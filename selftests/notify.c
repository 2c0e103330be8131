// SPDX-License-Identifier: GPL-2.0
/* Notifications: what libntms hears of what the module does. */
#include <errno.h>
#include <linux/netlink.h>
#include <ntms/libntms.h>
#include <ntmsapi.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "scene.h"
#include "waiter.h"

#define OK	ERROR_SUCCESS
/* Nothing takes so long that works, in milliseconds. */
#define LONGEST	60000
/* More changes than fit into the smallest buffer */
#define CHANGES	20000

FIXTURE(notify) {
	struct scene s;
	struct ntms_session *session;
	HANDLE handle;
	struct ntms_guid pool;
};

static struct ntms_guid guid_of(const GUID *from)
{
	struct ntms_guid id;

	/* The guests have little-endian memory, as the ABI. */
	memcpy(&id, from, sizeof(id));
	return id;
}

FIXTURE_SETUP(notify)
{
	const struct scene_wish wish = {
		.media = 1,
		.new_media = NTMS_POOL_FREE,
	};

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	ASSERT_EQ(OK, scene_pool(&self->s, NTMS_POOL_FROMSCRATCH, 0, 0,
				 &self->pool));
	ASSERT_EQ(0, ntms_open(NULL, "kselftest", &self->session, NULL));
	self->handle = OpenNtmsSessionA(NULL, "kselftest", 0);
	ASSERT_NE(INVALID_HANDLE_VALUE, self->handle);
}

FIXTURE_TEARDOWN(notify)
{
	EXPECT_EQ(OK, CloseNtmsSession(self->handle));
	ntms_close(self->session);
	EXPECT_EQ(0, scene_clear(&self->s));
}

/* Changes a pool, each time to something else. */
static int describe(struct ntms_session *session, const struct ntms_guid *pool)
{
	static unsigned int times;
	struct ntms_pool_info info = { 0 };

	snprintf(info.header.description, sizeof(info.header.description),
		 "change %u", ++times);
	return ntms_set_object(session, NTMS_TYPE_POOL, pool,
			       NTMS_SET_DESCRIPTION, &info, sizeof(info), NULL);
}

/* The next event as one number: its operation, if it is about the object */
static int next_of(HANDLE notification, const struct ntms_guid *id)
{
	NTMS_NOTIFICATIONINFORMATION info;
	struct ntms_guid about;
	DWORD reason;

	reason = WaitForNtmsNotification(notification, &info, LONGEST);
	if (reason)
		return -(int)reason;
	about = guid_of(&info.ObjectId);
	return same_guid(&about, id) ? (int)info.dwOperation : 0;
}

TEST_F(notify, come_in_order)
{
	struct ntms_guid pool;
	HANDLE news;

	/* What was before is not heard, even if somebody else does. */
	ASSERT_EQ(0, describe(self->session, &self->pool));
	news = OpenNtmsNotification(self->handle, NTMS_MEDIA_POOL);
	ASSERT_NE(INVALID_HANDLE_VALUE, news);
	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &pool));
	ASSERT_EQ(0, describe(self->session, &pool));
	ASSERT_EQ(0, describe(self->session, &self->pool));
	ASSERT_EQ(OK, pool_delete(self->s.fd, &pool));
	EXPECT_EQ(NTMS_OBJ_INSERT, next_of(news, &pool));
	EXPECT_EQ(NTMS_OBJ_UPDATE, next_of(news, &pool));
	EXPECT_EQ(NTMS_OBJ_UPDATE, next_of(news, &self->pool));
	EXPECT_EQ(NTMS_OBJ_DELETE, next_of(news, &pool));
	EXPECT_EQ(OK, CloseNtmsNotification(news));
}

TEST_F(notify, begin_when_opened)
{
	struct ntms_notification *first, *second;
	struct ntms_event event;
	struct ntms_guid pool;
	unsigned int i;

	ASSERT_EQ(0, ntms_notification_open(NTMS_TYPE_BIT(NTMS_TYPE_POOL),
					    &first, NULL));
	for (i = 0; i < 100; i++)
		ASSERT_EQ(0, describe(self->session, &self->pool));
	ASSERT_EQ(0, ntms_notification_open(NTMS_TYPE_BIT(NTMS_TYPE_POOL),
					    &second, NULL));
	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &pool));
	ASSERT_EQ(0, ntms_notification_wait(second, ntms_deadline_in(LONGEST),
					    &event, NULL));
	EXPECT_TRUE(same_guid(&pool, &event.id));
	EXPECT_EQ(NTMS_OPERATION_INSERT, event.operation);
	for (i = 0; i < 100; i++) {
		ASSERT_EQ(0, ntms_notification_wait(first,
						    ntms_deadline_in(LONGEST),
						    &event, NULL));
		ASSERT_TRUE(same_guid(&self->pool, &event.id));
	}
	ntms_notification_close(first);
	ntms_notification_close(second);
}

TEST_F(notify, come_by_kind)
{
	NTMS_NOTIFICATIONINFORMATION info;
	HANDLE pools, libraries;
	struct ntms_library_info name = { 0 };

	pools = OpenNtmsNotification(self->handle, NTMS_MEDIA_POOL);
	libraries = OpenNtmsNotification(self->handle, NTMS_LIBRARY);
	ASSERT_NE(INVALID_HANDLE_VALUE, pools);
	ASSERT_NE(INVALID_HANDLE_VALUE, libraries);
	ASSERT_EQ(0, describe(self->session, &self->pool));
	EXPECT_EQ(NTMS_OBJ_UPDATE, next_of(pools, &self->pool));
	EXPECT_EQ(ERROR_TIMEOUT, WaitForNtmsNotification(libraries, &info, 0));
	strcpy(name.header.description, "looked at");
	ASSERT_EQ(0, ntms_set_object(self->session, NTMS_TYPE_LIBRARY,
				     &self->s.library, NTMS_SET_DESCRIPTION,
				     &name, sizeof(name), NULL));
	EXPECT_EQ(NTMS_OBJ_UPDATE, next_of(libraries, &self->s.library));
	EXPECT_EQ(ERROR_TIMEOUT, WaitForNtmsNotification(pools, &info, 0));
	EXPECT_EQ(OK, CloseNtmsNotification(pools));
	EXPECT_EQ(OK, CloseNtmsNotification(libraries));
}

TEST_F(notify, of_many_kinds_have_one_order)
{
	const uint32_t types = NTMS_TYPE_BIT(NTMS_TYPE_POOL) |
			       NTMS_TYPE_BIT(NTMS_TYPE_OPERATOR_REQUEST);
	struct ntms_notification *news;
	struct ntms_event events[3];
	struct ntms_guid request;
	unsigned int i;

	ASSERT_EQ(0, ntms_notification_open(types, &news, NULL));
	ASSERT_EQ(0, describe(self->session, &self->pool));
	ASSERT_EQ(OK, request_submit(self->s.fd, NTMS_REQUEST_MESSAGE, NULL,
				     NULL, "hear", &request));
	ASSERT_EQ(OK, request_answer(self->s.fd, &request, NTMS_REQUEST_REFUSED,
				     NULL));
	for (i = 0; i < 3; i++) {
		ASSERT_EQ(0, ntms_notification_wait(news,
						    ntms_deadline_in(LONGEST),
						    &events[i], NULL));
	}
	EXPECT_EQ(NTMS_TYPE_POOL, events[0].type);
	EXPECT_TRUE(same_guid(&self->pool, &events[0].id));
	EXPECT_EQ(0, events[0].state);
	EXPECT_EQ(NTMS_TYPE_OPERATOR_REQUEST, events[1].type);
	EXPECT_EQ(NTMS_OPERATION_INSERT, events[1].operation);
	EXPECT_EQ(NTMS_REQUEST_SUBMITTED, events[1].state);
	EXPECT_TRUE(same_guid(&request, &events[2].id));
	EXPECT_EQ(NTMS_REQUEST_REFUSED, events[2].state);
	EXPECT_LT(events[0].number, events[1].number);
	EXPECT_LT(events[1].number, events[2].number);
	ntms_notification_close(news);
	EXPECT_EQ(OK, request_delete(self->s.fd, &request));
}

TEST_F(notify, tell_of_inventories_that_ended)
{
	GUID library;
	HANDLE news;
	int heard;

	memcpy(&library, &self->s.library, sizeof(library));
	news = OpenNtmsNotification(self->handle, NTMS_LIBRARY);
	ASSERT_NE(INVALID_HANDLE_VALUE, news);
	ASSERT_EQ(OK, InventoryNtmsLibrary(self->handle, &library,
					   NTMS_INVENTORY_FAST));
	do {
		heard = next_of(news, &self->s.library);
	} while (heard == NTMS_OBJ_UPDATE);
	EXPECT_EQ(NTMS_EVENT_COMPLETE, heard);
	EXPECT_EQ(OK, CloseNtmsNotification(news));
}

/* An allocation that waits in the session: who listens need not poll for it. */
TEST_F(notify, tell_of_queued_allocations_that_are_served)
{
	struct ntms_allocate first = { .pool = self->pool }, second = first;
	struct ntms_collect ended;
	HANDLE news;

	first.deadline = second.deadline = NTMS_DEADLINE_NEVER;
	ASSERT_EQ(0, ntms_allocate_medium(self->session, &first, NULL));
	ASSERT_EQ(1, ntms_queue_allocation(self->session, &second, 7, NULL));
	news = OpenNtmsNotification(self->handle, NTMS_LOGICAL_MEDIA);
	ASSERT_NE(INVALID_HANDLE_VALUE, news);
	ASSERT_EQ(0, ntms_deallocate_medium(self->session, &first.medium,
					    NULL));
	EXPECT_EQ(NTMS_OBJ_DELETE, next_of(news, &first.medium));
	ASSERT_EQ(1, ntms_collect_allocation(self->session, &ended, NULL));
	EXPECT_EQ(7, ended.cookie);
	EXPECT_EQ(OK, ended.result);
	EXPECT_EQ(NTMS_OBJ_INSERT, next_of(news, &ended.medium));
	EXPECT_EQ(NTMS_EVENT_COMPLETE, next_of(news, &ended.medium));
	/* One that need not wait has its answer, and so it is one event less. */
	ASSERT_EQ(0, ntms_deallocate_medium(self->session, &ended.medium,
					    NULL));
	EXPECT_EQ(NTMS_OBJ_DELETE, next_of(news, &ended.medium));
	ASSERT_EQ(0, ntms_queue_allocation(self->session, &second, 8, NULL));
	EXPECT_EQ(NTMS_OBJ_INSERT, next_of(news, &second.medium));
	ASSERT_EQ(0, ntms_deallocate_medium(self->session, &second.medium,
					    NULL));
	EXPECT_EQ(NTMS_OBJ_DELETE, next_of(news, &second.medium));
	EXPECT_EQ(OK, CloseNtmsNotification(news));
}

TEST_F(notify, waits_have_an_end)
{
	NTMS_NOTIFICATIONINFORMATION info, before;
	uint64_t begun;
	HANDLE news;

	memset(&info, 0x5a, sizeof(info));
	before = info;
	news = OpenNtmsNotification(self->handle, NTMS_MEDIA_POOL);
	ASSERT_NE(INVALID_HANDLE_VALUE, news);
	EXPECT_EQ(ERROR_TIMEOUT, WaitForNtmsNotification(news, &info, 0));
	begun = now();
	EXPECT_EQ(ERROR_TIMEOUT, WaitForNtmsNotification(news, &info, 100));
	EXPECT_LE(100 * MILLISECOND, now() - begun);
	EXPECT_EQ(0, memcmp(&info, &before, sizeof(info)));
	EXPECT_EQ(OK, CloseNtmsNotification(news));
}

TEST_F(notify, can_be_polled)
{
	struct ntms_notification *news;
	struct ntms_event event;
	struct pollfd fd = { .events = POLLIN };
	uint32_t reason;
	int err, heard = 0;

	ASSERT_EQ(0, ntms_notification_open(NTMS_TYPE_BIT(NTMS_TYPE_POOL),
					    &news, NULL));
	fd.fd = ntms_notification_fd(news);
	EXPECT_EQ(-ETIMEDOUT, ntms_notification_wait(news, 0, &event, &reason));
	EXPECT_EQ(NTMS_REASON_TIMEOUT, reason);
	ASSERT_EQ(0, describe(self->session, &self->pool));
	ASSERT_EQ(0, describe(self->session, &self->pool));
	while (heard < 2) {
		ASSERT_EQ(1, poll(&fd, 1, LONGEST));
		while (!(err = ntms_notification_wait(news, 0, &event, NULL)))
			heard++;
		ASSERT_EQ(-ETIMEDOUT, err);
	}
	EXPECT_EQ(2, heard);
	ntms_notification_close(news);
}

struct listener {
	HANDLE notification;
	DWORD reason;
	atomic_bool done;
	struct waiter thread;	/* only to see it sleep */
};

static void *listen_in_thread(void *arg)
{
	struct listener *listener = arg;
	NTMS_NOTIFICATIONINFORMATION info;

	listener->thread.tid = gettid();
	listener->reason = WaitForNtmsNotification(listener->notification,
						   &info, INFINITE);
	listener->done = true;
	return NULL;
}

TEST_F(notify, close_ends_waits)
{
	struct listener listeners[3] = { 0 };
	HANDLE news;
	size_t i;

	news = OpenNtmsNotification(self->handle, NTMS_MEDIA_POOL);
	ASSERT_NE(INVALID_HANDLE_VALUE, news);
	for (i = 0; i < 3; i++) {
		listeners[i].notification = news;
		ASSERT_EQ(0, pthread_create(&listeners[i].thread.thread, NULL,
					    listen_in_thread, &listeners[i]));
		ASSERT_TRUE(wait_for(listeners[i].thread.tid &&
				     waiter_sleeps(&listeners[i].thread)));
	}
	EXPECT_EQ(OK, CloseNtmsNotification(news));
	for (i = 0; i < 3; i++) {
		ASSERT_TRUE(wait_for(listeners[i].done));
		ASSERT_EQ(0, pthread_join(listeners[i].thread.thread, NULL));
		EXPECT_EQ(ERROR_INVALID_HANDLE, listeners[i].reason);
	}
}

/* Makes the buffer of the one notification of this process small. */
static bool narrow_ear(void)
{
	socklen_t length = sizeof(int);
	int fd, protocol, bytes = 1;

	for (fd = 3; fd < 256; fd++) {
		if (getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &length) ||
		    protocol != NETLINK_GENERIC)
			continue;
		return !setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes,
				   sizeof(bytes));
	}
	return false;
}

TEST_F(notify, losses_are_told)
{
	NTMS_NOTIFICATIONINFORMATION info;
	HANDLE news;
	DWORD heard;
	size_t i;

	news = OpenNtmsNotification(self->handle, NTMS_MEDIA_POOL);
	ASSERT_NE(INVALID_HANDLE_VALUE, news);
	ASSERT_TRUE(narrow_ear());
	for (i = 0; i < CHANGES; i++)
		ASSERT_EQ(0, describe(self->session, &self->pool));
	do {
		heard = WaitForNtmsNotification(news, &info, LONGEST);
	} while (heard == OK);
	EXPECT_EQ(ERROR_NO_DATA, heard);
	/* It has broken, whatever comes. */
	ASSERT_EQ(0, describe(self->session, &self->pool));
	EXPECT_EQ(ERROR_NO_DATA, WaitForNtmsNotification(news, &info, LONGEST));
	EXPECT_EQ(OK, CloseNtmsNotification(news));
	news = OpenNtmsNotification(self->handle, NTMS_MEDIA_POOL);
	ASSERT_NE(INVALID_HANDLE_VALUE, news);
	ASSERT_EQ(0, describe(self->session, &self->pool));
	EXPECT_EQ(NTMS_OBJ_UPDATE, next_of(news, &self->pool));
	EXPECT_EQ(OK, CloseNtmsNotification(news));
}

TEST_F(notify, mistakes_are_told)
{
	NTMS_NOTIFICATIONINFORMATION info;
	struct ntms_notification *none;
	static const DWORD none_such[] = {
		NTMS_UNKNOWN, NTMS_OBJECT, NTMS_NUMBER_OF_OBJECT_TYPES, ~0U,
	};
	uint32_t reason;
	HANDLE news;
	size_t i;

	for (i = 0; i < 4; i++) {
		EXPECT_EQ(INVALID_HANDLE_VALUE,
			  OpenNtmsNotification(self->handle, none_such[i]));
		EXPECT_EQ(ERROR_INVALID_PARAMETER, GetLastError());
	}
	EXPECT_EQ(INVALID_HANDLE_VALUE, OpenNtmsNotification(NULL, NTMS_DRIVE));
	EXPECT_EQ(ERROR_INVALID_HANDLE, GetLastError());
	news = OpenNtmsNotification(self->handle, NTMS_DRIVE);
	ASSERT_NE(INVALID_HANDLE_VALUE, news);
	EXPECT_EQ(OK, GetLastError());
	/* A handle is of one kind. */
	EXPECT_EQ(ERROR_INVALID_HANDLE, CloseNtmsSession(news));
	EXPECT_EQ(ERROR_INVALID_HANDLE, CloseNtmsNotification(self->handle));
	EXPECT_EQ(ERROR_INVALID_HANDLE,
		  WaitForNtmsNotification(self->handle, &info, 0));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  WaitForNtmsNotification(news, NULL, 0));
	EXPECT_EQ(OK, CloseNtmsNotification(news));
	EXPECT_EQ(ERROR_INVALID_HANDLE, CloseNtmsNotification(news));
	EXPECT_EQ(ERROR_INVALID_HANDLE, WaitForNtmsNotification(news, &info, 0));
	EXPECT_EQ(ERROR_INVALID_PARAMETER, CloseNtmsNotification(NULL));
	EXPECT_EQ(-EINVAL, ntms_notification_open(0, &none, &reason));
	EXPECT_EQ(NULL, none);
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER, reason);
	EXPECT_EQ(-EINVAL, ntms_notification_open(NTMS_TYPES_ALL, NULL, NULL));
	EXPECT_EQ(-EBADF, ntms_notification_wait(NULL, 0, NULL, &reason));
	EXPECT_EQ(-EBADF, ntms_notification_fd(NULL));
	ntms_notification_close(NULL);
}

TEST_HARNESS_MAIN
