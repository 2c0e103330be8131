// SPDX-License-Identifier: GPL-2.0
/* Loading: see load.h. */
#include "arrive.h"
#include "attr.h"
#include "commit.h"
#include "load.h"
#include "reconcile.h"
#include "record.h"
#include "rights.h"
#include "session.h"
#include "text.h"

/**
 * struct ntms_chunk - objects that are to be loaded
 * @node: among those of a struct ntms_load
 * @size: bytes of @data
 * @entries: number of entries in it
 * @data: the entries
 */
struct ntms_chunk {
	struct list_head node;
	u32 size;
	u32 entries;
	u8 data[];
};

/**
 * struct ntms_reader - data that are read from front to back
 * @at: what is next
 * @left: bytes from there on
 */
struct ntms_reader {
	const u8 *at;
	u32 left;
};

static const u8 *ntms_take(struct ntms_reader *reader, u32 size)
{
	const u8 *at = reader->at;

	if (size > reader->left)
		return NULL;
	reader->at += size;
	reader->left -= size;
	return at;
}

/* A line or a text, into an array that it has to fit into with its NUL */
static bool ntms_take_text(struct ntms_reader *reader, u32 length, char *to,
			   u32 size, bool line)
{
	const u8 *from = ntms_take(reader, length);

	if (!from || length >= size)
		return false;
	memcpy(to, from, length);
	memset(to + length, 0, size - length);
	return strlen(to) == length &&
	       (line ? ntms_line_valid(to, size) : ntms_text_valid(to, size));
}

/**
 * struct ntms_load_label - the strings that every image has
 * @name: name
 * @description: description
 */
struct ntms_load_label {
	char name[NTMS_NAME_SIZE];
	char description[NTMS_DESCRIPTION_SIZE];
};

static bool ntms_take_label(struct ntms_reader *reader, u32 name,
			    u32 description, struct ntms_load_label *label)
{
	return ntms_take_text(reader, name, label->name, sizeof(label->name),
			      true) &&
	       ntms_take_text(reader, description, label->description,
			      sizeof(label->description), false);
}

/*
 * The struct at the front, whatever size it was then, and the name and description
 * that follow it.
 */
static bool ntms_take_image(struct ntms_reader *reader, void *image, u32 size,
			    struct ntms_load_label *label)
{
	const struct ntms_image *common = image;
	u32 given;

	if (reader->left < sizeof(*common))
		return false;
	memcpy(&given, reader->at, sizeof(given));
	if (given < sizeof(*common) || given > reader->left || given % 8)
		return false;
	memset(image, 0, size);
	memcpy(image, reader->at, min(given, size));
	ntms_take(reader, given);
	return ntms_take_label(reader, common->name, common->description,
			       label);
}

/* ---- what all objects have ----------------------------------------------------- */

/* It has another GUID than it was made with. */
static int ntms_load_id(struct ntms_catalog *cat, struct ntms_obj *obj,
			const struct ntms_guid *given)
{
	const guid_t old = obj->id, *id = ntms_guid_in(given);
	int error;

	if (guid_equal(&old, id))
		return 0;
	if (guid_is_null(id) || ntms_guid_part(id))
		return -EINVAL;
	rhashtable_remove_fast(&cat->index, &obj->node, ntms_index_params);
	obj->id = *id;
	error = rhashtable_lookup_insert_fast(&cat->index, &obj->node,
					      ntms_index_params);
	if (!error)
		return 0;
	obj->id = old;
	WARN_ON(rhashtable_lookup_insert_fast(&cat->index, &obj->node,
					      ntms_index_params));
	return error;
}

static int ntms_load_commit(struct ntms_catalog *cat, struct ntms_txn *txn)
{
	ntms_reason_t reason;

	txn->loaded = true;
	reason = ntms_commit(cat, txn);
	ntms_txn_release(txn);
	if (reason == NTMS_REASON_NOT_ENOUGH_MEMORY)
		return -ENOMEM;
	return reason ? -EINVAL : 0;
}

static int ntms_load_add(struct ntms_catalog *cat, struct ntms_obj *obj)
{
	struct ntms_txn txn;
	int error;

	ntms_txn_init(&txn);
	ntms_txn_change(&txn, NTMS_ADD)->obj = obj;
	error = ntms_load_commit(cat, &txn);
	if (error)
		ntms_obj_free(obj);
	return error;
}

/* What belongs to an object, which was changed when it was changed. */
static int ntms_load_part(struct ntms_catalog *cat, struct ntms_txn *txn,
			  struct ntms_obj *obj)
{
	const u64 modified = obj->modified;
	int error = ntms_load_commit(cat, txn);

