// SPDX-License-Identifier: GPL-2.0
/* The catalog against the model: all that can be read of it. */
#include <stdio.h>

#include "model.h"

static struct ntms_guid ids[LIST_MAX], expected[LIST_MAX];

#define SAME(what, wanted, found) do {					\
	uint64_t _wanted = (wanted), _found = (found);			\
									\
	if (_wanted != _found)						\
		return wrong("%s: %s is %llu, and not %llu",		\
			     name_of(id), what,				\
			     (unsigned long long)_found,		\
			     (unsigned long long)_wanted);		\
} while (0)

#define SAME_ID(what, wanted, found) do {				\
	if (!same_guid(wanted, found))					\
		return wrong("%s: %s is %s, and not %s", name_of(id),	\
			     what, name_of(found), name_of(wanted));	\
} while (0)

#define SAME_TEXT(what, wanted, found) do {				\
	if (strcmp(wanted, found))					\
		return wrong("%s: %s is \"%s\", and not \"%s\"",	\
			     name_of(id), what, found, wanted);		\
} while (0)

/* ---- what all objects have -------------------------------------------- */

static bool same_header(const struct ntms_guid *id, uint32_t type,
			const struct ntms_object_header *header,
			const char *name, const struct label *label,
			bool enabled)
{
	SAME_ID("GUID", id, &header->id);
	SAME("kind", type, header->type);
	SAME("enabled", enabled, header->enabled);
	SAME_TEXT("name", name, header->name);
	SAME_TEXT("description", label->description, header->description);
	if (header->modified < header->created)
		return wrong("%s: changed before it was made", name_of(id));
	return true;
}

/* What governs it, and the list of rights of that, in the order it was written */
static bool same_rights(int fd, const struct ntms_guid *id)
{
	const struct governor governor = governor_of(id);
	struct ntms_ace aces[NTMS_ACES_MAX];
	struct ntms_acl arg = {
		.id = *id,
		.count = NTMS_ACES_MAX,
		.aces = (uintptr_t)aces,
	};

	SAME("reason of the rights", OK, CALL(fd, NTMS_IOC_ACL_GET, &arg));
	SAME_ID("what governs it", &governor.id, &arg.governor);
	SAME("kind of what governs it", governor.type, arg.type);
	SAME("owner of the rights", governor.owner, arg.owner);
	SAME("number of rights", governor.acl->nr, arg.total);
	SAME("rights that came", governor.acl->nr, arg.count);
	return !memcmp(aces, governor.acl->aces, arg.count * sizeof(*aces)) ||
	       wrong("%s: the rights are others", name_of(id));
}

static bool same_attributes(int fd, const struct ntms_guid *id)
{
	static uint8_t data[NTMS_ATTRIBUTE_DATA_MAX];
	static struct ntms_attribute_info infos[NTMS_ATTRIBUTES_MAX];
	const struct attribute *wanted[NTMS_ATTRIBUTES_MAX];
	size_t nr = attributes_of(id, wanted), i;
	uint32_t total, size;

	SAME("reason of the attributes", OK,
	     attribute_list(fd, id, infos, NTMS_ATTRIBUTES_MAX, &total));
	SAME("number of attributes", nr, total);
	for (i = 0; i < nr; i++) {
		size = sizeof(data);
		SAME_TEXT("attribute", wanted[i]->name, infos[i].name);
		SAME("bytes in the list", wanted[i]->size, infos[i].data_size);
		SAME("reason of the attribute", OK,
		     attribute_get(fd, id, infos[i].name, data, &size));
		SAME("bytes", wanted[i]->size, size);
		SAME("sum of the data", wanted[i]->sum, sum_of(data, size));
	}
	return true;
}

/* ---- objects ---------------------------------------------------------- */

