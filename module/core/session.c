// SPDX-License-Identifier: GPL-2.0
/* Sessions, and what they do with media: allocate, deallocate, move. */
#include "session.h"

/**
 * ntms_session_open() - begin a session
 * @cat: the catalog
 * @application: name of the application until it says another
 *
 * Context: may sleep.
 * Return: the session, or NULL if there is no memory.
 */
struct ntms_session *ntms_session_open(struct ntms_catalog *cat,
				       const char *application)
{
	struct ntms_session *session;

	session = kzalloc(sizeof(*session), GFP_KERNEL_ACCOUNT);
	if (!session)
		return NULL;
	session->app = ntms_app_new(application);
	if (!session->app) {
		kfree(session);
		return NULL;
	}
	session->cat = cat;
	atomic_inc(&cat->sessions);
	return session;
}

/**
 * ntms_session_close() - end a session
 * @session: the session; nobody uses it any more
 *
 * What it allocated stays allocated.
 *
 * Context: may sleep.
 */
void ntms_session_close(struct ntms_session *session)
{
	atomic_dec(&session->cat->sessions);
	ntms_app_put(session->app);
	kfree(session);
}

/**
 * ntms_session_rename() - say which application this is
 * @session: the session
 * @name: the command
 *
 * Context: may sleep.
 * Return: NTMS_REASON_SUCCESS, INVALID_PARAMETER, INVALID_NAME or
 * NOT_ENOUGH_MEMORY.
 */
ntms_reason_t ntms_session_rename(struct ntms_session *session,
				  const struct ntms_session_name *name)
{
	struct ntms_app *app;

	if (name->flags || name->reserved)
		return NTMS_REASON_INVALID_PARAMETER;
	if (strnlen(name->application, sizeof(name->application)) ==
	    sizeof(name->application))
		return NTMS_REASON_INVALID_NAME;
	if (!*name->application)
		return NTMS_REASON_SUCCESS;
	app = ntms_app_new(name->application);
	if (!app)
		return NTMS_REASON_NOT_ENOUGH_MEMORY;
	mutex_lock(&session->cat->lock);
	swap(app, session->app);
	mutex_unlock(&session->cat->lock);
	ntms_app_put(app);
	return NTMS_REASON_SUCCESS;
}

static bool ntms_guid_none(const struct ntms_guid *id)
{
	return guid_is_null((const guid_t *)id->b);
}

static ntms_reason_t ntms_allocate_check(const struct ntms_allocate *call)
{
	const u32 options = NTMS_ALLOCATE_NEW | NTMS_ALLOCATE_NEXT |
			    NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE;
	const u32 both = NTMS_ALLOCATE_NEW | NTMS_ALLOCATE_NEXT;

	if (call->options & ~options || (call->options & both) == both ||
	    call->flags & ~NTMS_ALLOCATE_F_NOWAIT)
		return NTMS_REASON_INVALID_PARAMETER;
	if (ntms_guid_none(&call->pool))
		return NTMS_REASON_INVALID_PARAMETER;
	if (call->options & NTMS_ALLOCATE_NEXT && ntms_guid_none(&call->medium))
		return NTMS_REASON_INVALID_PARAMETER;
	return NTMS_REASON_SUCCESS;
}

/*
 * The side is taken before its cartridge moves, and so is never Available in a
 * pool where somebody else looks.
 */
static ntms_reason_t ntms_allocate_take(struct ntms_catalog *cat,
					const struct ntms_pick *pick,
					struct ntms_logical *logical)
{
	struct ntms_medium *medium = pick->medium;
	struct ntms_change *change;
	ntms_reason_t reason;
	struct ntms_txn txn __uninitialized;
	u8 i;

