// SPDX-License-Identifier: GPL-2.0
/* See calls.h. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "calls.h"

const struct ntms_guid no_guid;

const struct reason reasons[] = {
#define REASON(name, error) { NTMS_REASON_##name, error, #name },
#include "reasons.inc"
};

const size_t nr_reasons = sizeof(reasons) / sizeof(*reasons);

static const struct reason *reason_find(uint32_t reason)
{
	size_t i;

	for (i = 0; i < nr_reasons; i++)
		if (reasons[i].reason == reason)
			return &reasons[i];
	return NULL;
}

const char *reason_name(uint32_t reason)
{
	const struct reason *found = reason_find(reason);
	static char other[64];

	if (found)
		return found->name;
	if (reason & CALL_ERRNO(0))
		snprintf(other, sizeof(other), "errno %u (%s)",
			 reason & ~CALL_ERRNO(0),
			 strerror((int)(reason & ~CALL_ERRNO(0))));
	else
		snprintf(other, sizeof(other), "reason %u", reason);
	return other;
}

uint32_t call(int fd, unsigned int command, void *arg, size_t size)
{
	struct {
		uint32_t size;
		uint32_t reason;
	} *head = arg;
	const struct reason *reason;
	int error;

	head->size = (uint32_t)size;
	head->reason = UINT32_MAX;
	error = ioctl(fd, command, arg) ? errno : 0;
	reason = reason_find(head->reason);
	if (!reason || reason->error != error)
		return CALL_ERRNO(error);
	if (head->size != size)
		return CALL_ERRNO(EBADMSG);
	return head->reason;
}

int session_open(void)
{
	return open(NTMS_DEVICE, O_RDWR | O_CLOEXEC);
}

uint32_t session_name(int fd, const char *application)
{
	struct ntms_session_name arg = { 0 };

	snprintf(arg.application, sizeof(arg.application), "%s", application);
	return CALL(fd, NTMS_IOC_SESSION, &arg);
}

uint32_t info_get(int fd, struct ntms_info *info)
{
	memset(info, 0, sizeof(*info));
	return CALL(fd, NTMS_IOC_INFO, info);
}

uint32_t object_get(int fd, uint32_t type, const struct ntms_guid *id,
		    void *info, size_t size)
{
	struct ntms_object arg = {
		.type = type,
		.id = *id,
		.info = (uintptr_t)info,
		.info_size = (uint32_t)size,
	};

	return CALL(fd, NTMS_IOC_GET, &arg);
}

uint32_t object_set(int fd, uint32_t type, const struct ntms_guid *id,
		    uint32_t mask, const void *info, size_t size)
{
	struct ntms_object arg = {
		.type = type,
		.mask = mask,
		.id = *id,
		.info = (uintptr_t)info,
		.info_size = (uint32_t)size,
	};

	return CALL(fd, NTMS_IOC_SET, &arg);
}

uint32_t list_objects(int fd, uint32_t type, const struct ntms_guid *container,
		      struct ntms_guid *ids, size_t room, size_t *nr)
{
	struct ntms_enum arg = {
		.type = type,
		.container = container ? *container : no_guid,
	};
	uint32_t reason;

	*nr = 0;
	do {
		arg.ids = (uintptr_t)(ids + *nr);
		arg.count = (uint32_t)(room - *nr);
		reason = CALL(fd, NTMS_IOC_ENUM, &arg);
		if (reason)
			return reason;
		*nr += arg.count;
	} while (arg.more && *nr < room);
	return NTMS_REASON_SUCCESS;
}

uint64_t count_objects(int fd, uint32_t type,
		       const struct ntms_guid *container)
{
	struct ntms_enum arg = {
		.type = type,
		.container = container ? *container : no_guid,
	};

	return CALL(fd, NTMS_IOC_ENUM, &arg) ? UINT64_MAX : arg.total;
}

uint32_t find_media(int fd, const char *barcode, struct ntms_guid *ids,
		    uint32_t room, uint64_t *total)
{
	struct ntms_find arg = { .ids = (uintptr_t)ids, .count = room };
	uint32_t reason;

	snprintf(arg.barcode, sizeof(arg.barcode), "%s", barcode);
	reason = CALL(fd, NTMS_IOC_FIND, &arg);
	*total = arg.total;
	return reason;
}

uint32_t pool_make(int fd, const char *name, const struct ntms_guid *parent,
		   const struct ntms_guid *media_type, uint32_t allocation,
		   uint32_t deallocation, uint32_t max_allocates,
		   struct ntms_guid *id)
{
	struct ntms_pool_create arg = {
		.action = NTMS_CREATE_NEW,
		.parent = parent ? *parent : no_guid,
		.media_type = media_type ? *media_type : no_guid,
		.owner = UINT32_MAX,
		.allocation_policy = allocation,
		.deallocation_policy = deallocation,
		.max_allocates = max_allocates,
	};
	uint32_t reason;

	snprintf(arg.name, sizeof(arg.name), "%s", name);
	reason = CALL(fd, NTMS_IOC_POOL_CREATE, &arg);
	*id = arg.id;
	return reason;
}

uint32_t pool_delete(int fd, const struct ntms_guid *id)
{
	struct ntms_pool_delete arg = { .id = *id };

	return CALL(fd, NTMS_IOC_POOL_DELETE, &arg);
}

uint32_t move_medium(int fd, const struct ntms_guid *medium,
		     const struct ntms_guid *pool)
{
	struct ntms_move arg = { .medium = *medium, .pool = *pool };

	return CALL(fd, NTMS_IOC_MOVE, &arg);
}

uint32_t allocate(int fd, const struct ntms_guid *pool,
		  const struct ntms_guid *side, uint32_t options,
		  struct ntms_guid *medium, struct ntms_guid *from)
{
	struct ntms_allocate arg = {
		.options = options,
		.flags = NTMS_ALLOCATE_F_NOWAIT,
		.pool = *pool,
		.side = side ? *side : no_guid,
		.medium = *medium,
	};
	uint32_t reason = CALL(fd, NTMS_IOC_ALLOCATE, &arg);

	*medium = arg.medium;
	if (from)
		*from = arg.allocated_from;
	return reason;
}

uint32_t deallocate(int fd, const struct ntms_guid *medium)
{
	struct ntms_deallocate arg = { .medium = *medium };

	return CALL(fd, NTMS_IOC_DEALLOCATE, &arg);
}

uint32_t complete(int fd, const struct ntms_guid *medium)
{
	struct ntms_complete arg = { .medium = *medium };

	return CALL(fd, NTMS_IOC_COMPLETE, &arg);
}

uint32_t decommission(int fd, const struct ntms_guid *side)
{
	struct ntms_decommission arg = { .side = *side };

	return CALL(fd, NTMS_IOC_DECOMMISSION, &arg);
}

uint32_t swap_media(int fd, const struct ntms_guid *first,
		    const struct ntms_guid *second)
{
	struct ntms_swap arg = { .first = *first, .second = *second };

	return CALL(fd, NTMS_IOC_SWAP, &arg);
}

uint32_t medium_create(int fd, struct ntms_medium_create *arg)
{
	return CALL(fd, NTMS_IOC_MEDIUM_CREATE, arg);
}

uint32_t medium_delete(int fd, const struct ntms_guid *medium)
{
	struct ntms_medium_delete arg = { .medium = *medium };

	return CALL(fd, NTMS_IOC_MEDIUM_DELETE, &arg);
}

uint32_t grant(int fd, const struct ntms_guid *id, uint32_t kind, uint32_t who,
	       uint32_t rights)
{
	struct ntms_ace ace = { .kind = kind, .id = who, .rights = rights };
	struct ntms_acl arg = {
		.id = *id,
		.count = !!rights,
		.aces = (uintptr_t)&ace,
	};

	return CALL(fd, NTMS_IOC_ACL_SET, &arg);
}

uint32_t journal_attach(int fd, const struct ntms_guid *computer, int *journal)
{
	struct ntms_journal_attach arg = { .fd = -1 };
	uint32_t reason;

	if (computer)
		arg.computer = *computer;
	reason = CALL(fd, NTMS_IOC_JOURNAL_ATTACH, &arg);
	*journal = reason ? -1 : arg.fd;
	if (!reason && fcntl(*journal, F_SETFL, O_NONBLOCK))
		return UINT32_MAX;
	return reason;
}

int journal_say(int journal, uint32_t kind, uint64_t number, uint32_t reason)
{
	struct ntms_journal_record record = {
		.size = sizeof(record),
		.kind = kind,
		.number = number,
		.reason = reason,
	};

	return write(journal, &record, sizeof(record)) == sizeof(record) ?
		0 : errno;
}

uint32_t attribute_get(int fd, const struct ntms_guid *id, const char *name,
		       void *data, uint32_t *size)
{
	struct ntms_attribute arg = {
		.id = *id,
		.data = (uintptr_t)data,
		.data_size = *size,
	};
	uint32_t reason;

	strncpy(arg.name, name, sizeof(arg.name) - 1);
	reason = CALL(fd, NTMS_IOC_ATTR_GET, &arg);
	*size = arg.data_size;
	return reason;
}

uint32_t attribute_set(int fd, const struct ntms_guid *id, const char *name,
		       const void *data, uint32_t size)
{
	struct ntms_attribute arg = {
		.id = *id,
		.data = (uintptr_t)data,
		.data_size = size,
	};

	strncpy(arg.name, name, sizeof(arg.name) - 1);
	return CALL(fd, NTMS_IOC_ATTR_SET, &arg);
}

uint32_t attribute_list(int fd, const struct ntms_guid *id,
			struct ntms_attribute_info *infos, uint32_t room,
			uint32_t *total)
{
	struct ntms_attribute_list arg = {
		.id = *id,
		.infos = (uintptr_t)infos,
		.count = room,
	};
	uint32_t reason = CALL(fd, NTMS_IOC_ATTR_LIST, &arg);

	if (total)
		*total = arg.total;
	return reason;
}

/* The type comes back in @type, if that is not NULL. */
uint32_t type_add(int fd, uint32_t code, const struct ntms_guid *library,
		  struct ntms_guid *type)
{
	struct ntms_type_add arg = { .code = code, .library = *library };
	uint32_t reason = CALL(fd, NTMS_IOC_TYPE_ADD, &arg);

