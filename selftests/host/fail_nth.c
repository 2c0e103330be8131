// SPDX-License-Identifier: GPL-2.0
/*
 * Memory runs out everywhere: each operation is tried with its first request
 * for memory failing, then with its second one, and so on until it asks no
 * more. A call that failed has said so and changed nothing.
 */
#include "../../module/tests/mirror.h"
#include "fail_nth.h"

struct fail_scene *fail_scene(struct kunit *test)
{
	struct fail_scene *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	struct ntms_media_type *type;

	s->kit = test->priv;
	s->robot = ntms_kit_robot(test, "r", 8, 2, 2);
	type = ntms_kit_media_type(test, NTMS_MEDIA_CODE_MO_5_RW);
	ntms_kit_arrivals(test, s->robot, NTMS_MEDIA_CODE_MO_5_RW,
			  NTMS_POOL_FREE);
	ntms_kit_bring(test, s->robot, 0, "D0");
	s->medium = ntms_kit_bring(test, s->robot, 1, "D1");
	s->shelved = ntms_kit_bring(test, s->robot, 2, "D2");
	ntms_kit_take(s->robot, NTMS_SMC_ST, 2);
	KUNIT_ASSERT_EQ(test, ntms_kit_inventory(&s->kit->cat, s->robot), 0);
	NTMS_KIT_REASON(test, ntms_kit_create(s->kit, &ntms_kit_root, "pool",
					      NULL, &type->obj.id,
					      NTMS_POOL_FROMSCRATCH,
					      NTMS_POOL_TOSCRATCH, &s->pool),
			SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_create(s->kit, &ntms_kit_root, "empty",
					      NULL, &type->obj.id, 0, 0,
					      &s->empty), SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_type_add(s->kit, &ntms_kit_root,
						NTMS_MEDIA_CODE_LTO,
						&s->robot->id, &s->unused),
			SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->pool, NULL,
						NTMS_ALLOCATE_NEW, &s->lmid),
			SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_submit(s->kit, &ntms_kit_root,
					      NTMS_REQUEST_MESSAGE, NULL, NULL,
					      "clean it", &s->message),
			SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_keep(s->kit, &ntms_kit_root, &s->pool,
					    "kept", "data"), SUCCESS);
	return s;
}

struct fail_scene *fail_anew(struct kunit *test)
{
	ntms_kit_exit(test);
	KUNIT_ASSERT_EQ(test, ntms_kit_init(test), 0);
	return fail_scene(test);
}

/* ---- calls ----------------------------------------------------------------- */

static ntms_reason_t fail_allocate(struct fail_scene *s)
{
	guid_t lmid;

	return ntms_kit_allocate(s->kit, &ntms_kit_owner, &s->pool, NULL, 0,
				 &lmid);
}

static ntms_reason_t fail_allocate_new(struct fail_scene *s)
{
	guid_t lmid;

	return ntms_kit_allocate(s->kit, &ntms_kit_owner, &s->pool, NULL,
				 NTMS_ALLOCATE_NEW, &lmid);
}

static ntms_reason_t fail_allocate_next(struct fail_scene *s)
{
	guid_t lmid = s->lmid;
	ntms_reason_t reason;

	reason = ntms_kit_allocate(s->kit, &ntms_kit_owner, &s->pool, NULL,
				   NTMS_ALLOCATE_NEXT, &lmid);
	/* A program can go on with what it has. */
	if (reason && !guid_equal(&lmid, &s->lmid))
		return NTMS_REASON_INVALID_STATE;
	return reason;
}

static ntms_reason_t fail_deallocate(struct fail_scene *s)
{
	return ntms_kit_deallocate(s->kit, &ntms_kit_owner, &s->lmid);
}

static ntms_reason_t fail_complete(struct fail_scene *s)
{
	return ntms_kit_complete(s->kit, &ntms_kit_owner, &s->lmid);
}

static ntms_reason_t fail_decommission(struct fail_scene *s)
{
	guid_t side;

	ntms_side_id(&side, s->medium, &s->medium->sides[0]);
	return ntms_kit_decommission(s->kit, &ntms_kit_root, &side);
}

