// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/ntms: sessions are open files, commands are ioctls. Who calls, and how structs
 * come in and answers go out, is here; commands.c has the commands.
 */
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/uaccess.h>
#include <linux/uidgid.h>

#include "commands.h"
#include "core/pin.h"
#include "core/text.h"
#include "sysfs.h"
#include "trace.h"

static struct ntms_catalog *ntms_catalog;

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

	if (nr >= NTMS_ENTRIES)
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
	ntms_commands_init(attach);
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
