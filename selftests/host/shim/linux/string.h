/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTMS_SHIM_STRING_H
#define NTMS_SHIM_STRING_H

#include <linux/types.h>
#include <errno.h>
#include <string.h>

/* Room is given, or the size of the array it goes to. */
#define strscpy(to, ...) \
	shim_strscpy(to, shim_strscpy_args(to, __VA_ARGS__, sizeof(to)))
#define shim_strscpy_args(to, from, size, ...)	from, size

static inline ssize_t shim_strscpy(char *to, const char *from, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++) {
		to[i] = from[i];
		if (!from[i])
			return i;
	}
	if (size)
		to[size - 1] = '\0';
	return -E2BIG;
}

static inline char *strnstr(const char *text, const char *part, size_t size)
{
	size_t length = strlen(part);

	for (; size >= length && *text; text++, size--)
		if (!strncmp(text, part, length))
			return (char *)text;
	return NULL;
}

#endif /* NTMS_SHIM_STRING_H */
