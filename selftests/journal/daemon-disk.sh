#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Lanes: uml
#
# A database on a disk that is full, and on one that fails. The disk is
# scsi_debug's: it fails commands when told to, as a disk does, with no more of the
# kernel's configuration than a stock kernel has.
set -euo pipefail
# shellcheck source=selftests/journal/common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=tools/lib.sh
. "$NTMS_ROOT/tools/lib.sh"

disk=$tap_scratch/disk
# ntmsd tries less and less often.
VLIB_SECONDS=60

# disk_make FEATURE - a file system on a new disk; mkfs.ext4 knows the feature
disk_make()
{
	local modules

	modules=$(kernel_fact uml modules)
	grep -q '^crc_t10dif ' /proc/modules ||
		insmod "$modules/lib/crc/crc-t10dif.ko"
	insmod "$modules/drivers/scsi/scsi_debug.ko" dev_size_mb=24 delay=0 \
		inquiry_vendor=ntms
	vlib_wait disk_found
	mkfs.ext4 -q -b 4096 -m 0 -O "$1" -E nodiscard "$node"
	mkdir -p "$disk"
	mount "$node" "$disk"
}

node=
errors=
disk_found()
{
	local dir

	for dir in /sys/bus/pseudo/drivers/scsi_debug/adapter*/host*/target*/*; do
		if [[ -d $dir/block ]]; then
			node=/dev/$(ls "$dir/block")
			errors=/sys/kernel/debug/scsi_debug/${dir##*/}/error
			[[ -b $node && -w $errors ]] && return
		fi
	done
	return 1
}

disk_drop()
{
	umount "$disk"
	vlib_wait rmmod scsi_debug
}

# WRITE(10), WRITE(16) and SYNCHRONIZE CACHE(10)
WRITES="2a 8a 35"

# disk_fails COUNT - writing; so often, or, if that is 0, from now on
disk_fails()
{
	local opcode

	for opcode in $WRITES; do
		# A command that fails, so often: hardware error, internal
		# target failure, which is not tried again
		echo "2 $(($1 ? -$1 : 1)) $opcode 0 0 2 4 44 0" >"$errors"
	done
}

disk_works()
{
	local opcode

	for opcode in $WRITES; do
		echo "- 2 $opcode" >"$errors"
	done
}

# test_full - the file system is full, and then it is not.
test_full()
{
	disk_make has_journal
	journal_begin "$disk"
	daemon_start
	check "full: ntmsd makes a database" dump before
	load_start load
	check "full: callers begin" goes_on
	dd if=/dev/zero of="$disk/filler" bs=64k 2>/dev/null || true
	check "full: callers are told that the database is" \
		fails_with DATABASE_FULL
	rm "$disk/filler"
	check "full: with room again they go on" goes_on
	load_end
	dump after
	check "full: what they were told is true" judged before load after \
		--longest 25000
	lasts full
	journal_end
	disk_drop
}

# test_broken - the disk fails, and the file system with it; it is mounted anew.
test_broken()
{
	disk_make has_journal
	journal_begin "$disk"
	daemon_start
	check "broken: ntmsd makes a database" dump before
	load_start load
	check "broken: callers begin" goes_on
	disk_fails 0
	check "broken: callers are told that the database fails" \
		fails_with DATABASE_FAILURE
	check "broken: and so are others" said 'cannot be written'
	check "broken: ntmsd is ended" daemon_end
	disk_works
	umount "$disk"
	# 1: it found something, and repaired it.
	e2fsck -fp "$node" >"$tap_scratch/fsck" || (($? == 1))
	mount "$node" "$disk"
	daemon_start
	check "broken: with the disk repaired they go on" goes_on
	load_end
	dump after
	check "broken: what they were told is true" judged before load after \
		--longest 65000
	lasts broken
	journal_end
	disk_drop
}

# test_hiccup - some writes fail, and then they do not. What the file system
# believes to have written and has not is not there once it is mounted anew.
test_hiccup()
{
	local i

	disk_make ^has_journal
	journal_begin "$disk"
	daemon_start
	check "hiccup: ntmsd makes a database" dump before
	load_start load
	for ((i = 0; i < 5; i++)); do
		check "hiccup: callers go on" goes_on
		disk_fails 2
		nap 0.2
	done
	check "hiccup: and still do" goes_on
	check "hiccup: it was noticed" said 'I/O error'
	load_end
	dump after
	check "hiccup: what they were told is true" judged before load after \
		--longest 65000
	disk_works
	# Not in order: nothing is to be written that was not before.
	daemon_kill
	rmmod ntms
	umount "$disk"
	mount "$node" "$disk"
	insmod "$NTMS_MODULES/ntms.ko" require_journal=1
	daemon_start
	check "hiccup: the catalog is loaded from the disk" dump loaded
	check "hiccup: all of it" unchanged after loaded
	journal_end
	disk_drop
}

printf 'ntms-test: expect: %s\n' \
	'I/O error|EXT4-fs|JBD2|Sense Key|Add\. Sense|CDB:|FAILED Result|fail command|sd [0-9:]+:|scsi_debug' \
	>/dev/kmsg
test_full
test_broken
test_hiccup
tap_end
