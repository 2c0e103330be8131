// SPDX-License-Identifier: GPL-2.0
/* See kit.h. */
#include "kit.h"

const struct ntms_cred ntms_kit_root = { .uid = 0, .admin = true };
const struct ntms_cred ntms_kit_owner = { .uid = 1000 };
const struct ntms_cred ntms_kit_other = { .uid = 1001 };

int ntms_kit_suite_init(struct kunit_suite *suite)
{
	return ntms_objects_init();
}

void ntms_kit_suite_exit(struct kunit_suite *suite)
{
	ntms_objects_exit();
}

int ntms_kit_init(struct kunit *test)
{
	struct ntms_kit *kit = kunit_kzalloc(test, sizeof(*kit), GFP_KERNEL);
	int error;

	if (!kit)
		return -ENOMEM;
	error = ntms_catalog_init(&kit->cat, "testbed");
	if (error)
		return error;
	kit->session = ntms_session_open(&kit->cat, "kunit");
	if (!kit->session) {
		ntms_catalog_destroy(&kit->cat);
		return -ENOMEM;
	}
	test->priv = kit;
	return 0;
}

/* Whatever a test did, it left a sound catalog. */
void ntms_kit_exit(struct kunit *test)
{
	struct ntms_kit *kit = test->priv;

	if (!kit)
		return;
	NTMS_KIT_SOUND(test, &kit->cat);
	ntms_session_close(kit->session);
	ntms_catalog_destroy(&kit->cat);
	test->priv = NULL;
}

/* ---- robots -------------------------------------------------------------- */

static void ntms_kit_kick(struct ntms_robot *robot)
{
	container_of(robot, struct ntms_kit_robot, robot)->kicks++;
}

static const struct ntms_robot_ops ntms_kit_ops = { .kick = ntms_kit_kick };

/* The elements of a type are made anew, and empty. */
void ntms_kit_resize(struct ntms_kit_robot *robot, u8 type, u16 first,
		     u16 count)
{
	struct ntms_report *report = &robot->report;
	u32 nr = report->nr_elements, begin = 0, end, i;

	while (begin < nr && robot->elements[begin].type < type)
		begin++;
	for (end = begin; end < nr && robot->elements[end].type == type; end++)
		;
	memmove(&robot->elements[begin + count], &robot->elements[end],
		(nr - end) * sizeof(*robot->elements));
	for (i = 0; i < count; i++)
		robot->elements[begin + i] = (struct ntms_smc_element) {
			.address = first + i,
			.type = type,
			.flags = NTMS_SMC_ACCESS,
		};
	report->nr_elements = nr - (end - begin) + count;
	report->geometry.first[type] = first;
	report->geometry.count[type] = count;
	if (type != NTMS_SMC_DT)
		return;
	report->nr_drives = count;
	memset(robot->drives, 0, sizeof(robot->drives));
	for (i = 0; i < count; i++)
		robot->drives[i].address = first + i;
}

void ntms_kit_robot_init(struct ntms_kit_robot *robot, const char *identity,
			 u16 slots, u16 ports, u16 drives)
{
	memset(robot, 0, sizeof(*robot));
	robot->robot.ops = &ntms_kit_ops;
	robot->identity = identity;
	robot->product = "ROBOT 1";
	robot->report.elements = robot->elements;
	robot->report.drives = robot->drives;
	robot->report.barcodes = true;
	ntms_kit_resize(robot, NTMS_SMC_MT, NTMS_KIT_FIRST_MT, 1);
	ntms_kit_resize(robot, NTMS_SMC_ST, NTMS_KIT_FIRST_ST, slots);
	ntms_kit_resize(robot, NTMS_SMC_IE, NTMS_KIT_FIRST_IE, ports);
	ntms_kit_resize(robot, NTMS_SMC_DT, NTMS_KIT_FIRST_DT, drives);
}

