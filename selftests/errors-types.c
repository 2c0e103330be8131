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

static const struct row rows[] = {
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
};

const struct row_list type_rows = LIST(rows);
