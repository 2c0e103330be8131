// SPDX-License-Identifier: GPL-2.0
/* Objects: naming, making and freeing them. */
#include <linux/random.h>

#include "object.h"

static struct kmem_cache *ntms_medium_cache[NTMS_SIDES_MAX];
static struct kmem_cache *ntms_logical_cache;

static atomic64_t ntms_guid_count;
static u64 ntms_guid_era;

/* Odd, so one to one; times its inverse it is 1, modulo two to the 32nd. */
#define NTMS_GUID_SPREAD	0x9e3779b1U
#define NTMS_GUID_GATHER	0x0e8b2f51U

/*
 * RSM's codes (MS-RSMP), by the names that its documentation uses. What is not
 * here can be bought no more, or holds no data.
 */
static const struct ntms_media_type_fact ntms_media_types[] = {
	{ NTMS_MEDIA_CODE_UNKNOWN, 1, 0, "Unknown" },
	{ 0x20, 1, 1, "DDS_4mm" },
	{ 0x24, 1, 1, "MP_8mm" },
	{ 0x25, 1, 1, "AME_8mm" },
	{ 0x26, 1, 1, "AIT1_8mm" },
	{ 0x27, 1, 1, "DLT" },
	{ 0x29, 1, 1, "IBM_3480" },
	{ 0x2a, 1, 1, "IBM_3490E" },
	{ 0x2b, 1, 1, "IBM_Magstar_3590" },
	{ 0x2c, 1, 1, "IBM_Magstar_MP" },
	{ 0x2d, 1, 1, "STK_DATA_D3" },
	{ 0x2e, 1, 1, "SONY_DTF" },
	{ NTMS_MEDIA_CODE_CLEANER, 1, 0, "CLEANER_CARTRIDGE" },
	{ 0x33, 1, 3, "CD_ROM" },
	{ 0x34, 1, 2, "CD_R" },
	{ 0x35, 1, 1, "CD_RW" },
	{ 0x36, 1, 3, "DVD_ROM" },
	{ 0x37, 1, 2, "DVD_R" },
	{ 0x38, 1, 1, "DVD_RW" },
	{ 0x39, 1, 1, "MO_3_RW" },
	{ 0x3a, 2, 2, "MO_5_WO" },
	{ NTMS_MEDIA_CODE_MO_5_RW, 2, 1, "MO_5_RW" },
	{ 0x3c, 2, 1, "MO_5_LIMDOW" },
	{ 0x3d, 2, 2, "PC_5_WO" },
	{ 0x3e, 2, 1, "PC_5_RW" },
	{ 0x49, 1, 1, "IOMEGA_ZIP" },
	{ 0x4a, 1, 1, "IOMEGA_JAZ" },
	{ 0x4f, 1, 1, "MP2_8mm" },
	{ 0x53, 1, 1, "VXATape_1" },
	{ 0x54, 1, 1, "VXATape_2" },
	{ 0x55, 1, 1, "STK_9840" },
	{ NTMS_MEDIA_CODE_LTO, 1, 1, "LTO_Ultrium" },
	{ 0x58, 2, 1, "DVD_RAM" },
	{ 0x59, 1, 1, "AIT_8mm" },
	{ 0x5c, 1, 1, "STK_9940" },
	{ 0x5d, 1, 1, "SAIT" },
};

/**
 * ntms_media_type_fact() - what is known of a media type
 * @code: RSM's code
 *
 * Context: any.
 * Return: the fact, or NULL if there is no such type.
 */
const struct ntms_media_type_fact *ntms_media_type_fact(u8 code)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ntms_media_types); i++)
		if (ntms_media_types[i].code == code)
			return &ntms_media_types[i];
	return NULL;
}

/**
 * ntms_barcode_is_cleaner() - is this the barcode of a cleaning cartridge?
 * @barcode: barcode without padding
 *
 * Every vendor of libraries reserves the prefix CLN for them.
 *
 * Context: any.
 * Return: true if it is.
 */
bool ntms_barcode_is_cleaner(const char *barcode)
{
	return !strncmp(barcode, "CLN", 3);
}

/**
 * ntms_barcode_media_code() - the media type that a barcode tells
 * @barcode: barcode without padding
 *
 * LTO labels have eight characters, and the last two are the generation: L1 to
 * L9 and LA, M8 for LTO-7 Type M, LT to LZ for write-once cartridges.
 *
 * Context: any.
 * Return: RSM's code, NTMS_MEDIA_CODE_UNKNOWN if it tells none.
 */
