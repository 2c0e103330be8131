// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of core/type.c: media types come and go, and cartridges change. */
#include "policy_scene.h"

/* A type that no cartridge of the scene is of */
#define TYPE_CODE	0x27

static u32 type_listed(struct kunit *test, struct ntms_kit *kit,
		       const guid_t *library, const guid_t *type, u64 *total)
{
	struct ntms_enum call = { .type = NTMS_TYPE_MEDIA_TYPE };
	struct ntms_guid ids[16];
	u32 nr, i, listed = 0;

	ntms_guid_out(&call.container, library);
	NTMS_KIT_REASON(test, ntms_query_enum(kit->session, &ntms_kit_other,
					      &call, ids, ARRAY_SIZE(ids), &nr),
			SUCCESS);
	KUNIT_EXPECT_EQ(test, call.more, 0U);
	KUNIT_EXPECT_EQ(test, call.total, (u64)nr);
	for (i = 0; i < nr; i++)
		listed += !memcmp(&ids[i], type, sizeof(*type));
	if (total)
		*total = call.total;
	return listed;
}

static bool type_is(struct policy_scene *s, const guid_t *id)
{
	bool is;

	ntms_catalog_lock(&s->kit->cat);
	is = ntms_find_media_type(&s->kit->cat, id);
	ntms_catalog_unlock(&s->kit->cat);
	return is;
}

static u64 type_pools(struct policy_scene *s)
{
	return s->kit->cat.order[NTMS_TYPE_POOL].count;
}

static void type_add(struct kunit *test, struct policy_scene *s, u32 code,
		     guid_t *type)
{
	NTMS_KIT_REASON(test, ntms_kit_type_add(s->kit, &ntms_kit_root, code,
						&s->robot->id, type), SUCCESS);
	NTMS_KIT_SOUND(test, &s->kit->cat);
}

#define TYPE_DELETE(test, s, type, reason)				\
	NTMS_KIT_REASON(test, ntms_kit_type_delete((s)->kit,		\
						   &ntms_kit_root, type, \
						   &(s)->robot->id), reason)

/* It comes with its sub-pools, once, and goes with them. */
static void type_test_add_delete(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	const u64 pools = type_pools(s);
	u64 before, total;
	guid_t id, again;

	type_listed(test, s->kit, &s->robot->id, &guid_null, &before);
	type_add(test, s, TYPE_CODE, &id);
	KUNIT_EXPECT_TRUE(test, type_is(s, &id));
	KUNIT_EXPECT_EQ(test, type_pools(s), pools + 3);
	KUNIT_EXPECT_EQ(test, type_listed(test, s->kit, &s->robot->id, &id,
					  &total), 1U);
	KUNIT_EXPECT_EQ(test, total, before + 1);
	/* Once more is nothing more. */
	before = ntms_kit_digest(&s->kit->cat);
	type_add(test, s, TYPE_CODE, &again);
	KUNIT_EXPECT_TRUE(test, guid_equal(&id, &again));
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
	TYPE_DELETE(test, s, &id, SUCCESS);
	KUNIT_EXPECT_FALSE(test, type_is(s, &id));
	KUNIT_EXPECT_EQ(test, type_pools(s), pools);
	KUNIT_EXPECT_EQ(test, type_listed(test, s->kit, &s->robot->id, &id,
					  NULL), 0U);
	TYPE_DELETE(test, s, &id, INVALID_MEDIA);
	NTMS_KIT_SOUND(test, &s->kit->cat);
	/* The next one is another one. */
	type_add(test, s, TYPE_CODE, &again);
	KUNIT_EXPECT_FALSE(test, guid_equal(&id, &again));
}

