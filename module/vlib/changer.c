// SPDX-License-Identifier: GPL-2.0
/*
 * The medium changer: what moves cartridges, and what keeps the operator out.
 */
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <scsi/scsi.h>
#include <scsi/scsi_cmnd.h>

#include "vlib.h"

/* What a motion takes in a real library, in milliseconds. */
#define VLIB_MS_POSITION	2000
#define VLIB_MS_MOVE		8000
#define VLIB_MS_INVERT		3000
#define VLIB_MS_SCAN		20	/* one element's barcode */
#define VLIB_MS_SCAN_MAX	600000
#define VLIB_MS_PORT		4000

/* One end of a motion. */
struct changer_place {
	u32 address;
	enum vlib_type type;
	u32 index;
	struct vlib_element *el;
};

/**
 * vlib_changer_ready - is the changer ready?
 * @lun: its logical unit
 * @ascq: gets the qualifier to ASC 04h if not
 */
bool vlib_changer_ready(struct vlib_lun *lun, u8 *ascq)
{
	if (READ_ONCE(lun->library->door_open)) {
		*ascq = 0x18;
		return false;
	}
	if (time_before(jiffies, READ_ONCE(lun->ready_at))) {
		*ascq = 0x01;
		return false;
	}
	return true;
}

static bool changer_place(struct vlib_cmd *c, u16 byte,
			  struct changer_place *place)
{
	struct vlib_library *lib = c->lun->library;

	place->address = get_unaligned_be16(c->scmd->cmnd + byte);
	place->el = vlib_element(lib, place->address, &place->type,
				 &place->index);
	if (!place->el) {
		vlib_sense(c, ILLEGAL_REQUEST, 0x21, 0x01);
		return false;
	}
	return true;
}

/* The transport the CDB names; 0 leaves the choice to the library. */
static bool changer_transport(struct vlib_cmd *c, struct changer_place *place)
{
	struct vlib_library *lib = c->lun->library;

	if (get_unaligned_be16(c->scmd->cmnd + 2)) {
		if (!changer_place(c, 2, place))
			return false;
	} else {
		place->address = lib->address[VLIB_MT];
		place->type = VLIB_MT;
		place->index = 0;
		place->el = &lib->elements[lib->base[VLIB_MT]];
	}
	if (place->type != VLIB_MT || !lib->set.count[VLIB_MT]) {
		vlib_sense(c, ILLEGAL_REQUEST, 0x21, 0x01);
		return false;
	}
	return true;
}

/* Can the transport reach into this place at all? */
static bool changer_reach(struct vlib_cmd *c, const struct changer_place *place)
{
	struct vlib_library *lib = c->lun->library;

	if ((place->el->flags & VLIB_EL_DISABLED) ||
	    (place->type == VLIB_DT && !lib->drives[place->index].installed)) {
		vlib_sense(c, ILLEGAL_REQUEST, 0x3b, 0x18);
		return false;
	}
	if (place->el->flags & VLIB_EL_OPEN) {
		vlib_sense(c, ILLEGAL_REQUEST, 0x3b, 0x11);
		return false;
	}
	return true;
}

/* A cartridge may only leave a drive that lets it go. */
static bool changer_release(struct vlib_cmd *c,
			    const struct changer_place *place)
{
	struct vlib_library *lib = c->lun->library;
	int err;

	if (place->type != VLIB_DT)
		return true;
	err = vlib_drive_remove(&lib->drives[place->index],
				vlib_is(lib, VLIB_P_REFUSE_LOADED));
	if (err == -EBUSY)
		vlib_sense(c, ILLEGAL_REQUEST, 0x53, 0x02);
	else if (err)
		vlib_sense(c, ILLEGAL_REQUEST, 0x3b, 0x90);
	return !err;
}

static struct vlib_cart *changer_take(const struct changer_place *from,
				      bool turn)
{
	struct vlib_cart *cart = from->el->cart;

	from->el->cart = NULL;
	from->el->flags &= ~VLIB_EL_IMPEXP;
	if (from->type == VLIB_ST) {
		cart->source = from->address;
		cart->flags |= VLIB_CART_SVALID;
		cart->flags &= ~VLIB_CART_TURNED;
	}
	if (turn)
		cart->flags ^= VLIB_CART_TURNED | VLIB_CART_B_UP;
	return cart;
}

static void changer_put(struct vlib_library *lib,
			const struct changer_place *to, struct vlib_cart *cart)
{
	to->el->cart = cart;
	if (to->type == VLIB_DT)
		vlib_drive_insert(&lib->drives[to->index], cart);
}

struct changer_move {
	struct changer_place mt, src, dst;
	bool invert;
};

static bool changer_can_invert(const struct vlib_library *lib)
{
	return lib->set.sides == 2 && !vlib_is(lib, VLIB_P_NO_ROTATE);
}

