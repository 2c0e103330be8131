// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of core/admin.c: pools are made and deleted, objects are set,
 * inventories are asked for. Every reason that these calls can give is here.
 */
#include "kit.h"

#define LTO	NTMS_MEDIA_CODE_LTO

/**
 * struct admin_scene - what is there to be set
 * @kit: the catalog
 * @robot: the library's robot
 * @library: the library
 * @medium: an LTO cartridge in the application's pool
 * @pool: the application's pool
 * @box: a pool of pools of ntms_kit_owner's
 * @info: what is to be written
 */
struct admin_scene {
	struct ntms_kit *kit;
	struct ntms_kit_robot *robot;
	struct ntms_library *library;
	struct ntms_medium *medium;
	guid_t pool;
	guid_t box;
	union ntms_any_info *info;
};

static struct admin_scene *admin_scene(struct kunit *test)
{
	struct admin_scene *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, s);
	s->kit = test->priv;
	s->info = kunit_kzalloc(test, sizeof(*s->info), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, s->info);
	s->robot = ntms_kit_robot(test, "r", 8, 2, 2);
	s->library = ntms_kit_library(test, s->robot);
	ntms_kit_pool(test, "pool", LTO, &s->pool);
	ntms_kit_arrivals(test, s->robot, LTO, NTMS_POOL_FREE);
	s->medium = ntms_kit_bring(test, s->robot, 0, "A00001L8");
	NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
					    &s->medium->obj.id, &s->pool),
			SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_create(s->kit, &ntms_kit_root, "box",
					      NULL, NULL, 0, 0, &s->box),
			SUCCESS);
	return s;
}

/* ---- pools ------------------------------------------------------------------------ */

struct create_ask {
	const struct ntms_cred *cred;
	struct ntms_pool_create call;
};

static void create_flags(struct admin_scene *s, struct create_ask *ask)
{
	ask->call.flags = 1;
}

static void create_no_action(struct admin_scene *s, struct create_ask *ask)
{
	ask->call.action = 0;
}

static void create_bad_action(struct admin_scene *s, struct create_ask *ask)
{
	ask->call.action = NTMS_OPEN_ALWAYS + 1;
}

static void create_bad_policy(struct admin_scene *s, struct create_ask *ask)
{
	ask->call.allocation_policy = 2;
}

static void create_bad_return(struct admin_scene *s, struct create_ask *ask)
{
	ask->call.deallocation_policy = 2;
}

static void create_box_policy(struct admin_scene *s, struct create_ask *ask)
{
	memset(&ask->call.media_type, 0, sizeof(ask->call.media_type));
	ask->call.allocation_policy = NTMS_POOL_FROMSCRATCH;
}

static void create_box(struct admin_scene *s, struct create_ask *ask)
{
	memset(&ask->call.media_type, 0, sizeof(ask->call.media_type));
}

static void create_no_name(struct admin_scene *s, struct create_ask *ask)
{
	memset(ask->call.name, 0, sizeof(ask->call.name));
}

static void create_long_name(struct admin_scene *s, struct create_ask *ask)
{
	memset(ask->call.name, 'x', sizeof(ask->call.name));
}

static void create_path(struct admin_scene *s, struct create_ask *ask)
{
	strscpy(ask->call.name, "a\\b", sizeof(ask->call.name));
}

static void create_control(struct admin_scene *s, struct create_ask *ask)
{
	strscpy(ask->call.name, "a\nb", sizeof(ask->call.name));
}

static void create_utf8(struct admin_scene *s, struct create_ask *ask)
{
	strscpy(ask->call.name, "Bänder 2", sizeof(ask->call.name));
}

static void create_not_admin(struct admin_scene *s, struct create_ask *ask)
{
	ask->cred = &ntms_kit_owner;
}

static void create_in_box(struct admin_scene *s, struct create_ask *ask)
{
	ask->cred = &ntms_kit_owner;
	ntms_guid_out(&ask->call.parent, &s->box);
}

static void create_in_others(struct admin_scene *s, struct create_ask *ask)
{
	ask->cred = &ntms_kit_other;
	ntms_guid_out(&ask->call.parent, &s->box);
}

static void create_in_leaf(struct admin_scene *s, struct create_ask *ask)
{
	ntms_guid_out(&ask->call.parent, &s->pool);
}

static void create_in_free(struct admin_scene *s, struct create_ask *ask)
{
	ntms_guid_out(&ask->call.parent,
		      &s->kit->cat.system[NTMS_POOL_FREE]->obj.id);
}

