/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libntms: the calls of the ntms module, for programs.
 *
 * The library never prints, never ends the program, and holds no state outside
 * the sessions and notifications it was asked to open. All of it may be used by
 * many threads at once, also one and the same session.
 */
#ifndef NTMS_LIBNTMS_H
#define NTMS_LIBNTMS_H

#include <linux/ntms.h>
#include <linux/ntms_netlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * DOC: Results
 *
 * A call that returns ``int`` gives 0 (or a count, where it says so) or a
 * negative errno, and has then changed nothing. The exact reason, one of the
 * NTMS_REASON codes, is written to the last parameter, @reason, by every call
 * that has one; it may be NULL. The result of a call is nowhere else: neither
 * ``errno`` nor the session keeps it.
 *
 * Any call with a session gives in addition to what it lists
 *
 * * ``-EBADF``: the session is NULL or was closed meanwhile;
 * * ``-EINVAL``: a pointer that must not be NULL is NULL, or a value is out of
 *   range;
 * * ``-ENOMEM``: no memory;
 * * ``-EACCES``: the user lacks the right;
 * * ``-EINTR``: a signal handler that was not installed with SA_RESTART ended
 *   a wait; nothing was changed and no request was left. A call that takes a
 *   struct can be made again with the same struct, and waits no longer for it.
 *   An allocation that its thread makes again has its place;
 * * ``-ENOTTY``: the module is older than the call.
 *
 * A call that takes a struct of <linux/ntms.h> is an inline function, so that
 * the struct has the size that the *program* was compiled with; the kernel
 * takes shorter and longer structs than its own.
 */

/* Reasons of the library itself, RSM's numbers, beside those of <linux/ntms.h> */
#define NTMS_REASON_INVALID_COMPUTERNAME	1210
#define NTMS_REASON_NOT_CONNECTED		2250

/** define NTMS_DEVICE_PATH - the device that a session opens. */
#define NTMS_DEVICE_PATH	"/dev/ntms"

/** struct ntms_session - an open session; opaque. */
struct ntms_session;

/** struct ntms_iter - an enumeration under way; opaque. */
struct ntms_iter;

/**
 * ntms_version() - the version of the library that the program runs with
 *
 * Return: text like "0.1.0", constant.
 */
const char *ntms_version(void);

/* ---- sessions ---------------------------------------------------------- */

/**
 * ntms_open() - open a session
 * @device: device to open; NULL: NTMS_DEVICE_PATH
 * @application: name of the program as operators shall see it, UTF-8, at most
 *	63 UTF-16 units; NULL or empty: the name of the process
 * @session: where the session goes; NULL is written if the call fails
 * @reason: exact reason; may be NULL
 *
 * The session is closed on exec and shared after fork. What it allocates
 * belongs to the pool, not to the session: closing it gives nothing back.
 *
 * The environment variable ``NTMS_ZERO_TIMEOUT`` set to ``nowait`` begins the
 * session with NTMS_ZERO_NOWAIT, see ntms_set_zero_timeout(); it is ignored in
 * a program that runs with more rights than its caller.
 *
 * Errors: -ENOENT, -ENODEV, -ENXIO with NTMS_REASON_NOT_CONNECTED (the module
 * is not loaded), -EACCES (no permission on the device), -EILSEQ or
 * -ENAMETOOLONG with NTMS_REASON_INVALID_PARAMETER (@application), -ENOTTY with
 * NTMS_REASON_NOT_SUPPORTED (@device is not ntms), -EMFILE, -ENFILE.
 *
 * Return: 0 or a negative errno. The caller owns the session and gives it to
 * ntms_close().
 */
int ntms_open(const char *device, const char *application,
	      struct ntms_session **session, uint32_t *reason);

/**
 * ntms_close() - close a session
 * @session: session, or NULL, which does nothing
 *
 * Calls of other threads that wait in the session for media or for an answer end
 * with -ECANCELED and NTMS_REASON_CANCELLED (one that waits for an inventory goes
 * on until that is done, or its time is up); this call does not wait for them. No
 * call may be begun with the session afterwards. Queued allocations end, and what they were given
 * and nobody collected is given back.
 *
 * After fork() the session is shared: closing it in a process that did not open
 * it ends nothing that waits in the other one.
 */
void ntms_close(struct ntms_session *session);

/**
 * ntms_fd() - the file descriptor of a session
 * @session: session
 *
 * To poll() it: it is readable as long as there is a queued allocation to
 * collect, see ntms_queue_allocation(). The session owns it: do not close it,
 * and take it out of an event loop before ntms_close().
 *
 * Return: a descriptor, or -EBADF.
 */
int ntms_fd(const struct ntms_session *session);

/**
 * ntms_set_application() - say which program this is
 * @session: session
 * @application: see ntms_open(); NULL or empty: the name of the process
 * @reason: exact reason; may be NULL
 *
 * Return: 0 or a negative errno.
 */
int ntms_set_application(struct ntms_session *session, const char *application,
			 uint32_t *reason);

/**
 * ntms_command() - one command, as <linux/ntms.h> describes it
 * @session: session
 * @command: NTMS_IOC_*
 * @arg: the command's struct; its members ``size`` and ``reason`` are written by
 *	the call
 * @size: size of the struct as the program was compiled with it, bytes; at
 *	least 8
 * @reason: exact reason; may be NULL
 *
 * What all the other calls are made of.
 *
 * Return: 0 or a negative errno, that of the command.
 */
int ntms_command(struct ntms_session *session, unsigned long command, void *arg,
		 size_t size, uint32_t *reason);

/**
 * ntms_get_info() - what the module is and holds
 * @session: session
 * @info: where it goes
 * @reason: exact reason; may be NULL
 *
 * Return: 0 or a negative errno.
 */
static inline int ntms_get_info(struct ntms_session *session,
				struct ntms_info *info, uint32_t *reason)
{
	memset(info, 0, sizeof(*info));
	return ntms_command(session, NTMS_IOC_INFO, info, sizeof(*info), reason);
}

/* ---- objects ----------------------------------------------------------- */

/**
 * ntms_get_object() - read an object
 * @session: session
 * @type: kind that the object must have, or NTMS_TYPE_UNKNOWN for any
 * @id: the object
 * @info: where the struct of the kind goes (struct ntms_pool_info ...)
 * @size: room at @info, bytes. A shorter struct than the kernel's gets the
 *	beginning, a longer one zeros at the end
 * @found: kind of the object; may be NULL
 * @reason: exact reason; may be NULL
 *
 * Errors: -ENOENT with NTMS_REASON_OBJECT_NOT_FOUND (no such object, or not of
 * that kind).
 *
 * Return: 0 or a negative errno; @info is then all zero.
 */
