/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A model of what the module keeps books of: pools, cartridges, sides, logical
 * media and rights. It is made of arrays that are searched from one end to the
 * other, shares nothing with the module, and is written after the uapi header
 * and the concepts; where those leave something open, the rule is told here.
 *
 * What refers to something holds its GUID, so that an array can close the gap
 * that one leaves who goes. Arrays are in the order in which things were made.
 */
#ifndef NTMS_SELFTESTS_MODEL_H
#define NTMS_SELFTESTS_MODEL_H

#include "scene.h"

#define OK		NTMS_REASON_SUCCESS
#define ROOT		0
#define ALICE		2001
#define BOB		2002

/* Limits of the model, not of the module */
#define MAX_TYPES	128
#define MAX_POOLS	4096
#define MAX_LIBRARIES	2048
#define MAX_CARTRIDGES	16384
#define MAX_SLOTS	16
#define MAX_ATTRIBUTES	16384

/* What can be written on any object */
struct label {
	char name[NTMS_NAME_SIZE];
	char description[NTMS_DESCRIPTION_SIZE];
};

/* A list of rights; one that nobody wrote says what holds. */
struct acl {
	uint32_t nr;
	struct ntms_ace aces[NTMS_ACES_MAX];
};

struct media_type {
	struct ntms_guid id;
	struct label label;
	uint32_t code;
	uint32_t sides;
	bool stranger;
};

/**
 * struct pool - a pool
 * @parent: null at the top
 * @type: media type, null if it holds pools
 * @kind: enum ntms_pool_type
 * @stranger: it was there before, and is left alone
 */
struct pool {
	struct ntms_guid id;
	struct ntms_guid parent;
	struct ntms_guid type;
	struct label label;
	struct acl acl;
	uint32_t kind;
	uint32_t draws;
	uint32_t gives_back;
	uint32_t limit;
	uint32_t owner;
	bool enabled;
	bool stranger;
};

/**
 * struct slot - a place in a library of ours
 * @barcode: what was put in, whether the catalog knows or not
 * @full: something is in
 * @cartridge: what the catalog has here, null if nothing
 */
struct slot {
	struct ntms_guid id;
	struct ntms_guid cartridge;
	char barcode[NTMS_BARCODE_SIZE];
	bool full;
};

/**
 * struct library - a library, or the offline library
 * @holds: what cartridges without a better clue are taken for
 * @code: of the media type that its own cartridges are of, as it tells by itself
 * @supports: the media types that it supports, as in books.types
 * @scene: NULL: it is none of ours
 */
struct library {
	struct ntms_guid id;
	struct ntms_guid holds;
	struct label label;
	struct acl acl;
	uint32_t code;
	uint32_t new_media;
	bool enabled;
	bool present;
	bool supports[MAX_TYPES];
	struct scene *scene;
	struct slot slots[MAX_SLOTS];
	unsigned int nr_slots;
};

/**
 * struct side - a side
 * @owner: LMID, null if nobody owns it
 * @since: since when it is Available
 */
struct side {
	struct ntms_guid id;
	struct ntms_guid owner;
	struct label label;
	uint32_t state;
	uint32_t count;
	uint64_t since;
};

struct cartridge {
	struct ntms_guid id;
	struct ntms_guid pool;
	struct ntms_guid library;
	struct ntms_guid slot;
	struct ntms_guid type;
	struct label label;
	char barcode[NTMS_BARCODE_SIZE];
	bool enabled;
	bool cleans;
	bool stranger;
	unsigned int nr_sides;
	struct side sides[NTMS_SIDES_MAX];
};

/**
 * struct logical - a logical medium
 * @whole: it came by NEW or NEXT, or was swapped for one that did
 */
struct logical {
	struct ntms_guid id;
	struct ntms_guid side;
	char application[NTMS_NAME_SIZE];
	uint32_t uid;
	bool whole;
	bool stranger;
};