/* A sub-pool of a system pool begins with the list of that one. */
static void type_test_add_inherits(struct kunit *test)
{
	const struct ntms_ace ace = { NTMS_ACE_USER, 1001, NTMS_RIGHT_CONTROL };
	struct policy_scene *s = policy_scene(test);
	struct ntms_catalog *cat = &s->kit->cat;
	struct ntms_acl call = { .count = 1 };
	struct ntms_media_type *type;
	guid_t id;

	ntms_guid_out(&call.id, &cat->system[NTMS_POOL_IMPORT]->obj.id);
	NTMS_KIT_REASON(test, ntms_acl_set(s->kit->session, &ntms_kit_root,
					   &call, &ace), SUCCESS);
	type_add(test, s, TYPE_CODE, &id);
	ntms_catalog_lock(cat);
	type = ntms_find_media_type(cat, &id);
	KUNIT_EXPECT_TRUE(test, ntms_pool_allows(type->pools[NTMS_POOL_IMPORT],
						 &ntms_kit_other,
						 NTMS_RIGHT_CONTROL));
	KUNIT_EXPECT_FALSE(test, ntms_pool_allows(type->pools[NTMS_POOL_FREE],
						  &ntms_kit_other,
						  NTMS_RIGHT_CONTROL));
	KUNIT_EXPECT_TRUE(test, ntms_pool_allows(type->pools[NTMS_POOL_FREE],
						 &ntms_kit_other,
						 NTMS_RIGHT_USE));
	ntms_catalog_unlock(cat);
}

/* By the GUID of one that there is */
static void type_test_add_by_id(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	struct ntms_kit_robot *other = ntms_kit_robot(test, "other", 2, 0, 1);
	const guid_t type = s->type->obj.id;
	struct ntms_type_add call = {};

	KUNIT_EXPECT_EQ(test, type_listed(test, s->kit, &other->id, &type,
					  NULL), 0U);
	ntms_guid_out(&call.media_type, &type);
	ntms_guid_out(&call.library, &other->id);
	call.code = POLICY_CODE;
	NTMS_KIT_REASON(test, ntms_type_add(s->kit->session, &ntms_kit_root,
					    &call), INVALID_PARAMETER);
	call.code = 0;
	NTMS_KIT_REASON(test, ntms_type_add(s->kit->session, &ntms_kit_root,
					    &call), SUCCESS);
	KUNIT_EXPECT_EQ(test, type_listed(test, s->kit, &other->id, &type,
					  NULL), 1U);
	/* The other one holds media of it, which keeps the type. */
	NTMS_KIT_REASON(test, ntms_kit_type_delete(s->kit, &ntms_kit_root,
						   &type, &other->id), SUCCESS);
	KUNIT_EXPECT_TRUE(test, type_is(s, &type));
	ntms_guid_out(&call.media_type, &s->own);
	NTMS_KIT_REASON(test, ntms_type_add(s->kit->session, &ntms_kit_root,
					    &call), INVALID_MEDIA);
	NTMS_KIT_SOUND(test, &s->kit->cat);
}

static void type_test_delete_not_empty(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	const u64 before = ntms_kit_digest(&s->kit->cat);

	TYPE_DELETE(test, s, &s->type->obj.id, NOT_EMPTY);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
}

/* A cartridge on the shelf, a pool: what is of a type keeps it. */
static void type_test_delete_used(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	guid_t id, pool;
	struct ntms_pool_delete call = {};

	type_add(test, s, TYPE_CODE, &id);
	NTMS_KIT_REASON(test, ntms_kit_create(s->kit, &ntms_kit_root, "user",
					      NULL, &id, NTMS_POOL_FROMSCRATCH,
					      0, &pool), SUCCESS);
	TYPE_DELETE(test, s, &id, SUCCESS);
	KUNIT_EXPECT_TRUE(test, type_is(s, &id));
	KUNIT_EXPECT_EQ(test, type_listed(test, s->kit, &s->robot->id, &id,
					  NULL), 0U);
	/* Who waits for its media still does, in the pool and in free. */
	ntms_kit_wait(test, &pool, 0, 7);
	TYPE_DELETE(test, s, &id, SUCCESS);
	ntms_kit_expect_none(test);
	KUNIT_EXPECT_TRUE(test, type_is(s, &id));
	NTMS_KIT_SOUND(test, &s->kit->cat);
	ntms_guid_out(&call.id, &pool);
	NTMS_KIT_REASON(test, ntms_pool_delete(s->kit->session, &ntms_kit_root,
					       &call), SUCCESS);
	ntms_kit_expect(test, 7, NTMS_REASON_INVALID_MEDIA_POOL);
	/* The last one who was of it is gone: saying so once more lets it go. */
	TYPE_DELETE(test, s, &id, SUCCESS);
	KUNIT_EXPECT_FALSE(test, type_is(s, &id));
	NTMS_KIT_SOUND(test, &s->kit->cat);
}

