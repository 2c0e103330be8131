// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of core/walk.c: what is listed, in which order, and what a walk
 * makes of objects that come and go while it is under way.
 */
#include "kit.h"

#define WALK_ROOM	64

/**
 * struct walk_list - a list as a program gets it
 * @kit: the catalog
 * @call: the command
 * @ids: what was listed so far
 * @nr: their number
 */
struct walk_list {
	struct ntms_kit *kit;
	struct ntms_enum call;
	guid_t ids[WALK_ROOM];
	u32 nr;
};

static struct walk_list *walk_begin(struct kunit *test, u32 type,
				    const guid_t *container)
{
	struct walk_list *list = kunit_kzalloc(test, sizeof(*list), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, list);
	list->kit = test->priv;
	list->call.type = type;
	if (container)
		ntms_guid_out(&list->call.container, container);
	return list;
}

/* One call for at most so many objects */
static ntms_reason_t walk_some(struct kunit *test, struct walk_list *list,
			       u32 room)
{
	struct ntms_guid *ids;
	ntms_reason_t reason;
	u32 nr;

	ids = kunit_kzalloc(test, (room ?: 1) * sizeof(*ids), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, ids);
	reason = ntms_query_enum(list->kit->session, &ntms_kit_root,
				 &list->call, ids, room, &nr);
	KUNIT_EXPECT_LE(test, nr, room);
	KUNIT_ASSERT_LE(test, list->nr + nr, (u32)WALK_ROOM);
	memcpy(&list->ids[list->nr], ids, nr * sizeof(*ids));
	list->nr += nr;
	return reason;
}

/* All the rest; as many calls as that takes, but not for ever */
static void walk_rest(struct kunit *test, struct walk_list *list, u32 room)
{
	u32 calls = 0;

	list->call.more = 1;
	while (list->call.more) {
		KUNIT_ASSERT_LE(test, ++calls, (u32)WALK_ROOM * 2);
		KUNIT_ASSERT_EQ(test, walk_some(test, list, room), 0U);
	}
}

static struct walk_list *walk_all(struct kunit *test, u32 type,
				  const guid_t *container, u32 room)
{
	struct walk_list *list = walk_begin(test, type, container);

	walk_rest(test, list, room);
	KUNIT_EXPECT_EQ(test, list->call.total, (u64)list->nr);
	return list;
}

static u32 walk_times(const struct walk_list *list, const guid_t *id)
{
	u32 times = 0, i;

	for (i = 0; i < list->nr; i++)
		times += guid_equal(&list->ids[i], id);
	return times;
}

static void walk_expect_once(struct kunit *test, const struct walk_list *list,
			     const guid_t *id)
{
	KUNIT_EXPECT_EQ(test, walk_times(list, id), 1U);
}

static bool walk_has(const struct walk_list *list, u32 at, const guid_t *id)
{
	return at < list->nr && guid_equal(&list->ids[at], id);
}

/* ---- the scene ------------------------------------------------------------- */

#define WALK_SLOTS	6
#define WALK_MEDIA	4

/**
 * struct walk_scene - two robots with two-sided cartridges
 * @kit: the catalog
 * @robots: robots with WALK_SLOTS slots, 2 ports and 2 drives
 * @media: of the first robot, in the order in which they came: the first one in
 *	a drive, the others in slots, the last address first
 * @pool: the application pool that all of them are in
 * @lmid: side 1 of the first cartridge
 */
struct walk_scene {
	struct ntms_kit *kit;
	struct ntms_kit_robot *robots[2];
	struct ntms_medium *media[WALK_MEDIA];
	guid_t pool;
	guid_t lmid;
};

