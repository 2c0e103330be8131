// SPDX-License-Identifier: GPL-2.0
/*
 * The generic netlink family "ntms", by libmnl.
 *
 * One socket hears: doorbells of the family's group, and the controller's word
 * that the family came or went. The other asks; the kernel answers a question
 * while it is being asked, so there is nothing to wait for. Whenever something
 * may have been missed, all of it is looked at again: the group is joined before
 * the look, so that what changes meanwhile is heard of as well.
 */
#include "attributes.h"
#include "operator.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <linux/ntms_netlink.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>

/* Room for the longest datagram that the kernel makes for a dump. */
#define DATAGRAM 32768
/* So many bytes of doorbells may wait for us; the kernel may give less. */
#define EAR (1U << 20)
/* With more doorbells than this at once one look at everything is cheaper. */
#define DOORBELLS_SINGLY 64
/* Then take up those that came; the rest waits in the socket. */
#define DATAGRAMS_AT_ONCE 512
#define QUESTION 1024	/* bytes; none is longer */
#define QUESTION_SECONDS 10
/*
 * What the kernel could not even send is missed without a sign: every so often
 * its number is compared with ours.
 */
#define LOOK_AGAIN (10 * NSEC_PER_SEC)
#define TRY_AGAIN NSEC_PER_SEC
/* What was sent has come by then. */
#define ON_ITS_WAY (5 * NSEC_PER_SEC)

struct doorbell {
	struct ntms_guid id;
	uint32_t operation;
	uint32_t state;
};

/* What a controller's message says of a family. */
struct family {
	uint16_t id;
	const char *name;
	uint32_t group;
	const char *group_wanted;
};

static struct mnl_socket *ear, *mouth;
static uint16_t family_id;	/* 0: it is not there */
static uint32_t group_id;
static uint64_t number;		/* of the last news that is known here */
static uint64_t heard;		/* of the last news that came */
static uint64_t next_look = UINT64_MAX;
/* How those that are missing ended is told up to this news, or never. */
static uint64_t last_words, give_up_missing = UINT64_MAX;
static bool said_no_module, loss_to_be_said;
static bool behind;		/* not all was looked at */
static unsigned int sequence;

static struct doorbell *doorbells;
static size_t nr_doorbells, room;
static bool came, went;		/* what the controller said */

/*
 * Whether a datagram consists of messages that end where it does: the library
 * trusts lengths beyond 2^31.
 */
static bool is_whole(const char *datagram, ssize_t length)
{
	size_t left = (size_t)length, size;
	struct nlmsghdr header;

	while (left >= sizeof(header)) {
		memcpy(&header, datagram, sizeof(header));
		if (header.nlmsg_len < sizeof(header) ||
		    header.nlmsg_len > left)
			return false;
		size = (size_t)MNL_ALIGN((int64_t)header.nlmsg_len);
		if (size >= left)
			return true;
		datagram += size;
		left -= size;
	}
	return !left;
}

/* ---- asking */

/*
 * Sends a message, and gives every message of the answer to a function. Return:
 * 0 or a negative errno.
 */
static int ask(struct nlmsghdr *message, mnl_cb_t each, void *data)
{
	unsigned int portid = mnl_socket_get_portid(mouth);
	char *datagram;
	ssize_t length;
	int more = MNL_CB_OK;

	message->nlmsg_seq = ++sequence;
	if (mnl_socket_sendto(mouth, message, message->nlmsg_len) < 0)
		return -errno;
	datagram = allocate(1, DATAGRAM);
	while (more == MNL_CB_OK) {
		length = mnl_socket_recvfrom(mouth, datagram, DATAGRAM);
		if (length < 0 && errno == EINTR)
			continue;
		if (length <= 0) {
			more = MNL_CB_ERROR;
			errno = length ? errno : EPIPE;
			break;
		}
		if (!is_whole(datagram, length)) {
			more = MNL_CB_ERROR;
			errno = EBADMSG;
			break;
		}
		/* The end of an answer that was given up is no answer. */
		if (((struct nlmsghdr *)datagram)->nlmsg_seq != sequence)
			continue;
		more = mnl_cb_run(datagram, (size_t)length, sequence, portid,
				  each, data);
	}
	free(datagram);
	return more == MNL_CB_ERROR ? -errno : 0;
}

static struct nlmsghdr *question(void *room_for_it, uint16_t type,
				 uint16_t flags, uint8_t command)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(room_for_it);
	struct genlmsghdr *header;

	message->nlmsg_type = type;
	message->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
	header = mnl_nlmsg_put_extra_header(message, sizeof(*header));
	header->cmd = command;
	header->version = type == GENL_ID_CTRL ? 2 : NTMS_FAMILY_VERSION;
	return message;
}

