#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The tape drives: st, mt and tar, and to the byte what they rest on.
set -euo pipefail
# shellcheck source=selftests/vlib/tap.sh
. "$(dirname "$0")/tap.sh"

at()
{
	mt -f "$nst" tell | sed 's/[^0-9]//g'
}

file_number()
{
	mt -f "$nst" status | sed -n 's/^File number=\([^,]*\),.*/\1/p'
}

tur()
{
	raw "$sg" 00 00 00 00 00 00
}

check "the module loads" vlib_load libraries=0
check "a library with small tapes" vlib_make lib slots=4 drives=2 \
	capacity=1048576 fill=4
check "it is switched on" vlib_live lib 1
sch=$(vlib_changer lib)
sg=$(vlib_sg lib drive 0)
nst=$(vlib_tape lib 0)
scratch=$tap_scratch

# --- readiness
# Somebody (udev) may have got the unit attention of the power on already.
tur >/dev/null
is "3Ah/00h: no tape" "$(tur)" "2/3a/00"
check "loaded" mtx -f "$sch" load 1 0
is "28h/00h: a new tape" "$(tur)" "6/28/00"
is "ready" "$(tur)" good

# --- tar
mkdir "$scratch/in" "$scratch/out"
for i in 1 2 3; do
	head -c 50000 /dev/urandom >"$scratch/in/$i"
done
head -c 100000 /dev/zero >"$scratch/in/zeros"
# That attention was ours; before Linux 7.3 st has not heard of the new tape.
check "st is told" mt -f "$nst" rewind
check "tar writes" tar -C "$scratch" -cf "$nst" in
check "tar writes a second file" tar -C "$scratch" -cf "$nst" in/1
is "two files are behind us" "$(file_number)" 2
check "rewound" mt -f "$nst" rewind
check "tar reads" tar -C "$scratch/out" -xf "$nst"
check "what was written" diff -r "$scratch/in" "$scratch/out/in"
check "forward to the next file" mt -f "$nst" fsf 1
is "the second" "$(file_number)" 1
rm -r "$scratch/out/in"
check "tar reads it" tar -C "$scratch/out" -xf "$nst"
check "as it was written" cmp "$scratch/in/1" "$scratch/out/in/1"

# --- positions
check "to the end of data" mt -f "$nst" eod
end=$(at)
check "back over two filemarks" mt -f "$nst" bsfm 2
is "at the second file" "$(file_number)" 1
check "seek" mt -f "$nst" seek 7
is "and tell" "$(at)" 7
refuse "seek beyond the end" mt -f "$nst" seek $((end + 1))
is "stops at the end" "$(at)" "$end"
check "rewound" mt -f "$nst" rewind
is "at the beginning" "$(at)" 0
is "READ POSITION, long form" "$(raw_in "$sg" 32 34 06 00 00 00 00 00 00 00 00)" \
	"8000000000000000""0000000000000000""0000000000000000""0000000000000000"
is "LOCATE(16) to the second file" \
	"$(raw "$sg" 92 08 00 00 00 00 00 00 00 00 00 01 00 00 00 00)" good
is "its number is in the long form" \
	"$(raw_in "$sg" 32 34 06 00 00 00 00 00 00 00 00 | cut -c33-48)" \
	"0000000000000001"
is "SPACE to the end of data" "$(raw "$sg" 11 03 00 00 00 00)" good
is "READ there: blank check" "$(raw_in "$sg" 512 08 00 00 02 00 00)" \
	"8/00/05 info=00000200"
is "back over more filemarks than there are" "$(raw "$sg" 11 01 ff ff fd 00)" \
	"0/00/04 flags=40 info=00000001"
blocks=$(mt -f "$nst" fsf 1 && at)
check "rewound" mt -f "$nst" rewind
is "forward over blocks into a filemark" "$(raw "$sg" 11 00 00 ff ff 00)" \
	"0/00/01 flags=80 info=$(printf '%08x' $((65535 - (blocks - 1))))"

