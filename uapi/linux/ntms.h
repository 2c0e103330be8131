/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * ntms: the arbiter of removable media.
 *
 * This header is the contract between the module and every program. It reads
 * the same on 32 and 64 bit, in C and in C++, and only ever grows at the end
 * of a struct.
 */
#ifndef _UAPI_LINUX_NTMS_H
#define _UAPI_LINUX_NTMS_H

#include <linux/ioctl.h>
#include <linux/types.h>

/**
 * DOC: Conventions
 *
 * A session is an open file of ``/dev/ntms``. Every command takes the address
 * of one struct, and every struct begins with two members:
 *
 * @size
 *	In: the size of the struct as the program was compiled with it. The
 *	kernel takes a shorter struct of an older program (down to the size that
 *	the first version of the command had; less is ``EINVAL``) and a longer
 *	one of a newer program, as long as every byte that it does not know is
 *	zero; otherwise, or if it has more than 4096 bytes, the answer is
 *	``E2BIG``.
 * @reason
 *	Out: the exact reason, one of the NTMS_REASON codes below, which are
 *	RSM's own numbers. Written whenever the struct itself could be read,
 *	also if the call succeeded (NTMS_REASON_SUCCESS).
 *
 * A call that fails returns -1 with ``errno`` set to the nearest errno and has
 * changed nothing. Unknown flag bits, unknown options and reserved members that
 * are not zero are ``EINVAL`` with NTMS_REASON_INVALID_PARAMETER. A command
 * number that the kernel does not know is ``ENOTTY``; a bad pointer is
 * ``EFAULT``. Every command that changes what has to last (pools, settings,
 * allocations, moves; not operator requests) is ``EIO`` with
 * NTMS_REASON_DATABASE_FAILURE if a journal is required and there is none that
 * works. Pointers travel as 64-bit integers. Strings are UTF-8, end with a
 * NUL inside their array, and the rest of the array is zero. Those that a program
 * gives have no control characters (but for lines and tabs in descriptions,
 * messages and answers), or are ``EINVAL`` with NTMS_REASON_INVALID_NAME.
 *
 * Arrays are {pointer, count} pairs. If an array is too small, as many elements
 * as fit are written and the number that is needed comes back.
 */

/** define NTMS_ABI_VERSION - version of this interface; grows with features. */
#define NTMS_ABI_VERSION	1

#define NTMS_IOC_MAGIC		0xBE

/* The size is in the struct, so plain _IO numbers: structs may grow. */
#define NTMS_IOC_INFO		_IO(NTMS_IOC_MAGIC, 0x00)
#define NTMS_IOC_SESSION	_IO(NTMS_IOC_MAGIC, 0x01)
#define NTMS_IOC_ENUM		_IO(NTMS_IOC_MAGIC, 0x02)
#define NTMS_IOC_GET		_IO(NTMS_IOC_MAGIC, 0x03)
#define NTMS_IOC_SET		_IO(NTMS_IOC_MAGIC, 0x04)
#define NTMS_IOC_FIND		_IO(NTMS_IOC_MAGIC, 0x05)
#define NTMS_IOC_POOL_CREATE	_IO(NTMS_IOC_MAGIC, 0x06)
#define NTMS_IOC_POOL_DELETE	_IO(NTMS_IOC_MAGIC, 0x07)
#define NTMS_IOC_MOVE		_IO(NTMS_IOC_MAGIC, 0x08)
#define NTMS_IOC_ALLOCATE	_IO(NTMS_IOC_MAGIC, 0x09)
#define NTMS_IOC_DEALLOCATE	_IO(NTMS_IOC_MAGIC, 0x0a)
#define NTMS_IOC_INVENTORY	_IO(NTMS_IOC_MAGIC, 0x0b)
#define NTMS_IOC_REQUEST_SUBMIT	_IO(NTMS_IOC_MAGIC, 0x0c)
#define NTMS_IOC_REQUEST_ANSWER	_IO(NTMS_IOC_MAGIC, 0x0d)
#define NTMS_IOC_REQUEST_WAIT	_IO(NTMS_IOC_MAGIC, 0x0e)
#define NTMS_IOC_REQUEST_DELETE	_IO(NTMS_IOC_MAGIC, 0x0f)
#define NTMS_IOC_COLLECT	_IO(NTMS_IOC_MAGIC, 0x10)
#define NTMS_IOC_CANCEL		_IO(NTMS_IOC_MAGIC, 0x11)
#define NTMS_IOC_WHY		_IO(NTMS_IOC_MAGIC, 0x12)
#define NTMS_IOC_COMPLETE	_IO(NTMS_IOC_MAGIC, 0x13)
#define NTMS_IOC_DECOMMISSION	_IO(NTMS_IOC_MAGIC, 0x14)
#define NTMS_IOC_SWAP		_IO(NTMS_IOC_MAGIC, 0x15)
#define NTMS_IOC_MEDIUM_DELETE	_IO(NTMS_IOC_MAGIC, 0x16)
#define NTMS_IOC_ATTR_GET	_IO(NTMS_IOC_MAGIC, 0x17)
#define NTMS_IOC_ATTR_SET	_IO(NTMS_IOC_MAGIC, 0x18)
#define NTMS_IOC_ATTR_LIST	_IO(NTMS_IOC_MAGIC, 0x19)
#define NTMS_IOC_ACL_GET	_IO(NTMS_IOC_MAGIC, 0x1a)
#define NTMS_IOC_ACL_SET	_IO(NTMS_IOC_MAGIC, 0x1b)
#define NTMS_IOC_TYPE_ADD	_IO(NTMS_IOC_MAGIC, 0x1c)
#define NTMS_IOC_TYPE_DELETE	_IO(NTMS_IOC_MAGIC, 0x1d)
#define NTMS_IOC_TYPE_CHANGE	_IO(NTMS_IOC_MAGIC, 0x1e)
#define NTMS_IOC_MEDIUM_CREATE	_IO(NTMS_IOC_MAGIC, 0x1f)
#define NTMS_IOC_JOURNAL_ATTACH	_IO(NTMS_IOC_MAGIC, 0x20)

/**
 * DOC: Reasons
 *
 * RSM's documented status codes, with RSM's numbers, and the errno that goes
 * with each. No code here is invented.
 */
#define NTMS_REASON_SUCCESS			0	/* 0 */
#define NTMS_REASON_ACCESS_DENIED		5	/* EACCES */
#define NTMS_REASON_INVALID_HANDLE		6	/* EBADF */
#define NTMS_REASON_NOT_ENOUGH_MEMORY		8	/* ENOMEM */
#define NTMS_REASON_INVALID_DRIVE		15	/* ENODEV */
#define NTMS_REASON_NOT_READY			21	/* EAGAIN */
#define NTMS_REASON_NOT_SUPPORTED		50	/* EOPNOTSUPP */
#define NTMS_REASON_INVALID_PARAMETER		87	/* EINVAL */
#define NTMS_REASON_INSUFFICIENT_BUFFER		122	/* ENOBUFS */
#define NTMS_REASON_INVALID_NAME		123	/* EINVAL */
#define NTMS_REASON_BUSY			170	/* EBUSY */
#define NTMS_REASON_ALREADY_EXISTS		183	/* EEXIST */
#define NTMS_REASON_NO_DATA			232	/* EMSGSIZE */
#define NTMS_REASON_CANCELLED			1223	/* ECANCELED */
#define NTMS_REASON_NO_SECURITY_ON_OBJECT	1350	/* EOPNOTSUPP */
#define NTMS_REASON_TIMEOUT			1460	/* ETIMEDOUT */
#define NTMS_REASON_INVALID_MEDIA		4300	/* ENOMEDIUM */
#define NTMS_REASON_INVALID_LIBRARY		4301	/* ENODEV */
#define NTMS_REASON_INVALID_MEDIA_POOL		4302	/* ENOENT */
#define NTMS_REASON_MEDIA_OFFLINE		4304	/* EHOSTDOWN */
#define NTMS_REASON_LIBRARY_OFFLINE		4305	/* EHOSTDOWN */
#define NTMS_REASON_NOT_EMPTY			4307	/* ENOTEMPTY */
#define NTMS_REASON_MEDIA_UNAVAILABLE		4308	/* EBUSY */
#define NTMS_REASON_RESOURCE_DISABLED		4309	/* EPERM */
#define NTMS_REASON_OBJECT_NOT_FOUND		4312	/* ENOENT */
#define NTMS_REASON_DATABASE_FAILURE		4313	/* EIO */
#define NTMS_REASON_DATABASE_FULL		4314	/* ENOSPC */
#define NTMS_REASON_MEDIA_INCOMPATIBLE		4315	/* EMEDIUMTYPE */
#define NTMS_REASON_DEVICE_NOT_AVAILABLE	4319	/* ENXIO */
#define NTMS_REASON_INVALID_STATE		5023	/* EUCLEAN */

/**
 * struct ntms_guid - the name of an object
 * @b: the 16 bytes of a GUID as Windows and EFI store it: the first three
 *	fields little-endian, then eight bytes in order
 *
 * A GUID is never used twice. All zero is the null GUID, which names nothing.
 */
struct ntms_guid {
	__u8 b[16];
};

/**
 * enum ntms_type - kinds of objects, numbered as RSM numbers them
 * @NTMS_TYPE_UNKNOWN: no kind, or any kind where a call says so
 * @NTMS_TYPE_COMPUTER: this machine; exactly one
 * @NTMS_TYPE_DRIVE: a drive (data transfer element)
 * @NTMS_TYPE_PORT: an import/export element; RSM's IEPORT
 * @NTMS_TYPE_LIBRARY: a changer with its elements, or the offline library
 * @NTMS_TYPE_LOGICAL_MEDIUM: what an allocation returned; its id is the LMID
 * @NTMS_TYPE_POOL: a media pool
 * @NTMS_TYPE_MEDIA_TYPE: a kind of cartridge
 * @NTMS_TYPE_SIDE: one side of a cartridge; RSM's PARTITION
 * @NTMS_TYPE_MEDIUM: a cartridge; RSM's PHYSICAL_MEDIA
 * @NTMS_TYPE_SLOT: a storage element
 * @NTMS_TYPE_OPERATOR_REQUEST: something that a human is asked for; RSM's
 *	OPREQUEST
 */
enum ntms_type {
	NTMS_TYPE_UNKNOWN		= 0,
	NTMS_TYPE_COMPUTER		= 4,
	NTMS_TYPE_DRIVE			= 5,
	NTMS_TYPE_PORT			= 8,
	NTMS_TYPE_LIBRARY		= 9,
	NTMS_TYPE_LOGICAL_MEDIUM	= 11,
	NTMS_TYPE_POOL			= 12,
	NTMS_TYPE_MEDIA_TYPE		= 13,
	NTMS_TYPE_SIDE			= 14,
	NTMS_TYPE_MEDIUM		= 15,
	NTMS_TYPE_SLOT			= 16,
	NTMS_TYPE_OPERATOR_REQUEST	= 17,
};

