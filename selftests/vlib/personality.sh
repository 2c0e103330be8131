#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What real libraries do differently, and what is staged before they are on.
set -euo pipefail
# shellcheck source=selftests/vlib/tap.sh
. "$(dirname "$0")/tap.sh"

be()
{
	vlib_set lib personality "$1"
}

# drives FLAGS-IN-BYTE-1 FLAGS-IN-BYTE-6 [COUNT]
drives()
{
	raw_in "$sg" 512 b8 "$1" 01 00 00 "${3:-01}" "$2" 00 02 00 00 00
}

hex()
{
	printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n'
}

check "the module loads" vlib_load libraries=0
check "a library is made" vlib_make lib slots=4 ports=2 drives=2 \
	vendor=ACME product="BIG ROBOT" revision=7.1 serial=ROBOT1 \
	drive_vendor=ACME drive_product="FAST TAPE" drive_serial="drive 0 TAPE1" \
	drive_serial="drive 1 T2" barcode_format=X%03u barcode_next=7 fill=3
check "it is switched on" vlib_live lib 1
sch=$(vlib_changer lib)
sg=$(vlib_sg lib changer)
# names NODE - INQUIRY, and the serial number, which not every sg_inq adds to it.
names()
{
	sg_inq "$1"
	sg_inq --page=0x80 "$1"
}

like "its names" "$(names "$sg")" 'identification: ACME.*BIG ROBOT.*7.1.*ROBOT1'
like "its drive's" "$(names "$(vlib_sg lib drive 1)")" 'ACME.*FAST TAPE.*T2'
is "its barcodes" "$(vlib_barcode lib slot 0) $(vlib_barcode lib slot 2)" "X007 X009"

# --- identifiers
t10=$(hex "ACME    FAST TAPE       TAPE1")
is "DVCID: the T10 vendor identification" "$(drives 04 01 | cut -c33-)" \
	"0100080000000000000000000201001d$t10"
is "of two lengths: the longer counts, the rest is zero" \
	"$(drives 04 01 02 | cut -c21-32)" "002d0000005a"
check "dvcid_serial" be dvcid_serial
is "the serial number alone" "$(drives 04 01 | cut -c33-)" \
	"01000800000000000000000002000005$(hex TAPE1)"
check "dvcid_naa" be dvcid_naa
like "eight binary bytes" "$(drives 04 01 | cut -c33-)" \
	'^010008000000000000000000010300083'
naa=$(drives 04 01 | cut -c65-80)
like "the same as in VPD 83h" "$(sg_vpd -p di "$(vlib_sg lib drive 0)")" "0x$naa"
check "dvcid_always" be dvcid_always
is "unasked" "$(drives 04 00 | cut -c33-)" "0100080000000000000000000201001d$t10"
check "dvcid_none" be dvcid_none
is "never" "$(drives 04 01 | cut -c33-)" "01000800000000000000000000000000"
check "dvcid_alone" be dvcid_alone
is "not together with tags" "$(drives 14 01)" "5/24/00"
is "but alone" "$(drives 04 01 | cut -c57-64)" "0201001d"
is "and the tags alone" "$(drives 14 00 | cut -c17-24)" "04800034"
check "scsi_id" be scsi_id
is "the SCSI address" "$(drives 04 00 | cut -c33-)" "01000800000030010000000000000000"

# --- barcodes
check "no_barcodes" be no_barcodes
is "the reply has no tags" \
	"$(raw_in "$sg" 512 b8 12 02 00 00 01 00 00 02 00 00 00)" \
	"0200000100000018""0200001000000010""02000900000000000001000000000000"
check "voltag_refused" be voltag_refused
is "tags are refused" "$(raw_in "$sg" 512 b8 12 02 00 00 01 00 00 02 00 00 00)" "5/24/00"

# --- lengths and counts
check "padded" be padded
is "descriptors with four bytes more" \
	"$(raw_in "$sg" 512 b8 02 02 00 00 01 00 00 02 00 00 00)" \
	"020000010000001c""0200001400000014""0200090000000000000100000000000000000000"
check "over_report" be over_report
is "more than asked for" \
	"$(raw_in "$sg" 512 b8 02 02 01 00 01 00 00 02 00 00 00 | cut -c1-16)" \
	"0201000300000038"
check "no_type0" be no_type0
is "all types at once are refused" \
	"$(raw_in "$sg" 512 b8 00 00 00 00 01 00 00 02 00 00 00)" "5/24/00"
be ""
vlib_set lib max_elements 2
is "two elements at most" \
	"$(raw_in "$sg" 512 b8 02 02 00 00 04 00 00 02 00 00 00 | cut -c1-16)" \
	"0200000200000028"
check "cap_refused" be cap_refused
is "three are refused" "$(raw_in "$sg" 512 b8 02 02 00 00 03 00 00 02 00 00 00)" "5/24/00"
is "two are not" \
	"$(raw_in "$sg" 512 b8 02 02 00 00 02 00 00 02 00 00 00 | cut -c1-16)" \
	"0200000200000028"
vlib_set lib max_elements 0
be ""

