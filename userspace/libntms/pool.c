// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Pools by path, and the calls that move, give back and read again.
 */
#include "session.h"

#include <errno.h>
#include <stdlib.h>

/* No pool is this deep; a kernel that says otherwise is not believed. */
#define POOL_DEPTH_MOST 256

NTMS_EXPORT int ntms_delete_pool(struct ntms_session *session,
				 const struct ntms_guid *pool, uint32_t *reason)
{
	struct ntms_pool_delete arg = { 0 };

	if (!pool)
		return ntms_fail(reason, -EINVAL);
	arg.id = *pool;
	return ntms_command(session, NTMS_IOC_POOL_DELETE, &arg, sizeof(arg),
			    reason);
}

static bool is_separator(char c)
{
	return c == '\\' || c == '/';
}

/* Bytes of @path that @name takes with the separator after it; 0: no match. */
static size_t name_matches(const char *path, const char *name)
{
	size_t length = strlen(name);

	if (!length || strncmp(path, name, length))
		return 0;
	if (!path[length])
		return length;
	return is_separator(path[length]) ? length + 1 : 0;
}

/*
 * Look for @path below @parent. A name may hold a slash, so more than one child
 * can fit the beginning of the path; then the longest name is tried first.
 */
static int find_below(struct ntms_session *session,
		      const struct ntms_guid *parent, const char *path,
		      struct ntms_guid *pool, unsigned int depth,
		      uint32_t *reason)
{
	size_t count, i, best, most = SIZE_MAX;
	struct ntms_pool_info info;
	struct ntms_guid *ids, next;
	int err;

	if (depth > POOL_DEPTH_MOST)
		return ntms_fail(reason, -ELOOP);
	err = ntms_list_objects(session, NTMS_TYPE_POOL, parent, &ids, &count,
				reason);
	if (err)
		return err;
	do {
		best = 0;
		memset(&next, 0, sizeof(next));
		for (i = 0; i < count; i++) {
			size_t length;

			err = ntms_get_pool(session, &ids[i], &info, reason);
			if (err == -ENOENT)
				continue;	/* deleted meanwhile */
			if (err)
				goto out;
			length = name_matches(path, info.header.name);
			if (length > best && length < most) {
				best = length;
				next = ids[i];
			}
		}
		err = ntms_put_reason(reason, NTMS_REASON_INVALID_MEDIA_POOL,
				      -ENOENT);
		if (!best)
			break;
		if (path[best]) {
			err = find_below(session, &next, path + best, pool,
					 depth + 1, reason);
		} else {
			*pool = next;
			err = ntms_put_reason(reason, NTMS_REASON_SUCCESS, 0);
		}
		most = best;
	} while (err == -ENOENT);
out:
	free(ids);
	return err;
}

NTMS_EXPORT int ntms_find_pool(struct ntms_session *session, const char *path,
			       struct ntms_guid *pool, uint32_t *reason)
{
	if (!path || !pool)
		return ntms_fail(reason, -EINVAL);
	memset(pool, 0, sizeof(*pool));
	while (is_separator(*path))
		path++;
	if (!*path)
		return ntms_fail(reason, -EINVAL);
	return find_below(session, NULL, path, pool, 0, reason);
}

/* Put "@name\" before @path, or just @name if there is no path yet. */
static int prepend(char **path, const char *name)
{
	size_t tail = *path ? strlen(*path) + 1 : 0;
	size_t head = strlen(name);
	char *more;

	more = malloc(head + tail + 1);
	if (!more)
		return -ENOMEM;
	memcpy(more, name, head);
	if (tail) {
		more[head] = '\\';
		memcpy(more + head + 1, *path, tail - 1);
	}
	more[head + tail] = '\0';
	free(*path);
	*path = more;
	return 0;
}

NTMS_EXPORT int ntms_get_pool_path(struct ntms_session *session,
				   const struct ntms_guid *pool, char **path,
				   uint32_t *reason)
{
	struct ntms_pool_info info;
	struct ntms_guid next;
	unsigned int depth = 0;
	int err;

	if (!pool || !path)
		return ntms_fail(reason, -EINVAL);
	*path = NULL;
	next = *pool;
	do {
		err = ntms_get_pool(session, &next, &info, reason);
		if (!err) {
			err = prepend(path, info.header.name);
			if (!err && ++depth > POOL_DEPTH_MOST)
				err = -ELOOP;
			if (err)
				ntms_fail(reason, err);
		}
		if (err) {
			free(*path);
			*path = NULL;
			return err;
		}
		next = info.parent;
	} while (!ntms_guid_is_null(&next));
	return 0;
}

NTMS_EXPORT int ntms_move_medium(struct ntms_session *session,
				 const struct ntms_guid *medium,
				 const struct ntms_guid *pool, uint32_t *reason)
{
	struct ntms_move arg = { 0 };

	if (!medium || !pool)
		return ntms_fail(reason, -EINVAL);
	arg.medium = *medium;
	arg.pool = *pool;
	return ntms_command(session, NTMS_IOC_MOVE, &arg, sizeof(arg), reason);
}

NTMS_EXPORT int ntms_deallocate_medium(struct ntms_session *session,
				       const struct ntms_guid *lmid,
				       uint32_t *reason)
{
	struct ntms_deallocate arg = { 0 };

	if (!lmid)
		return ntms_fail(reason, -EINVAL);
	arg.medium = *lmid;
	return ntms_command(session, NTMS_IOC_DEALLOCATE, &arg, sizeof(arg),
			    reason);
}

NTMS_EXPORT int ntms_run_inventory(struct ntms_session *session,
				   const struct ntms_guid *library,
				   uint32_t flags, uint64_t deadline,
				   uint32_t *reason)
{
	struct ntms_inventory arg = { .flags = flags, .deadline = deadline };

	if (!library)
		return ntms_fail(reason, -EINVAL);
	arg.library = *library;
	return ntms_command(session, NTMS_IOC_INVENTORY, &arg, sizeof(arg),
			    reason);
}

NTMS_EXPORT int ntms_add_media_type(struct ntms_session *session,
				    struct ntms_guid *media_type, uint32_t code,
				    const struct ntms_guid *library,
				    uint32_t *reason)
{
	struct ntms_type_add arg = { .code = code };
	int err;

	if (!media_type || !library)
		return ntms_fail(reason, -EINVAL);
	arg.media_type = *media_type;
	arg.library = *library;
	err = ntms_command(session, NTMS_IOC_TYPE_ADD, &arg, sizeof(arg),
			   reason);
	if (!err)
		*media_type = arg.media_type;
	return err;
}

NTMS_EXPORT int ntms_delete_media_type(struct ntms_session *session,
				       const struct ntms_guid *media_type,
				       const struct ntms_guid *library,
				       uint32_t *reason)
{
	struct ntms_type_delete arg = { 0 };

	if (!media_type || !library)
		return ntms_fail(reason, -EINVAL);
	arg.media_type = *media_type;
	arg.library = *library;
	return ntms_command(session, NTMS_IOC_TYPE_DELETE, &arg, sizeof(arg),
			    reason);
}

NTMS_EXPORT int ntms_change_media_type(struct ntms_session *session,
				       const struct ntms_guid *medium,
				       const struct ntms_guid *pool,
				       uint32_t *reason)
{
	struct ntms_type_change arg = { 0 };

	if (!medium || !pool)
		return ntms_fail(reason, -EINVAL);
	arg.medium = *medium;
	arg.pool = *pool;
	return ntms_command(session, NTMS_IOC_TYPE_CHANGE, &arg, sizeof(arg),
			    reason);
}
