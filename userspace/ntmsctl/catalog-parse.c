// SPDX-License-Identifier: GPL-2.0
/*
 * A catalog out of its text. What a paragraph says is collected, and at its end
 * an object is made of it; what things are called is for people, and not read.
 */
#include "catalog.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#define NSEC_PER_SEC UINT64_C(1000000000)
/* Words stand for numbers less than this. */
#define WORDS_BELOW 2000

/**
 * struct parser - how far it is
 * @catalog: what was read
 * @image: the image of the paragraph
 * @object: what it becomes
 * @data: data that are no image
 * @length: bytes of them
 * @name: of an attribute
 * @name_length: bytes of it
 * @order: see struct catalog_object
 * @begun: there is a paragraph
 * @mark: what text.c keeps from here on is of the paragraph
 */
struct parser {
	struct catalog *catalog;
	struct image image;
	struct store_object object;
	unsigned char *data;
	size_t length;
	char *name;
	size_t name_length;
	uint64_t order;
	bool begun;
	size_t mark;
};

/* ---- values; each moves @at behind what it took */

static void skip_blanks(const char **at)
{
	*at += strspn(*at, " \t");
}

static int hex_digit(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	return -1;
}

static bool take_byte(const char **at, unsigned char *byte)
{
	int high = hex_digit((*at)[0]), low;

	if (high < 0)
		return false;
	low = hex_digit((*at)[1]);
	if (low < 0)
		return false;
	*byte = (unsigned char)(high << 4 | low);
	*at += 2;
	return true;
}

/* Text in quotes, or bytes as they are; kept by text.c. */
static bool take_bytes(const char **at, char **bytes, size_t *length)
{
	char *to = *bytes = text_keep(malloc(strlen(*at) + 1));
	bool quoted = **at == '"';

	*at += quoted;
	while (**at && **at != '"') {
		if (!quoted || !strncmp(*at, "\\x", 2)) {
			*at += quoted ? 2 : 0;
			if (!take_byte(at, (unsigned char *)to++))
				return false;
			continue;
		}
		if (**at == '\\' && *++*at != '"' && **at != '\\')
			return false;
		*to++ = *(*at)++;
	}
	*length = (size_t)(to - *bytes);
	*to = '\0';
	if (!quoted)
		return !**at;
	return *(*at)++ == '"';
}

static bool take_number(const char *at, uint64_t *number)
{
	char *end;

	errno = 0;
	*number = strtoull(at, &end, 10);
	return *at >= '0' && *at <= '9' && !*end && !errno;
}

static bool take_time(const char *at, uint64_t *number)
{
	struct tm tm = { 0 };
	const char *end = strptime(at, "%Y-%m-%dT%H:%M:%S.", &tm);
	unsigned long nanoseconds;
	char *rest;

	if (!end)
		return take_number(at, number);
	nanoseconds = strtoul(end, &rest, 10);
	if (rest != end + 9 || strcmp(rest, "Z"))
		return false;
	*number = (uint64_t)timegm(&tm) * NSEC_PER_SEC + nanoseconds;
	return true;
}

/* A GUID, and before it what it is called */
static bool take_guid(const char *at, struct ntms_guid *id)
{
	size_t length;
	char *label;

	if (*at == '"' && !take_bytes(&at, &label, &length))
		return false;
	skip_blanks(&at);
	return !ntms_guid_parse(at, id);
}

static bool take_word(const struct member *member, const char *at,
		      uint64_t *number)
{
	const char *word;
	uint32_t i;

	if (take_number(at, number))
		return true;
	if (member->form == FORM_YES) {
		*number = !strcmp(at, "yes");
		return *number || !strcmp(at, "no");
	}
	for (i = 0; member->word && i < WORDS_BELOW; i++) {
		word = member->word(i);
		if (word && !strcmp(word, at)) {
			*number = i;
			return true;
		}
	}
	return false;
}

static bool fits(uint64_t number, size_t size)
{
	return size >= sizeof(number) || !(number >> (8 * size));
}

/* ---- members */