/**
 * enum ntms_side_state - state of a side, numbered as RSM's NtmsPartitionState
 * @NTMS_SIDE_UNKNOWN: not identified yet
 * @NTMS_SIDE_UNPREPARED: waits for a free label to be written
 * @NTMS_SIDE_INCOMPATIBLE: cannot hold data here (a cleaning cartridge)
 * @NTMS_SIDE_DECOMMISSIONED: never to be used again
 * @NTMS_SIDE_AVAILABLE: can be allocated
 * @NTMS_SIDE_ALLOCATED: owned by one logical medium
 * @NTMS_SIDE_COMPLETE: owned, full, read-only
 * @NTMS_SIDE_UNRECOGNIZED: nobody here knows it; RSM's FOREIGN
 * @NTMS_SIDE_IMPORT: holds data of another system, may be allocated by name
 * @NTMS_SIDE_RESERVED: sibling of a side that was allocated with NEW
 */
enum ntms_side_state {
	NTMS_SIDE_UNKNOWN		= 0,
	NTMS_SIDE_UNPREPARED		= 1,
	NTMS_SIDE_INCOMPATIBLE		= 2,
	NTMS_SIDE_DECOMMISSIONED	= 3,
	NTMS_SIDE_AVAILABLE		= 4,
	NTMS_SIDE_ALLOCATED		= 5,
	NTMS_SIDE_COMPLETE		= 6,
	NTMS_SIDE_UNRECOGNIZED		= 7,
	NTMS_SIDE_IMPORT		= 8,
	NTMS_SIDE_RESERVED		= 9,
};

/**
 * enum ntms_pool_type - kinds of pools, numbered as RSM's NtmsPoolType
 * @NTMS_POOL_FREE: cartridges that anybody may be given
 * @NTMS_POOL_UNRECOGNIZED: cartridges that nobody knows; never given out
 * @NTMS_POOL_IMPORT: cartridges with data of other systems
 * @NTMS_POOL_APPLICATION: made by an administrator for an application
 */
enum ntms_pool_type {
	NTMS_POOL_FREE		= 1,
	NTMS_POOL_UNRECOGNIZED	= 2,
	NTMS_POOL_IMPORT	= 3,
	NTMS_POOL_APPLICATION	= 1000,
};

/* Operational state of an object, RSM's numbers. */
#define NTMS_STATE_READY		0
#define NTMS_STATE_INITIALIZING		10
#define NTMS_STATE_NEEDS_SERVICE	20
#define NTMS_STATE_NOT_PRESENT		21

#define NTMS_NAME_SIZE		192	/* 63 UTF-16 units as UTF-8, and a NUL */
#define NTMS_DESCRIPTION_SIZE	384	/* 126 UTF-16 units as UTF-8, and a NUL */
#define NTMS_BARCODE_SIZE	64	/* characters, and a NUL */
#define NTMS_DEVICE_SIZE	64
#define NTMS_VENDOR_SIZE	16	/* INQUIRY: 8, trimmed */
#define NTMS_PRODUCT_SIZE	24	/* INQUIRY: 16, trimmed */
#define NTMS_REVISION_SIZE	8	/* INQUIRY: 4, trimmed */
#define NTMS_SERIAL_SIZE	64	/* VPD page 80h, trimmed */
#define NTMS_SIDES_MAX		2
#define NTMS_ATTRIBUTE_SIZE	96	/* 31 UTF-16 units as UTF-8, and a NUL */
#define NTMS_ATTRIBUTE_DATA_MAX	65535	/* bytes in an attribute */
#define NTMS_ATTRIBUTES_MAX	64	/* attributes of one object */

/**
 * struct ntms_info - NTMS_IOC_INFO: what this kernel's ntms is and holds
 * @size: see Conventions
 * @reason: see Conventions
 * @abi: NTMS_ABI_VERSION of the kernel
 * @flags: NTMS_INFO_* bits
 * @features: bits of optional features; none is defined in version 1
 * @errata: bit n set: erratum n of Documentation/errata.rst is fixed
 * @sequence: number of the last committed change
 * @media: number of cartridges
 * @sides: number of sides
 * @logical_media: number of logical media, that is of allocated sides
 * @libraries: number of libraries, the offline library included
 * @drives: number of drives
 * @pools: number of pools, system pools and their sub-pools included
 * @sessions: number of open sessions
 * @computer: the computer object
 * @offline_library: the library of cartridges that are in no robot
 * @free_pool: root of the free pools
 * @import_pool: root of the import pools
 * @unrecognized_pool: root of the pools of cartridges nobody knows
 */
struct ntms_info {
	__u32 size;
	__u32 reason;
	__u32 abi;
	__u32 flags;
	__aligned_u64 features;
	__aligned_u64 errata;
	__aligned_u64 sequence;
	__aligned_u64 media;
	__aligned_u64 sides;
	__aligned_u64 logical_media;
	__u32 libraries;
	__u32 drives;
	__u32 pools;
	__u32 sessions;
	struct ntms_guid computer;
	struct ntms_guid offline_library;
	struct ntms_guid free_pool;
	struct ntms_guid import_pool;
	struct ntms_guid unrecognized_pool;
};

/* Features: what this kernel has beyond version 1 */
#define NTMS_FEATURE_REQUESTS	(1ULL << 0)	/* waiting, operator requests */

/* A journal is attached: what a call changed survives a restart. */
#define NTMS_INFO_JOURNAL		(1U << 0)
/* A journal is required: without one, what has to last cannot be changed. */
#define NTMS_INFO_JOURNAL_REQUIRED	(1U << 1)

/**
 * struct ntms_session_name - NTMS_IOC_SESSION: say which program this is
 * @size: see Conventions
 * @reason: see Conventions
 * @flags: must be 0
 * @reserved: must be 0
 * @application: name to show to operators; empty keeps the process name
 *
 * May be called at any time and as often as wanted; the name tags what the
 * session does from then on.
 *
 * Reasons: INVALID_PARAMETER, INVALID_NAME (no text of one line).
 */
struct ntms_session_name {
	__u32 size;
	__u32 reason;
	__u32 flags;
	__u32 reserved;
	char application[NTMS_NAME_SIZE];
};

/**
 * struct ntms_enum - NTMS_IOC_ENUM: list objects
 * @size: see Conventions
 * @reason: see Conventions
 * @type: kind of the objects wanted, one of enum ntms_type
 * @flags: must be 0
 * @container: list only what is in this object; null: all of the kind (of
 *	pools: those at the top)
 * @ids: address of an array of struct ntms_guid
 * @count: in: elements in the array; out: elements written
 * @more: out: 1 if objects are left after the last one written, else 0
 * @cursor: in: 0 to begin, or what the last call gave back; out: where to go on
 * @total: out: number of objects that match now
 *
 * Objects come in the order in which they were made, elements by address. An
 * object that exists during the whole enumeration is listed exactly once, even
 * if others come and go.
 *
 * Containers: a library holds drives, slots, ports and media, and the media types
 * that it supports (of which the offline library has none); a pool holds
 * pools, media, sides and logical media; a medium holds sides and logical
 * media; a side holds its logical medium; a logical medium its side.
 *
 * Reasons: OBJECT_NOT_FOUND (no such container), INVALID_PARAMETER (kind
 * unknown, or not to be found in such a container).
 */
struct ntms_enum {
	__u32 size;
	__u32 reason;
	__u32 type;
	__u32 flags;
	struct ntms_guid container;
	__aligned_u64 ids;
	__u32 count;
	__u32 more;
	__aligned_u64 cursor;
	__aligned_u64 total;
};

/**
 * struct ntms_object - NTMS_IOC_GET, NTMS_IOC_SET: read or write an object
 * @size: see Conventions
 * @reason: see Conventions
 * @type: in: kind of the object, or NTMS_TYPE_UNKNOWN to take any; out: its kind
 * @mask: SET: which members to write, NTMS_SET_* bits; GET: must be 0
 * @id: the object
 * @info: address of the struct of the kind: ntms_library_info, ntms_drive_info ...
 * @info_size: in: room at @info, at most 4096; out: size of the kernel's
 *	struct. GET: a shorter one gets the beginning, a longer one zeros at the
 *	end. SET: must hold every member that @mask names
 * @reserved: must be 0
 *
 * SET writes all members that @mask names, or none. Members that cannot be
 * written have no bit. Administrators alone say whose a pool is, as it is they who
 * take it away from somebody.
 *
 * Reasons: OBJECT_NOT_FOUND (no such object, or not of that kind),
 * INVALID_PARAMETER (a value out of range, a bit that the kind does not have, an
 * owner that the caller's user namespace has not), INVALID_NAME, ALREADY_EXISTS
 * (the name is taken), ACCESS_DENIED.
 */
struct ntms_object {
	__u32 size;
	__u32 reason;
	__u32 type;
	__u32 mask;
	struct ntms_guid id;
	__aligned_u64 info;
	__u32 info_size;
	__u32 reserved;
};

/* SET, any kind */
#define NTMS_SET_NAME			(1U << 0)
#define NTMS_SET_DESCRIPTION		(1U << 1)
/* SET, library, drive, medium, pool of the free cartridges of a media type */
#define NTMS_SET_ENABLED		(1U << 2)
/* SET, pool (not a system pool) */
#define NTMS_SET_ALLOCATION_POLICY	(1U << 8)
#define NTMS_SET_DEALLOCATION_POLICY	(1U << 9)
#define NTMS_SET_MAX_ALLOCATES		(1U << 10)
#define NTMS_SET_OWNER			(1U << 11)
/* SET, library */
#define NTMS_SET_NEW_MEDIA		(1U << 16)
#define NTMS_SET_MEDIA_TYPE		(1U << 17)
/* SET, computer */
#define NTMS_SET_REQUEST_PURGE		(1U << 20)
/*
 * SET, drive: which SCSI device it is; all zero h:c:t:l and no name: automatic.
 * The device at 0:0:0:0 is said with any name.
 */
#define NTMS_SET_DEVICE			(1U << 24)

/**
 * struct ntms_object_header - what every object has
 * @id: the object
 * @type: its kind
 * @enabled: 0 if an administrator disabled it
 * @state: operational state, NTMS_STATE_*
 * @reserved: 0
 * @created: when it was made, nanoseconds since 1970 (UTC); a side, slot, port or
 *	drive: when what it is a part of was made
 * @modified: when it, or what it is a part of, last changed, likewise
 * @name: name; a cartridge's is its barcode if it was given no other
 * @description: free text
 */
struct ntms_object_header {
	struct ntms_guid id;
	__u32 type;
	__u32 enabled;
	__u32 state;
	__u32 reserved;
	__aligned_u64 created;
	__aligned_u64 modified;
	char name[NTMS_NAME_SIZE];
	char description[NTMS_DESCRIPTION_SIZE];
};

/**
 * struct ntms_scsi_address - where a SCSI device is
 * @host: host number
 * @channel: channel
 * @target: target
 * @reserved: 0
 * @lun: logical unit
 */
struct ntms_scsi_address {
	__u32 host;
	__u32 channel;
	__u32 target;
	__u32 reserved;
	__aligned_u64 lun;
};

/**
 * struct ntms_computer_info - NTMS_TYPE_COMPUTER
 * @header: what every object has; the name is the node name
 * @request_purge: seconds until an operator request that was answered is
 *	forgotten, if nobody deletes it before; 0: at once. RSM's three days are
 *	the default
 * @waiting: number of allocations that wait
 */
