// SPDX-License-Identifier: GPL-2.0
/* Rows of media types */
#include "errors.h"

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

/* A type has a name or a code. */
ROW(type_add_both)
{
	struct ntms_type_add arg = {
		.code = 0x20, .media_type = s.type, .library = s.library,
	};

	return CALL(s.fd, NTMS_IOC_TYPE_ADD, &arg);
}

ROW(type_add_nowhere)
{
	return type_add(s.fd, 0x20, &nobody, &other_type);
}

ROW(type_add_shelf)
{
	return type_add(s.fd, 0x20, &s.info.offline_library, &other_type);
}

ROW(type_add_no_code)
{
	return type_add(s.fd, 0xff, &s.library, &other_type);
}

ROW(type_add_nobody)
{
	struct ntms_type_add arg = {
		.media_type = nobody, .library = s.library,
	};

	return CALL(s.fd, NTMS_IOC_TYPE_ADD, &arg);
}

ROW(type_add_denied)
{
	return as_user(type_add_success);
}

/* One that it does not support yet */
ROW(type_add_new)
{
	return type_add(s.fd, 0x24, &s.library, NULL);
}

ROW(type_add_offline)
{
	return without_library(type_add_new);
}

static uint64_t known_types(void)
{
	return count_objects(s.fd, NTMS_TYPE_MEDIA_TYPE, NULL);
}

/* The type that was made for it has gone again. */
ROW(type_add_no_journal)
{
	uint64_t before = known_types();
	uint32_t reason = without_journal(type_add_new);

	return known_types() == before ? reason : UINT32_MAX;
}

ROW(type_delete_success)
{
	return type_add_success() ?: type_delete(s.fd, &other_type, &s.library);
}

ROW(type_delete_parameter)
{
	return type_delete(s.fd, &no_guid, &s.library);
}

ROW(type_delete_reserved)
{
	struct ntms_type_delete arg = {
		.reserved = 1, .media_type = s.type, .library = s.library,
	};

	return CALL(s.fd, NTMS_IOC_TYPE_DELETE, &arg);
}

ROW(type_delete_nobody)
{
	return type_delete(s.fd, &nobody, &s.library);
}

ROW(type_delete_nowhere)
{
	return type_delete(s.fd, &s.type, &nobody);
}

ROW(type_delete_shelf)
{
	return type_delete(s.fd, &s.type, &s.info.offline_library);
}

ROW(type_delete_held)
{
	return type_delete(s.fd, &s.type, &s.library);
}

ROW(type_delete_denied)
{
	return as_user(type_delete_held);
}

ROW(type_delete_other)
{
	return type_delete(s.fd, &other_type, &s.library);
}

ROW(type_delete_no_journal)
{
	uint32_t reason;

	if (type_add_success())
		return UINT32_MAX;
	reason = without_journal(type_delete_other);
	return type_delete_other() ? UINT32_MAX : reason;
}

/* Where a cartridge changes its type */
static struct ntms_guid other_pool;

ROW(type_change_to_other)
{
	return type_change(s.fd, &s.media[1], &other_pool);
}

/* Runs a row while there is a pool of the type of another code. */
static uint32_t with_other(uint32_t code, uint32_t (*row)(void))
{
	uint32_t reason;

	if (type_add(s.fd, code, &s.library, &other_type) ||
	    pool_make(s.fd, scene_name("other"), NULL, &other_type, 0, 0, 0,
		      &other_pool))
		return UINT32_MAX;
	reason = row();
	/* It may have got there. */
	return type_change(s.fd, &s.media[1], &pool) ||
	       pool_delete(s.fd, &other_pool) ||
	       type_delete_other() ? UINT32_MAX : reason;
}

