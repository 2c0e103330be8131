// SPDX-License-Identifier: GPL-2.0
/* Rows of attributes */
#include "errors.h"

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

static const struct row rows[] = {
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
};

const struct row_list attribute_rows = LIST(rows);
