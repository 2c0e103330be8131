// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of core/rights.c: what governs an object, and what a call takes,
 * row by row.
 */
#include "kit.h"

static bool rights_asked;

static bool rights_ask(void)
{
	rights_asked = true;
	return true;
}

enum rights_thing {
	T_COMPUTER,
	T_LIBRARY,
	T_DRIVE,
	T_SLOT,
	T_TYPE,
	T_FREE,
	T_IMPORT,
	T_POOL,
	T_MEDIUM,
	T_SIDE,
	T_SPARE,
	T_THINGS,
};

/* The rights that somebody has on a thing; an administrator has all. */
static const struct rights_case {
	const char *desc;
	u8 thing;
	u8 owner;
	u8 other;
} rights_cases[] = {
	{ "the computer", T_COMPUTER, NTMS_USE, NTMS_USE },
	{ "a library", T_LIBRARY, NTMS_USE, NTMS_USE },
	{ "a drive", T_DRIVE, NTMS_USE, NTMS_USE },
	{ "a slot", T_SLOT, NTMS_USE, NTMS_USE },
	{ "a media type", T_TYPE, NTMS_USE, NTMS_USE },
	{ "free", T_FREE, NTMS_USE, NTMS_USE },
	{ "import", T_IMPORT, 0, 0 },
	{ "an application pool", T_POOL,
	  NTMS_USE | NTMS_MODIFY | NTMS_CONTROL, 0 },
	{ "a cartridge in it", T_MEDIUM,
	  NTMS_USE | NTMS_MODIFY | NTMS_CONTROL, 0 },
	{ "a side in it", T_SIDE, NTMS_USE | NTMS_MODIFY | NTMS_CONTROL, 0 },
	{ "a cartridge in free", T_SPARE, NTMS_USE, NTMS_USE },
};

KUNIT_ARRAY_PARAM_DESC(rights, rights_cases, desc);

/**
 * struct rights_scene - one of each kind
 * @cat: the catalog
 * @things: by enum rights_thing
 */
struct rights_scene {
	struct ntms_catalog *cat;
	struct ntms_ref things[T_THINGS];
};

static struct ntms_ref rights_ref(struct ntms_obj *obj)
{
	return (struct ntms_ref){ .type = obj->type, .obj = obj };
}

static struct rights_scene *rights_scene(struct kunit *test)
{
	struct rights_scene *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	struct ntms_kit *kit = test->priv;
	struct ntms_media_type *type;
	struct ntms_kit_robot *robot;
	struct ntms_library *library;
	struct ntms_medium *medium;
	guid_t id;

	KUNIT_ASSERT_NOT_NULL(test, s);
	s->cat = &kit->cat;
	robot = ntms_kit_robot(test, "r", 8, 2, 2);
	library = ntms_kit_library(test, robot);
	ntms_kit_pool(test, "pool", NTMS_MEDIA_CODE_LTO, &id);
	ntms_kit_arrivals(test, robot, NTMS_MEDIA_CODE_LTO, NTMS_POOL_FREE);
	medium = ntms_kit_bring(test, robot, 0, "A");
	type = medium->media_type;
	NTMS_KIT_REASON(test, ntms_kit_move(kit, &ntms_kit_root,
					    &medium->obj.id, &id), SUCCESS);
	s->things[T_COMPUTER] = rights_ref(kit->cat.computer);
	s->things[T_LIBRARY] = rights_ref(&library->obj);
	s->things[T_TYPE] = rights_ref(&type->obj);
	s->things[T_FREE] = rights_ref(&type->pools[NTMS_POOL_FREE]->obj);
	s->things[T_IMPORT] = rights_ref(&type->pools[NTMS_POOL_IMPORT]->obj);
	s->things[T_POOL] = rights_ref(&medium->pool->obj);
	s->things[T_MEDIUM] = rights_ref(&medium->obj);
	s->things[T_SIDE] = rights_ref(&medium->obj);
	s->things[T_SIDE].type = NTMS_TYPE_SIDE;
	s->things[T_SIDE].side = &medium->sides[0];
	s->things[T_SPARE] = rights_ref(&ntms_kit_bring(test, robot, 1,
							"B")->obj);
	s->things[T_SLOT] = rights_ref(&library->obj);
	s->things[T_SLOT].type = NTMS_TYPE_SLOT;
	s->things[T_SLOT].element = ntms_element_at(library, NTMS_SMC_ST,
						    NTMS_KIT_FIRST_ST);
	s->things[T_DRIVE] = rights_ref(&library->obj);
	s->things[T_DRIVE].type = NTMS_TYPE_DRIVE;
	s->things[T_DRIVE].element = ntms_element_at(library, NTMS_SMC_DT,
						     NTMS_KIT_FIRST_DT);
	return s;
}