u8 ntms_barcode_media_code(const char *barcode)
{
	const char *end;

	if (ntms_barcode_is_cleaner(barcode))
		return NTMS_MEDIA_CODE_CLEANER;
	if (strlen(barcode) != 8)
		return NTMS_MEDIA_CODE_UNKNOWN;
	end = barcode + 6;
	if (!strcmp(end, "M8"))
		return NTMS_MEDIA_CODE_LTO;
	if (end[0] == 'L' && ((end[1] >= '1' && end[1] <= '9') ||
			      end[1] == 'A' ||
			      (end[1] >= 'T' && end[1] <= 'Z')))
		return NTMS_MEDIA_CODE_LTO;
	return NTMS_MEDIA_CODE_UNKNOWN;
}

/**
 * ntms_guid_new() - make a GUID that nobody has
 * @id: out: the GUID, its part is 0
 *
 * Version 8 of RFC 9562: a count that begins anew with the module, and 58 bits
 * that were random when it did. The count is spread over its 32 bits, so that
 * a few characters tell GUIDs apart.
 *
 * Context: any.
 */
void ntms_guid_new(guid_t *id)
{
	u64 count = atomic64_inc_return(&ntms_guid_count);
	u64 era = ntms_guid_era + (count >> 32);
	u32 spread = (u32)count * NTMS_GUID_SPREAD;

	memcpy(id->b, &spread, sizeof(spread));
	memcpy(id->b + sizeof(spread), &era, sizeof(era));
	memset(id->b + NTMS_GUID_PART_OFFSET, 0, sizeof(u32));
	id->b[7] = (id->b[7] & 0x0f) | 0x80;
	id->b[8] = (id->b[8] & 0x3f) | 0x80;
}

/*
 * Would the era of a GUID be that one? Version and variant are in the way of six
 * of its bits.
 */
static bool ntms_guid_of_era(const guid_t *id, u64 era)
{
	guid_t other = *id;

	memcpy(other.b + sizeof(u32), &era, sizeof(era));
	other.b[7] = (other.b[7] & 0x0f) | 0x80;
	other.b[8] = (other.b[8] & 0x3f) | 0x80;
	return guid_equal(&other, id);
}

/**
 * ntms_guid_past() - could a GUID have been made before?
 * @id: the GUID
 *
 * What ntms_guid_new() would still make is not to be given to anything else.
 *
 * Context: any.
 * Return: true if it names an object, no part of one, has the form of ours, and
 * is not to come.
 */
bool ntms_guid_past(const guid_t *id)
{
	u64 made = atomic64_read(&ntms_guid_count), turn;
	u32 count;

	if (ntms_guid_part(id) || id->b[7] >> 4 != 8 || id->b[8] >> 6 != 2)
		return false;
	memcpy(&count, id->b, sizeof(count));
	count *= NTMS_GUID_GATHER;
	for (turn = 0; turn <= (made >> 32) + 1; turn++)
		if (ntms_guid_of_era(id, ntms_guid_era + turn))
			return (turn << 32 | count) <= made;
	return true;
}

/**
 * ntms_guid_part() - which part of an object a GUID names
 * @id: the GUID
 *
 * Context: any.
 * Return: the number of the part, 0 for the object itself.
 */
u32 ntms_guid_part(const guid_t *id)
{
	const u8 *b = id->b + NTMS_GUID_PART_OFFSET;

	return (u32)b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3];
}

/**
 * ntms_side_id() - the GUID of a side
 * @to: out: the GUID
 * @medium: its cartridge
 * @side: the side
 *
 * Context: any.
 */
void ntms_side_id(guid_t *to, const struct ntms_medium *medium,
		  const struct ntms_side *side)
{
	ntms_guid_with_part(to, &medium->obj.id, side->number + 1);
}

/**
 * ntms_element_id() - the GUID of a slot, port or drive
 * @to: out: the GUID
 * @library: its library
 * @element: the element
 *
 * An element keeps its GUID as long as the library has that address.
 *
 * Context: any.
 */
void ntms_element_id(guid_t *to, const struct ntms_library *library,
		     const struct ntms_element *element)
{
	ntms_guid_with_part(to, &library->obj.id,
			    (u32)element->type << 16 | element->address);
}

/**
 * ntms_app_new() - a name of an application to share
 * @name: the name
 *
 * Context: may sleep.
 * Return: the name with one reference, or NULL.
 */
struct ntms_app *ntms_app_new(const char *name)
{
	size_t size = strlen(name) + 1;
	struct ntms_app *app;

