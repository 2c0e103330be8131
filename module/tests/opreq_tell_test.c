// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of core/opreq.c: to whom a request is told and what, and when it
 * is forgotten.
 */
#include <linux/ktime.h>
#include <linux/timekeeping.h>

#include "kit.h"

#define MO	NTMS_MEDIA_CODE_MO_5_RW
#define PURGE	3600

/* Who submits, and who has nothing to do with it */
static const struct ntms_cred tell_asker = { .uid = 1002, .pid = 77 };
static const struct ntms_cred tell_stranger = { .uid = 1003 };

static u32 tell_asked;

static bool tell_ask(void)
{
	tell_asked++;
	return true;
}

/* An administrator who has to be asked whether he is one */
static const struct ntms_cred tell_admin = { .uid = 1004, .ask = tell_ask };

#define TELL_GROUP	50
#define TELL_CHANGER	1005

static bool tell_in_group(const void *asker, u32 gid)
{
	return asker == &tell_asked && gid == TELL_GROUP;
}

/* One of the group that has CONTROL on the computer, and one who has MODIFY */
static const struct ntms_cred tell_operator = {
	.uid = 1006, .in_group = tell_in_group, .asker = &tell_asked,
};

static const struct ntms_cred tell_changer = { .uid = TELL_CHANGER };

/**
 * struct tell_scene - a pool of the owner's in a pool of pools, and a disk
 * @kit: the catalog
 * @robot: the library that the disk is in
 * @disk: the disk, in the pool
 * @parent: the pool of pools
 * @pool: the pool
 */
struct tell_scene {
	struct ntms_kit *kit;
	struct ntms_kit_robot *robot;
	struct ntms_medium *disk;
	guid_t parent;
	guid_t pool;
};

static struct tell_scene *tell_scene(struct kunit *test)
{
	struct tell_scene *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, s);
	s->kit = test->priv;
	s->robot = ntms_kit_robot(test, "r", 4, 1, 1);
	ntms_kit_arrivals(test, s->robot, MO, NTMS_POOL_FREE);
	s->disk = ntms_kit_bring(test, s->robot, 0, "D1");
	NTMS_KIT_REASON(test, ntms_kit_create(s->kit, &ntms_kit_root, "backup",
					      NULL, NULL, 0, 0, &s->parent),
			SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_create(s->kit, &ntms_kit_root, "daily",
					      &s->parent,
					      &s->disk->media_type->obj.id, 0,
					      0, &s->pool), SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
					    &s->disk->obj.id, &s->pool),
			SUCCESS);
	return s;
}

static void tell_message(struct kunit *test, struct tell_scene *s,
			 const struct ntms_cred *cred, guid_t *id)
{
	NTMS_KIT_REASON(test, ntms_kit_submit(s->kit, cred,
					      NTMS_REQUEST_MESSAGE, NULL, NULL,
					      "hello", id), SUCCESS);
}

static struct ntms_request_view *tell_view(struct kunit *test)
{
	struct ntms_request_view *view;

	view = kunit_kzalloc(test, sizeof(*view), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, view);
	return view;
}

/* ---- who may know ------------------------------------------------------------------- */

/* What the request is about */
enum tell_what { MESSAGE, MEDIA, MOVE, DRIVE, CALL };

static const struct tell_case {
	const char *desc;
	enum tell_what what;
	const struct ntms_cred *cred;
	bool visible;
} tell_cases[] = {
	{ "a message, to an administrator", MESSAGE, &ntms_kit_root, true },
	{ "a message, to one who has to be asked", MESSAGE, &tell_admin, true },
	{ "a message, to who wrote it", MESSAGE, &tell_asker, true },
	{ "a message, to the owner of a pool", MESSAGE, &ntms_kit_owner },
	{ "a message, to a stranger", MESSAGE, &tell_stranger },
	{ "media for a pool, to its owner", MEDIA, &ntms_kit_owner, true },
	{ "media for a pool, to an administrator", MEDIA, &ntms_kit_root,
	  true },
	{ "media for a pool, to a stranger", MEDIA, &tell_stranger },
	{ "a cartridge of a pool, to its owner", MOVE, &ntms_kit_owner, true },
	{ "a cartridge of a pool, to a stranger", MOVE, &tell_stranger },
	{ "a drive, to an administrator", DRIVE, &ntms_kit_root, true },
	{ "a drive, to the owner of a pool", DRIVE, &ntms_kit_owner },
	{ "what a call waits for, to the owner", CALL, &ntms_kit_owner, true },
	{ "what a call waits for, to an administrator", CALL, &ntms_kit_root,
	  true },
	{ "what a call waits for, to a stranger", CALL, &tell_stranger },
	{ "a message, to an operator", MESSAGE, &tell_operator, true },
	{ "media for a pool, to an operator", MEDIA, &tell_operator, true },
	{ "a cartridge of a pool, to an operator", MOVE, &tell_operator, true },
	{ "a drive, to an operator", DRIVE, &tell_operator, true },
	{ "what a call waits for, to an operator", CALL, &tell_operator, true },
	{ "a message, to who may change the computer", MESSAGE, &tell_changer },
	{ "what a call waits for, to the same", CALL, &tell_changer },
};

