// SPDX-License-Identifier: GPL-2.0
/*
 * The published calls as other users make them, who have opened the device
 * themselves: what is open to all, and which rights each call takes. A call that
 * takes rights on several objects fails if one of them is missing.
 */
#include <ntms/libntms.h>
#include <ntmsapi.h>
#include <stdio.h>
#include <sys/stat.h>

#include "kselftest_harness.h"
#include "scene.h"
#include "user.h"

#define OK	ERROR_SUCCESS
#define DENIED	ERROR_ACCESS_DENIED
#define NOTHING	ERROR_OBJECT_NOT_FOUND
#define USE	NTMS_RIGHT_USE
#define MODIFY	NTMS_RIGHT_MODIFY
#define CONTROL	NTMS_RIGHT_CONTROL
#define ALL	(USE | MODIFY | CONTROL)

#define DLT	0x27
#define MEDIA	4

/**
 * struct place - what the calls are about
 * @s: the scene; the last one of its cartridges was put on the shelf
 * @pool: Alice's, with all cartridges; the sides of the first two are allocated
 * @lmid: as these
 * @empty: another one of hers, with nothing
 * @of_dlt: one of hers for cartridges of another type
 * @dlt: that type
 * @shelved: the cartridge on the shelf
 * @side: the side of the third cartridge
 * @drive: the drive
 * @request: root's, about @pool
 */
struct place {
	struct scene s;
	struct ntms_guid pool;
	struct ntms_guid lmid[2];
	struct ntms_guid empty;
	struct ntms_guid of_dlt;
	struct ntms_guid dlt;
	struct ntms_guid shelved;
	struct ntms_guid side;
	struct ntms_guid drive;
	struct ntms_guid request;
};

static uint32_t pool_of_type(struct scene *s, const struct ntms_guid *type,
			     struct ntms_guid *id)
{
	struct ntms_pool_create arg = {
		.action = NTMS_CREATE_NEW,
		.media_type = *type,
		.owner = ALICE,
	};
	uint32_t reason;

	strcpy(arg.name, scene_name("published"));
	reason = CALL(s->fd, NTMS_IOC_POOL_CREATE, &arg);
	*id = arg.id;
	return reason;
}

static uint32_t fill_pool(struct place *p)
{
	struct ntms_guid side;
	uint32_t reason;
	int i;

	p->shelved = p->s.media[MEDIA - 1];
	reason = pool_of_type(&p->s, &p->s.type, &p->pool);
	reason = reason ?: scene_move_all(&p->s, &p->pool);
	for (i = 0; i < 2; i++) {
		side = side_of(p->s.fd, &p->s.media[i], 0);
		reason = reason ?: allocate(p->s.fd, &p->pool, &side, 0,
					    &p->lmid[i], NULL);
	}
	p->side = side_of(p->s.fd, &p->s.media[2], 0);
	return reason ?: attribute_set(p->s.fd, &p->s.media[0], "note", "a", 1);
}

/* 0, or what failed */
static int place_build(struct place *p)
{
	const struct scene_wish wish = {
		.media = MEDIA,
		.new_media = NTMS_POOL_FREE,
	};
	size_t nr;

	memset(p, 0, sizeof(*p));
	if (scene_build(&p->s, &wish))
		return 1;
	if (fill_pool(p) || pool_of_type(&p->s, &p->s.type, &p->empty))
		return 2;
	if (type_add(p->s.fd, DLT, &p->s.library, &p->dlt) ||
	    pool_of_type(&p->s, &p->dlt, &p->of_dlt))
		return 3;
	if (list_objects(p->s.fd, NTMS_TYPE_DRIVE, &p->s.library, &p->drive, 1,
			 &nr) ||
	    request_submit(p->s.fd, NTMS_REQUEST_NEW_MEDIA, &p->pool, NULL,
			   "published", &p->request))
		return 4;
	if (vlib_set(&p->s.vlib, "remove", "slot %d", MEDIA - 1) ||
	    scene_look(&p->s) || p->s.nr_media != MEDIA - 1)
		return 5;
	return chmod(NTMS_DEVICE, 0666) ? 6 : 0;
}

