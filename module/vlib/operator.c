// SPDX-License-Identifier: GPL-2.0
/*
 * The operator's hands: cartridges put in and taken out, turned over, the door.
 *
 * Nothing here goes through the robot. The library notices as a real one does:
 * it raises a unit attention, unless its personality is to keep silent.
 */
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "vlib.h"

static const char *const operator_types[VLIB_TYPES] = {
	[0] = "element",
	[VLIB_MT] = "transport",
	[VLIB_ST] = "slot",
	[VLIB_IE] = "port",
	[VLIB_DT] = "drive",
};

static char *operator_word(char **line)
{
	char *word;

	do {
		word = strsep(line, " \t");
	} while (word && !*word);
	return word;
}

/**
 * vlib_operator_place - read "slot 3", "port 0", "drive 1" or "element 1027"
 * @lib: the library, with its elements
 * @line: in and out: the text, and what follows the place
 * @type: gets the element type
 * @index: gets its number within the type, counting from 0
 *
 * Return: 0, -EINVAL if it is no place, -ENXIO if there is no such place.
 */
int vlib_operator_place(struct vlib_library *lib, char **line,
			enum vlib_type *type, u32 *index)
{
	char *kind = operator_word(line);
	char *number = operator_word(line);
	u32 n;
	int t;

	if (!kind || !number || kstrtou32(number, 0, &n))
		return -EINVAL;
	t = match_string(operator_types, VLIB_TYPES, kind);
	if (t < 0)
		return -EINVAL;
	if (!t)
		return vlib_element(lib, n, type, index) ? 0 : -ENXIO;
	if (n >= lib->set.count[t])
		return -ENXIO;
	*type = t;
	*index = n;
	return 0;
}

/* The library finds out. */
static void operator_noticed(struct vlib_library *lib, enum vlib_type type)
{
	/* With the door open it looks when the door is closed. */
	if (lib->door_open || vlib_is(lib, VLIB_P_SILENT))
		return;
	vlib_raise(&lib->changer,
		   type == VLIB_IE ? VLIB_UA_PORT : VLIB_UA_MEDIUM);
}

/* Ports are locked while medium removal is prevented; slots have a door. */
static bool operator_locked(const struct vlib_library *lib, enum vlib_type type)
{
	return type == VLIB_IE && lib->changer.prevent && lib->live;
}

static int operator_put(struct vlib_library *lib, enum vlib_type type,
			u32 index, struct vlib_cart *cart)
{
	struct vlib_element *el = &lib->elements[lib->base[type] + index];

	if (operator_locked(lib, type))
		return -EPERM;
	if (el->cart)
		return -EEXIST;
	if (type == VLIB_DT && !lib->drives[index].installed)
		return -ENXIO;
	cart->flags &= ~(VLIB_CART_SVALID | VLIB_CART_TURNED);
	el->cart = cart;
	if (type == VLIB_IE)
		el->flags |= VLIB_EL_IMPEXP;
	if (type == VLIB_DT)
		vlib_drive_insert(&lib->drives[index], cart);
	operator_noticed(lib, type);
	return 0;
}

struct operator_cart {
	const char *label[2];
	u32 sides;
	bool cleaning;
	bool protect;
};

/* [BARCODE] [alt=BARCODE] [sides=N] [protected] [cleaning] */
static int operator_describe(struct vlib_library *lib, char *line,
			     struct operator_cart *what)
{
	char *word;

	*what = (struct operator_cart){ .label = { "", "" },
					.sides = lib->set.sides };
	while ((word = operator_word(&line))) {
		if (!strncmp(word, "sides=", 6)) {
			if (kstrtou32(word + 6, 10, &what->sides) ||
			    !what->sides || what->sides > lib->set.sides)
				return -EINVAL;
		} else if (!strncmp(word, "alt=", 4)) {
			what->label[1] = word + 4;
		} else if (!strcmp(word, "protected")) {
			what->protect = true;
		} else if (!strcmp(word, "cleaning")) {
			what->cleaning = true;
		} else if (!*what->label[0]) {
			what->label[0] = word;
		} else {
			return -EINVAL;
		}
	}
	if (strlen(what->label[0]) > VLIB_LABEL_MAX ||
	    strlen(what->label[1]) > VLIB_LABEL_MAX)
		return -EINVAL;
	return 0;
}

static struct vlib_cart *operator_make(const struct operator_cart *what)
{
	size_t a = strlen(what->label[0]), b = strlen(what->label[1]);
	struct vlib_cart *cart;

	cart = vlib_shelf_take(what->label[0], a);
	if (!cart && what->label[0][0] == '#')
		return NULL;
	if (!cart)
		cart = vlib_cart_create(what->label[0], a, what->label[1], b,
					what->sides);
	if (cart && what->protect)
		cart->flags |= VLIB_CART_PROTECTED;
	if (cart && what->cleaning)
		cart->flags |= VLIB_CART_CLEANING;
	return cart;
}

