// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of core/attr.c and core/attribute.c. */
#include "policy_scene.h"

#define ATTR_ROOM	32

/* Kinds of owners; each test of ownership is done with all of them. */
static const struct attr_kind {
	const char *desc;
	u32 type;
	/* may somebody who owns nothing read, and the owner of the pool write? */
	u32 read;
	u32 write;
} attr_kinds[] = {
	{ "computer", NTMS_TYPE_COMPUTER, NTMS_REASON_SUCCESS,
	  NTMS_REASON_ACCESS_DENIED },
	{ "library", NTMS_TYPE_LIBRARY, NTMS_REASON_SUCCESS,
	  NTMS_REASON_ACCESS_DENIED },
	{ "drive", NTMS_TYPE_DRIVE, NTMS_REASON_SUCCESS,
	  NTMS_REASON_ACCESS_DENIED },
	{ "slot", NTMS_TYPE_SLOT, NTMS_REASON_SUCCESS,
	  NTMS_REASON_ACCESS_DENIED },
	{ "media type", NTMS_TYPE_MEDIA_TYPE, NTMS_REASON_SUCCESS,
	  NTMS_REASON_ACCESS_DENIED },
	{ "pool", NTMS_TYPE_POOL, NTMS_REASON_ACCESS_DENIED,
	  NTMS_REASON_SUCCESS },
	{ "cartridge", NTMS_TYPE_MEDIUM, NTMS_REASON_ACCESS_DENIED,
	  NTMS_REASON_SUCCESS },
	{ "side", NTMS_TYPE_SIDE, NTMS_REASON_ACCESS_DENIED,
	  NTMS_REASON_SUCCESS },
	{ "logical medium", NTMS_TYPE_LOGICAL_MEDIUM,
	  NTMS_REASON_ACCESS_DENIED, NTMS_REASON_SUCCESS },
	{ "operator request", NTMS_TYPE_OPERATOR_REQUEST,
	  NTMS_REASON_OBJECT_NOT_FOUND, NTMS_REASON_OBJECT_NOT_FOUND },
};

KUNIT_ARRAY_PARAM_DESC(attr_kind, attr_kinds, desc);

/* One object of a kind, in the application's pool if it is in any */
static guid_t attr_object(struct kunit *test, struct policy_scene *s, u32 type)
{
	struct ntms_medium *medium = s->media[A];
	struct ntms_library *library = s->library;
	guid_t id = {};
	u32 first;

	switch (type) {
	case NTMS_TYPE_COMPUTER:
		return s->kit->cat.computer->id;
	case NTMS_TYPE_LIBRARY:
		return library->obj.id;
	case NTMS_TYPE_DRIVE:
	case NTMS_TYPE_SLOT:
		first = library->first[type == NTMS_TYPE_DRIVE ? NTMS_SMC_DT :
								 NTMS_SMC_ST];
		ntms_element_id(&id, library, &library->elements[first]);
		return id;
	case NTMS_TYPE_MEDIA_TYPE:
		return s->type->obj.id;
	case NTMS_TYPE_POOL:
		return s->own;
	case NTMS_TYPE_SIDE:
		policy_side_id(s, A, 1, &id);
		return id;
	case NTMS_TYPE_LOGICAL_MEDIUM:
		policy_take(test, s, A, 0, 0, &id);
		return id;
	case NTMS_TYPE_OPERATOR_REQUEST:
		NTMS_KIT_REASON(test, ntms_kit_submit(s->kit, &ntms_kit_root,
						      NTMS_REQUEST_MESSAGE,
						      NULL, NULL, "say", &id),
				SUCCESS);
		return id;
	default:
		return medium->obj.id;
	}
}

static void attr_expect(struct kunit *test, struct policy_scene *s,
			const guid_t *id, const char *name, const char *data)
{
	char got[ATTR_ROOM];

	NTMS_KIT_REASON(test, ntms_kit_kept(s->kit, &ntms_kit_root, id, name,
					    got, sizeof(got)), SUCCESS);
	KUNIT_EXPECT_STREQ(test, got, data);
}

