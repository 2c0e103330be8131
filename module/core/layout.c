// SPDX-License-Identifier: GPL-2.0
/* Which elements a library has, and which media types its cartridges are of. */
#include "arrive.h"
#include "reconcile.h"
#include "pin.h"
#include "rights.h"

/*
 * The elements of one type: those that the geometry has and those that were
 * reported, each address once, in order. Returns their number; @to may be NULL.
 */
static u32 ntms_layout_type(const struct ntms_report *report, u8 type,
			    u32 *cursor, struct ntms_element *to)
{
	u32 address = report->geometry.first[type];
	u32 end = min_t(u32, address + report->geometry.count[type],
			U16_MAX + 1);
	const struct ntms_smc_element *seen;
	u32 nr = 0, next;

	for (;;) {
		seen = *cursor < report->nr_elements ?
			&report->elements[*cursor] : NULL;
		if (seen && seen->type != type)
			seen = NULL;
		if (!seen && address >= end)
			return nr;
		next = address < end ? address : U16_MAX + 1;
		if (seen && seen->address <= next) {
			next = seen->address;
			(*cursor)++;
		}
		if (next == address)
			address++;
		if (to) {
			to[nr].type = type;
			to[nr].address = next;
		}
		nr++;
	}
}

static u32 ntms_layout_elements(const struct ntms_report *report,
				struct ntms_layout *layout,
				struct ntms_element *to)
{
	u32 cursor = 0, nr = 0;
	u8 type;

	for (type = NTMS_SMC_MT; type <= NTMS_SMC_DT; type++) {
		layout->first[type] = nr;
		nr += ntms_layout_type(report, type, &cursor,
				       to ? to + nr : NULL);
	}
	layout->first[NTMS_SMC_DT + 1] = nr;
	return nr;
}

static void ntms_layout_free(struct ntms_layout *layout)
{
	kvfree(layout->elements);
	kvfree(layout->drives);
}

static int ntms_layout_make(const struct ntms_report *report,
			    struct ntms_layout *layout)
{
	u32 nr_drives, i;

	memset(layout, 0, sizeof(*layout));
	layout->geometry = report->geometry;
	layout->barcodes = report->barcodes;
	layout->nr_elements = ntms_layout_elements(report, layout, NULL);
	nr_drives = layout->nr_elements - layout->first[NTMS_SMC_DT];
	layout->elements = kvcalloc(layout->nr_elements ?: 1,
				    sizeof(*layout->elements), GFP_KERNEL);
	layout->drives = kvcalloc(nr_drives ?: 1, sizeof(*layout->drives),
				  GFP_KERNEL);
	if (!layout->elements || !layout->drives) {
		ntms_layout_free(layout);
		return -ENOMEM;
	}
	ntms_layout_elements(report, layout, layout->elements);
	for (i = 0; i < nr_drives; i++)
		layout->drives[i].enabled = true;
	return 0;
}

/* What was known of an element that stays is still known. */
static void ntms_layout_carry(const struct ntms_library *library,
			      struct ntms_layout *layout)
{
	struct ntms_element *to, *from;
	u32 i;

	for (i = 0; i < layout->nr_elements; i++) {
		to = &layout->elements[i];
		from = ntms_element_at(library, to->type, to->address);
		if (!from)
			continue;
		*to = *from;
		if (to->type == NTMS_SMC_DT)
			layout->drives[i - layout->first[NTMS_SMC_DT]] =
				*ntms_element_drive(library, from);
	}
}

/* After the commit @old has what was before: labels that nobody took go. */
static void ntms_layout_drop(const struct ntms_library *library,
			     struct ntms_layout *old)
{
	u32 first = old->first[NTMS_SMC_DT], i;

	for (i = first; i < old->nr_elements; i++)
		if (!ntms_element_at(library, NTMS_SMC_DT,
				     old->elements[i].address))
			ntms_label_free(old->drives[i - first].label);
	ntms_layout_free(old);
}

static bool ntms_layout_differs(const struct ntms_library *library,
				const struct ntms_report *report)
{
	const struct ntms_smc_element *seen;
	const struct ntms_element *element;
	u32 i, j = 0;

	if (memcmp(&library->geometry, &report->geometry,
		   sizeof(library->geometry)) ||
	    library->barcodes != report->barcodes || !library->elements)
		return true;
	/* Both are in the same order. */
	for (i = 0; i < report->nr_elements; i++) {
		seen = &report->elements[i];
		for (;; j++) {
			if (j == library->nr_elements)
				return true;
			element = &library->elements[j];
			if (element->type == seen->type &&
			    element->address == seen->address)
				break;
		}
	}
	return false;
}

/**
 * ntms_report_layout() - give a library the elements that were reported
 * @cat: the catalog
 * @library: the library
 * @report: what an inventory found
 *
 * Context: takes the catalog's lock; may sleep for memory.
 * Return: 0 or -ENOMEM.
 */
