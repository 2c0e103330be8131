// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzing of the core as a whole. The input says what robots report, byte by
 * byte, and what programs call; it may also make memory fail. Whatever it is,
 * the catalog is sound after every step, and at the end all memory is given
 * back.
 *
 * Built with libFuzzer; with -DFUZZ_REPLAY it is a plain program that runs the
 * files named on its command line.
 */
#include <linux/random.h>
#include <stdio.h>

#include "../../module/tests/random.h"

#define STEPS_MAX	400

struct input {
	const u8 *data;
	size_t len;
};

/* Two bytes where one is not enough; at the end of the input, zeros */
static u32 take(struct ntms_world *world, u32 limit)
{
	struct input *in = world->source;
	u32 number = 0, bytes = limit > 256 ? 2 : 1;

	while (bytes-- && in->len) {
		number = number << 8 | *in->data++;
		in->len--;
	}
	return number % limit;
}

static void check(struct ntms_catalog *cat, const char *what)
{
	const char *wrong = ntms_kit_wrong(cat);

	if (!wrong)
		return;
	fprintf(stderr, "after %s: %s\n", what, wrong);
	abort();
}

/* Any report: types, addresses, flags and geometry as they come */
static void report(struct ntms_world *world)
{
	struct ntms_kit_robot *robot = &world->robots[take(world, 2)];
	struct ntms_smc_element elements[24] = {};
	struct ntms_report any = robot->report;
	u32 nr = take(world, ARRAY_SIZE(elements) + 1), i;
	u16 address = take(world, U16_MAX + 1);
	u8 type = NTMS_SMC_MT;
	int error;

	for (i = 0; i < nr; i++) {
		/* Mostly ascending, as smc.c delivers them */
		if (!take(world, 6))
			type += take(world, 3);
		address += take(world, 4);
		elements[i].type = type;
		elements[i].address = address;
		elements[i].flags = take(world, 256);
		elements[i].source = address - 4 + take(world, 8);
		elements[i].asc = take(world, U16_MAX + 1);
		elements[i].medium_type = take(world, 4);
		elements[i].barcode[0] = "\0AB"[take(world, 3)];
		elements[i].barcode[1] = elements[i].barcode[0] ?
			"\0C"[take(world, 2)] : '\0';
	}
	for (type = NTMS_SMC_MT; type <= NTMS_SMC_DT; type++) {
		any.geometry.first[type] = take(world, 2) ? address :
			take(world, U16_MAX + 1);
		any.geometry.count[type] = take(world, 8) ? take(world, 8) :
			take(world, U16_MAX + 1);
	}
	any.geometry.rotates = take(world, 2);
	any.barcodes = take(world, 2);
	any.elements = elements;
	any.nr_elements = nr;
	if (take(world, 2))
		ntms_inventory_begin(&world->kit.cat, &robot->id);
	error = ntms_inventory_report(&world->kit.cat, &robot->id, &any);
	if (error && error != -EINVAL && error != -ENOMEM)
		abort();
	if (take(world, 2))
		ntms_inventory_end(&world->kit.cat, &robot->id, error,
				   take(world, 256) << 16);
}

/* Any list, from any cursor; it ends. */
static void list(struct ntms_world *world)
{
	struct ntms_enum call = { .type = take(world, NTMS_TYPES + 1) };
	struct ntms_guid ids[8];
	u32 nr, calls = 0, i;

	for (i = 0; i < 8; i++)
		call.cursor = call.cursor << 8 | take(world, 256);
	if (take(world, 2))
		call.cursor = 0;
	if (take(world, 2))
		ntms_guid_out(&call.container, &world->robots[0].id);
	else if (take(world, 2))
		ntms_guid_out(&call.container,
			      &world->pools[take(world, NTMS_WORLD_POOLS)]);
	do {
		if (ntms_query_enum(world->kit.session, &ntms_kit_root, &call,
				    ids, take(world, 8) + 1, &nr))
			return;
		if (++calls > 100000)
			abort();
	} while (call.more);
}

static const char *step(struct ntms_world *world)
{
	switch (take(world, 4)) {
	case 0:
		report(world);
		return "report";
	case 1:
		list(world);
		return "list";
	default:
		return ntms_world_step(world);
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct input in = { .data = data, .len = len };
	struct ntms_world *world = calloc(1, sizeof(*world));
	const char *what;
	u32 steps;

	if (!world || ntms_objects_init())
		abort();
	shim_random = 1;
	world->draw = take;
	world->source = &in;
	if (ntms_world_init(world))
		abort();
	for (steps = 0; in.len && steps < STEPS_MAX; steps++) {
		if (!take(world, 8))
			shim_fail_nth = 1 + take(world, 16);
		what = step(world);
		shim_fail_nth = 0;
		check(&world->kit.cat, what);
	}
	ntms_world_exit(world);
	ntms_objects_exit();
	free(world);
	return 0;
}

#ifdef FUZZ_REPLAY
int main(int argc, char **argv)
{
	static u8 data[1 << 20];
	int i;

	for (i = 1; i < argc; i++) {
		FILE *file = fopen(argv[i], "rb");

		if (!file) {
			perror(argv[i]);
			return EXIT_FAILURE;
		}
		LLVMFuzzerTestOneInput(data, fread(data, 1, sizeof(data),
						   file));
		fclose(file);
	}
	return EXIT_SUCCESS;
}
#endif
