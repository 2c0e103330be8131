// SPDX-License-Identifier: GPL-2.0
/*
 * The published calls of objects against the stand-in: lists, what is read, what
 * may be written, on and off.
 */
#include "fake.h"
#include "tap.h"

#include <ntmsapi.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>


static HANDLE session;

static GUID guid_of(const struct fake_object *object)
{
	GUID guid;

	memcpy(&guid, &object->header.id, sizeof(guid));
	return guid;
}

static bool same(const GUID *a, const void *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static GUID library_id(void)
{
	return guid_of(fake_find(NTMS_TYPE_LIBRARY, "L700"));
}

/* ---- lists ------------------------------------------------------------- */

static DWORD count_of(GUID *in, DWORD type)
{
	DWORD count = 0, reason;

	reason = EnumerateNtmsObject(session, in, NULL, &count, type, 0);
	is(reason, count ? ERROR_INSUFFICIENT_BUFFER : ERROR_SUCCESS,
	   "counting says whether there are any");
	return count;
}

static void test_list(void)
{
	GUID library = library_id(), null = NTMS_NULLGUID, ids[8];
	DWORD room = 8;

	is(count_of(NULL, NTMS_LIBRARY), 2, "the library and the shelf");
	is(count_of(&null, NTMS_LIBRARY), 2, "a null GUID is no container");
	is(count_of(&library, NTMS_DRIVE), 2, "the drives of a library");
	is(count_of(NULL, NTMS_PHYSICAL_MEDIA), 5, "all cartridges");
	is(EnumerateNtmsObject(session, &library, ids, &room, NTMS_DRIVE, 0),
	   ERROR_SUCCESS, "with room they are listed");
	is(room, 2, "and counted");
	ok(same(&ids[1], &fake_find(NTMS_TYPE_DRIVE, "Drive 1")->header.id),
	   "and are what they are");
	room = 3;
	memset(ids, 0, sizeof(ids));
	is(EnumerateNtmsObject(session, NULL, ids, &room, NTMS_PHYSICAL_MEDIA,
			       0),
	   ERROR_INSUFFICIENT_BUFFER, "with too little room it says so");
	is(room, 5, "and how much is needed");
	ok(!NTMS_IS_GUID_NULL(ids[2]) && NTMS_IS_GUID_NULL(ids[3]),
	   "and lists what fits, and nothing beyond");
}

static void test_list_types(void)
{
	GUID library = library_id(), ids[4];
	DWORD room = 4;

	is(count_of(NULL, NTMS_MEDIA_TYPE), 2, "all media types");
	is(EnumerateNtmsObject(session, &library, ids, &room, NTMS_MEDIA_TYPE,
			       0), ERROR_SUCCESS, "those of a library");
	is(room, 2, "are its own and those of its cartridges");
	ok(same(&ids[0], &fake_find(NTMS_TYPE_MEDIA_TYPE,
				    "LTO_Ultrium")->header.id),
	   "its own comes first");
}

/* What ntms does not have is not there, and no error. */
static void test_list_none(void)
{
	static const struct {
		DWORD type, top, in_library;
	} cases[] = {
		{ NTMS_CHANGER, ERROR_SUCCESS, ERROR_SUCCESS },
		{ NTMS_CHANGER_TYPE, ERROR_SUCCESS, ERROR_INVALID_PARAMETER },
		{ NTMS_DRIVE_TYPE, ERROR_SUCCESS, ERROR_INVALID_PARAMETER },
		{ NTMS_IEDOOR, ERROR_SUCCESS, ERROR_SUCCESS },
		{ NTMS_LIBREQUEST, ERROR_SUCCESS, ERROR_SUCCESS },
		{ NTMS_UNKNOWN, ERROR_INVALID_PARAMETER,
		  ERROR_INVALID_PARAMETER },
		{ NTMS_OBJECT, ERROR_INVALID_PARAMETER,
		  ERROR_INVALID_PARAMETER },
		{ NTMS_UI_DESTINATION, ERROR_INVALID_PARAMETER,
		  ERROR_INVALID_PARAMETER },
		{ NTMS_NUMBER_OF_OBJECT_TYPES, ERROR_INVALID_PARAMETER,
		  ERROR_INVALID_PARAMETER },
		{ 0xffffffff, ERROR_INVALID_PARAMETER,
		  ERROR_INVALID_PARAMETER },
	};
	GUID library = library_id(), ids[2];
	GUID pool = guid_of(fake_find(NTMS_TYPE_POOL, "backup"));
	unsigned int i;
	DWORD room;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		room = 2;
		is(EnumerateNtmsObject(session, NULL, ids, &room,
				       cases[i].type, 0),
		   cases[i].top, "a kind that is not there, at the top");
		is(room, cases[i].top ? 2 : 0, "counts none");
		room = 2;
		is(EnumerateNtmsObject(session, &library, ids, &room,
				       cases[i].type, 0),
		   cases[i].in_library, "and in a library");
		room = 2;
		is(EnumerateNtmsObject(session, &pool, ids, &room,
				       cases[i].type, 0),
		   ERROR_INVALID_PARAMETER, "and in what never holds it");
	}
}