struct ntms_computer_info {
	struct ntms_object_header header;
	__u32 request_purge;
	__u32 waiting;
};

/* Kinds of libraries, RSM's numbers. */
#define NTMS_LIBRARY_OFFLINE	1
#define NTMS_LIBRARY_ONLINE	2

/* Inventory of a library */
#define NTMS_INVENTORY_NEVER	0	/* not read yet */
#define NTMS_INVENTORY_RUNNING	1
#define NTMS_INVENTORY_DONE	2	/* the last one succeeded */
#define NTMS_INVENTORY_FAILED	3	/* the last one failed: see sense */

/* Library flags */
#define NTMS_LIBRARY_BARCODES	(1U << 0)	/* reports volume tags */
#define NTMS_LIBRARY_ROTATES	(1U << 1)	/* can turn a cartridge over */

/**
 * struct ntms_library_info - NTMS_TYPE_LIBRARY
 * @header: what every object has
 * @kind: NTMS_LIBRARY_OFFLINE or NTMS_LIBRARY_ONLINE
 * @flags: NTMS_LIBRARY_* bits
 * @new_media: enum ntms_pool_type: where a cartridge nobody knows arrives
 * @inventory: NTMS_INVENTORY_*
 * @inventories: number of inventories that ended, well or not
 * @sense: why the last inventory failed: sense key << 16 | ASC << 8 | ASCQ; 0
 *	if there was no sense
 * @error: positive errno of the last inventory, 0 if it succeeded
 * @media_type: what cartridges without a better clue are taken for; null if that
 *	is not known
 * @transports: number of medium transport elements
 * @first_transport: lowest element address of them
 * @slots: number of storage elements
 * @first_slot: lowest element address of them
 * @ports: number of import/export elements
 * @first_port: lowest element address of them
 * @drives: number of data transfer elements
 * @first_drive: lowest element address of them
 * @media: number of cartridges
 * @reserved: 0
 * @address: SCSI address of the changer
 * @device: name of the changer's device node ("sch0"), empty if there is none
 * @vendor: INQUIRY vendor identification
 * @product: INQUIRY product identification
 * @revision: INQUIRY product revision level
 * @serial: unit serial number
 */
struct ntms_library_info {
	struct ntms_object_header header;
	__u32 kind;
	__u32 flags;
	__u32 new_media;
	__u32 inventory;
	__aligned_u64 inventories;
	__u32 sense;
	__u32 error;
	struct ntms_guid media_type;
	__u32 transports;
	__u32 first_transport;
	__u32 slots;
	__u32 first_slot;
	__u32 ports;
	__u32 first_port;
	__u32 drives;
	__u32 first_drive;
	__u32 media;
	__u32 reserved;
	struct ntms_scsi_address address;
	char device[NTMS_DEVICE_SIZE];
	char vendor[NTMS_VENDOR_SIZE];
	char product[NTMS_PRODUCT_SIZE];
	char revision[NTMS_REVISION_SIZE];
	char serial[NTMS_SERIAL_SIZE];
};

/**
 * enum ntms_drive_map - how a drive was matched to its SCSI device
 * @NTMS_MAP_NONE: it was not; the drive is reported and not used
 * @NTMS_MAP_DESIGNATOR: the changer's identifier equals a VPD 83h designator
 * @NTMS_MAP_SERIAL: the changer's identifier holds the unit serial number
 * @NTMS_MAP_ADDRESS: the changer reported target and logical unit
 * @NTMS_MAP_SINGLE: the only drive, beside the changer on one target
 * @NTMS_MAP_ADMINISTRATOR: an administrator said so
 * @NTMS_MAP_AMBIGUOUS: more than one device fits; treated as none
 */
enum ntms_drive_map {
	NTMS_MAP_NONE		= 0,
	NTMS_MAP_DESIGNATOR	= 1,
	NTMS_MAP_SERIAL		= 2,
	NTMS_MAP_ADDRESS	= 3,
	NTMS_MAP_SINGLE		= 4,
	NTMS_MAP_ADMINISTRATOR	= 5,
	NTMS_MAP_AMBIGUOUS	= 6,
};

/* What an element holds */
#define NTMS_ELEMENT_UNKNOWN	0
#define NTMS_ELEMENT_FULL	1
#define NTMS_ELEMENT_EMPTY	2
#define NTMS_ELEMENT_NOT_PRESENT 3

/* Element flags, from READ ELEMENT STATUS (SMC-3 6.11) */
#define NTMS_ELEMENT_ACCESS	(1U << 0)	/* the robot can reach in */
#define NTMS_ELEMENT_EXCEPT	(1U << 1)	/* abnormal: see asc */
#define NTMS_ELEMENT_IMPEXP	(1U << 2)	/* port: put in by an operator */
#define NTMS_ELEMENT_INENAB	(1U << 3)	/* port: can import */
#define NTMS_ELEMENT_EXENAB	(1U << 4)	/* port: can export */

/**
 * struct ntms_element_info - NTMS_TYPE_SLOT and NTMS_TYPE_PORT
 * @header: what every object has
 * @library: the library
 * @medium: the cartridge in it, null if empty
 * @number: position among the elements of its kind, from 0
 * @address: element address
 * @content: NTMS_ELEMENT_FULL, _EMPTY ...
 * @flags: NTMS_ELEMENT_ACCESS ...
 * @asc: additional sense code << 8 | qualifier, if NTMS_ELEMENT_EXCEPT
 * @reserved: 0
 */
struct ntms_element_info {
	struct ntms_object_header header;
	struct ntms_guid library;
	struct ntms_guid medium;
	__u32 number;
	__u32 address;
	__u32 content;
	__u32 flags;
	__u32 asc;
	__u32 reserved;
};

/**
 * struct ntms_drive_info - NTMS_TYPE_DRIVE
 * @header: what every object has
 * @library: the library
 * @medium: the cartridge in it, null if empty
 * @number: position among the drives, from 0
 * @address: element address
 * @content: NTMS_ELEMENT_FULL, _EMPTY ...
 * @flags: NTMS_ELEMENT_ACCESS ...
 * @asc: additional sense code << 8 | qualifier, if NTMS_ELEMENT_EXCEPT
 * @map: enum ntms_drive_map
 * @scsi: SCSI address of the drive, if @map says that it is known
 * @device: device node to open, the no-rewind one of a tape ("nst0"), or empty
 * @vendor: INQUIRY vendor identification
 * @product: INQUIRY product identification
 * @revision: INQUIRY product revision level
 * @serial: unit serial number, or what the changer reported as one
 */
struct ntms_drive_info {
	struct ntms_object_header header;
	struct ntms_guid library;
	struct ntms_guid medium;
	__u32 number;
	__u32 address;
	__u32 content;
	__u32 flags;
	__u32 asc;
	__u32 map;
	struct ntms_scsi_address scsi;
	char device[NTMS_DEVICE_SIZE];
	char vendor[NTMS_VENDOR_SIZE];
	char product[NTMS_PRODUCT_SIZE];
	char revision[NTMS_REVISION_SIZE];
	char serial[NTMS_SERIAL_SIZE];
};

/* Medium flags */
#define NTMS_MEDIUM_ONLINE	(1U << 0)	/* in a library that is present */
#define NTMS_MEDIUM_DUPLICATE	(1U << 1)	/* another one has its barcode */
#define NTMS_MEDIUM_CLEANER	(1U << 2)	/* a cleaning cartridge */

/**
 * struct ntms_medium_info - NTMS_TYPE_MEDIUM
 * @header: what every object has
 * @library: the library, the offline library if it is in no robot
 * @pool: the pool
 * @location: the slot, drive or port it is in; null if offline
 * @media_type: its media type
 * @location_type: NTMS_TYPE_SLOT, _DRIVE, _PORT; NTMS_TYPE_UNKNOWN if offline
 * @flags: NTMS_MEDIUM_*
 * @side_count: number of sides
 * @reserved: 0
 * @sides: the sides
 * @barcode: barcode without the padding, empty if it has none
 */
struct ntms_medium_info {
	struct ntms_object_header header;
	struct ntms_guid library;
	struct ntms_guid pool;
	struct ntms_guid location;
	struct ntms_guid media_type;
	__u32 location_type;
	__u32 flags;
	__u32 side_count;
	__u32 reserved;
	struct ntms_guid sides[NTMS_SIDES_MAX];
	char barcode[NTMS_BARCODE_SIZE];
};

/**
 * struct ntms_side_info - NTMS_TYPE_SIDE
 * @header: what every object has
 * @medium: the cartridge
 * @pool: the pool of the cartridge
 * @logical_medium: the LMID that owns it, null if nobody does
 * @side_state: enum ntms_side_state
 * @side: 0 or 1
 * @allocate_count: how often it was allocated
 * @reserved: 0
 */
struct ntms_side_info {
	struct ntms_object_header header;
	struct ntms_guid medium;
	struct ntms_guid pool;
	struct ntms_guid logical_medium;
	__u32 side_state;
	__u32 side;
	__u32 allocate_count;
	__u32 reserved;
};

/**
 * struct ntms_logical_medium_info - NTMS_TYPE_LOGICAL_MEDIUM
 * @header: what every object has
 * @side: the side it owns
 * @medium: the cartridge of the side
 * @pool: the pool
 * @uid: user who allocated it, in the reader's user namespace
 * @reserved: 0
 * @application: the application that allocated it
 */
struct ntms_logical_medium_info {
	struct ntms_object_header header;
	struct ntms_guid side;
	struct ntms_guid medium;
	struct ntms_guid pool;
	__u32 uid;
	__u32 reserved;
	char application[NTMS_NAME_SIZE];
};

/* Pool policies, RSM's bits. */
#define NTMS_POOL_FROMSCRATCH		(1U << 0)
#define NTMS_POOL_TOSCRATCH		(1U << 0)

/* Pool flags */
#define NTMS_POOL_CONTAINER	(1U << 0)	/* holds pools, not media */

/**
 * struct ntms_pool_info - NTMS_TYPE_POOL
 * @header: what every object has
 * @parent: the pool it is in, null at the top
 * @media_type: type of its media, null for a pool of pools
 * @pool_type: enum ntms_pool_type
 * @flags: NTMS_POOL_CONTAINER
 * @allocation_policy: NTMS_POOL_FROMSCRATCH: draw from free if it has none
 * @deallocation_policy: NTMS_POOL_TOSCRATCH: give back to free
 * @max_allocates: a side is decommissioned when it is given back after this
 *	many allocations; 0: no limit
 * @owner: user with all rights on the pool, in the reader's user namespace; SET:
 *	all ones: the caller
 * @media: number of cartridges in it
 * @logical_media: number of logical media in it
 * @pools: number of pools in it
 * @available: number of its sides that could be allocated now: Available, of
 *	an enabled cartridge in an enabled library that is present
 */
struct ntms_pool_info {
	struct ntms_object_header header;
	struct ntms_guid parent;
	struct ntms_guid media_type;
	__u32 pool_type;
	__u32 flags;
	__u32 allocation_policy;
	__u32 deallocation_policy;
	__u32 max_allocates;
	__u32 owner;
	__u32 media;
	__u32 logical_media;
	__u32 pools;
	__u32 available;
};