/* What a library was said to hold is forgotten with it, and never dangles. */
static void type_test_delete_setting(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	struct ntms_kit_robot *other = ntms_kit_robot(test, "other", 2, 0, 1);
	struct ntms_library *library = ntms_kit_library(test, other);
	const struct ntms_media_type *type;
	guid_t id;

	ntms_kit_arrivals(test, other, NTMS_MEDIA_CODE_LTO, NTMS_POOL_FREE);
	type = library->media_type;
	KUNIT_ASSERT_NOT_NULL(test, type);
	id = type->obj.id;
	KUNIT_EXPECT_EQ(test, type_listed(test, s->kit, &other->id, &id, NULL),
			1U);
	NTMS_KIT_REASON(test, ntms_kit_type_delete(s->kit, &ntms_kit_root, &id,
						   &other->id), SUCCESS);
	KUNIT_EXPECT_FALSE(test, library->media_type);
	NTMS_KIT_SOUND(test, &s->kit->cat);
	/* A cartridge that says what it is brings it back. */
	ntms_kit_bring(test, other, 0, "000001L5");
	type = ntms_kit_media_type(test, NTMS_MEDIA_CODE_LTO);
	KUNIT_EXPECT_EQ(test, type_listed(test, s->kit, &other->id,
					  &type->obj.id, NULL), 1U);
	NTMS_KIT_REASON(test, ntms_kit_type_delete(s->kit, &ntms_kit_root,
						   &type->obj.id, &other->id),
			NOT_EMPTY);
}

static void type_test_parameters(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	struct ntms_session *session = s->kit->session;
	const struct ntms_cred *root = &ntms_kit_root;
	const guid_t *offline = &s->kit->cat.offline->obj.id;
	const guid_t type = s->type->obj.id, *lib = &s->robot->id;
	struct ntms_type_delete gone = { .reserved = 1 };
	struct ntms_type_change change = { .flags = 1 };
	struct ntms_type_add add = { .flags = 1 };
	u64 before = ntms_kit_digest(&s->kit->cat);

	ntms_guid_out(&add.library, lib);
	NTMS_KIT_REASON(test, ntms_type_add(session, root, &add),
			INVALID_PARAMETER);
	ntms_guid_out(&gone.library, lib);
	ntms_guid_out(&gone.media_type, &type);
	NTMS_KIT_REASON(test, ntms_type_delete(session, root, &gone),
			INVALID_PARAMETER);
	ntms_guid_out(&change.medium, &s->media[A]->obj.id);
	ntms_guid_out(&change.pool, &s->own);
	NTMS_KIT_REASON(test, ntms_type_change(session, root, &change),
			INVALID_PARAMETER);
	NTMS_KIT_REASON(test, ntms_kit_type_add(s->kit, root, TYPE_CODE,
						&guid_null, NULL),
			INVALID_PARAMETER);
	NTMS_KIT_REASON(test, ntms_kit_type_add(s->kit, root, TYPE_CODE,
						offline, NULL),
			INVALID_LIBRARY);
	NTMS_KIT_REASON(test, ntms_kit_type_add(s->kit, root, TYPE_CODE, &type,
						NULL), INVALID_LIBRARY);
	NTMS_KIT_REASON(test, ntms_kit_type_add(s->kit, root, 0x21, lib, NULL),
			INVALID_MEDIA);
	NTMS_KIT_REASON(test, ntms_kit_type_add(s->kit, root, 0x156, lib, NULL),
			INVALID_MEDIA);
	NTMS_KIT_REASON(test, ntms_kit_type_add(s->kit, &ntms_kit_owner,
						TYPE_CODE, lib, NULL),
			ACCESS_DENIED);
	NTMS_KIT_REASON(test, ntms_kit_type_delete(s->kit, root, &guid_null,
						   lib), INVALID_PARAMETER);
	NTMS_KIT_REASON(test, ntms_kit_type_delete(s->kit, root, &type,
						   &guid_null),
			INVALID_PARAMETER);
	NTMS_KIT_REASON(test, ntms_kit_type_delete(s->kit, root, &type,
						   offline), INVALID_LIBRARY);
	NTMS_KIT_REASON(test, ntms_kit_type_delete(s->kit, root, lib, lib),
			INVALID_MEDIA);
	NTMS_KIT_REASON(test, ntms_kit_type_delete(s->kit, &ntms_kit_owner,
						   &type, lib), ACCESS_DENIED);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
	/* One that is away can be told less. */
	policy_absent(test, s, NULL);
	before = ntms_kit_digest(&s->kit->cat);
	NTMS_KIT_REASON(test, ntms_kit_type_add(s->kit, root, TYPE_CODE, lib,
						NULL), LIBRARY_OFFLINE);
	NTMS_KIT_REASON(test, ntms_kit_type_change(s->kit, root,
						   &s->media[A]->obj.id,
						   &s->others),
			LIBRARY_OFFLINE);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
}

