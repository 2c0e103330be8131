/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A small stand-in for the module, inside the test program: it takes the place
 * of open() and ioctl() and keeps just enough of a catalog for the logic of
 * libntms and ntmsctl to be tested. It knows the shape of the ABI and checks
 * that every struct it is handed is well formed; it is no model of the module,
 * whose own tests are elsewhere.
 *
 * In a test program the catalog is in memory. If NTMS_FAKE names a file, the
 * catalog is in that file and outlives the process.
 */
#ifndef TESTS_FAKE_H
#define TESTS_FAKE_H

#include <linux/ntms.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FAKE_OBJECTS_MOST 20000
#define FAKE_COMMANDS 32
#define FAKE_ATTRIBUTES_MOST 70
#define FAKE_ACLS_MOST 16

struct fake_attribute {
	struct ntms_guid id;
	uint32_t size;		/* 0: not in use */
	char name[NTMS_ATTRIBUTE_SIZE];
	unsigned char data[NTMS_ATTRIBUTE_DATA_MAX];
};

struct fake_acl {
	struct ntms_guid id;
	bool there;
	uint32_t count;
	struct ntms_ace aces[NTMS_ACES_MAX];
};

struct fake_object {
	bool there;
	uint32_t type;
	union {
		struct ntms_object_header header;
		struct ntms_computer_info computer;
		struct ntms_library_info library;
		struct ntms_drive_info drive;
		struct ntms_element_info element;
		struct ntms_medium_info medium;
		struct ntms_side_info side;
		struct ntms_logical_medium_info logical;
		struct ntms_pool_info pool;
		struct ntms_media_type_info media_type;
		struct ntms_request_info request;
	};
};

/**
 * struct fake - the catalog and what the stand-in was told to do
 * @info: what INFO says; the counts are made at that time
 * @open_error: errno that open() gives, 0: none
 * @fail_command: NTMS_IOC_* that fails next, 0: none
 * @fail_reason: reason that it gives
 * @fail_errno: errno that it gives
 * @fail_after: number of calls of that command that work before
 * @block: path of a FIFO that INVENTORY and ALLOCATE read before they answer
 * @stuck: ENUM promises more and gives nothing
 * @waits: an allocation waits; without it, its time is up at once
 * @old: the module knows nothing of operator requests
 * @denied: WHY says that a right is missing
 * @lock: who works on the catalog, in whatever process
 * @cancels: number of sessions that were closed with CANCEL
 * @malformed: number of structs that broke a rule of the ABI
 * @why: the rule that was broken last
 * @calls: number of calls of each command
 * @application: what SESSION was told
 * @allocate: the last ALLOCATE as it came in
 * @inventory: the last INVENTORY as it came in
 * @set: the last SET as it came in
 * @attributes: attributes, of whatever object
 * @acls: lists of rights that were written
 * @count: objects in use, those that are gone included
 * @objects: objects
 */
struct fake {
	struct ntms_info info;
	int open_error;
	unsigned long fail_command;
	uint32_t fail_reason;
	int fail_errno;
	unsigned int fail_after;
	char block[256];
	bool stuck;
	bool waits;
	bool old;
	bool denied;
	atomic_flag lock;
	unsigned int cancels;
	unsigned int malformed;
	char why[128];
	unsigned int calls[FAKE_COMMANDS];
	char application[NTMS_NAME_SIZE];
	struct ntms_allocate allocate;
	struct ntms_inventory inventory;
	struct ntms_object set;
	struct fake_attribute attributes[FAKE_ATTRIBUTES_MOST];
	struct fake_acl acls[FAKE_ACLS_MOST];
	uint32_t count;
	struct fake_object objects[FAKE_OBJECTS_MOST];
};

extern struct fake *fake;

/* Begin anew with nothing but the computer, the offline library, system pools. */
void fake_empty(void);

/*
 * Begin anew with a library of two drives, six slots and a port, two media
 * types, five cartridges (one of them two-sided, in import) and three pools.
 */
void fake_typical(void);

/* Make an object; its GUID begins with the byte of its type. */
struct fake_object *fake_add(uint32_t type, const char *name);

/* A cartridge with its sides in a slot of the library, in a pool. */
struct fake_object *fake_add_medium(const char *barcode,
				    struct fake_object *pool, uint32_t sides,
				    uint32_t state);

/* An object by kind and name, NULL if there is none. */
struct fake_object *fake_find(uint32_t type, const char *name);

/* An object by GUID and kind (0: any). */
struct fake_object *fake_get(const struct ntms_guid *id, uint32_t type);

/* The next call of a command fails so. */
void fake_fail(unsigned long command, uint32_t reason, int error);

/* ---- between the stand-in's own files */

bool fake_bad(const char *why);
bool fake_good_head(const void *arg, size_t size);
bool fake_good_text(const char *text, size_t size);
int fake_give(uint32_t *where, uint32_t reason);
/* Let others at the catalog while a call waits. */
void fake_lock(void);
void fake_unlock(void);
/* The pool itself, or the sub-pool of the type if it is a system root. */
struct fake_object *fake_leaf_pool(const struct ntms_guid *id,
				   const struct ntms_guid *media_type);
void fake_move_medium(struct fake_object *medium,
		      const struct fake_object *pool);
/* Read a byte of the FIFO, if there is one. */
void fake_wait_for_test(void);

/* fake-wait.c */
int fake_allocate(int fd, struct ntms_allocate *arg);
int fake_collect(int fd, struct ntms_collect *arg);
int fake_cancel(int fd, struct ntms_cancel *arg);
/* A session begins with this descriptor. */
void fake_session_begin(int fd);
bool fake_session_closed(int fd);
/* Has a queued allocation of this session ended? */
bool fake_session_readable(int fd);
/* Has what waits in this session been cancelled since @then? */
unsigned int fake_session_cancels(int fd);

/* fake-media.c */
int fake_complete(struct ntms_complete *arg);
int fake_decommission(struct ntms_decommission *arg);
int fake_swap(struct ntms_swap *arg);
int fake_medium_delete(struct ntms_medium_delete *arg);
int fake_medium_create(struct ntms_medium_create *arg);

/* fake-attribute.c */
int fake_attribute_get(struct ntms_attribute *arg);
int fake_attribute_set(struct ntms_attribute *arg);
int fake_attribute_list(struct ntms_attribute_list *arg);
int fake_type_add(struct ntms_type_add *arg);
int fake_type_delete(struct ntms_type_delete *arg);
int fake_type_change(struct ntms_type_change *arg);

/* fake-acl.c */
int fake_acl_get(struct ntms_acl *arg);
int fake_acl_set(struct ntms_acl *arg);

/* fake-request.c */
int fake_request_submit(struct ntms_request_submit *arg);
int fake_request_answer(struct ntms_request_answer *arg);
int fake_request_wait(int fd, struct ntms_request_wait *arg);
int fake_request_delete(struct ntms_request_delete *arg);
int fake_why(struct ntms_why *arg);
/* Allocations that wait for a pool, or for any. */
uint32_t fake_waiting(const struct ntms_guid *pool);
/* Why a side is not to be had; with NEW, what NEW wants too. */
uint32_t fake_obstacle(const struct fake_object *side, uint32_t options);

#endif /* TESTS_FAKE_H */
