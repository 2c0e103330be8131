/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The objects of the catalog: what they are made of, and how they are named.
 *
 * Nothing here changes an object that is in a catalog: that is done by a
 * transaction (catalog.h) and by nothing else.
 */
#ifndef NTMS_CORE_OBJECT_H
#define NTMS_CORE_OBJECT_H

#include "smc.h"
#include "types.h"

/*
 * A GUID that we make has, in its last four bytes, the number of a part: 0 is
 * the object itself, others are its sides or elements. A cartridge and its sides
 * thus need one entry in the index, and a slot needs none.
 */
#define NTMS_GUID_PART_OFFSET	12

/**
 * struct ntms_label - name and description, which most objects do not have
 * @name: name, never empty in a pool or media type; empty: none was given
 * @description: free text
 */
struct ntms_label {
	char *name;
	char *description;
};

/**
 * struct ntms_app - name of an application, shared by what it owns
 * @ref: references
 * @name: the name
 */
struct ntms_app {
	struct kref ref;
	char name[];
};

struct ntms_app *ntms_app_new(const char *name);
void ntms_app_put(struct ntms_app *app);

/**
 * struct ntms_obj - what every object of the catalog begins with
 * @id: its GUID; the part is 0
 * @node: in the index by GUID
 * @by_serial: in the order of its kind
 * @serial: order in which objects were made; never used twice
 * @created: nanoseconds since 1970
 * @modified: nanoseconds since 1970
 * @label: name and description, or NULL
 * @type: enum ntms_type
 * @enabled: an administrator has not disabled it
 * @going: whoever pins it removes it
 * @missed: something happened to it while it was pinned that is to be recorded
 * @attributes: number of attributes that it and its parts have
 * @holds: transactions that wait for the journal and need it to be there
 * @skipped: the journal's @round in which it was pinned when it was to be told
 * @pinned: whose transaction, or wait, it is kept for, or NULL; see record.h
 */
struct ntms_obj {
	guid_t id;
	struct rhash_head node;
	struct rb_node by_serial;
	u64 serial;
	u64 created;
	u64 modified;
	struct ntms_label *label;
	u8 type;
	bool enabled;
	bool going;
	bool missed;
	u32 attributes;
	u32 holds;
	u32 skipped;
	const void *pinned;
};

/* What waiters need: any side, or one of a cartridge nobody owns a side of */
enum ntms_need {
	NTMS_NEED_ANY,
	NTMS_NEED_WHOLE,
	NTMS_NEEDS,
};

/* Media types are told apart by RSM's codes, which are less than this */
#define NTMS_MEDIA_CODES	0x5e

/**
 * struct ntms_media_type - a kind of cartridge
 * @obj: the object
 * @code: RSM's media type code
 * @sides: sides of such a cartridge
 * @write: 1 rewritable, 2 write once, 3 read only, 0 not known
 * @media: number of cartridges
 * @used: number of application pools of it
 * @pools: its sub-pools of the system pools, by enum ntms_pool_type; they come
 *	and go with the type
 * @drawing: waiters whose pools draw from free, by ticket; see waiters.h
 *
 * It stays as long as there is a cartridge or an application pool of it, or a
 * library that supports it: whoever has a pointer to it is one of these, or holds
 * the catalog's lock.
 */
struct ntms_media_type {
	struct ntms_obj obj;
	u8 code;
	u8 sides;
	u8 write;
	u32 media;
	u32 used;
	struct ntms_pool *pools[NTMS_POOL_IMPORT + 1];
	struct rb_root_cached drawing[NTMS_NEEDS];
};

/**
 * struct ntms_siblings - the pools of a pool, or those at the top
 * @by_serial: in the order in which they were made
 * @by_name: by name, of which there is one each
 * @count: their number
 */
struct ntms_siblings {
	struct rb_root_cached by_serial;
	struct rb_root by_name;
	u32 count;
};

/**
 * struct ntms_aces - a list of rights; never changed, but replaced as a whole
 * @nr: number of entries
 * @ace: the entries; users and groups are those of the initial user namespace
 */
struct ntms_aces {
	u32 nr;
	struct ntms_ace ace[];
};

