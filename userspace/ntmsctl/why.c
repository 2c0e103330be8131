// SPDX-License-Identifier: GPL-2.0
/*
 * Why an allocation would not succeed: the module's numbers in words, and what
 * would make it succeed.
 */
#include "ctl.h"

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

/* As many names as a person wants to read; the others are counted. */
#define NAMED_MOST 5
/* No obstacle */
#define ANY_CARTRIDGE UINT32_MAX

/**
 * struct matter - an explanation under way
 * @ctl: run
 * @why: what the module said
 * @pool: the pool
 * @name: its path
 * @type: name of its media type
 * @remedies: JSON array: what would make it succeed, the best first
 */
struct matter {
	struct ctl *ctl;
	const struct ntms_why *why;
	struct ntms_pool_info pool;
	const char *name;
	const char *type;
	struct json_object *remedies;
};

static const char *const obstacle_texts[] = {
	[NTMS_OBSTACLE_NONE] = "to be had",
	[NTMS_OBSTACLE_UNPREPARED] = "not identified or prepared yet",
	[NTMS_OBSTACLE_INCOMPATIBLE] = "of a cleaning cartridge",
	[NTMS_OBSTACLE_DECOMMISSIONED] = "decommissioned: never used again",
	[NTMS_OBSTACLE_OWNED] = "owned already",
	[NTMS_OBSTACLE_UNRECOGNIZED] = "unrecognized: nobody knows what is on it",
	[NTMS_OBSTACLE_IMPORT] = "to be imported: given by name only",
	[NTMS_OBSTACLE_RESERVED] = "reserved for who owns the other side",
	[NTMS_OBSTACLE_OFFLINE] = "available, but in no library",
	[NTMS_OBSTACLE_LIBRARY_DISABLED] = "available, but the library is disabled",
	[NTMS_OBSTACLE_DISABLED] = "available, but the cartridge is disabled",
	[NTMS_OBSTACLE_SHARED] = "available, but the other side is owned",
	[NTMS_OBSTACLE_POOL_DISABLED] = "available, but the pool is disabled",
};

#define OBSTACLES (sizeof(obstacle_texts) / sizeof(obstacle_texts[0]))

static void remedy(struct matter *m, const char *what, const char *command)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "text", json_object_new_string(what));
	json_object_object_add(object, "command", !command ? NULL :
			       json_object_new_string(command));
	json_object_array_add(m->remedies, object);
}

/* ---- cartridges by name */

struct names {
	const char *list;
	const char *first;
	size_t count;
};

#define NO_NAMES { "", "", 0 }

static void names_add(struct names *names, const char *name)
{
	if (!names->count)
		names->first = name;
	if (names->count < NAMED_MOST)
		names->list = text("%s%s%s", names->count ? names->list : "",
				   names->count ? ", " : "", name);
	names->count++;
}

/* "A00001L3, A00002L3 and 7 more". */
static const char *names_text(const struct names *names)
{
	if (names->count <= NAMED_MOST)
		return names->list;
	return text("%s and %zu more", names->list, names->count - NAMED_MOST);
}

/* What is in the way of a cartridge's available sides, as the module has it. */
static uint32_t hindrance(struct ctl *ctl, const struct ntms_medium_info *medium)
{
	struct ntms_library_info library;
	struct ntms_side_info side;
	bool available = false;
	uint32_t i;

	for (i = 0; i < medium->side_count && i < NTMS_SIDES_MAX; i++)
		available = available ||
			    (!ntms_get_side(ctl->session, &medium->sides[i],
					    &side, NULL) &&
			     side.side_state == NTMS_SIDE_AVAILABLE);
	if (!available)
		return ANY_CARTRIDGE;
	if (!(medium->flags & NTMS_MEDIUM_ONLINE))
		return NTMS_OBSTACLE_OFFLINE;
	if (!ntms_get_library(ctl->session, &medium->library, &library, NULL) &&
	    !library.header.enabled)
		return NTMS_OBSTACLE_LIBRARY_DISABLED;
	return medium->header.enabled ? NTMS_OBSTACLE_NONE :
					NTMS_OBSTACLE_DISABLED;
}

/*
 * Add the cartridges of a pool that one obstacle is in the way of, or
 * ANY_CARTRIDGE; the libraries that they are in if it is the library that is
 * disabled.
 */
