// SPDX-License-Identifier: GPL-2.0
/*
 * What programs keep with an object: GetNtmsObjectAttribute,
 * SetNtmsObjectAttribute, and the list of what is kept.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#include "kselftest_harness.h"
#include "scene.h"
#include "user.h"

#define OK	NTMS_REASON_SUCCESS
#define NONE	NTMS_REASON_OBJECT_NOT_FOUND
#define DENIED	NTMS_REASON_ACCESS_DENIED
#define MOST	NTMS_ATTRIBUTE_DATA_MAX

static const struct ntms_guid nobody = { .b = { 5, 5, 5, [8] = 0x80 } };

static unsigned char data[MOST + 1], got[MOST + 1];

/* Two cartridges of two sides, the first one in a pool of Alice's */
FIXTURE(attr) {
	struct scene s;
	int fd;
	struct ntms_guid pool;
	struct ntms_guid medium;
	struct ntms_guid side;
	struct ntms_guid lmid;
};

FIXTURE_SETUP(attr)
{
	const struct scene_wish wish = {
		.media = 2,
		.sides = 2,
		.ports = 1,
		.new_media = NTMS_POOL_FREE,
	};
	size_t i;

	for (i = 0; i < sizeof(data); i++)
		data[i] = (unsigned char)(i * 31 >> 3);
	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
	ASSERT_EQ(OK, scene_pool_of(&self->s, ALICE, 0, &self->pool));
	self->medium = self->s.media[0];
	self->side = side_of(self->fd, &self->medium, 0);
	ASSERT_EQ(OK, scene_move_all(&self->s, &self->pool));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, &self->side, 0,
			       &self->lmid, NULL));
}

FIXTURE_TEARDOWN(attr)
{
	EXPECT_EQ(0, scene_clear(&self->s));
}

/* Is it there, and is it this? */
static bool has(int fd, const struct ntms_guid *id, const char *name,
		const void *wanted, uint32_t size)
{
	uint32_t room = sizeof(got);

	memset(got, 0xa5, sizeof(got));
	return attribute_get(fd, id, name, got, &room) == OK && room == size &&
	       !memcmp(got, wanted, size) && (size > MOST || got[size] == 0xa5);
}

static uint32_t look(int fd, const struct ntms_guid *id, const char *name)
{
	uint32_t room = sizeof(got);

	return attribute_get(fd, id, name, got, &room);
}

static uint32_t number_of(int fd, const struct ntms_guid *id)
{
	uint32_t total = UINT32_MAX;

	return attribute_list(fd, id, NULL, 0, &total) == OK ? total :
							       UINT32_MAX;
}

static struct ntms_guid first_of(int fd, uint32_t type,
				 const struct ntms_guid *library)
{
	struct ntms_guid id = no_guid;
	size_t nr;

	list_objects(fd, type, library, &id, 1, &nr);
	return id;
}

/* Has the clock that changes are dated by gone on? */
static bool is_past(uint64_t nanoseconds)
{
	struct timespec time;

	clock_gettime(CLOCK_REALTIME_COARSE, &time);
	return (uint64_t)time.tv_sec * SECOND + time.tv_nsec > nanoseconds;
}

TEST_F(attr, has_any_size)
{
	static const uint32_t sizes[] = { 1, 2, 7, 8, 4095, 4096, 4097, 32768,
					  MOST };
	size_t i;

	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		EXPECT_EQ(OK, attribute_set(self->fd, &self->pool, "a", data,
					    sizes[i]));
		EXPECT_TRUE(has(self->fd, &self->pool, "a", data, sizes[i]))
			TH_LOG("%u bytes", sizes[i]);
	}
	EXPECT_EQ(NTMS_REASON_NO_DATA,
		  attribute_set(self->fd, &self->pool, "a", data, MOST + 1));
	EXPECT_EQ(NTMS_REASON_NO_DATA,
		  attribute_set(self->fd, &self->pool, "a", NULL, UINT32_MAX));
	EXPECT_TRUE(has(self->fd, &self->pool, "a", data, MOST));
	EXPECT_EQ(OK, attribute_set(self->fd, &self->pool, "a", NULL, 0));
	EXPECT_EQ(NONE, look(self->fd, &self->pool, "a"));
	EXPECT_EQ(NONE, attribute_set(self->fd, &self->pool, "a", NULL, 0));
}

