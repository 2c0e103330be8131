#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Libraries and drives that come and go, in the middle of anything, and the
# module that is unloaded in the middle of anything.
set -euo pipefail
# shellcheck source=selftests/inventory/common.sh
. "$(dirname "$0")/common.sh"

present()
{
	shown_is State ready && shown_is Inventory "done"
}

reading()
{
	shown_is Inventory running
}

gone()
{
	shown_is State "not present"
}

# begin_slowly - an inventory is under way and will take its time.
begin_slowly()
{
	vlib_fault lib "changer 0xb8 delay=3000 count=0"
	"$NTMSCTL" library inventory "$LIBRARY" >/dev/null
	vlib_wait reading
}

expect_log 'reading the library failed|another path to a library'
expect_log 'timing out command|Power-on or device reset|tag#[0-9]+ |rejecting I/O'
vlib_load libraries=0
vlib_make lib slots=20 ports=2 drives=2 fill=8
vlib_live lib 1
both="0 $(tape 0) designator
1 $(tape 1) designator"
ntms_load poll=1 share=50 timeout=5
vlib_wait present || true
agree "the catalog is true to begin with"
will_have_drives "both drives are known" "$both"

vlib_present lib drive 0 0
will_have_drives "a drive is pulled" "0 - none
1 $(tape 1) designator"
vlib_present lib drive 0 1
will_have_drives "and plugged" "0 $(tape 0) designator
1 $(tape 1) designator"

vlib_present lib changer 0
check "the changer is pulled" vlib_wait gone
agree "what is in it is still known"
vlib_present lib changer 1
check "and plugged" vlib_wait present
agree "and everything is where it was"

begin_slowly
vlib_present lib changer 0
check "pulled in the middle of an inventory" vlib_wait gone
vlib_fault_clear lib
vlib_present lib changer 1
check "and plugged" vlib_wait present
agree "and everything is where it was"

# Somebody waits for an inventory that will not come to an end.
vlib_fault lib "changer 0xb8 delay=3000 count=0"
"$NTMSCTL" library inventory "$LIBRARY" --timeout 60s >"$tap_scratch/waiter" 2>&1 &
waiter=$!
vlib_wait reading
vlib_present lib changer 0
wait "$waiter" || true
like "who waited is told" "$(cat "$tap_scratch/waiter")" "LIBRARY_OFFLINE"
vlib_fault_clear lib
vlib_present lib changer 1
check "and plugged" vlib_wait present

vlib_fault lib "changer 0xb8 timeout count=0"
"$NTMSCTL" library inventory "$LIBRARY" >/dev/null
vlib_wait reading
vlib_present lib changer 0
check "pulled while it does not answer" vlib_wait gone
vlib_fault_clear lib
vlib_present lib changer 1
check "and plugged" vlib_wait present
agree "and everything is where it was"

begin_slowly
vlib_live lib 0
check "all of it vanishes in the middle of an inventory" vlib_wait gone
vlib_fault_clear lib
vlib_live lib 1
check "and comes back" vlib_wait present
agree "and everything is where it was"

for _ in {1..15}; do
	vlib_present lib changer 0
	vlib_present lib changer 1
	vlib_present lib drive 1 0
	vlib_present lib drive 1 1
done
check "pulled and plugged fifteen times" vlib_wait present
agree "and everything is where it was"
will_have_drives "and both drives are known" "0 $(tape 0) designator
1 $(tape 1) designator"

# The same library once more: a second path to it.
vlib_make twin slots=20 ports=2 drives=2 fill=8
vlib_set twin serial "$(vlib_get lib serial)"
vlib_live twin 1
address=$(shown "SCSI address")
twin=$(vlib_address twin changer)
vlib_live lib 0
moved() { present && [[ $(shown "SCSI address") == "$twin" ]]; }
check "when one path goes, the other takes over" vlib_wait moved
check "that is another address" test "$twin" != "$address"
vlib_destroy twin
check "until that goes, too" vlib_wait gone
vlib_live lib 1
check "and the first one is back" vlib_wait present

begin_slowly
check "the module is unloaded in the middle of an inventory" rmmod ntms
vlib_fault_clear lib
for _ in {1..5}; do
	ntms_load poll=1 share=50
	rmmod ntms
done
check "and loaded and unloaded at once, five times" true
ntms_load poll=1 share=50
check "and loaded again" vlib_wait present
agree "and everything is where it is"
rmmod ntms
vlib_live lib 0
vlib_unload
tap_end
