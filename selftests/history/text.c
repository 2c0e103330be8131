// SPDX-License-Identifier: GPL-2.0
/* See text.h. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include <ntms/libntms.h>

#include "text.h"

#define NR(array) (sizeof(array) / sizeof((array)[0]))

static const char *const verb_names[VERBS] = {
	[ALLOCATE] = "allocate",
	[WAIT] = "wait",
	[QUEUE] = "queue",
	[DEALLOCATE] = "deallocate",
	[COMPLETE] = "complete",
	[SWAP] = "swap",
	[MOVE] = "move",
	[DECOMMISSION] = "decommission",
	[SET] = "set",
	[LOOK] = "look",
	[READ] = "read",
	[COUNT] = "count",
	[WHY] = "why",
};

static const char *const member_names[MEMBERS] = {
	[ENABLED] = "enabled",
	[DRAWS] = "draws",
	[GIVES_BACK] = "back",
	[LIMIT] = "limit",
};

/* ---- words ------------------------------------------------------------ */

char *word(char **line)
{
	static char none[1];
	char *found = strsep(line, "\n ");

	return found ?: none;
}

bool read_number(const char *text, uint64_t *number)
{
	char *end;

	errno = 0;
	*number = strtoull(text, &end, 10);
	return !errno && *text >= '0' && *text <= '9' && !*end;
}

static bool read_small(const char *text, uint32_t *number)
{
	uint64_t large;

	if (!read_number(text, &large) || large > INT32_MAX)
		return false;
	*number = (uint32_t)large;
	return true;
}

/* A letter and a number; of who is nobody the number is none. */
bool read_name(const char *text, char kind, uint32_t *number)
{
	*number = kind == 'L' ? NOBODY : UINT32_MAX;
	if (!strcmp(text, "-"))
		return true;
	*number = UNKNOWN;
	if (!strcmp(text, "?"))
		return true;
	return *text == kind && read_small(text + 1, number);
}

bool read_side(const char *text, uint32_t *side)
{
	unsigned int cartridge, at;
	int end = 0;

	if (!strcmp(text, "-") || !strcmp(text, "?"))
		return read_name(text, 'C', side);
	if (sscanf(text, "C%u.%u%n", &cartridge, &at, &end) != 2 ||
	    text[end] || cartridge >= CARTRIDGES_MAX || at >= SIDES_MAX)
		return false;
	*side = SIDE(cartridge, at);
	return true;
}

static bool read_one_of(const char *text, const char *const *names, uint32_t nr,
			uint32_t *number)
{
	uint32_t i;

	for (i = 0; i < nr; i++) {
		if (!names[i] || strcmp(names[i], text))
			continue;
		*number = i;
		return true;
	}
	return false;
}

/* What the library calls by a word, and that has a number below @nr */
static bool read_called(const char *text, const char *(*name)(uint32_t),
			uint32_t nr, uint32_t *number)
{
	for (*number = 0; *number < nr; ++*number)
		if (!strcmp(name(*number), text))
			return true;
	return false;
}

bool read_state(const char *text, uint32_t *state)
{
	return read_called(text, ntms_side_state_name, NTMS_SIDE_RESERVED + 1,
			   state);
}

bool read_kind(const char *text, uint32_t *kind)
{
	return read_called(text, ntms_pool_type_name, NTMS_POOL_APPLICATION + 1,
			   kind);
}

static bool read_reason(const char *text, uint32_t *reason)
{
	size_t i;

	for (i = 0; i < nr_reasons; i++) {
		if (strcmp(reasons[i].name, text))
			continue;
		*reason = reasons[i].reason;
		return true;
	}
	return false;
}

void write_name(FILE *file, char kind, uint32_t number)
{
	if (number == UNKNOWN)
		fputs(" ?", file);
	else if (number == (kind == 'L' ? NOBODY : UINT32_MAX))
		fputs(" -", file);
	else
		fprintf(file, " %c%u", kind, number);
}

void write_side(FILE *file, uint32_t side)
{
	if (side == UNKNOWN || side == NO_SIDE)
		write_name(file, 'C', side);
	else
		fprintf(file, " C%u.%u", side / SIDES_MAX, side % SIDES_MAX);
}

void write_state(FILE *file, uint32_t state)
{
	fprintf(file, " %s", ntms_side_state_name(state));
}

void write_kind(FILE *file, uint32_t kind)
{
	fprintf(file, " %s", ntms_pool_type_name(kind));
}

/* ---- what is asked for ------------------------------------------------ */

static const char *const option_names[] = {
	[0] = "plain",
	[NTMS_ALLOCATE_NEW] = "new",
	[NTMS_ALLOCATE_NEXT] = "next",
	[NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE] = "plain,error",
	[NTMS_ALLOCATE_NEW | NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE] = "new,error",
	[NTMS_ALLOCATE_NEXT | NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE] =
		"next,error",
};

static void write_wanted(FILE *file, const struct made *made)
{
	write_name(file, 'P', made->pool);
	fprintf(file, " %s", option_names[made->options]);
	write_side(file, made->side);
	write_name(file, 'L', made->lmid);
	if (may_wait(made->verb))
		fprintf(file, " %" PRIu64, made->deadline);
}

static bool read_wanted(char **line, struct made *made)
{
	return read_name(word(line), 'P', &made->pool) &&
	       read_one_of(word(line), option_names, NR(option_names),
			   &made->options) &&
	       read_side(word(line), &made->side) &&
	       read_name(word(line), 'L', &made->lmid) &&
	       (!may_wait(made->verb) ||
		read_number(word(line), &made->deadline));
}

/* R is the robot, the library. */
static const char kinds[] = { [POOL] = 'P', [CARTRIDGE] = 'C', [LIBRARY] = 'R' };

