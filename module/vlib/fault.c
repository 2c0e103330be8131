// SPDX-License-Identifier: GPL-2.0
/*
 * Faults on demand: which command of which unit goes wrong, how, and how often.
 *
 * A fault is one line of text:
 *
 *	OPCODE ACTION [OPTION ...]
 *
 * OPCODE is a number or * for all. Documentation/vlib.rst lists the actions
 * and options.
 */
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <scsi/scsi_proto.h>
#include <scsi/scsi_status.h>

#include "vlib.h"

#define VLIB_FAULTS_MAX		64
#define VLIB_CDB_CHECKS		4
#define VLIB_FOR_EVER		(-1)

struct vlib_cdb_check {
	u8 offset;
	u8 value;
	u8 mask;
};

struct vlib_fault {
	struct list_head node;
	int opcode;			/* -1: every one */
	struct vlib_cdb_check check[VLIB_CDB_CHECKS];
	unsigned int nr_checks;
	struct vlib_fault_effect effect;
	int left;			/* VLIB_FOR_EVER, or how often still */
	u32 skip;			/* how many to let pass first */
	u32 hits;
};

struct fault_name {
	const char *name;
	u32 value;
};

static const struct fault_name fault_hosts[] = {
	{ "no_connect", DID_NO_CONNECT },
	{ "bus_busy", DID_BUS_BUSY },
	{ "time_out", DID_TIME_OUT },
	{ "bad_target", DID_BAD_TARGET },
	{ "abort", DID_ABORT },
	{ "error", DID_ERROR },
	{ "reset", DID_RESET },
	{ "soft_error", DID_SOFT_ERROR },
	{ "requeue", DID_REQUEUE },
	{ "transport", DID_TRANSPORT_DISRUPTED },
	{ }
};

static const struct fault_name fault_statuses[] = {
	{ "busy", SAM_STAT_BUSY },
	{ "full", SAM_STAT_TASK_SET_FULL },
	{ "conflict", SAM_STAT_RESERVATION_CONFLICT },
	{ "aborted", SAM_STAT_TASK_ABORTED },
	{ }
};

static int fault_named(const struct fault_name *names, const char *text,
		       u32 *value)
{
	for (; names->name; names++) {
		if (!strcmp(names->name, text)) {
			*value = names->value;
			return 0;
		}
	}
	if (kstrtou32(text, 0, value) || *value > 0xff)
		return -EINVAL;
	return 0;
}

/* sense=KEY/ASC/ASCQ, hexadecimal */
static int fault_sense(struct vlib_fault *f, char *text)
{
	unsigned int i;

	f->effect.action = VLIB_F_SENSE;
	for (i = 0; i < 3; i++) {
		char *part = strsep(&text, "/");

		if (!part || kstrtou8(part, 16, &f->effect.sense[i]))
			return -EINVAL;
	}
	return text ? -EINVAL : 0;
}

/* corrupt=OFFSET:HEXBYTES */
static int fault_corrupt(struct vlib_fault *f, char *text)
{
	char *offset = strsep(&text, ":");
	size_t n;

	f->effect.action = VLIB_F_CORRUPT;
	if (!text || kstrtou32(offset, 0, &f->effect.value))
		return -EINVAL;
	n = strlen(text);
	if (!n || n % 2 || n / 2 > VLIB_FAULT_BYTES)
		return -EINVAL;
	f->effect.nr_bytes = n / 2;
	return hex2bin(f->effect.bytes, text, n / 2);
}

/* cdb=OFFSET:VALUE[/MASK] */
static int fault_check(struct vlib_fault *f, char *text)
{
	struct vlib_cdb_check *check = &f->check[f->nr_checks];
	char *offset = strsep(&text, ":");
	char *value;

	if (!text || f->nr_checks == VLIB_CDB_CHECKS)
		return -EINVAL;
	value = strsep(&text, "/");
	check->mask = 0xff;
	if (kstrtou8(offset, 0, &check->offset) ||
	    kstrtou8(value, 0, &check->value) ||
	    (text && kstrtou8(text, 0, &check->mask)))
		return -EINVAL;
	f->nr_checks++;
	return 0;
}