/* A robot that is present and has not been looked at */
struct ntms_kit_robot *ntms_kit_robot(struct kunit *test, const char *identity,
				      u16 slots, u16 ports, u16 drives)
{
	struct ntms_kit *kit = test->priv;
	struct ntms_kit_robot *robot;

	robot = kunit_kzalloc(test, sizeof(*robot), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, robot);
	ntms_kit_robot_init(robot, identity, slots, ports, drives);
	KUNIT_ASSERT_EQ(test, ntms_kit_present(&kit->cat, robot), 0);
	return robot;
}

struct ntms_smc_element *ntms_kit_element(struct ntms_kit_robot *robot, u8 type,
					  u16 number)
{
	u32 i;

	for (i = 0; robot->elements[i].type != type; i++)
		;
	return &robot->elements[i + number];
}

void ntms_kit_put(struct ntms_kit_robot *robot, u8 type, u16 number,
		  const char *barcode)
{
	struct ntms_smc_element *element = ntms_kit_element(robot, type,
							    number);

	memset(element->barcode, 0, sizeof(element->barcode));
	strscpy(element->barcode, barcode, sizeof(element->barcode));
	element->flags = NTMS_SMC_FULL | NTMS_SMC_ACCESS;
	element->medium_type = NTMS_SMC_MEDIUM_UNSPECIFIED;
	element->source = 0;
}

void ntms_kit_take(struct ntms_kit_robot *robot, u8 type, u16 number)
{
	struct ntms_smc_element *element = ntms_kit_element(robot, type,
							    number);

	ntms_kit_put(robot, type, number, "");
	element->flags = NTMS_SMC_ACCESS;
}

/* As a robot does it: the target knows where its cartridge came from. */
void ntms_kit_carry(struct ntms_kit_robot *robot, u8 from, u16 source, u8 to,
		    u16 target)
{
	struct ntms_smc_element *a = ntms_kit_element(robot, from, source);
	struct ntms_smc_element *b = ntms_kit_element(robot, to, target);

	ntms_kit_put(robot, to, target, a->barcode);
	b->medium_type = a->medium_type;
	b->flags |= NTMS_SMC_SVALID;
	b->source = a->address;
	ntms_kit_take(robot, from, source);
}

int ntms_kit_present(struct ntms_catalog *cat, struct ntms_kit_robot *robot)
{
	struct ntms_device device = {};
	struct ntms_library_facts facts = {
		.identity = robot->identity,
		.device = &device,
		.robot = &robot->robot,
	};

	strscpy(device.product, robot->product, sizeof(device.product));
	return ntms_library_present(cat, &facts, &robot->id);
}

int ntms_kit_inventory(struct ntms_catalog *cat, struct ntms_kit_robot *robot)
{
	int error;

	ntms_inventory_begin(cat, &robot->id);
	error = ntms_inventory_report(cat, &robot->id, &robot->report);
	ntms_inventory_end(cat, &robot->id, error, 0);
	return error;
}

/* ---- calls --------------------------------------------------------------- */

static void ntms_kit_id(struct ntms_guid *to, const guid_t *id)
{
	if (id)
		ntms_guid_out(to, id);
}

ntms_reason_t ntms_kit_allocate(struct ntms_kit *kit,
				const struct ntms_cred *cred,
				const guid_t *pool, const guid_t *side,
				u32 options, guid_t *lmid)
{
	struct ntms_allocate call = {
		.options = options,
		.flags = NTMS_ALLOCATE_F_NOWAIT,
	};
	ntms_reason_t reason;

	ntms_kit_id(&call.pool, pool);
	ntms_kit_id(&call.side, side);
	if (options & NTMS_ALLOCATE_NEXT)
		ntms_kit_id(&call.medium, lmid);
	reason = ntms_kit_call(kit->session, cred, &call);
	if (lmid)
		memcpy(lmid, &call.medium, sizeof(*lmid));
	return reason;
}

