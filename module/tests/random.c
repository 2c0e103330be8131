// SPDX-License-Identifier: GPL-2.0
/* See random.h. */
#include "random.h"

static const u8 ntms_world_codes[] = {
	NTMS_MEDIA_CODE_LTO, NTMS_MEDIA_CODE_MO_5_RW, NTMS_MEDIA_CODE_UNKNOWN,
	NTMS_MEDIA_CODE_CLEANER,
};

/* What libraries are made to support; the last one is no type. */
static const u8 ntms_world_more_codes[] = {
	NTMS_MEDIA_CODE_LTO, NTMS_MEDIA_CODE_MO_5_RW, 0x27, 0xfe,
};

/* Few enough that there will be two of a kind */
static const char * const ntms_world_barcodes[] = {
	"", "A00001L8", "A00002L8", "A00003L8", "A00004L8", "A00005L8",
	"A00006L8", "DISK1", "DISK2", "DISK3", "DISK4", "CLN001L1",
};

/* Knuth's generator for MMIX; the upper half is good enough to draw from. */
u32 ntms_world_knuth(struct ntms_world *world, u32 limit)
{
	u64 *state = world->source;

	*state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (u32)(*state >> 33) % limit;
}

u32 ntms_world_draw(struct ntms_world *world, u32 limit)
{
	return world->draw(world, limit);
}

const struct ntms_cred *ntms_world_cred(struct ntms_world *world)
{
	static const struct ntms_cred * const creds[] = {
		&ntms_kit_root, &ntms_kit_owner, &ntms_kit_owner,
		&ntms_kit_other,
	};

	return creds[ntms_world_draw(world, ARRAY_SIZE(creds))];
}

/* ---- robots ---------------------------------------------------------------- */

static void ntms_world_look(struct ntms_world *world)
{
	u32 i = ntms_world_draw(world, NTMS_WORLD_ROBOTS);

	if (world->present[i])
		ntms_kit_inventory(&world->kit.cat, &world->robots[i]);
}

static struct ntms_smc_element *
ntms_world_element(struct ntms_world *world, struct ntms_kit_robot *robot)
{
	u32 nr = robot->report.nr_elements;

	return nr ? &robot->elements[ntms_world_draw(world, nr)] : NULL;
}

/* An operator puts something in, or takes something out. */
static void ntms_world_hand(struct ntms_world *world)
{
	struct ntms_kit_robot *robot =
		&world->robots[ntms_world_draw(world, NTMS_WORLD_ROBOTS)];
	struct ntms_smc_element *at = ntms_world_element(world, robot);
	const char *barcode;

	if (!at)
		return;
	barcode = ntms_world_barcodes[ntms_world_draw(world,
				ARRAY_SIZE(ntms_world_barcodes))];
	/* Mostly it stays where it is. */
	if (at->flags & NTMS_SMC_FULL && ntms_world_draw(world, 4))
		return;
	memset(at->barcode, 0, sizeof(at->barcode));
	at->flags = NTMS_SMC_ACCESS;
	at->medium_type = NTMS_SMC_MEDIUM_UNSPECIFIED;
	if (!ntms_world_draw(world, 4))
		return;
	strscpy(at->barcode, barcode, sizeof(at->barcode));
	at->flags |= NTMS_SMC_FULL;
	if (!ntms_world_draw(world, 8))
		at->medium_type = NTMS_SMC_MEDIUM_CLEANING;
}