static void test_list_errors(void)
{
	GUID nobody = { 1, 2, 3, { 4 } }, ids[4];
	DWORD room = 4;

	is(EnumerateNtmsObject(session, NULL, ids, NULL, NTMS_LIBRARY, 0),
	   ERROR_INVALID_PARAMETER, "a list needs a count");
	is(EnumerateNtmsObject(session, NULL, ids, &room, NTMS_LIBRARY, 2),
	   ERROR_INVALID_PARAMETER, "unknown options are refused");
	is(EnumerateNtmsObject(session, NULL, ids, &room, NTMS_LIBRARY,
			       NTMS_ENUM_ROOTPOOL),
	   ERROR_INVALID_PARAMETER, "only pools have a root");
	is(EnumerateNtmsObject(session, NULL, ids, &room, NTMS_MEDIA_POOL,
			       NTMS_ENUM_ROOTPOOL),
	   ERROR_NOT_SUPPORTED, "and here they have none");
	is(EnumerateNtmsObject(session, &nobody, ids, &room, NTMS_DRIVE, 0),
	   ERROR_OBJECT_NOT_FOUND, "no such container");
	is(EnumerateNtmsObject(session, &nobody, ids, &room, NTMS_CHANGER, 0),
	   ERROR_OBJECT_NOT_FOUND, "nor for what is not there");
	is(EnumerateNtmsObject(session, &nobody, ids, &room, NTMS_MEDIA_TYPE,
			       0),
	   ERROR_OBJECT_NOT_FOUND, "nor for media types");
	is(room, 4, "what fails leaves the count");
	is(EnumerateNtmsObject(NULL, NULL, ids, &room, NTMS_LIBRARY, 0),
	   ERROR_INVALID_HANDLE, "no session, no list");
}

/* ---- reading ----------------------------------------------------------- */

static void get(const struct fake_object *object, DWORD type,
		NTMS_OBJECTINFORMATIONA *info)
{
	GUID id = guid_of(object);

	/* All of it has to be written. */
	memset(info, 0x5a, sizeof(*info));
	info->dwSize = sizeof(*info);
	info->dwType = type;
	is(GetNtmsObjectInformationA(session, &id, info), ERROR_SUCCESS,
	   "an object is read");
	is(info->dwSize, sizeof(*info), "and has its size");
	ok(same(&info->ObjectGuid, &object->header.id), "and its id");
}

static void test_get_header(void)
{
	struct fake_object *library = fake_find(NTMS_TYPE_LIBRARY, "L700");
	NTMS_OBJECTINFORMATIONA info;

	library->header.created = 1773480413987654321ULL;
	library->header.modified = 0;
	strcpy(library->header.description, "by the door");
	get(library, NTMS_UNKNOWN, &info);
	is(info.dwType, NTMS_LIBRARY, "its kind is found out");
	is(info.Created.wYear, 2026, "it was made in a year");
	is(info.Created.wMonth, 3, "a month");
	is(info.Created.wDay, 14, "on a day");
	is(info.Created.wDayOfWeek, 6, "a Saturday");
	is(info.Created.wHour, 9, "at an hour, UTC");
	is(info.Created.wMinute, 26, "a minute");
	is(info.Created.wSecond, 53, "a second");
	is(info.Created.wMilliseconds, 987, "and some milliseconds");
	is(info.Modified.wYear, 0, "and never was changed");
	is(info.Enabled, TRUE, "it is enabled");
	is(info.dwOperationalState, NTMS_READY, "and ready");
	is_text(info.szName, "L700", "it has a name");
	is_text(info.szDescription, "by the door", "and a description");
}

static void test_get_library(void)
{
	NTMS_OBJECTINFORMATIONA info;

	get(fake_find(NTMS_TYPE_LIBRARY, "L700"), NTMS_LIBRARY, &info);
	is(info.Info.Library.LibraryType, NTMS_LIBRARYTYPE_ONLINE, "a robot");
	is(info.Info.Library.BarCodeReaderInstalled, TRUE, "reads barcodes");
	is(info.Info.Library.dwNumberOfDrives, 2, "has drives");
	is(info.Info.Library.dwNumberOfSlots, 6, "and slots");
	is(info.Info.Library.dwNumberOfPorts, 1, "and a port");
	is(info.Info.Library.dwNumberOfDoors, 0, "no door");
	is(info.Info.Library.dwNumberOfChangers, 0, "no changer of its own");
	is(info.Info.Library.dwNumberOfMedia, 5, "and cartridges");
	is(info.Info.Library.dwNumberOfMediaTypes, 2, "of two types");
	is(info.Info.Library.InventoryMethod, NTMS_INVENTORY_FAST,
	   "its inventory mounts nothing");
	get(fake_find(NTMS_TYPE_LIBRARY, "Offline"), NTMS_LIBRARY, &info);
	is(info.Info.Library.LibraryType, NTMS_LIBRARYTYPE_OFFLINE, "a shelf");
	is(info.Info.Library.dwFlags, NTMS_LIBRARYFLAG_FIXEDOFFLINE,
	   "is no library that is absent");
	is(info.Info.Library.InventoryMethod, NTMS_INVENTORY_NONE,
	   "and has no inventory");
}

