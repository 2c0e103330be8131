// SPDX-License-Identifier: GPL-2.0
/*
 * From what somebody typed to an object. Exact names come first, then the
 * beginning of a GUID; more than one match is an error that lists them.
 */
#include "ctl.h"

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

#define PREFIX_LEAST 4
#define LISTED_MOST 8

/**
 * struct search - a search under way
 * @ctl: run
 * @type: kind of the object
 * @name: what was typed
 * @exact: objects of that name
 * @prefix: objects whose GUID begins so
 */
struct search {
	struct ctl *ctl;
	uint32_t type;
	const char *name;
	struct matches {
		struct ntms_guid *ids;
		size_t count;
	} exact, prefix;
};

/* Does an object go by this name? */
typedef bool (*match_fn)(struct search *search, const struct ntms_guid *id);

static void matches_add(struct matches *matches, const struct ntms_guid *id)
{
	matches->ids = reallocarray(matches->ids, matches->count + 1,
				    sizeof(*matches->ids));
	if (!matches->ids)
		text_keep(NULL);
	matches->ids[matches->count++] = *id;
}

static void search_free(struct search *search)
{
	free(search->exact.ids);
	free(search->prefix.ids);
}

/* Is what was typed the beginning of this GUID, with or without dashes? */
static bool guid_begins(const struct ntms_guid *id, const char *typed)
{
	char full[NTMS_GUID_TEXT_SIZE];
	const char *at = ntms_guid_format(id, full);

	if (*typed == '{')
		typed++;
	for (; *typed; typed++) {
		if (*typed == '-')
			continue;
		while (*at == '-')
			at++;
		if (tolower((unsigned char)*typed) != *at++)
			return false;
	}
	return true;
}

/* Could it be the beginning of a GUID at all? */
static bool is_guid_prefix(const char *typed)
{
	size_t digits = 0;

	if (*typed == '{')
		typed++;
	for (; *typed; typed++) {
		if (isxdigit((unsigned char)*typed))
			digits++;
		else if (*typed != '-')
			return false;
	}
	return digits >= PREFIX_LEAST && digits <= 32;
}

static const char *list_command(uint32_t type)
{
	switch (type) {
	case NTMS_TYPE_LIBRARY:
		return "ntmsctl library list";
	case NTMS_TYPE_DRIVE:
		return "ntmsctl drive list";
	case NTMS_TYPE_POOL:
		return "ntmsctl pool list";
	case NTMS_TYPE_MEDIA_TYPE:
		return "ntmsctl type list; and what there can be: ntmsctl type codes";
	case NTMS_TYPE_OPERATOR_REQUEST:
		return "ntmsctl request list";
	default:
		return "ntmsctl media list";
	}
}

static const char *spoken(uint32_t type)
{
	return type == NTMS_TYPE_MEDIUM ? "cartridge" : ntms_type_name(type);
}

static const char *spoken_plural(uint32_t type)
{
	if (type == NTMS_TYPE_LIBRARY)
		return "libraries";
	if (type == NTMS_TYPE_LOGICAL_MEDIUM)
		return "logical media";
	return text("%ss", spoken(type));
}

static int not_found(struct ctl *ctl, uint32_t type, const char *name)
{
	if (type == NTMS_TYPE_OPERATOR_REQUEST)
		return fail_name(ctl, "It may have gone with the allocation that waited for it. See what there is: ntmsctl request list",
				 "there is no operator request \"%s\"",
				 text_clean(name));
	return fail_name(ctl, text("See what there is: %s", list_command(type)),
			 "there is no %s \"%s\"", spoken(type),
			 text_clean(name));
}

/* A candidate's name, of a cartridge with where it is. */
static char *candidate(struct search *search, const struct ntms_guid *id)
{
	const char *name = name_of(search->ctl, search->type, id);
	struct ntms_medium_info info;
	struct ntms_element_info element;
	const char *place = "";

	if (search->type != NTMS_TYPE_MEDIUM ||
	    ntms_get_medium(search->ctl->session, id, &info, NULL))
		return text("%s", name);
	if ((info.location_type == NTMS_TYPE_SLOT ||
	     info.location_type == NTMS_TYPE_PORT) &&
	    !ntms_get_object(search->ctl->session, info.location_type,
			     &info.location, &element, sizeof(element), NULL,
			     NULL))
		place = text(", %s %u", ntms_type_name(info.location_type),
			     element.number);
	else if (info.location_type == NTMS_TYPE_DRIVE)
		place = text(", drive %s", name_of(search->ctl, NTMS_TYPE_DRIVE,
						   &info.location));
	return text("%s in library %s%s", name,
		    name_of(search->ctl, NTMS_TYPE_LIBRARY, &info.library),
		    place);
}