static void create_in_nothing(struct admin_scene *s, struct create_ask *ask)
{
	ntms_guid_out(&ask->call.parent, &s->medium->obj.id);
}

static void create_bad_type(struct admin_scene *s, struct create_ask *ask)
{
	ntms_guid_out(&ask->call.media_type, &s->pool);
}

static void create_again(struct admin_scene *s, struct create_ask *ask)
{
	strscpy(ask->call.name, "pool", sizeof(ask->call.name));
}

static void create_open(struct admin_scene *s, struct create_ask *ask)
{
	ask->call.action = NTMS_OPEN_EXISTING;
	create_again(s, ask);
}

static void create_open_none(struct admin_scene *s, struct create_ask *ask)
{
	ask->call.action = NTMS_OPEN_EXISTING;
}

static void create_always(struct admin_scene *s, struct create_ask *ask)
{
	ask->call.action = NTMS_OPEN_ALWAYS;
}

static void create_always_again(struct admin_scene *s, struct create_ask *ask)
{
	ask->call.action = NTMS_OPEN_ALWAYS;
	create_again(s, ask);
}

/* In a box of its own it may be called as the other one. */
static void create_same_name(struct admin_scene *s, struct create_ask *ask)
{
	create_in_box(s, ask);
	create_again(s, ask);
}

static const struct create_case {
	const char *desc;
	void (*change)(struct admin_scene *s, struct create_ask *ask);
	u32 reason;
	bool made;
} create_cases[] = {
	{ "a pool", NULL, NTMS_REASON_SUCCESS, true },
	{ "a pool of pools", create_box, NTMS_REASON_SUCCESS, true },
	{ "in a pool of pools", create_in_box, NTMS_REASON_SUCCESS, true },
	{ "a name that is elsewhere", create_same_name, NTMS_REASON_SUCCESS,
	  true },
	{ "any name that can be read", create_utf8, NTMS_REASON_SUCCESS, true },
	{ "open", create_open, NTMS_REASON_SUCCESS },
	{ "open or make", create_always, NTMS_REASON_SUCCESS, true },
	{ "open and not make", create_always_again, NTMS_REASON_SUCCESS },
	{ "open none", create_open_none, NTMS_REASON_OBJECT_NOT_FOUND },
	{ "make again", create_again, NTMS_REASON_ALREADY_EXISTS },
	{ "flags", create_flags, NTMS_REASON_INVALID_PARAMETER },
	{ "no action", create_no_action, NTMS_REASON_INVALID_PARAMETER },
	{ "an unknown action", create_bad_action,
	  NTMS_REASON_INVALID_PARAMETER },
	{ "an unknown allocation policy", create_bad_policy,
	  NTMS_REASON_INVALID_PARAMETER },
	{ "an unknown deallocation policy", create_bad_return,
	  NTMS_REASON_INVALID_PARAMETER },
	{ "a policy for a pool of pools", create_box_policy,
	  NTMS_REASON_INVALID_PARAMETER },
	{ "no name", create_no_name, NTMS_REASON_INVALID_NAME },
	{ "a name without an end", create_long_name,
	  NTMS_REASON_INVALID_NAME },
	{ "a path", create_path, NTMS_REASON_INVALID_NAME },
	{ "a name with a line end", create_control, NTMS_REASON_INVALID_NAME },
	{ "at the top, by anybody", create_not_admin,
	  NTMS_REASON_ACCESS_DENIED },
	{ "in somebody else's", create_in_others, NTMS_REASON_ACCESS_DENIED },
	{ "in a pool of media", create_in_leaf,
	  NTMS_REASON_INVALID_MEDIA_POOL },
	{ "in a system pool", create_in_free,
	  NTMS_REASON_INVALID_MEDIA_POOL },
	{ "in what is no pool", create_in_nothing,
	  NTMS_REASON_OBJECT_NOT_FOUND },
	{ "of what is no media type", create_bad_type,
	  NTMS_REASON_INVALID_MEDIA },
};

KUNIT_ARRAY_PARAM_DESC(admin_create, create_cases, desc);

