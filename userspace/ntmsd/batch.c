// SPDX-License-Identifier: GPL-2.0
/*
 * Records, from the module into the database. All that can be read at once is
 * one transaction, and one sync of the disk serves all who wait. What does not
 * fit as a whole is stored one by one, so that only what does not fit is refused.
 *
 * While the database does not work, changes are refused at once, and facts are
 * left unacknowledged: when it works again the journal is closed and attached
 * again, and all comes once more.
 */
#include "daemon.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- answers */

static int acknowledge(struct daemon *daemon, uint64_t number)
{
	const struct ntms_journal_record record = {
		.size = sizeof(record),
		.kind = NTMS_JOURNAL_ACKNOWLEDGE,
		.number = number,
	};

	if (!number || number <= daemon->acknowledged)
		return 0;
	device_point("acknowledge");
	daemon->acknowledged = number;
	return records_say(daemon, &record);
}

static int refuse(const struct daemon *daemon, uint64_t number, uint32_t reason)
{
	const struct ntms_journal_record record = {
		.size = sizeof(record),
		.kind = NTMS_JOURNAL_REFUSE,
		.number = number,
		.reason = reason,
	};

	device_point("refuse");
	return records_say(daemon, &record);
}

/* ---- records in a buffer */

struct span {
	const unsigned char *at;
	const unsigned char *end;
};

/* The next record; NULL: that was the last. What is cut off is none. */
static const struct ntms_journal_record *next(struct span *span)
{
	const struct ntms_journal_record *record = (const void *)span->at;

	if ((size_t)(span->end - span->at) < sizeof(*record) ||
	    record->size < sizeof(*record) || record->size % 8 ||
	    record->size > (size_t)(span->end - span->at))
		return NULL;
	span->at += record->size;
	return record;
}

/* ---- the database does not work */

static uint32_t reason_of(enum store_status status)
{
	return status == STORE_FULL ? NTMS_REASON_DATABASE_FULL :
				      NTMS_REASON_DATABASE_FAILURE;
}

static void say_full(const struct daemon *daemon, const char *why)
{
	complain("the database %s is full: %s. Changes are refused until there is room: make some on its file system.",
		 daemon->settings.database, why);
}

static void fail_from_now(struct daemon *daemon, enum store_status status,
			  const char *why)
{
	daemon->retry = now_monotonic() + daemon->patience;
	if (daemon->failing)
		mention(daemon, "the database %s does not work yet: %s.",
			daemon->settings.database, why);
	else if (status == STORE_FULL)
		say_full(daemon, why);
	else
		complain("the database %s cannot be written: %s. Changes are refused until it can be; see ntmsd(8), IF THE DATABASE FAILS.",
			 daemon->settings.database, why);
	daemon->failing = reason_of(status);
}

/* This one does not fit; others may. */
static int refuse_large(struct daemon *daemon,
			const struct ntms_journal_record *record)
{
	if (!daemon->full)
		say_full(daemon, store_why(daemon->store));
	if (!daemon->full || record->size < daemon->full)
		daemon->full = record->size;
	daemon->refused = now_monotonic();
	return refuse(daemon, record->number, NTMS_REASON_DATABASE_FULL);
}

/*
 * Where there was no room so much could be stored. What is small may have fitted
 * all the time, unless nothing else has been refused for long.
 */
static void note_room(struct daemon *daemon, size_t size)
{
	if (!daemon->full ||
	    (size < daemon->full &&
	     now_monotonic() < daemon->refused + PATIENCE_MOST))
		return;
	complain("the database %s has room again: changes are stored.",
		 daemon->settings.database);
	daemon->full = 0;
}

/* Refuse who waits; keep in mind what could not be refused. */
static int refuse_all(struct daemon *daemon, struct span span)
{
	const struct ntms_journal_record *record;
	int err = 0;

	while (!err && (record = next(&span))) {
		if (record->kind == NTMS_JOURNAL_CHANGE)
			err = refuse(daemon, record->number, daemon->failing);
		else
			daemon->missed = true;
		/* Those that were refused need not come again. */
		if (!err && !daemon->missed)
			err = acknowledge(daemon, record->number);
	}
	return err;
}

/* ---- storing */

static enum store_status store_all(struct daemon *daemon, struct span span,
				   uint64_t *last)
{
	const struct ntms_journal_record *record;
	enum store_status status;

	status = store_begin(daemon->store);
	while (!status && (record = next(&span))) {
		status = store_apply(daemon->store, record);
		*last = record->number;
	}
	device_point("stored");
	if (!status)
		status = store_commit(daemon->store);
	if (status)
		store_rollback(daemon->store);
	device_point("committed");
	return status;
}

void batch_note_computer(struct daemon *daemon)
{
	struct ntms_guid computer;

	if (daemon->store && !store_computer(daemon->store, &computer) &&
	    !ntms_guid_is_null(&computer))
		daemon->computer = computer;
}

/* It may be another file: one that is new is filled, another's is left alone. */
static enum store_status look_whose(struct daemon *daemon)
{
	struct ntms_guid computer;
	enum store_status status;

