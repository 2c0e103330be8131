// SPDX-License-Identifier: GPL-2.0
/*
 * What an inventory says about cartridges, against what is catalogued.
 *
 * Three passes. In the first, elements are compared with their occupants; those
 * who are not where they were are set in motion, and elements whose content is
 * new are noted. In the second, each of these is given its cartridge: one that
 * is in motion or offline, by barcode or by where the robot says that it came
 * from, else a new one. In the third, whoever is still in motion is gone.
 *
 * The lock is dropped every so many elements. That is safe because only one
 * report at a time is taken in for a library, and nobody else changes what its
 * elements hold.
 */
#include "arrive.h"
#include "reconcile.h"

/* Elements that are looked at, and changes made, without dropping the lock */
#define NTMS_ARRIVE_ELEMENTS	2048
#define NTMS_ARRIVE_CHANGES	64

/**
 * struct ntms_arrive - taking in one report
 * @cat: the catalog
 * @library: the library
 * @report: what was found
 * @txn: changes to commit soon
 * @loose: cartridges set in motion
 * @nr_loose: their number
 * @arrived: reports of elements whose content is new, as indices
 * @at: the elements that go with @arrived, as indices
 * @nr_arrived: their number
 */
struct ntms_arrive {
	struct ntms_catalog *cat;
	struct ntms_library *library;
	const struct ntms_report *report;
	struct ntms_txn txn;
	struct ntms_loose {
		u64 serial;
		u32 element;
	} *loose;
	u32 nr_loose;
	u32 *arrived;
	u32 *at;
	u32 nr_arrived;
};

static int ntms_arrive_commit(struct ntms_arrive *arrive)
{
	int error = 0;

	if (arrive->txn.nr)
		error = ntms_reason_errno(ntms_commit(arrive->cat,
						      &arrive->txn));
	arrive->txn.nr = 0;
	arrive->txn.failed = false;
	return error;
}

static void ntms_arrive_breathe(struct ntms_arrive *arrive)
{
	ntms_catalog_unlock(arrive->cat);
	cond_resched();
	ntms_catalog_lock(arrive->cat);
}

static void ntms_arrive_place(struct ntms_arrive *arrive,
			      struct ntms_medium *medium,
			      struct ntms_library *in,
			      struct ntms_element *element)
{
	struct ntms_change *change = ntms_txn_change(&arrive->txn, NTMS_PLACE);

	change->medium = medium;
	change->in = in;
	change->element = element;
}

/* ---- first pass: who is not where they were ------------------------------ */

static u8 ntms_seen_media_code(const struct ntms_library *library,
			       const struct ntms_smc_element *seen)
{
	u8 code;

	if (seen->medium_type == NTMS_SMC_MEDIUM_CLEANING)
		return NTMS_MEDIA_CODE_CLEANER;
	code = ntms_barcode_media_code(seen->barcode);
	if (code != NTMS_MEDIA_CODE_UNKNOWN || !library->media_type)
		return code;
	return library->media_type->code;
}

/*
 * Is this the cartridge that is catalogued here? A label that cannot be read is
 * that of another cartridge, except in a drive, where no scanner looks.
 */
static bool ntms_same_medium(const struct ntms_arrive *arrive,
			     const struct ntms_medium *medium,
			     const struct ntms_smc_element *seen)
{
	if (strcmp(medium->barcode, seen->barcode) &&
	    !(seen->type == NTMS_SMC_DT && !*seen->barcode))
		return false;
	/* What nobody knows follows what the library is said to hold. */
	return medium->pool->type != NTMS_POOL_UNRECOGNIZED ||
	       medium->media_type->code ==
	       ntms_seen_media_code(arrive->library, seen);
}

static void ntms_loosen(struct ntms_arrive *arrive, struct ntms_element *element)
{
	struct ntms_loose *loose = &arrive->loose[arrive->nr_loose++];

	loose->serial = element->medium->obj.serial;
	loose->element = element - arrive->library->elements;
	ntms_arrive_place(arrive, element->medium, arrive->library, NULL);
}