/* The sides of one cartridge, as of any two */
static ntms_reason_t fail_swap(struct fail_scene *s)
{
	guid_t lmid = s->lmid;
	ntms_reason_t reason;

	reason = ntms_kit_allocate(s->kit, &ntms_kit_owner, &s->pool, NULL,
				   NTMS_ALLOCATE_NEXT, &lmid);
	return reason ?: ntms_kit_swap(s->kit, &ntms_kit_owner, &s->lmid,
				       &lmid);
}

static ntms_reason_t fail_acl(struct fail_scene *s)
{
	const struct ntms_ace ace = {
		.kind = NTMS_ACE_GROUP,
		.id = 50,
		.rights = NTMS_RIGHT_CONTROL,
	};
	struct ntms_acl call = { .count = 1 };

	ntms_guid_out(&call.id, &s->pool);
	return ntms_acl_set(s->kit->session, &ntms_kit_root, &call, &ace);
}

static ntms_reason_t fail_forget(struct fail_scene *s)
{
	return ntms_kit_forget(s->kit, &ntms_kit_root, &s->shelved->obj.id);
}

/* A cartridge with an owner, and with a side for him */
static ntms_reason_t fail_register(struct fail_scene *s)
{
	struct ntms_medium_create call = {
		.side_count = 2,
		.barcode = "SHORT",
		.sides = { { .side_state = NTMS_SIDE_COMPLETE },
			   { .side_state = NTMS_SIDE_ALLOCATED } },
	};

	ntms_guid_out(&call.pool, &s->pool);
	return ntms_medium_create(s->kit->session, &ntms_kit_root, &call);
}

static ntms_reason_t fail_keep(struct fail_scene *s)
{
	return ntms_kit_keep(s->kit, &ntms_kit_owner, &s->lmid, "name", "data");
}

static ntms_reason_t fail_kept(struct fail_scene *s)
{
	char data[8];

	return ntms_kit_kept(s->kit, &ntms_kit_root, &s->pool, "kept", data,
			     sizeof(data));
}

static ntms_reason_t fail_keep_not(struct fail_scene *s)
{
	return ntms_kit_keep(s->kit, &ntms_kit_root, &s->pool, "kept", "");
}

/* A type that nothing is of comes and goes. */
static ntms_reason_t fail_type_add(struct fail_scene *s)
{
	return ntms_kit_type_add(s->kit, &ntms_kit_root, 0x27, &s->robot->id,
				 NULL);
}

static ntms_reason_t fail_type_delete(struct fail_scene *s)
{
	return ntms_kit_type_delete(s->kit, &ntms_kit_root, &s->unused,
				    &s->robot->id);
}

static ntms_reason_t fail_type_change(struct fail_scene *s)
{
	return ntms_kit_type_change(s->kit, &ntms_kit_root, &s->medium->obj.id,
				    &s->empty);
}

ntms_reason_t fail_move(struct fail_scene *s)
{
	return ntms_kit_move(s->kit, &ntms_kit_root, &s->medium->obj.id,
			     &s->empty);
}

static ntms_reason_t fail_create(struct fail_scene *s)
{
	return ntms_kit_create(s->kit, &ntms_kit_root, "new", NULL,
			       &s->medium->media_type->obj.id, 0, 0, NULL);
}

static ntms_reason_t fail_delete(struct fail_scene *s)
{
	struct ntms_pool_delete call = {};

	ntms_guid_out(&call.id, &s->empty);
	return ntms_pool_delete(s->kit->session, &ntms_kit_root, &call);
}

static ntms_reason_t fail_set(struct fail_scene *s, const guid_t *id, u32 mask)
{
	union ntms_any_info info = {
		.header = { .name = "name", .description = "text" },
	};
	struct ntms_object call = { .mask = mask };

	ntms_guid_out(&call.id, id);
	return ntms_set(s->kit->session, &ntms_kit_root, &call, &info);
}

static ntms_reason_t fail_set_label(struct fail_scene *s)
{
	return fail_set(s, &s->medium->obj.id, NTMS_SET_NAME |
			NTMS_SET_DESCRIPTION | NTMS_SET_ENABLED);
}

static ntms_reason_t fail_set_pool(struct fail_scene *s)
{
	return fail_set(s, &s->pool, NTMS_SET_NAME | NTMS_SET_MAX_ALLOCATES |
			NTMS_SET_OWNER);
}

