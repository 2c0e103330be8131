// SPDX-License-Identifier: GPL-2.0
/*
 * Runs programs of calls that chance drew, in rounds: the module is loaded, threads
 * run programs at the same time, then everybody stops, a good client has to be
 * served, the catalog has to fit together, and the module to go.
 *
 * Programs that went where no other had been are kept and changed. What the kernel
 * complains of, and what does not come back, ends the run; the programs that ran
 * then are run again alone, and the one that it was is written down, as short as
 * it can be.
 */
#include <errno.h>
#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fuzz.h"
#include "last.h"

#define POKE	(100 * MILLISECOND)
#define HANGS	(15 * SECOND)

struct options {
	unsigned int seconds;
	unsigned int round;
	unsigned int workers;
	uint64_t seed;
	const char *corpus;
	const char *programs;
	const char *out;
	const char *modules;
	const char *checker;
	const char *replay;
	bool coverage;
};

static struct options options = {
	.seconds = 15,
	.round = 5,
	.workers = 4,
	.seed = 1,
	.out = "/tmp",
	.modules = ".",
};

atomic_bool ended;

static struct worker workers[WORKERS_MAX];
static pthread_t threads[WORKERS_MAX], robot, journal;
static atomic_bool stopped;
static int shared_session;
static char complaint[256];
static unsigned int tests, failed;

static void verdict(bool good, const char *what)
{
	tests++;
	failed += !good;
	printf("%sok %u - %s\n", good ? "" : "not ", tests, what);
	fflush(stdout);
}

/* ---- workers ------------------------------------------------------------ */

/* What comes next: one of other runs, a new one, or one that is changed */
static void next_program(struct worker *worker)
{
	static _Thread_local struct program other;
	struct program *program = &worker->program;
	uint64_t *state = &worker->state;

	if (corpus_unrun(program))
		return;
	if (one_in(state, 4) || !corpus_pick(state, program)) {
		program_draw(state, program);
		return;
	}
	program_mutate(state, program,
		       corpus_pick(state, &other) ? &other : NULL);
}

static void *worker_main(void *data)
{
	struct worker *worker = data;
	int error;

	error = worker_make(worker, (unsigned int)(worker - workers),
			    options.seed, options.coverage);
	if (error) {
		fprintf(stderr, "fuzz: worker: %s\n", strerror(-error));
		ended = true;
		return NULL;
	}
	while (!stopped && !ended) {
		if (worker_open(worker, shared_session)) {
			perror("fuzz: " NTMS_DEVICE);
			ended = true;
			break;
		}
		next_program(worker);
		last_note(worker->number, &worker->program);
		worker_run(worker, &worker->program, false);
		corpus_offer(worker, &worker->program);
		worker_close(worker);
	}
	worker_end(worker);
	return NULL;
}

/* ---- watching ----------------------------------------------------------- */

static void poke(int signal)
{
	(void)signal;
}

static void say_stack(int tid)
{
	char path[64], line[256];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/task/%d/stack", tid);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file))
		printf("# %s", line);
	if (file)
		fclose(file);
}

/* Whoever waits for ever is told to come back, and has to. */
static bool all_come_back(void)
{
	struct worker *worker;
	uint64_t began;
	unsigned int i;

	for (i = 0; i < options.workers; i++) {
		worker = &workers[i];
		began = worker->began;
		if (!began || now() - began < POKE)
			continue;
		syscall(SYS_tgkill, getpid(), worker->tid, SIGUSR1);
		if (now() - began < HANGS)
			continue;
		snprintf(complaint, sizeof(complaint),
			 "call %u does not come back", worker->at);
		say_stack(worker->tid);
		return false;
	}
	return true;
}

static bool nothing_is_wrong(void)
{
	return !ended && all_come_back() &&
	       !log_is_bad(complaint, sizeof(complaint));
}

/* ---- a round ------------------------------------------------------------ */

static bool begin_threads(void)
{
	static uint64_t seed;
	unsigned int i;

	quiet = false;
	stopped = false;
	seed = options.seed + workers[0].programs;
	shared_session = session_open();
	for (i = 0; i < options.workers; i++)
		if (pthread_create(&threads[i], NULL, worker_main, &workers[i]))
			return false;
	return !pthread_create(&robot, NULL, robot_main, &seed) &&
	       !pthread_create(&journal, NULL, journal_main, &seed);
}

/* Everybody comes to an end in order; false: somebody does not. */
static bool join(pthread_t thread, const char *who)
{
	uint64_t begun = now();

	while (pthread_tryjoin_np(thread, NULL)) {
		if (!all_come_back())
			return false;
		if (now() - begun > HANGS + 10 * SECOND) {
			snprintf(complaint, sizeof(complaint),
				 "%s does not come back", who);
			return false;
		}
		usleep(1000);
	}
	return true;
}

