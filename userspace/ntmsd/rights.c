// SPDX-License-Identifier: GPL-2.0
/*
 * Capabilities: one to attach with, and that only while it attaches.
 */
#include "daemon.h"

#include <errno.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/prctl.h>

static const cap_value_t needed = CAP_SYS_ADMIN;

static bool set(bool keep, bool use)
{
	cap_t caps = cap_init();
	bool good;

	good = caps &&
	       (!keep || !cap_set_flag(caps, CAP_PERMITTED, 1, &needed,
				       CAP_SET)) &&
	       (!use || !cap_set_flag(caps, CAP_EFFECTIVE, 1, &needed,
				      CAP_SET)) &&
	       !cap_set_proc(caps);
	cap_free(caps);
	return good;
}

/* Whether it has it at all: without, the module says what is missing. */
static bool has_needed(void)
{
	cap_flag_value_t value = CAP_CLEAR;
	cap_t caps = cap_get_proc();

	if (caps)
		cap_get_flag(caps, needed, CAP_PERMITTED, &value);
	cap_free(caps);
	return value == CAP_SET;
}

/* What a program that it starts could have, though it starts none. */
static void drop_bounds(void)
{
	cap_value_t cap;

	for (cap = 0; cap_get_bound(cap) >= 0; cap++)
		if (cap != needed)
			cap_drop_bound(cap);
}

bool rights_drop(void)
{
	drop_bounds();
	cap_reset_ambient();
	if (set(has_needed(), false) &&
	    !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return true;
	complain("privileges cannot be given up: %s.", strerror(errno));
	return false;
}

void rights_raise(void)
{
	if (has_needed())
		set(true, true);
}

void rights_lower(void)
{
	if (has_needed())
		set(true, false);
}