/**
 * struct ntms_media_type_info - NTMS_TYPE_MEDIA_TYPE
 * @header: what every object has
 * @code: RSM's media type code (0x20 DDS_4mm ... 0x5d SAIT); 0 if not known
 * @sides: number of sides of such a cartridge
 * @write: 1 rewritable, 2 write once, 3 read only, 0 not known
 * @media: number of cartridges of the type
 */
struct ntms_media_type_info {
	struct ntms_object_header header;
	__u32 code;
	__u32 sides;
	__u32 write;
	__u32 media;
};

/* The longest text of an operator request and of an answer, with its NUL */
#define NTMS_MESSAGE_SIZE	256

/**
 * enum ntms_request_kind - what an operator is asked for, numbered as RSM's
 *	NtmsOpreqCommand
 * @NTMS_REQUEST_NEW_MEDIA: cartridges for a pool (@arg1), perhaps in a certain
 *	library (@arg2)
 * @NTMS_REQUEST_CLEANER: a cleaning cartridge, for a library or slot (@arg1)
 * @NTMS_REQUEST_DEVICE_SERVICE: a look at a library, drive or cartridge (@arg1)
 * @NTMS_REQUEST_MOVE_MEDIA: a cartridge (@arg1) is to be brought to a library
 *	(@arg2)
 * @NTMS_REQUEST_MESSAGE: what the message says; no arguments
 */
enum ntms_request_kind {
	NTMS_REQUEST_NEW_MEDIA		= 1,
	NTMS_REQUEST_CLEANER		= 2,
	NTMS_REQUEST_DEVICE_SERVICE	= 3,
	NTMS_REQUEST_MOVE_MEDIA		= 4,
	NTMS_REQUEST_MESSAGE		= 5,
};

/**
 * enum ntms_request_state - how far it is, numbered as RSM's NtmsOpreqState
 * @NTMS_REQUEST_SUBMITTED: nobody has read it
 * @NTMS_REQUEST_ACTIVE: a console has shown it
 * @NTMS_REQUEST_IN_PROGRESS: an operator says that he is at it
 * @NTMS_REQUEST_REFUSED: refused
 * @NTMS_REQUEST_COMPLETE: satisfied
 */
enum ntms_request_state {
	NTMS_REQUEST_SUBMITTED		= 1,
	NTMS_REQUEST_ACTIVE		= 2,
	NTMS_REQUEST_IN_PROGRESS	= 3,
	NTMS_REQUEST_REFUSED		= 4,
	NTMS_REQUEST_COMPLETE		= 5,
};

/* Request flags */
#define NTMS_REQUEST_OF_CALL	(1U << 0)	/* goes with the call that waits */

/**
 * struct ntms_request_info - NTMS_TYPE_OPERATOR_REQUEST
 * @header: what every object has; @created is when it was submitted
 * @request: enum ntms_request_kind
 * @request_state: enum ntms_request_state
 * @flags: NTMS_REQUEST_OF_CALL: an allocation waits for the answer, and takes
 *	the request with it when it ends
 * @options: of that allocation, NTMS_ALLOCATE_*
 * @arg1_type: enum ntms_type of @arg1, NTMS_TYPE_UNKNOWN if there is none
 * @arg2_type: likewise
 * @arg1: see enum ntms_request_kind
 * @arg2: likewise
 * @media_type: NEW_MEDIA: type of the cartridges wanted, else null
 * @deadline: nanoseconds of CLOCK_MONOTONIC when the allocation gives up;
 *	NTMS_DEADLINE_NEVER if it does not, or if no call waits
 * @finished: when it was answered, nanoseconds since 1970; 0: not yet
 * @uid: user who asks, in the reader's user namespace
 * @pid: process that asks, in the initial PID namespace
 * @application: application that asks
 * @message: what it says, may be empty
 * @answer: what the operator said to it, may be empty
 *
 * It is told to who asks, to operators and administrators, who have CONTROL of the
 * computer, and to who has CONTROL of the pool that it is about; to others it does
 * not exist.
 */
struct ntms_request_info {
	struct ntms_object_header header;
	__u32 request;
	__u32 request_state;
	__u32 flags;
	__u32 options;
	__u32 arg1_type;
	__u32 arg2_type;
	struct ntms_guid arg1;
	struct ntms_guid arg2;
	struct ntms_guid media_type;
	__aligned_u64 deadline;
	__aligned_u64 finished;
	__u32 uid;
	__u32 pid;
	char application[NTMS_NAME_SIZE];
	char message[NTMS_MESSAGE_SIZE];
	char answer[NTMS_MESSAGE_SIZE];
};

/**
 * struct ntms_find - NTMS_IOC_FIND: cartridges with a barcode
 * @size: see Conventions
 * @reason: see Conventions
 * @flags: must be 0
 * @count: in: elements in the array; out: elements written
 * @ids: address of an array of struct ntms_guid
 * @total: out: number of cartridges with that barcode
 * @barcode: barcode, exactly
 *
 * Finding none is success with @total 0.
 */
struct ntms_find {
	__u32 size;
	__u32 reason;
	__u32 flags;
	__u32 count;
	__aligned_u64 ids;
	__aligned_u64 total;
	char barcode[NTMS_BARCODE_SIZE];
};

/* What to do if the pool exists, or does not; RSM's NtmsCreateOptions. */
#define NTMS_OPEN_EXISTING	1
#define NTMS_CREATE_NEW		2
#define NTMS_OPEN_ALWAYS	3

/**
 * struct ntms_pool_create - NTMS_IOC_POOL_CREATE: make or open a pool
 * @size: see Conventions
 * @reason: see Conventions
 * @action: NTMS_OPEN_EXISTING, NTMS_CREATE_NEW or NTMS_OPEN_ALWAYS
 * @flags: must be 0
 * @parent: the pool to make it in, null for the top
 * @media_type: type of its media, null for a pool of pools
 * @id: out: the pool
 * @owner: user who gets all rights on it, in the caller's user namespace;
 *	all ones: the caller
 * @allocation_policy: see struct ntms_pool_info
 * @deallocation_policy: see struct ntms_pool_info
 * @max_allocates: see struct ntms_pool_info
 * @name: its name, without a backslash; compared exactly
 *
 * A pool that is opened keeps its own policies. To open one takes USE on it, or
 * what it takes to make one there: CONTROL on the parent, or an administrator at
 * the top.
 *
 * Reasons: ALREADY_EXISTS (CREATE_NEW), OBJECT_NOT_FOUND (OPEN_EXISTING, or no
 * such parent), INVALID_NAME, INVALID_MEDIA (no such media type),
 * INVALID_MEDIA_POOL (the parent holds media, or is a system pool),
 * ACCESS_DENIED.
 */
struct ntms_pool_create {
	__u32 size;
	__u32 reason;
	__u32 action;
	__u32 flags;
	struct ntms_guid parent;
	struct ntms_guid media_type;
	struct ntms_guid id;
	__u32 owner;
	__u32 allocation_policy;
	__u32 deallocation_policy;
	__u32 max_allocates;
	char name[NTMS_NAME_SIZE];
};

/**
 * struct ntms_pool_delete - NTMS_IOC_POOL_DELETE: delete an empty pool
 * @size: see Conventions
 * @reason: see Conventions
 * @flags: must be 0
 * @reserved: must be 0
 * @id: the pool
 *
 * Reasons: INVALID_MEDIA_POOL (no such pool, or a system pool), NOT_EMPTY,
 * ACCESS_DENIED.
 */
struct ntms_pool_delete {
	__u32 size;
	__u32 reason;
	__u32 flags;
	__u32 reserved;
	struct ntms_guid id;
};

/**
 * struct ntms_move - NTMS_IOC_MOVE: move a cartridge to another pool
 * @size: see Conventions
 * @reason: see Conventions
 * @flags: must be 0
 * @reserved: must be 0
 * @medium: the cartridge
 * @pool: the pool; the root of the free or import pools stands for its sub-pool
 *	of the cartridge's media type
 *
 * Into free: every side becomes Available; refused while a side is Allocated,
 * Complete or Reserved. A cartridge that nobody knows goes only to free. Into
 * import: only if all sides are in the Import state. Into an application pool:
 * sides keep their state.
 *
 * Reasons: INVALID_MEDIA, INVALID_MEDIA_POOL (no such pool, or no way there),
 * MEDIA_INCOMPATIBLE (another media type, or a cleaning cartridge),
 * INVALID_STATE (a side is owned or reserved), ACCESS_DENIED.
 */
struct ntms_move {
	__u32 size;
	__u32 reason;
	__u32 flags;
	__u32 reserved;
	struct ntms_guid medium;
	struct ntms_guid pool;
};

/* Options of an allocation, RSM's numbers */
#define NTMS_ALLOCATE_NEW			(1U << 0)
#define NTMS_ALLOCATE_NEXT			(1U << 1)
#define NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE	(1U << 2)

/* Flags of an allocation */
#define NTMS_ALLOCATE_F_NOWAIT	(1U << 0)	/* as if the deadline were past */
#define NTMS_ALLOCATE_F_QUEUE	(1U << 1)	/* wait in the session, not in the call */

/* Deadline that never comes */
#define NTMS_DEADLINE_NEVER	(~(__u64)0)

