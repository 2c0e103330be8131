// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of core/acl.c: lists of rights, and what they are good for. */
#include "kit.h"

#define ALL	(NTMS_RIGHT_USE | NTMS_RIGHT_MODIFY | NTMS_RIGHT_CONTROL)
#define GROUP	50

static const char acl_asker;

static bool acl_in_group(const void *asker, u32 gid)
{
	return asker == &acl_asker && gid == GROUP;
}

static const struct ntms_cred acl_member = {
	.uid = 1002, .in_group = acl_in_group, .asker = &acl_asker,
};

struct acl_scene {
	struct ntms_kit *kit;
	struct ntms_library *library;
	struct ntms_medium *medium;
	guid_t pool;
	struct ntms_ace aces[NTMS_ACES_MAX];
	struct ntms_acl call;
};

static struct acl_scene *acl_scene(struct kunit *test)
{
	struct acl_scene *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	struct ntms_kit_robot *robot;

	KUNIT_ASSERT_NOT_NULL(test, s);
	s->kit = test->priv;
	robot = ntms_kit_robot(test, "r", 8, 2, 2);
	s->library = ntms_kit_library(test, robot);
	ntms_kit_pool(test, "pool", NTMS_MEDIA_CODE_LTO, &s->pool);
	ntms_kit_arrivals(test, robot, NTMS_MEDIA_CODE_LTO, NTMS_POOL_FREE);
	s->medium = ntms_kit_bring(test, robot, 0, "A");
	return s;
}

static ntms_reason_t acl_get(struct acl_scene *s, const guid_t *id, u32 room)
{
	memset(&s->call, 0, sizeof(s->call));
	ntms_guid_out(&s->call.id, id);
	s->call.count = room;
	return ntms_acl_get(s->kit->session, &s->call, s->aces);
}

static ntms_reason_t acl_set(struct acl_scene *s, const struct ntms_cred *cred,
			     const guid_t *id, const struct ntms_ace *aces,
			     u32 nr)
{
	memset(&s->call, 0, sizeof(s->call));
	ntms_guid_out(&s->call.id, id);
	s->call.count = nr;
	return ntms_acl_set(s->kit->session, cred, &s->call, aces);
}

static bool acl_has(struct acl_scene *s, const guid_t *id,
		    const struct ntms_cred *cred, u32 rights)
{
	struct ntms_ref ref;
	bool has;

	ntms_catalog_lock(&s->kit->cat);
	ref = ntms_find(&s->kit->cat, id);
	has = ntms_allows(&s->kit->cat, &ref, cred, rights);
	ntms_catalog_unlock(&s->kit->cat);
	return has;
}

/* Entries add up, whoever they are about, in any order. */
static void acl_test_entries(struct kunit *test)
{
	const struct ntms_ace aces[] = {
		{ NTMS_ACE_EVERYONE, 0, NTMS_RIGHT_USE },
		{ NTMS_ACE_GROUP, GROUP, NTMS_RIGHT_CONTROL },
		{ NTMS_ACE_GROUP, GROUP + 1, NTMS_RIGHT_MODIFY },
		{ NTMS_ACE_USER, 1001, NTMS_RIGHT_MODIFY },
	};
	struct acl_scene *s = acl_scene(test);
	const guid_t *things[] = {
		&s->pool, &s->library->obj.id, &s->kit->cat.computer->id,
	};
	u32 i, rights;

	for (i = 0; i < ARRAY_SIZE(things); i++) {
		NTMS_KIT_REASON(test, acl_set(s, &ntms_kit_root, things[i],
					      aces, ARRAY_SIZE(aces)), SUCCESS);
		for (rights = 1; rights <= ALL; rights++) {
			KUNIT_EXPECT_EQ(test, acl_has(s, things[i], &acl_member,
						      rights),
					!(rights & NTMS_RIGHT_MODIFY));
			KUNIT_EXPECT_EQ(test, acl_has(s, things[i],
						      &ntms_kit_other, rights),
					!(rights & NTMS_RIGHT_CONTROL));
			KUNIT_EXPECT_EQ(test, acl_has(s, things[i],
						      &ntms_kit_owner, rights),
					!i || rights == NTMS_RIGHT_USE);
			KUNIT_EXPECT_TRUE(test, acl_has(s, things[i],
							&ntms_kit_root, rights));
		}
		/* An empty list is nobody's but the owner's. */
		NTMS_KIT_REASON(test, acl_set(s, &ntms_kit_root, things[i],
					      NULL, 0), SUCCESS);
		KUNIT_EXPECT_FALSE(test, acl_has(s, things[i], &acl_member,
						 NTMS_RIGHT_USE));
	}
}

