/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The fuzzer: what it knows of the commands, and what a program of calls is.
 *
 * The tables of commands are written by describe.py, from the header and from the
 * netlink specification. Nothing else in here names a command.
 */
#ifndef NTMS_SELFTESTS_FUZZ_H
#define NTMS_SELFTESTS_FUZZ_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "calls.h"
#include "chance.h"

#define KINDS_MAX	18	/* numbers of enum ntms_type */
#define FIELDS_MAX	48	/* describe.py holds it */
#define CALLS_MAX	16
#define COMMANDS_MAX	64	/* and this */
#define SESSIONS	3	/* the last is everybody's */
#define USERS		4
#define WORKERS_MAX	8

/* ---- the description --------------------------------------------------- */

enum field_kind {
	FIELD_NUMBER,
	FIELD_ENUM,
	FIELD_BITS,
	FIELD_GUID,
	FIELD_TEXT,
	FIELD_BLOB,
	FIELD_ADDRESS,
	FIELD_ROOM,
	FIELD_DEADLINE,
	FIELD_RESERVED,
};

/**
 * struct field - a member of a struct, or an attribute of a message
 * @name: as in the header
 * @kind: enum field_kind
 * @offset: bytes, or the number of the attribute
 * @size: bytes
 * @pair: of an address: which field says how much there is; -1: none
 * @values: what it may be, or bits of it
 * @nr_values: number of them
 * @objects: of a GUID, bits of the kinds of objects that it may name; 0: any
 * @target: of an address, what elements are there; NULL: bytes
 * @gives: a GUID that is an answer
 * @quiet: as good as always 0
 * @null: 0 means something, too
 * @any_info: of an address, and of how much there is: the struct of the kind of an
 *	object
 */
struct field {
	const char *name;
	enum field_kind kind;
	size_t offset;
	size_t size;
	int pair;
	const uint64_t *values;
	unsigned int nr_values;
	uint32_t objects;
	const struct layout *target;
	bool gives;
	bool quiet;
	bool null;
	bool any_info;
};

struct layout {
	size_t size;
	unsigned int nr_fields;
	const struct field *fields;
};

struct command {
	const char *name;
	unsigned int number;
	bool netlink;
	const struct layout *layout;
};

extern const struct command commands[];
extern const unsigned int nr_commands;
extern const struct layout *const infos[KINDS_MAX];

/* ---- programs ---------------------------------------------------------- */

/**
 * enum how - how a value comes about
 * @HOW_NUMBER: @number itself
 * @HOW_OBJECT: object of the kind in the upper half, as many as there are
 * @HOW_BENT: likewise, with a bit of its GUID turned over
 * @HOW_RESULT: what the call in the upper half gave in the field of the lower
 * @HOW_LATER: so many milliseconds from now
 * @HOW_TEXT: of the dictionary
 * @HOW_NOISE: what chance gives that begins with @number
 * @HOW_ROOM: an address with as much behind it as the field beside it says, and
 *	the end of the world behind that; filled by chance that begins with @number
 * @HOW_TIGHT: likewise, and a byte too little
 * @HOW_ODD: likewise, at an odd address
 * @HOW_NOWHERE: an address where nothing is
 * @HOW_READONLY: one that cannot be written to
 * @HOW_KERNEL: one of the kernel
 * @HOW_SELF: that of the struct itself
 */
enum how {
	HOW_NUMBER,
	HOW_OBJECT,
	HOW_BENT,
	HOW_RESULT,
	HOW_LATER,
	HOW_TEXT,
	HOW_NOISE,
	HOW_ROOM,
	HOW_TIGHT,
	HOW_ODD,
	HOW_NOWHERE,
	HOW_READONLY,
	HOW_KERNEL,
	HOW_SELF,
	NR_HOWS
};

struct value {
	uint8_t how;
	uint64_t number;
};

/* How big a struct says that it is */
enum fit {
	FIT_EXACT,
	FIT_SHORT,	/* by eight bytes */
	FIT_LONGER,	/* with zeros */
	FIT_TAIL,	/* with something in it */
	FIT_NONE,
	FIT_HUGE,
	FIT_ODD,	/* by one byte */
	NR_FITS
};

/* Where a struct is */
enum place {
	PLACE_END,	/* and behind it is nothing */
	PLACE_ACROSS,	/* two pages */
	PLACE_ODD,
	PLACE_CUT,	/* its last bytes are nowhere */
	PLACE_READONLY,
	PLACE_NOWHERE,
	NR_PLACES
};

struct call {
	uint8_t command;
	uint8_t user;
	uint8_t session;
	uint8_t fit;
	uint8_t place;
	struct value values[FIELDS_MAX];
};

struct program {
	unsigned int nr_calls;
	struct call calls[CALLS_MAX];
};

extern const char *const user_names[USERS];
extern const uid_t user_ids[USERS];
extern const char *const fit_names[NR_FITS];
extern const char *const place_names[NR_PLACES];
extern const char *const how_names[NR_HOWS];
extern const char *const dictionary[];
extern const unsigned int nr_dictionary;

/* An object that a GUID may name, as HOW_OBJECT has it */
static inline uint64_t object_for(const struct field *field)
{
	uint32_t objects = field->objects ?: 1U << NTMS_TYPE_POOL;

	return (uint64_t)__builtin_ctz(objects) << 32;
}

void program_draw(uint64_t *state, struct program *program);
/* Changes something; @other may be what it gets a part of. */
void program_mutate(uint64_t *state, struct program *program,
		    const struct program *other);
/* Takes a call out; whoever names its results names an object instead. */
void program_drop(struct program *program, unsigned int at);
/* What a field would be; also of what is behind an address */
struct value value_draw(uint64_t *state, const struct field *field);

