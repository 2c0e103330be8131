// SPDX-License-Identifier: GPL-2.0
/* The module is to be unloaded while somebody waits. */
#include <stdlib.h>
#include <sys/wait.h>

#include "race.h"

/* A module in which somebody waits stays; when nobody does, it goes. */
TEST_F_TIMEOUT(race, unload_against_waiters, RACE_SECONDS)
{
	struct sleeper waiter;
	unsigned int round;

	for (round = 0; round < self->rounds; round++) {
		struct deed end = { .work = cancel_all, .fd = self->fd };

		sleep_begin(&waiter, self->fd, &self->pool, NEVER);
		/* Before it waits, while it does, and when it is over */
		if (round % 2)
			ASSERT_TRUE(wait_for(waiting_for(self->fd,
							 &self->pool) == 1));
		ASSERT_EQ(-EWOULDBLOCK, module_unload());
		ASSERT_TRUE(wait_for(waiting_for(self->fd, &self->pool) == 1));
		end.when = soon();
		begin(&end);
		spin_until(end.when + noise() % SPREAD - SPREAD / 2);
		ASSERT_EQ(-EWOULDBLOCK, module_unload());
		finish();
		ASSERT_EQ(OK, end.reason);
		ASSERT_EQ(NTMS_REASON_CANCELLED, sleep_end(&waiter));
		settle(&self->held);
	}
}

FIXTURE(module) {
	bool loaded;
};

FIXTURE_SETUP(module)
{
	self->loaded = true;
}

FIXTURE_TEARDOWN(module)
{
	EXPECT_TRUE(self->loaded);
}

/* A process dies in its wait, and the module goes as soon as it lets go. */
TEST_F_TIMEOUT(module, unload_against_a_process_that_dies, RACE_SECONDS)
{
	unsigned int round, nr = rounds(FULL / 5), refused = 0;
	struct ntms_guid id;
	int fd, error, status;
	pid_t child;

	for (round = 0; round < nr; round++) {
		fd = session_open();
		ASSERT_LE(0, fd);
		ASSERT_EQ(OK, request_submit(fd, NTMS_REQUEST_MESSAGE, NULL,
					     NULL, "wait for me", &id));
		child = fork();
		if (!child) {
			request_wait(fd, &id, NEVER, NULL);
			for (;;)
				pause();
		}
		close(fd);
		ASSERT_LT(0, child);
		spin_until(now() + noise() % (2 * MILLISECOND));
		ASSERT_EQ(-EWOULDBLOCK, module_unload());
		ASSERT_EQ(0, kill(child, SIGKILL));
		while ((error = module_unload()) == -EWOULDBLOCK)
			refused++;
		ASSERT_EQ(0, error);
		ASSERT_EQ(child, waitpid(child, &status, 0));
		self->loaded = !module_load(getenv("NTMS_MODULES"), "");
		ASSERT_TRUE(self->loaded);
		ASSERT_TRUE(wait_for(!access(NTMS_DEVICE, F_OK)));
	}
	TH_LOG("refused %u times until it went", refused);
}

TEST_HARNESS_MAIN