/* Everything that makes a move illegal; under library->lock. */
static bool changer_move_check(struct vlib_cmd *c, struct changer_move *m)
{
	const u8 *cdb = c->scmd->cmnd;

	if (!changer_transport(c, &m->mt) || !changer_place(c, 4, &m->src) ||
	    !changer_place(c, 6, &m->dst))
		return false;
	m->invert = cdb[10] & 1;
	if (m->invert && !changer_can_invert(c->lun->library)) {
		vlib_bad_field(c, 10, 0);
		return false;
	}
	if (!m->src.el->cart) {
		vlib_sense(c, ILLEGAL_REQUEST, 0x3b, 0x0e);
		return false;
	}
	if (m->dst.el->cart && m->dst.el != m->src.el) {
		vlib_sense(c, ILLEGAL_REQUEST, 0x3b, 0x0d);
		return false;
	}
	/* Another cartridge got stuck in the transport that is to be used. */
	if (m->mt.el->cart && m->mt.el != m->src.el) {
		vlib_sense(c, ILLEGAL_REQUEST, 0x3b, 0x0d);
		return false;
	}
	return changer_reach(c, &m->src) && changer_reach(c, &m->dst);
}

static void changer_move_do(struct vlib_cmd *c, const struct changer_move *m)
{
	struct vlib_library *lib = c->lun->library;
	struct vlib_cart *cart;

	if (!changer_release(c, &m->src))
		return;
	cart = changer_take(&m->src, m->invert);
	if (c->fault.action == VLIB_F_STUCK) {
		changer_put(lib, &m->mt, cart);
		vlib_sense(c, HARDWARE_ERROR, 0x15, 0x01);
		return;
	}
	changer_put(lib, &m->dst, cart);
}

static void changer_move(struct vlib_cmd *c)
{
	struct vlib_library *lib = c->lun->library;
	struct changer_move m;
	bool ok;

	mutex_lock(&lib->lock);
	ok = changer_move_check(c, &m);
	mutex_unlock(&lib->lock);
	if (!ok)
		return;
	if (!vlib_robot_time(c->lun, VLIB_MS_MOVE +
			     (m.invert ? VLIB_MS_INVERT : 0)))
		return;
	/* The operator's hands may have been quicker: look again. */
	mutex_lock(&lib->lock);
	if (changer_move_check(c, &m))
		changer_move_do(c, &m);
	mutex_unlock(&lib->lock);
}

struct changer_swap {
	struct changer_place mt, src, dst1, dst2;
	bool invert1, invert2;
};

static bool changer_swap_check(struct vlib_cmd *c, struct changer_swap *x)
{
	const u8 *cdb = c->scmd->cmnd;

	if (!changer_transport(c, &x->mt) || !changer_place(c, 4, &x->src) ||
	    !changer_place(c, 6, &x->dst1) || !changer_place(c, 8, &x->dst2))
		return false;
	x->invert1 = cdb[10] & 1;
	x->invert2 = cdb[10] & 2;
	if ((x->invert1 || x->invert2) &&
	    !changer_can_invert(c->lun->library)) {
		vlib_bad_field(c, 10, x->invert1 ? 0 : 1);
		return false;
	}
	if (x->src.el == x->dst1.el || x->dst1.el == x->dst2.el) {
		vlib_bad_field(c, 6, 7);
		return false;
	}
	if (!x->src.el->cart || !x->dst1.el->cart) {
		vlib_sense(c, ILLEGAL_REQUEST, 0x3b, 0x0e);
		return false;
	}
	if ((x->dst2.el->cart && x->dst2.el != x->src.el) || x->mt.el->cart) {
		vlib_sense(c, ILLEGAL_REQUEST, 0x3b, 0x0d);
		return false;
	}
	return changer_reach(c, &x->src) && changer_reach(c, &x->dst1) &&
	       changer_reach(c, &x->dst2);
}

static void changer_swap_do(struct vlib_cmd *c, const struct changer_swap *x)
{
	struct vlib_library *lib = c->lun->library;
	struct vlib_cart *first, *second;

	/*
	 * If the second drive refuses, the first has been unloaded and keeps
	 * its cartridge, as in a library that tries one gripper first.
	 */
	if (!changer_release(c, &x->src))
		return;
	if (!changer_release(c, &x->dst1)) {
		if (x->src.type == VLIB_DT)
			vlib_drive_insert(&lib->drives[x->src.index],
					  x->src.el->cart);
		return;
	}
	first = changer_take(&x->src, x->invert1);
	second = changer_take(&x->dst1, x->invert2);
	changer_put(lib, &x->dst1, first);
	changer_put(lib, &x->dst2, second);
}

