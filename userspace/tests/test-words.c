// SPDX-License-Identifier: GPL-2.0
/*
 * GUIDs as text, codes as words, UTF-8 and UTF-16.
 */
#include "../libntms/session.h"
#include "tap.h"

#include <errno.h>
#include <stdlib.h>

static void test_guid(void)
{
	static const struct ntms_guid guid = { {
		0x33, 0x22, 0x11, 0x00, 0x55, 0x44, 0x77, 0x66,
		0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff,
	} };
	static const char *const good[] = {
		"00112233-4455-6677-8899-aabbccddeeff",
		"00112233-4455-6677-8899-AABBCCDDEEFF",
		"{00112233-4455-6677-8899-aabbccddeeff}",
		"00112233445566778899aabbccddeeff",
		"{00112233445566778899AABBCCDDEEFF}",
	};
	static const char *const wrong[] = {
		"", "0", "{", "{}", "-", "0011223", "00112233", "00112233-",
		"00112233-4455-6677-8899-aabbccddeef",
		"00112233-4455-6677-8899-aabbccddeeff0",
		"00112233-4455-6677-8899-aabbccddeefg",
		"00112233-44556677-8899-aabbccddeeff",
		"0011223-34455-6677-8899-aabbccddeeff",
		"{00112233-4455-6677-8899-aabbccddeeff",
		"00112233-4455-6677-8899-aabbccddeeff}",
		" 00112233-4455-6677-8899-aabbccddeeff",
		"00112233445566778899aabbccddee-ff",
	};
	struct ntms_guid parsed, null = { { 0 } };
	char text[NTMS_GUID_TEXT_SIZE];
	size_t i;

	is_text(ntms_guid_format(&guid, text), good[0],
		"a GUID is written with its first three fields turned round");
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		memset(&parsed, 0, sizeof(parsed));
		ok(!ntms_guid_parse(good[i], &parsed) &&
		   ntms_guid_equal(&parsed, &guid), "\"%s\" is read", good[i]);
	}
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		parsed = guid;
		ok(ntms_guid_parse(wrong[i], &parsed) == -EINVAL &&
		   ntms_guid_equal(&parsed, &guid),
		   "\"%s\" is refused and changes nothing", wrong[i]);
	}
	is(ntms_guid_parse(NULL, &parsed), -EINVAL, "no text is refused");
	is(ntms_guid_parse(good[0], NULL), -EINVAL, "no place is refused");
	ok(ntms_guid_is_null(&null) && !ntms_guid_is_null(&guid),
	   "the null GUID is told from others");
	parsed = guid;
	parsed.b[0] = 0x34;
	ok(ntms_guid_compare(&guid, &parsed) < 0 &&
	   ntms_guid_compare(&parsed, &guid) > 0 &&
	   !ntms_guid_compare(&guid, &guid), "GUIDs are ordered");
	parsed = guid;
	parsed.b[3] = 0x01;
	parsed.b[0] = 0x00;
	ok(ntms_guid_compare(&guid, &parsed) < 0,
	   "the order is that of the text, not of the bytes");
}