/* A robot moves something, and may forget the label or where it was. */
static void ntms_world_carry(struct ntms_world *world)
{
	struct ntms_kit_robot *robot =
		&world->robots[ntms_world_draw(world, NTMS_WORLD_ROBOTS)];
	struct ntms_smc_element *from = ntms_world_element(world, robot);
	struct ntms_smc_element *to = ntms_world_element(world, robot);

	if (!from || from == to || !(from->flags & NTMS_SMC_FULL))
		return;
	memcpy(to->barcode, from->barcode, sizeof(to->barcode));
	to->flags = NTMS_SMC_FULL | NTMS_SMC_ACCESS | NTMS_SMC_SVALID;
	to->source = from->address;
	to->medium_type = from->medium_type;
	if (!ntms_world_draw(world, 8))
		to->flags &= ~NTMS_SMC_SVALID;
	if (!ntms_world_draw(world, 8))
		memset(to->barcode, 0, sizeof(to->barcode));
	memset(from->barcode, 0, sizeof(from->barcode));
	from->flags = NTMS_SMC_ACCESS;
}

/* The library is rebuilt, and what was in it is thrown together. */
static void ntms_world_rebuild(struct ntms_world *world)
{
	struct ntms_kit_robot *robot =
		&world->robots[ntms_world_draw(world, NTMS_WORLD_ROBOTS)];
	u8 type = NTMS_SMC_MT + ntms_world_draw(world, NTMS_SMC_DT);
	u16 most = type == NTMS_SMC_ST ? 16 : type == NTMS_SMC_DT ?
		   NTMS_KIT_DRIVES : 4;
	u16 first = NTMS_KIT_FIRST_ST + ntms_world_draw(world, 8);
	u16 count = ntms_world_draw(world, most + 1);

	ntms_kit_resize(robot, type, first, count);
	/* Mode pages may be wrong. */
	if (!ntms_world_draw(world, 4))
		robot->report.geometry.first[type] += 3;
	if (!ntms_world_draw(world, 4))
		robot->report.geometry.count[type] =
			ntms_world_draw(world, 6);
	robot->report.barcodes = ntms_world_draw(world, 4);
}

static void ntms_world_plug(struct ntms_world *world)
{
	u32 i = ntms_world_draw(world, NTMS_WORLD_ROBOTS);

	/* It is not gone for long. */
	if (world->present[i] && ntms_world_draw(world, 4))
		return;
	if (world->present[i])
		ntms_library_absent(&world->kit.cat, &world->robots[i].id);
	else if (ntms_kit_present(&world->kit.cat, &world->robots[i]))
		return;
	world->present[i] = !world->present[i];
}

static void ntms_world_drives(struct ntms_world *world)
{
	struct ntms_kit_robot *robot =
		&world->robots[ntms_world_draw(world, NTMS_WORLD_ROBOTS)];
	struct ntms_drive_facts *drive;

	drive = &robot->drives[ntms_world_draw(world, NTMS_KIT_DRIVES)];
	drive->map = ntms_world_draw(world, NTMS_MAP_AMBIGUOUS + 1);
	strscpy(drive->device.product, ntms_world_draw(world, 4) ? "" :
		"ULT3580-TD8", sizeof(drive->device.product));
	ntms_drives_report(&world->kit.cat, &robot->id, robot->drives,
			   robot->report.nr_drives);
}

/* ---- programs --------------------------------------------------------------- */

static const u8 ntms_world_types[] = {
	NTMS_TYPE_MEDIUM, NTMS_TYPE_SIDE, NTMS_TYPE_LOGICAL_MEDIUM,
	NTMS_TYPE_POOL, NTMS_TYPE_LIBRARY, NTMS_TYPE_DRIVE, NTMS_TYPE_SLOT,
	NTMS_TYPE_MEDIA_TYPE, NTMS_TYPE_COMPUTER, NTMS_TYPE_OPERATOR_REQUEST,
};

