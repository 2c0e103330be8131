// SPDX-License-Identifier: GPL-2.0
/* Operator requests: see opreq.h. */
#include "opreq.h"
#include "text.h"

#include <linux/ktime.h>
#include <linux/timekeeping.h>

/* ---- rights ----------------------------------------------------------------- */

/* What rights on a request hang on: the pool that it is about, or NULL */
static struct ntms_pool *ntms_opreq_pool(const struct ntms_catalog *cat,
					 const struct ntms_opreq *opreq)
{
	const struct ntms_medium *medium;

	if (opreq->type[0] == NTMS_TYPE_POOL)
		return ntms_find_pool(cat, &opreq->arg[0]);
	if (opreq->request != NTMS_REQUEST_MOVE_MEDIA)
		return NULL;
	medium = ntms_find_medium(cat, &opreq->arg[0]);
	return medium ? medium->pool : NULL;
}

/**
 * ntms_opreq_visible() - does a request exist for somebody?
 * @cat: the catalog
 * @opreq: the request
 * @cred: who
 *
 * Context: the catalog's lock is held.
 * Return: true if it may be told to him.
 */
bool ntms_opreq_visible(const struct ntms_catalog *cat,
			const struct ntms_opreq *opreq,
			const struct ntms_cred *cred)
{
	lockdep_assert_held(&cat->lock);
	return cred->admin || opreq->user->uid == cred->uid ||
	       ntms_may_see_request(cat, ntms_opreq_pool(cat, opreq), cred);
}

static struct ntms_opreq *ntms_opreq_seen(const struct ntms_catalog *cat,
					  const struct ntms_cred *cred,
					  const struct ntms_guid *id)
{
	struct ntms_opreq *opreq = ntms_find_opreq(cat, (const guid_t *)id->b);

	return opreq && ntms_opreq_visible(cat, opreq, cred) ? opreq : NULL;
}

/* ---- submitting ------------------------------------------------------------- */

static const struct ntms_request_rule {
	u32 first;	/* BIT(enum ntms_type) that the first argument may be */
	u32 second;	/* likewise */
	bool both;	/* the second one must be there */
} ntms_request_rules[] = {
	[NTMS_REQUEST_NEW_MEDIA] = {
		.first = BIT(NTMS_TYPE_POOL),
		.second = BIT(NTMS_TYPE_LIBRARY),
	},
	[NTMS_REQUEST_CLEANER] = {
		.first = BIT(NTMS_TYPE_LIBRARY) | BIT(NTMS_TYPE_SLOT),
	},
	[NTMS_REQUEST_DEVICE_SERVICE] = {
		.first = BIT(NTMS_TYPE_LIBRARY) | BIT(NTMS_TYPE_DRIVE) |
			 BIT(NTMS_TYPE_PORT) | BIT(NTMS_TYPE_MEDIUM),
	},
	[NTMS_REQUEST_MOVE_MEDIA] = {
		.first = BIT(NTMS_TYPE_MEDIUM),
		.second = BIT(NTMS_TYPE_LIBRARY),
		.both = true,
	},
	[NTMS_REQUEST_MESSAGE] = { },
};

static ntms_reason_t ntms_submit_arg(const struct ntms_catalog *cat,
				     const struct ntms_guid *id, u32 kinds,
				     bool must, struct ntms_ref *ref)
{
	*ref = (struct ntms_ref){ };
	if (ntms_guid_none(id))
		return must ? NTMS_REASON_INVALID_PARAMETER :
			      NTMS_REASON_SUCCESS;
	if (!kinds)
		return NTMS_REASON_INVALID_PARAMETER;
	*ref = ntms_find(cat, (const guid_t *)id->b);
	if (!ref->type)
		return NTMS_REASON_OBJECT_NOT_FOUND;
	return kinds & BIT(ref->type) ? NTMS_REASON_SUCCESS :
					NTMS_REASON_INVALID_PARAMETER;
}

static ntms_reason_t ntms_submit_check(const struct ntms_catalog *cat,
				       const struct ntms_cred *cred,
				       const struct ntms_request_submit *call,
				       struct ntms_ref *args)
{
	const struct ntms_request_rule *rule =
		&ntms_request_rules[call->request];
	ntms_reason_t reason;

	reason = ntms_submit_arg(cat, &call->arg1, rule->first, rule->first,
				 &args[0]);
	if (!reason)
		reason = ntms_submit_arg(cat, &call->arg2, rule->second,
					 rule->both, &args[1]);
	if (!reason && !ntms_may_submit(cat, call->request, &args[0], cred))
		reason = NTMS_REASON_ACCESS_DENIED;
	return reason;
}

