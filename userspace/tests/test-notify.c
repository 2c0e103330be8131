// SPDX-License-Identifier: GPL-2.0
/*
 * Notifications, with sockets that stand in for netlink's: what is told of
 * messages of any shape, of losses, of a module that goes, of threads that close.
 */
#include "fake.h"
#include "notify.h"
#include "tap.h"

#include <ntms/libntms.h>
#include <ntmsapi.h>

#include <errno.h>
#include <linux/genetlink.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define DEADLINE_MS	30000
#define FAMILY		30
#define GROUP		7
#define CONTROL_GROUP	16
#define DATAGRAM	4096
#define BEFORE		100	/* number of the last news before the opening */
#define POOLS		NTMS_TYPE_BIT(NTMS_TYPE_POOL)

/* ---- the kernel's side: takes the place of libmnl's sockets */

struct mnl_socket {
	int fd;
	int peer;
	bool hears;
	bool joined[32];
	_Alignas(struct nlmsghdr) char question[DATAGRAM];
};

static struct {
	bool loaded;		/* there is the family */
	const char *group;	/* that it has */
	int join_error;
	int info_error;
	bool garbled;		/* answers are */
	unsigned int sockets;
	struct mnl_socket *ear;
} kernel;

struct mnl_socket *mnl_socket_open2(int bus, int flags)
{
	struct mnl_socket *nl = calloc(1, sizeof(*nl));
	int fds[2];

	if (!nl || bus != NETLINK_GENERIC || !(flags & SOCK_CLOEXEC) ||
	    socketpair(AF_UNIX, SOCK_SEQPACKET | flags, 0, fds))
		abort();
	nl->fd = fds[0];
	nl->peer = fds[1];
	nl->hears = flags & SOCK_NONBLOCK;
	if (nl->hears)
		kernel.ear = nl;
	kernel.sockets++;
	return nl;
}

int mnl_socket_bind(struct mnl_socket *nl, unsigned int groups, pid_t pid)
{
	(void)nl;
	return groups || pid != MNL_SOCKET_AUTOPID ? -1 : 0;
}

int mnl_socket_get_fd(const struct mnl_socket *nl)
{
	return nl->fd;
}

unsigned int mnl_socket_get_portid(const struct mnl_socket *nl)
{
	(void)nl;
	return 77;
}

int mnl_socket_close(struct mnl_socket *nl)
{
	close(nl->fd);
	close(nl->peer);
	free(nl);
	kernel.sockets--;
	return 0;
}

int mnl_socket_setsockopt(const struct mnl_socket *nl, int type, void *buf,
			  socklen_t len)
{
	uint32_t group;

	if (type != NETLINK_ADD_MEMBERSHIP || len != sizeof(group) || !nl->hears)
		abort();
	memcpy(&group, buf, sizeof(group));
	if (group == GROUP && kernel.join_error) {
		errno = kernel.join_error;
		return -1;
	}
	kernel.ear->joined[group] = true;
	return 0;
}

ssize_t mnl_socket_sendto(const struct mnl_socket *nl, const void *req,
			  size_t size)
{
	if (nl->hears || size > DATAGRAM)
		abort();
	memcpy(((struct mnl_socket *)(uintptr_t)nl)->question, req, size);
	return (ssize_t)size;
}

static struct nlmsghdr *new_message(char *at, uint16_t type, uint8_t command)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(at);
	struct genlmsghdr *header;

	message->nlmsg_type = type;
	header = mnl_nlmsg_put_extra_header(message, sizeof(*header));
	header->cmd = command;
	header->version = 1;
	return message;
}

static void put_group(struct nlmsghdr *message, const char *name, uint32_t id)
{
	struct nlattr *groups, *group;

	groups = mnl_attr_nest_start(message, CTRL_ATTR_MCAST_GROUPS);
	group = mnl_attr_nest_start(message, 1);
	mnl_attr_put_strz(message, CTRL_ATTR_MCAST_GRP_NAME, name);
	mnl_attr_put_u32(message, CTRL_ATTR_MCAST_GRP_ID, id);
	mnl_attr_nest_end(message, group);
	mnl_attr_nest_end(message, groups);
}

