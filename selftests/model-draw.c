// SPDX-License-Identifier: GPL-2.0
/* See model-draw.h. */
#include <stdio.h>

#include "model.h"
#include "model-draw.h"

/* Pools of our own that there may be; more than that make nothing likelier. */
#define POOLS_ENOUGH	20
#define POOLS_FEW	6

/* ---- objects ---------------------------------------------------------- */

static struct ntms_guid dead[64];
static size_t nr_dead;

void draw_died(const struct ntms_guid *id)
{
	dead[nr_dead++ % 64] = *id;
}

struct ntms_guid draw_dead(void)
{
	return dead[chance(64)];
}

static struct ntms_guid draw_garbage(void)
{
	struct ntms_guid id;
	size_t i;

	for (i = 0; i < sizeof(id.b); i++)
		id.b[i] = (uint8_t)chance(256);
	return id;
}

/* One of those for which @_condition holds; null if there are none */
#define DRAW(array, nr, condition) ({					\
	struct ntms_guid _id = no_guid;					\
	uint32_t _n = 0;						\
	size_t _i;							\
									\
	for (_i = 0; _i < (nr); _i++) {					\
		typeof(&(array)[0]) it = &(array)[_i];			\
		_n += !!(condition);					\
	}								\
	_n = _n ? chance(_n) + 1 : 0;					\
	for (_i = 0; _i < (nr) && _n; _i++) {				\
		typeof(&(array)[0]) it = &(array)[_i];			\
		if ((condition) && !--_n)				\
			_id = it->id;					\
	}								\
	_id;								\
})

#define DRAW_POOL(condition) DRAW(books.pools, books.nr_pools, condition)
#define DRAW_CARTRIDGE(condition) \
	DRAW(books.cartridges, books.nr_cartridges, condition)
#define DRAW_LOGICAL(condition) \
	DRAW(books.logicals, books.nr_logicals, condition)

static struct ntms_guid draw_side(void)
{
	struct ntms_guid id = DRAW_CARTRIDGE(!it->stranger);
	const struct cartridge *cartridge = find_cartridge(&id);

	return cartridge ? cartridge->sides[chance(cartridge->nr_sides)].id :
			   no_guid;
}

static struct ntms_guid draw_good(uint32_t kind)
{
	if (kind == NTMS_TYPE_LIBRARY && one_in(8))
		return books.info.offline_library;
	switch (kind) {
	case NTMS_TYPE_POOL:
		return DRAW_POOL(!it->stranger);
	case NTMS_TYPE_MEDIUM:
		return DRAW_CARTRIDGE(!it->stranger);
	case NTMS_TYPE_LOGICAL_MEDIUM:
		return DRAW_LOGICAL(!it->stranger);
	case NTMS_TYPE_LIBRARY:
		return DRAW(books.libraries, books.nr_libraries, it->scene);
	case NTMS_TYPE_MEDIA_TYPE:
		return DRAW(books.types, books.nr_types, it->sides);
	case NTMS_TYPE_COMPUTER:
		return books.computer.id;
	default:
		return draw_side();
	}
}

uint32_t draw_kind(void)
{
	static const uint32_t kinds[] = {
		NTMS_TYPE_POOL, NTMS_TYPE_MEDIUM, NTMS_TYPE_SIDE,
		NTMS_TYPE_LOGICAL_MEDIUM, NTMS_TYPE_LIBRARY,
		NTMS_TYPE_MEDIA_TYPE, NTMS_TYPE_COMPUTER,
	};

	return kinds[chance(sizeof(kinds) / sizeof(*kinds))];
}

struct ntms_guid draw_id(uint32_t kind)
{
	switch (chance(50)) {
	case 0:
		return no_guid;
	case 1:
		return draw_garbage();
	case 2:
		return draw_dead();
	case 3:
		return draw_good(draw_kind());
	default:
		return draw_good(kind);
	}
}