static void find_names(struct matter *m, const struct ntms_guid *pool,
		       uint32_t obstacle, struct names *names)
{
	struct ntms_medium_info medium;
	struct ntms_iter *iter;
	struct ntms_guid id;
	const char *name;

	if (ntms_iter_new(m->ctl->session, NTMS_TYPE_MEDIUM, pool, &iter, NULL))
		return;
	while (ntms_iter_next(iter, &id, NULL) > 0) {
		if (ntms_get_medium(m->ctl->session, &id, &medium, NULL))
			continue;
		if (obstacle != ANY_CARTRIDGE &&
		    obstacle != hindrance(m->ctl, &medium))
			continue;
		name = obstacle == NTMS_OBSTACLE_LIBRARY_DISABLED ?
			name_of(m->ctl, NTMS_TYPE_LIBRARY, &medium.library) :
			name_of(m->ctl, NTMS_TYPE_MEDIUM, &id);
		/* The same library again and again. */
		if (obstacle != NTMS_OBSTACLE_LIBRARY_DISABLED ||
		    strcmp(names->first, name))
			names_add(names, name);
	}
	ntms_iter_free(iter);
}

/* The pool of the type among those below a system pool; null: none. */
static struct ntms_guid pool_of_type(struct matter *m,
				     const struct ntms_guid *root)
{
	struct ntms_guid *ids, found = { { 0 } };
	struct ntms_pool_info info;
	size_t count, i;

	if (ntms_list_objects(m->ctl->session, NTMS_TYPE_POOL, root, &ids,
			      &count, NULL))
		return found;
	for (i = 0; i < count; i++)
		if (!ntms_get_pool(m->ctl->session, &ids[i], &info, NULL) &&
		    ntms_guid_equal(&info.media_type, &m->pool.media_type))
			found = ids[i];
	free(ids);
	return found;
}

/* ---- rights */

static const char *user_name(uint32_t uid)
{
	const struct passwd *entry = getpwuid(uid);

	return entry ? text("%s", entry->pw_name) : text("%u", uid);
}

/* The right on the pool that a named side is in, or on the pool itself? */
static void lack_of_rights(struct matter *m)
{
	struct ntms_pool_info pool = m->pool;
	struct ntms_guid id = m->why->pool;
	struct ntms_side_info side;

	if (pool.owner == geteuid() &&
	    !ntms_get_side(m->ctl->session, &m->why->side, &side, NULL) &&
	    !ntms_get_pool(m->ctl->session, &side.pool, &pool, NULL))
		id = side.pool;
	if (pool.pool_type == NTMS_POOL_APPLICATION)
		remedy(m, text("The right CONTROL on pool \"%s\" is missing: it belongs to user %s. Run it as that user, or as root",
			       name_of(m->ctl, NTMS_TYPE_POOL, &id),
			       user_name(pool.owner)), NULL);
	else
		remedy(m, text("The right CONTROL on pool \"%s\" is missing: only administrators have it. Run it as root",
			       name_of(m->ctl, NTMS_TYPE_POOL, &id)), NULL);
}

/* ---- what would help */

static bool from_free(const struct matter *m)
{
	return m->why->flags & NTMS_WHY_FREE_USED;
}

static uint64_t number(const struct matter *m, uint32_t obstacle)
{
	return m->why->own[obstacle] +
	       (from_free(m) ? m->why->of_free[obstacle] : 0);
}

/* Names of what one obstacle is in the way of, in the pool and then in free. */
static struct names names_for(struct matter *m, uint32_t obstacle)
{
	struct names names = NO_NAMES;

	if (m->why->own[obstacle])
		find_names(m, &m->why->pool, obstacle, &names);
	if (from_free(m) && m->why->of_free[obstacle])
		find_names(m, &m->why->free, obstacle, &names);
	return names;
}

static void remedy_enable(struct matter *m)
{
	struct names names;

	if (number(m, NTMS_OBSTACLE_DISABLED)) {
		names = names_for(m, NTMS_OBSTACLE_DISABLED);
		remedy(m, text("Let what is disabled be used again: %s",
			       names_text(&names)),
		       text("ntmsctl media set '%s' --enable", names.first));
	}
	if (number(m, NTMS_OBSTACLE_LIBRARY_DISABLED)) {
		names = names_for(m, NTMS_OBSTACLE_LIBRARY_DISABLED);
		remedy(m, text("Let library \"%s\", which is disabled, be used again",
			       names.first),
		       text("ntmsctl library set '%s' --enable", names.first));
	}
}

