/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ntmsapi.h: the published calls of Removable Storage Manager, for ntms.
 *
 * Source that was written against the published pages of OpenNtmsSession,
 * CloseNtmsSession, of the media services AllocateNtmsMedia,
 * DeallocateNtmsMedia, SetNtmsMediaComplete, DecommissionNtmsMedia,
 * SwapNtmsMedia, DeleteNtmsMedia and CreateNtmsMedia, of the operator requests
 * (Submit, WaitFor, Satisfy and Cancel...OperatorRequest, DeleteNtmsRequests) and
 * of objects (EnumerateNtmsObject, Get and Set...Information, Get and
 * Set...Attribute, EnableNtmsObject, DisableNtmsObject, InventoryNtmsLibrary)
 * and of notifications (Open, WaitFor and Close...Notification) compiles with this header and means the same. Names, values and layouts are
 * RSM's; the words are ours. See ntmsapi(3).
 *
 * With UNICODE defined, OpenNtmsSession and TEXT() are those of 16-bit
 * characters, else those of UTF-8. WCHAR has 16 bits, also on Linux, where
 * wchar_t has 32: write TEXT("...") or u"...", or compile with -fshort-wchar to
 * keep L"...".
 */
#ifndef NTMS_NTMSAPI_H
#define NTMS_NTMSAPI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- types of the published prototypes --------------------------------- */

#ifndef WINAPI
#define WINAPI
#endif

typedef uint32_t DWORD;
typedef uint16_t WORD;
typedef uint8_t BYTE;
typedef int BOOL;
typedef char CHAR;
typedef void *HANDLE;
typedef void *LPVOID;
typedef DWORD *LPDWORD;
typedef HANDLE *LPHANDLE;

/*
 * Sixteen bits, of the type that u"..." has, or L"..." with -fshort-wchar. In C
 * these are one and the same type; in C++ they are two.
 */
#if defined(__cplusplus) && __SIZEOF_WCHAR_T__ == 2
typedef wchar_t WCHAR;
#elif defined(__cplusplus)
typedef char16_t WCHAR;
#else
typedef uint16_t WCHAR;
#endif

typedef CHAR *LPSTR;
typedef const CHAR *LPCSTR;
typedef WCHAR *LPWSTR;
typedef const WCHAR *LPCWSTR;

#if __SIZEOF_WCHAR_T__ == 2
#define NTMS_WIDE_TEXT_(text)	L##text
#else
#define NTMS_WIDE_TEXT_(text)	u##text
#endif

#ifdef UNICODE
typedef WCHAR TCHAR;
#define NTMS_TEXT_(text)	NTMS_WIDE_TEXT_(text)
#else
typedef CHAR TCHAR;
#define NTMS_TEXT_(text)	text
#endif
typedef TCHAR *LPTSTR;
typedef const TCHAR *LPCTSTR;

#ifndef TEXT
#define TEXT(text)	NTMS_TEXT_(text)
#endif

#ifndef TRUE
#define TRUE	1
#endif
#ifndef FALSE
#define FALSE	0
#endif

#ifndef INVALID_HANDLE_VALUE
#define INVALID_HANDLE_VALUE	((HANDLE)(intptr_t)-1)
#endif
#ifndef INFINITE
#define INFINITE	0xFFFFFFFFU
#endif

/* 16 bytes, aligned to 4. */
#ifndef GUID_DEFINED
#define GUID_DEFINED
typedef struct _GUID {
	uint32_t Data1;
	uint16_t Data2;
	uint16_t Data3;
	uint8_t Data4[8];
} GUID;
#endif

/* UTC; all zero: never */
typedef struct _SYSTEMTIME {
	WORD wYear;
	WORD wMonth;
	WORD wDayOfWeek;
	WORD wDay;
	WORD wHour;
	WORD wMinute;
	WORD wSecond;
	WORD wMilliseconds;
} SYSTEMTIME, *LPSYSTEMTIME;

typedef int32_t LONG;
typedef int64_t LONGLONG;

/* Aligned to 8 also where the machine would have it at 4. */
typedef union _LARGE_INTEGER {
	struct {
		DWORD LowPart;
		LONG HighPart;
	} u;
	LONGLONG QuadPart;
} __attribute__((aligned(8))) LARGE_INTEGER;

typedef GUID NTMS_GUID;
typedef GUID *LPNTMS_GUID;

#define NTMS_NULLGUID	{ 0, 0, 0, { 0, 0, 0, 0, 0, 0, 0, 0 } }
#define NTMS_IS_GUID_NULL(id)						\
	(!(id).Data1 && !(id).Data2 && !(id).Data3 &&			\
	 !(id).Data4[0] && !(id).Data4[1] && !(id).Data4[2] &&		\
	 !(id).Data4[3] && !(id).Data4[4] && !(id).Data4[5] &&		\
	 !(id).Data4[6] && !(id).Data4[7])

/* ---- constants --------------------------------------------------------- */

/* <linux/ntms.h> has macros of the same names and values. */
#undef NTMS_ALLOCATE_NEW
#undef NTMS_ALLOCATE_NEXT
#undef NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE

/**
 * enum NtmsAllocateOptions - dwOptions of AllocateNtmsMedia()
 * @NTMS_ALLOCATE_NEW: a side of a cartridge that nobody else has a side of; its
 *	other sides are reserved for NTMS_ALLOCATE_NEXT
 * @NTMS_ALLOCATE_NEXT: the next side of the cartridge of the LMID passed in,
 *	which NTMS_ALLOCATE_NEW returned
 * @NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE: do not wait and ask no operator
 */
enum NtmsAllocateOptions {
	NTMS_ALLOCATE_NEW			= 0x0001,
	NTMS_ALLOCATE_NEXT			= 0x0002,
	NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE	= 0x0004
};

/**
 * enum NtmsCreateNtmsMediaOptions - dwOptions of CreateNtmsMedia()
 * @NTMS_ERROR_ON_DUPLICATE: refuse what is there already, as is done without it
 */
enum NtmsCreateNtmsMediaOptions {
	NTMS_ERROR_ON_DUPLICATE	= 0x0001
};

/**
 * enum NtmsSessionOptions - dwOptions of OpenNtmsSession()
 * @NTMS_SESSION_QUERYEXPEDITE: accepted, and without effect
 */
enum NtmsSessionOptions {
	NTMS_SESSION_QUERYEXPEDITE = 0x0001
};

/**
 * enum NtmsObjectsTypes - kinds of objects
 *
 * DeleteNtmsRequests() takes NTMS_LIBREQUEST and NTMS_OPREQUEST.
 */
