// SPDX-License-Identifier: GPL-2.0
/*
 * Which SCSI device is in which drive of a library. All of it is looked up in
 * what the midlayer knows already: nothing here sends a command.
 */
#define pr_fmt(fmt) "ntms: " fmt

#include <linux/device.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <scsi/scsi_host.h>
#include <scsi/scsi_proto.h>

#include "compat/scsi.h"
#include "core/unit.h"
#include "drive.h"

/**
 * struct ntms_candidate - a device that could be in a drive
 * @list: in ntms_candidates
 * @sdev: the device
 */
struct ntms_candidate {
	struct list_head list;
	struct scsi_device *sdev;
};

static LIST_HEAD(ntms_candidates);
/* Protects the list. Innermost; the catalog's lock is not taken inside. */
static DEFINE_MUTEX(ntms_candidates_lock);

/**
 * ntms_drive_is_candidate() - could this device be in a drive of a library?
 * @sdev: the device
 */
bool ntms_drive_is_candidate(const struct scsi_device *sdev)
{
	switch (sdev->type) {
	case TYPE_TAPE:
	case TYPE_ROM:
	case TYPE_WORM:
	case TYPE_MOD:
	case TYPE_DISK:
	case TYPE_RBC:
		return true;
	default:
		return false;
	}
}

/**
 * ntms_drive_add() - a device appeared
 * @sdev: the device
 *
 * Return: the candidate; NULL if memory is not to be had.
 */
struct ntms_candidate *ntms_drive_add(struct scsi_device *sdev)
{
	struct ntms_candidate *candidate;

	candidate = kzalloc(sizeof(*candidate), GFP_KERNEL);
	if (!candidate)
		return NULL;
	candidate->sdev = sdev;
	mutex_lock(&ntms_candidates_lock);
	list_add_tail(&candidate->list, &ntms_candidates);
	mutex_unlock(&ntms_candidates_lock);
	return candidate;
}

/**
 * ntms_drive_remove() - a device went
 * @candidate: what ntms_drive_add() gave, or NULL
 *
 * Nobody looks at the device any more once this has returned.
 */
void ntms_drive_remove(struct ntms_candidate *candidate)
{
	if (!candidate)
		return;
	mutex_lock(&ntms_candidates_lock);
	list_del(&candidate->list);
	mutex_unlock(&ntms_candidates_lock);
	kfree(candidate);
}

/* ---- What a device says about itself ------------------------------------- */

/* The texts of a unit, which live as long as this does */
struct ntms_unit_texts {
	struct ntms_unit unit;
	char vendor[NTMS_VENDOR_SIZE];
	char product[NTMS_PRODUCT_SIZE];
	char serial[NTMS_SERIAL_SIZE];
};

/* The designators are good until the caller ends its RCU section. */
static void ntms_unit_read(struct scsi_device *sdev,
			   struct ntms_unit_texts *texts)
{
	const struct scsi_vpd *page;

	memset(texts, 0, sizeof(*texts));
	if (sdev->inquiry && sdev->inquiry_len >= 36) {
		ntms_unit_text(sdev->inquiry + 8, 8, texts->vendor,
			       sizeof(texts->vendor));
		ntms_unit_text(sdev->inquiry + 16, 16, texts->product,
			       sizeof(texts->product));
	}
	page = rcu_dereference(sdev->vpd_pg80);
	if (page && page->len > 4)
		ntms_unit_text(page->data + 4, page->len - 4, texts->serial,
			       sizeof(texts->serial));
	page = rcu_dereference(sdev->vpd_pg83);
	if (page) {
		texts->unit.page83 = page->data;
		texts->unit.page83_len = page->len;
	}
	texts->unit.vendor = texts->vendor;
	texts->unit.product = texts->product;
	texts->unit.serial = texts->serial;
}