static void remedy_free(struct matter *m)
{
	uint64_t count = m->why->of_free[NTMS_OBSTACLE_NONE];
	struct names names = NO_NAMES;

	if (!count)
		return;
	if (from_free(m)) {
		if (!(m->why->flags & NTMS_WHY_FREE_ALLOWED))
			remedy(m, text("The right USE on free, which has %s, is missing. Run it as root",
				       text_count(count, "available side",
						  "available sides")), NULL);
		return;
	}
	remedy(m, text("Free has %s, but \"%s\" does not draw from it. Change that",
		       text_count(count, "available side", "available sides"),
		       m->name),
	       text("ntmsctl pool set '%s' --from-free", m->name));
	find_names(m, &m->why->free, NTMS_OBSTACLE_NONE, &names);
	remedy(m, "Or move one cartridge from free to the pool",
	       text("ntmsctl media move '%s' '%s'", names.first, m->name));
}

static void remedy_offline(struct matter *m)
{
	struct names names;

	if (!number(m, NTMS_OBSTACLE_OFFLINE))
		return;
	names = names_for(m, NTMS_OBSTACLE_OFFLINE);
	remedy(m, text("Bring %s and put %s into a library: %s; it is noticed within seconds, or have it read",
		       names.count == 1 ? "this cartridge" :
					  "one of these cartridges",
		       names.count == 1 ? "it" : "one", names_text(&names)),
	       "ntmsctl library inventory LIBRARY --wait");
}

static void remedy_unrecognized(struct matter *m)
{
	struct ntms_guid pool = pool_of_type(m, &m->ctl->info.unrecognized_pool);
	struct names names = NO_NAMES;

	if (ntms_guid_is_null(&pool))
		return;
	find_names(m, &pool, ANY_CARTRIDGE, &names);
	if (!names.count)
		return;
	remedy(m, text("Unrecognized has %s of the type: %s. If what is on %s may be lost, move one to free%s%s",
		       text_count(names.count, "cartridge", "cartridges"),
		       names_text(&names), names.count == 1 ? "it" : "them",
		       from_free(m) ? "" : ", and from there to the pool",
		       geteuid() ? ", as root" : ""),
	       from_free(m) ?
	       text("ntmsctl media move '%s' free", names.first) :
	       text("ntmsctl media move '%s' free && ntmsctl media move '%s' '%s'",
		    names.first, names.first, m->name));
}

/* What an allocation of any side needs; the best first. */
static void remedies_of_any(struct matter *m)
{
	remedy_enable(m);
	remedy_free(m);
	if (number(m, NTMS_OBSTACLE_SHARED))
		remedy(m, text("%s somebody has one side of already: leave out --new",
			       text_count(number(m, NTMS_OBSTACLE_SHARED),
					  "available side is of a cartridge that",
					  "available sides are of cartridges that")),
		       text("ntmsctl allocate '%s'", m->name));
	remedy_offline(m);
	remedy_unrecognized(m);
	if (number(m, NTMS_OBSTACLE_OWNED))
		remedy(m, "See who has what, and give back what is not needed",
		       text("ntmsctl media allocated --pool '%s'", m->name));
	remedy(m, text("Put in a new cartridge of type %s, and move it to free%s",
		       m->type, from_free(m) ? "" : " and to the pool"),
	       from_free(m) ? "ntmsctl media move BARCODE free" :
	       text("ntmsctl media move BARCODE free && ntmsctl media move BARCODE '%s'",
		    m->name));
}

/* Who has it? */
static void remedy_owned(struct matter *m, const struct ntms_side_info *side,
			 const char *name)
{
	struct ntms_logical_medium_info owner;

	if (ntms_get_logical_medium(m->ctl->session, &side->logical_medium,
				    &owner, NULL)) {
		remedy(m, text("Side \"%s\" is owned. See by whom", name),
		       "ntmsctl media allocated");
		return;
	}
	remedy(m, text("Side \"%s\" is owned by user %s (%s). When it is not needed any more",
		       name, user_name(owner.uid),
		       text_clean(owner.application)),
	       text("ntmsctl deallocate %s", text_guid(&side->logical_medium)));
}

