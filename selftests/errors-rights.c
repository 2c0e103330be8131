// SPDX-License-Identifier: GPL-2.0
/* Rows of lists of rights */
#include "errors.h"

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

ROW(acl_set_no_journal)
{
	return without_journal(acl_set_success);
}

static const struct row rows[] = {
	R(ACL_GET, SUCCESS, acl_get_success),
	R(ACL_GET, INVALID_PARAMETER, acl_get_parameter),
	R(ACL_GET, OBJECT_NOT_FOUND, acl_get_nobody),
	R(ACL_SET, SUCCESS, acl_set_success),
	R(ACL_SET, INVALID_PARAMETER, acl_set_parameter),
	R(ACL_SET, OBJECT_NOT_FOUND, acl_set_nobody),
	R(ACL_SET, NO_SECURITY_ON_OBJECT, acl_set_medium),
	R(ACL_SET, ACCESS_DENIED, acl_set_denied),
	R(ACL_SET, DATABASE_FULL, acl_set_full),
	R(ACL_SET, DATABASE_FAILURE, acl_set_no_journal),
};

const struct row_list right_rows = LIST(rows);
