// SPDX-License-Identifier: GPL-2.0
/*
 * A number for all that can be seen in a catalog: if it is the same before and
 * after a call, the call has changed nothing.
 */
#include "kit.h"

/* FNV-1a */
#define NTMS_DIGEST_BASIS	0xcbf29ce484222325ULL
#define NTMS_DIGEST_PRIME	0x100000001b3ULL

/* Times and numbers of changes count, too; the catalog's lock protects it. */
static bool ntms_digest_when;

static u64 ntms_digest_bytes(u64 digest, const void *bytes, size_t size)
{
	const u8 *byte = bytes;

	while (size--)
		digest = (digest ^ *byte++) * NTMS_DIGEST_PRIME;
	return digest;
}

static u64 ntms_digest_number(u64 digest, u64 number)
{
	return ntms_digest_bytes(digest, &number, sizeof(number));
}

static u64 ntms_digest_moment(u64 digest, u64 moment)
{
	return ntms_digest_when ? ntms_digest_number(digest, moment) : digest;
}

static u64 ntms_digest_text(u64 digest, const char *text)
{
	return ntms_digest_bytes(digest, text, strlen(text) + 1);
}

static u64 ntms_digest_label(u64 digest, const struct ntms_label *label)
{
	digest = ntms_digest_text(digest, ntms_label_name(label));
	return ntms_digest_text(digest, ntms_label_description(label));
}

static u64 ntms_digest_ref(u64 digest, const struct ntms_obj *obj)
{
	return obj ? ntms_digest_bytes(digest, &obj->id, sizeof(obj->id)) :
		     ntms_digest_number(digest, 0);
}

static u64 ntms_digest_aces(u64 digest, const struct ntms_aces *aces)
{
	u32 i;

	for (i = 0; aces && i < aces->nr; i++) {
		digest = ntms_digest_number(digest, aces->ace[i].kind);
		digest = ntms_digest_number(digest, aces->ace[i].id);
		digest = ntms_digest_number(digest, aces->ace[i].rights);
	}
	return ntms_digest_number(digest, aces ? aces->nr : U32_MAX);
}

static u64 ntms_digest_medium(u64 digest, const struct ntms_medium *medium)
{
	const struct ntms_side *side;
	u8 i;

	digest = ntms_digest_text(digest, medium->barcode);
	digest = ntms_digest_ref(digest, &medium->library->obj);
	digest = ntms_digest_ref(digest, &medium->pool->obj);
	digest = ntms_digest_ref(digest, &medium->media_type->obj);
	digest = ntms_digest_number(digest, !medium->element ? ~0ULL :
				    medium->element - medium->library->elements);
	digest = ntms_digest_number(digest, medium->cleaner);
	for (i = 0; i < medium->nr_sides; i++) {
		side = &medium->sides[i];
		digest = ntms_digest_label(digest, side->label);
		digest = ntms_digest_ref(digest, side->logical ?
					 &side->logical->obj : NULL);
		digest = ntms_digest_moment(digest, side->since);
		digest = ntms_digest_number(digest, side->allocate_count);
		digest = ntms_digest_number(digest, side->state);
	}
	return digest;
}

static u64 ntms_digest_library(u64 digest, const struct ntms_library *library)
{
	const struct ntms_element *element;
	const struct ntms_drive *drive;
	u32 i;

	digest = ntms_digest_bytes(digest, &library->geometry,
				   sizeof(library->geometry));
	digest = ntms_digest_bytes(digest, &library->device,
				   sizeof(library->device));
	digest = ntms_digest_number(digest, library->new_media);
	digest = ntms_digest_bytes(digest, library->supported,
				   sizeof(library->supported));
	digest = ntms_digest_number(digest, !!library->robot);
	digest = ntms_digest_number(digest, library->barcodes);
	digest = ntms_digest_number(digest, library->wanted);
	digest = ntms_digest_ref(digest, library->media_type ?
				 &library->media_type->obj : NULL);
	digest = ntms_digest_aces(digest, library->aces);
	for (i = 0; i < library->nr_elements; i++) {
		element = &library->elements[i];
		digest = ntms_digest_number(digest, (u64)element->type << 32 |
					    element->address << 16 |
					    element->asc);
		digest = ntms_digest_number(digest, element->flags << 1 |
					    element->known);
	}
	for (i = 0; i < ntms_library_drives(library); i++) {
		drive = &library->drives[i];
		digest = ntms_digest_label(digest, drive->label);
		digest = ntms_digest_number(digest, drive->enabled << 8 |
					    drive->wanted << 9 | drive->map);
		digest = ntms_digest_bytes(digest, &drive->wanted_at,
					   sizeof(drive->wanted_at));
		digest = ntms_digest_bytes(digest, &drive->device,
					   sizeof(drive->device));
	}
	return digest;
}

/* In the order in which they are to be allocated */
static u64 ntms_digest_tree(u64 digest, const struct rb_root_cached *tree)
{
	const struct ntms_side *side;
	struct rb_node *node;

	for (node = rb_first_cached(tree); node; node = rb_next(node)) {
		side = rb_entry(node, struct ntms_side, in_shelf);
		digest = ntms_digest_ref(digest, &ntms_side_medium(side)->obj);
		digest = ntms_digest_number(digest, side->number);
	}
	return digest;
}