/**
 * struct ntms_allocate - NTMS_IOC_ALLOCATE: AllocateNtmsMedia
 * @size: see Conventions
 * @reason: see Conventions
 * @options: NTMS_ALLOCATE_NEW, _NEXT, _ERROR_IF_UNAVAILABLE
 * @flags: NTMS_ALLOCATE_F_NOWAIT, _QUEUE
 * @deadline: nanoseconds of CLOCK_MONOTONIC; NTMS_DEADLINE_NEVER
 * @pool: application pool to allocate from
 * @side: the side wanted, in the Available or Import state; null: any Available
 *	side. Ignored with NTMS_ALLOCATE_NEXT
 * @medium: in: with NTMS_ALLOCATE_NEXT the LMID that NTMS_ALLOCATE_NEW gave.
 *	Out: the new LMID; null if the call failed, except with
 *	NTMS_ALLOCATE_NEXT, which leaves it
 * @allocated_from: out: the pool that the cartridge came from; null if failed
 * @text: address of a buffer for what an operator said who refused, or 0
 * @text_size: size of that buffer, NTMS_MESSAGE_SIZE holds all of it
 * @queued: out: 1 if the allocation waits in the session
 * @cookie: with QUEUE: what NTMS_IOC_COLLECT is to call it by
 *
 * If nothing is to be had, a new operator request asks for media, and the call
 * waits until the first of these: a medium that it can use arrives by any road
 * (those who came first get it first); an operator refuses; the deadline; a
 * signal; the session is closed. Whatever it is, the operator request goes with
 * it. An operator who says that the request is satisfied makes the call look
 * again, and ask again if there is nothing yet. A named side, NEXT and
 * ERROR_IF_UNAVAILABLE never wait.
 *
 * A call that a signal interrupted can be made again with the same struct. If it
 * is the thread's next allocation in the session, it stands where it stood among
 * those who wait; its operator request is a new one. If it would wait, and all
 * that waits in the session was cancelled meanwhile, it is CANCELLED.
 *
 * With QUEUE the call does not wait: if it would have to, it succeeds with
 * @queued set and @medium null, and what becomes of it is collected with
 * NTMS_IOC_COLLECT when the session polls readable.
 *
 * Reasons and errnos, the thirteen of the published page:
 *
 * ====================  ============  =========================================
 * SUCCESS               0
 * ACCESS_DENIED         EACCES        CONTROL on the pool, or a right on the
 *                                     source pool, is missing
 * INVALID_HANDLE        EBADF         the session was closed
 * NOT_ENOUGH_MEMORY     ENOMEM
 * INVALID_PARAMETER     EINVAL        pool or media id missing, unknown option,
 *                                     NEW with NEXT
 * CANCELLED             ECANCELED     the operator refused, or the session was
 *                                     closed while waiting
 * TIMEOUT               ETIMEDOUT     the time ran out
 * INVALID_MEDIA         ENOMEDIUM     side or LMID unknown, or NEXT on what NEW
 *                                     did not give
 * INVALID_MEDIA_POOL    ENOENT        no such pool, a system pool, a pool of
 *                                     pools
 * MEDIA_OFFLINE         EHOSTDOWN     the named side is not in a library
 * MEDIA_UNAVAILABLE     EBUSY         nothing to be had and no request wanted;
 *                                     the named side is owned; NEXT with no
 *                                     side left
 * DATABASE_FAILURE      EIO           the journal is required and not there;
 *                                     also of a call that would have to wait
 * DATABASE_FULL         ENOSPC        the journal or a limit is full
 * DEVICE_NOT_AVAILABLE  ENXIO         the Free pool of the type is needed and
 *                                     disabled; no wait would help
 * ====================  ============  =========================================
 *
 * For a named side also RESOURCE_DISABLED (EPERM: cartridge or library
 * disabled) and MEDIA_INCOMPATIBLE (EMEDIUMTYPE: not of the pool's media type).
 */
struct ntms_allocate {
	__u32 size;
	__u32 reason;
	__u32 options;
	__u32 flags;
	__aligned_u64 deadline;
	struct ntms_guid pool;
	struct ntms_guid side;
	struct ntms_guid medium;
	struct ntms_guid allocated_from;
	__aligned_u64 text;
	__u32 text_size;
	__u32 queued;
	__aligned_u64 cookie;
};

/**
 * struct ntms_collect - NTMS_IOC_COLLECT: what became of a queued allocation
 * @size: see Conventions
 * @reason: see Conventions; not that of the allocation
 * @flags: must be 0
 * @result: out: the allocation's reason, one of those of NTMS_IOC_ALLOCATE
 * @cookie: out: the allocation's cookie
 * @medium: out: the LMID, null if it failed
 * @allocated_from: out: the pool that the cartridge came from, null if it failed
 * @text: out: what an operator said who refused, may be empty
 *
 * Allocations are collected in the order in which they ended. What a session
 * does not collect before it is closed is given back as if it had never been
 * allocated.
 *
 * Reasons: NOT_READY (EAGAIN; none has ended).
 */
struct ntms_collect {
	__u32 size;
	__u32 reason;
	__u32 flags;
	__u32 result;
	__aligned_u64 cookie;
	struct ntms_guid medium;
	struct ntms_guid allocated_from;
	char text[NTMS_MESSAGE_SIZE];
};

/* Flags of a cancellation */
#define NTMS_CANCEL_ALL		(1U << 0)	/* all that wait in the session */
#define NTMS_CANCEL_CLOSE	(1U << 1)	/* and nothing new begins in it */

/**
 * struct ntms_cancel - NTMS_IOC_CANCEL: end what waits in this session
 * @size: see Conventions
 * @reason: see Conventions
 * @flags: NTMS_CANCEL_ALL, _CLOSE; 0: the queued allocation of @cookie
 * @cancelled: out: how many were ended
 * @cookie: the queued allocation, 0 with flags
 *
 * What is cancelled ends with the reason CANCELLED; queued allocations are
 * collected as ever. ALL ends also calls that wait in other threads. After CLOSE
 * every command on the session is refused with INVALID_HANDLE (EBADF), but for
 * NTMS_IOC_COLLECT and this one: for a library that closes a session which other
 * threads may be using.
 *
 * Reasons: OBJECT_NOT_FOUND (no such allocation waits: it may have ended).
 */
struct ntms_cancel {
	__u32 size;
	__u32 reason;
	__u32 flags;
	__u32 cancelled;
	__aligned_u64 cookie;
};

/**
 * enum ntms_obstacle - why a side is not to be had, the first that applies
 * @NTMS_OBSTACLE_NONE: it is to be had
 * @NTMS_OBSTACLE_UNPREPARED: Unknown, Unprepared
 * @NTMS_OBSTACLE_INCOMPATIBLE: Incompatible: a cleaning cartridge
 * @NTMS_OBSTACLE_DECOMMISSIONED: Decommissioned
 * @NTMS_OBSTACLE_OWNED: Allocated or Complete
 * @NTMS_OBSTACLE_UNRECOGNIZED: Unrecognized: an administrator has to move the
 *	cartridge to free
 * @NTMS_OBSTACLE_IMPORT: Import: is allocated by name only
 * @NTMS_OBSTACLE_RESERVED: Reserved: for NEXT
 * @NTMS_OBSTACLE_OFFLINE: Available, in no library, or in one that is absent
 * @NTMS_OBSTACLE_LIBRARY_DISABLED: Available, and the library is disabled
 * @NTMS_OBSTACLE_DISABLED: Available, and the cartridge is disabled
 * @NTMS_OBSTACLE_SHARED: Available, but NEW wants a cartridge that nobody owns
 *	a side of
 * @NTMS_OBSTACLE_POOL_DISABLED: Available, and the pool (of free cartridges) is
 *	disabled
 *
 * Of two that apply, the lower number is the first.
 */
enum ntms_obstacle {
	NTMS_OBSTACLE_NONE		= 0,
	NTMS_OBSTACLE_UNPREPARED	= 1,
	NTMS_OBSTACLE_INCOMPATIBLE	= 2,
	NTMS_OBSTACLE_DECOMMISSIONED	= 3,
	NTMS_OBSTACLE_OWNED		= 4,
	NTMS_OBSTACLE_UNRECOGNIZED	= 5,
	NTMS_OBSTACLE_IMPORT		= 6,
	NTMS_OBSTACLE_RESERVED		= 7,
	NTMS_OBSTACLE_OFFLINE		= 8,
	NTMS_OBSTACLE_LIBRARY_DISABLED	= 9,
	NTMS_OBSTACLE_DISABLED		= 10,
	NTMS_OBSTACLE_SHARED		= 11,
	NTMS_OBSTACLE_POOL_DISABLED	= 12,
};

/* Room for obstacles that are not known yet */
#define NTMS_OBSTACLES		16

/* Flags of an explanation */
#define NTMS_WHY_FREE_USED	(1U << 0)	/* the pool draws from free */
#define NTMS_WHY_FREE_ALLOWED	(1U << 1)	/* and the caller may */

/**
 * struct ntms_why - NTMS_IOC_WHY: why an allocation would not succeed now
 * @size: see Conventions
 * @reason: see Conventions; not that of the allocation
 * @options: as for NTMS_IOC_ALLOCATE
 * @flags: in: must be 0; out: NTMS_WHY_*
 * @pool: as for NTMS_IOC_ALLOCATE
 * @side: likewise
 * @medium: likewise; with NEXT, an LMID
 * @result: out: the reason that NTMS_IOC_ALLOCATE would have now, if it did not
 *	wait
 * @obstacle: out: of a named side, enum ntms_obstacle
 * @free: out: the pool of free media of the type; null if nothing is told
 * @would: out: the side that would be allocated; null if none would
 * @waiting: out: allocations that wait for the same pool
 * @own: out: number of sides of the pool for each enum ntms_obstacle
 * @of_free: out: likewise of @free
 *
 * It is the allocation's own decision, without its effect. Rights are checked
 * as for an allocation; a pool that the caller may not allocate from is answered
 * with @result ACCESS_DENIED and no numbers.
 *
 * Reasons: INVALID_PARAMETER.
 */
struct ntms_why {
	__u32 size;
	__u32 reason;
	__u32 options;
	__u32 flags;
	struct ntms_guid pool;
	struct ntms_guid side;
	struct ntms_guid medium;
	__u32 result;
	__u32 obstacle;
	struct ntms_guid free;
	struct ntms_guid would;
	__aligned_u64 waiting;
	__aligned_u64 own[NTMS_OBSTACLES];
	__aligned_u64 of_free[NTMS_OBSTACLES];
};

/**
 * struct ntms_request_submit - NTMS_IOC_REQUEST_SUBMIT:
 *	SubmitNtmsOperatorRequest
 * @size: see Conventions
 * @reason: see Conventions
 * @request: enum ntms_request_kind
 * @flags: must be 0
 * @arg1: see enum ntms_request_kind; null if it has none
 * @arg2: likewise
 * @id: out: the operator request; null if the call failed
 * @message: what to tell the operator, may be empty
 *
 * The request outlives the session. It goes when it was answered and the time
 * of struct ntms_computer_info has passed, or with NTMS_IOC_REQUEST_DELETE.
 *
 * Reasons: INVALID_PARAMETER (no such kind, an argument of the wrong kind),
 * OBJECT_NOT_FOUND (no such argument), ACCESS_DENIED (NEW_MEDIA and MOVE_MEDIA
 * want CONTROL of the pool, CLEANER and DEVICE_SERVICE of the library),
 * INVALID_NAME (the message is no text), DATABASE_FULL (the user has too many).
 */
struct ntms_request_submit {
	__u32 size;
	__u32 reason;
	__u32 request;
	__u32 flags;
	struct ntms_guid arg1;
	struct ntms_guid arg2;
	struct ntms_guid id;
	char message[NTMS_MESSAGE_SIZE];
};

/**
 * struct ntms_request_answer - NTMS_IOC_REQUEST_ANSWER:
 *	SatisfyNtmsOperatorRequest, CancelNtmsOperatorRequest
 * @size: see Conventions
 * @reason: see Conventions
 * @state: enum ntms_request_state, more than SUBMITTED. COMPLETE and REFUSED are
 *	final: the first of them wins
 * @flags: must be 0
 * @id: the operator request
 * @text: what to tell who asked, may be empty
 *
 * Reasons: INVALID_PARAMETER (no such state), OBJECT_NOT_FOUND (no such
 * request, or it has gone with its call), INVALID_STATE (it was answered
 * already, or is further than that), ACCESS_DENIED (CONTROL on the computer is
 * missing; who asked may refuse what he submitted), INVALID_NAME (the text is none),
 * NOT_ENOUGH_MEMORY (nothing has changed).
 */
struct ntms_request_answer {
	__u32 size;
	__u32 reason;
	__u32 state;
	__u32 flags;
	struct ntms_guid id;
	char text[NTMS_MESSAGE_SIZE];
};

/* Flags of waiting for a request */
#define NTMS_REQUEST_F_NOWAIT	(1U << 0)	/* as if the deadline were past */

