/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The medium changer command set, as far as it is bytes in a buffer: commands
 * are built and replies taken apart here, and nowhere else. References are to
 * SMC-3 (INCITS 484).
 *
 * Whatever a library sends is untrusted: every length is checked against every
 * other and against the buffer. A reply that contradicts itself is refused
 * (-EPROTO), one that says more than was asked for is cut, and after one that
 * says less the reader goes on from where it ended.
 *
 * Everything here computes and nothing else: it may be called from any context,
 * takes no lock, allocates nothing and keeps no pointer that it was not given.
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

#define NTMS_SMC_ADDRESSES	0x10000U	/* an element address has 16 bits */

#define NTMS_SMC_TAG_SIZE	33	/* 32 characters of a volume tag, and NUL */
#define NTMS_SMC_IDENT_SIZE	64

/**
 * struct ntms_smc_geometry - what mode pages 1Dh, 1Eh and 1Fh say
 * @first: lowest element address, by element type code
 * @count: number of elements, by element type code
 * @moves: to which element types a cartridge can be moved, as bits
 *	1 << element type code, by element type code of the source (page 1Fh)
 * @rotates: a transport can turn a cartridge over (page 1Eh, ROTATE)
 */
struct ntms_smc_geometry {
	u16 first[NTMS_SMC_TYPES];
	u16 count[NTMS_SMC_TYPES];
	u8 moves[NTMS_SMC_TYPES];
	bool rotates;
};

/* Flags of an element descriptor */
#define NTMS_SMC_FULL	BIT(0)
#define NTMS_SMC_ACCESS	BIT(1)
#define NTMS_SMC_EXCEPT	BIT(2)
#define NTMS_SMC_IMPEXP	BIT(3)
#define NTMS_SMC_INENAB	BIT(4)
#define NTMS_SMC_EXENAB	BIT(5)
#define NTMS_SMC_SVALID	BIT(6)
#define NTMS_SMC_INVERT	BIT(7)

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
 * @barcode: primary volume tag without padding, printable ASCII, zero to the
 *	end of the array; empty if the element is empty, there is no tag or it
 *	cannot be read
 *
 * No holes: two elements are the same if their bytes are.
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
 * @cut: the library broke off in the identifier: @id is only its beginning
 * @id: the identifier; unless its code set is binary, without trailing blanks
 *	and NULs
 */
struct ntms_smc_ident {
	u16 address;
	u8 length;
	u8 code_set;
	u8 type;
	u8 bus;
	u8 target;
	u8 lun;
	bool cut;
	u8 id[NTMS_SMC_IDENT_SIZE];
};

#define NTMS_SMC_BUS_TARGET	BIT(0)
#define NTMS_SMC_BUS_LUN	BIT(1)
#define NTMS_SMC_BUS_OTHER	BIT(2)	/* NOT BUS: not on the changer's bus */

/* Commands. Every one fits into NTMS_SMC_CDB_SIZE bytes. */
#define NTMS_SMC_CDB_SIZE	12

/* Flags of READ ELEMENT STATUS */
#define NTMS_SMC_VOLTAG		BIT(0)	/* with volume tags */
#define NTMS_SMC_DVCID		BIT(1)	/* with device identifiers */
#define NTMS_SMC_CURDATA	BIT(2)	/* what is known, without motion */

#define NTMS_SMC_ALLOC_MAX	0xffffffU	/* allocation length has 24 bits */

/* Mode pages of a changer, SMC-3 7.3 */
#define NTMS_SMC_PAGE_ADDRESSES		0x1d
#define NTMS_SMC_PAGE_GEOMETRY		0x1e
#define NTMS_SMC_PAGE_CAPABILITIES	0x1f

void ntms_smc_cdb_test_unit_ready(u8 *cdb);
void ntms_smc_cdb_init_status(u8 *cdb);
void ntms_smc_cdb_mode_sense6(u8 *cdb, u8 page, u8 length);
void ntms_smc_cdb_mode_sense10(u8 *cdb, u8 page, u16 length);
void ntms_smc_cdb_read_status(u8 *cdb, u8 type, u16 first, u16 count,
			      unsigned int flags, u32 length);
void ntms_smc_cdb_move(u8 *cdb, u16 transport, u16 source, u16 target,
		       bool invert);
unsigned int ntms_smc_cdb_length(const u8 *cdb);

int ntms_smc_mode_page(const u8 *buf, size_t len, bool ten, u8 page,
		       const u8 **body, size_t *body_len);
int ntms_smc_geometry_check(const struct ntms_smc_geometry *geometry);
int ntms_smc_mode_addresses(const u8 *page, size_t len,
			    struct ntms_smc_geometry *geometry);
void ntms_smc_mode_transports(const u8 *page, size_t len,
			      struct ntms_smc_geometry *geometry);
