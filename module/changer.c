// SPDX-License-Identifier: GPL-2.0
/*
 * A changer. Looking at it goes on in work items of its own, one at a time; the
 * catalog hears of it through reconcile, and keeps nothing of ours but the
 * robot to kick.
 *
 * Locks, outermost first: a changer's @command (minutes; held over commands),
 * its @gate (held over calls of the catalog, never over a command), the
 * catalog's. ntms_changers_lock stands alone: it is taken with none of these
 * held, and none of these is taken under it.
 */
#define pr_fmt(fmt) "ntms: " fmt

#include <linux/list.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "changer.h"
#include "core/unit.h"
#include "drive.h"
#include "look.h"
#include "scsi_exec.h"

static unsigned int poll = 10;
module_param(poll, uint, 0644);
MODULE_PARM_DESC(poll,
		 "Seconds between looks at a library for what others moved, if it can be looked at that fast (default 10; 0: only on request)");

static unsigned int share = 1;
module_param(share, uint, 0644);
MODULE_PARM_DESC(share,
		 "Percentage of a library's time that looks nobody asked for may take (default 1)");

/* Seconds until a failed look is tried again, if polling is off */
#define NTMS_CHANGER_RETRY	60

/* How long the removal of a device may take to be heard of */
#define NTMS_CHANGER_REMOVAL	(2 * HZ)

/* Devices come in swarms: match drives when the swarm has settled. */
#define NTMS_CHANGER_SETTLE	(HZ / 5)

/**
 * struct ntms_changer - a changer
 * @robot: what the catalog knows of us
 * @list: in ntms_changers
 * @cat: the catalog
 * @exec: runs commands; its @stop is set under @gate
 * @command: one look, or one matching, at a time
 * @gate: the catalog is told something, or that we are gone
 * @identity: what tells the library from others
 * @id: the library in the catalog, if @present
 * @present: the catalog knows; under @gate
 * @spare: the library is present by another path; under @gate
 * @told: its first report was told to the log; under @command
 * @failed: errno of the last look; under @command
 * @failed_sense: and its sense; under @command
 * @ways: how it wants to be asked; under @command
 * @idents: drives as last reported; under @command
 * @nr_idents: their number
 * @look: looks because somebody asked
 * @poll: looks because it is time
 * @match: matches drives, as devices came or went
 */
struct ntms_changer {
	struct ntms_robot robot;
	struct list_head list;
	struct ntms_catalog *cat;
	struct ntms_exec exec;
	struct mutex command;	/* held over commands, for minutes */
	struct mutex gate;	/* held over calls of the catalog */
	char identity[NTMS_UNIT_IDENTITY_SIZE];
	guid_t id;
	bool present;
	bool spare;
	bool told;
	int failed;
	u32 failed_sense;
	struct ntms_look ways;
	struct ntms_smc_ident *idents;
	u32 nr_idents;
	struct work_struct look;
	struct delayed_work poll;
	struct delayed_work match;
};

static LIST_HEAD(ntms_changers);
/* Protects the list; works are queued under it. */
static DEFINE_MUTEX(ntms_changers_lock);
static struct workqueue_struct *ntms_changer_wq;

static const char *ntms_changer_name(const struct ntms_changer *changer)
{
	return dev_name(&changer->exec.sdev->sdev_gendev);
}

/* True, with @gate held: the catalog may be told something. */
static bool ntms_changer_enter(struct ntms_changer *changer)
{
	mutex_lock(&changer->gate);
	if (changer->present && !changer->exec.stop)
		return true;
	mutex_unlock(&changer->gate);
	return false;
}

static void ntms_changer_leave(struct ntms_changer *changer)
{
	mutex_unlock(&changer->gate);
}

/* ---- Telling the catalog --------------------------------------------------- */

/* Sees to it that the catalog knows the library. */
static int ntms_changer_announce(struct ntms_changer *changer)
{
	struct ntms_library_facts facts = {
		.identity = changer->identity,
		.robot = &changer->robot,
	};
	struct ntms_device *device;
	int err = 0;

	device = kzalloc(sizeof(*device), GFP_KERNEL);
	if (!device)
		return -ENOMEM;
	mutex_lock(&changer->gate);
	if (changer->exec.stop) {
		err = -ENODEV;
	} else if (!changer->present) {
		ntms_device_fill(changer->exec.sdev, device);
		facts.device = device;
		err = ntms_library_present(changer->cat, &facts, &changer->id);
		changer->present = !err;
		if (err == -EEXIST && !changer->spare)
			pr_info("%s: another path to a library that is here already\n",
				ntms_changer_name(changer));
		changer->spare = err == -EEXIST;
	}
	mutex_unlock(&changer->gate);
	kfree(device);
	return err;
}

/* Matches drives and hands them to @tell. */
static int ntms_changer_drives(struct ntms_changer *changer,
			       struct ntms_drive_facts **drives)
{
	u32 nr = changer->nr_idents;

	lockdep_assert_held(&changer->command);

