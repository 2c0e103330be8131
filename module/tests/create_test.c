// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of core/create.c: cartridges that another catalog had. */
#include "policy_scene.h"

#define CREATE_STATES	(NTMS_SIDE_RESERVED + 1)

static void create_call(const guid_t *pool, const char *barcode, u8 first,
			u8 second, struct ntms_medium_create *call)
{
	*call = (struct ntms_medium_create) {
		.side_count = 2,
		.owner = 1000,
		.sides = { { .side_state = first }, { .side_state = second } },
	};
	if (pool)
		ntms_guid_out(&call->pool, pool);
	strscpy(call->barcode, barcode, sizeof(call->barcode));
}

static ntms_reason_t create_do(struct policy_scene *s,
			       struct ntms_medium_create *call)
{
	return ntms_medium_create(s->kit->session, &ntms_kit_root, call);
}

/* Nothing has changed, and the reason is that one. */
static void create_refused(struct kunit *test, struct policy_scene *s,
			   struct ntms_medium_create *call, u32 reason)
{
	const struct ntms_medium_create asked = *call;
	u64 before = ntms_kit_digest(&s->kit->cat);

	KUNIT_EXPECT_EQ(test, create_do(s, call), reason);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
	KUNIT_EXPECT_EQ(test, memcmp(call, &asked, sizeof(asked)), 0);
	NTMS_KIT_SOUND(test, &s->kit->cat);
}

static struct ntms_medium *create_made(struct kunit *test,
				       struct policy_scene *s,
				       struct ntms_medium_create *call)
{
	struct ntms_medium *medium;

	NTMS_KIT_REASON(test, create_do(s, call), SUCCESS);
	ntms_catalog_lock(&s->kit->cat);
	medium = ntms_find_medium(&s->kit->cat,
				  (const guid_t *)call->medium.b);
	ntms_catalog_unlock(&s->kit->cat);
	KUNIT_ASSERT_NOT_NULL(test, medium);
	NTMS_KIT_SOUND(test, &s->kit->cat);
	return medium;
}

static bool create_owned(u8 state)
{
	return state == NTMS_SIDE_ALLOCATED || state == NTMS_SIDE_COMPLETE;
}

/* Can a side be so, beside another one? */
static bool create_possible(bool import, u8 state, u8 other)
{
	switch (state) {
	case NTMS_SIDE_IMPORT:
		return true;
	case NTMS_SIDE_RESERVED:
		return !import && create_owned(other);
	case NTMS_SIDE_AVAILABLE:
	case NTMS_SIDE_ALLOCATED:
	case NTMS_SIDE_COMPLETE:
	case NTMS_SIDE_DECOMMISSIONED:
		return !import;
	default:
		return false;
	}
}

static void create_state(struct kunit *test, struct policy_scene *s,
			 bool import, u8 a, u8 b)
{
	const guid_t *pool = import ?
		&s->type->pools[NTMS_POOL_IMPORT]->obj.id : &s->own;
	struct ntms_medium_create call;
	struct ntms_medium *medium;

	create_call(pool, "", a, b, &call);
	if (!create_possible(import, a, b) || !create_possible(import, b, a)) {
		create_refused(test, s, &call, NTMS_REASON_INVALID_STATE);
		return;
	}
	medium = create_made(test, s, &call);
	KUNIT_EXPECT_EQ(test, medium->sides[0].state, a);
	KUNIT_EXPECT_EQ(test, medium->sides[1].state, b);
	KUNIT_EXPECT_EQ(test, medium->owned, create_owned(a) + create_owned(b));
	KUNIT_EXPECT_EQ(test, create_owned(a),
			!!medium->sides[0].logical);
	KUNIT_EXPECT_EQ(test, create_owned(b),
			!guid_is_null((guid_t *)call.sides[1].logical_medium.b));
}