static bool end_threads(void)
{
	unsigned int i;
	bool back;

	stopped = true;
	quiet = true;
	/* Nobody answers those who still wait: a signal has to be enough. */
	back = join(robot, "the robot") && join(journal, "the journal");
	for (i = 0; i < options.workers && back; i++)
		back = join(threads[i], "a worker");
	/* One of them may have been given the journal at last. */
	if (back && journal_given >= 0)
		journal_leave();
	if (back)
		close(shared_session);
	return back;
}

static bool run_threads(uint64_t until)
{
	uint64_t looked = now();
	bool good;

	good = begin_threads();
	while (good && now() < until && !world_is_full()) {
		usleep(20000);
		good = nothing_is_wrong();
		if (now() - looked < 100 * MILLISECOND)
			continue;
		world_look();
		looked = now();
	}
	return end_threads() && good && nothing_is_wrong();
}

/* false: a finding */
static bool round_run(unsigned int number, uint64_t until)
{
	if (world_make(options.modules, number)) {
		snprintf(complaint, sizeof(complaint),
			 "the module or its libraries do not come");
		return false;
	}
	if (!run_threads(until))
		return false;
	if (!world_is_well(options.checker, options.out)) {
		snprintf(complaint, sizeof(complaint),
			 "afterwards all is not well");
		return false;
	}
	if (world_end()) {
		snprintf(complaint, sizeof(complaint),
			 "the module does not go");
		return false;
	}
	return nothing_is_wrong();
}

/* ---- findings ----------------------------------------------------------- */

/* Runs it alone, and looks whether the kernel complains again. */
static bool complains(const struct program *program)
{
	static struct worker alone;
	char line[256];

	log_is_bad(line, sizeof(line));
	if (worker_make(&alone, 0, options.seed, false))
		return false;
	alone.netlink = alone.netlink > 0 ? alone.netlink : netlink_open();
	if (worker_open(&alone, session_open()))
		return false;
	worker_run(&alone, program, false);
	worker_close(&alone);
	close(alone.sessions[SESSIONS - 1]);
	return log_is_bad(line, sizeof(line));
}

static void shorten(struct program *program)
{
	struct program shorter;
	unsigned int at = program->nr_calls, i;

	while (at-- && program->nr_calls > 1) {
		shorter = *program;
		program_drop(&shorter, at);
		if (complains(&shorter))
			*program = shorter;
	}
	/* What is not needed for it is 0. */
	for (at = 0; at < program->nr_calls; at++)
		for (i = 0; i < FIELDS_MAX; i++) {
			shorter = *program;
			shorter.calls[at].values[i] = (struct value){ 0 };
			if (memcmp(&shorter, program, sizeof(shorter)) &&
			    complains(&shorter))
				*program = shorter;
		}
}

static void write_finding(const struct program *program, bool alone)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/finding", options.out);
	file = fopen(path, "we");
	if (!file)
		return;
	fprintf(file, "# %s\n# seed %llu\n", complaint,
		(unsigned long long)options.seed);
	if (alone)
		program_write(file, program);
	else
		last_write(file, options.workers);
	fclose(file);
	printf("# %s:\n", path);
	program_write(stdout, program);
	fflush(stdout);
}

/* Which of the last programs was it? */
static void investigate(bool hangs)
{
	static struct program program;
	unsigned int back, i;

	last_write_to(options.out, options.workers);
	if (!hangs && !ended) {
		for (back = 0; back < LAST; back++)
			for (i = 0; i < options.workers; i++) {
				if (!last_get(i, back, &program) ||
				    !complains(&program))
					continue;
				shorten(&program);
				write_finding(&program, true);
				return;
			}
	}
	last_get(0, 0, &program);
	write_finding(&program, false);
}

/* ---- replaying ---------------------------------------------------------- */

static void *replay_main(void *data)
{
	struct worker *worker = data;

	if (worker_make(worker, (unsigned int)(worker - workers), options.seed,
			options.coverage) ||
	    worker_open(worker, shared_session))
		return NULL;
	worker_run(worker, &worker->program, options.workers == 1);
	worker_close(worker);
	worker_end(worker);
	return NULL;
}

/* Programs of one file run at the same time. */
static bool replay(const char *name)
{
	unsigned int line = 0, nr = 0, i;
	FILE *file = fopen(name, "re");
	bool back = true;

	while (file && nr < WORKERS_MAX &&
	       program_read(file, name, &line, &workers[nr].program) > 0)
		nr++;
	if (file)
		fclose(file);
	if (!nr || world_make(options.modules, 0))
		return false;
	options.workers = nr;
	shared_session = session_open();
	for (i = 0; i < nr; i++) {
		workers[i].netlink = netlink_open();
		pthread_create(&threads[i], NULL, replay_main, &workers[i]);
	}
	for (i = 0; i < nr; i++)
		back = join(threads[i], "a worker") && back;
	close(shared_session);
	return back && world_is_well(options.checker, options.out) &&
	       !world_end() && nothing_is_wrong();
}

