// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/ntms: sessions are open files, commands are ioctls. All that is known of
 * files, user memory and credentials is here; what a command means is the
 * core's business.
 */
#include <linux/build_bug.h>
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>
#include <linux/uidgid.h>

#include "chardev.h"
#include "core/opreq.h"
#include "core/pin.h"
#include "core/text.h"
#include "sysfs.h"
#include "trace.h"

/* GUIDs that are copied to a program at a time */
#define NTMS_CHUNK	256

/* No struct of ours comes near this, and looking through more takes long. */
#define NTMS_STRUCT_MAX	4096

static struct ntms_catalog *ntms_catalog;
static ntms_attach_t ntms_attach;

/* Every struct in full, so that one piece of stack holds any of them. */
union ntms_command {
	struct {
		u32 size;
		u32 reason;
	};
	struct ntms_info info;
	struct ntms_session_name session;
	struct ntms_enum list;
	struct ntms_object object;
	struct ntms_find find;
	struct ntms_pool_create pool_create;
	struct ntms_pool_delete pool_delete;
	struct ntms_move move;
	struct ntms_allocate allocate;
	struct ntms_deallocate deallocate;
	struct ntms_inventory inventory;
	struct ntms_request_submit submit;
	struct ntms_request_answer answer;
	struct ntms_request_wait wait;
	struct ntms_request_delete request_delete;
	struct ntms_collect collect;
	struct ntms_cancel cancel;
	struct ntms_why why;
	struct ntms_complete complete;
	struct ntms_decommission decommission;
	struct ntms_swap swap;
	struct ntms_type_add type_add;
	struct ntms_type_delete type_delete;
	struct ntms_type_change type_change;
	struct ntms_medium_delete medium_delete;
	struct ntms_medium_create medium_create;
	struct ntms_attribute attribute;
	struct ntms_attribute_list attributes;
	struct ntms_acl acl;
	struct ntms_journal_attach attach;
};

/**
 * struct ntms_call - one ioctl under way
 * @session: the session
 * @cred: who calls
 * @command: the command's struct, in full
 * @granted: it allocated what @told says, which is undone if the caller cannot be
 *	told
 * @told: see @granted
 * @attached: what the descriptor that it answers with is to be of, or NULL
 */
struct ntms_call {
	struct ntms_session *session;
	struct ntms_cred cred;
	union ntms_command *command;
	bool granted;
	struct ntms_told told;
	struct file *attached;
};

/*
 * A handler answers with 0 and leaves the reason in the struct, or with a
 * negative errno that is no reason of RSM's: a bad pointer, a signal.
 */
typedef int (*ntms_handler_t)(struct ntms_call *call);

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

/**
 * struct ntms_entry - a command
 * @handler: who does it
 * @size: size of its struct
 * @min_size: size of its struct in the first version that had the command
 * @out: where its answer begins, on a word of 64 bits; no less than @size: there
 *	is none but the reason
 * @closed: also on a session that was closed
 */
struct ntms_entry {
	ntms_handler_t handler;
	u32 size;
	u32 min_size;
	u32 out;
	bool closed;
};

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

