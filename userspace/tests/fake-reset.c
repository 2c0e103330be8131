// SPDX-License-Identifier: GPL-2.0
/*
 * Makes a catalog in the file that NTMS_FAKE names, for tests of the tool:
 *
 *	fake-reset empty|typical|journal|required [open=ERRNO] [fail=COMMAND:REASON:ERRNO]
 *		[after=CALLS] [block=FIFO] [twin] [odd] [one-type] [sense]
 *		[waits] [old] [denied] [shelf] [disabled]
 *
 * With "show" instead it prints what the tool was last seen to do.
 */
#include "fake.h"

#include <ntms/libntms.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A second library, a drive and a pool with names that others have already. */
static void add_twins(void)
{
	struct fake_object *twin, *first;

	first = fake_find(NTMS_TYPE_LIBRARY, "L700");
	twin = fake_add(NTMS_TYPE_LIBRARY, "L700");
	twin->library = first->library;
	twin->header.id.b[0] = (unsigned char)(fake->count - 1);
	snprintf(twin->library.serial, sizeof(twin->library.serial), "TWIN");
	first = fake_find(NTMS_TYPE_POOL, "backup");
	fake_add_medium("A00003L3", first, 1, NTMS_SIDE_AVAILABLE);
}

/* What a robot or a user can put into names. */
static void add_odd(void)
{
	struct fake_object *pool = fake_find(NTMS_TYPE_POOL, "backup");

	fake_add_medium("\xe7\xa3\x81\xe5\xb8\xa6", pool, 1,
			NTMS_SIDE_AVAILABLE);
	fake_add_medium("\x1b[31mred\xff", pool, 1, NTMS_SIDE_AVAILABLE);
	fake_add_medium("\"quoted\\\"", pool, 1, NTMS_SIDE_AVAILABLE);
	fake_add_medium("e\xcc\x81t\xc3\xa9", pool, 1, NTMS_SIDE_AVAILABLE);
}

/* Only one media type. */
static void drop_type(void)
{
	fake_find(NTMS_TYPE_MEDIA_TYPE, "MO_5_RW")->there = false;
}

/* The last inventory of the library failed. */
static void add_sense(void)
{
	struct fake_object *library = fake_find(NTMS_TYPE_LIBRARY, "L700");

	library->library.inventory = NTMS_INVENTORY_FAILED;
	library->library.error = 5;
	library->library.sense = 0x044400;
}

/* A cartridge of the backup pool that is on the shelf, and one in free. */
static void add_shelf(void)
{
	static const char *const barcodes[] = { "S00001L3", "S00002L3" };
	struct fake_object *medium, *pool;
	int i;

	for (i = 0; i < 2; i++) {
		pool = i ? fake_get(&fake_find(NTMS_TYPE_MEDIUM, "A00003L3")->medium.pool, 0) :
			   fake_find(NTMS_TYPE_POOL, "backup");
		medium = fake_add_medium(barcodes[i], pool, 1,
					 NTMS_SIDE_AVAILABLE);
		medium->medium.flags = 0;
		medium->medium.library = fake->info.offline_library;
		medium->medium.location_type = NTMS_TYPE_UNKNOWN;
		memset(&medium->medium.location, 0, sizeof(struct ntms_guid));
	}
}

/* Cartridges came to the library when somebody had seen how many it has. */
static void add_arriving(void)
{
	struct fake_object *pool = fake_find(NTMS_TYPE_POOL, "backup");
	char barcode[16];
	int i;

	for (i = 0; i < 100; i++) {
		snprintf(barcode, sizeof(barcode), "N%05dL3", i);
		fake_add_medium(barcode, pool, 1, NTMS_SIDE_AVAILABLE);
	}
}

/* What is in free is disabled. */
static void add_disabled(void)
{
	fake_find(NTMS_TYPE_MEDIUM, "A00003L3")->header.enabled = 0;
}

static int show(void)
{
	printf("application=%s\n", fake->application);
	printf("options=%u flags=%u never=%d\n", fake->allocate.options,
	       fake->allocate.flags,
	       fake->allocate.deadline == NTMS_DEADLINE_NEVER);
	printf("inventory flags=%u never=%d\n", fake->inventory.flags,
	       fake->inventory.deadline == NTMS_DEADLINE_NEVER);
	printf("mask=%#x\n", fake->set.mask);
	printf("gets=%u\n", fake->calls[_IOC_NR(NTMS_IOC_GET)]);
	printf("malformed=%u %s\n", fake->malformed, fake->why);
	return 0;
}

static void apply(const char *word)
{
	unsigned int command, reason;
	int error;

	if (!strcmp(word, "twin"))
		add_twins();
	else if (!strcmp(word, "odd"))
		add_odd();
	else if (!strcmp(word, "one-type"))
		drop_type();
	else if (!strcmp(word, "sense"))
		add_sense();
	else if (!strcmp(word, "waits"))
		fake->waits = true;
	else if (!strcmp(word, "old"))
		fake->old = true;
	else if (!strcmp(word, "denied"))
		fake->denied = true;
	else if (!strcmp(word, "shelf"))
		add_shelf();
	else if (!strcmp(word, "arriving"))
		add_arriving();
	else if (!strcmp(word, "disabled"))
		add_disabled();
	else if (!strncmp(word, "open=", 5))
		fake->open_error = atoi(word + 5);
	else if (!strncmp(word, "block=", 6))
		snprintf(fake->block, sizeof(fake->block), "%s", word + 6);
	else if (sscanf(word, "after=%u", &fake->fail_after) == 1)
		return;
	else if (sscanf(word, "fail=%u:%u:%d", &command, &reason, &error) == 3)
		fake_fail(_IO(NTMS_IOC_MAGIC, command), reason, error);
	else
		abort();
}

int main(int argc, char **argv)
{
	int i;

	if (argc < 2 || !getenv("NTMS_FAKE"))
		return 2;
	if (!strcmp(argv[1], "show"))
		return show();
	if (!strcmp(argv[1], "empty"))
		fake_empty();
	else
		fake_typical();
	if (!strcmp(argv[1], "journal"))
		fake->info.flags |= NTMS_INFO_JOURNAL |
				    NTMS_INFO_JOURNAL_REQUIRED;
	if (!strcmp(argv[1], "required"))
		fake->info.flags |= NTMS_INFO_JOURNAL_REQUIRED;
	for (i = 2; i < argc; i++)
		apply(argv[i]);
	return 0;
}
