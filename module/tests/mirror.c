// SPDX-License-Identifier: GPL-2.0
/* What makes a catalog last, for tests: see mirror.h. */
#include "mirror.h"

#include "../core/attr.h"

/* Longer than any object in a test */
#define MIRROR_ENTRY_MAX	8192

/**
 * struct ntms_mirror_row - what is kept of one object
 * @node: among the mirror's rows
 * @round: when it was last told
 * @seen: the comparison that is going on has found it
 * @entry: what it is about
 * @data: the entry's data
 */
struct ntms_mirror_row {
	struct list_head node;
	u32 round;
	bool seen;
	struct ntms_journal_entry entry;
	u8 *data;
};

int ntms_mirror_empty(struct ntms_mirror *mirror, struct ntms_catalog *cat)
{
	memset(mirror, 0, sizeof(*mirror));
	INIT_LIST_HEAD(&mirror->rows);
	mirror->cat = cat;
	mirror->buffer = kvmalloc(NTMS_JOURNAL_BUFFER, GFP_KERNEL);
	return mirror->buffer ? 0 : -ENOMEM;
}

int ntms_mirror_init(struct ntms_mirror *mirror, struct ntms_catalog *cat)
{
	struct ntms_journal_attach call = {};

	return ntms_mirror_empty(mirror, cat) ?:
		ntms_reason_errno(ntms_journal_attach(cat, &call));
}

int ntms_mirror_again(struct ntms_mirror *mirror, bool order)
{
	struct ntms_journal_attach call = {};

	ntms_guid_out(&call.computer, &mirror->cat->computer->id);
	if (order)
		ntms_mirror_quit(mirror);
	else
		ntms_journal_detach(mirror->cat);
	/* What was read is read once more. */
	mirror->again = true;
	return ntms_reason_errno(ntms_journal_attach(mirror->cat, &call));
}

static void mirror_drop(struct ntms_mirror *mirror, struct ntms_mirror_row *row)
{
	list_del(&row->node);
	mirror->nr_rows--;
	kvfree(row->data);
	kfree(row);
}

void ntms_mirror_exit(struct ntms_mirror *mirror)
{
	struct ntms_mirror_row *row, *next;

	list_for_each_entry_safe(row, next, &mirror->rows, node)
		mirror_drop(mirror, row);
	kvfree(mirror->buffer);
}

/* Attributes are told apart by their name, too, which comes first. */
static bool mirror_same(const struct ntms_mirror_row *row,
			const struct ntms_journal_entry *entry, const u8 *data)
{
	u32 a, b;

	if (row->entry.what != entry->what ||
	    memcmp(&row->entry.id, &entry->id, sizeof(entry->id)))
		return false;
	if (entry->what != NTMS_ENTRY_ATTRIBUTE)
		return true;
	memcpy(&a, row->data, sizeof(a));
	memcpy(&b, data, sizeof(b));
	return a == b && !memcmp(row->data + 8, data + 8, a);
}

static struct ntms_mirror_row *mirror_find(struct ntms_mirror *mirror,
					   const struct ntms_journal_entry *entry,
					   const u8 *data)
{
	struct ntms_mirror_row *row;

	list_for_each_entry(row, &mirror->rows, node)
		if (mirror_same(row, entry, data))
			return row;
	return NULL;
}

/* With an object its rights go, its attributes, and those of its parts. */
static void mirror_delete(struct ntms_mirror *mirror,
			  const struct ntms_journal_entry *entry, const u8 *data)
{
	struct ntms_mirror_row *row = mirror_find(mirror, entry, data), *next;

	if (row)
		mirror_drop(mirror, row);
	if (entry->what != NTMS_ENTRY_OBJECT)
		return;
	list_for_each_entry_safe(row, next, &mirror->rows, node)
		if (row->entry.what != NTMS_ENTRY_OBJECT &&
		    !memcmp(&row->entry.id, &entry->id, NTMS_GUID_PART_OFFSET))
			mirror_drop(mirror, row);
}

