// SPDX-License-Identifier: GPL-2.0
/* See policy_scene.h. */
#include "policy_scene.h"

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

void policy_give(struct kunit *test, struct policy_scene *s, int medium,
		 const guid_t *pool)
{
	NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
					    &s->media[medium]->obj.id, pool),
			SUCCESS);
}

struct policy_scene *policy_scene(struct kunit *test)
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

void policy_side_id(const struct policy_scene *s, int medium, u8 number,
		    guid_t *id)
{
	ntms_side_id(id, s->media[medium], &s->media[medium]->sides[number]);
}

/* A call that has to succeed, so that there is something to ask about */
void policy_take(struct kunit *test, struct policy_scene *s, int medium,
		 u8 number, u32 options, guid_t *lmid)
{
	ntms_reason_t reason;
	guid_t side;

	policy_side_id(s, medium, number, &side);
	reason = ntms_kit_allocate(s->kit, &ntms_kit_root, &s->own, &side,
				   options, lmid);
	KUNIT_ASSERT_EQ(test, reason, (ntms_reason_t)NTMS_REASON_SUCCESS);
}

void policy_empty_own(struct kunit *test, struct policy_scene *s)
{
	guid_t lmid;

	policy_take(test, s, A, 0, 0, &lmid);
	policy_take(test, s, A, 1, 0, &lmid);
	policy_take(test, s, B, 0, 0, &lmid);
	policy_take(test, s, B, 1, 0, &lmid);
}

void policy_empty_free(struct kunit *test, struct policy_scene *s)
{
	policy_empty_own(test, s);
	policy_give(test, s, F, &s->others);
	policy_give(test, s, G, &s->others);
}

void policy_disabled(struct kunit *test, struct policy_scene *s,
		     struct ntms_ask *ask)
{
	NTMS_KIT_REASON(test, ntms_kit_set_enabled(s->kit,
						   &s->media[A]->obj.id, false),
			SUCCESS);
}

void policy_library_disabled(struct kunit *test, struct policy_scene *s,
			     struct ntms_ask *ask)
{
	NTMS_KIT_REASON(test, ntms_kit_set_enabled(s->kit, &s->library->obj.id,
						   false), SUCCESS);
}

void policy_absent(struct kunit *test, struct policy_scene *s,
		   struct ntms_ask *ask)
{
	ntms_library_absent(&s->kit->cat, &s->robot->id);
}

void policy_ask(struct kunit *test, struct policy_scene *s,
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
}