int ntms_get_object(struct ntms_session *session, uint32_t type,
		    const struct ntms_guid *id, void *info, size_t size,
		    uint32_t *found, uint32_t *reason);

/* ntms_get_KIND(session, id, info, reason): ntms_get_object() of one kind. */
#define NTMS_GETTER(kind, KIND)						\
static inline int ntms_get_##kind(struct ntms_session *session,		\
				  const struct ntms_guid *id,		\
				  struct ntms_##kind##_info *info,	\
				  uint32_t *reason)			\
{									\
	return ntms_get_object(session, NTMS_TYPE_##KIND, id, info,	\
			       sizeof(*info), NULL, reason);		\
}

NTMS_GETTER(computer, COMPUTER)
NTMS_GETTER(library, LIBRARY)
NTMS_GETTER(drive, DRIVE)
NTMS_GETTER(medium, MEDIUM)
NTMS_GETTER(side, SIDE)
NTMS_GETTER(logical_medium, LOGICAL_MEDIUM)
NTMS_GETTER(pool, POOL)
NTMS_GETTER(media_type, MEDIA_TYPE)
NTMS_GETTER(request, OPERATOR_REQUEST)
#undef NTMS_GETTER

/**
 * ntms_get_slot() - read a slot
 * @session: session
 * @id: the slot
 * @info: where it goes
 * @reason: exact reason; may be NULL
 *
 * Return: 0 or a negative errno.
 */
static inline int ntms_get_slot(struct ntms_session *session,
				const struct ntms_guid *id,
				struct ntms_element_info *info, uint32_t *reason)
{
	return ntms_get_object(session, NTMS_TYPE_SLOT, id, info, sizeof(*info),
			       NULL, reason);
}

/**
 * ntms_get_port() - read a port
 * @session: session
 * @id: the port
 * @info: where it goes
 * @reason: exact reason; may be NULL
 *
 * Return: 0 or a negative errno.
 */
static inline int ntms_get_port(struct ntms_session *session,
				const struct ntms_guid *id,
				struct ntms_element_info *info, uint32_t *reason)
{
	return ntms_get_object(session, NTMS_TYPE_PORT, id, info, sizeof(*info),
			       NULL, reason);
}

/**
 * ntms_set_object() - write members of an object
 * @session: session
 * @type: kind of the object
 * @id: the object
 * @mask: which members to write, NTMS_SET_* bits
 * @info: struct of the kind; only the members of @mask are looked at
 * @size: size of the struct at @info, bytes
 * @reason: exact reason; may be NULL
 *
 * All the members that @mask names are written, or none.
 *
 * Errors: -ENOENT (OBJECT_NOT_FOUND), -EINVAL (INVALID_PARAMETER, INVALID_NAME),
 * -EEXIST (ALREADY_EXISTS: the name is taken), -EACCES.
 *
 * Return: 0 or a negative errno.
 */
int ntms_set_object(struct ntms_session *session, uint32_t type,
		    const struct ntms_guid *id, uint32_t mask, const void *info,
		    size_t size, uint32_t *reason);

/**
 * ntms_iter_new() - begin to list objects
 * @session: session; must stay open until ntms_iter_free()
 * @type: kind of the objects wanted
 * @container: list only what is in this object; NULL or null GUID: all of the
 *	kind (of pools: those at the top)
 * @iter: where the iterator goes; NULL is written if the call fails
 * @reason: exact reason; may be NULL
 *
 * The iterator asks for a piece at a time, in pieces that grow, so that neither
 * ten objects nor a million cost more than they must. Objects that exist during
 * the whole enumeration come exactly once. One thread at a time may use an
 * iterator.
 *
 * Errors: -ENOENT (OBJECT_NOT_FOUND: no such container), -EINVAL.
 *
 * Return: 0 or a negative errno. The caller owns the iterator.
 */
int ntms_iter_new(struct ntms_session *session, uint32_t type,
		  const struct ntms_guid *container, struct ntms_iter **iter,
		  uint32_t *reason);

/**
 * ntms_iter_next() - the next object
 * @iter: iterator
 * @id: where its GUID goes
 * @reason: exact reason; may be NULL
 *
 * Return: 1 if @id was written, 0 at the end, or a negative errno.
 */
int ntms_iter_next(struct ntms_iter *iter, struct ntms_guid *id,
		   uint32_t *reason);

/**
 * ntms_iter_total() - number of objects that matched when last asked
 * @iter: iterator
 *
 * Return: the number.
 */
uint64_t ntms_iter_total(const struct ntms_iter *iter);

/**
 * ntms_iter_free() - end an enumeration
 * @iter: iterator, or NULL
 */
void ntms_iter_free(struct ntms_iter *iter);

/**
 * ntms_list_objects() - list objects, all at once
 * @session: session
 * @type: see ntms_iter_new()
 * @container: see ntms_iter_new()
 * @ids: where the address of the array goes; NULL if there are none or the call
 *	fails. The caller gives it to free()
 * @count: where the number goes
 * @reason: exact reason; may be NULL
 *
 * Return: 0 or a negative errno, those of ntms_iter_new().
 */
int ntms_list_objects(struct ntms_session *session, uint32_t type,
		      const struct ntms_guid *container, struct ntms_guid **ids,
		      size_t *count, uint32_t *reason);

/**
 * ntms_find_media() - cartridges with a barcode
 * @session: session
 * @barcode: barcode, exactly, at most 63 bytes
 * @ids: where the address of the array goes; NULL if there are none or the call
 *	fails. The caller gives it to free()
 * @count: where the number goes; two cartridges can have one barcode
 * @reason: exact reason; may be NULL
 *
 * Finding none is success.
 *
 * Return: 0 or a negative errno.
 */
int ntms_find_media(struct ntms_session *session, const char *barcode,
		    struct ntms_guid **ids, size_t *count, uint32_t *reason);

/* ---- attributes -------------------------------------------------------- */

/**
 * ntms_get_attribute() - read an attribute of an object
 * @session: session
 * @type: kind that the object must have, or NTMS_TYPE_UNKNOWN for any
 * @id: the object, or a part of one
 * @name: name of the attribute, at most 31 characters of UTF-16; capitals count
 * @data: where the address of the data goes; NULL if the call fails. The caller
 *	gives it to free(). A NUL that is not counted comes after the data
 * @size: where the number of bytes goes
 * @reason: exact reason; may be NULL
 *
 * Errors: -ENOENT (OBJECT_NOT_FOUND: no such object, or it has no such
 * attribute), -EINVAL (INVALID_NAME), -EACCES.
 *
 * Return: 0 or a negative errno.
 */
