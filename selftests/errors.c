// SPDX-License-Identifier: GPL-2.0
/*
 * Every reason that a command can give, and how to get it: one row each. A
 * reason that the header has and that no row produces fails the suite, unless
 * it stands in the list of those that none of these commands gives.
 * NOT_ENOUGH_MEMORY is produced by failnth, for every command.
 */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "scene.h"
#include "waiter.h"

#define OK	NTMS_REASON_SUCCESS
#define USER	2001

static const struct ntms_guid nobody = { .b = { 4, 4, 4, [8] = 0x80 } };

/* What the rows work on: media[0] is free, media[1] in @pool, media[2] nobody knows */
static struct scene s;
static struct ntms_guid pool, lmid, computer;

static const uint32_t not_of_these_commands[] = {
	NTMS_REASON_INVALID_DRIVE,
	NTMS_REASON_NOT_SUPPORTED,
	NTMS_REASON_BUSY,
};

/* Runs a row as a user without privileges. */
static uint32_t as_user(uint32_t (*row)(void))
{
	uint32_t *reason = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
				MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t child;

	if (reason == MAP_FAILED)
		return UINT32_MAX;
	*reason = UINT32_MAX;
	child = fork();
	if (!child) {
		if (!setresgid(USER, USER, USER) &&
		    !setresuid(USER, USER, USER))
			*reason = row();
		_exit(0);
	}
	waitpid(child, NULL, 0);
	return *reason;
}

/* Runs a row while a journal is required, which there is none of. */
static uint32_t without_journal(uint32_t (*row)(void))
{
	uint32_t reason;

	if (parameter_set("require_journal", "Y"))
		return UINT32_MAX;
	reason = row();
	return parameter_set("require_journal", "N") ? UINT32_MAX : reason;
}

static uint32_t set_description(const struct ntms_guid *id)
{
	struct ntms_object_header header = { 0 };

	return SET(s.fd, 0, id, NTMS_SET_DESCRIPTION, &header);
}

static uint32_t set_name(const struct ntms_guid *id, const char *name)
{
	struct ntms_object_header header = { 0 };

	strcpy(header.name, name);
	return SET(s.fd, 0, id, NTMS_SET_NAME, &header);
}

static uint32_t open_pool(uint32_t action, const char *name,
			  const struct ntms_guid *type)
{
	struct ntms_pool_create arg = {
		.action = action,
		.media_type = *type,
		.owner = UINT32_MAX,
	};

	strcpy(arg.name, name);
	return CALL(s.fd, NTMS_IOC_POOL_CREATE, &arg);
}

static uint32_t inventory(uint32_t flags, uint64_t deadline)
{
	struct ntms_inventory arg = {
		.flags = flags,
		.deadline = deadline,
		.library = s.library,
	};

	return CALL(s.fd, NTMS_IOC_INVENTORY, &arg);
}

/* ---- rows ----------------------------------------------------------------------- */

#define ROW(name) static uint32_t name(void)

ROW(info_success)
{
	struct ntms_info info;

	return info_get(s.fd, &info);
}

ROW(session_parameter)
{
	struct ntms_session_name arg = { .flags = 1 };

	return CALL(s.fd, NTMS_IOC_SESSION, &arg);
}

ROW(session_bad_name)
{
	struct ntms_session_name arg = { 0 };

	memset(arg.application, 'x', sizeof(arg.application));
	return CALL(s.fd, NTMS_IOC_SESSION, &arg);
}

ROW(session_escape)
{
	return session_name(s.fd, "\033[2J");
}

ROW(session_no_utf8)
{
	return session_name(s.fd, "backup \xc3");
}

ROW(enum_container)
{
	struct ntms_enum arg = {
		.type = NTMS_TYPE_MEDIUM,
		.container = nobody,
	};

	return CALL(s.fd, NTMS_IOC_ENUM, &arg);
}

ROW(enum_kind)
{
	struct ntms_enum arg = { .type = 99 };

	return CALL(s.fd, NTMS_IOC_ENUM, &arg);
}

ROW(get_nobody)
{
	return object_get(s.fd, 0, &nobody, NULL, 0);
}

ROW(get_kind)
{
	return object_get(s.fd, 99, &pool, NULL, 0);
}

ROW(set_nobody)
{
	return set_description(&nobody);
}

ROW(set_nothing)
{
	return object_set(s.fd, 0, &pool, 0, NULL, 0);
}

ROW(set_bad_name)
{
	return set_name(&pool, "a\\b");
}

ROW(set_taken)
{
	struct ntms_library_info info;

	if (GET(s.fd, NTMS_TYPE_LIBRARY, &s.info.offline_library, &info))
		return UINT32_MAX;
	return set_name(&s.library, info.header.name);
}

ROW(set_computer)
{
	return set_description(&computer);
}

ROW(set_denied)
{
	return as_user(set_computer);
}

ROW(set_no_type)
{
	struct ntms_library_info info = { .media_type = nobody };

	return SET(s.fd, NTMS_TYPE_LIBRARY, &s.library, NTMS_SET_MEDIA_TYPE,
		   &info);
}

ROW(find_nothing)
{
	uint64_t total;

	return find_media(s.fd, "", NULL, 0, &total);
}

ROW(pool_parameter)
{
	return open_pool(9, "x", &s.type);
}

ROW(pool_exists)
{
	struct ntms_pool_info info;

	if (GET(s.fd, NTMS_TYPE_POOL, &pool, &info))
		return UINT32_MAX;
	return open_pool(NTMS_CREATE_NEW, info.header.name, &s.type);
}

ROW(pool_missing)
{
	return open_pool(NTMS_OPEN_EXISTING, "nobody made it", &s.type);
}

ROW(pool_bad_name)
{
	return open_pool(NTMS_CREATE_NEW, "", &s.type);
}

ROW(pool_no_type)
{
	return open_pool(NTMS_CREATE_NEW, "of no type", &nobody);
}

ROW(pool_in_free)
{
	struct ntms_guid id;

	return pool_make(s.fd, "x", &s.free, &s.type, 0, 0, 0, &id);
}

ROW(pool_at_the_top)
{
	return open_pool(NTMS_CREATE_NEW, "by a user", &s.type);
}

ROW(pool_denied)
{
	return as_user(pool_at_the_top);
}

ROW(delete_parameter)
{
	struct ntms_pool_delete arg = { .flags = 1, .id = pool };

	return CALL(s.fd, NTMS_IOC_POOL_DELETE, &arg);
}