/* The pairs that the header documents. */
#define PAIR(name, error) { NTMS_REASON_##name, error, #name }
static const struct {
	uint32_t reason;
	int error;
	const char *name;
} pairs[] = {
	PAIR(SUCCESS, 0),
	PAIR(ACCESS_DENIED, EACCES),
	PAIR(INVALID_HANDLE, EBADF),
	PAIR(NOT_ENOUGH_MEMORY, ENOMEM),
	PAIR(INVALID_DRIVE, ENODEV),
	PAIR(NOT_READY, EAGAIN),
	PAIR(NOT_SUPPORTED, EOPNOTSUPP),
	PAIR(INVALID_PARAMETER, EINVAL),
	PAIR(INSUFFICIENT_BUFFER, ENOBUFS),
	PAIR(INVALID_NAME, EINVAL),
	PAIR(BUSY, EBUSY),
	PAIR(ALREADY_EXISTS, EEXIST),
	PAIR(NO_DATA, EMSGSIZE),
	PAIR(CANCELLED, ECANCELED),
	PAIR(TIMEOUT, ETIMEDOUT),
	PAIR(INVALID_MEDIA, ENOMEDIUM),
	PAIR(INVALID_LIBRARY, ENODEV),
	PAIR(INVALID_MEDIA_POOL, ENOENT),
	PAIR(MEDIA_OFFLINE, EHOSTDOWN),
	PAIR(LIBRARY_OFFLINE, EHOSTDOWN),
	PAIR(NOT_EMPTY, ENOTEMPTY),
	PAIR(MEDIA_UNAVAILABLE, EBUSY),
	PAIR(RESOURCE_DISABLED, EPERM),
	PAIR(OBJECT_NOT_FOUND, ENOENT),
	PAIR(DATABASE_FAILURE, EIO),
	PAIR(DATABASE_FULL, ENOSPC),
	PAIR(NO_SECURITY_ON_OBJECT, EOPNOTSUPP),
	PAIR(MEDIA_INCOMPATIBLE, EMEDIUMTYPE),
	PAIR(DEVICE_NOT_AVAILABLE, ENXIO),
	PAIR(INVALID_STATE, EUCLEAN),
};

static void test_reasons(void)
{
	static const struct {
		int error;
		uint32_t reason;
	} nearest[] = {
		{ EFAULT, NTMS_REASON_INVALID_PARAMETER },
		{ EINVAL, NTMS_REASON_INVALID_PARAMETER },
		{ EPERM, NTMS_REASON_ACCESS_DENIED },
		{ ENOTTY, NTMS_REASON_NOT_SUPPORTED },
		{ E2BIG, NTMS_REASON_NOT_SUPPORTED },
		{ EINTR, NTMS_REASON_CANCELLED },
		{ ENODEV, NTMS_REASON_NOT_CONNECTED },
		{ ENOENT, NTMS_REASON_OBJECT_NOT_FOUND },
		{ ETIMEDOUT, NTMS_REASON_TIMEOUT },
		{ ENOMEM, NTMS_REASON_NOT_ENOUGH_MEMORY },
		{ EBADF, NTMS_REASON_INVALID_HANDLE },
		{ EXDEV, NTMS_REASON_DATABASE_FAILURE },
	};
	size_t i;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		is_text(ntms_reason_name(pairs[i].reason), pairs[i].name,
			"the name of a reason");
		is(ntms_reason_errno(pairs[i].reason), pairs[i].error,
		   pairs[i].name);
	}
	/* These have more than one call that gives them. */
	ok(strstr(ntms_reason_text(NTMS_REASON_NO_DATA), "notifications") &&
	   strstr(ntms_reason_text(NTMS_REASON_NO_DATA), "attribute"),
	   "NO_DATA is of attributes and of notifications");
	ok(strstr(ntms_reason_text(NTMS_REASON_INVALID_HANDLE), "notification"),
	   "not only a session can be closed");
	is_text(ntms_reason_text(NTMS_REASON_TIMEOUT), "the time ran out",
		"whatever was waited for");
	ok(!ntms_reason_name(4242), "an unknown reason has no name");
	ok(ntms_reason_text(4242)[0], "an unknown reason has a text");
	is(ntms_reason_errno(4242), EIO, "an unknown reason is EIO");
	for (i = 0; i < sizeof(nearest) / sizeof(nearest[0]); i++) {
		is(ntms_reason_of_errno(nearest[i].error), nearest[i].reason,
		   "the nearest reason of an errno");
		is(ntms_reason_of_errno(-nearest[i].error), nearest[i].reason,
		   "the same of its negative");
	}
}

