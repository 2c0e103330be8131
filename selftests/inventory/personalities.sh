#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What real libraries do differently: whatever it is, all cartridges are found
# where they are, and the drives are matched to the right devices by the best
# rule that is left. All libraries are there at once, so that every drive is
# looked for among those of all the others.
#
# Lanes: uml
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
	"address|dvcid_none scsi_id|address|yes"
	"nothing|dvcid_none|none|yes"
	"serialonly|dvcid_serial|serial|yes"
	"unlabelled|no_barcodes|designator|no"
	"tagless|voltag_refused|designator|no"
	"over|over_report|designator|yes"
	"capped|cap_refused|designator|yes"
	"typed|no_type0|designator|yes"
	"padded|padded|designator|yes"
	"straight|no_rotate|designator|yes"
	"single|bridged dvcid_none|single|yes"
	"twins|dvcid_serial|ambiguous|yes"
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
			echo "$i $(tape "$i" "$library") $rule"
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

# all_read - every library was read, or could not be.
all_read()
{
	! "$NTMSCTL" library list | grep -v "^offline " |
		grep -Eq ' (never|running) '
}

# all_matched - every drive has what it should have. Devices are still coming
# when the first libraries are read.
all_matched()
{
	local line name rule

	drives=$("$NTMSCTL" drive list)
	for line in "${personalities[@]}"; do
		IFS='|' read -r name _ rule _ <<<"$line"
		LIBRARY=$name
		[[ $(matched <<<"$drives") == "${nodes[$name]}" ]] || return 1
	done
}

# examine NAME BARCODES
examine()
{
	local wanted

	LIBRARY=$1
	wanted=$(truth "$1" | sort)
	[[ $2 == yes ]] || wanted=$(awk '{ print $1, $2, "-" }' <<<"$wanted")
	is "$1: cartridges" "$(placed <<<"$media" | sort)" "$wanted"
	is "$1: drives" "$(matched <<<"$drives")" "${nodes[$1]}"
	like "$1: can be read again" "$(read_library)" "was read"
}

expect_log 'reports are odd'
vlib_load libraries=0
declare -A nodes
for number in "${!personalities[@]}"; do
	IFS='|' read -r name personality rule _ <<<"${personalities[number]}"
	stage "$number" "$name" "$personality"
	nodes[$name]=$(nodes "$name" "$rule")
done
ntms_load poll=0
check "all libraries are found" vlib_wait all_read
check "all drives are matched" vlib_wait all_matched
drives=$("$NTMSCTL" drive list)
media=$("$NTMSCTL" media list)
for line in "${personalities[@]}"; do
	IFS='|' read -r name _ _ barcodes <<<"$line"
	examine "$name" "$barcodes"
done
is "nothing has changed" "$("$NTMSCTL" media list)" "$media"

# is_not_there NODE - the answer is an error, and says which node.
is_not_there()
{
	! "$NTMSCTL" drive map nothing:1 "$1" 2>"$tap_scratch/answer" &&
		grep -q "no SCSI device \"$1\"" "$tap_scratch/answer"
}

# What cannot be found out an administrator can say, and take back.
LIBRARY=nothing
node=$(tape 1 nothing)
check "an administrator says which it is" "$NTMSCTL" drive map nothing:0 \
	"$(vlib_address nothing "drive 1")"
will_have_drives "and is believed" "0 $node administrator
1 - none"
check "and takes it back" "$NTMSCTL" drive map nothing:0 auto
will_have_drives "and it is forgotten" "$(nodes nothing none)"
check "the same, by its node" "$NTMSCTL" drive map nothing:0 "/dev/$node"
will_have_drives "is the same" "0 $node administrator
1 - none"
check "there is no such node" is_not_there nst99

rmmod ntms
vlib_unload
tap_end
