// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of core/policy.c: an allocation of a side that is named, and the
 * next one after that of a whole cartridge.
 */
#include "policy_scene.h"

/* ---- allocation of a side that is named ------------------------------------ */

static void setup_named_free(struct kunit *test, struct policy_scene *s,
			     struct ntms_ask *ask)
{
	policy_side_id(s, G, 1, &ask->side);
	ntms_kit_find_pool(test, &s->own)->allocation_policy = 0;
}

static void setup_named_import(struct kunit *test, struct policy_scene *s,
			       struct ntms_ask *ask)
{
	policy_side_id(s, I, 0, &ask->side);
	ask->cred = &ntms_kit_root;
}

/* The flip side of what was imported: it is in the own pool already. */
static void setup_named_flip(struct kunit *test, struct policy_scene *s,
			     struct ntms_ask *ask)
{
	guid_t lmid;

	policy_take(test, s, I, 0, 0, &lmid);
	policy_side_id(s, I, 1, &ask->side);
}

static void setup_named_import_denied(struct kunit *test,
				      struct policy_scene *s,
				      struct ntms_ask *ask)
{
	policy_side_id(s, I, 0, &ask->side);
}

static void setup_named_others(struct kunit *test, struct policy_scene *s,
			       struct ntms_ask *ask)
{
	policy_side_id(s, S, 0, &ask->side);
}

static void setup_named_others_root(struct kunit *test, struct policy_scene *s,
				    struct ntms_ask *ask)
{
	policy_side_id(s, S, 0, &ask->side);
	ask->cred = &ntms_kit_root;
}

static void setup_named_unrecognized(struct kunit *test,
				     struct policy_scene *s,
				     struct ntms_ask *ask)
{
	policy_side_id(s, U, 0, &ask->side);
	ask->cred = &ntms_kit_root;
}

static void setup_named_unknown(struct kunit *test, struct policy_scene *s,
				struct ntms_ask *ask)
{
	ntms_guid_new(&ask->side);
}

static void setup_named_no_part(struct kunit *test, struct policy_scene *s,
				struct ntms_ask *ask)
{
	ntms_guid_with_part(&ask->side, &s->media[A]->obj.id,
			    NTMS_SIDES_MAX + 1);
}

static void setup_named_medium(struct kunit *test, struct policy_scene *s,
			       struct ntms_ask *ask)
{
	ask->side = s->media[A]->obj.id;
}

static void setup_named_lmid(struct kunit *test, struct policy_scene *s,
			     struct ntms_ask *ask)
{
	policy_take(test, s, A, 0, 0, &ask->side);
}

static void setup_named_slot(struct kunit *test, struct policy_scene *s,
			     struct ntms_ask *ask)
{
	ntms_element_id(&ask->side, s->library, s->media[A]->element);
}

static void setup_named_offline(struct kunit *test, struct policy_scene *s,
				struct ntms_ask *ask)
{
	policy_side_id(s, O, 0, &ask->side);
}

static void setup_named_absent(struct kunit *test, struct policy_scene *s,
			       struct ntms_ask *ask)
{
	policy_side_id(s, A, 0, &ask->side);
	ntms_library_absent(&s->kit->cat, &s->robot->id);
}

static void setup_named_disabled(struct kunit *test, struct policy_scene *s,
				 struct ntms_ask *ask)
{
	policy_disabled(test, s, ask);
	policy_side_id(s, A, 0, &ask->side);
}

static void setup_named_library(struct kunit *test, struct policy_scene *s,
				struct ntms_ask *ask)
{
	policy_library_disabled(test, s, ask);
	policy_side_id(s, A, 0, &ask->side);
}

static void setup_named_type(struct kunit *test, struct policy_scene *s,
			     struct ntms_ask *ask)
{
	policy_side_id(s, L, 0, &ask->side);
}

static void setup_named_taken(struct kunit *test, struct policy_scene *s,
			      struct ntms_ask *ask)
{
	guid_t lmid;

	policy_take(test, s, A, 0, 0, &lmid);
	policy_side_id(s, A, 0, &ask->side);
}

static void setup_named_reserved(struct kunit *test, struct policy_scene *s,
				 struct ntms_ask *ask)
{
	guid_t lmid;

	policy_take(test, s, A, 0, NTMS_ALLOCATE_NEW, &lmid);
	policy_side_id(s, A, 1, &ask->side);
}