enum NtmsObjectsTypes {
	NTMS_UNKNOWN			= 0,
	NTMS_OBJECT			= 1,
	NTMS_CHANGER			= 2,
	NTMS_CHANGER_TYPE		= 3,
	NTMS_COMPUTER			= 4,
	NTMS_DRIVE			= 5,
	NTMS_DRIVE_TYPE			= 6,
	NTMS_IEDOOR			= 7,
	NTMS_IEPORT			= 8,
	NTMS_LIBRARY			= 9,
	NTMS_LIBREQUEST			= 10,
	NTMS_LOGICAL_MEDIA		= 11,
	NTMS_MEDIA_POOL			= 12,
	NTMS_MEDIA_TYPE			= 13,
	NTMS_PARTITION			= 14,
	NTMS_PHYSICAL_MEDIA		= 15,
	NTMS_STORAGESLOT		= 16,
	NTMS_OPREQUEST			= 17,
	NTMS_UI_DESTINATION		= 18,
	NTMS_NUMBER_OF_OBJECT_TYPES	= 19
};

/**
 * enum NtmsOpreqCommand - dwRequest of SubmitNtmsOperatorRequest()
 * @NTMS_OPREQ_UNKNOWN: no request
 * @NTMS_OPREQ_NEWMEDIA: cartridges for a pool (lpArg1Id), perhaps in a certain
 *	library (lpArg2Id)
 * @NTMS_OPREQ_CLEANER: a cleaning cartridge for a library or slot (lpArg1Id)
 * @NTMS_OPREQ_DEVICESERVICE: a look at a library, drive or cartridge (lpArg1Id)
 * @NTMS_OPREQ_MOVEMEDIA: a cartridge (lpArg1Id) is to be brought to a library
 *	(lpArg2Id)
 * @NTMS_OPREQ_MESSAGE: what lpMessage says; no arguments
 */
enum NtmsOpreqCommand {
	NTMS_OPREQ_UNKNOWN		= 0,
	NTMS_OPREQ_NEWMEDIA		= 1,
	NTMS_OPREQ_CLEANER		= 2,
	NTMS_OPREQ_DEVICESERVICE	= 3,
	NTMS_OPREQ_MOVEMEDIA		= 4,
	NTMS_OPREQ_MESSAGE		= 5
};

/**
 * enum NtmsOpreqState - how far an operator request is
 * @NTMS_OPSTATE_UNKNOWN: no state
 * @NTMS_OPSTATE_SUBMITTED: nobody has read it
 * @NTMS_OPSTATE_ACTIVE: a console has shown it
 * @NTMS_OPSTATE_INPROGRESS: an operator says that he is at it
 * @NTMS_OPSTATE_REFUSED: refused
 * @NTMS_OPSTATE_COMPLETE: satisfied
 */
enum NtmsOpreqState {
	NTMS_OPSTATE_UNKNOWN		= 0,
	NTMS_OPSTATE_SUBMITTED		= 1,
	NTMS_OPSTATE_ACTIVE		= 2,
	NTMS_OPSTATE_INPROGRESS		= 3,
	NTMS_OPSTATE_REFUSED		= 4,
	NTMS_OPSTATE_COMPLETE		= 5
};

/* <linux/ntms.h> has macros of the same names and values. */
#undef NTMS_OPEN_EXISTING
#undef NTMS_CREATE_NEW
#undef NTMS_OPEN_ALWAYS

/**
 * enum NtmsCreateOptions - dwAction of CreateNtmsMediaPool()
 * @NTMS_OPEN_EXISTING: the pool must be there
 * @NTMS_CREATE_NEW: it must not
 * @NTMS_OPEN_ALWAYS: it is made if it is not there
 */
enum NtmsCreateOptions {
	NTMS_OPEN_EXISTING	= 1,
	NTMS_CREATE_NEW		= 2,
	NTMS_OPEN_ALWAYS	= 3
};

/** define NTMS_POOLHIERARCHY_LENGTH - characters of a pool's path, with its NUL. */
#define NTMS_POOLHIERARCHY_LENGTH	512

/** define NTMS_MESSAGE_LENGTH - characters of a message, with its NUL. */
#define NTMS_MESSAGE_LENGTH	256

/** define NTMS_ATTRIBUTE_NAME_LENGTH - characters of a name, with its NUL. */
#define NTMS_ATTRIBUTE_NAME_LENGTH	32

/* RSM's codes, whether a call here returns them or not */
#ifndef NO_ERROR
#define NO_ERROR			0U
#endif
#ifndef ERROR_SUCCESS
#define ERROR_SUCCESS			0U
#endif
#define ERROR_ACCESS_DENIED		5U
#define ERROR_INVALID_HANDLE		6U
#define ERROR_NOT_ENOUGH_MEMORY		8U
#define ERROR_BAD_FORMAT		11U
#define ERROR_INVALID_DRIVE		15U
#define ERROR_WRITE_PROTECT		19U
#define ERROR_NOT_READY			21U
#define ERROR_SHARING_VIOLATION		32U
#define ERROR_NOT_SUPPORTED		50U
#define ERROR_INVALID_PARAMETER		87U
#define ERROR_CALL_NOT_IMPLEMENTED	120U
#define ERROR_INSUFFICIENT_BUFFER	122U
#define ERROR_INVALID_NAME		123U
#define ERROR_BUSY			170U
#define ERROR_ALREADY_EXISTS		183U
#define ERROR_NO_DATA			232U
#define ERROR_INVALID_ADDRESS		487U
#define ERROR_CONNECTION_UNAVAIL	1201U
#define ERROR_INVALID_COMPUTERNAME	1210U
#define ERROR_NO_NETWORK		1222U
#define ERROR_CANCELLED			1223U
#define ERROR_NO_SECURITY_ON_OBJECT	1350U
#define ERROR_TIMEOUT			1460U
#define RPC_S_INVALID_BOUND		1734U
#define RPC_S_NO_INTERFACES		1817U
#define ERROR_NOT_CONNECTED		2250U
#define ERROR_INVALID_MEDIA		4300U
#define ERROR_INVALID_LIBRARY		4301U
#define ERROR_INVALID_MEDIA_POOL	4302U
#define ERROR_DRIVE_MEDIA_MISMATCH	4303U
#define ERROR_MEDIA_OFFLINE		4304U
#define ERROR_LIBRARY_OFFLINE		4305U
#define ERROR_EMPTY			4306U
#define ERROR_NOT_EMPTY			4307U
#define ERROR_MEDIA_UNAVAILABLE		4308U
#define ERROR_RESOURCE_DISABLED		4309U
#define ERROR_INVALID_CLEANER		4310U
#define ERROR_UNABLE_TO_CLEAN		4311U
#define ERROR_OBJECT_NOT_FOUND		4312U
#define ERROR_DATABASE_FAILURE		4313U
#define ERROR_DATABASE_FULL		4314U
#define ERROR_MEDIA_INCOMPATIBLE	4315U
#define ERROR_RESOURCE_NOT_PRESENT	4316U
#define ERROR_INVALID_OPERATION		4317U
#define ERROR_MEDIA_NOT_AVAILABLE	4318U
#define ERROR_DEVICE_NOT_AVAILABLE	4319U
#define ERROR_REQUEST_REFUSED		4320U
#define ERROR_INVALID_DRIVE_OBJECT	4321U
#define ERROR_LIBRARY_FULL		4322U
#define ERROR_MEDIUM_NOT_ACCESSIBLE	4323U
#define ERROR_UNABLE_TO_LOAD_MEDIUM	4324U
#define ERROR_UNABLE_TO_INVENTORY_DRIVE	4325U
#define ERROR_UNABLE_TO_INVENTORY_SLOT	4326U
#define ERROR_UNABLE_TO_INVENTORY_TRANSPORT	4327U
#define ERROR_TRANSPORT_FULL		4328U
#define ERROR_CONTROLLING_IEPORT	4329U
#define ERROR_UNABLE_TO_EJECT_MOUNTED_MEDIA	4330U
#define ERROR_CLEANER_SLOT_SET		4331U
#define ERROR_CLEANER_SLOT_NOT_SET	4332U
#define ERROR_CLEANER_CARTRIDGE_SPENT	4333U
#define ERROR_UNEXPECTED_OMID		4334U
#define ERROR_CANT_DELETE_LAST_ITEM	4335U
#define ERROR_MESSAGE_EXCEEDS_MAX_SIZE	4336U
#define ERROR_VOLUME_CONTAINS_SYS_FILES	4337U
#define ERROR_INDIGENOUS_TYPE		4338U
#define ERROR_NO_SUPPORTING_DRIVES	4339U
#define ERROR_CLEANER_CARTRIDGE_INSTALLED	4340U
#define ERROR_IEPORT_FULL		4341U
#define ERROR_RESOURCE_NOT_AVAILABLE	5006U
#define ERROR_INVALID_STATE		5023U

