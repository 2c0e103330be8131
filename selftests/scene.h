/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What most tests need: a session, and a virtual library that nobody else has,
 * with cartridges whose barcodes nobody else has. The catalog keeps libraries
 * that are gone, so a test looks at its own objects and at differences only.
 *
 * Functions give 0 or a negative errno, and say on stderr what failed; those
 * that return uint32_t give a reason.
 */
#ifndef NTMS_SELFTESTS_SCENE_H
#define NTMS_SELFTESTS_SCENE_H

#include "calls.h"
#include "vlib.h"

#define SCENE_MEDIA	400

/**
 * struct scene_wish - what a scene is to be like
 * @slots: number of slots; 0: 8
 * @ports: number of ports
 * @drives: number of drives; 0: 1
 * @sides: sides of a cartridge; 0: 1
 * @media: number of cartridges to begin with
 * @new_media: enum ntms_pool_type where they arrive; 0: unrecognized
 * @number: which of the process's libraries
 */
struct scene_wish {
	unsigned int slots;
	unsigned int ports;
	unsigned int drives;
	unsigned int sides;
	unsigned int media;
	unsigned int new_media;
	unsigned int number;
};

/**
 * struct scene - a session and a library
 * @fd: the session
 * @vlib: the virtual library
 * @library: as the catalog knows it
 * @type: media type of the cartridges; null, as the pools, if there are none
 * @free: free pool of the type
 * @import: import pool of the type
 * @unrecognized: unrecognized pool of the type
 * @old: number of libraries that were there before
 * @info: as it was in the beginning
 * @media: the cartridges, as they came; at first by element address
 * @nr_media: their number
 * @prefix: what barcodes begin with
 * @tail: what they end in
 */
struct scene {
	int fd;
	struct vlib vlib;
	struct ntms_guid library;
	struct ntms_guid type;
	struct ntms_guid free;
	struct ntms_guid import;
	struct ntms_guid unrecognized;
	uint64_t old;
	struct ntms_info info;
	struct ntms_guid media[SCENE_MEDIA];
	size_t nr_media;
	char prefix[8];
	char tail[4];
};

int scene_build(struct scene *scene, const struct scene_wish *wish);
int scene_clear(struct scene *scene);

/* Has the library looked at, and @media filled in again. */
uint32_t scene_look(struct scene *scene);
/* Has the library moved its power switch; waits until the catalog knows. */
int scene_power(struct scene *scene, bool on);
/* Moves all cartridges to a pool. */
uint32_t scene_move_all(struct scene *scene, const struct ntms_guid *pool);
/* Where new cartridges arrive */
uint32_t scene_new_media(struct scene *scene, uint32_t pool_type);
/* A pool of the scene's type, with a name that nobody else has */
uint32_t scene_pool(struct scene *scene, uint32_t allocation,
		    uint32_t deallocation, uint32_t max_allocates,
		    struct ntms_guid *id);
/* Likewise, one that belongs to @owner */
uint32_t scene_pool_of(struct scene *scene, uint32_t owner, uint32_t allocation,
		       struct ntms_guid *id);
/* A name that nobody else has; good until the next call */
const char *scene_name(const char *what);
/* The cartridge with the barcode of a number */
struct ntms_guid scene_find(const struct scene *scene, unsigned int number);
/* A barcode of the scene's kind; good until the next call */
const char *scene_barcode(const struct scene *scene, unsigned int number);

/* Facts; on failure something that no test expects */
struct ntms_guid side_of(int fd, const struct ntms_guid *medium,
			 unsigned int side);
struct ntms_guid pool_of(int fd, const struct ntms_guid *medium);
uint32_t side_state(int fd, const struct ntms_guid *medium, unsigned int side);
struct ntms_guid medium_of(int fd, const struct ntms_guid *logical);
/* Logical media in a pool, UINT64_MAX if that is not to be known */
uint64_t owned_in(int fd, const struct ntms_guid *pool);
/* Enables or disables a library, drive or cartridge. */
uint32_t enable(int fd, const struct ntms_guid *id, bool on);
/* Writes a parameter of the module. */
int parameter_set(const char *name, const char *value);
/* Loads the module from a directory; NULL: the working directory. */
int module_load(const char *directory, const char *parameters);
/* Silent if it cannot be unloaded. */
int module_unload(void);
/*
 * How often to do what chance decides: what NTMS_ROUNDS of the environment says,
 * or else @full, or fewer where the machine is slow
 */
unsigned int rounds(unsigned int full);
/* The pool of a kind for a media type */
struct ntms_guid system_pool(int fd, const struct ntms_guid *root,
			     const struct ntms_guid *type);

#endif /* NTMS_SELFTESTS_SCENE_H */
