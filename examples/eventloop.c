// SPDX-License-Identifier: GPL-2.0
/*
 * One thread, many allocations: asks for a side from each of the pools named,
 * goes on with its work, and hears from poll() when one of them has come to an
 * end. A minute is the longest that each may wait.
 *
 *	cc eventloop.c $(pkg-config --cflags --libs libntms) -o eventloop
 *	./eventloop backup archive/daily
 */
#include <ntms/libntms.h>

#include <poll.h>
#include <stdio.h>

#define LONGEST_MS 60000

static int complain(const char *what, uint32_t reason, const char *said)
{
	fprintf(stderr, "%s: %s%s%s\n", what, ntms_reason_text(reason),
		*said ? ": " : "", said);
	return 1;
}

/* A side that is to be had, at last or at once; a real program would use it. */
static int got(struct ntms_session *session, const char *pool,
	       const struct ntms_guid *lmid)
{
	char text[NTMS_GUID_TEXT_SIZE];
	uint32_t reason;

	printf("%s: LMID %s\n", pool, ntms_guid_format(lmid, text));
	if (ntms_deallocate_medium(session, lmid, &reason))
		return complain(pool, reason, "");
	return 0;
}

/* Begin one; the cookie is the place of the pool's name. Gives 1 if it waits. */
static int begin(struct ntms_session *session, char **pools, int which, int *bad)
{
	struct ntms_allocate allocate = { 0 };
	uint32_t reason;
	int err;

	allocate.deadline = ntms_deadline_in(LONGEST_MS);
	err = ntms_find_pool(session, pools[which], &allocate.pool, &reason);
	if (!err)
		err = ntms_queue_allocation(session, &allocate, (uint64_t)which,
					    &reason);
	if (err < 0)
		*bad |= complain(pools[which], reason, "");
	else if (!err)
		*bad |= got(session, pools[which], &allocate.medium);
	else
		printf("%s: waiting\n", pools[which]);
	return err > 0;
}

/* All that have ended; gives how many. */
static int collect(struct ntms_session *session, char **pools, int *bad)
{
	struct ntms_collect ended;
	uint32_t reason;
	int count = 0, more;

	while ((more = ntms_collect_allocation(session, &ended, &reason)) > 0) {
		const char *pool = pools[ended.cookie];

		count++;
		if (ended.result)
			*bad |= complain(pool, ended.result, ended.text);
		else
			*bad |= got(session, pool, &ended.medium);
	}
	if (more < 0)
		*bad |= complain("collect", reason, "");
	return more < 0 ? more : count;
}

int main(int argc, char **argv)
{
	struct ntms_session *session;
	int waiting = 0, bad = 0, ended, i;
	struct pollfd event;
	uint32_t reason;

	if (argc < 2) {
		fprintf(stderr, "usage: %s POOL...\n", argv[0]);
		return 2;
	}
	if (ntms_open(NULL, "event loop example", &session, &reason))
		return complain("cannot open a session", reason, "");
	for (i = 1; i < argc; i++)
		waiting += begin(session, argv, i, &bad);
	event.fd = ntms_fd(session);
	event.events = POLLIN;
	while (waiting) {
		/* The program's other descriptors would stand here as well. */
		if (poll(&event, 1, -1) < 0)
			break;
		ended = collect(session, argv, &bad);
		if (ended < 0)
			break;
		waiting -= ended;
	}
	/* What still waits ends with the session. */
	ntms_close(session);
	return bad || waiting;
}