/**
 * struct ntms_pool - a media pool
 * @obj: the object
 * @aces: list of rights, or NULL: the one that it began with
 * @parent: the pool it is in, or NULL
 * @in_parent: in @parent's @children, or among the catalog's top pools
 * @by_name: there, by its name
 * @children: its pools
 * @media_type: type of its media; NULL: it holds pools
 * @type: enum ntms_pool_type
 * @allocation_policy: NTMS_POOL_FROMSCRATCH
 * @deallocation_policy: NTMS_POOL_TOSCRATCH
 * @max_allocates: allocations of a side before it is decommissioned; 0: any
 * @owner: user with all rights
 * @media: its cartridges, by serial
 * @nr_media: their number
 * @nr_logical: logical media in it
 * @shelves: its cartridges again, by library
 * @waiting: waiters for its media, by what they need and by ticket; see
 *	waiters.h
 * @nr_waiting: their number
 * @waited: in the catalog's list of pools that have waiters
 * @redraw: its policy changed since waiters were last served
 * @stirred: in the catalog's list of pools that got something, or something new
 *	about them, since waiters were last served
 */
struct ntms_pool {
	struct ntms_obj obj;
	struct ntms_aces *aces;
	struct ntms_pool *parent;
	struct rb_node in_parent;
	struct rb_node by_name;
	struct ntms_siblings children;
	struct ntms_media_type *media_type;
	u32 type;
	u32 allocation_policy;
	u32 deallocation_policy;
	u32 max_allocates;
	u32 owner;
	struct rb_root_cached media;
	u32 nr_media;
	u32 nr_logical;
	struct list_head shelves;
	struct rb_root_cached waiting[NTMS_NEEDS];
	u32 nr_waiting;
	struct list_head waited;
	bool redraw;
	struct list_head stirred;
};

/**
 * struct ntms_shelf - the cartridges of one pool in one library
 * @pool: the pool
 * @library: the library
 * @in_pool: in @pool's shelves
 * @media: number of cartridges
 * @available: number of sides in @fresh and @opened
 * @fresh: Available sides of enabled cartridges of which nobody owns a side, in
 *	the order in which they are to be allocated
 * @last: the last one in @fresh, or NULL
 * @opened: likewise, of cartridges of which a side is owned already
 *
 * What can be allocated follows from two trees and a look at the library, so
 * that a library can come and go without a walk over its cartridges. A shelf
 * that is empty stays for the next cartridge: it goes with its pool.
 */
struct ntms_shelf {
	struct ntms_pool *pool;
	struct ntms_library *library;
	struct list_head in_pool;
	u32 media;
	u32 available;
	struct rb_root_cached fresh;
	struct rb_node *last;
	struct rb_root_cached opened;
};

/**
 * struct ntms_element - a place for a cartridge in a library
 * @medium: what is in it, or NULL
 * @address: element address
 * @asc: additional sense code << 8 | qualifier of an abnormal element
 * @type: element type code, NTMS_SMC_*
 * @flags: NTMS_SMC_*, as last reported
 * @known: it was reported at least once
 */
struct ntms_element {
	struct ntms_medium *medium;
	u16 address;
	u16 asc;
	u8 type;
	u8 flags;
	bool known;
};

/**
 * struct ntms_device - what SCSI device something is
 * @address: where it is
 * @device: name of the device node to use, or empty
 * @vendor: INQUIRY
 * @product: INQUIRY
 * @revision: INQUIRY
 * @serial: unit serial number
 */
struct ntms_device {
	struct ntms_scsi_address address;
	char device[NTMS_DEVICE_SIZE];
	char vendor[NTMS_VENDOR_SIZE];
	char product[NTMS_PRODUCT_SIZE];
	char revision[NTMS_REVISION_SIZE];
	char serial[NTMS_SERIAL_SIZE];
};

/**
 * struct ntms_drive - what a data transfer element is more than an element
 * @label: name and description, or NULL
 * @modified: nanoseconds since 1970
 * @enabled: an administrator has not disabled it
 * @wanted: an administrator said which device it is: @wanted_at
 * @map: enum ntms_drive_map
 * @wanted_at: the administrator's address, if @wanted
 * @device: the device, as far as @map says that it is known
 */
struct ntms_drive {
	struct ntms_label *label;
	u64 modified;
	bool enabled;
	bool wanted;
	u8 map;
	struct ntms_scsi_address wanted_at;
	struct ntms_device device;
};

struct ntms_robot;

