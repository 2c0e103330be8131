// SPDX-License-Identifier: GPL-2.0
/*
 * The published calls against the stand-in: arguments, codes, time-outs, ids.
 */
#include "fake.h"
#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <ntmsapi.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a call must not have touched. */
static const GUID marked = {
	0x11111111, 0x2222, 0x3333, { 4, 4, 4, 4, 4, 4, 4, 4 }
};

static GUID guid_of(const struct fake_object *object)
{
	GUID guid;

	/* The machines this runs on have little-endian memory, as the ABI. */
	memcpy(&guid, &object->header.id, sizeof(guid));
	return guid;
}

static bool same(const GUID *a, const GUID *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static void test_open(void)
{
	static const WCHAR wide[] = { 'B', 0xe4, 'r', 0 };
	static const WCHAR nothing[] = { 0 };
	char host[256] = "\\\\";
	HANDLE handle;

	handle = OpenNtmsSessionA(NULL, NULL, 0);
	ok(handle != INVALID_HANDLE_VALUE && handle, "a session opens");
	is(CloseNtmsSession(handle), ERROR_SUCCESS, "and closes");
	is(CloseNtmsSession(handle), ERROR_INVALID_HANDLE, "once");
	handle = OpenNtmsSessionA("", "B\xc3\xa4r", 0);
	ok(handle != INVALID_HANDLE_VALUE, "an empty server is this computer");
	is_text(fake->application, "B\xc3\xa4r", "names in UTF-8 arrive");
	CloseNtmsSession(handle);
	handle = OpenNtmsSessionW(nothing, wide, NTMS_SESSION_QUERYEXPEDITE);
	ok(handle != INVALID_HANDLE_VALUE, "so is an empty wide one");
	is_text(fake->application, "B\xc3\xa4r", "names in UTF-16 arrive");
	CloseNtmsSession(handle);
	gethostname(host + 2, sizeof(host) - 3);
	handle = OpenNtmsSessionA(host, NULL, 0);
	ok(handle != INVALID_HANDLE_VALUE, "so is its own name");
	CloseNtmsSession(handle);
}

static void test_open_errors(void)
{
	static const WCHAR broken[] = { 0xd800, 0 };
	char longest[80];
	HANDLE handle;

	SetLastError(0);
	handle = OpenNtmsSessionA("another.invalid", NULL, 0);
	ok(handle == INVALID_HANDLE_VALUE, "another computer is refused");
	is(GetLastError(), ERROR_INVALID_COMPUTERNAME, "with its code");
	ok(OpenNtmsSessionW(NULL, NULL, 2) == INVALID_HANDLE_VALUE,
	   "unknown options are refused");
	is(GetLastError(), ERROR_INVALID_PARAMETER, "with their code");
	ok(OpenNtmsSessionW(broken, NULL, 0) == INVALID_HANDLE_VALUE,
	   "half a surrogate is refused");
	is(GetLastError(), ERROR_INVALID_PARAMETER, "with its code");
	ok(OpenNtmsSessionA(NULL, "\xff", 0) == INVALID_HANDLE_VALUE,
	   "what is no UTF-8 is refused");
	is(GetLastError(), ERROR_INVALID_PARAMETER, "with its code");
	memset(longest, 'x', sizeof(longest));
	longest[64] = '\0';
	ok(OpenNtmsSessionA(NULL, longest, 0) == INVALID_HANDLE_VALUE,
	   "a name of 64 characters is refused");
	longest[63] = '\0';
	handle = OpenNtmsSessionA(NULL, longest, 0);
	ok(handle != INVALID_HANDLE_VALUE, "one of 63 is not");
	is(GetLastError(), ERROR_SUCCESS, "and leaves no error");
	CloseNtmsSession(handle);

	fake->open_error = ENOENT;
	ok(OpenNtmsSessionA(NULL, NULL, 0) == INVALID_HANDLE_VALUE,
	   "without the module there is no session");
	is(GetLastError(), ERROR_NOT_CONNECTED, "but a code");
	fake->open_error = EACCES;
	OpenNtmsSessionA(NULL, NULL, 0);
	is(GetLastError(), ERROR_ACCESS_DENIED, "and another without the right");
	fake->open_error = EMFILE;
	OpenNtmsSessionA(NULL, NULL, 0);
	is(GetLastError(), ERROR_NOT_ENOUGH_MEMORY, "without descriptors");
	fake->open_error = EBUSY;
	OpenNtmsSessionA(NULL, NULL, 0);
	is(GetLastError(), ERROR_NOT_READY, "while it is starting");
	fake->open_error = 0;
}

static void *other_thread(void *seen)
{
	*(DWORD *)seen = GetLastError();
	SetLastError(7);
	return NULL;
}

static void test_last_error(void)
{
	pthread_t thread;
	DWORD seen = 1;

	SetLastError(5);
	pthread_create(&thread, NULL, other_thread, &seen);
	pthread_join(thread, NULL);
	is(seen, 0, "another thread does not see this one's error");
	is(GetLastError(), 5, "nor change it");
}

static void test_handles(void)
{
	GUID pool = guid_of(fake_find(NTMS_TYPE_POOL, "backup"));
	HANDLE all[100], garbage[] = {
		NULL, INVALID_HANDLE_VALUE, (HANDLE)(uintptr_t)1,
		(HANDLE)(uintptr_t)4, (HANDLE)(uintptr_t)0x7fffffff,
		(HANDLE)&pool, (HANDLE)(UINTPTR_MAX - 3),
	};
	unsigned int i, j;
	bool differ = true, good = true;
	HANDLE closed, again;
	GUID id;

	for (i = 0; i < sizeof(garbage) / sizeof(garbage[0]); i++) {
		id = marked;
		is(AllocateNtmsMedia(garbage[i], &pool, NULL, &id, 0, 0, NULL),
		   ERROR_INVALID_HANDLE, "garbage is no session");
		ok(NTMS_IS_GUID_NULL(id), "and the id is null");
		is(DeallocateNtmsMedia(garbage[i], &id, 0), ERROR_INVALID_HANDLE,
		   "nor for giving back");
		is(CloseNtmsSession(garbage[i]), ERROR_INVALID_HANDLE,
		   "nor for closing");
		is(NtmsSetZeroTimeout(garbage[i], TRUE), ERROR_INVALID_HANDLE,
		   "nor for its time-out");
	}
	for (i = 0; i < 100; i++) {
		all[i] = OpenNtmsSessionA(NULL, NULL, 0);
		for (j = 0; j < i; j++)
			differ = differ && all[i] != all[j];
		good = good && all[i] != INVALID_HANDLE_VALUE;
	}
	ok(good && differ, "a hundred sessions have a hundred handles");
	for (i = 0; i < 100; i++)
		good = good && CloseNtmsSession(all[i]) == ERROR_SUCCESS;
	ok(good, "and all of them close");
	/* The next ones get the same place in the table. */
	closed = OpenNtmsSessionA(NULL, NULL, 0);
	CloseNtmsSession(closed);
	for (i = 0; i < 1000 && good; i++) {
		again = OpenNtmsSessionA(NULL, NULL, 0);
		good = again != closed &&
		       DeallocateNtmsMedia(closed, &id, 0) ==
			       ERROR_INVALID_HANDLE;
		CloseNtmsSession(again);
	}
	ok(good, "a closed handle is not a thousand later ones");
}

static void test_allocate(HANDLE session)
{
	GUID pool = guid_of(fake_find(NTMS_TYPE_POOL, "backup"));
	GUID none = NTMS_NULLGUID, id = marked, import, system;
	NTMS_ALLOCATION_INFORMATION info;
	const struct fake_object *side;

	memset(&info, 0, sizeof(info));
	info.dwSize = sizeof(info);
	info.lpReserved = &info;
	is(AllocateNtmsMedia(session, &pool, NULL, &id,
			     NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE, 1000, &info),
	   ERROR_SUCCESS, "a medium is allocated");
	ok(!NTMS_IS_GUID_NULL(id) && !same(&id, &marked), "an LMID comes back");
	ok(!same(&info.AllocatedFrom, &pool) &&
	   !NTMS_IS_GUID_NULL(info.AllocatedFrom), "and where it came from");
	is(fake->allocate.options, NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE,
	   "the options arrived");
	ok(same((const GUID *)&fake->allocate.medium, &none),
	   "without NEXT no id goes in");
	is(DeallocateNtmsMedia(session, &id, 1), ERROR_INVALID_PARAMETER,
	   "options of giving back must be zero");
	is(DeallocateNtmsMedia(session, &id, 0), ERROR_SUCCESS, "given back");
	is(DeallocateNtmsMedia(session, &id, 0), ERROR_INVALID_MEDIA, "once");
	is(DeallocateNtmsMedia(session, NULL, 0), ERROR_INVALID_PARAMETER,
	   "nothing cannot be given back");

	side = fake_get(&fake_find(NTMS_TYPE_MEDIUM, "A00004L3")->medium.sides[0],
			0);
	import = guid_of(side);
	is(AllocateNtmsMedia(session, &pool, &import, &id, 0, INFINITE, &info),
	   ERROR_SUCCESS, "a named side is allocated");
	ok(!memcmp(&fake->allocate.side, &import, sizeof(import)),
	   "its id arrived");
	is(AllocateNtmsMedia(session, &pool, &none, &id, 0, 1, NULL),
	   ERROR_SUCCESS, "a null id of a side is no side");

	system = *(const GUID *)&fake->info.free_pool;
	id = marked;
	info.AllocatedFrom = marked;
	is(AllocateNtmsMedia(session, &system, NULL, &id, 0, 1, &info),
	   ERROR_INVALID_MEDIA_POOL, "not from a system pool");
	ok(NTMS_IS_GUID_NULL(id), "a failure nulls the id");
	ok(NTMS_IS_GUID_NULL(info.AllocatedFrom), "and where it came from");
	id = marked;
	is(AllocateNtmsMedia(session, &pool, NULL, &id, NTMS_ALLOCATE_NEXT, 1,
			     NULL), ERROR_TIMEOUT, "NEXT without a side");
	ok(same(&id, &marked), "leaves the id");
	ok(same((const GUID *)&fake->allocate.medium, &marked),
	   "which went in");
	id = marked;
	is(AllocateNtmsMedia(session, &pool, NULL, &id, 8, 1, NULL),
	   ERROR_INVALID_PARAMETER, "an unknown option");
	ok(NTMS_IS_GUID_NULL(id), "nulls the id");
}

static void test_media(HANDLE session)
{
	GUID pool = guid_of(fake_find(NTMS_TYPE_POOL, "backup")), id, side;
	const struct fake_object *object;

	is(AllocateNtmsMedia(session, &pool, NULL, &id,
			     NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE, 0, NULL),
	   ERROR_SUCCESS, "a medium is allocated");
	object = fake_get(&fake_get((const struct ntms_guid *)&id,
				    NTMS_TYPE_LOGICAL_MEDIUM)->logical.side, 0);
	side = guid_of(object);
	is(SetNtmsMediaComplete(session, &side), ERROR_INVALID_MEDIA,
	   "a side is no LMID");
	is(SetNtmsMediaComplete(session, &id), ERROR_SUCCESS, "it is complete");
	is(object->side.side_state, NTMS_SIDE_COMPLETE, "and says so");
	is(SetNtmsMediaComplete(session, &id), ERROR_INVALID_STATE, "once");
	is(SetNtmsMediaComplete(session, NULL), ERROR_INVALID_PARAMETER,
	   "nothing is not complete");
	is(SetNtmsMediaComplete(NULL, &id), ERROR_INVALID_HANDLE,
	   "without a session neither");
	is(DecommissionNtmsMedia(session, &side), ERROR_INVALID_STATE,
	   "what is owned is not decommissioned");
	is(DeallocateNtmsMedia(session, &id, 0), ERROR_SUCCESS, "given back");
	is(DecommissionNtmsMedia(session, &side), ERROR_SUCCESS,
	   "it is decommissioned");
	is(object->side.side_state, NTMS_SIDE_DECOMMISSIONED, "and says so");
	is(DecommissionNtmsMedia(session, &id), ERROR_INVALID_MEDIA,
	   "an LMID is no side");
	is(DecommissionNtmsMedia(session, NULL), ERROR_INVALID_PARAMETER,
	   "nothing is not worn out");
	is(DecommissionNtmsMedia(NULL, &side), ERROR_INVALID_HANDLE,
	   "without a session neither");
}

static void test_swap(HANDLE session)
{
	GUID pool = guid_of(fake_find(NTMS_TYPE_POOL, "backup")), a, b;
	GUID side = guid_of(fake_get(&fake_find(NTMS_TYPE_MEDIUM,
						"A00004L3")->medium.sides[0],
				     0));

	is(AllocateNtmsMedia(session, &pool, &side, &a, 0, 0, NULL),
	   ERROR_SUCCESS, "a medium is allocated");
	is(AllocateNtmsMedia(session, &pool, NULL, &b, 0, 0, NULL),
	   ERROR_SUCCESS, "and another one");
	is(SwapNtmsMedia(session, &a, &b), ERROR_SUCCESS, "they are swapped");
	ok(!memcmp(&fake_get((const struct ntms_guid *)&b, 0)->logical.side,
		   &side, sizeof(side)), "the other one has its side");
	is(SwapNtmsMedia(session, &a, &a), ERROR_INVALID_PARAMETER,
	   "one is not two");
	is(SwapNtmsMedia(session, &a, &side), ERROR_INVALID_MEDIA,
	   "a side is no LMID");
	is(SwapNtmsMedia(session, NULL, &b), ERROR_INVALID_PARAMETER,
	   "nothing cannot be swapped");
	is(SwapNtmsMedia(session, &a, NULL), ERROR_INVALID_PARAMETER,
	   "nor for nothing");
	is(SwapNtmsMedia(NULL, &a, &b), ERROR_INVALID_HANDLE,
	   "nor without a session");
	is(SetNtmsMediaComplete(session, &b), ERROR_SUCCESS, "one is full");
	is(SwapNtmsMedia(session, &a, &b), ERROR_INVALID_STATE,
	   "which is not swapped");
}

static void test_delete(HANDLE session)
{
	struct fake_object *medium = fake_find(NTMS_TYPE_MEDIUM, "A00002L3");
	GUID id = guid_of(medium);

	is(DeleteNtmsMedia(session, &id), ERROR_INVALID_STATE,
	   "what is in a library is not forgotten");
	medium->medium.library = fake->info.offline_library;
	is(DeleteNtmsMedia(NULL, &id), ERROR_INVALID_HANDLE,
	   "nor without a session");
	is(DeleteNtmsMedia(session, &id), ERROR_SUCCESS,
	   "what is on the shelf is");
	ok(!medium->there, "and gone");
	is(DeleteNtmsMedia(session, &id), ERROR_INVALID_MEDIA, "once");
	is(DeleteNtmsMedia(session, NULL), ERROR_INVALID_PARAMETER,
	   "nothing cannot be forgotten");
}

static void test_attributes(HANDLE session)
{
	GUID pool = guid_of(fake_find(NTMS_TYPE_POOL, "backup"));
	static const WCHAR wide[] = u"\u00e4ttr";
	static char big[65536];
	char data[8] = "";
	DWORD size = 0;

	is(SetNtmsObjectAttributeA(session, &pool, NTMS_MEDIA_POOL,
				   "\xc3\xa4ttr", (LPVOID)"text", 4),
	   ERROR_SUCCESS, "an attribute is written");
	is(GetNtmsObjectAttributeW(session, &pool, NTMS_MEDIA_POOL, wide, NULL,
				   &size), ERROR_INSUFFICIENT_BUFFER,
	   "its size is asked for");
	is(size, 4, "and comes");
	size = 3;
	is(GetNtmsObjectAttributeA(session, &pool, NTMS_UNKNOWN, "\xc3\xa4ttr",
				   data, &size), ERROR_INSUFFICIENT_BUFFER,
	   "too little room");
	is(size, 4, "says how much it takes");
	ok(!data[0], "and is not written to");
	size = sizeof(data);
	is(GetNtmsObjectAttributeW(session, &pool, NTMS_MEDIA_POOL, wide, data,
				   &size), ERROR_SUCCESS, "it is read");
	ok(size == 4 && !memcmp(data, "text", 5), "whole");
	is(GetNtmsObjectAttributeA(session, &pool, NTMS_PARTITION,
				   "\xc3\xa4ttr", data, &size),
	   ERROR_OBJECT_NOT_FOUND, "the pool is no side");
	is(GetNtmsObjectAttributeA(session, &pool, NTMS_MEDIA_POOL, "other",
				   data, &size), ERROR_OBJECT_NOT_FOUND,
	   "there is no other");
	is(SetNtmsObjectAttributeA(session, &pool, 0, "a", big, sizeof(big)),
	   ERROR_NO_DATA, "64 KiB are too much");
	is(SetNtmsObjectAttributeA(session, &pool, 0,
				   "12345678901234567890123456789012", big, 1),
	   ERROR_INVALID_NAME, "a name of 32 characters too");
	is(SetNtmsObjectAttributeW(session, &pool, 0, (WCHAR[]){ 0xd800, 0 },
				   big, 1), ERROR_INVALID_NAME,
	   "half a character is none");
	is(GetNtmsObjectAttributeW(session, &pool, 0, (WCHAR[]){ 0xd800, 0 },
				   data, &size), ERROR_INVALID_NAME,
	   "nor is it to read");
	is(SetNtmsObjectAttributeW(session, &pool, 0, wide, NULL, 0),
	   ERROR_SUCCESS, "it is deleted");
	is(SetNtmsObjectAttributeW(session, &pool, 0, wide, NULL, 0),
	   ERROR_OBJECT_NOT_FOUND, "once");
	is(SetNtmsObjectAttributeA(session, NULL, 0, "a", big, 1),
	   ERROR_INVALID_PARAMETER, "no object");
	is(SetNtmsObjectAttributeW(session, &pool, 0, NULL, big, 1),
	   ERROR_INVALID_PARAMETER, "no name");
	is(GetNtmsObjectAttributeW(session, &pool, 0, NULL, data, &size),
	   ERROR_INVALID_PARAMETER, "no name to read");
	is(GetNtmsObjectAttributeA(session, &pool, 0, "a", data, NULL),
	   ERROR_INVALID_PARAMETER, "no size");
	is(GetNtmsObjectAttributeA(NULL, &pool, 0, "a", data, &size),
	   ERROR_INVALID_HANDLE, "no session");
	is(SetNtmsObjectAttributeA(NULL, &pool, 0, "a", data, 1),
	   ERROR_INVALID_HANDLE, "no session to write");
}

static void test_pools(HANDLE session)
{
	GUID type = guid_of(fake_find(NTMS_TYPE_MEDIA_TYPE, "LTO_Ultrium"));
	GUID pool, again, null = NTMS_NULLGUID;
	WCHAR wide[NTMS_POOLHIERARCHY_LENGTH];
	char name[NTMS_POOLHIERARCHY_LENGTH];
	DWORD size;

	is(CreateNtmsMediaPoolA(session, "top", NULL, NTMS_CREATE_NEW, NULL,
				&pool), ERROR_SUCCESS, "a pool of pools");
	is(CreateNtmsMediaPoolA(session, "top", &null, NTMS_CREATE_NEW, NULL,
				&again), ERROR_ALREADY_EXISTS, "once");
	ok(NTMS_IS_GUID_NULL(again), "with no id");
	is(CreateNtmsMediaPoolA(session, "top", NULL, NTMS_OPEN_EXISTING, NULL,
				&again), ERROR_SUCCESS, "it can be opened");
	ok(same(&pool, &again), "and is the same");
	is(CreateNtmsMediaPoolW(session, u"top\\le\u00e9f", &type,
				NTMS_OPEN_ALWAYS, NULL, &pool), ERROR_SUCCESS,
	   "a pool in it");
	is(CreateNtmsMediaPoolA(session, "none\\leaf", &type, NTMS_OPEN_ALWAYS,
				NULL, &again), ERROR_OBJECT_NOT_FOUND,
	   "pools are made one at a time");
	is(CreateNtmsMediaPoolA(session, "none", NULL, NTMS_OPEN_EXISTING,
				NULL, &again), ERROR_OBJECT_NOT_FOUND,
	   "what is not there is not opened");
	is(CreateNtmsMediaPoolA(session, "top\\", &type, NTMS_OPEN_ALWAYS,
				NULL, &again), ERROR_INVALID_NAME, "no name");
	is(CreateNtmsMediaPoolA(session, "secure", NULL, NTMS_CREATE_NEW,
				(LPSECURITY_ATTRIBUTES)(void *)&type, &again),
	   ERROR_NOT_SUPPORTED, "who may use it is said elsewhere");
	is(CreateNtmsMediaPoolA(session, NULL, NULL, NTMS_CREATE_NEW, NULL,
				&again), ERROR_INVALID_PARAMETER, "NULL");
	is(CreateNtmsMediaPoolA(session, "x", NULL, NTMS_CREATE_NEW, NULL,
				NULL), ERROR_INVALID_PARAMETER, "nor nowhere");
	is(CreateNtmsMediaPoolA(NULL, "x", NULL, NTMS_CREATE_NEW, NULL,
				&again), ERROR_INVALID_HANDLE, "no session");

	size = sizeof(name);
	is(GetNtmsMediaPoolNameA(session, &pool, name, &size), ERROR_SUCCESS,
	   "its path");
	ok(!strcmp(name, "top\\le\xc3\xa9" "f"), "is what it was made with");
	is((int)size, 10, "in bytes");
	size = 9;
	is(GetNtmsMediaPoolNameA(session, &pool, name, &size),
	   ERROR_INSUFFICIENT_BUFFER, "one byte less is too short");
	is((int)size, 10, "and says so");
	size = 9;
	is(GetNtmsMediaPoolNameW(session, &pool, wide, &size), ERROR_SUCCESS,
	   "in UTF-16 it is not");
	ok(!memcmp(wide, u"top\\le\u00e9f", 9 * sizeof(WCHAR)), "the same");
	size = 8;
	is(GetNtmsMediaPoolNameW(session, &pool, wide, &size),
	   ERROR_INSUFFICIENT_BUFFER, "but a unit less");
	is((int)size, 9, "and says so");
	is(GetNtmsMediaPoolNameW(session, &pool, NULL, &size),
	   ERROR_INSUFFICIENT_BUFFER, "nowhere is too short");
	is(GetNtmsMediaPoolNameA(session, &pool, name, NULL),
	   ERROR_INVALID_PARAMETER, "a size is wanted");
	is(GetNtmsMediaPoolNameA(session, &null, name, &size),
	   ERROR_INVALID_MEDIA_POOL, "of what is no pool there is none");
	is(GetNtmsMediaPoolNameW(NULL, &pool, wide, &size),
	   ERROR_INVALID_HANDLE, "without a session neither");

	is(DeleteNtmsMediaPool(session, &pool), ERROR_SUCCESS, "it goes");
	is(DeleteNtmsMediaPool(session, &pool), ERROR_INVALID_MEDIA_POOL,
	   "once");
	is(DeleteNtmsMediaPool(session, NULL), ERROR_INVALID_PARAMETER,
	   "nothing cannot go");
	is(DeleteNtmsMediaPool(NULL, &pool), ERROR_INVALID_HANDLE,
	   "nor without a session");
}

static void test_types(HANDLE session)
{
	GUID lto = guid_of(fake_find(NTMS_TYPE_MEDIA_TYPE, "LTO_Ultrium"));
	GUID mo = guid_of(fake_find(NTMS_TYPE_MEDIA_TYPE, "MO_5_RW"));
	GUID library = guid_of(fake_find(NTMS_TYPE_LIBRARY, "L700"));
	struct fake_object *medium = fake_find(NTMS_TYPE_MEDIUM, "A00003L3");
	GUID id = guid_of(medium), null = NTMS_NULLGUID;
	GUID pool = guid_of(fake_find(NTMS_TYPE_POOL, "backup"));
	GUID two = guid_of(fake_get(&fake_find(NTMS_TYPE_MEDIUM,
					       "MO0001")->medium.pool, 0));

	is(MoveToNtmsMediaPool(session, &id, &pool), ERROR_SUCCESS,
	   "a cartridge is moved");
	ok(!memcmp(&medium->medium.pool, &pool, sizeof(pool)), "and is there");
	is(MoveToNtmsMediaPool(session, &pool, &pool), ERROR_INVALID_MEDIA,
	   "a pool is not");
	is(MoveToNtmsMediaPool(session, NULL, &pool), ERROR_INVALID_PARAMETER,
	   "nor nothing");
	is(MoveToNtmsMediaPool(session, &id, NULL), ERROR_INVALID_PARAMETER,
	   "nor to nowhere");
	is(MoveToNtmsMediaPool(NULL, &id, &pool), ERROR_INVALID_HANDLE,
	   "nor without a session");
	is(ChangeNtmsMediaType(session, &id, &two), ERROR_MEDIA_INCOMPATIBLE,
	   "it has not two sides");
	is(ChangeNtmsMediaType(session, &id, &pool), ERROR_SUCCESS,
	   "it is of its pool's type");
	is(AddNtmsMediaType(session, &mo, &library), ERROR_SUCCESS,
	   "a library supports a media type");
	is(AddNtmsMediaType(session, &null, &library), ERROR_INVALID_MEDIA,
	   "null is none");
	is(AddNtmsMediaType(session, &mo, &pool), ERROR_INVALID_LIBRARY,
	   "a pool is no library");
	is(DeleteNtmsMediaType(session, &lto, &library), ERROR_NOT_EMPTY,
	   "what is there is supported");
	is(DeleteNtmsMediaType(session, &library, &library),
	   ERROR_INVALID_MEDIA, "a library is no type");
}

static void test_parameters(HANDLE session)
{
	GUID pool = guid_of(fake_find(NTMS_TYPE_POOL, "backup")), id = marked;
	NTMS_ALLOCATION_INFORMATION info;
	unsigned int calls = fake->calls[9];

	memset(&info, 0, sizeof(info));
	is(AllocateNtmsMedia(session, NULL, NULL, &id, 0, 0, NULL),
	   ERROR_INVALID_PARAMETER, "no pool");
	ok(NTMS_IS_GUID_NULL(id), "nulls the id");
	id = marked;
	is(AllocateNtmsMedia(session, NULL, NULL, &id, NTMS_ALLOCATE_NEXT, 0,
			     NULL), ERROR_INVALID_PARAMETER, "no pool, NEXT");
	ok(same(&id, &marked), "leaves the id");
	is(AllocateNtmsMedia(session, &pool, NULL, NULL, 0, 0, NULL),
	   ERROR_INVALID_PARAMETER, "no id");
	is(AllocateNtmsMedia(session, &pool, NULL, &id, 0, 0, &info),
	   ERROR_INVALID_PARAMETER, "a struct without its size");
	info.dwSize = sizeof(info) + 8;
	is(AllocateNtmsMedia(session, &pool, NULL, &id, 0, 0, &info),
	   ERROR_INVALID_PARAMETER, "a struct of another size");
	is(fake->calls[9], calls, "none of these went to the kernel");
}

static void test_codes(HANDLE session)
{
	static const struct {
		uint32_t reason;
		int error;
		DWORD code;
	} codes[] = {
		{ 5, EACCES, ERROR_ACCESS_DENIED },
		{ 6, EBADF, ERROR_INVALID_HANDLE },
		{ 8, ENOMEM, ERROR_NOT_ENOUGH_MEMORY },
		{ 87, EINVAL, ERROR_INVALID_PARAMETER },
		{ 1223, ECANCELED, ERROR_CANCELLED },
		{ 1460, ETIMEDOUT, ERROR_TIMEOUT },
		{ 4300, ENOMEDIUM, ERROR_INVALID_MEDIA },
		{ 4302, ENOENT, ERROR_INVALID_MEDIA_POOL },
		{ 4304, EHOSTDOWN, ERROR_MEDIA_OFFLINE },
		{ 4308, EBUSY, ERROR_MEDIA_UNAVAILABLE },
		{ 4309, EPERM, ERROR_RESOURCE_DISABLED },
		{ 4313, EIO, ERROR_DATABASE_FAILURE },
		{ 4314, ENOSPC, ERROR_DATABASE_FULL },
		{ 4315, EMEDIUMTYPE, ERROR_MEDIA_INCOMPATIBLE },
		{ 4319, ENXIO, ERROR_DEVICE_NOT_AVAILABLE },
		{ 0, ECANCELED, ERROR_CANCELLED },
		{ 0, EFAULT, ERROR_INVALID_PARAMETER },
		{ 0, ENOTTY, ERROR_NOT_SUPPORTED },
	};
	GUID pool = guid_of(fake_find(NTMS_TYPE_POOL, "backup")), id;
	size_t i;

	for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		fake_fail(NTMS_IOC_ALLOCATE, codes[i].reason, codes[i].error);
		id = marked;
		is(AllocateNtmsMedia(session, &pool, NULL, &id, 0, 1, NULL),
		   codes[i].code, "a code of the kernel comes back");
		ok(NTMS_IS_GUID_NULL(id), "with the null id");
	}
}

