// SPDX-License-Identifier: GPL-2.0
/*
 * Cartridges: where they arrive, where they may be moved, how they are found,
 * and what becomes of them when somebody takes them away.
 */
#include <stdio.h>

#include "kselftest_harness.h"
#include "scene.h"

#define OK	NTMS_REASON_SUCCESS

static const struct ntms_guid nobody = { .b = { 6, 6, 6, [8] = 0x80 } };

FIXTURE(medium) {
	struct scene s;
	int fd;
	struct ntms_guid pool;
	struct ntms_guid lmid;
};

FIXTURE_SETUP(medium)
{
	const struct scene_wish wish = { .media = 2, .ports = 1 };

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &self->pool));
}

FIXTURE_TEARDOWN(medium)
{
	EXPECT_EQ(0, scene_clear(&self->s));
}

static bool is_in(int fd, const struct ntms_guid *medium,
		  const struct ntms_guid *pool)
{
	struct ntms_guid in = pool_of(fd, medium);

	return same_guid(&in, pool);
}

/* ---- arrival ---------------------------------------------------------------- */

TEST_F(medium, that_nobody_knows_is_unrecognized)
{
	struct ntms_medium_info info;
	int i;

	for (i = 0; i < 2; i++) {
		EXPECT_TRUE(is_in(self->fd, &self->s.media[i],
				  &self->s.unrecognized));
		EXPECT_EQ(NTMS_SIDE_UNRECOGNIZED,
			  side_state(self->fd, &self->s.media[i], 0));
		ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_MEDIUM,
				  &self->s.media[i], &info));
		EXPECT_STREQ(scene_barcode(&self->s, i + 1), info.barcode);
		EXPECT_STREQ(info.barcode, info.header.name);
		EXPECT_TRUE(same_guid(&info.library, &self->s.library));
		EXPECT_EQ(NTMS_TYPE_SLOT, info.location_type);
		EXPECT_EQ(NTMS_MEDIUM_ONLINE, info.flags);
		EXPECT_EQ(1, info.side_count);
		EXPECT_TRUE(is_null(&info.sides[1]));
	}
}

TEST_F(medium, that_is_new_goes_where_the_library_says)
{
	EXPECT_EQ(OK, scene_new_media(&self->s, NTMS_POOL_FREE));
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "fill", "1"));
	ASSERT_EQ(OK, scene_look(&self->s));
	EXPECT_EQ(OK, scene_new_media(&self->s, NTMS_POOL_IMPORT));
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "fill", "1"));
	ASSERT_EQ(OK, scene_look(&self->s));
	EXPECT_EQ(OK, scene_new_media(&self->s, NTMS_POOL_UNRECOGNIZED));
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "fill", "1"));
	ASSERT_EQ(OK, scene_look(&self->s));
	ASSERT_EQ(5, self->s.nr_media);
	EXPECT_TRUE(is_in(self->fd, &self->s.media[1], &self->s.unrecognized));
	EXPECT_TRUE(is_in(self->fd, &self->s.media[2], &self->s.free));
	EXPECT_TRUE(is_in(self->fd, &self->s.media[3], &self->s.import));
	EXPECT_TRUE(is_in(self->fd, &self->s.media[4], &self->s.unrecognized));
	EXPECT_EQ(NTMS_SIDE_AVAILABLE,
		  side_state(self->fd, &self->s.media[2], 0));
	EXPECT_EQ(NTMS_SIDE_IMPORT,
		  side_state(self->fd, &self->s.media[3], 0));
	EXPECT_EQ(NTMS_SIDE_UNRECOGNIZED,
		  side_state(self->fd, &self->s.media[4], 0));
}

TEST_F(medium, that_is_new_goes_nowhere_else)
{
	static const uint32_t wrong[] = { 0, 4, NTMS_POOL_APPLICATION,
					  UINT32_MAX };
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
			  scene_new_media(&self->s, wrong[i]));
	}
}