/**
 * struct ntms_library - a changer and its elements, or the offline library
 * @obj: the object
 * @aces: list of rights, or NULL: the one that it began with
 * @kind: NTMS_LIBRARY_OFFLINE or NTMS_LIBRARY_ONLINE
 * @new_media: enum ntms_pool_type: where a cartridge nobody knows arrives
 * @media_type: what a cartridge without a better clue is taken for; NULL: not
 *	known. One that it supports
 * @media: number of cartridges
 * @of_type: their numbers, by the codes of their media types
 * @supported: by the same codes: it supports the media type; the offline library
 *	supports none
 * @barcodes: it has reported volume tags
 * @geometry: as last reported
 * @elements: its elements, by type code, then address
 * @nr_elements: their number
 * @first: index of the first element of a type code in @elements
 * @drives: one for each data transfer element, in their order
 * @device: the changer
 * @identity: what tells it from all other libraries
 * @robot: who moves and looks for us; NULL if the library is not present
 * @inventory: NTMS_INVENTORY_*
 * @wanted: number of the last inventory that was asked for
 * @begun: number that was asked for when the running inventory began
 * @done: every inventory asked for up to this number has ended
 * @inventories: number of inventories that ended
 * @looked: since when it is being read, nanoseconds of CLOCK_MONOTONIC; 0: it is not
 * @sense: sense key << 16 | ASC << 8 | ASCQ of the last inventory
 * @error: positive errno of the last inventory
 */
struct ntms_library {
	struct ntms_obj obj;
	struct ntms_aces *aces;
	u8 kind;
	u32 new_media;
	struct ntms_media_type *media_type;
	u32 media;
	u32 of_type[NTMS_MEDIA_CODES];
	bool supported[NTMS_MEDIA_CODES];
	bool barcodes;
	struct ntms_smc_geometry geometry;
	struct ntms_element *elements;
	u32 nr_elements;
	u32 first[NTMS_SMC_TYPES + 1];
	struct ntms_drive *drives;
	struct ntms_device device;
	char *identity;
	struct ntms_robot *robot;
	u32 inventory;
	u64 wanted;
	u64 begun;
	u64 done;
	u64 inventories;
	u64 looked;
	u32 sense;
	u32 error;
};

/**
 * struct ntms_side - one side of a cartridge
 * @in_shelf: in a tree of the shelf, if @listed
 * @since: since when it is Available: number of the change that made it so
 * @logical: who owns it, or NULL
 * @label: name and description, or NULL
 * @allocate_count: how often it was allocated
 * @state: enum ntms_side_state
 * @number: 0 or 1
 * @listed: it is in a tree of the shelf
 */
struct ntms_side {
	struct rb_node in_shelf;
	u64 since;
	struct ntms_logical *logical;
	struct ntms_label *label;
	u32 allocate_count;
	u8 state;
	u8 number;
	bool listed;
};

/**
 * struct ntms_medium - a cartridge
 * @obj: the object
 * @in_pool: in the pool's media
 * @rcu: when it is in none any more, and goes
 * @by_barcode: in the index by barcode, if it has one
 * @library: where it is; never NULL in a catalog
 * @element: the element it is in, or NULL (offline, or in motion)
 * @pool: the pool
 * @shelf: the shelf of @pool and @library
 * @media_type: its media type; another one has as many sides
 * @cleaner: a cleaning cartridge
 * @owned: number of its sides that are Allocated or Complete
 * @nr_sides: number of sides
 * @barcode: barcode without padding; empty: none
 * @sides: the sides
 */
struct ntms_medium {
	struct ntms_obj obj;
	union {
		struct rb_node in_pool;
		struct rcu_head rcu;
	};
	struct rb_node by_barcode;
	struct ntms_library *library;
	struct ntms_element *element;
	struct ntms_pool *pool;
	struct ntms_shelf *shelf;
	struct ntms_media_type *media_type;
	bool cleaner;
	u8 owned;
	u8 nr_sides;
	char barcode[NTMS_SMC_TAG_SIZE];
	struct ntms_side sides[] __counted_by(nr_sides);
};

/**
 * struct ntms_logical - a logical medium: the right to a side
 * @obj: the object; its id is the LMID
 * @side: the side
 * @medium: the cartridge of the side
 * @app: who allocated it
 * @uid: user who allocated it, in the initial user namespace
 * @whole: it was allocated with NEW or NEXT: NEXT may follow
 */
struct ntms_logical {
	struct ntms_obj obj;
	struct ntms_side *side;
	struct ntms_medium *medium;
	struct ntms_app *app;
	u32 uid;
	bool whole;
};

/**
 * ntms_guid_with_part() - the GUID of a part of an object
 * @to: out: the GUID; may be @id
 * @id: GUID of the object or any of its parts
 * @part: number of the part, 0 for the object itself
 *
 * Context: any.
 */
static inline void ntms_guid_with_part(guid_t *to, const guid_t *id, u32 part)
{
	u8 *b = to->b + NTMS_GUID_PART_OFFSET;

	*to = *id;
	b[0] = part >> 24;
	b[1] = part >> 16;
	b[2] = part >> 8;
	b[3] = part;
}

