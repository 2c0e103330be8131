// SPDX-License-Identifier: GPL-2.0
/* What can be asked: objects, lists, settings; and what is told and what not. */
#include <errno.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "scene.h"

#define OK	NTMS_REASON_SUCCESS

#define SLOTS	8
#define MEDIA	5

static const struct ntms_guid nobody = { .b = { 5, 5, 5, [8] = 0x80 } };

static const struct {
	uint32_t type;
	size_t size;
} kinds[] = {
	{ NTMS_TYPE_COMPUTER, sizeof(struct ntms_computer_info) },
	{ NTMS_TYPE_DRIVE, sizeof(struct ntms_drive_info) },
	{ NTMS_TYPE_PORT, sizeof(struct ntms_element_info) },
	{ NTMS_TYPE_LIBRARY, sizeof(struct ntms_library_info) },
	{ NTMS_TYPE_LOGICAL_MEDIUM, sizeof(struct ntms_logical_medium_info) },
	{ NTMS_TYPE_POOL, sizeof(struct ntms_pool_info) },
	{ NTMS_TYPE_MEDIA_TYPE, sizeof(struct ntms_media_type_info) },
	{ NTMS_TYPE_SIDE, sizeof(struct ntms_side_info) },
	{ NTMS_TYPE_MEDIUM, sizeof(struct ntms_medium_info) },
	{ NTMS_TYPE_SLOT, sizeof(struct ntms_element_info) },
};

#define KINDS	(sizeof(kinds) / sizeof(*kinds))

/* A pool with all cartridges, one of them allocated */
FIXTURE(query) {
	struct scene s;
	int fd;
	struct ntms_guid pool;
	struct ntms_guid lmid;
};

FIXTURE_SETUP(query)
{
	const struct scene_wish wish = {
		.slots = SLOTS,
		.ports = 2,
		.drives = 2,
		.media = MEDIA,
		.new_media = NTMS_POOL_FREE,
	};

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &self->pool));
	ASSERT_EQ(OK, scene_move_all(&self->s, &self->pool));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->lmid,
			       NULL));
}

FIXTURE_TEARDOWN(query)
{
	EXPECT_EQ(0, scene_clear(&self->s));
}

/* ---- one object --------------------------------------------------------------- */

static struct ntms_guid first_of(int fd, uint32_t type)
{
	struct ntms_guid id = nobody;
	size_t nr;

	list_objects(fd, type, NULL, &id, 1, &nr);
	return id;
}

/* A string that ends, and nothing after its end */
static bool is_clean(const char *text, size_t size)
{
	size_t i = strnlen(text, size);

	if (i == size)
		return false;
	while (i < size && !text[i])
		i++;
	return i == size;
}

TEST_F(query, tells_of_objects_of_every_kind)
{
	struct ntms_object_header *header;
	unsigned char info[2048];
	struct ntms_guid id;
	size_t i;

	header = (struct ntms_object_header *)info;
	for (i = 0; i < KINDS; i++) {
		id = first_of(self->fd, kinds[i].type);
		memset(info, 0xee, sizeof(info));
		EXPECT_EQ(OK, object_get(self->fd, kinds[i].type, &id, info,
					 kinds[i].size))
			TH_LOG("type %u", kinds[i].type);
		EXPECT_EQ(kinds[i].type, header->type);
		EXPECT_TRUE(same_guid(&id, &header->id));
		EXPECT_TRUE(is_clean(header->name, NTMS_NAME_SIZE));
		EXPECT_TRUE(is_clean(header->description,
				     NTMS_DESCRIPTION_SIZE));
		EXPECT_LE(header->enabled, 1);
		EXPECT_EQ(0, header->reserved);
		EXPECT_EQ(0xee, info[kinds[i].size]);
	}
}

TEST_F(query, knows_the_kind_by_itself)
{
	struct ntms_object arg;
	unsigned char info[2048];
	size_t i;

	for (i = 0; i < KINDS; i++) {
		memset(&arg, 0, sizeof(arg));
		arg.id = first_of(self->fd, kinds[i].type);
		arg.info = (uintptr_t)info;
		arg.info_size = sizeof(info);
		EXPECT_EQ(OK, CALL(self->fd, NTMS_IOC_GET, &arg));
		EXPECT_EQ(kinds[i].type, arg.type);
		EXPECT_EQ(kinds[i].size, arg.info_size);
	}
}