/* Each set of rights is there if all of them are, and not otherwise. */
static void rights_test_governed(struct kunit *test)
{
	const struct rights_case *c = test->param_value;
	struct ntms_cred asked = { .uid = 1001, .ask = rights_ask };
	struct rights_scene *s = rights_scene(test);
	const struct ntms_ref *ref = &s->things[c->thing];
	u32 wanted;

	ntms_catalog_lock(s->cat);
	for (wanted = 1; wanted < 8; wanted++) {
		KUNIT_EXPECT_EQ(test, ntms_allows(s->cat, ref, &ntms_kit_owner,
						  wanted),
				!(wanted & ~c->owner));
		KUNIT_EXPECT_EQ(test, ntms_allows(s->cat, ref, &ntms_kit_other,
						  wanted),
				!(wanted & ~c->other));
		KUNIT_EXPECT_TRUE(test, ntms_allows(s->cat, ref, &ntms_kit_root,
						    wanted));
		/* Who has the right is not asked for another one: it is logged. */
		rights_asked = false;
		KUNIT_EXPECT_TRUE(test, ntms_allows(s->cat, ref, &asked,
						    wanted));
		KUNIT_EXPECT_EQ(test, rights_asked, !!(wanted & ~c->other));
	}
	ntms_catalog_unlock(s->cat);
}

/* To write members: MODIFY, of a library but for ENABLED CONTROL. */
static void rights_test_set(struct kunit *test)
{
	static const u32 masks[] = { NTMS_SET_ENABLED, NTMS_SET_NAME,
				     NTMS_SET_NAME | NTMS_SET_ENABLED };
	const struct rights_case *c = test->param_value;
	struct rights_scene *s = rights_scene(test);
	const struct ntms_ref *ref = &s->things[c->thing];
	u32 i;

	ntms_catalog_lock(s->cat);
	for (i = 0; i < ARRAY_SIZE(masks); i++) {
		KUNIT_EXPECT_EQ(test, ntms_may_set(s->cat, ref, &ntms_kit_owner,
						   masks[i]),
				!!(c->owner & NTMS_MODIFY));
		KUNIT_EXPECT_FALSE(test, ntms_may_set(s->cat, ref,
						      &ntms_kit_other,
						      masks[i]));
		KUNIT_EXPECT_TRUE(test, ntms_may_set(s->cat, ref,
						     &ntms_kit_root, masks[i]));
	}
	ntms_catalog_unlock(s->cat);
}

/* Whose a pool is, is not for who was given all rights on all that there is. */
static void rights_test_owner(struct kunit *test)
{
	struct rights_scene *s = rights_scene(test);
	struct ntms_pool *pool = container_of(s->things[T_POOL].obj,
					      struct ntms_pool, obj);
	struct ntms_aces *aces = kunit_kzalloc(test, sizeof(*aces) +
					       sizeof(*aces->ace), GFP_KERNEL);
	u32 thing;

	KUNIT_ASSERT_NOT_NULL(test, aces);
	aces->nr = 1;
	aces->ace[0].kind = NTMS_ACE_EVERYONE;
	aces->ace[0].rights = NTMS_USE | NTMS_MODIFY | NTMS_CONTROL;
	ntms_catalog_lock(s->cat);
	pool->aces = aces;
	s->cat->aces = aces;
	KUNIT_EXPECT_TRUE(test, ntms_may_set(s->cat, &s->things[T_POOL],
					     &ntms_kit_other,
					     NTMS_SET_MAX_ALLOCATES));
	for (thing = 0; thing < ARRAY_SIZE(s->things); thing++) {
		KUNIT_EXPECT_FALSE(test, ntms_may_set(s->cat, &s->things[thing],
						      &ntms_kit_other,
						      NTMS_SET_OWNER));
		KUNIT_EXPECT_FALSE(test, ntms_may_set(s->cat, &s->things[thing],
						      &ntms_kit_owner,
						      NTMS_SET_OWNER |
						      NTMS_SET_NAME));
		KUNIT_EXPECT_TRUE(test, ntms_may_set(s->cat, &s->things[thing],
						     &ntms_kit_root,
						     NTMS_SET_OWNER));
	}
	pool->aces = NULL;
	s->cat->aces = NULL;
	ntms_catalog_unlock(s->cat);
}

static const struct rights_submit {
	const char *desc;
	u8 request;
	u8 thing;
	bool owner;
	bool other;
} rights_submits[] = {
	{ "a message", NTMS_REQUEST_MESSAGE, T_COMPUTER, true, true },
	{ "new media", NTMS_REQUEST_NEW_MEDIA, T_POOL, true, false },
	{ "new media for free", NTMS_REQUEST_NEW_MEDIA, T_FREE, false, false },
	{ "a cartridge", NTMS_REQUEST_MOVE_MEDIA, T_MEDIUM, true, false },
	{ "a free cartridge", NTMS_REQUEST_MOVE_MEDIA, T_SPARE, false, false },
	{ "a cleaner", NTMS_REQUEST_CLEANER, T_LIBRARY, false, false },
	{ "a cleaner in a slot", NTMS_REQUEST_CLEANER, T_SLOT, false, false },
	{ "service of a library", NTMS_REQUEST_DEVICE_SERVICE, T_LIBRARY, false,
	  false },
	{ "service of a drive", NTMS_REQUEST_DEVICE_SERVICE, T_DRIVE, false,
	  false },
	{ "service of an own cartridge", NTMS_REQUEST_DEVICE_SERVICE, T_MEDIUM,
	  false, false },
};

