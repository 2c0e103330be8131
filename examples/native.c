// SPDX-License-Identifier: GPL-2.0
/*
 * The native calls of libntms: lists the cartridges of a pool, allocates a side
 * without waiting, and gives it back.
 *
 *	cc native.c $(pkg-config --cflags --libs libntms) -o native
 *	./native backup
 */
#include <ntms/libntms.h>

#include <stdio.h>

static int complain(const char *what, uint32_t reason)
{
	const char *name = ntms_reason_name(reason);

	fprintf(stderr, "%s: %s (%s)\n", what, ntms_reason_text(reason),
		name ? name : "?");
	return 1;
}

static int list_media(struct ntms_session *session, const struct ntms_guid *pool)
{
	struct ntms_medium_info medium;
	struct ntms_iter *iter;
	struct ntms_guid id;
	uint32_t reason;
	int more;

	if (ntms_iter_new(session, NTMS_TYPE_MEDIUM, pool, &iter, &reason))
		return complain("cannot list the cartridges", reason);
	while ((more = ntms_iter_next(iter, &id, &reason)) > 0)
		if (!ntms_get_medium(session, &id, &medium, NULL))
			printf("%s\n", medium.header.name);
	ntms_iter_free(iter);
	return more ? complain("cannot list the cartridges", reason) : 0;
}

static int try_pool(struct ntms_session *session, const struct ntms_guid *pool)
{
	struct ntms_allocate allocate = { 0 };
	char lmid[NTMS_GUID_TEXT_SIZE];
	uint32_t reason;

	allocate.pool = *pool;
	allocate.options = NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE;
	if (ntms_allocate_medium(session, &allocate, &reason))
		return complain("cannot allocate", reason);
	printf("LMID %s\n", ntms_guid_format(&allocate.medium, lmid));
	if (ntms_deallocate_medium(session, &allocate.medium, &reason))
		return complain("cannot give it back", reason);
	return 0;
}

int main(int argc, char **argv)
{
	struct ntms_session *session;
	struct ntms_guid pool;
	uint32_t reason;
	int code;

	if (argc != 2) {
		fprintf(stderr, "usage: %s POOL\n", argv[0]);
		return 2;
	}
	if (ntms_open(NULL, "native example", &session, &reason))
		return complain("cannot open a session", reason);
	if (ntms_find_pool(session, argv[1], &pool, &reason))
		code = complain(argv[1], reason);
	else
		code = list_media(session, &pool) || try_pool(session, &pool);
	ntms_close(session);
	return code;
}
