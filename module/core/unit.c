// SPDX-License-Identifier: GPL-2.0
/*
 * Who a logical unit is. See unit.h.
 */
#include "unit.h"

#define UNIT_PAGE_HEADER	4
#define UNIT_DESIGNATOR_HEADER	4

/* Designator types, SPC-4 table 531 */
#define UNIT_T10	1
#define UNIT_EUI64	2
#define UNIT_NAA	3
#define UNIT_NAME	8

#define UNIT_BINARY	1	/* code set */

#define UNIT_NAA_LOCAL	3	/* unique only where it was assigned */

/* A T10 vendor identification begins with these fields of the INQUIRY data. */
#define UNIT_VENDOR_CHARS	8
#define UNIT_PRODUCT_CHARS	16

/**
 * ntms_designator_next() - walk over VPD page 83h
 * @unit: the logical unit
 * @at: where to go on; 0 to begin
 * @designator: gets the next designator
 *
 * Return: false if there are no more, or the rest cannot be trusted.
 */
bool ntms_designator_next(const struct ntms_unit *unit, size_t *at,
			  struct ntms_designator *designator)
{
	const u8 *page = unit->page83;
	size_t end = unit->page83_len;

	if (!page || end < UNIT_PAGE_HEADER)
		return false;
	end = min_t(size_t, end, UNIT_PAGE_HEADER + (page[2] << 8 | page[3]));
	if (!*at)
		*at = UNIT_PAGE_HEADER;
	if (*at + UNIT_DESIGNATOR_HEADER > end ||
	    *at + UNIT_DESIGNATOR_HEADER + page[*at + 3] > end)
		return false;

	designator->code_set = page[*at] & 0x0f;
	designator->type = page[*at + 1] & 0x0f;
	designator->association = (page[*at + 1] >> 4) & 0x03;
	designator->length = page[*at + 3];
	designator->id = page + *at + UNIT_DESIGNATOR_HEADER;
	*at += UNIT_DESIGNATOR_HEADER + designator->length;
	return true;
}

/**
 * ntms_unit_text() - take a text that a device sent
 * @from: its first byte
 * @len: bytes of it
 * @to: gets it without leading and trailing blanks, with what cannot be
 *	printed as a question mark, and a NUL
 * @size: room at @to
 *
 * Return: the length of the text, without the NUL.
 */
size_t ntms_unit_text(const u8 *from, size_t len, char *to, size_t size)
{
	size_t i;

	/* A NUL ends it, whatever the field's size. */
	for (i = 0; i < len && from[i]; i++)
		;
	len = i;
	while (len && *from == ' ') {
		from++;
		len--;
	}
	while (len && from[len - 1] == ' ')
		len--;
	len = min(len, size - 1);
	for (i = 0; i < len; i++)
		to[i] = from[i] < 0x20 || from[i] > 0x7e ? '?' : from[i];
	to[len] = '\0';
	return len;
}

/* Whether nothing else in the world can have the same one. */
static bool unit_is_unique(const struct ntms_designator *designator)
{
	if (designator->association || !designator->length)
		return false;
	switch (designator->type) {
	case UNIT_NAA:
		return designator->id[0] >> 4 != UNIT_NAA_LOCAL;
	case UNIT_EUI64:
	case UNIT_NAME:
		return true;
	default:
		return false;
	}
}

static void unit_name(const struct ntms_designator *designator, char *name,
		      size_t size)
{
	const char *kind = designator->type == UNIT_NAA ? "naa." : "eui.";
	size_t at, i;

	if (designator->code_set != UNIT_BINARY) {
		ntms_unit_text(designator->id, designator->length, name, size);
		return;
	}
	at = scnprintf(name, size, "%s", kind);
	for (i = 0; i < designator->length && at + 3 <= size; i++)
		at += scnprintf(name + at, size - at, "%02x",
				designator->id[i]);
}

/**
 * ntms_unit_identity() - what tells a logical unit from all others
 * @unit: the logical unit
 * @where: its address, for one that says nothing about itself
 * @identity: gets the identity
 * @size: room at @identity, NTMS_UNIT_IDENTITY_SIZE
 *
 * The same by every path and after every replug, unless only the address is
 * left. A designator that somebody made up locally (NAA 3, which software
 * libraries like) counts less than vendor, product and serial number.
 */
