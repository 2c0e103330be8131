// SPDX-License-Identifier: GPL-2.0
/*
 * Lists of rights, natively, against the stand-in.
 */
#include "fake.h"
#include "tap.h"

#include <errno.h>
#include <ntms/libntms.h>
#include <stdlib.h>
#include <string.h>

static struct ntms_session *session;
static struct ntms_ace many[NTMS_ACES_MAX + 1];

static void test_lists(const struct ntms_guid *id)
{
	struct ntms_ace *aces;
	struct ntms_acl acl;
	uint32_t reason;
	size_t count;
	const size_t sizes[] = { 0, 1, NTMS_ACES_MAX, 0 };
	size_t i;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		is(ntms_set_acl(session, id, sizes[i] ? many : NULL, sizes[i],
				&reason), 0, "a list is written");
		is(ntms_get_acl(session, id, &acl, &aces, &count, &reason), 0,
		   "and read");
		is(count, sizes[i], "as long as it was");
		ok(!count == !aces, "there is memory if there is a list");
		ok(!count || !memcmp(aces, many, count * sizeof(*aces)),
		   "and it is the same");
		is(acl.type, NTMS_TYPE_POOL, "it is a pool's");
		ok(!acl.aces, "and no address is told twice");
		ok(ntms_guid_equal(&acl.governor, id), "of this one");
		free(aces);
	}
}

static void test_errors(const struct ntms_guid *id)
{
	const struct ntms_guid *medium =
		&fake_find(NTMS_TYPE_MEDIUM, "A00003L3")->header.id;
	const struct ntms_guid none = { { 0 } };
	struct ntms_ace *aces = many;
	struct ntms_acl acl;
	uint32_t reason;
	size_t count = 1;

	is(ntms_set_acl(session, id, many, NTMS_ACES_MAX + 1, &reason), -ENOSPC,
	   "more is too much");
	is(reason, NTMS_REASON_DATABASE_FULL, "with its reason");
	is(ntms_set_acl(session, id, many, (size_t)1 << 32, NULL), -ENOSPC,
	   "however much");
	is(ntms_set_acl(session, medium, many, 1, &reason), -EOPNOTSUPP,
	   "a cartridge has none");
	is(reason, NTMS_REASON_NO_SECURITY_ON_OBJECT, "with its reason");
	is(ntms_get_acl(session, medium, &acl, &aces, &count, &reason), 0,
	   "but something governs it");
	is(acl.type, NTMS_TYPE_POOL, "a pool");
	aces = many;
	count = 1;
	is(ntms_get_acl(session, &none, &acl, &aces, &count, &reason), -ENOENT,
	   "nothing has none");
	ok(!aces && !count, "and gives none");
	is(ntms_set_acl(session, NULL, many, 1, &reason), -EINVAL, "no object");
	is(ntms_set_acl(session, id, NULL, 1, &reason), -EINVAL, "no list");
	is(ntms_get_acl(session, id, NULL, &aces, &count, &reason), -EINVAL,
	   "nowhere to write");
	is(ntms_get_acl(session, id, &acl, NULL, &count, &reason), -EINVAL,
	   "nowhere to write the list");
	is(ntms_get_acl(session, id, &acl, &aces, NULL, &reason), -EINVAL,
	   "nowhere to write how long it is");
	fake_fail(NTMS_IOC_ACL_SET, NTMS_REASON_ACCESS_DENIED, EACCES);
	is(ntms_set_acl(session, id, many, 1, &reason), -EACCES, "not his");
	is(reason, NTMS_REASON_ACCESS_DENIED, "with its reason");
}

int main(void)
{
	const struct ntms_guid *backup;
	uint32_t i;

	fake_typical();
	ntms_open(NULL, "test", &session, NULL);
	for (i = 0; i <= NTMS_ACES_MAX; i++)
		many[i] = (struct ntms_ace){
			.kind = NTMS_ACE_GROUP,
			.id = i,
			.rights = 1 + i % 7,
		};
	backup = &fake_find(NTMS_TYPE_POOL, "backup")->header.id;
	test_lists(backup);
	test_errors(backup);
	ntms_close(session);
	ok(!fake->malformed, "every struct was well formed (%s)",
	   fake->malformed ? fake->why : "all");
	return tap_end();
}