static int ambiguous(struct search *search, const struct matches *matches)
{
	char *list = text("%s", "");
	size_t i;

	for (i = 0; i < matches->count && i < LISTED_MOST; i++)
		list = text("%s\n  %s  %s", list, text_guid(&matches->ids[i]),
			    candidate(search, &matches->ids[i]));
	if (matches->count > LISTED_MOST)
		list = text("%s\n  and %zu more", list,
			    matches->count - LISTED_MOST);
	return fail_name(search->ctl,
			 text("Say which one, by its GUID:%s", list),
			 "\"%s\" can mean %zu %s", text_clean(search->name),
			 matches->count, spoken_plural(search->type));
}

static int choose(struct search *search, struct ntms_guid *id)
{
	const struct matches *matches = search->exact.count ? &search->exact :
							      &search->prefix;

	if (!matches->count)
		return not_found(search->ctl, search->type, search->name);
	if (matches->count > 1)
		return ambiguous(search, matches);
	*id = matches->ids[0];
	return CTL_OK;
}

/* A full GUID: is there such an object? */
static bool find_guid(struct ctl *ctl, uint32_t type, const char *name,
		      struct ntms_guid *id)
{
	struct ntms_object_header header;

	return !ntms_guid_parse(name, id) &&
	       !ntms_get_object(ctl->session, type, id, &header, sizeof(header),
				NULL, NULL);
}

/* Look at all objects of the kind in a container and what is in that. */
static int search_all(struct search *search, const struct ntms_guid *container,
		      match_fn match)
{
	bool prefix = is_guid_prefix(search->name);
	struct ntms_iter *iter;
	struct ntms_guid id;
	uint32_t reason;
	int err, code = CTL_OK;

	err = ntms_iter_new(search->ctl->session, search->type, container,
			    &iter, &reason);
	while (!err && !code &&
	       (err = ntms_iter_next(iter, &id, &reason)) > 0) {
		err = 0;
		if (match && match(search, &id))
			matches_add(&search->exact, &id);
		if (prefix && guid_begins(&id, search->name))
			matches_add(&search->prefix, &id);
		/* Pools are listed level by level. */
		if (search->type == NTMS_TYPE_POOL)
			code = search_all(search, &id, match);
	}
	ntms_iter_free(iter);
	/* A container that is gone meanwhile has nothing in it. */
	if (err && reason != NTMS_REASON_OBJECT_NOT_FOUND)
		return fail(search->ctl, reason, NULL,
			    "cannot look for the %s \"%s\"",
			    spoken(search->type), text_clean(search->name));
	return code;
}

static int resolve(struct ctl *ctl, uint32_t type, const char *name,
		   match_fn match, struct ntms_guid *id)
{
	struct search search = { .ctl = ctl, .type = type, .name = name };
	int code;

	if (find_guid(ctl, type, name, id))
		return CTL_OK;
	code = search_all(&search, NULL, match);
	if (!code)
		code = choose(&search, id);
	search_free(&search);
	return code;
}

/* A device node, with or without its directory. */
static bool is_device(const char *typed, const char *device)
{
	if (!strncmp(typed, "/dev/", 5))
		typed += 5;
	return *device && !strcmp(typed, device);
}

static bool is_library(struct ctl *ctl, const struct ntms_guid *id,
		       const char *typed)
{
	struct ntms_library_info info;

	if (ntms_get_library(ctl->session, id, &info, NULL))
		return false;
	return !strcmp(typed, info.header.name) ||
	       !strcmp(typed, text_clean(info.serial)) ||
	       is_device(typed, info.device);
}

static bool match_library(struct search *search, const struct ntms_guid *id)
{
	return is_library(search->ctl, id, search->name);
}

int resolve_library(struct ctl *ctl, const char *name, struct ntms_guid *id)
{
	return resolve(ctl, NTMS_TYPE_LIBRARY, name, match_library, id);
}

/* By name, serial number or device, or by library and number: "L1:0". */
static bool match_drive(struct search *search, const struct ntms_guid *id)
{
	const char *colon = strrchr(search->name, ':');
	struct ntms_drive_info info;
	uint32_t number;

	if (ntms_get_drive(search->ctl->session, id, &info, NULL))
		return false;
	if (colon && text_number(colon + 1, &number) && number == info.number &&
	    is_library(search->ctl, &info.library,
		       text("%.*s", (int)(colon - search->name), search->name)))
		return true;
	return !strcmp(search->name, info.header.name) ||
	       !strcmp(search->name, text_clean(info.serial)) ||
	       is_device(search->name, info.device);
}