/* Interrupted, it is begun again, and a session that closes meanwhile ends it. */
static void test_interrupted(HANDLE session)
{
	GUID pool = guid_of(fake_find(NTMS_TYPE_POOL, "daily")), id;
	unsigned int calls = fake->calls[9];

	fake_fail(NTMS_IOC_ALLOCATE, 0, EINTR);
	is(AllocateNtmsMedia(session, &pool, NULL, &id, 0, 1, NULL),
	   ERROR_TIMEOUT, "a call that was interrupted goes on");
	is(fake->calls[9], calls + 2, "as a second call of the kernel");
}

static void test_timeouts(HANDLE session)
{
	GUID pool = guid_of(fake_find(NTMS_TYPE_POOL, "backup")), id;
	HANDLE other;

	AllocateNtmsMedia(session, &pool, NULL, &id, 0, 0, NULL);
	ok(fake->allocate.deadline == NTMS_DEADLINE_NEVER &&
	   !fake->allocate.flags, "zero waits without limit");
	AllocateNtmsMedia(session, &pool, NULL, &id, 0, INFINITE, NULL);
	ok(fake->allocate.deadline == NTMS_DEADLINE_NEVER &&
	   !fake->allocate.flags, "and so does INFINITE");
	AllocateNtmsMedia(session, &pool, NULL, &id, 0, 1000, NULL);
	ok(fake->allocate.deadline != NTMS_DEADLINE_NEVER &&
	   !fake->allocate.flags, "a second does not");
	is(NtmsSetZeroTimeout(session, TRUE), ERROR_SUCCESS, "told otherwise");
	AllocateNtmsMedia(session, &pool, NULL, &id, 0, 0, NULL);
	is(fake->allocate.flags, NTMS_ALLOCATE_F_NOWAIT, "zero does not wait");
	is(NtmsSetZeroTimeout(session, FALSE), ERROR_SUCCESS, "and back");
	AllocateNtmsMedia(session, &pool, NULL, &id, 0, 0, NULL);
	ok(!fake->allocate.flags, "it does");

	setenv("NTMS_ZERO_TIMEOUT", "nowait", 1);
	other = OpenNtmsSessionA(NULL, NULL, 0);
	unsetenv("NTMS_ZERO_TIMEOUT");
	is(AllocateNtmsMedia(other, &pool, NULL, &id, 0, 0, NULL),
	   ERROR_TIMEOUT, "an unmodified program with the variable set");
	is(fake->allocate.flags, NTMS_ALLOCATE_F_NOWAIT, "does not wait either");
	CloseNtmsSession(other);
}

