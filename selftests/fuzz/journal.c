// SPDX-License-Identifier: GPL-2.0
/*
 * A program that makes the catalog last, or says so: it attaches now and then,
 * answers rightly for a while, then wrongly, late or not at all, dies, and comes
 * back. In the end it does what is right, so that no call has to wait for it.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "fuzz.h"

enum temper {
	TEMPER_GOOD,
	TEMPER_SLOW,
	TEMPER_REFUSES,
	TEMPER_LIES,
	TEMPER_SILENT,
	NR_TEMPERS
};

_Atomic unsigned long journal_acts;

/* Where nothing can be read to; the compiler is not to know. */
static void *volatile nowhere = (void *)8;

struct journal {
	int fd;
	int session;
	uint64_t state;
	uint64_t last;		/* record that was read */
	enum temper temper;
	unsigned char *buffer;
};

static bool say(struct journal *journal, uint32_t kind, uint64_t number,
		uint32_t reason)
{
	journal_acts++;
	return !journal_say(journal->fd, kind, number, reason);
}

/* Or takes what a program was given */
static void begin(struct journal *journal)
{
	journal->last = 0;
	journal->fd = atomic_exchange(&journal_given, -1);
	if (journal->fd < 0)
		journal_attach(journal->session, &computer, &journal->fd);
	else
		fcntl(journal->fd, F_SETFL, O_NONBLOCK);
}

static void refuse_some(struct journal *journal, size_t size)
{
	static const uint32_t reasons[] = {
		NTMS_REASON_DATABASE_FULL, NTMS_REASON_DATABASE_FAILURE,
		NTMS_REASON_BUSY, NTMS_REASON_SUCCESS, 4711,
	};
	const struct ntms_journal_record *record;
	size_t at;

	for (at = 0; at + sizeof(*record) <= size; at += record->size) {
		record = (const void *)(journal->buffer + at);
		if (record->kind == NTMS_JOURNAL_CHANGE &&
		    one_in(&journal->state, 3))
			say(journal, NTMS_JOURNAL_REFUSE, record->number,
			    reasons[chance(&journal->state, 5)]);
	}
}

/* Notes the last record of what was read; false: that is no record. */
static bool note_last(struct journal *journal, size_t size)
{
	const struct ntms_journal_record *record;
	size_t at;

	for (at = 0; at < size; at += record->size) {
		record = (const void *)(journal->buffer + at);
		if (size - at < sizeof(*record) ||
		    record->size < sizeof(*record) ||
		    record->size > size - at) {
			printf("# what was read from the journal is no record\n");
			return false;
		}
		journal->last = record->number;
	}
	return true;
}

static void lie(struct journal *journal)
{
	struct ntms_journal_record record = { .size = sizeof(record) };
	uint64_t *state = &journal->state;
	size_t size = sizeof(record), i;

	memcpy(journal->buffer, &record, sizeof(record));
	switch (chance(state, 4)) {
	case 0:
		say(journal, chance(state, 12),
		    journal->last + chance(state, 5) - 2, chance(state, 3));
		return;
	case 1:
		say(journal, NTMS_JOURNAL_ACKNOWLEDGE, chance_next(state), 0);
		return;
	case 2:
		size = chance(state, 200);
		break;
	}
	for (i = 0; i < 200; i++)
		if (one_in(state, 8))
			journal->buffer[i] = (unsigned char)chance(state, 256);
	if (write(journal->fd, journal->buffer, size) < 0)
		journal_acts++;
	if (one_in(state, 4) && read(journal->fd, nowhere, 4096) < 0)
		journal_acts++;
}

/* One look at what there is; 0: nothing, or it is not to be answered. */
static ssize_t serve(struct journal *journal)
{
	size_t room = journal->temper == TEMPER_LIES ?
		chance(&journal->state, 4096) : NTMS_JOURNAL_BUFFER;
	struct pollfd wait = { .fd = journal->fd, .events = POLLIN };
	ssize_t size;

	if (journal->temper == TEMPER_SILENT) {
		usleep(10000);
		return 0;
	}
	if (poll(&wait, 1, 10) <= 0)
		return 0;
	size = read(journal->fd, journal->buffer, room);
	if (size <= 0 || !note_last(journal, (size_t)size))
		return 0;
	if (journal->temper == TEMPER_SLOW)
		usleep(chance(&journal->state, 30000));
	if (journal->temper == TEMPER_REFUSES)
		refuse_some(journal, (size_t)size);
	if (journal->temper == TEMPER_LIES && one_in(&journal->state, 2))
		lie(journal);
	say(journal, NTMS_JOURNAL_ACKNOWLEDGE, journal->last, 0);
	return size;
}

/*
 * False: it died instead. Records that it read to where nothing is it cannot
 * answer, and so it cannot leave; another one is given them again.
 */
static bool detach(struct journal *journal)
{
	uint64_t begun = now();
	bool left;

	journal->temper = TEMPER_GOOD;
	do {
		left = say(journal, NTMS_JOURNAL_DETACH, 0, 0);
		if (!left)
			serve(journal);
	} while (!left && now() - begun < 2 * SECOND && !ended);
	close(journal->fd);
	journal->fd = -1;
	return left;
}

static void live(struct journal *journal)
{
	uint64_t until = now() + (20 + chance(&journal->state, 180)) *
				 MILLISECOND;

	journal->temper = (enum temper)chance(&journal->state, NR_TEMPERS);
	/* Who never answers is in the way of all. */
	if (journal->temper == TEMPER_SILENT && !one_in(&journal->state, 4))
		journal->temper = TEMPER_GOOD;
	while (now() < until && !quiet && !ended)
		serve(journal);
}

/* Whoever was attached last, nobody waits for him any more. */
static void leave(struct journal *journal)
{
	unsigned int tries;

	for (tries = 0; tries < 5; tries++) {
		if (journal->fd < 0)
			begin(journal);
		/* A program may have been given one meanwhile. */
		if (journal->fd >= 0 && detach(journal) && journal_given < 0)
			return;
	}
	printf("# nobody can leave the journal\n");
}

static void open_journal(struct journal *journal, uint64_t seed)
{
	journal->fd = -1;
	journal->session = session_open();
	journal->state = chance_begin(seed);
	journal->buffer = malloc(NTMS_JOURNAL_BUFFER);
}

static void close_journal(struct journal *journal)
{
	if (journal->buffer)
		leave(journal);
	close(journal->session);
	free(journal->buffer);
}

void journal_leave(void)
{
	struct journal journal;

	open_journal(&journal, 0);
	close_journal(&journal);
}

void *journal_main(void *seed)
{
	struct journal journal;

	open_journal(&journal, *(const uint64_t *)seed + 1);

	while (!quiet && !ended && journal.buffer) {
		if (journal.fd < 0 && journal_given < 0 &&
		    !one_in(&journal.state, 8)) {
			usleep(50000);
			continue;
		}
		if (journal.fd < 0)
			begin(&journal);
		if (journal.fd < 0)
			continue;
		live(&journal);
		if (one_in(&journal.state, 3)) {
			detach(&journal);
		} else if (one_in(&journal.state, 3)) {
			/* It dies, and is started anew. */
			close(journal.fd);
			usleep(chance(&journal.state, 30000));
			begin(&journal);
		}
	}
	close_journal(&journal);
	return NULL;
}
