// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzing of what a program loads after a restart. The input either spoils bytes
 * of a catalog that was kept, or it is what is written to the journal. Whatever
 * it is, it is refused, or what there is afterwards is a sound catalog.
 */
#include <stdio.h>

#include "../../module/tests/mirror.h"
#include "../../module/tests/random.h"

#define STEPS	3000
#define SPOILED	64

/* A byte that is not what it was */
struct spoiled {
	u8 *at;
	u8 old;
};

static struct ntms_world world;
static struct ntms_mirror mirror;

static void need(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "fuzz_load: %s\n", what);
	abort();
}

/* A catalog with some of everything in it, and what was kept of it; once */
static void keep(void)
{
	static u64 state = 1;
	u32 steps;

	if (mirror.nr_rows)
		return;
	need(!ntms_objects_init(), "no objects");
	world.draw = ntms_world_knuth;
	world.source = &state;
	need(!ntms_world_init(&world), "no world");
	for (steps = 0; steps < STEPS; steps++)
		ntms_world_step(&world);
	need(!ntms_mirror_init(&mirror, &world.kit.cat), "no mirror");
	ntms_mirror_follow(&mirror);
	need(mirror.whole && mirror.nr_rows > 20 && !mirror.wrong,
	     "nothing was kept");
}

/* One that is broken half way says so: nobody can change anything in it. */
static void finish(struct ntms_catalog *cat, int error)
{
	const bool broken = error && cat->journal.state == NTMS_JOURNAL_BROKEN;
	const char *wrong = broken ? NULL : ntms_kit_wrong(cat);

	if (wrong)
		fprintf(stderr, "loaded with %d: %s\n", error, wrong);
	need(!wrong, "what was loaded is not sound");
	need(!error || error == -EINVAL || error == -EBADMSG ||
	     error == -EBUSY || error == -ENOMEM, "an error that is none");
	ntms_journal_detach(cat);
	ntms_catalog_destroy(cat);
}

/* Five bytes each: the row, where in it, and what is there */
static u32 spoil(const u8 *data, size_t len, struct spoiled *spoiled)
{
	struct ntms_mirror_row *row;
	u32 nr = 0, length;
	u8 *at;

	for (; len >= 5 && nr < SPOILED; data += 5, len -= 5) {
		row = ntms_mirror_row(&mirror, (data[0] << 8 | data[1]) %
				      mirror.nr_rows);
		at = ntms_mirror_data(row, &length);
		if (!length)
			continue;
		at += (data[2] << 8 | data[3]) % length;
		spoiled[nr++] = (struct spoiled){ .at = at, .old = *at };
		*at = data[4];
	}
	return nr;
}

static void load_spoiled(struct ntms_catalog *cat, const u8 *data, size_t len)
{
	struct spoiled spoiled[SPOILED];
	u32 nr = spoil(data, len, spoiled), passed, repaired;

	finish(cat, ntms_mirror_load(&mirror, cat, &passed, &repaired));
	while (nr--)
		*spoiled[nr].at = spoiled[nr].old;
}

/* As persist.c hands it on: what is written is a record, and no longer. */
static void load_raw(struct ntms_catalog *cat, const u8 *data, size_t len)
{
	struct ntms_journal_attach call = { .computer = { .b = { 1 } } };
	struct ntms_journal_record head = { .kind = NTMS_JOURNAL_OBJECTS };
	struct ntms_load *load;
	u8 *body;
	int error;

	head.entries = len ? *data++ : 0;
	len = len ? (len - 1) & ~7UL : 0;
	head.size = sizeof(head) + len;
	body = malloc(len ?: 1);
	need(body && !ntms_journal_attach(cat, &call) &&
	     call.state == NTMS_ATTACHED_LOAD, "it cannot be loaded");
	memcpy(body, data, len);
	load = ntms_load_begin(cat);
	need(load, "no memory");
	error = ntms_load_objects(load, &head, body);
	if (!error)
		error = ntms_load_end(load, ntms_guid_in(&call.computer), 1);
	ntms_load_free(load);
	free(body);
	finish(cat, error);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct ntms_catalog *cat;

	keep();
	cat = calloc(1, sizeof(*cat));
	need(cat && !ntms_catalog_init(cat, "again"), "no catalog");
	if (len && *data % 4)
		load_spoiled(cat, data + 1, len - 1);
	else
		load_raw(cat, len ? data + 1 : data, len ? len - 1 : 0);
	free(cat);
	return 0;
}
