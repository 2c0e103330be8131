// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Published objects in UTF-8.
 */
#include "object-texts.h"

static void put_bytes(char *to, size_t size, const char *from)
{
	size_t length = strnlen(from, size);

	if (length == size) {
		length--;
		/* Not in the middle of a character. */
		while (length && (from[length] & 0xc0) == 0x80)
			length--;
	}
	memcpy(to, from, length);
	memset(to + length, 0, size - length);
}

static int take_text(const char *from, char **to)
{
	*to = strdup(from);
	return *to ? 0 : -ENOMEM;
}

#define put_text(to, from) put_bytes(to, sizeof(to), from)
#define NTMS_CHARACTERS(name) name##A
#define NTMS_CHARACTER CHAR
#include "object-members.h"
