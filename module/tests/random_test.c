// SPDX-License-Identifier: GPL-2.0
/*
 * A few thousand things happen to a small catalog, and after each of them
 * everything in it is as it must be.
 */
#include "random.h"

#ifndef NTMS_RANDOM_STEPS
#define NTMS_RANDOM_STEPS	1500
#endif

static const struct random_case {
	const char *desc;
	u64 seed;
} random_seeds[] = {
	{ "seed 1", 1 },
	{ "seed 2", 2 },
	{ "seed 3", 3 },
	{ "seed 4", 4 },
};

KUNIT_ARRAY_PARAM_DESC(random_seed, random_seeds, desc);

/* That it was worth the while: what can be there was there, if only once. */
static void random_count(struct ntms_world *world, u64 *allocated,
			 u64 *offline, u64 *waiting)
{
	struct ntms_catalog *cat = &world->kit.cat;

	*allocated = max(*allocated, cat->order[NTMS_TYPE_LOGICAL_MEDIUM].count);
	*offline = max_t(u64, *offline, cat->offline->media);
	*waiting = max_t(u64, *waiting, cat->waiting);
}

static void random_test_steps(struct kunit *test)
{
	const struct random_case *c = test->param_value;
	u64 state = c->seed, allocated = 0, offline = 0, waiting = 0;
	struct ntms_world *world;
	const char *event, *wrong = NULL;
	u32 step;

	world = kunit_kzalloc(test, sizeof(*world), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, world);
	world->draw = ntms_world_knuth;
	world->source = &state;
	KUNIT_ASSERT_EQ(test, ntms_world_init(world), 0);
	for (step = 0; step < NTMS_RANDOM_STEPS && !wrong; step++) {
		event = ntms_world_step(world);
		wrong = ntms_kit_wrong(&world->kit.cat);
		if (wrong)
			KUNIT_FAIL(test, "seed %llu, step %u, %s: %s", c->seed,
				   step, event, wrong);
		random_count(world, &allocated, &offline, &waiting);
	}
	KUNIT_EXPECT_GT(test, allocated, 0ULL);
	KUNIT_EXPECT_GT(test, offline, 0ULL);
	KUNIT_EXPECT_GT(test, waiting, 1ULL);
	KUNIT_EXPECT_GT(test, world->served, 0ULL);
	KUNIT_EXPECT_GT(test, world->retyped, 0ULL);
	kunit_info(test, "seed %llu: %u steps, at most %llu allocated, %llu offline, %llu waiting; %llu served, %llu retyped\n",
		   c->seed, step, allocated, offline, waiting, world->served,
		   world->retyped);
	ntms_world_exit(world);
}

static struct kunit_case random_cases[] = {
	KUNIT_CASE_PARAM_ATTR(random_test_steps, random_seed_gen_params,
			      { .speed = KUNIT_SPEED_SLOW }),
	{ }
};

static struct kunit_suite random_suite = {
	.name = "ntms_random",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.test_cases = random_cases,
};

kunit_test_suite(random_suite);