TEST_F(medium, that_cleans_holds_no_data)
{
	struct ntms_medium_info info;

	ASSERT_EQ(OK, scene_new_media(&self->s, NTMS_POOL_FREE));
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "insert", "slot 6 CLN%s",
			      self->s.prefix));
	ASSERT_EQ(OK, scene_look(&self->s));
	ASSERT_EQ(3, self->s.nr_media);
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_MEDIUM, &self->s.media[2],
			  &info));
	EXPECT_EQ(NTMS_MEDIUM_ONLINE | NTMS_MEDIUM_CLEANER, info.flags);
	EXPECT_EQ(NTMS_SIDE_INCOMPATIBLE,
		  side_state(self->fd, &self->s.media[2], 0));
	EXPECT_EQ(NTMS_REASON_MEDIA_INCOMPATIBLE,
		  move_medium(self->fd, &self->s.media[2],
			      &self->s.info.free_pool));
}

TEST_F(medium, with_the_barcode_of_another_is_never_free)
{
	struct ntms_medium_info info;
	struct ntms_guid ids[4];
	uint64_t total;
	int i;

	ASSERT_EQ(OK, scene_new_media(&self->s, NTMS_POOL_FREE));
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "insert", "slot 6 %s",
			      scene_barcode(&self->s, 1)));
	ASSERT_EQ(OK, scene_look(&self->s));
	ASSERT_EQ(3, self->s.nr_media);
	EXPECT_TRUE(is_in(self->fd, &self->s.media[2], &self->s.unrecognized));
	for (i = 0; i < 3; i++) {
		ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_MEDIUM,
				  &self->s.media[i], &info));
		EXPECT_EQ(i == 1 ? NTMS_MEDIUM_ONLINE :
				   NTMS_MEDIUM_ONLINE | NTMS_MEDIUM_DUPLICATE,
			  info.flags);
	}
	ASSERT_EQ(OK, find_media(self->fd, scene_barcode(&self->s, 1), ids, 4,
				 &total));
	EXPECT_EQ(2, total);
	EXPECT_TRUE(same_guid(&ids[0], &self->s.media[0]));
	EXPECT_TRUE(same_guid(&ids[1], &self->s.media[2]));
	/* With one of them gone the other is no duplicate any more. */
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "remove", "slot 6"));
	ASSERT_EQ(OK, scene_look(&self->s));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_MEDIUM, &self->s.media[0],
			  &info));
	EXPECT_EQ(NTMS_MEDIUM_ONLINE, info.flags);
}

/* ---- moves between pools ------------------------------------------------------ */

TEST_F(medium, that_nobody_knows_goes_to_free_only)
{
	struct ntms_guid *medium = &self->s.media[0];

	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA_POOL,
		  move_medium(self->fd, medium, &self->pool));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA_POOL,
		  move_medium(self->fd, medium, &self->s.import));
	EXPECT_EQ(NTMS_SIDE_UNRECOGNIZED, side_state(self->fd, medium, 0));
	EXPECT_EQ(OK, move_medium(self->fd, medium, &self->s.free));
	EXPECT_TRUE(is_in(self->fd, medium, &self->s.free));
	EXPECT_EQ(NTMS_SIDE_AVAILABLE, side_state(self->fd, medium, 0));
	/* And never back */
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA_POOL,
		  move_medium(self->fd, medium, &self->s.unrecognized));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA_POOL,
		  move_medium(self->fd, medium,
			      &self->s.info.unrecognized_pool));
}

TEST_F(medium, finds_its_own_free_pool_below_the_root)
{
	EXPECT_EQ(OK, move_medium(self->fd, &self->s.media[0],
				  &self->s.info.free_pool));
	EXPECT_TRUE(is_in(self->fd, &self->s.media[0], &self->s.free));
}

TEST_F(medium, that_is_free_can_be_given_to_a_pool_and_back)
{
	struct ntms_guid *medium = &self->s.media[0];

	ASSERT_EQ(OK, move_medium(self->fd, medium, &self->s.free));
	EXPECT_EQ(OK, move_medium(self->fd, medium, &self->pool));
	EXPECT_TRUE(is_in(self->fd, medium, &self->pool));
	EXPECT_EQ(NTMS_SIDE_AVAILABLE, side_state(self->fd, medium, 0));
	EXPECT_EQ(OK, move_medium(self->fd, medium, &self->s.free));
	EXPECT_TRUE(is_in(self->fd, medium, &self->s.free));
}

