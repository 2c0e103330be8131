// SPDX-License-Identifier: GPL-2.0
/* Random calls: lists of rights, and what programs keep with objects. */
#include <stdio.h>

#include "model-calls.h"
#include "model-draw.h"

/* ---- lists of rights -------------------------------------------------- */

/* More than fit */
#define ACES	(NTMS_ACES_MAX + 1)

static struct ntms_ace draw_ace(void)
{
	static const uint32_t users[] = { ROOT, ALICE, BOB, 2003 };
	static const uint32_t groups[] = { CREW, ALICE, BOB, NOBODYS };
	struct ntms_ace ace = {
		.kind = NTMS_ACE_USER + chance(3),
		.rights = 1 + chance(USE | MODIFY | CONTROL),
	};

	if (ace.kind == NTMS_ACE_USER)
		ace.id = users[chance(4)];
	else if (ace.kind == NTMS_ACE_GROUP)
		ace.id = groups[chance(4)];
	switch (chance(250)) {
	case 0:
		ace.kind = NTMS_ACE_EVERYONE + 1;
		break;
	case 1:
		ace.kind = 0;
		break;
	case 2:
		ace.rights = 0;
		break;
	case 3:
		ace.rights |= 8;
		break;
	case 4:
		ace.reserved = 1;
		break;
	case 5:
		ace.id = UINT32_MAX;
		break;
	}
	return ace;
}

static uint32_t draw_aces(struct ntms_ace *aces, const struct ntms_guid *id)
{
	const struct pool *pool = find_pool(id);
	uint32_t nr = chance(4), i;

	if (one_in(12))
		nr = NTMS_ACES_MAX - 1 + chance(3);
	for (i = 0; i < nr; i++)
		aces[i] = draw_ace();
	/* Without this free does not help most of the users. */
	if (nr && pool && pool->kind == NTMS_POOL_FREE && !one_in(4))
		aces[0] = (struct ntms_ace){
			.kind = NTMS_ACE_EVERYONE,
			.rights = USE,
		};
	return nr;
}

/* What has a list of its own, or, now and then, not */
static struct ntms_guid draw_governor(void)
{
	static const uint32_t kinds[] = {
		NTMS_TYPE_POOL, NTMS_TYPE_POOL, NTMS_TYPE_POOL,
		NTMS_TYPE_LIBRARY, NTMS_TYPE_COMPUTER,
	};

	return draw_id(one_in(10) ? draw_kind() : kinds[chance(5)]);
}

bool call_acl_set(void)
{
	struct ntms_ace aces[ACES];
	struct ntms_acl arg = {
		.flags = odd(),
		.reserved = odd(),
		.id = draw_governor(),
		.aces = (uintptr_t)aces,
	};
	struct governor governor;
	enum outcome outcome;

	arg.count = draw_aces(aces, &arg.id);
	about_to("user %u: write %u rights on %s, flags %x, reserved %x; the first: kind %u, id %u, rights %x",
		 caller.uid, arg.count, name_of(&arg.id), arg.flags,
		 arg.reserved, arg.count ? aces[0].kind : 0,
		 arg.count ? aces[0].id : 0, arg.count ? aces[0].rights : 0);
	outcome = PLAIN(arg, NTMS_IOC_ACL_SET, arg.flags || arg.reserved,
			rule_acl_set(caller.uid, &arg.id, aces, arg.count));
	if (outcome != DONE)
		return outcome == REFUSED;
	governor = governor_of(&arg.id);
	return (same_guid(&arg.governor, &governor.id) &&
		arg.type == governor.type && arg.owner == governor.owner &&
		arg.total == governor.acl->nr) ||
	       wrong("what was written is not told as it was");
}

bool call_acl_get(void)
{
	static struct ntms_ace aces[NTMS_ACES_MAX];
	struct ntms_acl arg = {
		.flags = odd(),
		.reserved = odd(),
		.id = draw_id(draw_kind()),
		.count = one_in(3) ? chance(3) : NTMS_ACES_MAX,
		.aces = (uintptr_t)aces,
	};
	const uint32_t room = arg.count;
	struct governor governor;
	enum outcome outcome;

	about_to("user %u: read rights on %s, room for %u, flags %x, reserved %x",
		 caller.uid, name_of(&arg.id), room, arg.flags, arg.reserved);
	outcome = PLAIN(arg, NTMS_IOC_ACL_GET, arg.flags || arg.reserved,
			type_of(&arg.id) ? OK : NTMS_REASON_OBJECT_NOT_FOUND);
	if (outcome != DONE)
		return outcome == REFUSED;
	governor = governor_of(&arg.id);
	if (!same_guid(&arg.governor, &governor.id) ||
	    arg.type != governor.type || arg.owner != governor.owner)
		return wrong("%s governs it, of kind %u and user %u",
			     name_of(&arg.governor), arg.type, arg.owner);
	if (arg.total != governor.acl->nr ||
	    arg.count != (room < arg.total ? room : arg.total))
		return wrong("%u of %u came, and there are %u", arg.count,
			     arg.total, governor.acl->nr);
	return !memcmp(aces, governor.acl->aces, arg.count * sizeof(*aces)) ||
	       wrong("they are others");
}

