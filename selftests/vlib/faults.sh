#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Faults on demand: every action and option does what it says, as often as it
# says, to the commands it names and to no others.
set -euo pipefail
# shellcheck source=selftests/vlib/tap.sh
. "$(dirname "$0")/tap.sh"

chio=
tool chio

tur()
{
	raw "$sg" 00 00 00 00 00 00
}

slots()
{
	raw_in "$sg" 64 b8 02 02 00 00 02 00 00 00 40 00 00
}

two=0200000200000028020000100000002002000900000000000001000000000000$(
	)02010900000000000001000000000000

check "the module loads" vlib_load libraries=0
check "a library is made" vlib_make lib slots=4 drives=1 fill=2
check "it is switched on" vlib_live lib 1
sch=$(vlib_changer lib)
sg=$(vlib_sg lib changer)
is "the slots as they are" "$(slots)" "$two"

# --- sense, counted
check "sense data, twice" vlib_fault lib changer 0x00 sense=4/15/01 count=2
is "once" "$(tur)" "4/15/01"
is "another command is not hit" "$(slots)" "$two"
is "twice" "$(tur)" "4/15/01"
is "no third time" "$(tur)" good
is "the hits are counted" "$(vlib_fault_hits lib)" 2
check "cleared" vlib_fault_clear lib
is "all are gone" "$(vlib_get lib fault)" ""
check "for ever, from the third" vlib_fault lib changer 0x00 sense=2/04/01 skip=2 count=0
is "the first passes" "$(tur)" good
is "the second too" "$(tur)" good
is "the third is hit" "$(tur)" "2/04/01"
is "the fourth as well" "$(tur)" "2/04/01"
vlib_fault_clear lib
check "any command" vlib_fault lib changer '*' sense=4/44/00
is "is hit" "$(slots)" "4/44/00"
is "and the next is not" "$(slots)" "$two"

# --- the command carried out, the answer lost
check "after the move" vlib_fault lib changer 0xa5 sense=b/47/00 after
is "an error" "$(raw "$sg" a5 00 00 00 02 00 02 02 00 00 00 00)" "b/47/00"
is "but it was done" "$(vlib_barcode lib slot 2)" A00001L6
raw "$sg" a5 00 00 00 02 02 02 00 00 00 00 00 >/dev/null
check "stuck in the transport" vlib_fault lib changer 0xa5 stuck
is "a mechanical error" "$(raw "$sg" a5 00 00 00 02 00 02 02 00 00 00 00)" "4/15/01"
is "there it is" "$(vlib_barcode lib transport 0)" A00001L6
is "in the way of others" "$(raw "$sg" a5 00 00 00 02 01 02 03 00 00 00 00)" "5/3b/0d"
is "from where it can be fetched" "$(raw "$sg" a5 00 00 00 00 01 02 00 00 00 00 00)" good
is "back home" "$(vlib_barcode lib slot 0)" A00001L6
vlib_remove lib slot 0
vlib_insert lib slot 0 A00001L6
is "28h/00h" "$(tur)" "6/28/00"

# --- statuses and host errors
check "BUSY, three times" vlib_fault lib changer 0x00 status=busy count=3
is "the midlayer asks again" "$(tur)" good
is "until it is not busy" "$(vlib_get lib fault | sed -n 's/.*status=0x08 //p')" \
	"left=0 skip=0 hits=3"
check "TASK SET FULL" vlib_fault lib changer 0x00 status=0x28
is "the same" "$(tur)" good
check "RESERVATION CONFLICT" vlib_fault lib changer 0x00 status=conflict
is "status 18h" "$(tur)" "status 18"
check "a transport error" vlib_fault lib changer 0x00 host=error
is "host byte 07h" "$(tur)" "host 07"
check "no connection" vlib_fault lib changer 0x00 host=no_connect
is "host byte 01h" "$(tur)" "host 01"

