// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of core/policy.c: which side an allocation gets, or why none;
 * what becomes of what is given back; where a cartridge may go.
 */
#include "kit.h"

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

/* ---- the scene ------------------------------------------------------------ */

/*
 * One library of two-sided cartridges: A and B in the application's own pool,
 * F and G in free, I in import, U in unrecognized, S in somebody else's pool,
 * O in the own pool but offline; L is of another media type, in free.
 */
enum policy_media { A, B, F, G, I, U, S, O, L, MEDIA };

struct policy_scene {
	struct ntms_kit *kit;
	struct ntms_kit_robot *robot;
	struct ntms_library *library;
	struct ntms_media_type *type;
	struct ntms_medium *media[MEDIA];
	guid_t own;
	guid_t others;
	guid_t container;
};

#define POLICY_CODE	NTMS_MEDIA_CODE_MO_5_RW

static void policy_pools(struct kunit *test, struct policy_scene *s)
{
	struct ntms_pool *others;

	ntms_kit_pool(test, "own", POLICY_CODE, &s->own);
	ntms_kit_pool(test, "others", POLICY_CODE, &s->others);
	others = ntms_kit_find_pool(test, &s->others);
	others->owner = ntms_kit_other.uid;
	NTMS_KIT_REASON(test, ntms_kit_create(s->kit, &ntms_kit_root,
					      "container", NULL, NULL, 0, 0,
					      &s->container), SUCCESS);
}

static void policy_give(struct kunit *test, struct policy_scene *s, int medium,
			const guid_t *pool)
{
	NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
					    &s->media[medium]->obj.id, pool),
			SUCCESS);
}

static struct policy_scene *policy_scene(struct kunit *test)
{
	static const struct {
		const char *barcode;
		u32 arrives;
	} facts[MEDIA] = {
		[A] = { "A", NTMS_POOL_FREE }, [B] = { "B", NTMS_POOL_FREE },
		[F] = { "F", NTMS_POOL_FREE }, [G] = { "G", NTMS_POOL_FREE },
		[I] = { "I", NTMS_POOL_IMPORT },
		[U] = { "U", NTMS_POOL_UNRECOGNIZED },
		[S] = { "S", NTMS_POOL_FREE }, [O] = { "O", NTMS_POOL_FREE },
		[L] = { "L00001L8", NTMS_POOL_FREE },
	};
	struct policy_scene *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	int i;

	KUNIT_ASSERT_NOT_NULL(test, s);
	s->kit = test->priv;
	s->robot = ntms_kit_robot(test, "robot", MEDIA, 0, 1);
	s->library = ntms_kit_library(test, s->robot);
	s->type = ntms_kit_media_type(test, POLICY_CODE);
	policy_pools(test, s);
	for (i = 0; i < MEDIA; i++) {
		ntms_kit_arrivals(test, s->robot, POLICY_CODE, facts[i].arrives);
		s->media[i] = ntms_kit_bring(test, s->robot, i,
					     facts[i].barcode);
	}
	policy_give(test, s, A, &s->own);
	policy_give(test, s, B, &s->own);
	policy_give(test, s, O, &s->own);
	policy_give(test, s, S, &s->others);
	ntms_kit_take(s->robot, NTMS_SMC_ST, O);
	KUNIT_ASSERT_EQ(test, ntms_kit_inventory(&s->kit->cat, s->robot), 0);
	KUNIT_ASSERT_FALSE(test, ntms_medium_online(s->media[O]));
	return s;
}

static void policy_side_id(const struct policy_scene *s, int medium, u8 number,
			   guid_t *id)
{
	ntms_side_id(id, s->media[medium], &s->media[medium]->sides[number]);
}

/* A call that has to succeed, so that there is something to ask about */
static void policy_take(struct kunit *test, struct policy_scene *s, int medium,
			u8 number, u32 options, guid_t *lmid)
{
	ntms_reason_t reason;
	guid_t side;

	policy_side_id(s, medium, number, &side);
	reason = ntms_kit_allocate(s->kit, &ntms_kit_root, &s->own, &side,
				   options, lmid);
	KUNIT_ASSERT_EQ(test, reason, (ntms_reason_t)NTMS_REASON_SUCCESS);
}