/**
 * vlib_operator_insert - put a cartridge somewhere by hand
 * @lib: the library, with its elements
 * @line: "PLACE [BARCODE] [alt=BARCODE] [sides=N] [protected] [cleaning]",
 *	changed while it is read; a cartridge on the shelf that has this
 *	barcode, or #NUMBER, is taken; else a blank one is made
 *
 * Context: process, under library->lock.
 * Return: 0, -EINVAL, -ENXIO (no such place), -EEXIST (there is one already),
 * -EPERM (locked), -ENOENT (not on the shelf, or no memory for it).
 */
int vlib_operator_insert(struct vlib_library *lib, char *line)
{
	struct operator_cart what;
	struct vlib_cart *cart;
	enum vlib_type type;
	u32 index;
	int err;

	err = vlib_operator_place(lib, &line, &type, &index);
	if (!err)
		err = operator_describe(lib, line, &what);
	if (err)
		return err;
	cart = operator_make(&what);
	if (!cart)
		return -ENOENT;
	err = operator_put(lib, type, index, cart);
	if (err && vlib_shelf_put(cart))
		vlib_cart_destroy(cart);
	return err;
}

static int operator_take(struct vlib_library *lib, enum vlib_type type,
			 u32 index, struct vlib_cart **cart)
{
	struct vlib_element *el = &lib->elements[lib->base[type] + index];
	int err;

	if (operator_locked(lib, type))
		return -EPERM;
	if (!el->cart)
		return -ENOENT;
	if (type == VLIB_DT) {
		err = vlib_drive_remove(&lib->drives[index], false);
		if (err)
			return err;
	}
	*cart = el->cart;
	el->cart = NULL;
	el->flags &= ~VLIB_EL_IMPEXP;
	operator_noticed(lib, type);
	return 0;
}

/**
 * vlib_operator_remove - take a cartridge out by hand
 * @lib: the library, with its elements
 * @line: "PLACE [destroy]", changed while it is read; it goes on the shelf
 *	unless it is to be destroyed
 *
 * Context: process, under library->lock.
 * Return: 0, -EINVAL, -ENXIO (no such place), -ENOENT (nothing there), -EPERM
 * (locked), -EBUSY (the drive does not let go).
 */
int vlib_operator_remove(struct vlib_library *lib, char *line)
{
	struct vlib_cart *cart = NULL;
	enum vlib_type type;
	bool destroy = false;
	char *word;
	u32 index;
	int err;

	err = vlib_operator_place(lib, &line, &type, &index);
	if (err)
		return err;
	word = operator_word(&line);
	if (word) {
		destroy = !strcmp(word, "destroy");
		if (!destroy || operator_word(&line))
			return -EINVAL;
	}
	err = operator_take(lib, type, index, &cart);
	if (err)
		return err;
	if (destroy || vlib_shelf_put(cart))
		vlib_cart_destroy(cart);
	return 0;
}

/**
 * vlib_operator_flip - turn a cartridge over by hand
 * @lib: the library, with its elements
 * @line: "PLACE", not a drive
 *
 * Context: process, under library->lock.
 * Return: 0, -EINVAL (a drive), -ENXIO, -ENOENT, -EPERM (it has one side).
 */
int vlib_operator_flip(struct vlib_library *lib, char *line)
{
	struct vlib_element *el;
	enum vlib_type type;
	int err;
	u32 index;

	err = vlib_operator_place(lib, &line, &type, &index);
	if (err)
		return err;
	if (type == VLIB_DT || operator_word(&line))
		return -EINVAL;
	el = &lib->elements[lib->base[type] + index];
	if (!el->cart) {
		err = -ENOENT;
	} else if (el->cart->sides != 2) {
		err = -EPERM;
	} else {
		el->cart->flags ^= VLIB_CART_B_UP;
		el->cart->flags &= ~(VLIB_CART_SVALID | VLIB_CART_TURNED);
		operator_noticed(lib, type);
	}
	return err;
}

/**
 * vlib_operator_protect - set or clear a write protect tab
 * @lib: the library, with its elements
 * @line: "PLACE 0|1"
 *
 * Context: process, under library->lock.
 * Return: 0, -EINVAL, -ENXIO, -ENOENT.
 */
int vlib_operator_protect(struct vlib_library *lib, char *line)
{
	struct vlib_element *el;
	enum vlib_type type;
	char *word;
	bool on;
	int err;
	u32 index;

	err = vlib_operator_place(lib, &line, &type, &index);
	if (err)
		return err;
	word = operator_word(&line);
	if (!word || kstrtobool(word, &on))
		return -EINVAL;
	el = &lib->elements[lib->base[type] + index];
	if (!el->cart)
		err = -ENOENT;
	else if (on)
		el->cart->flags |= VLIB_CART_PROTECTED;
	else
		el->cart->flags &= ~VLIB_CART_PROTECTED;
	return err;
}

