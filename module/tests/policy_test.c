// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of core/policy.c: who may what, and which side an allocation
 * gets, or why none.
 */
#include "policy_scene.h"

/* ---- rights --------------------------------------------------------------- */

static const struct rights_case {
	const char *desc;
	u32 type;
	const struct ntms_cred *cred;
	u32 rights;
	bool allowed;
} rights_cases[] = {
	{ "owner controls", NTMS_POOL_APPLICATION, &ntms_kit_owner,
	  NTMS_CONTROL, true },
	{ "owner modifies and uses", NTMS_POOL_APPLICATION, &ntms_kit_owner,
	  NTMS_MODIFY | NTMS_USE, true },
	{ "others do not use", NTMS_POOL_APPLICATION, &ntms_kit_other,
	  NTMS_USE, false },
	{ "others do not modify", NTMS_POOL_APPLICATION, &ntms_kit_other,
	  NTMS_MODIFY, false },
	{ "others do not control", NTMS_POOL_APPLICATION, &ntms_kit_other,
	  NTMS_CONTROL, false },
	{ "administrators control", NTMS_POOL_APPLICATION, &ntms_kit_root,
	  NTMS_CONTROL | NTMS_MODIFY | NTMS_USE, true },
	{ "free is for use", NTMS_POOL_FREE, &ntms_kit_other, NTMS_USE, true },
	{ "free is not to be modified", NTMS_POOL_FREE, &ntms_kit_other,
	  NTMS_MODIFY, false },
	{ "free is not to be controlled", NTMS_POOL_FREE, &ntms_kit_owner,
	  NTMS_CONTROL | NTMS_USE, false },
	{ "administrators control free", NTMS_POOL_FREE, &ntms_kit_root,
	  NTMS_CONTROL, true },
	{ "import is not for use", NTMS_POOL_IMPORT, &ntms_kit_owner, NTMS_USE,
	  false },
	{ "administrators control import", NTMS_POOL_IMPORT, &ntms_kit_root,
	  NTMS_CONTROL, true },
	{ "unrecognized is not for use", NTMS_POOL_UNRECOGNIZED,
	  &ntms_kit_owner, NTMS_USE, false },
	{ "administrators control unrecognized", NTMS_POOL_UNRECOGNIZED,
	  &ntms_kit_root, NTMS_CONTROL, true },
};

KUNIT_ARRAY_PARAM_DESC(policy_rights, rights_cases, desc);

static void policy_test_rights(struct kunit *test)
{
	const struct rights_case *c = test->param_value;
	struct ntms_pool *pool = ntms_pool_new("p", c->type, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, pool);
	pool->owner = c->type == NTMS_POOL_APPLICATION ? ntms_kit_owner.uid : 0;
	KUNIT_EXPECT_EQ(test, ntms_pool_allows(pool, c->cred, c->rights),
			c->allowed);
	ntms_obj_free(&pool->obj);
}

/* ---- allocation: what is asked for and what comes of it -------------------- */

static void setup_free(struct kunit *test, struct policy_scene *s,
		       struct ntms_ask *ask)
{
	policy_empty_own(test, s);
}

static void setup_none(struct kunit *test, struct policy_scene *s,
		       struct ntms_ask *ask)
{
	policy_empty_free(test, s);
}

static void setup_no_scratch(struct kunit *test, struct policy_scene *s,
			     struct ntms_ask *ask)
{
	policy_empty_own(test, s);
	ntms_kit_find_pool(test, &s->own)->allocation_policy = 0;
}

static void setup_free_disabled(struct kunit *test, struct policy_scene *s,
				struct ntms_ask *ask)
{
	policy_empty_own(test, s);
	s->type->pools[NTMS_POOL_FREE]->obj.enabled = false;
}

static void setup_own_free_disabled(struct kunit *test, struct policy_scene *s,
				    struct ntms_ask *ask)
{
	s->type->pools[NTMS_POOL_FREE]->obj.enabled = false;
}

static void setup_no_scratch_disabled(struct kunit *test,
				      struct policy_scene *s,
				      struct ntms_ask *ask)
{
	setup_no_scratch(test, s, ask);
	setup_own_free_disabled(test, s, ask);
}

