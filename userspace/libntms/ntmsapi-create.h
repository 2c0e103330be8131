/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * CreateNtmsMedia: what both kinds of characters have in common.
 */
#ifndef LIBNTMS_NTMSAPI_CREATE_H
#define LIBNTMS_NTMSAPI_CREATE_H

#include "published.h"

#include <errno.h>

/**
 * struct ntms_texts - what an object is called, in UTF-8, on the heap
 * @name: name
 * @description: description
 */
struct ntms_texts {
	char *name;
	char *description;
};

/**
 * struct ntms_preset - a cartridge that is to be registered
 * @create: what the kernel is told
 * @library: where it is said to be
 * @barcode: its barcode
 * @medium: what it is called
 * @side_ids: GUIDs that its sides are said to have
 * @sides: what they are called
 */
struct ntms_preset {
	struct ntms_medium_create create;
	struct ntms_guid library;
	char *barcode;
	struct ntms_texts medium;
	struct ntms_guid side_ids[NTMS_SIDES_MAX];
	struct ntms_texts sides[NTMS_SIDES_MAX];
};

/* Why a text could not be taken */
static inline DWORD ntms_taken(int error)
{
	if (!error)
		return ERROR_SUCCESS;
	return error == -ENOMEM ? ERROR_NOT_ENOUGH_MEMORY : ERROR_INVALID_NAME;
}

DWORD ntms_preset_readA(struct ntms_preset *preset,
			const NTMS_OBJECTINFORMATIONA *medium,
			const NTMS_OBJECTINFORMATIONA *sides);
DWORD ntms_preset_readW(struct ntms_preset *preset,
			const NTMS_OBJECTINFORMATIONW *medium,
			const NTMS_OBJECTINFORMATIONW *sides);
void ntms_preset_tellA(const struct ntms_preset *preset,
		       NTMS_OBJECTINFORMATIONA *medium,
		       NTMS_OBJECTINFORMATIONA *sides);
void ntms_preset_tellW(const struct ntms_preset *preset,
		       NTMS_OBJECTINFORMATIONW *medium,
		       NTMS_OBJECTINFORMATIONW *sides);

#endif /* LIBNTMS_NTMSAPI_CREATE_H */
