// SPDX-License-Identifier: GPL-2.0
/*
 * The journal of the module. Tests have another one of these.
 */
#include "daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* The device is not kept open: an open session would keep the module loaded. */
int device_attach(struct ntms_journal_attach *attach)
{
	int fd, err = 0;

	fd = open(NTMS_DEVICE_PATH, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	rights_raise();
	if (ioctl(fd, NTMS_IOC_JOURNAL_ATTACH, attach))
		err = -errno;
	rights_lower();
	close(fd);
	if (!err && fcntl(attach->fd, F_SETFL, O_RDWR | O_NONBLOCK)) {
		err = -errno;
		close(attach->fd);
	}
	return err;
}

ssize_t device_read(int fd, void *buffer, size_t size)
{
	return read(fd, buffer, size);
}

ssize_t device_write(int fd, const void *buffer, size_t size)
{
	return write(fd, buffer, size);
}
