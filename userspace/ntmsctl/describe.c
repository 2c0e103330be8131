// SPDX-License-Identifier: GPL-2.0
/*
 * Objects as JSON. Keys are only ever added; ntmsctl(8) lists them.
 */
#include "ctl.h"

#include <pwd.h>
#include <stdlib.h>
#include <time.h>

static void add(struct json_object *to, const char *key,
		struct json_object *value)
{
	json_object_object_add(to, key, value);
}

/* A string that may be empty, and may come from a device; empty is null. */
static void add_string(struct json_object *to, const char *key,
		       const char *string)
{
	add(to, key, string && *string ?
	    json_object_new_string(text_clean(string)) : NULL);
}

/* What a person wrote. */
static void add_lines(struct json_object *to, const char *key,
		      const char *string)
{
	add(to, key, !*string ? NULL :
	    json_object_new_string(text_lines(string)));
}

static void add_number(struct json_object *to, const char *key, uint64_t number)
{
	add(to, key, json_object_new_uint64(number));
}

static void add_flag(struct json_object *to, const char *key, bool flag)
{
	add(to, key, json_object_new_boolean(flag));
}

static void add_guid(struct json_object *to, const char *key,
		     const struct ntms_guid *id)
{
	add_string(to, key, ntms_guid_is_null(id) ? NULL : text_guid(id));
}

struct json_object *describe_name(struct ctl *ctl, uint32_t type,
				  const struct ntms_guid *id)
{
	struct json_object *object;

	if (ntms_guid_is_null(id))
		return NULL;
	object = json_object_new_object();
	add_guid(object, "id", id);
	add_string(object, "name", name_of(ctl, type, id));
	return object;
}

/* Another object: its GUID and what it is called. */
static void add_object(struct ctl *ctl, struct json_object *to, const char *key,
		       uint32_t type, const struct ntms_guid *id)
{
	add(to, key, describe_name(ctl, type, id));
}

struct json_object *describe_user(uint32_t uid)
{
	struct json_object *user = json_object_new_object();
	const struct passwd *entry = getpwuid(uid);

	add_number(user, "uid", uid);
	add_string(user, "name", entry ? entry->pw_name : text("%u", uid));
	return user;
}

static void add_user(struct json_object *to, const char *key, uint32_t uid)
{
	add(to, key, describe_user(uid));
}

static void add_address(struct json_object *to, const char *key,
			const struct ntms_scsi_address *at, bool known)
{
	add_string(to, key, !known ? NULL :
		   text("%u:%u:%u:%llu", at->host, at->channel, at->target,
			(unsigned long long)at->lun));
}

static struct json_object *new_object(const struct ntms_object_header *header)
{
	struct json_object *object = json_object_new_object();

	add_guid(object, "id", &header->id);
	add_string(object, "name", header->name);
	add_string(object, "description", header->description);
	add_flag(object, "enabled", header->enabled);
	add_string(object, "state", ntms_state_name(header->state));
	add_string(object, "created", text_time(header->created, true));
	add_string(object, "modified", text_time(header->modified, true));
	return object;
}

static struct json_object *describe_library(struct ctl *ctl,
					    const struct ntms_guid *id,
					    uint32_t *reason)
{
	struct ntms_library_info info;
	struct json_object *object;
	bool online;

	if (ntms_get_library(ctl->session, id, &info, reason))
		return NULL;
	online = info.kind == NTMS_LIBRARY_ONLINE;
	object = new_object(&info.header);
	add_string(object, "kind", online ? "online" : "offline");
	/* The shelf has no elements to read. */
	add_string(object, "inventory",
		   online ? ntms_inventory_name(info.inventory) : NULL);
	add_number(object, "inventories", info.inventories);
	add_string(object, "error",
		   info.error ? strerror((int)info.error) : NULL);
	add_string(object, "sense", !info.sense ? NULL :
		   text("%02x/%02x/%02x", info.sense >> 16 & 0xff,
			info.sense >> 8 & 0xff, info.sense & 0xff));
	add_string(object, "new_media", ntms_pool_type_name(info.new_media));
	add_object(ctl, object, "media_type", NTMS_TYPE_MEDIA_TYPE,
		   &info.media_type);
	add_number(object, "media", info.media);
	add_number(object, "slots", info.slots);
	add_number(object, "ports", info.ports);
	add_number(object, "drives", info.drives);
	add_number(object, "transports", info.transports);
	add_number(object, "first_slot", info.first_slot);
	add_number(object, "first_port", info.first_port);
	add_number(object, "first_drive", info.first_drive);
	add_number(object, "first_transport", info.first_transport);
	add_flag(object, "barcodes", info.flags & NTMS_LIBRARY_BARCODES);
	add_flag(object, "rotates", info.flags & NTMS_LIBRARY_ROTATES);
	add_string(object, "device", info.device);
	add_address(object, "address", &info.address, online);
	add_string(object, "vendor", info.vendor);
	add_string(object, "product", info.product);
	add_string(object, "revision", info.revision);
	add_string(object, "serial", info.serial);
	return object;
}

