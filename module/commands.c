// SPDX-License-Identifier: GPL-2.0
/*
 * What commands of /dev/ntms do: a function for each, and one table of them. They
 * take lists and texts from user memory and bring them there; what a command means is
 * the core's business.
 */
#include <linux/build_bug.h>
#include <linux/cred.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/uidgid.h>

#include "commands.h"
#include "core/opreq.h"
#include "core/text.h"

/* GUIDs that are copied to a program at a time */
#define NTMS_CHUNK	256

static ntms_attach_t ntms_attach;

static int ntms_do_info(struct ntms_call *call)
{
	ntms_query_info(call->session, &call->command->info);
	return 0;
}

static int ntms_do_session(struct ntms_call *call)
{
	call->command->reason = ntms_session_rename(call->session,
						    &call->command->session);
	return 0;
}

/* One list, in pieces that are copied with no lock held */
static int ntms_copy_list(struct ntms_call *call, struct ntms_guid *chunk)
{
	struct ntms_enum *list = &call->command->list;
	struct ntms_guid __user *to = u64_to_user_ptr(list->ids);
	u32 room = list->count, nr;

	list->count = 0;
	do {
		list->reason = ntms_query_enum(call->session, &call->cred, list,
					       chunk,
					       min_t(u32, room - list->count,
						     NTMS_CHUNK), &nr);
		if (list->reason)
			return 0;
		if (copy_to_user(to + list->count, chunk, nr * sizeof(*chunk)))
			return -EFAULT;
		list->count += nr;
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	} while (list->more && list->count < room);
	return 0;
}

static int ntms_do_enum(struct ntms_call *call)
{
	struct ntms_guid *chunk;
	int error;

	chunk = kmalloc_array(NTMS_CHUNK, sizeof(*chunk), GFP_KERNEL);
	if (!chunk) {
		call->command->reason = NTMS_REASON_NOT_ENOUGH_MEMORY;
		return 0;
	}
	error = ntms_copy_list(call, chunk);
	kfree(chunk);
	return error;
}

/*
 * How many there are is known when they have been looked for; as each is an
 * operator's mistake but the first, one look is enough as a rule.
 */
static int ntms_do_find(struct ntms_call *call)
{
	struct ntms_find *find = &call->command->find;
	u32 room = min_t(u32, find->count, NTMS_CHUNK), nr;
	struct ntms_guid *ids;
	int error = 0;

	for (;;) {
		nr = 0;
		ids = kvmalloc_array(room ?: 1, sizeof(*ids), GFP_KERNEL);
		if (!ids) {
			find->reason = NTMS_REASON_NOT_ENOUGH_MEMORY;
			return 0;
		}
		find->reason = ntms_query_find(call->session, find, ids, room,
					       &nr);
		if (find->reason || nr < room || room == find->count ||
		    find->total <= room)
			break;
		kvfree(ids);
		room = min_t(u64, find->count, find->total);
	}
	if (!find->reason) {
		find->count = nr;
		if (copy_to_user(u64_to_user_ptr(find->ids), ids,
				 nr * sizeof(*ids)))
			error = -EFAULT;
	}
	kvfree(ids);
	return error;
}

/* Users are those of the initial user namespace inside, the reader's outside. */
static u32 ntms_uid_out(u32 uid)
{
	return from_kuid_munged(current_user_ns(),
				make_kuid(&init_user_ns, uid));
}

static int ntms_do_get(struct ntms_call *call)
{
	struct ntms_object *object = &call->command->object;
	union ntms_any_info *info;
	u32 size;
	int error = 0;

	if (object->info_size > NTMS_STRUCT_MAX)
		return -E2BIG;
	info = kmalloc(sizeof(*info), GFP_KERNEL);
	if (!info) {
		object->reason = NTMS_REASON_NOT_ENOUGH_MEMORY;
		return 0;
	}
	object->reason = ntms_query_object(call->session, &call->cred, object,
					   info);
	if (object->reason)
		goto out;
	if (object->type == NTMS_TYPE_POOL)
		info->pool.owner = ntms_uid_out(info->pool.owner);
	else if (object->type == NTMS_TYPE_LOGICAL_MEDIUM)
		info->logical.uid = ntms_uid_out(info->logical.uid);
	else if (object->type == NTMS_TYPE_OPERATOR_REQUEST)
		info->request.uid = ntms_uid_out(info->request.uid);
	size = ntms_info_size(object->type);
	if (copy_to_user(u64_to_user_ptr(object->info), info,
			 min(object->info_size, size)) ||
	    (object->info_size > size &&
	     clear_user(u64_to_user_ptr(object->info + size),
			object->info_size - size)))
		error = -EFAULT;
	object->info_size = size;
out:
	kfree(info);
	return error;
}