	if (type)
		*type = arg.media_type;
	return reason;
}

uint32_t type_delete(int fd, const struct ntms_guid *type,
		     const struct ntms_guid *library)
{
	struct ntms_type_delete arg = { .media_type = *type,
					.library = *library };

	return CALL(fd, NTMS_IOC_TYPE_DELETE, &arg);
}

uint32_t type_change(int fd, const struct ntms_guid *medium,
		     const struct ntms_guid *pool)
{
	struct ntms_type_change arg = { .medium = *medium, .pool = *pool };

	return CALL(fd, NTMS_IOC_TYPE_CHANGE, &arg);
}

uint32_t allocate_queued(int fd, const struct ntms_guid *pool, uint32_t options,
			 uint64_t deadline, uint64_t cookie,
			 struct ntms_guid *medium)
{
	struct ntms_allocate arg = {
		.options = options,
		.flags = NTMS_ALLOCATE_F_QUEUE,
		.deadline = deadline,
		.pool = *pool,
		.cookie = cookie,
	};
	uint32_t reason = CALL(fd, NTMS_IOC_ALLOCATE, &arg);

	if (medium)
		*medium = arg.medium;
	/* It waits, or was served, or failed: never two of them. */
	if (!reason && arg.queued != is_null(&arg.medium))
		return CALL_ERRNO(EBADMSG);
	if (reason && (arg.queued || !is_null(&arg.medium)))
		return CALL_ERRNO(EBADMSG);
	return reason;
}

