/* SPDX-License-Identifier: GPL-2.0 */
/* What is set by writing a text to a file of the kernel's. */
#ifndef NTMS_SELFTESTS_PUT_H
#define NTMS_SELFTESTS_PUT_H

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* All of it in one write(), or -1 */
static inline int put_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t done;

	if (fd < 0)
		return -1;
	done = write(fd, text, strlen(text));
	close(fd);
	return done == (ssize_t)strlen(text) ? 0 : -1;
}

#endif /* NTMS_SELFTESTS_PUT_H */
