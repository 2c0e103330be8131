// SPDX-License-Identifier: GPL-2.0
/*
 * What the program that makes the catalog last reads: records, and before them, or
 * if some were lost, all there is.
 */
#include "attr.h"
#include "record.h"

/*
 * Bytes of objects that are told at a time; and if somebody waits for what is read
 * with them, so that he does not wait for long, and they all come all the same.
 */
#define NTMS_TELL_CHUNK		65536
#define NTMS_TELL_LITTLE	8192

/* Objects of these kinds last, in the order in which they can be loaded. */
static const u8 ntms_lasting[] = {
	NTMS_TYPE_COMPUTER,
	NTMS_TYPE_MEDIA_TYPE,
	NTMS_TYPE_LIBRARY,
	NTMS_TYPE_POOL,
	NTMS_TYPE_MEDIUM,
	NTMS_TYPE_LOGICAL_MEDIUM,
};

/**
 * ntms_journal_tell() - begin to tell of all objects
 * @cat: the catalog
 *
 * Context: the catalog's lock is held.
 */
void ntms_journal_tell(struct ntms_catalog *cat)
{
	struct ntms_journal *journal = &cat->journal;

	lockdep_assert_held(&cat->lock);
	journal->telling = true;
	journal->begun = false;
	journal->type = 0;
	journal->serial = 0;
	memset(&journal->told, 0, sizeof(journal->told));
	journal->told_name[0] = '\0';
	journal->skipped = 0;
	/* Zero is that of an object that was not skipped. */
	if (!++journal->round)
		journal->round = 1;
	wake_up_all(&journal->readers);
}

/* The next object that is to be told, or NULL */
static struct ntms_obj *ntms_tell_next(struct ntms_catalog *cat)
{
	struct ntms_journal *journal = &cat->journal;
	struct ntms_obj *obj;

	for (; journal->type < ARRAY_SIZE(ntms_lasting); journal->type++) {
		obj = ntms_order_next(cat, ntms_lasting[journal->type],
				      journal->serial);
		if (obj)
			return obj;
		journal->serial = 0;
	}
	return NULL;
}

/* Its turn comes when it is pinned no more. */
static void ntms_tell_skip(struct ntms_journal *journal, struct ntms_obj *obj)
{
	if (obj->skipped == journal->round)
		return;
	obj->skipped = journal->round;
	journal->skipped++;
}

/* The next attribute that is to be told, or NULL */
static struct ntms_attr *ntms_tell_next_attr(struct ntms_catalog *cat)
{
	const struct ntms_journal *journal = &cat->journal;

	return ntms_attr_beyond(cat, &journal->told, journal->told_name);
}

/* As many attributes as fit */
static void ntms_tell_attrs(struct ntms_catalog *cat, struct ntms_writer *w,
			    u32 room)
{
	struct ntms_journal *journal = &cat->journal;
	const struct ntms_attr *attr;
	struct ntms_writer size;
	struct ntms_ref ref;

	while ((attr = ntms_tell_next_attr(cat))) {
		size = (struct ntms_writer){};
		ntms_write_attribute(&size, cat, attr);
		if (w->used + size.used > room)
			return;
		ref = ntms_find(cat, &attr->id);
		/* What operators are asked for ends with the module. */
		if (ref.type == NTMS_TYPE_OPERATOR_REQUEST)
			;
		else if (ref.obj->pinned)
			ntms_tell_skip(journal, ref.obj);
		else
			ntms_write_attribute(w, cat, attr);
		journal->told = attr->id;
		strscpy(journal->told_name, attr->name,
			sizeof(journal->told_name));
	}
}

/* As many objects as fit, then attributes; there is room for what is first. */
static void ntms_tell_objects(struct ntms_catalog *cat, struct ntms_writer *w,
			      u32 room)
{
	struct ntms_journal *journal = &cat->journal;
	struct ntms_writer size;
	struct ntms_obj *obj;

	while ((obj = ntms_tell_next(cat))) {
		size = (struct ntms_writer){};
		ntms_write_object(&size, cat, obj);
		if (w->used + size.used > room)
			return;
		if (obj->pinned)
			ntms_tell_skip(journal, obj);
		else
			ntms_write_object(w, cat, obj);
		journal->serial = obj->serial;
	}
	ntms_tell_attrs(cat, w, room);
}

/* Bytes that what is next needs: so many, or one thing that is larger */
static u32 ntms_tell_room(struct ntms_catalog *cat, u32 chunk)
{
	const struct ntms_obj *obj = ntms_tell_next(cat);
	const struct ntms_attr *attr = NULL;
	struct ntms_writer size = {};

	if (obj)
		ntms_write_object(&size, cat, obj);
	else
		attr = ntms_tell_next_attr(cat);
	if (attr)
		ntms_write_attribute(&size, cat, attr);
	return max(size.used, chunk);
}

