// SPDX-License-Identifier: GPL-2.0
/*
 * Lists of objects.
 *
 * A list is walked in pieces, and objects come and go between them. A cursor
 * therefore is no position, but says what the last object was: its serial, for
 * sides the serial of the cartridge and the number of the side, for elements
 * the serial of the library and the address of the element. Nothing that a
 * robot does can change these, so that whatever is there all the time is listed
 * once.
 */
#include "opreq.h"

/* Bits of a cursor below the serial */
#define NTMS_WALK_SIDE	2
#define NTMS_WALK_ADDRESS	32

/**
 * struct ntms_walk - where a list is
 * @cat: the catalog
 * @type: the kind that is wanted
 * @in: the container; type NTMS_TYPE_UNKNOWN: all there is
 * @cursor: the last object
 * @total: number of objects that match
 * @cred: who asks, as far as it matters
 * @step: goes to the next object; false if there is none. @id is null if the
 *	object is not one of those wanted
 */
struct ntms_walk {
	const struct ntms_catalog *cat;
	u8 type;
	struct ntms_ref in;
	u64 cursor;
	u64 total;
	struct ntms_cred cred;
	bool (*step)(struct ntms_walk *walk, guid_t *id);
};

static bool ntms_walk_order(struct ntms_walk *walk, guid_t *id)
{
	const struct ntms_obj *obj = ntms_order_next(walk->cat, walk->type,
						     walk->cursor);

	if (!obj)
		return false;
	walk->cursor = obj->serial;
	*id = obj->id;
	return true;
}

/* To others they do not exist. */
static bool ntms_walk_requests(struct ntms_walk *walk, guid_t *id)
{
	const struct ntms_obj *obj = ntms_order_next(walk->cat, walk->type,
						     walk->cursor);

	if (!obj)
		return false;
	walk->cursor = obj->serial;
	if (ntms_opreq_visible(walk->cat, container_of(obj, struct ntms_opreq,
						       obj), &walk->cred))
		*id = obj->id;
	return true;
}

static bool ntms_walk_supported(struct ntms_walk *walk, guid_t *id)
{
	const struct ntms_library *library =
		container_of(walk->in.obj, struct ntms_library, obj);
	const struct ntms_obj *obj = ntms_order_next(walk->cat, walk->type,
						     walk->cursor);

	if (!obj)
		return false;
	walk->cursor = obj->serial;
	if (library->supported[container_of(obj, struct ntms_media_type,
					    obj)->code])
		*id = obj->id;
	return true;
}

/*
 * How many there are is nobody's business either. The lock is dropped now and
 * then: what comes or goes meanwhile may count or not.
 */
static u64 ntms_walk_count_requests(struct ntms_catalog *cat,
				    const struct ntms_cred *cred)
{
	struct ntms_walk walk = {
		.cat = cat,
		.type = NTMS_TYPE_OPERATOR_REQUEST,
		.cred = *cred,
	};
	guid_t id = guid_null;
	u32 steps = 0;
	u64 count = 0;

	while (ntms_walk_requests(&walk, &id)) {
		count += !guid_is_null(&id);
		id = guid_null;
		if (++steps % NTMS_WALK_STEPS)
			continue;
		ntms_catalog_unlock(cat);
		cond_resched();
		ntms_catalog_lock(cat);
	}
	return count;
}

static bool ntms_walk_pools(struct ntms_walk *walk, guid_t *id)
{
	const struct ntms_pool *pool = NULL;

	if (walk->in.type)
		pool = container_of(walk->in.obj, struct ntms_pool, obj);
	pool = ntms_siblings_next(ntms_siblings(walk->cat, pool), walk->cursor);
	if (!pool)
		return false;
	walk->cursor = pool->obj.serial;
	*id = pool->obj.id;
	return true;
}

/* The next cartridge of the container after a serial */
static struct ntms_medium *ntms_walk_medium(const struct ntms_walk *walk,
					    u64 after)
{
	struct ntms_medium *medium;
	struct ntms_obj *obj;

	switch (walk->in.type) {
	case NTMS_TYPE_UNKNOWN:
	case NTMS_TYPE_LIBRARY:
		obj = ntms_order_next(walk->cat, NTMS_TYPE_MEDIUM, after);
		return obj ? container_of(obj, struct ntms_medium, obj) : NULL;
	case NTMS_TYPE_POOL:
		return ntms_pool_next(container_of(walk->in.obj,
						   struct ntms_pool, obj),
				      after);
	default:
		medium = container_of(walk->in.obj, struct ntms_medium, obj);
		return medium->obj.serial > after ? medium : NULL;
	}
}