static void create_test_states(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	u8 a, b;

	for (a = 0; a <= CREATE_STATES; a++) {
		for (b = 0; b <= CREATE_STATES; b++) {
			create_state(test, s, false, a, b);
			create_state(test, s, true, a, b);
		}
	}
}

static void create_test_told(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	struct ntms_medium_create call;
	struct ntms_medium *medium;
	struct ntms_logical *logical;
	u64 sides = s->kit->cat.sides;
	u32 had;

	create_call(&s->own, "NEW1", NTMS_SIDE_COMPLETE, NTMS_SIDE_AVAILABLE,
		    &call);
	call.sides[1].allocate_count = 7;
	had = ntms_kit_find_pool(test, &s->own)->nr_logical;
	medium = create_made(test, s, &call);
	logical = medium->sides[0].logical;
	KUNIT_EXPECT_PTR_EQ(test, medium->library, s->kit->cat.offline);
	KUNIT_EXPECT_STREQ(test, medium->barcode, "NEW1");
	KUNIT_EXPECT_EQ(test, s->kit->cat.sides, sides + 2);
	KUNIT_EXPECT_EQ(test, medium->pool->nr_logical, had + 1);
	KUNIT_EXPECT_EQ(test, medium->sides[0].allocate_count, 1U);
	KUNIT_EXPECT_EQ(test, medium->sides[1].allocate_count, 7U);
	KUNIT_EXPECT_EQ(test, logical->uid, 1000U);
	KUNIT_EXPECT_PTR_EQ(test, logical->app, s->kit->session->app);
	KUNIT_EXPECT_EQ(test, memcmp(&call.sides[0].logical_medium,
				     &logical->obj.id, sizeof(guid_t)), 0);
	/* What was given out is given back as ever. */
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &logical->obj.id), SUCCESS);
	KUNIT_EXPECT_EQ(test, medium->sides[0].state, NTMS_SIDE_AVAILABLE);
	NTMS_KIT_SOUND(test, &s->kit->cat);
}

/* Put into a library it is the one that it was said to be. */
static void create_test_arrives(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	struct ntms_medium_create call;
	struct ntms_medium *medium;
	guid_t lmid, next;

	create_call(&s->own, "NEW1", NTMS_SIDE_ALLOCATED, NTMS_SIDE_RESERVED,
		    &call);
	medium = create_made(test, s, &call);
	lmid = medium->sides[0].logical->obj.id;
	KUNIT_EXPECT_PTR_EQ(test, ntms_kit_bring(test, s->robot, O, "NEW1"),
			    medium);
	KUNIT_EXPECT_PTR_EQ(test, medium->library, s->library);
	KUNIT_EXPECT_TRUE(test, guid_equal(&medium->pool->obj.id, &s->own));
	/* Whoever had it goes on with the other side. */
	next = lmid;
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->own, NULL,
						NTMS_ALLOCATE_NEXT, &next),
			SUCCESS);
	KUNIT_EXPECT_FALSE(test, guid_equal(&next, &lmid));
	KUNIT_EXPECT_EQ(test, medium->owned, 2);
	NTMS_KIT_SOUND(test, &s->kit->cat);
}