void program_write(FILE *to, const struct program *program);
/* Likewise, as a text that the caller frees; NULL: there is no memory */
char *program_text(const struct program *program, size_t *size);
/*
 * Reads one program up to a line "--" or the end. 1, 0 at the end, or a negative
 * errno with a message on stderr.
 */
int program_read(FILE *from, const char *name, unsigned int *line,
		 struct program *program);

/* ---- what there is ----------------------------------------------------- */

#define OBJECTS_MAX	512

/**
 * struct known - the objects that programs may name
 * @ids: by kind
 * @nr: by kind, how many
 */
struct known {
	struct ntms_guid ids[KINDS_MAX][OBJECTS_MAX];
	unsigned int nr[KINDS_MAX];
};

/* ---- to make calls ----------------------------------------------------- */

#define SIGNALS		(1U << 18)

/* Of a set of signals, a bit each */
static inline bool signal_is_in(const uint8_t *set, uint32_t signal)
{
	return set[signal / 8] >> signal % 8 & 1;
}

static inline void signal_add(uint8_t *set, uint32_t signal)
{
	set[signal / 8] |= (uint8_t)(1 << signal % 8);
}

/**
 * struct worker - a thread that runs programs
 * @number: which
 * @state: its chance
 * @sessions: open files of /dev/ntms
 * @netlink: a socket
 * @family: number of the netlink family, 0 if it is not known
 * @user: who it is
 * @began: when the call began that it is in, or 0
 * @tid: the thread
 * @program: what it runs
 * @at: the call that it is in
 * @results: GUIDs that the program was given
 * @given: which there are
 * @page: page of structs; one that cannot be written to and one that is not there
 *	follow
 * @room: what is behind addresses; nothing follows
 * @cover: of KCOV, or NULL
 * @kcov: its descriptor
 * @seen: signals of the program that runs, each once
 * @nr_seen: number of them
 * @mark: bits of what is in @seen
 * @programs: how many it ran
 * @calls: by command, how many calls it made
 * @good: by command, how many of them succeeded
 * @spent: by command, nanoseconds
 */
struct worker {
	unsigned int number;
	uint64_t state;
	int sessions[SESSIONS];
	int netlink;
	uint16_t family;
	unsigned int user;
	_Atomic uint64_t began;
	atomic_int tid;
	struct program program;
	_Atomic unsigned int at;
	struct ntms_guid results[CALLS_MAX][FIELDS_MAX];
	bool given[CALLS_MAX][FIELDS_MAX];
	unsigned char *page;
	unsigned char *room;
	uint64_t *cover;
	int kcov;
	uint32_t seen[SIGNALS / 16];
	unsigned int nr_seen;
	uint8_t mark[SIGNALS / 8];
	unsigned long programs;
	unsigned long calls[COMMANDS_MAX];
	unsigned long good[COMMANDS_MAX];
	uint64_t spent[COMMANDS_MAX];
};

/* Memory, KCOV and a socket; 0 or a negative errno, with a message. */
int worker_make(struct worker *worker, unsigned int number, uint64_t seed,
		bool coverage);
/* In the thread that made it, before that ends */
void worker_end(struct worker *worker);
/* Opens its sessions anew; @shared is everybody's. */
int worker_open(struct worker *worker, int shared);
void worker_close(struct worker *worker);
/* Runs a program; what it went through is in @seen. */
void worker_run(struct worker *worker, const struct program *program,
		bool verbose);
/* Other threads may be somebody else. */
void become_user(struct worker *worker, unsigned int user);

/* A message of generic netlink; gives the errno that it was answered with. */
int netlink_open(void);
int netlink_call(struct worker *worker, const struct known *known,
		 const struct call *call);

/* Fills in a value. @size bytes at @to are 0. */
void value_put(const struct worker *worker, const struct known *known,
	       const struct field *field, const struct value *value,
	       unsigned char *to, size_t size);

/* ---- the world --------------------------------------------------------- */

extern struct known *_Atomic known_now;
/* A descriptor of the journal that a program got; whoever answers takes it. */
extern atomic_int journal_given;
extern struct ntms_guid computer;
extern atomic_bool quiet;	/* the robot and the journal are to be good */
extern atomic_bool ended;

/* The module is loaded, and libraries are there. 0 or a negative errno. */
int world_make(const char *modules, unsigned int number);
/* Looks again at what there is; -1: it cannot be known. */
int world_look(void);
/* There is more in it than is good for what follows. */
bool world_is_full(void);
/* A good client of its own is served, and all fits together. */
bool world_is_well(const char *checker, const char *out);
int world_end(void);

void *robot_main(void *unused);
void *journal_main(void *unused);
/* Nobody is attached any more, whoever was. */
void journal_leave(void);
extern _Atomic unsigned long robot_acts, journal_acts;

/* ---- the corpus -------------------------------------------------------- */

/* If something in @seen is new, it is kept, shorter if it can be. */
void corpus_offer(struct worker *worker, const struct program *program);
/* One of those that were kept; false: there is none. */
bool corpus_pick(uint64_t *state, struct program *program);
/* Programs to begin with */
int corpus_read(const char *directory);
/* Where new ones go */
void corpus_save_to(const char *directory);
/* One that was read and has not run yet */
bool corpus_unrun(struct program *program);
unsigned int corpus_size(void);
unsigned int corpus_signals(void);

/* ---- findings ---------------------------------------------------------- */

/* What the kernel's log said that nobody expects; false: nothing */
bool log_open(void);
bool log_is_bad(char *line, size_t size);

#endif /* NTMS_SELFTESTS_FUZZ_H */