/* ---- structs ----------------------------------------------------------- */

#pragma pack(push, 8)

/**
 * struct _NTMS_ALLOCATION_INFORMATION - where a medium came from
 * @dwSize: in: size of the struct, 32 bytes on 64 bit and 24 on 32 bit
 * @lpReserved: NULL; not looked at
 * @AllocatedFrom: out: pool that the cartridge came from
 */
typedef struct _NTMS_ALLOCATION_INFORMATION {
	DWORD dwSize;
	LPVOID lpReserved;
	NTMS_GUID AllocatedFrom;
} NTMS_ALLOCATION_INFORMATION, *LPNTMS_ALLOCATION_INFORMATION;

#pragma pack(pop)

#include "ntmsapi-objects.h"

/* ---- calls ------------------------------------------------------------- */

/**
 * OpenNtmsSessionW() - open a session
 * @lpServer: NULL, empty, ".", "localhost" or the name of this computer, with or
 *	without two backslashes before it; there is no other server
 * @lpApplication: name of the program as operators shall see it, at most 63
 *	characters; NULL or empty: the name of the process
 * @dwOptions: 0, or NTMS_SESSION_QUERYEXPEDITE, which has no effect
 *
 * A session may be used by many threads at once. It is closed on exec.
 *
 * Return: a handle that the caller gives to CloseNtmsSession(), or
 * INVALID_HANDLE_VALUE. Then GetLastError() gives ERROR_INVALID_COMPUTERNAME
 * (another server), ERROR_INVALID_PARAMETER, ERROR_ACCESS_DENIED,
 * ERROR_NOT_CONNECTED (the module is not loaded), ERROR_NOT_READY (it is
 * starting: try again later) or ERROR_NOT_ENOUGH_MEMORY.
 */
HANDLE WINAPI OpenNtmsSessionW(LPCWSTR lpServer,
			       LPCWSTR lpApplication,
			       DWORD dwOptions);

/**
 * OpenNtmsSessionA() - open a session, with names in UTF-8
 * @lpServer: see OpenNtmsSessionW()
 * @lpApplication: see OpenNtmsSessionW(); UTF-8 whatever the locale is
 * @dwOptions: see OpenNtmsSessionW()
 *
 * Return: see OpenNtmsSessionW().
 */
HANDLE WINAPI OpenNtmsSessionA(LPCSTR lpServer,
			       LPCSTR lpApplication,
			       DWORD dwOptions);

#ifdef UNICODE
#define OpenNtmsSession OpenNtmsSessionW
#else
#define OpenNtmsSession OpenNtmsSessionA
#endif

/**
 * CloseNtmsSession() - close a session
 * @hSession: session
 *
 * Calls of other threads that wait in the session return ERROR_CANCELLED. What
 * was allocated stays allocated.
 *
 * Return: ERROR_SUCCESS or ERROR_INVALID_HANDLE.
 */
DWORD WINAPI CloseNtmsSession(HANDLE hSession);

/**
 * AllocateNtmsMedia() - allocate a side of a cartridge
 * @hSession: session
 * @lpMediaPool: application pool to allocate from
 * @lpPartition: the side wanted, in the Available or Import state; NULL or a
 *	null GUID: any Available side. Ignored with NTMS_ALLOCATE_NEXT
 * @lpMediaId: out: the LMID. With NTMS_ALLOCATE_NEXT also in: the LMID that
 *	NTMS_ALLOCATE_NEW returned. If the call fails it is set to the null GUID,
 *	except with NTMS_ALLOCATE_NEXT, which leaves it
 * @dwOptions: enum NtmsAllocateOptions, combined
 * @dwTimeout: milliseconds to wait for a medium; INFINITE: without limit; zero:
 *	without limit too, as published, unless the session was told otherwise
 *	(NtmsSetZeroTimeout(), or NTMS_ZERO_TIMEOUT=nowait in the environment)
 * @lpAllocateInformation: receives the pool that the cartridge came from; may be
 *	NULL; else its dwSize must be right
 *
 * A signal does not end the wait, however its handler was installed; another
 * thread can, with CloseNtmsSession().
 *
 * Return: ERROR_SUCCESS, ERROR_ACCESS_DENIED, ERROR_CANCELLED (the operator
 * refused, or the session was closed), ERROR_DATABASE_FAILURE,
 * ERROR_DATABASE_FULL, ERROR_DEVICE_NOT_AVAILABLE, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_MEDIA, ERROR_INVALID_MEDIA_POOL, ERROR_INVALID_PARAMETER,
 * ERROR_MEDIA_OFFLINE, ERROR_MEDIA_UNAVAILABLE, ERROR_NOT_ENOUGH_MEMORY or
 * ERROR_TIMEOUT; for a named side also ERROR_RESOURCE_DISABLED and
 * ERROR_MEDIA_INCOMPATIBLE.
 */
