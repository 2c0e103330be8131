# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034 # used by those who source this
#
# What the tests of the command line have in common: the program, what it says, and
# a library that nobody else has. Sourced by tests that find both modules loaded.

# shellcheck source=selftests/vlib/tap.sh
. "$(dirname "${BASH_SOURCE[0]}")/../vlib/tap.sh"

NTMSCTL=${NTMSCTL:-$NTMS_BUILD/userspace/bin/ntmsctl}

# names TEST LETTER - of the test's own objects
names()
{
	NAME=$1-$$
	LIBRARY="Library $NAME"
	# Two letters and four digits: nobody else's barcodes
	MARK=$2$(printf '%02d' $(($$ % 100)))
}

# label NUMBER - barcode of a cartridge
label()
{
	printf '%s%03dL6' "$MARK" "$1"
}

# refused WHAT STATUS REGEX COMMAND... - fails with this status, and says this.
refused()
{
	local what=$1 wanted=$2 regex=$3 said status=0

	shift 3
	said=$("$@" 2>&1) || status=$?
	is "$what: exit status" "$status" "$wanted"
	like "$what: what is said" "$said" "$regex"
}

# json PYTHON COMMAND... - an expression on the JSON j that ntmsctl prints.
json()
{
	local expression=$1

	shift
	"$NTMSCTL" "$@" --json | python3 -c "
import json, sys
j = json.load(sys.stdin)
print($expression)"
}

# find_library - puts the GUID of ours into $guid, once it has been looked at.
find_library()
{
	guid=$(json "next((l['id'] for l in j if l['serial'] == '$NAME'
			and l['inventory'] == 'done'), '')" library list)
	[[ -n $guid ]]
}

# library_begin PORTS CARTRIDGES - our library is there until the test ends.
library_begin()
{
	vlib_make "$NAME" slots=8 "ports=$1" drives=1 "serial=$NAME" \
		drive_product=ULTRIUM "barcode_format=$MARK%03uL6" "fill=$2"
	trap 'vlib_destroy "$NAME" || true; rm -rf "$tap_scratch"' EXIT
	vlib_live "$NAME" 1
	check "the library is found" vlib_wait find_library
}
