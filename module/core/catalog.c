// SPDX-License-Identifier: GPL-2.0
/* The catalog as readers see it; commit.c is how it changes. */
#include "attr.h"
#include "catalog.h"
#include "commit.h"

static struct ntms_obj *ntms_find_obj(const struct ntms_catalog *cat,
				      const guid_t *id)
{
	/* The index is only searched, but rhashtable knows no const. */
	struct rhashtable *index = (struct rhashtable *)&cat->index;

	return rhashtable_lookup_fast(index, id, ntms_index_params);
}

/**
 * ntms_element_at() - the element at an address
 * @library: the library
 * @type: element type code
 * @address: element address
 *
 * Context: the catalog's lock is held.
 * Return: the element, or NULL.
 */
struct ntms_element *ntms_element_at(const struct ntms_library *library,
				     u8 type, u16 address)
{
	u32 low, high, middle;

	if (type < NTMS_SMC_MT || type > NTMS_SMC_DT)
		return NULL;
	low = library->first[type];
	high = library->first[type + 1];
	while (low < high) {
		middle = (low + high) / 2;
		if (library->elements[middle].address == address)
			return &library->elements[middle];
		if (library->elements[middle].address < address)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/**
 * ntms_element_drive() - what a data transfer element is more than an element
 * @library: the library
 * @element: its element
 *
 * Context: the catalog's lock is held.
 * Return: the drive, or NULL if the element is none.
 */
struct ntms_drive *ntms_element_drive(const struct ntms_library *library,
				      const struct ntms_element *element)
{
	if (element->type != NTMS_SMC_DT)
		return NULL;
	return &library->drives[element - library->elements -
				library->first[NTMS_SMC_DT]];
}

static const u8 ntms_element_types[NTMS_SMC_TYPES] = {
	[NTMS_SMC_ST] = NTMS_TYPE_SLOT,
	[NTMS_SMC_IE] = NTMS_TYPE_PORT,
	[NTMS_SMC_DT] = NTMS_TYPE_DRIVE,
};

static struct ntms_ref ntms_find_part(struct ntms_obj *obj, u32 part)
{
	struct ntms_ref ref = { .obj = obj };

	if (obj->type == NTMS_TYPE_MEDIUM) {
		struct ntms_medium *medium =
			container_of(obj, struct ntms_medium, obj);

		if (part <= medium->nr_sides) {
			ref.side = &medium->sides[part - 1];
			ref.type = NTMS_TYPE_SIDE;
		}
	} else if (obj->type == NTMS_TYPE_LIBRARY && part >> 16 < NTMS_SMC_TYPES) {
		struct ntms_library *library =
			container_of(obj, struct ntms_library, obj);

		ref.element = ntms_element_at(library, part >> 16, part);
		if (ref.element)
			ref.type = ntms_element_types[part >> 16];
	}
	return ref;
}

/**
 * ntms_find() - what a GUID names
 * @cat: the catalog
 * @id: the GUID
 *
 * Context: the catalog's lock is held.
 * Return: what it names; type NTMS_TYPE_UNKNOWN if that is nothing.
 */
struct ntms_ref ntms_find(const struct ntms_catalog *cat, const guid_t *id)
{
	struct ntms_ref ref = {};
	struct ntms_obj *obj;
	guid_t whole;
	u32 part;

	lockdep_assert_held(&cat->lock);
	obj = ntms_find_obj(cat, id);
	if (obj) {
		ref.obj = obj;
		ref.type = obj->type;
		return ref;
	}
	part = ntms_guid_part(id);
	if (!part)
		return ref;
	ntms_guid_with_part(&whole, id, 0);
	obj = ntms_find_obj(cat, &whole);
	return obj ? ntms_find_part(obj, part) : ref;
}

static struct ntms_obj *ntms_find_type(const struct ntms_catalog *cat,
				       const guid_t *id, u8 type)
{
	struct ntms_obj *obj;

	lockdep_assert_held(&cat->lock);
	obj = ntms_find_obj(cat, id);
	return obj && obj->type == type ? obj : NULL;
}

/* Each returns the object of its kind, or NULL, and wants the lock held. */

struct ntms_pool *ntms_find_pool(const struct ntms_catalog *cat,
				 const guid_t *id)
{
	struct ntms_obj *obj = ntms_find_type(cat, id, NTMS_TYPE_POOL);

	return obj ? container_of(obj, struct ntms_pool, obj) : NULL;
}

struct ntms_medium *ntms_find_medium(const struct ntms_catalog *cat,
				     const guid_t *id)
{
	struct ntms_obj *obj = ntms_find_type(cat, id, NTMS_TYPE_MEDIUM);

	return obj ? container_of(obj, struct ntms_medium, obj) : NULL;
}

struct ntms_side *ntms_find_side(const struct ntms_catalog *cat,
				 const guid_t *id)
{
	return ntms_find(cat, id).side;
}

struct ntms_logical *ntms_find_logical(const struct ntms_catalog *cat,
				       const guid_t *id)
{
	struct ntms_obj *obj = ntms_find_type(cat, id, NTMS_TYPE_LOGICAL_MEDIUM);

	return obj ? container_of(obj, struct ntms_logical, obj) : NULL;
}

struct ntms_library *ntms_find_library(const struct ntms_catalog *cat,
				       const guid_t *id)
{
	struct ntms_obj *obj = ntms_find_type(cat, id, NTMS_TYPE_LIBRARY);

	return obj ? container_of(obj, struct ntms_library, obj) : NULL;
}

struct ntms_media_type *ntms_find_media_type(const struct ntms_catalog *cat,
					     const guid_t *id)
{
	struct ntms_obj *obj = ntms_find_type(cat, id, NTMS_TYPE_MEDIA_TYPE);

	return obj ? container_of(obj, struct ntms_media_type, obj) : NULL;
}

struct ntms_opreq *ntms_find_opreq(const struct ntms_catalog *cat,
				   const guid_t *id)
{
	struct ntms_obj *obj = ntms_find_type(cat, id,
					      NTMS_TYPE_OPERATOR_REQUEST);

	return obj ? container_of(obj, struct ntms_opreq, obj) : NULL;
}

/*
 * For rb_find_first(), which then finds the first that is younger: all that are
 * have the key, so to speak.
 */
static int ntms_serial_after(const void *after, const struct ntms_obj *obj)
{
	return obj->serial > *(const u64 *)after ? 0 : 1;
}

static int ntms_obj_after(const void *after, const struct rb_node *node)
{
	return ntms_serial_after(after, rb_entry(node, struct ntms_obj,
						 by_serial));
}

static int ntms_medium_after(const void *after, const struct rb_node *node)
{
	return ntms_serial_after(after, &rb_entry(node, struct ntms_medium,
						  in_pool)->obj);
}

static int ntms_pool_after(const void *after, const struct rb_node *node)
{
	return ntms_serial_after(after, &rb_entry(node, struct ntms_pool,
						  in_parent)->obj);
}

/**
 * ntms_order_next() - walk all objects of a kind
 * @cat: the catalog
 * @type: the kind: one whose objects are no part of others
 * @after: serial of the last one seen, 0 to begin
 *
 * Context: the catalog's lock is held, but may be dropped between two calls.
 * Return: the next one, or NULL.
 */
struct ntms_obj *ntms_order_next(const struct ntms_catalog *cat, u8 type,
				 u64 after)
{
	struct rb_node *node;

	lockdep_assert_held(&cat->lock);
	node = rb_find_first(&after, &cat->order[type].root.rb_root,
			     ntms_obj_after);
	return rb_entry_safe(node, struct ntms_obj, by_serial);
}

/**
 * ntms_pool_next() - walk the cartridges of a pool
 * @pool: the pool
 * @after: serial of the last one seen, 0 to begin
 *
 * Context: the catalog's lock is held, but may be dropped between two calls.
 * Return: the next one, or NULL.
 */
struct ntms_medium *ntms_pool_next(const struct ntms_pool *pool, u64 after)
{
	struct rb_node *node = rb_find_first(&after, &pool->media.rb_root,
					     ntms_medium_after);

	return rb_entry_safe(node, struct ntms_medium, in_pool);
}

static int ntms_barcode_cmp(const void *barcode, const struct rb_node *node)
{
	return strcmp(barcode, rb_entry(node, struct ntms_medium,
					by_barcode)->barcode);
}

/**
 * ntms_barcode_first() - the oldest cartridge with a barcode
 * @cat: the catalog
 * @barcode: the barcode, not empty
 *
 * Context: the catalog's lock is held.
 * Return: the cartridge, or NULL.
 */
struct ntms_medium *ntms_barcode_first(const struct ntms_catalog *cat,
				       const char *barcode)
{
	struct rb_node *node;

	lockdep_assert_held(&cat->lock);
	node = rb_find_first(barcode, &cat->by_barcode, ntms_barcode_cmp);
	return rb_entry_safe(node, struct ntms_medium, by_barcode);
}

/**
 * ntms_barcode_next() - the next cartridge with the same barcode
 * @medium: a cartridge that has a barcode
 *
 * Context: the catalog's lock is held.
 * Return: the cartridge, or NULL.
 */
struct ntms_medium *ntms_barcode_next(const struct ntms_medium *medium)
{
	struct rb_node *node = rb_next(&medium->by_barcode);
	struct ntms_medium *next;

	if (!node)
		return NULL;
	next = rb_entry(node, struct ntms_medium, by_barcode);
	return strcmp(next->barcode, medium->barcode) ? NULL : next;
}

/**
 * ntms_pool_available() - how many sides of a pool could be allocated now
 * @pool: the pool
 *
 * Context: the catalog's lock is held.
 * Return: their number.
 */
u32 ntms_pool_available(const struct ntms_pool *pool)
{
	struct ntms_shelf *shelf;
	u32 available = 0;

	if (!pool->obj.enabled)
		return 0;
	list_for_each_entry(shelf, &pool->shelves, in_pool)
		if (ntms_library_online(shelf->library) &&
		    shelf->library->obj.enabled)
			available += shelf->available;
	return available;
}

/**
 * ntms_siblings() - the pools of a pool
 * @cat: the catalog
 * @parent: the pool, NULL for the top
 *
 * Context: the catalog's lock is held.
 * Return: them.
 */
const struct ntms_siblings *ntms_siblings(const struct ntms_catalog *cat,
					  const struct ntms_pool *parent)
{
	lockdep_assert_held(&cat->lock);
	return parent ? &parent->children : &cat->pools;
}

/**
 * ntms_siblings_next() - walk the pools of a pool
 * @siblings: them
 * @after: serial of the last one seen, 0 to begin
 *
 * Context: the catalog's lock is held, but may be dropped between two calls.
 * Return: the next one, or NULL.
 */
struct ntms_pool *ntms_siblings_next(const struct ntms_siblings *siblings,
				     u64 after)
{
	struct rb_node *node = rb_find_first(&after,
					     &siblings->by_serial.rb_root,
					     ntms_pool_after);

	return rb_entry_safe(node, struct ntms_pool, in_parent);
}

static int ntms_name_cmp(const void *name, const struct rb_node *node)
{
	const struct ntms_pool *pool = rb_entry(node, struct ntms_pool,
						by_name);

	return strcmp(name, ntms_label_name(pool->obj.label));
}

/**
 * ntms_pool_named() - find a pool by its name
 * @cat: the catalog
 * @parent: the pool that it is in, NULL for the top
 * @name: its name
 *
 * Context: the catalog's lock is held.
 * Return: the pool, or NULL.
 */
struct ntms_pool *ntms_pool_named(const struct ntms_catalog *cat,
				  const struct ntms_pool *parent,
				  const char *name)
{
	struct rb_node *node;

	lockdep_assert_held(&cat->lock);
	node = rb_find(name, &ntms_siblings(cat, parent)->by_name,
		       ntms_name_cmp);
	return rb_entry_safe(node, struct ntms_pool, by_name);
}

/**
 * ntms_catalog_unlock() - drop the lock
 * @cat: the catalog
 *
 * Serves those who wait for what has become available since the lock was taken,
 * and tells listeners what happened.
 *
 * Context: the catalog's lock is held; may sleep for memory.
 */
void ntms_catalog_unlock(struct ntms_catalog *cat)
{
	void (*reader)(void) = NULL;
	u64 number;

	lockdep_assert_held(&cat->lock);
	if (unlikely(!list_empty(&cat->stirred)))
		cat->serve(cat);
	number = ntms_news_number(&cat->news);
	if (cat->told != number) {
		cat->told = number;
		reader = cat->news.reader;
	}
	mutex_unlock(&cat->lock);
	if (reader)
		reader();
}

static int ntms_user_cmp(const void *uid, const struct rb_node *node)
{
	const struct ntms_user *user = rb_entry(node, struct ntms_user, node);
	const u32 wanted = *(const u32 *)uid;

	return wanted < user->uid ? -1 : wanted > user->uid;
}

static bool ntms_user_before(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct ntms_user, node)->uid <
	       rb_entry(b, struct ntms_user, node)->uid;
}

/**
 * ntms_user_charge() - a user is about to have one more
 * @cat: the catalog
 * @uid: the user
 * @what: of what, enum ntms_user_has
 * @user: out: the user; stays as long as he has something
 *
 * Context: the catalog's lock is held; may sleep for memory.
 * Return: NTMS_REASON_SUCCESS, DATABASE_FULL if he has too many, or
 * NOT_ENOUGH_MEMORY.
 */
ntms_reason_t ntms_user_charge(struct ntms_catalog *cat, u32 uid, u8 what,
			       struct ntms_user **user)
{
	const u32 limit = READ_ONCE(cat->request_limit);

	lockdep_assert_held(&cat->lock);
	if (!limit)
		return NTMS_REASON_DATABASE_FULL;
	*user = rb_entry_safe(rb_find(&uid, &cat->users, ntms_user_cmp),
			      struct ntms_user, node);
	if (*user && (*user)->has[what] >= limit)
		return NTMS_REASON_DATABASE_FULL;
	if (!*user) {
		*user = kzalloc(sizeof(**user), GFP_KERNEL_ACCOUNT);
		if (!*user)
			return NTMS_REASON_NOT_ENOUGH_MEMORY;
		(*user)->uid = uid;
		rb_add(&(*user)->node, &cat->users, ntms_user_before);
	}
	(*user)->has[what]++;
	return NTMS_REASON_SUCCESS;
}

/**
 * ntms_user_uncharge() - a user has one less
 * @cat: the catalog
 * @user: the user; goes if it was the last he had
 * @what: of what, enum ntms_user_has
 *
 * Context: the catalog's lock is held.
 */
void ntms_user_uncharge(struct ntms_catalog *cat, struct ntms_user *user,
			u8 what)
{
	lockdep_assert_held(&cat->lock);
	user->has[what]--;
	if (user->has[NTMS_USER_REQUESTS] || user->has[NTMS_USER_KEPT])
		return;
	rb_erase(&user->node, &cat->users);
	kfree(user);
}

/**
 * ntms_opreq_post() - ask an operator
 * @cat: the catalog
 * @opreq: the request; belongs to the catalog from a success on
 * @cred: who asks
 * @app: application that asks
 *
 * Context: the catalog's lock is held; may sleep for memory.
 * Return: NTMS_REASON_SUCCESS; DATABASE_FULL if the user has caused too many;
 * DATABASE_FAILURE if somebody would wait for what has to last, and the journal
 * is required and fails; NOT_ENOUGH_MEMORY.
 */
ntms_reason_t ntms_opreq_post(struct ntms_catalog *cat,
			      struct ntms_opreq *opreq,
			      const struct ntms_cred *cred,
			      struct ntms_app *app)
{
	ntms_reason_t reason;
	struct ntms_txn txn;

	lockdep_assert_held(&cat->lock);
	reason = ntms_user_charge(cat, cred->uid, NTMS_USER_REQUESTS,
				  &opreq->user);
	if (reason)
		return reason;
	opreq->pid = cred->pid;
	kref_get(&app->ref);
	opreq->app = app;
	ntms_txn_init(&txn);
	ntms_txn_change(&txn, NTMS_ADD)->obj = &opreq->obj;
	reason = ntms_commit(cat, &txn);
	ntms_txn_release(&txn);
	if (reason)
		ntms_user_uncharge(cat, opreq->user, NTMS_USER_REQUESTS);
	return reason;
}

/**
 * ntms_opreq_renew() - an operator was done, and is asked anew
 * @cat: the catalog
 * @old: the request that he was done with; gone after a success
 * @opreq: the one that takes its place; belongs to the catalog from a success on
 *
 * It is one more for a moment only, and so is not held against a limit.
 *
 * Context: the catalog's lock is held; may sleep for memory.
 * Return: NTMS_REASON_SUCCESS; NOT_ENOUGH_MEMORY, or DATABASE_FAILURE as for
 * ntms_opreq_post(), when nothing has changed.
 */
ntms_reason_t ntms_opreq_renew(struct ntms_catalog *cat,
			       struct ntms_opreq *old, struct ntms_opreq *opreq)
{
	struct ntms_change *change;
	ntms_reason_t reason;
	struct ntms_txn txn;

	lockdep_assert_held(&cat->lock);
	opreq->pid = old->pid;
	kref_get(&old->app->ref);
	opreq->app = old->app;
	opreq->user = old->user;
	opreq->user->has[NTMS_USER_REQUESTS]++;
	ntms_txn_init(&txn);
	change = ntms_txn_change(&txn, NTMS_REMOVE);
	change->obj = &old->obj;
	change->to = NTMS_REQUEST_COMPLETE;
	ntms_txn_change(&txn, NTMS_ADD)->obj = &opreq->obj;
	reason = ntms_commit(cat, &txn);
	ntms_txn_release(&txn);
	if (reason)
		ntms_user_uncharge(cat, opreq->user, NTMS_USER_REQUESTS);
	return reason;
}

/**
 * ntms_opreq_remove() - an operator is asked no more
 * @cat: the catalog
 * @opreq: the request
 * @state: how it ended, enum ntms_request_state; 0: as it stands
 *
 * Context: the catalog's lock is held.
 * Return: NTMS_REASON_SUCCESS: nothing can be against it, and it needs no memory.
 */
ntms_reason_t ntms_opreq_remove(struct ntms_catalog *cat,
				struct ntms_opreq *opreq, u8 state)
{
	struct ntms_change *change;
	ntms_reason_t reason;
	struct ntms_txn txn;

	lockdep_assert_held(&cat->lock);
	ntms_txn_init(&txn);
	change = ntms_txn_change(&txn, NTMS_REMOVE);
	change->obj = &opreq->obj;
	change->to = state;
	reason = ntms_commit(cat, &txn);
	ntms_txn_release(&txn);
	return reason;
}

/**
 * ntms_catalog_logical() - a logical medium to fill in
 * @cat: the catalog
 *
 * Programs allocate and give back: what one allocation leaves the next one
 * takes, without the allocator's work.
 *
 * Context: the catalog's lock is held; may sleep for memory.
 * Return: the logical medium, as ntms_logical_new() makes it, or NULL.
 */
struct ntms_logical *ntms_catalog_logical(struct ntms_catalog *cat)
{
	struct ntms_logical *logical = cat->spare;

	lockdep_assert_held(&cat->lock);
	if (!logical)
		return ntms_logical_new(GFP_KERNEL);
	cat->spare = NULL;
	ntms_guid_new(&logical->obj.id);
	return logical;
}

/**
 * ntms_catalog_keep() - take back what ntms_catalog_logical() gave
 * @cat: the catalog
 * @logical: the logical medium, in no index and no list
 *
 * Context: the catalog's lock is held.
 */
void ntms_catalog_keep(struct ntms_catalog *cat, struct ntms_logical *logical)
{
	lockdep_assert_held(&cat->lock);
	if (cat->spare) {
		ntms_obj_free(&logical->obj);
		return;
	}
	ntms_logical_clear(logical);
	cat->spare = logical;
}

static const char * const ntms_system_names[] = {
	[NTMS_POOL_FREE] = "free",
	[NTMS_POOL_UNRECOGNIZED] = "unrecognized",
	[NTMS_POOL_IMPORT] = "import",
};

static int ntms_catalog_add(struct ntms_catalog *cat, struct ntms_obj *obj)
{
	struct ntms_txn txn;
	int error;

	ntms_txn_init(&txn);
	ntms_txn_change(&txn, NTMS_ADD)->obj = obj;
	ntms_catalog_lock(cat);
	error = ntms_reason_errno(ntms_commit(cat, &txn));
	ntms_catalog_unlock(cat);
	ntms_txn_release(&txn);
	if (error)
		ntms_obj_free(obj);
	return error;
}

static int ntms_catalog_fill(struct ntms_catalog *cat, const char *computer)
{
	struct ntms_obj *obj;
	u32 type;
	int error;

	obj = kzalloc(sizeof(*obj), GFP_KERNEL);
	if (!obj)
		return -ENOMEM;
	ntms_guid_new(&obj->id);
	obj->type = NTMS_TYPE_COMPUTER;
	obj->enabled = true;
	if (ntms_label_set(&obj->label, computer, "", GFP_KERNEL)) {
		kfree(obj);
		return -ENOMEM;
	}
	error = ntms_catalog_add(cat, obj);
	if (error)
		return error;
	cat->computer = obj;

	cat->offline = ntms_library_new(NTMS_LIBRARY_OFFLINE, "offline", "",
					GFP_KERNEL);
	if (!cat->offline)
		return -ENOMEM;
	error = ntms_catalog_add(cat, &cat->offline->obj);
	if (error)
		return error;

	for (type = NTMS_POOL_FREE; type <= NTMS_POOL_IMPORT; type++) {
		struct ntms_pool *pool;

		pool = ntms_pool_new(ntms_system_names[type], type, GFP_KERNEL);
		if (!pool)
			return -ENOMEM;
		error = ntms_catalog_add(cat, &pool->obj);
		if (error)
			return error;
		cat->system[type] = pool;
	}
	return 0;
}

/**
 * ntms_catalog_init() - make a catalog with what every catalog has
 * @cat: the catalog, uninitialised
 * @computer: name of this machine
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM, when nothing is left of it.
 */
int ntms_catalog_init(struct ntms_catalog *cat, const char *computer)
{
	int error, i;

	memset(cat, 0, sizeof(*cat));
	error = rhashtable_init(&cat->index, &ntms_index_params);
	if (error)
		return error;
	mutex_init(&cat->lock);
	seqcount_init(&cat->media);
	init_waitqueue_head(&cat->inventories);
	init_waitqueue_head(&cat->requests);
	INIT_LIST_HEAD(&cat->waited);
	INIT_LIST_HEAD(&cat->stirred);
	INIT_LIST_HEAD(&cat->offered);
	INIT_LIST_HEAD(&cat->answered);
	ntms_journal_init(&cat->journal);
	cat->deadlines = RB_ROOT_CACHED;
	cat->users = RB_ROOT;
	cat->attributes = RB_ROOT;
	cat->request_limit = NTMS_REQUEST_LIMIT;
	cat->request_purge = NTMS_REQUEST_PURGE;
	cat->pools.by_serial = RB_ROOT_CACHED;
	cat->pools.by_name = RB_ROOT;
	for (i = 0; i < NTMS_TYPES; i++)
		cat->order[i].root = RB_ROOT_CACHED;
	error = ntms_catalog_fill(cat, computer);
	if (error)
		ntms_catalog_destroy(cat);
	return error;
}

/**
 * ntms_catalog_destroy() - free a catalog and everything in it
 * @cat: the catalog; nobody uses it any more
 *
 * Context: may sleep.
 */
void ntms_catalog_destroy(struct ntms_catalog *cat)
{
	struct ntms_user *user, *another;
	struct ntms_obj *obj, *next;
	int type;

	ntms_journal_destroy(&cat->journal);
	rhashtable_destroy(&cat->index);
	ntms_attrs_free(cat);
	kfree(cat->aces);
	if (cat->spare)
		ntms_obj_free(&cat->spare->obj);
	for (type = 0; type < NTMS_TYPES; type++) {
		struct rb_root *root = &cat->order[type].root.rb_root;

		rbtree_postorder_for_each_entry_safe(obj, next, root, by_serial)
			ntms_obj_free(obj);
	}
	rbtree_postorder_for_each_entry_safe(user, another, &cat->users, node)
		kfree(user);
	mutex_destroy(&cat->lock);
}
