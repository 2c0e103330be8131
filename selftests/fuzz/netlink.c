// SPDX-License-Identifier: GPL-2.0
/* Messages of the netlink family, put together from what it says that they are. */
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/ntms_netlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fuzz.h"

#define MESSAGE	4096

static unsigned char *attribute_put(unsigned char *at, unsigned int type,
				    const void *data, size_t size)
{
	struct nlattr head = {
		.nla_len = (unsigned short)(NLA_HDRLEN + size),
		.nla_type = (unsigned short)type,
	};

	memcpy(at, &head, sizeof(head));
	memcpy(at + NLA_HDRLEN, data, size);
	return at + NLA_ALIGN(NLA_HDRLEN + size);
}

static unsigned char *head_put(unsigned char *message, uint16_t family,
			       uint16_t flags, unsigned int command)
{
	struct nlmsghdr head = {
		.nlmsg_type = family,
		.nlmsg_flags = flags,
	};
	struct genlmsghdr genl = { .cmd = (uint8_t)command, .version = 1 };

	memset(message, 0, MESSAGE);
	memcpy(message, &head, sizeof(head));
	memcpy(message + NLMSG_HDRLEN, &genl, sizeof(genl));
	return message + NLMSG_HDRLEN + GENL_HDRLEN;
}

static bool message_send(int fd, unsigned char *message,
			 const unsigned char *end, size_t said)
{
	size_t size = (size_t)(end - message);
	uint32_t length = (uint32_t)(said ?: size);

	memcpy(message, &length, sizeof(length));
	return send(fd, message, size, 0) == (ssize_t)size;
}

/*
 * Reads until a message that ends an answer, and gives its errno. What is no
 * question is not answered: then there is nothing to wait for.
 */
static int answer_take(int fd, unsigned char *into, size_t size)
{
	const struct nlmsghdr *head;
	int error, got;

	for (;;) {
		got = (int)recv(fd, into, size, MSG_DONTWAIT);
		if (got < 0)
			return errno;
		for (head = (const void *)into; NLMSG_OK(head, got);
		     head = NLMSG_NEXT(head, got)) {
			if (head->nlmsg_type != NLMSG_ERROR &&
			    head->nlmsg_type != NLMSG_DONE)
				continue;
			memcpy(&error, NLMSG_DATA(head), sizeof(error));
			return -error;
		}
	}
}

static uint16_t family_of(int fd)
{
	unsigned char message[MESSAGE], *at, *end;
	struct nlattr head;
	uint16_t family;
	ssize_t got;

	at = head_put(message, GENL_ID_CTRL, NLM_F_REQUEST, CTRL_CMD_GETFAMILY);
	at = attribute_put(at, CTRL_ATTR_FAMILY_NAME, NTMS_FAMILY_NAME,
			   sizeof(NTMS_FAMILY_NAME));
	if (!message_send(fd, message, at, 0))
		return 0;
	got = recv(fd, message, sizeof(message), 0);
	if (got < (ssize_t)(NLMSG_HDRLEN + GENL_HDRLEN))
		return 0;
	end = message + got;
	for (at = message + NLMSG_HDRLEN + GENL_HDRLEN;
	     at + NLA_HDRLEN <= end; at += NLA_ALIGN(head.nla_len)) {
		memcpy(&head, at, sizeof(head));
		if (head.nla_len < NLA_HDRLEN)
			return 0;
		if (head.nla_type != CTRL_ATTR_FAMILY_ID)
			continue;
		memcpy(&family, at + NLA_HDRLEN, sizeof(family));
		return family;
	}
	return 0;
}

int netlink_open(void)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	struct sockaddr_nl address = { .nl_family = AF_NETLINK };

	if (fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof(address))) {
		close(fd);
		fd = -1;
	}
	return fd;
}

int netlink_call(struct worker *worker, const struct known *known,
		 const struct call *call)
{
	static _Thread_local unsigned char message[MESSAGE], answer[65536];
	const struct command *command = &commands[call->command];
	const struct layout *layout = command->layout;
	unsigned char data[512], *at, *start;
	const struct field *field;
	const struct value *value;
	unsigned int i;
	size_t said = 0;

	/* It is another one when the module was loaded again. */
	if (!worker->family)
		worker->family = family_of(worker->netlink);
	if (!worker->family)
		return ENOENT;
	at = head_put(message, worker->family, (uint16_t)call->values[0].number,
		      command->number);
	start = at;
	for (i = 1; i < layout->nr_fields; i++) {
		field = &layout->fields[i];
		value = &call->values[i];
		if (value->how == HOW_NUMBER && !value->number)
			continue;
		memset(data, 0, sizeof(data));
		value_put(worker, known, field, value, data, field->size);
		at = attribute_put(at, (unsigned int)field->offset, data,
				   field->size - (call->fit == FIT_ODD));
	}
	/* It may end in the middle, and say that it is longer or shorter. */
	if (call->fit == FIT_SHORT && at > start + 8)
		at -= 8;
	else if (call->fit == FIT_TAIL)
		said = (size_t)(at - message) - 3;
	else if (call->fit == FIT_NONE)
		said = NLMSG_HDRLEN;
	else if (call->fit == FIT_HUGE)
		said = 0x7fffffff;
	if (worker->cover)
		__atomic_store_n(worker->cover, 0, __ATOMIC_RELAXED);
	if (!message_send(worker->netlink, message, at, said))
		return errno;
	return answer_take(worker->netlink, answer, sizeof(answer));
}