int ntms_get_attribute(struct ntms_session *session, uint32_t type,
		       const struct ntms_guid *id, const char *name, void **data,
		       size_t *size, uint32_t *reason);

/**
 * ntms_set_attribute() - write or delete an attribute of an object
 * @session: session
 * @type: see ntms_get_attribute()
 * @id: see ntms_get_attribute()
 * @name: see ntms_get_attribute()
 * @data: the data; may be NULL if there is none
 * @size: number of bytes, at most NTMS_ATTRIBUTE_DATA_MAX; 0 deletes the
 *	attribute
 * @reason: exact reason; may be NULL
 *
 * An attribute lasts as long as what it belongs to.
 *
 * Errors: -ENOENT (OBJECT_NOT_FOUND: no such object, or no such attribute to
 * delete), -EINVAL (INVALID_NAME), -EMSGSIZE (NO_DATA: too much), -ENOSPC
 * (DATABASE_FULL: it has NTMS_ATTRIBUTES_MAX already), -EACCES.
 *
 * Return: 0 or a negative errno.
 */
int ntms_set_attribute(struct ntms_session *session, uint32_t type,
		       const struct ntms_guid *id, const char *name,
		       const void *data, size_t size, uint32_t *reason);

/**
 * ntms_list_attributes() - the attributes of an object, by name
 * @session: session
 * @type: see ntms_get_attribute()
 * @id: see ntms_get_attribute(); the attributes of its parts are not among them
 * @infos: where the address of the array goes; NULL if there are none or the
 *	call fails. The caller gives it to free()
 * @count: where the number goes
 * @reason: exact reason; may be NULL
 *
 * Errors: -ENOENT (OBJECT_NOT_FOUND), -EACCES.
 *
 * Return: 0 or a negative errno.
 */
int ntms_list_attributes(struct ntms_session *session, uint32_t type,
			 const struct ntms_guid *id,
			 struct ntms_attribute_info **infos, size_t *count,
			 uint32_t *reason);

/* ---- rights ------------------------------------------------------------ */

/**
 * ntms_get_acl() - who has which rights on an object
 * @session: session
 * @id: any object
 * @acl: filled in: ``governor`` and ``type`` are what governs it, ``owner`` is
 *	the user who has all rights on that, or all ones; ``aces`` is 0
 * @aces: where the address of the governor's list goes; NULL if it is empty or
 *	the call fails. The caller gives it to free()
 * @count: where the number of entries goes
 * @reason: exact reason; may be NULL
 *
 * Whoever can open the device may read a list of rights.
 *
 * Errors: -ENOENT (OBJECT_NOT_FOUND).
 *
 * Return: 0 or a negative errno.
 */
int ntms_get_acl(struct ntms_session *session, const struct ntms_guid *id,
		 struct ntms_acl *acl, struct ntms_ace **aces, size_t *count,
		 uint32_t *reason);

/**
 * ntms_set_acl() - say who has which rights on a pool, a library, the computer
 * @session: session
 * @id: the pool, the library or the computer
 * @aces: the whole list, which takes the place of the one before; may be NULL
 *	if it is empty
 * @count: number of entries, at most NTMS_ACES_MAX
 * @reason: exact reason; may be NULL
 *
 * The owner of a pool and administrators have all rights, whatever the list
 * says; they are who may write it.
 *
 * Errors: -ENOENT (OBJECT_NOT_FOUND), -EOPNOTSUPP (NO_SECURITY_ON_OBJECT: it is
 * none of the three; ntms_get_acl() says what governs it), -EINVAL (an entry is
 * wrong), -ENOSPC (DATABASE_FULL: too many), -EACCES.
 *
 * Return: 0 or a negative errno.
 */
int ntms_set_acl(struct ntms_session *session, const struct ntms_guid *id,
		 const struct ntms_ace *aces, size_t count, uint32_t *reason);

/* ---- pools and media --------------------------------------------------- */

/**
 * ntms_create_pool() - make or open a pool
 * @session: session
 * @create: what to make; all members but ``size``, ``reason`` and ``id`` as
 *	<linux/ntms.h> says. The pool's GUID comes back in ``id``
 * @reason: exact reason; may be NULL
 *
 * Errors: -EEXIST (ALREADY_EXISTS), -ENOENT (OBJECT_NOT_FOUND,
 * INVALID_MEDIA_POOL: the parent), -ENOMEDIUM (INVALID_MEDIA: no such media
 * type), -EINVAL (INVALID_NAME), -EACCES.
 *
 * Return: 0 or a negative errno.
 */
static inline int ntms_create_pool(struct ntms_session *session,
				   struct ntms_pool_create *create,
				   uint32_t *reason)
{
	return ntms_command(session, NTMS_IOC_POOL_CREATE, create,
			    sizeof(*create), reason);
}

/**
 * ntms_delete_pool() - delete an empty pool
 * @session: session
 * @pool: the pool
 * @reason: exact reason; may be NULL
 *
 * Errors: -ENOENT (INVALID_MEDIA_POOL: no such pool, or a system pool),
 * -ENOTEMPTY (NOT_EMPTY), -EACCES.
 *
 * Return: 0 or a negative errno.
 */
int ntms_delete_pool(struct ntms_session *session, const struct ntms_guid *pool,
		     uint32_t *reason);

/**
 * ntms_find_pool() - the pool of a path
 * @session: session
 * @path: names from the top down, joined by backslashes or slashes
 *	("backup\\daily", "backup/daily"). Names are compared exactly
 * @pool: where its GUID goes
 * @reason: exact reason; may be NULL
 *
 * A name may have a slash in it. If a path can then be read in two ways, the
 * one with the longer name at the top is taken.
 *
 * Errors: -ENOENT (INVALID_MEDIA_POOL: no pool has this path), -EINVAL (empty).
 *
 * Return: 0 or a negative errno; @pool is then the null GUID.
 */
int ntms_find_pool(struct ntms_session *session, const char *path,
		   struct ntms_guid *pool, uint32_t *reason);

