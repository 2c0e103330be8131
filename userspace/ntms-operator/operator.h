/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ntms-operator: what its files share.
 *
 * netlink.c hears of requests and fetches them, watch.c knows which there are
 * and what became of them, and what watch.c finds goes to outlets: show.c for
 * people, json.c for programs, hook.c for programs that are started. prompt.c
 * takes answers, which go through /dev/ntms (device.c). One loop, in main.c,
 * waits for all of them; there are no threads.
 */
#ifndef NTMS_OPERATOR_H
#define NTMS_OPERATOR_H

#include <ntms/libntms.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Exit statuses; documented in ntms-operator(8). */
enum {
	EXIT_ENDED = 0,		/* as it was told to */
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_NO_MODULE = 3,	/* --once, and no module to ask */
};

#define NSEC_PER_SEC	UINT64_C(1000000000)
#define NSEC_PER_MSEC	UINT64_C(1000000)

/* ---- text.c: strings, and running out of memory, which ends the program */

/**
 * struct string - text that grows
 * @file: write to it; NULL once it was taken
 * @text: private
 * @size: private
 */
struct string {
	FILE *file;
	char *text;
	size_t size;
};

void string_begin(struct string *string);

/**
 * string_take() - what was written
 * @string: the string
 *
 * Return: the text, which the caller frees.
 */
char *string_take(struct string *string);

__attribute__((format(printf, 1, 2))) char *format(const char *how, ...);
char *copy(const char *text);
void *allocate(size_t count, size_t size);
void *resize(void *array, size_t count, size_t size);

/**
 * clean() - text of unknown origin, fit for a terminal
 * @text: any bytes; NULL is as good as nothing
 *
 * Return: UTF-8 without control characters, what was none is U+FFFD; the caller
 * frees it.
 */
char *clean(const char *text);

/**
 * clean_lines() - the same of a text that may have lines
 * @text: any bytes, lines end with LF or CR LF
 * @between: what is put between lines
 *
 * Return: the text, without empty lines at its end; the caller frees it.
 */
char *clean_lines(const char *text, const char *between);

char *guid_text(const struct ntms_guid *guid);
/* As ntmsctl shows it, and takes it. */
char *guid_short(const struct ntms_guid *guid);

/**
 * complain() - a line on standard error
 * @how: a sentence, printf() format
 */
__attribute__((format(printf, 1, 2))) void complain(const char *how, ...);
__attribute__((noreturn, format(printf, 1, 2)))
void die(const char *how, ...);

/* ---- when.c: times */

uint64_t now_monotonic(void);
uint64_t now_real(void);

/**
 * time_text() - a time of the day, with the date if it is not today
 * @real: nanoseconds since 1970
 *
 * Return: local time, which the caller frees.
 */
char *time_text(uint64_t real);

/**
 * time_utc() - a time for programs
 * @real: nanoseconds since 1970
 *
 * Return: ISO 8601, UTC, to the millisecond; the caller frees it.
 */
char *time_utc(uint64_t real);

/**
 * duration_text() - how long, for people
 * @nanoseconds: how long
 *
 * Return: the one or two biggest units ("2 hours 5 minutes"); the caller frees
 * it.
 */
char *duration_text(uint64_t nanoseconds);

/**
 * deadline_real() - when a deadline is on the clock on the wall
 * @deadline: CLOCK_MONOTONIC, not NTMS_DEADLINE_NEVER
 *
 * Return: nanoseconds since 1970.
 */
uint64_t deadline_real(uint64_t deadline);

/* ---- request.c: operator requests */