TEST_F(query, gives_as_much_as_there_is_room_for)
{
	unsigned char whole[2048], part[2048];
	struct ntms_object arg;
	struct ntms_guid id;
	size_t i, size;

	for (i = 0; i < KINDS; i++) {
		id = first_of(self->fd, kinds[i].type);
		memset(whole, 0, sizeof(whole));
		ASSERT_EQ(OK, object_get(self->fd, kinds[i].type, &id, whole,
					 kinds[i].size));
		for (size = 0; size < kinds[i].size + 200; size += 49) {
			memset(part, 0xee, sizeof(part));
			memset(&arg, 0, sizeof(arg));
			arg.id = id;
			arg.info = (uintptr_t)part;
			arg.info_size = (uint32_t)size;
			EXPECT_EQ(OK, CALL(self->fd, NTMS_IOC_GET, &arg));
			EXPECT_EQ(kinds[i].size, arg.info_size);
			/* The beginning, then zeros; not a byte more */
			EXPECT_EQ(0, memcmp(whole, part, size));
			EXPECT_EQ(0xee, part[size]);
		}
	}
}

TEST_F(query, wants_room_that_is_there)
{
	struct ntms_object arg = {
		.id = self->s.library,
		.info_size = sizeof(struct ntms_library_info),
	};
	void *read_only = mmap(NULL, 4096, PROT_READ,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ASSERT_NE(MAP_FAILED, read_only);
	EXPECT_EQ(CALL_ERRNO(EFAULT), CALL(self->fd, NTMS_IOC_GET, &arg));
	arg.info = (uintptr_t)read_only;
	EXPECT_EQ(CALL_ERRNO(EFAULT), CALL(self->fd, NTMS_IOC_GET, &arg));
	arg.info_size = 4097;
	EXPECT_EQ(CALL_ERRNO(E2BIG), CALL(self->fd, NTMS_IOC_GET, &arg));
	arg.info_size = UINT32_MAX;
	EXPECT_EQ(CALL_ERRNO(E2BIG), CALL(self->fd, NTMS_IOC_GET, &arg));
	arg.info = 0;
	arg.info_size = 0;
	EXPECT_EQ(OK, CALL(self->fd, NTMS_IOC_GET, &arg));
}

TEST_F(query, knows_objects_by_their_kind)
{
	struct ntms_pool_info info;

	EXPECT_EQ(NTMS_REASON_OBJECT_NOT_FOUND,
		  GET(self->fd, NTMS_TYPE_POOL, &self->s.library, &info));
	EXPECT_EQ(NTMS_REASON_OBJECT_NOT_FOUND,
		  GET(self->fd, NTMS_TYPE_UNKNOWN, &nobody, &info));
	EXPECT_EQ(NTMS_REASON_OBJECT_NOT_FOUND,
		  GET(self->fd, NTMS_TYPE_UNKNOWN, &no_guid, &info));
	/* Kinds that RSM has and we have not, and numbers that are no kind */
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  GET(self->fd, 1, &self->pool, &info));
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  GET(self->fd, 18, &self->pool, &info));
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  GET(self->fd, UINT32_MAX, &self->pool, &info));
}

/* A GUID of a part with a number that the whole does not have */
TEST_F(query, does_not_know_parts_that_are_not_there)
{
	struct ntms_guid id = side_of(self->fd, &self->s.media[0], 0);
	unsigned char info[2048];
	int i;

	for (i = 0; i < 256; i++) {
		struct ntms_guid other = id;

		other.b[15] = (unsigned char)i;
		if (same_guid(&other, &id) ||
		    same_guid(&other, &self->s.media[0]))
			continue;
		EXPECT_EQ(NTMS_REASON_OBJECT_NOT_FOUND,
			  object_get(self->fd, 0, &other, info, sizeof(info)));
	}
	for (i = 0; i < 256; i++) {
		struct ntms_guid other = self->s.library;
		uint32_t reason;

		other.b[12] = (unsigned char)i;
		reason = object_get(self->fd, 0, &other, info, sizeof(info));
		EXPECT_TRUE(reason == OK ||
			    reason == NTMS_REASON_OBJECT_NOT_FOUND);
		other.b[13] = 0xff;
		EXPECT_EQ(NTMS_REASON_OBJECT_NOT_FOUND,
			  object_get(self->fd, 0, &other, info, sizeof(info)));
	}
}

