#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A library that sends rubbish, is not ready, has attentions, fails, or does
# not answer. Whatever cannot be believed is refused, with the catalog as it
# was; whatever can be lived with is lived with; and the next good answer is
# taken as if nothing had been.
#
# Lanes: uml
set -euo pipefail
# shellcheck source=selftests/inventory/common.sh
. "$(dirname "$0")/common.sh"

# shellcheck source=selftests/inventory/rubbish.sh
. "$(dirname "$0")/rubbish.sh"

# strike NAME FAULTS OUTCOME
strike()
{
	local name=$1 list=$2 outcome=$3 fault output met=no

	while IFS= read -r fault; do
		vlib_fault lib "$fault"
	done <<<"${list//;/$'\n'}"
	output=$(read_library) || true
	! struck lib || met=yes
	vlib_fault_clear lib

	if [[ $outcome == read ]]; then
		like "$name: is lived with" "$output" "was read"
	else
		like "$name: is refused" "$output" "$outcome"
	fi
	is "$name: the fault has struck" "$met" yes
	is "$name: the catalog is as it was" "$("$NTMSCTL" media list)" "$before"
}

vlib_load libraries=0
vlib_make lib slots=20 ports=2 drives=2 fill=6
vlib_insert lib "port 1"
vlib_insert lib "drive 1"
vlib_live lib 1
expect_log 'reading the library failed|element address page is|reports are odd'
expect_log 'timing out command|Power-on or device reset|tag#[0-9]+ '
ntms_load poll=0 timeout=2 ready=1
vlib_wait shown_is Inventory "done" || true
agree "the catalog is true to begin with"
before=$("$NTMSCTL" media list)

for line in "${faults[@]}"; do
	IFS='|' read -r name list outcome <<<"$line"
	strike "$name" "$list" "$outcome"
	if [[ $outcome != read ]]; then
		like "$name: the next one is good" "$(read_library)" "was read"
	fi
done

# A label that cannot be read is no label, and comes back with the next look.
vlib_fault lib "$slots corrupt=28:01"
check "a label that cannot be read: the library is read" read_library
like "a label that cannot be read: is none" "$(catalog)" "slot 0 -"
check "a label that can be read again: the library is read" read_library
agree "a label that can be read again: is one"

vlib_live lib 0
rmmod ntms
vlib_unload
tap_end