TEST_F(attr, says_how_much_room_it_takes)
{
	uint32_t room;

	ASSERT_EQ(OK, attribute_set(self->fd, &self->pool, "a", data, 100));
	for (room = 0; room < 100; room += 33) {
		uint32_t size = room;

		memset(got, 0xa5, sizeof(got));
		EXPECT_EQ(NTMS_REASON_INSUFFICIENT_BUFFER,
			  attribute_get(self->fd, &self->pool, "a", got,
					&size));
		EXPECT_EQ(100, size);
		EXPECT_EQ(0xa5, got[0]);
	}
	room = 0;
	EXPECT_EQ(NTMS_REASON_INSUFFICIENT_BUFFER,
		  attribute_get(self->fd, &self->pool, "a", NULL, &room));
	room = 100;
	EXPECT_EQ(OK, attribute_get(self->fd, &self->pool, "a", got, &room));
}

TEST_F(attr, takes_no_bad_pointers)
{
	void *bad[] = { NULL, (void *)8, (void *)(UINT64_MAX - 7),
			(void *)0xffff888000000000ULL };
	struct ntms_attribute_info *infos;
	struct ntms_info before, after;
	uint32_t room, i;
	char *end;

	ASSERT_EQ(OK, attribute_set(self->fd, &self->pool, "a", data, 100));
	end = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, end);
	ASSERT_EQ(0, munmap(end + 4096, 4096));
	ASSERT_EQ(OK, info_get(self->fd, &before));
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		room = 100;
		EXPECT_EQ(CALL_ERRNO(EFAULT),
			  attribute_get(self->fd, &self->pool, "a", bad[i],
					&room));
		EXPECT_EQ(CALL_ERRNO(EFAULT),
			  attribute_set(self->fd, &self->pool, "a", bad[i],
					100));
		infos = bad[i];
		EXPECT_EQ(CALL_ERRNO(EFAULT),
			  attribute_list(self->fd, &self->pool, infos, 1,
					 NULL));
	}
	/* The last byte of it is not there. */
	room = 100;
	EXPECT_EQ(CALL_ERRNO(EFAULT),
		  attribute_get(self->fd, &self->pool, "a", end + 4096 - 99,
				&room));
	EXPECT_EQ(CALL_ERRNO(EFAULT),
		  attribute_set(self->fd, &self->pool, "a", end + 4096 - 99,
				100));
	EXPECT_EQ(OK, attribute_set(self->fd, &self->pool, "a",
				    end + 4096 - 99, 99));
	ASSERT_EQ(OK, info_get(self->fd, &after));
	EXPECT_EQ(before.sequence + 1, after.sequence);
	munmap(end, 4096);
}

TEST_F(attr, has_a_good_name)
{
	static const char *const bad[] = { "", "a\nb", "\x7f", "\xc3", "\033[m" };
	static const char *const good[] = { "a", "A", "\xc3\xa4", "a\\b", "a b",
					    "." };
	static const struct {
		const char *of;
		size_t most;
	} longest[] = {
		{ "x", 31 }, { "\xc3\xa4", 31 }, { "\xe2\x82\xac", 31 },
		{ "\xf0\x9d\x84\x9e", 15 },
	};
	struct ntms_attribute arg = { .id = self->pool };
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		EXPECT_EQ(NTMS_REASON_INVALID_NAME,
			  attribute_set(self->fd, &self->pool, bad[i], data,
					1));
		EXPECT_EQ(NTMS_REASON_INVALID_NAME,
			  look(self->fd, &self->pool, bad[i]));
	}
	memset(arg.name, 'x', sizeof(arg.name));
	EXPECT_EQ(NTMS_REASON_INVALID_NAME,
		  CALL(self->fd, NTMS_IOC_ATTR_GET, &arg));
	for (i = 0; i < sizeof(good) / sizeof(*good); i++)
		EXPECT_EQ(OK, attribute_set(self->fd, &self->pool, good[i],
					    data + i, 1));
	for (i = 0; i < sizeof(good) / sizeof(*good); i++)
		EXPECT_TRUE(has(self->fd, &self->pool, good[i], data + i, 1));
	/* 31 characters as UTF-16 counts them, of one byte to four */
	for (i = 0; i < sizeof(longest) / sizeof(*longest); i++) {
		char name[NTMS_ATTRIBUTE_SIZE + 1] = "";
		size_t j;

		for (j = 0; j < longest[i].most; j++)
			strcat(name, longest[i].of);
		EXPECT_EQ(OK, attribute_set(self->fd, &self->pool, name, data,
					    3));
		EXPECT_TRUE(has(self->fd, &self->pool, name, data, 3));
		strcat(name, longest[i].of);
		EXPECT_EQ(NTMS_REASON_INVALID_NAME,
			  attribute_set(self->fd, &self->pool, name, data, 3));
	}
}