/* This machine */
struct computer {
	struct ntms_guid id;
	struct label label;
	struct acl acl;
	uint32_t purge;
};

/**
 * struct attribute - an attribute of an object, or of a side
 * @of: whose it is
 * @sum: what its data come to, see sum_of()
 */
struct attribute {
	struct ntms_guid of;
	char name[NTMS_ATTRIBUTE_SIZE];
	uint32_t size;
	uint64_t sum;
};

/* All that there is. @changes is the clock that "longest" is told by. */
struct books {
	struct ntms_info info;
	struct computer computer;
	struct media_type types[MAX_TYPES];
	struct pool pools[MAX_POOLS];
	struct library libraries[MAX_LIBRARIES];
	struct cartridge cartridges[MAX_CARTRIDGES];
	struct logical logicals[MAX_CARTRIDGES * NTMS_SIDES_MAX];
	struct attribute attributes[MAX_ATTRIBUTES];
	size_t nr_types, nr_pools, nr_libraries, nr_cartridges, nr_logicals;
	size_t nr_attributes;
	uint64_t changes;
};

extern struct books books;

/* ---- model-state.c: what there is ------------------------------------- */

struct media_type *find_type(const struct ntms_guid *id);
struct media_type *type_of_code(uint32_t code);
struct pool *find_pool(const struct ntms_guid *id);
struct library *find_library(const struct ntms_guid *id);
struct cartridge *find_cartridge(const struct ntms_guid *id);
struct logical *find_logical(const struct ntms_guid *id);
/* @of gets the cartridge, unless it is NULL. */
struct side *find_side(const struct ntms_guid *id, struct cartridge **of);
struct pool *pool_named(const struct ntms_guid *parent, const char *name);
struct pool *system_pool_of(uint32_t kind, const struct ntms_guid *type);
/* Enum ntms_type of an object of the model, or NTMS_TYPE_UNKNOWN */
uint32_t type_of(const struct ntms_guid *id);
/* The pool of the cartridge whose side a logical medium owns */
struct pool *pool_of_logical(const struct logical *logical);

/* Takes an element out of an array. */
#define forget(array, nr, what) do {					\
	size_t _at = (size_t)((what) - (array));			\
									\
	memmove(what, (what) + 1, (--(nr) - _at) * sizeof(*(what)));	\
} while (0)

/* These are gone, and with them the attributes they had. */
void forget_cartridge(struct cartridge *cartridge);
void forget_logical(struct logical *logical);
void forget_pool(struct pool *pool);
void forget_type(struct media_type *type);

bool holds_pools(const struct pool *pool);
unsigned int owned_sides(const struct cartridge *cartridge);
bool is_online(const struct cartridge *cartridge);
/* enum ntms_obstacle of a side, if a whole cartridge is wanted or not */
uint32_t obstacle_of(const struct cartridge *cartridge,
		     const struct side *side, bool whole);
/* The side of a pool that is allocated first, or NULL */
struct side *first_side(const struct pool *pool, bool whole);

/* The list that an enumeration gives, and its reason */
uint32_t list_of(uint32_t type, const struct ntms_guid *container,
		 struct ntms_guid *ids, size_t *nr);
#define LIST_MAX	(MAX_CARTRIDGES * NTMS_SIDES_MAX)

/* ---- model-rights.c: who may what ------------------------------------- */

#define USE	NTMS_RIGHT_USE
#define MODIFY	NTMS_RIGHT_MODIFY
#define CONTROL	NTMS_RIGHT_CONTROL

/* Everybody is in this group, and each in one of his own number. */
#define CREW	3000
#define NOBODYS	3001

/* Has somebody these rights? What governs the object decides. */
bool may(const struct ntms_guid *id, uint32_t uid, uint32_t rights);
bool may_on_pool(const struct pool *pool, uint32_t uid, uint32_t rights);
bool may_on_computer(uint32_t uid, uint32_t rights);
/* What it takes to take from a pool, or to give to it */
bool may_take(const struct pool *pool, uint32_t uid);
/* Everybody has USE: what holds of some where nobody wrote a list */
void acl_open(struct acl *acl);

