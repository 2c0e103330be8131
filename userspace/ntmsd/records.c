// SPDX-License-Identifier: GPL-2.0
/*
 * Writing records.
 */
#include "daemon.h"

#include <errno.h>
#include <poll.h>

static int wait_for_room(int fd)
{
	struct pollfd poller = { .fd = fd, .events = POLLOUT };

	return poll(&poller, 1, -1) < 0 && errno != EINTR ? -errno : 0;
}

int records_write(const struct daemon *daemon, const void *records, size_t size)
{
	const unsigned char *at = records;
	ssize_t written;
	int err = 0;

	while (!err && size) {
		written = device_write(daemon->journal, at, size);
		if (written >= 0) {
			at += written;
			size -= (size_t)written;
		} else if (errno == EAGAIN) {
			err = wait_for_room(daemon->journal);
		} else if (errno != EINTR) {
			err = -errno;
		}
	}
	return err;
}

int records_say(const struct daemon *daemon,
		const struct ntms_journal_record *record)
{
	return records_write(daemon, record, sizeof(*record));
}
