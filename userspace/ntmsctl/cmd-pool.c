// SPDX-License-Identifier: GPL-2.0
/*
 * ntmsctl pool: list, show, tree, create, delete, set.
 */
#include "ctl.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>

#define CALLER_OWNS UINT32_MAX

/* ", draws from free, gives back to free", or nothing. */
static char *policy_text(struct json_object *pool)
{
	return text("%s%s",
		    json_object_get_boolean(json_at(pool, "from_free")) ?
		    ", draws from free" : "",
		    json_object_get_boolean(json_at(pool, "to_free")) ?
		    ", gives back to free" : "");
}

static char *format_limit(struct json_object *value)
{
	int64_t limit = json_object_get_int64(value);

	return limit ? text("%lld", (long long)limit) : text("no limit");
}

static const struct column columns[] = {
	{ "POOL", "path", false, NULL },
	{ "KIND", "kind", false, NULL },
	{ "MEDIA TYPE", "media_type.name", false, NULL },
	{ "CARTRIDGES", "media", true, NULL },
	{ "AVAILABLE", "available", true, NULL },
	{ "ALLOCATED", "logical_media", true, NULL },
	{ "DRAWS FROM FREE", "from_free", false, NULL },
	{ "GIVES BACK TO FREE", "to_free", false, NULL },
	{ "OWNER", "owner.name", false, NULL },
	{ 0 }
};

static const struct column lines[] = {
	{ "Pool", "path", false, NULL },
	{ "Description", "description", false, NULL },
	{ "GUID", "id", false, NULL },
	{ "Kind", "kind", false, NULL },
	{ "Holds pools", "container", false, NULL },
	{ "Media type", "media_type.name", false, NULL },
	{ "Cartridges", "media", false, NULL },
	{ "Available sides", "available", false, NULL },
	{ "Allocated sides", "logical_media", false, NULL },
	{ "Pools in it", "pools", false, NULL },
	{ "Draws from free", "from_free", false, NULL },
	{ "Gives back to free", "to_free", false, NULL },
	{ "Allocation limit", "max_allocates", false, format_limit },
	{ "Owner", "owner.name", false, NULL },
	{ "Enabled", "enabled", false, NULL },
	{ "Known since", "created", false, format_time },
	{ "Last changed", "modified", false, format_time },
	{ 0 }
};

static int pool_list(struct ctl *ctl, const struct args *args)
{
	(void)args;
	return list_objects(ctl, NTMS_TYPE_POOL, NULL, columns,
			    "There are no pools.");
}

static int pool_show(struct ctl *ctl, const struct args *args)
{
	struct ntms_guid id;
	int code = resolve_pool(ctl, args->operands[0], &id);

	return code ? code : show_object(ctl, NTMS_TYPE_POOL, &id, lines);
}

/* A line of the tree, and in JSON a member "children". */
static void print_branch(struct json_object *pool, const char *indent,
			 bool last, bool top)
{
	const char *name = json_object_get_string(json_at(pool, "name"));
	uint64_t media = json_object_get_uint64(json_at(pool, "media"));

	printf("%s%s%s", indent, top ? "" : last ? "└── " : "├── ", name);
	if (json_at(pool, "media_type"))
		printf(" (%s, %s%s)",
		       json_object_get_string(json_at(pool, "media_type.name")),
		       text_count(media, "cartridge", "cartridges"),
		       policy_text(pool));
	putchar('\n');
}

static int pool_branch(struct ctl *ctl, const struct ntms_guid *parent,
		       const char *indent, struct json_object *children)
{
	struct ntms_guid *ids;
	uint32_t reason;
	size_t count, i;
	int code = CTL_OK;

	if (ntms_list_objects(ctl->session, NTMS_TYPE_POOL, parent, &ids, &count,
			      &reason))
		return fail(ctl, reason, NULL, "cannot list the pools");
	for (i = 0; i < count && !code; i++) {
		struct json_object *pool, *below;
		bool last = i + 1 == count;

		pool = describe(ctl, NTMS_TYPE_POOL, &ids[i], &reason);
		if (!pool)
			continue;	/* deleted meanwhile */
		below = json_object_new_array();
		json_object_object_add(pool, "children", below);
		if (!ctl->json)
			print_branch(pool, indent, last, !parent);
		code = pool_branch(ctl, &ids[i], !parent ? "" :
				   text("%s%s", indent, last ? "    " : "│   "),
				   below);
		json_object_array_add(children, pool);
	}
	free(ids);
	return code;
}

