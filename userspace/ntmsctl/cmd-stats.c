// SPDX-License-Identifier: GPL-2.0
/*
 * ntmsctl stats: the module's numbers, as sysfs has them: one a file. A name that
 * ends in _total counts what happened; the others say what there is now.
 */
#include "ctl.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define STATS_DEVICE	"/sys/class/misc/ntms"
#define STATS_DIRECTORY	STATS_DEVICE "/stats"

/* Longer than anybody watches at a time */
#define WATCH_MOST	86400

/**
 * struct number - a number that is shown
 * @name: its file
 * @label: what it is called; NULL: a heading, which @name is
 */
struct number {
	const char *name;
	const char *label;
};

static const struct number numbers[] = {
	{ "Calls", NULL },
	{ "sessions", "sessions open now" },
	{ "calls_ok_total", "calls that succeeded" },
	{ "calls_failed_total", "calls that failed" },
	{ "calls_interrupted_total", "calls that a signal interrupted" },
	{ "calls_pinned_total", "calls that waited for another's change" },
	{ "transactions_total", "transactions" },
	{ "allocations_total", "allocations" },
	{ "deallocations_total", "deallocations" },
	{ "Waiting for cartridges", NULL },
	{ "waits", "allocations that wait now" },
	{ "waits_total", "began to wait" },
	{ "waits_served_total", "were served" },
	{ "waits_timed_out_total", "ran out of time" },
	{ "waits_refused_total", "were refused by an operator" },
	{ "waits_interrupted_total", "were interrupted by a signal" },
	{ "waits_other_total", "ended otherwise" },
	{ "waits_ms_total", "time that they waited" },
	{ "requests", "operator requests now" },
	{ "requests_total", "operator requests made" },
	{ "Libraries", NULL },
	{ "inventories", "libraries being read now" },
	{ "inventories_total", "inventories" },
	{ "inventories_failed_total", "inventories that failed" },
	{ "inventories_ms_total", "time that they took" },
	{ "Journal", NULL },
	{ "journal_attached", "attached" },
	{ "journal_waits", "changes that wait to last now" },
	{ "journal_waits_total", "began to wait" },
	{ "journal_refused_total", "were refused" },
	{ "journal_timed_out_total", "ran out of time" },
	{ "journal_waits_ms_total", "time that they waited" },
	{ "journal_unread", "records not read yet" },
	{ "journal_unanswered", "records not acknowledged yet" },
	{ "journal_pinned", "objects held for a change now" },
	{ "Messages to listeners", NULL },
	{ "messages_sent_total", "sent" },
	{ "messages_dropped_total", "dropped" },
	{ "Objects", NULL },
	{ "libraries", "libraries, the shelf included" },
	{ "drives", "drives" },
	{ "pools", "pools" },
	{ "media", "cartridges" },
	{ "sides", "sides" },
	{ "logical_media", "logical media" },
};

#define NUMBERS	(sizeof(numbers) / sizeof(*numbers))

static bool ends_in(const char *name, const char *end)
{
	const size_t length = strlen(name), tail = strlen(end);

	return length >= tail && !strcmp(name + length - tail, end);
}

static bool is_counter(const char *name)
{
	return ends_in(name, "_total");
}

static bool is_time(const char *name)
{
	return ends_in(name, "_ms_total");
}

/* ---- reading ---------------------------------------------------------------- */

/* False: it cannot be read, as errno says, or is no number. */
static bool read_number(int directory, const char *name, uint64_t *value)
{
	const int fd = openat(directory, name, O_RDONLY | O_CLOEXEC);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
	char after = 0;
	bool good;
	int error;

	if (!file) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	good = fscanf(file, "%" SCNu64 "%c", value, &after) == 2 &&
	       after == '\n';
	error = ferror(file) ? errno : EINVAL;
	fclose(file);
	errno = error;
	return good;
}

static int is_visible(const struct dirent *entry)
{
	return *entry->d_name != '.';
}

static int fail_directory(struct ctl *ctl, const char *path, int error)
{
	if (error != ENOENT || strcmp(path, STATS_DIRECTORY))
		return fail_name(ctl, NULL, "cannot read %s: %s",
				 text_clean(path), strerror(error));
	if (!access(STATS_DEVICE, F_OK))
		return fail_name(ctl, "Load the module that this ntmsctl came with",
				 "cannot read %s: the module that is loaded has no statistics",
				 path);
	return fail(ctl, NTMS_REASON_NOT_CONNECTED, NULL, "cannot read %s",
		    path);
}

/* All there are, by name, in an object; NULL after an error message. */
static struct json_object *read_all(struct ctl *ctl, const char *path,
				    int *code)
{
	struct json_object *all = json_object_new_object();
	struct dirent **entries;
	int directory, nr, i;
	uint64_t value;

	*code = CTL_OK;
	directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	nr = directory < 0 ? -1 : scandir(path, &entries, is_visible,
					  alphasort);
	if (nr < 0)
		*code = fail_directory(ctl, path, errno);
	for (i = 0; i < nr; i++) {
		const char *name = entries[i]->d_name;

		if (*code)
			;
		else if (read_number(directory, name, &value))
			json_object_object_add(all, name,
					       json_object_new_uint64(value));
		else
			*code = fail_name(ctl, NULL, "cannot read %s/%s: %s",
					  text_clean(path), text_clean(name),
					  errno == EINVAL ? "it is no number" :
					  strerror(errno));
		free(entries[i]);
	}
	if (nr >= 0)
		free(entries);
	if (directory >= 0)
		close(directory);
	if (!*code)
		return all;
	json_object_put(all);
	return NULL;
}