/* ---- attributes ------------------------------------------------------- */

static const struct {
	const char *text;
	bool fits;
} names[] = {
	{ "", false },
	{ "two\nlines", false },
	{ "\xff", false },
	{ "a\\b", true },
	{ "B\xc3\xa4nder", true },
	/* 31 and 32 characters, as UTF-16 counts them */
	{ "1234567890123456789012345678901", true },
	{ "12345678901234567890123456789012", false },
	{ "\xf0\x9f\x93\xbc\xf0\x9f\x93\xbc\xf0\x9f\x93\xbc\xf0\x9f\x93\xbc"
	  "\xf0\x9f\x93\xbc\xf0\x9f\x93\xbc\xf0\x9f\x93\xbc\xf0\x9f\x93\xbc"
	  "\xf0\x9f\x93\xbc\xf0\x9f\x93\xbc\xf0\x9f\x93\xbc\xf0\x9f\x93\xbc"
	  "\xf0\x9f\x93\xbc\xf0\x9f\x93\xbc\xf0\x9f\x93\xbcx", true },
	{ "\xf0\x9f\x93\xbc\xf0\x9f\x93\xbc\xf0\x9f\x93\xbc\xf0\x9f\x93\xbc"
	  "\xf0\x9f\x93\xbc\xf0\x9f\x93\xbc\xf0\x9f\x93\xbc\xf0\x9f\x93\xbc"
	  "\xf0\x9f\x93\xbc\xf0\x9f\x93\xbc\xf0\x9f\x93\xbc\xf0\x9f\x93\xbc"
	  "\xf0\x9f\x93\xbc\xf0\x9f\x93\xbc\xf0\x9f\x93\xbc\xf0\x9f\x93\xbc",
	  false },
};

#define NR_NAMES	(sizeof(names) / sizeof(*names))

/* The computer gets more of them than an object may have. */
static void draw_attribute_name(struct noted *noted)
{
	const struct attribute *list[NTMS_ATTRIBUTES_MAX];
	const bool many = same_guid(&noted->id, &books.computer.id);
	const uint32_t which = chance(20 * NR_NAMES);
	size_t nr;

	noted->name_fits = true;
	nr = attributes_of(&noted->id, list);
	if (which < NR_NAMES) {
		strcpy(noted->name, names[which].text);
		noted->name_fits = names[which].fits;
	} else if (which == NR_NAMES) {
		memset(noted->name, 'x', sizeof(noted->name));
		noted->name_fits = false;
	} else if (nr && !many && one_in(2)) {
		strcpy(noted->name, list[chance((uint32_t)nr)]->name);
	} else {
		sprintf(noted->name, "note %u", chance(many ? 90 : 8));
	}
}

static uint32_t draw_type(const struct ntms_guid *id)
{
	if (one_in(50))
		return one_in(2) ? NO_KIND : draw_kind();
	return one_in(2) ? NTMS_TYPE_UNKNOWN : type_of(id);
}

/* Those that have some are worth asking. */
static struct ntms_guid draw_noted_object(void)
{
	if (books.nr_attributes && one_in(2))
		return books.attributes[chance((uint32_t)
					       books.nr_attributes)].of;
	return draw_id(one_in(6) ? NTMS_TYPE_COMPUTER : draw_kind());
}

static struct noted draw_noted(bool reads)
{
	struct noted noted = {
		.id = reads ? draw_noted_object() :
			draw_id(one_in(4) ? NTMS_TYPE_COMPUTER : draw_kind()),
	};

	noted.type = draw_type(&noted.id);
	draw_attribute_name(&noted);
	return noted;
}

static void fill_attribute(struct ntms_attribute *arg,
			   const struct noted *noted, const uint8_t *data)
{
	memset(arg, 0, sizeof(*arg));
	arg->type = noted->type;
	arg->flags = odd();
	arg->reserved = odd();
	arg->id = noted->id;
	arg->data = (uintptr_t)data;
	arg->data_size = noted->size;
	memcpy(arg->name, noted->name, sizeof(arg->name));
}

/* One that ends is all that is said of it. */
static void tell(const char *what, const struct noted *noted,
		 const struct ntms_attribute *arg)
{
	about_to("user %u: %s attribute \"%.40s\" of %s as kind %u, %u bytes, flags %x, reserved %x",
		 caller.uid, what, noted->name_fits ? noted->name : "(bad)",
		 name_of(&noted->id), noted->type, noted->size, arg->flags,
		 arg->reserved);
}

