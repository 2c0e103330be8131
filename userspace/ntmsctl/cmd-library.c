// SPDX-License-Identifier: GPL-2.0
/*
 * ntmsctl library: list, show, set, inventory.
 */
#include "ctl.h"

#include <stdio.h>

static const struct column columns[] = {
	{ "LIBRARY", "name", false, NULL },
	{ "STATE", "state", false, NULL },
	{ "ENABLED", "enabled", false, NULL },
	{ "INVENTORY", "inventory", false, NULL },
	{ "SLOTS", "slots", true, NULL },
	{ "PORTS", "ports", true, NULL },
	{ "DRIVES", "drives", true, NULL },
	{ "CARTRIDGES", "media", true, NULL },
	{ "NEW ONES GO TO", "new_media", false, NULL },
	{ "DEVICE", "device", false, NULL },
	{ "ADDRESS", "address", false, NULL },
	{ "SERIAL", "serial", false, NULL },
	{ 0 }
};

static const struct column lines[] = {
	{ "Library", "name", false, NULL },
	{ "Description", "description", false, NULL },
	{ "GUID", "id", false, NULL },
	{ "Kind", "kind", false, NULL },
	{ "State", "state", false, NULL },
	{ "Enabled", "enabled", false, NULL },
	{ "Cartridges", "media", false, NULL },
	{ "New cartridges go to", "new_media", false, NULL },
	{ "Taken for media type", "media_type.name", false, NULL },
	{ "Slots", "slots", false, NULL },
	{ "First slot element", "first_slot", false, NULL },
	{ "Ports", "ports", false, NULL },
	{ "First port element", "first_port", false, NULL },
	{ "Drives", "drives", false, NULL },
	{ "First drive element", "first_drive", false, NULL },
	{ "Reads barcodes", "barcodes", false, NULL },
	{ "Turns cartridges over", "rotates", false, NULL },
	{ "Inventory", "inventory", false, NULL },
	{ "Inventories made", "inventories", false, NULL },
	{ "Inventory error", "error", false, NULL },
	{ "Inventory sense", "sense", false, NULL },
	{ "Changer device", "device", false, NULL },
	{ "SCSI address", "address", false, NULL },
	{ "Vendor", "vendor", false, NULL },
	{ "Product", "product", false, NULL },
	{ "Revision", "revision", false, NULL },
	{ "Serial number", "serial", false, NULL },
	{ "Known since", "created", false, format_time },
	{ "Last changed", "modified", false, format_time },
	{ 0 }
};

static int library_list(struct ctl *ctl, const struct args *args)
{
	(void)args;
	return list_objects(ctl, NTMS_TYPE_LIBRARY, NULL, columns,
			    "There are no libraries.");
}

static int library_show(struct ctl *ctl, const struct args *args)
{
	struct ntms_guid id;
	int code = resolve_library(ctl, args->operands[0], &id);

	return code ? code : show_object(ctl, NTMS_TYPE_LIBRARY, &id, lines);
}

static uint32_t pool_type(const char *word)
{
	if (!strcmp(word, "free"))
		return NTMS_POOL_FREE;
	if (!strcmp(word, "import"))
		return NTMS_POOL_IMPORT;
	return NTMS_POOL_UNRECOGNIZED;
}

static int library_set(struct ctl *ctl, const struct args *args)
{
	const char *new_media = args_value(args, "new-media");
	const char *media_type = args_value(args, "media-type");
	struct ntms_library_info info = { 0 };
	struct ntms_guid id;
	uint32_t mask = 0;
	int code;

	code = set_header(args, true, &info.header, &mask);
	if (!code)
		code = resolve_library(ctl, args->operands[0], &id);
	if (!code && media_type) {
		mask |= NTMS_SET_MEDIA_TYPE;
		code = resolve_media_type(ctl, media_type, &info.media_type);
	}
	if (code)
		return code;
	if (new_media) {
		mask |= NTMS_SET_NEW_MEDIA;
		info.new_media = pool_type(new_media);
	}
	return set_object(ctl, NTMS_TYPE_LIBRARY, &id, mask, &info, sizeof(info));
}

