// SPDX-License-Identifier: GPL-2.0
/*
 * Pairs of allocation and deallocation, one after the other through raw ioctls
 * on /dev/ntms, beside the smallest ioctl that ch has, beside SQLite and beside a
 * daemon behind a socket.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/chio.h>

#include "bench.h"

/**
 * pairs_open() - a session of its own, and one of the pools that own media
 * @pairs: all 0
 * @number: which pool
 */
void pairs_open(struct pairs *pairs, unsigned int number)
{
	char name[16];

	snprintf(name, sizeof(name), "own %02u", number);
	pairs->fd = ntms_open();
	ntms_pools(pairs->fd, name, &pairs->pools);
}

void pairs_close(struct pairs *pairs)
{
	ntms_free(&pairs->pools);
	close(pairs->fd);
}

/**
 * pairs_run() - allocate and give back
 * @context: struct pairs
 * @times: how often
 */
void pairs_run(void *context, uint64_t times)
{
	struct pairs *pairs = context;
	struct ntms_deallocate back;
	struct ntms_allocate call;

	while (times--) {
		memset(&call, 0, sizeof(call));
		call.size = sizeof(call);
		call.flags = NTMS_ALLOCATE_F_NOWAIT;
		call.pool = pairs->pools.ids[pairs->turn++ % pairs->pools.nr];
		if (ioctl(pairs->fd, NTMS_IOC_ALLOCATE, &call))
			fail("NTMS_IOC_ALLOCATE: reason %u", call.reason);
		memset(&back, 0, sizeof(back));
		back.size = sizeof(back);
		back.medium = call.medium;
		if (ioctl(pairs->fd, NTMS_IOC_DEALLOCATE, &back))
			fail("NTMS_IOC_DEALLOCATE: reason %u", back.reason);
	}
}

static void run_info(void *context, uint64_t times)
{
	const struct pairs *pairs = context;
	struct ntms_info info;

	while (times--)
		ntms_info(pairs->fd, &info);
}

/* The dearest way to say nothing: all that a command costs but its meaning */
static void run_refused(void *context, uint64_t times)
{
	const struct pairs *pairs = context;
	struct ntms_deallocate back;

	while (times--) {
		memset(&back, 0, sizeof(back));
		back.size = sizeof(back);
		if (!ioctl(pairs->fd, NTMS_IOC_DEALLOCATE, &back) ||
		    errno != EINVAL)
			give_up("the null LMID was not refused");
	}
}

static void run_find(void *context, uint64_t times)
{
	const struct pairs *pairs = context;
	struct ntms_deallocate back;

	while (times--) {
		memset(&back, 0, sizeof(back));
		back.size = sizeof(back);
		back.medium.b[0] = 1;
		if (!ioctl(pairs->fd, NTMS_IOC_DEALLOCATE, &back) ||
		    errno != ENOMEDIUM)
			give_up("an unknown LMID was not refused");
	}
}

static void run_ch(void *context, uint64_t times)
{
	struct changer_params params;
	const int *fd = context;

	while (times--)
		if (ioctl(*fd, CHIOGPARAMS, &params))
			fail("CHIOGPARAMS");
}

/**
 * system_call_run() - the smallest system call
 * @context: nothing
 * @times: how often
 */
void system_call_run(void *context, uint64_t times)
{
	(void)context;
	while (times--)
		syscall(SYS_getppid);
}

static const struct option options[] = {
	TURNS_OPTIONS,
	{ "ch",		required_argument, NULL, 'c' },
	{ "pools",	required_argument, NULL, 'p' },
	{ "name",	required_argument, NULL, 'n' },
	{ "sqlite",	required_argument, NULL, 'q' },
	{ "wal",	required_argument, NULL, 'w' },
	{ "server",	no_argument,	   NULL, 'd' },
	{ "profile",	no_argument,	   NULL, 'P' },
	{ "version",	no_argument,	   NULL, 'v' },
	{}
};

/**
 * struct wishes - the command line
 * @turns: rounds and seconds
 * @changer: device node of a changer
 * @prefix: what the names of the pools begin with
 * @name: what the samples of pairs are called
 * @sqlite: so many media in the model in memory; 0: none
 * @wal: file for the model with a write-ahead log, or NULL
 * @server: as many media in a daemon behind a socket
 * @profile: measure also what a pair is made of
 */
struct wishes {
	struct turns turns;
	const char *changer;
	const char *prefix;
	const char *name;
	uint64_t sqlite;
	const char *wal;
	bool server;
	bool profile;
};