ROW(type_change_success)
{
	return with_other(0x20, type_change_to_other);
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

ROW(type_change_to_unrecognized)
{
	return type_change(s.fd, &s.media[1], &s.info.unrecognized_pool);
}

/* To a pool for cartridges of two sides */
ROW(type_change_sides)
{
	return with_other(0x3b, type_change_to_other);
}

ROW(type_change_cleaner)
{
	struct ntms_guid id;

	return find_cleaner(&id) ? type_change(s.fd, &id, &s.free) :
				   UINT32_MAX;
}

ROW(type_change_to_cleaner)
{
	struct ntms_guid id, cleaners;
	struct ntms_medium_info info;
	uint32_t reason;

	if (!find_cleaner(&id) || GET(s.fd, NTMS_TYPE_MEDIUM, &id, &info) ||
	    pool_make(s.fd, scene_name("cleaners"), NULL, &info.media_type, 0,
		      0, 0, &cleaners))
		return UINT32_MAX;
	reason = type_change(s.fd, &s.media[1], &cleaners);
	return pool_delete(s.fd, &cleaners) ? UINT32_MAX : reason;
}

ROW(type_change_away)
{
	return without_library(type_change_to_other);
}

ROW(type_change_offline)
{
	return with_other(0x20, type_change_away);
}

ROW(type_change_without)
{
	return without_journal(type_change_to_other);
}

ROW(type_change_no_journal)
{
	return with_other(0x20, type_change_without);
}

ROW(type_change_to_free)
{
	return type_change(s.fd, &s.media[1], &s.free);
}

ROW(type_change_owned)
{
	return while_owned(type_change_to_free);
}

ROW(type_change_back)
{
	return type_change(s.fd, &s.media[1], &pool);
}

ROW(type_change_denied)
{
	return as_user(type_change_back);
}

static const struct row rows[] = {
	R(TYPE_ADD, SUCCESS, type_add_success),
	R(TYPE_ADD, INVALID_PARAMETER, type_add_parameter),
	R(TYPE_ADD, INVALID_PARAMETER, type_add_both),
	R(TYPE_ADD, INVALID_LIBRARY, type_add_nowhere),
	R(TYPE_ADD, INVALID_LIBRARY, type_add_shelf),
	R(TYPE_ADD, INVALID_MEDIA, type_add_no_code),
	R(TYPE_ADD, INVALID_MEDIA, type_add_nobody),
	R(TYPE_ADD, LIBRARY_OFFLINE, type_add_offline),
	R(TYPE_ADD, DATABASE_FAILURE, type_add_no_journal),
	R(TYPE_ADD, ACCESS_DENIED, type_add_denied),
	R(TYPE_DELETE, SUCCESS, type_delete_success),
	R(TYPE_DELETE, INVALID_PARAMETER, type_delete_parameter),
	R(TYPE_DELETE, INVALID_PARAMETER, type_delete_reserved),
	R(TYPE_DELETE, INVALID_MEDIA, type_delete_nobody),
	R(TYPE_DELETE, INVALID_LIBRARY, type_delete_nowhere),
	R(TYPE_DELETE, INVALID_LIBRARY, type_delete_shelf),
	R(TYPE_DELETE, DATABASE_FAILURE, type_delete_no_journal),
	R(TYPE_DELETE, NOT_EMPTY, type_delete_held),
	R(TYPE_DELETE, ACCESS_DENIED, type_delete_denied),
	R(TYPE_CHANGE, SUCCESS, type_change_success),
	R(TYPE_CHANGE, INVALID_PARAMETER, type_change_parameter),
	R(TYPE_CHANGE, INVALID_MEDIA, type_change_nobody),
	R(TYPE_CHANGE, INVALID_MEDIA_POOL, type_change_nowhere),
	R(TYPE_CHANGE, INVALID_MEDIA_POOL, type_change_no_way),
	R(TYPE_CHANGE, INVALID_MEDIA_POOL, type_change_to_unrecognized),
	R(TYPE_CHANGE, MEDIA_INCOMPATIBLE, type_change_sides),
	R(TYPE_CHANGE, MEDIA_INCOMPATIBLE, type_change_cleaner),
	R(TYPE_CHANGE, MEDIA_INCOMPATIBLE, type_change_to_cleaner),
	R(TYPE_CHANGE, LIBRARY_OFFLINE, type_change_offline),
	R(TYPE_CHANGE, DATABASE_FAILURE, type_change_no_journal),
	R(TYPE_CHANGE, INVALID_STATE, type_change_owned),
	R(TYPE_CHANGE, ACCESS_DENIED, type_change_denied),
};

const struct row_list type_rows = LIST(rows);
