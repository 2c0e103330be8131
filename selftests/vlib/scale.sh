#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The biggest libraries there can be, and many of them.
set -euo pipefail
# shellcheck source=selftests/vlib/tap.sh
. "$(dirname "$0")/tap.sh"

libraries=${VLIB_SCALE_LIBRARIES:-4}
slots=65000

each()
{
	local i

	for ((i = 0; i < libraries; i++)); do
		"$@" $i || return 1
	done
}

make_big()
{
	vlib_make "big$1" slots="$slots" ports=100 drives=4 \
		barcode_format=T%07uL6 barcode_next=$(($1 * slots)) fill="$slots"
}

switch_on()
{
	vlib_live "big$1" 1
}

check "the module loads" vlib_load libraries=0
check "$libraries libraries of $slots full slots" each make_big
check "they are switched on" each switch_on
sg=$(vlib_sg big0 changer)
got=$("$cdb" "$sg" bulk 2 3 || true)
like "all slots come with one command" "$got" \
	"^elements=$slots bytes=$((16 + slots * 52)) "
echo "# $got"
# A hundredth of a second for each thousand slots is a hundred times what a
# plain copy takes, and much less than one command for each of them would.
check "in less than 10 microseconds each" \
	test "${got##*=}" -lt $((slots * 10))
is "the last slot" "$(raw_in "$sg" 68 b8 12 ff e7 00 01 00 00 00 44 00 00 | cut -c1-36)" \
	"ffe7000100000""03c""028000340000003""4""ffe7"
is "beyond it is nothing" "$(raw_in "$sg" 64 b8 12 ff e8 00 01 00 00 00 44 00 00)" \
	"0000000000000000"
is "the list of what is where is complete" \
	"$(vlib_get big0 elements | grep -c '^slot [0-9]* [0-9]* full')" "$slots"
check "mtx reads it" mtx -f "$(vlib_changer big0)" status
is "and finds the last barcode" \
	"$(grep -c 'Full :VolumeTag=T0064999L6' "$tap_scratch/output")" 1
check "the module unloads" vlib_unload
tap_end
