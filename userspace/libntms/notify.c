// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Notifications: what the module tells everybody by netlink, in order, one event
 * at a time.
 *
 * The group has news of all kinds of objects, numbered without a gap. So a
 * number that is missing tells of a loss, and so does the kernel when a buffer
 * was full. What happened before a notification was opened may still be on its
 * way to it; the number that the module had then tells it apart.
 */
#include "notify.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define NSEC_PER_SEC 1000000000ULL
/* So many bytes of news may wait; the kernel may give less. */
#define EAR (1U << 20)
#define QUESTION_SECONDS 10

void ntms_notification_get(void *notification)
{
	struct ntms_notification *n = notification;

	atomic_fetch_add(&n->refs, 1);
}

void ntms_notification_put(struct ntms_notification *notification)
{
	if (atomic_fetch_sub(&notification->refs, 1) != 1)
		return;
	if (notification->ear)
		mnl_socket_close(notification->ear);
	if (notification->bell >= 0)
		close(notification->bell);
	pthread_mutex_destroy(&notification->lock);
	free(notification);
}

/* ---- hearing */

static int take_news(const struct nlattr *attr, void *data)
{
	struct ntms_event *event = data;

	switch (mnl_attr_get_type(attr)) {
	case NTMS_A_NEWS_NUMBER:
		if (!mnl_attr_validate(attr, MNL_TYPE_U64))
			event->number = mnl_attr_get_u64(attr);
		break;
	case NTMS_A_NEWS_OPERATION:
		if (!mnl_attr_validate(attr, MNL_TYPE_U32))
			event->operation = mnl_attr_get_u32(attr);
		break;
	case NTMS_A_NEWS_TYPE:
		if (!mnl_attr_validate(attr, MNL_TYPE_U32))
			event->type = mnl_attr_get_u32(attr);
		break;
	case NTMS_A_NEWS_STATE:
		if (!mnl_attr_validate(attr, MNL_TYPE_U32))
			event->state = mnl_attr_get_u32(attr);
		break;
	case NTMS_A_NEWS_ID:
		if (mnl_attr_get_payload_len(attr) == sizeof(event->id))
			memcpy(&event->id, mnl_attr_get_payload(attr),
			       sizeof(event->id));
		break;
	}
	return MNL_CB_OK;
}

/* Is it the word that our family is gone? */
static bool is_farewell(struct ntms_notification *n,
			const struct nlmsghdr *message, uint8_t command)
{
	struct ntms_family family = { .group_wanted = "" };

	if (message->nlmsg_type != GENL_ID_CTRL || command != CTRL_CMD_DELFAMILY)
		return false;
	ntms_family_take(message, &family);
	return family.id == n->family;
}

/*
 * What a message says. Return: 1 and the event, 0 if it is nothing for us, or a
 * negative errno. Called locked.
 */
static int hear(struct ntms_notification *n, const struct nlmsghdr *message,
		struct ntms_event *event)
{
	const struct genlmsghdr *header = mnl_nlmsg_get_payload(message);

	if (mnl_nlmsg_get_payload_len(message) < sizeof(*header))
		return 0;
	if (is_farewell(n, message, header->cmd))
		return -ENODEV;
	if (message->nlmsg_type != n->family || header->cmd != NTMS_CMD_EVENT)
		return 0;
	memset(event, 0, sizeof(*event));
	mnl_attr_parse(message, sizeof(*header), take_news, event);
	if (event->number <= n->number)
		return 0;
	if (event->number != n->number + 1)
		return -ENOBUFS;
	n->number = event->number;
	return event->type < 32 && n->types & 1U << event->type;
}

/* The next datagram, if there is one. Return: as hear(). Called locked. */
static int receive(struct ntms_notification *n)
{
	ssize_t length;

	do {
		length = mnl_socket_recvfrom(n->ear, n->datagram,
					     sizeof(n->datagram));
	} while (length < 0 && errno == EINTR);
	if (length < 0 && errno == EAGAIN)
		return 0;
	if (length < 0)
		return errno == ENOSPC ? -ENOBUFS : -errno;
	n->at = 0;
	n->length = (size_t)length;
	return 1;
}

/* Return: 1 and the event, 0 if there is none yet, or a negative errno. */
static int take(struct ntms_notification *n, struct ntms_event *event)
{
	const struct nlmsghdr *message;
	int result = 0;

	pthread_mutex_lock(&n->lock);
	while (!n->broken && !result && !atomic_load(&n->closed)) {
		message = ntms_next_message(n->datagram, n->length, &n->at);
		if (message) {
			result = hear(n, message, event);
			continue;
		}
		result = receive(n);
		if (!result)
			break;
		if (result > 0)
			result = 0;
	}
	if (result < 0)
		n->broken = result;
	if (n->broken)
		result = n->broken;
	if (atomic_load(&n->closed))
		result = -ECANCELED;
	pthread_mutex_unlock(&n->lock);
	return result;
}

/* Until there may be something. Return: 0 or a negative errno. */
static int sleep_until(struct ntms_notification *n, uint64_t deadline)
{
	struct pollfd fds[] = {
		{ .fd = mnl_socket_get_fd(n->ear), .events = POLLIN },
		{ .fd = n->bell, .events = POLLIN },
	};
	struct timespec now, *timeout = NULL;
	uint64_t time;
	int ready;

	if (deadline != NTMS_DEADLINE_NEVER) {
		clock_gettime(CLOCK_MONOTONIC, &now);
		time = (uint64_t)now.tv_sec * NSEC_PER_SEC +
		       (uint64_t)now.tv_nsec;
		if (time >= deadline)
			return -ETIMEDOUT;
		time = deadline - time;
		now.tv_sec = (time_t)(time / NSEC_PER_SEC);
		now.tv_nsec = (long)(time % NSEC_PER_SEC);
		timeout = &now;
	}
	ready = ppoll(fds, 2, timeout, NULL);
	if (ready < 0)
		return -errno;
	return ready ? 0 : -ETIMEDOUT;
}

