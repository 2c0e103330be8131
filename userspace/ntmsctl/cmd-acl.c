// SPDX-License-Identifier: GPL-2.0
/*
 * ntmsctl acl: show, set, add, remove.
 */
#include "ctl.h"

#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>

static const struct column columns[] = {
	{ "FOR", "kind", false, NULL },
	{ "NAME", "name", false, NULL },
	{ "RIGHTS", "text", false, NULL },
	{ 0 }
};

static const char *const right_names[] = { "use", "modify", "control" };
static const char *const kind_names[] = { NULL, "user", "group", "everyone" };

#define RIGHTS	(sizeof(right_names) / sizeof(right_names[0]))

/**
 * struct list - a list of rights, as it was read or is to be written
 * @governor: the pool, library or computer whose list it is
 * @type: its kind
 * @owner: of an application pool, its owner; else all ones
 * @of: what it is called, with its kind: "pool \"backup\""
 * @aces: entries
 * @count: number of them
 */
struct list {
	struct ntms_guid governor;
	uint32_t type;
	uint32_t owner;
	const char *of;
	struct ntms_ace aces[NTMS_ACES_MAX];
	size_t count;
};

static const char *title(struct ctl *ctl, uint32_t type,
			 const struct ntms_guid *id)
{
	if (type == NTMS_TYPE_COMPUTER)
		return "the computer";
	return text("%s \"%s\"", type == NTMS_TYPE_MEDIUM ? "cartridge" :
		    ntms_type_name(type), name_of(ctl, type, id));
}

static int find_object(struct ctl *ctl, const struct args *args,
		       uint32_t *type, struct ntms_guid *id)
{
	return resolve_object(ctl, args_value(args, "kind"), args->operands[0],
			      type, id);
}

static int read_list(struct ctl *ctl, uint32_t type, const struct ntms_guid *id,
		     struct list *list)
{
	struct ntms_ace *aces;
	struct ntms_acl acl;
	uint32_t reason;

	if (ntms_get_acl(ctl->session, id, &acl, &aces, &list->count, &reason))
		return fail(ctl, reason, NULL, "cannot read the rights of %s",
			    title(ctl, type, id));
	if (list->count)
		memcpy(list->aces, aces, list->count * sizeof(*aces));
	free(aces);
	list->governor = acl.governor;
	list->type = acl.type;
	list->owner = acl.owner;
	list->of = title(ctl, acl.type, &acl.governor);
	return CTL_OK;
}

/* ---- words of the command line */

static int parse_rights(const char *words, uint32_t *rights)
{
	size_t length, i;

	*rights = 0;
	for (;; words += length + 1) {
		length = strcspn(words, ",");
		for (i = 0; i < RIGHTS; i++)
			if (strlen(right_names[i]) == length &&
			    !strncmp(words, right_names[i], length))
				break;
		if (i == RIGHTS)
			return usage("\"%s\" is no right: use, modify and control are, joined by commas",
				     text_clean(text("%.*s", (int)length,
						     words)));
		*rights |= 1U << i;
		if (!words[length])
			return CTL_OK;
	}
}

static int parse_user(const char *name, uint32_t *id)
{
	const struct passwd *entry = getpwnam(name);

	if (entry)
		*id = entry->pw_uid;
	else if (!text_number(name, id))
		return usage("there is no user \"%s\"", text_clean(name));
	return CTL_OK;
}

static int parse_group(const char *name, uint32_t *id)
{
	const struct group *entry = getgrnam(name);

	if (entry)
		*id = entry->gr_gid;
	else if (!text_number(name, id))
		return usage("there is no group \"%s\"", text_clean(name));
	return CTL_OK;
}

/* "user:NAME", "group:NAME" or "everyone" */
static int parse_who(const char *word, struct ntms_ace *ace)
{
	memset(ace, 0, sizeof(*ace));
	if (!strcmp(word, "everyone")) {
		ace->kind = NTMS_ACE_EVERYONE;
		return CTL_OK;
	}
	if (!strncmp(word, "user:", 5)) {
		ace->kind = NTMS_ACE_USER;
		return parse_user(word + 5, &ace->id);
	}
	if (!strncmp(word, "group:", 6)) {
		ace->kind = NTMS_ACE_GROUP;
		return parse_group(word + 6, &ace->id);
	}
	return usage("\"%s\" is nobody: say user:NAME, group:NAME or everyone",
		     text_clean(word));
}

/* "user:NAME=use,modify"; names may have a = in them, rights have none. */
static int parse_entry(const char *word, struct ntms_ace *ace)
{
	const char *at = strrchr(word, '=');
	uint32_t rights;
	int code;

	if (!at)
		return usage("\"%s\" says no rights: say for example %s=use,control",
			     text_clean(word), text_clean(word));
	code = parse_rights(at + 1, &rights);
	if (!code)
		code = parse_who(text("%.*s", (int)(at - word), word), ace);
	ace->rights = rights;
	return code;
}

/* ---- lists */

static struct ntms_ace *find_ace(struct list *list, const struct ntms_ace *who)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (list->aces[i].kind == who->kind &&
		    list->aces[i].id == who->id)
			return &list->aces[i];
	return NULL;
}