/**
 * struct governor - who has which rights on an object
 * @id: the pool, library or computer whose list it is
 * @type: its kind
 * @owner: of an application pool; else UINT32_MAX
 * @acl: the list
 */
struct governor {
	struct ntms_guid id;
	uint32_t type;
	uint32_t owner;
	struct acl *acl;
};

/* What governs an object that there is */
struct governor governor_of(const struct ntms_guid *id);
uint32_t rule_acl_set(uint32_t uid, const struct ntms_guid *id,
		      const struct ntms_ace *aces, uint32_t nr);

/* ---- model-attr.c: attributes ----------------------------------------- */

uint64_t sum_of(const uint8_t *data, uint32_t size);
/* The attributes of an object, by the bytes of their names */
size_t attributes_of(const struct ntms_guid *id,
		     const struct attribute *list[NTMS_ATTRIBUTES_MAX]);
struct attribute *find_attribute(const struct ntms_guid *id, const char *name);
struct attribute *add_attribute(const struct ntms_guid *id, const char *name);
/* All those of an object that is gone */
void forget_attributes(const struct ntms_guid *id);

/**
 * struct noted - an attribute that is read or written
 * @type: kind of object that the caller says it is
 * @name_fits: it is a name
 */
struct noted {
	struct ntms_guid id;
	uint32_t type;
	char name[NTMS_ATTRIBUTE_SIZE];
	bool name_fits;
	uint32_t size;
};

/* A kind that there is not */
#define NO_KIND		99

/* @noted.size is the room, and then what there is. */
uint32_t rule_attribute_get(uint32_t uid, struct noted *noted);
uint32_t rule_attribute_set(uint32_t uid, const struct noted *noted,
			    const uint8_t *data);
uint32_t rule_attribute_list(uint32_t uid, const struct ntms_guid *id,
			     uint32_t type);

/* ---- model-rules.c: what a call answers and does ---------------------- */

/**
 * struct wanted - what an allocation asks for
 * @uid: who asks
 */
struct wanted {
	uint32_t uid;
	uint32_t options;
	struct ntms_guid pool;
	struct ntms_guid side;
	struct ntms_guid medium;
};

/* Which side, or why not; MEDIA_UNAVAILABLE if it would wait */
uint32_t rule_allocate(const struct wanted *wanted, struct side **side);
bool rule_waits(const struct wanted *wanted);
void do_allocate(const struct wanted *wanted, struct side *side,
		 const struct ntms_guid *lmid, const char *application);
void rule_why(const struct wanted *wanted, struct ntms_why *why);

/* These answer, and if that is success do it as well. */
uint32_t rule_deallocate(uint32_t uid, const struct ntms_guid *lmid);
uint32_t rule_complete(uint32_t uid, const struct ntms_guid *lmid);
uint32_t rule_decommission(uint32_t uid, const struct ntms_guid *side);
uint32_t rule_swap(uint32_t uid, const struct ntms_guid *first,
		   const struct ntms_guid *second);
uint32_t rule_move(uint32_t uid, const struct ntms_guid *medium,
		   const struct ntms_guid *pool);
uint32_t rule_type_change(uint32_t uid, const struct ntms_guid *medium,
			  const struct ntms_guid *pool);
uint32_t rule_medium_delete(uint32_t uid, const struct ntms_guid *medium);
uint32_t rule_pool_delete(uint32_t uid, const struct ntms_guid *id);
/* @name_fits: the name is one that a pool can have */
uint32_t rule_pool_create(uint32_t uid, const struct ntms_pool_create *call,
			  bool name_fits, struct pool **opened);
void do_pool_create(uint32_t uid, const struct ntms_pool_create *call,
		    const struct ntms_guid *id);