	obj->modified = modified;
	return error;
}

/* What can be set of an object, and then when it was made and changed. */
static int ntms_load_set(struct ntms_catalog *cat, struct ntms_obj *obj,
			 struct ntms_element *element,
			 const struct ntms_image *image,
			 const struct ntms_load_label *label,
			 struct ntms_wish *wish)
{
	struct ntms_change *change;
	struct ntms_drive *drive;
	struct ntms_txn txn;
	int error;

	wish->mask |= NTMS_SET_NAME | NTMS_SET_DESCRIPTION | NTMS_SET_ENABLED;
	wish->enabled = image->flags & NTMS_IMAGE_ENABLED;
	if (ntms_label_set(&wish->label, label->name, label->description,
			   GFP_KERNEL))
		return -ENOMEM;
	ntms_txn_init(&txn);
	change = ntms_txn_change(&txn, NTMS_SET);
	change->obj = obj;
	change->element = element;
	change->wish = wish;
	error = ntms_load_commit(cat, &txn);
	ntms_label_free(wish->label);
	if (error)
		return error;
	if (element) {
		drive = ntms_element_drive(container_of(obj, struct ntms_library,
							obj), element);
		drive->modified = image->modified;
	} else {
		obj->created = image->created;
		obj->modified = image->modified;
	}
	return 0;
}

/* ---- one function for each kind ------------------------------------------------- */

static int ntms_load_computer(struct ntms_load *load, const struct ntms_guid *id,
			      struct ntms_reader *reader)
{
	struct ntms_wish wish = { .mask = NTMS_SET_REQUEST_PURGE };
	struct ntms_catalog *cat = load->cat;
	struct ntms_image_computer image;
	struct ntms_load_label label;
	int error;

	if (!ntms_take_image(reader, &image, sizeof(image), &label))
		return -EINVAL;
	error = ntms_load_id(cat, cat->computer, id) ?:
		ntms_load_id(cat, &cat->offline->obj, &image.offline_library) ?:
		ntms_load_id(cat, &cat->system[NTMS_POOL_FREE]->obj,
			     &image.free_pool) ?:
		ntms_load_id(cat, &cat->system[NTMS_POOL_IMPORT]->obj,
			     &image.import_pool) ?:
		ntms_load_id(cat, &cat->system[NTMS_POOL_UNRECOGNIZED]->obj,
			     &image.unrecognized_pool);
	if (error)
		return error;
	wish.request_purge = image.request_purge;
	return ntms_load_set(cat, cat->computer, NULL, &image.image, &label,
			     &wish);
}

static int ntms_load_type(struct ntms_load *load, const struct ntms_guid *id,
			  struct ntms_reader *reader)
{
	struct ntms_image_media_type image;
	struct ntms_load_label label;
	struct ntms_media_type *type;
	struct ntms_wish wish = {};
	int error;

	if (!ntms_take_image(reader, &image, sizeof(image), &label) ||
	    image.code >= NTMS_MEDIA_CODES || !ntms_media_type_fact(image.code))
		return -EINVAL;
	/* Its sub-pools get their GUIDs when they come. */
	error = ntms_media_type_ensure(load->cat, image.code, &type) ?:
		ntms_load_id(load->cat, &type->obj, id);
	strscpy(label.name, ntms_media_type_fact(image.code)->name,
		sizeof(label.name));
	return error ?: ntms_load_set(load->cat, &type->obj, NULL, &image.image,
				      &label, &wish);
}

static struct ntms_media_type *ntms_load_code(struct ntms_load *load, u32 code)
{
	struct ntms_media_type *type;
	struct ntms_obj *obj;
	u64 after = 0;

	while ((obj = ntms_order_next(load->cat, NTMS_TYPE_MEDIA_TYPE, after))) {
		after = obj->serial;
		type = container_of(obj, struct ntms_media_type, obj);
		if (type->code == code)
			return type;
	}
	return NULL;
}

static bool ntms_library_image_valid(const struct ntms_image_library *image)
{
	return (image->kind == NTMS_LIBRARY_OFFLINE ||
		image->kind == NTMS_LIBRARY_ONLINE) &&
	       image->new_media >= NTMS_POOL_FREE &&
	       image->new_media <= NTMS_POOL_IMPORT;
}

static void ntms_load_geometry(struct ntms_report *report,
			       const struct ntms_image_library *image)
{
	u8 i;

	for (i = 0; i < ARRAY_SIZE(image->first); i++) {
		report->geometry.first[i + 1] = image->first[i];
		report->geometry.count[i + 1] = image->count[i];
		report->geometry.moves[i + 1] = image->moves[i];
	}
	report->geometry.rotates = image->rotates;
	report->barcodes = image->barcodes;
}