static struct json_object *describe_drive(struct ctl *ctl,
					  const struct ntms_guid *id,
					  uint32_t *reason)
{
	struct ntms_drive_info info;
	struct json_object *object;

	if (ntms_get_drive(ctl->session, id, &info, reason))
		return NULL;
	object = new_object(&info.header);
	add_string(object, "label", name_of(ctl, NTMS_TYPE_DRIVE, id));
	add_object(ctl, object, "library", NTMS_TYPE_LIBRARY, &info.library);
	add_number(object, "number", info.number);
	add_number(object, "element", info.address);
	add_string(object, "content", ntms_content_name(info.content));
	add_object(ctl, object, "medium", NTMS_TYPE_MEDIUM, &info.medium);
	add_string(object, "device", info.device);
	add_string(object, "map", ntms_drive_map_name(info.map));
	add_address(object, "address", &info.scsi,
		    info.map != NTMS_MAP_NONE && info.map != NTMS_MAP_AMBIGUOUS);
	add_flag(object, "accessible", info.flags & NTMS_ELEMENT_ACCESS);
	add_string(object, "exception", !(info.flags & NTMS_ELEMENT_EXCEPT) ?
		   NULL : text("%02x/%02x", info.asc >> 8 & 0xff,
			       info.asc & 0xff));
	add_string(object, "vendor", info.vendor);
	add_string(object, "product", info.product);
	add_string(object, "revision", info.revision);
	add_string(object, "serial", info.serial);
	return object;
}

static struct json_object *describe_side(struct ctl *ctl,
					 const struct ntms_guid *id,
					 uint32_t *reason)
{
	struct ntms_side_info info;
	struct json_object *object;

	if (ntms_get_side(ctl->session, id, &info, reason))
		return NULL;
	object = json_object_new_object();
	add_guid(object, "id", id);
	add_number(object, "side", info.side);
	add_string(object, "state", ntms_side_state_name(info.side_state));
	add_guid(object, "lmid", &info.logical_medium);
	add_number(object, "allocate_count", info.allocate_count);
	return object;
}

/* The slot, drive or port that a cartridge is in. */
static void add_location(struct ctl *ctl, struct json_object *to,
			 const struct ntms_medium_info *medium)
{
	struct json_object *object = NULL;
	struct ntms_element_info element;
	struct ntms_drive_info drive;
	uint32_t number, address;
	int err = -1;

	switch (medium->location_type) {
	case NTMS_TYPE_DRIVE:
		err = ntms_get_drive(ctl->session, &medium->location, &drive,
				     NULL);
		number = drive.number;
		address = drive.address;
		break;
	case NTMS_TYPE_SLOT:
	case NTMS_TYPE_PORT:
		err = ntms_get_object(ctl->session, medium->location_type,
				      &medium->location, &element,
				      sizeof(element), NULL, NULL);
		number = element.number;
		address = element.address;
		break;
	default:
		break;
	}
	if (!err) {
		object = json_object_new_object();
		add_string(object, "kind",
			   ntms_type_name(medium->location_type));
		add_guid(object, "id", &medium->location);
		add_number(object, "number", number);
		add_number(object, "element", address);
	}
	add(to, "location", object);
}

