// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of core/session.c and core/query.c: calls as programs make them.
 * Every reason that a call can give is given here, and what a call that fails
 * leaves behind is what was there before.
 */
#include "kit.h"

#define LTO	NTMS_MEDIA_CODE_LTO
#define MO	NTMS_MEDIA_CODE_MO_5_RW

/**
 * struct session_scene - two disks in the application's own pool
 * @kit: the catalog
 * @robot: where they are
 * @a: a disk
 * @b: another one
 * @pool: the pool, of ntms_kit_owner's; draws from free, which is empty
 */
struct session_scene {
	struct ntms_kit *kit;
	struct ntms_kit_robot *robot;
	struct ntms_medium *a;
	struct ntms_medium *b;
	guid_t pool;
};

static struct session_scene *session_scene(struct kunit *test)
{
	struct session_scene *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, s);
	s->kit = test->priv;
	s->robot = ntms_kit_robot(test, "r", 8, 2, 2);
	ntms_kit_pool(test, "pool", MO, &s->pool);
	ntms_kit_arrivals(test, s->robot, MO, NTMS_POOL_FREE);
	s->a = ntms_kit_bring(test, s->robot, 0, "A");
	s->b = ntms_kit_bring(test, s->robot, 1, "B");
	NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
					    &s->a->obj.id, &s->pool), SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
					    &s->b->obj.id, &s->pool), SUCCESS);
	return s;
}

static void session_side(const struct ntms_medium *medium, u8 number,
			 struct ntms_guid *to)
{
	guid_t id;

	ntms_side_id(&id, medium, &medium->sides[number]);
	ntms_guid_out(to, &id);
}

/* ---- sessions ---------------------------------------------------------------- */

static void session_test_open(struct kunit *test)
{
	struct ntms_kit *kit = test->priv;
	struct ntms_session *session;
	struct ntms_info info = {};

	ntms_query_info(kit->session, &info);
	KUNIT_EXPECT_EQ(test, info.sessions, 1U);
	session = ntms_session_open(&kit->cat, "another");
	KUNIT_ASSERT_NOT_NULL(test, session);
	ntms_query_info(kit->session, &info);
	KUNIT_EXPECT_EQ(test, info.sessions, 2U);
	ntms_session_close(session);
	ntms_query_info(kit->session, &info);
	KUNIT_EXPECT_EQ(test, info.sessions, 1U);
}

static void session_test_rename(struct kunit *test)
{
	struct ntms_kit *kit = test->priv;
	struct ntms_session_name name = { .application = "backup" };

	NTMS_KIT_REASON(test, ntms_session_rename(kit->session, &name),
			SUCCESS);
	KUNIT_EXPECT_STREQ(test, kit->session->app->name, "backup");
	name.flags = 1;
	NTMS_KIT_REASON(test, ntms_session_rename(kit->session, &name),
			INVALID_PARAMETER);
	name.flags = 0;
	name.reserved = 1;
	NTMS_KIT_REASON(test, ntms_session_rename(kit->session, &name),
			INVALID_PARAMETER);
	name.reserved = 0;
	memset(name.application, 'x', sizeof(name.application));
	NTMS_KIT_REASON(test, ntms_session_rename(kit->session, &name),
			INVALID_NAME);
	memset(name.application, 0, sizeof(name.application));
	NTMS_KIT_REASON(test, ntms_session_rename(kit->session, &name),
			SUCCESS);
	KUNIT_EXPECT_STREQ(test, kit->session->app->name, "backup");
}

/* What was allocated outlives the session that did it, and its name. */
static void session_test_outlives(struct kunit *test)
{
	struct session_scene *s = session_scene(test);
	struct ntms_logical_medium_info *info;
	struct ntms_session_name name = { .application = "first" };
	struct ntms_session *mine = s->kit->session;
	struct ntms_object call = {};
	union ntms_any_info *any;
	guid_t lmid;

	s->kit->session = ntms_session_open(&s->kit->cat, "process");
	KUNIT_ASSERT_NOT_NULL(test, s->kit->session);
	NTMS_KIT_REASON(test, ntms_session_rename(s->kit->session, &name),
			SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->pool, NULL, 0, &lmid),
			SUCCESS);
	strscpy(name.application, "second", sizeof(name.application));
	NTMS_KIT_REASON(test, ntms_session_rename(s->kit->session, &name),
			SUCCESS);
	ntms_session_close(s->kit->session);
	s->kit->session = mine;

	any = kunit_kzalloc(test, sizeof(*any), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, any);
	info = &any->logical;
	ntms_guid_out(&call.id, &lmid);
	NTMS_KIT_REASON(test, ntms_kit_look(mine, &call, any), SUCCESS);
	KUNIT_EXPECT_EQ(test, call.type, NTMS_TYPE_LOGICAL_MEDIUM);
	KUNIT_EXPECT_STREQ(test, info->application, "first");
	KUNIT_EXPECT_EQ(test, info->uid, ntms_kit_owner.uid);
}

