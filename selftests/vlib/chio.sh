#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The changer through the ioctls of ch, and two-sided cartridges.
set -euo pipefail
# shellcheck source=selftests/vlib/tap.sh
. "$(dirname "$0")/tap.sh"

chio=
tool chio

# ch COMMAND... - what chio says
ch()
{
	"$chio" "$sch" "$@" || true
}

check "the module loads" vlib_load libraries=0
check "a library for cartridges with two sides" vlib_make lib slots=4 ports=1 \
	drives=1 transports=1 sides=2 fill=2
check "it is switched on" vlib_live lib 1
sch=$(vlib_changer lib)
sg=$(vlib_sg lib changer)

is "CHIOGPARAMS" "$(ch params)" "transports=1 slots=4 ports=1 drives=1"
is "CHIOGSTATUS of slots" "$(ch status slot)" "09 09 08 08"
is "CHIOGSTATUS of drives" "$(ch status drive)" "08"
is "CHIOGELEM of a slot: both labels" "$(ch element slot 0)" \
	"status=09 barcode=A00001L6 alt=A00001L6B"
is "CHIOGELEM of a drive" "$(ch element drive 0)" "status=08"
vlib_set lib personality scsi_id
is "and its SCSI address" "$(ch element drive 0)" \
	"status=08 id=1 lun=0"
check "CHIOINITELEM" "$chio" "$sch" init
check "CHIOPOSITION" "$chio" "$sch" position slot 3
is "CHIOPOSITION beyond the end" "$(ch position slot 4)" EBADSLT
is "CHIOMOVE from nothing" "$(ch move slot 3 slot 2)" EBADE
is "CHIOMOVE onto another" "$(ch move slot 0 slot 1)" EXFULL
check "CHIOMOVE into the drive, turned over" "$chio" "$sch" move slot 0 drive 0 invert
is "it says so" "$(ch element drive 0)" \
	"status=01 source=slot:0 inverted id=1 lun=0 barcode=A00001L6 alt=A00001L6B"
like "side B faces the head" "$(vlib_element lib drive 0)" 'side=B'

# --- each side has its own data
nst=$(vlib_tape lib 0)
echo "this is side B" >"$tap_scratch/b"
echo "this is side A" >"$tap_scratch/a"
check "side B is written" dd if="$tap_scratch/b" of="$nst" bs=512 conv=sync
check "CHIOMOVE back, not turned" "$chio" "$sch" move drive 0 slot 0
is "still turned since it left this slot" "$(ch element slot 0)" \
	"status=09 source=slot:0 inverted barcode=A00001L6 alt=A00001L6B"
check "and in again, turned back" "$chio" "$sch" move slot 0 drive 0 invert
like "side A faces the head" "$(vlib_element lib drive 0)" 'side=A'
refuse "which is blank" dd if="$nst" of="$tap_scratch/x" bs=512 count=1
check "side A is written" dd if="$tap_scratch/a" of="$nst" bs=512 conv=sync
check "rewound" mt -f "$nst" rewind
dd if="$nst" bs=512 count=1 2>/dev/null | tr -d '\0' >"$tap_scratch/x" || true
check "and read back" cmp "$tap_scratch/x" "$tap_scratch/a"
check "CHIOMOVE turns it over on the way out" "$chio" "$sch" move drive 0 slot 0 invert
check "and it goes in as it is" "$chio" "$sch" move slot 0 drive 0
dd if="$nst" bs=512 count=1 2>/dev/null | tr -d '\0' >"$tap_scratch/x" || true
check "side B has kept its data" cmp "$tap_scratch/x" "$tap_scratch/b"
check "out" "$chio" "$sch" move drive 0 slot 0
check "the operator turns it over" vlib_flip lib slot 0
like "side A is up" "$(vlib_element lib slot 0)" 'side=A'
is "28h/00h" "$(raw "$sg" 00 00 00 00 00 00)" "6/28/00"
refuse "a drive's cannot be turned by hand" vlib_flip lib drive 0

# --- exchange
is "EXCHANGE MEDIUM, the first turned over" \
	"$(raw "$sg" a6 00 00 00 02 00 02 01 02 02 01 00)" good
like "the first is turned" "$(vlib_element lib slot 1)" 'side=B barcode=A00001L6'
like "the second is not" "$(vlib_element lib slot 2)" 'side=A barcode=A00002L6'
check "CHIOEXCHANGE, the second turned over" \
	"$chio" "$sch" exchange slot 2 slot 1 slot 2 invert2
like "the second is back, turned" "$(vlib_element lib slot 2)" 'side=A barcode=A00001L6'
like "the first as it was" "$(vlib_element lib slot 1)" 'side=A barcode=A00002L6'
is "the transport can rotate (page 1Eh)" "$(raw_in "$sg" 255 1a 08 1e 00 ff 00)" \
	"070000001e020100"
check "the personality no_rotate" vlib_set lib personality no_rotate
is "takes that away" "$(raw_in "$sg" 255 1a 08 1e 00 ff 00)" "070000001e020000"
is "and refuses the bit" "$(raw "$sg" a5 00 00 00 02 02 02 00 00 00 01 00)" "5/24/00"

# --- cartridges with one side in the same library
check "one with one side" vlib_insert lib port 0 ONE001 sides=1
is "28h/01h" "$(raw "$sg" 00 00 00 00 00 00)" "6/28/01"
is "has one label" "$(ch element port 0)" "status=3b barcode=ONE001"
refuse "and cannot be turned over" vlib_flip lib port 0
refuse "three sides there are not" vlib_insert lib slot 0 X sides=3

check "the module unloads" vlib_unload
tap_end