TEST_F(query, describes_the_library)
{
	struct ntms_library_info info;

	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_LIBRARY, &self->s.library,
			  &info));
	EXPECT_EQ(NTMS_LIBRARY_ONLINE, info.kind);
	EXPECT_EQ(NTMS_LIBRARY_BARCODES, info.flags & NTMS_LIBRARY_BARCODES);
	EXPECT_EQ(NTMS_POOL_FREE, info.new_media);
	EXPECT_EQ(NTMS_INVENTORY_DONE, info.inventory);
	EXPECT_LE(2, info.inventories);
	EXPECT_EQ(0, info.error);
	EXPECT_EQ(0, info.sense);
	EXPECT_EQ(SLOTS, info.slots);
	EXPECT_EQ(2, info.ports);
	EXPECT_EQ(2, info.drives);
	EXPECT_EQ(1, info.transports);
	EXPECT_EQ(MEDIA, info.media);
	EXPECT_STREQ("NTMS", info.vendor);
	EXPECT_STREQ("VIRTUAL LIBRARY", info.product);
	EXPECT_EQ(NTMS_STATE_READY, info.header.state);
	EXPECT_EQ(1, info.header.enabled);
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_LIBRARY,
			  &self->s.info.offline_library, &info));
	EXPECT_EQ(NTMS_LIBRARY_OFFLINE, info.kind);
	EXPECT_EQ(0, info.slots + info.drives + info.ports);
}

TEST_F(query, matches_drives_with_their_devices)
{
	struct ntms_drive_info info;
	struct ntms_guid ids[4];
	size_t nr, i;

	ASSERT_EQ(OK, list_objects(self->fd, NTMS_TYPE_DRIVE,
				   &self->s.library, ids, 4, &nr));
	ASSERT_EQ(2, nr);
	for (i = 0; i < nr; i++) {
		ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_DRIVE, &ids[i], &info));
		EXPECT_EQ(i, info.number);
		EXPECT_EQ(NTMS_ELEMENT_EMPTY, info.content);
		EXPECT_NE(NTMS_MAP_NONE, info.map);
		EXPECT_NE(NTMS_MAP_AMBIGUOUS, info.map);
		EXPECT_EQ(0, strncmp(info.device, "nst", 3));
		EXPECT_STREQ("ULTRIUM", info.product);
		EXPECT_NE('\0', info.serial[0]);
		EXPECT_TRUE(is_null(&info.medium));
		EXPECT_TRUE(same_guid(&info.library, &self->s.library));
	}
}

/* ---- lists ---------------------------------------------------------------------- */

TEST_F(query, counts_what_it_lists)
{
	static const uint32_t types[] = {
		NTMS_TYPE_COMPUTER, NTMS_TYPE_DRIVE, NTMS_TYPE_PORT,
		NTMS_TYPE_LIBRARY, NTMS_TYPE_LOGICAL_MEDIUM, NTMS_TYPE_POOL,
		NTMS_TYPE_MEDIA_TYPE, NTMS_TYPE_SIDE, NTMS_TYPE_MEDIUM,
		NTMS_TYPE_SLOT,
	};
	static struct ntms_guid ids[4096];
	size_t i, j, k, nr;

	for (i = 0; i < sizeof(types) / sizeof(*types); i++) {
		ASSERT_EQ(OK, list_objects(self->fd, types[i], NULL, ids,
					   4096, &nr));
		EXPECT_LE(1, nr);
		EXPECT_EQ(nr, count_objects(self->fd, types[i], NULL))
			TH_LOG("type %u", types[i]);
		for (j = 0; j < nr && nr < 200; j++)
			for (k = 0; k < j; k++) {
				EXPECT_FALSE(same_guid(&ids[j], &ids[k]));
			}
	}
	EXPECT_EQ(1, count_objects(self->fd, NTMS_TYPE_COMPUTER, NULL));
}

TEST_F(query, lists_what_is_in_a_container)
{
	struct ntms_guid side, medium = medium_of(self->fd, &self->lmid), id;
	size_t nr;
	const struct {
		uint32_t type;
		const struct ntms_guid *in;
		uint64_t count;
	} rows[] = {
		{ NTMS_TYPE_SLOT, &self->s.library, SLOTS },
		{ NTMS_TYPE_PORT, &self->s.library, 2 },
		{ NTMS_TYPE_DRIVE, &self->s.library, 2 },
		{ NTMS_TYPE_MEDIUM, &self->s.library, MEDIA },
		{ NTMS_TYPE_MEDIUM, &self->pool, MEDIA },
		{ NTMS_TYPE_SIDE, &self->pool, MEDIA },
		{ NTMS_TYPE_LOGICAL_MEDIUM, &self->pool, 1 },
		{ NTMS_TYPE_POOL, &self->pool, 0 },
		{ NTMS_TYPE_SIDE, &medium, 1 },
		{ NTMS_TYPE_LOGICAL_MEDIUM, &medium, 1 },
		{ NTMS_TYPE_LOGICAL_MEDIUM, &side, 1 },
		{ NTMS_TYPE_SIDE, &self->lmid, 1 },
		{ NTMS_TYPE_SLOT, &self->s.info.offline_library, 0 },
	};
	struct ntms_guid ids[16];
	size_t i;

	side = side_of(self->fd, &medium, 0);
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		EXPECT_EQ(rows[i].count,
			  count_objects(self->fd, rows[i].type, rows[i].in))
			TH_LOG("row %zu", i);
		EXPECT_EQ(OK, list_objects(self->fd, rows[i].type, rows[i].in,
					   ids, 16, &nr));
		EXPECT_EQ(rows[i].count, nr) TH_LOG("row %zu", i);
	}
	ASSERT_EQ(OK, list_objects(self->fd, NTMS_TYPE_SIDE, &self->lmid, &id,
				   1, &nr));
	EXPECT_TRUE(same_guid(&id, &side));
	ASSERT_EQ(OK, list_objects(self->fd, NTMS_TYPE_LOGICAL_MEDIUM, &side,
				   &id, 1, &nr));
	EXPECT_TRUE(same_guid(&id, &self->lmid));
}