	*drives = kvcalloc(nr ?: 1, sizeof(**drives), GFP_KERNEL);
	if (!*drives)
		return -ENOMEM;
	return ntms_drive_match(changer->cat, &changer->id, changer->exec.sdev,
				changer->idents, nr, *drives);
}

static int ntms_changer_report(struct ntms_changer *changer,
			       const struct ntms_view *view)
{
	struct ntms_report report = {
		.geometry = view->geometry,
		.barcodes = view->barcodes,
		.elements = view->elements,
		.nr_elements = view->nr,
		.nr_drives = view->nr_idents,
	};
	struct ntms_drive_facts *drives;
	int err;

	err = ntms_changer_drives(changer, &drives);
	report.drives = drives;
	if (!err && ntms_changer_enter(changer)) {
		err = ntms_inventory_report(changer->cat, &changer->id,
					    &report);
		ntms_changer_leave(changer);
	}
	kvfree(drives);
	return err;
}

/* One line when a library is there, fails, fails otherwise, or is well again */
static void ntms_changer_log(struct ntms_changer *changer,
			     const struct ntms_view *view, int err)
{
	u32 sense = err ? changer->exec.sense : 0;
	const u16 *count = view->geometry.count;

	if (!err && !changer->told)
		pr_info("%s: library with %u slots, %u drives, %u ports\n",
			ntms_changer_name(changer), count[NTMS_SMC_ST],
			count[NTMS_SMC_DT], count[NTMS_SMC_IE]);
	else if (!err && changer->failed)
		pr_info("%s: the library can be read again\n",
			ntms_changer_name(changer));
	else if (err && err != -ENODEV &&
		 (err != changer->failed || sense != changer->failed_sense))
		pr_warn_ratelimited("%s: reading the library failed: error %d, sense %x/%02x/%02x\n",
				    ntms_changer_name(changer), err,
				    sense >> 16, (sense >> 8) & 0xff,
				    sense & 0xff);
	changer->told |= !err;
	changer->failed = err;
	changer->failed_sense = sense;
}

/* ---- Looking --------------------------------------------------------------- */

static int ntms_changer_inventory(struct ntms_changer *changer, bool quick)
{
	struct ntms_view view = { };
	int err;

	lockdep_assert_held(&changer->command);

	if (!ntms_changer_enter(changer))
		return -ENODEV;
	ntms_inventory_begin(changer->cat, &changer->id);
	ntms_changer_leave(changer);

	err = scsi_device_get(changer->exec.sdev);
	if (!err) {
		err = ntms_look(&changer->exec, &changer->ways, quick, &view);
		scsi_device_put(changer->exec.sdev);
	} else {
		err = -ENODEV;
	}
	if (!err) {
		/* They are ours now, for when devices come and go. */
		kvfree(changer->idents);
		changer->idents = view.idents;
		changer->nr_idents = view.nr_idents;
		view.idents = NULL;
		err = ntms_changer_report(changer, &view);
	}
	/*
	 * A device that is not there any more is about to be removed. Then that
	 * is what whoever waits is told, and not that a command failed.
	 */
	if (err == -ENODEV)
		wait_event_timeout(changer->exec.wait,
				   READ_ONCE(changer->exec.stop),
				   NTMS_CHANGER_REMOVAL);
	ntms_changer_log(changer, &view, err);

	if (ntms_changer_enter(changer)) {
		ntms_inventory_end(changer->cat, &changer->id, err,
				   err ? changer->exec.sense : 0);
		ntms_changer_leave(changer);
	}
	ntms_view_free(&view);
	return err;
}

/* When to look again: not so often that the library does little else. */
static void ntms_changer_next(struct ntms_changer *changer, int err)
{
	unsigned int seconds = min(READ_ONCE(poll), 86400U);
	u64 ms;

	if (!seconds && err)
		seconds = NTMS_CHANGER_RETRY;
	if (!seconds || READ_ONCE(changer->exec.stop))
		return;
	ms = div_u64(changer->exec.busy, NSEC_PER_MSEC) * 100;
	ms = div_u64(ms, clamp(READ_ONCE(share), 1U, 100U));
	ms = max_t(u64, ms, seconds * MSEC_PER_SEC);
	mod_delayed_work(ntms_changer_wq, &changer->poll,
			 msecs_to_jiffies(min_t(u64, ms, 86400000)));
}

static void ntms_changer_go(struct ntms_changer *changer, bool quick)
{
	int err;

	mutex_lock(&changer->command);
	changer->exec.busy = 0;
	err = ntms_changer_announce(changer);
	if (!err)
		err = ntms_changer_inventory(changer, quick);
	/* A spare path is told when the other one goes. */
	if (err != -EEXIST)
		ntms_changer_next(changer, err);
	mutex_unlock(&changer->command);
}

static void ntms_changer_look_work(struct work_struct *work)
{
	ntms_changer_go(container_of(work, struct ntms_changer, look), false);
}

static void ntms_changer_poll_work(struct work_struct *work)
{
	ntms_changer_go(container_of(to_delayed_work(work),
				     struct ntms_changer, poll), true);
}