static void ntms_load_device(struct ntms_device *device,
			     const struct ntms_image_library *image)
{
	strscpy(device->vendor, image->vendor, sizeof(device->vendor));
	strscpy(device->product, image->product, sizeof(device->product));
	strscpy(device->revision, image->revision, sizeof(device->revision));
	strscpy(device->serial, image->serial, sizeof(device->serial));
}

static int ntms_load_support(struct ntms_load *load,
			     struct ntms_library *library,
			     const struct ntms_image_library *image)
{
	struct ntms_media_type *type;
	struct ntms_change *change;
	struct ntms_txn txn;
	int error = 0;
	u32 code;

	for (code = 0; code < NTMS_MEDIA_CODES && !error; code++) {
		if (!(image->supported[code / 8] & BIT(code % 8)))
			continue;
		type = ntms_load_code(load, code);
		if (!type)
			continue;
		ntms_txn_init(&txn);
		change = ntms_txn_change(&txn, NTMS_SUPPORT);
		change->library = library;
		change->media_type = type;
		change->to = 1;
		error = ntms_load_commit(load->cat, &txn);
	}
	return error;
}

static int ntms_load_changer(struct ntms_load *load, const struct ntms_guid *id,
			     struct ntms_reader *reader,
			     const struct ntms_image_library *image,
			     const char *name, struct ntms_library **out)
{
	struct ntms_report report = {};
	struct ntms_library *library;
	char *identity;
	int error;

	if (image->identity > reader->left || !image->identity ||
	    guid_is_null(ntms_guid_in(id)) || ntms_guid_part(ntms_guid_in(id)))
		return -EINVAL;
	identity = kmemdup_nul((const char *)ntms_take(reader, image->identity),
			       image->identity, GFP_KERNEL);
	if (!identity)
		return -ENOMEM;
	library = ntms_library_new(NTMS_LIBRARY_ONLINE, name, identity,
				   GFP_KERNEL);
	kfree(identity);
	if (!library)
		return -ENOMEM;
	library->obj.id = *ntms_guid_in(id);
	ntms_load_device(&library->device, image);
	error = ntms_load_add(load->cat, &library->obj);
	if (error)
		return error;
	*out = library;
	ntms_load_geometry(&report, image);
	ntms_catalog_unlock(load->cat);
	error = ntms_report_layout(load->cat, library, &report);
	ntms_catalog_lock(load->cat);
	return error ?: ntms_load_support(load, library, image);
}

static int ntms_load_library(struct ntms_load *load, const struct ntms_guid *id,
			     struct ntms_reader *reader)
{
	struct ntms_library *library = load->cat->offline;
	struct ntms_image_library image;
	struct ntms_load_label label;
	struct ntms_wish wish = {};
	int error = 0;

	if (!ntms_take_image(reader, &image, sizeof(image), &label) ||
	    !ntms_library_image_valid(&image) || !*label.name)
		return -EINVAL;
	if (image.kind == NTMS_LIBRARY_ONLINE) {
		error = ntms_load_changer(load, id, reader, &image, label.name,
					  &library);
		wish.mask = NTMS_SET_NEW_MEDIA;
		wish.new_media = image.new_media;
		wish.media_type = ntms_load_code(load, image.media_type);
		if (wish.media_type)
			wish.mask |= NTMS_SET_MEDIA_TYPE;
	}
	return error ?: ntms_load_set(load->cat, &library->obj, NULL,
				      &image.image, &label, &wish);
}

static int ntms_load_drive(struct ntms_load *load, const struct ntms_guid *id,
			   struct ntms_reader *reader)
{
	struct ntms_wish wish = { .mask = NTMS_SET_DEVICE };
	struct ntms_image_drive image;
	struct ntms_load_label label;
	struct ntms_library *library;
	struct ntms_element *element = NULL;

	if (!ntms_take_image(reader, &image, sizeof(image), &label))
		return -EINVAL;
	library = ntms_find_library(load->cat, ntms_guid_in(&image.library));
	if (library && image.address <= U16_MAX)
		element = ntms_element_at(library, NTMS_SMC_DT, image.address);
	if (!element)
		return -EINVAL;
	wish.wanted = image.wanted;
	wish.wanted_at = image.scsi;
	wish.wanted_at.reserved = 0;
	return ntms_load_set(load->cat, &library->obj, element, &image.image,
			     &label, &wish);
}

