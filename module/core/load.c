// SPDX-License-Identifier: GPL-2.0
/* Loading: see load.h. */
#include "commit.h"
#include "loading.h"
#include "record.h"
#include "session.h"
#include "text.h"

/**
 * struct ntms_chunk - objects that are to be loaded
 * @node: among those of a struct ntms_load
 * @size: bytes of @data
 * @entries: number of entries in it
 * @data: the entries
 */
struct ntms_chunk {
	struct list_head node;
	u32 size;
	u32 entries;
	u8 data[];
};

/* ---- reading -------------------------------------------------------------------- */

/**
 * ntms_take() - read what is next
 * @reader: the data
 * @size: bytes of it
 *
 * Context: any.
 * Return: where it is, or NULL if there is less.
 */
const u8 *ntms_take(struct ntms_reader *reader, u32 size)
{
	const u8 *at = reader->at;

	if (size > reader->left)
		return NULL;
	reader->at += size;
	reader->left -= size;
	return at;
}

/**
 * ntms_take_text() - read a text
 * @reader: the data
 * @length: bytes of it
 * @to: out: the text and NULs
 * @size: bytes that there are at @to
 * @line: it is one line
 *
 * Context: any.
 * Return: false if there is less, if it does not fit, or if it is no text.
 */
bool ntms_take_text(struct ntms_reader *reader, u32 length, char *to,
		    u32 size, bool line)
{
	const u8 *from = ntms_take(reader, length);

	if (!from || length >= size)
		return false;
	memcpy(to, from, length);
	memset(to + length, 0, size - length);
	return strlen(to) == length &&
	       (line ? ntms_line_valid(to, size) : ntms_text_valid(to, size));
}

/**
 * ntms_take_label() - read a name and a description
 * @reader: the data
 * @name: bytes of the name
 * @description: bytes of the description
 * @label: out: both
 *
 * Context: any.
 * Return: as ntms_take_text().
 */
bool ntms_take_label(struct ntms_reader *reader, u32 name,
		     u32 description, struct ntms_load_label *label)
{
	return ntms_take_text(reader, name, label->name, sizeof(label->name),
			      true) &&
	       ntms_take_text(reader, description, label->description,
			      sizeof(label->description), false);
}

/**
 * ntms_take_image() - read an image
 * @reader: the data
 * @image: out: the struct at the front, whatever size it had when it was written
 * @size: bytes of it
 * @label: out: the name and the description that follow it
 *
 * Context: any.
 * Return: false if it is none.
 */
bool ntms_take_image(struct ntms_reader *reader, void *image, u32 size,
		     struct ntms_load_label *label)
{
	const struct ntms_image *common = image;
	u32 given;

	if (reader->left < sizeof(*common))
		return false;
	memcpy(&given, reader->at, sizeof(given));
	if (given < sizeof(*common) || given > reader->left || given % 8)
		return false;
	memset(image, 0, size);
	memcpy(image, reader->at, min(given, size));
	ntms_take(reader, given);
	return ntms_take_label(reader, common->name, common->description,
			       label);
}

/* ---- what all objects have ----------------------------------------------------- */

/**
 * ntms_load_id() - give an object that is there already the GUID that it had
 * @cat: the catalog
 * @obj: the object
 * @given: the GUID
 *
 * Context: the catalog's lock is held; may sleep for memory.
 * Return: 0; -EINVAL if it is that of no object; -EEXIST; -ENOMEM.
 */
int ntms_load_id(struct ntms_catalog *cat, struct ntms_obj *obj,
		 const struct ntms_guid *given)
{
	const guid_t old = obj->id, *id = ntms_guid_in(given);
	int error;

	lockdep_assert_held(&cat->lock);
	if (guid_equal(&old, id))
		return 0;
	if (!ntms_guid_whole(given))
		return -EINVAL;
	rhashtable_remove_fast(&cat->index, &obj->node, ntms_index_params);
	obj->id = *id;
	error = rhashtable_lookup_insert_fast(&cat->index, &obj->node,
					      ntms_index_params);
	if (!error)
		return 0;
	obj->id = old;
	WARN_ON(rhashtable_lookup_insert_fast(&cat->index, &obj->node,
					      ntms_index_params));
	return error;
}

/**
 * ntms_load_commit() - commit what is loaded, and end the transaction
 * @cat: the catalog
 * @txn: the transaction
 *
 * Context: the catalog's lock is held; may sleep for memory.
 * Return: 0; -ENOMEM; -EINVAL for any other reason.
 */
int ntms_load_commit(struct ntms_catalog *cat, struct ntms_txn *txn)
{
	ntms_reason_t reason;

	lockdep_assert_held(&cat->lock);
	txn->loaded = true;
	reason = ntms_commit(cat, txn);
	ntms_txn_release(txn);
	if (reason == NTMS_REASON_NOT_ENOUGH_MEMORY)
		return -ENOMEM;
	return reason ? -EINVAL : 0;
}

/**
 * ntms_load_add() - add an object
 * @cat: the catalog
 * @obj: the object; freed after a failure
 *
 * Context: the catalog's lock is held; may sleep for memory.
 * Return: as ntms_load_commit().
 */
