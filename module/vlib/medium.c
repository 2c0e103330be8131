// SPDX-License-Identifier: GPL-2.0
/*
 * What is recorded on a side: a row of logical objects (blocks and filemarks)
 * up to the end of data. Blocks of zeros cost no memory of their own.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/xarray.h>

#include "vlib.h"

struct vlib_record {
	u32 len;
	u8 data[];
};

/* Value entries: 0 is a filemark, anything else a block of that many zeros. */
#define VLIB_MARK	xa_mk_value(0)

/**
 * vlib_side_get - what is recorded on a side, made if there is nothing yet
 * @cart: the cartridge
 * @side: 0 or 1
 *
 * Context: process, under the lock of the drive it is in.
 * Return: the side, which is the cartridge's, or NULL for want of memory.
 */
struct vlib_side *vlib_side_get(struct vlib_cart *cart, unsigned int side)
{
	struct vlib_side *s = cart->side[side];

	if (s)
		return s;
	s = kzalloc(sizeof(*s), GFP_KERNEL);
	if (!s)
		return NULL;
	xa_init(&s->objects);
	cart->side[side] = s;
	return s;
}

static u32 vlib_object_length(void *entry)
{
	if (!entry)
		return 0;
	if (xa_is_value(entry))
		return xa_to_value(entry);
	return ((struct vlib_record *)entry)->len;
}

/**
 * vlib_side_truncate - make a position the end of data
 * @side: the side
 * @pos: logical object number, at most the present end of data
 */
void vlib_side_truncate(struct vlib_side *side, u64 pos)
{
	while (side->count > pos) {
		void *entry = xa_erase(&side->objects, --side->count);

		side->bytes -= vlib_object_length(entry);
		if (!xa_is_value(entry))
			kvfree(entry);
		if (!(side->count & 0xff))
			cond_resched();
	}
	while (side->nr_marks && side->marks[side->nr_marks - 1] >= pos)
		side->nr_marks--;
}

/**
 * vlib_side_free - free what is recorded on a side
 * @side: the side, or NULL
 */
void vlib_side_free(struct vlib_side *side)
{
	if (!side)
		return;
	vlib_side_truncate(side, 0);
	xa_destroy(&side->objects);
	kvfree(side->marks);
	kfree(side);
}

/**
 * vlib_side_append - record a block at the end of data
 * @side: the side
 * @data: the block
 * @len: its length, at least 1
 *
 * Return: 0 or -ENOMEM.
 */
int vlib_side_append(struct vlib_side *side, const void *data, u32 len)
{
	struct vlib_record *record;
	void *entry;
	int err;

	if (memchr_inv(data, 0, len)) {
		record = kvmalloc(struct_size(record, data, len), GFP_KERNEL);
		if (!record)
			return -ENOMEM;
		record->len = len;
		memcpy(record->data, data, len);
		entry = record;
	} else {
		record = NULL;
		entry = xa_mk_value(len);
	}
	err = xa_err(xa_store(&side->objects, side->count, entry, GFP_KERNEL));
	if (err) {
		kvfree(record);
		return err;
	}
	side->count++;
	side->bytes += len;
	return 0;
}

static int vlib_side_more_marks(struct vlib_side *side)
{
	u32 max = side->max_marks ? 2 * side->max_marks : 16;
	u64 *marks = kvmalloc_array(max, sizeof(*marks), GFP_KERNEL);

	if (!marks)
		return -ENOMEM;
	if (side->nr_marks)
		memcpy(marks, side->marks, side->nr_marks * sizeof(*marks));
	kvfree(side->marks);
	side->marks = marks;
	side->max_marks = max;
	return 0;
}

/**
 * vlib_side_mark - record a filemark at the end of data
 * @side: the side
 *
 * Return: 0 or -ENOMEM.
 */
int vlib_side_mark(struct vlib_side *side)
{
	int err;

	if (side->nr_marks == side->max_marks) {
		err = vlib_side_more_marks(side);
		if (err)
			return err;
	}
	err = xa_err(xa_store(&side->objects, side->count, VLIB_MARK,
			      GFP_KERNEL));
	if (err)
		return err;
	side->marks[side->nr_marks++] = side->count++;
	return 0;
}

/**
 * vlib_side_is_mark - is there a filemark?
 * @side: the side
 * @pos: logical object number before the end of data
 */
bool vlib_side_is_mark(struct vlib_side *side, u64 pos)
{
	return xa_load(&side->objects, pos) == VLIB_MARK;
}

/**
 * vlib_side_length - the length of a block
 * @side: the side
 * @pos: logical object number before the end of data
 *
 * Return: bytes; 0 for a filemark.
 */
u32 vlib_side_length(struct vlib_side *side, u64 pos)
{
	return vlib_object_length(xa_load(&side->objects, pos));
}

/**
 * vlib_side_copy - read a block
 * @side: the side
 * @pos: logical object number of a block
 * @to: where to copy it
 * @len: how much of it, at most its length
 */
void vlib_side_copy(struct vlib_side *side, u64 pos, void *to, u32 len)
{
	struct vlib_record *record = xa_load(&side->objects, pos);

	if (xa_is_value(record))
		memset(to, 0, len);
	else
		memcpy(to, record->data, len);
}

/**
 * vlib_side_marks_before - count filemarks
 * @side: the side
 * @pos: logical object number
 *
 * Return: number of filemarks before @pos, which is also the index in
 * side->marks of the first filemark at or after it.
 */
u32 vlib_side_marks_before(const struct vlib_side *side, u64 pos)
{
	u32 low = 0, high = side->nr_marks;

	while (low < high) {
		u32 mid = low + (high - low) / 2;

		if (side->marks[mid] < pos)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}
