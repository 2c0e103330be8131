// SPDX-License-Identifier: GPL-2.0
/* The published calls of objects against the kernel. */
#include <ntms/libntms.h>
#include <ntmsapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kselftest_harness.h"
#include "scene.h"

#define OK	ERROR_SUCCESS
#define MEDIA	3

FIXTURE(objects) {
	struct scene s;
	HANDLE session;
	struct ntms_guid pool;
	GUID library;
};

static GUID guid(const struct ntms_guid *id)
{
	GUID to;

	/* The guests have little-endian memory, as the ABI. */
	memcpy(&to, id, sizeof(to));
	return to;
}

FIXTURE_SETUP(objects)
{
	const struct scene_wish wish = {
		.media = MEDIA,
		.sides = 2,
		.drives = 2,
		.ports = 1,
		.new_media = NTMS_POOL_FREE,
	};

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	ASSERT_EQ(OK, scene_pool(&self->s, NTMS_POOL_FROMSCRATCH, 0, 0,
				 &self->pool));
	self->library = guid(&self->s.library);
	self->session = OpenNtmsSessionA(NULL, "kselftest", 0);
	ASSERT_NE(INVALID_HANDLE_VALUE, self->session);
}

FIXTURE_TEARDOWN(objects)
{
	EXPECT_EQ(OK, CloseNtmsSession(self->session));
	EXPECT_EQ(0, scene_clear(&self->s));
}

static DWORD get(HANDLE session, const struct ntms_guid *id,
		 NTMS_OBJECTINFORMATIONA *info)
{
	GUID object = guid(id);

	memset(info, 0, sizeof(*info));
	info->dwSize = sizeof(*info);
	return GetNtmsObjectInformationA(session, &object, info);
}

static DWORD set(HANDLE session, NTMS_OBJECTINFORMATIONA *info)
{
	GUID object = info->ObjectGuid;

	return SetNtmsObjectInformationA(session, &object, info);
}

TEST_F(objects, are_listed)
{
	static const struct {
		DWORD type, count;
	} cases[] = {
		{ NTMS_DRIVE, 2 },
		{ NTMS_IEPORT, 1 },
		{ NTMS_STORAGESLOT, 8 },
		{ NTMS_PHYSICAL_MEDIA, MEDIA },
		{ NTMS_MEDIA_TYPE, 1 },
		{ NTMS_CHANGER, 0 },
		{ NTMS_IEDOOR, 0 },
		{ NTMS_LIBREQUEST, 0 },
	};
	GUID ids[16];
	DWORD count;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		count = 16;
		ASSERT_EQ(OK, EnumerateNtmsObject(self->session, &self->library,
						  ids, &count, cases[i].type,
						  NTMS_ENUM_DEFAULT));
		EXPECT_EQ(cases[i].count, count) {
			TH_LOG("of kind %u", cases[i].type);
		}
	}
	count = 1;
	EXPECT_EQ(ERROR_INSUFFICIENT_BUFFER,
		  EnumerateNtmsObject(self->session, &self->library, ids,
				      &count, NTMS_PHYSICAL_MEDIA, 0));
	EXPECT_EQ(MEDIA, count);
	EXPECT_EQ(0, memcmp(&ids[0], &self->s.media[0], sizeof(GUID)));
}

TEST_F(objects, are_not_where_they_cannot_be)
{
	GUID ids[4], drive, nobody = { 1, 2, 3, { 4 } };
	DWORD count = 4;

	ASSERT_EQ(OK, EnumerateNtmsObject(self->session, &self->library, ids,
					  &count, NTMS_DRIVE, 0));
	drive = ids[0];
	count = 4;
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  EnumerateNtmsObject(self->session, &drive, ids, &count,
				      NTMS_PHYSICAL_MEDIA, 0));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  EnumerateNtmsObject(self->session, &drive, ids, &count,
				      NTMS_CHANGER, 0));
	EXPECT_EQ(ERROR_OBJECT_NOT_FOUND,
		  EnumerateNtmsObject(self->session, &nobody, ids, &count,
				      NTMS_DRIVE, 0));
	EXPECT_EQ(4, count);
}