/**
 * struct request - an operator request, as the kernel tells it
 * @id: the request
 * @number: what it is called here, from 1; 0: not yet numbered
 * @kind: enum ntms_request_kind
 * @state: enum ntms_request_state
 * @flags: NTMS_REQUEST_*
 * @options: NTMS_ALLOCATE_* of the allocation that waits
 * @object_type: enum ntms_type of @object_id
 * @object_id: what it is about: a pool, cartridge, library, drive
 * @library_id: library that it is to be brought to, or null
 * @media_type_id: media type that is wanted, or null
 * @created: when it was submitted, since 1970
 * @finished: when it was answered, since 1970, or 0
 * @deadline: CLOCK_MONOTONIC, or NTMS_DEADLINE_NEVER
 * @uid: who asks
 * @pid: process that asks
 * @application: program that asks, as it calls itself
 * @message: what it says
 * @answer: what was said to it
 * @pool: path of the pool it is about
 * @media_type: name of the media type that is wanted
 * @object: name or barcode of what it is about
 * @library: name of the library that it is to be brought to
 * @computer: host
 * @again: the number of the request that this one repeats, since what was done
 *	then was not enough; 0: none
 * @over: it is over, and the outlets were told
 * @mark: see watch_compare()
 * @missing: see watch_compared()
 *
 * Text is as it came, and is never NULL.
 */
struct request {
	struct ntms_guid id;
	unsigned long number;
	uint32_t kind;
	uint32_t state;
	uint32_t flags;
	uint32_t options;
	uint32_t object_type;
	struct ntms_guid object_id;
	struct ntms_guid library_id;
	struct ntms_guid media_type_id;
	uint64_t created;
	uint64_t finished;
	uint64_t deadline;
	uint32_t uid;
	uint32_t pid;
	char *application;
	char *message;
	char *answer;
	char *pool;
	char *media_type;
	char *object;
	char *library;
	char *computer;
	unsigned long again;
	bool over;
	bool mark;
	bool missing;
};

void request_init(struct request *request);
void request_destroy(struct request *request);
bool request_same(const struct request *one, const struct request *other);
bool request_is_answered(const struct request *request);

/* What is to be done, as the rest of a sentence; the caller frees it. */
char *request_task(const struct request *request);
/* Whether an allocation waits that began with NTMS_ALLOCATE_NEW. */
bool request_wants_new(const struct request *request);

/**
 * user_name() - who a user is
 * @uid: user
 *
 * Return: the login name, or the number if there is none; the caller frees it.
 */
char *user_name(uint32_t uid);

/* ---- watch.c: which requests there are, and what becomes of them */

enum happening {
	REQUEST_NEW,
	REQUEST_CHANGED,
	REQUEST_OVER,
};

/**
 * enum outcome - how a request ended
 * @OUTCOME_NONE: it did not end
 * @OUTCOME_GONE: it is not there any more; why is not known
 * @OUTCOME_SATISFIED: a medium arrived, or an operator said that it is done
 * @OUTCOME_REFUSED: an operator refused
 * @OUTCOME_TIMED_OUT: its time ran out
 * @OUTCOME_WITHDRAWN: whoever asked waits no longer
 * @OUTCOME_UNLOADED: the module went, and the request with it
 */
enum outcome {
	OUTCOME_NONE,
	OUTCOME_GONE,
	OUTCOME_SATISFIED,
	OUTCOME_REFUSED,
	OUTCOME_TIMED_OUT,
	OUTCOME_WITHDRAWN,
	OUTCOME_UNLOADED,
};

/* As programs are told: "new", "timed-out", "no-module" ... */
const char *happening_name(enum happening what);
const char *outcome_name(enum outcome outcome);

/* What happened to the watch itself. */
enum notice {
	NOTICE_WATCHING,	/* the module is there; all requests are known */
	NOTICE_NO_MODULE,	/* it is not, and is waited for */
	NOTICE_LOST,		/* messages were lost; all was looked at again */
};

const char *notice_name(enum notice what);

/**
 * struct outlet - where happenings go
 * @request: something happened to a request
 * @notice: something happened to the watch
 */
struct outlet {
	void (*request)(enum happening what, const struct request *request,
			enum outcome outcome);
	void (*notice)(enum notice what);
};

void watch_add_outlet(const struct outlet *outlet);
void watch_notice(enum notice what);

/**
 * watch_update() - the kernel has told a request
 * @request: the request; its strings are taken
 */
void watch_update(struct request *request);

/**
 * watch_gone() - a request is gone
 * @id: the request, which need not be known
 * @state: enum ntms_request_state with which it went, as the kernel has it
 */
void watch_gone(const struct ntms_guid *id, uint32_t state);

/**
 * watch_compare() - begin to be told all requests there are
 *
 * watch_update() is then called with each, and at last watch_compared().
 */
void watch_compare(void);