static void ntms_compare(struct ntms_arrive *arrive, u32 index,
			 struct ntms_element *element)
{
	const struct ntms_smc_element *seen = &arrive->report->elements[index];
	bool full = seen->flags & NTMS_SMC_FULL;
	u16 asc = seen->flags & NTMS_SMC_EXCEPT ? seen->asc : 0;
	struct ntms_change *change;

	if (element->medium &&
	    (!full || !ntms_same_medium(arrive, element->medium, seen)))
		ntms_loosen(arrive, element);
	else if (element->medium)
		full = false;
	if (full) {
		arrive->arrived[arrive->nr_arrived] = index;
		arrive->at[arrive->nr_arrived++] =
			element - arrive->library->elements;
	}
	if (element->known && element->flags == seen->flags &&
	    element->asc == asc)
		return;
	change = ntms_txn_change(&arrive->txn, NTMS_ELEMENT);
	change->library = arrive->library;
	change->element = element;
	change->flags = seen->flags;
	change->asc = asc;
}

static int ntms_compare_all(struct ntms_arrive *arrive)
{
	const struct ntms_smc_element *seen;
	struct ntms_element *element = arrive->library->elements;
	int error = 0;
	u32 i;

	for (i = 0; i < arrive->report->nr_elements && !error; i++) {
		seen = &arrive->report->elements[i];
		while (element->type != seen->type ||
		       element->address != seen->address)
			element++;
		ntms_compare(arrive, i, element);
		if (i % NTMS_ARRIVE_ELEMENTS &&
		    arrive->txn.nr < NTMS_ARRIVE_CHANGES)
			continue;
		error = ntms_arrive_commit(arrive);
		ntms_arrive_breathe(arrive);
	}
	return error ?: ntms_arrive_commit(arrive);
}

/* ---- second pass: who is where something is new --------------------------- */

static bool ntms_in_motion(const struct ntms_arrive *arrive,
			   const struct ntms_medium *medium)
{
	return medium->library == arrive->library && !medium->element;
}

/*
 * A cartridge with this barcode that is nowhere else. Those in motion come
 * before those offline; if two could be meant, nobody can say which.
 */
static struct ntms_medium *ntms_by_barcode(const struct ntms_arrive *arrive,
					   const char *barcode)
{
	struct ntms_medium *medium, *moving = NULL, *offline = NULL;
	u32 nr_moving = 0, nr_offline = 0;

	for (medium = ntms_barcode_first(arrive->cat, barcode); medium;
	     medium = ntms_barcode_next(medium)) {
		if (ntms_in_motion(arrive, medium)) {
			moving = medium;
			nr_moving++;
		} else if (medium->library == arrive->cat->offline) {
			offline = medium;
			nr_offline++;
		}
	}
	if (nr_moving)
		return nr_moving == 1 ? moving : NULL;
	return nr_offline == 1 ? offline : NULL;
}

/* The cartridge that was in the element that the robot says it came from. */
static struct ntms_medium *ntms_by_source(const struct ntms_arrive *arrive,
					  const struct ntms_smc_element *seen)
{
	const struct ntms_library *library = arrive->library;
	u32 low = 0, high = arrive->nr_loose, middle, source;
	const struct ntms_element *element;
	struct ntms_medium *medium;
	struct ntms_obj *obj;

	if (!(seen->flags & NTMS_SMC_SVALID))
		return NULL;
	element = ntms_element_at(library, NTMS_SMC_ST, seen->source) ?:
		  ntms_element_at(library, NTMS_SMC_IE, seen->source) ?:
		  ntms_element_at(library, NTMS_SMC_DT, seen->source);
	if (!element)
		return NULL;
	source = element - library->elements;
	/* They were set in motion in the order of the elements. */
	while (low < high) {
		middle = (low + high) / 2;
		if (arrive->loose[middle].element < source)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == arrive->nr_loose || arrive->loose[low].element != source)
		return NULL;
	obj = ntms_order_next(arrive->cat, NTMS_TYPE_MEDIUM,
			      arrive->loose[low].serial - 1);
	if (!obj || obj->serial != arrive->loose[low].serial)
		return NULL;
	medium = container_of(obj, struct ntms_medium, obj);
	/* In a slot its label would be read again. */
	if (!ntms_in_motion(arrive, medium) ||
	    (*medium->barcode && seen->type != NTMS_SMC_DT))
		return NULL;
	return medium;
}