/* A member that is to be written must be in the program's struct. */
static bool ntms_set_is_whole(const struct ntms_object *object)
{
	static const struct {
		u32 member;
		u32 end;
	} ends[] = {
		{ NTMS_SET_NAME,
		  offsetofend(struct ntms_object_header, name) },
		{ NTMS_SET_DESCRIPTION,
		  offsetofend(struct ntms_object_header, description) },
		{ NTMS_SET_ENABLED,
		  offsetofend(struct ntms_object_header, enabled) },
		{ NTMS_SET_ALLOCATION_POLICY,
		  offsetofend(struct ntms_pool_info, allocation_policy) },
		{ NTMS_SET_DEALLOCATION_POLICY,
		  offsetofend(struct ntms_pool_info, deallocation_policy) },
		{ NTMS_SET_MAX_ALLOCATES,
		  offsetofend(struct ntms_pool_info, max_allocates) },
		{ NTMS_SET_OWNER,
		  offsetofend(struct ntms_pool_info, owner) },
		{ NTMS_SET_NEW_MEDIA,
		  offsetofend(struct ntms_library_info, new_media) },
		{ NTMS_SET_MEDIA_TYPE,
		  offsetofend(struct ntms_library_info, media_type) },
		{ NTMS_SET_REQUEST_PURGE,
		  offsetofend(struct ntms_computer_info, request_purge) },
		{ NTMS_SET_DEVICE,
		  offsetofend(struct ntms_drive_info, scsi) },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ends); i++)
		if (object->mask & ends[i].member &&
		    object->info_size < ends[i].end)
			return false;
	return true;
}

/* A user that a program names; all ones: who calls. False: there is none. */
static bool ntms_uid_in(u32 *uid)
{
	kuid_t kuid = *uid == U32_MAX ? current_euid() :
					make_kuid(current_user_ns(), *uid);

	*uid = from_kuid(&init_user_ns, kuid);
	return uid_valid(kuid);
}

static int ntms_do_set(struct ntms_call *call)
{
	struct ntms_object *object = &call->command->object;
	u32 size = ntms_info_size(object->type) ?: sizeof(union ntms_any_info);
	union ntms_any_info *info;
	int error;

	if (object->info_size > NTMS_STRUCT_MAX)
		return -E2BIG;
	if (!ntms_set_is_whole(object)) {
		object->reason = NTMS_REASON_INVALID_PARAMETER;
		return 0;
	}
	info = kzalloc(sizeof(*info), GFP_KERNEL);
	if (!info) {
		object->reason = NTMS_REASON_NOT_ENOUGH_MEMORY;
		return 0;
	}
	error = copy_struct_from_user(info, size, u64_to_user_ptr(object->info),
				      object->info_size);
	if (!error && object->mask & NTMS_SET_OWNER &&
	    !ntms_uid_in(&info->pool.owner))
		object->reason = NTMS_REASON_INVALID_PARAMETER;
	else if (!error)
		object->reason = ntms_set(call->session, &call->cred, object,
					  info);
	kfree(info);
	return error;
}

static int ntms_do_pool_create(struct ntms_call *call)
{
	struct ntms_pool_create *create = &call->command->pool_create;
	u32 asked = create->owner;

	create->reason = NTMS_REASON_INVALID_PARAMETER;
	if (ntms_uid_in(&create->owner))
		create->reason = ntms_pool_create(call->session, &call->cred,
						  create);
	create->owner = asked;
	return 0;
}

static int ntms_do_pool_delete(struct ntms_call *call)
{
	call->command->reason = ntms_pool_delete(call->session, &call->cred,
						 &call->command->pool_delete);
	return 0;
}

static int ntms_do_move(struct ntms_call *call)
{
	call->command->reason = ntms_move(call->session, &call->cred,
					  &call->command->move);
	return 0;
}

/* What the operator said, as much of it as there is room for. */
static int ntms_copy_text(const struct ntms_allocate *allocate, char *text)
{
	char __user *to = u64_to_user_ptr(allocate->text);
	size_t length;

	if (!to || !allocate->text_size)
		return 0;
	length = ntms_text_cut(text, allocate->text_size - 1);
	text[length] = '\0';
	return copy_to_user(to, text, length + 1) ? -EFAULT : 0;
}

