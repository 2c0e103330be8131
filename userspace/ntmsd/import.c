// SPDX-License-Identifier: GPL-2.0
/*
 * A catalog that ntmsctl made, which becomes the database when the module has
 * none: what it holds already would else be overwritten, or overwrite it.
 *
 * The database goes first, then its place is taken. Whoever dies between the two
 * finds a place without a database when he comes again, and goes on.
 */
#include "daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *beside(const struct daemon *daemon, const char *suffix,
		    const char *more)
{
	char *path;

	if (asprintf(&path, "%s%s%s", daemon->settings.database, suffix,
		     more) >= 0)
		return path;
	complain("there is not enough memory.");
	exit(EXIT_FAILED);
}

static bool exists(const struct daemon *daemon, const char *suffix)
{
	char *path = beside(daemon, suffix, "");
	bool there = !access(path, F_OK);

	free(path);
	return there;
}

static bool sync_directory(const struct daemon *daemon)
{
	const char *path = daemon->settings.database;
	const char *slash = strrchr(path, '/');
	char *directory = slash ? strndup(path, (size_t)(slash - path) + 1) :
				  strdup(".");
	bool good;
	int fd;

	fd = directory ? open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC) :
			 -1;
	good = fd >= 0 && !fsync(fd);
	if (fd >= 0)
		close(fd);
	free(directory);
	return good;
}

/* Rename what is there; to have nothing to rename is fine. */
static bool move(const struct daemon *daemon, const char *from, const char *to,
		 const char *more)
{
	char *old = beside(daemon, from, more), *new = beside(daemon, to, more);
	bool good = !rename(old, new) || errno == ENOENT;

	good = good && sync_directory(daemon);
	if (!good)
		complain("%s cannot become %s: %s.", old, new, strerror(errno));
	free(old);
	free(new);
	return good;
}

bool import_finish(const struct daemon *daemon)
{
	if (exists(daemon, "") || !exists(daemon, STORE_NEXT))
		return true;
	complain("%s%s becomes the database.", daemon->settings.database,
		 STORE_NEXT);
	return move(daemon, STORE_NEXT, "", "");
}

bool import_waits(const struct daemon *daemon, struct ntms_guid *computer)
{
	char *path = beside(daemon, STORE_NEXT, ""), *why = NULL;
	enum store_status status;
	struct store *store;

	status = store_open(path, STORE_READ, &store, &why);
	if (!status) {
		status = store_computer(store, computer);
		if (status || ntms_guid_is_null(computer))
			complain("%s is not fit to be imported: it names no computer. Import it again, or remove it.",
				 path);
		store_close(store);
	} else if (status != STORE_ABSENT) {
		complain("%s is not fit to be imported: %s. Import it again, or remove it.",
			 path, why);
	}
	free(why);
	free(path);
	return !status && !ntms_guid_is_null(computer);
}

/*
 * The log of the old one goes first: SQLite would take it for the new one's. The
 * index of the log is made anew from the log.
 */
int import_take(struct daemon *daemon)
{
	char *index;

	store_close(daemon->store);
	daemon->store = NULL;
	if (!move(daemon, "", STORE_OLD, "-wal") ||
	    !move(daemon, "", STORE_OLD, "") ||
	    !move(daemon, STORE_NEXT, "", ""))
		return EXIT_FAILED;
	index = beside(daemon, "", "-shm");
	unlink(index);
	free(index);
	index = beside(daemon, STORE_OLD, "-shm");
	unlink(index);
	free(index);
	complain("the imported catalog is now %s; what was there is now %s%s.",
		 daemon->settings.database, daemon->settings.database,
		 STORE_OLD);
	return open_database(daemon);
}
