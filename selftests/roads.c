// SPDX-License-Identifier: GPL-2.0
/*
 * Every road by which media arrive wakes an allocation that waits, be it a call
 * that sleeps or one that is collected.
 */
#include "kselftest_harness.h"
#include "scene.h"
#include "waiter.h"

#define OK	NTMS_REASON_SUCCESS
#define NEW	NTMS_ALLOCATE_NEW
#define NEVER	NTMS_DEADLINE_NEVER
#define DRAWS	NTMS_POOL_FROMSCRATCH

#define TAPES	3

/* What the roads work on; @free is empty when the waiting begins. */
struct place {
	struct scene *s;
	struct ntms_guid pool;
	struct ntms_guid aside;
	struct ntms_guid held;
};

typedef uint32_t (*step_t)(struct place *place);

static uint32_t ok(int error)
{
	return error ? CALL_ERRNO(-error) : OK;
}

static struct ntms_guid *first(struct place *place)
{
	return &place->s->media[0];
}

static uint32_t set_policy(struct place *place, uint32_t mask,
			   const struct ntms_guid *pool, uint32_t policy)
{
	struct ntms_pool_info info = {
		.allocation_policy = policy,
		.deallocation_policy = policy,
	};

	return SET(place->s->fd, NTMS_TYPE_POOL, pool, mask, &info);
}

static uint32_t hold(struct place *place)
{
	uint32_t reason = move_medium(place->s->fd, first(place), &place->pool);

	return reason ?: allocate(place->s->fd, &place->pool, NULL, 0,
				  &place->held, NULL);
}

static uint32_t give_back(struct place *place)
{
	return deallocate(place->s->fd, &place->held);
}

static uint32_t draw(struct place *place)
{
	return set_policy(place, NTMS_SET_ALLOCATION_POLICY, &place->pool,
			  DRAWS);
}

static uint32_t to_pool(struct place *place)
{
	return move_medium(place->s->fd, first(place), &place->pool);
}

static uint32_t to_free(struct place *place)
{
	return move_medium(place->s->fd, first(place), &place->s->free);
}

static uint32_t hold_aside(struct place *place)
{
	struct ntms_guid side = side_of(place->s->fd, first(place), 0);
	uint32_t reason = draw(place);

	reason = reason ?: set_policy(place, NTMS_SET_DEALLOCATION_POLICY,
				      &place->aside, NTMS_POOL_TOSCRATCH);
	return reason ?: allocate(place->s->fd, &place->aside, &side, 0,
				  &place->held, NULL);
}

static uint32_t insert(struct place *place)
{
	uint32_t reason = ok(vlib_set(&place->s->vlib, "fill", "1"));

	return reason ?: take_inventory(place->s->fd, &place->s->library);
}

static uint32_t to_shelf(struct place *place)
{
	uint32_t reason = to_pool(place);

	reason = reason ?: ok(vlib_set(&place->s->vlib, "remove", "slot 0"));
	return reason ?: take_inventory(place->s->fd, &place->s->library);
}

static uint32_t from_shelf(struct place *place)
{
	uint32_t reason = ok(vlib_set(&place->s->vlib, "insert", "slot 5 %s",
				      scene_barcode(place->s, 1)));

	return reason ?: take_inventory(place->s->fd, &place->s->library);
}

static uint32_t power_off(struct place *place)
{
	return to_pool(place) ?: ok(scene_power(place->s, false));
}

static uint32_t power_on(struct place *place)
{
	return ok(scene_power(place->s, true));
}

static uint32_t power_off_free(struct place *place)
{
	uint32_t reason = draw(place) ?: to_free(place);

	return reason ?: ok(scene_power(place->s, false));
}

static uint32_t disable_medium(struct place *place)
{
	uint32_t reason = to_pool(place);

	return reason ?: enable(place->s->fd, first(place), false);
}

static uint32_t enable_medium(struct place *place)
{
	return enable(place->s->fd, first(place), true);
}

static uint32_t disable_library(struct place *place)
{
	uint32_t reason = to_pool(place);

	return reason ?: enable(place->s->fd, &place->s->library, false);
}

static uint32_t disable_library_free(struct place *place)
{
	uint32_t reason = draw(place) ?: to_free(place);

	return reason ?: enable(place->s->fd, &place->s->library, false);
}

static uint32_t enable_library(struct place *place)
{
	return enable(place->s->fd, &place->s->library, true);
}

static uint32_t disable_free(struct place *place)
{
	return enable(place->s->fd, &place->s->free, false);
}