DWORD WINAPI AllocateNtmsMedia(HANDLE hSession,
			       LPNTMS_GUID lpMediaPool,
			       LPNTMS_GUID lpPartition,
			       LPNTMS_GUID lpMediaId,
			       DWORD dwOptions, DWORD dwTimeout,
			       LPNTMS_ALLOCATION_INFORMATION
				       lpAllocateInformation);

/**
 * DeallocateNtmsMedia() - give back what AllocateNtmsMedia() returned
 * @hSession: session
 * @lpMediaId: LMID; it ceases to exist
 * @dwOptions: must be 0
 *
 * Return: ERROR_SUCCESS, ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE,
 * ERROR_DATABASE_FULL, ERROR_INVALID_HANDLE, ERROR_INVALID_MEDIA,
 * ERROR_INVALID_PARAMETER or ERROR_NOT_ENOUGH_MEMORY.
 */
DWORD WINAPI DeallocateNtmsMedia(HANDLE hSession,
				 LPNTMS_GUID lpMediaId,
				 DWORD dwOptions);

/**
 * SetNtmsMediaComplete() - say that a side is full
 * @hSession: session
 * @lpMediaId: LMID of its owner; it stays what it is
 *
 * Return: ERROR_SUCCESS, ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE,
 * ERROR_DATABASE_FULL, ERROR_INVALID_HANDLE, ERROR_INVALID_MEDIA (no such LMID),
 * ERROR_INVALID_PARAMETER, ERROR_INVALID_STATE (it is complete already) or
 * ERROR_NOT_ENOUGH_MEMORY.
 */
DWORD WINAPI SetNtmsMediaComplete(HANDLE hSession, LPNTMS_GUID lpMediaId);

/**
 * DecommissionNtmsMedia() - say that a side is never to be used again
 * @hSession: session
 * @lpMediaId: the side, as the published page has it: not an LMID
 *
 * Return: ERROR_SUCCESS, ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE,
 * ERROR_DATABASE_FULL, ERROR_INVALID_HANDLE, ERROR_INVALID_MEDIA (no such side),
 * ERROR_INVALID_PARAMETER, ERROR_INVALID_STATE (it is not available) or
 * ERROR_NOT_ENOUGH_MEMORY.
 */
DWORD WINAPI DecommissionNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId);

/**
 * SwapNtmsMedia() - let two logical media exchange their sides
 * @hSession: session
 * @lpMediaId1: an LMID
 * @lpMediaId2: another one
 *
 * Return: ERROR_SUCCESS, ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE,
 * ERROR_DATABASE_FULL, ERROR_INVALID_HANDLE, ERROR_INVALID_MEDIA (no such LMID),
 * ERROR_INVALID_MEDIA_POOL (they are in different pools),
 * ERROR_INVALID_PARAMETER (also if both are the same), ERROR_INVALID_STATE (one
 * is complete) or ERROR_NOT_ENOUGH_MEMORY.
 */
DWORD WINAPI SwapNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId1,
			   LPNTMS_GUID lpMediaId2);

/**
 * DeleteNtmsMedia() - forget a cartridge on the shelf
 * @hSession: session
 * @lpMediaId: the cartridge, in the offline library
 *
 * Return: ERROR_SUCCESS, ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE,
 * ERROR_DATABASE_FULL, ERROR_INVALID_HANDLE, ERROR_INVALID_MEDIA (no such
 * cartridge), ERROR_INVALID_PARAMETER, ERROR_INVALID_STATE (it is in a library,
 * or a side of it is owned or reserved) or ERROR_NOT_ENOUGH_MEMORY.
 */
DWORD WINAPI DeleteNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId);

/**
 * CreateNtmsMediaW() - register a cartridge on the shelf that another catalog had
 * @hSession: session
 * @lpMedia: the cartridge, of dwType NTMS_PHYSICAL_MEDIA: pool (an application
 *	pool, or the import pool of a media type), barcode, dwNumberOfPartitions,
 *	name, description; CurrentLibrary is the null GUID or the offline library.
 *	ObjectGuid: the null GUID, or what ntms once gave it; out: what it is
 * @lpList: its sides, of dwType NTMS_PARTITION, as many and in their order: state,
 *	dwAllocateCount, name, description; LogicalMedia: of an owned side the LMID,
 *	or the null GUID for a new one; out: the LMID, or the null GUID
 * @dwOptions: 0 or NTMS_ERROR_ON_DUPLICATE; a barcode or GUID that is there is
 *	refused in any case, and labels are not catalogued
 *
 * What else the structs have is not looked at. The GUID of a side follows from
 * that of its cartridge, and another one is refused. What is owned is owned by
 * the caller.
 *
 * Return: ERROR_SUCCESS, ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE,
 * ERROR_DATABASE_FULL, ERROR_INVALID_HANDLE, ERROR_INVALID_MEDIA (barcode or GUID
 * are taken), ERROR_INVALID_MEDIA_POOL, ERROR_INVALID_NAME,
 * ERROR_INVALID_PARAMETER, ERROR_INVALID_STATE (a side cannot be so in that pool),
 * ERROR_MEDIA_INCOMPATIBLE (another number of sides) or ERROR_NOT_ENOUGH_MEMORY.
 * If only a name could not be written, the cartridge is there.
 */
DWORD WINAPI CreateNtmsMediaW(HANDLE hSession,
			      LPNTMS_OBJECTINFORMATIONW lpMedia,
			      LPNTMS_OBJECTINFORMATIONW lpList,
			      DWORD dwOptions);

/**
 * CreateNtmsMediaA() - register a cartridge, with texts in UTF-8
 * @hSession: see CreateNtmsMediaW()
 * @lpMedia: see CreateNtmsMediaW()
 * @lpList: see CreateNtmsMediaW()
 * @dwOptions: see CreateNtmsMediaW()
 *
 * Return: see CreateNtmsMediaW().
 */
DWORD WINAPI CreateNtmsMediaA(HANDLE hSession,
			      LPNTMS_OBJECTINFORMATIONA lpMedia,
			      LPNTMS_OBJECTINFORMATIONA lpList,
			      DWORD dwOptions);

#ifdef UNICODE
#define CreateNtmsMedia CreateNtmsMediaW
#else
#define CreateNtmsMedia CreateNtmsMediaA
#endif

/* ---- attributes -------------------------------------------------------- */