/* As others find it */
static int place_clear(struct place *p)
{
	int wrong = chmod(NTMS_DEVICE, 0660);
	struct ntms_guid pool = pool_of(p->s.fd, &p->s.media[2]);
	struct ntms_computer_info computer = { 0 };

	if (SET(p->s.fd, NTMS_TYPE_COMPUTER, &p->s.info.computer,
		NTMS_SET_DESCRIPTION, &computer))
		wrong = -1;
	if (grant(p->s.fd, &p->s.info.computer, NTMS_ACE_EVERYONE, 0, USE))
		wrong = -1;
	request_answer(p->s.fd, &p->request, NTMS_REQUEST_REFUSED, "");
	request_delete(p->s.fd, &p->request);
	medium_delete(p->s.fd, &p->shelved);
	if (same_guid(&pool, &p->of_dlt) &&
	    type_change(p->s.fd, &p->s.media[2], &p->s.free))
		wrong = -1;
	if (pool_delete(p->s.fd, &p->of_dlt))
		wrong = -1;
	/* It may have gone with the pool. */
	type_delete(p->s.fd, &p->dlt, &p->s.library);
	return scene_clear(&p->s) ?: wrong;
}

static GUID guid(const struct ntms_guid *id)
{
	GUID to;

	/* The guests have little-endian memory, as the ABI. */
	memcpy(&to, id, sizeof(to));
	return to;
}

static DWORD get(HANDLE handle, const struct ntms_guid *id,
		 NTMS_OBJECTINFORMATIONA *info)
{
	GUID object = guid(id);

	memset(info, 0, sizeof(*info));
	info->dwSize = sizeof(*info);
	return GetNtmsObjectInformationA(handle, &object, info);
}

static DWORD describe(HANDLE handle, const struct ntms_guid *id)
{
	NTMS_OBJECTINFORMATIONA info;
	DWORD reason = get(handle, id, &info);

	strcpy(info.szDescription, "Bob was here");
	return reason ?: SetNtmsObjectInformationA(handle, &info.ObjectGuid,
						   &info);
}

/* ---- what is open to all ------------------------------------------------- */

#define NR_OBJECTS	10

FIXTURE(open_to_all) {
	struct place p;
	const struct ntms_guid *objects[NR_OBJECTS];
};

FIXTURE_SETUP(open_to_all)
{
	struct place *p = &self->p;
	const struct ntms_guid *objects[NR_OBJECTS] = {
		&p->s.library, &p->drive, &p->s.media[0], &p->side, &p->pool,
		&p->lmid[0], &p->s.type, &p->s.info.computer, &p->s.free,
		&p->shelved,
	};
	const struct ntms_guid *lists[] = {
		&p->pool, &p->s.library, &p->s.info.computer,
	};
	int i;

	ASSERT_EQ(0, place_build(p));
	memcpy(self->objects, objects, sizeof(objects));
	/* Nobody has a right on anything. */
	for (i = 0; i < 3; i++)
		ASSERT_EQ(0, grant(p->s.fd, lists[i], NTMS_ACE_USER, BOB, 0));
}

FIXTURE_TEARDOWN(open_to_all)
{
	EXPECT_EQ(0, place_clear(&self->p));
}

TEST_F(open_to_all, is_to_read_and_to_write_is_not)
{
	NTMS_OBJECTINFORMATIONA info;
	HANDLE handle;
	GUID id;
	int i;

	as_user(BOB) {
		handle = OpenNtmsSessionA(NULL, "published", 0);
		EXPECT_NE(INVALID_HANDLE_VALUE, handle);
		for (i = 0; i < NR_OBJECTS; i++) {
			id = guid(self->objects[i]);
			EXPECT_EQ(OK, get(handle, self->objects[i], &info));
			EXPECT_EQ(0, memcmp(&id, &info.ObjectGuid, sizeof(id)));
			EXPECT_EQ(DENIED, describe(handle, self->objects[i])) {
				TH_LOG("object %d", i);
			}
		}
	}
	for (i = 0; i < NR_OBJECTS; i++) {
		struct ntms_object_header header;

		ASSERT_EQ(0, object_get(self->p.s.fd, 0, self->objects[i],
					&header, sizeof(header)));
		EXPECT_STREQ("", header.description);
	}
}

TEST_F(open_to_all, is_to_list)
{
	const GUID pool = guid(&self->p.pool);
	DWORD count, room;
	GUID ids[16];
	HANDLE handle;
	char name[256];

	as_user(BOB) {
		handle = OpenNtmsSessionA(NULL, "published", 0);
		count = 16;
		EXPECT_EQ(OK, EnumerateNtmsObject(handle, (GUID *)&pool, ids,
						  &count, NTMS_PHYSICAL_MEDIA,
						  0));
		EXPECT_EQ(MEDIA, count);
		count = 16;
		EXPECT_EQ(OK, EnumerateNtmsObject(handle, (GUID *)&pool, ids,
						  &count, NTMS_LOGICAL_MEDIA,
						  0));
		EXPECT_EQ(2, count);
		room = sizeof(name);
		EXPECT_EQ(OK, GetNtmsMediaPoolNameA(handle, (GUID *)&pool, name,
						    &room));
	}
}