TEST_F(query, knows_what_cannot_be_in_what)
{
	struct ntms_guid slot = first_of(self->fd, NTMS_TYPE_SLOT);
	const struct {
		uint32_t type;
		const struct ntms_guid *in;
		uint32_t reason;
	} rows[] = {
		{ NTMS_TYPE_SLOT, &self->pool, NTMS_REASON_INVALID_PARAMETER },
		{ NTMS_TYPE_POOL, &self->s.library,
		  NTMS_REASON_INVALID_PARAMETER },
		{ NTMS_TYPE_SIDE, &self->s.library,
		  NTMS_REASON_INVALID_PARAMETER },
		{ NTMS_TYPE_MEDIUM, &slot, NTMS_REASON_INVALID_PARAMETER },
		{ NTMS_TYPE_MEDIUM, &self->s.media[0],
		  NTMS_REASON_INVALID_PARAMETER },
		{ NTMS_TYPE_LIBRARY, &self->s.info.computer,
		  NTMS_REASON_INVALID_PARAMETER },
		{ NTMS_TYPE_MEDIUM, &nobody, NTMS_REASON_OBJECT_NOT_FOUND },
		{ 0, NULL, NTMS_REASON_INVALID_PARAMETER },
		{ 1, NULL, NTMS_REASON_INVALID_PARAMETER },
		{ 18, NULL, NTMS_REASON_INVALID_PARAMETER },
		{ NTMS_TYPE_OPERATOR_REQUEST, &self->pool,
		  NTMS_REASON_INVALID_PARAMETER },
		{ UINT32_MAX, NULL, NTMS_REASON_INVALID_PARAMETER },
	};
	struct ntms_guid id;
	size_t i, nr;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		EXPECT_EQ(rows[i].reason,
			  list_objects(self->fd, rows[i].type, rows[i].in,
				       &id, 1, &nr))
			TH_LOG("row %zu", i);
	}
}

TEST_F(query, lists_in_pieces_of_any_size)
{
	struct ntms_guid whole[32], one;
	struct ntms_enum arg;
	uint32_t piece;
	size_t nr, at;

	ASSERT_EQ(OK, list_objects(self->fd, NTMS_TYPE_SLOT, &self->s.library,
				   whole, 32, &nr));
	ASSERT_EQ(SLOTS, nr);
	for (piece = 1; piece <= SLOTS + 1; piece++) {
		struct ntms_guid part[SLOTS + 2];

		memset(&arg, 0, sizeof(arg));
		arg.type = NTMS_TYPE_SLOT;
		arg.container = self->s.library;
		arg.ids = (uintptr_t)part;
		for (at = 0; at < SLOTS; at += arg.count) {
			arg.count = piece;
			ASSERT_EQ(OK, CALL(self->fd, NTMS_IOC_ENUM, &arg));
			ASSERT_LE(1, arg.count);
			ASSERT_LE(at + arg.count, SLOTS);
			EXPECT_EQ(SLOTS, arg.total);
			EXPECT_EQ(at + arg.count < SLOTS, arg.more);
			EXPECT_EQ(0, memcmp(whole + at, part,
					    arg.count * sizeof(*part)));
		}
	}
	/* No room: how many there are */
	memset(&arg, 0, sizeof(arg));
	arg.type = NTMS_TYPE_SLOT;
	arg.container = self->s.library;
	EXPECT_EQ(OK, CALL(self->fd, NTMS_IOC_ENUM, &arg));
	EXPECT_EQ(0, arg.count);
	EXPECT_EQ(1, arg.more);
	EXPECT_EQ(SLOTS, arg.total);
	EXPECT_EQ(0, arg.cursor);
	/* Room, but nowhere */
	arg.count = 1;
	EXPECT_EQ(CALL_ERRNO(EFAULT), CALL(self->fd, NTMS_IOC_ENUM, &arg));
	arg.ids = (uintptr_t)&one;
	arg.cursor = UINT64_MAX;
	arg.count = 1;
	EXPECT_EQ(OK, CALL(self->fd, NTMS_IOC_ENUM, &arg));
	EXPECT_EQ(0, arg.more);
}

