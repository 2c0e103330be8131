// SPDX-License-Identifier: GPL-2.0
/* What can be asked: counts, objects, lists. */
#include "opreq.h"

/**
 * ntms_query_info() - what is here
 * @session: the session
 * @call: the command
 *
 * Context: takes the catalog's lock.
 */
void ntms_query_info(struct ntms_session *session, struct ntms_info *call)
{
	struct ntms_catalog *cat = session->cat;

	ntms_catalog_lock(cat);
	call->abi = NTMS_ABI_VERSION;
	call->flags = READ_ONCE(cat->journal.required) ?
		NTMS_INFO_JOURNAL_REQUIRED : 0;
	if (cat->journal.state == NTMS_JOURNAL_LIVE)
		call->flags |= NTMS_INFO_JOURNAL;
	call->features = NTMS_FEATURE_REQUESTS;
	call->errata = 0;
	call->sequence = cat->journal.sequence;
	call->media = cat->order[NTMS_TYPE_MEDIUM].count;
	call->sides = cat->sides;
	call->logical_media = cat->order[NTMS_TYPE_LOGICAL_MEDIUM].count;
	call->libraries = cat->order[NTMS_TYPE_LIBRARY].count;
	call->drives = cat->drives;
	call->pools = cat->order[NTMS_TYPE_POOL].count;
	call->sessions = atomic_read(&cat->sessions);
	ntms_guid_out(&call->computer, &cat->computer->id);
	ntms_guid_out(&call->offline_library, &cat->offline->obj.id);
	ntms_guid_out(&call->free_pool, &cat->system[NTMS_POOL_FREE]->obj.id);
	ntms_guid_out(&call->import_pool,
		      &cat->system[NTMS_POOL_IMPORT]->obj.id);
	ntms_guid_out(&call->unrecognized_pool,
		      &cat->system[NTMS_POOL_UNRECOGNIZED]->obj.id);
	ntms_catalog_unlock(cat);
}

/* ---- one object ---------------------------------------------------------- */

/**
 * ntms_info_size() - size of the info struct of a kind
 * @type: enum ntms_type
 *
 * Context: any.
 * Return: bytes, 0 if there is no such kind.
 */
u32 ntms_info_size(u32 type)
{
	switch (type) {
	case NTMS_TYPE_COMPUTER:
		return sizeof(struct ntms_computer_info);
	case NTMS_TYPE_DRIVE:
		return sizeof(struct ntms_drive_info);
	case NTMS_TYPE_PORT:
	case NTMS_TYPE_SLOT:
		return sizeof(struct ntms_element_info);
	case NTMS_TYPE_LIBRARY:
		return sizeof(struct ntms_library_info);
	case NTMS_TYPE_LOGICAL_MEDIUM:
		return sizeof(struct ntms_logical_medium_info);
	case NTMS_TYPE_POOL:
		return sizeof(struct ntms_pool_info);
	case NTMS_TYPE_MEDIA_TYPE:
		return sizeof(struct ntms_media_type_info);
	case NTMS_TYPE_SIDE:
		return sizeof(struct ntms_side_info);
	case NTMS_TYPE_MEDIUM:
		return sizeof(struct ntms_medium_info);
	case NTMS_TYPE_OPERATOR_REQUEST:
		return sizeof(struct ntms_request_info);
	default:
		return 0;
	}
}

/**
 * ntms_header_fill() - what every object tells
 * @to: out: it
 * @obj: the object
 *
 * Context: the catalog's lock is held.
 */
void ntms_header_fill(struct ntms_object_header *to, const struct ntms_obj *obj)
{
	ntms_guid_out(&to->id, &obj->id);
	to->type = obj->type;
	to->enabled = obj->enabled;
	to->state = NTMS_STATE_READY;
	to->created = obj->created;
	to->modified = obj->modified;
	strscpy(to->name, ntms_label_name(obj->label), sizeof(to->name));
	strscpy(to->description, ntms_label_description(obj->label),
		sizeof(to->description));
}

