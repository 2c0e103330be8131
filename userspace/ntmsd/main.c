// SPDX-License-Identifier: GPL-2.0
/*
 * ntmsd: what it was told to do, and the loop that does it.
 */
#include "daemon.h"

#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#define HISTORY_DAYS 366
#define HISTORY_DAYS_MOST 36500
#define NSEC_PER_MSEC UINT64_C(1000000)
#define NSEC_PER_HOUR (3600 * NSEC_PER_SEC)
#define NSEC_PER_DAY (24 * NSEC_PER_HOUR)

/* When the directory of the device tells nothing, it is looked at all the same. */
#define LOOK_MS 1000
/* Another ntmsd that ends needs a moment to. */
#define BUSY_SECONDS 10
/*
 * Records that wait to be carried at most while there is more to read, and what it
 * takes to see that there is nothing: whoever reads the database has less to do then.
 */
#define CARRY_MOST 512
#define CARRY_MS 100
/* How often it is tried to end in order */
#define LEAVE_TURNS 100

enum { OPTION_VERSION = 256 };

static const struct option options[] = {
	{ "database", required_argument, NULL, 'd' },
	{ "history", required_argument, NULL, 'H' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ 0 }
};

static const char help[] =
	"Usage: ntmsd [OPTION...]\n"
	"Makes the catalog of the ntms module last: keeps it in a database, and loads it\n"
	"into the module when that is loaded anew. It stays in the foreground.\n"
	"\n"
	"  -d, --database FILE  the database (" STORE_PATH ")\n"
	"      --history DAYS   how long to remember what became of objects (366)\n"
	"  -v, --verbose        say what is done\n"
	"  -h, --help           print this\n"
	"      --version        print the version\n"
	"\n"
	"Exit status: 0 it was told to end, 1 it failed, 2 it was called wrongly, 3 another\n"
	"ntmsd is at work, 4 the database is damaged, 5 the module holds another catalog,\n"
	"6 the file is not a database that it knows.\n";

static int __attribute__((format(printf, 1, 2))) usage(const char *how, ...)
{
	va_list list;

	fputs("ntmsd: ", stderr);
	va_start(list, how);
	vfprintf(stderr, how, list);
	va_end(list);
	fputs(" \"ntmsd --help\" shows what there is.\n", stderr);
	return EXIT_USAGE;
}

static bool parse_days(const char *text, unsigned int *days)
{
	unsigned long value;
	char *end;

	errno = 0;
	value = strtoul(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end || errno ||
	    value > HISTORY_DAYS_MOST)
		return false;
	*days = (unsigned int)value;
	return true;
}

/* One option. Return: -1 to go on, or an exit status. */
static int take_option(struct settings *settings, int option)
{
	switch (option) {
	case 'd':
		settings->database = optarg;
		return *optarg ? -1 : usage("--database takes the path of a file.");
	case 'H':
		if (parse_days(optarg, &settings->history_days))
			return -1;
		return usage("--history takes a number of days up to %d.",
			     HISTORY_DAYS_MOST);
	case 'v':
		settings->verbose = true;
		return -1;
	case 'h':
		fputs(help, stdout);
		return EXIT_ENDED;
	case OPTION_VERSION:
		puts("ntmsd " NTMS_TOOL_VERSION);
		return EXIT_ENDED;
	}
	/* getopt_long() has said what is wrong. */
	return usage("that is no way to call it.");
}

static int parse(struct settings *settings, int argc, char **argv)
{
	int option, status = -1;

	while (status < 0 &&
	       (option = getopt_long(argc, argv, "d:vh", options, NULL)) >= 0)
		status = take_option(settings, option);
	if (status < 0 && optind < argc)
		return usage("it takes options only.");
	return status;
}

/* ---- waiting */

