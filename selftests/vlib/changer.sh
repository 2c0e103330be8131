#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The changer, asked by mtx, sg3_utils and plain commands: geometry, element
# status to the byte, moves legal and illegal, unit attentions.
set -euo pipefail
# shellcheck source=selftests/vlib/tap.sh
. "$(dirname "$0")/tap.sh"

# res TYPE+VOLTAG START COUNT FLAGS LENGTH - READ ELEMENT STATUS
res()
{
	raw_in "$sg" "$5" b8 "$1" "${2:0:2}" "${2:2:2}" "${3:0:2}" "${3:2:2}" \
		"$4" 00 "$(printf '%02x' $(($5 >> 8)))" \
		"$(printf '%02x' $(($5 & 255)))" 00 00
}

# move SOURCE DESTINATION [INVERT] - four hexadecimal digits each
move()
{
	raw "$sg" a5 00 00 00 "${1:0:2}" "${1:2:2}" "${2:0:2}" "${2:2:2}" \
		00 00 "${3:-00}" 00
}

hex()
{
	printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n'
}

# tag TEXT - a volume tag field, as hexadecimal digits
tag()
{
	hex "$(printf '%-32s' "$1")"
	printf '00000000'
}

check "the module loads" vlib_load libraries=0
check "a library is made" vlib_make lib slots=6 ports=2 drives=2 fill=4
check "it is switched on" vlib_live lib 1
sch=$(vlib_changer lib)
sg=$(vlib_sg lib changer)

# --- who it is
like "INQUIRY: a medium changer" "$(sg_inq "$sg")" 'medium changer'
like "INQUIRY: its name" "$(sg_inq "$sg")" 'Product identification: VIRTUAL LIBRARY'
like "VPD 80h: the serial number" "$(sg_vpd -p sn "$sg")" 'NTV[0-9]{5}'
like "VPD 83h: the designators" "$(sg_vpd -p di "$sg")" 'T10 vendor identification.*NAA'
is "VPD: a page there is none of" "$(raw_in "$sg" 252 12 01 b0 00 fc 00)" "5/24/00"
is "REPORT LUNS: one unit" "$(raw_in "$sg" 64 a0 00 00 00 00 00 00 00 00 40 00 00)" \
	"00000008000000000000000000000000"
is "an unknown operation code" "$(raw "$sg" c0 00 00 00 00 00)" "5/20/00"

# --- geometry
is "mode page 1Dh" "$(raw_in "$sg" 255 1a 08 1d 00 ff 00)" \
	"170000001d12000100010200000600100002010000020000"
is "mode page 1Eh: no rotation" "$(raw_in "$sg" 255 1a 08 1e 00 ff 00)" \
	"070000001e020000"
is "mode page 1Fh" "$(raw_in "$sg" 255 1a 08 1f 00 ff 00)" \
	"170000001f120e000e0e0e0e000000""00000e0e0e00000000"
is "saved pages are refused" "$(raw_in "$sg" 255 1a 08 dd 00 ff 00)" "5/39/00"
is "the allocation length truncates" "$(raw_in "$sg" 10 1a 08 1d 00 0a 00)" \
	"170000001d1200010001"
check "sg_modes reads all pages" sg_modes "$sg"
check "sg_logs reads the list of pages" sg_logs "$sg"
like "mtx inquiry" "$(mtx -f "$sg" inquiry)" "Product ID: 'VIRTUAL LIBRARY '"
like "mtx status: the counts" "$(mtx -f "$sch" status)" \
	'2 Drives, 8 Slots \( 2 Import/Export \)'
like "mtx status: a barcode" "$(mtx -f "$sch" status)" \
	'Storage Element 4:Full :VolumeTag=A00004L6'

# --- READ ELEMENT STATUS to the byte
is "slots with tags, two of them" "$(res 12 0200 0002 00 200)" \
	"0200000200000070""0280003400000068$(
	)""02000900000000000001""0000$(tag A00001L6)00000000$(
	)""02010900000000000001""0000$(tag A00002L6)00000000"
is "slots without tags" "$(res 02 0204 0001 00 200)" \
	"0204000100000018""0200001000000010""02040800000000000000000000000000"