static struct walk_scene *walk_scene(struct kunit *test)
{
	static const char * const barcodes[] = { "W0", "W1", "W2", "W3" };
	struct walk_scene *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	guid_t side;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, s);
	s->kit = test->priv;
	ntms_kit_pool(test, "pool", NTMS_MEDIA_CODE_MO_5_RW, &s->pool);
	s->robots[0] = ntms_kit_robot(test, "one", WALK_SLOTS, 2, 2);
	s->robots[1] = ntms_kit_robot(test, "two", WALK_SLOTS, 2, 2);
	for (i = 0; i < 2; i++) {
		ntms_kit_arrivals(test, s->robots[i], NTMS_MEDIA_CODE_MO_5_RW,
				  NTMS_POOL_FREE);
		KUNIT_ASSERT_EQ(test, ntms_kit_inventory(&s->kit->cat,
							 s->robots[i]), 0);
	}
	for (i = 0; i < WALK_MEDIA; i++) {
		s->media[i] = ntms_kit_bring(test, s->robots[0],
					     WALK_SLOTS - 1 - i, barcodes[i]);
		NTMS_KIT_REASON(test, ntms_kit_move(s->kit, &ntms_kit_root,
						    &s->media[i]->obj.id,
						    &s->pool), SUCCESS);
	}
	ntms_kit_carry(s->robots[0], NTMS_SMC_ST, WALK_SLOTS - 1, NTMS_SMC_DT,
		       0);
	KUNIT_ASSERT_EQ(test, ntms_kit_inventory(&s->kit->cat, s->robots[0]),
			0);
	ntms_side_id(&side, s->media[0], &s->media[0]->sides[1]);
	NTMS_KIT_REASON(test, ntms_kit_allocate(s->kit, &ntms_kit_owner,
						&s->pool, &side, 0, &s->lmid),
			SUCCESS);
	return s;
}

/* ---- kinds and containers --------------------------------------------------- */

/* Which container a case looks into, and what it finds there */
enum walk_container { NOTHING, COMPUTER, LIBRARY, LIBRARY_EMPTY, OFFLINE, DRIVE,
		      SLOT, POOL, FREE_ROOT, FREE, MEDIUM, SIDE_OWNED, SIDE_FREE,
		      LMID, TYPE, CONTAINERS };

static void walk_container(struct walk_scene *s, enum walk_container which,
			   guid_t *id)
{
	struct ntms_medium *medium = s->media[0];

	switch (which) {
	case COMPUTER:
		*id = s->kit->cat.computer->id;
		break;
	case LIBRARY:
		*id = s->robots[0]->id;
		break;
	case LIBRARY_EMPTY:
		*id = s->robots[1]->id;
		break;
	case OFFLINE:
		*id = s->kit->cat.offline->obj.id;
		break;
	case DRIVE:
		ntms_element_id(id, medium->library, medium->element);
		break;
	case SLOT:
		ntms_element_id(id, medium->library, s->media[1]->element);
		break;
	case POOL:
		*id = s->pool;
		break;
	case FREE_ROOT:
		*id = s->kit->cat.system[NTMS_POOL_FREE]->obj.id;
		break;
	case FREE:
		*id = medium->media_type->pools[NTMS_POOL_FREE]->obj.id;
		break;
	case MEDIUM:
		*id = medium->obj.id;
		break;
	case SIDE_OWNED:
		ntms_side_id(id, medium, &medium->sides[1]);
		break;
	case SIDE_FREE:
		ntms_side_id(id, medium, &medium->sides[0]);
		break;
	case LMID:
		*id = s->lmid;
		break;
	case TYPE:
		*id = medium->media_type->obj.id;
		break;
	default:
		*id = guid_null;
	}
}

#define NO	(-1)	/* not to be found in such a container */

