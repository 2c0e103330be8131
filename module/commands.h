/* SPDX-License-Identifier: GPL-2.0 */
/* The commands of /dev/ntms, for chardev.c, which calls them. */
#ifndef NTMS_COMMANDS_H
#define NTMS_COMMANDS_H

#include <linux/ntms.h>

#include "chardev.h"
#include "core/session.h"

struct file;

/* No struct of ours comes near this, and looking through more takes long. */
#define NTMS_STRUCT_MAX	4096

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

/* The highest number of a command, and one */
#define NTMS_ENTRIES	(_IOC_NR(NTMS_IOC_JOURNAL_ATTACH) + 1)

extern const struct ntms_entry ntms_entries[NTMS_ENTRIES];

void ntms_commands_init(ntms_attach_t attach);

#endif /* NTMS_COMMANDS_H */