static ntms_reason_t ntms_submit_commit(struct ntms_session *session,
					const struct ntms_cred *cred,
					const struct ntms_ref *args,
					struct ntms_request_submit *call)
{
	struct ntms_opreq *opreq;
	ntms_reason_t reason;

	opreq = ntms_opreq_new(call->request, call->message,
			       GFP_KERNEL_ACCOUNT);
	if (!opreq)
		return NTMS_REASON_NOT_ENOUGH_MEMORY;
	opreq->type[0] = args[0].type;
	opreq->type[1] = args[1].type;
	memcpy(&opreq->arg[0], &call->arg1, sizeof(guid_t));
	memcpy(&opreq->arg[1], &call->arg2, sizeof(guid_t));
	reason = ntms_opreq_post(session->cat, opreq, cred, session->app);
	if (reason)
		ntms_obj_free(&opreq->obj);
	else
		ntms_guid_out(&call->id, &opreq->obj.id);
	return reason;
}

/**
 * ntms_request_submit() - SubmitNtmsOperatorRequest
 * @session: the session
 * @cred: who calls
 * @call: the command
 *
 * Context: takes the catalog's lock; may sleep.
 * Return: see struct ntms_request_submit in the uapi header.
 */
ntms_reason_t ntms_request_submit(struct ntms_session *session,
				  const struct ntms_cred *cred,
				  struct ntms_request_submit *call)
{
	struct ntms_ref args[2];
	ntms_reason_t reason;

	memset(&call->id, 0, sizeof(call->id));
	if (call->flags || !call->request ||
	    call->request >= ARRAY_SIZE(ntms_request_rules))
		return NTMS_REASON_INVALID_PARAMETER;
	if (!ntms_text_valid(call->message, sizeof(call->message)))
		return NTMS_REASON_INVALID_NAME;
	ntms_catalog_lock(session->cat);
	reason = ntms_submit_check(session->cat, cred, call, args);
	if (!reason)
		reason = ntms_submit_commit(session, cred, args, call);
	ntms_catalog_unlock(session->cat);
	return reason;
}

/* ---- answering -------------------------------------------------------------- */

static ntms_reason_t ntms_answer_commit(struct ntms_catalog *cat,
					struct ntms_opreq *opreq,
					const struct ntms_request_answer *call)
{
	struct ntms_change *change;
	ntms_reason_t reason;
	struct ntms_txn txn;
	char *text = NULL;

	if (*call->text) {
		text = kstrdup(call->text, GFP_KERNEL_ACCOUNT);
		if (!text)
			return NTMS_REASON_NOT_ENOUGH_MEMORY;
	}
	ntms_txn_init(&txn);
	change = ntms_txn_change(&txn, NTMS_ANSWER);
	change->opreq = opreq;
	change->to = call->state;
	change->answer = text;
	reason = ntms_commit(cat, &txn);
	ntms_txn_release(&txn);
	if (reason)
		kfree(text);
	return reason;
}

static ntms_reason_t ntms_answer(struct ntms_catalog *cat,
				 const struct ntms_cred *cred,
				 const struct ntms_request_answer *call)
{
	struct ntms_opreq *opreq = ntms_opreq_seen(cat, cred, &call->id);

	if (!opreq)
		return NTMS_REASON_OBJECT_NOT_FOUND;
	/* Who submitted it may think better of it; a call is interrupted. */
	if ((call->state != NTMS_REQUEST_REFUSED || opreq->waiter ||
	     opreq->user->uid != cred->uid) &&
	    !ntms_computer_allows(cat, cred, NTMS_CONTROL))
		return NTMS_REASON_ACCESS_DENIED;
	if (!opreq->waiter || call->state < NTMS_REQUEST_REFUSED)
		return ntms_answer_commit(cat, opreq, call);
	if (call->state == NTMS_REQUEST_COMPLETE)
		return ntms_waiter_retry(cat, opreq->waiter);
	ntms_waiter_refuse(cat, opreq->waiter, call->text);
	return NTMS_REASON_SUCCESS;
}

/**
 * ntms_request_answer() - SatisfyNtmsOperatorRequest, CancelNtmsOperatorRequest
 * @session: the session
 * @cred: who calls
 * @call: the command
 *
 * Context: takes the catalog's lock; may sleep.
 * Return: see struct ntms_request_answer in the uapi header.
 */