/* ---- changing --------------------------------------------------------------- */

/* Pools of another two-sided type, and of a one-sided one */
struct type_targets {
	guid_t pool;
	guid_t free;
	guid_t import;
	guid_t unrecognized;
	guid_t narrow;
	const struct ntms_media_type *type;
};

static void type_targets(struct kunit *test, struct policy_scene *s,
			 struct type_targets *to)
{
	guid_t id;

	type_add(test, s, TYPE_CODE, &id);
	NTMS_KIT_REASON(test, ntms_kit_create(s->kit, &ntms_kit_root, "narrow",
					      NULL, &id, 0, 0, &to->narrow),
			SUCCESS);
	type_add(test, s, 0x3c, &id);
	NTMS_KIT_REASON(test, ntms_kit_create(s->kit, &ntms_kit_root, "wide",
					      NULL, &id, 0, 0, &to->pool),
			SUCCESS);
	to->type = ntms_kit_media_type(test, 0x3c);
	to->free = to->type->pools[NTMS_POOL_FREE]->obj.id;
	to->import = to->type->pools[NTMS_POOL_IMPORT]->obj.id;
	to->unrecognized = to->type->pools[NTMS_POOL_UNRECOGNIZED]->obj.id;
}

enum type_to { TO_POOL, TO_FREE, TO_IMPORT, TO_UNRECOGNIZED, TO_NARROW,
	       TO_CONTAINER, TO_NOBODY, TO_ROOT };

