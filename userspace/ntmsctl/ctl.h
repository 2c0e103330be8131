/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ntmsctl: what its files share.
 *
 * A command builds a JSON value of what it found and prints that, or a table or
 * list that is made from it: one description of each object, two ways to see it.
 */
#ifndef NTMSCTL_CTL_H
#define NTMSCTL_CTL_H

#include <json-c/json.h>
#include <ntms/libntms.h>

/* Exit codes; documented in ntmsctl(8). */
enum {
	CTL_OK = 0,
	CTL_REFUSED = 1,	/* the kernel said no, or there is no such object */
	CTL_USAGE = 2,
	CTL_NO_MODULE = 3,
};

/* What a word on the command line can be, for completion. */
enum words {
	WORDS_NONE,		/* free text: nothing to offer */
	WORDS_CHOICE,		/* the choices of the option */
	WORDS_LIBRARY,
	WORDS_DRIVE,
	WORDS_MEDIUM,
	WORDS_POOL,
	WORDS_MEDIA_TYPE,
	WORDS_MEDIA_CODE,
	WORDS_SIDE,
	WORDS_LMID,
	WORDS_REQUEST,
	WORDS_REQUEST_KIND,
	WORDS_USER,
	WORDS_COMMAND,
	WORDS_OBJECT,		/* of any kind that has names */
	WORDS_KIND,		/* MONITOR_KINDS */
	WORDS_WHO,		/* who can be in a list of rights */
};

/**
 * struct option - an option of a command
 * @name: name without the dashes
 * @value: what its value is called in the help, NULL if it takes none
 * @help: one line
 * @words: what the value can be
 * @choices: with WORDS_CHOICE: the choices, separated by blanks
 */
struct option {
	const char *name;
	const char *value;
	const char *help;
	enum words words;
	const char *choices;
};

struct ctl;
struct args;

#define OPTIONS_MOST 10
#define OPERANDS_MOST 2

/**
 * struct command - something to do
 * @verb: second word; NULL if the area's name is all
 * @operands: what follows, as the help shows it; NULL: nothing
 * @summary: one line, without a full stop
 * @least: least number of operands
 * @most: most of them; -1: any number
 * @words: what each operand can be; the last one counts for all further ones
 * @offline: works without the module: no session is opened
 * @options: options beside --json and --help, up to the first without a name
 * @run: does it; gives an exit code
 */
struct command {
	const char *verb;
	const char *operands;
	const char *summary;
	int least;
	int most;
	enum words words[OPERANDS_MOST];
	bool offline;
	struct option options[OPTIONS_MOST];
	int (*run)(struct ctl *ctl, const struct args *args);
};

/**
 * struct area - the commands that have their first word in common
 * @name: the word
 * @summary: one line, without a full stop
 * @commands: the commands, up to the first that does nothing; the first one is
 *	what the bare word does
 */
struct area {
	const char *name;
	const char *summary;
	const struct command *commands;
};

extern const struct area area_status;
extern const struct area area_library;
extern const struct area area_drive;
extern const struct area area_media;
extern const struct area area_type;
extern const struct area area_pool;
extern const struct area area_allocate;
extern const struct area area_deallocate;
extern const struct area area_why;
extern const struct area area_request;
extern const struct area area_attr;
extern const struct area area_monitor;
extern const struct area area_stats;
extern const struct area area_acl;
extern const struct area area_catalog;
extern const struct area area_version;
extern const struct area area_help;
extern const struct area area_complete;

/* All areas, in the order of the help; the hidden ones come after a NULL. */
extern const struct area *const areas[];
extern const struct area *const hidden_areas[];

/**
 * struct ctl - one run of the tool
 * @session: the session, NULL for a command that needs none
 * @info: what the module holds, as read when the session was opened
 * @json: print JSON
 * @names: cache of names.c
 */
struct ctl {
	struct ntms_session *session;
	struct ntms_info info;
	bool json;
	void *names;
};

/**
 * struct args - the command line of a command, taken apart
 * @command: the command
 * @operands: operands
 * @count: number of them
 * @values: value of each of the command's options, NULL if it was not given;
 *	"" for one that takes no value
 */
struct args {
	const struct command *command;
	char **operands;
	int count;
	const char *values[OPTIONS_MOST];
};

/* ---- args.c */

/**
 * args_parse() - take a command line apart
 * @args: result; args->command is set by the caller
 * @json: set if --json was given
 * @help: set if --help was given
 * @argc: number of words
 * @argv: the words after area and verb; reordered
 *
 * Return: CTL_OK, or CTL_USAGE after an error message.
 */