/* "nst0", "sch0", "sr0", "sda": what a driver made of the device */
static int ntms_device_name(struct device *dev, void *data)
{
	const char *name = dev_name(dev);
	char *to = data;

	if (!dev->class || !dev->class->name)
		return 0;
	if (!strcmp(dev->class->name, "scsi_tape")) {
		/* One device has many nodes; nst0l and the like are modes. */
		size_t len = strlen(name);

		if (strncmp(name, "nst", 3) || !len ||
		    name[len - 1] < '0' || name[len - 1] > '9')
			return 0;
	} else if (strcmp(dev->class->name, "scsi_changer") &&
		   strcmp(dev->class->name, "block")) {
		return 0;
	}
	strscpy(to, name, NTMS_DEVICE_SIZE);
	return 1;
}

/**
 * ntms_device_fill() - say which device this is
 * @sdev: the device, referenced by the caller
 * @device: gets it all; what is not known is empty
 *
 * The name of the node may come later than the device, or go, as drivers do:
 * nobody tells us.
 */
void ntms_device_fill(struct scsi_device *sdev, struct ntms_device *device)
{
	struct ntms_unit_texts texts;

	memset(device, 0, sizeof(*device));
	device->address.host = sdev->host->host_no;
	device->address.channel = sdev_channel(sdev);
	device->address.target = sdev_id(sdev);
	device->address.lun = sdev->lun;

	rcu_read_lock();
	ntms_unit_read(sdev, &texts);
	rcu_read_unlock();
	memcpy(device->vendor, texts.vendor, sizeof(device->vendor));
	memcpy(device->product, texts.product, sizeof(device->product));
	memcpy(device->serial, texts.serial, sizeof(device->serial));
	if (sdev->inquiry && sdev->inquiry_len >= 36)
		ntms_unit_text(sdev->inquiry + 32, 4, device->revision,
			       sizeof(device->revision));
	device_for_each_child(&sdev->sdev_gendev, device->device,
			      ntms_device_name);
}

/**
 * ntms_device_identity() - what tells a device from all others
 * @sdev: the device
 * @identity: gets it
 * @size: room at @identity, NTMS_UNIT_IDENTITY_SIZE
 */
void ntms_device_identity(struct scsi_device *sdev, char *identity,
			  size_t size)
{
	struct ntms_unit_texts texts;

	rcu_read_lock();
	ntms_unit_read(sdev, &texts);
	ntms_unit_identity(&texts.unit, dev_name(&sdev->sdev_gendev), identity,
			   size);
	rcu_read_unlock();
}

/* ---- Matching ------------------------------------------------------------- */

static bool ntms_same_target(struct scsi_device *a, struct scsi_device *b)
{
	return a->host == b->host && sdev_channel(a) == sdev_channel(b) &&
	       sdev_id(a) == sdev_id(b);
}

static bool ntms_at(struct scsi_device *sdev,
		    const struct ntms_scsi_address *at)
{
	return sdev->host->host_no == at->host &&
	       sdev_channel(sdev) == at->channel &&
	       sdev_id(sdev) == at->target && sdev->lun == at->lun;
}

/**
 * struct ntms_search - looking for the device of one drive
 * @changer: the library
 * @ident: what it reports for the drive
 * @wanted: what an administrator said, or NULL
 * @single: there is one drive only
 * @others: the drives of the library, whose devices count no more: now what it
 *	began to say of this one will do; NULL: not yet
 * @nr_others: their number
 * @map: how the best candidate so far was found
 * @near: how near it is to the changer: 2 same target, 1 same host, 0 elsewhere
 * @best: it
 * @rivals: others are as good, and are other devices
 */
struct ntms_search {
	struct scsi_device *changer;
	const struct ntms_smc_ident *ident;
	const struct ntms_scsi_address *wanted;
	bool single;
	const struct ntms_drive_facts *others;
	u32 nr_others;
	u8 map;
	int near;
	struct scsi_device *best;
	bool rivals;
};

static bool ntms_on_reported_address(const struct ntms_search *search,
				     struct scsi_device *sdev)
{
	const struct ntms_smc_ident *ident = search->ident;
	struct scsi_device *changer = search->changer;