void ntms_unit_identity(const struct ntms_unit *unit, const char *where,
			char *identity, size_t size)
{
	struct ntms_designator designator;
	size_t at = 0;

	while (ntms_designator_next(unit, &at, &designator))
		if (unit_is_unique(&designator)) {
			unit_name(&designator, identity, size);
			return;
		}
	if (*unit->serial)
		scnprintf(identity, size, "serial.%s.%s.%s", unit->vendor,
			  unit->product, unit->serial);
	else
		scnprintf(identity, size, "address.%s.%s.%s", unit->vendor,
			  unit->product, where);
}

/* The same text, but for blanks around it? */
static bool unit_same_text(const u8 *a, size_t len, const char *b)
{
	while (len && *a == ' ') {
		a++;
		len--;
	}
	while (len && (a[len - 1] == ' ' || !a[len - 1]))
		len--;
	return len && strlen(b) == len && !memcmp(a, b, len);
}

static bool unit_has_designator(const struct ntms_unit *unit,
				const struct ntms_smc_ident *ident)
{
	struct ntms_designator d;
	size_t at = 0;

	while (ntms_designator_next(unit, &at, &d)) {
		size_t len = d.length;

		if (d.type != ident->type)
			continue;
		/* As the identifier was trimmed, so must this be. */
		while (ident->code_set != UNIT_BINARY && len &&
		       (d.id[len - 1] == ' ' || !d.id[len - 1]))
			len--;
		if (len == ident->length && !memcmp(d.id, ident->id, len))
			return true;
	}
	return false;
}

/* Vendor, product, serial number, as an identifier of the T10 kind has them */
static bool unit_is_t10(const struct ntms_unit *unit,
			const struct ntms_smc_ident *ident)
{
	const u8 *product = ident->id + UNIT_VENDOR_CHARS;
	const u8 *serial = product + UNIT_PRODUCT_CHARS;

	return ident->id + ident->length > serial &&
	       unit_same_text(ident->id, UNIT_VENDOR_CHARS, unit->vendor) &&
	       unit_same_text(product, UNIT_PRODUCT_CHARS, unit->product) &&
	       unit_same_text(serial, ident->id + ident->length - serial,
			      unit->serial);
}

/**
 * ntms_unit_match() - is this the device that a library means?
 * @unit: the device
 * @ident: what the library reports for a data transfer element
 *
 * Return: NTMS_MAP_DESIGNATOR, NTMS_MAP_SERIAL, or NTMS_MAP_NONE if it is not,
 * or that cannot be said.
 */
u8 ntms_unit_match(const struct ntms_unit *unit,
		   const struct ntms_smc_ident *ident)
{
	if (!ident->length || ident->cut)
		return NTMS_MAP_NONE;
	/* A vendor specific identifier is whatever: no name to compare. */
	if (ident->type && unit_has_designator(unit, ident))
		return NTMS_MAP_DESIGNATOR;
	if (!*unit->serial)
		return NTMS_MAP_NONE;
	if (ident->type == UNIT_T10 && unit_is_t10(unit, ident))
		return NTMS_MAP_SERIAL;
	if (ident->code_set != UNIT_BINARY &&
	    unit_same_text(ident->id, ident->length, unit->serial))
		return NTMS_MAP_SERIAL;
	return NTMS_MAP_NONE;
}

/* Does a text begin like this, but for blanks before it? */
static bool unit_begins(const char *text, const u8 *with, size_t len)
{
	while (len && *with == ' ') {
		with++;
		len--;
	}
	return len <= strlen(text) && !memcmp(text, with, len);
}

/**
 * ntms_unit_may_match() - can this be the device that a library means, as far as
 * it said?
 * @unit: the device
 * @ident: what the library reports for a data transfer element, broken off
 *
 * Return: true if what is there of the identifier is how that of the device
 * begins. Others may begin so, too.
 */
bool ntms_unit_may_match(const struct ntms_unit *unit,
			 const struct ntms_smc_ident *ident)
{
	const u8 *product = ident->id + UNIT_VENDOR_CHARS;
	const u8 *serial = product + UNIT_PRODUCT_CHARS;

	if (!ident->cut || ident->code_set == UNIT_BINARY || !*unit->serial)
		return false;
	if (ident->type != UNIT_T10)
		return ident->length &&
		       unit_begins(unit->serial, ident->id, ident->length);
	return ident->id + ident->length > serial &&
	       unit_same_text(ident->id, UNIT_VENDOR_CHARS, unit->vendor) &&
	       unit_same_text(product, UNIT_PRODUCT_CHARS, unit->product) &&
	       unit_begins(unit->serial, serial,
			   ident->id + ident->length - serial);
}
