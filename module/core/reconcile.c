// SPDX-License-Identifier: GPL-2.0
/*
 * Libraries and drives come and go, inventories begin and end; what an
 * inventory found is for arrive.c.
 */
#include "arrive.h"
#include "reconcile.h"

#include <linux/ktime.h>
#include <linux/timekeeping.h>

/* "L700", and "L700-2" if there is one already: names are for typing. */
static void ntms_library_name(const struct ntms_catalog *cat,
			      const struct ntms_device *device, char *name,
			      size_t size)
{
	const char *product = *device->product ? device->product : "library";
	const struct ntms_obj *obj;
	u32 number = 1;
	u64 after = 0;
	char *c;

	scnprintf(name, size, "%s", product);
	for (c = name; *c; c++)
		if (*c == ' ')
			*c = '-';
	c = name + strlen(name);
	while ((obj = ntms_order_next(cat, NTMS_TYPE_LIBRARY, after))) {
		after = obj->serial;
		if (strcmp(ntms_label_name(obj->label), name))
			continue;
		scnprintf(c, size - (c - name), "-%u", ++number);
		after = 0;
	}
}

static struct ntms_library *
ntms_library_identified(const struct ntms_catalog *cat, const char *identity)
{
	struct ntms_library *library;
	struct ntms_obj *obj;
	u64 after = 0;

	while ((obj = ntms_order_next(cat, NTMS_TYPE_LIBRARY, after))) {
		after = obj->serial;
		library = container_of(obj, struct ntms_library, obj);
		if (library->kind == NTMS_LIBRARY_ONLINE &&
		    !strcmp(library->identity, identity))
			return library;
	}
	return NULL;
}

/**
 * ntms_library_present() - a changer appeared
 * @cat: the catalog
 * @facts: the changer
 * @id: out: its library
 *
 * Context: takes the catalog's lock; may sleep for memory.
 * Return: 0; -ENOMEM; -EEXIST if the library is present by another path.
 */
int ntms_library_present(struct ntms_catalog *cat,
			 const struct ntms_library_facts *facts, guid_t *id)
{
	struct ntms_library_state state = {
		.device = facts->device,
		.robot = facts->robot,
		.inventory = NTMS_INVENTORY_NEVER,
	};
	struct ntms_library *library, *new = NULL;
	char name[NTMS_PRODUCT_SIZE + 12];
	struct ntms_change *change;
	struct ntms_txn txn;
	int error = 0;

	ntms_txn_init(&txn);
	ntms_catalog_lock(cat);
	library = ntms_library_identified(cat, facts->identity);
	if (library && library->robot) {
		error = -EEXIST;
		goto unlock;
	}
	if (!library) {
		ntms_library_name(cat, facts->device, name, sizeof(name));
		new = ntms_library_new(NTMS_LIBRARY_ONLINE, name,
				       facts->identity, GFP_KERNEL);
		if (!new) {
			error = -ENOMEM;
			goto unlock;
		}
		ntms_txn_change(&txn, NTMS_ADD)->obj = &new->obj;
		library = new;
	}
	change = ntms_txn_change(&txn, NTMS_LIBRARY);
	change->library = library;
	change->state = &state;
	error = ntms_reason_errno(ntms_commit(cat, &txn));
	if (!error)
		*id = library->obj.id;
	else if (new)
		ntms_obj_free(&new->obj);
unlock:
	ntms_catalog_unlock(cat);
	ntms_txn_release(&txn);
	return error;
}

static void ntms_library_commit(struct ntms_catalog *cat,
				struct ntms_library *library,
				const struct ntms_library_state *state)
{
	struct ntms_change *change;
	struct ntms_txn txn;

	ntms_txn_init(&txn);
	change = ntms_txn_change(&txn, NTMS_LIBRARY);
	change->library = library;
	change->state = state;
	/* Needs no memory and breaks no rule. */
	WARN_ON(ntms_commit(cat, &txn));
	ntms_txn_release(&txn);
}

/*
 * How the last inventory ended stays known until another one does: who waited
 * for it may not have looked yet.
 */