/* Who is there all the time is listed once, whoever comes and goes. */
TEST_F(query, lists_what_stays_exactly_once)
{
	struct ntms_guid container, keep[20], drop[20], id;
	struct ntms_enum arg = { .type = NTMS_TYPE_POOL };
	unsigned int seen[20] = { 0 };
	char name[24];
	int i, step = 0;

	ASSERT_EQ(OK, pool_make(self->fd, scene_name("container"), NULL, NULL,
				0, 0, 0, &container));
	for (i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "keep %d", i);
		ASSERT_EQ(OK, pool_make(self->fd, name, &container, NULL, 0, 0,
					0, &keep[i]));
		snprintf(name, sizeof(name), "drop %d", i);
		ASSERT_EQ(OK, pool_make(self->fd, name, &container, NULL, 0, 0,
					0, &drop[i]));
	}
	arg.container = container;
	arg.ids = (uintptr_t)&id;
	do {
		arg.count = 1;
		ASSERT_EQ(OK, CALL(self->fd, NTMS_IOC_ENUM, &arg));
		for (i = 0; arg.count && i < 20; i++)
			seen[i] += same_guid(&id, &keep[i]);
		if (step < 20) {
			/* Also the one that the list stands at */
			ASSERT_EQ(OK, pool_delete(self->fd,
						  &drop[(step * 7) % 20]));
			snprintf(name, sizeof(name), "new %d", step);
			ASSERT_EQ(OK, pool_make(self->fd, name, &container,
						NULL, 0, 0, 0, &id));
		}
		step++;
	} while (arg.more && step < 200);
	EXPECT_EQ(0, arg.more);
	for (i = 0; i < 20; i++) {
		EXPECT_EQ(1, seen[i]) TH_LOG("pool %d", i);
	}
}

TEST_F(query, stops_when_the_container_goes)
{
	struct ntms_enum arg = { .type = NTMS_TYPE_POOL };
	struct ntms_guid container;

	ASSERT_EQ(OK, pool_make(self->fd, scene_name("container"), NULL, NULL,
				0, 0, 0, &container));
	arg.container = container;
	ASSERT_EQ(OK, CALL(self->fd, NTMS_IOC_ENUM, &arg));
	ASSERT_EQ(OK, pool_delete(self->fd, &container));
	EXPECT_EQ(NTMS_REASON_OBJECT_NOT_FOUND,
		  CALL(self->fd, NTMS_IOC_ENUM, &arg));
}

TEST_F(query, counts_the_same_from_all_sides)
{
	struct ntms_info info;
	struct ntms_guid other;

	ASSERT_EQ(OK, info_get(self->fd, &info));
	EXPECT_EQ(info.media, count_objects(self->fd, NTMS_TYPE_MEDIUM, NULL));
	EXPECT_EQ(info.sides, count_objects(self->fd, NTMS_TYPE_SIDE, NULL));
	EXPECT_EQ(info.drives, count_objects(self->fd, NTMS_TYPE_DRIVE, NULL));
	EXPECT_EQ(info.libraries,
		  count_objects(self->fd, NTMS_TYPE_LIBRARY, NULL));
	EXPECT_EQ(info.logical_media,
		  count_objects(self->fd, NTMS_TYPE_LOGICAL_MEDIUM, NULL));
	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &other));
	EXPECT_EQ(info.pools + 1, ({
		ASSERT_EQ(OK, info_get(self->fd, &info));
		info.pools;
	}));
	ASSERT_EQ(OK, pool_delete(self->fd, &other));
}

/* ---- settings --------------------------------------------------------------------- */