static struct json_object *describe_medium(struct ctl *ctl,
					   const struct ntms_guid *id,
					   uint32_t *reason)
{
	struct json_object *object, *sides;
	struct ntms_medium_info info;
	uint32_t i;

	if (ntms_get_medium(ctl->session, id, &info, reason))
		return NULL;
	object = new_object(&info.header);
	add_string(object, "barcode", info.barcode);
	/* Not by name_of(): a million of these need not be kept in mind. */
	add_string(object, "label",
		   info.barcode[0] ? info.barcode :
		   info.header.name[0] ? info.header.name : text_guid(id));
	add_object(ctl, object, "library", NTMS_TYPE_LIBRARY, &info.library);
	add_location(ctl, object, &info);
	add_object(ctl, object, "pool", NTMS_TYPE_POOL, &info.pool);
	add_object(ctl, object, "media_type", NTMS_TYPE_MEDIA_TYPE,
		   &info.media_type);
	sides = json_object_new_array();
	for (i = 0; i < info.side_count && i < NTMS_SIDES_MAX; i++) {
		struct json_object *side;

		side = describe_side(ctl, &info.sides[i], NULL);
		if (side)
			json_object_array_add(sides, side);
	}
	add(object, "sides", sides);
	add_flag(object, "online", info.flags & NTMS_MEDIUM_ONLINE);
	add_flag(object, "duplicate", info.flags & NTMS_MEDIUM_DUPLICATE);
	add_flag(object, "cleaner", info.flags & NTMS_MEDIUM_CLEANER);
	return object;
}

static struct json_object *describe_pool(struct ctl *ctl,
					 const struct ntms_guid *id,
					 uint32_t *reason)
{
	struct ntms_pool_info info;
	struct json_object *object;

	if (ntms_get_pool(ctl->session, id, &info, reason))
		return NULL;
	object = new_object(&info.header);
	add_string(object, "path", name_of(ctl, NTMS_TYPE_POOL, id));
	add_string(object, "kind", ntms_pool_type_name(info.pool_type));
	add_flag(object, "container", info.flags & NTMS_POOL_CONTAINER);
	add_object(ctl, object, "parent", NTMS_TYPE_POOL, &info.parent);
	add_object(ctl, object, "media_type", NTMS_TYPE_MEDIA_TYPE,
		   &info.media_type);
	add_number(object, "media", info.media);
	add_number(object, "available", info.available);
	add_number(object, "logical_media", info.logical_media);
	add_number(object, "pools", info.pools);
	add_flag(object, "from_free",
		 info.allocation_policy & NTMS_POOL_FROMSCRATCH);
	add_flag(object, "to_free", info.deallocation_policy & NTMS_POOL_TOSCRATCH);
	add_number(object, "max_allocates", info.max_allocates);
	add_user(object, "owner", info.owner);
	return object;
}

static struct json_object *describe_media_type(struct ctl *ctl,
					       const struct ntms_guid *id,
					       uint32_t *reason)
{
	static const char *const writes[] = {
		"unknown", "rewritable", "write once", "read only",
	};
	struct ntms_media_type_info info;
	struct json_object *object;

	if (ntms_get_media_type(ctl->session, id, &info, reason))
		return NULL;
	object = new_object(&info.header);
	add_number(object, "code", info.code);
	add_number(object, "sides", info.sides);
	add_string(object, "write", writes[info.write > 3 ? 0 : info.write]);
	add_number(object, "media", info.media);
	return object;
}

static struct json_object *describe_lmid(struct ctl *ctl,
					 const struct ntms_guid *id,
					 uint32_t *reason)
{
	struct ntms_logical_medium_info info;
	struct json_object *object;

	if (ntms_get_logical_medium(ctl->session, id, &info, reason))
		return NULL;
	object = new_object(&info.header);
	add_guid(object, "lmid", id);
	add_object(ctl, object, "side", NTMS_TYPE_SIDE, &info.side);
	add_object(ctl, object, "medium", NTMS_TYPE_MEDIUM, &info.medium);
	add_object(ctl, object, "pool", NTMS_TYPE_POOL, &info.pool);
	add_user(object, "user", info.uid);
	add_string(object, "application", info.application);
	return object;
}

