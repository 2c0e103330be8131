// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The questions to netlink that notifications need. Nothing in an answer is
 * trusted: what has another shape than it should is as good as absent.
 */
#include "notify.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <stdlib.h>

#define QUESTION 1024	/* bytes; none is longer */

const struct nlmsghdr *ntms_next_message(const char *datagram, size_t length,
					 size_t *at)
{
	const struct nlmsghdr *message;
	size_t left = length - *at, size;

	if (left < sizeof(*message))
		return NULL;
	message = (const struct nlmsghdr *)(datagram + *at);
	if (message->nlmsg_len < sizeof(*message) || message->nlmsg_len > left)
		return NULL;
	size = ((size_t)message->nlmsg_len + 3) & ~(size_t)3;
	*at += size < left ? size : left;
	return message;
}

/* ---- asking */

struct answer {
	mnl_cb_t each;
	void *data;
	unsigned int sequence;
	unsigned int portid;
};

/* One datagram of an answer. Return: MNL_CB_OK if there is more to come. */
static int read_answer(struct mnl_socket *mouth, char *datagram,
		       const struct answer *answer)
{
	ssize_t length;
	size_t at = 0;

	do {
		length = mnl_socket_recvfrom(mouth, datagram, NTMS_DATAGRAM);
	} while (length < 0 && errno == EINTR);
	if (length < 0)
		return MNL_CB_ERROR;
	while (ntms_next_message(datagram, (size_t)length, &at))
		;
	if (!length || at != (size_t)length) {
		errno = EBADMSG;
		return MNL_CB_ERROR;
	}
	return mnl_cb_run(datagram, (size_t)length, answer->sequence,
			  answer->portid, answer->each, answer->data);
}

/*
 * Sends a question that is to be acknowledged, and gives each message of the
 * answer to a function. Return: 0 or a negative errno.
 */
static int ask(struct mnl_socket *mouth, struct nlmsghdr *message,
	       mnl_cb_t each, void *data)
{
	const struct answer answer = {
		.each = each,
		.data = data,
		.sequence = message->nlmsg_seq,
		.portid = mnl_socket_get_portid(mouth),
	};
	int more = MNL_CB_OK, err = 0;
	char *datagram;

	if (mnl_socket_sendto(mouth, message, message->nlmsg_len) < 0)
		return -errno;
	datagram = malloc(NTMS_DATAGRAM);
	if (!datagram)
		return -ENOMEM;
	while (more == MNL_CB_OK)
		more = read_answer(mouth, datagram, &answer);
	if (more == MNL_CB_ERROR)
		err = -errno;
	free(datagram);
	return err;
}

/* A socket has one question at a time, and is closed if that fails. */
static struct nlmsghdr *question(void *room, uint16_t type, uint8_t command)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(room);
	struct genlmsghdr *header;

	message->nlmsg_type = type;
	message->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	message->nlmsg_seq = 1;
	header = mnl_nlmsg_put_extra_header(message, sizeof(*header));
	header->cmd = command;
	header->version = type == GENL_ID_CTRL ? 2 : NTMS_FAMILY_VERSION;
	return message;
}

/* ---- families */

struct group {
	const char *name;
	uint32_t id;
};

static int take_group(const struct nlattr *attr, void *data)
{
	struct group *group = data;

	if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_NAME &&
	    !mnl_attr_validate(attr, MNL_TYPE_NUL_STRING))
		group->name = mnl_attr_get_str(attr);
	if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_ID &&
	    !mnl_attr_validate(attr, MNL_TYPE_U32))
		group->id = mnl_attr_get_u32(attr);
	return MNL_CB_OK;
}

static int take_groups(const struct nlattr *attr, void *data)
{
	struct ntms_family *family = data;
	struct group group = { 0 };

	mnl_attr_parse_nested(attr, take_group, &group);
	if (group.name && !strcmp(group.name, family->group_wanted))
		family->group = group.id;
	return MNL_CB_OK;
}

static int take_family(const struct nlattr *attr, void *data)
{
	struct ntms_family *family = data;

	if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID &&
	    !mnl_attr_validate(attr, MNL_TYPE_U16))
		family->id = mnl_attr_get_u16(attr);
	if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GROUPS)
		mnl_attr_parse_nested(attr, take_groups, data);
	return MNL_CB_OK;
}

void ntms_family_take(const struct nlmsghdr *message,
		      struct ntms_family *family)
{
	mnl_attr_parse(message, sizeof(struct genlmsghdr), take_family, family);
}

static int each_family(const struct nlmsghdr *message, void *data)
{
	ntms_family_take(message, data);
	return MNL_CB_OK;
}

int ntms_family_find(struct mnl_socket *mouth, const char *name,
		     const char *group, struct ntms_family *family)
{
	_Alignas(struct nlmsghdr) char room[QUESTION];
	struct nlmsghdr *message;
	int err;

	memset(family, 0, sizeof(*family));
	family->group_wanted = group;
	message = question(room, GENL_ID_CTRL, CTRL_CMD_GETFAMILY);
	mnl_attr_put_strz(message, CTRL_ATTR_FAMILY_NAME, name);
	err = ask(mouth, message, each_family, family);
	if (!err && (!family->id || !family->group))
		err = -ENOENT;
	return err;
}

int ntms_group_join(struct mnl_socket *ear, uint32_t group)
{
	return mnl_socket_setsockopt(ear, NETLINK_ADD_MEMBERSHIP, &group,
				     sizeof(group)) < 0 ? -errno : 0;
}

/* ---- the module */

static int take_number(const struct nlattr *attr, void *data)
{
	if (mnl_attr_get_type(attr) == NTMS_A_INFO_NUMBER &&
	    !mnl_attr_validate(attr, MNL_TYPE_U64))
		*(uint64_t *)data = mnl_attr_get_u64(attr);
	return MNL_CB_OK;
}

static int each_info(const struct nlmsghdr *message, void *data)
{
	mnl_attr_parse(message, sizeof(struct genlmsghdr), take_number, data);
	return MNL_CB_OK;
}

int ntms_news_number(struct mnl_socket *mouth, uint16_t family,
		     uint64_t *number)
{
	_Alignas(struct nlmsghdr) char room[QUESTION];

	*number = 0;
	return ask(mouth, question(room, family, NTMS_CMD_INFO_GET), each_info,
		   number);
}