static void create_test_refused(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	const struct ntms_pool *others[] = {
		s->type->pools[NTMS_POOL_FREE],
		s->type->pools[NTMS_POOL_UNRECOGNIZED],
		s->kit->cat.system[NTMS_POOL_IMPORT],
	};
	const struct ntms_medium_create nothing = {};
	struct ntms_medium_create call;
	size_t i;

#define CREATE_REFUSED(_reason, ...) do {				\
	create_call(&s->own, "NEW1", NTMS_SIDE_AVAILABLE,		\
		    NTMS_SIDE_ALLOCATED, &call);			\
	__VA_ARGS__;							\
	create_refused(test, s, &call, NTMS_REASON_##_reason);		\
} while (0)
	CREATE_REFUSED(INVALID_PARAMETER, call.flags = 1);
	CREATE_REFUSED(INVALID_PARAMETER, call.reserved = 1);
	CREATE_REFUSED(INVALID_PARAMETER, call.side_count = 0);
	CREATE_REFUSED(INVALID_PARAMETER, call.side_count = 3);
	CREATE_REFUSED(INVALID_PARAMETER, call.pool = nothing.pool);
	/* Of a side without owner, and of one that is not there */
	CREATE_REFUSED(INVALID_PARAMETER,
		       call.sides[0].logical_medium.b[7] = 0x80);
	CREATE_REFUSED(INVALID_PARAMETER, call.side_count = 1);
	CREATE_REFUSED(MEDIA_INCOMPATIBLE, call.side_count = 1,
		       call.sides[1] = nothing.sides[1]);
	CREATE_REFUSED(MEDIA_INCOMPATIBLE, strscpy(call.barcode, "CLN001L1",
						   sizeof(call.barcode)));
	CREATE_REFUSED(INVALID_NAME, call.barcode[0] = ' ');
	CREATE_REFUSED(INVALID_NAME, call.barcode[3] = ' ');
	CREATE_REFUSED(INVALID_NAME, call.barcode[1] = '\n');
	CREATE_REFUSED(INVALID_NAME, call.barcode[1] = '\x7f');
	CREATE_REFUSED(INVALID_NAME, memset(call.barcode, 'A',
					    NTMS_SMC_TAG_SIZE));
	CREATE_REFUSED(INVALID_NAME, memset(call.barcode, 'A',
					    sizeof(call.barcode)));
	CREATE_REFUSED(INVALID_MEDIA, call.barcode[0] = 'A',
		       call.barcode[1] = 0);
	CREATE_REFUSED(INVALID_MEDIA_POOL, call.pool.b[0] ^= 1);
	CREATE_REFUSED(INVALID_MEDIA_POOL,
		       ntms_guid_out(&call.pool, &s->container));
	for (i = 0; i < ARRAY_SIZE(others); i++)
		CREATE_REFUSED(INVALID_MEDIA_POOL,
			       ntms_guid_out(&call.pool, &others[i]->obj.id));
#undef CREATE_REFUSED
	create_call(&s->own, "NEW1", NTMS_SIDE_AVAILABLE, NTMS_SIDE_AVAILABLE,
		    &call);
	memset(call.barcode, 'A', NTMS_SMC_TAG_SIZE - 1);
	create_made(test, s, &call);
}

/* An owner of a pool fills it with what is there, and with nothing else. */
static void create_test_right(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	u64 before = ntms_kit_digest(&s->kit->cat);
	struct ntms_medium_create call;

	create_call(&s->own, "NEW1", NTMS_SIDE_AVAILABLE, NTMS_SIDE_AVAILABLE,
		    &call);
	NTMS_KIT_REASON(test, ntms_medium_create(s->kit->session,
						 &ntms_kit_owner, &call),
			ACCESS_DENIED);
	NTMS_KIT_REASON(test, ntms_medium_create(s->kit->session,
						 &ntms_kit_other, &call),
			ACCESS_DENIED);
	/* Not whether there is such a cartridge */
	strscpy(call.barcode, "A", sizeof(call.barcode));
	NTMS_KIT_REASON(test, ntms_medium_create(s->kit->session,
						 &ntms_kit_owner, &call),
			ACCESS_DENIED);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
}

