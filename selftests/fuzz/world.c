// SPDX-License-Identifier: GPL-2.0
/*
 * What programs find: a module that was just loaded, a library that behaves, one
 * that does not, and a third one that no program can name, for a client that is
 * good and has to be served whatever the others did.
 */
#include <errno.h>
#include <stdlib.h>

#include "fuzz.h"
#include "scene.h"
#include "world.h"

/* Tables of what there is. Who began with one may go on with it for a while. */
#define TABLES	8

struct scene wild, tame, own;
struct ntms_guid computer;
atomic_bool quiet;

static struct known tables[TABLES];
static unsigned int table;
static struct ntms_guid own_pool;
/* What is not to be named */
static struct ntms_guid hidden[256];
static size_t nr_hidden;

static void hide_all(uint32_t type, const struct ntms_guid *in)
{
	size_t nr = 0;

	list_objects(own.fd, type, in, hidden + nr_hidden,
		     sizeof(hidden) / sizeof(*hidden) - nr_hidden, &nr);
	nr_hidden += nr;
}

static int own_build(void)
{
	static const uint32_t kinds[] = {
		NTMS_TYPE_DRIVE, NTMS_TYPE_SLOT, NTMS_TYPE_PORT,
		NTMS_TYPE_MEDIUM,
	};
	size_t i;

	if (scene_pool(&own, 0, 0, 0, &own_pool) ||
	    scene_move_all(&own, &own_pool)) {
		fprintf(stderr, "# no pool for the good client\n");
		return -EIO;
	}
	nr_hidden = 0;
	hidden[nr_hidden++] = own.library;
	hidden[nr_hidden++] = own_pool;
	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		hide_all(kinds[i], &own.library);
	for (i = 0; i < own.nr_media; i++)
		hide_all(NTMS_TYPE_SIDE, &own.media[i]);
	return 0;
}

/* Some pools to begin with, of several users */
static int pools_make(void)
{
	struct ntms_guid pool;
	size_t i;

	for (i = 0; i < USERS; i++)
		if (scene_pool_of(&tame, user_ids[i], NTMS_POOL_FROMSCRATCH,
				  &pool) ||
		    (i < 2 && move_medium(tame.fd, &tame.media[i], &pool)) ||
		    scene_pool_of(&wild, user_ids[i], NTMS_POOL_FROMSCRATCH,
				  &pool)) {
			fprintf(stderr, "# a pool cannot be made\n");
			return -EIO;
		}
	return 0;
}

int world_make(const char *modules, unsigned int number)
{
	const struct scene_wish wishes[] = {
		{ .slots = 16, .ports = 2, .drives = 2, .media = 12,
		  .sides = number % 2 ? 2 : 1, .new_media = NTMS_POOL_FREE },
		{ .slots = 12, .ports = 2, .drives = 2, .media = 8, .number = 1,
		  .sides = number % 2 ? 1 : 2, .new_media = NTMS_POOL_FREE },
		{ .slots = 4, .media = 2, .number = 2,
		  .new_media = NTMS_POOL_FREE },
	};
	int error;

	error = module_load(modules, "journal_timeout=1");
	error = error ?: scene_build(&tame, &wishes[0]);
	error = error ?: scene_build(&wild, &wishes[1]);
	error = error ?: scene_build(&own, &wishes[2]);
	error = error ?: own_build();
	error = error ?: pools_make();
	if (error)
		return error;
	computer = own.info.computer;
	return world_look();
}

static bool is_hidden(const struct ntms_guid *id)
{
	size_t i;

	for (i = 0; i < nr_hidden; i++)
		if (same_guid(&hidden[i], id))
			return true;
	return false;
}

static void look_at(struct known *known, uint32_t type)
{
	struct ntms_guid *ids = known->ids[type];
	size_t nr = 0, i, kept = 0;

	list_objects(tame.fd, type, NULL, ids, OBJECTS_MAX, &nr);
	for (i = 0; i < nr; i++)
		if (!is_hidden(&ids[i]))
			ids[kept++] = ids[i];
	known->nr[type] = (unsigned int)kept;
}