static bool ntms_walk_media(struct ntms_walk *walk, guid_t *id)
{
	const struct ntms_medium *medium;

	medium = ntms_walk_medium(walk, walk->cursor);
	if (!medium)
		return false;
	walk->cursor = medium->obj.serial;
	if (walk->in.type != NTMS_TYPE_LIBRARY ||
	    &medium->library->obj == walk->in.obj)
		*id = medium->obj.id;
	return true;
}

static bool ntms_walk_sides(struct ntms_walk *walk, guid_t *id)
{
	u64 serial = walk->cursor >> NTMS_WALK_SIDE;
	u8 number = walk->cursor & (BIT(NTMS_WALK_SIDE) - 1);
	const struct ntms_medium *medium;
	const struct ntms_side *side;

	medium = serial ? ntms_walk_medium(walk, serial - 1) : NULL;
	if (!medium || medium->obj.serial != serial ||
	    number >= medium->nr_sides) {
		medium = ntms_walk_medium(walk, serial);
		number = 0;
	}
	if (!medium)
		return false;
	walk->cursor = medium->obj.serial << NTMS_WALK_SIDE | (number + 1);
	side = &medium->sides[number];
	if (walk->type == NTMS_TYPE_SIDE)
		ntms_side_id(id, medium, side);
	else if (side->logical)
		*id = side->logical->obj.id;
	return true;
}

/* The one thing that a side or a logical medium holds */
static bool ntms_walk_other(struct ntms_walk *walk, guid_t *id)
{
	const struct ntms_logical *logical;

	if (walk->cursor++)
		return false;
	if (walk->in.type == NTMS_TYPE_SIDE) {
		if (walk->in.side->logical)
			*id = walk->in.side->logical->obj.id;
		return true;
	}
	logical = container_of(walk->in.obj, struct ntms_logical, obj);
	ntms_side_id(id, logical->medium, logical->side);
	return true;
}

static u8 ntms_walk_code(u8 type)
{
	switch (type) {
	case NTMS_TYPE_SLOT:
		return NTMS_SMC_ST;
	case NTMS_TYPE_PORT:
		return NTMS_SMC_IE;
	default:
		return NTMS_SMC_DT;
	}
}

/* The library of the container, or the next one after a serial */
static const struct ntms_library *
ntms_walk_library(const struct ntms_walk *walk, u64 after)
{
	const struct ntms_obj *obj;

	if (walk->in.type)
		obj = walk->in.obj->serial > after ? walk->in.obj : NULL;
	else
		obj = ntms_order_next(walk->cat, NTMS_TYPE_LIBRARY, after);
	return obj ? container_of(obj, struct ntms_library, obj) : NULL;
}