int resolve_drive(struct ctl *ctl, const char *name, struct ntms_guid *id)
{
	return resolve(ctl, NTMS_TYPE_DRIVE, name, match_drive, id);
}

static bool match_name(struct search *search, const struct ntms_guid *id)
{
	struct ntms_object_header header;

	return !ntms_get_object(search->ctl->session, search->type, id, &header,
				sizeof(header), NULL, NULL) &&
	       !strcmp(search->name, header.name);
}

/* The kernel finds barcodes by index; only other names need a look at all. */
int resolve_medium(struct ctl *ctl, const char *name, struct ntms_guid *id)
{
	struct search search = {
		.ctl = ctl, .type = NTMS_TYPE_MEDIUM, .name = name,
	};
	int code;

	if (!ntms_find_media(ctl->session, name, &search.exact.ids,
			     &search.exact.count, NULL) && search.exact.count) {
		code = choose(&search, id);
		search_free(&search);
		return code;
	}
	return resolve(ctl, NTMS_TYPE_MEDIUM, name, match_name, id);
}

int resolve_media_type(struct ctl *ctl, const char *name, struct ntms_guid *id)
{
	return resolve(ctl, NTMS_TYPE_MEDIA_TYPE, name, match_name, id);
}

/* "free", "import" and "unrecognized" mean the system pools, in any case. */
static const struct ntms_guid *system_pool(struct ctl *ctl, const char *name,
					   size_t length)
{
	if (length == 4 && !strncasecmp(name, "free", length))
		return &ctl->info.free_pool;
	if (length == 6 && !strncasecmp(name, "import", length))
		return &ctl->info.import_pool;
	if (length == 12 && !strncasecmp(name, "unrecognized", length))
		return &ctl->info.unrecognized_pool;
	return NULL;
}

int resolve_pool(struct ctl *ctl, const char *name, struct ntms_guid *id)
{
	const struct ntms_guid *system;
	size_t first;

	if (find_guid(ctl, NTMS_TYPE_POOL, name, id))
		return CTL_OK;
	if (!ntms_find_pool(ctl->session, name, id, NULL))
		return CTL_OK;
	first = strcspn(name, "\\/");
	system = system_pool(ctl, name, first);
	if (system && !name[first]) {
		*id = *system;
		return CTL_OK;
	}
	if (system) {
		const char *path = text("%s%s",
					name_of(ctl, NTMS_TYPE_POOL, system),
					name + first);

		if (!ntms_find_pool(ctl->session, path, id, NULL))
			return CTL_OK;
	}
	/* The last name of a path alone will do if only one pool has it. */
	return resolve(ctl, NTMS_TYPE_POOL, name, match_name, id);
}

/* Take "A00001L3:1" apart: the cartridge, and the side or -1. */
static char *split_side(const char *name, int *side)
{
	const char *colon = strrchr(name, ':');

	*side = -1;
	if (!colon || (strcmp(colon, ":0") && strcmp(colon, ":1")))
		return text("%s", name);
	*side = colon[1] - '0';
	return text("%.*s", (int)(colon - name), name);
}

static int read_medium(struct ctl *ctl, const char *name,
		       struct ntms_medium_info *info, int *side)
{
	const char *cartridge = split_side(name, side);
	struct ntms_guid id;
	uint32_t reason;
	int code;

	code = resolve_medium(ctl, cartridge, &id);
	if (code)
		return code;
	if (ntms_get_medium(ctl->session, &id, info, &reason))
		return fail(ctl, reason, NULL, "cannot read cartridge \"%s\"",
			    text_clean(cartridge));
	if (*side >= (int)info->side_count)
		return fail_name(ctl, text("Its sides: ntmsctl media show %s",
					   cartridge),
				 "cartridge \"%s\" has no side %d",
				 text_clean(cartridge), *side);
	return CTL_OK;
}

int resolve_side(struct ctl *ctl, const char *name, struct ntms_guid *id)
{
	struct ntms_medium_info info;
	int side, code;

	if (find_guid(ctl, NTMS_TYPE_SIDE, name, id))
		return CTL_OK;
	code = read_medium(ctl, name, &info, &side);
	if (code)
		return code;
	if (side < 0 && info.side_count > 1)
		return fail_name(ctl,
				 text("Say which one: %s:0 or %s:1", name, name),
				 "cartridge \"%s\" has two sides",
				 text_clean(name));
	*id = info.sides[side < 0 ? 0 : side];
	return CTL_OK;
}

