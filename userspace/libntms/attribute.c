// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Attributes: what programs keep with an object.
 */
#include "session.h"

#include <errno.h>
#include <stdlib.h>

/* Most are small; what has more is asked for again. */
#define ROOM_FIRST 4096U
#define LIST_FIRST 16U

/* A struct with object and name in it, or why not. */
static int begin(struct ntms_attribute *arg, uint32_t type,
		 const struct ntms_guid *id, const char *name, uint32_t *reason)
{
	memset(arg, 0, sizeof(*arg));
	if (!id || !name)
		return ntms_fail(reason, -EINVAL);
	arg->type = type;
	arg->id = *id;
	if (!*name || ntms_put_name(arg->name, sizeof(arg->name), name,
				    NTMS_ATTRIBUTE_UNITS))
		return ntms_put_reason(reason, NTMS_REASON_INVALID_NAME,
				       -EINVAL);
	return 0;
}

int ntms_read_attribute(struct ntms_session *session, uint32_t type,
			const struct ntms_guid *id, const char *name, void *data,
			uint32_t *size, uint32_t *reason)
{
	struct ntms_attribute arg;
	uint32_t why = NTMS_REASON_SUCCESS;
	int err = begin(&arg, type, id, name, reason);

	if (err)
		return err;
	arg.data = (uintptr_t)data;
	arg.data_size = *size;
	err = ntms_command(session, NTMS_IOC_ATTR_GET, &arg, sizeof(arg), &why);
	if (!err || why == NTMS_REASON_INSUFFICIENT_BUFFER)
		*size = arg.data_size;
	return ntms_put_reason(reason, why, err);
}

NTMS_EXPORT int ntms_get_attribute(struct ntms_session *session, uint32_t type,
				   const struct ntms_guid *id, const char *name,
				   void **data, size_t *size, uint32_t *reason)
{
	uint32_t room = ROOM_FIRST, used, why = NTMS_REASON_SUCCESS;
	void *buffer = NULL, *next;
	int err;

	if (!data || !size)
		return ntms_fail(reason, -EINVAL);
	*data = NULL;
	*size = 0;
	for (;;) {
		/* One more: a NUL after the data, for those who take it as text. */
		next = realloc(buffer, (size_t)room + 1);
		if (!next) {
			free(buffer);
			return ntms_fail(reason, -ENOMEM);
		}
		buffer = next;
		used = room;
		err = ntms_read_attribute(session, type, id, name, buffer, &used,
					  &why);
		/* It may be another one by the time that there is room for it. */
		if (why != NTMS_REASON_INSUFFICIENT_BUFFER || used <= room)
			break;
		room = used;
	}
	if (!err && used > room)
		err = ntms_fail(&why, -EIO);
	if (err) {
		free(buffer);
		return ntms_put_reason(reason, why, err);
	}
	((char *)buffer)[used] = '\0';
	*data = buffer;
	*size = used;
	return ntms_put_reason(reason, why, 0);
}

NTMS_EXPORT int ntms_set_attribute(struct ntms_session *session, uint32_t type,
				   const struct ntms_guid *id, const char *name,
				   const void *data, size_t size,
				   uint32_t *reason)
{
	struct ntms_attribute arg;
	int err = begin(&arg, type, id, name, reason);

	if (err)
		return err;
	if (size && !data)
		return ntms_fail(reason, -EINVAL);
	arg.data = (uintptr_t)data;
	/* The kernel says that it is too much, whatever is behind it. */
	arg.data_size = size > UINT32_MAX ? UINT32_MAX : (uint32_t)size;
	return ntms_command(session, NTMS_IOC_ATTR_SET, &arg, sizeof(arg),
			    reason);
}

NTMS_EXPORT int ntms_list_attributes(struct ntms_session *session,
				     uint32_t type, const struct ntms_guid *id,
				     struct ntms_attribute_info **infos,
				     size_t *count, uint32_t *reason)
{
	struct ntms_attribute_info *array = NULL, *next;
	struct ntms_attribute_list arg;
	uint32_t room = LIST_FIRST;
	int err;

	if (!id || !infos || !count)
		return ntms_fail(reason, -EINVAL);
	*infos = NULL;
	*count = 0;
	for (;;) {
		next = reallocarray(array, room, sizeof(*array));
		if (!next) {
			free(array);
			return ntms_fail(reason, -ENOMEM);
		}
		array = next;
		memset(&arg, 0, sizeof(arg));
		arg.type = type;
		arg.id = *id;
		arg.infos = (uintptr_t)array;
		arg.count = room;
		err = ntms_command(session, NTMS_IOC_ATTR_LIST, &arg,
				   sizeof(arg), reason);
		if (err || arg.total <= room)
			break;
		room = arg.total;
	}
	if (!err && arg.count > room)
		err = ntms_fail(reason, -EIO);
	if (err || !arg.count) {
		free(array);
		return err;
	}
	*infos = array;
	*count = arg.count;
	return 0;
}