/* A system pool was made with its media type. */
static int ntms_load_system_pool(struct ntms_load *load,
				 const struct ntms_guid *id,
				 const struct ntms_image_pool *image,
				 struct ntms_load_label *label,
				 struct ntms_wish *wish)
{
	struct ntms_catalog *cat = load->cat;
	struct ntms_pool *pool = cat->system[image->pool_type];
	struct ntms_media_type *type;
	int error;

	if (image->media_type != U32_MAX) {
		type = ntms_load_code(load, image->media_type);
		if (!type)
			return -EINVAL;
		pool = type->pools[image->pool_type];
	}
	error = ntms_load_id(cat, &pool->obj, id);
	if (error)
		return error;
	strscpy(label->name, ntms_label_name(pool->obj.label),
		sizeof(label->name));
	return ntms_load_set(cat, &pool->obj, NULL, &image->image, label, wish);
}

static int ntms_load_new_pool(struct ntms_load *load, const struct ntms_guid *id,
			      const struct ntms_image_pool *image,
			      const char *name, struct ntms_pool **out)
{
	const guid_t *parent = ntms_guid_in(&image->parent);
	struct ntms_catalog *cat = load->cat;
	struct ntms_pool *pool, *in = NULL;

	if (!guid_is_null(parent)) {
		in = ntms_find_pool(cat, parent);
		if (!in || in->type != NTMS_POOL_APPLICATION || in->media_type)
			return -EINVAL;
	}
	if (!*name || ntms_pool_named(cat, in, name) ||
	    guid_is_null(ntms_guid_in(id)) || ntms_guid_part(ntms_guid_in(id)))
		return -EINVAL;
	pool = ntms_pool_new(name, NTMS_POOL_APPLICATION, GFP_KERNEL);
	if (!pool)
		return -ENOMEM;
	pool->obj.id = *ntms_guid_in(id);
	pool->parent = in;
	pool->owner = image->owner;
	if (image->media_type != U32_MAX) {
		pool->media_type = ntms_load_code(load, image->media_type);
		if (!pool->media_type) {
			ntms_obj_free(&pool->obj);
			return -EINVAL;
		}
	}
	*out = pool;
	return ntms_load_add(cat, &pool->obj);
}

static int ntms_load_pool(struct ntms_load *load, const struct ntms_guid *id,
			  struct ntms_reader *reader)
{
	struct ntms_load_label label;
	struct ntms_image_pool image;
	struct ntms_wish wish = {};
	struct ntms_pool *pool;
	int error;

	if (!ntms_take_image(reader, &image, sizeof(image), &label))
		return -EINVAL;
	if (image.pool_type >= NTMS_POOL_FREE &&
	    image.pool_type <= NTMS_POOL_IMPORT)
		return ntms_load_system_pool(load, id, &image, &label, &wish);
	if (image.pool_type != NTMS_POOL_APPLICATION ||
	    image.allocation_policy & ~NTMS_POOL_FROMSCRATCH ||
	    image.deallocation_policy & ~NTMS_POOL_TOSCRATCH)
		return -EINVAL;
	error = ntms_load_new_pool(load, id, &image, label.name, &pool);
	if (error)
		return error;
	wish.mask = NTMS_SET_ALLOCATION_POLICY | NTMS_SET_DEALLOCATION_POLICY |
		    NTMS_SET_MAX_ALLOCATES;
	wish.allocation_policy = image.allocation_policy;
	wish.deallocation_policy = image.deallocation_policy;
	wish.max_allocates = image.max_allocates;
	return ntms_load_set(load->cat, &pool->obj, NULL, &image.image, &label,
			     &wish);
}

/* ---- cartridges and their owners -------------------------------------------------- */

static bool ntms_load_before(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct ntms_obj, by_serial)->serial <
	       rb_entry(b, struct ntms_obj, by_serial)->serial;
}

static struct ntms_medium *ntms_load_find(struct ntms_load *load,
					  const guid_t *id)
{
	struct ntms_obj *obj;
	guid_t whole;

	ntms_guid_with_part(&whole, id, 0);
	obj = rhashtable_lookup_fast(&load->index, &whole, ntms_index_params);
	return obj ? container_of(obj, struct ntms_medium, obj) : NULL;
}

/* Where it is, as far as the library has such an element. */
static void ntms_load_place(struct ntms_load *load, struct ntms_medium *medium,
			    const struct ntms_image_medium *image)
{
	medium->library = ntms_find_library(load->cat,
					    ntms_guid_in(&image->library));
	if (!medium->library) {
		medium->library = load->cat->offline;
		return;
	}
	if (image->element_type >= NTMS_SMC_MT &&
	    image->element_type <= NTMS_SMC_DT && image->address <= U16_MAX)
		medium->element = ntms_element_at(medium->library,
						  image->element_type,
						  image->address);
}

