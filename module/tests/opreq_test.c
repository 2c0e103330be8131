// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of core/opreq.c: what operators are asked for, what they may say
 * to it, who hears of it, and when it is forgotten.
 */
#include "kit.h"

#define MO	NTMS_MEDIA_CODE_MO_5_RW

/* Somebody who submits and owns nothing */
static const struct ntms_cred opreq_stranger = { .uid = 1002, .pid = 77 };

/* What a request can be about; NONE is the null GUID, UNKNOWN names nothing */
enum opreq_thing {
	NONE, UNKNOWN, POOL, FREE, MEDIUM, FREE_MEDIUM, SIDE, LIBRARY, SLOT,
	PORT, DRIVE, COMPUTER, THINGS,
};

/**
 * struct opreq_scene - a library, and a pool of the owner's in a pool of pools
 * @kit: the catalog
 * @robot: the library; of disks
 * @disk: a disk in the pool
 * @things: GUIDs, by enum opreq_thing
 */
struct opreq_scene {
	struct ntms_kit *kit;
	struct ntms_kit_robot *robot;
	struct ntms_medium *disk;
	guid_t things[THINGS];
};

static void opreq_scene_parts(struct opreq_scene *s)
{
	static const struct {
		u8 thing;
		u8 type;
		u16 address;
	} parts[] = {
		{ SLOT, NTMS_SMC_ST, NTMS_KIT_FIRST_ST },
		{ PORT, NTMS_SMC_IE, NTMS_KIT_FIRST_IE },
		{ DRIVE, NTMS_SMC_DT, NTMS_KIT_FIRST_DT },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(parts); i++)
		ntms_guid_with_part(&s->things[parts[i].thing], &s->robot->id,
				    parts[i].type << 16 | parts[i].address);
}

static struct opreq_scene *opreq_scene(struct kunit *test)
{
	struct opreq_scene *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	struct ntms_media_type *type;
	guid_t parent;

	KUNIT_ASSERT_NOT_NULL(test, s);
	s->kit = test->priv;
	s->robot = ntms_kit_robot(test, "r", 4, 1, 1);
	ntms_kit_arrivals(test, s->robot, MO, NTMS_POOL_FREE);
	s->disk = ntms_kit_bring(test, s->robot, 0, "D1");
	type = s->disk->media_type;
	s->things[FREE_MEDIUM] = ntms_kit_bring(test, s->robot, 1, "D2")->obj.id;
	NTMS_KIT_REASON(test, ntms_kit_create(s->kit, &ntms_kit_root, "backup",
					      NULL, NULL, 0, 0, &parent),
			SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_create(s->kit, &ntms_kit_root, "daily",
					      &parent, &type->obj.id, 0, 0,
					      &s->things[POOL]), SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
					    &s->disk->obj.id,
					    &s->things[POOL]), SUCCESS);
	ntms_guid_new(&s->things[UNKNOWN]);
	s->things[FREE] = type->pools[NTMS_POOL_FREE]->obj.id;
	s->things[MEDIUM] = s->disk->obj.id;
	ntms_side_id(&s->things[SIDE], s->disk, &s->disk->sides[0]);
	s->things[LIBRARY] = s->robot->id;
	s->things[COMPUTER] = s->kit->cat.computer->id;
	opreq_scene_parts(s);
	return s;
}

static struct ntms_opreq *opreq_find(struct opreq_scene *s, const guid_t *id)
{
	struct ntms_opreq *opreq;

	mutex_lock(&s->kit->cat.lock);
	opreq = ntms_find_opreq(&s->kit->cat, id);
	mutex_unlock(&s->kit->cat.lock);
	return opreq;
}

/* A message that nobody but who submits it and administrators know of */
static void opreq_message(struct kunit *test, struct opreq_scene *s,
			  const struct ntms_cred *cred, guid_t *id)
{
	NTMS_KIT_REASON(test, ntms_kit_submit(s->kit, cred,
					      NTMS_REQUEST_MESSAGE, NULL, NULL,
					      "hello", id), SUCCESS);
}

/* ---- submitting ------------------------------------------------------------------ */