static ntms_reason_t fail_set_drive(struct fail_scene *s)
{
	guid_t id;

	ntms_guid_with_part(&id, &s->robot->id,
			    NTMS_SMC_DT << 16 | NTMS_KIT_FIRST_DT);
	return fail_set(s, &id, NTMS_SET_NAME | NTMS_SET_DEVICE);
}

static ntms_reason_t fail_rename(struct fail_scene *s)
{
	struct ntms_session_name name = { .application = "another" };

	return ntms_session_rename(s->kit->session, &name);
}

static ntms_reason_t fail_inventory(struct fail_scene *s)
{
	struct ntms_inventory call = {};

	ntms_guid_out(&call.library, &s->robot->id);
	return ntms_inventory(s->kit->session, &ntms_kit_root, &call);
}

/* What fails with an errno is told as a reason, for this table. */
static ntms_reason_t fail_reason(int error)
{
	if (error == -ENOMEM)
		return NTMS_REASON_NOT_ENOUGH_MEMORY;
	return error ? NTMS_REASON_INVALID_STATE : NTMS_REASON_SUCCESS;
}

static ntms_reason_t fail_present(struct fail_scene *s)
{
	struct ntms_kit_robot robot;

	ntms_kit_robot_init(&robot, "another", 8, 2, 2);
	return fail_reason(ntms_kit_present(&s->kit->cat, &robot));
}

static ntms_reason_t fail_media_type(struct fail_scene *s)
{
	struct ntms_media_type *type;
	int error;

	mutex_lock(&s->kit->cat.lock);
	error = ntms_media_type_ensure(&s->kit->cat, 0x27, &type);
	mutex_unlock(&s->kit->cat.lock);
	return fail_reason(error);
}

static ntms_reason_t fail_drives(struct fail_scene *s)
{
	struct ntms_drive_facts facts[2] = {
		{ .address = NTMS_KIT_FIRST_DT, .map = NTMS_MAP_SERIAL },
		{ .address = NTMS_KIT_FIRST_DT + 1, .map = NTMS_MAP_SERIAL },
	};

	return fail_reason(ntms_drives_report(&s->kit->cat, &s->robot->id,
					      facts, 2));
}

static ntms_reason_t fail_session(struct fail_scene *s)
{
	struct ntms_session *session = ntms_session_open(&s->kit->cat, "s");

	if (!session)
		return NTMS_REASON_NOT_ENOUGH_MEMORY;
	ntms_session_close(session);
	return NTMS_REASON_SUCCESS;
}

static ntms_reason_t fail_queue(struct fail_scene *s)
{
	return ntms_kit_queue(s->kit->session, &ntms_kit_owner, &s->empty, 0,
			      NTMS_DEADLINE_NEVER, 1);
}

static ntms_reason_t fail_submit(struct fail_scene *s)
{
	return ntms_kit_submit(s->kit, &ntms_kit_owner, NTMS_REQUEST_NEW_MEDIA,
			       &s->empty, &s->robot->id, "please", NULL);
}

static ntms_reason_t fail_answer(struct fail_scene *s)
{
	return ntms_kit_answer(s->kit, &ntms_kit_root, &s->message,
			       NTMS_REQUEST_REFUSED, "no");
}

static ntms_reason_t fail_why(struct fail_scene *s)
{
	struct ntms_why call = {};

	ntms_guid_out(&call.pool, &s->pool);
	return ntms_why(s->kit->session, &ntms_kit_owner, &call);
}