/* The first element of a type at an address or after it, or NULL */
static const struct ntms_element *
ntms_walk_element(const struct ntms_library *library, u8 code, u32 address)
{
	u32 low = library->first[code], high = library->first[code + 1];
	const u32 end = high;
	u32 middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (library->elements[middle].address < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low < end ? &library->elements[low] : NULL;
}

static bool ntms_walk_elements(struct ntms_walk *walk, guid_t *id)
{
	u64 serial = walk->cursor >> NTMS_WALK_ADDRESS;
	u32 address = walk->cursor;
	const struct ntms_library *library;
	const struct ntms_element *element;

	library = ntms_walk_library(walk, serial ? serial - 1 : 0);
	if (!library)
		return false;
	if (library->obj.serial != serial)
		address = 0;
	element = ntms_walk_element(library, ntms_walk_code(walk->type),
				    address);
	if (!element) {
		serial = library->obj.serial;
		walk->cursor = (serial + 1) << NTMS_WALK_ADDRESS;
		return ntms_walk_library(walk, serial);
	}
	walk->cursor = library->obj.serial << NTMS_WALK_ADDRESS |
		       (element->address + 1);
	ntms_element_id(id, library, element);
	return true;
}

/* What is in everything */
static bool ntms_walk_all(struct ntms_walk *walk)
{
	const struct ntms_order *order = &walk->cat->order[walk->type];
	const struct ntms_library *library;
	const struct ntms_obj *obj;
	u64 after = 0;
	u8 code;

	walk->total = order->count;
	walk->step = ntms_walk_order;
	switch (walk->type) {
	case NTMS_TYPE_COMPUTER:
	case NTMS_TYPE_LIBRARY:
	case NTMS_TYPE_LOGICAL_MEDIUM:
	case NTMS_TYPE_MEDIA_TYPE:
	case NTMS_TYPE_MEDIUM:
		return true;
	case NTMS_TYPE_OPERATOR_REQUEST:
		walk->step = ntms_walk_requests;
		return true;
	case NTMS_TYPE_SIDE:
		walk->total = walk->cat->sides;
		walk->step = ntms_walk_sides;
		return true;
	case NTMS_TYPE_POOL:
		walk->total = walk->cat->pools.count;
		walk->step = ntms_walk_pools;
		return true;
	case NTMS_TYPE_DRIVE:
	case NTMS_TYPE_PORT:
	case NTMS_TYPE_SLOT:
		code = ntms_walk_code(walk->type);
		while ((obj = ntms_order_next(walk->cat, NTMS_TYPE_LIBRARY,
					      after))) {
			after = obj->serial;
			library = container_of(obj, struct ntms_library, obj);
			walk->total += library->first[code + 1] -
				       library->first[code];
		}
		walk->step = ntms_walk_elements;
		return true;
	default:
		return false;
	}
}

static bool ntms_walk_in_library(struct ntms_walk *walk)
{
	const struct ntms_library *library =
		container_of(walk->in.obj, struct ntms_library, obj);
	u8 code = ntms_walk_code(walk->type);

	walk->step = ntms_walk_elements;
	switch (walk->type) {
	case NTMS_TYPE_MEDIUM:
		walk->total = library->media;
		walk->step = ntms_walk_media;
		return true;
	case NTMS_TYPE_MEDIA_TYPE:
		for (code = 0; code < NTMS_MEDIA_CODES; code++)
			walk->total += library->supported[code];
		walk->step = ntms_walk_supported;
		return true;
	case NTMS_TYPE_DRIVE:
	case NTMS_TYPE_PORT:
	case NTMS_TYPE_SLOT:
		walk->total = library->first[code + 1] - library->first[code];
		return true;
	default:
		return false;
	}
}

static bool ntms_walk_in_pool(struct ntms_walk *walk)
{
	const struct ntms_pool *pool =
		container_of(walk->in.obj, struct ntms_pool, obj);

	walk->step = ntms_walk_sides;
	switch (walk->type) {
	case NTMS_TYPE_POOL:
		walk->total = pool->children.count;
		walk->step = ntms_walk_pools;
		return true;
	case NTMS_TYPE_MEDIUM:
		walk->total = pool->nr_media;
		walk->step = ntms_walk_media;
		return true;
	case NTMS_TYPE_SIDE:
		/* All cartridges of a pool are of one type. */
		if (pool->media_type)
			walk->total = (u64)pool->nr_media *
				      pool->media_type->sides;
		return true;
	case NTMS_TYPE_LOGICAL_MEDIUM:
		walk->total = pool->nr_logical;
		return true;
	default:
		return false;
	}
}

/* What is in one object. False: what is wanted is not found in such a one. */
static bool ntms_walk_in(struct ntms_walk *walk)
{
	const struct ntms_medium *medium;

	switch (walk->in.type) {
	case NTMS_TYPE_LIBRARY:
		return ntms_walk_in_library(walk);
	case NTMS_TYPE_POOL:
		return ntms_walk_in_pool(walk);
	case NTMS_TYPE_MEDIUM:
		medium = container_of(walk->in.obj, struct ntms_medium, obj);
		walk->step = ntms_walk_sides;
		walk->total = walk->type == NTMS_TYPE_SIDE ? medium->nr_sides :
							     medium->owned;
		return walk->type == NTMS_TYPE_SIDE ||
		       walk->type == NTMS_TYPE_LOGICAL_MEDIUM;
	case NTMS_TYPE_SIDE:
		walk->step = ntms_walk_other;
		walk->total = !!walk->in.side->logical;
		return walk->type == NTMS_TYPE_LOGICAL_MEDIUM;
	case NTMS_TYPE_LOGICAL_MEDIUM:
		walk->step = ntms_walk_other;
		walk->total = 1;
		return walk->type == NTMS_TYPE_SIDE;
	default:
		return false;
	}
}

/* The next object that is wanted, if there is one in so many steps */
static bool ntms_walk_on(struct ntms_walk *walk, u32 *steps, guid_t *id,
			 u32 *more)
{
	*id = guid_null;
	while (guid_is_null(id)) {
		if (!*steps)
			return false;
		(*steps)--;
		if (!walk->step(walk, id)) {
			*more = 0;
			return false;
		}
	}
	return true;
}

static ntms_reason_t ntms_walk_begin(struct ntms_walk *walk,
				     const struct ntms_enum *call)
{
	guid_t in;

	if (call->flags || call->type >= NTMS_TYPES)
		return NTMS_REASON_INVALID_PARAMETER;
	walk->type = call->type;
	walk->cursor = call->cursor;
	memcpy(&in, &call->container, sizeof(in));
	if (guid_is_null(&in))
		return ntms_walk_all(walk) ? NTMS_REASON_SUCCESS :
					     NTMS_REASON_INVALID_PARAMETER;
	walk->in = ntms_find(walk->cat, &in);
	if (!walk->in.type)
		return NTMS_REASON_OBJECT_NOT_FOUND;
	return ntms_walk_in(walk) ? NTMS_REASON_SUCCESS :
				    NTMS_REASON_INVALID_PARAMETER;
}

/*
 * The first cartridge after a serial, in a tree that may be changing: whoever is
 * passed is whole, but somebody may be missed.
 */
static const struct ntms_obj *ntms_media_after(const struct ntms_catalog *cat,
					       u64 after)
{
	const struct rb_root *root =
		&cat->order[NTMS_TYPE_MEDIUM].root.rb_root;
	const struct rb_node *node = READ_ONCE(root->rb_node);
	const struct ntms_obj *obj, *found = NULL;

	while (node) {
		obj = rb_entry(node, struct ntms_obj, by_serial);
		if (obj->serial > after) {
			found = obj;
			node = READ_ONCE(node->rb_left);
		} else {
			node = READ_ONCE(node->rb_right);
		}
	}
	return found;
}

/*
 * Of all media there can be a million, and who lists them is not to hold up who
 * allocates: they are listed without the lock. False: one came or went meanwhile,
 * and it is to be done with it.
 */
static bool ntms_list_media(const struct ntms_catalog *cat,
			    struct ntms_enum *call, struct ntms_guid *ids,
			    u32 room, u32 *nr)
{
	u64 cursor = call->cursor, total;
	const struct ntms_obj *obj;
	unsigned int seq;
	u32 found = 0;
	bool same;

	rcu_read_lock();
	seq = read_seqcount_begin(&cat->media);
	total = cat->order[NTMS_TYPE_MEDIUM].count;
	while ((obj = ntms_media_after(cat, cursor)) && found < room) {
		memcpy(&ids[found++], &obj->id, sizeof(obj->id));
		cursor = obj->serial;
	}
	same = !read_seqcount_retry(&cat->media, seq);
	rcu_read_unlock();
	if (!same)
		return false;
	*nr = found;
	call->cursor = cursor;
	call->total = total;
	call->more = !!obj;
	return true;
}

/**
 * ntms_query_enum() - list objects, a piece at a time
 * @session: the session
 * @cred: who asks
 * @call: the command; @cursor, @more and @total are written
 * @ids: out: the objects
 * @room: room at @ids
 * @nr: out: number of them at @ids; may be less than @room, even 0, although
 *	@more says that there are others: then call again
 *
 * Context: takes the catalog's lock, for a bounded number of steps, or for none
 * if it is all media.
 * Return: see struct ntms_enum in the uapi header.
 */
ntms_reason_t ntms_query_enum(struct ntms_session *session,
			      const struct ntms_cred *cred,
			      struct ntms_enum *call, struct ntms_guid *ids,
			      u32 room, u32 *nr)
{
	struct ntms_catalog *cat = session->cat;
	struct ntms_walk walk = {
		.cat = cat,
		.cred = { .uid = cred->uid, .admin = cred->admin,
			  .in_group = cred->in_group,
			  .asker = cred->asker },
	};
	u32 steps = NTMS_WALK_STEPS;
	ntms_reason_t reason;
	guid_t id;

	*nr = 0;
	if (call->type == NTMS_TYPE_MEDIUM && !call->flags &&
	    ntms_guid_none(&call->container) &&
	    ntms_list_media(cat, call, ids, room, nr))
		return NTMS_REASON_SUCCESS;
	/* Asked once, and not for each object. */
	if (call->type == NTMS_TYPE_OPERATOR_REQUEST)
		walk.cred.admin = ntms_cred_admin(cred);
	ntms_catalog_lock(cat);
	reason = ntms_walk_begin(&walk, call);
	if (reason)
		goto unlock;
	if (walk.type == NTMS_TYPE_OPERATOR_REQUEST && !walk.cred.admin)
		walk.total = ntms_walk_count_requests(cat, &walk.cred);
	call->total = walk.total;
	call->more = 1;
	while (*nr < room && ntms_walk_on(&walk, &steps, &id, &call->more))
		memcpy(&ids[(*nr)++], &id, sizeof(id));
	call->cursor = walk.cursor;
	/* Full, but was that the last one? Look without going there. */
	if (*nr == room)
		ntms_walk_on(&walk, &steps, &id, &call->more);
unlock:
	ntms_catalog_unlock(cat);
	return reason;
}