# --- replies that lie
check "cut at 20 bytes" vlib_fault lib changer 0xb8 truncate=20
is "20 bytes come" "$(slots)" "${two:0:40}"
check "cut to nothing" vlib_fault lib changer 0xb8 truncate=0
is "nothing comes" "$(slots)" ""
check "a descriptor length of 65,535" vlib_fault lib changer 0xb8 corrupt=10:ffff
is "stands in the reply" "$(slots)" "${two:0:20}ffff${two:24}"
check "beyond the reply" vlib_fault lib changer 0xb8 corrupt=63:ff
is "nothing changes" "$(slots)" "$two"
check "only if the type is drives" vlib_fault lib changer 0xb8 sense=5/24/00 cdb=1:0x04/0x0f
is "slots are not hit" "$(slots)" "$two"
is "drives are" "$(raw_in "$sg" 64 b8 04 00 00 ff ff 00 00 00 40 00 00)" "5/24/00"

# --- time
check "half a second" vlib_fault lib changer 0x00 delay=500
start=$(date +%s%N)
is "it answers" "$(tur)" good
took=$((($(date +%s%N) - start) / 1000000))
check "not before half a second" test "$took" -ge 500
check "no answer" vlib_fault lib changer 0x00 timeout
is "host byte 03h: time-out" "$(CDB_TIMEOUT_MS=1000 tur)" "host 03"
is "the next one is answered" "$(tur)" good
check "no answer to a move, which is made" vlib_fault lib changer 0xa5 timeout after
is "time-out" "$(CDB_TIMEOUT_MS=1000 raw "$sg" a5 00 00 00 02 00 02 03 00 00 00 00)" "host 03"
is "moved" "$(vlib_barcode lib slot 3)" A00001L6
check "a long delay" vlib_fault lib changer 0xa5 delay=3600000
is "is cut short by the time-out" \
	"$(CDB_TIMEOUT_MS=1000 raw "$sg" a5 00 00 00 02 03 02 00 00 00 00 00)" "host 03"
is "and nothing has moved" "$(vlib_barcode lib slot 3)" A00001L6
is "the unit works" "$(tur)" good
echo 500 >/sys/module/ntms_vlib/parameters/time_scale
start=$(date +%s%N)
is "a move at half the time of a real one" \
	"$(raw "$sg" a5 00 00 00 02 03 02 00 00 00 00 00)" good
took=$((($(date +%s%N) - start) / 1000000))
check "takes four seconds" test "$took" -ge 4000
echo 0 >/sys/module/ntms_vlib/parameters/time_scale

# --- resets
check "a reset" sg_reset -d "$sg"
is "29h/03h" "$(tur)" "6/29/03"

# --- what ch makes of it
check "a medium error for ch" vlib_fault lib changer 0xa5 sense=5/21/01
is "EBADSLT" "$("$chio" "$sch" move slot 0 slot 2)" EBADSLT
check "a drive has faults of its own" vlib_fault lib drive 0 0x00 sense=3/11/00
is "the changer is not hit" "$(tur)" good
dsg=$(vlib_sg lib drive 0)
is "the drive is" "$(raw "$dsg" 00 00 00 00 00 00)" "3/11/00"
is "both are listed" "$(vlib_get lib fault | cut -d' ' -f1 | sort -u | tr '\n' ' ')" \
	"changer drive "

# --- nonsense
refuse "no such unit" vlib_fault lib robot 0x00 timeout
refuse "no such drive" vlib_fault lib drive 1 0x00 timeout
refuse "no such action" vlib_fault lib changer 0x00 explode
refuse "no action at all" vlib_fault lib changer 0x00
refuse "no operation code" vlib_fault lib changer timeout
refuse "sense data of two parts" vlib_fault lib changer 0x00 sense=5/24
refuse "an odd number of digits" vlib_fault lib changer 0xb8 corrupt=1:abc

check "the module unloads" vlib_unload
tap_end