/**
 * vlib_operator_except - make an element abnormal, disabled, or normal again
 * @lib: the library, with its elements
 * @line: "PLACE ASC/ASCQ", "PLACE disabled" or "PLACE normal"
 *
 * Context: process, under library->lock.
 * Return: 0, -EINVAL, -ENXIO.
 */
int vlib_operator_except(struct vlib_library *lib, char *line)
{
	struct vlib_element *el;
	enum vlib_type type;
	char *word, *asc;
	int err;
	u32 index;

	err = vlib_operator_place(lib, &line, &type, &index);
	if (err)
		return err;
	word = operator_word(&line);
	if (!word)
		return -EINVAL;
	el = &lib->elements[lib->base[type] + index];
	if (!strcmp(word, "normal")) {
		el->flags &= ~(VLIB_EL_EXCEPT | VLIB_EL_DISABLED);
	} else if (!strcmp(word, "disabled")) {
		el->flags |= VLIB_EL_DISABLED;
	} else {
		asc = strsep(&word, "/");
		if (!word || kstrtou8(asc, 16, &el->asc) ||
		    kstrtou8(word, 16, &el->ascq))
			err = -EINVAL;
		else
			el->flags |= VLIB_EL_EXCEPT;
	}
	return err;
}

/**
 * vlib_operator_door - open or close the door
 * @lib: the library, with its elements
 * @open: what to do
 *
 * Once the door is closed the library looks at everything again, which takes
 * as long as it does after power on.
 *
 * Context: process, under library->lock.
 * Return: 0, or -EPERM if medium removal is prevented.
 */
int vlib_operator_door(struct vlib_library *lib, bool open)
{
	struct vlib_lun *changer = &lib->changer;
	int err = 0;

	if (open && changer->prevent && lib->live) {
		err = -EPERM;
	} else if (open) {
		WRITE_ONCE(lib->door_open, true);
	} else if (lib->door_open) {
		WRITE_ONCE(changer->ready_at,
			   jiffies + msecs_to_jiffies(lib->set.ready_ms));
		WRITE_ONCE(lib->door_open, false);
		if (!vlib_is(lib, VLIB_P_SILENT))
			vlib_raise(changer, VLIB_UA_MEDIUM);
	}
	return err;
}

static size_t operator_show(struct vlib_library *lib, enum vlib_type type,
			    u32 index, char *buf, size_t size)
{
	const struct vlib_element *el = &lib->elements[lib->base[type] + index];
	const struct vlib_cart *cart = el->cart;
	size_t n;

	n = snprintf(buf, size, "%s %u %u %s", operator_types[type], index,
		     lib->address[type] + index, cart ? "full" : "empty");
#define PUT(...) \
	(n += snprintf(n < size ? buf + n : NULL, n < size ? size - n : 0, \
		       __VA_ARGS__))
	if (cart) {
		PUT(" id=%u sides=%u side=%c", cart->id, cart->sides,
		    cart->flags & VLIB_CART_B_UP ? 'B' : 'A');
		if (cart->label_len[0])
			PUT(" barcode=%.*s", cart->label_len[0], cart->label);
		if (cart->label_len[1])
			PUT(" alt=%.*s", cart->label_len[1],
			    vlib_cart_label(cart, 1));
		if (cart->flags & VLIB_CART_SVALID)
			PUT(" source=%u", cart->source);
		if (cart->flags & VLIB_CART_PROTECTED)
			PUT(" protected");
	}
	if (type == VLIB_DT)
		PUT("%s", !lib->drives[index].installed ? " gap" : !cart ? "" :
		    READ_ONCE(lib->drives[index].loaded) ? " loaded" :
		    " unloaded");
	if (el->flags & VLIB_EL_EXCEPT)
		PUT(" except=%02x/%02x", el->asc, el->ascq);
	if (el->flags & VLIB_EL_DISABLED)
		PUT(" disabled");
	if (el->flags & VLIB_EL_OPEN)
		PUT(" open");
	PUT("\n");
#undef PUT
	return n;
}

/**
 * vlib_operator_list - what is where, one element a line
 * @lib: the library, with its elements
 * @buf: where to write, or NULL to learn how much it is
 * @size: room in @buf
 *
 * Context: process, under library->lock.
 * Return: bytes of the list; with @buf, of the lines that fit into it.
 */
size_t vlib_operator_list(struct vlib_library *lib, char *buf, size_t size)
{
	static const enum vlib_type order[] = {
		VLIB_MT, VLIB_DT, VLIB_IE, VLIB_ST,
	};
	size_t n = 0, line;
	unsigned int i;
	u32 k;

	for (i = 0; i < ARRAY_SIZE(order); i++) {
		for (k = 0; k < lib->set.count[order[i]]; k++) {
			line = operator_show(lib, order[i], k,
					     buf ? buf + n : NULL,
					     buf ? size - n : 0);
			/* It ends with a zero that the next one overwrites. */
			if (buf && line >= size - n)
				return n;
			n += line;
			if (!(k & 0xfff))
				cond_resched();
		}
	}
	return n;
}
