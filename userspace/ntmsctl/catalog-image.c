// SPDX-License-Identifier: GPL-2.0
/*
 * Images, member by member, in tables that writing and reading have in common.
 */
#include "catalog.h"

#include <stdlib.h>

#define AT(struct_, member_) offsetof(struct struct_, member_)
#define SIZE(struct_, member_) sizeof(((struct struct_ *)0)->member_)
#define MEMBER(name_, struct_, member_, form_, word_)			\
	{ name_, AT(struct_, member_), SIZE(struct_, member_), form_, word_ }
#define NUMBER(name, struct_, member)					\
	MEMBER(name, struct_, member, FORM_NUMBER, NULL)
#define WORD(name, struct_, member, word)				\
	MEMBER(name, struct_, member, FORM_NUMBER, word)
#define GUID(name, struct_, member)					\
	MEMBER(name, struct_, member, FORM_GUID, NULL)
#define CHARS(name, struct_, member)					\
	MEMBER(name, struct_, member, FORM_CHARS, NULL)

#define COMMON								\
	MEMBER("enabled", ntms_image, flags, FORM_YES, NULL),		\
	MEMBER("created", ntms_image, created, FORM_TIME, NULL),	\
	MEMBER("modified", ntms_image, modified, FORM_TIME, NULL)

#define TEXTS								\
	{ "name", AT(ntms_image, name) },				\
	{ "description", AT(ntms_image, description) }

static const struct member computer_members[] = {
	COMMON,
	NUMBER("request-purge", ntms_image_computer, request_purge),
	GUID("offline-library", ntms_image_computer, offline_library),
	GUID("free-pool", ntms_image_computer, free_pool),
	GUID("import-pool", ntms_image_computer, import_pool),
	GUID("unrecognized-pool", ntms_image_computer, unrecognized_pool),
	{ 0 }
};

static const struct member media_type_members[] = {
	COMMON,
	NUMBER("code", ntms_image_media_type, code),
	{ 0 }
};

static const struct member library_members[] = {
	COMMON,
	NUMBER("kind", ntms_image_library, kind),
	WORD("new-media", ntms_image_library, new_media, ntms_pool_type_name),
	NUMBER("media-type", ntms_image_library, media_type),
	NUMBER("first-transport", ntms_image_library, first[0]),
	NUMBER("first-slot", ntms_image_library, first[1]),
	NUMBER("first-port", ntms_image_library, first[2]),
	NUMBER("first-drive", ntms_image_library, first[3]),
	NUMBER("transports", ntms_image_library, count[0]),
	NUMBER("slots", ntms_image_library, count[1]),
	NUMBER("ports", ntms_image_library, count[2]),
	NUMBER("drives", ntms_image_library, count[3]),
	MEMBER("moves", ntms_image_library, moves, FORM_HEX, NULL),
	MEMBER("rotates", ntms_image_library, rotates, FORM_YES, NULL),
	MEMBER("barcodes", ntms_image_library, barcodes, FORM_YES, NULL),
	MEMBER("supported", ntms_image_library, supported, FORM_HEX, NULL),
	CHARS("vendor", ntms_image_library, vendor),
	CHARS("product", ntms_image_library, product),
	CHARS("revision", ntms_image_library, revision),
	CHARS("serial", ntms_image_library, serial),
	{ 0 }
};

static const struct member drive_members[] = {
	COMMON,
	GUID("library", ntms_image_drive, library),
	NUMBER("address", ntms_image_drive, address),
	MEMBER("wanted", ntms_image_drive, wanted, FORM_YES, NULL),
	NUMBER("scsi-host", ntms_image_drive, scsi.host),
	NUMBER("scsi-channel", ntms_image_drive, scsi.channel),
	NUMBER("scsi-target", ntms_image_drive, scsi.target),
	NUMBER("scsi-lun", ntms_image_drive, scsi.lun),
	{ 0 }
};

static const struct member pool_members[] = {
	COMMON,
	GUID("parent", ntms_image_pool, parent),
	WORD("type", ntms_image_pool, pool_type, ntms_pool_type_name),
	NUMBER("media-type", ntms_image_pool, media_type),
	NUMBER("allocation-policy", ntms_image_pool, allocation_policy),
	NUMBER("deallocation-policy", ntms_image_pool, deallocation_policy),
	NUMBER("max-allocates", ntms_image_pool, max_allocates),
	NUMBER("owner", ntms_image_pool, owner),
	{ 0 }
};

#define SIDE(number, index)						\
	WORD("side-" number "-state", ntms_image_medium,		\
	     sides[index].state, ntms_side_state_name),			\
	NUMBER("side-" number "-since", ntms_image_medium,		\
	       sides[index].since),					\
	NUMBER("side-" number "-allocations", ntms_image_medium,	\
	       sides[index].allocate_count)

static const struct member medium_members[] = {
	COMMON,
	CHARS("barcode", ntms_image_medium, barcode),
	GUID("library", ntms_image_medium, library),
	GUID("pool", ntms_image_medium, pool),
	NUMBER("media-type", ntms_image_medium, media_type),
	MEMBER("cleaner", ntms_image_medium, cleaner, FORM_YES, NULL),
	NUMBER("element-type", ntms_image_medium, element_type),
	NUMBER("address", ntms_image_medium, address),
	NUMBER("sides", ntms_image_medium, side_count),
	SIDE("0", 0),
	SIDE("1", 1),
	{ 0 }
};

static const struct member logical_members[] = {
	COMMON,
	GUID("side", ntms_image_logical, side),
	NUMBER("owner", ntms_image_logical, owner),
	MEMBER("whole", ntms_image_logical, whole, FORM_YES, NULL),
	{ 0 }
};

