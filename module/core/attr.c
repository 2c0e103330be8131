// SPDX-License-Identifier: GPL-2.0
/* Attributes as they are kept: see attr.h. */
#include "attr.h"

/**
 * ntms_blob_new() - room for the data of an attribute
 * @size: bytes, up to NTMS_ATTRIBUTE_DATA_MAX
 *
 * Charged to the caller, who alone says how many there are.
 *
 * Context: may sleep.
 * Return: the blob, with one reference and data that is the caller's to fill in;
 * or NULL.
 */
struct ntms_blob *ntms_blob_new(u32 size)
{
	struct ntms_blob *blob;

	blob = kvmalloc(sizeof(*blob) + size, GFP_KERNEL_ACCOUNT);
	if (!blob)
		return NULL;
	kref_init(&blob->ref);
	blob->size = size;
	return blob;
}

static void ntms_blob_release(struct kref *ref)
{
	kvfree(container_of(ref, struct ntms_blob, ref));
}

/**
 * ntms_blob_put() - drop a reference
 * @blob: the blob, or NULL
 *
 * Context: may sleep.
 */
void ntms_blob_put(struct ntms_blob *blob)
{
	if (blob)
		kref_put(&blob->ref, ntms_blob_release);
}

/**
 * ntms_attr_new() - make an attribute
 * @id: what it belongs to
 * @name: its name
 * @blob: its data; it gets a reference of its own
 *
 * Context: may sleep.
 * Return: the attribute, in no catalog; or NULL.
 */
struct ntms_attr *ntms_attr_new(const guid_t *id, const char *name,
				struct ntms_blob *blob)
{
	size_t size = strlen(name) + 1;
	struct ntms_attr *attr;

	attr = kmalloc(sizeof(*attr) + size, GFP_KERNEL_ACCOUNT);
	if (!attr)
		return NULL;
	attr->id = *id;
	kref_get(&blob->ref);
	attr->blob = blob;
	memcpy(attr->name, name, size);
	return attr;
}

/**
 * ntms_attr_free() - free an attribute that is not, or no longer, in a catalog
 * @attr: the attribute, or NULL
 *
 * Context: may sleep.
 */
void ntms_attr_free(struct ntms_attr *attr)
{
	if (!attr)
		return;
	ntms_blob_put(attr->blob);
	kfree(attr);
}

/* What the tree is sorted by; @name empty comes before all of an object. */
struct ntms_attr_key {
	const guid_t *id;
	const char *name;
};

static int ntms_attr_cmp(const void *key, const struct rb_node *node)
{
	const struct ntms_attr *attr = rb_entry(node, struct ntms_attr, node);
	const struct ntms_attr_key *wanted = key;
	int order = memcmp(wanted->id, &attr->id, sizeof(attr->id));

	return order ?: strcmp(wanted->name, attr->name);
}

/* For rb_find_first(): the first that is no earlier than the key */
static int ntms_attr_from(const void *key, const struct rb_node *node)
{
	return ntms_attr_cmp(key, node) > 0 ? 1 : 0;
}

static bool ntms_attr_before(struct rb_node *a, const struct rb_node *b)
{
	const struct ntms_attr *attr = rb_entry(a, struct ntms_attr, node);
	const struct ntms_attr_key key = { .id = &attr->id, .name = attr->name };

	return ntms_attr_cmp(&key, b) < 0;
}

/**
 * ntms_attr_find() - an attribute by its name
 * @cat: the catalog
 * @id: what it belongs to
 * @name: its name
 *
 * Context: the catalog's lock is held.
 * Return: the attribute, or NULL.
 */
struct ntms_attr *ntms_attr_find(const struct ntms_catalog *cat,
				 const guid_t *id, const char *name)
{
	const struct ntms_attr_key key = { .id = id, .name = name };
	struct rb_node *node;

	lockdep_assert_held(&cat->lock);
	node = rb_find(&key, &cat->attributes, ntms_attr_cmp);
	return rb_entry_safe(node, struct ntms_attr, node);
}

/* The first attribute of an object, or else of what comes after it */
static struct ntms_attr *ntms_attr_first(const struct ntms_catalog *cat,
					 const guid_t *id)
{
	const struct ntms_attr_key key = { .id = id, .name = "" };
	struct rb_node *node = rb_find_first(&key, &cat->attributes,
					     ntms_attr_from);

	return rb_entry_safe(node, struct ntms_attr, node);
}

static struct ntms_attr *ntms_attr_after(const struct ntms_attr *attr)
{
	struct rb_node *node = rb_next(&attr->node);

	return rb_entry_safe(node, struct ntms_attr, node);
}

/**
 * ntms_attr_next() - walk the attributes of an object or a part, by name
 * @cat: the catalog
 * @id: the object or part
 * @after: the last one seen, NULL to begin
 *
 * Context: the catalog's lock is held.
 * Return: the next one, or NULL.
 */
struct ntms_attr *ntms_attr_next(const struct ntms_catalog *cat,
				 const guid_t *id,
				 const struct ntms_attr *after)
{
	struct ntms_attr *attr;

	lockdep_assert_held(&cat->lock);
	attr = after ? ntms_attr_after(after) : ntms_attr_first(cat, id);
	return attr && guid_equal(&attr->id, id) ? attr : NULL;
}

/**
 * ntms_attr_check() - can an attribute be written, or deleted?
 * @cat: the catalog
 * @wish: the attribute
 *
 * Context: the catalog's lock is held.
 * Return: NTMS_REASON_SUCCESS; OBJECT_NOT_FOUND if there is none to delete;
 * DATABASE_FULL if there would be too many.
 */
