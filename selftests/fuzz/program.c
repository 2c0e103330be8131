// SPDX-License-Identifier: GPL-2.0
/* Programs are drawn by chance, and changed by it. */
#include <string.h>

#include "fuzz.h"
#include "user.h"

#define VALUE(h, n)	((struct value){ .how = (h), .number = (n) })

static const uint64_t numbers[] = {
	0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 33, 63, 64, 65, 100, 255, 256,
	257, ALICE, BOB, 4095, 4096, 65534, 65535, 65536, 0x7fffffff,
	0x80000000, 0xfffffffe, 0xffffffff, 0x100000000, 0x7fffffffffffffff,
	0x8000000000000000, 0xffffffffffffffff,
};

#define NR_NUMBERS	(sizeof(numbers) / sizeof(*numbers))

static struct value draw_number(uint64_t *state)
{
	unsigned int way = chance(state, 12);

	if (way < 6)
		return VALUE(HOW_NUMBER, 0);
	if (way < 9)
		return VALUE(HOW_NUMBER, chance(state, 8));
	if (way < 11)
		return VALUE(HOW_NUMBER, numbers[chance(state, NR_NUMBERS)]);
	return VALUE(HOW_NUMBER, chance_next(state));
}

static struct value draw_values(uint64_t *state, const struct field *field)
{
	uint64_t number = field->values[chance(state, field->nr_values)];

	if (one_in(state, 12))
		return draw_number(state);
	if ((field->kind == FIELD_BITS || !field->values[0]) &&
	    one_in(state, 2))
		return VALUE(HOW_NUMBER, 0);
	while (one_in(state, 6))
		number |= field->values[chance(state, field->nr_values)];
	return VALUE(HOW_NUMBER, number);
}

static uint32_t draw_kind(uint64_t *state, uint32_t objects)
{
	uint32_t kind;

	if (!objects || one_in(state, 16))
		objects = ~0U;
	do
		kind = chance(state, KINDS_MAX);
	while (!(objects >> kind & 1) || !infos[kind]);
	return kind;
}

static struct value draw_guid(uint64_t *state, const struct field *field)
{
	uint64_t kind = draw_kind(state, field->objects);
	uint64_t number = kind << 32 | chance(state, 64);

	if (field->null && one_in(state, 2))
		return VALUE(HOW_NUMBER, 0);
	switch (chance(state, 60)) {
	case 0 ... 5:
		return VALUE(HOW_NUMBER, 0);
	case 6:
		return VALUE(HOW_BENT, number);
	case 7:
		return VALUE(HOW_NOISE, chance_next(state));
	default:
		return VALUE(HOW_OBJECT, number);
	}
}

static struct value draw_address(uint64_t *state)
{
	uint64_t seed = chance_next(state) >> 32;

	switch (chance(state, 24)) {
	case 0:
		return VALUE(HOW_NUMBER, 0);
	case 1:
		return VALUE(HOW_TIGHT, seed);
	case 2:
		return VALUE(HOW_ODD, seed);
	case 3:
		return VALUE(HOW_NOWHERE + chance(state, 4), 0);
	case 4:
		return draw_number(state);
	default:
		return VALUE(HOW_ROOM, seed);
	}
}

static struct value draw_deadline(uint64_t *state)
{
	switch (chance(state, 16)) {
	case 0 ... 3:
		return VALUE(HOW_NUMBER, 0);
	case 4:
		/* A signal has to end it, if nobody else does. */
		return VALUE(HOW_NUMBER, NTMS_DEADLINE_NEVER);
	case 5:
		return draw_number(state);
	default:
		return VALUE(HOW_LATER,
			     chance(state, one_in(state, 4) ? 80 : 12));
	}
}

/* The first words of the dictionary are good ones. */
static struct value draw_text(uint64_t *state)
{
	if (one_in(state, 16))
		return VALUE(HOW_NOISE, chance_next(state) >> 32);
	return VALUE(HOW_TEXT, one_in(state, 4) ?
		     chance(state, nr_dictionary) : chance(state, 8));
}

static struct value draw_room(uint64_t *state, const struct field *field)
{
	static const uint64_t rooms[] = {
		0, 1, 1, 2, 3, 8, 16, 32, 33, 64, 65, 256, 257, 1000, 4096, 65535,
	};

	uint32_t kind = draw_kind(state, 0);

