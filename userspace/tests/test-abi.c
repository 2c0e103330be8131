// SPDX-License-Identifier: GPL-2.0
/*
 * Sizes and places of everything that crosses a border: the structs of the
 * kernel's header and those of the published one. Compiled as C and as C++, for
 * 64 and where possible for 32 bit; that it compiles is the test.
 */
#include <ntms/libntms.h>
#include <ntmsapi.h>

#ifdef __cplusplus
#define CHECK(what) static_assert(what, #what)
#define HALF (sizeof(void *) == 4)
#else
#define CHECK(what) _Static_assert(what, #what)
#define HALF (sizeof(void *) == 4)
#endif

/* The same on 32 and on 64 bit. */
CHECK(sizeof(struct ntms_guid) == 16);
CHECK(sizeof(struct ntms_info) == 160);
CHECK(sizeof(struct ntms_session_name) == 16 + 192);
CHECK(sizeof(struct ntms_enum) == 64);
CHECK(offsetof(struct ntms_enum, ids) == 32);
CHECK(offsetof(struct ntms_enum, cursor) == 48);
CHECK(sizeof(struct ntms_object) == 48);
CHECK(offsetof(struct ntms_object, info) == 32);
CHECK(sizeof(struct ntms_object_header) == 48 + 192 + 384);
CHECK(sizeof(struct ntms_scsi_address) == 24);
CHECK(sizeof(struct ntms_element_info) == 624 + 56);
CHECK(sizeof(struct ntms_library_info) == 624 + 288);
CHECK(sizeof(struct ntms_drive_info) == 624 + 256);
CHECK(sizeof(struct ntms_medium_info) == 624 + 176);
CHECK(sizeof(struct ntms_side_info) == 624 + 64);
CHECK(sizeof(struct ntms_logical_medium_info) == 624 + 248);
CHECK(sizeof(struct ntms_pool_info) == 624 + 72);
CHECK(sizeof(struct ntms_media_type_info) == 624 + 16);
CHECK(sizeof(struct ntms_computer_info) == 624 + 8);
CHECK(sizeof(struct ntms_request_info) == 624 + 800);
CHECK(sizeof(struct ntms_find) == 96);
CHECK(sizeof(struct ntms_pool_create) == 272);
CHECK(sizeof(struct ntms_pool_delete) == 32);
CHECK(sizeof(struct ntms_move) == 48);
CHECK(sizeof(struct ntms_allocate) == 112);
CHECK(offsetof(struct ntms_allocate, deadline) == 16);
/* What the first version had. */
CHECK(offsetof(struct ntms_allocate, text) == 88);
CHECK(sizeof(struct ntms_collect) == 312);
CHECK(sizeof(struct ntms_cancel) == 24);
CHECK(sizeof(struct ntms_why) == 368);
CHECK(offsetof(struct ntms_why, own) == 112);
CHECK(sizeof(struct ntms_request_submit) == 320);
CHECK(sizeof(struct ntms_request_answer) == 288);
CHECK(sizeof(struct ntms_request_wait) == 296);
CHECK(offsetof(struct ntms_request_wait, deadline) == 16);
CHECK(sizeof(struct ntms_request_delete) == 32);
CHECK(sizeof(struct ntms_deallocate) == 32);
CHECK(sizeof(struct ntms_complete) == 32);
CHECK(sizeof(struct ntms_decommission) == 32);
CHECK(sizeof(struct ntms_swap) == 48);
CHECK(sizeof(struct ntms_medium_delete) == 32);
CHECK(sizeof(struct ntms_side_preset) == 24);
CHECK(sizeof(struct ntms_medium_create) == 168);
CHECK(offsetof(struct ntms_medium_create, sides) == 120);
CHECK(sizeof(struct ntms_attribute) == 144);
CHECK(offsetof(struct ntms_attribute, data) == 32);
CHECK(sizeof(struct ntms_attribute_info) == 104);
CHECK(sizeof(struct ntms_attribute_list) == 48);
CHECK(sizeof(struct ntms_type_add) == 48);
CHECK(sizeof(struct ntms_type_delete) == 48);
CHECK(sizeof(struct ntms_type_change) == 48);
CHECK(sizeof(struct ntms_ace) == 16);
CHECK(sizeof(struct ntms_acl) == 72);
CHECK(sizeof(struct ntms_inventory) == 40);

/* The published ones: RSM's own layout. */
CHECK(sizeof(DWORD) == 4);
CHECK(sizeof(WORD) == 2);
CHECK(sizeof(BOOL) == 4);
CHECK(sizeof(WCHAR) == 2);
CHECK(sizeof(HANDLE) == sizeof(void *));
CHECK(sizeof(GUID) == 16);
CHECK(offsetof(GUID, Data2) == 4);
CHECK(offsetof(GUID, Data3) == 6);
CHECK(offsetof(GUID, Data4) == 8);
CHECK(sizeof(NTMS_ALLOCATION_INFORMATION) == (HALF ? 24 : 32));
CHECK(offsetof(NTMS_ALLOCATION_INFORMATION, lpReserved) == (HALF ? 4 : 8));
CHECK(offsetof(NTMS_ALLOCATION_INFORMATION, AllocatedFrom) == (HALF ? 8 : 16));