int ntms_load_add(struct ntms_catalog *cat, struct ntms_obj *obj)
{
	struct ntms_txn txn;
	int error;

	lockdep_assert_held(&cat->lock);
	ntms_txn_init(&txn);
	ntms_txn_change(&txn, NTMS_ADD)->obj = obj;
	error = ntms_load_commit(cat, &txn);
	if (error)
		ntms_obj_free(obj);
	return error;
}

/**
 * ntms_load_part() - commit what belongs to an object, which changed when it did
 * @cat: the catalog
 * @txn: the transaction
 * @obj: the object
 *
 * Context: the catalog's lock is held; may sleep for memory.
 * Return: as ntms_load_commit().
 */
int ntms_load_part(struct ntms_catalog *cat, struct ntms_txn *txn,
		   struct ntms_obj *obj)
{
	const u64 modified = obj->modified;
	int error;

	lockdep_assert_held(&cat->lock);
	error = ntms_load_commit(cat, txn);
	obj->modified = modified;
	return error;
}

/**
 * ntms_load_set() - what can be set of an object, and when it was made and changed
 * @cat: the catalog
 * @obj: the object
 * @element: of a drive, whose library @obj is; else NULL
 * @image: what all objects have
 * @label: name and description
 * @wish: what else is to be set
 *
 * Context: the catalog's lock is held; may sleep for memory.
 * Return: as ntms_load_commit().
 */
int ntms_load_set(struct ntms_catalog *cat, struct ntms_obj *obj,
		  struct ntms_element *element,
		  const struct ntms_image *image,
		  const struct ntms_load_label *label,
		  struct ntms_wish *wish)
{
	struct ntms_change *change;
	struct ntms_drive *drive;
	struct ntms_txn txn;
	int error;

	lockdep_assert_held(&cat->lock);
	wish->mask |= NTMS_SET_NAME | NTMS_SET_DESCRIPTION | NTMS_SET_ENABLED;
	wish->enabled = image->flags & NTMS_IMAGE_ENABLED;
	if (ntms_label_set(&wish->label, label->name, label->description,
			   GFP_KERNEL))
		return -ENOMEM;
	ntms_txn_init(&txn);
	change = ntms_txn_change(&txn, NTMS_SET);
	change->obj = obj;
	change->element = element;
	change->wish = wish;
	error = ntms_load_commit(cat, &txn);
	ntms_label_free(wish->label);
	if (error)
		return error;
	if (element) {
		drive = ntms_element_drive(container_of(obj, struct ntms_library,
							obj), element);
		drive->modified = image->modified;
	} else {
		obj->created = image->created;
		obj->modified = image->modified;
	}
	return 0;
}

/* ---- the whole ---------------------------------------------------------------------- */

static int ntms_load_object(struct ntms_load *load,
			    const struct ntms_journal_entry *entry,
			    struct ntms_reader *reader)
{
	int error;

	switch (entry->type) {
	case NTMS_TYPE_COMPUTER:
		return ntms_load_computer(load, &entry->id, reader);
	case NTMS_TYPE_MEDIA_TYPE:
		return ntms_load_type(load, &entry->id, reader);
	case NTMS_TYPE_LIBRARY:
		return ntms_load_library(load, &entry->id, reader);
	case NTMS_TYPE_DRIVE:
		return ntms_load_drive(load, &entry->id, reader);
	case NTMS_TYPE_POOL:
		return ntms_load_pool(load, &entry->id, reader);
	case NTMS_TYPE_MEDIUM:
		error = ntms_load_medium(load, &entry->id, reader);
		/* One that nobody knows would be given to somebody. */
		return error && error != -ENOMEM ? -EBADMSG : error;
	case NTMS_TYPE_LOGICAL_MEDIUM:
		return ntms_load_logical(load, &entry->id, reader);
	default:
		return -EINVAL;
	}
}

static int ntms_load_entry(struct ntms_load *load,
			   const struct ntms_journal_entry *entry,
			   struct ntms_reader *reader)
{
	int error;

	if (entry->flags)
		return -EINVAL;
	if (entry->what == NTMS_ENTRY_OBJECT)
		return ntms_load_object(load, entry, reader);
	/* These belong to cartridges, too. */
	error = ntms_load_flush(load);
	if (error)
		return error;
	if (entry->what == NTMS_ENTRY_ACL)
		return ntms_load_aces(load, &entry->id, reader);
	if (entry->what == NTMS_ENTRY_ATTRIBUTE)
		return ntms_load_attribute(load, &entry->id, reader);
	return -EINVAL;
}

/**
 * ntms_load_begin() - begin to load a catalog
 * @cat: the catalog
 *
 * Context: may sleep.
 * Return: for the other functions, or NULL if there is no memory.
 */
struct ntms_load *ntms_load_begin(struct ntms_catalog *cat)
{
	struct ntms_load *load = kzalloc(sizeof(*load), GFP_KERNEL_ACCOUNT);
	struct rhashtable_params params = ntms_index_params;