/**
 * struct ntms_request_wait - NTMS_IOC_REQUEST_WAIT: WaitForNtmsOperatorRequest
 * @size: see Conventions
 * @reason: see Conventions
 * @flags: NTMS_REQUEST_F_NOWAIT
 * @state: out: enum ntms_request_state, 0 if there is no such request
 * @deadline: nanoseconds of CLOCK_MONOTONIC; NTMS_DEADLINE_NEVER
 * @id: the operator request
 * @text: out: what the operator said, may be empty
 *
 * Reasons: SUCCESS (satisfied), CANCELLED (refused; or the session was cancelled,
 * when @state is neither), OBJECT_NOT_FOUND (no such request, or it went
 * meanwhile), TIMEOUT.
 */
struct ntms_request_wait {
	__u32 size;
	__u32 reason;
	__u32 flags;
	__u32 state;
	__aligned_u64 deadline;
	struct ntms_guid id;
	char text[NTMS_MESSAGE_SIZE];
};

/**
 * struct ntms_request_delete - NTMS_IOC_REQUEST_DELETE: forget an operator
 *	request that was answered
 * @size: see Conventions
 * @reason: see Conventions
 * @flags: must be 0
 * @reserved: must be 0
 * @id: the operator request
 *
 * Reasons: OBJECT_NOT_FOUND, INVALID_STATE (it was not answered yet),
 * ACCESS_DENIED (MODIFY on the computer is missing, and somebody else submitted it).
 */
struct ntms_request_delete {
	__u32 size;
	__u32 reason;
	__u32 flags;
	__u32 reserved;
	struct ntms_guid id;
};

/**
 * struct ntms_deallocate - NTMS_IOC_DEALLOCATE: DeallocateNtmsMedia
 * @size: see Conventions
 * @reason: see Conventions
 * @options: must be 0
 * @reserved: must be 0
 * @medium: the LMID; it ceases to exist
 *
 * The side becomes Available, or Decommissioned if it was allocated as often as
 * the pool allows. If it came by NEW or NEXT and another side of its cartridge
 * is owned, it becomes Reserved again. When the last owned side of a cartridge
 * goes, its Reserved sides become Available, and with NTMS_POOL_TOSCRATCH the
 * cartridge goes back to free.
 *
 * Reasons: INVALID_MEDIA (no such LMID), INVALID_PARAMETER, ACCESS_DENIED,
 * NOT_ENOUGH_MEMORY, DATABASE_FAILURE, DATABASE_FULL.
 */
struct ntms_deallocate {
	__u32 size;
	__u32 reason;
	__u32 options;
	__u32 reserved;
	struct ntms_guid medium;
};

/**
 * struct ntms_complete - NTMS_IOC_COMPLETE: SetNtmsMediaComplete
 * @size: see Conventions
 * @reason: see Conventions
 * @flags: must be 0
 * @reserved: must be 0
 * @medium: the LMID; it stays what it is
 *
 * The side becomes Complete: it is full, keeps its owner, and is not to be
 * written any more. The only way out is to give it back.
 *
 * Reasons: INVALID_PARAMETER, INVALID_MEDIA (no such LMID), INVALID_STATE (the
 * side is Complete already), ACCESS_DENIED (CONTROL on the pool is missing).
 */
struct ntms_complete {
	__u32 size;
	__u32 reason;
	__u32 flags;
	__u32 reserved;
	struct ntms_guid medium;
};

/**
 * struct ntms_decommission - NTMS_IOC_DECOMMISSION: DecommissionNtmsMedia
 * @size: see Conventions
 * @reason: see Conventions
 * @flags: must be 0
 * @reserved: must be 0
 * @side: the side, in the Available state
 *
 * The side becomes Decommissioned, and is never allocated again. There is no
 * way back.
 *
 * Reasons: INVALID_PARAMETER, INVALID_MEDIA (no such side), INVALID_STATE (it is
 * not Available), ACCESS_DENIED (CONTROL on the pool is missing).
 */
struct ntms_decommission {
	__u32 size;
	__u32 reason;
	__u32 flags;
	__u32 reserved;
	struct ntms_guid side;
};

/**
 * struct ntms_swap - NTMS_IOC_SWAP: SwapNtmsMedia
 * @size: see Conventions
 * @reason: see Conventions
 * @flags: must be 0
 * @reserved: must be 0
 * @first: an LMID
 * @second: another LMID
 *
 * The two logical media exchange their sides: an administrator can copy what an
 * application has to another cartridge, and the application goes on with its
 * LMID. Both sides are Allocated, and their cartridges in one pool. Sides that
 * NEW reserved stay reserved, for who has the other side of that cartridge now.
 *
 * Reasons: INVALID_PARAMETER (also if both are the same), INVALID_MEDIA (no such
 * LMID), INVALID_MEDIA_POOL (they are in different pools), INVALID_STATE (one is
 * Complete), ACCESS_DENIED (MODIFY on the pool is missing).
 */
struct ntms_swap {
	__u32 size;
	__u32 reason;
	__u32 flags;
	__u32 reserved;
	struct ntms_guid first;
	struct ntms_guid second;
};

/**
 * struct ntms_medium_delete - NTMS_IOC_MEDIUM_DELETE: DeleteNtmsMedia
 * @size: see Conventions
 * @reason: see Conventions
 * @flags: must be 0
 * @reserved: must be 0
 * @medium: the cartridge, in the offline library
 *
 * The cartridge and its sides are forgotten. If it is put into a library again,
 * it is a new one.
 *
 * Reasons: INVALID_PARAMETER, INVALID_MEDIA (no such cartridge), INVALID_STATE
 * (it is in a library, be that present or not; or a side is Allocated, Complete
 * or Reserved), ACCESS_DENIED (administrators delete: MODIFY on the pool and on
 * the computer).
 */
struct ntms_medium_delete {
	__u32 size;
	__u32 reason;
	__u32 flags;
	__u32 reserved;
	struct ntms_guid medium;
};

/**
 * struct ntms_side_preset - a side of a cartridge that is registered
 * @logical_medium: in: the LMID of its owner, null: a new one is made; only of a
 *	side that is Allocated or Complete. Out: the LMID, null if it has no owner
 * @side_state: enum ntms_side_state
 * @allocate_count: how often it was allocated; an owned side at least once,
 *	whatever this says
 */
struct ntms_side_preset {
	struct ntms_guid logical_medium;
	__u32 side_state;
	__u32 allocate_count;
};

/**
 * struct ntms_medium_create - NTMS_IOC_MEDIUM_CREATE: CreateNtmsMedia
 * @size: see Conventions
 * @reason: see Conventions
 * @flags: must be 0
 * @side_count: number of sides, as the media type of the pool has them
 * @pool: an application pool, or the import pool of a media type
 * @medium: in: the cartridge's GUID, null: a new one is made. Out: the cartridge
 * @owner: user who owns the logical media, in the caller's user namespace; all
 *	ones: the caller
 * @reserved: must be 0
 * @barcode: its barcode, empty: it has none
 * @sides: its sides; zero beyond @side_count
 *
 * A cartridge on the shelf is registered, with what is known of its sides: for
 * media that another catalog had. A library that it is put into knows it by its
 * barcode.
 *
 * In an import pool all sides are Import. In an application pool each is
 * Available, Allocated, Complete, Decommissioned or Import; or Reserved, beside
 * one that is owned, for who has that one and asks for the NEXT.
 *
 * A GUID that is given must be one that ntms made at some time, here or
 * elsewhere, and that nothing has now: those of a cartridge's sides follow from
 * its own.
 *
 * Reasons: INVALID_PARAMETER (also a GUID that ntms never made, and an LMID of a
 * side without owner), INVALID_NAME (the barcode is not one that a library could
 * report), INVALID_MEDIA_POOL (no such pool, or another kind of pool),
 * MEDIA_INCOMPATIBLE (the media type has another number of sides; it, or the
 * barcode, is that of cleaning cartridges, which hold nothing),
 * INVALID_MEDIA (a cartridge with that barcode is here, or something with such a
 * GUID), INVALID_STATE (a side cannot be so in that pool), ACCESS_DENIED (MODIFY
 * on the pool or on the computer is missing).
 */
struct ntms_medium_create {
	__u32 size;
	__u32 reason;
	__u32 flags;
	__u32 side_count;
	struct ntms_guid pool;
	struct ntms_guid medium;
	__u32 owner;
	__u32 reserved;
	char barcode[NTMS_BARCODE_SIZE];
	struct ntms_side_preset sides[NTMS_SIDES_MAX];
};

/**
 * struct ntms_attribute - NTMS_IOC_ATTR_GET, NTMS_IOC_ATTR_SET:
 *	GetNtmsObjectAttribute, SetNtmsObjectAttribute
 * @size: see Conventions
 * @reason: see Conventions
 * @type: in: kind of the object, or NTMS_TYPE_UNKNOWN to take any; GET: out: its
 *	kind
 * @flags: must be 0
 * @id: the object, or a part of one
 * @data: address of the data
 * @data_size: bytes of data; GET: in: room at @data, out: bytes that there are.
 *	SET: 0 deletes the attribute
 * @reserved: must be 0
 * @name: name of the attribute, 1 to 31 characters, as UTF-16 counts them;
 *	capitals count
 *
 * Any object can carry named data that means something to programs only. It
 * lasts as long as the object: that of a logical medium goes with the LMID, and
 * stays with it when it is swapped. GET that has too little room writes nothing
 * but @data_size; a room of 0 asks how much there is.
 *
 * Reasons: INVALID_PARAMETER, INVALID_NAME, OBJECT_NOT_FOUND (no such object, or
 * not of that kind; GET, and SET that deletes: it has no such attribute),
 * ACCESS_DENIED (GET wants USE of what governs the object, SET MODIFY),
 * INSUFFICIENT_BUFFER (GET), NO_DATA (SET: more than NTMS_ATTRIBUTE_DATA_MAX),
 * DATABASE_FULL (SET: it has NTMS_ATTRIBUTES_MAX already).
 */
struct ntms_attribute {
	__u32 size;
	__u32 reason;
	__u32 type;
	__u32 flags;
	struct ntms_guid id;
	__aligned_u64 data;
	__u32 data_size;
	__u32 reserved;
	char name[NTMS_ATTRIBUTE_SIZE];
};

/**
 * struct ntms_attribute_info - an attribute in a list
 * @name: its name
 * @data_size: bytes of its data
 * @reserved: 0
 */
struct ntms_attribute_info {
	char name[NTMS_ATTRIBUTE_SIZE];
	__u32 data_size;
	__u32 reserved;
};

/**
 * struct ntms_attribute_list - NTMS_IOC_ATTR_LIST: the attributes of an object
 * @size: see Conventions
 * @reason: see Conventions
 * @type: in: kind of the object, or NTMS_TYPE_UNKNOWN to take any; out: its kind
 * @flags: must be 0
 * @id: the object, or a part of one; the attributes of its parts are theirs
 * @infos: address of an array of struct ntms_attribute_info
 * @count: in: elements in the array; out: elements written
 * @total: out: number of attributes that it has, at most NTMS_ATTRIBUTES_MAX
 *
 * They come in the order of their names' bytes, and all of one moment.
 *
 * Reasons: INVALID_PARAMETER, OBJECT_NOT_FOUND (no such object, or not of that
 * kind), ACCESS_DENIED (USE of what governs the object is missing).
 */
