// SPDX-License-Identifier: GPL-2.0
/*
 * Rights that lists give: each call fails with every right but the one that it
 * needs, and works with that one alone, given to the user or to his group.
 */
#include "kselftest_harness.h"
#include "scene.h"
#include "user.h"

#define OK	NTMS_REASON_SUCCESS
#define DENIED	NTMS_REASON_ACCESS_DENIED
#define USE	NTMS_RIGHT_USE
#define MODIFY	NTMS_RIGHT_MODIFY
#define CONTROL	NTMS_RIGHT_CONTROL

/*
 * @pool: Alice's, with media[0] to media[2]; of the first two the sides are
 * allocated, as @lmid. @empty: a pool with nothing, @above: one for pools.
 * @request: one of root's about @seen, on which everybody has CONTROL: who cannot
 * see a request is not told that he may not answer it.
 */
FIXTURE(granted) {
	struct scene s;
	int fd;
	struct ntms_guid pool;
	struct ntms_guid empty;
	struct ntms_guid above;
	struct ntms_guid seen;
	struct ntms_guid lmid[2];
	struct ntms_guid side;
	struct ntms_guid request;
};

typedef uint32_t (*work_t)(FIXTURE_DATA(granted) *self);

/**
 * struct granted_variant_data - a call
 * @work: it
 * @on: which object's list counts: offset in the fixture's data
 * @right: the right that it needs
 * @answered: the request is answered before
 */
FIXTURE_VARIANT(granted) {
	work_t work;
	size_t on;
	uint32_t right;
	bool answered;
};

static uint32_t do_allocate(FIXTURE_DATA(granted) *self)
{
	struct ntms_guid lmid;

	return allocate(self->fd, &self->pool, &self->side, 0, &lmid, NULL);
}

static uint32_t do_deallocate(FIXTURE_DATA(granted) *self)
{
	return deallocate(self->fd, &self->lmid[0]);
}

static uint32_t do_complete(FIXTURE_DATA(granted) *self)
{
	return complete(self->fd, &self->lmid[0]);
}

static uint32_t do_decommission(FIXTURE_DATA(granted) *self)
{
	return decommission(self->fd, &self->side);
}

static uint32_t do_swap(FIXTURE_DATA(granted) *self)
{
	return swap_media(self->fd, &self->lmid[0], &self->lmid[1]);
}

static uint32_t do_move(FIXTURE_DATA(granted) *self)
{
	return move_medium(self->fd, &self->s.media[2], &self->s.free);
}

static uint32_t do_delete_pool(FIXTURE_DATA(granted) *self)
{
	return pool_delete(self->fd, &self->empty);
}

static uint32_t do_set_pool(FIXTURE_DATA(granted) *self)
{
	struct ntms_pool_info info = { .max_allocates = 5 };

	return SET(self->fd, NTMS_TYPE_POOL, &self->pool,
		   NTMS_SET_MAX_ALLOCATES, &info);
}

static uint32_t do_set_medium(FIXTURE_DATA(granted) *self)
{
	struct ntms_medium_info info = { 0 };

	strcpy(info.header.description, "Bob was here");
	return SET(self->fd, NTMS_TYPE_MEDIUM, &self->s.media[0],
		   NTMS_SET_DESCRIPTION, &info);
}

/* Who makes a pool owns it. */
static uint32_t make(FIXTURE_DATA(granted) *self,
		     const struct ntms_guid *parent)
{
	struct ntms_guid id;
	uint32_t reason = pool_make(self->fd, scene_name("granted"), parent,
				    &self->s.type, 0, 0, 0, &id);

	return reason ?: pool_delete(self->fd, &id);
}

static uint32_t do_create_below(FIXTURE_DATA(granted) *self)
{
	return make(self, &self->above);
}

static uint32_t do_create(FIXTURE_DATA(granted) *self)
{
	return make(self, NULL);
}

static uint32_t do_read(FIXTURE_DATA(granted) *self)
{
	char data[8];
	uint32_t size = sizeof(data);

	return attribute_get(self->fd, &self->s.media[0], "note", data, &size);
}

static uint32_t do_write(FIXTURE_DATA(granted) *self)
{
	return attribute_set(self->fd, &self->s.media[0], "note", "b", 1);
}

static uint32_t do_inventory(FIXTURE_DATA(granted) *self)
{
	return take_inventory(self->fd, &self->s.library);
}

static uint32_t do_set_library(FIXTURE_DATA(granted) *self)
{
	struct ntms_library_info info = { .new_media = NTMS_POOL_FREE };

	return SET(self->fd, NTMS_TYPE_LIBRARY, &self->s.library,
		   NTMS_SET_NEW_MEDIA, &info);
}

static uint32_t do_enable_library(FIXTURE_DATA(granted) *self)
{
	struct ntms_library_info info = { .header.enabled = 1 };

	return SET(self->fd, NTMS_TYPE_LIBRARY, &self->s.library,
		   NTMS_SET_ENABLED, &info);
}

