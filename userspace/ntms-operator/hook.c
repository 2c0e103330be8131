// SPDX-License-Identifier: GPL-2.0
/*
 * A program that is started for each event, one after another: what it is to
 * know is made when the event happens and waits until it is its turn. No shell
 * is involved; everything that comes from elsewhere is in the environment.
 */
#include "operator.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* So many events may wait before nothing more is read from the kernel. */
#define WAITING_MOST 4096
/* Between asking a program to end and ending it. */
#define MERCY (5 * NSEC_PER_SEC)

#define OWN_PREFIX "NTMS_REQUEST_"

extern char **environ;

struct job {
	struct job *next;
	const char *event;
	char **environment;
	size_t count;
	size_t room;
};

static const char *program;
static uint64_t limit;
static struct job *first, **last = &first;
static size_t waiting;
static pid_t running;
static const char *running_event;
static uint64_t patience_ends;
static bool asked_to_end;

void hook_setup(const char *path, unsigned int seconds)
{
	program = path;
	limit = seconds * NSEC_PER_SEC;
}

/* ---- the environment of a program */

/* The string is taken; NULL ends the list. */
static void push(struct job *job, char *string)
{
	if (job->count == job->room) {
		job->room = job->room ? job->room * 2 : 64;
		job->environment = resize(job->environment, job->room,
					  sizeof(*job->environment));
	}
	job->environment[job->count++] = string;
}

static void set_text(struct job *job, const char *name, const char *value)
{
	char *cleaned = clean(value);

	push(job, format("%s=%s", name, cleaned));
	free(cleaned);
}

static void set_lines(struct job *job, const char *name, const char *value)
{
	char *cleaned = clean_lines(value, "\n");

	push(job, format("%s=%s", name, cleaned));
	free(cleaned);
}

/* The value is freed. */
static void set_made(struct job *job, const char *name, char *value)
{
	set_text(job, name, value);
	free(value);
}

static bool is_ours(const char *variable)
{
	return !strncmp(variable, OWN_PREFIX, strlen(OWN_PREFIX)) ||
		!strncmp(variable, "NTMS_EVENT=", 11) ||
		!strncmp(variable, "NTMS_OUTCOME=", 13);
}

static struct job *new_job(const char *event)
{
	struct job *job = allocate(1, sizeof(*job));
	char **variable;

	job->event = event;
	for (variable = environ; *variable; variable++) {
		if (!is_ours(*variable))
			push(job, copy(*variable));
	}
	set_text(job, "NTMS_EVENT", event);
	return job;
}

static void set_request(struct job *job, const struct request *request)
{
	bool ends = request->deadline != NTMS_DEADLINE_NEVER;
	uint64_t now = now_monotonic();

	set_made(job, OWN_PREFIX "ID", guid_text(&request->id));
	set_made(job, OWN_PREFIX "NUMBER", format("%lu", request->number));
	set_made(job, OWN_PREFIX "AGAIN", request->again ?
		 format("%lu", request->again) : copy(""));
	set_made(job, OWN_PREFIX "TASK", request_task(request));
	set_text(job, OWN_PREFIX "KIND", ntms_request_kind_name(request->kind));
	set_text(job, OWN_PREFIX "STATE",
		 ntms_request_state_name(request->state));
	set_text(job, OWN_PREFIX "WAITS",
		 request->flags & NTMS_REQUEST_OF_CALL ? "1" : "0");
	set_text(job, OWN_PREFIX "NEW", request_wants_new(request) ? "1" : "0");
	set_text(job, OWN_PREFIX "POOL", request->pool);
	set_text(job, OWN_PREFIX "MEDIA_TYPE", request->media_type);
	set_text(job, OWN_PREFIX "OBJECT_TYPE", request->object_type ?
		 ntms_type_name(request->object_type) : "");
	set_text(job, OWN_PREFIX "OBJECT", request->object);
	set_text(job, OWN_PREFIX "LIBRARY", request->library);
	set_text(job, OWN_PREFIX "APPLICATION", request->application);
	set_made(job, OWN_PREFIX "USER", user_name(request->uid));
	set_made(job, OWN_PREFIX "UID", format("%" PRIu32, request->uid));
	set_made(job, OWN_PREFIX "PID", format("%" PRIu32, request->pid));
	set_text(job, OWN_PREFIX "HOST", request->computer);
	set_made(job, OWN_PREFIX "CREATED", time_utc(request->created));
	set_made(job, OWN_PREFIX "DEADLINE", ends ?
		 time_utc(deadline_real(request->deadline)) : copy(""));
	set_made(job, OWN_PREFIX "SECONDS_LEFT", !ends ? copy("") :
		 format("%" PRIu64, request->deadline <= now ? 0 :
			(request->deadline - now) / NSEC_PER_SEC));
	set_lines(job, OWN_PREFIX "MESSAGE", request->message);
	set_lines(job, OWN_PREFIX "ANSWER", request->answer);
}