static void setup_named_sibling(struct kunit *test, struct policy_scene *s,
				struct ntms_ask *ask)
{
	guid_t lmid;

	policy_take(test, s, A, 0, 0, &lmid);
	policy_side_id(s, A, 1, &ask->side);
}

static void setup_named_own(struct kunit *test, struct policy_scene *s,
			    struct ntms_ask *ask)
{
	policy_side_id(s, B, 1, &ask->side);
}

/* A side of it is owned where it is, so it cannot leave. */
static void setup_named_bound(struct kunit *test, struct policy_scene *s,
			      struct ntms_ask *ask)
{
	guid_t side, lmid;

	policy_side_id(s, S, 0, &side);
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_root,
						&s->others, &side, 0, &lmid),
			SUCCESS);
	policy_side_id(s, S, 1, &ask->side);
	ask->cred = &ntms_kit_root;
}

static const struct policy_case named_cases[] = {
	{ "in the own pool", setup_named_own, 0, NTMS_REASON_SUCCESS, B, 1 },
	{ "in free, without the pool's policy", setup_named_free, 0,
	  NTMS_REASON_SUCCESS, G, 1 },
	{ "in import", setup_named_import, 0, NTMS_REASON_SUCCESS, I, 0 },
	{ "in import, whole", setup_named_import, NTMS_ALLOCATE_NEW,
	  NTMS_REASON_SUCCESS, I, 0, true },
	{ "flip side of what was imported", setup_named_flip, 0,
	  NTMS_REASON_SUCCESS, I, 1 },
	{ "in import, without the right", setup_named_import_denied, 0,
	  NTMS_REASON_ACCESS_DENIED },
	{ "in somebody else's pool", setup_named_others, 0,
	  NTMS_REASON_ACCESS_DENIED },
	{ "in another pool that is controlled", setup_named_others_root, 0,
	  NTMS_REASON_SUCCESS, S, 0 },
	{ "unrecognized", setup_named_unrecognized, 0,
	  NTMS_REASON_MEDIA_UNAVAILABLE },
	{ "no such side", setup_named_unknown, 0, NTMS_REASON_INVALID_MEDIA },
	{ "a third side of two", setup_named_no_part, 0,
	  NTMS_REASON_INVALID_MEDIA },
	{ "a cartridge", setup_named_medium, 0, NTMS_REASON_INVALID_MEDIA },
	{ "an LMID", setup_named_lmid, 0, NTMS_REASON_INVALID_MEDIA },
	{ "a slot", setup_named_slot, 0, NTMS_REASON_INVALID_MEDIA },
	{ "offline", setup_named_offline, 0, NTMS_REASON_MEDIA_OFFLINE },
	{ "in a library that is gone", setup_named_absent, 0,
	  NTMS_REASON_MEDIA_OFFLINE },
	{ "disabled", setup_named_disabled, 0, NTMS_REASON_RESOURCE_DISABLED },
	{ "in a disabled library", setup_named_library, 0,
	  NTMS_REASON_RESOURCE_DISABLED },
	{ "of another media type", setup_named_type, 0,
	  NTMS_REASON_MEDIA_INCOMPATIBLE },
	{ "owned", setup_named_taken, 0, NTMS_REASON_MEDIA_UNAVAILABLE },
	{ "reserved", setup_named_reserved, 0, NTMS_REASON_MEDIA_UNAVAILABLE },
	{ "sibling of one that is owned", setup_named_sibling, 0,
	  NTMS_REASON_SUCCESS, A, 1 },
	{ "sibling of one that is owned, whole", setup_named_sibling,
	  NTMS_ALLOCATE_NEW, NTMS_REASON_MEDIA_UNAVAILABLE },
	{ "sibling of one that is owned in another pool", setup_named_bound, 0,
	  NTMS_REASON_MEDIA_UNAVAILABLE },
};

KUNIT_ARRAY_PARAM_DESC(policy_named, named_cases, desc);

static void policy_test_named(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	struct ntms_ask ask = { .cred = &ntms_kit_owner, .pool = s->own };

	policy_ask(test, s, test->param_value, &ask);
}

/* ---- NEXT ------------------------------------------------------------------ */