/* What others ask an operator for is not open to all, and so is not there. */
TEST_F(open_to_all, is_not_what_others_ask_for)
{
	const GUID request = guid(&self->p.request);
	NTMS_OBJECTINFORMATIONA info;
	DWORD count = 4;
	HANDLE handle;
	GUID ids[4];

	as_user(BOB) {
		handle = OpenNtmsSessionA(NULL, "published", 0);
		EXPECT_EQ(OK, EnumerateNtmsObject(handle, NULL, ids, &count,
						  NTMS_OPREQUEST, 0));
		EXPECT_EQ(0, count);
		EXPECT_EQ(NOTHING, get(handle, &self->p.request, &info));
		EXPECT_EQ(NOTHING, WaitForNtmsOperatorRequest(handle,
							      (GUID *)&request,
							      0));
		EXPECT_EQ(NOTHING, CancelNtmsOperatorRequest(handle,
							     (GUID *)&request));
		/* What is not there is deleted as well as can be. */
		EXPECT_EQ(OK, DeleteNtmsRequests(handle, (GUID *)&request,
						 NTMS_OPREQUEST, 1));
	}
	count = count_objects(self->p.s.fd, NTMS_TYPE_OPERATOR_REQUEST, NULL);
	EXPECT_EQ(1, count);
}

/* ---- what takes rights ---------------------------------------------------- */

/**
 * struct need - a right that a call needs
 * @on: the object: offset in struct place
 * @right: the right; 0: no more needs
 */
struct need {
	size_t on;
	uint32_t right;
};

FIXTURE(published) {
	struct place p;
};

FIXTURE_VARIANT(published) {
	DWORD (*work)(struct place *p, HANDLE handle);
	struct need needs[3];
	DWORD without;
};

#define ID(id)	((GUID []){ guid(id) })

static DWORD do_set_medium(struct place *p, HANDLE handle)
{
	return describe(handle, &p->s.media[0]);
}

static DWORD do_set_side(struct place *p, HANDLE handle)
{
	return describe(handle, &p->side);
}

static DWORD do_set_pool(struct place *p, HANDLE handle)
{
	return describe(handle, &p->pool);
}

static DWORD do_set_library(struct place *p, HANDLE handle)
{
	return describe(handle, &p->s.library);
}

static DWORD do_set_drive(struct place *p, HANDLE handle)
{
	return describe(handle, &p->drive);
}

static DWORD do_set_computer(struct place *p, HANDLE handle)
{
	return describe(handle, &p->s.info.computer);
}

static DWORD do_set_type(struct place *p, HANDLE handle)
{
	return describe(handle, &p->dlt);
}

static DWORD off_and_on(HANDLE handle, DWORD type, const struct ntms_guid *id)
{
	return DisableNtmsObject(handle, type, ID(id)) ?:
	       EnableNtmsObject(handle, type, ID(id));
}

static DWORD do_switch_medium(struct place *p, HANDLE handle)
{
	return off_and_on(handle, NTMS_PHYSICAL_MEDIA, &p->s.media[0]);
}

static DWORD do_switch_library(struct place *p, HANDLE handle)
{
	return off_and_on(handle, NTMS_LIBRARY, &p->s.library);
}

static DWORD do_switch_drive(struct place *p, HANDLE handle)
{
	return off_and_on(handle, NTMS_DRIVE, &p->drive);
}

static DWORD do_read(struct place *p, HANDLE handle)
{
	char data[8];
	DWORD size = sizeof(data);

	return GetNtmsObjectAttributeA(handle, ID(&p->s.media[0]),
				       NTMS_PHYSICAL_MEDIA, "note", data,
				       &size);
}

static DWORD do_write(struct place *p, HANDLE handle)
{
	char data[] = "b";

	return SetNtmsObjectAttributeA(handle, ID(&p->s.media[0]),
				       NTMS_PHYSICAL_MEDIA, "note", data, 1);
}

static DWORD do_inventory(struct place *p, HANDLE handle)
{
	return InventoryNtmsLibrary(handle, ID(&p->s.library),
				    NTMS_INVENTORY_FAST);
}

