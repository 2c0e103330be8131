// SPDX-License-Identifier: GPL-2.0
/* See acts.h. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "acts.h"
#include "text.h"

/* Beyond this many pools none is made, so that they meet on the same ones. */
#define POOLS_WANTED	12
/* Names that all callers try to give. */
#define SHARED_NAMES	4
/* As many cartridges are on the shelf, about. */
#define SHELF_WANTED	8
/* So often was a side allocated that is worn out when it is given back. */
#define WORN_OUT	2000000
/* Some attributes are larger than a page of a database. */
#define LARGE		9000

#define count_of(array)	(sizeof(array) / sizeof((array)[0]))

static uint64_t draw(struct caller *caller, uint64_t limit)
{
	uint64_t z = caller->noise += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return (z ^ z >> 31) % limit;
}

void table_init(struct table *table)
{
	pthread_mutex_init(&table->lock, NULL);
	table->nr = 0;
}

void table_add(struct table *table, const struct ntms_guid *id)
{
	pthread_mutex_lock(&table->lock);
	if (table->nr < TABLE_ROOM)
		table->ids[table->nr++] = *id;
	pthread_mutex_unlock(&table->lock);
}

static void table_remove(struct table *table, const struct ntms_guid *id)
{
	size_t i;

	pthread_mutex_lock(&table->lock);
	for (i = 0; i < table->nr; i++) {
		if (same_guid(&table->ids[i], id)) {
			table->ids[i] = table->ids[--table->nr];
			break;
		}
	}
	pthread_mutex_unlock(&table->lock);
}

static size_t table_count(struct table *table)
{
	size_t nr;

	pthread_mutex_lock(&table->lock);
	nr = table->nr;
	pthread_mutex_unlock(&table->lock);
	return nr;
}

/* Any of its objects; the null GUID, which is a fine argument too, if none. */
static struct ntms_guid table_draw(struct caller *caller, struct table *table)
{
	struct ntms_guid id = no_guid;

	pthread_mutex_lock(&table->lock);
	if (table->nr)
		id = table->ids[draw(caller, table->nr)];
	pthread_mutex_unlock(&table->lock);
	return id;
}

void log_line(const struct world *world, const char *format, ...)
{
	char line[512];
	ssize_t written;
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(line, sizeof(line) - 1, format, args);
	va_end(args);
	if (length < 0 || length >= (int)sizeof(line) - 1) {
		fprintf(stderr, "journal-load: a line of the log is too long\n");
		exit(2);
	}
	line[length++] = '\n';
	written = write(world->log, line, (size_t)length);
	if (written == length)
		return;
	fprintf(stderr, "journal-load: the log: %s\n",
		written < 0 ? strerror(errno) : "only a part was written");
	exit(2);
}

static unsigned long long milliseconds(void)
{
	return now() / MILLISECOND;
}

#define begin(caller, call, format, ...)				\
	log_line((caller)->world, "%u begin %lu " call " " format " t=%llu", \
		 (caller)->number, ++(caller)->calls, __VA_ARGS__,	\
		 milliseconds())

/* reason_name() is not for two threads. */
static void end(struct caller *caller, uint32_t reason, const char *results)
{
	char name[32] = "";
	size_t i;

	for (i = 0; i < nr_reasons; i++)
		if (reasons[i].reason == reason)
			snprintf(name, sizeof(name), "%s", reasons[i].name);
	if (!*name)
		snprintf(name, sizeof(name), "ERRNO_%u",
			 reason & ~CALL_ERRNO(0));
	log_line(caller->world, "%u end %lu %s%s t=%llu", caller->number,
		 caller->calls, name, results, milliseconds());
	if (reason == NTMS_REASON_DATABASE_FAILURE ||
	    reason == NTMS_REASON_DATABASE_FULL)
		caller->failures++;
}

/* What comes out of a call that succeeded, as a part of a line */
#define RESULTS	128