uint32_t collect(int fd, struct ntms_collect *collected)
{
	memset(collected, 0, sizeof(*collected));
	return CALL(fd, NTMS_IOC_COLLECT, collected);
}

uint32_t cancel(int fd, uint32_t flags, uint64_t cookie, uint32_t *cancelled)
{
	struct ntms_cancel arg = { .flags = flags, .cookie = cookie };
	uint32_t reason = CALL(fd, NTMS_IOC_CANCEL, &arg);

	if (cancelled)
		*cancelled = arg.cancelled;
	return reason;
}

uint32_t request_submit(int fd, uint32_t request, const struct ntms_guid *arg1,
			const struct ntms_guid *arg2, const char *message,
			struct ntms_guid *id)
{
	struct ntms_request_submit arg = {
		.request = request,
		.arg1 = arg1 ? *arg1 : no_guid,
		.arg2 = arg2 ? *arg2 : no_guid,
	};
	uint32_t reason;

	snprintf(arg.message, sizeof(arg.message), "%s", message ?: "");
	memset(&arg.id, 0x77, sizeof(arg.id));
	reason = CALL(fd, NTMS_IOC_REQUEST_SUBMIT, &arg);
	*id = arg.id;
	return reason;
}

uint32_t request_answer(int fd, const struct ntms_guid *id, uint32_t state,
			const char *text)
{
	struct ntms_request_answer arg = { .state = state, .id = *id };

	snprintf(arg.text, sizeof(arg.text), "%s", text ?: "");
	return CALL(fd, NTMS_IOC_REQUEST_ANSWER, &arg);
}

