// SPDX-License-Identifier: GPL-2.0
/*
 * Programs as text: a line a call, and of each what is not 0. What is written is
 * read again as the same.
 *
 *	allocate user=alice .pool=call0.id .deadline=later:5
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "user.h"

const char *const user_names[USERS] = { "root", "alice", "bob", "nobody" };
const uid_t user_ids[USERS] = { 0, ALICE, BOB, 65534 };

const char *const fit_names[NR_FITS] = {
	"exact", "short", "longer", "tail", "none", "huge", "oddly",
};

const char *const place_names[NR_PLACES] = {
	"end", "across", "odd", "cut", "readonly", "nowhere",
};

const char *const how_names[NR_HOWS] = {
	"number", "object", "bent", "call", "later", "text", "noise", "room",
	"tight", "odd", "nowhere", "readonly", "kernel", "self",
};

static const char *const kind_names[KINDS_MAX] = {
	[NTMS_TYPE_UNKNOWN] = "unknown",
	[NTMS_TYPE_COMPUTER] = "computer",
	[NTMS_TYPE_DRIVE] = "drive",
	[NTMS_TYPE_PORT] = "port",
	[NTMS_TYPE_LIBRARY] = "library",
	[NTMS_TYPE_LOGICAL_MEDIUM] = "logical",
	[NTMS_TYPE_POOL] = "pool",
	[NTMS_TYPE_MEDIA_TYPE] = "type",
	[NTMS_TYPE_SIDE] = "side",
	[NTMS_TYPE_MEDIUM] = "medium",
	[NTMS_TYPE_SLOT] = "slot",
	[NTMS_TYPE_OPERATOR_REQUEST] = "request",
};

static void write_value(FILE *to, const struct program *program,
			const struct value *value)
{
	uint32_t high = (uint32_t)(value->number >> 32);
	uint32_t low = (uint32_t)value->number;

	switch (value->how) {
	case HOW_NUMBER:
		fprintf(to, "%s%llx", value->number > 9 ? "0x" : "",
			(unsigned long long)value->number);
		break;
	case HOW_OBJECT:
		fprintf(to, "%s:%u", kind_names[high], low);
		break;
	case HOW_BENT:
		fprintf(to, "bent:%s:%u", kind_names[high], low);
		break;
	case HOW_RESULT:
		fprintf(to, "call%u.%s", high,
			commands[program->calls[high].command].layout
				->fields[low].name);
		break;
	case HOW_NOWHERE ... HOW_SELF:
		fputs(how_names[value->how], to);
		break;
	default:
		fprintf(to, "%s:%llu", how_names[value->how],
			(unsigned long long)value->number);
		break;
	}
}

static void write_call(FILE *to, const struct program *program, unsigned int at)
{
	const struct call *call = &program->calls[at];
	const struct command *command = &commands[call->command];
	const struct value *value;
	unsigned int i;

	fputs(command->name, to);
	if (call->user)
		fprintf(to, " user=%s", user_names[call->user]);
	if (call->session)
		fprintf(to, " session=%u", call->session);
	if (call->fit)
		fprintf(to, " fit=%s", fit_names[call->fit]);
	if (call->place)
		fprintf(to, " place=%s", place_names[call->place]);
	for (i = 0; i < command->layout->nr_fields; i++) {
		value = &call->values[i];
		if (value->how == HOW_NUMBER && !value->number)
			continue;
		fprintf(to, " .%s=", command->layout->fields[i].name);
		write_value(to, program, value);
	}
	fputc('\n', to);
}

void program_write(FILE *to, const struct program *program)
{
	unsigned int i;

	for (i = 0; i < program->nr_calls; i++)
		write_call(to, program, i);
}

char *program_text(const struct program *program, size_t *size)
{
	char *text = NULL;
	FILE *file = open_memstream(&text, size);

	if (!file)
		return NULL;
	program_write(file, program);
	fclose(file);
	return text;
}

/* ---- reading ----------------------------------------------------------- */

static bool find_name(const char *const *names, unsigned int nr,
		      const char *name, uint64_t *found)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		if (names[i] && !strcmp(names[i], name)) {
			*found = i;
			return true;
		}
	return false;
}

static bool read_number(const char *text, uint64_t *number)
{
	char *end;

	errno = 0;
	*number = strtoull(text, &end, 0);
	return *text && !*end && !errno;
}