TEST_F(objects, are_read)
{
	NTMS_OBJECTINFORMATIONA info;
	struct ntms_guid side = side_of(self->s.fd, &self->s.media[0], 1);

	ASSERT_EQ(OK, get(self->session, &self->s.library, &info));
	EXPECT_EQ(NTMS_LIBRARY, info.dwType);
	EXPECT_EQ(NTMS_READY, info.dwOperationalState);
	EXPECT_EQ(TRUE, info.Enabled);
	EXPECT_LE(2020, info.Created.wYear);
	EXPECT_EQ(NTMS_LIBRARYTYPE_ONLINE, info.Info.Library.LibraryType);
	EXPECT_EQ(8, info.Info.Library.dwNumberOfSlots);
	EXPECT_EQ(2, info.Info.Library.dwNumberOfDrives);
	EXPECT_EQ(1, info.Info.Library.dwNumberOfPorts);
	EXPECT_EQ(MEDIA, info.Info.Library.dwNumberOfMedia);
	EXPECT_EQ(1, info.Info.Library.dwNumberOfMediaTypes);

	ASSERT_EQ(OK, get(self->session, &self->s.media[0], &info));
	EXPECT_STREQ(scene_barcode(&self->s, 1),
		     info.Info.PhysicalMedia.szBarCode);
	EXPECT_EQ(NTMS_STORAGESLOT, info.Info.PhysicalMedia.LocationType);
	EXPECT_EQ(2, info.Info.PhysicalMedia.dwNumberOfPartitions);

	ASSERT_EQ(OK, get(self->session, &side, &info));
	EXPECT_EQ(NTMS_PARTITION, info.dwType);
	EXPECT_EQ(NTMS_PARTSTATE_AVAILABLE, info.Info.Partition.State);
	EXPECT_EQ(1, info.Info.Partition.Side);

	info.dwType = NTMS_DRIVE;
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  GetNtmsObjectInformationA(self->session, &info.ObjectGuid,
					    &info));
}

TEST_F(objects, a_pool_is_written)
{
	NTMS_OBJECTINFORMATIONA info, again;
	struct ntms_pool_info pool;

	ASSERT_EQ(OK, get(self->session, &self->pool, &info));
	EXPECT_EQ(NTMS_POOLTYPE_APPLICATION, info.Info.MediaPool.PoolType);
	EXPECT_EQ(OK, set(self->session, &info));
	info.Info.MediaPool.AllocationPolicy = 0;
	info.Info.MediaPool.DeallocationPolicy = NTMS_DEALLOCATE_TOSCRATCH;
	info.Info.MediaPool.dwMaxAllocates = 5;
	strcpy(info.szDescription, "of t\xc3\xa4pes");
	ASSERT_EQ(OK, set(self->session, &info));
	ASSERT_EQ(OK, get(self->session, &self->pool, &again));
	EXPECT_EQ(0, again.Info.MediaPool.AllocationPolicy);
	EXPECT_EQ(5, again.Info.MediaPool.dwMaxAllocates);
	EXPECT_STREQ(info.szDescription, again.szDescription);
	ASSERT_EQ(OK, GET(self->s.fd, NTMS_TYPE_POOL, &self->pool, &pool));
	EXPECT_EQ(NTMS_POOL_TOSCRATCH, pool.deallocation_policy);
	/* What the kernel does not take changes nothing of the rest. */
	info.Info.MediaPool.AllocationPolicy = 0x80;
	strcpy(info.szDescription, "other");
	EXPECT_EQ(ERROR_INVALID_PARAMETER, set(self->session, &info));
	ASSERT_EQ(OK, get(self->session, &self->pool, &again));
	EXPECT_STREQ("of t\xc3\xa4pes", again.szDescription);
}

TEST_F(objects, what_is_not_kept_is_refused)
{
	NTMS_OBJECTINFORMATIONA info;
	GUID slots[8];
	DWORD count = 8;

	ASSERT_EQ(OK, EnumerateNtmsObject(self->session, &self->library, slots,
					  &count, NTMS_STORAGESLOT, 0));
	ASSERT_EQ(OK, get(self->session, (struct ntms_guid *)&slots[0], &info));
	strcpy(info.szDescription, "top");
	EXPECT_EQ(ERROR_ACCESS_DENIED, set(self->session, &info));
	ASSERT_EQ(OK, get(self->session, &self->s.free, &info));
	strcpy(info.szName, "mine");
	EXPECT_EQ(ERROR_ACCESS_DENIED, set(self->session, &info));
	ASSERT_EQ(OK, get(self->session, &self->s.library, &info));
	info.Info.Library.AutoRecovery = FALSE;
	EXPECT_EQ(ERROR_ACCESS_DENIED, set(self->session, &info));
}