static void policy_empty_own(struct kunit *test, struct policy_scene *s)
{
	guid_t lmid;

	policy_take(test, s, A, 0, 0, &lmid);
	policy_take(test, s, A, 1, 0, &lmid);
	policy_take(test, s, B, 0, 0, &lmid);
	policy_take(test, s, B, 1, 0, &lmid);
}

static void policy_empty_free(struct kunit *test, struct policy_scene *s)
{
	policy_empty_own(test, s);
	policy_give(test, s, F, &s->others);
	policy_give(test, s, G, &s->others);
}

/* ---- allocation: what is asked for and what comes of it -------------------- */

struct policy_case {
	const char *desc;
	/* before it is asked; may change what is asked */
	void (*setup)(struct kunit *test, struct policy_scene *s,
		      struct ntms_ask *ask);
	u32 options;
	u32 reason;
	/* if it succeeds: which side */
	enum policy_media medium;
	u8 side;
	bool reserve;
};

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

static void setup_no_free_pool(struct kunit *test, struct policy_scene *s,
			       struct ntms_ask *ask)
{
	policy_empty_own(test, s);
	s->type->pools[NTMS_POOL_FREE] = NULL;
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

static void setup_disabled(struct kunit *test, struct policy_scene *s,
			   struct ntms_ask *ask)
{
	NTMS_KIT_REASON(test, ntms_kit_set_enabled(s->kit,
						   &s->media[A]->obj.id, false),
			SUCCESS);
}

static void setup_library_disabled(struct kunit *test, struct policy_scene *s,
				   struct ntms_ask *ask)
{
	NTMS_KIT_REASON(test, ntms_kit_set_enabled(s->kit, &s->library->obj.id,
						   false), SUCCESS);
}

static void setup_absent(struct kunit *test, struct policy_scene *s,
			 struct ntms_ask *ask)
{
	ntms_library_absent(&s->kit->cat, &s->robot->id);
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
	{ "no free pool of the type", setup_no_free_pool, 0,
	  NTMS_REASON_DEVICE_NOT_AVAILABLE },
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
	{ "a disabled cartridge is passed over", setup_disabled, 0,
	  NTMS_REASON_SUCCESS, B, 0, false },
	{ "all is in a disabled library", setup_library_disabled, 0,
	  NTMS_REASON_MEDIA_UNAVAILABLE },
	{ "all is in a library that is gone", setup_absent, 0,
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

static void policy_ask(struct kunit *test, struct policy_scene *s,
		       const struct policy_case *c, struct ntms_ask *ask)
{
	struct ntms_catalog *cat = &s->kit->cat;
	struct ntms_pick pick;
	ntms_reason_t reason;
	u64 before;

	ask->options |= c->options;
	if (c->setup)
		c->setup(test, s, ask);
	before = ntms_kit_digest(cat);
	mutex_lock(&cat->lock);
	reason = ntms_policy_allocate(cat, ask, &pick);
	mutex_unlock(&cat->lock);
	KUNIT_EXPECT_EQ(test, reason, c->reason);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(cat), before);
	if (!reason && !c->reason) {
		KUNIT_EXPECT_PTR_EQ(test, pick.medium, s->media[c->medium]);
		KUNIT_EXPECT_PTR_EQ(test, pick.side,
				    &s->media[c->medium]->sides[c->side]);
		KUNIT_EXPECT_PTR_EQ(test, pick.from, pick.medium->pool);
		KUNIT_EXPECT_TRUE(test, guid_equal(&pick.pool->obj.id,
						   &ask->pool));
		KUNIT_EXPECT_EQ(test, pick.reserve, c->reserve);
	}
	/* As a set-up may have left it */
	mutex_lock(&cat->lock);
	s->type->pools[NTMS_POOL_FREE] =
		ntms_pool_named(cat, cat->system[NTMS_POOL_FREE],
				ntms_label_name(s->type->obj.label));
	mutex_unlock(&cat->lock);
}

static void policy_test_any(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	struct ntms_ask ask = { .cred = &ntms_kit_owner, .pool = s->own };

	policy_ask(test, s, test->param_value, &ask);
}

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
	setup_disabled(test, s, ask);
	policy_side_id(s, A, 0, &ask->side);
}

static void setup_named_library(struct kunit *test, struct policy_scene *s,
				struct ntms_ask *ask)
{
	setup_library_disabled(test, s, ask);
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
	setup_disabled(test, s, ask);
}

static void setup_next_absent(struct kunit *test, struct policy_scene *s,
			      struct ntms_ask *ask)
{
	setup_next(test, s, ask);
	setup_absent(test, s, ask);
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

/* ---- giving back ----------------------------------------------------------- */

/* The state of the other side when side 0 of A is given back */
static const struct return_case {
	const char *desc;
	bool to_scratch;
	u32 max_allocates;
	u8 sibling;
	u8 to;
	bool unreserve;
	bool leaves;
	u32 options;
} return_cases[] = {
	{ "stays", false, 0, NTMS_SIDE_AVAILABLE, NTMS_SIDE_AVAILABLE, true,
	  false },
	{ "frees the reserved one", false, 0, NTMS_SIDE_RESERVED,
	  NTMS_SIDE_AVAILABLE, true, false },
	{ "not while another is owned", true, 0, NTMS_SIDE_ALLOCATED,
	  NTMS_SIDE_AVAILABLE, false, false },
	{ "not while another is complete", true, 0, NTMS_SIDE_COMPLETE,
	  NTMS_SIDE_AVAILABLE, false, false },
	{ "stays reserved for who has the other", true, 0,
	  NTMS_SIDE_ALLOCATED, NTMS_SIDE_RESERVED, false, false,
	  NTMS_ALLOCATE_NEW },
	{ "at the limit, for who has the other", false, 1,
	  NTMS_SIDE_ALLOCATED, NTMS_SIDE_DECOMMISSIONED, false, false,
	  NTMS_ALLOCATE_NEW },
	{ "to free", true, 0, NTMS_SIDE_AVAILABLE, NTMS_SIDE_AVAILABLE, true,
	  true },
	{ "to free with the reserved one", true, 0, NTMS_SIDE_RESERVED,
	  NTMS_SIDE_AVAILABLE, true, true },
	{ "to free with a decommissioned one", true, 0,
	  NTMS_SIDE_DECOMMISSIONED, NTMS_SIDE_AVAILABLE, true, true },
	{ "not to free with one to import", true, 0, NTMS_SIDE_IMPORT,
	  NTMS_SIDE_AVAILABLE, true, false },
	{ "below the limit", false, 2, NTMS_SIDE_AVAILABLE,
	  NTMS_SIDE_AVAILABLE, true, false },
	{ "at the limit", false, 1, NTMS_SIDE_AVAILABLE,
	  NTMS_SIDE_DECOMMISSIONED, true, false },
	{ "at the limit, while another is owned", false, 1,
	  NTMS_SIDE_ALLOCATED, NTMS_SIDE_DECOMMISSIONED, false, false },
	{ "at the limit, to free with the other", true, 1, NTMS_SIDE_AVAILABLE,
	  NTMS_SIDE_DECOMMISSIONED, true, true },
	{ "at the limit, and nothing left to give", true, 1,
	  NTMS_SIDE_DECOMMISSIONED, NTMS_SIDE_DECOMMISSIONED, true, false },
};

KUNIT_ARRAY_PARAM_DESC(policy_return, return_cases, desc);

/* With NEXT, if @lmid came by NEW */
static void policy_take_sibling(struct kunit *test, struct policy_scene *s,
				guid_t lmid)
{
	if (s->media[A]->sides[1].state == NTMS_SIDE_AVAILABLE)
		policy_take(test, s, A, 1, 0, &lmid);
	else
		NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_root,
							&s->own, NULL,
							NTMS_ALLOCATE_NEXT,
							&lmid), SUCCESS);
}