static void admin_test_create(struct kunit *test)
{
	const struct create_case *c = test->param_value;
	struct admin_scene *s = admin_scene(test);
	struct create_ask ask = {
		.cred = &ntms_kit_root,
		.call = {
			.action = NTMS_CREATE_NEW,
			.owner = ntms_kit_owner.uid,
			.max_allocates = 0,
			.name = "new",
		},
	};
	struct ntms_pool *pool;
	u64 before, count;
	guid_t id;

	ntms_guid_out(&ask.call.media_type, &s->medium->media_type->obj.id);
	if (c->change)
		c->change(s, &ask);
	before = ntms_kit_digest(&s->kit->cat);
	count = s->kit->cat.order[NTMS_TYPE_POOL].count;
	KUNIT_EXPECT_EQ(test, ntms_pool_create(s->kit->session, ask.cred,
					       &ask.call), c->reason);
	KUNIT_EXPECT_EQ(test, s->kit->cat.order[NTMS_TYPE_POOL].count - count,
			(u64)c->made);
	if (!c->made)
		KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
	if (c->reason)
		return;
	memcpy(&id, &ask.call.id, sizeof(id));
	pool = ntms_kit_find_pool(test, &id);
	KUNIT_EXPECT_STREQ(test, ntms_label_name(pool->obj.label),
			   ask.call.name);
	KUNIT_EXPECT_EQ(test, pool->owner, ntms_kit_owner.uid);
	KUNIT_EXPECT_EQ(test, guid_equal(&id, &s->pool), !c->made);
}

static void admin_test_delete(struct kunit *test)
{
	struct admin_scene *s = admin_scene(test);
	struct ntms_media_type *type = s->medium->media_type;
	struct ntms_pool_delete call = {};
	guid_t inner, id;

	NTMS_KIT_REASON(test, ntms_kit_create(s->kit, &ntms_kit_owner, "inner",
					      &s->box, &type->obj.id, 0, 0,
					      &inner), SUCCESS);
	ntms_guid_out(&call.id, &s->box);
	NTMS_KIT_REASON(test, ntms_pool_delete(s->kit->session,
					       &ntms_kit_root, &call),
			NOT_EMPTY);
	ntms_guid_out(&call.id, &s->pool);
	NTMS_KIT_REASON(test, ntms_pool_delete(s->kit->session,
					       &ntms_kit_root, &call),
			NOT_EMPTY);
	ntms_guid_out(&call.id, &inner);
	call.flags = 1;
	NTMS_KIT_REASON(test, ntms_pool_delete(s->kit->session,
					       &ntms_kit_root, &call),
			INVALID_PARAMETER);
	call.flags = 0;
	call.reserved = 1;
	NTMS_KIT_REASON(test, ntms_pool_delete(s->kit->session,
					       &ntms_kit_root, &call),
			INVALID_PARAMETER);
	call.reserved = 0;
	NTMS_KIT_REASON(test, ntms_pool_delete(s->kit->session,
					       &ntms_kit_other, &call),
			ACCESS_DENIED);
	NTMS_KIT_REASON(test, ntms_pool_delete(s->kit->session,
					       &ntms_kit_owner, &call),
			SUCCESS);
	NTMS_KIT_REASON(test, ntms_pool_delete(s->kit->session,
					       &ntms_kit_owner, &call),
			INVALID_MEDIA_POOL);
	ntms_guid_out(&call.id, &type->pools[NTMS_POOL_IMPORT]->obj.id);
	NTMS_KIT_REASON(test, ntms_pool_delete(s->kit->session,
					       &ntms_kit_root, &call),
			INVALID_MEDIA_POOL);
	ntms_guid_new(&id);
	ntms_guid_out(&call.id, &id);
	NTMS_KIT_REASON(test, ntms_pool_delete(s->kit->session,
					       &ntms_kit_root, &call),
			INVALID_MEDIA_POOL);
	ntms_guid_out(&call.id, &s->box);
	NTMS_KIT_REASON(test, ntms_pool_delete(s->kit->session,
					       &ntms_kit_owner, &call),
			SUCCESS);
}

/* ---- setting ------------------------------------------------------------------------ */

enum admin_object { COMPUTER, LIBRARY, OFFLINE, DRIVE, SLOT, PORT, MEDIUM, SIDE,
		    LMID, POOL, BOX, FREE_ROOT, FREE, TYPE, NOTHING, OBJECTS };