serial0=$(hex "NTMS    VIRTUAL TAPE    $(vlib_get lib drive_serial | sed -n 's/^drive 0 //p')")
is "drives with identifiers" "$(res 04 0100 0001 01 200)" \
	"010000010000003c""0400003400000034$(
	)""010008000000000000000000""02010024$serial0"
is "drives without" "$(res 04 0100 0001 00 200)" \
	"0100000100000018""0400001000000010""01000800000000000000000000000000"
is "all types: pages in the order of addresses" "$(res 00 0000 0005 00 400)" \
	"0001000500000068$(
	)""0100001000000010""00010000000000000000000000000000$(
	)""0300001000000020""00103800000000000000000000000000$(
	)""00113800000000000000000000000000$(
	)""0400001000000020""01000800000000000000000000000000$(
	)""01010800000000000000000000000000"
is "the number of elements is honoured across types" \
	"$(res 00 0011 0002 00 400 | cut -c1-16)" "0011000200000030"
is "the header alone" "$(res 12 0200 ffff 00 8)" "0200000600000140"
is "a cut header" "$(res 12 0200 ffff 00 5)" "0200000600"
is "only whole descriptors" "$(res 12 0200 ffff 00 130 | tr -d '\n' | wc -c)" \
	"$((2 * (16 + 2 * 52)))"
is "no elements at all" "$(res 02 0300 ffff 00 64)" "0000000000000000"
is "a type there is none of" "$(res 05 0000 ffff 00 64)" "5/24/00"

# --- moves
check "mtx load" mtx -f "$sch" load 1 0
is "the cartridge is in the drive" "$(vlib_barcode lib drive 0)" A00001L6
like "mtx knows where it came from" "$(mtx -f "$sch" status)" \
	'Element 0:Full \(Storage Element 1 Loaded\):VolumeTag = A00001L6'
is "loaded: full, no access, its source" "$(res 04 0100 0001 00 200 | cut -c33-)" \
	"01000100000000000081020000000000"
check "mtx unload" mtx -f "$sch" unload 1 0
check "mtx transfer" mtx -f "$sch" transfer 1 6
is "moved" "$(vlib_barcode lib slot 5)" A00001L6
check "mtx exchange" mtx -f "$sch" exchange 6 2
is "exchanged" "$(vlib_barcode lib slot 1) $(vlib_barcode lib slot 5)" \
	"A00001L6 A00002L6"
is "the destination is full" "$(move 0201 0202)" "5/3b/0d"
is "the source is empty" "$(move 0204 0200)" "5/3b/0e"
is "no such source" "$(move 9999 0200)" "5/21/01"
is "no such destination" "$(move 0201 9999)" "5/21/01"
is "no such transport" "$(raw "$sg" a5 00 02 00 02 01 02 04 00 00 00 00)" "5/21/01"
is "cartridges with one side are not turned over" "$(move 0201 0204 01)" "5/24/00"
is "nothing has moved" "$(vlib_barcode lib slot 1)$(vlib_barcode lib slot 4)" A00001L6
is "POSITION TO ELEMENT" "$(raw "$sg" 2b 00 00 01 02 00 00 00 00 00)" good
is "POSITION TO ELEMENT, no such element" \
	"$(raw "$sg" 2b 00 00 01 99 99 00 00 00 00)" "5/21/01"
is "INITIALIZE ELEMENT STATUS" "$(raw "$sg" 07 00 00 00 00 00)" good
is "the same with a range" "$(raw "$sg" 37 01 02 00 00 00 00 04 00 00)" good
is "EXCHANGE MEDIUM over three places" \
	"$(raw "$sg" a6 00 00 00 02 01 02 02 02 04 00 00)" good
is "the first is where the second was" "$(vlib_barcode lib slot 2)" A00001L6
is "the second is where it was sent" "$(vlib_barcode lib slot 4)" A00003L6
is "RESERVE and RELEASE" "$(raw "$sg" 16 00 00 00 00 00)$(raw "$sg" 17 00 00 00 00 00)" \
	goodgood

# --- the drive lets go, or not
check "load once more" mtx -f "$sch" load 3 1
vlib_wait sg_turs "$(vlib_sg lib drive 1)" >/dev/null
check "the drive holds it fast" vlib_wait sg_prevent "$(vlib_sg lib drive 1)"
is "MOVE MEDIUM: removal is prevented" "$(move 0101 0202)" "5/53/02"
check "the drive lets go" sg_prevent -a "$(vlib_sg lib drive 1)"
is "MOVE MEDIUM unloads by itself" "$(move 0101 0202)" good

