// SPDX-License-Identifier: GPL-2.0
/*
 * Sessions, libraries and the module itself: what may come and go when, and
 * what stays. The last tests unload the module and load it again, from
 * $NTMS_MODULES.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "scene.h"

#define OK	NTMS_REASON_SUCCESS
#define MEDIA	4

FIXTURE(life) {
	struct scene s;
	int fd;
	struct ntms_guid pool;
	struct ntms_guid lmid;
};

FIXTURE_SETUP(life)
{
	const struct scene_wish wish = {
		.slots = 40,
		.media = MEDIA,
		.new_media = NTMS_POOL_FREE,
	};

	ASSERT_EQ(0, scene_build(&self->s, &wish));
	self->fd = self->s.fd;
	ASSERT_EQ(OK, scene_pool(&self->s, NTMS_POOL_FROMSCRATCH, 0, 0,
				 &self->pool));
}

FIXTURE_TEARDOWN(life)
{
	EXPECT_EQ(0, scene_clear(&self->s));
}

/* ---- sessions ------------------------------------------------------------------- */

TEST_F(life, of_sessions_is_cheap)
{
	struct ntms_info before, after;
	int i, fd;

	ASSERT_EQ(OK, info_get(self->fd, &before));
	for (i = 0; i < 3000; i++) {
		fd = session_open();
		ASSERT_LE(0, fd);
		ASSERT_EQ(0, close(fd));
	}
	ASSERT_EQ(OK, info_get(self->fd, &after));
	EXPECT_EQ(before.sessions, after.sessions);
	EXPECT_EQ(before.sequence, after.sequence);
}

TEST_F(life, of_many_sessions_at_once_is_possible)
{
	static int fds[900];
	struct ntms_info before, during;
	int i;

	ASSERT_EQ(OK, info_get(self->fd, &before));
	for (i = 0; i < 900; i++) {
		fds[i] = session_open();
		ASSERT_LE(0, fds[i]);
	}
	ASSERT_EQ(OK, info_get(fds[899], &during));
	EXPECT_EQ(before.sessions + 900, during.sessions);
	for (i = 0; i < 900; i++)
		close(fds[i]);
	ASSERT_EQ(OK, info_get(self->fd, &during));
	EXPECT_EQ(before.sessions, during.sessions);
}

TEST_F(life, of_a_session_lasts_as_long_as_its_descriptors)
{
	struct ntms_info before, now;
	int copy = dup(self->fd);
	int status;
	pid_t child;

	ASSERT_LE(0, copy);
	ASSERT_EQ(OK, info_get(self->fd, &before));
	child = fork();
	ASSERT_LE(0, child);
	if (!child)
		_exit(allocate(copy, &self->pool, NULL, 0, &self->lmid,
			       NULL) != OK);
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(0, status);
	EXPECT_EQ(1, count_objects(copy, NTMS_TYPE_LOGICAL_MEDIUM,
				   &self->pool));
	ASSERT_EQ(OK, info_get(copy, &now));
	EXPECT_EQ(before.sessions, now.sessions);
	EXPECT_EQ(0, close(copy));
	EXPECT_EQ(OK, info_get(self->fd, &now));
}