static int find_field(const struct call *call, const char *name)
{
	const struct layout *layout = commands[call->command].layout;
	unsigned int i;

	for (i = 0; i < layout->nr_fields; i++)
		if (!strcmp(layout->fields[i].name, name))
			return (int)i;
	return -1;
}

/* call3.medium */
static bool read_result(const struct program *program, char *text,
			struct value *value)
{
	char *dot = strchr(text, '.');
	uint64_t at;
	int field;

	if (!dot)
		return false;
	*dot = '\0';
	if (!read_number(text, &at) || at + 1 >= program->nr_calls)
		return false;
	field = find_field(&program->calls[at], dot + 1);
	if (field < 0)
		return false;
	value->how = HOW_RESULT;
	value->number = at << 32 | (uint32_t)field;
	return true;
}

/* pool:3 */
static bool read_object(char *text, struct value *value)
{
	char *colon = strchr(text, ':');
	uint64_t kind, number;

	if (!colon)
		return false;
	*colon = '\0';
	if (!find_name(kind_names, KINDS_MAX, text, &kind) ||
	    !read_number(colon + 1, &number))
		return false;
	value->number = kind << 32 | (uint32_t)number;
	return true;
}

static bool read_value(const struct program *program, char *text,
		       struct value *value)
{
	char *colon;
	uint64_t how;

	value->how = HOW_NUMBER;
	if (read_number(text, &value->number))
		return true;
	if (!strncmp(text, "call", 4))
		return read_result(program, text + 4, value);
	value->how = HOW_BENT;
	if (!strncmp(text, "bent:", 5))
		return read_object(text + 5, value);
	colon = strchr(text, ':');
	if (colon)
		*colon = '\0';
	if (!find_name(how_names, NR_HOWS, text, &how)) {
		if (colon)
			*colon = ':';
		value->how = HOW_OBJECT;
		return read_object(text, value);
	}
	value->how = (uint8_t)how;
	value->number = 0;
	return !colon || read_number(colon + 1, &value->number);
}

static bool read_word(struct program *program, struct call *call, char *word)
{
	char *equals = strchr(word, '=');
	uint64_t number;
	int field;

	if (!equals)
		return false;
	*equals++ = '\0';
	if (*word == '.') {
		field = find_field(call, word + 1);
		return field >= 0 &&
		       read_value(program, equals, &call->values[field]);
	}
	if (!strcmp(word, "user") &&
	    find_name(user_names, USERS, equals, &number))
		call->user = (uint8_t)number;
	else if (!strcmp(word, "fit") &&
		 find_name(fit_names, NR_FITS, equals, &number))
		call->fit = (uint8_t)number;
	else if (!strcmp(word, "place") &&
		 find_name(place_names, NR_PLACES, equals, &number))
		call->place = (uint8_t)number;
	else if (!strcmp(word, "session") && read_number(equals, &number) &&
		 number < SESSIONS)
		call->session = (uint8_t)number;
	else
		return false;
	return true;
}

static bool read_call(struct program *program, char *line)
{
	struct call *call = &program->calls[program->nr_calls];
	char *save, *word = strtok_r(line, " \n", &save);
	unsigned int i;

	if (!word || program->nr_calls == CALLS_MAX)
		return false;
	for (i = 0; i < nr_commands && strcmp(commands[i].name, word); i++)
		;
	if (i == nr_commands)
		return false;
	memset(call, 0, sizeof(*call));
	call->command = (uint8_t)i;
	program->nr_calls++;
	while ((word = strtok_r(NULL, " \n", &save)))
		if (!read_word(program, call, word))
			return false;
	return true;
}

int program_read(FILE *from, const char *name, unsigned int *line,
		 struct program *program)
{
	char *text = NULL;
	size_t size = 0;
	int status = 0;

	program->nr_calls = 0;
	while (getline(&text, &size, from) > 0) {
		++*line;
		if (!strncmp(text, "--", 2) && program->nr_calls)
			break;
		if (*text == '#' || *text == '\n' || *text == '-')
			continue;
		if (!read_call(program, text)) {
			fprintf(stderr, "fuzz: %s:%u: this is no call\n", name,
				*line);
			status = -EINVAL;
			break;
		}
	}
	free(text);
	return status ?: program->nr_calls > 0;
}