/* A row for each kind, the number that is found for each container */
static const struct kind_case {
	const char *desc;
	u32 type;
	int found[CONTAINERS];
} kind_cases[] = {
	/*    all co  li le of  dr sl  po fr fe  me so sf  lm ty */
	{ "unknown", NTMS_TYPE_UNKNOWN,
	  { NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO } },
	{ "computers", NTMS_TYPE_COMPUTER,
	  { 1, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO } },
	{ "drives", NTMS_TYPE_DRIVE,
	  { 4, NO, 2, 2, 0, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO } },
	{ "ports", NTMS_TYPE_PORT,
	  { 4, NO, 2, 2, 0, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO } },
	{ "libraries", NTMS_TYPE_LIBRARY,
	  { 3, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO } },
	{ "logical media", NTMS_TYPE_LOGICAL_MEDIUM,
	  { 1, NO, NO, NO, NO, NO, NO, 1, 0, 0, 1, 1, 0, NO, NO } },
	{ "pools", NTMS_TYPE_POOL,
	  { 4, NO, NO, NO, NO, NO, NO, 0, 1, 0, NO, NO, NO, NO, NO } },
	{ "media types", NTMS_TYPE_MEDIA_TYPE,
	  { 1, NO, 1, 1, 0, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO } },
	{ "sides", NTMS_TYPE_SIDE,
	  { 8, NO, NO, NO, NO, NO, NO, 8, 0, 0, 2, NO, NO, 1, NO } },
	{ "media", NTMS_TYPE_MEDIUM,
	  { 4, NO, 4, 0, 0, NO, NO, 4, 0, 0, NO, NO, NO, NO, NO } },
	{ "slots", NTMS_TYPE_SLOT,
	  { 12, NO, 6, 6, 0, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO } },
	{ "a kind between the kinds", NTMS_TYPE_COMPUTER - 1,
	  { NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO } },
	{ "a kind after the last", NTMS_TYPES,
	  { NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO } },
	{ "the last number", U32_MAX,
	  { NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO } },
};

KUNIT_ARRAY_PARAM_DESC(walk_kind, kind_cases, desc);

static void walk_test_kind(struct kunit *test)
{
	static const u32 rooms[] = { 1, 2, 3, WALK_ROOM };
	const struct kind_case *c = test->param_value;
	struct walk_scene *s = walk_scene(test);
	struct walk_list *list;
	int which;
	size_t i;
	u32 j;

	for (which = 0; which < CONTAINERS; which++) {
		guid_t id;

		walk_container(s, which, &id);
		if (c->found[which] == NO) {
			list = walk_begin(test, c->type, &id);
			KUNIT_EXPECT_EQ_MSG(test, walk_some(test, list, 1),
					    NTMS_REASON_INVALID_PARAMETER,
					    "in container %d", which);
			continue;
		}
		for (i = 0; i < ARRAY_SIZE(rooms); i++) {
			list = walk_all(test, c->type, &id, rooms[i]);
			KUNIT_EXPECT_EQ_MSG(test, list->nr,
					    (u32)c->found[which],
					    "in container %d", which);
			for (j = 0; j < list->nr; j++)
				walk_expect_once(test, list, &list->ids[j]);
		}
	}
}

/* Every object is of the kind that was asked for, and GET knows it. */
static void walk_test_what(struct kunit *test)
{
	struct walk_scene *s = walk_scene(test);
	struct ntms_object call = {};
	union ntms_any_info *info;
	struct walk_list *list;
	u32 type, i;

	info = kunit_kzalloc(test, sizeof(*info), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, info);
	for (type = 0; type < NTMS_TYPES; type++) {
		if (!ntms_info_size(type))
			continue;
		list = walk_all(test, type, NULL, WALK_ROOM);
		for (i = 0; i < list->nr; i++) {
			ntms_guid_out(&call.id, &list->ids[i]);
			call.type = NTMS_TYPE_UNKNOWN;
			NTMS_KIT_REASON(test, ntms_kit_look(s->kit->session,
							    &call, info),
					SUCCESS);
			KUNIT_EXPECT_EQ(test, call.type, type);
			KUNIT_EXPECT_EQ(test, info->header.type, type);
			KUNIT_EXPECT_TRUE(test, !memcmp(&info->header.id,
							&list->ids[i],
							sizeof(guid_t)));
		}
	}
}

/* ---- order ------------------------------------------------------------------ */