/*
 * In a pool that is no more, or of another media type, nobody knows what it is: it
 * is left to somebody who does.
 */
static void ntms_load_doubt(struct ntms_load *load, struct ntms_medium *medium)
{
	u8 i;

	medium->pool = medium->media_type->pools[NTMS_POOL_UNRECOGNIZED];
	for (i = 0; i < medium->nr_sides; i++)
		medium->sides[i].state = NTMS_SIDE_UNRECOGNIZED;
	load->repaired++;
}

static bool ntms_load_sides(struct ntms_medium *medium,
			    const struct ntms_image_medium *image,
			    struct ntms_reader *reader)
{
	struct ntms_load_label label;
	struct ntms_side *side;
	u8 i;

	for (i = 0; i < medium->nr_sides; i++) {
		side = &medium->sides[i];
		if (image->sides[i].state > NTMS_SIDE_RESERVED ||
		    !ntms_take_label(reader, image->sides[i].name,
				     image->sides[i].description, &label))
			return false;
		side->state = image->sides[i].state;
		side->since = image->sides[i].since;
		side->allocate_count = image->sides[i].allocate_count;
		if (ntms_label_set(&side->label, label.name, label.description,
				   GFP_KERNEL))
			return false;
	}
	return true;
}

static int ntms_load_staged(struct ntms_load *load, struct ntms_medium *medium)
{
	int error;

	error = rhashtable_lookup_insert_fast(&load->index, &medium->obj.node,
					      ntms_index_params);
	if (error) {
		ntms_obj_free(&medium->obj);
		return error;
	}
	medium->obj.serial = ++load->serial;
	rb_add_cached(&medium->obj.by_serial, &load->order, ntms_load_before);
	return 0;
}

static int ntms_load_medium(struct ntms_load *load, const struct ntms_guid *id,
			    struct ntms_reader *reader)
{
	struct ntms_image_medium image;
	struct ntms_load_label label;
	struct ntms_media_type *type;
	struct ntms_medium *medium;

	if (!ntms_take_image(reader, &image, sizeof(image), &label) ||
	    guid_is_null(ntms_guid_in(id)) || ntms_guid_part(ntms_guid_in(id)) ||
	    strnlen(image.barcode, sizeof(image.barcode)) >= NTMS_SMC_TAG_SIZE)
		return -EINVAL;
	type = ntms_load_code(load, image.media_type);
	if (!type || type->sides != image.side_count)
		return -EINVAL;
	medium = ntms_medium_new(image.barcode, type->sides, GFP_KERNEL);
	if (!medium)
		return -ENOMEM;
	medium->obj.id = *ntms_guid_in(id);
	medium->obj.created = image.image.created;
	medium->obj.modified = image.image.modified;
	medium->obj.enabled = image.image.flags & NTMS_IMAGE_ENABLED;
	medium->media_type = type;
	medium->cleaner = image.cleaner;
	medium->pool = ntms_find_pool(load->cat, ntms_guid_in(&image.pool));
	ntms_load_place(load, medium, &image);
	if (!ntms_load_sides(medium, &image, reader) ||
	    ntms_label_set(&medium->obj.label, label.name, label.description,
			   GFP_KERNEL)) {
		ntms_obj_free(&medium->obj);
		return -EINVAL;
	}
	if (!medium->pool || medium->pool->media_type != type)
		ntms_load_doubt(load, medium);
	return ntms_load_staged(load, medium);
}

static int ntms_load_logical(struct ntms_load *load, const struct ntms_guid *id,
			     struct ntms_reader *reader)
{
	struct ntms_image_logical image;
	struct ntms_load_label label;
	struct ntms_logical *logical;
	struct ntms_medium *medium;
	char app[NTMS_NAME_SIZE];
	struct ntms_side *side;
	const guid_t *of;
	u32 part;

	if (!ntms_take_image(reader, &image, sizeof(image), &label) ||
	    !ntms_take_text(reader, image.application, app, sizeof(app), true))
		return -EINVAL;
	of = ntms_guid_in(&image.side);
	medium = ntms_load_find(load, of);
	part = ntms_guid_part(of);
	if (!medium || !part || part > medium->nr_sides ||
	    guid_is_null(ntms_guid_in(id)))
		return -EINVAL;
	side = &medium->sides[part - 1];
	if (side->logical || (side->state != NTMS_SIDE_ALLOCATED &&
			      side->state != NTMS_SIDE_COMPLETE))
		return -EINVAL;
	logical = ntms_logical_new(GFP_KERNEL);
	if (!logical)
		return -ENOMEM;
	logical->app = ntms_app_new(app);
	if (!logical->app) {
		ntms_obj_free(&logical->obj);
		return -ENOMEM;
	}
	logical->obj.id = *ntms_guid_in(id);
	logical->obj.created = image.image.created;
	logical->obj.modified = image.image.modified;
	logical->side = side;
	logical->medium = medium;
	logical->uid = image.owner;
	logical->whole = image.whole;
	side->logical = logical;
	medium->owned++;
	return 0;
}

