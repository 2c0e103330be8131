// SPDX-License-Identifier: GPL-2.0
/*
 * What can be done to a library at any time, on or off: the operator's hands,
 * faults, personality, single units plugged and unplugged.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <scsi/scsi_host.h>

#include "vlib.h"

#if IS_ENABLED(CONFIG_CONFIGFS_FS)

#include "config.h"

#define HANDS_ATTR(_name, _mode, _show, _store)		\
struct configfs_attribute vlib_attr_##_name = {		\
	.ca_name = #_name,				\
	.ca_mode = _mode,				\
	.ca_owner = THIS_MODULE,			\
	.show = _show,					\
	.store = _store,				\
}

/* A list of all elements of the biggest library is about this long. */
#define HANDS_LIST_MAX	(16u << 20)
#define HANDS_LIST_SLACK	512

/* Makes the elements if need be, and takes library->lock. */
static int hands_begin(struct vlib_library *lib)
{
	int err = 0;

	if (!READ_ONCE(lib->elements)) {
		mutex_lock(&lib->power);
		err = vlib_model_create(lib);
		mutex_unlock(&lib->power);
	}
	if (err)
		return err;
	mutex_lock(&lib->lock);
	if (lib->elements)
		return 0;
	mutex_unlock(&lib->lock);
	return -EAGAIN;
}

static void hands_end(struct vlib_library *lib)
{
	mutex_unlock(&lib->lock);
}

typedef int (*hands_fn)(struct vlib_library *lib, char *line);

/* Does something for every line; stops at the first that fails. */
static ssize_t hands_lines(struct config_item *item, const char *page,
			   size_t count, hands_fn fn)
{
	struct vlib_library *lib = config_library(item);
	char *copy = kstrndup(page, count, GFP_KERNEL);
	char *pos = copy, *line;
	int err = 0;

	if (!copy)
		return -ENOMEM;
	while (!err && (line = strsep(&pos, "\n"))) {
		line = strim(line);
		if (!*line)
			continue;
		err = hands_begin(lib);
		if (err)
			break;
		err = fn(lib, line);
		hands_end(lib);
	}
	kfree(copy);
	return err ?: count;
}