# --- the operator's hands
check "a cartridge is put into a port" vlib_insert lib port 0 NEW001L6
is "28h/01h: a port was accessed" "$(raw "$sg" 00 00 00 00 00 00)" "6/28/01"
is "reported once" "$(raw "$sg" 00 00 00 00 00 00)" good
is "ports: who put it there, and what may be done" \
	"$(res 03 0010 0002 00 200 | cut -c33-96)" \
	"00103b00000000000001000000000000""00113800000000000000000000000000"
check "the robot takes it" mtx -f "$sch" transfer 7 1
is "the port is empty" "$(vlib_element lib port 0)" "port 0 16 empty"
check "and brings another" mtx -f "$sch" transfer 3 8
is "which no operator put there" "$(res 03 0011 0001 00 200 | cut -c33-40)" "00113900"
check "a slot is emptied by hand" vlib_remove lib slot 3
is "28h/00h: media may have changed" "$(raw "$sg" 00 00 00 00 00 00)" "6/28/00"
check "it is on the shelf" grep -q 'barcode=A00004L6' "$VLIB_ROOT/shelf"
check "and is put back" vlib_insert lib slot 3 A00004L6
is "REQUEST SENSE tells it too" "$(raw_in "$sg" 18 03 00 00 00 12 00)" \
	"70000600000000""0a00000000280000000000"
refuse "a full slot takes no second one" vlib_insert lib slot 3 OTHER
refuse "an empty one gives nothing" vlib_remove lib port 0
refuse "there is no slot 6" vlib_insert lib slot 6 OTHER
check "the door is opened" vlib_door lib open
is "02h/04h/18h" "$(raw "$sg" 00 00 00 00 00 00)" "2/04/18"
is "INQUIRY works all the same" "$(raw_in "$sg" 4 12 00 00 00 04 00)" "08800502"
vlib_set lib ready_ms 60000
check "and closed" vlib_door lib closed
is "28h/00h comes first" "$(raw "$sg" 00 00 00 00 00 00)" "6/28/00"
is "then it is becoming ready" "$(raw "$sg" 00 00 00 00 00 00)" "2/04/01"
vlib_set lib ready_ms 0
vlib_door lib open
vlib_door lib closed
is "28h/00h again" "$(raw "$sg" 00 00 00 00 00 00)" "6/28/00"
is "ready at once" "$(raw "$sg" 00 00 00 00 00 00)" good
check "PREVENT MEDIUM REMOVAL" sg_prevent "$sg"
refuse "locks the port" vlib_insert lib port 0 LOCKED
refuse "and the door" vlib_door lib open
check "ALLOW MEDIUM REMOVAL" sg_prevent -a "$sg"
check "unlocks it" vlib_insert lib port 0 LOCKED
is "28h/01h" "$(raw "$sg" 00 00 00 00 00 00)" "6/28/01"
is "OPEN IMPORT/EXPORT ELEMENT" "$(raw "$sg" 1b 00 00 10 00 00)" good
is "takes it out of reach" "$(move 0010 0202)" "5/3b/11"
is "as the element says" "$(res 03 0010 0001 00 200 | cut -c37-38)" 33
is "CLOSE IMPORT/EXPORT ELEMENT" "$(raw "$sg" 1b 00 00 10 01 00)" good
is "a slot is no port" "$(raw "$sg" 1b 00 02 00 01 00)" "5/21/01"

# --- abnormal elements
check "an element gets an exception" vlib_except lib slot 2 83/02
is "which is reported" "$(res 02 0202 0001 00 200 | cut -c33-44)" "02020c008302"
check "an element is disabled" vlib_except lib slot 2 disabled
is "and cannot be reached" "$(move 0010 0202)" "5/3b/18"
check "it is normal again" vlib_except lib slot 2 normal
is "and takes the cartridge" "$(move 0010 0202)" good
check "a cleaning cartridge" vlib_insert lib port 0 CLN001L6
is "28h/01h once more" "$(raw "$sg" 00 00 00 00 00 00)" "6/28/01"
is "says so" "$(res 03 0010 0001 00 200 | cut -c51-52)" 02

check "the module unloads" vlib_unload
tap_end