struct waiter {
	HANDLE session;
	GUID pool;
	DWORD code;
};

static void *wait_in_allocate(void *arg)
{
	struct waiter *waiter = arg;
	GUID id;

	waiter->code = AllocateNtmsMedia(waiter->session, &waiter->pool, NULL,
					 &id, 0, INFINITE, NULL);
	return NULL;
}

/* A call waits, the session is closed by another thread: nothing breaks. */
static void test_close_while_waiting(void)
{
	char directory[] = "/tmp/ntms-test-XXXXXX";
	struct waiter waiter;
	pthread_t thread;
	int fifo;

	if (!ok(mkdtemp(directory), "a directory for the FIFO"))
		return;
	snprintf(fake->block, sizeof(fake->block), "%s/fifo", directory);
	mkfifo(fake->block, 0600);
	waiter.session = OpenNtmsSessionA(NULL, NULL, 0);
	waiter.pool = guid_of(fake_find(NTMS_TYPE_POOL, "backup"));
	pthread_create(&thread, NULL, wait_in_allocate, &waiter);
	/* Opening it waits for the reader: the call is under way then. */
	fifo = open(fake->block, O_WRONLY);
	is(CloseNtmsSession(waiter.session), ERROR_SUCCESS,
	   "closing does not wait for the call");
	is(DeallocateNtmsMedia(waiter.session, &waiter.pool, 0),
	   ERROR_INVALID_HANDLE, "the handle is gone at once");
	is(write(fifo, "x", 1), 1, "the call goes on");
	pthread_join(thread, NULL);
	is(waiter.code, ERROR_TIMEOUT, "and ends as the kernel says");
	close(fifo);
	unlink(fake->block);
	rmdir(directory);
	fake->block[0] = '\0';
}