struct ntms_attribute_list {
	__u32 size;
	__u32 reason;
	__u32 type;
	__u32 flags;
	struct ntms_guid id;
	__aligned_u64 infos;
	__u32 count;
	__u32 total;
};

/**
 * struct ntms_type_add - NTMS_IOC_TYPE_ADD: AddNtmsMediaType
 * @size: see Conventions
 * @reason: see Conventions
 * @flags: must be 0
 * @code: in: with a null @media_type, RSM's code of the type; else must be 0
 * @media_type: in: the media type, or null for the one of @code, which is made
 *	if there is none yet; out: the media type
 * @library: the library
 *
 * From now on the library supports the media type. A media type has a sub-pool in
 * each of the system pools, which is made with it. A library also supports what
 * it holds cartridges of or has held, and what it was set to hold; if it supports
 * the type already, nothing changes.
 *
 * Reasons: INVALID_PARAMETER, INVALID_LIBRARY (no such library, or the offline
 * library), ACCESS_DENIED (MODIFY on the library is missing), LIBRARY_OFFLINE (it
 * is not present), INVALID_MEDIA (no such type).
 */
struct ntms_type_add {
	__u32 size;
	__u32 reason;
	__u32 flags;
	__u32 code;
	struct ntms_guid media_type;
	struct ntms_guid library;
};

/**
 * struct ntms_type_delete - NTMS_IOC_TYPE_DELETE: DeleteNtmsMediaType
 * @size: see Conventions
 * @reason: see Conventions
 * @flags: must be 0
 * @reserved: must be 0
 * @media_type: the media type
 * @library: the library; need not be present
 *
 * The library no longer supports the media type, of which it holds no cartridge,
 * until one arrives. If it was set to hold media of that type, it is not any
 * more; but one that tells by its drives or its arm what it holds tells it again
 * at its next inventory, and supports it again. If it does not support the type,
 * nothing changes for it.
 *
 * If then no library supports the type, and there is no cartridge and no
 * application pool of it, it goes, and so do its sub-pools of the system pools.
 *
 * Reasons: INVALID_PARAMETER, INVALID_LIBRARY (no such library, or the offline
 * library), ACCESS_DENIED (MODIFY on the library is missing), INVALID_MEDIA (no
 * such type), NOT_EMPTY (the library holds media of the type).
 */
struct ntms_type_delete {
	__u32 size;
	__u32 reason;
	__u32 flags;
	__u32 reserved;
	struct ntms_guid media_type;
	struct ntms_guid library;
};

/**
 * struct ntms_type_change - NTMS_IOC_TYPE_CHANGE: ChangeNtmsMediaType
 * @size: see Conventions
 * @reason: see Conventions
 * @flags: must be 0
 * @reserved: must be 0
 * @medium: the cartridge
 * @pool: the pool, as for NTMS_IOC_MOVE
 *
 * Moves a cartridge to a pool as NTMS_IOC_MOVE does, and gives it the pool's
 * media type, for one that was taken for what it is not. The types have the same
 * number of sides, and nothing becomes a cleaning cartridge or ceases to be one.
 *
 * Reasons: those of NTMS_IOC_MOVE, but MEDIA_INCOMPATIBLE for what was just said;
 * LIBRARY_OFFLINE (its library is not present; on the shelf it can be changed);
 * ACCESS_DENIED (MODIFY on both pools and on the computer).
 */
struct ntms_type_change {
	__u32 size;
	__u32 reason;
	__u32 flags;
	__u32 reserved;
	struct ntms_guid medium;
	struct ntms_guid pool;
};

/* Rights, RSM's numbers (NtmsAccessMask) */
#define NTMS_RIGHT_USE		1
#define NTMS_RIGHT_MODIFY	2
#define NTMS_RIGHT_CONTROL	4

/* Entries that a list of rights may have */
#define NTMS_ACES_MAX		32

/**
 * enum ntms_ace_kind - whom an entry of a list of rights is about
 * @NTMS_ACE_USER: the user of that number
 * @NTMS_ACE_GROUP: the members of the group of that number
 * @NTMS_ACE_EVERYONE: whoever can open the device
 */
enum ntms_ace_kind {
	NTMS_ACE_USER		= 1,
	NTMS_ACE_GROUP		= 2,
	NTMS_ACE_EVERYONE	= 3,
};

/**
 * struct ntms_ace - an entry of a list of rights
 * @kind: enum ntms_ace_kind
 * @id: user or group in the caller's user namespace; of EVERYONE 0. All ones, which
 *	cannot be written: one that this namespace does not have
 * @rights: NTMS_RIGHT_*, at least one
 * @reserved: must be 0; 0
 */
struct ntms_ace {
	__u32 kind;
	__u32 id;
	__u32 rights;
	__u32 reserved;
};

/**
 * struct ntms_acl - NTMS_IOC_ACL_GET, NTMS_IOC_ACL_SET: who has which rights
 * @size: see Conventions
 * @reason: see Conventions
 * @flags: must be 0
 * @reserved: must be 0
 * @id: the object
 * @governor: out: the pool, library or computer that governs it, whose list it is
 * @type: out: kind of @governor, enum ntms_type
 * @owner: out: of an application pool, its owner, in the caller's user namespace;
 *	else U32_MAX
 * @count: in: of GET, room at @aces; of SET, entries there. Out: of GET, how many
 *	were written
 * @total: out: number of entries
 * @aces: array of struct ntms_ace
 *
 * Somebody has the rights of all entries that are about him together. The owner
 * of an application pool and administrators have all rights, whatever the list
 * says; they are who may write it. Whoever can open the device may read it. A
 * pool that is made in a pool begins with the list of that pool.
 *
 * Reasons: INVALID_PARAMETER (an unknown kind or right, no right, a user or group
 * that the caller's user namespace has not, a reserved member), OBJECT_NOT_FOUND;
 * of SET also NO_SECURITY_ON_OBJECT (it is no pool, library or computer),
 * ACCESS_DENIED, DATABASE_FULL (more than NTMS_ACES_MAX entries),
 * NOT_ENOUGH_MEMORY.
 */
struct ntms_acl {
	__u32 size;
	__u32 reason;
	__u32 flags;
	__u32 reserved;
	struct ntms_guid id;
	struct ntms_guid governor;
	__u32 type;
	__u32 owner;
	__u32 count;
	__u32 total;
	__aligned_u64 aces;
};

/* Flags of an inventory */
#define NTMS_INVENTORY_WAIT	(1U << 0)	/* return when it is done */

/**
 * struct ntms_inventory - NTMS_IOC_INVENTORY: read a library's elements again
 * @size: see Conventions
 * @reason: see Conventions
 * @flags: NTMS_INVENTORY_WAIT; without it the call returns once it is queued
 * @reserved: must be 0
 * @deadline: nanoseconds of CLOCK_MONOTONIC to wait until; NTMS_DEADLINE_NEVER
 * @library: the library
 *
 * An inventory that began after the call is waited for. If it fails, so does
 * the call. One that a signal interrupted, and that its thread makes again with
 * the same struct, waits for the inventory that it asked for before, if that is
 * still to end.
 *
 * Reasons: INVALID_LIBRARY (no such library, or the offline library),
 * RESOURCE_DISABLED, LIBRARY_OFFLINE (not present, or gone meanwhile),
 * NOT_READY (the library says so), TIMEOUT, DEVICE_NOT_AVAILABLE (it failed:
 * see the library's error and sense), ACCESS_DENIED.
 */
struct ntms_inventory {
	__u32 size;
	__u32 reason;
	__u32 flags;
	__u32 reserved;
	__aligned_u64 deadline;
	struct ntms_guid library;
};

/**
 * DOC: The journal
 *
 * One program at a time, which has CAP_SYS_ADMIN, makes the catalog last: it
 * attaches to the journal, reads records, stores what they say, and acknowledges
 * them. A call that changes what has to last returns when its record is
 * acknowledged, and until then nobody sees the change. The time of a call that has
 * one ends this wait only if nobody has read the record yet. If nobody answers for
 * as long as the parameter journal_timeout says, the call fails with
 * NTMS_REASON_DATABASE_FAILURE and the change is taken back; if the machine stops
 * before a program has read that, it may have been stored. Without a journal that is
 * attached changes happen at once, and are lost when the module is unloaded.
 *
 * NTMS_IOC_JOURNAL_ATTACH gives a descriptor. read() gives as many whole records
 * as fit, and sleeps if there is none (or fails with EAGAIN, if the descriptor is
 * O_NONBLOCK); a buffer of NTMS_JOURNAL_BUFFER bytes is never too small (ENOBUFS).
 * poll() says when there is something to read. write() takes whole records.
 * close() without NTMS_JOURNAL_DETACH before is the death of the program: whoever
 * waits goes on to wait for the next one that attaches, which is given every
 * record that has not been acknowledged again.
 *
 * A record says what becomes of objects: each of its entries is the whole of what
 * has to last of one object (PUT), or that there is no such object any more
 * (DELETE). Whoever stores entries by what they are about (@what, @id, and for
 * attributes the name) and overwrites what was there, in the order in which they
 * were read, has the catalog. To read a record twice does no harm.
 *
 * After an attachment, what there is comes first: NTMS_JOURNAL_BEGIN, then
 * entries of every object in records of the kind NTMS_JOURNAL_OBJECTS, then
 * NTMS_JOURNAL_END, with other records between them. What was stored before
 * NTMS_JOURNAL_BEGIN and did not come again by NTMS_JOURNAL_END exists no more. If
 * the module lost memory for a record it begins once more by itself. A change that
 * nobody has acknowledged by then comes once more behind NTMS_JOURNAL_BEGIN, with
 * another number.
 *
 * A catalog is loaded by a program that attaches with the GUID of a computer that
 * is not this one, to a module that has no libraries yet and in which nothing was
 * changed: after a restart, with the parameter require_journal, when libraries are
 * not looked for before. It writes records of the kind NTMS_JOURNAL_OBJECTS: the
 * computer, media types, libraries and their drives, pools (what they are in
 * first), media, logical media, lists of rights and attributes, in this order and
 * each kind in the order in which it was first stored, and then
 * NTMS_JOURNAL_LOADED. Entries that do not fit to what was loaded before are passed
 * over and counted, but for cartridges: a catalog with one that cannot be loaded is
 * refused (EBADMSG), since it would be unknown, and given to somebody. Until then
 * there is nothing to read, and calls that would change what has to last fail.
 */

/* Bytes of a buffer that any record fits into */
#define NTMS_JOURNAL_BUFFER	(1U << 20)