static void setup_pool_unknown(struct kunit *test, struct policy_scene *s,
			       struct ntms_ask *ask)
{
	ntms_guid_new(&ask->pool);
}

static void setup_pool_medium(struct kunit *test, struct policy_scene *s,
			      struct ntms_ask *ask)
{
	ask->pool = s->media[A]->obj.id;
}

static void setup_pool_free(struct kunit *test, struct policy_scene *s,
			    struct ntms_ask *ask)
{
	ask->pool = s->type->pools[NTMS_POOL_FREE]->obj.id;
}

static void setup_pool_import(struct kunit *test, struct policy_scene *s,
			      struct ntms_ask *ask)
{
	ask->pool = s->type->pools[NTMS_POOL_IMPORT]->obj.id;
	ask->cred = &ntms_kit_root;
}

static void setup_pool_root(struct kunit *test, struct policy_scene *s,
			    struct ntms_ask *ask)
{
	ask->pool = s->kit->cat.system[NTMS_POOL_FREE]->obj.id;
}

static void setup_pool_container(struct kunit *test, struct policy_scene *s,
				 struct ntms_ask *ask)
{
	ask->pool = s->container;
}

static void setup_pool_others(struct kunit *test, struct policy_scene *s,
			      struct ntms_ask *ask)
{
	ask->pool = s->others;
}

static void setup_pool_others_root(struct kunit *test, struct policy_scene *s,
				   struct ntms_ask *ask)
{
	ask->pool = s->others;
	ask->cred = &ntms_kit_root;
}

/* A's side 1 was allocated once: the other sides come first. */
static void setup_used(struct kunit *test, struct policy_scene *s,
		       struct ntms_ask *ask)
{
	guid_t lmid;

	policy_take(test, s, A, 0, 0, &lmid);
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_root,
						  &lmid), SUCCESS);
	policy_take(test, s, A, 1, 0, &lmid);
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_root,
						  &lmid), SUCCESS);
}

/* All were allocated once, B's side 1 longest ago. */
static void setup_longest(struct kunit *test, struct policy_scene *s,
			  struct ntms_ask *ask)
{
	static const struct {
		enum policy_media medium;
		u8 side;
	} order[] = { { B, 1 }, { A, 1 }, { B, 0 }, { A, 0 } };
	guid_t lmid;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(order); i++) {
		policy_take(test, s, order[i].medium, order[i].side, 0, &lmid);
		NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit,
							  &ntms_kit_root,
							  &lmid), SUCCESS);
	}
}

/* B is in use, and although A comes first, its other side is taken. */
static void setup_opened(struct kunit *test, struct policy_scene *s,
			 struct ntms_ask *ask)
{
	guid_t lmid;

	policy_take(test, s, B, 0, 0, &lmid);
}

/* The opened one has been allocated more often: it comes first all the same. */
static void setup_opened_used(struct kunit *test, struct policy_scene *s,
			      struct ntms_ask *ask)
{
	guid_t lmid;

	policy_take(test, s, B, 1, 0, &lmid);
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_root,
						  &lmid), SUCCESS);
	policy_take(test, s, B, 0, 0, &lmid);
}

/* Of each cartridge of the pool a side is owned: whole ones are in free. */
static void setup_all_opened(struct kunit *test, struct policy_scene *s,
			     struct ntms_ask *ask)
{
	guid_t lmid;

	policy_take(test, s, A, 0, 0, &lmid);
	policy_take(test, s, B, 0, 0, &lmid);
}

static void setup_all_opened_no_scratch(struct kunit *test,
					struct policy_scene *s,
					struct ntms_ask *ask)
{
	setup_all_opened(test, s, ask);
	ntms_kit_find_pool(test, &s->own)->allocation_policy = 0;
}