static void admin_object(struct kunit *test, struct admin_scene *s,
			 enum admin_object which, guid_t *id)
{
	switch (which) {
	case COMPUTER:
		*id = s->kit->cat.computer->id;
		break;
	case LIBRARY:
		*id = s->library->obj.id;
		break;
	case OFFLINE:
		*id = s->kit->cat.offline->obj.id;
		break;
	case DRIVE:
		ntms_guid_with_part(id, &s->library->obj.id,
				    NTMS_SMC_DT << 16 | NTMS_KIT_FIRST_DT);
		break;
	case SLOT:
		ntms_guid_with_part(id, &s->library->obj.id,
				    NTMS_SMC_ST << 16 | NTMS_KIT_FIRST_ST);
		break;
	case PORT:
		ntms_guid_with_part(id, &s->library->obj.id,
				    NTMS_SMC_IE << 16 | NTMS_KIT_FIRST_IE);
		break;
	case MEDIUM:
		*id = s->medium->obj.id;
		break;
	case SIDE:
		ntms_side_id(id, s->medium, &s->medium->sides[0]);
		break;
	case LMID:
		if (!s->medium->sides[0].logical)
			ntms_kit_allocate(s->kit, &ntms_kit_root, &s->pool,
					  NULL, 0, id);
		KUNIT_ASSERT_NOT_NULL(test, s->medium->sides[0].logical);
		*id = s->medium->sides[0].logical->obj.id;
		break;
	case POOL:
		*id = s->pool;
		break;
	case BOX:
		*id = s->box;
		break;
	case FREE_ROOT:
		*id = s->kit->cat.system[NTMS_POOL_FREE]->obj.id;
		break;
	case FREE:
		*id = s->medium->media_type->pools[NTMS_POOL_FREE]->obj.id;
		break;
	case TYPE:
		*id = s->medium->media_type->obj.id;
		break;
	default:
		ntms_guid_new(id);
	}
}

static ntms_reason_t admin_set(struct kunit *test, struct admin_scene *s,
			       enum admin_object which, u32 mask,
			       const struct ntms_cred *cred)
{
	struct ntms_object call = { .mask = mask };
	guid_t id;

	admin_object(test, s, which, &id);
	ntms_guid_out(&call.id, &id);
	return ntms_set(s->kit->session, cred, &call, s->info);
}

#define LABEL		(NTMS_SET_NAME | NTMS_SET_DESCRIPTION)

/* Which members of which object can be written: every bit of every object */
static const struct settable_case {
	const char *desc;
	enum admin_object which;
	u32 mask;
} settable_cases[] = {
	{ "computer", COMPUTER, NTMS_SET_DESCRIPTION |
				NTMS_SET_REQUEST_PURGE },
	{ "library", LIBRARY, LABEL | NTMS_SET_ENABLED | NTMS_SET_NEW_MEDIA |
	  NTMS_SET_MEDIA_TYPE },
	{ "offline library", OFFLINE, LABEL },
	{ "drive", DRIVE, LABEL | NTMS_SET_ENABLED | NTMS_SET_DEVICE },
	{ "slot", SLOT, 0 },
	{ "port", PORT, 0 },
	{ "medium", MEDIUM, LABEL | NTMS_SET_ENABLED },
	{ "side", SIDE, LABEL },
	{ "logical medium", LMID, 0 },
	{ "pool", POOL, LABEL | NTMS_SET_ALLOCATION_POLICY |
	  NTMS_SET_DEALLOCATION_POLICY | NTMS_SET_MAX_ALLOCATES |
	  NTMS_SET_OWNER },
	{ "pool of pools", BOX, LABEL | NTMS_SET_OWNER },
	{ "root of free", FREE_ROOT, NTMS_SET_DESCRIPTION },
	{ "free pool", FREE, NTMS_SET_DESCRIPTION | NTMS_SET_ENABLED },
	{ "media type", TYPE, NTMS_SET_DESCRIPTION },
};

KUNIT_ARRAY_PARAM_DESC(admin_settable, settable_cases, desc);

static void admin_test_settable(struct kunit *test)
{
	const struct settable_case *c = test->param_value;
	struct admin_scene *s = admin_scene(test);
	unsigned int bit;
	u64 before;
	guid_t id;

	admin_object(test, s, c->which, &id);
	strscpy(s->info->header.name, "another", sizeof(s->info->header.name));
	s->info->header.enabled = 1;
	if (c->which == LIBRARY) {
		s->info->library.new_media = NTMS_POOL_IMPORT;
		ntms_guid_out(&s->info->library.media_type,
			      &s->medium->media_type->obj.id);
	}
	for (bit = 0; bit < 32; bit++) {
		u32 mask = 1U << bit;
		bool may = c->mask & mask;

		before = ntms_kit_digest(&s->kit->cat);
		KUNIT_EXPECT_EQ_MSG(test,
				    admin_set(test, s, c->which, mask,
					      &ntms_kit_root), may ? 0U :
				    NTMS_REASON_INVALID_PARAMETER,
				    "bit %u", bit);
		KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat) == before,
				!may);
		/* What can be written is not, beside what cannot. */
		if (may || !c->mask)
			continue;
		before = ntms_kit_digest(&s->kit->cat);
		NTMS_KIT_REASON(test, admin_set(test, s, c->which,
						mask | c->mask,
						&ntms_kit_root),
				INVALID_PARAMETER);
		KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
	}
}