	if (one_in(state, 8))
		return draw_number(state);
	if (field->any_info && one_in(state, 4))
		return VALUE(HOW_NUMBER, 4096);
	if (field->any_info && !one_in(state, 4))
		return VALUE(HOW_NUMBER, infos[kind]->size);
	return VALUE(HOW_NUMBER,
		     rooms[chance(state, sizeof(rooms) / sizeof(*rooms))]);
}

struct value value_draw(uint64_t *state, const struct field *field)
{
	bool quiet = field->quiet || field->kind == FIELD_RESERVED;

	if (quiet && !one_in(state, 64))
		return VALUE(HOW_NUMBER, 0);
	switch (field->kind) {
	case FIELD_GUID:
		return draw_guid(state, field);
	case FIELD_TEXT:
		return draw_text(state);
	case FIELD_BLOB:
		return VALUE(HOW_NOISE, chance_next(state) >> 32);
	case FIELD_ADDRESS:
		return draw_address(state);
	case FIELD_ROOM:
		return draw_room(state, field);
	case FIELD_DEADLINE:
		return draw_deadline(state);
	case FIELD_ENUM:
	case FIELD_BITS:
		if (field->nr_values)
			return draw_values(state, field);
		return draw_number(state);
	default:
		return draw_number(state);
	}
}

/* What an earlier call gave is what most calls are about. */
static bool draw_result(uint64_t *state, const struct program *program,
			unsigned int before, const struct field *wanted,
			struct value *value)
{
	const struct layout *layout;
	unsigned int tries, at, i;

	for (tries = 0; before && tries < 4; tries++) {
		at = before - 1 - chance(state, before < 4 ? before : 4);
		layout = commands[program->calls[at].command].layout;
		i = chance(state, layout->nr_fields);
		if (!layout->fields[i].gives ||
		    (wanted->objects && !(wanted->objects &
					  layout->fields[i].objects)))
			continue;
		*value = VALUE(HOW_RESULT, (uint64_t)at << 32 | i);
		return true;
	}
	return false;
}

static void draw_field(uint64_t *state, struct program *program,
		       unsigned int at, unsigned int i)
{
	struct call *call = &program->calls[at];
	const struct field *field =
		&commands[call->command].layout->fields[i];
	struct value *value = &call->values[i];

	*value = value_draw(state, field);
	if (field->kind == FIELD_GUID && value->how == HOW_OBJECT &&
	    one_in(state, 2))
		draw_result(state, program, at, field, value);
}

static unsigned int draw_user(uint64_t *state)
{
	return one_in(state, 3) ? chance(state, USERS) : 0;
}

/* Few draw the journal: there is one, and whoever has it has to answer. */
static unsigned int draw_command(uint64_t *state)
{
	unsigned int number;

	do
		number = chance(state, nr_commands);
	while (commands[number].number == NTMS_IOC_JOURNAL_ATTACH &&
	       !one_in(state, 3));
	return number;
}

static void draw_call(uint64_t *state, struct program *program, unsigned int at,
		      unsigned int user)
{
	struct call *call = &program->calls[at];
	const struct layout *layout;
	unsigned int i;

	memset(call, 0, sizeof(*call));
	call->command = (uint8_t)draw_command(state);
	call->user = (uint8_t)(one_in(state, 8) ? draw_user(state) : user);
	call->session = (uint8_t)(one_in(state, 4) ? chance(state, SESSIONS) :
						     0);
	if (one_in(state, 16))
		call->fit = (uint8_t)chance(state, NR_FITS);
	if (one_in(state, 12))
		call->place = (uint8_t)chance(state, NR_PLACES);
	layout = commands[call->command].layout;
	for (i = 0; i < layout->nr_fields; i++)
		draw_field(state, program, at, i);
}

void program_draw(uint64_t *state, struct program *program)
{
	unsigned int user = draw_user(state), i;

	program->nr_calls = 2 + chance(state, 9);
	for (i = 0; i < program->nr_calls; i++)
		draw_call(state, program, i, user);
}

/* What a call gives that comes before */
static bool is_result(const struct program *program, uint64_t at,
		      unsigned int before, uint32_t field)
{
	const struct layout *layout;

	if (at >= before)
		return false;
	layout = commands[program->calls[at].command].layout;
	return field < layout->nr_fields && layout->fields[field].gives;
}