KUNIT_ARRAY_PARAM_DESC(tell_whom, tell_cases, desc);

static void tell_submit(struct kunit *test, struct tell_scene *s,
			enum tell_what what, guid_t *id)
{
	guid_t drive;

	switch (what) {
	case MESSAGE:
		tell_message(test, s, &tell_asker, id);
		break;
	case MEDIA:
		ntms_kit_submit(s->kit, &ntms_kit_root, NTMS_REQUEST_NEW_MEDIA,
				&s->pool, &s->robot->id, NULL, id);
		break;
	case MOVE:
		ntms_kit_submit(s->kit, &ntms_kit_root, NTMS_REQUEST_MOVE_MEDIA,
				&s->disk->obj.id, &s->robot->id, NULL, id);
		break;
	case DRIVE:
		ntms_guid_with_part(&drive, &s->robot->id, NTMS_SMC_DT << 16 |
				    NTMS_KIT_FIRST_DT);
		ntms_kit_submit(s->kit, &ntms_kit_root,
				NTMS_REQUEST_DEVICE_SERVICE, &drive, NULL, NULL,
				id);
		break;
	case CALL:
		ntms_library_absent(&s->kit->cat, &s->robot->id);
		NTMS_KIT_REASON(test, ntms_kit_queue(s->kit->session,
						     &ntms_kit_root, &s->pool,
						     0, NTMS_DEADLINE_NEVER, 1),
				SUCCESS);
		ntms_kit_request(test, 0, id);
		break;
	}
	KUNIT_ASSERT_EQ(test, ntms_kit_requests(test), 1U);
}

static void tell_operators(struct kunit *test, struct tell_scene *s)
{
	const struct ntms_ace aces[] = {
		{ NTMS_ACE_EVERYONE, 0, NTMS_RIGHT_USE },
		{ NTMS_ACE_GROUP, TELL_GROUP, NTMS_RIGHT_CONTROL },
		{ NTMS_ACE_USER, TELL_CHANGER, NTMS_RIGHT_MODIFY },
	};
	struct ntms_acl call = { .count = ARRAY_SIZE(aces) };

	ntms_guid_out(&call.id, &s->kit->cat.computer->id);
	NTMS_KIT_REASON(test, ntms_acl_set(s->kit->session, &ntms_kit_root,
					   &call, aces), SUCCESS);
}

/* Looked at, read, listed and walked, it is either there or it is not. */
static void tell_test_whom(struct kunit *test)
{
	const struct tell_case *c = test->param_value;
	struct tell_scene *s = tell_scene(test);
	struct ntms_request_view *view = tell_view(test);
	struct ntms_object get = { };
	struct ntms_enum list = { .type = NTMS_TYPE_OPERATOR_REQUEST };
	const u32 reason = c->visible ? NTMS_REASON_SUCCESS :
					NTMS_REASON_OBJECT_NOT_FOUND;
	union ntms_any_info *info;
	struct ntms_guid ids[2];
	u64 cursor = 0;
	u32 nr = 9;
	guid_t id;

	info = kunit_kzalloc(test, sizeof(*info), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, info);
	tell_operators(test, s);
	tell_submit(test, s, c->what, &id);
	KUNIT_EXPECT_EQ(test, ntms_request_look(&s->kit->cat, c->cred, &id,
						view), reason);
	ntms_guid_out(&get.id, &id);
	KUNIT_EXPECT_EQ(test, ntms_query_object(s->kit->session, c->cred, &get,
						info), reason);
	NTMS_KIT_REASON(test, ntms_query_enum(s->kit->session, c->cred, &list,
					      ids, 2, &nr), SUCCESS);
	KUNIT_EXPECT_EQ(test, nr, (u32)c->visible);
	KUNIT_EXPECT_EQ(test, ntms_request_next(&s->kit->cat, c->cred, &cursor,
						view), c->visible);
	if (!c->visible)
		return;
	KUNIT_EXPECT_TRUE(test, !memcmp(&ids[0], &id, sizeof(id)));
	KUNIT_EXPECT_EQ(test, get.type, NTMS_TYPE_OPERATOR_REQUEST);
	KUNIT_EXPECT_TRUE(test, !memcmp(&view->info, &info->request,
					sizeof(view->info)));
	KUNIT_EXPECT_FALSE(test, ntms_request_next(&s->kit->cat, c->cred,
						   &cursor, view));
}

