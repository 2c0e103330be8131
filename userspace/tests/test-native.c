// SPDX-License-Identifier: GPL-2.0
/*
 * The native calls against the stand-in: what they send, what they give back.
 */
#include "fake.h"
#include "tap.h"

#include <ntms/libntms.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static struct ntms_session *session;

static void test_open(void)
{
	static const struct {
		int error;
		uint32_t reason;
	} errors[] = {
		{ ENOENT, NTMS_REASON_NOT_CONNECTED },
		{ ENODEV, NTMS_REASON_NOT_CONNECTED },
		{ ENXIO, NTMS_REASON_NOT_CONNECTED },
		{ EACCES, NTMS_REASON_ACCESS_DENIED },
		{ EPERM, NTMS_REASON_ACCESS_DENIED },
		{ EBUSY, NTMS_REASON_NOT_READY },
		{ EMFILE, NTMS_REASON_NOT_ENOUGH_MEMORY },
		{ ENOMEM, NTMS_REASON_NOT_ENOUGH_MEMORY },
	};
	struct ntms_session *s;
	uint32_t reason;
	size_t i;

	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		fake->open_error = errors[i].error;
		s = (struct ntms_session *)&s;
		is(ntms_open(NULL, NULL, &s, &reason), -errors[i].error,
		   "an error of open() comes back");
		is(reason, errors[i].reason, "with its reason");
		ok(!s, "and without a session");
	}
	fake->open_error = 0;
	is(ntms_open("/dev/zero", NULL, &s, &reason), -ENOTTY,
	   "another device is refused");
	is(reason, NTMS_REASON_NOT_SUPPORTED, "with a reason");
	is(ntms_open(NULL, NULL, NULL, &reason), -EINVAL, "no place is refused");
	is(ntms_open(NULL, "a\nb", &s, &reason), -EILSEQ,
	   "a name with a control character is refused");
	is(reason, NTMS_REASON_INVALID_PARAMETER, "with a reason");
	is(ntms_open(NULL, "Sicherung", &s, NULL), 0, "a session opens");
	is_text(fake->application, "Sicherung", "the name arrives");
	is(ntms_set_application(s, NULL, &reason), 0, "the name is taken back");
	is_text(fake->application, "", "and is empty");
	ok(ntms_fd(s) >= 0, "it has a descriptor");
	is(ntms_fd(NULL), -EBADF, "none has none");
	ntms_close(s);
	ntms_close(NULL);
	ok(true, "closing nothing does nothing");
}

static void test_command(void)
{
	struct ntms_info info;
	uint32_t reason = 1, tiny[1] = { 0 };

	is(ntms_get_info(session, &info, &reason), 0, "INFO works");
	is(reason, 0, "its reason is success");
	is(info.size, sizeof(info), "the size was written");
	is(info.libraries, 2, "and the answer");
	is(ntms_get_info(NULL, &info, &reason), -EBADF, "no session");
	is(reason, NTMS_REASON_INVALID_HANDLE, "has its reason");
	is(ntms_command(session, NTMS_IOC_INFO, NULL, 8, &reason), -EINVAL,
	   "no struct");
	is(ntms_command(session, NTMS_IOC_INFO, tiny, sizeof(tiny), &reason),
	   -EINVAL, "a struct without its head");
	is(ntms_command(session, _IO(NTMS_IOC_MAGIC, 0x7f), &info, sizeof(info),
			&reason), -ENOTTY, "a command of the future");
	is(reason, NTMS_REASON_NOT_SUPPORTED, "has its reason");
	fake_fail(NTMS_IOC_INFO, 0, EFAULT);
	is(ntms_get_info(session, &info, &reason), -EFAULT,
	   "an errno without a reason");
	is(reason, NTMS_REASON_INVALID_PARAMETER, "gets the nearest");
	fake_fail(NTMS_IOC_INFO, NTMS_REASON_DATABASE_FULL, ENOSPC);
	is(ntms_get_info(session, &info, &reason), -ENOSPC, "an errno");
	is(reason, NTMS_REASON_DATABASE_FULL, "keeps the kernel's reason");
	fake_fail(NTMS_IOC_INFO, NTMS_REASON_DATABASE_FULL, ENOSPC);
	is(ntms_get_info(session, &info, NULL), -ENOSPC,
	   "the reason need not be asked for");
}

