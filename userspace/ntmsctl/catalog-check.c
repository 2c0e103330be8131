// SPDX-License-Identifier: GPL-2.0
/*
 * Whether the objects of a catalog fit to each other. What does not is passed
 * over by the module when it is loaded.
 */
#include "catalog.h"

#include <stdarg.h>
#include <stdlib.h>

/**
 * struct check - what is looked at
 * @catalog: the catalog
 * @found: see catalog_check()
 * @arg: see catalog_check()
 * @what: the object
 * @computers: number of them
 */
struct check {
	const struct catalog *catalog;
	void (*found)(const char *rule, const char *object, const char *what,
		      void *arg);
	void *arg;
	const struct catalog_object *what;
	size_t computers;
};

static const char *object_name(const struct catalog_object *object)
{
	const struct image_kind *kind = image_kind_of(object->object.type);

	return text("%s \"%s\" (%s)", kind ? kind->word : "object",
		    text_clean(object->label), text_guid(&object->object.id));
}

__attribute__((format(printf, 3, 4)))
static void complain(struct check *check, const char *rule,
		     const char *how, ...)
{
	va_list list;
	char *said;

	va_start(list, how);
	said = text_keep(vasprintf(&said, how, list) < 0 ? NULL : said);
	va_end(list);
	check->found(rule, object_name(check->what), said, check->arg);
}

/* Whether an object of a kind is there; if not, it is said. */
static bool has(struct check *check, const char *rule,
		const struct ntms_guid *id, uint32_t type, const char *what)
{
	const struct catalog_object *object = catalog_find(check->catalog, id);

	if (object && object->object.type == type)
		return true;
	complain(check, rule, "its %s %s is not there", what, text_guid(id));
	return false;
}

/* ---- kinds */

static void check_computer(struct check *check,
			   const struct ntms_image_computer *computer)
{
	if (++check->computers == 2)
		complain(check, "one-computer", "there is another one");
	has(check, "computer-library", &computer->offline_library,
	    NTMS_TYPE_LIBRARY, "offline library");
	has(check, "computer-pool", &computer->free_pool, NTMS_TYPE_POOL,
	    "free pool");
	has(check, "computer-pool", &computer->import_pool, NTMS_TYPE_POOL,
	    "import pool");
	has(check, "computer-pool", &computer->unrecognized_pool,
	    NTMS_TYPE_POOL, "unrecognized pool");
}

static void check_pool(struct check *check, const struct ntms_image_pool *pool)
{
	const struct catalog_object *parent;
	struct ntms_guid id = pool->parent;
	struct image image;
	size_t depth;

	if (ntms_guid_is_null(&pool->parent) ||
	    !has(check, "pool-parent", &pool->parent, NTMS_TYPE_POOL, "parent"))
		return;
	for (depth = 0; depth <= check->catalog->count; depth++) {
		parent = catalog_find(check->catalog, &id);
		if (!parent || !image_open(&parent->object, &image))
			return;
		id = image.all.pool.parent;
	}
	complain(check, "pool-parent", "it is in itself");
}

static void check_medium(struct check *check,
			 const struct ntms_image_medium *medium)
{
	has(check, "medium-library", &medium->library, NTMS_TYPE_LIBRARY,
	    "library");
	has(check, "medium-pool", &medium->pool, NTMS_TYPE_POOL, "pool");
	if (!medium->side_count || medium->side_count > NTMS_SIDES_MAX)
		complain(check, "medium-sides", "it cannot have %u sides",
			 medium->side_count);
}

static const struct ntms_image_side *
find_side(const struct check *check, const struct ntms_guid *id,
	  struct image *image)
{
	struct ntms_guid whole;
	const struct catalog_object *medium;
	uint32_t part;

	whole = catalog_whole(id, &part);
	medium = catalog_find(check->catalog, &whole);
	if (!medium || medium->object.type != NTMS_TYPE_MEDIUM ||
	    !image_open(&medium->object, image) || !part ||
	    part > image->all.medium.side_count || part > NTMS_SIDES_MAX)
		return NULL;
	return &image->all.medium.sides[part - 1];
}

static void check_logical(struct check *check,
			  const struct ntms_image_logical *logical)
{
	const struct ntms_image_side *side;
	struct image image;

	side = find_side(check, &logical->side, &image);
	if (!side)
		complain(check, "logical-side", "its side %s is not there",
			 text_guid(&logical->side));
	else if (side->state != NTMS_SIDE_ALLOCATED &&
		 side->state != NTMS_SIDE_COMPLETE)
		complain(check, "logical-state",
			 "its side \"%s\" is neither allocated nor complete",
			 text_clean(catalog_label(check->catalog,
						  &logical->side)));
}

