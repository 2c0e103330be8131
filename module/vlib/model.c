// SPDX-License-Identifier: GPL-2.0
/*
 * What a library consists of: elements, drives and cartridges.
 */
#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "vlib.h"

/* Where elements are unless somebody says otherwise. */
static const u32 vlib_usual_first[VLIB_TYPES] = {
	[VLIB_MT] = 1,
	[VLIB_IE] = 16,
	[VLIB_DT] = 256,
	[VLIB_ST] = 512,
};

static atomic_t vlib_last_cart = ATOMIC_INIT(0);

static int vlib_model_layout(struct vlib_library *lib, u32 *total)
{
	const struct vlib_settings *set = &lib->set;
	unsigned int t, o;
	u32 base = 0;

	for (t = VLIB_MT; t < VLIB_TYPES; t++) {
		u32 first = set->first[t] < 0 ? vlib_usual_first[t] :
						(u32)set->first[t];

		if (set->count[t] && first + set->count[t] > VLIB_MAX_ELEMENTS)
			return -EINVAL;
		lib->address[t] = first;
		lib->base[t] = base;
		base += set->count[t];
		for (o = VLIB_MT; o < t; o++) {
			if (set->count[o] && set->count[t] &&
			    first < lib->address[o] + set->count[o] &&
			    lib->address[o] < first + set->count[t])
				return -EINVAL;
		}
	}
	if (set->count[VLIB_DT] > VLIB_MAX_DRIVES)
		return -EINVAL;
	*total = base;
	return 0;
}

static void vlib_model_drives(struct vlib_library *lib)
{
	u32 i;

	for (i = 0; i < lib->set.count[VLIB_DT]; i++) {
		struct vlib_drive *drive = &lib->drives[i];

		mutex_init(&drive->lock);
		drive->installed = true;
		snprintf(drive->serial, sizeof(drive->serial), "%.20sD%03u",
			 lib->set.serial, i);
		vlib_lun_init(&drive->lun, lib, i, vlib_tape_ops);
	}
}

/**
 * vlib_model_create - make the elements and drives, all empty
 * @lib: the library, off
 *
 * Context: process, under library->power.
 * Return: 0, also if they are there already; -EINVAL if addresses overlap or
 * do not fit into 16 bits; -ENOMEM.
 */
int vlib_model_create(struct vlib_library *lib)
{
	struct vlib_element *elements;
	u32 total;
	int err;

	lockdep_assert_held(&lib->power);
	if (lib->elements)
		return 0;
	err = vlib_model_layout(lib, &total);
	if (err)
		return err;
	lib->drives = kvcalloc(max(lib->set.count[VLIB_DT], 1u),
			       sizeof(*lib->drives), GFP_KERNEL);
	elements = kvcalloc(max(total, 1u), sizeof(*elements), GFP_KERNEL);
	if (!lib->drives || !elements) {
		kvfree(lib->drives);
		kvfree(elements);
		lib->drives = NULL;
		return -ENOMEM;
	}
	vlib_model_drives(lib);
	mutex_lock(&lib->lock);
	lib->elements = elements;
	mutex_unlock(&lib->lock);
	return 0;
}

/**
 * vlib_model_destroy - forget elements, drives and cartridges
 * @lib: the library, off
 *
 * Context: process, under library->power.
 */
void vlib_model_destroy(struct vlib_library *lib)
{
	struct vlib_element *elements;
	u32 i, total = 0;

	lockdep_assert_held(&lib->power);
	mutex_lock(&lib->lock);
	elements = lib->elements;
	lib->elements = NULL;
	lib->door_open = false;
	mutex_unlock(&lib->lock);
	if (!elements)
		return;
	for (i = VLIB_MT; i < VLIB_TYPES; i++)
		total += lib->set.count[i];
	for (i = 0; i < total; i++) {
		vlib_cart_destroy(elements[i].cart);
		cond_resched();
	}
	for (i = 0; i < lib->set.count[VLIB_DT]; i++) {
		vlib_lun_release(&lib->drives[i].lun);
		mutex_destroy(&lib->drives[i].lock);
	}
	kvfree(elements);
	kvfree(lib->drives);
	lib->drives = NULL;
}

/**
 * vlib_element - find an element by its address
 * @lib: the library, with its elements
 * @address: element address
 * @type: gets the element type; may be NULL
 * @index: gets the number of the element within its type; may be NULL
 *
 * Context: process, under library->lock for what the element says.
 * Return: the element, or NULL.
 */
struct vlib_element *vlib_element(struct vlib_library *lib, u32 address,
				  enum vlib_type *type, u32 *index)
{
	unsigned int t;

