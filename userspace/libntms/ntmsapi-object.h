/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Objects of the kernel as published ones.
 */
#ifndef LIBNTMS_NTMSAPI_OBJECT_H
#define LIBNTMS_NTMSAPI_OBJECT_H

#include "published.h"

/**
 * union ntms_any - an object of any kind, as the kernel gives it
 * @header: what every object has
 * @computer: NTMS_TYPE_COMPUTER
 * @drive: NTMS_TYPE_DRIVE
 * @element: NTMS_TYPE_SLOT, NTMS_TYPE_PORT
 * @library: NTMS_TYPE_LIBRARY
 * @logical: NTMS_TYPE_LOGICAL_MEDIUM
 * @media_type: NTMS_TYPE_MEDIA_TYPE
 * @medium: NTMS_TYPE_MEDIUM
 * @pool: NTMS_TYPE_POOL
 * @request: NTMS_TYPE_OPERATOR_REQUEST
 * @side: NTMS_TYPE_SIDE
 */
union ntms_any {
	struct ntms_object_header header;
	struct ntms_computer_info computer;
	struct ntms_drive_info drive;
	struct ntms_element_info element;
	struct ntms_library_info library;
	struct ntms_logical_medium_info logical;
	struct ntms_media_type_info media_type;
	struct ntms_medium_info medium;
	struct ntms_pool_info pool;
	struct ntms_request_info request;
	struct ntms_side_info side;
};

/**
 * struct ntms_whole - an object, and what the published struct has beside it
 * @any: the object
 * @loaded: the side that is in the drive, or that of the cartridge which is in
 *	one; null if it is not known
 * @types: media types of a library
 */
struct ntms_whole {
	union ntms_any any;
	struct ntms_guid loaded;
	DWORD types;
};

/**
 * struct ntms_wanted - what is to be written
 * @mask: which members, NTMS_SET_*
 * @any: their values
 * @name: name in UTF-8, on the heap
 * @description: description likewise
 */
struct ntms_wanted {
	uint32_t mask;
	union ntms_any any;
	char *name;
	char *description;
};

/**
 * ntms_library_types() - the media types of a library
 * @session: session
 * @library: the library
 * @ids: out: array, which the caller frees
 * @count: out: its length
 *
 * Return: an ERROR code.
 */
DWORD ntms_library_types(struct ntms_session *session,
			 const struct ntms_guid *library,
			 struct ntms_guid **ids, size_t *count);

/**
 * ntms_systemtime() - a time as a date
 * @to: out: UTC; all zero if @ns is
 * @ns: nanoseconds since 1970
 */
void ntms_systemtime(SYSTEMTIME *to, uint64_t ns);

/**
 * ntms_objectA() - an object as a published one, in UTF-8
 * @to: out: all of it but dwSize
 * @from: the object
 *
 * Texts that are too long for @to are cut at a character.
 */
void ntms_objectA(NTMS_OBJECTINFORMATIONA *to, const struct ntms_whole *from);

/**
 * ntms_objectW() - an object as a published one, in UTF-16
 * @to: see ntms_objectA()
 * @from: see ntms_objectA()
 */
void ntms_objectW(NTMS_OBJECTINFORMATIONW *to, const struct ntms_whole *from);

/**
 * ntms_changedA() - which members differ, and can be written
 * @wanted: out: what to write; the caller frees its texts, also after an error
 * @is: the object as ntms_objectA() gives it
 * @to: as it is to be
 *
 * Return: ERROR_SUCCESS, ERROR_ACCESS_DENIED (RSM writes a member that differs,
 * and the kernel does not have it), ERROR_INVALID_PARAMETER (no text) or
 * ERROR_NOT_ENOUGH_MEMORY.
 */
DWORD ntms_changedA(struct ntms_wanted *wanted,
		    const NTMS_OBJECTINFORMATIONA *is,
		    const NTMS_OBJECTINFORMATIONA *to);

/**
 * ntms_changedW() - which members differ, in UTF-16
 * @wanted: see ntms_changedA()
 * @is: see ntms_changedA()
 * @to: see ntms_changedA()
 *
 * Return: see ntms_changedA().
 */
DWORD ntms_changedW(struct ntms_wanted *wanted,
		    const NTMS_OBJECTINFORMATIONW *is,
		    const NTMS_OBJECTINFORMATIONW *to);

#endif /* LIBNTMS_NTMSAPI_OBJECT_H */