static const struct ntms_entry ntms_entries[] = {
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

static bool ntms_caller_in_group(const void *asker, u32 gid)
{
	/* As with users: the number in the first namespace */
	return in_egroup_p(KGIDT_INIT(gid));
}

static bool ntms_caller_is_admin(void)
{
	return capable(CAP_SYS_ADMIN);
}

/*
 * Nearly every call comes with the struct that we know, at an even address.
 * Word by word that is a handful of instructions, where the general copiers
 * cost as much as an allocation itself.
 */
static bool ntms_is_plain(const struct ntms_entry *entry,
			  const void __user *user, u32 size)
{
	return size == entry->size && IS_ALIGNED((unsigned long)user,
						 sizeof(u64));
}

/*
 * False: it is not such a call, or there is something wrong with it; the
 * general way finds out.
 */
static bool ntms_copy_in_words(union ntms_command *command, u64 __user *user,
			       const struct ntms_entry *entry)
{
	u32 words = entry->size / sizeof(u64), i;
	u64 *to = (u64 *)command;

	if (!user_access_begin(user, entry->size))
		return false;
	unsafe_get_user(to[0], user, fault);
	if (!ntms_is_plain(entry, user, command->size))
		goto fault;
	/* By twos: much of what a word costs is the loop. */
	for (i = words - 1; i > 1; i -= 2) {
		unsafe_get_user(to[i], user + i, fault);
		unsafe_get_user(to[i - 1], user + i - 1, fault);
	}
	if (i)
		unsafe_get_user(to[1], user + 1, fault);
	/*
	 * An answer that cannot be given must not be the answer to a change. No
	 * struct of ours is on more than two pages: its ends will do.
	 */
	unsafe_put_user(to[0], user, fault);
	unsafe_put_user(to[words - 1], user + words - 1, fault);
	user_access_end();
	return true;
fault:
	user_access_end();
	return false;
}

static int ntms_copy_out_words(u64 __user *user,
			       const union ntms_command *command,
			       const struct ntms_entry *entry)
{
	u32 words = entry->size / sizeof(u64), i;
	const u64 *from = (const u64 *)command;

	if (!user_access_begin(user, entry->size))
		return -EFAULT;
	unsafe_put_user(from[0], user, fault);
	for (i = entry->out / sizeof(u64); i < words; i++)
		unsafe_put_user(from[i], user + i, fault);
	user_access_end();
	return 0;
fault:
	user_access_end();
	return -EFAULT;
}

static bool ntms_can_write(u8 __user *at)
{
	u8 byte;

	return !get_user(byte, at) && !put_user(byte, at);
}

static noinline int ntms_copy_in(union ntms_command *command,
				 void __user *user,
				 const struct ntms_entry *entry)
{
	u32 size;
	int error;

	if (get_user(size, (u32 __user *)user))
		return -EFAULT;
	if (size < entry->min_size)
		return -EINVAL;
	if (size > NTMS_STRUCT_MAX)
		return -E2BIG;
	error = copy_struct_from_user(command, entry->size, user, size);
	if (error)
		return error;
	command->size = size;
	return ntms_can_write(user + offsetof(union ntms_command, reason)) &&
	       ntms_can_write(user + min(size, entry->size) - 1) ? 0 : -EFAULT;
}

/* What comes back: the reason, and the members from the first answer on. */
static int ntms_copy_out(void __user *user, const union ntms_command *command,
			 const struct ntms_entry *entry)
{
	u32 end = min(command->size, entry->size);

	if (ntms_is_plain(entry, user, command->size))
		return ntms_copy_out_words(user, command, entry);
	if (put_user(command->reason,
		     (u32 __user *)(user + offsetof(union ntms_command,
						    reason))))
		return -EFAULT;
	if (entry->out < end &&
	    copy_to_user(user + entry->out, (const u8 *)command + entry->out,
			 end - entry->out))
		return -EFAULT;
	return 0;
}

static long ntms_ioctl_call(struct ntms_call *call,
			    const struct ntms_entry *entry, void __user *user)
{
	const u32 number = entry - ntms_entries;
	int error = 0;

	trace_ntms_call_begin(number);
	if (unlikely(READ_ONCE(call->session->waitlist.closed)) &&
	    !entry->closed)
		call->command->reason = NTMS_REASON_INVALID_HANDLE;
	else
		error = entry->handler(call);
	trace_ntms_call_end(number, call->command->reason);
	/* The call begins again, with the struct as it is. */
	if (call->command->reason == NTMS_INTERRUPTED)
		return -ERESTARTSYS;
	if (call->command->reason == NTMS_PINNED)
		return -EAGAIN;
	if (ntms_copy_out(user, call->command, entry)) {
		if (call->granted)
			ntms_allocate_undo(call->session, &call->told.grant);
		if (call->attached) {
			put_unused_fd(call->command->attach.fd);
			fput(call->attached);
		}
		return -EFAULT;
	}
	if (unlikely(call->attached))
		fd_install(call->command->attach.fd, call->attached);
	if (error || likely(!call->command->reason))
		return error;
	return ntms_reason_errno(call->command->reason);
}

static long ntms_ioctl_once(struct ntms_session *session,
			    const struct ntms_entry *entry, void __user *user,
			    union ntms_command *command)
{
	/* What it gave is written when it is given. */
	struct ntms_call call __uninitialized;
	int error;

	if (!ntms_copy_in_words(command, user, entry)) {
		error = ntms_copy_in(command, user, entry);
		if (error)
			return error;
	}
	command->reason = NTMS_REASON_SUCCESS;
	call.session = session;
	/* A kuid is the number in the first namespace. */
	call.cred.uid = __kuid_val(current_euid());
	call.cred.pid = current->tgid;
	call.cred.tid = current->pid;
	call.cred.admin = false;
	call.cred.ask = ntms_caller_is_admin;
	call.cred.in_group = ntms_caller_in_group;
	call.cred.asker = NULL;
	call.cred.kept = false;
	call.command = command;
	call.granted = false;
	call.attached = NULL;
	return ntms_ioctl_call(&call, entry, user);
}

static __always_inline long ntms_ioctl_any(struct file *file, unsigned int cmd,
					   unsigned long arg)
{
	const unsigned int nr = cmd - _IO(NTMS_IOC_MAGIC, 0);
	void __user *user = (void __user *)arg;
	const struct ntms_entry *entry;
	/* Read from the program before anything else, and so in full. */
	union ntms_command command __uninitialized;
	ntms_reason_t reason;
	u64 unpinned, deadline = 0;
	long answer;

	if (nr >= ARRAY_SIZE(ntms_entries))
		return -ENOTTY;
	entry = &ntms_entries[nr];
	if (!entry->handler)
		return -ENOTTY;
	command.reason = NTMS_REASON_SUCCESS;
	for (;;) {
		unpinned = READ_ONCE(ntms_catalog->journal.unpinned);
		answer = ntms_ioctl_once(file->private_data, entry, user,
					 &command);
		if (likely(command.reason != NTMS_PINNED))
			return answer;
		/* Somebody else's change of the same waits to last. */
		if (!deadline)
			ntms_call_pinned();
		reason = ntms_pins_wait(ntms_catalog, unpinned, &deadline);
		if (reason == NTMS_INTERRUPTED)
			return -ERESTARTSYS;
		if (!reason)
			continue;
		command.reason = reason;
		return ntms_copy_out(user, &command, entry) ?
			-EFAULT : ntms_reason_errno(reason);
	}
}

static long ntms_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	const long answer = ntms_ioctl_any(file, cmd, arg);

	ntms_call_count(answer);
	return answer;
}