static bool is_leaf(const struct pool *pool)
{
	return !pool->stranger && pool->kind == NTMS_POOL_APPLICATION &&
	       !holds_pools(pool);
}

/* ---- allocations ------------------------------------------------------ */

static bool has_available(const struct cartridge *cartridge)
{
	unsigned int k;

	for (k = 0; k < cartridge->nr_sides; k++)
		if (cartridge->sides[k].state == NTMS_SIDE_AVAILABLE)
			return true;
	return false;
}

/* A pool with something in it, or one that draws from where it is */
static struct ntms_guid draw_full_pool(void)
{
	struct ntms_guid id = DRAW_CARTRIDGE(!it->stranger &&
					     has_available(it));
	const struct cartridge *cartridge = find_cartridge(&id);

	if (!cartridge)
		return DRAW_POOL(is_leaf(it));
	if (is_leaf(find_pool(&cartridge->pool)))
		return cartridge->pool;
	id = DRAW_POOL(is_leaf(it) && it->draws &&
		       same_guid(&it->type, &cartridge->type));
	return is_null(&id) ? DRAW_POOL(is_leaf(it)) : id;
}

static struct ntms_guid draw_source(uint32_t uid)
{
	if (one_in(25))
		return draw_id(NTMS_TYPE_POOL);
	if (!one_in(4))
		return draw_full_pool();
	/* Most people know which pools are theirs. */
	return one_in(8) ? DRAW_POOL(is_leaf(it)) :
			   DRAW_POOL(is_leaf(it) &&
				     may_on_pool(it, uid, CONTROL));
}

static uint32_t draw_options(void)
{
	uint32_t options = one_in(3) ? NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE : 0;
	uint32_t which = chance(100);

	if (which < 30)
		return options | NTMS_ALLOCATE_NEW;
	if (which < 45)
		return options | NTMS_ALLOCATE_NEXT;
	if (which == 45)
		return options | NTMS_ALLOCATE_NEW | NTMS_ALLOCATE_NEXT;
	return options | (which == 46 ? 8 : 0);
}

struct wanted draw_wanted(uint32_t uid)
{
	struct wanted wanted = {
		.uid = uid,
		.options = draw_options(),
		.pool = draw_source(uid),
	};
	const struct logical *logical;

	if (one_in(6))
		wanted.side = draw_id(NTMS_TYPE_SIDE);
	if (wanted.options & NTMS_ALLOCATE_NEXT) {
		wanted.medium = one_in(4) ? draw_id(NTMS_TYPE_LOGICAL_MEDIUM) :
			DRAW_LOGICAL(!it->stranger && it->whole);
		logical = find_logical(&wanted.medium);
		if (logical && !one_in(10))
			wanted.pool = pool_of_logical(logical)->id;
	} else if (one_in(4)) {
		/* Ignored, whatever it is. */
		wanted.medium = draw_id(NTMS_TYPE_LOGICAL_MEDIUM);
	}
	return wanted;
}

struct ntms_guid draw_swap(const struct ntms_guid *first)
{
	const struct logical *logical = find_logical(first);
	const struct pool *pool = logical ? pool_of_logical(logical) : NULL;
	struct ntms_guid other;

	if (!pool || one_in(10))
		return draw_id(NTMS_TYPE_LOGICAL_MEDIUM);
	other = DRAW_LOGICAL(!it->stranger && it != logical &&
			     pool_of_logical(it) == pool);
	return is_null(&other) ? draw_id(NTMS_TYPE_LOGICAL_MEDIUM) : other;
}

/* ---- cartridges ------------------------------------------------------- */

struct ntms_guid draw_move(const struct ntms_guid *medium)
{
	const struct cartridge *cartridge = find_cartridge(medium);

	switch (chance(10)) {
	case 0:
		return draw_id(NTMS_TYPE_POOL);
	case 1:
		return books.info.import_pool;
	case 2:
	case 3:
	case 4:
		return books.info.free_pool;
	default:
		if (!cartridge)
			return draw_id(NTMS_TYPE_POOL);
		return DRAW_POOL(is_leaf(it) &&
				 same_guid(&it->type, &cartridge->type));
	}
}

