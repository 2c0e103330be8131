// SPDX-License-Identifier: GPL-2.0
/* The contract of <linux/ntms.h>: the device, its commands' numbers, and facts */
#include <errno.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "calls.h"

/* The last command there is */
#define LAST_COMMAND	_IOC_NR(NTMS_IOC_JOURNAL_ATTACH)

static struct ntms_info facts;

/* The errno of a command with zeros but for the size; 0 if it succeeded */
static int raw(int fd, unsigned int number)
{
	unsigned char arg[4096] = { 0 };
	const uint32_t size = 256;

	memcpy(arg, &size, sizeof(size));
	return ioctl(fd, number, arg) ? errno : 0;
}

FIXTURE(device) {
	int fd;
};

FIXTURE_SETUP(device)
{
	self->fd = session_open();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(NTMS_REASON_SUCCESS, info_get(self->fd, &facts));
}

FIXTURE_TEARDOWN(device)
{
	close(self->fd);
}

TEST_F(device, knows_its_own_commands_only)
{
	unsigned int type, number;

	for (type = 0; type < 256; type++)
		for (number = 0; number < 256;
		     number += type == NTMS_IOC_MAGIC ? 1 : 5) {
			if (type == NTMS_IOC_MAGIC &&
			    number <= LAST_COMMAND)
				continue;
			/* These are every file's, not ours. */
			if (type == 'T' || type == 'f' || type == 'X' ||
			    type == 0)
				continue;
			EXPECT_EQ(ENOTTY,
				  raw(self->fd, _IO(type, number)))
				TH_LOG("%#x %#x", type, number);
		}
}

TEST_F(device, knows_its_commands_by_all_their_bits)
{
	unsigned int number;

	for (number = 0; number <= LAST_COMMAND; number++) {
		EXPECT_EQ(ENOTTY, raw(self->fd,
				      _IOWR(NTMS_IOC_MAGIC, number, int)));
		EXPECT_EQ(ENOTTY, raw(self->fd,
				      _IOR(NTMS_IOC_MAGIC, number, int)));
		EXPECT_EQ(ENOTTY, raw(self->fd,
				      _IOW(NTMS_IOC_MAGIC, number, int)));
	}
}

TEST_F(device, is_nothing_to_read_or_write)
{
	char byte = 0;

	EXPECT_EQ(-1, read(self->fd, &byte, 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, write(self->fd, &byte, 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, lseek(self->fd, 0, SEEK_SET));
	EXPECT_EQ(ESPIPE, errno);
	EXPECT_EQ(MAP_FAILED, mmap(NULL, 4096, PROT_READ, MAP_SHARED, self->fd,
				   0));
	EXPECT_EQ(ENODEV, errno);
}

TEST_F(device, says_what_it_is)
{
	EXPECT_EQ(NTMS_ABI_VERSION, facts.abi);
	EXPECT_EQ(0, facts.flags);
	EXPECT_EQ(NTMS_FEATURE_REQUESTS, facts.features);
	EXPECT_LE(1, facts.sessions);
	EXPECT_LE(1, facts.libraries);
	EXPECT_FALSE(is_null(&facts.computer));
	EXPECT_FALSE(is_null(&facts.offline_library));
	EXPECT_FALSE(is_null(&facts.free_pool));
	EXPECT_FALSE(is_null(&facts.import_pool));
	EXPECT_FALSE(is_null(&facts.unrecognized_pool));
}

/* Programs are compiled with these; growing at the end is all that may be. */
TEST_F(device, has_information_of_these_sizes)
{
	EXPECT_EQ(16, sizeof(struct ntms_guid));
	EXPECT_EQ(24, sizeof(struct ntms_scsi_address));
	EXPECT_EQ(624, sizeof(struct ntms_object_header));
	EXPECT_EQ(632, sizeof(struct ntms_computer_info));
	EXPECT_EQ(912, sizeof(struct ntms_library_info));
	EXPECT_EQ(680, sizeof(struct ntms_element_info));
	EXPECT_EQ(880, sizeof(struct ntms_drive_info));
	EXPECT_EQ(800, sizeof(struct ntms_medium_info));
	EXPECT_EQ(688, sizeof(struct ntms_side_info));
	EXPECT_EQ(872, sizeof(struct ntms_logical_medium_info));
	EXPECT_EQ(696, sizeof(struct ntms_pool_info));
	EXPECT_EQ(640, sizeof(struct ntms_media_type_info));
	EXPECT_EQ(1424, sizeof(struct ntms_request_info));
}

TEST_HARNESS_MAIN
