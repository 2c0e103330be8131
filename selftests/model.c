// SPDX-License-Identifier: GPL-2.0
/*
 * Random calls to the module and to a model of it: they agree on every
 * answer, and from time to time on the whole catalog. All of it follows from
 * one number, the seed, which is printed:
 *
 *	model [--seed NUMBER] [--calls NUMBER]
 *
 * In a guest NTMS_SEED and NTMS_ROUNDS say the same.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "kselftest.h"
#include "model.h"

/* Calls in the fast lane; 'make model' has a million. */
#define FULL		75000
/* After so many calls the catalog is looked at, a library is touched ... */
#define LOOK		1000
#define HANDS		1500
/* ... and switched off, until it has been off for a while */
#define POWER		12000
#define OFF		2000

/* In fewer calls than these, not everything happens. */
#define JUDGED		5000

#define LIBRARIES	3

static struct scene scenes[LIBRARIES];
static uint64_t seed, state;
static unsigned long calls, done;
static uint32_t purge;

uint32_t chance(uint32_t below)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (uint32_t)((state * 0x2545f4914f6cdd1dULL) >> 32) % below;
}

/* ---- messages --------------------------------------------------------- */

#define LAST	40

static struct {
	unsigned long number;
	char text[600];
} last[LAST];
static unsigned int nr_last;
static bool told;

void about_to(const char *format, ...)
{
	const unsigned int at = nr_last++ % LAST;
	va_list args;

	last[at].number = done;
	va_start(args, format);
	vsnprintf(last[at].text, sizeof(last[at].text), format, args);
	va_end(args);
}

/* What went before says more than what follows from it. */
bool wrong(const char *format, ...)
{
	unsigned int i = nr_last > LAST ? nr_last - LAST : 0;
	va_list args;

	if (told)
		return false;
	told = true;
	printf("# the last of what was done, by number of the call:\n");
	for (; i < nr_last; i++)
		printf("# %8lu %s\n", last[i % LAST].number,
		       last[i % LAST].text);
	printf("# call %lu of %lu, module and model disagree:\n#   ", done,
	       calls);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n# again: NTMS_SEED=%" PRIu64 " NTMS_ROUNDS=%lu make model\n",
	       seed, calls);
	fflush(stdout);
	return false;
}

const char *name_of(const struct ntms_guid *id)
{
	static char names[8][NTMS_NAME_SIZE + NTMS_BARCODE_SIZE];
	static unsigned int next;
	char *name = names[next++ % 8];
	const size_t size = sizeof(names[0]);
	const struct pool *pool = find_pool(id);
	struct cartridge *cartridge;
	const struct side *side;

	if (is_null(id))
		return "null";
	side = find_side(id, &cartridge);
	snprintf(name, size, "%s%02x%02x%02x%02x-%02x",
		 find_logical(id) ? "LMID " : find_library(id) ? "library " :
		 same_guid(id, &books.computer.id) ? "computer " :
					       find_type(id) ? "type " : "",
		 id->b[3], id->b[2], id->b[1], id->b[0], id->b[15]);
	if (!side)
		cartridge = find_cartridge(id);
	if (side)
		snprintf(name, size, "side %s:%u", cartridge->barcode,
			 (unsigned int)(side - cartridge->sides));
	else if (cartridge)
		snprintf(name, size, "cartridge %s", cartridge->barcode);
	else if (pool)
		snprintf(name, size, "pool %s %02x%02x", pool->label.name,
			 id->b[3], id->b[2]);
	return name;
}

/* ---- the scene -------------------------------------------------------- */

static const struct scene_wish wishes[LIBRARIES] = {
	{ .slots = 16, .sides = 2, .media = 12, .number = 0,
	  .new_media = NTMS_POOL_FREE },
	{ .slots = 16, .sides = 2, .media = 8, .number = 1,
	  .new_media = NTMS_POOL_IMPORT },
	{ .slots = 16, .sides = 1, .media = 10, .number = 2,
	  .new_media = NTMS_POOL_FREE },
};