static DWORD do_allocate(struct place *p, HANDLE handle)
{
	GUID lmid;

	return AllocateNtmsMedia(handle, ID(&p->pool), NULL, &lmid,
				 NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE, INFINITE,
				 NULL);
}

static DWORD do_deallocate(struct place *p, HANDLE handle)
{
	return DeallocateNtmsMedia(handle, ID(&p->lmid[0]), 0);
}

static DWORD do_complete(struct place *p, HANDLE handle)
{
	return SetNtmsMediaComplete(handle, ID(&p->lmid[0]));
}

static DWORD do_decommission(struct place *p, HANDLE handle)
{
	return DecommissionNtmsMedia(handle, ID(&p->side));
}

static DWORD do_swap(struct place *p, HANDLE handle)
{
	return SwapNtmsMedia(handle, ID(&p->lmid[0]), ID(&p->lmid[1]));
}

/* Who makes a pool owns it. */
static DWORD do_create_pool(struct place *p, HANDLE handle)
{
	GUID pool;

	return CreateNtmsMediaPoolA(handle, scene_name("of Bob"),
				    ID(&p->s.type), NTMS_CREATE_NEW, NULL,
				    &pool) ?:
	       DeleteNtmsMediaPool(handle, &pool);
}

static DWORD do_delete_pool(struct place *p, HANDLE handle)
{
	return DeleteNtmsMediaPool(handle, ID(&p->empty));
}

static DWORD do_move(struct place *p, HANDLE handle)
{
	return MoveToNtmsMediaPool(handle, ID(&p->s.media[2]), ID(&p->s.free));
}

static DWORD do_delete_medium(struct place *p, HANDLE handle)
{
	return DeleteNtmsMedia(handle, ID(&p->shelved));
}

static DWORD do_create_medium(struct place *p, HANDLE handle)
{
	NTMS_OBJECTINFORMATIONA medium = {
		.dwSize = sizeof(medium), .dwType = NTMS_PHYSICAL_MEDIA,
	}, side = {
		.dwSize = sizeof(side), .dwType = NTMS_PARTITION,
	};

	medium.Info.PhysicalMedia.MediaPool = guid(&p->pool);
	medium.Info.PhysicalMedia.dwNumberOfPartitions = 1;
	side.Info.Partition.State = NTMS_PARTSTATE_AVAILABLE;
	return CreateNtmsMediaA(handle, &medium, &side, 0) ?:
	       DeleteNtmsMedia(handle, &medium.ObjectGuid);
}

static DWORD do_change_type(struct place *p, HANDLE handle)
{
	return ChangeNtmsMediaType(handle, ID(&p->s.media[2]), ID(&p->of_dlt));
}

static DWORD do_add_type(struct place *p, HANDLE handle)
{
	return AddNtmsMediaType(handle, ID(&p->dlt), ID(&p->s.library));
}

static DWORD do_delete_type(struct place *p, HANDLE handle)
{
	return DeleteNtmsMediaType(handle, ID(&p->dlt), ID(&p->s.library));
}

static DWORD submit(HANDLE handle, DWORD kind, LPNTMS_GUID about)
{
	GUID request;

	return SubmitNtmsOperatorRequestA(handle, kind, "of Bob", about, NULL,
					  &request) ?:
	       CancelNtmsOperatorRequest(handle, &request) ?:
	       DeleteNtmsRequests(handle, &request, NTMS_OPREQUEST, 1);
}

static DWORD do_say(struct place *p, HANDLE handle)
{
	(void)p;
	return submit(handle, NTMS_OPREQ_MESSAGE, NULL);
}

static DWORD do_ask_for_media(struct place *p, HANDLE handle)
{
	return submit(handle, NTMS_OPREQ_NEWMEDIA, ID(&p->pool));
}

static DWORD do_satisfy(struct place *p, HANDLE handle)
{
	return SatisfyNtmsOperatorRequest(handle, ID(&p->request));
}

static DWORD do_refuse(struct place *p, HANDLE handle)
{
	return CancelNtmsOperatorRequest(handle, ID(&p->request));
}

#define ON(object, needs)						\
	{ .on = offsetof(struct place, object), .right = (needs) }

#define POOL(right)	ON(pool, right)
#define LIBRARY(right)	ON(s.library, right)
#define COMPUTER(right)	ON(s.info.computer, right)

#define VARIANT(name, denied, ...)					\
	FIXTURE_VARIANT_ADD(published, name) {				\
		.work = do_##name,					\
		.without = denied,					\
		.needs = { __VA_ARGS__ },				\
	}