static void attr_expect_none(struct kunit *test, struct policy_scene *s,
			     const guid_t *id, const char *name)
{
	char got[ATTR_ROOM];

	NTMS_KIT_REASON(test, ntms_kit_kept(s->kit, &ntms_kit_root, id, name,
					    got, sizeof(got)),
			OBJECT_NOT_FOUND);
}

static void attr_put(struct kunit *test, struct policy_scene *s,
		     const guid_t *id, const char *name, const char *data)
{
	NTMS_KIT_REASON(test, ntms_kit_keep(s->kit, &ntms_kit_root, id, name,
					    data), SUCCESS);
}

static void attr_test_any_kind(struct kunit *test)
{
	const struct attr_kind *kind = test->param_value;
	struct policy_scene *s = policy_scene(test);
	guid_t id = attr_object(test, s, kind->type);
	struct ntms_ref ref;
	u64 before;

	ntms_catalog_lock(&s->kit->cat);
	ref = ntms_find(&s->kit->cat, &id);
	ntms_catalog_unlock(&s->kit->cat);
	KUNIT_ASSERT_EQ(test, ref.type, kind->type);
	KUNIT_EXPECT_EQ(test, ref.obj->attributes, 0U);
	attr_expect_none(test, s, &id, "a");
	before = ntms_kit_digest_state(&s->kit->cat);
	attr_put(test, s, &id, "a", "first");
	KUNIT_EXPECT_NE(test, ntms_kit_digest_state(&s->kit->cat), before);
	attr_put(test, s, &id, "b", "second");
	attr_expect(test, s, &id, "a", "first");
	attr_put(test, s, &id, "a", "another one");
	attr_expect(test, s, &id, "a", "another one");
	attr_expect(test, s, &id, "b", "second");
	attr_expect_none(test, s, &id, "A");
	KUNIT_EXPECT_EQ(test, ntms_kit_keeps(s->kit, &id), 2U);
	KUNIT_EXPECT_EQ(test, ref.obj->attributes, 2U);
	NTMS_KIT_SOUND(test, &s->kit->cat);
	attr_put(test, s, &id, "a", "");
	attr_put(test, s, &id, "b", "");
	attr_expect_none(test, s, &id, "a");
	KUNIT_EXPECT_EQ(test, ref.obj->attributes, 0U);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest_state(&s->kit->cat), before);
}

static void attr_test_rights(struct kunit *test)
{
	const struct attr_kind *kind = test->param_value;
	struct policy_scene *s = policy_scene(test);
	guid_t id = attr_object(test, s, kind->type);
	struct ntms_attribute_list list = {};
	struct ntms_attribute_info info;
	char got[ATTR_ROOM];
	u64 before;
	u32 nr;

	attr_put(test, s, &id, "a", "data");
	before = ntms_kit_digest(&s->kit->cat);
	ntms_guid_out(&list.id, &id);
	KUNIT_EXPECT_EQ(test, ntms_kit_kept(s->kit, &ntms_kit_other, &id, "a",
					    got, sizeof(got)), kind->read);
	KUNIT_EXPECT_EQ(test, ntms_attribute_list(s->kit->session,
						  &ntms_kit_other, &list,
						  &info, 1, &nr), kind->read);
	KUNIT_EXPECT_EQ(test, ntms_kit_keep(s->kit, &ntms_kit_other, &id, "a",
					    "x"),
			kind->type == NTMS_TYPE_OPERATOR_REQUEST ?
			NTMS_REASON_OBJECT_NOT_FOUND :
			NTMS_REASON_ACCESS_DENIED);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
	KUNIT_EXPECT_EQ(test, ntms_kit_keep(s->kit, &ntms_kit_owner, &id, "a",
					    "x"), kind->write);
	attr_expect(test, s, &id, "a", kind->write ? "data" : "x");
}