uint32_t request_wait(int fd, const struct ntms_guid *id, uint64_t deadline,
		      struct ntms_request_wait *said)
{
	struct ntms_request_wait arg = {
		.flags = deadline ? 0 : NTMS_REQUEST_F_NOWAIT,
		.deadline = deadline,
		.id = *id,
	};
	uint32_t reason = CALL(fd, NTMS_IOC_REQUEST_WAIT, &arg);

	if (said)
		*said = arg;
	return reason;
}

uint32_t request_delete(int fd, const struct ntms_guid *id)
{
	struct ntms_request_delete arg = { .id = *id };

	return CALL(fd, NTMS_IOC_REQUEST_DELETE, &arg);
}

uint64_t waiting_for(int fd, const struct ntms_guid *pool)
{
	struct ntms_why arg = { .pool = *pool };

	return CALL(fd, NTMS_IOC_WHY, &arg) ? UINT64_MAX : arg.waiting;
}

size_t requests_about(int fd, const struct ntms_guid *object,
		      struct ntms_guid *ids, size_t room)
{
	struct ntms_enum arg = { .type = NTMS_TYPE_OPERATOR_REQUEST };
	struct ntms_request_info info;
	struct ntms_guid some[64];
	size_t nr = 0;
	uint32_t i;

	do {
		arg.ids = (uintptr_t)some;
		arg.count = 64;
		if (CALL(fd, NTMS_IOC_ENUM, &arg))
			return SIZE_MAX;
		for (i = 0; i < arg.count; i++) {
			/* It may have gone meanwhile. */
			if (GET(fd, NTMS_TYPE_OPERATOR_REQUEST, &some[i],
				&info) || !same_guid(&info.arg1, object))
				continue;
			if (nr < room)
				ids[nr] = some[i];
			nr++;
		}
	} while (arg.more);
	return nr;
}

uint32_t forget_requests(int fd)
{
	struct ntms_guid ids[64];
	uint32_t reason, kept = 0;
	size_t nr, i;

	do {
		reason = list_objects(fd, NTMS_TYPE_OPERATOR_REQUEST, NULL,
				      ids, 64, &nr);
		for (i = 0; !reason && i < nr; i++) {
			request_answer(fd, &ids[i], NTMS_REQUEST_REFUSED, "");
			kept = request_delete(fd, &ids[i]) ?: kept;
		}
	} while (!reason && nr == 64);
	return reason ?: kept;
}

uint32_t take_inventory(int fd, const struct ntms_guid *library)
{
	struct ntms_inventory arg = {
		.flags = NTMS_INVENTORY_WAIT,
		.deadline = now() + 10000000000ULL,
		.library = *library,
	};

	return CALL(fd, NTMS_IOC_INVENTORY, &arg);
}

uint64_t now(void)
{
	struct timespec time;

	/* User memory that is made to fail fails here as well, once. */
	while (clock_gettime(CLOCK_MONOTONIC, &time))
		;
	return (uint64_t)time.tv_sec * 1000000000ULL + (uint64_t)time.tv_nsec;
}

void pause_briefly(void)
{
	static const struct timespec moment = { .tv_nsec = 2000000 };

	nanosleep(&moment, NULL);
}

void let_others_run(uint64_t begun)
{
	if (now() - begun < 20 * MILLISECOND)
		sched_yield();
	else
		pause_briefly();
}