static void ntms_fill_part(struct ntms_object_header *to, u8 type,
			   const guid_t *id, const struct ntms_label *label)
{
	ntms_guid_out(&to->id, id);
	to->type = type;
	strscpy(to->name, ntms_label_name(label), sizeof(to->name));
	strscpy(to->description, ntms_label_description(label),
		sizeof(to->description));
}

static u32 ntms_library_state_of(const struct ntms_library *library)
{
	if (library->kind == NTMS_LIBRARY_OFFLINE)
		return NTMS_STATE_READY;
	if (!library->robot)
		return NTMS_STATE_NOT_PRESENT;
	if (!library->inventories)
		return NTMS_STATE_INITIALIZING;
	return library->inventory == NTMS_INVENTORY_FAILED ?
		NTMS_STATE_NEEDS_SERVICE : NTMS_STATE_READY;
}

static u32 ntms_count(const struct ntms_library *library, u8 type)
{
	return library->first[type + 1] - library->first[type];
}

static u32 ntms_first(const struct ntms_library *library, u8 type)
{
	return ntms_count(library, type) ?
		library->elements[library->first[type]].address : 0;
}

static void ntms_fill_library(struct ntms_library_info *to,
			      const struct ntms_library *library)
{
	to->header.state = ntms_library_state_of(library);
	to->kind = library->kind;
	if (library->barcodes)
		to->flags |= NTMS_LIBRARY_BARCODES;
	if (library->geometry.rotates)
		to->flags |= NTMS_LIBRARY_ROTATES;
	to->new_media = library->new_media;
	to->inventory = library->inventory;
	to->inventories = library->inventories;
	to->sense = library->sense;
	to->error = library->error;
	if (library->media_type)
		ntms_guid_out(&to->media_type, &library->media_type->obj.id);
	to->transports = ntms_count(library, NTMS_SMC_MT);
	to->first_transport = ntms_first(library, NTMS_SMC_MT);
	to->slots = ntms_count(library, NTMS_SMC_ST);
	to->first_slot = ntms_first(library, NTMS_SMC_ST);
	to->ports = ntms_count(library, NTMS_SMC_IE);
	to->first_port = ntms_first(library, NTMS_SMC_IE);
	to->drives = ntms_count(library, NTMS_SMC_DT);
	to->first_drive = ntms_first(library, NTMS_SMC_DT);
	to->media = library->media;
	to->address = library->device.address;
	memcpy(to->device, library->device.device, sizeof(to->device));
	memcpy(to->vendor, library->device.vendor, sizeof(to->vendor));
	memcpy(to->product, library->device.product, sizeof(to->product));
	memcpy(to->revision, library->device.revision, sizeof(to->revision));
	memcpy(to->serial, library->device.serial, sizeof(to->serial));
}

static u32 ntms_element_content(const struct ntms_element *element)
{
	if (element->medium)
		return NTMS_ELEMENT_FULL;
	if (!element->known)
		return NTMS_ELEMENT_UNKNOWN;
	/* Except and nothing in it: a bay without a slot or drive. */
	return element->flags & NTMS_SMC_EXCEPT && element->asc ?
		NTMS_ELEMENT_NOT_PRESENT : NTMS_ELEMENT_EMPTY;
}

static u32 ntms_element_flags(const struct ntms_element *element)
{
	static const struct {
		u8 from;
		u8 to;
	} map[] = {
		{ NTMS_SMC_ACCESS, NTMS_ELEMENT_ACCESS },
		{ NTMS_SMC_EXCEPT, NTMS_ELEMENT_EXCEPT },
		{ NTMS_SMC_IMPEXP, NTMS_ELEMENT_IMPEXP },
		{ NTMS_SMC_INENAB, NTMS_ELEMENT_INENAB },
		{ NTMS_SMC_EXENAB, NTMS_ELEMENT_EXENAB },
	};
	u32 flags = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(map); i++)
		if (element->flags & map[i].from)
			flags |= map[i].to;
	return flags;
}

