// SPDX-License-Identifier: GPL-2.0
/*
 * Settings: what a library is like unless somebody says otherwise, and the
 * names of what real libraries do differently.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "vlib.h"

static const char *const vlib_personality_names[VLIB_P_COUNT] = {
	[VLIB_P_REFUSE_LOADED] = "refuse_loaded",
	[VLIB_P_DVCID_ALONE] = "dvcid_alone",
	[VLIB_P_DVCID_SERIAL] = "dvcid_serial",
	[VLIB_P_DVCID_NAA] = "dvcid_naa",
	[VLIB_P_DVCID_ALWAYS] = "dvcid_always",
	[VLIB_P_DVCID_NONE] = "dvcid_none",
	[VLIB_P_SCSI_ID] = "scsi_id",
	[VLIB_P_NO_BARCODES] = "no_barcodes",
	[VLIB_P_VOLTAG_REFUSED] = "voltag_refused",
	[VLIB_P_OVER_REPORT] = "over_report",
	[VLIB_P_CAP_REFUSED] = "cap_refused",
	[VLIB_P_NO_TYPE0] = "no_type0",
	[VLIB_P_PADDED] = "padded",
	[VLIB_P_SILENT] = "silent",
	[VLIB_P_BRIDGED] = "bridged",
	[VLIB_P_NO_ROTATE] = "no_rotate",
};

static int vlib_personality_one(const char *name, unsigned long *bits)
{
	bool clear = *name == '-';
	int i;

	if (*name == '-' || *name == '+')
		name++;
	i = match_string(vlib_personality_names, VLIB_P_COUNT, name);
	if (i < 0)
		return -EINVAL;
	if (clear)
		*bits &= ~BIT(i);
	else
		*bits |= BIT(i);
	return 0;
}

/**
 * vlib_personality_parse - read a list of personality names
 * @text: names separated by blanks or commas; if the first begins with + or -
 *	the list changes what is set, otherwise it replaces it
 * @bits: in and out: bits of enum vlib_personality; unchanged on error
 *
 * Return: 0, -EINVAL or -ENOMEM.
 */
int vlib_personality_parse(const char *text, unsigned long *bits)
{
	char *copy = kstrdup(text, GFP_KERNEL);
	unsigned long new = *bits;
	char *pos, *name;
	int err = 0;

	if (!copy)
		return -ENOMEM;
	pos = strim(copy);
	if (*pos != '+' && *pos != '-')
		new = 0;
	while (!err && (name = strsep(&pos, ", \t\n"))) {
		if (*name)
			err = vlib_personality_one(name, &new);
	}
	kfree(copy);
	if (!err)
		*bits = new;
	return err;
}

/**
 * vlib_personality_show - write a list of personality names
 * @bits: bits of enum vlib_personality
 * @page: a page
 *
 * Return: bytes written.
 */
ssize_t vlib_personality_show(unsigned long bits, char *page)
{
	ssize_t n = 0;
	int i;

	for (i = 0; i < VLIB_P_COUNT; i++) {
		if (bits & BIT(i))
			n += scnprintf(page + n, PAGE_SIZE - n, "%s%s",
				       n ? " " : "", vlib_personality_names[i]);
	}
	n += scnprintf(page + n, PAGE_SIZE - n, "\n");
	return n;
}

/**
 * vlib_settings_default - the settings of a new library
 * @lib: the library, with its number
 */
void vlib_settings_default(struct vlib_library *lib)
{
	struct vlib_settings *set = &lib->set;
	unsigned int t;

	set->count[VLIB_MT] = 1;
	set->count[VLIB_ST] = 20;
	set->count[VLIB_IE] = 2;
	set->count[VLIB_DT] = 2;
	for (t = 0; t < VLIB_TYPES; t++)
		set->first[t] = -1;
	set->sides = 1;
	set->capacity = 256 << 20;
	set->density = 0x5a;
	strscpy(set->vendor, "NTMS", sizeof(set->vendor));
	strscpy(set->product, "VIRTUAL LIBRARY", sizeof(set->product));
	strscpy(set->revision, "0001", sizeof(set->revision));
	snprintf(set->serial, sizeof(set->serial), "NTV%05d", lib->number);
	strscpy(set->drive_vendor, "NTMS", sizeof(set->drive_vendor));
	strscpy(set->drive_product, "VIRTUAL TAPE",
		sizeof(set->drive_product));
	strscpy(set->drive_revision, "0001", sizeof(set->drive_revision));
	strscpy(lib->barcode_format, "A%05uL6", sizeof(lib->barcode_format));
	lib->set.barcode_next = 1;
}