TEST_F(attr, belongs_to_one_object_of_any_kind)
{
	const struct {
		uint32_t type;
		struct ntms_guid id;
	} owners[] = {
		{ NTMS_TYPE_COMPUTER, self->s.info.computer },
		{ NTMS_TYPE_LIBRARY, self->s.library },
		{ NTMS_TYPE_DRIVE, first_of(self->fd, NTMS_TYPE_DRIVE,
					    &self->s.library) },
		{ NTMS_TYPE_SLOT, first_of(self->fd, NTMS_TYPE_SLOT,
					   &self->s.library) },
		{ NTMS_TYPE_PORT, first_of(self->fd, NTMS_TYPE_PORT,
					   &self->s.library) },
		{ NTMS_TYPE_MEDIA_TYPE, self->s.type },
		{ NTMS_TYPE_POOL, self->pool },
		{ NTMS_TYPE_MEDIUM, self->medium },
		{ NTMS_TYPE_SIDE, self->side },
		{ NTMS_TYPE_SIDE, side_of(self->fd, &self->medium, 1) },
		{ NTMS_TYPE_LOGICAL_MEDIUM, self->lmid },
	};
	const size_t nr = sizeof(owners) / sizeof(*owners);
	struct ntms_object_header before, after;
	struct ntms_attribute arg;
	uint32_t had[nr];
	size_t i;

	for (i = 0; i < nr; i++) {
		had[i] = number_of(self->fd, &owners[i].id);
		ASSERT_EQ(OK, GET(self->fd, owners[i].type, &owners[i].id,
				  &before));
		ASSERT_TRUE(wait_for(is_past(before.modified)));
		EXPECT_EQ(OK, attribute_set(self->fd, &owners[i].id, "attr",
					    data + i, (uint32_t)i + 1))
			TH_LOG("owner %zu", i);
		ASSERT_EQ(OK, GET(self->fd, owners[i].type, &owners[i].id,
				  &after));
		EXPECT_LT(before.modified, after.modified);
		EXPECT_EQ(before.created, after.created);
		EXPECT_EQ(had[i] + 1, number_of(self->fd, &owners[i].id));
	}
	for (i = 0; i < nr; i++) {
		EXPECT_TRUE(has(self->fd, &owners[i].id, "attr", data + i,
				(uint32_t)i + 1));
		memset(&arg, 0, sizeof(arg));
		strcpy(arg.name, "attr");
		arg.id = owners[i].id;
		EXPECT_EQ(NTMS_REASON_INSUFFICIENT_BUFFER,
			  CALL(self->fd, NTMS_IOC_ATTR_GET, &arg));
		EXPECT_EQ(owners[i].type, arg.type);
		arg.type = owners[i].type == NTMS_TYPE_POOL ? NTMS_TYPE_SIDE :
							      NTMS_TYPE_POOL;
		EXPECT_EQ(NONE, CALL(self->fd, NTMS_IOC_ATTR_GET, &arg));
		EXPECT_EQ(OK, attribute_set(self->fd, &owners[i].id, "attr",
					    NULL, 0));
		EXPECT_EQ(had[i], number_of(self->fd, &owners[i].id));
	}
	EXPECT_EQ(NONE, attribute_set(self->fd, &nobody, "attr", data, 1));
	EXPECT_EQ(NONE, attribute_set(self->fd, &no_guid, "attr", data, 1));
	EXPECT_EQ(NONE, look(self->fd, &nobody, "attr"));
	EXPECT_EQ(NONE, attribute_list(self->fd, &nobody, NULL, 0, NULL));
}

