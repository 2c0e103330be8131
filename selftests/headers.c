// SPDX-License-Identifier: GPL-2.0
/*
 * What every object says of itself: its name, its description, when it was made
 * and when it last changed.
 */
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "scene.h"

#define OK	NTMS_REASON_SUCCESS

/* Long before there was a module */
#define LONG_AGO	(1500000000ULL * SECOND)

static uint64_t clock_of_changes(void)
{
	struct timespec time;

	clock_gettime(CLOCK_REALTIME_COARSE, &time);
	return (uint64_t)time.tv_sec * SECOND + (uint64_t)time.tv_nsec;
}

static struct ntms_guid first_of(int fd, uint32_t type,
				 const struct ntms_guid *library)
{
	struct ntms_guid id = no_guid;
	size_t nr;

	list_objects(fd, type, library, &id, 1, &nr);
	return id;
}

/* Two cartridges of two sides in a pool, of which one side is allocated */
FIXTURE(header) {
	struct scene s;
	int fd;
	struct ntms_guid pool;
	struct ntms_guid lmid;
	struct ntms_guid request;
	struct ntms_object_header was;
};

FIXTURE_SETUP(header)
{
	const struct scene_wish wish = {
		.media = 2,
		.sides = 2,
		.ports = 1,
		.new_media = NTMS_POOL_FREE,
	};
	struct ntms_guid side;

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &self->pool));
	ASSERT_EQ(OK, scene_move_all(&self->s, &self->pool));
	side = side_of(self->fd, &self->s.media[0], 0);
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, &side, 0, &self->lmid,
			       NULL));
	ASSERT_EQ(OK, request_submit(self->fd, NTMS_REQUEST_MESSAGE, NULL, NULL,
				     "headers", &self->request));
}

FIXTURE_TEARDOWN(header)
{
	request_answer(self->fd, &self->request, NTMS_REQUEST_REFUSED, "");
	EXPECT_EQ(OK, request_delete(self->fd, &self->request));
	EXPECT_EQ(0, scene_clear(&self->s));
}

FIXTURE_VARIANT(header) {
	uint32_t type;
	/* NULL: it has one that others gave it; empty: none */
	const char *name;
	/* whether it can be described */
	bool described;
};

#define KIND(_name, _type, ...) FIXTURE_VARIANT_ADD(header, _name) {	\
	.type = NTMS_TYPE_##_type,					\
	__VA_ARGS__							\
}
KIND(computer, COMPUTER, .described = true);
KIND(library, LIBRARY, .described = true);
KIND(drive, DRIVE, .name = "", .described = true);
KIND(slot, SLOT, .name = "");
KIND(port, PORT, .name = "");
KIND(media_type, MEDIA_TYPE, .described = true);
KIND(pool, POOL, .described = true);
KIND(cartridge, MEDIUM, .described = true);
KIND(side, SIDE, .name = "", .described = true);
KIND(logical_medium, LOGICAL_MEDIUM, .name = "");
KIND(operator_request, OPERATOR_REQUEST, .name = "");

static struct ntms_guid object_of(FIXTURE_DATA(header) *self, uint32_t type)
{
	switch (type) {
	case NTMS_TYPE_COMPUTER:
		return self->s.info.computer;
	case NTMS_TYPE_LIBRARY:
		return self->s.library;
	case NTMS_TYPE_DRIVE:
	case NTMS_TYPE_SLOT:
	case NTMS_TYPE_PORT:
		return first_of(self->fd, type, &self->s.library);
	case NTMS_TYPE_MEDIA_TYPE:
		return self->s.type;
	case NTMS_TYPE_POOL:
		return self->pool;
	case NTMS_TYPE_SIDE:
		return side_of(self->fd, &self->s.media[1], 1);
	case NTMS_TYPE_LOGICAL_MEDIUM:
		return self->lmid;
	case NTMS_TYPE_OPERATOR_REQUEST:
		return self->request;
	default:
		return self->s.media[1];
	}
}

