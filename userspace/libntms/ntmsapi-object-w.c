// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Published objects in UTF-16.
 */
#include "object-texts.h"

#define put_text(to, from) \
	ntms_utf8_to_utf16(to, sizeof(to) / sizeof((to)[0]), from)
#define take_text ntms_utf16_to_utf8
#define NTMS_CHARACTERS(name) name##W
#define NTMS_CHARACTER WCHAR
#include "object-members.h"