static uint32_t do_answer(FIXTURE_DATA(granted) *self)
{
	return request_answer(self->fd, &self->request, NTMS_REQUEST_COMPLETE,
			      "done");
}

static uint32_t do_forget(FIXTURE_DATA(granted) *self)
{
	return request_delete(self->fd, &self->request);
}

#define VARIANT(name, object, needs)					\
	FIXTURE_VARIANT_ADD(granted, name) {				\
		.work = do_##name,					\
		.on = offsetof(FIXTURE_DATA(granted), object),		\
		.right = needs,						\
	}

VARIANT(allocate, pool, CONTROL);
VARIANT(deallocate, pool, CONTROL);
VARIANT(complete, pool, CONTROL);
VARIANT(decommission, pool, CONTROL);
VARIANT(swap, pool, MODIFY);
VARIANT(move, pool, CONTROL);
VARIANT(delete_pool, empty, MODIFY);
VARIANT(set_pool, pool, MODIFY);
VARIANT(set_medium, pool, MODIFY);
VARIANT(create_below, above, CONTROL);
VARIANT(create, s.info.computer, CONTROL);
VARIANT(read, pool, USE);
VARIANT(write, pool, MODIFY);
VARIANT(inventory, s.library, CONTROL);
VARIANT(set_library, s.library, CONTROL);
VARIANT(enable_library, s.library, MODIFY);
VARIANT(answer, s.info.computer, CONTROL);

FIXTURE_VARIANT_ADD(granted, forget) {
	.work = do_forget,
	.on = offsetof(FIXTURE_DATA(granted), s.info.computer),
	.right = MODIFY,
	.answered = true,
};

FIXTURE_SETUP(granted)
{
	const struct scene_wish wish = {
		.media = 3,
		.new_media = NTMS_POOL_FREE,
	};
	struct ntms_guid side;
	int i;

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
	ASSERT_EQ(OK, scene_pool_of(&self->s, ALICE, 0, &self->pool));
	ASSERT_EQ(OK, scene_pool_of(&self->s, ALICE, 0, &self->empty));
	ASSERT_EQ(OK, pool_make(self->fd, scene_name("above"), NULL, NULL, 0,
				0, 0, &self->above));
	ASSERT_EQ(OK, scene_move_all(&self->s, &self->pool));
	for (i = 0; i < 2; i++) {
		side = side_of(self->fd, &self->s.media[i], 0);
		ASSERT_EQ(OK, allocate(self->fd, &self->pool, &side, 0,
				       &self->lmid[i], NULL));
	}
	self->side = side_of(self->fd, &self->s.media[2], 0);
	ASSERT_EQ(OK, attribute_set(self->fd, &self->s.media[0], "note", "a",
				    1));
	ASSERT_EQ(OK, scene_pool_of(&self->s, ALICE, 0, &self->seen));
	ASSERT_EQ(OK, grant(self->fd, &self->seen, NTMS_ACE_EVERYONE, 0,
			    CONTROL));
	ASSERT_EQ(OK, request_submit(self->fd, NTMS_REQUEST_NEW_MEDIA,
				     &self->seen, NULL, "granted",
				     &self->request));
	if (variant->answered)
		ASSERT_EQ(OK, do_answer(self));
}

FIXTURE_TEARDOWN(granted)
{
	/* What others find there */
	EXPECT_EQ(OK, grant(self->fd, &self->s.info.computer,
			    NTMS_ACE_EVERYONE, 0, USE));
	/* It may be answered, or gone. */
	do_answer(self);
	do_forget(self);
	EXPECT_EQ(0, scene_clear(&self->s));
}

/* All rights that do not help come first: they change nothing. */
static void try_all(struct __test_metadata *_metadata,
		    FIXTURE_DATA(granted) *self,
		    const FIXTURE_VARIANT(granted) *variant, uint32_t kind)
{
	const struct ntms_guid *on =
		(const void *)((const char *)self + variant->on);
	const uint32_t all = USE | MODIFY | CONTROL;
	uint32_t rights;

	for (rights = 0; rights <= all; rights++) {
		if (rights & variant->right)
			continue;
		ASSERT_EQ(OK, grant(self->fd, on, kind, BOB, rights));
		as_user(BOB)
			EXPECT_EQ(DENIED, variant->work(self)) {
				TH_LOG("with rights %u", rights);
			}
	}
	/* Somebody else's right is not his. */
	ASSERT_EQ(OK, grant(self->fd, on, kind, BOB + 1, all));
	as_user(BOB)
		EXPECT_EQ(DENIED, variant->work(self));
	ASSERT_EQ(OK, grant(self->fd, on, kind, BOB, variant->right));
	as_user(BOB)
		EXPECT_EQ(OK, variant->work(self));
}

TEST_F(granted, to_the_user)
{
	try_all(_metadata, self, variant, NTMS_ACE_USER);
}

TEST_F(granted, to_the_group)
{
	try_all(_metadata, self, variant, NTMS_ACE_GROUP);
}

TEST_HARNESS_MAIN