static void write_set(FILE *file, const struct made *made)
{
	write_name(file, kinds[made->kind],
		   made->kind == POOL ? made->pool :
		   made->kind == CARTRIDGE ? made->cartridge : 0);
	fprintf(file, " %s %u", member_names[made->member], made->value);
}

static bool read_set(char **line, struct made *made)
{
	const char *what = word(line);
	uint32_t *number = *what == 'P' ? &made->pool : &made->cartridge;

	for (made->kind = POOL; kinds[made->kind] != *what; made->kind++)
		if (made->kind == LIBRARY)
			return false;
	return read_name(what, *what, number) &&
	       read_one_of(word(line), member_names, MEMBERS, &made->member) &&
	       (made->kind == POOL || made->member == ENABLED) &&
	       read_small(word(line), &made->value);
}

static void write_arguments(FILE *file, const struct made *made)
{
	switch (made->verb) {
	case DEALLOCATE:
	case COMPLETE:
	case READ:
		write_name(file, 'L', made->lmid);
		break;
	case SWAP:
		write_name(file, 'L', made->lmid);
		write_name(file, 'L', made->other);
		break;
	case MOVE:
		write_name(file, 'C', made->cartridge);
		write_name(file, 'P', made->pool);
		break;
	case DECOMMISSION:
	case LOOK:
		write_side(file, made->side);
		break;
	case SET:
		write_set(file, made);
		break;
	case COUNT:
		write_name(file, 'P', made->pool);
		break;
	default:
		write_wanted(file, made);
	}
}

static bool read_arguments(char **line, struct made *made)
{
	switch (made->verb) {
	case DEALLOCATE:
	case COMPLETE:
	case READ:
		return read_name(word(line), 'L', &made->lmid);
	case SWAP:
		return read_name(word(line), 'L', &made->lmid) &&
		       read_name(word(line), 'L', &made->other);
	case MOVE:
		return read_name(word(line), 'C', &made->cartridge) &&
		       read_name(word(line), 'P', &made->pool);
	case DECOMMISSION:
	case LOOK:
		return read_side(word(line), &made->side);
	case SET:
		return read_set(line, made);
	case COUNT:
		return read_name(word(line), 'P', &made->pool);
	default:
		return read_wanted(line, made);
	}
}

/* ---- what is answered ------------------------------------------------- */

static void write_answer(FILE *file, const struct made *made)
{
	const uint32_t *results = made->results;

	if (made->queued)
		fprintf(file, " queued %" PRIu64 " %" PRIu64, made->ended,
			made->cancelled);
	fprintf(file, " %s", reason_name(made->reason));
	if (made->reason)
		return;
	switch (made->verb) {
	case ALLOCATE:
	case WAIT:
	case QUEUE:
		write_name(file, 'L', made->got);
		write_name(file, 'P', made->from);
		break;
	case LOOK:
		write_state(file, results[0]);
		write_name(file, 'L', results[1]);
		fprintf(file, " %u", results[2]);
		write_name(file, 'P', results[3]);
		break;
	case READ:
		write_side(file, results[0]);
		write_name(file, 'P', results[1]);
		break;
	case COUNT:
		fprintf(file, " %u %u %u", results[0], results[1], results[2]);
		break;
	case WHY:
		fprintf(file, " %s", reason_name(results[0]));
		write_side(file, results[1]);
		fprintf(file, " %u", results[2]);
	}
}

static bool read_results(char **line, struct made *made)
{
	uint32_t *results = made->results;

	switch (made->verb) {
	case ALLOCATE:
	case WAIT:
	case QUEUE:
		return read_name(word(line), 'L', &made->got) &&
		       read_name(word(line), 'P', &made->from);
	case LOOK:
		return read_state(word(line), &results[0]) &&
		       read_name(word(line), 'L', &results[1]) &&
		       read_small(word(line), &results[2]) &&
		       read_name(word(line), 'P', &results[3]);
	case READ:
		return read_side(word(line), &results[0]) &&
		       read_name(word(line), 'P', &results[1]);
	case COUNT:
		return read_small(word(line), &results[0]) &&
		       read_small(word(line), &results[1]) &&
		       read_small(word(line), &results[2]);
	case WHY:
		return read_reason(word(line), &results[0]) &&
		       read_side(word(line), &results[1]) &&
		       read_small(word(line), &results[2]);
	default:
		return true;
	}
}

static bool read_answer(char **line, struct made *made)
{
	const char *first = word(line);

	made->ended = made->returned;
	if (made->verb == QUEUE && !strcmp(first, "queued")) {
		made->queued = true;
		if (!read_number(word(line), &made->ended) ||
		    !read_number(word(line), &made->cancelled))
			return false;
		first = word(line);
	}
	return read_reason(first, &made->reason) &&
	       (made->reason || read_results(line, made)) && !*word(line);
}

/* ---- lines ------------------------------------------------------------ */

void made_write(FILE *file, const struct made *made)
{
	fprintf(file, "%u %" PRIu64 " %" PRIu64 " %s", made->client,
		made->invoked, made->returned, verb_names[made->verb]);
	write_arguments(file, made);
	fputs(" =", file);
	write_answer(file, made);
	fputs("\n", file);
}

bool made_read(char *line, struct made *made)
{
	memset(made, 0, sizeof(*made));
	return read_small(word(&line), &made->client) &&
	       read_number(word(&line), &made->invoked) &&
	       read_number(word(&line), &made->returned) &&
	       read_one_of(word(&line), verb_names, VERBS, &made->verb) &&
	       read_arguments(&line, made) && !strcmp(word(&line), "=") &&
	       read_answer(&line, made) && made->invoked <= made->returned &&
	       made->returned <= made->ended;
}
