// SPDX-License-Identifier: GPL-2.0
/* The clock: calls the core when something in the catalog is due. */
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "clock.h"
#include "core/opreq.h"

/* Looks once a day at least, and a jiffy does not wrap meanwhile. */
#define NTMS_CLOCK_LONGEST	(24 * 3600 * HZ)

static struct ntms_catalog *ntms_clock_catalog;
static DEFINE_SPINLOCK(ntms_clock_lock);
/* When the work is to run; protected by ntms_clock_lock. */
static u64 ntms_clock_next = NTMS_DEADLINE_NEVER;

static void ntms_clock_alarm(u64 when);

static void ntms_clock_work(struct work_struct *work)
{
	u64 when;

	spin_lock(&ntms_clock_lock);
	ntms_clock_next = NTMS_DEADLINE_NEVER;
	spin_unlock(&ntms_clock_lock);
	when = ntms_tick(ntms_clock_catalog);
	if (when != NTMS_DEADLINE_NEVER)
		ntms_clock_alarm(when);
}

static DECLARE_DELAYED_WORK(ntms_clock, ntms_clock_work);

/* Called with the catalog's lock held, and without. */
static void ntms_clock_alarm(u64 when)
{
	spin_lock(&ntms_clock_lock);
	if (when < ntms_clock_next) {
		ntms_clock_next = when;
		mod_delayed_work(system_dfl_wq, &ntms_clock,
				 min_t(long, ntms_time_left(when),
				       NTMS_CLOCK_LONGEST));
	}
	spin_unlock(&ntms_clock_lock);
}

/**
 * ntms_clock_init() - begin to look at the clock
 * @cat: the catalog
 *
 * Context: may sleep; before the first session.
 */
void ntms_clock_init(struct ntms_catalog *cat)
{
	ntms_clock_catalog = cat;
	ntms_catalog_lock(cat);
	cat->alarm = ntms_clock_alarm;
	ntms_catalog_unlock(cat);
}

/**
 * ntms_clock_exit() - look no more
 *
 * Context: sleeps while the core is at work; after the last session.
 */
void ntms_clock_exit(void)
{
	ntms_catalog_lock(ntms_clock_catalog);
	ntms_clock_catalog->alarm = NULL;
	ntms_catalog_unlock(ntms_clock_catalog);
	cancel_delayed_work_sync(&ntms_clock);
}
