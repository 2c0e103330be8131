/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Records, as a test makes them.
 */
#ifndef NTMSD_TESTS_RECORDS_H
#define NTMSD_TESTS_RECORDS_H

#include <linux/ntms.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A GUID from a number, of an object or of a part of it. */
static inline struct ntms_guid guid(uint32_t number, uint8_t part)
{
	struct ntms_guid id = { 0 };

	memcpy(id.b, &number, sizeof(number));
	id.b[11] = 1;
	id.b[15] = part;
	return id;
}

/* Begin a record; the caller frees it. */
static inline struct ntms_journal_record *record(uint32_t kind, uint64_t number)
{
	struct ntms_journal_record *new = calloc(1, sizeof(*new));

	if (!new)
		abort();
	new->size = sizeof(*new);
	new->kind = kind;
	new->number = number;
	new->sequence = number;
	new->time = number * 1000;
	return new;
}

/* The same with one entry more. */
static inline struct ntms_journal_record *
with(struct ntms_journal_record *old, uint16_t what, uint16_t type,
     struct ntms_guid id, const void *data, size_t length, uint32_t flags)
{
	size_t size = (sizeof(struct ntms_journal_entry) + length + 7) / 8 * 8;
	struct ntms_journal_record *new = realloc(old, old->size + size);
	struct ntms_journal_entry *entry;

	if (!new)
		abort();
	entry = (struct ntms_journal_entry *)((char *)new + new->size);
	memset(entry, 0, size);
	entry->size = (uint32_t)size;
	entry->what = what;
	entry->type = type;
	entry->flags = flags;
	entry->length = (uint32_t)length;
	entry->id = id;
	if (length)
		memcpy(entry + 1, data, length);
	new->size += (uint32_t)size;
	new->entries++;
	return new;
}

static inline struct ntms_journal_record *
with_text(struct ntms_journal_record *old, uint16_t type, struct ntms_guid id,
	  const char *text)
{
	return with(old, NTMS_ENTRY_OBJECT, type, id, text, strlen(text), 0);
}

static inline struct ntms_journal_record *
without(struct ntms_journal_record *old, uint16_t what, uint16_t type,
	struct ntms_guid id)
{
	return with(old, what, type, id, NULL, 0, NTMS_ENTRY_DELETE);
}

static inline struct ntms_journal_record *
with_attribute(struct ntms_journal_record *old, uint16_t type,
	       struct ntms_guid id, const char *name, const char *data)
{
	uint32_t lengths[2] = { (uint32_t)strlen(name),
				data ? (uint32_t)strlen(data) : 0 };
	size_t size = sizeof(lengths) + lengths[0] + lengths[1];
	char *bytes = malloc(size);

	if (!bytes)
		abort();
	memcpy(bytes, lengths, sizeof(lengths));
	memcpy(bytes + sizeof(lengths), name, lengths[0]);
	if (data)
		memcpy(bytes + sizeof(lengths) + lengths[0], data, lengths[1]);
	old = with(old, NTMS_ENTRY_ATTRIBUTE, type, id, bytes, size,
		   data ? 0 : NTMS_ENTRY_DELETE);
	free(bytes);
	return old;
}

#endif /* NTMSD_TESTS_RECORDS_H */