TEST_F(query, sets_what_is_named_only_and_all_of_it)
{
	struct ntms_library_info info, got;

	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_LIBRARY, &self->s.library,
			  &info));
	strcpy(info.header.description, "In the cellar");
	strcpy(info.header.name, scene_name("Library"));
	info.new_media = NTMS_POOL_IMPORT;
	EXPECT_EQ(OK, SET(self->fd, NTMS_TYPE_LIBRARY, &self->s.library,
			  NTMS_SET_NAME | NTMS_SET_DESCRIPTION, &info));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_LIBRARY, &self->s.library,
			  &got));
	EXPECT_STREQ("In the cellar", got.header.description);
	EXPECT_STREQ(info.header.name, got.header.name);
	EXPECT_EQ(NTMS_POOL_FREE, got.new_media);
	/* One of the two cannot be: neither is. */
	info.new_media = 99;
	strcpy(info.header.description, "In the attic");
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  SET(self->fd, NTMS_TYPE_LIBRARY, &self->s.library,
		      NTMS_SET_DESCRIPTION | NTMS_SET_NEW_MEDIA, &info));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_LIBRARY, &self->s.library,
			  &got));
	EXPECT_STREQ("In the cellar", got.header.description);
}

TEST_F(query, sets_no_member_that_is_not_in_the_struct)
{
	struct ntms_library_info info = { 0 }, got;
	size_t size;

	for (size = 0; size < sizeof(struct ntms_object_header); size += 8) {
		EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
			  object_set(self->fd, NTMS_TYPE_LIBRARY,
				     &self->s.library, NTMS_SET_NEW_MEDIA,
				     &info, size));
	}
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  object_set(self->fd, NTMS_TYPE_LIBRARY, &self->s.library,
			     NTMS_SET_ENABLED, NULL, 0));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_LIBRARY, &self->s.library,
			  &got));
	EXPECT_EQ(1, got.header.enabled);
	/* The beginning of a struct does for what is in the beginning. */
	info.header.enabled = 1;
	EXPECT_EQ(OK, object_set(self->fd, NTMS_TYPE_LIBRARY,
				 &self->s.library, NTMS_SET_ENABLED, &info,
				 sizeof(info.header)));
}

TEST_F(query, sets_from_larger_structs_if_the_rest_is_zero)
{
	struct {
		struct ntms_library_info info;
		unsigned char more[64];
	} large = { .info.new_media = NTMS_POOL_IMPORT };

	EXPECT_EQ(OK, object_set(self->fd, NTMS_TYPE_LIBRARY,
				 &self->s.library, NTMS_SET_NEW_MEDIA, &large,
				 sizeof(large)));
	large.more[63] = 1;
	EXPECT_EQ(CALL_ERRNO(E2BIG),
		  object_set(self->fd, NTMS_TYPE_LIBRARY, &self->s.library,
			     NTMS_SET_NEW_MEDIA, &large, sizeof(large)));
	EXPECT_EQ(CALL_ERRNO(E2BIG),
		  object_set(self->fd, NTMS_TYPE_LIBRARY, &self->s.library,
			     NTMS_SET_NEW_MEDIA, &large, 4097));
	EXPECT_EQ(CALL_ERRNO(EFAULT),
		  object_set(self->fd, NTMS_TYPE_LIBRARY, &self->s.library,
			     NTMS_SET_NEW_MEDIA, (void *)8, sizeof(large)));
}

TEST_F(query, knows_what_can_be_set)
{
	const uint32_t label = NTMS_SET_NAME | NTMS_SET_DESCRIPTION;
	const uint32_t pool = NTMS_SET_ALLOCATION_POLICY |
			      NTMS_SET_DEALLOCATION_POLICY |
			      NTMS_SET_MAX_ALLOCATES | NTMS_SET_OWNER;
	struct ntms_guid side = side_of(self->fd, &self->s.media[0], 0);
	struct ntms_guid slot = first_of(self->fd, NTMS_TYPE_SLOT);
	struct ntms_guid drive = first_of(self->fd, NTMS_TYPE_DRIVE);
	const struct {
		const struct ntms_guid *id;
		uint32_t mask;
	} rows[] = {
		{ &self->s.info.computer, NTMS_SET_DESCRIPTION |
		  NTMS_SET_REQUEST_PURGE },
		{ &self->s.type, NTMS_SET_DESCRIPTION },
		{ &self->s.library, label | NTMS_SET_ENABLED |
		  NTMS_SET_NEW_MEDIA | NTMS_SET_MEDIA_TYPE },
		{ &self->s.info.offline_library, label },
		{ &drive, label | NTMS_SET_ENABLED | NTMS_SET_DEVICE },
		{ &self->s.media[0], label | NTMS_SET_ENABLED },
		{ &side, label },
		{ &self->pool, label | pool },
		{ &self->s.free, NTMS_SET_DESCRIPTION | NTMS_SET_ENABLED },
		{ &self->s.info.free_pool, NTMS_SET_DESCRIPTION },
		{ &slot, 0 },
		{ &self->lmid, 0 },
	};
	unsigned char info[2048] = { 0 };
	uint32_t bit;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		for (bit = 1; bit; bit <<= 1) {
			if (bit & rows[i].mask)
				continue;
			EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
				  object_set(self->fd, 0, rows[i].id, bit,
					     info, sizeof(info)))
				TH_LOG("row %zu, bit %#x", i, bit);
		}
}

