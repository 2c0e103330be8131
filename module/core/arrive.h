/* SPDX-License-Identifier: GPL-2.0 */
/* The steps of taking in what an inventory found; reconcile.c calls them. */
#ifndef NTMS_CORE_ARRIVE_H
#define NTMS_CORE_ARRIVE_H

#include "catalog.h"

struct ntms_report;

struct ntms_media_type *ntms_media_type_of(const struct ntms_catalog *cat,
					   u32 code);
int ntms_media_type_ensure(struct ntms_catalog *cat, u8 code,
			   struct ntms_media_type **type);
int ntms_report_layout(struct ntms_catalog *cat, struct ntms_library *library,
		       const struct ntms_report *report);
int ntms_report_media_type(struct ntms_catalog *cat,
			   struct ntms_library *library);
int ntms_report_elements(struct ntms_catalog *cat, struct ntms_library *library,
			 const struct ntms_report *report);

#endif /* NTMS_CORE_ARRIVE_H */