/* ---- the family */

struct group {
	const char *name;
	uint32_t id;
};

static int parse_group(const struct nlattr *attr, void *data)
{
	struct group *group = data;

	if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_NAME &&
	    is_text(attr))
		group->name = mnl_attr_get_str(attr);
	if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_ID)
		take_u32(&group->id, attr);
	return MNL_CB_OK;
}

static int parse_groups(const struct nlattr *attr, void *data)
{
	struct family *family = data;
	struct group group = { 0 };

	mnl_attr_parse_nested(attr, parse_group, &group);
	if (group.name && !strcmp(group.name, family->group_wanted))
		family->group = group.id;
	return MNL_CB_OK;
}

static int parse_family(const struct nlattr *attr, void *data)
{
	struct family *family = data;

	switch (mnl_attr_get_type(attr)) {
	case CTRL_ATTR_FAMILY_ID:
		if (mnl_attr_validate(attr, MNL_TYPE_U16) == 0)
			family->id = mnl_attr_get_u16(attr);
		break;
	case CTRL_ATTR_FAMILY_NAME:
		if (is_text(attr))
			family->name = mnl_attr_get_str(attr);
		break;
	case CTRL_ATTR_MCAST_GROUPS:
		mnl_attr_parse_nested(attr, parse_groups, data);
		break;
	}
	return MNL_CB_OK;
}

static int each_family(const struct nlmsghdr *message, void *data)
{
	mnl_attr_parse(message, sizeof(struct genlmsghdr), parse_family, data);
	return MNL_CB_OK;
}

/* Looks a family up, and one of its groups. Return: 0 or a negative errno. */
static int find_family(const char *name, const char *group,
		       struct family *family)
{
	void *buffer = allocate(1, QUESTION);
	struct nlmsghdr *message;
	int err;

	memset(family, 0, sizeof(*family));
	family->group_wanted = group;
	message = question(buffer, GENL_ID_CTRL, NLM_F_ACK, CTRL_CMD_GETFAMILY);
	mnl_attr_put_strz(message, CTRL_ATTR_FAMILY_NAME, name);
	err = ask(message, each_family, family);
	/* It was in the datagram, which is gone. */
	family->name = NULL;
	free(buffer);
	if (!err && (!family->id || !family->group))
		err = -ENOENT;
	return err;
}

/* ---- requests */

static int each_request(const struct nlmsghdr *message, void *data)
{
	struct request request;

	(void)data;
	request_init(&request);
	mnl_attr_parse(message, sizeof(struct genlmsghdr), take_request,
		       &request);
	if (ntms_guid_is_null(&request.id))
		request_destroy(&request);
	else
		watch_update(&request);
	return MNL_CB_OK;
}

/* One request, if it still exists and may be seen by us. */
static int fetch(const struct ntms_guid *id)
{
	void *buffer = allocate(1, QUESTION);
	struct nlmsghdr *message = question(buffer, family_id, NLM_F_ACK,
					    NTMS_CMD_REQUEST_GET);
	int err;

	mnl_attr_put(message, NTMS_A_REQUEST_ID, sizeof(*id), id);
	err = ask(message, each_request, NULL);
	free(buffer);
	return err == -ENOENT ? 0 : err;
}

static int parse_number(const struct nlattr *attr, void *data)
{
	if (mnl_attr_get_type(attr) == NTMS_A_INFO_NUMBER)
		take_u64(data, attr);
	return MNL_CB_OK;
}

static int each_info(const struct nlmsghdr *message, void *data)
{
	mnl_attr_parse(message, sizeof(struct genlmsghdr), parse_number, data);
	return MNL_CB_OK;
}

static int ask_number(uint64_t *result)
{
	void *buffer = allocate(1, QUESTION);
	int err;

	*result = 0;
	err = ask(question(buffer, family_id, NLM_F_ACK, NTMS_CMD_INFO_GET),
		  each_info, result);
	free(buffer);
	return err;
}

/* Those that are missing are gone, unless it may still be told how they ended. */
static void settle(void)
{
	if (give_up_missing == UINT64_MAX ||
	    (heard < last_words && now_monotonic() < give_up_missing))
		return;
	give_up_missing = UINT64_MAX;
	watch_missing();
}

static int ask_all(void)
{
	void *buffer = allocate(1, QUESTION);
	int err;

	watch_compare();
	err = ask(question(buffer, family_id, NLM_F_DUMP, NTMS_CMD_REQUEST_GET),
		  each_request, NULL);
	free(buffer);
	return err;
}

/*
 * All requests: what came and went is found by comparing. The news of what went
 * says how, and may be on its way to us.
 */
