// SPDX-License-Identifier: GPL-2.0
/*
 * What all "set" commands have in common.
 */
#include "ctl.h"

#include <stdio.h>

int set_string(char *to, size_t size, const char *what, const char *from)
{
	if (strlen(from) >= size)
		return usage("the %s is too long: at most %zu bytes", what,
			     size - 1);
	memset(to, 0, size);
	memcpy(to, from, strlen(from));
	return CTL_OK;
}

int set_header(const struct args *args, bool enable,
	       struct ntms_object_header *header, uint32_t *mask)
{
	const char *name = args_value(args, "name");
	const char *description = args_value(args, "description");
	int code = CTL_OK;

	if (name) {
		*mask |= NTMS_SET_NAME;
		code = set_string(header->name, sizeof(header->name), "name",
				  name);
	}
	if (!code && description) {
		*mask |= NTMS_SET_DESCRIPTION;
		code = set_string(header->description,
				  sizeof(header->description), "description",
				  description);
	}
	if (code || !enable)
		return code;
	if (args_value(args, "enable") && args_value(args, "disable"))
		return usage("--enable and --disable exclude each other");
	if (args_value(args, "enable") || args_value(args, "disable")) {
		*mask |= NTMS_SET_ENABLED;
		header->enabled = args_value(args, "enable") ? 1 : 0;
	}
	return CTL_OK;
}

/* The module says no more than that there is no such setting. */
static const char *set_next(struct ctl *ctl, uint32_t reason, uint32_t type,
			    const struct ntms_guid *id, uint32_t mask)
{
	struct ntms_pool_info pool;

	if (reason == NTMS_REASON_ACCESS_DENIED && mask & NTMS_SET_OWNER)
		return "Only an administrator says whose a pool is: run it as root";
	if (type != NTMS_TYPE_POOL || reason != NTMS_REASON_INVALID_PARAMETER ||
	    ntms_get_pool(ctl->session, id, &pool, NULL))
		return NULL;
	if (pool.pool_type != NTMS_POOL_APPLICATION)
		return "Of a system pool only the description can be changed; and those in free, one for each media type, can be enabled and disabled: ntmsctl pool tree";
	if (pool.flags & NTMS_POOL_CONTAINER)
		return "A pool of pools has only a name, a description and an owner";
	return mask & NTMS_SET_ENABLED ?
	       "Only the pools in free can be enabled and disabled" : NULL;
}

int set_object(struct ctl *ctl, uint32_t type, const struct ntms_guid *id,
	       uint32_t mask, const void *info, size_t size)
{
	const char *spoken = type == NTMS_TYPE_MEDIUM ? "cartridge" :
							ntms_type_name(type);
	const char *name = name_of(ctl, type, id);
	struct json_object *object;
	uint32_t reason;

	if (!mask)
		return usage("nothing to set: give at least one option");
	if (ntms_set_object(ctl->session, type, id, mask, info, size, &reason))
		return fail(ctl, reason, set_next(ctl, reason, type, id, mask),
			    "cannot change %s \"%s\"", spoken, name);
	if (!ctl->json) {
		printf("Changed %s \"%s\".\n", spoken, name);
		return CTL_OK;
	}
	names_free(ctl);
	object = describe(ctl, type, id, &reason);
	if (!object)
		return fail(ctl, reason, NULL, "cannot read %s \"%s\"", spoken,
			    name);
	json_print(object);
	return CTL_OK;
}
