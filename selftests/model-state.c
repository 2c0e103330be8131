// SPDX-License-Identifier: GPL-2.0
/* The model: what there is, and which side comes first. */
#include "model.h"

struct books books;

/* ---- finding ---------------------------------------------------------- */

#define FIND(array, nr) do {						\
	size_t _i;							\
									\
	for (_i = 0; _i < (nr); _i++)					\
		if (same_guid(&(array)[_i].id, id))			\
			return &(array)[_i];				\
	return NULL;							\
} while (0)

struct media_type *find_type(const struct ntms_guid *id)
{
	FIND(books.types, books.nr_types);
}

struct media_type *type_of_code(uint32_t code)
{
	size_t i;

	for (i = 0; i < books.nr_types; i++)
		if (books.types[i].code == code)
			return &books.types[i];
	return NULL;
}

struct pool *find_pool(const struct ntms_guid *id)
{
	FIND(books.pools, books.nr_pools);
}

struct library *find_library(const struct ntms_guid *id)
{
	FIND(books.libraries, books.nr_libraries);
}

struct cartridge *find_cartridge(const struct ntms_guid *id)
{
	FIND(books.cartridges, books.nr_cartridges);
}

struct logical *find_logical(const struct ntms_guid *id)
{
	FIND(books.logicals, books.nr_logicals);
}

struct side *find_side(const struct ntms_guid *id, struct cartridge **of)
{
	struct cartridge *cartridge;
	size_t i;
	unsigned int k;

	if (of)
		*of = NULL;
	for (i = 0; i < books.nr_cartridges; i++) {
		cartridge = &books.cartridges[i];
		for (k = 0; k < cartridge->nr_sides; k++) {
			if (!same_guid(&cartridge->sides[k].id, id))
				continue;
			if (of)
				*of = cartridge;
			return &cartridge->sides[k];
		}
	}
	return NULL;
}

struct pool *pool_named(const struct ntms_guid *parent, const char *name)
{
	size_t i;

	for (i = 0; i < books.nr_pools; i++)
		if (same_guid(&books.pools[i].parent, parent) &&
		    !strcmp(books.pools[i].label.name, name))
			return &books.pools[i];
	return NULL;
}

struct pool *system_pool_of(uint32_t kind, const struct ntms_guid *type)
{
	size_t i;

	for (i = 0; i < books.nr_pools; i++)
		if (books.pools[i].kind == kind &&
		    same_guid(&books.pools[i].type, type))
			return &books.pools[i];
	return NULL;
}

uint32_t type_of(const struct ntms_guid *id)
{
	if (find_pool(id))
		return NTMS_TYPE_POOL;
	if (find_cartridge(id))
		return NTMS_TYPE_MEDIUM;
	if (find_side(id, NULL))
		return NTMS_TYPE_SIDE;
	if (find_logical(id))
		return NTMS_TYPE_LOGICAL_MEDIUM;
	if (find_library(id))
		return NTMS_TYPE_LIBRARY;
	if (same_guid(id, &books.computer.id))
		return NTMS_TYPE_COMPUTER;
	return find_type(id) ? NTMS_TYPE_MEDIA_TYPE : NTMS_TYPE_UNKNOWN;
}

struct pool *pool_of_logical(const struct logical *logical)
{
	struct cartridge *cartridge;

	find_side(&logical->side, &cartridge);
	return find_pool(&cartridge->pool);
}

/* ---- facts ------------------------------------------------------------ */

bool holds_pools(const struct pool *pool)
{
	return is_null(&pool->type);
}

unsigned int owned_sides(const struct cartridge *cartridge)
{
	unsigned int owned = 0, k;

	for (k = 0; k < cartridge->nr_sides; k++)
		owned += !is_null(&cartridge->sides[k].owner);
	return owned;
}

bool is_online(const struct cartridge *cartridge)
{
	return !same_guid(&cartridge->library, &books.info.offline_library) &&
	       find_library(&cartridge->library)->present;
}

/* ---- forgetting ------------------------------------------------------- */

void forget_cartridge(struct cartridge *cartridge)
{
	unsigned int k;

	forget_attributes(&cartridge->id);
	for (k = 0; k < cartridge->nr_sides; k++)
		forget_attributes(&cartridge->sides[k].id);
	forget(books.cartridges, books.nr_cartridges, cartridge);
}

