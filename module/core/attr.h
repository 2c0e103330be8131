/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Attributes: named data that programs keep with an object, or a part of one.
 *
 * They stand in one tree of the catalog, by the GUID of what they belong to and
 * then by name. The GUIDs of an object's parts begin as its own does, so that
 * all that goes with it is one stretch of the tree. What has no attributes costs
 * nothing, and each object knows whether there is anything to look for.
 */
#ifndef NTMS_CORE_ATTR_H
#define NTMS_CORE_ATTR_H

#include "catalog.h"

/**
 * struct ntms_blob - the data of an attribute, which never changes
 * @ref: references: of the attribute, and of who copies it with no lock held
 * @size: bytes
 * @data: the data
 */
struct ntms_blob {
	struct kref ref;
	u32 size;
	u8 data[] __counted_by(size);
};

/**
 * struct ntms_attr - an attribute
 * @node: among the catalog's attributes
 * @id: what it belongs to
 * @blob: its data
 * @name: its name
 */
struct ntms_attr {
	struct rb_node node;
	guid_t id;
	struct ntms_blob *blob;
	char name[];
};

struct ntms_blob *ntms_blob_new(u32 size);
void ntms_blob_put(struct ntms_blob *blob);
struct ntms_attr *ntms_attr_new(const guid_t *id, const char *name,
				struct ntms_blob *blob);
void ntms_attr_free(struct ntms_attr *attr);

struct ntms_attr *ntms_attr_find(const struct ntms_catalog *cat,
				 const guid_t *id, const char *name);
struct ntms_attr *ntms_attr_next(const struct ntms_catalog *cat,
				 const guid_t *id,
				 const struct ntms_attr *after);

struct ntms_attr *ntms_attr_beyond(const struct ntms_catalog *cat,
				   const guid_t *id, const char *name);
struct ntms_attr *ntms_attr_next_of(const struct ntms_catalog *cat,
				    const struct ntms_obj *obj,
				    const struct ntms_attr *after);

/* For commit.c, apply.c and catalog.c */
ntms_reason_t ntms_attr_check(const struct ntms_catalog *cat,
			      const struct ntms_attr_wish *wish);
void ntms_attr_apply(struct ntms_catalog *cat, struct ntms_obj *obj,
		     struct ntms_attr_wish *wish);
void ntms_attrs_drop(struct ntms_catalog *cat, struct ntms_obj *obj);
void ntms_attrs_prune(struct ntms_catalog *cat, struct ntms_library *library);
void ntms_attrs_free(struct ntms_catalog *cat);

#endif /* NTMS_CORE_ATTR_H */