static int take_name(const struct nlattr *attr, void *data)
{
	if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_NAME)
		*(const char **)data = mnl_attr_get_str(attr);
	return MNL_CB_OK;
}

/* What a question is answered. Return: an errno. */
static int answer(const struct nlmsghdr *question, char *at)
{
	const char *name = "";
	struct nlmsghdr *message;

	message = new_message(at, question->nlmsg_type, 1);
	message->nlmsg_seq = question->nlmsg_seq;
	if (question->nlmsg_type != GENL_ID_CTRL) {
		mnl_attr_put_u64(message, NTMS_A_INFO_NUMBER, BEFORE);
		return kernel.info_error;
	}
	mnl_attr_parse(question, sizeof(struct genlmsghdr), take_name, &name);
	if (!strcmp(name, "nlctrl")) {
		mnl_attr_put_u16(message, CTRL_ATTR_FAMILY_ID, GENL_ID_CTRL);
		put_group(message, "notify", CONTROL_GROUP);
		return 0;
	}
	mnl_attr_put_u16(message, CTRL_ATTR_FAMILY_ID, FAMILY);
	put_group(message, kernel.group, GROUP);
	return kernel.loaded ? 0 : ENOENT;
}

static size_t aligned(size_t length)
{
	return (length + 3) & ~(size_t)3;
}

static ssize_t hear(const struct mnl_socket *nl, char *buf, size_t size)
{
	char datagram[DATAGRAM + 1];
	ssize_t length = recv(nl->fd, datagram, sizeof(datagram), 0);

	if (length < 0)
		return length;
	if (datagram[0] == 'E') {
		memcpy(&errno, datagram + 1, sizeof(errno));
		return -1;
	}
	if ((size_t)--length > size)
		abort();
	memcpy(buf, datagram + 1, (size_t)length);
	return length;
}

ssize_t mnl_socket_recvfrom(const struct mnl_socket *nl, void *buf, size_t size)
{
	const struct nlmsghdr *question = (const void *)nl->question;
	struct nlmsghdr *message = buf;
	struct nlmsgerr *end;
	size_t length = 0;
	int error;

	if (nl->hears)
		return hear(nl, buf, size);
	error = answer(question, buf);
	if (!error)
		length = aligned(message->nlmsg_len);
	if (kernel.garbled) {
		message->nlmsg_len = 0x80000010;
		return (ssize_t)length;
	}
	message = mnl_nlmsg_put_header((char *)buf + length);
	message->nlmsg_type = NLMSG_ERROR;
	message->nlmsg_seq = question->nlmsg_seq;
	end = mnl_nlmsg_put_extra_header(message, sizeof(*end));
	end->error = -error;
	return (ssize_t)(length + message->nlmsg_len);
}

/* ---- what it says */

static void say(const void *data, size_t length)
{
	char datagram[DATAGRAM + 1] = "D";

	memcpy(datagram + 1, data, length);
	if (send(kernel.ear->peer, datagram, length + 1, 0) < 0)
		abort();
}

static void say_error(int error)
{
	char datagram[1 + sizeof(error)] = "E";

	memcpy(datagram + 1, &error, sizeof(error));
	if (send(kernel.ear->peer, datagram, sizeof(datagram), 0) < 0)
		abort();
}

static struct ntms_guid id_of(uint64_t number)
{
	struct ntms_guid id = { { 1 } };

	memcpy(id.b + 8, &number, sizeof(number));
	return id;
}

static struct nlmsghdr *news(char *at, uint64_t number, uint32_t type)
{
	struct nlmsghdr *message = new_message(at, FAMILY, NTMS_CMD_EVENT);
	struct ntms_guid id = id_of(number);