static int look(void)
{
	uint64_t before, after;
	int err;

	err = ask_number(&before);
	if (!err)
		err = ask_all();
	if (!err)
		err = ask_number(&after);
	if (err)
		return err;
	if (watch_compared() && give_up_missing == UINT64_MAX)
		give_up_missing = now_monotonic() + ON_ITS_WAY;
	/* After a loss it may have been in what was lost. */
	last_words = loss_to_be_said ? 0 : after;
	settle();
	number = before;
	next_look = now_monotonic() + LOOK_AGAIN;
	return 0;
}

/* ---- the family comes and goes */

/* All requests went with the module, and its numbers begin anew. */
static void forget_all(void)
{
	number = 0;
	heard = 0;
	give_up_missing = UINT64_MAX;
	watch_unloaded();
}

static void family_gone(void)
{
	family_id = 0;
	group_id = 0;
	loss_to_be_said = false;
	next_look = UINT64_MAX;
	forget_all();
	if (!said_no_module)
		watch_notice(NOTICE_NO_MODULE);
	said_no_module = true;
}

/* A group cannot be joined if the family goes at this very moment. */
static int join(uint32_t group)
{
	return mnl_socket_setsockopt(ear, NETLINK_ADD_MEMBERSHIP, &group,
				     sizeof(group)) < 0 ? -errno : 0;
}

static int sync_family(void)
{
	struct family family;
	bool fresh;
	int err;

	err = find_family(NTMS_FAMILY_NAME, NTMS_MCGRP_OPERATOR, &family);
	if (err)
		return err;
	/* An ENOBUFS may have eaten the news that the module was reloaded. */
	fresh = family.id != family_id || family.group != group_id;
	if (fresh)
		forget_all();
	family_id = family.id;
	group_id = family.group;
	/* Joining twice does no harm; a new module's groups are new. */
	err = join(group_id);
	if (!err)
		err = look();
	if (err)
		return err;
	said_no_module = false;
	if (fresh)
		watch_notice(NOTICE_WATCHING);
	else if (loss_to_be_said)
		watch_notice(NOTICE_LOST);
	loss_to_be_said = false;
	return 0;
}

bool netlink_sync(bool lost)
{
	int err;

	/* However often it takes until all was looked at. */
	loss_to_be_said |= lost;
	behind = true;
	err = sync_family();
	if (!err) {
		behind = false;
		return true;
	}
	if (err == -ENOENT) {
		family_gone();
		return false;
	}
	complain("the requests could not be read (%s); trying again.",
		 strerror(-err));
	next_look = now_monotonic() + TRY_AGAIN;
	return family_id != 0;
}

/* ---- hearing */

static void doorbell_add(const struct doorbell *doorbell)
{
	if (nr_doorbells == room) {
		room = room ? room * 2 : 64;
		doorbells = resize(doorbells, room, sizeof(*doorbells));
	}
	doorbells[nr_doorbells++] = *doorbell;
}

struct news {
	struct doorbell doorbell;
	uint32_t type;
	uint64_t number;
};

static int parse_news(const struct nlattr *attr, void *data)
{
	struct news *news = data;

	switch (mnl_attr_get_type(attr)) {
	case NTMS_A_NEWS_NUMBER:
		take_u64(&news->number, attr);
		break;
	case NTMS_A_NEWS_OPERATION:
		take_u32(&news->doorbell.operation, attr);
		break;
	case NTMS_A_NEWS_STATE:
		take_u32(&news->doorbell.state, attr);
		break;
	case NTMS_A_NEWS_TYPE:
		take_u32(&news->type, attr);
		break;
	case NTMS_A_NEWS_ID:
		take_guid(&news->doorbell.id, attr);
		break;
	}
	return MNL_CB_OK;
}

static void hear_controller(const struct nlmsghdr *message)
{
	const struct genlmsghdr *header = mnl_nlmsg_get_payload(message);
	struct family family = { .group_wanted = "" };

	mnl_attr_parse(message, sizeof(*header), parse_family, &family);
	if (!family.name || strcmp(family.name, NTMS_FAMILY_NAME))
		return;
	if (header->cmd == CTRL_CMD_DELFAMILY) {
		went = true;
		came = false;
	} else if (header->cmd == CTRL_CMD_NEWFAMILY) {
		came = true;
	}
}

static int hear(const struct nlmsghdr *message, void *data)
{
	const struct genlmsghdr *header = mnl_nlmsg_get_payload(message);
	struct news news = { 0 };

	(void)data;
	if (mnl_nlmsg_get_payload_len(message) < sizeof(*header))
		return MNL_CB_OK;
	if (message->nlmsg_type == GENL_ID_CTRL) {
		hear_controller(message);
		return MNL_CB_OK;
	}
	if (!family_id || message->nlmsg_type != family_id ||
	    header->cmd != NTMS_CMD_REQUEST_EVENT)
		return MNL_CB_OK;
	mnl_attr_parse(message, sizeof(*header), parse_news, &news);
	if (news.type != NTMS_TYPE_OPERATOR_REQUEST)
		return MNL_CB_OK;
	if (news.number > number)
		number = news.number;
	heard = news.number;
	doorbell_add(&news.doorbell);
	return MNL_CB_OK;
}