static const struct policy_case any_cases[] = {
	{ "own pool first", NULL, 0, NTMS_REASON_SUCCESS, A, 0, false },
	{ "own pool first, whole", NULL, NTMS_ALLOCATE_NEW,
	  NTMS_REASON_SUCCESS, A, 0, true },
	{ "own pool empty, free has some", setup_free, 0, NTMS_REASON_SUCCESS,
	  F, 0, false },
	{ "own pool empty, free has whole ones", setup_free, NTMS_ALLOCATE_NEW,
	  NTMS_REASON_SUCCESS, F, 0, true },
	{ "own pool empty, not from free", setup_no_scratch, 0,
	  NTMS_REASON_MEDIA_UNAVAILABLE },
	{ "none anywhere but offline, import and unrecognized", setup_none, 0,
	  NTMS_REASON_MEDIA_UNAVAILABLE },
	{ "own pool empty, free is disabled", setup_free_disabled, 0,
	  NTMS_REASON_DEVICE_NOT_AVAILABLE },
	{ "own pool empty, free is disabled, whole", setup_free_disabled,
	  NTMS_ALLOCATE_NEW, NTMS_REASON_DEVICE_NOT_AVAILABLE },
	{ "own pool first, free is disabled", setup_own_free_disabled, 0,
	  NTMS_REASON_SUCCESS, A, 0, false },
	{ "own pool empty, not from free, which is disabled",
	  setup_no_scratch_disabled, 0, NTMS_REASON_MEDIA_UNAVAILABLE },
	{ "no such pool", setup_pool_unknown, 0,
	  NTMS_REASON_INVALID_MEDIA_POOL },
	{ "a cartridge for a pool", setup_pool_medium, 0,
	  NTMS_REASON_INVALID_MEDIA_POOL },
	{ "a free pool", setup_pool_free, 0, NTMS_REASON_INVALID_MEDIA_POOL },
	{ "an import pool", setup_pool_import, 0,
	  NTMS_REASON_INVALID_MEDIA_POOL },
	{ "a root of system pools", setup_pool_root, 0,
	  NTMS_REASON_INVALID_MEDIA_POOL },
	{ "a pool of pools", setup_pool_container, 0,
	  NTMS_REASON_INVALID_MEDIA_POOL },
	{ "somebody else's pool", setup_pool_others, 0,
	  NTMS_REASON_ACCESS_DENIED },
	{ "somebody else's pool, as administrator", setup_pool_others_root, 0,
	  NTMS_REASON_SUCCESS, S, 0, false },
	{ "a disabled cartridge is passed over", policy_disabled, 0,
	  NTMS_REASON_SUCCESS, B, 0, false },
	{ "all is in a disabled library", policy_library_disabled, 0,
	  NTMS_REASON_MEDIA_UNAVAILABLE },
	{ "all is in a library that is gone", policy_absent, 0,
	  NTMS_REASON_MEDIA_UNAVAILABLE },
	{ "least often allocated first", setup_used, 0, NTMS_REASON_SUCCESS,
	  B, 0, false },
	{ "then longest available", setup_longest, 0, NTMS_REASON_SUCCESS,
	  B, 1, false },
	{ "of one in use before a fresh one", setup_opened, 0,
	  NTMS_REASON_SUCCESS, B, 1, false },
	{ "of one in use however often", setup_opened_used, 0,
	  NTMS_REASON_SUCCESS, B, 1, false },
	{ "a whole one although another is in use", setup_opened,
	  NTMS_ALLOCATE_NEW, NTMS_REASON_SUCCESS, A, 0, true },
	{ "whole ones only in free", setup_all_opened, NTMS_ALLOCATE_NEW,
	  NTMS_REASON_SUCCESS, F, 0, true },
	{ "no whole one", setup_all_opened_no_scratch, NTMS_ALLOCATE_NEW,
	  NTMS_REASON_MEDIA_UNAVAILABLE },
};

KUNIT_ARRAY_PARAM_DESC(policy_any, any_cases, desc);

static void policy_test_any(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	struct ntms_ask ask = { .cred = &ntms_kit_owner, .pool = s->own };

	policy_ask(test, s, test->param_value, &ask);
}

static struct kunit_case policy_cases[] = {
	KUNIT_CASE_PARAM(policy_test_rights, policy_rights_gen_params),
	KUNIT_CASE_PARAM(policy_test_any, policy_any_gen_params),
	{ }
};

static struct kunit_suite policy_suite = {
	.name = "ntms_policy",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = policy_cases,
};

kunit_test_suite(policy_suite);
