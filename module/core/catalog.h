/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The catalog: every object there is, and the one way to change them.
 *
 * Locking
 *
 * One mutex, @lock, protects the catalog and every object in it, readers
 * included. Nothing under it waits for hardware, user space or a socket; it may
 * wait for memory. Objects belong to the catalog: a pointer to one is good only
 * until the lock is dropped, and whoever wants to find it again keeps its GUID.
 *
 * One reader does without: who lists all media looks at their order under RCU, and
 * at what their GUIDs are, and finds out by @media whether one came or went.
 *
 * Order, outermost first: the driver core's class mutex (only queue work under
 * it), a changer's command mutex, its gate, @lock, the clock's spinlock. User
 * copies, SCSI commands and waits happen with none of the last two held.
 *
 * Changing
 *
 * A transaction is a list of changes, collected while the lock is held and
 * committed by ntms_commit() before it is dropped: all of them, or none. There
 * is no other function that changes what a reader can see. Commit checks each
 * change against the state table and the invariants, gets what memory it needs,
 * applies, numbers the change and tells those who want to know. If a program makes
 * the catalog last, a transaction that has to last waits for it in between, with
 * the lock dropped: see record.h. What it names stays; anything else that its
 * maker knew may be wrong afterwards.
 *
 * Serving
 *
 * What a change makes available goes to those who wait for it before the lock is
 * dropped, so that nobody can come in between: ntms_catalog_unlock() sees to it,
 * and is the only way to drop the lock. It is also where listeners are told,
 * after the lock was dropped.
 */
#ifndef NTMS_CORE_CATALOG_H
#define NTMS_CORE_CATALOG_H

#include "journal.h"
#include "news.h"
#include "object.h"
#include "stats.h"

struct ntms_attr;

/* Kinds of objects are small numbers */
#define NTMS_TYPES	(NTMS_TYPE_OPERATOR_REQUEST + 1)

/* Operator requests that one user may cause, unless it is said otherwise */
#define NTMS_REQUEST_LIMIT	16384

/*
 * Waiters or operator requests that are ended at a time, when there may be
 * thousands of them: others want the lock, too
 */
#define NTMS_ROUND	128

/* Seconds until a request that was answered is forgotten: RSM's three days */
#define NTMS_REQUEST_PURGE	259200

/**
 * struct ntms_order - all objects of one kind, in the order they were made
 * @root: by serial
 * @count: their number
 * @serial: the last serial given
 */
struct ntms_order {
	struct rb_root_cached root;
	u64 count;
	u64 serial;
};

/**
 * struct ntms_catalog - all there is
 * @lock: protects everything; see the top of this file
 * @index: objects by GUID
 * @order: objects by kind and serial
 * @media: changes with each cartridge that comes or goes: for lists of them that
 *	take no lock
 * @by_barcode: cartridges that have a barcode, by it, then by serial
 * @attributes: by what they belong to, then by name; see attr.h
 * @pools: top pools
 * @system: roots of the system pools, by enum ntms_pool_type
 * @computer: this machine
 * @aces: its list of rights, or NULL: the one that it began with
 * @offline: the offline library
 * @sides: number of sides
 * @drives: number of drives
 * @stats: counts what happens
 * @journal: numbers the changes
 * @inventories: woken when an inventory ends or a library goes
 * @requests: woken when an operator request that somebody watches is answered or
 *	goes
 * @sessions: number of open sessions
 * @spare: a logical medium that is none, for the next allocation, or NULL
 * @news: tells listeners of changes
 * @told: number of the last news that they were told to read
 * @waiting: number of waiters; see waiters.h
 * @ticket: that of the last one who came
 * @waited: pools that have waiters
 * @stirred: pools whose waiters may find something now
 * @serve: serves them; set by the first waiter
 * @dismiss: ends all waits for a pool that is about to go; set by the first waiter
 * @offered: waiters that nobody watches and for whom something is kept
 * @deadlines: waiters that nobody watches, by deadline
 * @users: users who caused operator requests or queued allocations, by uid
 * @answered: operator requests that were answered, the oldest first
 * @request_limit: operator requests that one user may cause, and allocations
 *	that he may have queued and not collected; an edge writes it at any time
 * @request_purge: seconds until a request that was answered is forgotten
 * @alarm: an edge that calls ntms_tick() at a time, nanoseconds of
 *	CLOCK_MONOTONIC, if it was not to call it before; queues work and does
 *	nothing else. NULL: there is none
 */
