# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the tests of reading libraries have in common: a library whose truth is
# known, the module, and the catalog as ntmsctl shows it. Sourced.

# shellcheck source=selftests/vlib/tap.sh
. "$(dirname "${BASH_SOURCE[0]}")/../vlib/tap.sh"

NTMSCTL=${NTMSCTL:-$NTMS_BUILD/userspace/bin/ntmsctl}
LIBRARY=VIRTUAL-LIBRARY

if [[ ! -x $NTMSCTL ]]; then
	echo "Bail out! there is no $NTMSCTL"
	exit 1
fi

# expect_log REGEX - the kernel will say such things, and is meant to.
expect_log()
{
	printf 'ntms-test: expect: %s\n' "$1" >/dev/kmsg
}

# ntms_load [PARAMETER=VALUE...]
ntms_load()
{
	insmod "$NTMS_MODULES/ntms.ko" "$@"
}

# shown KEY [LIBRARY] - one line of "ntmsctl library show"
shown()
{
	"$NTMSCTL" library show "${2:-$LIBRARY}" |
		sed -n "s/^$1: *//p"
}

# shown_is KEY TEXT [LIBRARY]
shown_is()
{
	[[ $(shown "$1" "${3:-$LIBRARY}") == "$2" ]]
}

# catalog - where every cartridge is, a line each: "slot 3 A00004L6"; those
# without a barcode are called "-". In the shell, as programs are slow to start
# in a guest with sanitizers.
catalog()
{
	"$NTMSCTL" media list | placed
}

# placed - takes the table of cartridges apart, for one library.
placed()
{
	local name library kind number rest

	while read -r name library kind number rest; do
		[[ $library == "$LIBRARY" && -n $rest ]] || continue
		[[ ${#name} -ne 36 ]] || name=-
		echo "$kind $number $name"
	done
}

# truth [LIBRARY] - the same, as the virtual library knows it.
truth()
{
	local kind number state rest barcode

	while read -r kind number _ state rest; do
		[[ $state == full ]] || continue
		barcode=-
		[[ ! $rest =~ barcode=([^ ]+) ]] || barcode=${BASH_REMATCH[1]}
		echo "$kind $number $barcode"
	done <"$VLIB_ROOT/${1:-lib}/elements"
}

same()
{
	[[ $(catalog | sort) == "$(truth "${1:-lib}" | sort)" ]]
}

# agree WHAT - the catalog says what is true.
agree()
{
	is "$1" "$(catalog | sort)" "$(truth "${2:-lib}" | sort)"
}

# will_agree WHAT - the same, sooner or later
will_agree()
{
	vlib_wait same || true
	agree "$1"
}

# read_library - has it read again; says what ntmsctl says.
read_library()
{
	"$NTMSCTL" library inventory "$LIBRARY" --timeout 120s 2>&1
}

# drives - "0 nst0 designator" for every drive
drives()
{
	"$NTMSCTL" drive list | matched
}

# matched - takes the table of drives apart, for one library.
matched()
{
	local library number device rule

	while read -r _ library number _ _ _ device rule _; do
		[[ $library != "$LIBRARY" ]] || echo "$number $device $rule"
	done
}

# drives_are LINES
drives_are()
{
	[[ $(drives) == "$1" ]]
}

# will_have_drives WHAT LINES
will_have_drives()
{
	vlib_wait drives_are "$2" || true
	is "$1" "$(drives)" "$2"
}

# tape N [LIBRARY] - name of the no-rewind node of a drive, once it is there
tape()
{
	vlib_wait tape_node "$@" >/dev/null
	tape_node "$@"
}

tape_node()
{
	local kind number here address node

	while read -r kind number here address; do
		[[ "$kind $number $here" == "drive $1 1" ]] || continue
		for node in "/sys/class/scsi_device/$address/device/scsi_tape/"nst*[0-9]; do
			[[ -e $node ]] || return 1
			echo "${node##*/}"
			return
		done
	done <"$VLIB_ROOT/${2:-lib}/present"
	return 1
}

# struck LIBRARY - its faults were met, at least once.
struck()
{
	[[ $(<"$VLIB_ROOT/$1/fault") =~ hits=[1-9] ]]
}