static u64 ntms_digest_shelf(const struct ntms_shelf *shelf)
{
	u64 digest = ntms_digest_ref(shelf->available, &shelf->library->obj);

	digest = ntms_digest_tree(digest, &shelf->fresh);
	return ntms_digest_tree(digest, &shelf->opened);
}

static u64 ntms_digest_pool(u64 digest, const struct ntms_pool *pool)
{
	const struct ntms_shelf *shelf;
	u64 shelves = 0;

	digest = ntms_digest_ref(digest, pool->parent ? &pool->parent->obj :
							NULL);
	digest = ntms_digest_ref(digest, pool->media_type ?
				 &pool->media_type->obj : NULL);
	digest = ntms_digest_number(digest, pool->allocation_policy);
	digest = ntms_digest_number(digest, pool->deallocation_policy);
	digest = ntms_digest_number(digest, pool->max_allocates);
	digest = ntms_digest_number(digest, pool->owner);
	digest = ntms_digest_aces(digest, pool->aces);
	digest = ntms_digest_number(digest, pool->nr_media);
	digest = ntms_digest_number(digest, pool->nr_logical);
	digest = ntms_digest_number(digest, pool->nr_waiting);
	/* In no order; whether an empty one is there makes no difference. */
	list_for_each_entry(shelf, &pool->shelves, in_pool)
		if (shelf->media)
			shelves += ntms_digest_shelf(shelf);
	return ntms_digest_number(digest, shelves);
}

static u64 ntms_digest_opreq(u64 digest, const struct ntms_opreq *opreq)
{
	digest = ntms_digest_number(digest, opreq->request << 8 | opreq->state);
	digest = ntms_digest_bytes(digest, opreq->arg, sizeof(opreq->arg));
	digest = ntms_digest_number(digest, opreq->user->uid);
	digest = ntms_digest_text(digest, opreq->app->name);
	digest = ntms_digest_text(digest, opreq->message ?: "");
	return ntms_digest_text(digest, opreq->answer ?: "");
}

static u64 ntms_digest_obj(u64 digest, const struct ntms_obj *obj)
{
	const struct ntms_logical *logical;

	digest = ntms_digest_ref(digest, obj);
	digest = ntms_digest_number(digest, obj->serial);
	digest = ntms_digest_moment(digest, obj->modified);
	digest = ntms_digest_number(digest, obj->type << 1 | obj->enabled);
	digest = ntms_digest_label(digest, obj->label);
	switch (obj->type) {
	case NTMS_TYPE_MEDIUM:
		return ntms_digest_medium(digest, container_of(obj,
						struct ntms_medium, obj));
	case NTMS_TYPE_LIBRARY:
		return ntms_digest_library(digest, container_of(obj,
						struct ntms_library, obj));
	case NTMS_TYPE_POOL:
		return ntms_digest_pool(digest, container_of(obj,
						struct ntms_pool, obj));
	case NTMS_TYPE_OPERATOR_REQUEST:
		return ntms_digest_opreq(digest, container_of(obj,
						struct ntms_opreq, obj));
	case NTMS_TYPE_LOGICAL_MEDIUM:
		logical = container_of(obj, struct ntms_logical, obj);
		digest = ntms_digest_number(digest, logical->uid << 1 |
					    logical->whole);
		return ntms_digest_text(digest, logical->app->name);
	default:
		return digest;
	}
}

static u64 ntms_digest_attributes(u64 digest, const struct ntms_catalog *cat)
{
	const struct ntms_attr *attr;
	struct rb_node *node;

	for (node = rb_first(&cat->attributes); node; node = rb_next(node)) {
		attr = rb_entry(node, struct ntms_attr, node);
		digest = ntms_digest_bytes(digest, &attr->id, sizeof(attr->id));
		digest = ntms_digest_text(digest, attr->name);
		digest = ntms_digest_bytes(digest, attr->blob->data,
					   attr->blob->size);
	}
	return digest;
}

static u64 ntms_digest_all(struct ntms_catalog *cat, bool when)
{
	u64 digest = NTMS_DIGEST_BASIS, after;
	struct ntms_obj *obj;
	u8 type;

	ntms_catalog_lock(cat);
	ntms_digest_when = when;
	digest = ntms_digest_moment(digest, cat->journal.sequence);
	digest = ntms_digest_number(digest, cat->request_purge);
	digest = ntms_digest_aces(digest, cat->aces);
	digest = ntms_digest_number(digest, cat->waiting);
	for (type = 0; type < NTMS_TYPES; type++) {
		after = 0;
		while ((obj = ntms_order_next(cat, type, after))) {
			after = obj->serial;
			digest = ntms_digest_obj(digest, obj);
		}
	}
	digest = ntms_digest_attributes(digest, cat);
	ntms_catalog_unlock(cat);
	return digest;
}

u64 ntms_kit_digest(struct ntms_catalog *cat)
{
	return ntms_digest_all(cat, true);
}

u64 ntms_kit_digest_state(struct ntms_catalog *cat)
{
	return ntms_digest_all(cat, false);
}