static void ntms_library_keep(const struct ntms_library *library,
			      struct ntms_library_state *state)
{
	state->sense = library->sense;
	state->error = library->error;
}

static void ntms_library_looks(struct ntms_catalog *cat,
			       struct ntms_library *library)
{
	library->looked = ktime_get_ns();
	ntms_stat_inc(&cat->stats, NTMS_STAT_READING);
}

static void ntms_library_looked(struct ntms_catalog *cat,
				struct ntms_library *library)
{
	if (!library->looked)
		return;
	ntms_stat_add(&cat->stats, NTMS_STAT_INVENTORIES_TIME,
		      ktime_get_ns() - library->looked);
	ntms_stat_add(&cat->stats, NTMS_STAT_READING, -1);
	library->looked = 0;
}

/**
 * ntms_library_absent() - a changer is gone
 * @cat: the catalog
 * @id: its library
 *
 * Context: takes the catalog's lock. The robot is not called any more once this
 * has returned.
 */
void ntms_library_absent(struct ntms_catalog *cat, const guid_t *id)
{
	struct ntms_library_state state = {
		.inventory = NTMS_INVENTORY_NEVER,
	};
	struct ntms_library *library;

	ntms_catalog_lock(cat);
	library = ntms_find_library(cat, id);
	if (library) {
		ntms_library_looked(cat, library);
		ntms_library_keep(library, &state);
		ntms_library_commit(cat, library, &state);
	}
	ntms_catalog_unlock(cat);
}

/**
 * ntms_inventory_begin() - an inventory begins
 * @cat: the catalog
 * @id: the library
 *
 * What is asked for from now on is for the next one.
 *
 * Context: takes the catalog's lock.
 */
void ntms_inventory_begin(struct ntms_catalog *cat, const guid_t *id)
{
	struct ntms_library_state state = {
		.inventory = NTMS_INVENTORY_RUNNING,
	};
	struct ntms_library *library;

	ntms_catalog_lock(cat);
	library = ntms_find_library(cat, id);
	if (library && !library->looked)
		ntms_library_looks(cat, library);
	/* A poll that nobody asked for is no news before it found something. */
	if (library && (library->inventory != NTMS_INVENTORY_DONE ||
			library->wanted != library->done)) {
		ntms_library_keep(library, &state);
		state.robot = library->robot;
		ntms_library_commit(cat, library, &state);
	} else if (library) {
		library->begun = library->wanted;
	}
	ntms_catalog_unlock(cat);
}

/**
 * ntms_inventory_end() - an inventory ended
 * @cat: the catalog
 * @id: the library
 * @error: 0 or a negative errno
 * @sense: sense key << 16 | ASC << 8 | ASCQ, 0 if there was none
 *
 * Context: takes the catalog's lock.
 * Return: true if another one was asked for meanwhile.
 */
bool ntms_inventory_end(struct ntms_catalog *cat, const guid_t *id, int error,
			u32 sense)
{
	struct ntms_library_state state = {
		.inventory = error ? NTMS_INVENTORY_FAILED :
				     NTMS_INVENTORY_DONE,
		.sense = sense,
		.error = -error,
		.ended = true,
	};
	struct ntms_library *library;
	bool again = false;

	ntms_catalog_lock(cat);
	library = ntms_find_library(cat, id);
	if (library) {
		state.robot = library->robot;
		ntms_library_looked(cat, library);
		ntms_stat_inc(&cat->stats, NTMS_STAT_INVENTORIES);
		if (error)
			ntms_stat_inc(&cat->stats,
				      NTMS_STAT_INVENTORIES_FAILED);
		ntms_library_commit(cat, library, &state);
		again = library->wanted != library->done;
	}
	ntms_catalog_unlock(cat);
	return again;
}

static bool ntms_drive_differs(const struct ntms_drive *drive,
			       const struct ntms_drive_facts *facts)
{
	return drive->map != facts->map ||
	       memcmp(&drive->device, &facts->device, sizeof(drive->device));
}