void forget_logical(struct logical *logical)
{
	forget_attributes(&logical->id);
	forget(books.logicals, books.nr_logicals, logical);
}

void forget_pool(struct pool *pool)
{
	forget_attributes(&pool->id);
	forget(books.pools, books.nr_pools, pool);
}

/* With its pools of the three kinds; what libraries support closes the gap. */
void forget_type(struct media_type *type)
{
	const size_t at = (size_t)(type - books.types);
	const struct ntms_guid id = type->id;
	struct library *library;
	uint32_t kind;
	size_t i;

	for (kind = NTMS_POOL_FREE; kind <= NTMS_POOL_IMPORT; kind++)
		forget_pool(system_pool_of(kind, &id));
	for (i = 0; i < books.nr_libraries; i++) {
		library = &books.libraries[i];
		memmove(&library->supports[at], &library->supports[at + 1],
			(MAX_TYPES - at - 1) * sizeof(*library->supports));
		library->supports[MAX_TYPES - 1] = false;
	}
	forget_attributes(&id);
	forget(books.types, books.nr_types, type);
}

/* ---- choosing --------------------------------------------------------- */

uint32_t obstacle_of(const struct cartridge *cartridge,
		     const struct side *side, bool whole)
{
	switch (side->state) {
	case NTMS_SIDE_AVAILABLE:
		break;
	case NTMS_SIDE_ALLOCATED:
	case NTMS_SIDE_COMPLETE:
		return NTMS_OBSTACLE_OWNED;
	case NTMS_SIDE_RESERVED:
		return NTMS_OBSTACLE_RESERVED;
	case NTMS_SIDE_IMPORT:
		return NTMS_OBSTACLE_IMPORT;
	case NTMS_SIDE_UNRECOGNIZED:
		return NTMS_OBSTACLE_UNRECOGNIZED;
	case NTMS_SIDE_DECOMMISSIONED:
		return NTMS_OBSTACLE_DECOMMISSIONED;
	case NTMS_SIDE_INCOMPATIBLE:
		return NTMS_OBSTACLE_INCOMPATIBLE;
	default:
		return NTMS_OBSTACLE_UNPREPARED;
	}
	if (!is_online(cartridge))
		return NTMS_OBSTACLE_OFFLINE;
	if (!find_library(&cartridge->library)->enabled)
		return NTMS_OBSTACLE_LIBRARY_DISABLED;
	if (!cartridge->enabled)
		return NTMS_OBSTACLE_DISABLED;
	if (whole && owned_sides(cartridge))
		return NTMS_OBSTACLE_SHARED;
	if (!find_pool(&cartridge->pool)->enabled)
		return NTMS_OBSTACLE_POOL_DISABLED;
	return NTMS_OBSTACLE_NONE;
}

/*
 * In use before fresh, allocated less often before oftener, Available longer
 * before shorter; who asks goes through the sides of a cartridge in order.
 */
static bool comes_before(const struct cartridge *a, const struct side *x,
			 const struct cartridge *b, const struct side *y)
{
	if (!owned_sides(a) != !owned_sides(b))
		return owned_sides(a);
	if (x->count != y->count)
		return x->count < y->count;
	return x->since < y->since;
}

struct side *first_side(const struct pool *pool, bool whole)
{
	struct cartridge *cartridge, *of = NULL;
	struct side *first = NULL, *side;
	unsigned int k;
	size_t i;

	for (i = 0; i < books.nr_cartridges; i++) {
		cartridge = &books.cartridges[i];
		if (!same_guid(&cartridge->pool, &pool->id))
			continue;
		for (k = 0; k < cartridge->nr_sides; k++) {
			side = &cartridge->sides[k];
			if (obstacle_of(cartridge, side, whole) ||
			    (first && !comes_before(cartridge, side, of,
						    first)))
				continue;
			first = side;
			of = cartridge;
		}
	}
	return first;
}

/* ---- lists ------------------------------------------------------------ */

static bool is_in(const struct cartridge *cartridge, uint32_t type,
		  const struct ntms_guid *container)
{
	return is_null(container) || same_guid(&cartridge->id, container) ||
	       same_guid(&cartridge->pool, container) ||
	       (type == NTMS_TYPE_MEDIUM &&
		same_guid(&cartridge->library, container));
}

/* Logical media of a container come in the order of their sides. */
static size_t list_cartridges(uint32_t type, const struct ntms_guid *container,
			      struct ntms_guid *ids)
{
	const struct cartridge *cartridge;
	const struct side *side;
	unsigned int k;
	size_t i, n = 0;

