#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Pulling cables and switching off, in the middle of anything.
set -euo pipefail
# shellcheck source=selftests/vlib/tap.sh
. "$(dirname "$0")/tap.sh"

# gone NODE - the device node is away
gone()
{
	[[ ! -e $1 ]]
}

# quickly SECONDS COMMAND... - COMMAND succeeds within SECONDS
quickly()
{
	local most=$1 start=$SECONDS

	shift
	"$@" && ((SECONDS - start <= most))
}

# in_flight UNIT OPCODE - a command of a unit is being executed: the fault
# that hangs it was hit
in_flight()
{
	vlib_get lib fault | grep "^$1 $2 .*hits=[1-9]" >/dev/null
}

check "the module loads" vlib_load libraries=0
check "a library is made" vlib_make lib slots=4 drives=2 fill=2
check "it is switched on" vlib_live lib 1
sch=$(vlib_changer lib)
sg=$(vlib_sg lib changer)
dsg=$(vlib_sg lib drive 1)
refuse "the module cannot be unloaded now" rmmod ntms_vlib
refuse "nor its geometry changed" vlib_set lib slots 5
refuse "nor its names" vlib_set lib vendor OTHER

# --- one unit
check "drive 1 is pulled" vlib_present lib drive 1 0
check "its node goes" vlib_wait gone "$dsg"
like "it is listed as gone" "$(vlib_get lib present)" 'drive 1 0'
like "the changer still reports the element" "$(mtx -f "$sch" status)" \
	'Data Transfer Element 1:Empty'
check "it is plugged in" vlib_present lib drive 1 1
dsg=$(vlib_sg lib drive 1)
# Somebody (udev) may have asked first, and got the unit attention.
raw "$dsg" 00 00 00 00 00 00 >"$tap_scratch/answer"
is "it answers" "$(raw "$dsg" 00 00 00 00 00 00)" "2/3a/00"

vlib_fault lib drive 1 0x00 timeout
raw "$dsg" 00 00 00 00 00 00 >"$tap_scratch/answer" &
vlib_wait in_flight "drive 1" 0x00
check "pulled while a command hangs" quickly 10 vlib_present lib drive 1 0
wait
is "which fails" "$(cat "$tap_scratch/answer")" "host 01"
check "plugged in" vlib_present lib drive 1 1

vlib_fault lib changer 0xa5 delay=3600000
raw "$sg" a5 00 00 00 02 00 02 02 00 00 00 00 >"$tap_scratch/answer" &
vlib_wait in_flight changer 0xa5
check "the changer is pulled during a move" quickly 10 vlib_present lib changer 0
wait
is "which fails" "$(cat "$tap_scratch/answer")" "host 01"
is "and nothing has moved" "$(vlib_barcode lib slot 0)" A00001L6
check "plugged in" vlib_present lib changer 1
sch=$(vlib_changer lib)
sg=$(vlib_sg lib changer)
check "mtx works" mtx -f "$sch" load 1 0

# --- a tape in use
vlib_fault lib drive 0 0x0a delay=3600000 skip=3
dd if=/dev/zero of="$(vlib_tape lib 0)" bs=1024 count=10 2>/dev/null &
writer=$!
vlib_wait in_flight "drive 0" 0x0a
check "pulled while it is written" quickly 10 vlib_present lib drive 0 0
status=0
wait "$writer" || status=$?
is "the writer gets an error" "$status" 1
check "plugged in" vlib_present lib drive 0 1
like "the cartridge is where it was" "$(vlib_element lib drive 0)" 'barcode=A00001L6'
vlib_fault_clear lib

# --- the whole library
for opcode in 0xa5 0xb8; do
	vlib_fault lib changer $opcode timeout
done
sg=$(vlib_sg lib changer)
raw "$sg" a5 00 00 00 02 01 02 02 00 00 00 00 >"$tap_scratch/answer" &
vlib_wait in_flight changer 0xa5
check "off while a move hangs" quickly 10 vlib_live lib 0
wait
is "which fails" "$(cat "$tap_scratch/answer")" "host 01"
check "the nodes go" vlib_wait gone "$sg"
vlib_fault_clear lib
check "on again" vlib_live lib 1
sch=$(vlib_changer lib)
like "everything is where it was" "$(mtx -f "$sch" status)" \
	'Element 0:Full .*VolumeTag = A00001L6'

# --- while its driver probes it
check "off" vlib_live lib 0
vlib_fault lib changer 0x07 timeout
vlib_live lib 1 &
vlib_wait in_flight changer 0x07
check "off while ch waits for its inventory" quickly 10 vlib_live lib 0
wait
vlib_fault_clear lib
check "on" vlib_live lib 1

# --- somebody holds the device open
sch=$(vlib_changer lib)
exec 5<>"$sch"
check "off with the changer open" vlib_live lib 0
refuse "the module stays while it is open" rmmod ntms_vlib
check "the library can be forgotten" rmdir "$VLIB_ROOT/lib"
exec 5<&-

# --- over and over
check "another one" vlib_make again slots=2 drives=2 fill=1
rounds()
{
	local i node

	for ((i = 0; i < 10; i++)); do
		vlib_live again 1 || return 1
		node=$(vlib_changer again) || return 1
		mtx -f "$node" status >/dev/null &
		vlib_live again 0 || return 1
		wait
	done
}
check "ten times on and off, with somebody asking" rounds
check "the module unloads" vlib_unload
tap_end