/**
 * ntms_get_pool_path() - the path of a pool
 * @session: session
 * @pool: the pool
 * @path: where the address of the path goes, names joined by backslashes. NULL
 *	if the call fails. The caller gives it to free()
 * @reason: exact reason; may be NULL
 *
 * Errors: -ENOENT (OBJECT_NOT_FOUND).
 *
 * Return: 0 or a negative errno.
 */
int ntms_get_pool_path(struct ntms_session *session,
		       const struct ntms_guid *pool, char **path,
		       uint32_t *reason);

/**
 * ntms_move_medium() - move a cartridge to another pool
 * @session: session
 * @medium: the cartridge
 * @pool: the pool; the root of the free or import pools stands for its sub-pool
 *	of the cartridge's media type
 * @reason: exact reason; may be NULL
 *
 * Errors: -ENOMEDIUM (INVALID_MEDIA), -ENOENT (INVALID_MEDIA_POOL: no such pool,
 * or no way there), -EMEDIUMTYPE (MEDIA_INCOMPATIBLE), -EUCLEAN (INVALID_STATE:
 * a side is owned or reserved), -EACCES.
 *
 * Return: 0 or a negative errno.
 */
int ntms_move_medium(struct ntms_session *session,
		     const struct ntms_guid *medium,
		     const struct ntms_guid *pool, uint32_t *reason);

/**
 * ntms_add_media_type() - a library supports a media type from now on
 * @session: session
 * @media_type: in: the media type, or null for that of @code, which is made if
 *	there is none yet; out: the media type
 * @code: with a null @media_type, RSM's code of it; else 0
 * @library: the library
 * @reason: exact reason; may be NULL
 *
 * Errors: -ENOMEDIUM (INVALID_MEDIA: no such type), -ENODEV (INVALID_LIBRARY),
 * -EHOSTDOWN (LIBRARY_OFFLINE), -EINVAL, -EACCES.
 *
 * Return: 0 or a negative errno.
 */
int ntms_add_media_type(struct ntms_session *session,
			struct ntms_guid *media_type, uint32_t code,
			const struct ntms_guid *library, uint32_t *reason);

/**
 * ntms_delete_media_type() - a library no longer supports a media type
 * @session: session
 * @media_type: the media type, of which the library holds no cartridge
 * @library: the library
 * @reason: exact reason; may be NULL
 *
 * A type that nothing is of any more goes, with its system pools.
 *
 * Errors: -ENOTEMPTY (NOT_EMPTY), -ENOMEDIUM (INVALID_MEDIA: no such type),
 * -ENODEV (INVALID_LIBRARY), -EACCES.
 *
 * Return: 0 or a negative errno.
 */
int ntms_delete_media_type(struct ntms_session *session,
			   const struct ntms_guid *media_type,
			   const struct ntms_guid *library, uint32_t *reason);

/**
 * ntms_change_media_type() - give a cartridge the media type of a pool
 * @session: session
 * @medium: the cartridge
 * @pool: the pool, to which it is moved as by ntms_move_medium()
 * @reason: exact reason; may be NULL
 *
 * Errors: those of ntms_move_medium(), of which -EMEDIUMTYPE is for a type with
 * another number of sides, or of cleaning cartridges; -EHOSTDOWN
 * (LIBRARY_OFFLINE).
 *
 * Return: 0 or a negative errno.
 */
int ntms_change_media_type(struct ntms_session *session,
			   const struct ntms_guid *medium,
			   const struct ntms_guid *pool, uint32_t *reason);

/**
 * ntms_complete_medium() - say that a side is full
 * @session: session
 * @lmid: the LMID of its owner; it stays what it is
 * @reason: exact reason; may be NULL
 *
 * The side becomes Complete: it keeps its owner and is not to be written any
 * more, until it is given back.
 *
 * Errors: -ENOMEDIUM (INVALID_MEDIA: no such LMID), -EUCLEAN (INVALID_STATE: it
 * is Complete already), -EACCES.
 *
 * Return: 0 or a negative errno.
 */
int ntms_complete_medium(struct ntms_session *session,
			 const struct ntms_guid *lmid, uint32_t *reason);

/**
 * ntms_decommission_side() - say that a side is never to be used again
 * @session: session
 * @side: the side, in the Available state
 * @reason: exact reason; may be NULL
 *
 * There is no way back.
 *
 * Errors: -ENOMEDIUM (INVALID_MEDIA: no such side), -EUCLEAN (INVALID_STATE: it
 * is not Available), -EACCES.
 *
 * Return: 0 or a negative errno.
 */
int ntms_decommission_side(struct ntms_session *session,
			   const struct ntms_guid *side, uint32_t *reason);

/**
 * ntms_swap_media() - let two logical media exchange their sides
 * @session: session
 * @first: an LMID
 * @second: another one
 * @reason: exact reason; may be NULL
 *
 * So that what an application has can be copied to another cartridge while it
 * keeps its LMID. Both sides must be Allocated, in cartridges of one pool.
 *
 * Errors: -ENOMEDIUM (INVALID_MEDIA: no such LMID), -ENOENT (INVALID_MEDIA_POOL:
 * they are in different pools), -EUCLEAN (INVALID_STATE: one is Complete),
 * -EINVAL (also if both are the same), -EACCES.
 *
 * Return: 0 or a negative errno.
 */
int ntms_swap_media(struct ntms_session *session, const struct ntms_guid *first,
		    const struct ntms_guid *second, uint32_t *reason);

/**
 * ntms_delete_medium() - forget a cartridge on the shelf
 * @session: session
 * @medium: the cartridge, in the offline library
 * @reason: exact reason; may be NULL
 *
 * If it is put into a library again it is a new one.
 *
 * Errors: -ENOMEDIUM (INVALID_MEDIA: no such cartridge), -EUCLEAN (INVALID_STATE:
 * it is in a library, or a side of it is owned or reserved), -EACCES: only
 * administrators may.
 *
 * Return: 0 or a negative errno.
 */
int ntms_delete_medium(struct ntms_session *session,
		       const struct ntms_guid *medium, uint32_t *reason);

/**
 * ntms_create_medium() - register a cartridge on the shelf
 * @session: session
 * @create: what it is; all members but ``size`` and ``reason`` as <linux/ntms.h>
 *	says. The GUIDs of the cartridge and of its logical media come back
 * @reason: exact reason; may be NULL
 *
 * For media that another catalog had, with the states of their sides and, if
 * they are known, their GUIDs.
 *
 * Errors: -EINVAL (INVALID_PARAMETER, INVALID_NAME: the barcode), -ENOENT
 * (INVALID_MEDIA_POOL), -EMEDIUMTYPE (MEDIA_INCOMPATIBLE: another number of
 * sides), -ENOMEDIUM (INVALID_MEDIA: barcode or GUID are taken), -EUCLEAN
 * (INVALID_STATE: a side cannot be so in that pool), -EACCES.
 *
 * Return: 0 or a negative errno.
 */