/* ---- model-kinds.c: media types, and cartridges that are registered ---- */

/* RSM's code of cleaning cartridges, on which nothing is written */
#define CLEANER		0x32

/* What becomes Available becomes so now, and is the last to be chosen. */
void become(struct side *side, uint32_t state);
/* The library goes on supporting what it held. */
void do_support(struct library *library, const struct ntms_guid *type);
/* May a library be given this type? The type is not made yet. */
uint32_t rule_type_add(uint32_t uid, const struct ntms_type_add *call);
uint32_t rule_type_delete(uint32_t uid, const struct ntms_guid *type,
			  const struct ntms_guid *library);
/* @barcode_fits: it is one that a library could report */
uint32_t rule_medium_create(uint32_t uid, const struct ntms_medium_create *call,
			    bool barcode_fits);
/* What the module gave GUIDs */
void do_medium_create(uint32_t uid, const struct ntms_medium_create *call,
		      const char *application);

/* ---- model-set.c: what can be written --------------------------------- */

/**
 * struct wish - what is to be written
 * @type: kind of object that the caller says it is
 * @mask: NTMS_SET_*
 * @label: name and description
 * @name_fits: it is a name, which may be empty
 * @description_fits: it is a text
 */
struct wish {
	struct ntms_guid id;
	uint32_t type;
	uint32_t mask;
	struct label label;
	bool name_fits;
	bool description_fits;
	uint32_t enabled;
	uint32_t draws;
	uint32_t gives_back;
	uint32_t limit;
	uint32_t owner;
	uint32_t new_media;
	uint32_t purge;
};

uint32_t rule_set(uint32_t uid, const struct wish *wish);

/* ---- model-catalog.c: the catalog against the model ------------------- */

/* Takes over what is there. */
int catalog_learn(int fd);
/* Takes over a cartridge that is new. */
int catalog_learn_cartridge(int fd, const struct ntms_guid *id,
			    struct cartridge *cartridge);
/* Takes over a media type that is new, and its pools, which are new as well. */
int catalog_learn_type(int fd, const struct ntms_guid *id);
/* One object, or all there is: false, and says so, if there is a difference */
bool catalog_same(int fd, const struct ntms_guid *id);
/* A cartridge, its sides, their owners, and its pool */
bool catalog_same_around(int fd, const struct ntms_guid *id);
bool catalog_same_all(int fd);

/* ---- model-calls.c: random calls -------------------------------------- */

#define SESSIONS	3

/* A call by chance; false if the module and the model disagree. */
bool call_any(void);
/* Opens the sessions. */
int calls_begin(void);
void calls_end(void);
/* Says how often each call had which answer; false: one had only one */
bool calls_told(void);
/* Who calls from now on */
void call_as(uint32_t uid);

/* ---- model-robot.c: the hands of an operator -------------------------- */

/* Something that is done to a library, by chance; false as above */
bool robot_any(int fd, bool power);
/* Takes all cartridges out. */
bool robot_empty(int fd, struct library *library);
/* Has a library looked at. */
bool robot_look(int fd, struct library *library);
bool robot_enable(int fd, struct library *library);
/* Switches it on or off, if it is not yet. */
bool robot_power(int fd, struct library *library, bool on);

/* ---- model.c: the runner ---------------------------------------------- */

/* A number less than @below, the next that the seed gives */
uint32_t chance(uint32_t below);

static inline bool one_in(uint32_t many)
{
	return !chance(many);
}

/* Says what is done next; the last of these are shown if it goes wrong. */
__attribute__((format(printf, 1, 2)))
void about_to(const char *format, ...);
/* Says what is wrong; always false. */
__attribute__((format(printf, 1, 2)))
bool wrong(const char *format, ...);
/* For messages: few enough at a time */
const char *name_of(const struct ntms_guid *id);

#endif /* NTMS_SELFTESTS_MODEL_H */