/* The last library has a cleaning cartridge as well. */
static int build(void)
{
	unsigned int i;
	int error = 0;

	for (i = 0; i < LIBRARIES && !error; i++)
		error = scene_build(&scenes[i], &wishes[i]);
	if (error)
		return error;
	error = vlib_set(&scenes[2].vlib, "insert", "slot 15 CLN%s",
			 scenes[2].prefix);
	return error ?: scene_look(&scenes[2]) ? -1 : 0;
}

static int own_library(struct library *library, struct scene *scene)
{
	struct ntms_guid ids[MAX_SLOTS];
	struct cartridge *cartridge;
	size_t nr, i, k;

	library->scene = scene;
	library->code = find_type(&library->holds) ?
		find_type(&library->holds)->code : 0;
	if (list_objects(scene->fd, NTMS_TYPE_SLOT, &library->id, ids,
			 MAX_SLOTS, &nr))
		return -1;
	library->nr_slots = nr;
	for (i = 0; i < nr; i++)
		library->slots[i].id = ids[i];
	for (k = 0; k < books.nr_cartridges; k++) {
		cartridge = &books.cartridges[k];
		for (i = 0; i < nr; i++) {
			if (!same_guid(&cartridge->slot, &ids[i]))
				continue;
			cartridge->stranger = false;
			library->slots[i].cartridge = cartridge->id;
			library->slots[i].full = true;
			strcpy(library->slots[i].barcode, cartridge->barcode);
		}
	}
	return 0;
}

/* System pools are ours to use as far as they hold what is ours. */
static void own_pools(void)
{
	struct pool *pool;
	size_t i, k;

	for (i = 0; i < books.nr_pools; i++) {
		pool = &books.pools[i];
		if (pool->kind == NTMS_POOL_APPLICATION)
			continue;
		if (holds_pools(pool))
			pool->stranger = false;
		for (k = 0; k < books.nr_cartridges; k++)
			if (!books.cartridges[k].stranger &&
			    same_guid(&books.cartridges[k].type, &pool->type))
				pool->stranger = false;
	}
}

static int own(void)
{
	struct library *library;
	unsigned int i;
	size_t k;

	for (i = 0; i < LIBRARIES; i++) {
		library = find_library(&scenes[i].library);
		if (!library || own_library(library, &scenes[i]))
			return -1;
	}
	own_pools();
	for (k = 1; k < books.nr_libraries; k++) {
		library = &books.libraries[k];
		if (!library->scene && library->present) {
			printf("# library \"%s\" is there: that of somebody else would be in the way\n",
			       library->label.name);
			return -1;
		}
	}
	return 0;
}

/* ---- steps ------------------------------------------------------------ */

static bool look(void)
{
	about_to("the whole catalog is looked at");
	return catalog_same_all(scenes[0].fd);
}

static bool all_on(void)
{
	unsigned int i;

	call_as(ROOT);
	for (i = 0; i < LIBRARIES; i++)
		if (!robot_power(scenes[0].fd,
				 find_library(&scenes[i].library), true))
			return false;
	return true;
}

static bool agree(void)
{
	const int fd = scenes[0].fd;

	if (!look())
		return false;
	while (done < calls) {
		done++;
		if (!call_any())
			return false;
		if (!(done % LOOK) && !look())
			return false;
		if (!(done % HANDS) && !(robot_any(fd, false) && look()))
			return false;
		if (!(done % POWER) && !(robot_any(fd, true) && look()))
			return false;
		if (done % POWER == OFF && !(all_on() && look()))
			return false;
	}
	return look();
}

/* Both say that it is done. */
static bool both(const char *what, const struct ntms_guid *id,
		 uint32_t module, uint32_t model)
{
	about_to("%s %s", what, name_of(id));
	return (!module && !model) ||
	       wrong("the answer is %s, and that of the model %s",
		     reason_name(module), reason_name(model));
}

static bool give_all_back(int fd)
{
	size_t i = books.nr_logicals;
	struct ntms_guid id;

	while (i--) {
		id = books.logicals[i].id;
		if (books.logicals[i].stranger)
			continue;
		if (!both("deallocate", &id, deallocate(fd, &id),
			  rule_deallocate(ROOT, &id)))
			return false;
	}
	for (i = books.nr_cartridges; i--;) {
		id = books.cartridges[i].id;
		if (books.cartridges[i].stranger)
			continue;
		if (!both("forget", &id, medium_delete(fd, &id),
			  rule_medium_delete(ROOT, &id)))
			return false;
	}
	return true;
}

