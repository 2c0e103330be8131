// SPDX-License-Identifier: GPL-2.0
/*
 * Errors: what failed, on which object, why, and what to type next.
 */
#include "ctl.h"

#include <stdarg.h>
#include <stdio.h>

/* What to type next if all that is known is the reason. */
static const char *usual_next(uint32_t reason)
{
	switch (reason) {
	case NTMS_REASON_ACCESS_DENIED:
		return "Run it as root, or as the owner of the pool";
	case NTMS_REASON_NOT_CONNECTED:
		return "Load the module: modprobe ntms";
	case NTMS_REASON_NOT_READY:
		return "Try again in a moment; \"ntmsctl status\" shows what is ready";
	case NTMS_REASON_INVALID_MEDIA:
		return "See which cartridges there are: ntmsctl media list";
	case NTMS_REASON_INVALID_LIBRARY:
		return "See which libraries there are: ntmsctl library list";
	case NTMS_REASON_INVALID_DRIVE:
		return "See which drives there are: ntmsctl drive list";
	case NTMS_REASON_INVALID_MEDIA_POOL:
		return "See which pools there are: ntmsctl pool list";
	case NTMS_REASON_MEDIA_OFFLINE:
		return "Put the cartridge into a library, then: ntmsctl library inventory LIBRARY --wait";
	case NTMS_REASON_LIBRARY_OFFLINE:
		return "See whether the library is connected: ntmsctl library list";
	case NTMS_REASON_NOT_EMPTY:
		return "See what is in it: ntmsctl media list --pool POOL";
	case NTMS_REASON_MEDIA_UNAVAILABLE:
	case NTMS_REASON_TIMEOUT:
		return "Make a cartridge available: ntmsctl media move BARCODE free";
	case NTMS_REASON_RESOURCE_DISABLED:
		return "Let it be used again: ntmsctl media set BARCODE --enable, or ntmsctl library set LIBRARY --enable";
	case NTMS_REASON_DEVICE_NOT_AVAILABLE:
		return "Let it be used again: ntmsctl pool set POOL --enable";
	case NTMS_REASON_MEDIA_INCOMPATIBLE:
		return "See the media types of cartridges and pools: ntmsctl media list, ntmsctl pool list";
	case NTMS_REASON_DATABASE_FAILURE:
	case NTMS_REASON_DATABASE_FULL:
		return "See the state of the journal: ntmsctl status";
	case NTMS_REASON_INVALID_STATE:
		return "See the states of its sides: ntmsctl media show BARCODE";
	case NTMS_REASON_NOT_SUPPORTED:
		return "See whether tool and module fit each other: ntmsctl version";
	default:
		return NULL;
	}
}

/* Scripts that asked for JSON get the error as JSON, and as text like all. */
static void report(struct ctl *ctl, uint32_t reason, const char *what,
		   const char *why, const char *next)
{
	struct json_object *error, *all;
	const char *name = reason ? ntms_reason_name(reason) : NULL;

	if (!why)
		fprintf(stderr, "ntmsctl: %s.\n", what);
	else if (name)
		fprintf(stderr, "ntmsctl: %s: %s (%s, %u).\n", what, why, name,
			reason);
	else
		fprintf(stderr, "ntmsctl: %s: %s (%u).\n", what, why, reason);
	/* A list of candidates has lines of its own and no full stop. */
	if (next)
		fprintf(stderr, "%s%s\n", next, strchr(next, '\n') ? "" : ".");
	if (!ctl->json)
		return;

	error = json_object_new_object();
	json_object_object_add(error, "what", json_object_new_string(what));
	json_object_object_add(error, "why",
			       why ? json_object_new_string(why) : NULL);
	json_object_object_add(error, "reason",
			       reason ? json_object_new_int64(reason) : NULL);
	json_object_object_add(error, "name",
			       name ? json_object_new_string(name) : NULL);
	json_object_object_add(error, "next",
			       next ? json_object_new_string(next) : NULL);
	all = json_object_new_object();
	json_object_object_add(all, "error", error);
	json_print(all);
}

static char *vtext(const char *format, va_list list)
{
	char *string;

	return text_keep(vasprintf(&string, format, list) < 0 ? NULL : string);
}

int fail(struct ctl *ctl, uint32_t reason, const char *next,
	 const char *format, ...)
{
	va_list list;
	char *what;

	va_start(list, format);
	what = vtext(format, list);
	va_end(list);
	return fail_why(ctl, reason, NULL, next, "%s", what);
}

int fail_why(struct ctl *ctl, uint32_t reason, const char *why,
	     const char *next, const char *format, ...)
{
	va_list list;
	char *what;

	va_start(list, format);
	what = vtext(format, list);
	va_end(list);
	report(ctl, reason, what, why ? why : ntms_reason_text(reason),
	       next ? next : usual_next(reason));
	return reason == NTMS_REASON_NOT_CONNECTED ? CTL_NO_MODULE : CTL_REFUSED;
}

const char *refusal(uint32_t reason, const char *text_said)
{
	if (reason != NTMS_REASON_CANCELLED)
		return NULL;
	return *text_said ? text("an operator refused and said: %s",
				 text_line(text_said)) :
			    "an operator refused, without saying why";
}

int fail_name(struct ctl *ctl, const char *next, const char *format, ...)
{
	va_list list;
	char *what;

	va_start(list, format);
	what = vtext(format, list);
	va_end(list);
	report(ctl, 0, what, NULL, next);
	return CTL_REFUSED;
}

int usage(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	fprintf(stderr, "ntmsctl: %s.\n", vtext(format, list));
	va_end(list);
	return CTL_USAGE;
}