static void policy_sibling(struct kunit *test, struct policy_scene *s,
			   const guid_t *lmid, u8 state)
{
	struct ntms_side *side = &s->media[A]->sides[1];
	struct ntms_change *change;
	struct ntms_txn txn;

	if (state == NTMS_SIDE_ALLOCATED || state == NTMS_SIDE_COMPLETE)
		policy_take_sibling(test, s, *lmid);
	if (state == side->state)
		return;
	/* No call makes it so beside a side that is owned. */
	if (state == NTMS_SIDE_IMPORT) {
		KUNIT_ASSERT_FALSE(test, side->listed && side->logical);
		ntms_kit_set_enabled(s->kit, &s->media[A]->obj.id, false);
		side->state = state;
		ntms_kit_set_enabled(s->kit, &s->media[A]->obj.id, true);
		return;
	}
	ntms_txn_init(&txn);
	change = ntms_txn_change(&txn, NTMS_STATE);
	change->side = side;
	change->to = state;
	KUNIT_ASSERT_EQ(test, ntms_kit_commit(&s->kit->cat, &txn), 0U);
}

static void policy_test_return(struct kunit *test)
{
	const struct return_case *c = test->param_value;
	struct policy_scene *s = policy_scene(test);
	struct ntms_catalog *cat = &s->kit->cat;
	struct ntms_return back;
	ntms_reason_t reason;
	struct ntms_pool *own;
	guid_t lmid;

	policy_take(test, s, A, 0, c->options, &lmid);
	policy_sibling(test, s, &lmid, c->sibling);
	own = ntms_kit_find_pool(test, &s->own);
	own->deallocation_policy = c->to_scratch ? NTMS_POOL_TOSCRATCH : 0;
	own->max_allocates = c->max_allocates;
	mutex_lock(&cat->lock);
	reason = ntms_policy_deallocate(cat, &ntms_kit_owner, &lmid, &back);
	mutex_unlock(&cat->lock);
	NTMS_KIT_REASON(test, reason, SUCCESS);
	KUNIT_EXPECT_EQ(test, back.to, c->to);
	KUNIT_EXPECT_EQ(test, back.unreserve, c->unreserve);
	KUNIT_EXPECT_PTR_EQ(test, back.pool, c->leaves ?
			    s->type->pools[NTMS_POOL_FREE] : NULL);
	/* And what was decided can be done. */
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &lmid), SUCCESS);
	KUNIT_EXPECT_EQ(test, s->media[A]->sides[0].state, c->to);
	KUNIT_EXPECT_EQ(test, s->media[A]->pool == own, !c->leaves);
	if (c->sibling == NTMS_SIDE_RESERVED)
		KUNIT_EXPECT_EQ(test, s->media[A]->sides[1].state,
				NTMS_SIDE_AVAILABLE);
}

