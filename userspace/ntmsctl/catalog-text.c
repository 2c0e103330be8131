// SPDX-License-Identifier: GPL-2.0
/*
 * A catalog as text: a paragraph for each object, sorted by kind and name, so
 * that two of them can be compared line by line. What is 0 or empty is left out.
 */
#include "catalog.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>
#include <wchar.h>
#include <wctype.h>

#define NSEC_PER_SEC UINT64_C(1000000000)

/* ---- values */

/* In double quotes; what is no character of UTF-8, or cannot be seen, as \xNN. */
static void write_quoted(FILE *file, const char *string, size_t length)
{
	mbstate_t state = { 0 };
	wchar_t character;
	size_t bytes;

	fputc('"', file);
	for (; length; string += bytes, length -= bytes) {
		bytes = mbrtowc(&character, string, length, &state);
		if (bytes == (size_t)-1 || bytes == (size_t)-2 || !bytes ||
		    !iswprint((wint_t)character)) {
			memset(&state, 0, sizeof(state));
			bytes = 1;
			fprintf(file, "\\x%02x", (unsigned char)*string);
		} else if (*string == '"' || *string == '\\') {
			fprintf(file, "\\%c", *string);
		} else {
			fwrite(string, 1, bytes, file);
		}
	}
	fputc('"', file);
}

static void write_hex(FILE *file, const unsigned char *bytes, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++)
		fprintf(file, "%02x", bytes[i]);
}

static void write_guid(FILE *file, const struct ntms_guid *id)
{
	char written[NTMS_GUID_TEXT_SIZE];

	fputs(ntms_guid_format(id, written), file);
}

static void write_time(FILE *file, uint64_t nanoseconds)
{
	time_t seconds = (time_t)(nanoseconds / NSEC_PER_SEC);
	struct tm tm;

	if (!gmtime_r(&seconds, &tm)) {
		fprintf(file, "%" PRIu64, nanoseconds);
		return;
	}
	fprintf(file, "%04d-%02d-%02dT%02d:%02d:%02d.%09" PRIu64 "Z",
		tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
		tm.tm_min, tm.tm_sec, nanoseconds % NSEC_PER_SEC);
}

/* A word is only for what it is read as again. */
static void write_number(FILE *file, const struct member *member,
			 uint64_t number)
{
	const char *word = NULL;

	if (member->form == FORM_YES && number <= 1)
		word = number ? "yes" : "no";
	else if (member->word && number <= UINT32_MAX)
		word = member->word((uint32_t)number);
	if (word && !strchr(word, ' '))
		fputs(word, file);
	else
		fprintf(file, "%" PRIu64, number);
}

/* ---- objects */

static bool is_zero(const unsigned char *bytes, size_t length)
{
	while (length && !bytes[length - 1])
		length--;
	return !length;
}

static void write_member(FILE *file, const struct catalog *catalog,
			 const struct image *image, const struct member *member)
{
	const unsigned char *at = image->all.bytes + member->offset;
	const char *label;
	struct ntms_guid id;

	/* To be enabled is usual, not to be is what has to be seen. */
	if (is_zero(at, member->size) && strcmp(member->name, "enabled"))
		return;
	fprintf(file, "\t%s ", member->name);
	switch (member->form) {
	case FORM_TIME:
		write_time(file, member_number(image, member));
		break;
	case FORM_GUID:
		memcpy(&id, at, sizeof(id));
		label = catalog_label(catalog, &id);
		write_quoted(file, label ? label : "", label ? strlen(label) : 0);
		fputc(' ', file);
		write_guid(file, &id);
		break;
	case FORM_CHARS:
		write_quoted(file, (const char *)at,
			     strnlen((const char *)at, member->size));
		break;
	case FORM_HEX:
		write_hex(file, at, member->size);
		break;
	default:
		write_number(file, member, member_number(image, member));
	}
	fputc('\n', file);
}

static void write_image(FILE *file, const struct catalog *catalog,
			const struct image *image)
{
	const struct member *member;
	int i;

	for (i = 0; i < IMAGE_STRINGS_MOST && image->kind->strings[i].name;
	     i++) {
		if (!image->lengths[i])
			continue;
		fprintf(file, "\t%s ", image->kind->strings[i].name);
		write_quoted(file, image->strings[i], image->lengths[i]);
		fputc('\n', file);
	}
	for (member = image->kind->members; member->name; member++)
		write_member(file, catalog, image, member);
	if (image->more_size) {
		fputs("\tmore ", file);
		write_hex(file, image->more, image->more_size);
		fputc('\n', file);
	}
}

static const char *ace_kind(uint32_t kind)
{
	switch (kind) {
	case NTMS_ACE_USER:
		return "user";
	case NTMS_ACE_GROUP:
		return "group";
	case NTMS_ACE_EVERYONE:
		return "everyone";
	default:
		return NULL;
	}
}

