/* SPDX-License-Identifier: GPL-2.0 */
/* How journal-load and journal-dump write what journal-check reads. */
#ifndef NTMS_SELFTESTS_JOURNAL_TEXT_H
#define NTMS_SELFTESTS_JOURNAL_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <linux/ntms.h>

struct guid_text {
	char text[2 * sizeof(struct ntms_guid) + 1];
};

/* The bytes of a GUID in order; it lives as long as the expression. */
static inline struct guid_text guid_text(const struct ntms_guid *id)
{
	struct guid_text text;
	size_t i;

	for (i = 0; i < sizeof(id->b); i++)
		sprintf(text.text + 2 * i, "%02x", id->b[i]);
	return text;
}

/* As Ethernet and zip have it */
static inline uint32_t crc32_of(const void *data, size_t size)
{
	const unsigned char *at = data;
	uint32_t crc = ~0U;
	int bit;

	while (size--) {
		crc ^= *at++;
		for (bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320U : 0);
	}
	return ~crc;
}

#endif /* NTMS_SELFTESTS_JOURNAL_TEXT_H */
