// SPDX-License-Identifier: GPL-2.0
/*
 * Strings. Without memory nothing useful can be done, and whoever started the
 * program starts it again: it ends with a word about it.
 */
#include "operator.h"

#include <stdarg.h>
#include <stdlib.h>
#include <wchar.h>
#include <wctype.h>

#define NO_CHARACTER "\xef\xbf\xbd"	/* U+FFFD */

static void *must(void *memory)
{
	if (memory)
		return memory;
	fputs("ntms-operator: there is not enough memory.\n", stderr);
	exit(EXIT_FAILED);
}

void string_begin(struct string *string)
{
	string->text = NULL;
	string->file = must(open_memstream(&string->text, &string->size));
}

char *string_take(struct string *string)
{
	if (fclose(string->file))
		must(NULL);
	string->file = NULL;
	return must(string->text);
}

char *format(const char *how, ...)
{
	char *text;
	va_list list;

	va_start(list, how);
	if (vasprintf(&text, how, list) < 0)
		text = NULL;
	va_end(list);
	return must(text);
}

char *copy(const char *text)
{
	return must(strdup(text));
}

void *allocate(size_t count, size_t size)
{
	return must(calloc(count ? count : 1, size));
}

void *resize(void *array, size_t count, size_t size)
{
	return must(reallocarray(array, count, size));
}

char *clean(const char *text)
{
	size_t left = text ? strlen(text) : 0, length;
	/* At most three bytes for each: those of U+FFFD. */
	char *result = allocate(left * 3 + 1, 1), *to = result;
	mbstate_t state = { 0 };
	wchar_t character;

	while (left) {
		length = mbrtowc(&character, text, left, &state);
		if (length == (size_t)-1 || length == (size_t)-2) {
			memset(&state, 0, sizeof(state));
			to = stpcpy(to, NO_CHARACTER);
			length = 1;
		} else if (!iswprint((wint_t)character)) {
			to = stpcpy(to, NO_CHARACTER);
		} else {
			to = mempcpy(to, text, length);
		}
		text += length;
		left -= length;
	}
	return result;
}

char *clean_lines(const char *text, const char *between)
{
	size_t left = strlen(text), length;
	struct string result;
	char *line, *cleaned;

	string_begin(&result);
	while (left && (text[left - 1] == '\n' || text[left - 1] == '\r'))
		left--;
	while (left) {
		const char *newline = memchr(text, '\n', left);
		size_t whole = newline ? (size_t)(newline - text) : left;

		length = whole;
		if (length && text[length - 1] == '\r')
			length--;
		line = format("%.*s", (int)length, text);
		cleaned = clean(line);
		fputs(cleaned, result.file);
		free(line);
		free(cleaned);
		text += whole;
		left -= whole;
		if (left) {
			fputs(between, result.file);
			text++;
			left--;
		}
	}
	return string_take(&result);
}

char *guid_short(const struct ntms_guid *guid)
{
	char *whole = guid_text(guid), *text = format("%.8s", whole);

	free(whole);
	return text;
}

char *guid_text(const struct ntms_guid *guid)
{
	char *text = allocate(NTMS_GUID_TEXT_SIZE, 1);

	return ntms_guid_format(guid, text);
}

void complain(const char *how, ...)
{
	va_list list;

	fputs("ntms-operator: ", stderr);
	va_start(list, how);
	vfprintf(stderr, how, list);
	va_end(list);
	fputc('\n', stderr);
}

void die(const char *how, ...)
{
	va_list list;

	fputs("ntms-operator: ", stderr);
	va_start(list, how);
	vfprintf(stderr, how, list);
	va_end(list);
	fputc('\n', stderr);
	exit(EXIT_FAILED);
}
