// SPDX-License-Identifier: GPL-2.0
/* Rows of pools, and of cartridges that are moved between them */
#include "errors.h"

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

ROW(pool_in_full)
{
	struct ntms_guid id;

	return pool_make(s.fd, "x", &pool, &s.type, 0, 0, 0, &id);
}

ROW(pool_no_parent)
{
	struct ntms_guid id;

	return pool_make(s.fd, "x", &nobody, &s.type, 0, 0, 0, &id);
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

ROW(delete_nobody)
{
	return pool_delete(s.fd, &nobody);
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

ROW(move_nowhere)
{
	return move_medium(s.fd, &s.media[1], &nobody);
}

ROW(move_no_way)
{
	return move_medium(s.fd, &s.media[2], &pool);
}

ROW(move_cleaner)
{
	struct ntms_guid id;

	return find_cleaner(&id) ? move_medium(s.fd, &id, &s.info.free_pool) :
				   UINT32_MAX;
}

ROW(move_there)
{
	return move_medium(s.fd, &s.media[1], &s.free);
}

ROW(move_owned)
{
	return while_owned(move_there);
}

ROW(move_denied)
{
	return as_user(move_there);
}

ROW(pool_another)
{
	return open_pool(NTMS_CREATE_NEW, scene_name("another"), &s.type);
}

ROW(pool_no_journal)
{
	return without_journal(pool_another);
}

static struct ntms_guid empty;

ROW(delete_empty)
{
	return pool_delete(s.fd, &empty);
}

ROW(delete_no_journal)
{
	uint32_t reason;

	if (scene_pool(&s, 0, 0, 0, &empty))
		return UINT32_MAX;
	reason = without_journal(delete_empty);
	return delete_empty() ? UINT32_MAX : reason;
}

ROW(move_no_journal)
{
	return without_journal(move_there);
}

static const struct row rows[] = {
	R(POOL_CREATE, INVALID_PARAMETER, pool_parameter),
	R(POOL_CREATE, ALREADY_EXISTS, pool_exists),
	R(POOL_CREATE, OBJECT_NOT_FOUND, pool_missing),
	R(POOL_CREATE, INVALID_NAME, pool_bad_name),
	R(POOL_CREATE, INVALID_MEDIA, pool_no_type),
	R(POOL_CREATE, OBJECT_NOT_FOUND, pool_no_parent),
	R(POOL_CREATE, INVALID_MEDIA_POOL, pool_in_free),
	R(POOL_CREATE, INVALID_MEDIA_POOL, pool_in_full),
	R(POOL_CREATE, ACCESS_DENIED, pool_denied),
	R(POOL_DELETE, INVALID_PARAMETER, delete_parameter),
	R(POOL_DELETE, INVALID_MEDIA_POOL, delete_system),
	R(POOL_DELETE, INVALID_MEDIA_POOL, delete_nobody),
	R(POOL_DELETE, NOT_EMPTY, delete_full),
	R(POOL_DELETE, ACCESS_DENIED, delete_denied),
	R(MOVE, INVALID_PARAMETER, move_parameter),
	R(MOVE, INVALID_MEDIA, move_nobody),
	R(MOVE, INVALID_MEDIA_POOL, move_nowhere),
	R(MOVE, INVALID_MEDIA_POOL, move_no_way),
	R(MOVE, MEDIA_INCOMPATIBLE, move_cleaner),
	R(MOVE, INVALID_STATE, move_owned),
	R(MOVE, ACCESS_DENIED, move_denied),
	R(POOL_CREATE, DATABASE_FAILURE, pool_no_journal),
	R(POOL_DELETE, DATABASE_FAILURE, delete_no_journal),
	R(MOVE, DATABASE_FAILURE, move_no_journal),
};

const struct row_list pool_rows = LIST(rows);