struct ntms_catalog {
	struct mutex lock;
	struct rhashtable index;
	struct ntms_order order[NTMS_TYPES];
	seqcount_t media;
	struct rb_root by_barcode;
	struct rb_root attributes;
	struct ntms_siblings pools;
	struct ntms_pool *system[NTMS_POOL_IMPORT + 1];
	struct ntms_obj *computer;
	struct ntms_aces *aces;
	struct ntms_library *offline;
	u64 sides;
	u64 drives;
	struct ntms_stats stats;
	struct ntms_journal journal;
	wait_queue_head_t inventories;
	wait_queue_head_t requests;
	atomic_t sessions;
	struct ntms_logical *spare;
	struct ntms_newsroom news;
	u64 told;
	u32 waiting;
	u64 ticket;
	struct list_head waited;
	struct list_head stirred;
	void (*serve)(struct ntms_catalog *cat);
	void (*dismiss)(struct ntms_catalog *cat, struct ntms_pool *pool);
	struct list_head offered;
	struct rb_root_cached deadlines;
	struct rb_root users;
	struct list_head answered;
	u32 request_limit;
	u32 request_purge;
	void (*alarm)(u64 when);
};

static inline void ntms_catalog_lock(struct ntms_catalog *cat)
{
	mutex_lock(&cat->lock);
}

void ntms_catalog_unlock(struct ntms_catalog *cat);

ntms_reason_t ntms_user_charge(struct ntms_catalog *cat, u32 uid, u8 what,
			       struct ntms_user **user);
void ntms_user_uncharge(struct ntms_catalog *cat, struct ntms_user *user,
			u8 what);

int ntms_catalog_init(struct ntms_catalog *cat, const char *computer);
void ntms_catalog_destroy(struct ntms_catalog *cat);

/**
 * struct ntms_ref - an object, or a part of one, that a GUID names
 * @type: its kind; NTMS_TYPE_UNKNOWN: there is none
 * @obj: the object itself, or the one that it is a part of
 * @side: of a side
 * @element: of a slot, port or drive
 */
struct ntms_ref {
	u8 type;
	struct ntms_obj *obj;
	struct ntms_side *side;
	struct ntms_element *element;
};

struct ntms_ref ntms_find(const struct ntms_catalog *cat, const guid_t *id);
struct ntms_pool *ntms_find_pool(const struct ntms_catalog *cat,
				 const guid_t *id);
struct ntms_medium *ntms_find_medium(const struct ntms_catalog *cat,
				     const guid_t *id);
struct ntms_side *ntms_find_side(const struct ntms_catalog *cat,
				 const guid_t *id);
struct ntms_logical *ntms_find_logical(const struct ntms_catalog *cat,
				       const guid_t *id);
struct ntms_library *ntms_find_library(const struct ntms_catalog *cat,
				       const guid_t *id);
struct ntms_media_type *ntms_find_media_type(const struct ntms_catalog *cat,
					     const guid_t *id);
struct ntms_opreq *ntms_find_opreq(const struct ntms_catalog *cat,
				   const guid_t *id);

/* Walking; @after is a serial, 0 to begin. NULL: there are no more. */
struct ntms_obj *ntms_order_next(const struct ntms_catalog *cat, u8 type,
				 u64 after);
struct ntms_medium *ntms_pool_next(const struct ntms_pool *pool, u64 after);
struct ntms_medium *ntms_barcode_first(const struct ntms_catalog *cat,
				       const char *barcode);
struct ntms_medium *ntms_barcode_next(const struct ntms_medium *medium);
struct ntms_element *ntms_element_at(const struct ntms_library *library,
				     u8 type, u16 address);
struct ntms_drive *ntms_element_drive(const struct ntms_library *library,
				      const struct ntms_element *element);

/* What readers ask most. All of it wants the lock held. */

