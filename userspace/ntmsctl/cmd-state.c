// SPDX-License-Identifier: GPL-2.0
/*
 * ntmsctl media: complete, decommission, swap, delete.
 */
#include "ctl.h"

#include <stdio.h>

/* The cartridge as it is now, as JSON, or what happened to it. */
static int tell_medium(struct ctl *ctl, const struct ntms_guid *medium,
		       const char *happened)
{
	struct json_object *object;
	uint32_t reason;

	object = describe(ctl, NTMS_TYPE_MEDIUM, medium, &reason);
	if (!object)
		return fail(ctl, reason, NULL, "cannot read cartridge \"%s\"",
			    name_of(ctl, NTMS_TYPE_MEDIUM, medium));
	if (ctl->json) {
		json_print(object);
		return CTL_OK;
	}
	printf("%s Its cartridge is in pool \"%s\": %s.\n", happened,
	       json_object_get_string(json_at(object, "pool.name")),
	       format_sides(json_at(object, "sides")));
	json_object_put(object);
	return CTL_OK;
}

static const char *complete_next(struct ctl *ctl, uint32_t reason,
				 const struct ntms_logical_medium_info *info)
{
	if (reason != NTMS_REASON_INVALID_STATE)
		return NULL;
	return text("It is complete already. If it is needed no more, give it back: ntmsctl deallocate --medium %s",
		    text_quote(name_of(ctl, NTMS_TYPE_SIDE, &info->side)));
}

int media_complete(struct ctl *ctl, const struct args *args)
{
	struct ntms_logical_medium_info info;
	struct ntms_guid lmid;
	const char *side;
	uint32_t reason;
	int code;

	code = resolve_allocated(ctl, args->operands[0], &lmid);
	if (code)
		return code;
	if (ntms_get_logical_medium(ctl->session, &lmid, &info, &reason))
		return fail(ctl, reason, NULL, "cannot read logical medium %s",
			    text_guid(&lmid));
	side = name_of(ctl, NTMS_TYPE_SIDE, &info.side);
	if (ntms_complete_medium(ctl->session, &lmid, &reason))
		return fail(ctl, reason, complete_next(ctl, reason, &info),
			    "cannot complete side \"%s\"", side);
	return tell_medium(ctl, &info.medium,
			   text("Completed side \"%s\"; it keeps its owner.",
				side));
}

static const char *decommission_next(struct ctl *ctl, uint32_t reason,
				     const struct ntms_side_info *info)
{
	const char *side = name_of(ctl, NTMS_TYPE_SIDE, &info->header.id);

	if (reason != NTMS_REASON_INVALID_STATE)
		return NULL;
	if (!ntms_guid_is_null(&info->logical_medium))
		return text("It is %s. Give it back first: ntmsctl deallocate --medium %s",
			    ntms_side_state_name(info->side_state),
			    text_quote(side));
	return text("It is %s, and only an available side can be decommissioned",
		    ntms_side_state_name(info->side_state));
}

int media_decommission(struct ctl *ctl, const struct args *args)
{
	struct ntms_side_info info;
	struct ntms_guid side;
	uint32_t reason;
	int code;

	code = resolve_side(ctl, args->operands[0], &side);
	if (code)
		return code;
	if (ntms_get_side(ctl->session, &side, &info, &reason))
		return fail(ctl, reason, NULL, "cannot read side \"%s\"",
			    text_clean(args->operands[0]));
	if (ntms_decommission_side(ctl->session, &side, &reason))
		return fail(ctl, reason, decommission_next(ctl, reason, &info),
			    "cannot decommission side \"%s\"",
			    name_of(ctl, NTMS_TYPE_SIDE, &side));
	return tell_medium(ctl, &info.medium,
			   text("Decommissioned side \"%s\"; it is never used again.",
				name_of(ctl, NTMS_TYPE_SIDE, &side)));
}

