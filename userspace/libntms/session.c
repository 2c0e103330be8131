// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Sessions: to open, to close, and the one way in which commands are sent.
 */
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define NSEC_PER_MSEC 1000000ULL
#define NSEC_PER_SEC 1000000000ULL

#ifndef NTMS_LIBRARY_VERSION
#error "the build gives NTMS_LIBRARY_VERSION"
#endif

NTMS_EXPORT const char *ntms_version(void)
{
	return NTMS_LIBRARY_VERSION;
}

void ntms_session_get(struct ntms_session *session)
{
	atomic_fetch_add(&session->refs, 1);
}

void ntms_session_put(struct ntms_session *session)
{
	if (atomic_fetch_sub(&session->refs, 1) != 1)
		return;
	close(session->fd);
	free(session);
}

/* Commands in whose middle a session may be closed, which ends them. */
static bool is_wait(unsigned long command)
{
	return command == NTMS_IOC_ALLOCATE ||
	       command == NTMS_IOC_REQUEST_WAIT;
}

NTMS_EXPORT int ntms_command(struct ntms_session *session, unsigned long command,
			     void *arg, size_t size, uint32_t *reason)
{
	uint32_t head[2] = { (uint32_t)size, 0 };
	int err = 0;

	if (!session)
		return ntms_fail(reason, -EBADF);
	if (!arg || size < sizeof(head) || size > UINT32_MAX)
		return ntms_fail(reason, -EINVAL);

	/* Every struct begins with size and reason, whatever its type. */
	memcpy(arg, head, sizeof(head));
	ntms_session_get(session);
	if (atomic_load(&session->closed))
		err = -EBADF;
	else if (ioctl(session->fd, command, arg) < 0)
		err = -errno;
	memcpy(head, arg, sizeof(head));
	/*
	 * What the kernel began again after a signal finds the session closed, or
	 * another file in its place: it is cancelled, as if there had been none.
	 */
	if (err == -EBADF && is_wait(command) && atomic_load(&session->closed)) {
		err = -ECANCELED;
		head[1] = NTMS_REASON_CANCELLED;
	}
	ntms_session_put(session);

	if (err && !head[1])
		head[1] = ntms_reason_of_errno(err);
	return ntms_put_reason(reason, head[1], err);
}

NTMS_EXPORT int ntms_set_application(struct ntms_session *session,
				     const char *application, uint32_t *reason)
{
	struct ntms_session_name name = { 0 };
	int err;

	if (application) {
		err = ntms_put_name(name.application, sizeof(name.application),
				    application, NTMS_NAME_UNITS);
		if (err)
			return ntms_put_reason(reason,
					       NTMS_REASON_INVALID_PARAMETER, err);
	}
	return ntms_command(session, NTMS_IOC_SESSION, &name, sizeof(name),
			    reason);
}

/* Why the device could not be opened, in the words of RSM. */
static uint32_t open_reason(int err)
{
	switch (err) {
	case -ENOENT:
	case -ENODEV:
	case -ENXIO:
		return NTMS_REASON_NOT_CONNECTED;
	case -EMFILE:
	case -ENFILE:
		return NTMS_REASON_NOT_ENOUGH_MEMORY;
	case -EAGAIN:
	case -EBUSY:
		return NTMS_REASON_NOT_READY;
	default:
		return ntms_reason_of_errno(err);
	}
}

static unsigned int zero_from_environment(void)
{
	const char *value = secure_getenv("NTMS_ZERO_TIMEOUT");

	return value && !strcmp(value, "nowait") ? NTMS_ZERO_NOWAIT :
						   NTMS_ZERO_WAITS;
}

NTMS_EXPORT int ntms_open(const char *device, const char *application,
			  struct ntms_session **session, uint32_t *reason)
{
	struct ntms_session *s;
	struct ntms_info info;
	int err;

	if (!session)
		return ntms_fail(reason, -EINVAL);
	*session = NULL;