struct ntms_guid draw_on_shelf(void)
{
	struct ntms_guid id;

	if (one_in(5))
		return draw_id(NTMS_TYPE_MEDIUM);
	id = DRAW_CARTRIDGE(!it->stranger &&
			    (!owned_sides(it) || one_in(4)) &&
			    same_guid(&it->library,
				      &books.info.offline_library));
	return is_null(&id) ? draw_id(NTMS_TYPE_MEDIUM) : id;
}

void draw_barcode(char *barcode)
{
	struct ntms_guid id = draw_id(NTMS_TYPE_MEDIUM);
	const struct cartridge *cartridge = find_cartridge(&id);

	strcpy(barcode, cartridge ? cartridge->barcode : "NOBODY");
}

static bool is_barcode(const char *barcode)
{
	size_t i;

	for (i = 0; i < books.nr_cartridges; i++)
		if (!strcmp(books.cartridges[i].barcode, barcode))
			return true;
	return false;
}

static const struct scene *scene_of_sides(uint32_t sides)
{
	const struct media_type *type;
	size_t i, at = chance((uint32_t)books.nr_libraries);

	for (i = 0; i < books.nr_libraries; i++) {
		at = (at + 1) % books.nr_libraries;
		if (!books.libraries[at].scene)
			continue;
		type = type_of_code(books.libraries[at].code);
		if (type && type->sides == sides)
			return books.libraries[at].scene;
	}
	return NULL;
}

/* One that cartridges of so many sides have, and most likely none has now */
static void draw_new_barcode(char *barcode, uint32_t sides)
{
	const struct scene *scene = scene_of_sides(sides);
	unsigned int i;

	*barcode = '\0';
	/* What has one side is told by its label. */
	if (!scene || (sides > 1 && one_in(12)))
		return;
	for (i = 0; i < 8; i++) {
		strcpy(barcode, scene_barcode(scene, chance(100)));
		if (!is_barcode(barcode))
			return;
	}
}

bool draw_registered(char *barcode, uint32_t sides)
{
	static const char *const bad[] = {
		" lead", "trail ", "t\tb", "\xc3\xa4",
	};
	const uint32_t which = chance(100);

	memset(barcode, 0, NTMS_BARCODE_SIZE);
	if (which == 4)
		memset(barcode, 'A', NTMS_BARCODE_SIZE);
	else if (which < 4)
		strcpy(barcode, bad[which]);
	else if (which == 5)
		strcpy(barcode, "CLNU01L1");
	else if (which < 10)
		draw_barcode(barcode);
	else
		draw_new_barcode(barcode, sides);
	return which > 4;
}

bool draw_twin(const struct ntms_guid *type, char *barcode)
{
	struct ntms_guid id = DRAW_CARTRIDGE(!it->stranger &&
					     same_guid(&it->type, type));
	const struct cartridge *cartridge = find_cartridge(&id);

	if (cartridge)
		strcpy(barcode, cartridge->barcode);
	return cartridge;
}

/* ---- words ------------------------------------------------------------ */

static const struct word {
	const char *text;
	bool name;
	bool description;
} words[] = {
	{ "", true, true },
	{ "free", true, true },
	{ "import", true, true },
	{ "B\xc3\xa4nder", true, true },
	{ "\xf0\x9f\x93\xbc", true, true },
	{ "a\\b", false, true },
	{ "two\nlines", false, true },
	{ "tab\tstop", false, true },
	{ "bell\a", false, false },
	{ "no end", false, false },
	{ "\xff", false, false },
	{ "\xc2\x85", false, false },
	{ "\xc0\x80", false, false },
	{ "\xed\xa0\x80", false, false },
};

#define NO_END	9