ntms_reason_t ntms_kit_deallocate(struct ntms_kit *kit,
				  const struct ntms_cred *cred,
				  const guid_t *lmid)
{
	struct ntms_deallocate call = {};

	ntms_kit_id(&call.medium, lmid);
	return ntms_deallocate(kit->session, cred, &call);
}

ntms_reason_t ntms_kit_move(struct ntms_kit *kit, const struct ntms_cred *cred,
			    const guid_t *medium, const guid_t *pool)
{
	struct ntms_move call = {};

	ntms_kit_id(&call.medium, medium);
	ntms_kit_id(&call.pool, pool);
	return ntms_move(kit->session, cred, &call);
}

ntms_reason_t ntms_kit_complete(struct ntms_kit *kit,
				const struct ntms_cred *cred,
				const guid_t *lmid)
{
	struct ntms_complete call = {};

	ntms_kit_id(&call.medium, lmid);
	return ntms_complete(kit->session, cred, &call);
}

ntms_reason_t ntms_kit_decommission(struct ntms_kit *kit,
				    const struct ntms_cred *cred,
				    const guid_t *side)
{
	struct ntms_decommission call = {};

	ntms_kit_id(&call.side, side);
	return ntms_decommission(kit->session, cred, &call);
}

/* The type's GUID comes back in @type, if that is not NULL. */
ntms_reason_t ntms_kit_type_add(struct ntms_kit *kit,
				const struct ntms_cred *cred, u32 code,
				const guid_t *library, guid_t *type)
{
	struct ntms_type_add call = { .code = code };
	ntms_reason_t reason;

	ntms_kit_id(&call.library, library);
	reason = ntms_type_add(kit->session, cred, &call);
	if (type)
		memcpy(type, &call.media_type, sizeof(*type));
	return reason;
}

ntms_reason_t ntms_kit_type_delete(struct ntms_kit *kit,
				   const struct ntms_cred *cred,
				   const guid_t *type, const guid_t *library)
{
	struct ntms_type_delete call = {};

	ntms_kit_id(&call.media_type, type);
	ntms_kit_id(&call.library, library);
	return ntms_type_delete(kit->session, cred, &call);
}

ntms_reason_t ntms_kit_type_change(struct ntms_kit *kit,
				   const struct ntms_cred *cred,
				   const guid_t *medium, const guid_t *pool)
{
	struct ntms_type_change call = {};

	ntms_kit_id(&call.medium, medium);
	ntms_kit_id(&call.pool, pool);
	return ntms_type_change(kit->session, cred, &call);
}

ntms_reason_t ntms_kit_swap(struct ntms_kit *kit, const struct ntms_cred *cred,
			    const guid_t *first, const guid_t *second)
{
	struct ntms_swap call = {};

	ntms_kit_id(&call.first, first);
	ntms_kit_id(&call.second, second);
	return ntms_swap(kit->session, cred, &call);
}

ntms_reason_t ntms_kit_forget(struct ntms_kit *kit,
			      const struct ntms_cred *cred,
			      const guid_t *medium)
{
	struct ntms_medium_delete call = {};

	ntms_kit_id(&call.medium, medium);
	return ntms_medium_delete(kit->session, cred, &call);
}

ntms_reason_t ntms_kit_keep(struct ntms_kit *kit, const struct ntms_cred *cred,
			    const guid_t *id, const char *name,
			    const char *data)
{
	struct ntms_attribute call = { .data_size = strlen(data) };
	struct ntms_blob *blob = NULL;
	ntms_reason_t reason;

	ntms_kit_id(&call.id, id);
	strscpy(call.name, name, sizeof(call.name));
	if (*data) {
		blob = ntms_blob_new(call.data_size);
		if (!blob)
			return NTMS_REASON_NOT_ENOUGH_MEMORY;
		memcpy(blob->data, data, blob->size);
	}
	reason = ntms_attribute_set(kit->session, cred, &call, blob);
	ntms_blob_put(blob);
	return reason;
}

