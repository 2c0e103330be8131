/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTMS_SHIM_KREF_H
#define NTMS_SHIM_KREF_H

#include <linux/bug.h>

struct kref {
	unsigned int count;
};

static inline void kref_init(struct kref *ref)
{
	ref->count = 1;
}

static inline void kref_get(struct kref *ref)
{
	WARN_ON(!ref->count++);
}

static inline int kref_put(struct kref *ref, void (*release)(struct kref *ref))
{
	WARN_ON(!ref->count);
	if (--ref->count)
		return 0;
	release(ref);
	return 1;
}

#endif /* NTMS_SHIM_KREF_H */