/**
 * ntms_drives_report() - the drives of a library were matched to devices
 * @cat: the catalog
 * @id: the library
 * @drives: which device each is
 * @nr_drives: their number
 *
 * A drive at an address that the library does not have is passed over.
 *
 * Context: takes the catalog's lock; may sleep for memory.
 * Return: 0 or -ENOMEM.
 */
int ntms_drives_report(struct ntms_catalog *cat, const guid_t *id,
		       const struct ntms_drive_facts *drives, u32 nr_drives)
{
	const struct ntms_library *library;
	struct ntms_element *element;
	struct ntms_change *change;
	struct ntms_txn txn;
	int error = 0;
	u32 i;

	ntms_txn_init(&txn);
	ntms_catalog_lock(cat);
	library = ntms_find_library(cat, id);
	for (i = 0; library && i < nr_drives; i++) {
		element = ntms_element_at(library, NTMS_SMC_DT,
					  drives[i].address);
		if (!element ||
		    !ntms_drive_differs(ntms_element_drive(library, element),
					&drives[i]))
			continue;
		change = ntms_txn_change(&txn, NTMS_DRIVE);
		change->library = (struct ntms_library *)library;
		change->element = element;
		change->map = drives[i].map;
		change->device = &drives[i].device;
	}
	if (txn.nr)
		error = ntms_reason_errno(ntms_commit(cat, &txn));
	ntms_catalog_unlock(cat);
	ntms_txn_release(&txn);
	return error;
}

/**
 * ntms_drive_wanted() - did an administrator say which device a drive is?
 * @cat: the catalog
 * @id: the library
 * @address: element address of the drive
 * @at: out: where the device is, if so
 *
 * Context: takes the catalog's lock.
 * Return: true if so.
 */
bool ntms_drive_wanted(struct ntms_catalog *cat, const guid_t *id, u16 address,
		       struct ntms_scsi_address *at)
{
	const struct ntms_library *library;
	const struct ntms_element *element = NULL;
	const struct ntms_drive *drive;
	bool wanted = false;

	ntms_catalog_lock(cat);
	library = ntms_find_library(cat, id);
	if (library)
		element = ntms_element_at(library, NTMS_SMC_DT, address);
	if (element) {
		drive = ntms_element_drive(library, element);
		wanted = drive->wanted;
		*at = drive->wanted_at;
	}
	ntms_catalog_unlock(cat);
	return wanted;
}

/*
 * Is a report in order? What follows walks it beside the elements of the
 * library, and one that is not would lead it astray.
 */
static bool ntms_report_valid(const struct ntms_report *report)
{
	const struct ntms_smc_element *seen, *last = NULL;
	u32 i;

	for (i = 0; i < report->nr_elements; i++) {
		seen = &report->elements[i];
		if (seen->type < NTMS_SMC_MT || seen->type > NTMS_SMC_DT)
			return false;
		if (last && (seen->type < last->type ||
			     (seen->type == last->type &&
			      seen->address <= last->address)))
			return false;
		last = seen;
	}
	return true;
}

/**
 * ntms_inventory_report() - what an inventory found
 * @cat: the catalog
 * @id: the library
 * @report: what it found
 *
 * Context: takes the catalog's lock, several times; may sleep for memory. One
 * report at a time for one library.
 * Return: 0; -ENODEV if there is no such library; -EINVAL if the report is not
 * in order; -ENOMEM, when the catalog is as far as memory went, and true so far.
 */
int ntms_inventory_report(struct ntms_catalog *cat, const guid_t *id,
			  const struct ntms_report *report)
{
	struct ntms_library *library;
	int error;

	ntms_catalog_lock(cat);
	/* A library stays in the catalog for good, so the pointer does. */
	library = ntms_find_library(cat, id);
	ntms_catalog_unlock(cat);
	if (!library)
		return -ENODEV;
	if (!ntms_report_valid(report))
		return -EINVAL;
	error = ntms_report_layout(cat, library, report);
	if (!error)
		error = ntms_drives_report(cat, id, report->drives,
					   report->nr_drives);
	if (!error)
		error = ntms_report_media_type(cat, library);
	if (!error)
		error = ntms_report_elements(cat, library, report);
	return error;
}