KUNIT_ARRAY_PARAM_DESC(rights_submit, rights_submits, desc);

static void rights_test_submit(struct kunit *test)
{
	const struct rights_submit *c = test->param_value;
	struct rights_scene *s = rights_scene(test);
	const struct ntms_ref *ref = &s->things[c->thing];

	ntms_catalog_lock(s->cat);
	KUNIT_EXPECT_EQ(test, ntms_may_submit(s->cat, c->request, ref,
					      &ntms_kit_owner), c->owner);
	KUNIT_EXPECT_EQ(test, ntms_may_submit(s->cat, c->request, ref,
					      &ntms_kit_other), c->other);
	KUNIT_EXPECT_TRUE(test, ntms_may_submit(s->cat, c->request, ref,
						&ntms_kit_root));
	ntms_catalog_unlock(s->cat);
}

static struct ntms_pool *rights_pool(struct rights_scene *s, u8 thing)
{
	return container_of(s->things[thing].obj, struct ntms_pool, obj);
}

/* On free, USE is enough to take from it and to give back to it. */
static void rights_test_draw(struct kunit *test)
{
	struct rights_scene *s = rights_scene(test);

	ntms_catalog_lock(s->cat);
	KUNIT_EXPECT_TRUE(test, ntms_may_draw(rights_pool(s, T_FREE),
					      &ntms_kit_other));
	KUNIT_EXPECT_FALSE(test, ntms_may_draw(rights_pool(s, T_IMPORT),
					       &ntms_kit_other));
	KUNIT_EXPECT_TRUE(test, ntms_may_draw(rights_pool(s, T_IMPORT),
					      &ntms_kit_root));
	KUNIT_EXPECT_TRUE(test, ntms_may_draw(rights_pool(s, T_POOL),
					      &ntms_kit_owner));
	KUNIT_EXPECT_FALSE(test, ntms_may_draw(rights_pool(s, T_POOL),
					       &ntms_kit_other));
	ntms_catalog_unlock(s->cat);
}

/* A new pool takes CONTROL on where it is; one that is there, any right. */
static void rights_test_create(struct kunit *test)
{
	struct rights_scene *s = rights_scene(test);
	const struct ntms_pool *pool = rights_pool(s, T_POOL);

	ntms_catalog_lock(s->cat);
	KUNIT_EXPECT_FALSE(test, ntms_may_create(s->cat, NULL, NULL,
						 &ntms_kit_owner));
	KUNIT_EXPECT_TRUE(test, ntms_may_create(s->cat, NULL, NULL,
						&ntms_kit_root));
	KUNIT_EXPECT_TRUE(test, ntms_may_create(s->cat, pool, NULL,
						&ntms_kit_owner));
	KUNIT_EXPECT_FALSE(test, ntms_may_create(s->cat, pool, NULL,
						 &ntms_kit_other));
	KUNIT_EXPECT_TRUE(test, ntms_may_create(s->cat, NULL, pool,
						&ntms_kit_owner));
	KUNIT_EXPECT_FALSE(test, ntms_may_create(s->cat, NULL, pool,
						 &ntms_kit_other));
	ntms_catalog_unlock(s->cat);
}

/* A cartridge is forgotten by who may change its pool and the computer. */
static void rights_test_forget(struct kunit *test)
{
	struct rights_scene *s = rights_scene(test);
	const struct ntms_medium *medium =
		container_of(s->things[T_MEDIUM].obj, struct ntms_medium, obj);

	ntms_catalog_lock(s->cat);
	KUNIT_EXPECT_FALSE(test, ntms_may_forget(s->cat, medium,
						 &ntms_kit_owner));
	KUNIT_EXPECT_FALSE(test, ntms_may_forget(s->cat, medium,
						 &ntms_kit_other));
	KUNIT_EXPECT_TRUE(test, ntms_may_forget(s->cat, medium,
						&ntms_kit_root));
	ntms_catalog_unlock(s->cat);
}

static struct kunit_case rights_test_cases[] = {
	KUNIT_CASE_PARAM(rights_test_governed, rights_gen_params),
	KUNIT_CASE_PARAM(rights_test_set, rights_gen_params),
	KUNIT_CASE(rights_test_owner),
	KUNIT_CASE_PARAM(rights_test_submit, rights_submit_gen_params),
	KUNIT_CASE(rights_test_draw),
	KUNIT_CASE(rights_test_create),
	KUNIT_CASE(rights_test_forget),
	{ }
};

static struct kunit_suite rights_suite = {
	.name = "ntms_rights",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = rights_test_cases,
};

kunit_test_suite(rights_suite);