# --- behaviour
check "loaded" mtx -f "$sch" load 1 0
check "refuse_loaded" be refuse_loaded
is "a loaded drive keeps its cartridge" \
	"$(raw "$sg" a5 00 00 00 01 00 02 00 00 00 00 00)" "5/3b/90"
check "unloaded by the drive" mt -f "$(vlib_tape lib 0)" offline
is "it is given" "$(raw "$sg" a5 00 00 00 01 00 02 00 00 00 00 00)" good
check "silent" be silent
check "a cartridge put in" vlib_insert lib port 0 QUIET1
is "no unit attention" "$(raw "$sg" 00 00 00 00 00 00)" good
check "two at once" be "silent padded"
check "one more" be +no_type0
check "one less" be -silent
is "what is left" "$(vlib_get lib personality)" "no_type0 padded"
refuse "an unknown one" be friendly
is "changes nothing" "$(vlib_get lib personality)" "no_type0 padded"
be ""

# --- becoming ready
check "off" vlib_live lib 0
vlib_set lib ready_ms 3600000
check "on" vlib_live lib 1
sg=$(vlib_sg lib changer)
is "becoming ready" "$(raw "$sg" 00 00 00 00 00 00)" "2/04/01"
is "READ ELEMENT STATUS has to wait" \
	"$(raw_in "$sg" 64 b8 02 02 00 00 01 00 00 00 40 00 00)" "2/04/01"
is "MODE SENSE has not" "$(raw_in "$sg" 4 1a 08 1d 00 04 00)" 17000000
check "off" vlib_live lib 0
vlib_set lib ready_ms 0

# --- an empty bay, a bridge
check "no drive in bay 0" vlib_set lib installed "drive 0 0"
check "the changer at the drive's address" be bridged
refuse "there is no drive 2" vlib_set lib installed "drive 2 0"
check "on" vlib_live lib 1
sg=$(vlib_sg lib changer)
is "the bay is abnormal" "$(drives 04 01 | cut -c33-64)" \
	"01000400830400000000000000000000"
refuse "there is no unit for it" vlib_present lib drive 0 1
is "nothing can be put there" "$(raw "$sg" a5 00 00 00 02 00 01 00 00 00 00 00)" "5/3b/18"
check "off" vlib_live lib 0
vlib_set lib installed "drive 0 1"
check "on, with both drives" vlib_live lib 1
is "the changer is unit 1" "$(vlib_address lib changer | cut -d: -f2-)" "0:1:1"
is "of the first drive's target" "$(vlib_address lib drive 0 | cut -d: -f2-)" "0:1:0"
is "REPORT LUNS has both" \
	"$(raw_in "$(vlib_sg lib changer)" 64 a0 00 00 00 00 00 00 00 00 40 00 00)" \
	"00000010000000000000000000000000""0001000000000000"

# --- geometry
check "off" vlib_live lib 0
be ""
check "other addresses" vlib_set lib first_slot_address 4096
check "of drives too" vlib_set lib first_drive_address 0x10
refuse "on top of the ports" vlib_live lib 1
check "somewhere else" vlib_set lib first_port_address 100
check "on" vlib_live lib 1
is "mode page 1Dh has them" \
	"$(raw_in "$(vlib_sg lib changer)" 255 1a 08 1d 00 ff 00 | cut -c9-)" \
	"1d12000100011000000400640002001000020000"
is "the library was emptied" "$(vlib_element lib slot 0)" "slot 0 4096 empty"
check "fill" vlib_set lib fill 4
refuse "no more than fit" vlib_set lib fill 1
check "no barcodes" vlib_set lib barcode_format ""
check "one away" vlib_remove lib slot 0 destroy
check "one without a barcode" vlib_set lib fill 1
is "has none" "$(vlib_barcode lib slot 0)" ""
refuse "a format with two numbers" vlib_set lib barcode_format A%u%u
refuse "with something else" vlib_set lib barcode_format A%s
check "forgotten" vlib_destroy lib

check "no library at all" vlib_make empty slots=0 ports=0 drives=0
check "can be switched on" vlib_live empty 1
is "and has no slots" \
	"$(raw_in "$(vlib_sg empty changer)" 64 b8 12 00 00 ff ff 00 00 00 40 00 00)" \
	"0000000000000000"
check "the module unloads" vlib_unload

# --- libraries by module parameters
check "two libraries by parameters" vlib_load libraries=2 slots=3 ports=0 drives=1 \
	sides=2 cartridges=2 barcode_format=Z%02u personality=padded,silent
is "each with its own barcodes" \
	"$(vlib_barcode default0 slot 1) $(vlib_barcode default1 slot 0)" "Z02 Z03"
is "their personality" "$(vlib_get default1 personality)" "padded silent"
refuse "they cannot be removed" rmdir "$VLIB_ROOT/default0"
check "the module unloads" vlib_unload
refuse "a bad parameter" insmod "$NTMS_MODULES/ntms_vlib.ko" sides=3
refuse "another" insmod "$NTMS_MODULES/ntms_vlib.ko" personality=friendly
tap_end