/* What a program sends that it must not */
static void attr_test_parameters(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	struct ntms_session *session = s->kit->session;
	struct ntms_blob *blob = ntms_blob_new(4);
	const struct ntms_attribute good = { .data_size = 4, .name = "a" };
	struct ntms_attribute call = good;
	u64 before = ntms_kit_digest(&s->kit->cat);

	KUNIT_ASSERT_NOT_NULL(test, blob);
	memcpy(blob->data, "data", 4);
#define ATTR_BAD(what, why) do {					\
	call = good;							\
	ntms_guid_out(&call.id, &s->own);				\
	what;								\
	NTMS_KIT_REASON(test, ntms_attribute_set(session, &ntms_kit_root, \
						 &call, blob), why);	\
} while (0)
	ATTR_BAD(call.flags = 1, INVALID_PARAMETER);
	ATTR_BAD(call.reserved = 1, INVALID_PARAMETER);
	ATTR_BAD(call.type = 99, INVALID_PARAMETER);
	ATTR_BAD(call.type = NTMS_TYPE_SIDE, OBJECT_NOT_FOUND);
	ATTR_BAD(call.id.b[0]++, OBJECT_NOT_FOUND);
	ATTR_BAD(call.id.b[15]++, OBJECT_NOT_FOUND);
	ATTR_BAD(memset(&call.id, 0, sizeof(call.id)), OBJECT_NOT_FOUND);
	ATTR_BAD(*call.name = '\0', INVALID_NAME);
	ATTR_BAD(*call.name = '\n', INVALID_NAME);
	ATTR_BAD(*call.name = '\xc3', INVALID_NAME);
	ATTR_BAD(memset(call.name, 'x', sizeof(call.name)), INVALID_NAME);
	ATTR_BAD(memset(call.name, 'x', 32), INVALID_NAME);
	ATTR_BAD(call.data_size = NTMS_ATTRIBUTE_DATA_MAX + 1, NO_DATA);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
	ATTR_BAD(call.type = NTMS_TYPE_POOL, SUCCESS);
#undef ATTR_BAD
	attr_expect(test, s, &s->own, "a", "data");
	ntms_blob_put(blob);
}

static void attr_test_room(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	struct ntms_attribute call = { .name = "a" };
	struct ntms_blob *blob = NULL;
	u32 room;

	attr_put(test, s, &s->own, "a", "data");
	ntms_guid_out(&call.id, &s->own);
	for (room = 0; room < 4; room++) {
		call.data_size = room;
		NTMS_KIT_REASON(test, ntms_attribute_get(s->kit->session,
							 &ntms_kit_root, &call,
							 &blob),
				INSUFFICIENT_BUFFER);
		KUNIT_EXPECT_EQ(test, call.data_size, 4U);
		KUNIT_EXPECT_PTR_EQ(test, blob, NULL);
	}
	NTMS_KIT_REASON(test, ntms_attribute_get(s->kit->session,
						 &ntms_kit_root, &call, &blob),
			SUCCESS);
	KUNIT_EXPECT_EQ(test, call.type, (u32)NTMS_TYPE_POOL);
	/* It is held, whatever becomes of the attribute. */
	attr_put(test, s, &s->own, "a", "");
	KUNIT_EXPECT_EQ(test, blob->size, 4U);
	KUNIT_EXPECT_EQ(test, memcmp(blob->data, "data", 4), 0);
	ntms_blob_put(blob);
}

static void attr_test_limit(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	char name[NTMS_ATTRIBUTE_SIZE];
	guid_t side;
	u64 before;
	u32 i;

	for (i = 0; i < NTMS_ATTRIBUTES_MAX; i++) {
		scnprintf(name, sizeof(name), "name %u", i);
		attr_put(test, s, &s->media[A]->obj.id, name, "x");
	}
	before = ntms_kit_digest(&s->kit->cat);
	NTMS_KIT_REASON(test, ntms_kit_keep(s->kit, &ntms_kit_owner,
					    &s->media[A]->obj.id, "more", "x"),
			DATABASE_FULL);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
	/* What is there already can change; a part has a limit of its own. */
	attr_put(test, s, &s->media[A]->obj.id, "name 0", "y");
	policy_side_id(s, A, 0, &side);
	attr_put(test, s, &side, "more", "x");
	KUNIT_EXPECT_EQ(test, s->media[A]->obj.attributes,
			NTMS_ATTRIBUTES_MAX + 1);
	attr_put(test, s, &s->media[A]->obj.id, "name 0", "");
	attr_put(test, s, &s->media[A]->obj.id, "more", "x");
}