TEST_F(medium, that_stays_where_it_is_changes_nothing)
{
	struct ntms_info before, after;

	ASSERT_EQ(OK, move_medium(self->fd, &self->s.media[0], &self->s.free));
	ASSERT_EQ(OK, info_get(self->fd, &before));
	EXPECT_EQ(OK, move_medium(self->fd, &self->s.media[0], &self->s.free));
	ASSERT_EQ(OK, info_get(self->fd, &after));
	EXPECT_EQ(before.sequence, after.sequence);
}

TEST_F(medium, goes_to_import_only_with_data_to_import)
{
	struct ntms_guid *medium = &self->s.media[0];

	ASSERT_EQ(OK, move_medium(self->fd, medium, &self->s.free));
	EXPECT_EQ(NTMS_REASON_INVALID_STATE,
		  move_medium(self->fd, medium, &self->s.import));
	ASSERT_EQ(OK, scene_new_media(&self->s, NTMS_POOL_IMPORT));
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "fill", "1"));
	ASSERT_EQ(OK, scene_look(&self->s));
	medium = &self->s.media[2];
	EXPECT_EQ(OK, move_medium(self->fd, medium, &self->pool));
	EXPECT_EQ(NTMS_SIDE_IMPORT, side_state(self->fd, medium, 0));
	EXPECT_EQ(OK, move_medium(self->fd, medium, &self->s.info.import_pool));
	EXPECT_TRUE(is_in(self->fd, medium, &self->s.import));
	/* To free, and its data count no more */
	EXPECT_EQ(OK, move_medium(self->fd, medium, &self->s.free));
	EXPECT_EQ(NTMS_SIDE_AVAILABLE, side_state(self->fd, medium, 0));
	EXPECT_EQ(NTMS_REASON_INVALID_STATE,
		  move_medium(self->fd, medium, &self->s.import));
}

TEST_F(medium, that_is_owned_does_not_go_to_free)
{
	struct ntms_guid *medium = &self->s.media[0], other;
	struct ntms_logical_medium_info info;

	ASSERT_EQ(OK, move_medium(self->fd, medium, &self->s.free));
	ASSERT_EQ(OK, move_medium(self->fd, medium, &self->pool));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->lmid,
			       NULL));
	EXPECT_EQ(NTMS_REASON_INVALID_STATE,
		  move_medium(self->fd, medium, &self->s.free));
	EXPECT_EQ(NTMS_REASON_INVALID_STATE,
		  move_medium(self->fd, medium, &self->s.import));
	/* But to another application's pool, with its owner */
	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &other));
	EXPECT_EQ(OK, move_medium(self->fd, medium, &other));
	EXPECT_EQ(NTMS_SIDE_ALLOCATED, side_state(self->fd, medium, 0));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_LOGICAL_MEDIUM, &self->lmid,
			  &info));
	EXPECT_TRUE(same_guid(&info.pool, &other));
	EXPECT_EQ(1, count_objects(self->fd, NTMS_TYPE_LOGICAL_MEDIUM,
				   &other));
	EXPECT_EQ(0, count_objects(self->fd, NTMS_TYPE_LOGICAL_MEDIUM,
				   &self->pool));
	EXPECT_EQ(OK, deallocate(self->fd, &self->lmid));
	EXPECT_EQ(OK, move_medium(self->fd, medium, &self->s.free));
}

TEST_F(medium, goes_only_to_pools_of_its_media_type)
{
	struct ntms_medium_info info;
	struct ntms_guid pool, container;

	ASSERT_EQ(0, vlib_set(&self->s.vlib, "insert", "slot 6 CLN%s",
			      self->s.prefix));
	ASSERT_EQ(OK, scene_look(&self->s));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_MEDIUM, &self->s.media[2],
			  &info));
	ASSERT_EQ(OK, pool_make(self->fd, scene_name("other"), NULL,
				&info.media_type, 0, 0, 0, &pool));
	ASSERT_EQ(OK, move_medium(self->fd, &self->s.media[0], &self->s.free));
	EXPECT_EQ(NTMS_REASON_MEDIA_INCOMPATIBLE,
		  move_medium(self->fd, &self->s.media[0], &pool));
	pool = system_pool(self->fd, &self->s.info.free_pool,
			   &info.media_type);
	EXPECT_EQ(NTMS_REASON_MEDIA_INCOMPATIBLE,
		  move_medium(self->fd, &self->s.media[0], &pool));
	ASSERT_EQ(OK, pool_make(self->fd, scene_name("container"), NULL, NULL,
				0, 0, 0, &container));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA_POOL,
		  move_medium(self->fd, &self->s.media[0], &container));
	EXPECT_TRUE(is_in(self->fd, &self->s.media[0], &self->s.free));
}