/**
 * watch_compared() - all requests there are were told
 *
 * How one ended that is missing, watch_gone() may still have to tell.
 *
 * Return: true if some are missing: until watch_missing() they are only kept.
 */
bool watch_compared(void);
/* Nothing more is told of those that are missing. */
void watch_missing(void);

/* All requests went with the module. */
void watch_unloaded(void);
void watch_free(void);

/* An answer was given here: remember it, since the request goes with its call. */
void watch_answered(const struct ntms_guid *id, uint32_t state,
		    const char *text);

/**
 * watch_open() - the requests that are not over, in the order of their numbers
 * @count: out: number of them
 *
 * Return: an array that the caller frees, of requests that he does not.
 */
const struct request **watch_open(size_t *count);
/* By the number it has here; NULL: none has it, or it is over. */
const struct request *watch_find(unsigned long number);

/* ---- netlink.c: the kernel's side */

/**
 * netlink_open() - open the sockets; the family need not be there
 *
 * Return: false after a complaint.
 */
bool netlink_open(void);
void netlink_close(void);
int netlink_fd(void);

/**
 * netlink_sync() - find the family, join its group, and look at all requests
 * @lost: messages were lost before, which is to be said
 *
 * Return: true if the family is there.
 */
bool netlink_sync(bool lost);

/* The socket is readable: take what came, and fetch what it speaks of. */
void netlink_read(void);
/* Look again, if it is time to: see netlink_wait(). */
void netlink_tend(void);
/* Until when at most to wait before netlink_tend(); UINT64_MAX: no limit. */
uint64_t netlink_wait(void);

/* ---- device.c: /dev/ntms, opened for each use, since a session pins it */

/**
 * device_answer() - answer a request
 * @id: the request
 * @state: enum ntms_request_state
 * @text: what to tell who asked, may be empty
 * @reason: out: exact reason
 *
 * Return: 0 or a negative errno.
 */
int device_answer(const struct ntms_guid *id, uint32_t state, const char *text,
		  uint32_t *reason);

/**
 * struct advice - what an operator has to know who is to bring a cartridge
 * @place: where to put it
 * @shelf: cartridges on the shelf that would do
 * @next: what has to be done with one that nobody knows
 * @there: number of those that are in a library already, and that @next names
 *
 * NULL: nothing can be said.
 */
struct advice {
	char *place;
	char *shelf;
	char *next;
	size_t there;
};

/**
 * device_advise() - look around for an operator
 * @request: a request for new media, or to move a cartridge
 * @advice: out: advice, for advice_free(); empty if nothing can be asked
 */
void device_advise(const struct request *request, struct advice *advice);
void advice_free(struct advice *advice);

/* ---- show.c, json.c: on standard output */

extern const struct outlet show_outlet;
extern const struct outlet json_outlet;

/* One line for each open request, or a sentence that there is none. */
void show_list(void);

/**
 * show_answers() - say how a request is answered, below each
 * @typed: here, on standard input; else with ntmsctl
 */
void show_answers(bool typed);

/**
 * show_prompt() - ask for a command on the last line of the terminal
 * @prompt: what to ask with, a string that stays; NULL: no more
 */
void show_prompt(const char *prompt);

/* After everything was written; false if it could not be. */
bool output_flush(void);

/* ---- hook.c: programs that are started */

extern const struct outlet hook_outlet;

/**
 * hook_setup() - which program to start
 * @program: its path, or its name in PATH
 * @seconds: how long one may take
 */
void hook_setup(const char *program, unsigned int seconds);
/* A child may have ended, or have run out of time. */
void hook_tend(void);
/* Until when at most to wait before hook_tend(); UINT64_MAX: no limit. */
uint64_t hook_wait(void);
/* So many wait that nothing more is to be read. */
bool hook_is_full(void);
/* Nothing runs and nothing waits. */
bool hook_is_idle(void);
/* End what runs, forget what waits. */
void hook_stop(void);

/* ---- prompt.c: what people type */

extern const struct outlet prompt_outlet;

void prompt_setup(void);
int prompt_fd(void);

/**
 * prompt_read() - standard input is readable
 *
 * Return: false if it is time to end.
 */
bool prompt_read(void);

#endif /* NTMS_OPERATOR_H */
