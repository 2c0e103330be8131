/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The catalog follows the robot: given what a library reported and what is
 * catalogued, reconcile says which changes follow, and commits them.
 *
 * This is the only part of the core that the SCSI edges call.
 */
#ifndef NTMS_CORE_RECONCILE_H
#define NTMS_CORE_RECONCILE_H

#include "catalog.h"

struct ntms_robot;

/**
 * struct ntms_robot_ops - what a changer edge does for the core
 * @kick: look at the library again, soon. Called with the catalog's lock held:
 *	queues work and does nothing else
 */
struct ntms_robot_ops {
	void (*kick)(struct ntms_robot *robot);
};

/**
 * struct ntms_robot - a changer edge, as the core sees it
 * @ops: what it can do
 *
 * Belongs to the edge and lives from ntms_library_present() until
 * ntms_library_absent() has returned.
 */
struct ntms_robot {
	const struct ntms_robot_ops *ops;
};

/**
 * struct ntms_library_facts - a changer that appeared
 * @identity: what tells it from all other libraries; the same after a replug
 * @device: the changer
 * @robot: who moves and looks for us
 */
struct ntms_library_facts {
	const char *identity;
	const struct ntms_device *device;
	struct ntms_robot *robot;
};

/**
 * struct ntms_drive_facts - which device a data transfer element is
 * @address: element address
 * @map: enum ntms_drive_map
 * @device: the device; of an unmapped drive, @serial may still be known
 */
struct ntms_drive_facts {
	u16 address;
	u8 map;
	struct ntms_device device;
};

/**
 * struct ntms_report - what one inventory found
 * @geometry: mode pages; if the library has none, made from the elements
 * @barcodes: the library reports volume tags
 * @elements: every element of types 1 to 4, sorted by type code, then address,
 *	no address twice; elements that the geometry has and the robot did not
 *	report are not here
 * @nr_elements: their number
 * @drives: one for each data transfer element, sorted by address
 * @nr_drives: their number
 */
struct ntms_report {
	struct ntms_smc_geometry geometry;
	bool barcodes;
	const struct ntms_smc_element *elements;
	u32 nr_elements;
	const struct ntms_drive_facts *drives;
	u32 nr_drives;
};

/*
 * All of these take the catalog's lock themselves and may sleep on memory, not
 * on anything else. A library is named by the GUID that ntms_library_present()
 * gave.
 */

/* 0; -ENOMEM; -EEXIST: the library is present by another path already */
int ntms_library_present(struct ntms_catalog *cat,
			 const struct ntms_library_facts *facts, guid_t *id);
/* The library is gone: its cartridges stay in it, and are offline. */
void ntms_library_absent(struct ntms_catalog *cat, const guid_t *id);

/* An inventory begins: what is asked for from now on is for the next one. */
void ntms_inventory_begin(struct ntms_catalog *cat, const guid_t *id);
/*
 * 0; -ENODEV; -EINVAL: the report is not in order; -ENOMEM: the catalog is as
 * far as memory went, and true so far
 */
int ntms_inventory_report(struct ntms_catalog *cat, const guid_t *id,
			  const struct ntms_report *report);
/*
 * The inventory ended: @error is 0 or a negative errno, @sense the sense key
 * << 16 | ASC << 8 | ASCQ, 0 if there was none. True: another one was asked for
 * meanwhile.
 */
bool ntms_inventory_end(struct ntms_catalog *cat, const guid_t *id, int error,
			u32 sense);
/* Drives were matched anew, without an inventory (a device came or went). */
int ntms_drives_report(struct ntms_catalog *cat, const guid_t *id,
		       const struct ntms_drive_facts *drives, u32 nr_drives);
/* True: an administrator said which device the drive is. */
bool ntms_drive_wanted(struct ntms_catalog *cat, const guid_t *id, u16 address,
		       struct ntms_scsi_address *at);

#endif /* NTMS_CORE_RECONCILE_H */
