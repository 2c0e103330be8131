// SPDX-License-Identifier: GPL-2.0
/* Images: see image.h. */
#include "image.h"

/**
 * struct ntms_view - what all objects have, as it will be
 * @label: name and description
 * @enabled: see struct ntms_obj
 * @created: see struct ntms_obj
 * @modified: see struct ntms_obj
 */
struct ntms_view {
	const struct ntms_label *label;
	bool enabled;
	u64 created;
	u64 modified;
};

/**
 * ntms_plan_next() - walk the changes of a plan
 * @plan: the plan
 * @after: the last one seen, NULL to begin
 *
 * Context: any.
 * Return: the next one, or NULL.
 */
const struct ntms_change *ntms_plan_next(const struct ntms_plan *plan,
					 const struct ntms_change *after)
{
	const struct ntms_txn *txn = plan->txn;

	if (!txn || !txn->nr)
		return NULL;
	if (!after)
		return txn->changes;
	return ++after < txn->changes + txn->nr ? after : NULL;
}

/* Is it about an object, or a part of one, as all objects are alike? */
static bool ntms_change_sets(const struct ntms_change *change,
			     const struct ntms_obj *obj)
{
	return (change->kind == NTMS_SET || change->kind == NTMS_ACL ||
		change->kind == NTMS_ATTRIBUTE) && change->obj == obj;
}

static struct ntms_view ntms_view_of(const struct ntms_obj *obj,
				     const struct ntms_plan *plan)
{
	struct ntms_view view = {
		.label = obj->label,
		.enabled = obj->enabled,
		.created = obj->created ?: plan->now,
		.modified = obj->modified ?: plan->now,
	};
	const struct ntms_change *change = NULL;

	while ((change = ntms_plan_next(plan, change)))
		if (ntms_change_sets(change, obj))
			view.modified = plan->now;
	return view;
}

static void ntms_view_wish(struct ntms_view *view, const struct ntms_wish *wish)
{
	if (wish->mask & (NTMS_SET_NAME | NTMS_SET_DESCRIPTION))
		view->label = wish->label;
	if (wish->mask & NTMS_SET_ENABLED)
		view->enabled = wish->enabled;
}

static void ntms_put_label(struct ntms_writer *w, const struct ntms_label *label)
{
	ntms_put_text(w, ntms_label_name(label));
	ntms_put_text(w, ntms_label_description(label));
}

/* What comes first in the entry of any object; @image is what @size bytes begin with. */
static u32 ntms_image_begin(struct ntms_writer *w, u16 type, const guid_t *id,
			    const struct ntms_view *view,
			    struct ntms_image *image, u32 size)
{
	u32 begin = ntms_entry_begin(w, NTMS_ENTRY_OBJECT, type, id, 0);

	image->size = size;
	image->flags = view->enabled ? NTMS_IMAGE_ENABLED : 0;
	image->created = view->created;
	image->modified = view->modified;
	image->name = strlen(ntms_label_name(view->label));
	image->description = strlen(ntms_label_description(view->label));
	ntms_put(w, image, size);
	ntms_put_label(w, view->label);
	return begin;
}

/* The wish of a change to an object itself, not to a part of it; or NULL */
static const struct ntms_wish *ntms_change_wish(const struct ntms_change *change,
						const struct ntms_obj *obj)
{
	return change->kind == NTMS_SET && change->obj == obj &&
	       !change->element ? change->wish : NULL;
}

static void ntms_write_computer(struct ntms_writer *w,
				const struct ntms_catalog *cat,
				const struct ntms_obj *obj,
				const struct ntms_plan *plan)
{
	struct ntms_image_computer image = { .request_purge = cat->request_purge };
	struct ntms_view view = ntms_view_of(obj, plan);
	const struct ntms_change *change = NULL;
	const struct ntms_wish *wish;
	u32 begin;

	while ((change = ntms_plan_next(plan, change))) {
		wish = ntms_change_wish(change, obj);
		if (wish)
			ntms_view_wish(&view, wish);
		if (wish && wish->mask & NTMS_SET_REQUEST_PURGE)
			image.request_purge = wish->request_purge;
	}
	ntms_guid_out(&image.offline_library, &cat->offline->obj.id);
	ntms_guid_out(&image.free_pool, &cat->system[NTMS_POOL_FREE]->obj.id);
	ntms_guid_out(&image.import_pool,
		      &cat->system[NTMS_POOL_IMPORT]->obj.id);
	ntms_guid_out(&image.unrecognized_pool,
		      &cat->system[NTMS_POOL_UNRECOGNIZED]->obj.id);
	begin = ntms_image_begin(w, obj->type, &obj->id, &view, &image.image,
				 sizeof(image));
	ntms_entry_end(w, begin);
}