static void policy_test_return_refused(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	guid_t lmid, side, none;

	policy_take(test, s, A, 0, 0, &lmid);
	policy_side_id(s, A, 0, &side);
	ntms_guid_new(&none);
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_other,
						  &lmid), ACCESS_DENIED);
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &side), INVALID_MEDIA);
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &none), INVALID_MEDIA);
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_root,
						  &lmid), SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_root,
						  &lmid), INVALID_MEDIA);
}

/* ---- moving ----------------------------------------------------------------- */

enum policy_pool { OWN, OTHERS, CONTAINER, FREE, FREE_ROOT, IMPORT, IMPORT_ROOT,
		   UNRECOGNIZED, UNRECOGNIZED_ROOT, NO_POOL };

static const struct move_case {
	const char *desc;
	enum policy_media medium;
	enum policy_pool to;
	const struct ntms_cred *cred;
	u32 reason;
	u8 state;
	/* side 0 is allocated before, with these options */
	bool taken;
	u32 options;
} move_cases[] = {
	{ "own to free", A, FREE, &ntms_kit_owner, NTMS_REASON_SUCCESS,
	  NTMS_SIDE_AVAILABLE },
	{ "own to the root of free", A, FREE_ROOT, &ntms_kit_owner,
	  NTMS_REASON_SUCCESS, NTMS_SIDE_AVAILABLE },
	{ "own to own", A, OWN, &ntms_kit_owner, NTMS_REASON_SUCCESS,
	  NTMS_SIDE_AVAILABLE },
	{ "own to somebody else's", A, OTHERS, &ntms_kit_owner,
	  NTMS_REASON_ACCESS_DENIED },
	{ "somebody else's to own", S, OWN, &ntms_kit_owner,
	  NTMS_REASON_ACCESS_DENIED },
	{ "somebody else's to free", S, FREE, &ntms_kit_owner,
	  NTMS_REASON_ACCESS_DENIED },
	{ "own to somebody else's, as administrator", A, OTHERS,
	  &ntms_kit_root, NTMS_REASON_SUCCESS, NTMS_SIDE_AVAILABLE },
	{ "free to own", F, OWN, &ntms_kit_owner, NTMS_REASON_SUCCESS,
	  NTMS_SIDE_AVAILABLE },
	{ "free to import", F, IMPORT, &ntms_kit_root,
	  NTMS_REASON_INVALID_STATE },
	{ "free to import without the right", F, IMPORT, &ntms_kit_owner,
	  NTMS_REASON_ACCESS_DENIED },
	{ "import to own", I, OWN, &ntms_kit_root, NTMS_REASON_SUCCESS,
	  NTMS_SIDE_IMPORT },
	{ "import to own without the right", I, OWN, &ntms_kit_owner,
	  NTMS_REASON_ACCESS_DENIED },
	{ "import to free", I, FREE_ROOT, &ntms_kit_root, NTMS_REASON_SUCCESS,
	  NTMS_SIDE_AVAILABLE },
	{ "import to the root of import", I, IMPORT_ROOT, &ntms_kit_root,
	  NTMS_REASON_SUCCESS, NTMS_SIDE_IMPORT },
	{ "unrecognized to free", U, FREE, &ntms_kit_root, NTMS_REASON_SUCCESS,
	  NTMS_SIDE_AVAILABLE },
	{ "unrecognized to own", U, OWN, &ntms_kit_root,
	  NTMS_REASON_INVALID_MEDIA_POOL },
	{ "unrecognized to import", U, IMPORT, &ntms_kit_root,
	  NTMS_REASON_INVALID_MEDIA_POOL },
	{ "to unrecognized", A, UNRECOGNIZED, &ntms_kit_root,
	  NTMS_REASON_INVALID_MEDIA_POOL },
	{ "to the root of unrecognized", A, UNRECOGNIZED_ROOT, &ntms_kit_root,
	  NTMS_REASON_INVALID_MEDIA_POOL },
	{ "to a pool of pools", A, CONTAINER, &ntms_kit_root,
	  NTMS_REASON_INVALID_MEDIA_POOL },
	{ "to no pool", A, NO_POOL, &ntms_kit_root,
	  NTMS_REASON_INVALID_MEDIA_POOL },
	{ "offline to free", O, FREE, &ntms_kit_owner, NTMS_REASON_SUCCESS,
	  NTMS_SIDE_AVAILABLE },
	{ "another media type", L, OWN, &ntms_kit_root,
	  NTMS_REASON_MEDIA_INCOMPATIBLE },
	{ "another media type to free", L, FREE, &ntms_kit_root,
	  NTMS_REASON_MEDIA_INCOMPATIBLE },
	{ "owned to free", A, FREE, &ntms_kit_owner,
	  NTMS_REASON_INVALID_STATE, 0, true },
	{ "owned to another", A, OTHERS, &ntms_kit_root, NTMS_REASON_SUCCESS,
	  NTMS_SIDE_AVAILABLE, true },
	{ "reserved to another", A, OTHERS, &ntms_kit_root,
	  NTMS_REASON_SUCCESS, NTMS_SIDE_RESERVED, true, NTMS_ALLOCATE_NEW },
};