static const struct fail_case {
	const char *desc;
	ntms_reason_t (*call)(struct fail_scene *s);
	/* requests for memory that it makes at least */
	u32 least;
} fail_cases[] = {
	{ "allocate", fail_allocate, 2 },
	{ "allocate a whole cartridge", fail_allocate_new, 2 },
	{ "allocate the next side", fail_allocate_next, 2 },
	{ "deallocate", fail_deallocate, 0 },
	{ "complete", fail_complete, 0 },
	{ "decommission", fail_decommission, 0 },
	{ "swap what was just allocated", fail_swap, 2 },
	{ "delete a cartridge", fail_forget, 0 },
	{ "register", fail_register, 3 },
	{ "write an attribute", fail_keep, 2 },
	{ "read an attribute", fail_kept, 0 },
	{ "delete an attribute", fail_keep_not, 0 },
	{ "add a media type", fail_type_add, 10 },
	{ "delete a media type", fail_type_delete, 0 },
	{ "change a cartridge's media type", fail_type_change, 1 },
	{ "write a list of rights", fail_acl, 1 },
	{ "move", fail_move, 1 },
	{ "create a pool", fail_create, 4 },
	{ "delete a pool", fail_delete, 0 },
	{ "set a cartridge's label", fail_set_label, 3 },
	{ "set a pool's label and policy", fail_set_pool, 3 },
	{ "set a drive's label and device", fail_set_drive, 3 },
	{ "rename a session", fail_rename, 1 },
	{ "open a session", fail_session, 2 },
	{ "ask for an inventory", fail_inventory, 0 },
	{ "a library appears", fail_present, 4 },
	{ "a media type appears", fail_media_type, 10 },
	{ "drives are matched", fail_drives, 0 },
	{ "begin to wait", fail_queue, 4 },
	{ "submit a request", fail_submit, 4 },
	{ "refuse a request", fail_answer, 1 },
	{ "ask why", fail_why, 0 },
};

KUNIT_ARRAY_PARAM_DESC(fail_call, fail_cases, desc);

static void fail_test_call(struct kunit *test)
{
	const struct fail_case *c = test->param_value;
	struct fail_scene *s = fail_scene(test);
	struct ntms_catalog *cat = &s->kit->cat;
	u64 before = ntms_kit_digest(cat);
	ntms_reason_t reason;
	bool failed;
	u32 nth;

	for (nth = 1; nth < FAIL_MOST; nth++) {
		failed = FAIL_NTH(nth, reason = c->call(s));
		if (!failed)
			break;
		KUNIT_EXPECT_EQ_MSG(test, reason,
				    NTMS_REASON_NOT_ENOUGH_MEMORY,
				    "request %u", nth);
		KUNIT_EXPECT_EQ_MSG(test, ntms_kit_digest(cat), before,
				    "request %u", nth);
		NTMS_KIT_SOUND(test, cat);
		if (reason != NTMS_REASON_NOT_ENOUGH_MEMORY)
			return;
	}
	NTMS_KIT_REASON(test, reason, SUCCESS);
	KUNIT_EXPECT_GE(test, nth - 1, c->least);
	kunit_info(test, "%s: %u requests for memory\n", c->desc, nth - 1);
}

/* ---- the same, made to last ---------------------------------------------------- */

static struct ntms_mirror fail_mirror;

/* Who makes it last has memory of his own. */
static void fail_lasts(struct ntms_catalog *cat)
{
	u32 left = shim_fail_nth;

	shim_fail_nth = 0;
	ntms_mirror_read(&fail_mirror);
	ntms_mirror_acknowledge(&fail_mirror, fail_mirror.number);
	shim_fail_nth = left;
}

static void fail_expect_kept(struct kunit *test, struct ntms_catalog *cat,
			     u32 nth)
{
	const char *differs;

	ntms_mirror_follow(&fail_mirror);
	differs = ntms_mirror_differs(&fail_mirror, cat);
	if (differs)
		KUNIT_FAIL(test, "request %u: %s", nth, differs);
	NTMS_KIT_SOUND(test, cat);
}

/*
 * As above; but what is recorded because it has happened is no reason to fail: all
 * there is is told then.
 */