int ntms_report_layout(struct ntms_catalog *cat, struct ntms_library *library,
		       const struct ntms_report *report)
{
	struct ntms_layout layout;
	struct ntms_change *change;
	struct ntms_txn txn;
	bool differs;
	int error;

	ntms_catalog_lock(cat);
	differs = ntms_layout_differs(library, report);
	ntms_catalog_unlock(cat);
	if (!differs)
		return 0;
	error = ntms_layout_make(report, &layout);
	if (error)
		return error;
	ntms_txn_init(&txn);
	change = ntms_txn_change(&txn, NTMS_GEOMETRY);
	change->library = library;
	change->layout = &layout;
	ntms_catalog_lock(cat);
	/* Whoever is about to change a drive knows where it is. */
	while (ntms_pin_drain(cat, &library->obj))
		;
	ntms_layout_carry(library, &layout);
	error = ntms_reason_errno(ntms_commit(cat, &txn));
	if (!error)
		ntms_layout_drop(library, &layout);
	else
		ntms_layout_free(&layout);
	ntms_catalog_unlock(cat);
	ntms_txn_release(&txn);
	return error;
}

/**
 * ntms_media_type_of() - a media type by its code
 * @cat: the catalog
 * @code: RSM's code
 *
 * Context: the catalog's lock is held.
 * Return: the media type, or NULL.
 */
struct ntms_media_type *ntms_media_type_of(const struct ntms_catalog *cat,
					   u32 code)
{
	struct ntms_media_type *type;
	struct ntms_obj *obj;
	u64 after = 0;

	lockdep_assert_held(&cat->lock);
	while ((obj = ntms_order_next(cat, NTMS_TYPE_MEDIA_TYPE, after))) {
		after = obj->serial;
		type = container_of(obj, struct ntms_media_type, obj);
		if (type->code == code)
			return type;
	}
	return NULL;
}

/**
 * ntms_media_type_ensure() - have a media type, with its system sub-pools
 * @cat: the catalog
 * @code: RSM's code; ntms_media_type_fact() knows it
 * @type: out: the media type
 *
 * Context: the catalog's lock is held; may sleep for memory.
 * Return: 0 or -ENOMEM.
 */
int ntms_media_type_ensure(struct ntms_catalog *cat, u8 code,
			   struct ntms_media_type **type)
{
	struct ntms_pool *pools[NTMS_POOL_IMPORT + 1] = {};
	struct ntms_media_type *new;
	struct ntms_txn txn;
	int error = -ENOMEM;
	u32 i;

	lockdep_assert_held(&cat->lock);
	*type = ntms_media_type_of(cat, code);
	if (*type)
		return 0;
	ntms_txn_init(&txn);
	new = ntms_media_type_new(code, GFP_KERNEL);
	if (!new)
		return -ENOMEM;
	ntms_txn_change(&txn, NTMS_ADD)->obj = &new->obj;
	for (i = NTMS_POOL_FREE; i <= NTMS_POOL_IMPORT; i++) {
		pools[i] = ntms_pool_new(ntms_label_name(new->obj.label), i,
					 GFP_KERNEL);
		if (!pools[i])
			goto fail;
		pools[i]->parent = cat->system[i];
		pools[i]->media_type = new;
		if (ntms_aces_copy(&pools[i]->aces, cat->system[i]->aces))
			goto fail;
		ntms_txn_change(&txn, NTMS_ADD)->obj = &pools[i]->obj;
	}
	error = ntms_reason_errno(ntms_commit(cat, &txn));
	if (error)
		goto fail;
	*type = new;
	ntms_txn_release(&txn);
	return 0;
fail:
	for (i = NTMS_POOL_FREE; i <= NTMS_POOL_IMPORT; i++)
		if (pools[i])
			ntms_obj_free(&pools[i]->obj);
	ntms_obj_free(&new->obj);
	ntms_txn_release(&txn);
	return error;
}

/* What the cartridges of a library are likely to be, if nothing tells more. */
static u8 ntms_library_media_code(const struct ntms_library *library)
{
	u32 i;

	/* Only what has two sides is turned over. */
	if (library->geometry.rotates)
		return NTMS_MEDIA_CODE_MO_5_RW;
	for (i = 0; i < ntms_library_drives(library); i++) {
		const char *product = library->drives[i].device.product;

		if (strnstr(product, "ULT", sizeof(library->drives[i].device.product)) ||
		    strnstr(product, "LTO", sizeof(library->drives[i].device.product)))
			return NTMS_MEDIA_CODE_LTO;
	}
	return NTMS_MEDIA_CODE_UNKNOWN;
}

/**
 * ntms_report_media_type() - what cartridges of a library are taken for
 * @cat: the catalog
 * @library: the library; its elements and drives are known
 *
 * Leaves what an administrator said, and what it found before. If nothing tells,
 * the library has no media type.
 *
 * Context: takes the catalog's lock; may sleep for memory.
 * Return: 0 or -ENOMEM.
 */
int ntms_report_media_type(struct ntms_catalog *cat,
			   struct ntms_library *library)
{
	struct ntms_wish wish = {
		.mask = NTMS_SET_MEDIA_TYPE,
		.found = true,
	};
	struct ntms_change *change;
	struct ntms_txn txn;
	int error = 0;
	u8 code;

	ntms_txn_init(&txn);
	ntms_catalog_lock(cat);
	code = ntms_library_media_code(library);
	if (library->media_type || code == NTMS_MEDIA_CODE_UNKNOWN)
		goto unlock;
	error = ntms_media_type_ensure(cat, code, &wish.media_type);
	if (error)
		goto unlock;
	change = ntms_txn_change(&txn, NTMS_SET);
	change->obj = &library->obj;
	change->wish = &wish;
	error = ntms_reason_errno(ntms_commit(cat, &txn));
unlock:
	ntms_catalog_unlock(cat);
	ntms_txn_release(&txn);
	return error;
}