static void attr_test_list(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	static const char * const names[] = { "b", "a", "ab", "Z" };
	static const char * const sorted[] = { "Z", "a", "ab", "b" };
	struct ntms_attribute_info infos[4];
	struct ntms_attribute_list list = {};
	guid_t side;
	u32 i, nr;

	policy_side_id(s, A, 0, &side);
	attr_put(test, s, &side, "of a part", "x");
	attr_put(test, s, &s->media[B]->obj.id, "of another", "x");
	for (i = 0; i < 4; i++)
		attr_put(test, s, &s->media[A]->obj.id, names[i], "data" + i);
	ntms_guid_out(&list.id, &s->media[A]->obj.id);
	NTMS_KIT_REASON(test, ntms_attribute_list(s->kit->session,
						  &ntms_kit_owner, &list,
						  infos, 4, &nr), SUCCESS);
	KUNIT_EXPECT_EQ(test, nr, 4U);
	KUNIT_EXPECT_EQ(test, list.total, 4U);
	for (i = 0; i < 4; i++)
		KUNIT_EXPECT_STREQ(test, infos[i].name, sorted[i]);
	KUNIT_EXPECT_EQ(test, infos[0].data_size, 1U);
	KUNIT_EXPECT_EQ(test, infos[3].data_size, 4U);
	/* As many as fit, and how many there are */
	NTMS_KIT_REASON(test, ntms_attribute_list(s->kit->session,
						  &ntms_kit_owner, &list,
						  infos, 1, &nr), SUCCESS);
	KUNIT_EXPECT_EQ(test, nr, 1U);
	KUNIT_EXPECT_EQ(test, list.total, 4U);
	list.flags = 1;
	NTMS_KIT_REASON(test, ntms_attribute_list(s->kit->session,
						  &ntms_kit_owner, &list,
						  infos, 4, &nr),
			INVALID_PARAMETER);
}

/* ---- the end --------------------------------------------------------------- */

static void attr_test_goes_with_lmid(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	struct ntms_logical *logical;
	guid_t lmid, another, side;

	policy_side_id(s, A, 0, &side);
	policy_take(test, s, A, 0, 0, &lmid);
	attr_put(test, s, &lmid, "a", "of the logical medium");
	attr_put(test, s, &side, "a", "of the side");
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &lmid), SUCCESS);
	attr_expect_none(test, s, &lmid, "a");
	attr_expect(test, s, &side, "a", "of the side");
	/* The next one is made of what is left of this one. */
	policy_take(test, s, A, 0, 0, &another);
	KUNIT_EXPECT_EQ(test, ntms_kit_keeps(s->kit, &another), 0U);
	ntms_catalog_lock(&s->kit->cat);
	logical = ntms_find_logical(&s->kit->cat, &another);
	ntms_catalog_unlock(&s->kit->cat);
	KUNIT_EXPECT_EQ(test, logical->obj.attributes, 0U);
}

static void attr_test_stays_with_lmid(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	guid_t first, second, side;

	policy_side_id(s, A, 0, &side);
	policy_take(test, s, A, 0, 0, &first);
	policy_take(test, s, B, 0, 0, &second);
	attr_put(test, s, &first, "a", "first");
	attr_put(test, s, &second, "a", "second");
	attr_put(test, s, &side, "a", "side");
	NTMS_KIT_REASON(test, ntms_kit_swap(s->kit, &ntms_kit_owner, &first,
					    &second), SUCCESS);
	attr_expect(test, s, &first, "a", "first");
	attr_expect(test, s, &second, "a", "second");
	attr_expect(test, s, &side, "a", "side");
	NTMS_KIT_REASON(test, ntms_kit_deallocate(s->kit, &ntms_kit_owner,
						  &first), SUCCESS);
	attr_expect(test, s, &second, "a", "second");
}

