// SPDX-License-Identifier: GPL-2.0
/*
 * ntms-operator: what it was told to do, and the loop that does it.
 */
#include "operator.h"

#include <errno.h>
#include <getopt.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define HOOK_SECONDS 30
#define HOOK_SECONDS_MOST 86400

struct settings {
	bool interactive;
	bool json;
	bool quiet;
	bool once;
	const char *program;
	unsigned int seconds;
};

enum { OPTION_VERSION = 256, OPTION_TIMEOUT };

static const struct option options[] = {
	{ "interactive", no_argument, NULL, 'i' },
	{ "json", no_argument, NULL, 'j' },
	{ "exec", required_argument, NULL, 'x' },
	{ "exec-timeout", required_argument, NULL, OPTION_TIMEOUT },
	{ "once", no_argument, NULL, '1' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ 0 }
};

static const char help[] =
	"Usage: ntms-operator [OPTION...]\n"
	"Tells operators what programs wait for: which cartridge to bring, where to,\n"
	"for whom, and until when; and when it is over, how it ended.\n"
	"\n"
	"  -i, --interactive        take answers: done, refuse, list, help, quit\n"
	"  -j, --json               print one JSON object a line\n"
	"  -x, --exec PROGRAM       start PROGRAM for each event, with what there is to\n"
	"                           know in its environment\n"
	"      --exec-timeout SECONDS\n"
	"                           how long it may take (30)\n"
	"  -1, --once               print what is open now, and end\n"
	"  -q, --quiet              print nothing; for --exec\n"
	"  -h, --help               print this\n"
	"      --version            print the version\n"
	"\n"
	"Exit status: 0 it ended as it was told to, 1 it failed, 2 it was called wrongly,\n"
	"3 with --once: the ntms module is not loaded.\n";

static int __attribute__((format(printf, 1, 2))) usage(const char *how, ...)
{
	va_list list;

	fputs("ntms-operator: ", stderr);
	va_start(list, how);
	vfprintf(stderr, how, list);
	va_end(list);
	fputs(" \"ntms-operator --help\" shows what there is.\n", stderr);
	return EXIT_USAGE;
}

static bool parse_seconds(const char *text, unsigned int *seconds)
{
	unsigned long value;
	char *end;

	errno = 0;
	value = strtoul(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end || errno || !value ||
	    value > HOOK_SECONDS_MOST)
		return false;
	*seconds = (unsigned int)value;
	return true;
}

/* One option. Return: -1 to go on, or an exit status. */
static int take_option(struct settings *settings, int option)
{
	switch (option) {
	case 'i':
		settings->interactive = true;
		return -1;
	case 'j':
		settings->json = true;
		return -1;
	case 'x':
		settings->program = optarg;
		return -1;
	case OPTION_TIMEOUT:
		if (parse_seconds(optarg, &settings->seconds))
			return -1;
		return usage("--exec-timeout takes a number of seconds from 1 to %d.",
			     HOOK_SECONDS_MOST);
	case '1':
		settings->once = true;
		return -1;
	case 'q':
		settings->quiet = true;
		return -1;
	case 'h':
		fputs(help, stdout);
		return EXIT_ENDED;
	case OPTION_VERSION:
		puts("ntms-operator " NTMS_TOOL_VERSION);
		return EXIT_ENDED;
	}
	/* getopt_long() has said what is wrong. */
	return usage("that is no way to call it.");
}

static int parse(struct settings *settings, int argc, char **argv)
{
	int option, status = -1;

	while (status < 0 &&
	       (option = getopt_long(argc, argv, "ijx:1qh", options, NULL)) >= 0)
		status = take_option(settings, option);
	if (status >= 0)
		return status;
	if (optind < argc)
		return usage("it takes options only.");
	if (settings->interactive && (settings->json || settings->quiet ||
				      settings->once))
		return usage("--interactive goes with neither --json nor --quiet nor --once.");
	if (settings->quiet && !settings->program)
		return usage("--quiet without --exec would do nothing.");
	if (settings->quiet && settings->json)
		return usage("--quiet and --json contradict each other.");
	if (settings->program && !*settings->program)
		return usage("--exec takes the path of a program.");
	return -1;
}