	return (ident->bus & NTMS_SMC_BUS_TARGET) &&
	       !(ident->bus & NTMS_SMC_BUS_OTHER) &&
	       sdev->host == changer->host &&
	       sdev_channel(sdev) == sdev_channel(changer) &&
	       sdev_id(sdev) == ident->target &&
	       sdev->lun == (ident->bus & NTMS_SMC_BUS_LUN ? ident->lun : 0);
}

/* Is the device in another drive of the library? */
static bool ntms_found_elsewhere(const struct ntms_search *search,
				 const struct ntms_unit *unit)
{
	const struct ntms_device *device;
	u32 i;

	for (i = 0; i < search->nr_others; i++) {
		device = &search->others[i].device;
		if (search->others[i].map != NTMS_MAP_NONE &&
		    !strcmp(device->serial, unit->serial) &&
		    !strcmp(device->vendor, unit->vendor) &&
		    !strcmp(device->product, unit->product))
			return true;
	}
	return false;
}

/* The library broke off in its name: a device that begins so, and is left */
static u8 ntms_match_begun(const struct ntms_search *search,
			   struct scsi_device *sdev)
{
	struct ntms_unit_texts texts;
	bool may;

	rcu_read_lock();
	ntms_unit_read(sdev, &texts);
	may = ntms_unit_may_match(&texts.unit, search->ident);
	rcu_read_unlock();
	return may && !ntms_found_elsewhere(search, &texts.unit) ?
		NTMS_MAP_SERIAL : NTMS_MAP_NONE;
}

/* By which rule, if any, the device is the drive's. */
static u8 ntms_match_one(const struct ntms_search *search,
			 struct scsi_device *sdev)
{
	struct ntms_unit_texts texts;
	u8 map;

	if (search->wanted)
		return ntms_at(sdev, search->wanted) ? NTMS_MAP_ADMINISTRATOR :
						       NTMS_MAP_NONE;
	if (search->others)
		return ntms_match_begun(search, sdev);
	rcu_read_lock();
	ntms_unit_read(sdev, &texts);
	map = ntms_unit_match(&texts.unit, search->ident);
	rcu_read_unlock();
	if (map != NTMS_MAP_NONE)
		return map;
	if (ntms_on_reported_address(search, sdev))
		return NTMS_MAP_ADDRESS;
	/* A library that names its drive does not mean one of another name. */
	if (search->single && !search->ident->length &&
	    ntms_same_target(sdev, search->changer))
		return NTMS_MAP_SINGLE;
	return NTMS_MAP_NONE;
}

/* Two paths to one device? */
static bool ntms_same_unit(struct scsi_device *a, struct scsi_device *b)
{
	char one[NTMS_UNIT_IDENTITY_SIZE], other[NTMS_UNIT_IDENTITY_SIZE];

	ntms_device_identity(a, one, sizeof(one));
	ntms_device_identity(b, other, sizeof(other));
	return !strcmp(one, other);
}

/*
 * A better rule beats a worse one (they are numbered in their order), and of
 * what one rule finds the nearest to the changer is taken: some libraries of
 * software number their drives alike. Of the paths to one device, the first.
 */
static void ntms_consider(struct ntms_search *search, struct scsi_device *sdev)
{
	u8 map = ntms_match_one(search, sdev);
	int near = ntms_same_target(sdev, search->changer) ? 2 :
		   sdev->host == search->changer->host ? 1 : 0;

	if (map == NTMS_MAP_NONE)
		return;
	if (search->best && (map > search->map ||
			     (map == search->map && near < search->near)))
		return;
	if (search->best && map == search->map && near == search->near) {
		if (!ntms_same_unit(search->best, sdev))
			search->rivals = true;
		return;
	}
	search->map = map;
	search->near = near;
	search->best = sdev;
	search->rivals = false;
}

