/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pins: an object that a transaction changes, and that waits to last, is nobody
 * else's meanwhile; nor is a cartridge that is kept for a waiter. Those who look for
 * something to allocate pass over it, and a call that names it waits until it is
 * pinned no more, and begins again.
 *
 * What a transaction only needs to be there (the pool that a cartridge goes to) is
 * held: it can be changed, and needed by others, and not removed.
 */
#ifndef NTMS_CORE_PIN_H
#define NTMS_CORE_PIN_H

#include "catalog.h"

bool ntms_pin_clash(const struct ntms_catalog *cat,
		    const struct ntms_txn *txn, bool waits);
void ntms_txn_pin(struct ntms_catalog *cat, struct ntms_txn *txn);
u32 ntms_txn_unpin(struct ntms_catalog *cat, const struct ntms_txn *txn,
		   guid_t *missed, u32 room);

void ntms_pin(struct ntms_catalog *cat, struct ntms_obj *obj, const void *who);
void ntms_unpin(struct ntms_catalog *cat, struct ntms_obj *obj,
		const void *who);
ntms_reason_t ntms_pins_wait(struct ntms_catalog *cat, u64 unpinned,
			     u64 *deadline);
bool ntms_pin_drain(struct ntms_catalog *cat, const struct ntms_obj *obj);

/* In apply.c, where it is known who can be given what */
void ntms_medium_unlist(struct ntms_medium *medium);
void ntms_medium_list(struct ntms_catalog *cat, struct ntms_medium *medium);

#endif /* NTMS_CORE_PIN_H */