	if (!load)
		return NULL;
	/* It is emptied once, and then of no use. */
	params.automatic_shrinking = false;
	load->cat = cat;
	load->order = RB_ROOT_CACHED;
	INIT_LIST_HEAD(&load->chunks);
	if (!rhashtable_init(&load->index, &params))
		return load;
	kfree(load);
	return NULL;
}

/* The next entry of a record and its data; false: there is none, it is no record */
static bool ntms_load_split(struct ntms_reader *reader,
			    struct ntms_journal_entry *entry,
			    struct ntms_reader *content)
{
	if (reader->left < sizeof(*entry))
		return false;
	memcpy(entry, reader->at, sizeof(*entry));
	if (entry->size % 8 || entry->size > reader->left ||
	    entry->size < sizeof(*entry) ||
	    entry->length > entry->size - sizeof(*entry))
		return false;
	content->at = reader->at + sizeof(*entry);
	content->left = entry->length;
	ntms_take(reader, entry->size);
	return true;
}

/**
 * ntms_load_objects() - take some objects to be loaded
 * @load: from ntms_load_begin()
 * @record: an OBJECTS
 * @data: what follows it, @record's @size less its own
 *
 * Nothing is loaded before everything is there: a program that dies before it has
 * said all it knows leaves nothing.
 *
 * Context: may sleep.
 * Return: 0; -EINVAL if the record is no record; -ENOMEM.
 */
int ntms_load_objects(struct ntms_load *load,
		      const struct ntms_journal_record *record, const u8 *data)
{
	const u32 size = record->size - sizeof(*record);
	struct ntms_reader reader = { .at = data, .left = size }, content;
	struct ntms_journal_entry entry;
	struct ntms_chunk *chunk;
	u32 i;

	for (i = 0; i < record->entries; i++)
		if (!ntms_load_split(&reader, &entry, &content))
			return -EINVAL;
	chunk = kvmalloc(sizeof(*chunk) + size, GFP_KERNEL_ACCOUNT);
	if (!chunk)
		return -ENOMEM;
	chunk->size = size;
	chunk->entries = record->entries;
	memcpy(chunk->data, data, size);
	list_add_tail(&chunk->node, &load->chunks);
	return 0;
}

/* What does not fit is passed over, but for cartridges. */
static int ntms_load_chunk(struct ntms_load *load,
			   const struct ntms_chunk *chunk)
{
	struct ntms_reader reader = {
		.at = chunk->data,
		.left = chunk->size,
	}, content;
	struct ntms_journal_entry entry;
	int error;
	u32 i;

	for (i = 0; i < chunk->entries; i++) {
		ntms_load_split(&reader, &entry, &content);
		error = ntms_load_entry(load, &entry, &content);
		if (error == -ENOMEM || error == -EBADMSG)
			return error;
		load->passed += !!error;
	}
	return 0;
}

static int ntms_load_chunks(struct ntms_load *load)
{
	struct ntms_chunk *chunk, *next;
	int error;

	list_for_each_entry_safe(chunk, next, &load->chunks, node) {
		error = ntms_load_chunk(load, chunk);
		if (error)
			return error;
		list_del(&chunk->node);
		kvfree(chunk);
		ntms_catalog_unlock(load->cat);
		cond_resched();
		ntms_catalog_lock(load->cat);
	}
	return ntms_load_flush(load);
}

/**
 * ntms_load_end() - everything is there, and is loaded
 * @load: from ntms_load_begin()
 * @computer: the computer whose catalog it is
 * @sequence: number of the last change in it
 *
 * If something was passed over or repaired, everything is told again, so that who
 * keeps it has it as it is.
 *
 * Context: takes the catalog's lock, several times; may sleep for memory.
 * Return: 0; -EINVAL if it is not that computer's catalog; -EBADMSG if a cartridge
 * is in it that cannot be loaded; -ENOMEM. A catalog that was loaded in part is of no
 * use: the journal is BROKEN then.
 */
int ntms_load_end(struct ntms_load *load, const guid_t *computer, u64 sequence)
{
	struct ntms_catalog *cat = load->cat;
	int error;

	ntms_catalog_lock(cat);
	error = ntms_load_chunks(load);
	if (!error && !guid_equal(computer, &cat->computer->id))
		error = -EINVAL;
	if (error) {
		WRITE_ONCE(cat->journal.state, NTMS_JOURNAL_BROKEN);
	} else {
		cat->journal.touched = true;
		cat->journal.sequence = max(cat->journal.sequence, sequence);
		ntms_journal_live(cat, load->passed || load->repaired);
	}
	ntms_catalog_unlock(cat);
	return error;
}

/**
 * ntms_load_free() - free what ntms_load_begin() made
 * @load: from ntms_load_begin(), or NULL
 *
 * Context: may sleep.
 */
void ntms_load_free(struct ntms_load *load)
{
	struct ntms_chunk *chunk, *another;

	if (!load)
		return;
	list_for_each_entry_safe(chunk, another, &load->chunks, node)
		kvfree(chunk);
	ntms_load_forget(load);
	rhashtable_destroy(&load->index);
	kfree(load);
}