static uint32_t create_named(struct caller *caller, const char *name)
{
	struct ntms_pool_create arg = {
		.action = NTMS_CREATE_NEW,
		.media_type = caller->world->type,
		.owner = (uint32_t)draw(caller, 1000),
		.allocation_policy = draw(caller, 4) ? NTMS_POOL_FROMSCRATCH : 0,
		.deallocation_policy = (uint32_t)draw(caller, 2),
		.max_allocates = 1000000 + (uint32_t)draw(caller, 1000),
	};
	char results[RESULTS] = "";
	uint32_t reason;

	snprintf(arg.name, sizeof(arg.name), "%s", name);
	begin(caller, "create",
	      "name=%s media_type=%s owner=%u alloc=%u dealloc=%u max=%u",
	      name, guid_text(&arg.media_type).text, arg.owner,
	      arg.allocation_policy, arg.deallocation_policy,
	      arg.max_allocates);
	reason = CALL(caller->fd, NTMS_IOC_POOL_CREATE, &arg);
	if (!reason)
		snprintf(results, sizeof(results), " pool=%s",
			 guid_text(&arg.id).text);
	end(caller, reason, results);
	if (!reason)
		table_add(&caller->world->pools, &arg.id);
	return reason;
}

static uint32_t act_delete(struct caller *caller)
{
	struct ntms_guid pool = table_draw(caller, &caller->world->pools);
	uint32_t reason;

	begin(caller, "delete", "pool=%s", guid_text(&pool).text);
	reason = pool_delete(caller->fd, &pool);
	end(caller, reason, "");
	if (!reason)
		table_remove(&caller->world->pools, &pool);
	return reason;
}

static uint32_t act_create(struct caller *caller)
{
	const struct world *world = caller->world;
	char name[64];

	if (table_count(&caller->world->pools) >= POOLS_WANTED)
		return act_delete(caller);
	if (!draw(caller, 4))
		snprintf(name, sizeof(name), "shared-%u",
			 (unsigned int)draw(caller, SHARED_NAMES));
	else
		snprintf(name, sizeof(name), "%s-%u-%lu", world->tag,
			 caller->number, caller->calls);
	return create_named(caller, name);
}

/* Which side it is: written down before anybody else knows of it. */
static void note(struct caller *caller, const struct ntms_guid *lmid)
{
	struct ntms_logical_medium_info info;

	if (GET(caller->fd, NTMS_TYPE_LOGICAL_MEDIUM, lmid, &info))
		return;
	log_line(caller->world, "%u note %lu lmid=%s side=%s medium=%s",
		 caller->number, caller->calls, guid_text(lmid).text,
		 guid_text(&info.side).text, guid_text(&info.medium).text);
	table_add(&caller->world->lmids, lmid);
}

/* What NEW left for who has the first side of a cartridge */
static struct ntms_guid draw_next(struct caller *caller,
				  struct ntms_guid *pool)
{
	struct ntms_guid lmid = table_draw(caller, &caller->world->lmids);
	struct ntms_logical_medium_info info;

	if (!GET(caller->fd, NTMS_TYPE_LOGICAL_MEDIUM, &lmid, &info))
		*pool = info.pool;
	return lmid;
}

static uint32_t act_allocate(struct caller *caller)
{
	static const uint32_t options[] = { 0, 0, 0, NTMS_ALLOCATE_NEW,
		NTMS_ALLOCATE_NEW, NTMS_ALLOCATE_NEXT,
		NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE };
	struct world *world = caller->world;
	unsigned int wait = draw(caller, 4) ? 0 : 1 + draw(caller, 20);
	struct ntms_allocate arg = {
		.options = options[draw(caller, count_of(options))],
		.flags = wait ? 0 : NTMS_ALLOCATE_F_NOWAIT,
		.deadline = in_ms(wait),
		.pool = table_draw(caller, &world->pools),
	};
	char results[RESULTS] = "";
	uint32_t reason;

	if (arg.options == NTMS_ALLOCATE_NEXT)
		arg.medium = draw_next(caller, &arg.pool);
	else if (!draw(caller, 4))
		arg.side = table_draw(caller, &world->sides);
	begin(caller, "allocate", "pool=%s side=%s of=%s options=%u wait=%u",
	      guid_text(&arg.pool).text, guid_text(&arg.side).text,
	      guid_text(&arg.medium).text, arg.options, wait);
	reason = CALL(caller->fd, NTMS_IOC_ALLOCATE, &arg);
	if (!reason)
		snprintf(results, sizeof(results), " lmid=%s from=%s",
			 guid_text(&arg.medium).text,
			 guid_text(&arg.allocated_from).text);
	end(caller, reason, results);
	if (!reason)
		note(caller, &arg.medium);
	return reason;
}