/* Cartridges, sides that are owned, and sides that could be allocated now */
static void count_in(const struct pool *pool, uint32_t *media,
		     uint32_t *logical, uint32_t *available)
{
	const struct cartridge *cartridge;
	unsigned int k;
	size_t i;

	*media = 0;
	*logical = 0;
	*available = 0;
	for (i = 0; i < books.nr_cartridges; i++) {
		cartridge = &books.cartridges[i];
		if (!same_guid(&cartridge->pool, &pool->id))
			continue;
		++*media;
		*logical += owned_sides(cartridge);
		for (k = 0; k < cartridge->nr_sides; k++)
			*available += !obstacle_of(cartridge,
						   &cartridge->sides[k], false);
	}
}

static bool same_pool(int fd, const struct pool *pool)
{
	const struct ntms_guid *id = &pool->id;
	uint32_t media, logical, available, pools = 0;
	struct ntms_pool_info info;
	size_t i;

	SAME("reason", OK, GET(fd, NTMS_TYPE_POOL, id, &info));
	if (!same_header(id, NTMS_TYPE_POOL, &info.header, pool->label.name,
			 &pool->label, pool->enabled))
		return false;
	count_in(pool, &media, &logical, &available);
	for (i = 0; i < books.nr_pools; i++)
		pools += same_guid(&books.pools[i].parent, id);
	SAME_ID("parent", &pool->parent, &info.parent);
	SAME_ID("media type", &pool->type, &info.media_type);
	SAME("kind of pool", pool->kind, info.pool_type);
	SAME("flags", holds_pools(pool) ? NTMS_POOL_CONTAINER : 0, info.flags);
	SAME("allocation policy", pool->draws, info.allocation_policy);
	SAME("deallocation policy", pool->gives_back,
	     info.deallocation_policy);
	SAME("limit", pool->limit, info.max_allocates);
	SAME("owner", pool->owner, info.owner);
	SAME("cartridges", media, info.media);
	SAME("logical media", logical, info.logical_media);
	SAME("pools", pools, info.pools);
	SAME("available sides", available, info.available);
	SAME("state", NTMS_STATE_READY, info.header.state);
	return true;
}

static uint32_t flags_of(const struct cartridge *cartridge)
{
	uint32_t flags = 0, same = 0;
	size_t i;

	for (i = 0; i < books.nr_cartridges && *cartridge->barcode; i++)
		same += !strcmp(books.cartridges[i].barcode,
				cartridge->barcode);
	if (is_online(cartridge))
		flags |= NTMS_MEDIUM_ONLINE;
	if (same > 1)
		flags |= NTMS_MEDIUM_DUPLICATE;
	if (cartridge->cleans)
		flags |= NTMS_MEDIUM_CLEANER;
	return flags;
}

static bool same_cartridge(int fd, const struct cartridge *cartridge)
{
	const struct ntms_guid *id = &cartridge->id;
	struct ntms_medium_info info;
	unsigned int k;

	SAME("reason", OK, GET(fd, NTMS_TYPE_MEDIUM, id, &info));
	if (!same_header(id, NTMS_TYPE_MEDIUM, &info.header,
			 *cartridge->label.name ? cartridge->label.name :
						  cartridge->barcode,
			 &cartridge->label, cartridge->enabled))
		return false;
	SAME_ID("library", &cartridge->library, &info.library);
	SAME_ID("pool", &cartridge->pool, &info.pool);
	SAME_ID("place", &cartridge->slot, &info.location);
	SAME_ID("media type", &cartridge->type, &info.media_type);
	SAME("flags", flags_of(cartridge), info.flags);
	SAME("number of sides", cartridge->nr_sides, info.side_count);
	for (k = 0; k < cartridge->nr_sides; k++)
		SAME_ID("side", &cartridge->sides[k].id, &info.sides[k]);
	SAME_TEXT("barcode", cartridge->barcode, info.barcode);
	return true;
}

static bool same_side(int fd, const struct cartridge *cartridge,
		      const struct side *side)
{
	const struct ntms_guid *id = &side->id;
	struct ntms_side_info info;

	SAME("reason", OK, GET(fd, NTMS_TYPE_SIDE, id, &info));
	if (!same_header(id, NTMS_TYPE_SIDE, &info.header, side->label.name,
			 &side->label, cartridge->enabled))
		return false;
	SAME_ID("cartridge", &cartridge->id, &info.medium);
	SAME_ID("pool", &cartridge->pool, &info.pool);
	SAME_ID("logical medium", &side->owner, &info.logical_medium);
	SAME("state", side->state, info.side_state);
	SAME("side", side - cartridge->sides, info.side);
	SAME("number of allocations", side->count, info.allocate_count);
	return true;
}