static void ntms_write_type(struct ntms_writer *w, const struct ntms_obj *obj,
			    const struct ntms_plan *plan)
{
	struct ntms_image_media_type image = {
		.code = container_of(obj, struct ntms_media_type, obj)->code,
	};
	struct ntms_view view = ntms_view_of(obj, plan);
	const struct ntms_change *change = NULL;
	const struct ntms_wish *wish;
	u32 begin;

	while ((change = ntms_plan_next(plan, change))) {
		wish = ntms_change_wish(change, obj);
		if (wish)
			ntms_view_wish(&view, wish);
	}
	begin = ntms_image_begin(w, obj->type, &obj->id, &view, &image.image,
				 sizeof(image));
	ntms_entry_end(w, begin);
}

static u32 ntms_code_of(const struct ntms_media_type *type)
{
	return type ? type->code : U32_MAX;
}

static void ntms_support_out(struct ntms_image_library *image, u8 code,
			     bool supported)
{
	u8 bit = BIT(code % 8);

	BUILD_BUG_ON(NTMS_MEDIA_CODES > 8 * sizeof(image->supported));
	if (supported)
		image->supported[code / 8] |= bit;
	else
		image->supported[code / 8] &= ~bit;
}

static void ntms_geometry_out(struct ntms_image_library *image,
			      const struct ntms_smc_geometry *geometry,
			      bool barcodes)
{
	u8 i;

	for (i = 0; i < ARRAY_SIZE(image->first); i++) {
		image->first[i] = geometry->first[i + 1];
		image->count[i] = geometry->count[i + 1];
		image->moves[i] = geometry->moves[i + 1];
	}
	image->rotates = geometry->rotates;
	image->barcodes = barcodes;
}

static bool ntms_in_geometry(const struct ntms_smc_geometry *geometry,
			     const struct ntms_element *element)
{
	const u16 first = geometry->first[element->type];

	return element->address >= first &&
	       element->address - first < geometry->count[element->type];
}

/* How many elements from there on are beside the geometry, one after the other */
static u32 ntms_others_run(const struct ntms_smc_geometry *geometry,
			   const struct ntms_element *elements, u32 nr)
{
	u32 i;

	for (i = 0; i < nr; i++)
		if (ntms_in_geometry(geometry, &elements[i]) ||
		    elements[i].type != elements[0].type ||
		    elements[i].address != elements[0].address + i)
			break;
	return i;
}

/* What would make it longer than any sane library is found by an inventory. */
static void ntms_put_others(struct ntms_writer *w,
			    const struct ntms_smc_geometry *geometry,
			    const struct ntms_element *elements, u32 nr)
{
	u32 begin = w->used, i, run;
	char text[32];

	for (i = 0; i < nr && w->used - begin < NTMS_OTHERS_MAX; i += run ?: 1) {
		run = ntms_others_run(geometry, &elements[i], nr - i);
		if (!run)
			continue;
		snprintf(text, sizeof(text), "%s%u:%u",
			 w->used == begin ? "" : " ", elements[i].type,
			 elements[i].address);
		ntms_put_text(w, text);
		if (run == 1)
			continue;
		snprintf(text, sizeof(text), "-%u",
			 elements[i].address + run - 1);
		ntms_put_text(w, text);
	}
}

static void ntms_device_out(struct ntms_image_library *image,
			    const struct ntms_device *device)
{
	memcpy(image->vendor, device->vendor, sizeof(image->vendor));
	memcpy(image->product, device->product, sizeof(image->product));
	memcpy(image->revision, device->revision, sizeof(image->revision));
	memcpy(image->serial, device->serial, sizeof(image->serial));
}

static void ntms_library_wish(struct ntms_image_library *image,
			      const struct ntms_library *library,
			      const struct ntms_wish *wish)
{
	if (wish->mask & NTMS_SET_NEW_MEDIA)
		image->new_media = wish->new_media;
	if (!(wish->mask & NTMS_SET_MEDIA_TYPE))
		return;
	image->media_type = wish->media_type->code;
	if (library->kind != NTMS_LIBRARY_OFFLINE)
		ntms_support_out(image, wish->media_type->code, true);
}