static void attr_test_goes_with_medium(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	guid_t medium = s->media[O]->obj.id, side;

	policy_side_id(s, O, 1, &side);
	attr_put(test, s, &medium, "a", "x");
	attr_put(test, s, &side, "a", "y");
	attr_put(test, s, &s->media[A]->obj.id, "a", "z");
	NTMS_KIT_REASON(test, ntms_kit_forget(s->kit, &ntms_kit_root, &medium),
			SUCCESS);
	attr_expect_none(test, s, &medium, "a");
	attr_expect_none(test, s, &side, "a");
	attr_expect(test, s, &s->media[A]->obj.id, "a", "z");
	KUNIT_EXPECT_PTR_EQ(test, rb_first(&s->kit->cat.attributes),
			    rb_last(&s->kit->cat.attributes));
}

static void attr_test_goes_with_pool(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	struct ntms_pool_delete call = {};

	attr_put(test, s, &s->container, "a", "x");
	ntms_guid_out(&call.id, &s->container);
	NTMS_KIT_REASON(test, ntms_pool_delete(s->kit->session, &ntms_kit_root,
					       &call), SUCCESS);
	attr_expect_none(test, s, &s->container, "a");
	KUNIT_EXPECT_TRUE(test, RB_EMPTY_ROOT(&s->kit->cat.attributes));
}

static void attr_test_goes_with_element(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	struct ntms_library *library = s->library;
	guid_t first, last;

	ntms_element_id(&first, library,
			&library->elements[library->first[NTMS_SMC_ST]]);
	ntms_element_id(&last, library,
			&library->elements[library->first[NTMS_SMC_ST + 1] - 1]);
	attr_put(test, s, &first, "a", "first");
	attr_put(test, s, &last, "a", "last");
	attr_put(test, s, &library->obj.id, "a", "library");
	KUNIT_EXPECT_EQ(test, library->obj.attributes, 3U);
	ntms_kit_resize(s->robot, NTMS_SMC_ST, NTMS_KIT_FIRST_ST, 1);
	KUNIT_ASSERT_EQ(test, ntms_kit_inventory(&s->kit->cat, s->robot), 0);
	attr_expect(test, s, &first, "a", "first");
	attr_expect_none(test, s, &last, "a");
	attr_expect(test, s, &library->obj.id, "a", "library");
	KUNIT_EXPECT_EQ(test, library->obj.attributes, 2U);
	/* A slot that comes back is another one. */
	ntms_kit_resize(s->robot, NTMS_SMC_ST, NTMS_KIT_FIRST_ST, MEDIA);
	KUNIT_ASSERT_EQ(test, ntms_kit_inventory(&s->kit->cat, s->robot), 0);
	KUNIT_EXPECT_EQ(test, ntms_kit_keeps(s->kit, &last), 0U);
	attr_expect_none(test, s, &last, "a");
}

/* ---- one change of many ------------------------------------------------------ */

static void attr_reader(void)
{
}

/* It was changed long ago: clocks go on more slowly than tests do. */
static void attr_age(struct policy_scene *s, const guid_t *id)
{
	struct ntms_ref ref;

	ntms_catalog_lock(&s->kit->cat);
	ref = ntms_find(&s->kit->cat, id);
	ref.obj->modified = 1;
	if (ref.type == NTMS_TYPE_DRIVE)
		ntms_element_drive(s->library, ref.element)->modified = 1;
	ntms_catalog_unlock(&s->kit->cat);
}

static noinline_for_stack void attr_dates(struct kunit *test,
					  struct policy_scene *s,
					  const guid_t *id, u64 *created,
					  u64 *modified)
{
	struct ntms_object call = {};
	union ntms_any_info info;

	ntms_guid_out(&call.id, id);
	NTMS_KIT_REASON(test, ntms_kit_look(s->kit->session, &call, &info),
			SUCCESS);
	*created = info.header.created;
	*modified = info.header.modified;
}