/**
 * GetNtmsObjectAttributeW() - read an attribute of an object
 * @hSession: session
 * @lpObjectId: the object
 * @dwType: its kind, enum NtmsObjectsTypes; NTMS_UNKNOWN: any
 * @lpAttributeName: the attribute, at most 31 characters; capitals count
 * @lpAttributeData: where the data goes; NULL: only its size is asked for
 * @lpAttributeSize: in: bytes of room; out: bytes of data, also if the room is
 *	too small
 *
 * Return: ERROR_SUCCESS, ERROR_ACCESS_DENIED, ERROR_INSUFFICIENT_BUFFER,
 * ERROR_INVALID_HANDLE, ERROR_INVALID_NAME, ERROR_INVALID_PARAMETER,
 * ERROR_NOT_ENOUGH_MEMORY or ERROR_OBJECT_NOT_FOUND (no such object, or it has no
 * such attribute).
 */
DWORD WINAPI GetNtmsObjectAttributeW(HANDLE hSession, LPNTMS_GUID lpObjectId,
				     DWORD dwType, LPCWSTR lpAttributeName,
				     LPVOID lpAttributeData,
				     LPDWORD lpAttributeSize);

/**
 * GetNtmsObjectAttributeA() - read an attribute, its name in UTF-8
 * @hSession: see GetNtmsObjectAttributeW()
 * @lpObjectId: see GetNtmsObjectAttributeW()
 * @dwType: see GetNtmsObjectAttributeW()
 * @lpAttributeName: see GetNtmsObjectAttributeW()
 * @lpAttributeData: see GetNtmsObjectAttributeW()
 * @lpAttributeSize: see GetNtmsObjectAttributeW()
 *
 * Return: see GetNtmsObjectAttributeW().
 */
DWORD WINAPI GetNtmsObjectAttributeA(HANDLE hSession, LPNTMS_GUID lpObjectId,
				     DWORD dwType, LPCSTR lpAttributeName,
				     LPVOID lpAttributeData,
				     LPDWORD lpAttributeSize);

/**
 * SetNtmsObjectAttributeW() - write or delete an attribute of an object
 * @hSession: session
 * @lpObjectId: the object
 * @dwType: its kind, enum NtmsObjectsTypes; NTMS_UNKNOWN: any
 * @lpAttributeName: the attribute, at most 31 characters; capitals count
 * @lpAttributeData: the data; not looked at if there is none
 * @AttributeSize: bytes of data, less than 64 KiB; 0 deletes the attribute
 *
 * Return: ERROR_SUCCESS, ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE,
 * ERROR_DATABASE_FULL (it has 64 already), ERROR_INVALID_HANDLE,
 * ERROR_INVALID_NAME, ERROR_INVALID_PARAMETER, ERROR_NO_DATA (64 KiB or more),
 * ERROR_NOT_ENOUGH_MEMORY or ERROR_OBJECT_NOT_FOUND (no such object, or no such
 * attribute to delete).
 */
DWORD WINAPI SetNtmsObjectAttributeW(HANDLE hSession, LPNTMS_GUID lpObjectId,
				     DWORD dwType, LPCWSTR lpAttributeName,
				     LPVOID lpAttributeData,
				     DWORD AttributeSize);

/**
 * SetNtmsObjectAttributeA() - write or delete an attribute, its name in UTF-8
 * @hSession: see SetNtmsObjectAttributeW()
 * @lpObjectId: see SetNtmsObjectAttributeW()
 * @dwType: see SetNtmsObjectAttributeW()
 * @lpAttributeName: see SetNtmsObjectAttributeW()
 * @lpAttributeData: see SetNtmsObjectAttributeW()
 * @AttributeSize: see SetNtmsObjectAttributeW()
 *
 * Return: see SetNtmsObjectAttributeW().
 */
DWORD WINAPI SetNtmsObjectAttributeA(HANDLE hSession, LPNTMS_GUID lpObjectId,
				     DWORD dwType, LPCSTR lpAttributeName,
				     LPVOID lpAttributeData,
				     DWORD AttributeSize);

#ifdef UNICODE
#define GetNtmsObjectAttribute GetNtmsObjectAttributeW
#define SetNtmsObjectAttribute SetNtmsObjectAttributeW
#else
#define GetNtmsObjectAttribute GetNtmsObjectAttributeA
#define SetNtmsObjectAttribute SetNtmsObjectAttributeA
#endif

/* ---- pools and media types --------------------------------------------- */

/* What can be said is NULL: who may use a pool is not said in its terms. */
typedef struct _SECURITY_ATTRIBUTES *LPSECURITY_ATTRIBUTES;

/**
 * CreateNtmsMediaPoolA() - make or open a pool
 * @hSession: session
 * @lpPoolName: its path: names joined by backslashes, of which all but the last
 *	are those of pools that are there
 * @lpMediaType: type of its media; NULL or a null GUID: it holds pools
 * @dwAction: enum NtmsCreateOptions
 * @lpSecurityAttributes: must be NULL
 * @lpPoolId: out: the pool; null if the call failed
 *
 * The caller owns what he makes.
 *
 * Return: ERROR_SUCCESS, ERROR_ACCESS_DENIED, ERROR_ALREADY_EXISTS
 * (NTMS_CREATE_NEW), ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL,
 * ERROR_INVALID_HANDLE, ERROR_INVALID_MEDIA (no such media type),
 * ERROR_INVALID_MEDIA_POOL (the pool above it holds media, or is a system pool),
 * ERROR_INVALID_NAME, ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY,
 * ERROR_NOT_SUPPORTED (security attributes) or ERROR_OBJECT_NOT_FOUND
 * (NTMS_OPEN_EXISTING, or a pool above it is missing).
 */
DWORD WINAPI CreateNtmsMediaPoolA(HANDLE hSession,
				  LPCSTR lpPoolName,
				  LPNTMS_GUID lpMediaType,
				  DWORD dwAction,
				  LPSECURITY_ATTRIBUTES lpSecurityAttributes,
				  LPNTMS_GUID lpPoolId);
/** CreateNtmsMediaPoolW() - likewise, in UTF-16 */
DWORD WINAPI CreateNtmsMediaPoolW(HANDLE hSession,
				  LPCWSTR lpPoolName,
				  LPNTMS_GUID lpMediaType,
				  DWORD dwAction,
				  LPSECURITY_ATTRIBUTES lpSecurityAttributes,
				  LPNTMS_GUID lpPoolId);

/**
 * DeleteNtmsMediaPool() - delete an empty application pool
 * @hSession: session
 * @lpPoolId: the pool
 *
 * Return: ERROR_SUCCESS, ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE,
 * ERROR_DATABASE_FULL, ERROR_INVALID_HANDLE, ERROR_INVALID_MEDIA_POOL (no such
 * pool, or a system pool), ERROR_INVALID_PARAMETER, ERROR_NOT_EMPTY or
 * ERROR_NOT_ENOUGH_MEMORY.
 */
DWORD WINAPI DeleteNtmsMediaPool(HANDLE hSession, LPNTMS_GUID lpPoolId);