	mnl_attr_put_u64(message, NTMS_A_NEWS_NUMBER, number);
	mnl_attr_put_u32(message, NTMS_A_NEWS_OPERATION, NTMS_OPERATION_UPDATE);
	mnl_attr_put_u32(message, NTMS_A_NEWS_TYPE, type);
	mnl_attr_put(message, NTMS_A_NEWS_ID, sizeof(id), &id);
	return message;
}

static void say_news(uint64_t number, uint32_t type)
{
	_Alignas(struct nlmsghdr) char at[DATAGRAM];

	say(at, news(at, number, type)->nlmsg_len);
}

static void say_gone(uint16_t family)
{
	_Alignas(struct nlmsghdr) char at[DATAGRAM];
	struct nlmsghdr *message;

	message = new_message(at, GENL_ID_CTRL, CTRL_CMD_DELFAMILY);
	mnl_attr_put_u16(message, CTRL_ATTR_FAMILY_ID, family);
	say(at, message->nlmsg_len);
}

/* ---- tests */

static struct ntms_notification *heard;
static uint32_t reason;

static void fresh(void)
{
	fake_typical();
	memset(&kernel, 0, sizeof(kernel));
	kernel.loaded = true;
	kernel.group = NTMS_MCGRP_EVENTS;
}

static void open_news(uint32_t types)
{
	fresh();
	is(ntms_notification_open(types, &heard, &reason), 0, "opened");
	is(reason, NTMS_REASON_SUCCESS, "with success as the reason");
}

static void close_news(void)
{
	ntms_notification_close(heard);
	is(kernel.sockets, 0, "no socket is left");
}

/* The number of the next event that has come, or a negative errno */
static int64_t next(void)
{
	struct ntms_event event;
	struct ntms_guid id;
	int err = ntms_notification_wait(heard, 0, &event, &reason);

	if (err)
		return err;
	id = id_of(event.number);
	return ntms_guid_equal(&event.id, &id) ? (int64_t)event.number : 0;
}

static void test_open(void)
{
	fresh();
	kernel.loaded = false;
	is(ntms_notification_open(POOLS, &heard, &reason), -ENOENT,
	   "without the module");
	is(reason, NTMS_REASON_NOT_CONNECTED, "its reason");
	ok(!heard, "and there is no notification");
	fresh();
	kernel.group = "others";
	is(ntms_notification_open(POOLS, &heard, NULL), -ENOENT,
	   "without the group");
	kernel.group = NTMS_MCGRP_EVENTS;
	kernel.join_error = EPERM;
	is(ntms_notification_open(POOLS, &heard, &reason), -EPERM,
	   "who may not join");
	is(reason, NTMS_REASON_ACCESS_DENIED, "its reason");
	kernel.join_error = 0;
	kernel.info_error = ENOENT;
	is(ntms_notification_open(POOLS, &heard, &reason), -ENOENT,
	   "the module goes at that moment");
	kernel.info_error = 0;
	kernel.garbled = true;
	is(ntms_notification_open(POOLS, &heard, &reason), -EBADMSG,
	   "an answer that is none");
	ok(reason != NTMS_REASON_SUCCESS, "has a reason too");
	is(kernel.sockets, 0, "no socket is left");
	kernel.garbled = false;
	open_news(POOLS);
	ok(kernel.ear->joined[GROUP] && kernel.ear->joined[CONTROL_GROUP],
	   "both groups are joined");
	is(ntms_notification_fd(heard), kernel.ear->fd, "the descriptor");
	close_news();
}