static const struct submit_case {
	const char *desc;
	u32 request;
	u8 arg1;
	u8 arg2;
	u32 reason;
	/* Who may: 0 everybody, 1 the owner, 2 only administrators */
	u8 rights;
} opreq_submits[] = {
	{ "media", NTMS_REQUEST_NEW_MEDIA, POOL, NONE, NTMS_REASON_SUCCESS, 1 },
	{ "media in a library", NTMS_REQUEST_NEW_MEDIA, POOL, LIBRARY,
	  NTMS_REASON_SUCCESS, 1 },
	{ "media for free", NTMS_REQUEST_NEW_MEDIA, FREE, NONE,
	  NTMS_REASON_SUCCESS, 2 },
	{ "media for no pool", NTMS_REQUEST_NEW_MEDIA, NONE, NONE,
	  NTMS_REASON_INVALID_PARAMETER },
	{ "media for a library", NTMS_REQUEST_NEW_MEDIA, LIBRARY, NONE,
	  NTMS_REASON_INVALID_PARAMETER },
	{ "media for what is not there", NTMS_REQUEST_NEW_MEDIA, UNKNOWN, NONE,
	  NTMS_REASON_OBJECT_NOT_FOUND },
	{ "media in what is not there", NTMS_REQUEST_NEW_MEDIA, POOL, UNKNOWN,
	  NTMS_REASON_OBJECT_NOT_FOUND },
	{ "media in a slot", NTMS_REQUEST_NEW_MEDIA, POOL, SLOT,
	  NTMS_REASON_INVALID_PARAMETER },
	{ "a cleaner", NTMS_REQUEST_CLEANER, LIBRARY, NONE,
	  NTMS_REASON_SUCCESS, 2 },
	{ "a cleaner in a slot", NTMS_REQUEST_CLEANER, SLOT, NONE,
	  NTMS_REASON_SUCCESS, 2 },
	{ "a cleaner nowhere", NTMS_REQUEST_CLEANER, NONE, NONE,
	  NTMS_REASON_INVALID_PARAMETER },
	{ "a cleaner in a drive", NTMS_REQUEST_CLEANER, DRIVE, NONE,
	  NTMS_REASON_INVALID_PARAMETER },
	{ "a cleaner in two places", NTMS_REQUEST_CLEANER, LIBRARY, LIBRARY,
	  NTMS_REASON_INVALID_PARAMETER },
	{ "service of a library", NTMS_REQUEST_DEVICE_SERVICE, LIBRARY, NONE,
	  NTMS_REASON_SUCCESS, 2 },
	{ "service of a drive", NTMS_REQUEST_DEVICE_SERVICE, DRIVE, NONE,
	  NTMS_REASON_SUCCESS, 2 },
	{ "service of a port", NTMS_REQUEST_DEVICE_SERVICE, PORT, NONE,
	  NTMS_REASON_SUCCESS, 2 },
	{ "service of a cartridge", NTMS_REQUEST_DEVICE_SERVICE, MEDIUM, NONE,
	  NTMS_REASON_SUCCESS, 2 },
	{ "service of nothing", NTMS_REQUEST_DEVICE_SERVICE, NONE, NONE,
	  NTMS_REASON_INVALID_PARAMETER },
	{ "service of a computer", NTMS_REQUEST_DEVICE_SERVICE, COMPUTER, NONE,
	  NTMS_REASON_INVALID_PARAMETER },
	{ "service of what is not there", NTMS_REQUEST_DEVICE_SERVICE, UNKNOWN,
	  NONE, NTMS_REASON_OBJECT_NOT_FOUND },
	{ "a cartridge", NTMS_REQUEST_MOVE_MEDIA, MEDIUM, LIBRARY,
	  NTMS_REASON_SUCCESS, 1 },
	{ "a cartridge of free", NTMS_REQUEST_MOVE_MEDIA, FREE_MEDIUM, LIBRARY,
	  NTMS_REASON_SUCCESS, 2 },
	{ "a cartridge to nowhere", NTMS_REQUEST_MOVE_MEDIA, MEDIUM, NONE,
	  NTMS_REASON_INVALID_PARAMETER },
	{ "a cartridge to a drive", NTMS_REQUEST_MOVE_MEDIA, MEDIUM, DRIVE,
	  NTMS_REASON_INVALID_PARAMETER },
	{ "a cartridge to what is not there", NTMS_REQUEST_MOVE_MEDIA, MEDIUM,
	  UNKNOWN, NTMS_REASON_OBJECT_NOT_FOUND },
	{ "a side", NTMS_REQUEST_MOVE_MEDIA, SIDE, LIBRARY,
	  NTMS_REASON_INVALID_PARAMETER },
	{ "a message", NTMS_REQUEST_MESSAGE, NONE, NONE, NTMS_REASON_SUCCESS,
	  0 },
	{ "a message about something", NTMS_REQUEST_MESSAGE, POOL, NONE,
	  NTMS_REASON_INVALID_PARAMETER },
	{ "a message to something", NTMS_REQUEST_MESSAGE, NONE, LIBRARY,
	  NTMS_REASON_INVALID_PARAMETER },
	{ "no kind", 0, NONE, NONE, NTMS_REASON_INVALID_PARAMETER },
	{ "an unknown kind", NTMS_REQUEST_MESSAGE + 1, NONE, NONE,
	  NTMS_REASON_INVALID_PARAMETER },
};

