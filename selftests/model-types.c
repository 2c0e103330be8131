// SPDX-License-Identifier: GPL-2.0
/* Random calls: media types, and cartridges that are registered. */
#include "model-calls.h"
#include "model-draw.h"

/* Cartridges on the shelf; more than that make nothing likelier. */
#define SHELF_ENOUGH	40

/* ---- which media types ------------------------------------------------ */

/* Some of the reference's codes, of one and of two sides, and no codes at all */
static const struct {
	uint32_t code;
	bool known;
} codes[] = {
	{ 0x20, true }, { 0x27, true }, { 0x56, true }, { 0x5d, true },
	{ 0x3a, true }, { 0x3b, true }, { 0x3c, true }, { 0x3e, true },
	{ CLEANER, true }, { 0x1f, false }, { 0x5e, false }, { 999, false },
};

#define NR_CODES	(sizeof(codes) / sizeof(*codes))

static uint32_t add_rule(const struct ntms_type_add *arg, bool known)
{
	uint32_t reason = rule_type_add(caller.uid, arg);

	if (!reason && is_null(&arg->media_type) && !known)
		return NTMS_REASON_INVALID_MEDIA;
	return reason;
}

/* What the call named, or made: there is one now. */
static bool added(const struct ntms_type_add *arg, uint32_t code,
		  const struct media_type *type)
{
	if (!type && catalog_learn_type(caller.fd, &arg->media_type))
		return wrong("the new media type cannot be read");
	type = type ? type : find_type(&arg->media_type);
	if (!same_guid(&arg->media_type, &type->id) ||
	    (code && type->code != code))
		return wrong("it is %s of code %x, and not %s",
			     name_of(&arg->media_type), type->code,
			     name_of(&type->id));
	books.changes++;
	do_support(find_library(&arg->library), &type->id);
	return catalog_same(caller.fd, &type->id) &&
	       catalog_same(caller.fd, &system_pool_of(NTMS_POOL_FREE,
						       &type->id)->id);
}

bool call_type_add(void)
{
	const uint32_t which = chance(NR_CODES);
	struct ntms_type_add arg = {
		.flags = odd(),
		.library = draw_id(NTMS_TYPE_LIBRARY),
	};
	const struct media_type *type;
	uint32_t reason;

	if (one_in(4))
		arg.media_type = draw_id(NTMS_TYPE_MEDIA_TYPE);
	if (is_null(&arg.media_type) || one_in(40))
		arg.code = codes[which].code;
	about_to("user %u: add media type %s of code %x to %s, flags %x",
		 caller.uid, name_of(&arg.media_type), arg.code,
		 name_of(&arg.library), arg.flags);
	reason = arg.flags ? NTMS_REASON_INVALID_PARAMETER :
			     add_rule(&arg, codes[which].known);
	type = is_null(&arg.media_type) ? type_of_code(arg.code) :
					  find_type(&arg.media_type);
	if (!answers(reason, CALL(caller.fd, NTMS_IOC_TYPE_ADD, &arg)))
		return false;
	return reason || added(&arg, arg.code, type);
}

/*
 * If it is what the library holds, an inventory that the module makes at any
 * time tells it again: it must be one that we can have made, or none.
 */
static bool is_told_again(const struct ntms_type_delete *arg)
{
	const struct library *library = find_library(&arg->library);

	return library && library->present && !library->enabled &&
	       !is_null(&arg->media_type) &&
	       same_guid(&library->holds, &arg->media_type);
}

bool call_type_delete(void)
{
	struct ntms_type_delete arg = {
		.flags = odd(),
		.reserved = odd(),
		.media_type = draw_id(NTMS_TYPE_MEDIA_TYPE),
		.library = draw_id(NTMS_TYPE_LIBRARY),
	};
	struct library *library = find_library(&arg.library);
	enum outcome outcome;

	if (is_told_again(&arg))
		arg.media_type = no_guid;
	about_to("user %u: delete media type %s from %s, flags %x, reserved %x",
		 caller.uid, name_of(&arg.media_type), name_of(&arg.library),
		 arg.flags, arg.reserved);
	outcome = PLAIN(arg, NTMS_IOC_TYPE_DELETE, arg.flags || arg.reserved,
			rule_type_delete(caller.uid, &arg.media_type,
					 &arg.library));
	if (outcome != DONE)
		return outcome == REFUSED;
	if (!find_type(&arg.media_type))
		draw_died(&arg.media_type);
	return !library->present || !is_null(&library->holds) ||
	       !library->scene || robot_look(caller.fd, library);
}

bool call_type_change(void)
{
	struct ntms_type_change arg = {
		.flags = odd(),
		.reserved = odd(),
		.medium = draw_id(NTMS_TYPE_MEDIUM),
	};
	const struct cartridge *cartridge = find_cartridge(&arg.medium);
	enum outcome outcome;

	arg.pool = one_in(3) || !cartridge ? draw_move(&arg.medium) :
		draw_pool_of_sides(cartridge->nr_sides);
	about_to("user %u: change type of %s by a move to %s, flags %x, reserved %x",
		 caller.uid, name_of(&arg.medium), name_of(&arg.pool),
		 arg.flags, arg.reserved);
	outcome = PLAIN(arg, NTMS_IOC_TYPE_CHANGE, arg.flags || arg.reserved,
			rule_type_change(caller.uid, &arg.medium, &arg.pool));
	return outcome == DONE ? catalog_same_around(caller.fd, &arg.medium) :
				 outcome == REFUSED;
}