ROW(delete_system)
{
	return pool_delete(s.fd, &s.free);
}

ROW(delete_full)
{
	return pool_delete(s.fd, &pool);
}

ROW(delete_denied)
{
	return as_user(delete_full);
}

ROW(move_parameter)
{
	return move_medium(s.fd, &no_guid, &pool);
}

ROW(move_nobody)
{
	return move_medium(s.fd, &nobody, &pool);
}

ROW(move_no_way)
{
	return move_medium(s.fd, &s.media[2], &pool);
}

ROW(move_cleaner)
{
	struct ntms_guid id;
	char barcode[16];
	uint64_t total;

	snprintf(barcode, sizeof(barcode), "CLN%s", s.prefix);
	if (find_media(s.fd, barcode, &id, 1, &total) || total != 1)
		return UINT32_MAX;
	return move_medium(s.fd, &id, &s.info.free_pool);
}

ROW(move_owned)
{
	uint32_t reason;

	if (allocate(s.fd, &pool, NULL, 0, &lmid, NULL))
		return UINT32_MAX;
	reason = move_medium(s.fd, &s.media[1], &s.free);
	return deallocate(s.fd, &lmid) ? UINT32_MAX : reason;
}

ROW(move_there)
{
	return move_medium(s.fd, &s.media[1], &s.free);
}

ROW(move_denied)
{
	return as_user(move_there);
}

ROW(allocate_success)
{
	uint32_t reason = allocate(s.fd, &pool, NULL, 0, &lmid, NULL);

	return reason ?: deallocate(s.fd, &lmid);
}

ROW(allocate_from_pool)
{
	return allocate(s.fd, &pool, NULL, 0, &lmid, NULL);
}

ROW(allocate_denied)
{
	return as_user(allocate_from_pool);
}

ROW(allocate_parameter)
{
	return allocate(s.fd, &pool, NULL, NTMS_ALLOCATE_NEW |
			NTMS_ALLOCATE_NEXT, &lmid, NULL);
}

ROW(allocate_timeout)
{
	struct ntms_guid empty;

	if (scene_pool(&s, 0, 0, 0, &empty))
		return UINT32_MAX;
	return allocate(s.fd, &empty, NULL, 0, &lmid, NULL);
}

ROW(allocate_unavailable)
{
	struct ntms_guid empty;

	if (scene_pool(&s, 0, 0, 0, &empty))
		return UINT32_MAX;
	return allocate(s.fd, &empty, NULL, NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE,
			&lmid, NULL);
}

ROW(allocate_nobody)
{
	return allocate(s.fd, &pool, &nobody, 0, &lmid, NULL);
}

ROW(allocate_system)
{
	return allocate(s.fd, &s.free, NULL, 0, &lmid, NULL);
}

ROW(allocate_offline)
{
	struct ntms_guid side = side_of(s.fd, &s.media[0], 0);
	uint32_t reason;

	if (scene_power(&s, false))
		return UINT32_MAX;
	reason = allocate(s.fd, &pool, &side, 0, &lmid, NULL);
	return scene_power(&s, true) ? UINT32_MAX : reason;
}

ROW(allocate_disabled)
{
	struct ntms_guid side = side_of(s.fd, &s.media[0], 0);
	uint32_t reason;

	if (enable(s.fd, &s.media[0], false))
		return UINT32_MAX;
	reason = allocate(s.fd, &pool, &side, 0, &lmid, NULL);
	return enable(s.fd, &s.media[0], true) ? UINT32_MAX : reason;
}

ROW(allocate_other_type)
{
	struct ntms_medium_info info;
	struct ntms_guid id;
	char barcode[16];
	uint64_t total;

	snprintf(barcode, sizeof(barcode), "CLN%s", s.prefix);
	if (find_media(s.fd, barcode, &id, 1, &total) || total != 1 ||
	    GET(s.fd, NTMS_TYPE_MEDIUM, &id, &info))
		return UINT32_MAX;
	return allocate(s.fd, &pool, &info.sides[0], 0, &lmid, NULL);
}

ROW(allocate_no_free)
{
	struct ntms_guid draws;
	uint32_t reason;

	if (scene_pool(&s, NTMS_POOL_FROMSCRATCH, 0, 0, &draws) ||
	    enable(s.fd, &s.free, false))
		return UINT32_MAX;
	reason = allocate(s.fd, &draws, NULL, 0, &lmid, NULL);
	return enable(s.fd, &s.free, true) ? UINT32_MAX : reason;
}

ROW(deallocate_nobody)
{
	return deallocate(s.fd, &nobody);
}

ROW(deallocate_parameter)
{
	return deallocate(s.fd, &no_guid);
}

ROW(deallocate_it)
{
	return deallocate(s.fd, &lmid);
}

ROW(deallocate_denied)
{
	uint32_t reason;

	if (allocate(s.fd, &pool, NULL, 0, &lmid, NULL))
		return UINT32_MAX;
	reason = as_user(deallocate_it);
	return deallocate(s.fd, &lmid) ? UINT32_MAX : reason;
}

ROW(complete_parameter)
{
	return complete(s.fd, &no_guid);
}

ROW(complete_nobody)
{
	return complete(s.fd, &nobody);
}

ROW(complete_it)
{
	return complete(s.fd, &lmid);
}

/* Once, and not twice */
ROW(complete_again)
{
	uint32_t reason;

	if (allocate(s.fd, &pool, NULL, 0, &lmid, NULL) || complete_it())
		return UINT32_MAX;
	reason = complete_it();
	return deallocate(s.fd, &lmid) ? UINT32_MAX : reason;
}

ROW(complete_denied)
{
	uint32_t reason;

	if (allocate(s.fd, &pool, NULL, 0, &lmid, NULL))
		return UINT32_MAX;
	reason = as_user(complete_it);
	return deallocate(s.fd, &lmid) ? UINT32_MAX : reason;
}

ROW(decommission_parameter)
{
	return decommission(s.fd, &no_guid);
}

ROW(decommission_nobody)
{
	return decommission(s.fd, &nobody);
}

ROW(decommission_unrecognized)
{
	struct ntms_guid side = side_of(s.fd, &s.media[2], 0);

	return decommission(s.fd, &side);
}

ROW(decommission_it)
{
	struct ntms_guid side = side_of(s.fd, &s.media[1], 0);

	return decommission(s.fd, &side);
}

ROW(decommission_denied)
{
	return as_user(decommission_it);
}

