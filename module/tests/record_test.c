// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of what makes a catalog last: what is recorded is what happens,
 * before it happens, and what is loaded is what was recorded.
 */
#include "mirror.h"
#include "random.h"

/* How often one bit of what is loaded is wrong */
#define NTMS_RECORD_SPOILED	60

#ifndef NTMS_RECORD_STEPS
#define NTMS_RECORD_STEPS	3000
#endif

/* ---- anything ------------------------------------------------------------------ */

/**
 * struct record_world - a world whose changes last, most of them
 * @world: the world
 * @mirror: what is kept of it
 * @answers: how often a change was acknowledged, refused, never read, never
 *	answered, acknowledged by another program than the one that read it
 */
struct record_world {
	struct ntms_world world;
	struct ntms_mirror mirror;
	u32 answers[5];
};

/* Who waits for it to last; tests run one at a time. */
static struct record_world *record_world;

/* A change waits: it is acknowledged, refused, or waits for nothing. */
static void record_waits(struct ntms_catalog *cat)
{
	struct record_world *w = record_world;
	u32 what = ntms_world_draw(&w->world, 16);

	cat->journal.timeout = 1;
	if (what == 0) {
		cat->journal.timeout = 0;
		w->answers[2]++;
		return;
	}
	w->mirror.full = what == 2;
	ntms_mirror_read(&w->mirror);
	w->mirror.full = false;
	if (what == 3) {
		ntms_mirror_again(&w->mirror, false);
		ntms_mirror_read(&w->mirror);
		w->answers[4]++;
	}
	if (what == 1) {
		cat->journal.timeout = 0;
		w->answers[3]++;
	} else if (what == 2) {
		ntms_mirror_refuse(&w->mirror, w->mirror.refused,
				   NTMS_REASON_DATABASE_FULL);
		w->answers[1]++;
	} else {
		ntms_mirror_acknowledge(&w->mirror, w->mirror.number);
		w->answers[0]++;
	}
}

/* After each step: nobody waits, and what is kept is what there is. */
static const char *record_wrong(struct record_world *w)
{
	const char *wrong;

	/* What one does not take is kept for the next one. */
	do {
		ntms_tick(&w->world.kit.cat);
	} while (!list_empty(&w->world.kit.cat.offered));
	wrong = ntms_kit_wrong(&w->world.kit.cat);
	if (wrong)
		return wrong;
	if (!ntms_world_draw(&w->world, 100))
		ntms_mirror_again(&w->mirror, false);
	ntms_mirror_follow(&w->mirror);
	if (!ntms_world_draw(&w->world, 100)) {
		if (ntms_mirror_again(&w->mirror, true))
			return "it cannot end in order";
		ntms_mirror_follow(&w->mirror);
	}
	if (!w->mirror.whole)
		return "not everything was told";
	return ntms_mirror_differs(&w->mirror, &w->world.kit.cat);
}

/* What is kept is loaded into another catalog, and is the same there. */
static void record_reload(struct kunit *test, struct record_world *w)
{
	struct ntms_mirror *mirror = &w->mirror;
	struct ntms_catalog *cat;
	u32 passed, repaired;
	const char *wrong;

	cat = kunit_kzalloc(test, sizeof(*cat), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, cat);
	KUNIT_ASSERT_EQ(test, ntms_catalog_init(cat, "again"), 0);
	KUNIT_EXPECT_EQ(test, ntms_mirror_load(mirror, cat, &passed, &repaired),
			0);
	KUNIT_EXPECT_EQ(test, repaired, 0U);
	wrong = ntms_kit_wrong(cat) ?: ntms_mirror_differs(mirror, cat);
	if (wrong)
		KUNIT_FAIL(test, "loaded: %s (%u passed over)", wrong, passed);
	ntms_journal_detach(cat);
	ntms_catalog_destroy(cat);
}