TEST_F(medium, and_pool_must_exist)
{
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA,
		  move_medium(self->fd, &nobody, &self->s.free));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA,
		  move_medium(self->fd, &self->s.library, &self->s.free));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA_POOL,
		  move_medium(self->fd, &self->s.media[0], &nobody));
	EXPECT_EQ(NTMS_REASON_INVALID_MEDIA_POOL,
		  move_medium(self->fd, &self->s.media[0], &self->s.media[1]));
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  move_medium(self->fd, &no_guid, &self->s.free));
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  move_medium(self->fd, &self->s.media[0], &no_guid));
}

TEST_F(medium, can_be_moved_while_its_library_is_away)
{
	ASSERT_EQ(0, scene_power(&self->s, false));
	EXPECT_EQ(OK, move_medium(self->fd, &self->s.media[0], &self->s.free));
	EXPECT_EQ(NTMS_SIDE_AVAILABLE,
		  side_state(self->fd, &self->s.media[0], 0));
	ASSERT_EQ(0, scene_power(&self->s, true));
	EXPECT_TRUE(is_in(self->fd, &self->s.media[0], &self->s.free));
}

/* ---- finding ------------------------------------------------------------------ */

TEST_F(medium, is_found_by_its_exact_barcode)
{
	struct ntms_guid id;
	char barcode[32];
	uint64_t total;

	ASSERT_EQ(OK, find_media(self->fd, scene_barcode(&self->s, 2), &id, 1,
				 &total));
	EXPECT_EQ(1, total);
	EXPECT_TRUE(same_guid(&id, &self->s.media[1]));
	snprintf(barcode, sizeof(barcode), "%s ", scene_barcode(&self->s, 2));
	ASSERT_EQ(OK, find_media(self->fd, barcode, &id, 1, &total));
	EXPECT_EQ(0, total);
	barcode[strlen(barcode) - 2] = '\0';
	ASSERT_EQ(OK, find_media(self->fd, barcode, &id, 1, &total));
	EXPECT_EQ(0, total);
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  find_media(self->fd, "", &id, 1, &total));
}

TEST_F(medium, is_found_without_room_for_it)
{
	struct ntms_find arg = { .count = 0 };

	strcpy(arg.barcode, scene_barcode(&self->s, 2));
	ASSERT_EQ(OK, CALL(self->fd, NTMS_IOC_FIND, &arg));
	EXPECT_EQ(1, arg.total);
	EXPECT_EQ(0, arg.count);
	/* A barcode without its NUL */
	memset(arg.barcode, 'x', sizeof(arg.barcode));
	EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
		  CALL(self->fd, NTMS_IOC_FIND, &arg));
}

/* ---- hands ---------------------------------------------------------------------- */

TEST_F(medium, that_is_moved_by_hand_is_still_itself)
{
	struct ntms_guid medium = self->s.media[0], slot;
	struct ntms_medium_info info;
	struct ntms_element_info element;

	ASSERT_EQ(OK, move_medium(self->fd, &medium, &self->s.free));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_MEDIUM, &medium, &info));
	slot = info.location;
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "remove", "slot 0"));
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "insert", "slot 5 %s",
			      scene_barcode(&self->s, 1)));
	ASSERT_EQ(OK, scene_look(&self->s));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_MEDIUM, &medium, &info));
	EXPECT_FALSE(same_guid(&slot, &info.location));
	EXPECT_EQ(NTMS_TYPE_SLOT, info.location_type);
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_SLOT, &info.location, &element));
	EXPECT_EQ(5, element.number);
	EXPECT_EQ(NTMS_ELEMENT_FULL, element.content);
	EXPECT_TRUE(same_guid(&element.medium, &medium));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_SLOT, &slot, &element));
	EXPECT_EQ(0, element.number);
	EXPECT_EQ(NTMS_ELEMENT_EMPTY, element.content);
	EXPECT_TRUE(is_null(&element.medium));
	EXPECT_TRUE(is_in(self->fd, &medium, &self->s.free));
}

