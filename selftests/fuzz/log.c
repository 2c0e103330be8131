// SPDX-License-Identifier: GPL-2.0
/*
 * What the kernel says while programs run. Whether it was to be expected the lane
 * judges afterwards; this is there to know at once which program it was.
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"

static int log_fd = -1;

static const char *const bad[] = {
	"BUG:", "BUG at", "WARNING:", "KASAN:", "UBSAN:", "ODEBUG:", "Oops",
	"locking dependency", "recursive locking", "lock held when returning",
	"bad unlock balance", "held lock freed", "suspicious RCU",
	"sleeping function", "inconsistent lock state", "refcount_t:",
	"list_add corruption", "list_del corruption", "general protection",
	"blocked for more than", "[ntms",
};

bool log_open(void)
{
	log_fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	return log_fd >= 0 && lseek(log_fd, 0, SEEK_END) >= 0;
}

bool log_is_bad(char *line, size_t size)
{
	char record[8192], *text;
	bool found = false;
	ssize_t got;
	size_t i;

	/* To the end: a report is many lines, and the first one says what. */
	for (;;) {
		got = read(log_fd, record, sizeof(record) - 1);
		if (got <= 0)
			return found;
		record[got] = '\0';
		text = strchr(record, ';');
		for (i = 0; text && !found &&
		     i < sizeof(bad) / sizeof(*bad); i++) {
			if (!strstr(text, bad[i]))
				continue;
			found = true;
			snprintf(line, size, "%.*s",
				 (int)strcspn(text + 1, "\n"), text + 1);
		}
	}
}