/* Whatever a program loads, the catalog is sound, or it is none. */
static void record_spoil(struct kunit *test, struct record_world *w)
{
	struct ntms_mirror *mirror = &w->mirror;
	struct ntms_catalog *cat;
	u32 nr, length, at, old, passed, repaired;
	u8 *data, kept;
	int error;

	cat = kunit_kzalloc(test, sizeof(*cat), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, cat);
	for (nr = 0; nr < NTMS_RECORD_SPOILED; nr++) {
		old = ntms_world_draw(&w->world, mirror->nr_rows);
		data = ntms_mirror_data(ntms_mirror_row(mirror, old), &length);
		if (!length)
			continue;
		at = ntms_world_draw(&w->world, length);
		kept = data[at];
		data[at] ^= 1 << ntms_world_draw(&w->world, 8);
		KUNIT_ASSERT_EQ(test, ntms_catalog_init(cat, "again"), 0);
		error = ntms_mirror_load(mirror, cat, &passed, &repaired);
		if (error && error != -EINVAL)
			KUNIT_EXPECT_EQ(test, error, -EBADMSG);
		NTMS_KIT_SOUND(test, cat);
		ntms_journal_detach(cat);
		ntms_catalog_destroy(cat);
		data[at] = kept;
	}
}

static const struct record_case {
	const char *desc;
	u64 seed;
} record_seeds[] = {
	{ "seed 1", 1 },
	{ "seed 2", 2 },
	{ "seed 3", 3 },
	{ "seed 4", 4 },
	{ "seed 5", 5 },
	{ "seed 6", 6 },
};

KUNIT_ARRAY_PARAM_DESC(record_seed, record_seeds, desc);

static void record_test_steps(struct kunit *test)
{
	const struct record_case *c = test->param_value;
	const char *event, *wrong = NULL;
	struct record_world *w;
	u64 state = c->seed;
	u32 step, i;

	w = kunit_kzalloc(test, sizeof(*w), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, w);
	w->world.draw = ntms_world_knuth;
	w->world.source = &state;
	KUNIT_ASSERT_EQ(test, ntms_world_init(&w->world), 0);
	record_world = w;
	w->world.kit.cat.journal.waits = record_waits;
	KUNIT_ASSERT_EQ(test, ntms_mirror_init(&w->mirror, &w->world.kit.cat),
			0);
	for (step = 0; step < NTMS_RECORD_STEPS && !wrong; step++) {
		event = ntms_world_step(&w->world);
		wrong = record_wrong(w);
		if (wrong)
			KUNIT_FAIL(test, "seed %llu, step %u, %s: %s", c->seed,
				   step, event, wrong);
	}
	for (i = 0; i < ARRAY_SIZE(w->answers); i++)
		KUNIT_EXPECT_GT(test, w->answers[i], 0U);
	KUNIT_EXPECT_GT(test, w->mirror.voids, 0U);
	KUNIT_EXPECT_GT(test, w->world.served, 0ULL);
	if (!wrong) {
		record_reload(test, w);
		record_spoil(test, w);
	}
	kunit_info(test, "seed %llu: %u acknowledged, %u refused, %u unread, %u unanswered, %u by another; %u void, %u rows\n",
		   c->seed, w->answers[0], w->answers[1], w->answers[2],
		   w->answers[3], w->answers[4], w->mirror.voids, w->mirror.nr_rows);
	w->world.kit.cat.journal.waits = NULL;
	ntms_journal_detach(&w->world.kit.cat);
	ntms_mirror_exit(&w->mirror);
	ntms_world_exit(&w->world);
}

static struct kunit_case record_cases[] = {
	KUNIT_CASE_PARAM_ATTR(record_test_steps, record_seed_gen_params,
			      { .speed = KUNIT_SPEED_SLOW }),
	{ }
};

static struct kunit_suite record_suite = {
	.name = "ntms_record",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.test_cases = record_cases,
};

kunit_test_suite(record_suite);