static int pool_tree(struct ctl *ctl, const struct args *args)
{
	struct json_object *pools = json_object_new_array();
	int code;

	(void)args;
	code = pool_branch(ctl, NULL, "", pools);
	if (ctl->json && !code)
		json_print(json_object_get(pools));
	json_object_put(pools);
	return code;
}

/* Policies and limit, as "create" and "set" have them. */
#define POLICY_OPTIONS							\
	{ "from-free", NULL, "draw a cartridge from free when it has none", \
	  WORDS_NONE, NULL },						\
	{ "to-free", NULL, "give cartridges back to free",		\
	  WORDS_NONE, NULL },						\
	{ "max-allocates", "N", "a side is used up after N allocations; 0: no limit", \
	  WORDS_NONE, NULL }

static int parse_limit(const struct args *args, uint32_t *limit)
{
	const char *typed = args_value(args, "max-allocates");

	if (typed && !text_number(typed, limit))
		return usage("--max-allocates cannot be \"%s\": it is a number",
			     text_clean(typed));
	return CTL_OK;
}

int args_owner(const struct args *args, uint32_t *uid)
{
	const char *typed = args_value(args, "owner");
	const struct passwd *entry;

	*uid = CALLER_OWNS;
	if (!typed)
		return CTL_OK;
	entry = getpwnam(typed);
	if (entry)
		*uid = entry->pw_uid;
	else if (!text_number(typed, uid))
		return usage("there is no user \"%s\"", text_clean(typed));
	return CTL_OK;
}

/* The only media type there is, if there is only one; it is said which. */
static int only_media_type(struct ctl *ctl, struct ntms_guid *id,
			   const char **name)
{
	struct ntms_guid *ids;
	uint32_t reason;
	size_t count;

	if (ntms_list_objects(ctl->session, NTMS_TYPE_MEDIA_TYPE, NULL, &ids,
			      &count, &reason))
		return fail(ctl, reason, NULL, "cannot list the media types");
	if (count == 1) {
		*id = ids[0];
		*name = name_of(ctl, NTMS_TYPE_MEDIA_TYPE, id);
	}
	free(ids);
	if (!count)
		return fail_name(ctl, "Connect a library, and see: ntmsctl status",
				 "no media type is known yet, so there is nothing that a pool could hold");
	if (count > 1)
		return usage("say what the pool is for, with --media-type TYPE (\"ntmsctl type list\" lists them), or --container for a pool of pools");
	return CTL_OK;
}

/* Where the last name of a path begins; what is before it is the parent. */
static const char *last_name(const char *path)
{
	const char *at = strrchr(path, '\\');

	if (!at)
		at = strrchr(path, '/');
	return at ? at + 1 : path;
}

static int parse_path(struct ctl *ctl, const char *path,
		      struct ntms_pool_create *create)
{
	const char *name = last_name(path);
	const char *parent;

	if (!*name)
		return usage("\"%s\" does not end with the name of a pool",
			     text_clean(path));
	if (name - path > 1) {
		parent = text("%.*s", (int)(name - path - 1), path);
		if (resolve_pool(ctl, parent, &create->parent))
			return CTL_REFUSED;
	}
	return set_string(create->name, sizeof(create->name), "name", name);
}

/* Options of a pool that is made, and those that pools of pools do not have */
static const char *const making[] = {
	"media-type", "from-free", "to-free", "max-allocates", "container",
	"owner", NULL
};

static const char *const of_cartridges[] = {
	"media-type", "from-free", "to-free", "max-allocates", NULL
};

static int parse_exclusions(const struct args *args)
{
	size_t i;

	for (i = 0; args_value(args, "container") && of_cartridges[i]; i++)
		if (args_value(args, of_cartridges[i]))
			return usage("--container and --%s exclude each other: a pool of pools holds no cartridges",
				     of_cartridges[i]);
	if (!args_value(args, "must-exist"))
		return CTL_OK;
	if (args_value(args, "exist-ok"))
		return usage("--must-exist and --exist-ok exclude each other");
	for (i = 0; making[i]; i++)
		if (args_value(args, making[i]))
			return usage("--must-exist and --%s exclude each other: a pool that is there is not made",
				     making[i]);
	return CTL_OK;
}

static int parse_create(struct ctl *ctl, const struct args *args,
			struct ntms_pool_create *create)
{
	const char *media_type = args_value(args, "media-type");
	int code = parse_exclusions(args);