static __poll_t ntms_poll(struct file *file, poll_table *table)
{
	struct ntms_session *session = file->private_data;

	poll_wait(file, &session->waitlist.wake, table);
	return ntms_session_readable(session) ? EPOLLIN | EPOLLRDNORM : 0;
}

static int ntms_open(struct inode *inode, struct file *file)
{
	struct ntms_session *session;
	char name[TASK_COMM_LEN];

	get_task_comm(name, current);
	/* A process may call itself what it wants. */
	ntms_line_clean(name);
	session = ntms_session_open(ntms_catalog, name);
	if (!session)
		return -ENOMEM;
	file->private_data = session;
	return nonseekable_open(inode, file);
}

static int ntms_release(struct inode *inode, struct file *file)
{
	ntms_session_close(file->private_data);
	return 0;
}

static const struct file_operations ntms_fops = {
	.owner = THIS_MODULE,
	.open = ntms_open,
	.release = ntms_release,
	.poll = ntms_poll,
	.unlocked_ioctl = ntms_ioctl,
	/* The structs read the same on 32 and 64 bit; the address does not. */
	.compat_ioctl = compat_ptr_ioctl,
};

static struct miscdevice ntms_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "ntms",
	.fops = &ntms_fops,
	/* The group is udev's to give; see the rule that make install brings. */
	.mode = 0660,
	.groups = ntms_sysfs_groups,
};

/**
 * ntms_chardev_init() - make /dev/ntms
 * @cat: the catalog that its sessions work on
 * @attach: the edge that programs attach to
 *
 * Context: may sleep.
 * Return: 0 or a negative errno.
 */
int ntms_chardev_init(struct ntms_catalog *cat, ntms_attach_t attach)
{
	ntms_catalog = cat;
	ntms_attach = attach;
	ntms_sysfs_init(cat);
	return misc_register(&ntms_device);
}

/**
 * ntms_chardev_exit() - remove /dev/ntms
 *
 * Context: may sleep; no session is open.
 */
void ntms_chardev_exit(void)
{
	misc_deregister(&ntms_device);
}