KUNIT_ARRAY_PARAM_DESC(opreq_submit, opreq_submits, desc);

static void opreq_expect_submitted(struct kunit *test, struct opreq_scene *s,
				   const struct submit_case *c,
				   const struct ntms_cred *cred,
				   const guid_t *id)
{
	const struct ntms_opreq *opreq = opreq_find(s, id);

	KUNIT_ASSERT_NOT_NULL(test, opreq);
	KUNIT_EXPECT_EQ(test, opreq->request, c->request);
	KUNIT_EXPECT_EQ(test, opreq->state, NTMS_REQUEST_SUBMITTED);
	KUNIT_EXPECT_TRUE(test, guid_equal(&opreq->arg[0],
					   &s->things[c->arg1]));
	KUNIT_EXPECT_TRUE(test, guid_equal(&opreq->arg[1],
					   &s->things[c->arg2]));
	KUNIT_EXPECT_EQ(test, opreq->user->uid, cred->uid);
	KUNIT_EXPECT_EQ(test, opreq->pid, cred->pid);
	KUNIT_EXPECT_STREQ(test, opreq->app->name, "kunit");
	KUNIT_EXPECT_STREQ(test, opreq->message, "please");
}

static void opreq_test_submit(struct kunit *test)
{
	const struct submit_case *c = test->param_value;
	const struct ntms_cred *creds[] = {
		&opreq_stranger, &ntms_kit_owner, &ntms_kit_root,
	};
	struct opreq_scene *s = opreq_scene(test);
	u32 i, reason, expect;
	guid_t id;
	u64 before;

	for (i = 0; i < ARRAY_SIZE(creds); i++) {
		expect = c->reason;
		if (!expect && i < c->rights)
			expect = NTMS_REASON_ACCESS_DENIED;
		before = ntms_kit_digest(&s->kit->cat);
		reason = ntms_kit_submit(s->kit, creds[i], c->request,
					 &s->things[c->arg1],
					 &s->things[c->arg2], "please", &id);
		KUNIT_EXPECT_EQ(test, reason, expect);
		if (!reason)
			opreq_expect_submitted(test, s, c, creds[i], &id);
		else
			KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat),
					before);
		KUNIT_EXPECT_EQ(test, guid_is_null(&id), !!reason);
		NTMS_KIT_SOUND(test, &s->kit->cat);
	}
}

static const struct text_case {
	const char *desc;
	const char *text;
	/* so many characters of it; 0: it is as it is */
	u32 repeat;
	u32 reason;
} opreq_texts[] = {
	{ "nothing", "", 0, NTMS_REASON_SUCCESS },
	{ "two lines", "one\n\ttwo", 0, NTMS_REASON_SUCCESS },
	{ "another alphabet", "\xce\xb1\xce\xb2\xce\xb3", 0,
	  NTMS_REASON_SUCCESS },
	{ "as long as there is room", "x", NTMS_MESSAGE_SIZE - 1,
	  NTMS_REASON_SUCCESS },
	{ "without an end", "x", NTMS_MESSAGE_SIZE, NTMS_REASON_INVALID_NAME },
	{ "an escape", "\x1b[2J", 0, NTMS_REASON_INVALID_NAME },
	{ "a carriage return", "no\rok", 0, NTMS_REASON_INVALID_NAME },
	{ "a rubout", "a\x7f", 0, NTMS_REASON_INVALID_NAME },
};