ntms_reason_t ntms_kit_kept(struct ntms_kit *kit, const struct ntms_cred *cred,
			    const guid_t *id, const char *name, char *data,
			    u32 room)
{
	struct ntms_attribute call = { .data_size = room - 1 };
	struct ntms_blob *blob;
	ntms_reason_t reason;

	ntms_kit_id(&call.id, id);
	strscpy(call.name, name, sizeof(call.name));
	*data = '\0';
	reason = ntms_attribute_get(kit->session, cred, &call, &blob);
	if (reason)
		return reason;
	memcpy(data, blob->data, blob->size);
	data[blob->size] = '\0';
	ntms_blob_put(blob);
	return reason;
}

/* How many there are; what there is not has none. */
u32 ntms_kit_keeps(struct ntms_kit *kit, const guid_t *id)
{
	struct ntms_attribute_list call = {};
	struct ntms_attribute_info none;
	u32 nr;

	ntms_kit_id(&call.id, id);
	return ntms_attribute_list(kit->session, &ntms_kit_root, &call, &none,
				   0, &nr) ? 0 : call.total;
}

ntms_reason_t ntms_kit_create(struct ntms_kit *kit,
			      const struct ntms_cred *cred, const char *name,
			      const guid_t *parent, const guid_t *media_type,
			      u32 from_scratch, u32 to_scratch, guid_t *pool)
{
	struct ntms_pool_create call = {
		.action = NTMS_CREATE_NEW,
		.owner = ntms_kit_owner.uid,
		.allocation_policy = from_scratch,
		.deallocation_policy = to_scratch,
	};
	ntms_reason_t reason;

	ntms_kit_id(&call.parent, parent);
	ntms_kit_id(&call.media_type, media_type);
	strscpy(call.name, name, sizeof(call.name));
	reason = ntms_pool_create(kit->session, cred, &call);
	if (!reason && pool)
		memcpy(pool, &call.id, sizeof(*pool));
	return reason;
}

ntms_reason_t ntms_kit_set_enabled(struct ntms_kit *kit, const guid_t *id,
				   bool enabled)
{
	struct ntms_object call = { .mask = NTMS_SET_ENABLED };
	union ntms_any_info info = { .header.enabled = enabled };

	ntms_kit_id(&call.id, id);
	return ntms_set(kit->session, &ntms_kit_root, &call, &info);
}

/* ---- waiting, and operators ------------------------------------------------ */

ntms_reason_t ntms_kit_queue(struct ntms_session *session,
			     const struct ntms_cred *cred, const guid_t *pool,
			     u32 options, u64 deadline, u64 cookie)
{
	struct ntms_allocate call = {
		.options = options,
		.flags = NTMS_ALLOCATE_F_QUEUE,
		.deadline = deadline,
		.cookie = cookie,
	};

	ntms_kit_id(&call.pool, pool);
	return ntms_kit_call(session, cred, &call);
}

ntms_reason_t ntms_kit_collect(struct ntms_session *session,
			       struct ntms_collect *call)
{
	struct ntms_told told = {};

	memset(call, 0, sizeof(*call));
	return ntms_collect(session, call, &told);
}

ntms_reason_t ntms_kit_submit(struct ntms_kit *kit,
			      const struct ntms_cred *cred, u32 request,
			      const guid_t *arg1, const guid_t *arg2,
			      const char *message, guid_t *id)
{
	struct ntms_request_submit call = { .request = request };
	ntms_reason_t reason;

	ntms_kit_id(&call.arg1, arg1);
	ntms_kit_id(&call.arg2, arg2);
	strscpy(call.message, message ?: "", sizeof(call.message));
	reason = ntms_request_submit(kit->session, cred, &call);
	if (id)
		memcpy(id, &call.id, sizeof(*id));
	return reason;
}

