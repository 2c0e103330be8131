// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzing of core/smc.c: a library that sends anything, as often as it is
 * asked. Whatever it says, the reader ends, stays within its arrays and gives
 * nothing that its callers are not told to expect.
 *
 * Built with libFuzzer; with -DFUZZ_REPLAY it is a plain program that runs the
 * files named on its command line.
 */
#include "../../module/core/smc.h"

#define SPAN_MAX	64

struct input {
	const u8 *data;
	size_t len;
};

static u8 take(struct input *in)
{
	if (!in->len)
		return 0;
	in->len--;
	return *in->data++;
}

/* The input is copied so that the sanitizer sees its very end. */
static u8 *take_bytes(struct input *in, size_t len)
{
	u8 *p = malloc(len ? len : 1);

	if (!p)
		abort();
	memcpy(p, in->data, len);
	in->data += len;
	in->len -= len;
	return p;
}

#define CHECK(x) do { if (!(x)) abort(); } while (0)

static void check_barcode(const struct ntms_smc_element *element)
{
	size_t len = strnlen(element->barcode, NTMS_SMC_TAG_SIZE), i;

	CHECK(len < NTMS_SMC_TAG_SIZE);
	CHECK(!len || (element->flags & NTMS_SMC_FULL));
	for (i = 0; i < len; i++)
		CHECK(element->barcode[i] >= 0x20 && element->barcode[i] < 0x7f);
	CHECK(!len || (element->barcode[0] != ' ' &&
		       element->barcode[len - 1] != ' '));
	for (i = len; i < NTMS_SMC_TAG_SIZE; i++)
		CHECK(!element->barcode[i]);
}

static void check_result(const struct ntms_smc_read *read)
{
	u32 i;

	CHECK(read->found <= read->span);
	for (i = 0; i < read->found; i++) {
		const struct ntms_smc_element *element = &read->elements[i];

		CHECK(element->type == read->type);
		CHECK(element->address >= read->first);
		CHECK(element->address < read->first + read->span);
		CHECK(!i || element->address > element[-1].address);
		check_barcode(element);
		if (!read->idents)
			continue;
		CHECK(read->idents[i].address == element->address);
		CHECK(read->idents[i].length <= NTMS_SMC_IDENT_SIZE);
	}
}

static void fuzz_read(struct input *in)
{
	struct ntms_smc_read read = {
		.type = 1 + take(in) % 4,
		.first = (u16)(take(in) << 8 | take(in)),
		.span = 1 + take(in) % SPAN_MAX,
		.expect = take(in) % (SPAN_MAX + 2),
		.per_command = take(in),
	};
	struct ntms_smc_element elements[SPAN_MAX];
	struct ntms_smc_ident idents[SPAN_MAX];
	u8 cdb[NTMS_SMC_CDB_SIZE];
	unsigned int commands = 0;
	int err = 0;

	read.elements = elements;
	read.idents = take(in) & 1 ? idents : NULL;
	ntms_smc_read_begin(&read);
	while (!err && ntms_smc_read_next(&read, cdb, 0xffff)) {
		size_t len = (size_t)take(in) << 4 | take(in) >> 4;
		u8 *buf;

		len = min(len, in->len);
		buf = take_bytes(in, len);
		err = ntms_smc_read_reply(&read, buf, len);
		free(buf);
		CHECK(++commands <= SPAN_MAX + 1);
	}
	if (!err) {
		ntms_smc_read_end(&read);
		check_result(&read);
	}
}

static void fuzz_mode(struct input *in)
{
	struct ntms_smc_geometry geometry = { };
	bool ten = take(in) & 1;
	u8 code = NTMS_SMC_PAGE_ADDRESSES + take(in) % 3;
	size_t len = in->len, page_len;
	u8 *buf = take_bytes(in, len);
	const u8 *page;
	unsigned int type;

	if (!ntms_smc_mode_page(buf, len, ten, code, &page, &page_len)) {
		CHECK(page >= buf && page + page_len <= buf + len);
		if (!ntms_smc_mode_addresses(page, page_len, &geometry))
			for (type = 1; type < NTMS_SMC_TYPES; type++)
				CHECK(geometry.first[type] +
				      geometry.count[type] <= 0x10000);
		ntms_smc_mode_transports(page, page_len, &geometry);
		ntms_smc_mode_capabilities(page, page_len, &geometry);
	}
	free(buf);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct input in = { data, len };
	unsigned int news = 0;
	int error;

	switch (take(&in) % 8) {
	case 0:
		fuzz_mode(&in);
		break;
	case 1:
		ntms_smc_sense((u32)take(&in) << 16 | (u32)take(&in) << 8 |
			       take(&in), &error, &news);
		CHECK(error <= 0);
		break;
	default:
		fuzz_read(&in);
	}
	return 0;
}

#ifdef FUZZ_REPLAY
static void replay(const char *path)
{
	FILE *file = fopen(path, "rb");
	u8 *data = malloc(1 << 20);
	size_t len;

	CHECK(file && data);
	len = fread(data, 1, 1 << 20, file);
	fclose(file);
	LLVMFuzzerTestOneInput(data, len);
	free(data);
}

int main(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		replay(argv[i]);
	printf("%d inputs, no fault\n", argc - 1);
	return 0;
}
#endif