static const char *swap_next(uint32_t reason)
{
	switch (reason) {
	case NTMS_REASON_INVALID_MEDIA_POOL:
		return "Only within one pool. See where they are: ntmsctl media allocated";
	case NTMS_REASON_INVALID_STATE:
		return "A complete side is not swapped. See the states: ntmsctl media list";
	default:
		return NULL;
	}
}

/* What an LMID has now. */
static int tell_swapped(struct ctl *ctl, const struct ntms_guid *lmid,
			struct json_object *swapped)
{
	struct json_object *object;
	uint32_t reason;

	object = describe(ctl, NTMS_TYPE_LOGICAL_MEDIUM, lmid, &reason);
	if (!object)
		return fail(ctl, reason, NULL, "cannot read logical medium %s",
			    text_guid(lmid));
	if (ctl->json) {
		json_object_array_add(swapped, object);
		return CTL_OK;
	}
	printf("LMID %s has side \"%s\" now.\n", text_guid(lmid),
	       json_object_get_string(json_at(object, "side.name")));
	json_object_put(object);
	return CTL_OK;
}

int media_swap(struct ctl *ctl, const struct args *args)
{
	struct json_object *swapped;
	struct ntms_guid lmids[2];
	uint32_t reason;
	int code, i;

	code = resolve_allocated(ctl, args->operands[0], &lmids[0]);
	if (!code)
		code = resolve_allocated(ctl, args->operands[1], &lmids[1]);
	if (code)
		return code;
	if (ntms_guid_equal(&lmids[0], &lmids[1]))
		return usage("\"%s\" and \"%s\" are the same side",
			     text_clean(args->operands[0]),
			     text_clean(args->operands[1]));
	if (ntms_swap_media(ctl->session, &lmids[0], &lmids[1], &reason))
		return fail(ctl, reason, swap_next(reason),
			    "cannot swap \"%s\" and \"%s\"",
			    text_clean(args->operands[0]),
			    text_clean(args->operands[1]));
	swapped = json_object_new_array();
	for (i = 0; i < 2 && !code; i++)
		code = tell_swapped(ctl, &lmids[i], swapped);
	if (ctl->json && !code)
		json_print(json_object_get(swapped));
	json_object_put(swapped);
	return code;
}

/* Two things are in the way of forgetting, and which one can be seen. */
static const char *delete_next(struct ctl *ctl, uint32_t reason,
			       const struct ntms_medium_info *info,
			       const char *name)
{
	const char *library;

	if (reason != NTMS_REASON_INVALID_STATE)
		return NULL;
	if (ntms_guid_equal(&info->library, &ctl->info.offline_library))
		return text("A side of it is owned. See which, and give it back: ntmsctl media show %s, ntmsctl deallocate --medium %s",
			    text_quote(name), text_quote(name));
	library = name_of(ctl, NTMS_TYPE_LIBRARY, &info->library);
	return text("It is in library \"%s\". Take it out, then: ntmsctl library inventory %s --wait",
		    library, text_quote(library));
}

int media_delete(struct ctl *ctl, const struct args *args)
{
	struct ntms_medium_info info;
	struct json_object *object;
	struct ntms_guid id;
	const char *name;
	uint32_t reason;
	int code;

	code = resolve_medium(ctl, args->operands[0], &id);
	if (code)
		return code;
	if (ntms_get_medium(ctl->session, &id, &info, &reason))
		return fail(ctl, reason, NULL, "cannot read cartridge \"%s\"",
			    text_clean(args->operands[0]));
	name = name_of(ctl, NTMS_TYPE_MEDIUM, &id);
	if (ntms_delete_medium(ctl->session, &id, &reason))
		return fail(ctl, reason, delete_next(ctl, reason, &info, name),
			    "cannot delete cartridge \"%s\"", name);
	if (ctl->json) {
		object = json_object_new_object();
		json_object_object_add(object, "deleted",
				       json_object_new_string(text_guid(&id)));
		json_print(object);
		return CTL_OK;
	}
	printf("Deleted cartridge \"%s\": if it comes back, it is a new one.\n",
	       name);
	return CTL_OK;
}
