// SPDX-License-Identifier: GPL-2.0
/*
 * Pairs while many listen to the module's news. Each pair makes news, and news
 * is sent to each listener: to those who never read, whose buffers are full and
 * who are told so, and to those whom another process reads for.
 */
#include <errno.h>
#include <getopt.h>
#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <linux/ntms_netlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench.h"

/* ---- the groups --------------------------------------------------------- */

#define NR_GROUPS	2

/* The groups of the family; number 0: not found yet */
static struct {
	const char *name;
	uint32_t number;
} groups[NR_GROUPS] = {
	{ .name = NTMS_MCGRP_EVENTS },
	{ .name = NTMS_MCGRP_OPERATOR },
};

static int take_part(const struct nlattr *part, void *data)
{
	const struct nlattr **parts = data;
	uint16_t type = mnl_attr_get_type(part);

	if (type <= CTRL_ATTR_MCAST_GRP_MAX)
		parts[type] = part;
	return MNL_CB_OK;
}

static int take_group(const struct nlattr *group, void *data)
{
	const struct nlattr *parts[CTRL_ATTR_MCAST_GRP_MAX + 1] = {};
	const char *name;
	size_t i;

	(void)data;
	mnl_attr_parse_nested(group, take_part, parts);
	if (!parts[CTRL_ATTR_MCAST_GRP_NAME] || !parts[CTRL_ATTR_MCAST_GRP_ID])
		return MNL_CB_OK;
	name = mnl_attr_get_str(parts[CTRL_ATTR_MCAST_GRP_NAME]);
	for (i = 0; i < NR_GROUPS; i++)
		if (!strcmp(name, groups[i].name))
			groups[i].number = mnl_attr_get_u32(
					parts[CTRL_ATTR_MCAST_GRP_ID]);
	return MNL_CB_OK;
}

static int take_fact(const struct nlattr *fact, void *data)
{
	if (mnl_attr_get_type(fact) == CTRL_ATTR_MCAST_GROUPS)
		mnl_attr_parse_nested(fact, take_group, data);
	return MNL_CB_OK;
}

static int take_family(const struct nlmsghdr *message, void *data)
{
	mnl_attr_parse(message, sizeof(struct genlmsghdr), take_fact, data);
	return MNL_CB_OK;
}

static void find_groups(void)
{
	static char room[32768];
	struct nlmsghdr *message = mnl_nlmsg_put_header(room);
	struct mnl_socket *mouth = mnl_socket_open(NETLINK_GENERIC);
	struct genlmsghdr *header;
	ssize_t length;

	message->nlmsg_type = GENL_ID_CTRL;
	message->nlmsg_flags = NLM_F_REQUEST;
	header = mnl_nlmsg_put_extra_header(message, sizeof(*header));
	header->cmd = CTRL_CMD_GETFAMILY;
	mnl_attr_put_strz(message, CTRL_ATTR_FAMILY_NAME, NTMS_FAMILY_NAME);
	if (!mouth || mnl_socket_bind(mouth, 0, MNL_SOCKET_AUTOPID) ||
	    mnl_socket_sendto(mouth, message, message->nlmsg_len) < 0)
		fail("generic netlink");
	length = mnl_socket_recvfrom(mouth, room, sizeof(room));
	if (length < 0 || mnl_cb_run(room, (size_t)length, 0, 0, take_family,
				     NULL) < 0)
		fail("the family %s", NTMS_FAMILY_NAME);
	mnl_socket_close(mouth);
	if (!groups[0].number || !groups[1].number)
		give_up("the family %s lacks a group", NTMS_FAMILY_NAME);
}

/* ---- those who listen --------------------------------------------------- */

/**
 * struct audience - listeners, and the pairs that they hear of
 * @name: what the samples of the pairs are called
 * @pairs: the pairs
 * @ears: the listeners' sockets
 * @nr: their number
 * @beside: another process, if there is one
 */
struct audience {
	const char *name;
	struct pairs *pairs;
	int *ears;
	size_t nr;
	struct beside beside;
};

static void open_ears(struct audience *audience)
{
	struct mnl_socket *ear;
	size_t i;

	audience->ears = calloc(audience->nr, sizeof(*audience->ears));
	if (!audience->ears)
		give_up("out of memory");
	for (i = 0; i < audience->nr; i++) {
		ear = mnl_socket_open(NETLINK_GENERIC);
		if (!ear || mnl_socket_bind(ear, 0, MNL_SOCKET_AUTOPID))
			fail("a netlink socket");
		audience->ears[i] = mnl_socket_get_fd(ear);
	}
}