/* What is gone is forgotten late, so that somebody gives it back once more. */
static uint32_t act_deallocate(struct caller *caller)
{
	struct table *lmids = &caller->world->lmids;
	struct ntms_guid lmid = table_draw(caller, lmids);
	uint32_t reason;

	begin(caller, "deallocate", "lmid=%s", guid_text(&lmid).text);
	reason = deallocate(caller->fd, &lmid);
	end(caller, reason, "");
	if (reason == NTMS_REASON_INVALID_MEDIA ||
	    (!reason && draw(caller, 8)))
		table_remove(lmids, &lmid);
	return reason;
}

static uint32_t act_complete(struct caller *caller)
{
	struct ntms_guid lmid = table_draw(caller, &caller->world->lmids);
	uint32_t reason;

	begin(caller, "complete", "lmid=%s", guid_text(&lmid).text);
	reason = complete(caller->fd, &lmid);
	end(caller, reason, "");
	return reason;
}

static uint32_t move_one(struct caller *caller, const struct ntms_guid *medium,
			 const struct ntms_guid *pool)
{
	uint32_t reason;

	begin(caller, "move", "medium=%s pool=%s", guid_text(medium).text,
	      guid_text(pool).text);
	reason = move_medium(caller->fd, medium, pool);
	end(caller, reason, "");
	return reason;
}

static uint32_t act_move(struct caller *caller)
{
	struct world *world = caller->world;
	struct ntms_guid medium = table_draw(caller, draw(caller, 4) ?
					     &world->media : &world->shelf);
	struct ntms_guid pool = draw(caller, 3) ?
		table_draw(caller, &world->pools) : world->free;

	return move_one(caller, &medium, &pool);
}

/* Another one in the same pool, if chance finds it: others cannot be swapped. */
static struct ntms_guid draw_partner(struct caller *caller,
				     const struct ntms_guid *first)
{
	struct ntms_logical_medium_info info, other;
	struct ntms_guid second = no_guid;
	int i;

	if (GET(caller->fd, NTMS_TYPE_LOGICAL_MEDIUM, first, &info))
		return table_draw(caller, &caller->world->lmids);
	for (i = 0; i < 12; i++) {
		second = table_draw(caller, &caller->world->lmids);
		if (!same_guid(first, &second) &&
		    !GET(caller->fd, NTMS_TYPE_LOGICAL_MEDIUM, &second,
			 &other) && same_guid(&info.pool, &other.pool))
			break;
	}
	return second;
}

static uint32_t act_swap(struct caller *caller)
{
	struct ntms_guid first = table_draw(caller, &caller->world->lmids);
	struct ntms_guid second = draw_partner(caller, &first);
	uint32_t reason;

	begin(caller, "swap", "first=%s second=%s", guid_text(&first).text,
	      guid_text(&second).text);
	reason = swap_media(caller->fd, &first, &second);
	end(caller, reason, "");
	return reason;
}

/* Most of them on the shelf, as there is no way back. */
static uint32_t act_decommission(struct caller *caller)
{
	struct world *world = caller->world;
	struct ntms_guid side = table_draw(caller, &world->sides);
	struct ntms_guid medium = table_draw(caller, &world->shelf);
	struct ntms_medium_info info;
	uint32_t reason;

	if (draw(caller, 32) &&
	    !GET(caller->fd, NTMS_TYPE_MEDIUM, &medium, &info))
		side = info.sides[draw(caller, info.side_count)];
	begin(caller, "decommission", "side=%s", guid_text(&side).text);
	reason = decommission(caller->fd, &side);
	end(caller, reason, "");
	return reason;
}