/* ---- registering ------------------------------------------------------ */

static bool is_shelf_full(void)
{
	unsigned int nr = 0;
	size_t i;

	for (i = 0; i < books.nr_cartridges; i++)
		nr += !books.cartridges[i].stranger &&
		      same_guid(&books.cartridges[i].library,
				&books.info.offline_library);
	return nr >= SHELF_ENOUGH;
}

/* A GUID to give: mostly none, or one that something had, or has */
static struct ntms_guid draw_past(uint32_t kind)
{
	switch (chance(12)) {
	case 0:
		return draw_id(kind);
	case 1:
	case 2:
	case 3:
		return draw_dead();
	default:
		return no_guid;
	}
}

static void draw_preset(struct ntms_side_preset *side, uint32_t kind)
{
	static const uint32_t states[] = {
		NTMS_SIDE_AVAILABLE, NTMS_SIDE_ALLOCATED, NTMS_SIDE_COMPLETE,
		NTMS_SIDE_RESERVED, NTMS_SIDE_IMPORT, NTMS_SIDE_AVAILABLE,
		NTMS_SIDE_ALLOCATED, NTMS_SIDE_RESERVED,
		NTMS_SIDE_DECOMMISSIONED,
	};

	side->side_state = kind == NTMS_POOL_IMPORT ? NTMS_SIDE_IMPORT :
						      states[chance(9)];
	if (one_in(30))
		side->side_state = chance(11);
	side->allocate_count = one_in(2) ? chance(5) : 0;
	if (side->side_state == NTMS_SIDE_ALLOCATED ||
	    side->side_state == NTMS_SIDE_COMPLETE || one_in(60))
		side->logical_medium = draw_past(NTMS_TYPE_LOGICAL_MEDIUM);
}

static bool draw_create(struct ntms_medium_create *arg)
{
	static const uint32_t owners[] = { UINT32_MAX, ROOT, ALICE, BOB };
	const struct media_type *type;
	const struct pool *pool;
	uint32_t k;

	memset(arg, 0, sizeof(*arg));
	arg->flags = odd();
	arg->reserved = odd();
	arg->pool = draw_pool_to_register();
	pool = find_pool(&arg->pool);
	type = pool ? find_type(&pool->type) : NULL;
	arg->side_count = type && !one_in(40) ? type->sides : chance(4);
	arg->medium = draw_past(NTMS_TYPE_MEDIUM);
	arg->owner = owners[chance(4)];
	for (k = 0; k < arg->side_count && k < NTMS_SIDES_MAX; k++)
		draw_preset(&arg->sides[k], pool ? pool->kind : 0);
	if (one_in(60))
		draw_preset(&arg->sides[1], 0);
	/* No room: one that is here already */
	if (is_shelf_full() && books.nr_cartridges) {
		draw_barcode(arg->barcode);
		return true;
	}
	return draw_registered(arg->barcode, arg->side_count);
}

/* What was left to the module to name has names that are new now. */
static bool is_named(const struct ntms_medium_create *asked,
		     const struct ntms_medium_create *told)
{
	const struct ntms_guid *was = &asked->medium, *is = &told->medium;
	uint32_t k;

	if (is_null(was) ? is_null(is) || type_of(is) : !same_guid(was, is))
		return false;
	for (k = 0; k < NTMS_SIDES_MAX; k++) {
		was = &asked->sides[k].logical_medium;
		is = &told->sides[k].logical_medium;
		if (asked->sides[k].side_state != NTMS_SIDE_ALLOCATED &&
		    asked->sides[k].side_state != NTMS_SIDE_COMPLETE) {
			if (!is_null(is))
				return false;
		} else if (is_null(was) ? is_null(is) || type_of(is) :
					  !same_guid(was, is)) {
			return false;
		}
	}
	return true;
}

bool call_medium_create(void)
{
	struct ntms_medium_create arg, asked;
	bool fits = draw_create(&arg);
	enum outcome outcome;

	asked = arg;
	about_to("user %u: register %s, \"%s\", %u sides, in %s for %u; sides %u of %s and %u of %s, flags %x, reserved %x",
		 caller.uid, name_of(&arg.medium), fits ? arg.barcode : "(bad)",
		 arg.side_count, name_of(&arg.pool), arg.owner,
		 arg.sides[0].side_state,
		 name_of(&arg.sides[0].logical_medium),
		 arg.sides[1].side_state,
		 name_of(&arg.sides[1].logical_medium), arg.flags,
		 arg.reserved);
	outcome = PLAIN(arg, NTMS_IOC_MEDIUM_CREATE, arg.flags || arg.reserved,
			rule_medium_create(caller.uid, &asked, fits));
	if (outcome != DONE)
		return outcome == REFUSED;
	if (!is_named(&asked, &arg))
		return wrong("the GUIDs are not those that were given, or not new");
	do_medium_create(caller.uid, &arg, caller.application);
	return catalog_same_around(caller.fd, &arg.medium);
}