/* An operator answers all that there is, and a call's own. */
static void tell_test_operator(struct kunit *test)
{
	struct tell_scene *s = tell_scene(test);
	guid_t message, call;

	tell_operators(test, s);
	tell_message(test, s, &tell_asker, &message);
	ntms_library_absent(&s->kit->cat, &s->robot->id);
	ntms_kit_wait(test, &s->pool, 0, 1);
	ntms_kit_request(test, 1, &call);
	NTMS_KIT_REASON(test, ntms_kit_answer(s->kit, &tell_changer, &call,
					      NTMS_REQUEST_REFUSED, NULL),
			OBJECT_NOT_FOUND);
	NTMS_KIT_REASON(test, ntms_kit_answer(s->kit, &tell_operator, &call,
					      NTMS_REQUEST_ACTIVE, NULL),
			SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_answer(s->kit, &tell_operator, &call,
					      NTMS_REQUEST_REFUSED, NULL),
			SUCCESS);
	ntms_kit_expect(test, 1, NTMS_REASON_CANCELLED);
	NTMS_KIT_REASON(test, ntms_kit_answer(s->kit, &tell_operator, &message,
					      NTMS_REQUEST_COMPLETE, NULL),
			SUCCESS);
}

/* The right that counts is that on the pool where the cartridge is now. */
static void tell_test_moved(struct kunit *test)
{
	struct tell_scene *s = tell_scene(test);
	struct ntms_request_view *view = tell_view(test);
	guid_t id;

	tell_submit(test, s, MOVE, &id);
	NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
					    &s->disk->obj.id,
				&s->kit->cat.system[NTMS_POOL_FREE]->obj.id),
			SUCCESS);
	NTMS_KIT_REASON(test, ntms_request_look(&s->kit->cat, &ntms_kit_owner,
						&id, view), OBJECT_NOT_FOUND);
	NTMS_KIT_REASON(test, ntms_request_look(&s->kit->cat, &ntms_kit_root,
						&id, view), SUCCESS);
	/* That pool has a parent, too: the root of all free ones. */
	KUNIT_EXPECT_TRUE(test, !strncmp(view->pool, "free\\", 5));
}

/* ---- what is told ------------------------------------------------------------------- */

static void tell_test_view(struct kunit *test)
{
	struct tell_scene *s = tell_scene(test);
	struct ntms_request_view *view = tell_view(test);
	const struct ntms_request_info *info = &view->info;
	guid_t id;

	NTMS_KIT_REASON(test, ntms_kit_submit(s->kit, &tell_admin,
					      NTMS_REQUEST_NEW_MEDIA, &s->pool,
					      &s->robot->id, "two of them",
					      &id), SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_answer(s->kit, &ntms_kit_root, &id,
					      NTMS_REQUEST_IN_PROGRESS,
					      "on my way"), SUCCESS);
	NTMS_KIT_REASON(test, ntms_request_look(&s->kit->cat, &ntms_kit_root,
						&id, view), SUCCESS);
	KUNIT_EXPECT_STREQ(test, view->pool, "backup\\daily");
	KUNIT_EXPECT_STREQ(test, view->media_type,
			   s->disk->media_type->obj.label->name);
	KUNIT_EXPECT_STREQ(test, view->object, "");
	KUNIT_EXPECT_STREQ(test, view->library,
			   ntms_kit_library(test, s->robot)->obj.label->name);
	KUNIT_EXPECT_STREQ(test, view->computer, "testbed");
	KUNIT_EXPECT_TRUE(test, !memcmp(&info->header.id, &id, sizeof(id)));
	KUNIT_EXPECT_GT(test, info->header.created, 0ULL);
	KUNIT_EXPECT_EQ(test, info->request, NTMS_REQUEST_NEW_MEDIA);
	KUNIT_EXPECT_EQ(test, info->request_state, NTMS_REQUEST_IN_PROGRESS);
	KUNIT_EXPECT_EQ(test, info->flags, 0U);
	KUNIT_EXPECT_EQ(test, info->arg1_type, NTMS_TYPE_POOL);
	KUNIT_EXPECT_EQ(test, info->arg2_type, NTMS_TYPE_LIBRARY);
	KUNIT_EXPECT_TRUE(test, !memcmp(&info->arg1, &s->pool,
					sizeof(s->pool)));
	KUNIT_EXPECT_TRUE(test, !memcmp(&info->media_type,
					&s->disk->media_type->obj.id,
					sizeof(guid_t)));
	KUNIT_EXPECT_EQ(test, info->deadline, NTMS_DEADLINE_NEVER);
	KUNIT_EXPECT_EQ(test, info->finished, 0ULL);
	KUNIT_EXPECT_EQ(test, info->uid, tell_admin.uid);
	KUNIT_EXPECT_STREQ(test, info->application, "kunit");
	KUNIT_EXPECT_STREQ(test, info->message, "two of them");
	KUNIT_EXPECT_STREQ(test, info->answer, "on my way");
}