int args_parse(struct args *args, bool *json, bool *help, int argc, char **argv);

/**
 * args_value() - value of an option
 * @args: command line
 * @name: name of the option, one that the command has
 *
 * Return: the value, or NULL if the option was not given.
 */
const char *args_value(const struct args *args, const char *name);

/* ---- text.c: strings; they live until the tool ends, or text_release() */

__attribute__((format(printf, 1, 2))) char *text(const char *format, ...);

/**
 * text_keep() - have a string freed when the tool ends
 * @string: from malloc(); NULL ends the tool: out of memory
 *
 * Return: @string.
 */
char *text_keep(char *string);
void text_free_all(void);

/**
 * text_release() - free all strings made since text_mark()
 * @mark: what text_mark() gave
 */
void text_release(size_t mark);
size_t text_mark(void);

/**
 * text_clean() - text of unknown origin, fit to be shown
 * @string: any bytes
 *
 * Return: UTF-8 without control characters; what was none is U+FFFD.
 */
char *text_clean(const char *string);

/**
 * text_quote() - a name as a word that can be typed
 * @string: any bytes
 *
 * Return: in single quotes, whatever is in it; without control characters.
 */
char *text_quote(const char *string);

/* What a person wrote, which may have lines: with them, and in one line. */
char *text_lines(const char *string);
char *text_line(const char *string);

/**
 * text_width() - columns that a text takes
 * @string: UTF-8
 *
 * Return: columns.
 */
size_t text_width(const char *string);

/**
 * text_time() - a time of the ABI
 * @nanoseconds: since 1970, UTC; 0: none
 * @utc: as UTC with a Z, else as local time with its offset
 *
 * Return: ISO 8601 to the second, or NULL if there is none.
 */
char *text_time(uint64_t nanoseconds, bool utc);

/**
 * text_count() - a number with its unit
 * @count: number
 * @one: unit in the singular ("cartridge")
 * @many: unit in the plural
 *
 * Return: "1 cartridge", "2 cartridges", "no cartridges".
 */
char *text_count(uint64_t count, const char *one, const char *many);

char *text_guid(const struct ntms_guid *guid);

/* The first digits of a GUID, which are enough for people. */
char *text_guid_short(const struct ntms_guid *guid);

/**
 * text_span() - a time span for people
 * @seconds: seconds
 *
 * Return: "58 s", "4 min 58 s", "2 h 5 min" or "3 d 4 h".
 */
char *text_span(uint64_t seconds);

/**
 * text_left() - how long it is to a deadline
 * @deadline: nanoseconds of CLOCK_MONOTONIC
 *
 * Return: like text_span(), or NULL if it never comes.
 */
char *text_left(uint64_t deadline);

/**
 * text_duration() - parse a time-out
 * @string: "infinite", "0", or a number with ms, s, m or h
 * @milliseconds: result; NTMS_TIMEOUT_INFINITE: infinite
 *
 * Return: false if it is none of these or too long.
 */
bool text_duration(const char *string, uint32_t *milliseconds);

/**
 * text_number() - parse a number
 * @string: decimal digits and nothing else
 * @number: result
 *
 * Return: false if it is none, or not less than 2^32.
 */
bool text_number(const char *string, uint32_t *number);

/* ---- fail.c: errors, on standard error, and as JSON too with --json */

/**
 * fail() - a call failed
 * @ctl: run
 * @reason: NTMS_REASON_*, not SUCCESS
 * @next: what to type next, a sentence without its full stop; NULL: what the
 *	reason suggests
 * @format: what was tried, on which object: "cannot delete pool \"x\""
 *
 * Return: the exit code, CTL_REFUSED or CTL_NO_MODULE.
 */
__attribute__((format(printf, 4, 5)))
int fail(struct ctl *ctl, uint32_t reason, const char *next,
	 const char *format, ...);

/**
 * fail_why() - a call failed, and more is known than the reason says
 * @ctl: run
 * @reason: see fail()
 * @why: what is known, like ntms_reason_text(); NULL: what the reason says
 * @next: see fail()
 * @format: see fail()
 *
 * Return: see fail().
 */
__attribute__((format(printf, 5, 6)))
int fail_why(struct ctl *ctl, uint32_t reason, const char *why,
	     const char *next, const char *format, ...);

