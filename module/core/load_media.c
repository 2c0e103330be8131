// SPDX-License-Identifier: GPL-2.0
/*
 * Loading: cartridges and their owners, which are collected first, and enter the
 * catalog together.
 */
#include "arrive.h"
#include "commit.h"
#include "loading.h"
#include "session.h"

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
 * In a pool that is no more, or of another media type, or in which its sides cannot
 * be what they are, nobody knows what it is: it is left to somebody who does.
 */
static void ntms_load_doubt(struct ntms_load *load, struct ntms_medium *medium)
{
	u8 i;

	medium->pool = medium->media_type->pools[NTMS_POOL_UNRECOGNIZED];
	for (i = 0; i < medium->nr_sides; i++)
		medium->sides[i].state = NTMS_SIDE_UNRECOGNIZED;
	load->repaired++;
}

/* Is every side in a state that sides have in a pool of that kind? */
static bool ntms_load_fits(const struct ntms_medium *medium)
{
	u8 i, state;

	for (i = 0; i < medium->nr_sides; i++) {
		state = medium->sides[i].state;
		switch (medium->pool->type) {
		case NTMS_POOL_FREE:
			if (state != NTMS_SIDE_AVAILABLE &&
			    state != NTMS_SIDE_DECOMMISSIONED)
				return false;
			break;
		case NTMS_POOL_IMPORT:
			if (state != NTMS_SIDE_IMPORT)
				return false;
			break;
		case NTMS_POOL_UNRECOGNIZED:
			if (state != NTMS_SIDE_UNRECOGNIZED &&
			    state != NTMS_SIDE_INCOMPATIBLE)
				return false;
			break;
		}
	}
	return true;
}

static int ntms_load_sides(struct ntms_medium *medium,
			   const struct ntms_image_medium *image,
			   struct ntms_reader *reader)
{
	struct ntms_load_label label;
	struct ntms_side *side;
	int error = 0;
	u8 i;

	for (i = 0; i < medium->nr_sides && !error; i++) {
		side = &medium->sides[i];
		if (image->sides[i].state > NTMS_SIDE_RESERVED ||
		    !ntms_take_label(reader, image->sides[i].name,
				     image->sides[i].description, &label))
			return -EINVAL;
		side->state = image->sides[i].state;
		side->since = image->sides[i].since;
		side->allocate_count = image->sides[i].allocate_count;
		error = ntms_label_set(&side->label, label.name,
				       label.description, GFP_KERNEL);
	}
	return error;
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

int ntms_load_medium(struct ntms_load *load, const struct ntms_guid *id,
		     struct ntms_reader *reader)
{
	struct ntms_image_medium image;
	struct ntms_load_label label;
	struct ntms_media_type *type;
	struct ntms_medium *medium;
	int error;

	if (!ntms_take_image(reader, &image, sizeof(image), &label) ||
	    !ntms_guid_whole(id) ||
	    strnlen(image.barcode, sizeof(image.barcode)) >= NTMS_SMC_TAG_SIZE)
		return -EINVAL;
	type = ntms_media_type_of(load->cat, image.media_type);
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
	error = ntms_load_sides(medium, &image, reader) ?:
		ntms_label_set(&medium->obj.label, label.name,
			       label.description, GFP_KERNEL);
	if (error) {
		ntms_obj_free(&medium->obj);
		return error;
	}
	if (!medium->pool || medium->pool->media_type != type ||
	    !ntms_load_fits(medium))
		ntms_load_doubt(load, medium);
	return ntms_load_staged(load, medium);
}

int ntms_load_logical(struct ntms_load *load, const struct ntms_guid *id,
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
 * is given it any more. One that was reserved for nobody is Available. And one
 * that has an owner was allocated once at least.
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
		else if (side->logical && !side->allocate_count)
			side->allocate_count = 1;
		else
			continue;
		mended = true;
	}
	load->repaired += mended;
}

/* Its owners are not to be had: nobody else is given it. */
static void ntms_load_disown(struct ntms_load *load, struct ntms_medium *medium)
{
	u8 i;

	for (i = 0; i < medium->nr_sides; i++) {
		if (!medium->sides[i].logical)
			continue;
		ntms_obj_free(&medium->sides[i].logical->obj);
		medium->sides[i].logical = NULL;
		load->passed++;
	}
	medium->owned = 0;
	ntms_load_doubt(load, medium);
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

static int ntms_load_add_medium(struct ntms_load *load,
				struct ntms_medium *medium)
{
	struct ntms_txn txn;

	ntms_txn_init(&txn);
	ntms_txn_add_medium(&txn, medium);
	return ntms_load_commit(load->cat, &txn);
}

/* Into the catalog, with its owners, or else without */
static int ntms_load_enter(struct ntms_load *load, struct ntms_medium *medium)
{
	int error;

	ntms_load_mend(load, medium);
	error = ntms_load_add_medium(load, medium);
	if (error == -EINVAL) {
		ntms_load_disown(load, medium);
		error = ntms_load_add_medium(load, medium);
	}
	if (error)
		ntms_medium_discard(medium);
	return error == -EINVAL ? -EBADMSG : error;
}

/**
 * ntms_load_flush() - every cartridge that was collected enters the catalog
 * @load: from ntms_load_begin()
 *
 * Context: the catalog's lock is held, and dropped every now and then; may sleep for
 * memory.
 * Return: 0; -ENOMEM; -EBADMSG if there is one that cannot enter.
 */
int ntms_load_flush(struct ntms_load *load)
{
	struct ntms_medium *medium;
	u32 nr = 0;
	int error;

	while ((medium = ntms_load_next(load))) {
		error = ntms_load_enter(load, medium);
		if (error)
			return error;
		if (++nr % NTMS_ROUND)
			continue;
		ntms_catalog_unlock(load->cat);
		cond_resched();
		ntms_catalog_lock(load->cat);
	}
	return 0;
}

/**
 * ntms_load_forget() - free the cartridges that were collected
 * @load: from ntms_load_begin()
 *
 * Context: may sleep.
 */
void ntms_load_forget(struct ntms_load *load)
{
	struct ntms_medium *medium;

	while ((medium = ntms_load_next(load)))
		ntms_medium_discard(medium);
}