ROW(swap_parameter)
{
	return swap_media(s.fd, &nobody, &no_guid);
}

ROW(swap_nobody)
{
	return swap_media(s.fd, &nobody, &lmid);
}

static struct ntms_guid lmid2;

ROW(swap_them)
{
	return swap_media(s.fd, &lmid, &lmid2);
}

/* Both cartridges are allocated, the second one in @second; then given back. */
static uint32_t with_two(const struct ntms_guid *second, uint32_t (*row)(void))
{
	uint32_t reason;

	if (allocate(s.fd, &pool, NULL, 0, &lmid, NULL) ||
	    allocate(s.fd, second, NULL, 0, &lmid2, NULL))
		return UINT32_MAX;
	reason = row();
	return deallocate(s.fd, &lmid) || deallocate(s.fd, &lmid2) ||
	       move_medium(s.fd, &s.media[0], &s.free) ? UINT32_MAX : reason;
}

ROW(swap_success)
{
	return with_two(&pool, swap_them);
}

ROW(swap_as_user)
{
	return as_user(swap_them);
}

ROW(swap_denied)
{
	return with_two(&pool, swap_as_user);
}

ROW(swap_pools)
{
	struct ntms_guid other;

	if (scene_pool(&s, NTMS_POOL_FROMSCRATCH, 0, 0, &other))
		return UINT32_MAX;
	return with_two(&other, swap_them);
}

ROW(swap_full)
{
	return complete_it() ?: swap_them();
}

ROW(swap_complete)
{
	return with_two(&pool, swap_full);
}

ROW(forget_parameter)
{
	return medium_delete(s.fd, &no_guid);
}

ROW(forget_nobody)
{
	return medium_delete(s.fd, &nobody);
}

ROW(forget_placed)
{
	return medium_delete(s.fd, &s.media[0]);
}

ROW(forget_denied)
{
	return as_user(forget_placed);
}

/* The type of a code that nothing else here has */
static struct ntms_guid other_type;

ROW(type_add_success)
{
	return type_add(s.fd, 0x20, &s.library, &other_type);
}

ROW(type_add_parameter)
{
	struct ntms_type_add arg = {
		.flags = 1, .code = 0x20, .library = s.library,
	};

	return CALL(s.fd, NTMS_IOC_TYPE_ADD, &arg);
}

ROW(type_add_nowhere)
{
	return type_add(s.fd, 0x20, &s.info.offline_library, &other_type);
}

ROW(type_add_no_type)
{
	return type_add(s.fd, 0xff, &s.library, &other_type);
}

ROW(type_add_denied)
{
	return as_user(type_add_success);
}

ROW(type_delete_success)
{
	return type_add_success() ?: type_delete(s.fd, &other_type, &s.library);
}

ROW(type_delete_parameter)
{
	return type_delete(s.fd, &no_guid, &s.library);
}

ROW(type_delete_nobody)
{
	return type_delete(s.fd, &nobody, &s.library);
}

ROW(type_delete_nowhere)
{
	return type_delete(s.fd, &s.type, &nobody);
}

ROW(type_delete_held)
{
	return type_delete(s.fd, &s.type, &s.library);
}

ROW(type_delete_denied)
{
	return as_user(type_delete_held);
}

ROW(type_change_success)
{
	return type_change(s.fd, &s.media[1], &pool);
}

ROW(type_change_parameter)
{
	return type_change(s.fd, &no_guid, &pool);
}

ROW(type_change_nobody)
{
	return type_change(s.fd, &nobody, &pool);
}

ROW(type_change_nowhere)
{
	return type_change(s.fd, &s.media[1], &nobody);
}

ROW(type_change_no_way)
{
	return type_change(s.fd, &s.media[2], &pool);
}

/* To a pool for cartridges of two sides */
ROW(type_change_sides)
{
	struct ntms_guid type, two;
	uint32_t reason;

	if (type_add(s.fd, 0x3b, &s.library, &type) ||
	    pool_make(s.fd, scene_name("two"), NULL, &type, 0, 0, 0, &two))
		return UINT32_MAX;
	reason = type_change(s.fd, &s.media[1], &two);
	return pool_delete(s.fd, &two) ||
	       type_delete(s.fd, &type, &s.library) ? UINT32_MAX : reason;
}

ROW(type_change_owned)
{
	uint32_t reason;

	if (allocate(s.fd, &pool, NULL, 0, &lmid, NULL))
		return UINT32_MAX;
	reason = type_change(s.fd, &s.media[1], &s.free);
	return deallocate(s.fd, &lmid) ? UINT32_MAX : reason;
}

ROW(type_change_denied)
{
	return as_user(type_change_success);
}

/* What a row makes other than good */
static struct ntms_medium_create wish;

static uint32_t create_wished(void)
{
	return medium_create(s.fd, &wish);
}

static void wish_well(void)
{
	wish = (struct ntms_medium_create) {
		.side_count = 1,
		.owner = UINT32_MAX,
		.pool = pool,
		.barcode = "E00001L3",
		.sides = { { .side_state = NTMS_SIDE_AVAILABLE } },
	};
}

ROW(create_success)
{
	uint32_t reason;

	wish_well();
	reason = create_wished();
	return reason ?: medium_delete(s.fd, &wish.medium);
}

ROW(create_parameter)
{
	wish_well();
	wish.medium = nobody;
	return create_wished();
}

ROW(create_name)
{
	wish_well();
	wish.barcode[0] = ' ';
	return create_wished();
}

ROW(create_pool)
{
	wish_well();
	wish.pool = s.free;
	return create_wished();
}

ROW(create_sides)
{
	wish_well();
	wish.side_count = 2;
	wish.sides[1].side_state = NTMS_SIDE_AVAILABLE;
	return create_wished();
}

ROW(create_known)
{
	wish_well();
	strcpy(wish.barcode, scene_barcode(&s, 1));
	return create_wished();
}

ROW(create_state)
{
	wish_well();
	wish.sides[0].side_state = NTMS_SIDE_UNKNOWN;
	return create_wished();
}

ROW(create_denied)
{
	wish_well();
	return as_user(create_wished);
}

ROW(attr_set_success)
{
	return attribute_set(s.fd, &pool, "errors", "data", 4);
}

ROW(attr_set_parameter)
{
	struct ntms_attribute arg = { .type = 99, .id = pool, .name = "x" };

	return CALL(s.fd, NTMS_IOC_ATTR_SET, &arg);
}