/* References to @from and later ones move by @by; those to nothing are ended. */
static void renumber(struct program *program, unsigned int from, int by)
{
	const struct field *field;
	struct value *value;
	unsigned int c, i;
	uint64_t at;

	for (c = 0; c < program->nr_calls; c++) {
		for (i = 0; i < FIELDS_MAX; i++) {
			value = &program->calls[c].values[i];
			if (value->how != HOW_RESULT)
				continue;
			at = value->number >> 32;
			if (at >= from)
				at += (uint64_t)(int64_t)by;
			if (is_result(program, at, c,
				      (uint32_t)value->number)) {
				value->number = at << 32 |
						(uint32_t)value->number;
				continue;
			}
			field = &commands[program->calls[c].command].layout
					 ->fields[i];
			*value = VALUE(HOW_OBJECT, object_for(field));
		}
	}
}

void program_drop(struct program *program, unsigned int at)
{
	unsigned int c, i;
	struct value *value;

	/* What named its results names nothing for a moment. */
	for (c = at + 1; c < program->nr_calls; c++)
		for (i = 0; i < FIELDS_MAX; i++) {
			value = &program->calls[c].values[i];
			if (value->how == HOW_RESULT &&
			    value->number >> 32 == at)
				value->number = (uint64_t)UINT32_MAX << 32;
		}
	memmove(&program->calls[at], &program->calls[at + 1],
		(program->nr_calls - at - 1) * sizeof(struct call));
	program->nr_calls--;
	renumber(program, at + 1, -1);
}

static void insert(uint64_t *state, struct program *program, unsigned int at)
{
	if (program->nr_calls == CALLS_MAX)
		program_drop(program, chance(state, CALLS_MAX));
	if (at > program->nr_calls)
		at = program->nr_calls;
	memmove(&program->calls[at + 1], &program->calls[at],
		(program->nr_calls - at) * sizeof(struct call));
	program->nr_calls++;
	memset(&program->calls[at], 0, sizeof(struct call));
	renumber(program, at, 1);
	draw_call(state, program, at, program->calls[0].user);
}

static void duplicate(uint64_t *state, struct program *program, unsigned int at)
{
	struct call call = program->calls[at];

	if (program->nr_calls == CALLS_MAX)
		return;
	if (one_in(state, 2))
		call.user = (uint8_t)chance(state, USERS);
	if (one_in(state, 2))
		call.session = (uint8_t)chance(state, SESSIONS);
	program->calls[program->nr_calls++] = call;
}

static void splice(uint64_t *state, struct program *program,
		   const struct program *other)
{
	unsigned int keep = 1 + chance(state, program->nr_calls);
	unsigned int from = chance(state, other->nr_calls), i;

	program->nr_calls = keep;
	for (i = from; i < other->nr_calls && program->nr_calls < CALLS_MAX;
	     i++)
		program->calls[program->nr_calls++] = other->calls[i];
	renumber(program, UINT32_MAX, 0);
}

static void change_frame(uint64_t *state, struct call *call)
{
	switch (chance(state, 4)) {
	case 0:
		call->user = (uint8_t)chance(state, USERS);
		break;
	case 1:
		call->session = (uint8_t)chance(state, SESSIONS);
		break;
	case 2:
		call->fit = (uint8_t)chance(state, NR_FITS);
		break;
	default:
		call->place = (uint8_t)chance(state, NR_PLACES);
		break;
	}
}

static void change_field(uint64_t *state, struct program *program,
			 unsigned int at)
{
	struct call *call = &program->calls[at];
	const struct layout *layout = commands[call->command].layout;
	struct value *value;
	unsigned int i;

	if (!layout->nr_fields)
		return;
	i = chance(state, layout->nr_fields);
	value = &call->values[i];
	if (value->how == HOW_NUMBER && one_in(state, 3))
		value->number ^= 1ULL << chance(state, 64);
	else if (value->how == HOW_NUMBER && one_in(state, 3))
		value->number += (uint64_t)chance(state, 9) - 4;
	else
		draw_field(state, program, at, i);
}

static void mutate_once(uint64_t *state, struct program *program,
			const struct program *other)
{
	unsigned int at = chance(state, program->nr_calls);

	switch (chance(state, 16)) {
	case 0 ... 2:
		insert(state, program, chance(state, program->nr_calls + 1));
		break;
	case 3:
		if (program->nr_calls > 1)
			program_drop(program, at);
		break;
	case 4:
		duplicate(state, program, at);
		break;
	case 5:
		if (other)
			splice(state, program, other);
		break;
	case 6:
		change_frame(state, &program->calls[at]);
		break;
	default:
		change_field(state, program, at);
		break;
	}
}

void program_mutate(uint64_t *state, struct program *program,
		    const struct program *other)
{
	do
		mutate_once(state, program, other);
	while (!one_in(state, 3));
}
