// SPDX-License-Identifier: GPL-2.0
/* Random calls: pools, settings, and questions. */
#include "model-calls.h"
#include "model-draw.h"

/* ---- pools and settings ----------------------------------------------- */

bool call_pool_delete(void)
{
	struct ntms_pool_delete arg = {
		.flags = odd(),
		.reserved = odd(),
		.id = draw_pool_to_delete(),
	};
	enum outcome outcome;

	about_to("user %u: delete %s, flags %x, reserved %x", caller.uid,
		 name_of(&arg.id), arg.flags, arg.reserved);
	outcome = PLAIN(arg, NTMS_IOC_POOL_DELETE, arg.flags || arg.reserved,
			rule_pool_delete(caller.uid, &arg.id));
	if (outcome == DONE)
		draw_died(&arg.id);
	return outcome;
}

bool call_pool_create(void)
{
	struct ntms_pool_create arg;
	bool name_fits = draw_pool(&arg);
	struct pool *opened;
	uint32_t reason;

	arg.flags = odd();
	about_to("user %u: pool \"%s\" in %s of %s, action %u, owner %u, policies %x %x, limit %u, flags %x",
		 caller.uid, name_fits ? arg.name : "(bad)", name_of(&arg.parent),
		 name_of(&arg.media_type), arg.action, arg.owner,
		 arg.allocation_policy, arg.deallocation_policy,
		 arg.max_allocates, arg.flags);
	reason = rule_pool_create(caller.uid, &arg, name_fits, &opened);
	if (!answers(reason, CALL(caller.fd, NTMS_IOC_POOL_CREATE, &arg)))
		return false;
	if (reason)
		return true;
	if (opened)
		return same_guid(&opened->id, &arg.id) ||
		       wrong("it opened %s", name_of(&arg.id));
	if (is_null(&arg.id) || type_of(&arg.id))
		return wrong("%s is no new pool", name_of(&arg.id));
	do_pool_create(caller.uid, &arg, &arg.id);
	return catalog_same(caller.fd, &arg.id);
}

static size_t info_size(uint32_t type)
{
	switch (type) {
	case NTMS_TYPE_MEDIUM:
		return sizeof(struct ntms_medium_info);
	case NTMS_TYPE_SIDE:
		return sizeof(struct ntms_side_info);
	case NTMS_TYPE_LIBRARY:
		return sizeof(struct ntms_library_info);
	case NTMS_TYPE_LOGICAL_MEDIUM:
		return sizeof(struct ntms_logical_medium_info);
	case NTMS_TYPE_COMPUTER:
		return sizeof(struct ntms_computer_info);
	default:
		return sizeof(struct ntms_pool_info);
	}
}

static void fill_info(union written *info, const struct wish *wish,
		      uint32_t type)
{
	memset(info, 0, sizeof(*info));
	info->header.enabled = wish->enabled;
	memcpy(info->header.name, wish->label.name, NTMS_NAME_SIZE);
	memcpy(info->header.description, wish->label.description,
	       NTMS_DESCRIPTION_SIZE);
	if (type == NTMS_TYPE_POOL) {
		info->pool.allocation_policy = wish->draws;
		info->pool.deallocation_policy = wish->gives_back;
		info->pool.max_allocates = wish->limit;
		info->pool.owner = wish->owner;
	} else if (type == NTMS_TYPE_LIBRARY) {
		info->library.new_media = wish->new_media;
	} else if (type == NTMS_TYPE_COMPUTER) {
		info->computer.request_purge = wish->purge;
	}
}

bool call_set(void)
{
	struct wish wish = draw_wish();
	uint32_t type = type_of(&wish.id), reason;
	union written info;
	struct ntms_object arg = {
		.type = wish.type,
		.mask = wish.mask,
		.id = wish.id,
		.info = (uintptr_t)&info,
		.reserved = odd(),
	};

	fill_info(&info, &wish, type);
	/* What is said to be another kind has what all kinds have. */
	arg.info_size = wish.type && wish.type != type ?
		sizeof(info.header) : (uint32_t)info_size(type);
	about_to("user %u: set %s as kind %u, mask %x, name \"%.20s\", description \"%.20s\", enabled %u, policies %u %u, limit %u, owner %u, new media %u, reserved %x",
		 caller.uid, name_of(&wish.id), wish.type, wish.mask,
		 wish.name_fits ? wish.label.name : "(bad)",
		 wish.description_fits ? wish.label.description : "(bad)",
		 wish.enabled, wish.draws, wish.gives_back, wish.limit,
		 wish.owner, wish.new_media, arg.reserved);
	reason = arg.reserved ? NTMS_REASON_INVALID_PARAMETER :
				rule_set(caller.uid, &wish);
	if (!answers(reason, CALL(caller.fd, NTMS_IOC_SET, &arg)))
		return false;
	return reason || catalog_same(caller.fd, &wish.id);
}