/* ---- all of it ----------------------------------------------------------- */

/* Of each command, as one that never succeeds is as good as not fuzzed */
static void say_command(unsigned int command, unsigned long *calls,
			unsigned long *good)
{
	unsigned long made = 0, done = 0;
	uint64_t spent = 0;
	unsigned int i;

	for (i = 0; i < options.workers; i++) {
		made += workers[i].calls[command];
		done += workers[i].good[command];
		spent += workers[i].spent[command];
	}
	printf("# %-20s %7lu calls, %7lu succeeded, %6llu us each\n",
	       commands[command].name, made, done,
	       made ? (unsigned long long)(spent / made / 1000) : 0ULL);
	*calls += made;
	*good += done;
}

static void summary(unsigned int rounds)
{
	unsigned long programs = 0, calls = 0, good = 0;
	unsigned int i;

	for (i = 0; i < options.workers; i++)
		programs += workers[i].programs;
	for (i = 0; i < nr_commands; i++)
		say_command(i, &calls, &good);
	printf("# %u rounds, %lu programs, %lu calls, %lu of them succeeded (%lu %%)\n",
	       rounds, programs, calls, good, calls ? good * 100 / calls : 0);
	printf("# %lu acts of the robot, %lu answers of the journal\n",
	       robot_acts, journal_acts);
	printf("# %u %s, %u programs kept, seed %llu\n", corpus_signals(),
	       options.coverage ? "edges" : "different answers", corpus_size(),
	       (unsigned long long)options.seed);
	verdict(calls && good * 100 / calls >= 15,
		"of the calls a good share succeeded");
	verdict(corpus_size() >= 10, "programs were kept");
}

static bool fuzz(void)
{
	uint64_t end = now() + options.seconds * SECOND, until;
	unsigned int rounds = 0, i;
	bool good = true;

	for (i = 0; i < options.workers; i++)
		workers[i].netlink = netlink_open();
	while (good && now() < end) {
		until = now() + options.round * SECOND;
		good = round_run(rounds++, until < end ? until : end);
	}
	if (!good) {
		printf("# round %u: %s\n", rounds, complaint);
		investigate(strstr(complaint, "come back"));
		/* Again, as who reads little of this reads what comes last. */
		printf("# round %u: %s\n", rounds, complaint);
	}
	verdict(good, "nothing was found");
	summary(rounds);
	return good;
}

static void usage(void)
{
	puts("Usage: fuzz [OPTION...]\n"
	     "Programs of random calls to ntms, and of trouble for it.\n"
	     "  -m DIRECTORY  where ntms.ko is\n"
	     "  -t SECONDS    for how long (15)\n"
	     "  -l SECONDS    length of a round (5)\n"
	     "  -n THREADS    how many run programs (4)\n"
	     "  -s SEED       what chance begins with (1)\n"
	     "  -p DIRECTORY  programs to begin with\n"
	     "  -c DIRECTORY  more of them, and where those that are kept go\n"
	     "  -o DIRECTORY  where findings go (/tmp)\n"
	     "  -k COMMAND    says of a dump whether it fits together\n"
	     "  -r FILE       only runs the programs in this file\n"
	     "  -g            is guided by KCOV");
	exit(2);
}

static unsigned int number(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (!*text || *end || !value)
		usage();
	return (unsigned int)value;
}

static void parse_one(int option)
{
	static const char **const texts[128] = {
		['m'] = &options.modules,
		['p'] = &options.programs,
		['c'] = &options.corpus,
		['o'] = &options.out,
		['k'] = &options.checker,
		['r'] = &options.replay,
	};
	static unsigned int *const numbers[128] = {
		['t'] = &options.seconds,
		['l'] = &options.round,
		['n'] = &options.workers,
	};

	if (texts[option])
		*texts[option] = optarg;
	else if (numbers[option])
		*numbers[option] = number(optarg);
	else if (option == 's')
		options.seed = strtoull(optarg, NULL, 0);
	else if (option == 'g')
		options.coverage = true;
	else
		usage();
}

static void parse(int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "m:t:l:n:s:p:c:o:k:r:g")) != -1)
		parse_one(option);
	if (optind != argc || options.workers > WORKERS_MAX)
		usage();
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = poke };

	parse(argc, argv);
	sigaction(SIGUSR1, &action, NULL);
	if (!log_open()) {
		perror("fuzz: /dev/kmsg");
		return 2;
	}
	corpus_save_to(options.corpus);
	if (last_open(options.out, options.workers) ||
	    (options.programs && corpus_read(options.programs)) ||
	    (options.corpus && corpus_read(options.corpus))) {
		perror("fuzz");
		return 2;
	}
	if (options.replay)
		verdict(replay(options.replay), options.replay);
	else
		fuzz();
	printf("1..%u\n", tests);
	return failed > 0;
}