/* Who may write what */
static const struct set_right_case {
	const char *desc;
	enum admin_object which;
	u32 mask;
	bool owner;
} set_right_cases[] = {
	{ "pool", POOL, NTMS_SET_MAX_ALLOCATES, true },
	{ "pool of pools", BOX, NTMS_SET_DESCRIPTION, true },
	{ "pool's owner", POOL, NTMS_SET_OWNER, false },
	{ "owner, and more", BOX, NTMS_SET_OWNER | NTMS_SET_DESCRIPTION,
	  false },
	{ "medium of the pool", MEDIUM, NTMS_SET_DESCRIPTION, true },
	{ "side of the pool", SIDE, NTMS_SET_DESCRIPTION, true },
	{ "free pool", FREE, NTMS_SET_DESCRIPTION, false },
	{ "free pool is enabled", FREE, NTMS_SET_ENABLED, false },
	{ "library", LIBRARY, NTMS_SET_DESCRIPTION, false },
	{ "drive", DRIVE, NTMS_SET_DESCRIPTION, false },
	{ "computer", COMPUTER, NTMS_SET_DESCRIPTION, false },
	{ "media type", TYPE, NTMS_SET_DESCRIPTION, false },
};

KUNIT_ARRAY_PARAM_DESC(admin_right, set_right_cases, desc);

static void admin_test_set_right(struct kunit *test)
{
	const struct set_right_case *c = test->param_value;
	struct admin_scene *s = admin_scene(test);
	u64 before = ntms_kit_digest(&s->kit->cat);

	NTMS_KIT_REASON(test, admin_set(test, s, c->which, c->mask,
					&ntms_kit_other), ACCESS_DENIED);
	/* Rights are told before what the call says is looked at. */
	NTMS_KIT_REASON(test, admin_set(test, s, c->which, 1U << 31,
					&ntms_kit_other), ACCESS_DENIED);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
	KUNIT_EXPECT_EQ(test, admin_set(test, s, c->which, c->mask,
					&ntms_kit_owner),
			c->owner ? 0U : NTMS_REASON_ACCESS_DENIED);
	NTMS_KIT_REASON(test, admin_set(test, s, c->which, c->mask,
					&ntms_kit_root), SUCCESS);
}

static void admin_test_set_values(struct kunit *test)
{
	struct admin_scene *s = admin_scene(test);
	struct ntms_object call = { .mask = NTMS_SET_NAME };

	NTMS_KIT_REASON(test, admin_set(test, s, NOTHING, NTMS_SET_NAME,
					&ntms_kit_root), OBJECT_NOT_FOUND);
	NTMS_KIT_REASON(test, admin_set(test, s, POOL, 0, &ntms_kit_root),
			INVALID_PARAMETER);
	ntms_guid_out(&call.id, &s->pool);
	call.type = NTMS_TYPE_MEDIUM;
	NTMS_KIT_REASON(test, ntms_set(s->kit->session, &ntms_kit_root, &call,
				       s->info), OBJECT_NOT_FOUND);
	call.type = NTMS_TYPE_POOL;
	call.reserved = 1;
	NTMS_KIT_REASON(test, ntms_set(s->kit->session, &ntms_kit_root, &call,
				       s->info), INVALID_PARAMETER);

	s->info->header.enabled = 2;
	NTMS_KIT_REASON(test, admin_set(test, s, MEDIUM, NTMS_SET_ENABLED,
					&ntms_kit_root), INVALID_PARAMETER);
	memset(s->info, 0, sizeof(*s->info));
	s->info->pool.allocation_policy = 2;
	NTMS_KIT_REASON(test, admin_set(test, s, POOL,
					NTMS_SET_ALLOCATION_POLICY,
					&ntms_kit_root), INVALID_PARAMETER);
	s->info->pool.deallocation_policy = 2;
	NTMS_KIT_REASON(test, admin_set(test, s, POOL,
					NTMS_SET_DEALLOCATION_POLICY,
					&ntms_kit_root), INVALID_PARAMETER);
	/* What is not asked for is not looked at. */
	s->info->pool.max_allocates = 5;
	NTMS_KIT_REASON(test, admin_set(test, s, POOL, NTMS_SET_MAX_ALLOCATES,
					&ntms_kit_root), SUCCESS);
	KUNIT_EXPECT_EQ(test, s->medium->pool->max_allocates, 5U);
	KUNIT_EXPECT_EQ(test, s->medium->pool->allocation_policy,
			(u32)NTMS_POOL_FROMSCRATCH);
}

