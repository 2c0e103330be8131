// SPDX-License-Identifier: GPL-2.0
/* Text: see text.h. */
#include "text.h"

/* Where the control characters from U+0080 on end */
#define NTMS_TEXT_C1_END	0xa0

static bool ntms_text_goes_on(u8 byte)
{
	return (byte & 0xc0) == 0x80;
}

/* How many bytes a character has that begins so, and what it is at least */
static size_t ntms_char_begin(u8 byte, u32 *code, u32 *least)
{
	if ((byte & 0xe0) == 0xc0) {
		*code = byte & 0x1f;
		*least = NTMS_TEXT_C1_END;
		return 2;
	}
	if ((byte & 0xf0) == 0xe0) {
		*code = byte & 0x0f;
		*least = 0x800;
		return 3;
	}
	*code = byte & 0x07;
	*least = 0x10000;
	return (byte & 0xf8) == 0xf0 ? 4 : 0;
}

/*
 * Bytes of the character that @text begins with; 0: it is none, or one that
 * controls. A string ends in a NUL, which goes on with no character.
 */
static size_t ntms_char_size(const char *text)
{
	u32 code, least;
	size_t size, i;

	if ((u8)*text < 0x80)
		return (u8)*text >= ' ' && *text != 0x7f;
	size = ntms_char_begin(*text, &code, &least);
	for (i = 1; i < size; i++) {
		if (!ntms_text_goes_on(text[i]))
			return 0;
		code = code << 6 | (text[i] & 0x3f);
	}
	if (code < least || code > 0x10ffff || (code & ~0x7ff) == 0xd800)
		return 0;
	return size;
}

static bool ntms_all_valid(const char *text, size_t size, const char *also)
{
	size_t step;

	if (strnlen(text, size) == size)
		return false;
	for (; *text; text += step) {
		step = ntms_char_size(text) ?: !!strchr(also, *text);
		if (!step)
			return false;
	}
	return true;
}

/**
 * ntms_text_valid() - is this a text for people?
 * @text: the text, may be empty
 * @size: room at @text
 *
 * It is UTF-8, ends in its array, and moves no cursor but by lines and tabs.
 *
 * Context: any.
 * Return: true if it is.
 */
bool ntms_text_valid(const char *text, size_t size)
{
	return ntms_all_valid(text, size, "\n\t");
}

/**
 * ntms_line_valid() - is this a text of one line?
 * @line: the text, may be empty
 * @size: room at @line
 *
 * Context: any.
 * Return: true if it is, and moves no cursor at all.
 */
bool ntms_line_valid(const char *line, size_t size)
{
	return ntms_all_valid(line, size, "");
}

/**
 * ntms_line_clean() - make a text of one line of what may be none
 * @line: what nobody checked, with a NUL at its end; what is no text in it
 *	becomes question marks
 *
 * Context: any.
 */
void ntms_line_clean(char *line)
{
	size_t size;

	while (*line) {
		size = ntms_char_size(line);
		if (!size)
			*line = '?';
		line += size ?: 1;
	}
}

/**
 * ntms_text_cut() - how much of a text there is room for
 * @text: a text that is valid
 * @room: bytes that there is room for, the NUL not counted
 *
 * Context: any.
 * Return: bytes, all of them of whole characters.
 */
size_t ntms_text_cut(const char *text, size_t room)
{
	size_t length = strnlen(text, room);

	while (length && ntms_text_goes_on(text[length]))
		length--;
	return length;
}