static int ntms_do_allocate(struct ntms_call *call)
{
	struct ntms_allocate *allocate = &call->command->allocate;
	struct ntms_told *told = &call->told;
	int error = 0;

	told->text = NULL;
	allocate->reason = ntms_allocate(call->session, &call->cred, allocate,
					 told);
	if (likely(!allocate->reason)) {
		call->granted = !allocate->queued;
	} else if (told->text) {
		error = ntms_copy_text(allocate, told->text);
		kfree(told->text);
	}
	return error;
}

static int ntms_do_collect(struct ntms_call *call)
{
	struct ntms_collect *collect = &call->command->collect;

	collect->reason = ntms_collect(call->session, collect, &call->told);
	call->granted = !collect->reason && !collect->result;
	return 0;
}

static int ntms_do_cancel(struct ntms_call *call)
{
	call->command->reason = ntms_cancel(call->session,
					    &call->command->cancel);
	return 0;
}

static int ntms_do_why(struct ntms_call *call)
{
	call->command->reason = ntms_why(call->session, &call->cred,
					 &call->command->why);
	return 0;
}

static int ntms_do_request_submit(struct ntms_call *call)
{
	call->command->reason = ntms_request_submit(call->session, &call->cred,
						    &call->command->submit);
	return 0;
}

static int ntms_do_request_answer(struct ntms_call *call)
{
	call->command->reason = ntms_request_answer(call->session, &call->cred,
						    &call->command->answer);
	return 0;
}

static int ntms_do_request_wait(struct ntms_call *call)
{
	call->command->reason = ntms_request_wait(call->session, &call->cred,
						  &call->command->wait);
	return 0;
}

static int ntms_do_request_delete(struct ntms_call *call)
{
	call->command->reason =
		ntms_request_delete(call->session, &call->cred,
				    &call->command->request_delete);
	return 0;
}

static int ntms_do_deallocate(struct ntms_call *call)
{
	call->command->reason = ntms_deallocate(call->session, &call->cred,
						&call->command->deallocate);
	return 0;
}

static int ntms_do_complete(struct ntms_call *call)
{
	call->command->reason = ntms_complete(call->session, &call->cred,
					      &call->command->complete);
	return 0;
}

static int ntms_do_decommission(struct ntms_call *call)
{
	call->command->reason =
		ntms_decommission(call->session, &call->cred,
				  &call->command->decommission);
	return 0;
}

static int ntms_do_type_add(struct ntms_call *call)
{
	call->command->reason = ntms_type_add(call->session, &call->cred,
					      &call->command->type_add);
	return 0;
}

static int ntms_do_type_delete(struct ntms_call *call)
{
	call->command->reason = ntms_type_delete(call->session, &call->cred,
						 &call->command->type_delete);
	return 0;
}

static int ntms_do_type_change(struct ntms_call *call)
{
	call->command->reason = ntms_type_change(call->session, &call->cred,
						 &call->command->type_change);
	return 0;
}

static int ntms_do_swap(struct ntms_call *call)
{
	call->command->reason = ntms_swap(call->session, &call->cred,
					  &call->command->swap);
	return 0;
}

static int ntms_do_medium_delete(struct ntms_call *call)
{
	call->command->reason =
		ntms_medium_delete(call->session, &call->cred,
				   &call->command->medium_delete);
	return 0;
}

static int ntms_do_medium_create(struct ntms_call *call)
{
	struct ntms_medium_create *create = &call->command->medium_create;
	u32 asked = create->owner;

	create->reason = NTMS_REASON_INVALID_PARAMETER;
	if (ntms_uid_in(&create->owner))
		create->reason = ntms_medium_create(call->session, &call->cred,
						    create);
	create->owner = asked;
	return 0;
}

/* Whoever changes or deletes it meanwhile: what is copied is held. */
static int ntms_do_attr_get(struct ntms_call *call)
{
	struct ntms_attribute *attribute = &call->command->attribute;
	struct ntms_blob *blob;
	int error = 0;

	attribute->reason = ntms_attribute_get(call->session, &call->cred,
					       attribute, &blob);
	if (attribute->reason)
		return 0;
	if (copy_to_user(u64_to_user_ptr(attribute->data), blob->data,
			 blob->size))
		error = -EFAULT;
	ntms_blob_put(blob);
	return error;
}

