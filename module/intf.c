// SPDX-License-Identifier: GPL-2.0
/*
 * SCSI devices come and go: the class interface, as ses and sg have it. Its
 * callbacks run under the driver core's class mutex, during scans under the
 * host's too, and a removal waits for them: they keep a record and queue work,
 * nothing else.
 *
 * One record for each device. Its work makes what it stands for (a changer, a
 * candidate for a drive) agree with whether the device is there; it runs once
 * or twice, never beside itself, and the last time it frees the record.
 */
#define pr_fmt(fmt) "ntms: " fmt

#include <linux/device.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <scsi/scsi_driver.h>
#include <scsi/scsi_proto.h>

#include "changer.h"
#include "compat/scsi.h"
#include "drive.h"
#include "intf.h"

/**
 * struct ntms_record - a SCSI device
 * @work: acts on @gone
 * @sdev: the device; its sdev_gendev is referenced as long as the record lives
 * @gone: it was removed; written under the class mutex before @work is queued
 * @changer: what stands for it, if it is a changer; @work's
 * @candidate: likewise, if it could be in a drive; @work's
 */
struct ntms_record {
	struct work_struct work;
	struct scsi_device *sdev;
	bool gone;
	struct ntms_changer *changer;
	struct ntms_candidate *candidate;
};

static struct ntms_catalog *ntms_intf_catalog;
static struct workqueue_struct *ntms_intf_wq;
/* Records by the address of their device; changed under the class mutex. */
static DEFINE_XARRAY(ntms_records);

static void ntms_record_start(struct ntms_record *record)
{
	struct scsi_device *sdev = record->sdev;
	bool ok = true;

	if (sdev->type == TYPE_MEDIUM_CHANGER && !record->changer) {
		record->changer = ntms_changer_start(ntms_intf_catalog, sdev);
		ok = record->changer;
	} else if (ntms_drive_is_candidate(sdev) && !record->candidate) {
		record->candidate = ntms_drive_add(sdev);
		ok = record->candidate;
		ntms_changers_rematch();
	}
	if (!ok)
		pr_err("%s: no memory for this device, it is passed over\n",
		       dev_name(&sdev->sdev_gendev));
}

static void ntms_record_end(struct ntms_record *record)
{
	ntms_changer_stop(record->changer);
	if (record->candidate) {
		ntms_drive_remove(record->candidate);
		ntms_changers_rematch();
	}
	put_device(&record->sdev->sdev_gendev);
	kfree(record);
}

static void ntms_record_work(struct work_struct *work)
{
	struct ntms_record *record = container_of(work, struct ntms_record,
						  work);

	if (READ_ONCE(record->gone))
		ntms_record_end(record);
	else
		ntms_record_start(record);
}

static int ntms_intf_add(NTMS_CLASS_INTERFACE_ARGS)
{
	struct scsi_device *sdev = to_scsi_device(dev->parent);
	struct ntms_record *record;
	int err;

	if (sdev->type != TYPE_MEDIUM_CHANGER && !ntms_drive_is_candidate(sdev))
		return 0;

	record = kzalloc(sizeof(*record), GFP_KERNEL);
	if (!record)
		return -ENOMEM;
	INIT_WORK(&record->work, ntms_record_work);
	record->sdev = sdev;
	err = xa_insert(&ntms_records, (unsigned long)sdev / sizeof(void *),
			record, GFP_KERNEL);
	if (err) {
		kfree(record);
		return err;
	}
	get_device(&sdev->sdev_gendev);
	queue_work(ntms_intf_wq, &record->work);
	return 0;
}

static void ntms_intf_remove(NTMS_CLASS_INTERFACE_ARGS)
{
	struct scsi_device *sdev = to_scsi_device(dev->parent);
	struct ntms_record *record;

	record = xa_erase(&ntms_records, (unsigned long)sdev / sizeof(void *));
	if (!record)
		return;
	WRITE_ONCE(record->gone, true);
	queue_work(ntms_intf_wq, &record->work);
}

static struct class_interface ntms_interface = {
	.add_dev = ntms_intf_add,
	.remove_dev = ntms_intf_remove,
};

/**
 * ntms_intf_init() - begin to look for libraries and drives
 * @cat: the catalog, which hears of what is found
 *
 * Context: sleeps. Devices that are there already are found by work that goes
 * on after this has returned.
 * Return: 0, -ENOMEM, or why the SCSI class could not be joined
 */
int ntms_intf_init(struct ntms_catalog *cat)
{
	int err;

	ntms_intf_catalog = cat;
	ntms_intf_wq = alloc_workqueue("ntms_intf", WQ_UNBOUND, 0);
	if (!ntms_intf_wq)
		return -ENOMEM;
	err = ntms_changers_init();
	if (err)
		goto destroy;
	err = scsi_register_interface(&ntms_interface);
	if (err)
		goto exit;
	return 0;

exit:
	ntms_changers_exit();
destroy:
	destroy_workqueue(ntms_intf_wq);
	return err;
}

/**
 * ntms_intf_exit() - let go of all devices
 *
 * To the catalog they are gone. Returns when no device is used any more.
 *
 * Context: sleeps, as long as a command that is under way takes.
 */
void ntms_intf_exit(void)
{
	scsi_unregister_interface(&ntms_interface);
	/* Every device was removed from us, and every record has its work. */
	destroy_workqueue(ntms_intf_wq);
	ntms_changers_exit();
	xa_destroy(&ntms_records);
}