static const struct word *draw_word(char *text, size_t size)
{
	const uint32_t which = chance(sizeof(words) / sizeof(*words));

	memset(text, which == NO_END ? 'x' : 0, size);
	if (which != NO_END)
		strcpy(text, words[which].text);
	return &words[which];
}

void draw_name(char *name, bool *name_fits)
{
	*name_fits = true;
	if (one_in(12))
		*name_fits = draw_word(name, NTMS_NAME_SIZE)->name;
	else
		sprintf(name, "model %u", chance(12));
}

static void draw_description(char *text, bool *fits)
{
	*fits = true;
	if (one_in(4))
		*fits = draw_word(text, NTMS_DESCRIPTION_SIZE)->description;
	else
		sprintf(text, "said %u", chance(1000));
}

/* ---- pools ------------------------------------------------------------ */

static uint32_t draw_policy(void)
{
	return one_in(80) ? 2 : chance(2);
}

/* One that sides have about reached, or none */
static uint32_t draw_limit(void)
{
	struct ntms_guid id = draw_side();
	const struct side *side = find_side(&id, NULL);

	return side && one_in(5) ? side->count + chance(4) : 0;
}

static unsigned int own_pools(void)
{
	unsigned int nr = 0;
	size_t i;

	for (i = 0; i < books.nr_pools; i++)
		nr += !books.pools[i].stranger &&
		      books.pools[i].kind == NTMS_POOL_APPLICATION;
	return nr;
}

bool draw_few_pools(void)
{
	return own_pools() < POOLS_FEW;
}

static uint32_t draw_owner(void)
{
	static const uint32_t owners[] = { UINT32_MAX, ROOT, ALICE, BOB };

	return owners[chance(4)];
}

bool draw_pool(struct ntms_pool_create *call)
{
	const struct library *library;
	bool fits;

	memset(call, 0, sizeof(*call));
	draw_name(call->name, &fits);
	fits = fits && *call->name;
	call->action = one_in(60) ? chance(5) : 1 + chance(3);
	if (one_in(3))
		call->parent = one_in(5) ? draw_id(NTMS_TYPE_POOL) :
			DRAW_POOL(!it->stranger && holds_pools(it));
	if (!one_in(4))
		call->media_type = one_in(8) ? draw_id(NTMS_TYPE_MEDIA_TYPE) :
			DRAW(books.libraries, books.nr_libraries,
			     it->scene && it->scene->nr_media);
	library = find_library(&call->media_type);
	/* The offline library has no type of its own. */
	if (library && library->scene)
		call->media_type = library->scene->type;
	call->owner = draw_owner();
	if (!is_null(&call->media_type) || one_in(20)) {
		call->allocation_policy = draw_policy();
		call->deallocation_policy = draw_policy();
		call->max_allocates = draw_limit();
	}
	/* New ones give way to old ones. */
	if (fits && own_pools() >= POOLS_ENOUGH &&
	    call->action > NTMS_OPEN_EXISTING &&
	    !pool_named(&call->parent, call->name))
		call->action = NTMS_OPEN_EXISTING;
	return fits;
}

struct ntms_guid draw_pool_to_delete(void)
{
	if (one_in(3))
		return draw_id(NTMS_TYPE_POOL);
	return DRAW_POOL(!it->stranger && it->kind == NTMS_POOL_APPLICATION);
}

static bool has_sides(const struct pool *pool, uint32_t sides)
{
	return !pool->stranger && !holds_pools(pool) &&
	       find_type(&pool->type)->sides == sides;
}

struct ntms_guid draw_pool_of_sides(uint32_t sides)
{
	if (one_in(12))
		return draw_id(NTMS_TYPE_POOL);
	return DRAW_POOL(has_sides(it, sides) &&
			 it->kind != NTMS_POOL_UNRECOGNIZED);
}

struct ntms_guid draw_pool_to_register(void)
{
	if (one_in(12))
		return draw_id(NTMS_TYPE_POOL);
	return DRAW_POOL(is_leaf(it) || (!it->stranger && !holds_pools(it) &&
					 it->kind == NTMS_POOL_IMPORT));
}