/**
 * GetNtmsMediaPoolNameA() - the path of a pool
 * @hSession: session
 * @lpPoolId: the pool
 * @lpNameBuf: where the path goes: names joined by backslashes; NULL to ask for
 *	the size alone
 * @lpdwNameSizeBuf: in: room at @lpNameBuf in characters, the NUL among them
 *	(bytes of UTF-8, or units of UTF-16); out: what the path needs
 *
 * Return: ERROR_SUCCESS, ERROR_INSUFFICIENT_BUFFER, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_MEDIA_POOL (no such pool), ERROR_INVALID_PARAMETER or
 * ERROR_NOT_ENOUGH_MEMORY.
 */
DWORD WINAPI GetNtmsMediaPoolNameA(HANDLE hSession,
				   LPNTMS_GUID lpPoolId,
				   LPSTR lpNameBuf,
				   LPDWORD lpdwNameSizeBuf);
/** GetNtmsMediaPoolNameW() - likewise, in UTF-16 */
DWORD WINAPI GetNtmsMediaPoolNameW(HANDLE hSession,
				   LPNTMS_GUID lpPoolId,
				   LPWSTR lpNameBuf,
				   LPDWORD lpdwNameSizeBuf);

#ifdef UNICODE
#define CreateNtmsMediaPool	CreateNtmsMediaPoolW
#define GetNtmsMediaPoolName	GetNtmsMediaPoolNameW
#else
#define CreateNtmsMediaPool	CreateNtmsMediaPoolA
#define GetNtmsMediaPoolName	GetNtmsMediaPoolNameA
#endif

/**
 * MoveToNtmsMediaPool() - move a cartridge to another pool
 * @hSession: session
 * @lpMediaId: the cartridge
 * @lpPoolId: the pool; the root of free or import stands for its sub-pool of the
 *	cartridge's media type
 *
 * Return: ERROR_SUCCESS, ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE,
 * ERROR_DATABASE_FULL, ERROR_INVALID_HANDLE, ERROR_INVALID_MEDIA (no such
 * cartridge), ERROR_INVALID_MEDIA_POOL (no such pool, or no way there),
 * ERROR_INVALID_PARAMETER, ERROR_INVALID_STATE (a side is owned or reserved),
 * ERROR_MEDIA_INCOMPATIBLE (another media type) or ERROR_NOT_ENOUGH_MEMORY.
 */
DWORD WINAPI MoveToNtmsMediaPool(HANDLE hSession,
				 LPNTMS_GUID lpMediaId,
				 LPNTMS_GUID lpPoolId);

/**
 * ChangeNtmsMediaType() - give a cartridge the media type of a pool
 * @hSession: session
 * @lpMediaId: the cartridge
 * @lpPoolId: the pool that it is moved to
 *
 * Return: as MoveToNtmsMediaPool(), with ERROR_MEDIA_INCOMPATIBLE for a type that
 * has another number of sides or is for cleaning; ERROR_LIBRARY_OFFLINE.
 */
DWORD WINAPI ChangeNtmsMediaType(HANDLE hSession,
				 LPNTMS_GUID lpMediaId,
				 LPNTMS_GUID lpPoolId);

/**
 * AddNtmsMediaType() - a library supports a media type from now on
 * @hSession: session
 * @lpMediaTypeId: the media type
 * @lpLibId: the library
 *
 * Return: ERROR_SUCCESS, also if it did already, ERROR_ACCESS_DENIED,
 * ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_LIBRARY (none, or the offline library), ERROR_INVALID_MEDIA (no
 * such type), ERROR_INVALID_PARAMETER, ERROR_LIBRARY_OFFLINE or
 * ERROR_NOT_ENOUGH_MEMORY.
 */
DWORD WINAPI AddNtmsMediaType(HANDLE hSession,
			      LPNTMS_GUID lpMediaTypeId,
			      LPNTMS_GUID lpLibId);

/**
 * DeleteNtmsMediaType() - a library no longer supports a media type
 * @hSession: session
 * @lpMediaTypeId: the media type
 * @lpLibId: the library
 *
 * A type that nothing is of any more goes, with its system pools.
 *
 * Return: ERROR_SUCCESS, ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE,
 * ERROR_DATABASE_FULL, ERROR_INVALID_HANDLE, ERROR_INVALID_LIBRARY (none, or the
 * offline library), ERROR_INVALID_MEDIA (no such type), ERROR_INVALID_PARAMETER,
 * ERROR_NOT_EMPTY (the library holds media of the type) or
 * ERROR_NOT_ENOUGH_MEMORY.
 */
DWORD WINAPI DeleteNtmsMediaType(HANDLE hSession,
				 LPNTMS_GUID lpMediaTypeId,
				 LPNTMS_GUID lpLibId);

/* ---- operator requests ------------------------------------------------- */

/**
 * SubmitNtmsOperatorRequestW() - ask an operator for something
 * @hSession: session
 * @dwRequest: enum NtmsOpreqCommand
 * @lpMessage: what to tell the operator, at most 255 characters; may be NULL.
 *	If it takes more than 255 bytes as UTF-8 it is cut, and ends with three
 *	dots. It may have lines, and of other control characters only tabs
 * @lpArg1Id: see enum NtmsOpreqCommand; NULL or a null GUID if there is none
 * @lpArg2Id: likewise
 * @lpRequestId: out: the request; the null GUID if the call fails
 *
 * Returns at once; WaitForNtmsOperatorRequest() waits for the answer. The
 * request outlives the session.
 *
 * Return: ERROR_SUCCESS, ERROR_ACCESS_DENIED, ERROR_DATABASE_FULL (the user has
 * too many), ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER,
 * ERROR_NOT_ENOUGH_MEMORY or ERROR_OBJECT_NOT_FOUND (no such argument).
 */
DWORD WINAPI SubmitNtmsOperatorRequestW(HANDLE hSession,
					DWORD dwRequest,
					LPCWSTR lpMessage,
					LPNTMS_GUID lpArg1Id,
					LPNTMS_GUID lpArg2Id,
					LPNTMS_GUID lpRequestId);

/**
 * SubmitNtmsOperatorRequestA() - ask an operator, with a message in UTF-8
 * @hSession: see SubmitNtmsOperatorRequestW()
 * @dwRequest: see SubmitNtmsOperatorRequestW()
 * @lpMessage: see SubmitNtmsOperatorRequestW(); UTF-8 whatever the locale is
 * @lpArg1Id: see SubmitNtmsOperatorRequestW()
 * @lpArg2Id: see SubmitNtmsOperatorRequestW()
 * @lpRequestId: see SubmitNtmsOperatorRequestW()
 *
 * Return: see SubmitNtmsOperatorRequestW().
 */
