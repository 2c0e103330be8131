// SPDX-License-Identifier: GPL-2.0
/*
 * A library that misbehaves, and an operator who does not think: cartridges come
 * and go, the door opens, cables are pulled, element pages and sense data are
 * whatever chance says, and so is what is said to who asks for a cartridge.
 */
#include <stdio.h>
#include <unistd.h>

#include "fuzz.h"
#include "world.h"

_Atomic unsigned long robot_acts;

/* What an inventory and what looking for a device ask */
static const unsigned int operations[] = {
	0xb8, 0xb8, 0xb8, 0xb8, 0x00, 0x12, 0x1a, 0x5a, 0x03, 0xa5,
};

static unsigned int draw_operation(uint64_t *state)
{
	return operations[chance(state, sizeof(operations) /
					sizeof(*operations))];
}

static const char *draw_word(uint64_t *state, const char *const *words,
			     unsigned int nr)
{
	return words[chance(state, nr)];
}

#define WORD(state, words) \
	draw_word(state, words, sizeof(words) / sizeof(*(words)))

/* A page that lies: a few bytes of it, most of them where the lengths are */
static void lie(uint64_t *state)
{
	unsigned int nr = 1 + chance(state, 4), i;
	unsigned int offset = one_in(state, 2) ? chance(state, 24) :
						 chance(state, 400);
	char bytes[16];

	for (i = 0; i < nr; i++)
		snprintf(bytes + 2 * i, 3, "%02x",
			 one_in(state, 3) ? 0xff : chance(state, 256));
	vlib_try(&wild.vlib, "fault", "changer 0x%02x corrupt=%u:%s count=%u",
		 draw_operation(state), offset, bytes, 1 + chance(state, 6));
}

static void complain(uint64_t *state)
{
	vlib_try(&wild.vlib, "fault", "changer 0x%02x sense=%x/%02x/%02x count=%u skip=%u",
		 draw_operation(state), chance(state, 16), chance(state, 256),
		 chance(state, 256), 1 + chance(state, 4), chance(state, 3));
}

static void answer_oddly(uint64_t *state)
{
	static const char *const words[] = {
		"busy", "full", "conflict", "aborted", "0x04", "0x40",
	};

	vlib_try(&wild.vlib, "fault", "changer 0x%02x status=%s count=%u",
		 draw_operation(state), WORD(state, words),
		 1 + chance(state, 3));
}

static void lose(uint64_t *state)
{
	static const char *const words[] = {
		"no_connect", "error", "reset", "transport", "bus_busy",
		"bad_target", "abort", "soft_error", "requeue",
	};

	vlib_try(&wild.vlib, "fault", "%s 0x%02x host=%s",
		 one_in(state, 4) ? "drive 0" : "changer",
		 draw_operation(state), WORD(state, words));
}

static void cut(uint64_t *state)
{
	vlib_try(&wild.vlib, "fault", "changer 0x%02x truncate=%u count=%u",
		 draw_operation(state), chance(state, 300),
		 1 + chance(state, 4));
}

static void hold(uint64_t *state)
{
	vlib_try(&wild.vlib, "fault", "changer 0x%02x delay=%u",
		 draw_operation(state), chance(state, 60));
}

static void put_in(uint64_t *state)
{
	static const char *const words[] = {
		"", "CLN001L1", "A00001L6", "A00002L6", "AAAAAAAAAAAAAAAA",
		"sides=2", "protected", "cleaning", "!\"#$%&'()",
	};

	if (one_in(state, 2))
		vlib_try(&wild.vlib, "insert", "slot %u %s", chance(state, 12),
			 scene_barcode(&wild, chance(state, 20)));
	else
		vlib_try(&wild.vlib, "insert", "%s %u %s",
			 one_in(state, 3) ? "port" : "slot", chance(state, 3),
			 WORD(state, words));
}

static void take_out(uint64_t *state)
{
	static const char *const places[] = {
		"slot", "slot", "slot", "port", "drive",
	};

	vlib_try(&wild.vlib, "remove", "%s %u%s", WORD(state, places),
		 chance(state, 12), one_in(state, 2) ? " destroy" : "");
}

static void break_element(uint64_t *state)
{
	static const char *const words[] = {
		"normal", "disabled", "83/02", "83/00",
	};

	vlib_try(&wild.vlib, "except", "slot %u %s", chance(state, 12),
		 WORD(state, words));
}

static void change_mind(uint64_t *state)
{
	static const char *const words[] = {
		"refuse_loaded", "dvcid_alone", "dvcid_serial", "dvcid_naa",
		"dvcid_always", "dvcid_none", "no_barcodes", "voltag_refused",
		"over_report", "cap_refused", "no_type0", "padded", "silent",
		"no_rotate",
	};

	vlib_try(&wild.vlib, "personality", "%c%s", one_in(state, 2) ? '+' : '-',
		 WORD(state, words));
	if (one_in(state, 3))
		vlib_try(&wild.vlib, "max_elements", "%u", chance(state, 8));
}

static void pull(uint64_t *state)
{
	if (one_in(state, 2))
		vlib_try(&wild.vlib, "present", "%s %u",
			 one_in(state, 2) ? "drive 1" : "changer",
			 chance(state, 2));
	else
		vlib_try(&wild.vlib, "door", one_in(state, 2) ? "open" :
								"closed");
}

static void switch_off(uint64_t *state)
{
	/* To look for devices that lie takes long: not every time. */
	if (!one_in(state, 8))
		vlib_try(&wild.vlib, "fault", "clear");
	vlib_try(&wild.vlib, "live", "0");
	usleep(chance(state, 20000));
	change_mind(state);
	vlib_try(&wild.vlib, "live", "1");
}

/* So that there is also time in which it works */
static void calm(uint64_t *state)
{
	vlib_try(&wild.vlib, "fault", "clear");
	vlib_try(&wild.vlib, "door", "closed");
	vlib_try(&wild.vlib, "present", "changer 1");
	usleep(chance(state, 50000));
}

/* Whatever somebody asks for, and while he waits for it */
static void answer(uint64_t *state)
{
	static const uint32_t states[] = {
		NTMS_REQUEST_REFUSED, NTMS_REQUEST_REFUSED,
		NTMS_REQUEST_COMPLETE, NTMS_REQUEST_IN_PROGRESS,
	};
	struct ntms_guid ids[64];
	size_t nr = 0;

	list_objects(tame.fd, NTMS_TYPE_OPERATOR_REQUEST, NULL, ids, 64, &nr);
	if (nr)
		request_answer(tame.fd, &ids[chance(state, (unsigned int)nr)],
			       states[chance(state, 4)],
			       one_in(state, 2) ? "no" : NULL);
}

static void (*const acts[])(uint64_t *state) = {
	answer, answer, answer, answer, answer, answer, answer,
	lie, lie, lie, complain, complain, answer_oddly, lose, cut, cut, hold,
	put_in, put_in, put_in, take_out, take_out, break_element, change_mind,
	pull, switch_off, calm, calm,
};

void *robot_main(void *seed)
{
	uint64_t state = chance_begin(*(const uint64_t *)seed);

	while (!quiet && !ended) {
		acts[chance(&state, sizeof(acts) / sizeof(*acts))](&state);
		robot_acts++;
		usleep(1000 + chance(&state, 15000));
	}
	return NULL;
}