	app = kmalloc(sizeof(*app) + size, GFP_KERNEL_ACCOUNT);
	if (!app)
		return NULL;
	kref_init(&app->ref);
	memcpy(app->name, name, size);
	return app;
}

static void ntms_app_release(struct kref *ref)
{
	kfree(container_of(ref, struct ntms_app, ref));
}

/**
 * ntms_app_put() - drop a reference to a name
 * @app: the name, or NULL
 *
 * Context: any.
 */
void ntms_app_put(struct ntms_app *app)
{
	if (app)
		kref_put(&app->ref, ntms_app_release);
}

/**
 * ntms_label_free() - free a label
 * @label: the label, or NULL
 *
 * Context: any.
 */
void ntms_label_free(struct ntms_label *label)
{
	if (!label)
		return;
	kfree(label->name);
	kfree(label->description);
	kfree(label);
}

/**
 * ntms_label_set() - make a label
 * @label: out: the label, to be freed with ntms_label_free(); NULL if both
 *	texts are empty
 * @name: the name
 * @description: the description
 * @gfp: how to get memory
 *
 * Context: as @gfp allows.
 * Return: 0 or -ENOMEM, when @label is untouched.
 */
int ntms_label_set(struct ntms_label **label, const char *name,
		   const char *description, gfp_t gfp)
{
	struct ntms_label *new = NULL;

	if (*name || *description) {
		new = kzalloc(sizeof(*new), gfp);
		if (!new)
			return -ENOMEM;
		new->name = kstrdup(name, gfp);
		new->description = kstrdup(description, gfp);
		if (!new->name || !new->description) {
			ntms_label_free(new);
			return -ENOMEM;
		}
	}
	*label = new;
	return 0;
}

/**
 * ntms_label_name() - the name on a label
 * @label: the label, or NULL
 *
 * Context: any.
 * Return: the name, empty if there is none.
 */
const char *ntms_label_name(const struct ntms_label *label)
{
	return label ? label->name : "";
}

/**
 * ntms_label_description() - the description on a label
 * @label: the label, or NULL
 *
 * Context: any.
 * Return: the description, empty if there is none.
 */
const char *ntms_label_description(const struct ntms_label *label)
{
	return label ? label->description : "";
}

static void ntms_obj_init(struct ntms_obj *obj, u8 type)
{
	ntms_guid_new(&obj->id);
	obj->type = type;
	obj->enabled = true;
}

/**
 * ntms_medium_new() - make a cartridge
 * @barcode: barcode without padding, shorter than NTMS_SMC_TAG_SIZE; empty: none
 * @sides: number of sides, 1 to NTMS_SIDES_MAX
 * @gfp: how to get memory
 *
 * Its sides are UNKNOWN; library, pool and media type are the caller's to set.
 *
 * Context: as @gfp allows.
 * Return: the cartridge, or NULL.
 */
struct ntms_medium *ntms_medium_new(const char *barcode, u8 sides, gfp_t gfp)
{
	struct ntms_medium *medium;
	u8 i;

	medium = kmem_cache_zalloc(ntms_medium_cache[sides - 1], gfp);
	if (!medium)
		return NULL;
	ntms_obj_init(&medium->obj, NTMS_TYPE_MEDIUM);
	strscpy(medium->barcode, barcode, sizeof(medium->barcode));
	medium->nr_sides = sides;
	for (i = 0; i < sides; i++)
		medium->sides[i].number = i;
	return medium;
}

/**
 * ntms_pool_new() - make a pool
 * @name: its name, not empty
 * @type: enum ntms_pool_type
 * @gfp: how to get memory
 *
 * Context: as @gfp allows.
 * Return: the pool, or NULL.
 */
struct ntms_pool *ntms_pool_new(const char *name, u32 type, gfp_t gfp)
{
	struct ntms_pool *pool;

	pool = kzalloc(sizeof(*pool), gfp);
	if (!pool)
		return NULL;
	ntms_obj_init(&pool->obj, NTMS_TYPE_POOL);
	if (ntms_label_set(&pool->obj.label, name, "", gfp)) {
		kfree(pool);
		return NULL;
	}
	pool->type = type;
	pool->media = RB_ROOT_CACHED;
	pool->children.by_serial = RB_ROOT_CACHED;
	pool->children.by_name = RB_ROOT;
	INIT_LIST_HEAD(&pool->shelves);
	pool->waiting[NTMS_NEED_ANY] = RB_ROOT_CACHED;
	pool->waiting[NTMS_NEED_WHOLE] = RB_ROOT_CACHED;
	INIT_LIST_HEAD(&pool->waited);
	INIT_LIST_HEAD(&pool->stirred);
	return pool;
}