	logical->side = pick->side;
	logical->medium = medium;
	ntms_txn_init(&txn);
	ntms_txn_change(&txn, NTMS_ALLOCATE)->logical = logical;
	for (i = 0; pick->reserve && i < medium->nr_sides; i++) {
		if (&medium->sides[i] == pick->side ||
		    medium->sides[i].state != NTMS_SIDE_AVAILABLE)
			continue;
		change = ntms_txn_change(&txn, NTMS_STATE);
		change->side = &medium->sides[i];
		change->to = NTMS_SIDE_RESERVED;
	}
	if (pick->from != pick->pool) {
		change = ntms_txn_change(&txn, NTMS_MOVE);
		change->medium = medium;
		change->pool = pick->pool;
	}
	reason = ntms_commit(cat, &txn);
	ntms_txn_release(&txn);
	return reason;
}

static ntms_reason_t ntms_allocate_commit(struct ntms_catalog *cat,
					  const struct ntms_ask *ask,
					  const struct ntms_pick *pick,
					  struct ntms_app *app, guid_t *id)
{
	struct ntms_logical *logical = ntms_catalog_logical(cat);
	ntms_reason_t reason;

	if (!logical)
		return NTMS_REASON_NOT_ENOUGH_MEMORY;
	logical->uid = ask->cred->uid;
	logical->whole = ask->options & (NTMS_ALLOCATE_NEW |
					 NTMS_ALLOCATE_NEXT);
	reason = ntms_allocate_take(cat, pick, logical);
	if (reason) {
		ntms_catalog_keep(cat, logical);
		return reason;
	}
	kref_get(&app->ref);
	logical->app = app;
	*id = logical->obj.id;
	return reason;
}

/*
 * Nothing is to be had. Waiting for it, with a request to the operator, comes
 * in here; until then the time is always up at once.
 */
static ntms_reason_t ntms_allocate_wait(const struct ntms_allocate *call)
{
	return NTMS_REASON_TIMEOUT;
}

/**
 * ntms_allocate() - AllocateNtmsMedia
 * @session: the session
 * @cred: who calls
 * @call: the command
 *
 * Context: takes the catalog's lock; may sleep.
 * Return: see struct ntms_allocate in the uapi header.
 */
ntms_reason_t ntms_allocate(struct ntms_session *session,
			    const struct ntms_cred *cred,
			    struct ntms_allocate *call)
{
	struct ntms_catalog *cat = session->cat;
	struct ntms_ask ask = {
		.cred = cred,
		.options = call->options,
	};
	struct ntms_pick pick;
	ntms_reason_t reason;
	guid_t id;

	memset(&call->allocated_from, 0, sizeof(call->allocated_from));
	reason = ntms_allocate_check(call);
	if (reason)
		goto out;
	memcpy(&ask.pool, &call->pool, sizeof(ask.pool));
	memcpy(&ask.side, &call->side, sizeof(ask.side));
	memcpy(&ask.medium, &call->medium, sizeof(ask.medium));
	mutex_lock(&cat->lock);
	reason = ntms_policy_allocate(cat, &ask, &pick);
	if (!reason)
		reason = ntms_allocate_commit(cat, &ask, &pick, session->app,
					      &id);
	if (!reason)
		ntms_guid_out(&call->allocated_from, &pick.from->obj.id);
	mutex_unlock(&cat->lock);
	if (!reason)
		ntms_guid_out(&call->medium, &id);
	/* A named side, and NEXT, ask for what no operator can bring. */
	if (reason == NTMS_REASON_MEDIA_UNAVAILABLE &&
	    !(call->options & (NTMS_ALLOCATE_NEXT |
			       NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE)) &&
	    guid_is_null(&ask.side))
		reason = ntms_allocate_wait(call);
out:
	if (reason && !(call->options & NTMS_ALLOCATE_NEXT))
		memset(&call->medium, 0, sizeof(call->medium));
	return reason;
}