int resolve_lmid(struct ctl *ctl, const char *name, struct ntms_guid *id)
{
	struct search search = {
		.ctl = ctl, .type = NTMS_TYPE_LOGICAL_MEDIUM, .name = name,
	};
	int code;

	if (find_guid(ctl, NTMS_TYPE_LOGICAL_MEDIUM, name, id))
		return CTL_OK;
	code = search_all(&search, NULL, NULL);
	if (!code && !search.prefix.count)
		code = fail_name(ctl, "See which sides are allocated, and their LMIDs: ntmsctl media allocated",
				 "there is no logical medium \"%s\"",
				 text_clean(name));
	else if (!code)
		code = choose(&search, id);
	search_free(&search);
	return code;
}

int resolve_request(struct ctl *ctl, const char *name, struct ntms_guid *id)
{
	return resolve(ctl, NTMS_TYPE_OPERATOR_REQUEST, name, NULL, id);
}

/* By library and number: "L700:5". */
static bool match_slot(struct search *search, const struct ntms_guid *id)
{
	const char *colon = strrchr(search->name, ':');
	struct ntms_element_info info;
	uint32_t number;

	return colon && text_number(colon + 1, &number) &&
	       !ntms_get_slot(search->ctl->session, id, &info, NULL) &&
	       number == info.number &&
	       is_library(search->ctl, &info.library,
			  text("%.*s", (int)(colon - search->name),
			       search->name));
}

int resolve_slot(struct ctl *ctl, const char *name, struct ntms_guid *id)
{
	return resolve(ctl, NTMS_TYPE_SLOT, name, match_slot, id);
}

/* @option: what the name is said with, for what to type next */
static int find_lmid_of(struct ctl *ctl, const char *name, const char *option,
			struct ntms_guid *id)
{
	struct ntms_medium_info info;
	struct ntms_side_info side_info;
	int side, code, found = 0;
	uint32_t i;

	code = read_medium(ctl, name, &info, &side);
	if (code)
		return code;
	for (i = 0; i < info.side_count; i++) {
		if (side >= 0 && (uint32_t)side != i)
			continue;
		if (ntms_get_side(ctl->session, &info.sides[i], &side_info,
				  NULL) ||
		    ntms_guid_is_null(&side_info.logical_medium))
			continue;
		*id = side_info.logical_medium;
		found++;
	}
	if (!found)
		return fail_name(ctl, "See which sides are allocated: ntmsctl media allocated",
				 "\"%s\" is not allocated", text_clean(name));
	if (found > 1)
		return fail_name(ctl,
				 text("Say which one: %s%s:0 or %s%s:1", option,
				      name, option, name),
				 "both sides of \"%s\" are allocated",
				 text_clean(name));
	return CTL_OK;
}

int resolve_lmid_of(struct ctl *ctl, const char *name, struct ntms_guid *id)
{
	return find_lmid_of(ctl, name, "--medium ", id);
}

/* A barcode may look like the beginning of a GUID: names come first. */
static bool is_barcode(struct ctl *ctl, const char *name)
{
	struct ntms_guid *ids;
	size_t count;
	int side;

	if (ntms_find_media(ctl->session, split_side(name, &side), &ids, &count,
			    NULL))
		return false;
	free(ids);
	return count;
}

int resolve_allocated(struct ctl *ctl, const char *name, struct ntms_guid *id)
{
	struct ntms_side_info info;

	if (find_guid(ctl, NTMS_TYPE_LOGICAL_MEDIUM, name, id))
		return CTL_OK;
	if (find_guid(ctl, NTMS_TYPE_SIDE, name, id) &&
	    !ntms_get_side(ctl->session, id, &info, NULL) &&
	    !ntms_guid_is_null(&info.logical_medium)) {
		*id = info.logical_medium;
		return CTL_OK;
	}
	if (is_guid_prefix(name) && !is_barcode(ctl, name))
		return resolve_lmid(ctl, name, id);
	return find_lmid_of(ctl, name, "", id);
}

/* ---- objects of any kind ------------------------------------------------- */

static int resolve_computer(struct ctl *ctl, const char *name,
			    struct ntms_guid *id)
{
	if (strcmp(name, "computer") &&
	    strcmp(name, name_of(ctl, NTMS_TYPE_COMPUTER, &ctl->info.computer)))
		return fail_name(ctl, "Call it \"computer\"",
				 "there is no computer \"%s\"",
				 text_clean(name));
	*id = ctl->info.computer;
	return CTL_OK;
}

