#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What real libraries do differently: whatever it is, all cartridges are found
# where they are, and the drives are matched to the right devices by the best
# rule that is left. All libraries are there at once, so that every drive is
# looked for among those of all the others.
set -euo pipefail
# shellcheck source=selftests/inventory/common.sh
. "$(dirname "$0")/common.sh"

# Name, personality, how drives are matched then, and whether barcodes are seen
personalities=(
	"plain||designator|yes"
	"alone|dvcid_alone|designator|yes"
	"serial|dvcid_serial|serial|yes"
	"naa|dvcid_naa|designator|yes"
	"always|dvcid_always|designator|yes"
	"address|dvcid_none|address|yes"
	"nothing|dvcid_none no_scsi_id|none|yes"
	"serialonly|dvcid_serial no_scsi_id|serial|yes"
	"unlabelled|no_barcodes|designator|no"
	"tagless|voltag_refused|designator|no"
	"over|over_report|designator|yes"
	"capped|cap_refused|designator|yes"
	"typed|no_type0|designator|yes"
	"padded|padded|designator|yes"
	"straight|no_rotate|designator|yes"
	"single|bridged dvcid_none no_scsi_id|single|yes"
	"twins|dvcid_serial no_scsi_id|ambiguous|yes"
	"gaps||designator|yes"
)

# nodes LIBRARY RULE - the drives as they should be matched
nodes()
{
	local library=$1 rule=$2 i

	for i in 0 1; do
		[[ $rule != single || $i == 0 ]] || continue
		if [[ $rule == none || $rule == ambiguous ]]; then
			echo "$i - $rule"
		elif [[ $library == gaps && $i == 1 ]]; then
			echo "$i - none"
		else
			echo "$i $(basename "$(vlib_tape "$library" "$i")") $rule"
		fi
	done
}

# stage NUMBER NAME PERSONALITY - makes a library of its own
stage()
{
	local number=$1 name=$2 personality=$3 drives=2

	[[ $name != single ]] || drives=1
	vlib_make "$name" slots=20 ports=2 drives=$drives \
		barcode_format="$(printf '%c%%05uL6' \
		"$(printf '%b' "\\x$(printf '%x' $((65 + number)))")")" \
		fill=12 product="$name" serial="LIB$number" \
		personality="$personality"
	[[ $name != capped ]] || vlib_set "$name" max_elements 16
	[[ $name == gaps ]] && vlib_set "$name" installed "drive 1 0"
	if [[ $name == twins ]]; then
		vlib_set "$name" drive_serial "drive 0 TWIN"
		vlib_set "$name" drive_serial "drive 1 TWIN"
	fi
	vlib_insert "$name" "port 1"
	vlib_live "$name" 1
}

# examine NAME RULE BARCODES
examine()
{
	local wanted

	LIBRARY=$1
	vlib_wait shown_is Inventory "done" || true
	is "$1: inventory" "$(shown Inventory)" "done"
	wanted=$(truth "$1")
	[[ $3 == yes ]] || wanted=$(awk '{ print $1, $2, "-" }' <<<"$wanted")
	is "$1: cartridges" "$(catalog)" "$wanted"
	will_have_drives "$1: drives" "$(nodes "$1" "$2")"
	like "$1: can be read again" "$(read_library)" "was read"
	is "$1: nothing has changed" "$(catalog)" "$wanted"
}

expect_log 'reports are odd'
vlib_load libraries=0
for number in "${!personalities[@]}"; do
	IFS='|' read -r name personality _ _ <<<"${personalities[number]}"
	stage "$number" "$name" "$personality"
done
ntms_load poll=0
for line in "${personalities[@]}"; do
	IFS='|' read -r name _ rule barcodes <<<"$line"
	examine "$name" "$rule" "$barcodes"
done

# What cannot be found out an administrator can say, and take back.
LIBRARY=nothing
node=$(basename "$(vlib_tape nothing 1)")
check "an administrator says which it is" "$NTMSCTL" drive map nothing:0 \
	"$(vlib_address nothing "drive 1")"
will_have_drives "and is believed" "0 $node administrator
1 - none"
check "and takes it back" "$NTMSCTL" drive map nothing:0 auto
will_have_drives "and it is forgotten" "$(nodes nothing none)"

rmmod ntms
vlib_unload
tap_end