ntms_reason_t ntms_request_answer(struct ntms_session *session,
				  const struct ntms_cred *cred,
				  const struct ntms_request_answer *call)
{
	ntms_reason_t reason;

	if (call->flags || call->state <= NTMS_REQUEST_SUBMITTED ||
	    call->state > NTMS_REQUEST_COMPLETE)
		return NTMS_REASON_INVALID_PARAMETER;
	if (!ntms_text_valid(call->text, sizeof(call->text)))
		return NTMS_REASON_INVALID_NAME;
	ntms_catalog_lock(session->cat);
	reason = ntms_answer(session->cat, cred, call);
	ntms_catalog_unlock(session->cat);
	return reason;
}

/* An answer that somebody waits for, or, without @waits, looks for */
struct ntms_expected {
	struct ntms_session *session;
	const struct ntms_cred *cred;
	struct ntms_request_wait *call;
	u32 cancels;
	bool waits;
};

static bool ntms_expected_cancelled(const struct ntms_expected *expected)
{
	const struct ntms_waitlist *list = &expected->session->waitlist;

	return READ_ONCE(list->cancels) != expected->cancels ||
	       READ_ONCE(list->closed);
}

/* How a request stands; BUSY: not answered yet */
static ntms_reason_t ntms_request_result(void *what)
{
	const struct ntms_expected *expected = what;
	struct ntms_catalog *cat = expected->session->cat;
	struct ntms_request_wait *call = expected->call;
	ntms_reason_t reason = NTMS_REASON_OBJECT_NOT_FOUND;
	struct ntms_opreq *opreq;

	memset(call->text, 0, sizeof(call->text));
	call->state = 0;
	ntms_catalog_lock(cat);
	opreq = ntms_opreq_seen(cat, expected->cred, &call->id);
	if (opreq) {
		reason = opreq->state == NTMS_REQUEST_COMPLETE ?
				NTMS_REASON_SUCCESS :
			 opreq->state == NTMS_REQUEST_REFUSED ?
				NTMS_REASON_CANCELLED : NTMS_REASON_BUSY;
		call->state = opreq->state;
		if (opreq->answer)
			strscpy(call->text, opreq->answer, sizeof(call->text));
	}
	if (reason == NTMS_REASON_BUSY && expected->waits) {
		opreq->watched = true;
		expected->session->waitlist.watches = true;
	}
	ntms_catalog_unlock(cat);
	if (reason == NTMS_REASON_BUSY && ntms_expected_cancelled(expected))
		reason = NTMS_REASON_CANCELLED;
	return reason;
}

/**
 * ntms_request_wait() - WaitForNtmsOperatorRequest
 * @session: the session
 * @cred: who calls
 * @call: the command
 *
 * Context: takes the catalog's lock; sleeps, perhaps for ever.
 * Return: see struct ntms_request_wait in the uapi header; NTMS_INTERRUPTED if a
 * signal ended the wait.
 */
ntms_reason_t ntms_request_wait(struct ntms_session *session,
				const struct ntms_cred *cred,
				struct ntms_request_wait *call)
{
	struct ntms_expected expected = {
		.session = session,
		.cred = cred,
		.call = call,
		.cancels = READ_ONCE(session->waitlist.cancels),
	};

	if (call->flags & ~NTMS_REQUEST_F_NOWAIT)
		return NTMS_REASON_INVALID_PARAMETER;
	expected.waits = !(call->flags & NTMS_REQUEST_F_NOWAIT);
	return ntms_wait(&session->cat->requests,
			 expected.waits ? call->deadline : 0,
			 ntms_request_result, &expected);
}

/* ---- forgetting ------------------------------------------------------------- */

/**
 * ntms_request_delete() - forget a request that was answered
 * @session: the session
 * @cred: who calls
 * @call: the command
 *
 * Context: takes the catalog's lock; may sleep.
 * Return: see struct ntms_request_delete in the uapi header.
 */
ntms_reason_t ntms_request_delete(struct ntms_session *session,
				  const struct ntms_cred *cred,
				  const struct ntms_request_delete *call)
{
	struct ntms_catalog *cat = session->cat;
	struct ntms_opreq *opreq;
	ntms_reason_t reason;

	if (call->flags || call->reserved)
		return NTMS_REASON_INVALID_PARAMETER;
	ntms_catalog_lock(cat);
	opreq = ntms_opreq_seen(cat, cred, &call->id);
	if (!opreq)
		reason = NTMS_REASON_OBJECT_NOT_FOUND;
	else if (opreq->user->uid != cred->uid &&
		 !ntms_computer_allows(cat, cred, NTMS_MODIFY))
		reason = NTMS_REASON_ACCESS_DENIED;
	else if (opreq->state < NTMS_REQUEST_REFUSED)
		reason = NTMS_REASON_INVALID_STATE;
	else
		reason = ntms_opreq_remove(cat, opreq, 0);
	ntms_catalog_unlock(cat);
	return reason;
}