static void ntms_fill_element(struct ntms_element_info *to, u8 type,
			      const struct ntms_library *library,
			      const struct ntms_element *element)
{
	guid_t id;

	ntms_element_id(&id, library, element);
	ntms_fill_part(&to->header, type, &id, NULL);
	to->header.enabled = library->obj.enabled;
	to->header.state = library->robot ? NTMS_STATE_READY :
					    NTMS_STATE_NOT_PRESENT;
	to->header.created = library->obj.created;
	to->header.modified = library->obj.modified;
	ntms_guid_out(&to->library, &library->obj.id);
	if (element->medium)
		ntms_guid_out(&to->medium, &element->medium->obj.id);
	to->number = element - library->elements -
		     library->first[element->type];
	to->address = element->address;
	to->content = ntms_element_content(element);
	to->flags = ntms_element_flags(element);
	to->asc = element->asc;
}

static void ntms_fill_drive(struct ntms_drive_info *to,
			    const struct ntms_library *library,
			    const struct ntms_element *element)
{
	const struct ntms_drive *drive = ntms_element_drive(library, element);
	struct ntms_element_info common = {};

	ntms_fill_element(&common, NTMS_TYPE_DRIVE, library, element);
	to->header = common.header;
	strscpy(to->header.name, ntms_label_name(drive->label),
		sizeof(to->header.name));
	strscpy(to->header.description, ntms_label_description(drive->label),
		sizeof(to->header.description));
	to->header.enabled = drive->enabled && library->obj.enabled;
	/* What is in it, and whether it is enabled, is the library's to say. */
	to->header.modified = max(drive->modified, library->obj.modified);
	to->library = common.library;
	to->medium = common.medium;
	to->number = common.number;
	to->address = common.address;
	to->content = common.content;
	to->flags = common.flags;
	to->asc = common.asc;
	to->map = drive->map;
	to->scsi = drive->device.address;
	memcpy(to->device, drive->device.device, sizeof(to->device));
	memcpy(to->vendor, drive->device.vendor, sizeof(to->vendor));
	memcpy(to->product, drive->device.product, sizeof(to->product));
	memcpy(to->revision, drive->device.revision, sizeof(to->revision));
	memcpy(to->serial, drive->device.serial, sizeof(to->serial));
}

static const u8 ntms_location_types[NTMS_SMC_TYPES] = {
	[NTMS_SMC_ST] = NTMS_TYPE_SLOT,
	[NTMS_SMC_IE] = NTMS_TYPE_PORT,
	[NTMS_SMC_DT] = NTMS_TYPE_DRIVE,
};

static void ntms_fill_medium(struct ntms_medium_info *to,
			     const struct ntms_catalog *cat,
			     const struct ntms_medium *medium)
{
	guid_t id;
	u8 i;

	if (!*to->header.name)
		strscpy(to->header.name, medium->barcode,
			sizeof(to->header.name));
	ntms_guid_out(&to->library, &medium->library->obj.id);
	ntms_guid_out(&to->pool, &medium->pool->obj.id);
	ntms_guid_out(&to->media_type, &medium->media_type->obj.id);
	if (medium->element) {
		ntms_element_id(&id, medium->library, medium->element);
		ntms_guid_out(&to->location, &id);
		to->location_type = ntms_location_types[medium->element->type];
	}
	if (ntms_medium_online(medium))
		to->flags |= NTMS_MEDIUM_ONLINE;
	if (medium->cleaner)
		to->flags |= NTMS_MEDIUM_CLEANER;
	if (*medium->barcode &&
	    (ntms_barcode_first(cat, medium->barcode) != medium ||
	     ntms_barcode_next(medium)))
		to->flags |= NTMS_MEDIUM_DUPLICATE;
	to->side_count = medium->nr_sides;
	for (i = 0; i < medium->nr_sides; i++) {
		ntms_side_id(&id, medium, &medium->sides[i]);
		ntms_guid_out(&to->sides[i], &id);
	}
	strscpy(to->barcode, medium->barcode, sizeof(to->barcode));
}

