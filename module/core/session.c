// SPDX-License-Identifier: GPL-2.0
/* Sessions, and what they do with media that they have: give back, move. */
#include "session.h"
#include "text.h"

/* ---- calls that a signal interrupted ------------------------------------------ */

static struct ntms_place *ntms_place_of(const struct ntms_session *session,
					u32 tid)
{
	struct ntms_place *place;

	list_for_each_entry(place, &session->places, in_session)
		if (place->tid == tid)
			return place;
	return NULL;
}

static void ntms_place_free(struct ntms_session *session,
			    struct ntms_place *place)
{
	list_del(&place->in_session);
	session->nr_places--;
	kfree(place);
}

/**
 * ntms_place_find() - where a call stood, if it is one that was interrupted
 * @session: the session
 * @call: the call; its @number does not matter
 *
 * Context: the catalog's lock is held.
 * Return: the number, 0 if the call is a new one.
 */
u64 ntms_place_find(const struct ntms_session *session,
		    const struct ntms_place *call)
{
	const struct ntms_place *place = ntms_place_of(session, call->tid);

	lockdep_assert_held(&session->cat->lock);
	return place && place->options == call->options &&
		guid_equal(&place->id, &call->id) &&
		place->deadline == call->deadline ? place->number : 0;
}

/**
 * ntms_place_keep() - a signal ended the wait of a call
 * @session: the session
 * @call: the call, and where it stood
 *
 * Threads come and go, and not every call is made again: what was interrupted
 * longest ago gives way. So does a place that there is no memory for.
 *
 * Context: the catalog's lock is held; may sleep for memory.
 */
void ntms_place_keep(struct ntms_session *session,
		     const struct ntms_place *call)
{
	struct ntms_place *place;

	ntms_place_forget(session, call->tid);
	if (session->nr_places == NTMS_PLACES)
		ntms_place_free(session, list_first_entry(&session->places,
							  struct ntms_place,
							  in_session));
	place = kmalloc(sizeof(*place), GFP_KERNEL_ACCOUNT);
	if (!place)
		return;
	*place = *call;
	list_add_tail(&place->in_session, &session->places);
	session->nr_places++;
}

/**
 * ntms_place_forget() - a thread does not go on with what was interrupted
 * @session: the session
 * @tid: the thread
 *
 * Context: the catalog's lock is held.
 */
void ntms_place_forget(struct ntms_session *session, u32 tid)
{
	struct ntms_place *place = ntms_place_of(session, tid);

	lockdep_assert_held(&session->cat->lock);
	if (place)
		ntms_place_free(session, place);
}

/* ---- sessions ------------------------------------------------------------------ */

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
	ntms_waitlist_init(&session->waitlist);
	INIT_LIST_HEAD(&session->places);
	atomic_inc(&cat->sessions);
	return session;
}

/**
 * ntms_session_close() - end a session
 * @session: the session; nobody uses it any more
 *
 * What it allocated stays allocated, but for what nobody was told of.
 *
 * Context: takes the catalog's lock; may sleep.
 */
void ntms_session_close(struct ntms_session *session)
{
	struct ntms_place *place, *next;

	ntms_session_drop(session);
	list_for_each_entry_safe(place, next, &session->places, in_session)
		kfree(place);
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
	if (!ntms_line_valid(name->application, sizeof(name->application)))
		return NTMS_REASON_INVALID_NAME;
	if (!*name->application)
		return NTMS_REASON_SUCCESS;
	app = ntms_app_new(name->application);
	if (!app)
		return NTMS_REASON_NOT_ENOUGH_MEMORY;
	ntms_catalog_lock(session->cat);
	swap(app, session->app);
	ntms_catalog_unlock(session->cat);
	ntms_app_put(app);
	return NTMS_REASON_SUCCESS;
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
	struct ntms_return back __uninitialized;
	ntms_reason_t reason;

	if (call->options || call->reserved || ntms_guid_none(&call->medium))
		return NTMS_REASON_INVALID_PARAMETER;
	ntms_catalog_lock(cat);
	reason = ntms_policy_deallocate(cat, cred, ntms_guid_in(&call->medium),
					&back);
	if (!reason)
		reason = ntms_give_back(cat, &back);
	ntms_catalog_unlock(cat);
	return reason;
}

/**
 * ntms_move_commit() - a cartridge goes to another pool
 * @cat: the catalog
 * @medium: the cartridge
 * @pool: the pool; policy allowed it
 * @kind: NTMS_MOVE, or NTMS_RETYPE to give it the pool's media type
 *
 * Context: the catalog's lock is held; may sleep for memory.
 * Return: as ntms_commit().
 */
ntms_reason_t ntms_move_commit(struct ntms_catalog *cat,
			       struct ntms_medium *medium,
			       struct ntms_pool *pool, u8 kind)
{
	struct ntms_change *change;
	ntms_reason_t reason;
	struct ntms_txn txn __uninitialized;
	u8 i, to;

	lockdep_assert_held(&cat->lock);
	if (medium->pool == pool)
		return NTMS_REASON_SUCCESS;
	ntms_txn_init(&txn);
	change = ntms_txn_change(&txn, kind);
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
	ntms_catalog_lock(cat);
	medium = ntms_find_medium(cat, &id);
	if (!medium)
		reason = NTMS_REASON_INVALID_MEDIA;
	else
		reason = ntms_policy_move(cat, cred, medium, &to, &pool);
	if (!reason)
		reason = ntms_move_commit(cat, medium, pool, NTMS_MOVE);
	ntms_catalog_unlock(cat);
	return reason;
}