static void test_get_media(void)
{
	struct fake_object *medium = fake_find(NTMS_TYPE_MEDIUM, "A00003L3");
	struct fake_object *drive = fake_find(NTMS_TYPE_DRIVE, "Drive 1");
	NTMS_OBJECTINFORMATIONA info;

	get(medium, NTMS_PHYSICAL_MEDIA, &info);
	is_text(info.Info.PhysicalMedia.szBarCode, "A00003L3", "a barcode");
	is(info.Info.PhysicalMedia.BarCodeState, NTMS_BARCODESTATE_OK,
	   "that was read");
	is(info.Info.PhysicalMedia.LocationType, NTMS_STORAGESLOT, "in a slot");
	is(info.Info.PhysicalMedia.MediaState, NTMS_MEDIASTATE_IDLE, "idle");
	ok(NTMS_IS_GUID_NULL(info.Info.PhysicalMedia.MountedPartition),
	   "no side of it is mounted");
	medium->medium.location = drive->header.id;
	medium->medium.location_type = NTMS_TYPE_DRIVE;
	drive->drive.medium = medium->header.id;
	drive->drive.content = NTMS_ELEMENT_FULL;
	get(medium, NTMS_PHYSICAL_MEDIA, &info);
	is(info.Info.PhysicalMedia.MediaState, NTMS_MEDIASTATE_MOUNTED,
	   "in a drive it is mounted");
	ok(same(&info.Info.PhysicalMedia.MountedPartition,
		&medium->medium.sides[0]), "with its only side");
	get(drive, NTMS_DRIVE, &info);
	is(info.Info.Drive.State, NTMS_DRIVESTATE_MOUNTED, "the drive has it");
	ok(same(&info.Info.Drive.SavedPartitionId, &medium->medium.sides[0]),
	   "and knows the side");
	is_text(info.Info.Drive.szDeviceName, "/dev/nst1",
		"a program can open it");
	is(info.Info.Drive.ScsiPort, 2, "it has an address");
	is(info.Info.Drive.ScsiTarget, 2, "with a target");
	drive->drive.map = NTMS_MAP_AMBIGUOUS;
	drive->drive.device[0] = '\0';
	get(drive, NTMS_DRIVE, &info);
	is(info.Info.Drive.ScsiPort, 0, "if it is not known it has none");
	is_text(info.Info.Drive.szDeviceName, "", "nor a device");
	memset(&medium->medium.location, 0, sizeof(struct ntms_guid));
	medium->medium.location_type = NTMS_TYPE_UNKNOWN;
	get(medium, NTMS_PHYSICAL_MEDIA, &info);
	is(info.Info.PhysicalMedia.LocationType, NTMS_STORAGESLOT,
	   "on the shelf it counts as in a slot");
}

static void test_get_two_sides(void)
{
	struct fake_object *medium = fake_find(NTMS_TYPE_MEDIUM, "MO0001");
	struct fake_object *side = fake_get(&medium->medium.sides[1], 0);
	NTMS_OBJECTINFORMATIONA info;

	medium->medium.location_type = NTMS_TYPE_DRIVE;
	get(medium, NTMS_PHYSICAL_MEDIA, &info);
	is(info.Info.PhysicalMedia.dwNumberOfPartitions, 2, "two sides");
	ok(NTMS_IS_GUID_NULL(info.Info.PhysicalMedia.MountedPartition),
	   "nobody knows which one is up");
	side->side.allocate_count = 7;
	get(side, NTMS_PARTITION, &info);
	is(info.Info.Partition.State, NTMS_PARTSTATE_IMPORT, "a state");
	is(info.Info.Partition.Side, 1, "a side");
	is(info.Info.Partition.dwAllocateCount, 7, "a count");
	is(info.Info.Partition.Capacity.QuadPart, 0, "no capacity is known");
	is(info.Info.Partition.dwOmidLabelIdLength, 0, "and no label");
	ok(same(&info.Info.Partition.PhysicalMedia, &medium->header.id),
	   "of its cartridge");
	get(fake_find(NTMS_TYPE_MEDIA_TYPE, "MO_5_RW"), NTMS_MEDIA_TYPE, &info);
	is(info.Info.MediaType.NumberOfSides, 2, "as the type says");
	is(info.Info.MediaType.ReadWriteCharacteristics,
	   NTMS_MEDIARW_REWRITABLE, "which can be written again");
}