static int merge(struct ctl *ctl, struct list *list, const struct ntms_ace *ace)
{
	struct ntms_ace *old = find_ace(list, ace);

	if (old) {
		old->rights |= ace->rights;
		return CTL_OK;
	}
	if (list->count == NTMS_ACES_MAX)
		return fail_name(ctl, "Give rights to a group instead of to each of its members",
				 "a list of rights has at most %d entries",
				 NTMS_ACES_MAX);
	list->aces[list->count++] = *ace;
	return CTL_OK;
}

static int merge_all(struct ctl *ctl, const struct args *args,
		     struct list *list)
{
	struct ntms_ace ace;
	int code = CTL_OK, i;

	for (i = 1; i < args->count && !code; i++) {
		code = parse_entry(args->operands[i], &ace);
		if (!code)
			code = merge(ctl, list, &ace);
	}
	return code;
}

static struct json_object *string(const char *value)
{
	return value ? json_object_new_string(value) : NULL;
}

/* What the kernel says of who is not in our user namespace */
#define NOT_HERE UINT32_MAX

static const char *user_name(uint32_t id)
{
	const struct passwd *entry = id == NOT_HERE ? NULL : getpwuid(id);

	return entry ? text_clean(entry->pw_name) : text("%u", id);
}

static const char *ace_name(const struct ntms_ace *ace)
{
	const struct group *entry;

	if (ace->kind == NTMS_ACE_USER)
		return user_name(ace->id);
	if (ace->kind != NTMS_ACE_GROUP)
		return NULL;
	entry = ace->id == NOT_HERE ? NULL : getgrgid(ace->id);
	return entry ? text_clean(entry->gr_name) : text("%u", ace->id);
}

static struct json_object *describe_ace(const struct ntms_ace *ace, bool table)
{
	struct json_object *object = json_object_new_object();
	struct json_object *rights = json_object_new_array();
	const char *words = "";
	size_t i;

	for (i = 0; i < RIGHTS; i++) {
		if (!(ace->rights & 1U << i))
			continue;
		json_object_array_add(rights, string(right_names[i]));
		words = text("%s%s%s", words, *words ? "," : "",
			     right_names[i]);
	}
	json_object_object_add(object, "kind",
			       string(ace->kind <= NTMS_ACE_EVERYONE ?
				      kind_names[ace->kind] : NULL));
	json_object_object_add(object, "id", ace->kind == NTMS_ACE_EVERYONE ?
			       NULL : json_object_new_int64(ace->id));
	json_object_object_add(object, "name", string(ace_name(ace)));
	json_object_object_add(object, "rights", rights);
	if (table)
		json_object_object_add(object, "text", string(words));
	return object;
}

static void print_json(struct ctl *ctl, const struct list *list)
{
	struct json_object *object = json_object_new_object();
	struct json_object *governor = json_object_new_object();
	struct json_object *entries = json_object_new_array();
	bool owned = list->owner != UINT32_MAX;
	size_t i;

	json_object_object_add(governor, "type",
			       string(ntms_type_name(list->type)));
	json_object_object_add(governor, "id",
			       string(text_guid(&list->governor)));
	json_object_object_add(governor, "name",
			       string(name_of(ctl, list->type,
					      &list->governor)));
	json_object_object_add(object, "governor", governor);
	json_object_object_add(object, "owner_uid", owned ?
			       json_object_new_int64(list->owner) : NULL);
	json_object_object_add(object, "owner",
			       string(owned ? user_name(list->owner) : NULL));
	for (i = 0; i < list->count; i++)
		json_object_array_add(entries,
				      describe_ace(&list->aces[i], false));
	json_object_object_add(object, "entries", entries);
	json_print(object);
}

static void print_list(const struct list *list)
{
	struct json_object *object;
	struct table *table;
	size_t i;

	if (!list->count) {
		puts("The list is empty: nobody else has any right.");
		return;
	}
	table = table_new(columns, 0);
	for (i = 0; i < list->count; i++) {
		object = describe_ace(&list->aces[i], true);
		table_add(table, object);
		json_object_put(object);
	}
	table_end(table);
}

static int acl_show(struct ctl *ctl, const struct args *args)
{
	struct ntms_guid id;
	struct list list;
	uint32_t type;
	int code = find_object(ctl, args, &type, &id);

	if (!code)
		code = read_list(ctl, type, &id, &list);
	if (code)
		return code;
	if (ctl->json) {
		print_json(ctl, &list);
		return CTL_OK;
	}
	if (ntms_guid_equal(&list.governor, &id))
		printf("Rights on %s, and on what it governs.\n", list.of);
	else
		printf("Rights on %s, which governs %s.\n", list.of,
		       title(ctl, type, &id));
	if (list.owner != UINT32_MAX)
		printf("Administrators and the owner, %s, have all.\n",
		       user_name(list.owner));
	else
		puts("Administrators have all.");
	print_list(&list);
	return CTL_OK;
}

/* The list of the object itself; what has none is an error. */
static int open_list(struct ctl *ctl, const struct args *args,
		     struct list *list)
{
	struct ntms_guid id;
	uint32_t type;
	int code = find_object(ctl, args, &type, &id);