	for (t = VLIB_MT; t < VLIB_TYPES; t++) {
		u32 n = address - lib->address[t];

		if (address < lib->address[t] || n >= lib->set.count[t])
			continue;
		if (type)
			*type = t;
		if (index)
			*index = n;
		return &lib->elements[lib->base[t] + n];
	}
	return NULL;
}

/**
 * vlib_cart_create - make a blank cartridge
 * @a: barcode of side A, not terminated
 * @a_len: its length, 0 for no barcode
 * @b: barcode of side B
 * @b_len: its length
 * @sides: 1 or 2
 *
 * A barcode that begins with CLN makes a cleaning cartridge, as everywhere.
 *
 * Return: the cartridge, the caller's, or NULL for want of memory.
 */
struct vlib_cart *vlib_cart_create(const char *a, size_t a_len, const char *b,
				   size_t b_len, u32 sides)
{
	struct vlib_cart *cart;

	cart = kzalloc(struct_size(cart, label, a_len + b_len), GFP_KERNEL);
	if (!cart)
		return NULL;
	cart->id = atomic_inc_return(&vlib_last_cart);
	cart->sides = sides;
	cart->label_len[0] = a_len;
	cart->label_len[1] = b_len;
	memcpy(cart->label, a, a_len);
	memcpy(cart->label + a_len, b, b_len);
	if (a_len >= 3 && !memcmp(a, "CLN", 3))
		cart->flags |= VLIB_CART_CLEANING;
	return cart;
}

/**
 * vlib_cart_destroy - destroy a cartridge and what is recorded on it
 * @cart: the cartridge, in no element and not on the shelf; may be NULL
 */
void vlib_cart_destroy(struct vlib_cart *cart)
{
	if (!cart)
		return;
	vlib_side_free(cart->side[0]);
	vlib_side_free(cart->side[1]);
	kfree(cart);
}

/* Finds the one number in a barcode format; NULL: none, or not well formed. */
static const char *vlib_barcode_number(const char *format, unsigned int *width,
				       const char **rest)
{
	const char *start = strchr(format, '%');
	const char *p;

	if (!start)
		return NULL;
	p = start + 1;
	*width = 0;
	while (*p >= '0' && *p <= '9' && *width < VLIB_LABEL_MAX)
		*width = *width * 10 + (*p++ - '0');
	if (*p != 'u' || strchr(p, '%') || *width > 10)
		return NULL;
	*rest = p + 1;
	return start;
}

/**
 * vlib_barcode_check - is this a barcode format?
 * @format: text with one number in it, such as A%05uL6, or empty
 *
 * Return: 0 or -EINVAL.
 */
int vlib_barcode_check(const char *format)
{
	unsigned int width;
	const char *rest;

	if (!*format)
		return 0;
	if (!vlib_barcode_number(format, &width, &rest))
		return -EINVAL;
	return 0;
}

static size_t vlib_barcode(const struct vlib_library *lib, u32 n, char *label,
			   size_t size)
{
	unsigned int width;
	const char *rest, *number;

	if (!*lib->barcode_format)
		return 0;
	number = vlib_barcode_number(lib->barcode_format, &width, &rest);
	if (!number)
		return 0;
	return scnprintf(label, size, "%.*s%0*u%s",
			 (int)(number - lib->barcode_format),
			 lib->barcode_format, (int)width, n, rest);
}

/**
 * vlib_fill - put new cartridges into empty slots, beginning with the first
 * @lib: the library, with its elements
 * @count: how many
 *
 * Context: process, under library->lock.
 * Return: 0, -ENOSPC if there are not enough empty slots (those that there
 * were are filled), or -ENOMEM.
 */
int vlib_fill(struct vlib_library *lib, u32 count)
{
	char a[VLIB_LABEL_MAX + 1], b[VLIB_LABEL_MAX + 1];
	u32 i, done = 0;
	int err = 0;

	for (i = 0; i < lib->set.count[VLIB_ST] && done < count; i++) {
		struct vlib_element *el = &lib->elements[lib->base[VLIB_ST] + i];
		size_t a_len, b_len = 0;

		if (el->cart)
			continue;
		a_len = vlib_barcode(lib, lib->set.barcode_next, a, sizeof(a));
		if (lib->set.sides == 2 && a_len && a_len < VLIB_LABEL_MAX)
			b_len = scnprintf(b, sizeof(b), "%sB", a);
		el->cart = vlib_cart_create(a, a_len, b, b_len, lib->set.sides);
		if (!el->cart) {
			err = -ENOMEM;
			break;
		}
		lib->set.barcode_next++;
		done++;
		cond_resched();
	}
	if (!err && done < count)
		err = -ENOSPC;
	return err;
}