	if (!code)
		code = parse_limit(args, &create->max_allocates);
	if (!code)
		code = args_owner(args, &create->owner);
	if (!code)
		code = parse_path(ctl, args->operands[0], create);
	if (!code && media_type)
		code = resolve_media_type(ctl, media_type, &create->media_type);
	if (args_value(args, "from-free"))
		create->allocation_policy = NTMS_POOL_FROMSCRATCH;
	if (args_value(args, "to-free"))
		create->deallocation_policy = NTMS_POOL_TOSCRATCH;
	return code;
}

static int create_failed(struct ctl *ctl, const struct args *args,
			 uint32_t action, uint32_t reason)
{
	const char *next = NULL, *why = NULL;

	switch (reason) {
	case NTMS_REASON_ALREADY_EXISTS:
		next = text("See what it is: ntmsctl pool show %s. If that is as good: --exist-ok",
			    text_quote(args->operands[0]));
		break;
	case NTMS_REASON_OBJECT_NOT_FOUND:
		why = "there is no such pool";
		next = "See which pools there are: ntmsctl pool tree. To make it if it is not there: --exist-ok";
		break;
	case NTMS_REASON_INVALID_NAME:
		next = "A name has at least one character, and none that is a control character";
		break;
	case NTMS_REASON_INVALID_MEDIA_POOL:
		next = "A pool holds pools or cartridges, never both, and system pools hold no others: ntmsctl pool tree";
		break;
	}
	return fail_why(ctl, reason, why, next, "cannot %s pool \"%s\"",
			action == NTMS_OPEN_EXISTING ? "open" : "create",
			text_clean(args->operands[0]));
}

/* A pool that is there needs no media type, so this is not asked before. */
static int make_pool(struct ctl *ctl, const struct args *args,
		     struct ntms_pool_create *create, const char **assumed,
		     uint32_t *reason)
{
	int code = CTL_OK;

	if (!args_value(args, "container") &&
	    ntms_guid_is_null(&create->media_type))
		code = only_media_type(ctl, &create->media_type, assumed);
	if (code)
		return code;
	create->action = NTMS_CREATE_NEW;
	if (ntms_create_pool(ctl->session, create, reason) &&
	    *reason != NTMS_REASON_ALREADY_EXISTS)
		return create_failed(ctl, args, create->action, *reason);
	return CTL_OK;
}

/* @made: whether it was not there */
static int open_or_make(struct ctl *ctl, const struct args *args,
			struct ntms_pool_create *create, const char **assumed,
			bool *made)
{
	const bool create_new = !args_value(args, "exist-ok") &&
				!args_value(args, "must-exist");
	uint32_t reason;
	int code;

	/* Others make pools, too, and delete them: it may be there meanwhile. */
	do {
		create->action = NTMS_OPEN_EXISTING;
		if (!create_new &&
		    !ntms_create_pool(ctl->session, create, &reason))
			return CTL_OK;
		if (args_value(args, "must-exist") ||
		    (!create_new && reason != NTMS_REASON_OBJECT_NOT_FOUND))
			return create_failed(ctl, args, create->action, reason);
		code = make_pool(ctl, args, create, assumed, &reason);
		*made = !code && !reason;
	} while (!create_new && !code && reason);
	if (!code && reason)
		code = create_failed(ctl, args, create->action, reason);
	return code;
}

static int pool_create(struct ctl *ctl, const struct args *args)
{
	struct ntms_pool_create create = { 0 };
	const char *assumed = NULL, *name;
	bool made = false;
	int code;

	code = parse_create(ctl, args, &create);
	if (!code)
		code = open_or_make(ctl, args, &create, &assumed, &made);
	if (code)
		return code;
	if (ctl->json)
		return show_object(ctl, NTMS_TYPE_POOL, &create.id, lines);
	name = name_of(ctl, NTMS_TYPE_POOL, &create.id);
	if (made && assumed)
		printf("The only media type there is, %s, is taken for it.\n",
		       assumed);
	if (made)
		printf("Created pool \"%s\".\n", name);
	else
		printf("Pool \"%s\" is there already; it stays as it is.\n", name);
	return CTL_OK;
}

static int pool_delete(struct ctl *ctl, const struct args *args)
{
	struct ntms_guid id;
	const char *name;
	uint32_t reason;
	int code;

	code = resolve_pool(ctl, args->operands[0], &id);
	if (code)
		return code;
	name = name_of(ctl, NTMS_TYPE_POOL, &id);
	if (ntms_delete_pool(ctl->session, &id, &reason))
		return fail(ctl, reason, reason == NTMS_REASON_NOT_EMPTY ?
			    text("See what is in it: ntmsctl media list --pool %s, ntmsctl pool tree",
				 text_quote(args->operands[0])) :
			    reason == NTMS_REASON_INVALID_MEDIA_POOL ?
			    "The system pools free, import and unrecognized cannot be deleted" :
			    NULL, "cannot delete pool \"%s\"", name);
	if (ctl->json) {
		struct json_object *object = json_object_new_object();

		json_object_object_add(object, "deleted",
				       json_object_new_string(text_guid(&id)));
		json_print(object);
	} else {
		printf("Deleted pool \"%s\".\n", name);
	}
	return CTL_OK;
}