static void mirror_put(struct ntms_mirror *mirror,
		       const struct ntms_journal_entry *entry, const u8 *data)
{
	struct ntms_mirror_row *row = mirror_find(mirror, entry, data);
	u8 *copy = kvmalloc(entry->length + 1, GFP_KERNEL);

	if (!row) {
		row = kzalloc(sizeof(*row), GFP_KERNEL);
		list_add_tail(&row->node, &mirror->rows);
		mirror->nr_rows++;
	}
	kvfree(row->data);
	memcpy(copy, data, entry->length);
	row->entry = *entry;
	row->data = copy;
	row->round = mirror->round;
}

void ntms_mirror_take(struct ntms_mirror *mirror,
		      const struct ntms_journal_entry *entry)
{
	mirror_put(mirror, entry, (const u8 *)(entry + 1));
}

static void mirror_sweep(struct ntms_mirror *mirror)
{
	struct ntms_mirror_row *row, *next;

	list_for_each_entry_safe(row, next, &mirror->rows, node)
		if (row->round != mirror->round)
			mirror_drop(mirror, row);
	mirror->whole = true;
}

static void mirror_record(struct ntms_mirror *mirror,
			  const struct ntms_journal_record *record)
{
	const u8 *at = (const u8 *)(record + 1);
	const struct ntms_journal_entry *entry;
	u32 i;

	if (record->number <= mirror->number && !mirror->again)
		mirror->wrong = "numbers of records go back";
	mirror->again = false;
	mirror->number = record->number;
	mirror->sequence = max_t(u64, mirror->sequence, record->sequence);
	mirror->voids += record->kind == NTMS_JOURNAL_VOID;
	if (record->kind == NTMS_JOURNAL_BEGIN) {
		mirror->round++;
		mirror->whole = false;
	}
	if (record->kind == NTMS_JOURNAL_CHANGE && mirror->full) {
		mirror->refused = record->number;
		return;
	}
	for (i = 0; i < record->entries; i++) {
		entry = (const struct ntms_journal_entry *)at;
		if (entry->size % 8 ||
		    entry->length > entry->size - sizeof(*entry))
			mirror->wrong = "an entry is larger than it is";
		if (entry->flags & NTMS_ENTRY_DELETE)
			mirror_delete(mirror, entry, (const u8 *)(entry + 1));
		else
			mirror_put(mirror, entry, (const u8 *)(entry + 1));
		at += entry->size;
	}
	if (at != (const u8 *)record + record->size)
		mirror->wrong = "a record is not as large as it is";
	if (record->kind == NTMS_JOURNAL_END)
		mirror_sweep(mirror);
}

u32 ntms_mirror_read(struct ntms_mirror *mirror)
{
	const struct ntms_journal_record *record;
	u32 used, at, nr = 0;

	for (;;) {
		if (ntms_journal_read(mirror->cat, mirror->buffer,
				      NTMS_JOURNAL_BUFFER, &used) || !used)
			return nr;
		for (at = 0; at < used; at += record->size) {
			record = (const void *)(mirror->buffer + at);
			mirror_record(mirror, record);
			nr++;
		}
	}
}

static int mirror_answer(struct ntms_mirror *mirror, u32 kind, u64 number,
			 ntms_reason_t reason)
{
	const struct ntms_journal_record record = {
		.size = sizeof(record),
		.kind = kind,
		.number = number,
		.reason = reason,
	};

	return ntms_journal_answer(mirror->cat, &record);
}

int ntms_mirror_acknowledge(struct ntms_mirror *mirror, u64 number)
{
	return mirror_answer(mirror, NTMS_JOURNAL_ACKNOWLEDGE, number, 0);
}

int ntms_mirror_refuse(struct ntms_mirror *mirror, u64 number,
		       ntms_reason_t reason)
{
	return mirror_answer(mirror, NTMS_JOURNAL_REFUSE, number, reason);
}

int ntms_mirror_quit(struct ntms_mirror *mirror)
{
	return mirror_answer(mirror, NTMS_JOURNAL_DETACH, 0, 0);
}

void ntms_mirror_follow(struct ntms_mirror *mirror)
{
	while (ntms_mirror_read(mirror))
		ntms_mirror_acknowledge(mirror, mirror->number);
}

/*
 * When a robot was last heard of is nobody's business, nor is which media types a
 * library has had: the cartridges say so.
 */
