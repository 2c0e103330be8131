// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of core/types.c: reasons and their errnos. */
#include "kit.h"

/* Written down a second time: this table is the uapi header's, in words. */
static const struct reason_case {
	const char *desc;
	u32 reason;
	u32 number;
	int error;
} reason_cases[] = {
	{ "SUCCESS", NTMS_REASON_SUCCESS, 0, 0 },
	{ "ACCESS_DENIED", NTMS_REASON_ACCESS_DENIED, 5, -EACCES },
	{ "INVALID_HANDLE", NTMS_REASON_INVALID_HANDLE, 6, -EBADF },
	{ "NOT_ENOUGH_MEMORY", NTMS_REASON_NOT_ENOUGH_MEMORY, 8, -ENOMEM },
	{ "INVALID_DRIVE", NTMS_REASON_INVALID_DRIVE, 15, -ENODEV },
	{ "NOT_READY", NTMS_REASON_NOT_READY, 21, -EAGAIN },
	{ "NOT_SUPPORTED", NTMS_REASON_NOT_SUPPORTED, 50, -EOPNOTSUPP },
	{ "INVALID_PARAMETER", NTMS_REASON_INVALID_PARAMETER, 87, -EINVAL },
	{ "INSUFFICIENT_BUFFER", NTMS_REASON_INSUFFICIENT_BUFFER, 122,
	  -ENOBUFS },
	{ "INVALID_NAME", NTMS_REASON_INVALID_NAME, 123, -EINVAL },
	{ "BUSY", NTMS_REASON_BUSY, 170, -EBUSY },
	{ "ALREADY_EXISTS", NTMS_REASON_ALREADY_EXISTS, 183, -EEXIST },
	{ "NO_DATA", NTMS_REASON_NO_DATA, 232, -EMSGSIZE },
	{ "CANCELLED", NTMS_REASON_CANCELLED, 1223, -ECANCELED },
	{ "TIMEOUT", NTMS_REASON_TIMEOUT, 1460, -ETIMEDOUT },
	{ "INVALID_MEDIA", NTMS_REASON_INVALID_MEDIA, 4300, -ENOMEDIUM },
	{ "INVALID_LIBRARY", NTMS_REASON_INVALID_LIBRARY, 4301, -ENODEV },
	{ "INVALID_MEDIA_POOL", NTMS_REASON_INVALID_MEDIA_POOL, 4302,
	  -ENOENT },
	{ "MEDIA_OFFLINE", NTMS_REASON_MEDIA_OFFLINE, 4304, -EHOSTDOWN },
	{ "LIBRARY_OFFLINE", NTMS_REASON_LIBRARY_OFFLINE, 4305, -EHOSTDOWN },
	{ "NOT_EMPTY", NTMS_REASON_NOT_EMPTY, 4307, -ENOTEMPTY },
	{ "MEDIA_UNAVAILABLE", NTMS_REASON_MEDIA_UNAVAILABLE, 4308, -EBUSY },
	{ "RESOURCE_DISABLED", NTMS_REASON_RESOURCE_DISABLED, 4309, -EPERM },
	{ "NO_SECURITY_ON_OBJECT", NTMS_REASON_NO_SECURITY_ON_OBJECT, 1350,
	  -EOPNOTSUPP },
	{ "OBJECT_NOT_FOUND", NTMS_REASON_OBJECT_NOT_FOUND, 4312, -ENOENT },
	{ "DATABASE_FAILURE", NTMS_REASON_DATABASE_FAILURE, 4313, -EIO },
	{ "DATABASE_FULL", NTMS_REASON_DATABASE_FULL, 4314, -ENOSPC },
	{ "MEDIA_INCOMPATIBLE", NTMS_REASON_MEDIA_INCOMPATIBLE, 4315,
	  -EMEDIUMTYPE },
	{ "DEVICE_NOT_AVAILABLE", NTMS_REASON_DEVICE_NOT_AVAILABLE, 4319,
	  -ENXIO },
	{ "INVALID_STATE", NTMS_REASON_INVALID_STATE, 5023, -EUCLEAN },
};

KUNIT_ARRAY_PARAM_DESC(types_reason, reason_cases, desc);

static void types_test_reason(struct kunit *test)
{
	const struct reason_case *c = test->param_value;

	KUNIT_EXPECT_EQ(test, c->reason, c->number);
	KUNIT_EXPECT_EQ(test, ntms_reason_errno(c->reason), c->error);
}

static void types_test_reasons_differ(struct kunit *test)
{
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(reason_cases); i++)
		for (j = 0; j < i; j++)
			KUNIT_EXPECT_NE(test, reason_cases[i].reason,
					reason_cases[j].reason);
}

static struct kunit_case types_cases[] = {
	KUNIT_CASE_PARAM(types_test_reason, types_reason_gen_params),
	KUNIT_CASE(types_test_reasons_differ),
	{ }
};

static struct kunit_suite types_suite = {
	.name = "ntms_types",
	.test_cases = types_cases,
};

kunit_test_suite(types_suite);