static void read_wishes(int argc, char **argv, struct wishes *wishes)
{
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'c':
			wishes->changer = optarg;
			break;
		case 'p':
			wishes->prefix = optarg;
			break;
		case 'n':
			wishes->name = optarg;
			break;
		case 'q':
			wishes->sqlite = number("--sqlite", optarg);
			break;
		case 'w':
			wishes->wal = optarg;
			break;
		case 'd':
			wishes->server = true;
			break;
		case 'P':
			wishes->profile = true;
			break;
		case 'v':
			puts(sqlite_model_version());
			exit(0);
		default:
			turns_option(&wishes->turns, option, optarg);
		}
	}
}

#define MAX_CONTENDERS	10

static size_t add(struct contender *all, size_t nr, const char *name,
		  void (*run)(void *context, uint64_t times), void *context)
{
	all[nr] = (struct contender){
		.name = name, .run = run, .context = context,
	};
	return nr + 1;
}

static void pairs_main(int argc, char **argv)
{
	struct wishes wishes = {
		.turns = { .rounds = 7, .seconds = 0.5, .slices = 200 },
		.changer = "/dev/sch0",
		.prefix = "bench",
		.name = "pair",
	};
	struct contender all[MAX_CONTENDERS];
	struct sqlite_model *memory = NULL, *wal = NULL;
	struct server *server = NULL;
	struct pairs pairs = {};
	size_t nr = 0;
	int changer;

	read_wishes(argc, argv, &wishes);
	pairs.fd = ntms_open();
	ntms_pools(pairs.fd, wishes.prefix, &pairs.pools);
	changer = open(wishes.changer, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (changer < 0)
		fail("%s", wishes.changer);

	nr = add(all, nr, wishes.name, pairs_run, &pairs);
	nr = add(all, nr, text_of("ch beside %s", wishes.name), run_ch, &changer);
	if (wishes.sqlite) {
		memory = sqlite_model_new(":memory:", wishes.sqlite, 16);
		nr = add(all, nr, text_of("sqlite beside %s", wishes.name),
			 sqlite_model_pairs, memory);
	}
	if (wishes.wal) {
		wal = sqlite_model_new(wishes.wal, wishes.sqlite, 16);
		nr = add(all, nr, text_of("sqlite-wal beside %s", wishes.name),
			 sqlite_model_pairs, wal);
	}
	if (wishes.server) {
		server = server_new(wishes.sqlite);
		nr = add(all, nr, text_of("server beside %s", wishes.name),
			 server_pairs, server);
	}
	if (wishes.profile) {
		nr = add(all, nr, "profile getppid", system_call_run,
			 NULL);
		nr = add(all, nr, "profile info", run_info, &pairs);
		nr = add(all, nr, "profile refused", run_refused,
			 &pairs);
		nr = add(all, nr, "profile unknown", run_find, &pairs);
	}
	compete(all, nr, &wishes.turns);
	if (memory)
		sqlite_model_free(memory);
	if (wal)
		sqlite_model_free(wal);
	if (server)
		server_free(server);
	close(changer);
	close(pairs.fd);
	ntms_free(&pairs.pools);
}

const struct command pairs_command = {
	.name = "pairs",
	.arguments = "[--rounds N] [--seconds S] [--ch NODE] [--pools PREFIX] "
		     "[--name NAME] [--sqlite MEDIA [--wal FILE] [--server]] "
		     "[--profile]",
	.what = "pairs of allocation and deallocation, beside others",
	.run = pairs_main,
};

/* ---- SQLite alone, where there is no /dev/ntms ----------------------------- */

static void sqlite_main(int argc, char **argv)
{
	struct wishes wishes = {
		.turns = { .rounds = 7, .seconds = 0.5, .slices = 200 },
		.sqlite = 100000,
	};
	struct contender all[2];
	struct sqlite_model *memory, *wal = NULL;
	size_t nr = 0;

	read_wishes(argc, argv, &wishes);
	memory = sqlite_model_new(":memory:", wishes.sqlite, 16);
	nr = add(all, nr, "sqlite", sqlite_model_pairs, memory);
	if (wishes.wal) {
		wal = sqlite_model_new(wishes.wal, wishes.sqlite, 16);
		nr = add(all, nr, "sqlite-wal", sqlite_model_pairs, wal);
	}
	compete(all, nr, &wishes.turns);
	sqlite_model_free(memory);
	if (wal)
		sqlite_model_free(wal);
}

const struct command sqlite_command = {
	.name = "sqlite",
	.arguments = "[--rounds N] [--seconds S] [--sqlite MEDIA] [--wal FILE] "
		     "[--version]",
	.what = "the SQLite model alone",
	.run = sqlite_main,
};
