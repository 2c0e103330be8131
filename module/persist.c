// SPDX-License-Identifier: GPL-2.0
/*
 * The journal's descriptor: an anonymous file that records are read from and
 * answers are written to. All that is known of files and user memory is here; what
 * a record means is the core's business.
 */
#define pr_fmt(fmt) "ntms: " fmt

#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "core/load.h"
#include "core/record.h"
#include "core/session.h"
#include "persist.h"

/**
 * struct ntms_attached - a program that is attached
 * @lock: one reads or writes at a time; outside of the catalog's lock
 * @load: the catalog that it loads, or NULL
 * @computer: whose catalog that is
 * @detached: it said that it is about to end
 * @buffer: records on their way, NTMS_JOURNAL_BUFFER bytes
 */
struct ntms_attached {
	struct mutex lock;
	struct ntms_load *load;
	guid_t computer;
	bool detached;
	u8 *buffer;
};

static struct ntms_catalog *ntms_persist_catalog;
static void (*ntms_persist_live)(void);

static ssize_t ntms_persist_copy(struct ntms_attached *attached,
				 char __user *to, size_t size)
{
	u32 used;
	int error;

	error = ntms_journal_read(ntms_persist_catalog, attached->buffer,
				  min_t(size_t, size, NTMS_JOURNAL_BUFFER),
				  &used);
	if (error)
		return error;
	/* Read is what was asked for: the next program is given it again. */
	if (copy_to_user(to, attached->buffer, used))
		return -EFAULT;
	return used;
}

static ntms_reason_t ntms_persist_readable(void *unused)
{
	return ntms_journal_readable(ntms_persist_catalog) ?
		NTMS_REASON_SUCCESS : NTMS_REASON_BUSY;
}

static ssize_t ntms_persist_read(struct file *file, char __user *to,
				 size_t size, loff_t *at)
{
	wait_queue_head_t *readers = &ntms_persist_catalog->journal.readers;
	struct ntms_attached *attached = file->private_data;
	ssize_t used;

	for (;;) {
		if (mutex_lock_interruptible(&attached->lock))
			return -ERESTARTSYS;
		used = ntms_persist_copy(attached, to, size);
		mutex_unlock(&attached->lock);
		if (used)
			return used;
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		if (ntms_wait(readers, NTMS_DEADLINE_NEVER,
			      ntms_persist_readable, NULL))
			return -ERESTARTSYS;
	}
}

static int ntms_persist_loaded(struct ntms_attached *attached,
			       const struct ntms_journal_record *record)
{
	const struct ntms_load *load = attached->load;
	int error;

	error = ntms_load_end(attached->load, &attached->computer,
			      record->sequence);
	if (error) {
		pr_err("journal: the catalog could not be loaded (%d): load the module again\n",
		       error);
		return error;
	}
	pr_info("journal: the catalog was loaded\n");
	if (load->passed || load->repaired)
		pr_warn("journal: %u entries did not fit and were passed over, %u cartridges were repaired\n",
			load->passed, load->repaired);
	ntms_load_free(attached->load);
	attached->load = NULL;
	ntms_persist_live();
	return 0;
}

static int ntms_persist_record(struct ntms_attached *attached,
			       const struct ntms_journal_record *record)
{
	int error;

	if (attached->detached)
		return -EPIPE;
	switch (record->kind) {
	case NTMS_JOURNAL_OBJECTS:
		return attached->load ?
			ntms_load_objects(attached->load, record,
					  (const u8 *)(record + 1)) : -EINVAL;
	case NTMS_JOURNAL_LOADED:
		return attached->load ?
			ntms_persist_loaded(attached, record) : -EINVAL;
	default:
		error = ntms_journal_answer(ntms_persist_catalog, record);
		if (!error && record->kind == NTMS_JOURNAL_DETACH)
			attached->detached = true;
		return error;
	}
}

/* As many as there are whole ones; those before one that is wrong count. */
static ssize_t ntms_persist_records(struct ntms_attached *attached,
				    ssize_t size)
{
	const struct ntms_journal_record *record;
	ssize_t used = 0;
	int error = 0;

	while (used < size && !error) {
		record = (const void *)(attached->buffer + used);
		if (size - used < (ssize_t)sizeof(*record) ||
		    record->size < sizeof(*record) || record->size % 8 ||
		    record->size > size - used)
			error = -EINVAL;
		else
			error = ntms_persist_record(attached, record);
		if (!error)
			used += record->size;
	}
	return used ?: error;
}