static int fault_flag(struct vlib_fault *f, const char *word)
{
	if (!strcmp(word, "timeout"))
		f->effect.action = VLIB_F_TIMEOUT;
	else if (!strcmp(word, "stuck"))
		f->effect.action = VLIB_F_STUCK;
	else if (!strcmp(word, "after"))
		f->effect.after = true;
	else
		return -EINVAL;
	return 0;
}

static int fault_count(struct vlib_fault *f, const char *text)
{
	u32 n;

	if (kstrtou32(text, 0, &n) || n > INT_MAX)
		return -EINVAL;
	f->left = n ? (int)n : VLIB_FOR_EVER;
	return 0;
}

static int fault_word(struct vlib_fault *f, char *word)
{
	char *value = strchr(word, '=');

	if (!value)
		return fault_flag(f, word);
	*value++ = '\0';
	if (!strcmp(word, "sense"))
		return fault_sense(f, value);
	if (!strcmp(word, "corrupt"))
		return fault_corrupt(f, value);
	if (!strcmp(word, "cdb"))
		return fault_check(f, value);
	if (!strcmp(word, "count"))
		return fault_count(f, value);
	if (!strcmp(word, "skip"))
		return kstrtou32(value, 0, &f->skip);
	if (!strcmp(word, "delay"))
		return kstrtou32(value, 0, &f->effect.delay_ms);
	if (!strcmp(word, "truncate")) {
		f->effect.action = VLIB_F_TRUNCATE;
		return kstrtou32(value, 0, &f->effect.value);
	}
	if (!strcmp(word, "host")) {
		f->effect.action = VLIB_F_HOST;
		return fault_named(fault_hosts, value, &f->effect.value);
	}
	if (!strcmp(word, "status")) {
		f->effect.action = VLIB_F_STATUS;
		return fault_named(fault_statuses, value, &f->effect.value);
	}
	return -EINVAL;
}

static int fault_parse(struct vlib_fault *f, char *text)
{
	char *word = strsep(&text, " \t");
	u8 opcode;
	int err;

	if (!strcmp(word, "*")) {
		f->opcode = -1;
	} else {
		if (kstrtou8(word, 0, &opcode))
			return -EINVAL;
		f->opcode = opcode;
	}
	f->left = 1;
	while ((word = strsep(&text, " \t"))) {
		if (!*word)
			continue;
		err = fault_word(f, word);
		if (err)
			return -EINVAL;
	}
	if (f->effect.action == VLIB_F_NONE && !f->effect.delay_ms)
		return -EINVAL;
	return 0;
}

/**
 * vlib_fault_add - stage a fault
 * @lun: the logical unit
 * @text: one line, changed while it is read
 *
 * Context: process; takes lun->fault_lock.
 * Return: 0; -EINVAL if the line makes no sense; -ENOSPC if there are too many
 * faults already; -ENOMEM.
 */
int vlib_fault_add(struct vlib_lun *lun, char *text)
{
	struct vlib_fault *f, *old;
	unsigned int n = 0;
	int err;

	f = kzalloc(sizeof(*f), GFP_KERNEL);
	if (!f)
		return -ENOMEM;
	err = fault_parse(f, text);
	mutex_lock(&lun->fault_lock);
	list_for_each_entry(old, &lun->faults, node)
		n++;
	if (!err && n >= VLIB_FAULTS_MAX)
		err = -ENOSPC;
	if (!err)
		list_add_tail(&f->node, &lun->faults);
	mutex_unlock(&lun->fault_lock);
	if (err)
		kfree(f);
	return err;
}

/**
 * vlib_fault_clear - forget all faults of a unit
 * @lun: the logical unit
 *
 * Context: process; takes lun->fault_lock.
 */