static void test_order(void)
{
	_Alignas(struct nlmsghdr) char at[DATAGRAM];
	size_t length;

	open_news(POOLS | NTMS_TYPE_BIT(NTMS_TYPE_DRIVE));
	is(next(), -ETIMEDOUT, "nothing yet");
	is(reason, NTMS_REASON_TIMEOUT, "its reason");
	say_news(BEFORE - 1, NTMS_TYPE_POOL);
	say_news(BEFORE, NTMS_TYPE_POOL);
	is(next(), -ETIMEDOUT, "what was before is not told");
	length = aligned(news(at, BEFORE + 1, NTMS_TYPE_POOL)->nlmsg_len);
	length += news(at + length, BEFORE + 2, NTMS_TYPE_DRIVE)->nlmsg_len;
	say(at, length);
	say_news(BEFORE + 3, NTMS_TYPE_SIDE);
	say_news(BEFORE + 4, 1000);
	say_news(BEFORE + 5, NTMS_TYPE_POOL);
	is(next(), BEFORE + 1, "the first of two in one datagram");
	is(next(), BEFORE + 2, "the second");
	is(next(), BEFORE + 5, "and not what was not asked for");
	is(next(), -ETIMEDOUT, "no more");
	close_news();
}

static void test_shapes(void)
{
	_Alignas(struct nlmsghdr) char at[DATAGRAM];
	static const uint32_t lengths[] = { 0, 1, 15, 4000, 0x7fffffff,
					    0x80000010, 0xffffffff };
	struct nlmsghdr *message;
	size_t i;

	open_news(NTMS_TYPES_ALL);
	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		message = news(at, BEFORE + 1, NTMS_TYPE_POOL);
		message->nlmsg_len = lengths[i];
		say(at, 64);
	}
	for (i = 0; i < 20; i++) {
		message = news(at, BEFORE + 1, NTMS_TYPE_POOL);
		if (message->nlmsg_len > i)
			message->nlmsg_len = (uint32_t)i;
		say(at, i);
	}
	message = news(at, BEFORE + 1, NTMS_TYPE_POOL);
	message->nlmsg_type = FAMILY + 1;
	say(at, message->nlmsg_len);
	message = new_message(at, FAMILY, NTMS_CMD_REQUEST_EVENT);
	mnl_attr_put_u64(message, NTMS_A_NEWS_NUMBER, BEFORE + 1);
	say(at, message->nlmsg_len);
	message = new_message(at, FAMILY, NTMS_CMD_EVENT);
	mnl_attr_put_u32(message, NTMS_A_NEWS_NUMBER, BEFORE + 1);
	say(at, message->nlmsg_len);
	is(next(), -ETIMEDOUT, "what has another shape is nothing");
	message = news(at, BEFORE + 1, NTMS_TYPE_POOL);
	mnl_attr_put_u32(message, 999, 1);
	mnl_attr_put(message, NTMS_A_NEWS_ID, 3, "abc");
	say(at, message->nlmsg_len);
	is(next(), BEFORE + 1, "nor does it hide what comes after it");
	close_news();
}

static void test_losses(void)
{
	open_news(POOLS);
	say_news(BEFORE + 2, NTMS_TYPE_POOL);
	is(next(), -ENOBUFS, "the first is missing");
	is(reason, NTMS_REASON_NO_DATA, "its reason");
	close_news();
	open_news(POOLS);
	say_news(BEFORE + 1, NTMS_TYPE_POOL);
	say_news(BEFORE + 3, NTMS_TYPE_DRIVE);
	say_news(BEFORE + 4, NTMS_TYPE_POOL);
	is(next(), BEFORE + 1, "what comes before a gap");
	is(next(), -ENOBUFS, "a gap, before what nobody asked for");
	is(next(), -ENOBUFS, "and nothing comes after it");
	close_news();
	open_news(POOLS);
	say_error(ENOBUFS);
	say_news(BEFORE + 1, NTMS_TYPE_POOL);
	is(next(), -ENOBUFS, "the kernel says so");
	is(next(), -ENOBUFS, "and nothing comes after that");
	close_news();
	open_news(POOLS);
	say_gone(FAMILY + 1);
	say_news(BEFORE + 1, NTMS_TYPE_POOL);
	say_gone(FAMILY);
	is(next(), BEFORE + 1, "another family goes");
	is(next(), -ENODEV, "the module goes");
	is(reason, NTMS_REASON_NOT_CONNECTED, "its reason");
	is(next(), -ENODEV, "it does not come back");
	close_news();
}

