// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * CreateNtmsMedia in UTF-16.
 */
#include "ntmsapi-create.h"

#include <stdlib.h>

static int take_array(char **to, const WCHAR *from, size_t units)
{
	uint16_t *text = calloc(units + 1, sizeof(*text));
	int error;

	if (!text)
		return -ENOMEM;
	memcpy(text, from, units * sizeof(*text));
	error = ntms_utf16_to_utf8(text, to);
	free(text);
	return error;
}

#define INFORMATION NTMS_OBJECTINFORMATIONW
#define READ ntms_preset_readW
#define TELL ntms_preset_tellW
#include "create-members.h"