static void ntms_changer_match_work(struct work_struct *work)
{
	struct ntms_changer *changer = container_of(to_delayed_work(work),
						    struct ntms_changer, match);
	struct ntms_drive_facts *drives = NULL;

	mutex_lock(&changer->command);
	/* Nothing to match before the first look, which matches as well. */
	if (changer->nr_idents && !ntms_changer_drives(changer, &drives) &&
	    ntms_changer_enter(changer)) {
		if (ntms_drives_report(changer->cat, &changer->id, drives,
				       changer->nr_idents))
			mod_delayed_work(ntms_changer_wq, &changer->match, HZ);
		ntms_changer_leave(changer);
	}
	kvfree(drives);
	mutex_unlock(&changer->command);
}

/* Called with the catalog's lock held. */
static void ntms_changer_kick(struct ntms_robot *robot)
{
	struct ntms_changer *changer = container_of(robot, struct ntms_changer,
						    robot);

	queue_work(ntms_changer_wq, &changer->look);
}

static const struct ntms_robot_ops ntms_changer_ops = {
	.kick = ntms_changer_kick,
};

/* ---- Coming and going ------------------------------------------------------ */

/**
 * ntms_changer_start() - a changer appeared
 * @cat: the catalog
 * @sdev: the changer; its sdev_gendev stays referenced until ntms_changer_stop()
 *	has returned
 *
 * Context: may sleep for memory. The first look goes on behind our back.
 * Return: the changer; NULL if memory is not to be had.
 */
struct ntms_changer *ntms_changer_start(struct ntms_catalog *cat,
					struct scsi_device *sdev)
{
	struct ntms_changer *changer;

	changer = kzalloc(sizeof(*changer), GFP_KERNEL);
	if (!changer)
		return NULL;
	changer->robot.ops = &ntms_changer_ops;
	changer->cat = cat;
	ntms_exec_init(&changer->exec, sdev);
	mutex_init(&changer->command);
	mutex_init(&changer->gate);
	INIT_WORK(&changer->look, ntms_changer_look_work);
	INIT_DELAYED_WORK(&changer->poll, ntms_changer_poll_work);
	INIT_DELAYED_WORK(&changer->match, ntms_changer_match_work);
	ntms_device_identity(sdev, changer->identity,
			     sizeof(changer->identity));

	mutex_lock(&ntms_changers_lock);
	list_add_tail(&changer->list, &ntms_changers);
	mutex_unlock(&ntms_changers_lock);
	queue_work(ntms_changer_wq, &changer->look);
	return changer;
}

/* A library whose path went may have another one. */
static void ntms_changers_take_over(void)
{
	struct ntms_changer *changer;

	mutex_lock(&ntms_changers_lock);
	list_for_each_entry(changer, &ntms_changers, list)
		if (READ_ONCE(changer->spare))
			queue_work(ntms_changer_wq, &changer->look);
	mutex_unlock(&ntms_changers_lock);
}

/**
 * ntms_changer_stop() - a changer went
 * @changer: what ntms_changer_start() gave, or NULL
 *
 * The catalog hears of it at once. Returns when nobody uses the device any
 * more, which is when a command that is under way has ended.
 *
 * Context: sleeps.
 */
void ntms_changer_stop(struct ntms_changer *changer)
{
	if (!changer)
		return;

	mutex_lock(&ntms_changers_lock);
	list_del(&changer->list);
	mutex_unlock(&ntms_changers_lock);

	mutex_lock(&changer->gate);
	ntms_exec_stop(&changer->exec);
	if (changer->present) {
		ntms_library_absent(changer->cat, &changer->id);
		pr_info("%s: the library is gone\n",
			ntms_changer_name(changer));
	}
	changer->present = false;
	mutex_unlock(&changer->gate);
	ntms_changers_take_over();

	/* From here on nobody kicks us; works do not queue one another. */
	cancel_work_sync(&changer->look);
	cancel_delayed_work_sync(&changer->poll);
	cancel_delayed_work_sync(&changer->match);
	kvfree(changer->idents);
	kfree(changer);
}

/**
 * ntms_changers_rematch() - a device that could be a drive came or went
 *
 * Context: queues work.
 */
void ntms_changers_rematch(void)
{
	struct ntms_changer *changer;

	mutex_lock(&ntms_changers_lock);
	list_for_each_entry(changer, &ntms_changers, list)
		mod_delayed_work(ntms_changer_wq, &changer->match,
				 NTMS_CHANGER_SETTLE);
	mutex_unlock(&ntms_changers_lock);
}

/**
 * ntms_changers_init() - before the first changer
 *
 * Return: 0 or -ENOMEM
 */
int ntms_changers_init(void)
{
	ntms_changer_wq = alloc_workqueue("ntms_changer", WQ_UNBOUND, 0);
	return ntms_changer_wq ? 0 : -ENOMEM;
}

/**
 * ntms_changers_exit() - after the last changer
 */
void ntms_changers_exit(void)
{
	destroy_workqueue(ntms_changer_wq);
}