ROW(attr_set_bad_name)
{
	return attribute_set(s.fd, &pool, "", "data", 4);
}

ROW(attr_set_nobody)
{
	return attribute_set(s.fd, &nobody, "errors", "data", 4);
}

ROW(attr_set_denied)
{
	return as_user(attr_set_success);
}

ROW(attr_set_too_much)
{
	return attribute_set(s.fd, &pool, "errors", NULL, 65536);
}

ROW(attr_set_full)
{
	char name[] = "name 00";
	uint32_t reason = OK;
	int i;

	for (i = 0; !reason && i <= NTMS_ATTRIBUTES_MAX; i++) {
		name[5] = '0' + i / 10;
		name[6] = '0' + i % 10;
		reason = attribute_set(s.fd, &s.media[0], name, "x", 1);
	}
	return i == NTMS_ATTRIBUTES_MAX + 1 ? reason : UINT32_MAX;
}

ROW(attr_set_no_journal)
{
	return without_journal(attr_set_success);
}

static uint32_t attr_get(const struct ntms_guid *id, const char *name,
			 uint32_t room)
{
	char data[8];

	return attribute_get(s.fd, id, name, data, &room);
}

ROW(attr_get_success)
{
	return attr_get(&pool, "errors", 8);
}

ROW(attr_get_parameter)
{
	struct ntms_attribute arg = { .flags = 1, .id = pool, .name = "x" };

	return CALL(s.fd, NTMS_IOC_ATTR_GET, &arg);
}

ROW(attr_get_bad_name)
{
	return attr_get(&pool, "a\tb", 8);
}

ROW(attr_get_none)
{
	return attr_get(&pool, "none", 8);
}

ROW(attr_get_small)
{
	return attr_get(&pool, "errors", 3);
}

ROW(attr_get_denied)
{
	return as_user(attr_get_success);
}

ROW(attr_list_success)
{
	return attribute_list(s.fd, &pool, NULL, 0, NULL);
}

ROW(attr_list_parameter)
{
	struct ntms_attribute_list arg = { .type = 99, .id = pool };

	return CALL(s.fd, NTMS_IOC_ATTR_LIST, &arg);
}

ROW(attr_list_nobody)
{
	return attribute_list(s.fd, &nobody, NULL, 0, NULL);
}

ROW(attr_list_denied)
{
	return as_user(attr_list_success);
}

static uint32_t call_acl(unsigned long number, const struct ntms_guid *id,
			 uint32_t count, uint32_t rights)
{
	static struct ntms_ace aces[NTMS_ACES_MAX + 1];
	struct ntms_acl arg = {
		.id = *id,
		.count = count,
		.aces = (uintptr_t)aces,
	};

	aces[0] = (struct ntms_ace){ NTMS_ACE_USER, 1000, rights, 0 };
	return CALL(s.fd, number, &arg);
}

ROW(acl_get_success)
{
	return call_acl(NTMS_IOC_ACL_GET, &pool, 1, 0);
}

ROW(acl_get_parameter)
{
	struct ntms_acl arg = { .flags = 1, .id = pool };

	return CALL(s.fd, NTMS_IOC_ACL_GET, &arg);
}

ROW(acl_get_nobody)
{
	return call_acl(NTMS_IOC_ACL_GET, &nobody, 1, 0);
}

ROW(acl_set_success)
{
	return call_acl(NTMS_IOC_ACL_SET, &pool, 1, NTMS_RIGHT_USE);
}

ROW(acl_set_parameter)
{
	return call_acl(NTMS_IOC_ACL_SET, &pool, 1, 8);
}

ROW(acl_set_nobody)
{
	return call_acl(NTMS_IOC_ACL_SET, &nobody, 1, NTMS_RIGHT_USE);
}

ROW(acl_set_medium)
{
	return call_acl(NTMS_IOC_ACL_SET, &s.media[0], 1, NTMS_RIGHT_USE);
}

ROW(acl_set_denied)
{
	return as_user(acl_set_success);
}

ROW(acl_set_full)
{
	return call_acl(NTMS_IOC_ACL_SET, &pool, NTMS_ACES_MAX + 1,
			NTMS_RIGHT_USE);
}

ROW(inventory_success)
{
	return inventory(NTMS_INVENTORY_WAIT, NTMS_DEADLINE_NEVER);
}

ROW(inventory_parameter)
{
	return inventory(8, NTMS_DEADLINE_NEVER);
}

ROW(inventory_of_the_shelf)
{
	return take_inventory(s.fd, &s.info.offline_library);
}

ROW(inventory_disabled)
{
	uint32_t reason;

	if (enable(s.fd, &s.library, false))
		return UINT32_MAX;
	reason = inventory_success();
	return enable(s.fd, &s.library, true) ? UINT32_MAX : reason;
}

ROW(inventory_offline)
{
	uint32_t reason;

	if (scene_power(&s, false))
		return UINT32_MAX;
	reason = inventory_success();
	return scene_power(&s, true) ? UINT32_MAX : reason;
}

/* An answer of the changer to READ ELEMENT STATUS, until told otherwise */
static uint32_t with_fault(const char *fault, uint32_t (*row)(void))
{
	uint32_t reason;

	if (vlib_set(&s.vlib, "fault", "changer 0xb8 %s count=0", fault))
		return UINT32_MAX;
	reason = row();
	if (vlib_set(&s.vlib, "fault", "clear"))
		return UINT32_MAX;
	return inventory_success() ? UINT32_MAX : reason;
}

ROW(inventory_not_ready)
{
	return with_fault("sense=2/04/03", inventory_success);
}

ROW(inventory_failed)
{
	return with_fault("sense=4/44/00", inventory_success);
}

ROW(inventory_soon)
{
	return inventory(NTMS_INVENTORY_WAIT, now() + 1000000);
}

ROW(inventory_timeout)
{
	return with_fault("delay=500", inventory_soon);
}

ROW(inventory_denied)
{
	return as_user(inventory_success);
}

/* ---- rows that a journal would have to remember -------------------------------- */

ROW(set_pool)
{
	return set_description(&pool);
}

ROW(set_no_journal)
{
	return without_journal(set_pool);
}

ROW(pool_another)
{
	return open_pool(NTMS_CREATE_NEW, scene_name("another"), &s.type);
}

ROW(pool_no_journal)
{
	return without_journal(pool_another);
}

