/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ntmsd: what its files share.
 *
 * device.c reaches the journal of the module, store*.c the database. load.c
 * takes a catalog from the second to the first, batch.c takes records from the
 * first to the second, attach.c brings the two together, and main.c waits.
 */
#ifndef NTMSD_DAEMON_H
#define NTMSD_DAEMON_H

#include "store.h"

#include <ntms/libntms.h>
#include <sys/types.h>

/* Exit statuses; documented in ntmsd(8). */
enum {
	EXIT_ENDED = 0,		/* as it was told to */
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_OTHERS = 3,	/* another ntmsd is at work */
	EXIT_DAMAGED = 4,	/* the database is damaged */
	EXIT_LINEAGE = 5,	/* the module holds another catalog */
	EXIT_VERSION = 6,	/* the database is a newer version's, or no catalog */
};

#define NSEC_PER_SEC	UINT64_C(1000000000)

/**
 * struct settings - what it was told to do
 * @database: file of the database
 * @verbose: say what is done
 * @history_days: how long it is remembered what became of objects
 */
struct settings {
	const char *database;
	bool verbose;
	unsigned int history_days;
};

/* More than one buffer at a time, but not so much that who waits has to wait */
#define READS_MOST 4

/* A read that gives less than this gave all that there was. */
#define READ_LITTLE 16384

/* Nanoseconds until a database that does not work is tried again */
#define PATIENCE_LEAST	(NSEC_PER_SEC / 4)
#define PATIENCE_MOST	(30 * NSEC_PER_SEC)

/**
 * struct daemon - all that it knows
 * @settings: what it was told to do
 * @store: the database; NULL while it cannot be opened
 * @journal: descriptor of the journal; -1 while it is not attached
 * @buffer: READS_MOST times NTMS_JOURNAL_BUFFER bytes for records
 * @acknowledged: number of the last record that was acknowledged
 * @computer: whose catalog it is; null: not known yet
 * @failing: NTMS_REASON_* that changes are refused with, since the database does
 *	not work; 0 if it does
 * @full: bytes of the smallest record that was refused since there was no room, as
 *	was said; 0: there is room
 * @refused: when that was last, CLOCK_MONOTONIC
 * @missed: what happened anyway could not be stored, so all has to come again
 * @again: attach once more, so that all comes again
 * @retry: when to look whether the database works again, CLOCK_MONOTONIC
 * @patience: how long it took until then
 * @ready: whoever started it was told that it is at work
 * @waiting: it was said that an import waits
 */
struct daemon {
	struct settings settings;
	struct store *store;
	int journal;
	unsigned char *buffer;
	uint64_t acknowledged;
	struct ntms_guid computer;
	uint32_t failing;
	size_t full;
	uint64_t refused;
	bool missed;
	bool again;
	uint64_t retry;
	uint64_t patience;
	bool ready;
	bool waiting;
};

/* ---- device.c: the journal of the module */

/**
 * device_attach() - attach to the journal
 * @attach: as NTMS_IOC_JOURNAL_ATTACH has it; filled in
 *
 * The descriptor does not block.
 *
 * Return: 0 or a negative errno: -ENOENT or -ENXIO: there is no module; -ENOTTY:
 * it has no journal.
 */
int device_attach(struct ntms_journal_attach *attach);

/* As read() and write() of the descriptor. */
ssize_t device_read(int fd, void *buffer, size_t size);
ssize_t device_write(int fd, const void *buffer, size_t size);

/* Tests make it die here. */
#ifdef NTMSD_POINTS
void device_point(const char *name);
#else
#define device_point(name) ((void)0)
#endif

/* ---- log.c */

__attribute__((format(printf, 1, 2))) void complain(const char *how, ...);
/* Only if --verbose was given. */
__attribute__((format(printf, 2, 3)))
void mention(const struct daemon *daemon, const char *how, ...);
uint64_t now_monotonic(void);
uint64_t now_real(void);

/* ---- records.c */

/**
 * records_write() - write whole records to the journal, however long it takes
 * @daemon: the daemon
 * @records: records
 * @size: bytes of them
 *
 * Return: 0 or a negative errno.
 */
int records_write(const struct daemon *daemon, const void *records, size_t size);

/* A record without entries. */
int records_say(const struct daemon *daemon,
		const struct ntms_journal_record *record);

/* ---- load.c */

/**
 * load() - give the module the catalog
 * @daemon: attached, and asked to load
 * @status: out: how reading the database ended
 *
 * Return: 0 or a negative errno of the journal.
 */
int load(struct daemon *daemon, enum store_status *status);

/* ---- batch.c */

/**
 * batch() - take what there is to read, store it, and acknowledge it
 * @daemon: attached
 *
 * Return: 0, -EAGAIN if there was nothing, or a negative errno: the journal is
 * gone.
 */
int batch(struct daemon *daemon);

/* Carry what was stored to the objects; who waits does not wait for this. */
void batch_carry(struct daemon *daemon);

/* Keep in mind whose catalog the database has. */
void batch_note_computer(struct daemon *daemon);

/* Whether the database works again; if so, daemon->again is set. */
void batch_retry(struct daemon *daemon);

/* ---- import.c: a database for the next start, see STORE_NEXT */

/* Finish what was begun, or take one where there is no database at all. */
bool import_finish(const struct daemon *daemon);

/**
 * import_waits() - whether there is one that can be taken
 * @daemon: the daemon
 * @computer: out: whose catalog it is
 *
 * Return: true if there is; one that is not fit is complained about.
 */
bool import_waits(const struct daemon *daemon, struct ntms_guid *computer);

/**
 * import_take() - let it be the database
 * @daemon: the daemon; @daemon->store is another one afterwards
 *
 * Return: -1 or an exit status.
 */
int import_take(struct daemon *daemon);

/* ---- attach.c */

/**
 * open_database() - open the database, or say what is wrong and what to do
 * @daemon: the daemon; @daemon->store is set
 *
 * If it is damaged but an import waits, it is no error, and @daemon->store is NULL.
 *
 * Return: -1 or an exit status.
 */
int open_database(struct daemon *daemon);

/**
 * attach() - attach to the journal, and load the catalog if it has to be
 * @daemon: the daemon
 *
 * Return: 0: attached; a negative errno: not now (-ENOENT: there is no module,
 * -EBUSY: another program is attached); or an exit status, after a complaint.
 */
int attach(struct daemon *daemon);

/**
 * leave() - end in order, so that nobody waits for another ntmsd
 * @daemon: the daemon
 *
 * Return: 0: the journal is closed; -EBUSY: something has to be stored before; another
 * negative errno if the journal is gone.
 */
int leave(struct daemon *daemon);

/* Close the journal as if the daemon had died, if it is open. */
void detach(struct daemon *daemon);

/* ---- rights.c */

/* Keep nothing but what attaching needs. */
bool rights_drop(void);
/* That is used only between these two. */
void rights_raise(void);
void rights_lower(void);

#endif /* NTMSD_DAEMON_H */