/* Can the cartridges of a library be had now: has it a robot that is present? */
static inline bool ntms_library_online(const struct ntms_library *library)
{
	return library->kind == NTMS_LIBRARY_ONLINE && library->robot;
}

/* Is a cartridge in a library that is present? */
static inline bool ntms_medium_online(const struct ntms_medium *medium)
{
	return ntms_library_online(medium->library);
}

/* The side of a shelf's tree that is to be allocated first, or NULL */
static inline struct ntms_side *
ntms_shelf_first(const struct rb_root_cached *tree)
{
	struct rb_node *node = rb_first_cached(tree);

	return node ? rb_entry(node, struct ntms_side, in_shelf) : NULL;
}

u32 ntms_pool_available(const struct ntms_pool *pool);
const struct ntms_siblings *ntms_siblings(const struct ntms_catalog *cat,
					  const struct ntms_pool *parent);
struct ntms_pool *ntms_siblings_next(const struct ntms_siblings *siblings,
				     u64 after);
struct ntms_pool *ntms_pool_named(const struct ntms_catalog *cat,
				  const struct ntms_pool *parent,
				  const char *name);

/**
 * enum ntms_change_kind - the ways in which the catalog can change
 * @NTMS_ADD: an object appears: @obj, made and filled by the caller. From a
 *	successful commit on it belongs to the catalog. A cartridge comes with the
 *	logical media of its sides, each of which is added by itself
 * @NTMS_REMOVE: an object goes: @obj; with a media type its sub-pools
 * @NTMS_ALLOCATE: @logical becomes the owner of the side it names, and the
 *	cartridge goes to @pool, if there is one
 * @NTMS_RELEASE: the cartridge goes to @pool, if there is one, and @logical goes;
 *	its side takes the state @to. With @undo it is as if it had never been
 *	allocated
 * @NTMS_SWAP: @logical and @other exchange their sides. It is about two
 *	cartridges, and alone in its transaction
 * @NTMS_STATE: a side takes the state @to, and keeps the owner that it has
 * @NTMS_MOVE: a cartridge goes to @pool
 * @NTMS_PLACE: a cartridge is in @library, in @element (NULL: in none)
 * @NTMS_GEOMETRY: a library has other elements: @layout; its cartridges are in
 *	the elements that name them, or in motion
 * @NTMS_ELEMENT: an element is as @status says
 * @NTMS_DRIVE: a drive is as @drive says
 * @NTMS_LIBRARY: a library is as @facts says
 * @NTMS_SET: an administrator's wish: the members of @wish
 * @NTMS_ACL: a pool, a library or the computer has the list of rights @aces
 * @NTMS_ANSWER: an operator request takes the state @to, with the text @answer
 * @NTMS_ATTRIBUTE: an object or a part of one has an attribute, or has it no
 *	more: @attribute. It is alone in its transaction
 * @NTMS_SUPPORT: a library supports @media_type from now on, or, if @to is 0, no
 *	longer
 * @NTMS_RETYPE: a cartridge goes to @pool, and is of its media type
 */
enum ntms_change_kind {
	NTMS_ADD,
	NTMS_REMOVE,
	NTMS_ALLOCATE,
	NTMS_RELEASE,
	NTMS_SWAP,
	NTMS_STATE,
	NTMS_MOVE,
	NTMS_PLACE,
	NTMS_GEOMETRY,
	NTMS_ELEMENT,
	NTMS_DRIVE,
	NTMS_LIBRARY,
	NTMS_SET,
	NTMS_ACL,
	NTMS_ANSWER,
	NTMS_ATTRIBUTE,
	NTMS_SUPPORT,
	NTMS_RETYPE,
};

/**
 * struct ntms_layout - the elements of a library, made before they are needed
 * @geometry: mode pages
 * @barcodes: volume tags are reported
 * @elements: the elements
 * @nr_elements: their number
 * @first: see struct ntms_library
 * @drives: one for each data transfer element
 */
struct ntms_layout {
	struct ntms_smc_geometry geometry;
	bool barcodes;
	struct ntms_element *elements;
	u32 nr_elements;
	u32 first[NTMS_SMC_TYPES + 1];
	struct ntms_drive *drives;
};

