// SPDX-License-Identifier: GPL-2.0
/*
 * The core and ntmsd's database together. Anything happens in a world whose changes
 * have to last, several of them wait at a time, and ntmsd reads, stores and answers
 * some, and dies at any moment in between. What is in the database when nobody waits
 * is what there is.
 *
 *	lasting DIRECTORY [SEED [STEPS [SEEDS]]]
 *
 * The directory is empty, as the databases are there. Without a seed several of them
 * are tried, else that one, or as many from there on. Prints TAP.
 */
#include <stdio.h>
#include <unistd.h>

#include "../../module/tests/mirror.h"
#include "../../module/tests/random.h"
#include "lasting.h"

#define SEEDS		6
#define STEPS		1500
/* How often ntmsd reads before it stores what it read */
#define READS		3
/* How many calls wait at a time */
#define DEEP		6

/**
 * struct scene - what is tested
 * @world: the world
 * @path: where the database is
 * @ntmsd: its descriptor of the journal; it keeps nothing here
 * @store: the database
 * @buffer: READS times NTMS_JOURNAL_BUFFER bytes
 * @used: bytes of records in it
 * @last: number of the last of them
 * @change: of the last change among them; 0: there is none
 * @waiting: calls that wait
 * @deaths: how often ntmsd died
 * @refused: how many changes it refused
 * @answered: how often it answered
 * @together: how often more than one waited
 * @pauses: how often ntmsd ended in order
 */
struct scene {
	struct ntms_world world;
	const char *path;
	struct ntms_mirror ntmsd;
	struct store *store;
	u8 *buffer;
	u32 used;
	u64 last;
	u64 change;
	u32 waiting;
	u32 deaths;
	u32 refused;
	u32 answered;
	u32 together;
	u32 pauses;
};

/* Whose change waits; one at a time is tested. */
static struct scene *scene;
static const char *what_happens = "it begins";
static u64 seed;
static u32 step;

void lasting_give_up(const char *what)
{
	printf("# seed %llu, step %u, %s: %s\n", seed, step, what_happens, what);
	printf("not ok 1 - what lasts\n");
	exit(1);
}

static void need(bool good, const char *what)
{
	if (!good)
		lasting_give_up(what);
}

/* True one time of so many */
static bool one_of(struct scene *s, u32 times)
{
	return !ntms_world_draw(&s->world, times);
}

/* ---- ntmsd ------------------------------------------------------------------- */

/* The next one attaches, whether this one ended in order or died. */
static void begin_again(struct scene *s)
{
	need(!ntms_mirror_again(&s->ntmsd, false), "it cannot be attached");
	s->store = lasting_open(s->path);
}

static void die(struct scene *s)
{
	s->deaths++;
	lasting_close(s->store);
	begin_again(s);
}

static void acknowledge(struct scene *s)
{
	need(!ntms_mirror_acknowledge(&s->ntmsd, s->last),
	     "what was read cannot be acknowledged");
}

static void look(struct scene *s, u32 got)
{
	const struct ntms_journal_record *record;
	const u8 *end = s->buffer + s->used + got;

	for (; s->buffer + s->used < end; s->used += record->size) {
		record = (const void *)(s->buffer + s->used);
		s->last = record->number;
		if (record->kind == NTMS_JOURNAL_CHANGE)
			s->change = record->number;
	}
}

static void read_some(struct scene *s, u32 reads)
{
	u32 got;

	s->used = 0;
	s->change = 0;
	while (reads--) {
		need(!ntms_journal_read(&s->world.kit.cat, s->buffer + s->used,
					NTMS_JOURNAL_BUFFER, &got),
		     "nothing can be read");
		if (!got)
			return;
		look(s, got);
	}
}

/* It reads, stores and answers; at each point it may die instead. */
static void turn(struct scene *s)
{
	u64 refused = 0;
	bool stored;

	read_some(s, 1 + ntms_world_draw(&s->world, READS));
	if (one_of(s, 12)) {
		die(s);
		return;
	}
	if (!s->used)
		return;
	if (one_of(s, 8))
		refused = s->change;
	stored = !one_of(s, 12);
	lasting_write(s->store, s->buffer, s->used, refused, stored);
	if (!stored || one_of(s, 6)) {
		die(s);
		return;
	}
	if (refused) {
		need(!ntms_mirror_refuse(&s->ntmsd, refused,
					 NTMS_REASON_DATABASE_FULL),
		     "what was read cannot be refused");
		s->refused++;
	}
	acknowledge(s);
	s->answered++;
	if (one_of(s, 4))
		lasting_carry(s->store);
}

/* ---- who waits --------------------------------------------------------------- */

/* Something that waits, while others wait */
static void act(struct scene *s)
{
	struct ntms_kit *kit = &s->world.kit;
	struct ntms_pool_delete call = {};
	guid_t id, other;
	char name[16];

	ntms_world_pick(&s->world, NTMS_TYPE_POOL, &id);
	ntms_guid_out(&call.id, &id);
	switch (ntms_world_draw(&s->world, 6)) {
	case 0:
		ntms_world_pick(&s->world, NTMS_TYPE_MEDIA_TYPE, &other);
		scnprintf(name, sizeof(name), "n%u",
			  ntms_world_draw(&s->world, 1000));
		ntms_kit_create(kit, &ntms_kit_root, name, NULL, &other, 1, 1,
				NULL);
		break;
	case 1:
		ntms_pool_delete(kit->session, &ntms_kit_root, &call);
		break;
	case 2:
		ntms_world_pick(&s->world, NTMS_TYPE_LOGICAL_MEDIUM, &other);
		ntms_kit_deallocate(kit, &ntms_kit_root, &other);
		break;
	case 3:
		ntms_world_pick(&s->world, NTMS_TYPE_MEDIUM, &other);
		ntms_kit_move(kit, &ntms_kit_root, &other, &id);
		break;
	default:
		ntms_kit_allocate(kit, &ntms_kit_root, &id, NULL, 0, &other);
		break;
	}
}

