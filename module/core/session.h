/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a program can ask for: one function for each command, on the command's
 * struct in kernel memory. Rights are checked here, by policy, with the
 * credentials of the call; nothing here knows of files or user memory.
 *
 * All of it takes the catalog's lock itself and may sleep. A function that
 * fails has changed nothing.
 */
#ifndef NTMS_CORE_SESSION_H
#define NTMS_CORE_SESSION_H

#include "attr.h"
#include "wait.h"
#include "waiters.h"

/* Interrupted calls that a session remembers */
#define NTMS_PLACES	64

/**
 * struct ntms_place - where a call stood when a signal ended its wait
 * @in_session: among those of its session, the oldest first
 * @tid: thread that called, which has one at most
 * @options: what it asked for
 * @id: likewise
 * @deadline: likewise
 * @number: where it stood, never 0: of an allocation its ticket, of one that waits
 *	for an inventory which one that is
 *
 * The kernel makes such a call again after the signal's handler, or the program
 * does: one of the same thread that asks for the same goes on where it stood.
 */
struct ntms_place {
	struct list_head in_session;
	u32 tid;
	u32 options;
	guid_t id;
	u64 deadline;
	u64 number;
};

/**
 * struct ntms_session - an open /dev/ntms
 * @cat: the catalog
 * @app: the application; the catalog's lock protects it
 * @waitlist: its allocations that wait; the catalog's lock protects them
 * @places: calls that a signal interrupted; likewise
 * @nr_places: their number
 */
struct ntms_session {
	struct ntms_catalog *cat;
	struct ntms_app *app;
	struct ntms_waitlist waitlist;
	struct list_head places;
	u32 nr_places;
};

static inline bool ntms_guid_none(const struct ntms_guid *id)
{
	return guid_is_null(ntms_guid_in(id));
}

/**
 * union ntms_any_info - information on an object of any kind
 * @header: what they all begin with
 * @computer: this machine
 * @library: a library
 * @element: a slot or port
 * @drive: a drive
 * @medium: a cartridge
 * @side: a side
 * @logical: a logical medium
 * @pool: a pool
 * @media_type: a media type
 * @request: an operator request
 */
union ntms_any_info {
	struct ntms_object_header header;
	struct ntms_computer_info computer;
	struct ntms_library_info library;
	struct ntms_element_info element;
	struct ntms_drive_info drive;
	struct ntms_medium_info medium;
	struct ntms_side_info side;
	struct ntms_logical_medium_info logical;
	struct ntms_pool_info pool;
	struct ntms_media_type_info media_type;
	struct ntms_request_info request;
};

/* Objects of a list that are looked at without dropping the lock, found or not */
#define NTMS_WALK_STEPS	4096

/* Size of the info struct of a kind, 0 if there is no such kind */
u32 ntms_info_size(u32 type);

struct ntms_session *ntms_session_open(struct ntms_catalog *cat,
				       const char *application);
void ntms_session_close(struct ntms_session *session);
ntms_reason_t ntms_session_rename(struct ntms_session *session,
				  const struct ntms_session_name *name);

/**
 * struct ntms_told - what an allocation tells besides its struct
 * @grant: what it gave, if it succeeded and did not wait in the session; for
 *	ntms_allocate_undo()
 * @text: what the operator said who refused, or NULL; the caller's to free
 */
struct ntms_told {
	struct ntms_grant grant;
	char *text;
};

/* allocate.c */
ntms_reason_t ntms_allocate(struct ntms_session *session,
			    const struct ntms_cred *cred,
			    struct ntms_allocate *call, struct ntms_told *told);
void ntms_allocate_undo(struct ntms_session *session,
			const struct ntms_grant *grant);
ntms_reason_t ntms_collect(struct ntms_session *session,
			   struct ntms_collect *call, struct ntms_told *told);
ntms_reason_t ntms_cancel(struct ntms_session *session,
			  struct ntms_cancel *call);
bool ntms_session_readable(struct ntms_session *session);
void ntms_session_drop(struct ntms_session *session);

/* session.c */
u64 ntms_place_find(const struct ntms_session *session,
		    const struct ntms_place *call);
void ntms_place_keep(struct ntms_session *session,
		     const struct ntms_place *call);
void ntms_place_forget(struct ntms_session *session, u32 tid);
ntms_reason_t ntms_deallocate(struct ntms_session *session,
			      const struct ntms_cred *cred,
			      const struct ntms_deallocate *call);