static inline int ntms_create_medium(struct ntms_session *session,
				     struct ntms_medium_create *create,
				     uint32_t *reason)
{
	return ntms_command(session, NTMS_IOC_MEDIUM_CREATE, create,
			    sizeof(*create), reason);
}

/* ---- allocation -------------------------------------------------------- */

/**
 * enum ntms_zero_timeout - what a time-out of zero milliseconds means
 * @NTMS_ZERO_WAITS: wait without limit, as the published page says
 * @NTMS_ZERO_NOWAIT: do not wait, as older editions of the page say
 */
enum ntms_zero_timeout {
	NTMS_ZERO_WAITS		= 0,
	NTMS_ZERO_NOWAIT	= 1,
};

/** define NTMS_TIMEOUT_INFINITE - milliseconds that never end. */
#define NTMS_TIMEOUT_INFINITE	0xffffffffU

/**
 * ntms_set_zero_timeout() - say what a time-out of zero means in this session
 * @session: session
 * @meaning: NTMS_ZERO_WAITS (how a session begins) or NTMS_ZERO_NOWAIT
 *
 * The published page of AllocateNtmsMedia says that a call with a time-out of
 * zero waits for media, and so does ntms: without limit, like INFINITE. Older
 * editions, and programs written by them, read zero as *do not wait*; a program
 * of that kind says so once, with this call or with NTMS_ZERO_TIMEOUT=nowait in
 * its environment. Zero then gives NTMS_REASON_TIMEOUT at once if there is
 * nothing to be had, and leaves no operator request.
 *
 * Return: 0, -EBADF or -EINVAL.
 */
int ntms_set_zero_timeout(struct ntms_session *session,
			  enum ntms_zero_timeout meaning);

/**
 * ntms_get_zero_timeout() - what a time-out of zero means in this session
 * @session: session
 *
 * Return: NTMS_ZERO_WAITS or NTMS_ZERO_NOWAIT.
 */
enum ntms_zero_timeout ntms_get_zero_timeout(const struct ntms_session *session);

/**
 * ntms_deadline_in() - the deadline some milliseconds from now
 * @milliseconds: 0 to NTMS_TIMEOUT_INFINITE - 1; NTMS_TIMEOUT_INFINITE: never
 *
 * Return: nanoseconds of CLOCK_MONOTONIC, or NTMS_DEADLINE_NEVER. Zero is no
 * special case here: the deadline is now.
 */
uint64_t ntms_deadline_in(uint32_t milliseconds);

/**
 * ntms_timeout() - a time-out of the published API as deadline and flags
 * @session: session, for its meaning of zero
 * @milliseconds: time-out; NTMS_TIMEOUT_INFINITE: never; 0: see
 *	ntms_set_zero_timeout()
 * @deadline: where nanoseconds of CLOCK_MONOTONIC go
 * @flags: NTMS_ALLOCATE_F_NOWAIT is added to it where zero means so
 */
void ntms_timeout(const struct ntms_session *session, uint32_t milliseconds,
		  uint64_t *deadline, uint32_t *flags);

/**
 * ntms_allocate_medium() - allocate a side
 * @session: session
 * @allocate: all members but ``size`` and ``reason`` as <linux/ntms.h> says:
 *	pool, options, flags, deadline, side, and with NTMS_ALLOCATE_NEXT medium.
 *	The LMID comes back in ``medium``, the pool that the cartridge came from
 *	in ``allocated_from``
 * @reason: exact reason; may be NULL
 *
 * Waits up to the deadline if nothing is available, unless an option or flag
 * says otherwise. If it fails, ``medium`` is the null GUID, except with
 * NTMS_ALLOCATE_NEXT, where it stays as it was; ``allocated_from`` is null.
 *
 * Errors: the thirteen of struct ntms_allocate.
 *
 * Return: 0 or a negative errno.
 */
static inline int ntms_allocate_medium(struct ntms_session *session,
				       struct ntms_allocate *allocate,
				       uint32_t *reason)
{
	const struct ntms_guid given = allocate->medium;
	int err = ntms_command(session, NTMS_IOC_ALLOCATE, allocate,
			       sizeof(*allocate), reason);

	if (err) {
		memset(&allocate->medium, 0, sizeof(given));
		memset(&allocate->allocated_from, 0, sizeof(given));
		if (allocate->options & NTMS_ALLOCATE_NEXT)
			allocate->medium = given;
	}
	return err;
}

/**
 * ntms_allocate_with_text() - allocate a side, and hear why an operator refused
 * @session: session
 * @allocate: see ntms_allocate_medium(); @text and @text_size of it are written
 * @text: room for what the operator said, UTF-8 and a NUL; empty if there is
 *	nothing
 * @size: bytes at @text; NTMS_MESSAGE_SIZE holds all of it
 * @reason: exact reason; may be NULL
 *
 * Return: see ntms_allocate_medium().
 */
static inline int ntms_allocate_with_text(struct ntms_session *session,
					  struct ntms_allocate *allocate,
					  char *text, size_t size,
					  uint32_t *reason)
{
	if (size)
		text[0] = '\0';
	allocate->text = (uintptr_t)text;
	allocate->text_size = size > NTMS_MESSAGE_SIZE ?
				      NTMS_MESSAGE_SIZE : (uint32_t)size;
	return ntms_allocate_medium(session, allocate, reason);
}

/**
 * ntms_deallocate_medium() - give back what an allocation returned
 * @session: session
 * @lmid: the LMID; it ceases to exist
 * @reason: exact reason; may be NULL
 *
 * Errors: -ENOMEDIUM (INVALID_MEDIA: no such LMID), -EACCES, -EIO, -ENOSPC.
 *
 * Return: 0 or a negative errno.
 */
int ntms_deallocate_medium(struct ntms_session *session,
			   const struct ntms_guid *lmid, uint32_t *reason);