ntms_reason_t ntms_kit_answer(struct ntms_kit *kit,
			      const struct ntms_cred *cred, const guid_t *id,
			      u32 state, const char *text)
{
	struct ntms_request_answer call = { .state = state };

	ntms_kit_id(&call.id, id);
	strscpy(call.text, text ?: "", sizeof(call.text));
	return ntms_request_answer(kit->session, cred, &call);
}

/* ---- what tests begin with ----------------------------------------------- */

struct ntms_media_type *ntms_kit_media_type(struct kunit *test, u8 code)
{
	struct ntms_kit *kit = test->priv;
	struct ntms_media_type *type = NULL;
	int error;

	ntms_catalog_lock(&kit->cat);
	error = ntms_media_type_ensure(&kit->cat, code, &type);
	ntms_catalog_unlock(&kit->cat);
	KUNIT_ASSERT_EQ(test, error, 0);
	return type;
}

/* An application pool of ntms_kit_owner's that draws from free */
void ntms_kit_pool(struct kunit *test, const char *name, u8 code, guid_t *pool)
{
	struct ntms_media_type *type = ntms_kit_media_type(test, code);
	ntms_reason_t reason;

	reason = ntms_kit_create(test->priv, &ntms_kit_root, name, NULL,
				 &type->obj.id, NTMS_POOL_FROMSCRATCH, 0, pool);
	KUNIT_ASSERT_EQ(test, reason, (ntms_reason_t)NTMS_REASON_SUCCESS);
}

struct ntms_library *ntms_kit_library(struct kunit *test,
				      const struct ntms_kit_robot *robot)
{
	struct ntms_kit *kit = test->priv;
	struct ntms_library *library;

	ntms_catalog_lock(&kit->cat);
	library = ntms_find_library(&kit->cat, &robot->id);
	ntms_catalog_unlock(&kit->cat);
	KUNIT_ASSERT_NOT_NULL(test, library);
	return library;
}

/* The only cartridge with a barcode, or, if there is none, NULL */
struct ntms_medium *ntms_kit_medium(struct kunit *test, const char *barcode)
{
	struct ntms_kit *kit = test->priv;
	struct ntms_medium *medium, *next = NULL;

	ntms_catalog_lock(&kit->cat);
	medium = ntms_barcode_first(&kit->cat, barcode);
	if (medium)
		next = ntms_barcode_next(medium);
	ntms_catalog_unlock(&kit->cat);
	KUNIT_EXPECT_PTR_EQ(test, next, (struct ntms_medium *)NULL);
	return medium;
}

ntms_reason_t ntms_kit_commit(struct ntms_catalog *cat, struct ntms_txn *txn)
{
	ntms_reason_t reason;

	ntms_catalog_lock(cat);
	reason = ntms_commit(cat, txn);
	ntms_catalog_unlock(cat);
	ntms_txn_release(txn);
	return reason;
}

/* What cartridges that nobody knows are taken for, and where they arrive */
void ntms_kit_arrivals(struct kunit *test, struct ntms_kit_robot *robot, u8 code,
		       u32 new_media)
{
	struct ntms_kit *kit = test->priv;
	struct ntms_object call = {
		.mask = NTMS_SET_NEW_MEDIA | NTMS_SET_MEDIA_TYPE,
	};
	union ntms_any_info *info;
	ntms_reason_t reason;

	info = kunit_kzalloc(test, sizeof(*info), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, info);
	ntms_guid_out(&call.id, &robot->id);
	info->library.new_media = new_media;
	ntms_guid_out(&info->library.media_type,
		      &ntms_kit_media_type(test, code)->obj.id);
	reason = ntms_set(kit->session, &ntms_kit_root, &call, info);
	KUNIT_ASSERT_EQ(test, reason, (ntms_reason_t)NTMS_REASON_SUCCESS);
}