/* True: it is about the library itself. */
static bool ntms_library_plan(struct ntms_image_library *image,
			      struct ntms_view *view,
			      const struct ntms_library *library,
			      const struct ntms_change *change)
{
	const struct ntms_wish *wish = ntms_change_wish(change, &library->obj);

	if (wish) {
		ntms_view_wish(view, wish);
		ntms_library_wish(image, library, wish);
	}
	if (change->library != library)
		return false;
	switch (change->kind) {
	case NTMS_SUPPORT:
		ntms_support_out(image, change->media_type->code, change->to);
		if (!change->to &&
		    image->media_type == change->media_type->code)
			image->media_type = U32_MAX;
		return true;
	case NTMS_GEOMETRY:
		ntms_geometry_out(image, &change->layout->geometry,
				  change->layout->barcodes);
		return true;
	case NTMS_LIBRARY:
		if (change->state->device)
			ntms_device_out(image, change->state->device);
		return true;
	default:
		return false;
	}
}

static void ntms_write_library(struct ntms_writer *w, const struct ntms_obj *obj,
			       const struct ntms_plan *plan)
{
	const struct ntms_library *library =
		container_of(obj, struct ntms_library, obj);
	struct ntms_image_library image = {
		.kind = library->kind,
		.new_media = library->new_media,
		.media_type = ntms_code_of(library->media_type),
		.identity = strlen(library->identity),
	};
	const struct ntms_smc_geometry *geometry = &library->geometry;
	const struct ntms_element *elements = library->elements;
	struct ntms_view view = ntms_view_of(obj, plan);
	const struct ntms_change *change = NULL;
	u32 begin, code, nr = library->nr_elements;
	struct ntms_writer length = {};

	for (code = 0; code < NTMS_MEDIA_CODES; code++)
		ntms_support_out(&image, code, library->supported[code]);
	ntms_geometry_out(&image, &library->geometry, library->barcodes);
	ntms_device_out(&image, &library->device);
	while ((change = ntms_plan_next(plan, change))) {
		if (!ntms_library_plan(&image, &view, library, change))
			continue;
		view.modified = plan->now;
		if (change->kind != NTMS_GEOMETRY)
			continue;
		geometry = &change->layout->geometry;
		elements = change->layout->elements;
		nr = change->layout->nr_elements;
	}
	ntms_put_others(&length, geometry, elements, nr);
	image.others = length.used;
	begin = ntms_image_begin(w, obj->type, &obj->id, &view, &image.image,
				 sizeof(image));
	ntms_put_text(w, library->identity);
	ntms_put_others(w, geometry, elements, nr);
	ntms_entry_end(w, begin);
}

/**
 * ntms_change_drive() - the drive that a change is about
 * @change: the change
 *
 * Context: any.
 * Return: its element, or NULL: it is about no drive.
 */
const struct ntms_element *ntms_change_drive(const struct ntms_change *change)
{
	if (change->kind == NTMS_ATTRIBUTE &&
	    change->attribute->type == NTMS_TYPE_DRIVE)
		return change->element;
	return change->kind == NTMS_SET &&
	       change->obj->type == NTMS_TYPE_LIBRARY ? change->element : NULL;
}

/**
 * ntms_image_drive() - write the image of a drive
 * @w: where
 * @library: its library
 * @element: its element
 * @plan: what is about to happen
 *
 * Context: the catalog's lock is held.
 */
void ntms_image_drive(struct ntms_writer *w, const struct ntms_library *library,
		      const struct ntms_element *element,
		      const struct ntms_plan *plan)
{
	const struct ntms_drive *drive = ntms_element_drive(library, element);
	struct ntms_image_drive image = {
		.address = element->address,
		.wanted = drive->wanted,
		.scsi = drive->wanted_at,
	};
	struct ntms_view view = {
		.label = drive->label,
		.enabled = drive->enabled,
		.modified = drive->modified,
	};
	const struct ntms_change *change = NULL;
	u32 begin;
	guid_t id;

	while ((change = ntms_plan_next(plan, change))) {
		if (!ntms_change_sets(change, &library->obj) ||
		    ntms_change_drive(change) != element)
			continue;
		view.modified = plan->now;
		if (change->kind == NTMS_ATTRIBUTE)
			continue;
		ntms_view_wish(&view, change->wish);
		if (change->wish->mask & NTMS_SET_DEVICE) {
			image.wanted = change->wish->wanted;
			image.scsi = change->wish->wanted_at;
		}
	}
	ntms_guid_out(&image.library, &library->obj.id);
	ntms_element_id(&id, library, element);
	begin = ntms_image_begin(w, NTMS_TYPE_DRIVE, &id, &view, &image.image,
				 sizeof(image));
	ntms_entry_end(w, begin);
}