static bool same_logical(int fd, const struct logical *logical)
{
	static const struct label none;
	const struct ntms_guid *id = &logical->id;
	struct ntms_logical_medium_info info;
	struct cartridge *cartridge;

	SAME("reason", OK, GET(fd, NTMS_TYPE_LOGICAL_MEDIUM, id, &info));
	if (!same_header(id, NTMS_TYPE_LOGICAL_MEDIUM, &info.header, "", &none,
			 true))
		return false;
	find_side(&logical->side, &cartridge);
	SAME_ID("side", &logical->side, &info.side);
	SAME_ID("cartridge", &cartridge->id, &info.medium);
	SAME_ID("pool", &cartridge->pool, &info.pool);
	SAME("user", logical->uid, info.uid);
	SAME_TEXT("application", logical->application, info.application);
	return true;
}

static bool same_library(int fd, const struct library *library)
{
	const struct ntms_guid *id = &library->id;
	struct ntms_library_info info;
	uint32_t media = 0;
	size_t i;

	SAME("reason", OK, GET(fd, NTMS_TYPE_LIBRARY, id, &info));
	if (!same_header(id, NTMS_TYPE_LIBRARY, &info.header,
			 library->label.name, &library->label,
			 library->enabled))
		return false;
	for (i = 0; i < books.nr_cartridges; i++)
		media += same_guid(&books.cartridges[i].library, id);
	SAME("cartridges", media, info.media);
	SAME_ID("what it holds", &library->holds, &info.media_type);
	SAME("where new cartridges go", library->new_media, info.new_media);
	SAME("state", library->present ? NTMS_STATE_READY :
					 NTMS_STATE_NOT_PRESENT,
	     info.header.state);
	return true;
}

static bool same_type(int fd, const struct media_type *type)
{
	const struct ntms_guid *id = &type->id;
	struct ntms_media_type_info info;
	uint32_t media = 0;
	size_t i;

	SAME("reason", OK, GET(fd, NTMS_TYPE_MEDIA_TYPE, id, &info));
	if (!same_header(id, NTMS_TYPE_MEDIA_TYPE, &info.header,
			 type->label.name, &type->label, true))
		return false;
	for (i = 0; i < books.nr_cartridges; i++)
		media += same_guid(&books.cartridges[i].type, id);
	SAME("code", type->code, info.code);
	SAME("sides", type->sides, info.sides);
	SAME("cartridges", media, info.media);
	return true;
}

static bool same_computer(int fd, const struct computer *computer)
{
	const struct ntms_guid *id = &computer->id;
	struct ntms_computer_info info;

	SAME("reason", OK, GET(fd, NTMS_TYPE_COMPUTER, id, &info));
	if (!same_header(id, NTMS_TYPE_COMPUTER, &info.header,
			 computer->label.name, &computer->label, true))
		return false;
	SAME("time until requests are forgotten", computer->purge,
	     info.request_purge);
	SAME("allocations that wait", 0, info.waiting);
	return true;
}

bool catalog_same(int fd, const struct ntms_guid *id)
{
	struct cartridge *cartridge;
	struct side *side;

	switch (type_of(id)) {
	case NTMS_TYPE_POOL:
		return same_pool(fd, find_pool(id));
	case NTMS_TYPE_MEDIUM:
		return same_cartridge(fd, find_cartridge(id));
	case NTMS_TYPE_SIDE:
		side = find_side(id, &cartridge);
		return same_side(fd, cartridge, side);
	case NTMS_TYPE_LOGICAL_MEDIUM:
		return same_logical(fd, find_logical(id));
	case NTMS_TYPE_LIBRARY:
		return same_library(fd, find_library(id));
	case NTMS_TYPE_MEDIA_TYPE:
		return same_type(fd, find_type(id));
	case NTMS_TYPE_COMPUTER:
		return same_computer(fd, &books.computer);
	default:
		return wrong("%s: is not in the model", name_of(id));
	}
}