static uint32_t wait_reason(int err)
{
	switch (err) {
	case -ENOBUFS:
		return NTMS_REASON_NO_DATA;
	case -ENODEV:
		return NTMS_REASON_NOT_CONNECTED;
	default:
		return ntms_reason_of_errno(err);
	}
}

NTMS_EXPORT int ntms_notification_wait(struct ntms_notification *notification,
				       uint64_t deadline,
				       struct ntms_event *event,
				       uint32_t *reason)
{
	struct ntms_event heard;
	int result;

	if (!notification)
		return ntms_fail(reason, -EBADF);
	if (!event)
		return ntms_fail(reason, -EINVAL);
	ntms_notification_get(notification);
	do {
		result = take(notification, &heard);
		if (!result)
			result = sleep_until(notification, deadline);
	} while (!result);
	ntms_notification_put(notification);
	if (result < 0)
		return ntms_put_reason(reason, wait_reason(result), result);
	*event = heard;
	return ntms_put_reason(reason, NTMS_REASON_SUCCESS, 0);
}

NTMS_EXPORT int
ntms_notification_fd(const struct ntms_notification *notification)
{
	return notification ? mnl_socket_get_fd(notification->ear) : -EBADF;
}

/* ---- opening */

/* Joins the groups, and notes where the news is then. */
static int listen_to(struct ntms_notification *n, struct mnl_socket *mouth)
{
	struct ntms_family control, family;
	int err;

	err = ntms_family_find(mouth, "nlctrl", "notify", &control);
	if (!err)
		err = ntms_family_find(mouth, NTMS_FAMILY_NAME,
				       NTMS_MCGRP_EVENTS, &family);
	if (!err)
		err = ntms_group_join(n->ear, control.group);
	if (!err)
		err = ntms_group_join(n->ear, family.group);
	if (err)
		return err;
	n->family = family.id;
	return ntms_news_number(mouth, family.id, &n->number);
}

static struct mnl_socket *open_socket(int flags)
{
	struct mnl_socket *socket;
	int err;

	socket = mnl_socket_open2(NETLINK_GENERIC, SOCK_CLOEXEC | flags);
	if (!socket || !mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID))
		return socket;
	err = errno;
	mnl_socket_close(socket);
	errno = err;
	return NULL;
}

static int open_ear(struct ntms_notification *n)
{
	const int bytes = EAR;
	int fd;

	n->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (n->bell < 0)
		return -errno;
	n->ear = open_socket(SOCK_NONBLOCK);
	if (!n->ear)
		return -errno;
	/* More than others may have, if we may; else what is to be had. */
	fd = mnl_socket_get_fd(n->ear);
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
	return 0;
}

static int open_notification(struct ntms_notification *n)
{
	const struct timeval patience = { .tv_sec = QUESTION_SECONDS };
	struct mnl_socket *mouth;
	int err;

	err = open_ear(n);
	if (err)
		return err;
	/* A full ear has no room for answers. */
	mouth = open_socket(0);
	if (!mouth)
		return -errno;
	setsockopt(mnl_socket_get_fd(mouth), SOL_SOCKET, SO_RCVTIMEO, &patience,
		   sizeof(patience));
	err = listen_to(n, mouth);
	mnl_socket_close(mouth);
	return err;
}

static uint32_t open_reason(int err)
{
	switch (err) {
	case -ENOENT:
	case -EPROTONOSUPPORT:
	case -EAFNOSUPPORT:
		return NTMS_REASON_NOT_CONNECTED;
	case -EMFILE:
	case -ENFILE:
	case -ENOBUFS:
		return NTMS_REASON_NOT_ENOUGH_MEMORY;
	case -EAGAIN:
		return NTMS_REASON_NOT_READY;
	default:
		return ntms_reason_of_errno(err);
	}
}

NTMS_EXPORT int ntms_notification_open(uint32_t types,
				       struct ntms_notification **notification,
				       uint32_t *reason)
{
	struct ntms_notification *n;
	int err;

	if (!notification)
		return ntms_fail(reason, -EINVAL);
	*notification = NULL;
	if (!types)
		return ntms_fail(reason, -EINVAL);
	n = calloc(1, sizeof(*n));
	if (!n)
		return ntms_fail(reason, -ENOMEM);
	atomic_init(&n->refs, 1);
	atomic_init(&n->closed, false);
	pthread_mutex_init(&n->lock, NULL);
	n->types = types;
	n->bell = -1;
	err = open_notification(n);
	if (err) {
		ntms_notification_put(n);
		return ntms_put_reason(reason, open_reason(err), err);
	}
	*notification = n;
	return ntms_put_reason(reason, NTMS_REASON_SUCCESS, 0);
}

NTMS_EXPORT void ntms_notification_close(struct ntms_notification *notification)
{
	const uint64_t one = 1;
	ssize_t written;

	if (!notification)
		return;
	atomic_store(&notification->closed, true);
	/* Nobody ever reads it, so that all who wait see it. */
	written = write(notification->bell, &one, sizeof(one));
	(void)written;
	ntms_notification_put(notification);
}