static void ntms_fill_side(struct ntms_side_info *to,
			   const struct ntms_medium *medium,
			   const struct ntms_side *side)
{
	guid_t id;

	ntms_side_id(&id, medium, side);
	ntms_fill_part(&to->header, NTMS_TYPE_SIDE, &id, side->label);
	to->header.enabled = medium->obj.enabled;
	to->header.created = medium->obj.created;
	to->header.modified = medium->obj.modified;
	ntms_guid_out(&to->medium, &medium->obj.id);
	ntms_guid_out(&to->pool, &medium->pool->obj.id);
	if (side->logical)
		ntms_guid_out(&to->logical_medium, &side->logical->obj.id);
	to->side_state = side->state;
	to->side = side->number;
	to->allocate_count = side->allocate_count;
}

static void ntms_fill_logical(struct ntms_logical_medium_info *to,
			      const struct ntms_logical *logical)
{
	guid_t id;

	ntms_side_id(&id, logical->medium, logical->side);
	ntms_guid_out(&to->side, &id);
	ntms_guid_out(&to->medium, &logical->medium->obj.id);
	ntms_guid_out(&to->pool, &logical->medium->pool->obj.id);
	to->uid = logical->uid;
	strscpy(to->application, logical->app->name, sizeof(to->application));
}

static void ntms_fill_pool(struct ntms_pool_info *to,
			   const struct ntms_pool *pool)
{
	if (pool->parent)
		ntms_guid_out(&to->parent, &pool->parent->obj.id);
	if (pool->media_type)
		ntms_guid_out(&to->media_type, &pool->media_type->obj.id);
	else
		to->flags = NTMS_POOL_CONTAINER;
	to->pool_type = pool->type;
	to->allocation_policy = pool->allocation_policy;
	to->deallocation_policy = pool->deallocation_policy;
	to->max_allocates = pool->max_allocates;
	to->owner = pool->owner;
	to->media = pool->nr_media;
	to->logical_media = pool->nr_logical;
	to->pools = pool->children.count;
	to->available = ntms_pool_available(pool);
}

static void ntms_fill_media_type(struct ntms_media_type_info *to,
				 const struct ntms_media_type *type)
{
	to->code = type->code;
	to->sides = type->sides;
	to->write = type->write;
	to->media = type->media;
}

static void ntms_fill(const struct ntms_catalog *cat,
		      const struct ntms_ref *ref, union ntms_any_info *info)
{
	struct ntms_obj *obj = ref->obj;

	if (obj->type == ref->type)
		ntms_header_fill(&info->header, obj);
	switch (ref->type) {
	case NTMS_TYPE_LIBRARY:
		ntms_fill_library(&info->library,
				  container_of(obj, struct ntms_library, obj));
		break;
	case NTMS_TYPE_SLOT:
	case NTMS_TYPE_PORT:
		ntms_fill_element(&info->element, ref->type,
				  container_of(obj, struct ntms_library, obj),
				  ref->element);
		break;
	case NTMS_TYPE_DRIVE:
		ntms_fill_drive(&info->drive,
				container_of(obj, struct ntms_library, obj),
				ref->element);
		break;
	case NTMS_TYPE_MEDIUM:
		ntms_fill_medium(&info->medium, cat,
				 container_of(obj, struct ntms_medium, obj));
		break;
	case NTMS_TYPE_SIDE:
		ntms_fill_side(&info->side,
			       container_of(obj, struct ntms_medium, obj),
			       ref->side);
		break;
	case NTMS_TYPE_LOGICAL_MEDIUM:
		ntms_fill_logical(&info->logical,
				  container_of(obj, struct ntms_logical, obj));
		break;
	case NTMS_TYPE_POOL:
		ntms_fill_pool(&info->pool,
			       container_of(obj, struct ntms_pool, obj));
		break;
	case NTMS_TYPE_MEDIA_TYPE:
		ntms_fill_media_type(&info->media_type,
				     container_of(obj, struct ntms_media_type,
						  obj));
		break;
	case NTMS_TYPE_COMPUTER:
		info->computer.request_purge = cat->request_purge;
		info->computer.waiting = cat->waiting;
		break;
	case NTMS_TYPE_OPERATOR_REQUEST:
		ntms_opreq_fill(cat, container_of(obj, struct ntms_opreq, obj),
				&info->request);
		break;
	}
}

