// SPDX-License-Identifier: GPL-2.0
/*
 * Every reason that a command can give, and how to get it: one row each. A
 * reason that the header has and that no row produces fails the suite, unless
 * it stands in the list of those that none of these commands gives.
 * NOT_ENOUGH_MEMORY is produced by failnth, for every command.
 */
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "errors.h"

struct scene s;
struct ntms_guid pool, lmid;

static const struct row_list *const lists[] = {
	&object_rows, &library_rows, &pool_rows, &allocate_rows, &medium_rows,
	&type_rows, &attribute_rows, &right_rows, &request_rows,
};

#define LISTS	(sizeof(lists) / sizeof(*lists))

static const uint32_t not_of_these_commands[] = {
	NTMS_REASON_INVALID_DRIVE,
	NTMS_REASON_NOT_SUPPORTED,
	NTMS_REASON_BUSY,
};

uint32_t as_user(uint32_t (*row)(void))
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

uint32_t without_journal(uint32_t (*row)(void))
{
	uint32_t reason;

	if (parameter_set("require_journal", "Y"))
		return UINT32_MAX;
	reason = row();
	return parameter_set("require_journal", "N") ? UINT32_MAX : reason;
}

uint32_t with_no_requests(uint32_t (*row)(void))
{
	uint32_t reason;

	if (parameter_set("requests", "0"))
		return UINT32_MAX;
	reason = row();
	return parameter_set("requests", "16384") ? UINT32_MAX : reason;
}

uint32_t without_library(uint32_t (*row)(void))
{
	uint32_t reason;

	if (scene_power(&s, false))
		return UINT32_MAX;
	reason = row();
	return scene_power(&s, true) ? UINT32_MAX : reason;
}

uint32_t while_disabled(const struct ntms_guid *id, uint32_t (*row)(void))
{
	uint32_t reason;

	if (enable(s.fd, id, false))
		return UINT32_MAX;
	reason = row();
	return enable(s.fd, id, true) ? UINT32_MAX : reason;
}

uint32_t while_owned(uint32_t (*row)(void))
{
	uint32_t reason;

	if (allocate(s.fd, &pool, NULL, 0, &lmid, NULL))
		return UINT32_MAX;
	reason = row();
	return deallocate(s.fd, &lmid) ? UINT32_MAX : reason;
}

bool find_cleaner(struct ntms_guid *medium)
{
	char barcode[16];
	uint64_t total;

	snprintf(barcode, sizeof(barcode), "CLN%s", s.prefix);
	return !find_media(s.fd, barcode, medium, 1, &total) && total == 1;
}

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

static void produce(struct __test_metadata *const _metadata,
		    const struct row_list *list)
{
	const struct row *row;
	uint32_t got;

	for (row = list->rows; row < list->rows + list->count; row++) {
		got = row->how();
		EXPECT_EQ(row->reason, got)
			TH_LOG("%s, row %td: %s is due, not %s", row->command,
			       row - list->rows, reason_name(row->reason),
			       reason_name(got));
	}
}

TEST_F_TIMEOUT(errors, are_all_produced_by_the_rows_of_the_table, 120)
{
	size_t i;

	/* Library faults on purpose: they are the kernel's to tell of. */
	FILE *log = fopen("/dev/kmsg", "w");

	ASSERT_NE(NULL, log);
	fprintf(log, "ntms-test: expect: reading the library failed|the library can be read again\n");
	fflush(log);
	for (i = 0; i < LISTS; i++)
		produce(_metadata, lists[i]);
	fprintf(log, "ntms-test: expect-end\n");
	fclose(log);
}

static bool has_a_row(uint32_t reason)
{
	size_t i, j;

	/* failnth has one for each command. */
	if (reason == NTMS_REASON_NOT_ENOUGH_MEMORY)
		return true;
	for (i = 0; i < LISTS; i++)
		for (j = 0; j < lists[i]->count; j++)
			if (lists[i]->rows[j].reason == reason)
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