static ssize_t ntms_persist_write(struct file *file, const char __user *from,
				  size_t size, loff_t *at)
{
	struct ntms_attached *attached = file->private_data;
	ssize_t used = -EFAULT;

	if (size > NTMS_JOURNAL_BUFFER)
		return -EMSGSIZE;
	if (mutex_lock_interruptible(&attached->lock))
		return -ERESTARTSYS;
	if (!copy_from_user(attached->buffer, from, size))
		used = ntms_persist_records(attached, size);
	mutex_unlock(&attached->lock);
	return used;
}

static __poll_t ntms_persist_poll(struct file *file, poll_table *table)
{
	poll_wait(file, &ntms_persist_catalog->journal.readers, table);
	return EPOLLOUT | EPOLLWRNORM |
	       (ntms_journal_readable(ntms_persist_catalog) ?
		EPOLLIN | EPOLLRDNORM : 0);
}

static void ntms_attached_free(struct ntms_attached *attached)
{
	ntms_load_free(attached->load);
	kvfree(attached->buffer);
	mutex_destroy(&attached->lock);
	kfree(attached);
}

static int ntms_persist_release(struct inode *inode, struct file *file)
{
	struct ntms_attached *attached = file->private_data;

	if (!attached->detached)
		ntms_journal_detach(ntms_persist_catalog);
	ntms_attached_free(attached);
	return 0;
}

static const struct file_operations ntms_persist_fops = {
	.owner = THIS_MODULE,
	.read = ntms_persist_read,
	.write = ntms_persist_write,
	.poll = ntms_persist_poll,
	.release = ntms_persist_release,
};

/* Everything that can fail, but for the catalog's own reasons */
static struct file *ntms_attached_open(struct ntms_attached **out)
{
	struct ntms_attached *attached = kzalloc(sizeof(*attached), GFP_KERNEL);
	struct file *file;

	if (!attached)
		return ERR_PTR(-ENOMEM);
	mutex_init(&attached->lock);
	/* Until it is attached, there is nothing to detach. */
	attached->detached = true;
	attached->buffer = kvmalloc(NTMS_JOURNAL_BUFFER, GFP_KERNEL);
	attached->load = ntms_load_begin(ntms_persist_catalog);
	file = ERR_PTR(-ENOMEM);
	if (attached->buffer && attached->load)
		file = anon_inode_getfile("[ntms-journal]", &ntms_persist_fops,
					  attached, O_RDWR);
	if (IS_ERR(file))
		ntms_attached_free(attached);
	else
		nonseekable_open(file_inode(file), file);
	*out = attached;
	return file;
}

/**
 * ntms_persist_attach() - a program attaches to the journal
 * @call: the command; its reason is written
 *
 * Context: may sleep.
 * Return: its file, or an error pointer if there is no memory, or if the reason
 * says why not.
 */
struct file *ntms_persist_attach(struct ntms_journal_attach *call)
{
	struct ntms_attached *attached;
	struct file *file;

	call->reason = ntms_journal_attachable(ntms_persist_catalog, call);
	if (call->reason)
		return ERR_PTR(-EINVAL);
	call->reason = NTMS_REASON_NOT_ENOUGH_MEMORY;
	file = ntms_attached_open(&attached);
	if (IS_ERR(file))
		return file;
	call->reason = ntms_journal_attach(ntms_persist_catalog, call);
	if (call->reason) {
		fput(file);
		return ERR_PTR(-EINVAL);
	}
	mutex_lock(&attached->lock);
	attached->detached = false;
	memcpy(&attached->computer, &call->computer,
	       sizeof(attached->computer));
	if (call->state == NTMS_ATTACHED_ALL) {
		ntms_load_free(attached->load);
		attached->load = NULL;
		pr_info("journal: attached\n");
	}
	mutex_unlock(&attached->lock);
	if (call->state == NTMS_ATTACHED_ALL)
		ntms_persist_live();
	return file;
}

/**
 * ntms_persist_init() - let programs attach
 * @cat: the catalog
 * @live: called, with no lock held and perhaps more than once, when changes last
 *
 * Context: before the first session.
 */
void ntms_persist_init(struct ntms_catalog *cat, void (*live)(void))
{
	ntms_persist_catalog = cat;
	ntms_persist_live = live;
}
