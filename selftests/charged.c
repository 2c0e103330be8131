// SPDX-License-Identifier: GPL-2.0
/*
 * What a caller's waiting and his attributes take of the kernel's memory is charged
 * to his control group, and is his no more when it is over.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "scene.h"

#define OK	NTMS_REASON_SUCCESS

#define MANY	4000
/* A waiter and its operator request take more than that each, in bytes. */
#define LEAST	150

FIXTURE(charged) {
	struct scene s;
	struct ntms_guid pool;
	char root[32];
	char *group;
};

/* One line of a file of the control group: "memory.current" and the like */
static int write_to(const char *group, const char *file, const char *text)
{
	char *path;
	FILE *to;
	int error = -1;

	if (asprintf(&path, "%s/%s", group, file) < 0)
		return -1;
	to = fopen(path, "we");
	if (to) {
		error = fputs(text, to) < 0;
		error |= fclose(to);
	}
	free(path);
	return error;
}

static long long charged_now(const char *group)
{
	long long bytes = -1;
	char *path;
	FILE *from;

	if (asprintf(&path, "%s/memory.current", group) < 0)
		return -1;
	from = fopen(path, "re");
	if (from) {
		if (fscanf(from, "%lld", &bytes) != 1)
			bytes = -1;
		fclose(from);
	}
	free(path);
	return bytes;
}

FIXTURE_SETUP(charged)
{
	const struct scene_wish wish = { .media = 1 };

	strcpy(self->root, "/tmp/charged.XXXXXX");
	ASSERT_NE(NULL, mkdtemp(self->root));
	ASSERT_EQ(0, mount("none", self->root, "cgroup2", 0, NULL));
	ASSERT_LT(0, asprintf(&self->group, "%s/ntms", self->root));
	ASSERT_EQ(0, write_to(self->root, "cgroup.subtree_control", "+memory"));
	ASSERT_EQ(0, mkdir(self->group, 0755));
	ASSERT_EQ(0, scene_build(&self->s, &wish));
	ASSERT_EQ(OK, scene_pool(&self->s, 0, 0, 0, &self->pool));
	ASSERT_EQ(0, write_to(self->group, "cgroup.procs", "0"));
}

FIXTURE_TEARDOWN(charged)
{
	EXPECT_EQ(0, write_to(self->root, "cgroup.procs", "0"));
	EXPECT_EQ(0, scene_clear(&self->s));
	EXPECT_EQ(0, rmdir(self->group));
	EXPECT_EQ(0, umount(self->root));
	EXPECT_EQ(0, rmdir(self->root));
	free(self->group);
}

TEST_F(charged, who_waits_pays)
{
	const long long least = (long long)MANY * LEAST;
	int fd = session_open();
	long long before, meanwhile;
	unsigned int i;

	ASSERT_LE(0, fd);
	before = charged_now(self->group);
	ASSERT_LE(0, before);
	for (i = 0; i < MANY; i++)
		ASSERT_EQ(OK, allocate_queued(fd, &self->pool, 0,
					      NTMS_DEADLINE_NEVER, i, NULL));
	ASSERT_EQ(MANY, waiting_for(fd, &self->pool));
	meanwhile = charged_now(self->group);
	EXPECT_LE(least, meanwhile - before);
	ASSERT_EQ(0, close(fd));
	EXPECT_EQ(0, waiting_for(self->s.fd, &self->pool));
	EXPECT_TRUE(wait_for(meanwhile - charged_now(self->group) >= least));
	TH_LOG("%lld bytes each", (meanwhile - before) / MANY);
}

TEST_F(charged, who_writes_attributes_pays)
{
	const long long least = (long long)NTMS_ATTRIBUTES_MAX *
				NTMS_ATTRIBUTE_DATA_MAX;
	static char data[NTMS_ATTRIBUTE_DATA_MAX];
	const long long before = charged_now(self->group);
	long long meanwhile;
	char name[16];
	int i;

	ASSERT_LE(0, before);
	for (i = 0; i < NTMS_ATTRIBUTES_MAX; i++) {
		snprintf(name, sizeof(name), "name %d", i);
		ASSERT_EQ(OK, attribute_set(self->s.fd, &self->pool, name, data,
					    sizeof(data)));
	}
	meanwhile = charged_now(self->group);
	EXPECT_LE(least, meanwhile - before);
	EXPECT_EQ(OK, pool_delete(self->s.fd, &self->pool));
	EXPECT_TRUE(wait_for(meanwhile - charged_now(self->group) >= least));
	TH_LOG("%lld bytes each", (meanwhile - before) / NTMS_ATTRIBUTES_MAX);
}

TEST_HARNESS_MAIN