/* ---- allocation ---------------------------------------------------------------- */

static void session_test_allocate(struct kunit *test)
{
	struct session_scene *s = session_scene(test);
	struct ntms_allocate call = { .flags = NTMS_ALLOCATE_F_NOWAIT };
	const struct ntms_logical *logical = NULL;
	guid_t lmid;

	ntms_guid_out(&call.pool, &s->pool);
	NTMS_KIT_REASON(test, ntms_kit_call(s->kit->session, &ntms_kit_owner,
					    &call), SUCCESS);
	KUNIT_EXPECT_TRUE(test, !memcmp(&call.allocated_from, &s->pool,
					sizeof(s->pool)));
	memcpy(&lmid, &call.medium, sizeof(lmid));
	mutex_lock(&s->kit->cat.lock);
	logical = ntms_find_logical(&s->kit->cat, &lmid);
	mutex_unlock(&s->kit->cat.lock);
	KUNIT_ASSERT_NOT_NULL(test, logical);
	KUNIT_EXPECT_PTR_EQ(test, logical->side, &s->a->sides[0]);
	KUNIT_EXPECT_EQ(test, logical->uid, ntms_kit_owner.uid);
	KUNIT_EXPECT_FALSE(test, logical->whole);
	KUNIT_EXPECT_EQ(test, s->a->sides[0].allocate_count, 1U);
	/* Nobody said NEW: the other side is for anybody. */
	KUNIT_EXPECT_EQ(test, s->a->sides[1].state, NTMS_SIDE_AVAILABLE);
}

static void session_test_allocate_from(struct kunit *test)
{
	struct session_scene *s = session_scene(test);
	struct ntms_allocate call = { .flags = NTMS_ALLOCATE_F_NOWAIT };
	struct ntms_pool *free = s->a->media_type->pools[NTMS_POOL_FREE];
	struct ntms_medium *c;
	int i;

	c = ntms_kit_bring(test, s->robot, 2, "C");
	ntms_guid_out(&call.pool, &s->pool);
	for (i = 0; i < 4; i++)
		NTMS_KIT_REASON(test, ntms_kit_call(s->kit->session,
						    &ntms_kit_owner, &call),
				SUCCESS);
	KUNIT_EXPECT_PTR_EQ(test, c->pool, free);
	call.options = NTMS_ALLOCATE_NEW;
	NTMS_KIT_REASON(test, ntms_kit_call(s->kit->session, &ntms_kit_owner,
					    &call), SUCCESS);
	KUNIT_EXPECT_TRUE(test, !memcmp(&call.allocated_from, &free->obj.id,
					sizeof(guid_t)));
	KUNIT_EXPECT_PTR_EQ(test, c->pool,
			    ntms_kit_find_pool(test, &s->pool));
	KUNIT_EXPECT_EQ(test, c->sides[0].state, NTMS_SIDE_ALLOCATED);
	KUNIT_EXPECT_EQ(test, c->sides[1].state, NTMS_SIDE_RESERVED);
}