/* Those that are in others first, and they are the younger ones. */
static bool delete_pools(int fd)
{
	size_t i = books.nr_pools;
	struct ntms_guid id;

	while (i--) {
		id = books.pools[i].id;
		if (books.pools[i].stranger ||
		    books.pools[i].kind != NTMS_POOL_APPLICATION)
			continue;
		if (!both("delete", &id, pool_delete(fd, &id),
			  rule_pool_delete(ROOT, &id)))
			return false;
	}
	return true;
}

/* Media types that no library held in the beginning */
static bool delete_types(int fd)
{
	size_t i = books.nr_types, k;
	struct ntms_guid id, *in;

	while (i--) {
		id = books.types[i].id;
		for (k = 0; k < LIBRARIES && !books.types[i].stranger; k++) {
			in = &scenes[k].library;
			if (!find_type(&id) ||
			    same_guid(&find_library(in)->holds, &id))
				continue;
			if (!both("delete", &id, type_delete(fd, &id, in),
				  rule_type_delete(ROOT, &id, in)))
				return false;
		}
	}
	return true;
}

/* What lasts as long as the module: the computer, libraries, types, pools */
static bool is_of_all(const struct ntms_guid *id)
{
	const struct pool *pool = find_pool(id);

	return find_library(id) || find_type(id) ||
	       same_guid(id, &books.computer.id) || (pool && !pool->stranger);
}

static bool restore_attributes(int fd)
{
	size_t i = books.nr_attributes;
	struct noted noted = { .name_fits = true };

	while (i--) {
		if (!is_of_all(&books.attributes[i].of))
			continue;
		noted.id = books.attributes[i].of;
		strcpy(noted.name, books.attributes[i].name);
		if (!both("clear", &noted.id,
			  attribute_set(fd, &noted.id, noted.name, NULL, 0),
			  rule_attribute_set(ROOT, &noted, NULL)))
			return false;
	}
	return true;
}

static bool restore_rights_of(int fd, const struct ntms_guid *id, bool open)
{
	struct acl acl = { .nr = 0 };
	struct ntms_acl arg = { .id = *id, .aces = (uintptr_t)acl.aces };

	if (open)
		acl_open(&acl);
	arg.count = acl.nr;
	return both("rights of", id, CALL(fd, NTMS_IOC_ACL_SET, &arg),
		    rule_acl_set(ROOT, id, acl.aces, acl.nr));
}

/* As if nobody had written any */
static bool restore_rights(int fd)
{
	bool good = restore_rights_of(fd, &books.computer.id, true) &&
		    restore_rights_of(fd, &books.info.offline_library, true);
	size_t i;

	for (i = 0; i < books.nr_libraries && good; i++)
		if (books.libraries[i].scene)
			good = restore_rights_of(fd, &books.libraries[i].id,
						 true);
	for (i = 0; i < books.nr_pools && good; i++)
		if (!books.pools[i].stranger &&
		    books.pools[i].kind != NTMS_POOL_APPLICATION)
			good = restore_rights_of(fd, &books.pools[i].id,
						 books.pools[i].kind ==
						 NTMS_POOL_FREE);
	return good;
}

/* The computer as it was, and what media types were said to be */
static bool restore_descriptions(int fd)
{
	struct ntms_computer_info info = { .request_purge = purge };
	struct wish wish = {
		.id = books.computer.id,
		.mask = NTMS_SET_DESCRIPTION | NTMS_SET_REQUEST_PURGE,
		.description_fits = true,
		.purge = purge,
	};
	size_t i;

	if (!both("restore", &wish.id,
		  SET(fd, NTMS_TYPE_COMPUTER, &wish.id, wish.mask, &info),
		  rule_set(ROOT, &wish)))
		return false;
	wish.mask = NTMS_SET_DESCRIPTION;
	for (i = 0; i < books.nr_types; i++) {
		wish.id = books.types[i].id;
		if (!both("restore", &wish.id,
			  SET(fd, NTMS_TYPE_UNKNOWN, &wish.id, wish.mask,
			      &info.header), rule_set(ROOT, &wish)))
			return false;
	}
	return true;
}