/* ---- showing ---------------------------------------------------------------- */

/* What a number is, or by how much it grew since @before */
static uint64_t change(struct json_object *now, struct json_object *before,
		       const char *name)
{
	const uint64_t value = json_object_get_uint64(json_at(now, name));

	if (!before || !is_counter(name))
		return value;
	/* The module was loaded anew meanwhile. */
	if (value < json_object_get_uint64(json_at(before, name)))
		return value;
	return value - json_object_get_uint64(json_at(before, name));
}

static void print_number(struct json_object *now, struct json_object *before,
			 const char *name, const char *label)
{
	const uint64_t value = change(now, before, name);
	const char *sign = before && is_counter(name) ? "+" : "";

	if (!strcmp(name, "journal_attached"))
		printf("  %-42s%16s\n", label, value ? "yes" : "no");
	else if (is_time(name))
		printf("  %-42s%16s\n", label,
		       text("%s%" PRIu64 ".%03u s", sign, value / 1000,
			    (unsigned int)(value % 1000)));
	else
		printf("  %-42s%16s\n", label,
		       text("%s%" PRIu64, sign, value));
}

static bool is_known(const char *name)
{
	size_t i;

	for (i = 0; i < NUMBERS; i++)
		if (numbers[i].label && !strcmp(numbers[i].name, name))
			return true;
	return false;
}

/* Headings of which there is nothing are left out, and so is what there is not. */
static void print_all(struct json_object *now, struct json_object *before)
{
	const char *heading = NULL, *gap = "";
	size_t i;

	for (i = 0; i < NUMBERS; i++) {
		if (!numbers[i].label) {
			heading = numbers[i].name;
			continue;
		}
		if (!json_at(now, numbers[i].name))
			continue;
		if (heading)
			printf("%s%s\n", gap, heading);
		gap = "\n";
		heading = NULL;
		print_number(now, before, numbers[i].name, numbers[i].label);
	}
	heading = "Others";
	json_object_object_foreach(now, name, value) {
		(void)value;
		if (is_known(name))
			continue;
		if (heading)
			printf("%s%s\n", gap, heading);
		heading = NULL;
		print_number(now, before, name, text_clean(name));
	}
}

static void print_json_change(struct json_object *now,
			      struct json_object *before)
{
	struct json_object *line = json_object_new_object();

	json_object_object_foreach(now, name, value) {
		(void)value;
		json_object_object_add(line, name,
				       json_object_new_uint64(change(now,
								     before,
								     name)));
	}
	puts(json_object_to_json_string_ext(line, JSON_C_TO_STRING_PLAIN));
	json_object_put(line);
}

/* ---- watching --------------------------------------------------------------- */

static void print_change(struct ctl *ctl, struct json_object *now,
			 struct json_object *before, const char *seconds)
{
	if (ctl->json) {
		print_json_change(now, before);
		return;
	}
	printf("\n---- in %s s, until %s\n\n", seconds,
	       text_time((uint64_t)time(NULL) * 1000000000U, false));
	print_all(now, before);
}

/* From one moment to the next, however long it takes to look */
static void sleep_until(struct timespec *when, uint32_t seconds)
{
	when->tv_sec += seconds;
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, when, NULL) ==
	       EINTR)
		;
}

/* Until the output cannot be written, or there is nothing more to read */
static int watch(struct ctl *ctl, const char *path, const char *seconds,
		 uint32_t interval)
{
	struct json_object *now, *before;
	size_t mark = text_mark();
	struct timespec when;
	int code;

	clock_gettime(CLOCK_MONOTONIC, &when);
	before = read_all(ctl, path, &code);
	while (before) {
		sleep_until(&when, interval);
		now = read_all(ctl, path, &code);
		if (now)
			print_change(ctl, now, before, seconds);
		json_object_put(before);
		before = now;
		if (now && fflush(stdout)) {
			json_object_put(now);
			break;
		}
		if (now)
			text_release(mark);
	}
	return code;
}

static int stats_run(struct ctl *ctl, const struct args *args)
{
	const char *seconds = args_value(args, "watch");
	const char *path = args_value(args, "from");
	struct json_object *all;
	uint32_t interval;
	int code;

	if (!path)
		path = STATS_DIRECTORY;
	if (seconds) {
		if (!text_number(seconds, &interval) || !interval ||
		    interval > WATCH_MOST)
			return usage("--watch takes a number of seconds, 1 to %u",
				     WATCH_MOST);
		return watch(ctl, path, seconds, interval);
	}
	all = read_all(ctl, path, &code);
	if (!all)
		return code;
	if (ctl->json) {
		json_print(all);
		return CTL_OK;
	}
	print_all(all, NULL);
	json_object_put(all);
	return CTL_OK;
}

static const struct command commands[] = {
	{
		.summary = "Show what happens how often, what waits, and for how long",
		.offline = true,
		.options = {
			{ "watch", "SECONDS", "show changes, every so many seconds",
			  WORDS_NONE, NULL },
			{ "from", "DIRECTORY", "read a copy of " STATS_DIRECTORY,
			  WORDS_NONE, NULL },
		},
		.run = stats_run,
	},
	{ 0 }
};

const struct area area_stats = {
	.name = "stats",
	.summary = "What happens how often, what waits, and for how long",
	.commands = commands,
};