KUNIT_ARRAY_PARAM_DESC(policy_move, move_cases, desc);

static void policy_move_target(const struct policy_scene *s,
			       enum policy_pool to, guid_t *id)
{
	const struct ntms_catalog *cat = &s->kit->cat;

	switch (to) {
	case OWN:
		*id = s->own;
		break;
	case OTHERS:
		*id = s->others;
		break;
	case CONTAINER:
		*id = s->container;
		break;
	case FREE:
		*id = s->type->pools[NTMS_POOL_FREE]->obj.id;
		break;
	case FREE_ROOT:
		*id = cat->system[NTMS_POOL_FREE]->obj.id;
		break;
	case IMPORT:
		*id = s->type->pools[NTMS_POOL_IMPORT]->obj.id;
		break;
	case IMPORT_ROOT:
		*id = cat->system[NTMS_POOL_IMPORT]->obj.id;
		break;
	case UNRECOGNIZED:
		*id = s->type->pools[NTMS_POOL_UNRECOGNIZED]->obj.id;
		break;
	case UNRECOGNIZED_ROOT:
		*id = cat->system[NTMS_POOL_UNRECOGNIZED]->obj.id;
		break;
	case NO_POOL:
		ntms_guid_new(id);
		break;
	}
}

static void policy_test_move(struct kunit *test)
{
	const struct move_case *c = test->param_value;
	struct policy_scene *s = policy_scene(test);
	struct ntms_medium *medium = s->media[c->medium];
	struct ntms_pool *pool, *from = medium->pool;
	guid_t to, lmid;
	u64 before;
	u8 i;

	if (c->taken)
		policy_take(test, s, c->medium, 0, c->options, &lmid);
	policy_move_target(s, c->to, &to);
	before = ntms_kit_digest(&s->kit->cat);
	KUNIT_EXPECT_EQ(test, ntms_kit_move(s->kit, c->cred, &medium->obj.id,
					    &to), c->reason);
	if (c->reason) {
		KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
		KUNIT_EXPECT_PTR_EQ(test, medium->pool, from);
		return;
	}
	pool = ntms_kit_find_pool(test, &to);
	if (!pool->media_type)
		pool = medium->media_type->pools[pool->type];
	KUNIT_EXPECT_PTR_EQ(test, medium->pool, pool);
	for (i = c->taken; i < medium->nr_sides; i++)
		KUNIT_EXPECT_EQ(test, medium->sides[i].state, c->state);
	if (c->taken)
		KUNIT_EXPECT_EQ(test, medium->sides[0].state,
				NTMS_SIDE_ALLOCATED);
}