static void ntms_write_pool(struct ntms_writer *w, const struct ntms_obj *obj,
			    const struct ntms_plan *plan)
{
	const struct ntms_pool *pool = container_of(obj, struct ntms_pool, obj);
	struct ntms_image_pool image = {
		.pool_type = pool->type,
		.media_type = ntms_code_of(pool->media_type),
		.allocation_policy = pool->allocation_policy,
		.deallocation_policy = pool->deallocation_policy,
		.max_allocates = pool->max_allocates,
		.owner = pool->owner,
	};
	struct ntms_view view = ntms_view_of(obj, plan);
	const struct ntms_change *change = NULL;
	const struct ntms_wish *wish;
	u32 begin;

	while ((change = ntms_plan_next(plan, change))) {
		wish = ntms_change_wish(change, obj);
		if (!wish)
			continue;
		ntms_view_wish(&view, wish);
		if (wish->mask & NTMS_SET_ALLOCATION_POLICY)
			image.allocation_policy = wish->allocation_policy;
		if (wish->mask & NTMS_SET_DEALLOCATION_POLICY)
			image.deallocation_policy = wish->deallocation_policy;
		if (wish->mask & NTMS_SET_MAX_ALLOCATES)
			image.max_allocates = wish->max_allocates;
		if (wish->mask & NTMS_SET_OWNER)
			image.owner = wish->owner;
	}
	if (pool->parent)
		ntms_guid_out(&image.parent, &pool->parent->obj.id);
	begin = ntms_image_begin(w, obj->type, &obj->id, &view, &image.image,
				 sizeof(image));
	ntms_entry_end(w, begin);
}

/* ---- cartridges --------------------------------------------------------------- */

/**
 * struct ntms_medium_view - a cartridge, as it will be
 * @view: what all objects have
 * @library: where it is
 * @element: the element it is in, or NULL
 * @pool: the pool
 * @media_type: its media type
 * @sides: its sides; their labels are in @labels
 * @labels: names and descriptions of the sides
 */
struct ntms_medium_view {
	struct ntms_view view;
	const struct ntms_library *library;
	const struct ntms_element *element;
	const struct ntms_pool *pool;
	const struct ntms_media_type *media_type;
	struct ntms_image_side sides[NTMS_SIDES_MAX];
	const struct ntms_label *labels[NTMS_SIDES_MAX];
};

static void ntms_view_medium(struct ntms_medium_view *v,
			     const struct ntms_medium *medium,
			     const struct ntms_plan *plan)
{
	const struct ntms_side *side;
	u8 i;

	memset(v, 0, sizeof(*v));
	v->view = ntms_view_of(&medium->obj, plan);
	v->library = medium->library;
	v->element = medium->element;
	v->pool = medium->pool;
	v->media_type = medium->media_type;
	for (i = 0; i < medium->nr_sides; i++) {
		side = &medium->sides[i];
		v->sides[i].since = side->since ?: plan->sequence;
		v->sides[i].state = side->state;
		v->sides[i].allocate_count = side->allocate_count;
		v->labels[i] = side->label;
	}
}

static void ntms_medium_owned(struct ntms_medium_view *v,
			      const struct ntms_change *change,
			      const struct ntms_plan *plan)
{
	struct ntms_image_side *side = &v->sides[change->logical->side->number];

	if (change->pool)
		v->pool = change->pool;
	if (change->kind == NTMS_ALLOCATE) {
		side->state = NTMS_SIDE_ALLOCATED;
		side->allocate_count++;
		return;
	}
	side->state = change->to;
	side->since = change->since ?: plan->sequence;
	side->allocate_count -= change->undo;
}

/* True: it is about this cartridge. */
static bool ntms_medium_plan(struct ntms_medium_view *v,
			     const struct ntms_medium *medium,
			     const struct ntms_change *change,
			     const struct ntms_plan *plan)
{
	switch (change->kind) {
	case NTMS_ALLOCATE:
	case NTMS_RELEASE:
		if (change->logical->medium != medium)
			return false;
		ntms_medium_owned(v, change, plan);
		return true;
	case NTMS_SWAP:
		return change->logical->medium == medium ||
		       change->other->medium == medium;
	case NTMS_STATE:
		if (ntms_side_medium(change->side) != medium)
			return false;
		v->sides[change->side->number].state = change->to;
		v->sides[change->side->number].since =
			change->since ?: plan->sequence;
		return true;
	case NTMS_MOVE:
	case NTMS_RETYPE:
		if (change->medium != medium)
			return false;
		v->pool = change->pool;
		v->media_type = change->pool->media_type;
		return true;
	case NTMS_PLACE:
		if (change->medium != medium)
			return false;
		v->library = change->in;
		v->element = change->element;
		return true;
	case NTMS_SET:
		if (change->obj != &medium->obj)
			return false;
		if (change->side)
			v->labels[change->side->number] = change->wish->label;
		else
			ntms_view_wish(&v->view, change->wish);
		return true;
	default:
		return false;
	}
}

