// SPDX-License-Identifier: GPL-2.0
/*
 * The shelf beside the libraries: cartridges that an operator took out keep
 * what is recorded on them, and can be put back, into any library.
 */
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/string.h>
#include <linux/xarray.h>

#include "vlib.h"

static DEFINE_XARRAY(vlib_shelf);
static DEFINE_MUTEX(vlib_shelf_lock);

/**
 * vlib_shelf_put - put a cartridge on the shelf
 * @cart: the cartridge, the caller's; the shelf's if this succeeds
 *
 * Return: 0 or -ENOMEM.
 */
int vlib_shelf_put(struct vlib_cart *cart)
{
	int err;

	mutex_lock(&vlib_shelf_lock);
	err = xa_err(xa_store(&vlib_shelf, cart->id, cart, GFP_KERNEL));
	mutex_unlock(&vlib_shelf_lock);
	return err;
}

static struct vlib_cart *shelf_by_label(const char *name, size_t len)
{
	struct vlib_cart *cart;
	unsigned long id;

	if (!len)
		return NULL;
	xa_for_each(&vlib_shelf, id, cart) {
		if (cart->label_len[0] == len &&
		    !memcmp(cart->label, name, len))
			return cart;
	}
	return NULL;
}

/**
 * vlib_shelf_take - take a cartridge from the shelf
 * @name: its barcode, or # and its number
 * @len: length of @name
 *
 * Return: the cartridge, the caller's now, or NULL.
 */
struct vlib_cart *vlib_shelf_take(const char *name, size_t len)
{
	struct vlib_cart *cart = NULL;
	u32 id;

	mutex_lock(&vlib_shelf_lock);
	if (len > 1 && name[0] == '#') {
		if (!kstrtou32(name + 1, 10, &id))
			cart = xa_load(&vlib_shelf, id);
	} else {
		cart = shelf_by_label(name, len);
	}
	if (cart)
		xa_erase(&vlib_shelf, cart->id);
	mutex_unlock(&vlib_shelf_lock);
	return cart;
}

/**
 * vlib_shelf_clear - destroy all that is on the shelf
 */
void vlib_shelf_clear(void)
{
	struct vlib_cart *cart;
	unsigned long id;

	mutex_lock(&vlib_shelf_lock);
	xa_for_each(&vlib_shelf, id, cart) {
		xa_erase(&vlib_shelf, id);
		vlib_cart_destroy(cart);
	}
	mutex_unlock(&vlib_shelf_lock);
}

/**
 * vlib_shelf_show - list what is on the shelf
 * @page: where to write
 * @size: room there
 *
 * Return: bytes written; what has no room is left out.
 */
ssize_t vlib_shelf_show(char *page, size_t size)
{
	struct vlib_cart *cart;
	unsigned long id;
	ssize_t n = 0;

	mutex_lock(&vlib_shelf_lock);
	xa_for_each(&vlib_shelf, id, cart)
		n += scnprintf(page + n, size - n, "id=%u sides=%u barcode=%.*s\n",
			       cart->id, cart->sides, cart->label_len[0],
			       cart->label);
	mutex_unlock(&vlib_shelf_lock);
	return n;
}