/**
 * enum ntms_journal_kind - kinds of records
 * @NTMS_JOURNAL_CHANGE: read: somebody waits for @number to be acknowledged
 * @NTMS_JOURNAL_FACT: read: it happened already; nobody waits
 * @NTMS_JOURNAL_VOID: read: the change of the record @refers never happened, as
 *	whoever waited for it could not wait any longer: its objects are as the
 *	entries say
 * @NTMS_JOURNAL_BEGIN: read: all objects follow
 * @NTMS_JOURNAL_OBJECTS: read: some of them. Written: objects that are loaded
 * @NTMS_JOURNAL_END: read: those were all
 * @NTMS_JOURNAL_ACKNOWLEDGE: written: all records up to @number are stored and
 *	will not be lost, but for those that were refused
 * @NTMS_JOURNAL_REFUSE: written: the record @number, of a change, was not stored;
 *	@reason says why: DATABASE_FULL, DATABASE_FAILURE, or BUSY if somebody else
 *	owns what it is about. Comes before it is acknowledged with others
 * @NTMS_JOURNAL_LOADED: written: all objects were loaded; @sequence is the highest
 *	that was stored
 * @NTMS_JOURNAL_DETACH: written: the program is about to end in order: from now on
 *	changes happen at once again, or fail if a journal is required. EBUSY before
 *	all that was read is acknowledged or refused, and all that is void was read
 */
enum ntms_journal_kind {
	NTMS_JOURNAL_CHANGE		= 1,
	NTMS_JOURNAL_FACT		= 2,
	NTMS_JOURNAL_VOID		= 3,
	NTMS_JOURNAL_BEGIN		= 4,
	NTMS_JOURNAL_OBJECTS		= 5,
	NTMS_JOURNAL_END		= 6,
	NTMS_JOURNAL_ACKNOWLEDGE	= 7,
	NTMS_JOURNAL_REFUSE		= 8,
	NTMS_JOURNAL_LOADED		= 9,
	NTMS_JOURNAL_DETACH		= 10,
};

/**
 * struct ntms_journal_record - what is read from and written to a journal
 * @size: bytes, with its entries; a multiple of 8
 * @kind: enum ntms_journal_kind
 * @number: of records that are read: one more than the last; begins at 1 when the
 *	module is loaded. ACKNOWLEDGE, REFUSE: which; else written as 0
 * @sequence: number of the change of the catalog (see struct ntms_info); two
 *	records can have the same
 * @time: nanoseconds since 1970
 * @refers: VOID: number of the record that is void; else 0
 * @reason: REFUSE: NTMS_REASON_*; else 0
 * @entries: number of entries that follow
 */
struct ntms_journal_record {
	__u32 size;
	__u32 kind;
	__aligned_u64 number;
	__aligned_u64 sequence;
	__aligned_u64 time;
	__aligned_u64 refers;
	__u32 reason;
	__u32 entries;
};

/**
 * enum ntms_entry_what - what an entry is about
 * @NTMS_ENTRY_OBJECT: an object; its data begins with the struct ntms_image of its
 *	@type
 * @NTMS_ENTRY_ACL: the list of rights of an object: array of struct ntms_ace, of
 *	the initial user namespace
 * @NTMS_ENTRY_ATTRIBUTE: an attribute of an object or of a part of one: a u32, the
 *	bytes of its name, a u32, the bytes of its data, then both
 */
enum ntms_entry_what {
	NTMS_ENTRY_OBJECT	= 1,
	NTMS_ENTRY_ACL		= 2,
	NTMS_ENTRY_ATTRIBUTE	= 3,
};

/* There is no such object any more. Its rights and attributes went with it. */
#define NTMS_ENTRY_DELETE	(1U << 0)

/**
 * struct ntms_journal_entry - one object in a record
 * @size: bytes, with the data that follow and up to 7 that are 0; a multiple of 8
 * @what: enum ntms_entry_what
 * @type: enum ntms_type of the object
 * @flags: NTMS_ENTRY_*; of what is deleted there is no data, but for the name of
 *	an attribute
 * @length: bytes of data
 * @id: the object
 */
struct ntms_journal_entry {
	__u32 size;
	__u16 what;
	__u16 type;
	__u32 flags;
	__u32 length;
	struct ntms_guid id;
};

/* An administrator has not disabled it. */
#define NTMS_IMAGE_ENABLED	(1U << 0)

/**
 * struct ntms_image - what the data of any object begins with
 * @size: bytes of the struct that it begins; what follows are strings without a
 *	NUL, the name and the description first. A shorter one than is known ends in
 *	zeros, one that is longer was made by a newer module and is loaded as far as
 *	it is known
 * @flags: NTMS_IMAGE_*
 * @created: nanoseconds since 1970
 * @modified: nanoseconds since 1970
 * @name: bytes of the name
 * @description: bytes of the description
 */
struct ntms_image {
	__u32 size;
	__u32 flags;
	__aligned_u64 created;
	__aligned_u64 modified;
	__u32 name;
	__u32 description;
};

/**
 * struct ntms_image_computer - NTMS_TYPE_COMPUTER
 * @image: as of any object
 * @request_purge: see struct ntms_computer_info
 * @reserved: 0
 * @offline_library: GUID of the offline library
 * @free_pool: of the root of the free pools
 * @import_pool: of the root of the import pools
 * @unrecognized_pool: of the root of the unrecognized pools
 */
struct ntms_image_computer {
	struct ntms_image image;
	__u32 request_purge;
	__u32 reserved;
	struct ntms_guid offline_library;
	struct ntms_guid free_pool;
	struct ntms_guid import_pool;
	struct ntms_guid unrecognized_pool;
};

/**
 * struct ntms_image_media_type - NTMS_TYPE_MEDIA_TYPE
 * @image: as of any object
 * @code: RSM's code
 * @reserved: 0
 */
struct ntms_image_media_type {
	struct ntms_image image;
	__u32 code;
	__u32 reserved;
};

/**
 * struct ntms_image_library - NTMS_TYPE_LIBRARY
 * @image: as of any object
 * @kind: NTMS_LIBRARY_*
 * @new_media: enum ntms_pool_type
 * @media_type: what its cartridges are taken for, RSM's code; U32_MAX: not known
 * @identity: bytes of what tells it from others, which follow the description
 * @first: lowest element address, by element type code less 1
 * @count: number of elements, likewise
 * @moves: where a cartridge can be moved to, likewise; bits 1 << element type code
 * @rotates: a transport can turn a cartridge over
 * @barcodes: volume tags are reported
 * @reserved: 0
 * @supported: media types that it supports, bits by RSM's codes
 * @vendor: INQUIRY
 * @product: INQUIRY
 * @revision: INQUIRY
 * @serial: unit serial number
 * @others: bytes of a text that follows the identity: the elements that it reported
 *	beside @first and @count, by type code and address, in order, with a space
 *	between them; one, or some that follow each other: "2:17 2:20-23 4:500"
 * @reserved2: 0
 */
struct ntms_image_library {
	struct ntms_image image;
	__u32 kind;
	__u32 new_media;
	__u32 media_type;
	__u32 identity;
	__u16 first[4];
	__u16 count[4];
	__u8 moves[4];
	__u8 rotates;
	__u8 barcodes;
	__u8 reserved[2];
	__u8 supported[16];
	char vendor[NTMS_VENDOR_SIZE];
	char product[NTMS_PRODUCT_SIZE];
	char revision[NTMS_REVISION_SIZE];
	char serial[NTMS_SERIAL_SIZE];
	__u32 others;
	__u32 reserved2;
};

/**
 * struct ntms_image_drive - NTMS_TYPE_DRIVE
 * @image: as of any object; @created is 0
 * @library: the library
 * @address: element address
 * @wanted: 1: an administrator said which device it is: @scsi
 * @scsi: see @wanted
 */
struct ntms_image_drive {
	struct ntms_image image;
	struct ntms_guid library;
	__u32 address;
	__u32 wanted;
	struct ntms_scsi_address scsi;
};

/**
 * struct ntms_image_pool - NTMS_TYPE_POOL
 * @image: as of any object
 * @parent: the pool that it is in, or the null GUID
 * @pool_type: enum ntms_pool_type
 * @media_type: RSM's code; U32_MAX: it holds pools
 * @allocation_policy: NTMS_POOL_FROMSCRATCH
 * @deallocation_policy: NTMS_POOL_TOSCRATCH
 * @max_allocates: allocations of a side before it is decommissioned; 0: any
 * @owner: user of the initial user namespace
 */
struct ntms_image_pool {
	struct ntms_image image;
	struct ntms_guid parent;
	__u32 pool_type;
	__u32 media_type;
	__u32 allocation_policy;
	__u32 deallocation_policy;
	__u32 max_allocates;
	__u32 owner;
};

/**
 * struct ntms_image_side - a side in the image of its cartridge
 * @since: since when it is Available: sequence number
 * @state: enum ntms_side_state
 * @allocate_count: how often it was allocated
 * @name: bytes of its name
 * @description: bytes of its description
 */
struct ntms_image_side {
	__aligned_u64 since;
	__u32 state;
	__u32 allocate_count;
	__u32 name;
	__u32 description;
};

/**
 * struct ntms_image_medium - NTMS_TYPE_MEDIUM
 * @image: as of any object
 * @library: where it is
 * @pool: the pool
 * @media_type: RSM's code
 * @cleaner: 1: a cleaning cartridge
 * @element_type: code of the element type that it is in, SMC; 0: in none
 * @address: its address
 * @side_count: sides
 * @reserved: 0
 * @barcode: barcode
 * @sides: the sides; their names and descriptions follow its own
 */
struct ntms_image_medium {
	struct ntms_image image;
	struct ntms_guid library;
	struct ntms_guid pool;
	__u32 media_type;
	__u32 cleaner;
	__u32 element_type;
	__u32 address;
	__u32 side_count;
	__u32 reserved;
	char barcode[NTMS_BARCODE_SIZE];
	struct ntms_image_side sides[NTMS_SIDES_MAX];
};

/**
 * struct ntms_image_logical - NTMS_TYPE_LOGICAL_MEDIUM
 * @image: as of any object
 * @side: the side that it owns
 * @owner: user who allocated it, of the initial user namespace
 * @whole: 1: it was allocated with NEW or NEXT
 * @application: bytes of the application's name, which follow the description
 * @reserved: 0
 */
struct ntms_image_logical {
	struct ntms_image image;
	struct ntms_guid side;
	__u32 owner;
	__u32 whole;
	__u32 application;
	__u32 reserved;
};

/* What follows an attachment */
#define NTMS_ATTACHED_ALL	1	/* all objects can be read */
#define NTMS_ATTACHED_LOAD	2	/* all objects have to be written */

/**
 * struct ntms_journal_attach - NTMS_IOC_JOURNAL_ATTACH: make the catalog last
 * @size: see Conventions
 * @reason: see Conventions
 * @flags: must be 0
 * @state: out: NTMS_ATTACHED_*
 * @computer: the computer whose catalog the program has; null: it has none
 * @fd: out: the descriptor, closed when a program is executed
 * @reserved: must be 0
 *
 * Reasons: INVALID_PARAMETER, ACCESS_DENIED (no CAP_SYS_ADMIN), BUSY (another
 * program is attached), NOT_EMPTY (the catalog is neither that of @computer nor one
 * that could be loaded), NOT_ENOUGH_MEMORY.
 */
struct ntms_journal_attach {
	__u32 size;
	__u32 reason;
	__u32 flags;
	__u32 state;
	struct ntms_guid computer;
	__s32 fd;
	__u32 reserved;
};

#endif /* _UAPI_LINUX_NTMS_H */