/* Forgets a round of what was answered long ago; says when to be called again. */
static u64 ntms_requests_purge(struct ntms_catalog *cat, u64 monotonic)
{
	const u64 age = (u64)cat->request_purge * NSEC_PER_SEC;
	const u64 now = ktime_get_coarse_real_ns();
	struct ntms_opreq *opreq;
	u32 nr;

	for (nr = 0; nr < NTMS_ROUND; nr++) {
		opreq = list_first_entry_or_null(&cat->answered,
						 struct ntms_opreq,
						 in_answered);
		if (!opreq)
			return NTMS_DEADLINE_NEVER;
		if (opreq->finished + age > now)
			return monotonic + (opreq->finished + age - now);
		if (ntms_opreq_remove(cat, opreq, 0))
			return NTMS_DEADLINE_NEVER;
	}
	return monotonic;
}

/**
 * ntms_tick() - do what is due
 * @cat: the catalog
 *
 * Queued allocations take what is kept for them, those whose time is up end, and
 * requests that were answered long
 * ago are forgotten. If there are many, the rest of them is due at once.
 *
 * Context: takes the catalog's lock; may sleep.
 * Return: when it has to be called again, nanoseconds of CLOCK_MONOTONIC;
 * NTMS_DEADLINE_NEVER: not before the catalog's alarm is set again.
 */
u64 ntms_tick(struct ntms_catalog *cat)
{
	u64 now = ktime_get_ns(), expire, purge;

	ntms_catalog_lock(cat);
	ntms_waiters_accept(cat);
	expire = ntms_waiters_expire(cat, now);
	purge = ntms_requests_purge(cat, now);
	ntms_catalog_unlock(cat);
	return min(expire, purge);
}

/* ---- telling ---------------------------------------------------------------- */

/**
 * ntms_opreq_fill() - what is told of a request
 * @cat: the catalog
 * @opreq: the request
 * @info: out: all but the header; the user is one of the initial user namespace
 *
 * Context: the catalog's lock is held.
 */
void ntms_opreq_fill(const struct ntms_catalog *cat,
		     const struct ntms_opreq *opreq,
		     struct ntms_request_info *info)
{
	const struct ntms_pool *pool = ntms_opreq_pool(cat, opreq);

	lockdep_assert_held(&cat->lock);
	info->request = opreq->request;
	info->request_state = opreq->state;
	info->arg1_type = opreq->type[0];
	info->arg2_type = opreq->type[1];
	ntms_guid_out(&info->arg1, &opreq->arg[0]);
	ntms_guid_out(&info->arg2, &opreq->arg[1]);
	if (pool && pool->media_type)
		ntms_guid_out(&info->media_type, &pool->media_type->obj.id);
	info->deadline = NTMS_DEADLINE_NEVER;
	if (opreq->waiter) {
		info->flags |= NTMS_REQUEST_OF_CALL;
		info->options = opreq->waiter->ask.options;
		info->deadline = opreq->waiter->deadline;
	}
	info->finished = opreq->finished;
	info->uid = opreq->user->uid;
	info->pid = opreq->pid;
	strscpy(info->application, opreq->app->name,
		sizeof(info->application));
	strscpy(info->message, opreq->message ?: "", sizeof(info->message));
	strscpy(info->answer, opreq->answer ?: "", sizeof(info->answer));
}

/* From the end: a pool knows the one that it is in. */
static void ntms_path_fill(const struct ntms_pool *pool, char *path,
			   size_t size)
{
	size_t at = size - 1, length;
	const char *name;

	path[at] = '\0';
	for (; pool; pool = pool->parent) {
		name = ntms_label_name(pool->obj.label);
		length = strlen(name);
		if (length + 1 > at)
			break;
		if (path[at])
			path[--at] = '\\';
		at -= length;
		memcpy(path + at, name, length);
	}
	memmove(path, path + at, size - at);
}