static uint32_t act_forget(struct caller *caller)
{
	struct world *world = caller->world;
	struct ntms_guid medium = table_draw(caller, &world->shelf);
	struct ntms_medium_info info = { 0 };
	uint32_t reason, side;

	GET(caller->fd, NTMS_TYPE_MEDIUM, &medium, &info);
	begin(caller, "forget", "medium=%s", guid_text(&medium).text);
	reason = medium_delete(caller->fd, &medium);
	end(caller, reason, "");
	if (reason)
		return reason;
	table_remove(&world->shelf, &medium);
	for (side = 0; side < info.side_count; side++)
		table_remove(&world->sides, &info.sides[side]);
	return reason;
}

/* What a side on the shelf is, and whether somebody owns it */
static bool preset(struct caller *caller, struct ntms_side_preset *side,
		   bool owned)
{
	static const uint32_t states[] = { NTMS_SIDE_AVAILABLE,
		NTMS_SIDE_ALLOCATED, NTMS_SIDE_ALLOCATED, NTMS_SIDE_COMPLETE,
		NTMS_SIDE_DECOMMISSIONED };

	side->side_state = states[draw(caller, count_of(states))];
	if (side->side_state == NTMS_SIDE_AVAILABLE && owned)
		side->side_state = NTMS_SIDE_RESERVED;
	side->allocate_count = draw(caller, 4) ? (uint32_t)draw(caller, 9) :
						 WORN_OUT;
	return side->side_state == NTMS_SIDE_ALLOCATED ||
	       side->side_state == NTMS_SIDE_COMPLETE;
}

/* What it consists of: written down before anybody else knows of it. */
static void note_registered(struct caller *caller,
			    const struct ntms_medium_create *arg)
{
	struct world *world = caller->world;
	struct ntms_medium_info info;
	char sides[RESULTS] = "";
	int at = 0;
	uint32_t i;

	if (GET(caller->fd, NTMS_TYPE_MEDIUM, &arg->medium, &info))
		return;
	for (i = 0; i < info.side_count; i++)
		at += snprintf(sides + at, sizeof(sides) - (size_t)at,
			       " side%u=%s", i, guid_text(&info.sides[i]).text);
	log_line(world, "%u note %lu medium=%s%s", caller->number,
		 caller->calls, guid_text(&arg->medium).text, sides);
	table_add(&world->shelf, &arg->medium);
	for (i = 0; i < info.side_count; i++) {
		table_add(&world->sides, &info.sides[i]);
		if (!same_guid(&arg->sides[i].logical_medium, &no_guid))
			table_add(&world->lmids, &arg->sides[i].logical_medium);
	}
}

static uint32_t act_register(struct caller *caller)
{
	struct world *world = caller->world;
	struct ntms_medium_create arg = {
		.side_count = world->nr_sides,
		.pool = table_draw(caller, &world->pools),
		.owner = (uint32_t)draw(caller, 1000),
	};
	char sides[64] = "", results[2 * RESULTS] = "";
	bool owned = false;
	uint32_t reason, i;
	int at = 0;

	if (table_count(&world->shelf) >= SHELF_WANTED)
		return act_forget(caller);
	snprintf(arg.barcode, sizeof(arg.barcode), "%s-%u-%lu", world->tag,
		 caller->number, caller->calls + 1);
	for (i = 0; i < arg.side_count; i++) {
		owned |= preset(caller, &arg.sides[i], owned);
		at += snprintf(sides + at, sizeof(sides) - (size_t)at,
			       "%s%u:%u", i ? "," : "", arg.sides[i].side_state,
			       arg.sides[i].allocate_count);
	}
	begin(caller, "register", "pool=%s barcode=%s owner=%u sides=%s",
	      guid_text(&arg.pool).text, arg.barcode, arg.owner, sides);
	reason = medium_create(caller->fd, &arg);
	at = reason ? 0 : snprintf(results, sizeof(results), " medium=%s",
				   guid_text(&arg.medium).text);
	for (i = 0; !reason && i < arg.side_count; i++)
		if (!same_guid(&arg.sides[i].logical_medium, &no_guid))
			at += snprintf(results + at,
				       sizeof(results) - (size_t)at,
				       " lmid%u=%s", i, guid_text(
					&arg.sides[i].logical_medium).text);
	end(caller, reason, results);
	if (!reason)
		note_registered(caller, &arg);
	return reason;
}

