/* SPDX-License-Identifier: GPL-2.0 */
/* What commit.c and catalog.c share, and nobody else needs. */
#ifndef NTMS_CORE_COMMIT_H
#define NTMS_CORE_COMMIT_H

#include "catalog.h"

/* Here, and constant, so that the compiler can see through each use. */
static const struct rhashtable_params ntms_index_params = {
	.head_offset = offsetof(struct ntms_obj, node),
	.key_offset = offsetof(struct ntms_obj, id),
	.key_len = sizeof_field(struct ntms_obj, id),
	.automatic_shrinking = true,
};

#endif /* NTMS_CORE_COMMIT_H */
