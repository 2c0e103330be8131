// SPDX-License-Identifier: GPL-2.0
/*
 * Random calls by several callers at once, and a log of what they asked for and
 * what they were told: what journal-check judges a catalog by.
 *
 * The log has to survive what the machine does not. Every line is one write(),
 * before a call begins and after it has ended, to something that is outside of
 * the machine once write() has returned: a serial line, or a file that is opened
 * so that write() waits for the disk.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include "acts.h"
#include "chance.h"
#include "scene.h"

#define CALLERS_MAX	64

/**
 * struct options - what the command line said
 * @log: name of the log
 * @tag: see struct world
 * @seed: what chance begins with
 * @callers: number of callers
 * @calls: calls of each; 0: any number
 * @seconds: for how long; 0: until SIGTERM
 * @pause: milliseconds between two calls of a caller, at most
 */
struct options {
	const char *log;
	const char *tag;
	uint64_t seed;
	unsigned int callers;
	unsigned long calls;
	unsigned int seconds;
	unsigned int pause;
};

static atomic_bool stopped;
static unsigned long calls_wanted;
static unsigned int pause_most;

__attribute__((noreturn, format(printf, 1, 2)))
static void die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "journal-load: ");
	vfprintf(stderr, format, args);
	fprintf(stderr, "\n");
	va_end(args);
	exit(2);
}

static void stop(int signal)
{
	(void)signal;
	stopped = true;
}

static void usage(void)
{
	puts("Usage: journal-load [OPTION...]\n"
	     "Random calls to ntms, and a log of them for journal-check.\n"
	     "  -o FILE     the log (default: standard output); is added to\n"
	     "  -s SEED     what chance begins with (default: the time)\n"
	     "  -n CALLERS  how many make calls at once (default 8)\n"
	     "  -c CALLS    how many calls each makes (default: any number)\n"
	     "  -t SECONDS  for how long (default: until SIGTERM)\n"
	     "  -w MS       how long each waits between two calls, at most (default 0)\n"
	     "  -b TAG      what names of this run begin with (default r)");
}

static uint64_t number(const char *text)
{
	char *end;
	uint64_t value;

	errno = 0;
	value = strtoull(text, &end, 0);
	if (errno || !*text || *end)
		die("%s: not a number", text);
	return value;
}

static void parse(struct options *options, int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "o:s:n:c:t:w:b:h")) != -1) {
		switch (option) {
		case 'o':
			options->log = optarg;
			break;
		case 's':
			options->seed = number(optarg);
			break;
		case 'n':
			options->callers = (unsigned int)number(optarg);
			break;
		case 'c':
			options->calls = number(optarg);
			break;
		case 't':
			options->seconds = (unsigned int)number(optarg);
			break;
		case 'w':
			options->pause = (unsigned int)number(optarg);
			break;
		case 'b':
			options->tag = optarg;
			break;
		case 'h':
			usage();
			exit(0);
		default:
			usage();
			exit(2);
		}
	}
	if (optind != argc || !options->callers ||
	    options->callers > CALLERS_MAX || strlen(options->tag) > 16) {
		usage();
		exit(2);
	}
}

static int open_log(const char *name)
{
	struct termios raw;
	int fd;

	if (!name)
		return STDOUT_FILENO;
	fd = open(name, O_WRONLY | O_CREAT | O_APPEND | O_DSYNC | O_NOCTTY |
		  O_CLOEXEC, 0644);
	if (fd < 0)
		die("%s: %s", name, strerror(errno));
	if (!tcgetattr(fd, &raw)) {
		cfmakeraw(&raw);
		if (tcsetattr(fd, TCSANOW, &raw))
			die("%s: %s", name, strerror(errno));
	}
	return fd;
}

/* The only library that is in a robot, once it has been looked at */
static bool find_library(int fd, struct ntms_guid *library)
{
	struct ntms_library_info info;
	struct ntms_guid ids[64];
	size_t nr, i;

	if (list_objects(fd, NTMS_TYPE_LIBRARY, NULL, ids, 64, &nr))
		return false;
	for (i = 0; i < nr; i++) {
		if (GET(fd, NTMS_TYPE_LIBRARY, &ids[i], &info) ||
		    info.kind != NTMS_LIBRARY_ONLINE ||
		    info.inventory != NTMS_INVENTORY_DONE)
			continue;
		*library = ids[i];
		return true;
	}
	return false;
}

/* The cartridges of a library, and what they have in common */
static void learn_media(struct world *world, int fd,
			const struct ntms_guid *library, struct table *media)
{
	struct ntms_medium_info info;
	struct ntms_guid ids[TABLE_ROOM];
	size_t nr, i;
	uint32_t side;

	if (list_objects(fd, NTMS_TYPE_MEDIUM, library, ids, TABLE_ROOM, &nr))
		die("the cartridges cannot be listed");
	for (i = 0; i < nr; i++) {
		if (GET(fd, NTMS_TYPE_MEDIUM, &ids[i], &info))
			die("a cartridge cannot be read");
		table_add(media, &ids[i]);
		for (side = 0; side < info.side_count; side++)
			table_add(&world->sides, &info.sides[side]);
		world->type = info.media_type;
		world->nr_sides = info.side_count;
	}
}