static void test_words(void)
{
	is_text(ntms_type_name(NTMS_TYPE_LOGICAL_MEDIUM), "logical medium",
		"a kind in words");
	is_text(ntms_type_name(99), "unknown", "an unknown kind");
	is_text(ntms_side_state_name(NTMS_SIDE_RESERVED), "reserved",
		"a side's state in words");
	is_text(ntms_side_state_name(10), "unknown", "an unknown state");
	is_text(ntms_pool_type_name(NTMS_POOL_APPLICATION), "application",
		"a kind of pool in words");
	is_text(ntms_pool_type_name(4), "unknown", "an unknown kind of pool");
	is_text(ntms_drive_map_name(NTMS_MAP_AMBIGUOUS), "ambiguous",
		"a match in words");
	is_text(ntms_drive_map_name(7), "unknown", "an unknown match");
	is_text(ntms_state_name(NTMS_STATE_NOT_PRESENT), "not present",
		"an operational state in words");
	is_text(ntms_state_name(1), "unknown", "an unknown operational state");
	is_text(ntms_content_name(NTMS_ELEMENT_EMPTY), "empty",
		"a content in words");
	is_text(ntms_content_name(9), "unknown", "an unknown content");
	is_text(ntms_inventory_name(NTMS_INVENTORY_FAILED), "failed",
		"an inventory in words");
	is_text(ntms_inventory_name(9), "unknown", "an unknown inventory");
}

static void test_utf16(void)
{
	static const uint16_t mixed[] = {
		'a', 0xe9, 0x20ac, 0xd83d, 0xdcfc, 'z', 0,
	};
	static const uint16_t high[] = { 'a', 0xd83d, 0 };
	static const uint16_t low[] = { 0xdcfc, 'a', 0 };
	static const uint16_t twice[] = { 0xd83d, 0xd83d, 0xdcfc, 0 };
	static const uint16_t none[] = { 0 };
	char *text;

	is(ntms_utf16_to_utf8(mixed, &text), 0, "UTF-16 of all lengths");
	is_text(text, "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x93\xbcz",
		"becomes UTF-8");
	free(text);
	is(ntms_utf16_to_utf8(none, &text), 0, "nothing");
	is_text(text, "", "stays nothing");
	free(text);
	is(ntms_utf16_to_utf8(high, &text), -EILSEQ, "a high half alone");
	is(ntms_utf16_to_utf8(low, &text), -EILSEQ, "a low half alone");
	is(ntms_utf16_to_utf8(twice, &text), -EILSEQ, "two high halves");
	ok(!text, "and no text");
}

static void test_names(void)
{
	static const char *const wrong[] = {
		"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80",
		"\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80",
		"\xc3", "\xe2\x82", "a\nb", "a\x7f",
	};
	char name[NTMS_NAME_SIZE], text[256] = "";
	size_t i;

	memset(name, 'x', sizeof(name));
	is(ntms_put_name(name, sizeof(name), "caf\xc3\xa9", 63), 0,
	   "a name of UTF-8");
	is_text(name, "caf\xc3\xa9", "is taken as it is");
	for (i = strlen(name); i < sizeof(name) && !name[i]; i++)
		;
	is(i, sizeof(name), "and the rest of the array is zero");
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		is(ntms_put_name(name, sizeof(name), wrong[i], 63), -EILSEQ,
		   "no UTF-8, or a control character");
	for (i = 0; i < 63; i++)
		strcat(text, "\xe2\x82\xac");
	is(ntms_put_name(name, sizeof(name), text, 63), 0,
	   "63 characters of three bytes fit");
	strcat(text, "x");
	is(ntms_put_name(name, sizeof(name), text, 63), -ENAMETOOLONG,
	   "64 do not");
	text[0] = '\0';
	for (i = 0; i < 32; i++)
		strcat(text, "\xf0\x9f\x93\xbc");
	is(ntms_put_name(name, sizeof(name), text, 63), -ENAMETOOLONG,
	   "32 characters beyond the first plane are 64 units");
}

int main(void)
{
	test_guid();
	test_reasons();
	test_words();
	test_utf16();
	test_names();
	return tap_end();
}
