/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A hash table with the interface of the kernel's and none of its virtues: it
 * has a fixed number of chains, and an insertion asks for memory as one does
 * that makes the kernel's grow.
 */
#ifndef NTMS_SHIM_RHASHTABLE_H
#define NTMS_SHIM_RHASHTABLE_H

#include <errno.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#define SHIM_CHAINS	256

struct rhash_head {
	struct rhash_head *next;
};

struct rhashtable {
	struct rhash_head **chains;
};

struct rhashtable_compare_arg {
	struct rhashtable *ht;
	const void *key;
};

struct rhashtable_params {
	u16 head_offset;
	u16 key_offset;
	u16 key_len;
	bool automatic_shrinking;
	u32 (*hashfn)(const void *data, u32 len, u32 seed);
	int (*obj_cmpfn)(struct rhashtable_compare_arg *arg, const void *obj);
};

static inline int rhashtable_init(struct rhashtable *table,
				  const struct rhashtable_params *params)
{
	table->chains = kcalloc(SHIM_CHAINS, sizeof(*table->chains),
				GFP_KERNEL);
	return table->chains ? 0 : -ENOMEM;
}

static inline void rhashtable_destroy(struct rhashtable *table)
{
	kfree(table->chains);
}

static inline struct rhash_head **
shim_chain(const struct rhashtable *table, const void *key,
	   const struct rhashtable_params *params)
{
	return &table->chains[params->hashfn(key, params->key_len, 0) %
			      SHIM_CHAINS];
}

static inline void *rhashtable_lookup_fast(struct rhashtable *table,
					   const void *key,
					   const struct rhashtable_params params)
{
	struct rhashtable_compare_arg arg = { .ht = table, .key = key };
	struct rhash_head *head = *shim_chain(table, key, &params);

	for (; head; head = head->next) {
		u8 *obj = (u8 *)head - params.head_offset;

		if (!params.obj_cmpfn(&arg, obj))
			return obj;
	}
	return NULL;
}

static inline int
rhashtable_lookup_insert_fast(struct rhashtable *table, struct rhash_head *head,
			      const struct rhashtable_params params)
{
	const u8 *key = (u8 *)head - params.head_offset + params.key_offset;
	struct rhash_head **chain = shim_chain(table, key, &params);

	if (rhashtable_lookup_fast(table, key, params))
		return -EEXIST;
	if (shim_fails())
		return -ENOMEM;
	head->next = *chain;
	*chain = head;
	return 0;
}

static inline int rhashtable_remove_fast(struct rhashtable *table,
					 struct rhash_head *head,
					 const struct rhashtable_params params)
{
	const u8 *key = (u8 *)head - params.head_offset + params.key_offset;
	struct rhash_head **at = shim_chain(table, key, &params);

	while (*at && *at != head)
		at = &(*at)->next;
	if (!*at)
		return -ENOENT;
	*at = head->next;
	return 0;
}

#endif /* NTMS_SHIM_RHASHTABLE_H */