/*
 * A side that somebody owned, and nobody is known to own, holds his data: nobody
 * is given it any more. One that was reserved for nobody is Available.
 */
static void ntms_load_mend(struct ntms_load *load, struct ntms_medium *medium)
{
	struct ntms_side *side;
	bool mended = false;
	u8 i;

	for (i = 0; i < medium->nr_sides; i++) {
		side = &medium->sides[i];
		if (!side->logical && (side->state == NTMS_SIDE_ALLOCATED ||
				       side->state == NTMS_SIDE_COMPLETE))
			side->state = NTMS_SIDE_DECOMMISSIONED;
		else if (side->state == NTMS_SIDE_RESERVED && !medium->owned)
			side->state = NTMS_SIDE_AVAILABLE;
		else
			continue;
		mended = true;
	}
	load->repaired += mended;
}

static void ntms_load_discard(struct ntms_medium *medium)
{
	u8 i;

	for (i = 0; i < medium->nr_sides; i++)
		if (medium->sides[i].logical)
			ntms_obj_free(&medium->sides[i].logical->obj);
	ntms_obj_free(&medium->obj);
}

static struct ntms_medium *ntms_load_next(struct ntms_load *load)
{
	struct rb_node *node = rb_first_cached(&load->order);
	struct ntms_obj *obj;

	if (!node)
		return NULL;
	obj = rb_entry(node, struct ntms_obj, by_serial);
	rb_erase_cached(node, &load->order);
	rhashtable_remove_fast(&load->index, &obj->node, ntms_index_params);
	return container_of(obj, struct ntms_medium, obj);
}

/* Into the catalog, with its owners */
static int ntms_load_enter(struct ntms_load *load, struct ntms_medium *medium)
{
	struct ntms_txn txn;
	int error;
	u8 i;

	ntms_load_mend(load, medium);
	ntms_txn_init(&txn);
	ntms_txn_change(&txn, NTMS_ADD)->obj = &medium->obj;
	for (i = 0; i < medium->nr_sides; i++)
		if (medium->sides[i].logical)
			ntms_txn_change(&txn, NTMS_ADD)->obj =
				&medium->sides[i].logical->obj;
	error = ntms_load_commit(load->cat, &txn);
	if (error)
		ntms_load_discard(medium);
	return error;
}

/* ---- lists of rights, attributes --------------------------------------------------- */

static int ntms_load_aces(struct ntms_load *load, const struct ntms_guid *id,
			  struct ntms_reader *reader)
{
	u32 nr = reader->left / sizeof(struct ntms_ace);
	struct ntms_obj *obj = ntms_find(load->cat, ntms_guid_in(id)).obj;
	struct ntms_change *change;
	struct ntms_aces *aces;
	struct ntms_txn txn;
	int error;

	if (!obj || reader->left % sizeof(struct ntms_ace) ||
	    nr > NTMS_ACES_MAX ||
	    (obj->type != NTMS_TYPE_POOL && obj->type != NTMS_TYPE_LIBRARY &&
	     obj->type != NTMS_TYPE_COMPUTER))
		return -EINVAL;
	aces = ntms_aces_new((const struct ntms_ace *)reader->at, nr);
	if (!aces)
		return -ENOMEM;
	if (!ntms_aces_valid(aces->ace, nr)) {
		kfree(aces);
		return -EINVAL;
	}
	ntms_txn_init(&txn);
	change = ntms_txn_change(&txn, NTMS_ACL);
	change->obj = obj;
	change->aces = &aces;
	error = ntms_load_part(load->cat, &txn, obj);
	kfree(aces);
	return error;
}

static struct ntms_attr *ntms_load_attr(const struct ntms_guid *id,
					const char *name, const u8 *data,
					u32 size)
{
	struct ntms_blob *blob = ntms_blob_new(size);
	struct ntms_attr *attr;

	if (!blob)
		return NULL;
	memcpy(blob->data, data, size);
	attr = ntms_attr_new(ntms_guid_in(id), name, blob);
	ntms_blob_put(blob);
	return attr;
}