ntms_reason_t ntms_attr_check(const struct ntms_catalog *cat,
			      const struct ntms_attr_wish *wish)
{
	const struct ntms_attr *attr = NULL;
	u32 count = 0;

	lockdep_assert_held(&cat->lock);
	if (ntms_attr_find(cat, wish->id, wish->name))
		return NTMS_REASON_SUCCESS;
	if (!wish->attr)
		return NTMS_REASON_OBJECT_NOT_FOUND;
	while ((attr = ntms_attr_next(cat, wish->id, attr)))
		count++;
	return count < NTMS_ATTRIBUTES_MAX ? NTMS_REASON_SUCCESS :
					     NTMS_REASON_DATABASE_FULL;
}

/**
 * ntms_attr_apply() - write or delete an attribute
 * @cat: the catalog
 * @obj: the object that it belongs to, or a part of which it does
 * @wish: the attribute; see struct ntms_attr_wish for what becomes of it
 *
 * Context: the catalog's lock is held; ntms_attr_check() had nothing against it.
 */
void ntms_attr_apply(struct ntms_catalog *cat, struct ntms_obj *obj,
		     struct ntms_attr_wish *wish)
{
	struct ntms_attr *old = ntms_attr_find(cat, wish->id, wish->name);
	struct ntms_attr *new = wish->attr;

	lockdep_assert_held(&cat->lock);
	if (old && new) {
		rb_replace_node(&old->node, &new->node, &cat->attributes);
	} else if (old) {
		rb_erase(&old->node, &cat->attributes);
		obj->attributes--;
	} else {
		rb_add(&new->node, &cat->attributes, ntms_attr_before);
		obj->attributes++;
	}
	wish->attr = old;
}

/* Is it of an object, or of a part of it? */
static bool ntms_attr_of(const struct ntms_attr *attr,
			 const struct ntms_obj *obj)
{
	return !memcmp(&attr->id, &obj->id, NTMS_GUID_PART_OFFSET);
}

/**
 * ntms_attr_beyond() - walk all attributes
 * @cat: the catalog
 * @id: what the last one seen belongs to; the null GUID to begin
 * @name: its name
 *
 * Context: the catalog's lock is held.
 * Return: the next one, or NULL.
 */
struct ntms_attr *ntms_attr_beyond(const struct ntms_catalog *cat,
				   const guid_t *id, const char *name)
{
	const struct ntms_attr_key key = { .id = id, .name = name };
	struct rb_node *node = rb_find_first(&key, &cat->attributes,
					     ntms_attr_from);

	lockdep_assert_held(&cat->lock);
	if (node && !ntms_attr_cmp(&key, node))
		node = rb_next(node);
	return rb_entry_safe(node, struct ntms_attr, node);
}

/**
 * ntms_attr_next_of() - walk the attributes of an object and of its parts
 * @cat: the catalog
 * @obj: the object
 * @after: the last one seen, NULL to begin
 *
 * Context: the catalog's lock is held.
 * Return: the next one, or NULL.
 */
struct ntms_attr *ntms_attr_next_of(const struct ntms_catalog *cat,
				    const struct ntms_obj *obj,
				    const struct ntms_attr *after)
{
	struct ntms_attr *attr;

	lockdep_assert_held(&cat->lock);
	attr = after ? ntms_attr_after(after) : ntms_attr_first(cat, &obj->id);
	return attr && ntms_attr_of(attr, obj) ? attr : NULL;
}

static void ntms_attr_erase(struct ntms_catalog *cat, struct ntms_obj *obj,
			    struct ntms_attr *attr)
{
	rb_erase(&attr->node, &cat->attributes);
	obj->attributes--;
	ntms_attr_free(attr);
}

/**
 * ntms_attrs_drop() - an object goes, and with it what it and its parts have
 * @cat: the catalog
 * @obj: the object
 *
 * Context: the catalog's lock is held; may sleep.
 */
void ntms_attrs_drop(struct ntms_catalog *cat, struct ntms_obj *obj)
{
	struct ntms_attr *attr, *next;

	lockdep_assert_held(&cat->lock);
	for (attr = ntms_attr_first(cat, &obj->id);
	     attr && ntms_attr_of(attr, obj); attr = next) {
		next = ntms_attr_after(attr);
		ntms_attr_erase(cat, obj, attr);
	}
}

/**
 * ntms_attrs_prune() - a library has other elements: some are no more
 * @cat: the catalog
 * @library: the library, with its new elements
 *
 * Context: the catalog's lock is held; may sleep.
 */
void ntms_attrs_prune(struct ntms_catalog *cat, struct ntms_library *library)
{
	struct ntms_attr *attr, *next;
	u32 part;

	lockdep_assert_held(&cat->lock);
	for (attr = ntms_attr_first(cat, &library->obj.id);
	     attr && ntms_attr_of(attr, &library->obj); attr = next) {
		next = ntms_attr_after(attr);
		part = ntms_guid_part(&attr->id);
		if (part && !ntms_element_at(library, part >> 16, part))
			ntms_attr_erase(cat, &library->obj, attr);
	}
}

/**
 * ntms_attrs_free() - free all attributes of a catalog
 * @cat: the catalog; nobody uses it any more
 *
 * Context: may sleep.
 */
void ntms_attrs_free(struct ntms_catalog *cat)
{
	struct ntms_attr *attr, *next;

	rbtree_postorder_for_each_entry_safe(attr, next, &cat->attributes, node)
		ntms_attr_free(attr);
	cat->attributes = RB_ROOT;
}