static void check_object(struct check *check)
{
	const struct store_object *object = &check->what->object;
	struct image image;

	if (!image_open(object, &image)) {
		complain(check, "image", "its data cannot be right");
		return;
	}
	switch (object->type) {
	case NTMS_TYPE_COMPUTER:
		check_computer(check, &image.all.computer);
		break;
	case NTMS_TYPE_DRIVE:
		has(check, "drive-library", &image.all.drive.library,
		    NTMS_TYPE_LIBRARY, "library");
		break;
	case NTMS_TYPE_POOL:
		check_pool(check, &image.all.pool);
		break;
	case NTMS_TYPE_MEDIUM:
		check_medium(check, &image.all.medium);
		break;
	case NTMS_TYPE_LOGICAL_MEDIUM:
		check_logical(check, &image.all.logical);
		break;
	}
}

static void check_belonging(struct check *check)
{
	const struct ntms_guid *id = &check->what->object.id;
	uint32_t part;
	struct ntms_guid whole = catalog_whole(id, &part);

	if (!catalog_find(check->catalog, id) &&
	    !catalog_find(check->catalog, &whole))
		complain(check, "belongs", "%s of an object that is not there",
			 check->what->object.what == NTMS_ENTRY_ACL ?
			 "it is a list of rights" : "it is an attribute");
}

/* ---- what there may be only one of */

/**
 * struct claim - that an object is somewhere, where no other may be
 * @id: a side, or a library
 * @place: a place in it
 * @object: who says so
 */
struct claim {
	struct ntms_guid id;
	uint64_t place;
	const struct catalog_object *object;
};

static int by_claim(const void *one, const void *other)
{
	const struct claim *first = one, *second = other;
	int order = memcmp(&first->id, &second->id, sizeof(first->id));

	if (order)
		return order;
	if (first->place != second->place)
		return first->place < second->place ? -1 : 1;
	return (first->object->order > second->object->order) -
	       (first->object->order < second->object->order);
}

static bool claim_of(const struct catalog_object *object, struct claim *claim)
{
	struct image image;

	if (object->object.what != NTMS_ENTRY_OBJECT ||
	    !image_open(&object->object, &image))
		return false;
	memset(claim, 0, sizeof(*claim));
	claim->object = object;
	if (object->object.type == NTMS_TYPE_LOGICAL_MEDIUM) {
		claim->id = image.all.logical.side;
		return true;
	}
	if (object->object.type != NTMS_TYPE_MEDIUM ||
	    !image.all.medium.element_type)
		return false;
	claim->id = image.all.medium.library;
	claim->place = (uint64_t)image.all.medium.element_type << 32 |
		       image.all.medium.address;
	return true;
}

static void check_claims(struct check *check)
{
	struct claim *claims = calloc(check->catalog->count + 1,
				      sizeof(*claims));
	size_t count = 0, i;

	if (!claims)
		text_keep(NULL);
	for (i = 0; i < check->catalog->count; i++)
		count += claim_of(&check->catalog->objects[i], &claims[count]);
	qsort(claims, count, sizeof(*claims), by_claim);
	for (i = 1; i < count; i++) {
		if (claims[i].place != claims[i - 1].place ||
		    memcmp(&claims[i].id, &claims[i - 1].id,
			   sizeof(claims[i].id)))
			continue;
		check->what = claims[i].object;
		if (claims[i].object->object.type == NTMS_TYPE_MEDIUM)
			complain(check, "one-place",
				 "it is where %s is",
				 object_name(claims[i - 1].object));
		else
			complain(check, "one-owner",
				 "it has the side that %s has",
				 object_name(claims[i - 1].object));
	}
	free(claims);
}

void catalog_check(const struct catalog *catalog,
		   void (*found)(const char *rule, const char *object,
				 const char *what, void *arg),
		   void *arg)
{
	struct check check = {
		.catalog = catalog,
		.found = found,
		.arg = arg,
	};
	size_t i, mark = text_mark();

	for (i = 0; i < catalog->count; i++) {
		check.what = &catalog->objects[i];
		if (check.what->object.what == NTMS_ENTRY_OBJECT)
			check_object(&check);
		else
			check_belonging(&check);
		text_release(mark);
	}
	check_claims(&check);
	if (!check.computers)
		found("one-computer", "catalog", "there is no computer in it",
		      arg);
	text_release(mark);
}
