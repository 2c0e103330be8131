/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Between the two halves of the test of what lasts: lasting.c has the core, whose
 * types are the kernel's, and lasting_store.c has ntmsd's database.
 */
#ifndef NTMS_HOST_LASTING_H
#define NTMS_HOST_LASTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store;

/* An entry of the journal, in as many bytes; it lasts as long as the call */
typedef void lasting_entry_t(const void *entry, void *arg);

/* What the database says of its file; ends the program if it says that it cannot. */
struct store *lasting_open(const char *path);
/* As if its program died: what is not committed never was. */
void lasting_close(struct store *store);
/*
 * One transaction: all records, but for the one of that number. False: all of it is
 * undone.
 */
void lasting_write(struct store *store, const void *records, size_t size,
		   uint64_t but, bool commit);
/* What records said goes to the objects. */
void lasting_carry(struct store *store);
/* Objects, and what belongs to them, in the order in which they are loaded */
void lasting_each(struct store *store, lasting_entry_t *each, void *arg);

/* Ends the program with a message. */
void lasting_give_up(const char *what);

#endif /* NTMS_HOST_LASTING_H */
