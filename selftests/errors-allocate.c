// SPDX-License-Identifier: GPL-2.0
/* Rows of allocations: those that are served, refused, wait, or are asked about */
#include <unistd.h>

#include "errors.h"
#include "waiter.h"

ROW(allocate_success)
{
	uint32_t reason = allocate(s.fd, &pool, NULL, 0, &lmid, NULL);

	return reason ?: deallocate(s.fd, &lmid);
}

ROW(allocate_from_pool)
{
	return allocate(s.fd, &pool, NULL, 0, &lmid, NULL);
}

ROW(allocate_denied)
{
	return as_user(allocate_from_pool);
}

ROW(allocate_parameter)
{
	return allocate(s.fd, &pool, NULL, NTMS_ALLOCATE_NEW |
			NTMS_ALLOCATE_NEXT, &lmid, NULL);
}

ROW(allocate_timeout)
{
	struct ntms_guid empty;

	if (scene_pool(&s, 0, 0, 0, &empty))
		return UINT32_MAX;
	return allocate(s.fd, &empty, NULL, 0, &lmid, NULL);
}

ROW(allocate_unavailable)
{
	struct ntms_guid empty;

	if (scene_pool(&s, 0, 0, 0, &empty))
		return UINT32_MAX;
	return allocate(s.fd, &empty, NULL, NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE,
			&lmid, NULL);
}

ROW(allocate_nobody)
{
	return allocate(s.fd, &pool, &nobody, 0, &lmid, NULL);
}

ROW(allocate_system)
{
	return allocate(s.fd, &s.free, NULL, 0, &lmid, NULL);
}

ROW(allocate_this)
{
	struct ntms_guid side = side_of(s.fd, &s.media[0], 0);

	return allocate(s.fd, &pool, &side, 0, &lmid, NULL);
}

ROW(allocate_offline)
{
	return without_library(allocate_this);
}

ROW(allocate_disabled)
{
	return while_disabled(&s.media[0], allocate_this);
}

ROW(allocate_other_type)
{
	struct ntms_medium_info info;
	struct ntms_guid id;

	if (!find_cleaner(&id) || GET(s.fd, NTMS_TYPE_MEDIUM, &id, &info))
		return UINT32_MAX;
	return allocate(s.fd, &pool, &info.sides[0], 0, &lmid, NULL);
}

ROW(allocate_from_free)
{
	struct ntms_guid draws;

	if (scene_pool(&s, NTMS_POOL_FROMSCRATCH, 0, 0, &draws))
		return UINT32_MAX;
	return allocate(s.fd, &draws, NULL, 0, &lmid, NULL);
}

ROW(allocate_no_free)
{
	return while_disabled(&s.free, allocate_from_free);
}

ROW(deallocate_nobody)
{
	return deallocate(s.fd, &nobody);
}

ROW(deallocate_parameter)
{
	return deallocate(s.fd, &no_guid);
}

ROW(deallocate_it)
{
	return deallocate(s.fd, &lmid);
}

ROW(deallocate_as_user)
{
	return as_user(deallocate_it);
}

ROW(deallocate_denied)
{
	return while_owned(deallocate_as_user);
}

ROW(allocate_no_journal)
{
	return without_journal(allocate_from_pool);
}

ROW(deallocate_without)
{
	return without_journal(deallocate_it);
}

ROW(deallocate_no_journal)
{
	return while_owned(deallocate_without);
}

ROW(allocate_closed)
{
	uint32_t reason;
	int fd = session_open();

	if (cancel(fd, NTMS_CANCEL_CLOSE, 0, NULL))
		return UINT32_MAX;
	reason = allocate(fd, &pool, NULL, 0, &lmid, NULL);
	close(fd);
	return reason;
}

/* Somebody waits for the pool that is empty; his request. */
static bool sleeper(struct waiter *waiter, struct ntms_guid *request)
{
	struct ntms_guid empty;

	if (scene_pool(&s, 0, 0, 0, &empty) ||
	    !waiter_wait(waiter, s.fd, &empty, 0, NTMS_DEADLINE_NEVER, 1))
		return false;
	return requests_about(s.fd, &empty, request, 1) == 1;
}

ROW(allocate_refused)
{
	struct ntms_guid request;
	struct waiter waiter;

	if (!sleeper(&waiter, &request) ||
	    request_answer(s.fd, &request, NTMS_REQUEST_REFUSED, ""))
		return UINT32_MAX;
	return waiter_join(&waiter);
}