TEST_F(objects, are_switched)
{
	GUID medium = guid(&self->s.media[0]), pool = guid(&self->pool);
	GUID shelf = guid(&self->s.info.offline_library);

	EXPECT_EQ(ERROR_INVALID_STATE,
		  EnableNtmsObject(self->session, NTMS_PHYSICAL_MEDIA,
				   &medium));
	EXPECT_EQ(OK, DisableNtmsObject(self->session, NTMS_PHYSICAL_MEDIA,
					&medium));
	EXPECT_EQ(ERROR_INVALID_STATE,
		  DisableNtmsObject(self->session, NTMS_PHYSICAL_MEDIA,
				    &medium));
	EXPECT_EQ(OK, EnableNtmsObject(self->session, NTMS_PHYSICAL_MEDIA,
				       &medium));
	EXPECT_EQ(ERROR_OBJECT_NOT_FOUND,
		  DisableNtmsObject(self->session, NTMS_DRIVE, &medium));
	EXPECT_EQ(ERROR_INVALID_PARAMETER,
		  DisableNtmsObject(self->session, NTMS_MEDIA_POOL, &pool));
	EXPECT_EQ(ERROR_LIBRARY_OFFLINE,
		  DisableNtmsObject(self->session, NTMS_LIBRARY, &shelf));
	EXPECT_EQ(OK, DisableNtmsObject(self->session, NTMS_LIBRARY,
					&self->library));
	EXPECT_EQ(ERROR_RESOURCE_DISABLED,
		  InventoryNtmsLibrary(self->session, &self->library,
				       NTMS_INVENTORY_FAST));
	EXPECT_EQ(OK, EnableNtmsObject(self->session, NTMS_LIBRARY,
				       &self->library));
}

TEST_F(objects, an_inventory_is_queued)
{
	struct ntms_library_info before, after;
	GUID shelf = guid(&self->s.info.offline_library);

	ASSERT_EQ(OK, GET(self->s.fd, NTMS_TYPE_LIBRARY, &self->s.library,
			  &before));
	EXPECT_EQ(OK, InventoryNtmsLibrary(self->session, &self->library,
					   NTMS_INVENTORY_DEFAULT));
	/* One that is waited for began after it. */
	EXPECT_EQ(OK, scene_look(&self->s));
	ASSERT_EQ(OK, GET(self->s.fd, NTMS_TYPE_LIBRARY, &self->s.library,
			  &after));
	EXPECT_LT(before.inventories, after.inventories);
	EXPECT_EQ(ERROR_INVALID_LIBRARY,
		  InventoryNtmsLibrary(self->session, &shelf,
				       NTMS_INVENTORY_FAST));
	EXPECT_EQ(ERROR_NOT_SUPPORTED,
		  InventoryNtmsLibrary(self->session, &self->library,
				       NTMS_INVENTORY_STOP));
}

/* What another catalog had, with both sides, the GUIDs that come back, and names */
TEST_F(objects, are_registered)
{
	NTMS_OBJECTINFORMATIONA medium = {
		.dwSize = sizeof(medium), .dwType = NTMS_PHYSICAL_MEDIA,
		.szName = "from another machine",
	}, sides[2] = {
		{ .dwSize = sizeof(medium), .dwType = NTMS_PARTITION },
		{ .dwSize = sizeof(medium), .dwType = NTMS_PARTITION },
	}, info;
	struct ntms_guid id;

	medium.Info.PhysicalMedia.MediaPool = guid(&self->pool);
	medium.Info.PhysicalMedia.dwNumberOfPartitions = 2;
	strcpy(medium.Info.PhysicalMedia.szBarCode, "ANOTHER");
	sides[0].Info.Partition.State = NTMS_PARTSTATE_COMPLETE;
	sides[1].Info.Partition.State = NTMS_PARTSTATE_RESERVED;
	strcpy(sides[1].szDescription, "kept for the next volume");
	ASSERT_EQ(OK, CreateNtmsMediaA(self->session, &medium, sides, 0));
	EXPECT_EQ(ERROR_INVALID_MEDIA,
		  CreateNtmsMediaA(self->session, &medium, sides,
				   NTMS_ERROR_ON_DUPLICATE));
	memcpy(&id, &medium.ObjectGuid, sizeof(id));
	ASSERT_EQ(OK, get(self->session, &id, &info));
	EXPECT_STREQ("from another machine", info.szName);
	EXPECT_STREQ("ANOTHER", info.Info.PhysicalMedia.szBarCode);
	memcpy(&id, &sides[1].ObjectGuid, sizeof(id));
	ASSERT_EQ(OK, get(self->session, &id, &info));
	EXPECT_EQ(NTMS_PARTSTATE_RESERVED, info.Info.Partition.State);
	EXPECT_EQ(1, info.Info.Partition.Side);
	EXPECT_STREQ("kept for the next volume", info.szDescription);
	EXPECT_EQ(ERROR_INVALID_STATE,
		  DeleteNtmsMedia(self->session, &medium.ObjectGuid));
	EXPECT_EQ(OK, DeallocateNtmsMedia(self->session,
					  &sides[0].Info.Partition.LogicalMedia,
					  0));
	EXPECT_EQ(OK, DeleteNtmsMedia(self->session, &medium.ObjectGuid));
}

TEST_HARNESS_MAIN