static struct scsi_device *ntms_search(struct ntms_search *search)
{
	struct ntms_candidate *candidate;

	lockdep_assert_held(&ntms_candidates_lock);

	list_for_each_entry(candidate, &ntms_candidates, list)
		ntms_consider(search, candidate->sdev);
	if (search->rivals)
		search->map = NTMS_MAP_AMBIGUOUS;
	return search->rivals ? NULL : search->best;
}

/* What a library says of a drive's serial number is better than nothing. */
static void ntms_drive_unmapped(struct ntms_drive_facts *facts,
				const struct ntms_smc_ident *ident, u8 map)
{
	memset(&facts->device, 0, sizeof(facts->device));
	facts->map = map;
	if (ident->code_set != 1 && !ident->type)
		ntms_unit_text(ident->id, ident->length, facts->device.serial,
			       sizeof(facts->device.serial));
}

/*
 * One device cannot be in two drives: a library that says so cannot be
 * believed, unless an administrator decided.
 */
static void ntms_drive_rivals(struct ntms_drive_facts *facts,
			      const struct ntms_smc_ident *idents,
			      struct scsi_device **found, u32 nr)
{
	u32 i, k, rivals;

	for (i = 0; i < nr; i++) {
		if (!found[i])
			continue;
		for (k = 0, rivals = 0; k < nr; k++)
			rivals += found[k] == found[i];
		for (k = nr; rivals > 1 && k-- > i;) {
			if (found[k] != found[i])
				continue;
			if (facts[k].map != NTMS_MAP_ADMINISTRATOR)
				ntms_drive_unmapped(&facts[k], &idents[k],
						    NTMS_MAP_AMBIGUOUS);
			found[k] = NULL;
		}
	}
}

/* Finds the device of one drive; what @search says is filled in by the caller. */
static struct scsi_device *ntms_drive_one(struct ntms_search *search,
					  struct ntms_drive_facts *facts)
{
	struct scsi_device *found;

	mutex_lock(&ntms_candidates_lock);
	found = ntms_search(search);
	facts->map = search->map;
	if (found)
		ntms_device_fill(found, &facts->device);
	else
		ntms_drive_unmapped(facts, search->ident, search->map);
	mutex_unlock(&ntms_candidates_lock);
	return found;
}

/**
 * ntms_drive_match() - find the devices of all drives of a library
 * @cat: the catalog, to ask what an administrator said
 * @library: the library
 * @changer: its changer
 * @idents: what it reports for its drives
 * @nr: their number
 * @facts: gets as many
 *
 * Context: takes the catalog's lock, and not while it looks.
 * Return: 0 or -ENOMEM
 */
int ntms_drive_match(struct ntms_catalog *cat, const guid_t *library,
		     struct scsi_device *changer,
		     const struct ntms_smc_ident *idents, u32 nr,
		     struct ntms_drive_facts *facts)
{
	struct scsi_device **found;
	bool begun;
	u32 i;

	found = kvcalloc(nr ?: 1, sizeof(*found), GFP_KERNEL);
	if (!found)
		return -ENOMEM;

	/* Those that the library broke off in come last, and get what is left. */
	for (i = 0; i < 2 * nr; i++) {
		struct ntms_scsi_address wanted;
		struct ntms_search search = {
			.changer = changer,
			.ident = &idents[i % nr],
			.single = nr == 1,
			.nr_others = nr,
		};

		if (ntms_drive_wanted(cat, library, search.ident->address,
				      &wanted))
			search.wanted = &wanted;
		begun = i >= nr;
		if (begun && (search.wanted || !search.ident->cut ||
			      facts[i % nr].map != NTMS_MAP_NONE))
			continue;
		if (begun)
			search.others = facts;
		facts[i % nr].address = search.ident->address;
		found[i % nr] = ntms_drive_one(&search, &facts[i % nr]);
	}
	ntms_drive_rivals(facts, idents, found, nr);
	kvfree(found);
	return 0;
}