/* Every kind of source against every kind of target */
static const struct type_change_case {
	const char *desc;
	enum policy_media medium;
	enum type_to to;
	u32 reason;
	u8 state;
} type_changes[] = {
	{ "pool to pool", A, TO_POOL, 0, NTMS_SIDE_AVAILABLE },
	{ "pool to free", A, TO_FREE, 0, NTMS_SIDE_AVAILABLE },
	{ "pool to import", A, TO_IMPORT, NTMS_REASON_INVALID_STATE },
	{ "pool to unrecognized", A, TO_UNRECOGNIZED,
	  NTMS_REASON_INVALID_MEDIA_POOL },
	{ "pool to one side", A, TO_NARROW, NTMS_REASON_MEDIA_INCOMPATIBLE },
	{ "pool to a container", A, TO_CONTAINER,
	  NTMS_REASON_INVALID_MEDIA_POOL },
	{ "pool to nobody", A, TO_NOBODY, NTMS_REASON_INVALID_MEDIA_POOL },
	{ "pool to the root of free", A, TO_ROOT, 0, NTMS_SIDE_AVAILABLE },
	{ "free to pool", F, TO_POOL, 0, NTMS_SIDE_AVAILABLE },
	{ "free to free", F, TO_FREE, 0, NTMS_SIDE_AVAILABLE },
	{ "free to import", F, TO_IMPORT, NTMS_REASON_INVALID_STATE },
	{ "free to unrecognized", F, TO_UNRECOGNIZED,
	  NTMS_REASON_INVALID_MEDIA_POOL },
	{ "free to one side", F, TO_NARROW, NTMS_REASON_MEDIA_INCOMPATIBLE },
	{ "import to pool", I, TO_POOL, 0, NTMS_SIDE_IMPORT },
	{ "import to free", I, TO_FREE, 0, NTMS_SIDE_AVAILABLE },
	{ "import to import", I, TO_IMPORT, 0, NTMS_SIDE_IMPORT },
	{ "import to unrecognized", I, TO_UNRECOGNIZED,
	  NTMS_REASON_INVALID_MEDIA_POOL },
	{ "import to one side", I, TO_NARROW, NTMS_REASON_MEDIA_INCOMPATIBLE },
	{ "unrecognized to pool", U, TO_POOL, NTMS_REASON_INVALID_MEDIA_POOL },
	{ "unrecognized to free", U, TO_FREE, 0, NTMS_SIDE_AVAILABLE },
	{ "unrecognized to import", U, TO_IMPORT,
	  NTMS_REASON_INVALID_MEDIA_POOL },
	{ "unrecognized to unrecognized", U, TO_UNRECOGNIZED,
	  NTMS_REASON_INVALID_MEDIA_POOL },
	{ "unrecognized to one side", U, TO_NARROW,
	  NTMS_REASON_INVALID_MEDIA_POOL },
	{ "shelf to pool", O, TO_POOL, 0, NTMS_SIDE_AVAILABLE },
};

KUNIT_ARRAY_PARAM_DESC(type_change, type_changes, desc);

static guid_t type_target(struct policy_scene *s,
			  const struct type_targets *to, enum type_to which)
{
	switch (which) {
	case TO_POOL:
		return to->pool;
	case TO_FREE:
		return to->free;
	case TO_IMPORT:
		return to->import;
	case TO_UNRECOGNIZED:
		return to->unrecognized;
	case TO_NARROW:
		return to->narrow;
	case TO_CONTAINER:
		return s->container;
	case TO_ROOT:
		return s->kit->cat.system[NTMS_POOL_FREE]->obj.id;
	default:
		return s->robot->id;
	}
}

static void type_test_change(struct kunit *test)
{
	const struct type_change_case *c = test->param_value;
	struct policy_scene *s = policy_scene(test);
	struct ntms_medium *medium = s->media[c->medium];
	struct type_targets to;
	ntms_reason_t reason;
	guid_t target;
	u64 before;
	u32 media;

	type_targets(test, s, &to);
	target = type_target(s, &to, c->to);
	media = s->type->media;
	before = ntms_kit_digest(&s->kit->cat);
	reason = ntms_kit_type_change(s->kit, &ntms_kit_root, &medium->obj.id,
				      &target);
	KUNIT_EXPECT_EQ(test, reason, c->reason);
	NTMS_KIT_SOUND(test, &s->kit->cat);
	if (c->reason) {
		KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
		return;
	}
	KUNIT_EXPECT_EQ(test, medium->sides[0].state, c->state);
	if (c->to == TO_ROOT) {
		KUNIT_EXPECT_PTR_EQ(test, medium->pool,
				    s->type->pools[NTMS_POOL_FREE]);
		return;
	}
	KUNIT_EXPECT_PTR_EQ(test, medium->media_type, to.type);
	KUNIT_EXPECT_EQ(test, s->type->media, media - 1);
	KUNIT_EXPECT_EQ(test, to.type->media, 1U);
}

