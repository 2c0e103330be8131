/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Arguments by chance. Most of them make sense, or the module would do nothing
 * but refuse; some are null, of another kind, long gone, or garbage.
 */
#ifndef NTMS_SELFTESTS_MODEL_DRAW_H
#define NTMS_SELFTESTS_MODEL_DRAW_H

#include "model.h"

union written {
	struct ntms_object_header header;
	struct ntms_pool_info pool;
	struct ntms_medium_info medium;
	struct ntms_side_info side;
	struct ntms_library_info library;
	struct ntms_logical_medium_info logical;
	struct ntms_computer_info computer;
};

/* A kind of objects that the model knows */
uint32_t draw_kind(void);
/* An object of a kind, as a rule */
struct ntms_guid draw_id(uint32_t kind);
/* This one is gone; others may name it still. */
void draw_died(const struct ntms_guid *id);

/* One that is gone, or has come again since; null if there is none yet */
struct ntms_guid draw_dead(void);

struct wanted draw_wanted(uint32_t uid);
/* Whom to swap with */
struct ntms_guid draw_swap(const struct ntms_guid *first);
/* Where to move to */
struct ntms_guid draw_move(const struct ntms_guid *medium);
/* A cartridge that is on the shelf, if there is one */
struct ntms_guid draw_on_shelf(void);
/* Are there fewer pools of our own than it takes? */
bool draw_few_pools(void);
/* A pool to make or open: is its name one? */
bool draw_pool(struct ntms_pool_create *call);
struct ntms_guid draw_pool_to_delete(void);
/* A pool that such cartridges could be in, of another media type or not */
struct ntms_guid draw_pool_of_sides(uint32_t sides);
struct ntms_guid draw_pool_to_register(void);
struct wish draw_wish(void);
void draw_barcode(char *barcode);
/* @name_fits is false of what is no name for a pool. */
void draw_name(char *name, bool *name_fits);
/* A barcode to register a cartridge of so many sides with: is it one? */
bool draw_registered(char *barcode, uint32_t sides);
/* The barcode of a cartridge of a media type; false: there is none */
bool draw_twin(const struct ntms_guid *type, char *barcode);

#endif /* NTMS_SELFTESTS_MODEL_DRAW_H */