/**
 * struct ntms_library_state - what NTMS_LIBRARY writes
 * @device: the changer, or NULL to leave it
 * @robot: who moves and looks for us, or NULL: not present
 * @inventory: NTMS_INVENTORY_*
 * @sense: see struct ntms_library
 * @error: see struct ntms_library
 * @ended: an inventory ended with this change
 */
struct ntms_library_state {
	const struct ntms_device *device;
	struct ntms_robot *robot;
	u32 inventory;
	u32 sense;
	u32 error;
	bool ended;
};

/**
 * struct ntms_wish - what NTMS_SET writes
 * @mask: NTMS_SET_* bits of the members that count
 * @label: NAME and DESCRIPTION: the new label, made by the caller; belongs to
 *	the catalog from a successful commit on, when @label holds the old one
 *	for the caller to free
 * @enabled: ENABLED
 * @allocation_policy: ALLOCATION_POLICY
 * @deallocation_policy: DEALLOCATION_POLICY
 * @max_allocates: MAX_ALLOCATES
 * @owner: OWNER: a user of the initial user namespace
 * @new_media: NEW_MEDIA
 * @media_type: MEDIA_TYPE
 * @wanted: DEVICE: an administrator says which, at @wanted_at
 * @wanted_at: DEVICE
 * @request_purge: REQUEST_PURGE
 * @found: nobody wishes it: it was found out, and would be again
 */
struct ntms_wish {
	u32 mask;
	struct ntms_label *label;
	bool enabled;
	u32 allocation_policy;
	u32 deallocation_policy;
	u32 max_allocates;
	u32 owner;
	u32 new_media;
	struct ntms_media_type *media_type;
	bool wanted;
	struct ntms_scsi_address wanted_at;
	u32 request_purge;
	bool found;
};

/**
 * struct ntms_attr_wish - what NTMS_ATTRIBUTE writes
 * @id: what it belongs to: an object, or a part of one
 * @type: its kind
 * @name: the attribute
 * @attr: the new one, made by the caller; NULL: there is to be none. Belongs to
 *	the catalog from a successful commit on, when @attr holds the old one for
 *	the caller to free, or NULL
 */
struct ntms_attr_wish {
	const guid_t *id;
	u8 type;
	const char *name;
	struct ntms_attr *attr;
};

/**
 * struct ntms_change - one change
 * @kind: which
 * @to: RELEASE, STATE: new state of the side; ANSWER: of the request; REMOVE: how
 *	a request ended, 0 if it does not matter; SUPPORT: 1 or 0
 * @obj: ADD, REMOVE: the object. SET, ATTRIBUTE, ACL: the object; of a side
 *	its cartridge, of a drive, slot or port its library
 * @medium: MOVE, RETYPE, PLACE
 * @side: STATE; SET of a side
 * @logical: ALLOCATE, RELEASE, SWAP
 * @other: SWAP
 * @library: GEOMETRY, ELEMENT, DRIVE, LIBRARY, SUPPORT
 * @in: PLACE
 * @pool: MOVE, RETYPE; ALLOCATE, RELEASE: NULL: the cartridge stays
 * @media_type: SUPPORT
 * @element: PLACE, ELEMENT, DRIVE; SET of a drive; ATTRIBUTE of a drive, slot or
 *	port
 * @layout: GEOMETRY; after the commit it holds the old arrays, to be freed by
 *	the caller
 * @aces: ACL: where the new list is; after the commit the old one is there, or
 *	NULL, to be freed by the caller
 * @flags: ELEMENT: NTMS_SMC_*
 * @asc: ELEMENT
 * @map: DRIVE: enum ntms_drive_map
 * @undo: RELEASE
 * @since: RELEASE, STATE: since when the side is to be Available, if it was before;
 *	0: since now
 * @opreq: ANSWER
 * @answer: ANSWER: belongs to the request after a successful commit; NULL: none
 * @device: DRIVE
 * @state: LIBRARY
 * @wish: SET
 * @attribute: ATTRIBUTE
 * @shelf: where it brings a cartridge, found by the commit; NULL: it brings none
 *	anywhere
 */