KUNIT_ARRAY_PARAM_DESC(opreq_text, opreq_texts, desc);

static void opreq_write(const struct text_case *c, char *to)
{
	memset(to, 0, NTMS_MESSAGE_SIZE);
	if (c->repeat)
		memset(to, *c->text, c->repeat);
	else
		strscpy(to, c->text, NTMS_MESSAGE_SIZE);
}

/* What is no text cannot be said, by neither side. */
static void opreq_test_text(struct kunit *test)
{
	const struct text_case *c = test->param_value;
	struct opreq_scene *s = opreq_scene(test);
	struct ntms_request_submit submit = {
		.request = NTMS_REQUEST_MESSAGE,
	};
	struct ntms_request_answer answer = { .state = NTMS_REQUEST_ACTIVE };
	const struct ntms_opreq *opreq;
	guid_t id;

	opreq_write(c, submit.message);
	KUNIT_EXPECT_EQ(test, ntms_request_submit(s->kit->session,
						  &opreq_stranger, &submit),
			c->reason);
	opreq_message(test, s, &ntms_kit_root, &id);
	ntms_guid_out(&answer.id, &id);
	opreq_write(c, answer.text);
	KUNIT_EXPECT_EQ(test, ntms_request_answer(s->kit->session,
						  &ntms_kit_root, &answer),
			c->reason);
	opreq = opreq_find(s, &id);
	KUNIT_EXPECT_EQ(test, opreq->state, c->reason ? NTMS_REQUEST_SUBMITTED :
							NTMS_REQUEST_ACTIVE);
	if (!c->reason && *c->text)
		KUNIT_EXPECT_STREQ(test, opreq->answer, answer.text);
	else
		KUNIT_EXPECT_TRUE(test, !opreq->answer);
}

static void opreq_test_submit_limit(struct kunit *test)
{
	struct opreq_scene *s = opreq_scene(test);
	guid_t id;

	s->kit->cat.request_limit = 2;
	opreq_message(test, s, &opreq_stranger, &id);
	opreq_message(test, s, &opreq_stranger, &id);
	NTMS_KIT_REASON(test, ntms_kit_submit(s->kit, &opreq_stranger,
					      NTMS_REQUEST_MESSAGE, NULL, NULL,
					      NULL, NULL), DATABASE_FULL);
	opreq_message(test, s, &ntms_kit_root, &id);
	/* It outlives its session, but not its catalog. */
	KUNIT_EXPECT_EQ(test, ntms_kit_requests(test), 3U);
}

/* ---- answering ---------------------------------------------------------------------- */

/* Whose the request is, and what may become of it */
enum opreq_whose { MESSAGE, CALL };

