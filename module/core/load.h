/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Loading: the catalog as it was before the module was loaded, from the program
 * that makes it last.
 *
 * Nothing is loaded before everything is there. Then cartridges are collected first
 * and enter the catalog each with its owners in one transaction. What does not fit
 * is repaired so that nothing that holds data can be given to anybody, and counted.
 */
#ifndef NTMS_CORE_LOAD_H
#define NTMS_CORE_LOAD_H

#include "catalog.h"

/**
 * struct ntms_load - a catalog that is being loaded
 * @cat: the catalog
 * @chunks: what is to be loaded
 * @index: cartridges that were collected, by GUID
 * @order: the same, in the order in which they came
 * @serial: number of the last that came
 * @passed: entries that were passed over
 * @repaired: cartridges that were repaired
 */
struct ntms_load {
	struct ntms_catalog *cat;
	struct list_head chunks;
	struct rhashtable index;
	struct rb_root_cached order;
	u64 serial;
	u32 passed;
	u32 repaired;
};

struct ntms_load *ntms_load_begin(struct ntms_catalog *cat);
int ntms_load_objects(struct ntms_load *load,
		      const struct ntms_journal_record *record,
		      const u8 *data);
int ntms_load_end(struct ntms_load *load, const guid_t *computer, u64 sequence);
void ntms_load_free(struct ntms_load *load);

#endif /* NTMS_CORE_LOAD_H */