static int ntms_do_attr_set(struct ntms_call *call)
{
	struct ntms_attribute *attribute = &call->command->attribute;
	struct ntms_blob *blob = NULL;
	int error = 0;

	/* What is too much is not looked at. */
	if (attribute->data_size &&
	    attribute->data_size <= NTMS_ATTRIBUTE_DATA_MAX) {
		blob = ntms_blob_new(attribute->data_size);
		if (!blob) {
			attribute->reason = NTMS_REASON_NOT_ENOUGH_MEMORY;
			return 0;
		}
		if (copy_from_user(blob->data, u64_to_user_ptr(attribute->data),
				   blob->size))
			error = -EFAULT;
	}
	if (!error)
		attribute->reason = ntms_attribute_set(call->session,
						       &call->cred, attribute,
						       blob);
	ntms_blob_put(blob);
	return error;
}

static int ntms_do_attr_list(struct ntms_call *call)
{
	struct ntms_attribute_list *list = &call->command->attributes;
	u32 room = min_t(u32, list->count, NTMS_ATTRIBUTES_MAX), nr;
	struct ntms_attribute_info *infos;
	int error = 0;

	infos = kmalloc_array(room ?: 1, sizeof(*infos), GFP_KERNEL);
	if (!infos) {
		list->reason = NTMS_REASON_NOT_ENOUGH_MEMORY;
		return 0;
	}
	list->reason = ntms_attribute_list(call->session, &call->cred, list,
					   infos, room, &nr);
	if (!list->reason) {
		list->count = nr;
		if (copy_to_user(u64_to_user_ptr(list->infos), infos,
				 nr * sizeof(*infos)))
			error = -EFAULT;
	}
	kfree(infos);
	return error;
}

/* From the reader's user namespace to the first one; false: it is not there. */
static bool ntms_ace_in(struct ntms_ace *ace)
{
	kuid_t uid;
	kgid_t gid;

	if (ace->kind == NTMS_ACE_USER) {
		uid = make_kuid(current_user_ns(), ace->id);
		ace->id = __kuid_val(uid);
		return uid_valid(uid);
	}
	if (ace->kind == NTMS_ACE_GROUP) {
		gid = make_kgid(current_user_ns(), ace->id);
		ace->id = __kgid_val(gid);
		return gid_valid(gid);
	}
	return true;
}

/*
 * Not the overflow id, which may be somebody there: lists are read to be written
 * back, and that one would get the rights.
 */
static void ntms_ace_out(struct ntms_ace *ace)
{
	if (ace->kind == NTMS_ACE_USER)
		ace->id = from_kuid(current_user_ns(),
				    make_kuid(&init_user_ns, ace->id));
	else if (ace->kind == NTMS_ACE_GROUP)
		ace->id = from_kgid(current_user_ns(),
				    make_kgid(&init_user_ns, ace->id));
}

static int ntms_do_acl_get(struct ntms_call *call)
{
	struct ntms_acl *acl = &call->command->acl;
	struct ntms_ace *aces;
	int error = 0;
	u32 i;

	aces = kmalloc_array(NTMS_ACES_MAX, sizeof(*aces), GFP_KERNEL);
	if (!aces) {
		acl->reason = NTMS_REASON_NOT_ENOUGH_MEMORY;
		return 0;
	}
	acl->reason = ntms_acl_get(call->session, acl, aces);
	if (!acl->reason) {
		if (acl->owner != U32_MAX)
			acl->owner = ntms_uid_out(acl->owner);
		for (i = 0; i < acl->count; i++)
			ntms_ace_out(&aces[i]);
		if (copy_to_user(u64_to_user_ptr(acl->aces), aces,
				 acl->count * sizeof(*aces)))
			error = -EFAULT;
	}
	kfree(aces);
	return error;
}

static int ntms_do_acl_set(struct ntms_call *call)
{
	struct ntms_acl *acl = &call->command->acl;
	/* More than there may be are refused without being read. */
	u32 nr = acl->count > NTMS_ACES_MAX ? 0 : acl->count, i;
	struct ntms_ace *aces;

	aces = memdup_user(u64_to_user_ptr(acl->aces), nr * sizeof(*aces));
	if (IS_ERR(aces)) {
		if (PTR_ERR(aces) != -ENOMEM)
			return PTR_ERR(aces);
		acl->reason = NTMS_REASON_NOT_ENOUGH_MEMORY;
		return 0;
	}
	for (i = 0; i < nr && ntms_ace_in(&aces[i]); i++)
		;
	if (i < nr)
		acl->reason = NTMS_REASON_INVALID_PARAMETER;
	else
		acl->reason = ntms_acl_set(call->session, &call->cred, acl,
					   aces);
	if (!acl->reason && acl->owner != U32_MAX)
		acl->owner = ntms_uid_out(acl->owner);
	kfree(aces);
	return 0;
}

