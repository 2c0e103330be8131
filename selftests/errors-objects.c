// SPDX-License-Identifier: GPL-2.0
/* Rows of what is said of everything: sessions, lists, objects and their settings */
#include "errors.h"

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
	return set_description(&s.info.computer);
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

ROW(set_pool)
{
	return set_description(&pool);
}

ROW(set_no_journal)
{
	return without_journal(set_pool);
}

static const struct row rows[] = {
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
	R(SET, DATABASE_FAILURE, set_no_journal),
};

const struct row_list object_rows = LIST(rows);