/* The recipe of the published page: find it in import, take it by name. */
static void session_test_import(struct kunit *test)
{
	struct session_scene *s = session_scene(test);
	struct ntms_allocate call = {
		.options = NTMS_ALLOCATE_NEW,
		.flags = NTMS_ALLOCATE_F_NOWAIT,
	};
	struct ntms_medium *c;
	guid_t flip, lmid;

	ntms_kit_arrivals(test, s->robot, MO, NTMS_POOL_IMPORT);
	c = ntms_kit_bring(test, s->robot, 2, "C");
	ntms_guid_out(&call.pool, &s->pool);
	session_side(c, 0, &call.side);
	NTMS_KIT_REASON(test, ntms_kit_call(s->kit->session, &ntms_kit_root,
					    &call), SUCCESS);
	KUNIT_EXPECT_PTR_EQ(test, c->pool, ntms_kit_find_pool(test, &s->pool));
	KUNIT_EXPECT_EQ(test, c->sides[0].state, NTMS_SIDE_ALLOCATED);
	/* The flip side remains in the Import state until it is imported. */
	KUNIT_EXPECT_EQ(test, c->sides[1].state, NTMS_SIDE_IMPORT);
	ntms_side_id(&flip, c, &c->sides[1]);
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->pool, &flip, 0, &lmid),
			SUCCESS);
	KUNIT_EXPECT_EQ(test, c->owned, 2);
}

static void session_test_new_next(struct kunit *test)
{
	struct session_scene *s = session_scene(test);
	guid_t first, second, none;

	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->pool, NULL,
						NTMS_ALLOCATE_NEW, &first),
			SUCCESS);
	KUNIT_EXPECT_EQ(test, s->a->sides[1].state, NTMS_SIDE_RESERVED);
	second = first;
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->pool, NULL,
						NTMS_ALLOCATE_NEXT, &second),
			SUCCESS);
	KUNIT_EXPECT_FALSE(test, guid_equal(&first, &second));
	KUNIT_EXPECT_EQ(test, s->a->sides[1].state, NTMS_SIDE_ALLOCATED);
	/* From either of them on there is no other side; the id stays. */
	none = second;
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->pool, NULL,
						NTMS_ALLOCATE_NEXT, &none),
			MEDIA_UNAVAILABLE);
	KUNIT_EXPECT_TRUE(test, guid_equal(&none, &second));
	/* Given back, the first side is the other one's next. */
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &first), SUCCESS);
	KUNIT_EXPECT_EQ(test, s->a->sides[0].state, NTMS_SIDE_RESERVED);
	first = second;
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->pool, NULL,
						NTMS_ALLOCATE_NEXT, &first),
			SUCCESS);
	/* With the last one both are anybody's. */
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &second), SUCCESS);
	KUNIT_EXPECT_EQ(test, s->a->sides[1].state, NTMS_SIDE_RESERVED);
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &first), SUCCESS);
	KUNIT_EXPECT_EQ(test, s->a->sides[0].state, NTMS_SIDE_AVAILABLE);
	KUNIT_EXPECT_EQ(test, s->a->sides[1].state, NTMS_SIDE_AVAILABLE);
}

/* ---- allocation: every reason ----------------------------------------------------- */

struct session_ask {
	const struct ntms_cred *cred;
	struct ntms_allocate call;
};

static void ask_options(struct kunit *test, struct session_scene *s,
			struct session_ask *ask)
{
	ask->call.options = 1U << 3;
}

static void ask_flags(struct kunit *test, struct session_scene *s,
		      struct session_ask *ask)
{
	ask->call.flags = 1U << 2;
}

static void ask_new_next(struct kunit *test, struct session_scene *s,
			 struct session_ask *ask)
{
	ask->call.options = NTMS_ALLOCATE_NEW | NTMS_ALLOCATE_NEXT;
}

static void ask_no_pool(struct kunit *test, struct session_scene *s,
			struct session_ask *ask)
{
	memset(&ask->call.pool, 0, sizeof(ask->call.pool));
}

static void ask_no_medium(struct kunit *test, struct session_scene *s,
			  struct session_ask *ask)
{
	ask->call.options = NTMS_ALLOCATE_NEXT;
	memset(&ask->call.medium, 0, sizeof(ask->call.medium));
}

static void ask_other(struct kunit *test, struct session_scene *s,
		      struct session_ask *ask)
{
	ask->cred = &ntms_kit_other;
}

static void ask_bad_pool(struct kunit *test, struct session_scene *s,
			 struct session_ask *ask)
{
	ntms_guid_out(&ask->call.pool,
		      &s->kit->cat.system[NTMS_POOL_FREE]->obj.id);
}

static void ask_bad_side(struct kunit *test, struct session_scene *s,
			 struct session_ask *ask)
{
	ntms_guid_out(&ask->call.side, &s->a->obj.id);
}

