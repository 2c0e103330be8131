# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Shell helpers for the virtual library (Documentation/vlib.rst): make, stage
# and destroy libraries, lend the operator's hands, inject faults, find device
# nodes. Sourced by tests that run inside of a lane.
#
#	vlib_load libraries=0
#	vlib_make lib slots=20 drives=2 fill=10
#	vlib_live lib 1
#	mtx -f "$(vlib_changer lib)" status
#	vlib_unload

VLIB_ROOT=/sys/kernel/config/ntms_vlib
VLIB_SECONDS=${VLIB_SECONDS:-30}
# How often a condition is looked at, in seconds. Where each look costs tenths of
# a second, to look all the time would take the time of others.
VLIB_STEP=0.02
[[ ${NTMS_LANE:-} != vng ]] || VLIB_STEP=0.2

# vlib_wait COMMAND... - until COMMAND succeeds; fails after VLIB_SECONDS.
vlib_wait()
{
	local deadline=$((SECONDS + VLIB_SECONDS))

	until "$@" 2>/dev/null; do
		if ((SECONDS >= deadline)); then
			echo "waited $VLIB_SECONDS s in vain for: $*" >&2
			return 1
		fi
		sleep "$VLIB_STEP"
	done
}

# vlib_load [PARAMETER=VALUE...] - loads the module and what it works with.
vlib_load()
{
	local module

	for module in configfs scsi_mod ch st sg; do
		modprobe -q "$module" || true
	done
	mountpoint -q /sys/kernel/config ||
		mount -t configfs config /sys/kernel/config
	insmod "$NTMS_MODULES/ntms_vlib.ko" "$@"
}

# vlib_unload - switches off and forgets all libraries, unloads the module.
# Somebody (udev, a test that is ending) may hold a device for a moment more.
vlib_unload()
{
	local dir

	for dir in "$VLIB_ROOT"/*/; do
		[[ -e $dir/live ]] || continue
		echo 0 >"$dir/live"
		[[ $dir == */default*/ ]] || rmdir "$dir"
	done
	vlib_wait rmmod ntms_vlib
}

# vlib_set LIBRARY ATTRIBUTE TEXT
vlib_set()
{
	printf '%s\n' "$3" >"$VLIB_ROOT/$1/$2"
}

# vlib_get LIBRARY ATTRIBUTE
vlib_get()
{
	cat "$VLIB_ROOT/$1/$2"
}

# vlib_make LIBRARY [ATTRIBUTE=TEXT...] - in the order given: geometry first,
# since it empties the library, then fill and the like. The library is off.
vlib_make()
{
	local library=$1 pair

	shift
	mkdir "$VLIB_ROOT/$library"
	for pair in "$@"; do
		vlib_set "$library" "${pair%%=*}" "${pair#*=}"
	done
}

# vlib_live LIBRARY 0|1
vlib_live()
{
	vlib_set "$1" live "$2"
}

# vlib_destroy LIBRARY - off and gone, cartridges and all.
vlib_destroy()
{
	vlib_live "$1" 0
	rmdir "$VLIB_ROOT/$1"
}

# The operator's hands: a library, and a place ("slot 3") with what else the
# attribute of that name takes.
vlib_insert()  { local l=$1; shift; vlib_set "$l" insert "$*"; }
vlib_remove()  { local l=$1; shift; vlib_set "$l" remove "$*"; }
vlib_flip()    { local l=$1; shift; vlib_set "$l" flip "$*"; }
vlib_protect() { local l=$1; shift; vlib_set "$l" protect "$*"; }
vlib_except()  { local l=$1; shift; vlib_set "$l" except "$*"; }

# vlib_door LIBRARY open|closed
vlib_door()
{
	vlib_set "$1" door "$2"
}

# vlib_fault LIBRARY UNIT OPCODE ACTION [OPTION...] - UNIT is "changer" or
# "drive N" (two words).
vlib_fault()
{
	local library=$1

	shift
	vlib_set "$library" fault "$*"
}

# vlib_fault_hits LIBRARY - how often faults have struck, all together.
vlib_fault_hits()
{
	awk -F hits= '{ n += $2 } END { print n + 0 }' "$VLIB_ROOT/$1/fault"
}

# vlib_fault_clear LIBRARY
vlib_fault_clear()
{
	vlib_set "$1" fault clear
}

# vlib_present LIBRARY UNIT 0|1 - pulls a unit's cable, or puts it back.
vlib_present()
{
	local library=$1

	shift
	vlib_set "$library" present "$*"
}

# vlib_element LIBRARY PLACE... - the line about one element, such as
# "slot 3 515 full id=4 sides=1 side=A barcode=A00004L6".
vlib_element()
{
	local library=$1

	shift
	grep -m1 "^$* " "$VLIB_ROOT/$library/elements"
}

# vlib_barcode LIBRARY PLACE... - the barcode there; nothing if it is empty.
vlib_barcode()
{
	local library=$1

	shift
	sed -n "s/^$* .* barcode=\([^ ]*\).*/\1/p" "$VLIB_ROOT/$library/elements"
}

# vlib_address LIBRARY UNIT - the SCSI address, as in 0:0:1:0.
vlib_address()
{
	local library=$1

	shift
	sed -n "s/^$* 1 //p" "$VLIB_ROOT/$library/present"
}

# vlib_class_node LIBRARY CLASS PATTERN UNIT... - the first node of a class.
vlib_class_node()
{
	local library=$1 class=$2 pattern=$3 address dir name

	shift 3
	address=$(vlib_address "$library" "$@")
	[[ -n $address ]] || return 1
	for dir in /sys/class/scsi_device/"$address"/device/"$class"/*; do
		name=${dir##*/}
		# shellcheck disable=SC2053 # a pattern is meant
		if [[ $name == $pattern && -e /dev/$name ]]; then
			echo "/dev/$name"
			return 0
		fi
	done
	return 1
}

# vlib_changer LIBRARY - the changer's node, such as /dev/sch0.
vlib_changer()
{
	vlib_wait vlib_class_node "$1" scsi_changer 'sch*' changer
}

# vlib_tape LIBRARY N - the no-rewind node of a drive, such as /dev/nst0.
vlib_tape()
{
	vlib_wait vlib_class_node "$1" scsi_tape 'nst*[0-9]' drive "$2"
}

# vlib_sg LIBRARY UNIT - the generic node of a unit ("changer", "drive 0").
vlib_sg()
{
	local library=$1

	shift
	vlib_wait vlib_class_node "$library" scsi_generic 'sg*' "$@"
}