static void setup_next(struct kunit *test, struct policy_scene *s,
		       struct ntms_ask *ask)
{
	policy_take(test, s, A, 1, NTMS_ALLOCATE_NEW, &ask->medium);
}

static void setup_next_named(struct kunit *test, struct policy_scene *s,
			     struct ntms_ask *ask)
{
	setup_next(test, s, ask);
	policy_side_id(s, B, 0, &ask->side);
}

static void setup_next_plain(struct kunit *test, struct policy_scene *s,
			     struct ntms_ask *ask)
{
	policy_take(test, s, A, 1, 0, &ask->medium);
}

static void setup_next_unknown(struct kunit *test, struct policy_scene *s,
			       struct ntms_ask *ask)
{
	ntms_guid_new(&ask->medium);
}

static void setup_next_side(struct kunit *test, struct policy_scene *s,
			    struct ntms_ask *ask)
{
	setup_next(test, s, ask);
	policy_side_id(s, A, 1, &ask->medium);
}

static void setup_next_pool(struct kunit *test, struct policy_scene *s,
			    struct ntms_ask *ask)
{
	setup_next(test, s, ask);
	ask->pool = s->others;
	ask->cred = &ntms_kit_root;
}

static void setup_next_used_up(struct kunit *test, struct policy_scene *s,
			       struct ntms_ask *ask)
{
	setup_next(test, s, ask);
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->own, NULL,
						NTMS_ALLOCATE_NEXT,
						&ask->medium), SUCCESS);
}

static void setup_next_import(struct kunit *test, struct policy_scene *s,
			      struct ntms_ask *ask)
{
	policy_take(test, s, I, 0, NTMS_ALLOCATE_NEW, &ask->medium);
}

static void setup_next_disabled(struct kunit *test, struct policy_scene *s,
				struct ntms_ask *ask)
{
	setup_next(test, s, ask);
	policy_disabled(test, s, ask);
}

static void setup_next_absent(struct kunit *test, struct policy_scene *s,
			      struct ntms_ask *ask)
{
	setup_next(test, s, ask);
	policy_absent(test, s, ask);
}

static void setup_next_denied(struct kunit *test, struct policy_scene *s,
			      struct ntms_ask *ask)
{
	setup_next(test, s, ask);
	ask->cred = &ntms_kit_other;
}

static const struct policy_case next_cases[] = {
	{ "the reserved side", setup_next, 0, NTMS_REASON_SUCCESS, A, 0 },
	{ "a side that is named does not count", setup_next_named, 0,
	  NTMS_REASON_SUCCESS, A, 0 },
	{ "without the right", setup_next_denied, 0,
	  NTMS_REASON_ACCESS_DENIED },
	{ "after a plain allocation", setup_next_plain, 0,
	  NTMS_REASON_INVALID_MEDIA },
	{ "no such LMID", setup_next_unknown, 0, NTMS_REASON_INVALID_MEDIA },
	{ "a side for an LMID", setup_next_side, 0, NTMS_REASON_INVALID_MEDIA },
	{ "in another pool", setup_next_pool, 0, NTMS_REASON_INVALID_MEDIA },
	{ "none is left", setup_next_used_up, 0,
	  NTMS_REASON_MEDIA_UNAVAILABLE },
	{ "the other side is to be imported", setup_next_import, 0,
	  NTMS_REASON_MEDIA_UNAVAILABLE },
	{ "disabled", setup_next_disabled, 0, NTMS_REASON_RESOURCE_DISABLED },
	{ "in a library that is gone", setup_next_absent, 0,
	  NTMS_REASON_MEDIA_OFFLINE },
};

KUNIT_ARRAY_PARAM_DESC(policy_next, next_cases, desc);

static void policy_test_next(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	struct ntms_ask ask = {
		.cred = &ntms_kit_owner,
		.pool = s->own,
		.options = NTMS_ALLOCATE_NEXT,
	};

	policy_ask(test, s, test->param_value, &ask);
}

static struct kunit_case policy_named_cases[] = {
	KUNIT_CASE_PARAM(policy_test_named, policy_named_gen_params),
	KUNIT_CASE_PARAM(policy_test_next, policy_next_gen_params),
	{ }
};

static struct kunit_suite policy_named_suite = {
	.name = "ntms_policy_named",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = policy_named_cases,
};

kunit_test_suite(policy_named_suite);
