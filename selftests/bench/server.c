// SPDX-License-Identifier: GPL-2.0
/*
 * A model of what one would build without a kernel module: a daemon that holds
 * the same table in memory, and is asked through a socket. It is a process of its
 * own, serves whoever is connected as they come, and does nothing else: no text,
 * no rights, no log. A real one can only be slower.
 *
 * The rule for what goes first is ntms's: lowest allocation count, then longest
 * available. Each pool has a heap in that order.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

#include "bench.h"

#define POOLS		16
#define NOBODY		UINT64_MAX

/**
 * struct side - what can be owned
 * @allocations: how often it was
 * @since: when it became available
 * @owner: what the allocation gave; NOBODY: it is available
 * @pool: where it is
 */
struct side {
	uint64_t allocations;
	uint64_t since;
	uint64_t owner;
	uint32_t pool;
};

/* The sides of a pool that are available; the first goes first. */
struct heap {
	uint32_t *sides;
	size_t nr;
};

/**
 * struct table - what the daemon holds
 * @sides: all sides
 * @nr: their number
 * @pools: those that are available
 * @clock: numbers the changes; what an allocation gives is one of them and, in the
 *	lower half, its side
 */
struct table {
	struct side *sides;
	uint32_t nr;
	struct heap pools[POOLS];
	uint64_t clock;
};

enum { ALLOCATE = 1, DEALLOCATE };

/**
 * struct message - a question, and its answer
 * @what: ALLOCATE or DEALLOCATE; in an answer 0 or an errno
 * @pool: ALLOCATE: where
 * @medium: what the allocation gave
 */
struct message {
	uint32_t what;
	uint32_t pool;
	uint64_t medium;
};

/**
 * struct server - the daemon, seen from who asks
 * @fd: the socket
 * @pid: its process
 * @turn: how many pairs there were
 */
struct server {
	int fd;
	pid_t pid;
	uint64_t turn;
};

/* ---- the table ------------------------------------------------------------ */

static bool goes_before(const struct table *table, uint32_t one, uint32_t other)
{
	const struct side *a = &table->sides[one], *b = &table->sides[other];

	return a->allocations != b->allocations ?
	       a->allocations < b->allocations : a->since < b->since;
}

static void swap(uint32_t *one, uint32_t *other)
{
	uint32_t kept = *one;

	*one = *other;
	*other = kept;
}

static void heap_add(const struct table *table, struct heap *heap, uint32_t side)
{
	size_t at = heap->nr++;

	heap->sides[at] = side;
	for (; at && goes_before(table, heap->sides[at],
				 heap->sides[(at - 1) / 2]); at = (at - 1) / 2)
		swap(&heap->sides[at], &heap->sides[(at - 1) / 2]);
}

static uint32_t heap_take(const struct table *table, struct heap *heap)
{
	uint32_t first = heap->sides[0];
	size_t at = 0, child;

	heap->sides[0] = heap->sides[--heap->nr];
	while ((child = 2 * at + 1) < heap->nr) {
		if (child + 1 < heap->nr &&
		    goes_before(table, heap->sides[child + 1],
				heap->sides[child]))
			child++;
		if (!goes_before(table, heap->sides[child], heap->sides[at]))
			break;
		swap(&heap->sides[at], &heap->sides[child]);
		at = child;
	}
	return first;
}

static void table_make(struct table *table, uint32_t media)
{
	uint32_t i;

	table->nr = media;
	table->sides = calloc(media, sizeof(*table->sides));
	for (i = 0; i < POOLS; i++) {
		table->pools[i].sides = calloc(media / POOLS + 1,
					       sizeof(uint32_t));
		if (!table->sides || !table->pools[i].sides)
			give_up("out of memory");
	}
	for (i = 0; i < media; i++) {
		table->sides[i] = (struct side){
			.since = i, .owner = NOBODY, .pool = i % POOLS,
		};
		heap_add(table, &table->pools[i % POOLS], i);
	}
	table->clock = media;
}

static uint32_t table_allocate(struct table *table, struct message *message)
{
	struct heap *heap;
	uint32_t side;

	if (message->pool >= POOLS)
		return ENOENT;
	heap = &table->pools[message->pool];
	if (!heap->nr)
		return EBUSY;
	side = heap_take(table, heap);
	table->sides[side].allocations++;
	table->sides[side].owner = ++table->clock << 32 | side;
	message->medium = table->sides[side].owner;
	return 0;
}

static uint32_t table_deallocate(struct table *table,
				 const struct message *message)
{
	uint32_t number = (uint32_t)message->medium;
	struct side *side = &table->sides[number];

	if (number >= table->nr || side->owner != message->medium)
		return ENOMEDIUM;
	side->owner = NOBODY;
	side->since = ++table->clock;
	heap_add(table, &table->pools[side->pool], number);
	return 0;
}

/* ---- the daemon ------------------------------------------------------------- */

/* Return: false: nobody is there any more. */
static bool answer(struct table *table, int fd)
{
	struct message message;

	if (recv(fd, &message, sizeof(message), 0) != sizeof(message))
		return false;
	message.what = message.what == ALLOCATE ?
		       table_allocate(table, &message) :
		       table_deallocate(table, &message);
	return send(fd, &message, sizeof(message), MSG_NOSIGNAL) ==
	       sizeof(message);
}

static void serve(int fd, uint32_t media)
{
	struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };
	struct table table = {};
	int epoll = epoll_create1(EPOLL_CLOEXEC);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	table_make(&table, media);
	if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event))
		fail("epoll");
	do {
		if (epoll_wait(epoll, &event, 1, -1) != 1)
			fail("epoll_wait");
	} while (answer(&table, event.data.fd));
	_exit(0);
}

/**
 * server_new() - start a daemon that is full of media that can be allocated
 * @media: how many, one side each
 */
struct server *server_new(uint64_t media)
{
	struct server *server = calloc(1, sizeof(*server));
	int ends[2];

	if (!server)
		give_up("out of memory");
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		fail("socketpair");
	server->pid = fork();
	if (server->pid < 0)
		fail("fork");
	if (!server->pid) {
		close(ends[0]);
		serve(ends[1], (uint32_t)media);
	}
	close(ends[1]);
	server->fd = ends[0];
	return server;
}

static void ask(const struct server *server, struct message *message)
{
	if (send(server->fd, message, sizeof(*message), MSG_NOSIGNAL) !=
	    sizeof(*message) ||
	    recv(server->fd, message, sizeof(*message), 0) != sizeof(*message))
		fail("the daemon behind a socket");
	if (message->what)
		give_up("the daemon behind a socket: %s",
			strerror((int)message->what));
}

void server_pairs(void *context, uint64_t times)
{
	struct server *server = context;
	struct message message;

	while (times--) {
		message = (struct message){
			.what = ALLOCATE,
			.pool = (uint32_t)(server->turn++ % POOLS),
		};
		ask(server, &message);
		message.what = DEALLOCATE;
		ask(server, &message);
	}
}

void server_free(struct server *server)
{
	close(server->fd);
	waitpid(server->pid, NULL, 0);
	free(server);
}