/* The names that both headers have mean the same in both. */
CHECK(NTMS_ALLOCATE_NEW == 0x1);
CHECK(NTMS_ALLOCATE_NEXT == 0x2);
CHECK(NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE == 0x4);
CHECK(NTMS_SESSION_QUERYEXPEDITE == 0x1);
CHECK(ERROR_SUCCESS == NTMS_REASON_SUCCESS);
CHECK(ERROR_ACCESS_DENIED == NTMS_REASON_ACCESS_DENIED);
CHECK(ERROR_INVALID_HANDLE == NTMS_REASON_INVALID_HANDLE);
CHECK(ERROR_NOT_ENOUGH_MEMORY == NTMS_REASON_NOT_ENOUGH_MEMORY);
CHECK(ERROR_INVALID_DRIVE == NTMS_REASON_INVALID_DRIVE);
CHECK(ERROR_NOT_READY == NTMS_REASON_NOT_READY);
CHECK(ERROR_NOT_SUPPORTED == NTMS_REASON_NOT_SUPPORTED);
CHECK(ERROR_INVALID_PARAMETER == NTMS_REASON_INVALID_PARAMETER);
CHECK(ERROR_INSUFFICIENT_BUFFER == NTMS_REASON_INSUFFICIENT_BUFFER);
CHECK(ERROR_INVALID_NAME == NTMS_REASON_INVALID_NAME);
CHECK(ERROR_BUSY == NTMS_REASON_BUSY);
CHECK(ERROR_ALREADY_EXISTS == NTMS_REASON_ALREADY_EXISTS);
CHECK(ERROR_NO_DATA == NTMS_REASON_NO_DATA);
CHECK(ERROR_INVALID_COMPUTERNAME == NTMS_REASON_INVALID_COMPUTERNAME);
CHECK(ERROR_CANCELLED == NTMS_REASON_CANCELLED);
CHECK(ERROR_TIMEOUT == NTMS_REASON_TIMEOUT);
CHECK(ERROR_NOT_CONNECTED == NTMS_REASON_NOT_CONNECTED);
CHECK(ERROR_INVALID_MEDIA == NTMS_REASON_INVALID_MEDIA);
CHECK(ERROR_INVALID_LIBRARY == NTMS_REASON_INVALID_LIBRARY);
CHECK(ERROR_INVALID_MEDIA_POOL == NTMS_REASON_INVALID_MEDIA_POOL);
CHECK(ERROR_MEDIA_OFFLINE == NTMS_REASON_MEDIA_OFFLINE);
CHECK(ERROR_LIBRARY_OFFLINE == NTMS_REASON_LIBRARY_OFFLINE);
CHECK(ERROR_NOT_EMPTY == NTMS_REASON_NOT_EMPTY);
CHECK(ERROR_MEDIA_UNAVAILABLE == NTMS_REASON_MEDIA_UNAVAILABLE);
CHECK(ERROR_RESOURCE_DISABLED == NTMS_REASON_RESOURCE_DISABLED);
CHECK(ERROR_OBJECT_NOT_FOUND == NTMS_REASON_OBJECT_NOT_FOUND);
CHECK(ERROR_DATABASE_FAILURE == NTMS_REASON_DATABASE_FAILURE);
CHECK(ERROR_DATABASE_FULL == NTMS_REASON_DATABASE_FULL);
CHECK(ERROR_MEDIA_INCOMPATIBLE == NTMS_REASON_MEDIA_INCOMPATIBLE);
CHECK(ERROR_DEVICE_NOT_AVAILABLE == NTMS_REASON_DEVICE_NOT_AVAILABLE);
CHECK(ERROR_INVALID_STATE == NTMS_REASON_INVALID_STATE);
CHECK(INFINITE == NTMS_TIMEOUT_INFINITE);
CHECK((int)NTMS_OPREQ_NEWMEDIA == (int)NTMS_REQUEST_NEW_MEDIA);
CHECK((int)NTMS_OPREQ_CLEANER == (int)NTMS_REQUEST_CLEANER);
CHECK((int)NTMS_OPREQ_DEVICESERVICE == (int)NTMS_REQUEST_DEVICE_SERVICE);
CHECK((int)NTMS_OPREQ_MOVEMEDIA == (int)NTMS_REQUEST_MOVE_MEDIA);
CHECK((int)NTMS_OPREQ_MESSAGE == (int)NTMS_REQUEST_MESSAGE);
CHECK((int)NTMS_OPSTATE_SUBMITTED == (int)NTMS_REQUEST_SUBMITTED);
CHECK((int)NTMS_OPSTATE_ACTIVE == (int)NTMS_REQUEST_ACTIVE);
CHECK((int)NTMS_OPSTATE_INPROGRESS == (int)NTMS_REQUEST_IN_PROGRESS);
CHECK((int)NTMS_OPSTATE_REFUSED == (int)NTMS_REQUEST_REFUSED);
CHECK((int)NTMS_OPSTATE_COMPLETE == (int)NTMS_REQUEST_COMPLETE);
CHECK((int)NTMS_OPREQUEST == (int)NTMS_TYPE_OPERATOR_REQUEST);
CHECK(NTMS_LIBREQUEST == 10);
CHECK(NTMS_NUMBER_OF_OBJECT_TYPES == 19);
CHECK(NTMS_MESSAGE_LENGTH == NTMS_MESSAGE_SIZE);

#include "objects-abi.h"

/* Both kinds of text compile, in each of the languages. */
#ifdef UNICODE
static const WCHAR text[] = TEXT("wide");
CHECK(sizeof(text) == 10);
#else
static const CHAR text[] = TEXT("narrow");
CHECK(sizeof(text) == 7);
#endif

HANDLE open_it(void);
DWORD ask_it(HANDLE session, LPNTMS_GUID id);

HANDLE open_it(void)
{
	return OpenNtmsSession(NULL, text, 0);
}

DWORD ask_it(HANDLE session, LPNTMS_GUID id)
{
	return SubmitNtmsOperatorRequest(session, NTMS_OPREQ_MESSAGE, text, NULL,
					 NULL, id);
}