static int ntms_do_inventory(struct ntms_call *call)
{
	struct ntms_inventory *inventory = &call->command->inventory;

	inventory->reason = ntms_inventory(call->session, &call->cred,
					   inventory);
	return 0;
}

/* The descriptor is installed when its number was told. */
static int ntms_do_journal_attach(struct ntms_call *call)
{
	struct ntms_journal_attach *attach = &call->command->attach;
	struct file *file;
	int fd;

	attach->reason = NTMS_REASON_INVALID_PARAMETER;
	if (attach->flags || attach->reserved)
		return 0;
	attach->reason = NTMS_REASON_ACCESS_DENIED;
	if (!ntms_cred_admin(&call->cred))
		return 0;
	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0) {
		attach->reason = NTMS_REASON_NOT_ENOUGH_MEMORY;
		return fd == -ENOMEM ? 0 : fd;
	}
	file = ntms_attach(attach);
	if (IS_ERR(file)) {
		put_unused_fd(fd);
		return 0;
	}
	attach->fd = fd;
	call->attached = file;
	return 0;
}

/*
 * @_last is the last member that the first version had, @_out where the answer
 * begins.
 */
#define NTMS_ENTRY(_cmd, _handler, _struct, _last, _out, ...)		\
	[_IOC_NR(_cmd)] = {						\
		.handler = (_handler),					\
		.size = sizeof(_struct) + BUILD_BUG_ON_ZERO(		\
			offsetof(_struct, size) != 0 ||			\
			offsetof(_struct, reason) != sizeof(u32) ||	\
			sizeof(_struct) % sizeof(u64)),			\
		.min_size = offsetofend(_struct, _last),		\
		.out = (_out),						\
		__VA_ARGS__						\
	}

/* The reason is the whole answer. */
#define NTMS_NO_ANSWER	U32_MAX