/**
 * ntms_ref_visible() - does an object exist for somebody?
 * @cat: the catalog
 * @ref: the object, or a part of one
 * @cred: who asks
 *
 * All do, but for operator requests of others.
 *
 * Context: the catalog's lock is held.
 * Return: true if it does.
 */
bool ntms_ref_visible(const struct ntms_catalog *cat,
		      const struct ntms_ref *ref, const struct ntms_cred *cred)
{
	lockdep_assert_held(&cat->lock);
	return ref->type != NTMS_TYPE_OPERATOR_REQUEST ||
	       ntms_opreq_visible(cat, container_of(ref->obj,
						    struct ntms_opreq, obj),
				  cred);
}

/**
 * ntms_query_object() - what is known of an object
 * @session: the session
 * @cred: who asks
 * @call: the command
 * @info: out: what is known; users are those of the initial user namespace
 *
 * Context: takes the catalog's lock.
 * Return: see struct ntms_object in the uapi header.
 */
ntms_reason_t ntms_query_object(struct ntms_session *session,
				const struct ntms_cred *cred,
				struct ntms_object *call,
				union ntms_any_info *info)
{
	struct ntms_catalog *cat = session->cat;
	ntms_reason_t reason = NTMS_REASON_SUCCESS;
	struct ntms_ref ref;
	guid_t id;

	if (call->mask || call->reserved ||
	    (call->type && !ntms_info_size(call->type)))
		return NTMS_REASON_INVALID_PARAMETER;
	memset(info, 0, sizeof(*info));
	memcpy(&id, &call->id, sizeof(id));
	ntms_catalog_lock(cat);
	ref = ntms_find(cat, &id);
	if (!ref.type || (call->type && call->type != ref.type) ||
	    !ntms_ref_visible(cat, &ref, cred)) {
		reason = NTMS_REASON_OBJECT_NOT_FOUND;
	} else {
		ntms_fill(cat, &ref, info);
		call->type = ref.type;
	}
	ntms_catalog_unlock(cat);
	return reason;
}

/**
 * ntms_query_find() - cartridges with a barcode
 * @session: the session
 * @call: the command
 * @ids: out: the cartridges, oldest first
 * @room: room at @ids
 * @nr: out: number of them at @ids
 *
 * Context: takes the catalog's lock.
 * Return: NTMS_REASON_SUCCESS or INVALID_PARAMETER.
 */
ntms_reason_t ntms_query_find(struct ntms_session *session,
			      struct ntms_find *call, struct ntms_guid *ids,
			      u32 room, u32 *nr)
{
	struct ntms_catalog *cat = session->cat;
	const struct ntms_medium *medium;

	if (call->flags || !*call->barcode ||
	    strnlen(call->barcode, sizeof(call->barcode)) ==
	    sizeof(call->barcode))
		return NTMS_REASON_INVALID_PARAMETER;
	*nr = 0;
	call->total = 0;
	ntms_catalog_lock(cat);
	for (medium = ntms_barcode_first(cat, call->barcode); medium;
	     medium = ntms_barcode_next(medium)) {
		if (*nr < room)
			ntms_guid_out(&ids[(*nr)++], &medium->obj.id);
		call->total++;
	}
	ntms_catalog_unlock(cat);
	return NTMS_REASON_SUCCESS;
}