static void tell_test_view_call(struct kunit *test)
{
	const struct ntms_cred cred = { .uid = 1000, .pid = 4242 };
	struct tell_scene *s = tell_scene(test);
	struct ntms_request_view *view = tell_view(test);
	const struct ntms_request_info *info = &view->info;
	u64 cursor = 0;

	ntms_library_absent(&s->kit->cat, &s->robot->id);
	NTMS_KIT_REASON(test, ntms_kit_queue(s->kit->session, &cred, &s->pool,
					     NTMS_ALLOCATE_NEW,
					     NTMS_DEADLINE_NEVER - 1, 1),
			SUCCESS);
	KUNIT_ASSERT_TRUE(test, ntms_request_next(&s->kit->cat, &cred, &cursor,
						  view));
	KUNIT_EXPECT_STREQ(test, view->pool, "backup\\daily");
	KUNIT_EXPECT_STREQ(test, view->library, "");
	KUNIT_EXPECT_EQ(test, info->flags, NTMS_REQUEST_OF_CALL);
	KUNIT_EXPECT_EQ(test, info->options, NTMS_ALLOCATE_NEW);
	KUNIT_EXPECT_EQ(test, info->deadline, NTMS_DEADLINE_NEVER - 1);
	KUNIT_EXPECT_EQ(test, info->pid, 4242U);
	KUNIT_EXPECT_EQ(test, info->uid, 1000U);
}

static void tell_name(struct kunit *test, struct tell_scene *s,
		      const guid_t *id, const char *name)
{
	struct ntms_object call = {
		.mask = NTMS_SET_NAME | NTMS_SET_DESCRIPTION,
	};
	union ntms_any_info *info;

	info = kunit_kzalloc(test, sizeof(*info), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, info);
	ntms_guid_out(&call.id, id);
	strscpy(info->header.name, name, sizeof(info->header.name));
	strscpy(info->header.description, "text",
		sizeof(info->header.description));
	NTMS_KIT_REASON(test, ntms_set(s->kit->session, &ntms_kit_root, &call,
				       info), SUCCESS);
}

/* A cartridge is told by its barcode, unless it was given a name. */
static void tell_test_names(struct kunit *test)
{
	struct tell_scene *s = tell_scene(test);
	struct ntms_request_view *view = tell_view(test);
	guid_t id, drive;

	tell_submit(test, s, MOVE, &id);
	ntms_request_look(&s->kit->cat, &ntms_kit_root, &id, view);
	KUNIT_EXPECT_STREQ(test, view->object, "D1");
	KUNIT_EXPECT_STREQ(test, view->pool, "backup\\daily");
	/* A description is no name. */
	tell_name(test, s, &s->disk->obj.id, "");
	ntms_request_look(&s->kit->cat, &ntms_kit_root, &id, view);
	KUNIT_EXPECT_STREQ(test, view->object, "D1");
	tell_name(test, s, &s->disk->obj.id, "blue disk");
	tell_name(test, s, &s->robot->id, "cellar");
	tell_name(test, s, &s->parent, "archive");
	ntms_request_look(&s->kit->cat, &ntms_kit_root, &id, view);
	KUNIT_EXPECT_STREQ(test, view->object, "blue disk");
	KUNIT_EXPECT_STREQ(test, view->library, "cellar");
	KUNIT_EXPECT_STREQ(test, view->pool, "archive\\daily");
	/* A drive that has a name is told by it. */
	ntms_guid_with_part(&drive, &s->robot->id,
			    NTMS_SMC_DT << 16 | NTMS_KIT_FIRST_DT);
	tell_name(test, s, &drive, "left one");
	ntms_kit_submit(s->kit, &ntms_kit_root, NTMS_REQUEST_DEVICE_SERVICE,
			&drive, NULL, NULL, &id);
	ntms_request_look(&s->kit->cat, &ntms_kit_root, &id, view);
	KUNIT_EXPECT_STREQ(test, view->object, "left one");
	KUNIT_EXPECT_STREQ(test, view->pool, "");
}

/* What it was about may be gone before it is; it says so by naming nothing. */
static void tell_test_gone(struct kunit *test)
{
	struct tell_scene *s = tell_scene(test);
	struct ntms_request_view *view = tell_view(test);
	struct ntms_pool_delete call = {};
	guid_t pool, id;

	ntms_kit_pool(test, "short-lived", MO, &pool);
	NTMS_KIT_REASON(test, ntms_kit_submit(s->kit, &ntms_kit_owner,
					      NTMS_REQUEST_NEW_MEDIA, &pool,
					      NULL, NULL, &id), SUCCESS);
	ntms_guid_out(&call.id, &pool);
	NTMS_KIT_REASON(test, ntms_pool_delete(s->kit->session, &ntms_kit_root,
					       &call), SUCCESS);
	NTMS_KIT_REASON(test, ntms_request_look(&s->kit->cat, &ntms_kit_owner,
						&id, view), SUCCESS);
	KUNIT_EXPECT_STREQ(test, view->pool, "");
	KUNIT_EXPECT_STREQ(test, view->media_type, "");
	KUNIT_EXPECT_EQ(test, view->info.arg1_type, NTMS_TYPE_POOL);
	KUNIT_EXPECT_TRUE(test, !memcmp(&view->info.arg1, &pool, sizeof(pool)));
	KUNIT_EXPECT_TRUE(test, ntms_guid_none(&view->info.media_type));
}