TEST_F(attr, is_one_of_many)
{
	struct ntms_attribute_info infos[NTMS_ATTRIBUTES_MAX + 1];
	struct ntms_attribute_list arg = {
		.id = self->medium,
		.infos = (uintptr_t)infos,
		.count = NTMS_ATTRIBUTES_MAX + 1,
	};
	struct ntms_guid other = side_of(self->fd, &self->medium, 1);
	char name[NTMS_ATTRIBUTE_SIZE];
	uint32_t i;

	for (i = NTMS_ATTRIBUTES_MAX; i-- > 0;) {
		snprintf(name, sizeof(name), "name %02u", i);
		ASSERT_EQ(OK, attribute_set(self->fd, &self->medium, name,
					    data + i, i + 1));
	}
	EXPECT_EQ(NTMS_REASON_DATABASE_FULL,
		  attribute_set(self->fd, &self->medium, "more", data, 1));
	EXPECT_EQ(OK, attribute_set(self->fd, &other, "more", data, 1));
	ASSERT_EQ(OK, CALL(self->fd, NTMS_IOC_ATTR_LIST, &arg));
	EXPECT_EQ(NTMS_ATTRIBUTES_MAX, arg.count);
	EXPECT_EQ(NTMS_ATTRIBUTES_MAX, arg.total);
	EXPECT_EQ(NTMS_TYPE_MEDIUM, arg.type);
	for (i = 0; i < arg.count; i++) {
		snprintf(name, sizeof(name), "name %02u", i);
		EXPECT_STREQ(name, infos[i].name);
		EXPECT_EQ(i + 1, infos[i].data_size);
		EXPECT_EQ(0, infos[i].reserved);
		EXPECT_TRUE(has(self->fd, &self->medium, name, data + i,
				i + 1));
	}
	/* As many as there is room for, and no more */
	memset(infos, 0xa5, sizeof(infos));
	arg.count = 3;
	ASSERT_EQ(OK, CALL(self->fd, NTMS_IOC_ATTR_LIST, &arg));
	EXPECT_EQ(3, arg.count);
	EXPECT_EQ(NTMS_ATTRIBUTES_MAX, arg.total);
	EXPECT_STREQ("name 02", infos[2].name);
	EXPECT_EQ((char)0xa5, infos[3].name[0]);
	arg.count = UINT32_MAX;
	ASSERT_EQ(OK, CALL(self->fd, NTMS_IOC_ATTR_LIST, &arg));
	EXPECT_EQ(NTMS_ATTRIBUTES_MAX, arg.count);
}

/* ---- rights ------------------------------------------------------------------ */

TEST_F(attr, of_a_pool_is_its_owners)
{
	const struct ntms_guid owned[] = { self->pool, self->medium,
					   self->side, self->lmid };
	size_t i;

	for (i = 0; i < sizeof(owned) / sizeof(*owned); i++) {
		as_user(ALICE) {
			EXPECT_EQ(OK, attribute_set(self->fd, &owned[i], "a",
						    data, 9));
			EXPECT_EQ(1, number_of(self->fd, &owned[i]));
		}
		as_user(BOB) {
			EXPECT_EQ(DENIED, look(self->fd, &owned[i], "a"));
			EXPECT_EQ(DENIED, look(self->fd, &owned[i], "none"));
			EXPECT_EQ(DENIED, attribute_set(self->fd, &owned[i],
							"a", data, 1));
			EXPECT_EQ(DENIED, attribute_set(self->fd, &owned[i],
							"a", NULL, 0));
			EXPECT_EQ(DENIED, attribute_list(self->fd, &owned[i],
							 NULL, 0, NULL));
		}
		EXPECT_TRUE(has(self->fd, &owned[i], "a", data, 9));
	}
}

