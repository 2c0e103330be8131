// SPDX-License-Identifier: GPL-2.0
/*
 * The database and the module, brought together, or why not.
 */
#include "daemon.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- the database */

static int database_damaged(const struct daemon *daemon, const char *why)
{
	const char *path = daemon->settings.database;

	complain("the database %s is damaged: %s. Nothing was changed, and nothing is loaded.",
		 path, why);
	complain("If the module has not been unloaded since, it still holds the catalog: move %s away (mv %s %s.damaged) and start ntmsd, which writes a new one.",
		 path, path, path);
	complain("If it has, import the last export: ntmsctl catalog import FILE, then start ntmsd. What can still be read: ntmsctl catalog check --database %s. See ntmsd(8), IF THE DATABASE FAILS.",
		 path);
	return EXIT_DAMAGED;
}

static int database_failed(const struct daemon *daemon,
			   enum store_status status, const char *why)
{
	const char *path = daemon->settings.database;

	switch (status) {
	case STORE_LOCKED:
		complain("the database %s is in use: %s. Stop that one first: systemctl stop ntmsd.",
			 path, why);
		return EXIT_OTHERS;
	case STORE_DAMAGED:
		return database_damaged(daemon, why);
	case STORE_NEWER:
		complain("the database %s cannot be used: %s. Install the version of ntms that made it, or a newer one; it was not changed.",
			 path, why);
		return EXIT_VERSION;
	case STORE_FOREIGN:
		complain("%s cannot be used: %s. Name another file with --database; this one was not changed.",
			 path, why);
		return EXIT_VERSION;
	case STORE_FULL:
		complain("the database %s cannot be opened: %s. Make room on its file system, then start ntmsd again.",
			 path, why);
		return EXIT_FAILED;
	default:
		complain("the database %s cannot be opened: %s. See that its directory is there, that root may write there, and what the kernel's log says of the disk.",
			 path, why);
		return EXIT_FAILED;
	}
}

int open_database(struct daemon *daemon)
{
	enum store_status status;
	struct ntms_guid computer;
	int code = -1;
	char *why;

	if (!import_finish(daemon))
		return EXIT_FAILED;
	status = store_open(daemon->settings.database, STORE_OWN,
			    &daemon->store, &why);
	if (status == STORE_DAMAGED && import_waits(daemon, &computer))
		complain("the database %s is damaged: %s. An import waits, and takes its place.",
			 daemon->settings.database, why);
	else if (status)
		code = database_failed(daemon, status, why);
	free(why);
	return code;
}

/* ---- the journal */

static int other_lineage(const struct daemon *daemon,
			 const struct ntms_guid *computer)
{
	const char *path = daemon->settings.database;
	char id[NTMS_GUID_TEXT_SIZE];

	complain("the module holds a catalog that is not that of %s, whose computer is %s. Neither was changed.",
		 path, ntms_guid_format(computer, id));
	complain("To go on with the database, load the module anew: modprobe -r ntms && modprobe ntms require_journal=1, then start ntmsd.");
	complain("To go on with what the module holds, move the database away: mv %s %s.other, then start ntmsd, which writes a new one.",
		 path, path);
	return EXIT_LINEAGE;
}

/* What an attachment that failed means. Return: as attach(). */
static int refused(const struct daemon *daemon, int err,
		   const struct ntms_journal_attach *tried)
{
	if (err == -ENOTTY) {
		complain("the module that is loaded has no journal: it is older than this ntmsd. Load the one that belongs to it.");
		return EXIT_FAILED;
	}
	switch (tried->reason) {
	case NTMS_REASON_NOT_EMPTY:
		return other_lineage(daemon, &tried->computer);
	case NTMS_REASON_BUSY:
		return -EBUSY;
	case NTMS_REASON_ACCESS_DENIED:
		complain("the module does not let it attach to the journal: that takes CAP_SYS_ADMIN. Start it as root.");
		return EXIT_FAILED;
	}
	if (err == -ENXIO || err == -ENODEV)
		return -ENOENT;
	if (err == -EACCES || err == -EPERM) {
		complain("%s cannot be opened: %s. Start it as root.",
			 NTMS_DEVICE_PATH, strerror(-err));
		return EXIT_FAILED;
	}
	return err;
}