static bool match_computer(struct search *search, const struct ntms_guid *id)
{
	return !strcmp(search->name, "computer") || match_name(search, id);
}

static bool match_pool(struct search *search, const struct ntms_guid *id)
{
	const struct ntms_guid *system = system_pool(search->ctl, search->name,
						     strlen(search->name));
	struct ntms_guid found;

	if (system)
		return ntms_guid_equal(system, id);
	return !ntms_find_pool(search->ctl->session, search->name, &found,
			       NULL) && ntms_guid_equal(&found, id);
}

/*
 * Each kind by the word of OBJECT_KINDS. Those with @match can be meant without
 * it; cartridges and sides are found by barcode instead, of which there may be a
 * million.
 */
static const struct kind {
	const char *word;
	uint32_t type;
	match_fn match;
	int (*resolve)(struct ctl *ctl, const char *name, struct ntms_guid *id);
} kinds[] = {
	{ "cartridge", NTMS_TYPE_MEDIUM, NULL, resolve_medium },
	{ "side", NTMS_TYPE_SIDE, NULL, resolve_side },
	{ "pool", NTMS_TYPE_POOL, match_pool, resolve_pool },
	{ "library", NTMS_TYPE_LIBRARY, match_library, resolve_library },
	{ "drive", NTMS_TYPE_DRIVE, match_drive, resolve_drive },
	{ "slot", NTMS_TYPE_SLOT, match_slot, resolve_slot },
	{ "media-type", NTMS_TYPE_MEDIA_TYPE, match_name, resolve_media_type },
	{ "computer", NTMS_TYPE_COMPUTER, match_computer, resolve_computer },
	{ "lmid", NTMS_TYPE_LOGICAL_MEDIUM, NULL, resolve_allocated },
	{ "request", NTMS_TYPE_OPERATOR_REQUEST, NULL, resolve_request },
};

/* The last name of a path means a pool if it means nothing else. */
static const struct kind pool_named = {
	"pool", NTMS_TYPE_POOL, match_name, resolve_pool,
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* Can a name mean something of this kind? 0 or an exit code. */
static int kind_fits(struct ctl *ctl, const struct kind *kind, const char *name,
		     bool *fits)
{
	struct search search = { .ctl = ctl, .type = kind->type, .name = name };
	int side, code;

	split_side(name, &side);
	if (kind->type == NTMS_TYPE_MEDIUM || kind->type == NTMS_TYPE_SIDE) {
		*fits = is_barcode(ctl, name) &&
			(side >= 0) == (kind->type == NTMS_TYPE_SIDE);
		return CTL_OK;
	}
	code = search_all(&search, NULL, kind->match);
	*fits = search.exact.count || (!kind->match && search.prefix.count);
	search_free(&search);
	return code;
}

/* The one kind that a name fits, or an error that says which there are. */
static int choose_kind(struct ctl *ctl, const char *name,
		       const struct kind **chosen)
{
	const char *list = NULL;
	bool fits;
	size_t i;
	int code;

	for (i = 0; i < KINDS; i++) {
		code = kind_fits(ctl, &kinds[i], name, &fits);
		if (code)
			return code;
		if (!fits)
			continue;
		list = list ? text("%s, --kind %s", list, kinds[i].word) :
			      text("--kind %s", kinds[i].word);
		*chosen = &kinds[i];
	}
	if (list)
		return strchr(list, ',') ?
			fail_name(ctl, text("Say which: %s", list),
				  "\"%s\" can mean objects of several kinds",
				  text_clean(name)) : CTL_OK;
	*chosen = &pool_named;
	code = kind_fits(ctl, &pool_named, name, &fits);
	if (!code && !fits)
		return fail_name(ctl, text("If it is there, say what it is: --kind, one of %s",
					   OBJECT_KINDS),
				 "there is no object \"%s\"", text_clean(name));
	return code;
}

int resolve_object(struct ctl *ctl, const char *word, const char *name,
		   uint32_t *type, struct ntms_guid *id)
{
	struct ntms_object_header header;
	const struct kind *kind = NULL;
	size_t i;
	int code;

	for (i = 0; word && i < KINDS; i++)
		if (!strcmp(kinds[i].word, word))
			kind = &kinds[i];
	if (!kind && !ntms_guid_parse(name, id) &&
	    !ntms_get_object(ctl->session, NTMS_TYPE_UNKNOWN, id, &header,
			     sizeof(header), type, NULL))
		return CTL_OK;
	code = kind ? CTL_OK : choose_kind(ctl, name, &kind);
	if (code)
		return code;
	*type = kind->type;
	return kind->resolve(ctl, name, id);
}