/* Whoever was given CONTROL allocates, and goes on waiting when it is taken. */
static void acl_test_allocate(struct kunit *test)
{
	const struct ntms_ace ace = { NTMS_ACE_GROUP, GROUP,
				      NTMS_RIGHT_CONTROL };
	struct acl_scene *s = acl_scene(test);
	const guid_t *free = &s->medium->pool->obj.id;
	struct ntms_collect call;
	guid_t lmid;

	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &acl_member, &s->pool,
						NULL, 0, &lmid),
			ACCESS_DENIED);
	NTMS_KIT_REASON(test, acl_set(s, &ntms_kit_owner, &s->pool, &ace, 1),
			SUCCESS);
	/* Without USE on free, there is nothing to be had. */
	NTMS_KIT_REASON(test, acl_set(s, &ntms_kit_root, free, NULL, 0),
			SUCCESS);
	KUNIT_EXPECT_NE(test, ntms_kit_allocate(s->kit, &acl_member, &s->pool,
						NULL,
						NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE,
						&lmid), 0U);
	NTMS_KIT_REASON(test, acl_set(s, &ntms_kit_root, free,
				      &(struct ntms_ace){ NTMS_ACE_EVERYONE, 0,
							  NTMS_RIGHT_USE }, 1),
			SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &acl_member, &s->pool,
						NULL, 0, &lmid), SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_queue(s->kit->session, &acl_member,
					     &s->pool, 0, NTMS_DEADLINE_NEVER,
					     7), SUCCESS);
	NTMS_KIT_REASON(test, acl_set(s, &ntms_kit_owner, &s->pool, NULL, 0),
			SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &acl_member, &lmid),
			ACCESS_DENIED);
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &lmid), SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_collect(s->kit->session, &call),
			SUCCESS);
	KUNIT_EXPECT_EQ(test, call.result, 0U);
	KUNIT_EXPECT_EQ(test, call.cookie, 7ULL);
}

static void acl_test_get(struct kunit *test)
{
	struct acl_scene *s = acl_scene(test);
	guid_t none = {};

	NTMS_KIT_REASON(test, acl_get(s, &s->medium->obj.id, 0), SUCCESS);
	KUNIT_EXPECT_TRUE(test, !memcmp(&s->call.governor,
					&s->medium->pool->obj.id,
					sizeof(guid_t)));
	KUNIT_EXPECT_EQ(test, s->call.type, (u32)NTMS_TYPE_POOL);
	KUNIT_EXPECT_EQ(test, s->call.owner, U32_MAX);
	KUNIT_EXPECT_EQ(test, s->call.total, 1U);
	KUNIT_EXPECT_EQ(test, s->call.count, 0U);
	NTMS_KIT_REASON(test, acl_get(s, &s->library->obj.id, NTMS_ACES_MAX),
			SUCCESS);
	KUNIT_EXPECT_EQ(test, s->call.count, 1U);
	KUNIT_EXPECT_EQ(test, s->aces[0].kind, (u32)NTMS_ACE_EVERYONE);
	KUNIT_EXPECT_EQ(test, s->aces[0].rights, (u32)NTMS_RIGHT_USE);
	NTMS_KIT_REASON(test, acl_get(s, &s->pool, NTMS_ACES_MAX), SUCCESS);
	KUNIT_EXPECT_EQ(test, s->call.owner, ntms_kit_owner.uid);
	KUNIT_EXPECT_EQ(test, s->call.total, 0U);
	NTMS_KIT_REASON(test, acl_get(s, &s->medium->media_type->obj.id, 0),
			SUCCESS);
	KUNIT_EXPECT_EQ(test, s->call.type, (u32)NTMS_TYPE_COMPUTER);
	NTMS_KIT_REASON(test, acl_get(s, &none, 0), OBJECT_NOT_FOUND);
}