/**
 * ntms_library_new() - make a library
 * @kind: NTMS_LIBRARY_OFFLINE or NTMS_LIBRARY_ONLINE
 * @name: its name
 * @identity: what tells it from all others
 * @gfp: how to get memory
 *
 * Context: as @gfp allows.
 * Return: the library, or NULL.
 */
struct ntms_library *ntms_library_new(u8 kind, const char *name,
				      const char *identity, gfp_t gfp)
{
	struct ntms_library *library;

	library = kzalloc(sizeof(*library), gfp);
	if (!library)
		return NULL;
	ntms_obj_init(&library->obj, NTMS_TYPE_LIBRARY);
	library->identity = kstrdup(identity, gfp);
	if (!library->identity ||
	    ntms_label_set(&library->obj.label, name, "", gfp)) {
		ntms_obj_free(&library->obj);
		return NULL;
	}
	library->kind = kind;
	library->new_media = NTMS_POOL_UNRECOGNIZED;
	return library;
}

/**
 * ntms_media_type_new() - make a media type
 * @code: RSM's code; ntms_media_type_fact() knows it
 * @gfp: how to get memory
 *
 * Context: as @gfp allows.
 * Return: the media type, or NULL.
 */
struct ntms_media_type *ntms_media_type_new(u8 code, gfp_t gfp)
{
	const struct ntms_media_type_fact *fact = ntms_media_type_fact(code);
	struct ntms_media_type *type;

	type = kzalloc(sizeof(*type), gfp);
	if (!type)
		return NULL;
	ntms_obj_init(&type->obj, NTMS_TYPE_MEDIA_TYPE);
	if (ntms_label_set(&type->obj.label, fact->name, "", gfp)) {
		kfree(type);
		return NULL;
	}
	type->drawing[NTMS_NEED_ANY] = RB_ROOT_CACHED;
	type->drawing[NTMS_NEED_WHOLE] = RB_ROOT_CACHED;
	type->code = fact->code;
	type->sides = fact->sides;
	type->write = fact->write;
	return type;
}

/**
 * ntms_logical_new() - make a logical medium
 * @gfp: how to get memory
 *
 * Side, cartridge, owner and application are the caller's to set.
 *
 * Context: as @gfp allows.
 * Return: the logical medium, or NULL.
 */
struct ntms_logical *ntms_logical_new(gfp_t gfp)
{
	struct ntms_logical *logical;

	logical = kmem_cache_zalloc(ntms_logical_cache, gfp);
	if (logical)
		ntms_obj_init(&logical->obj, NTMS_TYPE_LOGICAL_MEDIUM);
	return logical;
}

/**
 * ntms_opreq_new() - make an operator request
 * @request: enum ntms_request_kind
 * @message: what it says, may be empty
 * @gfp: how to get memory
 *
 * Who asks, and for what, are the caller's to set.
 *
 * Context: as @gfp allows.
 * Return: the request, or NULL.
 */
struct ntms_opreq *ntms_opreq_new(u8 request, const char *message, gfp_t gfp)
{
	struct ntms_opreq *opreq;

	opreq = kzalloc(sizeof(*opreq), gfp);
	if (!opreq)
		return NULL;
	ntms_obj_init(&opreq->obj, NTMS_TYPE_OPERATOR_REQUEST);
	opreq->request = request;
	opreq->state = NTMS_REQUEST_SUBMITTED;
	INIT_LIST_HEAD(&opreq->in_answered);
	if (*message) {
		opreq->message = kstrdup(message, gfp);
		if (!opreq->message) {
			kfree(opreq);
			return NULL;
		}
	}
	return opreq;
}

static void ntms_opreq_free(struct ntms_opreq *opreq)
{
	ntms_app_put(opreq->app);
	kfree(opreq->message);
	kfree(opreq->answer);
	kfree(opreq);
}

/**
 * ntms_logical_clear() - make a logical medium as good as new
 * @logical: the logical medium; it keeps its GUID
 *
 * Context: may sleep.
 */
void ntms_logical_clear(struct ntms_logical *logical)
{
	ntms_app_put(logical->app);
	logical->app = NULL;
	ntms_label_free(logical->obj.label);
	logical->obj.label = NULL;
	logical->obj.enabled = true;
	logical->obj.created = 0;
	logical->obj.modified = 0;
	logical->obj.missed = false;
	logical->obj.skipped = 0;
}

