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
# without a barcode are called "-".
catalog()
{
	"$NTMSCTL" media list | awk -v library="$LIBRARY" '
		NR > 1 && $2 == library && NF > 3 {
			if (length($1) == 36)
				$1 = "-"
			print $3, $4, $1
		}' | sort
}

# truth [LIBRARY] - the same, as the virtual library knows it.
truth()
{
	vlib_get "${1:-lib}" elements | awk '
		$4 == "full" {
			barcode = "-"
			for (i = 5; i <= NF; i++)
				if ($i ~ /^barcode=./)
					barcode = substr($i, 9)
			print $1, $2, barcode
		}' | sort
}

same()
{
	[[ $(catalog) == "$(truth "${1:-lib}")" ]]
}

# agree WHAT - the catalog says what is true.
agree()
{
	is "$1" "$(catalog)" "$(truth "${2:-lib}")"
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
	"$NTMSCTL" drive list | awk -v library="$LIBRARY" '
		NR > 1 && $2 == library { print $3, $7, $8 }'
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

# tape N - name of the node of drive N of the library lib
tape()
{
	basename "$(vlib_tape lib "$1")"
}