VARIANT(set_medium, DENIED, POOL(MODIFY));
VARIANT(set_side, DENIED, POOL(MODIFY));
VARIANT(set_pool, DENIED, POOL(MODIFY));
VARIANT(set_library, DENIED, LIBRARY(CONTROL));
VARIANT(set_drive, DENIED, LIBRARY(MODIFY));
VARIANT(set_computer, DENIED, COMPUTER(MODIFY));
VARIANT(set_type, DENIED, COMPUTER(MODIFY));
VARIANT(switch_medium, DENIED, POOL(MODIFY));
VARIANT(switch_library, DENIED, LIBRARY(MODIFY));
VARIANT(switch_drive, DENIED, LIBRARY(MODIFY));
VARIANT(read, DENIED, POOL(USE));
VARIANT(write, DENIED, POOL(MODIFY));
VARIANT(inventory, DENIED, LIBRARY(CONTROL));
VARIANT(allocate, DENIED, POOL(CONTROL));
VARIANT(deallocate, DENIED, POOL(CONTROL));
VARIANT(complete, DENIED, POOL(CONTROL));
VARIANT(decommission, DENIED, POOL(CONTROL));
VARIANT(swap, DENIED, POOL(MODIFY));
VARIANT(create_pool, DENIED, COMPUTER(CONTROL));
VARIANT(delete_pool, DENIED, ON(empty, MODIFY));
VARIANT(move, DENIED, POOL(CONTROL));
VARIANT(delete_medium, DENIED, POOL(MODIFY), COMPUTER(MODIFY));
VARIANT(create_medium, DENIED, POOL(MODIFY), COMPUTER(MODIFY));
VARIANT(change_type, DENIED, POOL(MODIFY), ON(of_dlt, MODIFY),
	COMPUTER(MODIFY));
VARIANT(add_type, DENIED, LIBRARY(MODIFY));
VARIANT(delete_type, DENIED, LIBRARY(MODIFY));
VARIANT(say, DENIED, COMPUTER(USE));
VARIANT(ask_for_media, DENIED, POOL(CONTROL));
/* Without the right to see it, there is none. */
VARIANT(satisfy, NOTHING, COMPUTER(CONTROL));
VARIANT(refuse, NOTHING, COMPUTER(CONTROL));

FIXTURE_SETUP(published)
{
	ASSERT_EQ(0, place_build(&self->p));
}

FIXTURE_TEARDOWN(published)
{
	EXPECT_EQ(0, place_clear(&self->p));
}

/* Bob's rights: all that are needed, but those of @missing he has not. */
static uint32_t grant_all(struct place *p, const struct need *needs,
			  const struct need *missing)
{
	const struct need *need;
	const void *id;
	uint32_t reason = 0;

	for (need = needs; need < needs + 3 && need->right; need++) {
		id = (const char *)p + need->on;
		reason = reason ?: grant(p->s.fd, id, NTMS_ACE_USER, BOB,
					 need == missing ? ALL & ~need->right :
					 missing ? ALL : need->right);
	}
	return reason;
}

TEST_F(published, takes_its_rights)
{
	const struct need *need = variant->needs;
	struct place *p = &self->p;
	HANDLE handle;

	for (; need < variant->needs + 3 && need->right; need++) {
		ASSERT_EQ(0, grant_all(p, variant->needs, need));
		as_user(BOB) {
			handle = OpenNtmsSessionA(NULL, "published", 0);
			EXPECT_EQ(variant->without, variant->work(p, handle)) {
				TH_LOG("need %td", need - variant->needs);
			}
		}
	}
	ASSERT_EQ(0, grant_all(p, variant->needs, NULL));
	as_user(BOB) {
		handle = OpenNtmsSessionA(NULL, "published", 0);
		EXPECT_EQ(OK, variant->work(p, handle));
	}
}

/* Alice owns the pools; on all else she has USE, as everybody has. */
TEST_F(published, is_the_owners_as_far_as_it_is_about_pools)
{
	const struct need *need = variant->needs;
	struct place *p = &self->p;
	DWORD reason = OK;
	HANDLE handle;

	for (; need < variant->needs + 3 && need->right; need++)
		if (need->right != USE &&
		    (need->on == offsetof(struct place, s.library) ||
		     need->on == offsetof(struct place, s.info.computer)))
			reason = DENIED;
	as_user(ALICE) {
		handle = OpenNtmsSessionA(NULL, "published", 0);
		EXPECT_EQ(reason, variant->work(p, handle));
	}
}

TEST_HARNESS_MAIN