	status = store_computer(daemon->store, &computer);
	if (status || ntms_guid_is_null(&daemon->computer))
		return status;
	if (ntms_guid_is_null(&computer)) {
		daemon->again = true;
		return STORE_OK;
	}
	if (!memcmp(&computer, &daemon->computer, sizeof(computer)))
		return STORE_OK;
	return store_foreign(daemon->store);
}

/*
 * Of a file that was removed or replaced SQLite leaves the log where it is, and
 * then takes it for that of the file that is there now.
 */
static enum store_status leave_no_log(struct daemon *daemon)
{
	enum store_status status;

	if (!daemon->store || !store_unmoved(daemon->store))
		return STORE_OK;
	status = store_checkpoint(daemon->store);
	if (status)
		fail_from_now(daemon, status, store_why(daemon->store));
	return status;
}

/*
 * A commit that failed may be on the disk, or half of it, or in memory only: with
 * the database opened again and its log written back it is known which, and to do
 * it once more does no harm.
 */
static enum store_status reopen(struct daemon *daemon)
{
	enum store_status status;
	char *why;

	if (!daemon->failing)
		batch_note_computer(daemon);
	status = leave_no_log(daemon);
	if (status)
		return status;
	store_close(daemon->store);
	status = store_open(daemon->settings.database, STORE_OWN,
			    &daemon->store, &why);
	if (status) {
		fail_from_now(daemon, status, why);
	} else {
		status = store_checkpoint(daemon->store);
		if (!status)
			status = look_whose(daemon);
		if (status)
			fail_from_now(daemon, status, store_why(daemon->store));
	}
	free(why);
	return status;
}

static int one_by_one(struct daemon *daemon, struct span span)
{
	const struct ntms_journal_record *record;
	struct span rest = span, only;
	enum store_status status;
	uint64_t last = 0;
	int err = 0;

	/* What is in the log already may leave room in it. */
	store_checkpoint(daemon->store);
	while (!err && (record = next(&span))) {
		only = (struct span){ (const void *)record, span.at };
		status = store_all(daemon, only, &last);
		if (status == STORE_FULL &&
		    record->kind == NTMS_JOURNAL_CHANGE) {
			err = refuse_large(daemon, record);
		} else if (status) {
			fail_from_now(daemon, status, store_why(daemon->store));
			return refuse_all(daemon, rest);
		}
		if (!err)
			err = acknowledge(daemon, record->number);
		rest = span;
	}
	return err;
}

/* What cannot be stored however often: ask for all of it anew. */
static int start_over(struct daemon *daemon)
{
	complain("%s: %s. All is asked for again.", daemon->settings.database,
		 store_why(daemon->store));
	daemon->again = true;
	return 0;
}

static int take(struct daemon *daemon, struct span span)
{
	enum store_status status;
	uint64_t last = 0;

	if (daemon->failing)
		return refuse_all(daemon, span);
	status = store_all(daemon, span, &last);
	if (status == STORE_FAILED || status == STORE_DAMAGED) {
		complain("the database %s: %s; it is opened again.",
			 daemon->settings.database, store_why(daemon->store));
		if (reopen(daemon))
			return refuse_all(daemon, span);
		/* A new file has nothing of what came before this. */
		if (daemon->again)
			return 0;
		status = store_all(daemon, span, &last);
	}
	switch (status) {
	case STORE_OK:
		daemon->patience = PATIENCE_LEAST;
		note_room(daemon, (size_t)(span.end - span.at));
		return acknowledge(daemon, last);
	case STORE_FULL:
		return one_by_one(daemon, span);
	case STORE_AGAIN:
		return start_over(daemon);
	default:
		fail_from_now(daemon, status, store_why(daemon->store));
		return refuse_all(daemon, span);
	}
}

/* ---- reading */

int batch(struct daemon *daemon)
{
	unsigned char *begin = daemon->buffer;
	size_t used = 0;
	ssize_t got = 0;
	int reads, err;

	for (reads = 0; reads < READS_MOST; reads++) {
		got = device_read(daemon->journal, begin + used,
				  NTMS_JOURNAL_BUFFER);
		if (got <= 0)
			break;
		used += (size_t)got;
		if (got < READ_LITTLE)
			break;
	}
	if (used) {
		device_point("read");
		err = take(daemon, (struct span){ begin, begin + used });
		return err == -EAGAIN ? 0 : err;
	}
	if (!got)
		return -ENODEV;
	return errno == EINTR ? 0 : -errno;
}

void batch_carry(struct daemon *daemon)
{
	enum store_status status;

	if (daemon->failing || !daemon->store || !store_behind(daemon->store))
		return;
	device_point("carry");
	status = store_carry(daemon->store);
	device_point("carried");
	if (status)
		fail_from_now(daemon, status, store_why(daemon->store));
}

void batch_retry(struct daemon *daemon)
{
	enum store_status status;

	if (!daemon->failing || now_monotonic() < daemon->retry)
		return;
	daemon->patience *= 2;
	if (daemon->patience > PATIENCE_MOST)
		daemon->patience = PATIENCE_MOST;
	if (reopen(daemon))
		return;
	status = store_try(daemon->store);
	if (status) {
		fail_from_now(daemon, status, store_why(daemon->store));
		return;
	}
	complain("the database %s works again.", daemon->settings.database);
	daemon->failing = 0;
	daemon->full = 0;
	/* Also for what nobody can say whether it was stored. */
	daemon->again = true;
}
