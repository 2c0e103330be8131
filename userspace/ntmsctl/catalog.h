/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ntmsctl catalog: what its files share. They read the database of ntmsd, and
 * none of them asks the module.
 */
#ifndef NTMSCTL_CATALOG_H
#define NTMSCTL_CATALOG_H

#include "../ntmsd/store.h"
#include "ctl.h"

#include <stdio.h>

/* ---- catalog-image.c: what the data of objects mean */

/**
 * enum form - how a member is written
 * @FORM_NUMBER: as a number of 1, 2, 4 or 8 bytes
 * @FORM_YES: as yes or no, if it is 1 or 0
 * @FORM_TIME: as a time, UTC, with nanoseconds
 * @FORM_GUID: as a GUID, after what the object is called
 * @FORM_CHARS: as a text, of an array that a NUL may end
 * @FORM_HEX: as bytes
 */
enum form {
	FORM_NUMBER,
	FORM_YES,
	FORM_TIME,
	FORM_GUID,
	FORM_CHARS,
	FORM_HEX,
};

/**
 * struct member - a member of an image
 * @name: what it is called in the text form
 * @offset: where it is
 * @size: bytes
 * @form: how it is written
 * @word: words for its numbers; NULL: it has none
 */
struct member {
	const char *name;
	size_t offset;
	size_t size;
	enum form form;
	const char *(*word)(uint32_t number);
};

/* A string behind an image: what it is called, and where its length is */
struct image_string {
	const char *name;
	size_t offset;
};

#define IMAGE_STRINGS_MOST 6

/**
 * struct image_kind - the image of a kind of objects
 * @type: enum ntms_type
 * @word: what it is called in the text form
 * @size: bytes of its struct
 * @members: members, up to the first without a name
 * @strings: strings behind it, in their order, up to the first without a name
 */
struct image_kind {
	uint32_t type;
	const char *word;
	size_t size;
	const struct member *members;
	struct image_string strings[IMAGE_STRINGS_MOST + 1];
};

/**
 * struct image - an image, taken apart
 * @kind: of what it is
 * @size: bytes that it had
 * @all: all of it that is known, zeros where it was shorter
 * @more: bytes behind what is known, of a newer module
 * @more_size: number of them
 * @strings: the strings, not ended by a NUL
 * @lengths: bytes of each
 */
struct image {
	const struct image_kind *kind;
	size_t size;
	union {
		struct ntms_image image;
		struct ntms_image_computer computer;
		struct ntms_image_media_type media_type;
		struct ntms_image_library library;
		struct ntms_image_drive drive;
		struct ntms_image_pool pool;
		struct ntms_image_medium medium;
		struct ntms_image_logical logical;
		unsigned char bytes[1];
	} all;
	const unsigned char *more;
	size_t more_size;
	const char *strings[IMAGE_STRINGS_MOST];
	size_t lengths[IMAGE_STRINGS_MOST];
};

/* By type, or by word; NULL: there is none. */
const struct image_kind *image_kind_of(uint32_t type);
const struct image_kind *image_kind_named(const char *word);

/**
 * image_open() - take an image apart
 * @object: an object, what is NTMS_ENTRY_OBJECT
 * @image: out: the image, which lasts as long as the object's data
 *
 * Return: false if it cannot be right.
 */
bool image_open(const struct store_object *object, struct image *image);

/**
 * image_write() - the data of an object
 * @image: the image
 * @length: out: bytes
 *
 * Return: the data, which the caller frees.
 */
void *image_write(const struct image *image, size_t *length);

uint64_t member_number(const struct image *image, const struct member *member);
void member_set_number(struct image *image, const struct member *member,
		       uint64_t number);

/* A string of an image that text.c keeps */
char *image_text(const char *string, size_t length);
/* What an object is called: the barcode of a cartridge, or else the name. */
char *image_label(const struct image *image);

/* ---- catalog-objects.c: a whole catalog in memory, to find names in */

/**
 * struct catalog_object - an object, or what belongs to one
 * @object: as the database has it; the data are its own
 * @order: rises in the order in which those of its kind were made
 * @label: what it is called; of what belongs to an object, what that is called
 */
struct catalog_object {
	struct store_object object;
	uint64_t order;
	char *label;
};

/**
 * struct catalog - all objects
 * @objects: objects, those of a kind in the order of their making
 * @count: number of them
 * @ids: the objects themselves, by GUID
 * @id_count: number of them
 * @sequence: highest number of a change
 */
struct catalog {
	struct catalog_object *objects;
	size_t count;
	struct catalog_object **ids;
	size_t id_count;
	uint64_t sequence;
};

/* Empty; for catalog_add() and catalog_index(). */
void catalog_begin(struct catalog *catalog);
/* A copy of an object, at the end. */
struct catalog_object *catalog_add(struct catalog *catalog,
				   const struct store_object *object);
/* Find what each is called. No more are added then. */
void catalog_index(struct catalog *catalog);
void catalog_free(struct catalog *catalog);

/**
 * catalog_read() - read a catalog, as it is at one instant
 * @ctl: run
 * @store: the database
 * @path: its file, for messages
 * @catalog: out: the catalog
 *
 * Return: CTL_OK or an exit code, after an error message.
 */
int catalog_read(struct ctl *ctl, struct store *store, const char *path,
		 struct catalog *catalog);

/* An object itself, by GUID; NULL: there is none. */
const struct catalog_object *catalog_find(const struct catalog *catalog,
					  const struct ntms_guid *id);
/* What an object is called, or the side of a cartridge; NULL: there is none. */
const char *catalog_label(const struct catalog *catalog,
			  const struct ntms_guid *id);
/* The object that a GUID is a part of, and which part; 0: it is itself. */
struct ntms_guid catalog_whole(const struct ntms_guid *id, uint32_t *part);

/* ---- catalog-text.c, catalog-parse.c: the text form, see ntms-catalog(5) */

#define CATALOG_TEXT "ntms catalog 1"

/* Write it, sorted. */
void catalog_write(struct catalog *catalog, FILE *file);

/**
 * catalog_parse() - read the text form
 * @file: the text
 * @catalog: out: the catalog, for catalog_free() in any case
 * @line: out: the line that is wrong
 *
 * Return: NULL, or a clause: what is wrong.
 */
const char *catalog_parse(FILE *file, struct catalog *catalog, size_t *line);

/* ---- catalog-check.c */

/**
 * catalog_check() - whether objects fit to each other
 * @catalog: the catalog
 * @found: called for each that does not, with the rule, what the object is called,
 *	and a clause
 * @arg: its last parameter
 */
void catalog_check(const struct catalog *catalog,
		   void (*found)(const char *rule, const char *object,
				 const char *what, void *arg),
		   void *arg);

/* ---- catalog-history.c */

int catalog_history(struct ctl *ctl, const struct args *args);

/* ---- cmd-catalog.c */

#define DATABASE_OPTION							\
	{ "database", "FILE", "the database (" STORE_PATH ")",		\
	  WORDS_NONE, NULL }

/* Open the database that was named, or say why not. */
int catalog_open(struct ctl *ctl, const char *path, struct store **store);

#endif /* NTMSCTL_CATALOG_H */
