// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Objects: to read, to write, to list, to find.
 */
#include "session.h"

#include <errno.h>
#include <stdlib.h>

/* An iterator asks for this many at first, and for more and more later. */
#define PIECE_FIRST 64U
#define PIECE_MOST 8192U

struct ntms_iter {
	struct ntms_session *session;
	struct ntms_guid container;
	uint32_t type;
	uint32_t piece;		/* elements that @ids has room for */
	uint32_t count;		/* elements in @ids */
	uint32_t next;		/* the next one to give */
	uint32_t more;
	uint64_t cursor;
	uint64_t total;
	struct ntms_guid *ids;
};

NTMS_EXPORT int ntms_get_object(struct ntms_session *session, uint32_t type,
				const struct ntms_guid *id, void *info,
				size_t size, uint32_t *found, uint32_t *reason)
{
	struct ntms_object get = { .type = type };
	int err;

	if (!id || !info || size > UINT32_MAX)
		return ntms_fail(reason, -EINVAL);
	memset(info, 0, size);
	get.id = *id;
	get.info = (uintptr_t)info;
	get.info_size = (uint32_t)size;
	err = ntms_command(session, NTMS_IOC_GET, &get, sizeof(get), reason);
	if (err)
		memset(info, 0, size);
	if (found)
		*found = err ? (uint32_t)NTMS_TYPE_UNKNOWN : get.type;
	return err;
}

NTMS_EXPORT int ntms_set_object(struct ntms_session *session, uint32_t type,
				const struct ntms_guid *id, uint32_t mask,
				const void *info, size_t size, uint32_t *reason)
{
	struct ntms_object set = { .type = type, .mask = mask };

	if (!id || !info || size > UINT32_MAX)
		return ntms_fail(reason, -EINVAL);
	set.id = *id;
	set.info = (uintptr_t)info;
	set.info_size = (uint32_t)size;
	return ntms_command(session, NTMS_IOC_SET, &set, sizeof(set), reason);
}

/* Fetch the next piece. */
static int iter_fill(struct ntms_iter *iter, uint32_t *reason)
{
	struct ntms_enum list = {
		.type = iter->type,
		.container = iter->container,
		.cursor = iter->cursor,
		.count = iter->piece,
		.ids = (uintptr_t)iter->ids,
	};
	int err;

	err = ntms_command(iter->session, NTMS_IOC_ENUM, &list, sizeof(list),
			   reason);
	if (err)
		return err;
	/* More to come and nothing given would go round for ever. */
	if (list.count > iter->piece || (list.more && !list.count))
		return ntms_fail(reason, -EIO);
	iter->next = 0;
	iter->count = list.count;
	iter->more = list.more;
	iter->cursor = list.cursor;
	iter->total = list.total;
	return 0;
}

/* Make room for a bigger piece; staying with the old one is no error. */
static void iter_grow(struct ntms_iter *iter)
{
	struct ntms_guid *ids;
	uint32_t piece = iter->piece * 4;

	if (piece > PIECE_MOST)
		piece = PIECE_MOST;
	if (piece == iter->piece)
		return;
	ids = reallocarray(iter->ids, piece, sizeof(*ids));
	if (!ids)
		return;
	iter->ids = ids;
	iter->piece = piece;
}

NTMS_EXPORT int ntms_iter_new(struct ntms_session *session, uint32_t type,
			      const struct ntms_guid *container,
			      struct ntms_iter **iter, uint32_t *reason)
{
	struct ntms_iter *i;
	int err;

	if (!iter)
		return ntms_fail(reason, -EINVAL);
	*iter = NULL;
	i = calloc(1, sizeof(*i));
	if (!i)
		return ntms_fail(reason, -ENOMEM);
	i->session = session;
	i->type = type;
	if (container)
		i->container = *container;
	i->piece = PIECE_FIRST;
	i->ids = reallocarray(NULL, i->piece, sizeof(*i->ids));
	/* The first piece now: a wrong container is an error of this call. */
	err = i->ids ? iter_fill(i, reason) : ntms_fail(reason, -ENOMEM);
	if (err) {
		ntms_iter_free(i);
		return err;
	}
	*iter = i;
	return 0;
}