static uint32_t set_said(struct caller *caller, uint32_t type,
			 const struct ntms_guid *id, uint32_t mask,
			 const void *info, size_t size, const char *field,
			 const char *value)
{
	uint32_t reason;

	begin(caller, "set", "object=%s field=%s value=%s", guid_text(id).text,
	      field, value);
	reason = object_set(caller->fd, type, id, mask, info, size);
	end(caller, reason, "");
	return reason;
}

static uint32_t set_pool(struct caller *caller)
{
	struct ntms_guid id = table_draw(caller, &caller->world->pools);
	struct ntms_pool_info info = { 0 };
	char value[32];

	if (draw(caller, 2)) {
		info.owner = (uint32_t)(1000 + caller->number * 10000000 +
					caller->calls);
		snprintf(value, sizeof(value), "%u", info.owner);
		return set_said(caller, NTMS_TYPE_POOL, &id, NTMS_SET_OWNER,
				&info, sizeof(info), "owner", value);
	}
	info.allocation_policy = draw(caller, 4) ? NTMS_POOL_FROMSCRATCH : 0;
	snprintf(value, sizeof(value), "%u", info.allocation_policy);
	return set_said(caller, NTMS_TYPE_POOL, &id, NTMS_SET_ALLOCATION_POLICY,
			&info, sizeof(info), "alloc", value);
}

static uint32_t set_medium(struct caller *caller, const char *value)
{
	struct world *world = caller->world;
	struct ntms_guid id = table_draw(caller, draw(caller, 3) ?
					 &world->media : &world->shelf);
	struct ntms_medium_info info = { 0 };

	if (draw(caller, 2)) {
		snprintf(info.header.name, sizeof(info.header.name), "%s",
			 value);
		return set_said(caller, NTMS_TYPE_MEDIUM, &id, NTMS_SET_NAME,
				&info, sizeof(info), "name", value);
	}
	info.header.enabled = draw(caller, 4) > 0;
	return set_said(caller, NTMS_TYPE_MEDIUM, &id, NTMS_SET_ENABLED, &info,
			sizeof(info), "enabled",
			info.header.enabled ? "1" : "0");
}

static uint32_t describe(struct caller *caller, uint32_t type,
			 struct ntms_guid id, const char *value)
{
	struct ntms_object_header header = { 0 };

	snprintf(header.description, sizeof(header.description), "%s", value);
	return set_said(caller, type, &id, NTMS_SET_DESCRIPTION, &header,
			sizeof(header), "description", value);
}

/* What is said of an object lasts, too; no text is written twice. */
static uint32_t act_set(struct caller *caller)
{
	struct world *world = caller->world;
	char value[64];

	snprintf(value, sizeof(value), "%s.%u.%lu", world->tag, caller->number,
		 caller->calls + 1);
	switch (draw(caller, 6)) {
	case 0:
		return describe(caller, NTMS_TYPE_LIBRARY, world->library,
				value);
	case 1:
		return describe(caller, NTMS_TYPE_MEDIUM,
				table_draw(caller, &world->media), value);
	case 2:
		return describe(caller, NTMS_TYPE_POOL,
				table_draw(caller, &world->pools), value);
	case 3:
		return set_pool(caller);
	default:
		return set_medium(caller, value);
	}
}

/* An object of any kind that has rights, or attributes */
static struct ntms_guid draw_object(struct caller *caller, bool governor)
{
	struct world *world = caller->world;

