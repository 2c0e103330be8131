// SPDX-License-Identifier: GPL-2.0
/* What is left of the kernel after garbage, in every command */
#include "abi.h"

/* xorshift: the same garbage in every run */
static uint64_t noise(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static uint32_t garbage_word(uint64_t *state)
{
	uint64_t any = noise(state);

	switch (any >> 60) {
	case 0 ... 7:
		return 0;
	case 8 ... 11:
		return any & 15;
	case 12:
		return UINT32_MAX;
	default:
		return (uint32_t)any;
	}
}

static void garbage_guid(uint64_t *state, struct ntms_guid *to)
{
	const struct ntms_guid *known[] = {
		&facts.computer, &facts.offline_library, &facts.free_pool,
		&facts.import_pool, &facts.unrecognized_pool,
	};
	uint64_t any = noise(state);

	if (any % 16 < sizeof(known) / sizeof(*known))
		*to = *known[any % 16];
}

/* No garbage may point at ourselves. */
static uint64_t garbage_pointer(uint64_t *state, unsigned char *room)
{
	const uint64_t pointers[] = {
		0, 1, (uintptr_t)room, (uintptr_t)(room + 3), UINT64_MAX,
		0xffff888000000000ULL, 1ULL << 47,
	};

	return pointers[noise(state) % (sizeof(pointers) / sizeof(*pointers))];
}

static void make_garbage(uint64_t *state, unsigned int number, void *arg,
			 size_t size, unsigned char *room)
{
	size_t i;

	for (i = 0; i < size; i += 4) {
		uint32_t word = garbage_word(state);

		memcpy((char *)arg + i, &word, 4);
	}
	for (i = 16; i + 16 <= size; i += 8)
		garbage_guid(state, (void *)((char *)arg + i));
	switch (number) {
	case NTMS_IOC_ENUM:
		((struct ntms_enum *)arg)->ids = garbage_pointer(state, room);
		break;
	case NTMS_IOC_GET:
	case NTMS_IOC_SET:
		((struct ntms_object *)arg)->info = garbage_pointer(state,
								    room);
		break;
	case NTMS_IOC_FIND:
		((struct ntms_find *)arg)->ids = garbage_pointer(state, room);
		break;
	case NTMS_IOC_ALLOCATE:
		((struct ntms_allocate *)arg)->text = garbage_pointer(state,
								      room);
		break;
	case NTMS_IOC_ATTR_GET:
	case NTMS_IOC_ATTR_SET:
		((struct ntms_attribute *)arg)->data = garbage_pointer(state,
								       room);
		break;
	case NTMS_IOC_ATTR_LIST:
		((struct ntms_attribute_list *)arg)->infos =
			garbage_pointer(state, room);
		break;
	case NTMS_IOC_JOURNAL_ATTACH:
		/* Who attaches has to answer. */
		((struct ntms_journal_attach *)arg)->computer = nobody;
		break;
	case NTMS_IOC_CANCEL:
		/* It would be the end. */
		((struct ntms_cancel *)arg)->flags &= ~NTMS_CANCEL_CLOSE;
		break;
	}
}

/* Garbage may be an empty list of rights: that is in the way of later tests. */
static void give_rights_back(int fd)
{
	const struct ntms_guid *const governors[] = {
		&facts.computer, &facts.offline_library, &facts.free_pool,
	};
	struct ntms_ace ace = {
		.kind = NTMS_ACE_EVERYONE,
		.rights = NTMS_RIGHT_USE,
	};
	size_t i;

	for (i = 0; i < 3; i++) {
		struct ntms_acl arg = {
			.id = *governors[i],
			.count = 1,
			.aces = (uintptr_t)&ace,
		};

		CALL(fd, NTMS_IOC_ACL_SET, &arg);
	}
}

TEST_F(command, survives_garbage)
{
	uint64_t state = 0x9e3779b97f4a7c15ULL ^ variant->number;
	struct ntms_info before, after;
	unsigned char *room;
	uint32_t reason;
	int error, i;

	room = make_arena();
	ASSERT_NE(NULL, room);
	ASSERT_EQ(NTMS_REASON_SUCCESS, info_get(self->fd, &before));
	for (i = 0; i < 2000; i++) {
		make_garbage(&state, variant->number, self->good,
			     variant->size, room);
		if (noise(&state) & 15)
			put_size(self->good, (uint32_t)variant->size);
		memset(self->good + 4, 0xa5, 4);
		error = raw(self->fd, variant->number, self->good);
		reason = get_reason(self->good);
		if (reason == 0xa5a5a5a5) {
			EXPECT_TRUE(error == EINVAL || error == E2BIG);
		} else if (error != EFAULT && error != E2BIG) {
			EXPECT_EQ(errno_of(reason), error)
				TH_LOG("round %d: reason %s", i,
				       reason_name(reason));
		}
	}
	EXPECT_EQ(NTMS_REASON_SUCCESS, info_get(self->fd, &after));
	EXPECT_EQ(before.media, after.media);
	EXPECT_EQ(before.logical_media, after.logical_media);
	EXPECT_EQ(before.libraries, after.libraries);
	/* Garbage may be a request, too. */
	forget_requests(self->fd);
	give_rights_back(self->fd);
	EXPECT_EQ(0, count_objects(self->fd, NTMS_TYPE_OPERATOR_REQUEST,
				   NULL));
	memset(self->good, 0, variant->size);
	variant->fill(self->good);
	EXPECT_EQ(variant->expected,
		  call(self->fd, variant->number, self->good, variant->size));
}

TEST_HARNESS_MAIN