static const char *set_member(struct parser *parser,
			      const struct member *member, const char *at)
{
	unsigned char *to = parser->image.all.bytes + member->offset;
	struct ntms_guid id;
	uint64_t number;
	size_t length;
	char *bytes;

	switch (member->form) {
	case FORM_GUID:
		if (!take_guid(at, &id))
			return "that is no GUID";
		memcpy(to, &id, sizeof(id));
		return NULL;
	case FORM_CHARS:
	case FORM_HEX:
		if (!take_bytes(&at, &bytes, &length) || *at)
			return "that is no text in quotes, and no bytes";
		if (length > member->size ||
		    (member->form == FORM_CHARS && length == member->size))
			return "it is too long";
		memset(to, 0, member->size);
		memcpy(to, bytes, length);
		return NULL;
	case FORM_TIME:
		if (!take_time(at, &number))
			return "that is no time";
		break;
	default:
		if (!take_word(member, at, &number))
			return "that is no number, nor a word that stands for one";
	}
	if (!fits(number, member->size))
		return "the number is too big";
	member_set_number(&parser->image, member, number);
	return NULL;
}

static const char *set_text(struct parser *parser, int which, const char *at)
{
	char *bytes;

	if (!take_bytes(&at, &bytes, &parser->image.lengths[which]) || *at)
		return "that is no text in quotes";
	parser->image.strings[which] = bytes;
	return NULL;
}

static const char *image_line(struct parser *parser, const char *name,
			      const char *at)
{
	const struct image_kind *kind = parser->image.kind;
	const struct member *member;
	char *bytes;
	int i;

	for (i = 0; i < IMAGE_STRINGS_MOST && kind->strings[i].name; i++)
		if (!strcmp(kind->strings[i].name, name))
			return set_text(parser, i, at);
	for (member = kind->members; member->name; member++)
		if (!strcmp(member->name, name))
			return set_member(parser, member, at);
	if (strcmp(name, "more"))
		return "objects of this kind have no such member";
	if (!take_bytes(&at, &bytes, &parser->image.more_size) || *at)
		return "those are no bytes";
	parser->image.more = (unsigned char *)bytes;
	return NULL;
}

static const char *rights_line(struct parser *parser, const char *name,
			       const char *at)
{
	struct ntms_ace ace = {
		.kind = !strcmp(name, "user") ? NTMS_ACE_USER :
			!strcmp(name, "group") ? NTMS_ACE_GROUP :
			!strcmp(name, "everyone") ? NTMS_ACE_EVERYONE : 0,
	};
	size_t size = sizeof(ace), length;
	char *end;

	ace.id = (uint32_t)strtoul(at, &end, 10);
	if (!ace.kind || end == at)
		return "rights are of user, group or everyone, and a number";
	for (at = end; *at; at += length) {
		skip_blanks(&at);
		length = strcspn(at, " \t");
		if (length == 3 && !strncmp(at, "use", length))
			ace.rights |= NTMS_RIGHT_USE;
		else if (length == 6 && !strncmp(at, "modify", length))
			ace.rights |= NTMS_RIGHT_MODIFY;
		else if (length == 7 && !strncmp(at, "control", length))
			ace.rights |= NTMS_RIGHT_CONTROL;
		else
			return "rights are use, modify and control";
	}
	parser->data = realloc(parser->data, parser->length + size);
	if (!parser->data)
		text_keep(NULL);
	memcpy(parser->data + parser->length, &ace, size);
	parser->length += size;
	return NULL;
}

static const char *set_data(struct parser *parser, const char *at)
{
	char *bytes;

	if (!take_bytes(&at, &bytes, &parser->length) || *at)
		return "that is no text in quotes, and no bytes";
	free(parser->data);
	parser->data = malloc(parser->length + 1);
	if (!parser->data)
		text_keep(NULL);
	memcpy(parser->data, bytes, parser->length);
	return NULL;
}

static const char *member_line(struct parser *parser, const char *name,
			       const char *at)
{
	uint64_t number;

	if (!strcmp(name, "order")) {
		if (!take_number(at, &number) || number > STORE_ORDER_MOST)
			return "that is no number";
		parser->order = number;
		return NULL;
	}
	if (!strcmp(name, "of-type")) {
		if (!take_number(at, &number) || number > UINT16_MAX)
			return "that is no number";
		parser->object.type = (uint16_t)number;
		return NULL;
	}
	if (parser->image.kind)
		return image_line(parser, name, at);
	if (parser->object.what == NTMS_ENTRY_ACL)
		return rights_line(parser, name, at);
	if (!strcmp(name, "data"))
		return set_data(parser, at);
	if (strcmp(name, "name") || parser->object.what != NTMS_ENTRY_ATTRIBUTE)
		return "there is no such member here";
	if (!take_bytes(&at, &parser->name, &parser->name_length) || *at)
		return "that is no text in quotes";
	return NULL;
}

