/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the files of the published calls share.
 */
#ifndef LIBNTMS_PUBLISHED_H
#define LIBNTMS_PUBLISHED_H

#include "session.h"

#include <ntmsapi.h>

_Static_assert(sizeof(GUID) == sizeof(struct ntms_guid), "GUIDs of 16 bytes");
_Static_assert(sizeof(WCHAR) == 2, "16-bit characters");

/* The ABI has the bytes in the order of a little-endian machine's memory. */
static inline void ntms_guid_to_abi(struct ntms_guid *to, const GUID *from)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		to->b[i] = (__u8)(from->Data1 >> 8 * i);
	for (i = 0; i < 2; i++) {
		to->b[4 + i] = (__u8)(from->Data2 >> 8 * i);
		to->b[6 + i] = (__u8)(from->Data3 >> 8 * i);
	}
	memcpy(to->b + 8, from->Data4, sizeof(from->Data4));
}

static inline void ntms_guid_from_abi(GUID *to, const struct ntms_guid *from)
{
	to->Data1 = from->b[0] | (uint32_t)from->b[1] << 8 |
		    (uint32_t)from->b[2] << 16 | (uint32_t)from->b[3] << 24;
	to->Data2 = (uint16_t)(from->b[4] | from->b[5] << 8);
	to->Data3 = (uint16_t)(from->b[6] | from->b[7] << 8);
	memcpy(to->Data4, from->b + 8, sizeof(to->Data4));
}

/* Text of the published API as UTF-8; NULL stays NULL. */
static inline int ntms_narrow(LPCWSTR text, char **to)
{
	*to = NULL;
	return text ? ntms_utf16_to_utf8(text, to) : 0;
}

#endif /* LIBNTMS_PUBLISHED_H */