static void free_job(struct job *job)
{
	size_t i;

	for (i = 0; i < job->count; i++)
		free(job->environment[i]);
	free(job->environment);
	free(job);
}

/* ---- running */

static int spawn(struct job *job)
{
	char *const argv[] = { (char *)program, (char *)job->event, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t none, all;
	int err;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP |
				 POSIX_SPAWN_SETSIGMASK |
				 POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &all);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null",
					 O_RDONLY, 0);
	/* Standard output is ours alone: it may be read by a program. */
	posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
	err = posix_spawnp(&running, program, &files, &attributes, argv,
			   job->environment);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attributes);
	return err;
}

static void start_next(void)
{
	struct job *job;
	int err;

	while (!running && first) {
		job = first;
		first = job->next;
		if (!first)
			last = &first;
		waiting--;
		err = spawn(job);
		if (err) {
			running = 0;
			complain("%s cannot be started: %s.", program,
				 strerror(err));
		}
		running_event = job->event;
		patience_ends = now_monotonic() + limit;
		asked_to_end = false;
		free_job(job);
	}
}

static void run(struct job *job)
{
	push(job, NULL);
	job->next = NULL;
	*last = job;
	last = &job->next;
	waiting++;
	start_next();
}

static void report(int status)
{
	if (WIFSIGNALED(status) && !asked_to_end)
		complain("%s %s: ended by signal %d (%s).", program,
			 running_event, WTERMSIG(status),
			 strsignal(WTERMSIG(status)));
	else if (WIFEXITED(status) && WEXITSTATUS(status))
		complain("%s %s: exit status %d.", program, running_event,
			 WEXITSTATUS(status));
}

/* Not longer than it may: first it is asked to end, then it is ended. */
static void hurry(void)
{
	if (now_monotonic() < patience_ends)
		return;
	if (!asked_to_end)
		complain("%s %s: not done after %" PRIu64 " s, and is ended.",
			 program, running_event, limit / NSEC_PER_SEC);
	kill(-running, asked_to_end ? SIGKILL : SIGTERM);
	asked_to_end = true;
	patience_ends = now_monotonic() + MERCY;
}

void hook_tend(void)
{
	int status;

	if (!running)
		return;
	if (waitpid(running, &status, WNOHANG) != running) {
		hurry();
		return;
	}
	report(status);
	running = 0;
	start_next();
}

uint64_t hook_wait(void)
{
	return running ? patience_ends : UINT64_MAX;
}

bool hook_is_full(void)
{
	return waiting >= WAITING_MOST;
}

bool hook_is_idle(void)
{
	return !running && !first;
}

void hook_stop(void)
{
	const struct timespec step = { .tv_nsec = 10 * 1000 * 1000 };
	uint64_t give_up = now_monotonic() + MERCY;
	size_t forgotten = waiting;
	struct job *job;

	while (first) {
		job = first;
		first = job->next;
		free_job(job);
	}
	last = &first;
	waiting = 0;
	if (forgotten)
		complain("%zu event%s for %s %s not told any more.", forgotten,
			 forgotten == 1 ? "" : "s", program,
			 forgotten == 1 ? "was" : "were");
	if (!running)
		return;
	kill(-running, SIGTERM);
	while (waitpid(running, NULL, WNOHANG) == 0) {
		if (now_monotonic() >= give_up)
			kill(-running, SIGKILL);
		nanosleep(&step, NULL);
	}
	running = 0;
}

/* ---- events */

static void hook_request(enum happening what, const struct request *request,
			 enum outcome outcome)
{
	struct job *job = new_job(happening_name(what));

	if (what == REQUEST_OVER)
		set_text(job, "NTMS_OUTCOME", outcome_name(outcome));
	set_request(job, request);
	run(job);
}

static void hook_notice(enum notice what)
{
	run(new_job(notice_name(what)));
}

const struct outlet hook_outlet = {
	.request = hook_request,
	.notice = hook_notice,
};