int world_look(void)
{
	struct known *known = &tables[++table % TABLES];
	uint32_t type;

	for (type = NTMS_TYPE_UNKNOWN + 1; type < KINDS_MAX; type++)
		if (infos[type])
			look_at(known, type);
	known->ids[NTMS_TYPE_COMPUTER][0] = computer;
	known->nr[NTMS_TYPE_COMPUTER] = 1;
	known_now = known;
	return known->nr[NTMS_TYPE_POOL] ? 0 : -EIO;
}

bool world_is_full(void)
{
	static const uint32_t kinds[] = {
		NTMS_TYPE_POOL, NTMS_TYPE_MEDIUM, NTMS_TYPE_OPERATOR_REQUEST,
	};
	const struct known *known = known_now;
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (known->nr[kinds[i]] > OBJECTS_MAX * 3 / 4)
			return true;
	return false;
}

/* ---- is it well? ------------------------------------------------------- */

static bool good(uint32_t reason, const char *what)
{
	if (reason)
		printf("# a good client: %s: %s\n", what, reason_name(reason));
	return !reason;
}

/* A program that does nothing wrong, with what is its own. */
static bool client_is_served(void)
{
	struct ntms_guid side = side_of(own.fd, &own.media[0], 0);
	struct ntms_guid lmids[3];
	struct ntms_info info;
	bool served;

	served = good(info_get(own.fd, &info), "information") &&
		 good(allocate(own.fd, &own_pool, &side,
			       NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE, &lmids[0],
			       NULL), "the side it wants") &&
		 good(allocate(own.fd, &own_pool, NULL,
			       NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE, &lmids[1],
			       NULL), "any side") &&
		 good(allocate(own.fd, &own_pool, NULL,
			       NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE, &lmids[2],
			       NULL) == NTMS_REASON_MEDIA_UNAVAILABLE ? 0 :
		      UINT32_MAX, "that there is no third") &&
		 good(deallocate(own.fd, &lmids[0]), "giving back") &&
		 good(deallocate(own.fd, &lmids[1]), "giving back");
	return served && good(take_inventory(own.fd, &own.library),
			      "an inventory");
}

static bool is_settled(struct scene *scene)
{
	return !take_inventory(scene->fd, &scene->library);
}

/* The wild one as it was, and both are read as if nothing had been. */
static bool libraries_work(void)
{
	if (vlib_set(&wild.vlib, "fault", "clear") ||
	    vlib_live(&wild.vlib, false) ||
	    vlib_set(&wild.vlib, "personality", " ") ||
	    vlib_set(&wild.vlib, "max_elements", "0") ||
	    vlib_set(&wild.vlib, "door", "closed") ||
	    vlib_live(&wild.vlib, true))
		return false;
	if (!good(enable(tame.fd, &tame.library, true), "enabling") ||
	    !good(enable(wild.fd, &wild.library, true), "enabling"))
		return false;
	if (wait_for(is_settled(&wild)) && wait_for(is_settled(&tame)))
		return true;
	printf("# a library that works again cannot be read\n");
	return false;
}

bool world_is_well(const char *checker, const char *out)
{
	char command[1024];

	if (!libraries_work() || !client_is_served())
		return false;
	if (!checker)
		return true;
	snprintf(command, sizeof(command), "%s %s >&2", checker, out);
	if (!system(command))
		return true;
	printf("# the catalog does not fit together\n");
	return false;
}

int world_end(void)
{
	int error = scene_clear(&wild);

	error = scene_clear(&tame) ?: error;
	error = scene_clear(&own) ?: error;
	if (!wait_for(!module_unload())) {
		printf("# the module cannot be unloaded: %s\n",
		       strerror(errno));
		return -EBUSY;
	}
	return error;
}