static u8 ntms_arrival_state(u32 pool)
{
	switch (pool) {
	case NTMS_POOL_FREE:
		return NTMS_SIDE_AVAILABLE;
	case NTMS_POOL_IMPORT:
		return NTMS_SIDE_IMPORT;
	default:
		return NTMS_SIDE_UNRECOGNIZED;
	}
}

/*
 * A cartridge that nobody knows. What cleans, and what has the barcode of
 * another one, is never taken for free.
 */
static int ntms_arrive_new(struct ntms_arrive *arrive,
			   const struct ntms_smc_element *seen,
			   struct ntms_element *element)
{
	u8 code = ntms_seen_media_code(arrive->library, seen);
	u32 pool = arrive->library->new_media;
	struct ntms_media_type *type;
	struct ntms_medium *medium;
	int error;
	u8 i;

	error = ntms_media_type_ensure(arrive->cat, code, &type);
	if (error)
		return error;
	medium = ntms_medium_new(seen->barcode, type->sides, GFP_KERNEL);
	if (!medium)
		return -ENOMEM;
	medium->cleaner = code == NTMS_MEDIA_CODE_CLEANER;
	if (medium->cleaner ||
	    (*seen->barcode && ntms_barcode_first(arrive->cat, seen->barcode)))
		pool = NTMS_POOL_UNRECOGNIZED;
	for (i = 0; i < medium->nr_sides; i++)
		medium->sides[i].state = medium->cleaner ?
			NTMS_SIDE_INCOMPATIBLE : ntms_arrival_state(pool);
	medium->library = arrive->library;
	medium->element = element;
	medium->media_type = type;
	medium->pool = type->pools[pool];
	ntms_txn_change(&arrive->txn, NTMS_ADD)->obj = &medium->obj;
	/* At once: the next one may have the same barcode. */
	error = ntms_arrive_commit(arrive);
	if (error)
		ntms_obj_free(&medium->obj);
	return error;
}

static int ntms_arrive_one(struct ntms_arrive *arrive, u32 i)
{
	const struct ntms_smc_element *seen =
		&arrive->report->elements[arrive->arrived[i]];
	struct ntms_element *element =
		&arrive->library->elements[arrive->at[i]];
	struct ntms_medium *medium;

	medium = *seen->barcode ? ntms_by_barcode(arrive, seen->barcode) :
				  ntms_by_source(arrive, seen);
	/* What nobody knows and is of another type now is better made anew. */
	if (medium && !ntms_same_medium(arrive, medium, seen))
		medium = NULL;
	if (!medium)
		return ntms_arrive_new(arrive, seen, element);
	ntms_arrive_place(arrive, medium, arrive->library, element);
	return ntms_arrive_commit(arrive);
}

static int ntms_arrive_all(struct ntms_arrive *arrive)
{
	int error = 0;
	u32 i;

	for (i = 0; i < arrive->nr_arrived && !error; i++) {
		error = ntms_arrive_one(arrive, i);
		if (!(i % NTMS_ARRIVE_CHANGES))
			ntms_arrive_breathe(arrive);
	}
	return error;
}

/* ---- third pass: who is gone ---------------------------------------------- */

