/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The medium changer command set, as far as it is bytes in a buffer: commands
 * are built and replies taken apart here, and nowhere else. References are to
 * SMC-3 (INCITS 484).
 *
 * Whatever a library sends is untrusted: every length is checked against every
 * other and against the buffer.
 */
#ifndef NTMS_CORE_SMC_H
#define NTMS_CORE_SMC_H

#include "types.h"

/* Element type codes, SMC-3 table 10 */
#define NTMS_SMC_MT	1	/* medium transport */
#define NTMS_SMC_ST	2	/* storage */
#define NTMS_SMC_IE	3	/* import/export */
#define NTMS_SMC_DT	4	/* data transfer */
#define NTMS_SMC_TYPES	5	/* array size, index 0 is unused */

#define NTMS_SMC_TAG_SIZE	33	/* 32 characters of a volume tag, and NUL */
#define NTMS_SMC_IDENT_SIZE	64

/**
 * struct ntms_smc_geometry - what mode pages 1Dh and 1Eh say
 * @first: lowest element address, by element type code
 * @count: number of elements, by element type code
 * @rotates: a transport can turn a cartridge over (page 1Eh, ROTATE)
 */
struct ntms_smc_geometry {
	u16 first[NTMS_SMC_TYPES];
	u16 count[NTMS_SMC_TYPES];
	bool rotates;
};

/* Flags of an element descriptor */
#define NTMS_SMC_FULL	(1U << 0)
#define NTMS_SMC_ACCESS	(1U << 1)
#define NTMS_SMC_EXCEPT	(1U << 2)
#define NTMS_SMC_IMPEXP	(1U << 3)
#define NTMS_SMC_INENAB	(1U << 4)
#define NTMS_SMC_EXENAB	(1U << 5)
#define NTMS_SMC_SVALID	(1U << 6)
#define NTMS_SMC_INVERT	(1U << 7)

/* Medium type of an element descriptor, SMC-3 table 29 */
#define NTMS_SMC_MEDIUM_UNSPECIFIED	0
#define NTMS_SMC_MEDIUM_DATA		1
#define NTMS_SMC_MEDIUM_CLEANING	2

/**
 * struct ntms_smc_element - one element descriptor, decoded
 * @address: element address
 * @source: storage element the cartridge came from, if NTMS_SMC_SVALID
 * @asc: additional sense code << 8 | qualifier, if NTMS_SMC_EXCEPT
 * @type: element type code
 * @medium_type: NTMS_SMC_MEDIUM_*; 0 if the library does not say
 * @flags: NTMS_SMC_*
 * @barcode: primary volume tag without padding, printable ASCII; empty if the
 *	element is empty, there is no tag or it cannot be read
 */
struct ntms_smc_element {
	u16 address;
	u16 source;
	u16 asc;
	u8 type;
	u8 medium_type;
	u8 flags;
	char barcode[NTMS_SMC_TAG_SIZE];
};

/**
 * struct ntms_smc_ident - who the device in a data transfer element is
 * @address: element address
 * @length: bytes in @id; 0 if the library did not say
 * @code_set: code set of the identifier (SPC: 1 binary, 2 ASCII, 3 UTF-8)
 * @type: identifier type (SPC: 0 vendor specific, 1 T10 vendor id, 2 EUI-64,
 *	3 NAA, 8 name string)
 * @bus: what bytes 6 and 7 say: NTMS_SMC_BUS_*
 * @target: SCSI target, if NTMS_SMC_BUS_TARGET
 * @lun: logical unit, if NTMS_SMC_BUS_LUN
 * @id: the identifier, trimmed of trailing blanks and NULs
 */
struct ntms_smc_ident {
	u16 address;
	u8 length;
	u8 code_set;
	u8 type;
	u8 bus;
	u8 target;
	u8 lun;
	u8 id[NTMS_SMC_IDENT_SIZE];
};

#define NTMS_SMC_BUS_TARGET	(1U << 0)
#define NTMS_SMC_BUS_LUN	(1U << 1)
#define NTMS_SMC_BUS_OTHER	(1U << 2)	/* NOT BUS: not on the changer's bus */

#endif /* NTMS_CORE_SMC_H */