#define HANDS_LINES(name, fn)						\
static ssize_t hands_##name##_store(struct config_item *item,		\
				    const char *page, size_t count)	\
{									\
	return hands_lines(item, page, count, fn);			\
}									\
HANDS_ATTR(name, 0200, NULL, hands_##name##_store)

HANDS_LINES(insert, vlib_operator_insert);
HANDS_LINES(remove, vlib_operator_remove);
HANDS_LINES(flip, vlib_operator_flip);
HANDS_LINES(protect, vlib_operator_protect);
HANDS_LINES(except, vlib_operator_except);

static ssize_t hands_door_show(struct config_item *item, char *page)
{
	struct vlib_library *lib = config_library(item);

	return sysfs_emit(page, "%s\n", READ_ONCE(lib->door_open) ? "open" :
			  "closed");
}

static int hands_door(struct vlib_library *lib, char *line)
{
	if (!strcmp(line, "open"))
		return vlib_operator_door(lib, true);
	if (!strcmp(line, "closed"))
		return vlib_operator_door(lib, false);
	return -EINVAL;
}

static ssize_t hands_door_store(struct config_item *item, const char *page,
				size_t count)
{
	return hands_lines(item, page, count, hands_door);
}

HANDS_ATTR(door, 0644, hands_door_show, hands_door_store);

static int hands_fill(struct vlib_library *lib, char *line)
{
	u32 n;

	if (kstrtou32(line, 0, &n))
		return -EINVAL;
	return vlib_fill(lib, n);
}

HANDS_LINES(fill, hands_fill);

static ssize_t hands_barcode_format_show(struct config_item *item, char *page)
{
	return sysfs_emit(page, "%s\n", config_library(item)->barcode_format);
}

static ssize_t hands_barcode_format_store(struct config_item *item,
					  const char *page, size_t count)
{
	struct vlib_library *lib = config_library(item);
	char text[VLIB_LABEL_MAX + 2] = "";

	if (count >= sizeof(text))
		return -EINVAL;
	memcpy(text, page, count);
	strim(text);
	if (strlen(text) > VLIB_LABEL_MAX || vlib_barcode_check(text))
		return -EINVAL;
	mutex_lock(&lib->lock);
	strscpy(lib->barcode_format, text, sizeof(lib->barcode_format));
	mutex_unlock(&lib->lock);
	return count;
}
HANDS_ATTR(barcode_format, 0644, hands_barcode_format_show,
	   hands_barcode_format_store);

#define HANDS_NUMBER(name)						\
static ssize_t hands_##name##_show(struct config_item *item, char *page) \
{									\
	return sysfs_emit(page, "%u\n",					\
			  READ_ONCE(config_library(item)->set.name));	\
}									\
									\
static ssize_t hands_##name##_store(struct config_item *item,		\
				    const char *page, size_t count)	\
{									\
	u32 n;								\
									\
	if (kstrtou32(page, 0, &n))					\
		return -EINVAL;						\
	WRITE_ONCE(config_library(item)->set.name, n);			\
	return count;							\
}									\
HANDS_ATTR(name, 0644, hands_##name##_show, hands_##name##_store)

HANDS_NUMBER(barcode_next);
HANDS_NUMBER(ready_ms);
HANDS_NUMBER(max_elements);

static ssize_t hands_personality_show(struct config_item *item, char *page)
{
	struct vlib_library *lib = config_library(item);

	return vlib_personality_show(READ_ONCE(lib->set.personality), page);
}

static ssize_t hands_personality_store(struct config_item *item,
				       const char *page, size_t count)
{
	struct vlib_library *lib = config_library(item);
	unsigned long bits;
	int err;

	/* A reply that is being built must not change its mind half way. */
	mutex_lock(&lib->lock);
	bits = lib->set.personality;
	err = vlib_personality_parse(page, &bits);
	if (!err)
		WRITE_ONCE(lib->set.personality, bits);
	mutex_unlock(&lib->lock);
	return err ?: count;
}
HANDS_ATTR(personality, 0644, hands_personality_show, hands_personality_store);

/* Reads "changer" or "drive N"; under library->lock. */
static struct vlib_lun *hands_lun(struct vlib_library *lib, char **line)
{
	enum vlib_type type;
	char *text = *line;
	u32 index;
	int err;

	if (!strncmp(text, "changer", 7) && (!text[7] || text[7] == ' ')) {
		*line = text[7] ? text + 8 : NULL;
		return &lib->changer;
	}
	err = vlib_operator_place(lib, line, &type, &index);
	if (err)
		return ERR_PTR(err);
	if (type != VLIB_DT)
		return ERR_PTR(-EINVAL);
	return &lib->drives[index].lun;
}

static void hands_fault_clear_all(struct vlib_library *lib)
{
	u32 i;

	vlib_fault_clear(&lib->changer);
	for (i = 0; i < lib->set.count[VLIB_DT]; i++)
		vlib_fault_clear(&lib->drives[i].lun);
}

/* "clear", "UNIT clear", or "UNIT" and what vlib_fault_add() reads */
static int hands_fault(struct vlib_library *lib, char *line)
{
	struct vlib_lun *lun;

	if (!strcmp(line, "clear")) {
		hands_fault_clear_all(lib);
		return 0;
	}
	lun = hands_lun(lib, &line);
	if (IS_ERR(lun))
		return PTR_ERR(lun);
	if (!line)
		return -EINVAL;
	line = strim(line);
	if (!strcmp(line, "clear")) {
		vlib_fault_clear(lun);
		return 0;
	}
	return vlib_fault_add(lun, line);
}

static ssize_t hands_fault_store(struct config_item *item, const char *page,
				 size_t count)
{
	return hands_lines(item, page, count, hands_fault);
}

static ssize_t hands_fault_show(struct config_item *item, char *page)
{
	struct vlib_library *lib = config_library(item);
	ssize_t n = 0;
	char who[24];
	int err;
	u32 i;

	err = hands_begin(lib);
	if (err)
		return err;
	n += vlib_fault_show(&lib->changer, "changer", page, PAGE_SIZE);
	for (i = 0; i < lib->set.count[VLIB_DT]; i++) {
		snprintf(who, sizeof(who), "drive %u", i);
		n += vlib_fault_show(&lib->drives[i].lun, who, page + n,
				     PAGE_SIZE - n);
	}
	hands_end(lib);
	return n;
}
HANDS_ATTR(fault, 0644, hands_fault_show, hands_fault_store);

static ssize_t hands_installed_show(struct config_item *item, char *page)
{
	struct vlib_library *lib = config_library(item);
	ssize_t n = 0;
	int err;
	u32 i;

	err = hands_begin(lib);
	if (err)
		return err;
	for (i = 0; i < lib->set.count[VLIB_DT]; i++)
		n += scnprintf(page + n, PAGE_SIZE - n, "drive %u %d\n", i,
			       lib->drives[i].installed);
	hands_end(lib);
	return n;
}

/* "drive N 0|1", while it is off: whether there is a drive in that bay */
static int hands_installed(struct vlib_library *lib, char *line)
{
	struct vlib_lun *lun = hands_lun(lib, &line);
	bool on;

	if (IS_ERR(lun))
		return PTR_ERR(lun);
	if (lun->index < 0 || !line || kstrtobool(line, &on))
		return -EINVAL;
	if (READ_ONCE(lib->live))
		return -EBUSY;
	if (lib->drives[lun->index].cart)
		return -EEXIST;
	lib->drives[lun->index].installed = on;
	return 0;
}

static ssize_t hands_installed_store(struct config_item *item,
				     const char *page, size_t count)
{
	return hands_lines(item, page, count, hands_installed);
}
HANDS_ATTR(installed, 0644, hands_installed_show, hands_installed_store);

static ssize_t hands_drive_serial_show(struct config_item *item, char *page)
{
	struct vlib_library *lib = config_library(item);
	ssize_t n = 0;
	int err;
	u32 i;

	err = hands_begin(lib);
	if (err)
		return err;
	for (i = 0; i < lib->set.count[VLIB_DT]; i++)
		n += scnprintf(page + n, PAGE_SIZE - n, "drive %u %s\n", i,
			       lib->drives[i].serial);
	hands_end(lib);
	return n;
}

/* "drive N SERIAL", while it is off */
static int hands_drive_serial(struct vlib_library *lib, char *line)
{
	struct vlib_lun *lun = hands_lun(lib, &line);
	struct vlib_drive *drive;

	if (IS_ERR(lun))
		return PTR_ERR(lun);
	if (lun->index < 0 || !line)
		return -EINVAL;
	if (READ_ONCE(lib->live))
		return -EBUSY;
	line = strim(line);
	drive = &lib->drives[lun->index];
	if (strlen(line) >= sizeof(drive->serial))
		return -EINVAL;
	strscpy(drive->serial, line, sizeof(drive->serial));
	return 0;
}

static ssize_t hands_drive_serial_store(struct config_item *item,
					const char *page, size_t count)
{
	return hands_lines(item, page, count, hands_drive_serial);
}
HANDS_ATTR(drive_serial, 0644, hands_drive_serial_show,
	   hands_drive_serial_store);

static ssize_t hands_show_lun(const struct vlib_lun *lun, const char *who,
			      unsigned int host, char *page, size_t size)
{
	if (READ_ONCE(lun->gone))
		return scnprintf(page, size, "%s 0\n", who);
	return scnprintf(page, size, "%s 1 %u:0:%u:%llu\n", who, host, lun->id,
			 lun->lun);
}

/* Which units are connected, and what their SCSI addresses are. */
static ssize_t hands_present_show(struct config_item *item, char *page)
{
	struct vlib_library *lib = config_library(item);
	unsigned int host;
	ssize_t n = 0;
	char who[24];
	u32 i;

	mutex_lock(&lib->power);
	host = lib->host ? lib->host->host_no : 0;
	n += hands_show_lun(&lib->changer, "changer", host, page, PAGE_SIZE);
	for (i = 0; lib->elements && i < lib->set.count[VLIB_DT]; i++) {
		snprintf(who, sizeof(who), "drive %u", i);
		n += hands_show_lun(&lib->drives[i].lun, who, host, page + n,
				    PAGE_SIZE - n);
	}
	mutex_unlock(&lib->power);
	return n;
}

/* "changer 0|1" or "drive N 0|1": pulls the cable, or puts it back */
static ssize_t hands_present_store(struct config_item *item, const char *page,
				   size_t count)
{
	struct vlib_library *lib = config_library(item);
	char text[64] = "";
	struct vlib_lun *lun;
	char *line = text;
	int err, index = 0;
	bool in;

	if (count >= sizeof(text))
		return -EINVAL;
	memcpy(text, page, count);
	line = strim(text);
	err = hands_begin(lib);
	if (err)
		return err;
	lun = hands_lun(lib, &line);
	if (IS_ERR(lun))
		err = PTR_ERR(lun);
	else
		index = lun->index;
	hands_end(lib);
	if (err)
		return err;
	if (!line || kstrtobool(line, &in))
		return -EINVAL;
	return vlib_plug(lib, index, in) ?: count;
}
HANDS_ATTR(present, 0644, hands_present_show, hands_present_store);

static ssize_t hands_elements_read(struct config_item *item, void *buf,
				   size_t size)
{
	struct vlib_library *lib = config_library(item);
	size_t n;
	int err;

	err = hands_begin(lib);
	if (err)
		return err;
	n = vlib_operator_list(lib, buf, size);
	hands_end(lib);
	/*
	 * The first call asks for the size, and the second must fill just
	 * that. Cartridges may have moved in between: leave some room, and
	 * fill what is not used with one blank line.
	 */
	if (!buf)
		return n + HANDS_LIST_SLACK;
	memset(buf + n, ' ', size - n);
	((char *)buf)[size - 1] = '\n';
	return size;
}

static struct configfs_bin_attribute hands_elements = {
	.cb_attr = {
		.ca_name = "elements",
		.ca_mode = 0444,
		.ca_owner = THIS_MODULE,
	},
	.cb_max_size = HANDS_LIST_MAX,
	.read = hands_elements_read,
};

struct configfs_bin_attribute *vlib_hands_bin_attrs[] = {
	&hands_elements,
	NULL
};

#endif
