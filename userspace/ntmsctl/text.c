// SPDX-License-Identifier: GPL-2.0
/*
 * Strings. The tool runs one command and ends, so strings are kept until then;
 * only loops over objects, of which there may be a million, release theirs.
 */
#include "ctl.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <wchar.h>

#define NSEC_PER_SEC 1000000000ULL

static char **kept;
static size_t kept_count, kept_room;

static void __attribute__((noreturn)) out_of_memory(void)
{
	fputs("ntmsctl: there is not enough memory.\n", stderr);
	exit(CTL_REFUSED);
}

char *text_keep(char *string)
{
	if (!string)
		out_of_memory();
	if (kept_count == kept_room) {
		kept_room = kept_room ? kept_room * 2 : 64;
		kept = reallocarray(kept, kept_room, sizeof(*kept));
		if (!kept)
			out_of_memory();
	}
	kept[kept_count++] = string;
	return string;
}

size_t text_mark(void)
{
	return kept_count;
}

void text_release(size_t mark)
{
	while (kept_count > mark)
		free(kept[--kept_count]);
}

void text_free_all(void)
{
	text_release(0);
	free(kept);
	kept = NULL;
	kept_room = 0;
}

char *text(const char *format, ...)
{
	char *string;
	va_list list;

	va_start(list, format);
	if (vasprintf(&string, format, list) < 0)
		string = NULL;
	va_end(list);
	return text_keep(string);
}

/* Bytes of the UTF-8 character at @s; 0: none. */
static size_t utf8_length(const unsigned char *s, uint32_t *character)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t length = 1, i;
	uint32_t c = s[0];

	if (c >= 0xf8 || (c >= 0x80 && c < 0xc0))
		return 0;
	if (c >= 0xc0)
		length = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
	if (length > 1)
		c &= 0x7fU >> length;
	for (i = 1; i < length; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3fU);
	}
	if (c < least[length] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0;
	*character = c;
	return length;
}

/* With @lines, line feeds and tabs are left. */
static char *clean(const char *string, bool lines)
{
	const unsigned char *from = (const unsigned char *)string;
	/* At most three bytes for each: those of U+FFFD. */
	char *result = text_keep(malloc(strlen(string) * 3 + 1));
	char *to = result;
	uint32_t character;

	while (*from) {
		size_t length = utf8_length(from, &character);

		if (length && ((character >= 0x20 &&
				(character < 0x7f || character >= 0xa0)) ||
			       (lines && (character == '\n' ||
					 character == '\t')))) {
			memcpy(to, from, length);
			to += length;
		} else {
			memcpy(to, "\xef\xbf\xbd", 3);
			to += 3;
		}
		from += length ? length : 1;
	}
	*to = '\0';
	return result;
}

char *text_clean(const char *string)
{
	return clean(string, false);
}

char *text_quote(const char *string)
{
	const char *from = text_clean(string);
	char *quoted = NULL;
	size_t size;
	FILE *to = open_memstream(&quoted, &size);

	if (!to)
		out_of_memory();
	putc('\'', to);
	for (; *from; from++) {
		/* No way out of the quotes is in them. */
		if (*from == '\'')
			fputs("'\\'", to);
		putc(*from, to);
	}
	putc('\'', to);
	return text_keep(fclose(to) ? NULL : quoted);
}

char *text_lines(const char *string)
{
	return clean(string, true);
}

char *text_line(const char *string)
{
	char *line = clean(string, true), *at;

	for (at = line; *at; at++)
		if (*at == '\n' || *at == '\t')
			*at = ' ';
	return line;
}

size_t text_width(const char *string)
{
	const unsigned char *s = (const unsigned char *)string;
	size_t width = 0;
	uint32_t character;

	while (*s) {
		size_t length = utf8_length(s, &character);
		int columns = length ? wcwidth((wchar_t)character) : 1;

		width += columns < 0 ? 1 : (size_t)columns;
		s += length ? length : 1;
	}
	return width;
}

char *text_time(uint64_t nanoseconds, bool utc)
{
	time_t seconds = (time_t)(nanoseconds / NSEC_PER_SEC);
	char stamp[64], zone[16];
	struct tm tm;

	if (!nanoseconds)
		return NULL;
	if (utc) {
		gmtime_r(&seconds, &tm);
		strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ", &tm);
		return text("%s", stamp);
	}
	localtime_r(&seconds, &tm);
	strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%S", &tm);
	strftime(zone, sizeof(zone), "%z", &tm);
	/* ISO 8601 has a colon in the offset, strftime() has none. */
	return text("%s%.3s:%s", stamp, zone, zone + 3);
}

char *text_count(uint64_t count, const char *one, const char *many)
{
	if (!count)
		return text("no %s", many);
	return text("%" PRIu64 " %s", count, count == 1 ? one : many);
}

char *text_guid(const struct ntms_guid *guid)
{
	char string[NTMS_GUID_TEXT_SIZE];

	return text("%s", ntms_guid_format(guid, string));
}

char *text_guid_short(const struct ntms_guid *guid)
{
	return text("%.8s", text_guid(guid));
}

char *text_span(uint64_t seconds)
{
	static const struct {
		uint64_t seconds;
		const char *name;
	} units[] = {
		{ 86400, "d" }, { 3600, "h" }, { 60, "min" }, { 1, "s" },
	};
	size_t i = 0, last = sizeof(units) / sizeof(units[0]) - 1;
	uint64_t small;

	while (i < last && seconds < units[i].seconds)
		i++;
	if (i == last)
		return text("%" PRIu64 " s", seconds);
	small = seconds % units[i].seconds / units[i + 1].seconds;
	if (!small)
		return text("%" PRIu64 " %s", seconds / units[i].seconds,
			    units[i].name);
	return text("%" PRIu64 " %s %" PRIu64 " %s", seconds / units[i].seconds,
		    units[i].name, small, units[i + 1].name);
}

char *text_left(uint64_t deadline)
{
	uint64_t now = ntms_deadline_in(0);

	if (deadline == NTMS_DEADLINE_NEVER)
		return NULL;
	/* What is left of the second has not gone yet. */
	return text_span(deadline <= now ? 0 :
			 (deadline - now + NSEC_PER_SEC - 1) / NSEC_PER_SEC);
}

/* A number at the beginning of @string; @rest is what follows it. */
static bool number_prefix(const char *string, uint64_t *number,
			  const char **rest)
{
	char *end;

	if (!isdigit((unsigned char)*string))
		return false;
	errno = 0;
	*number = strtoull(string, &end, 10);
	*rest = end;
	return !errno && *number <= UINT32_MAX;
}

bool text_duration(const char *string, uint32_t *milliseconds)
{
	static const struct {
		const char *name;
		uint64_t milliseconds;
	} units[] = {
		{ "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 },
	};
	const char *unit;
	uint64_t number;
	size_t i;

	if (!strcmp(string, "infinite")) {
		*milliseconds = NTMS_TIMEOUT_INFINITE;
		return true;
	}
	if (!number_prefix(string, &number, &unit))
		return false;
	if (!number && !*unit) {
		*milliseconds = 0;
		return true;
	}
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(unit, units[i].name))
			continue;
		number *= units[i].milliseconds;
		if (number >= NTMS_TIMEOUT_INFINITE)
			return false;
		*milliseconds = (uint32_t)number;
		return true;
	}
	return false;
}

bool text_number(const char *string, uint32_t *number)
{
	const char *rest;
	uint64_t value;

	if (!number_prefix(string, &value, &rest) || *rest)
		return false;
	*number = (uint32_t)value;
	return true;
}