static void walk_test_order(struct kunit *test)
{
	struct walk_scene *s = walk_scene(test);
	const struct ntms_library *library = ntms_kit_library(test,
							      s->robots[0]);
	struct walk_list *list;
	guid_t id;
	u32 i;

	/* Cartridges as they came, wherever they are */
	list = walk_all(test, NTMS_TYPE_MEDIUM, NULL, 2);
	for (i = 0; i < WALK_MEDIA; i++)
		KUNIT_EXPECT_TRUE(test, walk_has(list, i, &s->media[i]->obj.id));
	list = walk_all(test, NTMS_TYPE_MEDIUM, &s->robots[0]->id, 2);
	for (i = 0; i < WALK_MEDIA; i++)
		KUNIT_EXPECT_TRUE(test, walk_has(list, i, &s->media[i]->obj.id));
	/* Sides as their cartridges */
	list = walk_all(test, NTMS_TYPE_SIDE, &s->pool, 3);
	for (i = 0; i < WALK_MEDIA * 2; i++) {
		ntms_side_id(&id, s->media[i / 2], &s->media[i / 2]->sides[i % 2]);
		KUNIT_EXPECT_TRUE(test, walk_has(list, i, &id));
	}
	/* Elements by address, of one library after the other */
	list = walk_all(test, NTMS_TYPE_SLOT, NULL, 5);
	for (i = 0; i < WALK_SLOTS; i++) {
		ntms_element_id(&id, library,
				&library->elements[library->first[NTMS_SMC_ST] + i]);
		KUNIT_EXPECT_TRUE(test, walk_has(list, i, &id));
	}
}

static void walk_test_room(struct kunit *test)
{
	struct walk_scene *s = walk_scene(test);
	struct walk_list *list = walk_begin(test, NTMS_TYPE_MEDIUM, &s->pool);

	/* No room: how many there are, and that there are some */
	NTMS_KIT_REASON(test, walk_some(test, list, 0), SUCCESS);
	KUNIT_EXPECT_EQ(test, list->call.total, (u64)WALK_MEDIA);
	KUNIT_EXPECT_EQ(test, list->call.more, 1U);
	KUNIT_EXPECT_EQ(test, list->call.cursor, 0ULL);
	/* Exactly as much as there is: no more */
	NTMS_KIT_REASON(test, walk_some(test, list, WALK_MEDIA), SUCCESS);
	KUNIT_EXPECT_EQ(test, list->nr, (u32)WALK_MEDIA);
	KUNIT_EXPECT_EQ(test, list->call.more, 0U);
	/* From the end on: nothing */
	NTMS_KIT_REASON(test, walk_some(test, list, 1), SUCCESS);
	KUNIT_EXPECT_EQ(test, list->nr, (u32)WALK_MEDIA);
	KUNIT_EXPECT_EQ(test, list->call.more, 0U);
	/* Nothing to list, and no room for it */
	list = walk_begin(test, NTMS_TYPE_MEDIUM, &s->robots[1]->id);
	NTMS_KIT_REASON(test, walk_some(test, list, 0), SUCCESS);
	KUNIT_EXPECT_EQ(test, list->call.more, 0U);
	KUNIT_EXPECT_EQ(test, list->call.total, 0ULL);
}

/* What is left is not of this container: then there is no more. */
static void walk_test_no_more(struct kunit *test)
{
	struct walk_scene *s = walk_scene(test);
	struct walk_list *list;

	ntms_kit_bring(test, s->robots[1], 0, "X0");
	list = walk_begin(test, NTMS_TYPE_MEDIUM, &s->robots[0]->id);
	NTMS_KIT_REASON(test, walk_some(test, list, WALK_MEDIA), SUCCESS);
	KUNIT_EXPECT_EQ(test, list->nr, (u32)WALK_MEDIA);
	KUNIT_EXPECT_EQ(test, list->call.more, 0U);
	list = walk_begin(test, NTMS_TYPE_LOGICAL_MEDIUM, &s->pool);
	NTMS_KIT_REASON(test, walk_some(test, list, 1), SUCCESS);
	KUNIT_EXPECT_EQ(test, list->nr, 1U);
	KUNIT_EXPECT_EQ(test, list->call.more, 0U);
}