static int ntms_load_attribute(struct ntms_load *load,
			       const struct ntms_guid *id,
			       struct ntms_reader *reader)
{
	struct ntms_ref ref = ntms_find(load->cat, ntms_guid_in(id));
	struct ntms_attr_wish wish = { .id = ntms_guid_in(id) };
	char name[NTMS_ATTRIBUTE_SIZE];
	struct ntms_change *change;
	struct ntms_txn txn;
	const u8 *data;
	u32 sizes[2];
	int error;

	data = ntms_take(reader, sizeof(sizes));
	if (ref.type == NTMS_TYPE_UNKNOWN || !data)
		return -EINVAL;
	memcpy(sizes, data, sizeof(sizes));
	if (!ntms_take_text(reader, sizes[0], name, sizeof(name), true) ||
	    !sizes[1] || sizes[1] > NTMS_ATTRIBUTE_DATA_MAX)
		return -EINVAL;
	data = ntms_take(reader, sizes[1]);
	if (!data)
		return -EINVAL;
	wish.name = name;
	wish.type = ref.type;
	wish.attr = ntms_load_attr(id, name, data, sizes[1]);
	if (!wish.attr)
		return -ENOMEM;
	ntms_txn_init(&txn);
	change = ntms_txn_change(&txn, NTMS_ATTRIBUTE);
	change->obj = ref.obj;
	change->element = ref.element;
	change->attribute = &wish;
	error = ntms_load_part(load->cat, &txn, ref.obj);
	ntms_attr_free(wish.attr);
	return error;
}

/* ---- the whole ---------------------------------------------------------------------- */

/* Every cartridge that was collected enters the catalog. */
static int ntms_load_flush(struct ntms_load *load)
{
	struct ntms_medium *medium;
	u32 nr = 0;
	int error;

	while ((medium = ntms_load_next(load))) {
		error = ntms_load_enter(load, medium);
		if (error == -ENOMEM)
			return error;
		if (error)
			load->passed++;
		if (++nr % NTMS_ROUND)
			continue;
		ntms_catalog_unlock(load->cat);
		cond_resched();
		ntms_catalog_lock(load->cat);
	}
	return 0;
}

static int ntms_load_object(struct ntms_load *load,
			    const struct ntms_journal_entry *entry,
			    struct ntms_reader *reader)
{
	switch (entry->type) {
	case NTMS_TYPE_COMPUTER:
		return ntms_load_computer(load, &entry->id, reader);
	case NTMS_TYPE_MEDIA_TYPE:
		return ntms_load_type(load, &entry->id, reader);
	case NTMS_TYPE_LIBRARY:
		return ntms_load_library(load, &entry->id, reader);
	case NTMS_TYPE_DRIVE:
		return ntms_load_drive(load, &entry->id, reader);
	case NTMS_TYPE_POOL:
		return ntms_load_pool(load, &entry->id, reader);
	case NTMS_TYPE_MEDIUM:
		return ntms_load_medium(load, &entry->id, reader);
	case NTMS_TYPE_LOGICAL_MEDIUM:
		return ntms_load_logical(load, &entry->id, reader);
	default:
		return -EINVAL;
	}
}

static int ntms_load_entry(struct ntms_load *load,
			   const struct ntms_journal_entry *entry,
			   struct ntms_reader *reader)
{
	int error;

	if (entry->flags)
		return -EINVAL;
	if (entry->what == NTMS_ENTRY_OBJECT)
		return ntms_load_object(load, entry, reader);
	/* These belong to cartridges, too. */
	error = ntms_load_flush(load);
	if (error)
		return error;
	if (entry->what == NTMS_ENTRY_ACL)
		return ntms_load_aces(load, &entry->id, reader);
	if (entry->what == NTMS_ENTRY_ATTRIBUTE)
		return ntms_load_attribute(load, &entry->id, reader);
	return -EINVAL;
}

/**
 * ntms_load_begin() - begin to load a catalog
 * @cat: the catalog
 *
 * Context: may sleep.
 * Return: for the other functions, or NULL if there is no memory.
 */
struct ntms_load *ntms_load_begin(struct ntms_catalog *cat)
{
	struct ntms_load *load = kzalloc(sizeof(*load), GFP_KERNEL_ACCOUNT);

	if (!load)
		return NULL;
	load->cat = cat;
	load->order = RB_ROOT_CACHED;
	INIT_LIST_HEAD(&load->chunks);
	if (!rhashtable_init(&load->index, &ntms_index_params))
		return load;
	kfree(load);
	return NULL;
}