const struct ntms_entry ntms_entries[NTMS_ENTRIES] = {
	NTMS_ENTRY(NTMS_IOC_INFO, ntms_do_info,
		   struct ntms_info, unrecognized_pool,
		   offsetof(struct ntms_info, abi)),
	NTMS_ENTRY(NTMS_IOC_SESSION, ntms_do_session,
		   struct ntms_session_name, application,
		   NTMS_NO_ANSWER),
	NTMS_ENTRY(NTMS_IOC_ENUM, ntms_do_enum,
		   struct ntms_enum, total,
		   offsetof(struct ntms_enum, count)),
	NTMS_ENTRY(NTMS_IOC_GET, ntms_do_get,
		   struct ntms_object, reserved,
		   offsetof(struct ntms_object, type)),
	NTMS_ENTRY(NTMS_IOC_SET, ntms_do_set,
		   struct ntms_object, reserved,
		   offsetof(struct ntms_object, type)),
	NTMS_ENTRY(NTMS_IOC_FIND, ntms_do_find,
		   struct ntms_find, barcode,
		   offsetof(struct ntms_find, flags)),
	NTMS_ENTRY(NTMS_IOC_POOL_CREATE, ntms_do_pool_create,
		   struct ntms_pool_create, name,
		   offsetof(struct ntms_pool_create, id)),
	NTMS_ENTRY(NTMS_IOC_POOL_DELETE, ntms_do_pool_delete,
		   struct ntms_pool_delete, id,
		   NTMS_NO_ANSWER),
	NTMS_ENTRY(NTMS_IOC_MOVE, ntms_do_move,
		   struct ntms_move, pool,
		   NTMS_NO_ANSWER),
	NTMS_ENTRY(NTMS_IOC_ALLOCATE, ntms_do_allocate,
		   struct ntms_allocate, allocated_from,
		   offsetof(struct ntms_allocate, medium)),
	NTMS_ENTRY(NTMS_IOC_DEALLOCATE, ntms_do_deallocate,
		   struct ntms_deallocate, medium,
		   NTMS_NO_ANSWER),
	NTMS_ENTRY(NTMS_IOC_INVENTORY, ntms_do_inventory,
		   struct ntms_inventory, library,
		   NTMS_NO_ANSWER),
	NTMS_ENTRY(NTMS_IOC_REQUEST_SUBMIT, ntms_do_request_submit,
		   struct ntms_request_submit, message,
		   offsetof(struct ntms_request_submit, id)),
	NTMS_ENTRY(NTMS_IOC_REQUEST_ANSWER, ntms_do_request_answer,
		   struct ntms_request_answer, text,
		   NTMS_NO_ANSWER),
	NTMS_ENTRY(NTMS_IOC_REQUEST_WAIT, ntms_do_request_wait,
		   struct ntms_request_wait, text,
		   offsetof(struct ntms_request_wait, flags)),
	NTMS_ENTRY(NTMS_IOC_REQUEST_DELETE, ntms_do_request_delete,
		   struct ntms_request_delete, id,
		   NTMS_NO_ANSWER),
	NTMS_ENTRY(NTMS_IOC_COLLECT, ntms_do_collect,
		   struct ntms_collect, text,
		   offsetof(struct ntms_collect, flags), .closed = true),
	NTMS_ENTRY(NTMS_IOC_CANCEL, ntms_do_cancel,
		   struct ntms_cancel, cookie,
		   offsetof(struct ntms_cancel, flags), .closed = true),
	NTMS_ENTRY(NTMS_IOC_WHY, ntms_do_why,
		   struct ntms_why, of_free,
		   offsetof(struct ntms_why, options)),
	NTMS_ENTRY(NTMS_IOC_COMPLETE, ntms_do_complete,
		   struct ntms_complete, medium,
		   NTMS_NO_ANSWER),
	NTMS_ENTRY(NTMS_IOC_DECOMMISSION, ntms_do_decommission,
		   struct ntms_decommission, side,
		   NTMS_NO_ANSWER),
	NTMS_ENTRY(NTMS_IOC_TYPE_ADD, ntms_do_type_add,
		   struct ntms_type_add, library,
		   offsetof(struct ntms_type_add, media_type)),
	NTMS_ENTRY(NTMS_IOC_TYPE_DELETE, ntms_do_type_delete,
		   struct ntms_type_delete, library,
		   NTMS_NO_ANSWER),
	NTMS_ENTRY(NTMS_IOC_TYPE_CHANGE, ntms_do_type_change,
		   struct ntms_type_change, pool,
		   NTMS_NO_ANSWER),
	NTMS_ENTRY(NTMS_IOC_JOURNAL_ATTACH, ntms_do_journal_attach,
		   struct ntms_journal_attach, reserved,
		   offsetof(struct ntms_journal_attach, state)),
	NTMS_ENTRY(NTMS_IOC_SWAP, ntms_do_swap,
		   struct ntms_swap, second,
		   NTMS_NO_ANSWER),
	NTMS_ENTRY(NTMS_IOC_MEDIUM_DELETE, ntms_do_medium_delete,
		   struct ntms_medium_delete, medium,
		   NTMS_NO_ANSWER),
	NTMS_ENTRY(NTMS_IOC_MEDIUM_CREATE, ntms_do_medium_create,
		   struct ntms_medium_create, sides,
		   offsetof(struct ntms_medium_create, medium)),
	NTMS_ENTRY(NTMS_IOC_ATTR_GET, ntms_do_attr_get,
		   struct ntms_attribute, name,
		   offsetof(struct ntms_attribute, type)),
	NTMS_ENTRY(NTMS_IOC_ATTR_SET, ntms_do_attr_set,
		   struct ntms_attribute, name,
		   NTMS_NO_ANSWER),
	NTMS_ENTRY(NTMS_IOC_ATTR_LIST, ntms_do_attr_list,
		   struct ntms_attribute_list, total,
		   offsetof(struct ntms_attribute_list, type)),
	NTMS_ENTRY(NTMS_IOC_ACL_GET, ntms_do_acl_get,
		   struct ntms_acl, aces,
		   offsetof(struct ntms_acl, governor)),
	NTMS_ENTRY(NTMS_IOC_ACL_SET, ntms_do_acl_set,
		   struct ntms_acl, aces,
		   offsetof(struct ntms_acl, governor)),
};

/**
 * ntms_commands_init() - before the first command
 * @attach: the edge that programs attach to
 */
void ntms_commands_init(ntms_attach_t attach)
{
	ntms_attach = attach;
}
