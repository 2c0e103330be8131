#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# journal-load, journal-dump and journal-check with a module that nothing
# happens to: what the callers were told is what the catalog says. And what
# nobody was told of is noticed. Of cartridges with one side, and with two.
set -euo pipefail
# shellcheck source=selftests/vlib/tap.sh
. "$(dirname "$0")/../vlib/tap.sh"

place=$NTMS_ROOT/selftests/journal
built=$NTMS_BUILD/selftests

# judged BEFORE LOG AFTER - by names in the scratch directory
judged()
{
	"$place/journal_check.py" --finished --healthy "$tap_scratch/$1" \
		"$tap_scratch/$2" "$tap_scratch/$3"
}

# dump NAME
dump()
{
	"$built/journal-dump" -o "$tap_scratch/$1"
}

# load LOG TAG CALLS
load()
{
	"$built/journal-load" -o "$tap_scratch/$1" -b "$2" -c "$3" -n 8 \
		${NTMS_SEED:+-s "$NTMS_SEED"}
}

# succeeded LOG CALL - whether it did, for one caller at least
succeeded()
{
	awk -v call="$2" '
		$2 == "begin" { name[$1] = $4 }
		$2 == "end" && $4 == "SUCCESS" && name[$1] == call { found = 1 }
		END { exit !found }' "$tap_scratch/$1"
}

# all_of LOG - there was something to be judged of every kind.
all_of()
{
	local name

	for name in create delete allocate deallocate complete move swap \
		decommission register forget set rights attribute; do
		succeeded "$1" "$name" || { echo "no $name"; return 1; }
	done
}

# with SIDES - of cartridges that have so many
with()
{
	vlib_load slots=24 cartridges=20 drives=1 ports=0 sides="$1"
	insmod "$NTMS_MODULES/ntms.ko"
	check "$1: what there is before" dump before
	rm -f "$tap_scratch/log" "$tap_scratch/second"
	check "$1: eight callers make calls" load log one 200
	sed -n 's/^# journal-load: seed/# seed/p' "$tap_scratch/output"
	check "$1: some of every kind succeed" all_of log
	check "$1: what there is afterwards" dump after
	check "$1: it is what they were told" judged before log after
	check "$1: a second load on top of it" load second two 50
	check "$1: and what there is then" dump end
	check "$1: it is what those were told" judged after second end
	refuse "$1: what nobody was told of is noticed" judged before log end
	refuse "$1: what was lost is noticed" judged after second after
	rmmod ntms
	vlib_unload
}

with 1
with 2
tap_end