static void test_objects(void)
{
	const struct fake_object *pool = fake_find(NTMS_TYPE_POOL, "backup");
	struct {
		struct ntms_pool_info info;
		char beyond[16];
	} longer;
	struct ntms_pool_info info;
	struct ntms_object_header header;
	struct ntms_guid nobody = { { 1 } };
	struct ntms_side_info side;
	uint32_t type, reason;

	is(ntms_get_pool(session, &pool->header.id, &info, &reason), 0,
	   "a pool is read");
	is_text(info.header.name, "backup", "with its name");
	is(ntms_get_object(session, NTMS_TYPE_UNKNOWN, &pool->header.id, &header,
			   sizeof(header), &type, NULL), 0,
	   "an object of any kind is read, as far as there is room");
	is(type, NTMS_TYPE_POOL, "and its kind comes back");
	memset(&longer, 0xff, sizeof(longer));
	is(ntms_get_object(session, NTMS_TYPE_POOL, &pool->header.id, &longer,
			   sizeof(longer), NULL, NULL), 0, "a longer struct");
	ok(!longer.beyond[0] && !longer.beyond[15], "gets zeros at its end");
	memset(&side, 0xff, sizeof(side));
	is(ntms_get_side(session, &pool->header.id, &side, &reason), -ENOENT,
	   "an object of another kind");
	is(reason, NTMS_REASON_OBJECT_NOT_FOUND, "is not found");
	ok(!side.side && !side.header.name[0], "and its struct is zero");
	is(ntms_get_pool(session, &nobody, &info, NULL), -ENOENT, "no object");
	is(ntms_get_pool(session, NULL, &info, &reason), -EINVAL, "no GUID");
	is(ntms_get_object(session, 0, &nobody, NULL, 0, NULL, &reason), -EINVAL,
	   "no place");

	memset(&info, 0, sizeof(info));
	info.max_allocates = 7;
	is(ntms_set_object(session, NTMS_TYPE_POOL, &pool->header.id,
			   NTMS_SET_MAX_ALLOCATES, &info, sizeof(info), &reason),
	   0, "a member is written");
	is(pool->pool.max_allocates, 7, "and that one");
	is_text(pool->header.name, "backup", "and no other");
	is(fake->set.info_size, sizeof(info), "with the size of the struct");
	info.owner = 4711;
	is(ntms_set_object(session, NTMS_TYPE_POOL, &pool->header.id,
			   NTMS_SET_OWNER, &info, sizeof(info), &reason), 0,
	   "a pool is given to somebody");
	is(pool->pool.owner, 4711, "and is his");
	is(ntms_set_object(session, NTMS_TYPE_POOL, NULL, 1, &info, sizeof(info),
			   &reason), -EINVAL, "SET of no object");
	is(ntms_set_object(session, NTMS_TYPE_POOL, &pool->header.id, 1, NULL, 0,
			   &reason), -EINVAL, "SET of no struct");
}

/* A million media must cost few calls, and each must come once. */
static void test_many(void)
{
	const unsigned int more = 9000;
	struct fake_object *pool = fake_find(NTMS_TYPE_POOL, "daily");
	struct ntms_guid *ids, id;
	struct ntms_iter *iter;
	unsigned int calls, i;
	uint32_t reason;
	size_t count, seen = 0;
	bool once = true;

	for (i = 0; i < more; i++) {
		struct fake_object *medium = fake_add(NTMS_TYPE_MEDIUM, "m");

		medium->medium.pool = pool->header.id;
		memcpy(medium->medium.barcode, "SAME", 5);
	}
	calls = fake->calls[2];
	is(ntms_list_objects(session, NTMS_TYPE_MEDIUM, &pool->header.id, &ids,
			     &count, &reason), 0, "thousands are listed");
	is(count, more, "all of them");
	for (i = 1; i < count; i++)
		once = once && ntms_guid_compare(&ids[i - 1], &ids[i]) < 0;
	ok(once, "each of them once");
	ok(fake->calls[2] - calls <= 6, "in pieces that grow (%u calls)",
	   fake->calls[2] - calls);
	free(ids);

	is(ntms_iter_new(session, NTMS_TYPE_MEDIUM, &pool->header.id, &iter,
			 &reason), 0, "an iterator");
	is(ntms_iter_total(iter), more, "knows how many there are");
	while (seen < 100 && ntms_iter_next(iter, &id, &reason) == 1)
		seen++;
	fake_fail(NTMS_IOC_ENUM, NTMS_REASON_OBJECT_NOT_FOUND, ENOENT);
	while (ntms_iter_next(iter, &id, &reason) == 1)
		seen++;
	ok(seen < more && reason == NTMS_REASON_OBJECT_NOT_FOUND,
	   "and gives the error of a piece (after %zu)", seen);
	ntms_iter_free(iter);

	is(ntms_find_media(session, "SAME", &ids, &count, &reason), 0,
	   "thousands of one barcode are found");
	is(count, more, "all of them");
	free(ids);
	fake->fail_after = 0;
	fake_fail(NTMS_IOC_ENUM, NTMS_REASON_NOT_ENOUGH_MEMORY, ENOMEM);
	fake->fail_after = 2;
	is(ntms_list_objects(session, NTMS_TYPE_MEDIUM, NULL, &ids, &count,
			     &reason), -ENOMEM, "an error in the middle");
	ok(!ids && !count, "leaves no list");
}

