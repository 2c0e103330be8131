// SPDX-License-Identifier: GPL-2.0
/* Another process beside what is measured. */
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

/**
 * beside_begin() - let it work
 * @beside: the other process
 */
void beside_begin(struct beside *beside)
{
	pid_t parent = getpid();

	if (!beside->work)
		return;
	beside->pid = fork();
	if (beside->pid < 0)
		fail("another process");
	if (beside->pid)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() == parent)
		beside->work(beside->context);
	_exit(1);
}

/**
 * beside_end() - and no more
 * @beside: the other process
 */
void beside_end(struct beside *beside)
{
	if (!beside->work)
		return;
	kill(beside->pid, SIGKILL);
	waitpid(beside->pid, NULL, 0);
}

/**
 * spin() - nothing, but busily: what it costs that another processor works at all
 * @nothing: nothing
 */
void spin(void *nothing)
{
	(void)nothing;
	for (;;)
		__asm__ __volatile__("" ::: "memory");
}
