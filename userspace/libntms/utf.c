// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * UTF-8 and UTF-16: names come as either and travel as UTF-8.
 */
#include "session.h"

#include <errno.h>
#include <stdlib.h>

/*
 * One character of UTF-8. Gives its length in bytes, or 0 if it is none: too
 * long a form, half of a surrogate pair, beyond U+10FFFF, cut short.
 */
static size_t utf8_decode(const char *text, uint32_t *character)
{
	const unsigned char *s = (const unsigned char *)text;
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t length, i;
	uint32_t c;

	if (s[0] < 0x80) {
		*character = s[0];
		return 1;
	}
	if (s[0] >= 0xf0 && s[0] < 0xf8) {
		length = 4;
		c = s[0] & 0x07U;
	} else if (s[0] >= 0xe0 && s[0] < 0xf0) {
		length = 3;
		c = s[0] & 0x0fU;
	} else if (s[0] >= 0xc0 && s[0] < 0xe0) {
		length = 2;
		c = s[0] & 0x1fU;
	} else {
		return 0;
	}
	for (i = 1; i < length; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3fU);
	}
	if (c < least[length] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0;
	*character = c;
	return length;
}

int ntms_put_name(char *to, size_t size, const char *name, size_t units)
{
	size_t used = 0, bytes = 0, length;
	uint32_t character;

	memset(to, 0, size);
	while (name[bytes]) {
		length = utf8_decode(name + bytes, &character);
		if (!length || character < 0x20 || character == 0x7f)
			return -EILSEQ;
		used += character > 0xffff ? 2 : 1;
		bytes += length;
		if (used > units || bytes >= size)
			return -ENAMETOOLONG;
	}
	memcpy(to, name, bytes);
	return 0;
}

static size_t utf8_encode(uint32_t c, char *to)
{
	if (c < 0x80) {
		to[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = (char)(0xc0 | c >> 6);
		to[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		to[0] = (char)(0xe0 | c >> 12);
		to[1] = (char)(0x80 | (c >> 6 & 0x3f));
		to[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	to[0] = (char)(0xf0 | c >> 18);
	to[1] = (char)(0x80 | (c >> 12 & 0x3f));
	to[2] = (char)(0x80 | (c >> 6 & 0x3f));
	to[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

int ntms_utf16_to_utf8(const uint16_t *text, char **to)
{
	size_t units = 0, bytes = 0, i;
	char *result;

	*to = NULL;
	while (text[units])
		units++;
	/* A unit is at most three bytes; a pair of them is four. */
	result = malloc(units * 3 + 1);
	if (!result)
		return -ENOMEM;
	for (i = 0; i < units; i++) {
		uint32_t c = text[i];

		if (c >= 0xd800 && c < 0xe000) {
			uint32_t low = text[i + 1];

			/* text[units] is 0, so looking one ahead is safe. */
			if (c >= 0xdc00 || low < 0xdc00 || low >= 0xe000) {
				free(result);
				return -EILSEQ;
			}
			c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
			i++;
		}
		bytes += utf8_encode(c, result + bytes);
	}
	result[bytes] = '\0';
	*to = result;
	return 0;
}

void ntms_utf8_to_utf16(uint16_t *to, size_t size, const char *text)
{
	size_t used = 0, length, units;
	uint32_t c;

	memset(to, 0, size * sizeof(*to));
	while (*text) {
		length = utf8_decode(text, &c);
		units = length == 4 ? 2 : 1;
		if (!length || used + units >= size)
			return;
		if (units == 2) {
			c -= 0x10000;
			to[used++] = (uint16_t)(0xd800 | c >> 10);
			to[used++] = (uint16_t)(0xdc00 | (c & 0x3ff));
		} else {
			to[used++] = (uint16_t)c;
		}
		text += length;
	}
}

int ntms_utf8_widen(const char *text, uint16_t **to, size_t *units)
{
	/* No character has more units than bytes. */
	size_t size = strlen(text) + 1;

	*to = calloc(size, sizeof(**to));
	if (!*to)
		return -ENOMEM;
	ntms_utf8_to_utf16(*to, size, text);
	for (*units = 0; (*to)[*units]; ++*units)
		;
	return 0;
}