static const struct answer_case {
	const char *desc;
	const struct ntms_cred *cred;
	enum opreq_whose whose;
	/* 0: any that is no state */
	u32 from;
	u32 to;
	u32 reason;
} opreq_answers[] = {
#define ROOT(name, from, to, reason)					\
	{ name, &ntms_kit_root, MESSAGE, NTMS_REQUEST_##from,		\
	  NTMS_REQUEST_##to, NTMS_REASON_##reason }
	ROOT("submitted, active", SUBMITTED, ACTIVE, SUCCESS),
	ROOT("submitted, in progress", SUBMITTED, IN_PROGRESS, SUCCESS),
	ROOT("submitted, refused", SUBMITTED, REFUSED, SUCCESS),
	ROOT("submitted, complete", SUBMITTED, COMPLETE, SUCCESS),
	ROOT("active, active", ACTIVE, ACTIVE, INVALID_STATE),
	ROOT("active, in progress", ACTIVE, IN_PROGRESS, SUCCESS),
	ROOT("active, refused", ACTIVE, REFUSED, SUCCESS),
	ROOT("active, complete", ACTIVE, COMPLETE, SUCCESS),
	ROOT("in progress, active", IN_PROGRESS, ACTIVE, INVALID_STATE),
	ROOT("in progress, in progress", IN_PROGRESS, IN_PROGRESS,
	     INVALID_STATE),
	ROOT("in progress, refused", IN_PROGRESS, REFUSED, SUCCESS),
	ROOT("in progress, complete", IN_PROGRESS, COMPLETE, SUCCESS),
	ROOT("refused, active", REFUSED, ACTIVE, INVALID_STATE),
	ROOT("refused, refused", REFUSED, REFUSED, INVALID_STATE),
	ROOT("refused, complete", REFUSED, COMPLETE, INVALID_STATE),
	ROOT("complete, in progress", COMPLETE, IN_PROGRESS, INVALID_STATE),
	ROOT("complete, refused", COMPLETE, REFUSED, INVALID_STATE),
	ROOT("complete, complete", COMPLETE, COMPLETE, INVALID_STATE),
	ROOT("back to submitted", ACTIVE, SUBMITTED, INVALID_PARAMETER),
	{ "to no state", &ntms_kit_root, MESSAGE, NTMS_REQUEST_SUBMITTED, 0,
	  NTMS_REASON_INVALID_PARAMETER },
	{ "beyond the last state", &ntms_kit_root, MESSAGE,
	  NTMS_REQUEST_SUBMITTED, NTMS_REQUEST_COMPLETE + 1,
	  NTMS_REASON_INVALID_PARAMETER },
	{ "who asked refuses it", &ntms_kit_owner, MESSAGE,
	  NTMS_REQUEST_SUBMITTED, NTMS_REQUEST_REFUSED, NTMS_REASON_SUCCESS },
	{ "who asked satisfies it", &ntms_kit_owner, MESSAGE,
	  NTMS_REQUEST_SUBMITTED, NTMS_REQUEST_COMPLETE,
	  NTMS_REASON_ACCESS_DENIED },
	{ "who asked shows it", &ntms_kit_owner, MESSAGE,
	  NTMS_REQUEST_SUBMITTED, NTMS_REQUEST_ACTIVE,
	  NTMS_REASON_ACCESS_DENIED },
	{ "a stranger refuses it", &opreq_stranger, MESSAGE,
	  NTMS_REQUEST_SUBMITTED, NTMS_REQUEST_REFUSED,
	  NTMS_REASON_OBJECT_NOT_FOUND },
	{ "an administrator is at a call's", &ntms_kit_root, CALL,
	  NTMS_REQUEST_SUBMITTED, NTMS_REQUEST_IN_PROGRESS,
	  NTMS_REASON_SUCCESS },
	{ "and then shows it", &ntms_kit_root, CALL, NTMS_REQUEST_IN_PROGRESS,
	  NTMS_REQUEST_ACTIVE, NTMS_REASON_INVALID_STATE },
	{ "and refuses it", &ntms_kit_root, CALL, NTMS_REQUEST_IN_PROGRESS,
	  NTMS_REQUEST_REFUSED, NTMS_REASON_SUCCESS },
	{ "who calls refuses a call's", &ntms_kit_owner, CALL,
	  NTMS_REQUEST_SUBMITTED, NTMS_REQUEST_REFUSED,
	  NTMS_REASON_ACCESS_DENIED },
	{ "a stranger refuses a call's", &opreq_stranger, CALL,
	  NTMS_REQUEST_SUBMITTED, NTMS_REQUEST_REFUSED,
	  NTMS_REASON_OBJECT_NOT_FOUND },
	{ "a stranger satisfies a call's", &opreq_stranger, CALL,
	  NTMS_REQUEST_SUBMITTED, NTMS_REQUEST_COMPLETE,
	  NTMS_REASON_OBJECT_NOT_FOUND },
};

KUNIT_ARRAY_PARAM_DESC(opreq_answer, opreq_answers, desc);

static void opreq_make(struct kunit *test, struct opreq_scene *s,
		       enum opreq_whose whose, guid_t *id)
{
	guid_t lmid;

	if (whose == MESSAGE) {
		opreq_message(test, s, &ntms_kit_owner, id);
		return;
	}
	while (!ntms_kit_allocate(s->kit, &ntms_kit_owner, &s->things[POOL],
				  NULL, 0, &lmid))
		;
	ntms_kit_wait(test, &s->things[POOL], 0, 1);
	ntms_kit_request(test, 0, id);
}

static void opreq_test_answer(struct kunit *test)
{
	const struct answer_case *c = test->param_value;
	struct opreq_scene *s = opreq_scene(test);
	const struct ntms_opreq *opreq;
	guid_t id;
	u64 before;

	opreq_make(test, s, c->whose, &id);
	if (c->from > NTMS_REQUEST_SUBMITTED)
		NTMS_KIT_REASON(test, ntms_kit_answer(s->kit, &ntms_kit_root,
						      &id, c->from, "before"),
				SUCCESS);
	before = ntms_kit_digest(&s->kit->cat);
	KUNIT_EXPECT_EQ(test, ntms_kit_answer(s->kit, c->cred, &id, c->to,
					      "text"), c->reason);
	NTMS_KIT_SOUND(test, &s->kit->cat);
	if (c->reason) {
		KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
		return;
	}
	opreq = opreq_find(s, &id);
	if (c->whose == CALL && c->to >= NTMS_REQUEST_REFUSED) {
		KUNIT_EXPECT_TRUE(test, !opreq);
		return;
	}
	KUNIT_ASSERT_NOT_NULL(test, opreq);
	KUNIT_EXPECT_EQ(test, opreq->state, c->to);
	KUNIT_EXPECT_STREQ(test, opreq->answer, "text");
	KUNIT_EXPECT_EQ(test, !!opreq->finished,
			c->to >= NTMS_REQUEST_REFUSED);
}

static void opreq_test_answer_shape(struct kunit *test)
{
	struct opreq_scene *s = opreq_scene(test);
	struct ntms_request_answer call = {
		.state = NTMS_REQUEST_COMPLETE,
		.flags = 1,
	};
	guid_t id;

	opreq_message(test, s, &ntms_kit_owner, &id);
	ntms_guid_out(&call.id, &id);
	NTMS_KIT_REASON(test, ntms_request_answer(s->kit->session,
						  &ntms_kit_root, &call),
			INVALID_PARAMETER);
	NTMS_KIT_REASON(test, ntms_kit_answer(s->kit, &ntms_kit_root,
					      &s->things[UNKNOWN],
					      NTMS_REQUEST_COMPLETE, NULL),
			OBJECT_NOT_FOUND);
	NTMS_KIT_REASON(test, ntms_kit_answer(s->kit, &ntms_kit_root,
					      &s->things[POOL],
					      NTMS_REQUEST_COMPLETE, NULL),
			OBJECT_NOT_FOUND);
	/* An answer without a text leaves the one that there is. */
	ntms_kit_answer(s->kit, &ntms_kit_root, &id, NTMS_REQUEST_ACTIVE,
			"on my way");
	ntms_kit_answer(s->kit, &ntms_kit_root, &id, NTMS_REQUEST_COMPLETE,
			NULL);
	KUNIT_EXPECT_STREQ(test, opreq_find(s, &id)->answer, "on my way");
}

/* The first of two answers counts, and the second is told so. */
static void opreq_test_late(struct kunit *test)
{
	struct opreq_scene *s = opreq_scene(test);
	guid_t id;

	opreq_make(test, s, CALL, &id);
	NTMS_KIT_REASON(test, ntms_kit_answer(s->kit, &ntms_kit_root, &id,
					      NTMS_REQUEST_REFUSED, "first"),
			SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_answer(s->kit, &ntms_kit_root, &id,
					      NTMS_REQUEST_REFUSED, "second"),
			OBJECT_NOT_FOUND);
	NTMS_KIT_REASON(test, ntms_kit_answer(s->kit, &ntms_kit_root, &id,
					      NTMS_REQUEST_COMPLETE, NULL),
			OBJECT_NOT_FOUND);
	ntms_kit_expect(test, 1, NTMS_REASON_CANCELLED);
}

static void opreq_test_refusal(struct kunit *test)
{
	struct opreq_scene *s = opreq_scene(test);
	struct ntms_collect call;
	guid_t id;

	opreq_make(test, s, CALL, &id);
	NTMS_KIT_REASON(test, ntms_kit_answer(s->kit, &ntms_kit_root, &id,
					      NTMS_REQUEST_REFUSED,
					      "The vault is closed."),
			SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_collect(s->kit->session, &call),
			SUCCESS);
	NTMS_KIT_REASON(test, call.result, CANCELLED);
	KUNIT_EXPECT_STREQ(test, call.text, "The vault is closed.");
	/* The next one says nothing. */
	ntms_kit_wait(test, &s->things[POOL], 0, 2);
	ntms_kit_request(test, 0, &id);
	ntms_kit_answer(s->kit, &ntms_kit_root, &id, NTMS_REQUEST_REFUSED,
			NULL);
	NTMS_KIT_REASON(test, ntms_kit_collect(s->kit->session, &call),
			SUCCESS);
	NTMS_KIT_REASON(test, call.result, CANCELLED);
	KUNIT_EXPECT_STREQ(test, call.text, "");
}

/* Nothing was brought: it is asked anew, and nobody loses his place. */
static void opreq_test_satisfied(struct kunit *test)
{
	struct opreq_scene *s = opreq_scene(test);
	const guid_t *pool = &s->things[POOL];
	guid_t first, again;

	opreq_make(test, s, CALL, &first);
	ntms_kit_wait(test, pool, 0, 2);
	NTMS_KIT_REASON(test, ntms_kit_answer(s->kit, &ntms_kit_root, &first,
					      NTMS_REQUEST_COMPLETE, NULL),
			SUCCESS);
	NTMS_KIT_SOUND(test, &s->kit->cat);
	ntms_kit_expect_none(test);
	KUNIT_EXPECT_EQ(test, ntms_kit_requests(test), 2U);
	KUNIT_EXPECT_TRUE(test, !opreq_find(s, &first));
	ntms_kit_request(test, 1, &again);
	KUNIT_EXPECT_EQ(test, opreq_find(s, &again)->state,
			NTMS_REQUEST_SUBMITTED);
	NTMS_KIT_REASON(test, ntms_kit_answer(s->kit, &ntms_kit_root, &first,
					      NTMS_REQUEST_COMPLETE, NULL),
			OBJECT_NOT_FOUND);
	NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
					    &s->things[FREE_MEDIUM], pool),
			SUCCESS);
	ntms_kit_expect(test, 1, NTMS_REASON_SUCCESS);
	/* Both sides of it are for somebody. */
	ntms_kit_expect(test, 2, NTMS_REASON_SUCCESS);
	KUNIT_EXPECT_EQ(test, ntms_kit_requests(test), 0U);
}

