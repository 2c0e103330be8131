// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's side for the tests of ntms-operator, in another process: what
 * the program says to a netlink socket or to /dev/ntms goes through a Unix
 * socket to whoever listens at NTMS_TEST_KERNEL, and so does the answer. Takes
 * the place of libmnl's sockets, and of open() and ioctl().
 *
 * Every datagram begins with a letter: H hello, J join, D data, E an error that
 * receiving has, A the answer of a join or of a command, C a command.
 */
#include <errno.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <linux/ntms.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#define DATAGRAM 65536

struct mnl_socket {
	int fd;
	unsigned int portid;
};

static unsigned int last_portid;

static int reach(const char *hello, int flags)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const char *path = getenv("NTMS_TEST_KERNEL");
	int fd;

	if (!path || strlen(path) >= sizeof(address.sun_path)) {
		errno = ENXIO;
		return -1;
	}
	strcpy(address.sun_path, path);
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) ||
	    send(fd, hello, strlen(hello), 0) < 0) {
		close(fd);
		errno = ENXIO;
		return -1;
	}
	if (flags & SOCK_NONBLOCK)
		fcntl(fd, F_SETFL, O_NONBLOCK);
	return fd;
}

/* ---- libmnl's sockets */

struct mnl_socket *mnl_socket_open2(int bus, int flags)
{
	struct mnl_socket *nl = calloc(1, sizeof(*nl));
	char hello[64];

	(void)bus;
	if (!nl)
		return NULL;
	nl->portid = ++last_portid;
	snprintf(hello, sizeof(hello), "Hnetlink %u", nl->portid);
	nl->fd = reach(hello, flags);
	if (nl->fd < 0) {
		free(nl);
		return NULL;
	}
	return nl;
}

int mnl_socket_bind(struct mnl_socket *nl, unsigned int groups, pid_t pid)
{
	(void)nl;
	(void)groups;
	(void)pid;
	return 0;
}

int mnl_socket_get_fd(const struct mnl_socket *nl)
{
	return nl->fd;
}

unsigned int mnl_socket_get_portid(const struct mnl_socket *nl)
{
	return nl->portid;
}

int mnl_socket_close(struct mnl_socket *nl)
{
	int result = close(nl->fd);

	free(nl);
	return result;
}

/* Joining is all that is set; it is done when the call is. */
int mnl_socket_setsockopt(const struct mnl_socket *nl, int type, void *buf,
			  socklen_t len)
{
	char hello[64], answer[8];
	uint32_t group;
	int32_t err;
	ssize_t got;
	int fd;

	(void)type;
	if (len != sizeof(group))
		abort();
	memcpy(&group, buf, sizeof(group));
	snprintf(hello, sizeof(hello), "Hjoin %u %u", nl->portid, group);
	fd = reach(hello, 0);
	if (fd < 0)
		return -1;
	got = recv(fd, answer, sizeof(answer), 0);
	close(fd);
	if (got != 1 + (ssize_t)sizeof(err))
		abort();
	memcpy(&err, answer + 1, sizeof(err));
	errno = err;
	return err ? -1 : 0;
}

ssize_t mnl_socket_sendto(const struct mnl_socket *nl, const void *req,
			  size_t size)
{
	char *datagram = malloc(size + 1);
	ssize_t sent;

	if (!datagram)
		return -1;
	datagram[0] = 'D';
	memcpy(datagram + 1, req, size);
	sent = send(nl->fd, datagram, size + 1, 0);
	free(datagram);
	return sent < 0 ? sent : sent - 1;
}

ssize_t mnl_socket_recvfrom(const struct mnl_socket *nl, void *buf,
			    size_t size)
{
	char *datagram = malloc(DATAGRAM);
	int32_t err;
	ssize_t got;

	if (!datagram)
		return -1;
	got = recv(nl->fd, datagram, DATAGRAM, 0);
	if (got > 0 && datagram[0] == 'E') {
		memcpy(&err, datagram + 1, sizeof(err));
		free(datagram);
		errno = err;
		return -1;
	}
	if (got > 0) {
		got--;
		if ((size_t)got > size)
			abort();
		memcpy(buf, datagram + 1, (size_t)got);
	}
	free(datagram);
	return got;
}

/* ---- the device */

int open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list list;

	if (!strcmp(path, "/dev/ntms"))
		return reach("Hdevice", 0);
	if (flags & (O_CREAT | O_TMPFILE)) {
		va_start(list, flags);
		mode = va_arg(list, mode_t);
		va_end(list);
	}
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

/* Where the array of a command is that has one, and how much fits. */
static void *array_of(unsigned long command, void *arg, size_t *room)
{
	struct ntms_object *object = arg;
	struct ntms_enum *list = arg;

	if (command == NTMS_IOC_GET) {
		*room = object->info_size;
		return (void *)(uintptr_t)object->info;
	}
	if (command == NTMS_IOC_ENUM) {
		*room = list->count * sizeof(struct ntms_guid);
		return (void *)(uintptr_t)list->ids;
	}
	*room = 0;
	return NULL;
}

/* Sends the struct; the answer is an errno, the struct, and its array. */
int ioctl(int fd, unsigned long command, ...)
{
	uint32_t number = (uint32_t)command, size;
	char *datagram = malloc(DATAGRAM);
	size_t room, more;
	void *arg, *array;
	int32_t err;
	va_list list;
	ssize_t got;

	va_start(list, command);
	arg = va_arg(list, void *);
	va_end(list);
	if (!datagram)
		abort();
	memcpy(&size, arg, sizeof(size));
	datagram[0] = 'C';
	memcpy(datagram + 1, &number, sizeof(number));
	memcpy(datagram + 5, arg, size);
	if (send(fd, datagram, size + 5, 0) < 0)
		abort();
	got = recv(fd, datagram, DATAGRAM, 0);
	if (got < 5 + (ssize_t)size)
		abort();
	memcpy(&err, datagram + 1, sizeof(err));
	array = array_of(command, arg, &room);
	memcpy(arg, datagram + 5, size);
	more = (size_t)got - 5 - size;
	if (more > room)
		abort();
	if (more)
		memcpy(array, datagram + 5 + size, more);
	free(datagram);
	errno = err;
	return err ? -1 : 0;
}