TEST_F(attr, of_a_library_is_read_by_all)
{
	const struct ntms_guid open[] = {
		self->s.info.computer, self->s.library, self->s.type,
		first_of(self->fd, NTMS_TYPE_SLOT, &self->s.library),
	};
	size_t i;

	for (i = 0; i < sizeof(open) / sizeof(*open); i++) {
		ASSERT_EQ(OK, attribute_set(self->fd, &open[i], "attr", data,
					    5));
		as_user(ALICE) {
			EXPECT_TRUE(has(self->fd, &open[i], "attr", data, 5));
			EXPECT_EQ(DENIED, attribute_set(self->fd, &open[i],
							"attr", NULL, 0));
		}
		EXPECT_EQ(OK, attribute_set(self->fd, &open[i], "attr", NULL,
					    0));
	}
}

TEST_F(attr, of_a_request_is_for_those_who_see_it)
{
	struct ntms_guid id;

	ASSERT_EQ(OK, request_submit(self->fd, NTMS_REQUEST_MESSAGE, NULL, NULL,
				     "attr", &id));
	ASSERT_EQ(OK, attribute_set(self->fd, &id, "a", data, 1));
	as_user(BOB) {
		EXPECT_EQ(NONE, look(self->fd, &id, "a"));
		EXPECT_EQ(NONE, attribute_set(self->fd, &id, "a", data, 2));
		EXPECT_EQ(NONE, attribute_list(self->fd, &id, NULL, 0, NULL));
	}
	EXPECT_EQ(OK, request_answer(self->fd, &id, NTMS_REQUEST_REFUSED, ""));
	EXPECT_TRUE(has(self->fd, &id, "a", data, 1));
	EXPECT_EQ(OK, request_delete(self->fd, &id));
	EXPECT_EQ(NONE, look(self->fd, &id, "a"));
}

/* ---- the end ------------------------------------------------------------------- */

TEST_F(attr, goes_with_its_lmid)
{
	struct ntms_guid again;

	ASSERT_EQ(OK, attribute_set(self->fd, &self->lmid, "a", data, MOST));
	ASSERT_EQ(OK, attribute_set(self->fd, &self->side, "a", data, 2));
	ASSERT_EQ(OK, deallocate(self->fd, &self->lmid));
	EXPECT_EQ(NONE, look(self->fd, &self->lmid, "a"));
	EXPECT_EQ(NONE, attribute_set(self->fd, &self->lmid, "a", data, 1));
	EXPECT_TRUE(has(self->fd, &self->side, "a", data, 2));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, &self->side, 0, &again,
			       NULL));
	EXPECT_EQ(0, number_of(self->fd, &again));
}

TEST_F(attr, stays_with_its_lmid)
{
	struct ntms_guid side = side_of(self->fd, &self->s.media[1], 0), other;

	ASSERT_EQ(OK, allocate(self->fd, &self->pool, &side, 0, &other, NULL));
	ASSERT_EQ(OK, attribute_set(self->fd, &self->lmid, "a", data, 3));
	ASSERT_EQ(OK, attribute_set(self->fd, &side, "a", data, 4));
	ASSERT_EQ(OK, swap_media(self->fd, &self->lmid, &other));
	EXPECT_TRUE(has(self->fd, &self->lmid, "a", data, 3));
	EXPECT_EQ(0, number_of(self->fd, &other));
	EXPECT_TRUE(has(self->fd, &side, "a", data, 4));
}

TEST_F(attr, goes_with_its_cartridge)
{
	struct ntms_guid other = self->s.media[1];
	struct ntms_guid side = side_of(self->fd, &other, 1);

	ASSERT_EQ(OK, attribute_set(self->fd, &other, "a", data, 3));
	ASSERT_EQ(OK, attribute_set(self->fd, &side, "a", data, MOST));
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "remove", "slot 1"));
	ASSERT_EQ(OK, scene_look(&self->s));
	EXPECT_TRUE(has(self->fd, &side, "a", data, MOST));
	ASSERT_EQ(OK, medium_delete(self->fd, &other));
	EXPECT_EQ(NONE, look(self->fd, &other, "a"));
	EXPECT_EQ(NONE, look(self->fd, &side, "a"));
}

TEST_F(attr, goes_with_its_pool)
{
	struct ntms_guid pool;

	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &pool));
	ASSERT_EQ(OK, attribute_set(self->fd, &pool, "a", data, 3));
	ASSERT_EQ(OK, pool_delete(self->fd, &pool));
	EXPECT_EQ(NONE, look(self->fd, &pool, "a"));
}