TEST_F(life, of_a_session_ends_with_its_process)
{
	struct ntms_info before, after;
	int status, ready[2];
	char byte;
	pid_t child;

	ASSERT_EQ(OK, info_get(self->fd, &before));
	ASSERT_EQ(0, pipe(ready));
	child = fork();
	ASSERT_LE(0, child);
	if (!child) {
		int fd = session_open();

		if (allocate(fd, &self->pool, NULL, 0, &self->lmid, NULL))
			_exit(1);
		if (write(ready[1], "", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	ASSERT_EQ(1, read(ready[0], &byte, 1));
	ASSERT_EQ(0, kill(child, SIGKILL));
	ASSERT_EQ(child, waitpid(child, &status, 0));
	ASSERT_EQ(OK, info_get(self->fd, &after));
	EXPECT_EQ(before.sessions, after.sessions);
	/* What it allocated stays allocated. */
	EXPECT_EQ(1, count_objects(self->fd, NTMS_TYPE_LOGICAL_MEDIUM,
				   &self->pool));
}

static atomic_bool over;

/* Only a closed descriptor may be answered with something else. */
static void *ask(void *arg)
{
	struct ntms_info info;
	atomic_int *fd = arg;
	uintptr_t wrong = 0;
	uint32_t reason;

	while (!atomic_load(&over)) {
		reason = info_get(atomic_load(fd), &info);
		wrong += reason && reason != CALL_ERRNO(EBADF) &&
			 reason != CALL_ERRNO(ENOTTY);
	}
	return (void *)wrong;
}

TEST_F(life, of_a_session_may_end_in_another_thread)
{
	atomic_int fd;
	pthread_t threads[2];
	void *wrong;
	int i, old, new;

	atomic_store(&fd, session_open());
	for (i = 0; i < 2; i++) {
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, ask, &fd));
	}
	for (i = 0; i < 400; i++) {
		new = session_open();
		ASSERT_LE(0, new);
		old = atomic_exchange(&fd, new);
		ASSERT_EQ(0, close(old));
	}
	atomic_store(&over, true);
	for (i = 0; i < 2; i++) {
		ASSERT_EQ(0, pthread_join(threads[i], &wrong));
		EXPECT_EQ(NULL, wrong);
	}
	close(atomic_load(&fd));
}

/* ---- libraries -------------------------------------------------------------------- */

TEST_F(life, of_a_library_goes_on_after_a_replug)
{
	struct ntms_guid library = self->s.library, media[MEDIA], slots[40];
	struct ntms_guid again[40];
	struct ntms_info before, after;
	size_t nr;
	int i;

	memcpy(media, self->s.media, sizeof(media));
	ASSERT_EQ(OK, list_objects(self->fd, NTMS_TYPE_SLOT, &library, slots,
				   40, &nr));
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->lmid,
			       NULL));
	ASSERT_EQ(OK, info_get(self->fd, &before));
	for (i = 0; i < 3; i++) {
		ASSERT_EQ(0, scene_power(&self->s, false));
		ASSERT_EQ(0, scene_power(&self->s, true));
		ASSERT_EQ(OK, scene_look(&self->s));
		EXPECT_TRUE(same_guid(&library, &self->s.library));
		ASSERT_EQ(MEDIA, self->s.nr_media);
		EXPECT_EQ(0, memcmp(media, self->s.media, sizeof(media)));
	}
	ASSERT_EQ(OK, list_objects(self->fd, NTMS_TYPE_SLOT, &library, again,
				   40, &nr));
	EXPECT_EQ(0, memcmp(slots, again, sizeof(slots)));
	ASSERT_EQ(OK, info_get(self->fd, &after));
	EXPECT_EQ(before.libraries, after.libraries);
	EXPECT_EQ(before.media, after.media);
	EXPECT_EQ(before.drives, after.drives);
	EXPECT_EQ(OK, deallocate(self->fd, &self->lmid));
}

TEST_F(life, of_a_library_that_is_away_is_told_of)
{
	struct ntms_library_info info;
	struct ntms_medium_info medium;

	ASSERT_EQ(0, scene_power(&self->s, false));
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_LIBRARY, &self->s.library,
			  &info));
	EXPECT_EQ(NTMS_STATE_NOT_PRESENT, info.header.state);
	EXPECT_EQ(MEDIA, info.media);
	ASSERT_EQ(OK, GET(self->fd, NTMS_TYPE_MEDIUM, &self->s.media[0],
			  &medium));
	EXPECT_EQ(0, medium.flags & NTMS_MEDIUM_ONLINE);
	EXPECT_TRUE(same_guid(&medium.library, &self->s.library));
	EXPECT_EQ(NTMS_REASON_LIBRARY_OFFLINE,
		  take_inventory(self->fd, &self->s.library));
}

static void *inventories(void *arg)
{
	FIXTURE_DATA(life) *self = arg;
	uintptr_t wrong = 0;
	uint32_t reason;

	while (!atomic_load(&over)) {
		reason = take_inventory(self->fd, &self->s.library);
		wrong += reason && reason != NTMS_REASON_LIBRARY_OFFLINE &&
			 reason != NTMS_REASON_DEVICE_NOT_AVAILABLE &&
			 reason != NTMS_REASON_NOT_READY;
	}
	return (void *)wrong;
}

static void *lists(void *arg)
{
	FIXTURE_DATA(life) *self = arg;
	struct ntms_guid ids[64];
	uintptr_t wrong = 0;
	size_t nr;

	while (!atomic_load(&over)) {
		wrong += list_objects(self->fd, NTMS_TYPE_SLOT,
				      &self->s.library, ids, 64, &nr) != OK;
		wrong += nr != 40;
		wrong += list_objects(self->fd, NTMS_TYPE_MEDIUM,
				      &self->s.library, ids, 64, &nr) != OK;
	}
	return (void *)wrong;
}