/* ---- paragraphs */

static const char *begin_paragraph(struct parser *parser, const char *word,
				   const char *at)
{
	struct store_object *object = &parser->object;

	memset(&parser->image, 0, sizeof(parser->image));
	memset(object, 0, sizeof(*object));
	parser->begun = true;
	parser->length = 0;
	parser->name = NULL;
	parser->name_length = 0;
	parser->order = parser->catalog->count;
	object->what = NTMS_ENTRY_OBJECT;
	parser->image.kind = image_kind_named(word);
	if (parser->image.kind)
		object->type = (uint16_t)parser->image.kind->type;
	else if (!strcmp(word, "rights"))
		object->what = NTMS_ENTRY_ACL;
	else if (!strcmp(word, "attribute"))
		object->what = NTMS_ENTRY_ATTRIBUTE;
	else if (strcmp(word, "object"))
		return "there is no such kind of objects";
	return take_guid(at, &object->id) ? NULL :
	       "what it is called and its GUID have to stand here";
}

static void pack_attribute(struct parser *parser)
{
	size_t size = store_attribute_size(parser->name_length, parser->length);
	unsigned char *data = malloc(size);

	if (!data)
		text_keep(NULL);
	store_attribute_fill(data, parser->name, parser->name_length,
			     parser->data, parser->length);
	free(parser->data);
	parser->data = data;
	parser->length = size;
	parser->object.name = parser->name;
	parser->object.name_length = parser->name_length;
}

static void end_paragraph(struct parser *parser)
{
	struct store_object *object = &parser->object;
	void *written = NULL;

	if (!parser->begun)
		return;
	parser->begun = false;
	if (object->what == NTMS_ENTRY_ATTRIBUTE)
		pack_attribute(parser);
	object->data = parser->data;
	object->length = parser->length;
	if (parser->image.kind) {
		written = image_write(&parser->image, &object->length);
		object->data = written;
	}
	object->order = parser->order;
	catalog_add(parser->catalog, object);
	free(written);
	text_release(parser->mark);
}

static const char *take_line(struct parser *parser, char *line, size_t number)
{
	bool indented = *line == '\t' || *line == ' ';
	const char *at = line;
	char *word;

	skip_blanks(&at);
	if (!*at || *at == '#')
		return NULL;
	if (number == 1)
		return strcmp(line, CATALOG_TEXT) ?
		       "it does not begin with \"" CATALOG_TEXT "\"" : NULL;
	word = line + (at - line);
	at += strcspn(at, " \t");
	if (*at)
		line[at++ - line] = '\0';
	skip_blanks(&at);
	if (indented)
		return parser->begun ? member_line(parser, word, at) :
				       "a member stands where there is no object";
	end_paragraph(parser);
	if (!strcmp(word, "sequence"))
		return take_number(at, &parser->catalog->sequence) ? NULL :
		       "that is no number";
	return begin_paragraph(parser, word, at);
}

static int by_order(const void *one, const void *other)
{
	const struct catalog_object *first = one, *second = other;

	return (first->order > second->order) - (first->order < second->order);
}

const char *catalog_parse(FILE *file, struct catalog *catalog, size_t *line)
{
	struct parser parser = { .catalog = catalog, .mark = text_mark() };
	const char *wrong = NULL;
	char *buffer = NULL;
	size_t size = 0;
	ssize_t length;

	catalog_begin(catalog);
	for (*line = 0; !wrong; ) {
		length = getline(&buffer, &size, file);
		if (length < 0)
			break;
		++*line;
		if (length && buffer[length - 1] == '\n')
			buffer[--length] = '\0';
		if (strlen(buffer) != (size_t)length)
			wrong = "there is a NUL in it";
		else
			wrong = take_line(&parser, buffer, *line);
	}
	if (!wrong)
		end_paragraph(&parser);
	if (!wrong && !*line)
		wrong = "it is empty";
	text_release(parser.mark);
	free(buffer);
	free(parser.data);
	if (wrong)
		return wrong;
	if (catalog->count)
		qsort(catalog->objects, catalog->count,
		      sizeof(*catalog->objects), by_order);
	catalog_index(catalog);
	return NULL;
}