static void test_get_device_type(void)
{
	static const struct {
		uint32_t code, type;
	} cases[] = {
		{ 0, 0 }, { 0x1f, 0 }, { 0x20, 0x1f }, { 0x33, 2 },
		{ 0x38, 2 }, { 0x39, 7 }, { 0x4e, 7 }, { 0x4f, 0x1f },
		{ 0x56, 0x1f }, { 0x58, 2 }, { 0x5d, 0x1f }, { 0x5e, 0 },
	};
	struct fake_object *type = fake_find(NTMS_TYPE_MEDIA_TYPE, "MO_5_RW");
	NTMS_OBJECTINFORMATIONA info;
	unsigned int i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		type->media_type.code = cases[i].code;
		get(type, NTMS_MEDIA_TYPE, &info);
		is(info.Info.MediaType.MediaType, cases[i].code, "a code");
		is(info.Info.MediaType.DeviceType, cases[i].type,
		   "is of a kind of device");
	}
}

static void test_get_request(void)
{
	static const WCHAR message[] = { 'h', 0xe4, 'l', 'p', 0 };
	GUID pool = guid_of(fake_find(NTMS_TYPE_POOL, "backup")), id;
	NTMS_OBJECTINFORMATIONW info = {
		.dwSize = sizeof(info), .dwType = NTMS_OPREQUEST,
	};
	NTMS_OBJECTINFORMATIONA narrow = { .dwSize = sizeof(narrow) };
	char user[16];

	SubmitNtmsOperatorRequestW(session, NTMS_OPREQ_NEWMEDIA, message, &pool,
				   NULL, &id);
	is(GetNtmsObjectInformationW(session, &id, &info), ERROR_SUCCESS,
	   "a request is read");
	is(info.Info.OpRequest.Request, NTMS_OPREQ_NEWMEDIA, "what it is");
	is(info.Info.OpRequest.State, NTMS_OPSTATE_SUBMITTED, "how far it is");
	ok(!memcmp(info.Info.OpRequest.szMessage, message, sizeof(message)),
	   "what it says");
	is(info.Info.OpRequest.Arg1Type, NTMS_MEDIA_POOL, "what it is about");
	ok(same(&info.Info.OpRequest.Arg1, &pool), "namely this");
	is(GetNtmsObjectInformationA(session, &id, &narrow), ERROR_SUCCESS,
	   "in UTF-8 too");
	is_text(narrow.Info.OpRequest.szMessage, "h\xc3\xa4lp", "and says so");
	fake_get((const struct ntms_guid *)&id, 0)->request.uid = 4294967295U;
	GetNtmsObjectInformationA(session, &id, &narrow);
	is_text(narrow.Info.OpRequest.szUser, "4294967295", "users are numbers");
	fake_get((const struct ntms_guid *)&id, 0)->request.uid = 0;
	GetNtmsObjectInformationA(session, &id, &narrow);
	is_text(narrow.Info.OpRequest.szUser, "0", "the first one too");
	gethostname(user, sizeof(user));
	ok(narrow.Info.OpRequest.szComputer[0], "the computer is told");
}

/* A text that is too long ends with a whole character. */
static void test_get_cut(void)
{
	struct fake_object *pool = fake_find(NTMS_TYPE_POOL, "backup");
	NTMS_OBJECTINFORMATIONA narrow;
	NTMS_OBJECTINFORMATIONW wide = { .dwSize = sizeof(wide) };
	GUID id = guid_of(pool);
	unsigned int i;

	/* 62 bytes, and a character of two. */
	memset(pool->header.name, 'x', 62);
	strcpy(pool->header.name + 62, "\xc3\xa4");
	/* 125 units, and a character of two of them, or four bytes. */
	memset(pool->header.description, 'y', 126);
	strcpy(pool->header.description + 125, "\xf0\x9f\x93\xbc!");
	get(pool, NTMS_MEDIA_POOL, &narrow);
	is(strlen(narrow.szName), 62, "UTF-8 is cut at a character");
	is(strlen(narrow.szDescription), 125, "also at one of four bytes");
	is(GetNtmsObjectInformationW(session, &id, &wide), ERROR_SUCCESS,
	   "in UTF-16");
	is(wide.szName[62], 0xe4, "more characters fit");
	is(wide.szName[63], 0, "and it ends");
	is(wide.szDescription[124], 'y', "and a pair");
	for (i = 125; i < NTMS_DESCRIPTION_LENGTH; i++)
		is(wide.szDescription[i], 0, "is not cut in two");
	/* What was cut is not what is to be written. */
	fake->calls[4] = 0;
	is(SetNtmsObjectInformationA(session, &id, &narrow), ERROR_SUCCESS,
	   "what was read can be written");
	is(fake->calls[4], 0, "and cuts nothing off");
}