/* Nothing but a cleaning cartridge is in the pools of its type. */
static void policy_test_move_cleaner(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	struct ntms_medium *cleaner;
	guid_t pool;

	cleaner = ntms_kit_bring(test, s->robot, O, "CLN001");
	KUNIT_EXPECT_TRUE(test, cleaner->cleaner);
	NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
					    &cleaner->obj.id,
					    &s->kit->cat.system[NTMS_POOL_FREE]->obj.id),
			MEDIA_INCOMPATIBLE);
	ntms_kit_pool(test, "cleaners", NTMS_MEDIA_CODE_CLEANER, &pool);
	NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
					    &cleaner->obj.id, &pool),
			INVALID_MEDIA_POOL);
}

static struct kunit_case policy_cases[] = {
	KUNIT_CASE_PARAM(policy_test_rights, policy_rights_gen_params),
	KUNIT_CASE_PARAM(policy_test_any, policy_any_gen_params),
	KUNIT_CASE_PARAM(policy_test_named, policy_named_gen_params),
	KUNIT_CASE_PARAM(policy_test_next, policy_next_gen_params),
	KUNIT_CASE_PARAM(policy_test_return, policy_return_gen_params),
	KUNIT_CASE(policy_test_return_refused),
	KUNIT_CASE_PARAM(policy_test_move, policy_move_gen_params),
	KUNIT_CASE(policy_test_move_cleaner),
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