/* An object of a kind, mostly; sometimes any object, or none there is */
void ntms_world_pick(struct ntms_world *world, u32 type, guid_t *id)
{
	struct ntms_enum call = { .type = type };
	struct ntms_guid got;
	u32 nr = 0;

	if (!ntms_world_draw(world, 16)) {
		ntms_guid_new(id);
		return;
	}
	if (!ntms_world_draw(world, 16))
		call.type = ntms_world_types[ntms_world_draw(world,
					ARRAY_SIZE(ntms_world_types))];
	*id = guid_null;
	if (ntms_query_enum(world->kit.session, &ntms_kit_root, &call, &got, 0,
			    &nr) || !call.total)
		return;
	call.cursor = ntms_world_draw(world, call.total * 2 + 1);
	if (call.type == NTMS_TYPE_SIDE)
		call.cursor <<= 2;
	if (!ntms_query_enum(world->kit.session, &ntms_kit_root, &call, &got, 1,
			     &nr) && nr)
		memcpy(id, &got, sizeof(*id));
}

static void ntms_world_allocate(struct ntms_world *world)
{
	static const u32 options[] = {
		0, 0, 0, NTMS_ALLOCATE_NEW, NTMS_ALLOCATE_NEW,
		NTMS_ALLOCATE_NEXT, NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE,
		NTMS_ALLOCATE_NEW | NTMS_ALLOCATE_NEXT,
	};
	u32 option = options[ntms_world_draw(world, ARRAY_SIZE(options))];
	guid_t pool, side, lmid;
	bool named;

	pool = world->pools[ntms_world_draw(world, NTMS_WORLD_POOLS)];
	if (!ntms_world_draw(world, 16))
		ntms_world_pick(world, NTMS_TYPE_POOL, &pool);
	named = !ntms_world_draw(world, 3);
	if (named)
		ntms_world_pick(world, NTMS_TYPE_SIDE, &side);
	ntms_world_pick(world, NTMS_TYPE_LOGICAL_MEDIUM, &lmid);
	ntms_kit_allocate(&world->kit, ntms_world_cred(world), &pool,
			  named ? &side : NULL, option, &lmid);
}

static void ntms_world_deallocate(struct ntms_world *world)
{
	guid_t lmid;

	ntms_world_pick(world, NTMS_TYPE_LOGICAL_MEDIUM, &lmid);
	ntms_kit_deallocate(&world->kit, ntms_world_cred(world), &lmid);
}

static void ntms_world_complete(struct ntms_world *world)
{
	guid_t lmid;

	ntms_world_pick(world, NTMS_TYPE_LOGICAL_MEDIUM, &lmid);
	ntms_kit_complete(&world->kit, ntms_world_cred(world), &lmid);
}

/* Seldom: there is no way back, and the world would end. */
static void ntms_world_decommission(struct ntms_world *world)
{
	guid_t side;

	if (ntms_world_draw(world, 8))
		return;
	ntms_world_pick(world, NTMS_TYPE_SIDE, &side);
	ntms_kit_decommission(&world->kit, ntms_world_cred(world), &side);
}

static void ntms_world_swap(struct ntms_world *world)
{
	guid_t first, second;

	ntms_world_pick(world, NTMS_TYPE_LOGICAL_MEDIUM, &first);
	ntms_world_pick(world, NTMS_TYPE_LOGICAL_MEDIUM, &second);
	ntms_kit_swap(&world->kit, ntms_world_cred(world), &first, &second);
}

/* Few names, and so attributes that are there already; "" deletes. */
static void ntms_world_keep(struct ntms_world *world)
{
	static const char * const names[] = { "a", "b", "c", "" };
	static const char * const data[] = { "", "1", "two", "three of them" };
	u32 type = ntms_world_draw(world, ARRAY_SIZE(ntms_world_types));
	guid_t id;

	ntms_world_pick(world, ntms_world_types[type], &id);
	ntms_kit_keep(&world->kit, ntms_world_cred(world), &id,
		      names[ntms_world_draw(world, ARRAY_SIZE(names))],
		      data[ntms_world_draw(world, ARRAY_SIZE(data))]);
}

static void ntms_world_delete(struct ntms_world *world)
{
	guid_t medium;

	ntms_world_pick(world, NTMS_TYPE_MEDIUM, &medium);
	ntms_kit_forget(&world->kit, ntms_world_cred(world), &medium);
}