/* Who gets a pool has all rights on it, and who had it has none any more. */
static void admin_test_set_owner(struct kunit *test)
{
	struct admin_scene *s = admin_scene(test);
	u64 before;

	s->info->pool.owner = ntms_kit_other.uid;
	s->info->pool.max_allocates = 9;
	NTMS_KIT_REASON(test, admin_set(test, s, POOL, NTMS_SET_OWNER,
					&ntms_kit_root), SUCCESS);
	KUNIT_EXPECT_EQ(test, s->medium->pool->owner, ntms_kit_other.uid);
	KUNIT_EXPECT_NE(test, s->medium->pool->max_allocates, 9U);
	NTMS_KIT_REASON(test, admin_set(test, s, POOL, NTMS_SET_MAX_ALLOCATES,
					&ntms_kit_owner), ACCESS_DENIED);
	NTMS_KIT_REASON(test, admin_set(test, s, POOL, NTMS_SET_MAX_ALLOCATES,
					&ntms_kit_other), SUCCESS);
	/* Nobody gives away, or takes back, what is his or was. */
	before = ntms_kit_digest(&s->kit->cat);
	s->info->pool.owner = ntms_kit_owner.uid;
	NTMS_KIT_REASON(test, admin_set(test, s, POOL, NTMS_SET_OWNER,
					&ntms_kit_other), ACCESS_DENIED);
	NTMS_KIT_REASON(test, admin_set(test, s, POOL, NTMS_SET_OWNER,
					&ntms_kit_owner), ACCESS_DENIED);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
}

static void admin_test_set_library(struct kunit *test)
{
	struct admin_scene *s = admin_scene(test);
	u32 kicks = s->robot->kicks;

	s->info->library.new_media = 0;
	NTMS_KIT_REASON(test, admin_set(test, s, LIBRARY, NTMS_SET_NEW_MEDIA,
					&ntms_kit_root), INVALID_PARAMETER);
	s->info->library.new_media = NTMS_POOL_IMPORT + 1;
	NTMS_KIT_REASON(test, admin_set(test, s, LIBRARY, NTMS_SET_NEW_MEDIA,
					&ntms_kit_root), INVALID_PARAMETER);
	s->info->library.new_media = NTMS_POOL_APPLICATION;
	NTMS_KIT_REASON(test, admin_set(test, s, LIBRARY, NTMS_SET_NEW_MEDIA,
					&ntms_kit_root), INVALID_PARAMETER);
	s->info->library.new_media = NTMS_POOL_IMPORT;
	NTMS_KIT_REASON(test, admin_set(test, s, LIBRARY, NTMS_SET_NEW_MEDIA,
					&ntms_kit_root), SUCCESS);
	KUNIT_EXPECT_EQ(test, s->library->new_media, (u32)NTMS_POOL_IMPORT);
	KUNIT_EXPECT_EQ(test, s->robot->kicks, kicks);
	ntms_guid_out(&s->info->library.media_type, &s->pool);
	NTMS_KIT_REASON(test, admin_set(test, s, LIBRARY, NTMS_SET_MEDIA_TYPE,
					&ntms_kit_root), INVALID_MEDIA);
	ntms_guid_out(&s->info->library.media_type,
		      &s->medium->media_type->obj.id);
	NTMS_KIT_REASON(test, admin_set(test, s, LIBRARY, NTMS_SET_MEDIA_TYPE,
					&ntms_kit_root), SUCCESS);
	/* What that means for what is in it shows at the next look. */
	KUNIT_EXPECT_EQ(test, s->robot->kicks, kicks + 1);
	/* Nobody is there to look. */
	ntms_library_absent(&s->kit->cat, &s->robot->id);
	NTMS_KIT_REASON(test, admin_set(test, s, LIBRARY, NTMS_SET_MEDIA_TYPE,
					&ntms_kit_root), SUCCESS);
	KUNIT_EXPECT_EQ(test, s->robot->kicks, kicks + 1);
}

