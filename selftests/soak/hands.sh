# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # used, and set, by what it is sourced with
#
# A library that misbehaves for a while, and what it is like when it no longer
# does. Sourced, after inventory/common.sh and journal/common.sh.

# shellcheck source=selftests/inventory/rubbish.sh
. "$(dirname "${BASH_SOURCE[0]}")/../inventory/rubbish.sh"

HANDS=hands
HANDS_MEDIA=12
HANDS_TYPE=STK_9840

# library_of_type NAME TYPE MEDIA [ATTRIBUTE=TEXT...] - its cartridges are of a
# type that they have with nobody in common.
library_of_type()
{
	local name=$1 type=$2 media=$3

	shift 3
	vlib_make "$name" "product=SOAK-${name^^}" "serial=SOAK${name^^}" \
		"barcode_format=${name:0:1}%04u" "$@"
	vlib_live "$name" 1
	vlib_wait shown_is Inventory "done" "SOAK-${name^^}"
	"$NTMSCTL" type add "$type" "SOAK-${name^^}" >/dev/null
	"$NTMSCTL" library set "SOAK-${name^^}" --media-type "$type" \
		--new-media free >/dev/null
	vlib_set "$name" fill "$media"
	"$NTMSCTL" library inventory "SOAK-${name^^}" --timeout 60s >/dev/null
	[[ $("$NTMSCTL" media list | grep -c "SOAK-${name^^}.*") -eq $media ]]
}

# rubbish - a fault of the many that there are, until the library was read
rubbish()
{
	local fault list _

	IFS='|' read -r _ list _ <<<"${faults[RANDOM % ${#faults[@]}]}"
	while IFS= read -r fault; do
		vlib_fault "$HANDS" "$fault"
	done <<<"${list//;/$'\n'}"
	LIBRARY=SOAK-HANDS read_library >/dev/null || true
	vlib_fault_clear "$HANDS"
}

# exchanged - a cartridge is taken out, and put back
exchanged()
{
	local slot=$((RANDOM % HANDS_MEDIA)) barcode

	barcode=$(vlib_barcode "$HANDS" "slot $slot")
	[[ -n $barcode ]] || return 0
	vlib_remove "$HANDS" "slot $slot"
	nap "0.$((RANDOM % 10))"
	vlib_insert "$HANDS" "slot $slot $barcode"
}

pulled()
{
	vlib_present "$HANDS" "$@" 0
	nap "0.$((RANDOM % 10))"
	vlib_present "$HANDS" "$@" 1
}

# hands_work FILE - one thing after the other, until there is such a file; says how
# many there were.
hands_work()
{
	local deeds=0

	while [[ ! -e $1 ]]; do
		case $((RANDOM % 8)) in
		0 | 1 | 2) rubbish ;;
		3) exchanged ;;
		4) pulled changer ;;
		5) pulled drive $((RANDOM % 2)) ;;
		6)
			vlib_door "$HANDS" open
			nap "0.$((RANDOM % 10))"
			vlib_door "$HANDS" closed
			;;
		7)
			vlib_live "$HANDS" 0
			vlib_live "$HANDS" 1
			;;
		esac
		((deeds += 1))
	done
	echo "# hands: $deeds deeds"
}

# hands_settled - the library can be read, and the catalog says what is true.
hands_settled()
{
	vlib_fault_clear "$HANDS"
	vlib_wait hands_read
}

hands_read()
{
	local LIBRARY=SOAK-HANDS

	read_library >/dev/null && same "$HANDS"
}