static int try_attach(const struct daemon *daemon,
		      const struct ntms_guid *computer,
		      struct ntms_journal_attach *attach)
{
	int err;

	memset(attach, 0, sizeof(*attach));
	attach->size = sizeof(*attach);
	attach->computer = *computer;
	attach->fd = -1;
	err = device_attach(attach);
	return err ? refused(daemon, err, attach) : 0;
}

/* With an import that waits: take it if the module has nothing yet. */
static int attach_import(struct daemon *daemon, const struct ntms_guid *computer,
			 struct ntms_journal_attach *attach, bool *taken)
{
	int code;

	memset(attach, 0, sizeof(*attach));
	attach->size = sizeof(*attach);
	attach->computer = *computer;
	code = device_attach(attach);
	*taken = !code && attach->state == NTMS_ATTACHED_LOAD;
	if (*taken) {
		daemon->journal = attach->fd;
		code = import_take(daemon);
		if (code < 0)
			return 0;
		detach(daemon);
		return code;
	}
	if (!code)
		close(attach->fd);
	else if (attach->reason != NTMS_REASON_NOT_EMPTY)
		return refused(daemon, code, attach);
	if (!daemon->waiting)
		complain("an import waits: it is taken when the module is loaded anew: systemctl stop ntmsd && modprobe -r ntms && modprobe ntms require_journal=1 && systemctl start ntmsd.");
	daemon->waiting = true;
	return 0;
}

static int load_now(struct daemon *daemon)
{
	enum store_status status;
	int err = load(daemon, &status);

	if (!status && !err)
		return 0;
	detach(daemon);
	if (!status) {
		complain("the module did not take the catalog: %s. The kernel's log says why.",
			 strerror(-err));
		return EXIT_FAILED;
	}
	if (status == STORE_DAMAGED)
		return database_damaged(daemon, store_why(daemon->store));
	complain("the catalog cannot be loaded from %s: %s.",
		 daemon->settings.database, store_why(daemon->store));
	return EXIT_FAILED;
}

static int begin(struct daemon *daemon, uint32_t state)
{
	batch_note_computer(daemon);
	daemon->acknowledged = 0;
	daemon->again = false;
	daemon->missed = false;
	if (state != NTMS_ATTACHED_LOAD) {
		mention(daemon, "attached; the module tells all that it holds.");
		return 0;
	}
	if (!store_complete(daemon->store))
		complain("%s never held all of a catalog: what there is of it is loaded.",
			 daemon->settings.database);
	return load_now(daemon);
}

int attach(struct daemon *daemon)
{
	struct ntms_guid computer = { 0 }, next = { 0 };
	struct ntms_journal_attach attach;
	enum store_status status;
	bool taken = false;
	int code;

	if (import_waits(daemon, &next)) {
		code = attach_import(daemon, &next, &attach, &taken);
		if (code)
			return code;
	}
	if (!daemon->store)
		return database_damaged(daemon, "see above");
	if (!taken) {
		status = store_computer(daemon->store, &computer);
		if (status)
			return database_failed(daemon, status,
					       store_why(daemon->store));
		code = try_attach(daemon, &computer, &attach);
		if (code)
			return code;
		daemon->journal = attach.fd;
	}
	return begin(daemon, attach.state);
}

int leave(struct daemon *daemon)
{
	static const struct ntms_journal_record record = {
		.size = sizeof(record),
		.kind = NTMS_JOURNAL_DETACH,
	};
	int err = records_say(daemon, &record);

	if (!err)
		detach(daemon);
	return err;
}

void detach(struct daemon *daemon)
{
	if (daemon->journal < 0)
		return;
	close(daemon->journal);
	daemon->journal = -1;
}