/**
 * ntms_run_inventory() - have a library's elements read again
 * @session: session
 * @library: the library
 * @flags: NTMS_INVENTORY_WAIT: return when it is done; 0: once it is queued
 * @deadline: nanoseconds of CLOCK_MONOTONIC to wait until, see
 *	ntms_deadline_in(); NTMS_DEADLINE_NEVER
 * @reason: exact reason; may be NULL
 *
 * Errors: -ENODEV (INVALID_LIBRARY), -EPERM (RESOURCE_DISABLED), -EHOSTDOWN
 * (LIBRARY_OFFLINE), -EAGAIN (NOT_READY), -ETIMEDOUT (TIMEOUT; the inventory
 * goes on), -ENXIO (DEVICE_NOT_AVAILABLE: it failed, see the library's ``error``
 * and ``sense``), -EACCES.
 *
 * Return: 0 or a negative errno.
 */
int ntms_run_inventory(struct ntms_session *session,
		       const struct ntms_guid *library, uint32_t flags,
		       uint64_t deadline, uint32_t *reason);

/* ---- allocation in an event loop --------------------------------------- */

/**
 * ntms_queue_allocation() - allocate a side, without keeping the thread
 * @session: session
 * @allocate: see ntms_allocate_medium(); NTMS_ALLOCATE_F_QUEUE is added to its
 *	flags
 * @cookie: what ntms_collect_allocation() is to call it by; a number or an
 *	address of the program's choice, another one for each that waits
 * @reason: exact reason; may be NULL
 *
 * If there is something to be had, it is had at once, and the LMID is in
 * ``medium``. Else the allocation waits in the session, an operator is asked,
 * and the call returns 1. One session can have thousands that wait. When one
 * has ended, ntms_fd() polls readable, and ntms_collect_allocation() says what
 * became of it: success, refusal, the deadline, cancellation.
 *
 * Errors: those of ntms_allocate_medium(); -ENOSPC (DATABASE_FULL) also if the
 * user has too many that wait.
 *
 * Return: 1 if it waits, 0 if it is done, or a negative errno.
 */
static inline int ntms_queue_allocation(struct ntms_session *session,
					struct ntms_allocate *allocate,
					uint64_t cookie, uint32_t *reason)
{
	int err;

	allocate->flags |= NTMS_ALLOCATE_F_QUEUE;
	allocate->cookie = cookie;
	allocate->queued = 0;
	err = ntms_allocate_medium(session, allocate, reason);
	return err ? err : allocate->queued ? 1 : 0;
}

/**
 * ntms_collect_allocation() - what became of a queued allocation
 * @session: session
 * @collect: where it goes: ``cookie``, ``result`` (NTMS_REASON_*), ``medium``
 *	(the LMID), ``allocated_from``, ``text`` (what an operator said who refused)
 * @reason: exact reason of this call, not of the allocation; may be NULL
 *
 * Never waits. Allocations are collected in the order in which they ended. When
 * ntms_fd() polls readable, call it until it returns 0.
 *
 * Return: 1 if @collect was written, 0 if none has ended, or a negative errno.
 */
static inline int ntms_collect_allocation(struct ntms_session *session,
					  struct ntms_collect *collect,
					  uint32_t *reason)
{
	uint32_t why;
	int err;

	memset(collect, 0, sizeof(*collect));
	err = ntms_command(session, NTMS_IOC_COLLECT, collect, sizeof(*collect),
			   &why);
	if (err && why == NTMS_REASON_NOT_READY) {
		err = 0;
		why = NTMS_REASON_SUCCESS;
	} else if (!err) {
		err = 1;
	}
	if (reason)
		*reason = why;
	return err;
}

/**
 * ntms_cancel_allocation() - end a queued allocation
 * @session: session
 * @cookie: its cookie
 * @reason: exact reason; may be NULL
 *
 * It is collected as ever, with NTMS_REASON_CANCELLED.
 *
 * Errors: -ENOENT (OBJECT_NOT_FOUND: none of that cookie waits; it may have
 * ended meanwhile, and is then collected with what it came to).
 *
 * Return: 0 or a negative errno.
 */
int ntms_cancel_allocation(struct ntms_session *session, uint64_t cookie,
			   uint32_t *reason);

/**
 * ntms_cancel_all() - end all that waits in a session
 * @session: session
 * @count: how many were ended; may be NULL
 * @reason: exact reason; may be NULL
 *
 * Queued allocations, which are collected as ever, and calls in which other
 * threads wait for media or for an answer: all end with NTMS_REASON_CANCELLED. The
 * session stays open.
 *
 * Return: 0 or a negative errno.
 */
int ntms_cancel_all(struct ntms_session *session, uint32_t *count,
		    uint32_t *reason);

/**
 * ntms_explain_allocation() - why an allocation would not succeed now
 * @session: session
 * @why: in: pool, options, and what goes with them (side, medium), as for
 *	ntms_allocate_medium(); out: ``result``, the reason that the allocation
 *	would have if it did not wait, and how many sides of the pool and of free
 *	have which obstacle. See <linux/ntms.h>
 * @reason: exact reason of this call, not of the allocation; may be NULL
 *
 * The module answers with the allocation's own decision, and changes nothing.
 *
 * Return: 0 or a negative errno.
 */
static inline int ntms_explain_allocation(struct ntms_session *session,
					  struct ntms_why *why,
					  uint32_t *reason)
{
	return ntms_command(session, NTMS_IOC_WHY, why, sizeof(*why), reason);
}

/* ---- operator requests ------------------------------------------------- */

/**
 * ntms_submit_request() - ask an operator for something
 * @session: session
 * @submit: ``request`` (enum ntms_request_kind), ``arg1``, ``arg2`` and
 *	``message`` as <linux/ntms.h> says; the request's GUID comes back in ``id``,
 *	which is the null GUID if the call fails
 * @reason: exact reason; may be NULL
 *
 * Returns at once. The request outlives the session, until it was answered and
 * is deleted or forgotten (ntms_set_request_purge()).
 *
 * Errors: -ENOENT (OBJECT_NOT_FOUND: no such argument), -EINVAL
 * (INVALID_PARAMETER, INVALID_NAME: the message is no text), -ENOSPC
 * (DATABASE_FULL: the user has too many), -EACCES.
 *
 * Return: 0 or a negative errno.
 */
static inline int ntms_submit_request(struct ntms_session *session,
				      struct ntms_request_submit *submit,
				      uint32_t *reason)
{
	int err = ntms_command(session, NTMS_IOC_REQUEST_SUBMIT, submit,
			       sizeof(*submit), reason);

	if (err)
		memset(&submit->id, 0, sizeof(submit->id));
	return err;
}

