// SPDX-License-Identifier: GPL-2.0
/* The tables that describe.py wrote, and words that programs use. */
#include <linux/netlink.h>

#include "fuzz.h"
#include "fuzz-described.h"

/* Names, barcodes, attributes: good ones, some that are not, and the longest */
const char *const dictionary[] = {
	"", "a", "b", "pool", "free", "import", "A00001L6", "A00002L6",
	"CLN001L1", "NOBODY", "job", "\xc3\xa4", "\xff\xfe", "\xc3", "a\\b",
	"line\nbreak", "\x01", "\x7f", "  ", "\xf0\x9f\x93\xbc",
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	"The quick brown fox jumps over the lazy dog, and goes on to do so for"
	" as long as there is room in what it is written to, which is about two"
	" hundred and fifty characters in most of what is a text here, and then"
	" it goes over the end of it, as foxes that are quick and brown do, and"
	" dogs that are lazy do not mind.",
};

const unsigned int nr_dictionary = sizeof(dictionary) / sizeof(*dictionary);