/*
 * Of one side mostly, as most pools are; seldom one that robots bring as well.
 * Seldom at all: what is on the shelf is not to be had, and stays there.
 */
static void ntms_world_register(struct ntms_world *world)
{
	struct ntms_medium_create call = {
		.side_count = 1 + !ntms_world_draw(world, 4),
		.owner = 1000,
	};
	guid_t pool;
	u32 i;

	if (ntms_world_draw(world, 4))
		return;
	if (ntms_world_draw(world, 3))
		pool = world->pools[ntms_world_draw(world, NTMS_WORLD_POOLS)];
	else
		ntms_world_pick(world, NTMS_TYPE_POOL, &pool);
	ntms_guid_out(&call.pool, &pool);
	if (!ntms_world_draw(world, 4))
		strscpy(call.barcode,
			ntms_world_barcodes[ntms_world_draw(world,
					ARRAY_SIZE(ntms_world_barcodes))],
			sizeof(call.barcode));
	for (i = 0; i < call.side_count; i++)
		call.sides[i].side_state =
			NTMS_SIDE_DECOMMISSIONED +
			ntms_world_draw(world, NTMS_SIDE_RESERVED -
					       NTMS_SIDE_DECOMMISSIONED + 1);
	ntms_medium_create(world->kit.session, ntms_world_cred(world), &call);
}

static void ntms_world_move(struct ntms_world *world)
{
	guid_t medium, pool;

	ntms_world_pick(world, NTMS_TYPE_MEDIUM, &medium);
	if (ntms_world_draw(world, 3))
		pool = world->pools[ntms_world_draw(world, NTMS_WORLD_POOLS)];
	else
		ntms_world_pick(world, NTMS_TYPE_POOL, &pool);
	ntms_kit_move(&world->kit, ntms_world_cred(world), &medium, &pool);
}

/* A pool is made, or goes if it is empty. */
static void ntms_world_pool(struct ntms_world *world)
{
	u32 i = ntms_world_draw(world, NTMS_WORLD_POOLS);
	struct ntms_pool_delete gone = {};
	char name[8];
	guid_t type;

	scnprintf(name, sizeof(name), "p%u", i);
	ntms_world_pick(world, NTMS_TYPE_MEDIA_TYPE, &type);
	if (guid_is_null(&world->pools[i])) {
		ntms_kit_create(&world->kit, &ntms_kit_root, name, NULL, &type,
				ntms_world_draw(world, 2),
				ntms_world_draw(world, 2), &world->pools[i]);
		return;
	}
	ntms_guid_out(&gone.id, &world->pools[i]);
	if (!ntms_pool_delete(world->kit.session, ntms_world_cred(world),
			      &gone))
		world->pools[i] = guid_null;
}

static const struct ntms_media_type *
ntms_world_type_of(struct ntms_world *world, const guid_t *id)
{
	const struct ntms_media_type *type = NULL;
	const struct ntms_medium *medium;

	ntms_catalog_lock(&world->kit.cat);
	medium = ntms_find_medium(&world->kit.cat, id);
	if (medium)
		type = medium->media_type;
	ntms_catalog_unlock(&world->kit.cat);
	return type;
}

/* An application pool mostly: only those are of types that come and go. */
static void ntms_world_retype(struct ntms_world *world)
{
	const struct ntms_media_type *before;
	guid_t medium, pool;

	ntms_world_pick(world, NTMS_TYPE_MEDIUM, &medium);
	pool = world->pools[ntms_world_draw(world, NTMS_WORLD_POOLS)];
	if (guid_is_null(&pool) || !ntms_world_draw(world, 4))
		ntms_world_pick(world, NTMS_TYPE_POOL, &pool);
	before = ntms_world_type_of(world, &medium);
	/* It takes rights to the computer, which the others seldom have. */
	ntms_kit_type_change(&world->kit, ntms_world_draw(world, 8) ?
			     &ntms_kit_root : ntms_world_cred(world), &medium,
			     &pool);
	if (ntms_world_type_of(world, &medium) != before)
		world->retyped++;
}