static uint32_t enable_free(struct place *place)
{
	uint32_t reason = to_free(place);

	return reason ?: enable(place->s->fd, &place->s->free, true);
}

FIXTURE(road) {
	struct scene s;
	struct place place;
	int fd;
};

/*
 * @prepare: leads to a pool that has nothing
 * @waiting: what happens when somebody waits already
 * @arrive: something comes
 * @new_one: what comes is not the first cartridge but one that is not there yet
 * @from_free: it comes from the free pool
 */
FIXTURE_VARIANT(road) {
	step_t prepare;
	step_t waiting;
	step_t arrive;
	bool new_one;
	bool from_free;
};

#define ROAD(_name, _prepare, _arrive, ...)				\
	FIXTURE_VARIANT_ADD(road, _name) {				\
		.prepare = _prepare, .arrive = _arrive, __VA_ARGS__	\
	}

ROAD(deallocated, hold, give_back);
ROAD(moved_to_the_pool, NULL, to_pool);
ROAD(moved_to_free, draw, to_free, .from_free = true);
ROAD(deallocated_to_free, hold_aside, give_back, .from_free = true);
ROAD(inserted, draw, insert, .from_free = true, .new_one = true);
ROAD(back_from_the_shelf, to_shelf, from_shelf);
ROAD(library_back, power_off, power_on);
ROAD(library_back_with_free, power_off_free, power_on, .from_free = true);
ROAD(enabled, disable_medium, enable_medium);
ROAD(library_enabled, disable_library, enable_library);
ROAD(library_enabled_with_free, disable_library_free, enable_library,
     .from_free = true);
ROAD(policy_changed, to_free, draw, .from_free = true);
ROAD(free_enabled, draw, enable_free, .from_free = true,
     .waiting = disable_free);

FIXTURE_SETUP(road)
{
	const struct scene_wish wish = {
		.media = TAPES,
		.new_media = NTMS_POOL_FREE,
	};
	struct place *place = &self->place;

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
	place->s = &self->s;
	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &place->pool));
	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &place->aside));
	ASSERT_EQ(OK, scene_move_all(&self->s, &place->aside));
	if (variant->prepare)
		ASSERT_EQ(OK, variant->prepare(place));
}

FIXTURE_TEARDOWN(road)
{
	EXPECT_EQ(0, scene_clear(&self->s));
}

#define came_by(variant, got, from_pool) do {				\
	struct ntms_guid _medium = medium_of(self->fd, got);		\
									\
	EXPECT_EQ(!(variant)->new_one,					\
		  same_guid(&_medium, first(&self->place)));		\
	EXPECT_TRUE(same_guid(from_pool, (variant)->from_free ?		\
				&self->s.free : &self->place.pool));	\
	_medium = pool_of(self->fd, &_medium);				\
	EXPECT_TRUE(same_guid(&_medium, &self->place.pool));		\
	EXPECT_EQ(1, owned_in(self->fd, &self->place.pool));		\
	EXPECT_EQ(0, waiting_for(self->fd, &self->place.pool));		\
	EXPECT_EQ(0, requests_about(self->fd, &self->place.pool,	\
				    NULL, 0));				\
} while (0)

TEST_F(road, wakes_who_sleeps)
{
	struct place *place = &self->place;
	struct waiter waiter;

	ASSERT_TRUE(waiter_wait(&waiter, self->fd, &place->pool, 0, NEVER, 1));
	EXPECT_EQ(1, requests_about(self->fd, &place->pool, NULL, 0));
	if (variant->waiting)
		ASSERT_EQ(OK, variant->waiting(place));
	ASSERT_EQ(OK, variant->arrive(place));
	ASSERT_EQ(OK, waiter_join(&waiter));
	came_by(variant, &waiter.arg.medium, &waiter.arg.allocated_from);
}

TEST_F(road, is_collected)
{
	struct place *place = &self->place;
	struct ntms_collect collected;

	ASSERT_EQ(OK, allocate_queued(self->fd, &place->pool, NEW, NEVER, 42,
				      NULL));
	EXPECT_EQ(1, waiting_for(self->fd, &place->pool));
	EXPECT_EQ(NTMS_REASON_NOT_READY, collect(self->fd, &collected));
	if (variant->waiting)
		ASSERT_EQ(OK, variant->waiting(place));
	ASSERT_EQ(OK, variant->arrive(place));
	ASSERT_EQ(OK, collect(self->fd, &collected));
	EXPECT_EQ(42, collected.cookie);
	ASSERT_EQ(OK, collected.result);
	came_by(variant, &collected.medium, &collected.allocated_from);
}

TEST_HARNESS_MAIN