ntms_reason_t ntms_move(struct ntms_session *session,
			const struct ntms_cred *cred,
			const struct ntms_move *call);
ntms_reason_t ntms_move_commit(struct ntms_catalog *cat,
			       struct ntms_medium *medium,
			       struct ntms_pool *pool, u8 kind);

/* acl.c */
ntms_reason_t ntms_acl_get(struct ntms_session *session, struct ntms_acl *call,
			   struct ntms_ace *aces);
ntms_reason_t ntms_acl_set(struct ntms_session *session,
			   const struct ntms_cred *cred, struct ntms_acl *call,
			   const struct ntms_ace *aces);
bool ntms_aces_valid(const struct ntms_ace *aces, u32 nr);

/* media.c */
ntms_reason_t ntms_complete(struct ntms_session *session,
			    const struct ntms_cred *cred,
			    const struct ntms_complete *call);
ntms_reason_t ntms_decommission(struct ntms_session *session,
				const struct ntms_cred *cred,
				const struct ntms_decommission *call);
ntms_reason_t ntms_swap(struct ntms_session *session,
			const struct ntms_cred *cred,
			const struct ntms_swap *call);
ntms_reason_t ntms_medium_delete(struct ntms_session *session,
				 const struct ntms_cred *cred,
				 const struct ntms_medium_delete *call);
void ntms_txn_add_medium(struct ntms_txn *txn, struct ntms_medium *medium);
void ntms_medium_discard(struct ntms_medium *medium);
ntms_reason_t ntms_medium_create(struct ntms_session *session,
				 const struct ntms_cred *cred,
				 struct ntms_medium_create *call);

/* type.c */
ntms_reason_t ntms_type_add(struct ntms_session *session,
			    const struct ntms_cred *cred,
			    struct ntms_type_add *call);
ntms_reason_t ntms_type_delete(struct ntms_session *session,
			       const struct ntms_cred *cred,
			       const struct ntms_type_delete *call);
ntms_reason_t ntms_type_change(struct ntms_session *session,
			       const struct ntms_cred *cred,
			       const struct ntms_type_change *call);

/* admin.c */
ntms_reason_t ntms_pool_create(struct ntms_session *session,
			       const struct ntms_cred *cred,
			       struct ntms_pool_create *call);
ntms_reason_t ntms_pool_delete(struct ntms_session *session,
			       const struct ntms_cred *cred,
			       const struct ntms_pool_delete *call);
ntms_reason_t ntms_set(struct ntms_session *session,
		       const struct ntms_cred *cred, struct ntms_object *call,
		       const union ntms_any_info *info);
ntms_reason_t ntms_inventory(struct ntms_session *session,
			     const struct ntms_cred *cred,
			     const struct ntms_inventory *call);

/* attribute.c */
ntms_reason_t ntms_attribute_get(struct ntms_session *session,
				 const struct ntms_cred *cred,
				 struct ntms_attribute *call,
				 struct ntms_blob **blob);
ntms_reason_t ntms_attribute_set(struct ntms_session *session,
				 const struct ntms_cred *cred,
				 const struct ntms_attribute *call,
				 struct ntms_blob *blob);
ntms_reason_t ntms_attribute_list(struct ntms_session *session,
				  const struct ntms_cred *cred,
				  struct ntms_attribute_list *call,
				  struct ntms_attribute_info *infos, u32 room,
				  u32 *nr);

/* query.c, walk.c, why.c */
bool ntms_ref_visible(const struct ntms_catalog *cat,
		      const struct ntms_ref *ref,
		      const struct ntms_cred *cred);
void ntms_header_fill(struct ntms_object_header *to,
		      const struct ntms_obj *obj);
ntms_reason_t ntms_why(struct ntms_session *session,
		       const struct ntms_cred *cred, struct ntms_why *call);
void ntms_query_info(struct ntms_session *session, struct ntms_info *call);
ntms_reason_t ntms_query_object(struct ntms_session *session,
				const struct ntms_cred *cred,
				struct ntms_object *call,
				union ntms_any_info *info);
ntms_reason_t ntms_query_enum(struct ntms_session *session,
			      const struct ntms_cred *cred,
			      struct ntms_enum *call, struct ntms_guid *ids,
			      u32 room, u32 *nr);
ntms_reason_t ntms_query_find(struct ntms_session *session,
			      struct ntms_find *call, struct ntms_guid *ids,
			      u32 room, u32 *nr);

#endif /* NTMS_CORE_SESSION_H */