static void ask_bad_lmid(struct kunit *test, struct session_scene *s,
			 struct session_ask *ask)
{
	ask->call.options = NTMS_ALLOCATE_NEXT;
	ntms_guid_out(&ask->call.medium, &s->a->obj.id);
}

static void ask_offline(struct kunit *test, struct session_scene *s,
			struct session_ask *ask)
{
	session_side(s->a, 0, &ask->call.side);
	ntms_library_absent(&s->kit->cat, &s->robot->id);
}

static void ask_disabled(struct kunit *test, struct session_scene *s,
			 struct session_ask *ask)
{
	session_side(s->a, 0, &ask->call.side);
	ntms_kit_set_enabled(s->kit, &s->a->obj.id, false);
}

static void ask_type(struct kunit *test, struct session_scene *s,
		     struct session_ask *ask)
{
	session_side(ntms_kit_bring(test, s->robot, 5, "A00001L8"), 0,
		     &ask->call.side);
}

static void ask_taken(struct kunit *test, struct session_scene *s,
		      struct session_ask *ask)
{
	guid_t lmid;

	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->pool, NULL, 0, &lmid),
			SUCCESS);
	session_side(s->a, 0, &ask->call.side);
}

static void ask_none(struct kunit *test, struct session_scene *s,
		     struct session_ask *ask)
{
	ntms_library_absent(&s->kit->cat, &s->robot->id);
}

static void ask_none_error(struct kunit *test, struct session_scene *s,
			   struct session_ask *ask)
{
	ask_none(test, s, ask);
	ask->call.options = NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE;
}

/* The flag wins over any deadline. */
static void ask_none_error_wait(struct kunit *test, struct session_scene *s,
				struct session_ask *ask)
{
	ask_none_error(test, s, ask);
	ask->call.flags = 0;
	ask->call.deadline = NTMS_DEADLINE_NEVER;
}

/* Naming a side is no request that an operator could answer. */
static void ask_taken_wait(struct kunit *test, struct session_scene *s,
			   struct session_ask *ask)
{
	ask_taken(test, s, ask);
	ask->call.flags = 0;
	ask->call.deadline = NTMS_DEADLINE_NEVER;
}

static void ask_free_disabled(struct kunit *test, struct session_scene *s,
			      struct session_ask *ask)
{
	ask_none(test, s, ask);
	s->a->media_type->pools[NTMS_POOL_FREE]->obj.enabled = false;
}

/* An operator who brings something brings it to no use. */
static void ask_free_disabled_wait(struct kunit *test, struct session_scene *s,
				   struct session_ask *ask)
{
	ask_free_disabled(test, s, ask);
	ask->call.flags = 0;
	ask->call.deadline = NTMS_DEADLINE_NEVER;
}

static const struct session_case {
	const char *desc;
	void (*change)(struct kunit *test, struct session_scene *s,
		       struct session_ask *ask);
	u32 reason;
} session_refusals[] = {
	{ "an unknown option", ask_options, NTMS_REASON_INVALID_PARAMETER },
	{ "an unknown flag", ask_flags, NTMS_REASON_INVALID_PARAMETER },
	{ "NEW with NEXT", ask_new_next, NTMS_REASON_INVALID_PARAMETER },
	{ "no pool", ask_no_pool, NTMS_REASON_INVALID_PARAMETER },
	{ "NEXT without an LMID", ask_no_medium,
	  NTMS_REASON_INVALID_PARAMETER },
	{ "without the right", ask_other, NTMS_REASON_ACCESS_DENIED },
	{ "a system pool", ask_bad_pool, NTMS_REASON_INVALID_MEDIA_POOL },
	{ "a side that is none", ask_bad_side, NTMS_REASON_INVALID_MEDIA },
	{ "an LMID that is none", ask_bad_lmid, NTMS_REASON_INVALID_MEDIA },
	{ "offline", ask_offline, NTMS_REASON_MEDIA_OFFLINE },
	{ "disabled", ask_disabled, NTMS_REASON_RESOURCE_DISABLED },
	{ "another media type", ask_type, NTMS_REASON_MEDIA_INCOMPATIBLE },
	{ "owned", ask_taken, NTMS_REASON_MEDIA_UNAVAILABLE },
	{ "owned, for ever", ask_taken_wait, NTMS_REASON_MEDIA_UNAVAILABLE },
	{ "none, and an error is wanted", ask_none_error,
	  NTMS_REASON_MEDIA_UNAVAILABLE },
	{ "none, an error is wanted, for ever", ask_none_error_wait,
	  NTMS_REASON_MEDIA_UNAVAILABLE },
	{ "none, without waiting", ask_none, NTMS_REASON_TIMEOUT },
	{ "free is disabled, without waiting", ask_free_disabled,
	  NTMS_REASON_DEVICE_NOT_AVAILABLE },
	{ "free is disabled, for ever", ask_free_disabled_wait,
	  NTMS_REASON_DEVICE_NOT_AVAILABLE },
};