/**
 * refusal() - what to say of a call that an operator refused
 * @reason: NTMS_REASON_*
 * @text: what he said, may be empty
 *
 * Return: for fail_why(); NULL if it was not refused.
 */
const char *refusal(uint32_t reason, const char *text);

/**
 * fail_name() - a name on the command line is wrong
 * @ctl: run
 * @next: see fail()
 * @format: what is wrong, a sentence without its full stop
 *
 * Return: CTL_REFUSED.
 */
__attribute__((format(printf, 3, 4)))
int fail_name(struct ctl *ctl, const char *next, const char *format, ...);

/**
 * usage() - the command line is wrong
 * @format: what is wrong, a sentence without its full stop
 *
 * Return: CTL_USAGE.
 */
__attribute__((format(printf, 1, 2))) int usage(const char *format, ...);

/* ---- table.c */

/**
 * struct column - a column of a table, or a line of a list
 * @label: its head
 * @path: key of the value in the JSON object; "a.b": key b of the object a
 * @right: align to the right (numbers)
 * @format: makes text of the value; NULL: the value itself
 */
struct column {
	const char *label;
	const char *path;
	bool right;
	char *(*format)(struct json_object *value);
};

struct table;

/**
 * table_new() - begin a table
 * @columns: its columns, up to the first without a label
 * @indent: blanks before each line
 *
 * Return: the table; table_end() prints and frees it, table_drop() frees it.
 */
struct table *table_new(const struct column *columns, unsigned int indent);
void table_add(struct table *table, struct json_object *object);
void table_end(struct table *table);
void table_drop(struct table *table);

/**
 * list_print() - print one object, a line for each member
 * @columns: the members; those that the object does not have are left out
 * @object: object
 */
void list_print(const struct column *columns, struct json_object *object);

/**
 * json_at() - a value inside an object
 * @object: object
 * @path: see struct column
 *
 * Return: the value, NULL if it is null or not there. Not a new reference.
 */
struct json_object *json_at(struct json_object *object, const char *path);

#define JSON_PRINTING							\
	(JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |		\
	 JSON_C_TO_STRING_NOSLASHESCAPE)

/**
 * json_print() - print a value on standard output
 * @value: value; the reference is taken over
 */
void json_print(struct json_object *value);

/* Formats for struct column. */
char *format_yes_no(struct json_object *value);
char *format_time(struct json_object *value);
char *format_sides(struct json_object *value);
char *format_location(struct json_object *value);
char *format_line(struct json_object *value);
char *format_short(struct json_object *value);
char *format_age(struct json_object *value);

/* ---- describe.c: objects as JSON; the keys are documented in ntmsctl(8) */

/**
 * describe() - an object as JSON
 * @ctl: run
 * @type: kind of the object: library, drive, medium, pool, media type, logical
 *	medium, side or operator request
 * @id: the object
 * @reason: exact reason if it failed
 *
 * Return: the object, or NULL.
 */
struct json_object *describe(struct ctl *ctl, uint32_t type,
			     const struct ntms_guid *id, uint32_t *reason);

/**
 * describe_all() - all objects of a kind, each given to a function
 * @ctl: run
 * @type: kind; see describe()
 * @container: see ntms_iter_new()
 * @each: called with each object and @arg; the reference is its own
 * @arg: its second parameter
 *
 * Objects that go while the list is made are left out. Pools are listed with
 * the pools that are in them, each pool before what is in it. Strings that @each
 * makes with text() are released when it returns.
 *
 * Return: CTL_OK or an exit code, after an error message.
 */
int describe_all(struct ctl *ctl, uint32_t type,
		 const struct ntms_guid *container,
		 void (*each)(struct json_object *object, void *arg), void *arg);

/* As describe_all(), of the first @most objects that are not in another of theirs */
int describe_some(struct ctl *ctl, uint32_t type,
		  const struct ntms_guid *container, size_t most,
		  void (*each)(struct json_object *object, void *arg),
		  void *arg);

/* For describe_all(): put it at the end of the JSON array @arg. */
void describe_append(struct json_object *object, void *array);

struct json_object *describe_info(struct ctl *ctl);

/* A user, by number and name, as all who are users of something are told. */
struct json_object *describe_user(uint32_t uid);

/* Another object by GUID and name, or null: as objects name each other. */
struct json_object *describe_name(struct ctl *ctl, uint32_t type,
				  const struct ntms_guid *id);

/**
 * describe_task() - what an operator request asks for, as a sentence
 * @ctl: run
 * @info: the request
 *
 * Return: without a full stop.
 */
