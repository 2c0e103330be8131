// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * GUIDs as text.
 */
#include "session.h"

#include <errno.h>

#define DIGITS 32

/*
 * Which byte each pair of digits is: the first three fields are stored
 * little-endian and written big-endian.
 */
static const unsigned char text_order[16] = {
	3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15,
};

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool dash_before(unsigned int pair)
{
	return pair == 4 || pair == 6 || pair == 8 || pair == 10;
}

NTMS_EXPORT int ntms_guid_parse(const char *text, struct ntms_guid *guid)
{
	struct ntms_guid result;
	bool braces, dashes;
	unsigned int pair;

	if (!text || !guid)
		return -EINVAL;
	braces = *text == '{';
	if (braces)
		text++;
	/* All four dashes or none: the ninth character tells which. */
	dashes = strnlen(text, 9) == 9 && text[8] == '-';
	for (pair = 0; pair < DIGITS / 2; pair++) {
		int high, low;

		if (dashes && dash_before(pair) && *text++ != '-')
			return -EINVAL;
		high = digit(text[0]);
		low = high < 0 ? -1 : digit(text[1]);
		if (low < 0)
			return -EINVAL;
		result.b[text_order[pair]] = (__u8)(high * 16 + low);
		text += 2;
	}
	if (braces && *text++ != '}')
		return -EINVAL;
	if (*text)
		return -EINVAL;
	*guid = result;
	return 0;
}

NTMS_EXPORT char *ntms_guid_format(const struct ntms_guid *guid, char *text)
{
	static const char digits[] = "0123456789abcdef";
	char *to = text;
	unsigned int pair;

	for (pair = 0; pair < DIGITS / 2; pair++) {
		unsigned int byte = guid->b[text_order[pair]];

		if (dash_before(pair))
			*to++ = '-';
		*to++ = digits[byte >> 4];
		*to++ = digits[byte & 15];
	}
	*to = '\0';
	return text;
}

NTMS_EXPORT int ntms_guid_compare(const struct ntms_guid *a,
				  const struct ntms_guid *b)
{
	unsigned int pair;

	for (pair = 0; pair < DIGITS / 2; pair++) {
		unsigned int at = text_order[pair];

		if (a->b[at] != b->b[at])
			return a->b[at] < b->b[at] ? -1 : 1;
	}
	return 0;
}

NTMS_EXPORT bool ntms_guid_is_null(const struct ntms_guid *guid)
{
	static const struct ntms_guid null;

	return ntms_guid_equal(guid, &null);
}