static uint8_t data[NTMS_ATTRIBUTE_DATA_MAX + 1];

static uint32_t draw_data(void)
{
	static const uint32_t edges[] = {
		NTMS_ATTRIBUTE_DATA_MAX, NTMS_ATTRIBUTE_DATA_MAX + 1, 4096,
		4097, 1,
	};
	uint32_t size = 1 + chance(200), i;

	if (one_in(6))
		return 0;
	if (one_in(30))
		size = edges[chance(5)];
	for (i = 0; i < size && i < 16; i++)
		data[i] = (uint8_t)chance(256);
	for (; i < size; i++)
		data[i] = data[i - 16] + 1;
	return size;
}

bool call_attr_set(void)
{
	struct noted noted = draw_noted(false);
	struct ntms_attribute arg;

	noted.size = draw_data();
	fill_attribute(&arg, &noted, data);
	tell("write", &noted, &arg);
	return PLAIN(arg, NTMS_IOC_ATTR_SET, arg.flags || arg.reserved,
		     rule_attribute_set(caller.uid, &noted, data));
}

static uint32_t draw_room(const struct noted *noted)
{
	const struct attribute *attribute =
		find_attribute(&noted->id, noted->name);

	if (!attribute || one_in(3))
		return chance(sizeof(data));
	switch (chance(4)) {
	case 0:
		return 0;
	case 1:
		return attribute->size - 1;
	default:
		return attribute->size;
	}
}

bool call_attr_get(void)
{
	static const uint8_t untouched[sizeof(data)];
	struct noted noted = draw_noted(true);
	const struct attribute *attribute;
	struct ntms_attribute arg;
	uint32_t reason, room;

	memset(data, 0, sizeof(data));
	noted.size = room = noted.name_fits ? draw_room(&noted) : 0;
	fill_attribute(&arg, &noted, data);
	tell("read", &noted, &arg);
	reason = arg.flags || arg.reserved ? NTMS_REASON_INVALID_PARAMETER :
		rule_attribute_get(caller.uid, &noted);
	if (!answers(reason, CALL(caller.fd, NTMS_IOC_ATTR_GET, &arg)))
		return false;
	if (reason && memcmp(data, untouched, sizeof(data)))
		return wrong("it failed, and wrote data");
	if (reason && reason != NTMS_REASON_INSUFFICIENT_BUFFER)
		return true;
	if (arg.data_size != noted.size)
		return wrong("it has %u bytes, and not %u", arg.data_size,
			     noted.size);
	if (reason)
		return true;
	attribute = find_attribute(&noted.id, noted.name);
	if (arg.type != type_of(&noted.id) ||
	    sum_of(data, arg.data_size) != attribute->sum)
		return wrong("its data are others, or it is of kind %u",
			     arg.type);
	return !memcmp(data + noted.size, untouched, sizeof(data) - noted.size) ||
	       wrong("it wrote more than there is");
}

bool call_attr_list(void)
{
	static struct ntms_attribute_info infos[NTMS_ATTRIBUTES_MAX];
	const struct attribute *list[NTMS_ATTRIBUTES_MAX];
	struct ntms_attribute_list arg = {
		.flags = odd(),
		.id = draw_id(draw_kind()),
		.infos = (uintptr_t)infos,
		.count = one_in(2) ? chance(4) : NTMS_ATTRIBUTES_MAX,
	};
	const uint32_t room = arg.count;
	enum outcome outcome;
	size_t nr, i;

	arg.type = draw_type(&arg.id);
	about_to("user %u: list attributes of %s as kind %u, room for %u, flags %x",
		 caller.uid, name_of(&arg.id), arg.type, room, arg.flags);
	outcome = PLAIN(arg, NTMS_IOC_ATTR_LIST, arg.flags,
			rule_attribute_list(caller.uid, &arg.id, arg.type));
	if (outcome != DONE)
		return outcome == REFUSED;
	nr = attributes_of(&arg.id, list);
	if (arg.total != nr || arg.count != (room < nr ? room : nr) ||
	    arg.type != type_of(&arg.id))
		return wrong("%u of %u came, of kind %u, and there are %zu",
			     arg.count, arg.total, arg.type, nr);
	for (i = 0; i < arg.count; i++)
		if (strcmp(infos[i].name, list[i]->name) ||
		    infos[i].data_size != list[i]->size)
			return wrong("number %zu is \"%s\" of %u bytes, and not \"%s\" of %u",
				     i, infos[i].name, infos[i].data_size,
				     list[i]->name, list[i]->size);
	return true;
}