DWORD WINAPI SubmitNtmsOperatorRequestA(HANDLE hSession,
					DWORD dwRequest,
					LPCSTR lpMessage,
					LPNTMS_GUID lpArg1Id,
					LPNTMS_GUID lpArg2Id,
					LPNTMS_GUID lpRequestId);

#ifdef UNICODE
#define SubmitNtmsOperatorRequest SubmitNtmsOperatorRequestW
#else
#define SubmitNtmsOperatorRequest SubmitNtmsOperatorRequestA
#endif

/**
 * WaitForNtmsOperatorRequest() - wait until an operator has answered
 * @hSession: session
 * @lpRequestId: the request
 * @dwTimeout: milliseconds; INFINITE: without limit; zero: only look, whatever
 *	NtmsSetZeroTimeout() says
 *
 * Return: ERROR_SUCCESS (satisfied), ERROR_CANCELLED (refused, or the session
 * was closed), ERROR_TIMEOUT (not answered yet), ERROR_OBJECT_NOT_FOUND (no such
 * request, or it has gone), ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER,
 * ERROR_ACCESS_DENIED or ERROR_NOT_ENOUGH_MEMORY.
 */
DWORD WINAPI WaitForNtmsOperatorRequest(HANDLE hSession,
					LPNTMS_GUID lpRequestId,
					DWORD dwTimeout);

/**
 * SatisfyNtmsOperatorRequest() - say that a request was satisfied
 * @hSession: session
 * @lpRequestId: the request
 *
 * Return: ERROR_SUCCESS, ERROR_ACCESS_DENIED, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_PARAMETER or ERROR_OBJECT_NOT_FOUND (no such request, or it was
 * answered already).
 */
DWORD WINAPI SatisfyNtmsOperatorRequest(HANDLE hSession,
					LPNTMS_GUID lpRequestId);

/**
 * CancelNtmsOperatorRequest() - refuse a request
 * @hSession: session
 * @lpRequestId: the request
 *
 * Return: ERROR_SUCCESS, ERROR_ACCESS_DENIED, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_PARAMETER, ERROR_INVALID_STATE (it was answered already) or
 * ERROR_OBJECT_NOT_FOUND (no such request).
 */
DWORD WINAPI CancelNtmsOperatorRequest(HANDLE hSession,
				       LPNTMS_GUID lpRequestId);

/**
 * DeleteNtmsRequests() - forget requests that were answered
 * @hSession: session
 * @lpRequestId: array of requests
 * @dwType: NTMS_OPREQUEST; or NTMS_LIBREQUEST, of which there are none, so that
 *	nothing is done
 * @dwCount: number of them
 *
 * Requests that are not answered yet are left as they are, and those that do not
 * exist are no error. If one cannot be deleted the others are all the same.
 *
 * Return: ERROR_SUCCESS, ERROR_ACCESS_DENIED, ERROR_INVALID_HANDLE or
 * ERROR_INVALID_PARAMETER.
 */
DWORD WINAPI DeleteNtmsRequests(HANDLE hSession,
				LPNTMS_GUID lpRequestId,
				DWORD dwType, DWORD dwCount);

/* ---- objects ----------------------------------------------------------- */

/**
 * EnumerateNtmsObject() - list objects
 * @hSession: session
 * @lpContainerId: list only what is in this object; NULL or a null GUID: all of
 *	the kind (of pools: those at the top)
 * @lpList: array of ids; NULL: only count
 * @lpdwListBufferSize: in: elements that @lpList has room for; out: objects that
 *	there are
 * @dwType: enum NtmsObjectsTypes
 * @dwOptions: NTMS_ENUM_DEFAULT. There is no root pool to be listed, so that
 *	NTMS_ENUM_ROOTPOOL is ERROR_NOT_SUPPORTED
 *
 * Of changers, doors, library requests and the types of drives and changers
 * there are none. If there is not enough room, as many as there is room for are
 * listed.
 *
 * Return: ERROR_SUCCESS, ERROR_INSUFFICIENT_BUFFER, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_PARAMETER (also if the kind is not to be found in such a
 * container), ERROR_NOT_ENOUGH_MEMORY, ERROR_NOT_SUPPORTED or
 * ERROR_OBJECT_NOT_FOUND (no such container).
 */
DWORD WINAPI EnumerateNtmsObject(HANDLE hSession,
				 const LPNTMS_GUID lpContainerId,
				 LPNTMS_GUID lpList, LPDWORD lpdwListBufferSize,
				 DWORD dwType, DWORD dwOptions);

/**
 * GetNtmsObjectInformationW() - read an object
 * @hSession: session
 * @lpObjectId: the object
 * @lpInfo: in: dwSize, and dwType, which may be NTMS_UNKNOWN; out: all of it.
 *	Texts that are too long are cut at a character
 *
 * Return: ERROR_SUCCESS, ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER (also if
 * dwSize or dwType is wrong), ERROR_NOT_ENOUGH_MEMORY or ERROR_OBJECT_NOT_FOUND.
 */
DWORD WINAPI GetNtmsObjectInformationW(HANDLE hSession, LPNTMS_GUID lpObjectId,
				       LPNTMS_OBJECTINFORMATIONW lpInfo);

/**
 * GetNtmsObjectInformationA() - read an object, with texts in UTF-8
 * @hSession: see GetNtmsObjectInformationW()
 * @lpObjectId: see GetNtmsObjectInformationW()
 * @lpInfo: see GetNtmsObjectInformationW()
 *
 * Return: see GetNtmsObjectInformationW().
 */
DWORD WINAPI GetNtmsObjectInformationA(HANDLE hSession, LPNTMS_GUID lpObjectId,
				       LPNTMS_OBJECTINFORMATIONA lpInfo);

/**
 * SetNtmsObjectInformationW() - write an object
 * @hSession: session
 * @lpObjectId: the object
 * @lpInfo: all of it, as GetNtmsObjectInformationW() gave it but for what is to
 *	be changed
 *
 * Of what RSM writes, it writes what differs from what a Get would give now:
 * descriptions; names of libraries, pools, cartridges and sides; policies and
 * dwMaxAllocates of pools; dwOpRequestPurgeTime of the computer. What is not
 * written by RSM is not looked at. Either all of it is written or nothing.
 *
 * Return: ERROR_SUCCESS, ERROR_ACCESS_DENIED (also if a member that RSM writes
 * and that is not kept here differs), ERROR_ALREADY_EXISTS (the name is taken),
 * ERROR_DATABASE_FAILURE, ERROR_DATABASE_FULL, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY or ERROR_OBJECT_NOT_FOUND.
 */
DWORD WINAPI SetNtmsObjectInformationW(HANDLE hSession, LPNTMS_GUID lpObjectId,
				       LPNTMS_OBJECTINFORMATIONW lpInfo);

