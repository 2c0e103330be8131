// SPDX-License-Identifier: GPL-2.0
/*
 * Clients that call at the same time, and what they called and got, for
 * history-check. They stop every few calls, all of them, and somebody looks at the
 * catalog; every few looks all cartridges are exchanged for new ones, as sides wear
 * out.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include "record.h"

/* Looks at the catalog before all is new */
#define LOOKS		10

/* Every other episode has cartridges with two sides, and the others with one. */
static struct place places[2];
struct place *place;

struct ntms_guid lmids[LMIDS_MAX];
atomic_uint nr_lmids;
atomic_uint recent[RECENT];

static struct client clients[CLIENTS_MAX];
static unsigned int nr_clients = 8;
static pthread_barrier_t go, stop;
static atomic_bool finished;
static FILE *file;

__attribute__((noreturn, format(printf, 1, 2)))
static void die(const char *format, ...)
{
	va_list args;

	fputs("history-record: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputs("\n", stderr);
	exit(2);
}

static void must(uint32_t reason, const char *what)
{
	if (reason)
		die("%s: %s", what, reason_name(reason));
}

/* ---- who calls -------------------------------------------------------- */

static void *run_client(void *arg)
{
	struct client *client = arg;
	unsigned int turn;

	for (;;) {
		pthread_barrier_wait(&go);
		if (atomic_load(&finished))
			return NULL;
		for (turn = 0; turn < TURNS; turn++)
			client_call(client);
		if (!client_settle(client))
			die("what waits in a session does not end");
		pthread_barrier_wait(&stop);
	}
}

static void start_clients(uint64_t seed)
{
	unsigned int i;
	int error;

	if (pthread_barrier_init(&go, NULL, nr_clients + 1) ||
	    pthread_barrier_init(&stop, NULL, nr_clients + 1))
		die("no barriers");
	for (i = 0; i < nr_clients; i++) {
		clients[i].number = i;
		clients[i].state = chance_begin(seed + i + 1);
		clients[i].fd = session_open();
		if (clients[i].fd < 0)
			die(NTMS_DEVICE ": %s", strerror(errno));
		error = pthread_create(&clients[i].thread, NULL, run_client,
				       &clients[i]);
		if (error)
			die("cannot start a client: %s", strerror(error));
	}
}

static void end_clients(void)
{
	unsigned int i;

	atomic_store(&finished, true);
	pthread_barrier_wait(&go);
	for (i = 0; i < nr_clients; i++) {
		pthread_join(clients[i].thread, NULL);
		close(clients[i].fd);
	}
}

/* ---- the scene -------------------------------------------------------- */

static void find_sides(void)
{
	unsigned int i, k;

	for (i = 0; i < place->nr_cartridges; i++)
		for (k = 0; k < place->nr_sides; k++)
			place->sides[SIDE(i, k)] =
				side_of(place->s.fd, &place->s.media[i], k);
}

static void build(void)
{
	const struct scene_wish wishes[] = {
		{ .slots = CARTRIDGES_MAX, .sides = 2, .media = 1,
		  .new_media = NTMS_POOL_FREE, .number = 0 },
		{ .slots = CARTRIDGES_MAX, .sides = 1, .media = 1,
		  .new_media = NTMS_POOL_FREE, .number = 1 },
	};
	unsigned int i, k;

	for (i = 0; i < 2; i++) {
		place = &places[i];
		place->nr_sides = wishes[i].sides;
		place->nr_cartridges = 1;
		if (scene_build(&place->s, &wishes[i]))
			die("there is no scene");
		for (k = 0; k < APPLICATIONS; k++)
			must(scene_pool(&place->s, 0, 0, 0, &place->pools[k]),
			     "a pool");
		place->pools[k++] = place->s.free;
		place->pools[k++] = place->s.import;
		place->pools[k++] = place->s.unrecognized;
		find_sides();
	}
}

/* Nobody owns anything, and nothing is disabled. */
static void give_all_back(void)
{
	struct ntms_side_info info;
	unsigned int i, k;

	must(enable(place->s.fd, &place->s.library, true), "the library");
	must(enable(place->s.fd, &place->s.free, true), "the free pool");
	for (i = 0; i < place->nr_cartridges; i++) {
		for (k = 0; k < place->nr_sides; k++) {
			must(GET(place->s.fd, NTMS_TYPE_SIDE,
				 &place->sides[SIDE(i, k)], &info), "a side");
			if (!is_null(&info.logical_medium))
				must(deallocate(place->s.fd,
						&info.logical_medium),
				     "deallocate");
		}
	}
}

/* Those that were in pools of no importance are forgotten by themselves. */
static void take_out(void)
{
	unsigned int i;
	uint32_t reason;

	for (i = 0; i < place->nr_cartridges; i++)
		if (vlib_set(&place->s.vlib, "remove", "slot %u", i))
			die("a cartridge cannot be taken out");
	must(take_inventory(place->s.fd, &place->s.library), "inventory");
	for (i = 0; i < place->nr_cartridges; i++) {
		reason = medium_delete(place->s.fd, &place->s.media[i]);
		if (reason != NTMS_REASON_INVALID_MEDIA)
			must(reason, "an old cartridge");
	}
}

static void put_in(unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		if (vlib_set(&place->s.vlib, "insert", "slot %u %s", i,
			     scene_barcode(&place->s, i)))
			die("a cartridge cannot be put in");
	must(scene_look(&place->s), "inventory");
	if (place->s.nr_media != nr)
		die("%zu cartridges instead of %u", place->s.nr_media, nr);
	place->nr_cartridges = nr;
	find_sides();
}

static void set_pools(uint64_t *state)
{
	struct ntms_pool_info info = { .max_allocates = 0 };
	unsigned int i;

	for (i = 0; i < APPLICATIONS; i++) {
		info.allocation_policy = chance(state, 2);
		info.deallocation_policy = chance(state, 2);
		must(SET(place->s.fd, NTMS_TYPE_POOL, &place->pools[i],
			 NTMS_SET_ALLOCATION_POLICY |
			 NTMS_SET_DEALLOCATION_POLICY |
			 NTMS_SET_MAX_ALLOCATES, &info), "a pool's policy");
	}
}

/* Few cartridges, so that most calls are about what others are about. */
static void renew(unsigned int episode, uint64_t *state)
{
	bool import = !chance(state, 4);
	unsigned int i, nr, pool;

	place = &places[episode % 2];
	give_all_back();
	take_out();
	must(scene_new_media(&place->s, import ? NTMS_POOL_IMPORT :
						 NTMS_POOL_FREE),
	     "where new cartridges go");
	nr = 4 - place->nr_sides + chance(state, 3);
	put_in(nr);
	set_pools(state);
	for (i = 0; i < nr; i++) {
		pool = chance(state, APPLICATIONS + 1);
		if (pool < APPLICATIONS || !import)
			must(move_medium(place->s.fd, &place->s.media[i],
					 &place->pools[pool]), "move");
	}
	for (i = 0; i < RECENT; i++)
		atomic_store(&recent[i], NOBODY);
	atomic_store(&nr_lmids, 1);
}

/* ---- writing ---------------------------------------------------------- */

static uint32_t number_of(const struct ntms_guid *ids, uint32_t nr,
			  const struct ntms_guid *id)
{
	while (nr--)
		if (same_guid(&ids[nr], id))
			return nr;
	return UNKNOWN;
}

static uint32_t number_of_pool(const struct ntms_guid *id)
{
	return number_of(place->pools, POOLS, id);
}

static uint32_t number_of_lmid(const struct ntms_guid *id)
{
	return number_of(lmids, atomic_load(&nr_lmids), id);
}

static uint32_t number_of_side(const struct ntms_guid *id)
{
	return is_null(id) ? NO_SIDE :
	       number_of(place->sides,
			 SIDE(place->nr_cartridges, 0), id);
}

static void write_raw(struct raw *raw)
{
	struct made *made = &raw->made;

	switch (made->verb) {
	case ALLOCATE:
	case WAIT:
	case QUEUE:
		made->got = number_of_lmid(&raw->got);
		made->from = number_of_pool(&raw->from);
		break;
	case LOOK:
		made->results[1] = number_of_lmid(&raw->got);
		made->results[3] = number_of_pool(&raw->from);
		break;
	case READ:
		made->results[0] = number_of_side(&raw->side);
		made->results[1] = number_of_pool(&raw->from);
		break;
	case WHY:
		made->results[1] = number_of_side(&raw->side);
	}
	made_write(file, made);
}

static unsigned long write_calls(void)
{
	unsigned long written = 0;
	unsigned int i, k;

	for (i = 0; i < nr_clients; i++) {
		for (k = 0; k < clients[i].nr; k++)
			write_raw(&clients[i].raws[k]);
		written += clients[i].nr;
		clients[i].nr = 0;
	}
	return written;
}

static void write_pools(void)
{
	struct ntms_pool_info info;
	unsigned int i;

	for (i = 0; i < POOLS; i++) {
		must(GET(place->s.fd, NTMS_TYPE_POOL, &place->pools[i], &info),
		     "a pool");
		fprintf(file, "pool P%u", i);
		write_kind(file, info.pool_type);
		fprintf(file, " %u %u %u %u\n", info.allocation_policy,
			info.deallocation_policy, info.max_allocates,
			info.header.enabled);
	}
}

static void write_sides(unsigned int cartridge)
{
	struct ntms_side_info info;
	unsigned int k, side;

	for (k = 0; k < place->nr_sides; k++) {
		side = SIDE(cartridge, k);
		must(GET(place->s.fd, NTMS_TYPE_SIDE, &place->sides[side],
			 &info), "a side");
		fputs("side", file);
		write_side(file, side);
		write_state(file, info.side_state);
		write_name(file, 'L', number_of_lmid(&info.logical_medium));
		fprintf(file, " %u\n", info.allocate_count);
	}
}

static void write_catalog(const char *how)
{
	struct ntms_library_info library;
	struct ntms_medium_info info;
	unsigned int i;

	must(GET(place->s.fd, NTMS_TYPE_LIBRARY, &place->s.library, &library),
	     "the library");
	fprintf(file, "%s\nlibrary %u\n", how, library.header.enabled);
	write_pools();
	for (i = 0; i < place->nr_cartridges; i++) {
		must(GET(place->s.fd, NTMS_TYPE_MEDIUM, &place->s.media[i],
			 &info), "a cartridge");
		fprintf(file, "cartridge C%u P%u %u %u\n", i,
			number_of_pool(&info.pool), info.header.enabled,
			place->nr_sides);
		write_sides(i);
	}
	fputs("calls\n", file);
}

/* ---- all of it -------------------------------------------------------- */

static unsigned long run_episode(unsigned int number, uint64_t *state)
{
	unsigned long written = 0;
	unsigned int look;

	renew(number, state);
	write_catalog("begin");
	for (look = 0; look < LOOKS; look++) {
		pthread_barrier_wait(&go);
		pthread_barrier_wait(&stop);
		written += write_calls();
		write_catalog("state");
	}
	return written;
}

static void record(uint64_t seed, unsigned long wanted)
{
	uint64_t state = chance_begin(seed);
	unsigned long written = 0;
	unsigned int episode = 0, i;

	fprintf(file, "seed %" PRIu64 "\n", seed);
	build();
	start_clients(seed);
	while (written < wanted)
		written += run_episode(episode++, &state);
	end_clients();
	for (i = 0; i < 2; i++)
		if (scene_clear(&places[i].s))
			die("the scene cannot be cleared");
}

static uint64_t number_in(const char *text)
{
	uint64_t value;

	if (!read_number(text, &value))
		die("%s: not a number", text);
	return value;
}

static void usage(void)
{
	puts("Usage: history-record [OPTION...]\n"
	     "Lets clients make random calls to ntms, and records them.\n"
	     "  -o FILE     the history (default: standard output)\n"
	     "  -s SEED     what chance begins with (default: the time)\n"
	     "  -n CLIENTS  how many call at once (default 8)\n"
	     "  -c CALLS    how many calls at least (default 1000)");
}

int main(int argc, char **argv)
{
	unsigned long wanted = 1000;
	uint64_t seed = now();
	int option;

	file = stdout;
	while ((option = getopt(argc, argv, "o:s:n:c:h")) != -1) {
		switch (option) {
		case 'o':
			file = fopen(optarg, "we");
			if (!file)
				die("%s: %s", optarg, strerror(errno));
			break;
		case 's':
			seed = number_in(optarg);
			break;
		case 'n':
			nr_clients = (unsigned int)number_in(optarg);
			break;
		case 'c':
			wanted = number_in(optarg);
			break;
		default:
			usage();
			return option == 'h' ? 0 : 2;
		}
	}
	if (optind != argc || !nr_clients || nr_clients > CLIENTS_MAX) {
		usage();
		return 2;
	}
	record(seed, wanted);
	if (fclose(file))
		die("the history cannot be written: %s", strerror(errno));
	return 0;
}