/* --WORD and --no-WORD. */
static int parse_policy(const struct args *args, const char *yes, const char *no,
			uint32_t bit, uint32_t *policy, uint32_t set,
			uint32_t *mask)
{
	if (args_value(args, yes) && args_value(args, no))
		return usage("--%s and --%s exclude each other", yes, no);
	if (args_value(args, yes) || args_value(args, no))
		*mask |= set;
	*policy = args_value(args, yes) ? bit : 0;
	return CTL_OK;
}

static int pool_set(struct ctl *ctl, const struct args *args)
{
	struct ntms_pool_info info = { 0 };
	struct ntms_guid id;
	uint32_t mask = 0;
	int code;

	code = set_header(args, true, &info.header, &mask);
	if (!code)
		code = parse_policy(args, "from-free", "no-from-free",
				    NTMS_POOL_FROMSCRATCH,
				    &info.allocation_policy,
				    NTMS_SET_ALLOCATION_POLICY, &mask);
	if (!code)
		code = parse_policy(args, "to-free", "no-to-free",
				    NTMS_POOL_TOSCRATCH,
				    &info.deallocation_policy,
				    NTMS_SET_DEALLOCATION_POLICY, &mask);
	if (!code)
		code = parse_limit(args, &info.max_allocates);
	if (!code)
		code = args_owner(args, &info.owner);
	if (!code)
		code = resolve_pool(ctl, args->operands[0], &id);
	if (code)
		return code;
	if (args_value(args, "max-allocates"))
		mask |= NTMS_SET_MAX_ALLOCATES;
	if (args_value(args, "owner"))
		mask |= NTMS_SET_OWNER;
	return set_object(ctl, NTMS_TYPE_POOL, &id, mask, &info, sizeof(info));
}

static const struct command commands[] = {
	{
		.verb = "list",
		.summary = "List the pools",
		.run = pool_list,
	}, {
		.verb = "show",
		.operands = "POOL",
		.summary = "Show all about a pool",
		.least = 1,
		.most = 1,
		.words = { WORDS_POOL },
		.run = pool_show,
	}, {
		.verb = "tree",
		.summary = "Show which pools are in which",
		.run = pool_tree,
	}, {
		.verb = "create",
		.operands = "PATH",
		.summary = "Create an application pool",
		.least = 1,
		.most = 1,
		.words = { WORDS_POOL },
		.options = {
			{ "media-type", "TYPE", "what it holds; needed if there is more than one media type",
			  WORDS_MEDIA_TYPE, NULL },
			{ "container", NULL, "it holds pools, not cartridges",
			  WORDS_NONE, NULL },
			POLICY_OPTIONS,
			{ "owner", "USER", "who has all rights on it; else you",
			  WORDS_USER, NULL },
			{ "exist-ok", NULL, "no error if it is there already, and stays as it is",
			  WORDS_NONE, NULL },
			{ "must-exist", NULL, "do not make it; an error if it is not there",
			  WORDS_NONE, NULL },
		},
		.run = pool_create,
	}, {
		.verb = "delete",
		.operands = "POOL",
		.summary = "Delete an empty application pool",
		.least = 1,
		.most = 1,
		.words = { WORDS_POOL },
		.run = pool_delete,
	}, {
		.verb = "set",
		.operands = "POOL",
		.summary = "Change a pool",
		.least = 1,
		.most = 1,
		.words = { WORDS_POOL },
		.options = {
			POLICY_OPTIONS,
			{ "no-from-free", NULL, "do not draw from free",
			  WORDS_NONE, NULL },
			{ "no-to-free", NULL, "keep cartridges",
			  WORDS_NONE, NULL },
			{ "owner", "USER", "who has all rights on it from now on",
			  WORDS_USER, NULL },
			SET_OPTIONS,
			ENABLE_OPTIONS,
		},
		.run = pool_set,
	},
	{ 0 }
};

const struct area area_pool = {
	.name = "pool",
	.summary = "Pools: who may be given which cartridges",
	.commands = commands,
};