static void test_get_errors(void)
{
	GUID id = library_id(), nobody = { 1, 2, 3, { 4 } };
	NTMS_OBJECTINFORMATIONA info = { .dwSize = sizeof(info) };
	NTMS_OBJECTINFORMATIONW wide = { .dwSize = sizeof(info) };

	is(GetNtmsObjectInformationA(NULL, &id, &info), ERROR_INVALID_HANDLE,
	   "no session, no object");
	is(GetNtmsObjectInformationA(session, NULL, &info),
	   ERROR_INVALID_PARAMETER, "no id");
	is(GetNtmsObjectInformationA(session, &id, NULL),
	   ERROR_INVALID_PARAMETER, "no room");
	is(GetNtmsObjectInformationW(session, &id, &wide),
	   ERROR_INVALID_PARAMETER, "the size of the other struct");
	is(GetNtmsObjectInformationA(session, &nobody, &info),
	   ERROR_OBJECT_NOT_FOUND, "no such object");
	info.dwType = NTMS_DRIVE;
	is(GetNtmsObjectInformationA(session, &id, &info),
	   ERROR_INVALID_PARAMETER, "an object of another kind");
	info.dwType = NTMS_CHANGER;
	is(GetNtmsObjectInformationA(session, &nobody, &info),
	   ERROR_OBJECT_NOT_FOUND, "there is no changer");
	info.dwType = NTMS_NUMBER_OF_OBJECT_TYPES;
	is(GetNtmsObjectInformationA(session, &id, &info),
	   ERROR_INVALID_PARAMETER, "no kind");
	is(info.dwSize, sizeof(info), "what fails writes nothing");
}

/* ---- writing ----------------------------------------------------------- */

static DWORD put(const struct fake_object *object,
		 const NTMS_OBJECTINFORMATIONA *info)
{
	NTMS_OBJECTINFORMATIONA copy = *info;
	GUID id = guid_of(object);

	memset(&fake->set, 0, sizeof(fake->set));
	return SetNtmsObjectInformationA(session, &id, &copy);
}

static void test_set_pool(void)
{
	struct fake_object *pool = fake_find(NTMS_TYPE_POOL, "backup");
	NTMS_OBJECTINFORMATIONA info;

	get(pool, NTMS_MEDIA_POOL, &info);
	is(info.Info.MediaPool.AllocationPolicy, NTMS_ALLOCATE_FROMSCRATCH,
	   "a pool draws from free");
	is(put(pool, &info), ERROR_SUCCESS, "nothing to be changed");
	is(fake->set.mask, 0, "changes nothing");
	info.Info.MediaPool.AllocationPolicy = 0;
	info.Info.MediaPool.DeallocationPolicy = NTMS_DEALLOCATE_TOSCRATCH;
	info.Info.MediaPool.dwMaxAllocates = 9;
	strcpy(info.szName, "b\xc3\xa4ndet");
	strcpy(info.szDescription, "tapes");
	/* Not written, by RSM either. */
	info.Info.MediaPool.dwNumberOfPhysicalMedia = 77;
	info.Enabled = FALSE;
	is(put(pool, &info), ERROR_SUCCESS, "all of it at once");
	is(fake->set.mask, NTMS_SET_NAME | NTMS_SET_DESCRIPTION |
	   NTMS_SET_ALLOCATION_POLICY | NTMS_SET_DEALLOCATION_POLICY |
	   NTMS_SET_MAX_ALLOCATES, "in one command");
	is(pool->pool.allocation_policy, 0, "is written");
	is(pool->pool.deallocation_policy, NTMS_POOL_TOSCRATCH, "the other too");
	is(pool->pool.max_allocates, 9, "and the limit");
	is_text(pool->header.name, "b\xc3\xa4ndet", "the name");
	is_text(pool->header.description, "tapes", "the description");
	is(pool->header.enabled, 1, "but not what is not for this call");
	get(pool, NTMS_MEDIA_POOL, &info);
	memset(&info.Info.MediaPool.MediaType, 1, sizeof(GUID));
	is(put(pool, &info), ERROR_ACCESS_DENIED, "its type stays");
	get(fake_find(NTMS_TYPE_POOL, "Free"), NTMS_MEDIA_POOL, &info);
	strcpy(info.szName, "Mine");
	is(put(fake_find(NTMS_TYPE_POOL, "Free"), &info), ERROR_ACCESS_DENIED,
	   "system pools keep their names");
	get(fake_find(NTMS_TYPE_POOL, "archive"), NTMS_MEDIA_POOL, &info);
	info.Info.MediaPool.dwMaxAllocates = 1;
	is(put(fake_find(NTMS_TYPE_POOL, "archive"), &info),
	   ERROR_ACCESS_DENIED, "a pool of pools has no policies");
}

