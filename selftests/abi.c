// SPDX-License-Identifier: GPL-2.0
/*
 * The contract of <linux/ntms.h>: sizes, pointers, flags and reserved members, of
 * every command.
 */
#include "abi.h"

TEST_F(command, has_the_size_of_version_1)
{
	EXPECT_EQ(variant->abi_size + variant->grown, variant->size);
	EXPECT_EQ(0, variant->abi_size % 8);
	EXPECT_EQ(0, variant->size % 8);
}

TEST_F(command, works_at_its_exact_size)
{
	EXPECT_EQ(variant->expected,
		  call(self->fd, variant->number, self->good, variant->size));
}

/* What it queued can still be collected, and it can be closed again. */
TEST_F(command, ends_with_its_session)
{
	const bool goes_on = variant->number == NTMS_IOC_COLLECT ||
			     variant->number == NTMS_IOC_CANCEL;

	ASSERT_EQ(NTMS_REASON_SUCCESS,
		  cancel(self->fd, NTMS_CANCEL_ALL | NTMS_CANCEL_CLOSE, 0,
			 NULL));
	EXPECT_EQ(goes_on ? variant->expected : NTMS_REASON_INVALID_HANDLE,
		  call(self->fd, variant->number, self->good, variant->size));
}

TEST_F(command, refuses_sizes_that_are_too_small)
{
	unsigned char keep[512];
	uint32_t size;

	for (size = 0; size < variant->abi_size; size++) {
		put_size(self->good, size);
		memcpy(keep, self->good, variant->size);
		EXPECT_EQ(EINVAL, raw(self->fd, variant->number, self->good))
			TH_LOG("size %u", size);
		EXPECT_EQ(0, memcmp(keep, self->good, variant->size));
	}
}

/* Of a program that is older than some members */
TEST_F(command, takes_every_size_from_the_first_version_on)
{
	unsigned char *arg;
	size_t size;

	for (size = variant->abi_size; size <= variant->size; size++) {
		arg = good_copy(self, size, 0);
		EXPECT_EQ(variant->expected,
			  call(self->fd, variant->number, arg, size))
			TH_LOG("size %zu", size);
		memset(self->arena, 0, ARENA_SIZE);
		variant->fill(self->good);
	}
}

TEST_F(command, takes_larger_structs_with_zeros_at_the_end)
{
	static const size_t more[] = { 1, 3, 4, 8, 512, 3000 };
	unsigned char *arg;
	size_t i, j;

	for (i = 0; i < sizeof(more) / sizeof(*more); i++) {
		arg = good_copy(self, variant->size, more[i]);
		EXPECT_EQ(variant->expected,
			  call(self->fd, variant->number, arg,
			       variant->size + more[i]));
		for (j = 0; j < more[i]; j++) {
			EXPECT_EQ(0, arg[variant->size + j]);
		}
		memset(self->arena, 0, ARENA_SIZE);
		variant->fill(self->good);
	}
}

TEST_F(command, refuses_larger_structs_with_anything_else_at_the_end)
{
	static const size_t more[] = { 1, 3, 4, 8, 512, 3000 };
	unsigned char *arg;
	size_t i;

	for (i = 0; i < sizeof(more) / sizeof(*more); i++) {
		arg = good_copy(self, variant->size, more[i]);
		put_size(arg, (uint32_t)(variant->size + more[i]));
		arg[variant->size + more[i] - 1] = 1;
		memset(arg + 4, 0xa5, 4);
		EXPECT_EQ(E2BIG, raw(self->fd, variant->number, arg));
		EXPECT_EQ(0xa5a5a5a5, get_reason(arg));
		memset(self->arena, 0, ARENA_SIZE);
		variant->fill(self->good);
	}
}

TEST_F(command, refuses_sizes_beyond_reason)
{
	static const uint32_t sizes[] = { 1U << 16, 1U << 20, 1U << 31,
					  UINT32_MAX - 7, UINT32_MAX };
	size_t i;

	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		put_size(self->good, sizes[i]);
		EXPECT_EQ(E2BIG, raw(self->fd, variant->number, self->good))
			TH_LOG("size %u", sizes[i]);
	}
}

TEST_F(command, refuses_bad_pointers)
{
	unsigned char *end = self->arena + ARENA_SIZE;
	void *bad[] = {
		NULL,
		(void *)4,
		end,
		end - 3,
		(void *)(UINT64_MAX - 3),
		(void *)(1ULL << 63),
		(void *)0xffff888000000000ULL,
	};
	size_t i, j;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		EXPECT_EQ(EFAULT, raw(self->fd, variant->number, bad[i]))
			TH_LOG("pointer %p", bad[i]);
	}
	/* The size can be read, the rest cannot. */
	for (j = 4; j < variant->size; j += 4) {
		put_size(end - j, (uint32_t)variant->size);
		EXPECT_EQ(EFAULT, raw(self->fd, variant->number, end - j));
	}
}

TEST_F(command, takes_any_alignment)
{
	unsigned char *arg;
	size_t shift;

	for (shift = 1; shift < 8; shift++) {
		arg = good_copy(self, variant->size, shift);
		put_size(arg, (uint32_t)variant->size);
		EXPECT_EQ(errno_of(variant->expected),
			  raw(self->fd, variant->number, arg));
		EXPECT_EQ(variant->expected, get_reason(arg));
		memset(self->arena, 0, ARENA_SIZE);
		variant->fill(self->good);
	}
}

TEST_F(command, refuses_memory_that_it_cannot_answer_in)
{
	struct ntms_info before, after;

	put_size(self->good, (uint32_t)variant->size);
	ASSERT_EQ(NTMS_REASON_SUCCESS, info_get(self->fd, &before));
	ASSERT_EQ(0, mprotect(self->arena, ARENA_SIZE, PROT_READ));
	EXPECT_EQ(EFAULT, raw(self->fd, variant->number, self->good));
	EXPECT_EQ(NTMS_REASON_SUCCESS, info_get(self->fd, &after));
	EXPECT_EQ(before.sequence, after.sequence);
}

TEST_F(command, refuses_unknown_flags_and_reserved_members)
{
	uint32_t bit;
	size_t i;

	for (i = 0; i < REFUSED && variant->refused[i].size; i++) {
		ASSERT_EQ(sizeof(bit), variant->refused[i].size);
		for (bit = 1; bit; bit <<= 1) {
			uint32_t value;

			if (bit & variant->refused[i].allowed ||
			    (variant->number == NTMS_IOC_POOL_CREATE &&
			     i > 1 && bit == 1))
				continue;
			memset(self->good, 0, variant->size);
			variant->fill(self->good);
			memcpy(&value, self->good + variant->refused[i].offset,
			       sizeof(value));
			value |= bit;
			memcpy(self->good + variant->refused[i].offset, &value,
			       sizeof(value));
			EXPECT_EQ(NTMS_REASON_INVALID_PARAMETER,
				  call(self->fd, variant->number, self->good,
				       variant->size))
				TH_LOG("member at %zu, bit %#x",
				       variant->refused[i].offset, bit);
		}
	}
}

TEST_HARNESS_MAIN
