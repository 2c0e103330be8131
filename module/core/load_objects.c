// SPDX-License-Identifier: GPL-2.0
/* Loading: one function for each kind of object, and for what belongs to them. */
#include "arrive.h"
#include "attr.h"
#include "loading.h"
#include "reconcile.h"
#include "rights.h"
#include "session.h"

int ntms_load_computer(struct ntms_load *load, const struct ntms_guid *id,
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

int ntms_load_type(struct ntms_load *load, const struct ntms_guid *id,
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

/* A number of digits; false if there is none, or it is too large. */
static bool ntms_load_number(const char **at, u32 *number)
{
	const char *begin = *at;

	for (*number = 0; **at >= '0' && **at <= '9'; (*at)++) {
		*number = *number * 10 + (**at - '0');
		if (*number > U16_MAX)
			return false;
	}
	return *at > begin;
}

/* "2:17" or "2:20-23"; false if it is anything else */
static bool ntms_load_run(const char **at, u32 *type, u32 *first, u32 *last)
{
	if (!ntms_load_number(at, type) || *(*at)++ != ':' ||
	    !ntms_load_number(at, first))
		return false;
	*last = *first;
	if (**at == '-') {
		(*at)++;
		if (!ntms_load_number(at, last))
			return false;
	}
	return *type >= NTMS_SMC_MT && *type <= NTMS_SMC_DT && *last >= *first;
}

/*
 * The elements that a text names, in order. Returns their number, or -EINVAL; @to
 * may be NULL.
 */
static int ntms_load_others(const char *at, struct ntms_smc_element *to)
{
	u32 type, first, last, nr = 0, before = 0;

	while (*at) {
		if ((before && *at++ != ' ') ||
		    !ntms_load_run(&at, &type, &first, &last))
			return -EINVAL;
		/* Each type has all of its addresses before the next one. */
		if ((type << 16 | first) < before)
			return -EINVAL;
		before = (type << 16 | last) + 1;
		for (; first <= last; first++, nr++) {
			if (!to)
				continue;
			to[nr].type = type;
			to[nr].address = first;
		}
	}
	return nr;
}

/* What a library reported beside its geometry; @elements is to be freed. */
static int ntms_load_beside(struct ntms_report *report,
			    struct ntms_reader *reader, u32 length,
			    struct ntms_smc_element **elements)
{
	const u8 *from = ntms_take(reader, length);
	char *text;
	int nr;

	*elements = NULL;
	if (!from)
		return -EINVAL;
	text = kmemdup_nul((const char *)from, length, GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	nr = strlen(text) == length ? ntms_load_others(text, NULL) : -EINVAL;
	if (nr > 0) {
		*elements = kvcalloc(nr, sizeof(**elements), GFP_KERNEL);
		if (*elements)
			ntms_load_others(text, *elements);
		report->elements = *elements;
		report->nr_elements = nr;
		nr = *elements ? 0 : -ENOMEM;
	}
	kfree(text);
	return nr;
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
		type = ntms_media_type_of(load->cat, code);
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
	struct ntms_smc_element *elements;
	struct ntms_report report = {};
	struct ntms_library *library;
	char *identity;
	int error;

	if (image->identity > reader->left || !image->identity ||
	    !ntms_guid_whole(id))
		return -EINVAL;
	identity = kmemdup_nul((const char *)ntms_take(reader, image->identity),
			       image->identity, GFP_KERNEL);
	if (!identity)
		return -ENOMEM;
	error = ntms_load_beside(&report, reader, image->others, &elements);
	library = error ? NULL : ntms_library_new(NTMS_LIBRARY_ONLINE, name,
						  identity, GFP_KERNEL);
	kfree(identity);
	if (!library) {
		kvfree(elements);
		return error ?: -ENOMEM;
	}
	library->obj.id = *ntms_guid_in(id);
	ntms_load_device(&library->device, image);
	error = ntms_load_add(load->cat, &library->obj);
	if (!error) {
		*out = library;
		ntms_load_geometry(&report, image);
		ntms_catalog_unlock(load->cat);
		error = ntms_report_layout(load->cat, library, &report);
		ntms_catalog_lock(load->cat);
	}
	kvfree(elements);
	return error ?: ntms_load_support(load, library, image);
}

int ntms_load_library(struct ntms_load *load, const struct ntms_guid *id,
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
		wish.media_type = ntms_media_type_of(load->cat, image.media_type);
		if (wish.media_type)
			wish.mask |= NTMS_SET_MEDIA_TYPE;
	}
	return error ?: ntms_load_set(load->cat, &library->obj, NULL,
				      &image.image, &label, &wish);
}

int ntms_load_drive(struct ntms_load *load, const struct ntms_guid *id,
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
		type = ntms_media_type_of(load->cat, image->media_type);
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
	    !ntms_guid_whole(id))
		return -EINVAL;
	pool = ntms_pool_new(name, NTMS_POOL_APPLICATION, GFP_KERNEL);
	if (!pool)
		return -ENOMEM;
	pool->obj.id = *ntms_guid_in(id);
	pool->parent = in;
	pool->owner = image->owner;
	if (image->media_type != U32_MAX) {
		pool->media_type = ntms_media_type_of(load->cat, image->media_type);
		if (!pool->media_type) {
			ntms_obj_free(&pool->obj);
			return -EINVAL;
		}
	}
	*out = pool;
	return ntms_load_add(cat, &pool->obj);
}

int ntms_load_pool(struct ntms_load *load, const struct ntms_guid *id,
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

/* ---- lists of rights, attributes --------------------------------------------------- */

int ntms_load_aces(struct ntms_load *load, const struct ntms_guid *id,
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

int ntms_load_attribute(struct ntms_load *load, const struct ntms_guid *id,
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
	if (!sizes[0] || !sizes[1] ||
	    !ntms_take_text(reader, sizes[0], name, sizeof(name), true) ||
	    sizes[1] > NTMS_ATTRIBUTE_DATA_MAX)
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