static void test_set_others(void)
{
	struct fake_object *computer = fake_find(NTMS_TYPE_COMPUTER, "node");
	struct fake_object *library = fake_find(NTMS_TYPE_LIBRARY, "L700");
	struct fake_object *drive = fake_find(NTMS_TYPE_DRIVE, "Drive 1");
	struct fake_object *medium = fake_find(NTMS_TYPE_MEDIUM, "A00003L3");
	struct fake_object *slot = fake_get(&medium->medium.location, 0);
	NTMS_OBJECTINFORMATIONA info;

	get(computer, NTMS_COMPUTER, &info);
	info.Info.Computer.dwOpRequestPurgeTime = 60;
	is(put(computer, &info), ERROR_SUCCESS, "the purge time is written");
	is(computer->computer.request_purge, 60, "to the computer");
	info.Info.Computer.dwMediaPoolPolicy = 1;
	is(put(computer, &info), ERROR_ACCESS_DENIED, "there is no policy");
	get(library, NTMS_LIBRARY, &info);
	strcpy(info.szName, "Robot");
	info.Info.Library.AutoRecovery = FALSE;
	is(put(library, &info), ERROR_ACCESS_DENIED, "it always recovers");
	is_text(library->header.name, "L700", "what fails changes nothing");
	info.Info.Library.AutoRecovery = TRUE;
	is(put(library, &info), ERROR_SUCCESS, "its name is written");
	is_text(library->header.name, "Robot", "and is another one");
	get(drive, NTMS_DRIVE, &info);
	strcpy(info.szName, "other");
	strcpy(info.szDescription, "noisy");
	is(put(drive, &info), ERROR_SUCCESS, "a drive is described");
	is(fake->set.mask, NTMS_SET_DESCRIPTION, "and RSM does not name it");
	info.Info.Drive.dwDeferDismountDelay = 1;
	is(put(drive, &info), ERROR_ACCESS_DENIED, "nothing is deferred");
	get(slot, NTMS_STORAGESLOT, &info);
	strcpy(info.szDescription, "top");
	is(put(slot, &info), ERROR_ACCESS_DENIED, "slots are not described");
	get(medium, NTMS_PHYSICAL_MEDIA, &info);
	strcpy(info.szName, "Monday");
	is(put(medium, &info), ERROR_SUCCESS, "a cartridge is named");
	is_text(medium->header.name, "Monday", "so");
}

static void test_set_errors(void)
{
	static const WCHAR half[] = { 0xd800, 0 };
	struct fake_object *pool = fake_find(NTMS_TYPE_POOL, "daily");
	NTMS_OBJECTINFORMATIONW wide = { .dwSize = sizeof(wide) };
	NTMS_OBJECTINFORMATIONA info;
	GUID id = guid_of(pool);

	get(pool, NTMS_MEDIA_POOL, &info);
	is(SetNtmsObjectInformationA(NULL, &id, &info), ERROR_INVALID_HANDLE,
	   "no session");
	is(SetNtmsObjectInformationA(session, NULL, &info),
	   ERROR_INVALID_PARAMETER, "no id");
	is(SetNtmsObjectInformationA(session, &id, NULL),
	   ERROR_INVALID_PARAMETER, "no values");
	is(SetNtmsObjectInformationW(session, &id, NULL),
	   ERROR_INVALID_PARAMETER, "nor wide ones");
	memset(info.szName, 'x', sizeof(info.szName));
	is(put(pool, &info), ERROR_INVALID_PARAMETER, "a name without an end");
	strcpy(info.szName, "daily");
	info.dwSize--;
	is(put(pool, &info), ERROR_INVALID_PARAMETER, "a wrong size");
	info.dwSize++;
	info.dwType = NTMS_DRIVE;
	is(put(pool, &info), ERROR_INVALID_PARAMETER, "a wrong kind");
	info.dwType = NTMS_MEDIA_POOL;
	strcpy(info.szName, "other");
	fake_fail(NTMS_IOC_SET, NTMS_REASON_ALREADY_EXISTS, 17);
	is(put(pool, &info), ERROR_ALREADY_EXISTS, "a name that is taken");
	fake_fail(NTMS_IOC_SET, NTMS_REASON_INVALID_NAME, 22);
	is(put(pool, &info), ERROR_INVALID_PARAMETER, "what is no name");
	fake_fail(NTMS_IOC_SET, NTMS_REASON_ACCESS_DENIED, 13);
	is(put(pool, &info), ERROR_ACCESS_DENIED, "not by this user");
	is(GetNtmsObjectInformationW(session, &id, &wide), ERROR_SUCCESS,
	   "in UTF-16");
	memcpy(wide.szName, half, sizeof(half));
	is(SetNtmsObjectInformationW(session, &id, &wide),
	   ERROR_INVALID_PARAMETER, "half a character");
	wide.szName[0] = 0xe4;
	is(SetNtmsObjectInformationW(session, &id, &wide), ERROR_SUCCESS,
	   "a whole one");
	is_text(pool->header.name, "\xc3\xa4", "is written as it is");
}

/* ---- on and off, inventory --------------------------------------------- */