static void waits(struct ntms_catalog *cat)
{
	struct scene *s = scene;

	s->waiting++;
	while (s->waiting < DEEP && !one_of(s, 3))
		act(s);
	s->together += s->waiting > 1;
	while (!one_of(s, 3))
		turn(s);
	/* Who has no answer by now does not wait for one. */
	cat->journal.timeout = 0;
	s->waiting--;
}

/* ---- what there is ------------------------------------------------------------ */

static void take(const void *entry, void *arg)
{
	ntms_mirror_take(arg, entry);
}

/* All there is to be read is stored, and answered. */
static void settle(struct scene *s)
{
	for (;;) {
		read_some(s, 1);
		if (!s->used)
			return;
		lasting_write(s->store, s->buffer, s->used, 0, true);
		acknowledge(s);
	}
}

static void compare(struct scene *s)
{
	struct ntms_catalog *cat = &s->world.kit.cat;
	struct ntms_mirror mirror;
	const char *wrong;

	settle(s);
	need(!cat->journal.telling, "not everything was told");
	need(!ntms_mirror_empty(&mirror, cat), "there is no memory");
	lasting_each(s->store, take, &mirror);
	wrong = ntms_mirror_differs(&mirror, cat);
	need(!wrong, wrong);
	ntms_mirror_exit(&mirror);
}

/* It ends in order, and what happens before it is there again is told then. */
static void pause_it(struct scene *s)
{
	settle(s);
	need(!ntms_mirror_quit(&s->ntmsd), "it cannot end in order");
	lasting_close(s->store);
	ntms_journal_detach(&s->world.kit.cat);
	ntms_world_step(&s->world);
	begin_again(s);
	s->pauses++;
}

static void run_step(struct scene *s)
{
	struct ntms_catalog *cat = &s->world.kit.cat;
	const char *wrong;

	what_happens = ntms_world_step(&s->world);
	do {
		ntms_tick(cat);
	} while (!list_empty(&cat->offered));
	wrong = ntms_kit_wrong(cat);
	need(!wrong, wrong);
	if (one_of(s, 3))
		turn(s);
	if (one_of(s, 6))
		compare(s);
	if (one_of(s, 20))
		pause_it(s);
}

/* As after a power cut: what is in the database is the catalog, as it was. */
static void load_again(struct scene *s)
{
	struct ntms_catalog *cat = calloc(1, sizeof(*cat));
	u32 passed, repaired;
	struct ntms_mirror mirror;
	const char *wrong;

	need(cat && !ntms_catalog_init(cat, "again") &&
	     !ntms_mirror_empty(&mirror, cat), "there is no memory");
	lasting_each(s->store, take, &mirror);
	need(!ntms_mirror_load(&mirror, cat, &passed, &repaired),
	     "it cannot be loaded");
	need(!repaired, "something had to be repaired");
	wrong = ntms_kit_wrong(cat) ?: ntms_mirror_differs(&mirror, cat);
	need(!wrong, wrong);
	ntms_mirror_exit(&mirror);
	ntms_journal_detach(cat);
	ntms_catalog_destroy(cat);
	free(cat);
}

static void run_seed(const char *path, u32 steps)
{
	struct scene *s = calloc(1, sizeof(*s));
	u64 state = seed;

	need(s && (s->buffer = malloc(READS * NTMS_JOURNAL_BUFFER)),
	     "there is no memory");
	s->path = path;
	s->world.draw = ntms_world_knuth;
	s->world.source = &state;
	need(!ntms_world_init(&s->world), "there is no world");
	scene = s;
	need(!ntms_mirror_init(&s->ntmsd, &s->world.kit.cat),
	     "it cannot be attached");
	s->store = lasting_open(path);
	s->world.kit.cat.journal.waits = waits;
	for (step = 0; step < steps; step++)
		run_step(s);
	compare(s);
	what_happens = "it is loaded";
	load_again(s);
	need(s->deaths && s->refused && s->answered && s->together && s->pauses,
	     "too little happened");
	printf("# seed %llu: %u answers, %u refused, %u deaths, %u ends; %u times several waited\n",
	       seed, s->answered, s->refused, s->deaths, s->pauses, s->together);
	s->world.kit.cat.journal.waits = NULL;
	lasting_close(s->store);
	ntms_journal_detach(&s->world.kit.cat);
	ntms_mirror_exit(&s->ntmsd);
	ntms_world_exit(&s->world);
	free(s->buffer);
	free(s);
}

/* A database of its own for each seed */
static void run_in(const char *directory, u32 steps)
{
	char *path;

	need(asprintf(&path, "%s/%llu.db", directory, seed) > 0,
	     "there is no memory");
	run_seed(path, steps);
	unlink(path);
	free(path);
}

int main(int argc, char **argv)
{
	u64 first = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	u32 steps = argc > 3 ? strtoul(argv[3], NULL, 0) : STEPS;
	u32 seeds = argc > 4 ? strtoul(argv[4], NULL, 0) :
		    argc > 2 ? 1 : SEEDS;

	if (argc < 2) {
		fprintf(stderr, "Usage: lasting DIRECTORY [SEED [STEPS [SEEDS]]]\n");
		return 2;
	}
	need(!ntms_objects_init(), "there is no memory");
	for (seed = first; seed < first + seeds; seed++)
		run_in(argv[1], steps);
	ntms_objects_exit();
	printf("ok 1 - what lasts\n");
	printf("1..1\n");
	return 0;
}