/* At the limit, too, there is room for the request that takes its place. */
static void opreq_test_satisfied_limit(struct kunit *test)
{
	struct opreq_scene *s = opreq_scene(test);
	guid_t id;

	opreq_make(test, s, CALL, &id);
	s->kit->cat.request_limit = 1;
	NTMS_KIT_REASON(test, ntms_kit_answer(s->kit, &ntms_kit_root, &id,
					      NTMS_REQUEST_COMPLETE, NULL),
			SUCCESS);
	ntms_kit_expect_none(test);
	KUNIT_EXPECT_EQ(test, ntms_kit_requests(test), 1U);
}

static struct kunit_case opreq_cases[] = {
	KUNIT_CASE_PARAM(opreq_test_submit, opreq_submit_gen_params),
	KUNIT_CASE_PARAM(opreq_test_text, opreq_text_gen_params),
	KUNIT_CASE(opreq_test_submit_limit),
	KUNIT_CASE_PARAM(opreq_test_answer, opreq_answer_gen_params),
	KUNIT_CASE(opreq_test_answer_shape),
	KUNIT_CASE(opreq_test_late),
	KUNIT_CASE(opreq_test_refusal),
	KUNIT_CASE(opreq_test_satisfied),
	KUNIT_CASE(opreq_test_satisfied_limit),
	{ }
};

static struct kunit_suite opreq_suite = {
	.name = "ntms_opreq",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = opreq_cases,
};

kunit_test_suite(opreq_suite);