TEST_F(medium, in_a_port_or_drive_is_found_there)
{
	struct ntms_medium_info info;
	struct ntms_drive_info drive;
	struct ntms_guid medium;

	ASSERT_EQ(0, vlib_set(&self->s.vlib, "remove", "slot 0"));
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "insert", "port 0 %s",
			      scene_barcode(&self->s, 1)));
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "insert", "drive 0 %s",
			      scene_barcode(&self->s, 50)));
	ASSERT_EQ(OK, scene_look(&self->s));
	ASSERT_EQ(3, self->s.nr_media);
	medium = scene_find(&self->s, 1);
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_MEDIUM, &medium, &info));
	EXPECT_EQ(NTMS_TYPE_PORT, info.location_type);
	medium = scene_find(&self->s, 50);
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_MEDIUM, &medium, &info));
	EXPECT_EQ(NTMS_TYPE_DRIVE, info.location_type);
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_DRIVE, &info.location, &drive));
	EXPECT_TRUE(same_guid(&drive.medium, &medium));
	EXPECT_EQ(NTMS_ELEMENT_FULL, drive.content);
}

TEST_F(medium, that_is_taken_out_is_kept_on_the_shelf)
{
	struct ntms_guid medium = self->s.media[0];
	struct ntms_medium_info info;

	ASSERT_EQ(OK, move_medium(self->fd, &medium, &self->s.free));
	ASSERT_EQ(OK, move_medium(self->fd, &medium, &self->pool));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->lmid,
			       NULL));
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "remove", "slot 0"));
	ASSERT_EQ(OK, scene_look(&self->s));
	EXPECT_EQ(1, self->s.nr_media);
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_MEDIUM, &medium, &info));
	EXPECT_TRUE(same_guid(&info.library, &self->s.info.offline_library));
	EXPECT_EQ(0, info.flags);
	EXPECT_TRUE(is_null(&info.location));
	EXPECT_EQ(NTMS_TYPE_UNKNOWN, info.location_type);
	EXPECT_TRUE(same_guid(&info.pool, &self->pool));
	EXPECT_EQ(NTMS_SIDE_ALLOCATED, side_state(self->fd, &medium, 0));
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "insert", "slot 3 %s",
			      scene_barcode(&self->s, 1)));
	ASSERT_EQ(OK, scene_look(&self->s));
	ASSERT_EQ(2, self->s.nr_media);
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_MEDIUM, &medium, &info));
	EXPECT_TRUE(same_guid(&info.library, &self->s.library));
	EXPECT_EQ(NTMS_MEDIUM_ONLINE, info.flags);
	EXPECT_TRUE(same_guid(&info.pool, &self->pool));
	EXPECT_EQ(NTMS_SIDE_ALLOCATED, side_state(self->fd, &medium, 0));
	EXPECT_EQ(OK, deallocate(self->fd, &self->lmid));
}

TEST_F(medium, that_nobody_knows_is_forgotten_when_it_is_taken_out)
{
	struct ntms_guid medium = self->s.media[0], side;
	struct ntms_medium_info info;
	struct ntms_side_info side_info;
	uint64_t total;

	side = side_of(self->fd, &medium, 0);
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "remove", "slot 0"));
	ASSERT_EQ(OK, scene_look(&self->s));
	EXPECT_EQ(NTMS_REASON_OBJECT_NOT_FOUND,
		  GET(self->fd, NTMS_TYPE_MEDIUM, &medium, &info));
	EXPECT_EQ(NTMS_REASON_OBJECT_NOT_FOUND,
		  GET(self->fd, NTMS_TYPE_SIDE, &side, &side_info));
	ASSERT_EQ(OK, find_media(self->fd, scene_barcode(&self->s, 1), NULL, 0,
				 &total));
	EXPECT_EQ(0, total);
}