static const struct image_kind kinds[] = {
	{ NTMS_TYPE_COMPUTER, "computer", sizeof(struct ntms_image_computer),
	  computer_members, { TEXTS } },
	{ NTMS_TYPE_MEDIA_TYPE, "media-type",
	  sizeof(struct ntms_image_media_type), media_type_members, { TEXTS } },
	{ NTMS_TYPE_LIBRARY, "library", sizeof(struct ntms_image_library),
	  library_members,
	  { TEXTS, { "identity", AT(ntms_image_library, identity) },
	    { "other-elements", AT(ntms_image_library, others) } } },
	{ NTMS_TYPE_DRIVE, "drive", sizeof(struct ntms_image_drive),
	  drive_members, { TEXTS } },
	{ NTMS_TYPE_POOL, "pool", sizeof(struct ntms_image_pool), pool_members,
	  { TEXTS } },
	{ NTMS_TYPE_MEDIUM, "cartridge", sizeof(struct ntms_image_medium),
	  medium_members,
	  { TEXTS, { "side-0-name", AT(ntms_image_medium, sides[0].name) },
	    { "side-0-description", AT(ntms_image_medium,
				       sides[0].description) },
	    { "side-1-name", AT(ntms_image_medium, sides[1].name) },
	    { "side-1-description", AT(ntms_image_medium,
				       sides[1].description) } } },
	{ NTMS_TYPE_LOGICAL_MEDIUM, "lmid", sizeof(struct ntms_image_logical),
	  logical_members,
	  { TEXTS, { "application", AT(ntms_image_logical, application) } } },
};

#define KINDS (sizeof(kinds) / sizeof(*kinds))

const struct image_kind *image_kind_of(uint32_t type)
{
	size_t i;

	for (i = 0; i < KINDS; i++)
		if (kinds[i].type == type)
			return &kinds[i];
	return NULL;
}

const struct image_kind *image_kind_named(const char *word)
{
	size_t i;

	for (i = 0; i < KINDS; i++)
		if (!strcmp(kinds[i].word, word))
			return &kinds[i];
	return NULL;
}

static uint32_t string_length(const struct image *image, int which)
{
	uint32_t length;

	memcpy(&length, image->all.bytes + image->kind->strings[which].offset,
	       sizeof(length));
	return length;
}

bool image_open(const struct store_object *object, struct image *image)
{
	const unsigned char *data = object->data, *at, *end;
	uint32_t size;
	int i;

	memset(image, 0, sizeof(*image));
	image->kind = image_kind_of(object->type);
	if (!image->kind || object->length < sizeof(struct ntms_image))
		return false;
	memcpy(&size, data, sizeof(size));
	if (size < sizeof(struct ntms_image) || size > object->length)
		return false;
	image->size = size;
	memcpy(image->all.bytes, data, size < image->kind->size ? size :
	       image->kind->size);
	if (size > image->kind->size) {
		image->more = data + image->kind->size;
		image->more_size = size - image->kind->size;
	}
	at = data + size;
	end = data + object->length;
	for (i = 0; i < IMAGE_STRINGS_MOST && image->kind->strings[i].name; i++) {
		image->lengths[i] = string_length(image, i);
		if (image->lengths[i] > (size_t)(end - at))
			return false;
		image->strings[i] = (const char *)at;
		at += image->lengths[i];
	}
	return true;
}

void *image_write(const struct image *image, size_t *length)
{
	size_t known = image->kind->size, i;
	uint32_t size = (uint32_t)(known + image->more_size), string;
	unsigned char *data, *at;

	*length = size;
	for (i = 0; i < IMAGE_STRINGS_MOST; i++)
		*length += image->lengths[i];
	data = malloc(*length);
	if (!data)
		text_keep(NULL);
	memcpy(data, image->all.bytes, known);
	memcpy(data, &size, sizeof(size));
	if (image->more_size)
		memcpy(data + known, image->more, image->more_size);
	at = data + size;
	for (i = 0; i < IMAGE_STRINGS_MOST && image->kind->strings[i].name; i++) {
		string = (uint32_t)image->lengths[i];
		memcpy(data + image->kind->strings[i].offset, &string,
		       sizeof(string));
		if (string)
			at = mempcpy(at, image->strings[i], string);
	}
	return data;
}

uint64_t member_number(const struct image *image, const struct member *member)
{
	const unsigned char *at = image->all.bytes + member->offset;
	uint16_t two;
	uint32_t four;
	uint64_t eight;

	switch (member->size) {
	case 1:
		return *at;
	case 2:
		memcpy(&two, at, sizeof(two));
		return two;
	case 4:
		memcpy(&four, at, sizeof(four));
		return four;
	default:
		memcpy(&eight, at, sizeof(eight));
		return eight;
	}
}

void member_set_number(struct image *image, const struct member *member,
		       uint64_t number)
{
	unsigned char *at = image->all.bytes + member->offset;
	uint16_t two = (uint16_t)number;
	uint32_t four = (uint32_t)number;

	switch (member->size) {
	case 1:
		*at = (unsigned char)number;
		break;
	case 2:
		memcpy(at, &two, sizeof(two));
		break;
	case 4:
		memcpy(at, &four, sizeof(four));
		break;
	default:
		memcpy(at, &number, sizeof(number));
	}
}

char *image_text(const char *string, size_t length)
{
	return text_keep(strndup(string ? string : "", length));
}

char *image_label(const struct image *image)
{
	const struct ntms_image_medium *medium = &image->all.medium;

	if (image->kind->type == NTMS_TYPE_MEDIUM && medium->barcode[0])
		return image_text(medium->barcode,
				  strnlen(medium->barcode,
					  sizeof(medium->barcode)));
	return image_text(image->strings[0], image->lengths[0]);
}
