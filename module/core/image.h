/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Images: what has to last of an object, as the journal's entries have it.
 *
 * A change is recorded before it happens, so an image is made of an object and of
 * the transaction that is about to change it. The same functions without a
 * transaction say what there is.
 */
#ifndef NTMS_CORE_IMAGE_H
#define NTMS_CORE_IMAGE_H

#include "catalog.h"
#include "entry.h"

/* Bytes that say which elements a library reported beside its geometry, about */
#define NTMS_OTHERS_MAX		4000

/**
 * struct ntms_plan - what is about to happen to the catalog
 * @txn: the transaction; NULL: nothing
 * @sequence: its number
 * @now: nanoseconds since 1970
 * @fact: it happens whoever reads it: what is pinned is not written
 */
struct ntms_plan {
	const struct ntms_txn *txn;
	u64 sequence;
	u64 now;
	bool fact;
};

const struct ntms_change *ntms_plan_next(const struct ntms_plan *plan,
					 const struct ntms_change *after);
const struct ntms_element *ntms_change_drive(const struct ntms_change *change);
void ntms_image_drive(struct ntms_writer *w, const struct ntms_library *library,
		      const struct ntms_element *element,
		      const struct ntms_plan *plan);
void ntms_image_object(struct ntms_writer *w, const struct ntms_catalog *cat,
		       const struct ntms_obj *obj,
		       const struct ntms_plan *plan);

/* touched.c */
void ntms_write_object(struct ntms_writer *w, const struct ntms_catalog *cat,
		       const struct ntms_obj *obj);
void ntms_write_attribute(struct ntms_writer *w, const struct ntms_catalog *cat,
			  const struct ntms_attr *attr);
void ntms_write_after(struct ntms_writer *w, const struct ntms_catalog *cat,
		      const struct ntms_plan *plan);
void ntms_write_before(struct ntms_writer *w, const struct ntms_catalog *cat,
		       const struct ntms_txn *txn);
struct ntms_obj *ntms_change_about(const struct ntms_change *change);

#endif /* NTMS_CORE_IMAGE_H */