/* ---- the loop */

static int open_signals(void)
{
	sigset_t signals;
	int fd;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGHUP);
	sigaddset(&signals, SIGCHLD);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		die("signals cannot be waited for: %s.", strerror(errno));
	return fd;
}

/* Whether one of the signals that came tells us to end. */
static bool read_signals(int fd)
{
	struct signalfd_siginfo info;
	bool end = false;

	while (read(fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
		end |= info.ssi_signo != SIGCHLD;
	return end;
}

/* Milliseconds until the first thing that has to be done without being told. */
static int patience(void)
{
	uint64_t until = netlink_wait(), now = now_monotonic();

	if (hook_wait() < until)
		until = hook_wait();
	if (until == UINT64_MAX)
		return -1;
	if (until <= now)
		return 0;
	/* Rounded up, so that it is time when the wait is over. */
	until = (until - now) / NSEC_PER_MSEC + 1;
	return until > 3600000 ? 3600000 : (int)until;
}

enum { FD_SIGNALS, FD_NETLINK, FD_PROMPT, FDS };

static bool step(const struct settings *settings, int signals)
{
	struct pollfd fds[FDS] = {
		[FD_SIGNALS] = { .fd = signals, .events = POLLIN },
		/* With too much to tell, the kernel keeps what it has. */
		[FD_NETLINK] = { .fd = hook_is_full() ? -1 : netlink_fd(),
				 .events = POLLIN },
		[FD_PROMPT] = { .fd = settings->interactive ? prompt_fd() : -1,
				.events = POLLIN },
	};

	if (poll(fds, FDS, patience()) < 0) {
		if (errno == EINTR)
			return true;
		die("waiting failed: %s.", strerror(errno));
	}
	if (fds[FD_SIGNALS].revents && read_signals(signals))
		return false;
	hook_tend();
	if (fds[FD_NETLINK].revents)
		netlink_read();
	netlink_tend();
	if (fds[FD_PROMPT].revents)
		return prompt_read();
	return true;
}

static int follow(const struct settings *settings, int signals)
{
	bool there, on = true;

	if (settings->interactive)
		prompt_setup();
	there = netlink_sync(false);
	if (settings->once && !there)
		return EXIT_NO_MODULE;
	while (on && !(settings->once && hook_is_idle())) {
		if (!output_flush()) {
			complain("the output could not be written.");
			return EXIT_FAILED;
		}
		on = step(settings, signals);
	}
	return EXIT_ENDED;
}

static int run(const struct settings *settings)
{
	int signals = open_signals(), status;

	if (settings->json)
		watch_add_outlet(&json_outlet);
	else if (!settings->quiet)
		watch_add_outlet(&show_outlet);
	if (settings->interactive) {
		show_answers(true);
		watch_add_outlet(&prompt_outlet);
	}
	if (settings->program) {
		hook_setup(settings->program, settings->seconds);
		watch_add_outlet(&hook_outlet);
	}
	status = netlink_open() ? follow(settings, signals) : EXIT_FAILED;
	hook_stop();
	netlink_close();
	watch_free();
	close(signals);
	return status;
}

int main(int argc, char **argv)
{
	struct settings settings = { .seconds = HOOK_SECONDS };
	int status;

	/* Names are UTF-8 whatever the locale is. */
	setlocale(LC_ALL, "");
	if (strcmp(nl_langinfo(CODESET), "UTF-8"))
		setlocale(LC_CTYPE, "C.UTF-8");
	status = parse(&settings, argc, argv);
	if (status < 0)
		status = run(&settings);
	if (!output_flush() && !status) {
		complain("the output could not be written.");
		status = EXIT_FAILED;
	}
	return status;
}