/* A cartridge without a name is known by its barcode, a part by its library. */
static const char *ntms_ref_name(const struct ntms_ref *ref)
{
	const struct ntms_library *library;
	const struct ntms_drive *drive;
	const char *name = "";

	if (ref->type == NTMS_TYPE_DRIVE) {
		library = container_of(ref->obj, struct ntms_library, obj);
		drive = ntms_element_drive(library, ref->element);
		name = ntms_label_name(drive->label);
	}
	if (!*name)
		name = ntms_label_name(ref->obj->label);
	if (!*name && ref->type == NTMS_TYPE_MEDIUM)
		name = container_of(ref->obj, struct ntms_medium, obj)->barcode;
	return name;
}

static void ntms_name_fill(const struct ntms_catalog *cat, u8 type,
			   const guid_t *id, char *to, size_t size)
{
	struct ntms_ref ref;

	if (!type || type == NTMS_TYPE_POOL)
		return;
	ref = ntms_find(cat, id);
	if (ref.type)
		strscpy(to, ntms_ref_name(&ref), size);
}

static void ntms_view_fill(const struct ntms_catalog *cat,
			   const struct ntms_opreq *opreq,
			   struct ntms_request_view *view)
{
	const struct ntms_pool *pool = ntms_opreq_pool(cat, opreq);

	memset(view, 0, sizeof(*view));
	ntms_header_fill(&view->info.header, &opreq->obj);
	ntms_opreq_fill(cat, opreq, &view->info);
	if (pool) {
		ntms_path_fill(pool, view->pool, sizeof(view->pool));
		if (pool->media_type)
			strscpy(view->media_type,
				ntms_label_name(pool->media_type->obj.label),
				sizeof(view->media_type));
	}
	ntms_name_fill(cat, opreq->type[0], &opreq->arg[0], view->object,
		       sizeof(view->object));
	ntms_name_fill(cat, opreq->type[1], &opreq->arg[1], view->library,
		       sizeof(view->library));
	strscpy(view->computer, ntms_label_name(cat->computer->label),
		sizeof(view->computer));
}

/**
 * ntms_request_look() - all that people want to know of a request
 * @cat: the catalog
 * @cred: who asks
 * @id: the request
 * @view: out: it
 *
 * Context: takes the catalog's lock.
 * Return: NTMS_REASON_SUCCESS; OBJECT_NOT_FOUND, also if he may not know of it.
 */
ntms_reason_t ntms_request_look(struct ntms_catalog *cat,
				const struct ntms_cred *cred, const guid_t *id,
				struct ntms_request_view *view)
{
	ntms_reason_t reason = NTMS_REASON_OBJECT_NOT_FOUND;
	const struct ntms_opreq *opreq;

	ntms_catalog_lock(cat);
	opreq = ntms_find_opreq(cat, id);
	if (opreq && ntms_opreq_visible(cat, opreq, cred)) {
		ntms_view_fill(cat, opreq, view);
		reason = NTMS_REASON_SUCCESS;
	}
	ntms_catalog_unlock(cat);
	return reason;
}

/* The next one that may be told; NULL also if there is none in so many steps */
static const struct ntms_opreq *
ntms_request_step(const struct ntms_catalog *cat, const struct ntms_cred *cred,
		  u64 *cursor, bool *more)
{
	const struct ntms_opreq *opreq;
	struct ntms_obj *obj;
	u32 steps;

	for (steps = 0; steps < NTMS_WALK_STEPS; steps++) {
		obj = ntms_order_next(cat, NTMS_TYPE_OPERATOR_REQUEST, *cursor);
		*more = obj;
		if (!obj)
			return NULL;
		*cursor = obj->serial;
		opreq = container_of(obj, struct ntms_opreq, obj);
		if (ntms_opreq_visible(cat, opreq, cred))
			return opreq;
	}
	return NULL;
}

/**
 * ntms_request_next() - walk the requests that somebody may know of
 * @cat: the catalog
 * @cred: who asks
 * @cursor: 0 to begin; where the walk is
 * @view: out: the next one
 *
 * A request that is there during the whole walk is met exactly once. Nobody is
 * kept from the catalog for longer because there are many that may not be told.
 *
 * Context: takes the catalog's lock, for a bounded number of steps at a time;
 * may sleep.
 * Return: false if there are no more.
 */
bool ntms_request_next(struct ntms_catalog *cat, const struct ntms_cred *cred,
		       u64 *cursor, struct ntms_request_view *view)
{
	const struct ntms_opreq *opreq;
	bool more, found;

	do {
		ntms_catalog_lock(cat);
		opreq = ntms_request_step(cat, cred, cursor, &more);
		found = opreq;
		if (found)
			ntms_view_fill(cat, opreq, view);
		ntms_catalog_unlock(cat);
		cond_resched();
	} while (!found && more);
	return found;
}