/* A library supports a type or no longer does, or a cartridge changes its own. */
static void ntms_world_type(struct ntms_world *world)
{
	const u32 nr = ARRAY_SIZE(ntms_world_more_codes);
	guid_t type, library;

	if (ntms_world_draw(world, 4)) {
		ntms_world_retype(world);
		return;
	}
	ntms_world_pick(world, NTMS_TYPE_LIBRARY, &library);
	if (ntms_world_draw(world, 2)) {
		ntms_world_pick(world, NTMS_TYPE_MEDIA_TYPE, &type);
		ntms_kit_type_delete(&world->kit, ntms_world_cred(world), &type,
				     &library);
		return;
	}
	ntms_kit_type_add(&world->kit, ntms_world_cred(world),
			  ntms_world_more_codes[ntms_world_draw(world, nr)],
			  &library, &type);
}

/* What can be written of a kind, and now and then what cannot */
static const struct ntms_world_wish {
	u8 type;
	u32 mask;
} ntms_world_wishes[] = {
	{ NTMS_TYPE_LIBRARY, NTMS_SET_NEW_MEDIA },
	{ NTMS_TYPE_LIBRARY, NTMS_SET_NEW_MEDIA },
	{ NTMS_TYPE_LIBRARY, NTMS_SET_MEDIA_TYPE },
	{ NTMS_TYPE_LIBRARY, NTMS_SET_ENABLED },
	{ NTMS_TYPE_LIBRARY, NTMS_SET_NAME },
	{ NTMS_TYPE_MEDIUM, NTMS_SET_ENABLED },
	{ NTMS_TYPE_MEDIUM, NTMS_SET_ENABLED | NTMS_SET_NAME },
	{ NTMS_TYPE_SIDE, NTMS_SET_NAME },
	{ NTMS_TYPE_SIDE, NTMS_SET_ENABLED },
	{ NTMS_TYPE_POOL, NTMS_SET_ALLOCATION_POLICY },
	{ NTMS_TYPE_POOL, NTMS_SET_DEALLOCATION_POLICY },
	{ NTMS_TYPE_POOL, NTMS_SET_MAX_ALLOCATES },
	{ NTMS_TYPE_POOL, NTMS_SET_NAME | NTMS_SET_OWNER },
	{ NTMS_TYPE_DRIVE, NTMS_SET_DEVICE },
	{ NTMS_TYPE_DRIVE, NTMS_SET_ENABLED | NTMS_SET_NAME },
	{ NTMS_TYPE_SLOT, NTMS_SET_NAME },
	{ NTMS_TYPE_COMPUTER, NTMS_SET_DESCRIPTION },
	{ NTMS_TYPE_COMPUTER, NTMS_SET_REQUEST_PURGE },
	{ NTMS_TYPE_LOGICAL_MEDIUM, NTMS_SET_NAME },
};

static void ntms_world_wish(struct ntms_world *world, u8 type,
			    union ntms_any_info *info)
{
	guid_t id;

	info->header.enabled = !!ntms_world_draw(world, 5);
	scnprintf(info->header.name, sizeof(info->header.name), "n%u",
		  ntms_world_draw(world, 4));
	if (type == NTMS_TYPE_LIBRARY) {
		info->library.new_media = ntms_world_draw(world, 5);
		ntms_world_pick(world, NTMS_TYPE_MEDIA_TYPE, &id);
		ntms_guid_out(&info->library.media_type, &id);
	} else if (type == NTMS_TYPE_POOL) {
		info->pool.allocation_policy = ntms_world_draw(world, 3);
		info->pool.deallocation_policy = ntms_world_draw(world, 3);
		info->pool.max_allocates = ntms_world_draw(world, 4);
		/* Who works most is to have pools. */
		info->pool.owner = info->pool.max_allocates == 3 ?
			ntms_kit_other.uid : ntms_kit_owner.uid;
	} else if (type == NTMS_TYPE_COMPUTER) {
		info->computer.request_purge = ntms_world_draw(world, 2);
	} else if (type == NTMS_TYPE_DRIVE) {
		info->drive.scsi.target = ntms_world_draw(world, 2);
	}
}

