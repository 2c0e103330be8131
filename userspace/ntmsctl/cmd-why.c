// SPDX-License-Identifier: GPL-2.0
/*
 * ntmsctl why: why an allocation would not succeed now, and what would help.
 */
#include "ctl.h"

#include <stdio.h>

static const struct column columns[] = {
	{ "SIDES", "text", false, NULL },
	{ "OF THE POOL", "own", true, NULL },
	{ "OF FREE", "free", true, NULL },
	{ 0 }
};

static const char *string(struct json_object *object, const char *path)
{
	struct json_object *value = json_at(object, path);

	return value ? json_object_get_string(value) : "";
}

static bool is_true(struct json_object *object, const char *path)
{
	return json_object_get_boolean(json_at(object, path));
}

/* The sentence that comes first. */
static void print_result(struct json_object *result, const struct ntms_why *why)
{
	const char *pool = string(result, "pool.name");

	if (is_true(result, "succeeds")) {
		printf("An allocation from pool \"%s\" would succeed now%s%s%s.\n",
		       pool, json_at(result, "would") ? ": it would get side \"" : "",
		       string(result, "would.name"),
		       json_at(result, "would") ? "\"" : "");
		return;
	}
	if (json_at(result, "side")) {
		printf("Side \"%s\" cannot be allocated from pool \"%s\" now: %s (%s).\n",
		       string(result, "side.name"), pool, string(result, "why"),
		       string(result, "name"));
		return;
	}
	if (why->result == NTMS_REASON_MEDIA_UNAVAILABLE ||
	    why->result == NTMS_REASON_TIMEOUT)
		printf("Pool \"%s\" has nothing to be had now%s.\n", pool,
		       why->options & NTMS_ALLOCATE_NEXT ? "" :
		       ": an allocation would ask an operator and wait");
	else
		printf("Nothing can be allocated from pool \"%s\" now: %s (%s).\n",
		       pool, string(result, "why"), string(result, "name"));
}

static void print_sides(struct json_object *result)
{
	struct json_object *rows = json_at(result, "sides");
	struct table *table;
	size_t i;

	/* Of a named side the numbers of the others are no matter. */
	if (!rows || json_at(result, "side"))
		return;
	putchar('\n');
	table = table_new(columns, 2);
	for (i = 0; i < json_object_array_length(rows); i++)
		table_add(table, json_object_array_get_idx(rows, i));
	table_end(table);
	putchar('\n');
	if (!json_at(result, "free"))
		puts("There is no pool of free cartridges of its type.");
	else if (is_true(result, "from_free"))
		printf("The pool draws from free%s.\n",
		       is_true(result, "from_free_allowed") ? "" :
		       ", but you may not");
	else
		puts("The pool does not draw from free.");
}

static void print_remedies(struct json_object *result)
{
	struct json_object *list = json_at(result, "remedies"), *remedy;
	size_t i;

	if (!json_object_array_length(list))
		return;
	puts("\nWhat would help:");
	for (i = 0; i < json_object_array_length(list); i++) {
		remedy = json_object_array_get_idx(list, i);
		printf("  - %s%s\n", string(remedy, "text"),
		       json_at(remedy, "command") ? ":" : ".");
		if (json_at(remedy, "command"))
			printf("      %s\n", string(remedy, "command"));
	}
}

static int parse_why(struct ctl *ctl, const struct args *args,
		     struct ntms_why *why)
{
	const char *next = args_value(args, "next");
	const char *side = args_value(args, "side");
	int code;

	if (next && args_value(args, "new"))
		return usage("--new and --next exclude each other");
	if (next && side)
		return usage("--next says which side: --side makes no sense with it");
	if (args_value(args, "new"))
		why->options |= NTMS_ALLOCATE_NEW;
	code = resolve_pool(ctl, args->operands[0], &why->pool);
	if (!code && side)
		code = resolve_side(ctl, side, &why->side);
	if (!code && next) {
		why->options |= NTMS_ALLOCATE_NEXT;
		code = resolve_lmid(ctl, next, &why->medium);
	}
	return code;
}

static int why_run(struct ctl *ctl, const struct args *args)
{
	struct json_object *result;
	struct ntms_why why = { 0 };
	int code;

	code = parse_why(ctl, args, &why);
	if (!code)
		code = explain(ctl, &why, &result);
	if (code)
		return code;
	if (ctl->json) {
		json_print(result);
		return CTL_OK;
	}
	print_result(result, &why);
	print_sides(result);
	if (why.waiting)
		printf("%s for this pool already, and %s served first.\n",
		       text_count(why.waiting, "allocation waits",
				  "allocations wait"),
		       why.waiting == 1 ? "is" : "are");
	print_remedies(result);
	json_object_put(result);
	return CTL_OK;
}

static const struct command commands[] = {
	{
		.operands = "POOL",
		.summary = "Explain why an allocation would not succeed now, and what would help",
		.least = 1,
		.most = 1,
		.words = { WORDS_POOL },
		.options = {
			{ "new", NULL, "of a cartridge that nobody else has a side of",
			  WORDS_NONE, NULL },
			{ "next", "LMID", "the next side of the cartridge of this LMID",
			  WORDS_LMID, NULL },
			{ "side", "SIDE", "this side (A00004L3, A00004L3:1)",
			  WORDS_SIDE, NULL },
		},
		.run = why_run,
	},
	{ 0 }
};

const struct area area_why = {
	.name = "why",
	.summary = "Why an allocation would not succeed now",
	.commands = commands,
};