/* Other tests find the system pools as they were, also if this one failed. */
static bool restore_pools(int fd)
{
	bool good = true;
	struct wish wish = {
		.type = NTMS_TYPE_POOL,
		.enabled = 1,
		.description_fits = true,
	};
	struct ntms_pool_info info = { .header.enabled = 1 };
	size_t i;

	for (i = 0; i < books.nr_pools; i++) {
		if (books.pools[i].stranger ||
		    books.pools[i].kind == NTMS_POOL_APPLICATION)
			continue;
		wish.id = books.pools[i].id;
		wish.mask = NTMS_SET_DESCRIPTION;
		if (books.pools[i].kind == NTMS_POOL_FREE &&
		    !holds_pools(&books.pools[i]))
			wish.mask |= NTMS_SET_ENABLED;
		if (!both("restore", &wish.id,
			  SET(fd, NTMS_TYPE_POOL, &wish.id, wish.mask, &info),
			  rule_set(ROOT, &wish)))
			good = false;
	}
	return good;
}

static bool restore(int fd)
{
	bool good = restore_pools(fd);

	good = restore_attributes(fd) && good;
	good = restore_rights(fd) && good;
	return restore_descriptions(fd) && good;
}

/* Everything that came goes again, and what is left is what was there. */
static bool take_apart(void)
{
	const int fd = scenes[0].fd;
	struct library *library;
	unsigned int i;

	if (!all_on())
		return false;
	for (i = 0; i < LIBRARIES; i++) {
		library = find_library(&scenes[i].library);
		if (!robot_enable(fd, library) || !robot_empty(fd, library))
			return false;
	}
	return look() && give_all_back(fd) && delete_pools(fd) &&
	       delete_types(fd) && restore(fd) && look();
}

/* ---- the program ------------------------------------------------------ */

static uint64_t number(const char *text)
{
	char *end;
	uint64_t value = strtoull(text, &end, 0);

	if (*text && !*end)
		return value;
	fprintf(stderr, "model: \"%s\" is no number\n", text);
	exit(2);
}

static void read_options(int argc, char **argv)
{
	static const struct option options[] = {
		{ "seed", required_argument, NULL, 's' },
		{ "calls", required_argument, NULL, 'c' },
		{ NULL, 0, NULL, 0 },
	};
	const char *wanted = getenv("NTMS_SEED");
	int option;

	if (getrandom(&seed, sizeof(seed), 0) != sizeof(seed))
		seed = now();
	if (wanted && *wanted)
		seed = number(wanted);
	calls = rounds(FULL);
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 's') {
			seed = number(optarg);
		} else if (option == 'c') {
			calls = number(optarg);
		} else {
			fprintf(stderr, "usage: model [--seed NUMBER] [--calls NUMBER]\n");
			exit(2);
		}
	}
	/* From nothing comes nothing. */
	state = seed * 2 + 1;
}

int main(int argc, char **argv)
{
	unsigned int i;
	bool good, told_all;

	read_options(argc, argv);
	ksft_print_header();
	ksft_set_plan(3);
	printf("# seed %" PRIu64 ", %lu calls\n", seed, calls);
	fflush(stdout);
	if (build() || calls_begin() || catalog_learn(scenes[0].fd) || own())
		ksft_exit_fail_msg("there is nothing to begin with\n");
	purge = books.computer.purge;
	good = agree();
	ksft_test_result(good, "%lu calls agree with the model\n", calls);
	told_all = calls_told();
	ksft_test_result(!good || told_all || calls < JUDGED,
			 "each call succeeds and is refused\n");
	ksft_test_result(good && take_apart(),
			 "what is left is what was there\n");
	call_as(ROOT);
	if (!good)
		restore(scenes[0].fd);
	calls_end();
	for (i = 0; i < LIBRARIES; i++)
		scene_clear(&scenes[i]);
	ksft_finished();
}