/**
 * SetNtmsObjectInformationA() - write an object, with texts in UTF-8
 * @hSession: see SetNtmsObjectInformationW()
 * @lpObjectId: see SetNtmsObjectInformationW()
 * @lpInfo: see SetNtmsObjectInformationW()
 *
 * Return: see SetNtmsObjectInformationW().
 */
DWORD WINAPI SetNtmsObjectInformationA(HANDLE hSession, LPNTMS_GUID lpObjectId,
				       LPNTMS_OBJECTINFORMATIONA lpInfo);

#ifdef UNICODE
#define GetNtmsObjectInformation GetNtmsObjectInformationW
#define SetNtmsObjectInformation SetNtmsObjectInformationW
#else
#define GetNtmsObjectInformation GetNtmsObjectInformationA
#define SetNtmsObjectInformation SetNtmsObjectInformationA
#endif

/**
 * EnableNtmsObject() - let an object be used again
 * @hSession: session
 * @dwType: NTMS_DRIVE, NTMS_LIBRARY or NTMS_PHYSICAL_MEDIA
 * @lpObjectId: the object
 *
 * Return: ERROR_SUCCESS, ERROR_ACCESS_DENIED, ERROR_DATABASE_FAILURE,
 * ERROR_DATABASE_FULL, ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER (another
 * kind), ERROR_INVALID_STATE (it is so already), ERROR_LIBRARY_OFFLINE (it is
 * the offline library), ERROR_NOT_ENOUGH_MEMORY or ERROR_OBJECT_NOT_FOUND.
 */
DWORD WINAPI EnableNtmsObject(HANDLE hSession, DWORD dwType,
			      LPNTMS_GUID lpObjectId);

/**
 * DisableNtmsObject() - let an object not be used
 * @hSession: session
 * @dwType: see EnableNtmsObject()
 * @lpObjectId: the object
 *
 * Return: see EnableNtmsObject().
 */
DWORD WINAPI DisableNtmsObject(HANDLE hSession, DWORD dwType,
			       LPNTMS_GUID lpObjectId);

/**
 * InventoryNtmsLibrary() - have a library's elements read again
 * @hSession: session
 * @lpLibrary: the library
 * @dwAction: NTMS_INVENTORY_FAST, NTMS_INVENTORY_OMID or NTMS_INVENTORY_DEFAULT,
 *	which all read the elements and mount nothing. An inventory that runs
 *	cannot be stopped: NTMS_INVENTORY_STOP is ERROR_NOT_SUPPORTED
 *
 * Returns when it is queued.
 *
 * Return: ERROR_SUCCESS, ERROR_ACCESS_DENIED, ERROR_INVALID_HANDLE,
 * ERROR_INVALID_LIBRARY (no such library, or the offline library),
 * ERROR_INVALID_PARAMETER, ERROR_LIBRARY_OFFLINE, ERROR_NOT_SUPPORTED or
 * ERROR_RESOURCE_DISABLED.
 */
DWORD WINAPI InventoryNtmsLibrary(HANDLE hSession, LPNTMS_GUID lpLibrary,
				  DWORD dwAction);

/**
 * OpenNtmsNotification() - begin to listen to what happens to objects
 * @hSession: session; it may be closed before the notification is
 * @dwType: kind of the objects, NTMS_CHANGER or any after it
 *
 * All that happens from now on is heard, in order.
 *
 * Return: a handle that the caller gives to CloseNtmsNotification(), or
 * INVALID_HANDLE_VALUE. Then GetLastError() gives ERROR_INVALID_HANDLE,
 * ERROR_INVALID_PARAMETER (no kind), ERROR_ACCESS_DENIED, ERROR_NOT_CONNECTED
 * (the module is not loaded, or this is another network namespace than the
 * initial one), ERROR_NOT_READY or ERROR_NOT_ENOUGH_MEMORY.
 */
HANDLE WINAPI OpenNtmsNotification(HANDLE hSession, DWORD dwType);

/**
 * WaitForNtmsNotification() - the next thing that happens
 * @hNotification: notification
 * @lpNotificationInformation: out: what happened (enum
 *	NtmsNotificationOperations), to which object; untouched if the call fails
 * @dwTimeout: milliseconds; 0: do not wait; INFINITE
 *
 * NTMS_EVENT_COMPLETE comes for a library whose inventory has ended, and for the
 * LMID that an allocation has waited for which was queued, as libntms can.
 * NTMS_EVENT_SIGNAL never comes.
 *
 * Return: ERROR_SUCCESS, ERROR_TIMEOUT, ERROR_NO_DATA (something was lost, or the
 * module was unloaded: close the notification, open another, and look at the
 * objects again), ERROR_INVALID_HANDLE (also if another thread closes it
 * meanwhile) or ERROR_INVALID_PARAMETER.
 */
DWORD WINAPI
WaitForNtmsNotification(HANDLE hNotification,
			LPNTMS_NOTIFICATIONINFORMATION lpNotificationInformation,
			DWORD dwTimeout);

/**
 * CloseNtmsNotification() - listen no longer
 * @hNotification: notification
 *
 * Calls of other threads that wait return ERROR_INVALID_HANDLE.
 *
 * Return: ERROR_SUCCESS, ERROR_INVALID_PARAMETER (NULL) or ERROR_INVALID_HANDLE.
 */
DWORD WINAPI CloseNtmsNotification(HANDLE hNotification);

/* ---- beside the published calls ---------------------------------------- */

/**
 * NtmsGetLastError() - why this thread's last Open call failed
 *
 * Return: an ERROR code; each thread has its own.
 */
DWORD WINAPI NtmsGetLastError(void);

/**
 * NtmsSetLastError() - set what NtmsGetLastError() returns
 * @dwErrCode: code
 */
void WINAPI NtmsSetLastError(DWORD dwErrCode);

/* Under their published names, unless something else has them. */
#ifndef NTMSAPI_NO_LAST_ERROR
#ifndef GetLastError
#define GetLastError NtmsGetLastError
#endif
#ifndef SetLastError
#define SetLastError NtmsSetLastError
#endif
#endif

/**
 * NtmsSetZeroTimeout() - say what a dwTimeout of zero means in a session
 * @hSession: session
 * @bNoWait: TRUE: do not wait, and return ERROR_TIMEOUT at once if there is
 *	nothing to be had; FALSE: wait without limit (how a session begins)
 *
 * Not an RSM call.
 *
 * Return: ERROR_SUCCESS or ERROR_INVALID_HANDLE.
 */
DWORD WINAPI NtmsSetZeroTimeout(HANDLE hSession, BOOL bNoWait);

#ifdef __cplusplus
}
#endif

#endif /* NTMS_NTMSAPI_H */