KUNIT_ARRAY_PARAM_DESC(session_refused, session_refusals, desc);

static void session_test_refused(struct kunit *test)
{
	const struct session_case *c = test->param_value;
	struct session_scene *s = session_scene(test);
	struct session_ask ask = {
		.cred = &ntms_kit_owner,
		.call.flags = NTMS_ALLOCATE_F_NOWAIT,
	};
	struct ntms_guid none = {}, medium;
	u64 before;

	ntms_guid_out(&ask.call.pool, &s->pool);
	memset(&ask.call.medium, 0x11, sizeof(ask.call.medium));
	memset(&ask.call.allocated_from, 0x22, sizeof(ask.call.allocated_from));
	c->change(test, s, &ask);
	medium = ask.call.medium;
	before = ntms_kit_digest(&s->kit->cat);
	KUNIT_EXPECT_EQ(test, ntms_kit_call(s->kit->session, ask.cred,
					    &ask.call), c->reason);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
	KUNIT_EXPECT_TRUE(test, !memcmp(&ask.call.allocated_from, &none,
					sizeof(none)));
	/* NEXT leaves it, everything else makes it null. */
	KUNIT_EXPECT_TRUE(test, !memcmp(&ask.call.medium,
					ask.call.options & NTMS_ALLOCATE_NEXT ?
					&medium : &none, sizeof(none)));
}

/* ---- giving back, moving: what is no question of policy ------------------------------ */

static void session_test_deallocate(struct kunit *test)
{
	struct session_scene *s = session_scene(test);
	struct ntms_deallocate call = {};
	guid_t lmid;

	NTMS_KIT_REASON(test, ntms_deallocate(s->kit->session, &ntms_kit_root,
					      &call), INVALID_PARAMETER);
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->pool, NULL, 0, &lmid),
			SUCCESS);
	ntms_guid_out(&call.medium, &lmid);
	call.options = 1;
	NTMS_KIT_REASON(test, ntms_deallocate(s->kit->session, &ntms_kit_root,
					      &call), INVALID_PARAMETER);
	call.options = 0;
	call.reserved = 1;
	NTMS_KIT_REASON(test, ntms_deallocate(s->kit->session, &ntms_kit_root,
					      &call), INVALID_PARAMETER);
	call.reserved = 0;
	NTMS_KIT_REASON(test, ntms_deallocate(s->kit->session, &ntms_kit_owner,
					      &call), SUCCESS);
	KUNIT_EXPECT_EQ(test, s->a->sides[0].state, NTMS_SIDE_AVAILABLE);
	KUNIT_EXPECT_EQ(test, s->a->sides[0].allocate_count, 1U);
	NTMS_KIT_REASON(test, ntms_deallocate(s->kit->session, &ntms_kit_owner,
					      &call), INVALID_MEDIA);
}

/* It can be given back wherever it is: a lost cartridge does not bind a pool. */
static void session_test_deallocate_offline(struct kunit *test)
{
	struct session_scene *s = session_scene(test);
	guid_t lmid;

	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->pool, NULL, 0, &lmid),
			SUCCESS);
	ntms_kit_take(s->robot, NTMS_SMC_ST, 0);
	KUNIT_ASSERT_EQ(test, ntms_kit_inventory(&s->kit->cat, s->robot), 0);
	KUNIT_EXPECT_FALSE(test, ntms_medium_online(s->a));
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &lmid), SUCCESS);
	KUNIT_EXPECT_EQ(test, s->a->sides[0].state, NTMS_SIDE_AVAILABLE);
}