/* The next entry of a record and its data; false: there is none, it is no record */
static bool ntms_load_split(struct ntms_reader *reader,
			    struct ntms_journal_entry *entry,
			    struct ntms_reader *content)
{
	if (reader->left < sizeof(*entry))
		return false;
	memcpy(entry, reader->at, sizeof(*entry));
	if (entry->size % 8 || entry->size > reader->left ||
	    entry->size < sizeof(*entry) ||
	    entry->length > entry->size - sizeof(*entry))
		return false;
	content->at = reader->at + sizeof(*entry);
	content->left = entry->length;
	ntms_take(reader, entry->size);
	return true;
}

/**
 * ntms_load_objects() - take some objects to be loaded
 * @load: from ntms_load_begin()
 * @record: an OBJECTS
 * @data: what follows it, @record's @size less its own
 *
 * Nothing is loaded before everything is there: a program that dies before it has
 * said all it knows leaves nothing.
 *
 * Context: may sleep.
 * Return: 0; -EINVAL if the record is no record; -ENOMEM.
 */
int ntms_load_objects(struct ntms_load *load,
		      const struct ntms_journal_record *record, const u8 *data)
{
	const u32 size = record->size - sizeof(*record);
	struct ntms_reader reader = { .at = data, .left = size }, content;
	struct ntms_journal_entry entry;
	struct ntms_chunk *chunk;
	u32 i;

	for (i = 0; i < record->entries; i++)
		if (!ntms_load_split(&reader, &entry, &content))
			return -EINVAL;
	chunk = kvmalloc(sizeof(*chunk) + size, GFP_KERNEL_ACCOUNT);
	if (!chunk)
		return -ENOMEM;
	chunk->size = size;
	chunk->entries = record->entries;
	memcpy(chunk->data, data, size);
	list_add_tail(&chunk->node, &load->chunks);
	return 0;
}

/* What does not fit is passed over. */
static int ntms_load_chunk(struct ntms_load *load,
			   const struct ntms_chunk *chunk)
{
	struct ntms_reader reader = {
		.at = chunk->data,
		.left = chunk->size,
	}, content;
	struct ntms_journal_entry entry;
	int error;
	u32 i;

	for (i = 0; i < chunk->entries; i++) {
		ntms_load_split(&reader, &entry, &content);
		error = ntms_load_entry(load, &entry, &content);
		if (error == -ENOMEM)
			return error;
		load->passed += !!error;
	}
	return 0;
}

static int ntms_load_chunks(struct ntms_load *load)
{
	struct ntms_chunk *chunk, *next;
	int error;

	list_for_each_entry_safe(chunk, next, &load->chunks, node) {
		error = ntms_load_chunk(load, chunk);
		if (error)
			return error;
		list_del(&chunk->node);
		kvfree(chunk);
		ntms_catalog_unlock(load->cat);
		cond_resched();
		ntms_catalog_lock(load->cat);
	}
	return ntms_load_flush(load);
}

/**
 * ntms_load_end() - everything is there, and is loaded
 * @load: from ntms_load_begin()
 * @computer: the computer whose catalog it is
 * @sequence: number of the last change in it
 *
 * If something was passed over or repaired, everything is told again, so that who
 * keeps it has it as it is.
 *
 * Context: takes the catalog's lock, several times; may sleep for memory.
 * Return: 0; -EINVAL if it is not that computer's catalog; -ENOMEM. A catalog that
 * was loaded in part is of no use: the journal is BROKEN then.
 */
int ntms_load_end(struct ntms_load *load, const guid_t *computer, u64 sequence)
{
	struct ntms_catalog *cat = load->cat;
	int error;

	ntms_catalog_lock(cat);
	error = ntms_load_chunks(load);
	if (!error && !guid_equal(computer, &cat->computer->id))
		error = -EINVAL;
	if (error) {
		WRITE_ONCE(cat->journal.state, NTMS_JOURNAL_BROKEN);
	} else {
		cat->journal.touched = true;
		cat->journal.sequence = max(cat->journal.sequence, sequence);
		ntms_journal_live(cat, load->passed || load->repaired);
	}
	ntms_catalog_unlock(cat);
	return error;
}

/**
 * ntms_load_free() - free what ntms_load_begin() made
 * @load: from ntms_load_begin(), or NULL
 *
 * Context: may sleep.
 */
void ntms_load_free(struct ntms_load *load)
{
	struct ntms_chunk *chunk, *another;
	struct ntms_medium *medium;

	if (!load)
		return;
	list_for_each_entry_safe(chunk, another, &load->chunks, node)
		kvfree(chunk);
	while ((medium = ntms_load_next(load)))
		ntms_load_discard(medium);
	rhashtable_destroy(&load->index);
	kfree(load);
}