static void test_enable(void)
{
	struct fake_object *drive = fake_find(NTMS_TYPE_DRIVE, "Drive 1");
	GUID id = guid_of(drive), nobody = { 1, 2, 3, { 4 } };
	GUID shelf = guid_of(fake_find(NTMS_TYPE_LIBRARY, "Offline"));
	GUID pool = guid_of(fake_find(NTMS_TYPE_POOL, "backup"));

	is(EnableNtmsObject(session, NTMS_DRIVE, &id), ERROR_INVALID_STATE,
	   "it is on already");
	is(DisableNtmsObject(session, NTMS_DRIVE, &id), ERROR_SUCCESS,
	   "it goes off");
	is(drive->header.enabled, 0, "and is");
	is(DisableNtmsObject(session, NTMS_DRIVE, &id), ERROR_INVALID_STATE,
	   "once");
	is(EnableNtmsObject(session, NTMS_DRIVE, &id), ERROR_SUCCESS,
	   "and on again");
	is(drive->header.enabled, 1, "and is");
	is(DisableNtmsObject(session, NTMS_LIBRARY, &id),
	   ERROR_OBJECT_NOT_FOUND, "it is no library");
	is(DisableNtmsObject(session, NTMS_MEDIA_POOL, &pool),
	   ERROR_INVALID_PARAMETER, "pools have no switch");
	is(DisableNtmsObject(session, NTMS_LIBRARY, &shelf),
	   ERROR_LIBRARY_OFFLINE, "nor has the shelf");
	is(EnableNtmsObject(session, NTMS_PHYSICAL_MEDIA, &nobody),
	   ERROR_OBJECT_NOT_FOUND, "no such cartridge");
	is(EnableNtmsObject(session, NTMS_DRIVE, NULL),
	   ERROR_INVALID_PARAMETER, "no id");
	is(EnableNtmsObject(NULL, NTMS_DRIVE, &id), ERROR_INVALID_HANDLE,
	   "no session");
	fake_fail(NTMS_IOC_SET, NTMS_REASON_ACCESS_DENIED, 13);
	is(DisableNtmsObject(session, NTMS_DRIVE, &id), ERROR_ACCESS_DENIED,
	   "not by this user");
}

static void test_inventory(void)
{
	static const struct {
		DWORD action, reason;
	} cases[] = {
		{ NTMS_INVENTORY_NONE, ERROR_INVALID_PARAMETER },
		{ NTMS_INVENTORY_FAST, ERROR_SUCCESS },
		{ NTMS_INVENTORY_OMID, ERROR_SUCCESS },
		{ NTMS_INVENTORY_DEFAULT, ERROR_SUCCESS },
		{ NTMS_INVENTORY_SLOT, ERROR_INVALID_PARAMETER },
		{ NTMS_INVENTORY_STOP, ERROR_NOT_SUPPORTED },
		{ NTMS_INVENTORY_MAX, ERROR_INVALID_PARAMETER },
	};
	struct fake_object *library = fake_find(NTMS_TYPE_LIBRARY, "L700");
	GUID id = guid_of(library);
	GUID shelf = guid_of(fake_find(NTMS_TYPE_LIBRARY, "Offline"));
	unsigned int i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		library->library.inventories = 0;
		is(InventoryNtmsLibrary(session, &id, cases[i].action),
		   cases[i].reason, "an inventory of a kind");
		is(library->library.inventories, !cases[i].reason,
		   "is taken or not");
	}
	is(fake->inventory.flags, 0, "it is only queued");
	is(InventoryNtmsLibrary(session, &shelf, NTMS_INVENTORY_FAST),
	   ERROR_INVALID_LIBRARY, "nobody looks at the shelf");
	is(InventoryNtmsLibrary(session, NULL, NTMS_INVENTORY_FAST),
	   ERROR_INVALID_PARAMETER, "no library");
	is(InventoryNtmsLibrary(NULL, &id, NTMS_INVENTORY_FAST),
	   ERROR_INVALID_HANDLE, "no session");
}

/* ---- registering --------------------------------------------------------- */

static void fill_preset(NTMS_OBJECTINFORMATIONA *medium,
			NTMS_OBJECTINFORMATIONA *side)
{
	*medium = (NTMS_OBJECTINFORMATIONA) {
		.dwSize = sizeof(*medium), .dwType = NTMS_PHYSICAL_MEDIA,
	};
	*side = (NTMS_OBJECTINFORMATIONA) {
		.dwSize = sizeof(*side), .dwType = NTMS_PARTITION,
	};
	medium->Info.PhysicalMedia.MediaPool =
		guid_of(fake_find(NTMS_TYPE_POOL, "backup"));
	medium->Info.PhysicalMedia.dwNumberOfPartitions = 1;
	strcpy(medium->Info.PhysicalMedia.szBarCode, "P00001L3");
	side->Info.Partition.State = NTMS_PARTSTATE_ALLOCATED;
	side->Info.Partition.dwAllocateCount = 3;
}