static void remedies_of_side(struct matter *m)
{
	const char *name = name_of(m->ctl, NTMS_TYPE_SIDE, &m->why->side);
	struct ntms_medium_info medium;
	struct ntms_side_info side;
	const char *label;

	if (ntms_get_side(m->ctl->session, &m->why->side, &side, NULL) ||
	    ntms_get_medium(m->ctl->session, &side.medium, &medium, NULL))
		return;
	label = name_of(m->ctl, NTMS_TYPE_MEDIUM, &side.medium);
	if (m->why->result == NTMS_REASON_MEDIA_INCOMPATIBLE) {
		remedy(m, text("Cartridge %s is of type %s, and the pool is for %s: use a pool of its type",
			       label, name_of(m->ctl, NTMS_TYPE_MEDIA_TYPE,
					      &medium.media_type), m->type),
		       "ntmsctl pool list");
		return;
	}
	switch (m->why->obstacle) {
	case NTMS_OBSTACLE_OWNED:
		remedy_owned(m, &side, name);
		break;
	case NTMS_OBSTACLE_UNRECOGNIZED:
		remedy(m, text("Cartridge %s is unrecognized: nobody here knows what is on it. If that may be lost",
			       label),
		       text("ntmsctl media move '%s' free", label));
		break;
	case NTMS_OBSTACLE_OFFLINE:
		remedy(m, text("Bring cartridge %s and put it into a library; it is noticed within seconds, or have it read",
			       label), "ntmsctl library inventory LIBRARY --wait");
		break;
	case NTMS_OBSTACLE_LIBRARY_DISABLED:
		remedy(m, "Let its library, which is disabled, be used again",
		       text("ntmsctl library set '%s' --enable",
			    name_of(m->ctl, NTMS_TYPE_LIBRARY,
				    &medium.library)));
		break;
	case NTMS_OBSTACLE_DISABLED:
		remedy(m, text("Let cartridge %s, which is disabled, be used again",
			       label),
		       text("ntmsctl media set '%s' --enable", label));
		break;
	case NTMS_OBSTACLE_RESERVED:
		remedy(m, "It is reserved for who owns the other side of its cartridge, who gets it with --next and that side's LMID",
		       text("ntmsctl media show '%s'", label));
		break;
	default:
		remedy(m, text("Side \"%s\" is %s: it cannot be allocated. Choose another one",
			       name, ntms_side_state_name(side.side_state)),
		       "ntmsctl media list");
		break;
	}
}

static void remedy_enable_free(struct matter *m)
{
	const char *name = name_of(m->ctl, NTMS_TYPE_POOL, &m->why->free);

	remedy(m, text("Let pool \"%s\", which is disabled, be used again%s",
		       name, geteuid() ? ", as root" : ""),
	       text("ntmsctl pool set '%s' --enable", name));
	remedy(m, "Or move a cartridge to the pool",
	       text("ntmsctl media move BARCODE '%s'", m->name));
}

static void find_remedies(struct matter *m)
{
	const struct ntms_why *why = m->why;

	switch (why->result) {
	case NTMS_REASON_SUCCESS:
		return;
	case NTMS_REASON_ACCESS_DENIED:
		lack_of_rights(m);
		return;
	case NTMS_REASON_INVALID_MEDIA_POOL:
		remedy(m, "Only from an application pool that holds cartridges can sides be allocated",
		       "ntmsctl pool list");
		remedy(m, "Or make one", "ntmsctl pool create NAME --from-free");
		return;
	case NTMS_REASON_DEVICE_NOT_AVAILABLE:
		remedy_enable_free(m);
		return;
	case NTMS_REASON_DATABASE_FAILURE:
	case NTMS_REASON_DATABASE_FULL:
		remedy(m, "See the state of the journal", "ntmsctl status");
		return;
	default:
		break;
	}
	if (why->options & NTMS_ALLOCATE_NEXT) {
		if (why->result == NTMS_REASON_INVALID_MEDIA)
			remedy(m, "--next wants the LMID that an allocation with --new from this pool gave",
			       "ntmsctl media allocated");
		else
			remedy(m, "Its cartridge has no further side. Start another one",
			       text("ntmsctl allocate '%s' --new", m->name));
	} else if (!ntms_guid_is_null(&why->side)) {
		remedies_of_side(m);
	} else {
		remedies_of_any(m);
	}
}

/* ---- as JSON */

static struct json_object *count_obstacles(const struct matter *m)
{
	struct json_object *array = json_object_new_array(), *row;
	uint32_t i;