static void test_list(void)
{
	struct ntms_guid nobody = { { 1 } }, id, *ids;
	struct ntms_iter *iter = (struct ntms_iter *)&id;
	char barcode[65];
	uint32_t reason;
	size_t count;

	is(ntms_iter_new(session, NTMS_TYPE_MEDIUM, &nobody, &iter, &reason),
	   -ENOENT, "a container that is not there");
	is(reason, NTMS_REASON_OBJECT_NOT_FOUND, "has its reason");
	ok(!iter, "and no iterator");
	ntms_iter_free(NULL);
	is(ntms_iter_next(NULL, &id, NULL), -EINVAL, "no iterator, no object");
	is(ntms_iter_total(NULL), 0, "nor a total");
	is(ntms_iter_new(session, NTMS_TYPE_MEDIUM, NULL, NULL, NULL), -EINVAL,
	   "no place for the iterator");
	is(ntms_list_objects(session, NTMS_TYPE_LOGICAL_MEDIUM, NULL, &ids,
			     &count, &reason), 0, "an empty list");
	ok(!ids && !count, "is no array");
	is(ntms_list_objects(session, NTMS_TYPE_POOL, NULL, &ids, &count, NULL),
	   0, "without a container pools at the top are listed");
	is(count, 5, "and no others");
	free(ids);
	fake->stuck = true;
	is(ntms_iter_new(session, NTMS_TYPE_MEDIUM, NULL, &iter, &reason), -EIO,
	   "more to come and nothing given is an error, not a loop");
	fake->stuck = false;
	is(ntms_find_media(session, "nobody", &ids, &count, &reason), 0,
	   "a barcode that nobody has");
	ok(!ids && !count, "finds nothing");
	is(ntms_find_media(session, "A00003L3", &ids, &count, &reason), 0,
	   "a barcode");
	is(count, 1, "finds its cartridge");
	free(ids);
	memset(barcode, '7', sizeof(barcode));
	barcode[64] = '\0';
	is(ntms_find_media(session, barcode, &ids, &count, &reason), -EINVAL,
	   "a barcode of 64 characters is refused");
	is(ntms_find_media(session, NULL, &ids, &count, &reason), -EINVAL,
	   "no barcode too");
}

/*
 * "a/b" is a pool with "c" in it, and "a" is one with "b" and "d": paths that can
 * be read in two ways. Gives the GUID of "a".
 */
static struct ntms_guid make_pools(void)
{
	struct ntms_pool_create create = { .action = NTMS_CREATE_NEW };
	struct ntms_guid a;
	uint32_t reason;

	memcpy(create.name, "a", 2);
	create.owner = UINT32_MAX;
	is(ntms_create_pool(session, &create, &reason), 0, "a pool of pools");
	a = create.id;
	memcpy(create.name, "a/b", 4);
	is(ntms_create_pool(session, &create, &reason), 0, "one with a slash");
	create.parent = create.id;
	memset(create.name, 0, sizeof(create.name));
	memcpy(create.name, "c", 2);
	is(ntms_create_pool(session, &create, &reason), 0, "one in it");
	create.parent = a;
	memcpy(create.name, "b", 2);
	is(ntms_create_pool(session, &create, &reason), 0, "one in the first");
	memcpy(create.name, "d", 2);
	is(ntms_create_pool(session, &create, &reason), 0, "another one");
	is(ntms_create_pool(session, &create, &reason), -EEXIST, "not twice");
	is(reason, NTMS_REASON_ALREADY_EXISTS, "with the reason");
	return a;
}

static void test_find_pool(void)
{
	static const struct {
		const char *path;
		const char *name;
	} paths[] = {
		{ "backup", "backup" },
		{ "\\backup", "backup" },
		{ "archive\\daily", "daily" },
		{ "archive/daily", "daily" },
		{ "/archive/daily/", "daily" },
		{ "Free/LTO_Ultrium", "LTO_Ultrium" },
		{ "a/b", "a/b" },
		{ "a/b/c", "c" },
		{ "a/d", "d" },
	};
	struct ntms_pool_info info;
	struct ntms_guid pool;
	uint32_t reason;
	size_t i;

	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		is(ntms_find_pool(session, paths[i].path, &pool, &reason), 0,
		   paths[i].path);
		ntms_get_pool(session, &pool, &info, NULL);
		is_text(info.header.name, paths[i].name, "is the right pool");
	}
	is(ntms_find_pool(session, "a/b", &pool, NULL), 0, "of two readings");
	ntms_get_pool(session, &pool, &info, NULL);
	ok(ntms_guid_is_null(&info.parent), "the longer name is taken");
	is(ntms_find_pool(session, "archive/weekly", &pool, &reason), -ENOENT,
	   "a path that is not there");
	is(reason, NTMS_REASON_INVALID_MEDIA_POOL, "has its reason");
	ok(ntms_guid_is_null(&pool), "and the null GUID");
	is(ntms_find_pool(session, "archi", &pool, &reason), -ENOENT,
	   "the beginning of a name is no name");
	is(ntms_find_pool(session, "/", &pool, &reason), -EINVAL, "no names");
	is(ntms_find_pool(session, "", &pool, &reason), -EINVAL, "no path");
	is(ntms_find_pool(session, NULL, &pool, &reason), -EINVAL, "nothing");
}