/* ---- settings --------------------------------------------------------- */

static uint32_t draw_mask(uint32_t kind)
{
	static const uint32_t bits[] = {
		NTMS_SET_NAME, NTMS_SET_DESCRIPTION, NTMS_SET_ENABLED,
		NTMS_SET_ALLOCATION_POLICY, NTMS_SET_DEALLOCATION_POLICY,
		NTMS_SET_MAX_ALLOCATES, NTMS_SET_OWNER, NTMS_SET_NEW_MEDIA,
	};
	uint32_t mask;

	if (kind == NTMS_TYPE_COMPUTER)
		return one_in(2) ? NTMS_SET_REQUEST_PURGE : bits[chance(3)];
	/* The first three are of all kinds. */
	mask = bits[chance(kind == NTMS_TYPE_POOL ? 7 : 3)];
	if (kind == NTMS_TYPE_LIBRARY && one_in(3))
		mask = NTMS_SET_NEW_MEDIA;
	if (one_in(4))
		mask |= bits[chance(kind == NTMS_TYPE_POOL ? 7 : 3)];
	if (one_in(40))
		mask ^= bits[chance(8)];
	return mask;
}

static bool is_enabled(const struct ntms_guid *id)
{
	const struct library *library = find_library(id);
	const struct cartridge *cartridge = find_cartridge(id);
	const struct pool *pool = find_pool(id);

	return library ? library->enabled :
	       cartridge ? cartridge->enabled : pool && pool->enabled;
}

/* It can be disabled, and much depends on it. */
static bool is_free_pool(const struct ntms_guid *id)
{
	const struct pool *pool = find_pool(id);

	return pool && pool->kind == NTMS_POOL_FREE && !holds_pools(pool);
}

static struct ntms_guid draw_settable(uint32_t kind)
{
	if (kind == NTMS_TYPE_POOL && one_in(6))
		return DRAW_POOL(!it->stranger && is_free_pool(&it->id));
	return draw_id(kind);
}

struct wish draw_wish(void)
{
	static const uint32_t kinds[] = {
		NTMS_TYPE_POOL, NTMS_TYPE_POOL, NTMS_TYPE_POOL,
		NTMS_TYPE_POOL, NTMS_TYPE_MEDIUM, NTMS_TYPE_MEDIUM,
		NTMS_TYPE_MEDIUM, NTMS_TYPE_SIDE, NTMS_TYPE_LIBRARY,
		NTMS_TYPE_LIBRARY, NTMS_TYPE_LOGICAL_MEDIUM, NTMS_TYPE_MEDIA_TYPE,
		NTMS_TYPE_COMPUTER,
	};
	uint32_t kind = kinds[chance(sizeof(kinds) / sizeof(*kinds))];
	struct wish wish = {
		.id = draw_settable(kind),
		.enabled = one_in(100) ? 2 : 1,
		.draws = draw_policy(),
		.gives_back = draw_policy(),
		.limit = draw_limit(),
		.owner = draw_owner(),
		.new_media = one_in(40) ? 4 * chance(2) : 1 + chance(3),
		.purge = chance(1000000),
	};

	draw_name(wish.label.name, &wish.name_fits);
	draw_description(wish.label.description, &wish.description_fits);
	wish.type = type_of(&wish.id);
	wish.mask = draw_mask(wish.type);
	if (is_free_pool(&wish.id) && one_in(2))
		wish.mask = NTMS_SET_ENABLED;
	/* What is disabled is not left alone for long. */
	if (is_enabled(&wish.id) && one_in(4))
		wish.enabled = 0;
	if (one_in(6))
		wish.type = NTMS_TYPE_UNKNOWN;
	if (one_in(40)) {
		wish.type = draw_kind();
		wish.mask &= NTMS_SET_NAME | NTMS_SET_DESCRIPTION |
			     NTMS_SET_ENABLED;
	}
	return wish;
}