static void write_rights(FILE *file, const struct store_object *object)
{
	const struct ntms_ace *aces = object->data;
	size_t i, count = object->length / sizeof(*aces);
	const char *kind;

	for (i = 0; i < count; i++) {
		kind = ace_kind(aces[i].kind);
		fprintf(file, "\t%s %u", kind ? kind : "unknown", aces[i].id);
		if (aces[i].rights & NTMS_RIGHT_USE)
			fputs(" use", file);
		if (aces[i].rights & NTMS_RIGHT_MODIFY)
			fputs(" modify", file);
		if (aces[i].rights & NTMS_RIGHT_CONTROL)
			fputs(" control", file);
		fputc('\n', file);
	}
}

static void write_attribute(FILE *file, const struct store_object *object)
{
	size_t head = store_attribute_size(object->name_length, 0);

	fputs("\tname ", file);
	write_quoted(file, object->name, object->name_length);
	fputs("\n\tdata ", file);
	write_quoted(file, (const char *)object->data + head,
		     object->length - head);
	fputc('\n', file);
}

/* What cannot be taken apart is written as it is. */
static void write_raw(FILE *file, const struct store_object *object)
{
	fputs("\tdata ", file);
	write_hex(file, object->data, object->length);
	fputc('\n', file);
}

static const char *heading(const struct store_object *object, bool readable)
{
	if (object->what == NTMS_ENTRY_ACL)
		return "rights";
	if (object->what == NTMS_ENTRY_ATTRIBUTE)
		return "attribute";
	return readable ? image_kind_of(object->type)->word : "object";
}

static void write_object(FILE *file, const struct catalog *catalog,
			 const struct catalog_object *each)
{
	const struct store_object *object = &each->object;
	struct image image;
	bool readable;

	readable = object->what == NTMS_ENTRY_OBJECT &&
		   image_open(object, &image);
	fprintf(file, "\n%s ", heading(object, readable));
	write_quoted(file, each->label, strlen(each->label));
	fputc(' ', file);
	write_guid(file, &object->id);
	fputc('\n', file);
	if (!readable)
		fprintf(file, "\tof-type %u\n", object->type);
	fprintf(file, "\torder %" PRIu64 "\n", each->order);
	if (object->what == NTMS_ENTRY_ACL)
		write_rights(file, object);
	else if (object->what == NTMS_ENTRY_ATTRIBUTE)
		write_attribute(file, object);
	else if (readable)
		write_image(file, catalog, &image);
	else
		write_raw(file, object);
}

/* ---- the order of a text */

static int rank(const struct store_object *object)
{
	static const uint32_t types[] = {
		NTMS_TYPE_COMPUTER, NTMS_TYPE_MEDIA_TYPE, NTMS_TYPE_LIBRARY,
		NTMS_TYPE_DRIVE, NTMS_TYPE_POOL, NTMS_TYPE_MEDIUM,
		NTMS_TYPE_LOGICAL_MEDIUM,
	};
	int i;

	if (object->what != NTMS_ENTRY_OBJECT)
		return 100 + object->what;
	for (i = 0; i < (int)(sizeof(types) / sizeof(*types)); i++)
		if (types[i] == object->type)
			return i;
	return i;
}

static int by_name(const void *one, const void *other)
{
	const struct catalog_object *first = *(const struct catalog_object *const *)one;
	const struct catalog_object *second = *(const struct catalog_object *const *)other;
	const struct store_object *a = &first->object, *b = &second->object;
	size_t shorter;
	int order;

	order = rank(a) - rank(b);
	if (!order)
		order = strcmp(first->label, second->label);
	if (!order)
		order = memcmp(&a->id, &b->id, sizeof(a->id));
	if (order)
		return order;
	shorter = a->name_length < b->name_length ? a->name_length :
						    b->name_length;
	order = shorter ? memcmp(a->name, b->name, shorter) : 0;
	return order ? order :
	       (a->name_length > b->name_length) -
	       (a->name_length < b->name_length);
}

void catalog_write(struct catalog *catalog, FILE *file)
{
	const struct catalog_object **sorted;
	size_t i, mark;

	sorted = (const struct catalog_object **)
		calloc(catalog->count + 1, sizeof(*sorted));
	if (!sorted)
		text_keep(NULL);
	for (i = 0; i < catalog->count; i++)
		sorted[i] = &catalog->objects[i];
	qsort(sorted, catalog->count, sizeof(*sorted), by_name);
	fprintf(file, CATALOG_TEXT "\nsequence %" PRIu64 "\n",
		catalog->sequence);
	for (i = 0; i < catalog->count; i++) {
		mark = text_mark();
		write_object(file, catalog, sorted[i]);
		text_release(mark);
	}
	free(sorted);
}
