/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the files of libntms share among themselves.
 */
#ifndef LIBNTMS_SESSION_H
#define LIBNTMS_SESSION_H

#include <ntms/libntms.h>
#include <stdatomic.h>
#include <sys/types.h>

/* What the version script exports is marked; all else is hidden. */
#define NTMS_EXPORT __attribute__((visibility("default")))

/**
 * struct ntms_session - an open session
 * @fd: descriptor of the device; replaced by one that does nothing when the
 *	session is closed while calls are under way
 * @refs: one for the owner and one for each call under way; the last one
 *	closes the descriptor and frees
 * @closed: the owner has closed it
 * @zero: enum ntms_zero_timeout
 * @opener: the process that opened it
 */
struct ntms_session {
	int fd;
	pid_t opener;
	atomic_uint refs;
	atomic_bool closed;
	atomic_uint zero;
};

/**
 * ntms_session_get() - keep a session from being freed
 * @session: session that the caller knows to be there
 */
void ntms_session_get(struct ntms_session *session);

/**
 * ntms_session_put() - undo ntms_session_get()
 * @session: session; may be gone afterwards
 */
void ntms_session_put(struct ntms_session *session);

/**
 * ntms_put_reason() - write a reason for an error of the library's own
 * @reason: where to; may be NULL
 * @value: NTMS_REASON_*
 * @err: negative errno
 *
 * Return: @err.
 */
static inline int ntms_put_reason(uint32_t *reason, uint32_t value, int err)
{
	if (reason)
		*reason = value;
	return err;
}

/**
 * ntms_fail() - write the reason that is nearest to an errno
 * @reason: where to; may be NULL
 * @err: negative errno
 *
 * Return: @err.
 */
static inline int ntms_fail(uint32_t *reason, int err)
{
	return ntms_put_reason(reason, ntms_reason_of_errno(err), err);
}

/**
 * ntms_put_name() - copy a name into an array of the ABI
 * @to: array of @size bytes; wholly written
 * @size: its size
 * @name: UTF-8
 * @units: most UTF-16 units that the name may have
 *
 * Return: 0, -EILSEQ (not UTF-8, or a control character) or -ENAMETOOLONG.
 */
int ntms_put_name(char *to, size_t size, const char *name, size_t units);

/**
 * ntms_utf16_to_utf8() - text of the published API as UTF-8
 * @text: UTF-16 of this machine's byte order, ending with 0
 * @to: where the address of the UTF-8 goes; the caller frees it
 *
 * Return: 0, -EILSEQ (a surrogate without its other half) or -ENOMEM.
 */
int ntms_utf16_to_utf8(const uint16_t *text, char **to);

/**
 * ntms_utf8_to_utf16() - UTF-8 into an array of the published API
 * @to: array of @size units; wholly written, and ended with 0
 * @size: its size, not 0
 * @text: UTF-8; cut at a character if it is too long, and at the first byte
 *	that is none
 */
void ntms_utf8_to_utf16(uint16_t *to, size_t size, const char *text);

/**
 * ntms_utf8_widen() - text of the kernel as UTF-16
 * @text: UTF-8; it ends at the first byte that is none
 * @to: where the address of the UTF-16 goes, which ends with 0; the caller frees
 *	it
 * @units: where the number of its units goes, without the 0
 *
 * Return: 0 or -ENOMEM.
 */
int ntms_utf8_widen(const char *text, uint16_t **to, size_t *units);

/* UTF-16 units of a name, without its NUL: RSM's NTMS_OBJECTNAME_LENGTH - 1. */
#define NTMS_NAME_UNITS 63

/* Likewise, of an attribute's name. */
#define NTMS_ATTRIBUTE_UNITS 31

/**
 * ntms_read_attribute() - read an attribute into room that the caller has
 * @session: session
 * @type: kind that the object must have, or NTMS_TYPE_UNKNOWN for any
 * @id: the object
 * @name: the attribute
 * @data: where it goes
 * @size: in: room at @data; out: bytes that there are, also if that is too little
 * @reason: exact reason; may be NULL
 *
 * Return: 0 or a negative errno.
 */
int ntms_read_attribute(struct ntms_session *session, uint32_t type,
			const struct ntms_guid *id, const char *name, void *data,
			uint32_t *size, uint32_t *reason);

#endif /* LIBNTMS_SESSION_H */
