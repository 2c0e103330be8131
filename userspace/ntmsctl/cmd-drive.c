// SPDX-License-Identifier: GPL-2.0
/*
 * ntmsctl drive: list, show, set, map.
 */
#include "ctl.h"

#include <stdio.h>
#include <stdlib.h>

static const struct column columns[] = {
	{ "DRIVE", "label", false, NULL },
	{ "LIBRARY", "library.name", false, NULL },
	{ "NUMBER", "number", true, NULL },
	{ "STATE", "state", false, NULL },
	{ "ENABLED", "enabled", false, NULL },
	{ "CARTRIDGE", "medium.name", false, NULL },
	{ "DEVICE", "device", false, NULL },
	{ "MATCHED BY", "map", false, NULL },
	{ "ADDRESS", "address", false, NULL },
	{ "SERIAL", "serial", false, NULL },
	{ 0 }
};

static const struct column lines[] = {
	{ "Drive", "label", false, NULL },
	{ "Description", "description", false, NULL },
	{ "GUID", "id", false, NULL },
	{ "Library", "library.name", false, NULL },
	{ "Number", "number", false, NULL },
	{ "Element", "element", false, NULL },
	{ "State", "state", false, NULL },
	{ "Enabled", "enabled", false, NULL },
	{ "Content", "content", false, NULL },
	{ "Cartridge", "medium.name", false, NULL },
	{ "Robot can reach it", "accessible", false, NULL },
	{ "Exception", "exception", false, NULL },
	{ "Device", "device", false, NULL },
	{ "Matched by", "map", false, NULL },
	{ "SCSI address", "address", false, NULL },
	{ "Vendor", "vendor", false, NULL },
	{ "Product", "product", false, NULL },
	{ "Revision", "revision", false, NULL },
	{ "Serial number", "serial", false, NULL },
	{ "Known since", "created", false, format_time },
	{ "Last changed", "modified", false, format_time },
	{ 0 }
};

static int drive_list(struct ctl *ctl, const struct args *args)
{
	const char *library = args_value(args, "library");
	struct ntms_guid id = { 0 };
	int code = CTL_OK;

	if (library)
		code = resolve_library(ctl, library, &id);
	return code ? code : list_objects(ctl, NTMS_TYPE_DRIVE, &id, columns,
					  "There are no drives.");
}

static int drive_show(struct ctl *ctl, const struct args *args)
{
	struct ntms_guid id;
	int code = resolve_drive(ctl, args->operands[0], &id);

	return code ? code : show_object(ctl, NTMS_TYPE_DRIVE, &id, lines);
}

static int drive_set(struct ctl *ctl, const struct args *args)
{
	struct ntms_drive_info info = { 0 };
	struct ntms_guid id;
	uint32_t mask = 0;
	int code;

	code = set_header(args, true, &info.header, &mask);
	if (!code)
		code = resolve_drive(ctl, args->operands[0], &id);
	return code ? code : set_object(ctl, NTMS_TYPE_DRIVE, &id, mask, &info,
					sizeof(info));
}

/* "2:0:1:0": host, channel, target, logical unit. */
static bool parse_address(const char *string, struct ntms_scsi_address *at)
{
	unsigned int host, channel, target;
	unsigned long long lun;
	int end = 0;

	if (sscanf(string, "%u:%u:%u:%llu%n", &host, &channel, &target, &lun,
		   &end) != 4 || string[end])
		return false;
	*at = (struct ntms_scsi_address) {
		.host = host, .channel = channel, .target = target, .lun = lun,
	};
	return true;
}

/* "nst0": where the kernel says that it is; false if there is no such device. */
static bool node_address(const char *name, struct ntms_scsi_address *at)
{
	static const char *const classes[] = {
		"scsi_tape", "scsi_generic", "block",
	};
	const char *address;
	char *device;
	bool found;
	size_t i;

	for (i = 0; i < sizeof(classes) / sizeof(*classes); i++) {
		device = realpath(text("/sys/class/%s/%s/device", classes[i],
				       name), NULL);
		if (!device)
			continue;
		address = strrchr(device, '/');
		found = address && parse_address(address + 1, at);
		free(device);
		if (found)
			return true;
	}
	return false;
}

/*
 * Something like /dev/tape/by-id/... is a link to the node. What is not there
 * is looked for by its last word all the same: devices are the kernel's.
 */
static const char *node_name(const char *device)
{
	const char *slash;
	char *path;

	if (!strchr(device, '/'))
		return device;
	path = realpath(device, NULL);
	if (path)
		device = text_keep(path);
	slash = strrchr(device, '/');
	return slash + 1;
}

static int drive_map(struct ctl *ctl, const struct args *args)
{
	const char *device = args->operands[1];
	struct ntms_drive_info info = { 0 };
	struct ntms_guid id;
	int code;

	if (strcmp(device, "auto")) {
		const char *name = node_name(device);

		if (!parse_address(device, &info.scsi) &&
		    !node_address(name, &info.scsi))
			return fail_name(ctl, "See which there are, and their addresses: lsscsi",
					 "there is no SCSI device \"%s\"",
					 text_clean(device));
		/* All zero is a device, and not "auto", if it has a name. */
		code = set_string(info.device, sizeof(info.device),
				  "name of the device", name);
		if (code)
			return code;
	}
	code = resolve_drive(ctl, args->operands[0], &id);
	return code ? code : set_object(ctl, NTMS_TYPE_DRIVE, &id,
					NTMS_SET_DEVICE, &info, sizeof(info));
}

static const struct command commands[] = {
	{
		.verb = "list",
		.summary = "List the drives",
		.options = {
			{ "library", "LIBRARY", "only those of this library",
			  WORDS_LIBRARY, NULL },
		},
		.run = drive_list,
	}, {
		.verb = "show",
		.operands = "DRIVE",
		.summary = "Show all about a drive",
		.least = 1,
		.most = 1,
		.words = { WORDS_DRIVE },
		.run = drive_show,
	}, {
		.verb = "set",
		.operands = "DRIVE",
		.summary = "Change a drive",
		.least = 1,
		.most = 1,
		.words = { WORDS_DRIVE },
		.options = { SET_OPTIONS, ENABLE_OPTIONS },
		.run = drive_set,
	}, {
		.verb = "map",
		.operands = "DRIVE DEVICE",
		.summary = "Say which SCSI device a drive is: a node (nst0), an address (2:0:1:0), or auto",
		.least = 2,
		.most = 2,
		.words = { WORDS_DRIVE, WORDS_NONE },
		.run = drive_map,
	},
	{ 0 }
};

const struct area area_drive = {
	.name = "drive",
	.summary = "Drives, and which devices they are",
	.commands = commands,
};