/* As it is, after the clock that changes are dated by has gone on */
static uint32_t look(FIXTURE_DATA(header) *self, uint32_t type,
		     const struct ntms_guid *id)
{
	uint32_t reason = GET(self->fd, type, id, &self->was);

	return wait_for(clock_of_changes() > self->was.modified) ? reason :
								   UINT32_MAX;
}

/* Has it changed since then, by what it says? */
static bool changed(FIXTURE_DATA(header) *self, uint32_t type,
		    const struct ntms_guid *id)
{
	struct ntms_object_header now;

	return GET(self->fd, type, id, &now) == OK &&
	       now.modified > self->was.modified &&
	       now.created == self->was.created;
}

TEST_F(header, is_true_from_the_beginning)
{
	struct ntms_guid id = object_of(self, variant->type);
	struct ntms_object_header header;

	ASSERT_EQ(OK, GET(self->fd, variant->type, &id, &header));
	EXPECT_TRUE(same_guid(&id, &header.id));
	EXPECT_EQ(variant->type, header.type);
	EXPECT_EQ(1, header.enabled);
	EXPECT_EQ(NTMS_STATE_READY, header.state);
	EXPECT_LT(LONG_AGO, header.created);
	EXPECT_LE(header.created, header.modified);
	EXPECT_LE(header.modified, clock_of_changes());
	EXPECT_STREQ("", header.description);
	if (variant->name) {
		EXPECT_STREQ(variant->name, header.name);
	} else {
		EXPECT_NE('\0', header.name[0]);
	}
}

TEST_F(header, says_what_it_was_told)
{
	struct ntms_guid id = object_of(self, variant->type);
	struct ntms_object_header header = { .description = "told" };
	uint32_t wanted = variant->described ?
			  OK : NTMS_REASON_INVALID_PARAMETER;

	ASSERT_EQ(OK, look(self, variant->type, &id));
	EXPECT_EQ(wanted, SET(self->fd, variant->type, &id,
			      NTMS_SET_DESCRIPTION, &header));
	EXPECT_EQ(variant->described, changed(self, variant->type, &id));
	ASSERT_EQ(OK, GET(self->fd, variant->type, &id, &header));
	EXPECT_STREQ(variant->described ? "told" : "", header.description);
	EXPECT_STREQ(self->was.name, header.name);
	memset(&header, 0, sizeof(header));
	EXPECT_EQ(wanted, SET(self->fd, variant->type, &id,
			      NTMS_SET_DESCRIPTION, &header));
	ASSERT_EQ(OK, GET(self->fd, variant->type, &id, &header));
	EXPECT_STREQ("", header.description);
}

FIXTURE(change) {
	struct scene s;
	int fd;
	struct ntms_guid pool;
	struct ntms_object_header was;
};

FIXTURE_SETUP(change)
{
	const struct scene_wish wish = {
		.media = 2,
		.new_media = NTMS_POOL_FREE,
	};

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &self->pool));
	ASSERT_EQ(OK, scene_move_all(&self->s, &self->pool));
}

FIXTURE_TEARDOWN(change)
{
	EXPECT_EQ(0, scene_clear(&self->s));
}

/* What is done to an object shows in when it last changed. */
#define dates(id, what) do {						\
	struct ntms_guid _id = (id);					\
	struct ntms_object_header _now;					\
									\
	ASSERT_EQ(OK, GET(self->fd, 0, &_id, &self->was));		\
	ASSERT_TRUE(wait_for(clock_of_changes() > self->was.modified));	\
	ASSERT_EQ(0, what);						\
	ASSERT_EQ(OK, GET(self->fd, 0, &_id, &_now));			\
	EXPECT_LT(self->was.modified, _now.modified);			\
	EXPECT_EQ(self->was.created, _now.created);			\
} while (0)