static const struct ntms_ace acl_bad[] = {
	{ 0, 1, NTMS_RIGHT_USE },
	{ NTMS_ACE_EVERYONE + 1, 0, NTMS_RIGHT_USE },
	{ NTMS_ACE_EVERYONE, 1, NTMS_RIGHT_USE },
	{ NTMS_ACE_USER, 1, 0 },
	{ NTMS_ACE_USER, 1, 8 },
	{ NTMS_ACE_USER, 1, NTMS_RIGHT_USE, 1 },
};

static void acl_test_refused(struct kunit *test)
{
	const struct ntms_ace good = { NTMS_ACE_USER, 1001, ALL };
	struct acl_scene *s = acl_scene(test);
	guid_t none = {};
	u64 before;
	u32 i;

	NTMS_KIT_REASON(test, acl_set(s, &ntms_kit_owner, &s->pool, &good, 1),
			SUCCESS);
	before = ntms_kit_digest(&s->kit->cat);
	for (i = 0; i < ARRAY_SIZE(acl_bad); i++)
		NTMS_KIT_REASON(test, acl_set(s, &ntms_kit_root, &s->pool,
					      &acl_bad[i], 1),
				INVALID_PARAMETER);
	NTMS_KIT_REASON(test, acl_set(s, &ntms_kit_root, &none, &good, 1),
			OBJECT_NOT_FOUND);
	NTMS_KIT_REASON(test, acl_set(s, &ntms_kit_root, &s->medium->obj.id,
				      &good, 1), NO_SECURITY_ON_OBJECT);
	/* CONTROL is not the right to give CONTROL. */
	NTMS_KIT_REASON(test, acl_set(s, &ntms_kit_other, &s->pool, &good, 1),
			ACCESS_DENIED);
	NTMS_KIT_REASON(test, acl_set(s, &ntms_kit_owner, &s->library->obj.id,
				      &good, 1), ACCESS_DENIED);
	NTMS_KIT_REASON(test, acl_set(s, &ntms_kit_owner,
				      &s->kit->cat.computer->id, &good, 1),
			ACCESS_DENIED);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
	s->kit->cat.journal.required = true;
	NTMS_KIT_REASON(test, acl_set(s, &ntms_kit_owner, &s->pool, &good, 1),
			DATABASE_FAILURE);
}

/* A pool begins with the list of the one that it is made in; no more. */
static void acl_test_inherits(struct kunit *test)
{
	const struct ntms_ace ace = { NTMS_ACE_USER, 1001, NTMS_RIGHT_CONTROL };
	struct acl_scene *s = acl_scene(test);
	guid_t box, inner;

	NTMS_KIT_REASON(test, ntms_kit_create(s->kit, &ntms_kit_root, "box",
					      NULL, NULL, 0, 0, &box), SUCCESS);
	NTMS_KIT_REASON(test, acl_set(s, &ntms_kit_owner, &box, &ace, 1),
			SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_create(s->kit, &ntms_kit_other, "inner",
					      &box, NULL, 0, 0, &inner),
			SUCCESS);
	NTMS_KIT_REASON(test, acl_set(s, &ntms_kit_owner, &box, NULL, 0),
			SUCCESS);
	KUNIT_EXPECT_TRUE(test, acl_has(s, &inner, &ntms_kit_other,
					NTMS_RIGHT_CONTROL));
	KUNIT_EXPECT_FALSE(test, acl_has(s, &inner, &ntms_kit_other,
					 NTMS_RIGHT_MODIFY));
	KUNIT_EXPECT_FALSE(test, acl_has(s, &box, &ntms_kit_other,
					 NTMS_RIGHT_CONTROL));
	KUNIT_EXPECT_TRUE(test, acl_has(s, &inner, &ntms_kit_owner, ALL));
}

static struct kunit_case acl_test_cases[] = {
	KUNIT_CASE(acl_test_entries),
	KUNIT_CASE(acl_test_allocate),
	KUNIT_CASE(acl_test_get),
	KUNIT_CASE(acl_test_refused),
	KUNIT_CASE(acl_test_inherits),
	{ }
};

static struct kunit_suite acl_suite = {
	.name = "ntms_acl",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = acl_test_cases,
};

kunit_test_suite(acl_suite);
