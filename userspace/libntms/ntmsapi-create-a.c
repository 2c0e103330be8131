// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * CreateNtmsMedia in UTF-8.
 */
#include "ntmsapi-create.h"

#include <stdlib.h>

static int take_array(char **to, const CHAR *from, size_t size)
{
	*to = strndup(from, size);
	return *to ? 0 : -ENOMEM;
}

#define INFORMATION NTMS_OBJECTINFORMATIONA
#define READ ntms_preset_readA
#define TELL ntms_preset_tellA
#include "create-members.h"
