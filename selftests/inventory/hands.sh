#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What others do behind our back is noticed, whether the library says so or
# has to be watched.
set -euo pipefail
# shellcheck source=selftests/inventory/common.sh
. "$(dirname "$0")/common.sh"

not_ready()
{
	shown_is "Inventory" failed
}

hands()
{
	local how=$1

	vlib_insert lib "slot 10 B00001L6"
	will_agree "$how: a cartridge that was put in a slot"
	vlib_insert lib "port 0 B00002L6"
	will_agree "$how: a cartridge that was put in a port"
	vlib_remove lib "slot 1"
	will_agree "$how: a cartridge that was taken away"
	vlib_insert lib "slot 11 A00002L6"
	will_agree "$how: a cartridge that came back, elsewhere"
	vlib_insert lib "slot 12"
	will_agree "$how: a cartridge without a label"
	vlib_remove lib "slot 12"
	will_agree "$how: and gone again"
	vlib_insert lib "slot 13 A00003L6"
	will_agree "$how: a second cartridge of one barcode"
	is "$how: is reported" "$("$NTMSCTL" media list --json |
		grep -c '"duplicate": true')" 2
	vlib_remove lib "slot 13 destroy"
	will_agree "$how: and gone again"
	mtx -f "$(vlib_changer lib)" load 3 0 >/dev/null
	will_agree "$how: a cartridge that mtx loaded"
	mtx -f "$(vlib_changer lib)" unload 3 0 >/dev/null
	will_agree "$how: and unloaded"
	mtx -f "$(vlib_changer lib)" transfer 4 20 >/dev/null
	will_agree "$how: a cartridge that mtx moved"
	mtx -f "$(vlib_changer lib)" transfer 20 4 >/dev/null
	vlib_remove lib "slot 10 destroy"
	vlib_remove lib "port 0 destroy"
	vlib_remove lib "slot 11"
	vlib_insert lib "slot 1 A00002L6"
	will_agree "$how: all of it undone"
}

expect_log 'reading the library failed'
vlib_load libraries=0
vlib_make lib slots=20 ports=2 drives=2 fill=8
vlib_live lib 1
ntms_load poll=1 share=50 ready=1
will_agree "the catalog is true to begin with"

hands "with attentions"
vlib_set lib personality +silent
hands "without attentions"
vlib_set lib personality -silent

vlib_door lib open
vlib_wait not_ready || true
is "an open door: the library cannot be read" "$(shown Inventory)" failed
agree "an open door: nothing is forgotten"
vlib_remove lib "slot 5"
vlib_door lib closed
will_agree "a closed door: what happened behind it is seen"

vlib_set lib ready_ms 3000
vlib_door lib open
vlib_wait not_ready || true
vlib_door lib closed
vlib_wait shown_is Inventory 'done' || true
will_agree "a library that takes its time"

vlib_except lib "slot 6 83/04"
check "an abnormal slot: the library is read" read_library
agree "an abnormal slot: holds what it holds"
vlib_except lib "slot 6 normal"

rmmod ntms
vlib_live lib 0
vlib_unload
tap_end