/* Of a path that is too long the end is told, which says most. */
static void tell_test_deep(struct kunit *test)
{
	struct tell_scene *s = tell_scene(test);
	struct ntms_request_view *view = tell_view(test);
	char name[NTMS_NAME_SIZE];
	guid_t pool, inner, id;
	u32 i;

	pool = s->parent;
	for (i = 0; i < 6; i++) {
		memset(name, 'a' + i, sizeof(name) - 1);
		name[sizeof(name) - 1] = '\0';
		NTMS_KIT_REASON(test, ntms_kit_create(s->kit, &ntms_kit_root,
						      name, &pool, NULL, 0, 0,
						      &inner), SUCCESS);
		pool = inner;
	}
	NTMS_KIT_REASON(test, ntms_kit_submit(s->kit, &ntms_kit_root,
					      NTMS_REQUEST_NEW_MEDIA, &pool,
					      NULL, NULL, &id), SUCCESS);
	NTMS_KIT_REASON(test, ntms_request_look(&s->kit->cat, &ntms_kit_root,
						&id, view), SUCCESS);
	KUNIT_EXPECT_EQ(test, strlen(view->pool), 2 * sizeof(name) - 1);
	KUNIT_EXPECT_STREQ(test, view->pool + sizeof(name), name);
	KUNIT_EXPECT_EQ(test, view->pool[0], 'e');
}

/* ---- how it stands -------------------------------------------------------------------- */

static const struct stand_case {
	const char *desc;
	const struct ntms_cred *cred;
	/* 0: nobody has said anything */
	u32 said;
	u32 flags;
	u32 reason;
	u32 state;
	const char *text;
} tell_stands[] = {
	{ "nobody has seen it", &tell_asker, 0, NTMS_REQUEST_F_NOWAIT,
	  NTMS_REASON_TIMEOUT, NTMS_REQUEST_SUBMITTED, "" },
	{ "somebody is at it", &tell_asker, NTMS_REQUEST_IN_PROGRESS,
	  NTMS_REQUEST_F_NOWAIT, NTMS_REASON_TIMEOUT,
	  NTMS_REQUEST_IN_PROGRESS, "said" },
	{ "it is done", &tell_asker, NTMS_REQUEST_COMPLETE, 0,
	  NTMS_REASON_SUCCESS, NTMS_REQUEST_COMPLETE, "said" },
	{ "it is refused", &ntms_kit_root, NTMS_REQUEST_REFUSED, 0,
	  NTMS_REASON_CANCELLED, NTMS_REQUEST_REFUSED, "said" },
	{ "it is none of his business", &tell_stranger, NTMS_REQUEST_COMPLETE,
	  0, NTMS_REASON_OBJECT_NOT_FOUND, 0, "" },
	{ "its time is over", &tell_asker, 0, 0, NTMS_REASON_TIMEOUT,
	  NTMS_REQUEST_SUBMITTED, "" },
	{ "an unknown flag", &tell_asker, NTMS_REQUEST_COMPLETE,
	  NTMS_REQUEST_F_NOWAIT << 1, NTMS_REASON_INVALID_PARAMETER, 99,
	  "before" },
};

KUNIT_ARRAY_PARAM_DESC(tell_stand, tell_stands, desc);

/* Waiting for it without waiting; with 0 as a deadline, which is long past */
static void tell_test_stand(struct kunit *test)
{
	const struct stand_case *c = test->param_value;
	struct ntms_request_wait call = {
		.flags = c->flags,
		.state = 99,
		.text = "before",
	};
	struct tell_scene *s = tell_scene(test);
	guid_t id;

	tell_message(test, s, &tell_asker, &id);
	if (c->said)
		NTMS_KIT_REASON(test, ntms_kit_answer(s->kit, &ntms_kit_root,
						      &id, c->said, "said"),
				SUCCESS);
	ntms_guid_out(&call.id, &id);
	KUNIT_EXPECT_EQ(test, ntms_request_wait(s->kit->session, c->cred,
						&call), c->reason);
	KUNIT_EXPECT_EQ(test, call.state, c->state);
	KUNIT_EXPECT_STREQ(test, call.text, c->text);
}

/* ---- walking ------------------------------------------------------------------------ */

