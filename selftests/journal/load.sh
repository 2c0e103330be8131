#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# journal-load, journal-dump and journal-check with a module that nothing
# happens to: what the callers were told is what the catalog says. And what
# nobody was told of is noticed.
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

vlib_load slots=24 cartridges=20 drives=1 ports=0
insmod "$NTMS_MODULES/ntms.ko"
check "what there is before" dump before
check "eight callers make calls" load log one 200
sed -n 's/^# journal-load: seed/# seed/p' "$tap_scratch/output"
check "what there is afterwards" dump after
check "it is what they were told" judged before log after
check "a second load on top of it" load second two 50
check "and what there is then" dump end
check "it is what those were told" judged after second end
refuse "what nobody was told of is noticed" judged before log end
refuse "what was lost is noticed" judged after second after

rmmod ntms
vlib_unload
tap_end