static void admin_test_set_names(struct kunit *test)
{
	struct admin_scene *s = admin_scene(test);
	struct ntms_object_header *header = &s->info->header;

	/* A pool has one, a cartridge need not. */
	NTMS_KIT_REASON(test, admin_set(test, s, POOL, NTMS_SET_NAME,
					&ntms_kit_root), INVALID_NAME);
	NTMS_KIT_REASON(test, admin_set(test, s, LIBRARY, NTMS_SET_NAME,
					&ntms_kit_root), INVALID_NAME);
	NTMS_KIT_REASON(test, admin_set(test, s, MEDIUM, NTMS_SET_NAME,
					&ntms_kit_root), SUCCESS);
	strscpy(header->name, "box", sizeof(header->name));
	NTMS_KIT_REASON(test, admin_set(test, s, POOL, NTMS_SET_NAME,
					&ntms_kit_root), ALREADY_EXISTS);
	/* Its own name is not taken, nor is a pool's by a library. */
	NTMS_KIT_REASON(test, admin_set(test, s, BOX, NTMS_SET_NAME,
					&ntms_kit_root), SUCCESS);
	NTMS_KIT_REASON(test, admin_set(test, s, LIBRARY, NTMS_SET_NAME,
					&ntms_kit_root), SUCCESS);
	NTMS_KIT_REASON(test, admin_set(test, s, OFFLINE, NTMS_SET_NAME,
					&ntms_kit_root), ALREADY_EXISTS);
	memset(header->name, 'x', sizeof(header->name));
	NTMS_KIT_REASON(test, admin_set(test, s, MEDIUM, NTMS_SET_NAME,
					&ntms_kit_root), INVALID_NAME);
	memset(header->description, 'x', sizeof(header->description));
	NTMS_KIT_REASON(test, admin_set(test, s, MEDIUM, NTMS_SET_DESCRIPTION,
					&ntms_kit_root), INVALID_NAME);
	/* One of the two leaves the other. */
	strscpy(header->name, "mine", sizeof(header->name));
	NTMS_KIT_REASON(test, admin_set(test, s, MEDIUM, NTMS_SET_NAME,
					&ntms_kit_owner), SUCCESS);
	strscpy(header->description, "text", sizeof(header->description));
	strscpy(header->name, "other", sizeof(header->name));
	NTMS_KIT_REASON(test, admin_set(test, s, MEDIUM, NTMS_SET_DESCRIPTION,
					&ntms_kit_owner), SUCCESS);
	KUNIT_EXPECT_STREQ(test, ntms_label_name(s->medium->obj.label), "mine");
	KUNIT_EXPECT_STREQ(test, ntms_label_description(s->medium->obj.label),
			   "text");
	KUNIT_EXPECT_PTR_EQ(test, s->medium->sides[0].label,
			    (struct ntms_label *)NULL);
}

static void admin_test_set_drive(struct kunit *test)
{
	struct admin_scene *s = admin_scene(test);
	u32 kicks = s->robot->kicks;

	s->info->drive.scsi.reserved = 1;
	NTMS_KIT_REASON(test, admin_set(test, s, DRIVE, NTMS_SET_DEVICE,
					&ntms_kit_root), INVALID_PARAMETER);
	s->info->drive.scsi.reserved = 0;
	s->info->drive.scsi.lun = 2;
	NTMS_KIT_REASON(test, admin_set(test, s, DRIVE, NTMS_SET_DEVICE,
					&ntms_kit_root), SUCCESS);
	KUNIT_EXPECT_TRUE(test, s->library->drives[0].wanted);
	KUNIT_EXPECT_EQ(test, s->library->drives[0].wanted_at.lun, 2ULL);
	KUNIT_EXPECT_FALSE(test, s->library->drives[1].wanted);
	KUNIT_EXPECT_EQ(test, s->robot->kicks, kicks + 1);
	/* All zero with a name: the first device of the first host */
	s->info->drive.scsi.lun = 0;
	s->info->drive.device[0] = 'x';
	NTMS_KIT_REASON(test, admin_set(test, s, DRIVE, NTMS_SET_DEVICE,
					&ntms_kit_root), SUCCESS);
	KUNIT_EXPECT_TRUE(test, s->library->drives[0].wanted);
	KUNIT_EXPECT_EQ(test, s->library->drives[0].wanted_at.lun, 0ULL);
	s->info->drive.device[0] = '\0';
	/* All zero: as the module finds it */
	NTMS_KIT_REASON(test, admin_set(test, s, DRIVE, NTMS_SET_DEVICE,
					&ntms_kit_root), SUCCESS);
	KUNIT_EXPECT_FALSE(test, s->library->drives[0].wanted);
	/* Disabling a drive is not disabling its library. */
	s->info->header.enabled = 0;
	NTMS_KIT_REASON(test, admin_set(test, s, DRIVE, NTMS_SET_ENABLED,
					&ntms_kit_root), SUCCESS);
	KUNIT_EXPECT_FALSE(test, s->library->drives[0].enabled);
	KUNIT_EXPECT_TRUE(test, s->library->obj.enabled);
}

