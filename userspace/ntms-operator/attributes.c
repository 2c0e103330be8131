// SPDX-License-Identifier: GPL-2.0
/* What attributes hold: see attributes.h. */
#include "attributes.h"

#include <libmnl/libmnl.h>
#include <linux/ntms_netlink.h>
#include <stdlib.h>

/* Whether an attribute holds text: it is not trusted to end. */
bool is_text(const struct nlattr *attr)
{
	return mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) == 0;
}

static void take_text(char **to, const struct nlattr *attr)
{
	if (!is_text(attr))
		return;
	free(*to);
	*to = copy(mnl_attr_get_str(attr));
}

void take_guid(struct ntms_guid *to, const struct nlattr *attr)
{
	if (mnl_attr_get_payload_len(attr) == sizeof(*to))
		memcpy(to, mnl_attr_get_payload(attr), sizeof(*to));
}

void take_u32(uint32_t *to, const struct nlattr *attr)
{
	if (mnl_attr_validate(attr, MNL_TYPE_U32) == 0)
		*to = mnl_attr_get_u32(attr);
}

void take_u64(uint64_t *to, const struct nlattr *attr)
{
	if (mnl_attr_validate(attr, MNL_TYPE_U64) == 0)
		*to = mnl_attr_get_u64(attr);
}

static void take_request_text(struct request *request,
			      const struct nlattr *attr)
{
	switch (mnl_attr_get_type(attr)) {
	case NTMS_A_REQUEST_MEDIA_TYPE_NAME:
		take_text(&request->media_type, attr);
		break;
	case NTMS_A_REQUEST_POOL:
		take_text(&request->pool, attr);
		break;
	case NTMS_A_REQUEST_OBJECT:
		take_text(&request->object, attr);
		break;
	case NTMS_A_REQUEST_LIBRARY:
		take_text(&request->library, attr);
		break;
	case NTMS_A_REQUEST_COMPUTER:
		take_text(&request->computer, attr);
		break;
	case NTMS_A_REQUEST_APPLICATION:
		take_text(&request->application, attr);
		break;
	case NTMS_A_REQUEST_MESSAGE:
		take_text(&request->message, attr);
		break;
	case NTMS_A_REQUEST_ANSWER:
		take_text(&request->answer, attr);
		break;
	}
}

int take_request(const struct nlattr *attr, void *data)
{
	struct request *request = data;

	switch (mnl_attr_get_type(attr)) {
	case NTMS_A_REQUEST_ID:
		take_guid(&request->id, attr);
		break;
	case NTMS_A_REQUEST_KIND:
		take_u32(&request->kind, attr);
		break;
	case NTMS_A_REQUEST_STATE:
		take_u32(&request->state, attr);
		break;
	case NTMS_A_REQUEST_FLAGS:
		take_u32(&request->flags, attr);
		break;
	case NTMS_A_REQUEST_OPTIONS:
		take_u32(&request->options, attr);
		break;
	case NTMS_A_REQUEST_ARG1_TYPE:
		take_u32(&request->object_type, attr);
		break;
	case NTMS_A_REQUEST_ARG1:
		take_guid(&request->object_id, attr);
		break;
	case NTMS_A_REQUEST_ARG2:
		take_guid(&request->library_id, attr);
		break;
	case NTMS_A_REQUEST_MEDIA_TYPE:
		take_guid(&request->media_type_id, attr);
		break;
	case NTMS_A_REQUEST_UID:
		take_u32(&request->uid, attr);
		break;
	case NTMS_A_REQUEST_PID:
		take_u32(&request->pid, attr);
		break;
	case NTMS_A_REQUEST_CREATED:
		take_u64(&request->created, attr);
		break;
	case NTMS_A_REQUEST_DEADLINE:
		take_u64(&request->deadline, attr);
		break;
	case NTMS_A_REQUEST_FINISHED:
		take_u64(&request->finished, attr);
		break;
	default:
		take_request_text(request, attr);
	}
	return MNL_CB_OK;
}
