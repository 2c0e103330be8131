// SPDX-License-Identifier: GPL-2.0
/*
 * ntmsctl attr: list, get, set, delete.
 */
#include "ctl.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct column columns[] = {
	{ "ATTRIBUTE", "name", false, NULL },
	{ "BYTES", "size", true, NULL },
	{ 0 }
};

/**
 * struct owner - what attributes belong to
 * @type: its kind
 * @id: it
 * @name: what it is called, with its kind: "pool \"backup\""
 */
struct owner {
	uint32_t type;
	struct ntms_guid id;
	const char *name;
};

static int find_owner(struct ctl *ctl, const struct args *args,
		      struct owner *owner)
{
	int code = resolve_object(ctl, args_value(args, "kind"),
				  args->operands[0], &owner->type, &owner->id);

	if (code)
		return code;
	owner->name = text("%s \"%s\"", owner->type == NTMS_TYPE_MEDIUM ?
			   "cartridge" : ntms_type_name(owner->type),
			   name_of(ctl, owner->type, &owner->id));
	return CTL_OK;
}

static struct json_object *number(size_t value)
{
	return json_object_new_int64((int64_t)value);
}

static int attr_list(struct ctl *ctl, const struct args *args)
{
	struct ntms_attribute_info *infos;
	struct json_object *object;
	struct listing listing;
	struct owner owner;
	uint32_t reason;
	size_t count, i;
	int code;

	code = find_owner(ctl, args, &owner);
	if (code)
		return code;
	if (ntms_list_attributes(ctl->session, owner.type, &owner.id, &infos,
				 &count, &reason))
		return fail(ctl, reason, NULL,
			    "cannot list the attributes of %s", owner.name);
	listing_begin(&listing, ctl, columns);
	for (i = 0; i < count; i++) {
		object = json_object_new_object();
		json_object_object_add(object, "name",
				       json_object_new_string(infos[i].name));
		json_object_object_add(object, "size",
				       number(infos[i].data_size));
		listing_add(object, &listing);
	}
	free(infos);
	return listing_end(&listing, CTL_OK, "It has no attributes.");
}

/* Are these bytes a text that can be shown as it is? */
static bool is_text(const char *data, size_t size)
{
	return strlen(data) == size && !strcmp(text_lines(data), data);
}

static char *base64(const unsigned char *data, size_t size)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char *result = text_keep(malloc((size + 2) / 3 * 4 + 1)), *to = result;
	size_t i, j;

	for (i = 0; i < size; i += 3) {
		uint32_t three = (uint32_t)data[i] << 16;

		if (i + 1 < size)
			three |= (uint32_t)data[i + 1] << 8;
		if (i + 2 < size)
			three |= data[i + 2];
		for (j = 0; j < 4; j++)
			*to++ = i + j > size ? '=' :
				digits[three >> (18 - 6 * j) & 63];
	}
	*to = '\0';
	return result;
}

static int write_file(struct ctl *ctl, const char *path, const void *data,
		      size_t size)
{
	FILE *file = strcmp(path, "-") ? fopen(path, "wbe") : stdout;
	bool good = file && fwrite(data, 1, size, file) == size;

	if (file && file != stdout && fclose(file))
		good = false;
	if (!good)
		return fail_name(ctl, "See whether there is room, and whether it can be written to",
				 "cannot write \"%s\": %s", text_clean(path),
				 strerror(errno));
	return CTL_OK;
}

static int show_data(struct ctl *ctl, const struct owner *owner,
		     const char *name, const char *data, size_t size)
{
	bool is = is_text(data, size);
	struct json_object *object;

	if (ctl->json) {
		object = json_object_new_object();
		json_object_object_add(object, "name",
				       json_object_new_string(name));
		json_object_object_add(object, "size", number(size));
		json_object_object_add(object, "text", is ?
				       json_object_new_string(data) : NULL);
		json_object_object_add(object, "base64",
				       json_object_new_string(base64((const unsigned char *)data,
								     size)));
		json_print(object);
		return CTL_OK;
	}
	if (!is && isatty(STDOUT_FILENO))
		return fail_name(ctl, "Write it to a file: --file FILE",
				 "attribute \"%s\" of %s is no text",
				 text_clean(name), owner->name);
	fwrite(data, 1, size, stdout);
	if (is && data[size - 1] != '\n')
		putchar('\n');
	return CTL_OK;
}

/* What to type next when an attribute is not there. */
static const char *next_of(uint32_t reason, const struct args *args)
{
	switch (reason) {
	case NTMS_REASON_OBJECT_NOT_FOUND:
		return text("See which it has: ntmsctl attr list %s",
			    text_clean(args->operands[0]));
	case NTMS_REASON_DATABASE_FULL:
		return text("It has %d already. Delete one: ntmsctl attr delete %s NAME",
			    NTMS_ATTRIBUTES_MAX, text_clean(args->operands[0]));
	case NTMS_REASON_INVALID_NAME:
		return "A name has 1 to 31 characters, and no control characters";
	default:
		return NULL;
	}
}