static void *open_and_close(void *unused)
{
	int i;

	(void)unused;
	for (i = 0; i < 500; i++) {
		HANDLE handle = OpenNtmsSessionA(NULL, NULL, 0);

		NtmsSetZeroTimeout(handle, TRUE);
		if (CloseNtmsSession(handle) != ERROR_SUCCESS)
			return (void *)1;
	}
	return NULL;
}

static void test_threads(void)
{
	pthread_t threads[4];
	bool good = true;
	void *result;
	int i;

	for (i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, open_and_close, NULL);
	for (i = 0; i < 4; i++) {
		pthread_join(threads[i], &result);
		good = good && !result;
	}
	ok(good, "four threads open and close sessions at once");
}

int main(void)
{
	HANDLE session;

	fake_typical();
	test_open();
	test_open_errors();
	test_last_error();
	test_handles();
	session = OpenNtmsSessionA(NULL, "test", 0);
	test_parameters(session);
	test_allocate(session);
	test_codes(session);
	test_interrupted(session);
	test_timeouts(session);
	fake_typical();
	test_pools(session);
	test_types(session);
	fake_typical();
	test_media(session);
	fake_typical();
	test_swap(session);
	test_attributes(session);
	test_delete(session);
	CloseNtmsSession(session);
	test_close_while_waiting();
	test_threads();
	ok(!fake->malformed, "every struct was well formed (%s)",
	   fake->malformed ? fake->why : "all");
	return tap_end();
}