TEST_F(query, sets_a_description_on_whatever_has_one)
{
	struct ntms_guid side = side_of(self->fd, &self->s.media[0], 0);
	struct ntms_guid drive = first_of(self->fd, NTMS_TYPE_DRIVE);
	const struct ntms_guid *ids[] = {
		&self->s.info.computer, &self->s.type, &self->s.library,
		&self->s.info.offline_library, &drive, &self->s.media[0],
		&side, &self->pool, &self->s.free,
	};
	struct ntms_object_header header;
	size_t i;

	for (i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		memset(&header, 0, sizeof(header));
		snprintf(header.description, sizeof(header.description),
			 "number %zu", i);
		EXPECT_EQ(OK, SET(self->fd, 0, ids[i], NTMS_SET_DESCRIPTION,
				  &header));
	}
	for (i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		char expected[32];

		snprintf(expected, sizeof(expected), "number %zu", i);
		ASSERT_EQ(OK, GET(self->fd, 0, ids[i], &header));
		EXPECT_STREQ(expected, header.description);
		memset(header.description, 0, sizeof(header.description));
		EXPECT_EQ(OK, SET(self->fd, 0, ids[i], NTMS_SET_DESCRIPTION,
				  &header));
	}
	/* The longest that there is, and one more */
	memset(header.description, 'd', sizeof(header.description) - 1);
	EXPECT_EQ(OK, SET(self->fd, 0, &self->pool, NTMS_SET_DESCRIPTION,
			  &header));
	header.description[sizeof(header.description) - 1] = 'd';
	EXPECT_EQ(NTMS_REASON_INVALID_NAME,
		  SET(self->fd, 0, &self->pool, NTMS_SET_DESCRIPTION,
		      &header));
}

TEST_F(query, keeps_the_names_of_libraries_apart)
{
	struct ntms_library_info info, offline;

	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_LIBRARY,
			  &self->s.info.offline_library, &offline));
	memset(&info, 0, sizeof(info));
	strcpy(info.header.name, offline.header.name);
	EXPECT_EQ(NTMS_REASON_ALREADY_EXISTS,
		  SET(self->fd, NTMS_TYPE_LIBRARY, &self->s.library,
		      NTMS_SET_NAME, &info));
	info.header.name[0] = '\0';
	EXPECT_EQ(NTMS_REASON_INVALID_NAME,
		  SET(self->fd, NTMS_TYPE_LIBRARY, &self->s.library,
		      NTMS_SET_NAME, &info));
}

TEST_F(query, disables_and_enables)
{
	struct ntms_drive_info drive = { 0 };
	struct ntms_medium_info medium = { 0 };
	struct ntms_guid id;
	size_t nr;

	ASSERT_EQ(OK, list_objects(self->fd, NTMS_TYPE_DRIVE,
				   &self->s.library, &id, 1, &nr));
	EXPECT_EQ(OK, SET(self->fd, NTMS_TYPE_DRIVE, &id, NTMS_SET_ENABLED,
			  &drive));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_DRIVE, &id, &drive));
	EXPECT_EQ(0, drive.header.enabled);
	drive.header.enabled = 2;
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  SET(self->fd, NTMS_TYPE_DRIVE, &id, NTMS_SET_ENABLED,
		      &drive));
	drive.header.enabled = 1;
	EXPECT_EQ(OK, SET(self->fd, NTMS_TYPE_DRIVE, &id, NTMS_SET_ENABLED,
			  &drive));
	EXPECT_EQ(OK, SET(self->fd, NTMS_TYPE_MEDIUM, &self->s.media[1],
			  NTMS_SET_ENABLED, &medium));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_MEDIUM, &self->s.media[1],
			  &medium));
	EXPECT_EQ(0, medium.header.enabled);
}

TEST_F(query, takes_a_media_type_for_the_library)
{
	struct ntms_library_info info = { .media_type = self->s.type };

	EXPECT_EQ(OK, SET(self->fd, NTMS_TYPE_LIBRARY, &self->s.library,
			  NTMS_SET_MEDIA_TYPE, &info));
	info.media_type = nobody;
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA,
		  SET(self->fd, NTMS_TYPE_LIBRARY, &self->s.library,
		      NTMS_SET_MEDIA_TYPE, &info));
	info.media_type = self->pool;
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA,
		  SET(self->fd, NTMS_TYPE_LIBRARY, &self->s.library,
		      NTMS_SET_MEDIA_TYPE, &info));
}