# --- blocks of variable length
check "rewound" mt -f "$nst" rewind
is "WRITE of 10 bytes" "$("$cdb" "$sg" out 00112233445566778899 0a 00 00 00 0a 00)" good
is "WRITE of 4 bytes" "$("$cdb" "$sg" out aabbccdd 0a 00 00 00 04 00)" good
is "WRITE FILEMARKS" "$(raw "$sg" 10 00 00 00 01 00)" good
is "REWIND" "$(raw "$sg" 01 00 00 00 00 00)" good
is "READ of as much" "$(raw_in "$sg" 10 08 00 00 00 0a 00)" 00112233445566778899
is "READ of more: ILI, 12 less" "$(raw_in "$sg" 16 08 00 00 00 10 00)" \
	"0/00/00 flags=20 info=0000000c aabbccdd"
is "READ of the filemark" "$(raw_in "$sg" 16 08 00 00 00 10 00)" \
	"0/00/01 flags=80 info=00000010"
is "READ at the end of data" "$(raw_in "$sg" 16 08 00 00 00 10 00)" \
	"8/00/05 info=00000010"
is "REWIND" "$(raw "$sg" 01 00 00 00 00 00)" good
is "READ of less: ILI, 6 more" "$(raw_in "$sg" 4 08 00 00 00 04 00)" \
	"0/00/00 flags=20 info=fffffffa 00112233"
is "READ with SILI says nothing" "$(raw_in "$sg" 16 08 02 00 00 10 00)" aabbccdd
is "blocks back over the filemark's other side" "$(raw "$sg" 11 00 ff ff fe 00)" good
is "SPACE forward over a block" "$(raw "$sg" 11 00 00 00 01 00)" good
is "SPACE forward over the last, and the mark" "$(raw "$sg" 11 00 00 00 03 00)" \
	"0/00/01 flags=80 info=00000002"
is "SPACE back over the mark" "$(raw "$sg" 11 00 ff ff ff 00)" \
	"0/00/01 flags=80 info=00000001"

# --- blocks of fixed length
check "blocks of 512" mt -f "$nst" setblk 512
check "rewound" mt -f "$nst" rewind
check "20 blocks are written" dd if="$scratch/in/1" of="$nst" bs=5120 count=2
is "20 blocks and a filemark" "$(at)" 21
check "rewound" mt -f "$nst" rewind
dd if="$nst" of="$scratch/fixed" bs=10240 2>/dev/null || true
check "and read" cmp -n 10240 "$scratch/fixed" "$scratch/in/1"
is "MODE SENSE has the block length" "$(raw_in "$sg" 12 1a 00 00 00 0c 00)" \
	"0b0010085a00000000000200"
check "blocks of any length again" mt -f "$nst" setblk 0
is "READ BLOCK LIMITS" "$(raw_in "$sg" 6 05 00 00 00 00 00)" 008000000001
like "REPORT DENSITY SUPPORT" "$(raw_in "$sg" 64 44 00 00 00 00 00 00 00 40 00)" '^003600005a5aa000'
is "MODE SENSE of the compression page" "$(raw_in "$sg" 32 1a 08 0f 00 20 00 | cut -c9-16)" \
	"0f0ec080"
check "compression off" mt -f "$nst" compression 0
is "is in the page" "$(raw_in "$sg" 32 1a 08 0f 00 20 00 | cut -c9-16)" "0f0e4080"
is "MODE SELECT of what cannot be changed" \
	"$("$cdb" "$sg" out 000000001106000099000000 15 10 00 00 0c 00)" "5/26/00"