#define TELL_MANY	20

static u32 tell_unlocked;

static void tell_unlock(struct ntms_catalog *cat)
{
	tell_unlocked++;
}

/* Others get at the catalog while many are passed over that are not told. */
static void tell_test_walk_hidden(struct kunit *test)
{
	struct tell_scene *s = tell_scene(test);
	struct ntms_request_view *view = tell_view(test);
	struct ntms_catalog *cat = &s->kit->cat;
	struct ntms_pool *pool = ntms_kit_find_pool(test, &s->pool);
	u64 cursor = 0;
	guid_t id;
	u32 i;

	for (i = 0; i <= NTMS_WALK_STEPS; i++)
		KUNIT_ASSERT_EQ(test, ntms_kit_submit(s->kit, &ntms_kit_root,
						      NTMS_REQUEST_MESSAGE,
						      NULL, NULL, "x", &id),
				0U);
	NTMS_KIT_REASON(test, ntms_kit_submit(s->kit, &tell_asker,
					      NTMS_REQUEST_MESSAGE, NULL, NULL,
					      "mine", &id), SUCCESS);
	/* Whoever drops the lock serves those who wait, as long as there are. */
	cat->serve = tell_unlock;
	list_add(&pool->stirred, &cat->stirred);
	tell_unlocked = 0;
	KUNIT_EXPECT_TRUE(test, ntms_request_next(cat, &tell_asker, &cursor,
						  view));
	KUNIT_EXPECT_STREQ(test, view->info.message, "mine");
	KUNIT_EXPECT_EQ(test, tell_unlocked, 2U);
	KUNIT_EXPECT_FALSE(test, ntms_request_next(cat, &tell_asker, &cursor,
						   view));
	cursor = 0;
	KUNIT_EXPECT_FALSE(test, ntms_request_next(cat, &tell_stranger,
						   &cursor, view));
	KUNIT_EXPECT_EQ(test, tell_unlocked, 5U);
	list_del_init(&pool->stirred);
}

/* Others come and go; who is there all the time is met once. */
static void tell_test_walk(struct kunit *test)
{
	struct tell_scene *s = tell_scene(test);
	struct ntms_request_view *view = tell_view(test);
	struct ntms_request_delete gone = {};
	guid_t ids[TELL_MANY];
	u32 met[TELL_MANY] = {};
	u64 cursor = 0, last = 0;
	u32 i, at = 0;

	for (i = 0; i < TELL_MANY; i++)
		tell_message(test, s, i % 3 ? &tell_asker : &tell_stranger,
			     &ids[i]);
	while (ntms_request_next(&s->kit->cat, &ntms_kit_root, &cursor, view)) {
		KUNIT_EXPECT_GT(test, cursor, last);
		last = cursor;
		for (i = 0; i < TELL_MANY; i++)
			met[i] += !memcmp(&ids[i], &view->info.header.id,
					  sizeof(ids[i]));
		/* The one behind and the one two ahead are forgotten. */
		for (i = at & ~1U; i < TELL_MANY && i <= at + 2; i += 2) {
			ntms_kit_answer(s->kit, &ntms_kit_root, &ids[i],
					NTMS_REQUEST_COMPLETE, NULL);
			ntms_guid_out(&gone.id, &ids[i]);
			ntms_request_delete(s->kit->session, &ntms_kit_root,
					    &gone);
		}
		if (at++ < 3)
			tell_message(test, s, &tell_asker, &ids[0]);
		KUNIT_ASSERT_LE(test, at, 3U * TELL_MANY);
	}
	for (i = 1; i < TELL_MANY; i += 2)
		KUNIT_EXPECT_EQ_MSG(test, met[i], 1U, "request %u", i);
	/* Each sees his own. */
	for (cursor = 0, at = 0; ntms_request_next(&s->kit->cat, &tell_stranger,
						   &cursor, view); at++)
		KUNIT_EXPECT_EQ(test, view->info.uid, tell_stranger.uid);
	KUNIT_EXPECT_GT(test, at, 0U);
}

/* ---- forgetting ----------------------------------------------------------------------- */

