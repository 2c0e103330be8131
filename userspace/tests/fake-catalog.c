// SPDX-License-Identifier: GPL-2.0
/*
 * The catalogs that the stand-in begins with.
 */
#include "fake.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 2026-03-14T09:26:53Z */
#define CREATED 1773480413000000000ULL

static void set(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from);
}

struct fake_object *fake_add(uint32_t type, const char *name)
{
	struct fake_object *object = &fake->objects[fake->count];
	unsigned char *b = object->header.id.b;

	if (fake->count == FAKE_OBJECTS_MOST)
		abort();
	memset(object, 0, sizeof(*object));
	object->there = true;
	object->type = type;
	/* As text: the type, two zeros, then the number of the object. */
	b[3] = (unsigned char)type;
	b[1] = (unsigned char)(fake->count >> 8);
	b[0] = (unsigned char)fake->count;
	b[8] = 0x80;
	b[15] = 0x01;
	object->header.type = type;
	object->header.enabled = 1;
	object->header.created = CREATED;
	object->header.modified = CREATED;
	set(object->header.name, NTMS_NAME_SIZE, name);
	fake->count++;
	return object;
}

struct fake_object *fake_find(uint32_t type, const char *name)
{
	uint32_t i;

	for (i = 0; i < fake->count; i++)
		if (fake->objects[i].there && fake->objects[i].type == type &&
		    !strcmp(fake->objects[i].header.name, name))
			return &fake->objects[i];
	return NULL;
}

static struct fake_object *add_pool(const char *name, uint32_t pool_type,
				    const struct fake_object *parent,
				    const struct fake_object *media_type)
{
	struct fake_object *pool = fake_add(NTMS_TYPE_POOL, name);

	pool->pool.pool_type = pool_type;
	if (parent)
		pool->pool.parent = parent->header.id;
	if (media_type)
		pool->pool.media_type = media_type->header.id;
	else
		pool->pool.flags = NTMS_POOL_CONTAINER;
	return pool;
}

void fake_empty(void)
{
	struct fake_object *library, *computer;

	memset(fake, 0, offsetof(struct fake, objects));
	fake->info.abi = NTMS_ABI_VERSION;
	fake->info.features = NTMS_FEATURE_REQUESTS;
	computer = fake_add(NTMS_TYPE_COMPUTER, "node");
	computer->computer.request_purge = 259200;
	fake->info.computer = computer->header.id;
	library = fake_add(NTMS_TYPE_LIBRARY, "Offline");
	library->library.kind = NTMS_LIBRARY_OFFLINE;
	library->library.new_media = NTMS_POOL_UNRECOGNIZED;
	fake->info.offline_library = library->header.id;
	fake->info.free_pool =
		add_pool("Free", NTMS_POOL_FREE, NULL, NULL)->header.id;
	fake->info.import_pool =
		add_pool("Import", NTMS_POOL_IMPORT, NULL, NULL)->header.id;
	fake->info.unrecognized_pool =
		add_pool("Unrecognized", NTMS_POOL_UNRECOGNIZED, NULL,
			 NULL)->header.id;
}

static struct fake_object *add_type(const char *name, uint32_t code,
				    uint32_t sides)
{
	struct fake_object *type = fake_add(NTMS_TYPE_MEDIA_TYPE, name);

	type->media_type.code = code;
	type->media_type.sides = sides;
	type->media_type.write = 1;
	add_pool(name, NTMS_POOL_FREE,
		 fake_get(&fake->info.free_pool, 0), type);
	add_pool(name, NTMS_POOL_IMPORT,
		 fake_get(&fake->info.import_pool, 0), type);
	add_pool(name, NTMS_POOL_UNRECOGNIZED,
		 fake_get(&fake->info.unrecognized_pool, 0), type);
	return type;
}

static struct fake_object *add_library(const struct fake_object *type)
{
	struct fake_object *library = fake_add(NTMS_TYPE_LIBRARY, "L700");
	struct ntms_library_info *info = &library->library;

	info->kind = NTMS_LIBRARY_ONLINE;
	info->flags = NTMS_LIBRARY_BARCODES;
	info->new_media = NTMS_POOL_UNRECOGNIZED;
	info->inventory = NTMS_INVENTORY_DONE;
	info->inventories = 1;
	info->media_type = type->header.id;
	info->transports = 1;
	info->slots = 6;
	info->first_slot = 1024;
	info->ports = 1;
	info->first_port = 32;
	info->drives = 2;
	info->first_drive = 256;
	info->media = 5;
	info->address.host = 2;
	set(info->device, sizeof(info->device), "sch0");
	set(info->vendor, sizeof(info->vendor), "STK");
	set(info->product, sizeof(info->product), "L700");
	set(info->revision, sizeof(info->revision), "0105");
	set(info->serial, sizeof(info->serial), "XYZZY_A");
	return library;
}

