// SPDX-License-Identifier: GPL-2.0
/*
 * ntmsctl catalog: export, import, check, history. All of them work on the
 * database of ntmsd, whether that runs or not, and with or without the module.
 */
#include "catalog.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a file of SQLite begins with */
#define SQLITE_MAGIC "SQLite format 3"

static const char *database_of(const struct args *args)
{
	const char *path = args_value(args, "database");

	return path ? path : STORE_PATH;
}

static const char *open_next(enum store_status status, const char *path)
{
	switch (status) {
	case STORE_ABSENT:
		return "Is ntmsd set up? See: systemctl status ntmsd; or name another file with --database";
	case STORE_NEWER:
		return "Use the ntmsctl of the version of ntms that made it";
	case STORE_OLDER:
		return "Start ntmsd once: systemctl start ntmsd";
	case STORE_DAMAGED:
		return text("Import the last export of it: ntmsctl catalog import FILE --database %s",
			    path);
	default:
		return "Run it as root, and see that the file is a database of ntmsd";
	}
}

int catalog_open(struct ctl *ctl, const char *path, struct store **store)
{
	enum store_status status;
	char *why;

	status = store_open(path, STORE_READ, store, &why);
	if (!status)
		return CTL_OK;
	text_keep(why);
	return fail_name(ctl, open_next(status, path),
			 "the database %s cannot be read: %s", path, why);
}

/* What was done, as a sentence or as JSON */
static int done(struct ctl *ctl, const char *sentence, const char *file,
		size_t count)
{
	struct json_object *object;

	if (!ctl->json) {
		puts(sentence);
		return CTL_OK;
	}
	object = json_object_new_object();
	json_object_object_add(object, "file", json_object_new_string(file));
	json_object_object_add(object, "objects",
			       json_object_new_int64((int64_t)count));
	json_print(object);
	return CTL_OK;
}

static bool sync_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool good = fd >= 0 && !fsync(fd);

	if (fd >= 0)
		close(fd);
	return good;
}

static bool sync_directory(const char *path)
{
	const char *slash = strrchr(path, '/');

	return sync_file(slash ? text("%.*s", (int)(slash - path) + 1, path) :
				 ".");
}

/* ---- export */

static int export_copy(struct ctl *ctl, struct store *store, const char *to)
{
	enum store_status status;
	char *why;

	status = store_copy(store, to, &why);
	if (status) {
		text_keep(why);
		return fail_name(ctl, "Name a file that is not there yet",
				 "%s cannot be written: %s", to, why);
	}
	return done(ctl, text("The database was copied to %s.", to), to, 0);
}

/* A file that is half written is none: it gets its name when it is whole. */
static int write_file(struct ctl *ctl, struct catalog *catalog, const char *to)
{
	char *new = text("%s.new", to);
	int fd = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
	bool good;

	if (!file)
		return fail_name(ctl, "Name a file in a directory that can be written",
				 "%s cannot be written: %s", new,
				 strerror(errno));
	catalog_write(catalog, file);
	good = !fflush(file) && !ferror(file) && !fsync(fd);
	good = !fclose(file) && good;
	if (!good || rename(new, to) || !sync_directory(to)) {
		unlink(new);
		return fail_name(ctl, "Make room on its file system, or name another file",
				 "%s cannot be written: %s", to,
				 strerror(errno));
	}
	return done(ctl, text("%s were exported to %s.",
			      text_count(catalog->count, "object", "objects"),
			      to), to, catalog->count);
}

static int export_text(struct ctl *ctl, struct store *store, const char *path,
		       const char *to)
{
	struct catalog catalog;
	int code;

	code = catalog_read(ctl, store, path, &catalog);
	if (!code && to)
		code = write_file(ctl, &catalog, to);
	else if (!code)
		catalog_write(&catalog, stdout);
	catalog_free(&catalog);
	return code;
}

static int catalog_export(struct ctl *ctl, const struct args *args)
{
	const char *path = database_of(args);
	const char *to = args->count ? args->operands[0] : NULL;
	bool copy = args_value(args, "copy");
	struct store *store;
	int code;

	if (copy && !to)
		return usage("--copy needs a FILE to write a database to");
	if (ctl->json && !to)
		return usage("an export is text of its own; with --json name a FILE");
	code = catalog_open(ctl, path, &store);
	if (code)
		return code;
	code = copy ? export_copy(ctl, store, to) :
		      export_text(ctl, store, path, to);
	store_close(store);
	return code;
}