/**
 * ntms_wait_for_request() - wait until an operator has answered
 * @session: session
 * @wait: ``id``, ``deadline`` (nanoseconds of CLOCK_MONOTONIC, see
 *	ntms_deadline_in()) and ``flags``; out: ``state`` and what the operator
 *	said, ``text``
 * @reason: exact reason; may be NULL
 *
 * Errors: -ECANCELED (CANCELLED: the operator refused, or the session was
 * closed), -ENOENT (OBJECT_NOT_FOUND: no such request, or it went meanwhile),
 * -ETIMEDOUT (TIMEOUT).
 *
 * Return: 0 if it was satisfied, or a negative errno.
 */
static inline int ntms_wait_for_request(struct ntms_session *session,
					struct ntms_request_wait *wait,
					uint32_t *reason)
{
	return ntms_command(session, NTMS_IOC_REQUEST_WAIT, wait, sizeof(*wait),
			    reason);
}

/**
 * ntms_answer_request() - answer an operator request
 * @session: session
 * @request: the request
 * @state: enum ntms_request_state: NTMS_REQUEST_COMPLETE, NTMS_REQUEST_REFUSED,
 *	or how far it is: NTMS_REQUEST_ACTIVE, NTMS_REQUEST_IN_PROGRESS
 * @text: what to tell who asked, UTF-8, at most NTMS_MESSAGE_SIZE - 1 bytes; may
 *	be NULL
 * @reason: exact reason; may be NULL
 *
 * The first of two answers counts, and the second is told so.
 *
 * Errors: -ENOENT (OBJECT_NOT_FOUND: no such request, or it has gone with the
 * call that waited), -EUCLEAN (INVALID_STATE: it was answered already),
 * -EINVAL, -ENAMETOOLONG (INVALID_NAME: @text is too long, or none), -EACCES (it
 * takes CONTROL on the computer, or to have submitted what is refused).
 *
 * Return: 0 or a negative errno.
 */
int ntms_answer_request(struct ntms_session *session,
			const struct ntms_guid *request, uint32_t state,
			const char *text, uint32_t *reason);

/**
 * ntms_delete_request() - forget an operator request that was answered
 * @session: session
 * @request: the request
 * @reason: exact reason; may be NULL
 *
 * Errors: -ENOENT (OBJECT_NOT_FOUND), -EUCLEAN (INVALID_STATE: it was not
 * answered yet), -EACCES.
 *
 * Return: 0 or a negative errno.
 */
int ntms_delete_request(struct ntms_session *session,
			const struct ntms_guid *request, uint32_t *reason);

/**
 * ntms_list_requests() - list operator requests
 * @session: session
 * @ids: see ntms_list_objects()
 * @count: see ntms_list_objects()
 * @reason: exact reason; may be NULL
 *
 * Only those that the caller may see, in the order in which they were
 * submitted; ntms_get_request() reads one.
 *
 * Return: 0 or a negative errno.
 */
static inline int ntms_list_requests(struct ntms_session *session,
				     struct ntms_guid **ids, size_t *count,
				     uint32_t *reason)
{
	return ntms_list_objects(session, NTMS_TYPE_OPERATOR_REQUEST, NULL, ids,
				 count, reason);
}

/**
 * ntms_set_request_purge() - say how long answered requests are kept
 * @session: session
 * @seconds: time after the answer; 0: not at all
 * @reason: exact reason; may be NULL
 *
 * ntms_get_computer() reads it, as ``request_purge``.
 *
 * Errors: -EACCES: only administrators may.
 *
 * Return: 0 or a negative errno.
 */
int ntms_set_request_purge(struct ntms_session *session, uint32_t seconds,
			   uint32_t *reason);

/* ---- notifications ----------------------------------------------------- */

/** struct ntms_notification - what happens is listened to; opaque. */
struct ntms_notification;

/** define NTMS_TYPE_BIT - a kind of object, for ntms_notification_open(). */
#define NTMS_TYPE_BIT(type)	(UINT32_C(1) << (type))

/** define NTMS_TYPES_ALL - all kinds of objects. */
#define NTMS_TYPES_ALL		UINT32_MAX

/**
 * struct ntms_event - something happened to an object
 * @number: of the event; numbers grow
 * @operation: enum ntms_operation of <linux/ntms_netlink.h>
 * @type: kind of the object, enum ntms_type
 * @id: the object; it may be gone by now, and may be one that the caller may
 *	not read
 * @state: of an operator request: enum ntms_request_state, as <linux/ntms.h>
 *	has it; of one that goes it tells how it ended. Else 0
 */
struct ntms_event {
	uint64_t number;
	uint32_t operation;
	uint32_t type;
	struct ntms_guid id;
	uint32_t state;
};

/**
 * ntms_notification_open() - begin to listen to what happens
 * @types: kinds of objects to hear of: NTMS_TYPE_BIT()s, not 0, or
 *	NTMS_TYPES_ALL
 * @notification: where it goes; NULL is written if the call fails
 * @reason: exact reason; may be NULL
 *
 * All that happens from now on is heard, in order, and nothing from before. Look
 * at the objects after this call, and nothing is missed in between. No session is
 * needed, and the module can be unloaded all the same.
 *
 * Errors: -ENOENT with NTMS_REASON_NOT_CONNECTED (the module is not loaded, or
 * this is another network namespace than the initial one), -EACCES, -EMFILE,
 * -ENFILE.
 *
 * Return: 0 or a negative errno. The caller owns the notification and gives it
 * to ntms_notification_close().
 */
int ntms_notification_open(uint32_t types,
			   struct ntms_notification **notification,
			   uint32_t *reason);

/**
 * ntms_notification_wait() - the next thing that happens
 * @notification: notification
 * @deadline: nanoseconds of CLOCK_MONOTONIC, see ntms_deadline_in();
 *	NTMS_DEADLINE_NEVER: no limit; 0: do not wait
 * @event: where it goes; untouched if the call fails
 * @reason: exact reason; may be NULL
 *
 * Many threads may wait; each event is given to one of them. A process that was
 * forked may not use it.
 *
 * NTMS_OPERATION_COMPLETE is said of a library whose inventory has ended, and of a
 * logical medium that a queued allocation has waited for.
 *
 * What comes faster than it is taken is lost, whatever kinds were asked for. A
 * notification that lost something has broken: what it still had is dropped, and
 * every further call fails in the same way. Open another, and look at the
 * objects again.
 *
 * Errors: -ETIMEDOUT (TIMEOUT), -ENOBUFS (NO_DATA: something was lost), -ENODEV
 * (NOT_CONNECTED: the module was unloaded), -ECANCELED (CANCELLED: it was
 * closed).
 *
 * Return: 0 or a negative errno.
 */
