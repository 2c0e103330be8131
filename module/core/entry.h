/* SPDX-License-Identifier: GPL-2.0 */
/* The journal's entries, as they are written. */
#ifndef NTMS_CORE_ENTRY_H
#define NTMS_CORE_ENTRY_H

#include "object.h"

/**
 * struct ntms_writer - where entries are written
 * @data: room for them; NULL: they are only measured
 * @used: bytes written, or measured
 * @entries: their number
 */
struct ntms_writer {
	u8 *data;
	u32 used;
	u32 entries;
};

void ntms_put(struct ntms_writer *w, const void *what, u32 size);
void ntms_put_text(struct ntms_writer *w, const char *text);
u32 ntms_entry_begin(struct ntms_writer *w, u16 what, u16 type,
		     const guid_t *id, u32 flags);
void ntms_entry_end(struct ntms_writer *w, u32 begin);
void ntms_write_gone(struct ntms_writer *w, u16 type, const guid_t *id);

#endif /* NTMS_CORE_ENTRY_H */