static int ntms_tell_end(struct ntms_catalog *cat)
{
	struct ntms_record *record;

	if (cat->journal.skipped)
		return -EAGAIN;
	record = ntms_record_new(NTMS_JOURNAL_END, 0);
	if (!record)
		return -ENOMEM;
	cat->journal.telling = false;
	ntms_record_queue(cat, record, NULL);
	return 0;
}

/*
 * A change that has not been answered is read once more, behind the mark: who keeps
 * what came after it keeps that, too. What happened already is among all objects;
 * and so is what is void, which only the next program has to hear of again.
 */
static void ntms_tell_again(struct ntms_journal *journal)
{
	struct ntms_record *record, *next;

	list_for_each_entry_safe(record, next, &journal->read, node) {
		if (record->head.kind == NTMS_JOURNAL_VOID)
			continue;
		if (ntms_record_told(record)) {
			ntms_record_free(journal, record);
			continue;
		}
		record->head.number = ++journal->number;
		record->again = true;
		ntms_record_move(journal, record, false);
	}
}

/*
 * Appends the next of all objects. One that is pinned is recorded when it is no
 * more: until then they are not all there.
 */
static int ntms_tell_some(struct ntms_catalog *cat, u32 chunk)
{
	struct ntms_journal *journal = &cat->journal;
	struct ntms_record *record, *mark = NULL;
	struct ntms_writer w = {};
	u32 room;

	if (journal->begun && !ntms_tell_next(cat) && !ntms_tell_next_attr(cat))
		return ntms_tell_end(cat);
	room = ntms_tell_room(cat, chunk);
	record = ntms_record_new(NTMS_JOURNAL_OBJECTS, room);
	if (record && !journal->begun)
		mark = ntms_record_new(NTMS_JOURNAL_BEGIN, 0);
	if (!record || (!journal->begun && !mark)) {
		kvfree(record);
		return -ENOMEM;
	}
	if (mark) {
		ntms_record_queue(cat, mark, NULL);
		journal->mark = journal->number;
		ntms_tell_again(journal);
	}
	journal->begun = true;
	w.data = record->data;
	ntms_tell_objects(cat, &w, room);
	record->head.size = sizeof(record->head) + w.used;
	record->head.entries = w.entries;
	ntms_record_queue(cat, record, NULL);
	return 0;
}

/**
 * ntms_journal_readable() - is there something to read?
 * @cat: the catalog
 *
 * Context: takes the catalog's lock.
 * Return: true if so.
 */
bool ntms_journal_readable(struct ntms_catalog *cat)
{
	const struct ntms_journal *journal = &cat->journal;
	bool readable;

	ntms_catalog_lock(cat);
	readable = journal->state == NTMS_JOURNAL_LIVE &&
		   (!list_empty(&journal->unread) ||
		    (journal->telling &&
		     (!journal->begun || !journal->skipped ||
		      ntms_tell_next(cat) || ntms_tell_next_attr(cat))));
	ntms_catalog_unlock(cat);
	return readable;
}

/* As many as fit; false: there is one more. */
static bool ntms_journal_take(struct ntms_journal *journal, u8 *to, u32 size,
			      u32 *used)
{
	struct ntms_record *record;

	while ((record = list_first_entry_or_null(&journal->unread,
						  struct ntms_record, node))) {
		if (record->head.size > size - *used)
			return false;
		memcpy(to + *used, &record->head, record->head.size);
		*used += record->head.size;
		record->taken = true;
		ntms_record_move(journal, record, true);
	}
	return true;
}

/**
 * ntms_journal_read() - read records
 * @cat: the catalog
 * @to: room for them
 * @size: bytes of it
 * @used: out: bytes that were read; 0: there is nothing
 *
 * While all objects are told, some of them come with whatever else there is: where
 * there is always something they come to an end, too.
 *
 * Context: takes the catalog's lock; may sleep for memory.
 * Return: 0; -ENOBUFS if there is no room for the next record; -ENOMEM.
 */
int ntms_journal_read(struct ntms_catalog *cat, u8 *to, u32 size, u32 *used)
{
	struct ntms_journal *journal = &cat->journal;
	int error = 0;
	bool all;

	*used = 0;
	ntms_catalog_lock(cat);
	all = ntms_journal_take(journal, to, size, used);
	if (all && journal->telling && journal->state == NTMS_JOURNAL_LIVE) {
		error = ntms_tell_some(cat, *used ? NTMS_TELL_LITTLE :
						    NTMS_TELL_CHUNK);
		all = ntms_journal_take(journal, to, size, used);
	}
	ntms_catalog_unlock(cat);
	if (*used || error == -EAGAIN)
		return 0;
	return all ? error : -ENOBUFS;
}