/* ---- check */

/**
 * struct findings - what is wrong
 * @ctl: run
 * @list: as JSON
 * @count: number of them
 */
struct findings {
	struct ctl *ctl;
	struct json_object *list;
	size_t count;
};

static void find(const char *rule, const char *object, const char *what,
		 void *arg)
{
	struct findings *findings = arg;
	struct json_object *found;

	findings->count++;
	if (!findings->ctl->json) {
		printf("%s: %s: %s.\n", rule, object, what);
		return;
	}
	found = json_object_new_object();
	json_object_object_add(found, "rule", json_object_new_string(rule));
	json_object_object_add(found, "object", json_object_new_string(object));
	json_object_object_add(found, "what", json_object_new_string(what));
	json_object_array_add(findings->list, found);
}

static void find_damage(const char *what, void *arg)
{
	find("database", "database", text_clean(what), arg);
}

/* Everything that is wrong with a database; negative: it cannot be read. */
static int check_all(struct store *store, struct findings *findings,
		     size_t *objects)
{
	struct catalog catalog;
	struct ctl quiet = { 0 };

	if (store_read_begin(store) ||
	    store_check(store, find_damage, findings))
		find_damage(store_why(store), findings);
	*objects = 0;
	/* What does not fit to what cannot be read is no news. */
	if (!findings->count &&
	    !catalog_read(&quiet, store, "the database", &catalog)) {
		*objects = catalog.count;
		if (!store_complete(store))
			find("complete", "catalog",
			     "there never was all of it", findings);
		catalog_check(&catalog, find, findings);
		catalog_free(&catalog);
	}
	store_read_end(store);
	return findings->count ? CTL_REFUSED : CTL_OK;
}

static int catalog_check_run(struct ctl *ctl, const struct args *args)
{
	const char *path = database_of(args);
	struct findings findings = { .ctl = ctl };
	struct json_object *object;
	struct store *store;
	size_t objects;
	int code;

	code = catalog_open(ctl, path, &store);
	if (code)
		return code;
	findings.list = json_object_new_array();
	code = check_all(store, &findings, &objects);
	store_close(store);
	if (ctl->json) {
		object = json_object_new_object();
		json_object_object_add(object, "objects",
				       json_object_new_int64((int64_t)objects));
		json_object_object_add(object, "differences", findings.list);
		json_print(object);
		return code;
	}
	json_object_put(findings.list);
	if (!code)
		printf("%s: %s, and all is well.\n", path,
		       text_count(objects, "object", "objects"));
	else
		fprintf(stderr, "ntmsctl: %s: %s. ntmsd(8), IF THE DATABASE FAILS, says what can be done.\n",
			path, text_count(findings.count, "thing is wrong",
					 "things are wrong"));
	return code;
}

/* ---- import */

static enum store_status put_all(struct store *store,
				 const struct catalog *catalog)
{
	struct ntms_journal_record mark = {
		.size = sizeof(mark),
		.kind = NTMS_JOURNAL_BEGIN,
		.sequence = catalog->sequence,
	};
	enum store_status status = store_begin(store);
	size_t i;

	if (!status)
		status = store_apply(store, &mark);
	for (i = 0; !status && i < catalog->count; i++)
		status = store_put(store, &catalog->objects[i].object);
	mark.kind = NTMS_JOURNAL_END;
	if (!status)
		status = store_apply(store, &mark);
	if (!status)
		status = store_commit(store);
	return status ? status : store_finish(store);
}

static int build(struct ctl *ctl, const struct catalog *catalog,
		 const char *path)
{
	enum store_status status;
	struct store *store;
	char *why;

	status = store_open(path, STORE_MAKE, &store, &why);
	if (status) {
		text_keep(why);
		return fail_name(ctl, "Run it as root, and see that its directory is there",
				 "%s cannot be made: %s", path, why);
	}
	status = put_all(store, catalog);
	if (status)
		fail_name(ctl, "Make room on its file system", "%s cannot be written: %s",
			  path, store_why(store));
	store_close(store);
	return status ? CTL_REFUSED : CTL_OK;
}

static int import_text(struct ctl *ctl, const char *from, FILE *file,
		       const char *to)
{
	struct catalog catalog;
	const char *wrong;
	size_t line;
	int code;

	wrong = catalog_parse(file, &catalog, &line);
	if (wrong)
		code = fail_name(ctl, "See ntms-catalog(5), or import an export that was not changed",
				 "%s, line %zu: %s", from, line, wrong);
	else
		code = build(ctl, &catalog, to);
	catalog_free(&catalog);
	return code;
}

