/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What needs no characters of one kind, for the two files that have them.
 */
#ifndef LIBNTMS_OBJECT_TEXTS_H
#define LIBNTMS_OBJECT_TEXTS_H

#include "ntmsapi-object.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* A user's number in decimal digits */
#define USER_SIZE 12

/* In the library, which does not print */
static inline const char *user_text(uint32_t uid, char *text)
{
	char *at = text + USER_SIZE - 1;

	*at = '\0';
	do {
		*--at = (char)('0' + uid % 10);
		uid /= 10;
	} while (uid);
	return at;
}

/* The device type of a media type code, as Windows numbers it */
static inline DWORD device_type(uint32_t code)
{
	enum { CD_ROM = 0x02, DISK = 0x07, TAPE = 0x1f };

	if (code < 0x20 || code > 0x5d)
		return 0;
	if ((code >= 0x33 && code <= 0x38) || code == 0x58)
		return CD_ROM;
	return code >= 0x39 && code <= 0x4e ? DISK : TAPE;
}

#endif /* LIBNTMS_OBJECT_TEXTS_H */