void ntms_smc_mode_capabilities(const u8 *page, size_t len,
				struct ntms_smc_geometry *geometry);

/**
 * struct ntms_smc_header - header of READ ELEMENT STATUS data
 * @first: lowest element address reported
 * @count: number of elements reported
 * @length: bytes of the whole report, the header included, however many of
 *	them the allocation length let through
 */
struct ntms_smc_header {
	u16 first;
	u16 count;
	u32 length;
};

int ntms_smc_header(const u8 *buf, size_t len, struct ntms_smc_header *header);

/*
 * What a library did that it should not have done and that could be lived
 * with. For the log: none of these makes a report wrong.
 */
#define NTMS_SMC_ODD_RANGE	BIT(0)	/* elements nobody asked for */
#define NTMS_SMC_ODD_TYPE	BIT(1)	/* pages of another element type */
#define NTMS_SMC_ODD_EXCESS	BIT(2)	/* bytes after the last element */
#define NTMS_SMC_ODD_ORDER	BIT(3)	/* addresses do not ascend */
#define NTMS_SMC_ODD_TWICE	BIT(4)	/* the same descriptor twice */
#define NTMS_SMC_ODD_TAG	BIT(5)	/* unreadable volume tags */
#define NTMS_SMC_ODD_IDENT	BIT(6)	/* unusable device identifiers */
#define NTMS_SMC_ODD_FEWER	BIT(7)	/* fewer elements than expected */
#define NTMS_SMC_ODD_CUT	BIT(8)	/* breaks off in the last element */

/**
 * struct ntms_smc_read - reading all elements of one type
 * @type: in: element type code
 * @flags: in: NTMS_SMC_VOLTAG, _DVCID, _CURDATA
 * @first: in: lowest element address
 * @span: in: number of addresses, and room in the arrays
 * @expect: in: how many elements there are; 0 if that is not known
 * @per_command: in: ask for that many elements at most in one command; 0: no
 *	limit. May be changed between two commands
 * @elements: in: array of @span, owned by the caller
 * @idents: in: array of @span, or NULL
 * @found: out: elements read so far
 * @odd: out: NTMS_SMC_ODD_* bits
 * @tags: out: the library sends primary volume tags, if only blank ones
 * @next: address to go on from
 * @asked: first address of the command under way
 * @room: size of the buffer of the command under way
 * @owed: the last reply promised more than it held
 * @done: nothing is left to ask for
 *
 * The caller fills in what is marked *in*, then::
 *
 *	ntms_smc_read_begin(&read);
 *	while (ntms_smc_read_next(&read, cdb, buffer_length)) {
 *		...run the command...
 *		err = ntms_smc_read_reply(&read, buffer, length);
 *		if (err)
 *			break;
 *	}
 *	err = ntms_smc_read_end(&read);
 *
 * Every reply either brings an element that was not there before or ends the
 * loop, so it ends whatever the library does.
 */
struct ntms_smc_read {
	u8 type;
	unsigned int flags;
	u16 first;
	u32 span;
	u32 expect;
	u32 per_command;
	struct ntms_smc_element *elements;
	struct ntms_smc_ident *idents;

	u32 found;
	unsigned int odd;
	bool tags;
	u32 next;
	u32 asked;
	u32 room;
	bool owed;
	bool done;
};

void ntms_smc_read_begin(struct ntms_smc_read *read);
bool ntms_smc_read_next(struct ntms_smc_read *read, u8 *cdb, u32 length);
int ntms_smc_read_reply(struct ntms_smc_read *read, const u8 *buf, size_t len);
int ntms_smc_read_end(struct ntms_smc_read *read);

/**
 * enum ntms_smc_verdict - what to do after a command that ended with sense
 * @NTMS_SMC_GOOD: it was done
 * @NTMS_SMC_AGAIN: send it again: the sense was about something else
 * @NTMS_SMC_WAIT: send it again after a while: the library is busy getting ready
 * @NTMS_SMC_FAIL: it failed
 */
enum ntms_smc_verdict {
	NTMS_SMC_GOOD,
	NTMS_SMC_AGAIN,
	NTMS_SMC_WAIT,
	NTMS_SMC_FAIL,
};

/* News that unit attentions bring */
#define NTMS_SMC_NEWS_MEDIA	BIT(0)	/* 28h: media came or went */
#define NTMS_SMC_NEWS_RESET	BIT(1)	/* 29h: power on or reset */
#define NTMS_SMC_NEWS_CHANGED	BIT(2)	/* 2Ah, 3Fh: it is not as it was */

/* Sense as one number, as in struct ntms_library_info */
#define NTMS_SMC_SENSE(key, asc, ascq) \
	((u32)(key) << 16 | (u32)(asc) << 8 | (u32)(ascq))

enum ntms_smc_verdict ntms_smc_sense(u32 sense, int *error, unsigned int *news);

#endif /* NTMS_CORE_SMC_H */