static void ntms_medium_free(struct ntms_medium *medium)
{
	u8 i;

	for (i = 0; i < medium->nr_sides; i++)
		ntms_label_free(medium->sides[i].label);
	kmem_cache_free(ntms_medium_cache[medium->nr_sides - 1], medium);
}

static void ntms_library_free(struct ntms_library *library)
{
	u32 i;

	for (i = 0; i < ntms_library_drives(library); i++)
		ntms_label_free(library->drives[i].label);
	kvfree(library->drives);
	kvfree(library->elements);
	kfree(library->identity);
	kfree(library->aces);
	kfree(library);
}

static void ntms_pool_free(struct ntms_pool *pool)
{
	struct ntms_shelf *shelf, *next;

	list_for_each_entry_safe(shelf, next, &pool->shelves, in_pool)
		kfree(shelf);
	kfree(pool->aces);
	kfree(pool);
}

static void ntms_medium_reclaim(struct rcu_head *rcu)
{
	ntms_obj_free(&container_of(rcu, struct ntms_medium, rcu)->obj);
}

/**
 * ntms_obj_retire() - free an object that was in a catalog until now
 * @obj: the object
 *
 * A list of media takes no lock and may be looking at a cartridge.
 *
 * Context: any.
 */
void ntms_obj_retire(struct ntms_obj *obj)
{
	if (obj->type == NTMS_TYPE_MEDIUM)
		call_rcu(&container_of(obj, struct ntms_medium, obj)->rcu,
			 ntms_medium_reclaim);
	else
		ntms_obj_free(obj);
}

/**
 * ntms_obj_free() - free an object that nobody can be looking at
 * @obj: the object, or NULL
 *
 * Context: may sleep.
 */
void ntms_obj_free(struct ntms_obj *obj)
{
	if (!obj)
		return;
	ntms_label_free(obj->label);
	switch (obj->type) {
	case NTMS_TYPE_MEDIUM:
		ntms_medium_free(container_of(obj, struct ntms_medium, obj));
		break;
	case NTMS_TYPE_LIBRARY:
		ntms_library_free(container_of(obj, struct ntms_library, obj));
		break;
	case NTMS_TYPE_LOGICAL_MEDIUM: {
		struct ntms_logical *logical =
			container_of(obj, struct ntms_logical, obj);

		ntms_app_put(logical->app);
		kmem_cache_free(ntms_logical_cache, logical);
		break;
	}
	case NTMS_TYPE_OPERATOR_REQUEST:
		ntms_opreq_free(container_of(obj, struct ntms_opreq, obj));
		break;
	case NTMS_TYPE_POOL:
		ntms_pool_free(container_of(obj, struct ntms_pool, obj));
		break;
	default:
		/* The rest begin with the object and are one piece of memory. */
		kfree(obj);
	}
}

/**
 * ntms_objects_init() - get ready to make objects
 *
 * Context: may sleep; once, before anything else of the core.
 * Return: 0 or -ENOMEM.
 */
int ntms_objects_init(void)
{
	ntms_guid_era = get_random_u64();
	/* Not charged to anybody: there are never more than there are sides. */
	ntms_logical_cache = kmem_cache_create("ntms_logical",
					       sizeof(struct ntms_logical), 0,
					       0, NULL);
	ntms_medium_cache[0] =
		kmem_cache_create("ntms_medium_1",
				  offsetof(struct ntms_medium, sides[1]),
				  0, 0, NULL);
	ntms_medium_cache[1] =
		kmem_cache_create("ntms_medium_2",
				  offsetof(struct ntms_medium, sides[2]),
				  0, 0, NULL);
	if (ntms_logical_cache && ntms_medium_cache[0] && ntms_medium_cache[1])
		return 0;
	ntms_objects_exit();
	return -ENOMEM;
}

/**
 * ntms_objects_exit() - undo ntms_objects_init()
 *
 * Context: may sleep; every object is freed.
 */
void ntms_objects_exit(void)
{
	/* What was retired a moment ago goes before its cache does. */
	rcu_barrier();
	kmem_cache_destroy(ntms_medium_cache[1]);
	kmem_cache_destroy(ntms_medium_cache[0]);
	kmem_cache_destroy(ntms_logical_cache);
	ntms_medium_cache[1] = NULL;
	ntms_medium_cache[0] = NULL;
	ntms_logical_cache = NULL;
}