	if (!code)
		code = read_list(ctl, type, &id, list);
	if (!code && !ntms_guid_equal(&list->governor, &id))
		return fail(ctl, NTMS_REASON_NO_SECURITY_ON_OBJECT,
			    text("Write the list of %s, which governs it",
				 list->of),
			    "cannot write the rights of %s",
			    title(ctl, type, &id));
	return code;
}

static bool has_others(const struct list *list)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (list->aces[i].kind != NTMS_ACE_EVERYONE &&
		    list->aces[i].id == NOT_HERE)
			return true;
	return false;
}

static int write_list(struct ctl *ctl, const struct list *list)
{
	const char *next = NULL;
	uint32_t reason;

	if (ntms_set_acl(ctl->session, &list->governor, list->aces, list->count,
			 &reason)) {
		if (reason == NTMS_REASON_ACCESS_DENIED)
			next = list->owner == UINT32_MAX ? "Run it as root" :
			       text("Run it as root, or as %s, who owns the pool",
				    user_name(list->owner));
		else if (reason == NTMS_REASON_INVALID_PARAMETER &&
			 has_others(list))
			next = "It is also about somebody who is not in this user namespace, and shown as 4294967295. Run it outside, or write the whole list with ntmsctl acl set";
		return fail(ctl, reason, next, "cannot write the rights of %s",
			    list->of);
	}
	if (ctl->json)
		print_json(ctl, list);
	else
		printf("Wrote the rights of %s: %s.\n", list->of,
		       text_count(list->count, "entry", "entries"));
	return CTL_OK;
}

/* What is written wrongly is said before anything is asked. */
static int check_entries(const struct args *args)
{
	struct ntms_ace ace;
	int code = CTL_OK, i;

	for (i = 1; i < args->count && !code; i++)
		code = parse_entry(args->operands[i], &ace);
	return code;
}

static int change(struct ctl *ctl, const struct args *args, bool keep)
{
	struct list list;
	int code = check_entries(args);

	if (!code)
		code = open_list(ctl, args, &list);
	if (code)
		return code;
	if (!keep)
		list.count = 0;
	code = merge_all(ctl, args, &list);
	return code ? code : write_list(ctl, &list);
}

static int acl_set(struct ctl *ctl, const struct args *args)
{
	if (args->count < 2 && !args_value(args, "empty"))
		return usage("say who has which rights, for example user:NAME=use, or --empty");
	if (args->count > 1 && args_value(args, "empty"))
		return usage("say either entries or --empty");
	return change(ctl, args, false);
}

static int acl_add(struct ctl *ctl, const struct args *args)
{
	return change(ctl, args, true);
}

static int acl_remove(struct ctl *ctl, const struct args *args)
{
	struct ntms_ace who, *ace;
	struct list list;
	int code, i;

	code = open_list(ctl, args, &list);
	for (i = 1; i < args->count && !code; i++) {
		code = parse_who(args->operands[i], &who);
		if (code)
			break;
		ace = find_ace(&list, &who);
		if (!ace)
			return fail_name(ctl, text("See who is: ntmsctl acl show %s",
						   text_clean(args->operands[0])),
					 "%s is not in the list of %s",
					 text_clean(args->operands[i]),
					 list.of);
		/* The kernel may have the same one several times. */
		while ((ace = find_ace(&list, &who)))
			*ace = list.aces[--list.count];
	}
	return code ? code : write_list(ctl, &list);
}

#define KIND_OPTION							\
	{ "kind", "KIND", "what it is, if a name can mean several things", \
	  WORDS_CHOICE, OBJECT_KINDS }

static const struct command commands[] = {
	{
		.verb = "show",
		.operands = "OBJECT",
		.summary = "Show who has which rights on an object",
		.least = 1,
		.most = 1,
		.words = { WORDS_OBJECT },
		.options = { KIND_OPTION },
		.run = acl_show,
	}, {
		.verb = "set",
		.operands = "OBJECT [ENTRY...]",
		.summary = "Say who has which rights, in place of what was said before",
		.least = 1,
		.most = -1,
		.words = { WORDS_OBJECT, WORDS_WHO },
		.options = {
			KIND_OPTION,
			{ "empty", NULL, "nobody but the owner and administrators",
			  WORDS_NONE, NULL },
		},
		.run = acl_set,
	}, {
		.verb = "add",
		.operands = "OBJECT ENTRY...",
		.summary = "Give more rights to users and groups",
		.least = 2,
		.most = -1,
		.words = { WORDS_OBJECT, WORDS_WHO },
		.options = { KIND_OPTION },
		.run = acl_add,
	}, {
		.verb = "remove",
		.operands = "OBJECT WHO...",
		.summary = "Take users and groups out of a list of rights",
		.least = 2,
		.most = -1,
		.words = { WORDS_OBJECT, WORDS_WHO },
		.options = { KIND_OPTION },
		.run = acl_remove,
	},
	{ 0 }
};

const struct area area_acl = {
	.name = "acl",
	.summary = "Who may do what with pools, libraries and the computer",
	.commands = commands,
};