static void test_published(void)
{
	NTMS_NOTIFICATIONINFORMATION info;
	HANDLE session, notification;

	fresh();
	session = OpenNtmsSessionA(NULL, "test", 0);
	notification = OpenNtmsNotification(session, NTMS_MEDIA_POOL);
	ok(notification != INVALID_HANDLE_VALUE, "published: opened");
	is(CloseNtmsSession(session), ERROR_SUCCESS, "the session is closed");
	say_news(BEFORE + 1, NTMS_TYPE_DRIVE);
	say_news(BEFORE + 2, NTMS_TYPE_POOL);
	is(WaitForNtmsNotification(notification, &info, INFINITE), ERROR_SUCCESS,
	   "an event");
	is(info.dwOperation, NTMS_OBJ_UPDATE, "its operation");
	is(info.ObjectId.Data1, 1, "its object");
	is(WaitForNtmsNotification(notification, &info, 0), ERROR_TIMEOUT,
	   "zero does not wait");
	is(WaitForNtmsNotification(notification, NULL, 0),
	   ERROR_INVALID_PARAMETER, "nowhere to put it");
	say_gone(FAMILY);
	is(WaitForNtmsNotification(notification, &info, INFINITE),
	   ERROR_NO_DATA, "the module goes");
	is(CloseNtmsNotification(notification), ERROR_SUCCESS, "closed");
	is(CloseNtmsNotification(notification), ERROR_INVALID_HANDLE, "twice");
	is(kernel.sockets, 0, "no socket is left");
	kernel.loaded = false;
	session = OpenNtmsSessionA(NULL, "test", 0);
	ok(OpenNtmsNotification(session, NTMS_DRIVE) == INVALID_HANDLE_VALUE,
	   "without the family");
	is(GetLastError(), ERROR_NOT_CONNECTED, "the last error");
	CloseNtmsSession(session);
}

static int ended[2];

static void *wait_in_thread(void *arg)
{
	struct ntms_event event;

	*(int *)arg = ntms_notification_wait(heard,
					     ntms_deadline_in(DEADLINE_MS),
					     &event, NULL);
	return NULL;
}

static void on_signal(int number)
{
	(void)number;
}

static void test_threads(void)
{
	struct sigaction action = { .sa_handler = on_signal };
	pthread_t threads[2];
	int i;

	open_news(POOLS);
	sigaction(SIGUSR1, &action, NULL);
	for (i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, wait_in_thread, &ended[i]);
	while (atomic_load(&heard->refs) < 3)
		sched_yield();
	/* Until one of them hits its wait. */
	while (pthread_tryjoin_np(threads[0], NULL)) {
		pthread_kill(threads[0], SIGUSR1);
		usleep(1000);
	}
	is(ended[0], -EINTR, "a signal ends a wait");
	say_news(BEFORE + 1, NTMS_TYPE_POOL);
	pthread_join(threads[1], NULL);
	is(ended[1], 0, "news ends another");
	for (i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, wait_in_thread, &ended[i]);
	/* They hold it, and sleep or are about to: the close finds both. */
	while (atomic_load(&heard->refs) < 3)
		sched_yield();
	ntms_notification_close(heard);
	for (i = 0; i < 2; i++) {
		pthread_join(threads[i], NULL);
		is(ended[i], -ECANCELED, "a close ends waits");
	}
	is(kernel.sockets, 0, "no socket is left");
}

int main(void)
{
	test_open();
	test_order();
	test_shapes();
	test_losses();
	test_published();
	test_threads();
	return tap_end();
}