static void session_test_move(struct kunit *test)
{
	struct session_scene *s = session_scene(test);
	struct ntms_move call = {};
	guid_t side;

	NTMS_KIT_REASON(test, ntms_move(s->kit->session, &ntms_kit_root,
					&call), INVALID_PARAMETER);
	ntms_guid_out(&call.medium, &s->a->obj.id);
	NTMS_KIT_REASON(test, ntms_move(s->kit->session, &ntms_kit_root,
					&call), INVALID_PARAMETER);
	ntms_guid_out(&call.pool, &s->kit->cat.system[NTMS_POOL_FREE]->obj.id);
	call.flags = 1;
	NTMS_KIT_REASON(test, ntms_move(s->kit->session, &ntms_kit_root,
					&call), INVALID_PARAMETER);
	call.flags = 0;
	call.reserved = 1;
	NTMS_KIT_REASON(test, ntms_move(s->kit->session, &ntms_kit_root,
					&call), INVALID_PARAMETER);
	call.reserved = 0;
	ntms_side_id(&side, s->a, &s->a->sides[0]);
	NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root, &side,
					    &s->pool), INVALID_MEDIA);
	NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root, &s->pool,
					    &s->pool), INVALID_MEDIA);
	NTMS_KIT_REASON(test, ntms_move(s->kit->session, &ntms_kit_root,
					&call), SUCCESS);
	KUNIT_EXPECT_EQ(test, s->a->pool->type, NTMS_POOL_FREE);
}

/* To be moved with all that is owned of it */
static void session_test_move_counts(struct kunit *test)
{
	struct session_scene *s = session_scene(test);
	struct ntms_pool *from = ntms_kit_find_pool(test, &s->pool), *to;
	guid_t lmid, other;

	ntms_kit_pool(test, "other", MO, &other);
	to = ntms_kit_find_pool(test, &other);
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->pool, NULL, 0, &lmid),
			SUCCESS);
	KUNIT_EXPECT_EQ(test, from->nr_logical, 1U);
	KUNIT_EXPECT_EQ(test, ntms_pool_available(from), 3U);
	NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_owner,
					    &s->a->obj.id, &other), SUCCESS);
	KUNIT_EXPECT_EQ(test, from->nr_logical, 0U);
	KUNIT_EXPECT_EQ(test, to->nr_logical, 1U);
	KUNIT_EXPECT_EQ(test, ntms_pool_available(from), 2U);
	KUNIT_EXPECT_EQ(test, ntms_pool_available(to), 1U);
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &lmid), SUCCESS);
	KUNIT_EXPECT_EQ(test, to->nr_logical, 0U);
}

/* ---- queries --------------------------------------------------------------------- */

static void session_test_info(struct kunit *test)
{
	struct session_scene *s = session_scene(test);
	struct ntms_info info = {};
	guid_t lmid;

	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->pool, NULL, 0, &lmid),
			SUCCESS);
	ntms_query_info(s->kit->session, &info);
	KUNIT_EXPECT_EQ(test, info.abi, (u32)NTMS_ABI_VERSION);
	KUNIT_EXPECT_EQ(test, info.media, 2ULL);
	KUNIT_EXPECT_EQ(test, info.sides, 4ULL);
	KUNIT_EXPECT_EQ(test, info.logical_media, 1ULL);
	KUNIT_EXPECT_EQ(test, info.libraries, 2U);
	KUNIT_EXPECT_EQ(test, info.drives, 2U);
	/* three roots, three of the media type, the application's */
	KUNIT_EXPECT_EQ(test, info.pools, 7U);
	KUNIT_EXPECT_EQ(test, info.sequence, s->kit->cat.journal.sequence);
}