bool catalog_same_around(int fd, const struct ntms_guid *id)
{
	const struct cartridge *cartridge = find_cartridge(id);
	const struct side *side;
	unsigned int k;

	if (!same_cartridge(fd, cartridge) ||
	    !same_pool(fd, find_pool(&cartridge->pool)))
		return false;
	for (k = 0; k < cartridge->nr_sides; k++) {
		side = &cartridge->sides[k];
		if (!same_side(fd, cartridge, side) ||
		    (!is_null(&side->owner) &&
		     !same_logical(fd, find_logical(&side->owner))))
			return false;
	}
	return true;
}

/* ---- all of them ------------------------------------------------------ */

static bool same_list(int fd, uint32_t type, const struct ntms_guid *id)
{
	size_t nr, nr_expected, i;

	SAME("reason of the list",
	     list_of(type, id, expected, &nr_expected),
	     list_objects(fd, type, id, ids, LIST_MAX, &nr));
	SAME("length of the list", nr_expected, nr);
	for (i = 0; i < nr; i++)
		SAME_ID("one in the list", &expected[i], &ids[i]);
	return true;
}

/* And each that is in it */
static bool same_objects(int fd, uint32_t type)
{
	size_t nr, i;

	if (!same_list(fd, type, &no_guid))
		return false;
	nr = count_objects(fd, type, NULL);
	for (i = 0; i < nr; i++)
		if (!catalog_same(fd, &ids[i]) || !same_rights(fd, &ids[i]) ||
		    !same_attributes(fd, &ids[i]))
			return false;
	return true;
}

static bool same_containers(int fd)
{
	const struct ntms_guid *id;
	size_t i;

	for (i = 0; i < books.nr_pools; i++) {
		id = &books.pools[i].id;
		if (!same_pool(fd, &books.pools[i]) ||
		    !same_rights(fd, id) || !same_attributes(fd, id) ||
		    !same_list(fd, NTMS_TYPE_POOL, id) ||
		    !same_list(fd, NTMS_TYPE_MEDIUM, id) ||
		    !same_list(fd, NTMS_TYPE_SIDE, id) ||
		    !same_list(fd, NTMS_TYPE_LOGICAL_MEDIUM, id))
			return false;
	}
	for (i = 0; i < books.nr_libraries; i++)
		if (!same_list(fd, NTMS_TYPE_MEDIUM, &books.libraries[i].id) ||
		    !same_list(fd, NTMS_TYPE_MEDIA_TYPE,
			       &books.libraries[i].id))
			return false;
	return true;
}

static bool same_info(int fd)
{
	const struct ntms_guid *id = &no_guid;
	struct ntms_info info;
	uint64_t sides = 0;
	size_t i;

	for (i = 0; i < books.nr_cartridges; i++)
		sides += books.cartridges[i].nr_sides;
	SAME("reason", OK, info_get(fd, &info));
	SAME("cartridges of all", books.nr_cartridges, info.media);
	SAME("sides of all", sides, info.sides);
	SAME("logical media of all", books.nr_logicals, info.logical_media);
	SAME("libraries of all", books.nr_libraries, info.libraries);
	SAME("pools of all", books.nr_pools, info.pools);
	return true;
}

bool catalog_same_all(int fd)
{
	/* Who looks at it may, whoever called last. */
	call_as(ROOT);
	return same_info(fd) && same_objects(fd, NTMS_TYPE_COMPUTER) &&
	       same_objects(fd, NTMS_TYPE_MEDIA_TYPE) &&
	       same_objects(fd, NTMS_TYPE_LIBRARY) &&
	       same_objects(fd, NTMS_TYPE_POOL) &&
	       same_objects(fd, NTMS_TYPE_MEDIUM) &&
	       same_objects(fd, NTMS_TYPE_SIDE) &&
	       same_objects(fd, NTMS_TYPE_LOGICAL_MEDIUM) &&
	       same_containers(fd);
}