static void test_pool_paths(void)
{
	struct ntms_guid pool, a = make_pools();
	uint32_t reason;
	char *path;

	test_find_pool();
	ntms_find_pool(session, "archive/daily", &pool, NULL);
	is(ntms_get_pool_path(session, &pool, &path, &reason), 0, "a pool");
	is_text(path, "archive\\daily", "has a path");
	free(path);
	fake_get(&pool, 0)->pool.parent = pool;
	is(ntms_get_pool_path(session, &pool, &path, &reason), -ELOOP,
	   "a pool in itself is an error");
	ok(!path, "and no path");
	pool.b[0]++;
	pool.b[5]++;
	is(ntms_get_pool_path(session, &pool, &path, &reason), -ENOENT,
	   "no pool, no path");
	is(ntms_delete_pool(session, &a, &reason), -ENOTEMPTY,
	   "a pool with pools in it stays");
	is(reason, NTMS_REASON_NOT_EMPTY, "with the reason");
	is(ntms_delete_pool(session, NULL, &reason), -EINVAL, "delete nothing");
}

static void test_allocate(void)
{
	const struct fake_object *medium, *pool;
	struct ntms_allocate arg = { 0 };
	struct ntms_guid lmid;
	uint32_t reason;

	pool = fake_find(NTMS_TYPE_POOL, "backup");
	medium = fake_find(NTMS_TYPE_MEDIUM, "A00003L3");
	arg.pool = pool->header.id;
	arg.deadline = NTMS_DEADLINE_NEVER;
	is(ntms_allocate_medium(session, &arg, &reason), 0, "an allocation");
	ok(!ntms_guid_is_null(&arg.medium), "gives an LMID");
	ok(ntms_guid_equal(&medium->medium.pool, &pool->header.id),
	   "and moves the cartridge");
	lmid = arg.medium;

	arg.options = NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE;
	is(ntms_allocate_medium(session, &arg, &reason), -EBUSY,
	   "a second one fails");
	is(reason, NTMS_REASON_MEDIA_UNAVAILABLE, "with its reason");
	ok(ntms_guid_is_null(&arg.medium), "and the null GUID");
	ok(ntms_guid_is_null(&arg.allocated_from), "from nowhere");

	arg.options |= NTMS_ALLOCATE_NEXT;
	arg.medium = lmid;
	is(ntms_allocate_medium(session, &arg, &reason), -EBUSY,
	   "NEXT fails too");
	ok(ntms_guid_equal(&arg.medium, &lmid), "and leaves the LMID");

	is(ntms_deallocate_medium(session, &lmid, &reason), 0, "given back");
	is(ntms_deallocate_medium(session, &lmid, &reason), -ENOMEDIUM,
	   "not twice");
	is(reason, NTMS_REASON_INVALID_MEDIA, "with the reason");
	is(ntms_deallocate_medium(session, NULL, &reason), -EINVAL,
	   "nothing cannot be given back");

	is(ntms_move_medium(session, &medium->header.id, &fake->info.free_pool,
			    &reason), 0, "back to free");
	ok(!ntms_guid_equal(&medium->medium.pool, &pool->header.id), "it moved");
	is(ntms_move_medium(session, &pool->header.id, &fake->info.free_pool,
			    &reason), -ENOMEDIUM, "a pool is no cartridge");
	is(ntms_move_medium(session, NULL, NULL, &reason), -EINVAL,
	   "nothing cannot be moved");
}

/* What is allocated can be complete, and what is available worn out. */
static void test_states(void)
{
	const struct fake_object *medium = fake_find(NTMS_TYPE_MEDIUM,
						     "A00003L3");
	const struct ntms_guid *side = &medium->medium.sides[0];
	struct ntms_allocate arg = { .deadline = NTMS_DEADLINE_NEVER };
	uint32_t reason;

	arg.pool = fake_find(NTMS_TYPE_POOL, "backup")->header.id;
	is(ntms_allocate_medium(session, &arg, &reason), 0, "an allocation");
	is(ntms_decommission_side(session, side, &reason), -EUCLEAN,
	   "what is owned is not decommissioned");
	is(reason, NTMS_REASON_INVALID_STATE, "with its reason");
	is(ntms_complete_medium(session, &arg.medium, &reason), 0,
	   "it is complete");
	is(fake_get(side, 0)->side.side_state, NTMS_SIDE_COMPLETE,
	   "and says so");
	is(ntms_complete_medium(session, &arg.medium, &reason), -EUCLEAN,
	   "once");
	is(reason, NTMS_REASON_INVALID_STATE, "with its reason");
	is(ntms_complete_medium(session, side, &reason), -ENOMEDIUM,
	   "a side is no LMID");
	is(reason, NTMS_REASON_INVALID_MEDIA, "with its reason");
	is(ntms_complete_medium(session, NULL, &reason), -EINVAL,
	   "nothing is not complete");
	is(ntms_deallocate_medium(session, &arg.medium, NULL), 0, "given back");
	is(ntms_decommission_side(session, side, &reason), 0,
	   "it is decommissioned");
	is(fake_get(side, 0)->side.side_state, NTMS_SIDE_DECOMMISSIONED,
	   "and says so");
	is(ntms_decommission_side(session, &medium->header.id, &reason),
	   -ENOMEDIUM, "a cartridge is no side");
	is(ntms_decommission_side(session, NULL, &reason), -EINVAL,
	   "nothing is not worn out");
	is(ntms_decommission_side(NULL, side, &reason), -EBADF, "no session");
}