/* ---- questions -------------------------------------------------------- */

bool call_get(void)
{
	struct ntms_object_header header;
	uint32_t kind = draw_kind(), is, reason = OK;
	struct ntms_object arg = {
		.type = one_in(3) ? NTMS_TYPE_UNKNOWN : kind,
		.mask = odd(),
		.id = draw_id(kind),
		.info = (uintptr_t)&header,
		.info_size = sizeof(header),
	};

	if (one_in(50))
		arg.type = one_in(2) ? NO_KIND : draw_kind();
	about_to("user %u: get %s as kind %u, mask %x", caller.uid, name_of(&arg.id),
		 arg.type, arg.mask);
	is = type_of(&arg.id);
	if (arg.mask || arg.type == NO_KIND)
		reason = NTMS_REASON_INVALID_PARAMETER;
	else if (!is || (arg.type && arg.type != is))
		reason = NTMS_REASON_OBJECT_NOT_FOUND;
	if (!answers(reason, CALL(caller.fd, NTMS_IOC_GET, &arg)))
		return false;
	return reason || catalog_same(caller.fd, &arg.id);
}

static struct ntms_guid listed[LIST_MAX], page[16];

/* A list in pages of any size */
bool call_enum(void)
{
	struct ntms_enum arg = { .type = draw_kind(), .flags = odd() };
	uint32_t room = 1 + chance(16), reason;
	size_t nr, at = 0, i;

	if (!one_in(4))
		arg.container = draw_id(draw_kind());
	about_to("user %u: list kind %u in %s, by %u, flags %x", caller.uid, arg.type,
		 name_of(&arg.container), room, arg.flags);
	reason = list_of(arg.type, &arg.container, listed, &nr);
	if (arg.flags)
		reason = NTMS_REASON_INVALID_PARAMETER;
	do {
		arg.ids = (uintptr_t)page;
		arg.count = room;
		if (!answers(reason, CALL(caller.fd, NTMS_IOC_ENUM, &arg)))
			return false;
		if (reason)
			return true;
		if (arg.total != nr || arg.count > nr - at)
			return wrong("%llu are listed, and not %zu",
				     (unsigned long long)arg.total, nr);
		for (i = 0; i < arg.count; i++, at++)
			if (!same_guid(&page[i], &listed[at]))
				return wrong("number %zu is %s, and not %s", at,
					     name_of(&page[i]),
					     name_of(&listed[at]));
	} while (arg.more);
	return at == nr || wrong("%zu came, and not %zu", at, nr);
}

bool call_find(void)
{
	struct ntms_find arg = { .flags = odd(), .ids = (uintptr_t)page };
	uint32_t reason, room = chance(4), nr = 0;
	size_t i;

	draw_barcode(arg.barcode);
	arg.count = room;
	about_to("user %u: find \"%s\", room for %u, flags %x", caller.uid,
		 arg.barcode, room, arg.flags);
	reason = arg.flags || !*arg.barcode ? NTMS_REASON_INVALID_PARAMETER :
					      OK;
	if (!answers(reason, CALL(caller.fd, NTMS_IOC_FIND, &arg)))
		return false;
	if (reason)
		return true;
	for (i = 0; i < books.nr_cartridges; i++) {
		if (strcmp(books.cartridges[i].barcode, arg.barcode))
			continue;
		if (nr < room && !same_guid(&page[nr], &books.cartridges[i].id))
			return wrong("%s was found, and not %s",
				     name_of(&page[nr]),
				     name_of(&books.cartridges[i].id));
		nr++;
	}
	if (arg.total != nr || arg.count != (nr < room ? nr : room))
		return wrong("%u of %llu were found, and there are %u",
			     arg.count, (unsigned long long)arg.total, nr);
	return true;
}