static void mirror_level(const struct ntms_journal_entry *entry, u8 *data)
{
	struct ntms_image_library *library = (struct ntms_image_library *)data;

	if (entry->what != NTMS_ENTRY_OBJECT)
		return;
	if (entry->type == NTMS_TYPE_LIBRARY || entry->type == NTMS_TYPE_DRIVE)
		library->image.modified = 0;
	if (entry->type == NTMS_TYPE_LIBRARY)
		memset(library->supported, 0, sizeof(library->supported));
}

static const char *mirror_compare(struct ntms_mirror *mirror, u8 *at, u32 used)
{
	const struct ntms_journal_entry *entry;
	struct ntms_mirror_row *row;
	u8 *end = at + used, *data;

	for (; at < end; at += entry->size) {
		entry = (const struct ntms_journal_entry *)at;
		data = at + sizeof(*entry);
		row = mirror_find(mirror, entry, data);
		/* Nobody has said anything about this drive. */
		if (!row && entry->type == NTMS_TYPE_DRIVE)
			continue;
		if (!row)
			return "something is not kept";
		row->seen = true;
		mirror_level(entry, data);
		mirror_level(entry, row->data);
		if (row->entry.type != entry->type ||
		    row->entry.length != entry->length)
			return "something is kept at another length";
		if (memcmp(row->data, data, entry->length))
			return entry->type == NTMS_TYPE_MEDIUM ?
					"a cartridge is kept otherwise" :
			       entry->type == NTMS_TYPE_POOL ?
					"a pool is kept otherwise" :
			       entry->type == NTMS_TYPE_LIBRARY ?
					"a library is kept otherwise" :
			       entry->type == NTMS_TYPE_LOGICAL_MEDIUM ?
					"a logical medium is kept otherwise" :
					"something is kept otherwise";
	}
	return NULL;
}

static const u8 mirror_types[] = {
	NTMS_TYPE_COMPUTER, NTMS_TYPE_MEDIA_TYPE, NTMS_TYPE_LIBRARY,
	NTMS_TYPE_POOL, NTMS_TYPE_MEDIUM, NTMS_TYPE_LOGICAL_MEDIUM,
};

static const char *mirror_objects(struct ntms_mirror *mirror,
				  struct ntms_catalog *cat, u8 *buffer)
{
	const struct ntms_attr *attr;
	const char *wrong = NULL;
	struct ntms_writer w;
	struct ntms_obj *obj;
	u64 after;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(mirror_types) && !wrong; i++) {
		after = 0;
		while (!wrong && (obj = ntms_order_next(cat, mirror_types[i],
							after))) {
			after = obj->serial;
			w = (struct ntms_writer){ .data = buffer };
			ntms_write_object(&w, cat, obj);
			wrong = mirror_compare(mirror, buffer, w.used);
			attr = NULL;
			while (!wrong && obj->attributes &&
			       (attr = ntms_attr_next_of(cat, obj, attr))) {
				w = (struct ntms_writer){ .data = buffer };
				ntms_write_attribute(&w, cat, attr);
				wrong = mirror_compare(mirror, buffer, w.used);
			}
		}
	}
	return wrong;
}

/* A slot that is no more has no attributes, but nobody says so. */
static bool mirror_stale(struct ntms_catalog *cat,
			 const struct ntms_mirror_row *row)
{
	return row->entry.type == NTMS_TYPE_DRIVE ||
	       (row->entry.what == NTMS_ENTRY_ATTRIBUTE &&
		ntms_find(cat, ntms_guid_in(&row->entry.id)).type ==
		NTMS_TYPE_UNKNOWN);
}

const char *ntms_mirror_differs(struct ntms_mirror *mirror,
				struct ntms_catalog *cat)
{
	u8 *buffer = kvmalloc(MIRROR_ENTRY_MAX, GFP_KERNEL);
	struct ntms_mirror_row *row;
	const char *wrong = mirror->wrong;

	if (!buffer)
		return "no memory";
	list_for_each_entry(row, &mirror->rows, node)
		row->seen = false;
	ntms_catalog_lock(cat);
	if (!wrong)
		wrong = mirror_objects(mirror, cat, buffer);
	list_for_each_entry(row, &mirror->rows, node)
		if (!wrong && !row->seen && !mirror_stale(cat, row))
			wrong = "something is kept that is no more";
	ntms_catalog_unlock(cat);
	kvfree(buffer);
	return wrong;
}