static const struct delete_case {
	const char *desc;
	const struct ntms_cred *cred;
	enum tell_what what;
	u32 state;
	u32 reason;
} tell_deletes[] = {
	{ "what was satisfied, by who asked", &tell_asker, MESSAGE,
	  NTMS_REQUEST_COMPLETE, NTMS_REASON_SUCCESS },
	{ "what was refused, by an administrator", &ntms_kit_root, MESSAGE,
	  NTMS_REQUEST_REFUSED, NTMS_REASON_SUCCESS },
	{ "what is in progress, by an administrator", &ntms_kit_root, MESSAGE,
	  NTMS_REQUEST_IN_PROGRESS, NTMS_REASON_INVALID_STATE },
	{ "what nobody saw, by who asked", &tell_asker, MESSAGE, 0,
	  NTMS_REASON_INVALID_STATE },
	{ "what was satisfied, by a stranger", &tell_stranger, MESSAGE,
	  NTMS_REQUEST_COMPLETE, NTMS_REASON_OBJECT_NOT_FOUND },
	{ "an administrator's, by the pool's owner", &ntms_kit_owner, MEDIA,
	  NTMS_REQUEST_COMPLETE, NTMS_REASON_ACCESS_DENIED },
	{ "what a call waits for, by an administrator", &ntms_kit_root, CALL,
	  NTMS_REQUEST_IN_PROGRESS, NTMS_REASON_INVALID_STATE },
	/* CONTROL is to answer, MODIFY to forget, but not what one cannot see. */
	{ "what was satisfied, by an operator", &tell_operator, MESSAGE,
	  NTMS_REQUEST_COMPLETE, NTMS_REASON_ACCESS_DENIED },
	{ "what was satisfied, by who may change the computer", &tell_changer,
	  MESSAGE, NTMS_REQUEST_COMPLETE, NTMS_REASON_OBJECT_NOT_FOUND },
};

KUNIT_ARRAY_PARAM_DESC(tell_delete, tell_deletes, desc);

static void tell_test_delete(struct kunit *test)
{
	const struct delete_case *c = test->param_value;
	struct tell_scene *s = tell_scene(test);
	struct ntms_request_delete call = { .flags = 1 };
	u64 before;
	guid_t id;

	tell_operators(test, s);
	tell_submit(test, s, c->what, &id);
	if (c->state)
		NTMS_KIT_REASON(test, ntms_kit_answer(s->kit, &ntms_kit_root,
						      &id, c->state, NULL),
				SUCCESS);
	ntms_guid_out(&call.id, &id);
	before = ntms_kit_digest(&s->kit->cat);
	NTMS_KIT_REASON(test, ntms_request_delete(s->kit->session, c->cred,
						  &call), INVALID_PARAMETER);
	call.flags = 0;
	call.reserved = 1;
	NTMS_KIT_REASON(test, ntms_request_delete(s->kit->session, c->cred,
						  &call), INVALID_PARAMETER);
	call.reserved = 0;
	KUNIT_EXPECT_EQ(test, ntms_request_delete(s->kit->session, c->cred,
						  &call), c->reason);
	if (c->reason) {
		KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
		return;
	}
	KUNIT_EXPECT_EQ(test, ntms_kit_requests(test), 0U);
	NTMS_KIT_REASON(test, ntms_request_delete(s->kit->session, c->cred,
						  &call), OBJECT_NOT_FOUND);
}

static u64 tell_alarmed;

static void tell_alarm(u64 when)
{
	tell_alarmed = when;
}

static void tell_purge_after(struct kunit *test, struct tell_scene *s,
			     u32 seconds)
{
	struct ntms_object call = { .mask = NTMS_SET_REQUEST_PURGE };
	union ntms_any_info *info;

	info = kunit_kzalloc(test, sizeof(*info), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, info);
	ntms_guid_out(&call.id, &s->kit->cat.computer->id);
	info->computer.request_purge = seconds;
	NTMS_KIT_REASON(test, ntms_set(s->kit->session, &ntms_kit_owner, &call,
				       info), ACCESS_DENIED);
	NTMS_KIT_REASON(test, ntms_set(s->kit->session, &ntms_kit_root, &call,
				       info), SUCCESS);
	KUNIT_EXPECT_EQ(test, s->kit->cat.request_purge, seconds);
}

