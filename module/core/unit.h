/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who a logical unit is: what its INQUIRY data and its VPD pages 80h and 83h
 * say, and whether that is whom a library means. References are to SPC-4.
 *
 * Computes and nothing else, as smc.h does, and trusts no length either.
 */
#ifndef NTMS_CORE_UNIT_H
#define NTMS_CORE_UNIT_H

#include "smc.h"

#define NTMS_UNIT_IDENTITY_SIZE	160

/**
 * struct ntms_unit - what a logical unit says about itself
 * @vendor: INQUIRY, trimmed
 * @product: INQUIRY, trimmed
 * @serial: unit serial number, VPD page 80h, trimmed; empty if there is none
 * @page83: VPD page 83h from its first byte on, or NULL
 * @page83_len: bytes of it
 */
struct ntms_unit {
	const char *vendor;
	const char *product;
	const char *serial;
	const u8 *page83;
	size_t page83_len;
};

/**
 * struct ntms_designator - one designation descriptor of VPD page 83h
 * @id: the designator
 * @length: bytes of it
 * @code_set: 1 binary, 2 ASCII, 3 UTF-8
 * @type: designator type, as in struct ntms_smc_ident
 * @association: 0 the logical unit, 1 the port, 2 the target device
 */
struct ntms_designator {
	const u8 *id;
	u8 length;
	u8 code_set;
	u8 type;
	u8 association;
};

bool ntms_designator_next(const struct ntms_unit *unit, size_t *at,
			  struct ntms_designator *designator);
size_t ntms_unit_text(const u8 *from, size_t len, char *to, size_t size);
void ntms_unit_identity(const struct ntms_unit *unit, const char *where,
			char *identity, size_t size);
u8 ntms_unit_match(const struct ntms_unit *unit,
		   const struct ntms_smc_ident *ident);
bool ntms_unit_may_match(const struct ntms_unit *unit,
			 const struct ntms_smc_ident *ident);

#endif /* NTMS_CORE_UNIT_H */