static void fail_test_lasting(struct kunit *test)
{
	const struct fail_case *c = test->param_value;
	struct fail_scene *s = fail_scene(test);
	struct ntms_catalog *cat = &s->kit->cat;
	u64 before = ntms_kit_digest_state(cat);
	ntms_reason_t reason;
	bool failed;
	u32 nth;

	/* It is two calls, and the first one is not undone without a trace. */
	if (c->call == fail_swap)
		return;
	KUNIT_ASSERT_EQ(test, ntms_mirror_init(&fail_mirror, cat), 0);
	ntms_mirror_follow(&fail_mirror);
	cat->journal.waits = fail_lasts;
	for (nth = 1; nth < FAIL_MOST; nth++) {
		failed = FAIL_NTH(nth, reason = c->call(s));
		fail_expect_kept(test, cat, nth);
		if (!failed || !reason)
			break;
		KUNIT_EXPECT_EQ_MSG(test, reason,
				    NTMS_REASON_NOT_ENOUGH_MEMORY,
				    "request %u", nth);
		KUNIT_EXPECT_EQ_MSG(test, ntms_kit_digest_state(cat), before,
				    "request %u", nth);
		if (reason != NTMS_REASON_NOT_ENOUGH_MEMORY)
			break;
	}
	NTMS_KIT_REASON(test, reason, SUCCESS);
	cat->journal.waits = NULL;
	ntms_journal_detach(cat);
	ntms_mirror_exit(&fail_mirror);
}

/* A catalog is loaded, or is not: nothing of it is forgotten for want of memory. */
static void fail_test_load(struct kunit *test)
{
	struct fail_scene *s = fail_scene(test);
	struct ntms_catalog *again;
	u32 nth, passed, repaired;
	bool failed;
	int error;

	NTMS_KIT_REASON(test, fail_set_label(s), SUCCESS);
	KUNIT_ASSERT_EQ(test, ntms_mirror_init(&fail_mirror, &s->kit->cat), 0);
	ntms_mirror_follow(&fail_mirror);
	again = kunit_kzalloc(test, sizeof(*again), GFP_KERNEL);
	for (nth = 1; nth < FAIL_MOST; nth++) {
		KUNIT_ASSERT_EQ(test, ntms_catalog_init(again, "again"), 0);
		failed = FAIL_NTH(nth, error = ntms_mirror_load(
			&fail_mirror, again, &passed, &repaired));
		NTMS_KIT_SOUND(test, again);
		ntms_journal_detach(again);
		ntms_catalog_destroy(again);
		if (!failed)
			break;
		KUNIT_EXPECT_EQ_MSG(test, error, -ENOMEM, "request %u", nth);
	}
	KUNIT_EXPECT_EQ(test, error, 0);
	KUNIT_EXPECT_EQ(test, passed + repaired, 0U);
	KUNIT_EXPECT_GT(test, nth, 100U);
	ntms_journal_detach(&s->kit->cat);
	ntms_mirror_exit(&fail_mirror);
}

/* ---- the catalog itself --------------------------------------------------------- */

static void fail_test_catalog(struct kunit *test)
{
	struct ntms_catalog cat;
	bool failed = true;
	int error;
	u32 nth;

	for (nth = 1; failed && nth < FAIL_MOST; nth++) {
		failed = FAIL_NTH(nth,
				  error = ntms_catalog_init(&cat, "fails"));
		KUNIT_EXPECT_EQ_MSG(test, error, failed ? -ENOMEM : 0,
				    "request %u", nth);
		if (!error)
			ntms_catalog_destroy(&cat);
	}
	KUNIT_EXPECT_GT(test, nth, 20U);
}

static void fail_test_objects(struct kunit *test)
{
	u32 nth;

	/* The fixture's are in use: this is about a second set. */
	ntms_kit_exit(test);
	ntms_objects_exit();
	for (nth = 1; nth <= NTMS_SIDES_MAX + 1; nth++) {
		shim_fail_nth = nth;
		KUNIT_EXPECT_EQ(test, ntms_objects_init(), -ENOMEM);
		shim_fail_nth = 0;
	}
	KUNIT_ASSERT_EQ(test, ntms_objects_init(), 0);
	KUNIT_ASSERT_EQ(test, ntms_kit_init(test), 0);
}

static struct kunit_case fail_nth_cases[] = {
	KUNIT_CASE_PARAM(fail_test_call, fail_call_gen_params),
	KUNIT_CASE_PARAM(fail_test_lasting, fail_call_gen_params),
	KUNIT_CASE(fail_test_load),
	KUNIT_CASE(fail_test_catalog),
	KUNIT_CASE(fail_test_objects),
	{ }
};

static struct kunit_suite fail_suite = {
	.name = "ntms_fail_nth",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = fail_nth_cases,
};

kunit_test_suite(fail_suite);