static void *allocations(void *arg)
{
	FIXTURE_DATA(life) *self = arg;
	struct ntms_guid lmid = { 0 };
	uintptr_t wrong = 0;
	uint32_t reason;

	while (!atomic_load(&over)) {
		reason = allocate(self->fd, &self->pool, NULL, 0, &lmid,
				  NULL);
		if (!reason)
			reason = deallocate(self->fd, &lmid);
		wrong += reason && reason != NTMS_REASON_TIMEOUT;
	}
	return (void *)wrong;
}

TEST_F_TIMEOUT(life, of_a_library_may_end_in_the_middle_of_anything, 60)
{
	void *(*const work[])(void *arg) = { inventories, lists, allocations };
	pthread_t threads[3];
	void *wrong;
	int i;

	for (i = 0; i < 3; i++) {
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, work[i], self));
	}
	for (i = 0; i < 6; i++) {
		ASSERT_EQ(0, scene_power(&self->s, false));
		ASSERT_EQ(0, scene_power(&self->s, true));
	}
	atomic_store(&over, true);
	for (i = 0; i < 3; i++) {
		ASSERT_EQ(0, pthread_join(threads[i], &wrong));
		EXPECT_EQ(NULL, wrong) TH_LOG("thread %d", i);
	}
	ASSERT_EQ(OK, scene_look(&self->s));
	EXPECT_EQ(MEDIA, self->s.nr_media);
}

/* A wait that a library holds up ends with it, or with a signal. */
TEST_F(life, of_a_wait_ends_with_a_signal)
{
	struct ntms_inventory arg = {
		.flags = NTMS_INVENTORY_WAIT,
		.deadline = NTMS_DEADLINE_NEVER,
		.library = self->s.library,
	};
	int status, ready[2];
	char byte;
	pid_t child;

	ASSERT_EQ(0, pipe(ready));
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "fault",
			      "changer 0xb8 delay=1000"));
	child = fork();
	ASSERT_LE(0, child);
	if (!child) {
		if (write(ready[1], "", 1) != 1)
			_exit(1);
		CALL(self->fd, NTMS_IOC_INVENTORY, &arg);
		_exit(0);
	}
	ASSERT_EQ(1, read(ready[0], &byte, 1));
	ASSERT_EQ(0, kill(child, SIGKILL));
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_TRUE(WIFSIGNALED(status));
	ASSERT_EQ(0, vlib_set(&self->s.vlib, "fault", "clear"));
	EXPECT_EQ(OK, take_inventory(self->fd, &self->s.library));
}

/* ---- the module ------------------------------------------------------------------- */

TEST_F(life, of_the_module_lasts_while_a_session_is_open)
{
	int copy = dup(self->fd);
	struct ntms_info info;

	EXPECT_EQ(-EAGAIN, module_unload());
	EXPECT_EQ(OK, info_get(self->fd, &info));
	ASSERT_EQ(0, close(copy));
	EXPECT_EQ(-EAGAIN, module_unload());
	EXPECT_EQ(OK, info_get(self->fd, &info));
}

TEST_F(life, of_the_module_ends_with_a_library_present)
{
	struct ntms_info info;
	int fd;

	if (!getenv("NTMS_MODULES"))
		SKIP(return, "NTMS_MODULES does not say where ntms.ko is");
	ASSERT_EQ(OK, allocate(self->fd, &self->pool, NULL, 0, &self->lmid,
			       NULL));
	ASSERT_EQ(0, close(self->fd));
	self->fd = self->s.fd = -1;
	ASSERT_EQ(0, module_unload());
	EXPECT_EQ(-1, session_open());
	EXPECT_TRUE(errno == ENOENT || errno == ENXIO || errno == ENODEV);
	ASSERT_EQ(0, module_load(getenv("NTMS_MODULES"), ""));
	EXPECT_TRUE(wait_for((fd = session_open()) >= 0));
	self->fd = self->s.fd = fd;
	/* Nothing is left of before but what the robot has. */
	EXPECT_TRUE(wait_for(!info_get(fd, &info) && info.media == MEDIA));
	EXPECT_EQ(0, info.logical_media);
	EXPECT_EQ(2, info.libraries);
}

TEST_F(life, of_the_module_ends_in_the_middle_of_a_look)
{
	int i, fd;

	if (!getenv("NTMS_MODULES"))
		SKIP(return, "NTMS_MODULES does not say where ntms.ko is");
	ASSERT_EQ(0, close(self->fd));
	self->fd = self->s.fd = -1;
	/* The first look begins as soon as it is loaded. */
	for (i = 0; i < 5; i++) {
		ASSERT_EQ(0, module_unload());
		ASSERT_EQ(0, module_load(getenv("NTMS_MODULES"), ""));
	}
	EXPECT_TRUE(wait_for((fd = session_open()) >= 0));
	self->fd = self->s.fd = fd;
}

TEST_HARNESS_MAIN
