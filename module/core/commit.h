/* SPDX-License-Identifier: GPL-2.0 */
/* What catalog.c, commit.c and apply.c share, and nobody else needs. */
#ifndef NTMS_CORE_COMMIT_H
#define NTMS_CORE_COMMIT_H

#include "catalog.h"

/*
 * The first four bytes of a GUID are as good as any hash of it: ours count
 * (object.c), and those of others are random.
 */
static inline u32 ntms_guid_hash(const void *data, u32 len, u32 seed)
{
	u32 hash;

	memcpy(&hash, data, sizeof(hash));
	return hash ^ seed;
}

static inline int ntms_guid_differs(struct rhashtable_compare_arg *arg,
				    const void *obj)
{
	return !guid_equal(arg->key, &((const struct ntms_obj *)obj)->id);
}

/* Here, and constant, so that the compiler can see through each use. */
static const struct rhashtable_params ntms_index_params = {
	.head_offset = offsetof(struct ntms_obj, node),
	.key_offset = offsetof(struct ntms_obj, id),
	.key_len = sizeof_field(struct ntms_obj, id),
	.hashfn = ntms_guid_hash,
	.obj_cmpfn = ntms_guid_differs,
	.automatic_shrinking = true,
};

void ntms_apply(struct ntms_catalog *cat, const struct ntms_change *change,
		u64 now);

#endif /* NTMS_CORE_COMMIT_H */