TEST_F(change, of_a_cartridge_is_dated)
{
	struct ntms_guid side = side_of(self->fd, &self->s.media[0], 0);
	struct ntms_guid lmid;

	dates(self->s.media[0], move_medium(self->fd, &self->s.media[0],
					    &self->s.free));
	dates(side, move_medium(self->fd, &self->s.media[0], &self->pool));
	dates(side, allocate(self->fd, &self->pool, &side, 0, &lmid, NULL));
	dates(side, complete(self->fd, &lmid));
	dates(self->s.media[0], deallocate(self->fd, &lmid));
	dates(side, decommission(self->fd, &side));
	dates(self->s.media[0], enable(self->fd, &self->s.media[0], false));
	dates(self->s.media[0],
	      vlib_set(&self->s.vlib, "remove", "slot 0") ?:
	      (int)take_inventory(self->fd, &self->s.library));
}

TEST_F(change, of_a_logical_medium_is_dated)
{
	struct ntms_guid first, second;

	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &first, NULL));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &second, NULL));
	dates(first, swap_media(self->fd, &first, &second));
	dates(second, swap_media(self->fd, &first, &second));
}

/* Also if something else about it was told before */
TEST_F(change, of_an_element_is_dated)
{
	struct ntms_guid drive = first_of(self->fd, NTMS_TYPE_DRIVE,
					  &self->s.library);
	struct ntms_guid slot = first_of(self->fd, NTMS_TYPE_SLOT,
					 &self->s.library);
	struct ntms_object_header header = { .description = "told" };
	struct ntms_drive_info info;

	dates(drive, SET(self->fd, NTMS_TYPE_DRIVE, &drive,
			 NTMS_SET_DESCRIPTION, &header));
	dates(drive, vlib_set(&self->s.vlib, "insert", "drive 0 %s",
			      scene_barcode(&self->s, 70)) ?:
		     (int)take_inventory(self->fd, &self->s.library));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_DRIVE, &drive, &info));
	EXPECT_EQ(NTMS_ELEMENT_FULL, info.content);
	dates(drive, enable(self->fd, &self->s.library, false));
	dates(drive, enable(self->fd, &self->s.library, true));
	dates(slot, vlib_set(&self->s.vlib, "remove", "slot 0") ?:
		    (int)take_inventory(self->fd, &self->s.library));
	dates(slot, enable(self->fd, &self->s.library, false));
	dates(slot, enable(self->fd, &self->s.library, true));
}

TEST_F(change, of_a_request_is_dated)
{
	struct ntms_guid id;

	ASSERT_EQ(OK, request_submit(self->fd, NTMS_REQUEST_MESSAGE, NULL, NULL,
				     "headers", &id));
	dates(id, request_answer(self->fd, &id, NTMS_REQUEST_ACTIVE, ""));
	dates(id, request_answer(self->fd, &id, NTMS_REQUEST_COMPLETE, "done"));
	EXPECT_EQ(OK, request_delete(self->fd, &id));
}

TEST_F(change, of_one_part_is_not_told_of_another)
{
	struct ntms_object_header header = { .description = "told" };
	struct ntms_guid side = side_of(self->fd, &self->s.media[0], 0);
	struct ntms_guid drive = first_of(self->fd, NTMS_TYPE_DRIVE,
					  &self->s.library);
	struct ntms_object_header other;

	ASSERT_EQ(OK, SET(self->fd, NTMS_TYPE_SIDE, &side, NTMS_SET_DESCRIPTION,
			  &header));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_MEDIUM, &self->s.media[0],
			  &other));
	EXPECT_STREQ("", other.description);
	ASSERT_EQ(OK, SET(self->fd, NTMS_TYPE_DRIVE, &drive,
			  NTMS_SET_DESCRIPTION, &header));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_LIBRARY, &self->s.library,
			  &other));
	EXPECT_STREQ("", other.description);
}

TEST(the_computer_is_called_by_its_node_name)
{
	struct ntms_object_header header;
	struct ntms_info info;
	struct utsname name;
	int fd = session_open();

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, uname(&name));
	ASSERT_EQ(OK, info_get(fd, &info));
	ASSERT_EQ(OK, GET(fd, NTMS_TYPE_COMPUTER, &info.computer, &header));
	EXPECT_STREQ(name.nodename, header.name);
	close(fd);
}

TEST_HARNESS_MAIN
