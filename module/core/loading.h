/* SPDX-License-Identifier: GPL-2.0 */
/* What the files that load a catalog share; nobody else needs it. */
#ifndef NTMS_CORE_LOADING_H
#define NTMS_CORE_LOADING_H

#include "load.h"

/**
 * struct ntms_reader - data that are read from front to back
 * @at: what is next
 * @left: bytes from there on
 */
struct ntms_reader {
	const u8 *at;
	u32 left;
};

/**
 * struct ntms_load_label - the strings that every image has
 * @name: name
 * @description: description
 */
struct ntms_load_label {
	char name[NTMS_NAME_SIZE];
	char description[NTMS_DESCRIPTION_SIZE];
};

/* Could it be that of an object, and not of a part of one? */
static inline bool ntms_guid_whole(const struct ntms_guid *id)
{
	return !guid_is_null(ntms_guid_in(id)) &&
	       !ntms_guid_part(ntms_guid_in(id));
}

const u8 *ntms_take(struct ntms_reader *reader, u32 size);
bool ntms_take_text(struct ntms_reader *reader, u32 length, char *to, u32 size,
		    bool line);
bool ntms_take_label(struct ntms_reader *reader, u32 name, u32 description,
		     struct ntms_load_label *label);
bool ntms_take_image(struct ntms_reader *reader, void *image, u32 size,
		     struct ntms_load_label *label);

int ntms_load_id(struct ntms_catalog *cat, struct ntms_obj *obj,
		 const struct ntms_guid *given);
int ntms_load_commit(struct ntms_catalog *cat, struct ntms_txn *txn);
int ntms_load_add(struct ntms_catalog *cat, struct ntms_obj *obj);
int ntms_load_part(struct ntms_catalog *cat, struct ntms_txn *txn,
		   struct ntms_obj *obj);
int ntms_load_set(struct ntms_catalog *cat, struct ntms_obj *obj,
		  struct ntms_element *element, const struct ntms_image *image,
		  const struct ntms_load_label *label, struct ntms_wish *wish);

/*
 * Each loads what an entry says of @id. 0; -EINVAL if that does not fit to what is
 * there, and is to be passed over; -ENOMEM. The catalog's lock is held.
 */
int ntms_load_computer(struct ntms_load *load, const struct ntms_guid *id,
		       struct ntms_reader *reader);
int ntms_load_type(struct ntms_load *load, const struct ntms_guid *id,
		   struct ntms_reader *reader);
int ntms_load_library(struct ntms_load *load, const struct ntms_guid *id,
		      struct ntms_reader *reader);
int ntms_load_drive(struct ntms_load *load, const struct ntms_guid *id,
		    struct ntms_reader *reader);
int ntms_load_pool(struct ntms_load *load, const struct ntms_guid *id,
		   struct ntms_reader *reader);
int ntms_load_aces(struct ntms_load *load, const struct ntms_guid *id,
		   struct ntms_reader *reader);
int ntms_load_attribute(struct ntms_load *load, const struct ntms_guid *id,
			struct ntms_reader *reader);
int ntms_load_medium(struct ntms_load *load, const struct ntms_guid *id,
		     struct ntms_reader *reader);
int ntms_load_logical(struct ntms_load *load, const struct ntms_guid *id,
		      struct ntms_reader *reader);

/* Cartridges that were collected, one after the other, and into the catalog */
int ntms_load_flush(struct ntms_load *load);
void ntms_load_forget(struct ntms_load *load);

#endif /* NTMS_CORE_LOADING_H */