static void test_types(void)
{
	struct ntms_guid lto = fake_find(NTMS_TYPE_MEDIA_TYPE,
					 "LTO_Ultrium")->header.id;
	struct ntms_guid mo = fake_find(NTMS_TYPE_MEDIA_TYPE,
					"MO_5_RW")->header.id;
	struct fake_object *library = fake_find(NTMS_TYPE_LIBRARY, "L700");
	struct fake_object *medium = fake_find(NTMS_TYPE_MEDIUM, "MO0001");
	struct ntms_guid daily = fake_find(NTMS_TYPE_POOL, "daily")->header.id;
	struct ntms_guid id = mo, none = { .b = { 0 } };
	uint32_t reason;

	is(ntms_add_media_type(session, &id, 0, &library->header.id, &reason),
	   0, "a library supports a media type");
	ok(ntms_guid_equal(&library->library.media_type, &mo), "and says so");
	is(ntms_add_media_type(session, &id, 0x3b, &library->header.id,
			       &reason), -EINVAL, "a type is named once");
	id = none;
	is(ntms_add_media_type(session, &id, 0xff, &library->header.id,
			       &reason), -ENOMEDIUM, "there is no such code");
	ok(ntms_guid_is_null(&id), "and so no type");
	id = lto;
	is(ntms_add_media_type(session, &id, 0, &fake->info.offline_library,
			       &reason), -ENODEV, "the shelf supports nothing");
	is(reason, NTMS_REASON_INVALID_LIBRARY, "with its reason");
	is(ntms_add_media_type(session, NULL, 0, &lto, &reason), -EINVAL,
	   "nothing is not supported");
	is(ntms_add_media_type(session, &id, 0, NULL, &reason), -EINVAL,
	   "by nobody");
	is(ntms_delete_media_type(session, &lto, &library->header.id, &reason),
	   -ENOTEMPTY, "what is there is supported");
	is(reason, NTMS_REASON_NOT_EMPTY, "with its reason");
	is(ntms_delete_media_type(session, NULL, &lto, &reason), -EINVAL,
	   "nothing is not deleted");
	is(ntms_delete_media_type(session, &lto, NULL, &reason), -EINVAL,
	   "from nobody");
	is(ntms_change_media_type(session, &medium->header.id,
				  &medium->medium.pool, &reason), 0,
	   "a cartridge is of its pool's type");
	is(ntms_change_media_type(session, &lto, &daily, &reason), -ENOMEDIUM,
	   "a type is no cartridge");
	is(ntms_change_media_type(session, NULL, &daily, &reason), -EINVAL,
	   "nothing cannot change");
	is(ntms_change_media_type(session, &medium->header.id, NULL, &reason),
	   -EINVAL, "nor to nothing");
}

/* Two sides of one cartridge are enough to be swapped. */
static void test_swap(void)
{
	const struct fake_object *medium = fake_find(NTMS_TYPE_MEDIUM, "MO0001");
	struct ntms_allocate arg = { .deadline = NTMS_DEADLINE_NEVER };
	struct ntms_guid lmids[2];
	uint32_t reason;
	int i;

	arg.pool = fake_find(NTMS_TYPE_POOL, "daily")->header.id;
	for (i = 0; i < 2; i++) {
		arg.side = medium->medium.sides[i];
		is(ntms_allocate_medium(session, &arg, &reason), 0, "a side");
		lmids[i] = arg.medium;
	}
	is(ntms_swap_media(session, &lmids[0], &lmids[1], &reason), 0,
	   "they are swapped");
	ok(ntms_guid_equal(&fake_get(&lmids[0], 0)->logical.side,
			   &medium->medium.sides[1]), "the first has the second");
	ok(ntms_guid_equal(&fake_get(&lmids[1], 0)->logical.side,
			   &medium->medium.sides[0]), "and the second the first");
	is(ntms_swap_media(session, &lmids[0], &lmids[0], &reason), -EINVAL,
	   "one is not two");
	is(ntms_swap_media(session, &lmids[0], &medium->header.id, &reason),
	   -ENOMEDIUM, "a cartridge is no LMID");
	is(reason, NTMS_REASON_INVALID_MEDIA, "with its reason");
	is(ntms_complete_medium(session, &lmids[1], NULL), 0, "one is full");
	is(ntms_swap_media(session, &lmids[0], &lmids[1], &reason), -EUCLEAN,
	   "which is not swapped");
	is(reason, NTMS_REASON_INVALID_STATE, "with its reason");
	is(ntms_swap_media(session, NULL, &lmids[1], &reason), -EINVAL,
	   "nothing cannot be swapped");
	is(ntms_swap_media(session, &lmids[0], NULL, &reason), -EINVAL,
	   "nor for nothing");
	for (i = 0; i < 2; i++)
		is(ntms_deallocate_medium(session, &lmids[i], NULL), 0,
		   "given back");
	is(ntms_move_medium(session, &medium->header.id,
			    &fake->info.import_pool, NULL), 0, "and moved back");
}