	for (i = 0; i < books.nr_cartridges; i++) {
		cartridge = &books.cartridges[i];
		if (!is_in(cartridge, type, container))
			continue;
		if (type == NTMS_TYPE_MEDIUM)
			ids[n++] = cartridge->id;
		for (k = 0; k < cartridge->nr_sides; k++) {
			side = &cartridge->sides[k];
			if (type == NTMS_TYPE_SIDE)
				ids[n++] = side->id;
			else if (type == NTMS_TYPE_LOGICAL_MEDIUM &&
				 !is_null(&side->owner))
				ids[n++] = side->owner;
		}
	}
	return n;
}

#define LIST(array, nr_all, condition) do {				\
	size_t _i;							\
									\
	for (_i = 0; _i < (nr_all); _i++)				\
		if (condition)						\
			ids[n++] = (array)[_i].id;			\
} while (0)

static uint32_t list_all(uint32_t type, struct ntms_guid *ids, size_t *nr)
{
	size_t n = 0;

	switch (type) {
	case NTMS_TYPE_POOL:
		LIST(books.pools, books.nr_pools,
		     is_null(&books.pools[_i].parent));
		break;
	case NTMS_TYPE_LOGICAL_MEDIUM:
		LIST(books.logicals, books.nr_logicals, true);
		break;
	case NTMS_TYPE_LIBRARY:
		LIST(books.libraries, books.nr_libraries, true);
		break;
	case NTMS_TYPE_MEDIA_TYPE:
		LIST(books.types, books.nr_types, true);
		break;
	case NTMS_TYPE_COMPUTER:
		ids[n++] = books.computer.id;
		break;
	case NTMS_TYPE_MEDIUM:
	case NTMS_TYPE_SIDE:
		n = list_cartridges(type, &no_guid, ids);
		break;
	default:
		return NTMS_REASON_INVALID_PARAMETER;
	}
	*nr = n;
	return OK;
}

/* What kind of thing can be listed of what kind of container */
static bool can_hold(uint32_t holder, uint32_t type)
{
	switch (holder) {
	case NTMS_TYPE_LIBRARY:
		return type == NTMS_TYPE_MEDIUM ||
		       type == NTMS_TYPE_MEDIA_TYPE;
	case NTMS_TYPE_POOL:
		return type == NTMS_TYPE_POOL || type == NTMS_TYPE_MEDIUM ||
		       type == NTMS_TYPE_SIDE ||
		       type == NTMS_TYPE_LOGICAL_MEDIUM;
	case NTMS_TYPE_MEDIUM:
		return type == NTMS_TYPE_SIDE ||
		       type == NTMS_TYPE_LOGICAL_MEDIUM;
	case NTMS_TYPE_SIDE:
		return type == NTMS_TYPE_LOGICAL_MEDIUM;
	case NTMS_TYPE_LOGICAL_MEDIUM:
		return type == NTMS_TYPE_SIDE;
	default:
		return false;
	}
}

uint32_t list_of(uint32_t type, const struct ntms_guid *container,
		 struct ntms_guid *ids, size_t *nr)
{
	uint32_t holder = type_of(container);
	const struct library *library;
	struct side *side;
	size_t n = 0;

	*nr = 0;
	if (is_null(container))
		return list_all(type, ids, nr);
	if (holder == NTMS_TYPE_UNKNOWN)
		return NTMS_REASON_OBJECT_NOT_FOUND;
	if (!can_hold(holder, type))
		return NTMS_REASON_INVALID_PARAMETER;
	if (holder == NTMS_TYPE_SIDE) {
		side = find_side(container, NULL);
		if (!is_null(&side->owner))
			ids[n++] = side->owner;
	} else if (holder == NTMS_TYPE_LOGICAL_MEDIUM) {
		ids[n++] = find_logical(container)->side;
	} else if (type == NTMS_TYPE_MEDIA_TYPE) {
		library = find_library(container);
		LIST(books.types, books.nr_types, library->supports[_i]);
	} else if (type == NTMS_TYPE_POOL) {
		LIST(books.pools, books.nr_pools,
		     same_guid(&books.pools[_i].parent, container));
	} else {
		n = list_cartridges(type, container, ids);
	}
	*nr = n;
	return OK;
}