static void attr_test_is_told(struct kunit *test)
{
	const struct attr_kind *kind = test->param_value;
	struct policy_scene *s = policy_scene(test);
	guid_t id = attr_object(test, s, kind->type);
	struct ntms_newsroom *room = &s->kit->cat.news;
	u64 created, was, later, is;
	struct ntms_news news;
	u64 sequence;

	attr_age(s, &id);
	attr_dates(test, s, &id, &created, &was);
	KUNIT_ASSERT_EQ(test, ntms_news_open(room, attr_reader), 0);
	sequence = s->kit->cat.journal.sequence;
	attr_put(test, s, &id, "a", "x");
	KUNIT_EXPECT_EQ(test, s->kit->cat.journal.sequence, sequence + 1);
	KUNIT_EXPECT_TRUE(test, ntms_news_read(room, &news));
	KUNIT_EXPECT_EQ(test, news.type, kind->type);
	KUNIT_EXPECT_EQ(test, news.operation, NTMS_NEWS_UPDATE);
	KUNIT_EXPECT_TRUE(test, guid_equal(&news.id, &id));
	KUNIT_EXPECT_FALSE(test, ntms_news_read(room, &news));
	ntms_news_close(room);
	attr_dates(test, s, &id, &later, &is);
	KUNIT_EXPECT_EQ(test, later, created);
	KUNIT_EXPECT_GT(test, is, was);
}

static void attr_test_needs_journal(struct kunit *test)
{
	const struct attr_kind *kind = test->param_value;
	struct policy_scene *s = policy_scene(test);
	guid_t id = attr_object(test, s, kind->type);
	u64 before;

	attr_put(test, s, &id, "a", "x");
	before = ntms_kit_digest(&s->kit->cat);
	WRITE_ONCE(s->kit->cat.journal.required, true);
	/* Operator requests end with the module. */
	if (kind->type == NTMS_TYPE_OPERATOR_REQUEST) {
		attr_put(test, s, &id, "a", "y");
		return;
	}
	NTMS_KIT_REASON(test, ntms_kit_keep(s->kit, &ntms_kit_root, &id, "a",
					    "y"), DATABASE_FAILURE);
	NTMS_KIT_REASON(test, ntms_kit_keep(s->kit, &ntms_kit_root, &id, "a",
					    ""), DATABASE_FAILURE);
	KUNIT_EXPECT_EQ(test, ntms_kit_digest(&s->kit->cat), before);
	attr_expect(test, s, &id, "a", "x");
}

static void attr_test_alone(struct kunit *test)
{
	struct policy_scene *s = policy_scene(test);
	struct ntms_medium *medium = s->media[A];
	struct ntms_attr_wish wish = {
		.id = &medium->obj.id,
		.type = NTMS_TYPE_MEDIUM,
		.name = "a",
	};
	struct ntms_change *change;
	struct ntms_txn txn;

	attr_put(test, s, &medium->obj.id, "a", "x");
	ntms_txn_init(&txn);
	ntms_txn_change(&txn, NTMS_REMOVE)->obj = &medium->obj;
	change = ntms_txn_change(&txn, NTMS_ATTRIBUTE);
	change->obj = &medium->obj;
	change->attribute = &wish;
	NTMS_KIT_REASON(test, ntms_kit_commit(&s->kit->cat, &txn),
			INVALID_STATE);
	attr_expect(test, s, &medium->obj.id, "a", "x");
}

static struct kunit_case attr_cases[] = {
	KUNIT_CASE_PARAM(attr_test_any_kind, attr_kind_gen_params),
	KUNIT_CASE_PARAM(attr_test_rights, attr_kind_gen_params),
	KUNIT_CASE(attr_test_parameters),
	KUNIT_CASE(attr_test_room),
	KUNIT_CASE(attr_test_limit),
	KUNIT_CASE(attr_test_list),
	KUNIT_CASE(attr_test_goes_with_lmid),
	KUNIT_CASE(attr_test_stays_with_lmid),
	KUNIT_CASE(attr_test_goes_with_medium),
	KUNIT_CASE(attr_test_goes_with_pool),
	KUNIT_CASE(attr_test_goes_with_element),
	KUNIT_CASE_PARAM(attr_test_is_told, attr_kind_gen_params),
	KUNIT_CASE_PARAM(attr_test_needs_journal, attr_kind_gen_params),
	KUNIT_CASE(attr_test_alone),
	{ }
};

static struct kunit_suite attr_suite = {
	.name = "ntms_attr",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = attr_cases,
};

kunit_test_suite(attr_suite);