/* What nobody cares about is forgotten; the rest is kept on the shelf. */
static bool ntms_medium_forgettable(const struct ntms_medium *medium)
{
	return medium->pool->type == NTMS_POOL_UNRECOGNIZED ||
	       medium->pool->type == NTMS_POOL_IMPORT;
}

static int ntms_miss(struct ntms_arrive *arrive, struct ntms_medium *medium)
{
	/* What somebody is about to change is forgotten another time. */
	if (ntms_medium_forgettable(medium) && !medium->obj.pinned)
		ntms_txn_change(&arrive->txn, NTMS_REMOVE)->obj = &medium->obj;
	else
		ntms_arrive_place(arrive, medium, arrive->cat->offline, NULL);
	return ntms_arrive_commit(arrive);
}

static int ntms_miss_all(struct ntms_arrive *arrive)
{
	struct ntms_medium *medium;
	struct ntms_obj *obj;
	int error = 0;
	u32 i;

	for (i = 0; i < arrive->nr_loose && !error; i++) {
		obj = ntms_order_next(arrive->cat, NTMS_TYPE_MEDIUM,
				      arrive->loose[i].serial - 1);
		if (!obj || obj->serial != arrive->loose[i].serial)
			continue;
		medium = container_of(obj, struct ntms_medium, obj);
		if (ntms_in_motion(arrive, medium))
			error = ntms_miss(arrive, medium);
		if (!(i % NTMS_ARRIVE_CHANGES))
			ntms_arrive_breathe(arrive);
	}
	return error;
}

/*
 * If memory failed in the middle of an earlier report, cartridges were left in
 * motion that no list knows any more. It shows in the numbers.
 */
static int ntms_miss_stray(struct ntms_arrive *arrive)
{
	const struct ntms_library *library = arrive->library;
	struct ntms_medium *medium;
	struct ntms_obj *obj;
	u32 placed = 0, i;
	u64 after = 0;
	int error = 0;

	for (i = 0; i < library->nr_elements; i++)
		placed += !!library->elements[i].medium;
	if (placed == library->media)
		return 0;
	while ((obj = ntms_order_next(arrive->cat, NTMS_TYPE_MEDIUM, after)) &&
	       !error) {
		after = obj->serial;
		medium = container_of(obj, struct ntms_medium, obj);
		if (ntms_in_motion(arrive, medium))
			error = ntms_miss(arrive, medium);
	}
	return error;
}

/**
 * ntms_report_elements() - the cartridges are where the report says
 * @cat: the catalog
 * @library: the library; it has every element of the report
 * @report: what an inventory found
 *
 * Context: takes the catalog's lock, several times; may sleep for memory.
 * Return: 0 or -ENOMEM, when what is committed so far is true, and the next
 * report finishes it.
 */
int ntms_report_elements(struct ntms_catalog *cat, struct ntms_library *library,
			 const struct ntms_report *report)
{
	u32 nr = report->nr_elements ?: 1;
	struct ntms_arrive arrive = {
		.cat = cat,
		.library = library,
		.report = report,
	};
	int error = -ENOMEM;

	ntms_txn_init(&arrive.txn);
	arrive.loose = kvmalloc_array(nr, sizeof(*arrive.loose), GFP_KERNEL);
	arrive.arrived = kvmalloc_array(nr, sizeof(*arrive.arrived),
					GFP_KERNEL);
	arrive.at = kvmalloc_array(nr, sizeof(*arrive.at), GFP_KERNEL);
	if (arrive.loose && arrive.arrived && arrive.at) {
		ntms_catalog_lock(cat);
		error = ntms_compare_all(&arrive) ?:
			ntms_arrive_all(&arrive) ?:
			ntms_miss_all(&arrive) ?:
			ntms_miss_stray(&arrive);
		ntms_catalog_unlock(cat);
	}
	kvfree(arrive.at);
	kvfree(arrive.arrived);
	kvfree(arrive.loose);
	ntms_txn_release(&arrive.txn);
	return error;
}