char *describe_task(struct ctl *ctl, const struct ntms_request_info *info);

/* ---- listing.c */

/**
 * struct listing - a list being made, as a table or as JSON
 * @ctl: run
 * @table: table; NULL: JSON, which is printed as it comes
 * @count: number of objects so far
 */
struct listing {
	struct ctl *ctl;
	struct table *table;
	size_t count;
};

void listing_begin(struct listing *listing, struct ctl *ctl,
		   const struct column *columns);
/* For describe_all(): put @object at the end of the listing @arg. */
void listing_add(struct json_object *object, void *arg);
/**
 * listing_end() - print the list
 * @listing: list
 * @code: exit code so far; nothing is printed if it is not CTL_OK
 * @none: sentence to print instead of an empty table
 *
 * Return: @code.
 */
int listing_end(struct listing *listing, int code, const char *none);

/* List all objects of a kind in a container (NULL: all). */
int list_objects(struct ctl *ctl, uint32_t type,
		 const struct ntms_guid *container,
		 const struct column *columns, const char *none);

/* Show one object, a line for each member. */
int show_object(struct ctl *ctl, uint32_t type, const struct ntms_guid *id,
		const struct column *lines);

/* ---- names.c: what objects are called */

/**
 * name_of() - what an object is called
 * @ctl: run
 * @type: kind of the object
 * @id: the object
 *
 * A pool is called by its path, a cartridge by its barcode or else its name, a
 * side by its cartridge and its number, a slot, or a drive without a name, by its
 * library and its number.
 *
 * Return: the name; the GUID if it has none or is gone; NULL for the null GUID.
 */
const char *name_of(struct ctl *ctl, uint32_t type, const struct ntms_guid *id);
void names_free(struct ctl *ctl);

/* ---- resolve.c: objects by name */

/*
 * Each takes a name or a GUID, or the beginning of a GUID of at least four
 * digits that no other object has; writes the object's GUID and returns CTL_OK,
 * or prints what is wrong and returns an exit code.
 */
int resolve_library(struct ctl *ctl, const char *name, struct ntms_guid *id);
int resolve_drive(struct ctl *ctl, const char *name, struct ntms_guid *id);
int resolve_medium(struct ctl *ctl, const char *name, struct ntms_guid *id);
int resolve_pool(struct ctl *ctl, const char *name, struct ntms_guid *id);
int resolve_media_type(struct ctl *ctl, const char *name, struct ntms_guid *id);
int resolve_side(struct ctl *ctl, const char *name, struct ntms_guid *id);
int resolve_lmid(struct ctl *ctl, const char *name, struct ntms_guid *id);
int resolve_request(struct ctl *ctl, const char *name, struct ntms_guid *id);
int resolve_slot(struct ctl *ctl, const char *name, struct ntms_guid *id);
/* The LMID of a cartridge ("A00001L3") or of one of its sides ("A00001L3:1"). */
int resolve_lmid_of(struct ctl *ctl, const char *name, struct ntms_guid *id);
/* The LMID that is named, or that of a cartridge or side. */
int resolve_allocated(struct ctl *ctl, const char *name, struct ntms_guid *id);

/* Words for the kinds of objects that resolve_object() knows. */
#define OBJECT_KINDS							\
	"cartridge side pool library drive slot media-type computer lmid request"

/**
 * resolve_object() - an object of any kind by name
 * @ctl: run
 * @word: one of OBJECT_KINDS; NULL: whatever the name means, if it means one thing
 * @name: see resolve_library()
 * @type: kind of the object
 * @id: the object
 *
 * Return: CTL_OK, or an exit code after an error message.
 */
int resolve_object(struct ctl *ctl, const char *word, const char *name,
		   uint32_t *type, struct ntms_guid *id);

/* ---- cmd-state.c: commands of the area "media" */
int media_complete(struct ctl *ctl, const struct args *args);
int media_decommission(struct ctl *ctl, const struct args *args);
int media_swap(struct ctl *ctl, const struct args *args);
int media_delete(struct ctl *ctl, const struct args *args);

/* ---- cmd-create.c: a command of the area "media" */
int media_create(struct ctl *ctl, const struct args *args);

/* ---- cmd-pool.c: the user of --owner; all ones: who calls */
int args_owner(const struct args *args, uint32_t *uid);

/* ---- way.c */