/* What is on the shelf is forgotten. */
static void test_delete(void)
{
	struct fake_object *medium = fake_find(NTMS_TYPE_MEDIUM, "A00002L3");
	struct ntms_guid side = medium->medium.sides[0];
	struct ntms_guid id = medium->header.id;
	uint32_t reason;

	is(ntms_delete_medium(session, &id, &reason), -EUCLEAN,
	   "what is in a library is not forgotten");
	is(reason, NTMS_REASON_INVALID_STATE, "with its reason");
	medium->medium.library = fake->info.offline_library;
	is(ntms_delete_medium(session, &side, &reason), -ENOMEDIUM,
	   "a side is no cartridge");
	is(reason, NTMS_REASON_INVALID_MEDIA, "with its reason");
	is(ntms_delete_medium(session, &id, &reason), 0,
	   "what is on the shelf is");
	ok(!fake_get(&id, 0) && !fake_get(&side, 0), "with its side");
	is(ntms_delete_medium(session, &id, &reason), -ENOMEDIUM, "once");
	is(ntms_delete_medium(session, NULL, &reason), -EINVAL,
	   "nothing cannot be forgotten");
}

/* And what another catalog had is registered there. */
static void test_create(void)
{
	struct fake_object *type = fake_find(NTMS_TYPE_MEDIA_TYPE,
					     "LTO_Ultrium");
	struct ntms_medium_create create = {
		.side_count = 1,
		.owner = 1000,
		.pool = fake_leaf_pool(&fake->info.import_pool,
				       &type->header.id)->header.id,
		.barcode = "N00001L3",
		.sides = { { .side_state = NTMS_SIDE_COMPLETE } },
	};
	uint32_t reason;

	is(ntms_create_medium(session, &create, &reason), -EUCLEAN,
	   "in import nothing is owned");
	is(reason, NTMS_REASON_INVALID_STATE, "with its reason");
	create.sides[0].side_state = NTMS_SIDE_IMPORT;
	is(ntms_create_medium(session, &create, &reason), 0,
	   "a cartridge is registered");
	ok(fake_get(&create.medium, NTMS_TYPE_MEDIUM), "and its GUID told");
	is(ntms_create_medium(session, &create, &reason), -ENOMEDIUM, "once");
	is(reason, NTMS_REASON_INVALID_MEDIA, "with its reason");
	is(ntms_delete_medium(session, &create.medium, &reason), 0,
	   "and forgotten");
	is(ntms_create_medium(session, NULL, &reason), -EINVAL,
	   "nothing cannot be registered");
}

/* Data of all sizes, of which the first room holds most. */
static void test_attribute_sizes(const struct ntms_guid *id)
{
	static const size_t sizes[] = { 1, 4095, 4096, 4097,
					NTMS_ATTRIBUTE_DATA_MAX };
	unsigned char *data = malloc(NTMS_ATTRIBUTE_DATA_MAX + 1);
	uint32_t reason;
	size_t i, size;
	void *got;

	for (i = 0; i < NTMS_ATTRIBUTE_DATA_MAX; i++)
		data[i] = (unsigned char)(i * 7);
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		is(ntms_set_attribute(session, 0, id, "data", data, sizes[i],
				      &reason), 0, "data is written");
		is(ntms_get_attribute(session, NTMS_TYPE_POOL, id, "data", &got,
				      &size, &reason), 0, "and read");
		is(size, sizes[i], "as much");
		ok(!memcmp(got, data, size) && !((char *)got)[size],
		   "and the same, with a NUL after it");
		free(got);
	}
	is(ntms_set_attribute(session, 0, id, "data", data,
			      NTMS_ATTRIBUTE_DATA_MAX + 1, &reason), -EMSGSIZE,
	   "more is too much");
	is(reason, NTMS_REASON_NO_DATA, "with its reason");
	is(ntms_set_attribute(session, 0, id, "data", data, (size_t)1 << 32,
			      NULL), -EMSGSIZE, "however much");
	is(ntms_set_attribute(session, 0, id, "data", NULL, 0, &reason), 0,
	   "none deletes it");
	is(ntms_set_attribute(session, 0, id, "data", NULL, 0, &reason),
	   -ENOENT, "once");
	free(data);
}