/* With somebody's side it goes where sides keep their state, and nowhere else. */
static void type_test_change_owned(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	struct ntms_medium *medium = s->media[A];
	struct type_targets to;
	guid_t lmid;

	type_targets(test, s, &to);
	policy_take(test, s, A, 0, NTMS_ALLOCATE_NEW, &lmid);
	NTMS_KIT_REASON(test, ntms_kit_type_change(s->kit, &ntms_kit_root,
						   &medium->obj.id, &to.free),
			INVALID_STATE);
	NTMS_KIT_REASON(test, ntms_kit_type_change(s->kit, &ntms_kit_root,
						   &medium->obj.id, &to.pool),
			SUCCESS);
	KUNIT_EXPECT_EQ(test, medium->sides[0].state, NTMS_SIDE_ALLOCATED);
	KUNIT_EXPECT_EQ(test, medium->sides[1].state, NTMS_SIDE_RESERVED);
	KUNIT_EXPECT_EQ(test, ntms_kit_find_pool(test, &to.pool)->nr_logical,
			1U);
	NTMS_KIT_SOUND(test, &s->kit->cat);
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_root,
						  &lmid), SUCCESS);
	NTMS_KIT_SOUND(test, &s->kit->cat);
}

/* It serves who waits for what it is now. */
static void type_test_change_serves(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	struct type_targets to;

	type_targets(test, s, &to);
	ntms_kit_wait(test, &to.pool, 0, 3);
	NTMS_KIT_REASON(test, ntms_kit_type_change(s->kit, &ntms_kit_root,
						   &s->media[F]->obj.id,
						   &to.pool), SUCCESS);
	ntms_kit_expect(test, 3, NTMS_REASON_SUCCESS);
	NTMS_KIT_SOUND(test, &s->kit->cat);
}

/* MODIFY on both pools is not enough without that on the computer. */
static void type_test_change_right(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	const guid_t *medium = &s->media[A]->obj.id;

	NTMS_KIT_REASON(test, ntms_kit_type_change(s->kit, &ntms_kit_owner,
						   medium, &s->own),
			ACCESS_DENIED);
	NTMS_KIT_REASON(test, ntms_kit_type_change(s->kit, &ntms_kit_other,
						   medium, &s->own),
			ACCESS_DENIED);
	NTMS_KIT_REASON(test, ntms_kit_type_change(s->kit, &ntms_kit_root,
						   medium, &s->own), SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_type_change(s->kit, &ntms_kit_root,
						   &s->own, &s->own),
			INVALID_MEDIA);
}

/* What cleans stays what it is, and nothing becomes it. */
static void type_test_change_cleaner(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	struct ntms_kit_robot *other = ntms_kit_robot(test, "other", 2, 0, 1);
	struct ntms_medium *cleaner, *tape;
	const struct ntms_media_type *lto;
	guid_t to;

	ntms_kit_arrivals(test, other, NTMS_MEDIA_CODE_LTO, NTMS_POOL_FREE);
	lto = ntms_kit_media_type(test, NTMS_MEDIA_CODE_LTO);
	tape = ntms_kit_bring(test, other, 0, "000001L5");
	cleaner = ntms_kit_bring(test, other, 1, "CLN001");
	to = lto->pools[NTMS_POOL_FREE]->obj.id;
	NTMS_KIT_REASON(test, ntms_kit_type_change(s->kit, &ntms_kit_root,
						   &cleaner->obj.id, &to),
			MEDIA_INCOMPATIBLE);
	to = cleaner->media_type->pools[NTMS_POOL_FREE]->obj.id;
	NTMS_KIT_REASON(test, ntms_kit_type_change(s->kit, &ntms_kit_root,
						   &tape->obj.id, &to),
			MEDIA_INCOMPATIBLE);
	NTMS_KIT_SOUND(test, &s->kit->cat);
}

static struct kunit_case type_cases[] = {
	KUNIT_CASE(type_test_add_delete),
	KUNIT_CASE(type_test_add_inherits),
	KUNIT_CASE(type_test_add_by_id),
	KUNIT_CASE(type_test_delete_not_empty),
	KUNIT_CASE(type_test_delete_used),
	KUNIT_CASE(type_test_delete_setting),
	KUNIT_CASE(type_test_parameters),
	KUNIT_CASE_PARAM(type_test_change, type_change_gen_params),
	KUNIT_CASE(type_test_change_owned),
	KUNIT_CASE(type_test_change_serves),
	KUNIT_CASE(type_test_change_right),
	KUNIT_CASE(type_test_change_cleaner),
	{ }
};

static struct kunit_suite type_suite = {
	.name = "ntms_type",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = type_cases,
};

kunit_test_suite(type_suite);