	for (i = 0; i < NTMS_OBSTACLES; i++) {
		if (i && !m->why->own[i] && !m->why->of_free[i])
			continue;
		row = json_object_new_object();
		json_object_object_add(row, "obstacle",
				       json_object_new_string(ntms_obstacle_name(i)));
		json_object_object_add(row, "text", json_object_new_string(
				       i < OBSTACLES ? obstacle_texts[i] :
				       "hindered in a way that this version does not know"));
		json_object_object_add(row, "own",
				       json_object_new_uint64(m->why->own[i]));
		json_object_object_add(row, "free",
				       json_object_new_uint64(m->why->of_free[i]));
		json_object_array_add(array, row);
	}
	return array;
}

static struct json_object *as_json(const struct matter *m)
{
	struct json_object *object = json_object_new_object();
	const struct ntms_why *why = m->why;
	bool counted = why->result != NTMS_REASON_ACCESS_DENIED &&
		       why->result != NTMS_REASON_INVALID_MEDIA_POOL;
	const char *name = ntms_reason_name(why->result);

#define ADD(key, value) json_object_object_add(object, key, value)
	ADD("pool", describe_name(m->ctl, NTMS_TYPE_POOL, &why->pool));
	ADD("succeeds", json_object_new_boolean(!why->result));
	ADD("reason", json_object_new_int64(why->result));
	ADD("name", name ? json_object_new_string(name) : NULL);
	ADD("why", json_object_new_string(ntms_reason_text(why->result)));
	ADD("side", describe_name(m->ctl, NTMS_TYPE_SIDE, &why->side));
	ADD("obstacle", ntms_guid_is_null(&why->side) ? NULL :
	    json_object_new_string(ntms_obstacle_name(why->obstacle)));
	ADD("would", describe_name(m->ctl, NTMS_TYPE_SIDE, &why->would));
	ADD("free", describe_name(m->ctl, NTMS_TYPE_POOL, &why->free));
	ADD("from_free", json_object_new_boolean(from_free(m)));
	ADD("from_free_allowed", json_object_new_boolean(
	    (why->flags & NTMS_WHY_FREE_ALLOWED) != 0));
	ADD("waiting", json_object_new_uint64(why->waiting));
	ADD("sides", counted ? count_obstacles(m) : NULL);
	ADD("remedies", json_object_get(m->remedies));
#undef ADD
	return object;
}

/* All but the errors; false: @reason says why not. */
static bool analyze(struct ctl *ctl, struct ntms_why *why,
		    struct json_object **result, uint32_t *reason)
{
	struct matter m = { .ctl = ctl, .why = why };
	const char *type;

	if (ntms_explain_allocation(ctl->session, why, reason) ||
	    ntms_get_pool(ctl->session, &why->pool, &m.pool, reason))
		return false;
	type = name_of(ctl, NTMS_TYPE_MEDIA_TYPE, &m.pool.media_type);
	m.type = type ? type : "any";
	m.name = name_of(ctl, NTMS_TYPE_POOL, &why->pool);
	m.remedies = json_object_new_array();
	find_remedies(&m);
	*result = as_json(&m);
	json_object_put(m.remedies);
	return true;
}

int explain(struct ctl *ctl, struct ntms_why *why, struct json_object **result)
{
	uint32_t reason;

	if (analyze(ctl, why, result, &reason))
		return CTL_OK;
	return fail(ctl, reason, NULL,
		    "cannot ask why nothing is to be had from pool \"%s\"",
		    name_of(ctl, NTMS_TYPE_POOL, &why->pool));
}

const char *explain_next(struct ctl *ctl, const struct ntms_allocate *allocate)
{
	struct ntms_why why = {
		.options = allocate->options,
		.pool = allocate->pool,
		.side = allocate->side,
		.medium = allocate->medium,
	};
	struct json_object *result, *first;
	const char *next = NULL, *command;
	uint32_t reason;

	/* An older module cannot tell, and then nothing is said. */
	if (!analyze(ctl, &why, &result, &reason))
		return NULL;
	if (!why.result)
		next = "It would succeed now: try again";
	first = json_object_array_get_idx(json_at(result, "remedies"), 0);
	if (first) {
		command = json_object_get_string(json_at(first, "command"));
		next = text("%s%s%s",
			    json_object_get_string(json_at(first, "text")),
			    command ? ": " : "", command ? command : "");
	}
	json_object_put(result);
	return next;
}