TEST_F(medium, that_is_swapped_for_another_is_another)
{
	struct ntms_guid medium = self->s.media[0], other;
	struct ntms_medium_info info;

	ASSERT_EQ(OK, move_medium(self->fd, &medium, &self->s.free));
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "remove", "slot 0"));
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "insert", "slot 0 %s",
			      scene_barcode(&self->s, 60)));
	ASSERT_EQ(OK, scene_look(&self->s));
	ASSERT_EQ(2, self->s.nr_media);
	other = scene_find(&self->s, 60);
	EXPECT_FALSE(same_guid(&medium, &other));
	EXPECT_TRUE(is_in(self->fd, &other, &self->s.unrecognized));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_MEDIUM, &medium, &info));
	EXPECT_TRUE(same_guid(&info.library, &self->s.info.offline_library));
}

TEST_F(medium, without_a_barcode_is_known_by_its_place)
{
	struct ntms_guid place;
	struct ntms_medium_info info;

	ASSERT_EQ(0, vlib_set(&self->s.vlib, "barcode_format", "\n"));
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "fill", "1"));
	ASSERT_EQ(OK, scene_look(&self->s));
	ASSERT_EQ(3, self->s.nr_media);
	place = self->s.media[2];
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_MEDIUM, &place, &info));
	EXPECT_STREQ("", info.barcode);
	ASSERT_EQ(OK, move_medium(self->fd, &place, &self->s.free));
	ASSERT_EQ(OK, scene_look(&self->s));
	EXPECT_TRUE(same_guid(&place, &self->s.media[2]));
	EXPECT_TRUE(is_in(self->fd, &place, &self->s.free));
}

/* ---- what can be said of them ------------------------------------------------ */

TEST_F(medium, can_be_given_a_name)
{
	struct ntms_medium_info info = { 0 }, got;
	struct ntms_guid ids[2];
	uint64_t total;

	strcpy(info.header.name, "The blue one");
	strcpy(info.header.description, "Lent out until Friday");
	ASSERT_EQ(OK, SET(self->fd, NTMS_TYPE_MEDIUM, &self->s.media[0],
			  NTMS_SET_NAME | NTMS_SET_DESCRIPTION, &info));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_MEDIUM, &self->s.media[0],
			  &got));
	EXPECT_STREQ("The blue one", got.header.name);
	EXPECT_STREQ("Lent out until Friday", got.header.description);
	EXPECT_STREQ(scene_barcode(&self->s, 1), got.barcode);
	ASSERT_EQ(OK, find_media(self->fd, got.barcode, ids, 2, &total));
	EXPECT_EQ(1, total);
	/* And be called by its barcode again */
	info.header.name[0] = '\0';
	ASSERT_EQ(OK, SET(self->fd, NTMS_TYPE_MEDIUM, &self->s.media[0],
			  NTMS_SET_NAME, &info));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_MEDIUM, &self->s.media[0],
			  &got));
	EXPECT_STREQ(got.barcode, got.header.name);
	EXPECT_STREQ("Lent out until Friday", got.header.description);
}

/* ---- more than one ioctl's worth ---------------------------------------------- */

FIXTURE(many) {
	struct scene s;
	int fd;
};

FIXTURE_SETUP(many)
{
	const struct scene_wish wish = { .slots = 350 };

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
}

FIXTURE_TEARDOWN(many)
{
	EXPECT_EQ(0, scene_clear(&self->s));
}

TEST_F(many, with_one_barcode_are_all_found)
{
	struct ntms_guid ids[350];
	char barcode[16];
	uint64_t total;
	int i;

	strcpy(barcode, scene_barcode(&self->s, 1));
	for (i = 0; i < 300; i++) {
		ASSERT_EQ(0, vlib_set(&self->s.vlib, "insert", "slot %d %s", i,
				      barcode));
	}
	ASSERT_EQ(OK, scene_look(&self->s));
	ASSERT_EQ(300, self->s.nr_media);
	memset(ids, 0, sizeof(ids));
	ASSERT_EQ(OK, find_media(self->fd, barcode, ids, 350, &total));
	EXPECT_EQ(300, total);
	for (i = 0; i < 300; i++) {
		EXPECT_TRUE(same_guid(&ids[i], &self->s.media[i]));
	}
	EXPECT_TRUE(is_null(&ids[300]));
	memset(ids, 0, sizeof(ids));
	ASSERT_EQ(OK, find_media(self->fd, barcode, ids, 299, &total));
	EXPECT_EQ(300, total);
	EXPECT_FALSE(is_null(&ids[298]));
	EXPECT_TRUE(is_null(&ids[299]));
}

TEST_HARNESS_MAIN