	switch (draw(caller, governor ? 6 : 10)) {
	case 0:
		return world->library;
	case 1:
		return world->computer;
	case 6:
	case 7:
		return table_draw(caller, &world->lmids);
	case 8:
		return table_draw(caller, &world->sides);
	case 9:
		return table_draw(caller, &world->media);
	default:
		return table_draw(caller, &world->pools);
	}
}

#define ACES	4

/* Every list is another one, so that one can see whose it is. */
static uint32_t act_rights(struct caller *caller)
{
	struct ntms_ace aces[ACES] = { 0 };
	struct ntms_acl arg = {
		.id = draw_object(caller, true),
		.count = (uint32_t)draw(caller, ACES + 1),
		.aces = (uintptr_t)aces,
	};
	char text[ACES * 32] = "-";
	uint32_t reason, i;
	int at = 0;

	for (i = 0; i < arg.count; i++) {
		aces[i].kind = i % 2 ? NTMS_ACE_GROUP : NTMS_ACE_USER;
		aces[i].id = (uint32_t)(1000 + caller->number * 10000000 +
					caller->calls * ACES + i);
		aces[i].rights = 1 + (uint32_t)draw(caller, 7);
		at += snprintf(text + at, sizeof(text) - (size_t)at,
			       "%s%u:%u:%u", i ? "," : "", aces[i].kind,
			       aces[i].id, aces[i].rights);
	}
	begin(caller, "rights", "object=%s aces=%s", guid_text(&arg.id).text,
	      text);
	reason = CALL(caller->fd, NTMS_IOC_ACL_SET, &arg);
	end(caller, reason, "");
	return reason;
}

static uint32_t act_attribute(struct caller *caller)
{
	static const char *const names[] = { "label", "job", "seal" };
	struct ntms_guid object = draw_object(caller, false);
	const char *name = names[draw(caller, 3)];
	uint32_t size, reason, i;
	char data[LARGE];
	char token[64];
	size_t length;

	length = (size_t)snprintf(token, sizeof(token), "%s.%u.%lu;",
				  caller->world->tag, caller->number,
				  caller->calls + 1);
	size = (uint32_t)(length + draw(caller, draw(caller, 16) ? 100 :
					LARGE - length));
	/* Of size 0 it is a deletion. */
	if (!draw(caller, 8))
		size = 0;
	for (i = 0; i < size; i++)
		data[i] = token[i % length];
	begin(caller, "attribute", "object=%s name=%s size=%u crc=%08x",
	      guid_text(&object).text, name, size, crc32_of(data, size));
	reason = attribute_set(caller->fd, &object, name, data, size);
	end(caller, reason, "");
	return reason;
}

uint32_t act(struct caller *caller)
{
	uint64_t which = draw(caller, 100);

	if (which < 25)
		return act_allocate(caller);
	if (which < 44)
		return act_deallocate(caller);
	if (which < 50)
		return act_complete(caller);
	if (which < 57)
		return act_move(caller);
	if (which < 63)
		return act_swap(caller);
	if (which < 65)
		return act_decommission(caller);
	if (which < 70)
		return act_register(caller);
	if (which < 71)
		return act_forget(caller);
	if (which < 77)
		return act_set(caller);
	if (which < 84)
		return act_create(caller);
	if (which < 87)
		return act_delete(caller);
	if (which < 93)
		return act_rights(caller);
	return act_attribute(caller);
}

void act_first(struct caller *caller)
{
	struct world *world = caller->world;
	struct ntms_medium_info info;
	struct ntms_pool_info pool;
	size_t i;

	for (i = 0; i < world->media.nr; i++) {
		if (!GET(caller->fd, NTMS_TYPE_MEDIUM, &world->media.ids[i],
			 &info) &&
		    !GET(caller->fd, NTMS_TYPE_POOL, &info.pool, &pool) &&
		    pool.pool_type == NTMS_POOL_UNRECOGNIZED)
			move_one(caller, &world->media.ids[i], &world->free);
	}
	while (table_count(&world->pools) < SHARED_NAMES)
		if (act_create(caller))
			break;
}