/**
 * way_next() - what to do if a cartridge did not get to a pool
 * @ctl: run
 * @reason: INVALID_MEDIA_POOL or INVALID_STATE; others need no more words
 * @medium: the cartridge
 * @pool: the pool
 *
 * Return: see fail(); NULL: what the reason suggests.
 */
const char *way_next(struct ctl *ctl, uint32_t reason,
		     const struct ntms_guid *medium,
		     const struct ntms_guid *pool);

/* ---- codes.c */

/**
 * struct media_code - a media type that there can be
 * @code: RSM's code
 * @name: what the module calls it
 */
struct media_code {
	uint32_t code;
	const char *name;
};

/* All of them, up to the first without a name. */
const struct media_code *media_codes(void);
/* NULL: there is none of this name */
const struct media_code *media_code_named(const char *name);

/* ---- cmd-type.c: the media types of a library (NULL: all) */
int list_media_types(struct ctl *ctl, const struct ntms_guid *library,
		     const char *none);

/* ---- cmd-monitor.c: the kinds of objects that it can be asked for */
#define MONITOR_KINDS							\
	"cartridge side pool library drive slot port media-type computer lmid request"

/* ---- set.c: options that many "set" commands have */

#define SET_OPTIONS							\
	{ "name", "NAME", "give it another name", WORDS_NONE, NULL },	\
	{ "description", "TEXT", "describe it", WORDS_NONE, NULL }
#define ENABLE_OPTIONS							\
	{ "enable", NULL, "let it be used", WORDS_NONE, NULL },		\
	{ "disable", NULL, "keep it from being used", WORDS_NONE, NULL }

/**
 * set_header() - take the options of SET_OPTIONS and ENABLE_OPTIONS
 * @args: command line
 * @enable: whether the command has ENABLE_OPTIONS
 * @header: where the values go
 * @mask: NTMS_SET bits of what was given are added
 *
 * Return: CTL_OK, or CTL_USAGE after an error message.
 */
int set_header(const struct args *args, bool enable,
	       struct ntms_object_header *header, uint32_t *mask);

/**
 * set_string() - copy a string into an array of the ABI
 * @to: array
 * @size: its size
 * @what: what it is, for the error message
 * @from: string
 *
 * Return: CTL_OK, or CTL_USAGE after an error message: too long.
 */
int set_string(char *to, size_t size, const char *what, const char *from);

/**
 * set_object() - write the members that were given, and say so
 * @ctl: run
 * @type: kind of the object
 * @id: the object
 * @mask: NTMS_SET bits; 0 is a usage error
 * @info: struct of the kind
 * @size: its size
 *
 * Return: an exit code.
 */
int set_object(struct ctl *ctl, uint32_t type, const struct ntms_guid *id,
	       uint32_t mask, const void *info, size_t size);

/* ---- why.c: why an allocation would not succeed */

/**
 * explain() - ask the module why, and put it into words
 * @ctl: run
 * @why: pool, options, side and medium; filled in
 * @result: where the JSON object goes; its keys are documented in ntmsctl(8)
 *
 * Return: CTL_OK or an exit code, after an error message.
 */
int explain(struct ctl *ctl, struct ntms_why *why, struct json_object **result);

/**
 * explain_next() - the first thing that would make an allocation succeed
 * @ctl: run
 * @allocate: the allocation that failed
 *
 * Return: a sentence without its full stop, or NULL.
 */
const char *explain_next(struct ctl *ctl, const struct ntms_allocate *allocate);

/* ---- progress.c */

/**
 * struct progress_view - what there is to say of a call that lasts
 * @line: a line of its own, printed when it is another than before; NULL: none
 * @now: short, for the line that counts; NULL: nothing
 */
struct progress_view {
	char *line;
	char *now;
};

/**
 * progress_begin() - say on standard error that something lasts
 * @what: "Reading the elements of L1"
 * @look: called every second, by another thread, while the caller's thread does
 *	nothing but wait in the kernel: it may use all that is the run's; NULL:
 *	there is nothing to look at
 * @arg: parameter of @look
 *
 * Nothing is printed if progress_end() comes within a second. Nothing but the
 * call stands between the two.
 */
void progress_begin(const char *what,
		    void (*look)(void *arg, struct progress_view *view),
		    void *arg);
void progress_end(void);

/* ---- help.c */
void print_command_help(const struct area *area, const struct command *command);
void print_area_help(const struct area *area);
void print_help(void);
const struct area *find_area(const char *name);
const struct command *find_command(const struct area *area, const char *verb);

#endif /* NTMSCTL_CTL_H */