static void test_attribute_list(const struct ntms_guid *id)
{
	const char filling[NTMS_ATTRIBUTES_MAX] = "filling";
	struct ntms_attribute_info *infos;
	char name[] = "name 00";
	uint32_t reason;
	size_t count, i;
	bool sorted = true;

	is(ntms_list_attributes(session, 0, id, &infos, &count, &reason), 0,
	   "there is");
	ok(!infos && !count, "none");
	for (i = 0; i < NTMS_ATTRIBUTES_MAX; i++) {
		name[5] = (char)('0' + i % 10);
		name[6] = (char)('0' + i / 10);
		ntms_set_attribute(session, 0, id, name, filling, i + 1, NULL);
	}
	is(ntms_list_attributes(session, NTMS_TYPE_POOL, id, &infos, &count,
				&reason), 0, "more than there was room for");
	is(count, NTMS_ATTRIBUTES_MAX, "are all listed");
	for (i = 1; i < count; i++)
		sorted &= strcmp(infos[i - 1].name, infos[i].name) < 0;
	ok(sorted, "by name");
	is(infos[0].data_size, 1, "with their sizes");
	for (i = 0; i < count; i++)
		ntms_set_attribute(session, 0, id, infos[i].name, NULL, 0,
				   NULL);
	free(infos);
	is(ntms_list_attributes(session, NTMS_TYPE_SIDE, id, &infos, &count,
				&reason), -ENOENT, "of another kind");
	ok(!infos && !count, "there is nothing");
	is(ntms_list_attributes(session, 0, NULL, &infos, &count, &reason),
	   -EINVAL, "no object");
	is(ntms_list_attributes(session, 0, id, NULL, &count, &reason), -EINVAL,
	   "no place");
}

static void test_attribute_names(const struct ntms_guid *id)
{
	static const char *const bad[] = {
		"", "a\nb", "\xc3", "12345678901234567890123456789012",
	};
	uint32_t reason;
	size_t i, size;
	void *got = &size;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		is(ntms_set_attribute(session, 0, id, bad[i], "x", 1, &reason),
		   -EINVAL, "a bad name");
		is(reason, NTMS_REASON_INVALID_NAME, "is said to be one");
		is(ntms_get_attribute(session, 0, id, bad[i], &got, &size,
				      &reason), -EINVAL, "also to read");
		is(reason, NTMS_REASON_INVALID_NAME, "with its reason");
		ok(!got && !size, "and there is nothing");
	}
	is(ntms_set_attribute(session, 0, id,
			      "\xe2\x82\xac" "234567890123456789012345678901",
			      "x", 1, &reason), 0, "31 characters are right");
	is(ntms_set_attribute(session, 0, id,
			      "\xe2\x82\xac" "234567890123456789012345678901",
			      NULL, 0, &reason), 0, "and deleted");
	is(ntms_get_attribute(session, 0, id, "none", &got, &size, &reason),
	   -ENOENT, "one that is not there");
	is(reason, NTMS_REASON_OBJECT_NOT_FOUND, "has its reason");
	is(ntms_get_attribute(session, 0, NULL, "a", &got, &size, &reason),
	   -EINVAL, "no object");
	is(ntms_get_attribute(session, 0, id, NULL, &got, &size, &reason),
	   -EINVAL, "no name");
	is(ntms_get_attribute(session, 0, id, "a", NULL, &size, &reason),
	   -EINVAL, "no place");
	is(ntms_set_attribute(session, 0, id, "a", NULL, 1, &reason), -EINVAL,
	   "no data");
	fake_fail(NTMS_IOC_ATTR_GET, NTMS_REASON_INSUFFICIENT_BUFFER, ENOBUFS);
	is(ntms_get_attribute(session, 0, id, "a", &got, &size, &reason),
	   -ENOBUFS, "too small for no reason is no way round for ever");
	ok(!got, "and gives nothing");
}

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000U + (uint64_t)time.tv_nsec;
}