static const char *inventory_next(uint32_t reason, const char *name)
{
	switch (reason) {
	case NTMS_REASON_DEVICE_NOT_AVAILABLE:
		return text("See what the library said: ntmsctl library show '%s', and dmesg",
			    name);
	case NTMS_REASON_RESOURCE_DISABLED:
		return text("Let it be used again: ntmsctl library set '%s' --enable",
			    name);
	case NTMS_REASON_TIMEOUT:
		return text("The library is still being read. See when it is done: ntmsctl library show '%s'",
			    name);
	default:
		return NULL;
	}
}

/* Why it failed is in the library: the call itself has room for one code. */
static int inventory_failed(struct ctl *ctl, const struct ntms_guid *id,
			    uint32_t reason, const char *name)
{
	struct ntms_library_info info;
	const char *why = "";

	if (reason == NTMS_REASON_DEVICE_NOT_AVAILABLE &&
	    !ntms_get_library(ctl->session, id, &info, NULL) && info.sense)
		why = text(" (SCSI sense %02x/%02x/%02x)", info.sense >> 16 & 0xff,
			   info.sense >> 8 & 0xff, info.sense & 0xff);
	return fail(ctl, reason, inventory_next(reason, name),
		    "cannot read the elements of library \"%s\"%s", name, why);
}

static int library_inventory(struct ctl *ctl, const struct args *args)
{
	const char *timeout = args_value(args, "timeout");
	uint32_t milliseconds = NTMS_TIMEOUT_INFINITE, reason;
	bool wait = args_value(args, "wait") || timeout;
	struct ntms_guid id;
	const char *name;
	int code, err;

	if (timeout && !text_duration(timeout, &milliseconds))
		return usage("\"%s\" is no time-out: say for example 30s, 5m or infinite",
			     text_clean(timeout));
	code = resolve_library(ctl, args->operands[0], &id);
	if (code)
		return code;
	name = name_of(ctl, NTMS_TYPE_LIBRARY, &id);
	if (wait)
		progress_begin(text("Reading the elements of library \"%s\"",
				    name), NULL, NULL);
	err = ntms_run_inventory(ctl->session, &id,
				 wait ? NTMS_INVENTORY_WAIT : 0,
				 ntms_deadline_in(milliseconds), &reason);
	if (wait)
		progress_end();
	if (err)
		return inventory_failed(ctl, &id, reason, name);
	if (ctl->json)
		return show_object(ctl, NTMS_TYPE_LIBRARY, &id, lines);
	if (wait) {
		struct ntms_library_info info;

		if (ntms_get_library(ctl->session, &id, &info, &reason))
			return fail(ctl, reason, NULL,
				    "cannot read library \"%s\"", name);
		printf("Library \"%s\" was read: it holds %s.\n", name,
		       text_count(info.media, "cartridge", "cartridges"));
	} else {
		printf("Library \"%s\" will be read.\n", name);
	}
	return CTL_OK;
}

static const struct command commands[] = {
	{
		.verb = "list",
		.summary = "List the libraries",
		.run = library_list,
	}, {
		.verb = "show",
		.operands = "LIBRARY",
		.summary = "Show all about a library",
		.least = 1,
		.most = 1,
		.words = { WORDS_LIBRARY },
		.run = library_show,
	}, {
		.verb = "set",
		.operands = "LIBRARY",
		.summary = "Change a library",
		.least = 1,
		.most = 1,
		.words = { WORDS_LIBRARY },
		.options = {
			{ "new-media", "POOL", "where cartridges that nobody knows arrive: free, import or unrecognized",
			  WORDS_CHOICE, "free import unrecognized" },
			{ "media-type", "TYPE", "what cartridges without a better clue are taken for",
			  WORDS_MEDIA_TYPE, NULL },
			SET_OPTIONS,
			ENABLE_OPTIONS,
		},
		.run = library_set,
	}, {
		.verb = "inventory",
		.operands = "LIBRARY",
		.summary = "Have the elements of a library read again",
		.least = 1,
		.most = 1,
		.words = { WORDS_LIBRARY },
		.options = {
			{ "wait", NULL, "return when it is done",
			  WORDS_NONE, NULL },
			{ "timeout", "TIME", "wait, but no longer than this (30s, 5m, infinite)",
			  WORDS_NONE, NULL },
		},
		.run = library_inventory,
	},
	{ 0 }
};

const struct area area_library = {
	.name = "library",
	.summary = "Libraries: changers with their elements, and the offline library",
	.commands = commands,
};
