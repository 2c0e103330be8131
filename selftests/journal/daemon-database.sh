#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Lanes: uml
#
# A database that is damaged, or another's, while the module goes on: ntmsd says
# what it is and what to do, and after that it goes on.
set -euo pipefail
# shellcheck source=selftests/journal/common.sh
. "$(dirname "$0")/common.sh"

NTMSCTL=$NTMS_BUILD/userspace/bin/ntmsctl
VLIB_SECONDS=60

# database_files COMMAND... - for each file of the database that there is
database_files()
{
	local file

	for file in "$database"{,-wal,-shm}; do
		[[ ! -e $file ]] || "$@" "$file"
	done
}

# away NAME, back NAME - moves it aside, and puts it in its place again
away()
{
	mkdir "$tap_scratch/db-$1"
	database_files mv -t "$tap_scratch/db-$1"
}

back()
{
	database_files rm
	mv "$tap_scratch/db-$1/"* "${database%/*}"
}

# spoil FILE - every second page but the first is something else.
spoil()
{
	local pages page

	pages=$(($(stat -c %s "$1") / 4096))
	for ((page = 1; page < pages; page += 2)); do
		dd if=/dev/urandom of="$1" bs=4096 count=1 seek="$page" \
			conv=notrunc status=none
	done
}

# other_database - one that belongs to another computer, in the directory other
other_database()
{
	journal_begin "$tap_scratch/db"
	daemon_start
	dump other
	load_start other-load
	goes_on
	journal_end
	away other
}

mkdir "$tap_scratch/db"
check "another computer has a database" other_database

journal_begin "$tap_scratch/db" journal_timeout=2
daemon_start
check "and this one has one" dump before
load_start load
check "callers begin" goes_on

# The database of another, while the module holds the catalog
daemon_kill
away mine
cp "$tap_scratch/db-other/"* "$tap_scratch/db"
daemon_start
check "another's database: ntmsd ends" daemon_ends 5
check "and says why" said 'holds a catalog that is not that of'
check "changes fail" fails_with DATABASE_FAILURE
back mine
daemon_start
check "with their own they go on" goes_on

# A file that something else has written over
daemon_kill
database_files spoil
daemon_start
check "a damaged database: ntmsd ends" daemon_ends 4
check "and says what to do" said 'is damaged.*|move .* away'
check "changes fail" fails_with DATABASE_FAILURE
away damaged
daemon_start
check "with a new one they go on" goes_on
load_end
dump after
check "what they were told is true" judged before load after --longest 10000
lasts "after both"

# The same without a module that knows better
check "ntmsd ends in order" daemon_end
cp "$database" "$tap_scratch/good"
spoil "$database"
rmmod ntms
insmod "$NTMS_MODULES/ntms.ko" require_journal=1
daemon_start
check "damaged, and nothing loaded: ntmsd ends" daemon_ends 4
refuse "nothing can be changed" "$NTMSCTL" pool create early
cp "$tap_scratch/good" "$database"
daemon_start
check "with a good one it is loaded" dump loaded
check "all of it" unchanged after loaded

# Away while ntmsd has it open: a new one is made.
load_start late
check "callers begin anew" goes_on
away stolen
check "the file is moved away: they go on" goes_on
check "since there is a new one" test -s "$database"
check "and ntmsd says so" said 'removed or replaced'

# And another's in its place, in one step: it was closed in order, and is one file.
cp "$tap_scratch/db-other/catalog.db" "$tap_scratch/db/other"
mv "$tap_scratch/db/other" "$database"
check "another's is put there: changes fail" fails_with DATABASE_FAILURE
check "and ntmsd says why" said 'is that of another computer'
database_files rm
check "without it they go on" goes_on
load_end
dump late-after
check "what they were told is true to the end" judged loaded late late-after
lasts "at last"
journal_end
tap_end