	s = calloc(1, sizeof(*s));
	if (!s)
		return ntms_fail(reason, -ENOMEM);
	atomic_init(&s->refs, 1);
	atomic_init(&s->closed, false);
	atomic_init(&s->zero, zero_from_environment());
	s->opener = getpid();

	s->fd = open(device ? device : NTMS_DEVICE_PATH, O_RDWR | O_CLOEXEC);
	if (s->fd < 0) {
		err = -errno;
		free(s);
		return ntms_put_reason(reason, open_reason(err), err);
	}

	/* Is it ntms at all? Any other device fails here, not at some later call. */
	err = ntms_get_info(s, &info, reason);
	if (!err && application && *application)
		err = ntms_set_application(s, application, reason);
	if (err) {
		ntms_session_put(s);
		return err;
	}
	*session = s;
	return ntms_put_reason(reason, NTMS_REASON_SUCCESS, 0);
}

/*
 * End what waits in a session, and let nothing new begin in it. A process that
 * did not open the session shares it with the one that did, whose calls are not
 * this one's to end.
 */
static void end_calls(struct ntms_session *session)
{
	struct ntms_cancel cancel = {
		.size = sizeof(cancel),
		.flags = NTMS_CANCEL_ALL | NTMS_CANCEL_CLOSE,
	};

	if (session->opener == getpid())
		ioctl(session->fd, NTMS_IOC_CANCEL, &cancel);
}

/*
 * The number of a descriptor that a call is about to use must not go to another
 * file: it stays taken until the last call is back. What it stands for until
 * then answers every ioctl with EBADF, also where the module is too old to close
 * the session itself.
 */
static void replace_descriptor(struct ntms_session *session)
{
	int nothing = open("/", O_PATH | O_CLOEXEC);

	if (nothing < 0)
		return;
	dup3(nothing, session->fd, O_CLOEXEC);
	close(nothing);
}

NTMS_EXPORT void ntms_close(struct ntms_session *session)
{
	if (!session)
		return;
	atomic_store(&session->closed, true);
	if (atomic_load(&session->refs) > 1) {
		end_calls(session);
		replace_descriptor(session);
	}
	ntms_session_put(session);
}

NTMS_EXPORT int ntms_fd(const struct ntms_session *session)
{
	return session ? session->fd : -EBADF;
}

NTMS_EXPORT int ntms_set_zero_timeout(struct ntms_session *session,
				      enum ntms_zero_timeout meaning)
{
	if (!session)
		return -EBADF;
	if (meaning != NTMS_ZERO_WAITS && meaning != NTMS_ZERO_NOWAIT)
		return -EINVAL;
	atomic_store(&session->zero, (unsigned int)meaning);
	return 0;
}

NTMS_EXPORT enum ntms_zero_timeout
ntms_get_zero_timeout(const struct ntms_session *session)
{
	if (!session)
		return NTMS_ZERO_WAITS;
	return (enum ntms_zero_timeout)atomic_load(&session->zero);
}

NTMS_EXPORT uint64_t ntms_deadline_in(uint32_t milliseconds)
{
	struct timespec now;

	if (milliseconds == NTMS_TIMEOUT_INFINITE)
		return NTMS_DEADLINE_NEVER;
	clock_gettime(CLOCK_MONOTONIC, &now);
	/* 49 days more than the machine has been up: far from overflow. */
	return (uint64_t)now.tv_sec * NSEC_PER_SEC + (uint64_t)now.tv_nsec +
	       milliseconds * NSEC_PER_MSEC;
}

NTMS_EXPORT void ntms_timeout(const struct ntms_session *session,
			      uint32_t milliseconds, uint64_t *deadline,
			      uint32_t *flags)
{
	if (milliseconds) {
		*deadline = ntms_deadline_in(milliseconds);
		return;
	}
	*deadline = NTMS_DEADLINE_NEVER;
	if (ntms_get_zero_timeout(session) == NTMS_ZERO_NOWAIT)
		*flags |= NTMS_ALLOCATE_F_NOWAIT;
}