/* ---- coming and going -------------------------------------------------------- */

/* A cartridge that is carried from where the walk is to where it goes */
static void walk_test_carried(struct kunit *test)
{
	struct walk_scene *s = walk_scene(test);
	struct walk_list *list;
	u32 i;

	list = walk_begin(test, NTMS_TYPE_MEDIUM, &s->robots[0]->id);
	NTMS_KIT_REASON(test, walk_some(test, list, 2), SUCCESS);
	/* One that was listed goes to a drive, one that was not comes back. */
	ntms_kit_carry(s->robots[0], NTMS_SMC_ST, WALK_SLOTS - 2, NTMS_SMC_DT,
		       1);
	ntms_kit_carry(s->robots[0], NTMS_SMC_ST, WALK_SLOTS - 4, NTMS_SMC_IE,
		       1);
	ntms_kit_carry(s->robots[0], NTMS_SMC_DT, 0, NTMS_SMC_ST, 0);
	KUNIT_ASSERT_EQ(test, ntms_kit_inventory(&s->kit->cat, s->robots[0]),
			0);
	walk_rest(test, list, 1);
	KUNIT_EXPECT_EQ(test, list->nr, (u32)WALK_MEDIA);
	for (i = 0; i < WALK_MEDIA; i++)
		KUNIT_EXPECT_EQ(test, walk_times(list, &s->media[i]->obj.id),
				1U);
}

/* The one that the walk stands on goes; another one comes. */
static void walk_test_removed(struct kunit *test)
{
	struct walk_scene *s = walk_scene(test);
	guid_t gone, id;
	struct walk_list *list;
	u32 i;

	ntms_kit_arrivals(test, s->robots[0], NTMS_MEDIA_CODE_MO_5_RW,
			  NTMS_POOL_UNRECOGNIZED);
	gone = ntms_kit_bring(test, s->robots[0], 0, "GONE")->obj.id;
	list = walk_begin(test, NTMS_TYPE_MEDIUM, NULL);
	NTMS_KIT_REASON(test, walk_some(test, list, WALK_MEDIA + 1), SUCCESS);
	KUNIT_EXPECT_EQ(test, list->call.more, 0U);
	KUNIT_EXPECT_EQ(test, walk_times(list, &gone), 1U);
	ntms_kit_take(s->robots[0], NTMS_SMC_ST, 0);
	id = ntms_kit_bring(test, s->robots[0], 1, "COMES")->obj.id;
	walk_rest(test, list, 1);
	KUNIT_EXPECT_EQ(test, walk_times(list, &id), 1U);
	for (i = 0; i < WALK_MEDIA; i++)
		KUNIT_EXPECT_EQ(test, walk_times(list, &s->media[i]->obj.id),
				1U);
}