/* "library \"L700\"", or what it was if it is gone. */
static const char *argument(struct ctl *ctl, uint32_t type,
			    const struct ntms_guid *id)
{
	const char *name = name_of(ctl, type, id);

	return text("%s \"%s\"", type == NTMS_TYPE_MEDIUM ? "cartridge" :
		    ntms_type_name(type), name ? name : "?");
}

char *describe_task(struct ctl *ctl, const struct ntms_request_info *info)
{
	const char *one = argument(ctl, info->arg1_type, &info->arg1);
	const char *two = argument(ctl, info->arg2_type, &info->arg2);
	const char *type = name_of(ctl, NTMS_TYPE_MEDIA_TYPE, &info->media_type);
	const char *message = text_line(info->message);
	bool second = info->arg2_type != NTMS_TYPE_UNKNOWN;
	char *task;

	switch (info->request) {
	case NTMS_REQUEST_NEW_MEDIA:
		task = text("Bring a%s cartridge%s%s for %s%s%s",
			    info->options & NTMS_ALLOCATE_NEW ? " fresh" : "",
			    type ? " of type " : "", type ? type : "", one,
			    second ? ", into " : "", second ? two : "");
		break;
	case NTMS_REQUEST_CLEANER:
		task = text("Bring a cleaning cartridge for %s", one);
		break;
	case NTMS_REQUEST_DEVICE_SERVICE:
		task = text("Look after %s", one);
		break;
	case NTMS_REQUEST_MOVE_MEDIA:
		task = text("Bring %s to %s", one, two);
		break;
	default:
		return text("%s", message);
	}
	return *message ? text("%s: %s", task, message) : task;
}

/* Time left, and when that will be on the clock on the wall. */
static void add_deadline(struct json_object *to, uint64_t deadline)
{
	uint64_t now = ntms_deadline_in(0), left = 0;
	bool ends = deadline != NTMS_DEADLINE_NEVER;
	struct timespec wall;

	if (ends && deadline > now)
		left = deadline - now;
	clock_gettime(CLOCK_REALTIME, &wall);
	add(to, "seconds_left", !ends ? NULL :
	    json_object_new_uint64(left / 1000000000U));
	add_string(to, "until", !ends ? NULL :
		   text_time((uint64_t)wall.tv_sec * 1000000000U +
			     (uint64_t)wall.tv_nsec + left, true));
}

static struct json_object *request_options(uint32_t options)
{
	struct json_object *array = json_object_new_array();

	if (options & NTMS_ALLOCATE_NEW)
		json_object_array_add(array, json_object_new_string("new"));
	if (options & NTMS_ALLOCATE_NEXT)
		json_object_array_add(array, json_object_new_string("next"));
	return array;
}

static struct json_object *describe_request(struct ctl *ctl,
					    const struct ntms_guid *id,
					    uint32_t *reason)
{
	struct ntms_request_info info;
	struct json_object *object;

	if (ntms_get_request(ctl->session, id, &info, reason))
		return NULL;
	object = new_object(&info.header);
	add_string(object, "kind", ntms_request_kind_name(info.request));
	add_string(object, "request_state",
		   ntms_request_state_name(info.request_state));
	add_string(object, "task", describe_task(ctl, &info));
	add_flag(object, "of_call", info.flags & NTMS_REQUEST_OF_CALL);
	add(object, "options", request_options(info.options));
	add_string(object, "arg1_kind", !info.arg1_type ? NULL :
		   ntms_type_name(info.arg1_type));
	add_object(ctl, object, "arg1", info.arg1_type, &info.arg1);
	add_string(object, "arg2_kind", !info.arg2_type ? NULL :
		   ntms_type_name(info.arg2_type));
	add_object(ctl, object, "arg2", info.arg2_type, &info.arg2);
	add_object(ctl, object, "media_type", NTMS_TYPE_MEDIA_TYPE,
		   &info.media_type);
	add_deadline(object, info.deadline);
	add_string(object, "finished", text_time(info.finished, true));
	add_user(object, "user", info.uid);
	add_number(object, "pid", info.pid);
	add_string(object, "application", info.application);
	add_lines(object, "message", info.message);
	add_lines(object, "answer", info.answer);
	return object;
}

