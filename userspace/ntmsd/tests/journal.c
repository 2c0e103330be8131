// SPDX-License-Identifier: GPL-2.0
/*
 * The journal for the tests of ntmsd: a Unix socket whose path is in
 * NTMS_TEST_JOURNAL, and whoever listens there is the module. Attaching is to
 * connect, to send the struct, and to get it back with an errno before it.
 * Records go both ways as they are.
 */
#include "daemon.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int device_attach(struct ntms_journal_attach *attach)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const char *path = getenv("NTMS_TEST_JOURNAL");
	int32_t err = ENOENT;
	int fd;

	if (!path || strlen(path) >= sizeof(address.sun_path))
		abort();
	strcpy(address.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) ||
	    send(fd, attach, sizeof(*attach), MSG_NOSIGNAL) !=
	    (ssize_t)sizeof(*attach) ||
	    recv(fd, &err, sizeof(err), MSG_WAITALL) != (ssize_t)sizeof(err) ||
	    recv(fd, attach, sizeof(*attach), MSG_WAITALL) !=
	    (ssize_t)sizeof(*attach)) {
		close(fd);
		return -ENOENT;
	}
	if (err)
		close(fd);
	else
		attach->fd = fd;
	return -err;
}

/* As many whole records as fit. */
ssize_t device_read(int fd, void *buffer, size_t size)
{
	struct ntms_journal_record record;
	char *at = buffer;
	ssize_t got;

	for (;;) {
		got = recv(fd, &record, sizeof(record),
			   MSG_PEEK | MSG_DONTWAIT);
		if (got <= 0)
			break;
		/* More of it is on its way. */
		if (got < (ssize_t)sizeof(record))
			continue;
		if ((size_t)(at - (char *)buffer) + record.size > size)
			return at - (char *)buffer;
		if (recv(fd, at, record.size, MSG_WAITALL) !=
		    (ssize_t)record.size) {
			errno = ENODEV;
			return -1;
		}
		at += record.size;
	}
	return at > (char *)buffer ? at - (char *)buffer : got;
}

ssize_t device_write(int fd, const void *buffer, size_t size)
{
	return send(fd, buffer, size, MSG_NOSIGNAL);
}
