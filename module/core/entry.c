// SPDX-License-Identifier: GPL-2.0
/* The journal's entries, as they are written: see entry.h. */
#include "entry.h"

/**
 * ntms_put() - write bytes of an entry
 * @w: where
 * @what: the bytes
 * @size: their number
 *
 * Context: any.
 */
void ntms_put(struct ntms_writer *w, const void *what, u32 size)
{
	if (w->data)
		memcpy(w->data + w->used, what, size);
	w->used += size;
}

/**
 * ntms_put_text() - write a text, without its NUL
 * @w: where
 * @text: the text
 *
 * Context: any.
 */
void ntms_put_text(struct ntms_writer *w, const char *text)
{
	ntms_put(w, text, strlen(text));
}

/**
 * ntms_entry_begin() - begin an entry
 * @w: where
 * @what: enum ntms_entry_what
 * @type: enum ntms_type
 * @id: what it is about
 * @flags: NTMS_ENTRY_*
 *
 * Context: any.
 * Return: where it begins, for ntms_entry_end().
 */
u32 ntms_entry_begin(struct ntms_writer *w, u16 what, u16 type,
		     const guid_t *id, u32 flags)
{
	struct ntms_journal_entry entry = {
		.what = what,
		.type = type,
		.flags = flags,
	};
	u32 begin = w->used;

	ntms_guid_out(&entry.id, id);
	ntms_put(w, &entry, sizeof(entry));
	w->entries++;
	return begin;
}

/**
 * ntms_entry_end() - an entry is written
 * @w: where
 * @begin: from ntms_entry_begin()
 *
 * Context: any.
 */
void ntms_entry_end(struct ntms_writer *w, u32 begin)
{
	static const u64 zeros;
	u32 length = w->used - begin - sizeof(struct ntms_journal_entry);
	struct ntms_journal_entry *entry;

	ntms_put(w, &zeros, ALIGN(w->used, 8) - w->used);
	if (!w->data)
		return;
	entry = (struct ntms_journal_entry *)(w->data + begin);
	entry->length = length;
	entry->size = w->used - begin;
}

/**
 * ntms_write_gone() - write that an object is no more
 * @w: where
 * @type: enum ntms_type
 * @id: the object
 *
 * Context: any.
 */
void ntms_write_gone(struct ntms_writer *w, u16 type, const guid_t *id)
{
	ntms_entry_end(w, ntms_entry_begin(w, NTMS_ENTRY_OBJECT, type, id,
					   NTMS_ENTRY_DELETE));
}