ROW(delete_no_journal)
{
	struct ntms_guid empty;
	uint32_t reason;

	if (scene_pool(&s, 0, 0, 0, &empty) ||
	    parameter_set("require_journal", "Y"))
		return UINT32_MAX;
	reason = pool_delete(s.fd, &empty);
	if (parameter_set("require_journal", "N"))
		return UINT32_MAX;
	return pool_delete(s.fd, &empty) ? UINT32_MAX : reason;
}

ROW(move_no_journal)
{
	return without_journal(move_there);
}

ROW(allocate_no_journal)
{
	return without_journal(allocate_from_pool);
}

ROW(deallocate_no_journal)
{
	uint32_t reason;

	if (allocate(s.fd, &pool, NULL, 0, &lmid, NULL))
		return UINT32_MAX;
	reason = without_journal(deallocate_it);
	return deallocate(s.fd, &lmid) ? UINT32_MAX : reason;
}

ROW(complete_no_journal)
{
	uint32_t reason;

	if (allocate(s.fd, &pool, NULL, 0, &lmid, NULL))
		return UINT32_MAX;
	reason = without_journal(complete_it);
	return deallocate(s.fd, &lmid) ? UINT32_MAX : reason;
}

ROW(decommission_no_journal)
{
	return without_journal(decommission_it);
}

ROW(swap_without)
{
	return without_journal(swap_them);
}

ROW(swap_no_journal)
{
	return with_two(&pool, swap_without);
}

/* ---- rows of waiting ----------------------------------------------------------- */

ROW(allocate_closed)
{
	uint32_t reason;
	int fd = session_open();

	if (cancel(fd, NTMS_CANCEL_CLOSE, 0, NULL))
		return UINT32_MAX;
	reason = allocate(fd, &pool, NULL, 0, &lmid, NULL);
	close(fd);
	return reason;
}

/* Somebody waits for the pool that is empty; his request. */
static bool sleeper(struct waiter *waiter, struct ntms_guid *request)
{
	struct ntms_guid empty;

	if (scene_pool(&s, 0, 0, 0, &empty) ||
	    !waiter_wait(waiter, s.fd, &empty, 0, NTMS_DEADLINE_NEVER, 1))
		return false;
	return requests_about(s.fd, &empty, request, 1) == 1;
}

ROW(allocate_refused)
{
	struct ntms_guid request;
	struct waiter waiter;

	if (!sleeper(&waiter, &request) ||
	    request_answer(s.fd, &request, NTMS_REQUEST_REFUSED, ""))
		return UINT32_MAX;
	return waiter_join(&waiter);
}

ROW(allocate_cancelled)
{
	struct ntms_guid request;
	struct waiter waiter;

	if (!sleeper(&waiter, &request) ||
	    cancel(s.fd, NTMS_CANCEL_ALL, 0, NULL))
		return UINT32_MAX;
	return waiter_join(&waiter);
}

/* Runs a row while nobody may cause an operator request. */
static uint32_t with_no_requests(uint32_t (*row)(void))
{
	uint32_t reason;

	if (parameter_set("requests", "0"))
		return UINT32_MAX;
	reason = row();
	return parameter_set("requests", "16384") ? UINT32_MAX : reason;
}

/* Waits for what is not there, with some time. */
ROW(allocate_and_wait)
{
	struct ntms_allocate arg = { .deadline = in_ms(1000) };

	if (scene_pool(&s, 0, 0, 0, &arg.pool))
		return UINT32_MAX;
	return CALL(s.fd, NTMS_IOC_ALLOCATE, &arg);
}

ROW(allocate_full)
{
	return with_no_requests(allocate_and_wait);
}

/* ---- rows of operator requests -------------------------------------------------- */

/* What was submitted last */
static struct ntms_guid request;

ROW(submit_message)
{
	return request_submit(s.fd, NTMS_REQUEST_MESSAGE, NULL, NULL, "hello",
			      &request);
}

ROW(answer_complete)
{
	return request_answer(s.fd, &request, NTMS_REQUEST_COMPLETE, "");
}

ROW(answer_refuse)
{
	return request_answer(s.fd, &request, NTMS_REQUEST_REFUSED, "");
}

ROW(wait_for_it)
{
	return request_wait(s.fd, &request, 0, NULL);
}

ROW(delete_it)
{
	return request_delete(s.fd, &request);
}

/* Runs a row on a request that is open; it is gone afterwards. */
static uint32_t on_open(uint32_t (*row)(void))
{
	uint32_t reason;

	if (submit_message())
		return UINT32_MAX;
	reason = row();
	request_answer(s.fd, &request, NTMS_REQUEST_REFUSED, "");
	delete_it();
	return reason;
}

/* Likewise, on one that was answered so. */
static uint32_t on_answered(uint32_t state, uint32_t (*row)(void))
{
	uint32_t reason;

	if (submit_message() || request_answer(s.fd, &request, state, ""))
		return UINT32_MAX;
	reason = row();
	delete_it();
	return reason;
}

ROW(submit_success)
{
	return on_open(wait_for_it) == NTMS_REASON_TIMEOUT ? OK : UINT32_MAX;
}

ROW(submit_parameter)
{
	return request_submit(s.fd, 99, NULL, NULL, "", &request);
}

ROW(submit_bad_text)
{
	return request_submit(s.fd, NTMS_REQUEST_MESSAGE, NULL, NULL, "\033",
			      &request);
}

ROW(submit_of_nobody)
{
	return request_submit(s.fd, NTMS_REQUEST_NEW_MEDIA, &nobody, NULL, "",
			      &request);
}

ROW(submit_for_pool)
{
	return request_submit(s.fd, NTMS_REQUEST_NEW_MEDIA, &pool, NULL, "",
			      &request);
}

ROW(submit_denied)
{
	return as_user(submit_for_pool);
}

ROW(submit_full)
{
	return with_no_requests(submit_message);
}

ROW(answer_success)
{
	return on_open(answer_complete);
}

ROW(answer_parameter)
{
	return request_answer(s.fd, &nobody, NTMS_REQUEST_SUBMITTED, "");
}

ROW(answer_bad_text)
{
	return request_answer(s.fd, &nobody, NTMS_REQUEST_REFUSED, "\033");
}

ROW(answer_nobody)
{
	return request_answer(s.fd, &nobody, NTMS_REQUEST_REFUSED, "");
}

ROW(answer_late)
{
	return on_answered(NTMS_REQUEST_COMPLETE, answer_refuse);
}

/* Who submitted it may think better of it, and that is all. */
ROW(answer_own)
{
	return on_open(answer_complete);
}