ROW(allocate_cancelled)
{
	struct ntms_guid request;
	struct waiter waiter;

	if (!sleeper(&waiter, &request) ||
	    cancel(s.fd, NTMS_CANCEL_ALL, 0, NULL))
		return UINT32_MAX;
	return waiter_join(&waiter);
}

/* Waits for what is not there, with some time. */
ROW(allocate_and_wait)
{
	struct ntms_allocate arg = { .deadline = in_ms(1000) };

	if (scene_pool(&s, 0, 0, 0, &arg.pool))
		return UINT32_MAX;
	return CALL(s.fd, NTMS_IOC_ALLOCATE, &arg);
}

ROW(allocate_full)
{
	return with_no_requests(allocate_and_wait);
}

ROW(collect_nothing)
{
	struct ntms_collect arg;

	return collect(s.fd, &arg);
}

ROW(collect_parameter)
{
	struct ntms_collect arg = { .flags = 1 };

	return CALL(s.fd, NTMS_IOC_COLLECT, &arg);
}

ROW(collect_success)
{
	struct ntms_guid empty;
	struct ntms_collect arg;
	uint32_t reason;

	if (scene_pool(&s, 0, 0, 0, &empty) ||
	    allocate_queued(s.fd, &empty, 0, NTMS_DEADLINE_NEVER, 5, NULL) ||
	    cancel(s.fd, 0, 5, NULL))
		return UINT32_MAX;
	reason = collect(s.fd, &arg);
	return arg.result == NTMS_REASON_CANCELLED ? reason : UINT32_MAX;
}

ROW(cancel_success)
{
	return cancel(s.fd, NTMS_CANCEL_ALL, 0, NULL);
}

ROW(cancel_nobody)
{
	return cancel(s.fd, 0, 4711, NULL);
}

ROW(cancel_parameter)
{
	return cancel(s.fd, 4, 0, NULL);
}

ROW(why_success)
{
	struct ntms_why arg = { .pool = pool };

	return CALL(s.fd, NTMS_IOC_WHY, &arg);
}

ROW(why_parameter)
{
	struct ntms_why arg = { .pool = pool, .flags = 1 };

	return CALL(s.fd, NTMS_IOC_WHY, &arg);
}

static const struct row rows[] = {
	R(ALLOCATE, SUCCESS, allocate_success),
	R(ALLOCATE, ACCESS_DENIED, allocate_denied),
	R(ALLOCATE, INVALID_PARAMETER, allocate_parameter),
	R(ALLOCATE, TIMEOUT, allocate_timeout),
	R(ALLOCATE, MEDIA_UNAVAILABLE, allocate_unavailable),
	R(ALLOCATE, INVALID_MEDIA, allocate_nobody),
	R(ALLOCATE, INVALID_MEDIA_POOL, allocate_system),
	R(ALLOCATE, MEDIA_OFFLINE, allocate_offline),
	R(ALLOCATE, RESOURCE_DISABLED, allocate_disabled),
	R(ALLOCATE, MEDIA_INCOMPATIBLE, allocate_other_type),
	R(ALLOCATE, DEVICE_NOT_AVAILABLE, allocate_no_free),
	R(DEALLOCATE, INVALID_MEDIA, deallocate_nobody),
	R(DEALLOCATE, INVALID_PARAMETER, deallocate_parameter),
	R(DEALLOCATE, ACCESS_DENIED, deallocate_denied),
	R(ALLOCATE, DATABASE_FAILURE, allocate_no_journal),
	R(DEALLOCATE, DATABASE_FAILURE, deallocate_no_journal),
	R(ALLOCATE, INVALID_HANDLE, allocate_closed),
	R(ALLOCATE, CANCELLED, allocate_refused),
	R(ALLOCATE, CANCELLED, allocate_cancelled),
	R(ALLOCATE, DATABASE_FULL, allocate_full),
	R(COLLECT, SUCCESS, collect_success),
	R(COLLECT, NOT_READY, collect_nothing),
	R(COLLECT, INVALID_PARAMETER, collect_parameter),
	R(CANCEL, SUCCESS, cancel_success),
	R(CANCEL, OBJECT_NOT_FOUND, cancel_nobody),
	R(CANCEL, INVALID_PARAMETER, cancel_parameter),
	R(WHY, SUCCESS, why_success),
	R(WHY, INVALID_PARAMETER, why_parameter),
};

const struct row_list allocate_rows = LIST(rows);