int ntms_notification_wait(struct ntms_notification *notification,
			   uint64_t deadline, struct ntms_event *event,
			   uint32_t *reason);

/**
 * ntms_notification_fd() - the file descriptor of a notification
 * @notification: notification
 *
 * To poll() it: when it is readable, call ntms_notification_wait() without
 * waiting until that gives -ETIMEDOUT, since several events can come at once. The
 * notification owns it: do not read or close it.
 *
 * Return: a descriptor, or -EBADF.
 */
int ntms_notification_fd(const struct ntms_notification *notification);

/**
 * ntms_notification_close() - listen no longer
 * @notification: notification, or NULL, which does nothing
 *
 * Calls of other threads that wait end with -ECANCELED; this call does not wait
 * for them. No call may be begun with the notification afterwards.
 */
void ntms_notification_close(struct ntms_notification *notification);

/* ---- GUIDs ------------------------------------------------------------- */

/** define NTMS_GUID_TEXT_SIZE - bytes of a GUID as text, with its NUL. */
#define NTMS_GUID_TEXT_SIZE	37

/**
 * ntms_guid_parse() - a GUID from text
 * @text: 32 hexadecimal digits of either case, with the four dashes or with
 *	none, in braces or not; nothing before or after
 * @guid: where it goes; untouched if the call fails
 *
 * Return: 0 or -EINVAL.
 */
int ntms_guid_parse(const char *text, struct ntms_guid *guid);

/**
 * ntms_guid_format() - a GUID as text
 * @guid: GUID
 * @text: room for NTMS_GUID_TEXT_SIZE bytes; lower case with dashes, no braces
 *
 * Return: @text.
 */
char *ntms_guid_format(const struct ntms_guid *guid, char *text);

/**
 * ntms_guid_compare() - order of two GUIDs
 * @a: one GUID
 * @b: the other
 *
 * The order is that of their text.
 *
 * Return: less than, equal to or greater than 0, as strcmp() does.
 */
int ntms_guid_compare(const struct ntms_guid *a, const struct ntms_guid *b);

/**
 * ntms_guid_equal() - are two GUIDs the same
 * @a: one GUID
 * @b: the other
 *
 * Return: true if so.
 */
static inline bool ntms_guid_equal(const struct ntms_guid *a,
				   const struct ntms_guid *b)
{
	return !memcmp(a, b, sizeof(*a));
}

/**
 * ntms_guid_is_null() - does a GUID name nothing
 * @guid: GUID
 *
 * Return: true if all its bytes are zero.
 */
bool ntms_guid_is_null(const struct ntms_guid *guid);

/* ---- words ------------------------------------------------------------- */

/**
 * ntms_reason_name() - the name of a reason code
 * @reason: NTMS_REASON_*
 *
 * Return: the published name without its prefix ("MEDIA_UNAVAILABLE"), or NULL
 * if the code is not known. Constant.
 */
const char *ntms_reason_name(uint32_t reason);

/**
 * ntms_reason_text() - a reason code in words
 * @reason: NTMS_REASON_*
 *
 * Return: one English sentence without its full stop, beginning in lower case,
 * for any code. Constant.
 */
const char *ntms_reason_text(uint32_t reason);

/**
 * ntms_reason_errno() - the errno that goes with a reason code
 * @reason: NTMS_REASON_*
 *
 * Return: a positive errno; 0 for success; EIO for an unknown code.
 */
int ntms_reason_errno(uint32_t reason);

/**
 * ntms_reason_of_errno() - the nearest reason of an errno
 * @error: errno, positive or negative
 *
 * For errors that come with no reason, such as EFAULT.
 *
 * Return: NTMS_REASON_*.
 */
uint32_t ntms_reason_of_errno(int error);

/**
 * ntms_type_name() - a kind of object in words
 * @type: enum ntms_type
 *
 * Return: "library", "logical medium" ..., or "unknown". Constant.
 */
const char *ntms_type_name(uint32_t type);

/**
 * ntms_side_state_name() - a side's state in words
 * @state: enum ntms_side_state
 *
 * Return: "available", "allocated" ..., or "unknown". Constant.
 */
const char *ntms_side_state_name(uint32_t state);

/**
 * ntms_pool_type_name() - a kind of pool in words
 * @type: enum ntms_pool_type
 *
 * Return: "free", "import", "unrecognized", "application", or "unknown".
 * Constant.
 */
const char *ntms_pool_type_name(uint32_t type);

/**
 * ntms_drive_map_name() - how a drive was matched, in words
 * @map: enum ntms_drive_map
 *
 * Return: "none", "designator", "serial" ..., or "unknown". Constant.
 */
const char *ntms_drive_map_name(uint32_t map);

/**
 * ntms_state_name() - an operational state in words
 * @state: NTMS_STATE_*
 *
 * Return: "ready", "initializing" ..., or "unknown". Constant.
 */
const char *ntms_state_name(uint32_t state);

/**
 * ntms_content_name() - what an element holds, in words
 * @content: NTMS_ELEMENT_*
 *
 * Return: "full", "empty", "not present", or "unknown". Constant.
 */
const char *ntms_content_name(uint32_t content);

/**
 * ntms_inventory_name() - the state of an inventory in words
 * @inventory: NTMS_INVENTORY_NEVER ... NTMS_INVENTORY_FAILED
 *
 * Return: "never", "running", "done", "failed", or "unknown". Constant.
 */
const char *ntms_inventory_name(uint32_t inventory);

/**
 * ntms_request_kind_name() - what an operator is asked for, in words
 * @kind: enum ntms_request_kind
 *
 * Return: "new media", "cleaner", "device service", "move media", "message", or
 * "unknown". Constant.
 */
const char *ntms_request_kind_name(uint32_t kind);

/**
 * ntms_request_state_name() - how far an operator request is, in words
 * @state: enum ntms_request_state
 *
 * Return: "submitted", "active", "in progress", "refused", "complete", or
 * "unknown". Constant.
 */
const char *ntms_request_state_name(uint32_t state);

/**
 * ntms_obstacle_name() - why a side is not to be had, in words
 * @obstacle: enum ntms_obstacle
 *
 * Return: "none", "owned", "offline" ..., or "unknown". Constant.
 */
const char *ntms_obstacle_name(uint32_t obstacle);

#ifdef __cplusplus
}
#endif

#endif /* NTMS_LIBNTMS_H */