ROW(answer_denied)
{
	return as_user(answer_own);
}

ROW(wait_success)
{
	return on_answered(NTMS_REQUEST_COMPLETE, wait_for_it);
}

ROW(wait_refused)
{
	return on_answered(NTMS_REQUEST_REFUSED, wait_for_it);
}

ROW(wait_timeout)
{
	return on_open(wait_for_it);
}

ROW(wait_for_nobody)
{
	return request_wait(s.fd, &nobody, 0, NULL);
}

ROW(wait_parameter)
{
	struct ntms_request_wait arg = { .flags = 2, .id = nobody };

	return CALL(s.fd, NTMS_IOC_REQUEST_WAIT, &arg);
}

ROW(delete_success)
{
	return on_answered(NTMS_REQUEST_COMPLETE, delete_it);
}

ROW(delete_wrong)
{
	struct ntms_request_delete arg = { .flags = 1, .id = nobody };

	return CALL(s.fd, NTMS_IOC_REQUEST_DELETE, &arg);
}

ROW(delete_nobody)
{
	return request_delete(s.fd, &nobody);
}

ROW(delete_open)
{
	return on_open(delete_it);
}

/* One that is about his pool he sees, and that is all. */
ROW(delete_of_another)
{
	struct ntms_guid his;
	uint32_t reason;

	if (scene_pool_of(&s, USER, 0, &his) ||
	    request_submit(s.fd, NTMS_REQUEST_NEW_MEDIA, &his, NULL, "",
			   &request) ||
	    answer_complete())
		return UINT32_MAX;
	reason = as_user(delete_it);
	return delete_it() ? UINT32_MAX : reason;
}

/* ---- rows of what waits in a session, and of why ------------------------------- */

ROW(collect_nothing)
{
	struct ntms_collect arg;

	return collect(s.fd, &arg);
}

ROW(collect_parameter)
{
	struct ntms_collect arg = { .flags = 1 };

	return CALL(s.fd, NTMS_IOC_COLLECT, &arg);
}

ROW(collect_success)
{
	struct ntms_guid empty;
	struct ntms_collect arg;
	uint32_t reason;

	if (scene_pool(&s, 0, 0, 0, &empty) ||
	    allocate_queued(s.fd, &empty, 0, NTMS_DEADLINE_NEVER, 5, NULL) ||
	    cancel(s.fd, 0, 5, NULL))
		return UINT32_MAX;
	reason = collect(s.fd, &arg);
	return arg.result == NTMS_REASON_CANCELLED ? reason : UINT32_MAX;
}

ROW(cancel_success)
{
	return cancel(s.fd, NTMS_CANCEL_ALL, 0, NULL);
}

ROW(cancel_nobody)
{
	return cancel(s.fd, 0, 4711, NULL);
}

ROW(cancel_parameter)
{
	return cancel(s.fd, 4, 0, NULL);
}

ROW(why_success)
{
	struct ntms_why arg = { .pool = pool };

	return CALL(s.fd, NTMS_IOC_WHY, &arg);
}

ROW(why_parameter)
{
	struct ntms_why arg = { .pool = pool, .flags = 1 };

	return CALL(s.fd, NTMS_IOC_WHY, &arg);
}