struct ntms_change {
	u8 kind;
	u8 to;
	u8 flags;
	u8 map;
	u16 asc;
	bool undo;
	union {
		struct ntms_obj *obj;
		struct ntms_opreq *opreq;
		struct ntms_medium *medium;
		struct ntms_logical *logical;
		struct ntms_library *library;
	};
	union {
		struct ntms_side *side;
		struct ntms_pool *pool;
		struct ntms_media_type *media_type;
		struct ntms_element *element;
		struct ntms_layout *layout;
		struct ntms_aces **aces;
		struct ntms_logical *other;
		char *answer;
	};
	union {
		u64 since;
		struct ntms_library *in;
		const struct ntms_device *device;
		const struct ntms_library_state *state;
		struct ntms_wish *wish;
		struct ntms_attr_wish *attribute;
	};
	struct ntms_shelf *shelf;
};

/* Enough for an allocation, and for giving back; each costs the stack */
#define NTMS_TXN_FIXED	2

/**
 * struct ntms_txn - changes that happen together
 * @changes: the changes
 * @nr: their number
 * @room: room at @changes
 * @failed: memory for a change was not to be had; commit will say so
 * @fact: nobody waits for it to last: it happened, or has to
 * @loaded: it is what there was before the module was loaded
 * @deadline: nanoseconds of CLOCK_MONOTONIC until which it may wait to last
 * @fixed: room that needs no memory
 */
struct ntms_txn {
	struct ntms_change *changes;
	u32 nr;
	u32 room;
	bool failed;
	bool fact;
	bool loaded;
	u64 deadline;
	struct ntms_change fixed[NTMS_TXN_FIXED];
};

bool ntms_txn_grow(struct ntms_txn *txn);

/**
 * ntms_txn_init() - begin a transaction
 * @txn: the transaction
 *
 * Context: any.
 */
static inline void ntms_txn_init(struct ntms_txn *txn)
{
	txn->changes = txn->fixed;
	txn->nr = 0;
	txn->room = NTMS_TXN_FIXED;
	txn->failed = false;
	txn->fact = false;
	txn->loaded = false;
	txn->deadline = NTMS_DEADLINE_NEVER;
}

/**
 * ntms_txn_release() - end a transaction, committed or not
 * @txn: the transaction
 *
 * What a transaction that was not committed names stays its maker's.
 *
 * Context: any.
 */
static inline void ntms_txn_release(struct ntms_txn *txn)
{
	if (unlikely(txn->changes != txn->fixed))
		kvfree(txn->changes);
}

/**
 * ntms_txn_change() - add a change to a transaction
 * @txn: the transaction
 * @kind: enum ntms_change_kind
 *
 * If there is no memory for it, the change is lost and ntms_commit() will
 * refuse the transaction.
 *
 * Context: may sleep.
 * Return: the change, all zero but its kind; never NULL. Good until the next
 * call.
 */
static inline struct ntms_change *ntms_txn_change(struct ntms_txn *txn, u8 kind)
{
	struct ntms_change *change;

	if (unlikely(txn->nr == txn->room) && !ntms_txn_grow(txn)) {
		txn->failed = true;
		txn->nr--;
	}
	change = &txn->changes[txn->nr++];
	*change = (struct ntms_change){ .kind = kind };
	return change;
}

ntms_reason_t ntms_commit(struct ntms_catalog *cat, struct ntms_txn *txn);

ntms_reason_t ntms_opreq_post(struct ntms_catalog *cat,
			      struct ntms_opreq *opreq,
			      const struct ntms_cred *cred,
			      struct ntms_app *app);
ntms_reason_t ntms_opreq_renew(struct ntms_catalog *cat,
			       struct ntms_opreq *old, struct ntms_opreq *opreq);
ntms_reason_t ntms_opreq_remove(struct ntms_catalog *cat,
				struct ntms_opreq *opreq, u8 state);

struct ntms_logical *ntms_catalog_logical(struct ntms_catalog *cat);
void ntms_catalog_keep(struct ntms_catalog *cat, struct ntms_logical *logical);

bool ntms_media_type_unused(const struct ntms_catalog *cat,
			    const struct ntms_media_type *type);
bool ntms_side_may(u8 from, u8 to);

#endif /* NTMS_CORE_CATALOG_H */