void vlib_fault_clear(struct vlib_lun *lun)
{
	struct vlib_fault *f, *next;

	mutex_lock(&lun->fault_lock);
	list_for_each_entry_safe(f, next, &lun->faults, node) {
		list_del(&f->node);
		kfree(f);
	}
	mutex_unlock(&lun->fault_lock);
}

static bool fault_matches(const struct vlib_fault *f, const u8 *cdb,
			  unsigned int len)
{
	unsigned int i;

	if (!f->left || (f->opcode >= 0 && f->opcode != cdb[0]))
		return false;
	for (i = 0; i < f->nr_checks; i++) {
		const struct vlib_cdb_check *check = &f->check[i];

		if (check->offset >= len ||
		    (cdb[check->offset] & check->mask) != check->value)
			return false;
	}
	return true;
}

/**
 * vlib_fault_take - find what goes wrong with a command
 * @lun: the logical unit
 * @cdb: the command
 * @len: its length
 * @effect: gets what happens; all zero if nothing does
 *
 * The first fault that matches is used up once.
 *
 * Context: process; takes lun->fault_lock.
 */
void vlib_fault_take(struct vlib_lun *lun, const u8 *cdb, unsigned int len,
		     struct vlib_fault_effect *effect)
{
	struct vlib_fault *f;

	memset(effect, 0, sizeof(*effect));
	mutex_lock(&lun->fault_lock);
	list_for_each_entry(f, &lun->faults, node) {
		if (!fault_matches(f, cdb, len))
			continue;
		if (f->skip) {
			f->skip--;
			continue;
		}
		if (f->left != VLIB_FOR_EVER)
			f->left--;
		f->hits++;
		*effect = f->effect;
		break;
	}
	mutex_unlock(&lun->fault_lock);
}

static ssize_t fault_show_action(const struct vlib_fault_effect *e, char *page,
				 size_t size)
{
	switch (e->action) {
	case VLIB_F_SENSE:
		return scnprintf(page, size, " sense=%02x/%02x/%02x",
				 e->sense[0], e->sense[1], e->sense[2]);
	case VLIB_F_TIMEOUT:
		return scnprintf(page, size, " timeout");
	case VLIB_F_HOST:
		return scnprintf(page, size, " host=%u", e->value);
	case VLIB_F_STATUS:
		return scnprintf(page, size, " status=0x%02x", e->value);
	case VLIB_F_TRUNCATE:
		return scnprintf(page, size, " truncate=%u", e->value);
	case VLIB_F_CORRUPT:
		return scnprintf(page, size, " corrupt=%u:%*phN", e->value,
				 e->nr_bytes, e->bytes);
	case VLIB_F_STUCK:
		return scnprintf(page, size, " stuck");
	default:
		return 0;
	}
}

/**
 * vlib_fault_show - list the faults of a unit
 * @lun: the logical unit
 * @who: what to call it
 * @page: where to write
 * @size: room there
 *
 * Context: process; takes lun->fault_lock.
 * Return: bytes written.
 */
ssize_t vlib_fault_show(struct vlib_lun *lun, const char *who, char *page,
			size_t size)
{
	struct vlib_fault *f;
	ssize_t n = 0;

	mutex_lock(&lun->fault_lock);
	list_for_each_entry(f, &lun->faults, node) {
		n += scnprintf(page + n, size - n, "%s ", who);
		if (f->opcode < 0)
			n += scnprintf(page + n, size - n, "*");
		else
			n += scnprintf(page + n, size - n, "0x%02x", f->opcode);
		n += fault_show_action(&f->effect, page + n, size - n);
		if (f->effect.delay_ms)
			n += scnprintf(page + n, size - n, " delay=%u",
				       f->effect.delay_ms);
		n += scnprintf(page + n, size - n, "%s left=%d skip=%u hits=%u\n",
			       f->effect.after ? " after" : "", f->left,
			       f->skip, f->hits);
	}
	mutex_unlock(&lun->fault_lock);
	return n;
}