#define R(command, name, how)	\
	{ "NTMS_IOC_" #command, NTMS_REASON_##name, how }

static const struct {
	const char *command;
	uint32_t reason;
	uint32_t (*how)(void);
} rows[] = {
	R(INFO, SUCCESS, info_success),
	R(SESSION, INVALID_PARAMETER, session_parameter),
	R(SESSION, INVALID_NAME, session_bad_name),
	R(SESSION, INVALID_NAME, session_escape),
	R(SESSION, INVALID_NAME, session_no_utf8),
	R(ENUM, OBJECT_NOT_FOUND, enum_container),
	R(ENUM, INVALID_PARAMETER, enum_kind),
	R(GET, OBJECT_NOT_FOUND, get_nobody),
	R(GET, INVALID_PARAMETER, get_kind),
	R(SET, OBJECT_NOT_FOUND, set_nobody),
	R(SET, INVALID_PARAMETER, set_nothing),
	R(SET, INVALID_NAME, set_bad_name),
	R(SET, ALREADY_EXISTS, set_taken),
	R(SET, ACCESS_DENIED, set_denied),
	R(SET, INVALID_MEDIA, set_no_type),
	R(FIND, INVALID_PARAMETER, find_nothing),
	R(POOL_CREATE, INVALID_PARAMETER, pool_parameter),
	R(POOL_CREATE, ALREADY_EXISTS, pool_exists),
	R(POOL_CREATE, OBJECT_NOT_FOUND, pool_missing),
	R(POOL_CREATE, INVALID_NAME, pool_bad_name),
	R(POOL_CREATE, INVALID_MEDIA, pool_no_type),
	R(POOL_CREATE, INVALID_MEDIA_POOL, pool_in_free),
	R(POOL_CREATE, ACCESS_DENIED, pool_denied),
	R(POOL_DELETE, INVALID_PARAMETER, delete_parameter),
	R(POOL_DELETE, INVALID_MEDIA_POOL, delete_system),
	R(POOL_DELETE, NOT_EMPTY, delete_full),
	R(POOL_DELETE, ACCESS_DENIED, delete_denied),
	R(MOVE, INVALID_PARAMETER, move_parameter),
	R(MOVE, INVALID_MEDIA, move_nobody),
	R(MOVE, INVALID_MEDIA_POOL, move_no_way),
	R(MOVE, MEDIA_INCOMPATIBLE, move_cleaner),
	R(MOVE, INVALID_STATE, move_owned),
	R(MOVE, ACCESS_DENIED, move_denied),
	R(ALLOCATE, SUCCESS, allocate_success),
	R(ALLOCATE, ACCESS_DENIED, allocate_denied),
	R(ALLOCATE, INVALID_PARAMETER, allocate_parameter),
	R(ALLOCATE, TIMEOUT, allocate_timeout),
	R(ALLOCATE, MEDIA_UNAVAILABLE, allocate_unavailable),
	R(ALLOCATE, INVALID_MEDIA, allocate_nobody),
	R(ALLOCATE, INVALID_MEDIA_POOL, allocate_system),
	R(ALLOCATE, MEDIA_OFFLINE, allocate_offline),
	R(ALLOCATE, RESOURCE_DISABLED, allocate_disabled),
	R(ALLOCATE, MEDIA_INCOMPATIBLE, allocate_other_type),
	R(ALLOCATE, DEVICE_NOT_AVAILABLE, allocate_no_free),
	R(DEALLOCATE, INVALID_MEDIA, deallocate_nobody),
	R(DEALLOCATE, INVALID_PARAMETER, deallocate_parameter),
	R(DEALLOCATE, ACCESS_DENIED, deallocate_denied),
	R(SET, DATABASE_FAILURE, set_no_journal),
	R(POOL_CREATE, DATABASE_FAILURE, pool_no_journal),
	R(POOL_DELETE, DATABASE_FAILURE, delete_no_journal),
	R(MOVE, DATABASE_FAILURE, move_no_journal),
	R(ALLOCATE, DATABASE_FAILURE, allocate_no_journal),
	R(DEALLOCATE, DATABASE_FAILURE, deallocate_no_journal),
	R(COMPLETE, DATABASE_FAILURE, complete_no_journal),
	R(DECOMMISSION, DATABASE_FAILURE, decommission_no_journal),
	R(SWAP, DATABASE_FAILURE, swap_no_journal),
	R(COMPLETE, INVALID_PARAMETER, complete_parameter),
	R(COMPLETE, INVALID_MEDIA, complete_nobody),
	R(COMPLETE, INVALID_STATE, complete_again),
	R(COMPLETE, ACCESS_DENIED, complete_denied),
	R(DECOMMISSION, INVALID_PARAMETER, decommission_parameter),
	R(DECOMMISSION, INVALID_MEDIA, decommission_nobody),
	R(DECOMMISSION, INVALID_STATE, decommission_unrecognized),
	R(DECOMMISSION, ACCESS_DENIED, decommission_denied),
	R(SWAP, SUCCESS, swap_success),
	R(SWAP, INVALID_PARAMETER, swap_parameter),
	R(SWAP, INVALID_MEDIA, swap_nobody),
	R(SWAP, INVALID_MEDIA_POOL, swap_pools),
	R(SWAP, INVALID_STATE, swap_complete),
	R(SWAP, ACCESS_DENIED, swap_denied),
	R(MEDIUM_DELETE, INVALID_PARAMETER, forget_parameter),
	R(MEDIUM_DELETE, INVALID_MEDIA, forget_nobody),
	R(MEDIUM_DELETE, INVALID_STATE, forget_placed),
	R(MEDIUM_DELETE, ACCESS_DENIED, forget_denied),
	R(TYPE_ADD, SUCCESS, type_add_success),
	R(TYPE_ADD, INVALID_PARAMETER, type_add_parameter),
	R(TYPE_ADD, INVALID_LIBRARY, type_add_nowhere),
	R(TYPE_ADD, INVALID_MEDIA, type_add_no_type),
	R(TYPE_ADD, ACCESS_DENIED, type_add_denied),
	R(TYPE_DELETE, SUCCESS, type_delete_success),
	R(TYPE_DELETE, INVALID_PARAMETER, type_delete_parameter),
	R(TYPE_DELETE, INVALID_MEDIA, type_delete_nobody),
	R(TYPE_DELETE, INVALID_LIBRARY, type_delete_nowhere),
	R(TYPE_DELETE, NOT_EMPTY, type_delete_held),
	R(TYPE_DELETE, ACCESS_DENIED, type_delete_denied),
	R(TYPE_CHANGE, SUCCESS, type_change_success),
	R(TYPE_CHANGE, INVALID_PARAMETER, type_change_parameter),
	R(TYPE_CHANGE, INVALID_MEDIA, type_change_nobody),
	R(TYPE_CHANGE, INVALID_MEDIA_POOL, type_change_nowhere),
	R(TYPE_CHANGE, INVALID_MEDIA_POOL, type_change_no_way),
	R(TYPE_CHANGE, MEDIA_INCOMPATIBLE, type_change_sides),
	R(TYPE_CHANGE, INVALID_STATE, type_change_owned),
	R(TYPE_CHANGE, ACCESS_DENIED, type_change_denied),
	R(MEDIUM_CREATE, SUCCESS, create_success),
	R(MEDIUM_CREATE, INVALID_PARAMETER, create_parameter),
	R(MEDIUM_CREATE, INVALID_NAME, create_name),
	R(MEDIUM_CREATE, INVALID_MEDIA_POOL, create_pool),
	R(MEDIUM_CREATE, MEDIA_INCOMPATIBLE, create_sides),
	R(MEDIUM_CREATE, INVALID_MEDIA, create_known),
	R(MEDIUM_CREATE, INVALID_STATE, create_state),
	R(MEDIUM_CREATE, ACCESS_DENIED, create_denied),
	R(ATTR_SET, SUCCESS, attr_set_success),
	R(ATTR_SET, INVALID_PARAMETER, attr_set_parameter),
	R(ATTR_SET, INVALID_NAME, attr_set_bad_name),
	R(ATTR_SET, OBJECT_NOT_FOUND, attr_set_nobody),
	R(ATTR_SET, ACCESS_DENIED, attr_set_denied),
	R(ATTR_SET, NO_DATA, attr_set_too_much),
	R(ATTR_SET, DATABASE_FULL, attr_set_full),
	R(ATTR_SET, DATABASE_FAILURE, attr_set_no_journal),
	R(ATTR_GET, SUCCESS, attr_get_success),
	R(ATTR_GET, INVALID_PARAMETER, attr_get_parameter),
	R(ATTR_GET, INVALID_NAME, attr_get_bad_name),
	R(ATTR_GET, OBJECT_NOT_FOUND, attr_get_none),
	R(ATTR_GET, INSUFFICIENT_BUFFER, attr_get_small),
	R(ATTR_GET, ACCESS_DENIED, attr_get_denied),
	R(ATTR_LIST, SUCCESS, attr_list_success),
	R(ATTR_LIST, INVALID_PARAMETER, attr_list_parameter),
	R(ATTR_LIST, OBJECT_NOT_FOUND, attr_list_nobody),
	R(ATTR_LIST, ACCESS_DENIED, attr_list_denied),
	R(ACL_GET, SUCCESS, acl_get_success),
	R(ACL_GET, INVALID_PARAMETER, acl_get_parameter),
	R(ACL_GET, OBJECT_NOT_FOUND, acl_get_nobody),
	R(ACL_SET, SUCCESS, acl_set_success),
	R(ACL_SET, INVALID_PARAMETER, acl_set_parameter),
	R(ACL_SET, OBJECT_NOT_FOUND, acl_set_nobody),
	R(ACL_SET, NO_SECURITY_ON_OBJECT, acl_set_medium),
	R(ACL_SET, ACCESS_DENIED, acl_set_denied),
	R(ACL_SET, DATABASE_FULL, acl_set_full),
	R(INVENTORY, SUCCESS, inventory_success),
	R(INVENTORY, INVALID_PARAMETER, inventory_parameter),
	R(INVENTORY, INVALID_LIBRARY, inventory_of_the_shelf),
	R(INVENTORY, RESOURCE_DISABLED, inventory_disabled),
	R(INVENTORY, LIBRARY_OFFLINE, inventory_offline),
	R(INVENTORY, NOT_READY, inventory_not_ready),
	R(INVENTORY, DEVICE_NOT_AVAILABLE, inventory_failed),
	R(INVENTORY, TIMEOUT, inventory_timeout),
	R(INVENTORY, ACCESS_DENIED, inventory_denied),
	R(ALLOCATE, INVALID_HANDLE, allocate_closed),
	R(ALLOCATE, CANCELLED, allocate_refused),
	R(ALLOCATE, CANCELLED, allocate_cancelled),
	R(ALLOCATE, DATABASE_FULL, allocate_full),
	R(REQUEST_SUBMIT, SUCCESS, submit_success),
	R(REQUEST_SUBMIT, INVALID_PARAMETER, submit_parameter),
	R(REQUEST_SUBMIT, INVALID_NAME, submit_bad_text),
	R(REQUEST_SUBMIT, OBJECT_NOT_FOUND, submit_of_nobody),
	R(REQUEST_SUBMIT, ACCESS_DENIED, submit_denied),
	R(REQUEST_SUBMIT, DATABASE_FULL, submit_full),
	R(REQUEST_ANSWER, SUCCESS, answer_success),
	R(REQUEST_ANSWER, INVALID_PARAMETER, answer_parameter),
	R(REQUEST_ANSWER, INVALID_NAME, answer_bad_text),
	R(REQUEST_ANSWER, OBJECT_NOT_FOUND, answer_nobody),
	R(REQUEST_ANSWER, INVALID_STATE, answer_late),
	R(REQUEST_ANSWER, ACCESS_DENIED, answer_denied),
	R(REQUEST_WAIT, SUCCESS, wait_success),
	R(REQUEST_WAIT, CANCELLED, wait_refused),
	R(REQUEST_WAIT, TIMEOUT, wait_timeout),
	R(REQUEST_WAIT, OBJECT_NOT_FOUND, wait_for_nobody),
	R(REQUEST_WAIT, INVALID_PARAMETER, wait_parameter),
	R(REQUEST_DELETE, SUCCESS, delete_success),
	R(REQUEST_DELETE, INVALID_PARAMETER, delete_wrong),
	R(REQUEST_DELETE, OBJECT_NOT_FOUND, delete_nobody),
	R(REQUEST_DELETE, INVALID_STATE, delete_open),
	R(REQUEST_DELETE, ACCESS_DENIED, delete_of_another),
	R(COLLECT, SUCCESS, collect_success),
	R(COLLECT, NOT_READY, collect_nothing),
	R(COLLECT, INVALID_PARAMETER, collect_parameter),
	R(CANCEL, SUCCESS, cancel_success),
	R(CANCEL, OBJECT_NOT_FOUND, cancel_nobody),
	R(CANCEL, INVALID_PARAMETER, cancel_parameter),
	R(WHY, SUCCESS, why_success),
	R(WHY, INVALID_PARAMETER, why_parameter),
};

#define ROWS	(sizeof(rows) / sizeof(*rows))

FIXTURE(errors) {
	int unused;
};

FIXTURE_SETUP(errors)
{
	const struct scene_wish wish = {
		.media = 2,
		.new_media = NTMS_POOL_FREE,
	};

	ASSERT_EQ(0, scene_build(&s, &wish));
	computer = s.info.computer;
	ASSERT_EQ(OK, scene_new_media(&s, NTMS_POOL_UNRECOGNIZED));
	ASSERT_EQ(0, vlib_set(&s.vlib, "fill", "1"));
	ASSERT_EQ(0, vlib_set(&s.vlib, "insert", "slot 7 CLN%s", s.prefix));
	ASSERT_EQ(OK, scene_look(&s));
	ASSERT_EQ(OK, scene_pool(&s, NTMS_POOL_FROMSCRATCH, 0, 0, &pool));
	ASSERT_EQ(OK, move_medium(s.fd, &s.media[1], &pool));
}

FIXTURE_TEARDOWN(errors)
{
	EXPECT_EQ(0, scene_clear(&s));
}

TEST_F_TIMEOUT(errors, are_all_produced_by_the_rows_of_the_table, 120)
{
	uint32_t got;
	size_t i;

	/* Library faults on purpose: they are the kernel's to tell of. */
	FILE *log = fopen("/dev/kmsg", "w");

	ASSERT_NE(NULL, log);
	fprintf(log, "ntms-test: expect: reading the library failed|the library can be read again\n");
	fflush(log);
	for (i = 0; i < ROWS; i++) {
		got = rows[i].how();
		EXPECT_EQ(rows[i].reason, got)
			TH_LOG("row %zu: %s gave %s", i, rows[i].command,
			       reason_name(got));
	}
	fprintf(log, "ntms-test: expect-end\n");
	fclose(log);
}

static bool has_a_row(uint32_t reason)
{
	size_t i;

	/* failnth has one for each command. */
	if (reason == NTMS_REASON_NOT_ENOUGH_MEMORY)
		return true;
	for (i = 0; i < ROWS; i++)
		if (rows[i].reason == reason)
			return true;
	return false;
}

static bool is_not_of_these(uint32_t reason)
{
	const size_t nr = sizeof(not_of_these_commands) /
			  sizeof(*not_of_these_commands);
	size_t i;

	for (i = 0; i < nr; i++)
		if (not_of_these_commands[i] == reason)
			return true;
	return false;
}

TEST(each_reason_of_the_header_has_a_row)
{
	size_t i;

	ASSERT_LE(20, nr_reasons);
	for (i = 0; i < nr_reasons; i++) {
		EXPECT_NE(has_a_row(reasons[i].reason),
			  is_not_of_these(reasons[i].reason))
			TH_LOG("%s", reasons[i].name);
	}
}

TEST_HARNESS_MAIN