/* What there is already is as good as what is made. */
static void learn(struct world *world, int fd)
{
	struct ntms_guid ids[TABLE_ROOM];
	struct ntms_pool_info pool;
	struct ntms_info info;
	size_t nr, i;

	if (!wait_for(find_library(fd, &world->library)))
		die("no library appeared that can be used");
	if (info_get(fd, &info))
		die("NTMS_IOC_INFO failed");
	world->computer = info.computer;
	learn_media(world, fd, &info.offline_library, &world->shelf);
	learn_media(world, fd, &world->library, &world->media);
	if (!world->media.nr)
		die("there are no cartridges");
	world->free = system_pool(fd, &info.free_pool, &world->type);
	if (list_objects(fd, NTMS_TYPE_POOL, NULL, ids, TABLE_ROOM, &nr))
		die("the pools cannot be listed");
	for (i = 0; i < nr; i++)
		if (!GET(fd, NTMS_TYPE_POOL, &ids[i], &pool) &&
		    pool.pool_type == NTMS_POOL_APPLICATION &&
		    !(pool.flags & NTMS_POOL_CONTAINER))
			table_add(&world->pools, &ids[i]);
	if (list_objects(fd, NTMS_TYPE_LOGICAL_MEDIUM, NULL, ids, TABLE_ROOM,
			 &nr))
		die("the logical media cannot be listed");
	for (i = 0; i < nr; i++)
		table_add(&world->lmids, &ids[i]);
}

static void caller_init(struct caller *caller, struct world *world,
			unsigned int number, uint64_t seed)
{
	char name[32];

	caller->world = world;
	caller->number = number;
	caller->noise = seed + number * 0x632be59bd9b4e019ULL;
	caller->fd = session_open();
	if (caller->fd < 0)
		die(NTMS_DEVICE ": %s", strerror(errno));
	snprintf(name, sizeof(name), "load-%u", number);
	if (session_name(caller->fd, name))
		die("the session of caller %u got no name", number);
}

static void *make_calls(void *arg)
{
	struct caller *caller = arg;
	uint64_t state = chance_begin(caller->noise);
	unsigned long i;

	for (i = 0; !stopped && (!calls_wanted || i < calls_wanted); i++) {
		/* Who has no journal does not ask as fast as it can. */
		if (act(caller) == NTMS_REASON_DATABASE_FAILURE)
			pause_briefly();
		if (pause_most)
			usleep(1000 * chance(&state, pause_most));
	}
	return NULL;
}

static unsigned long run(struct world *world, const struct options *options)
{
	static struct caller callers[CALLERS_MAX];
	pthread_t threads[CALLERS_MAX];
	unsigned long failures = 0;
	sigset_t signals, before;
	unsigned int i;

	for (i = 0; i < options->callers; i++)
		caller_init(&callers[i], world, i + 1, options->seed);
	learn(world, callers[0].fd);
	log_line(world, "0 start seed=%llu callers=%u tag=%s",
		 (unsigned long long)options->seed, options->callers,
		 options->tag);
	act_first(&callers[0]);
	/* Signals are for this thread, and end no call. */
	sigfillset(&signals);
	pthread_sigmask(SIG_BLOCK, &signals, &before);
	for (i = 0; i < options->callers; i++)
		if (pthread_create(&threads[i], NULL, make_calls, &callers[i]))
			die("a thread could not be made");
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	for (i = 0; i < options->callers; i++) {
		pthread_join(threads[i], NULL);
		failures += callers[i].failures;
	}
	log_line(world, "0 done");
	return failures;
}

int main(int argc, char **argv)
{
	struct options options = { .tag = "r", .callers = 8, .seed = now() };
	struct sigaction action = { .sa_handler = stop };
	static struct world world;
	unsigned long failures;

	parse(&options, argc, argv);
	world.log = open_log(options.log);
	world.tag = options.tag;
	calls_wanted = options.calls;
	pause_most = options.pause;
	table_init(&world.media);
	table_init(&world.sides);
	table_init(&world.shelf);
	table_init(&world.pools);
	table_init(&world.lmids);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGALRM, &action, NULL);
	alarm(options.seconds);
	fprintf(stderr, "# journal-load: seed %llu, %u callers\n",
		(unsigned long long)options.seed, options.callers);
	failures = run(&world, &options);
	fprintf(stderr, "# journal-load: the journal failed %lu calls\n",
		failures);
	return 0;
}