# --- writing over, erasing
check "rewound" mt -f "$nst" rewind
check "one short file" dd if="$scratch/in/2" of="$nst" bs=1000 count=1
check "makes all behind it blank" mt -f "$nst" eod
is "a block and a filemark are left" "$(at)" 2
check "rewound" mt -f "$nst" rewind
check "erased" mt -f "$nst" erase
is "nothing is left" "$(raw "$sg" 01 00 00 00 00 00; raw_in "$sg" 512 08 00 00 02 00 00)" \
	$'good\n8/00/05 info=00000200'

# --- the end of the tape
status=0
dd if=/dev/urandom of="$nst" bs=32768 2>"$scratch/dd" || status=$?
is "writing ends at the end of the tape" "$status" 1
like "with ENOSPC" "$(cat "$scratch/dd")" 'No space left'
like "near the capacity" "$(cat "$scratch/dd")" '(98[0-9]|99[0-9]|10[0-4][0-9])[0-9]{3} bytes'
is "WRITE behind the early warning" \
	"$("$cdb" "$sg" out 0011 0a 00 00 00 02 00 | cut -c1-15)" "0/00/02 flags=4"
check "rewound" mt -f "$nst" rewind
check "and erased" mt -f "$nst" erase

# --- write protection
check "unloaded" mtx -f "$sch" unload 1 0
check "the tab is set" vlib_protect lib slot 0 1
check "loaded" mtx -f "$sch" load 1 0
refuse "tar may not write" tar -C "$scratch" -cf "$nst" in
vlib_wait sg_turs "$sg" >/dev/null
is "DATA PROTECT" "$("$cdb" "$sg" out 0011 0a 00 00 00 02 00)" "7/27/00"
is "MODE SENSE says so" "$(raw_in "$sg" 4 1a 00 00 00 04 00)" "0b009008"
check "the tab is cleared" vlib_protect lib drive 0 0
check "tar may" tar -C "$scratch" -cf "$nst" in

# --- unloading by the drive
check "offline" mt -f "$nst" offline
like "the drive has unloaded it" "$(vlib_element lib drive 0)" 'unloaded'
is "04h/02h" "$(tur)" "2/04/02"
is "LOAD" "$(raw "$sg" 1b 00 00 00 01 00)" good
is "ready" "$(tur)" good
is "PREVENT" "$(raw "$sg" 1e 00 00 00 01 00)" good
is "refuses UNLOAD" "$(raw "$sg" 1b 00 00 00 00 00)" "5/53/02"
is "ALLOW" "$(raw "$sg" 1e 00 00 00 00 00)" good
is "UNLOAD" "$(raw "$sg" 1b 00 00 00 00 00)" good
check "the tape goes home" mtx -f "$sch" unload 1 0

# --- data outlives power, and travels
check "off" vlib_live lib 0
check "and on" vlib_live lib 1
sch=$(vlib_changer lib)
check "into the other drive" mtx -f "$sch" load 1 1
rm -r "$scratch/out/in"
check "tar reads what was written before" tar -C "$scratch/out" -xf "$(vlib_tape lib 1)"
check "all of it" diff -r "$scratch/in" "$scratch/out/in"
check "taken out of the drive by hand" vlib_remove lib drive 1
check "another library" vlib_make other slots=1 drives=1
check "it is on" vlib_live other 1
check "gets the tape" vlib_insert other drive 0 A00001L6
rm -r "$scratch/out/in"
check "and reads it" tar -C "$scratch/out" -xf "$(vlib_tape other 0)"
check "all of it" diff -r "$scratch/in" "$scratch/out/in"
check "a cleaning tape" vlib_insert lib drive 0 CLN000
sg=$(vlib_sg lib drive 0)
raw "$sg" 00 00 00 00 00 00 >/dev/null
raw "$sg" 00 00 00 00 00 00 >/dev/null
is "30h/03h" "$(tur)" "2/30/03"

# --- a reset; last, since st wants nothing to do with the tape after one
check "reset" sg_reset -d "$sg"
is "29h/03h after a reset" "$(tur)" "6/29/03"

check "the module unloads" vlib_unload
tap_end
