// SPDX-License-Identifier: GPL-2.0
/*
 * Says what is in the catalog, for journal-check: a line an object, list of
 * rights or attribute. The lines are documented in README.rst. The last one says
 * how many there were, so that half a dump is not taken for a whole one.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include "calls.h"
#include "text.h"

#define ROOM	4096

static FILE *out;
static unsigned long lines;

__attribute__((noreturn, format(printf, 1, 2)))
static void die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "journal-dump: ");
	vfprintf(stderr, format, args);
	fprintf(stderr, "\n");
	va_end(args);
	exit(2);
}

static void check(uint32_t reason, const char *what)
{
	if (reason)
		die("%s: %s", what, reason_name(reason));
}

/* A word with a value that may be any text; what could end the word is coded. */
static void text(const char *key, const char *value)
{
	const unsigned char *at;

	fprintf(out, " %s=", key);
	for (at = (const unsigned char *)value; *at; at++)
		if (*at <= ' ' || *at == '%' || *at >= 0x7f)
			fprintf(out, "%%%02x", *at);
		else
			fputc(*at, out);
}

static void guid(const char *key, const struct ntms_guid *id)
{
	fprintf(out, " %s=%s", key, guid_text(id).text);
}

static void number(const char *key, uint64_t value)
{
	fprintf(out, " %s=%llu", key, (unsigned long long)value);
}

static void begin(const char *kind, const struct ntms_object_header *header)
{
	fprintf(out, "%s %s", kind, guid_text(&header->id).text);
	text("name", header->name);
	text("description", header->description);
	number("enabled", header->enabled);
	number("created", header->created);
}

static void end(void)
{
	fputc('\n', out);
	lines++;
}

static void rights(int fd, const struct ntms_guid *id)
{
	struct ntms_ace aces[NTMS_ACES_MAX];
	struct ntms_acl arg = {
		.id = *id,
		.count = NTMS_ACES_MAX,
		.aces = (uintptr_t)aces,
	};
	uint32_t i;

	check(CALL(fd, NTMS_IOC_ACL_GET, &arg), "rights");
	fprintf(out, "rights %s aces=", guid_text(id).text);
	for (i = 0; i < arg.count; i++)
		fprintf(out, "%s%u:%u:%u", i ? "," : "", aces[i].kind,
			aces[i].id, aces[i].rights);
	if (!arg.count)
		fputc('-', out);
	end();
}

static void attributes(int fd, const struct ntms_guid *id)
{
	struct ntms_attribute_info infos[NTMS_ATTRIBUTES_MAX];
	static char data[NTMS_ATTRIBUTE_DATA_MAX];
	uint32_t total, size, i;

	check(attribute_list(fd, id, infos, NTMS_ATTRIBUTES_MAX, &total),
	      "attributes");
	for (i = 0; i < total; i++) {
		size = sizeof(data);
		check(attribute_get(fd, id, infos[i].name, data, &size),
		      infos[i].name);
		fprintf(out, "attribute %s", guid_text(id).text);
		text("name", infos[i].name);
		number("size", size);
		fprintf(out, " crc=%08x", crc32_of(data, size));
		end();
	}
}

static void each(int fd, uint32_t type, const struct ntms_guid *container,
		 void (*show)(int fd, const struct ntms_guid *id))
{
	struct ntms_guid *ids = calloc(ROOM, sizeof(*ids));
	size_t nr, i;

	if (!ids)
		die("no memory");
	check(list_objects(fd, type, container, ids, ROOM, &nr), "a list");
	if (nr == ROOM)
		die("the catalog is larger than what this is made for");
	for (i = 0; i < nr; i++)
		show(fd, &ids[i]);
	free(ids);
}

static void show_type(int fd, const struct ntms_guid *id)
{
	struct ntms_media_type_info info;

	check(GET(fd, NTMS_TYPE_MEDIA_TYPE, id, &info), "a media type");
	begin("type", &info.header);
	number("code", info.code);
	number("sides", info.sides);
	end();
	attributes(fd, id);
}

static void show_drive(int fd, const struct ntms_guid *id)
{
	struct ntms_drive_info info;

	check(GET(fd, NTMS_TYPE_DRIVE, id, &info), "a drive");
	begin("drive", &info.header);
	guid("library", &info.library);
	number("address", info.address);
	end();
	attributes(fd, id);
}

static void show_library(int fd, const struct ntms_guid *id)
{
	struct ntms_library_info info;

	check(GET(fd, NTMS_TYPE_LIBRARY, id, &info), "a library");
	begin("library", &info.header);
	number("kind", info.kind);
	text("serial", info.serial);
	number("new_media", info.new_media);
	number("media", info.media);
	end();
	rights(fd, id);
	attributes(fd, id);
	each(fd, NTMS_TYPE_DRIVE, id, show_drive);
}