struct ntms_mirror_row *ntms_mirror_row(struct ntms_mirror *mirror, u32 number)
{
	struct ntms_mirror_row *row;

	list_for_each_entry(row, &mirror->rows, node)
		if (!number--)
			return row;
	return NULL;
}

u8 *ntms_mirror_data(struct ntms_mirror_row *row, u32 *length)
{
	*length = row->entry.length;
	return row->data;
}

struct ntms_mirror_row *ntms_mirror_nth(struct ntms_mirror *mirror, u16 type,
					u32 nth)
{
	struct ntms_mirror_row *row;

	list_for_each_entry(row, &mirror->rows, node)
		if (row->entry.what == NTMS_ENTRY_OBJECT &&
		    row->entry.type == type && !nth--)
			return row;
	return NULL;
}

void ntms_mirror_rename(struct ntms_mirror_row *row, const guid_t *id)
{
	ntms_guid_out(&row->entry.id, id);
}

void ntms_mirror_forget(struct ntms_mirror *mirror, u16 type, u32 nth)
{
	mirror_drop(mirror, ntms_mirror_nth(mirror, type, nth));
}

/* Kinds of rows in the order in which they are loaded */
static const struct {
	u16 what;
	u16 type;
} mirror_order[] = {
	{ NTMS_ENTRY_OBJECT, NTMS_TYPE_COMPUTER },
	{ NTMS_ENTRY_OBJECT, NTMS_TYPE_MEDIA_TYPE },
	{ NTMS_ENTRY_OBJECT, NTMS_TYPE_LIBRARY },
	{ NTMS_ENTRY_OBJECT, NTMS_TYPE_DRIVE },
	{ NTMS_ENTRY_OBJECT, NTMS_TYPE_POOL },
	{ NTMS_ENTRY_OBJECT, NTMS_TYPE_MEDIUM },
	{ NTMS_ENTRY_OBJECT, NTMS_TYPE_LOGICAL_MEDIUM },
	{ NTMS_ENTRY_ACL, 0 },
	{ NTMS_ENTRY_ATTRIBUTE, 0 },
};

static int mirror_load_row(struct ntms_mirror *mirror, struct ntms_load *load,
			   const struct ntms_mirror_row *row)
{
	struct ntms_journal_record record = {
		.size = sizeof(record) + row->entry.size,
		.kind = NTMS_JOURNAL_OBJECTS,
		.entries = 1,
	};

	memset(mirror->buffer, 0, row->entry.size);
	memcpy(mirror->buffer, &row->entry, sizeof(row->entry));
	memcpy(mirror->buffer + sizeof(row->entry), row->data,
	       row->entry.length);
	return ntms_load_objects(load, &record, mirror->buffer);
}

int ntms_mirror_load(struct ntms_mirror *mirror, struct ntms_catalog *cat,
		     u32 *passed, u32 *repaired)
{
	struct ntms_journal_attach call = {};
	struct ntms_mirror_row *row;
	struct ntms_load *load;
	int error = 0;
	u32 i;

	list_for_each_entry(row, &mirror->rows, node)
		if (row->entry.type == NTMS_TYPE_COMPUTER &&
		    row->entry.what == NTMS_ENTRY_OBJECT)
			call.computer = row->entry.id;
	if (ntms_journal_attach(cat, &call) ||
	    call.state != NTMS_ATTACHED_LOAD)
		return -EBUSY;
	load = ntms_load_begin(cat);
	if (!load)
		return -ENOMEM;
	for (i = 0; i < ARRAY_SIZE(mirror_order) && !error; i++)
		list_for_each_entry(row, &mirror->rows, node) {
			if (row->entry.what != mirror_order[i].what ||
			    (mirror_order[i].type &&
			     row->entry.type != mirror_order[i].type))
				continue;
			error = error ?: mirror_load_row(mirror, load, row);
		}
	error = error ?: ntms_load_end(load, ntms_guid_in(&call.computer),
				       mirror->sequence);
	*passed = load->passed;
	*repaired = load->repaired;
	ntms_load_free(load);
	return error;
}