/* What was answered is kept for a while; what was not, for ever. */
static void tell_test_purge(struct kunit *test)
{
	struct tell_scene *s = tell_scene(test);
	struct ntms_catalog *cat = &s->kit->cat;
	struct ntms_object get = {};
	union ntms_any_info *info;
	guid_t open, first, id;
	u64 next;

	info = kunit_kzalloc(test, sizeof(*info), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, info);
	ntms_guid_out(&get.id, &cat->computer->id);
	NTMS_KIT_REASON(test, ntms_kit_look(s->kit->session, &get, info),
			SUCCESS);
	KUNIT_EXPECT_EQ(test, info->computer.request_purge, 3U * 24 * 3600);
	cat->alarm = tell_alarm;
	tell_message(test, s, &tell_asker, &open);
	tell_message(test, s, &tell_asker, &first);
	tell_message(test, s, &tell_asker, &id);
	KUNIT_EXPECT_EQ(test, ntms_tick(cat), NTMS_DEADLINE_NEVER);
	tell_purge_after(test, s, PURGE);
	tell_alarmed = 1;
	NTMS_KIT_REASON(test, ntms_kit_answer(s->kit, &ntms_kit_root, &first,
					      NTMS_REQUEST_COMPLETE, NULL),
			SUCCESS);
	/* Somebody has to look at the clock from now on. */
	KUNIT_EXPECT_EQ(test, tell_alarmed, 0ULL);
	next = ntms_tick(cat);
	KUNIT_EXPECT_NE(test, next, NTMS_DEADLINE_NEVER);
	NTMS_KIT_REASON(test, ntms_kit_answer(s->kit, &ntms_kit_root, &id,
					      NTMS_REQUEST_REFUSED, NULL),
			SUCCESS);
	KUNIT_EXPECT_EQ(test, ntms_kit_requests(test), 3U);
	/* The first one was answered long ago. */
	mutex_lock(&cat->lock);
	ntms_find_opreq(cat, &first)->finished -= (PURGE + 1) * 1000000000ULL;
	mutex_unlock(&cat->lock);
	KUNIT_EXPECT_NE(test, ntms_tick(cat), NTMS_DEADLINE_NEVER);
	KUNIT_EXPECT_EQ(test, ntms_kit_requests(test), 2U);
	/* And now nothing that was answered is kept. */
	tell_alarmed = 1;
	tell_purge_after(test, s, 0);
	KUNIT_EXPECT_EQ(test, tell_alarmed, 0ULL);
	KUNIT_EXPECT_EQ(test, ntms_tick(cat), NTMS_DEADLINE_NEVER);
	ntms_kit_request(test, 0, &id);
	KUNIT_EXPECT_TRUE(test, guid_equal(&id, &open));
	KUNIT_EXPECT_EQ(test, ntms_kit_requests(test), 1U);
	/* Not even what is answered from now on */
	NTMS_KIT_REASON(test, ntms_kit_answer(s->kit, &ntms_kit_root, &open,
					      NTMS_REQUEST_COMPLETE, NULL),
			SUCCESS);
	KUNIT_EXPECT_EQ(test, ntms_tick(cat), NTMS_DEADLINE_NEVER);
	KUNIT_EXPECT_EQ(test, ntms_kit_requests(test), 0U);
	cat->alarm = NULL;
}

/* Not all at once: the rest is due at once. */
static void tell_test_purge_many(struct kunit *test)
{
	struct tell_scene *s = tell_scene(test);
	struct ntms_catalog *cat = &s->kit->cat;
	u32 left = 2 * NTMS_ROUND + 1, i;
	guid_t id;

	for (i = 0; i < left; i++) {
		tell_message(test, s, &tell_asker, &id);
		ntms_kit_answer(s->kit, &ntms_kit_root, &id,
				NTMS_REQUEST_COMPLETE, NULL);
	}
	tell_purge_after(test, s, 0);
	for (; left > NTMS_ROUND; left -= NTMS_ROUND) {
		KUNIT_EXPECT_EQ(test, ntms_kit_requests(test), left);
		KUNIT_EXPECT_LE(test, ntms_tick(cat), ktime_get_ns());
	}
	KUNIT_EXPECT_EQ(test, ntms_tick(cat), NTMS_DEADLINE_NEVER);
	KUNIT_EXPECT_EQ(test, ntms_kit_requests(test), 0U);
}

/* The longest time that can be set is not over soon. */
static void tell_test_purge_never(struct kunit *test)
{
	struct tell_scene *s = tell_scene(test);
	guid_t id;

	tell_purge_after(test, s, U32_MAX);
	tell_message(test, s, &tell_asker, &id);
	ntms_kit_answer(s->kit, &ntms_kit_root, &id, NTMS_REQUEST_COMPLETE,
			NULL);
	KUNIT_EXPECT_GT(test, ntms_tick(&s->kit->cat), U32_MAX * 999999999ULL);
	KUNIT_EXPECT_EQ(test, ntms_kit_requests(test), 1U);
}

static struct kunit_case tell_suite_cases[] = {
	KUNIT_CASE_PARAM(tell_test_whom, tell_whom_gen_params),
	KUNIT_CASE(tell_test_operator),
	KUNIT_CASE(tell_test_moved),
	KUNIT_CASE(tell_test_view),
	KUNIT_CASE(tell_test_view_call),
	KUNIT_CASE(tell_test_names),
	KUNIT_CASE(tell_test_gone),
	KUNIT_CASE(tell_test_deep),
	KUNIT_CASE_PARAM(tell_test_stand, tell_stand_gen_params),
	KUNIT_CASE(tell_test_walk),
	KUNIT_CASE(tell_test_walk_hidden),
	KUNIT_CASE_PARAM(tell_test_delete, tell_delete_gen_params),
	KUNIT_CASE(tell_test_purge),
	KUNIT_CASE(tell_test_purge_many),
	KUNIT_CASE(tell_test_purge_never),
	{ }
};

static struct kunit_suite tell_suite = {
	.name = "ntms_opreq_tell",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = tell_suite_cases,
};

kunit_test_suite(tell_suite);
