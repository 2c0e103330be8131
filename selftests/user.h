/* SPDX-License-Identifier: GPL-2.0 */
/* Tests that are somebody else for a while; include it after the harness. */
#ifndef NTMS_SELFTESTS_USER_H
#define NTMS_SELFTESTS_USER_H

#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#define ALICE	2001
#define BOB	2002

/* Runs what follows as another user; EXPECT counts there as well as here. */
#define as_user(uid)							\
	for (pid_t _child = fork(); _child >= 0; _child = finish(_child)) \
		if (_child) {						\
			continue;					\
		} else if (become(uid)) {				\
			EXPECT_TRUE(false) TH_LOG("cannot become %d", uid); \
			_exit(0);					\
		} else

static inline int become(uid_t uid)
{
	return setresgid(uid, uid, uid) || setresuid(uid, uid, uid);
}

/* The child ends, the parent waits for it; both leave the loop. */
static inline pid_t finish(pid_t child)
{
	if (!child)
		_exit(0);
	while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
	return -1;
}

#endif /* NTMS_SELFTESTS_USER_H */