/* GUIDs */
void ntms_guid_new(guid_t *id);
bool ntms_guid_past(const guid_t *id);
u32 ntms_guid_part(const guid_t *id);
void ntms_side_id(guid_t *to, const struct ntms_medium *medium,
		  const struct ntms_side *side);
void ntms_element_id(guid_t *to, const struct ntms_library *library,
		     const struct ntms_element *element);

/* Number of data transfer elements, and so of entries in @drives */
static inline u32 ntms_library_drives(const struct ntms_library *library)
{
	return library->first[NTMS_SMC_DT + 1] - library->first[NTMS_SMC_DT];
}

/* A GUID on its way to a program */
static inline void ntms_guid_out(struct ntms_guid *to, const guid_t *id)
{
	memcpy(to->b, id->b, sizeof(to->b));
}

/* A GUID that a program sent, where it is */
static inline const guid_t *ntms_guid_in(const struct ntms_guid *id)
{
	return (const guid_t *)id->b;
}

static inline struct ntms_medium *ntms_side_medium(const struct ntms_side *side)
{
	return container_of(side - side->number, struct ntms_medium, sides[0]);
}

/* Media types that RSM knows */
struct ntms_media_type_fact {
	u8 code;
	u8 sides;
	u8 write;
	const char *name;
};

#define NTMS_MEDIA_CODE_UNKNOWN	0x00
#define NTMS_MEDIA_CODE_CLEANER	0x32
#define NTMS_MEDIA_CODE_MO_5_RW	0x3b
#define NTMS_MEDIA_CODE_LTO	0x56

const struct ntms_media_type_fact *ntms_media_type_fact(u8 code);
bool ntms_barcode_is_cleaner(const char *barcode);
u8 ntms_barcode_media_code(const char *barcode);

/* Making and freeing objects that are not, or no longer, in a catalog */
struct ntms_medium *ntms_medium_new(const char *barcode, u8 sides, gfp_t gfp);
struct ntms_pool *ntms_pool_new(const char *name, u32 type, gfp_t gfp);
struct ntms_waiter;

/* What one user cannot have without end */
enum ntms_user_has {
	NTMS_USER_REQUESTS,	/* operator requests that he caused */
	NTMS_USER_KEPT,		/* queued allocations, until they are collected */
	NTMS_USER_HAS,
};

/**
 * struct ntms_user - a user who asked for something
 * @node: among the catalog's users, by uid
 * @uid: user, in the initial user namespace
 * @has: how many, by enum ntms_user_has
 */
struct ntms_user {
	struct rb_node node;
	u32 uid;
	u32 has[NTMS_USER_HAS];
};

/**
 * struct ntms_opreq - an operator request
 * @obj: the object
 * @request: enum ntms_request_kind
 * @state: enum ntms_request_state
 * @type: kinds of @arg
 * @arg: what it is about: GUIDs, since it may outlive what they name
 * @user: who asks
 * @pid: process that asks
 * @app: application that asks
 * @message: what it says, or NULL
 * @answer: what the operator said, or NULL
 * @finished: when it was answered, nanoseconds since 1970, 0: not yet
 * @waiter: the allocation that it belongs to, or NULL
 * @watched: somebody waits for the answer, or did
 * @in_answered: in the catalog's list of those that were answered
 */
struct ntms_opreq {
	struct ntms_obj obj;
	u8 request;
	u8 state;
	u8 type[2];
	guid_t arg[2];
	struct ntms_user *user;
	u32 pid;
	struct ntms_app *app;
	char *message;
	char *answer;
	u64 finished;
	struct ntms_waiter *waiter;
	bool watched;
	struct list_head in_answered;
};

struct ntms_opreq *ntms_opreq_new(u8 request, const char *message, gfp_t gfp);
struct ntms_library *ntms_library_new(u8 kind, const char *name,
				      const char *identity, gfp_t gfp);
struct ntms_media_type *ntms_media_type_new(u8 code, gfp_t gfp);
struct ntms_logical *ntms_logical_new(gfp_t gfp);
void ntms_logical_clear(struct ntms_logical *logical);
void ntms_obj_free(struct ntms_obj *obj);
void ntms_obj_retire(struct ntms_obj *obj);

int ntms_label_set(struct ntms_label **label, const char *name,
		   const char *description, gfp_t gfp);
void ntms_label_free(struct ntms_label *label);
const char *ntms_label_name(const struct ntms_label *label);
const char *ntms_label_description(const struct ntms_label *label);

int ntms_objects_init(void);
void ntms_objects_exit(void);

#endif /* NTMS_CORE_OBJECT_H */