static void test_timeouts(void)
{
	const uint64_t second = 1000000000U;
	uint64_t before, deadline, after;
	struct ntms_session *other;
	uint32_t flags = 0, reason;

	before = now();
	deadline = ntms_deadline_in(1500);
	after = now();
	ok(deadline >= before + second * 3 / 2 &&
	   deadline <= after + second * 3 / 2, "a second and a half from now");
	is(ntms_deadline_in(NTMS_TIMEOUT_INFINITE), NTMS_DEADLINE_NEVER,
	   "INFINITE is never");
	deadline = ntms_deadline_in(0);
	ok(deadline >= after && deadline <= now(), "zero is now, as a deadline");
	deadline = ntms_deadline_in(NTMS_TIMEOUT_INFINITE - 1);
	ok(deadline > after + 4294967U * second && deadline < NTMS_DEADLINE_NEVER,
	   "the longest time-out is 49 days, not less");

	is(ntms_get_zero_timeout(session), NTMS_ZERO_WAITS,
	   "a session begins with zero waiting");
	ntms_timeout(session, 0, &deadline, &flags);
	ok(deadline == NTMS_DEADLINE_NEVER && !flags,
	   "a time-out of zero waits for ever, as published");
	ntms_timeout(session, NTMS_TIMEOUT_INFINITE, &deadline, &flags);
	ok(deadline == NTMS_DEADLINE_NEVER && !flags, "and so does INFINITE");
	ntms_timeout(session, 10, &deadline, &flags);
	ok(deadline < NTMS_DEADLINE_NEVER && !flags, "ten milliseconds do not");
	is(ntms_set_zero_timeout(session, NTMS_ZERO_NOWAIT), 0,
	   "the other reading");
	ntms_timeout(session, 0, &deadline, &flags);
	is(flags, NTMS_ALLOCATE_F_NOWAIT, "makes zero not wait");
	flags = 0;
	ntms_timeout(session, NTMS_TIMEOUT_INFINITE, &deadline, &flags);
	ok(deadline == NTMS_DEADLINE_NEVER && !flags, "and only zero");
	ntms_timeout(session, 10, &deadline, &flags);
	ok(!flags, "not ten milliseconds");
	is(ntms_set_zero_timeout(session, (enum ntms_zero_timeout)2), -EINVAL,
	   "there is no third reading");
	is(ntms_set_zero_timeout(NULL, NTMS_ZERO_WAITS), -EBADF, "nor one of nothing");
	is(ntms_get_zero_timeout(NULL), NTMS_ZERO_WAITS, "which waits");
	ntms_set_zero_timeout(session, NTMS_ZERO_WAITS);

	setenv("NTMS_ZERO_TIMEOUT", "nowait", 1);
	ntms_open(NULL, NULL, &other, &reason);
	is(ntms_get_zero_timeout(other), NTMS_ZERO_NOWAIT,
	   "the environment sets it for new sessions");
	is(ntms_get_zero_timeout(session), NTMS_ZERO_WAITS, "not for old ones");
	ntms_close(other);
	setenv("NTMS_ZERO_TIMEOUT", "wait", 1);
	ntms_open(NULL, NULL, &other, &reason);
	is(ntms_get_zero_timeout(other), NTMS_ZERO_WAITS,
	   "any other value is the published reading");
	ntms_close(other);
	unsetenv("NTMS_ZERO_TIMEOUT");
}

static void test_inventory(void)
{
	const struct fake_object *library;
	uint32_t reason;

	library = fake_find(NTMS_TYPE_LIBRARY, "L700");
	is(ntms_run_inventory(session, &library->header.id, NTMS_INVENTORY_WAIT,
			      12345, &reason), 0, "an inventory");
	is(fake->inventory.deadline, 12345, "with its deadline");
	is(fake->inventory.flags, NTMS_INVENTORY_WAIT, "and its flag");
	is(ntms_run_inventory(session, &fake->info.offline_library, 0,
			      NTMS_DEADLINE_NEVER, &reason), -ENODEV,
	   "the offline library has no elements");
	is(reason, NTMS_REASON_INVALID_LIBRARY, "with the reason");
	is(ntms_run_inventory(session, NULL, 0, 0, &reason), -EINVAL,
	   "no library");
}

static void *wait_in_inventory(void *library)
{
	uint32_t reason;

	ntms_run_inventory(session, library, NTMS_INVENTORY_WAIT,
			   NTMS_DEADLINE_NEVER, &reason);
	return NULL;
}

/*
 * A session is closed while a call waits in it: the module must learn of it at
 * once, and the number of the descriptor must stay taken until the call is back.
 */
static void test_close_while_waiting(void)
{
	struct fake_object *library = fake_find(NTMS_TYPE_LIBRARY, "L700");
	char directory[] = "/tmp/ntms-test-native-PXXXXXX";
	int fifo, fd = ntms_fd(session);
	pthread_t thread;

	if (!ok(mkdtemp(directory), "a directory for the FIFO"))
		return;
	snprintf(fake->block, sizeof(fake->block), "%s/fifo", directory);
	mkfifo(fake->block, 0600);
	pthread_create(&thread, NULL, wait_in_inventory, &library->header.id);
	/* Opening it waits for the reader: the call is under way then. */
	fifo = open(fake->block, O_WRONLY);
	ok(!(fcntl(fd, F_GETFL) & O_PATH), "the device is open");
	ntms_close(session);
	ok(fcntl(fd, F_GETFL) & O_PATH, "closing closes it under the call");
	is(write(fifo, "x", 1), 1, "the call goes on");
	pthread_join(thread, NULL);
	is(fcntl(fd, F_GETFL), -1, "and what took its place is closed after it");
	close(fifo);
	unlink(fake->block);
	rmdir(directory);
	fake->block[0] = '\0';
}

int main(void)
{
	fake_typical();
	test_open();
	ntms_open(NULL, "test", &session, NULL);
	test_command();
	test_objects();
	test_list();
	test_allocate();
	test_states();
	test_swap();
	test_attribute_sizes(&fake_find(NTMS_TYPE_POOL, "backup")->header.id);
	test_attribute_list(&fake_find(NTMS_TYPE_POOL, "backup")->header.id);
	test_attribute_names(&fake_find(NTMS_TYPE_POOL, "backup")->header.id);
	test_types();
	test_delete();
	test_create();
	test_timeouts();
	test_inventory();
	test_pool_paths();
	test_many();
	test_close_while_waiting();
	ok(!fake->malformed, "every struct was well formed (%s)",
	   fake->malformed ? fake->why : "all");
	return tap_end();
}