static int open_signals(void)
{
	sigset_t signals;

	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Tells when a device appears; without it the wait is longer, that is all. */
static int open_watch(void)
{
	int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

	if (fd >= 0)
		inotify_add_watch(fd, "/dev",
				  IN_CREATE | IN_ATTRIB | IN_MOVED_TO);
	return fd;
}

static void drain(int fd)
{
	char buffer[4096];

	while (read(fd, buffer, sizeof(buffer)) > 0)
		continue;
}

enum { FD_SIGNALS, FD_JOURNAL, FD_WATCH, FDS };

/**
 * struct loop - what it waits for
 * @signals: descriptor of the signals that end it
 * @watch: descriptor of what appears in /dev
 * @idle: nothing came for as long as was waited
 * @busy_since: since when another program is attached; 0: it is not
 * @prune: when to forget what was long ago
 */
struct loop {
	int signals;
	int watch;
	bool idle;
	uint64_t busy_since;
	uint64_t prune;
};

static int milliseconds_until(uint64_t when)
{
	uint64_t now = now_monotonic();

	if (when <= now)
		return 0;
	/* Rounded up, so that it is time when the wait is over. */
	when = (when - now) / NSEC_PER_MSEC + 1;
	return when > 3600000 ? 3600000 : (int)when;
}

static int patience_of(const struct daemon *daemon, const struct loop *loop)
{
	if (daemon->journal < 0)
		return LOOK_MS;
	if (daemon->failing)
		return milliseconds_until(daemon->retry);
	return store_behind(daemon->store) ? CARRY_MS :
					     milliseconds_until(loop->prune);
}

/* Return: false: it is time to end. */
static bool wait_for(const struct daemon *daemon, struct loop *loop)
{
	bool attached = daemon->journal >= 0;
	struct pollfd fds[FDS] = {
		[FD_SIGNALS] = { .fd = loop->signals, .events = POLLIN },
		[FD_JOURNAL] = { .fd = daemon->journal, .events = POLLIN },
		[FD_WATCH] = { .fd = attached ? -1 : loop->watch,
			       .events = POLLIN },
	};
	int came;

	came = poll(fds, FDS, patience_of(daemon, loop));
	loop->idle = !came;
	if (came < 0 && errno != EINTR) {
		complain("waiting failed: %s.", strerror(errno));
		return false;
	}
	if (fds[FD_WATCH].revents)
		drain(loop->watch);
	return !fds[FD_SIGNALS].revents;
}

/* ---- the loop */

static void tell_ready(struct daemon *daemon, const char *status)
{
	sd_notifyf(0, "%sSTATUS=%s", daemon->ready ? "" : "READY=1\n", status);
	daemon->ready = true;
}

/* Return: -1 or an exit status. */
static int begin(struct daemon *daemon, struct loop *loop)
{
	int code = -1;

	/* It did not work when the module went. */
	if (!daemon->store && daemon->failing)
		code = open_database(daemon);
	if (code >= 0)
		return code;
	daemon->failing = 0;
	code = attach(daemon);
	if (!code) {
		loop->busy_since = 0;
		tell_ready(daemon, "The catalog is kept.");
		return -1;
	}
	if (code > 0)
		return code;
	if (code == -EBUSY) {
		if (!loop->busy_since)
			loop->busy_since = now_monotonic();
		if (now_monotonic() - loop->busy_since <
		    BUSY_SECONDS * NSEC_PER_SEC)
			return -1;
		complain("another program is attached to the journal, and stays so. Stop it, then start ntmsd again.");
		return EXIT_OTHERS;
	}
	if (code != -ENOENT) {
		complain("the journal cannot be reached: %s.", strerror(-code));
		return EXIT_FAILED;
	}
	/*
	 * Nobody can change a catalog that there is not: whoever is started
	 * after this may be.
	 */
	if (!daemon->ready)
		complain("the ntms module is not loaded; it is waited for.");
	tell_ready(daemon, "The ntms module is not loaded.");
	return -1;
}

static void prune(struct daemon *daemon, struct loop *loop)
{
	uint64_t span = daemon->settings.history_days * NSEC_PER_DAY;
	uint64_t now = now_real();
	bool more = false;

	if (daemon->failing || now_monotonic() < loop->prune)
		return;
	if (store_prune(daemon->store, now > span ? now - span : 0, &more))
		complain("history cannot be forgotten: %s.",
			 store_why(daemon->store));
	loop->prune = now_monotonic() + (more ? 0 : NSEC_PER_HOUR);
}

/* Take what there is. Return: -1 or an exit status. */
static int serve(struct daemon *daemon, struct loop *loop)
{
	int err = batch(daemon);

	if (err && err != -EAGAIN) {
		complain("the journal is gone: %s. The module is waited for.",
			 strerror(-err));
		detach(daemon);
		return -1;
	}
	batch_retry(daemon);
	if (daemon->again) {
		detach(daemon);
		return -1;
	}
	if (!daemon->failing &&
	    (loop->idle || store_behind(daemon->store) >= CARRY_MOST)) {
		batch_carry(daemon);
		prune(daemon, loop);
	}
	return -1;
}

/*
 * What is taken back has to be stored first; under load there is always more to be
 * stored, but not always something of this kind.
 */
static void end(struct daemon *daemon)
{
	int err = -EBUSY, turns;

	sd_notify(0, "STOPPING=1");
	for (turns = 0; turns < LEAVE_TURNS && err == -EBUSY; turns++) {
		if (daemon->journal < 0)
			return;
		err = batch(daemon);
		if (daemon->failing || daemon->again ||
		    (err && err != -EAGAIN))
			break;
		err = leave(daemon);
	}
	if (daemon->failing)
		complain("the database does not work: whoever waits goes on to wait for the next ntmsd.");
	else if (err)
		mention(daemon, "the journal could not be left in order: %s.",
			strerror(-err));
	batch_carry(daemon);
	detach(daemon);
}

static int run(struct daemon *daemon)
{
	struct loop loop = {
		.signals = open_signals(),
		.watch = open_watch(),
	};
	int code = -1;

	if (loop.signals < 0) {
		complain("signals cannot be waited for: %s.", strerror(errno));
		return EXIT_FAILED;
	}
	/* What is in the database is root's business. */
	umask(0077);
	if (!rights_drop())
		code = EXIT_FAILED;
	if (code < 0)
		code = open_database(daemon);
	while (code < 0) {
		code = daemon->journal < 0 ? begin(daemon, &loop) :
					     serve(daemon, &loop);
		if (code < 0 && !wait_for(daemon, &loop)) {
			end(daemon);
			code = EXIT_ENDED;
		}
	}
	detach(daemon);
	store_close(daemon->store);
	close(loop.signals);
	if (loop.watch >= 0)
		close(loop.watch);
	return code;
}

int main(int argc, char **argv)
{
	struct daemon daemon = {
		.settings = {
			.database = STORE_PATH,
			.history_days = HISTORY_DAYS,
		},
		.journal = -1,
		.patience = PATIENCE_LEAST,
	};
	int status;

	status = parse(&daemon.settings, argc, argv);
	if (status >= 0)
		return status;
	daemon.buffer = malloc((size_t)READS_MOST * NTMS_JOURNAL_BUFFER);
	if (!daemon.buffer) {
		complain("there is not enough memory.");
		return EXIT_FAILED;
	}
	status = run(&daemon);
	free(daemon.buffer);
	return status;
}