static void set_membership(const struct audience *audience, int option)
{
	size_t i, k;

	for (i = 0; i < audience->nr; i++)
		for (k = 0; k < NR_GROUPS; k++)
			if (setsockopt(audience->ears[i], SOL_NETLINK, option,
				       &groups[k].number,
				       sizeof(groups[k].number)))
				fail("the group %s", groups[k].name);
}

/* Reads what all of them are told. */
static void read_all(void *context)
{
	const struct audience *audience = context;
	int all = epoll_create1(EPOLL_CLOEXEC), nr, i;
	struct epoll_event events[64];
	static char room[32768];
	size_t k;

	for (k = 0; k < audience->nr; k++) {
		events[0].events = EPOLLIN;
		events[0].data.fd = audience->ears[k];
		if (epoll_ctl(all, EPOLL_CTL_ADD, audience->ears[k], events))
			fail("epoll");
	}
	for (;;) {
		nr = epoll_wait(all, events, 64, -1);
		for (i = 0; i < nr; i++)
			while (recv(events[i].data.fd, room, sizeof(room),
				    MSG_DONTWAIT) > 0)
				;
	}
}

static void begin_to_listen(void *context)
{
	struct audience *audience = context;

	set_membership(audience, NETLINK_ADD_MEMBERSHIP);
	beside_begin(&audience->beside);
}

/* What nobody reads is still there. */
static bool is_told(void *context)
{
	const struct audience *audience = context;
	char byte;

	return recv(audience->ears[audience->nr - 1], &byte, 1,
		    MSG_DONTWAIT | MSG_PEEK) > 0 || errno == ENOBUFS;
}

static void listen_no_more(void *context)
{
	struct audience *audience = context;

	beside_end(&audience->beside);
	if (!audience->beside.work && audience->nr)
		await("the last listener hears of it", is_told, audience);
	set_membership(audience, NETLINK_DROP_MEMBERSHIP);
}

static void run_heard(void *context, uint64_t times)
{
	const struct audience *audience = context;

	pairs_run(audience->pairs, times);
}

/* ---- the command -------------------------------------------------------- */

/**
 * struct wishes - the command line
 * @turns: rounds and seconds
 * @listeners: how many listen
 */
struct wishes {
	struct turns turns;
	size_t listeners;
};

static const struct option options[] = {
	TURNS_OPTIONS,
	{ "listeners",	required_argument, NULL, 'l' },
	{}
};

static void read_wishes(int argc, char **argv, struct wishes *wishes)
{
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'l')
			wishes->listeners = number("--listeners", optarg);
		else
			turns_option(&wishes->turns, option, optarg);
	}
}

/* For two audiences, and a few files more */
static void want_files(size_t listeners)
{
	struct rlimit limit = {
		.rlim_cur = 2 * listeners + 64,
		.rlim_max = 2 * listeners + 64,
	};

	if (setrlimit(RLIMIT_NOFILE, &limit))
		fail("that many files");
}

static void listen_main(int argc, char **argv)
{
	struct wishes wishes = {
		.turns = { .rounds = 7, .seconds = 0.5, .slices = 10 },
		.listeners = 1000,
	};
	struct audience audiences[] = {
		{ .name = "listen none" },
		{ .name = "listen spin", .beside.work = spin },
		{ .name = "listen one", .nr = 1 },
		{ .name = "listen unread" },
		{ .name = "listen read", .beside.work = read_all },
	};
	enum { NR = sizeof(audiences) / sizeof(audiences[0]) };
	struct contender all[NR];
	struct pairs pairs = {};
	size_t i;

	read_wishes(argc, argv, &wishes);
	want_files(wishes.listeners);
	find_groups();
	pairs.fd = ntms_open();
	ntms_pools(pairs.fd, "own ", &pairs.pools);
	audiences[3].nr = wishes.listeners;
	audiences[4].nr = wishes.listeners;
	for (i = 0; i < NR; i++) {
		audiences[i].pairs = &pairs;
		audiences[i].beside.context = &audiences[i];
		open_ears(&audiences[i]);
		all[i] = (struct contender){
			.name = audiences[i].name,
			.run = run_heard,
			.context = &audiences[i],
			.begin = begin_to_listen,
			.end = listen_no_more,
		};
	}
	compete(all, NR, &wishes.turns);
	ntms_free(&pairs.pools);
	close(pairs.fd);
}

const struct command listen_command = {
	.name = "listen",
	.arguments = "[--rounds N] [--seconds S] [--listeners N]",
	.what = "pairs while many listen to the news of them, beside none who "
		"listens",
	.run = listen_main,
};