struct json_object *describe(struct ctl *ctl, uint32_t type,
			     const struct ntms_guid *id, uint32_t *reason)
{
	switch (type) {
	case NTMS_TYPE_LIBRARY:
		return describe_library(ctl, id, reason);
	case NTMS_TYPE_DRIVE:
		return describe_drive(ctl, id, reason);
	case NTMS_TYPE_SIDE:
		return describe_side(ctl, id, reason);
	case NTMS_TYPE_MEDIUM:
		return describe_medium(ctl, id, reason);
	case NTMS_TYPE_POOL:
		return describe_pool(ctl, id, reason);
	case NTMS_TYPE_MEDIA_TYPE:
		return describe_media_type(ctl, id, reason);
	case NTMS_TYPE_LOGICAL_MEDIUM:
		return describe_lmid(ctl, id, reason);
	case NTMS_TYPE_OPERATOR_REQUEST:
		return describe_request(ctl, id, reason);
	default:
		abort();	/* a bug here: no command asks for others */
	}
}

int describe_some(struct ctl *ctl, uint32_t type,
		  const struct ntms_guid *container, size_t most,
		  void (*each)(struct json_object *object, void *arg),
		  void *arg)
{
	struct json_object *object;
	struct ntms_iter *iter;
	struct ntms_guid id;
	uint32_t reason;
	int err, code = CTL_OK;

	err = ntms_iter_new(ctl->session, type, container, &iter, &reason);
	while (!err && !code && most-- &&
	       (err = ntms_iter_next(iter, &id, &reason)) > 0) {
		size_t mark = text_mark();

		err = 0;
		object = describe(ctl, type, &id, &reason);
		if (object)
			each(object, arg);
		else if (reason != NTMS_REASON_OBJECT_NOT_FOUND)
			err = -ntms_reason_errno(reason);
		if (object && type == NTMS_TYPE_POOL)
			code = describe_all(ctl, type, &id, each, arg);
		text_release(mark);
	}
	ntms_iter_free(iter);
	if (err)
		return fail(ctl, reason, NULL, "cannot list objects of kind %s",
			    ntms_type_name(type));
	return code;
}

int describe_all(struct ctl *ctl, uint32_t type,
		 const struct ntms_guid *container,
		 void (*each)(struct json_object *object, void *arg), void *arg)
{
	return describe_some(ctl, type, container, SIZE_MAX, each, arg);
}

void describe_append(struct json_object *object, void *array)
{
	json_object_array_add(array, object);
}

struct json_object *describe_info(struct ctl *ctl)
{
	const struct ntms_info *info = &ctl->info;
	struct json_object *object = json_object_new_object();
	struct json_object *counts = json_object_new_object();
	struct ntms_computer_info computer;

	ntms_get_computer(ctl->session, &info->computer, &computer, NULL);
	add_object(ctl, object, "computer", NTMS_TYPE_COMPUTER, &info->computer);
	add_number(object, "abi", info->abi);
	add_number(object, "features", info->features);
	add_number(object, "errata", info->errata);
	add_flag(object, "journal", info->flags & NTMS_INFO_JOURNAL);
	add_flag(object, "journal_required",
		 info->flags & NTMS_INFO_JOURNAL_REQUIRED);
	add_number(object, "sequence", info->sequence);
	add_number(counts, "libraries", info->libraries);
	add_number(counts, "drives", info->drives);
	add_number(counts, "pools", info->pools);
	add_number(counts, "media", info->media);
	add_number(counts, "sides", info->sides);
	add_number(counts, "logical_media", info->logical_media);
	add_number(counts, "sessions", info->sessions);
	add_number(counts, "waiting", computer.waiting);
	add(object, "counts", counts);
	return object;
}