static void add_drive(const struct fake_object *library, uint32_t number)
{
	/* The first one has no name, as drives are found. */
	struct fake_object *drive = fake_add(NTMS_TYPE_DRIVE,
					     number ? "Drive 1" : "");
	struct ntms_drive_info *info = &drive->drive;

	info->library = library->header.id;
	info->number = number;
	info->address = 256 + number;
	info->content = NTMS_ELEMENT_EMPTY;
	info->flags = NTMS_ELEMENT_ACCESS;
	info->map = NTMS_MAP_SERIAL;
	info->scsi.host = 2;
	info->scsi.target = 1 + number;
	snprintf(info->device, sizeof(info->device), "nst%u", number);
	set(info->vendor, sizeof(info->vendor), "IBM");
	set(info->product, sizeof(info->product), "ULT3580-TD3");
	snprintf(info->serial, sizeof(info->serial), "XYZZY_%u", number + 1);
}

struct fake_object *fake_add_medium(const char *barcode,
				    struct fake_object *pool, uint32_t sides,
				    uint32_t state)
{
	struct fake_object *medium = fake_add(NTMS_TYPE_MEDIUM, barcode);
	struct fake_object *library = fake_find(NTMS_TYPE_LIBRARY, "L700");
	struct fake_object *slot = fake_add(NTMS_TYPE_SLOT, "");
	uint32_t i;

	slot->element.library = library->header.id;
	slot->element.medium = medium->header.id;
	slot->element.number = slot->header.id.b[0];
	slot->element.address = 1024 + slot->element.number;
	slot->element.content = NTMS_ELEMENT_FULL;
	medium->medium.library = library->header.id;
	medium->medium.pool = pool->header.id;
	medium->medium.location = slot->header.id;
	medium->medium.location_type = NTMS_TYPE_SLOT;
	medium->medium.media_type = pool->pool.media_type;
	medium->medium.flags = NTMS_MEDIUM_ONLINE;
	medium->medium.side_count = sides;
	set(medium->medium.barcode, NTMS_BARCODE_SIZE, barcode);
	for (i = 0; i < sides; i++) {
		struct fake_object *side = fake_add(NTMS_TYPE_SIDE, "");

		side->side.medium = medium->header.id;
		side->side.pool = pool->header.id;
		side->side.side = i;
		side->side.side_state = state;
		medium->medium.sides[i] = side->header.id;
	}
	return medium;
}

/* The sub-pool of a media type in a system pool. */
static struct fake_object *system_pool(uint32_t pool_type,
				       const struct fake_object *type)
{
	uint32_t i;

	for (i = 0; i < fake->count; i++) {
		struct fake_object *pool = &fake->objects[i];

		if (pool->type == NTMS_TYPE_POOL &&
		    pool->pool.pool_type == pool_type &&
		    !memcmp(&pool->pool.media_type, &type->header.id,
			    sizeof(struct ntms_guid)))
			return pool;
	}
	abort();
}

void fake_typical(void)
{
	struct fake_object *lto, *mo, *library, *backup, *archive;

	fake_empty();
	lto = add_type("LTO_Ultrium", 0x56, 1);
	mo = add_type("MO_5_RW", 0x3b, 2);
	library = add_library(lto);
	add_drive(library, 0);
	add_drive(library, 1);
	backup = add_pool("backup", NTMS_POOL_APPLICATION, NULL, lto);
	backup->pool.allocation_policy = NTMS_POOL_FROMSCRATCH;
	archive = add_pool("archive", NTMS_POOL_APPLICATION, NULL, NULL);
	add_pool("daily", NTMS_POOL_APPLICATION, archive, lto);
	fake_add_medium("A00001L3", system_pool(NTMS_POOL_UNRECOGNIZED, lto), 1,
			NTMS_SIDE_UNRECOGNIZED);
	fake_add_medium("A00002L3", system_pool(NTMS_POOL_UNRECOGNIZED, lto), 1,
			NTMS_SIDE_UNRECOGNIZED);
	fake_add_medium("A00003L3", system_pool(NTMS_POOL_FREE, lto), 1,
			NTMS_SIDE_AVAILABLE);
	fake_add_medium("A00004L3", system_pool(NTMS_POOL_IMPORT, lto), 1,
			NTMS_SIDE_IMPORT);
	fake_add_medium("MO0001", system_pool(NTMS_POOL_IMPORT, mo), 2,
			NTMS_SIDE_IMPORT);
}