TEST_F(attr, outlives_its_session_and_an_absence)
{
	struct ntms_guid slot = first_of(self->fd, NTMS_TYPE_SLOT,
					 &self->s.library);
	int other = session_open();

	ASSERT_LE(0, other);
	ASSERT_EQ(OK, attribute_set(other, &slot, "a", data, 3));
	ASSERT_EQ(OK, attribute_set(other, &self->lmid, "a", data, 3));
	close(other);
	ASSERT_EQ(0, scene_power(&self->s, false));
	EXPECT_TRUE(has(self->fd, &slot, "a", data, 3));
	EXPECT_TRUE(has(self->fd, &self->lmid, "a", data, 3));
	ASSERT_EQ(0, scene_power(&self->s, true));
	ASSERT_EQ(OK, scene_look(&self->s));
	EXPECT_TRUE(has(self->fd, &slot, "a", data, 3));
}

/* ---- all at once -------------------------------------------------------------- */

#define THREADS	4

/* Those who write, read and delete what belongs to @id, until it is gone */
struct storm {
	int fd;
	struct ntms_guid id;
	atomic_int ready;
	atomic_uint wrong;
	atomic_uint done;
};

/* What is written tells its own size in each byte. */
static uint32_t storm_size(unsigned char byte)
{
	return byte % 7 * 9000 + byte + 1;
}

static bool storm_whole(const unsigned char *room, uint32_t size)
{
	uint32_t i;

	for (i = 0; i < size; i++)
		if (room[i] != room[0])
			return false;
	return size == storm_size(room[0]);
}

static uint32_t storm_step(struct storm *storm, unsigned int step,
			   unsigned char *room)
{
	const unsigned char byte = (unsigned char)(step * 37);
	uint32_t size = MOST, reason;

	switch (step % 4) {
	case 0:
	case 1:
		memset(room, byte, storm_size(byte));
		return attribute_set(storm->fd, &storm->id, "a", room,
				     storm_size(byte));
	case 2:
		reason = attribute_get(storm->fd, &storm->id, "a", room, &size);
		if (!reason && !storm_whole(room, size))
			atomic_fetch_add(&storm->wrong, 1);
		return reason;
	default:
		return attribute_set(storm->fd, &storm->id, "a", NULL, 0);
	}
}

static void *storm_run(void *arg)
{
	struct storm *storm = arg;
	unsigned int step = (unsigned int)atomic_fetch_add(&storm->ready, 1);
	unsigned char *room = malloc(MOST);
	uint32_t reason, total;

	do {
		reason = storm_step(storm, step++, room);
		if (reason != OK && reason != NONE)
			atomic_fetch_add(&storm->wrong, 1);
		atomic_fetch_add(&storm->done, 1);
	} while (attribute_list(storm->fd, &storm->id, NULL, 0, &total) == OK);
	free(room);
	return NULL;
}

TEST_F_TIMEOUT(attr, is_whole_or_gone_whoever_is_at_it, 300)
{
	unsigned int round, most = rounds(100), steps = 0;
	struct storm storm = { .fd = self->fd, .id = self->lmid };
	pthread_t threads[THREADS];
	int i;

	for (round = 0; round < most; round++) {
		atomic_store(&storm.ready, 0);
		atomic_store(&storm.done, 0);
		for (i = 0; i < THREADS; i++)
			ASSERT_EQ(0, pthread_create(&threads[i], NULL,
						    storm_run, &storm));
		/* At another moment each time */
		EXPECT_TRUE(wait_for(atomic_load(&storm.done) >= round % 50));
		EXPECT_EQ(OK, deallocate(self->fd, &storm.id));
		for (i = 0; i < THREADS; i++)
			pthread_join(threads[i], NULL);
		steps += atomic_load(&storm.done);
		EXPECT_EQ(NONE, look(self->fd, &storm.id, "a"));
		ASSERT_EQ(OK, allocate(self->fd, &self->pool, &self->side, 0,
				       &storm.id, NULL));
		EXPECT_EQ(0, number_of(self->fd, &storm.id));
	}
	EXPECT_EQ(0, atomic_load(&storm.wrong));
	TH_LOG("%u rounds, %u calls", most, steps);
}

TEST_HARNESS_MAIN