static void ntms_write_medium(struct ntms_writer *w, const struct ntms_obj *obj,
			      const struct ntms_plan *plan)
{
	const struct ntms_medium *medium =
		container_of(obj, struct ntms_medium, obj);
	struct ntms_image_medium image = {
		.cleaner = medium->cleaner,
		.side_count = medium->nr_sides,
	};
	const struct ntms_change *change = NULL;
	struct ntms_medium_view v;
	u32 begin;
	u8 i;

	ntms_view_medium(&v, medium, plan);
	while ((change = ntms_plan_next(plan, change)))
		if (ntms_medium_plan(&v, medium, change, plan))
			v.view.modified = plan->now;
	ntms_guid_out(&image.library, &v.library->obj.id);
	ntms_guid_out(&image.pool, &v.pool->obj.id);
	image.media_type = v.media_type->code;
	if (v.element) {
		image.element_type = v.element->type;
		image.address = v.element->address;
	}
	strscpy(image.barcode, medium->barcode, sizeof(image.barcode));
	for (i = 0; i < medium->nr_sides; i++) {
		image.sides[i] = v.sides[i];
		image.sides[i].name = strlen(ntms_label_name(v.labels[i]));
		image.sides[i].description =
			strlen(ntms_label_description(v.labels[i]));
	}
	begin = ntms_image_begin(w, obj->type, &obj->id, &v.view, &image.image,
				 sizeof(image));
	for (i = 0; i < medium->nr_sides; i++)
		ntms_put_label(w, v.labels[i]);
	ntms_entry_end(w, begin);
}

static void ntms_write_logical(struct ntms_writer *w, const struct ntms_obj *obj,
			       const struct ntms_plan *plan)
{
	const struct ntms_logical *logical =
		container_of(obj, struct ntms_logical, obj), *now = logical;
	struct ntms_view view = ntms_view_of(obj, plan);
	const struct ntms_change *change = NULL;
	struct ntms_image_logical image;
	u32 begin;
	guid_t id;

	while ((change = ntms_plan_next(plan, change))) {
		if (change->kind != NTMS_SWAP)
			continue;
		/* It has what the other one had. */
		now = change->logical == logical ? change->other :
						   change->logical;
		view.modified = plan->now;
	}
	memset(&image, 0, sizeof(image));
	ntms_side_id(&id, now->medium, now->side);
	ntms_guid_out(&image.side, &id);
	image.owner = logical->uid;
	image.whole = now->whole;
	image.application = strlen(logical->app->name);
	begin = ntms_image_begin(w, obj->type, &obj->id, &view, &image.image,
				 sizeof(image));
	ntms_put_text(w, logical->app->name);
	ntms_entry_end(w, begin);
}

/**
 * ntms_image_object() - write the image of an object
 * @w: where
 * @cat: the catalog
 * @obj: the object; of an operator request nothing is written
 * @plan: what is about to happen
 *
 * Context: the catalog's lock is held.
 */
void ntms_image_object(struct ntms_writer *w, const struct ntms_catalog *cat,
		       const struct ntms_obj *obj,
		       const struct ntms_plan *plan)
{
	lockdep_assert_held(&cat->lock);
	switch (obj->type) {
	case NTMS_TYPE_COMPUTER:
		ntms_write_computer(w, cat, obj, plan);
		break;
	case NTMS_TYPE_MEDIA_TYPE:
		ntms_write_type(w, obj, plan);
		break;
	case NTMS_TYPE_LIBRARY:
		ntms_write_library(w, obj, plan);
		break;
	case NTMS_TYPE_POOL:
		ntms_write_pool(w, obj, plan);
		break;
	case NTMS_TYPE_MEDIUM:
		ntms_write_medium(w, obj, plan);
		break;
	case NTMS_TYPE_LOGICAL_MEDIUM:
		ntms_write_logical(w, obj, plan);
		break;
	}
}