TEST_F(query, takes_a_device_for_a_drive)
{
	struct ntms_drive_info info, got;
	struct ntms_guid ids[2];
	size_t nr;

	ASSERT_EQ(OK, list_objects(self->fd, NTMS_TYPE_DRIVE,
				   &self->s.library, ids, 2, &nr));
	ASSERT_EQ(2, nr);
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_DRIVE, &ids[1], &info));
	ASSERT_EQ(OK, SET(self->fd, NTMS_TYPE_DRIVE, &ids[1], NTMS_SET_DEVICE,
			  &info));
	ASSERT_EQ(OK, take_inventory(self->fd, &self->s.library));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_DRIVE, &ids[1], &got));
	EXPECT_EQ(NTMS_MAP_ADMINISTRATOR, got.map);
	EXPECT_STREQ(info.device, got.device);
	/* All zero: automatically, as before */
	memset(&got, 0, sizeof(got));
	ASSERT_EQ(OK, SET(self->fd, NTMS_TYPE_DRIVE, &ids[1], NTMS_SET_DEVICE,
			  &got));
	ASSERT_EQ(OK, take_inventory(self->fd, &self->s.library));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_DRIVE, &ids[1], &got));
	EXPECT_EQ(info.map, got.map);
	EXPECT_STREQ(info.device, got.device);
	got.scsi.reserved = 1;
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  SET(self->fd, NTMS_TYPE_DRIVE, &ids[1], NTMS_SET_DEVICE,
		      &got));
}

TEST_F(query, says_when_an_object_was_made_and_changed)
{
	struct ntms_pool_info info, later;

	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_POOL, &self->pool, &info));
	EXPECT_LT(1500000000000000000ULL, info.header.created);
	EXPECT_LE(info.header.created, info.header.modified);
	memset(&later, 0, sizeof(later));
	EXPECT_TRUE(wait_for(({
		/* The clock of changes is a coarse one. */
		SET(self->fd, NTMS_TYPE_POOL, &self->pool,
		    NTMS_SET_MAX_ALLOCATES, &info);
		GET(self->fd, NTMS_TYPE_POOL, &self->pool, &later);
		later.header.modified > info.header.modified;
	})));
	EXPECT_EQ(info.header.created, later.header.created);
}

/* ---- sessions ----------------------------------------------------------------------- */

TEST_F(query, counts_sessions)
{
	struct ntms_info before, during, after;
	int fd;

	ASSERT_EQ(OK, info_get(self->fd, &before));
	fd = session_open();
	ASSERT_LE(0, fd);
	ASSERT_EQ(OK, info_get(fd, &during));
	close(fd);
	ASSERT_EQ(OK, info_get(self->fd, &after));
	EXPECT_EQ(before.sessions + 1, during.sessions);
	EXPECT_EQ(before.sessions, after.sessions);
}

TEST_F(query, takes_names_of_sessions_that_end)
{
	struct ntms_session_name arg = { 0 };

	memset(arg.application, 'a', sizeof(arg.application));
	EXPECT_EQ(NTMS_REASON_INVALID_NAME,
		  CALL(self->fd, NTMS_IOC_SESSION, &arg));
	arg.application[sizeof(arg.application) - 1] = '\0';
	EXPECT_EQ(OK, CALL(self->fd, NTMS_IOC_SESSION, &arg));
	EXPECT_EQ(OK, session_name(self->fd, ""));
}

/* A process may call itself what it wants, and people are to read it. */
TEST_F(query, cleans_names_of_processes)
{
	struct ntms_request_info info;
	struct ntms_guid id;
	int fd;

	ASSERT_EQ(0, prctl(PR_SET_NAME, "\033[2J\xc3\xa4\xc3(\\"));
	fd = session_open();
	ASSERT_LE(0, fd);
	ASSERT_EQ(OK, request_submit(fd, NTMS_REQUEST_MESSAGE, NULL, NULL,
				     "who am I?", &id));
	EXPECT_EQ(OK, GET(fd, NTMS_TYPE_OPERATOR_REQUEST, &id, &info));
	EXPECT_STREQ("?[2J\xc3\xa4?(\\", info.application);
	EXPECT_EQ(OK, request_answer(fd, &id, NTMS_REQUEST_REFUSED, ""));
	EXPECT_EQ(OK, request_delete(fd, &id));
	close(fd);
}

TEST_HARNESS_MAIN