static void session_test_object(struct kunit *test)
{
	struct session_scene *s = session_scene(test);
	struct ntms_object call = {};
	union ntms_any_info *info;
	guid_t id;

	info = kunit_kzalloc(test, sizeof(*info), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, info);
	ntms_guid_new(&id);
	ntms_guid_out(&call.id, &id);
	NTMS_KIT_REASON(test, ntms_kit_look(s->kit->session, &call, info),
			OBJECT_NOT_FOUND);
	ntms_guid_out(&call.id, &s->a->obj.id);
	call.type = NTMS_TYPE_POOL;
	NTMS_KIT_REASON(test, ntms_kit_look(s->kit->session, &call, info),
			OBJECT_NOT_FOUND);
	call.type = NTMS_TYPES;
	NTMS_KIT_REASON(test, ntms_kit_look(s->kit->session, &call, info),
			INVALID_PARAMETER);
	call.type = NTMS_TYPE_UNKNOWN;
	call.mask = 1;
	NTMS_KIT_REASON(test, ntms_kit_look(s->kit->session, &call, info),
			INVALID_PARAMETER);
	call.mask = 0;
	call.reserved = 1;
	NTMS_KIT_REASON(test, ntms_kit_look(s->kit->session, &call, info),
			INVALID_PARAMETER);
	call.reserved = 0;
	NTMS_KIT_REASON(test, ntms_kit_look(s->kit->session, &call, info),
			SUCCESS);
	KUNIT_EXPECT_EQ(test, call.type, NTMS_TYPE_MEDIUM);
	KUNIT_EXPECT_STREQ(test, info->medium.barcode, "A");
	KUNIT_EXPECT_STREQ(test, info->header.name, "A");
	KUNIT_EXPECT_EQ(test, info->medium.flags, NTMS_MEDIUM_ONLINE);
	KUNIT_EXPECT_EQ(test, info->medium.location_type, NTMS_TYPE_SLOT);
	KUNIT_EXPECT_EQ(test, info->medium.side_count, 2U);
}

static void session_test_find(struct kunit *test)
{
	struct session_scene *s = session_scene(test);
	struct ntms_find call = { .barcode = "A" };
	struct ntms_guid ids[2];
	u32 nr = 9;

	ntms_kit_bring(test, s->robot, 4, "A");
	NTMS_KIT_REASON(test, ntms_query_find(s->kit->session, &call, ids, 2,
					      &nr), SUCCESS);
	KUNIT_EXPECT_EQ(test, nr, 2U);
	KUNIT_EXPECT_EQ(test, call.total, 2ULL);
	KUNIT_EXPECT_TRUE(test, !memcmp(&ids[0], &s->a->obj.id,
					sizeof(ids[0])));
	NTMS_KIT_REASON(test, ntms_query_find(s->kit->session, &call, ids, 1,
					      &nr), SUCCESS);
	KUNIT_EXPECT_EQ(test, nr, 1U);
	KUNIT_EXPECT_EQ(test, call.total, 2ULL);
	strscpy(call.barcode, "NONE", sizeof(call.barcode));
	NTMS_KIT_REASON(test, ntms_query_find(s->kit->session, &call, ids, 2,
					      &nr), SUCCESS);
	KUNIT_EXPECT_EQ(test, nr, 0U);
	KUNIT_EXPECT_EQ(test, call.total, 0ULL);
	call.flags = 1;
	NTMS_KIT_REASON(test, ntms_query_find(s->kit->session, &call, ids, 2,
					      &nr), INVALID_PARAMETER);
	call.flags = 0;
	call.barcode[0] = '\0';
	NTMS_KIT_REASON(test, ntms_query_find(s->kit->session, &call, ids, 2,
					      &nr), INVALID_PARAMETER);
	memset(call.barcode, 'x', sizeof(call.barcode));
	NTMS_KIT_REASON(test, ntms_query_find(s->kit->session, &call, ids, 2,
					      &nr), INVALID_PARAMETER);
}

static struct kunit_case session_cases[] = {
	KUNIT_CASE(session_test_open),
	KUNIT_CASE(session_test_rename),
	KUNIT_CASE(session_test_outlives),
	KUNIT_CASE(session_test_allocate),
	KUNIT_CASE(session_test_allocate_from),
	KUNIT_CASE(session_test_import),
	KUNIT_CASE(session_test_new_next),
	KUNIT_CASE_PARAM(session_test_refused, session_refused_gen_params),
	KUNIT_CASE(session_test_deallocate),
	KUNIT_CASE(session_test_deallocate_offline),
	KUNIT_CASE(session_test_move),
	KUNIT_CASE(session_test_move_counts),
	KUNIT_CASE(session_test_info),
	KUNIT_CASE(session_test_object),
	KUNIT_CASE(session_test_find),
	{ }
};

static struct kunit_suite session_suite = {
	.name = "ntms_session",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = session_cases,
};

kunit_test_suite(session_suite);