static ntms_reason_t ntms_deallocate_commit(struct ntms_catalog *cat,
					    const struct ntms_return *back)
{
	struct ntms_medium *medium = back->logical->medium;
	struct ntms_change *change;
	ntms_reason_t reason;
	struct ntms_txn txn __uninitialized;
	u8 i;

	ntms_txn_init(&txn);
	change = ntms_txn_change(&txn, NTMS_RELEASE);
	change->logical = back->logical;
	change->to = back->to;
	for (i = 0; back->unreserve && i < medium->nr_sides; i++) {
		if (medium->sides[i].state != NTMS_SIDE_RESERVED)
			continue;
		change = ntms_txn_change(&txn, NTMS_STATE);
		change->side = &medium->sides[i];
		change->to = NTMS_SIDE_AVAILABLE;
	}
	if (back->pool) {
		change = ntms_txn_change(&txn, NTMS_MOVE);
		change->medium = medium;
		change->pool = back->pool;
	}
	reason = ntms_commit(cat, &txn);
	ntms_txn_release(&txn);
	return reason;
}

/**
 * ntms_deallocate() - DeallocateNtmsMedia
 * @session: the session
 * @cred: who calls
 * @call: the command
 *
 * Context: takes the catalog's lock; may sleep.
 * Return: see struct ntms_deallocate in the uapi header.
 */
ntms_reason_t ntms_deallocate(struct ntms_session *session,
			      const struct ntms_cred *cred,
			      const struct ntms_deallocate *call)
{
	struct ntms_catalog *cat = session->cat;
	struct ntms_return back;
	ntms_reason_t reason;
	guid_t id;

	if (call->options || call->reserved || ntms_guid_none(&call->medium))
		return NTMS_REASON_INVALID_PARAMETER;
	memcpy(&id, &call->medium, sizeof(id));
	mutex_lock(&cat->lock);
	reason = ntms_policy_deallocate(cat, cred, &id, &back);
	if (!reason)
		reason = ntms_deallocate_commit(cat, &back);
	mutex_unlock(&cat->lock);
	return reason;
}

static ntms_reason_t ntms_move_commit(struct ntms_catalog *cat,
				      struct ntms_medium *medium,
				      struct ntms_pool *pool)
{
	struct ntms_change *change;
	ntms_reason_t reason;
	struct ntms_txn txn __uninitialized;
	u8 i, to;

	if (medium->pool == pool)
		return NTMS_REASON_SUCCESS;
	ntms_txn_init(&txn);
	change = ntms_txn_change(&txn, NTMS_MOVE);
	change->medium = medium;
	change->pool = pool;
	for (i = 0; i < medium->nr_sides; i++) {
		to = ntms_policy_moved(&medium->sides[i], pool);
		if (to == medium->sides[i].state)
			continue;
		change = ntms_txn_change(&txn, NTMS_STATE);
		change->side = &medium->sides[i];
		change->to = to;
	}
	reason = ntms_commit(cat, &txn);
	ntms_txn_release(&txn);
	return reason;
}

/**
 * ntms_move() - MoveToNtmsMediaPool
 * @session: the session
 * @cred: who calls
 * @call: the command
 *
 * Context: takes the catalog's lock; may sleep.
 * Return: see struct ntms_move in the uapi header.
 */
ntms_reason_t ntms_move(struct ntms_session *session,
			const struct ntms_cred *cred,
			const struct ntms_move *call)
{
	struct ntms_catalog *cat = session->cat;
	struct ntms_medium *medium;
	struct ntms_pool *pool;
	ntms_reason_t reason;
	guid_t id, to;

	if (call->flags || call->reserved || ntms_guid_none(&call->medium) ||
	    ntms_guid_none(&call->pool))
		return NTMS_REASON_INVALID_PARAMETER;
	memcpy(&id, &call->medium, sizeof(id));
	memcpy(&to, &call->pool, sizeof(to));
	mutex_lock(&cat->lock);
	medium = ntms_find_medium(cat, &id);
	if (!medium)
		reason = NTMS_REASON_INVALID_MEDIA;
	else
		reason = ntms_policy_move(cat, cred, medium, &to, &pool);
	if (!reason)
		reason = ntms_move_commit(cat, medium, pool);
	mutex_unlock(&cat->lock);
	return reason;
}