NTMS_EXPORT int ntms_iter_next(struct ntms_iter *iter, struct ntms_guid *id,
			       uint32_t *reason)
{
	int err;

	if (!iter || !id)
		return ntms_fail(reason, -EINVAL);
	if (iter->next == iter->count) {
		if (!iter->more)
			return ntms_put_reason(reason, NTMS_REASON_SUCCESS, 0);
		iter_grow(iter);
		err = iter_fill(iter, reason);
		if (err)
			return err;
		if (!iter->count)
			return 0;
	}
	*id = iter->ids[iter->next++];
	return ntms_put_reason(reason, NTMS_REASON_SUCCESS, 1);
}

NTMS_EXPORT uint64_t ntms_iter_total(const struct ntms_iter *iter)
{
	return iter ? iter->total : 0;
}

NTMS_EXPORT void ntms_iter_free(struct ntms_iter *iter)
{
	if (!iter)
		return;
	free(iter->ids);
	free(iter);
}

/* Put one more at the end of an array that doubles as it fills. */
static int append(struct ntms_guid **ids, size_t *count, size_t *room,
		  const struct ntms_guid *id)
{
	struct ntms_guid *more;

	if (*count == *room) {
		*room = *room ? *room * 2 : PIECE_FIRST;
		more = reallocarray(*ids, *room, sizeof(*more));
		if (!more)
			return -ENOMEM;
		*ids = more;
	}
	(*ids)[(*count)++] = *id;
	return 0;
}

NTMS_EXPORT int ntms_list_objects(struct ntms_session *session, uint32_t type,
				  const struct ntms_guid *container,
				  struct ntms_guid **ids, size_t *count,
				  uint32_t *reason)
{
	struct ntms_iter *iter;
	struct ntms_guid id;
	size_t room = 0;
	int err;

	if (!ids || !count)
		return ntms_fail(reason, -EINVAL);
	*ids = NULL;
	*count = 0;
	err = ntms_iter_new(session, type, container, &iter, reason);
	if (err)
		return err;
	while ((err = ntms_iter_next(iter, &id, reason)) > 0) {
		err = append(ids, count, &room, &id);
		if (err) {
			ntms_fail(reason, err);
			break;
		}
	}
	ntms_iter_free(iter);
	if (err) {
		free(*ids);
		*ids = NULL;
		*count = 0;
	}
	return err;
}

NTMS_EXPORT int ntms_find_media(struct ntms_session *session,
				const char *barcode, struct ntms_guid **ids,
				size_t *count, uint32_t *reason)
{
	struct ntms_find find = { 0 };
	struct ntms_guid *room, *more;
	uint32_t size = 4;
	int err;

	if (!barcode || !ids || !count)
		return ntms_fail(reason, -EINVAL);
	*ids = NULL;
	*count = 0;
	if (strlen(barcode) >= sizeof(find.barcode))
		return ntms_fail(reason, -EINVAL);
	memcpy(find.barcode, barcode, strlen(barcode));

	room = NULL;
	do {
		more = reallocarray(room, size, sizeof(*more));
		if (!more) {
			free(room);
			return ntms_fail(reason, -ENOMEM);
		}
		room = more;
		find.ids = (uintptr_t)room;
		find.count = size;
		err = ntms_command(session, NTMS_IOC_FIND, &find, sizeof(find),
				   reason);
		if (err || find.total <= size)
			break;
		/* More of them than there was room for: ask again, for all. */
		size = find.total > UINT32_MAX ? UINT32_MAX :
						 (uint32_t)find.total;
	} while (true);

	if (err || !find.count) {
		free(room);
		return err;
	}
	*ids = room;
	*count = find.count;
	return 0;
}