/* Whether a later doorbell is about the same request. */
static bool rings_again(size_t i)
{
	size_t j;

	for (j = i + 1; j < nr_doorbells; j++) {
		if (ntms_guid_equal(&doorbells[i].id, &doorbells[j].id))
			return true;
	}
	return false;
}

/* Fetch what the doorbells speak of. Return: 0 or a negative errno. */
static int answer_doorbells(void)
{
	bool singly = nr_doorbells <= DOORBELLS_SINGLY;
	size_t i;
	int err = 0;

	for (i = 0; i < nr_doorbells && !err; i++) {
		if (doorbells[i].operation == NTMS_OPERATION_DELETE)
			watch_gone(&doorbells[i].id, doorbells[i].state);
		else if (singly && family_id && !rings_again(i))
			err = fetch(&doorbells[i].id);
	}
	if (!err && !singly && family_id)
		err = look();
	nr_doorbells = 0;
	return err;
}

void netlink_read(void)
{
	char *datagram = allocate(1, DATAGRAM);
	unsigned int taken = 0;
	bool lost = false;
	ssize_t length;

	while (taken < DATAGRAMS_AT_ONCE) {
		length = mnl_socket_recvfrom(ear, datagram, DATAGRAM);
		if (length < 0 && errno == EINTR)
			continue;
		if (length < 0 && errno == ENOBUFS) {
			lost = true;
			continue;
		}
		if (length <= 0)
			break;
		taken++;
		/* Whatever has another shape is not for us. */
		if (is_whole(datagram, length))
			mnl_cb_run(datagram, (size_t)length, 0, 0, hear, NULL);
	}
	if (length < 0 && errno != EAGAIN && taken < DATAGRAMS_AT_ONCE)
		die("the netlink socket broke: %s.", strerror(errno));
	free(datagram);

	if (went)
		family_id = 0;
	if (answer_doorbells())
		lost = true;
	if (went)
		family_gone();
	if (lost || came)
		netlink_sync(lost);
	went = false;
	came = false;
}

/* ---- looking again */

uint64_t netlink_wait(void)
{
	return give_up_missing < next_look ? give_up_missing : next_look;
}

void netlink_tend(void)
{
	uint64_t theirs;

	settle();
	if (now_monotonic() < next_look)
		return;
	next_look = now_monotonic() + LOOK_AGAIN;
	if (family_id && !behind && !ask_number(&theirs) && theirs == number)
		return;
	netlink_sync(false);
}

/* ---- opening */

static struct mnl_socket *open_socket(int flags)
{
	struct mnl_socket *socket;

	socket = mnl_socket_open2(NETLINK_GENERIC, SOCK_CLOEXEC | flags);
	if (!socket)
		return NULL;
	if (mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) < 0) {
		mnl_socket_close(socket);
		return NULL;
	}
	return socket;
}

bool netlink_open(void)
{
	const struct timeval patience = { .tv_sec = QUESTION_SECONDS };
	const int bytes = EAR;
	struct family controller;
	int err;

	mouth = open_socket(0);
	ear = open_socket(SOCK_NONBLOCK);
	if (!mouth || !ear) {
		complain("a netlink socket cannot be opened: %s.",
			 strerror(errno));
		return false;
	}
	setsockopt(mnl_socket_get_fd(mouth), SOL_SOCKET, SO_RCVTIMEO, &patience,
		   sizeof(patience));
	/* More than others may have, if we may; else what is to be had. */
	if (setsockopt(mnl_socket_get_fd(ear), SOL_SOCKET, SO_RCVBUFFORCE,
		       &bytes, sizeof(bytes)))
		setsockopt(mnl_socket_get_fd(ear), SOL_SOCKET, SO_RCVBUF,
			   &bytes, sizeof(bytes));
	err = find_family("nlctrl", "notify", &controller);
	if (!err)
		err = join(controller.group);
	if (err)
		complain("the kernel's generic netlink does not answer: %s.",
			 strerror(-err));
	return !err;
}

void netlink_close(void)
{
	if (mouth)
		mnl_socket_close(mouth);
	if (ear)
		mnl_socket_close(ear);
	mouth = NULL;
	ear = NULL;
	free(doorbells);
	doorbells = NULL;
	room = 0;
}

int netlink_fd(void)
{
	return mnl_socket_get_fd(ear);
}