/* Slots appear before those that were listed, and others go. */
static void walk_test_geometry(struct kunit *test)
{
	struct walk_scene *s = walk_scene(test);
	struct walk_list *list;
	guid_t id;
	u16 i;

	list = walk_begin(test, NTMS_TYPE_SLOT, &s->robots[1]->id);
	NTMS_KIT_REASON(test, walk_some(test, list, 3), SUCCESS);
	ntms_kit_resize(s->robots[1], NTMS_SMC_ST, NTMS_KIT_FIRST_ST - 3,
			WALK_SLOTS + 3);
	ntms_kit_resize(s->robots[1], NTMS_SMC_MT, NTMS_KIT_FIRST_MT, 2);
	KUNIT_ASSERT_EQ(test, ntms_kit_inventory(&s->kit->cat, s->robots[1]),
			0);
	walk_rest(test, list, 2);
	for (i = 0; i < WALK_SLOTS; i++) {
		ntms_guid_with_part(&id, &s->robots[1]->id,
				    NTMS_SMC_ST << 16 | (NTMS_KIT_FIRST_ST + i));
		KUNIT_EXPECT_EQ(test, walk_times(list, &id), 1U);
	}
	/* The first slots go while the walk is behind them. */
	list = walk_begin(test, NTMS_TYPE_SLOT, &s->robots[1]->id);
	NTMS_KIT_REASON(test, walk_some(test, list, 4), SUCCESS);
	ntms_kit_resize(s->robots[1], NTMS_SMC_ST, NTMS_KIT_FIRST_ST,
			WALK_SLOTS);
	KUNIT_ASSERT_EQ(test, ntms_kit_inventory(&s->kit->cat, s->robots[1]),
			0);
	walk_rest(test, list, 2);
	for (i = 0; i < WALK_SLOTS; i++) {
		ntms_guid_with_part(&id, &s->robots[1]->id,
				    NTMS_SMC_ST << 16 | (NTMS_KIT_FIRST_ST + i));
		KUNIT_EXPECT_EQ(test, walk_times(list, &id), 1U);
	}
}

static void walk_test_pools(struct kunit *test)
{
	static const char * const names[] = { "a", "b", "c", "d" };
	struct walk_scene *s = walk_scene(test);
	struct ntms_pool_delete gone = {};
	guid_t box, ids[ARRAY_SIZE(names)];
	struct walk_list *list;
	size_t i;

	NTMS_KIT_REASON(test, ntms_kit_create(s->kit, &ntms_kit_root, "box",
					      NULL, NULL, 0, 0, &box), SUCCESS);
	for (i = 0; i < ARRAY_SIZE(names); i++)
		NTMS_KIT_REASON(test, ntms_kit_create(s->kit, &ntms_kit_root,
						      names[i], &box, NULL, 0,
						      0, &ids[i]), SUCCESS);
	list = walk_begin(test, NTMS_TYPE_POOL, &box);
	NTMS_KIT_REASON(test, walk_some(test, list, 2), SUCCESS);
	ntms_guid_out(&gone.id, &ids[1]);
	NTMS_KIT_REASON(test, ntms_pool_delete(s->kit->session, &ntms_kit_root,
					       &gone), SUCCESS);
	ntms_guid_out(&gone.id, &ids[0]);
	NTMS_KIT_REASON(test, ntms_pool_delete(s->kit->session, &ntms_kit_root,
					       &gone), SUCCESS);
	walk_rest(test, list, 1);
	for (i = 0; i < ARRAY_SIZE(names); i++)
		KUNIT_EXPECT_TRUE(test, walk_has(list, i, &ids[i]));
}

/* Programs can make up cursors. */
static void walk_test_cursors(struct kunit *test)
{
	static const u64 cursors[] = {
		1, 3, 4, 7, 0xffff, 0x10000, U32_MAX, 1ULL << 32,
		2ULL << 32 | U32_MAX, 1ULL << 63, U64_MAX - 1, U64_MAX,
	};
	struct walk_scene *s = walk_scene(test);
	struct walk_list *list;
	int which;
	size_t i;
	u32 type;
	guid_t id;

	for (type = 0; type < NTMS_TYPES; type++)
		for (which = 0; which < CONTAINERS; which++) {
			walk_container(s, which, &id);
			list = walk_begin(test, type, &id);
			for (i = 0; i < ARRAY_SIZE(cursors); i++) {
				list->call.cursor = cursors[i];
				list->nr = 0;
				if (walk_some(test, list, 1))
					break;
				list->nr = 0;
				walk_rest(test, list, 8);
			}
		}
}

static void walk_test_refused(struct kunit *test)
{
	struct walk_list *list;
	guid_t id;

	ntms_guid_new(&id);
	list = walk_begin(test, NTMS_TYPE_MEDIUM, &id);
	NTMS_KIT_REASON(test, walk_some(test, list, 1), OBJECT_NOT_FOUND);
	list = walk_begin(test, NTMS_TYPE_MEDIUM, NULL);
	list->call.flags = 1;
	NTMS_KIT_REASON(test, walk_some(test, list, 1), INVALID_PARAMETER);
	KUNIT_EXPECT_EQ(test, list->nr, 0U);
}

