// SPDX-License-Identifier: GPL-2.0
/*
 * What records say is carried to the objects by many at once, and comes to the same
 * as one by one.
 *
 *	test-carry [SEED]
 */
#include "scratch.h"

#include <unistd.h>

#define ROUNDS 400
#define RECORDS_MOST 40

static unsigned int draw(unsigned int below)
{
	return (unsigned int)random() % below;
}

static struct store *open_named(const char *name)
{
	char *path = path_of(name);
	struct store *store = open_own(path);

	free(path);
	return store;
}

/* Few objects, so that much becomes of each of them: wholes, and parts of them */
static struct ntms_journal_record *
with_something(struct ntms_journal_record *record_)
{
	struct ntms_guid id = guid(1 + draw(4), (uint8_t)draw(3));
	uint16_t type = id.b[15] ? NTMS_TYPE_DRIVE : NTMS_TYPE_LIBRARY;
	char text[] = { 't', (char)('0' + draw(10)), '\0' };
	char name[] = { 'n', (char)('0' + draw(2)), '\0' };

	switch (draw(8)) {
	case 0:
	case 1:
		return with_text(record_, type, id, text);
	case 2:
		return without(record_, NTMS_ENTRY_OBJECT, type, id);
	case 3:
	case 4:
		return with_attribute(record_, type, id, name, text);
	case 5:
		return with_attribute(record_, type, id, name, NULL);
	case 6:
		return with(record_, NTMS_ENTRY_ACL, type, id, text,
			    sizeof(text), 0);
	default:
		return without(record_, NTMS_ENTRY_ACL, type, id);
	}
}

static struct ntms_journal_record *something(uint64_t number)
{
	struct ntms_journal_record *new = record(NTMS_JOURNAL_FACT, number);
	unsigned int left;

	for (left = 1 + draw(3); left; left--)
		new = with_something(new);
	return new;
}

static bool write_object(const struct store_object *object, void *arg)
{
	const unsigned char *data = object->data;
	size_t i;

	fprintf(arg, "%u/%u %u.%u ", object->what, object->type,
		object->id.b[0], object->id.b[15]);
	for (i = 0; i < object->length; i++)
		fprintf(arg, "%02x", data[i]);
	fputc('\n', arg);
	return true;
}

/* All objects in their order, which are loaded in it */
static char *text_of(struct store *store)
{
	size_t size;
	char *text;
	FILE *file = open_memstream(&text, &size);

	if (store_each(store, write_object, file))
		fputs("cannot be read", file);
	fclose(file);
	return text;
}

static void must(struct store *store, enum store_status status)
{
	if (status) {
		printf("Bail out! %s\n", store_why(store));
		exit(1);
	}
}

/* The same records for both: one carries each, the other one all of them. */
static void run_round(struct store *each, struct store *together,
		      uint64_t *number)
{
	unsigned int left = 1 + draw(RECORDS_MOST);
	struct ntms_journal_record *new;

	must(each, store_begin(each));
	must(together, store_begin(together));
	for (; left; left--) {
		new = something(++*number);
		must(each, store_apply(each, new));
		must(each, store_carry_on(each));
		must(together, store_apply(together, new));
		free(new);
	}
	must(each, store_commit(each));
	must(together, store_carry_on(together));
	must(together, store_commit(together));
}

static void test_same(void)
{
	struct store *each = open_named("each.db");
	struct store *together = open_named("together.db");
	unsigned int round, written = 0;
	char *one = NULL, *other = NULL;
	uint64_t number = 0;
	bool same = true;

	for (round = 0; same && round < ROUNDS; round++) {
		run_round(each, together, &number);
		one = text_of(each);
		other = text_of(together);
		same = !strcmp(one, other);
		written += *one != '\0';
		if (!same)
			printf("# round %u, one by one:\n%s# together:\n%s",
			       round, one, other);
		free(one);
		free(other);
	}
	ok(same, "carried together is carried one by one");
	ok(written > ROUNDS / 2, "of something");
	store_close(each);
	store_close(together);
}

static int64_t changes_of(struct store *store)
{
	return sqlite3_total_changes(store->db);
}

/* What came and went between two times that something is carried is not written. */
static void test_little(void)
{
	struct store *store = open_named("little.db");
	const struct ntms_guid id = guid(1, 0), other = guid(2, 0);
	struct ntms_journal_record *new;
	uint64_t number;
	int64_t before;
	char *text, *want = store_text("%u/%u 1.0 6e\n", NTMS_ENTRY_OBJECT,
				       NTMS_TYPE_MEDIUM);

	must(store, store_begin(store));
	for (number = 1; number <= 100; number++) {
		new = with_text(record(NTMS_JOURNAL_CHANGE, number),
				NTMS_TYPE_MEDIUM, id, number < 100 ? "m" : "n");
		new = number % 2 ?
			with_text(new, NTMS_TYPE_LOGICAL_MEDIUM, other, "l") :
			without(new, NTMS_ENTRY_OBJECT,
				NTMS_TYPE_LOGICAL_MEDIUM, other);
		must(store, store_apply(store, new));
		free(new);
	}
	before = changes_of(store);
	must(store, store_carry_on(store));
	is(changes_of(store) - before, 1, "of a hundred changes one is written");
	must(store, store_commit(store));
	text = text_of(store);
	is_text(text, want, "which is the last");
	free(text);
	free(want);
	store_close(store);
}

/* More than is carried together */
static void test_much(void)
{
	struct store *store = open_named("much.db");
	struct ntms_journal_record *new;
	uint64_t number, rows = 3000;
	int64_t count = 0;

	must(store, store_begin(store));
	for (number = 1; number <= rows; number++) {
		new = with_text(record(NTMS_JOURNAL_CHANGE, number),
				NTMS_TYPE_MEDIUM,
				guid((uint32_t)(number % (rows / 2)), 0), "m");
		must(store, store_apply(store, new));
		free(new);
	}
	must(store, store_commit(store));
	is((long long)store_behind(store), rows, "very much is behind");
	must(store, store_carry(store));
	is((long long)store_behind(store), 0, "and all of it is carried");
	must(store, store_number(store, "SELECT count(*) FROM object", &count));
	is(count, rows / 2, "to as many objects as there are");
	store_close(store);
}

int main(int argc, char **argv)
{
	unsigned int seed = (unsigned int)getpid();

	if (!scratch_begin())
		return 1;
	if (argc > 1)
		seed = (unsigned int)strtoul(argv[1], NULL, 0);
	srandom(seed);
	printf("# seed %u\n", seed);
	test_same();
	test_little();
	test_much();
	scratch_end();
	return tap_end();
}