/* A cartridge is put into a slot, and found there. */
struct ntms_medium *ntms_kit_bring(struct kunit *test,
				   struct ntms_kit_robot *robot, u16 slot,
				   const char *barcode)
{
	struct ntms_library *library = ntms_kit_library(test, robot);
	struct ntms_kit *kit = test->priv;
	struct ntms_medium *medium;

	ntms_kit_put(robot, NTMS_SMC_ST, slot, barcode);
	KUNIT_ASSERT_EQ(test, ntms_kit_inventory(&kit->cat, robot), 0);
	medium = library->elements[library->first[NTMS_SMC_ST] + slot].medium;
	KUNIT_ASSERT_NOT_NULL(test, medium);
	KUNIT_EXPECT_STREQ(test, medium->barcode, barcode);
	return medium;
}

struct ntms_pool *ntms_kit_find_pool(struct kunit *test, const guid_t *id)
{
	struct ntms_kit *kit = test->priv;
	struct ntms_pool *pool;

	ntms_catalog_lock(&kit->cat);
	pool = ntms_find_pool(&kit->cat, id);
	ntms_catalog_unlock(&kit->cat);
	KUNIT_ASSERT_NOT_NULL(test, pool);
	return pool;
}

/* Another session; the test closes it. */
struct ntms_session *ntms_kit_session(struct kunit *test)
{
	struct ntms_kit *kit = test->priv;
	struct ntms_session *session = ntms_session_open(&kit->cat, "another");

	KUNIT_ASSERT_NOT_NULL(test, session);
	return session;
}

/* An allocation of the pool's owner's that finds nothing, and waits. */
void ntms_kit_wait(struct kunit *test, const guid_t *pool, u32 options,
		   u64 cookie)
{
	struct ntms_kit *kit = test->priv;
	const u32 waiting = kit->cat.waiting;

	NTMS_KIT_REASON(test, ntms_kit_queue(kit->session, &ntms_kit_owner,
					     pool, options, NTMS_DEADLINE_NEVER,
					     cookie), SUCCESS);
	KUNIT_ASSERT_EQ(test, kit->cat.waiting, waiting + 1);
}

/* What ended next is this one, and so. */
void ntms_kit_expect(struct kunit *test, u64 cookie, u32 result)
{
	struct ntms_kit *kit = test->priv;
	struct ntms_collect call;

	KUNIT_EXPECT_TRUE(test, ntms_session_readable(kit->session));
	NTMS_KIT_REASON(test, ntms_kit_collect(kit->session, &call), SUCCESS);
	KUNIT_EXPECT_EQ(test, call.cookie, cookie);
	KUNIT_EXPECT_EQ(test, call.result, result);
	KUNIT_EXPECT_EQ(test, !ntms_guid_none(&call.medium), !result);
	KUNIT_EXPECT_EQ(test, !ntms_guid_none(&call.allocated_from), !result);
}

void ntms_kit_expect_none(struct kunit *test)
{
	struct ntms_kit *kit = test->priv;
	struct ntms_collect call;

	KUNIT_EXPECT_FALSE(test, ntms_session_readable(kit->session));
	NTMS_KIT_REASON(test, ntms_kit_collect(kit->session, &call), NOT_READY);
}

u32 ntms_kit_requests(struct kunit *test)
{
	struct ntms_kit *kit = test->priv;

	return kit->cat.order[NTMS_TYPE_OPERATOR_REQUEST].count;
}

/* One of the requests, counted from 0, in the order in which they were made */
void ntms_kit_request(struct kunit *test, u32 number, guid_t *id)
{
	struct ntms_kit *kit = test->priv;
	struct ntms_obj *obj;
	u64 after = 0;

	ntms_catalog_lock(&kit->cat);
	do {
		obj = ntms_order_next(&kit->cat, NTMS_TYPE_OPERATOR_REQUEST,
				      after);
		after = obj ? obj->serial : 0;
	} while (obj && number--);
	if (obj)
		*id = obj->id;
	ntms_catalog_unlock(&kit->cat);
	KUNIT_ASSERT_NOT_NULL(test, obj);
}
