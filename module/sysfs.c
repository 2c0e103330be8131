// SPDX-License-Identifier: GPL-2.0
/*
 * Numbers in sysfs, under the device: one a file, for everybody to read.
 * Documentation/ABI/sysfs-ntms says what each of them is. A name that ends in
 * _total only grows, until the module is loaded anew.
 */
#include <linux/device.h>
#include <linux/math64.h>
#include <linux/sysfs.h>
#include <linux/time64.h>

#include "core/catalog.h"
#include "sysfs.h"

DEFINE_PER_CPU(struct ntms_calls, ntms_calls);

static const struct ntms_catalog *ntms_catalog;

/**
 * struct ntms_number - a file
 * @attr: the file
 * @stat: which number, enum ntms_stat; or of calls, NTMS_STATS + enum ntms_called
 * @time: it is told in milliseconds
 */
struct ntms_number {
	struct device_attribute attr;
	u8 stat;
	bool time;
};

/* Since each processor counts for itself, what is about to be counted is not. */
static u64 ntms_calls_sum(enum ntms_called called)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(per_cpu(ntms_calls, cpu).of[called]);
	return sum;
}

static ssize_t ntms_number_show(struct device *device,
				struct device_attribute *attr, char *buf)
{
	const struct ntms_number *number =
		container_of(attr, struct ntms_number, attr);
	u64 value = number->stat < NTMS_STATS ?
		ntms_stat(ntms_catalog, number->stat) :
		ntms_calls_sum(number->stat - NTMS_STATS);

	if (number->time)
		value = div_u64(value, NSEC_PER_MSEC);
	return sysfs_emit(buf, "%llu\n", value);
}

#define NTMS_NUMBER(_name, _stat, ...) {				\
	.attr = __ATTR(_name, 0444, ntms_number_show, NULL),		\
	.stat = (_stat),						\
	__VA_ARGS__							\
}

#define NTMS_CALLS(_name, _called)	NTMS_NUMBER(_name, NTMS_STATS + (_called))
#define NTMS_TIME(_name, _stat)		NTMS_NUMBER(_name, _stat, .time = true)

static struct ntms_number ntms_numbers[] = {
	NTMS_NUMBER(sessions, NTMS_STAT_SESSIONS),
	NTMS_CALLS(calls_ok_total, NTMS_CALLED_OK),
	NTMS_CALLS(calls_failed_total, NTMS_CALLED_FAILED),
	NTMS_CALLS(calls_interrupted_total, NTMS_CALLED_INTERRUPTED),
	NTMS_CALLS(calls_pinned_total, NTMS_CALLED_PINNED),
	NTMS_NUMBER(transactions_total, NTMS_STAT_TRANSACTIONS),
	NTMS_NUMBER(allocations_total, NTMS_STAT_ALLOCATIONS),
	NTMS_NUMBER(deallocations_total, NTMS_STAT_DEALLOCATIONS),
	NTMS_NUMBER(waits, NTMS_STAT_WAITERS),
	NTMS_NUMBER(waits_total, NTMS_STAT_WAITS),
	NTMS_NUMBER(waits_served_total, NTMS_STAT_WAITS_SERVED),
	NTMS_NUMBER(waits_timed_out_total, NTMS_STAT_WAITS_TIMED_OUT),
	NTMS_NUMBER(waits_refused_total, NTMS_STAT_WAITS_REFUSED),
	NTMS_NUMBER(waits_interrupted_total, NTMS_STAT_WAITS_INTERRUPTED),
	NTMS_NUMBER(waits_other_total, NTMS_STAT_WAITS_OTHER),
	NTMS_TIME(waits_ms_total, NTMS_STAT_WAITS_TIME),
	NTMS_NUMBER(requests, NTMS_STAT_REQUESTS),
	NTMS_NUMBER(requests_total, NTMS_STAT_REQUESTS_POSTED),
	NTMS_NUMBER(inventories, NTMS_STAT_READING),
	NTMS_NUMBER(inventories_total, NTMS_STAT_INVENTORIES),
	NTMS_NUMBER(inventories_failed_total, NTMS_STAT_INVENTORIES_FAILED),
	NTMS_TIME(inventories_ms_total, NTMS_STAT_INVENTORIES_TIME),
	NTMS_NUMBER(journal_attached, NTMS_STAT_JOURNAL_ATTACHED),
	NTMS_NUMBER(journal_unread, NTMS_STAT_JOURNAL_UNREAD),
	NTMS_NUMBER(journal_unanswered, NTMS_STAT_JOURNAL_UNANSWERED),
	NTMS_NUMBER(journal_pinned, NTMS_STAT_PINNED),
	NTMS_NUMBER(journal_waits, NTMS_STAT_JOURNAL_WAITING),
	NTMS_NUMBER(journal_waits_total, NTMS_STAT_JOURNAL_WAITS),
	NTMS_NUMBER(journal_refused_total, NTMS_STAT_JOURNAL_REFUSED),
	NTMS_NUMBER(journal_timed_out_total, NTMS_STAT_JOURNAL_TIMED_OUT),
	NTMS_TIME(journal_waits_ms_total, NTMS_STAT_JOURNAL_TIME),
	NTMS_NUMBER(messages_sent_total, NTMS_STAT_NEWS_SENT),
	NTMS_NUMBER(messages_dropped_total, NTMS_STAT_NEWS_DROPPED),
	NTMS_NUMBER(libraries, NTMS_STAT_LIBRARIES),
	NTMS_NUMBER(drives, NTMS_STAT_DRIVES),
	NTMS_NUMBER(pools, NTMS_STAT_POOLS),
	NTMS_NUMBER(media, NTMS_STAT_MEDIA),
	NTMS_NUMBER(sides, NTMS_STAT_SIDES),
	NTMS_NUMBER(logical_media, NTMS_STAT_LOGICAL_MEDIA),
};

static struct attribute *ntms_attributes[ARRAY_SIZE(ntms_numbers) + 1];

static const struct attribute_group ntms_stats_group = {
	.name = "stats",
	.attrs = ntms_attributes,
};

const struct attribute_group *ntms_sysfs_groups[] = {
	&ntms_stats_group,
	NULL,
};

/**
 * ntms_sysfs_init() - before the device is made whose files these are
 * @cat: the catalog that they tell of; stays as long as the device
 *
 * Context: any.
 */
void ntms_sysfs_init(const struct ntms_catalog *cat)
{
	u32 i;

	ntms_catalog = cat;
	for (i = 0; i < ARRAY_SIZE(ntms_numbers); i++)
		ntms_attributes[i] = &ntms_numbers[i].attr.attr;
}