static int import_copy(struct ctl *ctl, const char *from, const char *to)
{
	struct store *store;
	int code = catalog_open(ctl, from, &store);
	char *why;

	if (code)
		return code;
	if (store_copy(store, to, &why)) {
		text_keep(why);
		code = fail_name(ctl, "Run it as root, and see that there is room",
				 "%s cannot be written: %s", to, why);
	}
	store_close(store);
	return code;
}

/* A new database of what the file has, text or database */
static int import_file(struct ctl *ctl, const char *from, const char *to)
{
	char magic[sizeof(SQLITE_MAGIC)] = "";
	FILE *file = fopen(from, "re");
	int code;

	if (!file)
		return fail_name(ctl, NULL, "%s cannot be read: %s", from,
				 strerror(errno));
	if (fread(magic, 1, sizeof(magic), file) == sizeof(magic) &&
	    !memcmp(magic, SQLITE_MAGIC, sizeof(magic))) {
		code = import_copy(ctl, from, to);
	} else {
		rewind(file);
		code = import_text(ctl, from, file, to);
	}
	fclose(file);
	return code;
}

/* It must be without fault, or what it replaces may be better. */
static int check_new(struct ctl *ctl, const char *from, const char *path,
		     size_t *objects)
{
	struct ctl plain = { 0 };
	struct findings findings = { .ctl = &plain };
	struct store *store;
	int code = catalog_open(ctl, path, &store);

	if (code)
		return code;
	code = check_all(store, &findings, objects);
	store_close(store);
	if (code)
		return fail_name(ctl, "See the lines above; change it, or import another one. Nothing was changed",
				 "%s is not without fault: %s", from,
				 text_count(findings.count, "thing is wrong",
					    "things are wrong"));
	return CTL_OK;
}

static int catalog_import(struct ctl *ctl, const struct args *args)
{
	const char *path = database_of(args), *from = args->operands[0];
	char *next = text("%s" STORE_NEXT, path), *new = text("%s.new", next);
	size_t objects;
	int code;

	umask(0077);
	unlink(new);
	code = import_file(ctl, from, new);
	if (!code)
		code = check_new(ctl, from, new, &objects);
	if (!code && (!sync_file(new) || rename(new, next) ||
		      !sync_directory(next)))
		code = fail_name(ctl, "Run it as root, and see that there is room",
				 "%s cannot be written: %s", next,
				 strerror(errno));
	if (code) {
		unlink(new);
		return code;
	}
	return done(ctl, text("%s are in %s. Nothing has changed yet: it becomes the catalog when the module is\n"
			      "loaded anew:\n"
			      "  systemctl stop ntmsd && modprobe -r ntms && modprobe ntms require_journal=1 && systemctl start ntmsd\n"
			      "To think better of it: rm %s",
			      text_count(objects, "object", "objects"), next,
			      next), next, objects);
}

static const struct command commands[] = {
	{
		.verb = "export",
		.operands = "[FILE]",
		.summary = "Write the catalog as text, or as a copy of the database",
		.most = 1,
		.offline = true,
		.options = {
			{ "copy", NULL, "write a database and not text",
			  WORDS_NONE, NULL },
			DATABASE_OPTION,
		},
		.run = catalog_export,
	}, {
		.verb = "import",
		.operands = "FILE",
		.summary = "Let an export be the catalog when the module is loaded anew",
		.least = 1,
		.most = 1,
		.offline = true,
		.options = { DATABASE_OPTION },
		.run = catalog_import,
	}, {
		.verb = "check",
		.summary = "Look whether the database is whole, and all in it fits",
		.offline = true,
		.options = { DATABASE_OPTION },
		.run = catalog_check_run,
	}, {
		.verb = "history",
		.operands = "CARTRIDGE",
		.summary = "Show who had a cartridge, and when",
		.least = 1,
		.most = 1,
		.words = { WORDS_MEDIUM },
		.offline = true,
		.options = { DATABASE_OPTION },
		.run = catalog_history,
	},
	{ 0 }
};

const struct area area_catalog = {
	.name = "catalog",
	.summary = "The database that ntmsd keeps the catalog in",
	.commands = commands,
};