static void test_create(void)
{
	NTMS_OBJECTINFORMATIONA medium, side;
	struct fake_object *made, *owned;

	fill_preset(&medium, &side);
	strcpy(medium.szName, "old");
	strcpy(side.szDescription, "of the year before");
	is(CreateNtmsMediaA(session, &medium, &side, 0), ERROR_SUCCESS,
	   "a cartridge is registered");
	made = fake_get((struct ntms_guid *)&medium.ObjectGuid,
			NTMS_TYPE_MEDIUM);
	ok(made && !strcmp(made->medium.barcode, "P00001L3") &&
	   !strcmp(made->header.name, "old"), "as it is called");
	owned = fake_get((struct ntms_guid *)&side.ObjectGuid, NTMS_TYPE_SIDE);
	ok(owned && owned->side.side_state == NTMS_SIDE_ALLOCATED &&
	   owned->side.allocate_count == 3 &&
	   !strcmp(owned->header.description, "of the year before"),
	   "and so is its side");
	ok(same(&side.Info.Partition.LogicalMedia,
		&owned->side.logical_medium), "whose LMID comes back");
	ok(same(&side.Info.Partition.PhysicalMedia, &medium.ObjectGuid),
	   "and whose cartridge");
	fill_preset(&medium, &side);
	is(CreateNtmsMediaA(session, &medium, &side, NTMS_ERROR_ON_DUPLICATE),
	   ERROR_INVALID_MEDIA, "no other has its barcode");
}

static void test_create_refused(void)
{
	NTMS_OBJECTINFORMATIONA medium, side;

#define REFUSED(code, what, ...) do {					\
	fill_preset(&medium, &side);					\
	strcpy(medium.Info.PhysicalMedia.szBarCode, "P00002L3");	\
	__VA_ARGS__;							\
	is(CreateNtmsMediaA(session, &medium, &side, 0), code, what);	\
} while (0)
	REFUSED(ERROR_INVALID_PARAMETER, "a struct of another size",
		medium.dwSize--);
	REFUSED(ERROR_INVALID_PARAMETER, "or a side of one", side.dwSize--);
	REFUSED(ERROR_INVALID_PARAMETER, "another kind",
		medium.dwType = NTMS_PARTITION);
	REFUSED(ERROR_INVALID_PARAMETER, "no side",
		medium.Info.PhysicalMedia.dwNumberOfPartitions = 0);
	REFUSED(ERROR_MEDIA_INCOMPATIBLE, "too many",
		medium.Info.PhysicalMedia.dwNumberOfPartitions = 3);
	REFUSED(ERROR_INVALID_PARAMETER, "it is in a library",
		medium.Info.PhysicalMedia.CurrentLibrary = library_id());
	REFUSED(ERROR_INVALID_PARAMETER, "a side of something else",
		side.ObjectGuid = library_id());
	REFUSED(ERROR_INVALID_MEDIA_POOL, "no pool",
		medium.Info.PhysicalMedia.MediaPool = library_id());
#undef REFUSED
	fill_preset(&medium, &side);
	is(CreateNtmsMediaA(session, &medium, &side, 2),
	   ERROR_INVALID_PARAMETER, "an option that is none");
	is(CreateNtmsMediaA(session, NULL, &side, 0), ERROR_INVALID_PARAMETER,
	   "no cartridge");
	is(CreateNtmsMediaA(session, &medium, NULL, 0),
	   ERROR_INVALID_PARAMETER, "no list");
	is(CreateNtmsMediaA(NULL, &medium, &side, 0), ERROR_INVALID_HANDLE,
	   "no session");
}

static void test_create_wide(void)
{
	static const WCHAR barcode[] = { 'P', '0', '3', 0 };
	NTMS_OBJECTINFORMATIONW medium = {
		.dwSize = sizeof(medium), .dwType = NTMS_PHYSICAL_MEDIA,
	};
	NTMS_OBJECTINFORMATIONW side = {
		.dwSize = sizeof(side), .dwType = NTMS_PARTITION,
	};
	const struct fake_object *made;

	medium.Info.PhysicalMedia.MediaPool =
		guid_of(fake_find(NTMS_TYPE_POOL, "backup"));
	medium.Info.PhysicalMedia.dwNumberOfPartitions = 1;
	memcpy(medium.Info.PhysicalMedia.szBarCode, barcode, sizeof(barcode));
	/* All of the array, without an end */
	memset(medium.szDescription, 'd', sizeof(medium.szDescription));
	side.Info.Partition.State = NTMS_PARTSTATE_AVAILABLE;
	is(CreateNtmsMediaW(session, &medium, &side, 0), ERROR_SUCCESS,
	   "with wide characters");
	made = fake_get((struct ntms_guid *)&medium.ObjectGuid, 0);
	ok(made && !strcmp(made->medium.barcode, "P03"), "which are narrowed");
	medium.szName[0] = 0xdc00;
	is(CreateNtmsMediaW(session, &medium, &side, 0), ERROR_INVALID_NAME,
	   "but half a character is none");
}

int main(void)
{
	static void (*const tests[])(void) = {
		test_list, test_list_types, test_list_none, test_list_errors,
		test_get_header, test_get_library, test_get_media,
		test_get_two_sides, test_get_device_type, test_get_request,
		test_get_cut, test_get_errors, test_set_pool, test_set_others,
		test_set_errors, test_enable, test_inventory, test_create,
		test_create_refused, test_create_wide,
	};
	unsigned int i;

	for (i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		fake_typical();
		session = OpenNtmsSessionA(NULL, "test", 0);
		tests[i]();
		is(fake->malformed, 0, "all that the kernel was told is sound");
		CloseNtmsSession(session);
	}
	return tap_end();
}
