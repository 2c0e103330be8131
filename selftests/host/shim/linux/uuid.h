/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTMS_SHIM_UUID_H
#define NTMS_SHIM_UUID_H

#include <linux/types.h>
#include <string.h>

typedef struct {
	__u8 b[16];
} guid_t;

static const guid_t guid_null __attribute__((unused));

static inline bool guid_equal(const guid_t *a, const guid_t *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static inline bool guid_is_null(const guid_t *id)
{
	return guid_equal(id, &guid_null);
}

#endif /* NTMS_SHIM_UUID_H */