static void create_test_guids(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	struct ntms_medium_create call, given;
	struct ntms_medium *medium;
	guid_t id, lmid;

	create_call(&s->own, "NEW1", NTMS_SIDE_ALLOCATED, NTMS_SIDE_AVAILABLE,
		    &call);
	medium = create_made(test, s, &call);
	id = medium->obj.id;
	lmid = medium->sides[0].logical->obj.id;
	/* Something has them. */
	given = call;
	strscpy(given.barcode, "NEW2", sizeof(given.barcode));
	create_refused(test, s, &given, NTMS_REASON_INVALID_MEDIA);
	memset(&given.medium, 0, sizeof(given.medium));
	create_refused(test, s, &given, NTMS_REASON_INVALID_MEDIA);
	given.medium = given.sides[0].logical_medium;
	create_refused(test, s, &given, NTMS_REASON_INVALID_MEDIA);
	/* Nothing has them any more. */
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &lmid), SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_forget(s->kit, &ntms_kit_root, &id),
			SUCCESS);
	medium = create_made(test, s, &call);
	KUNIT_EXPECT_TRUE(test, guid_equal(&medium->obj.id, &id));
	KUNIT_EXPECT_TRUE(test, guid_equal(&medium->sides[0].logical->obj.id,
					   &lmid));
}

/* Only what was made once is taken: here before, or elsewhere. */
static void create_test_past(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	struct ntms_medium_create call;
	guid_t now, other;

	ntms_guid_new(&now);
	KUNIT_EXPECT_TRUE(test, ntms_guid_past(&now));
	ntms_guid_with_part(&other, &now, 1);
	KUNIT_EXPECT_FALSE(test, ntms_guid_past(&other));
	other = now;
	other.b[7] ^= 0x40;	/* another version of GUIDs */
	KUNIT_EXPECT_FALSE(test, ntms_guid_past(&other));
	other = now;
	other.b[8] ^= 0x40;	/* another variant */
	KUNIT_EXPECT_FALSE(test, ntms_guid_past(&other));
	other = now;
	other.b[9] ^= 1;	/* another era */
	KUNIT_EXPECT_TRUE(test, ntms_guid_past(&other));
	create_call(&s->own, "NEW1", NTMS_SIDE_AVAILABLE, NTMS_SIDE_AVAILABLE,
		    &call);
	ntms_guid_out(&call.medium, &other);
	create_made(test, s, &call);
	/* The next one is not to be taken away; any other will be as well. */
	other = now;
	other.b[0] ^= 1;
	create_call(&s->own, "NEW2", NTMS_SIDE_AVAILABLE, NTMS_SIDE_ALLOCATED,
		    &call);
	if (!ntms_guid_past(&other)) {
		ntms_guid_out(&call.medium, &other);
		create_refused(test, s, &call, NTMS_REASON_INVALID_PARAMETER);
		memset(&call.medium, 0, sizeof(call.medium));
		ntms_guid_out(&call.sides[1].logical_medium, &other);
		create_refused(test, s, &call, NTMS_REASON_INVALID_PARAMETER);
	}
	KUNIT_EXPECT_FALSE(test, ntms_guid_past(&other));
}

/* Of all that a GUID can be, exactly what was made is past. */
static void create_test_past_all(struct kunit *test)
{
	guid_t made, guess;
	u32 i, past = 0;

	ntms_guid_new(&made);
	for (i = 0; i < 100000; i++) {
		ntms_guid_new(&guess);
		if (!ntms_guid_past(&guess))
			break;
	}
	KUNIT_EXPECT_EQ(test, i, 100000U);
	guess = made;
	for (i = 0; i < 1000; i++) {
		guess.b[3] += 41;
		guess.b[1] += 89;
		guess.b[0] += 13;
		past += ntms_guid_past(&guess);
	}
	/* A hundred thousand of four thousand million */
	KUNIT_EXPECT_LT(test, past, 10U);
}

static struct kunit_case create_cases[] = {
	KUNIT_CASE(create_test_states),
	KUNIT_CASE(create_test_told),
	KUNIT_CASE(create_test_arrives),
	KUNIT_CASE(create_test_refused),
	KUNIT_CASE(create_test_right),
	KUNIT_CASE(create_test_guids),
	KUNIT_CASE(create_test_past),
	KUNIT_CASE(create_test_past_all),
	{ }
};

static struct kunit_suite create_suite = {
	.name = "ntms_create",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = create_cases,
};

kunit_test_suite(create_suite);