/* Who allocates is not held up by who lists all media: they need no lock. */
static void walk_test_unlocked(struct kunit *test)
{
	struct ntms_kit *kit = test->priv;
	struct ntms_kit_robot *robot = ntms_kit_robot(test, "one", 4, 0, 0);
	struct walk_list *list;

	ntms_kit_bring(test, robot, 0, "A");
	ntms_kit_bring(test, robot, 1, "B");
	ntms_catalog_lock(&kit->cat);
	list = walk_all(test, NTMS_TYPE_MEDIUM, NULL, 1);
	ntms_catalog_unlock(&kit->cat);
	KUNIT_EXPECT_EQ(test, list->nr, 2U);
}

/* But they have to see that a cartridge came or went, and only that. */
static void walk_test_count(struct kunit *test)
{
	struct ntms_kit *kit = test->priv;
	struct ntms_kit_robot *robot = ntms_kit_robot(test, "one", 4, 0, 0);
	struct ntms_medium *medium;
	guid_t pool, lmid;
	unsigned int seq;

	seq = read_seqcount_begin(&kit->cat.media);
	ntms_kit_arrivals(test, robot, NTMS_MEDIA_CODE_LTO, NTMS_POOL_FREE);
	ntms_kit_pool(test, "pool", NTMS_MEDIA_CODE_LTO, &pool);
	KUNIT_EXPECT_FALSE(test, read_seqcount_retry(&kit->cat.media, seq));
	medium = ntms_kit_bring(test, robot, 0, "A");
	KUNIT_EXPECT_TRUE(test, read_seqcount_retry(&kit->cat.media, seq));
	seq = read_seqcount_begin(&kit->cat.media);
	NTMS_KIT_REASON(test, ntms_kit_move(kit, &ntms_kit_root,
					    &medium->obj.id, &pool), SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_allocate(kit, &ntms_kit_root, &pool,
						NULL, 0, &lmid), SUCCESS);
	NTMS_KIT_REASON(test, ntms_kit_deallocate(kit, &ntms_kit_root, &lmid),
			SUCCESS);
	ntms_kit_take(robot, NTMS_SMC_ST, 0);
	KUNIT_EXPECT_EQ(test, ntms_kit_inventory(&kit->cat, robot), 0);
	KUNIT_EXPECT_FALSE(test, read_seqcount_retry(&kit->cat.media, seq));
	NTMS_KIT_REASON(test, ntms_kit_forget(kit, &ntms_kit_root,
					      &medium->obj.id), SUCCESS);
	KUNIT_EXPECT_TRUE(test, read_seqcount_retry(&kit->cat.media, seq));
}

static struct kunit_case walk_cases[] = {
	KUNIT_CASE_PARAM(walk_test_kind, walk_kind_gen_params),
	KUNIT_CASE(walk_test_what),
	KUNIT_CASE(walk_test_order),
	KUNIT_CASE(walk_test_room),
	KUNIT_CASE(walk_test_no_more),
	KUNIT_CASE(walk_test_carried),
	KUNIT_CASE(walk_test_removed),
	KUNIT_CASE(walk_test_geometry),
	KUNIT_CASE(walk_test_pools),
	KUNIT_CASE(walk_test_cursors),
	KUNIT_CASE(walk_test_refused),
	KUNIT_CASE(walk_test_unlocked),
	KUNIT_CASE(walk_test_count),
	{ }
};

static struct kunit_suite walk_suite = {
	.name = "ntms_walk",
	.suite_init = ntms_kit_suite_init,
	.suite_exit = ntms_kit_suite_exit,
	.init = ntms_kit_init,
	.exit = ntms_kit_exit,
	.test_cases = walk_cases,
};

kunit_test_suite(walk_suite);