static int attr_get(struct ctl *ctl, const struct args *args)
{
	const char *name = args->operands[1], *path = args_value(args, "file");
	struct owner owner;
	uint32_t reason;
	size_t size;
	void *data;
	int code;

	code = find_owner(ctl, args, &owner);
	if (code)
		return code;
	if (ntms_get_attribute(ctl->session, owner.type, &owner.id, name, &data,
			       &size, &reason))
		return fail(ctl, reason, next_of(reason, args),
			    "cannot read attribute \"%s\" of %s",
			    text_clean(name), owner.name);
	code = path ? write_file(ctl, path, data, size) :
		      show_data(ctl, &owner, name, data, size);
	free(data);
	return code;
}

/* One byte more than there may be is enough: the kernel says that it is. */
static int read_file(struct ctl *ctl, const char *path, char **data,
		     size_t *size)
{
	FILE *file = strcmp(path, "-") ? fopen(path, "rbe") : stdin;
	bool good;

	if (!file)
		return fail_name(ctl, NULL, "cannot open \"%s\": %s",
				 text_clean(path), strerror(errno));
	*data = text_keep(malloc(NTMS_ATTRIBUTE_DATA_MAX + 2));
	*size = fread(*data, 1, NTMS_ATTRIBUTE_DATA_MAX + 1, file);
	(*data)[*size] = '\0';
	good = !ferror(file);
	if (file != stdin)
		fclose(file);
	if (!good)
		return fail_name(ctl, NULL, "cannot read \"%s\"",
				 text_clean(path));
	return CTL_OK;
}

static int attr_set(struct ctl *ctl, const struct args *args)
{
	const char *name = args->operands[1], *path = args_value(args, "file");
	char *data = args->count > 2 ? args->operands[2] : NULL;
	struct owner owner;
	uint32_t reason;
	size_t size = 0;
	int code = CTL_OK;

	if (!data == !path)
		return usage("say either a value or --file");
	if (path)
		code = read_file(ctl, path, &data, &size);
	else
		size = strlen(data);
	if (code)
		return code;
	if (!size)
		return usage("an attribute cannot be empty; \"ntmsctl attr delete\" deletes it");
	code = find_owner(ctl, args, &owner);
	if (code)
		return code;
	if (ntms_set_attribute(ctl->session, owner.type, &owner.id, name, data,
			       size, &reason))
		return fail_why(ctl, reason, reason != NTMS_REASON_NO_DATA ?
				NULL : "an attribute can have 65535 bytes at most",
				next_of(reason, args),
				"cannot set attribute \"%s\" of %s",
				text_clean(name), owner.name);
	if (ctl->json)
		return show_data(ctl, &owner, name, data, size);
	printf("Set attribute \"%s\" of %s: %s.\n", text_clean(name), owner.name,
	       text_count(size, "byte", "bytes"));
	return CTL_OK;
}

static int attr_delete(struct ctl *ctl, const struct args *args)
{
	const char *name = args->operands[1];
	struct json_object *object;
	struct owner owner;
	uint32_t reason;
	int code;

	code = find_owner(ctl, args, &owner);
	if (code)
		return code;
	if (ntms_set_attribute(ctl->session, owner.type, &owner.id, name, NULL,
			       0, &reason))
		return fail(ctl, reason, next_of(reason, args),
			    "cannot delete attribute \"%s\" of %s",
			    text_clean(name), owner.name);
	if (ctl->json) {
		object = json_object_new_object();
		json_object_object_add(object, "deleted",
				       json_object_new_string(name));
		json_print(object);
		return CTL_OK;
	}
	printf("Deleted attribute \"%s\" of %s.\n", text_clean(name),
	       owner.name);
	return CTL_OK;
}

#define KIND_OPTION							\
	{ "kind", "KIND", "what it is, if a name can mean several things", \
	  WORDS_CHOICE, OBJECT_KINDS }

static const struct command commands[] = {
	{
		.verb = "list",
		.operands = "OBJECT",
		.summary = "List the attributes of an object",
		.least = 1,
		.most = 1,
		.words = { WORDS_OBJECT },
		.options = { KIND_OPTION },
		.run = attr_list,
	}, {
		.verb = "get",
		.operands = "OBJECT NAME",
		.summary = "Show the data of an attribute",
		.least = 2,
		.most = 2,
		.words = { WORDS_OBJECT },
		.options = {
			KIND_OPTION,
			{ "file", "FILE", "write it to a file, byte by byte; -: standard output",
			  WORDS_NONE, NULL },
		},
		.run = attr_get,
	}, {
		.verb = "set",
		.operands = "OBJECT NAME [VALUE]",
		.summary = "Write an attribute",
		.least = 2,
		.most = 3,
		.words = { WORDS_OBJECT },
		.options = {
			KIND_OPTION,
			{ "file", "FILE", "take the data from a file; -: standard input",
			  WORDS_NONE, NULL },
		},
		.run = attr_set,
	}, {
		.verb = "delete",
		.operands = "OBJECT NAME",
		.summary = "Delete an attribute",
		.least = 2,
		.most = 2,
		.words = { WORDS_OBJECT },
		.options = { KIND_OPTION },
		.run = attr_delete,
	},
	{ 0 }
};

const struct area area_attr = {
	.name = "attr",
	.summary = "Data that programs keep with objects",
	.commands = commands,
};
