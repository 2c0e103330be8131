// SPDX-License-Identifier: GPL-2.0
/*
 * What the model begins with: the catalog as it is. Other tests may have left
 * pools and cartridges in it; nobody touches them any more, but they count.
 */
#include <errno.h>
#include <stdio.h>

#include "model.h"

static struct ntms_guid ids[LIST_MAX];

static int fail(const char *what, uint32_t reason)
{
	fprintf(stderr, "# %s: %s\n", what, reason_name(reason));
	return -EIO;
}

static int list(int fd, uint32_t type, const struct ntms_guid *container,
		size_t room, size_t *nr)
{
	uint32_t reason = list_objects(fd, type, container, ids, room, nr);

	if (reason)
		return fail("cannot list", reason);
	if (*nr < room)
		return 0;
	fprintf(stderr, "# there is more in the catalog than in the model\n");
	return -ENOSPC;
}

static void learn_label(struct label *label,
			const struct ntms_object_header *header)
{
	strcpy(label->name, header->name);
	strcpy(label->description, header->description);
}

static int learn_acl(int fd, const struct ntms_guid *id, struct acl *acl)
{
	struct ntms_acl arg = {
		.id = *id,
		.count = NTMS_ACES_MAX,
		.aces = (uintptr_t)acl->aces,
	};
	uint32_t reason = CALL(fd, NTMS_IOC_ACL_GET, &arg);

	if (reason)
		return fail("cannot read rights", reason);
	acl->nr = arg.total;
	return 0;
}

static int learn_attributes(int fd, const struct ntms_guid *id)
{
	static struct ntms_attribute_info infos[NTMS_ATTRIBUTES_MAX];
	static uint8_t data[NTMS_ATTRIBUTE_DATA_MAX];
	struct attribute *attribute;
	uint32_t nr, size, reason, i;

	reason = attribute_list(fd, id, infos, NTMS_ATTRIBUTES_MAX, &nr);
	for (i = 0; i < nr && !reason; i++) {
		size = sizeof(data);
		reason = attribute_get(fd, id, infos[i].name, data, &size);
		attribute = add_attribute(id, infos[i].name);
		attribute->size = size;
		attribute->sum = sum_of(data, size);
	}
	return reason ? fail("cannot read attributes", reason) : 0;
}

static int learn_type(int fd, const struct ntms_guid *id)
{
	struct media_type *type = &books.types[books.nr_types++];
	struct ntms_media_type_info info;
	uint32_t reason = GET(fd, NTMS_TYPE_MEDIA_TYPE, id, &info);

	if (reason)
		return fail("cannot read a media type", reason);
	memset(type, 0, sizeof(*type));
	type->id = *id;
	type->code = info.code;
	type->sides = info.sides;
	type->stranger = true;
	learn_label(&type->label, &info.header);
	return 0;
}

static int learn_types(int fd)
{
	size_t nr, i;
	int error = list(fd, NTMS_TYPE_MEDIA_TYPE, NULL, MAX_TYPES, &nr);

	for (i = 0; i < nr && !error; i++)
		error = learn_type(fd, &ids[i]) ?:
			learn_attributes(fd, &ids[i]);
	return error;
}

/* Of the new pools only the GUIDs are the module's to tell. */
int catalog_learn_type(int fd, const struct ntms_guid *id)
{
	const struct ntms_guid *const roots[] = {
		[NTMS_POOL_FREE] = &books.info.free_pool,
		[NTMS_POOL_UNRECOGNIZED] = &books.info.unrecognized_pool,
		[NTMS_POOL_IMPORT] = &books.info.import_pool,
	};
	struct pool *pool;
	uint32_t kind;
	int error = learn_type(fd, id);

	books.types[books.nr_types - 1].stranger = false;
	for (kind = NTMS_POOL_FREE; kind <= NTMS_POOL_IMPORT; kind++) {
		pool = &books.pools[books.nr_pools++];
		memset(pool, 0, sizeof(*pool));
		pool->id = system_pool(fd, roots[kind], id);
		pool->parent = *roots[kind];
		pool->type = *id;
		pool->kind = kind;
		pool->enabled = true;
		/* It is a pool that is made in a pool. */
		pool->acl = find_pool(&pool->parent)->acl;
		strcpy(pool->label.name,
		       books.types[books.nr_types - 1].label.name);
		if (is_null(&pool->id))
			error = fail("no pool of a new media type", OK);
	}
	return error;
}

static int learn_computer(int fd)
{
	struct computer *computer = &books.computer;
	struct ntms_computer_info info;
	uint32_t reason;

	computer->id = books.info.computer;
	reason = GET(fd, NTMS_TYPE_COMPUTER, &computer->id, &info);
	if (reason)
		return fail("cannot read the computer", reason);
	computer->purge = info.request_purge;
	learn_label(&computer->label, &info.header);
	return learn_acl(fd, &computer->id, &computer->acl) ?:
	       learn_attributes(fd, &computer->id);
}

static int learn_supported(int fd, struct library *library)
{
	size_t nr, i, k;
	int error = list(fd, NTMS_TYPE_MEDIA_TYPE, &library->id, MAX_TYPES, &nr);

	for (i = 0; i < nr && !error; i++)
		for (k = 0; k < books.nr_types; k++)
			library->supports[k] |= same_guid(&books.types[k].id,
							  &ids[i]);
	return error;
}