static void ntms_world_set(struct ntms_world *world)
{
	const struct ntms_world_wish *wish;
	struct ntms_object call = {};
	union ntms_any_info *info;
	guid_t id;

	info = kzalloc(sizeof(*info), GFP_KERNEL);
	if (!info)
		return;
	wish = &ntms_world_wishes[ntms_world_draw(world,
					ARRAY_SIZE(ntms_world_wishes))];
	ntms_world_pick(world, wish->type, &id);
	ntms_guid_out(&call.id, &id);
	call.mask = wish->mask;
	ntms_world_wish(world, wish->type, info);
	ntms_set(world->kit.session, ntms_world_cred(world), &call, info);
	kfree(info);
}

/* Not on free: without USE of it there is soon nothing to allocate. */
static void ntms_world_grant(struct ntms_world *world)
{
	struct ntms_ace aces[3] = {};
	struct ntms_acl call = {};
	u32 i;

	i = ntms_world_draw(world, NTMS_WORLD_POOLS + 2);
	if (i < NTMS_WORLD_POOLS) {
		ntms_guid_out(&call.id, &world->pools[i]);
	} else {
		guid_t id;

		ntms_world_pick(world, i == NTMS_WORLD_POOLS ?
				NTMS_TYPE_LIBRARY : NTMS_TYPE_COMPUTER, &id);
		ntms_guid_out(&call.id, &id);
	}
	call.count = ntms_world_draw(world, ARRAY_SIZE(aces) + 1);
	for (i = 0; i < call.count; i++) {
		/* Now and then what is no kind and no right */
		aces[i].kind = 1 + ntms_world_draw(world, 4);
		aces[i].rights = ntms_world_draw(world, 9);
		if (aces[i].kind == NTMS_ACE_USER)
			aces[i].id = ntms_world_draw(world, 2) ?
				     ntms_kit_owner.uid : ntms_kit_other.uid;
	}
	ntms_acl_set(world->kit.session, ntms_world_cred(world), &call, aces);
}

/* Looking changes nothing, and finds whatever is listed. */
static void ntms_world_query(struct ntms_world *world)
{
	union ntms_any_info *info = kzalloc(sizeof(*info), GFP_KERNEL);
	struct ntms_object call = {};
	struct ntms_info all = {};
	guid_t id;
	u32 i;

	if (!info)
		return;
	i = ntms_world_draw(world, ARRAY_SIZE(ntms_world_types));
	ntms_world_pick(world, ntms_world_types[i], &id);
	ntms_guid_out(&call.id, &id);
	ntms_query_object(world->kit.session, &ntms_kit_root, &call, info);
	ntms_query_info(world->kit.session, &all);
	kfree(info);
}

/* ---- what happens -------------------------------------------------------------- */