/* ---- inventories ---------------------------------------------------------------------- */

static void admin_test_inventory(struct kunit *test)
{
	struct admin_scene *s = admin_scene(test);
	struct ntms_inventory call = {};
	u32 kicks = s->robot->kicks;

	ntms_guid_out(&call.library, &s->pool);
	NTMS_KIT_REASON(test, ntms_inventory(s->kit->session, &ntms_kit_root,
					     &call), INVALID_LIBRARY);
	ntms_guid_out(&call.library, &s->kit->cat.offline->obj.id);
	NTMS_KIT_REASON(test, ntms_inventory(s->kit->session, &ntms_kit_root,
					     &call), INVALID_LIBRARY);
	ntms_guid_out(&call.library, &s->library->obj.id);
	call.flags = 1U << 1;
	NTMS_KIT_REASON(test, ntms_inventory(s->kit->session, &ntms_kit_root,
					     &call), INVALID_PARAMETER);
	call.flags = 0;
	call.reserved = 1;
	NTMS_KIT_REASON(test, ntms_inventory(s->kit->session, &ntms_kit_root,
					     &call), INVALID_PARAMETER);
	call.reserved = 0;
	NTMS_KIT_REASON(test, ntms_inventory(s->kit->session, &ntms_kit_owner,
					     &call), ACCESS_DENIED);
	ntms_kit_set_enabled(s->kit, &s->library->obj.id, false);
	NTMS_KIT_REASON(test, ntms_inventory(s->kit->session, &ntms_kit_root,
					     &call), RESOURCE_DISABLED);
	ntms_kit_set_enabled(s->kit, &s->library->obj.id, true);
	KUNIT_EXPECT_EQ(test, s->robot->kicks, kicks);
	NTMS_KIT_REASON(test, ntms_inventory(s->kit->session, &ntms_kit_root,
					     &call), SUCCESS);
	KUNIT_EXPECT_EQ(test, s->robot->kicks, kicks + 1);
	/* It was not looked yet, and the time is up. */
	call.flags = NTMS_INVENTORY_WAIT;
	NTMS_KIT_REASON(test, ntms_inventory(s->kit->session, &ntms_kit_root,
					     &call), TIMEOUT);
	KUNIT_EXPECT_EQ(test, s->robot->kicks, kicks + 2);
	ntms_library_absent(&s->kit->cat, &s->robot->id);
	NTMS_KIT_REASON(test, ntms_inventory(s->kit->session, &ntms_kit_root,
					     &call), LIBRARY_OFFLINE);
	KUNIT_EXPECT_EQ(test, s->robot->kicks, kicks + 2);
}

static struct kunit_case admin_cases[] = {
	KUNIT_CASE_PARAM(admin_test_create, admin_create_gen_params),
	KUNIT_CASE(admin_test_delete),
	KUNIT_CASE_PARAM(admin_test_settable, admin_settable_gen_params),
	KUNIT_CASE_PARAM(admin_test_set_right, admin_right_gen_params),
	KUNIT_CASE(admin_test_set_values),
	KUNIT_CASE(admin_test_set_owner),
	KUNIT_CASE(admin_test_set_library),
	KUNIT_CASE(admin_test_set_names),
	KUNIT_CASE(admin_test_set_drive),
	KUNIT_CASE(admin_test_inventory),
	{ }
};

static struct kunit_suite admin_suite = {
	.name = "ntms_admin",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = admin_cases,
};

kunit_test_suite(admin_suite);