static int learn_libraries(int fd)
{
	struct ntms_library_info info;
	struct library *library;
	size_t nr, i;
	int error = list(fd, NTMS_TYPE_LIBRARY, NULL, MAX_LIBRARIES, &nr);

	for (i = 0; i < nr && !error; i++) {
		library = &books.libraries[books.nr_libraries++];
		if (GET(fd, NTMS_TYPE_LIBRARY, &ids[i], &info))
			error = -EIO;
		library->id = ids[i];
		library->holds = info.media_type;
		library->new_media = info.new_media;
		library->enabled = info.header.enabled;
		library->present = info.header.state !=
				   NTMS_STATE_NOT_PRESENT;
		learn_label(&library->label, &info.header);
		error = error ?: learn_acl(fd, &ids[i], &library->acl) ?:
			learn_attributes(fd, &ids[i]);
	}
	/* These lists come where those of the libraries were. */
	for (i = 0; i < books.nr_libraries && !error; i++)
		error = learn_supported(fd, &books.libraries[i]);
	return error;
}

static int learn_pools(int fd, const struct ntms_guid *parent)
{
	struct ntms_pool_info info;
	size_t first = books.nr_pools, nr, i;
	struct pool *pool;
	int error = list(fd, NTMS_TYPE_POOL, parent, MAX_POOLS - first, &nr);

	for (i = 0; i < nr && !error; i++) {
		pool = &books.pools[books.nr_pools++];
		if (GET(fd, NTMS_TYPE_POOL, &ids[i], &info))
			error = -EIO;
		pool->id = ids[i];
		pool->parent = info.parent;
		pool->type = info.media_type;
		pool->kind = info.pool_type;
		pool->draws = info.allocation_policy;
		pool->gives_back = info.deallocation_policy;
		pool->limit = info.max_allocates;
		pool->owner = info.owner;
		pool->enabled = info.header.enabled;
		pool->stranger = true;
		learn_label(&pool->label, &info.header);
		error = error ?: learn_acl(fd, &ids[i], &pool->acl) ?:
			learn_attributes(fd, &ids[i]);
	}
	for (i = first; i < first + nr && !error; i++)
		if (holds_pools(&books.pools[i]))
			error = learn_pools(fd, &books.pools[i].id);
	return error;
}

static int learn_sides(int fd, struct cartridge *cartridge)
{
	struct ntms_side_info info;
	struct side *side;
	unsigned int k;

	for (k = 0; k < cartridge->nr_sides; k++) {
		side = &cartridge->sides[k];
		if (GET(fd, NTMS_TYPE_SIDE, &side->id, &info))
			return -EIO;
		side->owner = info.logical_medium;
		side->state = info.side_state;
		side->count = info.allocate_count;
		side->since = books.changes;
		learn_label(&side->label, &info.header);
		if (learn_attributes(fd, &side->id))
			return -EIO;
	}
	return 0;
}

int catalog_learn_cartridge(int fd, const struct ntms_guid *id,
			    struct cartridge *cartridge)
{
	struct ntms_medium_info info;

	memset(cartridge, 0, sizeof(*cartridge));
	if (GET(fd, NTMS_TYPE_MEDIUM, id, &info))
		return -EIO;
	/* They came one after the other. */
	books.changes++;
	cartridge->id = *id;
	cartridge->pool = info.pool;
	cartridge->library = info.library;
	cartridge->slot = info.location;
	cartridge->type = info.media_type;
	cartridge->enabled = info.header.enabled;
	cartridge->cleans = info.flags & NTMS_MEDIUM_CLEANER;
	cartridge->nr_sides = info.side_count;
	memcpy(cartridge->sides, (struct side[NTMS_SIDES_MAX]){
		{ .id = info.sides[0] }, { .id = info.sides[1] },
	}, sizeof(cartridge->sides));
	strcpy(cartridge->barcode, info.barcode);
	learn_label(&cartridge->label, &info.header);
	/* One that was given no name shows its barcode. */
	if (!strcmp(cartridge->label.name, cartridge->barcode))
		*cartridge->label.name = '\0';
	return learn_sides(fd, cartridge);
}

static int learn_cartridges(int fd)
{
	struct cartridge *cartridge;
	size_t nr, i;
	int error = list(fd, NTMS_TYPE_MEDIUM, NULL, MAX_CARTRIDGES / 2, &nr);

	for (i = 0; i < nr && !error; i++) {
		cartridge = &books.cartridges[books.nr_cartridges++];
		error = catalog_learn_cartridge(fd, &ids[i], cartridge) ?:
			learn_attributes(fd, &ids[i]);
		cartridge->stranger = true;
	}
	return error;
}

static int learn_logicals(int fd)
{
	struct ntms_logical_medium_info info;
	struct logical *logical;
	size_t nr, i;
	int error = list(fd, NTMS_TYPE_LOGICAL_MEDIUM, NULL, MAX_CARTRIDGES,
			 &nr);

	for (i = 0; i < nr && !error; i++) {
		logical = &books.logicals[books.nr_logicals++];
		if (GET(fd, NTMS_TYPE_LOGICAL_MEDIUM, &ids[i], &info))
			error = -EIO;
		logical->id = ids[i];
		logical->side = info.side;
		logical->uid = info.uid;
		logical->stranger = true;
		strcpy(logical->application, info.application);
		error = error ?: learn_attributes(fd, &ids[i]);
	}
	return error;
}

int catalog_learn(int fd)
{
	uint32_t reason;

	memset(&books, 0, sizeof(books));
	reason = info_get(fd, &books.info);
	if (reason)
		return fail("information", reason);
	return learn_computer(fd) ?: learn_types(fd) ?: learn_libraries(fd) ?:
	       learn_pools(fd, NULL) ?: learn_cartridges(fd) ?:
	       learn_logicals(fd);
}