static void show_pool(int fd, const struct ntms_guid *id)
{
	struct ntms_pool_info info;

	check(GET(fd, NTMS_TYPE_POOL, id, &info), "a pool");
	begin("pool", &info.header);
	guid("parent", &info.parent);
	guid("media_type", &info.media_type);
	number("pool_type", info.pool_type);
	number("alloc", info.allocation_policy);
	number("dealloc", info.deallocation_policy);
	number("max", info.max_allocates);
	number("owner", info.owner);
	number("media", info.media);
	number("logical_media", info.logical_media);
	end();
	rights(fd, id);
	attributes(fd, id);
	each(fd, NTMS_TYPE_POOL, id, show_pool);
}

static void show_side(int fd, const struct ntms_guid *id)
{
	struct ntms_side_info info;

	check(GET(fd, NTMS_TYPE_SIDE, id, &info), "a side");
	begin("side", &info.header);
	guid("medium", &info.medium);
	number("side", info.side);
	guid("pool", &info.pool);
	guid("lmid", &info.logical_medium);
	number("state", info.side_state);
	number("count", info.allocate_count);
	end();
	attributes(fd, id);
}

static void show_medium(int fd, const struct ntms_guid *id)
{
	struct ntms_medium_info info;
	uint32_t i;

	check(GET(fd, NTMS_TYPE_MEDIUM, id, &info), "a cartridge");
	begin("medium", &info.header);
	text("barcode", info.barcode);
	guid("library", &info.library);
	guid("pool", &info.pool);
	guid("media_type", &info.media_type);
	end();
	attributes(fd, id);
	for (i = 0; i < info.side_count; i++)
		show_side(fd, &info.sides[i]);
}

static void show_logical(int fd, const struct ntms_guid *id)
{
	struct ntms_logical_medium_info info;

	check(GET(fd, NTMS_TYPE_LOGICAL_MEDIUM, id, &info), "a logical medium");
	begin("logical", &info.header);
	guid("side", &info.side);
	guid("medium", &info.medium);
	guid("pool", &info.pool);
	number("uid", info.uid);
	text("application", info.application);
	end();
	attributes(fd, id);
}

static void show_request(int fd, const struct ntms_guid *id)
{
	struct ntms_request_info info;

	check(GET(fd, NTMS_TYPE_OPERATOR_REQUEST, id, &info), "a request");
	begin("request", &info.header);
	number("flags", info.flags);
	end();
}

static void show_all(int fd)
{
	struct ntms_info info;

	check(info_get(fd, &info), "information");
	fprintf(out, "computer %s", guid_text(&info.computer).text);
	guid("offline_library", &info.offline_library);
	guid("free_pool", &info.free_pool);
	guid("import_pool", &info.import_pool);
	guid("unrecognized_pool", &info.unrecognized_pool);
	end();
	rights(fd, &info.computer);
	attributes(fd, &info.computer);
	each(fd, NTMS_TYPE_MEDIA_TYPE, NULL, show_type);
	each(fd, NTMS_TYPE_LIBRARY, NULL, show_library);
	each(fd, NTMS_TYPE_POOL, NULL, show_pool);
	each(fd, NTMS_TYPE_MEDIUM, NULL, show_medium);
	each(fd, NTMS_TYPE_LOGICAL_MEDIUM, NULL, show_logical);
	each(fd, NTMS_TYPE_OPERATOR_REQUEST, NULL, show_request);
}

/* Every library that is there has been looked at, and there is one at least. */
static bool all_looked_at(int fd)
{
	struct ntms_library_info info;
	struct ntms_guid ids[64];
	bool some = false;
	size_t nr, i;

	if (list_objects(fd, NTMS_TYPE_LIBRARY, NULL, ids, 64, &nr))
		return false;
	for (i = 0; i < nr; i++) {
		if (GET(fd, NTMS_TYPE_LIBRARY, &ids[i], &info))
			return false;
		if (info.kind != NTMS_LIBRARY_ONLINE ||
		    info.header.state == NTMS_STATE_NOT_PRESENT)
			continue;
		if (info.inventory != NTMS_INVENTORY_DONE)
			return false;
		some = true;
	}
	return some;
}

static void open_output(const char *name)
{
	struct termios raw;

	out = fopen(name, "we");
	if (!out)
		die("%s: %s", name, strerror(errno));
	if (!tcgetattr(fileno(out), &raw)) {
		cfmakeraw(&raw);
		if (tcsetattr(fileno(out), TCSANOW, &raw))
			die("%s: %s", name, strerror(errno));
	}
}

int main(int argc, char **argv)
{
	int fd, option;
	bool waits = true;

	out = stdout;
	while ((option = getopt(argc, argv, "no:h")) != -1) {
		if (option == 'n') {
			waits = false;
			continue;
		}
		if (option == 'o') {
			open_output(optarg);
			continue;
		}
		puts("Usage: journal-dump [-n] [-o FILE]\n"
		     "Waits (but for -n) until libraries have been looked at, and"
		     " says what is in\nthe catalog.");
		return option == 'h' ? 0 : 2;
	}
	fd = session_open();
	if (fd < 0)
		die(NTMS_DEVICE ": %s", strerror(errno));
	if (waits && !wait_for(all_looked_at(fd)))
		die("no library appeared, or one was not looked at");
	show_all(fd);
	fprintf(out, "end %lu\n", lines);
	if (fflush(out) || ferror(out))
		die("the dump could not be written");
	close(fd);
	return 0;
}