static const struct ntms_world_event {
	const char *name;
	void (*happens)(struct ntms_world *world);
	u8 weight;
} ntms_world_events[] = {
	{ "look", ntms_world_look, 12 },
	{ "hand", ntms_world_hand, 12 },
	{ "carry", ntms_world_carry, 10 },
	{ "rebuild", ntms_world_rebuild, 1 },
	{ "plug", ntms_world_plug, 1 },
	{ "drives", ntms_world_drives, 1 },
	{ "allocate", ntms_world_allocate, 24 },
	{ "deallocate", ntms_world_deallocate, 4 },
	{ "complete", ntms_world_complete, 2 },
	{ "decommission", ntms_world_decommission, 1 },
	{ "swap", ntms_world_swap, 4 },
	{ "keep", ntms_world_keep, 8 },
	{ "delete", ntms_world_delete, 2 },
	{ "register", ntms_world_register, 1 },
	{ "move", ntms_world_move, 10 },
	{ "pool", ntms_world_pool, 3 },
	{ "type", ntms_world_type, 8 },
	{ "set", ntms_world_set, 6 },
	{ "grant", ntms_world_grant, 2 },
	{ "query", ntms_world_query, 2 },
	{ "queue", ntms_world_queue, 20 },
	{ "collect", ntms_world_collect, 14 },
	{ "cancel", ntms_world_cancel, 4 },
	{ "expire", ntms_world_expire, 1 },
	{ "close", ntms_world_close, 1 },
	{ "submit", ntms_world_submit, 4 },
	{ "answer", ntms_world_answer, 6 },
	{ "forget", ntms_world_forget, 2 },
	{ "why", ntms_world_why, 2 },
};

const char *ntms_world_step(struct ntms_world *world)
{
	const struct ntms_world_event *event;
	u32 total = 0, at;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ntms_world_events); i++)
		total += ntms_world_events[i].weight;
	at = ntms_world_draw(world, total);
	for (event = ntms_world_events; at >= event->weight; event++)
		at -= event->weight;
	event->happens(world);
	return event->name;
}

/* It begins with libraries whose new cartridges are free. */
static void ntms_world_free_media(struct ntms_world *world, const guid_t *id)
{
	struct ntms_object call = { .mask = NTMS_SET_NEW_MEDIA };
	union ntms_any_info *info = kzalloc(sizeof(*info), GFP_KERNEL);

	if (!info)
		return;
	ntms_guid_out(&call.id, id);
	info->library.new_media = NTMS_POOL_FREE;
	ntms_set(world->kit.session, &ntms_kit_root, &call, info);
	kfree(info);
}

static int ntms_world_fill(struct ntms_world *world)
{
	struct ntms_media_type *type;
	char name[8];
	int error;
	u32 i;

	for (i = 0; i < NTMS_WORLD_ROBOTS; i++) {
		error = ntms_kit_present(&world->kit.cat, &world->robots[i]);
		if (error)
			return error;
		world->present[i] = true;
		ntms_world_free_media(world, &world->robots[i].id);
	}
	for (i = 0; i < NTMS_WORLD_POOLS; i++) {
		ntms_catalog_lock(&world->kit.cat);
		error = ntms_media_type_ensure(&world->kit.cat,
					       ntms_world_codes[i % 4], &type);
		ntms_catalog_unlock(&world->kit.cat);
		if (error)
			return error;
		scnprintf(name, sizeof(name), "p%u", i);
		if (ntms_kit_create(&world->kit, &ntms_kit_root, name, NULL,
				    &type->obj.id, i < 4, i % 3 == 0,
				    &world->pools[i]))
			return -ENOMEM;
	}
	return 0;
}

int ntms_world_init(struct ntms_world *world)
{
	int error;

	error = ntms_catalog_init(&world->kit.cat, "world");
	if (error)
		return error;
	world->kit.session = ntms_session_open(&world->kit.cat, "world");
	if (!world->kit.session) {
		ntms_catalog_destroy(&world->kit.cat);
		return -ENOMEM;
	}
	world->kit.cat.request_limit = NTMS_WORLD_REQUESTS;
	ntms_kit_robot_init(&world->robots[0], "r", 8, 2, 2);
	ntms_kit_robot_init(&world->robots[1], "s", 5, 0, 1);
	error = ntms_world_wait_init(world) ?: ntms_world_fill(world);
	if (error)
		ntms_world_exit(world);
	return error;
}

void ntms_world_exit(struct ntms_world *world)
{
	ntms_world_wait_exit(world);
	ntms_session_close(world->kit.session);
	ntms_catalog_destroy(&world->kit.cat);
}