static void changer_exchange(struct vlib_cmd *c)
{
	struct vlib_library *lib = c->lun->library;
	struct changer_swap x;
	bool ok;

	mutex_lock(&lib->lock);
	ok = changer_swap_check(c, &x);
	mutex_unlock(&lib->lock);
	if (!ok || !vlib_robot_time(c->lun, 2 * VLIB_MS_MOVE))
		return;
	mutex_lock(&lib->lock);
	if (changer_swap_check(c, &x))
		changer_swap_do(c, &x);
	mutex_unlock(&lib->lock);
}

static void changer_position(struct vlib_cmd *c)
{
	struct vlib_library *lib = c->lun->library;
	struct changer_place mt, dst;
	bool ok;

	mutex_lock(&lib->lock);
	ok = changer_transport(c, &mt) && changer_place(c, 4, &dst);
	mutex_unlock(&lib->lock);
	if (!ok)
		return;
	if ((c->scmd->cmnd[8] & 1) && !changer_can_invert(lib)) {
		vlib_bad_field(c, 8, 0);
		return;
	}
	vlib_robot_time(c->lun, VLIB_MS_POSITION);
}

static void changer_scan(struct vlib_cmd *c, u32 elements)
{
	u32 ms = min(elements * VLIB_MS_SCAN, (u32)VLIB_MS_SCAN_MAX);

	vlib_robot_time(c->lun, ms);
}

static u32 changer_elements(const struct vlib_library *lib)
{
	return lib->set.count[VLIB_MT] + lib->set.count[VLIB_ST] +
	       lib->set.count[VLIB_IE] + lib->set.count[VLIB_DT];
}

static void changer_initialize(struct vlib_cmd *c)
{
	changer_scan(c, changer_elements(c->lun->library));
}

static void changer_initialize_range(struct vlib_cmd *c)
{
	const u8 *cdb = c->scmd->cmnd;
	u32 n = get_unaligned_be16(cdb + 6);
	struct changer_place start;

	/* RANGE off: all elements; on: N from the start, 0 for all the rest. */
	if (!(cdb[1] & 1)) {
		changer_scan(c, changer_elements(c->lun->library));
		return;
	}
	if (!changer_place(c, 2, &start))
		return;
	changer_scan(c, n ? n : changer_elements(c->lun->library));
}

static void changer_prevent(struct vlib_cmd *c)
{
	struct vlib_library *lib = c->lun->library;

	mutex_lock(&lib->lock);
	c->lun->prevent = c->scmd->cmnd[4] & 1;
	mutex_unlock(&lib->lock);
}

/* OPEN/CLOSE IMPORT/EXPORT ELEMENT */
static void changer_port(struct vlib_cmd *c)
{
	struct vlib_library *lib = c->lun->library;
	const u8 *cdb = c->scmd->cmnd;
	struct changer_place port;
	u8 action = cdb[4] & 0x1f;

	if (action > 1) {
		vlib_bad_field(c, 4, 4);
		return;
	}
	if (!changer_place(c, 2, &port))
		return;
	if (port.type != VLIB_IE) {
		vlib_sense(c, ILLEGAL_REQUEST, 0x21, 0x01);
		return;
	}
	if (!vlib_robot_time(c->lun, VLIB_MS_PORT))
		return;
	mutex_lock(&lib->lock);
	if (action)
		port.el->flags &= ~VLIB_EL_OPEN;
	else if (c->lun->prevent)
		vlib_sense(c, ILLEGAL_REQUEST, 0x53, 0x02);
	else
		port.el->flags |= VLIB_EL_OPEN;
	mutex_unlock(&lib->lock);
}

const struct vlib_op vlib_changer_ops[256] = {
	[0x00] = { vlib_accept, VLIB_OP_READY },
	[0x03] = { vlib_request_sense, VLIB_OP_NO_UA },
	[0x07] = { changer_initialize, VLIB_OP_READY },
	[0x12] = { vlib_inquiry, VLIB_OP_NO_UA },
	[0x15] = { vlib_mode_select, 0 },
	[0x16] = { vlib_accept, 0 },
	[0x17] = { vlib_accept, 0 },
	[0x1a] = { vlib_mode_sense, 0 },
	[0x1b] = { changer_port, VLIB_OP_READY },
	[0x1e] = { changer_prevent, 0 },
	[0x2b] = { changer_position, VLIB_OP_READY },
	[0x37] = { changer_initialize_range, VLIB_OP_READY },
	[0x4d] = { vlib_log_sense, 0 },
	[0x55] = { vlib_mode_select, 0 },
	[0x56] = { vlib_accept, 0 },
	[0x57] = { vlib_accept, 0 },
	[0x5a] = { vlib_mode_sense, 0 },
	[0xa0] = { vlib_report_luns, VLIB_OP_NO_UA },
	[0xa5] = { changer_move, VLIB_OP_READY },
	[0xa6] = { changer_exchange, VLIB_OP_READY },
	[0xb8] = { vlib_read_element_status, VLIB_OP_READY },
	[0xe7] = { changer_initialize_range, VLIB_OP_READY },
};
